//! Make a new practice file: where it lies and the passphrase that opens it.

use std::path::PathBuf;

use iced::keyboard::key::Named;
use iced::widget::{column, container, scrollable, text};
use iced::{Element, Length, Task};

use super::Screen;
use crate::commands::practice::{self, PASSPHRASE_LENGTH};
use crate::commands::{self, Error};
use crate::gui::action::{Action, Request};
use crate::gui::context::{Context, Practice, author};
use crate::gui::form::{self, Field, text::Text};
use crate::gui::notice::sentence;
use crate::gui::shortcut::{Binding, Stroke};
use crate::gui::widget::button::{Weight, action};
use crate::gui::{app, font, size, theme, work};

const PATH: &str = "new-path";
const FIRST: &str = "new-passphrase";
/// The key that makes it.
const MAKE: Stroke = Stroke::named(Named::Enter).with_command();

const AGAIN: &str = "new-passphrase-again";

#[derive(Debug)]
pub struct NewPractice {
    path: Field<Text>,
    offered: String,
    first: Field<Text>,
    again: Field<Text>,
    is_making: bool,
}

#[derive(Debug, Clone)]
pub enum Message {
    PathEdited(form::Edit),
    FirstEdited(form::Edit),
    AgainEdited(form::Edit),
    MakePressed,
    Made(Option<Result<Practice, commands::Error>>),
}

/// How hard a passphrase is to guess, in words and no false precision.
fn strength(text: &str) -> String {
    let length = text.chars().count();
    let distinct = text.chars().collect::<std::collections::HashSet<_>>().len();
    match length {
        0 => format!(
            "At least {PASSPHRASE_LENGTH} characters; four unrelated words are easy to keep in mind"
        ),
        _ if length < PASSPHRASE_LENGTH => {
            format!("{length} of at least {PASSPHRASE_LENGTH} characters")
        }
        _ if distinct < 6 => "Weak: too few different characters".to_owned(),
        _ if length < 20 => "Fair: longer is harder to guess".to_owned(),
        _ => "Strong".to_owned(),
    }
}

impl NewPractice {
    pub fn new(context: &Context) -> (Self, Task<Message>) {
        let offered = context
            .folder
            .join("practice.almoner")
            .display()
            .to_string();
        let screen = Self {
            path: Field::new(PATH, "File", Text::plain())
                .required()
                .hint("Choose a place that is backed up")
                .with_text(offered.clone()),
            offered,
            first: Field::new(FIRST, "Passphrase", Text::secret())
                .required()
                .hint(strength("")),
            again: Field::new(AGAIN, "The same again", Text::secret()).required(),
            is_making: false,
        };
        (screen, app::focus_on(PATH))
    }

    /// The first field that is not in order, all of them showing what is wrong.
    fn first_fault(&mut self) -> Option<&'static str> {
        if practice::new_passphrase(self.first.text()).is_err() && self.first.problem().is_none() {
            self.first.refuse(format!(
                "This is too short: use at least {PASSPHRASE_LENGTH} characters, such as four unrelated words."
            ));
        }
        if self.first.text() != self.again.text() && self.again.problem().is_none() {
            self.again
                .refuse("The two passphrases differ; type this one again.");
        }
        [
            (self.path.touch(), PATH),
            (self.first.touch(), FIRST),
            (self.again.touch(), AGAIN),
        ]
        .into_iter()
        .find(|(is_in_order, _)| !is_in_order)
        .map(|(_, id)| id)
    }
}

impl Screen for NewPractice {
    type Message = Message;

    fn title(&self) -> String {
        "New practice".to_owned()
    }

    fn bindings(&self) -> Vec<Binding<Message>> {
        vec![Binding::new(MAKE, "Make the practice", Message::MakePressed).unshown()]
    }

    fn has_changes(&self) -> bool {
        let is_typed = !self.first.text().is_empty() || self.path.text() != self.offered;
        is_typed && !self.is_making
    }

