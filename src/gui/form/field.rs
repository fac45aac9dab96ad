//! A field that takes text: it keeps what was typed, letter by letter, beside what it means.

use std::borrow::Cow;

use iced::alignment::Horizontal;
use iced::keyboard::{Key, key::Named};
use iced::{Element, Font, Length};

use super::{Note, PROBLEM_WIDTH, floating_problem, labeled, note_width};
use crate::domain::draft::Problem;
use crate::gui::font;
use crate::gui::widget::dropdown::dropdown;
use crate::gui::widget::entry::{Look, Reaction, entry};

/// What a field takes: how its text is read, and how its value is shown.
pub trait Kind {
    type Value;

    /// What the text means. It is trimmed and not empty.
    ///
    /// # Errors
    /// One sentence: what is wrong and what to do.
    fn read(&self, text: &str) -> Result<Self::Value, Problem>;

    /// What is put in the place of the text when the field is left; nothing leaves it as typed.
    fn normal(&self, _value: &Self::Value) -> Option<String> {
        None
    }

    /// What the typed text means, shown under the field while the two look different.
    fn meaning(&self, _value: &Self::Value) -> Option<String> {
        None
    }

    fn font(&self) -> Font {
        font::TEXT
    }

    fn align(&self) -> Horizontal {
        Horizontal::Left
    }

    /// Whether dots are shown in place of the text.
    fn is_secret(&self) -> bool {
        false
    }
}

/// What happens to a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    Typed(String),
    Entered,
    Left,
    /// The grey suggestion was taken.
    GhostTaken,
}

/// One field of a form.
#[derive(Debug, Clone)]
pub struct Field<K: Kind> {
    id: &'static str,
    label: &'static str,
    kind: K,
    text: String,
    value: Result<Option<K::Value>, Problem>,
    is_required: bool,
    is_enabled: bool,
    touched: bool,
    has_focus: bool,
    hint: Cow<'static, str>,
    ghost: Option<String>,
    refusal: Option<String>,
}

impl<K: Kind> Field<K> {
    /// An empty field. `id` is its widget's, as `screen-field`.
    pub fn new(id: &'static str, label: &'static str, kind: K) -> Self {
        Self {
            id,
            label,
            kind,
            text: String::new(),
            value: Ok(None),
            is_required: false,
            is_enabled: true,
            touched: false,
            has_focus: false,
            hint: Cow::Borrowed(""),
            ghost: None,
            refusal: None,
        }
    }

    /// The same field, which must not stay empty.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.is_required = true;
        self.read();
        self
    }

    /// The same field with what it is for under it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Cow<'static, str>>) -> Self {
        self.set_hint(hint);
        self
    }

    /// The same field with a text in it, as read from a record.
    #[must_use]
    pub fn with_text(mut self, text: impl Into<String>) -> Self {
        self.set_text(text);
        self
    }

    pub fn id(&self) -> &'static str {
        self.id
    }

    /// What was typed, as it was typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What it means; nothing when it is empty or wrong.
    pub fn value(&self) -> Option<&K::Value> {
        self.value.as_ref().ok().and_then(Option::as_ref)
    }

    /// The kind, to change what it reads against (a date's today).
    pub fn kind_mut(&mut self) -> &mut K {
        &mut self.kind
    }

    /// What is wrong, whether it is shown yet or not.
    pub fn problem(&self) -> Option<String> {
        match (&self.refusal, &self.value) {
            (Some(refusal), _) => Some(refusal.clone()),
            (None, Err(problem)) => Some(problem.to_string()),
            (None, Ok(_)) => None,
        }
    }

    pub fn is_touched(&self) -> bool {
        self.touched
    }

    /// Puts a text in, as the program and not the user does.
    pub fn set_text(&mut self, text: impl Into<String>) {
        self.text = text.into();
        self.refusal = None;
        self.read();
    }

    /// Puts another hint under the field.
    pub fn set_hint(&mut self, hint: impl Into<Cow<'static, str>>) {
        self.hint = hint.into();
    }

    /// Offers a text in grey. It is not in the field until a key takes it.
    pub fn set_ghost(&mut self, ghost: Option<String>) {
        self.ghost = ghost;
    }

    pub fn set_enabled(&mut self, is_enabled: bool) {
        self.is_enabled = is_enabled;
    }

    /// Shows what a refused save said about this field; typing takes it away.
    pub fn refuse(&mut self, sentence: impl Into<String>) {
        self.refusal = Some(sentence.into());
        self.touched = true;
    }

    /// Shows its problem even if nobody was in it: a save was asked for. Whether it is in order.
    pub fn touch(&mut self) -> bool {
        self.touched = true;
        self.problem().is_none()
    }

    /// Takes over what happened to it.
    pub fn update(&mut self, edit: Edit) {
        match edit {
            Edit::Typed(text) => {
                self.set_text(text);
                // She is at it: what is wrong shows again once she has left.
                self.touched = false;
            }
            Edit::GhostTaken => {
                if let Some(ghost) = self.ghost.take() {
                    self.set_text(ghost);
                }
            }
            Edit::Entered => self.has_focus = true,
            Edit::Left => {
                self.has_focus = false;
                self.touched = true;
                if let Some(normal) = self.value().and_then(|value| self.kind.normal(value)) {
                    self.text = normal;
                    self.read();
                }
            }
        }
    }

    /// The field with its label and note.
    pub fn view<'a, Message: Clone + 'a>(
        &'a self,
        width: impl Into<Length>,
        on_edit: impl Fn(Edit) -> Message + Copy + 'a,
    ) -> Element<'a, Message> {
        let problem = self.problem().filter(|_| self.touched);
        let meaning = self
            .value()
            .and_then(|value| self.kind.meaning(value))
            .filter(|meaning| *meaning != self.text);
        let look = Look {
            font: self.kind.font(),
            align: self.kind.align(),
            is_secret: self.kind.is_secret(),
            has_problem: problem.is_some(),
        };
        let floating = problem.clone().filter(|_| self.has_focus);
        let needed = note_width(floating.as_deref());
        let floating = floating.map(floating_problem);
        let note = match (problem, meaning) {
            (Some(problem), _) => Note::Problem(problem),
            (None, Some(meaning)) => Note::Hint(meaning),
            (None, None) if self.hint.is_empty() => Note::None,
            (None, None) => Note::Hint(self.hint.clone().into_owned()),
        };
        let on_input = self
            .is_enabled
            .then_some(move |text| on_edit(Edit::Typed(text)));
        let ghost = self.ghost.clone().filter(|_| self.text.is_empty());
        let has_ghost = ghost.is_some();
        let input = entry(self.id, &self.text, look, on_input)
            .ghost(ghost)
            .on_focus(on_edit(Edit::Entered))
            .on_blur(on_edit(Edit::Left))
            .on_key(move |key, modifiers| {
                let takes =
                    has_ghost && modifiers.is_empty() && *key == Key::Named(Named::ArrowRight);
                takes.then(|| Reaction::Take(on_edit(Edit::GhostTaken)))
            });
        labeled(
            self.label,
            dropdown(input, floating, PROBLEM_WIDTH).if_narrower_than(needed),
            note,
            width,
        )
    }

    fn read(&mut self) {
        let text = self.text.trim();
        self.value = if text.is_empty() {
            if self.is_required {
                Err(Problem::new(format!("{} is required.", self.label)))
            } else {
                Ok(None)
            }
        } else {
            self.kind.read(text).map(Some)
        };
    }
}
