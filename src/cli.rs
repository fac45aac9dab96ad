//! The command line: parse, call `commands`, print.
//!
//! Each sub-command has its file under `cli/`, always in the same shape: `Args` (what may follow
//! its name, with the help text as doc comments) and `run(&Args, &Session) -> Result<(), Refusal>`.
//! `run` opens the practice with [`Session::open`], calls one function of `commands`, prints, and
//! closes it with `practice::close`, which alone tells when the disk did not take the last of it.
//! The names and options are the contract of the command line: add to them, never rename.

use std::ffi::OsString;
use std::path::{PathBuf, absolute};
use std::process::ExitCode;

use chrono::NaiveDate;
use clap::{CommandFactory, Parser, Subcommand};

pub mod calibrate;
pub mod check;
pub mod claims;
pub mod codes;
pub mod demo;
pub mod export;
pub mod form;
pub mod import;
pub mod journal;
pub mod new;
pub mod output;
pub mod print;
pub mod refusal;
pub mod report;
pub mod session;
pub mod statements;
pub mod verify;

use crate::commands::practice::Passphrase;
use refusal::Refusal;
use session::Session;

/// Offline billing for a small clinic: patients, coded visits, CMS-1500 paper claims.
#[derive(Debug, Parser)]
#[command(name = "almoner", version, about, max_term_width = 100)]
struct Arguments {
    #[command(flatten)]
    options: session::Options,

    /// The practice file to open in the window
    file: Option<PathBuf>,

    #[command(subcommand)]
    command: Option<Command>,
}

/// The sub-commands in the order in which help lists them.
#[derive(Debug, Subcommand)]
enum Command {
    Demo(demo::Args),
    New(new::Args),
    Import(import::Args),
    Export(export::Args),
    Claims(claims::Args),
    Check(check::Args),
    Print(print::Args),
    Form(form::Args),
    Calibrate(calibrate::Args),
    Statements(statements::Args),
    Report(report::Args),
    Verify(verify::Args),
    Journal(journal::Args),
    Codes(codes::Args),
}

impl Command {
    fn run(&self, session: &Session, window: Option<Window>) -> Result<(), Refusal> {
        match self {
            Self::Demo(args) => demo::run(args, session, window),
            Self::New(args) => new::run(args, session),
            Self::Import(args) => import::run(args, session),
            Self::Export(args) => export::run(args, session),
            Self::Claims(args) => claims::run(args, session),
            Self::Check(args) => check::run(args, session),
            Self::Print(args) => print::run(args, session),
            Self::Form(args) => form::run(args, session),
            Self::Calibrate(args) => calibrate::run(args, session),
            Self::Statements(args) => statements::run(args, session),
            Self::Report(args) => report::run(args, session),
            Self::Verify(args) => verify::run(args, session),
            Self::Journal(args) => journal::run(args, session),
            Self::Codes(args) => codes::run(args, session),
        }
    }
}

/// Runs the program with its arguments and returns the exit code: 0 success, 1 something was
/// refused (one sentence for each reason on standard error), 2 wrong usage.
///
/// Without a sub-command it opens the window, in a build that has one.
pub fn run(arguments: impl Iterator<Item = OsString>, window: Option<Window>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version come this way too, with code 0; a closed terminal cannot be told.
            let _ = error.print();
            return u8::try_from(error.exit_code()).map_or(ExitCode::FAILURE, ExitCode::from);
        }
    };
    let session = Session::new(arguments.options);
    let result = match (&arguments.command, &arguments.file) {
        (Some(command), None) => command.run(&session, window),
        (Some(_), Some(file)) => Err(Refusal::Usage(format!(
            "{} stands before the sub-command; the file comes after it.",
            file.display()
        ))),
        (None, file) => match window {
            Some(open) => {
                // The list of recent files outlives this folder.
                let file = file
                    .as_ref()
                    .map(|file| absolute(file).unwrap_or(file.clone()));
                open(file, None, session.given_day()).map_err(Refusal::because)
            }
            None => Err(no_window()),
        },
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(refusal) => refusal.report(),
    }
}

/// Opens the window and returns when it is closed: on a practice file, if one was named, without
/// asking for the passphrase where it is known; on a day of its own, if one was given.
pub type Window = fn(Option<PathBuf>, Option<Passphrase>, Option<NaiveDate>) -> Result<(), String>;

/// What `almoner` and `almoner FILE` answer in a build without a window.
fn no_window() -> Refusal {
    Refusal::Usage(format!(
        "This build of Almoner has no window: it works from the command line. Nothing was opened.\n\n{}",
        Arguments::command().render_help()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definitions_hold_together() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn the_readme_lists_the_sub_commands_and_no_others() {
        let listed: Vec<_> = include_str!("../README.md")
            .lines()
            .filter_map(|line| line.strip_prefix("| `almoner "))
            .filter_map(|row| row.split([' ', '`']).next())
            .collect();
        let command = Arguments::command();
        let defined: Vec<_> = command
            .get_subcommands()
            .map(clap::Command::get_name)
            .collect();
        assert_eq!(listed, defined);
    }
}
