//! Money that goes back: a credit to whoever gave it, first approved, then paid; and our check to a
//! payer that paid too much on a line.

use super::guard;
use super::{Done, Posting, act, receipts, refused};
use crate::commands::Error;
use crate::domain::account::Account;
use crate::domain::id::{ChargeLineId, EntryId, PatientId, ReceiptId};
use crate::domain::journal::event::ReceiptRef;
use crate::domain::journal::{EntryKind, Party, event};
use crate::domain::money::Money;
use crate::domain::receipt::Received;
use crate::store::{Connection, Database, balance, journal};

/// A credit that is to go back to its giver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refund {
    pub receipt: ReceiptId,
    /// The patient whose credit it is; nobody for the money of payers and others.
    pub owner: Option<PatientId>,
    pub amount: Money,
    pub reason: String,
}

/// A refund that was approved: its check is to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approved {
    pub received: Received,
    pub owner: Option<PatientId>,
    pub amount: Money,
    pub since: chrono::NaiveDate,
}

/// Our check to a payer that paid too much on a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayerRefund {
    pub line: ChargeLineId,
    /// The payer, and as which payer it had paid.
    pub party: Party,
    pub amount: Money,
    /// The number of our check.
    pub check_number: String,
    pub reason: String,
}

/// Promises a credit back.
///
/// # Errors
/// [`Error::Refused`] when it is more than the credit is now, or no reason is given.
pub async fn approve(
    database: Database,
    refund: Refund,
    posting: Posting,
) -> Result<EntryId, Error> {
    act(
        database,
        posting,
        "approve",
        "refund",
        move |tx, posting| {
            let reason = guard::reason(&refund.reason, "Say why the money goes back.")?;
            let received = receipts::found(tx, refund.receipt)?;
            let credit = guard::credit(&received, refund.owner.as_ref())?;
            guard::within_credit(tx, &credit, refund.amount)?;
            let entry = event::refund_approved(&credit, refund.amount, posting.on).because(reason);
            let ids = journal::post(tx, posting.stamp(), &[entry])?;
            done(refund.receipt.number(), refund.amount, ids)
        },
    )
    .await
}

/// Our check for what was promised back of a credit went out; all that was promised goes with it.
///
/// # Errors
/// [`Error::Refused`] when nothing is promised, or the check has no number.
pub async fn pay(
    database: Database,
    receipt: ReceiptId,
    owner: Option<PatientId>,
    check_number: String,
    posting: Posting,
) -> Result<EntryId, Error> {
    act(database, posting, "pay", "refund", move |tx, posting| {
        let check = guard::reason(&check_number, "Type the number of our check.")?;
        let received = receipts::found(tx, receipt)?;
        let credit = guard::credit(&received, owner.as_ref())?;
        let amount = promised(tx, &credit, owner.as_ref())?;
        if !amount.is_positive() {
            return Err(refused(
                "refund-not-approved",
                "receipt_id",
                format!("No refund of receipt {receipt} waits for its check; approve one first."),
            ));
        }
        let entry =
            event::refund_paid(&credit, amount, posting.on).because(format!("our check {check}"));
        let ids = journal::post(tx, posting.stamp(), &[entry])?;
        done(receipt.number(), amount, ids)
    })
    .await
}

/// The refunds whose checks are to be written, the oldest first.
///
/// # Errors
/// The practice file cannot be read.
pub async fn approved(database: Database) -> Result<Vec<Approved>, Error> {
    database
        .call(move |connection| {
            let mut rows = Vec::new();
            for it in balance::all_credits(connection)? {
                if it.key.account != Account::RefundsPayable {
                    continue;
                }
                rows.push(Approved {
                    received: receipts::found(connection, it.key.receipt)?,
                    owner: it.key.patient,
                    amount: it.open.amount,
                    since: it.open.since,
                });
            }
            rows.sort_by_key(|row| (row.since, row.received.id));
            Ok(rows)
        })
        .await
}

/// Our check to a payer: the line is open again with that payer.
///
/// # Errors
/// [`Error::Refused`] when it is more than the payer has paid on the line, or the check has no
/// number or no reason.
pub async fn refund_payer(
    database: Database,
    refund: PayerRefund,
    posting: Posting,
) -> Result<EntryId, Error> {
    act(
        database,
        posting,
        "refund",
        "charge_line",
        move |tx, posting| {
            let check = guard::reason(&refund.check_number, "Type the number of our check.")?;
            let reason = guard::reason(&refund.reason, "Say why the money goes back.")?;
            let charged = guard::line(tx, refund.line)?;
            guard::positive(refund.amount)?;
            let paid = paid_by(tx, refund.line, &refund.party)?;
            if refund.amount > paid {
                return Err(refused(
                    "more-than-paid",
                    "amount",
                    format!(
                        "This payer has paid {paid} on {}, not {}; type {paid} or less.",
                        guard::called(&charged.line),
                        refund.amount
                    ),
                ));
            }
            let line = guard::on_line(&charged);
            let entry = event::payer_refunded(&line, &refund.party, refund.amount, posting.on)
                .because(format!("our check {check}: {reason}"));
            let ids = journal::post(tx, posting.stamp(), &[entry])?;
            done(refund.line.number(), refund.amount, ids)
        },
    )
    .await
}

/// What of a credit was promised back and not paid.
pub(super) fn promised(
    connection: &Connection,
    credit: &ReceiptRef,
    owner: Option<&PatientId>,
) -> Result<Money, Error> {
    Ok(balance::credits_of_receipt(connection, credit.receipt)?
        .iter()
        .filter(|it| it.key.account == Account::RefundsPayable && it.key.patient.as_ref() == owner)
        .map(|it| it.open.amount)
        .sum())
}

/// What a payer has paid on a line, without what it or we took back.
fn paid_by(connection: &Connection, line: ChargeLineId, party: &Party) -> Result<Money, Error> {
    let account = party.bucket.account();
    Ok(super::charges::live_entries(connection, line)?
        .iter()
        .filter(|posted| {
            matches!(
                posted.entry.kind,
                EntryKind::Allocation
                    | EntryKind::Recoupment
                    | EntryKind::PayerRefund
                    | EntryKind::Suspense
            )
        })
        .flat_map(|posted| &posted.entry.legs)
        .filter(|leg| leg.account == account && leg.payer == party.payer && leg.line == Some(line))
        .map(|leg| -leg.amount)
        .sum())
}

fn done(entity: i64, amount: Money, ids: Vec<EntryId>) -> Result<Done<EntryId>, Error> {
    Ok(Done {
        entity_id: Some(entity),
        details: amount.to_string(),
        answer: guard::first(ids)?,
    })
}
