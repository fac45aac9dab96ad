//! A field that finds a record while its name or code is typed.
//!
//! The field asks, the screen answers: `update` returns a [`Question`] when there is something to
//! look up, the screen runs it off the window's thread and hands the matches to `answer`, which
//! drops them when another question was asked meanwhile.
//!
//! Nothing is filled in without a key: Tab and Enter take the highlighted match and move on, a
//! click takes a row, Esc closes the list. With nothing typed the list shows what the query thinks
//! likely (recent, favourite) but highlights nothing, so Tab passes an empty field by.

use iced::keyboard::{Key, key::Named};
use iced::widget::{column, container, mouse_area, row};
use iced::{Alignment, Element, Length, Padding, alignment, mouse};

use super::dropdown::dropdown;
use super::ellipsis::line;
use super::entry::{Look, Reaction, entry};
use crate::gui::form::{Note, PROBLEM_WIDTH, floating_problem, labeled, note_width};
use crate::gui::{font, size, theme};

/// The most matches that are shown.
pub const MOST: usize = 12;

/// The height of a row of the list.
const ROW: f32 = 26.0;

/// One record that fits what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match<T> {
    pub value: T,
    /// What the field shows once it is taken.
    pub text: String,
    /// Its code, in a column of its own; may be empty.
    pub code: String,
    /// Its name or description.
    pub words: String,
    /// What tells it from others: a birth date, a price.
    pub note: String,
}

/// What the screen must look up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// To be handed back with the answer.
    pub serial: u32,
    pub text: String,
}

/// What happens to the field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    Typed(String),
    Entered,
    Left,
    Up,
    Down,
    /// Tab or Enter: take what is highlighted.
    Taken,
    /// A click on a row.
    RowTaken(usize),
    Closed,
}

/// The state of the field.
#[derive(Debug, Clone)]
pub struct Typeahead<T> {
    id: &'static str,
    label: &'static str,
    hint: &'static str,
    text: String,
    chosen: Option<T>,
    matches: Vec<Match<T>>,
    highlighted: Option<usize>,
    is_open: bool,
    asked: u32,
    answered: u32,
    /// Tab came before the answer: an answer that leaves no doubt is taken.
    is_hasty: bool,
    is_required: bool,
    touched: bool,
    has_focus: bool,
    refusal: Option<String>,
    list_width: f32,
}

