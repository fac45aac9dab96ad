//! The numbers by which payers know providers and facilities.

use rusqlite::{Connection, Transaction};

use crate::domain::provider::PayerNumber;
use crate::store::error::Error;
use crate::store::table::{self, Found, Saved, Version};
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

const CHANGE_ROW: &str = "UPDATE provider_payer_id SET version = version + 1,
        provider_id = (SELECT id FROM provider WHERE reference = ?1),
        facility_id = iif(EXISTS (SELECT 1 FROM provider WHERE reference = ?1), NULL,
            (SELECT id FROM facility WHERE reference = ?1)),
        payer_id = (SELECT id FROM payer WHERE reference = ?2), qualifier = ?3, number = ?4
    WHERE id = ?5 AND version = ?6 AND EXISTS (SELECT 1 FROM payer WHERE reference = ?2)";

const SELECT: &str = "SELECT provider_payer_id.id, provider_payer_id.version,
        ifnull(provider.reference, facility.reference), payer.reference, qualifier, number
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

/// Adds a number, and says where it stands.
///
/// # Errors
/// As [`insert`].
pub fn add(tx: &Transaction<'_>, number: &PayerNumber) -> Result<Saved, Error> {
    insert(tx, number)?;
    Ok(Saved {
        row: tx.last_insert_rowid(),
        version: Version(1),
    })
}

/// Changes the number of a row that was seen at `seen`.
///
/// # Errors
/// [`Error::Conflict`] when it was changed since, [`Error::NotFound`] when the row, the holder or
/// the payer is not there, [`Error::Constraint`] when the holder has another number with this
/// qualifier.
pub fn change(
    tx: &Transaction<'_>,
    row: i64,
    number: &PayerNumber,
    seen: Version,
) -> Result<Saved, Error> {
    let mut cells = cells(tx, number)?;
    cells.put(&row);
    cells.put(&seen.0);
    let n_changed = tx
        .prepare_cached(CHANGE_ROW)?
        .execute(rusqlite::params_from_iter(cells.into_values()))?;
    if n_changed == 1 {
        return Ok(Saved {
            row,
            version: Version(seen.0 + 1),
        });
    }
    let payer = "SELECT 1 FROM payer WHERE reference = ?1";
    if !tx.prepare_cached(payer)?.exists([number.payer.as_str()])? {
        return Err(Error::NotFound("payer"));
    }
    Err(table::missed(tx, "provider_payer_id", row, "number")?)
}

/// Every number, in the order in which they were added.
///
/// # Errors
/// The file cannot be read.
pub fn all(connection: &Connection) -> Result<Vec<PayerNumber>, Error> {
    Ok(list(connection)?
        .into_iter()
        .map(|found| found.value)
        .collect())
}

/// As [`all`], with the rows and their versions.
///
/// # Errors
/// The file cannot be read.
pub fn list(connection: &Connection) -> Result<Vec<Found<PayerNumber>>, Error> {
    let mut statement = connection.prepare_cached(SELECT)?;
    let mut rows = statement.query([])?;
    let mut numbers = Vec::new();
    while let Some(row) = rows.next()? {
        let mut columns = Columns::new(row, 2, &NAMES);
        let (holder, payer) = (columns.take()?, columns.take()?);
        numbers.push(Found {
            row: row.get(0)?,
            version: Version(row.get(1)?),
            value: PayerNumber {
                holder,
                payer,
                id: columns
                    .other_id()?
                    .ok_or(Error::Unreadable { column: "number" })?,
            },
        });
    }
    Ok(numbers)
}

fn execute(tx: &Transaction<'_>, sql: &str, number: &PayerNumber) -> Result<(), Error> {
    let added = tx
        .prepare_cached(sql)?
        .execute(rusqlite::params_from_iter(cells(tx, number)?.into_values()))?;
    if added == 0 {
        return Err(Error::NotFound("payer"));
    }
    Ok(())
}

/// A number's columns, where its holder is there.
fn cells(tx: &Transaction<'_>, number: &PayerNumber) -> Result<Cells, Error> {
    let holders = "SELECT 1 FROM provider WHERE reference = ?1
                   UNION ALL SELECT 1 FROM facility WHERE reference = ?1";
    if !tx.prepare_cached(holders)?.exists([&number.holder])? {
        return Err(Error::NotFound("provider or facility"));
    }
    let mut cells = Cells::default();
    cells.put(&number.holder);
    cells.put(&number.payer);
    cells.other_id(Some(&number.id));
    Ok(cells)
}
