//! What payers decided: facts as printed, never changed.

pub mod item;
pub mod rule;

use rusqlite::{Connection, Row, Transaction, params, params_from_iter};

use crate::domain::id::{
    ChargeLineId, ClaimId, PatientId, ReceiptId, RemittanceId, RemittanceLineId,
};
use crate::domain::journal::Posted;
use crate::domain::remittance::plan::EarlierLine;
use crate::domain::remittance::{
    Adjustment, PostedRemittance, Remittance, RemittanceKind, RemittanceLine,
};
use crate::store::error::Error;
use crate::store::journal;
use crate::store::value::{Cells, Columns};

const INSERT: &str =
    "INSERT INTO remittance (receipt_id, payer_id, rank, patient_id, claim_id, control_number,
        adjudicated_on, is_forwarded, note, id)
    VALUES (?1, ifnull((SELECT id FROM payer WHERE reference = ?2), -1), ?3,
        ifnull((SELECT id FROM patient WHERE reference = ?4), -1),
        iif(?5 IS NULL, NULL, ifnull((SELECT id FROM claim WHERE reference = ?5), -1)),
        ?6, ?7, ?8, ?9, ?10)";

const INSERT_LINE: &str = "INSERT INTO remittance_line (remittance_id, payer_id, adjudicated_on,
        charge_line_id, kind, submitted_cents, allowed_cents, paid_cents, class, remarks,
        appeal_by_on, reverses_id, override_reason, id)
    SELECT id, payer_id, adjudicated_on, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12
    FROM remittance WHERE id = ?1";

const SELECT: &str = "SELECT m.id, m.receipt_id, y.reference, m.rank, p.reference, c.reference,
        m.control_number, m.adjudicated_on, m.is_forwarded, m.note, v.reason
    FROM remittance m
    JOIN payer y ON y.id = m.payer_id
    JOIN patient p ON p.id = m.patient_id
    LEFT JOIN claim c ON c.id = m.claim_id
    LEFT JOIN remittance_void v ON v.remittance_id = m.id";

const NAMES: [&str; 11] = [
    "remittance",
    "receipt",
    "payer",
    "rank",
    "patient",
    "claim",
    "control_number",
    "adjudicated_on",
    "is_forwarded",
    "note",
    "void",
];

const LINE_NAMES: [&str; 11] = [
    "remittance line",
    "charge line",
    "kind",
    "submitted_cents",
    "allowed_cents",
    "paid_cents",
    "class",
    "remarks",
    "appeal_by_on",
    "reverses",
    "override_reason",
];

/// The numbers that a remittance got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbers {
    pub remittance: RemittanceId,
    /// Of each line, in their order.
    pub lines: Vec<RemittanceLineId>,
}

/// Adds a remittance with the next numbers, or with those it had in another file. The journal is
/// not touched.
///
/// # Errors
/// [`Error::Constraint`] when a line is there already without a reason, takes back what was taken
/// back, or a record it names is not there.
pub fn insert(
    tx: &Transaction<'_>,
    remittance: &Remittance,
    numbers: Option<&Numbers>,
) -> Result<Numbers, Error> {
    let mut cells = Cells::default();
    cells.put(&remittance.receipt);
    cells.put(&remittance.payer);
    cells.put(&remittance.rank);
    cells.put(&remittance.patient);
    cells.put(&remittance.claim);
    cells.put(&remittance.control_number);
    cells.put(&remittance.adjudicated_on);
    cells.put(&remittance.is_forwarded);
    cells.put(&remittance.note);
    cells.put(&numbers.map(|it| it.remittance));
    let _ = tx
        .prepare_cached(INSERT)?
        .execute(params_from_iter(cells.into_values()))?;
    let id = RemittanceId::new(tx.last_insert_rowid());
    let mut lines = Vec::with_capacity(remittance.lines.len());
    for (idx, line) in remittance.lines.iter().enumerate() {
        let number = numbers.and_then(|it| it.lines.get(idx).copied());
        lines.push(insert_line(tx, id, line, number)?);
    }
    Ok(Numbers {
        remittance: id,
        lines,
    })
}

