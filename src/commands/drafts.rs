//! Work in progress: forms as they were typed, kept until they are saved or dropped, so that a crash
//! or the lock loses nothing.
//!
//! A draft is no record of the practice: keeping and dropping it makes no entry in the record of
//! actions.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Author, Error};
use crate::domain::draft::choices;
use crate::store::{self, Connection, Database, Transaction};

choices! {
    /// Which form a draft is of.
    DraftKind: "kind of form" {
        Practice = "practice",
        Provider = "provider",
        Facility = "facility",
        Payer = "payer",
        PayerNumber = "payer_number",
        Fee = "fee",
        Patient = "patient",
        Coverage = "coverage",
        Eligibility = "eligibility",
        Authorization = "authorization",
        Visit = "visit",
        Printer = "printer",
        Receipt = "receipt",
        Remittance = "remittance",
        Payment = "payment",
        Closing = "closing",
        Plan = "plan",
        Estimate = "estimate",
        Letter = "letter",
        Labels = "labels",
        Template = "template",
        Statements = "statements",
        Description = "description",
    }
}

/// Which draft: a form has one for each record.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DraftKey {
    pub kind: DraftKind,
    /// The record's own id, or a name for a new one, such as `new`.
    pub key: String,
}

impl DraftKey {
    pub fn new(kind: DraftKind, key: impl Into<String>) -> Self {
        Self {
            kind,
            key: key.into(),
        }
    }
}

/// A draft that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftEntry {
    pub key: DraftKey,
    /// When it was kept last, `2026-11-20T08:30:00Z`.
    pub saved_at: String,
}

/// Keeps a form's raw texts in place of what was kept before.
///
/// # Errors
/// [`Error::Store`] when the disk does not take it.
pub async fn keep<T: Serialize>(
    database: Database,
    key: DraftKey,
    form: T,
    author: Author,
) -> Result<(), Error> {
    let content = serde_json::to_string(&form).map_err(|_| store::Error::Worker)?;
    Ok(database
        .call(move |connection| {
            store::remember(connection, |tx| {
                store::draft::keep(tx, key.kind.as_str(), &key.key, &content, author.at)
            })
        })
        .await?)
}

/// Keeps several forms at once, all or none: each with its raw texts as JSON.
///
/// # Errors
/// [`Error::Store`] when the disk does not take them.
pub async fn keep_all(
    database: Database,
    forms: Vec<(DraftKey, String)>,
    author: Author,
) -> Result<(), Error> {
    Ok(database
        .call(move |connection| {
            store::remember(connection, |tx| {
                for (key, content) in &forms {
                    store::draft::keep(tx, key.kind.as_str(), &key.key, content, author.at)?;
                }
                Ok::<_, store::Error>(())
            })
        })
        .await?)
}

/// The form that was kept; `None` where there is none, or none that this form can read.
///
/// # Errors
/// [`Error::Store`] when the file cannot be read.
pub async fn load<T: DeserializeOwned + Send + 'static>(
    database: Database,
    key: DraftKey,
) -> Result<Option<T>, Error> {
    Ok(database
        .call(move |connection| {
            let kept = store::draft::find(connection, key.kind.as_str(), &key.key)?;
            Ok::<_, store::Error>(kept.and_then(|kept| serde_json::from_str(&kept.content).ok()))
        })
        .await?)
}

/// Drops a form for good; one that is not there is dropped already.
///
/// # Errors
/// [`Error::Store`] when the disk does not take it.
pub async fn drop(database: Database, key: DraftKey) -> Result<(), Error> {
    Ok(database
        .call(move |connection| store::remember(connection, |tx| remove(tx, &key)))
        .await?)
}

/// Drops a form that was saved while it was being kept; one that was kept anew since stays.
///
/// # Errors
/// [`Error::Store`] when the disk does not take it.
pub async fn drop_overtaken(
    database: Database,
    key: DraftKey,
    content: String,
) -> Result<(), Error> {
    Ok(database
        .call(move |connection| {
            store::remember(connection, |tx| {
                let kept = store::draft::find(tx, key.kind.as_str(), &key.key)?;
                if kept.is_some_and(|kept| kept.content == content) {
                    remove(tx, &key)?;
                }
                Ok::<_, store::Error>(())
            })
        })
        .await?)
}

/// Every draft that waits, the latest first.
///
/// # Errors
/// [`Error::Store`] when the file cannot be read.
pub async fn list(database: Database) -> Result<Vec<DraftEntry>, Error> {
    Ok(database.call(|connection| waiting(connection)).await?)
}

/// As [`list`]; forms that only a newer program knows are left out.
pub(super) fn waiting(connection: &Connection) -> Result<Vec<DraftEntry>, store::Error> {
    Ok(store::draft::all(connection)?
        .into_iter()
        .filter_map(|kept| {
            Some(DraftEntry {
                key: DraftKey::new(kept.kind.parse().ok()?, kept.key),
                saved_at: kept.saved_at,
            })
        })
        .collect())
}

pub(super) fn remove(tx: &Transaction<'_>, key: &DraftKey) -> Result<(), store::Error> {
    store::draft::remove(tx, key.kind.as_str(), &key.key)
}
