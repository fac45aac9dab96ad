//! A visit while it is typed: what can be built of it already, and what is wrong with it.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::domain::claim::check::check;
use crate::domain::claim::form::{FormPage, fill};
use crate::domain::claim::{Claim, ClaimStatus, billed_coverage};
use crate::domain::encounter::line::LineDraft;
use crate::domain::encounter::{Encounter, EncounterDraft};
use crate::domain::finding::{FieldRef, Finding, Record};
use crate::domain::id::{CoverageId, EncounterId};
use crate::domain::money::Money;
use crate::store::claim::FactsReader;
use crate::store::encounter::history;
use crate::store::{self, Connection};

/// What stands in for the number of a visit that has none yet; it prints nowhere.
const NEW: &str = "new";

/// What a typed visit comes to so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Judgement {
    /// What keeps it from being saved and what the scrubber says of its claim, by field. Lines are
    /// named by their numbers, as [`numbered`] gives them.
    pub findings: Vec<Finding>,
    /// Its claim as it would print; empty while patient, provider or place of service are missing,
    /// and for a patient who pays herself.
    pub pages: Vec<FormPage>,
    /// The coverage it bills.
    pub coverage: Option<CoverageId>,
    /// The charges of the lines that are whole.
    pub total: Money,
    /// Whether it could be saved: nothing typed is wrong or missing.
    pub can_be_saved: bool,
}

impl Judgement {
    /// Whether its claim would be ready to print.
    pub fn is_ready(&self) -> bool {
        !self.pages.is_empty() && !self.findings.iter().any(Finding::is_error)
    }
}

/// The lines with their visit and their numbers filled in: one that has no number yet gets the next
/// that is free. Lines in which nothing was typed are left out.
pub fn numbered(visit: &str, lines: &[LineDraft]) -> Vec<LineDraft> {
    let number_of = |line: &LineDraft| line.line.trim().parse::<u16>().ok();
    let kept = lines.iter().filter(|line| !is_blank(line));
    let mut last = kept.clone().filter_map(number_of).max().unwrap_or(0);
    kept.map(|line| {
        let mut line = line.clone();
        line.visit_id = visit.to_owned();
        if line.line.trim().is_empty() {
            last = last.saturating_add(1);
            line.line = last.to_string();
        }
        line
    })
    .collect()
}

/// Whether nothing was typed into a line that would make it one.
fn is_blank(line: &LineDraft) -> bool {
    let untouched = LineDraft {
        visit_id: line.visit_id.clone(),
        line: line.line.clone(),
        from_on: line.from_on.clone(),
        to_on: line.to_on.clone(),
        place_of_service: line.place_of_service.clone(),
        units: line.units.clone(),
        ..LineDraft::default()
    };
    *line == untouched
}

/// What could be built, and what the typed texts have wrong.
pub(super) struct Built {
    pub encounter: Option<Encounter>,
    /// Errors of typed fields; while there is one the visit cannot be saved.
    pub findings: Vec<Finding>,
}

/// Builds as much of a visit as is valid: a field with an error is as if it were empty, a line with
/// one is left out.
pub(super) fn build(draft: &EncounterDraft, lines: &[LineDraft]) -> Built {
    let mut draft = draft.clone();
    if draft.visit_id.trim().is_empty() {
        NEW.clone_into(&mut draft.visit_id);
    }
    let (mut encounter, mut findings) = match draft.build() {
        Ok(encounter) => (Some(encounter), Vec::new()),
        Err(findings) => {
            let wrong: Vec<&str> = findings.iter().map(|it| it.field.column).collect();
            (without(&draft, &wrong).build().ok(), findings)
        }
    };
    let mut numbers = BTreeSet::new();
    for line in numbered(&draft.visit_id, lines) {
        match line.build() {
            Ok((_, line)) if !numbers.insert(line.number) => findings.push(Finding::error(
                "line-number",
                FieldRef::on_line(line.number, "line"),
                "Two lines have this number; number them 1, 2, 3 and so on.",
            )),
            Ok((_, line)) => {
                if let Some(encounter) = &mut encounter {
                    encounter.lines.push(line);
                }
            }
            Err(wrong) => findings.extend(wrong),
        }
    }
    if let Some(encounter) = &mut encounter {
        encounter.lines.sort_by_key(|line| line.number);
    }
    Built {
        encounter,
        findings,
    }
}

/// A draft in which some columns are empty again.
fn without<T: Clone + Serialize + DeserializeOwned>(draft: &T, columns: &[&str]) -> T {
    let emptied = serde_json::to_value(draft).and_then(|mut fields| {
        if let Some(fields) = fields.as_object_mut() {
            fields.retain(|name, _| !columns.contains(&name.as_str()));
        }
        serde_json::from_value(fields)
    });
    // A draft is text fields only, which JSON always takes.
    emptied.unwrap_or_else(|_| draft.clone())
}

