//! The list of claims: its order at once, its rows as they come into sight.

use std::sync::Arc;

use crate::commands::Error;
use crate::store::Database;
use crate::store::claim::{ClaimFilter, listing};

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
/// Draft and ready are as they were found last: by saving what a claim is made of, or by
/// [`crate::commands::refresh`].
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
