//! The window: the stack of screens, the frame around the top one, and what all of them share.

use std::collections::HashMap;

use chrono::NaiveDate;
use iced::theme::Mode;
use iced::widget::operation;
use iced::{Subscription, Task, Theme, event, system, time, window};

use crate::commands;
use crate::commands::drafts::DraftKey;
use crate::commands::practice::{self, About};
use crate::gui::action::{Action, Request, Route};
use crate::gui::context::{Context, Practice, Preferences, author};
use crate::gui::finder::{self, Finder};
use crate::gui::notice::{self, Level, Notice};
use crate::gui::screen::{AnyMessage, AnyScreen, Screen};
use crate::gui::sheet::{self, Sheet};
use crate::gui::shortcut::Shortcut;
use crate::gui::theme::Appearance;
use crate::gui::widget::travel;
use crate::gui::{form, work};
use crate::system::{self as machine, clock, preferences};

mod finding;
mod frame;
mod keeping;
mod start;

use keeping::{Forms, Then};
pub use start::{Start, application, run, settings};

/// How long something typed waits until it is kept.
const KEEP_AFTER: time::Duration = time::Duration::from_secs(2);

/// Which screen on the stack; never used twice, so a reply to a screen that is gone finds nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ScreenId(u64);

/// One screen on the stack.
#[derive(Debug)]
struct Layer {
    id: ScreenId,
    route: Route,
    screen: AnyScreen,
    /// What the screen had typed and not saved when it was looked at last.
    draft: Option<DraftKey>,
}

/// A question that the window itself asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Question {
    /// Something typed would be lost: by leaving a screen, by locking, by closing the window.
    Discard(Leaving),
    /// What is typed is to be dropped for good.
    DropDraft,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Leaving {
    Screen,
    Window(window::Id),
}

/// The whole window.
#[derive(Debug)]
pub struct App {
    context: Context,
    /// Never empty; the last one is shown.
    layers: Vec<Layer>,
    n_screens: u64,
    notice: Option<Notice>,
    sheet: Option<Sheet>,
    finder: Option<Finder>,
    question: Option<Question>,
    /// The forms that this window wrote into the file, as they stand there.
    kept: HashMap<DraftKey, String>,
    /// The forms that are on their way into the file, and those of them that are typed no more.
    sent: Vec<DraftKey>,
    overtaken: Vec<DraftKey>,
    /// Whether something typed is not in the file yet.
    is_unkept: bool,
    system_mode: Mode,
    remembers: bool,
    /// Whether the day was given, and so does not follow the clock.
    holds_day: bool,
}

/// What happens to the window.
#[derive(Debug, Clone)]
pub enum Message {
    Screen(ScreenId, AnyMessage),
    Pressed(Shortcut),
    PlaceChosen(Route),
    NoticeDismissed,
    SheetEdited(form::Edit),
    SheetClosed,
    QuestionAnswered(bool),
    FinderEdited(finder::Edit),
    FinderAnswered(finder::Answer),
    /// Something typed has waited long enough to be kept.
    KeepDue,
    DraftsKept(Then, Forms, Result<(), commands::Error>),
    DraftDropped(Result<(), commands::Error>),
    PracticeOpened(Option<Result<Practice, commands::Error>>),
    Learned(Result<About, commands::Error>),
    /// The unprinted claims were judged anew by the rules of the day.
    Judged(Result<usize, commands::Error>),
    /// Nobody touched key or mouse for the minutes of the preference.
    Idled,
    PracticeClosed(Option<Result<(), commands::Error>>),
    WindowClosing(window::Id),
    WindowMayClose(window::Id),
    Focused,
    DayTold(NaiveDate),
    SystemModeTold(Mode),
    PreferencesSaved(Option<Result<(), machine::Error>>),
}

impl App {
    /// A window that asks for the passphrase of the file, or welcomes.
    pub fn new(start: Start) -> (Self, Task<Message>) {
        let context = Context {
            today: start.today,
            preferences: start.preferences,
            practice: None,
            about: About::default(),
            folder: start.folder,
        };
        let route = match start.file {
            Some(path) => Route::Unlock(path),
            None => Route::Welcome,
        };
        let mut app = Self {
            context,
            layers: Vec::new(),
            n_screens: 0,
            notice: None,
            sheet: None,
            finder: None,
            question: None,
            kept: HashMap::new(),
            sent: Vec::new(),
            overtaken: Vec::new(),
            is_unkept: false,
            system_mode: Mode::None,
            remembers: start.remembers,
            holds_day: false,
        };
        let opened = app.open(route);
        let mode = system::theme().map(Message::SystemModeTold);
        (app, Task::batch([opened, mode]))
    }

