//! Patient statements: who is due one, print them, and once they are on paper, keep them as mailed.
//! None of it posts to the books.
//!
//! - [`preview`]: who is due and who is skipped, with the reasons; [`proof`]: one account's pages.
//! - [`prepare_soon`] makes the pages; [`Sheets::statements_on`] names the accounts of a sheet;
//!   [`keep`] once they are printed.
//! - [`history`], [`shown`], [`void`], [`void_run`], [`runs`], [`run`]: what was mailed.
//! - [`dunning`]: the pre-collection list, its reviews, the way to the agency.
//! - [`settings`]: rules, letterhead, steps, envelopes, logo.
//! - [`account`]: the marks on an account: bad address, dispute, hold.
//! - [`waiting`]: how much of it waits, for Home.

pub mod account;
pub mod dunning;
pub(super) mod history;
mod keeping;
mod making;
mod reading;
pub mod settings;
mod waiting;

use chrono::NaiveDate;

pub use crate::domain::statement::due::Skip;
pub use crate::domain::statement::mailed::{Mailed, Run};
pub use crate::domain::statement::rules::Cycle;
pub use history::{RunRow, RunShown, Shown, history, run, runs, shown, void, void_run};
pub(super) use keeping::mail;
pub use keeping::{Kept, keep, keep_now};
pub use making::{Sheet, Sheets, prepare, prepare_soon, proof};
pub use reading::preview;
pub use waiting::{StatementsWaiting, waiting};

use crate::commands::Error;
use crate::domain::date::spoken;
use crate::domain::finding::{FieldRef, Finding, Record};
use crate::domain::id::PatientId;
use crate::domain::money::Money;
use crate::domain::person::PersonName;
use crate::domain::report::TieOut;
use crate::domain::statement::Language;

/// Whose statements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection {
    /// Everybody who is due one; with a cycle those whose last names are within it.
    Due { cycle: Option<Cycle> },
    /// These accounts, whatever can be overridden; a patient for whom another answers stands for
    /// that one.
    Accounts(Vec<PatientId>),
}

/// What to print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    pub selection: Selection,
    /// Accounts that the user left out of those who are due.
    pub left_out: Vec<PatientId>,
    /// Accounts that the user put in although they would be skipped; what cannot be overridden
    /// still keeps them out.
    pub put_in: Vec<PatientId>,
    /// The day that the statements are of.
    pub as_of: NaiveDate,
}

impl Order {
    /// Everybody who is due on a day.
    pub const fn due(as_of: NaiveDate) -> Self {
        Self {
            selection: Selection::Due { cycle: None },
            left_out: Vec::new(),
            put_in: Vec::new(),
            as_of,
        }
    }

    /// These accounts on a day.
    pub const fn accounts(accounts: Vec<PatientId>, as_of: NaiveDate) -> Self {
        Self {
            selection: Selection::Accounts(accounts),
            left_out: Vec::new(),
            put_in: Vec::new(),
            as_of,
        }
    }

    /// The name range that is mailed.
    pub const fn cycle(&self) -> Option<&Cycle> {
        match &self.selection {
            Selection::Due { cycle } => cycle.as_ref(),
            Selection::Accounts(_) => None,
        }
    }

    /// Refuses a day of mailing before the day that the statements are of.
    ///
    /// # Errors
    /// [`Error::Refused`] when they cannot have been mailed on that day.
    pub fn refuse_mailing_on(&self, mailed_on: NaiveDate) -> Result<(), Error> {
        if self.as_of <= mailed_on {
            return Ok(());
        }
        Err(refused(
            "mailed-before-made",
            "mailed_on",
            format!(
                "The statements are of {}; they cannot have been mailed on {}. Choose that day or a later one.",
                spoken(self.as_of),
                spoken(mailed_on)
            ),
        ))
    }

    /// Whether the user named an account, so that what can be overridden is.
    fn names(&self, account: &PatientId) -> bool {
        matches!(self.selection, Selection::Accounts(_)) || self.put_in.contains(account)
    }
}

/// Who is due a statement and who is not, before anything is printed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Preview {
    /// By name.
    pub due: Vec<DueRow>,
    /// Everybody else on whose account something is open, by name.
    pub skipped: Vec<SkippedRow>,
    /// Those who were named and have no statement at all.
    pub unanswered: Vec<Unanswered>,
    /// What the amounts must agree with.
    pub ties: Vec<TieOut>,
}

/// An account that is due a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueRow {
    /// The guarantor.
    pub account: PatientId,
    pub name: PersonName,
    /// What she is asked for; negative when the practice owes her.
    pub amount: Money,
    /// What of it an earlier statement asked for already.
    pub past_due: Money,
    /// The dunning step, from 1.
    pub step: u8,
    pub is_final: bool,
    pub language: Language,
    pub last_mailed_on: Option<NaiveDate>,
    /// What would keep her out had the user not named her.
    pub overridden: Vec<Skip>,
}

/// An account that is sent nothing, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkippedRow {
    /// The guarantor.
    pub account: PatientId,
    pub name: PersonName,
    pub amount: Money,
    pub last_mailed_on: Option<NaiveDate>,
    /// At least one.
    pub reasons: Vec<Skip>,
}

/// Somebody who was named and has no statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unanswered {
    pub patient: PatientId,
    pub cause: Cause,
}

/// Why somebody who was named has no statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// The practice file has no patient of this id.
    Unknown,
    /// Nothing is open on the account.
    NothingOpen,
}

impl Preview {
    /// Whether the user may put a skipped account in: [`Order::put_in`].
    pub fn can_put_in(&self, account: &PatientId) -> bool {
        let row = self.skipped.iter().find(|row| row.account == *account);
        row.is_some_and(|row| {
            let mut stays = row.reasons.iter().filter(|it| !it.is_overridable());
            stays.all(|it| *it == Skip::LeftOut)
        })
    }
}

impl SkippedRow {
    /// Its reasons in sentences, one after the other.
    pub fn sentence(&self) -> String {
        let sentences: Vec<String> = self.reasons.iter().map(Skip::sentence).collect();
        sentences.join(" ")
    }
}

impl Cause {
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Unknown => "There is no such patient.",
            Self::NothingOpen => "Nothing is open on this account.",
        }
    }
}

/// What breaks a rule of statements, with the field of its form.
fn refused(rule: &'static str, column: &'static str, sentence: impl Into<String>) -> Error {
    Error::Refused(vec![Finding::error(
        rule,
        FieldRef::of(Record::Statement, column),
        sentence,
    )])
}
