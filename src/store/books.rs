//! The books as an export takes them, row by row with their numbers, and as an import puts them
//! back. Nothing here posts: the journal comes back through [`super::journal::restore`].

mod item;

use chrono::{DateTime, SecondsFormat, Utc};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params, params_from_iter};

use crate::domain::books::{
    ContractEntry, DaySheetEntry, DepositEntry, PeriodEntry, PeriodStep, RuleEntry,
};
use crate::domain::id::{DepositId, ReceiptId, RemittanceId, RemittanceLineId};
use crate::domain::journal::Posted;
use crate::domain::remittance::{Adjustment, Remittance, RemittanceLine};
use crate::store::error::Error;
use crate::store::journal;
use crate::store::value::{Cell, Cells, Columns};

pub use item::{
    each_batch, each_item, each_later_claim, restore_batch, restore_item, restore_later_claim,
};

/// Whether nothing was ever charged, received or posted.
///
/// # Errors
/// The file cannot be read.
pub fn are_empty(connection: &Connection) -> Result<bool, Error> {
    Ok(connection.query_row(
        "SELECT NOT EXISTS (SELECT 1 FROM charge_line) AND NOT EXISTS (SELECT 1 FROM receipt)
            AND NOT EXISTS (SELECT 1 FROM journal_entry)",
        [],
        |row| row.get(0),
    )?)
}

/// Hands each row of a query to `take` through `read`.
fn each<T, E: From<Error>>(
    connection: &Connection,
    sql: &str,
    read: impl Fn(&Row<'_>) -> Result<T, Error>,
    mut take: impl FnMut(T) -> Result<(), E>,
) -> Result<(), E> {
    let mut statement = connection.prepare(sql).map_err(Error::from)?;
    let mut rows = statement.query([]).map_err(Error::from)?;
    while let Some(row) = rows.next().map_err(Error::from)? {
        take(read(row)?)?;
    }
    Ok(())
}

/// Hands every entry of the journal to `take`, in order; only one is in memory.
///
/// # Errors
/// The file cannot be read, or what `take` says.
pub fn each_entry<E: From<Error>>(
    connection: &Connection,
    mut take: impl FnMut(Posted) -> Result<(), E>,
) -> Result<(), E> {
    let mut failed = None;
    let walked = journal::walk(connection, |posted| {
        take(posted).map_err(|error| {
            failed = Some(error);
            Error::Worker
        })
    });
    failed.map_or_else(|| walked.map_err(E::from), Err)
}

/// Every deposit, in order.
///
/// # Errors
/// The file cannot be read, or what `take` says.
pub fn each_deposit<E: From<Error>>(
    connection: &Connection,
    take: impl FnMut(DepositEntry) -> Result<(), E>,
) -> Result<(), E> {
    const NAMES: [&str; 4] = ["deposit", "deposited_on", "total_cents", "note"];
    let sql = "SELECT id, deposited_on, total_cents, note FROM deposit ORDER BY id";
    let read = |row: &Row<'_>| {
        let mut columns = Columns::new(row, 0, &NAMES);
        Ok(DepositEntry {
            id: columns.take()?,
            deposited_on: columns.take()?,
            total: columns.take()?,
            note: columns.take()?,
        })
    };
    each(connection, sql, read, take)
}

/// Puts a deposit back. The journal is not touched.
///
/// # Errors
/// [`Error::Constraint`] when its number is taken or it holds nothing.
pub fn restore_deposit(tx: &Transaction<'_>, deposit: &DepositEntry) -> Result<(), Error> {
    let mut cells = Cells::default();
    cells.put(&deposit.id);
    cells.put(&deposit.deposited_on);
    cells.put(&deposit.total);
    cells.put(&deposit.note);
    insert(tx, "INSERT INTO deposit VALUES (?1, ?2, ?3, ?4)", cells)
}

