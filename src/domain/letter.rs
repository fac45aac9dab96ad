//! Account letters: templates with fields in braces, and what becomes of them for one account.

use serde::{Deserialize, Serialize};

use crate::domain::finding::{FieldRef, Finding, Record};
use crate::domain::statement::Language;

pub mod shipped;

/// A letter to be filled in, in both languages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Template {
    /// What lists call it; one template has it.
    pub name: String,
    pub english: LetterText,
    /// Empty where nobody wrote it; then the English text serves.
    pub spanish: LetterText,
}

/// Subject and paragraphs in one language, with fields in braces.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LetterText {
    pub subject: String,
    /// Paragraphs are separated by empty lines; single line ends break the line.
    pub body: String,
}

impl LetterText {
    pub fn is_empty(&self) -> bool {
        self.subject.trim().is_empty() && self.body.trim().is_empty()
    }
}

impl Template {
    /// Its text in a language; English where there is none.
    pub fn text(&self, language: Language) -> &LetterText {
        match language {
            Language::Spanish if !self.spanish.is_empty() => &self.spanish,
            Language::Spanish | Language::English => &self.english,
        }
    }
}

/// What a letter can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// Whom the letter goes to: the guarantor of the account.
    Guarantor,
    Patient,
    Account,
    AmountDue,
    Credit,
    LastPayment,
    LastPaymentDate,
    Practice,
    Phone,
    Hours,
    Contact,
    RemitTo,
    Address,
    Today,
}

impl Field {
    /// All of them, in the order that lists show.
    pub const ALL: [Self; 14] = [
        Self::Guarantor,
        Self::Patient,
        Self::Account,
        Self::AmountDue,
        Self::Credit,
        Self::LastPayment,
        Self::LastPaymentDate,
        Self::Practice,
        Self::Phone,
        Self::Hours,
        Self::Contact,
        Self::RemitTo,
        Self::Address,
        Self::Today,
    ];

    /// The word between the braces.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Guarantor => "guarantor",
            Self::Patient => "patient",
            Self::Account => "account",
            Self::AmountDue => "amount due",
            Self::Credit => "credit",
            Self::LastPayment => "last payment",
            Self::LastPaymentDate => "last payment date",
            Self::Practice => "practice",
            Self::Phone => "phone",
            Self::Hours => "hours",
            Self::Contact => "contact",
            Self::RemitTo => "remit to",
            Self::Address => "address",
            Self::Today => "today",
        }
    }

    /// What it stands for, for the list beside the text.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Guarantor => "Who answers for the account, to whom the letter goes",
            Self::Patient => "The patient whom the letter is about",
            Self::Account => "The account number",
            Self::AmountDue => "What the account owes today",
            Self::Credit => "What the account has paid ahead",
            Self::LastPayment => "The amount of the last payment",
            Self::LastPaymentDate => "The day of the last payment",
            Self::Practice => "The practice's name",
            Self::Phone => "The telephone number for questions",
            Self::Hours => "When somebody answers the telephone",
            Self::Contact => "Who answers questions about bills",
            Self::RemitTo => "Where payments are sent",
            Self::Address => "The address on file",
            Self::Today => "The date of the letter",
        }
    }

    /// The field of a name, however it is capitalized and spaced.
    pub fn named(name: &str) -> Option<Self> {
        let words: Vec<String> = name.split_whitespace().map(str::to_lowercase).collect();
        let name = words.join(" ");
        Self::ALL.into_iter().find(|field| field.name() == name)
    }
}

/// Part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece<'a> {
    Words(&'a str),
    Field(Field),
    /// What stands between braces and names nothing.
    Unknown(&'a str),
    /// A brace that is opened and never closed.
    Open(&'a str),
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        let (before, after) = rest.split_at(at);
        if !before.is_empty() {
            pieces.push(Piece::Words(before));
        }
        let inside = &after[1..];
        let Some(end) = inside.find('}') else {
            pieces.push(Piece::Open(after));
            return pieces;
        };
        let name = &inside[..end];
        pieces.push(Field::named(name).map_or(Piece::Unknown(name), Piece::Field));
        rest = &inside[end + 1..];
    }
    if !rest.is_empty() {
        pieces.push(Piece::Words(rest));
    }
    pieces
}

/// What keeps a text from being filled in: fields that do not exist, braces that are not closed.
/// `column` is the field of the form that holds the text.
pub fn faults(text: &str, column: &'static str) -> Vec<Finding> {
    let field = FieldRef::of(Record::Letter, column);
    pieces(text)
        .into_iter()
        .filter_map(|piece| match piece {
            Piece::Words(_) | Piece::Field(_) => None,
            Piece::Unknown(name) => Some(Finding::error(
                "letter-field-unknown",
                field,
                format!(
                    "{} is no field of letters; use one of {}.",
                    crate::domain::draft::quoted(&format!("{{{name}}}")),
                    Field::ALL.map(|it| format!("{{{}}}", it.name())).join(", ")
                ),
            )),
            Piece::Open(rest) => Some(Finding::error(
                "letter-field-open",
                field,
                format!(
                    "A brace is opened and not closed at {}; close it after the field's name.",
                    crate::domain::draft::quoted(rest)
                ),
            )),
        })
        .collect()
}

/// The text with what `value` gives in place of its fields. What a field gives is taken as it is:
/// braces in it are no fields.
///
/// # Errors
/// As [`faults`], and a finding for each field that has nothing to say.
pub fn fill(
    text: &str,
    column: &'static str,
    value: impl Fn(Field) -> Option<String>,
) -> Result<String, Vec<Finding>> {
    let mut findings = faults(text, column);
    let mut filled = String::new();
    for piece in pieces(text) {
        match piece {
            Piece::Words(words) => filled.push_str(words),
            Piece::Field(field) => match value(field).filter(|it| !it.is_empty()) {
                Some(value) => filled.push_str(&value),
                None => findings.push(Finding::error(
                    "letter-field-empty",
                    FieldRef::of(Record::Letter, column),
                    format!(
                        "There is nothing to put in for {{{}}}: {}; take the field out or fill in the record.",
                        field.name(),
                        field.meaning()
                    ),
                )),
            },
            Piece::Unknown(_) | Piece::Open(_) => {}
        }
    }
    if findings.is_empty() {
        Ok(filled)
    } else {
        Err(findings)
    }
}

/// The paragraphs of a filled text, each with its lines.
pub fn paragraphs(text: &str) -> Vec<Vec<String>> {
    let mut paragraphs: Vec<Vec<String>> = Vec::new();
    let mut open = Vec::new();
    for line in text.lines().map(str::trim) {
        if line.is_empty() {
            if !open.is_empty() {
                paragraphs.push(std::mem::take(&mut open));
            }
        } else {
            open.push(line.to_owned());
        }
    }
    if !open.is_empty() {
        paragraphs.push(open);
    }
    paragraphs
}
