//! Code sets in the practice file: what is known about the codes of claims.

pub mod favorite;
pub mod load;

pub mod search;

pub mod set;

pub mod tree;

pub mod usage;

use std::collections::BTreeSet;

use rusqlite::{CachedStatement, Connection, Row, params};

use super::error::Error;
use super::value::Day;
use crate::domain::code::known::{CodeRange, Exclusion, KnownCodes};
use crate::domain::code::search::Term;
use crate::domain::code::set::{CodeNote, NoteKind};
use crate::domain::code::{
    CodeEntry, CodeSystem, DiagnosisCode, IcdIndicator, Modifier, ProcedureCode,
};
use crate::domain::encounter::Encounter;

/// The columns that `entry_of` reads, in its order.
const COLUMNS: &str =
    "code_id, system, code, billable, valid_from, valid_to, short, long, terms, origin = 'OWN'";

/// Codes below a heading that are read so that it can name billable ones.
const CHILDREN: i64 = 64;

/// A row of the table `code`.
struct CodeRow {
    id: i64,
    entry: CodeEntry,
    terms: Vec<Term>,
    own: bool,
}

fn row_of(row: &Row<'_>) -> rusqlite::Result<CodeRow> {
    let tag = row.get_ref(1)?.as_str()?;
    let system = CodeSystem::from_tag(tag).ok_or_else(|| {
        rusqlite::Error::InvalidColumnType(1, "system".into(), rusqlite::types::Type::Text)
    })?;
    let long: String = row.get(7)?;
    Ok(CodeRow {
        id: row.get(0)?,
        entry: CodeEntry {
            system,
            code: row.get(2)?,
            billable: row.get(3)?,
            valid_from: row.get::<_, Option<Day>>(4)?.map(|day| day.0),
            valid_to: row.get::<_, Option<Day>>(5)?.map(|day| day.0),
            short: row
                .get::<_, Option<String>>(6)?
                .unwrap_or_else(|| long.clone()),
            long,
        },
        terms: row
            .get_ref(8)?
            .as_str_or_null()?
            .map(terms_from)
            .unwrap_or_default(),
        own: row.get(9)?,
    })
}

/// Terms stand in one column, a line each, the first character telling whose they are.
fn terms_text(terms: &[Term]) -> Option<String> {
    let lines: Vec<String> = terms
        .iter()
        .map(|term| match term {
            Term::Official(text) => format!("={text}"),
            Term::Common(text) => format!("~{text}"),
        })
        .collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

fn terms_from(text: &str) -> Vec<Term> {
    text.lines()
        .filter_map(|line| match line.split_at_checked(1)? {
            ("=", text) => Some(Term::Official(text.to_owned())),
            ("~", text) => Some(Term::Common(text.to_owned())),
            _ => None,
        })
        .collect()
}

/// The first text behind all that begin with `prefix`: codes hold capitals and digits only.
fn behind(prefix: &str) -> String {
    format!("{prefix}~")
}

/// Gathers what the sets hold about the codes of some claims, so that rules can judge them without
/// asking the file: every span of each code, billable codes below headings, exclusions between
/// them, manifestations.
///
/// # Errors
/// When the file cannot be read.
pub fn known(
    connection: &Connection,
    diagnoses: &[DiagnosisCode],
    procedures: &[ProcedureCode],
    modifiers: &[Modifier],
) -> Result<KnownCodes, Error> {
    let mut known = KnownCodes::default();
    let mut editions = connection
        .prepare_cached("SELECT system, min(starts_on) FROM code_edition GROUP BY system")?;
    let mut rows = editions.query([])?;
    while let Some(row) = rows.next()? {
        if let Some(system) = CodeSystem::from_tag(&row.get::<_, String>(0)?) {
            known.set_starts(system, row.get::<_, Day>(1)?.0);
        }
    }
    let mut spans = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM code WHERE code = ?1 AND system = ?2"
    ))?;
    let mut children = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM code WHERE code > ?1 AND code < ?2 AND system = ?3 ORDER BY code LIMIT {CHILDREN}"
    ))?;
    let mut gather = |system: CodeSystem, code: &str| -> rusqlite::Result<()> {
        let rows = read(&mut spans, params![code, system.tag()])?;
        let heading = rows.iter().any(|row| !row.entry.billable);
        rows.into_iter().for_each(|row| known.add(row.entry));
        if heading {
            for row in read(&mut children, params![code, behind(code), system.tag()])? {
                known.add(row.entry);
            }
        }
        Ok(())
    };
    let icd10: Vec<&DiagnosisCode> = diagnoses
        .iter()
        .filter(|code| code.indicator() == IcdIndicator::Icd10)
        .collect();
    for code in &icd10 {
        gather(CodeSystem::Icd10Cm, code.as_str())?;
    }
    for code in procedures {
        gather(code.system(), code.as_str())?;
    }
    for modifier in modifiers {
        gather(CodeSystem::Modifier, modifier.as_str())?;
    }
    let mut manifestation =
        connection.prepare_cached("SELECT 1 FROM code_manifestation WHERE code = ?1")?;
    for code in &icd10 {
        if manifestation.exists([code.as_str()])? {
            known.add_manifestation(code.as_str());
        }
    }
    gather_exclusions(connection, &icd10, &mut known)?;
    Ok(known)
}

