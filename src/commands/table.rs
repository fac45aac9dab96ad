//! Take a list out of the practice as one CSV file.

use std::path::PathBuf;

use super::{Author, Error};
use crate::exchange::table;
use crate::store::{self, Action, Change, Database};
use crate::system::file;

/// A list to take out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListFile {
    /// What it lists, for the record of actions: `patients`.
    pub name: &'static str,
    pub titles: &'static [&'static str],
    pub rows: Vec<Vec<String>>,
}

/// What became of a list that should be taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exported {
    /// So many rows are in the file.
    Written(usize),
    /// Something stands at this path already and was left as it is.
    IsTaken,
}

/// Writes a list to a file that a spreadsheet opens. What stands at the path is only replaced where
/// `replaces` says so.
///
/// Taking it out is noted in the record of actions, for what leaves the practice file is no longer
/// guarded by its passphrase.
///
/// # Errors
/// [`Error::System`] when the file cannot be written, [`Error::Store`] when the practice file does
/// not take the note; then what stood at the path still does.
pub async fn export(
    database: Database,
    path: PathBuf,
    list: ListFile,
    replaces: bool,
    author: Author,
) -> Result<Exported, Error> {
    let action = Action {
        user: author.user,
        at: author.at,
        change: Change {
            verb: "export",
            entity: "list",
            entity_id: None,
            details: list.name.to_owned(),
        },
    };
    database
        .call(move |connection| {
            if !replaces && file::is_taken(&path) {
                return Ok(Exported::IsTaken);
            }
            store::write(connection, &action, |_| {
                file::write(&path, &table::write(list.titles, &list.rows))?;
                Ok(Exported::Written(list.rows.len()))
            })
        })
        .await
}
