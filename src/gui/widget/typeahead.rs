//! A field that finds a record while its name or code is typed.
//!
//! The field asks, the screen answers: `update` returns a [`Question`] when there is something to
//! look up, the screen runs it off the window's thread and hands the matches to `answer`, which
//! drops them when another question was asked meanwhile.
//!
//! Nothing is filled in without a key: Tab and Enter take the highlighted match and move on, a
//! click takes a row, Esc closes the list. With nothing typed the list shows what the query thinks
//! likely (recent, favourite) but highlights nothing, so Tab passes an empty field by.

use iced::advanced::text::Paragraph as _;
use iced::advanced::widget::Id;
use iced::keyboard::{Key, Modifiers, key::Named};
use iced::widget::{column, container, mouse_area, row, space};
use iced::{Alignment, Element, Length, Padding, alignment, mouse};

use super::dropdown::dropdown;
use super::ellipsis::{line, shape};
use super::entry::{Look, Reaction, entry};
use crate::gui::form::{Note, PROBLEM_WIDTH, Remark, floating_problem, note_width, with_label};
use crate::gui::{font, size, theme};

/// The most matches that are shown.
pub const MOST: usize = 12;

/// The width up to which a note keeps its room beside words that are too long.
const SHORT_NOTE: f32 = 150.0;

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
    /// The grey suggestion was taken.
    GhostTaken,
    Closed,
}

/// The state of the field.
#[derive(Debug, Clone)]
pub struct Typeahead<T> {
    id: Id,
    label: &'static str,
    hint: &'static str,
    text: String,
    chosen: Option<T>,
    /// What the taken record is called, where the field shows its code alone.
    caption: String,
    offered: Option<Match<T>>,
    matches: Vec<Match<T>>,
    highlighted: Option<usize>,
    is_open: bool,
    asked: u32,
    answered: u32,
    /// Tab came before the answer: an answer that leaves no doubt is taken.
    is_hasty: bool,
    is_required: bool,
    /// The label is marked as that of a field that must not stay empty.
    is_marked: bool,
    touched: bool,
    has_focus: bool,
    refusal: Option<String>,
    remark: Option<Remark>,
    list_width: f32,
}

impl<T: Clone> Typeahead<T> {
    /// An empty field.
    pub fn new(id: impl Into<Id>, label: &'static str) -> Self {
        Self {
            id: id.into(),
            label,
            hint: "",
            text: String::new(),
            chosen: None,
            caption: String::new(),
            offered: None,
            matches: Vec::new(),
            highlighted: None,
            is_open: false,
            asked: 0,
            answered: 0,
            is_hasty: false,
            is_required: false,
            is_marked: false,
            touched: false,
            has_focus: false,
            refusal: None,
            remark: None,
            list_width: 0.0,
        }
    }

