//! Whether unprinted claims are drafts or ready, kept true to the facts they are made of.

use chrono::NaiveDate;

use super::claims::judge;
use super::ledger::charges;
use super::{Author, Error};
use crate::domain::claim::ClaimStatus;
use crate::domain::id::PatientId;
use crate::store::claim::{ClaimFilter, ClaimRow};
use crate::store::{self, Change, Connection, Database, Transaction};

/// Judges a patient's unprinted claims again. A claim's version is raised only where its standing
/// changes.
pub(super) fn of_patient(
    tx: &Transaction<'_>,
    patient: &PatientId,
    today: NaiveDate,
) -> Result<(), store::Error> {
    let filter = ClaimFilter {
        patient: Some(patient.clone()),
        ..ClaimFilter::default()
    };
    keep(tx, changed(tx, &filter, today)?)
}

/// Judges every unprinted claim again.
pub(super) fn of_all(tx: &Transaction<'_>, today: NaiveDate) -> Result<(), store::Error> {
    keep(tx, changed(tx, &ClaimFilter::default(), today)?)
}

/// Judges every unprinted claim by the rules as of `today`, once a day and after new codes: time
/// alone makes a claim too late. Gives how many changed; nothing is written when none did. Before
/// that, a file from before the books has its visits charged.
///
/// # Errors
/// [`Error::Store`] when the practice file cannot be read or written.
pub async fn refresh(database: Database, today: NaiveDate, author: Author) -> Result<usize, Error> {
    database
        .call(move |connection| {
            let _ = charges::post_missing(connection, today, &author, &|_, _| {})?;
            let changed = changed(connection, &ClaimFilter::default(), today)?;
            let n_changed = changed.len();
            if n_changed == 0 {
                return Ok(0);
            }
            let Author { user, at } = author;
            store::write_as(connection, &user, at, |tx| {
                keep(tx, changed)?;
                let change = Change {
                    verb: "judge",
                    entity: "claim",
                    entity_id: None,
                    details: format!("{n_changed} changed"),
                };
                Ok((change, n_changed))
            })
        })
        .await
}

/// The unprinted claims that stand otherwise today than the file says, as they stand today.
fn changed(
    connection: &Connection,
    filter: &ClaimFilter,
    today: NaiveDate,
) -> Result<Vec<ClaimRow>, store::Error> {
    let mut rows = Vec::new();
    for status in [ClaimStatus::Draft, ClaimStatus::Ready] {
        let filter = ClaimFilter {
            status: Some(status),
            ..filter.clone()
        };
        rows.extend(store::claim::rows(connection, &filter)?);
    }
    Ok(judge(connection, rows, today)?
        .into_iter()
        .filter_map(|judged| {
            let status = if judged.is_sound() {
                ClaimStatus::Ready
            } else {
                ClaimStatus::Draft
            };
            let mut row = judged.row;
            let is_changed = row.entry.status != status;
            row.entry.status = status;
            is_changed.then_some(row)
        })
        .collect())
}

fn keep(tx: &Transaction<'_>, rows: Vec<ClaimRow>) -> Result<(), store::Error> {
    for row in rows {
        let _ = store::claim::save(tx, &row.entry, row.version)?;
    }
    Ok(())
}
