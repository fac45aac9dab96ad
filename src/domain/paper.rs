//! What the practice gives to a patient beside statements: receipts, walk-out statements,
//! superbills, estimates and their comparison with the bill, letters. None of them moves money.

pub mod agreement;
pub mod receipt;
pub mod superbill;
pub mod walk_out;

use chrono::NaiveDate;

use crate::domain::draft::choices;
use crate::domain::id::{EncounterId, EstimateId, PaperId, PatientId, ReceiptId};
use crate::domain::money::Money;

/// What of a charge a payment pays, or a plan covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChargePart {
    /// The day of the service.
    pub on: NaiveDate,
    /// Whose it is, as an envelope names the patient: `Ana M Ruiz Jr`.
    pub patient: String,
    /// In plain words.
    pub description: String,
    pub amount: Money,
}

choices! {
    /// What a paper is.
    PaperKind: "kind of paper" {
        Receipt = "RECEIPT",
        WalkOut = "WALKOUT",
        Superbill = "SUPERBILL",
        /// A good-faith estimate.
        Estimate = "ESTIMATE",
        /// An estimate beside what was billed.
        Comparison = "COMPARISON",
        Letter = "LETTER",
    }
}

impl PaperKind {
    /// What lists call it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Receipt => "Receipt",
            Self::WalkOut => "Walk-out statement",
            Self::Superbill => "Superbill",
            Self::Estimate => "Good-faith estimate",
            Self::Comparison => "Estimate and bill",
            Self::Letter => "Letter",
        }
    }
}

/// What a paper is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// A patient's payment.
    Receipt(ReceiptId),
    WalkOut(EncounterId),
    Superbill(EncounterId),
    Estimate(EstimateId),
    Comparison(EstimateId),
    /// A letter about what the practice calls so; never empty.
    Letter(String),
}

impl About {
    pub const fn kind(&self) -> PaperKind {
        match self {
            Self::Receipt(_) => PaperKind::Receipt,
            Self::WalkOut(_) => PaperKind::WalkOut,
            Self::Superbill(_) => PaperKind::Superbill,
            Self::Estimate(_) => PaperKind::Estimate,
            Self::Comparison(_) => PaperKind::Comparison,
            Self::Letter(_) => PaperKind::Letter,
        }
    }

    /// What it is about in a few words, for lists: `Receipt 14`, `Visit V-0031`.
    pub fn words(&self) -> String {
        match self {
            Self::Receipt(id) => format!("Receipt {id}"),
            Self::WalkOut(visit) | Self::Superbill(visit) => format!("Visit {visit}"),
            Self::Estimate(id) | Self::Comparison(id) => format!("Estimate {id}"),
            Self::Letter(subject) => subject.clone(),
        }
    }
}

/// A paper that was given out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenPaper {
    pub id: PaperId,
    pub about: About,
    /// Whose it is.
    pub patient: PatientId,
    pub made_on: NaiveDate,
    pub n_pages: usize,
}
