//! `almoner import`: read a folder of CSV files into the practice file, all or nothing.

use std::io::Read;
use std::path::{Path, PathBuf};

use indicatif::ProgressBar;

use super::output;
use super::refusal::Refusal;
use super::session::Session;
use crate::commands::exchange::{self, Import, ImportError, ImportReport};
use crate::exchange::folder::{Problems, Source, Table};
use crate::system::{file, terminal};

/// Read a folder of CSV files into the practice file, all or nothing
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The practice file
    file: PathBuf,

    /// The folder with patients.csv and the other files; with journal.csv it holds the books, else
    /// opening_balances.csv, receipts.csv and remittances.csv bring what another system left open
    folder: PathBuf,

    /// Tell what would be read and what is wrong, and change nothing
    #[arg(long)]
    dry_run: bool,

    /// Skip columns that the folder format does not have
    #[arg(long)]
    ignore_unknown: bool,
}

/// Prints the number of rows of each file, and each problem as `file:line: column: sentence`.
///
/// # Errors
/// Anything in the folder is wrong, or the practice file does not take it; then nothing changed.
pub fn run(args: &Args, session: &Session) -> Result<(), Refusal> {
    // What is wrong with the folder as such is told before anybody types a passphrase.
    let found = found(&args.folder)?;
    let database = session.open(&args.file)?;
    let progress = output::progress("Reading", found.n_bytes);
    let import = Import {
        today: session.today(),
        ignore_unknown: args.ignore_unknown,
        is_trial: args.dry_run,
    };
    let sources = found
        .files
        .into_iter()
        .map(|(table, file)| Source {
            table,
            bytes: watched(&progress, file),
        })
        .collect();
    let imported = exchange::import(&database, sources, import, &session.author());
    progress.finish_and_clear();
    match imported {
        Ok(report) => {
            complain(&report.warnings, "warnings");
            session.close(database);
            session.print(&told(&report, args.dry_run))
        }
        Err(ImportError::Folder(problems)) => {
            complain(&problems, "problems");
            Err(Refusal::because(format!(
                "Nothing was imported: {} was left as it was. Correct the {} above and import \
                 again.",
                args.file.display(),
                if problems.count() == 1 {
                    "problem"
                } else {
                    "problems"
                },
            )))
        }
        Err(ImportError::Command(error)) => Err(Refusal::about(&args.file, &error)),
    }
}

/// The files of a folder that an import reads, and how large they are together.
struct Found {
    files: Vec<(Table, std::fs::File)>,
    n_bytes: u64,
}

fn found(folder: &Path) -> Result<Found, Refusal> {
    let names = file::names(folder)?;
    let mut found = Found {
        files: Vec::new(),
        n_bytes: 0,
    };
    for table in Table::ALL {
        if let Some(file) = file::open_if_there(&folder.join(table.file_name()))? {
            found.n_bytes += file.metadata().map_or(0, |it| it.len());
            found.files.push((table, file));
        }
    }
    if found.files.is_empty() {
        return Err(Refusal::because(format!(
            "{} holds none of the files that an import reads, such as patients.csv; name another \
             folder.",
            folder.display()
        )));
    }
    for name in names {
        let is_known = Table::ALL.iter().any(|table| table.file_name() == name);
        if !is_known && name.to_ascii_lowercase().ends_with(".csv") {
            terminal::complain(&format!(
                "{name}:1: file: warning: This is no file of the folder format; it is left out."
            ));
        }
    }
    Ok(found)
}

fn watched(progress: &ProgressBar, file: std::fs::File) -> Box<dyn Read + Send> {
    Box::new(progress.wrap_read(file))
}

fn complain(problems: &Problems, what: &str) {
    for problem in &problems.shown {
        terminal::complain(&problem.to_string());
    }
    if problems.n_more > 0 {
        terminal::complain(&format!("There are {} more {what}.", problems.n_more));
    }
}

fn told(report: &ImportReport, is_trial: bool) -> String {
    let mut text = String::new();
    for (table, count) in &report.counts {
        text.push_str(&format!("{}: {count}\n", table.file_name()));
    }
    text.push_str(&format!(
        "new claims: {} ({} ready)\n",
        report.n_claims, report.n_ready
    ));
    if is_trial {
        text.push_str("This was a dry run; nothing was changed.\n");
    }
    text
}