/// As [`known`], for all that some visits carry.
///
/// # Errors
/// When the file cannot be read.
pub fn known_of<'a>(
    connection: &Connection,
    encounters: impl IntoIterator<Item = &'a Encounter>,
) -> Result<KnownCodes, Error> {
    let mut diagnoses = BTreeSet::new();
    let mut procedures = BTreeSet::new();
    let mut modifiers = BTreeSet::new();
    for encounter in encounters {
        diagnoses.extend(encounter.diagnoses.iter().flatten());
        for line in &encounter.lines {
            let _ = procedures.insert(&line.code);
            modifiers.extend(&line.modifiers);
        }
    }
    known(
        connection,
        &diagnoses.into_iter().cloned().collect::<Vec<_>>(),
        &procedures.into_iter().cloned().collect::<Vec<_>>(),
        &modifiers.into_iter().cloned().collect::<Vec<_>>(),
    )
}

fn read(
    statement: &mut CachedStatement<'_>,
    params: impl rusqlite::Params,
) -> rusqlite::Result<Vec<CodeRow>> {
    statement.query_map(params, row_of)?.collect()
}

/// Adds the exclusions that have one of the codes on their left and one on their right.
fn gather_exclusions(
    connection: &Connection,
    codes: &[&DiagnosisCode],
    known: &mut KnownCodes,
) -> rusqlite::Result<()> {
    const EXCLUSION: &str = "SELECT code_exclusion_id, left_low, left_high, right_low, right_high, note FROM code_exclusion";
    let exclusion_of = |row: &Row<'_>| -> rusqlite::Result<(i64, Exclusion)> {
        let text = |at| row.get_ref(at).and_then(|value| Ok(value.as_str()?));
        Ok((
            row.get(0)?,
            Exclusion {
                left: CodeRange::new(text(1)?, text(2)?),
                right: CodeRange::new(text(3)?, text(4)?),
                note: row.get(5)?,
            },
        ))
    };
    let mut ranges =
        connection.prepare_cached(&format!("{EXCLUSION} WHERE left_low <> left_high"))?;
    let mut found: Vec<(i64, Exclusion)> = ranges
        .query_map([], exclusion_of)?
        .collect::<rusqlite::Result<_>>()?;
    let mut singles = connection.prepare_cached(&format!(
        "{EXCLUSION} WHERE left_low = ?1 AND left_low = left_high"
    ))?;
    for code in codes {
        for length in 3..=code.as_str().len() {
            let prefix = code.as_str().get(..length).unwrap_or_default();
            for exclusion in singles.query_map([prefix], exclusion_of)? {
                found.push(exclusion?);
            }
        }
    }
    found.sort_by_key(|(id, _)| *id);
    found.dedup_by_key(|(id, _)| *id);
    let any = |range: &CodeRange| codes.iter().any(|code| range.contains(code));
    for (_, exclusion) in found {
        if any(&exclusion.left) && any(&exclusion.right) {
            known.add_exclusion(exclusion);
        }
    }
    Ok(())
}

/// A code as its set words it on a day; where it is not in force then, its latest wording.
///
/// # Errors
/// When the file cannot be read.
pub fn entry_on(
    connection: &Connection,
    system: CodeSystem,
    code: &str,
    on: chrono::NaiveDate,
) -> Result<Option<CodeEntry>, Error> {
    let mut spans = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM code WHERE code = ?1 AND system = ?2"
    ))?;
    Ok(read(&mut spans, params![code, system.tag()])?
        .into_iter()
        .map(|row| row.entry)
        .max_by_key(|entry| (entry.in_force(on), entry.valid_from)))
}

/// The notes that the tabular list gives for a diagnosis, those of its headings first.
///
/// # Errors
/// When the file cannot be read.
pub fn notes(connection: &Connection, code: &DiagnosisCode) -> Result<Vec<CodeNote>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT code, kind, note FROM code_note WHERE code = ?1 ORDER BY code_note_id",
    )?;
    let mut notes = Vec::new();
    for length in 3..=code.as_str().len() {
        let prefix = code.as_str().get(..length).unwrap_or_default();
        let mut rows = statement.query([prefix])?;
        while let Some(row) = rows.next()? {
            notes.push(CodeNote {
                code: row.get(0)?,
                kind: NoteKind::from_tag(&row.get::<_, String>(1)?).unwrap_or(NoteKind::Note),
                text: row.get(2)?,
            });
        }
    }
    Ok(notes)
}
