//! Pictures that pages show: kept as long as the file, for a page that was given out names them.

use rusqlite::{Connection, OptionalExtension, Transaction, params};

use crate::store::error::Error;

/// A picture as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// The SHA-256 of size and pixels, 64 hexadecimal digits.
    pub id: String,
    pub width: u32,
    pub height: u32,
    pub png: Vec<u8>,
}

/// Keeps a picture; one that is kept already stays.
///
/// # Errors
/// The disk did not take it.
pub fn insert(tx: &Transaction<'_>, picture: &Picture) -> Result<(), Error> {
    let _ = tx
        .prepare_cached(
            "INSERT INTO picture (id, width, height, png) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (id) DO NOTHING",
        )?
        .execute(params![
            picture.id,
            picture.width,
            picture.height,
            picture.png
        ])?;
    Ok(())
}

/// The picture of an id.
///
/// # Errors
/// The file cannot be read.
pub fn find(connection: &Connection, id: &str) -> Result<Option<Picture>, Error> {
    Ok(connection
        .prepare_cached("SELECT id, width, height, png FROM picture WHERE id = ?1")?
        .query_row([id], |row| {
            Ok(Picture {
                id: row.get(0)?,
                width: row.get(1)?,
                height: row.get(2)?,
                png: row.get(3)?,
            })
        })
        .optional()?)
}

/// Every picture, by id.
///
/// # Errors
/// The file cannot be read.
pub fn all(connection: &Connection) -> Result<Vec<Picture>, Error> {
    let mut statement =
        connection.prepare_cached("SELECT id, width, height, png FROM picture ORDER BY id")?;
    let pictures = statement
        .query_map([], |row| {
            Ok(Picture {
                id: row.get(0)?,
                width: row.get(1)?,
                height: row.get(2)?,
                png: row.get(3)?,
            })
        })?
        .collect::<Result<_, _>>()?;
    Ok(pictures)
}
