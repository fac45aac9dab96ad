//! Choose a practice file, or begin a new one.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use futures_channel::mpsc;
use iced::futures::Stream;
use iced::widget::{column, container, row, scrollable, text};
use iced::{Alignment, Element, Length, Padding, Task};

use super::Screen;
use crate::commands::demo;
use crate::commands::sample::SampleOptions;
use crate::gui::action::{Action, Request, Route};
use crate::gui::context::{Context, Practice, author, file_name};
use crate::gui::form::{self, Field, text::Text};
use crate::gui::notice::{Notice, sentence};
use crate::gui::shortcut::{Binding, Stroke};
use crate::gui::widget::button::{Weight, action};
use crate::gui::widget::ellipsis::line;
use crate::gui::widget::focus::focus;
use crate::gui::{app, font, size, theme, work};
use crate::system::file;

/// The key that begins a new practice.
const NEW: Stroke = Stroke::sign('n').with_command();

/// The widgets of the recent files, in their order.
const RECENT_IDS: [&str; 6] = [
    "welcome-recent-1",
    "welcome-recent-2",
    "welcome-recent-3",
    "welcome-recent-4",
    "welcome-recent-5",
    "welcome-recent-6",
];

/// The width of the column in the middle.
const WIDTH: f32 = 560.0;

/// The key that opens the sample.
const SAMPLE: Stroke = Stroke::sign('e').with_command();

/// The file of the sample practice in the program's folder.
pub const SAMPLE_FILE: &str = "sample.almoner";

#[derive(Debug)]
pub struct Welcome {
    path: Field<Text>,
    /// How far the sample is, while it is made or opened: claims done and all of them.
    sample: Option<(usize, usize)>,
}

/// What is heard of a sample while it is made.
#[derive(Debug, Clone)]
pub enum SampleStep {
    /// So many of so many claims are done.
    Done(usize, usize),
    Open(Practice),
    Failed(String),
}

#[derive(Debug, Clone)]
pub enum Message {
    NewPressed,
    SamplePressed,
    SampleStepped(SampleStep),
    RecentChosen(PathBuf),
    PathEdited(form::Edit),
    OpenPressed,
    BrowsePressed,
    Browsed(Option<PathBuf>),
}

impl Welcome {
    pub fn new(context: &Context) -> (Self, Task<Message>) {
        let screen = Self {
            path: Field::new("welcome-path", "Practice file", Text::plain())
                .hint("Its name ends in .almoner"),
            sample: None,
        };
        let first = if context.preferences.recent.is_empty() {
            "welcome-new"
        } else {
            RECENT_IDS[0]
        };
        (screen, app::focus_on(first))
    }

    fn recent<'a>(context: &'a Context) -> Option<Element<'a, Message>> {
        if context.preferences.recent.is_empty() {
            return None;
        }
        let files = context
            .preferences
            .recent
            .iter()
            .zip(RECENT_IDS)
            .map(|(path, id)| recent_file(id, path));
        Some(
            column![heading("Recent"), column(files).spacing(size::XS)]
                .spacing(size::S)
                .into(),
        )
    }
}

impl Screen for Welcome {
    type Message = Message;

    fn title(&self) -> String {
        "Welcome".to_owned()
    }

    fn bindings(&self) -> Vec<Binding<Message>> {
        vec![
            Binding::new(NEW, "New practice", Message::NewPressed).unshown(),
            Binding::new(SAMPLE, "Open the sample practice", Message::SamplePressed).unshown(),
        ]
    }

    fn update(&mut self, message: Message, context: &Context) -> Action<Message> {
        match message {
            Message::SamplePressed if self.sample.is_some() => Action::none(),
            Message::SamplePressed => {
                self.sample = Some((0, 0));
                let steps = open_sample(context.folder.join(SAMPLE_FILE), context.today);
                Action::run(Task::run(steps, Message::SampleStepped))
            }
            Message::SampleStepped(SampleStep::Done(n_done, n_all)) => {
                self.sample = Some((n_done, n_all));
                Action::none()
            }
            Message::SampleStepped(SampleStep::Open(practice)) => {
                self.sample = None;
                Action::request(Request::Begin(practice))
            }
            Message::SampleStepped(SampleStep::Failed(sentence)) => {
                self.sample = None;
                Action::request(Request::Notify(Notice::failed(sentence)))
            }
            Message::NewPressed => Action::request(Request::Open(Route::NewPractice)),
            Message::RecentChosen(path) => Action::request(Request::Open(Route::Unlock(path))),
            Message::PathEdited(edit) => {
                self.path.update(edit);
                Action::none()
            }
            Message::OpenPressed => match self.path.value() {
                Some(path) => {
                    Action::request(Request::Open(Route::Unlock(PathBuf::from(path.clone()))))
                }
                None => {
                    self.path
                        .refuse("Type the path of a practice file, or choose one.");
                    Action::run(app::focus_on("welcome-path"))
                }
            },
            Message::BrowsePressed => {
                let dialog = rfd::AsyncFileDialog::new()
                    .add_filter("Practice files", &["almoner"])
                    .pick_file();
                Action::run(Task::perform(dialog, |file| {
                    Message::Browsed(file.map(|file| file.path().to_owned()))
                }))
            }
            Message::Browsed(Some(path)) => Action::request(Request::Open(Route::Unlock(path))),
            Message::Browsed(None) => Action::run(app::focus_on("welcome-path")),
        }
    }

