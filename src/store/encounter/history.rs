//! What earlier visits offer to the next one.

use chrono::NaiveDate;
use rusqlite::{Connection, params};

use super::{Found, find};
use crate::domain::code::{DiagnosisCode, IcdIndicator, ProcedureCode};
use crate::domain::encounter::Encounter;
use crate::domain::id::{ClaimId, EncounterId, PatientId};
use crate::domain::money::Money;
use crate::domain::person::PersonName;
use crate::store::error::Error;
use crate::store::value::{Columns, Day};

/// The patient's visit with the latest first day of service.
///
/// # Errors
/// The file cannot be read.
pub fn last_of(
    connection: &Connection,
    patient: &PatientId,
) -> Result<Option<Found<Encounter>>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT reference FROM encounter
         WHERE patient_id = (SELECT id FROM patient WHERE reference = ?1) AND from_on IS NOT NULL
         ORDER BY from_on DESC, id DESC LIMIT 1",
    )?;
    let mut rows = statement.query([patient.as_str()])?;
    let Some(row) = rows.next()? else {
        return Ok(None);
    };
    let unreadable = Error::Unreadable { column: "visit" };
    let id: EncounterId = row
        .get::<_, String>(0)?
        .parse()
        .map_err(|_| unreadable.clone())?;
    find(connection, &id)
}

/// The visit that was added last.
///
/// # Errors
/// The file cannot be read.
pub fn newest(connection: &Connection) -> Result<Option<Found<Encounter>>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT reference FROM encounter WHERE id = (SELECT max(id) FROM encounter)",
    )?;
    let mut rows = statement.query([])?;
    let Some(row) = rows.next()? else {
        return Ok(None);
    };
    let id: EncounterId = row
        .get::<_, String>(0)?
        .parse()
        .map_err(|_| Error::Unreadable { column: "visit" })?;
    find(connection, &id)
}

/// The ICD-10-CM diagnoses of a patient's visits, the latest used first, with the day of that use.
///
/// # Errors
/// The file cannot be read.
pub fn recent_diagnoses(
    connection: &Connection,
    patient: &PatientId,
    limit: usize,
) -> Result<Vec<(DiagnosisCode, NaiveDate)>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT code, max(from_on) AS last_on FROM encounter_diagnosis
         JOIN encounter ON encounter.id = encounter_id
         WHERE patient_id = (SELECT id FROM patient WHERE reference = ?1)
             AND icd_indicator = '0' AND from_on IS NOT NULL
         GROUP BY code ORDER BY last_on DESC, min(position), code LIMIT ?2",
    )?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut rows = statement.query(params![patient.as_str(), limit])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let code = DiagnosisCode::parse_as(&row.get::<_, String>(0)?, IcdIndicator::Icd10)
            .map_err(|_| Error::Unreadable {
                column: "diagnosis",
            })?;
        found.push((code, row.get::<_, Day>(1)?.0));
    }
    Ok(found)
}

/// The procedures of a patient's visits, the latest used first.
///
/// # Errors
/// The file cannot be read.
pub fn recent_procedures(
    connection: &Connection,
    patient: &PatientId,
    limit: usize,
) -> Result<Vec<ProcedureCode>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT code FROM service_line JOIN encounter ON encounter.id = encounter_id
         WHERE patient_id = (SELECT id FROM patient WHERE reference = ?1)
         GROUP BY code ORDER BY max(service_line.from_on) DESC, min(line), code LIMIT ?2",
    )?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut rows = statement.query(params![patient.as_str(), limit])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let code = ProcedureCode::parse(&row.get::<_, String>(0)?);
        found.push(code.map_err(|_| Error::Unreadable { column: "code" })?);
    }
    Ok(found)
}

