//! What goes to a collections agency, what it brings back, and debts that are given up and
//! recovered.

use super::guard;
use super::{Done, Posting, act, receipts, refused};
use crate::commands::Error;
use crate::domain::account::Account;
use crate::domain::id::{ChargeLineId, EntryId, ReceiptId};
use crate::domain::journal::event::{self, Giver};
use crate::domain::journal::{Entry, EntryKind, Party, Posted};
use crate::domain::money::Money;
use crate::store::{Connection, Database, Transaction, balance, journal};

/// What an agency, an estate or the patient paid on a line that is with the agency or was given up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recovery {
    pub receipt: ReceiptId,
    pub line: ChargeLineId,
    /// What came in of it.
    pub net: Money,
    /// What the agency kept of it.
    pub fee: Money,
}

/// Hands all that patients owe on lines over to the agency: still owed, but off the statements.
///
/// # Errors
/// [`Error::Refused`] when a patient owes nothing on a line, or no reason is given.
pub async fn hand_over(
    database: Database,
    lines: Vec<ChargeLineId>,
    reason: String,
    posting: Posting,
) -> Result<Vec<EntryId>, Error> {
    shift(database, lines, Shift::HandOver, reason, posting).await
}

/// Takes lines back from the agency: the patients owe them again.
///
/// # Errors
/// [`Error::Refused`] when nothing of a line is with the agency, or no reason is given.
pub async fn take_back(
    database: Database,
    lines: Vec<ChargeLineId>,
    reason: String,
    posting: Posting,
) -> Result<Vec<EntryId>, Error> {
    shift(database, lines, Shift::TakeBack, reason, posting).await
}

#[derive(Debug, Clone, Copy)]
enum Shift {
    HandOver,
    TakeBack,
}

async fn shift(
    database: Database,
    lines: Vec<ChargeLineId>,
    shift: Shift,
    reason: String,
    posting: Posting,
) -> Result<Vec<EntryId>, Error> {
    let (verb, ask, from, to) = match shift {
        Shift::HandOver => (
            "hand_over",
            "Say why it goes to the agency.",
            Party::PATIENT,
            Party::COLLECTIONS,
        ),
        Shift::TakeBack => (
            "take_back",
            "Say why it comes back from the agency.",
            Party::COLLECTIONS,
            Party::PATIENT,
        ),
    };
    act(
        database,
        posting,
        verb,
        "charge_line",
        move |tx, posting| {
            let reason = guard::reason(&reason, ask)?;
            let mut entries = Vec::new();
            for line in unique(lines)? {
                let charged = guard::line(tx, line)?;
                let open = balance::of(tx, line, &from)?;
                if !open.is_positive() {
                    return Err(refused(
                        "more-than-open",
                        "line",
                        format!(
                            "{} owes nothing on {}; leave the line out.",
                            from.bucket.title(),
                            guard::called(&charged.line)
                        ),
                    ));
                }
                let line = guard::on_line(&charged);
                entries.push(
                    event::transferred(&line, &from, &to, open, posting.on)
                        .because(reason.as_str()),
                );
            }
            Ok(Done {
                entity_id: None,
                details: format!("{} lines", entries.len()),
                answer: journal::post(tx, posting.stamp(), &entries)?,
            })
        },
    )
    .await
}

/// Posts what a receipt brings of a line that is with the agency or was written off as bad debt;
/// what the agency kept is its fee.
///
/// # Errors
/// [`Error::Refused`] when the receipt does not have that much left, or it is more than is with the
/// agency or was written off.
pub async fn recover(
    database: Database,
    recovery: Recovery,
    posting: Posting,
) -> Result<EntryId, Error> {
    act(
        database,
        posting,
        "recover",
        "charge_line",
        move |tx, posting| {
            let received = receipts::found(tx, recovery.receipt)?;
            if matches!(received.receipt.giver, Giver::Payer(_)) {
                return Err(refused(
                    "payer-money",
                    "receipt_id",
                    format!(
                        "Receipt {} came from a payer; post its EOB instead.",
                        received.id
                    ),
                ));
            }
            let credit = guard::credit(&received, None)?;
            guard::within_credit(tx, &credit, recovery.net)?;
            if recovery.fee.is_negative() {
                return Err(refused(
                    "amount-missing",
                    "fee",
                    "The agency's fee is 0.00 or more.",
                ));
            }
            let entry = recovered(tx, posting, &recovery, &credit)?;
            let ids = journal::post(tx, posting.stamp(), &[entry])?;
            Ok(Done {
                entity_id: Some(recovery.line.number()),
                details: format!("{} and a fee of {}", recovery.net, recovery.fee),
                answer: guard::first(ids)?,
            })
        },
    )
    .await
}