fn insert_line(
    tx: &Transaction<'_>,
    remittance: RemittanceId,
    line: &RemittanceLine,
    number: Option<RemittanceLineId>,
) -> Result<RemittanceLineId, Error> {
    let mut cells = Cells::default();
    cells.put(&remittance);
    cells.put(&line.charge);
    cells.put(&line.kind);
    cells.put(&line.submitted);
    cells.put(&line.allowed);
    cells.put(&line.paid);
    cells.put(&line.class);
    cells.put(&line.remarks.join(" "));
    cells.put(&line.appeal_by);
    cells.put(&line.reverses);
    cells.put(&line.override_reason);
    cells.put(&number);
    let _ = tx
        .prepare_cached(INSERT_LINE)?
        .execute(params_from_iter(cells.into_values()))?;
    let id = RemittanceLineId::new(tx.last_insert_rowid());
    let mut insert =
        tx.prepare_cached("INSERT INTO remittance_adjustment VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
    for (position, adjustment) in (1_i64..).zip(&line.adjustments) {
        let _ = insert.execute(params![
            id.number(),
            position,
            adjustment.group.as_str(),
            adjustment.reason,
            adjustment.amount.cents(),
            adjustment.disposition.as_str(),
        ])?;
    }
    Ok(id)
}

/// Notes that a remittance was posted by mistake. The journal is not touched.
///
/// # Errors
/// [`Error::Constraint`] when it was voided already, or is not there.
pub fn void(tx: &Transaction<'_>, id: RemittanceId, reason: &str) -> Result<(), Error> {
    let _ = tx
        .prepare_cached("INSERT INTO remittance_void VALUES (?1, ?2)")?
        .execute(params![id.number(), reason])?;
    Ok(())
}

/// The remittance of a number.
///
/// # Errors
/// The file cannot be read.
pub fn find(connection: &Connection, id: RemittanceId) -> Result<Option<PostedRemittance>, Error> {
    Ok(select(connection, "WHERE m.id = ?1", params![id.number()])?.pop())
}

/// What was said about a claim, oldest first.
///
/// # Errors
/// The file cannot be read.
pub fn of_claim(connection: &Connection, claim: &ClaimId) -> Result<Vec<PostedRemittance>, Error> {
    select(
        connection,
        "WHERE c.reference = ?1 ORDER BY m.id",
        params![claim.as_str()],
    )
}

/// What was said about a charge line, with all else the same explanations say; oldest first.
///
/// # Errors
/// The file cannot be read.
pub fn of_line(
    connection: &Connection,
    line: ChargeLineId,
) -> Result<Vec<PostedRemittance>, Error> {
    select(
        connection,
        "WHERE m.id IN (SELECT remittance_id FROM remittance_line WHERE charge_line_id = ?1)
         ORDER BY m.id",
        params![line.number()],
    )
}

/// What a receipt was posted as, in order.
///
/// # Errors
/// The file cannot be read.
pub fn of_receipt(
    connection: &Connection,
    receipt: ReceiptId,
) -> Result<Vec<PostedRemittance>, Error> {
    select(
        connection,
        "WHERE m.receipt_id = ?1 ORDER BY m.id",
        params![receipt.number()],
    )
}

/// What payers said about a patient, oldest first.
///
/// # Errors
/// The file cannot be read.
pub fn of_patient(
    connection: &Connection,
    patient: &PatientId,
) -> Result<Vec<PostedRemittance>, Error> {
    select(
        connection,
        "WHERE p.reference = ?1 ORDER BY m.id",
        params![patient.as_str()],
    )
}

/// Every remittance, in the order of their numbers.
///
/// # Errors
/// The file cannot be read.
pub fn all(connection: &Connection) -> Result<Vec<PostedRemittance>, Error> {
    select(connection, "ORDER BY m.id", params![])
}

/// What was said about a charge line and not voided, oldest first, with what it posted.
///
/// # Errors
/// The file cannot be read.
pub fn earlier(connection: &Connection, charge: ChargeLineId) -> Result<Vec<EarlierLine>, Error> {
    let standing: Vec<PostedRemittance> = of_line(connection, charge)?
        .into_iter()
        .filter(|posted| posted.void.is_none())
        .collect();
    let taken_back: Vec<RemittanceLineId> = standing
        .iter()
        .flat_map(|posted| &posted.remittance.lines)
        .filter_map(|line| line.reverses)
        .collect();
    let mut found = Vec::new();
    for posted in standing {
        let header = posted.remittance;
        for (id, line) in posted.line_ids.into_iter().zip(header.lines) {
            if line.charge == charge {
                found.push(EarlierLine {
                    id,
                    remittance: posted.id,
                    payer: header.payer.clone(),
                    rank: header.rank,
                    adjudicated_on: header.adjudicated_on,
                    is_taken_back: taken_back.contains(&id),
                    entries: live_entries(connection, id)?,
                    line,
                });
            }
        }
    }
    Ok(found)
}

/// What a line posted and nobody reversed, oldest first.
///
/// # Errors
/// The file cannot be read.
pub fn live_entries(connection: &Connection, line: RemittanceLineId) -> Result<Vec<Posted>, Error> {
    let mut live = Vec::new();
    for posted in journal::of_remittance_line(connection, line)? {
        if posted.entry.reverses.is_none() && journal::reversal_of(connection, posted.id)?.is_none()
        {
            live.push(posted);
        }
    }
    Ok(live)
}

/// The last decision of a payer about the same code and modifiers that was not denied, taken back
/// or voided: its day, the units charged, and the line.
///
/// # Errors
/// The file cannot be read.
pub fn last_like(
    connection: &Connection,
    payer: &crate::domain::id::PayerId,
    charged: &crate::domain::charge::ChargeLine,
) -> Result<Option<LastLike>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT l.remittance_id, l.id, l.adjudicated_on, c.units_thousandths
         FROM remittance_line l
         JOIN charge_line c ON c.id = l.charge_line_id
         WHERE l.payer_id = (SELECT id FROM payer WHERE reference = ?1)
            AND c.code = ?2 AND ifnull(c.modifiers, '') = ?3
            AND l.kind <> 'REVERSAL' AND l.class IN ('PAID', 'PATIENT')
            AND (SELECT rank FROM remittance WHERE id = l.remittance_id) = '1'
            AND l.remittance_id NOT IN (SELECT remittance_id FROM remittance_void)
            AND NOT EXISTS (SELECT 1 FROM remittance_line r WHERE r.reverses_id = l.id
                AND r.remittance_id NOT IN (SELECT remittance_id FROM remittance_void))
         ORDER BY l.adjudicated_on DESC, l.id DESC LIMIT 1",
    )?;
    let modifiers = charged.modifiers.join(" ");
    let mut rows = statement.query(params![payer.as_str(), charged.code, modifiers])?;
    let Some(row) = rows.next()? else {
        return Ok(None);
    };
    let mut columns = Columns::new(row, 0, &["remittance", "line", "adjudicated_on", "units"]);
    let (remittance, id): (RemittanceId, RemittanceLineId) = (columns.take()?, columns.take()?);
    let (adjudicated_on, units) = (columns.take()?, columns.take()?);
    let line = lines(connection, remittance)?
        .into_iter()
        .find(|(of, _)| *of == id)
        .map(|(_, line)| line);
    Ok(line.map(|line| LastLike {
        adjudicated_on,
        units,
        line,
    }))
}

