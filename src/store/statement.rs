//! Statements that were mailed: they are only ever added, and a void stands beside them.

pub mod dunning;
pub mod facts;

use std::collections::HashMap;

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use crate::domain::id::{PatientId, StatementId, StatementRunId};
use crate::domain::money::Money;
use crate::domain::statement::due::Skip;
use crate::domain::statement::mailed::{Asked, Mailed, Run, Skipped};
use crate::store::error::Error;
use crate::store::value::{Cells, Columns, Day};

const SELECT: &str =
    "SELECT s.id, s.run_id, p.reference, s.as_of_on, s.mailed_on, s.step, s.is_final,
        s.language, s.due_cents, s.pay_by_on, s.n_pages, v.reason
    FROM statement s JOIN patient p ON p.id = s.guarantor_patient_id
    LEFT JOIN statement_void v ON v.statement_id = s.id";

const NAMES: [&str; 12] = [
    "statement",
    "run",
    "patient",
    "as_of_on",
    "mailed_on",
    "step",
    "is_final",
    "language",
    "due_cents",
    "pay_by_on",
    "n_pages",
    "reason",
];

/// The number that the next run is given.
///
/// # Errors
/// The file cannot be read.
pub fn next_run(connection: &Connection) -> Result<StatementRunId, Error> {
    next(connection, "statement_run").map(StatementRunId::new)
}

/// The number that the next statement is given.
///
/// # Errors
/// The file cannot be read.
pub fn next_statement(connection: &Connection) -> Result<StatementId, Error> {
    next(connection, "statement").map(StatementId::new)
}

fn next(connection: &Connection, table: &'static str) -> Result<i64, Error> {
    Ok(connection
        .prepare_cached(&format!("SELECT ifnull(max(id), 0) + 1 FROM {table}"))?
        .query_row([], |row| row.get(0))?)
}

/// Adds a run.
///
/// # Errors
/// The disk did not take it, or there is one of this number.
pub fn insert_run(tx: &Transaction<'_>, run: &Run) -> Result<(), Error> {
    let _ = tx
        .prepare_cached(
            "INSERT INTO statement_run (id, as_of_on, mailed_on, through_entry, cycle)
             VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![
            run.id.number(),
            Day(run.as_of),
            Day(run.mailed_on),
            run.through,
            run.cycle
        ])?;
    Ok(())
}

/// Adds a statement with its lines, its void where it has one, and its pages as
/// `documents::frozen` packed them.
///
/// # Errors
/// [`Error::NotFound`] when there is no such guarantor; [`Error::Constraint`] when the run has a
/// statement for her already.
pub fn insert(tx: &Transaction<'_>, mailed: &Mailed, pages: &[u8]) -> Result<(), Error> {
    let mut cells = Cells::default();
    cells.put(&mailed.id);
    cells.put(&mailed.run);
    cells.put(&mailed.as_of);
    cells.put(&mailed.mailed_on);
    let mut values = cells.into_values();
    values.push(i64::from(mailed.step).into());
    values.push(i64::from(mailed.is_final).into());
    let mut cells = Cells::default();
    cells.put(&mailed.language);
    cells.put(&mailed.due);
    cells.put(&mailed.pay_by);
    values.extend(cells.into_values());
    values.push(i64::from(mailed.n_pages).into());
    values.push(pages.to_vec().into());
    values.push(mailed.account.as_str().to_owned().into());
    let added = tx
        .prepare_cached(
            "INSERT INTO statement (id, run_id, as_of_on, mailed_on, step, is_final, language,
                due_cents, pay_by_on, n_pages, pages, guarantor_patient_id)
             SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, id FROM patient
             WHERE reference = ?12",
        )?
        .execute(rusqlite::params_from_iter(values))?;
    if added == 0 {
        return Err(Error::NotFound("patient"));
    }
    let mut line = tx.prepare_cached(
        "INSERT INTO statement_line (statement_id, charge_line_id, amount_cents)
         VALUES (?1, ?2, ?3)",
    )?;
    for asked in &mailed.lines {
        let _ = line.execute(params![
            mailed.id.number(),
            asked.charge.number(),
            asked.amount.cents()
        ])?;
    }
    match &mailed.void {
        Some(reason) => insert_void(tx, mailed.id, reason),
        None => Ok(()),
    }
}

/// Marks a statement as never mailed.
///
/// # Errors
/// [`Error::Constraint`] when it is marked already.
pub fn insert_void(tx: &Transaction<'_>, id: StatementId, reason: &str) -> Result<(), Error> {
    let _ = tx
        .prepare_cached("INSERT INTO statement_void (statement_id, reason) VALUES (?1, ?2)")?
        .execute(params![id.number(), reason])?;
    Ok(())
}

