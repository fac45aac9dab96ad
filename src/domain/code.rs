//! Diagnosis, procedure, modifier and place-of-service codes as values.
//!
//! A record may hold a code of the wrong shape, as it was typed, so that the scrubber can name it; code
//! sets hold well-formed codes only. Whether a code stands in a set on a date is another question:
//! `known` answers it.

pub mod known;

pub mod edition;

pub mod list;

pub mod outline;

pub mod search;

pub mod set;

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A set of codes, by the name that files and listings give it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CodeSystem {
    /// Diagnoses, CDC/NCHS, a new edition each 1 October.
    Icd10Cm,
    /// HCPCS Level II: supplies, drugs and services, CMS, quarterly.
    Hcpcs,
    /// HCPCS Level I: the American Medical Association's procedure codes, never shipped.
    Cpt,
    /// Modifiers of both levels.
    Modifier,
    /// Where a service was given, CMS.
    PlaceOfService,
}

impl CodeSystem {
    /// Every system.
    pub const ALL: [Self; 5] = [
        Self::Icd10Cm,
        Self::Hcpcs,
        Self::Cpt,
        Self::Modifier,
        Self::PlaceOfService,
    ];

    /// The short name used in files: `ICD10CM`, `HCPCS`, `CPT`, `MODIFIER`, `POS`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Icd10Cm => "ICD10CM",
            Self::Hcpcs => "HCPCS",
            Self::Cpt => "CPT",
            Self::Modifier => "MODIFIER",
            Self::PlaceOfService => "POS",
        }
    }

    /// The system of a short name.
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|system| system.tag() == tag)
    }
}

impl fmt::Display for CodeSystem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

/// Why a text is not a code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseCodeError {
    #[error("the code is missing")]
    Empty,
    #[error("{0} is not the shape of an ICD-10-CM code, such as E11.9")]
    Icd10Shape(String),
    #[error("{0} is not the shape of an ICD-9-CM code, such as 250.00, V70.0 or E812.0")]
    Icd9Shape(String),
    #[error("the dot in {0} stands after the wrong character")]
    Dot(String),
    #[error("{0} is not the shape of a procedure code, such as 99213, 0001F or J3420")]
    ProcedureShape(String),
    #[error("{0} is not a modifier, which is two letters or digits such as 25 or LT")]
    ModifierShape(String),
    #[error("{0} is not a place of service, which is two digits such as 11 or 02")]
    PlaceShape(String),
}

/// The text as an error shows it: not longer than a line.
fn shown(text: &str) -> String {
    let short: String = text.chars().take(20).collect();
    if short.len() < text.len() {
        format!("{short}…")
    } else {
        short
    }
}

fn upper(text: &str) -> Result<String, ParseCodeError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(ParseCodeError::Empty);
    }
    Ok(text.to_ascii_uppercase())
}

/// The edition of the diagnosis codes of a claim, as box 21 states it.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
pub enum IcdIndicator {
    /// `0`, for services on or after 2015-10-01.
    #[default]
    #[serde(rename = "0")]
    Icd10,
    /// `9`, for services before 2015-10-01.
    #[serde(rename = "9")]
    Icd9,
}

impl IcdIndicator {
    /// The character that prints in box 21.
    pub fn digit(self) -> char {
        match self {
            Self::Icd10 => '0',
            Self::Icd9 => '9',
        }
    }

    /// The indicator of a box 21 character.
    pub fn from_digit(digit: char) -> Option<Self> {
        match digit {
            '0' => Some(Self::Icd10),
            '9' => Some(Self::Icd9),
            _ => None,
        }
    }
}

/// A diagnosis code, in capitals and without the dot.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "(IcdIndicator, String)", into = "(IcdIndicator, String)")]
pub struct DiagnosisCode {
    indicator: IcdIndicator,
    text: String,
}

impl DiagnosisCode {
    /// Reads an ICD-10-CM code, with or without its dot, in any case.
    ///
    /// # Errors
    /// When the text is empty, has another shape, or has a dot elsewhere than after the third character.
    pub fn parse(text: &str) -> Result<Self, ParseCodeError> {
        Self::parse_as(text, IcdIndicator::Icd10)
    }

