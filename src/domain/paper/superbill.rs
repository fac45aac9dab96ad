//! The itemized superbill that a patient sends to her own payer.

use chrono::NaiveDate;

use crate::domain::id::EncounterId;
use crate::domain::money::{Money, Quantity};
use crate::domain::patient::Patient;
use crate::domain::practice::Practice;
use crate::domain::provider::Provider;

/// A visit with all that a payer asks of a member who files her own claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Superbill {
    pub visit: EncounterId,
    pub written_on: NaiveDate,
    pub practice: Practice,
    pub patient: Patient,
    /// Her policies in force on the first day, by rank.
    pub policies: Vec<Policy>,
    /// Who rendered any of it, the visit's own provider first.
    pub providers: Vec<Provider>,
    /// Where it was done, where that is not the practice: name and address in lines.
    pub place: Vec<String>,
    /// By letter of the pointers.
    pub diagnoses: Vec<Diagnosis>,
    /// At least one.
    pub lines: Vec<SuperbillLine>,
    /// What she paid on it, unapplied money that is meant for it included.
    pub paid_by_patient: Money,
    pub paid_by_insurance: Money,
    /// What was written off.
    pub adjusted: Money,
    /// The text of the signature; empty where none is on file.
    pub signature: String,
    /// The date beside it.
    pub signed_on: Option<NaiveDate>,
}

/// A policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    pub payer: String,
    pub member_id: String,
    pub group_number: String,
    /// Who holds it, as an envelope names her.
    pub subscriber: String,
}

/// A diagnosis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnosis {
    pub letter: char,
    /// With its dot.
    pub code: String,
    /// As the code set words it; empty where it does not know the code.
    pub words: String,
}

/// A service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuperbillLine {
    pub from_on: NaiveDate,
    pub to_on: Option<NaiveDate>,
    pub place_of_service: String,
    pub code: String,
    pub modifiers: Vec<String>,
    /// In our own plain words.
    pub description: String,
    /// Letters of the diagnoses.
    pub pointers: String,
    pub units: Quantity,
    pub charge: Money,
    /// Which of the providers rendered it.
    pub provider: usize,
}

impl Superbill {
    pub fn charged(&self) -> Money {
        self.lines.iter().map(|it| it.charge).sum()
    }

    /// What is still open with anybody.
    pub fn balance(&self) -> Money {
        self.charged() - self.paid_by_patient - self.paid_by_insurance - self.adjusted
    }
}
