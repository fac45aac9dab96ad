//! Payment plans as they were agreed, and how they ended. What was paid on them is read from the
//! balances of their lines.

use std::collections::HashMap;

use chrono::NaiveDate;
use rusqlite::{Connection, ToSql, Transaction, params};

use crate::domain::id::{ChargeLineId, PatientId, PlanId};
use crate::domain::plan::{Ended, Instalment, KeptPlan, Plan, PlanEnd, PlanLine};
use crate::store::error::Error;
use crate::store::value::{Cell, Columns, json_array};

/// Keeps a plan under the next number.
///
/// # Errors
/// [`Error::Constraint`] when a line is on a plan that stands; [`Error::NotFound`] when there is no
/// such guarantor.
pub fn insert(tx: &Transaction<'_>, plan: &Plan) -> Result<PlanId, Error> {
    let added = tx
        .prepare_cached(
            "INSERT INTO payment_plan (guarantor_patient_id, agreed_on, principal_cents, note)
             SELECT id, ?2, ?3, ?4 FROM patient WHERE reference = ?1",
        )?
        .execute(params![
            plan.guarantor.as_str(),
            plan.agreed_on.to_string(),
            plan.principal().cents(),
            plan.note.to_value(),
        ])?;
    if added == 0 {
        return Err(Error::NotFound("patient"));
    }
    let id = PlanId::new(tx.last_insert_rowid());
    let mut insert = tx.prepare_cached("INSERT INTO payment_plan_line VALUES (?1, ?2, ?3)")?;
    for line in &plan.lines {
        let _ = insert.execute([id.number(), line.charge.number(), line.amount.cents()])?;
    }
    let mut insert =
        tx.prepare_cached("INSERT INTO payment_plan_instalment VALUES (?1, ?2, ?3, ?4)")?;
    for it in &plan.instalments {
        let _ = insert.execute(params![
            id.number(),
            it.number,
            it.due_on.to_string(),
            it.amount.cents()
        ])?;
    }
    Ok(id)
}

/// Ends a plan.
///
/// # Errors
/// [`Error::Constraint`] when it was ended, or is not there.
pub fn end(
    tx: &Transaction<'_>,
    id: PlanId,
    on: NaiveDate,
    cause: PlanEnd,
    reason: &str,
) -> Result<(), Error> {
    let _ = tx
        .prepare_cached("INSERT INTO payment_plan_end VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![
            id.number(),
            on.to_string(),
            cause.as_str(),
            reason.to_owned().to_value(),
        ])?;
    Ok(())
}

/// The plan of a number.
///
/// # Errors
/// The file cannot be read.
pub fn find(connection: &Connection, id: PlanId) -> Result<Option<KeptPlan>, Error> {
    Ok(select(connection, "WHERE n.id = ?1", &[&id.number()])?.pop())
}

/// The plans that somebody agreed on, the oldest first.
///
/// # Errors
/// The file cannot be read.
pub fn of_guarantor(
    connection: &Connection,
    guarantor: &PatientId,
) -> Result<Vec<KeptPlan>, Error> {
    let condition = "WHERE p.reference = ?1 ORDER BY n.id";
    select(connection, condition, &[&guarantor.as_str()])
}

/// The plans that were not ended and that some patients agreed on, by their rows as a JSON array,
/// the oldest first.
pub(super) fn of_guarantors(connection: &Connection, rows: &str) -> Result<Vec<KeptPlan>, Error> {
    select(
        connection,
        "WHERE n.guarantor_patient_id IN (SELECT value FROM json_each(?1))
            AND e.plan_id IS NULL ORDER BY n.id",
        &[&rows],
    )
}

/// The plans that were not ended and on which the patients still owe something, the oldest first.
///
/// # Errors
/// The file cannot be read.
pub fn unpaid(connection: &Connection) -> Result<Vec<KeptPlan>, Error> {
    select(
        connection,
        "WHERE e.plan_id IS NULL AND EXISTS (SELECT 1 FROM payment_plan_line l
            JOIN open_amount o ON o.charge_line_id = l.charge_line_id
            WHERE l.plan_id = n.id AND o.account = 1140 AND o.amount_cents > 0)
         ORDER BY n.id",
        &[],
    )
}

