//! The books for another program to check: an hledger journal.

use std::path::Path;

use super::{Author, Error};
use crate::exchange::hledger;
use crate::store::journal::{Window, days, head, in_window};
use crate::store::{self, Action, Change, Connection, Database, balance};
use crate::system::file;

/// Writes every entry by the day it counts, with the balance of each account at the end of each
/// day and, at last, everything that is kept as open. Gives how many entries there are. That the
/// books left the file is noted in the record of actions.
///
/// # Errors
/// The practice file cannot be read, or the journal not written.
pub fn write(database: &Database, path: &Path, author: &Author) -> Result<i64, Error> {
    let path = path.to_owned();
    let action = Action {
        user: author.user.clone(),
        at: author.at,
        change: Change {
            verb: "export",
            entity: "journal",
            entity_id: None,
            details: "hledger".to_owned(),
        },
    };
    database.call_blocking(move |connection| {
        store::write(connection, &action, |tx| {
            let (text, n_entries) = text(tx)?;
            file::write(&path, text.as_bytes())?;
            Ok(n_entries)
        })
    })
}

/// The journal as text, and how many entries it holds.
///
/// # Errors
/// The file cannot be read.
pub fn text(connection: &Connection) -> Result<(String, i64), Error> {
    let head = head(connection)?.count;
    let mut journal = hledger::Journal::new();
    let days = days(connection)?;
    for day in &days {
        let window = Window {
            from: Some(*day),
            ..Window::through(*day, head)
        };
        for posted in in_window(connection, window, |_| true)? {
            journal.push(&posted);
        }
        journal.end_of_day(*day);
    }
    if let Some(last) = days.last() {
        let open = balance::all(connection)?;
        let open: Vec<_> = open.iter().map(|it| (&it.key, it.open.amount)).collect();
        let credits = balance::all_credits(connection)?;
        let credits: Vec<_> = credits
            .iter()
            .map(|it| (&it.key, it.payer.as_ref(), it.open.amount))
            .collect();
        journal.open(*last, &open, &credits);
    }
    Ok((journal.into_text(), head))
}
