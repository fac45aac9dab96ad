//! Account letters and their templates.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::later;
use crate::commands::{Author, Error};
use crate::domain::id::PatientId;
use crate::domain::statement::Language;
use crate::store::Database;

pub use crate::domain::letter::{Field, LetterText, Template};

/// A letter as typed; its text may hold fields in braces.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LetterDraft {
    /// Whom it is about; it goes to her guarantor.
    pub patient_id: String,
    pub language: Language,
    pub subject: String,
    pub body: String,
}

/// The practice's templates: those that come with the program until it changes one.
///
/// # Errors
/// [`Error::Store`] when the practice file cannot be read.
pub async fn templates(database: Database) -> Result<Vec<Template>, Error> {
    later(database, ())
}

/// Saves a template, over the one that `replaces` names; a new one comes last.
///
/// # Errors
/// [`Error::Refused`] when its name is missing or another's, it has no English subject and text, or
/// it names a field that does not exist.
pub async fn save_template(
    database: Database,
    template: Template,
    replaces: Option<String>,
    author: Author,
) -> Result<(), Error> {
    later(database, (template, replaces, author))
}

/// Removes a template.
///
/// # Errors
/// [`Error::Store`] when there is none of this name.
pub async fn remove_template(
    database: Database,
    name: String,
    author: Author,
) -> Result<(), Error> {
    later(database, (name, author))
}

/// A letter begun from a template, in the language of whom it goes to, its fields filled in where
/// there is something to fill in.
///
/// # Errors
/// [`Error::Store`] when there is no such patient or template.
pub async fn begin(
    database: Database,
    patient: PatientId,
    template: String,
    today: NaiveDate,
) -> Result<LetterDraft, Error> {
    later(database, (patient, template, today))
}
