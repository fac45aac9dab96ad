//! From typed text to values: one reader that collects every problem of a draft.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;

use crate::domain::date;
use crate::domain::finding::{FieldRef, Finding, Record};

/// The longest text a field may hold, in bytes.
pub const LONGEST_TEXT: usize = 4096;

/// Why a typed text is not a value, as one sentence for the person who typed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem(String);

impl Problem {
    pub fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Problem {}

/// A closed list of choices that stand in files as short codes.
///
/// Gives the enum `ALL`, `as_str`, `Display`, `FromStr` (upper or lower case) and serde by code.
macro_rules! choices {
    ($(#[$doc:meta])* $name:ident: $what:literal {
        $($(#[$variant_doc:meta])* $variant:ident = $code:literal),* $(,)?
    }) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash,
            serde::Serialize, serde::Deserialize,
        )]
        pub enum $name {
            $($(#[$variant_doc])* #[serde(rename = $code)] $variant,)*
        }

        impl $name {
            /// Every choice, in the order people list them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The code that stands in files.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)*
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::domain::draft::Problem;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let text = text.trim();
                Self::ALL
                    .iter()
                    .copied()
                    .find(|choice| choice.as_str().eq_ignore_ascii_case(text))
                    .ok_or_else(|| {
                        let codes: Vec<&str> = Self::ALL.iter().map(|c| c.as_str()).collect();
                        $crate::domain::draft::Problem::new(format!(
                            "{} is not a {}; use one of {}.",
                            $crate::domain::draft::quoted(text), $what, codes.join(", ")
                        ))
                    })
            }
        }
    };
}
pub(crate) use choices;

/// A typed text in quotation marks, shortened so that a sentence stays readable.
pub fn quoted(text: &str) -> String {
    let mut shown: String = text
        .chars()
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .take(40)
        .collect();
    if text.chars().count() > 40 {
        shown.push('…');
    }
    format!("“{shown}”")
}

/// An error's words as a sentence: a capital first and a full stop last.
pub(crate) fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let capital: String = letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    let end = if words.ends_with('.') { "" } else { "." };
    format!("{capital}{}{end}", letters.as_str())
}

/// Reads the fields of one draft and keeps every problem it meets.
#[derive(Debug)]
pub struct Reader {
    record: Record,
    line: Option<u16>,
    findings: Vec<Finding>,
}

impl Reader {
    pub fn new(record: Record) -> Self {
        Self {
            record,
            line: None,
            findings: Vec::new(),
        }
    }

    /// A reader for one service line; `line` names it once it is known.
    pub fn for_line(line: Option<u16>) -> Self {
        Self {
            line,
            ..Self::new(Record::ServiceLine)
        }
    }

    /// Notes that `column` cannot stay as it is.
    pub fn problem(&mut self, column: &'static str, sentence: impl Into<String>) {
        let field = FieldRef {
            record: self.record,
            line: self.line,
            column,
        };
        self.findings
            .push(Finding::error("field-format", field, sentence));
    }

    /// The trimmed text of a field that may be empty.
    pub fn text(&mut self, column: &'static str, text: &str) -> String {
        let trimmed = text.trim();
        if trimmed.len() > LONGEST_TEXT {
            self.problem(column, "This text is longer than 4 KB; shorten it.");
        } else if trimmed
            .chars()
            .any(|c| c.is_control() && c != '\n' && c != '\r' && c != '\t')
        {
            self.problem(column, "This text holds a control character; remove it.");
        }
        trimmed.to_owned()
    }

    /// The trimmed text of a field that must not be empty.
    pub fn required_text(&mut self, column: &'static str, text: &str) -> String {
        let text = self.text(column, text);
        if text.is_empty() {
            self.missing(column);
        }
        text
    }

    /// A value that must be there.
    pub fn required<T>(&mut self, column: &'static str, text: &str) -> Option<T>
    where
        T: FromStr,
        T::Err: fmt::Display,
    {
        if text.trim().is_empty() {
            self.missing(column);
            return None;
        }
        self.optional(column, text)
    }

    /// A value that may be empty.
    pub fn optional<T>(&mut self, column: &'static str, text: &str) -> Option<T>
    where
        T: FromStr,
        T::Err: fmt::Display,
    {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        match text.parse() {
            Ok(value) => Some(value),
            Err(error) => {
                self.problem(column, sentence(&error.to_string()));
                None
            }
        }
    }

    /// A date that must be there.
    pub fn required_date(&mut self, column: &'static str, text: &str) -> Option<NaiveDate> {
        if text.trim().is_empty() {
            self.missing(column);
        }
        self.date(column, text)
    }

    /// A date that may be empty.
    pub fn date(&mut self, column: &'static str, text: &str) -> Option<NaiveDate> {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        date::parse(text)
            .map_err(|problem| self.problem(column, problem.to_string()))
            .ok()
    }

    /// Yes, no or empty.
    pub fn yes_no(&mut self, column: &'static str, text: &str) -> Option<bool> {
        match text.trim() {
            "" => None,
            "Y" | "y" => Some(true),
            "N" | "n" => Some(false),
            other => {
                self.problem(
                    column,
                    format!(
                        "{} is neither Y nor N; write one of them or nothing.",
                        quoted(other)
                    ),
                );
                None
            }
        }
    }

    /// Whether nothing was wrong so far.
    pub fn is_clean(&self) -> bool {
        self.findings.is_empty()
    }

    /// Everything that was wrong.
    pub fn into_findings(self) -> Vec<Finding> {
        self.findings
    }

    fn missing(&mut self, column: &'static str) {
        self.problem(column, "This is missing; fill it in.");
    }
}

/// How a yes or no stands in a file.
pub fn yes_no_text(value: bool) -> String {
    if value { "Y" } else { "N" }.to_owned()
}

/// How a value that may be missing stands in a file.
pub fn text_of<T: fmt::Display>(value: Option<&T>) -> String {
    value.map(T::to_string).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_collects_every_problem_and_names_the_columns() {
        let mut reader = Reader::new(Record::Patient);
        assert_eq!(reader.required_text("last_name", "  "), "");
        assert_eq!(reader.yes_no("statement_hold", "maybe"), None);
        assert_eq!(reader.date("birth_date", "2026-02-30"), None);
        assert_eq!(reader.text("note", "  fine "), "fine");
        let columns: Vec<_> = reader
            .into_findings()
            .iter()
            .map(|finding| finding.field.column)
            .collect();
        assert_eq!(columns, ["last_name", "statement_hold", "birth_date"]);
    }

    #[test]
    fn long_or_binary_text_is_refused() {
        let mut reader = Reader::new(Record::Patient);
        let _ = reader.text("note", &"x".repeat(LONGEST_TEXT));
        assert!(reader.is_clean());
        let _ = reader.text("note", &"x".repeat(LONGEST_TEXT + 1));
        let _ = reader.text("last_name", "a\u{0}b");
        assert_eq!(reader.into_findings().len(), 2);
    }
}
