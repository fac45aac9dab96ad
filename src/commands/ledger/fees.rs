//! Fees that a patient owes beside her visits: a missed appointment, a copy of her records.

use super::guard;
use super::{Done, Posting, act, refused};
use crate::commands::Error;
use crate::domain::charge::ChargeLine;
use crate::domain::id::{ChargeLineId, PatientId};
use crate::domain::journal::event::{self, LineRef};
use crate::domain::money::Money;
use crate::store::{self, Database, Transaction, journal};

/// A fee to be charged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fee {
    pub patient: PatientId,
    pub amount: Money,
    /// What it is for, as the statement will say it.
    pub description: String,
}

/// Charges a patient a fee, on a line of its own that no payer ever owes.
///
/// # Errors
/// [`Error::Refused`] when it is nothing or for nothing; [`store::Error::NotFound`] when there is no
/// such patient.
pub async fn charge(database: Database, fee: Fee, posting: Posting) -> Result<ChargeLineId, Error> {
    act(
        database,
        posting,
        "charge",
        "charge_line",
        move |tx, posting| {
            guard::positive(fee.amount)?;
            let description = fee.description.trim();
            if description.is_empty() {
                return Err(refused(
                    "description-missing",
                    "description",
                    "Say what the fee is for.",
                ));
            }
            if store::patient::find(tx, &fee.patient)?.is_none() {
                return Err(store::Error::NotFound("patient").into());
            }
            let line = line(tx, &fee.patient, posting, fee.amount, description)?;
            let entry = event::fee(&line, fee.amount, posting.on);
            let _ = journal::post(tx, posting.stamp(), &[entry])?;
            Ok(Done {
                entity_id: Some(line.line.number()),
                details: fee.amount.to_string(),
                answer: line.line,
            })
        },
    )
    .await
}

/// A new fee line of a patient, on which nothing is posted yet.
pub(super) fn line(
    tx: &Transaction<'_>,
    patient: &PatientId,
    posting: &Posting,
    amount: Money,
    description: &str,
) -> Result<LineRef, Error> {
    let line = ChargeLine::fee(patient.clone(), posting.on, amount, description);
    Ok(LineRef {
        line: store::charge::insert(tx, &line)?,
        patient: patient.clone(),
    })
}
