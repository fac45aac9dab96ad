//! What is open: the balances kept with the journal, and the proof that they are its fold.

use std::collections::{BTreeMap, HashMap};
use std::str::FromStr;

use chrono::NaiveDate;
use rusqlite::{Connection, Row, params};

use crate::domain::account::Account;
use crate::domain::date;
use crate::domain::id::{ChargeLineId, EncounterId, PatientId, PayerId, ReceiptId};
use crate::domain::journal::Party;
use crate::domain::journal::fold::{Balances, CreditKey, Open, OpenKey};
use crate::domain::money::Money;
use crate::store::error::Error;
use crate::store::journal::{self, Window};
use crate::store::total;
use crate::store::value::{Columns, json_array};

/// What is open on one line with one party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenAmount {
    pub key: OpenKey,
    pub patient: PatientId,
    pub open: Open,
}

/// Money of a receipt that is not settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenCredit {
    pub key: CreditKey,
    pub payer: Option<PayerId>,
    /// Positive = the giver's.
    pub open: Open,
}

const AMOUNTS: &str =
    "SELECT o.charge_line_id, o.account, p.reference, y.reference, o.amount_cents, o.since_on
    FROM open_amount o
    JOIN patient p ON p.id = o.patient_id
    LEFT JOIN payer y ON y.id = o.payer_id";

const CREDITS: &str =
    "SELECT o.receipt_id, o.account, p.reference, y.reference, o.amount_cents, o.since_on
    FROM open_credit o
    LEFT JOIN patient p ON p.id = o.patient_id
    LEFT JOIN payer y ON y.id = o.payer_id";

const NAMES: [&str; 6] = [
    "number",
    "account",
    "patient",
    "payer",
    "amount_cents",
    "since_on",
];

/// What is open on a line, by party.
///
/// # Errors
/// The file cannot be read.
pub fn of_line(connection: &Connection, line: ChargeLineId) -> Result<Vec<OpenAmount>, Error> {
    amounts(
        connection,
        "WHERE o.charge_line_id = ?1 ORDER BY o.account",
        params![line.number()],
    )
}

/// What is open on a patient's lines, oldest responsibility first.
///
/// # Errors
/// The file cannot be read.
pub fn of_patient(connection: &Connection, patient: &PatientId) -> Result<Vec<OpenAmount>, Error> {
    amounts(
        connection,
        "WHERE p.reference = ?1 ORDER BY o.since_on, o.charge_line_id, o.account",
        params![patient.as_str()],
    )
}

/// What is open on the lines of patients, by their rows as a JSON array.
pub(super) fn of_patients(connection: &Connection, rows: &str) -> Result<Vec<OpenAmount>, Error> {
    amounts(
        connection,
        "WHERE o.patient_id IN (SELECT value FROM json_each(?1)) ORDER BY o.charge_line_id, o.account",
        params![rows],
    )
}

/// Patients' own unsettled money, by their rows as a JSON array.
pub(super) fn credits_of_patients(
    connection: &Connection,
    rows: &str,
) -> Result<Vec<OpenCredit>, Error> {
    credits(
        connection,
        "WHERE o.patient_id IN (SELECT value FROM json_each(?1)) ORDER BY o.since_on, o.receipt_id",
        params![rows],
    )
}

/// Whether insurance still owes on a visit, or the visit is not charged yet: what was paid at the
/// desk for it is kept for it.
///
/// # Errors
/// The file cannot be read.
pub fn waits_for_payer(connection: &Connection, visit: &EncounterId) -> Result<bool, Error> {
    Ok(connection
        .prepare_cached(
            "SELECT count(*) = 0 OR max(EXISTS (SELECT 1 FROM open_amount o
                WHERE o.charge_line_id = f.charge_line_id AND o.account BETWEEN 1110 AND 1130
                    AND o.amount_cents > 0))
             FROM charge_in_force f
             WHERE f.encounter_id = (SELECT id FROM encounter WHERE reference = ?1)",
        )?
        .query_row([visit.as_str()], |row| row.get(0))?)
}

/// Everything that is open.
///
/// # Errors
/// The file cannot be read.
pub fn all(connection: &Connection) -> Result<Vec<OpenAmount>, Error> {
    amounts(
        connection,
        "ORDER BY o.charge_line_id, o.account",
        params![],
    )
}

