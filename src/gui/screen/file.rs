//! See where the practice file lies, and prove that it is sound.

use iced::widget::{column, container, text};
use iced::{Element, Length, Task};

use super::Screen;
use crate::commands::practice::{self, Check};
use crate::commands::{self};
use crate::gui::action::{Action, Request};
use crate::gui::context::{Context, author};
use crate::gui::notice::Notice;
use crate::gui::shortcut::{Binding, Stroke};
use crate::gui::widget::window_list::{Act, Cell, Column, Selection, Tone, Width, window_list};
use crate::gui::{size, theme, work};

const COLUMNS: &[Column] = &[
    Column::text("Test", Width::Share(1.0)).unsorted(),
    Column::text("Result", Width::Share(2.0)).unsorted(),
];

#[derive(Debug)]
pub struct File {
    checks: Vec<Check>,
    selection: Selection,
    is_checking: bool,
}

#[derive(Debug, Clone)]
pub enum Message {
    VerifyPressed,
    Verified(Option<Result<Vec<Check>, commands::Error>>),
    Listed(Act),
}

impl File {
    pub fn new(_context: &Context) -> (Self, Task<Message>) {
        let screen = Self {
            checks: Vec::new(),
            selection: Selection::default(),
            is_checking: false,
        };
        (screen, Task::none())
    }
}

impl Screen for File {
    type Message = Message;

    fn title(&self) -> String {
        "Practice file".to_owned()
    }

    fn primary(&self) -> Option<Binding<Message>> {
        Some(Binding::new(
            Stroke::sign('v'),
            "Verify",
            Message::VerifyPressed,
        ))
    }

    fn update(&mut self, message: Message, context: &Context) -> Action<Message> {
        match message {
            Message::VerifyPressed => {
                let Some(database) = context.database().filter(|_| !self.is_checking) else {
                    return Action::none();
                };
                self.is_checking = true;
                let today = context.today;
                let verify = work::aside(move || {
                    let checks = practice::verify(&database)?;
                    if checks.iter().all(|check| check.problems.is_empty()) {
                        practice::note_verified(&database, &author(), today)?;
                    }
                    Ok(checks)
                });
                Action::run(Task::perform(verify, Message::Verified))
            }
            Message::Verified(Some(Ok(checks))) => {
                self.is_checking = false;
                let n_bad = checks
                    .iter()
                    .filter(|check| !check.problems.is_empty())
                    .count();
                self.checks = checks;
                let notice = if n_bad == 0 {
                    Notice::done("Every test of the practice file passed.")
                } else {
                    Notice::failed(format!(
                        "{n_bad} tests of the practice file failed. Keep this file and restore the newest backup."
                    ))
                };
                Action::request(Request::Notify(notice)).and(Request::PracticeChanged)
            }
            Message::Verified(result) => {
                self.is_checking = false;
                let notice = match result {
                    Some(Err(error)) => Notice::error(&error),
                    _ => Notice::failed("The tests of the practice file failed to run."),
                };
                Action::request(Request::Notify(notice))
            }
            Message::Listed(act) => {
                self.selection.apply(act);
                Action::none()
            }
        }
    }

    fn view<'a>(&'a self, context: &'a Context) -> Element<'a, Message> {
        let place = context
            .practice
            .as_ref()
            .map(|practice| practice.path.display().to_string())
            .unwrap_or_default();
        let empty = if self.is_checking {
            "Testing the file…"
        } else {
            "Not tested yet. Press V to test the whole file."
        };
        let list = window_list(
            "file-checks",
            COLUMNS,
            self.checks.len(),
            |row| {
                let check = &self.checks[row];
                let (words, tone) = match check.problems.as_slice() {
                    [] => ("Passed".to_owned(), Tone::Success),
                    problems => (problems.join(" "), Tone::Danger),
                };
                vec![Cell::from(check.name), Cell::toned(words, tone)]
            },
            self.selection,
            Message::Listed,
        )
        .empty(empty);
        container(
            column![
                text(place).size(size::TEXT).style(theme::muted),
                container(list).height(Length::Fill),
            ]
            .spacing(size::M),
        )
        .padding(size::XL)
        .into()
    }
}
