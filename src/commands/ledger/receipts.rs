//! The receipts log: money is written down before anything is posted from it.

use super::{Done, Posting, act, guard, refused};
use crate::commands::Error;
use crate::domain::finding::{FieldRef, Finding, Record};
use crate::domain::id::ReceiptId;
use crate::domain::journal::EntryKind;
use crate::domain::journal::event;
use crate::domain::money::Money;
use crate::domain::receipt::{Receipt, ReceiptDraft, Received};
use crate::store::{self, Database, Transaction, balance, journal};

/// Writes a receipt down: it starts wholly unapplied.
///
/// # Errors
/// [`Error::Refused`] with what is typed wrong, and when the same check is there already and no
/// reason says why it came again.
pub async fn log(
    database: Database,
    draft: ReceiptDraft,
    posting: Posting,
) -> Result<ReceiptId, Error> {
    act(
        database,
        posting,
        "create",
        "receipt",
        move |tx, posting| {
            let receipt = build(&draft, posting)?;
            refuse_twin(tx, &receipt)?;
            let id = take(tx, posting, &receipt)?;
            Ok(Done {
                entity_id: Some(id.number()),
                details: format!("{} {}", receipt.kind, receipt.amount),
                answer: id,
            })
        },
    )
    .await
}

/// The receipt of a draft, or what is wrong with it today.
pub(super) fn build(draft: &ReceiptDraft, posting: &Posting) -> Result<Receipt, Error> {
    let receipt = draft.build().map_err(Error::Refused)?;
    let errors: Vec<Finding> = receipt
        .advice(posting.today)
        .into_iter()
        .filter(Finding::is_error)
        .collect();
    if errors.is_empty() {
        Ok(receipt)
    } else {
        Err(Error::Refused(errors))
    }
}

/// Stops the same check coming twice, unless a reason says that it did.
fn refuse_twin(tx: &Transaction<'_>, receipt: &Receipt) -> Result<(), Error> {
    if !receipt.override_reason.is_empty() {
        return Ok(());
    }
    let Some(twin) = store::receipt::twin(tx, receipt)? else {
        return Ok(());
    };
    Err(Error::Refused(vec![Finding::error(
        "receipt-came-once",
        FieldRef::of(Record::Receipt, "override_reason"),
        format!(
            "This check is receipt {twin} already. If another one with the same number, date and amount really came, say why."
        ),
    )]))
}

/// Writes a receipt down and posts its money as unapplied.
pub(crate) fn take(
    tx: &Transaction<'_>,
    posting: &Posting,
    receipt: &Receipt,
) -> Result<ReceiptId, Error> {
    let id = store::receipt::insert(tx, receipt, None)?;
    if !receipt.amount.is_zero() {
        let received = found(tx, id)?;
        let entry = event::received(&received.as_ref(), receipt.amount, posting.on);
        let _ = journal::post(tx, posting.stamp(), &[entry])?;
    }
    Ok(id)
}

/// Takes a receipt back that was entered by mistake.
///
/// # Errors
/// [`Error::Refused`] when something was posted from it, it was deposited or taken back already, or
/// no reason is given.
pub async fn void(
    database: Database,
    id: ReceiptId,
    reason: String,
    posting: Posting,
) -> Result<(), Error> {
    act(database, posting, "void", "receipt", move |tx, posting| {
        let reason = reason.trim();
        if reason.is_empty() {
            return Err(refused(
                "reason-missing",
                "reason",
                "Say why the receipt is taken back.",
            ));
        }
        let received = found(tx, id)?;
        if received.void.is_some() {
            return Err(refused(
                "receipt-is-void",
                "receipt_id",
                format!("Receipt {id} was taken back already."),
            ));
        }
        if let Some(deposit) = received.deposit {
            return Err(refused(
                "receipt-is-deposited",
                "receipt_id",
                format!(
                    "Receipt {id} went to the bank with deposit {deposit}; post a returned check or a refund instead."
                ),
            ));
        }
        let entries = guard::live(journal::of_receipt(tx, id)?);
        if entries
            .iter()
            .any(|posted| posted.entry.kind != EntryKind::Receipt)
        {
            return Err(refused(
                "receipt-is-applied",
                "receipt_id",
                format!("Something is posted from receipt {id}; take that back first."),
            ));
        }
        let reversals: Vec<_> = entries
            .iter()
            .map(|posted| posted.reversal(posting.on, reason))
            .collect();
        let _ = journal::post(tx, posting.stamp(), &reversals)?;
        store::receipt::void(tx, id, reason)?;
        Ok(Done {
            entity_id: Some(id.number()),
            details: received.receipt.amount.to_string(),
            answer: (),
        })
    })
    .await
}

/// The receipt of a number that must be there.
pub(crate) fn found(tx: &store::Connection, id: ReceiptId) -> Result<Received, Error> {
    Ok(store::receipt::find(tx, id)?.ok_or(store::Error::NotFound("receipt"))?)
}

/// What is written down of one day's receipts, and what they come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptRow {
    pub received: Received,
    /// What is not applied yet; negative when more was taken from it than it held.
    pub unapplied: Money,
}

/// The receipts that came in from one day to another, with what is left of each.
///
/// # Errors
/// The practice file cannot be read.
pub async fn between(
    database: Database,
    from: chrono::NaiveDate,
    to: chrono::NaiveDate,
) -> Result<Vec<ReceiptRow>, Error> {
    database
        .call(move |connection| rows(connection, store::receipt::between(connection, from, to)?))
        .await
}

pub(super) fn rows(
    connection: &store::Connection,
    receipts: Vec<Received>,
) -> Result<Vec<ReceiptRow>, Error> {
    receipts
        .into_iter()
        .map(|received| {
            let unapplied = balance::unapplied(connection, received.id)?;
            Ok(ReceiptRow {
                received,
                unapplied,
            })
        })
        .collect()
}
