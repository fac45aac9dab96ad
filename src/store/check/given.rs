//! What must hold of what patients were given. Whether its pages can be shown again is tested where
//! pages are known.

use rusqlite::Connection;

use super::{Check, MOST, Rule, found};
use crate::domain::statement::due::Skip;
use crate::store::error::Error;

const RULES: [Rule; 6] = [
    // 38
    Rule {
        name: "each payment plan's installments and lines come to its principal",
        row: "payment plan",
        broken: "SELECT p.id FROM payment_plan p WHERE p.principal_cents <> (
                SELECT ifnull(sum(amount_cents), 0) FROM payment_plan_line WHERE plan_id = p.id)
            OR p.principal_cents <> (
                SELECT ifnull(sum(amount_cents), 0) FROM payment_plan_instalment
                WHERE plan_id = p.id)",
    },
    Rule {
        name: "each payment plan's installments are counted from 1 and fall due in turn",
        row: "payment plan",
        broken: "SELECT p.id FROM payment_plan p WHERE EXISTS (
                SELECT 1 FROM payment_plan_instalment i
                LEFT JOIN payment_plan_instalment b
                    ON b.plan_id = i.plan_id AND b.number = i.number - 1
                WHERE i.plan_id = p.id AND (i.due_on < p.agreed_on
                    OR i.number > 1 AND (b.number IS NULL OR b.due_on >= i.due_on)))",
    },
    Rule {
        name: "no charge is on two payment plans that stand",
        row: "charge line",
        broken: "SELECT charge_line_id FROM payment_plan_line
            WHERE plan_id NOT IN (SELECT plan_id FROM payment_plan_end)
            GROUP BY 1 HAVING count(*) > 1",
    },
    // 33: credits and plans only lower what is asked for.
    Rule {
        name: "no statement asks for more than its lines owe",
        row: "statement",
        broken: "SELECT s.id FROM statement s WHERE s.due_cents > (
                SELECT ifnull(sum(amount_cents), 0) FROM statement_line
                WHERE statement_id = s.id)",
    },
    Rule {
        name: "each statement was mailed with its run, and no account was left out of it too",
        row: "statement",
        broken: "SELECT s.id FROM statement s JOIN statement_run r ON r.id = s.run_id
            WHERE s.mailed_on <> r.mailed_on OR s.as_of_on <> r.as_of_on
                OR EXISTS (SELECT 1 FROM statement_skip k WHERE k.run_id = s.run_id
                    AND k.guarantor_patient_id = s.guarantor_patient_id)",
    },
    Rule {
        name: "no statement run knows more than the journal holds",
        row: "statement run",
        broken: "SELECT id FROM statement_run
            WHERE through_entry > (SELECT ifnull(max(id), 0) FROM journal_entry)",
    },
];

/// Runs every rule.
///
/// # Errors
/// The file cannot be read.
pub fn all(connection: &Connection) -> Result<Vec<Check>, Error> {
    let mut checks = Vec::new();
    for rule in &RULES {
        checks.push(rule.check(connection)?);
    }
    let problems = match reasons(connection) {
        Ok(problems) => problems,
        Err(error) => vec![found(error)?],
    };
    checks.push(Check {
        name: "each account without a statement has its reasons",
        problems,
    });
    Ok(checks)
}

fn reasons(connection: &Connection) -> Result<Vec<String>, Error> {
    let mut statement = connection.prepare("SELECT run_id, reasons FROM statement_skip")?;
    let mut rows = statement.query([])?;
    let mut problems = Vec::new();
    while let Some(row) = rows.next()? {
        let (run, reasons): (i64, String) = (row.get(0)?, row.get(1)?);
        let reasons = serde_json::from_str::<Vec<Skip>>(&reasons);
        if !reasons.is_ok_and(|reasons| !reasons.is_empty()) && problems.len() < MOST {
            problems.push(format!("an account of statement run {run}"));
        }
    }
    Ok(problems)
}
