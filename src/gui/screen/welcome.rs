//! Choose a practice file, or begin a new one.

use std::path::{Path, PathBuf};

use iced::widget::{column, container, row, scrollable, text};
use iced::{Alignment, Element, Length, Padding, Task};

use super::Screen;
use crate::gui::action::{Action, Request, Route};
use crate::gui::context::{Context, file_name};
use crate::gui::form::{self, Field, text::Text};
use crate::gui::shortcut::{Binding, Stroke};
use crate::gui::widget::button::{Weight, action};
use crate::gui::widget::ellipsis::line;
use crate::gui::widget::focus::focus;
use crate::gui::{app, font, size, theme};

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

#[derive(Debug)]
pub struct Welcome {
    path: Field<Text>,
}

#[derive(Debug, Clone)]
pub enum Message {
    NewPressed,
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
        vec![Binding::new(NEW, "New practice", Message::NewPressed).unshown()]
    }

    fn update(&mut self, message: Message, _context: &Context) -> Action<Message> {
        match message {
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
        let content = column![Self::recent(context), new, other]
            .spacing(size::XL)
            .width(WIDTH);
        scrollable(container(content).padding(size::XL).center_x(Length::Fill))
            .height(Length::Fill)
            .style(theme::scroll)
            .into()
    }
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
