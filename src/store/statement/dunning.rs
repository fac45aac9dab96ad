//! How far the dunning of each account is, and what the doctor said about it.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use rusqlite::{Connection, Transaction, params};

use crate::domain::id::{ChargeLineId, PatientId, ReceiptId};
use crate::domain::money::Money;
use crate::domain::statement::collections::Debt;
use crate::domain::statement::due::{FinalNotice, Sent};
use crate::domain::statement::mailed::Review;
use crate::store::error::Error;
use crate::store::value::{Columns, Day};

/// What became of the statements of some accounts by a day: of those made on that day or earlier. One
/// that was never mailed any is missing. Statements are many and long, so that as few of them as can
/// be are looked at.
///
/// # Errors
/// The file cannot be read.
pub fn sent(
    connection: &Connection,
    as_of: NaiveDate,
    guarantors: &[PatientId],
) -> Result<HashMap<PatientId, Sent>, Error> {
    let wanted = serde_json::to_string(guarantors).map_err(|_| Error::Worker)?;
    let mut sent: HashMap<PatientId, Sent> = HashMap::new();
    let mut statement = connection.prepare_cached(
        "SELECT p.reference, (SELECT s.mailed_on FROM statement s
            WHERE s.guarantor_patient_id = p.id AND s.as_of_on <= ?2
                AND s.id NOT IN (SELECT statement_id FROM statement_void)
            ORDER BY s.mailed_on DESC LIMIT 1)
         FROM json_each(?1) w CROSS JOIN patient p ON p.reference = w.value",
    )?;
    let mut rows = statement.query(params![wanted, Day(as_of)])?;
    while let Some(row) = rows.next()? {
        let mut columns = Columns::new(row, 0, &["patient", "mailed_on"]);
        let account = columns.take()?;
        let last_mailed_on: Option<NaiveDate> = columns.take()?;
        if last_mailed_on.is_some() {
            sent.entry(account).or_default().last_mailed_on = last_mailed_on;
        }
    }
    take_final_notices(connection, as_of, &wanted, &mut sent)?;
    let accounts: HashSet<&PatientId> = guarantors.iter().collect();
    for review in reviews(connection)? {
        if review.on <= as_of && accounts.contains(&review.account) {
            sent.entry(review.account).or_default().decision = Some((review.decision, review.on));
        }
    }
    Ok(sent)
}

fn take_final_notices(
    connection: &Connection,
    as_of: NaiveDate,
    wanted: &str,
    sent: &mut HashMap<PatientId, Sent>,
) -> Result<(), Error> {
    let mut statement = connection.prepare_cached(
        "SELECT p.reference, s.id, s.mailed_on, l.charge_line_id
         FROM json_each(?1) w CROSS JOIN patient p ON p.reference = w.value
         CROSS JOIN statement s ON s.guarantor_patient_id = p.id
         LEFT JOIN statement_line l ON l.statement_id = s.id
         WHERE s.is_final = 1 AND s.id NOT IN (SELECT statement_id FROM statement_void)
            AND s.as_of_on <= ?2
         ORDER BY s.mailed_on, s.id, l.charge_line_id",
    )?;
    let mut rows = statement.query(params![wanted, Day(as_of)])?;
    while let Some(row) = rows.next()? {
        let mut columns = Columns::new(row, 0, &["patient", "statement", "mailed_on", "line"]);
        let account = columns.take()?;
        let (id, mailed_on) = (columns.take()?, columns.take()?);
        let notice = &mut sent.entry(account).or_default().final_notice;
        // A later notice takes the place of an earlier one.
        let notice = match notice {
            Some(notice) if notice.id == id => notice,
            other => other.insert(FinalNotice {
                id,
                mailed_on,
                lines: Vec::new(),
            }),
        };
        let line: Option<ChargeLineId> = columns.take()?;
        notice.lines.extend(line);
    }
    Ok(())
}

