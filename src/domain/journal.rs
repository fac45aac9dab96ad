//! The journal: entries whose legs sum to zero, never changed, corrected by reversal.
//!
//! Every balance is a fold over it ([`fold`]). What an act of the biller posts is said in
//! [`event`], one function for each act.

pub mod event;
pub mod fold;
pub mod story;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::account::{Account, Bucket};
use crate::domain::draft::choices;
use crate::domain::id::{
    ChargeLineId, DepositId, EntryId, PatientId, PayerId, ReceiptId, RemittanceLineId,
};
use crate::domain::money::Money;

choices! {
    /// What an entry records.
    EntryKind: "kind of entry" {
        Charge = "CHARGE",
        /// A balance that was open in the system the practice came from.
        Opening = "OPENING",
        Receipt = "RECEIPT",
        /// A payer's payment for a line.
        Allocation = "ALLOCATION",
        WriteOff = "WRITE_OFF",
        /// Somebody else is expected to pay.
        Transfer = "TRANSFER",
        /// Patient money for a line.
        Application = "APPLICATION",
        /// A credit of one patient becomes that of another.
        CreditMove = "CREDIT_MOVE",
        Deposit = "DEPOSIT",
        /// The bank gave a check back.
        ReturnedCheck = "RETURNED_CHECK",
        Fee = "FEE",
        FinanceCharge = "FINANCE_CHARGE",
        RefundApproved = "REFUND_APPROVED",
        RefundPaid = "REFUND_PAID",
        /// Our check back to a payer, for a line.
        PayerRefund = "PAYER_REFUND",
        /// A payer kept money of this receipt for an earlier payment.
        Recoupment = "RECOUPMENT",
        /// A recoupment whose line is not known yet.
        Suspense = "SUSPENSE",
        Interest = "INTEREST",
        Capitation = "CAPITATION",
        Withhold = "WITHHOLD",
        WithholdSettled = "WITHHOLD_SETTLED",
        /// A collections agency or an heir paid what was written off or handed over.
        Recovery = "RECOVERY",
        Reversal = "REVERSAL",
    }
}

/// One side of an entry: an amount on an account, with what it is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Leg {
    pub account: Account,
    /// Debits positive, credits negative; never zero.
    pub amount: Money,
    pub line: Option<ChargeLineId>,
    /// Whose line or credit it is.
    pub patient: Option<PatientId>,
    /// Who is to pay it, on an insurance receivable; who gave it, on unapplied money.
    pub payer: Option<PayerId>,
    pub receipt: Option<ReceiptId>,
}

/// An entry before it is posted.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Entry {
    pub kind: EntryKind,
    /// The day it counts on, within a month that is open.
    pub effective_on: NaiveDate,
    /// At least two; they sum to zero.
    pub legs: Vec<Leg>,
    /// The line of an explanation of benefits that it follows from.
    pub remittance_line: Option<RemittanceLineId>,
    pub deposit: Option<DepositId>,
    /// The entry it takes back, leg for leg.
    pub reverses: Option<EntryId>,
    /// Why, where somebody must say so: write-offs by hand, transfers by hand, reversals.
    pub reason: String,
}

/// An entry as it stands in the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posted {
    pub id: EntryId,
    /// The first entry of those posted in the same step.
    pub batch: EntryId,
    pub entered_at: DateTime<Utc>,
    pub user: String,
    pub entry: Entry,
    /// Covers this entry and, through the hash before, all before it.
    pub hash: [u8; 32],
}

/// Who is expected to pay: a party and, for insurance, which payer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Party {
    pub bucket: Bucket,
    /// Set for insurance and only there.
    pub payer: Option<PayerId>,
}

impl Party {
    /// The patient, or whoever answers for her bill.
    pub const PATIENT: Self = Self {
        bucket: Bucket::Patient,
        payer: None,
    };

    /// The collections agency.
    pub const COLLECTIONS: Self = Self {
        bucket: Bucket::Collections,
        payer: None,
    };
}

impl Entry {
    pub fn new(kind: EntryKind, effective_on: NaiveDate, legs: Vec<Leg>) -> Self {
        Self {
            kind,
            effective_on,
            legs,
            remittance_line: None,
            deposit: None,
            reverses: None,
            reason: String::new(),
        }
    }

    /// With why it was made.
    #[must_use]
    pub fn because(self, reason: impl Into<String>) -> Self {
        Self {
            reason: reason.into(),
            ..self
        }
    }

    /// Following from a line of an explanation of benefits.
    #[must_use]
    pub fn of_remittance(self, line: RemittanceLineId) -> Self {
        Self {
            remittance_line: Some(line),
            ..self
        }
    }

    /// Whether its legs sum to zero, none is zero, and there are at least two.
    pub fn is_balanced(&self) -> bool {
        self.legs.len() >= 2
            && self.legs.iter().all(|leg| !leg.amount.is_zero())
            && self
                .legs
                .iter()
                .map(|leg| leg.amount)
                .sum::<Money>()
                .is_zero()
    }

    /// What it adds to one account.
    pub fn on(&self, account: Account) -> Money {
        self.legs
            .iter()
            .filter(|leg| leg.account == account)
            .map(|leg| leg.amount)
            .sum()
    }

    /// What it changes accounts receivable by.
    pub fn receivable_change(&self) -> Money {
        self.legs
            .iter()
            .filter(|leg| leg.account.is_receivable())
            .map(|leg| leg.amount)
            .sum()
    }
}

impl Posted {
    /// The entry that takes this one back, leg for leg.
    pub fn reversal(&self, effective_on: NaiveDate, reason: impl Into<String>) -> Entry {
        let legs = self
            .entry
            .legs
            .iter()
            .map(|leg| Leg {
                amount: -leg.amount,
                ..leg.clone()
            })
            .collect();
        Entry {
            remittance_line: self.entry.remittance_line,
            deposit: self.entry.deposit,
            reverses: Some(self.id),
            reason: reason.into(),
            ..Entry::new(EntryKind::Reversal, effective_on, legs)
        }
    }
}
