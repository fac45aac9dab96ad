//! Correct this: what was posted by mistake is taken back leg for leg, with a reason, after it was
//! shown.

use std::collections::BTreeMap;

use super::guard;
use super::{Done, Posting, act, refused};
use crate::commands::Error;
use crate::domain::id::EntryId;
use crate::domain::journal::fold::{Change, CreditKey, OpenKey, change};
use crate::domain::journal::{Entry, EntryKind, Posted};
use crate::domain::money::Money;
use crate::store::remittance::item;
use crate::store::{self, Connection, Database, balance, journal};

/// How much is taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Extent {
    /// The entry alone.
    Entry,
    /// All that was posted in the same step.
    Step,
}

/// What taking something back would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// What would be taken back, the newest first.
    pub entries: Vec<Posted>,
    /// Why it cannot be, as one sentence with what to do instead.
    pub refusal: Option<String>,
}

/// What would be taken back with an entry.
///
/// # Errors
/// [`store::Error::NotFound`] when there is no such entry; the practice file cannot be read.
pub async fn preview(
    database: Database,
    entry: EntryId,
    extent: Extent,
) -> Result<Correction, Error> {
    database
        .call(move |connection| plan(connection, entry, extent))
        .await
}

/// Takes an entry back, or all that was posted in the same step.
///
/// # Errors
/// [`Error::Refused`] with the refusal that [`preview`] shows, or when no reason is given.
pub async fn correct(
    database: Database,
    entry: EntryId,
    extent: Extent,
    reason: String,
    posting: Posting,
) -> Result<Vec<EntryId>, Error> {
    act(
        database,
        posting,
        "reverse",
        "journal_entry",
        move |tx, posting| {
            let reason = guard::reason(&reason, "Say why it is taken back.")?;
            let correction = plan(tx, entry, extent)?;
            if let Some(sentence) = correction.refusal {
                return Err(refused("correction-refused", "entry", sentence));
            }
            let reversals: Vec<Entry> = correction
                .entries
                .iter()
                .map(|posted| posted.reversal(posting.on, reason.as_str()))
                .collect();
            Ok(Done {
                entity_id: Some(entry.number()),
                details: format!("{} entries", reversals.len()),
                answer: journal::post(tx, posting.stamp(), &reversals)?,
            })
        },
    )
    .await
}

fn plan(connection: &Connection, entry: EntryId, extent: Extent) -> Result<Correction, Error> {
    let posted =
        journal::find(connection, entry)?.ok_or(store::Error::NotFound("journal entry"))?;
    let mut entries = match extent {
        Extent::Entry => vec![posted],
        Extent::Step => journal::of_batch(connection, posted.batch)?,
    };
    entries.reverse();
    let mut refusal = None;
    for posted in &entries {
        if let Some(sentence) = why_not(connection, posted)? {
            refusal = Some(sentence);
            break;
        }
    }
    if refusal.is_none() {
        refusal = overdrawn(connection, &entries)?;
    }
    Ok(Correction { entries, refusal })
}

/// Why an entry is not taken back here.
fn why_not(connection: &Connection, posted: &Posted) -> Result<Option<String>, Error> {
    let id = posted.id;
    if let Some(by) = journal::reversal_of(connection, id)? {
        return Ok(Some(format!(
            "Entry {id} was taken back already by entry {by}."
        )));
    }
    if posted.entry.remittance_line.is_some() {
        return Ok(Some(format!(
            "Entry {id} follows from an EOB; void or correct that EOB instead."
        )));
    }
    if let Some(item) = item::of_entry(connection, id)? {
        return Ok(Some(format!(
            "Entry {id} follows from item {item} of a payer's check; take that item back instead."
        )));
    }
    Ok(match posted.entry.kind {
        EntryKind::Reversal => Some(format!(
            "Entry {id} takes another back; post that one anew instead."
        )),
        EntryKind::Receipt => Some(format!(
            "Entry {id} wrote a receipt down; take the receipt back in the receipts log."
        )),
        EntryKind::Deposit => Some(format!(
            "Entry {id} is a deposit, which stays as it went to the bank; enter a returned check instead."
        )),
        EntryKind::Charge => Some(format!(
            "Entry {id} charges a visit; change the visit, and its charges follow."
        )),
        _ => None,
    })
}

/// Refuses to take back what later postings stand on: some balance would fall below nothing that
/// is not there already.
fn overdrawn(connection: &Connection, entries: &[Posted]) -> Result<Option<String>, Error> {
    let mut receivables: BTreeMap<OpenKey, Money> = BTreeMap::new();
    let mut credits: BTreeMap<CreditKey, Money> = BTreeMap::new();
    for leg in entries.iter().flat_map(|posted| &posted.entry.legs) {
        match change(leg) {
            Some(Change::Receivable(key, _, amount)) => {
                *receivables.entry(key).or_default() -= amount;
            }
            Some(Change::Credit(key, _, amount)) => {
                *credits.entry(key).or_default() -= amount;
            }
            None => {}
        }
    }
    for (key, change) in receivables {
        let after = balance::of(connection, key.line, &key.party)? + change;
        if change.is_negative() && after.is_negative() {
            let charged = guard::line(connection, key.line)?;
            return Ok(Some(format!(
                "{} would owe {after} on {}; take back what was posted there later first.",
                key.party.bucket.title(),
                guard::called(&charged.line)
            )));
        }
    }
    for (key, change) in credits {
        let before: Money = balance::credits_of_receipt(connection, key.receipt)?
            .iter()
            .filter(|it| it.key == key)
            .map(|it| it.open.amount)
            .sum();
        if change.is_negative() && (before + change).is_negative() {
            return Ok(Some(format!(
                "Receipt {} would have {} left; take back what was posted from it later first.",
                key.receipt,
                before + change
            )));
        }
    }
    Ok(None)
}