/// What a payer decided last about a service like another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastLike {
    pub adjudicated_on: chrono::NaiveDate,
    pub units: crate::domain::money::Quantity,
    pub line: RemittanceLine,
}

/// The denials that nothing has answered: neither taken back, nor followed by another decision of
/// the same payer on the line; those to be appealed soonest first.
///
/// # Errors
/// The file cannot be read.
pub fn open_denials(
    connection: &Connection,
) -> Result<Vec<(RemittanceId, RemittanceLineId)>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT l.remittance_id, l.id FROM remittance_line l
         WHERE l.kind <> 'REVERSAL'
            AND EXISTS (SELECT 1 FROM remittance_adjustment a
                WHERE a.remittance_line_id = l.id AND a.disposition = 'DENIED')
            AND l.remittance_id NOT IN (SELECT remittance_id FROM remittance_void)
            AND NOT EXISTS (SELECT 1 FROM remittance_line r
                WHERE r.charge_line_id = l.charge_line_id AND r.payer_id = l.payer_id AND r.id > l.id
                    AND r.remittance_id NOT IN (SELECT remittance_id FROM remittance_void))
            AND EXISTS (SELECT 1 FROM open_amount o
                WHERE o.charge_line_id = l.charge_line_id AND o.payer_id = l.payer_id)
         ORDER BY l.appeal_by_on IS NULL, l.appeal_by_on, l.id",
    )?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push((
            RemittanceId::new(row.get(0)?),
            RemittanceLineId::new(row.get(1)?),
        ));
    }
    Ok(found)
}

