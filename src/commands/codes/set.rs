//! Code sets as they are browsed: whole lists, one code in full, favorites.

use chrono::NaiveDate;

use super::super::Error;
use crate::domain::code::outline::{self, Block};
use crate::domain::code::set::CodeNote;
use crate::domain::code::{CodeEntry, CodeSystem, DiagnosisCode};
use crate::store::code::favorite::{self, UsedCode};
use crate::store::code::{self, search as searching, set};
use crate::store::{self, Connection, Database};

/// The most codes that a search gives.
pub const MOST_FOUND: usize = 200;

/// One code in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Details {
    /// Its wordings over the years, the latest last.
    pub spans: Vec<CodeEntry>,
    /// The notes that hold for a diagnosis: its chapter's and block's first, its own last.
    pub notes: Vec<CodeNote>,
    /// Uses and favorite place, where there are any.
    pub usage: Option<UsedCode>,
}

/// The codes that a text means, best first, at most [`MOST_FOUND`].
///
/// # Errors
/// [`Error::Store`] when the file cannot be read.
pub async fn find(
    database: Database,
    text: String,
    on: NaiveDate,
) -> Result<Vec<CodeEntry>, Error> {
    Ok(database
        .call(move |connection| searching::search(connection, &text, on, MOST_FOUND))
        .await?)
}

/// The codes of a set, each once, by code; those not in force on the day too.
///
/// # Errors
/// [`Error::Store`] when the file cannot be read.
pub async fn all(
    database: Database,
    system: CodeSystem,
    on: NaiveDate,
) -> Result<Vec<CodeEntry>, Error> {
    Ok(database
        .call(move |connection| set::all(connection, system, on))
        .await?)
}

/// One code in full.
///
/// # Errors
/// [`Error::Store`] when the file cannot be read.
pub async fn details(
    database: Database,
    system: CodeSystem,
    code: String,
) -> Result<Details, Error> {
    Ok(database
        .call(move |connection| {
            let spans = set::spans(connection, system, &code)?;
            let notes = match DiagnosisCode::parse(&code) {
                Ok(diagnosis) if system == CodeSystem::Icd10Cm => {
                    notes_around(connection, &diagnosis)?
                }
                _ => Vec::new(),
            };
            let usage = favorite::used(connection, system, usize::MAX)?
                .into_iter()
                .find(|used| used.code == code);
            Ok::<_, store::Error>(Details {
                spans,
                notes,
                usage,
            })
        })
        .await?)
}

/// The notes of a diagnosis, after those of its chapter and its block.
fn notes_around(
    connection: &Connection,
    diagnosis: &DiagnosisCode,
) -> Result<Vec<CodeNote>, store::Error> {
    let mut notes = Vec::new();
    for run in runs_around(diagnosis.category()) {
        notes.extend(set::notes_of_range(connection, &run.range())?);
    }
    notes.extend(code::notes(connection, diagnosis)?);
    Ok(notes)
}

/// The chapter and the block around a category.
fn runs_around(category: &str) -> Vec<Block> {
    outline::place(category)
        .map(|(chapter, block)| {
            let chapter = &outline::chapters()[chapter];
            vec![chapter.run, chapter.blocks[block]]
        })
        .unwrap_or_default()
}

/// The notes that stand at a chapter or a block, named as `A00-B99`.
///
/// # Errors
/// [`Error::Store`] when the file cannot be read.
pub async fn notes_of_range(database: Database, range: String) -> Result<Vec<CodeNote>, Error> {
    Ok(database
        .call(move |connection| set::notes_of_range(connection, &range))
        .await?)
}

/// The favorites of all sets with their places, as their sets describe them on a day.
///
/// # Errors
/// [`Error::Store`] when the file cannot be read.
pub async fn favorites(database: Database, on: NaiveDate) -> Result<Vec<(i64, CodeEntry)>, Error> {
    Ok(database
        .call(move |connection| {
            let mut favorites = Vec::new();
            for system in CodeSystem::ALL {
                for used in favorite::used(connection, system, usize::MAX)? {
                    let Some(slot) = used.favorite_slot else {
                        continue;
                    };
                    let entry = code::entry_on(connection, system, &used.code, on)?;
                    favorites.extend(entry.map(|entry| (slot, entry)));
                }
            }
            Ok::<_, store::Error>(favorites)
        })
        .await?)
}

/// Makes a code a favorite at the first free place of its set, or takes it from the favorites. Gives
/// its place, if it has one now.
///
/// # Errors
/// [`Error::Store`] when the disk does not take it.
pub async fn toggle_favorite(
    database: Database,
    system: CodeSystem,
    code: String,
) -> Result<Option<u16>, Error> {
    Ok(database
        .call(move |connection| {
            store::remember(connection, |tx| {
                let mut favorites = favorite::used(tx, system, usize::MAX)?;
                favorites.retain(|used| used.favorite_slot.is_some());
                let is_free = |slot: &u16| {
                    let slot = Some(i64::from(*slot));
                    favorites.iter().all(|used| used.favorite_slot != slot)
                };
                let is_favorite = favorites.iter().any(|used| used.code == code);
                let slot = (1..u16::MAX).find(is_free).filter(|_| !is_favorite);
                favorite::set_favorite(tx, system, &code, slot)?;
                Ok::<_, store::Error>(slot)
            })
        })
        .await?)
}
