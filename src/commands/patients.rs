//! Patients: find them, see everything about one, and enter what belongs to her.

use chrono::{Days, NaiveDate};

use super::record::{Saving, Stored, save, sound};
use super::{Error, standing};
use crate::domain::authorization::{AuthorizationDraft, EligibilityDraft};
use crate::domain::coverage::{Coverage, CoverageDraft, Rank};
use crate::domain::date;
use crate::domain::finding::{FieldRef, Finding, Record};
use crate::domain::id::{AuthorizationId, CoverageId, PatientId};
use crate::domain::identifier::strip;
use crate::domain::patient::PatientDraft;
use crate::domain::search::folded;
use crate::store::patient::search::{self as searching, Sought};
use crate::store::{self, Database, Transaction, Version, coverage, patient};

pub use crate::store::patient::card::{
    CardAuthorization, CardClaim, CardCoverage, CardVisit, PatientCard,
};
pub use crate::store::patient::search::{Likeness, PatientRow};

/// The patients whom a text means, the likeliest first: any order of the parts of the name, the
/// birth date, the telephone number, the account number. Without a text those opened last.
///
/// # Errors
/// [`Error::Store`] when the file cannot be read.
pub async fn search(
    database: Database,
    text: String,
    limit: usize,
    today: NaiveDate,
) -> Result<Vec<PatientRow>, Error> {
    Ok(database
        .call(move |connection| searching::search(connection, &text, limit, today))
        .await?)
}

/// By what the list of patients is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PatientColumn {
    Name,
    Account,
    BirthDate,
    Payer,
    LastVisit,
}

/// The list of patients in an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PatientOrder {
    pub column: PatientColumn,
    pub is_descending: bool,
}

/// Every patient; those who are equal in the column stand by name.
///
/// # Errors
/// [`Error::Store`] when the file cannot be read.
pub async fn list(
    database: Database,
    order: PatientOrder,
    today: NaiveDate,
) -> Result<Vec<PatientRow>, Error> {
    let mut patients = database
        .call(move |connection| searching::all_rows(connection, today))
        .await?;
    sort(&mut patients, order);
    Ok(patients)
}

/// Puts a list of patients into another order.
pub fn sort(patients: &mut [PatientRow], order: PatientOrder) {
    let name = |it: &PatientRow| (folded(&it.name.last), folded(&it.name.first), it.row);
    patients.sort_by_cached_key(name);
    match order.column {
        PatientColumn::Name => {}
        PatientColumn::Account => patients.sort_by_cached_key(|it| {
            let account = it.id.as_str();
            // P2 stands before P10: by letters, then by number.
            let letters = account.trim_end_matches(|c: char| c.is_ascii_digit());
            let number = account[letters.len()..].trim_start_matches('0');
            (folded(letters), number.len(), number.to_owned())
        }),
        PatientColumn::BirthDate => patients.sort_by_key(|it| it.birth_date),
        PatientColumn::Payer => {
            patients.sort_by_cached_key(|it| it.payers.first().map(|payer| folded(payer)));
        }
        PatientColumn::LastVisit => patients.sort_by_key(|it| it.last_visit_on),
    }
    if order.is_descending {
        patients.reverse();
    }
}

/// Patients who may be the one being typed, the likeliest first, at most 20. `draft` may be as
/// unfinished as it is; it does not meet the patient it is of.
///
/// # Errors
/// [`Error::Store`] when the file cannot be read.
pub async fn duplicates(
    database: Database,
    draft: PatientDraft,
    today: NaiveDate,
) -> Result<Vec<(Likeness, PatientRow)>, Error> {
    let mut phone = strip(&draft.phone);
    if phone.len() == 11 && phone.starts_with('1') {
        let _one = phone.remove(0);
    }
    let sought = Sought {
        last_name: draft.last_name,
        first_name: draft.first_name,
        birth_date: date::parse(draft.birth_date.trim()).ok(),
        phone,
        except: draft.patient_id.parse().ok(),
    };
    Ok(database
        .call(move |connection| searching::duplicates(connection, &sought, today))
        .await?)
}

