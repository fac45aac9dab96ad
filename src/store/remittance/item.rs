//! What checks hold beside their claims, and the checks on which nothing more is posted.

use rusqlite::{Connection, OptionalExtension, Transaction, params, params_from_iter};

use crate::domain::id::{ClaimId, EntryId, ProviderItemId, ReceiptId, RemittanceId};
use crate::domain::money::Money;
use crate::domain::remittance::item::{PostedItem, ProviderItem};
use crate::store::error::Error;
use crate::store::value::{Cells, Columns};

const NAMES: [&str; 9] = [
    "item",
    "receipt",
    "code",
    "effect",
    "amount_cents",
    "charge line",
    "reference",
    "note",
    "void",
];

/// Adds an item; `entry` is what it posted, none for a notice. The journal is not touched.
///
/// # Errors
/// [`Error::Constraint`] when a record it names is not there.
pub fn insert(
    tx: &Transaction<'_>,
    item: &ProviderItem,
    entry: Option<EntryId>,
    id: Option<ProviderItemId>,
) -> Result<ProviderItemId, Error> {
    let mut cells = Cells::default();
    cells.put(&item.receipt);
    cells.put(&item.code);
    cells.put(&item.effect);
    cells.put(&item.amount);
    cells.put(&item.line);
    cells.put(&item.reference);
    cells.put(&item.note);
    cells.put(&entry);
    cells.put(&id);
    let _ = tx
        .prepare_cached(
            "INSERT INTO provider_item (receipt_id, code, effect, amount_cents, charge_line_id,
                reference, note, entry_id, id)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute(params_from_iter(cells.into_values()))?;
    Ok(ProviderItemId::new(tx.last_insert_rowid()))
}

/// Notes that an item was taken back. The journal is not touched.
///
/// # Errors
/// [`Error::Constraint`] when it was already, or is not there.
pub fn void(tx: &Transaction<'_>, id: ProviderItemId, reason: &str) -> Result<(), Error> {
    let _ = tx
        .prepare_cached("INSERT INTO provider_item_void VALUES (?1, ?2)")?
        .execute(params![id.number(), reason])?;
    Ok(())
}

/// The item of a number, with what it posted.
///
/// # Errors
/// The file cannot be read.
pub fn find(
    connection: &Connection,
    id: ProviderItemId,
) -> Result<Option<(PostedItem, Option<EntryId>)>, Error> {
    Ok(select(connection, "WHERE i.id = ?1", id.number())?.pop())
}

/// The items of a receipt, in order.
///
/// # Errors
/// The file cannot be read.
pub fn of_receipt(connection: &Connection, receipt: ReceiptId) -> Result<Vec<PostedItem>, Error> {
    let found = select(
        connection,
        "WHERE i.receipt_id = ?1 ORDER BY i.id",
        receipt.number(),
    )?;
    Ok(found.into_iter().map(|(item, _)| item).collect())
}

/// The item that an entry was posted for.
///
/// # Errors
/// The file cannot be read.
pub fn of_entry(connection: &Connection, entry: EntryId) -> Result<Option<ProviderItemId>, Error> {
    let found = select(connection, "WHERE i.entry_id = ?1", entry.number())?.pop();
    Ok(found.map(|(posted, _)| posted.id))
}

fn select(
    connection: &Connection,
    condition: &str,
    number: i64,
) -> Result<Vec<(PostedItem, Option<EntryId>)>, Error> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT i.id, i.receipt_id, i.code, i.effect, i.amount_cents, i.charge_line_id,
            i.reference, i.note, v.reason, i.entry_id
         FROM provider_item i LEFT JOIN provider_item_void v ON v.provider_item_id = i.id
         {condition}"
    ))?;
    let mut rows = statement.query([number])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let mut columns = Columns::new(row, 0, &NAMES);
        let item = PostedItem {
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
            void: columns.take()?,
        };
        found.push((item, row.get::<_, Option<i64>>(9)?.map(EntryId::new)));
    }
    Ok(found)
}

