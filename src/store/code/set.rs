//! Code sets as they are browsed: a whole set, the wordings of one code, the notes of a chapter.

use chrono::NaiveDate;
use rusqlite::{Connection, params};

use super::super::error::Error;
use super::search::one_per_code;
use super::{COLUMNS, read};
use crate::domain::code::set::{CodeNote, NoteKind};
use crate::domain::code::{CodeEntry, CodeSystem};

/// The codes of a set, each once, by code; those not in force on the day too.
///
/// # Errors
/// The file cannot be read.
pub fn all(
    connection: &Connection,
    system: CodeSystem,
    on: NaiveDate,
) -> Result<Vec<CodeEntry>, Error> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM code WHERE system = ?1 ORDER BY code"
    ))?;
    Ok(one_per_code(read(&mut statement, [system.tag()])?, on)
        .into_iter()
        .map(|row| row.entry)
        .collect())
}

/// Every span of one code, the latest last.
///
/// # Errors
/// The file cannot be read.
pub fn spans(
    connection: &Connection,
    system: CodeSystem,
    code: &str,
) -> Result<Vec<CodeEntry>, Error> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM code WHERE code = ?1 AND system = ?2 ORDER BY ifnull(valid_from, '')"
    ))?;
    let rows = read(&mut statement, params![code, system.tag()])?;
    Ok(rows.into_iter().map(|row| row.entry).collect())
}

/// The notes that stand at a chapter or a block, such as `A00-B99`.
///
/// # Errors
/// The file cannot be read.
pub fn notes_of_range(connection: &Connection, range: &str) -> Result<Vec<CodeNote>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT code, kind, note FROM code_note WHERE code = ?1 ORDER BY code_note_id",
    )?;
    let notes = statement
        .query_map([range], |row| {
            Ok(CodeNote {
                code: row.get(0)?,
                kind: NoteKind::from_tag(&row.get::<_, String>(1)?).unwrap_or(NoteKind::Note),
                text: row.get(2)?,
            })
        })?
        .collect::<Result<_, _>>()?;
    Ok(notes)
}
