//! What must hold of the books, each rule with the rows that break it.
//!
//! The numbers in comments are those of the accounting model's invariants.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension};

use super::{Check, MOST, Rule, found};
use crate::domain::account::Account;
use crate::domain::aging::Anchor;
use crate::domain::date;
use crate::domain::id::DaySheetId;
use crate::domain::money::Money;
use crate::domain::period::day_sheet::Accounts;
use crate::domain::report::aging::{Scope, aging};
use crate::domain::report::movement::Names;
use crate::store::error::Error;
use crate::store::{journal, period, report, total};

const RULES: [Rule; 17] = [
    // 1
    Rule {
        name: "all accounts together come to zero",
        row: "the journal, off by cents:",
        broken: "SELECT sum(amount_cents) AS n FROM journal_leg HAVING n <> 0",
    },
    // 2
    Rule {
        name: "each service line is charged with its charge, once, while it stands",
        row: "charge line",
        broken: "SELECT c.id FROM charge_line c
            LEFT JOIN charge_in_force f ON f.charge_line_id = c.id
            WHERE c.kind = 'SERVICE' AND iif(f.charge_line_id IS NULL OR EXISTS (
                    SELECT 1 FROM journal_leg WHERE charge_line_id = c.id AND account = 3000),
                0, c.charge_cents)
                <> -(SELECT ifnull(sum(amount_cents), 0) FROM journal_leg
                    WHERE charge_line_id = c.id AND account = 4000)",
    },
    // 3
    Rule {
        name: "what is owed is owed by the patient of its line",
        row: "journal entry",
        broken: "SELECT DISTINCT l.entry_id FROM journal_leg l
            JOIN charge_line c ON c.id = l.charge_line_id WHERE l.patient_id <> c.patient_id",
    },
    Rule {
        name: "open amounts and credits agree with their accounts",
        row: "account",
        broken: "SELECT account FROM (
                SELECT account, -sum(iif(account < 2000, amount_cents, -amount_cents)) AS cents
                FROM open_amount GROUP BY 1
                UNION ALL SELECT account, sum(amount_cents) FROM open_credit GROUP BY 1
                UNION ALL SELECT account, sum(amount_cents) FROM journal_leg
                WHERE account BETWEEN 1110 AND 1150 OR account BETWEEN 2010 AND 2040 GROUP BY 1)
            GROUP BY account HAVING sum(cents) <> 0",
    },
    // 4
    Rule {
        name: "each receipt is in the journal with its amount, unless it was taken back",
        row: "receipt",
        broken: "SELECT r.id FROM receipt r LEFT JOIN receipt_void v ON v.receipt_id = r.id
            WHERE iif(v.receipt_id IS NULL, r.amount_cents, 0) <> (
                SELECT ifnull(sum(l.amount_cents), 0) FROM journal_leg l
                JOIN journal_entry e ON e.id = l.entry_id
                LEFT JOIN journal_entry o ON o.id = e.reverses_id
                WHERE l.receipt_id = r.id AND l.account = 1010 AND ifnull(o.kind, e.kind) = 'RECEIPT')",
    },
    Rule {
        name: "no patient's receipt is applied beyond what it holds",
        row: "receipt",
        broken: "SELECT o.receipt_id FROM open_credit o JOIN receipt r ON r.id = o.receipt_id
            WHERE o.account IN (2010, 2020) GROUP BY o.receipt_id
            HAVING sum(o.amount_cents) < 0 AND max(r.kind) <> 'INSURANCE'
                OR sum(o.amount_cents) > max(r.amount_cents) AND max(r.kind) <> 'INSURANCE'",
    },
    // 6
    Rule {
        name: "a transfer changes who owes and not how much",
        row: "journal entry",
        broken: "SELECT e.id FROM journal_entry e JOIN journal_leg l ON l.entry_id = e.id
            WHERE e.kind = 'TRANSFER' GROUP BY e.id
            HAVING sum(iif(l.account BETWEEN 1110 AND 1150, l.amount_cents, 0)) <> 0
                OR count(DISTINCT l.charge_line_id) <> 1
                OR sum(l.account NOT BETWEEN 1110 AND 1150) > 0",
    },
    // 7
    Rule {
        name: "each entry has two legs or more",
        row: "journal entry",
        broken: "SELECT e.id FROM journal_entry e
            WHERE (SELECT count(*) FROM journal_leg WHERE entry_id = e.id) < 2",
    },
    // 10
    Rule {
        name: "each reversal mirrors its entry leg for leg",
        row: "journal entry",
        broken: "SELECT e.id FROM journal_entry e WHERE e.reverses_id IS NOT NULL AND (
                (SELECT count(*) FROM journal_leg WHERE entry_id = e.id)
                    <> (SELECT count(*) FROM journal_leg WHERE entry_id = e.reverses_id)
                OR EXISTS (SELECT 1 FROM journal_leg m WHERE m.entry_id = e.id AND NOT EXISTS (
                    SELECT 1 FROM journal_leg l WHERE l.entry_id = e.reverses_id
                        AND l.position = m.position AND l.account = m.account
                        AND l.amount_cents = -m.amount_cents
                        AND l.charge_line_id IS m.charge_line_id AND l.patient_id IS m.patient_id
                        AND l.payer_id IS m.payer_id AND l.receipt_id IS m.receipt_id)))",
    },
    // 20
    Rule {
        name: "each charge on an EOB is what was paid and adjusted",
        row: "remittance line",
        broken: "SELECT l.id FROM remittance_line l WHERE l.submitted_cents <> l.paid_cents
            + (SELECT ifnull(sum(amount_cents), 0) FROM remittance_adjustment
                WHERE remittance_line_id = l.id)",
    },
    // 25
    Rule {
        name: "each deposit is the sum of its receipts",
        row: "deposit",
        broken: "SELECT d.id FROM deposit d WHERE d.total_cents <> (
                SELECT ifnull(sum(r.amount_cents), 0) FROM deposit_receipt i
                JOIN receipt r ON r.id = i.receipt_id WHERE i.deposit_id = d.id)",
    },
    Rule {
        name: "no receipt was deposited that was taken back",
        row: "receipt",
        broken: "SELECT receipt_id FROM deposit_receipt
            WHERE receipt_id IN (SELECT receipt_id FROM receipt_void)",
    },
    // 26
    Rule {
        name: "each deposit is what the journal took to the bank",
        row: "deposit",
        broken: "SELECT id FROM (
                SELECT id, total_cents AS cents FROM deposit
                UNION ALL SELECT e.deposit_id, -l.amount_cents FROM journal_entry e
                CROSS JOIN journal_leg l ON l.entry_id = e.id AND l.account = 1020
                WHERE e.deposit_id IS NOT NULL)
            GROUP BY id HAVING sum(cents) <> 0",
    },
    Rule {
        name: "what is in the drawer is what was received and not deposited",
        row: "account 1010, off by cents:",
        broken: "SELECT (SELECT ifnull(sum(amount_cents), 0) FROM journal_leg WHERE account = 1010)
                - (SELECT ifnull(sum(amount_cents), 0) FROM receipt
                    WHERE id NOT IN (SELECT receipt_id FROM deposit_receipt)
                        AND id NOT IN (SELECT receipt_id FROM receipt_void)) AS n
            WHERE n <> 0",
    },
    Rule {
        name: "the receipts kept as in the drawer are those received and not deposited",
        row: "receipt",
        broken: "SELECT id FROM receipt r LEFT JOIN drawer_receipt w ON w.receipt_id = r.id
            WHERE (w.receipt_id IS NULL) = (amount_cents > 0
                AND NOT EXISTS (SELECT 1 FROM deposit_receipt WHERE receipt_id = r.id)
                AND NOT EXISTS (SELECT 1 FROM receipt_void WHERE receipt_id = r.id))",
    },
    // 28
    Rule {
        name: "no refund is larger than its credit",
        row: "receipt",
        broken: "SELECT receipt_id FROM open_credit WHERE account = 2030 AND amount_cents < 0",
    },
    // 40
    Rule {
        name: "nothing was posted into a closed month",
        row: "journal entry",
        broken: "SELECT e.id FROM period_event p
            JOIN journal_entry e ON e.effective_on <= p.closed_through_on
                AND e.id > p.through_entry
                AND e.id <= ifnull((SELECT n.through_entry FROM period_event n
                    WHERE n.id = p.id + 1), e.id)",
    },
];

