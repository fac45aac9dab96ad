//! A payer's check as a whole: what it holds beside its claims, and when nothing more is posted
//! from it (accounting model, A3).

use super::books::{insurance_receipt, party_on};
use super::reason_of;
use crate::commands::Error;
use crate::commands::ledger::{Done, Posting, act, receipts, refused};
use crate::domain::account::Account;
use crate::domain::charge::Charged;
use crate::domain::finding::{FieldRef, Finding, Record};
use crate::domain::id::{ChargeLineId, ProviderItemId, ReceiptId};
use crate::domain::journal::event::{self, LineRef, ReceiptRef};
use crate::domain::journal::fold::Balances;
use crate::domain::journal::{Entry, EntryKind, Party};
use crate::domain::money::Money;
use crate::domain::receipt::Received;
use crate::domain::remittance::PostedRemittance;
use crate::domain::remittance::item::{
    CheckTotals, ItemCode, ItemDraft, ItemEffect, PostedItem, ProviderItem,
};
use crate::store::{self, Connection, Database, Transaction, balance, journal};

pub use crate::store::remittance::item::BatchClose;

/// A payer's check with all that was posted from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckState {
    pub received: Received,
    pub payer_name: String,
    pub totals: CheckTotals,
    /// Kept back and not yet known for which line.
    pub suspense: Money,
    pub remittances: Vec<PostedRemittance>,
    pub items: Vec<PostedItem>,
    /// How it was closed last.
    pub close: Option<BatchClose>,
    /// Whether that still holds: nothing was posted since that changes what is left.
    pub is_closed: bool,
}

/// What a check comes to now.
pub(super) fn totals(connection: &Connection, receipt: ReceiptId) -> Result<CheckTotals, Error> {
    let received = receipts::found(connection, receipt)?;
    Ok(CheckTotals::of(
        receipt,
        received.receipt.amount,
        &journal::of_receipt(connection, receipt)?,
    ))
}

/// A payer's check as it stands.
///
/// # Errors
/// [`Error::Refused`] when the receipt is not a payer's or was taken back; [`Error::Store`] when it
/// is not there.
pub async fn check_state(database: Database, receipt: ReceiptId) -> Result<CheckState, Error> {
    database
        .call(move |connection| {
            let (received, payer) = insurance_receipt(connection, receipt)?;
            let totals = totals(connection, receipt)?;
            let close = store::remittance::item::last_close(connection, receipt)?;
            Ok(CheckState {
                received,
                payer_name: payer.name,
                suspense: suspense(connection, receipt)?,
                remittances: store::remittance::of_receipt(connection, receipt)?,
                items: store::remittance::item::of_receipt(connection, receipt)?,
                is_closed: close.as_ref().is_some_and(|it| it.left == totals.left),
                close,
                totals,
            })
        })
        .await
}

/// What is in suspense of a check: positive = kept back by the payer.
fn suspense(connection: &Connection, receipt: ReceiptId) -> Result<Money, Error> {
    Ok(balance::credits_of_receipt(connection, receipt)?
        .iter()
        .filter(|credit| credit.key.account == Account::RecoupmentSuspense)
        .map(|credit| -credit.open.amount)
        .sum())
}

/// Posts an item that a check holds beside its claims. A notice is written down and posts nothing.
///
/// # Errors
/// [`Error::Refused`] with what is typed wrong, or when more is kept back for a line than the payer
/// paid on it.
pub async fn add_item(
    database: Database,
    draft: ItemDraft,
    posting: Posting,
) -> Result<ProviderItemId, Error> {
    act(
        database,
        posting,
        "post",
        "provider_item",
        move |tx, posting| {
            let item = draft.build().map_err(Error::Refused)?;
            let (received, _) = insurance_receipt(tx, item.receipt)?;
            let entry = entry_of(tx, &item, &received.as_ref(), posting)?;
            let posted = match entry {
                None => None,
                Some(entry) => journal::post(tx, posting.stamp(), &[entry])?
                    .first()
                    .copied(),
            };
            let id = store::remittance::item::insert(tx, &item, posted, None)?;
            Ok(Done {
                entity_id: Some(id.number()),
                details: format!("{} {} receipt {}", item.code, item.amount, item.receipt),
                answer: id,
            })
        },
    )
    .await
}

