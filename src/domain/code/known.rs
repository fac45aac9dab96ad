//! What the code sets say about the codes of a claim, gathered beforehand so that rules stay pure.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::{CodeEntry, CodeSystem, DiagnosisCode, IcdIndicator, Modifier, ProcedureCode};

/// Billable codes that a `NotBillable` names at most.
const CHILDREN_SHOWN: usize = 6;

/// What a code set says about a code on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CodeStatus {
    /// In force, and a claim may carry it. `description` may be empty for the user's own codes.
    Valid { description: String },
    /// A heading: one of the billable codes below it is meant.
    NotBillable {
        description: String,
        /// The first few billable codes below it in force on the day, as people read them.
        children: Vec<String>,
        /// Whether there are others.
        more: bool,
    },
    /// In the set, but not in force on the day.
    NotInForce {
        from: Option<NaiveDate>,
        to: Option<NaiveDate>,
    },
    /// The day lies before the first edition at hand, which does hold the code: nothing can be said.
    BeforeSet { set_from: NaiveDate },
    /// Not in the set. A CPT code is unknown until the user enters, imports or loads it.
    Unknown,
}

/// A code with all below it, or all codes between two in the order of the official list.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CodeRange {
    low: String,
    high: String,
}

impl CodeRange {
    /// From `low` to `high`, both with all below them, without dots.
    pub fn new(low: &str, high: &str) -> Self {
        Self {
            low: low.to_owned(),
            high: high.to_owned(),
        }
    }

    /// Reads `A05` or `A040-A044`.
    pub fn parse(text: &str) -> Self {
        let (low, high) = text.split_once('-').unwrap_or((text, text));
        Self::new(low.trim(), high.trim())
    }

    /// The first code of the range.
    pub fn low(&self) -> &str {
        &self.low
    }

    /// The last code of the range; equal to `low` for a single code.
    pub fn high(&self) -> &str {
        &self.high
    }

    /// Whether an ICD-10-CM code lies in the range.
    pub fn contains(&self, code: &DiagnosisCode) -> bool {
        code.indicator() == IcdIndicator::Icd10 && self.contains_text(code.as_str())
    }

    fn contains_text(&self, code: &str) -> bool {
        if code.starts_with(&self.low) || code.starts_with(&self.high) {
            return true;
        }
        let place = place_in_list(code);
        place_in_list(&self.low) <= place && place <= place_in_list(&self.high)
    }
}

/// A key that sorts codes as the official list does.
///
/// The list is alphabetical but for the categories whose third character is a letter: each of these
/// stands behind a numbered one (ICD-10-CM order file, 2026).
fn place_in_list(code: &str) -> (&str, &str, &str) {
    let (category, tail) = code.split_at_checked(3).unwrap_or((code, ""));
    match category {
        "C4A" => ("C43", category, tail),
        "C7A" | "C7B" => ("C75", category, tail),
        "D3A" => ("D36", category, tail),
        "J4A" => ("J44", category, tail),
        "M1A" => ("M08", category, tail),
        "Z3A" => ("Z36", category, tail),
        _ => (category, "", tail),
    }
}

/// Two sets of diagnoses that the tabular list says are not coded together (type 1 exclusion).
///
/// The guidelines allow both when the conditions are unrelated, so a hit is worth a warning only.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Exclusion {
    pub left: CodeRange,
    pub right: CodeRange,
    /// The official note, with the codes in brackets.
    pub note: String,
}

impl Exclusion {
    /// Whether it speaks of these two codes, in either order.
    pub fn concerns(&self, one: &DiagnosisCode, other: &DiagnosisCode) -> bool {
        (self.left.contains(one) && self.right.contains(other))
            || (self.left.contains(other) && self.right.contains(one))
    }
}

/// The facts of the code sets about the codes that some claims carry.
///
/// The store gathers it in one go; what was not gathered counts as unknown.
#[derive(Debug, Clone, Default)]
pub struct KnownCodes {
    entries: BTreeMap<(CodeSystem, String), Vec<CodeEntry>>,
    set_from: BTreeMap<CodeSystem, NaiveDate>,
    exclusions: Vec<Exclusion>,
    manifestations: BTreeSet<String>,
}

impl KnownCodes {
    /// Adds one code over one span of dates: a code of a claim, or one below such a code.
    pub fn add(&mut self, entry: CodeEntry) {
        let spans = self
            .entries
            .entry((entry.system, entry.code.clone()))
            .or_default();
        if !spans.contains(&entry) {
            spans.push(entry);
        }
    }

