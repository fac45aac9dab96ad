//! `almoner export`: write the whole practice as a folder of CSV files.

use std::path::PathBuf;

use super::output;
use super::refusal::Refusal;
use super::session::Session;
use crate::commands::exchange;
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
    let files = exchange::export(&database, &session.author())
        .map_err(|error| Refusal::about(&args.file, &error))?;
    let progress = output::progress("Writing", files.len() as u64);
    let written = file::write_folder(&args.folder, |folder| {
        files.iter().try_for_each(|each| {
            progress.inc(1);
            let name = each.table.file_name();
            file::write(&folder.join(name), &each.bytes).map_err(|error| match error {
                // The folder that is being filled has a name that tells the user nothing.
                Error::Write { reason, .. } => Error::Write {
                    path: args.folder.join(name),
                    reason,
                },
                other => other,
            })
        })
    });
    progress.finish_and_clear();
    session.close(database);
    written?;
    let mut text = String::new();
    for each in &files {
        text.push_str(&format!("{}: {}\n", each.table.file_name(), each.n_rows));
    }
    session.print(&text)?;
    terminal::complain(&format!(
        "{} is not encrypted: whoever can read the folder can read the patients' records.",
        args.folder.display()
    ));
    Ok(())
}