/// The claims made of a visit, oldest first.
///
/// # Errors
/// The file cannot be read.
pub fn claims_of(connection: &Connection, visit: &EncounterId) -> Result<Vec<ClaimId>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT claim.reference FROM claim JOIN encounter ON encounter.id = encounter_id
         WHERE encounter.reference = ?1 ORDER BY claim.id",
    )?;
    let mut rows = statement.query([visit.as_str()])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let id = row.get::<_, String>(0)?.parse();
        found.push(id.map_err(|_| Error::Unreadable {
            column: "claim number",
        })?);
    }
    Ok(found)
}

/// A visit as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitLine {
    pub id: EncounterId,
    pub patient: PatientId,
    pub patient_name: PersonName,
    /// The first day of service; `None` while it has no lines.
    pub from_on: Option<NaiveDate>,
    pub total: Money,
}

/// The visits whose numbers begin with a text, the shortest numbers first.
///
/// # Errors
/// The file cannot be read.
pub fn numbered(
    connection: &Connection,
    start: &str,
    limit: usize,
) -> Result<Vec<VisitLine>, Error> {
    const NAMES: [&str; 8] = [
        "visit",
        "patient",
        "last_name",
        "first_name",
        "middle_name",
        "suffix",
        "from_on",
        "total_cents",
    ];
    let mut statement = connection.prepare_cached(
        "SELECT encounter.reference, patient.reference, last_name, first_name, middle_name, suffix,
             from_on, total_cents
         FROM encounter JOIN patient ON patient.id = patient_id
         WHERE encounter.reference >= ?1 AND encounter.reference < ?2
         ORDER BY length(encounter.reference), encounter.reference LIMIT ?3",
    )?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut rows = statement.query(params![start, format!("{start}\u{10ffff}"), limit])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let mut columns = Columns::new(row, 0, &NAMES);
        found.push(VisitLine {
            id: columns.take()?,
            patient: columns.take()?,
            patient_name: columns.name()?,
            from_on: columns.take()?,
            total: columns.take()?,
        });
    }
    Ok(found)
}

/// A visit number that nobody has yet: V1, V2, V3 and so on.
///
/// # Errors
/// The file cannot be read.
pub fn next_number(connection: &Connection) -> Result<EncounterId, Error> {
    let mut last: i64 = connection
        .prepare_cached("SELECT ifnull(max(id), 0) FROM encounter")?
        .query_row([], |row| row.get(0))?;
    let mut taken = connection.prepare_cached("SELECT 1 FROM encounter WHERE reference = ?1")?;
    loop {
        last += 1;
        let text = format!("V{last}");
        if !taken.exists([&text])? {
            return text.parse().map_err(|_| Error::Worker);
        }
    }
}

/// The visits that a user added after an entry of the record of actions: their number and the sum
/// of what they charge now.
///
/// # Errors
/// The file cannot be read.
pub fn entered_since(
    connection: &Connection,
    user: &str,
    seq: i64,
) -> Result<(usize, Money), Error> {
    let (visits, cents): (i64, i64) = connection
        .prepare_cached(
            "SELECT count(*), ifnull(sum(total_cents), 0) FROM audit
             JOIN encounter ON encounter.id = entity_id
             WHERE seq > ?2 AND user = ?1 AND verb = 'create' AND entity = 'visit'",
        )?
        .query_row(params![user, seq], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok((
        usize::try_from(visits).unwrap_or_default(),
        Money::from_cents(cents),
    ))
}

/// Whether the visit that another one replaces is in the file: one of the same patient that began
/// on the same day and replaces nothing itself.
///
/// # Errors
/// The file cannot be read.
pub fn has_original(connection: &Connection, replacement: &Encounter) -> Result<bool, Error> {
    let on = replacement.first_day().map(|on| on.to_string());
    Ok(connection
        .prepare_cached(
            "SELECT 1 FROM encounter
             WHERE patient_id = (SELECT id FROM patient WHERE reference = ?1)
                AND from_on = ?2 AND reference <> ?3 AND resubmission_code IS NULL",
        )?
        .exists((replacement.patient.as_str(), on, replacement.id.as_str()))?)
}
