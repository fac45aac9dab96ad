//! The list of claims: its order at once, its rows as they come into sight, and their status as it
//! is today.

use std::sync::Arc;

use chrono::NaiveDate;

use super::judge;
use crate::commands::{Author, Error};
use crate::domain::claim::ClaimStatus;
use crate::store::claim::{ClaimFilter, listing};
use crate::store::{self, Change, Connection, Database};

pub use crate::store::claim::listing::{ClaimLine, ClaimSort, StatusCounts};

/// A list of claims in its order; the rows are asked for as they come into sight, with [`lines`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// The keys of the rows.
    pub keys: Arc<[i64]>,
    /// Of all claims, whatever the filter.
    pub counts: StatusCounts,
}

/// The claims that pass a filter, in an order, and how many claims stand where.
///
/// Draft and ready are as they were found last: by saving the visit, or by [`recheck`].
///
/// # Errors
/// [`Error::Store`] when the practice file cannot be read.
pub async fn listing(
    database: Database,
    filter: ClaimFilter,
    sort: ClaimSort,
    is_descending: bool,
) -> Result<Listing, Error> {
    database
        .call(move |connection| {
            Ok(Listing {
                keys: listing::keys(connection, &filter, sort, is_descending)?.into(),
                counts: listing::counts(connection)?,
            })
        })
        .await
}

/// The rows of some keys of a [`Listing`], in their order; a claim that is gone is left out.
///
/// # Errors
/// [`Error::Store`] when the practice file cannot be read.
pub async fn lines(database: Database, keys: Vec<i64>) -> Result<Vec<ClaimLine>, Error> {
    database
        .call(move |connection| Ok(listing::lines(connection, &keys)?))
        .await
}

/// How many claims stand where, as they were found last.
///
/// # Errors
/// [`Error::Store`] when the practice file cannot be read.
pub async fn counts(database: Database) -> Result<StatusCounts, Error> {
    database
        .call(|connection| Ok(listing::counts(connection)?))
        .await
}

/// Runs the scrubber over every unprinted claim and keeps what is ready today and what is not: what
/// a claim says may have changed with its patient, a payer's rules, the codes or the day. Writes
/// only what changed; gives the number of claims that did.
///
/// # Errors
/// [`Error::Store`] when the practice file cannot be read or the disk does not take it.
pub async fn recheck(database: Database, today: NaiveDate, author: Author) -> Result<usize, Error> {
    database
        .call(move |connection| Ok(recheck_in(connection, today, author)?))
        .await
}

fn recheck_in(
    connection: &mut Connection,
    today: NaiveDate,
    author: Author,
) -> Result<usize, store::Error> {
    let mut rows = Vec::new();
    for status in [ClaimStatus::Draft, ClaimStatus::Ready] {
        let filter = ClaimFilter {
            status: Some(status),
            ..ClaimFilter::default()
        };
        rows.extend(store::claim::rows(connection, &filter)?);
    }
    let mut changed = Vec::new();
    for judged in judge(connection, rows, today)? {
        let status = if judged.is_sound() {
            ClaimStatus::Ready
        } else {
            ClaimStatus::Draft
        };
        if judged.row.entry.status != status {
            let mut row = judged.row;
            row.entry.status = status;
            changed.push(row);
        }
    }
    if changed.is_empty() {
        return Ok(0);
    }
    let ready = |status| {
        changed
            .iter()
            .filter(|row| row.entry.status == status)
            .count()
    };
    let change = Change {
        verb: "check",
        entity: "claim",
        entity_id: None,
        details: format!(
            "now ready {}, now draft {}",
            ready(ClaimStatus::Ready),
            ready(ClaimStatus::Draft)
        ),
    };
    store::write_as(connection, &author.user, author.at, |tx| {
        for row in &changed {
            let _ = store::claim::save(tx, &row.entry, row.version)?;
        }
        Ok((change, changed.len()))
    })
}
