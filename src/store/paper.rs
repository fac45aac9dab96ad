//! Papers that were given out, as they were printed.

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use crate::domain::id::{EncounterId, EstimateId, PaperId, PatientId, ReceiptId};
use crate::domain::paper::{About, GivenPaper, PaperKind};
use crate::store::error::Error;
use crate::store::value::{Cells, Columns};

const SELECT: &str = "SELECT w.id, w.kind, p.reference, w.receipt_id, e.reference, w.estimate_id,
        w.made_on, w.subject, w.n_pages
    FROM paper w
    JOIN patient p ON p.id = w.patient_id
    LEFT JOIN encounter e ON e.id = w.encounter_id";

const NAMES: [&str; 8] = [
    "paper", "kind", "patient", "receipt", "visit", "estimate", "made_on", "subject",
];

/// Adds a paper with the next number. `pages` are its pages as they are kept. It can never be
/// changed.
///
/// # Errors
/// [`Error::Constraint`] when a receipt was written already, or a record it names is not there.
pub fn insert(
    tx: &Transaction<'_>,
    about: &About,
    patient: &PatientId,
    made_on: NaiveDate,
    n_pages: usize,
    pages: &[u8],
) -> Result<PaperId, Error> {
    let (receipt, visit, estimate, subject) = match about {
        About::Receipt(id) => (Some(*id), None, None, ""),
        About::WalkOut(visit) | About::Superbill(visit) => (None, Some(visit.clone()), None, ""),
        About::Estimate(id) | About::Comparison(id) => (None, None, Some(*id), ""),
        About::Letter(subject) => (None, None, None, subject.as_str()),
    };
    let mut cells = Cells::default();
    cells.put(&about.kind());
    cells.put(patient);
    cells.put(&receipt);
    cells.put(&visit);
    cells.put(&estimate);
    cells.put(&made_on);
    cells.put(&subject.to_owned());
    let mut values = cells.into_values();
    values.push(i64::try_from(n_pages).unwrap_or(i64::MAX).into());
    values.push(pages.to_vec().into());
    let _ = tx
        .prepare_cached(
            "INSERT INTO paper (kind, patient_id, receipt_id, encounter_id, estimate_id, made_on,
                subject, n_pages, pages)
             VALUES (?1, ifnull((SELECT id FROM patient WHERE reference = ?2), -1), ?3,
                iif(?4 IS NULL, NULL, ifnull((SELECT id FROM encounter WHERE reference = ?4), -1)),
                ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute(rusqlite::params_from_iter(values))?;
    Ok(PaperId::new(tx.last_insert_rowid()))
}

/// The paper of a number, with its pages as they are kept.
///
/// # Errors
/// The file cannot be read.
pub fn find(connection: &Connection, id: PaperId) -> Result<Option<(GivenPaper, Vec<u8>)>, Error> {
    let Some(paper) = select(connection, "WHERE w.id = ?1", params![id.number()])?.pop() else {
        return Ok(None);
    };
    let pages = connection
        .prepare_cached("SELECT pages FROM paper WHERE id = ?1")?
        .query_row([id.number()], |row| row.get(0))?;
    Ok(Some((paper, pages)))
}

/// The papers of a patient, newest first.
///
/// # Errors
/// The file cannot be read.
pub fn of_patient(connection: &Connection, patient: &PatientId) -> Result<Vec<GivenPaper>, Error> {
    select(
        connection,
        "WHERE p.reference = ?1 ORDER BY w.made_on DESC, w.id DESC",
        params![patient.as_str()],
    )
}

/// The receipt that was written for a payment.
///
/// # Errors
/// The file cannot be read.
pub fn of_receipt(connection: &Connection, receipt: ReceiptId) -> Result<Option<PaperId>, Error> {
    Ok(connection
        .prepare_cached("SELECT id FROM paper WHERE kind = 'RECEIPT' AND receipt_id = ?1")?
        .query_row([receipt.number()], |row| row.get(0))
        .optional()?
        .map(PaperId::new))
}

fn select(
    connection: &Connection,
    condition: &str,
    params: &[&dyn rusqlite::ToSql],
) -> Result<Vec<GivenPaper>, Error> {
    let mut statement = connection.prepare_cached(&format!("{SELECT} {condition}"))?;
    let mut rows = statement.query(params)?;
    let mut papers = Vec::new();
    while let Some(row) = rows.next()? {
        papers.push(read(row)?);
    }
    Ok(papers)
}

fn read(row: &Row<'_>) -> Result<GivenPaper, Error> {
    let mut columns = Columns::new(row, 0, &NAMES);
    let id = columns.take()?;
    let kind: PaperKind = columns.take()?;
    let patient = columns.take()?;
    let receipt: Option<ReceiptId> = columns.take()?;
    let visit: Option<EncounterId> = columns.take()?;
    let estimate: Option<EstimateId> = columns.take()?;
    let made_on = columns.take()?;
    let subject: String = columns.take()?;
    let about = match (kind, receipt, visit, estimate) {
        (PaperKind::Receipt, Some(id), _, _) => About::Receipt(id),
        (PaperKind::WalkOut, _, Some(visit), _) => About::WalkOut(visit),
        (PaperKind::Superbill, _, Some(visit), _) => About::Superbill(visit),
        (PaperKind::Estimate, _, _, Some(id)) => About::Estimate(id),
        (PaperKind::Comparison, _, _, Some(id)) => About::Comparison(id),
        (PaperKind::Letter, _, _, _) => About::Letter(subject),
        _ => return Err(Error::Unreadable { column: "kind" }),
    };
    Ok(GivenPaper {
        id,
        about,
        patient,
        made_on,
        n_pages: usize::try_from(row.get::<_, i64>(8)?).unwrap_or_default(),
    })
}