    /// Reads a code of the edition that box 21 states.
    ///
    /// # Errors
    /// As `parse`.
    pub fn parse_as(text: &str, indicator: IcdIndicator) -> Result<Self, ParseCodeError> {
        let typed = upper(text)?;
        let head = head_length(&typed, indicator);
        let bare = match typed.find('.') {
            None => typed.clone(),
            Some(at) if at == head => format!("{}{}", &typed[..at], &typed[at + 1..]),
            Some(_) => return Err(ParseCodeError::Dot(shown(&typed))),
        };
        let ok = match indicator {
            IcdIndicator::Icd10 => is_icd10(&bare),
            IcdIndicator::Icd9 => is_icd9(&bare),
        };
        // A dot at the end says that something should follow it.
        if ok && !typed.ends_with('.') {
            return Ok(Self {
                indicator,
                text: bare,
            });
        }
        Err(match indicator {
            IcdIndicator::Icd10 => ParseCodeError::Icd10Shape(shown(&typed)),
            IcdIndicator::Icd9 => ParseCodeError::Icd9Shape(shown(&typed)),
        })
    }

    /// Reads what somebody typed for a diagnosis: a code of the edition, or three to seven letters
    /// and digits that box 21 could hold and the scrubber will name.
    ///
    /// # Errors
    /// When box 21 could not hold it, or its dot stands elsewhere than it should.
    pub fn typed(text: &str, indicator: IcdIndicator) -> Result<Self, ParseCodeError> {
        Self::parse_as(text, indicator).or_else(|error| {
            let typed = upper(text)?;
            let head = head_length(&typed, indicator);
            let bare = match typed.split_once('.') {
                None => typed,
                Some((before, after)) if [3, head].contains(&before.len()) => {
                    format!("{before}{after}")
                }
                Some(_) => return Err(error),
            };
            let fits = (3..=7).contains(&bare.len())
                && bare.bytes().all(|byte| byte.is_ascii_alphanumeric());
            if fits && !text.trim().ends_with('.') {
                Ok(Self {
                    indicator,
                    text: bare,
                })
            } else {
                Err(error)
            }
        })
    }

    /// Whether it has the shape of its edition's codes.
    pub fn is_well_formed(&self) -> bool {
        match self.indicator {
            IcdIndicator::Icd10 => is_icd10(&self.text),
            IcdIndicator::Icd9 => is_icd9(&self.text),
        }
    }

    /// The code as box 21 prints it, without the dot: `E119`.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The code as people read it: `E11.9`.
    pub fn dotted(&self) -> String {
        dotted(&self.text, head_length(&self.text, self.indicator))
    }

    /// The edition that the code belongs to.
    pub fn indicator(&self) -> IcdIndicator {
        self.indicator
    }

    /// The first three characters: `E11`.
    pub fn category(&self) -> &str {
        &self.text[..3]
    }
}

impl fmt::Display for DiagnosisCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.dotted())
    }
}

impl TryFrom<(IcdIndicator, String)> for DiagnosisCode {
    type Error = ParseCodeError;
    fn try_from((indicator, text): (IcdIndicator, String)) -> Result<Self, ParseCodeError> {
        Self::typed(&text, indicator)
    }
}

impl From<DiagnosisCode> for (IcdIndicator, String) {
    fn from(code: DiagnosisCode) -> Self {
        (code.indicator, code.text)
    }
}

/// An ICD-10-CM code text of the official tables with its dot, for showing: `E11`, `E11.9`.
pub fn dotted_icd10(code: &str) -> String {
    dotted(code, 3)
}

fn dotted(code: &str, head: usize) -> String {
    match (code.get(..head), code.get(head..)) {
        (Some(head), Some(tail)) if !tail.is_empty() => format!("{head}.{tail}"),
        _ => code.to_owned(),
    }
}

/// Characters before the dot: three, but four in the ICD-9-CM external causes.
fn head_length(code: &str, indicator: IcdIndicator) -> usize {
    if indicator == IcdIndicator::Icd9 && code.starts_with('E') {
        4
    } else {
        3
    }
}

/// A letter, a digit and a digit or letter (`C4A`), or two letters and a digit (`QA0`, since fiscal
/// year 2026), and up to four more.
fn is_icd10(code: &str) -> bool {
    let bytes = code.as_bytes();
    (3..=7).contains(&bytes.len())
        && bytes[0].is_ascii_uppercase()
        && (bytes[1].is_ascii_digit() || bytes[1].is_ascii_uppercase() && bytes[2].is_ascii_digit())
        && bytes[2..]
            .iter()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

fn is_procedure(code: &str) -> bool {
    let bytes = code.as_bytes();
    bytes.len() == 5
        && bytes[1..4].iter().all(u8::is_ascii_digit)
        && match (bytes[0], bytes[4]) {
            (b'0'..=b'9', last) => last.is_ascii_digit() || last.is_ascii_uppercase(),
            (b'A'..=b'Z', last) => last.is_ascii_digit(),
            _ => false,
        }
}

fn is_icd9(code: &str) -> bool {
    let bytes = code.as_bytes();
    let (digits, lengths) = match bytes.first() {
        Some(b'V') => (&bytes[1..], 2..=4),
        Some(b'E') => (&bytes[1..], 3..=4),
        _ => (bytes, 3..=5),
    };
    lengths.contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit)
}