    /// The same field, which must not stay empty.
    #[must_use]
    pub fn required(self) -> Self {
        Self {
            is_required: true,
            is_marked: true,
            ..self
        }
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
    pub fn hint(self, hint: &'static str) -> Self {
        Self { hint, ..self }
    }

    /// The same field with a list at least this wide, for one that is narrower than its matches.
    #[must_use]
    pub fn list_width(self, list_width: f32) -> Self {
        Self { list_width, ..self }
    }

    pub fn id(&self) -> Id {
        self.id.clone()
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

    /// What the taken record is called, where the field shows its code alone.
    pub fn caption(&self) -> &str {
        &self.caption
    }

    pub fn set_caption(&mut self, caption: impl Into<String>) {
        self.caption = caption.into();
    }

    /// Offers a record in grey. It is not in the field until Enter or → takes it.
    pub fn offer(&mut self, offered: Option<Match<T>>) {
        self.offered = offered;
    }

    /// What is offered in grey.
    pub fn offered(&self) -> Option<&Match<T>> {
        self.offered
            .as_ref()
            .filter(|_| self.text.is_empty() && self.chosen.is_none())
    }

    /// Puts what the rules of the claim say under the field, after what its text has wrong.
    pub fn set_remark(&mut self, remark: Option<Remark>) {
        self.remark = remark;
    }

    /// What stands in red or amber at the field.
    pub fn remark(&self) -> Option<Remark> {
        let problem = self.problem().filter(|_| self.touched);
        let own = problem.map(|sentence| Remark {
            is_error: true,
            sentence,
        });
        own.or_else(|| self.remark.clone())
    }

    /// Puts a typed text back that nothing was taken for.
    pub fn set_text(&mut self, text: impl Into<String>) {
        self.clear();
        self.text = text.into();
    }

    /// Whether Enter would take a row of the list.
    pub fn is_choosing(&self) -> bool {
        self.is_open() && self.highlighted.is_some()
    }

    /// Puts a record in, as the program and not the user does.
    pub fn set(&mut self, value: T, text: impl Into<String>) {
        self.chosen = Some(value);
        self.text = text.into();
        self.caption.clear();
        self.close();
        self.refusal = None;
    }

    /// Empties the field.
    pub fn clear(&mut self) {
        self.chosen = None;
        self.text.clear();
        self.caption.clear();
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
                self.caption.clear();
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
            Edit::GhostTaken => {
                if let Some(found) = self.offered().cloned() {
                    self.put(found);
                }
            }
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
            // Diagnoses are typed with or without their dot.
            let text = self.text.trim().replace('.', "");
            let exact = self
                .matches
                .iter()
                .position(|found| found.code.replace('.', "").eq_ignore_ascii_case(&text));
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
        let note = match self.remark() {
            Some(remark) if remark.is_error => Note::Problem(remark.sentence),
            Some(remark) => Note::Warning(remark.sentence),
            None if !self.caption.is_empty() => Note::Hint(self.caption.clone()),
            None => match self.offered() {
                Some(found) if found.text == found.code => Note::Hint(found.words.clone()),
                _ if self.hint.is_empty() => Note::None,
                _ => Note::Hint(self.hint.to_owned()),
            },
        };
        with_label(
            self.label,
            self.is_marked,
            self.control(on_edit, |_, _| None, true),
            note,
            width,
        )
    }

    /// The field alone with its list, as a cell of a grid; `on_key` is asked about keys before it.
    pub fn cell<'a, Message: Clone + 'a>(
        &'a self,
        on_edit: impl Fn(Edit) -> Message + Copy + 'a,
        on_key: impl Fn(&Key, Modifiers) -> Option<Reaction<Message>> + 'a,
    ) -> Element<'a, Message> {
        self.control(on_edit, on_key, false)
    }

    fn control<'a, Message: Clone + 'a>(
        &'a self,
        on_edit: impl Fn(Edit) -> Message + Copy + 'a,
        on_key: impl Fn(&Key, Modifiers) -> Option<Reaction<Message>> + 'a,
        has_note: bool,
    ) -> Element<'a, Message> {
        let problem = self.remark().filter(|remark| remark.is_error);
        let look = Look {
            has_problem: problem.is_some(),
            ..Look::default()
        };
        let floating = problem
            .map(|remark| remark.sentence)
            .filter(|_| self.has_focus && !self.is_open());
        let needed = note_width(floating.as_deref().filter(|_| has_note));
        let floating = floating.map(floating_problem);
        let is_open = self.is_open();
        let is_taking = self.highlighted.is_some() || !self.is_answered();
        let may_take = self.is_open && self.chosen.is_none() && is_taking;
        let has_offer = self.offered().is_some() && self.highlighted.is_none();
        let offered = self.offered().map(|found| found.text.clone());
        let input = entry(
            self.id.clone(),
            &self.text,
            look,
            Some(move |text| on_edit(Edit::Typed(text))),
        )
        .ghost(self.ghost().or(offered))
        .on_focus(on_edit(Edit::Entered))
        .on_blur(on_edit(Edit::Left))
        .on_key(move |key, modifiers| {
            if let Some(reaction) = on_key(key, modifiers) {
                return Some(reaction);
            }
            if !modifiers.is_empty() {
                return None;
            }
            match key {
                Key::Named(Named::ArrowDown) => Some(Reaction::Take(on_edit(Edit::Down))),
                Key::Named(Named::ArrowUp) if is_open => Some(Reaction::Take(on_edit(Edit::Up))),
                Key::Named(Named::Escape) if is_open => Some(Reaction::Take(on_edit(Edit::Closed))),
                Key::Named(Named::ArrowRight) if has_offer => {
                    Some(Reaction::Take(on_edit(Edit::GhostTaken)))
                }
                Key::Named(Named::Enter) if has_offer => {
                    Some(Reaction::Pass(on_edit(Edit::GhostTaken)))
                }
                Key::Named(Named::Tab | Named::Enter) if may_take => {
                    Some(Reaction::Pass(on_edit(Edit::Taken)))
                }
                _ => None,
            }
        });
        let list = is_open.then(|| self.list(on_edit)).or(floating);
        dropdown(input, list, self.list_width.max(PROBLEM_WIDTH))
            .if_narrower_than(if is_open { f32::INFINITY } else { needed })
            .into()
    }

    fn list<'a, Message: Clone + 'a>(
        &'a self,
        on_edit: impl Fn(Edit) -> Message + Copy + 'a,
    ) -> Element<'a, Message> {
        let has_codes = self.matches.iter().any(|found| !found.code.is_empty());
        let rows = self.matches.iter().enumerate().map(|(idx, found)| {
            let code = has_codes.then(|| line(found.code.as_str()).font(font::CODE).width(84));
            let words = line(found.words.as_str());
            let note = (!found.note.is_empty()).then(|| {
                line(found.note.as_str())
                    .style(theme::muted)
                    .width(Length::Shrink)
            });
            // What shrinks takes its room first, in order: a long note leaves it to the words.
            let is_long = shape(&found.note, font::TEXT, size::TEXT).min_width() > SHORT_NOTE;
            let (words, gap) = if is_long {
                (
                    words.width(Length::Shrink),
                    Some(space().width(Length::Fill)),
                )
            } else {
                (words, None)
            };
            let content = row![code, words, gap, note]
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
        if let Some(found) = self.matches.get(row).cloned() {
            self.put(found);
        }
    }

    fn put(&mut self, found: Match<T>) {
        self.caption = if found.text == found.code {
            found.words
        } else {
            String::new()
        };
        self.text = found.text;
        self.chosen = Some(found.value);
        self.refusal = None;
        self.close();
    }

    fn close(&mut self) {
        self.is_open = false;
        self.highlighted = None;
        self.is_hasty = false;
    }
}

#[cfg(test)]
mod tests;