    fn view<'a>(&'a self, context: &'a Context) -> Element<'a, Message> {
        let new = column![
            heading("New practice"),
            text("One encrypted file holds the whole practice. It stays on this computer.")
                .size(size::TEXT)
                .style(theme::muted),
            action(
                "welcome-new",
                Weight::Primary,
                "Set up a new practice",
                Some(NEW),
                Some(Message::NewPressed),
            ),
        ]
        .spacing(size::S);
        let other = column![
            heading("Another file"),
            row![
                self.path.view(Length::Fill, Message::PathEdited),
                // In line with the field, which has a label above and a note below.
                container(
                    row![
                        action(
                            "welcome-open",
                            Weight::Secondary,
                            "Open",
                            None,
                            Some(Message::OpenPressed),
                        ),
                        action(
                            "welcome-browse",
                            Weight::Secondary,
                            "Choose…",
                            None,
                            Some(Message::BrowsePressed),
                        ),
                    ]
                    .spacing(size::S)
                )
                .padding(Padding::ZERO.top(17.0)),
            ]
            .spacing(size::S),
        ]
        .spacing(size::S);
        let sample = column![
            heading("Look around first"),
            text("A made-up family clinic with patients, visits and claims. Nobody in it is real.")
                .size(size::TEXT)
                .style(theme::muted),
            row![
                action(
                    "welcome-sample",
                    Weight::Secondary,
                    "Open the sample practice",
                    Some(SAMPLE),
                    self.sample.is_none().then_some(Message::SamplePressed),
                ),
                self.sample
                    .map(|progress| text(told(progress)).size(size::TEXT).style(theme::muted)),
            ]
            .spacing(size::M)
            .align_y(Alignment::Center),
        ]
        .spacing(size::S);
        let content = column![Self::recent(context), new, sample, other]
            .spacing(size::XL)
            .width(WIDTH);
        scrollable(container(content).padding(size::XL).center_x(Length::Fill))
            .height(Length::Fill)
            .style(theme::scroll)
            .into()
    }
}

/// How far the sample is, in words.
fn told((n_done, n_all): (usize, usize)) -> String {
    if n_all == 0 {
        "Opening the sample…".to_owned()
    } else {
        format!("Making the sample: {n_done} of {n_all} claims")
    }
}

/// Opens the sample at `path`, made first where there is none.
fn open_sample(path: PathBuf, today: NaiveDate) -> impl Stream<Item = SampleStep> {
    let (steps, heard) = mpsc::unbounded();
    let watched = steps.clone();
    let work = work::aside(move || {
        // Nobody listens any more when the window has gone.
        let tell = move |step| drop(watched.unbounded_send(step));
        let made = if file::is_taken(&path) {
            demo::open(&path)
        } else {
            let options = SampleOptions::small(today);
            let progress = tell.clone();
            let watch = move |n_done, n_all| progress(SampleStep::Done(n_done, n_all));
            demo::make(&path, &options, &author(), Box::new(watch)).map(|(database, _)| database)
        };
        tell(match made {
            Ok(database) => SampleStep::Open(Practice { path, database }),
            Err(error) => SampleStep::Failed(sentence(&error.to_string())),
        });
    });
    // The thread runs already; its end says only that the program failed.
    drop(work);
    drop(steps);
    heard
}

fn heading<'a>(words: &'a str) -> Element<'a, Message> {
    text(words).font(font::SEMIBOLD).size(size::HEADING).into()
}

fn recent_file<'a>(id: &'static str, path: &'a Path) -> Element<'a, Message> {
    let message = Message::RecentChosen(path.to_owned());
    let folder = path.parent().map(|folder| folder.display().to_string());
    let content = row![
        line(file_name(path)).width(Length::FillPortion(2)),
        line(folder.unwrap_or_default())
            .size(size::CAPTION)
            .style(theme::muted)
            .width(Length::FillPortion(3)),
    ]
    .spacing(size::M)
    .align_y(Alignment::Center);
    let entry = container(content)
        .padding(Padding::ZERO.horizontal(size::M))
        .center_y(36)
        .style(theme::surface);
    focus(id, entry)
        .on_press(message.clone())
        .on_click(message)
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opening_without_a_path_says_what_to_type() {
        let context = Context::fixture();
        let (mut screen, _task) = Welcome::new(&context);
        let action = screen.update(Message::OpenPressed, &context);
        assert!(action.requests.is_empty());
        assert!(screen.path.problem().is_some());
    }

    #[test]
    fn a_typed_path_leads_to_its_passphrase() {
        let context = Context::fixture();
        let (mut screen, _task) = Welcome::new(&context);
        let typed = form::Edit::Typed(" my.almoner ".to_owned());
        let _ = screen.update(Message::PathEdited(typed), &context);
        let action = screen.update(Message::OpenPressed, &context);
        let expected = Request::Open(Route::Unlock(PathBuf::from("my.almoner")));
        assert_eq!(action.requests, [expected]);
    }
}
