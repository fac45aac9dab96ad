//! Diagnosis, procedure, modifier and place-of-service codes as values that cannot be malformed.
//!
//! Whether a well-formed code stands in a code set on a date is another question: `known` answers it.

pub mod known;

pub mod edition;

pub mod list;

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

/// A well-formed diagnosis code, in capitals and without the dot.
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
        Self::parse_as(&text, indicator)
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
    ($name:ident) => {
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
                Self::parse(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = ParseCodeError;
            fn try_from(text: String) -> Result<Self, ParseCodeError> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(code: $name) -> Self {
                code.0
            }
        }
    };
}

/// A well-formed procedure code of five characters: CPT or HCPCS Level II.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ProcedureCode(String);

text_code!(ProcedureCode);

impl ProcedureCode {
    /// Reads `99213`, `0001F` or `j3420`.
    ///
    /// # Errors
    /// When the text is empty or is neither five digits, four digits and a letter, nor a letter and
    /// four digits.
    pub fn parse(text: &str) -> Result<Self, ParseCodeError> {
        let text = upper(text)?;
        let bytes = text.as_bytes();
        let ok = bytes.len() == 5
            && bytes[1..4].iter().all(u8::is_ascii_digit)
            && match (bytes[0], bytes[4]) {
                (b'0'..=b'9', last) => last.is_ascii_digit() || last.is_ascii_uppercase(),
                (b'A'..=b'Z', last) => last.is_ascii_digit(),
                _ => false,
            };
        if ok {
            Ok(Self(text))
        } else {
            Err(ParseCodeError::ProcedureShape(shown(&text)))
        }
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

text_code!(Modifier);

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

text_code!(PlaceOfService);

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
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn diagnosis_codes_lose_their_dot_and_get_capitals() {
        for (typed, bare, dotted) in [
            ("E11.9", "E119", "E11.9"),
            ("e119", "E119", "E11.9"),
            (" I10 ", "I10", "I10"),
            ("C4A.0", "C4A0", "C4A.0"),
            ("s72.001a", "S72001A", "S72.001A"),
            ("U07.1", "U071", "U07.1"),
            ("qa0.0101", "QA00101", "QA0.0101"),
            ("T36.0X1A", "T360X1A", "T36.0X1A"),
        ] {
            let code = DiagnosisCode::parse(typed).unwrap();
            assert_eq!((code.as_str(), code.dotted().as_str()), (bare, dotted));
        }
    }

    #[test]
    fn malformed_diagnosis_codes_are_named() {
        for (typed, sentence) in [
            ("", "the code is missing"),
            ("  ", "the code is missing"),
            (
                "E1",
                "E1 is not the shape of an ICD-10-CM code, such as E11.9",
            ),
            (
                "E11.",
                "E11. is not the shape of an ICD-10-CM code, such as E11.9",
            ),
            (
                "E11.-",
                "E11.- is not the shape of an ICD-10-CM code, such as E11.9",
            ),
            (
                "250.00",
                "250.00 is not the shape of an ICD-10-CM code, such as E11.9",
            ),
            (
                "E11.65432",
                "E11.65432 is not the shape of an ICD-10-CM code, such as E11.9",
            ),
            (
                "COPD",
                "COPD is not the shape of an ICD-10-CM code, such as E11.9",
            ),
            (
                "Ö11",
                "Ö11 is not the shape of an ICD-10-CM code, such as E11.9",
            ),
            ("E1.19", "the dot in E1.19 stands after the wrong character"),
            (
                "E11.6.5",
                "E11.6.5 is not the shape of an ICD-10-CM code, such as E11.9",
            ),
        ] {
            assert_eq!(
                DiagnosisCode::parse(typed).unwrap_err().to_string(),
                sentence
            );
        }
    }

    #[test]
    fn icd9_codes_have_their_own_shape() {
        let parse = |text| DiagnosisCode::parse_as(text, IcdIndicator::Icd9);
        for (typed, bare, dotted) in [
            ("250.00", "25000", "250.00"),
            ("V70.0", "V700", "V70.0"),
            ("E812.0", "E8120", "E812.0"),
            ("401", "401", "401"),
        ] {
            let code = parse(typed).unwrap();
            assert_eq!((code.as_str(), code.dotted().as_str()), (bare, dotted));
        }
        for typed in ["E11.9", "I10", "25", "250000", "25.000"] {
            assert!(parse(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn procedure_codes_are_cpt_or_level_two_shapes() {
        for (typed, code, system) in [
            ("99213", "99213", CodeSystem::Cpt),
            ("0001f", "0001F", CodeSystem::Cpt),
            (" j3420", "J3420", CodeSystem::Hcpcs),
        ] {
            let procedure = ProcedureCode::parse(typed).unwrap();
            assert_eq!((procedure.as_str(), procedure.system()), (code, system));
        }
        for typed in [
            "", "9921", "992133", "9921-", "J342", "JJ420", "J342A", "é9213",
        ] {
            assert!(ProcedureCode::parse(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn modifiers_and_places_have_two_characters() {
        assert_eq!(Modifier::parse("lt").unwrap().as_str(), "LT");
        assert!(Modifier::parse("L").is_err());
        assert!(Modifier::parse("2-").is_err());
        assert!(Modifier::parse("é").is_err());
        assert_eq!(PlaceOfService::parse("11").unwrap().name(), Some("Office"));
        assert_eq!(PlaceOfService::parse("98").unwrap().name(), None);
        assert!(PlaceOfService::parse("1").is_err());
        assert!(PlaceOfService::parse("1A").is_err());
    }

    #[test]
    fn a_code_is_in_force_on_its_first_and_last_day() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let mut entry = CodeEntry {
            system: CodeSystem::Icd10Cm,
            code: "G35".into(),
            billable: true,
            valid_from: Some(day("2024-10-01")),
            valid_to: Some(day("2025-09-30")),
            short: "Multiple sclerosis".into(),
            long: "Multiple sclerosis".into(),
        };
        for (on, expected) in [
            ("2024-09-30", false),
            ("2024-10-01", true),
            ("2025-09-30", true),
            ("2025-10-01", false),
        ] {
            assert_eq!(entry.in_force(day(on)), expected, "{on}");
        }
        entry.valid_from = None;
        entry.valid_to = None;
        assert!(entry.in_force(day("1990-01-01")));
    }

    #[test]
    fn codes_survive_being_written_and_read_and_nonsense_does_not_get_in() {
        let code = DiagnosisCode::parse_as("V70.0", IcdIndicator::Icd9).unwrap();
        let text = serde_json::to_string(&code).unwrap();
        assert_eq!(text, r#"["9","V700"]"#);
        assert_eq!(serde_json::from_str::<DiagnosisCode>(&text).unwrap(), code);
        assert!(serde_json::from_str::<DiagnosisCode>(r#"["0","V7"]"#).is_err());
        assert!(serde_json::from_str::<Modifier>(r#""ABC""#).is_err());
    }

    proptest! {
        #[test]
        fn any_text_parses_or_is_refused_in_one_line(text in ".{0,40}") {
            let sentences = [
                DiagnosisCode::parse(&text).map(|code| code.dotted()),
                DiagnosisCode::parse_as(&text, IcdIndicator::Icd9).map(|code| code.dotted()),
                ProcedureCode::parse(&text).map(String::from),
                Modifier::parse(&text).map(String::from),
                PlaceOfService::parse(&text).map(String::from),
            ];
            for error in sentences.into_iter().filter_map(Result::err) {
                prop_assert!(!error.to_string().contains('\n') || text.contains('\n'));
            }
        }

        #[test]
        fn a_dotted_code_reads_back_as_itself(text in "[A-Z][0-9][0-9A-Z]{1,5}") {
            let code = DiagnosisCode::parse(&text).unwrap();
            prop_assert_eq!(DiagnosisCode::parse(&code.dotted()).unwrap(), code);
        }
    }
}
