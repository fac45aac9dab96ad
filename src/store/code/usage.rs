//! Which codes the practice uses: its fees and its visits.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rusqlite::Connection;

use crate::domain::code::{
    CodeSystem, DiagnosisCode, IcdIndicator, Modifier, ParseCodeError, ProcedureCode,
};
use crate::store::error::Error;
use crate::store::value::Day;

/// A code in use, with how much and until when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Used<C> {
    pub code: C,
    /// Visits, service lines and fees that hold it.
    pub times: i64,
    /// The last day of service; `None` when only a fee holds it.
    pub last_on: Option<NaiveDate>,
}

/// Every well-formed code that the practice uses, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Usage {
    pub diagnoses: Vec<Used<DiagnosisCode>>,
    pub procedures: Vec<Used<ProcedureCode>>,
    pub modifiers: Vec<Used<Modifier>>,
}

const DIAGNOSES: &str = "SELECT code, count(*), max(encounter.from_on) FROM encounter_diagnosis \
    JOIN encounter ON encounter.id = encounter_diagnosis.encounter_id \
    WHERE encounter.icd_indicator = '0' GROUP BY code";

const PROCEDURES: &str = "SELECT code, count(*), max(on_day) FROM (\
    SELECT code, from_on AS on_day FROM service_line \
    UNION ALL SELECT code, NULL FROM fee) GROUP BY code";

const MODIFIERS: &str = "SELECT modifier, count(*), max(on_day) FROM (\
    SELECT modifier1 AS modifier, from_on AS on_day FROM service_line \
    UNION ALL SELECT modifier2, from_on FROM service_line \
    UNION ALL SELECT modifier3, from_on FROM service_line \
    UNION ALL SELECT modifier4, from_on FROM service_line \
    UNION ALL SELECT modifier, NULL FROM fee) WHERE modifier IS NOT NULL GROUP BY modifier";

/// Reads the codes in use. Malformed texts, which an import may have let in, are left out: the
/// scrubber speaks of them.
///
/// # Errors
/// When the file cannot be read.
pub fn usage(connection: &Connection) -> Result<Usage, Error> {
    Ok(Usage {
        diagnoses: used(connection, DIAGNOSES, |text| {
            DiagnosisCode::parse_as(text, IcdIndicator::Icd10)
        })?,
        procedures: used(connection, PROCEDURES, ProcedureCode::parse)?,
        modifiers: used(connection, MODIFIERS, Modifier::parse)?,
    })
}

fn used<C: Ord + Clone>(
    connection: &Connection,
    sql: &str,
    parse: impl Fn(&str) -> Result<C, ParseCodeError>,
) -> Result<Vec<Used<C>>, Error> {
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query([])?;
    // The same code may have been typed with its dot and without.
    let mut found: BTreeMap<C, (i64, Option<NaiveDate>)> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let text: String = row.get(0)?;
        let Ok(code) = parse(&text) else { continue };
        let times: i64 = row.get(1)?;
        let last_on = row.get::<_, Option<Day>>(2)?.map(|day| day.0);
        let entry = found.entry(code).or_default();
        entry.0 += times;
        entry.1 = entry.1.max(last_on);
    }
    Ok(found
        .into_iter()
        .map(|(code, (times, last_on))| Used {
            code,
            times,
            last_on,
        })
        .collect())
}

/// The day on which a code in force today ends, where one is known.
///
/// # Errors
/// When the file cannot be read.
pub fn ends_on(
    connection: &Connection,
    system: CodeSystem,
    code: &str,
    on: NaiveDate,
) -> Result<Option<NaiveDate>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT max(ifnull(valid_to, '9999-12-31')) FROM code \
         WHERE code = ?1 AND system = ?2 AND billable = 1 AND ifnull(valid_from, '') <= ?3",
    )?;
    let end = statement.query_row((code, system.tag(), Day(on)), |row| {
        row.get::<_, Option<Day>>(0)
    })?;
    Ok(end.map(|day| day.0).filter(|day| *day < far()))
}

fn far() -> NaiveDate {
    NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or(NaiveDate::MAX)
}
