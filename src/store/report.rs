//! What reports are made of: movements, open amounts as of a day, and what records are called.
//!
//! Balances as of a day are folded from the journal; those of now are read as they are kept.

mod names;

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use rusqlite::{CachedStatement, Connection, OptionalExtension, params};

pub use names::{Mentions, WithLine, names};

use crate::domain::account::Account;
use crate::domain::aging::Days;
use crate::domain::id::{ChargeLineId, DepositId, PatientId, PayerId};
use crate::domain::journal::fold::Balances;
use crate::domain::money::Money;
use crate::domain::period::day_sheet::{credits, receivable};
use crate::domain::report::aging::{CreditRow, OpenRow};
use crate::domain::report::credits::Unsettled;
use crate::domain::report::movement::{Act, Movement};
use crate::domain::report::totals::WrittenOff;
use crate::store::balance::{self, OpenAmount, OpenCredit};
use crate::store::error::Error;
use crate::store::journal::{self, Window};
use crate::store::total;
use crate::store::value::Columns;

/// The newest entry of the books as they were kept at a moment: all before the first entry that was
/// entered later, so that nothing entered since can get among them, whatever the clock did.
///
/// # Errors
/// The file cannot be read.
pub fn entered_by(connection: &Connection, moment: DateTime<Utc>) -> Result<i64, Error> {
    let moment = moment.to_rfc3339_opts(SecondsFormat::Secs, true);
    let later: Option<i64> = connection
        .prepare_cached("SELECT id FROM journal_entry WHERE entered_at > ?1 ORDER BY id LIMIT 1")?
        .query_row([moment], |row| row.get(0))
        .optional()?;
    Ok(match later {
        Some(later) => later - 1,
        None => journal::head(connection)?.count,
    })
}

