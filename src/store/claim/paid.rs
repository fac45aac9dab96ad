//! What the books say was paid for a visit before a claim goes out, and what earlier payers have
//! not decided yet.

use rusqlite::{Connection, params};

use crate::domain::account::Bucket;
use crate::domain::claim::Facts;
use crate::domain::coverage::Rank;
use crate::domain::id::EncounterId;
use crate::domain::money::Money;
use crate::store::error::Error;

/// Fills in what she typed nothing about: what the patient and the earlier payers paid. What she
/// typed stays. Says which lines an earlier payer has not decided on.
pub(super) fn tell(connection: &Connection, facts: &mut Facts) -> Result<(), Error> {
    let (visit, rank) = (facts.encounter.id.clone(), facts.coverage.rank);
    if facts.encounter.patient_paid.is_none() {
        facts.encounter.patient_paid = by_patient(connection, &visit)?;
    }
    if rank > Rank::Primary {
        if facts.encounter.prior_payer_paid.is_none() {
            facts.encounter.prior_payer_paid = by_earlier_payers(connection, &visit, rank)?;
        }
        facts.earlier_payers.undecided_lines = undecided(connection, &visit, rank)?;
    }
    Ok(())
}

/// What the patient paid for a visit: applied to its lines, or taken at the desk for it and not
/// applied yet. `None` when the books hold nothing of the kind.
fn by_patient(connection: &Connection, visit: &EncounterId) -> Result<Option<Money>, Error> {
    let (applied, waiting): (i64, i64) = connection
        .prepare_cached(
            "SELECT
                (SELECT ifnull(-sum(l.amount_cents), 0)
                 FROM charge_in_force f
                 JOIN journal_leg l ON l.charge_line_id = f.charge_line_id
                    AND l.account BETWEEN 1110 AND 1150
                 JOIN journal_entry e ON e.id = l.entry_id
                 LEFT JOIN journal_entry o ON o.id = e.reverses_id
                 WHERE f.encounter_id = v.id AND ifnull(o.kind, e.kind) = 'APPLICATION'),
                (SELECT ifnull(sum(c.amount_cents), 0)
                 FROM receipt r JOIN open_credit c ON c.receipt_id = r.id AND c.account = 2010
                 WHERE r.encounter_id = v.id)
             FROM encounter v WHERE v.reference = ?1",
        )?
        .query_map([visit.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))?
        .next()
        .transpose()?
        .unwrap_or_default();
    let paid = Money::from_cents(applied + waiting);
    Ok(Some(paid).filter(|paid| paid.is_positive()))
}

/// What the payers before a rank paid for a visit; `None` when none of them decided.
fn by_earlier_payers(
    connection: &Connection,
    visit: &EncounterId,
    rank: Rank,
) -> Result<Option<Money>, Error> {
    let (count, paid): (i64, i64) = connection
        .prepare_cached(
            "SELECT count(*), ifnull(sum(l.paid_cents), 0)
             FROM charge_in_force f
             JOIN remittance_line l ON l.charge_line_id = f.charge_line_id
             JOIN remittance m ON m.id = l.remittance_id
             WHERE f.encounter_id = (SELECT id FROM encounter WHERE reference = ?1)
                AND m.rank < ?2
                AND m.id NOT IN (SELECT remittance_id FROM remittance_void)",
        )?
        .query_row(params![visit.as_str(), rank.as_str()], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    Ok((count > 0).then_some(Money::from_cents(paid)))
}

/// The lines of a visit that are open with a payer before a rank that has not decided on them.
fn undecided(connection: &Connection, visit: &EncounterId, rank: Rank) -> Result<Vec<u16>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT DISTINCT f.line FROM charge_in_force f
         JOIN open_amount o ON o.charge_line_id = f.charge_line_id
            AND o.account BETWEEN 1110 AND ?2 - 1
         WHERE f.encounter_id = (SELECT id FROM encounter WHERE reference = ?1)
            AND NOT EXISTS (
                SELECT 1 FROM remittance_line l
                JOIN remittance m ON m.id = l.remittance_id
                WHERE l.charge_line_id = f.charge_line_id AND l.kind <> 'REVERSAL' AND m.rank < ?3
                    AND m.id NOT IN (SELECT remittance_id FROM remittance_void)
                    AND NOT EXISTS (
                        SELECT 1 FROM remittance_line r WHERE r.reverses_id = l.id
                            AND r.remittance_id NOT IN (SELECT remittance_id FROM remittance_void)))
         ORDER BY f.line",
    )?;
    let account = Bucket::from(rank).account().number();
    let lines = statement
        .query_map(params![visit.as_str(), account, rank.as_str()], |row| {
            row.get(0)
        })?
        .collect::<Result<_, _>>()?;
    Ok(lines)
}