/// Everything about a patient. She counts as opened from then on, which puts her first where no
/// text is searched for.
///
/// # Errors
/// [`Error::Store`] when there is no such patient or the file cannot be read.
pub async fn card(
    database: Database,
    id: PatientId,
    today: NaiveDate,
) -> Result<PatientCard, Error> {
    Ok(database
        .call(move |connection| {
            store::remember(connection, |tx| {
                searching::opened_now(tx, &id)?;
                patient::card::card(tx, &id, today)
            })
        })
        .await?)
}

/// The account number that would follow the last one given; `1001` for the first patient.
///
/// # Errors
/// [`Error::Store`] when the file cannot be read.
pub async fn next_number(database: Database) -> Result<String, Error> {
    Ok(database
        .call(|connection| store::next_reference(connection, "patient", "1001"))
        .await?)
}

/// Saves a patient, and judges her unprinted claims again.
///
/// # Errors
/// [`Error::Refused`] with what is wrong, field by field; [`Error::Conflict`] when she was changed
/// since she was seen. Nothing is saved then.
pub async fn save_patient(
    database: Database,
    draft: PatientDraft,
    saving: Saving,
) -> Result<Stored<PatientId>, Error> {
    let today = saving.today;
    let patient = sound(draft.build(), |patient| patient.advice(today))?;
    save(database, saving, "patient", move |tx, saving| {
        let saved = patient::save(tx, &patient, saving.seen)?;
        standing::of_patient(tx, &patient.id, saving.today)?;
        let stored = Stored {
            id: patient.id,
            version: saved.version,
        };
        Ok((saved, stored.id.to_string(), stored))
    })
    .await
}

/// Saves the note of a patient and nothing else of her.
///
/// # Errors
/// [`Error::Refused`] when it is too long; [`Error::Conflict`] when she was changed since she was
/// `seen`.
pub async fn save_note(
    database: Database,
    id: PatientId,
    note: String,
    seen: Version,
    saving: Saving,
) -> Result<Stored<PatientId>, Error> {
    save(database, saving.over(seen), "patient", move |tx, _| {
        let found = patient::find(tx, &id)?.ok_or(store::Error::NotFound("patient"))?;
        let draft = PatientDraft {
            note,
            ..found.value.to_draft()
        };
        let patient = draft.build().map_err(Error::Refused)?;
        let saved = patient::save(tx, &patient, Some(seen))?;
        let details = format!("{id} note");
        let version = saved.version;
        Ok((saved, details, Stored { id, version }))
    })
    .await
}

/// A coverage as it stands after saving.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredCoverage {
    pub id: CoverageId,
    pub version: Version,
    /// The coverages that the new one ended.
    pub ended: Vec<CoverageId>,
}

/// Saves a coverage, and judges the patient's unprinted claims again. A new one ends the coverage
/// of the same rank that was in force on the day before it begins; no coverage is ever removed.
/// An empty `coverage_id` of a new one is filled.
///
/// # Errors
/// [`Error::Refused`] with what is wrong, field by field, and where another coverage of the same
/// rank begins on the same day or later and before the new one ends; [`Error::Conflict`] when it
/// was changed since it was seen. Nothing is saved then.
pub async fn save_coverage(
    database: Database,
    draft: CoverageDraft,
    saving: Saving,
) -> Result<StoredCoverage, Error> {
    save(database, saving, "coverage", move |tx, saving| {
        let mut draft = draft;
        let is_new = saving.seen.is_none();
        if is_new && draft.coverage_id.trim().is_empty() {
            let before = format!("{}-", shortened(&draft.patient_id));
            draft.coverage_id = store::free_reference(tx, "coverage", &before)?;
        }
        let coverage = sound(draft.build(), Coverage::advice)?;
        let ended = if is_new {
            make_room(tx, &coverage)?
        } else {
            Vec::new()
        };
        let saved = coverage::save(tx, &coverage, saving.seen)?;
        standing::of_patient(tx, &coverage.patient, saving.today)?;
        let mut details = format!("{} of {}", coverage.id, coverage.patient);
        for id in &ended {
            details.push_str(&format!(", ended {id}"));
        }
        let stored = StoredCoverage {
            id: coverage.id,
            version: saved.version,
            ended,
        };
        Ok((saved, details, stored))
    })
    .await
}

