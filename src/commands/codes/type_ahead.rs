//! Codes as they are typed into a field: favorites and this patient's own first.

use chrono::NaiveDate;

use crate::commands::Error;
use crate::domain::code::{CodeEntry, CodeSystem};
use crate::domain::id::PatientId;
use crate::store::code::search::search_in;
use crate::store::encounter::history;
use crate::store::{self, Connection, Database};

/// Diagnoses of earlier visits that are offered first.
const MOST_RECENT: usize = 20;

/// Answers that are weighed before favorites and recent codes go first.
const WEIGHED: usize = 256;

/// What a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeField {
    Diagnosis,
    Procedure,
    Modifier,
    PlaceOfService,
}

impl CodeField {
    const fn systems(self) -> &'static [CodeSystem] {
        match self {
            Self::Diagnosis => &[CodeSystem::Icd10Cm],
            Self::Procedure => &[CodeSystem::Cpt, CodeSystem::Hcpcs],
            Self::Modifier => &[CodeSystem::Modifier],
            Self::PlaceOfService => &[CodeSystem::PlaceOfService],
        }
    }
}

/// Why a code is offered where it is, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// It is what was typed.
    Typed,
    /// An earlier visit of this patient has it.
    Patient,
    Other,
}

/// A code that is offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    pub entry: CodeEntry,
    pub standing: Standing,
}

/// The codes that a text in a field means on a day, best first: the code itself, then codes that
/// the patient's earlier visits have, then the others. Without a text, the patient's own.
///
/// # Errors
/// [`Error::Store`] when the practice file cannot be read.
pub async fn type_ahead(
    database: Database,
    field: CodeField,
    text: String,
    patient: Option<PatientId>,
    on: NaiveDate,
    limit: usize,
) -> Result<Vec<Offered>, Error> {
    database
        .call(move |connection| {
            Ok(offer(
                connection,
                field,
                &text,
                patient.as_ref(),
                on,
                limit,
            )?)
        })
        .await
}

fn offer(
    connection: &Connection,
    field: CodeField,
    text: &str,
    patient: Option<&PatientId>,
    on: NaiveDate,
    limit: usize,
) -> Result<Vec<Offered>, store::Error> {
    let own = own_codes(connection, field, patient, on)?;
    let mut offered: Vec<Offered> = if text.trim().is_empty() {
        own.into_iter()
            .map(|entry| Offered {
                entry,
                standing: Standing::Patient,
            })
            .collect()
    } else {
        let typed = bare(text);
        search_in(connection, text, field.systems(), on, WEIGHED.max(limit))?
            .into_iter()
            .map(|entry| Offered {
                standing: match () {
                    () if entry.code == typed => Standing::Typed,
                    () if own.iter().any(|own| own.code == entry.code) => Standing::Patient,
                    () => Standing::Other,
                },
                entry,
            })
            .collect()
    };
    // Stable: within a standing the search's own order stays.
    offered.sort_by_key(|it| it.standing);
    offered.truncate(limit);
    Ok(offered)
}

/// The codes of the patient's earlier visits, the latest used first.
fn own_codes(
    connection: &Connection,
    field: CodeField,
    patient: Option<&PatientId>,
    on: NaiveDate,
) -> Result<Vec<CodeEntry>, store::Error> {
    let Some(patient) = patient else {
        return Ok(Vec::new());
    };
    let codes: Vec<(CodeSystem, String)> = match field {
        CodeField::Diagnosis => history::recent_diagnoses(connection, patient, MOST_RECENT)?
            .into_iter()
            .map(|(code, _)| (CodeSystem::Icd10Cm, code.as_str().to_owned()))
            .collect(),
        CodeField::Procedure => history::recent_procedures(connection, patient, MOST_RECENT)?
            .into_iter()
            .map(|code| (code.system(), code.as_str().to_owned()))
            .collect(),
        CodeField::Modifier | CodeField::PlaceOfService => Vec::new(),
    };
    let mut entries = Vec::new();
    for (system, code) in codes {
        // A licensed code that the practice never named is no entry of any set.
        entries.extend(store::code::entry_on(connection, system, &code, on)?);
    }
    Ok(entries)
}

/// A typed code as the sets write it.
fn bare(text: &str) -> String {
    text.trim().replace('.', "").to_ascii_uppercase()
}