/// What an item posts; `None` for a notice.
fn entry_of(
    tx: &Transaction<'_>,
    item: &ProviderItem,
    receipt: &ReceiptRef,
    posting: &Posting,
) -> Result<Option<Entry>, Error> {
    let (amount, on) = (item.amount, posting.on);
    let entry = match (item.effect, item.code) {
        (ItemEffect::Notice, _) => return Ok(None),
        (ItemEffect::More, ItemCode::Interest) => event::interest(receipt, amount, on),
        (ItemEffect::Less, ItemCode::Interest) => event::interest(receipt, -amount, on),
        (ItemEffect::More, _) => event::suspended(receipt, -amount, on),
        (ItemEffect::Less, _) => match item.line {
            None => event::suspended(receipt, amount, on),
            Some(line) => {
                let (line, party) = recouped_line(tx, line, receipt, amount)?;
                event::recouped(receipt, &line, &party, amount, on)
            }
        },
    };
    let said = format!("{} {}", item.code, item.reference);
    Ok(Some(entry.because(said.trim())))
}

/// The line that money was kept back for, with whom it is open again.
fn recouped_line(
    connection: &Connection,
    id: ChargeLineId,
    receipt: &ReceiptRef,
    amount: Money,
) -> Result<(LineRef, Party), Error> {
    let event::Giver::Payer(payer) = &receipt.giver else {
        return Err(store::Error::NotFound("payer").into());
    };
    let charged = store::charge::find(connection, id)?
        .ok_or_else(|| refused("line-unknown", "charge_line_id", "There is no such line."))?;
    let party = party_on(connection, &charged, payer)?;
    let paid = paid_by(connection, &charged, &party)?;
    if amount > paid {
        return Err(Error::Refused(vec![Finding::error(
            "recouped-over-paid",
            FieldRef::of(Record::ProviderItem, "amount"),
            format!(
                "This payer paid {paid} on that line, so it cannot keep {amount} back for it; choose another line, or none."
            ),
        )]));
    }
    let line = LineRef {
        line: charged.id,
        patient: charged.line.patient,
    };
    Ok((line, party))
}

/// What a party's money paid on a line, less what it kept back or got back since. A balance brought
/// along was paid in another system: there nothing can be said, and its whole charge counts.
fn paid_by(connection: &Connection, charged: &Charged, party: &Party) -> Result<Money, Error> {
    let mut paid = Money::ZERO;
    let entries = journal::of_line(connection, charged.id)?;
    for posted in &entries {
        let kind = match posted.entry.reverses {
            None => posted.entry.kind,
            Some(of) => entries
                .iter()
                .find(|other| other.id == of)
                .map_or(posted.entry.kind, |other| other.entry.kind),
        };
        let is_money = matches!(
            kind,
            EntryKind::Allocation
                | EntryKind::Recoupment
                | EntryKind::PayerRefund
                | EntryKind::Suspense
        );
        if is_money {
            let mut change = Balances::default();
            change.take(&posted.entry);
            paid -= change.of(charged.id, party);
        }
    }
    if charged.line.kind == crate::domain::charge::ChargeKind::Opening {
        paid = paid.max(charged.line.charge);
    }
    Ok(paid)
}

