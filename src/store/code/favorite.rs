//! The codes that the practice uses most, used last, and chose as favorites.

use chrono::NaiveDate;
use rusqlite::{Connection, Transaction};

use crate::domain::code::CodeSystem;
use crate::store::error::Error;
use crate::store::value::Day;

/// A code in use. The database counts the uses by itself whenever a visit is saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsedCode {
    /// In capitals without dot.
    pub code: String,
    /// Diagnoses or service lines that hold it.
    pub n_uses: i64,
    /// The latest day of service.
    pub used_on: Option<NaiveDate>,
    /// Its place among the favorites.
    pub favorite_slot: Option<i64>,
}

/// The codes of a system in use: favorites by their place, then by uses and day.
///
/// # Errors
/// The file cannot be read.
pub fn used(
    connection: &Connection,
    system: CodeSystem,
    limit: usize,
) -> Result<Vec<UsedCode>, Error> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut statement = connection.prepare_cached(
        "SELECT code, n_uses, used_on, favorite_slot FROM code_use
         WHERE system = ?1 AND (n_uses > 0 OR favorite_slot IS NOT NULL)
         ORDER BY favorite_slot IS NULL, favorite_slot, n_uses DESC, used_on DESC, code LIMIT ?2",
    )?;
    let used = statement
        .query_map((system.tag(), limit), |row| {
            Ok(UsedCode {
                code: row.get(0)?,
                n_uses: row.get(1)?,
                used_on: row.get::<_, Option<Day>>(2)?.map(|day| day.0),
                favorite_slot: row.get(3)?,
            })
        })?
        .collect::<Result<_, _>>()?;
    Ok(used)
}

/// Makes a code a favorite at a place of its system, in place of what stood there, or with `None`
/// no favorite any more.
///
/// # Errors
/// The disk did not take it.
pub fn set_favorite(
    tx: &Transaction<'_>,
    system: CodeSystem,
    code: &str,
    slot: Option<u16>,
) -> Result<(), Error> {
    let system = system.tag();
    let code = code.replace('.', "").trim().to_ascii_uppercase();
    let _ = tx
        .prepare_cached(
            "UPDATE code_use SET favorite_slot = NULL WHERE system = ?1 AND favorite_slot = ?2",
        )?
        .execute((system, slot))?;
    let _ = tx
        .prepare_cached(
            "INSERT INTO code_use (system, code, favorite_slot) VALUES (?1, ?2, ?3)
             ON CONFLICT (system, code) DO UPDATE SET favorite_slot = excluded.favorite_slot",
        )?
        .execute((system, &code, slot))?;
    Ok(())
}
