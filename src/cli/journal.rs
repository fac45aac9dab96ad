//! `almoner journal`: the books for hledger.

use std::path::PathBuf;

use super::refusal::Refusal;
use super::session::Session;
use crate::commands::{journal, practice};

/// Write the books as an hledger journal with balance assertions
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The practice file
    file: PathBuf,

    /// The journal to write
    #[arg(long, value_name = "PATH")]
    out: PathBuf,
}

/// Writes the journal and tells how many entries are in it.
///
/// # Errors
/// The practice file cannot be read, or the journal not written.
pub fn run(args: &Args, session: &Session) -> Result<(), Refusal> {
    let database = session.open(&args.file)?;
    let n_entries = journal::write(&database, &args.out, &session.author())?;
    session.print(&format!(
        "{}: {n_entries} entries; `hledger -f {} check` proves them\n",
        args.out.display(),
        args.out.display()
    ))?;
    Ok(practice::close(database)?)
}
