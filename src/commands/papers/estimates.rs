//! Good-faith estimates: written once and never changed, linked to the visits that were held as
//! estimated, and compared with what those charged.

use chrono::NaiveDate;

use super::later;
use crate::commands::{Author, Error};
use crate::domain::estimate::compare::{Comparison, OverEstimate};
use crate::domain::estimate::timing::Due;
use crate::domain::estimate::{EstimateDraft, NumberedEstimate};
use crate::domain::finding::Finding;
use crate::domain::id::{EncounterId, EstimateId, PatientId};
use crate::domain::money::Money;
use crate::store::Database;

/// What a typed estimate comes to while it is typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// Errors keep it from being saved.
    pub findings: Vec<Finding>,
    /// What its lines come to, those that cannot be read left out.
    pub total: Money,
    /// By when it must be given to the patient; none while its dates cannot be read.
    pub due: Option<Due>,
    /// For each line what a good description and amount would be; offered, never filled in.
    pub offers: Vec<LineOffer>,
}

/// What is offered for a line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LineOffer {
    /// Plain words for its code; empty where none are known.
    pub description: String,
    /// What the fee schedule asks for its units on the day.
    pub amount: Option<Money>,
}

/// An estimate of a patient as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EstimateRow {
    pub numbered: NumberedEstimate,
    /// The provider as papers write it.
    pub provider_name: String,
    /// Oldest first.
    pub visits: Vec<EncounterId>,
    /// What those charged.
    pub billed: Money,
    pub may_dispute: bool,
}

/// Judges an estimate as it is typed; nothing is saved.
///
/// # Errors
/// [`Error::Store`] when the practice file cannot be read.
pub async fn judge_draft(
    database: Database,
    draft: EstimateDraft,
    today: NaiveDate,
) -> Result<Judgement, Error> {
    later(database, (draft, today))
}

/// Saves an estimate for good; a new one takes the place of one that was wrong.
///
/// # Errors
/// [`Error::Refused`] with what is wrong.
pub async fn save(
    database: Database,
    draft: EstimateDraft,
    author: Author,
    today: NaiveDate,
) -> Result<EstimateId, Error> {
    later(database, (draft, author, today))
}

/// The estimates of a patient, newest first.
///
/// # Errors
/// [`Error::Store`] when the practice file cannot be read.
pub async fn of_patient(database: Database, patient: PatientId) -> Result<Vec<EstimateRow>, Error> {
    later(database, patient)
}

/// The estimate that a visit is linked to.
///
/// # Errors
/// [`Error::Store`] when the practice file cannot be read.
pub async fn of_visit(
    database: Database,
    visit: EncounterId,
) -> Result<Option<EstimateRow>, Error> {
    later(database, visit)
}

/// Links a visit to the estimate it was held under, in place of the one it was linked to; none
/// unlinks it.
///
/// # Errors
/// [`Error::Refused`] when they are of different patients; [`Error::Store`] when one of them is not
/// there.
pub async fn link_visit(
    database: Database,
    visit: EncounterId,
    estimate: Option<EstimateId>,
    author: Author,
) -> Result<(), Error> {
    later(database, (visit, estimate, author))
}

/// An estimate beside what its visits charged.
///
/// # Errors
/// [`Error::Store`] when there is none of this number.
pub async fn compare(database: Database, estimate: EstimateId) -> Result<Comparison, Error> {
    later(database, estimate)
}

/// The estimates that were exceeded by so much that the patient may dispute the bill now, those with
/// the least time left first; those whose time is over are left out.
///
/// # Errors
/// [`Error::Store`] when the practice file cannot be read.
pub async fn over_estimate(
    database: Database,
    today: NaiveDate,
) -> Result<Vec<OverEstimate>, Error> {
    later(database, today)
}
