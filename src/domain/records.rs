//! The records of a practice together: what an import brings, an export takes, the sample makes.

use chrono::NaiveDate;

use crate::domain::authorization::{Authorization, EligibilityCheck};
use crate::domain::claim::ClaimStatus;
use crate::domain::claim::print::PrintRecord;
use crate::domain::coverage::Coverage;
use crate::domain::encounter::Encounter;
use crate::domain::facility::Facility;
use crate::domain::fee::Fee;
use crate::domain::id::{ClaimId, CoverageId, EncounterId};
use crate::domain::patient::Patient;
use crate::domain::payer::Payer;
use crate::domain::practice::Practice;
use crate::domain::provider::{PayerNumber, Provider};

/// Records that refer to one another by the ids the user gave them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Records {
    pub practice: Option<Practice>,
    pub providers: Vec<Provider>,
    pub facilities: Vec<Facility>,
    pub payers: Vec<Payer>,
    pub payer_numbers: Vec<PayerNumber>,
    pub patients: Vec<Patient>,
    pub coverages: Vec<Coverage>,
    pub authorizations: Vec<Authorization>,
    pub eligibility_checks: Vec<EligibilityCheck>,
    pub fees: Vec<Fee>,
    pub encounters: Vec<Encounter>,
    /// The claims of visits that were billed already; a visit without one gets a new claim.
    pub claims: Vec<ClaimEntry>,
    pub prints: Vec<PrintRecord>,
}

/// Where a claim stands, without the facts it is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimEntry {
    pub id: ClaimId,
    pub encounter: EncounterId,
    /// The coverage it bills.
    pub coverage: CoverageId,
    pub status: ClaimStatus,
    pub is_on_hold: bool,
    pub created_on: NaiveDate,
    pub printed_on: Option<NaiveDate>,
    pub mailed_on: Option<NaiveDate>,
    pub closed_on: Option<NaiveDate>,
}
