//! `almoner new`: make an empty practice file.

use std::path::PathBuf;

use super::refusal::Refusal;
use super::session::Session;
use crate::commands::practice;
use crate::system;

/// Make an empty practice file
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The practice file to make, NAME.almoner
    file: PathBuf,
}

/// Makes the file; asks for the passphrase only when its name is free.
///
/// # Errors
/// The name is taken, the passphrase is weak, or the disk does not take the file.
pub fn run(args: &Args, session: &Session) -> Result<(), Refusal> {
    let file = &args.file;
    if system::file::is_taken(file) {
        return Err(Refusal::because(format!(
            "{} exists already and was left as it is; choose another name.",
            file.display()
        )));
    }
    let passphrase = session.new_passphrase()?;
    practice::create(file, &passphrase, &session.author())
        .and_then(practice::close)
        .map_err(|error| Refusal::about(file, &error))?;
    session.print(&format!(
        "{} is made: it holds the code sets and no records yet. Keep the passphrase safe: without \
         it nobody can read the file.\n",
        file.display()
    ))
}