impl<T: Clone> Typeahead<T> {
    /// An empty field.
    pub fn new(id: &'static str, label: &'static str) -> Self {
        Self {
            id,
            label,
            hint: "",
            text: String::new(),
            chosen: None,
            matches: Vec::new(),
            highlighted: None,
            is_open: false,
            asked: 0,
            answered: 0,
            is_hasty: false,
            is_required: false,
            touched: false,
            has_focus: false,
            refusal: None,
            list_width: 0.0,
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

    /// The same field with a list at least this wide, for one that is narrower than its matches.
    #[must_use]
    pub fn list_width(self, list_width: f32) -> Self {
        Self { list_width, ..self }
    }

    pub fn id(&self) -> &'static str {
        self.id
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// What was taken.
    pub fn value(&self) -> Option<&T> {
        self.chosen.as_ref()
    }

    pub fn is_open(&self) -> bool {
        self.is_open && self.is_answered() && !self.matches.is_empty()
    }

    /// Puts a record in, as the program and not the user does.
    pub fn set(&mut self, value: T, text: impl Into<String>) {
        self.chosen = Some(value);
        self.text = text.into();
        self.close();
        self.refusal = None;
    }

    /// Empties the field.
    pub fn clear(&mut self) {
        self.chosen = None;
        self.text.clear();
        self.close();
        self.refusal = None;
    }

    /// Shows what a refused save said about this field; typing takes it away.
    pub fn refuse(&mut self, sentence: impl Into<String>) {
        self.refusal = Some(sentence.into());
        self.touched = true;
    }

    /// What is wrong, whether it is shown yet or not.
    pub fn problem(&self) -> Option<String> {
        if let Some(refusal) = &self.refusal {
            return Some(refusal.clone());
        }
        match (&self.chosen, self.text.trim().is_empty()) {
            (Some(_), _) => None,
            (None, false) => Some(format!(
                "“{}” was not taken from the list; type on and take a match.",
                self.text.trim()
            )),
            (None, true) => self
                .is_required
                .then(|| format!("{} is required.", self.label)),
        }
    }

    /// Shows its problem even if nobody was in it: a save was asked for. Whether it is in order.
    pub fn touch(&mut self) -> bool {
        self.touched = true;
        self.problem().is_none()
    }

    /// Takes over what happened; a question is to be looked up and answered.
    #[must_use]
    pub fn update(&mut self, edit: Edit) -> Option<Question> {
        match edit {
            Edit::Typed(text) => {
                self.text = text;
                self.touched = false;
                self.chosen = None;
                self.refusal = None;
                self.is_open = true;
                return Some(self.ask());
            }
            Edit::Entered => {
                self.has_focus = true;
                if self.chosen.is_none() {
                    self.is_open = true;
                    return Some(self.ask());
                }
            }
            Edit::Left => {
                self.has_focus = false;
                self.touched = true;
                self.is_open = false;
            }
            Edit::Down if !self.is_open() => {
                self.is_open = true;
                return Some(self.ask());
            }
            Edit::Down | Edit::Up => self.step(edit == Edit::Down),
            Edit::Taken if self.is_answered() => {
                if let Some(row) = self.highlighted.filter(|_| self.is_open) {
                    self.take(row);
                }
            }
            Edit::Taken => self.is_hasty = !self.text.trim().is_empty(),
            Edit::RowTaken(row) => self.take(row),
            Edit::Closed => self.close(),
        }
        None
    }

    /// Brings the matches to a question, best first; those past [`MOST`] are left out.
    pub fn answer(&mut self, serial: u32, mut matches: Vec<Match<T>>) {
        if serial != self.asked {
            return;
        }
        matches.truncate(MOST);
        self.answered = serial;
        self.matches = matches;
        let has_text = !self.text.trim().is_empty();
        self.highlighted = (has_text && !self.matches.is_empty()).then_some(0);
        if std::mem::take(&mut self.is_hasty) {
            let text = self.text.trim();
            let exact = self
                .matches
                .iter()
                .position(|found| found.code.eq_ignore_ascii_case(text));
            let only = (self.matches.len() == 1).then_some(0);
            if let Some(row) = exact.or(only) {
                self.take(row);
            }
        }
    }

    /// The field with its label, its note and its list.
    pub fn view<'a, Message: Clone + 'a>(
        &'a self,
        width: impl Into<Length>,
        on_edit: impl Fn(Edit) -> Message + Copy + 'a,
    ) -> Element<'a, Message> {
        let problem = self.problem().filter(|_| self.touched);
        let look = Look {
            has_problem: problem.is_some(),
            ..Look::default()
        };
        let floating = problem
            .clone()
            .filter(|_| self.has_focus && !self.is_open());
        let needed = note_width(floating.as_deref());
        let floating = floating.map(floating_problem);
        let note = match problem {
            Some(problem) => Note::Problem(problem),
            None if self.hint.is_empty() => Note::None,
            None => Note::Hint(self.hint.to_owned()),
        };
        let is_open = self.is_open();
        let is_taking = self.highlighted.is_some() || !self.is_answered();
        let may_take = self.is_open && self.chosen.is_none() && is_taking;
        let input = entry(
            self.id,
            &self.text,
            look,
            Some(move |text| on_edit(Edit::Typed(text))),
        )
        .ghost(self.ghost())
        .on_focus(on_edit(Edit::Entered))
        .on_blur(on_edit(Edit::Left))
        .on_key(move |key, modifiers| {
            if !modifiers.is_empty() {
                return None;
            }
            match key {
                Key::Named(Named::ArrowDown) => Some(Reaction::Take(on_edit(Edit::Down))),
                Key::Named(Named::ArrowUp) if is_open => Some(Reaction::Take(on_edit(Edit::Up))),
                Key::Named(Named::Escape) if is_open => Some(Reaction::Take(on_edit(Edit::Closed))),
                Key::Named(Named::Tab | Named::Enter) if may_take => {
                    Some(Reaction::Pass(on_edit(Edit::Taken)))
                }
                _ => None,
            }
        });
        let list = is_open.then(|| self.list(on_edit)).or(floating);
        labeled(
            self.label,
            dropdown(input, list, self.list_width.max(PROBLEM_WIDTH)).if_narrower_than(needed),
            note,
            width,
        )
    }

    fn list<'a, Message: Clone + 'a>(
        &'a self,
        on_edit: impl Fn(Edit) -> Message + Copy + 'a,
    ) -> Element<'a, Message> {
        let has_codes = self.matches.iter().any(|found| !found.code.is_empty());
        let rows = self.matches.iter().enumerate().map(|(idx, found)| {
            let code = has_codes.then(|| line(found.code.as_str()).font(font::CODE).width(84));
            let note = (!found.note.is_empty()).then(|| {
                line(found.note.as_str())
                    .style(theme::muted)
                    .width(Length::Shrink)
            });
            let content = row![code, line(found.words.as_str()), note]
                .spacing(size::S)
                .align_y(Alignment::Center);
            let content = container(content)
                .width(Length::Fill)
                .height(ROW)
                .align_y(alignment::Vertical::Center)
                .padding(Padding::ZERO.horizontal(size::S));
            let content = if self.highlighted == Some(idx) {
                content.style(theme::chosen)
            } else {
                content
            };
            mouse_area(content)
                .interaction(mouse::Interaction::Pointer)
                .on_press(on_edit(Edit::RowTaken(idx)))
                .into()
        });
        container(column(rows))
            .padding(size::XS)
            .style(theme::floating)
            .into()
    }

