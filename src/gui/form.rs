//! Fields of a form: what was typed, what it means, and what is wrong with it, side by side.
//!
//! A screen keeps one value for each field, passes its messages to `update`, and shows it with
//! `view`. Labels stand above, the problem or the meaning under the field; the line under it is
//! always there, so nothing moves when a problem appears.

pub mod field;

pub mod text;

pub mod code;

pub mod date;

pub mod inches;

pub mod money;

pub mod phone;

pub mod choice;

pub mod options;

pub mod check;

pub mod field_set;

pub mod prose;

pub use field::{Edit, Field, Kind};

use iced::advanced::text::Paragraph as _;
use iced::widget::{column, container, row, text as words};
use iced::{Alignment, Element, Length, Theme};

use crate::gui::widget::ellipsis::{line, shape};
use crate::gui::{font, size, theme};

/// What stands under a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// Nothing; the room is kept.
    None,
    /// What the typed text means, or what the field is for.
    Hint(String),
    /// What is worth a look.
    Warning(String),
    /// What is wrong and what to do.
    Problem(String),
}

/// What the rules of the claim say about a field, as against what its own text has wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    pub is_error: bool,
    pub sentence: String,
}

/// The mark beside the label of a field that must not stay empty.
pub const REQUIRED: &str = "•";

/// What the mark means, for the end of a form that uses it.
pub fn required_key<'a, Message: 'a>() -> Element<'a, Message> {
    row![
        words(REQUIRED).size(size::CAPTION).style(theme::accent),
        words("required").size(size::CAPTION).style(theme::muted),
    ]
    .spacing(4)
    .align_y(Alignment::Center)
    .into()
}

/// A control with its label above and its note under it.
pub fn labeled<'a, Message: 'a>(
    label: &'a str,
    control: impl Into<Element<'a, Message>>,
    note: Note,
    width: impl Into<Length>,
) -> Element<'a, Message> {
    with_label(label, false, control, note, width)
}

/// The same, the label marked where the field must not stay empty.
pub fn with_label<'a, Message: 'a>(
    label: &'a str,
    is_required: bool,
    control: impl Into<Element<'a, Message>>,
    note: Note,
    width: impl Into<Length>,
) -> Element<'a, Message> {
    let (sentence, style): (String, fn(&Theme) -> words::Style) = match note {
        Note::None => (String::new(), theme::muted),
        Note::Hint(sentence) => (sentence, theme::muted),
        Note::Warning(sentence) => (sentence, theme::warning),
        Note::Problem(sentence) => (sentence, theme::danger),
    };
    let caption = |text: String| line(text).size(size::CAPTION);
    let label = caption(label.to_owned()).style(theme::muted);
    let label: Element<'a, Message> = if is_required {
        let mark = words(REQUIRED).size(size::CAPTION).style(theme::accent);
        row![label.width(Length::Shrink), mark].spacing(4).into()
    } else {
        label.into()
    };
    column![label, control.into(), caption(sentence).style(style),]
        .spacing(2)
        .width(width)
        .into()
}

/// The least width of a problem that floats under its field.
pub(crate) const PROBLEM_WIDTH: f32 = 280.0;

/// The width at which a note shows a whole sentence.
pub(crate) fn note_width(sentence: Option<&str>) -> f32 {
    sentence.map_or(f32::INFINITY, |sentence| {
        shape(sentence, font::TEXT, size::CAPTION).min_width()
    })
}

/// The whole sentence under the field that has the focus: a narrow field's note is shortened.
pub(crate) fn floating_problem<'a, Message: 'a>(sentence: String) -> Element<'a, Message> {
    container(words(sentence).size(size::CAPTION))
        .padding(size::S)
        .width(Length::Fill)
        .style(theme::washed(|palette| palette.danger))
        .into()
}
