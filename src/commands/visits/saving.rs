//! Saves a visit with the claim it makes.

use chrono::NaiveDate;

use super::entry::{self, Scrubbed};
use crate::commands::ledger::charges;
use crate::commands::{Error, Saving, record};
use crate::domain::claim::ClaimStatus;
use crate::domain::date;
use crate::domain::encounter::line::LineDraft;
use crate::domain::encounter::{Encounter, EncounterDraft};
use crate::domain::finding::{FieldRef, Finding, Record};
use crate::domain::id::{ClaimId, CoverageId, EncounterId};
use crate::domain::records::ClaimEntry;
use crate::store::claim::ClaimRow;
use crate::store::encounter::history;
use crate::store::journal::Stamp;
use crate::store::{self, Connection, Database, Transaction, Version};

/// A visit that was saved, and its claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedVisit {
    pub id: EncounterId,
    /// To hand back when it is saved again.
    pub version: Version,
    /// `None` when the patient has no coverage and so pays herself, and when the claim was printed
    /// and only the note changed.
    pub claim: Option<SavedClaim>,
}

/// The claim of a visit that was saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedClaim {
    pub id: ClaimId,
    /// Ready when nothing keeps it from printing, else a draft.
    pub status: ClaimStatus,
    pub coverage: CoverageId,
    /// What the scrubber says of it.
    pub findings: Vec<Finding>,
}

/// Saves a visit, a new one when none was seen, and makes its claim or brings it up to date. A
/// visit without a number gets one. What the scrubber finds does not keep it from being saved: its
/// claim is a draft then.
///
/// # Errors
/// [`Error::Refused`] with what is typed wrong, or when a claim of the visit was printed and more
/// than its note would change; [`Error::Conflict`] when the visit was changed since it was seen;
/// [`Error::Store`] when its number is taken or the disk does not take it. Nothing is saved then.
pub async fn save(
    database: Database,
    draft: EncounterDraft,
    lines: Vec<LineDraft>,
    saving: Saving,
) -> Result<SavedVisit, Error> {
    record::save(database, saving, "visit", move |tx, saving| {
        let mut draft = draft;
        if draft.visit_id.trim().is_empty() {
            draft.visit_id = history::next_number(tx)?.to_string();
        }
        let encounter = valid(tx, &draft, &lines)?;
        let claims = claims_of(tx, &encounter.id)?;
        if saving.seen.is_some() {
            refuse_printed(tx, &encounter, &claims)?;
        }
        let id = encounter.id.clone();
        let saved = store::encounter::save(tx, &encounter, saving.seen)?;
        let stamp = Stamp {
            user: &saving.author.user,
            at: saving.author.at,
        };
        let _ = charges::post(tx, stamp, &encounter, saving.today)?;
        let claim = match claims.iter().find(|row| !row.entry.status.is_unprinted()) {
            // Only the note was changed.
            Some(_) => None,
            None => refresh_claim(tx, encounter, claims, saving.today)?,
        };
        drop_claims_of_others(tx, &id)?;
        let details = match &claim {
            Some(claim) => format!("claim {} {}", claim.id, claim.status),
            None => "no claim".to_owned(),
        };
        let visit = SavedVisit {
            id,
            version: saved.version,
            claim,
        };
        Ok((saved, details, visit))
    })
    .await
}

/// The typed visit as a value whose records are all there.
fn valid(
    connection: &Connection,
    draft: &EncounterDraft,
    lines: &[LineDraft],
) -> Result<Encounter, Error> {
    let built = entry::build(draft, lines);
    let mut findings = built.findings;
    if let Some(encounter) = &built.encounter {
        findings.extend(entry::unknown_records(connection, encounter)?);
    }
    match built.encounter {
        Some(encounter) if findings.is_empty() => Ok(encounter),
        _ => Err(Error::Refused(findings)),
    }
}

fn claims_of(connection: &Connection, visit: &EncounterId) -> Result<Vec<ClaimRow>, store::Error> {
    history::claims_of(connection, visit)?
        .into_iter()
        .filter_map(|id| store::claim::find(connection, &id).transpose())
        .collect()
}

/// Refuses to change what a printed claim says; the biller's own note prints nowhere.
fn refuse_printed(
    connection: &Connection,
    encounter: &Encounter,
    claims: &[ClaimRow],
) -> Result<(), Error> {
    let Some(printed) = claims.iter().find(|row| !row.entry.status.is_unprinted()) else {
        return Ok(());
    };
    let stands = store::encounter::find(connection, &encounter.id)?
        .ok_or(store::Error::NotFound("visit"))?
        .value;
    let noted = Encounter {
        billing_note: encounter.billing_note.clone(),
        ..stands
    };
    if noted == *encounter {
        return Ok(());
    }
    let when = printed
        .entry
        .printed_on
        .map(|on| format!(" on {}", date::spoken(on)))
        .unwrap_or_default();
    Err(Error::Refused(vec![Finding::error(
        "visit-printed",
        FieldRef::of(Record::Encounter, "visit_id"),
        format!(
            "Claim {} of this visit was printed{when}, so the visit stays as it is; make a replacement visit to bill it differently.",
            printed.entry.id
        ),
    )]))
}

/// Drops the unprinted claims that bill another patient's coverage, once a visit was hers: nothing
/// could be printed of them.
fn drop_claims_of_others(tx: &Transaction<'_>, visit: &EncounterId) -> Result<(), Error> {
    if store::claim::drop_of_others(tx, visit)? {
        return Ok(());
    }
    Err(Error::Refused(vec![Finding::error(
        "visit-decided",
        FieldRef::of(Record::Encounter, "patient_id"),
        "A payer's explanation was posted on a claim of this visit, so it stays with its patient; make a new visit for the other.",
    )]))
}

/// Makes the claim of a visit or, while it is unprinted, brings it up to date: where it stands, and
/// whom it bills.
fn refresh_claim(
    tx: &Transaction<'_>,
    encounter: Encounter,
    claims: Vec<ClaimRow>,
    today: NaiveDate,
) -> Result<Option<SavedClaim>, store::Error> {
    let visit = encounter.id.clone();
    let Some(Scrubbed {
        coverage, findings, ..
    }) = entry::scrub(tx, encounter, today)?
    else {
        return Ok(None);
    };
    let status = if findings.iter().any(Finding::is_error) {
        ClaimStatus::Draft
    } else {
        ClaimStatus::Ready
    };
    // A visit that an earlier payer decided has one claim for each payer.
    let place = claims
        .iter()
        .position(|row| row.entry.coverage == coverage)
        .or_else(|| claims.len().checked_sub(1));
    let id = match place.and_then(|place| claims.into_iter().nth(place)) {
        None => {
            let entry = ClaimEntry {
                id: store::claim::next_number(tx)?,
                encounter: visit,
                coverage: coverage.clone(),
                status,
                is_on_hold: false,
                created_on: today,
                printed_on: None,
                mailed_on: None,
                closed_on: None,
            };
            let _ = store::claim::insert(tx, &entry, None)?;
            entry.id
        }
        Some(row) => {
            let entry = ClaimEntry {
                status,
                coverage: coverage.clone(),
                ..row.entry.clone()
            };
            if entry != row.entry {
                let _ = store::claim::save(tx, &entry, row.version)?;
            }
            entry.id
        }
    };
    Ok(Some(SavedClaim {
        id,
        status,
        coverage,
        findings,
    }))
}
