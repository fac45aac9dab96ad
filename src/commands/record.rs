//! What all commands that save a record have in common.

use chrono::NaiveDate;

use super::drafts::{self, DraftKey};
use super::{Author, Error};
use crate::domain::finding::Finding;
use crate::store::{self, Change, Database, Saved, Transaction, Version};

/// How a record is saved.
#[derive(Debug, Clone)]
pub struct Saving {
    pub author: Author,
    pub today: NaiveDate,
    /// The version that the form was filled from; `None` for a new record.
    pub seen: Option<Version>,
    /// The form's work in progress, dropped in the same step.
    pub work: Option<DraftKey>,
}

impl Saving {
    /// Saves a new record, whose form kept no work in progress.
    pub fn new(author: Author, today: NaiveDate) -> Self {
        Self {
            author,
            today,
            seen: None,
            work: None,
        }
    }

    /// Saves over the version that was seen.
    #[must_use]
    pub fn over(self, seen: Version) -> Self {
        Self {
            seen: Some(seen),
            ..self
        }
    }

    /// Drops the work in progress in the same step.
    #[must_use]
    pub fn ending(self, work: DraftKey) -> Self {
        Self {
            work: Some(work),
            ..self
        }
    }
}

/// A record as it stands after saving.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored<I> {
    pub id: I,
    /// What to hand in as seen when it is saved again.
    pub version: Version,
}

/// A draft's value, unless something about it is an error: entry takes no such values.
pub(super) fn sound<T>(
    built: Result<T, Vec<Finding>>,
    advice: impl FnOnce(&T) -> Vec<Finding>,
) -> Result<T, Error> {
    let value = built.map_err(Error::Refused)?;
    let errors: Vec<Finding> = advice(&value)
        .into_iter()
        .filter(Finding::is_error)
        .collect();
    if errors.is_empty() {
        Ok(value)
    } else {
        Err(Error::Refused(errors))
    }
}

/// Saves one record as one action, and drops its form's work in progress. `work` gives where the
/// record stands, the ids that the record of actions should name, and the answer.
pub(super) async fn save<T: Send + 'static>(
    database: Database,
    saving: Saving,
    entity: &'static str,
    work: impl FnOnce(&Transaction<'_>, &Saving) -> Result<(Saved, String, T), Error> + Send + 'static,
) -> Result<T, Error> {
    database
        .call(move |connection| {
            let Author { user, at } = saving.author.clone();
            store::write_as(connection, &user, at, |tx| {
                let (saved, details, answer) = work(tx, &saving)?;
                if let Some(key) = &saving.work {
                    drafts::remove(tx, key)?;
                }
                let change = Change {
                    verb: if saving.seen.is_some() {
                        "change"
                    } else {
                        "create"
                    },
                    entity,
                    entity_id: Some(saved.row),
                    details,
                };
                Ok((change, answer))
            })
        })
        .await
}
