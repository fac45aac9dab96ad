//! The journal and the balances kept with it. [`post`] is the only way into it.

mod proof;
mod window;

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use sha2::{Digest, Sha256};

pub use proof::verify;
pub use window::{
    Window, between, days, entered_before, in_window, is_any_after, known_on, walk_window,
};

use crate::domain::account::Account;
use crate::domain::date;
use crate::domain::id::{ChargeLineId, EntryId, PatientId, ReceiptId, RemittanceLineId};
use crate::domain::journal::fold::{Change, CreditKey, Open, OpenKey, change};
use crate::domain::journal::{Entry, Leg, Posted};
use crate::domain::money::Money;
use crate::store::audit::Moment;
use crate::store::error::Error;
use crate::store::total;
use crate::store::value::{Cell, Columns};

/// What came before the first entry.
pub const NO_HASH: [u8; 32] = [0; 32];

/// Who posts, and when: what every entry says of itself.
#[derive(Debug, Clone, Copy)]
pub struct Stamp<'a> {
    pub user: &'a str,
    /// By the machine's clock; the order of entries does not depend on it.
    pub at: Moment,
}

/// The newest entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// How many entries there are; also the number of the newest.
    pub count: i64,
    /// The hash of the newest; zeros when there is none.
    pub hash: [u8; 32],
}

const INSERT_LEG: &str = "INSERT INTO journal_leg VALUES (?1, ?2, ?3, ?4, ?5,
    iif(?6 IS NULL, NULL, ifnull((SELECT id FROM patient WHERE reference = ?6), -1)),
    iif(?7 IS NULL, NULL, ifnull((SELECT id FROM payer WHERE reference = ?7), -1)), ?8)";

const INSERT_ENTRY: &str = "INSERT INTO journal_entry (id, kind, effective_on, entered_at, user,
        batch_id, remittance_line_id, deposit_id, reverses_id, reason, hash)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";

/// Posts entries in one step, with the balances they change.
///
/// # Errors
/// [`Error::Constraint`] when one does not balance, its day lies in a closed month, it reverses an
/// entry that is reversed already, or it names a record that is not there.
pub fn post(
    tx: &Transaction<'_>,
    stamp: Stamp<'_>,
    entries: &[Entry],
) -> Result<Vec<EntryId>, Error> {
    let mut head = head(tx)?;
    let batch = head.count + 1;
    let mut ids = Vec::with_capacity(entries.len());
    for entry in entries {
        head = append(tx, stamp, entry, batch, head)?;
        ids.push(EntryId::new(head.count));
    }
    total::keep(tx, batch, head.count)?;
    Ok(ids)
}

/// Puts an entry back as it stood in another file, for an import that brings the books along.
///
/// # Errors
/// As [`post`], and [`Error::JournalBroken`] when its hash does not follow from the entry before.
pub fn restore(tx: &Transaction<'_>, posted: &Posted) -> Result<(), Error> {
    let stamp = Stamp {
        user: &posted.user,
        at: posted.entered_at,
    };
    let after = append(tx, stamp, &posted.entry, posted.batch.number(), head(tx)?)?;
    total::keep(tx, after.count, after.count)?;
    if after.count == posted.id.number() && after.hash == posted.hash {
        Ok(())
    } else {
        Err(Error::JournalBroken {
            entry: posted.id.number(),
            problem: "its hash does not follow from what it says and the entry before it",
        })
    }
}

