//! The dunning steps as they are written: their order, and their words in two languages.

use iced::keyboard::key::Named;

use crate::domain::statement::stationery::{Step, StepText};
use crate::gui::form::prose::{self, Prose};
use crate::gui::form::text::Text;
use crate::gui::form::{self, Field};
use crate::gui::shortcut::Stroke;
use crate::gui::widget::window_list::{Act, Selection};

pub const LIST: &str = "steps-list";
pub const TITLES: [&str; 2] = ["step-title", "step-title-spanish"];
pub const MESSAGES: [&str; 2] = ["step-message", "step-message-spanish"];

/// The most steps that a practice may have.
pub const MOST: usize = 9;

pub const UP: Stroke = Stroke::named(Named::ArrowUp).with_command();
pub const DOWN: Stroke = Stroke::named(Named::ArrowDown).with_command();

/// The steps, and the fields of the one that is marked.
#[derive(Debug)]
pub struct StepsForm {
    steps: Vec<Step>,
    pub selection: Selection,
    pub titles: [Field<Text>; 2],
    pub messages: [Prose; 2],
}

#[derive(Debug, Clone)]
pub enum Message {
    Listed(Act),
    TitleEdited(usize, form::Edit),
    WordsEdited(usize, prose::Edit),
    AddPressed,
    RemovePressed,
    Moved(bool),
    DefaultsPressed,
}

impl StepsForm {
    pub fn new() -> Self {
        let title = |id, label| Field::new(id, label, Text::plain());
        Self {
            steps: Vec::new(),
            selection: Selection::default(),
            titles: [
                title(TITLES[0], "Heading, English"),
                title(TITLES[1], "Heading, Spanish"),
            ],
            messages: [
                Prose::new(MESSAGES[0], "Message, English").required(),
                Prose::new(MESSAGES[1], "Message, Spanish").hint("Empty: the English one serves"),
            ],
        }
    }

    /// The steps as they are typed.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    pub fn fill(&mut self, steps: Vec<Step>) {
        self.steps = steps;
        let last = self.steps.len().checked_sub(1);
        self.selection.row = last.map(|last| self.selection.row.unwrap_or_default().min(last));
        self.show();
    }

    /// The place of the marked step, from 0.
    pub fn at(&self) -> usize {
        self.selection.row.unwrap_or_default()
    }

    /// Shows the words of the marked step.
    fn show(&mut self) {
        let step = self.steps.get(self.at()).cloned().unwrap_or_default();
        for (side, text) in [step.english, step.spanish].into_iter().enumerate() {
            self.titles[side].set_text(text.title);
            self.messages[side].set_text(&text.message);
        }
    }

    fn texts(step: &mut Step) -> [&mut StepText; 2] {
        [&mut step.english, &mut step.spanish]
    }

    /// Brings a step into sight.
    pub fn open(&mut self, place: usize) {
        if place < self.steps.len() {
            self.selection.row = Some(place);
            self.show();
        }
    }

    /// Takes over what happened; whether the words changed or another step is in sight.
    pub fn update(&mut self, message: Message) -> bool {
        let at = self.at();
        match message {
            Message::Listed(act) => {
                self.selection.apply(act);
                if self.at() == at {
                    return false;
                }
                self.show();
            }
            Message::TitleEdited(side, edit) => {
                self.titles[side].update(edit);
                let text = self.titles[side].text().trim().to_owned();
                if let Some(step) = self.steps.get_mut(at) {
                    Self::texts(step)[side].title = text;
                }
            }
            Message::WordsEdited(side, edit) => {
                self.messages[side].update(edit);
                let text = self.messages[side].text();
                let Some(step) = self.steps.get_mut(at) else {
                    return false;
                };
                let message = &mut Self::texts(step)[side].message;
                if *message == text {
                    return false;
                }
                *message = text;
            }
            Message::AddPressed => {
                if self.steps.len() >= MOST {
                    return false;
                }
                let place = (at + 1).min(self.steps.len());
                self.steps.insert(place, Step::default());
                self.selection.row = Some(place);
                self.show();
            }
            Message::RemovePressed => {
                if self.steps.len() < 2 {
                    return false;
                }
                drop(self.steps.remove(at));
                self.selection.row = Some(at.min(self.steps.len() - 1));
                self.show();
            }
            Message::Moved(is_up) => {
                let other = if is_up {
                    at.checked_sub(1)
                } else {
                    Some(at + 1).filter(|place| *place < self.steps.len())
                };
                let Some(other) = other else {
                    return false;
                };
                self.steps.swap(at, other);
                self.selection.row = Some(other);
            }
            Message::DefaultsPressed => self.fill(Step::shipped()),
        }
        true
    }

    /// The first step whose message is missing.
    pub fn first_fault(&mut self) -> Option<usize> {
        let place = self
            .steps
            .iter()
            .position(|step| step.english.message.trim().is_empty())?;
        self.open(place);
        let _ = self.messages[0].touch();
        Some(place)
    }

    /// What a step is called in lists.
    pub fn name(&self, place: usize) -> String {
        let Some(step) = self.steps.get(place) else {
            return String::new();
        };
        let title = step.english.title.as_str();
        match title {
            "" if place + 1 == self.steps.len() => "Final notice".to_owned(),
            "" if place == 0 => "First statement".to_owned(),
            "" => "Without a heading".to_owned(),
            title => title.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(form: &StepsForm) -> Vec<String> {
        let steps = form.steps().iter();
        steps.map(|step| step.english.title.clone()).collect()
    }

    fn step(title: &str) -> Step {
        Step {
            english: StepText {
                title: title.to_owned(),
                message: format!("{title}."),
            },
            ..Step::default()
        }
    }

    #[test]
    fn steps_are_added_after_the_marked_one_moved_and_removed_but_never_all() {
        let mut form = StepsForm::new();
        form.fill(vec![step("one"), step("two")]);
        assert!(form.update(Message::AddPressed));
        assert_eq!(form.at(), 1);
        assert_eq!(names(&form), ["one", "", "two"]);
        assert_eq!(form.first_fault(), Some(1));
        let typed = form::Edit::Typed("between".to_owned());
        assert!(form.update(Message::TitleEdited(0, typed)));
        assert!(form.update(Message::Moved(false)));
        assert_eq!(names(&form), ["one", "two", "between"]);
        assert!(!form.update(Message::Moved(false)));
        assert!(form.update(Message::RemovePressed));
        assert!(form.update(Message::RemovePressed));
        assert_eq!(names(&form), ["one"]);
        assert!(!form.update(Message::RemovePressed));
        assert_eq!(form.titles[0].text(), "one");
        assert!(form.update(Message::DefaultsPressed));
        assert_eq!(form.steps(), Step::shipped());
        for _ in 0..20 {
            let _ = form.update(Message::AddPressed);
        }
        assert_eq!(form.steps().len(), MOST);
    }
}
