//! The tests a practice file must pass, each by name.

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension};

use crate::domain::account::Account;
use crate::domain::id::EntryId;
use crate::domain::period::{PeriodEvent, Totals};
use crate::store::error::Error;
use crate::store::{audit, balance, journal, period};

/// One test of the file and what it found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What was tested, for the user.
    pub name: &'static str,
    /// One sentence for each thing that is wrong; empty when all is well.
    pub problems: Vec<String>,
}

type Test = fn(&Connection) -> Result<(), Error>;

/// Runs every test: the encrypted pages, the structure, the references, the record of actions.
///
/// # Errors
/// The file cannot be read at all.
pub fn all(connection: &Connection) -> Result<Vec<Check>, Error> {
    let tests: [(&'static str, Test); 8] = [
        ("every page reads as it was written", pages),
        ("tables and indexes agree", structure),
        ("no record refers to nothing", foreign_keys),
        ("the record of actions is unbroken", |connection| {
            audit::verify(connection).map(|_| ())
        }),
        (
            "the journal is unbroken and every entry balances",
            |connection| journal::verify(connection).map(|_| ()),
        ),
        ("balances agree with the journal", balances),
        ("deposits are what their receipts come to", deposits),
        ("closed days and months are as they were closed", closes),
    ];
    tests
        .into_iter()
        .map(|(name, test)| match test(connection) {
            Ok(()) => Ok(Check {
                name,
                problems: Vec::new(),
            }),
            Err(
                error @ (Error::Corrupt
                | Error::AuditBroken { .. }
                | Error::JournalBroken { .. }
                | Error::BalanceBroken { .. }
                | Error::CloseBroken { .. }
                | Error::Constraint(_)),
            ) => Ok(Check {
                name,
                problems: vec![error.to_string()],
            }),
            Err(error) => Err(error),
        })
        .collect()
}

/// Compares the balances that are kept with the journal's fold.
///
/// # Errors
/// [`Error::BalanceBroken`] with the first line or receipt whose balance does not agree.
pub fn balances(connection: &Connection) -> Result<(), Error> {
    let (folded, kept) = (balance::folded(connection)?, balance::kept(connection)?);
    for key in folded.receivables.keys().chain(kept.receivables.keys()) {
        if folded.receivables.get(key) != kept.receivables.get(key) {
            return Err(Error::BalanceBroken {
                what: "charge line",
                number: key.line.number(),
            });
        }
    }
    for key in folded.credits.keys().chain(kept.credits.keys()) {
        if folded.credits.get(key) != kept.credits.get(key) {
            return Err(Error::BalanceBroken {
                what: "receipt",
                number: key.receipt.number(),
            });
        }
    }
    Ok(())
}

/// Compares every deposit with its receipts and with what the journal took to the bank.
///
/// # Errors
/// [`Error::BalanceBroken`] with the first deposit that does not agree.
pub fn deposits(connection: &Connection) -> Result<(), Error> {
    let broken: Option<i64> = connection
        .prepare(
            "SELECT d.id FROM deposit d
             WHERE d.total_cents IS NOT (SELECT sum(r.amount_cents) FROM deposit_receipt p
                    JOIN receipt r ON r.id = p.receipt_id WHERE p.deposit_id = d.id)
                OR d.total_cents IS NOT (SELECT sum(l.amount_cents) FROM journal_entry e
                    JOIN journal_leg l ON l.entry_id = e.id
                    WHERE e.kind = 'DEPOSIT' AND e.deposit_id = d.id AND l.account = 1020)
             ORDER BY d.id LIMIT 1",
        )?
        .query_row([], |row| row.get(0))
        .optional()?;
    broken.map_or(Ok(()), |number| {
        Err(Error::BalanceBroken {
            what: "deposit",
            number,
        })
    })
}

/// Compares day sheets and month closes with the journal they were closed over.
///
/// # Errors
/// [`Error::CloseBroken`] with the first that does not agree.
pub fn closes(connection: &Connection) -> Result<(), Error> {
    let hash_at = |entry: i64| -> Result<[u8; 32], Error> {
        Ok(journal::find(connection, EntryId::new(entry))?
            .map_or(journal::NO_HASH, |posted| posted.hash))
    };
    for sheet in period::sheets(connection)? {
        if hash_at(sheet.through)? != sheet.head_hash {
            return Err(Error::CloseBroken {
                what: "day sheet",
                on: sheet.business_on,
            });
        }
    }
    let events = period::events(connection)?;
    for event in &events {
        let on = event.closed_through.unwrap_or_default();
        if hash_at(event.through_entry)? != event.head_hash {
            return Err(Error::CloseBroken { what: "close", on });
        }
    }
    match events.last() {
        Some(PeriodEvent {
            totals: Some(totals),
            closed_through: Some(on),
            ..
        }) => month(connection, totals, *on),
        _ => Ok(()),
    }
}

/// Compares what a month's accounts held at its close with what they hold now. The kinds of payers
/// are left out: the practice may change what it calls one.
fn month(connection: &Connection, totals: &Totals, on: NaiveDate) -> Result<(), Error> {
    let now = period::totals(connection, on, i64::MAX)?;
    let agrees = Account::ALL
        .iter()
        .all(|account| totals.of(*account) == now.of(*account));
    if agrees {
        Ok(())
    } else {
        Err(Error::CloseBroken { what: "close", on })
    }
}

/// Compares every page on disk with its keyed hash.
///
/// # Errors
/// [`Error::Corrupt`] when one does not agree.
pub fn pages(connection: &Connection) -> Result<(), Error> {
    // Without encryption, in memory, there is nothing to compare and no row either.
    let mut statement = connection.prepare("PRAGMA cipher_integrity_check")?;
    if connection.path().is_some_and(|path| !path.is_empty()) && statement.exists([])? {
        return Err(Error::Corrupt);
    }
    Ok(())
}

/// SQLite's full check of tables, indexes and constraints.
///
/// # Errors
/// [`Error::Corrupt`] when something does not agree.
pub fn structure(connection: &Connection) -> Result<(), Error> {
    let answer: String = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if answer == "ok" {
        Ok(())
    } else {
        Err(Error::Corrupt)
    }
}

/// Every reference must lead to a row.
///
/// # Errors
/// [`Error::Constraint`] when one does not.
pub fn foreign_keys(connection: &Connection) -> Result<(), Error> {
    if connection.prepare("PRAGMA foreign_key_check")?.exists([])? {
        return Err(Error::Constraint(
            "a record refers to another that is not there; restore the newest backup",
        ));
    }
    Ok(())
}
