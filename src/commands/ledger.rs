//! The books: every act posts entries to the journal as one step with its place in the record of
//! actions.

pub mod account;
pub mod adjust;
pub mod agency;
pub mod called;
pub mod capitation;
pub mod charges;
pub mod closing;
pub mod correct;
pub mod credits;
pub mod deposits;
pub mod fees;
pub(in crate::commands) mod guard;
pub mod payments;
pub mod pending;
pub mod receipt_log;
pub mod receipts;
pub mod refunds;
pub mod remittances;
pub mod returned;

use chrono::NaiveDate;

pub(super) use guard::called as line_called;

use super::{Author, Error};
use crate::domain::date;
use crate::domain::finding::{FieldRef, Finding, Record};
use crate::store::journal::Stamp;
use crate::store::{self, Change, Connection, Database, Transaction};

/// How an act is posted.
#[derive(Debug, Clone)]
pub struct Posting {
    pub author: Author,
    pub today: NaiveDate,
    /// The day it counts on: today, unless she says otherwise. Not after today, and not in a month
    /// that is closed.
    pub on: NaiveDate,
}

impl Posting {
    /// Posts as of today.
    pub fn today(author: Author, today: NaiveDate) -> Self {
        Self {
            author,
            today,
            on: today,
        }
    }

    /// Posts as of another day.
    #[must_use]
    pub fn on(self, on: NaiveDate) -> Self {
        Self { on, ..self }
    }

    /// What every entry says of itself.
    pub fn stamp(&self) -> Stamp<'_> {
        Stamp {
            user: &self.author.user,
            at: self.author.at,
        }
    }
}

/// What an act did, for the record of actions: ids and amounts, never a name.
pub(super) struct Done<T> {
    pub entity_id: Option<i64>,
    pub details: String,
    pub answer: T,
}

/// Does one act on the books: all of it or nothing.
pub(super) async fn act<T: Send + 'static>(
    database: Database,
    posting: Posting,
    verb: &'static str,
    entity: &'static str,
    work: impl FnOnce(&Transaction<'_>, &Posting) -> Result<Done<T>, Error> + Send + 'static,
) -> Result<T, Error> {
    database
        .call(move |connection| {
            let Author { user, at } = posting.author.clone();
            store::write_as(connection, &user, at, |tx| {
                refuse_day(tx, &posting)?;
                let done = work(tx, &posting)?;
                let change = Change {
                    verb,
                    entity,
                    entity_id: done.entity_id,
                    details: done.details,
                };
                Ok((change, done.answer))
            })
        })
        .await
}

/// Refuses a day that is not yet there or lies in a closed month.
fn refuse_day(connection: &Connection, posting: &Posting) -> Result<(), Error> {
    if posting.on > posting.today {
        return Err(refused(
            "posting-in-future",
            "effective_on",
            "Nothing is posted on a day after today; choose today or an earlier day.",
        ));
    }
    match store::period::closed_through(connection)? {
        Some(closed) if posting.on <= closed => Err(refused(
            "month-is-closed",
            "effective_on",
            format!(
                "The books are closed through {}; choose a later day, or reopen the month.",
                date::spoken(closed)
            ),
        )),
        _ => Ok(()),
    }
}

/// An act that breaks a rule, with the field of its form.
pub(super) fn refused(
    rule: &'static str,
    column: &'static str,
    sentence: impl Into<String>,
) -> Error {
    Error::Refused(vec![Finding::error(
        rule,
        FieldRef::of(Record::Posting, column),
        sentence,
    )])
}
