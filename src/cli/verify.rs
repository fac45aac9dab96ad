//! `almoner verify`: check the file, each test by name.

use std::path::PathBuf;

use super::refusal::Refusal;
use super::session::Session;
use crate::commands::practice;

/// Check the file: each test by name, ok or what is wrong
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The practice file
    file: PathBuf,
}

/// Prints one line for each test.
///
/// # Errors
/// A test failed, or the file cannot be opened.
pub fn run(args: &Args, session: &Session) -> Result<(), Refusal> {
    let database = session.open_as_is(&args.file)?;
    let checks = practice::verify(&database)?;
    let mut lines = String::new();
    for check in &checks {
        if check.problems.is_empty() {
            lines.push_str(&format!("{}: ok\n", check.name));
        }
        for problem in &check.problems {
            lines.push_str(&format!("{}: {problem}\n", check.name));
        }
    }
    session.print(&lines)?;
    let failed = checks
        .iter()
        .filter(|check| !check.problems.is_empty())
        .count();
    if failed > 0 {
        return Err(Refusal::because(format!(
            "{failed} of {} tests failed; nothing was changed. Restore the newest backup.",
            checks.len()
        )));
    }
    Ok(practice::close(database)?)
}
