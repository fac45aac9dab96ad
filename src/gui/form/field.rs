//! A field that takes text: it keeps what was typed, letter by letter, beside what it means.

use std::borrow::Cow;

use iced::advanced::widget::Id;
use iced::alignment::Horizontal;
use iced::keyboard::{Key, Modifiers, key::Named};
use iced::{Element, Font, Length};

use super::{Note, PROBLEM_WIDTH, Remark, floating_problem, note_width, with_label};
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
    id: Id,
    label: &'static str,
    kind: K,
    text: String,
    value: Result<Option<K::Value>, Problem>,
    is_required: bool,
    /// The label is marked as that of a field that must not stay empty.
    is_marked: bool,
    is_enabled: bool,
    touched: bool,
    has_focus: bool,
    hint: Cow<'static, str>,
    ghost: Option<String>,
    refusal: Option<String>,
    remark: Option<Remark>,
    takes_ghost_on_enter: bool,
}

impl<K: Kind> Field<K> {
    /// An empty field. `id` is its widget's, as `screen-field`.
    pub fn new(id: impl Into<Id>, label: &'static str, kind: K) -> Self {
        Self {
            id: id.into(),
            label,
            kind,
            text: String::new(),
            value: Ok(None),
            is_required: false,
            is_marked: false,
            is_enabled: true,
            touched: false,
            has_focus: false,
            hint: Cow::Borrowed(""),
            ghost: None,
            refusal: None,
            remark: None,
            takes_ghost_on_enter: false,
        }
    }

    /// The same field, which must not stay empty.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.is_required = true;
        self.is_marked = true;
        self.read();
        self
    }

    /// The same field, marked as one that must not stay empty: the form's own rules say so.
    #[must_use]
    pub fn marked(self) -> Self {
        Self {
            is_marked: true,
            ..self
        }
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

    /// The same field, whose grey suggestion Enter takes too, as fast entry wants it.
    #[must_use]
    pub fn takes_ghost_on_enter(self) -> Self {
        Self {
            takes_ghost_on_enter: true,
            ..self
        }
    }

    pub fn id(&self) -> Id {
        self.id.clone()
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

    /// What is offered in grey.
    pub fn ghost(&self) -> Option<&str> {
        self.ghost.as_deref().filter(|_| self.text.is_empty())
    }

    /// Puts what the rules of the claim say under the field, after what its text has wrong.
    pub fn set_remark(&mut self, remark: Option<Remark>) {
        self.remark = remark;
    }

    /// What stands in red or amber at the field.
    pub fn remark(&self) -> Option<Remark> {
        // What is offered in grey is at hand: an empty field is told of once it is refused.
        let is_offered = self.ghost().is_some() && self.refusal.is_none();
        let problem = self.problem().filter(|_| self.touched && !is_offered);
        let own = problem.map(|sentence| Remark {
            is_error: true,
            sentence,
        });
        own.or_else(|| self.remark.clone())
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
        self.view_with(width, on_edit, |_, _| None)
    }

    /// The same; `on_key` is asked about keys before it.
    pub fn view_with<'a, Message: Clone + 'a>(
        &'a self,
        width: impl Into<Length>,
        on_edit: impl Fn(Edit) -> Message + Copy + 'a,
        on_key: impl Fn(&Key, Modifiers) -> Option<Reaction<Message>> + 'a,
    ) -> Element<'a, Message> {
        let meaning = self
            .value()
            .and_then(|value| self.kind.meaning(value))
            .filter(|meaning| *meaning != self.text);
        let note = match (self.remark(), meaning) {
            (Some(remark), _) if remark.is_error => Note::Problem(remark.sentence),
            (Some(remark), _) => Note::Warning(remark.sentence),
            (None, Some(meaning)) => Note::Hint(meaning),
            (None, None) if self.hint.is_empty() => Note::None,
            (None, None) => Note::Hint(self.hint.clone().into_owned()),
        };
        let control = self.control(on_edit, on_key, true);
        with_label(self.label, self.is_marked, control, note, width)
    }

    /// The field alone, as a cell of a grid; `on_key` is asked about keys before it.
    pub fn cell<'a, Message: Clone + 'a>(
        &'a self,
        on_edit: impl Fn(Edit) -> Message + Copy + 'a,
        on_key: impl Fn(&Key, Modifiers) -> Option<Reaction<Message>> + 'a,
    ) -> Element<'a, Message> {
        self.control(on_edit, on_key, false)
    }

    /// The field itself; a problem that its note cannot hold floats under it.
    fn control<'a, Message: Clone + 'a>(
        &'a self,
        on_edit: impl Fn(Edit) -> Message + Copy + 'a,
        on_key: impl Fn(&Key, Modifiers) -> Option<Reaction<Message>> + 'a,
        has_note: bool,
    ) -> Element<'a, Message> {
        let problem = self.remark().filter(|remark| remark.is_error);
        let look = Look {
            font: self.kind.font(),
            align: self.kind.align(),
            is_secret: self.kind.is_secret(),
            has_problem: problem.is_some(),
        };
        let floating = problem
            .map(|remark| remark.sentence)
            .filter(|_| self.has_focus);
        let needed = note_width(floating.as_deref().filter(|_| has_note));
        let floating = floating.map(floating_problem);
        let on_input = self
            .is_enabled
            .then_some(move |text| on_edit(Edit::Typed(text)));
        let ghost = self.ghost().map(str::to_owned);
        let has_ghost = ghost.is_some();
        let enters = has_ghost && self.takes_ghost_on_enter;
        let input = entry(self.id.clone(), &self.text, look, on_input)
            .ghost(ghost)
            .on_focus(on_edit(Edit::Entered))
            .on_blur(on_edit(Edit::Left))
            .on_key(move |key, modifiers| {
                if let Some(reaction) = on_key(key, modifiers) {
                    return Some(reaction);
                }
                let taken = on_edit(Edit::GhostTaken);
                match key {
                    _ if !modifiers.is_empty() => None,
                    Key::Named(Named::ArrowRight) if has_ghost => Some(Reaction::Take(taken)),
                    Key::Named(Named::Enter) if enters => Some(Reaction::Pass(taken)),
                    _ => None,
                }
            });
        dropdown(input, floating, PROBLEM_WIDTH)
            .if_narrower_than(needed)
            .into()
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
