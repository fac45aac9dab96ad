//! Claims: what a payer is asked to pay, with everything its paper says.

pub mod check;
pub mod directory;
pub mod field;
pub mod form;
pub mod print;
pub mod sheets;
pub mod split;
pub(crate) mod text;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::authorization::Authorization;
use crate::domain::coverage::{Coverage, Rank, coverage_on};
use crate::domain::draft::choices;
use crate::domain::encounter::Encounter;
use crate::domain::encounter::line::ServiceLine;
use crate::domain::facility::Facility;
use crate::domain::id::{ClaimId, ProviderId};
use crate::domain::identifier::OtherId;
use crate::domain::patient::Patient;
use crate::domain::payer::{Payer, PayerKind};
use crate::domain::practice::Practice;
use crate::domain::provider::{PayerNumber, Provider};

choices! {
    /// Where a claim stands. It only moves forward.
    ClaimStatus: "claim status" {
        /// Something still keeps it from printing.
        Draft = "draft",
        Ready = "ready",
        /// On paper; its facts are frozen from here on.
        Printed = "printed",
        Mailed = "mailed",
        /// Nothing more is expected of the payer.
        Closed = "closed",
    }
}

impl ClaimStatus {
    /// Whether the claim has not been on paper yet, so that it still follows the practice's facts.
    pub const fn is_unprinted(self) -> bool {
        matches!(self, Self::Draft | Self::Ready)
    }
}

/// One claim for one visit to one payer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// The claim's own number.
    pub id: ClaimId,
    pub status: ClaimStatus,
    pub is_on_hold: bool,
    pub facts: Facts,
}

/// Another coverage of the patient that was in force, with its payer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherCoverage {
    pub coverage: Coverage,
    pub payer: Payer,
}

/// Everything a claim's paper is made of: the records as they are until the claim is printed, and
/// as they were then ever after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    pub practice: Practice,
    pub patient: Patient,
    /// The coverage now billed.
    pub coverage: Coverage,
    pub payer: Payer,
    /// The patient's other coverages in force on the first day of service, by rank.
    pub other_coverages: Vec<OtherCoverage>,
    pub encounter: Encounter,
    /// Every provider that the visit or a line names as rendering.
    pub rendering_providers: Vec<Provider>,
    pub referring_provider: Option<Provider>,
    pub facility: Option<Facility>,
    pub authorization: Option<Authorization>,
    /// The numbers by which the billed payer knows providers and facilities.
    pub payer_numbers: Vec<PayerNumber>,
    /// What the books say of the payers before the billed one.
    #[serde(default, skip_serializing_if = "EarlierPayers::says_nothing")]
    pub earlier_payers: EarlierPayers,
}

/// What the books say of the payers before the billed one, which keeps its claim from printing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EarlierPayers {
    /// The lines that an earlier payer has not decided on although it is expected to pay.
    pub undecided_lines: Vec<u16>,
    /// Why the claim may go out nevertheless.
    pub waiver: String,
    /// Whether an earlier payer sent the claim on itself.
    pub is_forwarded: bool,
}

impl EarlierPayers {
    pub fn says_nothing(&self) -> bool {
        *self == Self::default()
    }
}

impl Facts {
    /// Who rendered a line.
    pub fn rendering_of(&self, line: &ServiceLine) -> Option<&Provider> {
        self.rendering(self.encounter.rendering_of(line))
    }

    /// The visit's rendering provider, who signs box 31.
    pub fn signing_provider(&self) -> Option<&Provider> {
        self.rendering(&self.encounter.rendering_provider)
    }

    fn rendering(&self, id: &ProviderId) -> Option<&Provider> {
        self.rendering_providers
            .iter()
            .find(|provider| provider.id == *id)
    }

    /// The number that stands for a provider or facility with the billed payer: the payer's own,
    /// else the one that serves every payer.
    pub fn other_id<'a>(
        &'a self,
        holder: &str,
        general: Option<&'a OtherId>,
    ) -> Option<&'a OtherId> {
        self.payer_numbers
            .iter()
            .find(|number| number.holder == holder && number.payer == self.payer.id)
            .map(|number| &number.id)
            .or(general)
    }

    /// Whether Medicare is billed.
    pub fn is_medicare(&self) -> bool {
        self.payer.kind == PayerKind::Medicare
    }

    /// The coverage that pays before the billed one, if any.
    pub fn earlier_coverage(&self) -> Option<&OtherCoverage> {
        self.other_coverages
            .iter()
            .find(|other| other.coverage.rank < self.coverage.rank)
    }

    /// The next coverage to pay after the billed one, if any.
    pub fn later_coverage(&self) -> Option<&OtherCoverage> {
        self.other_coverages
            .iter()
            .find(|other| other.coverage.rank > self.coverage.rank)
    }
}

/// The coverage that a visit bills: the one it names, else the rank-1 coverage in force on its
/// first day.
///
/// Where none was in force, the patient's latest rank-1 coverage stands in, so that the claim
/// exists and the scrubber can say what is wrong with it. `None` when the patient has no coverage:
/// she pays herself and there is no claim.
pub fn billed_coverage<'a>(
    encounter: &Encounter,
    coverages: &'a [Coverage],
) -> Option<&'a Coverage> {
    if let Some(named) = &encounter.bill_coverage {
        return coverages.iter().find(|coverage| coverage.id == *named);
    }
    encounter
        .first_day()
        .and_then(|on| coverage_on(coverages, Rank::Primary, on))
        .or_else(|| {
            coverages
                .iter()
                .max_by_key(|coverage| (std::cmp::Reverse(coverage.rank), coverage.effective_on))
        })
}

/// The other coverages in force on a day, one of each rank, by rank.
pub fn other_coverages<'a>(
    billed: &Coverage,
    coverages: &'a [Coverage],
    on: NaiveDate,
) -> Vec<&'a Coverage> {
    Rank::ALL
        .iter()
        .filter_map(|rank| coverage_on(coverages, *rank, on))
        .filter(|coverage| coverage.id != billed.id && coverage.rank != billed.rank)
        .collect()
}
