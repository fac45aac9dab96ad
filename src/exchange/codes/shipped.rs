//! The code sets compiled into the program, from `assets/codes` (its README names the sources).

use std::collections::HashMap;
use std::io::Read;

use chrono::NaiveDate;
use flate2::read::GzDecoder;

use super::Error;
use crate::domain::code::known::{CodeRange, Exclusion};
use crate::domain::code::search::Term;
use crate::domain::code::set::{CodeNote, CodeSet, NoteKind};
use crate::domain::code::{CodeEntry, CodeSystem, list};

const ICD10CM: &[u8] = include_bytes!("../../../assets/codes/icd10cm.tsv.gz");
const NOTES: &[u8] = include_bytes!("../../../assets/codes/icd10cm_notes.tsv.gz");
const EXCLUDES1: &[u8] = include_bytes!("../../../assets/codes/icd10cm_excludes1.tsv.gz");
const HCPCS: &[u8] = include_bytes!("../../../assets/codes/hcpcs.tsv.gz");
const MANIFESTATIONS: &str = include_str!("../../../assets/codes/icd10cm_manifestations.tsv");
const MODIFIERS: &str = include_str!("../../../assets/codes/modifiers.tsv");
const SYNONYMS: &str = include_str!("../../../assets/codes/synonyms.tsv");

/// Everything that ships: ICD-10-CM fiscal years 2025 to 2027 with notes, HCPCS Level II, modifiers
/// and places of service.
///
/// # Errors
/// When a table inside the program is damaged, which only a broken build brings about.
pub fn code_set() -> Result<CodeSet, Error> {
    let mut set = CodeSet::default();
    icd10cm(&unpacked(ICD10CM)?, &mut set)?;
    spans(&unpacked(HCPCS)?, CodeSystem::Hcpcs, &mut set)?;
    spans(MODIFIERS, CodeSystem::Modifier, &mut set)?;
    for place in list::places_of_service() {
        set.entries.push(CodeEntry {
            system: CodeSystem::PlaceOfService,
            code: place.code.to_owned(),
            billable: true,
            valid_from: None,
            valid_to: None,
            short: place.name.to_owned(),
            long: place.name.to_owned(),
        });
    }
    notes(&unpacked(NOTES)?, &mut set)?;
    for row in rows(&unpacked(EXCLUDES1)?) {
        let [left, right, note] = row?;
        set.exclusions.push(Exclusion {
            left: CodeRange::parse(left),
            right: CodeRange::parse(right),
            note: note.to_owned(),
        });
    }
    for row in rows(MANIFESTATIONS) {
        let [code] = row?;
        set.manifestations.push(code.to_owned());
    }
    for row in rows(SYNONYMS) {
        let [code, term] = row?;
        add_term(&mut set.terms, code, Term::Common(term.to_owned()));
    }
    Ok(set)
}

fn unpacked(table: &[u8]) -> Result<String, Error> {
    let mut text = String::new();
    let _length = GzDecoder::new(table)
        .read_to_string(&mut text)
        .map_err(|_| Error::File("a code table inside the program is damaged".into()))?;
    Ok(text)
}

fn rows<const N: usize>(table: &str) -> impl Iterator<Item = Result<[&str; N], Error>> {
    table.lines().enumerate().skip(1).map(|(idx, row)| {
        row.split('\t')
            .collect::<Vec<_>>()
            .try_into()
            .map_err(|_| Error::line(idx + 1, format!("the row does not have {N} columns")))
    })
}

fn date(text: &str) -> Option<NaiveDate> {
    text.parse().ok()
}

fn wording(short: &str, long: &str) -> (String, String) {
    let short = if short.is_empty() { long } else { short };
    (short.to_owned(), long.to_owned())
}

