//! Take a new patient into the practice together with her first coverage, in one step.

use super::Error;
use super::record::{Saving, Stored, save, sound};
use crate::domain::coverage::{Coverage, CoverageDraft};
use crate::domain::finding::{FieldRef, Finding, Record};
use crate::domain::id::PatientId;
use crate::domain::patient::PatientDraft;
use crate::store::{self, Database, coverage, patient};

/// Saves a new patient and, where there is one, her first coverage; either both or none. The
/// coverage's patient is filled in, and its id where it has none.
///
/// # Errors
/// [`Error::Refused`] with what is wrong with either of them, field by field, and where another
/// patient has the account number. Nothing is saved then.
pub async fn register(
    database: Database,
    draft: PatientDraft,
    first: Option<CoverageDraft>,
    saving: Saving,
) -> Result<Stored<PatientId>, Error> {
    let today = saving.today;
    let patient = sound(draft.build(), |patient| patient.advice(today));
    let first = first.map(|first| CoverageDraft {
        patient_id: draft.patient_id.clone(),
        ..first
    });
    // Its id is given once the others can be seen; until then any does to see what else is wrong.
    let is_unnamed = |first: &CoverageDraft| first.coverage_id.trim().is_empty();
    let tried = first.as_ref().map(|first| {
        let mut tried = first.clone();
        if is_unnamed(first) {
            "1".clone_into(&mut tried.coverage_id);
        }
        sound(tried.build(), Coverage::advice)
    });
    let patient = match (patient, tried) {
        (Err(Error::Refused(mut findings)), tried) => {
            if let Some(Err(Error::Refused(more))) = tried {
                findings.extend(more);
            }
            return Err(Error::Refused(findings));
        }
        (_, Some(Err(error))) | (Err(error), _) => return Err(error),
        (Ok(patient), _) => patient,
    };
    let saving = Saving {
        seen: None,
        ..saving
    };
    save(database, saving, "patient", move |tx, _| {
        if patient::find(tx, &patient.id)?.is_some() {
            return Err(Error::Refused(vec![Finding::error(
                "patient-number",
                FieldRef::of(Record::Patient, "patient_id"),
                "Another patient has this account number; give another.",
            )]));
        }
        let saved = patient::save(tx, &patient, None)?;
        let mut details = patient.id.to_string();
        if let Some(mut first) = first {
            if is_unnamed(&first) {
                let before: String = patient.id.as_str().chars().take(48).collect();
                first.coverage_id = store::free_reference(tx, "coverage", &format!("{before}-"))?;
            }
            let first = sound(first.build(), Coverage::advice)?;
            let _ = coverage::save(tx, &first, None)?;
            details.push_str(&format!(", coverage {}", first.id));
        }
        let stored = Stored {
            id: patient.id,
            version: saved.version,
        };
        Ok((saved, details, stored))
    })
    .await
}