fn select(
    connection: &Connection,
    condition: &str,
    params: &[&dyn rusqlite::ToSql],
) -> Result<Vec<PostedRemittance>, Error> {
    let mut statement = connection.prepare_cached(&format!("{SELECT} {condition}"))?;
    let mut rows = statement.query(params)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(row)?);
    }
    for posted in &mut found {
        for (id, line) in lines(connection, posted.id)? {
            posted.line_ids.push(id);
            posted.remittance.lines.push(line);
        }
    }
    Ok(found)
}

fn read(row: &Row<'_>) -> Result<PostedRemittance, Error> {
    let mut columns = Columns::new(row, 0, &NAMES);
    Ok(PostedRemittance {
        id: columns.take()?,
        remittance: Remittance {
            receipt: columns.take()?,
            payer: columns.take()?,
            rank: columns.take()?,
            patient: columns.take()?,
            claim: columns.take()?,
            control_number: columns.take()?,
            adjudicated_on: columns.take()?,
            is_forwarded: columns.take()?,
            note: columns.take()?,
            lines: Vec::new(),
        },
        line_ids: Vec::new(),
        void: columns.take()?,
    })
}

fn lines(
    connection: &Connection,
    remittance: RemittanceId,
) -> Result<Vec<(RemittanceLineId, RemittanceLine)>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT id, charge_line_id, kind, submitted_cents, allowed_cents, paid_cents, class,
            remarks, appeal_by_on, reverses_id, override_reason
         FROM remittance_line WHERE remittance_id = ?1 ORDER BY id",
    )?;
    let mut rows = statement.query([remittance.number()])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let mut columns = Columns::new(row, 0, &LINE_NAMES);
        let id: RemittanceLineId = columns.take()?;
        let line = RemittanceLine {
            charge: columns.take()?,
            kind: columns.take::<RemittanceKind>()?,
            submitted: columns.take()?,
            allowed: columns.take()?,
            paid: columns.take()?,
            class: columns.take()?,
            remarks: columns
                .take::<String>()?
                .split_whitespace()
                .map(ToOwned::to_owned)
                .collect(),
            appeal_by: columns.take()?,
            reverses: columns.take()?,
            override_reason: columns.take()?,
            adjustments: adjustments(connection, id)?,
        };
        found.push((id, line));
    }
    Ok(found)
}

fn adjustments(connection: &Connection, line: RemittanceLineId) -> Result<Vec<Adjustment>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT group_code, reason_code, amount_cents, disposition
         FROM remittance_adjustment WHERE remittance_line_id = ?1 ORDER BY position",
    )?;
    let mut rows = statement.query([line.number()])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let names = ["group_code", "reason_code", "amount_cents", "disposition"];
        let mut columns = Columns::new(row, 0, &names);
        found.push(Adjustment {
            group: columns.take()?,
            reason: columns.take()?,
            amount: columns.take()?,
            disposition: columns.take()?,
        });
    }
    Ok(found)
}
