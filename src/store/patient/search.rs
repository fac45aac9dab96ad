//! Finding patients as somebody types, and the list of all of them.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, Row, Transaction};

use crate::domain::id::PatientId;
use crate::domain::identifier::Phone;
use crate::domain::person::PersonName;
use crate::domain::search::{PatientQuery, folded, squeezed};
use crate::store::error::Error;
use crate::store::value::{Columns, Day};

/// A patient as lists and answers show her.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatientRow {
    /// The row's key, which orders patients by when they were added.
    pub row: i64,
    pub id: PatientId,
    pub name: PersonName,
    pub birth_date: NaiveDate,
    pub phone: Option<Phone>,
    pub is_deceased: bool,
    /// The first day of her latest visit.
    pub last_visit_on: Option<NaiveDate>,
    /// The names of the payers of the coverages in force on the day asked for, by rank.
    pub payers: Vec<Arc<str>>,
}

/// Patients that one search looks at. A text that more answer to is answered from the newest of
/// them, those opened lately and the first by last name; a longer text leaves fewer.
const MOST_CANDIDATES: i64 = 500;

/// Patients whose opening is remembered.
const MOST_RECENT: i64 = 50;

/// The columns of `PERSON` after the key.
const NAMES: [&str; 8] = [
    "patient",
    "last_name",
    "first_name",
    "middle_name",
    "suffix",
    "birth_on",
    "phone",
    "deceased_on",
];

const PERSON: &str = "patient.id, patient.reference, patient.last_name, patient.first_name,
    patient.middle_name, patient.suffix, patient.birth_on, patient.phone, patient.deceased_on";

/// The patients whom a text means, the likeliest first; without a text those opened last, then
/// those seen last. `today` is the day for which payers are named.
///
/// # Errors
/// The file cannot be read.
pub fn search(
    connection: &Connection,
    text: &str,
    limit: usize,
    today: NaiveDate,
) -> Result<Vec<PatientRow>, Error> {
    let query = PatientQuery::parse(text);
    let mut found = if query.is_empty() {
        latest(connection, limit)?
    } else {
        answers(connection, &query, limit)?
    };
    for patient in &mut found {
        patient.last_visit_on = last_visit(connection, patient.row)?;
        patient.payers = payers(connection, patient.row, today)?;
    }
    Ok(found)
}

fn answers(
    connection: &Connection,
    query: &PatientQuery,
    limit: usize,
) -> Result<Vec<PatientRow>, Error> {
    let opened = opened(connection)?;
    let mut candidates = matching(connection, &expression(query, "*"), MOST_CANDIDATES)?;
    if i64::try_from(candidates.len()) == Ok(MOST_CANDIDATES) {
        candidates.extend(fitting(connection, query, &opened)?);
        if let Some(name) = query.only_name() {
            candidates.extend(by_last_name(connection, name, limit)?);
        }
        candidates.sort_by_key(|patient| patient.row);
        candidates.dedup_by_key(|patient| patient.row);
    }
    candidates.sort_by_cached_key(|patient| {
        query.rank(
            patient.id.as_str(),
            &patient.name,
            opened.get(&patient.row).copied(),
        )
    });
    candidates.truncate(limit);
    Ok(candidates)
}

/// The query in the words of the index; `star` is `*` where words may go on, else nothing.
fn expression(query: &PatientQuery, star: &str) -> String {
    let pieces: Vec<String> = query
        .pieces()
        .iter()
        .map(|readings| {
            let readings: Vec<String> = readings
                .iter()
                .map(|words| {
                    let words: Vec<String> = words
                        .iter()
                        .map(|word| format!("\"{word}\"{star}"))
                        .collect();
                    format!("({})", words.join(" AND "))
                })
                .collect();
            format!("({})", readings.join(" OR "))
        })
        .collect();
    pieces.join(" AND ")
}

fn matching(
    connection: &Connection,
    expression: &str,
    limit: i64,
) -> Result<Vec<PatientRow>, Error> {
    let sql = format!(
        "SELECT {PERSON} FROM patient_search JOIN patient ON patient.id = patient_search.rowid
         WHERE patient_search MATCH ?1 ORDER BY patient_search.rowid DESC LIMIT ?2"
    );
    people(connection, &sql, (expression, limit))
}

/// Of the patients opened lately, those who answer.
fn fitting(
    connection: &Connection,
    query: &PatientQuery,
    opened: &HashMap<i64, i64>,
) -> Result<Vec<PatientRow>, Error> {
    let mut words = connection.prepare_cached("SELECT words FROM patient_words WHERE id = ?1")?;
    let mut found = Vec::new();
    for row in opened.keys() {
        let words: Option<String> = words.query_row([row], |row| row.get(0)).optional()?;
        if words.is_some_and(|words| query.fits(&words)) {
            let sql = format!("SELECT {PERSON} FROM patient WHERE id = ?1");
            found.extend(people(connection, &sql, [row])?);
        }
    }
    Ok(found)
}

