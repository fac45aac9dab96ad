//! The claims that are due to later payers once an earlier one decided.

use chrono::NaiveDate;

use super::books::Found;
use super::reason_of;
use crate::commands::{Author, Error, standing};
use crate::domain::claim::ClaimStatus;
use crate::domain::finding::{FieldRef, Finding, Record};
use crate::domain::id::{ClaimId, EncounterId, RemittanceId};
use crate::domain::records::ClaimEntry;
use crate::domain::remittance::plan::Plan;
use crate::store::claim::ClaimRow;
use crate::store::encounter::history;
use crate::store::{self, Change, Connection, Database, Transaction};

/// The claims of a visit, in the order in which they were made.
pub(super) fn claims_of(
    connection: &Connection,
    visit: &EncounterId,
) -> Result<Vec<ClaimRow>, store::Error> {
    history::claims_of(connection, visit)?
        .into_iter()
        .filter_map(|id| store::claim::find(connection, &id).transpose())
        .collect()
}

/// Makes the claims to the payers that money moves to, unless they are there already. Whether one
/// is ready is judged afterwards, with all others of the patient.
pub(super) fn make(
    tx: &Transaction<'_>,
    plan: &Plan,
    found: &Found,
    remittance: RemittanceId,
    today: NaiveDate,
) -> Result<Vec<ClaimId>, Error> {
    let Some(visit) = &found.visit else {
        return Ok(Vec::new());
    };
    let mut made = Vec::new();
    for next in plan.next.iter().filter(|it| it.amount.is_positive()) {
        let coverage = &next.next.coverage;
        let standing = claims_of(tx, visit)?
            .into_iter()
            .find(|row| row.entry.coverage == *coverage);
        let id = match standing {
            Some(row) => row.entry.id,
            None => {
                let entry = ClaimEntry {
                    id: store::claim::next_number(tx)?,
                    encounter: visit.clone(),
                    coverage: coverage.clone(),
                    status: ClaimStatus::Draft,
                    is_on_hold: false,
                    created_on: today,
                    printed_on: None,
                    mailed_on: None,
                    closed_on: None,
                };
                let _ = store::claim::insert(tx, &entry, None)?;
                entry.id
            }
        };
        if next.is_forwarded {
            store::remittance::item::forward(tx, &id, remittance)?;
        }
        made.push(id);
    }
    Ok(made)
}

/// Lets a claim to a later payer be printed although an earlier payer did not decide on all of it.
///
/// # Errors
/// [`Error::Refused`] without a reason, or when the claim was printed already;
/// [`Error::Store`] when it is not there.
pub async fn waive_earlier_payers(
    database: Database,
    claim: ClaimId,
    reason: String,
    today: NaiveDate,
    author: Author,
) -> Result<(), Error> {
    database
        .call(move |connection| {
            store::write_as(connection, &author.user, author.at, |tx| {
                let reason = reason_of(
                    &reason,
                    "Say why the claim may go out before the earlier payer decided.",
                )?;
                let row = store::claim::find(tx, &claim)?.ok_or(store::Error::NotFound("claim"))?;
                if !row.entry.status.is_unprinted() {
                    return Err(Error::Refused(vec![Finding::error(
                        "claim-status",
                        FieldRef::of(Record::Claim, "status"),
                        format!("Claim {claim} is {} already.", row.entry.status),
                    )]));
                }
                store::remittance::item::waive(tx, &claim, Some(&reason))?;
                standing::of_patient(tx, &row.patient, today)?;
                let change = Change {
                    verb: "waive",
                    entity: "claim",
                    entity_id: Some(row.row),
                    details: format!("claim {claim}: earlier payers"),
                };
                Ok((change, ()))
            })
        })
        .await
}
