//! The diagnoses as a tree: what stands directly below a heading.

use chrono::NaiveDate;
use rusqlite::{Connection, params};

use super::super::error::Error;
use super::{COLUMNS, behind, read};
use crate::domain::code::{CodeEntry, CodeSystem};

/// The codes directly below a heading that are in force on a day, in order; without a heading the
/// categories, whose codes have three characters.
///
/// # Errors
/// When the file cannot be read.
pub fn children(
    connection: &Connection,
    heading: Option<&str>,
    on: NaiveDate,
) -> Result<Vec<CodeEntry>, Error> {
    let system = CodeSystem::Icd10Cm.tag();
    let rows = match heading {
        None => read(
            &mut connection.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM code WHERE system = ?1 AND length(code) = 3 ORDER BY code"
            ))?,
            params![system],
        )?,
        Some(heading) => read(
            &mut connection.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM code WHERE code > ?1 AND code < ?2 AND system = ?3
                 ORDER BY code"
            ))?,
            params![heading, behind(heading), system],
        )?,
    };
    let mut found: Vec<CodeEntry> = Vec::new();
    for entry in rows.into_iter().map(|row| row.entry) {
        // A code sorts behind its own heading, so the heading was the last one taken.
        let is_below = found
            .last()
            .is_some_and(|last| entry.code.starts_with(&last.code));
        if entry.in_force(on) && !is_below {
            found.push(entry);
        }
    }
    Ok(found)
}
