//! The numbered receipt of a patient's payment.

use chrono::NaiveDate;

use crate::domain::id::ReceiptId;
use crate::domain::money::Money;
use crate::domain::paper::ChargePart;
use crate::domain::person::{Address, PersonName};
use crate::domain::receipt::Method;

/// A payment as its receipt tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentReceipt {
    pub number: ReceiptId,
    /// Who paid.
    pub name: PersonName,
    pub address: Address,
    /// The account number: the guarantor's id.
    pub account: String,
    pub received_on: NaiveDate,
    pub method: Method,
    pub check_number: String,
    pub amount: Money,
    /// What it pays, oldest service first.
    pub applied: Vec<ChargePart>,
    /// What of it is hers still.
    pub unapplied: Money,
    /// The day on which the receipt is written.
    pub written_on: NaiveDate,
    /// What the account owes the practice after it, less what it has paid ahead; negative when more
    /// was paid ahead.
    pub balance: Money,
}

impl PaymentReceipt {
    pub fn applied_total(&self) -> Money {
        self.applied.iter().map(|it| it.amount).sum()
    }

    /// What was paid back, returned by the bank or made another patient's:
    /// `amount = applied + unapplied + elsewhere`.
    pub fn elsewhere(&self) -> Money {
        self.amount - self.applied_total() - self.unapplied
    }
}
