//! Good-faith estimates, and the visits that were held as estimated.

use rusqlite::{Connection, OptionalExtension, Row, Transaction, params, params_from_iter};

use crate::domain::code::{DiagnosisCode, Modifier};
use crate::domain::estimate::{Estimate, EstimateLine, NumberedEstimate, joined};
use crate::domain::id::{EncounterId, EstimateId, PatientId};
use crate::store::error::Error;
use crate::store::value::{Cells, Columns};

const SELECT: &str = "SELECT s.id, p.reference, s.made_on, s.service_on, r.reference, s.diagnoses,
        s.note
    FROM estimate s
    JOIN patient p ON p.id = s.patient_id
    JOIN provider r ON r.id = s.provider_id";

const NAMES: [&str; 7] = [
    "estimate",
    "patient",
    "made_on",
    "service_on",
    "provider",
    "diagnoses",
    "note",
];

const LINE_NAMES: [&str; 5] = [
    "code",
    "modifiers",
    "description",
    "units_thousandths",
    "amount_cents",
];

/// Adds an estimate with the next number, or with the one it had in another file. It can never be
/// changed.
///
/// # Errors
/// [`Error::Constraint`] when a record it names is not there, or the number is taken.
pub fn insert(
    tx: &Transaction<'_>,
    estimate: &Estimate,
    id: Option<EstimateId>,
) -> Result<EstimateId, Error> {
    let mut cells = Cells::default();
    cells.put(&estimate.patient);
    cells.put(&estimate.made_on);
    cells.put(&estimate.service_on);
    cells.put(&estimate.provider);
    cells.put(&joined(&estimate.diagnoses));
    cells.put(&estimate.note);
    cells.put(&id);
    let _ = tx
        .prepare_cached(
            "INSERT INTO estimate (patient_id, made_on, service_on, provider_id, diagnoses, note, id)
             VALUES (ifnull((SELECT id FROM patient WHERE reference = ?1), -1), ?2, ?3,
                ifnull((SELECT id FROM provider WHERE reference = ?4), -1), ?5, ?6, ?7)",
        )?
        .execute(params_from_iter(cells.into_values()))?;
    let id = EstimateId::new(tx.last_insert_rowid());
    for (line, position) in estimate.lines.iter().zip(1_u16..) {
        let mut cells = Cells::default();
        cells.put(&id);
        cells.put(&position);
        cells.put(&line.code);
        cells.put(&joined(&line.modifiers));
        cells.put(&line.description);
        cells.put(&line.units);
        cells.put(&line.amount);
        let _ = tx
            .prepare_cached("INSERT INTO estimate_line VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?
            .execute(params_from_iter(cells.into_values()))?;
    }
    Ok(id)
}

/// The estimate of a number.
///
/// # Errors
/// The file cannot be read.
pub fn find(connection: &Connection, id: EstimateId) -> Result<Option<NumberedEstimate>, Error> {
    Ok(select(connection, "WHERE s.id = ?1", params![id.number()])?.pop())
}

/// The estimates of a patient, newest first.
///
/// # Errors
/// The file cannot be read.
pub fn of_patient(
    connection: &Connection,
    patient: &PatientId,
) -> Result<Vec<NumberedEstimate>, Error> {
    select(
        connection,
        "WHERE p.reference = ?1 ORDER BY s.made_on DESC, s.id DESC",
        params![patient.as_str()],
    )
}

/// Every estimate, in the order of their numbers.
///
/// # Errors
/// The file cannot be read.
pub fn all(connection: &Connection) -> Result<Vec<NumberedEstimate>, Error> {
    select(connection, "ORDER BY s.id", params![])
}

/// Those of which a visit was held, in the order of their numbers.
///
/// # Errors
/// The file cannot be read.
pub fn held(connection: &Connection) -> Result<Vec<NumberedEstimate>, Error> {
    select(
        connection,
        "WHERE s.id IN (SELECT estimate_id FROM estimate_encounter) ORDER BY s.id",
        params![],
    )
}

/// Links a visit to an estimate, in place of the one it was linked to; none unlinks it.
///
/// # Errors
/// [`Error::NotFound`] when there is no such visit; [`Error::Constraint`] when there is no such
/// estimate.
pub fn link(
    tx: &Transaction<'_>,
    visit: &EncounterId,
    estimate: Option<EstimateId>,
) -> Result<(), Error> {
    let row: Option<i64> = tx
        .prepare_cached("SELECT id FROM encounter WHERE reference = ?1")?
        .query_row([visit.as_str()], |row| row.get(0))
        .optional()?;
    let row = row.ok_or(Error::NotFound("visit"))?;
    let _ = tx
        .prepare_cached("DELETE FROM estimate_encounter WHERE encounter_id = ?1")?
        .execute([row])?;
    if let Some(estimate) = estimate {
        let _ = tx
            .prepare_cached("INSERT INTO estimate_encounter VALUES (?1, ?2)")?
            .execute([row, estimate.number()])?;
    }
    Ok(())
}

/// The visits that were held as estimated, in the order of their numbers.
///
/// # Errors
/// The file cannot be read.
pub fn visits(connection: &Connection, id: EstimateId) -> Result<Vec<EncounterId>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT e.reference FROM estimate_encounter x JOIN encounter e ON e.id = x.encounter_id
         WHERE x.estimate_id = ?1 ORDER BY e.id",
    )?;
    let mut rows = statement.query([id.number()])?;
    let mut visits = Vec::new();
    while let Some(row) = rows.next()? {
        visits.push(Columns::new(row, 0, &["visit"]).take()?);
    }
    Ok(visits)
}

