//! One field of a visit: what was typed or taken from a list, and what it comes to in a record.

use iced::Font;
use iced::advanced::widget::Id;
use iced::alignment::Horizontal;
use serde::{Deserialize, Serialize};

use chrono::NaiveDate;

use crate::domain::code::Modifier;
use crate::domain::date as calendar;
use crate::domain::draft::Problem;
use crate::domain::encounter::line::Pointers;
use crate::domain::money::{Money, Quantity};
use crate::gui::font;
use crate::gui::form::date::{self, Span};
use crate::gui::form::{Field, Kind, Remark};
use crate::gui::widget::typeahead::Typeahead;

/// Where a field stands: in the visit itself or in one of its lines, by the name of its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Place {
    /// The line's own number on this screen, which it keeps while lines come and go.
    pub row: Option<u32>,
    pub column: &'static str,
}

impl Place {
    /// A field of the visit itself.
    pub const fn head(column: &'static str) -> Self {
        Self { row: None, column }
    }

    /// A field of a line.
    pub const fn line(row: u32, column: &'static str) -> Self {
        Self {
            row: Some(row),
            column,
        }
    }

    /// Its widget's id.
    pub fn id(self) -> Id {
        match self.row {
            Some(row) => Id::from(format!("line-{row}-{}", self.column)),
            None => Id::from(format!("visit-{}", self.column)),
        }
    }
}

/// What a typed field takes; its value is the text that a record's column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    Text,
    /// A number or code kept as typed.
    Code,
    Date {
        today: NaiveDate,
    },
    Amount,
    Quantity,
    /// How many.
    Count,
    Pointers,
    Modifier,
}

impl Kind for Shape {
    type Value = String;

    fn read(&self, text: &str) -> Result<String, Problem> {
        match self {
            Self::Text | Self::Code => Ok(text.to_owned()),
            Self::Date { today } => {
                date::read(text, *today, Span::Around).map(|day| day.to_string())
            }
            Self::Amount => text.parse::<Money>().map(|money| money.to_string()),
            Self::Quantity => text.parse::<Quantity>().map(|units| units.to_string()),
            Self::Count => match text.parse::<u16>() {
                Ok(count) => Ok(count.to_string()),
                Err(_) => Err(Problem::new("Write how many in figures, like 12.")),
            },
            Self::Pointers => text.parse::<Pointers>().map(|letters| letters.to_string()),
            Self::Modifier => Modifier::parse(text)
                .map(|modifier| modifier.to_string())
                .map_err(|_| Problem::new("A modifier is two letters or digits, like 25.")),
        }
    }

    fn normal(&self, value: &String) -> Option<String> {
        match self {
            Self::Date { .. } => Some(shown_date(value)),
            Self::Pointers | Self::Modifier => Some(value.clone()),
            _ => None,
        }
    }

    fn meaning(&self, value: &String) -> Option<String> {
        match self {
            Self::Date { .. } => calendar::parse(value)
                .ok()
                .map(|day| day.format("%a %m/%d/%Y").to_string()),
            Self::Amount => Some(value.clone()),
            _ => None,
        }
    }

    fn font(&self) -> Font {
        match self {
            Self::Code | Self::Pointers | Self::Modifier => font::CODE,
            _ => font::TEXT,
        }
    }

    fn align(&self) -> Horizontal {
        match self {
            Self::Amount | Self::Quantity | Self::Count => Horizontal::Right,
            _ => Horizontal::Left,
        }
    }
}

/// A date of a record as a field shows it; what is no date stays as it is.
pub fn shown_date(text: &str) -> String {
    calendar::parse(text).map_or_else(|_| text.to_owned(), calendar::spoken)
}

/// A box to check, as the column holds it: `Y`, `N`, or nothing said.
#[derive(Debug, Clone)]
pub struct Mark {
    pub id: Id,
    pub label: &'static str,
    pub text: String,
    pub remark: Option<Remark>,
}

impl Mark {
    pub fn is_on(&self) -> bool {
        self.text == "Y"
    }
}

/// One field.
#[derive(Debug, Clone)]
pub enum Slot {
    Typed(Field<Shape>),
    Picked(Typeahead<String>),
    Marked(Mark),
}

/// A field as a draft keeps it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Kept {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub caption: String,
}

impl Kept {
    /// What was typed or taken alone: the words for what was taken follow from it.
    pub fn bare(self) -> Self {
        match self.value {
            Some(_) => Self {
                value: self.value,
                ..Self::default()
            },
            None => self,
        }
    }
}

impl Slot {
    /// What the record's column holds: the value, or what was typed where it is none.
    pub fn value(&self) -> String {
        match self {
            Self::Typed(field) => field
                .value()
                .cloned()
                .unwrap_or_else(|| field.text().trim().to_owned()),
            Self::Picked(field) => field.value().cloned().unwrap_or_default(),
            Self::Marked(mark) => mark.text.clone(),
        }
    }

    /// Puts in what a record's column holds.
    pub fn fill(&mut self, value: &str) {
        match self {
            Self::Typed(field) => field.set_text(shown_date(value)),
            Self::Picked(field) if value.is_empty() => field.clear(),
            Self::Picked(field) => field.set(value.to_owned(), value),
            Self::Marked(mark) => value.clone_into(&mut mark.text),
        }
    }

    /// Whether nothing is in it.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Typed(field) => field.text().trim().is_empty(),
            Self::Picked(field) => field.text().trim().is_empty(),
            Self::Marked(mark) => !mark.is_on(),
        }
    }

    pub fn keep(&self) -> Kept {
        match self {
            Self::Typed(field) => Kept {
                text: field.text().to_owned(),
                ..Kept::default()
            },
            Self::Picked(field) => Kept {
                text: field.text().to_owned(),
                value: field.value().cloned(),
                caption: field.caption().to_owned(),
            },
            Self::Marked(mark) => Kept {
                text: mark.text.clone(),
                ..Kept::default()
            },
        }
    }

    pub fn restore(&mut self, kept: Kept) {
        match (self, kept.value) {
            (Self::Typed(field), _) => field.set_text(kept.text),
            (Self::Picked(field), Some(value)) => {
                field.set(value, kept.text);
                field.set_caption(kept.caption);
            }
            (Self::Picked(field), None) => field.set_text(kept.text),
            (Self::Marked(mark), _) => mark.text = kept.text,
        }
    }

    pub fn set_remark(&mut self, remark: Option<Remark>) {
        match self {
            Self::Typed(field) => field.set_remark(remark),
            Self::Picked(field) => field.set_remark(remark),
            Self::Marked(mark) => mark.remark = remark,
        }
    }

    /// Whether its text can be read; from now on it says so itself where it cannot.
    pub fn touch(&mut self) -> bool {
        match self {
            Self::Typed(field) => field.touch(),
            Self::Picked(field) => field.touch(),
            Self::Marked(_) => true,
        }
    }
}
