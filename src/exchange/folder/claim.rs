//! What the contract's files do not cover: where claims stand, and what was printed of them.

use serde::{Deserialize, Serialize};

use crate::domain::claim::field;
use crate::domain::claim::form::FormPage;
use crate::domain::claim::print::PrintRecord;
use crate::domain::claim::{ClaimStatus, Facts};
use crate::domain::coverage::Coverage;
use crate::domain::date;
use crate::domain::draft::{Reader, yes_no_text};
use crate::domain::encounter::Encounter;
use crate::domain::finding::{Finding, Record};
use crate::domain::payer::Payer;
use crate::domain::records::ClaimEntry;

/// A claim as it stands in `claims.csv`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct ClaimDraft {
    pub claim_id: String,
    pub visit_id: String,
    pub coverage_id: String,
    pub status: String,
    pub on_hold: String,
    pub created_on: String,
    pub printed_on: String,
    pub mailed_on: String,
    pub closed_on: String,
}

impl ClaimDraft {
    /// The claim, or everything that keeps the row from being one.
    pub fn build(&self) -> Result<ClaimEntry, Vec<Finding>> {
        let mut reader = Reader::new(Record::Claim);
        let id = reader.required("claim_id", &self.claim_id);
        let encounter = reader.required("visit_id", &self.visit_id);
        let coverage = reader.required("coverage_id", &self.coverage_id);
        let status: Option<ClaimStatus> = reader.required("status", &self.status);
        let is_on_hold = reader.yes_no("on_hold", &self.on_hold).unwrap_or(false);
        let created_on = reader.required_date("created_on", &self.created_on);
        let printed_on = reader.date("printed_on", &self.printed_on);
        let mailed_on = reader.date("mailed_on", &self.mailed_on);
        let closed_on = reader.date("closed_on", &self.closed_on);
        match (id, encounter, coverage, status, created_on) {
            (Some(id), Some(encounter), Some(coverage), Some(status), Some(created_on))
                if reader.is_clean() =>
            {
                Ok(ClaimEntry {
                    id,
                    encounter,
                    coverage,
                    status,
                    is_on_hold,
                    created_on,
                    printed_on,
                    mailed_on,
                    closed_on,
                })
            }
            _ => Err(reader.into_findings()),
        }
    }

    /// The row of a claim.
    pub fn of(claim: &ClaimEntry) -> Self {
        Self {
            claim_id: claim.id.to_string(),
            visit_id: claim.encounter.to_string(),
            coverage_id: claim.coverage.to_string(),
            status: claim.status.to_string(),
            on_hold: yes_no_text(claim.is_on_hold),
            created_on: claim.created_on.to_string(),
            printed_on: date::text_of(claim.printed_on),
            mailed_on: date::text_of(claim.mailed_on),
            closed_on: date::text_of(claim.closed_on),
        }
    }
}

/// Whether a print record holds only what this program could have printed.
///
/// Values come out of JSON unchecked; each record is sound when it can be typed again.
pub(super) fn is_sound(record: &PrintRecord) -> bool {
    !record.pages.is_empty()
        && record.pages.iter().all(page_is_sound)
        && facts_are_sound(&record.facts)
}

fn page_is_sound(page: &FormPage) -> bool {
    page.number >= 1
        && page.number <= page.of
        && page.boxes.iter().all(|value| {
            field::find(value.form_box, value.row, value.field).is_some_and(|field| {
                value.text.chars().count() <= field.length
                    && !value.text.chars().any(char::is_control)
            })
        })
}

fn facts_are_sound(facts: &Facts) -> bool {
    fn is<T: PartialEq>(built: Result<T, Vec<Finding>>, value: &T) -> bool {
        built.is_ok_and(|built| built == *value)
    }
    let coverage = |it: &Coverage| is(it.to_draft().build(), it);
    let payer = |it: &Payer| is(it.to_draft().build(), it);
    is(facts.practice.to_draft().build(), &facts.practice)
        && is(facts.patient.to_draft().build(), &facts.patient)
        && coverage(&facts.coverage)
        && payer(&facts.payer)
        && facts
            .other_coverages
            .iter()
            .all(|other| coverage(&other.coverage) && payer(&other.payer))
        && encounter_is_sound(&facts.encounter)
        && facts
            .rendering_providers
            .iter()
            .chain(&facts.referring_provider)
            .all(|it| is(it.to_draft().build(), it))
        && facts
            .facility
            .iter()
            .all(|it| is(it.to_draft().build(), it))
        && facts
            .authorization
            .iter()
            .all(|it| is(it.to_draft().build(), it))
        && facts
            .payer_numbers
            .iter()
            .all(|it| is(it.to_draft().build(), it))
}

fn encounter_is_sound(encounter: &Encounter) -> bool {
    let lines = encounter.lines.iter().all(|line| {
        line.to_draft(&encounter.id)
            .build()
            .is_ok_and(|(_, built)| built == *line)
    });
    lines
        && encounter.to_draft().build().is_ok_and(|built| {
            built
                == Encounter {
                    lines: Vec::new(),
                    ..encounter.clone()
                }
        })
}