    /// The rest of the highlighted match, where the typed text is its beginning.
    fn ghost(&self) -> Option<String> {
        let found = self.matches.get(self.highlighted?)?;
        if !self.is_open() || self.text.is_empty() {
            return None;
        }
        let start = found.text.get(..self.text.len())?;
        start
            .eq_ignore_ascii_case(&self.text)
            .then(|| found.text[self.text.len()..].to_owned())
    }

    fn is_answered(&self) -> bool {
        self.answered == self.asked
    }

    fn ask(&mut self) -> Question {
        self.asked = self.asked.wrapping_add(1);
        self.is_hasty = false;
        Question {
            serial: self.asked,
            text: self.text.trim().to_owned(),
        }
    }

    fn step(&mut self, is_down: bool) {
        let total = self.matches.len();
        self.highlighted = match self.highlighted {
            _ if total == 0 => None,
            None if is_down => Some(0),
            None => Some(total - 1),
            Some(row) if is_down => Some((row + 1) % total),
            Some(row) => Some((row + total - 1) % total),
        };
    }

    fn take(&mut self, row: usize) {
        if let Some(found) = self.matches.get(row) {
            self.text.clone_from(&found.text);
            self.chosen = Some(found.value.clone());
            self.refusal = None;
            self.close();
        }
    }

    fn close(&mut self) {
        self.is_open = false;
        self.highlighted = None;
        self.is_hasty = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(code: &str, words: &str) -> Match<String> {
        Match {
            value: code.to_owned(),
            text: format!("{code} {words}"),
            code: code.to_owned(),
            words: words.to_owned(),
            note: String::new(),
        }
    }

    fn typed(text: &str) -> (Typeahead<String>, u32) {
        let mut field = Typeahead::new("code", "Code");
        let question = field.update(Edit::Typed(text.to_owned())).unwrap();
        assert_eq!(question.text, text.trim());
        (field, question.serial)
    }

    #[test]
    fn an_answer_to_an_older_question_is_dropped() {
        let (mut field, first) = typed("E1");
        let second = field.update(Edit::Typed("E11".to_owned())).unwrap();
        field.answer(second.serial, vec![found("E11.9", "Type 2 diabetes")]);
        field.answer(first, vec![found("E10.9", "Type 1 diabetes")]);
        let _ = field.update(Edit::Taken);
        assert_eq!(field.value().map(String::as_str), Some("E11.9"));
        assert_eq!(field.text(), "E11.9 Type 2 diabetes");
    }

    #[test]
    fn an_empty_field_takes_nothing_by_itself() {
        let mut field = Typeahead::new("code", "Code");
        let question = field.update(Edit::Entered).unwrap();
        field.answer(question.serial, vec![found("E11.9", "Type 2 diabetes")]);
        let _ = field.update(Edit::Taken);
        assert_eq!(field.value(), None);
        let _ = field.update(Edit::Down);
        let _ = field.update(Edit::Taken);
        assert!(field.value().is_some());
    }

    #[test]
    fn a_hasty_tab_takes_only_what_leaves_no_doubt() {
        let two = || vec![found("E11.9", "Type 2"), found("E11.91", "Other")];
        for (text, matches, taken) in [
            ("E11", two(), None),
            ("e11.9", two(), Some("E11.9")),
            ("E11", vec![found("E11.9", "Type 2")], Some("E11.9")),
            ("E11", vec![], None),
        ] {
            let (mut field, serial) = typed(text);
            let _ = field.update(Edit::Taken);
            let _ = field.update(Edit::Left);
            field.answer(serial, matches);
            assert_eq!(field.value().map(String::as_str), taken, "{text}");
            assert!(!field.is_open());
            assert_eq!(field.problem().is_none(), taken.is_some());
        }
    }

    #[test]
    fn typing_on_lets_go_of_what_was_taken() {
        let (mut field, serial) = typed("E11");
        field.answer(serial, vec![found("E11.9", "Type 2")]);
        let _ = field.update(Edit::Taken);
        let _ = field.update(Edit::Typed("E11.9 x".to_owned()));
        assert_eq!(field.value(), None);
        assert!(field.problem().is_some());
    }
}
