//! Mailing labels. Nothing of them is stored.

use super::later;
use crate::commands::Error;
use crate::documents::page::Document;
use crate::domain::id::PatientId;
use crate::store::Database;

pub use crate::domain::label::{LabelSheet, SHEETS};

/// Which labels are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelOrder {
    /// The name of the sheet, one of [`SHEETS`].
    pub sheet: String,
    /// The first label that is free on the first sheet, from 1.
    pub first: u16,
    pub patients: Vec<PatientId>,
    /// One label for the guarantor of each account instead of one for each patient.
    pub to_guarantors: bool,
}

/// Labels to look at and print.
#[derive(Debug, Clone, PartialEq)]
pub struct Labels {
    pub document: Document,
    /// The same as a PDF.
    pub pdf: Vec<u8>,
    pub n_labels: usize,
}

/// The labels.
///
/// # Errors
/// [`Error::Refused`] when there is no such sheet or label on it, nobody was chosen, somebody has no
/// complete address, or an address does not fit: nothing is ever shortened.
pub async fn prepare(database: Database, order: LabelOrder) -> Result<Labels, Error> {
    later(database, order)
}
