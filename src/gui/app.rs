//! The window: the stack of screens, the frame around the top one, and what all of them share.

use std::path::PathBuf;

use chrono::NaiveDate;
use iced::theme::Mode;
use iced::widget::operation;
use iced::{Size, Subscription, Task, Theme, event, system, window};

use crate::commands::{self, practice, print};
use crate::gui::action::{Action, Request, Route};
use crate::gui::context::{Context, Practice, Preferences};
use crate::gui::notice::{self, Level, Notice};
use crate::gui::screen::{AnyMessage, AnyScreen, Screen};
use crate::gui::sheet::Sheet;
use crate::gui::shortcut::{self, Shortcut, Stroke};
use crate::gui::theme::{self, Appearance};
use crate::gui::{font, form, rail, size, work};
use crate::system::{self as machine, clock, path, preferences};

mod frame;

/// The smallest window everything fits in, at a text size of 100 %.
const SMALLEST: Size = Size::new(900.0, 600.0);

/// Opens the window and returns when it is closed.
///
/// # Errors
/// A sentence when the desktop gives no window.
pub fn run(file: Option<PathBuf>, today: NaiveDate) -> Result<(), String> {
    let start = Start {
        file,
        today,
        preferences: preferences::load(),
        folder: path::data_folder().unwrap_or_default(),
        remembers: true,
    };
    application(start).run().map_err(|error| {
        format!("No window could be opened ({error}). Nothing was changed. The command line works without one: `almoner --help`.")
    })
}

/// What a window starts from.
#[derive(Debug, Clone)]
pub struct Start {
    pub file: Option<PathBuf>,
    pub today: NaiveDate,
    pub preferences: Preferences,
    pub folder: PathBuf,
    /// Whether changed preferences are written down.
    pub remembers: bool,
}

/// The program that `run` and the tests share.
pub fn application(
    start: Start,
) -> iced::Application<impl iced::Program<State = App, Message = Message, Theme = Theme>> {
    iced::application(move || App::new(start.clone()), App::update, App::view)
        .title(App::title)
        .theme(App::theme)
        .style(|_, theme| theme::base(theme))
        .scale_factor(App::scale)
        .subscription(App::subscription)
        .settings(settings())
        .window(window::Settings {
            size: Size::new(1280.0, 800.0),
            min_size: Some(SMALLEST),
            exit_on_close_request: false,
            ..window::Settings::default()
        })
}

/// Faces and text size, for the window and for tests of single screens.
pub fn settings() -> iced::Settings {
    iced::Settings {
        id: Some("almoner".to_owned()),
        fonts: font::files(),
        default_font: font::TEXT,
        default_text_size: size::TEXT.into(),
        ..iced::Settings::default()
    }
}

/// Which screen on the stack; never used twice, so a reply to a screen that is gone finds nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ScreenId(u64);

/// One screen on the stack.
#[derive(Debug)]
struct Layer {
    id: ScreenId,
    route: Route,
    screen: AnyScreen,
}

