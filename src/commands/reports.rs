//! Reports by name: what each is for, what can be asked of it, and how it is made.

mod making;
mod rendering;

use chrono::NaiveDate;

use crate::commands::Error;
use crate::domain::aging::Anchor;
use crate::domain::draft::choices;
use crate::domain::id::{DaySheetId, DepositId, EntryId, PatientId};
use crate::domain::report::Report;
use crate::store::Database;

pub use making::run;
pub use rendering::{ReportFormat, bytes, export, pages, text, write};

/// Makes a report: [`run`] on the practice file's own thread.
///
/// # Errors
/// As [`run`].
pub async fn make(
    database: Database,
    kind: ReportKind,
    parameters: Parameters,
) -> Result<Report, Error> {
    database
        .call(move |connection| run(connection, kind, &parameters))
        .await
}

choices! {
    /// A report, by the name that the command line knows.
    ReportKind: "report" {
        DaySheet = "day-sheet",
        DepositSlip = "deposit-slip",
        Receipts = "receipts",
        /// Who owes what, for how long, one row for each payer and guarantor.
        Aging = "aging",
        /// As aging, with a row for each line.
        AgingDetail = "aging-detail",
        UnappliedCredits = "unapplied-credits",
        AccountLedger = "account-ledger",
        TrialBalance = "trial-balance",
        RollForward = "roll-forward",
        /// As roll-forward, of unapplied money.
        CreditsRollForward = "roll-forward-credits",
        WriteOffs = "write-offs",
        PaymentsByPayer = "payments-by-payer",
    }
}

/// What can be asked of a report beyond its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asks {
    AsOf,
    /// From and to, by effective day unless the report says otherwise.
    Period,
    Anchor,
    Sheet,
    Deposit,
    Patient,
}

/// What a report is made for; what is left empty is chosen by [`run`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameters {
    pub today: NaiveDate,
    /// The effective day up to which entries count: today when empty.
    pub as_of: Option<NaiveDate>,
    /// The first effective day of a period: the first of the last day's month when empty.
    pub from: Option<NaiveDate>,
    /// The last effective day of a period: today when empty.
    pub to: Option<NaiveDate>,
    /// Up to where the books were kept then: all when empty.
    pub entered: Option<Entered>,
    pub anchor: Anchor,
    /// A day sheet by its number; what no sheet holds yet when empty.
    pub sheet: Option<DaySheetId>,
    /// A deposit by its number; what lies in the drawer when empty.
    pub deposit: Option<DepositId>,
    /// A patient or guarantor; her whole family is shown.
    pub patient: Option<PatientId>,
}

/// Up to which entry of the journal a report looks, so that it can be made again later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entered {
    /// What was entered by the end of a day on this machine's clock.
    Through(NaiveDate),
    /// The entry with which the books ended then, as every report names it.
    Entry(EntryId),
}

impl Asks {
    /// The options of the command line for it.
    pub const fn options(self) -> &'static str {
        match self {
            Self::AsOf => "--as-of",
            Self::Period => "--from --to",
            Self::Anchor => "--anchor",
            Self::Sheet => "--sheet",
            Self::Deposit => "--deposit",
            Self::Patient => "--patient",
        }
    }
}

impl Parameters {
    /// Everything as it stands today.
    pub const fn today(today: NaiveDate) -> Self {
        Self {
            today,
            as_of: None,
            from: None,
            to: None,
            entered: None,
            anchor: Anchor::Billed,
            sheet: None,
            deposit: None,
            patient: None,
        }
    }
}

impl ReportKind {
    /// What it is called on screens and paper.
    pub const fn title(self) -> &'static str {
        match self {
            Self::DaySheet => "Day sheet",
            Self::DepositSlip => "Deposit slip",
            Self::Receipts => "Receipts journal",
            Self::Aging => "Aging by responsibility",
            Self::AgingDetail => "Aging by responsibility, line by line",
            Self::UnappliedCredits => "Unapplied credits",
            Self::AccountLedger => "Account ledger",
            Self::TrialBalance => "Trial balance",
            Self::RollForward => "Roll-forward of receivables",
            Self::CreditsRollForward => "Roll-forward of unapplied money",
            Self::WriteOffs => "Write-offs by reason",
            Self::PaymentsByPayer => "Payments by payer",
        }
    }

    /// What it is for, in one sentence.
    pub const fn purpose(self) -> &'static str {
        match self {
            Self::DaySheet => "What was entered since the sheet before, and that it ties.",
            Self::DepositSlip => "The checks and cash that go, or went, to the bank together.",
            Self::Receipts => "Money that came in, by the day it came.",
            Self::Aging => "What payers and patients owe, by how long.",
            Self::AgingDetail => "What payers and patients owe, line by line.",
            Self::UnappliedCredits => "Money that came in and is not applied yet.",
            Self::AccountLedger => "Everything posted for one family.",
            Self::TrialBalance => "The balance of every account; debits equal credits.",
            Self::RollForward => "From what was owed at first to what is owed at last.",
            Self::CreditsRollForward => {
                "From what was unapplied at first to what is unapplied at last."
            }
            Self::WriteOffs => "What will never be paid, and why.",
            Self::PaymentsByPayer => "What each payer and the patients paid, by the day it counts.",
        }
    }

    /// What can be asked of it.
    pub const fn asks(self) -> &'static [Asks] {
        match self {
            Self::DaySheet => &[Asks::Sheet],
            Self::DepositSlip => &[Asks::Deposit],
            Self::Receipts
            | Self::RollForward
            | Self::CreditsRollForward
            | Self::WriteOffs
            | Self::PaymentsByPayer => &[Asks::Period],
            Self::Aging | Self::AgingDetail => &[Asks::AsOf, Asks::Anchor],
            Self::UnappliedCredits | Self::TrialBalance => &[Asks::AsOf],
            Self::AccountLedger => &[Asks::Patient, Asks::AsOf],
        }
    }
}
