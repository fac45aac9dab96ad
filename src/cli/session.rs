//! What every sub-command may ask for: today's date, the passphrase, the open practice.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use zeroize::Zeroizing;

use super::output;
use super::refusal::{self, Refusal};
use crate::commands::practice::{self, Passphrase};
use crate::commands::{Author, Error};
use crate::domain::date;
use crate::store::Database;
use crate::system::{clock, file, process, terminal};

/// The variable that scripts may hold the passphrase in.
const VARIABLE: &str = "ALMONER_PASSPHRASE";

/// The options that every sub-command takes.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Take this date for today, YYYY-MM-DD
    #[arg(long, global = true, value_name = "DATE", value_parser = date::parse)]
    today: Option<NaiveDate>,

    /// Read the passphrase from the first line of this file
    #[arg(long, global = true, value_name = "PATH")]
    passphrase_file: Option<PathBuf>,
}

/// One run of the program.
#[derive(Debug)]
pub struct Session {
    options: Options,
}

impl Session {
    /// A run with these options.
    pub fn new(options: Options) -> Self {
        Self { options }
    }

    /// The day of `--today`.
    pub const fn given_day(&self) -> Option<NaiveDate> {
        self.options.today
    }

    /// Today's date: the one of `--today`, or the clock's.
    pub fn today(&self) -> NaiveDate {
        self.options.today.unwrap_or_else(clock::today)
    }

    /// Writes to standard output.
    ///
    /// # Errors
    /// A refusal when standard output goes to a file that cannot take it.
    pub fn print(&self, text: &str) -> Result<(), Refusal> {
        Ok(terminal::print(text)?)
    }

    /// Who acts, for the record of actions. The time is the clock's: `--today` does not reach it.
    pub fn author(&self) -> Author {
        Author {
            user: process::user_name(),
            at: clock::now(),
        }
    }

    /// Opens a practice file to work with it: one from before the books has its visits charged.
    ///
    /// # Errors
    /// As [`Self::open_as_is`].
    pub fn open(&self, path: &Path) -> Result<Database, Refusal> {
        let database = self.open_as_is(path)?;
        let progress = output::progress("Charging visits", 0);
        let bar = progress.clone();
        let watch = move |n_done: usize, n_all: usize| {
            bar.set_length(n_all as u64);
            bar.set_position(n_done as u64);
        };
        let charged = practice::charge_missing(&database, self.today(), &self.author(), watch);
        progress.finish_and_clear();
        match charged {
            Ok(_) => Ok(database),
            Err(error) => {
                self.close(database);
                Err(Refusal::about(path, &error))
            }
        }
    }

    /// Opens a practice file without changing anything in it. A passphrase that was given is the
    /// only one tried; otherwise the sample practice's is tried first, which spares the question
    /// there and costs a blink elsewhere, and then the user is asked.
    ///
    /// # Errors
    /// A refusal that tells why it does not open.
    pub fn open_as_is(&self, path: &Path) -> Result<Database, Refusal> {
        let refused = |error: Error| Refusal::about(path, &error);
        if let Some(given) = self.given_passphrase()? {
            return practice::open(path, &passphrase(&given)?).map_err(refused);
        }
        match practice::open(path, &passphrase(practice::SAMPLE_PASSPHRASE)?) {
            Err(Error::WrongPassphrase(_)) => {}
            other => return other.map_err(refused),
        }
        let typed = terminal::ask_hidden(&format!("Passphrase of {}: ", path.display()))?;
        practice::open(path, &passphrase(&typed)?).map_err(refused)
    }

    /// Closes a practice file whose work is done. What was committed is kept in any case, so trouble
    /// takes nothing back and is only told.
    pub fn close(&self, database: Database) {
        if let Err(error) = practice::close(database) {
            terminal::complain(&refusal::sentence(&error.to_string(), Path::new("")));
        }
    }

    /// The passphrase for a file that is being made: given, or asked for twice. A weak one is
    /// refused before anybody types it again; a script's is taken with a warning, for it may well
    /// be making a file that holds nobody's data.
    ///
    /// # Errors
    /// A refusal when there is none, a typed one is weak, or it was typed differently.
    pub fn new_passphrase(&self) -> Result<Passphrase, Refusal> {
        if let Some(given) = self.given_passphrase()? {
            if let Err(weak @ Error::WeakPassphrase) = practice::new_passphrase(&given) {
                terminal::complain(&format!("Warning: {weak}."));
            }
            return passphrase(&given);
        }
        let first = terminal::ask_hidden("A new passphrase: ")?;
        let passphrase = practice::new_passphrase(&first)?;
        let second = terminal::ask_hidden("The same again: ")?;
        if *first != *second {
            return Err(Refusal::because(
                "The two passphrases differ; nothing was made. Start again.",
            ));
        }
        Ok(passphrase)
    }

    /// The passphrase that was given without a question, by file or by variable.
    fn given_passphrase(&self) -> Result<Option<Zeroizing<String>>, Refusal> {
        if let Some(path) = &self.options.passphrase_file {
            let line = file::first_line(path)?;
            if line.is_empty() {
                return Err(Refusal::because(format!(
                    "{} holds no passphrase in its first line.",
                    path.display()
                )));
            }
            return Ok(Some(line));
        }
        match std::env::var(VARIABLE) {
            Ok(value) if !value.is_empty() => Ok(Some(Zeroizing::new(value))),
            Ok(_) | Err(std::env::VarError::NotPresent) => Ok(None),
            Err(std::env::VarError::NotUnicode(_)) => Err(Refusal::because(format!(
                "The variable {VARIABLE} is not UTF-8 text."
            ))),
        }
    }
}

fn passphrase(text: &str) -> Result<Passphrase, Refusal> {
    Ok(Passphrase::new(text).map_err(Error::from)?)
}