fn by_last_name(
    connection: &Connection,
    name: &str,
    limit: usize,
) -> Result<Vec<PatientRow>, Error> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let sql = format!(
        "SELECT {PERSON} FROM patient
         WHERE last_name COLLATE NOCASE >= ?1 AND last_name COLLATE NOCASE < ?2
         ORDER BY last_name COLLATE NOCASE, first_name COLLATE NOCASE LIMIT ?3"
    );
    people(connection, &sql, (name, format!("{name}\u{10ffff}"), limit))
}

/// Patients opened last, then patients seen last, then patients added last.
fn latest(connection: &Connection, limit: usize) -> Result<Vec<PatientRow>, Error> {
    let most = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut rows: Vec<i64> = Vec::new();
    for sql in [
        "SELECT patient_id FROM patient_recent ORDER BY opened DESC LIMIT ?1",
        // A patient may come more than once a day.
        "SELECT patient_id FROM encounter WHERE from_on IS NOT NULL
         ORDER BY from_on DESC, id DESC LIMIT 2 * ?1",
        "SELECT id FROM patient ORDER BY id DESC LIMIT ?1",
    ] {
        if rows.len() >= limit {
            break;
        }
        let mut statement = connection.prepare_cached(sql)?;
        for row in statement.query_map([most], |row| row.get(0))? {
            let row = row?;
            if !rows.contains(&row) {
                rows.push(row);
            }
        }
    }
    rows.truncate(limit);
    let sql = format!("SELECT {PERSON} FROM patient WHERE id = ?1");
    let mut found = Vec::new();
    for row in rows {
        found.extend(people(connection, &sql, [row])?);
    }
    Ok(found)
}

/// Every patient in the order in which they were added, with her latest visit and her payers.
///
/// # Errors
/// The file cannot be read.
pub fn all_rows(connection: &Connection, today: NaiveDate) -> Result<Vec<PatientRow>, Error> {
    let sql = format!("SELECT {PERSON} FROM patient ORDER BY patient.id");
    let mut patients = people(connection, &sql, [])?;
    let names = payer_names(connection)?;
    let index: HashMap<i64, usize> = patients
        .iter()
        .enumerate()
        .map(|(idx, patient)| (patient.row, idx))
        .collect();

    // A later coverage of the same rank stands for the earlier one.
    let mut statement = connection.prepare_cached(
        "SELECT patient_id, rank, payer_id FROM coverage
         WHERE effective_on <= ?1 AND (terminated_on IS NULL OR terminated_on >= ?1)
         ORDER BY patient_id, rank, effective_on",
    )?;
    let mut rows = statement.query([Day(today)])?;
    let mut last: Option<(i64, String)> = None;
    while let Some(row) = rows.next()? {
        let (patient, rank, payer): (i64, String, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let found = index.get(&patient).and_then(|idx| patients.get_mut(*idx));
        let (Some(found), Some(name)) = (found, names.get(&payer)) else {
            continue;
        };
        let key = (patient, rank);
        if last.as_ref() == Some(&key) {
            let _ = found.payers.pop();
        }
        found.payers.push(Arc::clone(name));
        last = Some(key);
    }

    let mut statement = connection.prepare_cached(
        "SELECT patient_id, max(from_on) FROM encounter WHERE from_on IS NOT NULL
         GROUP BY patient_id",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (patient, on): (i64, Day) = (row.get(0)?, row.get(1)?);
        if let Some(found) = index.get(&patient).and_then(|idx| patients.get_mut(*idx)) {
            found.last_visit_on = Some(on.0);
        }
    }
    Ok(patients)
}

/// Why somebody may be the same person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// The same last name and birth date.
    NameAndBirthDate,
    /// The same first and last name.
    FullName,
    /// The same telephone number, as people of one household have.
    Phone,
}

/// What is typed of a patient who may be in the file already.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sought {
    pub last_name: String,
    pub first_name: String,
    pub birth_date: Option<NaiveDate>,
    /// Its digits.
    pub phone: String,
    /// The patient herself, where she is in the file.
    pub except: Option<PatientId>,
}