    pub fn context(&self) -> &Context {
        &self.context
    }

    /// Where the window is.
    pub fn route(&self) -> Option<&Route> {
        self.layers.last().map(|layer| &layer.route)
    }

    /// What the user is told at the moment.
    pub fn notice(&self) -> Option<&Notice> {
        self.notice.as_ref()
    }

    /// Never the name of a patient: other programs can read the titles of windows.
    fn title(&self) -> String {
        match &self.context.practice {
            Some(practice) => format!("{} – Almoner", practice.name()),
            None => "Almoner".to_owned(),
        }
    }

    pub fn theme(&self) -> Theme {
        self.context.preferences.appearance.theme(self.system_mode)
    }

    fn scale(&self) -> f32 {
        self.context.preferences.scale()
    }

    fn subscription(&self) -> Subscription<Message> {
        let focused = event::listen_with(|event, _, _| match event {
            iced::Event::Window(window::Event::Focused) => Some(Message::Focused),
            _ => None,
        });
        Subscription::batch([
            window::close_requests().map(Message::WindowClosing),
            system::theme_changes().map(Message::SystemModeTold),
            focused,
            // Only while there is something to keep, so that the window sleeps otherwise.
            if self.is_unkept {
                time::every(KEEP_AFTER).map(|_| Message::KeepDue)
            } else {
                Subscription::none()
            },
        ])
    }

    pub fn update(&mut self, message: Message) -> Task<Message> {
        match message {
            Message::Screen(id, message) => {
                let Some(layer) = self.layers.iter_mut().find(|layer| layer.id == id) else {
                    // The screen that asked is gone, and with it the question.
                    return Task::none();
                };
                let action = layer.screen.update(message, &self.context);
                let acted = self.act(id, action);
                let looked = self.look_at_drafts();
                Task::batch([acted, looked])
            }
            Message::Pressed(shortcut) => self.press(shortcut),
            Message::PlaceChosen(route) => self.go(route),
            Message::NoticeDismissed => {
                self.notice = None;
                Task::none()
            }
            Message::SheetEdited(edit) => {
                if let Some(sheet) = &mut self.sheet {
                    sheet.update(edit);
                }
                Task::none()
            }
            Message::SheetClosed => {
                self.sheet = None;
                Task::none()
            }
            Message::QuestionAnswered(is_yes) => match (self.question.take(), is_yes) {
                (Some(Question::Discard(Leaving::Screen)), true) => self.leave(),
                (Some(Question::Discard(Leaving::Window(id))), true) => self.close_window(id),
                (Some(Question::DropDraft), true) => self.drop_draft(),
                _ => Task::none(),
            },
            Message::FinderEdited(edit) => self.edit_finder(edit),
            Message::FinderAnswered(answer) => {
                if let Some(finder) = &mut self.finder {
                    finder.answer(answer);
                }
                Task::none()
            }
            Message::KeepDue => self.keep_then(Then::Work),
            Message::DraftsKept(then, forms, result) => self.drafts_kept(then, forms, result),
            Message::DraftDropped(result) => {
                if let Err(error) = result {
                    self.notice = Some(Notice::error(&error));
                }
                self.resume()
            }
            Message::PracticeOpened(Some(Ok(practice))) => self.begin(practice),
            Message::PracticeOpened(result) => {
                self.notice = Some(match result {
                    Some(Err(error)) => Notice::error(&error),
                    _ => Notice::failed("The program failed while it opened the file."),
                });
                Task::none()
            }
            Message::Learned(Ok(about)) => {
                self.context.about = about;
                Task::none()
            }
            Message::Judged(Ok(0)) => Task::none(),
            Message::Judged(Ok(_)) => self.resume(),
            Message::Learned(Err(error)) | Message::Judged(Err(error)) => {
                // A file that was locked meanwhile is no failure.
                if self.context.practice.is_some() {
                    self.notice = Some(Notice::error(&error));
                }
                Task::none()
            }
            Message::Idled => self.keep_then(Then::Lock),
            Message::PracticeClosed(result) => {
                match result {
                    Some(Ok(())) => {}
                    Some(Err(error)) => self.notice = Some(Notice::error(&error)),
                    None => {
                        self.notice = Some(Notice::failed(
                            "Closing the practice file failed; what was saved stays saved.",
                        ));
                    }
                }
                Task::none()
            }
            Message::WindowClosing(id) => {
                if self.layers.iter().any(keeping::would_lose) {
                    self.question = Some(Question::Discard(Leaving::Window(id)));
                    Task::none()
                } else {
                    self.keep_then(Then::Close(id))
                }
            }
            Message::WindowMayClose(id) => window::close(id),
            Message::Focused if self.holds_day => Task::none(),
            Message::Focused => Task::perform(async { clock::today() }, Message::DayTold),
            Message::DayTold(today) if today == self.context.today => Task::none(),
            Message::DayTold(today) => {
                self.context.today = today;
                Task::batch([self.judge(), self.resume()])
            }
            Message::SystemModeTold(mode) => {
                self.system_mode = mode;
                Task::none()
            }
            Message::PreferencesSaved(result) => {
                if let Some(Err(error)) = result {
                    self.notice = Some(Notice::warning(notice::sentence(&error.to_string())));
                }
                Task::none()
            }
        }
    }

