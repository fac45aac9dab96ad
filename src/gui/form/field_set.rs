//! The fields of one record, each known by the column that it fills in the record's CSV file.
//!
//! A finding names a column, a draft is made of columns, and what is typed and not saved yet is kept
//! by column; so a form that knows its fields by column needs no list of them but one.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use iced::advanced::widget::Id;
use iced::alignment::Horizontal;
use iced::{Element, Font, Length};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::date::Date;
use super::inches;
use super::money::Amount;
use super::phone::PhoneNumber;
use super::text::Text;
use super::{Edit, Field, Kind};
use crate::domain::code::ProcedureCode;
use crate::domain::date;
use crate::domain::draft::Problem;
use crate::domain::identifier::Zip;
use crate::domain::money::Quantity;
use crate::domain::state::StateCode;
use crate::gui::font;

/// The texts of a record by column.
pub type Columns = BTreeMap<String, String>;

/// The columns of a draft.
pub fn columns_of<D: Serialize>(draft: &D) -> Columns {
    serde_json::to_value(draft)
        .and_then(serde_json::from_value)
        .unwrap_or_default()
}

/// The draft of these columns; those that it does not know are left out.
pub fn draft_of<D: DeserializeOwned + Default>(columns: &Columns) -> D {
    serde_json::to_value(columns)
        .and_then(serde_json::from_value)
        .unwrap_or_default()
}

/// What one column takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    Words,
    /// A number that identifies: in the face of codes.
    Number,
    Day(Date),
    /// A birth date; the age stands under it.
    Birth(Date),
    Amount,
    Phone,
    State,
    Zip,
    Procedure,
    Units,
    /// A whole number within these limits.
    Count {
        least: u16,
        most: u16,
    },
    /// A length in inches: `4.125`, `4 1/8`.
    Inches,
}

/// The value is the text as a draft holds it.
impl Kind for Takes {
    type Value = String;

    fn read(&self, text: &str) -> Result<String, Problem> {
        match self {
            Self::Words | Self::Number => Text::plain().read(text),
            Self::Day(kind) | Self::Birth(kind) => kind.read(text).map(|day| day.to_string()),
            Self::Amount => Amount.read(text).map(|_| text.to_owned()),
            Self::Phone => PhoneNumber.read(text).map(|_| text.to_owned()),
            Self::State => text
                .parse::<StateCode>()
                .map(|_| text.to_owned())
                .map_err(|error| Problem::new(error.to_string())),
            Self::Zip => text
                .parse::<Zip>()
                .map(|_| text.to_owned())
                .map_err(|error| Problem::new(error.to_string())),
            Self::Procedure => text
                .parse::<ProcedureCode>()
                .map(|_| text.to_owned())
                .map_err(|error| Problem::new(error.to_string())),
            Self::Units => text.parse::<Quantity>().map(|_| text.to_owned()),
            Self::Count { least, most } => text
                .parse()
                .ok()
                .filter(|count: &u16| (*least..=*most).contains(count))
                .map(|count| count.to_string())
                .ok_or_else(|| {
                    Problem::new(format!("Write a whole number from {least} to {most}."))
                }),
            Self::Inches => inches::read(text).map(|_| text.to_owned()),
        }
    }

    fn normal(&self, value: &String) -> Option<String> {
        self.day(value).map(date::spoken)
    }

    fn meaning(&self, value: &String) -> Option<String> {
        match self {
            Self::Birth(kind) => {
                let day = self.day(value)?;
                (day <= kind.today).then(|| format!("{} old", age(day, kind.today)))
            }
            Self::Day(kind) => kind.meaning(&self.day(value)?),
            Self::Amount => Amount.meaning(&value.parse().ok()?),
            Self::Phone => PhoneNumber.meaning(&value.parse().ok()?),
            Self::Inches => inches::read(value).ok().map(inches::shown),
            _ => None,
        }
    }

    fn font(&self) -> Font {
        match self {
            Self::Number | Self::State | Self::Zip | Self::Procedure => font::CODE,
            _ => font::TEXT,
        }
    }

    fn align(&self) -> Horizontal {
        match self {
            Self::Amount | Self::Units | Self::Count { .. } | Self::Inches => Horizontal::Right,
            _ => Horizontal::Left,
        }
    }
}

impl Takes {
    /// The day that a value is of, where it is one.
    fn day(self, value: &str) -> Option<NaiveDate> {
        match self {
            Self::Day(_) | Self::Birth(_) => date::parse(value).ok(),
            _ => None,
        }
    }
}

/// How old somebody is: in months below two years.
pub fn age(birth: NaiveDate, today: NaiveDate) -> String {
    let whole = |day: NaiveDate| day.year() * 12 + day.month0().cast_signed();
    let months = whole(today) - whole(birth) - i32::from(today.day() < birth.day());
    match date::age_on(birth, today) {
        0..2 if months == 1 => "1 month".to_owned(),
        0..2 => format!("{months} months"),
        years => format!("{years} years"),
    }
}

