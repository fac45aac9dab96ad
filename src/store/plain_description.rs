//! The practice's own plain words for codes.

use rusqlite::{Connection, Transaction, params};

use crate::domain::statement::plain::{PlainDescription, PlainDescriptions};
use crate::store::error::Error;
use crate::store::value::{Cell, Columns};

/// The practice's own words, by code.
///
/// # Errors
/// The file cannot be read.
pub fn all(connection: &Connection) -> Result<Vec<PlainDescription>, Error> {
    let mut statement = connection
        .prepare_cached("SELECT code, english, spanish FROM plain_description ORDER BY code")?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let mut columns = Columns::new(row, 0, &["code", "english", "spanish"]);
        found.push(PlainDescription {
            code: columns.take()?,
            english: columns.take()?,
            spanish: columns.take()?,
        });
    }
    Ok(found)
}

/// What every code is called: the practice's own words before those that come with the program.
///
/// # Errors
/// The file cannot be read.
pub fn descriptions(connection: &Connection) -> Result<PlainDescriptions, Error> {
    Ok(PlainDescriptions::new(all(connection)?))
}

/// Keeps words for a code, in place of those that stood there.
///
/// # Errors
/// The disk did not take it.
pub fn save(tx: &Transaction<'_>, own: &PlainDescription) -> Result<(), Error> {
    let _ = tx
        .prepare_cached(
            "INSERT INTO plain_description (code, english, spanish) VALUES (?1, ?2, ?3)
             ON CONFLICT (code) DO UPDATE SET english = excluded.english, spanish = excluded.spanish",
        )?
        .execute(params![own.code, own.english, own.spanish.to_value()])?;
    Ok(())
}

/// Forgets the practice's own words for a code. Gives whether there were any.
///
/// # Errors
/// The disk did not take it.
pub fn remove(tx: &Transaction<'_>, code: &str) -> Result<bool, Error> {
    let n_removed = tx
        .prepare_cached("DELETE FROM plain_description WHERE code = ?1")?
        .execute([code])?;
    Ok(n_removed > 0)
}

/// The procedure codes in use: those of service lines, with how many lines hold them, of fees and
/// with words of their own; the most used first.
///
/// # Errors
/// The file cannot be read.
pub fn codes_in_use(connection: &Connection) -> Result<Vec<(String, i64)>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT code, max(n) FROM (
            SELECT code, n_uses AS n FROM code_use
                WHERE system IN ('CPT', 'HCPCS') AND n_uses > 0
            UNION ALL SELECT upper(code), 0 FROM fee
            UNION ALL SELECT code, 0 FROM plain_description)
         GROUP BY code ORDER BY 2 DESC, code",
    )?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