    fn press(&mut self, shortcut: Shortcut) -> Task<Message> {
        match shortcut {
            Shortcut::Help => {
                if self.sheet.take().is_some() {
                    return Task::none();
                }
                self.sheet = Some(Sheet::default());
                focus_on(sheet::SEARCH)
            }
            Shortcut::Back => self.back(),
            Shortcut::Lock => self.keep_then(Then::Lock),
            Shortcut::Find => self.find(),
            Shortcut::DropDraft => {
                let has_draft = self.layers.last().and_then(keeping::draft_of).is_some();
                if has_draft && self.sheet.is_none() && self.finder.is_none() {
                    self.question = Some(Question::DropDraft);
                }
                Task::none()
            }
            Shortcut::LargerText => self.prefer(|wish| wish.step_text_size(true)),
            Shortcut::SmallerText => self.prefer(|wish| wish.step_text_size(false)),
            Shortcut::NormalText => self.prefer(|wish| wish.text_size = 100),
            Shortcut::Appearance => self.prefer(|wish| {
                wish.appearance = match wish.appearance {
                    Appearance::System => Appearance::Light,
                    Appearance::Light => Appearance::Dark,
                    Appearance::Dark => Appearance::System,
                };
            }),
            Shortcut::CollapseRail => {
                self.prefer(|wish| wish.is_rail_collapsed = !wish.is_rail_collapsed)
            }
            Shortcut::DismissNotice => {
                self.notice = None;
                Task::none()
            }
        }
    }

    /// Changes a preference and remembers it.
    fn prefer(&mut self, change: impl FnOnce(&mut Preferences)) -> Task<Message> {
        change(&mut self.context.preferences);
        let resumed = self.resume();
        if !self.remembers {
            return resumed;
        }
        let wish = self.context.preferences.clone();
        let saved = work::aside(move || preferences::save(&wish));
        Task::batch([resumed, Task::perform(saved, Message::PreferencesSaved)])
    }

    fn back(&mut self) -> Task<Message> {
        let was_open = self.question.take().is_some()
            || self.finder.take().is_some()
            || self.sheet.take().is_some();
        if was_open {
            return Task::none();
        }
        let Some(layer) = self.layers.last() else {
            return Task::none();
        };
        if let Some(message) = layer.screen.back() {
            let id = layer.id;
            return self.update(Message::Screen(id, message));
        }
        self.close()
    }

    /// Leaves the top screen; what is typed on it is kept, and asked about where it cannot be.
    fn close(&mut self) -> Task<Message> {
        if self.layers.len() > 1 && self.layers.last().is_some_and(keeping::would_lose) {
            self.question = Some(Question::Discard(Leaving::Screen));
            return Task::none();
        }
        let has_draft = self.layers.last().and_then(keeping::draft_of).is_some();
        if self.layers.len() > 1 && has_draft {
            self.notice = Some(Notice::done(
                "What you typed is kept as a draft; Home lists it under Unfinished.",
            ));
        }
        self.leave()
    }

    fn leave(&mut self) -> Task<Message> {
        if self.layers.len() < 2 {
            return Task::none();
        }
        let retired = match self.layers.pop() {
            Some(layer) => self.retire(layer),
            None => Task::none(),
        };
        Task::batch([retired, self.come_back()])
    }

    /// The screen that is in front again reads anew what it shows, and something on it has the focus.
    fn come_back(&mut self) -> Task<Message> {
        self.resume().chain(travel::settle(frame::CONTENT))
    }