/// A check on which nothing more is posted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchClose {
    /// What stays unapplied.
    pub left: Money,
    /// Why, where something does.
    pub reason: String,
}

/// Closes a check.
///
/// # Errors
/// [`Error::Constraint`] when something is left without a reason, or the receipt is not there.
pub fn close(
    tx: &Transaction<'_>,
    receipt: ReceiptId,
    left: Money,
    reason: &str,
) -> Result<(), Error> {
    let reason = Some(reason).filter(|reason| !reason.is_empty());
    let _ = tx
        .prepare_cached(
            "INSERT INTO batch_close (receipt_id, left_cents, reason) VALUES (?1, ?2, ?3)",
        )?
        .execute(params![receipt.number(), left.cents(), reason])?;
    Ok(())
}

/// How a check was closed last.
///
/// # Errors
/// The file cannot be read.
pub fn last_close(
    connection: &Connection,
    receipt: ReceiptId,
) -> Result<Option<BatchClose>, Error> {
    Ok(connection
        .prepare_cached(
            "SELECT left_cents, reason FROM batch_close WHERE receipt_id = ?1
             ORDER BY id DESC LIMIT 1",
        )?
        .query_row([receipt.number()], |row| {
            Ok(BatchClose {
                left: Money::from_cents(row.get(0)?),
                reason: row.get::<_, Option<String>>(1)?.unwrap_or_default(),
            })
        })
        .optional()?)
}

/// Notes that a payer sent a claim on itself.
///
/// # Errors
/// [`Error::Constraint`] when claim or remittance is not there.
pub fn forward(
    tx: &Transaction<'_>,
    claim: &ClaimId,
    remittance: RemittanceId,
) -> Result<(), Error> {
    let _ = tx
        .prepare_cached(
            "INSERT INTO claim_forwarded
             VALUES (ifnull((SELECT id FROM claim WHERE reference = ?1), -1), ?2)
             ON CONFLICT DO NOTHING",
        )?
        .execute(params![claim.as_str(), remittance.number()])?;
    Ok(())
}

/// Whether an earlier payer sent a claim on itself, by an explanation that was not voided.
///
/// # Errors
/// The file cannot be read.
pub fn is_forwarded(connection: &Connection, claim: &ClaimId) -> Result<bool, Error> {
    Ok(connection
        .prepare_cached(
            "SELECT 1 FROM claim_forwarded
             WHERE claim_id = (SELECT id FROM claim WHERE reference = ?1)
                AND remittance_id NOT IN (SELECT remittance_id FROM remittance_void)",
        )?
        .exists([claim.as_str()])?)
}

/// Lets a claim to a later payer go out although an earlier one did not decide, or takes that back.
///
/// # Errors
/// [`Error::Constraint`] when the claim is not there.
pub fn waive(tx: &Transaction<'_>, claim: &ClaimId, reason: Option<&str>) -> Result<(), Error> {
    let _ = match reason {
        None => tx
            .prepare_cached(
                "DELETE FROM claim_waiver
                 WHERE claim_id = (SELECT id FROM claim WHERE reference = ?1)",
            )?
            .execute([claim.as_str()])?,
        Some(reason) => tx
            .prepare_cached(
                "INSERT INTO claim_waiver
                 VALUES (ifnull((SELECT id FROM claim WHERE reference = ?1), -1), ?2)
                 ON CONFLICT (claim_id) DO UPDATE SET reason = excluded.reason",
            )?
            .execute(params![claim.as_str(), reason])?,
    };
    Ok(())
}

/// Why a claim may go out although an earlier payer did not decide.
///
/// # Errors
/// The file cannot be read.
pub fn waiver(connection: &Connection, claim: &ClaimId) -> Result<Option<String>, Error> {
    Ok(connection
        .prepare_cached(
            "SELECT reason FROM claim_waiver
             WHERE claim_id = (SELECT id FROM claim WHERE reference = ?1)",
        )?
        .query_row([claim.as_str()], |row| row.get(0))
        .optional()?)
}
