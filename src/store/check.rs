//! The tests a practice file must pass, each by name.

mod books;
pub mod given;

use rusqlite::Connection;

use crate::store::error::Error;
use crate::store::{audit, balance, journal};

/// One test of the file and what it found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What was tested, for the user.
    pub name: &'static str,
    /// One sentence for each thing that is wrong; empty when all is well.
    pub problems: Vec<String>,
}

/// Rows told of one rule at most.
const MOST: usize = 5;

/// A rule and the query for the rows that break it.
struct Rule {
    name: &'static str,
    /// What a row is, with its number after it.
    row: &'static str,
    /// Gives the number of each row that breaks the rule.
    broken: &'static str,
}

impl Rule {
    /// Runs it.
    fn check(&self, connection: &Connection) -> Result<Check, Error> {
        let problems = match self.problems(connection) {
            Ok(problems) => problems,
            Err(error) => vec![found(error)?],
        };
        Ok(Check {
            name: self.name,
            problems,
        })
    }

    fn problems(&self, connection: &Connection) -> Result<Vec<String>, Error> {
        let mut statement = connection.prepare(self.broken)?;
        let mut rows = statement.query([])?;
        let mut problems = Vec::new();
        let mut n_broken = 0;
        while let Some(row) = rows.next()? {
            n_broken += 1;
            if problems.len() < MOST {
                let number: i64 = row.get(0)?;
                problems.push(format!("{} {number}", self.row));
            }
        }
        if n_broken > MOST {
            problems.push(format!("and {} more", n_broken - MOST));
        }
        Ok(problems)
    }
}

type Test = fn(&Connection) -> Result<(), Error>;

/// Runs every test: the encrypted pages, the structure, the references, the record of actions, the
/// books.
///
/// # Errors
/// The file cannot be read at all.
pub fn all(connection: &Connection) -> Result<Vec<Check>, Error> {
    let tests: [(&'static str, Test); 6] = [
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
    ];
    let mut checks = tests
        .into_iter()
        .map(|(name, test)| {
            let problems = match test(connection) {
                Ok(()) => Vec::new(),
                Err(error) => vec![found(error)?],
            };
            Ok(Check { name, problems })
        })
        .collect::<Result<Vec<Check>, Error>>()?;
    checks.extend(books::all(connection)?);
    checks.extend(given::all(connection)?);
    Ok(checks)
}

/// What a test found, as a sentence; an error that says nothing of the file's contents stays one.
fn found(error: Error) -> Result<String, Error> {
    match error {
        Error::Corrupt
        | Error::AuditBroken { .. }
        | Error::JournalBroken { .. }
        | Error::BalanceBroken { .. }
        | Error::Unreadable { .. }
        | Error::Constraint(_) => Ok(error.to_string()),
        other => Err(other),
    }
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
