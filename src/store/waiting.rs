//! What waits to be done.

use chrono::{Days, NaiveDate};
use rusqlite::Connection;

use crate::domain::authorization::AuthorizationKind;
use crate::domain::claim::ClaimStatus;
use crate::domain::id::{AuthorizationId, ClaimId, CoverageId, PatientId};
use crate::domain::money::Quantity;
use crate::domain::person::PersonName;
use crate::store::authorization::used_units_sql;
use crate::store::error::Error;
use crate::store::value::{Cell, Columns, Day};

/// A coverage in force that nobody asked the payer about for some time, of a patient seen lately.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoverageToVerify {
    pub coverage: CoverageId,
    pub patient: PatientId,
    pub name: PersonName,
    pub payer_name: String,
    /// The first day of the latest visit.
    pub last_visit_on: NaiveDate,
    /// The latest check, whatever it said.
    pub checked_on: Option<NaiveDate>,
}

/// An authorization in force that soon ends or is nearly used up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunningOut {
    pub authorization: AuthorizationId,
    pub patient: PatientId,
    pub name: PersonName,
    pub number: String,
    pub kind: AuthorizationKind,
    pub to_on: Option<NaiveDate>,
    /// How many units it allows.
    pub units: Option<Quantity>,
    pub used: Quantity,
}

/// The claims of a status that are not on hold, in the order in which they were made.
///
/// # Errors
/// The file cannot be read.
pub fn claims(connection: &Connection, status: ClaimStatus) -> Result<Vec<ClaimId>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT reference FROM claim WHERE status = ?1 AND on_hold = 0 ORDER BY id",
    )?;
    let mut rows = statement.query([status.to_value()])?;
    let mut claims = Vec::new();
    while let Some(row) = rows.next()? {
        claims.push(Columns::new(row, 0, &["claim number"]).take()?);
    }
    Ok(claims)
}

/// The coverages in force on `today` of patients who were seen since `seen_since` and live, and
/// that no payer called active since `verified_since`; the patients seen last come first.
///
/// # Errors
/// The file cannot be read.
pub fn coverages_to_verify(
    connection: &Connection,
    today: NaiveDate,
    seen_since: NaiveDate,
    verified_since: NaiveDate,
) -> Result<Vec<CoverageToVerify>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT coverage.reference, patient.reference, patient.last_name, patient.first_name,
            patient.middle_name, patient.suffix, payer.name, seen.on_day,
            (SELECT max(checked_on) FROM eligibility_check WHERE coverage_id = coverage.id)
         FROM (SELECT patient_id, max(from_on) AS on_day FROM encounter
               WHERE from_on >= ?2 GROUP BY patient_id) AS seen
         JOIN patient ON patient.id = seen.patient_id
         JOIN coverage ON coverage.patient_id = patient.id
         JOIN payer ON payer.id = coverage.payer_id
         WHERE patient.deceased_on IS NULL
            AND coverage.effective_on <= ?1
            AND (coverage.terminated_on IS NULL OR coverage.terminated_on >= ?1)
            AND NOT EXISTS (
                SELECT 1 FROM coverage AS later
                WHERE later.patient_id = coverage.patient_id AND later.rank = coverage.rank
                    AND later.effective_on > coverage.effective_on AND later.effective_on <= ?1
                    AND (later.terminated_on IS NULL OR later.terminated_on >= ?1))
            AND NOT EXISTS (
                SELECT 1 FROM eligibility_check
                WHERE coverage_id = coverage.id AND checked_on >= ?3 AND active = 1)
         ORDER BY seen.on_day DESC, patient.id, coverage.rank",
    )?;
    let names = [
        "coverage",
        "patient",
        "last_name",
        "first_name",
        "middle_name",
        "suffix",
        "payer name",
        "from_on",
        "checked_on",
    ];
    let mut rows = statement.query([Day(today), Day(seen_since), Day(verified_since)])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let mut columns = Columns::new(row, 0, &names);
        found.push(CoverageToVerify {
            coverage: columns.take()?,
            patient: columns.take()?,
            name: columns.name()?,
            payer_name: columns.take()?,
            last_visit_on: columns.take()?,
            checked_on: columns.take()?,
        });
    }
    Ok(found)
}

/// The authorizations not ended on `today` that end within `days`, or of whose units at most
/// `percent` per cent are left; those ending first come first. One that is used up is named for
/// `days` after its last use.
///
/// # Errors
/// The file cannot be read.
pub fn running_out(
    connection: &Connection,
    today: NaiveDate,
    days: u16,
    percent: u8,
) -> Result<Vec<RunningOut>, Error> {
    let days = Days::new(u64::from(days));
    let (soon, lately) = (today + days, today - days);
    let used_units = used_units_sql("NULL");
    let sql = format!(
        "SELECT authorization.reference, patient.reference, patient.last_name,
            patient.first_name, patient.middle_name, patient.suffix, authorization.number,
            authorization.kind, authorization.to_on, authorization.units_thousandths,
            {used_units},
            (SELECT max(from_on) FROM encounter WHERE authorization_id = authorization.id)
         FROM authorization JOIN patient ON patient.id = authorization.patient_id
         WHERE (authorization.to_on IS NULL OR authorization.to_on >= ?1)
            AND (authorization.to_on <= ?2 OR authorization.units_thousandths IS NOT NULL)
         ORDER BY ifnull(authorization.to_on, '9999'), authorization.id"
    );
    let names = [
        "authorization",
        "patient",
        "last_name",
        "first_name",
        "middle_name",
        "suffix",
        "number",
        "kind",
        "to_on",
        "units_thousandths",
        "units",
        "from_on",
    ];
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([Day(today), Day(soon)])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let mut columns = Columns::new(row, 0, &names);
        let one = RunningOut {
            authorization: columns.take()?,
            patient: columns.take()?,
            name: columns.name()?,
            number: columns.take()?,
            kind: columns.take()?,
            to_on: columns.take()?,
            units: columns.take()?,
            used: columns.take()?,
        };
        let last_used: Option<NaiveDate> = columns.take()?;
        let ends_soon = one.to_on.is_some_and(|last| last <= soon);
        let is_short = one.units.is_some_and(|allowed| {
            let left = allowed.thousandths() - one.used.thousandths();
            let is_low = left * 100 <= allowed.thousandths() * i64::from(percent);
            is_low && (left > 0 || last_used.is_some_and(|on| on >= lately))
        });
        if ends_soon || is_short {
            found.push(one);
        }
    }
    Ok(found)
}