/// The unsettled money of a receipt.
///
/// # Errors
/// The file cannot be read.
pub fn credits_of_receipt(
    connection: &Connection,
    receipt: ReceiptId,
) -> Result<Vec<OpenCredit>, Error> {
    credits(
        connection,
        "WHERE o.receipt_id = ?1 ORDER BY o.account",
        params![receipt.number()],
    )
}

/// What of a receipt is not applied yet; negative when more was taken from it than it held.
///
/// # Errors
/// The file cannot be read.
pub fn unapplied(connection: &Connection, receipt: ReceiptId) -> Result<Money, Error> {
    Ok(credits_of_receipt(connection, receipt)?
        .iter()
        .filter(|credit| {
            matches!(
                credit.key.account,
                Account::PatientCredits | Account::UnappliedReceipts
            )
        })
        .map(|credit| credit.open.amount)
        .sum())
}

/// A patient's own unsettled money, oldest first.
///
/// # Errors
/// The file cannot be read.
pub fn credits_of_patient(
    connection: &Connection,
    patient: &PatientId,
) -> Result<Vec<OpenCredit>, Error> {
    credits(
        connection,
        "WHERE p.reference = ?1 ORDER BY o.since_on, o.receipt_id",
        params![patient.as_str()],
    )
}

/// All unsettled money.
///
/// # Errors
/// The file cannot be read.
pub fn all_credits(connection: &Connection) -> Result<Vec<OpenCredit>, Error> {
    credits(connection, "ORDER BY o.receipt_id, o.account", params![])
}

/// What is open on a line with one party.
///
/// # Errors
/// The file cannot be read.
pub fn of(connection: &Connection, line: ChargeLineId, party: &Party) -> Result<Money, Error> {
    Ok(of_line(connection, line)?
        .iter()
        .filter(|it| it.key.party == *party)
        .map(|it| it.open.amount)
        .sum())
}

/// What the patients owe on lines; lines on which that is nothing are left out.
///
/// # Errors
/// The file cannot be read.
pub fn owed_on(
    connection: &Connection,
    lines: impl IntoIterator<Item = ChargeLineId>,
) -> Result<HashMap<ChargeLineId, Money>, Error> {
    let open = amounts(
        connection,
        "WHERE o.account = 1140 AND o.charge_line_id IN (SELECT value FROM json_each(?1))",
        params![json_array(lines.into_iter().map(ChargeLineId::number))],
    )?;
    Ok(open
        .into_iter()
        .map(|it| (it.key.line, it.open.amount))
        .collect())
}

/// What is open and not more than `limit`, the oldest first.
///
/// # Errors
/// The file cannot be read.
pub fn up_to(connection: &Connection, limit: Money) -> Result<Vec<OpenAmount>, Error> {
    amounts(
        connection,
        "WHERE o.amount_cents BETWEEN 1 AND ?1 ORDER BY o.since_on, o.charge_line_id, o.account",
        params![limit.cents()],
    )
}

/// Lines on which more was paid than owed, the oldest first.
///
/// # Errors
/// The file cannot be read.
pub fn overpaid(connection: &Connection) -> Result<Vec<OpenAmount>, Error> {
    amounts(
        connection,
        "WHERE o.amount_cents < 0 ORDER BY o.since_on, o.charge_line_id, o.account",
        params![],
    )
}

/// What the kept balances come to on each account that has any, debits positive.
///
/// # Errors
/// The file cannot be read.
pub fn kept_accounts(connection: &Connection) -> Result<BTreeMap<Account, Money>, Error> {
    accounts(
        connection,
        "SELECT account, sum(amount_cents) FROM open_amount GROUP BY account
         UNION ALL SELECT account, -sum(amount_cents) FROM open_credit GROUP BY account",
    )
}

/// What each account holds by the journal through an entry, debits positive; accounts of zero are
/// left out.
///
/// # Errors
/// The file cannot be read.
pub fn accounts_through(
    connection: &Connection,
    entry: i64,
) -> Result<BTreeMap<Account, Money>, Error> {
    total::accounts(connection, Window::entered(0, entry))
}

/// What each account holds by all that counts through a day, debits positive; accounts of zero are
/// left out.
///
/// # Errors
/// The file cannot be read.
pub fn accounts_on(
    connection: &Connection,
    day: NaiveDate,
) -> Result<BTreeMap<Account, Money>, Error> {
    let head = journal::head(connection)?.count;
    total::accounts(connection, Window::through(day, head))
}