fn icd10cm(table: &str, set: &mut CodeSet) -> Result<(), Error> {
    for row in rows(table) {
        let [code, billable, from, to, short, long] = row?;
        let (short, long) = wording(short, long);
        let valid_from = date(from);
        if let Some(from) = valid_from {
            let edition = (CodeSystem::Icd10Cm, from);
            if !set.editions.contains(&edition) {
                set.editions.push(edition);
            }
        }
        set.entries.push(CodeEntry {
            system: CodeSystem::Icd10Cm,
            code: code.to_owned(),
            billable: billable == "1",
            valid_from,
            valid_to: date(to),
            short,
            long,
        });
    }
    Ok(())
}

fn spans(table: &str, system: CodeSystem, set: &mut CodeSet) -> Result<(), Error> {
    for row in rows(table) {
        let [code, from, to, short, long] = row?;
        let (short, long) = wording(short, long);
        set.entries.push(CodeEntry {
            system,
            code: code.to_owned(),
            billable: true,
            valid_from: date(from),
            valid_to: date(to),
            short,
            long,
        });
    }
    Ok(())
}

fn notes(table: &str, set: &mut CodeSet) -> Result<(), Error> {
    for row in rows(table) {
        let [code, kind, text] = row?;
        match NoteKind::from_tag(kind) {
            Some(kind) => set.notes.push(CodeNote {
                code: code.to_owned(),
                kind,
                text: text.to_owned(),
            }),
            None => add_term(&mut set.terms, code, Term::Official(text.to_owned())),
        }
    }
    Ok(())
}

fn add_term(terms: &mut HashMap<String, Vec<Term>>, code: &str, term: Term) {
    let known = terms.entry(code.to_owned()).or_default();
    if !known.contains(&term) {
        known.push(term);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::code::{DiagnosisCode, Modifier, PlaceOfService, ProcedureCode};

    #[test]
    fn the_shipped_sets_are_whole() {
        let set = code_set().unwrap();
        let billable_on = |on: &str| {
            let on = date(on).unwrap();
            set.entries
                .iter()
                .filter(|entry| entry.system == CodeSystem::Icd10Cm)
                .filter(|entry| entry.billable && entry.in_force(on))
                .count()
        };
        // The counts that CDC/NCHS states for the three fiscal years.
        assert_eq!(billable_on("2025-09-30"), 74_260);
        assert_eq!(billable_on("2025-10-01"), 74_719);
        assert_eq!(billable_on("2026-10-01"), 74_879);
        let count = |system| {
            set.entries
                .iter()
                .filter(|entry| entry.system == system)
                .count()
        };
        assert_eq!(count(CodeSystem::Hcpcs), 8_623 + 62);
        assert_eq!(count(CodeSystem::PlaceOfService), 52);
        assert_eq!(count(CodeSystem::Cpt), 0);
        assert_eq!(set.exclusions.len(), 5_673);
        assert_eq!(set.manifestations.len(), 265);
        assert_eq!(set.editions.len(), 3);
    }

    #[test]
    fn every_shipped_code_is_one_that_can_be_typed() {
        for entry in code_set().unwrap().entries {
            let code = entry.code.as_str();
            let parsed = match entry.system {
                CodeSystem::Icd10Cm => {
                    DiagnosisCode::parse(&entry.shown_code()).map(|code| code.as_str().to_owned())
                }
                CodeSystem::Hcpcs | CodeSystem::Cpt => ProcedureCode::parse(code).map(String::from),
                CodeSystem::Modifier => Modifier::parse(code).map(String::from),
                CodeSystem::PlaceOfService => PlaceOfService::parse(code).map(String::from),
            };
            assert_eq!(parsed.as_deref(), Ok(code));
        }
    }

    #[test]
    fn every_term_and_manifestation_belongs_to_a_code() {
        let set = code_set().unwrap();
        let codes: std::collections::HashSet<&str> = set
            .entries
            .iter()
            .map(|entry| entry.code.as_str())
            .collect();
        for (code, terms) in &set.terms {
            // Five terms stand under a section.
            let known = codes.contains(code.as_str()) || code.contains('-');
            assert!(known, "{code}: {terms:?}");
        }
        for code in &set.manifestations {
            assert!(codes.contains(code.as_str()), "{code}");
        }
    }
}
