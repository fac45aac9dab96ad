//! Payers' money that pays no line: capitation, and what was withheld over the year.

use super::guard;
use super::{Done, Posting, act, receipts, refused};
use crate::commands::Error;
use crate::domain::id::{EntryId, PayerId, ReceiptId};
use crate::domain::journal::event::{self, Giver};
use crate::domain::money::Money;
use crate::domain::receipt::Received;
use crate::store::{Connection, Database, balance, journal};

/// The end of a year of withholds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    /// The payer's receipt; its own money pays the settlement.
    pub receipt: ReceiptId,
    /// What the payer pays of what it withheld.
    pub paid: Money,
    /// What it keeps for good, which becomes a contractual allowance.
    pub lost: Money,
    pub reason: String,
}

/// Makes a payer's money capitation revenue; no line is paid by it.
///
/// # Errors
/// [`Error::Refused`] when the receipt is not a payer's or has less left.
pub async fn post(
    database: Database,
    receipt: ReceiptId,
    amount: Money,
    posting: Posting,
) -> Result<EntryId, Error> {
    act(
        database,
        posting,
        "capitation",
        "receipt",
        move |tx, posting| {
            let received = receipts::found(tx, receipt)?;
            let _ = payer_of(&received)?;
            let credit = guard::credit(&received, None)?;
            guard::within_credit(tx, &credit, amount)?;
            let entry = event::capitation(&credit, amount, posting.on);
            let ids = journal::post(tx, posting.stamp(), &[entry])?;
            Ok(Done {
                entity_id: Some(receipt.number()),
                details: amount.to_string(),
                answer: guard::first(ids)?,
            })
        },
    )
    .await
}

/// What a payer withholds now.
///
/// # Errors
/// The practice file cannot be read.
pub async fn withheld(database: Database, payer: PayerId) -> Result<Money, Error> {
    database
        .call(move |connection| Ok(balance::withheld(connection, &payer)?))
        .await
}

/// Settles what a payer withheld: paid in part, the rest lost.
///
/// # Errors
/// [`Error::Refused`] when it is more than the payer withholds, the receipt has less left than is
/// paid, or no reason is given.
pub async fn settle(
    database: Database,
    settlement: Settlement,
    posting: Posting,
) -> Result<EntryId, Error> {
    act(
        database,
        posting,
        "settle",
        "withhold",
        move |tx, posting| {
            let reason = guard::reason(&settlement.reason, "Say which year is settled.")?;
            let received = receipts::found(tx, settlement.receipt)?;
            let payer = payer_of(&received)?;
            let credit = guard::credit(&received, None)?;
            refuse_settlement(tx, &settlement, &payer)?;
            if !settlement.paid.is_zero() {
                guard::within_credit(tx, &credit, settlement.paid)?;
            }
            let entry = event::withhold_settled(
                &credit,
                &payer,
                settlement.paid,
                settlement.lost,
                posting.on,
            )
            .because(reason);
            let ids = journal::post(tx, posting.stamp(), &[entry])?;
            Ok(Done {
                entity_id: Some(settlement.receipt.number()),
                details: format!("{} paid, {} lost", settlement.paid, settlement.lost),
                answer: guard::first(ids)?,
            })
        },
    )
    .await
}

fn payer_of(received: &Received) -> Result<PayerId, Error> {
    match &received.receipt.giver {
        Giver::Payer(payer) => Ok(payer.clone()),
        Giver::Patient(_) | Giver::Other => Err(refused(
            "not-a-payers-receipt",
            "receipt_id",
            format!(
                "Receipt {} came from no payer; choose the payer's check.",
                received.id
            ),
        )),
    }
}

fn refuse_settlement(
    connection: &Connection,
    settlement: &Settlement,
    payer: &PayerId,
) -> Result<(), Error> {
    if settlement.paid.is_negative() || settlement.lost.is_negative() {
        return Err(refused(
            "amount-missing",
            "amount",
            "Type what was paid and what is lost as amounts of 0.00 or more.",
        ));
    }
    let settled = settlement.paid + settlement.lost;
    guard::positive(settled)?;
    let withheld = balance::withheld(connection, payer)?;
    if settled <= withheld {
        return Ok(());
    }
    Err(refused(
        "more-than-withheld",
        "amount",
        format!("This payer withholds {withheld}, not {settled}; settle {withheld} or less."),
    ))
}