/// What a payer withholds (1160).
///
/// # Errors
/// The file cannot be read.
pub fn withheld(connection: &Connection, payer: &PayerId) -> Result<Money, Error> {
    let cents: i64 = connection
        .prepare_cached(
            "SELECT ifnull(sum(amount_cents), 0) FROM day_total
             WHERE account = 1160 AND payer_id = (SELECT id FROM payer WHERE reference = ?1)",
        )?
        .query_row([payer.as_str()], |row| row.get(0))?;
    Ok(Money::from_cents(cents))
}

fn accounts(connection: &Connection, sql: &str) -> Result<BTreeMap<Account, Money>, Error> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let mut accounts = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let account =
            Account::of_number(row.get(0)?).ok_or(Error::Unreadable { column: "account" })?;
        let amount = Money::from_cents(row.get(1)?);
        if !amount.is_zero() {
            let _ = accounts.insert(account, amount);
        }
    }
    Ok(accounts)
}

fn amounts(
    connection: &Connection,
    condition: &str,
    params: &[&dyn rusqlite::ToSql],
) -> Result<Vec<OpenAmount>, Error> {
    let mut statement = connection.prepare_cached(&format!("{AMOUNTS} {condition}"))?;
    let mut rows = statement.query(params)?;
    let mut open = Vec::new();
    while let Some(row) = rows.next()? {
        let mut columns = Columns::new(row, 0, &NAMES);
        let line = columns.take()?;
        let bucket = account(row)?.bucket();
        columns.skip(1);
        open.push(OpenAmount {
            patient: columns.take()?,
            key: OpenKey {
                line,
                party: Party {
                    bucket: bucket.ok_or(Error::Unreadable { column: "account" })?,
                    payer: columns.take()?,
                },
            },
            open: Open {
                amount: columns.take()?,
                since: columns.take()?,
            },
        });
    }
    Ok(open)
}

fn credits(
    connection: &Connection,
    condition: &str,
    params: &[&dyn rusqlite::ToSql],
) -> Result<Vec<OpenCredit>, Error> {
    let mut statement = connection.prepare_cached(&format!("{CREDITS} {condition}"))?;
    let mut rows = statement.query(params)?;
    let mut open = Vec::new();
    while let Some(row) = rows.next()? {
        let mut columns = Columns::new(row, 0, &NAMES);
        let receipt = columns.take()?;
        columns.skip(1);
        open.push(OpenCredit {
            key: CreditKey {
                receipt,
                account: account(row)?,
                patient: columns.take()?,
            },
            payer: columns.take()?,
            open: Open {
                amount: columns.take()?,
                since: columns.take()?,
            },
        });
    }
    Ok(open)
}

fn account(row: &Row<'_>) -> Result<Account, Error> {
    Account::of_number(row.get(1)?).ok_or(Error::Unreadable { column: "account" })
}

/// Every balance as the journal gives it.
///
/// # Errors
/// The file cannot be read.
pub fn folded(connection: &Connection) -> Result<Balances, Error> {
    let mut balances = Balances::default();
    journal::walk(connection, |posted| {
        balances.take(&posted.entry);
        Ok(())
    })?;
    Ok(balances)
}

/// What was open once the entries of a window were posted and nothing else was: lines in the order
/// of [`OpenKey`], credits in that of [`all_credits`].
///
/// The same fold as [`folded`], over the numbers of rows: a name is looked up for what is open only.
///
/// # Errors
/// The file cannot be read.
pub fn folded_at(
    connection: &Connection,
    window: Window,
) -> Result<(Vec<OpenAmount>, Vec<OpenCredit>), Error> {
    let (amounts, credits) = fold_rows(connection, window)?;
    let patients: HashMap<i64, PatientId> = references(connection, "patient")?;
    let payers: HashMap<i64, PayerId> = references(connection, "payer")?;
    let unreadable = |column| Error::Unreadable { column };
    let mut open_amounts = Vec::with_capacity(amounts.len());
    for ((line, account, payer), (patient, open)) in amounts {
        let Some(open) = open else { continue };
        let payer = payer.map(|row| payers.get(&row).cloned().ok_or(unreadable("payer")));
        open_amounts.push(OpenAmount {
            key: OpenKey {
                line: ChargeLineId::new(line),
                party: Party {
                    bucket: account.bucket().ok_or(unreadable("account"))?,
                    payer: payer.transpose()?,
                },
            },
            patient: patients
                .get(&patient)
                .cloned()
                .ok_or(unreadable("patient"))?,
            open,
        });
    }
    open_amounts.sort_unstable_by(|a, b| a.key.cmp(&b.key));
    let mut open_credits = Vec::new();
    for ((receipt, account, patient), (payer, open)) in credits {
        let Some(open) = open else { continue };
        let patient = patient.map(|row| patients.get(&row).cloned().ok_or(unreadable("patient")));
        open_credits.push(OpenCredit {
            key: CreditKey {
                receipt: ReceiptId::new(receipt),
                account,
                patient: patient.transpose()?,
            },
            payer: payer.and_then(|row| payers.get(&row).cloned()),
            open,
        });
    }
    open_credits.sort_unstable_by(|a, b| a.key.cmp(&b.key));
    Ok((open_amounts, open_credits))
}