/// Puts a receipt back into its deposit.
///
/// # Errors
/// [`Error::Constraint`] when it is in one, or there is no such deposit.
pub fn restore_membership(
    tx: &Transaction<'_>,
    receipt: ReceiptId,
    deposit: DepositId,
) -> Result<(), Error> {
    let mut cells = Cells::default();
    cells.put(&receipt);
    cells.put(&deposit);
    insert(tx, "INSERT INTO deposit_receipt VALUES (?1, ?2)", cells)
}

/// A remittance without its lines, and why it was voided, where it was.
pub type RemittanceFound = (RemittanceId, Remittance, Option<String>);

/// Every remittance without its lines, in order, and why it was voided.
///
/// # Errors
/// The file cannot be read, or what `take` says.
pub fn each_remittance<E: From<Error>>(
    connection: &Connection,
    take: impl FnMut(RemittanceFound) -> Result<(), E>,
) -> Result<(), E> {
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
    let sql = "SELECT r.id, r.receipt_id, y.reference, r.rank, p.reference, c.reference,
            r.control_number, r.adjudicated_on, r.is_forwarded, r.note, v.reason
        FROM remittance r
        JOIN payer y ON y.id = r.payer_id
        JOIN patient p ON p.id = r.patient_id
        LEFT JOIN claim c ON c.id = r.claim_id
        LEFT JOIN remittance_void v ON v.remittance_id = r.id
        ORDER BY r.id";
    let read = |row: &Row<'_>| {
        let mut columns = Columns::new(row, 0, &NAMES);
        let id = columns.take()?;
        let remittance = Remittance {
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
        };
        Ok((id, remittance, columns.take()?))
    };
    each(connection, sql, read, take)
}

/// Puts a remittance back without its lines.
///
/// # Errors
/// [`Error::Constraint`] when its number is taken or a record it names is not there.
pub fn restore_remittance(
    tx: &Transaction<'_>,
    id: RemittanceId,
    remittance: &Remittance,
    void: Option<&str>,
) -> Result<(), Error> {
    let mut cells = Cells::default();
    cells.put(&id);
    cells.put(&remittance.receipt);
    cells.put(&remittance.payer);
    cells.put(&remittance.rank);
    cells.put(&remittance.patient);
    cells.put(&remittance.claim);
    cells.put(&remittance.control_number);
    cells.put(&remittance.adjudicated_on);
    cells.put(&remittance.is_forwarded);
    cells.put(&remittance.note);
    insert(
        tx,
        "INSERT INTO remittance (id, receipt_id, payer_id, rank, patient_id, claim_id,
            control_number, adjudicated_on, is_forwarded, note)
         VALUES (?1, ?2, ifnull((SELECT id FROM payer WHERE reference = ?3), -1), ?4,
            ifnull((SELECT id FROM patient WHERE reference = ?5), -1),
            iif(?6 IS NULL, NULL, ifnull((SELECT id FROM claim WHERE reference = ?6), -1)),
            ?7, ?8, ?9, ?10)",
        cells,
    )?;
    if let Some(reason) = void {
        let _ = tx
            .prepare_cached("INSERT INTO remittance_void VALUES (?1, ?2)")?
            .execute(params![id.number(), reason])?;
    }
    Ok(())
}

/// A remittance line without its adjustments, and whose it is.
pub type LineFound = (RemittanceLineId, RemittanceId, RemittanceLine);

