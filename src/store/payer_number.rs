//! The numbers by which payers know providers and facilities.

use rusqlite::{Connection, Transaction};

use crate::domain::provider::PayerNumber;
use crate::store::error::Error;
use crate::store::value::{Cells, Columns};

/// The columns as values know them. The holder is one column here and two in the table.
const NAMES: [&str; 4] = ["holder", "payer_id", "qualifier", "number"];

/// A provider's id goes before a facility's, should one text be both.
const INSERT: &str =
    "INSERT INTO provider_payer_id (provider_id, facility_id, payer_id, qualifier, number)
    SELECT provider.id, iif(provider.id IS NULL, facility.id, NULL), payer.id, ?3, ?4
    FROM payer
    LEFT JOIN provider ON provider.reference = ?1
    LEFT JOIN facility ON facility.reference = ?1
    WHERE payer.reference = ?2";

const CHANGE: &str = "ON CONFLICT (provider_id, payer_id, qualifier)
        DO UPDATE SET number = excluded.number, version = version + 1
    ON CONFLICT (facility_id, payer_id, qualifier)
        DO UPDATE SET number = excluded.number, version = version + 1";

const SELECT: &str =
    "SELECT ifnull(provider.reference, facility.reference), payer.reference, qualifier, number
    FROM provider_payer_id
    JOIN payer ON payer.id = payer_id
    LEFT JOIN provider ON provider.id = provider_id
    LEFT JOIN facility ON facility.id = facility_id
    ORDER BY provider_payer_id.id";

/// Adds a number.
///
/// # Errors
/// [`Error::NotFound`] when its holder or its payer is not there, [`Error::Constraint`] when the
/// holder has a number with this qualifier already.
pub fn insert(tx: &Transaction<'_>, number: &PayerNumber) -> Result<(), Error> {
    execute(tx, INSERT, number)
}

/// Adds a number, or changes the one the holder has with this qualifier.
///
/// # Errors
/// [`Error::NotFound`] when its holder or its payer is not there.
pub fn save(tx: &Transaction<'_>, number: &PayerNumber) -> Result<(), Error> {
    execute(tx, &format!("{INSERT} {CHANGE}"), number)
}

/// Every number, in the order in which they were added.
///
/// # Errors
/// The file cannot be read.
pub fn all(connection: &Connection) -> Result<Vec<PayerNumber>, Error> {
    let mut statement = connection.prepare_cached(SELECT)?;
    let mut rows = statement.query([])?;
    let mut numbers = Vec::new();
    while let Some(row) = rows.next()? {
        let mut columns = Columns::new(row, 0, &NAMES);
        let (holder, payer) = (columns.take()?, columns.take()?);
        numbers.push(PayerNumber {
            holder,
            payer,
            id: columns
                .other_id()?
                .ok_or(Error::Unreadable { column: "number" })?,
        });
    }
    Ok(numbers)
}

fn execute(tx: &Transaction<'_>, sql: &str, number: &PayerNumber) -> Result<(), Error> {
    let holders = "SELECT 1 FROM provider WHERE reference = ?1
                   UNION ALL SELECT 1 FROM facility WHERE reference = ?1";
    if !tx.prepare_cached(holders)?.exists([&number.holder])? {
        return Err(Error::NotFound("provider or facility"));
    }
    let mut cells = Cells::default();
    cells.put(&number.holder);
    cells.put(&number.payer);
    cells.other_id(Some(&number.id));
    let added = tx
        .prepare_cached(sql)?
        .execute(rusqlite::params_from_iter(cells.into_values()))?;
    if added == 0 {
        return Err(Error::NotFound("payer"));
    }
    Ok(())
}