/// What the entries of a window moved, by what they did, account, payer and provider.
///
/// # Errors
/// The file cannot be read.
pub fn movements(connection: &Connection, window: Window) -> Result<Vec<Movement>, Error> {
    const NAMES: [&str; 6] = [
        "kind",
        "is_reversal",
        "account",
        "payer",
        "provider",
        "amount_cents",
    ];
    let sql = format!(
        "SELECT m.kind, m.is_reversal, m.account, y.reference, v.reference, m.amount
         FROM (SELECT kind, is_reversal, account, payer_id, provider_id, sum(amount) AS amount
            FROM ({}) GROUP BY 1, 2, 3, 4, 5) m
         LEFT JOIN payer y ON y.id = m.payer_id
         LEFT JOIN provider v ON v.id = m.provider_id
         WHERE m.amount <> 0 ORDER BY 1, 2, 3, 4, 5",
        total::moved(connection, window)?
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(window.params())?;
    let mut movements = Vec::new();
    while let Some(row) = rows.next()? {
        let mut columns = Columns::new(row, 0, &NAMES);
        movements.push(Movement {
            act: Act {
                kind: columns.take()?,
                is_reversal: columns.take()?,
            },
            account: account(columns.take()?)?,
            payer: columns.take()?,
            provider: columns.take()?,
            amount: columns.take()?,
        });
    }
    Ok(movements)
}

fn account(number: i64) -> Result<Account, Error> {
    u16::try_from(number)
        .ok()
        .and_then(Account::of_number)
        .ok_or(Error::Unreadable { column: "account" })
}

/// What is open by a day, as the books were kept up to an entry: read as it is kept where nothing
/// was posted beyond either, else folded.
///
/// # Errors
/// The file cannot be read.
pub fn open_at(
    connection: &Connection,
    as_of: NaiveDate,
    through: i64,
) -> Result<(Vec<OpenAmount>, Vec<OpenCredit>), Error> {
    if is_now(connection, as_of, through)? {
        Ok((balance::all(connection)?, balance::all_credits(connection)?))
    } else {
        balance::folded_at(connection, Window::through(as_of, through))
    }
}

/// As [`open_at`], the unsettled money alone.
///
/// # Errors
/// The file cannot be read.
pub fn credits_at(
    connection: &Connection,
    as_of: NaiveDate,
    through: i64,
) -> Result<Vec<OpenCredit>, Error> {
    if is_now(connection, as_of, through)? {
        balance::all_credits(connection)
    } else {
        Ok(balance::folded_at(connection, Window::through(as_of, through))?.1)
    }
}

/// What is open on lines and of receipts together, as [`open_at`] finds it.
///
/// # Errors
/// The file cannot be read.
pub fn open_sums(
    connection: &Connection,
    as_of: NaiveDate,
    through: i64,
) -> Result<(Money, Money), Error> {
    if is_now(connection, as_of, through)? {
        let kept = balance::kept_accounts(connection)?;
        return Ok((receivable(&kept), credits(&kept)));
    }
    let (amounts, credits) = balance::folded_at(connection, Window::through(as_of, through))?;
    Ok((
        amounts.iter().map(|it| it.open.amount).sum(),
        credits.iter().map(|it| it.open.amount).sum(),
    ))
}

/// As [`open_at`], for some patients: their lines and their own money.
///
/// # Errors
/// The file cannot be read.
pub fn open_at_of(
    connection: &Connection,
    as_of: NaiveDate,
    through: i64,
    patients: &[PatientId],
) -> Result<(Vec<OpenAmount>, Vec<OpenCredit>), Error> {
    let (mut amounts, mut credits) = (Vec::new(), Vec::new());
    if is_now(connection, as_of, through)? {
        for patient in patients {
            amounts.extend(balance::of_patient(connection, patient)?);
            credits.extend(balance::credits_of_patient(connection, patient)?);
        }
        return Ok((amounts, credits));
    }
    let window = Window::through(as_of, through);
    let mut entries = Vec::new();
    for patient in patients {
        entries.extend(journal::of_patient(connection, patient)?);
    }
    entries.retain(|it| window.holds(it));
    entries.sort_by_key(|it| it.id);
    entries.dedup_by_key(|it| it.id);
    let mut balances = Balances::default();
    let mut owners = HashMap::new();
    for posted in &entries {
        balances.take(&posted.entry);
        for leg in &posted.entry.legs {
            if let (Some(line), Some(patient)) = (leg.line, &leg.patient) {
                let _ = owners.insert(line, patient.clone());
            }
        }
    }
    for (key, open) in balances.receivables {
        let owner = owners.get(&key.line).filter(|it| patients.contains(it));
        amounts.extend(
            owner
                .cloned()
                .map(|patient| OpenAmount { key, patient, open }),
        );
    }
    for (key, open) in balances.credits {
        if key.patient.as_ref().is_some_and(|it| patients.contains(it)) {
            credits.push(OpenCredit {
                key,
                payer: None,
                open,
            });
        }
    }
    Ok((amounts, credits))
}

/// The day of a deposit, what its slip says it comes to, and what the journal took to the bank.
///
/// # Errors
/// The file cannot be read.
pub fn deposit(
    connection: &Connection,
    id: DepositId,
) -> Result<Option<(NaiveDate, Money, Money)>, Error> {
    let found: Option<(String, i64, i64)> = connection
        .prepare_cached(
            "SELECT d.deposited_on, d.total_cents, (SELECT ifnull(sum(l.amount_cents), 0)
                FROM deposit_receipt r
                JOIN journal_leg o ON o.receipt_id = r.receipt_id
                JOIN journal_entry e ON e.id = o.entry_id AND e.deposit_id = d.id
                    AND e.kind = 'DEPOSIT'
                JOIN journal_leg l ON l.entry_id = e.id AND l.position = o.position
                    AND l.account = 1010
                WHERE r.deposit_id = d.id)
             FROM deposit d WHERE d.id = ?1",
        )?
        .query_row([id.number()], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?;
    found
        .map(|(on, total, posted)| {
            Ok((
                day(&on)?,
                Money::from_cents(total),
                -Money::from_cents(posted),
            ))
        })
        .transpose()
}

/// Whether every entry counts by a day and up to an entry.
fn is_now(connection: &Connection, as_of: NaiveDate, through: i64) -> Result<bool, Error> {
    let last: Option<String> = connection
        .prepare_cached("SELECT max(effective_on) FROM journal_entry")?
        .query_row([], |row| row.get(0))?;
    let is_past = last.is_none_or(|last| last <= as_of.to_string());
    Ok(is_past && through >= journal::head(connection)?.count)
}

/// What is open on each account, with 2010 and 2020, as [`open_at`] finds it but added up apart.
///
/// # Errors
/// The file cannot be read.
pub fn control(
    connection: &Connection,
    as_of: NaiveDate,
    through: i64,
) -> Result<Vec<(Account, Money)>, Error> {
    let mut sums = Vec::new();
    if is_now(connection, as_of, through)? {
        let mut statement = connection.prepare_cached(
            "SELECT account, sum(amount_cents) FROM open_amount GROUP BY account
             UNION ALL SELECT account, sum(amount_cents) FROM open_credit GROUP BY account",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            sums.push((account(row.get(0)?)?, Money::from_cents(row.get(1)?)));
        }
        return Ok(sums);
    }
    for (account, amount) in total::accounts(connection, Window::through(as_of, through))? {
        if account.is_receivable() {
            sums.push((account, amount));
        } else if account.is_credit() {
            sums.push((account, -amount));
        }
    }
    Ok(sums)
}

/// Open amounts with the days from which they can age.
///
/// # Errors
/// The file cannot be read.
pub fn aging_rows(
    connection: &Connection,
    open: Vec<OpenAmount>,
    as_of: NaiveDate,
) -> Result<Vec<OpenRow>, Error> {
    let mut line = connection.prepare_cached(LINE_DAYS)?;
    let mut billed = connection.prepare_cached(BILLED)?;
    let as_of = as_of.to_string();
    open.into_iter()
        .map(|it| {
            let number = it.key.line.number();
            let (service, is_opening): (String, bool) = line
                .query_row([number], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?
                .ok_or(Error::BalanceBroken {
                    what: "charge line",
                    number,
                })?;
            let billed = match &it.key.party.payer {
                None => None,
                Some(_) if is_opening => Some(it.open.since),
                Some(payer) => billed_on(&mut billed, it.key.line, payer, &as_of)?,
            };
            Ok(OpenRow {
                line: it.key.line,
                patient: it.patient,
                days: Days {
                    service: day(&service)?,
                    responsibility: it.open.since,
                    billed,
                },
                party: it.key.party,
                amount: it.open.amount,
            })
        })
        .collect()
}

const LINE_DAYS: &str = "SELECT from_on, kind = 'OPENING' FROM charge_line WHERE id = ?1";

/// The first day on which a payer had a line before it: a claim to it was printed, the payer before
/// sent the claim on, or it decided the line.
const BILLED: &str = "SELECT min(day) FROM (
        SELECT min(ifnull((SELECT min(printed_on) FROM claim_print WHERE claim_id = k.id), '9999'),
                ifnull(k.printed_on, '9999')) AS day
        FROM charge_line c
        JOIN claim k ON k.encounter_id = c.encounter_id
        WHERE c.id = ?1 AND k.payer_id = (SELECT id FROM payer WHERE reference = ?2)
        UNION ALL
        SELECT min(r.adjudicated_on)
        FROM remittance_line rl
        JOIN remittance r ON r.id = rl.remittance_id
        WHERE rl.charge_line_id = ?1
            AND (r.is_forwarded = 1 OR r.payer_id = (SELECT id FROM payer WHERE reference = ?2))
            AND NOT EXISTS (SELECT 1 FROM remittance_void v WHERE v.remittance_id = r.id))
    WHERE day <= ?3";

fn billed_on(
    statement: &mut CachedStatement<'_>,
    line: ChargeLineId,
    payer: &PayerId,
    as_of: &str,
) -> Result<Option<NaiveDate>, Error> {
    let on: Option<String> = statement
        .query_row(params![line.number(), payer.as_str(), as_of], |row| {
            row.get(0)
        })?;
    on.map(|on| day(&on)).transpose()
}

fn day(text: &str) -> Result<NaiveDate, Error> {
    crate::domain::date::parse(text).map_err(|_| Error::Unreadable { column: "day" })
}

/// Unapplied money (2010 and 2020), as aging takes it.
pub fn credit_rows(credits: &[OpenCredit]) -> Vec<CreditRow> {
    credits
        .iter()
        .filter(|it| crate::domain::report::movement::is_unapplied(it.key.account))
        .map(|it| CreditRow {
            account: it.key.account,
            patient: it.key.patient.clone(),
            payer: it.payer.clone(),
            amount: it.open.amount,
        })
        .collect()
}

/// All unsettled money, as the list of it takes it.
pub fn unsettled(credits: Vec<OpenCredit>) -> Vec<Unsettled> {
    credits
        .into_iter()
        .map(|it| Unsettled {
            receipt: it.key.receipt,
            account: it.key.account,
            patient: it.key.patient,
            since: it.open.since,
            amount: it.open.amount,
        })
        .collect()
}

/// Write-offs of a window by account and reason: the reason of the entry, or the codes of the
/// explanation of benefits that it follows from.
///
/// # Errors
/// The file cannot be read.
pub fn written_off(connection: &Connection, window: Window) -> Result<Vec<WrittenOff>, Error> {
    let sql = format!(
        "SELECT l.account, coalesce(o.reason, iif(o.id IS NULL, e.reason, NULL), '') AS why,
            count(DISTINCT e.id), sum(l.amount_cents)
         FROM journal_entry e
         CROSS JOIN journal_leg l ON l.entry_id = e.id
         LEFT JOIN journal_entry o ON o.id = e.reverses_id
         WHERE l.account BETWEEN 4110 AND 4160 AND {} GROUP BY 1, 2 ORDER BY 1, 4 DESC, 2",
        window.condition()
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(window.params())?;
    let mut written = Vec::new();
    while let Some(row) = rows.next()? {
        written.push(WrittenOff {
            account: account(row.get(0)?)?,
            reason: row.get(1)?,
            n_entries: row.get(2)?,
            amount: Money::from_cents(row.get(3)?),
        });
    }
    Ok(written)
}

/// What the receipts log says of the receipts that entries of a window wrote down, without those
/// that entries of the same window took back.
///
/// # Errors
/// The file cannot be read.
pub fn receipts_logged(connection: &Connection, window: Window) -> Result<Money, Error> {
    let sql = format!(
        "SELECT ifnull(sum(iif(e.kind = 'REVERSAL', -r.amount_cents, r.amount_cents)), 0)
         FROM journal_entry e
         JOIN journal_leg l ON l.entry_id = e.id AND l.account = 1010
         JOIN receipt r ON r.id = l.receipt_id
         LEFT JOIN journal_entry o ON o.id = e.reverses_id
         WHERE 'RECEIPT' IN (e.kind, o.kind) AND {}",
        window.condition()
    );
    let cents = connection
        .prepare_cached(&sql)?
        .query_row(window.params(), |row| row.get(0))?;
    Ok(Money::from_cents(cents))
}