/// Ends the coverages that a new one replaces.
fn make_room(tx: &Transaction<'_>, new: &Coverage) -> Result<Vec<CoverageId>, Error> {
    let mut ended = Vec::new();
    let refused = |column, sentence| {
        Err(Error::Refused(vec![Finding::error(
            "coverage-overlap",
            FieldRef::of(Record::Coverage, column),
            sentence,
        )]))
    };
    for other in coverage::of_patient(tx, &new.patient)? {
        if other.rank != new.rank {
            continue;
        }
        let rank = match new.rank {
            Rank::Primary => "primary",
            Rank::Secondary => "secondary",
            Rank::Tertiary => "tertiary",
        };
        let begins = date::spoken(other.effective_on);
        if other.effective_on == new.effective_on {
            return refused(
                "effective_on",
                format!(
                    "A {rank} coverage begins on {begins} already; change that one, or give another first day."
                ),
            );
        }
        if other.effective_on > new.effective_on {
            if new
                .terminated_on
                .is_none_or(|last| last >= other.effective_on)
            {
                return refused(
                    "terminated_on",
                    format!(
                        "Another {rank} coverage begins on {begins}; give this one a last day before that."
                    ),
                );
            }
            continue;
        }
        if !other.is_in_force(new.effective_on) {
            continue;
        }
        let found = coverage::find(tx, &other.id)?.ok_or(store::Error::NotFound("coverage"))?;
        let old = Coverage {
            terminated_on: Some(new.effective_on - Days::new(1)),
            ..found.value
        };
        let _ = coverage::save(tx, &old, Some(found.version))?;
        ended.push(old.id);
    }
    Ok(ended)
}

/// An id that leaves room for what is added to it.
fn shortened(id: &str) -> String {
    id.trim().chars().take(48).collect()
}

/// Adds what a payer said of a coverage. It is kept as said and never changed.
///
/// # Errors
/// [`Error::Refused`] with what is wrong, field by field.
pub async fn add_eligibility(
    database: Database,
    draft: EligibilityDraft,
    saving: Saving,
) -> Result<(), Error> {
    let today = saving.today;
    let check = sound(draft.build(), |check| {
        if check.checked_on <= today {
            return Vec::new();
        }
        vec![Finding::error(
            "checked-on-future",
            FieldRef::of(Record::Eligibility, "checked_on"),
            "The day of the check lies in the future; correct it.",
        )]
    })?;
    let saving = Saving {
        seen: None,
        ..saving
    };
    save(database, saving, "eligibility_check", move |tx, _| {
        let saved = store::eligibility::insert(tx, &check)?;
        Ok((saved, format!("of {}", check.coverage), ()))
    })
    .await
}

/// Saves an authorization, and judges the patient's unprinted claims again. An empty
/// `authorization_id` of a new one is filled.
///
/// # Errors
/// [`Error::Refused`] with what is wrong, field by field; [`Error::Conflict`] when it was changed
/// since it was seen. Nothing is saved then.
pub async fn save_authorization(
    database: Database,
    draft: AuthorizationDraft,
    saving: Saving,
) -> Result<Stored<AuthorizationId>, Error> {
    save(database, saving, "authorization", move |tx, saving| {
        let mut draft = draft;
        if saving.seen.is_none() && draft.authorization_id.trim().is_empty() {
            let before = format!("{}-A", shortened(&draft.patient_id));
            draft.authorization_id = store::free_reference(tx, "authorization", &before)?;
        }
        let authorization = draft.build().map_err(Error::Refused)?;
        let covers = coverage::find(tx, &authorization.coverage)?
            .ok_or(store::Error::NotFound("coverage"))?;
        if covers.value.patient != authorization.patient {
            return Err(Error::Refused(vec![Finding::error(
                "authorization-coverage",
                FieldRef::of(Record::Authorization, "coverage_id"),
                "This coverage is another patient's; choose one of this patient.",
            )]));
        }
        let saved = store::authorization::save(tx, &authorization, saving.seen)?;
        standing::of_patient(tx, &authorization.patient, saving.today)?;
        let details = format!("{} of {}", authorization.id, authorization.patient);
        let stored = Stored {
            id: authorization.id,
            version: saved.version,
        };
        Ok((saved, details, stored))
    })
    .await
}

/// Remembers that a patient was opened without her card, as for a visit.
///
/// # Errors
/// [`Error::Store`] when there is no such patient.
pub async fn opened(database: Database, id: PatientId) -> Result<(), Error> {
    Ok(database
        .call(move |connection| store::remember(connection, |tx| searching::opened_now(tx, &id)))
        .await?)
}