/// By line, account and payer: the patient, and what is open.
type AmountRows = HashMap<(i64, Account, Option<i64>), (i64, Option<Open>)>;
/// By receipt, account and patient: the payer, and what is open.
type CreditRows = HashMap<(i64, Account, Option<i64>), (Option<i64>, Option<Open>)>;

fn fold_rows(connection: &Connection, window: Window) -> Result<(AmountRows, CreditRows), Error> {
    let sql = format!(
        "SELECT e.effective_on, l.account, l.amount_cents, l.charge_line_id, l.patient_id,
            l.payer_id, l.receipt_id
         FROM journal_entry e CROSS JOIN journal_leg l ON l.entry_id = e.id
         WHERE (l.account BETWEEN 1110 AND 1150 OR l.account BETWEEN 2010 AND 2040) AND {}
         ORDER BY e.id, l.position",
        window.condition()
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(window.params())?;
    let (mut amounts, mut credits) = (AmountRows::new(), CreditRows::new());
    // Entries of a day follow each other, so that a day is read once.
    let mut last = (String::new(), NaiveDate::MIN);
    let text = |_| Error::Unreadable {
        column: "effective_on",
    };
    while let Some(row) = rows.next()? {
        let on = row.get_ref(0)?.as_str().map_err(text)?;
        if on != last.0 {
            let day = date::parse(on).map_err(|_| Error::Unreadable {
                column: "effective_on",
            })?;
            last = (on.to_owned(), day);
        }
        let account = account(row)?;
        let cents = Money::from_cents(row.get(2)?);
        if account.is_receivable() {
            let (line, patient): (Option<i64>, Option<i64>) = (row.get(3)?, row.get(4)?);
            if let (Some(line), Some(patient)) = (line, patient) {
                let key = (line, account, row.get(5)?);
                let (_, open) = amounts.entry(key).or_insert((patient, None));
                *open = Open::after(*open, cents, last.1);
            }
        } else if let Some(receipt) = row.get(6)? {
            let key = (receipt, account, row.get(4)?);
            let (payer, open) = credits.entry(key).or_default();
            *payer = payer.or(row.get(5)?);
            *open = Open::after(*open, -cents, last.1);
        }
    }
    Ok((amounts, credits))
}

/// The ids that users know, of every row of a table.
fn references<T: FromStr>(
    connection: &Connection,
    table: &'static str,
) -> Result<HashMap<i64, T>, Error> {
    let sql = format!("SELECT id, reference FROM {table}");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([])?;
    let mut references = HashMap::new();
    while let Some(row) = rows.next()? {
        let name = row.get_ref(1)?.as_str().ok().and_then(|it| it.parse().ok());
        let name = name.ok_or(Error::Unreadable { column: table })?;
        let _ = references.insert(row.get(0)?, name);
    }
    Ok(references)
}

/// Every balance as it is kept, without the accounts' totals.
///
/// # Errors
/// The file cannot be read.
pub fn kept(connection: &Connection) -> Result<Balances, Error> {
    Ok(Balances {
        receivables: all(connection)?
            .into_iter()
            .map(|it| (it.key, it.open))
            .collect(),
        credits: all_credits(connection)?
            .into_iter()
            .map(|it| (it.key, it.open))
            .collect(),
        accounts: BTreeMap::new(),
    })
}