fn append(
    tx: &Transaction<'_>,
    stamp: Stamp<'_>,
    entry: &Entry,
    batch: i64,
    head: Head,
) -> Result<Head, Error> {
    let id = head.count + 1;
    let mut insert = tx.prepare_cached(INSERT_LEG)?;
    for (position, leg) in (1_i64..).zip(&entry.legs) {
        let _ = insert.execute(params![
            id,
            position,
            leg.account.number(),
            leg.amount.cents(),
            leg.line.map(ChargeLineId::number),
            leg.patient.as_ref().map(PatientId::as_str),
            leg.payer.as_ref().map(|payer| payer.as_str()),
            leg.receipt.map(ReceiptId::number),
        ])?;
    }
    let entered_at = stamp.at.to_rfc3339_opts(SecondsFormat::Secs, true);
    let hash = digest(id, batch, &entered_at, stamp.user, entry, &head.hash);
    let _ = tx.prepare_cached(INSERT_ENTRY)?.execute(params![
        id,
        entry.kind.as_str(),
        entry.effective_on.to_string(),
        entered_at,
        stamp.user,
        batch,
        entry.remittance_line.map(RemittanceLineId::number),
        entry.deposit.map(|deposit| deposit.number()),
        entry.reverses.map(EntryId::number),
        entry.reason.to_value(),
        hash,
    ])?;
    for leg in &entry.legs {
        match change(leg) {
            Some(Change::Receivable(key, patient, amount)) => {
                keep_receivable(tx, &key, &patient, amount, entry.effective_on)?;
            }
            Some(Change::Credit(key, payer, amount)) => {
                let payer = payer.as_ref().map(|payer| payer.as_str());
                keep_credit(tx, &key, payer, amount, entry.effective_on)?;
            }
            None => {}
        }
    }
    Ok(Head { count: id, hash })
}

/// SHA-256 over an entry, each field with its length before it, and the hash of the entry before.
/// Records stand in it by the ids the user knows, so that the same acts give the same hash in any
/// file.
fn digest(
    id: i64,
    batch: i64,
    entered_at: &str,
    user: &str,
    entry: &Entry,
    previous: &[u8; 32],
) -> [u8; 32] {
    let mut sha = Sha256::new();
    let mut field = |text: &str| {
        sha.update(u32::try_from(text.len()).unwrap_or(u32::MAX).to_be_bytes());
        sha.update(text.as_bytes());
    };
    let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    field(&id.to_string());
    field(entry.kind.as_str());
    field(&entry.effective_on.to_string());
    field(entered_at);
    field(user);
    field(&batch.to_string());
    field(&number(entry.remittance_line.map(RemittanceLineId::number)));
    field(&number(entry.deposit.map(|deposit| deposit.number())));
    field(&number(entry.reverses.map(EntryId::number)));
    field(&entry.reason);
    for leg in &entry.legs {
        field(&leg.account.number().to_string());
        field(&leg.amount.cents().to_string());
        field(&number(leg.line.map(ChargeLineId::number)));
        field(leg.patient.as_ref().map_or("", PatientId::as_str));
        field(leg.payer.as_ref().map_or("", |payer| payer.as_str()));
        field(&number(leg.receipt.map(ReceiptId::number)));
    }
    sha.update(previous);
    sha.finalize().into()
}

fn keep_receivable(
    tx: &Transaction<'_>,
    key: &OpenKey,
    patient: &PatientId,
    amount: Money,
    on: NaiveDate,
) -> Result<(), Error> {
    let account = key.party.bucket.account().number();
    let payer = key.party.payer.as_ref().map(|payer| payer.as_str());
    let found = tx
        .prepare_cached(
            "SELECT rowid, amount_cents, since_on FROM open_amount
             WHERE charge_line_id = ?1 AND account = ?2
                AND ifnull(payer_id, 0) = ifnull((SELECT id FROM payer WHERE reference = ?3), 0)",
        )?
        .query_row(params![key.line.number(), account, payer], open)
        .optional()?;
    let before = found.map(|(_, open)| open);
    match (found, Open::after(before, amount, on)) {
        (Some((row, _)), after) => keep(tx, "open_amount", row, after),
        (None, None) => Ok(()),
        (None, Some(after)) => {
            let _ = tx
                .prepare_cached(
                    "INSERT INTO open_amount
                     VALUES (?1, ?2, (SELECT id FROM patient WHERE reference = ?3),
                        (SELECT id FROM payer WHERE reference = ?4), ?5, ?6)",
                )?
                .execute(params![
                    key.line.number(),
                    account,
                    patient.as_str(),
                    payer,
                    after.amount.cents(),
                    after.since.to_string(),
                ])?;
            Ok(())
        }
    }
}

