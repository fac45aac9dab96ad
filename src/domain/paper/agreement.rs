//! A payment plan on paper, for both to sign.

use chrono::NaiveDate;

use crate::domain::id::PlanId;
use crate::domain::money::Money;
use crate::domain::plan::Plan;

/// What was agreed, as the paper tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    pub number: PlanId,
    /// The account number: the guarantor's id.
    pub account: String,
    pub plan: Plan,
    /// What it covers, oldest service first; together the principal.
    pub covered: Vec<CoveredLine>,
}

/// What of a charge the plan covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoveredLine {
    pub on: NaiveDate,
    /// Whose it is: `Ana M Ruiz Jr`.
    pub patient: String,
    /// In plain words.
    pub description: String,
    pub amount: Money,
}