macro_rules! text_code {
    ($name:ident, $read:ident) => {
        impl $name {
            /// The code in capitals.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = ParseCodeError;
            fn from_str(text: &str) -> Result<Self, ParseCodeError> {
                Self::$read(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = ParseCodeError;
            fn try_from(text: String) -> Result<Self, ParseCodeError> {
                Self::$read(&text)
            }
        }

        impl From<$name> for String {
            fn from(code: $name) -> Self {
                code.0
            }
        }
    };
}

/// A procedure code: CPT or HCPCS Level II, in capitals.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ProcedureCode(String);

text_code!(ProcedureCode, typed);

impl ProcedureCode {
    /// Reads `99213`, `0001F` or `j3420`.
    ///
    /// # Errors
    /// When the text is empty or is neither five digits, four digits and a letter, nor a letter and
    /// four digits.
    pub fn parse(text: &str) -> Result<Self, ParseCodeError> {
        let text = upper(text)?;
        if is_procedure(&text) {
            Ok(Self(text))
        } else {
            Err(ParseCodeError::ProcedureShape(shown(&text)))
        }
    }

    /// Reads what somebody typed for a procedure: up to six letters and digits, which box 24D could
    /// hold, for the scrubber to judge.
    ///
    /// # Errors
    /// When the text is empty or box 24D could not hold it.
    pub fn typed(text: &str) -> Result<Self, ParseCodeError> {
        let text = upper(text)?;
        if text.len() <= 6 && text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            Ok(Self(text))
        } else {
            Err(ParseCodeError::ProcedureShape(shown(&text)))
        }
    }

    /// Whether it has the shape of a CPT or HCPCS Level II code.
    pub fn is_well_formed(&self) -> bool {
        is_procedure(&self.0)
    }

    /// CPT when the code begins with a digit, HCPCS Level II when it begins with a letter.
    pub fn system(&self) -> CodeSystem {
        if self.0.starts_with(|first: char| first.is_ascii_digit()) {
            CodeSystem::Cpt
        } else {
            CodeSystem::Hcpcs
        }
    }
}

/// A well-formed modifier: two letters or digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Modifier(String);

text_code!(Modifier, parse);

impl Modifier {
    /// Reads `25` or `lt`.
    ///
    /// # Errors
    /// When the text is empty or not two letters or digits.
    pub fn parse(text: &str) -> Result<Self, ParseCodeError> {
        let text = upper(text)?;
        if text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            Ok(Self(text))
        } else {
            Err(ParseCodeError::ModifierShape(shown(&text)))
        }
    }
}

/// A well-formed place of service: two digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PlaceOfService(String);

text_code!(PlaceOfService, parse);

impl PlaceOfService {
    /// Reads `11`.
    ///
    /// # Errors
    /// When the text is empty or not two digits.
    pub fn parse(text: &str) -> Result<Self, ParseCodeError> {
        let text = upper(text)?;
        if text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Self(text))
        } else {
            Err(ParseCodeError::PlaceShape(shown(&text)))
        }
    }

    /// The name in CMS's list; `None` when the list has no such place.
    pub fn name(&self) -> Option<&'static str> {
        list::place_of_service(&self.0).map(|place| place.name)
    }
}

/// A code as its set describes it over one span of dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeEntry {
    pub system: CodeSystem,
    /// In capitals, diagnoses without the dot.
    pub code: String,
    /// Whether a claim may carry it; a heading may not.
    pub billable: bool,
    /// First day in force; `None` when no day is known.
    pub valid_from: Option<NaiveDate>,
    /// Last day in force; `None` when the end is open.
    pub valid_to: Option<NaiveDate>,
    /// The shorter wording; equal to `long` where the set has only one.
    pub short: String,
    pub long: String,
}

impl CodeEntry {
    /// Whether the code is in force on a day.
    pub fn in_force(&self, on: NaiveDate) -> bool {
        self.valid_from.is_none_or(|from| from <= on) && self.valid_to.is_none_or(|to| on <= to)
    }

    /// The code as people read it: diagnoses with their dot.
    pub fn shown_code(&self) -> String {
        match self.system {
            CodeSystem::Icd10Cm => dotted_icd10(&self.code),
            _ => self.code.clone(),
        }
    }
}

#[cfg(test)]
mod tests;