fn keep_credit(
    tx: &Transaction<'_>,
    key: &CreditKey,
    payer: Option<&str>,
    amount: Money,
    on: NaiveDate,
) -> Result<(), Error> {
    let patient = key.patient.as_ref().map(PatientId::as_str);
    let found = tx
        .prepare_cached(
            "SELECT rowid, amount_cents, since_on FROM open_credit
             WHERE receipt_id = ?1 AND account = ?2
                AND ifnull(patient_id, 0) = ifnull((SELECT id FROM patient WHERE reference = ?3), 0)",
        )?
        .query_row(
            params![key.receipt.number(), key.account.number(), patient],
            open,
        )
        .optional()?;
    let before = found.map(|(_, open)| open);
    match (found, Open::after(before, amount, on)) {
        (Some((row, _)), after) => keep(tx, "open_credit", row, after),
        (None, None) => Ok(()),
        (None, Some(after)) => {
            let _ = tx
                .prepare_cached(
                    "INSERT INTO open_credit
                     VALUES (?1, ?2, (SELECT id FROM patient WHERE reference = ?3),
                        (SELECT id FROM payer WHERE reference = ?4), ?5, ?6)",
                )?
                .execute(params![
                    key.receipt.number(),
                    key.account.number(),
                    patient,
                    payer,
                    after.amount.cents(),
                    after.since.to_string(),
                ])?;
            Ok(())
        }
    }
}

/// Row, amount and day of a kept balance.
fn open(row: &Row<'_>) -> rusqlite::Result<(i64, Open)> {
    let since: String = row.get(2)?;
    let open = Open {
        amount: Money::from_cents(row.get(1)?),
        since: date::parse(&since).map_err(|_| rusqlite::Error::InvalidQuery)?,
    };
    Ok((row.get(0)?, open))
}

fn keep(tx: &Transaction<'_>, table: &str, row: i64, after: Option<Open>) -> Result<(), Error> {
    let _ = match after {
        None => tx
            .prepare_cached(&format!("DELETE FROM {table} WHERE rowid = ?1"))?
            .execute([row])?,
        Some(open) => tx
            .prepare_cached(&format!(
                "UPDATE {table} SET amount_cents = ?2, since_on = ?3 WHERE rowid = ?1"
            ))?
            .execute(params![row, open.amount.cents(), open.since.to_string()])?,
    };
    Ok(())
}

/// The newest entry.
///
/// # Errors
/// The file cannot be read.
pub fn head(connection: &Connection) -> Result<Head, Error> {
    Ok(connection
        .prepare_cached("SELECT id, hash FROM journal_entry ORDER BY id DESC LIMIT 1")?
        .query_row([], |row| {
            Ok(Head {
                count: row.get(0)?,
                hash: row.get(1)?,
            })
        })
        .optional()?
        .unwrap_or(Head {
            count: 0,
            hash: NO_HASH,
        }))
}

/// The entry of a number.
///
/// # Errors
/// The file cannot be read.
pub fn find(connection: &Connection, id: EntryId) -> Result<Option<Posted>, Error> {
    Ok(select(connection, "WHERE e.id = ?1", &[&id.number()])?.pop())
}

/// The entry that took one back, where it was.
///
/// # Errors
/// The file cannot be read.
pub fn reversal_of(connection: &Connection, id: EntryId) -> Result<Option<EntryId>, Error> {
    Ok(connection
        .prepare_cached("SELECT id FROM journal_entry WHERE reverses_id = ?1")?
        .query_row([id.number()], |row| row.get(0))
        .optional()?
        .map(EntryId::new))
}

/// Every entry with a leg on a charge line, in the order in which they were posted.
///
/// # Errors
/// The file cannot be read.
pub fn of_line(connection: &Connection, line: ChargeLineId) -> Result<Vec<Posted>, Error> {
    let within = "WHERE e.id IN (SELECT entry_id FROM journal_leg WHERE charge_line_id = ?1)";
    select(connection, within, &[&line.number()])
}