/// The tables of which nothing may be changed or deleted (9).
const HISTORY: [&str; 26] = [
    "charge_line",
    "receipt",
    "receipt_void",
    "deposit",
    "deposit_receipt",
    "remittance",
    "remittance_line",
    "remittance_adjustment",
    "remittance_void",
    "journal_entry",
    "journal_leg",
    "period_event",
    "statement_run",
    "statement",
    "statement_line",
    "statement_void",
    "statement_skip",
    "collection_review",
    "payment_plan",
    "payment_plan_line",
    "payment_plan_instalment",
    "payment_plan_end",
    "estimate",
    "estimate_line",
    "paper",
    "picture",
];

/// Runs every rule.
///
/// # Errors
/// The file cannot be read.
pub(super) fn all(connection: &Connection) -> Result<Vec<Check>, Error> {
    let mut checks = Vec::new();
    for rule in &RULES {
        checks.push(rule.check(connection)?);
    }
    let tests: [(&'static str, Test); 4] = [
        ("the totals of the days agree with the journal", days),
        ("history is guarded against change", guards),
        (
            "aging holds all that is open, from whichever day it counts",
            ages,
        ),
        ("closes are as they were", closes),
    ];
    for (name, test) in tests {
        let problems = match test(connection) {
            Ok(problems) => problems,
            Err(error) => vec![found(error)?],
        };
        checks.push(Check { name, problems });
    }
    Ok(checks)
}

type Test = fn(&Connection) -> Result<Vec<String>, Error>;

/// The totals that are kept of each day against the legs of its entries.
fn days(connection: &Connection) -> Result<Vec<String>, Error> {
    let mut statement = connection.prepare(&total::differing())?;
    let mut rows = statement.query([])?;
    let mut problems = Vec::new();
    let mut n_broken = 0;
    while let Some(row) = rows.next()? {
        n_broken += 1;
        if problems.len() < MOST {
            let (day, account): (String, i64) = (row.get(0)?, row.get(1)?);
            problems.push(format!("account {account} on {day}"));
        }
    }
    if n_broken > MOST {
        problems.push(format!("and {} more", n_broken - MOST));
    }
    Ok(problems)
}

fn guards(connection: &Connection) -> Result<Vec<String>, Error> {
    let mut statement =
        connection.prepare("SELECT 1 FROM sqlite_master WHERE type = 'trigger' AND name = ?1")?;
    let mut problems = Vec::new();
    for table in HISTORY {
        for act in ["changed", "deleted"] {
            let name = format!("{table}_is_never_{act}");
            if !statement.exists([&name])? {
                problems.push(format!("the guard {name} is missing"));
            }
        }
    }
    Ok(problems)
}

/// 30: the columns of age and the unbilled come to the control accounts, for every anchor.
fn ages(connection: &Connection) -> Result<Vec<String>, Error> {
    let Some(last) = journal::days(connection)?.pop() else {
        return Ok(Vec::new());
    };
    let head = journal::head(connection)?.count;
    let (open, credits) = report::open_at(connection, last, head)?;
    let open = report::aging_rows(connection, open, last)?;
    let credits = report::credit_rows(&credits);
    let window = journal::Window::through(last, head);
    let control: Vec<_> = total::accounts(connection, window)?
        .into_iter()
        .map(|(account, amount)| match account {
            Account::PatientCredits | Account::UnappliedReceipts => (account, -amount),
            _ => (account, amount),
        })
        .collect();
    let mut problems = Vec::new();
    for anchor in Anchor::ALL {
        let scope = Scope {
            as_of: last,
            anchor: *anchor,
            has_lines: false,
        };
        let report = aging(&open, &credits, &control, &Names::default(), scope);
        for tie in report.ties.iter().filter(|tie| !tie.agrees()) {
            problems.push(format!("by {}: {}", anchor.title(), tie.sentence()));
        }
    }
    Ok(problems)
}

/// 40: what was stored with a close or a day sheet is what the journal says of it still.
fn closes(connection: &Connection) -> Result<Vec<String>, Error> {
    let mut problems = Vec::new();
    let mut stored = Vec::new();
    for id in numbers(connection, "SELECT id FROM period_event ORDER BY id")? {
        let event = match period::event(connection, id) {
            Ok(event) => event,
            Err(Error::Unreadable { column }) => {
                problems.push(format!("month close {id}: its {column} cannot be read"));
                continue;
            }
            Err(error) => return Err(error),
        };
        if hash_of(connection, event.through_entry)? != Some(event.head_hash) {
            problems.push(format!(
                "the journal at entry {} is not the one of month close {id}",
                event.through_entry
            ));
        }
        if let (Some(through), Some(totals)) = (event.closed_through, event.totals) {
            stored.push((event.through_entry, through, totals));
        }
    }
    let ends: Vec<_> = stored.iter().map(|it| (it.0, it.1)).collect();
    for ((_, through, totals), accounts) in stored.iter().zip(added_up(connection, &ends)?) {
        // The kinds of payers are left out: the practice may change what it calls one.
        let is_as_stored = Account::ALL.iter().all(|account| {
            totals.of(*account) == accounts.get(account).copied().unwrap_or_default()
        });
        if !is_as_stored {
            problems.push(format!(
                "the totals of the close through {} are not the journal's",
                date::spoken(*through)
            ));
        }
    }
    for id in numbers(connection, "SELECT id FROM day_sheet ORDER BY id")? {
        match period::sheet(connection, DaySheetId::new(id)) {
            Ok(Some(sheet)) if hash_of(connection, sheet.through)? == Some(sheet.head_hash) => {}
            Ok(_) => problems.push(format!("the journal is not the one of day sheet {id}")),
            Err(Error::Unreadable { column }) => {
                problems.push(format!("day sheet {id}: its {column} cannot be read"));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(problems)
}

fn numbers(connection: &Connection, sql: &str) -> Result<Vec<i64>, Error> {
    let mut statement = connection.prepare(sql)?;
    let numbers = statement.query_map([], |row| row.get(0))?;
    Ok(numbers.collect::<Result<_, _>>()?)
}

/// What each account held by the journal up to each of some entries and days, from its legs and in
/// one pass; the entries go up.
fn added_up(connection: &Connection, ends: &[(i64, NaiveDate)]) -> Result<Vec<Accounts>, Error> {
    let mut statement = connection.prepare(
        "SELECT e.effective_on, l.account, sum(l.amount_cents)
         FROM journal_entry e CROSS JOIN journal_leg l ON l.entry_id = e.id
         WHERE e.id > ?1 AND e.id <= ?2 GROUP BY 1, 2",
    )?;
    let mut days: BTreeMap<(String, Account), Money> = BTreeMap::new();
    let mut last = 0;
    let mut held = Vec::new();
    for (through, on) in ends {
        let mut rows = statement.query([last, *through])?;
        while let Some(row) = rows.next()? {
            let account = row.get(1).map(Account::of_number)?;
            let account = account.ok_or(Error::Unreadable { column: "account" })?;
            *days.entry((row.get(0)?, account)).or_default() += Money::from_cents(row.get(2)?);
        }
        last = last.max(*through);
        let on = on.to_string();
        let mut accounts = Accounts::new();
        for ((_, account), amount) in days.iter().filter(|((day, _), _)| *day <= on) {
            *accounts.entry(*account).or_default() += *amount;
        }
        held.push(accounts);
    }
    Ok(held)
}

/// The journal's head when an entry was its newest; `None` where that entry is missing.
fn hash_of(connection: &Connection, entry: i64) -> Result<Option<[u8; 32]>, Error> {
    if entry == 0 {
        return Ok(Some(journal::NO_HASH));
    }
    Ok(connection
        .prepare_cached("SELECT hash FROM journal_entry WHERE id = ?1")?
        .query_row([entry], |row| row.get(0))
        .optional()?)
}
