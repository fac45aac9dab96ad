//! Give the passphrase of a practice file and open it.

use std::path::PathBuf;

use iced::keyboard::{Key, key::Named};
use iced::widget::{column, container, row, text};
use iced::{Element, Length, Task};

use super::Screen;
use crate::commands::practice::{self, Passphrase};
use crate::commands::{self, Error};
use crate::gui::action::{Action, Request, Route};
use crate::gui::context::{Context, Practice, file_name};
use crate::gui::form::{self, Field, text::Text};
use crate::gui::notice::sentence;
use crate::gui::shortcut::{Binding, Stroke};
use crate::gui::widget::button::{Weight, action};
use crate::gui::widget::ellipsis::line;
use crate::gui::widget::entry::Reaction;
use crate::gui::{app, font, size, theme, work};

/// The key that opens, as in every form; in this one field Enter alone does too.
const OPEN: Stroke = Stroke::named(Named::Enter).with_command();

const PASSPHRASE: &str = "unlock-passphrase";

#[derive(Debug)]
pub struct Unlock {
    path: PathBuf,
    passphrase: Field<Text>,
    is_opening: bool,
}

#[derive(Debug, Clone)]
pub enum Message {
    Edited(form::Edit),
    OpenPressed,
    Opened(Option<Result<Practice, commands::Error>>),
    OtherPressed,
}

impl Unlock {
    pub fn new(path: PathBuf) -> (Self, Task<Message>) {
        let screen = Self {
            path,
            passphrase: empty_passphrase(),
            is_opening: false,
        };
        (screen, app::focus_on(PASSPHRASE))
    }
}

fn empty_passphrase() -> Field<Text> {
    Field::new(PASSPHRASE, "Passphrase", Text::secret())
}

impl Screen for Unlock {
    type Message = Message;

    fn title(&self) -> String {
        format!("Open {}", file_name(&self.path))
    }

    fn bindings(&self) -> Vec<Binding<Message>> {
        vec![Binding::new(OPEN, "Open", Message::OpenPressed).unshown()]
    }

    fn update(&mut self, message: Message, _context: &Context) -> Action<Message> {
        match message {
            Message::Edited(edit) => {
                self.passphrase.update(edit);
                Action::none()
            }
            Message::OpenPressed if self.is_opening => Action::none(),
            Message::OpenPressed => {
                let Ok(passphrase) = Passphrase::new(self.passphrase.text()) else {
                    self.passphrase.refuse("Type the passphrase of this file.");
                    return Action::run(app::focus_on(PASSPHRASE));
                };
                self.is_opening = true;
                let path = self.path.clone();
                let open = work::aside(move || {
                    let database = practice::open(&path, &passphrase)?;
                    Ok(Practice { path, database })
                });
                Action::run(Task::perform(open, Message::Opened))
            }
            Message::Opened(Some(Ok(practice))) => {
                self.passphrase = empty_passphrase();
                Action::request(Request::Begin(practice))
            }
            Message::Opened(result) => {
                self.is_opening = false;
                let words = match result {
                    Some(Err(Error::WrongPassphrase(_))) => {
                        "This passphrase does not open the file. Type it again; nothing was changed."
                            .to_owned()
                    }
                    Some(Err(error)) => sentence(&error.to_string()),
                    _ => "The program failed while it opened the file; nothing was changed. Try again."
                        .to_owned(),
                };
                // Only a wrong passphrase is typed anew; another failure is no fault of it.
                self.passphrase.refuse(words);
                Action::run(Task::batch([
                    app::focus_on(PASSPHRASE),
                    iced::widget::operation::select_all(PASSPHRASE),
                ]))
            }
            Message::OtherPressed => Action::request(Request::Replace(Route::Welcome)),
        }
    }

    fn view<'a>(&'a self, _context: &'a Context) -> Element<'a, Message> {
        let open = if self.is_opening {
            "Opening…"
        } else {
            "Open"
        };
        let content = column![
            text("This practice is locked")
                .font(font::SEMIBOLD)
                .size(size::HEADING),
            line(self.path.display().to_string())
                .size(size::CAPTION)
                .style(theme::muted),
            self.passphrase
                .view_with(Length::Fill, Message::Edited, |key, modifiers| {
                    let is_enter = *key == Key::Named(Named::Enter) && modifiers.is_empty();
                    is_enter.then_some(Reaction::Take(Message::OpenPressed))
                }),
            row![
                action(
                    "unlock-open",
                    Weight::Primary,
                    open,
                    Some(OPEN),
                    (!self.is_opening).then_some(Message::OpenPressed),
                ),
                action(
                    "unlock-other",
                    Weight::Secondary,
                    "Another file",
                    None,
                    Some(Message::OtherPressed),
                ),
            ]
            .spacing(size::S),
        ]
        .spacing(size::M)
        .width(520);
        container(container(content).padding(size::XL).style(theme::surface))
            .padding(size::XL)
            .center_x(Length::Fill)
            .into()
    }
}
