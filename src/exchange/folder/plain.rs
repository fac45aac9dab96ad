//! Files whose rows are copied column by column, between text and what the practice file holds.

use std::fmt::Display;
use std::str::FromStr;

use csv::StringRecord;

use crate::domain::draft::{Problem, Reader, yes_no_text};
use crate::domain::finding::{Finding, Record};
use crate::domain::money::{Money, Quantity};
use crate::domain::row::Field;

/// How a column stands in the file.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// A whole number, at least so large.
    Whole(i64),
    /// Cents, as `12.34`.
    Amount,
    /// Cents that may be negative: without a sign, and Y in the column of this name where it is.
    Signed(&'static str),
    /// Thousandths, as `1.5`.
    Units,
    /// 1 and 0, as Y and N.
    YesNo,
    /// As it stands.
    Text,
    /// What the function takes, in the words in which it gives it back.
    Word(fn(&str) -> Result<String, Problem>),
    /// Hexadecimal digits.
    Bytes,
}

/// A column of a file.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    pub name: &'static str,
    pub kind: Kind,
    /// Whether it must be filled in each row.
    pub is_required: bool,
}

/// The text of a value, when it is one.
///
/// # Errors
/// Why it is none.
pub fn word<T>(text: &str) -> Result<String, Problem>
where
    T: FromStr<Err = Problem> + Display,
{
    text.parse::<T>().map(|value| value.to_string())
}

/// The names that stand above the columns.
pub fn header(columns: &[Column]) -> Vec<String> {
    let names = columns.iter().flat_map(|column| match column.kind {
        Kind::Signed(sign) => vec![column.name, sign],
        _ => vec![column.name],
    });
    names.map(str::to_owned).collect()
}

/// A row as it stands in the file.
pub fn texts(columns: &[Column], fields: &[Field]) -> Vec<String> {
    let mut texts = Vec::with_capacity(columns.len());
    for (column, field) in columns.iter().zip(fields) {
        match (column.kind, field) {
            (Kind::Amount, Field::Number(cents)) => {
                texts.push(Money::from_cents(*cents).to_string());
            }
            (Kind::Signed(_), Field::Number(cents)) => {
                texts.push(Money::from_cents(cents.saturating_abs()).to_string());
                texts.push(if *cents < 0 { "Y" } else { "" }.to_owned());
            }
            (Kind::Units, Field::Number(units)) => {
                texts.push(Quantity::from_thousandths(*units).to_string());
            }
            (Kind::YesNo, Field::Number(number)) => texts.push(yes_no_text(*number != 0)),
            (_, Field::Number(number)) => texts.push(number.to_string()),
            (_, Field::Text(text)) => texts.push(text.clone()),
            (_, Field::Bytes(bytes)) => {
                texts.push(bytes.iter().map(|byte| format!("{byte:02x}")).collect());
            }
            (Kind::Signed(_), Field::Nothing) => texts.extend([String::new(), String::new()]),
            (_, Field::Nothing) => texts.push(String::new()),
        }
    }
    texts
}

/// A row of the file, by the header over it.
///
/// # Errors
/// A finding for each column that is missing or not what it should be.
pub(super) fn read(
    columns: &[Column],
    header: &StringRecord,
    row: &StringRecord,
) -> Result<Vec<Field>, Vec<Finding>> {
    let cell = |name: &str| {
        let place = header.iter().position(|it| it == name);
        place.and_then(|place| row.get(place)).unwrap_or_default()
    };
    let mut reader = Reader::new(Record::Posting);
    let mut fields = Vec::with_capacity(columns.len());
    for column in columns {
        fields.push(column.field(&mut reader, &cell));
    }
    if reader.is_clean() {
        Ok(fields)
    } else {
        Err(reader.into_findings())
    }
}

