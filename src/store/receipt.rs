//! Receipts and the deposits they went to the bank with.

use rusqlite::{Connection, Row, Transaction, params, params_from_iter};

use crate::domain::id::{DepositId, PatientId, ReceiptId};
use crate::domain::journal::event::Giver;
use crate::domain::receipt::{Receipt, ReceiptKind, Received};
use crate::store::error::Error;
use crate::store::value::{Cells, Columns};

const INSERT: &str =
    "INSERT INTO receipt (kind, payer_id, patient_id, method, check_number, check_on,
        amount_cents, received_on, encounter_id, note, override_reason, id)
    VALUES (?1, iif(?2 IS NULL, NULL, ifnull((SELECT id FROM payer WHERE reference = ?2), -1)),
        iif(?3 IS NULL, NULL, ifnull((SELECT id FROM patient WHERE reference = ?3), -1)),
        ?4, ?5, ?6, ?7, ?8,
        iif(?9 IS NULL, NULL, ifnull((SELECT id FROM encounter WHERE reference = ?9), -1)),
        ?10, ?11, ?12)";

const SELECT: &str = "SELECT r.id, r.kind, y.reference, p.reference, r.method, r.check_number,
        r.check_on, r.amount_cents, r.received_on, e.reference, r.note, r.override_reason,
        d.deposit_id, v.reason
    FROM receipt r
    LEFT JOIN payer y ON y.id = r.payer_id
    LEFT JOIN patient p ON p.id = r.patient_id
    LEFT JOIN encounter e ON e.id = r.encounter_id
    LEFT JOIN deposit_receipt d ON d.receipt_id = r.id
    LEFT JOIN receipt_void v ON v.receipt_id = r.id";

const NAMES: [&str; 14] = [
    "receipt",
    "kind",
    "payer",
    "patient",
    "method",
    "check_number",
    "check_on",
    "amount_cents",
    "received_on",
    "visit",
    "note",
    "override_reason",
    "deposit",
    "void",
];

/// Adds a receipt with the next number, or with the one it had in another file. The journal is not
/// touched.
///
/// # Errors
/// [`Error::Constraint`] when the same check is there already without a reason, or a record it
/// names is not there.
pub fn insert(
    tx: &Transaction<'_>,
    receipt: &Receipt,
    id: Option<ReceiptId>,
) -> Result<ReceiptId, Error> {
    let (payer, patient) = match &receipt.giver {
        Giver::Payer(payer) => (Some(payer.clone()), None),
        Giver::Patient(patient) => (None, Some(patient.clone())),
        Giver::Other => (None, None),
    };
    let mut cells = Cells::default();
    cells.put(&receipt.kind);
    cells.put(&payer);
    cells.put(&patient);
    cells.put(&receipt.method);
    cells.put(&receipt.check_number);
    cells.put(&receipt.check_on);
    cells.put(&receipt.amount);
    cells.put(&receipt.received_on);
    cells.put(&receipt.visit);
    cells.put(&receipt.note);
    cells.put(&receipt.override_reason);
    cells.put(&id);
    let _ = tx
        .prepare_cached(INSERT)?
        .execute(params_from_iter(cells.into_values()))?;
    Ok(ReceiptId::new(tx.last_insert_rowid()))
}

/// Notes that a receipt was taken back. The journal is not touched.
///
/// # Errors
/// [`Error::Constraint`] when it was already, or is not there.
pub fn void(tx: &Transaction<'_>, id: ReceiptId, reason: &str) -> Result<(), Error> {
    let _ = tx
        .prepare_cached("INSERT INTO receipt_void VALUES (?1, ?2)")?
        .execute(params![id.number(), reason])?;
    Ok(())
}

/// The receipt of a number.
///
/// # Errors
/// The file cannot be read.
pub fn find(connection: &Connection, id: ReceiptId) -> Result<Option<Received>, Error> {
    Ok(select(connection, "WHERE r.id = ?1", params![id.number()])?.pop())
}

/// Every receipt, in the order of their numbers.
///
/// # Errors
/// The file cannot be read.
pub fn all(connection: &Connection) -> Result<Vec<Received>, Error> {
    select(connection, "ORDER BY r.id", params![])
}

/// The receipts of numbers in a JSON array, in order.
pub(super) fn of_numbers(connection: &Connection, numbers: &str) -> Result<Vec<Received>, Error> {
    select(
        connection,
        "WHERE r.id IN (SELECT value FROM json_each(?1)) ORDER BY r.id",
        params![numbers],
    )
}

/// Hands every receipt to `take`, in the order of their numbers; only one is in memory.
///
/// # Errors
/// The file cannot be read, or what `take` says.
pub fn each<E: From<Error>>(
    connection: &Connection,
    mut take: impl FnMut(Received) -> Result<(), E>,
) -> Result<(), E> {
    let sql = format!("{SELECT} ORDER BY r.id");
    let mut statement = connection.prepare(&sql).map_err(Error::from)?;
    let mut rows = statement.query([]).map_err(Error::from)?;
    while let Some(row) = rows.next().map_err(Error::from)? {
        take(read(row)?)?;
    }
    Ok(())
}