/// Every line of every remittance without its adjustments, in order.
///
/// # Errors
/// The file cannot be read, or what `take` says.
pub fn each_remittance_line<E: From<Error>>(
    connection: &Connection,
    take: impl FnMut(LineFound) -> Result<(), E>,
) -> Result<(), E> {
    const NAMES: [&str; 12] = [
        "remittance line",
        "remittance",
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
    let sql = "SELECT id, remittance_id, charge_line_id, kind, submitted_cents, allowed_cents,
            paid_cents, class, remarks, appeal_by_on, reverses_id, override_reason
        FROM remittance_line ORDER BY id";
    let read = |row: &Row<'_>| {
        let mut columns = Columns::new(row, 0, &NAMES);
        let (id, remittance) = (columns.take()?, columns.take()?);
        let line = RemittanceLine {
            charge: columns.take()?,
            kind: columns.take()?,
            submitted: columns.take()?,
            allowed: columns.take()?,
            paid: columns.take()?,
            adjustments: Vec::new(),
            class: columns.take()?,
            remarks: columns
                .take::<String>()?
                .split_whitespace()
                .map(ToOwned::to_owned)
                .collect(),
            appeal_by: columns.take()?,
            reverses: columns.take()?,
            override_reason: columns.take()?,
        };
        Ok((id, remittance, line))
    };
    each(connection, sql, read, take)
}

/// Puts a remittance line back without its adjustments.
///
/// # Errors
/// [`Error::Constraint`] when its number is taken or a record it names is not there.
pub fn restore_remittance_line(
    tx: &Transaction<'_>,
    id: RemittanceLineId,
    remittance: RemittanceId,
    line: &RemittanceLine,
) -> Result<(), Error> {
    let mut cells = Cells::default();
    cells.put(&id);
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
    let added = tx
        .prepare_cached(
            "INSERT INTO remittance_line (id, remittance_id, charge_line_id, kind, payer_id,
                adjudicated_on, submitted_cents, allowed_cents, paid_cents, class, remarks,
                appeal_by_on, reverses_id, override_reason)
             SELECT ?1, id, ?3, ?4, payer_id, adjudicated_on, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12
             FROM remittance WHERE id = ?2",
        )?
        .execute(params_from_iter(cells.into_values()))?;
    if added == 0 {
        return Err(Error::NotFound("remittance"));
    }
    Ok(())
}

/// Every adjustment of every remittance line, in order, with its place on its line.
///
/// # Errors
/// The file cannot be read, or what `take` says.
pub fn each_adjustment<E: From<Error>>(
    connection: &Connection,
    take: impl FnMut((RemittanceLineId, u16, Adjustment)) -> Result<(), E>,
) -> Result<(), E> {
    const NAMES: [&str; 6] = [
        "remittance line",
        "position",
        "group_code",
        "reason_code",
        "amount_cents",
        "disposition",
    ];
    let sql = "SELECT remittance_line_id, position, group_code, reason_code, amount_cents,
            disposition
        FROM remittance_adjustment ORDER BY remittance_line_id, position";
    let read = |row: &Row<'_>| {
        let mut columns = Columns::new(row, 0, &NAMES);
        let (line, position) = (columns.take()?, columns.take()?);
        let adjustment = Adjustment {
            group: columns.take()?,
            reason: columns.take()?,
            amount: columns.take()?,
            disposition: columns.take()?,
        };
        Ok((line, position, adjustment))
    };
    each(connection, sql, read, take)
}

/// Puts an adjustment back on its line.
///
/// # Errors
/// [`Error::Constraint`] when its place is taken or its line is not there.
pub fn restore_adjustment(
    tx: &Transaction<'_>,
    line: RemittanceLineId,
    position: u16,
    adjustment: &Adjustment,
) -> Result<(), Error> {
    let mut cells = Cells::default();
    cells.put(&line);
    cells.put(&position);
    cells.put(&adjustment.group);
    cells.put(&adjustment.reason);
    cells.put(&adjustment.amount);
    cells.put(&adjustment.disposition);
    insert(
        tx,
        "INSERT INTO remittance_adjustment VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        cells,
    )
}

