//! Take one list out of the practice file as the CSV file that an import would read.

use std::path::PathBuf;

use super::super::{Author, Error};
use crate::domain::records::Records;
use crate::exchange::folder::{self, Table};
use crate::store::{self, Action, Change, Connection, Database};
use crate::system::file;

/// Writes the file of a list. Gives the number of its rows.
///
/// Taking a list out is noted in the record of actions.
///
/// # Errors
/// [`Error::File`] when a file of this name is there, [`Error::System`] when the disk does not take
/// it, [`Error::Store`] when the practice file cannot be read. No file is left then.
pub async fn export(
    database: Database,
    table: Table,
    path: PathBuf,
    author: Author,
) -> Result<usize, Error> {
    if file::is_taken(&path) {
        return Err(Error::File(format!(
            "{} is there already; choose another name",
            path.display()
        )));
    }
    database
        .call(move |connection| {
            let action = Action {
                user: author.user,
                at: author.at,
                change: Change {
                    verb: "export",
                    entity: "file",
                    entity_id: None,
                    details: table.file_name().to_owned(),
                },
            };
            store::write(connection, &action, |tx| {
                let files = folder::write(&records(tx, table)?);
                let found = files.into_iter().find(|file| file.table == table);
                let (bytes, n_rows) = found.map_or((Vec::new(), 0), |it| (it.bytes, it.n_rows));
                if n_rows == 0 {
                    return Err(Error::File(
                        "there is nothing in this list to write; no file was made".to_owned(),
                    ));
                }
                file::write(&path, &bytes)?;
                Ok(n_rows)
            })
        })
        .await
}

/// The records of one list alone.
fn records(connection: &Connection, table: Table) -> Result<Records, store::Error> {
    let mut records = Records::default();
    match table {
        Table::Practice => {
            records.practice = store::practice::load(connection)?.map(|found| found.value);
        }
        Table::Payers => records.payers = store::payer::all(connection)?,
        Table::Providers => records.providers = store::provider::all(connection)?,
        Table::Facilities => records.facilities = store::facility::all(connection)?,
        Table::ProviderIds => records.payer_numbers = store::payer_number::all(connection)?,
        Table::Fees => records.fees = store::fee::all(connection)?,
        // The others are no lists.
        _ => {}
    }
    Ok(records)
}
