//! Claims: where each stands, and what it says.

mod facts;
pub mod listing;
mod paid;

use chrono::NaiveDate;
use rusqlite::{Connection, Row, Transaction, params_from_iter};

pub use facts::FactsReader;

use crate::domain::claim::{ClaimStatus, Facts};
use crate::domain::id::{ClaimId, EncounterId, PatientId, PayerId};
use crate::domain::money::Money;
use crate::domain::records::ClaimEntry;
use crate::store::error::Error;
use crate::store::table::{Saved, Version};
use crate::store::value::{Cells, Columns};

/// A claim as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimRow {
    /// The row's key, by which the record of actions names it.
    pub row: i64,
    pub version: Version,
    pub entry: ClaimEntry,
    pub patient: PatientId,
    pub payer: PayerId,
    /// The first day of service; `None` while the visit has no lines.
    pub from_on: Option<NaiveDate>,
    pub to_on: Option<NaiveDate>,
    pub total: Money,
}

/// Which claims a list shows; what is `None` does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClaimFilter {
    pub status: Option<ClaimStatus>,
    pub payer: Option<PayerId>,
    pub patient: Option<PatientId>,
}

/// Two parameters of a new claim's own facts stand before those of the visit and the coverage.
const INSERT: &str = "INSERT INTO claim (reference, encounter_id, coverage_id, status, on_hold,
        created_on, printed_on, mailed_on, closed_on,
        patient_id, payer_id, from_on, to_on, total_cents)
    SELECT ?1, encounter.id, coverage.id, ?4, ?5, ?6, ?7, ?8, ?9,
        ifnull((SELECT id FROM patient WHERE reference = ?10), encounter.patient_id),
        ifnull((SELECT id FROM payer WHERE reference = ?11), coverage.payer_id),
        iif(?14 IS NULL, encounter.from_on, ?12),
        iif(?14 IS NULL, encounter.to_on, ?13),
        ifnull(?14, encounter.total_cents)
    FROM encounter, coverage WHERE encounter.reference = ?2 AND coverage.reference = ?3";

const UPDATE: &str = "UPDATE claim SET version = claim.version + 1,
        encounter_id = encounter.id, coverage_id = coverage.id, status = ?4, on_hold = ?5,
        created_on = ?6, printed_on = ?7, mailed_on = ?8, closed_on = ?9,
        payer_id = iif(claim.status IN ('draft', 'ready'), coverage.payer_id, claim.payer_id)
    FROM encounter, coverage
    WHERE claim.reference = ?1 AND encounter.reference = ?2 AND coverage.reference = ?3
        AND claim.version = ?10
    RETURNING claim.id";

const SELECT: &str = "SELECT claim.id, claim.version, claim.reference, encounter.reference,
        coverage.reference, claim.status, claim.on_hold, claim.created_on, claim.printed_on,
        claim.mailed_on, claim.closed_on, patient.reference, payer.reference, claim.from_on,
        claim.to_on, claim.total_cents
    FROM claim
    JOIN encounter ON encounter.id = claim.encounter_id
    JOIN coverage ON coverage.id = claim.coverage_id
    JOIN patient ON patient.id = claim.patient_id
    JOIN payer ON payer.id = claim.payer_id";

/// The columns of `SELECT` after key and version.
const NAMES: [&str; 14] = [
    "claim number",
    "visit",
    "coverage",
    "status",
    "on_hold",
    "created_on",
    "printed_on",
    "mailed_on",
    "closed_on",
    "patient",
    "payer",
    "from_on",
    "to_on",
    "total_cents",
];

/// Adds a claim. `printed` is what it was printed with, for one that was printed before it came
/// into this file; another follows its visit and its coverage.
///
/// # Errors
/// [`Error::Constraint`] when its number is taken or the visit is billed to this coverage already,
/// [`Error::NotFound`] when its visit or its coverage is not there.
pub fn insert(
    tx: &Transaction<'_>,
    entry: &ClaimEntry,
    printed: Option<&Facts>,
) -> Result<Saved, Error> {
    let mut cells = cells(entry);
    cells.put(&printed.map(|facts| facts.patient.id.clone()));
    cells.put(&printed.map(|facts| facts.payer.id.clone()));
    cells.put(&printed.and_then(|facts| facts.encounter.first_day()));
    cells.put(&printed.and_then(|facts| facts.encounter.last_day()));
    cells.put(&printed.map(|facts| facts.encounter.total_charge()));
    let added = tx
        .prepare_cached(INSERT)?
        .execute(params_from_iter(cells.into_values()))?;
    if added == 0 {
        return Err(missing(tx, entry)?);
    }
    Ok(Saved {
        row: tx.last_insert_rowid(),
        version: Version(1),
    })
}

/// Changes where a claim stands.
///
/// # Errors
/// [`Error::Conflict`] when it was changed since it was `seen`; [`Error::Constraint`] when it was
/// printed and would say something else, or go back; [`Error::NotFound`] when it, its visit or its
/// coverage is not there.
pub fn save(tx: &Transaction<'_>, entry: &ClaimEntry, seen: Version) -> Result<Saved, Error> {
    let mut cells = cells(entry);
    cells.put(&seen.0);
    let changed = tx
        .prepare_cached(UPDATE)?
        .query_row(params_from_iter(cells.into_values()), |row| row.get(0));
    match changed {
        Ok(row) => Ok(Saved {
            row,
            version: Version(seen.0 + 1),
        }),
        Err(rusqlite::Error::QueryReturnedNoRows) => {
            let known = "SELECT 1 FROM claim WHERE reference = ?1";
            if !tx.prepare_cached(known)?.exists([entry.id.as_str()])? {
                return Err(Error::NotFound("claim"));
            }
            Err(missing(tx, entry)?)
        }
        Err(error) => Err(error.into()),
    }
}

