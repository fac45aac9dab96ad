//! The account card: what a family owes and to whom it is open, line by line, with each line's
//! story.

use chrono::NaiveDate;

use super::receipts::ReceiptRow;
use crate::domain::charge::Charged;
use crate::domain::id::{EntryId, PatientId};
use crate::domain::journal::Party;
use crate::domain::money::Money;
use crate::store::balance::OpenCredit;

/// What a guarantor answers for: her own bills and those of the patients she guarantees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountCard {
    pub guarantor: PatientId,
    /// The guarantor first, then the others by name.
    pub members: Vec<Member>,
    /// What the members' come to.
    pub totals: Totals,
    /// Every charge that stands or is still open, the newest service first; those that were
    /// reversed and owe nothing come last.
    pub lines: Vec<AccountLine>,
    /// Money that is not applied, oldest first: unapplied, promised back.
    pub credits: Vec<OpenCredit>,
    /// What the members paid, the newest first.
    pub receipts: Vec<ReceiptRow>,
}

/// One patient of the family.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub patient: PatientId,
    /// `Last, First`.
    pub name: String,
    pub totals: Totals,
}

/// The four figures of an account.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    pub patient_owes: Money,
    pub insurance_pending: Money,
    pub collections: Money,
    /// Unapplied money of the patients (2010); positive = theirs.
    pub credit: Money,
}

/// One charge with what is open on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountLine {
    pub charged: Charged,
    /// Whether the charge stands: false once it was reversed, as when its visit was changed.
    pub is_in_force: bool,
    pub state: LineState,
    /// What is open, by who owes it; empty when the line is settled.
    pub open: Vec<OpenPart>,
    /// What is open with everybody together; negative = paid too much.
    pub balance: Money,
    /// Oldest first.
    pub story: Vec<Happening>,
}

/// An amount that one party owes on a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenPart {
    pub party: Party,
    /// The payer's name; empty for the patient and the agency.
    pub payer_name: String,
    pub amount: Money,
    /// The day on which this party came to owe it.
    pub since: NaiveDate,
    /// Days since then, 0 on the day itself.
    pub age: i64,
}

/// Where a line stands, for its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LineState {
    /// Nothing is open.
    Settled,
    /// A payer is expected to pay.
    Insurance,
    /// A payer denied it and it is still with that payer.
    Denied,
    Patient,
    Collections,
    /// More was paid than charged.
    Overpaid,
    /// The charge was taken back and nothing is open.
    Reversed,
}

/// One thing that happened to a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happening {
    pub on: NaiveDate,
    /// `On 14 Sep 2026 Medicare allowed 92.05, paid 72.17, wrote off 57.95 and left 18.41 to Medigap.`
    pub sentence: String,
    /// The entries it speaks of; none where nothing moved, as at a denial.
    pub entries: Vec<EntryId>,
    /// Whether it was taken back later.
    pub is_reversed: bool,
}

impl LineState {
    /// What its row shows.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Settled => "Settled",
            Self::Insurance => "With insurance",
            Self::Denied => "Denied",
            Self::Patient => "Patient owes",
            Self::Collections => "In collections",
            Self::Overpaid => "Overpaid",
            Self::Reversed => "Taken back",
        }
    }
}
