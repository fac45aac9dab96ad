//! Day sheets and month closes: what a stretch of the journal comes to, and what must tie.

pub mod day_sheet;

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::account::Account;
use crate::domain::draft::choices;
use crate::domain::id::ProviderId;
use crate::domain::money::Money;
use crate::domain::payer::PayerKind;

choices! {
    /// What is looked at before a month is closed.
    MonthCheck: "check" {
        /// Insurance receipts that are not wholly applied.
        UnbalancedReceipts = "UNBALANCED_RECEIPTS",
        /// Explanations of benefits that came without money and are not posted.
        UnpostedRemittances = "UNPOSTED_REMITTANCES",
        UndepositedReceipts = "UNDEPOSITED_RECEIPTS",
        /// Recoupments whose line is not known yet (2040).
        Suspense = "SUSPENSE",
        /// Refunds that were approved and not paid (2030).
        RefundsPayable = "REFUNDS_PAYABLE",
        /// Lines that were paid more than was owed.
        OverpaidLines = "OVERPAID_LINES",
        /// Lines that insurance owes on without a claim that was printed.
        UnbilledCharges = "UNBILLED_CHARGES",
        /// Visits that were begun and not saved.
        IncompleteCharges = "INCOMPLETE_CHARGES",
        /// Entries that are on no day sheet yet.
        OpenDaySheet = "OPEN_DAY_SHEET",
        /// The kept balances against the control accounts.
        BalancesTie = "BALANCES_TIE",
        /// All accounts together come to zero.
        TrialBalance = "TRIAL_BALANCE",
    }
}

impl MonthCheck {
    /// What is asked, for the checklist.
    pub const fn title(self) -> &'static str {
        match self {
            Self::UnbalancedReceipts => "Insurance receipts are wholly applied",
            Self::UnpostedRemittances => "EOBs without money are posted",
            Self::UndepositedReceipts => "All receipts went to the bank",
            Self::Suspense => "No recoupment is in suspense",
            Self::RefundsPayable => "Approved refunds are paid",
            Self::OverpaidLines => "No line is overpaid",
            Self::UnbilledCharges => "All insurance charges are billed",
            Self::IncompleteCharges => "All visits that were begun are saved",
            Self::OpenDaySheet => "Every entry is on a day sheet",
            Self::BalancesTie => "Open balances agree with the accounts",
            Self::TrialBalance => "The accounts come to zero together",
        }
    }

    /// Whether a month may be closed in spite of it, with a reason.
    pub const fn is_waivable(self) -> bool {
        !matches!(self, Self::BalancesTie | Self::TrialBalance)
    }
}

/// How many there are of something, and what they come to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    pub count: usize,
    pub amount: Money,
}

impl Pending {
    pub const fn is_none(self) -> bool {
        self.count == 0
    }
}

/// One line of the checklist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checked {
    pub check: MonthCheck,
    /// What stands against it; nothing when it passes.
    pub found: Pending,
}

impl Checked {
    pub const fn passes(self) -> bool {
        self.found.is_none()
    }
}

/// A check that does not pass and why the month is closed in spite of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiver {
    pub check: MonthCheck,
    pub reason: String,
}

/// What an account held at a close, for one kind of payer and one provider.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Total {
    pub account: Account,
    pub payer_kind: Option<PayerKind>,
    pub provider: Option<ProviderId>,
    /// Debits positive.
    pub amount: Money,
}

/// What a month close keeps for ever.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// In the order of accounts, kinds and providers; rows of zero left out.
    pub rows: Vec<Total>,
    pub waived: Vec<Waiver>,
}

impl Totals {
    /// What an account held.
    pub fn of(&self, account: Account) -> Money {
        self.rows
            .iter()
            .filter(|row| row.account == account)
            .map(|row| row.amount)
            .sum()
    }
}

choices! {
    /// What happened to the closed months.
    PeriodEventKind: "period event" {
        Close = "CLOSE",
        Reopen = "REOPEN",
    }
}

/// A close of months, or their reopening; the newest says through which day the books are closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeriodEvent {
    pub kind: PeriodEventKind,
    /// Through which day the books are closed from then on.
    pub closed_through: Option<NaiveDate>,
    pub at: DateTime<Utc>,
    pub user: String,
    /// Why months were reopened.
    pub reason: String,
    /// The newest entry then, and its hash: with it the whole journal up to there is proven.
    pub through_entry: i64,
    pub head_hash: [u8; 32],
    /// The balances at a close.
    pub totals: Option<Totals>,
}

/// The last day of the month a day lies in.
pub fn month_end(day: NaiveDate) -> NaiveDate {
    day.with_day(1)
        .and_then(|first| first.checked_add_months(Months::new(1)))
        .and_then(|next| next.checked_sub_days(Days::new(1)))
        .unwrap_or(day)
}

/// The last day of the month before the one a day lies in.
pub fn month_end_before(day: NaiveDate) -> NaiveDate {
    day.with_day(1)
        .and_then(|first| first.checked_sub_days(Days::new(1)))
        .unwrap_or(day)
}

/// Whether a day ends its month, so that the books can be closed through it.
pub fn is_month_end(day: NaiveDate) -> bool {
    month_end(day) == day
}