    /// States that the editions at hand of a set begin on this day.
    pub fn set_starts(&mut self, system: CodeSystem, on: NaiveDate) {
        let _before = self.set_from.insert(system, on);
    }

    /// Adds a type 1 exclusion.
    pub fn add_exclusion(&mut self, exclusion: Exclusion) {
        self.exclusions.push(exclusion);
    }

    /// States that a diagnosis (without dot) is a manifestation, which never stands first.
    pub fn add_manifestation(&mut self, code: &str) {
        let _new = self.manifestations.insert(code.to_owned());
    }

    /// What ICD-10-CM says about a diagnosis on a day.
    ///
    /// An ICD-9-CM code is `Unknown`: that set is not shipped.
    pub fn diagnosis(&self, code: &DiagnosisCode, on: NaiveDate) -> CodeStatus {
        match code.indicator() {
            IcdIndicator::Icd10 => self.status(CodeSystem::Icd10Cm, code.as_str(), on),
            IcdIndicator::Icd9 => CodeStatus::Unknown,
        }
    }

    /// What CPT (as far as the user brought it) or HCPCS Level II says about a procedure on a day.
    pub fn procedure(&self, code: &ProcedureCode, on: NaiveDate) -> CodeStatus {
        self.status(code.system(), code.as_str(), on)
    }

    /// What the modifier lists say on a day.
    pub fn modifier(&self, modifier: &Modifier, on: NaiveDate) -> CodeStatus {
        self.status(CodeSystem::Modifier, modifier.as_str(), on)
    }

    /// The first type 1 exclusion between two diagnoses, in either order.
    pub fn excluded_together(
        &self,
        one: &DiagnosisCode,
        other: &DiagnosisCode,
    ) -> Option<&Exclusion> {
        self.exclusions
            .iter()
            .find(|exclusion| one != other && exclusion.concerns(one, other))
    }

    /// Whether a diagnosis is a manifestation ("in diseases classified elsewhere"), never first.
    pub fn is_manifestation(&self, code: &DiagnosisCode) -> bool {
        code.indicator() == IcdIndicator::Icd10 && self.manifestations.contains(code.as_str())
    }

    fn status(&self, system: CodeSystem, code: &str, on: NaiveDate) -> CodeStatus {
        let Some(spans) = self.entries.get(&(system, code.to_owned())) else {
            return CodeStatus::Unknown;
        };
        if let Some(entry) = spans.iter().find(|entry| entry.in_force(on)) {
            if entry.billable {
                return CodeStatus::Valid {
                    description: entry.long.clone(),
                };
            }
            let mut children = self.children(system, code, on);
            let shown: Vec<String> = children.by_ref().take(CHILDREN_SHOWN).collect();
            return CodeStatus::NotBillable {
                description: entry.long.clone(),
                children: shown,
                more: children.next().is_some(),
            };
        }
        if let Some(&set_from) = self.set_from.get(&system).filter(|&&from| on < from) {
            return CodeStatus::BeforeSet { set_from };
        }
        // The span nearest to the day tells the user most: the last that ended before it, or the
        // first that begins after it.
        let ended = spans
            .iter()
            .filter(|entry| entry.valid_to.is_some_and(|to| to < on))
            .max_by_key(|entry| entry.valid_to);
        let nearest = ended.or_else(|| spans.iter().min_by_key(|entry| entry.valid_from));
        match nearest {
            Some(entry) => CodeStatus::NotInForce {
                from: entry.valid_from,
                to: entry.valid_to,
            },
            None => CodeStatus::Unknown,
        }
    }

