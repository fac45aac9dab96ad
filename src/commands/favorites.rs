//! The codes that the practice uses most and chose as favorites, offered before anything is typed.

use super::Error;
use crate::domain::code::CodeSystem;
use crate::store::code::favorite;
use crate::store::{self, Database};

pub use crate::store::code::favorite::UsedCode;

/// The codes of a system in use: favorites by their place, then by how often and how lately they
/// were used.
///
/// # Errors
/// [`Error::Store`] when the file cannot be read.
pub async fn used(
    database: Database,
    system: CodeSystem,
    limit: usize,
) -> Result<Vec<UsedCode>, Error> {
    Ok(database
        .call(move |connection| favorite::used(connection, system, limit))
        .await?)
}

/// Makes a code a favorite at a place of its system (1 and up), in place of what stood there; with
/// `None` it is no favorite any more.
///
/// # Errors
/// [`Error::Store`] when the disk does not take it.
pub async fn set(
    database: Database,
    system: CodeSystem,
    code: String,
    slot: Option<u16>,
) -> Result<(), Error> {
    Ok(database
        .call(move |connection| {
            store::remember(connection, |tx| {
                favorite::set_favorite(tx, system, &code, slot)
            })
        })
        .await?)
}
