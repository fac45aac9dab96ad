//! `almoner export`: write the whole practice as a folder of CSV files.

use std::path::PathBuf;

use super::output;
use super::refusal::Refusal;
use super::session::Session;
use crate::commands::exchange::{self, ExportError};
use crate::exchange::folder::Table;
use crate::system::{Error, file, terminal};

/// Write the whole practice as a folder of CSV files
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The practice file
    file: PathBuf,

    /// The folder to write, new or empty
    folder: PathBuf,
}

/// Writes the folder, which appears with every file or not at all, and prints the number of rows of
/// each file.
///
/// # Errors
/// The folder is taken, the disk does not take it, or the practice file cannot be read.
pub fn run(args: &Args, session: &Session) -> Result<(), Refusal> {
    file::check_free_folder(&args.folder)?;
    let database = session.open(&args.file)?;
    let progress = output::progress("Writing", Table::ALL.len() as u64);
    let written = file::write_folder(&args.folder, |unfinished| {
        let (unfinished, target, progress) =
            (unfinished.to_owned(), args.folder.clone(), progress.clone());
        let put = move |table: Table, bytes: &[u8]| {
            progress.set_position(table as u64);
            let name = table.file_name();
            file::append(&unfinished.join(name), bytes).map_err(|error| match error {
                // The folder that is being filled has a name that tells the user nothing.
                Error::Write { reason, .. } => Error::Write {
                    path: target.join(name),
                    reason,
                },
                other => other,
            })
        };
        exchange::export(&database, &session.author(), put).map_err(|error| match error {
            ExportError::Write(error) => Refusal::from(error),
            ExportError::Command(error) => Refusal::about(&args.file, &error),
        })
    });
    progress.finish_and_clear();
    session.close(database);
    let mut text = String::new();
    for (table, count) in written? {
        text.push_str(&format!("{}: {count}\n", table.file_name()));
    }
    session.print(&text)?;
    terminal::complain(&format!(
        "{} is not encrypted: whoever can read the folder can read the patients' records.",
        args.folder.display()
    ));
    Ok(())
}
