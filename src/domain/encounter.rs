//! Visits: what was found, what was done, and what the form asks about the circumstances.

mod draft;
pub mod line;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub(crate) use draft::DIAGNOSIS_COLUMNS;
pub use draft::EncounterDraft;

use crate::domain::code::{DiagnosisCode, IcdIndicator, PlaceOfService};
use crate::domain::draft::choices;
use crate::domain::encounter::line::ServiceLine;
use crate::domain::id::{
    AuthorizationId, CoverageId, EncounterId, FacilityId, PatientId, ProviderId,
};
use crate::domain::money::Money;
use crate::domain::state::StateCode;

/// How many diagnoses a visit, and so a form, can hold (box 21 A to L).
pub const MOST_DIAGNOSES: usize = 12;

choices! {
    /// What the provider in box 17 did (NUCC manual, item 17).
    ReferringQualifier: "qualifier for box 17" {
        Referring = "DN",
        Ordering = "DK",
        Supervising = "DQ",
    }
}

choices! {
    /// What the date in box 14 is (NUCC manual, item 14).
    IllnessQualifier: "qualifier for box 14" {
        /// Onset of symptoms or illness, or the injury.
        Onset = "431",
        LastMenstrualPeriod = "484",
    }
}

choices! {
    /// What the date in box 15 is (NUCC manual, item 15).
    OtherDateQualifier: "qualifier for box 15" {
        InitialTreatment = "454",
        LatestVisit = "304",
        AcuteManifestation = "453",
        Accident = "439",
        LastXRay = "455",
        Prescription = "471",
        AssumedCare = "090",
        RelinquishedCare = "091",
        FirstVisit = "444",
    }
}

choices! {
    /// What a claim does to an earlier one (box 22).
    Resubmission: "resubmission code" {
        Replacement = "7",
        Void = "8",
    }
}

/// A first and a last day; either may be unknown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
}

/// One visit of one patient with its service lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Encounter {
    pub id: EncounterId,
    pub patient: PatientId,
    pub rendering_provider: ProviderId,
    /// The biller's own note; it prints nowhere.
    pub billing_note: String,
    pub icd: IcdIndicator,
    /// Box 11b with qualifier Y4.
    pub property_casualty_claim_number: String,
    pub accident_on: Option<NaiveDate>,
    pub referring_provider: Option<ProviderId>,
    pub referring_qualifier: Option<ReferringQualifier>,
    pub facility: Option<FacilityId>,
    /// Stands on each line that names no other.
    pub place_of_service: PlaceOfService,
    /// Box 10a.
    pub is_employment_related: bool,
    /// Box 10b.
    pub is_auto_accident: bool,
    pub auto_state: Option<StateCode>,
    /// Box 10c.
    pub is_other_accident: bool,
    /// Box 10d, as typed: condition codes separated by spaces.
    pub claim_codes: String,
    pub illness_on: Option<NaiveDate>,
    pub illness_qualifier: Option<IllnessQualifier>,
    pub other_on: Option<NaiveDate>,
    pub other_qualifier: Option<OtherDateQualifier>,
    pub unable_to_work: Span,
    pub hospital: Span,
    /// Box 19.
    pub additional_information: String,
    /// Box 20; `None` where nothing was said.
    pub is_outside_lab: Option<bool>,
    pub outside_lab_charge: Option<Money>,
    pub authorization: Option<AuthorizationId>,
    pub resubmission: Option<Resubmission>,
    /// The payer's number of the claim that is replaced or voided (box 22).
    pub original_reference: String,
    /// Box 26 when it is not the claim's own number.
    pub account_number: String,
    /// The coverage to bill when it is not the rank-1 coverage in force.
    pub bill_coverage: Option<CoverageId>,
    /// The date in box 31.
    pub signed_on: Option<NaiveDate>,
    /// What the patient paid for this visit when it was billed.
    pub patient_paid: Option<Money>,
    /// What earlier payers paid for this visit when it was billed.
    pub prior_payer_paid: Option<Money>,
    /// Box 21 A to L by position; a position may be empty.
    pub diagnoses: [Option<DiagnosisCode>; MOST_DIAGNOSES],
    /// In the order of their numbers.
    pub lines: Vec<ServiceLine>,
}

impl Encounter {
    /// The first day of service; `None` without lines.
    pub fn first_day(&self) -> Option<NaiveDate> {
        self.lines.iter().map(|line| line.from_on).min()
    }

    /// The last day of service; `None` without lines.
    pub fn last_day(&self) -> Option<NaiveDate> {
        self.lines.iter().map(ServiceLine::last_day).max()
    }

    /// The sum of all line charges.
    pub fn total_charge(&self) -> Money {
        self.lines.iter().map(|line| line.charge).sum()
    }

    /// Where a line's service was given: the line's own place or the visit's.
    pub fn place_of<'a>(&'a self, line: &'a ServiceLine) -> &'a PlaceOfService {
        line.place_of_service
            .as_ref()
            .unwrap_or(&self.place_of_service)
    }

    /// Who rendered a line: the line's own provider or the visit's.
    pub fn rendering_of<'a>(&'a self, line: &'a ServiceLine) -> &'a ProviderId {
        line.rendering_provider
            .as_ref()
            .unwrap_or(&self.rendering_provider)
    }

    /// The codes of box 10d one by one.
    pub fn condition_codes(&self) -> impl Iterator<Item = &str> {
        self.claim_codes.split_whitespace()
    }
}