/// Adds an account that was sent nothing.
///
/// # Errors
/// [`Error::NotFound`] when there is no such guarantor.
pub fn insert_skip(tx: &Transaction<'_>, skipped: &Skipped) -> Result<(), Error> {
    let reasons = serde_json::to_string(&skipped.reasons).map_err(|_| Error::Worker)?;
    let added = tx
        .prepare_cached(
            "INSERT INTO statement_skip (run_id, guarantor_patient_id, due_cents, reasons)
             SELECT ?1, id, ?3, ?4 FROM patient WHERE reference = ?2",
        )?
        .execute(params![
            skipped.run.number(),
            skipped.account.as_str(),
            skipped.due.cents(),
            reasons
        ])?;
    if added == 0 {
        return Err(Error::NotFound("patient"));
    }
    Ok(())
}

/// The statement of a number.
///
/// # Errors
/// The file cannot be read.
pub fn find(connection: &Connection, id: StatementId) -> Result<Option<Mailed>, Error> {
    Ok(read_all(connection, "WHERE s.id = ?1", params![id.number()])?.pop())
}

/// The statements of a guarantor, the newest first.
///
/// # Errors
/// The file cannot be read.
pub fn of_guarantor(connection: &Connection, guarantor: &PatientId) -> Result<Vec<Mailed>, Error> {
    read_all(
        connection,
        "WHERE s.guarantor_patient_id = (SELECT id FROM patient WHERE reference = ?1)
         ORDER BY s.mailed_on DESC, s.id DESC",
        params![guarantor.as_str()],
    )
}

/// The statements of a run, in the order in which they were printed.
///
/// # Errors
/// The file cannot be read.
pub fn of_run(connection: &Connection, run: StatementRunId) -> Result<Vec<Mailed>, Error> {
    read_all(
        connection,
        "WHERE s.run_id = ?1 ORDER BY s.id",
        params![run.number()],
    )
}

/// The pages of a statement, packed as they were kept.
///
/// # Errors
/// [`Error::NotFound`] when there is no such statement.
pub fn pages(connection: &Connection, id: StatementId) -> Result<Vec<u8>, Error> {
    connection
        .prepare_cached("SELECT pages FROM statement WHERE id = ?1")?
        .query_row([id.number()], |row| row.get(0))
        .optional()?
        .ok_or(Error::NotFound("statement"))
}

/// Hands every statement with its packed pages to `take`, in the order of their numbers; only one
/// is in memory.
///
/// # Errors
/// The file cannot be read, or what `take` says.
pub fn each<E: From<Error>>(
    connection: &Connection,
    mut take: impl FnMut(Mailed, Vec<u8>) -> Result<(), E>,
) -> Result<(), E> {
    let sql = format!("{SELECT} ORDER BY s.id");
    let mut statement = connection.prepare_cached(&sql).map_err(Error::from)?;
    let mut rows = statement.query([]).map_err(Error::from)?;
    while let Some(row) = rows.next().map_err(Error::from)? {
        let mailed = read(connection, row)?;
        let pages = pages(connection, mailed.id)?;
        take(mailed, pages)?;
    }
    Ok(())
}

/// Every run, the newest first.
///
/// # Errors
/// The file cannot be read.
pub fn runs(connection: &Connection) -> Result<Vec<Run>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT id, as_of_on, mailed_on, through_entry, cycle FROM statement_run ORDER BY id DESC",
    )?;
    let mut rows = statement.query([])?;
    let mut runs = Vec::new();
    while let Some(row) = rows.next()? {
        runs.push(read_run(row)?);
    }
    Ok(runs)
}

/// The run of a number.
///
/// # Errors
/// The file cannot be read.
pub fn run(connection: &Connection, id: StatementRunId) -> Result<Option<Run>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT id, as_of_on, mailed_on, through_entry, cycle FROM statement_run WHERE id = ?1",
    )?;
    let mut rows = statement.query([id.number()])?;
    rows.next()?.map(read_run).transpose()
}

fn read_run(row: &Row<'_>) -> Result<Run, Error> {
    let mut columns = Columns::new(row, 0, &["run", "as_of_on", "mailed_on"]);
    Ok(Run {
        id: columns.take()?,
        as_of: columns.take()?,
        mailed_on: columns.take()?,
        through: row.get(3)?,
        cycle: row.get(4)?,
    })
}

/// How many statements a run mailed, what they asked for together, how many of them were voided
/// since, and how many accounts it skipped.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RunTotals {
    pub n_mailed: usize,
    pub due: Money,
    pub n_voided: usize,
    pub n_skipped: usize,
}

