//! What the program remembers for a practice, by name.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, Transaction};

use crate::store::error::Error;

/// Remembers a text under a name, in place of what stood there.
///
/// # Errors
/// The disk did not take it, or the name is empty.
pub fn set(tx: &Transaction<'_>, key: &str, value: &str) -> Result<(), Error> {
    let _ = tx
        .prepare_cached(
            "INSERT INTO setting (key, value) VALUES (?1, ?2)
             ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        )?
        .execute([key, value])?;
    Ok(())
}

/// What is remembered under a name.
///
/// # Errors
/// The file cannot be read.
pub fn get(connection: &Connection, key: &str) -> Result<Option<String>, Error> {
    Ok(connection
        .prepare_cached("SELECT value FROM setting WHERE key = ?1")?
        .query_row([key], |row| row.get(0))
        .optional()?)
}

/// Forgets what stands under a name.
///
/// # Errors
/// The disk did not take it.
pub fn remove(tx: &Transaction<'_>, key: &str) -> Result<(), Error> {
    let _ = tx
        .prepare_cached("DELETE FROM setting WHERE key = ?1")?
        .execute([key])?;
    Ok(())
}

/// Everything that is remembered.
///
/// # Errors
/// The file cannot be read.
pub fn all(connection: &Connection) -> Result<BTreeMap<String, String>, Error> {
    let mut statement = connection.prepare_cached("SELECT key, value FROM setting")?;
    let settings = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    Ok(settings)
}