/// The estimate that a visit is linked to.
///
/// # Errors
/// The file cannot be read.
pub fn of_visit(
    connection: &Connection,
    visit: &EncounterId,
) -> Result<Option<NumberedEstimate>, Error> {
    Ok(select(
        connection,
        "WHERE s.id = (SELECT x.estimate_id FROM estimate_encounter x
            JOIN encounter e ON e.id = x.encounter_id WHERE e.reference = ?1)",
        params![visit.as_str()],
    )?
    .pop())
}

/// The day on which the first statement was mailed that asked for a charge of the visits held under
/// an estimate; statements that turned out never to have been mailed do not count.
///
/// # Errors
/// The file cannot be read.
pub fn first_billed_on(
    connection: &Connection,
    id: EstimateId,
) -> Result<Option<chrono::NaiveDate>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT min(t.mailed_on) FROM statement t
         JOIN statement_line l ON l.statement_id = t.id
         JOIN charge_line c ON c.id = l.charge_line_id
         JOIN estimate_encounter x ON x.encounter_id = c.encounter_id
         WHERE x.estimate_id = ?1 AND l.amount_cents > 0
            AND NOT EXISTS (SELECT 1 FROM statement_void v WHERE v.statement_id = t.id)",
    )?;
    let mut rows = statement.query([id.number()])?;
    match rows.next()? {
        Some(row) => Columns::new(row, 0, &["mailed_on"]).take(),
        None => Ok(None),
    }
}

fn select(
    connection: &Connection,
    condition: &str,
    params: &[&dyn rusqlite::ToSql],
) -> Result<Vec<NumberedEstimate>, Error> {
    let mut statement = connection.prepare_cached(&format!("{SELECT} {condition}"))?;
    let mut rows = statement.query(params)?;
    let mut estimates = Vec::new();
    while let Some(row) = rows.next()? {
        estimates.push(read(row)?);
    }
    for numbered in &mut estimates {
        numbered.estimate.lines = lines(connection, numbered.id)?;
    }
    Ok(estimates)
}

fn read(row: &Row<'_>) -> Result<NumberedEstimate, Error> {
    let mut columns = Columns::new(row, 0, &NAMES);
    let id = columns.take()?;
    let (patient, made_on) = (columns.take()?, columns.take()?);
    let (service_on, provider) = (columns.take()?, columns.take()?);
    let diagnoses: String = columns.take()?;
    let diagnoses = diagnoses
        .split_whitespace()
        .map(|code| DiagnosisCode::parse(code).ok())
        .collect::<Option<_>>()
        .ok_or(Error::Unreadable {
            column: "diagnoses",
        })?;
    Ok(NumberedEstimate {
        id,
        estimate: Estimate {
            patient,
            made_on,
            service_on,
            provider,
            diagnoses,
            note: columns.take()?,
            lines: Vec::new(),
        },
    })
}

fn lines(connection: &Connection, id: EstimateId) -> Result<Vec<EstimateLine>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT code, modifiers, description, units_thousandths, amount_cents
         FROM estimate_line WHERE estimate_id = ?1 ORDER BY position",
    )?;
    let mut rows = statement.query([id.number()])?;
    let mut lines = Vec::new();
    while let Some(row) = rows.next()? {
        let mut columns = Columns::new(row, 0, &LINE_NAMES);
        let code = columns.take()?;
        let modifiers: String = columns.take()?;
        let modifiers = modifiers
            .split_whitespace()
            .map(|text| text.parse::<Modifier>().ok())
            .collect::<Option<_>>()
            .ok_or(Error::Unreadable {
                column: "modifiers",
            })?;
        lines.push(EstimateLine {
            code,
            modifiers,
            description: columns.take()?,
            units: columns.take()?,
            amount: columns.take()?,
        });
    }
    Ok(lines)
}