/// Every entry with a leg of a patient: her lines and her credits.
///
/// # Errors
/// The file cannot be read.
pub fn of_patient(connection: &Connection, patient: &PatientId) -> Result<Vec<Posted>, Error> {
    let within = "WHERE e.id IN (SELECT entry_id FROM journal_leg
        WHERE patient_id = (SELECT id FROM patient WHERE reference = ?1))";
    select(connection, within, &[&patient.as_str()])
}

/// Every entry with a leg of a receipt.
///
/// # Errors
/// The file cannot be read.
pub fn of_receipt(connection: &Connection, receipt: ReceiptId) -> Result<Vec<Posted>, Error> {
    let within = "WHERE e.id IN (SELECT entry_id FROM journal_leg WHERE receipt_id = ?1)";
    select(connection, within, &[&receipt.number()])
}

/// Every entry that followed from a line of a remittance, reversals included.
///
/// # Errors
/// The file cannot be read.
pub fn of_remittance_line(
    connection: &Connection,
    line: RemittanceLineId,
) -> Result<Vec<Posted>, Error> {
    select(
        connection,
        "WHERE e.remittance_line_id = ?1",
        &[&line.number()],
    )
}

/// Every entry posted in the same step.
///
/// # Errors
/// The file cannot be read.
pub fn of_batch(connection: &Connection, batch: EntryId) -> Result<Vec<Posted>, Error> {
    select(connection, "WHERE e.batch_id = ?1", &[&batch.number()])
}

/// Hands every entry to `each`, in order, that has a leg on a charge line in the JSON array
/// `lines`, or one of a patient in `news`, pairs of her row and the number of an entry, that is later
/// than this entry; with them the returned checks for which one of them was taken back. Deposits are
/// left out.
pub(super) fn walk_accounts(
    connection: &Connection,
    [lines, news]: [&str; 2],
    each: &mut dyn FnMut(Posted) -> Result<(), Error>,
) -> Result<(), Error> {
    query(
        connection,
        "WHERE e.kind <> 'DEPOSIT' AND e.id IN (
            WITH found (id) AS (
                SELECT entry_id FROM journal_leg
                    WHERE charge_line_id IN (SELECT value FROM json_each(?1))
                UNION SELECT g.entry_id FROM json_each(?2) p
                    CROSS JOIN journal_leg g
                    WHERE g.patient_id = p.value ->> 0 AND g.entry_id > p.value ->> 1),
            returned (id) AS (
                SELECT r.id FROM found f
                    CROSS JOIN journal_entry n ON n.id = f.id AND n.reverses_id IS NOT NULL
                    CROSS JOIN journal_entry r ON r.batch_id = n.batch_id
                    WHERE r.kind = 'RETURNED_CHECK')
            SELECT id FROM found UNION SELECT id FROM returned
            UNION SELECT v.id FROM returned r CROSS JOIN journal_entry v ON v.reverses_id = r.id)",
        &[&lines, &news],
        each,
    )
}

/// Hands every entry to `each`, in order, without holding them all.
///
/// # Errors
/// The file cannot be read, or what `each` says.
pub fn walk(
    connection: &Connection,
    mut each: impl FnMut(Posted) -> Result<(), Error>,
) -> Result<(), Error> {
    query(connection, "", &[], &mut each)
}

const NAMES: [&str; 17] = [
    "entry",
    "kind",
    "effective_on",
    "entered_at",
    "user",
    "batch",
    "remittance line",
    "deposit",
    "reverses",
    "reason",
    "hash",
    "account",
    "amount_cents",
    "charge line",
    "patient",
    "payer",
    "receipt",
];

/// The entries that `condition` (a WHERE on `e`) leaves, with their legs, in order.
fn select(
    connection: &Connection,
    condition: &str,
    params: &[&dyn rusqlite::ToSql],
) -> Result<Vec<Posted>, Error> {
    let mut entries = Vec::new();
    query(connection, condition, params, &mut |posted| {
        entries.push(posted);
        Ok(())
    })?;
    Ok(entries)
}