/// A question that the window itself asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Question {
    /// Something typed would be lost: by leaving a screen, by locking, by closing the window.
    Discard(Leaving),
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
    question: Option<Question>,
    system_mode: Mode,
    remembers: bool,
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
            question: None,
            system_mode: Mode::None,
            remembers: start.remembers,
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
                self.act(id, action)
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
                _ => Task::none(),
            },
            Message::Idled => self.lock(),
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
                if self.layers.iter().any(|layer| layer.screen.has_changes()) {
                    self.question = Some(Question::Discard(Leaving::Window(id)));
                    Task::none()
                } else {
                    self.close_window(id)
                }
            }
            Message::WindowMayClose(id) => window::close(id),
            Message::Focused => Task::perform(async { clock::today() }, Message::DayTold),
            Message::DayTold(today) => {
                self.context.today = today;
                Task::none()
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
                self.sheet = match self.sheet {
                    Some(_) => None,
                    None => Some(Sheet::default()),
                };
                Task::none()
            }
            Shortcut::Back => self.back(),
            Shortcut::Lock => self.lock(),
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
        if !self.remembers {
            return Task::none();
        }
        let wish = self.context.preferences.clone();
        Task::perform(
            work::aside(move || preferences::save(&wish)),
            Message::PreferencesSaved,
        )
    }

    fn back(&mut self) -> Task<Message> {
        if self.question.take().is_some() || self.sheet.take().is_some() {
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

    /// Leaves the top screen, asking first where something would be lost.
    fn close(&mut self) -> Task<Message> {
        let top_has_changes = self
            .layers
            .last()
            .is_some_and(|layer| layer.screen.has_changes());
        if self.layers.len() > 1 && top_has_changes {
            self.question = Some(Question::Discard(Leaving::Screen));
            Task::none()
        } else {
            self.leave()
        }
    }

    fn leave(&mut self) -> Task<Message> {
        if self.layers.len() < 2 {
            return Task::none();
        }
        drop(self.layers.pop());
        self.resume()
    }

    /// Tells the top screen that it is seen again.
    fn resume(&mut self) -> Task<Message> {
        let message = self.layers.last().and_then(|layer| {
            let message = layer.screen.resumed()?;
            Some(Message::Screen(layer.id, message))
        });
        message.map_or_else(Task::none, |message| self.update(message))
    }

    /// Goes to a place of the rail: back to it where it is on the stack, else over what is there.
    fn go(&mut self, route: Route) -> Task<Message> {
        if let Some(place) = self.layers.iter().position(|layer| layer.route == route) {
            let is_lossless = self.layers[place + 1..]
                .iter()
                .all(|layer| !layer.screen.has_changes());
            if is_lossless {
                self.layers.truncate(place + 1);
                return self.resume();
            }
        }
        self.open(route)
    }

    fn open(&mut self, route: Route) -> Task<Message> {
        self.n_screens += 1;
        let id = ScreenId(self.n_screens);
        let (screen, task) = AnyScreen::open(route.clone(), &self.context);
        self.layers.push(Layer { id, route, screen });
        task.map(move |message| Message::Screen(id, message))
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
            Request::Replace(route) => {
                drop(self.layers.pop());
                self.open(route)
            }
            Request::Close => self.leave(),
            Request::Notify(notice) => {
                self.notice = Some(notice);
                Task::none()
            }
            Request::Begin(practice) => self.begin(practice),
            Request::Lock => self.lock(),
        }
    }

    fn begin(&mut self, practice: Practice) -> Task<Message> {
        self.layers.clear();
        self.notice = None;
        let path = practice.path.clone();
        self.context.practice = Some(practice);
        let remembered = self.prefer(|wish| wish.remember(&path));
        let opened = self.open(Route::File);
        Task::batch([remembered, opened])
    }

    /// Closes the practice file and forgets its key; nothing of a patient stays on the screen.
    fn lock(&mut self) -> Task<Message> {
        let Some(practice) = self.context.practice.take() else {
            return Task::none();
        };
        self.layers.clear();
        self.sheet = None;
        self.question = None;
        self.notice = None;
        let opened = self.open(Route::Unlock(practice.path));
        let closed = Task::perform(
            work::aside(move || {
                // What a viewer still shows it has read; a file left behind must not outlive the lock.
                let swept = print::sweep_shown();
                practice::close(practice.database).and(swept)
            }),
            Message::PracticeClosed,
        );
        Task::batch([opened, closed])
    }

    fn close_window(&mut self, id: window::Id) -> Task<Message> {
        self.layers.clear();
        let opened = self.open(Route::Welcome);
        match self.context.practice.take() {
            Some(practice) => {
                let close = work::aside(move || {
                    let swept = print::sweep_shown();
                    practice::close(practice.database).and(swept)
                });
                // What is not written back stays in the log and is read at the next opening.
                let closed = Task::perform(close, move |_| Message::WindowMayClose(id));
                Task::batch([opened, closed])
            }
            None => window::close(id),
        }
    }

    /// What a key does now.
    fn lookup(&self, stroke: Stroke) -> Option<Message> {
        if self.question.is_some() {
            return shortcut::everywhere(stroke)
                .filter(|shortcut| *shortcut == Shortcut::Back)
                .map(Message::Pressed);
        }
        let layer = self.layers.last()?;
        let is_free = self.sheet.is_none() && layer.screen.dialog(&self.context).is_none();
        if let Some(shortcut) = shortcut::everywhere(stroke) {
            return Some(Message::Pressed(shortcut));
        }
        if self.sheet.is_some() {
            return None;
        }
        if is_free
            && self.context.practice.is_some()
            && let Some(route) = rail::route_of(stroke)
        {
            return Some(Message::PlaceChosen(route));
        }
        let primary = layer.screen.primary().filter(|_| is_free);
        layer
            .screen
            .bindings()
            .into_iter()
            .chain(primary)
            .find(|binding| binding.stroke == stroke)
            .map(|binding| Message::Screen(layer.id, binding.message))
    }
}

/// Gives the focus to a field when its screen opens.
pub fn focus_on<M: Send + 'static>(id: &'static str) -> Task<M> {
    operation::focus(id)
}