/// What a run came to.
///
/// # Errors
/// The file cannot be read.
pub fn totals(connection: &Connection, run: StatementRunId) -> Result<RunTotals, Error> {
    let count = |row: &Row<'_>, idx| {
        row.get::<_, i64>(idx)
            .map(|n| usize::try_from(n).unwrap_or_default())
    };
    Ok(connection
        .prepare_cached(
            "SELECT count(*), ifnull(sum(due_cents), 0), count(v.statement_id),
                (SELECT count(*) FROM statement_skip WHERE run_id = ?1)
             FROM statement s LEFT JOIN statement_void v ON v.statement_id = s.id
             WHERE s.run_id = ?1",
        )?
        .query_row([run.number()], |row| {
            Ok(RunTotals {
                n_mailed: count(row, 0)?,
                due: Money::from_cents(row.get(1)?),
                n_voided: count(row, 2)?,
                n_skipped: count(row, 3)?,
            })
        })?)
}

/// The accounts that runs skipped, by run and account: those of one run, or all.
///
/// # Errors
/// The file cannot be read.
pub fn skipped(
    connection: &Connection,
    run: Option<StatementRunId>,
) -> Result<Vec<Skipped>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT k.run_id, p.reference, k.due_cents, k.reasons
         FROM statement_skip k JOIN patient p ON p.id = k.guarantor_patient_id
         WHERE k.run_id BETWEEN ifnull(?1, 1) AND ifnull(?1, 9223372036854775807)
         ORDER BY k.run_id, k.guarantor_patient_id",
    )?;
    let mut rows = statement.query([run.map(StatementRunId::number)])?;
    let mut skipped = Vec::new();
    while let Some(row) = rows.next()? {
        let mut columns = Columns::new(row, 0, &["run", "patient", "due_cents"]);
        let reasons: String = row.get(3)?;
        skipped.push(Skipped {
            run: columns.take()?,
            account: columns.take()?,
            due: columns.take()?,
            reasons: serde_json::from_str::<Vec<Skip>>(&reasons)
                .map_err(|_| Error::Unreadable { column: "reasons" })?,
        });
    }
    Ok(skipped)
}

/// When the accounts that a run skipped had last been mailed a statement before it, of its day or
/// an earlier one; statements that were voided do not count. One that was never mailed any is
/// missing.
///
/// # Errors
/// The file cannot be read.
pub fn mailed_before(
    connection: &Connection,
    run: StatementRunId,
) -> Result<HashMap<PatientId, NaiveDate>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT p.reference, max(s.mailed_on)
         FROM statement_run r JOIN statement_skip k ON k.run_id = r.id
         JOIN statement s ON s.guarantor_patient_id = k.guarantor_patient_id
         JOIN patient p ON p.id = k.guarantor_patient_id
         WHERE r.id = ?1 AND s.run_id < r.id AND s.as_of_on <= r.as_of_on
            AND s.id NOT IN (SELECT statement_id FROM statement_void)
         GROUP BY k.guarantor_patient_id",
    )?;
    let mut rows = statement.query([run.number()])?;
    let mut mailed = HashMap::new();
    while let Some(row) = rows.next()? {
        let mut columns = Columns::new(row, 0, &["patient", "mailed_on"]);
        let _ = mailed.insert(columns.take()?, columns.take()?);
    }
    Ok(mailed)
}

fn read_all(
    connection: &Connection,
    condition: &str,
    params: &[&dyn rusqlite::ToSql],
) -> Result<Vec<Mailed>, Error> {
    let mut statement = connection.prepare_cached(&format!("{SELECT} {condition}"))?;
    let mut rows = statement.query(params)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(connection, row)?);
    }
    Ok(found)
}

fn read(connection: &Connection, row: &Row<'_>) -> Result<Mailed, Error> {
    let mut columns = Columns::new(row, 0, &NAMES);
    let id = columns.take()?;
    let small = |idx, column| -> Result<u16, Error> {
        u16::try_from(row.get::<_, i64>(idx)?).map_err(|_| Error::Unreadable { column })
    };
    let step = u8::try_from(small(5, "step")?).map_err(|_| Error::Unreadable { column: "step" })?;
    let (run, account) = (columns.take()?, columns.take()?);
    let (as_of, mailed_on) = (columns.take()?, columns.take()?);
    columns.skip(1);
    Ok(Mailed {
        id,
        run,
        account,
        as_of,
        mailed_on,
        step,
        is_final: columns.take()?,
        language: columns.take()?,
        due: columns.take()?,
        pay_by: columns.take()?,
        n_pages: small(10, "n_pages")?,
        lines: lines(connection, id)?,
        void: row.get(11)?,
    })
}

fn lines(connection: &Connection, id: StatementId) -> Result<Vec<Asked>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT charge_line_id, amount_cents FROM statement_line WHERE statement_id = ?1
         ORDER BY charge_line_id",
    )?;
    let mut rows = statement.query([id.number()])?;
    let mut lines = Vec::new();
    while let Some(row) = rows.next()? {
        let mut columns = Columns::new(row, 0, &["charge line", "amount_cents"]);
        lines.push(Asked {
            charge: columns.take()?,
            amount: columns.take()?,
        });
    }
    Ok(lines)
}
