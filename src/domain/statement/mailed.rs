//! Statements that were mailed, as they are kept: runs, what was asked for, who was left out, and
//! what the doctor said afterwards.

use chrono::NaiveDate;

use super::Language;
use super::due::{Decision, Skip};
use crate::domain::id::{ChargeLineId, PatientId, StatementId, StatementRunId};
use crate::domain::money::Money;

/// Statements that were mailed together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    pub id: StatementRunId,
    pub as_of: NaiveDate,
    pub mailed_on: NaiveDate,
    /// The last journal entry that its statements know.
    pub through: i64,
    /// The name range that was mailed: `A-F`; none where it was for everybody or for accounts by name.
    pub cycle: Option<String>,
}

/// A statement that was mailed, without its pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailed {
    pub id: StatementId,
    pub run: StatementRunId,
    /// The guarantor.
    pub account: PatientId,
    pub as_of: NaiveDate,
    pub mailed_on: NaiveDate,
    /// The dunning step, from 1.
    pub step: u8,
    pub is_final: bool,
    pub language: Language,
    /// What it asked for; negative when the practice owed her.
    pub due: Money,
    pub pay_by: NaiveDate,
    pub n_pages: u16,
    /// The charges that it asked for, in the order of their numbers.
    pub lines: Vec<Asked>,
    /// Why it counts as not mailed.
    pub void: Option<String>,
}

/// What a statement asked for on one charge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    pub charge: ChargeLineId,
    /// Not 0.00.
    pub amount: Money,
}

/// An account that was sent nothing in a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    pub run: StatementRunId,
    /// The guarantor.
    pub account: PatientId,
    pub due: Money,
    /// At least one.
    pub reasons: Vec<Skip>,
}

/// What the doctor said to an account on the pre-collection list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// The guarantor.
    pub account: PatientId,
    pub on: NaiveDate,
    pub decision: Decision,
    /// What the final notice's debt came to then.
    pub due: Money,
    pub reviewer: String,
    pub note: String,
}