/// Every rule for adjustments that differs from the usual, by payer and reason.
///
/// # Errors
/// The file cannot be read, or what `take` says.
pub fn each_rule<E: From<Error>>(
    connection: &Connection,
    take: impl FnMut(RuleEntry) -> Result<(), E>,
) -> Result<(), E> {
    const NAMES: [&str; 4] = ["payer", "group_code", "reason_code", "disposition"];
    let sql = "SELECT y.reference, a.group_code, a.reason_code, a.disposition
        FROM adjustment_rule a LEFT JOIN payer y ON y.id = a.payer_id
        ORDER BY y.reference, a.group_code, a.reason_code";
    let read = |row: &Row<'_>| {
        let mut columns = Columns::new(row, 0, &NAMES);
        Ok(RuleEntry {
            payer: columns.take()?,
            group: columns.take()?,
            reason: columns.take()?,
            disposition: columns.take()?,
        })
    };
    each(connection, sql, read, take)
}

/// Adds a rule for adjustments.
///
/// # Errors
/// [`Error::Constraint`] when the reason has one or the payer is not there.
pub fn restore_rule(tx: &Transaction<'_>, rule: &RuleEntry) -> Result<(), Error> {
    let mut cells = Cells::default();
    cells.put(&rule.payer);
    cells.put(&rule.group);
    cells.put(&rule.reason);
    cells.put(&rule.disposition);
    insert(
        tx,
        "INSERT INTO adjustment_rule (payer_id, group_code, reason_code, disposition)
         VALUES (iif(?1 IS NULL, NULL, ifnull((SELECT id FROM payer WHERE reference = ?1), -1)),
            ?2, ?3, ?4)",
        cells,
    )
}

/// Which fee schedule holds what a payer allows, by payer.
///
/// # Errors
/// The file cannot be read, or what `take` says.
pub fn each_contract<E: From<Error>>(
    connection: &Connection,
    take: impl FnMut(ContractEntry) -> Result<(), E>,
) -> Result<(), E> {
    const NAMES: [&str; 2] = ["payer", "schedule"];
    let sql = "SELECT y.reference, s.reference FROM payer_contract c
        JOIN payer y ON y.id = c.payer_id JOIN fee_schedule s ON s.id = c.fee_schedule_id
        ORDER BY y.reference";
    let read = |row: &Row<'_>| {
        let mut columns = Columns::new(row, 0, &NAMES);
        Ok(ContractEntry {
            payer: columns.take()?,
            schedule: columns.take()?,
        })
    };
    each(connection, sql, read, take)
}

/// Says which fee schedule holds what a payer allows.
///
/// # Errors
/// [`Error::Constraint`] when the payer has one, or payer or schedule is not there.
pub fn restore_contract(tx: &Transaction<'_>, contract: &ContractEntry) -> Result<(), Error> {
    let mut cells = Cells::default();
    cells.put(&contract.payer);
    cells.put(&contract.schedule);
    insert(
        tx,
        "INSERT INTO payer_contract (payer_id, fee_schedule_id)
         VALUES (ifnull((SELECT id FROM payer WHERE reference = ?1), -1),
            ifnull((SELECT id FROM fee_schedule WHERE reference = ?2), -1))",
        cells,
    )
}

/// Every day sheet, in order.
///
/// # Errors
/// The file cannot be read, or what `take` says.
pub fn each_day_sheet<E: From<Error>>(
    connection: &Connection,
    take: impl FnMut(DaySheetEntry) -> Result<(), E>,
) -> Result<(), E> {
    let sql = "SELECT id, business_on, user, through_entry, note, closed_at, head_hash
        FROM day_sheet ORDER BY id";
    let read = |row: &Row<'_>| {
        const NAMES: [&str; 5] = ["day sheet", "business_on", "user", "through_entry", "note"];
        let mut columns = Columns::new(row, 0, &NAMES);
        Ok(DaySheetEntry {
            id: columns.take()?,
            business_on: columns.take()?,
            user: columns.take()?,
            through_entry: columns.take()?,
            note: columns.take()?,
            closed_at: moment(row, 5, "closed_at")?,
            head_hash: row.get(6)?,
        })
    };
    each(connection, sql, read, take)
}