/// Errors for every record that the visit names and that is not there, or is another patient's.
pub(super) fn unknown_records(
    connection: &Connection,
    encounter: &Encounter,
) -> Result<Vec<Finding>, store::Error> {
    let mut findings = Vec::new();
    let mut report = |field: FieldRef, sentence: &str| {
        findings.push(Finding::error("unknown-record", field, sentence));
    };
    let visit = |column| FieldRef::of(Record::Encounter, column);
    let patient = &encounter.patient;
    if store::patient::find(connection, patient)?.is_none() {
        report(
            visit("patient_id"),
            "There is no such patient; choose one from the list.",
        );
    }
    let no_provider = "There is no such provider; choose one from the list.";
    let is_provider = |id| Ok::<_, store::Error>(store::provider::find(connection, id)?.is_some());
    if !is_provider(&encounter.rendering_provider)? {
        report(visit("rendering_provider_id"), no_provider);
    }
    for line in &encounter.lines {
        if let Some(provider) = &line.rendering_provider
            && !is_provider(provider)?
        {
            report(
                FieldRef::on_line(line.number, "rendering_provider_id"),
                no_provider,
            );
        }
    }
    if let Some(provider) = &encounter.referring_provider
        && !is_provider(provider)?
    {
        report(visit("referring_provider_id"), no_provider);
    }
    if let Some(facility) = &encounter.facility
        && store::facility::find(connection, facility)?.is_none()
    {
        report(
            visit("facility_id"),
            "There is no such facility; choose one from the list.",
        );
    }
    if let Some(authorization) = &encounter.authorization
        && store::authorization::find(connection, authorization)?
            .is_none_or(|found| found.value.patient != *patient)
    {
        report(
            visit("authorization_id"),
            "This patient has no such authorization; choose one of this patient's or leave it empty.",
        );
    }
    if let Some(coverage) = &encounter.bill_coverage
        && store::coverage::find(connection, coverage)?
            .is_none_or(|found| found.value.patient != *patient)
    {
        report(
            visit("bill_coverage_id"),
            "This patient has no such coverage; choose one of this patient's or leave it empty.",
        );
    }
    Ok(findings)
}

/// Judges a typed visit as it stands, as its claim would be judged on `today`.
pub(super) fn judge(
    connection: &Connection,
    draft: &EncounterDraft,
    lines: &[LineDraft],
    today: NaiveDate,
) -> Result<Judgement, store::Error> {
    let Built {
        encounter,
        mut findings,
    } = build(draft, lines);
    let Some(encounter) = encounter else {
        return Ok(Judgement {
            findings,
            ..Judgement::default()
        });
    };
    let total = encounter.total_charge();
    let unknown = unknown_records(connection, &encounter)?;
    if !unknown.is_empty() {
        findings.extend(unknown);
        return Ok(Judgement {
            findings,
            total,
            ..Judgement::default()
        });
    }
    let can_be_saved = findings.is_empty();
    let mut judgement = Judgement {
        findings,
        total,
        can_be_saved,
        ..Judgement::default()
    };
    if let Some(scrubbed) = scrub(connection, encounter, today)? {
        judgement.coverage = Some(scrubbed.coverage);
        judgement.pages = scrubbed.pages;
        // What the typed text has wrong is said already; that it is then missing says less.
        let said: Vec<FieldRef> = judgement.findings.iter().map(|it| it.field).collect();
        judgement.findings.extend(
            scrubbed
                .findings
                .into_iter()
                .filter(|finding| !said.contains(&finding.field)),
        );
    }
    Ok(judgement)
}

/// What the scrubber says of a visit's claim.
pub(super) struct Scrubbed {
    pub coverage: CoverageId,
    pub findings: Vec<Finding>,
    pub pages: Vec<FormPage>,
}

/// Runs the scrubber over the claim that a visit makes; `None` when the patient has no coverage and
/// so pays herself.
pub(super) fn scrub(
    connection: &Connection,
    encounter: Encounter,
    today: NaiveDate,
) -> Result<Option<Scrubbed>, store::Error> {
    let coverages = store::coverage::of_patient(connection, &encounter.patient)?;
    let Some(billed) = billed_coverage(&encounter, &coverages) else {
        return Ok(None);
    };
    let known = store::code::known_of(connection, [&encounter])?;
    let id = match claim_number(connection, &encounter.id)? {
        Some(id) => id,
        None => store::claim::next_number(connection)?,
    };
    let claim = Claim {
        id,
        status: ClaimStatus::Draft,
        is_on_hold: false,
        facts: FactsReader::new(connection)?.facts(encounter, billed, &coverages)?,
    };
    Ok(Some(Scrubbed {
        coverage: billed.id.clone(),
        findings: check(&claim, &known, today),
        pages: fill(&claim).pages,
    }))
}

fn claim_number(
    connection: &Connection,
    visit: &EncounterId,
) -> Result<Option<crate::domain::id::ClaimId>, store::Error> {
    Ok(history::claims_of(connection, visit)?.pop())
}
