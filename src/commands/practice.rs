//! The practice file as a whole: make it, open it, prove it.

use std::path::Path;

use super::{Author, Error};
use crate::exchange::codes::shipped;
use crate::store::{self, Action, Change, Database};

pub use crate::store::Passphrase;
pub use crate::store::check::Check;

/// The fewest characters a new passphrase may have. The key is derived in 256,000 rounds, which
/// makes guessing slow but not slow enough for short words.
pub const PASSPHRASE_LENGTH: usize = 12;

/// The passphrase of every sample practice: it holds nobody's data, so it is no secret.
pub const SAMPLE_PASSPHRASE: &str = "sample";

/// Takes a passphrase for a new practice file.
///
/// # Errors
/// [`Error::WeakPassphrase`] when it is shorter than [`PASSPHRASE_LENGTH`].
pub fn new_passphrase(text: &str) -> Result<Passphrase, Error> {
    if text.chars().count() < PASSPHRASE_LENGTH {
        return Err(Error::WeakPassphrase);
    }
    Ok(Passphrase::new(text)?)
}

/// Makes a practice file with the shipped code sets and nothing else, readable by this account
/// only, and opens it.
///
/// # Errors
/// The file exists, or its folder or the disk does not take it; then nothing is left behind.
pub fn create(path: &Path, passphrase: &Passphrase, author: &Author) -> Result<Database, Error> {
    let codes = shipped::code_set()?;
    let database = Database::create(path, passphrase)?;
    let action = Action {
        user: author.user.clone(),
        at: author.at,
        change: Change {
            verb: "create",
            entity: "file",
            entity_id: None,
            details: format!("almoner {}", env!("CARGO_PKG_VERSION")),
        },
    };
    database.call_blocking(move |connection| {
        store::write(connection, &action, |tx| {
            store::code::load::fill(tx, &codes)
        })
    })?;
    Ok(database)
}

/// Opens a practice file.
///
/// # Errors
/// [`Error::WrongPassphrase`] when another one may open it, [`Error::Store`] for the rest.
pub fn open(path: &Path, passphrase: &Passphrase) -> Result<Database, Error> {
    Ok(Database::open(path, passphrase)?)
}

/// The setting that marks a practice file as a sample; elsewhere it is missing.
pub(super) const SAMPLE_SETTING: &str = "practice.sample";

/// Whether a practice file holds the sample, which every plain form has to say.
///
/// # Errors
/// [`Error::Store`] when the file cannot be read.
pub fn is_sample(database: &Database) -> Result<bool, Error> {
    Ok(database.call_blocking(|connection| is_sample_in(connection))?)
}

/// As [`is_sample`], within a job.
pub(super) fn is_sample_in(connection: &store::Connection) -> Result<bool, store::Error> {
    store::setting::get(connection, SAMPLE_SETTING).map(|mark| mark.is_some())
}

/// Finishes what was begun, closes the file and frees it for others.
///
/// # Errors
/// [`Error::LeftInLog`] when the disk did not take what was left to write; nothing is lost then.
pub fn close(database: Database) -> Result<(), Error> {
    database.close().map_err(Error::LeftInLog)
}

/// Tests the whole file: each test by name, with what is wrong.
///
/// # Errors
/// [`Error::Store`] when the file cannot be read at all.
pub fn verify(database: &Database) -> Result<Vec<Check>, Error> {
    Ok(database.call_blocking(|connection| store::check::all(connection))?)
}
