//! Forms that are not finished: as they were typed, until they are saved or dropped.

use rusqlite::{Connection, OptionalExtension, Transaction};

use crate::store::audit::Moment;
use crate::store::error::Error;

/// A form that is not finished.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub kind: String,
    /// The record's own id, or a name for a new one.
    pub key: String,
    /// The raw texts as JSON.
    pub content: String,
    /// When it was kept last, `2026-11-20T08:30:00Z`.
    pub saved_at: String,
}

/// Keeps a form, in place of what stood there.
///
/// # Errors
/// The disk did not take it.
pub fn keep(
    tx: &Transaction<'_>,
    kind: &str,
    key: &str,
    content: &str,
    at: Moment,
) -> Result<(), Error> {
    let _ = tx
        .prepare_cached(
            "INSERT INTO draft (kind, key, content, saved_at)
             VALUES (?1, ?2, ?3, strftime('%Y-%m-%dT%H:%M:%SZ', ?4, 'unixepoch'))
             ON CONFLICT (kind, key)
             DO UPDATE SET content = excluded.content, saved_at = excluded.saved_at",
        )?
        .execute((kind, key, content, at.timestamp()))?;
    Ok(())
}

/// The form of a kind and key.
///
/// # Errors
/// The file cannot be read.
pub fn find(connection: &Connection, kind: &str, key: &str) -> Result<Option<Kept>, Error> {
    Ok(connection
        .prepare_cached(
            "SELECT kind, key, content, saved_at FROM draft WHERE kind = ?1 AND key = ?2",
        )?
        .query_row((kind, key), read)
        .optional()?)
}

/// Every form that is not finished, the latest first.
///
/// # Errors
/// The file cannot be read.
pub fn all(connection: &Connection) -> Result<Vec<Kept>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT kind, key, content, saved_at FROM draft ORDER BY saved_at DESC, kind, key",
    )?;
    let kept = statement.query_map([], read)?.collect::<Result<_, _>>()?;
    Ok(kept)
}

/// Drops a form; one that is not there is dropped already.
///
/// # Errors
/// The disk did not take it.
pub fn remove(tx: &Transaction<'_>, kind: &str, key: &str) -> Result<(), Error> {
    let _ = tx
        .prepare_cached("DELETE FROM draft WHERE kind = ?1 AND key = ?2")?
        .execute((kind, key))?;
    Ok(())
}

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Kept> {
    Ok(Kept {
        kind: row.get(0)?,
        key: row.get(1)?,
        content: row.get(2)?,
        saved_at: row.get(3)?,
    })
}
