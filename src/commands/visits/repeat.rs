//! New visits from old ones: the same as last time, and the replacement of one that was printed.

use chrono::{NaiveDate, TimeDelta};

use super::entry::{self, Judgement};
use crate::commands::Error;
use crate::domain::encounter::line::{LineDraft, ServiceLine};
use crate::domain::encounter::{Encounter, EncounterDraft, Resubmission, Span};
use crate::domain::id::{EncounterId, PatientId};
use crate::store::encounter::history;
use crate::store::{self, Connection, Database};

/// A new visit after an old one; nothing is saved yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repeated {
    /// Without a number: it gets one when it is saved.
    pub draft: EncounterDraft,
    pub lines: Vec<LineDraft>,
    /// The visit it was copied from.
    pub from: EncounterId,
    /// What is to be said of it on its new day: coverage, codes, authorization.
    pub judgement: Judgement,
}

/// The patient's last visit again, on another day: diagnoses, lines with their charges, providers,
/// place, authorization and drugs. What belonged to that one visit alone is left out: payments,
/// notes, resubmission, spans off work and in hospital, the date in box 31. `None` when she has no
/// visit yet.
///
/// # Errors
/// [`Error::Store`] when the practice file cannot be read.
pub async fn same_as_last(
    database: Database,
    patient: PatientId,
    on: NaiveDate,
    today: NaiveDate,
) -> Result<Option<Repeated>, Error> {
    database
        .call(move |connection| {
            let Some(found) = history::last_of(connection, &patient)? else {
                return Ok(None);
            };
            let mut again = again_on(found.value, on);
            if let Some(coverage) = &again.bill_coverage
                && store::coverage::find(connection, coverage)?
                    .is_none_or(|found| !found.value.is_in_force(on))
            {
                again.bill_coverage = None;
            }
            Ok(Some(repeated(connection, again, today)?))
        })
        .await
}

/// A replacement (box 22, resubmission code 7) of a visit whose claim was printed: everything as it
/// was, to be corrected. The payer's number of the first claim has to be filled in.
///
/// # Errors
/// [`Error::Store`] when there is no such visit or the practice file cannot be read.
pub async fn replacement(
    database: Database,
    id: EncounterId,
    today: NaiveDate,
) -> Result<Repeated, Error> {
    database
        .call(move |connection| {
            let found =
                store::encounter::find(connection, &id)?.ok_or(store::Error::NotFound("visit"))?;
            let replaced = Encounter {
                resubmission: Some(Resubmission::Replacement),
                original_reference: String::new(),
                ..found.value
            };
            Ok(repeated(connection, replaced, today)?)
        })
        .await
}

fn repeated(
    connection: &Connection,
    encounter: Encounter,
    today: NaiveDate,
) -> Result<Repeated, store::Error> {
    let lines: Vec<LineDraft> = encounter
        .lines
        .iter()
        .map(|line| LineDraft {
            visit_id: String::new(),
            ..line.to_draft(&encounter.id)
        })
        .collect();
    let draft = EncounterDraft {
        visit_id: String::new(),
        ..encounter.to_draft()
    };
    Ok(Repeated {
        judgement: entry::judge(connection, &draft, &lines, today)?,
        draft,
        lines,
        from: encounter.id,
    })
}

/// A visit moved to another day, with the days between its lines as they were.
fn again_on(last: Encounter, on: NaiveDate) -> Encounter {
    let shift = last
        .first_day()
        .map_or(TimeDelta::zero(), |first| on - first);
    let moved = |day: NaiveDate| day.checked_add_signed(shift).unwrap_or(on);
    let lines = last
        .lines
        .into_iter()
        .map(|line| ServiceLine {
            from_on: moved(line.from_on),
            to_on: line.to_on.map(moved),
            ..line
        })
        .collect();
    Encounter {
        lines,
        billing_note: String::new(),
        unable_to_work: Span::default(),
        hospital: Span::default(),
        additional_information: String::new(),
        resubmission: None,
        original_reference: String::new(),
        account_number: String::new(),
        signed_on: None,
        patient_paid: None,
        prior_payer_paid: None,
        ..last
    }
}
