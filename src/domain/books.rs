//! What stands in the books beside charges, receipts, remittances and the journal, as an export
//! takes it and an import puts it back.

use chrono::{DateTime, NaiveDate, Utc};

use crate::domain::draft::choices;
use crate::domain::id::{
    ClaimId, DaySheetId, DepositId, EntryId, PayerId, ProviderItemId, ReceiptId, RemittanceId,
};
use crate::domain::money::Money;
use crate::domain::remittance::item::ProviderItem;
use crate::domain::remittance::{AdjustmentGroup, Disposition};

/// A deposit slip, without the receipts on it, which name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DepositEntry {
    pub id: DepositId,
    pub deposited_on: NaiveDate,
    pub total: Money,
    pub note: String,
}

/// A day sheet that was closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DaySheetEntry {
    pub id: DaySheetId,
    pub business_on: NaiveDate,
    pub closed_at: DateTime<Utc>,
    pub user: String,
    /// The last journal entry on it; 0 when there was none yet.
    pub through_entry: i64,
    /// The hash of that entry.
    pub head_hash: [u8; 32],
    pub note: String,
}

choices! {
    /// What became of a month.
    PeriodStep: "step of a month" {
        Close = "CLOSE",
        Reopen = "REOPEN",
    }
}

/// A month that was closed or reopened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeriodEntry {
    /// Its place in the order of closes and reopenings, from 1.
    pub number: i64,
    pub step: PeriodStep,
    /// Through which day the books are closed since; `None` when all was reopened.
    pub closed_through_on: Option<NaiveDate>,
    pub at: DateTime<Utc>,
    pub user: String,
    pub reason: String,
    pub through_entry: i64,
    pub head_hash: [u8; 32],
    /// The balances at the close, as the close wrote them; empty for a reopening.
    pub totals: String,
}

/// What the practice does with an adjustment, where it differs from the usual.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleEntry {
    /// For one payer, or for all.
    pub payer: Option<PayerId>,
    pub group: AdjustmentGroup,
    pub reason: String,
    pub disposition: Disposition,
}

/// The fee schedule that holds what a payer allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContractEntry {
    pub payer: PayerId,
    pub schedule: String,
}

/// What a check held beside its claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemEntry {
    pub id: ProviderItemId,
    pub item: ProviderItem,
    /// What it posted; none for a notice.
    pub entry: Option<EntryId>,
    /// Why it was taken back, where it was.
    pub void: Option<String>,
}

/// A check on which nothing more was to be posted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchEntry {
    /// Its place in the order of such closes, from 1.
    pub number: i64,
    pub receipt: ReceiptId,
    /// What stays unapplied; negative when more was taken from the check than it held.
    pub left: Money,
    pub reason: String,
}

/// A claim that an earlier payer sent on itself, or that may go out without it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaterClaimEntry {
    pub claim: ClaimId,
    /// The remittance by which it was sent on.
    pub forwarded_by: Option<RemittanceId>,
    /// Why it may go out although an earlier payer did not decide.
    pub waiver: String,
}
