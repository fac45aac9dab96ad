//! Long lists of claims: the order first, then only the rows that are looked at.

use rusqlite::{Connection, Row, params_from_iter, types::Value};

use super::ClaimFilter;
use crate::domain::claim::ClaimStatus;
use crate::domain::id::{ClaimId, CoverageId, EncounterId, PatientId};
use crate::domain::money::Money;
use crate::domain::person::PersonName;
use crate::store::error::Error;
use crate::store::table::Version;
use crate::store::value::{Cells, Columns};

/// A claim as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimLine {
    /// The row's key, by which a listing names it.
    pub row: i64,
    pub version: Version,
    pub id: ClaimId,
    pub status: ClaimStatus,
    pub is_on_hold: bool,
    pub visit: EncounterId,
    pub coverage: CoverageId,
    pub patient: PatientId,
    pub patient_name: PersonName,
    pub payer_name: String,
    /// The first day of service; `None` while the visit has no lines.
    pub from_on: Option<chrono::NaiveDate>,
    pub total: Money,
    pub created_on: chrono::NaiveDate,
    pub printed_on: Option<chrono::NaiveDate>,
    pub mailed_on: Option<chrono::NaiveDate>,
    pub closed_on: Option<chrono::NaiveDate>,
}

/// What a list of claims is sorted by; claims that are equal in it stand as they were added.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ClaimSort {
    /// The order in which they were added.
    #[default]
    Added,
    Patient,
    Payer,
    FirstDay,
    Total,
    Status,
    Printed,
    Mailed,
}

/// How many claims stand where, those on hold included.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StatusCounts {
    /// Without those on hold.
    pub draft: usize,
    /// Without those on hold.
    pub ready: usize,
    pub printed: usize,
    pub mailed: usize,
    pub closed: usize,
    /// Of the drafts and the ready ones.
    pub on_hold: usize,
}

impl ClaimSort {
    /// The expression to order by, and the table it needs beyond `claim`.
    const fn expression(self) -> (&'static str, &'static str) {
        match self {
            Self::Added => ("claim.id", ""),
            Self::Patient => (
                "p.place",
                "JOIN (SELECT id, row_number() OVER
                     (ORDER BY last_name COLLATE NOCASE, first_name COLLATE NOCASE, id) AS place
                 FROM patient) p ON p.id = claim.patient_id",
            ),
            Self::Payer => (
                "p.place",
                "JOIN (SELECT id, row_number() OVER (ORDER BY name COLLATE NOCASE, id) AS place
                 FROM payer) p ON p.id = claim.payer_id",
            ),
            Self::FirstDay => ("claim.from_on", ""),
            Self::Total => ("claim.total_cents", ""),
            Self::Status => (
                "CASE claim.status WHEN 'draft' THEN 1 WHEN 'ready' THEN 2 WHEN 'printed' THEN 3
                     WHEN 'mailed' THEN 4 ELSE 5 END",
                "",
            ),
            Self::Printed => ("claim.printed_on", ""),
            Self::Mailed => ("claim.mailed_on", ""),
        }
    }
}

/// The keys of the claims that pass a filter, in order.
///
/// # Errors
/// The file cannot be read.
pub fn keys(
    connection: &Connection,
    filter: &ClaimFilter,
    sort: ClaimSort,
    is_descending: bool,
) -> Result<Vec<i64>, Error> {
    let (expression, join) = sort.expression();
    let mut cells = Cells::default();
    let mut conditions = Vec::new();
    if let Some(status) = &filter.status {
        conditions.push("claim.status = ?");
        cells.put(status);
    }
    if let Some(payer) = &filter.payer {
        conditions.push("claim.payer_id = (SELECT id FROM payer WHERE reference = ?)");
        cells.put(payer);
    }
    if let Some(patient) = &filter.patient {
        conditions.push("claim.patient_id = (SELECT id FROM patient WHERE reference = ?)");
        cells.put(patient);
    }
    let within = match conditions.is_empty() {
        true => String::new(),
        false => format!("WHERE {}", conditions.join(" AND ")),
    };
    let direction = if is_descending { "DESC" } else { "ASC" };
    let sql = format!(
        "SELECT claim.id FROM claim {join} {within}
         ORDER BY {expression} {direction}, claim.id {direction}"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let keys = statement
        .query_map(params_from_iter(cells.into_values()), |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    Ok(keys)
}

const SELECT: &str = "SELECT claim.id, claim.version, claim.reference, claim.status, claim.on_hold,
        encounter.reference, coverage.reference, patient.reference, patient.last_name,
        patient.first_name, patient.middle_name, patient.suffix, payer.name, claim.from_on,
        claim.total_cents, claim.created_on, claim.printed_on, claim.mailed_on, claim.closed_on
    FROM claim
    JOIN encounter ON encounter.id = claim.encounter_id
    JOIN coverage ON coverage.id = claim.coverage_id
    JOIN patient ON patient.id = claim.patient_id
    JOIN payer ON payer.id = claim.payer_id";

/// The columns of `SELECT` after key and version.
const NAMES: [&str; 17] = [
    "claim number",
    "status",
    "on_hold",
    "visit",
    "coverage",
    "patient",
    "last_name",
    "first_name",
    "middle_name",
    "suffix",
    "payer",
    "from_on",
    "total_cents",
    "created_on",
    "printed_on",
    "mailed_on",
    "closed_on",
];

/// The claims of some keys, in the order of the keys; one that is gone is left out.
///
/// # Errors
/// The file cannot be read.
pub fn lines(connection: &Connection, keys: &[i64]) -> Result<Vec<ClaimLine>, Error> {
    let sql = format!("{SELECT} WHERE claim.id = ?1");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut found = Vec::with_capacity(keys.len());
    for key in keys {
        let mut rows = statement.query([key])?;
        if let Some(row) = rows.next()? {
            found.push(read(row)?);
        }
    }
    Ok(found)
}

/// The claim of a number as a list shows it.
///
/// # Errors
/// The file cannot be read.
pub fn line(connection: &Connection, id: &ClaimId) -> Result<Option<ClaimLine>, Error> {
    let sql = format!("{SELECT} WHERE claim.reference = ?1");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([id.as_str()])?;
    rows.next()?.map(read).transpose()
}

/// The claims whose numbers begin with a text, the newest first.
///
/// # Errors
/// The file cannot be read.
pub fn numbered(
    connection: &Connection,
    start: &str,
    limit: usize,
) -> Result<Vec<ClaimLine>, Error> {
    let sql = format!(
        "{SELECT} WHERE claim.reference >= ?1 AND claim.reference < ?2
         ORDER BY length(claim.reference), claim.reference LIMIT ?3"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let params = [
        Value::Text(start.to_owned()),
        Value::Text(format!("{start}\u{10ffff}")),
        Value::Integer(i64::try_from(limit).unwrap_or(i64::MAX)),
    ];
    let mut rows = statement.query(params)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(row)?);
    }
    Ok(found)
}

