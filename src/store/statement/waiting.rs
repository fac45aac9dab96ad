//! How many accounts wait for a letter or for the doctor, counted from the kept balances: quick, and
//! without the finer points of a run (a missed installment, an incomplete address), which its list
//! tells.

use chrono::NaiveDate;
use rusqlite::{Connection, params};

use crate::domain::money::Money;
use crate::domain::period::Pending;
use crate::store::error::Error;
use crate::store::value::Day;

/// Guarantors who owe at least `minimum` for all for whom they answer, less their unapplied money
/// (what is on a payment plan or kept for a visit apart), or are owed at least
/// `minimum_credit`; who have no mark that keeps letters from them, were mailed none after
/// `latest`, and whose final notice does not wait for an answer.
///
/// # Errors
/// The file cannot be read.
pub fn due(
    connection: &Connection,
    minimum: Money,
    minimum_credit: Money,
    latest: NaiveDate,
) -> Result<Pending, Error> {
    let mut statement = connection.prepare_cached(
        "WITH part AS (
            SELECT ifnull(p.guarantor_patient_id, p.id) AS guarantor, o.amount_cents AS cents
            FROM open_amount o JOIN patient p ON p.id = o.patient_id
            WHERE o.account = 1140 AND NOT EXISTS (SELECT 1 FROM payment_plan_line k
                WHERE k.charge_line_id = o.charge_line_id
                    AND k.plan_id NOT IN (SELECT plan_id FROM payment_plan_end))
            UNION ALL
            SELECT ifnull(p.guarantor_patient_id, p.id), -c.amount_cents
            FROM open_credit c JOIN patient p ON p.id = c.patient_id
            JOIN receipt r ON r.id = c.receipt_id
            WHERE c.account = 2010 AND (r.encounter_id IS NULL
                OR EXISTS (SELECT 1 FROM charge_line l WHERE l.encounter_id = r.encounter_id)
                AND NOT EXISTS (SELECT 1 FROM charge_line l
                    JOIN open_amount w ON w.charge_line_id = l.id
                    WHERE l.encounter_id = r.encounter_id AND w.account BETWEEN 1110 AND 1130))),
        owed AS (SELECT guarantor, sum(cents) AS cents FROM part GROUP BY guarantor)
        SELECT count(*), ifnull(sum(owed.cents), 0) FROM owed
        JOIN patient g ON g.id = owed.guarantor
        WHERE (owed.cents >= max(?1, 1) OR owed.cents <= -max(?3, 1)) AND g.statement_hold = 0 AND g.bad_address = 0
            AND g.disputes_bill = 0 AND g.deceased_on IS NULL
            AND NOT EXISTS (SELECT 1 FROM statement s WHERE s.guarantor_patient_id = g.id
                AND s.id NOT IN (SELECT statement_id FROM statement_void)
                AND (s.mailed_on > ?2 OR s.is_final = 1 AND NOT EXISTS
                    (SELECT 1 FROM collection_review r WHERE r.guarantor_patient_id = g.id
                        AND r.decision = 'DECLINED' AND r.reviewed_on >= s.mailed_on)))",
    )?;
    Ok(statement.query_row(
        params![minimum.cents(), Day(latest), minimum_credit.cents()],
        pending,
    )?)
}

/// Guarantors whose last final notice was mailed by `latest`, about which nothing was decided, and
/// who still owe on a charge that it asked for; disputes and holds left out.
///
/// # Errors
/// The file cannot be read.
pub fn pre_collection(connection: &Connection, latest: NaiveDate) -> Result<Pending, Error> {
    let mut statement = connection.prepare_cached(
        "WITH notice AS (
            SELECT guarantor_patient_id AS guarantor, max(mailed_on) AS mailed_on, max(id) AS id
            FROM statement WHERE is_final = 1
                AND id NOT IN (SELECT statement_id FROM statement_void)
            GROUP BY guarantor_patient_id),
        debt AS (
            SELECT n.guarantor, sum(o.amount_cents) AS cents FROM notice n
            JOIN patient g ON g.id = n.guarantor
            JOIN statement_line l ON l.statement_id = n.id
            JOIN open_amount o ON o.charge_line_id = l.charge_line_id AND o.account = 1140
            WHERE n.mailed_on <= ?1 AND o.amount_cents > 0
                AND g.disputes_bill = 0 AND g.statement_hold = 0
                AND ifnull((SELECT r.decision FROM collection_review r
                    WHERE r.guarantor_patient_id = n.guarantor AND r.reviewed_on >= n.mailed_on
                    ORDER BY r.id DESC LIMIT 1), 'WITHDRAWN') = 'WITHDRAWN'
            GROUP BY n.guarantor)
        SELECT count(*), ifnull(sum(cents), 0) FROM debt",
    )?;
    Ok(statement.query_row(params![Day(latest)], pending)?)
}

fn pending(row: &rusqlite::Row<'_>) -> rusqlite::Result<Pending> {
    Ok(Pending {
        count: usize::try_from(row.get::<_, i64>(0)?).unwrap_or_default(),
        amount: Money::from_cents(row.get(1)?),
    })
}
