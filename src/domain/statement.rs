//! A patient statement: what one guarantor owes on a day, line by line and why, and what she does not
//! owe yet. It is read from the books and moves nothing in them.

pub mod build;
pub mod collections;
pub mod due;
pub mod envelope;
pub mod facts;
pub mod mailed;
pub mod plain;
pub mod rules;
pub mod scan_line;
pub mod stationery;
pub mod wording;

use chrono::NaiveDate;

use crate::domain::charge::ChargeKind;
use crate::domain::draft::choices;
use crate::domain::id::{ChargeLineId, PatientId};
use crate::domain::money::Money;
use crate::domain::person::{Address, PersonName};
use crate::domain::plan::PlanState;
use crate::domain::receipt::Method;

choices! {
    /// What papers for a patient are written in.
    #[derive(Default)]
    Language: "language" {
        #[default]
        English = "EN",
        Spanish = "ES",
    }
}

/// What one guarantor is asked for, for herself and all for whom she answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The guarantor, whose id is the account number.
    pub account: PatientId,
    pub name: PersonName,
    pub address: Address,
    pub language: Language,
    pub as_of: NaiveDate,
    /// How many statements she was mailed about the oldest of this debt, this one included: from 1,
    /// and never beyond the last step of [`stationery::Stationery::steps`].
    pub step: u8,
    /// Everybody of the account, the guarantor first, by id and name.
    pub members: Vec<Member>,
    /// What she owes on each charge, by member and then oldest service first; none owes 0.00.
    pub lines: Vec<Line>,
    /// What payers are still expected to pay, in the same order; no part of what is due.
    pub pending: Vec<PendingLine>,
    /// The statement mailed before this one.
    pub previous: Option<Previous>,
    /// What happened on the account since then, or since a year ago; oldest first.
    pub activity: Vec<Activity>,
    /// Her money that is not applied and can go toward the lines; 0.00 or more.
    pub credit: Money,
    /// The payment plan in force.
    pub plan: Option<PlanState>,
    /// The patient's part by age since it became hers: 0-30, 31-60, 61-90, 91-120, 121 days and
    /// more. Their sum is [`Self::owed`].
    pub aging: [Money; 5],
    /// What of the amount due was asked for by an earlier statement whose day is over; 0.00 or more.
    pub past_due: Money,
    /// The day by which the oldest of `past_due` was first asked for: sending again never moves it.
    pub past_due_since: Option<NaiveDate>,
    /// The day by which the rest is asked for.
    pub pay_by: NaiveDate,
}

/// A patient of the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub patient: PatientId,
    pub name: PersonName,
}

/// What is owed on one charge and how it came to that:
/// `charged - insurance_paid - adjusted - patient_paid - pending - collections = owes`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub charge: ChargeLineId,
    pub patient: PatientId,
    pub kind: ChargeKind,
    pub from_on: NaiveDate,
    pub to_on: Option<NaiveDate>,
    /// Procedure code; empty for a fee or an opening balance.
    pub code: String,
    /// What was done, in plain words of the statement's language.
    pub description: String,
    pub charged: Money,
    pub insurance_paid: Money,
    /// Written off: contract, discount, courtesy, bad debt.
    pub adjusted: Money,
    pub patient_paid: Money,
    /// Still with payers.
    pub pending: Money,
    /// With the collections agency.
    pub collections: Money,
    /// The patient's part now; negative where more was paid than owed.
    pub owes: Money,
    /// The day it became hers.
    pub since: NaiveDate,
    /// Why it is hers, most important first; at least one.
    pub reasons: Vec<Reason>,
    /// The day the first mailed statement asked for it by.
    pub first_due_on: Option<NaiveDate>,
    /// What of it is paid by the payment plan, not at once.
    pub on_plan: Money,
}

/// Why an amount is the patient's. The sheet says it as a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// Her plan decided and left it to her, by cause; some of the four may be 0.00.
    Shared {
        payer: String,
        /// As the payer printed it.
        allowed: Option<Money>,
        deductible: Money,
        coinsurance: Money,
        copay: Money,
        /// For another cause that the payer names as hers.
        other: Money,
    },
    /// Her plan does not cover the service.
    NotCovered { payer: String },
    /// The payer pays her and not the practice (box 27 No).
    PaidToPatient { payer: String },
    /// No insurance was in force.
    NoInsurance,
    /// Somebody made it hers by hand, away from this payer.
    Moved { payer: String },
    /// A fee, which its description names.
    Fee,
    /// What was open in the system that the practice used before.
    Opening,
    /// A payment on it was returned by the bank.
    ReturnedPayment { amount: Money, on: NaiveDate },
    /// It came back from the collections agency.
    BackFromCollections,
    /// A part of the charge is still with a payer.
    StillPending { payer: String, amount: Money },
    /// More was paid than is owed.
    Overpaid,
}

/// What a payer is still expected to pay on one charge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingLine {
    pub charge: ChargeLineId,
    pub patient: PatientId,
    pub from_on: NaiveDate,
    pub code: String,
    /// In plain words of the statement's language.
    pub description: String,
    pub payer: String,
    pub amount: Money,
}

/// The statement mailed before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Previous {
    pub mailed_on: NaiveDate,
    pub due: Money,
}

/// One thing that happened on the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Activity {
    pub on: NaiveDate,
    pub kind: ActivityKind,
    /// Less owed is negative, more owed positive.
    pub amount: Money,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActivityKind {
    /// She paid.
    Payment {
        method: Method,
        check_number: String,
    },
    /// A payer paid or took back on lines of the account.
    InsurancePayment { payer: String },
    /// A discount, courtesy or other write-off of her part.
    Adjustment,
    /// Her payment was returned by the bank.
    ReturnedPayment,
    /// Money was paid back to her.
    Refund,
}

impl Statement {
    /// What is the patient's on all lines (the ledger's patient receivable).
    pub fn owed(&self) -> Money {
        self.lines.iter().map(|line| line.owes).sum()
    }

    /// What the payment plan puts off.
    pub fn deferred(&self) -> Money {
        self.plan.as_ref().map_or(Money::ZERO, |plan| plan.deferred)
    }

    /// What she is asked for: what she owes, less her unapplied money and what the plan puts off;
    /// negative when the practice owes her (accounting.md, invariant 33).
    pub fn due(&self) -> Money {
        self.owed() - self.credit - self.deferred()
    }

    /// What payers are still expected to pay.
    pub fn pending_total(&self) -> Money {
        self.pending.iter().map(|line| line.amount).sum()
    }

    /// The name of a member, as statements call her.
    pub fn member(&self, patient: &PatientId) -> Option<&Member> {
        self.members.iter().find(|it| it.patient == *patient)
    }
}
