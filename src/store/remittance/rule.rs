//! What the practice decided about adjustments, and the contracts that say what payers allow.

use rusqlite::{Connection, OptionalExtension, Transaction, params};

use crate::domain::id::PayerId;
use crate::domain::remittance::rule::AdjustmentRule;
use crate::store::error::Error;
use crate::store::value::Columns;

/// The practice's own rules: those for all payers first.
///
/// # Errors
/// The file cannot be read.
pub fn all(connection: &Connection) -> Result<Vec<AdjustmentRule>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT y.reference, r.group_code, r.reason_code, r.disposition
         FROM adjustment_rule r LEFT JOIN payer y ON y.id = r.payer_id
         ORDER BY y.reference IS NOT NULL, y.reference, r.group_code, r.reason_code",
    )?;
    let mut rows = statement.query([])?;
    let mut rules = Vec::new();
    while let Some(row) = rows.next()? {
        let names = ["payer", "group_code", "reason_code", "disposition"];
        let mut columns = Columns::new(row, 0, &names);
        rules.push(AdjustmentRule {
            payer: columns.take()?,
            group: columns.take()?,
            reason: columns.take()?,
            disposition: columns.take()?,
        });
    }
    Ok(rules)
}

/// Keeps a rule, in place of the one for the same payer, group and reason.
///
/// # Errors
/// [`Error::Constraint`] when the payer is not there.
pub fn save(tx: &Transaction<'_>, rule: &AdjustmentRule) -> Result<(), Error> {
    let _ = tx
        .prepare_cached(
            "INSERT INTO adjustment_rule (payer_id, group_code, reason_code, disposition)
             VALUES (iif(?1 IS NULL, NULL, ifnull((SELECT id FROM payer WHERE reference = ?1), -1)),
                ?2, ?3, ?4)
             ON CONFLICT (ifnull(payer_id, 0), group_code, reason_code)
             DO UPDATE SET disposition = excluded.disposition, version = version + 1",
        )?
        .execute(params![
            rule.payer.as_ref().map(PayerId::as_str),
            rule.group.as_str(),
            rule.reason,
            rule.disposition.as_str(),
        ])?;
    Ok(())
}

/// Forgets a rule, so that the usual treatment holds again. Gives whether there was one.
///
/// # Errors
/// The disk did not take it.
pub fn remove(tx: &Transaction<'_>, rule: &AdjustmentRule) -> Result<bool, Error> {
    let n_removed = tx
        .prepare_cached(
            "DELETE FROM adjustment_rule
             WHERE ifnull(payer_id, 0) = ifnull((SELECT id FROM payer WHERE reference = ?1), 0)
                AND group_code = ?2 AND reason_code = ?3",
        )?
        .execute(params![
            rule.payer.as_ref().map(PayerId::as_str),
            rule.group.as_str(),
            rule.reason,
        ])?;
    Ok(n_removed > 0)
}

/// The fee schedule that says what a payer allows.
///
/// # Errors
/// The file cannot be read.
pub fn contract(connection: &Connection, payer: &PayerId) -> Result<Option<String>, Error> {
    Ok(connection
        .prepare_cached(
            "SELECT s.reference FROM payer_contract c
             JOIN fee_schedule s ON s.id = c.fee_schedule_id
             WHERE c.payer_id = (SELECT id FROM payer WHERE reference = ?1)",
        )?
        .query_row([payer.as_str()], |row| row.get(0))
        .optional()?)
}

/// Says which fee schedule holds what a payer allows, or that none does.
///
/// # Errors
/// [`Error::Constraint`] when the payer or the schedule is not there.
pub fn set_contract(
    tx: &Transaction<'_>,
    payer: &PayerId,
    schedule: Option<&str>,
) -> Result<(), Error> {
    let _ = match schedule {
        None => tx
            .prepare_cached(
                "DELETE FROM payer_contract
                 WHERE payer_id = (SELECT id FROM payer WHERE reference = ?1)",
            )?
            .execute([payer.as_str()])?,
        Some(schedule) => tx
            .prepare_cached(
                "INSERT INTO payer_contract (payer_id, fee_schedule_id)
                 VALUES (ifnull((SELECT id FROM payer WHERE reference = ?1), -1),
                    ifnull((SELECT id FROM fee_schedule WHERE reference = ?2), -1))
                 ON CONFLICT (payer_id) DO UPDATE SET fee_schedule_id = excluded.fee_schedule_id",
            )?
            .execute([payer.as_str(), schedule])?,
    };
    Ok(())
}
