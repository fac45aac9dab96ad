//! Takes a whole explanation of benefits back that was posted by mistake.

use super::reason_of;
use crate::commands::ledger::{Done, Posting, act, refused};
use crate::commands::{Error, standing};
use crate::domain::id::RemittanceId;
use crate::domain::journal::Entry;
use crate::domain::remittance::PostedRemittance;
use crate::store::{self, Connection, Database, journal};

/// Voids a remittance: everything it posted is reversed, its money is unapplied in its receipt
/// again, and what it took back stands again. The facts stay, marked as voided.
///
/// # Errors
/// [`Error::Refused`] without a reason, when it was voided already, or when a later remittance took
/// a line of it back: that one has to be voided first.
pub async fn void(
    database: Database,
    id: RemittanceId,
    reason: String,
    posting: Posting,
) -> Result<(), Error> {
    act(
        database,
        posting,
        "void",
        "remittance",
        move |tx, posting| {
            let reason = reason_of(&reason, "Say why the explanation is taken back.")?;
            let posted =
                store::remittance::find(tx, id)?.ok_or(store::Error::NotFound("remittance"))?;
            if posted.void.is_some() {
                return Err(refused(
                    "remittance-is-void",
                    "remittance_id",
                    format!("Explanation {id} was taken back already."),
                ));
            }
            refuse_taken_back(tx, &posted)?;
            let entries = undone(tx, &posted, posting, &reason)?;
            let _ = journal::post(tx, posting.stamp(), &entries)?;
            store::remittance::void(tx, id, &reason)?;
            standing::of_patient(tx, &posted.remittance.patient, posting.today)?;
            Ok(Done {
                entity_id: Some(id.number()),
                details: format!("receipt {}", posted.remittance.receipt),
                answer: (),
            })
        },
    )
    .await
}

fn refuse_taken_back(connection: &Connection, posted: &PostedRemittance) -> Result<(), Error> {
    for (id, line) in posted.line_ids.iter().zip(&posted.remittance.lines) {
        let by = store::remittance::of_line(connection, line.charge)?
            .into_iter()
            .filter(|other| other.void.is_none() && other.id != posted.id)
            .find(|other| {
                other
                    .remittance
                    .lines
                    .iter()
                    .any(|line| line.reverses == Some(*id))
            });
        if let Some(by) = by {
            return Err(refused(
                "remittance-taken-back",
                "remittance_id",
                format!(
                    "Explanation {} took a line of this one back; void that one first.",
                    by.id
                ),
            ));
        }
    }
    Ok(())
}

/// The entries that undo a remittance, the newest first. What it had reversed is posted anew, for a
/// reversal is not reversed.
fn undone(
    connection: &Connection,
    posted: &PostedRemittance,
    posting: &Posting,
    reason: &str,
) -> Result<Vec<Entry>, Error> {
    let mut did = Vec::new();
    for line in &posted.line_ids {
        did.extend(journal::of_remittance_line(connection, *line)?);
    }
    did.sort_by_key(|it| std::cmp::Reverse(it.id));
    let mut entries = Vec::new();
    for it in did {
        if journal::reversal_of(connection, it.id)?.is_some() {
            continue;
        }
        match it.entry.reverses {
            None => entries.push(it.reversal(posting.on, reason)),
            Some(original) => {
                let original = journal::find(connection, original)?
                    .ok_or(store::Error::NotFound("journal entry"))?;
                if posted
                    .line_ids
                    .iter()
                    .any(|line| original.entry.remittance_line == Some(*line))
                {
                    continue;
                }
                entries.push(Entry {
                    effective_on: posting.on,
                    reason: reason.to_owned(),
                    ..original.entry
                });
            }
        }
    }
    Ok(entries)
}