/// Adds what the doctor said to an account.
///
/// # Errors
/// [`Error::NotFound`] when there is no such guarantor.
pub fn insert_review(tx: &Transaction<'_>, review: &Review) -> Result<(), Error> {
    let note = Some(&review.note).filter(|note| !note.is_empty());
    let added = tx
        .prepare_cached(
            "INSERT INTO collection_review
                (guarantor_patient_id, reviewed_on, decision, due_cents, reviewer, note)
             SELECT id, ?2, ?3, ?4, ?5, ?6 FROM patient WHERE reference = ?1",
        )?
        .execute(params![
            review.account.as_str(),
            Day(review.on),
            review.decision.as_str(),
            review.due.cents(),
            review.reviewer,
            note
        ])?;
    if added == 0 {
        return Err(Error::NotFound("patient"));
    }
    Ok(())
}

/// Everything that the doctor said, in the order in which it was said.
///
/// # Errors
/// The file cannot be read.
pub fn reviews(connection: &Connection) -> Result<Vec<Review>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT p.reference, r.reviewed_on, r.decision, r.due_cents, r.reviewer, r.note
         FROM collection_review r JOIN patient p ON p.id = r.guarantor_patient_id ORDER BY r.id",
    )?;
    let mut rows = statement.query([])?;
    let mut reviews = Vec::new();
    while let Some(row) = rows.next()? {
        let mut columns = Columns::new(
            row,
            0,
            &[
                "patient",
                "reviewed_on",
                "decision",
                "due_cents",
                "reviewer",
                "note",
            ],
        );
        reviews.push(Review {
            account: columns.take()?,
            on: columns.take()?,
            decision: columns.take()?,
            due: columns.take()?,
            reviewer: columns.take()?,
            note: columns.take()?,
        });
    }
    Ok(reviews)
}

/// What of every charge is with the agency, the oldest service first.
///
/// # Errors
/// The file cannot be read.
pub fn with_agency(connection: &Connection) -> Result<Vec<Debt>, Error> {
    const NAMES: [&str; 5] = [
        "charge line",
        "patient",
        "from_on",
        "since_on",
        "amount_cents",
    ];
    let mut statement = connection.prepare_cached(
        "SELECT o.charge_line_id, p.reference, c.from_on, o.since_on, o.amount_cents
         FROM open_amount o JOIN charge_line c ON c.id = o.charge_line_id
         JOIN patient p ON p.id = o.patient_id
         WHERE o.account = 1150 ORDER BY c.from_on, c.id",
    )?;
    let mut rows = statement.query([])?;
    let mut debts = Vec::new();
    while let Some(row) = rows.next()? {
        let mut columns = Columns::new(row, 0, &NAMES);
        debts.push(Debt {
            charge: columns.take()?,
            patient: columns.take()?,
            service_on: columns.take()?,
            since: columns.take()?,
            amount: columns.take()?,
        });
    }
    Ok(debts)
}

/// Money that a patient gave: the day, the receipt, the amount.
pub type Payment = (NaiveDate, ReceiptId, Money);

/// The last money that each of some patients gave and that was not taken back.
///
/// # Errors
/// The file cannot be read.
pub fn last_payments<'a>(
    connection: &Connection,
    patients: impl IntoIterator<Item = &'a PatientId>,
) -> Result<HashMap<PatientId, Payment>, Error> {
    let patients: Vec<&PatientId> = patients.into_iter().collect();
    let patients = serde_json::to_string(&patients).map_err(|_| Error::Worker)?;
    let mut statement = connection.prepare_cached(
        "SELECT p.reference, r.received_on, r.id, r.amount_cents
         FROM json_each(?1) w CROSS JOIN patient p ON p.reference = w.value
         CROSS JOIN receipt r ON r.patient_id = p.id
         WHERE r.method <> 'NONE' AND r.id NOT IN (SELECT receipt_id FROM receipt_void)
         ORDER BY r.received_on, r.id",
    )?;
    let mut rows = statement.query([patients])?;
    let mut last = HashMap::new();
    while let Some(row) = rows.next()? {
        let names = ["patient", "received_on", "receipt", "amount_cents"];
        let mut columns = Columns::new(row, 0, &names);
        let patient = columns.take()?;
        let payment = (columns.take()?, columns.take()?, columns.take()?);
        let _ = last.insert(patient, payment);
    }
    Ok(last)
}
