//! A check that the bank gives back.

use super::guard;
use super::{Done, Posting, act, fees, receipts, refused};
use crate::commands::Error;
use crate::domain::account::Account;
use crate::domain::date;
use crate::domain::id::{EntryId, ReceiptId};
use crate::domain::journal::event::{self, Giver};
use crate::domain::journal::{Entry, EntryKind, Posted};
use crate::domain::money::Money;
use crate::domain::receipt::{Method, Received};
use crate::store::{self, Connection, Database, Transaction, balance, journal};

/// What the bank gave back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Returned {
    pub receipt: ReceiptId,
    /// What the bank says: insufficient funds, account closed.
    pub reason: String,
    /// What the patient is charged for it, if anything.
    pub fee: Option<Money>,
}

/// Posts a returned item as of the day on which the bank gave it back: what it had paid is owed
/// again. The receipt and its deposit stay as they were.
///
/// # Errors
/// [`Error::Refused`] when the receipt never went to the bank or was cash, came back already, the
/// day lies before its deposit, or a payer's EOB was posted from it.
pub async fn post(
    database: Database,
    returned: Returned,
    posting: Posting,
) -> Result<Vec<EntryId>, Error> {
    act(
        database,
        posting,
        "return",
        "receipt",
        move |tx, posting| {
            let reason = guard::reason(&returned.reason, "Say why the bank gave it back.")?;
            let received = receipts::found(tx, returned.receipt)?;
            let posted = journal::of_receipt(tx, received.id)?;
            let live = guard::live(posted);
            refuse_item(tx, &received, &live, posting)?;
            let mut entries: Vec<Entry> = live
                .iter()
                .rev()
                .filter(|posted| is_undone(posted.entry.kind))
                .map(|posted| posted.reversal(posting.on, reason.as_str()))
                .collect();
            entries.extend(withdrawn(tx, posting, &received)?);
            entries.extend(owed_again(tx, posting, &live)?);
            entries.push(
                event::returned(&received.as_ref(), received.receipt.amount, posting.on)
                    .because(reason.as_str()),
            );
            if let Some(amount) = returned.fee {
                let Giver::Patient(patient) = &received.receipt.giver else {
                    return Err(refused(
                        "fee-without-patient",
                        "fee",
                        "Only a patient is charged a fee for a returned check; leave it empty.",
                    ));
                };
                guard::positive(amount)?;
                let line = fees::line(tx, patient, posting, amount, "Returned check")?;
                entries.push(event::fee(&line, amount, posting.on));
            }
            Ok(Done {
                entity_id: Some(received.id.number()),
                details: received.receipt.amount.to_string(),
                answer: journal::post(tx, posting.stamp(), &entries)?,
            })
        },
    )
    .await
}

fn refuse_item(
    connection: &Connection,
    received: &Received,
    live: &[Posted],
    posting: &Posting,
) -> Result<(), Error> {
    let id = received.id;
    let no = |rule, sentence: String| Err(refused(rule, "receipt_id", sentence));
    if matches!(received.receipt.method, Method::Cash | Method::None) {
        return no(
            "cash-is-not-returned",
            format!("Receipt {id} was no check or card payment; a bank gives none of it back."),
        );
    }
    let Some(deposit) = received.deposit else {
        return no(
            "receipt-not-deposited",
            format!("Receipt {id} never went to the bank; take the receipt back instead."),
        );
    };
    if live
        .iter()
        .any(|it| it.entry.kind == EntryKind::ReturnedCheck)
    {
        return no(
            "receipt-is-returned",
            format!("The bank gave receipt {id} back already; look at its entries."),
        );
    }
    if live.iter().any(|it| {
        matches!(
            it.entry.kind,
            EntryKind::Allocation
                | EntryKind::Recoupment
                | EntryKind::Suspense
                | EntryKind::Interest
        )
    }) {
        return no(
            "receipt-has-remittances",
            format!("EOBs were posted from receipt {id}; void those first."),
        );
    }
    let deposited_on = store::deposit::find(connection, deposit)?
        .ok_or(store::Error::NotFound("deposit"))?
        .deposited_on;
    if posting.on < deposited_on {
        return Err(refused(
            "returned-before-deposit",
            "effective_on",
            format!(
                "Receipt {id} went to the bank on {}; it cannot come back before.",
                date::spoken(deposited_on)
            ),
        ));
    }
    Ok(())
}

/// Whether an entry falls with the receipt: all it paid, but not the receipt and its deposit, nor
/// refunds, whose promises and checks are undone by what is left of them.
const fn is_undone(kind: EntryKind) -> bool {
    !matches!(
        kind,
        EntryKind::Receipt | EntryKind::Deposit | EntryKind::RefundApproved | EntryKind::RefundPaid
    )
}

/// Refunds that were promised of the money and not paid are off.
fn withdrawn(
    connection: &Connection,
    posting: &Posting,
    received: &Received,
) -> Result<Vec<Entry>, Error> {
    let mut entries = Vec::new();
    for it in balance::credits_of_receipt(connection, received.id)? {
        if it.key.account == Account::RefundsPayable {
            let credit = guard::credit(received, it.key.patient.as_ref())?;
            entries.push(event::refund_withdrawn(&credit, it.open.amount, posting.on));
        }
    }
    Ok(entries)
}

/// What was refunded of the money before the bank took it back is owed by whoever has it.
fn owed_again(
    tx: &Transaction<'_>,
    posting: &Posting,
    live: &[Posted],
) -> Result<Vec<Entry>, Error> {
    let mut entries = Vec::new();
    for posted in live {
        if posted.entry.kind != EntryKind::RefundPaid {
            continue;
        }
        let Some(leg) = posted.entry.legs.first() else {
            continue;
        };
        let (Some(patient), Some(receipt)) = (&leg.patient, leg.receipt) else {
            return Err(refused(
                "refund-was-paid",
                "receipt_id",
                "A refund was paid from this money; its check has to come back first.",
            ));
        };
        let line = fees::line(
            tx,
            patient,
            posting,
            leg.amount,
            "Refund of a returned check",
        )?;
        let credit = event::ReceiptRef {
            receipt,
            giver: Giver::Patient(patient.clone()),
        };
        entries.push(event::refund_owed_again(
            &credit, &line, leg.amount, posting.on,
        ));
    }
    Ok(entries)
}
