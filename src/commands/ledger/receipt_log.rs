//! The receipts as the log and the posting screen list them: each with whom it came from by name and
//! what is left of it.

use chrono::NaiveDate;

use super::receipts::found;
use crate::commands::Error;
use crate::domain::id::ReceiptId;
use crate::domain::journal::event::Giver;
use crate::domain::money::Money;
use crate::domain::receipt::Received;
use crate::store::{self, Connection, Database, balance};

/// One receipt as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogRow {
    pub received: Received,
    /// Whom it came from, by name.
    pub from: String,
    /// What is not applied yet; negative when more was taken from it than it held.
    pub unapplied: Money,
}

/// The receipts that came in from one day to another, by number, those that were taken back among
/// them.
///
/// # Errors
/// The practice file cannot be read.
pub async fn between(
    database: Database,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<LogRow>, Error> {
    database
        .call(move |connection| rows(connection, store::receipt::between(connection, from, to)?))
        .await
}

/// The receipts of payers from which something is still to be posted, oldest first: money that is
/// not applied, and explanations of benefits that came without money.
///
/// # Errors
/// The practice file cannot be read.
pub async fn to_post(database: Database) -> Result<Vec<LogRow>, Error> {
    database
        .call(move |connection| rows(connection, store::receipt::to_post(connection)?))
        .await
}

/// One receipt.
///
/// # Errors
/// [`Error::Store`] when there is none of this number.
pub async fn one(database: Database, id: ReceiptId) -> Result<LogRow, Error> {
    database
        .call(move |connection| row(connection, found(connection, id)?))
        .await
}

fn rows(connection: &Connection, receipts: Vec<Received>) -> Result<Vec<LogRow>, Error> {
    receipts.into_iter().map(|it| row(connection, it)).collect()
}

fn row(connection: &Connection, received: Received) -> Result<LogRow, Error> {
    let from = match &received.receipt.giver {
        Giver::Payer(payer) => store::payer::find(connection, payer)?
            .map_or_else(|| payer.to_string(), |found| found.value.name),
        Giver::Patient(patient) => store::patient::find(connection, patient)?
            .map_or_else(|| patient.to_string(), |found| found.value.name.to_string()),
        Giver::Other => "Other".to_owned(),
    };
    Ok(LogRow {
        unapplied: balance::unapplied(connection, received.id)?,
        received,
        from,
    })
}
