//! A payment plan on paper, for both to sign.

use chrono::NaiveDate;

use crate::domain::id::PlanId;
use crate::domain::plan::Plan;

/// What was agreed, as the paper tells it. It is made from the plan whenever it is asked for: a plan
/// never changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    pub number: PlanId,
    /// The account number: the guarantor's id.
    pub account: String,
    pub plan: Plan,
    /// The first and the last day of the services that it covers.
    pub served: (NaiveDate, NaiveDate),
}