    /// Goes to a place of the rail: back to it where it is on the stack, else over what is there.
    fn go(&mut self, route: Route) -> Task<Message> {
        let Some(place) = self.layers.iter().position(|layer| layer.route == route) else {
            return self.open(route);
        };
        if place + 1 == self.layers.len() {
            return travel::settle(frame::CONTENT);
        }
        if self.layers[place + 1..].iter().any(keeping::would_lose) {
            return self.open(route);
        }
        let left = self.layers.split_off(place + 1);
        let mut tasks: Vec<_> = left.into_iter().map(|layer| self.retire(layer)).collect();
        tasks.push(self.come_back());
        Task::batch(tasks)
    }

    fn open(&mut self, route: Route) -> Task<Message> {
        self.n_screens += 1;
        let id = ScreenId(self.n_screens);
        let (screen, task) = AnyScreen::open(route.clone(), &self.context);
        self.layers.push(Layer {
            id,
            route,
            screen,
            draft: None,
        });
        // What was to have the focus may not have been there yet.
        task.map(move |message| Message::Screen(id, message))
            .chain(travel::settle(frame::CONTENT))
    }

    /// The top screen reads anew what may have changed below it, and the frame with it.
    fn resume(&mut self) -> Task<Message> {
        let learned = self.learn();
        let Some(layer) = self.layers.last() else {
            return learned;
        };
        let Some(message) = layer.screen.resumed() else {
            return learned;
        };
        let id = layer.id;
        let resumed = self.update(Message::Screen(id, message));
        Task::batch([resumed, learned])
    }

    fn learn(&self) -> Task<Message> {
        match self.context.database() {
            Some(database) => Task::perform(practice::about(database), Message::Learned),
            None => Task::none(),
        }
    }

    /// Judges the unprinted claims by the rules of the day: time alone makes a claim too late.
    fn judge(&self) -> Task<Message> {
        let Some(database) = self.context.database() else {
            return Task::none();
        };
        let today = self.context.today;
        let judge = async move { commands::refresh(database, today, author()).await };
        Task::perform(judge, Message::Judged)
    }

    fn act(&mut self, id: ScreenId, action: Action<AnyMessage>) -> Task<Message> {
        // A notice of something done has been seen when the next thing happens on purpose.
        let is_stale = |notice: &Notice| notice.level == Level::Done;
        if !action.requests.is_empty() && self.notice.as_ref().is_some_and(is_stale) {
            self.notice = None;
        }
        let mut tasks = vec![action.task.map(move |message| Message::Screen(id, message))];
        for request in action.requests {
            tasks.push(self.handle(request));
        }
        Task::batch(tasks)
    }

    fn handle(&mut self, request: Request) -> Task<Message> {
        match request {
            Request::Open(route) => self.open(route),
            Request::OpenAt(route, spot) => {
                let opened = self.open(route);
                let pointed = self.layers.last().and_then(|layer| {
                    let message = layer.screen.point(spot)?;
                    Some(Message::Screen(layer.id, message))
                });
                match pointed {
                    Some(message) => Task::batch([opened, self.update(message)]),
                    None => opened,
                }
            }
            Request::Replace(route) => {
                let retired = match self.layers.pop() {
                    Some(layer) => self.retire(layer),
                    None => Task::none(),
                };
                Task::batch([retired, self.open(route)])
            }
            Request::Close => self.leave(),
            Request::Notify(notice) => {
                self.notice = Some(notice);
                Task::none()
            }
            Request::KeepDraft(draft) => self.keep_closed(draft),
            Request::Prefer(wish) => self.prefer(|preferences| *preferences = wish),
            Request::PracticeChanged => self.learn(),
            Request::Begin(practice) => self.begin(practice),
            Request::Lock => self.keep_then(Then::Lock),
        }
    }

    fn begin(&mut self, practice: Practice) -> Task<Message> {
        self.layers.clear();
        self.notice = None;
        let path = practice.path.clone();
        self.context.practice = Some(practice);
        let remembered = self.prefer(|wish| wish.remember(&path));
        let opened = self.open(Route::Home);
        Task::batch([remembered, opened, self.learn(), self.judge()])
    }
}

/// Gives the focus to a field when its screen opens.
pub fn focus_on<M: Send + 'static>(id: impl Into<iced::widget::Id>) -> Task<M> {
    operation::focus(id)
}