    fn children<'a>(
        &'a self,
        system: CodeSystem,
        code: &'a str,
        on: NaiveDate,
    ) -> impl Iterator<Item = String> + 'a {
        self.entries
            .range((system, code.to_owned())..)
            .skip(1)
            .take_while(move |((found, text), _)| *found == system && text.starts_with(code))
            .filter_map(move |(_, spans)| {
                spans
                    .iter()
                    .find(|entry| entry.billable && entry.in_force(on))
            })
            .map(CodeEntry::shown_code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn diagnosis(text: &str) -> DiagnosisCode {
        DiagnosisCode::parse(text).unwrap()
    }

    fn entry(code: &str, billable: bool, from: &str, to: &str) -> CodeEntry {
        CodeEntry {
            system: CodeSystem::Icd10Cm,
            code: code.into(),
            billable,
            valid_from: from.parse().ok(),
            valid_to: to.parse().ok(),
            short: format!("{code} in short"),
            long: format!("{code} at length"),
        }
    }

    fn known() -> KnownCodes {
        let mut known = KnownCodes::default();
        known.set_starts(CodeSystem::Icd10Cm, day("2024-10-01"));
        known.add(entry("G35", true, "2024-10-01", "2025-09-30"));
        known.add(entry("G35", false, "2025-10-01", ""));
        for child in ["G35A", "G35B0", "G35B1", "G35B2", "G35C0", "G35C1", "G35D"] {
            known.add(entry(child, true, "2025-10-01", ""));
        }
        known.add(entry("G36", false, "2024-10-01", ""));
        known.add(entry("G360", true, "2024-10-01", "2025-09-30"));
        known
    }

    #[test]
    fn a_code_split_in_october_is_billable_before_and_a_heading_after() {
        let known = known();
        assert_eq!(
            known.diagnosis(&diagnosis("G35"), day("2025-09-30")),
            CodeStatus::Valid {
                description: "G35 at length".into()
            }
        );
        assert_eq!(
            known.diagnosis(&diagnosis("G35"), day("2025-10-01")),
            CodeStatus::NotBillable {
                description: "G35 at length".into(),
                children: ["G35.A", "G35.B0", "G35.B1", "G35.B2", "G35.C0", "G35.C1"]
                    .map(String::from)
                    .to_vec(),
                more: true,
            }
        );
    }

    #[test]
    fn codes_out_of_force_are_told_apart_from_unknown_ones() {
        let known = known();
        for (code, on, expected) in [
            (
                "G36.0",
                "2025-10-01",
                CodeStatus::NotInForce {
                    from: Some(day("2024-10-01")),
                    to: Some(day("2025-09-30")),
                },
            ),
            (
                "G35.A",
                "2025-09-30",
                CodeStatus::NotInForce {
                    from: Some(day("2025-10-01")),
                    to: None,
                },
            ),
            (
                "G36.0",
                "2020-01-01",
                CodeStatus::BeforeSet {
                    set_from: day("2024-10-01"),
                },
            ),
            ("G37.0", "2025-10-01", CodeStatus::Unknown),
        ] {
            assert_eq!(
                known.diagnosis(&diagnosis(code), day(on)),
                expected,
                "{code}"
            );
        }
        let icd9 = DiagnosisCode::parse_as("340", IcdIndicator::Icd9).unwrap();
        assert_eq!(
            known.diagnosis(&icd9, day("2014-01-01")),
            CodeStatus::Unknown
        );
    }

    #[test]
    fn a_heading_whose_codes_all_ended_names_none() {
        assert_eq!(
            known().diagnosis(&diagnosis("G36"), day("2026-01-01")),
            CodeStatus::NotBillable {
                description: "G36 at length".into(),
                children: vec![],
                more: false,
            }
        );
    }

    #[test]
    fn ranges_follow_the_order_of_the_official_list() {
        for (range, code, expected) in [
            ("A05", "A05.1", true),
            ("A05", "A06.0", false),
            ("A040-A044", "A04.4", true),
            ("A040-A044", "A04.5", false),
            ("A040-A044", "A04", false),
            ("T61-T62", "T62.0X1A", true),
            ("C00-C43", "C4A.0", false),
            ("C43-C44", "C4A.0", true),
            ("C45-C49", "C4A.0", false),
            ("C76-C80", "C7B.00", false),
            ("M00-M08", "M1A.00X0", false),
            ("M05-M14", "M1A.00X0", true),
            ("O00-O9A", "O9A.111", true),
            ("J45-J47", "J4A.0", false),
        ] {
            assert_eq!(
                CodeRange::parse(range).contains(&diagnosis(code)),
                expected,
                "{code} in {range}"
            );
        }
    }

    #[test]
    fn an_exclusion_holds_in_both_orders_and_never_against_itself() {
        let mut known = KnownCodes::default();
        known.add_exclusion(Exclusion {
            left: CodeRange::parse("A04"),
            right: CodeRange::parse("A05"),
            note: "bacterial foodborne intoxications, NEC (A05.-)".into(),
        });
        known.add_manifestation("D638");
        let (one, other) = (diagnosis("A04.0"), diagnosis("A05.1"));
        assert!(known.excluded_together(&one, &other).is_some());
        assert!(known.excluded_together(&other, &one).is_some());
        assert!(known.excluded_together(&one, &one).is_none());
        assert!(known.excluded_together(&one, &diagnosis("I10")).is_none());
        assert!(known.is_manifestation(&diagnosis("D63.8")));
        assert!(!known.is_manifestation(&diagnosis("D63.1")));
    }
}
