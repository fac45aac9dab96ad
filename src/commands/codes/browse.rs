//! The diagnoses as a tree, with the notes that the tabular list gives.

use chrono::NaiveDate;

use crate::commands::Error;
use crate::domain::code::set::CodeNote;
use crate::domain::code::{CodeEntry, CodeSystem, DiagnosisCode};
use crate::store::code::tree;
use crate::store::{self, Database};

/// A place in the tree of diagnoses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branch {
    /// `None` at the root.
    pub code: Option<CodeEntry>,
    /// The headings that it stands below, the widest first.
    pub above: Vec<CodeEntry>,
    /// What its headings and itself say, the widest heading's first.
    pub notes: Vec<CodeNote>,
    /// What stands directly below it on the day; at the root the categories.
    pub children: Vec<CodeEntry>,
}

/// The place of a diagnosis in the tree on a day; without one, the root.
///
/// # Errors
/// [`Error::Store`] when there is no such diagnosis or the practice file cannot be read.
pub async fn branch(
    database: Database,
    code: Option<DiagnosisCode>,
    on: NaiveDate,
) -> Result<Branch, Error> {
    database
        .call(move |connection| {
            let Some(code) = code else {
                return Ok(Branch {
                    code: None,
                    above: Vec::new(),
                    notes: Vec::new(),
                    children: tree::children(connection, None, on)?,
                });
            };
            let entry_of =
                |text: &str| store::code::entry_on(connection, CodeSystem::Icd10Cm, text, on);
            let bare = code.as_str();
            let entry = entry_of(bare)?.ok_or(store::Error::NotFound("diagnosis"))?;
            let mut above = Vec::new();
            for length in 3..bare.len() {
                above.extend(entry_of(bare.get(..length).unwrap_or_default())?);
            }
            Ok(Branch {
                code: Some(entry),
                above,
                notes: store::code::notes(connection, &code)?,
                children: tree::children(connection, Some(bare), on)?,
            })
        })
        .await
}
