//! A field that takes text of several lines: a message, a letter.

use std::sync::Arc;

use iced::widget::text_editor::{self, Action, Content};
use iced::{Element, Length};

use self::past::Past;
use super::{Note, with_label};
use crate::gui::widget::prose::prose_entry;

mod past;

/// What happens to it.
#[derive(Debug, Clone, PartialEq)]
pub enum Edit {
    Acted(Action),
    /// A step back, or one forth again.
    Stepped {
        is_back: bool,
    },
    Left,
}

/// A field of several lines.
#[derive(Debug, Clone)]
pub struct Prose {
    id: &'static str,
    label: &'static str,
    content: Content,
    past: Past,
    hint: &'static str,
    refusal: Option<String>,
    is_required: bool,
    touched: bool,
}

impl Prose {
    /// An empty field.
    pub fn new(id: &'static str, label: &'static str) -> Self {
        Self {
            id,
            label,
            content: Content::new(),
            past: Past::default(),
            hint: "",
            refusal: None,
            is_required: false,
            touched: false,
        }
    }

    /// The same field, which must not stay empty.
    #[must_use]
    pub fn required(self) -> Self {
        Self {
            is_required: true,
            ..self
        }
    }

    /// The same field with what it is for under it.
    #[must_use]
    pub fn hint(self, hint: &'static str) -> Self {
        Self { hint, ..self }
    }

    pub const fn id(&self) -> &'static str {
        self.id
    }

    /// What was typed, line by line, without blanks at its end.
    pub fn text(&self) -> String {
        let text = self.content.text().replace("\r\n", "\n");
        text.trim_end().to_owned()
    }

    /// Puts a text in, as the program and not the user does.
    pub fn set_text(&mut self, text: &str) {
        self.content = Content::with_text(text);
        self.past = Past::default();
        self.refusal = None;
        self.touched = false;
    }

    /// Types a text where the cursor is.
    pub fn insert(&mut self, text: &str) {
        let pasted = text_editor::Edit::Paste(Arc::new(text.to_owned()));
        self.past.remember(&self.content, &pasted);
        self.content.perform(Action::Edit(pasted));
        self.refusal = None;
    }

    /// What is wrong, whether it is shown yet or not.
    pub fn problem(&self) -> Option<String> {
        let is_missing = self.is_required && self.text().trim().is_empty();
        self.refusal
            .clone()
            .or_else(|| is_missing.then(|| format!("{} is required.", self.label)))
    }

    /// Shows what a refused save said about it; typing takes it away.
    pub fn refuse(&mut self, sentence: impl Into<String>) {
        self.refusal = Some(sentence.into());
        self.touched = true;
    }

    /// Shows its problem even if nobody was in it. Whether it is in order.
    pub fn touch(&mut self) -> bool {
        self.touched = true;
        self.problem().is_none()
    }

    /// Takes over what happened to it.
    pub fn update(&mut self, edit: Edit) {
        match edit {
            Edit::Acted(action) => {
                match &action {
                    Action::Edit(edit) => {
                        self.past.remember(&self.content, edit);
                        self.refusal = None;
                        self.touched = false;
                    }
                    Action::Scroll { .. } => {}
                    _ => self.past.pause(),
                }
                self.content.perform(action);
            }
            Edit::Stepped { is_back } => {
                if let Some(content) = self.past.step(&self.content, is_back) {
                    self.content = content;
                    self.refusal = None;
                    self.touched = false;
                }
            }
            Edit::Left => self.touched = true,
        }
    }

    /// The field with its label and note; the text itself is so high.
    pub fn view<'a, Message: Clone + 'a>(
        &'a self,
        width: impl Into<Length>,
        height: impl Into<Length>,
        on_edit: impl Fn(Edit) -> Message + Copy + 'a,
    ) -> Element<'a, Message> {
        let problem = self.problem().filter(|_| self.touched);
        let has_problem = problem.is_some();
        let note = match problem {
            Some(sentence) => Note::Problem(sentence),
            None if self.hint.is_empty() => Note::None,
            None => Note::Hint(self.hint.to_owned()),
        };
        let step = |is_back| on_edit(Edit::Stepped { is_back });
        let acted = move |action| on_edit(Edit::Acted(action));
        let steps = [step(true), step(false)];
        let control = prose_entry(self.id, &self.content, has_problem, height, acted, steps)
            .on_blur(on_edit(Edit::Left));
        with_label(self.label, self.is_required, control, note, width)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn type_in(field: &mut Prose, text: &str) {
        for letter in text.chars() {
            let edit = text_editor::Edit::Insert(letter);
            field.update(Edit::Acted(Action::Edit(edit)));
        }
    }

    #[test]
    fn words_are_taken_back_one_by_one_and_come_again() {
        let mut field = Prose::new("message", "Message");
        field.set_text("Dear patient");
        field.update(Edit::Acted(Action::Move(text_editor::Motion::DocumentEnd)));
        type_in(&mut field, ", please pay");
        field.insert(" 20.00");
        let steps = [
            "Dear patient, please pay",
            "Dear patient, please",
            "Dear patient,",
        ];
        for text in steps.into_iter().chain(["Dear patient", "Dear patient"]) {
            field.update(Edit::Stepped { is_back: true });
            assert_eq!(field.text(), text);
        }
        for text in steps
            .into_iter()
            .rev()
            .chain(["Dear patient, please pay 20.00"])
        {
            field.update(Edit::Stepped { is_back: false });
            assert_eq!(field.text(), text);
        }
        // What was marked and typed over comes back; what is typed anew leaves nothing to come again.
        field.update(Edit::Acted(Action::SelectAll));
        type_in(&mut field, "No");
        field.update(Edit::Stepped { is_back: true });
        assert_eq!(field.text(), "Dear patient, please pay 20.00");
        type_in(&mut field, "x");
        let typed = field.text();
        field.update(Edit::Stepped { is_back: false });
        assert_eq!(field.text(), typed);
        field.set_text("Another text");
        field.update(Edit::Stepped { is_back: true });
        assert_eq!(
            field.text(),
            "Another text",
            "what was another text stays away"
        );
    }

    #[test]
    fn a_text_keeps_its_lines_and_loses_the_blanks_at_its_end() {
        let mut field = Prose::new("message", "Message").required();
        assert!(!field.touch());
        field.set_text("One\n\nTwo\n\n ");
        assert_eq!(field.text(), "One\n\nTwo");
        assert!(field.touch());
        field.refuse("Too long.");
        assert_eq!(field.problem().as_deref(), Some("Too long."));
        field.insert("Zero ");
        assert_eq!(field.text(), "Zero One\n\nTwo");
        assert_eq!(field.problem(), None);
    }
}