/// The plan that covers a line and was not ended.
///
/// # Errors
/// The file cannot be read.
pub fn of_line(connection: &Connection, line: ChargeLineId) -> Result<Option<PlanId>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT plan_id FROM payment_plan_line WHERE charge_line_id = ?1
            AND plan_id NOT IN (SELECT plan_id FROM payment_plan_end)",
    )?;
    let mut rows = statement.query([line.number()])?;
    Ok(match rows.next()? {
        Some(row) => Some(PlanId::new(row.get(0)?)),
        None => None,
    })
}

const NAMES: [&str; 7] = [
    "plan",
    "patient",
    "agreed_on",
    "note",
    "ended_on",
    "cause",
    "reason",
];

fn select(
    connection: &Connection,
    condition: &str,
    params: &[&dyn ToSql],
) -> Result<Vec<KeptPlan>, Error> {
    let sql = format!(
        "SELECT n.id, p.reference, n.agreed_on, n.note, e.ended_on, e.cause, e.reason
         FROM payment_plan n
         JOIN patient p ON p.id = n.guarantor_patient_id
         LEFT JOIN payment_plan_end e ON e.plan_id = n.id {condition}"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params)?;
    let mut plans = Vec::new();
    while let Some(row) = rows.next()? {
        let mut columns = Columns::new(row, 0, &NAMES);
        let id = columns.take()?;
        let plan = Plan {
            guarantor: columns.take()?,
            agreed_on: columns.take()?,
            lines: Vec::new(),
            instalments: Vec::new(),
            note: columns.take()?,
        };
        let (on, cause): (Option<NaiveDate>, Option<PlanEnd>) = (columns.take()?, columns.take()?);
        let reason = columns.take()?;
        let end = on.zip(cause).map(|(on, cause)| Ended { on, cause, reason });
        plans.push(KeptPlan { id, plan, end });
    }
    if plans.is_empty() {
        return Ok(plans);
    }
    let wanted = json_array(plans.iter().map(|kept| kept.id.number()));
    let mut lines = lines(connection, &wanted)?;
    let mut instalments = instalments(connection, &wanted)?;
    for KeptPlan { id, plan, .. } in &mut plans {
        plan.lines = lines.remove(id).unwrap_or_default();
        plan.instalments = instalments.remove(id).unwrap_or_default();
    }
    Ok(plans)
}

/// The lines of the plans whose numbers are in a JSON array.
fn lines(connection: &Connection, plans: &str) -> Result<HashMap<PlanId, Vec<PlanLine>>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT plan_id, charge_line_id, amount_cents FROM payment_plan_line
         WHERE plan_id IN (SELECT value FROM json_each(?1)) ORDER BY plan_id, charge_line_id",
    )?;
    let mut rows = statement.query([plans])?;
    let mut lines: HashMap<PlanId, Vec<PlanLine>> = HashMap::new();
    while let Some(row) = rows.next()? {
        let mut columns = Columns::new(row, 0, &["plan", "charge line", "amount_cents"]);
        lines.entry(columns.take()?).or_default().push(PlanLine {
            charge: columns.take()?,
            amount: columns.take()?,
        });
    }
    Ok(lines)
}

/// The instalments of the plans whose numbers are in a JSON array.
fn instalments(
    connection: &Connection,
    plans: &str,
) -> Result<HashMap<PlanId, Vec<Instalment>>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT plan_id, number, due_on, amount_cents FROM payment_plan_instalment
         WHERE plan_id IN (SELECT value FROM json_each(?1)) ORDER BY plan_id, number",
    )?;
    let mut rows = statement.query([plans])?;
    let mut instalments: HashMap<PlanId, Vec<Instalment>> = HashMap::new();
    while let Some(row) = rows.next()? {
        let mut columns = Columns::new(row, 0, &["plan", "number", "due_on", "amount_cents"]);
        let of = instalments.entry(columns.take()?).or_default();
        of.push(Instalment {
            number: columns.take()?,
            due_on: columns.take()?,
            amount: columns.take()?,
        });
    }
    Ok(instalments)
}
