//! What stands beside remittances: items of checks, closed checks, claims to later payers.

use rusqlite::{Connection, Row, Transaction, params};

use super::each;
use crate::domain::books::{BatchEntry, ItemEntry, LaterClaimEntry};
use crate::domain::remittance::item::ProviderItem;
use crate::store::error::Error;
use crate::store::remittance::item;
use crate::store::value::{Cell, Columns};

/// Every item of every check, in order.
///
/// # Errors
/// The file cannot be read, or what `take` says.
pub fn each_item<E: From<Error>>(
    connection: &Connection,
    take: impl FnMut(ItemEntry) -> Result<(), E>,
) -> Result<(), E> {
    const NAMES: [&str; 10] = [
        "item",
        "receipt",
        "code",
        "effect",
        "amount_cents",
        "charge line",
        "reference",
        "note",
        "entry",
        "void",
    ];
    let sql = "SELECT i.id, i.receipt_id, i.code, i.effect, i.amount_cents, i.charge_line_id,
            i.reference, i.note, i.entry_id, v.reason
        FROM provider_item i LEFT JOIN provider_item_void v ON v.provider_item_id = i.id
        ORDER BY i.id";
    let read = |row: &Row<'_>| {
        let mut columns = Columns::new(row, 0, &NAMES);
        Ok(ItemEntry {
            id: columns.take()?,
            item: ProviderItem {
                receipt: columns.take()?,
                code: columns.take()?,
                effect: columns.take()?,
                amount: columns.take()?,
                line: columns.take()?,
                reference: columns.take()?,
                note: columns.take()?,
            },
            entry: columns.take()?,
            void: columns.take()?,
        })
    };
    each(connection, sql, read, take)
}

/// Puts an item of a check back.
///
/// # Errors
/// [`Error::Constraint`] when its number is taken or a record it names is not there.
pub fn restore_item(tx: &Transaction<'_>, row: &ItemEntry) -> Result<(), Error> {
    let _ = item::insert(tx, &row.item, row.entry, Some(row.id))?;
    row.void
        .as_ref()
        .map_or(Ok(()), |reason| item::void(tx, row.id, reason))
}

/// Every check on which nothing more was to be posted, in order.
///
/// # Errors
/// The file cannot be read, or what `take` says.
pub fn each_batch<E: From<Error>>(
    connection: &Connection,
    take: impl FnMut(BatchEntry) -> Result<(), E>,
) -> Result<(), E> {
    const NAMES: [&str; 4] = ["close", "receipt", "left_cents", "reason"];
    let sql = "SELECT id, receipt_id, left_cents, reason FROM batch_close ORDER BY id";
    let read = |row: &Row<'_>| {
        let mut columns = Columns::new(row, 0, &NAMES);
        Ok(BatchEntry {
            number: columns.take()?,
            receipt: columns.take()?,
            left: columns.take()?,
            reason: columns.take()?,
        })
    };
    each(connection, sql, read, take)
}

/// Puts the close of a check back.
///
/// # Errors
/// [`Error::Constraint`] when its number is taken or the receipt is not there.
pub fn restore_batch(tx: &Transaction<'_>, row: &BatchEntry) -> Result<(), Error> {
    let _ = tx
        .prepare_cached(
            "INSERT INTO batch_close (id, receipt_id, left_cents, reason) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![
            row.number,
            row.receipt.number(),
            row.left.cents(),
            row.reason.to_value(),
        ])?;
    Ok(())
}

/// Every claim that was sent on, then every one that may go out, by claim.
///
/// # Errors
/// The file cannot be read, or what `take` says.
pub fn each_later_claim<E: From<Error>>(
    connection: &Connection,
    take: impl FnMut(LaterClaimEntry) -> Result<(), E>,
) -> Result<(), E> {
    const NAMES: [&str; 3] = ["claim", "remittance", "reason"];
    let sql = "SELECT c.reference, f.remittance_id, NULL, f.claim_id, 0
            FROM claim_forwarded f JOIN claim c ON c.id = f.claim_id
        UNION ALL SELECT c.reference, NULL, w.reason, w.claim_id, 1
            FROM claim_waiver w JOIN claim c ON c.id = w.claim_id
        ORDER BY 5, 4, 2";
    let read = |row: &Row<'_>| {
        let mut columns = Columns::new(row, 0, &NAMES);
        Ok(LaterClaimEntry {
            claim: columns.take()?,
            forwarded_by: columns.take()?,
            waiver: columns.take()?,
        })
    };
    each(connection, sql, read, take)
}

/// Puts back what was noted of a claim to a later payer.
///
/// # Errors
/// [`Error::Constraint`] when claim or remittance is not there.
pub fn restore_later_claim(tx: &Transaction<'_>, row: &LaterClaimEntry) -> Result<(), Error> {
    match row.forwarded_by {
        Some(remittance) => item::forward(tx, &row.claim, remittance),
        None => item::waive(tx, &row.claim, Some(&row.waiver)),
    }
}
