//! Papers for patients: made to be looked at first, and kept as they were once they are given out.
//!
//! `prepare_*` stores nothing. A paper that was printed or handed over is kept with [`keep`]; from
//! then on [`shown`] gives the same pages again. A receipt that was kept once is never made anew.

pub mod estimates;
pub mod labels;
pub mod letters;

use chrono::NaiveDate;

use super::{Author, Error};
use crate::documents::page::Document;
use crate::domain::id::{EncounterId, EstimateId, PaperId, PatientId, ReceiptId};
use crate::domain::statement::Language;
use crate::store::Database;

pub use crate::domain::paper::{About, GivenPaper, PaperKind};

/// A paper to look at, to print and to keep.
#[derive(Debug, Clone, PartialEq)]
pub struct Paper {
    pub about: About,
    /// Whose it is.
    pub patient: PatientId,
    pub language: Language,
    /// The day on which it was made.
    pub made_on: NaiveDate,
    /// Its pages, with the pictures on them.
    pub document: Document,
    /// The same as a PDF.
    pub pdf: Vec<u8>,
    /// Its number, where it was given out already.
    pub kept: Option<PaperId>,
}

impl Paper {
    pub const fn kind(&self) -> PaperKind {
        self.about.kind()
    }
}

/// The numbered receipt of a patient's payment: as it was given out first, else as the books stand.
///
/// # Errors
/// [`Error::Refused`] when the receipt was taken back or is not a patient's, or a letter of the
/// paper cannot be drawn; [`Error::Store`] when there is none of this number.
pub async fn prepare_receipt(
    database: Database,
    receipt: ReceiptId,
    today: NaiveDate,
) -> Result<Paper, Error> {
    later(database, (receipt, today))
}

/// The walk-out statement of a visit.
///
/// # Errors
/// [`Error::Refused`] when the visit has no charges; [`Error::Store`] when there is no such visit.
pub async fn prepare_walk_out(
    database: Database,
    visit: EncounterId,
    today: NaiveDate,
) -> Result<Paper, Error> {
    later(database, (visit, today))
}

/// The itemized superbill of a visit, for the patient to send to her own payer.
///
/// # Errors
/// As [`prepare_walk_out`].
pub async fn prepare_superbill(
    database: Database,
    visit: EncounterId,
    today: NaiveDate,
) -> Result<Paper, Error> {
    later(database, (visit, today))
}

/// A good-faith estimate on paper.
///
/// # Errors
/// [`Error::Store`] when there is none of this number.
pub async fn prepare_estimate(
    database: Database,
    estimate: EstimateId,
    today: NaiveDate,
) -> Result<Paper, Error> {
    later(database, (estimate, today))
}

/// An estimate beside what was billed, on paper.
///
/// # Errors
/// [`Error::Refused`] when no visit is linked to it; [`Error::Store`] when there is none of this
/// number.
pub async fn prepare_comparison(
    database: Database,
    estimate: EstimateId,
    today: NaiveDate,
) -> Result<Paper, Error> {
    later(database, (estimate, today))
}

/// A letter, filled in.
///
/// # Errors
/// [`Error::Refused`] with what is wrong: no subject or text, a field that does not exist or has
/// nothing to say, no address.
pub async fn prepare_letter(
    database: Database,
    letter: letters::LetterDraft,
    today: NaiveDate,
) -> Result<Paper, Error> {
    later(database, (letter, today))
}

/// Keeps a paper that was given out, as it is. A paper that is kept already stays as it is, and a
/// receipt that was given out meanwhile is the one that was given out.
///
/// # Errors
/// [`Error::Store`] when the disk does not take it.
pub async fn keep(
    database: Database,
    paper: Paper,
    author: Author,
    today: NaiveDate,
) -> Result<PaperId, Error> {
    later(database, (paper, author, today))
}

/// The papers that a patient and all for whom the same person answers were given, newest first.
///
/// # Errors
/// [`Error::Store`] when the practice file cannot be read.
pub async fn of_patient(database: Database, patient: PatientId) -> Result<Vec<GivenPaper>, Error> {
    later(database, patient)
}

/// The receipt that was given out for a payment, where one was.
///
/// # Errors
/// [`Error::Store`] when the practice file cannot be read.
pub async fn of_receipt(database: Database, receipt: ReceiptId) -> Result<Option<PaperId>, Error> {
    later(database, receipt)
}

/// A paper as it was given out.
///
/// # Errors
/// [`Error::Store`] when there is none of this number.
pub async fn shown(database: Database, paper: PaperId) -> Result<Paper, Error> {
    later(database, paper)
}

fn later<A, T>(_: Database, _: A) -> Result<T, Error> {
    Err(Error::File("this paper is still being written".to_owned()))
}
