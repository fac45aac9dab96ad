//! Look codes up, take official code files in, and see what their changes mean for the practice.

mod browse;
mod set;
mod type_ahead;

use std::collections::HashMap;

use chrono::NaiveDate;

use super::{Author, Error};
use crate::domain::code::edition::Listing;
use crate::domain::code::known::CodeStatus;
use crate::domain::code::{CodeEntry, CodeSystem};
use crate::exchange::codes::{cpt, hcpcs, icd10cm};
use crate::store::code::{load as loading, search as searching, usage};
use crate::store::{self, Change, Database};

pub use crate::store::code::load::Loaded;
pub use browse::{Branch, branch};
pub use set::{
    Details, MOST_FOUND, all, details, favorites, find, notes_of_range, toggle_favorite,
};
pub use type_ahead::{CodeField, Offered, Standing, type_ahead};

/// The kinds of official files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// A whole edition of the diagnoses.
    Icd10cmOrder,
    /// What an edition of the diagnoses changes.
    Icd10cmAddenda,
    /// HCPCS Level II with its modifiers.
    Hcpcs,
    /// The user's own licensed copy of CPT.
    Cpt,
}

impl FileKind {
    /// The name on the command line and in the record of actions.
    pub fn name(self) -> &'static str {
        match self {
            Self::Icd10cmOrder => "icd10cm-order",
            Self::Icd10cmAddenda => "icd10cm-addenda",
            Self::Hcpcs => "hcpcs",
            Self::Cpt => "cpt",
        }
    }
}

/// The codes that a text means, best first.
///
/// # Errors
/// [`Error::Store`] when the file cannot be read.
pub fn search(
    database: &Database,
    text: &str,
    on: NaiveDate,
    limit: usize,
) -> Result<Vec<CodeEntry>, Error> {
    let text = text.to_owned();
    Ok(
        database
            .call_blocking(move |connection| searching::search(connection, &text, on, limit))?,
    )
}

/// Takes in an official file. The edition of a diagnosis file begins on `from`, or else on the day
/// that its name tells.
///
/// # Errors
/// [`Error::File`] when the file is not what it should be or its first day is unknown; then nothing
/// is changed.
pub fn load(
    database: &Database,
    kind: FileKind,
    file_name: &str,
    bytes: &[u8],
    from: Option<NaiveDate>,
    author: &Author,
) -> Result<Loaded, Error> {
    let starts_on = || {
        from.or_else(|| icd10cm::starts_on(file_name)).ok_or_else(|| {
            Error::File(
                "the name does not tell the edition's year; give its first day with --from, such as --from 2026-10-01"
                    .to_owned(),
            )
        })
    };
    let work = match kind {
        FileKind::Icd10cmOrder => Work::Edition(starts_on()?, icd10cm::read_order(bytes)?),
        FileKind::Icd10cmAddenda => Work::Changes(starts_on()?, icd10cm::read_addenda(bytes)?),
        FileKind::Hcpcs => Work::Dated(hcpcs::read(bytes)?),
        FileKind::Cpt => Work::Dated(cpt::read(bytes)?),
    };
    let Author { user, at } = author.clone();
    database.call_blocking(move |connection| {
        store::write_as(connection, &user, at, |tx| {
            let diagnoses = CodeSystem::Icd10Cm;
            let loaded = match work {
                Work::Edition(on, codes) => loading::apply_edition(tx, diagnoses, on, &codes)?,
                Work::Changes(on, changes) => loading::apply_changes(tx, diagnoses, on, changes)?,
                Work::Dated(entries) => {
                    refuse_older(&entries, loading::newest(tx, CodeSystem::Hcpcs)?)?;
                    loading::apply_dated(tx, entries)?
                }
            };
            let change = Change {
                verb: "load",
                entity: "code",
                entity_id: None,
                details: format!(
                    "{}: {} added, {} changed, {} as before",
                    kind.name(),
                    loaded.added,
                    loaded.changed,
                    loaded.same
                ),
            };
            Ok::<_, Error>((change, loaded))
        })
    })
}

