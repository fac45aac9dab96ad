//! What several acts refuse: amounts of nothing, more than is open, missing reasons.

use std::collections::HashSet;

use super::refused;
use crate::commands::Error;
use crate::domain::charge::{ChargeLine, Charged};
use crate::domain::date;
use crate::domain::id::{ChargeLineId, EntryId, PatientId, ReceiptId};
use crate::domain::journal::event::{Giver, LineRef, ReceiptRef};
use crate::domain::journal::{Party, Posted};
use crate::domain::money::Money;
use crate::domain::receipt::Received;
use crate::store::{self, Connection, balance};

/// The reason, trimmed; `ask` is the sentence when there is none.
pub(super) fn reason(text: &str, ask: &str) -> Result<String, Error> {
    let text = text.trim();
    if text.is_empty() {
        return Err(refused("reason-missing", "reason", ask));
    }
    Ok(text.to_owned())
}

/// An amount that an act moves: more than nothing.
pub(super) fn positive(amount: Money) -> Result<(), Error> {
    if amount.is_positive() {
        return Ok(());
    }
    Err(refused(
        "amount-missing",
        "amount",
        "Type an amount of more than 0.00.",
    ))
}

/// The charge line of a number.
pub(in crate::commands) fn line(
    connection: &Connection,
    id: ChargeLineId,
) -> Result<Charged, Error> {
    Ok(store::charge::find(connection, id)?.ok_or(store::Error::NotFound("charge line"))?)
}

/// What legs on a charge line name.
pub(super) fn on_line(charged: &Charged) -> LineRef {
    LineRef {
        line: charged.id,
        patient: charged.line.patient.clone(),
    }
}

/// What a line is called in a sentence.
pub(in crate::commands) fn called(line: &ChargeLine) -> String {
    let what = if line.code.is_empty() {
        &line.description
    } else {
        &line.code
    };
    format!("{what} of {}", date::spoken(line.from_on))
}

/// Refuses to take more than is open on a line with a party.
pub(super) fn within_open(
    connection: &Connection,
    charged: &Charged,
    party: &Party,
    amount: Money,
) -> Result<(), Error> {
    positive(amount)?;
    let open = balance::of(connection, charged.id, party)?;
    if amount <= open {
        return Ok(());
    }
    let whom = party.bucket.title();
    let line = called(&charged.line);
    Err(refused(
        "more-than-open",
        "amount",
        if open.is_positive() {
            format!("{whom} owes {open} on {line}, not {amount}; type {open} or less.")
        } else {
            format!("{whom} owes nothing on {line}; choose who owes it now.")
        },
    ))
}

/// A receipt's unapplied money as legs name it. `owner` is the patient whose credit it is; nobody
/// for the money of payers and others.
pub(super) fn credit(received: &Received, owner: Option<&PatientId>) -> Result<ReceiptRef, Error> {
    let own = received.as_ref();
    match (owner, &own.giver) {
        (Some(owner), Giver::Patient(_)) => Ok(ReceiptRef {
            giver: Giver::Patient(owner.clone()),
            ..own
        }),
        (None, _) => Ok(own),
        (Some(_), Giver::Payer(_) | Giver::Other) => Err(refused(
            "credit-has-no-patient",
            "patient_id",
            format!(
                "Receipt {} came from no patient; its money has no patient's name.",
                received.id
            ),
        )),
    }
}

/// What of a receipt is unapplied under one owner.
pub(super) fn unapplied(connection: &Connection, credit: &ReceiptRef) -> Result<Money, Error> {
    let account = credit.unapplied();
    let owner = match &credit.giver {
        Giver::Patient(patient) => Some(patient),
        Giver::Payer(_) | Giver::Other => None,
    };
    Ok(balance::credits_of_receipt(connection, credit.receipt)?
        .iter()
        .filter(|it| it.key.account == account && it.key.patient.as_ref() == owner)
        .map(|it| it.open.amount)
        .sum())
}

/// Refuses to take more from a credit than is there.
pub(super) fn within_credit(
    connection: &Connection,
    credit: &ReceiptRef,
    amount: Money,
) -> Result<(), Error> {
    positive(amount)?;
    let left = unapplied(connection, credit)?;
    if amount <= left {
        return Ok(());
    }
    Err(more_than_credit(credit.receipt, left, amount))
}

pub(super) fn more_than_credit(receipt: ReceiptId, left: Money, amount: Money) -> Error {
    refused(
        "more-than-credit",
        "amount",
        if left.is_positive() {
            format!(
                "Receipt {receipt} has {left} that is not applied, not {amount}; type {left} or less."
            )
        } else {
            format!("Nothing of receipt {receipt} is left to use; choose another.")
        },
    )
}

/// The one entry that an act posted.
pub(super) fn first(ids: Vec<EntryId>) -> Result<EntryId, Error> {
    Ok(ids
        .into_iter()
        .next()
        .ok_or(store::Error::NotFound("journal entry"))?)
}

/// The entries that were not taken back and take none back, in their order.
pub(in crate::commands) fn live(entries: Vec<Posted>) -> Vec<Posted> {
    let reversed: HashSet<EntryId> = entries.iter().filter_map(|it| it.entry.reverses).collect();
    entries
        .into_iter()
        .filter(|it| it.entry.reverses.is_none() && !reversed.contains(&it.id))
        .collect()
}
