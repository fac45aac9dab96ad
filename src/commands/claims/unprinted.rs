//! The claims that wait for their printing, each with what is wrong with it today.

use chrono::NaiveDate;

use super::{ClaimLine, Listed, StatusCounts, judge};
use crate::commands::Error;
use crate::domain::claim::ClaimStatus;
use crate::domain::finding::Finding;
use crate::store::claim::{ClaimFilter, listing};
use crate::store::{self, Connection, Database};

/// A claim of the list with what is wrong with it today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unprinted {
    /// Its status is today's: ready while nothing keeps it from printing.
    pub line: ClaimLine,
    pub findings: Vec<Finding>,
}

/// Every unprinted claim in the order in which they were made, and how many claims stand where.
///
/// Nothing is written: [`super::recheck`] keeps what was found.
///
/// # Errors
/// [`Error::Store`] when the practice file cannot be read.
pub async fn unprinted(
    database: Database,
    today: NaiveDate,
) -> Result<(Vec<Unprinted>, StatusCounts), Error> {
    database
        .call(move |connection| Ok(unprinted_in(connection, today)?))
        .await
}

fn unprinted_in(
    connection: &Connection,
    today: NaiveDate,
) -> Result<(Vec<Unprinted>, StatusCounts), store::Error> {
    let mut rows = Vec::new();
    for status in [ClaimStatus::Draft, ClaimStatus::Ready] {
        let filter = ClaimFilter {
            status: Some(status),
            ..ClaimFilter::default()
        };
        rows.extend(store::claim::rows(connection, &filter)?);
    }
    rows.sort_by_key(|row| row.row);
    let keys: Vec<i64> = rows.iter().map(|row| row.row).collect();
    let listed = judge(connection, rows, today)?
        .into_iter()
        .map(Listed::from);
    let claims = listing::lines(connection, &keys)?
        .into_iter()
        .zip(listed)
        .map(|(line, Listed { row, findings })| Unprinted {
            line: ClaimLine {
                status: row.entry.status,
                ..line
            },
            findings,
        })
        .collect();
    Ok((claims, listing::counts(connection)?))
}