/// The receipts of a patient, oldest first.
///
/// # Errors
/// The file cannot be read.
pub fn of_patient(connection: &Connection, patient: &PatientId) -> Result<Vec<Received>, Error> {
    select(
        connection,
        "WHERE p.reference = ?1 ORDER BY r.received_on, r.id",
        params![patient.as_str()],
    )
}

/// The receipts that came in from one day to another.
///
/// # Errors
/// The file cannot be read.
pub fn between(
    connection: &Connection,
    from: chrono::NaiveDate,
    to: chrono::NaiveDate,
) -> Result<Vec<Received>, Error> {
    select(
        connection,
        "WHERE r.received_on BETWEEN ?1 AND ?2 ORDER BY r.id",
        params![from.to_string(), to.to_string()],
    )
}

/// The receipt that is the same check already; `None` where it has no number or did not come yet.
///
/// # Errors
/// The file cannot be read.
pub fn twin(connection: &Connection, receipt: &Receipt) -> Result<Option<ReceiptId>, Error> {
    let Receipt {
        giver,
        check_number,
        check_on,
        amount,
        ..
    } = receipt;
    if check_number.is_empty() {
        return Ok(None);
    }
    let found = select(
        connection,
        "WHERE r.check_number = ?1 AND r.amount_cents = ?2 AND v.reason IS NULL ORDER BY r.id",
        params![check_number, amount.cents()],
    )?;
    Ok(found
        .into_iter()
        .find(|it| it.receipt.giver == *giver && it.receipt.check_on == *check_on)
        .map(|it| it.id))
}

/// The receipts of payers from which something is still to be posted: money that is not applied, or
/// an explanation of benefits without money that has none posted. Oldest first.
///
/// # Errors
/// The file cannot be read.
pub fn to_post(connection: &Connection) -> Result<Vec<Received>, Error> {
    select(
        connection,
        "WHERE r.kind = 'INSURANCE' AND v.reason IS NULL
            AND (EXISTS (SELECT 1 FROM open_credit o WHERE o.receipt_id = r.id AND o.account = 2020)
                OR (r.amount_cents = 0 AND NOT EXISTS (SELECT 1 FROM remittance m
                    WHERE m.receipt_id = r.id AND NOT EXISTS (
                        SELECT 1 FROM remittance_void w WHERE w.remittance_id = m.id))))
         ORDER BY r.received_on, r.id",
        params![],
    )
}

/// The receipts with money that are in the drawer: neither deposited nor taken back.
///
/// # Errors
/// The file cannot be read.
pub fn undeposited(connection: &Connection) -> Result<Vec<Received>, Error> {
    select(
        connection,
        "WHERE r.id IN (SELECT receipt_id FROM drawer_receipt) ORDER BY r.id",
        params![],
    )
}

/// The receipts of a deposit.
///
/// # Errors
/// The file cannot be read.
pub fn of_deposit(connection: &Connection, deposit: DepositId) -> Result<Vec<Received>, Error> {
    select(
        connection,
        "WHERE d.deposit_id = ?1 ORDER BY r.id",
        params![deposit.number()],
    )
}

fn select(
    connection: &Connection,
    condition: &str,
    params: &[&dyn rusqlite::ToSql],
) -> Result<Vec<Received>, Error> {
    let mut statement = connection.prepare_cached(&format!("{SELECT} {condition}"))?;
    let mut rows = statement.query(params)?;
    let mut receipts = Vec::new();
    while let Some(row) = rows.next()? {
        receipts.push(read(row)?);
    }
    Ok(receipts)
}

fn read(row: &Row<'_>) -> Result<Received, Error> {
    let mut columns = Columns::new(row, 0, &NAMES);
    let (id, kind) = (columns.take()?, columns.take()?);
    let (payer, patient) = (columns.take()?, columns.take()?);
    let giver = match (kind, payer, patient) {
        (ReceiptKind::Insurance, Some(payer), None) => Giver::Payer(payer),
        (ReceiptKind::Patient, None, Some(patient)) => Giver::Patient(patient),
        (ReceiptKind::Other, None, None) => Giver::Other,
        _ => return Err(Error::Unreadable { column: "payer" }),
    };
    Ok(Received {
        id,
        receipt: Receipt {
            kind,
            giver,
            method: columns.take()?,
            check_number: columns.take()?,
            check_on: columns.take()?,
            amount: columns.take()?,
            received_on: columns.take()?,
            visit: columns.take()?,
            note: columns.take()?,
            override_reason: columns.take()?,
        },
        deposit: columns.take()?,
        void: columns.take()?,
    })
}
