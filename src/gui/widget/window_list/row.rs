//! What a list shows and what the user does with it: columns, cells, the selection.

use iced::alignment::Horizontal;
use iced::{Color, Font};

use crate::gui::font;
use crate::gui::theme::Palette;

/// How wide a column is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Width {
    /// In logical pixels.
    Fixed(f32),
    /// A share of what the fixed columns leave.
    Share(f32),
}

/// One column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Column {
    pub title: &'static str,
    pub width: Width,
    pub align: Horizontal,
    pub font: Font,
    /// Whether the rows can be sorted by it.
    pub is_sortable: bool,
}

impl Column {
    /// A column of words, sortable.
    pub const fn text(title: &'static str, width: Width) -> Self {
        Self {
            title,
            width,
            align: Horizontal::Left,
            font: font::TEXT,
            is_sortable: true,
        }
    }

    /// A column of amounts or counts, sortable.
    pub const fn number(title: &'static str, width: Width) -> Self {
        Self {
            align: Horizontal::Right,
            ..Self::text(title, width)
        }
    }

    /// A column of codes, sortable.
    pub const fn code(title: &'static str, width: Width) -> Self {
        Self {
            font: font::CODE,
            ..Self::text(title, width)
        }
    }

    /// The same column, which rows cannot be sorted by.
    #[must_use]
    pub const fn unsorted(self) -> Self {
        Self {
            is_sortable: false,
            ..self
        }
    }
}

/// What a cell's color says; its words must say it too.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Tone {
    #[default]
    Ink,
    Muted,
    Accent,
    Warning,
    Danger,
    Success,
}

impl Tone {
    pub const fn color(self, palette: &Palette) -> Color {
        match self {
            Self::Ink => palette.ink,
            Self::Muted => palette.muted,
            Self::Accent => palette.accent,
            Self::Warning => palette.warning,
            Self::Danger => palette.danger,
            Self::Success => palette.success,
        }
    }
}

/// One cell of one row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cell {
    pub text: String,
    pub tone: Tone,
}

impl Cell {
    pub fn toned(text: impl Into<String>, tone: Tone) -> Self {
        Self {
            text: text.into(),
            tone,
        }
    }
}

impl<T: Into<String>> From<T> for Cell {
    fn from(text: T) -> Self {
        Self::toned(text, Tone::Ink)
    }
}

/// Which row is selected and what the rows are sorted by; a screen keeps one for each list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Selection {
    pub row: Option<usize>,
    pub sort: Option<Sort>,
}

/// The order of the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort {
    pub column: usize,
    pub is_descending: bool,
}

/// What the user did with a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Moved the selection to this row.
    Selected(usize),
    /// Enter or a double click on this row.
    Opened(usize),
    /// Asked for this order; the screen sorts its rows and keeps the selected record selected.
    Sorted(Sort),
}

impl Selection {
    /// Takes over what the user did.
    pub fn apply(&mut self, act: Act) {
        match act {
            Act::Selected(row) | Act::Opened(row) => self.row = Some(row),
            Act::Sorted(sort) => self.sort = Some(sort),
        }
    }
}