/// Takes an item back that was posted by mistake.
///
/// # Errors
/// [`Error::Refused`] without a reason, when it was taken back already, or when what it put in
/// suspense was settled.
pub async fn void_item(
    database: Database,
    id: ProviderItemId,
    reason: String,
    posting: Posting,
) -> Result<(), Error> {
    act(
        database,
        posting,
        "void",
        "provider_item",
        move |tx, posting| {
            let reason = reason_of(&reason, "Say why the item is taken back.")?;
            let (posted, entry) = store::remittance::item::find(tx, id)?
                .ok_or(store::Error::NotFound("provider-level item"))?;
            if posted.void.is_some() {
                return Err(refused(
                    "item-is-void",
                    "provider_item_id",
                    "This item was taken back already.",
                ));
            }
            if let Some(entry) = entry {
                let original =
                    journal::find(tx, entry)?.ok_or(store::Error::NotFound("journal entry"))?;
                let suspended = original.entry.on(Account::RecoupmentSuspense);
                let open = suspense(tx, posted.item.receipt)?;
                if (suspended.is_positive() && suspended > open)
                    || (suspended.is_negative() && suspended < open)
                {
                    return Err(refused(
                        "suspense-is-settled",
                        "provider_item_id",
                        "What this item put in suspense was settled; reverse that first.",
                    ));
                }
                let reversal = original.reversal(posting.on, reason.clone());
                let _ = journal::post(tx, posting.stamp(), &[reversal])?;
            }
            store::remittance::item::void(tx, id, &reason)?;
            Ok(Done {
                entity_id: Some(id.number()),
                details: format!("{} {}", posted.item.code, posted.item.amount),
                answer: (),
            })
        },
    )
    .await
}

/// Which line money in suspense was kept back for, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SuspenseDraft {
    pub receipt_id: String,
    pub charge_line_id: String,
    pub amount: String,
    /// How it became known.
    pub reason: String,
}

/// Moves money from suspense to the line it was kept back for, which is open with the payer again.
///
/// # Errors
/// [`Error::Refused`] with what is typed wrong, when less is in suspense, or when the payer paid
/// less on the line.
pub async fn suspense_settle(
    database: Database,
    draft: SuspenseDraft,
    posting: Posting,
) -> Result<(), Error> {
    act(
        database,
        posting,
        "settle",
        "suspense",
        move |tx, posting| {
            let mut reader = crate::domain::draft::Reader::new(Record::Posting);
            let receipt: Option<ReceiptId> = reader.required("receipt_id", &draft.receipt_id);
            let line: Option<ChargeLineId> =
                reader.required("charge_line_id", &draft.charge_line_id);
            let amount: Option<Money> = reader.required("amount", &draft.amount);
            let reason = reader.required_text("reason", &draft.reason);
            let findings = reader.into_findings();
            let (Some(receipt), Some(line), Some(amount), true) =
                (receipt, line, amount, findings.is_empty())
            else {
                return Err(Error::Refused(findings));
            };
            let (received, _) = insurance_receipt(tx, receipt)?;
            let open = suspense(tx, receipt)?;
            if amount.is_zero() || amount > open {
                return Err(refused(
                    "suspense-too-small",
                    "amount",
                    format!("{open} of this check are in suspense; settle that much at most."),
                ));
            }
            let (line, party) = recouped_line(tx, line, &received.as_ref(), amount)?;
            let entry =
                event::suspense_settled(&received.as_ref(), &line, &party, amount, posting.on)
                    .because(reason);
            let ids = journal::post(tx, posting.stamp(), &[entry])?;
            Ok(Done {
                entity_id: ids.first().map(|id| id.number()),
                details: format!("{amount} receipt {receipt} line {}", line.line),
                answer: (),
            })
        },
    )
    .await
}

/// Says that nothing more is posted from a check: nothing is left of it, or she leaves the rest
/// unapplied and says why. The rest stays on the list of unapplied money.
///
/// # Errors
/// [`Error::Refused`] when something is left and no reason is given, or when more was posted from it
/// than it held.
pub async fn close_batch(
    database: Database,
    receipt: ReceiptId,
    reason: String,
    posting: Posting,
) -> Result<(), Error> {
    act(database, posting, "close", "receipt", move |tx, _| {
        let _ = insurance_receipt(tx, receipt)?;
        let left = totals(tx, receipt)?.left;
        let reason = reason.trim();
        if left.is_negative() {
            return Err(refused(
                "batch-over-check",
                "left",
                format!(
                    "{} more than the check holds were posted; correct that first.",
                    -left
                ),
            ));
        }
        if !left.is_zero() && reason.is_empty() {
            return Err(refused(
                "batch-not-whole",
                "reason",
                format!("{left} of the check are left; post them, or say why they stay unapplied."),
            ));
        }
        store::remittance::item::close(tx, receipt, left, reason)?;
        Ok(Done {
            entity_id: Some(receipt.number()),
            details: format!("left {left}"),
            answer: (),
        })
    })
    .await
}
