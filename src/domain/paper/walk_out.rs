//! What a patient takes home from a visit: what was done, what she paid, what happens next.

use chrono::NaiveDate;

use crate::domain::id::{EncounterId, ReceiptId};
use crate::domain::money::{Money, Quantity};
use crate::domain::person::{Address, PersonName};
use crate::domain::receipt::Method;

/// A visit as its walk-out statement tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WalkOut {
    pub visit: EncounterId,
    /// Who answers for the bill.
    pub guarantor: PersonName,
    pub address: Address,
    pub account: String,
    pub patient: PersonName,
    /// The first day of service.
    pub on: NaiveDate,
    pub written_on: NaiveDate,
    /// As papers write it: `Jane Doe, MD`.
    pub provider: String,
    /// What was charged, in the order of the visit's lines; at least one.
    pub services: Vec<Service>,
    /// What was paid for the visit, and today; oldest first.
    pub paid: Vec<Paid>,
    /// What of the charges nobody owes any more and she did not pay: payers' payments and
    /// write-offs.
    pub settled: Money,
    /// What payers are expected to pay or decide on.
    pub with_insurance: Money,
    /// The payer that is billed first; empty where there is none.
    pub payer: String,
    /// What of the charges is hers in the books, before what she paid and was not applied yet.
    pub hers: Money,
    /// What the plan's card says she pays for a visit; only while a payer has not decided. No part of
    /// what the books say is hers.
    pub copay: Option<Money>,
    /// What the account owed apart from this visit, less what it had paid ahead; negative when more
    /// was paid ahead.
    pub previous_balance: Money,
}

/// One service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    pub on: NaiveDate,
    pub code: String,
    /// In plain words.
    pub description: String,
    pub units: Quantity,
    pub charge: Money,
}

/// A payment of the patient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paid {
    pub receipt: ReceiptId,
    pub on: NaiveDate,
    pub method: Method,
    pub check_number: String,
    pub amount: Money,
    /// What of it is applied to this visit.
    pub applied_here: Money,
    /// What of it is not applied to anything.
    pub unapplied: Money,
}

impl WalkOut {
    pub fn charged(&self) -> Money {
        self.services.iter().map(|it| it.charge).sum()
    }

    pub fn paid_total(&self) -> Money {
        self.paid.iter().map(|it| it.amount).sum()
    }

    /// What of the payments can go toward this visit and has not yet.
    pub fn unapplied(&self) -> Money {
        self.paid.iter().map(|it| it.unapplied).sum()
    }

    /// What she is expected to pay for this visit, all told: an estimate while a payer has not
    /// decided, never a part of the books.
    pub fn expected_share(&self) -> Money {
        let applied: Money = self.paid.iter().map(|it| it.applied_here).sum();
        self.hers + applied + self.copay.unwrap_or_default().min(self.with_insurance)
    }

    /// What of the expected share is not paid yet; never less than nothing.
    pub fn expected_left(&self) -> Money {
        let applied: Money = self.paid.iter().map(|it| it.applied_here).sum();
        (self.expected_share() - applied - self.unapplied()).max(Money::ZERO)
    }
}