/// The claims that print a text in box 26: by number, by the visit's account number, or by their
/// digits where the text has no others; the newest first.
///
/// # Errors
/// The file cannot be read.
pub fn printed_as(
    connection: &Connection,
    text: &str,
    limit: usize,
) -> Result<Vec<ClaimLine>, Error> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let is_number = !digits.is_empty()
        && text
            .chars()
            .all(|c| c.is_ascii_digit() || c == '-' || c == ' ');
    chosen(
        connection,
        "WHERE claim.reference = ?1 COLLATE NOCASE
            OR encounter.account_number = ?1 COLLATE NOCASE
            OR (?2 <> '' AND replace(replace(claim.reference, '-', ''), ' ', '') = ?2)
         ORDER BY claim.reference <> ?1 COLLATE NOCASE, claim.id DESC LIMIT ?3",
        &[
            &text,
            &(if is_number { digits.as_str() } else { "" }),
            &i64::try_from(limit).unwrap_or(i64::MAX),
        ],
    )
}

/// The claims whose first day of service is a day, the newest first.
///
/// # Errors
/// The file cannot be read.
pub fn of_day(
    connection: &Connection,
    on: chrono::NaiveDate,
    limit: usize,
) -> Result<Vec<ClaimLine>, Error> {
    chosen(
        connection,
        "WHERE claim.from_on = ?1 ORDER BY claim.id DESC LIMIT ?2",
        &[&on.to_string(), &i64::try_from(limit).unwrap_or(i64::MAX)],
    )
}

/// A patient's claims, the newest service first.
///
/// # Errors
/// The file cannot be read.
pub fn of_patient(connection: &Connection, patient: &PatientId) -> Result<Vec<ClaimLine>, Error> {
    chosen(
        connection,
        "WHERE claim.patient_id = (SELECT id FROM patient WHERE reference = ?1)
         ORDER BY claim.from_on DESC, claim.id DESC",
        &[&patient.as_str()],
    )
}

fn chosen(
    connection: &Connection,
    condition: &str,
    params: &[&dyn rusqlite::ToSql],
) -> Result<Vec<ClaimLine>, Error> {
    let mut statement = connection.prepare_cached(&format!("{SELECT} {condition}"))?;
    let mut rows = statement.query(params)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(row)?);
    }
    Ok(found)
}

/// How many claims stand where.
///
/// # Errors
/// The file cannot be read.
pub fn counts(connection: &Connection) -> Result<StatusCounts, Error> {
    let mut statement = connection
        .prepare_cached("SELECT status, count(*), sum(on_hold) FROM claim GROUP BY status")?;
    let mut rows = statement.query([])?;
    let mut counts = StatusCounts::default();
    while let Some(row) = rows.next()? {
        let mut columns = Columns::new(row, 0, &["status"]);
        let number = |column| -> Result<usize, Error> {
            Ok(usize::try_from(row.get::<_, i64>(column)?).unwrap_or_default())
        };
        let (count, on_hold) = (number(1)?, number(2)?);
        let status = columns.take()?;
        if matches!(status, ClaimStatus::Draft | ClaimStatus::Ready) {
            counts.on_hold += on_hold;
        }
        match status {
            ClaimStatus::Draft => counts.draft = count - on_hold,
            ClaimStatus::Ready => counts.ready = count - on_hold,
            ClaimStatus::Printed => counts.printed = count,
            ClaimStatus::Mailed => counts.mailed = count,
            ClaimStatus::Closed => counts.closed = count,
        }
    }
    Ok(counts)
}

fn read(row: &Row<'_>) -> Result<ClaimLine, Error> {
    let mut columns = Columns::new(row, 2, &NAMES);
    Ok(ClaimLine {
        row: row.get(0)?,
        version: Version(row.get(1)?),
        id: columns.take()?,
        status: columns.take()?,
        is_on_hold: columns.take()?,
        visit: columns.take()?,
        coverage: columns.take()?,
        patient: columns.take()?,
        patient_name: columns.name()?,
        payer_name: columns.take()?,
        from_on: columns.take()?,
        total: columns.take()?,
        created_on: columns.take()?,
        printed_on: columns.take()?,
        mailed_on: columns.take()?,
        closed_on: columns.take()?,
    })
}
