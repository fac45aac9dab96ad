//! Deposits; their receipts are read through [`super::receipt::of_deposit`].

use chrono::NaiveDate;
use rusqlite::{Connection, Transaction, params};

use crate::domain::deposit::Deposit;
use crate::domain::id::{DepositId, ReceiptId};
use crate::store::error::Error;
use crate::store::value::{Cell, Columns};

const NAMES: [&str; 4] = ["deposit", "deposited_on", "total_cents", "note"];

/// Adds a deposit of receipts with the next number, or with the one it had in another file. The
/// journal is not touched.
///
/// # Errors
/// [`Error::Constraint`] when a receipt is in a deposit already, or is not there.
pub fn insert(
    tx: &Transaction<'_>,
    deposit: &Deposit,
    receipts: &[ReceiptId],
    id: Option<DepositId>,
) -> Result<DepositId, Error> {
    let _ = tx
        .prepare_cached("INSERT INTO deposit VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![
            id.map(DepositId::number),
            deposit.deposited_on.to_string(),
            deposit.total.cents(),
            deposit.note.to_value(),
        ])?;
    let id = DepositId::new(tx.last_insert_rowid());
    let mut insert = tx.prepare_cached("INSERT INTO deposit_receipt VALUES (?1, ?2)")?;
    for receipt in receipts {
        let _ = insert.execute(params![receipt.number(), id.number()])?;
    }
    Ok(id)
}

/// The deposit of a number.
///
/// # Errors
/// The file cannot be read.
pub fn find(connection: &Connection, id: DepositId) -> Result<Option<Deposit>, Error> {
    let found = select(connection, "WHERE id = ?1", params![id.number()])?.pop();
    Ok(found.map(|(_, deposit)| deposit))
}

/// Every deposit, in the order of their numbers.
///
/// # Errors
/// The file cannot be read.
pub fn all(connection: &Connection) -> Result<Vec<(DepositId, Deposit)>, Error> {
    select(connection, "ORDER BY id", params![])
}

/// The deposits from one day to another, in the order of their numbers.
///
/// # Errors
/// The file cannot be read.
pub fn between(
    connection: &Connection,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<(DepositId, Deposit)>, Error> {
    select(
        connection,
        "WHERE deposited_on BETWEEN ?1 AND ?2 ORDER BY id",
        params![from.to_string(), to.to_string()],
    )
}

fn select(
    connection: &Connection,
    condition: &str,
    params: &[&dyn rusqlite::ToSql],
) -> Result<Vec<(DepositId, Deposit)>, Error> {
    let sql = format!("SELECT id, deposited_on, total_cents, note FROM deposit {condition}");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params)?;
    let mut deposits = Vec::new();
    while let Some(row) = rows.next()? {
        let mut columns = Columns::new(row, 0, &NAMES);
        deposits.push((
            columns.take()?,
            Deposit {
                deposited_on: columns.take()?,
                total: columns.take()?,
                note: columns.take()?,
            },
        ));
    }
    Ok(deposits)
}
