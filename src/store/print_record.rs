//! What was put on paper, as it was.

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, Row, Transaction};

use crate::domain::claim::Facts;
use crate::domain::claim::print::{FormStock, PrintRecord};
use crate::domain::id::ClaimId;
use crate::store::error::Error;
use crate::store::value::{Cells, Columns, pack, unpack};

const SELECT: &str = "SELECT claim.reference, claim_print.printed_on, stock, facts, pages
    FROM claim_print JOIN claim ON claim.id = claim_id";

const NAMES: [&str; 3] = ["claim number", "printed_on", "stock"];

/// Adds what was printed. It can never be changed.
///
/// # Errors
/// [`Error::NotFound`] when the claim is not there.
pub fn insert(tx: &Transaction<'_>, record: &PrintRecord) -> Result<(), Error> {
    let mut cells = Cells::default();
    cells.put(&record.claim);
    cells.put(&record.printed_on);
    cells.put(&record.stock);
    let mut values = cells.into_values();
    let form_count = i64::try_from(record.pages.len()).unwrap_or(i64::MAX);
    values.push(form_count.into());
    values.push(pack(&record.facts)?.into());
    values.push(pack(&record.pages)?.into());
    let added = tx
        .prepare_cached(
            "INSERT INTO claim_print (claim_id, printed_on, stock, form_count, facts, pages)
             SELECT id, ?2, ?3, ?4, ?5, ?6 FROM claim WHERE reference = ?1",
        )?
        .execute(rusqlite::params_from_iter(values))?;
    if added == 0 {
        return Err(Error::NotFound("claim"));
    }
    Ok(())
}

/// The printings of a claim, oldest first.
///
/// # Errors
/// The file cannot be read.
pub fn of_claim(connection: &Connection, claim: &ClaimId) -> Result<Vec<PrintRecord>, Error> {
    let sql = format!("{SELECT} WHERE claim.reference = ?1 ORDER BY claim_print.id");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([claim.as_str()])?;
    let mut records = Vec::new();
    while let Some(row) = rows.next()? {
        records.push(read(row)?);
    }
    Ok(records)
}

/// When a claim was printed, on what and on how many sheets, oldest first.
///
/// # Errors
/// The file cannot be read.
pub fn printings(
    connection: &Connection,
    claim: &ClaimId,
) -> Result<Vec<(NaiveDate, FormStock, usize)>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT form_count, printed_on, stock FROM claim_print
         WHERE claim_id = (SELECT id FROM claim WHERE reference = ?1) ORDER BY id",
    )?;
    let mut rows = statement.query([claim.as_str()])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let mut columns = Columns::new(row, 1, &["printed_on", "stock"]);
        let sheets = usize::try_from(row.get::<_, i64>(0)?).unwrap_or_default();
        found.push((columns.take()?, columns.take()?, sheets));
    }
    Ok(found)
}

/// The facts of a claim's last printing.
///
/// # Errors
/// The file cannot be read.
pub fn last_facts(connection: &Connection, claim: &ClaimId) -> Result<Option<Facts>, Error> {
    let packed: Option<Vec<u8>> = connection
        .prepare_cached(
            "SELECT facts FROM claim_print
             WHERE claim_id = (SELECT id FROM claim WHERE reference = ?1)
             ORDER BY id DESC LIMIT 1",
        )?
        .query_row([claim.as_str()], |row| row.get(0))
        .optional()?;
    packed.map(|packed| unpack(&packed, "facts")).transpose()
}

/// Every printing, in the order in which they were added.
///
/// # Errors
/// The file cannot be read.
pub fn all(connection: &Connection) -> Result<Vec<PrintRecord>, Error> {
    let mut records = Vec::new();
    each(connection, |record| {
        records.push(record);
        Ok::<_, Error>(())
    })?;
    Ok(records)
}

/// Hands every printing to `take`, in the order in which they were added; only one is in memory.
///
/// # Errors
/// The file cannot be read, or what `take` says.
pub fn each<E: From<Error>>(
    connection: &Connection,
    mut take: impl FnMut(PrintRecord) -> Result<(), E>,
) -> Result<(), E> {
    let sql = format!("{SELECT} ORDER BY claim_print.id");
    let mut statement = connection.prepare_cached(&sql).map_err(Error::from)?;
    let mut rows = statement.query([]).map_err(Error::from)?;
    while let Some(row) = rows.next().map_err(Error::from)? {
        take(read(row)?)?;
    }
    Ok(())
}

fn read(row: &Row<'_>) -> Result<PrintRecord, Error> {
    let mut columns = Columns::new(row, 0, &NAMES);
    Ok(PrintRecord {
        claim: columns.take()?,
        printed_on: columns.take()?,
        stock: columns.take()?,
        facts: unpack(blob(row, 3, "facts")?, "facts")?,
        pages: unpack(blob(row, 4, "pages")?, "pages")?,
    })
}

fn blob<'r>(row: &'r Row<'_>, idx: usize, column: &'static str) -> Result<&'r [u8], Error> {
    row.get_ref(idx)?
        .as_blob()
        .map_err(|_| Error::Unreadable { column })
}