/// The claim of a number.
///
/// # Errors
/// The file cannot be read.
pub fn find(connection: &Connection, id: &ClaimId) -> Result<Option<ClaimRow>, Error> {
    let sql = format!("{SELECT} WHERE claim.reference = ?1");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([id.as_str()])?;
    rows.next()?.map(read).transpose()
}

/// The claims that pass a filter, in the order in which they were added.
///
/// # Errors
/// The file cannot be read.
pub fn rows(connection: &Connection, filter: &ClaimFilter) -> Result<Vec<ClaimRow>, Error> {
    let mut sql = SELECT.to_owned();
    let mut cells = Cells::default();
    let mut joint = "WHERE";
    if let Some(status) = &filter.status {
        sql += &format!(" {joint} claim.status = ?");
        joint = "AND";
        cells.put(status);
    }
    if let Some(payer) = &filter.payer {
        sql += &format!(" {joint} claim.payer_id = (SELECT id FROM payer WHERE reference = ?)");
        joint = "AND";
        cells.put(payer);
    }
    if let Some(patient) = &filter.patient {
        sql += &format!(" {joint} claim.patient_id = (SELECT id FROM patient WHERE reference = ?)");
        cells.put(patient);
    }
    sql += " ORDER BY claim.id";
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(cells.into_values()))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(row)?);
    }
    Ok(found)
}

/// How many claims were ever added, for numbering the next one: never goes back.
///
/// # Errors
/// The file cannot be read.
pub fn last_row(connection: &Connection) -> Result<i64, Error> {
    Ok(connection
        .prepare_cached("SELECT ifnull(max(id), 0) FROM claim")?
        .query_row([], |row| row.get(0))?)
}

/// Drops the unprinted claims of a visit that bill the coverage of somebody who is not its patient.
/// Says whether none is left: what a payer decided on keeps its claim.
///
/// # Errors
/// The disk does not take it.
pub fn drop_of_others(tx: &Transaction<'_>, visit: &EncounterId) -> Result<bool, Error> {
    let _ = tx
        .prepare_cached(
            "DELETE FROM claim
             WHERE encounter_id = (SELECT id FROM encounter WHERE reference = ?1)
                AND status IN ('draft', 'ready')
                AND patient_id <> (SELECT patient_id FROM coverage WHERE id = coverage_id)
                AND id NOT IN (SELECT claim_id FROM remittance WHERE claim_id IS NOT NULL)",
        )?
        .execute([visit.as_str()])?;
    let is_left = tx
        .prepare_cached(
            "SELECT 1 FROM claim k JOIN coverage c ON c.id = k.coverage_id
             WHERE k.encounter_id = (SELECT id FROM encounter WHERE reference = ?1)
                AND c.patient_id <> k.patient_id",
        )?
        .exists([visit.as_str()])?;
    Ok(!is_left)
}

/// A claim number that nobody has yet: 1, 2, 3 and so on.
///
/// # Errors
/// The file cannot be read.
pub fn next_number(connection: &Connection) -> Result<ClaimId, Error> {
    let mut last = last_row(connection)?;
    let mut taken = connection.prepare_cached("SELECT 1 FROM claim WHERE reference = ?1")?;
    loop {
        last += 1;
        let text = last.to_string();
        if !taken.exists([&text])? {
            return text.parse().map_err(|_| Error::Worker);
        }
    }
}

fn cells(entry: &ClaimEntry) -> Cells {
    let mut cells = Cells::default();
    cells.put(&entry.id);
    cells.put(&entry.encounter);
    cells.put(&entry.coverage);
    cells.put(&entry.status);
    cells.put(&entry.is_on_hold);
    cells.put(&entry.created_on);
    cells.put(&entry.printed_on);
    cells.put(&entry.mailed_on);
    cells.put(&entry.closed_on);
    cells
}

fn read(row: &Row<'_>) -> Result<ClaimRow, Error> {
    let mut columns = Columns::new(row, 2, &NAMES);
    Ok(ClaimRow {
        row: row.get(0)?,
        version: Version(row.get(1)?),
        entry: ClaimEntry {
            id: columns.take()?,
            encounter: columns.take()?,
            coverage: columns.take()?,
            status: columns.take()?,
            is_on_hold: columns.take()?,
            created_on: columns.take()?,
            printed_on: columns.take()?,
            mailed_on: columns.take()?,
            closed_on: columns.take()?,
        },
        patient: columns.take()?,
        payer: columns.take()?,
        from_on: columns.take()?,
        to_on: columns.take()?,
        total: columns.take()?,
    })
}

/// Why a claim that names a visit and a coverage found no row.
fn missing(tx: &Transaction<'_>, entry: &ClaimEntry) -> Result<Error, Error> {
    let visit = "SELECT 1 FROM encounter WHERE reference = ?1";
    if !tx
        .prepare_cached(visit)?
        .exists([entry.encounter.as_str()])?
    {
        return Ok(Error::NotFound("visit"));
    }
    let coverage = "SELECT 1 FROM coverage WHERE reference = ?1";
    if !tx
        .prepare_cached(coverage)?
        .exists([entry.coverage.as_str()])?
    {
        return Ok(Error::NotFound("coverage"));
    }
    Ok(Error::Conflict("claim"))
}