fn recovered(
    tx: &Transaction<'_>,
    posting: &Posting,
    recovery: &Recovery,
    credit: &event::ReceiptRef,
) -> Result<Entry, Error> {
    let charged = guard::line(tx, recovery.line)?;
    let line = guard::on_line(&charged);
    let gross = recovery.net + recovery.fee;
    let with_agency = balance::of(tx, recovery.line, &Party::COLLECTIONS)?;
    let (net, fee, on) = (recovery.net, recovery.fee, posting.on);
    if with_agency.is_positive() {
        guard::within_open(tx, &charged, &Party::COLLECTIONS, gross)?;
        return Ok(event::collected(credit, &line, net, fee, on));
    }
    let given_up = given_up(&super::charges::live_entries(tx, recovery.line)?);
    if gross > given_up {
        return Err(refused(
            "more-than-given-up",
            "amount",
            if given_up.is_positive() {
                format!(
                    "{given_up} of {} was given up and not recovered, not {gross}; type {given_up} or less, the fee included.",
                    guard::called(&charged.line)
                )
            } else {
                format!(
                    "Nothing of {} is with the agency or was given up; apply the payment instead.",
                    guard::called(&charged.line)
                )
            },
        ));
    }
    Ok(event::recovered_bad_debt(credit, &line, net, fee, on))
}

/// What was written off as bad debt and not recovered, by the entries that stand on a line.
fn given_up(live: &[Posted]) -> Money {
    live.iter()
        .map(|posted| posted.entry.on(Account::BadDebt) + posted.entry.on(Account::BadDebtRecovery))
        .sum()
}

/// Takes a bad debt back: whoever owed it owes it again.
///
/// # Errors
/// [`Error::Refused`] when nothing of the line was given up, a part was recovered already, or no
/// reason is given.
pub async fn reinstate(
    database: Database,
    line: ChargeLineId,
    reason: String,
    posting: Posting,
) -> Result<Vec<EntryId>, Error> {
    act(
        database,
        posting,
        "reinstate",
        "charge_line",
        move |tx, posting| {
            let reason = guard::reason(&reason, "Say why it is owed again.")?;
            let answer = reinstate_line(tx, line, &reason, posting)?;
            Ok(Done {
                entity_id: Some(line.number()),
                details: String::new(),
                answer,
            })
        },
    )
    .await
}

fn reinstate_line(
    tx: &Transaction<'_>,
    line: ChargeLineId,
    reason: &str,
    posting: &Posting,
) -> Result<Vec<EntryId>, Error> {
    let name = called(tx, line)?;
    let live = super::charges::live_entries(tx, line)?;
    let is_recovered = live.iter().any(|posted| {
        posted.entry.kind == EntryKind::Recovery
            && !posted.entry.on(Account::BadDebtRecovery).is_zero()
    });
    if is_recovered {
        return Err(refused(
            "bad-debt-recovered",
            "line",
            format!("A part of {name} was recovered; take that entry back first."),
        ));
    }
    let entries: Vec<Entry> = live
        .iter()
        .rev()
        .filter(|posted| !posted.entry.on(Account::BadDebt).is_zero())
        .map(|posted| posted.reversal(posting.on, reason))
        .collect();
    if entries.is_empty() {
        return Err(refused(
            "nothing-given-up",
            "line",
            format!("Nothing of {name} was given up; there is nothing to reinstate."),
        ));
    }
    Ok(journal::post(tx, posting.stamp(), &entries)?)
}

fn called(connection: &Connection, line: ChargeLineId) -> Result<String, Error> {
    Ok(guard::called(&guard::line(connection, line)?.line))
}

fn unique(mut lines: Vec<ChargeLineId>) -> Result<Vec<ChargeLineId>, Error> {
    lines.sort();
    lines.dedup();
    if lines.is_empty() {
        return Err(refused(
            "nothing-chosen",
            "line",
            "Choose at least one line.",
        ));
    }
    Ok(lines)
}