impl Column {
    fn field<'a>(&self, reader: &mut Reader, cell: &impl Fn(&str) -> &'a str) -> Field {
        let (name, text) = (self.name, cell(self.name));
        if text.is_empty() {
            if self.is_required {
                reader.problem(name, "This is missing; fill it in.");
            }
            return Field::Nothing;
        }
        let number = |number: Option<i64>| number.map_or(Field::Nothing, Field::Number);
        match self.kind {
            Kind::Whole(least) => {
                let whole = text.parse().ok().filter(|whole: &i64| *whole >= least);
                if whole.is_none() {
                    let sentence =
                        format!("This is no whole number from {least}; get the file again.");
                    reader.problem(name, sentence);
                }
                number(whole)
            }
            Kind::Amount => number(reader.optional(name, text).map(Money::cents)),
            Kind::Signed(sign) => {
                let is_negative = reader.yes_no(sign, cell(sign)).unwrap_or(false);
                let cents = reader.optional(name, text).map(Money::cents);
                number(cents.map(|cents| if is_negative { -cents } else { cents }))
            }
            Kind::Units => number(reader.optional(name, text).map(Quantity::thousandths)),
            Kind::YesNo => number(reader.yes_no(name, text).map(i64::from)),
            Kind::Text => {
                if text
                    .chars()
                    .any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
                {
                    let sentence = "This text holds a control character; remove it.";
                    reader.problem(name, sentence);
                }
                Field::Text(text.to_owned())
            }
            Kind::Word(word) => word(text).map_or_else(
                |problem| {
                    reader.problem(name, problem.to_string());
                    Field::Nothing
                },
                Field::Text,
            ),
            Kind::Bytes => bytes(text).map_or_else(
                || {
                    let sentence = "These are no pairs of hexadecimal digits; get the file again.";
                    reader.problem(name, sentence);
                    Field::Nothing
                },
                Field::Bytes,
            ),
        }
    }
}

fn bytes(text: &str) -> Option<Vec<u8>> {
    if !text.is_ascii() || !text.len().is_multiple_of(2) {
        return None;
    }
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::PatientId;
    use crate::domain::plan::PlanEnd;

    const COLUMNS: [Column; 9] = [
        column("number", Kind::Whole(1), true),
        column("amount", Kind::Amount, true),
        column("due", Kind::Signed("due_negative"), true),
        column("units", Kind::Units, false),
        column("final", Kind::YesNo, true),
        column("note", Kind::Text, false),
        column("patient_id", Kind::Word(word::<PatientId>), true),
        column("cause", Kind::Word(word::<PlanEnd>), false),
        column("rows", Kind::Bytes, false),
    ];

    const fn column(name: &'static str, kind: Kind, is_required: bool) -> Column {
        Column {
            name,
            kind,
            is_required,
        }
    }

    fn read_row(cells: &[&str]) -> Result<Vec<Field>, Vec<Finding>> {
        let header: StringRecord = header(&COLUMNS).iter().map(String::as_str).collect();
        read(&COLUMNS, &header, &cells.iter().copied().collect())
    }

    #[test]
    fn rows_come_back_as_they_went_out() {
        let full = vec![
            Field::Number(7),
            Field::Number(1_234),
            Field::Number(-5),
            Field::Number(1_500),
            Field::Number(1),
            Field::Text(" two\nlines ".to_owned()),
            Field::Text("P1".to_owned()),
            Field::Text("BROKEN".to_owned()),
            Field::Bytes(vec![0, 171, 255]),
        ];
        let cells = texts(&COLUMNS, &full);
        let shown = [
            "7",
            "12.34",
            "0.05",
            "Y",
            "1.5",
            "Y",
            " two\nlines ",
            "P1",
            "BROKEN",
            "00abff",
        ];
        assert_eq!(cells, shown);
        assert_eq!(read_row(&shown), Ok(full.clone()));
        let mut bare = full;
        for place in [3, 5, 7, 8] {
            bare[place] = Field::Nothing;
        }
        let cells = texts(&COLUMNS, &bare);
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        assert_eq!(read_row(&cells), Ok(bare));
    }

    #[test]
    fn each_cell_that_is_not_what_it_should_be_is_named() {
        let cells = [
            "0", "-1.00", "x", "maybe", "one", "2", "a\u{0}b", "", "LOST", "0xy",
        ];
        let findings = read_row(&cells).unwrap_err();
        let columns: Vec<&str> = findings.iter().map(|it| it.field.column).collect();
        let all = [
            "number",
            "amount",
            "due_negative",
            "due",
            "units",
            "final",
            "note",
            "patient_id",
            "cause",
            "rows",
        ];
        assert_eq!(columns, all);
        assert!(
            findings.iter().all(|it| it.sentence.ends_with('.')),
            "{findings:?}"
        );
    }
}