/// Patients who may be the same person, the likeliest first. Case, accents and marks in names do
/// not count.
///
/// # Errors
/// The file cannot be read.
pub fn duplicates(
    connection: &Connection,
    sought: &Sought,
    today: NaiveDate,
) -> Result<Vec<(Likeness, PatientRow)>, Error> {
    let plain = |text: &str| squeezed(&folded(text));
    let (last, first) = (plain(&sought.last_name), plain(&sought.first_name));
    let mut found: Vec<(Likeness, PatientRow)> = Vec::new();
    if !last.is_empty() {
        for patient in matching(connection, &format!("\"{last}\""), i64::MAX)? {
            if plain(&patient.name.last) != last {
                continue;
            }
            if sought.birth_date == Some(patient.birth_date) {
                found.push((Likeness::NameAndBirthDate, patient));
            } else if !first.is_empty() && plain(&patient.name.first) == first {
                found.push((Likeness::FullName, patient));
            }
        }
    }
    let phone = sought.phone.as_str();
    if phone.len() == 10 && phone.bytes().all(|byte| byte.is_ascii_digit()) {
        for patient in matching(connection, &format!("\"{phone}\""), MOST_CANDIDATES)? {
            let has = patient.phone.as_ref().map(Phone::digits);
            if has.as_deref() == Some(phone) && found.iter().all(|(_, it)| it.row != patient.row) {
                found.push((Likeness::Phone, patient));
            }
        }
    }
    found.retain(|(_, patient)| Some(&patient.id) != sought.except.as_ref());
    found.sort_by_key(|(likeness, _)| *likeness);
    found.truncate(20);
    for (_, patient) in &mut found {
        patient.last_visit_on = last_visit(connection, patient.row)?;
        patient.payers = payers(connection, patient.row, today)?;
    }
    Ok(found)
}

/// Remembers that a patient was opened.
///
/// # Errors
/// [`Error::NotFound`] when she is not there; the disk did not take it.
pub fn opened_now(tx: &Transaction<'_>, id: &PatientId) -> Result<(), Error> {
    let n_opened = tx
        .prepare_cached(
            "INSERT INTO patient_recent (patient_id, opened)
             SELECT id, (SELECT ifnull(max(opened), 0) + 1 FROM patient_recent)
             FROM patient WHERE reference = ?1
             ON CONFLICT (patient_id) DO UPDATE SET opened = excluded.opened",
        )?
        .execute([id.as_str()])?;
    if n_opened == 0 {
        return Err(Error::NotFound("patient"));
    }
    let _ = tx
        .prepare_cached(
            "DELETE FROM patient_recent WHERE opened <=
             (SELECT opened FROM patient_recent ORDER BY opened DESC LIMIT 1 OFFSET ?1)",
        )?
        .execute([MOST_RECENT])?;
    Ok(())
}

/// The patients opened last with the number of their opening.
fn opened(connection: &Connection) -> Result<HashMap<i64, i64>, Error> {
    let mut statement =
        connection.prepare_cached("SELECT patient_id, opened FROM patient_recent")?;
    let opened = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    Ok(opened)
}

fn last_visit(connection: &Connection, patient: i64) -> Result<Option<NaiveDate>, Error> {
    let on: Option<Day> = connection
        .prepare_cached("SELECT max(from_on) FROM encounter WHERE patient_id = ?1")?
        .query_row([patient], |row| row.get(0))?;
    Ok(on.map(|day| day.0))
}

/// The payers of a patient's coverages in force on a day, one of each rank.
fn payers(connection: &Connection, patient: i64, on: NaiveDate) -> Result<Vec<Arc<str>>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT rank, payer.name FROM coverage JOIN payer ON payer.id = payer_id
         WHERE patient_id = ?1 AND effective_on <= ?2
            AND (terminated_on IS NULL OR terminated_on >= ?2)
         ORDER BY rank, effective_on DESC",
    )?;
    let mut rows: Vec<(String, Arc<str>)> = statement
        .query_map((patient, Day(on)), |row| {
            Ok((row.get(0)?, row.get::<_, String>(1)?.into()))
        })?
        .collect::<Result<_, _>>()?;
    rows.dedup_by(|one, other| one.0 == other.0);
    Ok(rows.into_iter().map(|(_, name)| name).collect())
}

fn payer_names(connection: &Connection) -> Result<HashMap<i64, Arc<str>>, Error> {
    let mut statement = connection.prepare_cached("SELECT id, name FROM payer")?;
    let names = statement
        .query_map([], |row| Ok((row.get(0)?, row.get::<_, String>(1)?.into())))?
        .collect::<Result<_, _>>()?;
    Ok(names)
}

fn people(
    connection: &Connection,
    sql: &str,
    params: impl rusqlite::Params,
) -> Result<Vec<PatientRow>, Error> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    let mut people = Vec::new();
    while let Some(row) = rows.next()? {
        people.push(read(row)?);
    }
    Ok(people)
}

fn read(row: &Row<'_>) -> Result<PatientRow, Error> {
    let mut columns = Columns::new(row, 1, &NAMES);
    Ok(PatientRow {
        row: row.get(0)?,
        id: columns.take()?,
        name: columns.name()?,
        birth_date: columns.take()?,
        phone: columns.take()?,
        is_deceased: columns.take::<Option<NaiveDate>>()?.is_some(),
        last_visit_on: None,
        payers: Vec::new(),
    })
}
