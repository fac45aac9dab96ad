//! A payment plan on paper, for both to sign.

use crate::domain::id::PlanId;
use crate::domain::paper::ChargePart;
use crate::domain::plan::Plan;

/// What was agreed, as the paper tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    pub number: PlanId,
    /// The account number: the guarantor's id.
    pub account: String,
    pub plan: Plan,
    /// What it covers, oldest service first; together the principal.
    pub covered: Vec<ChargePart>,
}