/// Puts a day sheet back.
///
/// # Errors
/// [`Error::Constraint`] when it does not follow the one before, [`Error::JournalBroken`] when the
/// journal does not have the hash that it was closed with.
pub fn restore_day_sheet(tx: &Transaction<'_>, sheet: &DaySheetEntry) -> Result<(), Error> {
    has_hash(tx, sheet.through_entry, &sheet.head_hash)?;
    let _ = tx
        .prepare_cached("INSERT INTO day_sheet VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?
        .execute(params![
            sheet.id.number(),
            sheet.business_on.to_string(),
            moment_text(sheet.closed_at),
            sheet.user,
            sheet.through_entry,
            sheet.head_hash,
            sheet.note.to_value(),
        ])?;
    Ok(())
}

/// Every close of a month and every reopening, in order.
///
/// # Errors
/// The file cannot be read, or what `take` says.
pub fn each_period_event<E: From<Error>>(
    connection: &Connection,
    take: impl FnMut(PeriodEntry) -> Result<(), E>,
) -> Result<(), E> {
    let sql = "SELECT id, kind, closed_through_on, user, reason, through_entry, totals, at,
            head_hash
        FROM period_event ORDER BY id";
    let read = |row: &Row<'_>| {
        const NAMES: [&str; 7] = [
            "period event",
            "kind",
            "closed_through_on",
            "user",
            "reason",
            "through_entry",
            "totals",
        ];
        let mut columns = Columns::new(row, 0, &NAMES);
        Ok(PeriodEntry {
            number: columns.take()?,
            step: columns.take::<PeriodStep>()?,
            closed_through_on: columns.take()?,
            user: columns.take()?,
            reason: columns.take()?,
            through_entry: columns.take()?,
            totals: columns.take()?,
            at: moment(row, 7, "at")?,
            head_hash: row.get(8)?,
        })
    };
    each(connection, sql, read, take)
}

/// Puts a close or reopening back.
///
/// # Errors
/// [`Error::Constraint`] when its number is taken, [`Error::JournalBroken`] when the journal does
/// not have the hash that it was closed with.
pub fn restore_period_event(tx: &Transaction<'_>, event: &PeriodEntry) -> Result<(), Error> {
    has_hash(tx, event.through_entry, &event.head_hash)?;
    let _ = tx
        .prepare_cached(
            "INSERT INTO period_event (id, kind, closed_through_on, at, user, reason,
                through_entry, head_hash, totals)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute(params![
            event.number,
            event.step.as_str(),
            event.closed_through_on.to_value(),
            moment_text(event.at),
            event.user,
            event.reason.to_value(),
            event.through_entry,
            event.head_hash,
            event.totals.to_value(),
        ])?;
    Ok(())
}

/// Whether the journal had this hash after an entry.
fn has_hash(connection: &Connection, entry: i64, hash: &[u8; 32]) -> Result<(), Error> {
    let found: Option<[u8; 32]> = connection
        .prepare_cached("SELECT hash FROM journal_entry WHERE id = ?1")?
        .query_row([entry], |row| row.get(0))
        .optional()?;
    let is_as_closed = match found {
        Some(found) => found == *hash,
        None => entry == 0 && *hash == journal::NO_HASH,
    };
    if is_as_closed {
        Ok(())
    } else {
        Err(Error::JournalBroken {
            entry,
            problem: "it is not what the books were closed with",
        })
    }
}

fn insert(tx: &Transaction<'_>, sql: &str, cells: Cells) -> Result<(), Error> {
    let _ = tx
        .prepare_cached(sql)?
        .execute(params_from_iter(cells.into_values()))?;
    Ok(())
}

fn moment(row: &Row<'_>, idx: usize, column: &'static str) -> Result<DateTime<Utc>, Error> {
    let text: String = row.get(idx)?;
    DateTime::parse_from_rfc3339(&text)
        .map(|at| at.with_timezone(&Utc))
        .map_err(|_| Error::Unreadable { column })
}

fn moment_text(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
