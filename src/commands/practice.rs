//! The practice file as a whole: make it, open it, prove it.

use std::path::Path;

use chrono::NaiveDate;

use super::ledger::charges;
use super::proof;
use super::record::sound;
use super::{Author, Error};
use crate::documents::{pdf, recovery};
use crate::domain::practice::{Practice, PracticeDraft};
use crate::domain::provider::{Provider, ProviderDraft};
use crate::exchange::codes::shipped;
use crate::store::{self, Action, Change, Database};
use crate::system::file;

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

/// What a new practice starts with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SetUp {
    pub practice: PracticeDraft,
    /// The first provider.
    pub provider: ProviderDraft,
}

/// Judges what a new practice starts with, without making anything.
///
/// # Errors
/// [`Error::Refused`] with what is wrong, field by field.
pub fn judge(set_up: &SetUp) -> Result<(), Error> {
    built(set_up).map(|_| ())
}

fn built(set_up: &SetUp) -> Result<(Practice, Provider), Error> {
    let practice = sound(set_up.practice.build(), Practice::advice);
    let provider = sound(set_up.provider.build(), Provider::advice);
    match (practice, provider) {
        (Ok(practice), Ok(provider)) => Ok((practice, provider)),
        (Err(Error::Refused(mut findings)), Err(Error::Refused(more))) => {
            findings.extend(more);
            Err(Error::Refused(findings))
        }
        (Err(error), _) | (_, Err(error)) => Err(error),
    }
}

/// Makes a practice file as [`create`] does, with the practice and its first provider in it.
///
/// # Errors
/// [`Error::Refused`] before anything is made; else as [`create`], and then nothing is left behind.
pub fn set_up(
    path: &Path,
    passphrase: &Passphrase,
    set_up: &SetUp,
    author: &Author,
) -> Result<Database, Error> {
    let (practice, provider) = built(set_up)?;
    let database = create(path, passphrase, author)?;
    let action = Action {
        user: author.user.clone(),
        at: author.at,
        change: Change {
            verb: "create",
            entity: "practice",
            entity_id: None,
            details: format!("with provider {}", provider.id),
        },
    };
    let saved = database.call_blocking(move |connection| {
        store::write(connection, &action, |tx| {
            let _ = store::practice::save(tx, &practice, None)?;
            let _ = store::provider::save(tx, &provider, None)?;
            Ok::<_, store::Error>(())
        })
    });
    match saved {
        Ok(()) => Ok(database),
        Err(error) => {
            // The first error is the one to tell.
            let _ = close(database);
            let _ = file::remove_practice(path);
            Err(error.into())
        }
    }
}

/// The recovery sheet as a PDF: where the file lies and a line to write the passphrase on by hand.
/// The passphrase itself stands nowhere but on paper.
///
/// # Errors
/// [`Error::Page`] when it cannot be drawn.
pub fn recovery_sheet(
    practice_name: &str,
    path: &Path,
    today: NaiveDate,
) -> Result<Vec<u8>, Error> {
    let document = recovery::document(practice_name, &path.display().to_string(), today);
    Ok(pdf::bytes(&document)?)
}

/// Opens a practice file.
///
/// # Errors
/// [`Error::WrongPassphrase`] when another one may open it, [`Error::Store`] for the rest.
pub fn open(path: &Path, passphrase: &Passphrase) -> Result<Database, Error> {
    Ok(Database::open(path, passphrase)?)
}

/// Charges the visits of a file from before the books, once; `watch` hears how many of how many are
/// done. Gives how many there were.
///
/// # Errors
/// [`Error::Store`] when the disk does not take it; then none is charged.
pub fn charge_missing(
    database: &Database,
    today: NaiveDate,
    author: &Author,
    watch: impl Fn(usize, usize) + Send + 'static,
) -> Result<usize, Error> {
    let author = author.clone();
    Ok(database.call_blocking(move |connection| {
        charges::post_missing(connection, today, &author, &watch)
    })?)
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

/// The setting that holds when every test of the file passed last.
const VERIFIED_SETTING: &str = "practice.verified_at";

/// What the window says of an open practice on every screen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct About {
    /// Empty while the practice itself is not entered.
    pub name: String,
    pub is_sample: bool,
    /// Whether nobody is on file yet.
    pub is_new: bool,
    /// The day on which every test of the file passed last, where that was told to the file.
    pub verified_on: Option<NaiveDate>,
}

/// What there is to say of an open practice.
///
/// # Errors
/// [`Error::Store`] when the file cannot be read.
pub async fn about(database: Database) -> Result<About, Error> {
    Ok(database
        .call(|connection| {
            let practice = store::practice::load(connection)?;
            Ok::<_, store::Error>(About {
                name: practice.map(|found| found.value.name).unwrap_or_default(),
                is_sample: store::setting::get(connection, SAMPLE_SETTING)?.is_some(),
                is_new: !store::patient::is_any(connection)?,
                verified_on: store::setting::get(connection, VERIFIED_SETTING)?
                    .and_then(|day| day.parse().ok()),
            })
        })
        .await?)
}

/// Writes down that every test of the file passed.
///
/// # Errors
/// [`Error::Store`] when the disk does not take it.
pub fn note_verified(database: &Database, author: &Author, today: NaiveDate) -> Result<(), Error> {
    let day = today.to_string();
    let action = Action {
        user: author.user.clone(),
        at: author.at,
        change: Change {
            verb: "verify",
            entity: "file",
            entity_id: None,
            details: "every test passed".to_owned(),
        },
    };
    Ok(database.call_blocking(move |connection| {
        store::write(connection, &action, |tx| {
            store::setting::set(tx, VERIFIED_SETTING, &day)
        })
    })?)
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
    Ok(database.call_blocking(|connection| {
        let mut checks = store::check::all(connection)?;
        checks.extend(proof::all(connection)?);
        Ok::<_, store::Error>(checks)
    })?)
}
