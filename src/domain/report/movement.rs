//! What entries moved, and under which heading of a report it counts.

use std::collections::BTreeMap;

use crate::domain::account::Account;
use crate::domain::id::{ChargeLineId, EntryId, PatientId, PayerId, ProviderId, ReceiptId};
use crate::domain::journal::{Entry, EntryKind, Leg, Posted};
use crate::domain::money::Money;
use crate::domain::payer::PayerKind;
use crate::domain::receipt::Received;

/// What some entries together moved on one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movement {
    pub act: Act,
    pub account: Account,
    pub payer: Option<PayerId>,
    pub provider: Option<ProviderId>,
    /// Debits positive.
    pub amount: Money,
}

/// What an entry did: its kind, or the kind of the entry that it takes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Act {
    pub kind: EntryKind,
    pub is_reversal: bool,
}

/// Under what a change of receivables counts. What was charged, written off or transferred by
/// mistake is taken out again where it was counted; money that went back has a heading of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Heading {
    /// Brought along from another system.
    BroughtForward,
    Charges,
    InsurancePayments,
    /// Patients' and what a collections agency passed on.
    PatientPayments,
    WriteOffs,
    Transfers,
    /// Returned checks, takebacks, refunds to payers, allocations taken back.
    Reversals,
}

impl Heading {
    pub const ALL: [Self; 7] = [
        Self::BroughtForward,
        Self::Charges,
        Self::InsurancePayments,
        Self::PatientPayments,
        Self::WriteOffs,
        Self::Transfers,
        Self::Reversals,
    ];

    pub const fn title(self) -> &'static str {
        match self {
            Self::BroughtForward => "Brought forward",
            Self::Charges => "Charges",
            Self::InsurancePayments => "Insurance payments",
            Self::PatientPayments => "Patient payments",
            Self::WriteOffs => "Write-offs",
            Self::Transfers => "Transfers",
            Self::Reversals => "Payments taken back",
        }
    }
}

impl Act {
    /// Under what its change of receivables counts.
    pub const fn heading(self) -> Heading {
        match (self.kind, self.is_reversal) {
            (EntryKind::Opening, _) => Heading::BroughtForward,
            (EntryKind::Charge | EntryKind::Fee | EntryKind::FinanceCharge, _) => Heading::Charges,
            (EntryKind::WriteOff | EntryKind::Withhold | EntryKind::WithholdSettled, _) => {
                Heading::WriteOffs
            }
            (EntryKind::Transfer, _) => Heading::Transfers,
            (EntryKind::Allocation, false) => Heading::InsurancePayments,
            (EntryKind::Application | EntryKind::Recovery, false) => Heading::PatientPayments,
            _ => Heading::Reversals,
        }
    }

    /// What it is called in a list of entries.
    pub fn title(self) -> String {
        if self.is_reversal {
            format!("Taken back: {}", title(self.kind).to_lowercase())
        } else {
            title(self.kind).to_owned()
        }
    }
}

/// What a kind of entry is called.
pub const fn title(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Charge => "Charge",
        EntryKind::Opening => "Brought forward",
        EntryKind::Receipt => "Receipt",
        EntryKind::Allocation => "Insurance payment",
        EntryKind::WriteOff => "Write-off",
        EntryKind::Transfer => "Transfer",
        EntryKind::Application => "Patient payment",
        EntryKind::CreditMove => "Credit moved",
        EntryKind::Deposit => "Deposit",
        EntryKind::ReturnedCheck => "Returned check",
        EntryKind::Fee => "Fee",
        EntryKind::FinanceCharge => "Finance charge",
        EntryKind::RefundApproved => "Refund approved",
        EntryKind::RefundPaid => "Refund paid",
        EntryKind::PayerRefund => "Refund to payer",
        EntryKind::Recoupment => "Takeback",
        EntryKind::Suspense => "Takeback, line unknown",
        EntryKind::Interest => "Interest",
        EntryKind::Capitation => "Capitation",
        EntryKind::Withhold => "Withhold",
        EntryKind::WithholdSettled => "Withhold settled",
        EntryKind::Recovery => "Recovery",
        EntryKind::Reversal => "Reinstatement",
    }
}

/// What reports call the records that entries name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    pub patients: BTreeMap<PatientId, PatientName>,
    pub payers: BTreeMap<PayerId, PayerName>,
    /// `Last, First` of a provider.
    pub providers: BTreeMap<ProviderId, String>,
    /// `99213 on 2026-09-14`, or what a fee is for.
    pub lines: BTreeMap<ChargeLineId, String>,
    pub receipts: BTreeMap<ReceiptId, Received>,
    /// The kinds of the entries that others take back.
    pub reversed: BTreeMap<EntryId, EntryKind>,
}

/// A patient and who answers for her.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatientName {
    /// `Last, First`.
    pub name: String,
    /// Herself, where nobody else answers for her.
    pub guarantor: PatientId,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayerName {
    pub name: String,
    pub kind: PayerKind,
}

impl Names {
    /// `Last, First (id)`.
    pub fn patient(&self, id: &PatientId) -> String {
        self.patients
            .get(id)
            .map_or_else(|| id.to_string(), |it| format!("{} ({id})", it.name))
    }

    /// Who answers for a patient's bill.
    pub fn guarantor(&self, id: &PatientId) -> PatientId {
        self.patients
            .get(id)
            .map_or_else(|| id.clone(), |it| it.guarantor.clone())
    }

    pub fn payer(&self, id: &PayerId) -> String {
        self.payers
            .get(id)
            .map_or_else(|| id.to_string(), |it| it.name.clone())
    }

    pub fn line(&self, id: ChargeLineId) -> String {
        self.lines.get(&id).cloned().unwrap_or_default()
    }

    /// What an entry did.
    pub fn act(&self, entry: &Entry) -> Act {
        match entry.reverses {
            None => Act {
                kind: entry.kind,
                is_reversal: false,
            },
            Some(id) => Act {
                kind: self.reversed.get(&id).copied().unwrap_or(entry.kind),
                is_reversal: true,
            },
        }
    }

    /// Whom an entry is about: the patient, else the payer, of the first leg that names one.
    pub fn about(&self, posted: &Posted) -> String {
        let legs = || posted.entry.legs.iter();
        if let Some(patient) = legs().find_map(|leg| leg.patient.as_ref()) {
            return self.patient(patient);
        }
        legs()
            .find_map(|leg| leg.payer.as_ref())
            .map(|payer| self.payer(payer))
            .unwrap_or_default()
    }

    /// The lines that an entry names.
    pub fn lines_of(&self, entry: &Entry) -> String {
        let mut lines: Vec<ChargeLineId> = entry.legs.iter().filter_map(|leg| leg.line).collect();
        lines.dedup();
        let named: Vec<String> = lines.into_iter().map(|line| self.line(line)).collect();
        named.join("; ")
    }
}

/// What of an entry's legs some accounts take.
pub fn sum(legs: &[Leg], accounts: impl Fn(Account) -> bool) -> Money {
    legs.iter()
        .filter(|leg| accounts(leg.account))
        .map(|leg| leg.amount)
        .sum()
}

/// What movements come to on some accounts.
pub fn moved<'a>(
    movements: impl IntoIterator<Item = &'a Movement>,
    accounts: impl Fn(Account) -> bool,
) -> Money {
    movements
        .into_iter()
        .filter(|it| accounts(it.account))
        .map(|it| it.amount)
        .sum()
}

/// Whether an account holds unapplied money (2010 and 2020).
pub const fn is_unapplied(account: Account) -> bool {
    matches!(
        account,
        Account::PatientCredits | Account::UnappliedReceipts
    )
}