    fn update(&mut self, message: Message, _context: &Context) -> Action<Message> {
        match message {
            Message::PathEdited(edit) => self.path.update(edit),
            Message::FirstEdited(edit) => {
                if matches!(edit, form::Edit::Typed(_)) {
                    // What was said about the second one may no longer be so.
                    let again = self.again.text().to_owned();
                    self.again.set_text(again);
                }
                self.first.update(edit);
                self.first.set_hint(strength(self.first.text()));
            }
            Message::AgainEdited(edit) => self.again.update(edit),
            Message::MakePressed if self.is_making => {}
            Message::MakePressed => {
                if let Some(id) = self.first_fault() {
                    return Action::run(app::focus_on(id));
                }
                self.is_making = true;
                let path = PathBuf::from(self.path.text().trim());
                let typed = zeroize::Zeroizing::new(self.first.text().to_owned());
                let make = work::aside(move || {
                    let passphrase = practice::new_passphrase(&typed)?;
                    let database = practice::create(&path, &passphrase, &author())?;
                    Ok(Practice { path, database })
                });
                return Action::run(Task::perform(make, Message::Made));
            }
            Message::Made(Some(Ok(practice))) => return Action::request(Request::Begin(practice)),
            Message::Made(result) => {
                self.is_making = false;
                let (id, words) = match result {
                    Some(Err(error @ Error::WeakPassphrase)) => (FIRST, error.to_string()),
                    Some(Err(error)) => (PATH, error.to_string()),
                    _ => (
                        PATH,
                        "the program failed while it made the file; nothing was made".to_owned(),
                    ),
                };
                let field = if id == FIRST {
                    &mut self.first
                } else {
                    &mut self.path
                };
                field.refuse(sentence(&words));
                return Action::run(app::focus_on(id));
            }
        }
        Action::none()
    }

    fn view<'a>(&'a self, _context: &'a Context) -> Element<'a, Message> {
        let words = if self.is_making {
            "Making the practice…"
        } else {
            "Make the practice"
        };
        let part = |title: &'static str, sentence: &'static str| {
            column![
                text(title).font(font::SEMIBOLD).size(size::HEADING),
                text(sentence).size(size::TEXT).style(theme::muted),
            ]
            .spacing(size::XS)
        };
        let content = column![
            part(
                "The practice file",
                "Everything is kept in this one encrypted file. To move the practice, move the file.",
            ),
            self.path.view(Length::Fill, Message::PathEdited),
            part(
                "The passphrase",
                "Nobody can open the file without it, and nobody can bring it back. Write it down and keep it away from this computer.",
            ),
            self.first.view(Length::Fill, Message::FirstEdited),
            self.again.view(Length::Fill, Message::AgainEdited),
            action(
                "new-make",
                Weight::Primary,
                words,
                Some(MAKE),
                (!self.is_making).then_some(Message::MakePressed),
            ),
        ]
        .spacing(size::M)
        .width(560);
        scrollable(container(content).padding(size::XL).center_x(Length::Fill))
            .height(Length::Fill)
            .style(theme::scroll)
            .into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(first: &str, again: &str) -> (NewPractice, Action<Message>) {
        let context = Context::fixture();
        let (mut screen, _task) = NewPractice::new(&context);
        let edit = |text: &str| form::Edit::Typed(text.to_owned());
        let _ = screen.update(Message::FirstEdited(edit(first)), &context);
        let _ = screen.update(Message::AgainEdited(edit(again)), &context);
        let action = screen.update(Message::MakePressed, &context);
        (screen, action)
    }

    #[test]
    fn a_short_or_differing_passphrase_makes_nothing() {
        for (first, again, fault) in [
            ("", "", FIRST),
            ("short", "short", FIRST),
            ("correct horse battery", "correct horse batter", AGAIN),
        ] {
            let (mut screen, action) = typed(first, again);
            assert!(action.requests.is_empty());
            assert!(!screen.is_making, "{first}");
            assert_eq!(screen.first_fault(), Some(fault));
        }
        let (screen, _action) = typed("correct horse battery", "correct horse battery");
        assert!(screen.is_making);
    }

    #[test]
    fn the_strength_is_told_in_words() {
        for (text, start) in [
            ("", "At least 12"),
            ("short", "5 of"),
            ("aaaaaaaaaaaaaaaa", "Weak"),
            ("correct horse", "Fair"),
            ("correct horse battery staple", "Strong"),
        ] {
            assert!(strength(text).starts_with(start), "{text}");
        }
    }
}
