//! What in the books waits for somebody: counted and added up, for Home and the month's checklist.

use chrono::NaiveDate;
use rusqlite::{Connection, params};

use crate::domain::account::Account;
use crate::domain::money::Money;
use crate::domain::period::Pending;
use crate::store::error::Error;

/// Receipts of payers and others, come in through a day, that are not wholly applied.
///
/// # Errors
/// The file cannot be read.
pub fn unbalanced_receipts(connection: &Connection, through: NaiveDate) -> Result<Pending, Error> {
    count(
        connection,
        "SELECT count(*), ifnull(sum(o.amount_cents), 0) FROM open_credit o
         JOIN receipt r ON r.id = o.receipt_id
         WHERE o.account = 2020 AND r.received_on <= ?1",
        through,
    )
}

/// Explanations of benefits without money, come in through a day, that are not posted.
///
/// # Errors
/// The file cannot be read.
pub fn unposted_remittances(connection: &Connection, through: NaiveDate) -> Result<Pending, Error> {
    count(
        connection,
        "SELECT count(*), 0 FROM receipt r
         WHERE r.kind = 'INSURANCE' AND r.amount_cents = 0 AND r.received_on <= ?1
            AND NOT EXISTS (SELECT 1 FROM receipt_void v WHERE v.receipt_id = r.id)
            AND NOT EXISTS (SELECT 1 FROM remittance m WHERE m.receipt_id = r.id
                AND NOT EXISTS (SELECT 1 FROM remittance_void v WHERE v.remittance_id = m.id))",
        through,
    )
}

/// Receipts with money, come in through a day, that went to no bank.
///
/// # Errors
/// The file cannot be read.
pub fn undeposited(connection: &Connection, through: NaiveDate) -> Result<Pending, Error> {
    count(
        connection,
        "SELECT count(*), ifnull(sum(r.amount_cents), 0) FROM drawer_receipt d
         CROSS JOIN receipt r ON r.id = d.receipt_id WHERE r.received_on <= ?1",
        through,
    )
}

/// What was open before a day's end on one credit account: patients' credits (2010), refunds that
/// were approved (2030), recoupments in suspense (2040).
///
/// # Errors
/// The file cannot be read.
pub fn credits(
    connection: &Connection,
    account: Account,
    through: NaiveDate,
) -> Result<Pending, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT count(*), ifnull(sum(amount_cents), 0) FROM open_credit
         WHERE account = ?1 AND since_on <= ?2",
    )?;
    Ok(statement.query_row(params![account.number(), through.to_string()], pending)?)
}

/// Lines on which more was paid than owed; the amount is positive.
///
/// # Errors
/// The file cannot be read.
pub fn overpaid(connection: &Connection, through: NaiveDate) -> Result<Pending, Error> {
    count(
        connection,
        "SELECT count(*), ifnull(-sum(amount_cents), 0) FROM open_amount
         WHERE amount_cents < 0 AND since_on <= ?1",
        through,
    )
}

/// Service lines, done through a day, that insurance owes on although no claim of their visit to
/// that payer was ever printed and the payer before did not send the claim on.
///
/// # Errors
/// The file cannot be read.
pub fn unbilled(connection: &Connection, through: NaiveDate) -> Result<Pending, Error> {
    count(
        connection,
        "SELECT count(*), ifnull(sum(o.amount_cents), 0) FROM open_amount o
         JOIN charge_line c ON c.id = o.charge_line_id
         WHERE o.account BETWEEN 1110 AND 1130 AND o.amount_cents > 0
            AND c.kind = 'SERVICE' AND c.from_on <= ?1
            AND NOT EXISTS (SELECT 1 FROM claim k
                WHERE k.encounter_id = c.encounter_id AND k.payer_id = o.payer_id
                    AND k.status NOT IN ('draft', 'ready'))
            AND NOT EXISTS (SELECT 1 FROM remittance_line l JOIN remittance m ON m.id = l.remittance_id
                WHERE l.charge_line_id = c.id AND m.is_forwarded = 1 AND l.payer_id <> o.payer_id)",
        through,
    )
}

/// Entries that count on a day up to `through` and are on no day sheet.
///
/// # Errors
/// The file cannot be read.
pub fn off_sheet(connection: &Connection, through: NaiveDate) -> Result<Pending, Error> {
    count(
        connection,
        "SELECT count(*), 0 FROM journal_entry
         WHERE +effective_on <= ?1 AND id > (SELECT ifnull(max(through_entry), 0) FROM day_sheet)",
        through,
    )
}

fn count(connection: &Connection, sql: &str, through: NaiveDate) -> Result<Pending, Error> {
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.query_row(params![through.to_string()], pending)?)
}

fn pending(row: &rusqlite::Row<'_>) -> rusqlite::Result<Pending> {
    let count: i64 = row.get(0)?;
    Ok(Pending {
        count: usize::try_from(count).unwrap_or(usize::MAX),
        amount: Money::from_cents(row.get(1)?),
    })
}
