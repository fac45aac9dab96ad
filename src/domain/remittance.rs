//! What a payer decided about service lines: paid, adjusted and why, as data.
//!
//! The facts are kept as printed; what they post follows from each adjustment's disposition
//! ([`rule`]), by the rules of [`plan`].

pub mod draft;
pub mod expected;
pub mod item;
pub mod plan;
pub mod rule;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::account::WriteOff;
use crate::domain::coverage::Rank;
use crate::domain::draft::choices;
use crate::domain::id::{
    ChargeLineId, ClaimId, PatientId, PayerId, ReceiptId, RemittanceId, RemittanceLineId,
};
use crate::domain::money::Money;

pub use draft::{AdjustmentEntry, LineEntry, RemittanceDraft};

choices! {
    /// Who bears an adjustment.
    AdjustmentGroup: "adjustment group" {
        /// The provider's contractual obligation: not billable to the patient.
        Contractual = "CO",
        /// The patient's, or the next payer's.
        PatientResponsibility = "PR",
        /// Neither applies; mostly what an earlier payer did.
        Other = "OA",
        /// The payer reduced without a contract: to be challenged.
        PayerInitiated = "PI",
        /// Correction; from before version 5010.
        Correction = "CR",
    }
}

choices! {
    /// What a line of an explanation of benefits is.
    RemittanceKind: "kind of remittance line" {
        Original = "ORIGINAL",
        /// Takes an earlier line back: its amounts are negative.
        Reversal = "REVERSAL",
        /// What stands instead of a line that was taken back.
        Correction = "CORRECTION",
    }
}

choices! {
    /// What a line means; a payment of zero has several meanings and must be given one.
    RemittanceClass: "class" {
        Paid = "PAID",
        /// All is the patient's: deductible, coinsurance, copay.
        Patient = "PATIENT",
        Capitated = "CAPITATED",
        Bundled = "BUNDLED",
        Duplicate = "DUPLICATE",
        Denied = "DENIED",
        /// An earlier payer paid all there was.
        PriorPayer = "PRIOR_PAYER",
        /// Written off whole by contract or law.
        Adjusted = "ADJUSTED",
        Reversed = "REVERSED",
    }
}

/// One reason for which a payer did not pay a part of the charge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adjustment {
    pub group: AdjustmentGroup,
    /// The claim adjustment reason code, as printed: `45`, `B7`.
    pub reason: String,
    /// Negative on a line that takes another back.
    pub amount: Money,
    /// What the books do with it, as chosen when it was posted.
    pub disposition: Disposition,
}

choices! {
    /// What the books do with an adjustment.
    Disposition: "disposition" {
        Contractual = "CONTRACTUAL",
        Sequestration = "SEQUESTRATION",
        Capitated = "CAPITATED",
        Administrative = "ADMINISTRATIVE",
        Discretionary = "DISCRETIONARY",
        /// Kept by the payer until the year's end.
        Withhold = "WITHHOLD",
        /// The next coverage, or the patient where there is none.
        NextParty = "NEXT_PARTY",
        Patient = "PATIENT",
        /// The next coverage and never the patient; without one it is a contractual allowance.
        NextPayer = "NEXT_PAYER",
        /// Stays with the payer until somebody decides.
        Hold = "HOLD",
        /// Stays with the payer: to be corrected or appealed.
        Denied = "DENIED",
        /// Posted already by an earlier payer: says something and moves nothing.
        Information = "INFORMATION",
    }
}

/// One service line of an explanation of benefits, as printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemittanceLine {
    pub charge: ChargeLineId,
    pub kind: RemittanceKind,
    pub submitted: Money,
    /// What the payer prints as allowed, where it prints it.
    pub allowed: Option<Money>,
    pub paid: Money,
    pub adjustments: Vec<Adjustment>,
    pub class: RemittanceClass,
    /// Remark codes, as printed.
    pub remarks: Vec<String>,
    /// Until when a denial can be appealed.
    pub appeal_by: Option<NaiveDate>,
    /// The line that it takes back.
    pub reverses: Option<RemittanceLineId>,
    /// Why it was posted although the same line is there already.
    pub override_reason: String,
}

/// What a payer says about one claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remittance {
    pub receipt: ReceiptId,
    pub payer: PayerId,
    /// As which payer it decided: first, second or third.
    pub rank: Rank,
    pub patient: PatientId,
    pub claim: Option<ClaimId>,
    /// The payer's own number of the claim.
    pub control_number: String,
    pub adjudicated_on: NaiveDate,
    /// Whether the payer sent the claim on to the next one itself.
    pub is_forwarded: bool,
    pub note: String,
    pub lines: Vec<RemittanceLine>,
}

/// A remittance as it stands in the books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostedRemittance {
    pub id: RemittanceId,
    pub remittance: Remittance,
    /// The number of each line, in their order.
    pub line_ids: Vec<RemittanceLineId>,
    /// Why it was voided, where it was.
    pub void: Option<String>,
}

impl RemittanceLine {
    /// What the charge is more than payment and adjustments together; must be zero to be posted
    /// (A1: submitted charge = paid + all adjustments).
    pub fn residual(&self) -> Money {
        let adjusted: Money = self.adjustments.iter().map(|it| it.amount).sum();
        self.submitted - self.paid - adjusted
    }
}

impl Disposition {
    /// Where the amount is written off to; `None` where it is not written off at once.
    pub const fn write_off(self) -> Option<WriteOff> {
        match self {
            Self::Contractual => Some(WriteOff::Contractual),
            Self::Sequestration => Some(WriteOff::Sequestration),
            Self::Capitated => Some(WriteOff::Capitated),
            Self::Administrative => Some(WriteOff::Administrative),
            Self::Discretionary => Some(WriteOff::Discretionary),
            Self::Withhold
            | Self::NextParty
            | Self::Patient
            | Self::NextPayer
            | Self::Hold
            | Self::Denied
            | Self::Information => None,
        }
    }

    /// Whether the amount moves to somebody else.
    pub const fn is_transfer(self) -> bool {
        matches!(self, Self::NextParty | Self::Patient | Self::NextPayer)
    }

    /// Whether it moves anything in the books.
    pub const fn moves_money(self) -> bool {
        !matches!(self, Self::Hold | Self::Denied | Self::Information)
    }
}

impl RemittanceClass {
    /// What the class is called where one has to be picked.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Paid => "Paid",
            Self::Patient => "All to deductible, coinsurance or copay",
            Self::Capitated => "Capitated",
            Self::Bundled => "Bundled with another service",
            Self::Duplicate => "Duplicate",
            Self::Denied => "Denied",
            Self::PriorPayer => "An earlier payer paid all",
            Self::Adjusted => "Written off whole",
            Self::Reversed => "Taken back",
        }
    }
}
