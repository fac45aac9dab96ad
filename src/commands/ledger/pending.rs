//! What waits in the books, for Home.

use chrono::{Days, NaiveDate};

use crate::commands::Error;
use crate::domain::account::Account;
use crate::domain::period::{Pending, month_end};
use crate::store::{self, Connection, Database, pending};

/// What waits in the books; each with its count and what it comes to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BooksWaiting {
    /// Payers' receipts that are not wholly applied, EOBs without money included.
    pub receipts_to_post: Pending,
    /// Receipts that did not go to the bank.
    pub undeposited: Pending,
    /// Patients' unapplied money.
    pub patient_credits: Pending,
    /// Lines on which more was paid than owed.
    pub overpaid_lines: Pending,
    /// Refunds whose checks are to be written.
    pub refunds_to_pay: Pending,
    /// Recoupments whose line is not known.
    pub suspense: Pending,
    /// Entries that are on no day sheet.
    pub off_sheet: Pending,
    /// The oldest month that is over and not closed, by its last day.
    pub month_to_close: Option<NaiveDate>,
}

/// What waits in the books on a day.
///
/// # Errors
/// The practice file cannot be read.
pub async fn waiting(database: Database, today: NaiveDate) -> Result<BooksWaiting, Error> {
    database
        .call(move |connection| read(connection, today))
        .await
}

fn read(connection: &Connection, today: NaiveDate) -> Result<BooksWaiting, Error> {
    let unbalanced = pending::unbalanced_receipts(connection, today)?;
    let without_money = pending::unposted_remittances(connection, today)?;
    Ok(BooksWaiting {
        receipts_to_post: Pending {
            count: unbalanced.count + without_money.count,
            amount: unbalanced.amount,
        },
        undeposited: pending::undeposited(connection, today)?,
        patient_credits: pending::credits(connection, Account::PatientCredits, today)?,
        overpaid_lines: pending::overpaid(connection, today)?,
        refunds_to_pay: pending::credits(connection, Account::RefundsPayable, today)?,
        suspense: pending::credits(connection, Account::RecoupmentSuspense, today)?,
        off_sheet: pending::off_sheet(connection, today)?,
        month_to_close: month_to_close(connection, today)?,
    })
}

fn month_to_close(connection: &Connection, today: NaiveDate) -> Result<Option<NaiveDate>, Error> {
    let closed = store::period::closed_through(connection)?;
    let first_open = match closed {
        Some(closed) => closed.checked_add_days(Days::new(1)),
        None => store::period::first_entry_day(connection)?,
    };
    Ok(first_open.map(month_end).filter(|through| *through < today))
}