/// An older HCPCS file would bring ended codes back to life.
fn refuse_older(entries: &[CodeEntry], at_hand: Option<NaiveDate>) -> Result<(), Error> {
    let newest = entries
        .iter()
        .filter(|entry| entry.system == CodeSystem::Hcpcs)
        .filter_map(|entry| entry.valid_from)
        .max();
    match (newest, at_hand) {
        (Some(newest), Some(at_hand)) if newest < at_hand => Err(Error::File(format!(
            "its newest code is of {newest}, but codes of {at_hand} are at hand; load a newer file"
        ))),
        _ => Ok(()),
    }
}

/// What a file that was read asks of the practice file.
enum Work {
    Edition(NaiveDate, HashMap<String, Listing>),
    Changes(NaiveDate, Vec<(String, Option<Listing>)>),
    Dated(Vec<CodeEntry>),
}

/// A code that the practice uses and that cannot be billed, or not for long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Affected {
    pub system: CodeSystem,
    /// As people read it.
    pub code: String,
    /// Visits, service lines and fees that hold it.
    pub times: i64,
    /// The last day of service; `None` when only a fee holds it.
    pub last_on: Option<NaiveDate>,
    /// What is the matter and what to use instead.
    pub sentence: String,
}

/// The codes of the practice's visits and fees that a claim for a service on this day could not
/// carry, and those that end later.
///
/// # Errors
/// [`Error::Store`] when the file cannot be read.
pub fn impact(database: &Database, on: NaiveDate) -> Result<Vec<Affected>, Error> {
    database.call_blocking(move |connection| {
        let used = usage::usage(connection)?;
        let known = store::code::known(
            connection,
            &codes(&used.diagnoses),
            &codes(&used.procedures),
            &codes(&used.modifiers),
        )?;
        let mut affected = Vec::new();
        let mut judge = |system, bare: &str, shown: String, times, last_on, status| {
            let sentence = match &status {
                CodeStatus::Valid { .. } => usage::ends_on(connection, system, bare, on)?
                    .map(|end| format!("It may be used until {end}.")),
                other => problem(other, system),
            };
            if let Some(sentence) = sentence {
                affected.push(Affected {
                    system,
                    code: shown,
                    times,
                    last_on,
                    sentence,
                });
            }
            Ok::<_, Error>(())
        };
        for used in &used.diagnoses {
            judge(
                CodeSystem::Icd10Cm,
                used.code.as_str(),
                used.code.dotted(),
                used.times,
                used.last_on,
                known.diagnosis(&used.code, on),
            )?;
        }
        for used in &used.procedures {
            judge(
                used.code.system(),
                used.code.as_str(),
                used.code.to_string(),
                used.times,
                used.last_on,
                known.procedure(&used.code, on),
            )?;
        }
        for used in &used.modifiers {
            judge(
                CodeSystem::Modifier,
                used.code.as_str(),
                used.code.to_string(),
                used.times,
                used.last_on,
                known.modifier(&used.code, on),
            )?;
        }
        Ok(affected)
    })
}

fn codes<C: Clone>(used: &[usage::Used<C>]) -> Vec<C> {
    used.iter().map(|one| one.code.clone()).collect()
}

/// What keeps a code off a claim; `None` when nothing is known against it.
fn problem(status: &CodeStatus, system: CodeSystem) -> Option<String> {
    match status {
        CodeStatus::Valid { .. } | CodeStatus::BeforeSet { .. } => None,
        CodeStatus::NotBillable { children, more, .. } => Some(match (children.as_slice(), more) {
            ([], _) => "It is a heading without codes in force.".to_owned(),
            (children, false) => format!("It is a heading; use {}.", children.join(", ")),
            (children, true) => format!(
                "It is a heading; use a code below it, such as {}.",
                children.join(", ")
            ),
        }),
        CodeStatus::NotInForce { from, to } => Some(match (from, to) {
            (_, Some(to)) => format!("It ended on {to}."),
            (Some(from), None) => format!("It begins on {from}."),
            (None, None) => "It is not in force.".to_owned(),
        }),
        // CPT is what the user brings; that a code is not in it says nothing.
        CodeStatus::Unknown if system == CodeSystem::Cpt => None,
        CodeStatus::Unknown => Some(format!("It is not in {system}.")),
    }
}