/// Some fields of one record.
#[derive(Debug, Clone)]
pub struct FieldSet {
    fields: Vec<(&'static str, Field<Takes>)>,
}

impl FieldSet {
    pub fn new(fields: Vec<(&'static str, Field<Takes>)>) -> Self {
        Self { fields }
    }

    /// The field of a column.
    pub fn field(&self, column: &str) -> Option<&Field<Takes>> {
        let (_, field) = self.fields.iter().find(|(name, _)| *name == column)?;
        Some(field)
    }

    pub fn field_mut(&mut self, column: &str) -> Option<&mut Field<Takes>> {
        let (_, field) = self.fields.iter_mut().find(|(name, _)| *name == column)?;
        Some(field)
    }

    /// The widget of a column's field.
    pub fn id(&self, column: &str) -> Option<Id> {
        Some(self.field(column)?.id())
    }

    /// What was typed into a column, trimmed.
    pub fn text(&self, column: &str) -> &str {
        self.field(column).map_or("", |field| field.text().trim())
    }

    /// What a column holds as a draft writes it: dates as `YYYY-MM-DD`.
    pub fn value(&self, column: &str) -> Option<&str> {
        Some(self.field(column)?.value()?.as_str())
    }

    /// The day that a column holds.
    pub fn day(&self, column: &str) -> Option<NaiveDate> {
        date::parse(self.value(column)?).ok()
    }

    /// Puts a record's texts into the fields; days are shown as they are spoken.
    pub fn fill(&mut self, columns: &Columns) {
        for (column, field) in &mut self.fields {
            let text = columns.get(*column).map_or("", String::as_str);
            let day = field.kind_mut().day(text);
            field.set_text(day.map_or_else(|| text.to_owned(), date::spoken));
        }
    }

    /// Adds the texts to a record's columns, read as a draft wants them or raw as they were typed.
    pub fn write(&self, columns: &mut Columns, is_raw: bool) {
        for (column, field) in &self.fields {
            let text = match field.value() {
                Some(value) if !is_raw => value.clone(),
                _ => field.text().trim().to_owned(),
            };
            let _ = columns.insert((*column).to_owned(), text);
        }
    }

    /// Takes over what happened to a field.
    pub fn update(&mut self, column: &str, edit: Edit) {
        if let Some(field) = self.field_mut(column) {
            field.update(edit);
        }
    }

    /// Shows what a refused save said about a column; the id of its field, where it is one of these.
    pub fn refuse(&mut self, column: &str, sentence: &str) -> Option<Id> {
        let field = self.field_mut(column)?;
        field.refuse(sentence.to_owned());
        Some(field.id())
    }

    /// Takes away what refused saves said, for what they said it about may have changed elsewhere.
    pub fn forget_refusals(&mut self) {
        for (_, field) in &mut self.fields {
            field.set_text(field.text().to_owned());
        }
    }

    /// Shows every problem of the fields in sight; the id of the first field that has one.
    pub fn first_fault(&mut self, is_in_sight: impl Fn(&str) -> bool) -> Option<Id> {
        let mut first = None;
        for (column, field) in &mut self.fields {
            if is_in_sight(column) && !field.touch() && first.is_none() {
                first = Some(field.id());
            }
        }
        first
    }

    /// One field.
    pub fn view<'a, Message: Clone + 'a>(
        &'a self,
        column: &'static str,
        width: impl Into<Length>,
        on_edit: impl Fn(&'static str, Edit) -> Message + Copy + 'a,
    ) -> Option<Element<'a, Message>> {
        let field = self.field(column)?;
        Some(field.view(width, move |edit| on_edit(column, edit)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::patient::PatientDraft;
    use crate::gui::form::date::Span;

    fn day(text: &str) -> NaiveDate {
        date::parse(text).unwrap()
    }

    #[test]
    fn small_children_are_so_many_months_old() {
        let today = day("2026-09-14");
        for (birth, expected) in [
            ("2026-09-14", "0 months"),
            ("2026-08-14", "1 month"),
            ("2026-07-15", "1 month"),
            ("2024-09-15", "23 months"),
            ("2024-09-14", "2 years"),
            ("1951-03-14", "75 years"),
        ] {
            assert_eq!(age(day(birth), today), expected, "{birth}");
        }
    }

    #[test]
    fn a_record_comes_back_from_its_fields_and_a_raw_text_stays_as_it_was_typed() {
        let takes = Takes::Day(Date {
            today: day("2026-09-14"),
            span: Span::Past,
        });
        let field = Field::new("birth", "Birth date", takes);
        let mut fields = FieldSet::new(vec![("birth_date", field)]);
        let draft = PatientDraft {
            birth_date: "1951-03-14".into(),
            ..PatientDraft::default()
        };
        fields.fill(&columns_of(&draft));
        assert_eq!(fields.text("birth_date"), "03/14/1951");
        let mut columns = Columns::new();
        fields.write(&mut columns, false);
        assert_eq!(draft_of::<PatientDraft>(&columns), draft);
        fields.update("birth_date", Edit::Typed("3/14".to_owned()));
        fields.write(&mut columns, true);
        assert_eq!(columns["birth_date"], "3/14");
    }
}