fn query(
    connection: &Connection,
    condition: &str,
    params: &[&dyn rusqlite::ToSql],
    each: &mut dyn FnMut(Posted) -> Result<(), Error>,
) -> Result<(), Error> {
    let sql = format!(
        "SELECT e.id, e.kind, e.effective_on, e.entered_at, e.user, e.batch_id,
            e.remittance_line_id, e.deposit_id, e.reverses_id, e.reason, e.hash,
            l.account, l.amount_cents, l.charge_line_id, l.patient_id, l.payer_id, l.receipt_id
         FROM journal_entry e CROSS JOIN journal_leg l ON l.entry_id = e.id
         {condition} ORDER BY e.id, l.position"
    );
    let mut names = Names::default();
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params)?;
    let mut current: Option<Posted> = None;
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        if current
            .as_ref()
            .is_none_or(|posted| posted.id.number() != id)
            && let Some(done) = current.replace(entry_of(row).map_err(|it| within(id, it))?)
        {
            each(done)?;
        }
        let leg = names.leg(connection, row).map_err(|it| within(id, it))?;
        if let Some(posted) = &mut current {
            posted.entry.legs.push(leg);
        }
    }
    current.map_or(Ok(()), each)
}

/// Says of an entry that something in it cannot be read.
fn within(entry: i64, error: Error) -> Error {
    let problem = match error {
        Error::Unreadable { column } => column,
        Error::NotFound(_) => "it names a record that is not there",
        other => return other,
    };
    let problem = match problem {
        "patient" => "its patient cannot be read",
        "payer" => "its payer cannot be read",
        "account" => "there is no such account",
        _ => problem,
    };
    Error::JournalBroken { entry, problem }
}

fn entry_of(row: &Row<'_>) -> Result<Posted, Error> {
    let mut columns = Columns::new(row, 0, &NAMES);
    let (id, kind, effective_on, entered_at, user, batch) = (
        columns.take()?,
        columns.take()?,
        columns.take()?,
        columns.take::<String>()?,
        columns.take()?,
        columns.take()?,
    );
    let entered_at = DateTime::parse_from_rfc3339(&entered_at)
        .map_err(|_| Error::Unreadable {
            column: "entered_at",
        })?
        .with_timezone(&Utc);
    Ok(Posted {
        id,
        batch,
        entered_at,
        user,
        entry: Entry {
            kind,
            effective_on,
            legs: Vec::new(),
            remittance_line: columns.take()?,
            deposit: columns.take()?,
            reverses: columns.take()?,
            reason: columns.take()?,
        },
        hash: row.get(10)?,
    })
}

/// The ids that users know, of the rows that legs name; each is looked up once.
#[derive(Default)]
struct Names {
    patients: HashMap<i64, String>,
    payers: HashMap<i64, String>,
}

impl Names {
    fn leg(&mut self, connection: &Connection, row: &Row<'_>) -> Result<Leg, Error> {
        let unreadable = |column| Error::Unreadable { column };
        let account = Account::of_number(row.get(11)?).ok_or(unreadable("account"))?;
        let patient = name(connection, &mut self.patients, "patient", row.get(14)?)?;
        let payer = name(connection, &mut self.payers, "payer", row.get(15)?)?;
        Ok(Leg {
            account,
            amount: Money::from_cents(row.get(12)?),
            line: row.get::<_, Option<i64>>(13)?.map(ChargeLineId::new),
            patient: patient
                .map(|it| it.parse().map_err(|_| unreadable("patient")))
                .transpose()?,
            payer: payer
                .map(|it| it.parse().map_err(|_| unreadable("payer")))
                .transpose()?,
            receipt: row.get::<_, Option<i64>>(16)?.map(ReceiptId::new),
        })
    }
}

fn name(
    connection: &Connection,
    known: &mut HashMap<i64, String>,
    table: &str,
    row: Option<i64>,
) -> Result<Option<String>, Error> {
    let Some(row) = row else {
        return Ok(None);
    };
    if let Some(name) = known.get(&row) {
        return Ok(Some(name.clone()));
    }
    let name: String = connection
        .prepare_cached(&format!("SELECT reference FROM {table} WHERE id = ?1"))?
        .query_row([row], |row| row.get(0))
        .optional()?
        .ok_or(Error::NotFound("record"))?;
    let _ = known.insert(row, name.clone());
    Ok(Some(name))
}
