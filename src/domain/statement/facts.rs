//! All that the books and the records know of one account, as of now: what a statement is built
//! from.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::domain::account::Account;
use crate::domain::charge::Charged;
use crate::domain::id::{
    ChargeLineId, EncounterId, PatientId, PayerId, PlanId, ReceiptId, RemittanceLineId, StatementId,
};
use crate::domain::journal::fold::{CreditKey, Open, OpenKey};
use crate::domain::journal::{Party, Posted};
use crate::domain::money::Money;
use crate::domain::patient::Patient;
use crate::domain::plan::Plan;
use crate::domain::receipt::Received;
use crate::domain::remittance::RemittanceKind;

/// One account: a guarantor and all for whom she answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountFacts {
    pub guarantor: Patient,
    /// The others of the account, by row.
    pub others: Vec<Patient>,
    /// Every charge on which anything is open with anybody.
    pub charges: Vec<Charged>,
    /// What is open on them, by party.
    pub open: Vec<(OpenKey, Open)>,
    /// Unsettled money of the members.
    pub credits: Vec<HeldCredit>,
    /// In order: every entry with a leg on a charge on which a patient's amount is open, and every
    /// one with a leg of a member that is news (see [`super::build::News`]); older ones may be among
    /// them. An entry that takes another back comes with it, and the returned check for which it
    /// does. Deposits are left out.
    pub entries: Vec<Posted>,
    /// What payers said about charges on which a patient's amount is open, oldest first.
    pub decisions: Vec<Decision>,
    /// The receipts that credits and news speak of.
    pub receipts: HashMap<ReceiptId, Received>,
    pub payers: HashMap<PayerId, String>,
    /// The payer that a visit is billed to, first of all, for visits with a claim.
    pub billed: HashMap<EncounterId, PayerId>,
    /// The guarantor's plans that were not ended, oldest first; those paid in full are among them.
    pub plans: Vec<(PlanId, Plan)>,
    /// The statements that were mailed and not voided, oldest first.
    pub mailed: Vec<PastStatement>,
    /// The last journal entry that was read; a statement made of these facts knows no later one.
    pub through: i64,
}

/// Unsettled money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldCredit {
    pub key: CreditKey,
    pub open: Open,
    /// Whether it was paid at the desk for a visit that still waits for a payer, or that is not
    /// charged yet.
    pub is_reserved: bool,
}

/// What a payer said about one charge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    pub id: RemittanceLineId,
    pub charge: ChargeLineId,
    pub payer: PayerId,
    pub kind: RemittanceKind,
    /// What the payer prints as allowed, where it prints it.
    pub allowed: Option<Money>,
    /// The decision that it takes back.
    pub reverses: Option<RemittanceLineId>,
    /// Whether it was posted by mistake.
    pub is_void: bool,
}

/// A statement as it was mailed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastStatement {
    pub id: StatementId,
    pub as_of: NaiveDate,
    pub mailed_on: NaiveDate,
    pub pay_by: NaiveDate,
    pub step: u8,
    pub due: Money,
    /// The last journal entry that it knows.
    pub through: i64,
    pub lines: Vec<PastLine>,
}

/// What a statement asked for on a charge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastLine {
    pub charge: ChargeLineId,
    /// The service line it charges: a visit that is corrected is charged anew, and is the same debt.
    pub service: Option<(EncounterId, u16)>,
    /// Negative where more was paid than owed.
    pub amount: Money,
}

impl AccountFacts {
    /// Everybody of the account, the guarantor first.
    pub fn members(&self) -> impl Iterator<Item = &Patient> {
        std::iter::once(&self.guarantor).chain(&self.others)
    }

    /// Whether somebody belongs to the account.
    pub fn has(&self, patient: &PatientId) -> bool {
        self.members().any(|it| it.id == *patient)
    }

    /// Whether there is anything to say: an amount of the patient's (1140), or her unapplied money
    /// (2010).
    pub fn is_in_question(&self) -> bool {
        let mut open = self.open.iter();
        let mut credits = self.credits.iter();
        open.any(|(key, _)| key.party == Party::PATIENT)
            || credits.any(|credit| credit.key.account == Account::PatientCredits)
    }

    /// What is the patient's on all charges (1140).
    pub fn owed(&self) -> Money {
        let hers = |key: &OpenKey| key.party == Party::PATIENT;
        let open = self.open.iter().filter(|(key, _)| hers(key));
        open.map(|(_, open)| open.amount).sum()
    }

    /// The family's money that goes toward what they owe now; what is kept for a visit on which a payer
    /// has not decided is none of it.
    pub fn applicable(&self) -> impl Iterator<Item = &HeldCredit> {
        let is_free =
            |it: &&HeldCredit| it.key.account == Account::PatientCredits && !it.is_reserved;
        self.credits.iter().filter(is_free)
    }

    /// What they owe less their money that goes toward it, whatever a plan puts off: what a statement
    /// says of them, but for some charges and some receipts.
    pub fn balance(&self, without: &[ChargeLineId], without_money: &[ReceiptId]) -> Money {
        let owed = self.open.iter();
        let owed =
            owed.filter(|(key, _)| key.party == Party::PATIENT && !without.contains(&key.line));
        let money = self.applicable();
        let money = money.filter(|it| !without_money.contains(&it.key.receipt));
        let owed: Money = owed.map(|(_, open)| open.amount).sum();
        owed - money.map(|it| it.open.amount).sum()
    }

    /// A payer's name; its id where it has none.
    pub fn payer(&self, id: &PayerId) -> String {
        let named = self.payers.get(id).cloned();
        named.unwrap_or_else(|| id.to_string())
    }
}
