//! Accounts whose final notice is not answered, as the doctor and the agency need to see them.

use chrono::NaiveDate;

use super::mailed::Review;
use crate::domain::id::{ChargeLineId, PatientId, StatementId};
use crate::domain::money::Money;
use crate::domain::person::{Address, PersonName};

/// Who owes, and what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Debtor {
    /// The guarantor.
    pub account: PatientId,
    pub name: PersonName,
    pub address: Address,
    pub phone: String,
    /// What of the final notice she still owes, after her unapplied money.
    pub due: Money,
    /// Her unapplied money, which is to be applied before anything goes to an agency.
    pub credit: Money,
    pub notice: StatementId,
    pub notice_mailed_on: NaiveDate,
    /// The last payment of anybody on the account.
    pub last_payment: Option<(NaiveDate, Money)>,
    /// What of the final notice is still owed, charge by charge, the oldest service first.
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
    /// The day it became hers, or the agency's to collect.
    pub since: NaiveDate,
    pub amount: Money,
}

/// What is with the agency of one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handed {
    /// The guarantor.
    pub account: PatientId,
    pub name: PersonName,
    pub address: Address,
    pub phone: String,
    pub last_payment: Option<(NaiveDate, Money)>,
    pub lines: Vec<Debt>,
}
