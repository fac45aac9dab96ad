//! Mistakes made on purpose in a few claims that wait to be printed, so that the scrubber has work.

use std::collections::HashSet;

use chrono::Days;

use super::clinic;
use super::random::Random;
use crate::domain::coverage::CoverageDraft;
use crate::domain::encounter::EncounterDraft;
use crate::domain::encounter::line::LineDraft;
use crate::domain::finding::Finding;
use crate::domain::id::{EncounterId, PatientId};
use crate::domain::patient::PatientDraft;
use crate::domain::records::Records;

/// The words that begin the billing note of a visit with a mistake.
pub(super) const NOTE: &str = "On purpose:";

/// The fewest mistakes, so that a small sample too shows several kinds.
const FEWEST: usize = 6;

/// One visit with all that a mistake may be made in.
struct Subject {
    /// Nothing was printed for the patient yet: a mistake in her own records is new.
    is_new: bool,
    visit: EncounterDraft,
    lines: Vec<LineDraft>,
    patient: PatientDraft,
    coverage: CoverageDraft,
    is_medicare: bool,
}

/// A kind of mistake: makes it and tells what was done, or `None` where the visit does not lend
/// itself to it.
type Flaw = fn(&mut Subject) -> Option<&'static str>;

const FLAWS: &[Flaw] = &[
    header_code,
    pointer_to_nothing,
    coverage_ended,
    missing_auto_state,
    wrong_npi,
    ten_digit_drug_code,
    missing_signature,
    missing_facility,
    malformed_member_number,
    terminated_procedure,
    replacement_without_reference,
    backward_dates,
    missing_accident_date,
    onset_after_visit,
    missing_insured_birth_date,
];

/// Makes a mistake in one of 28 drafts.
pub(super) fn add(random: &mut Random, records: &mut Records) -> Result<(), Vec<Finding>> {
    let drafts: Vec<usize> = (0..records.claims.len())
        .filter(|idx| {
            records.claims[*idx].status.is_unprinted() && !records.claims[*idx].is_on_hold
        })
        .collect();
    let wanted = (drafts.len() / 28).max(FEWEST).min(drafts.len() / 2);
    let mut free = drafts;
    let seen: HashSet<PatientId> = seen(records);
    for number in 0..wanted {
        // The kinds take turns; one looks for a visit that lends itself to it from a random place.
        let flaw = FLAWS[number % FLAWS.len()];
        let from = random.below(free.len() as u64) as usize;
        for step in 0..free.len() {
            let place = (from + step) % free.len();
            if spoil(records, free[place], flaw, &seen)? {
                let _ = free.remove(place);
                break;
            }
        }
    }
    Ok(())
}

/// The patients for whom a claim was printed.
fn seen(records: &Records) -> HashSet<PatientId> {
    let printed = records
        .claims
        .iter()
        .filter(|entry| !entry.status.is_unprinted());
    let visits: HashSet<&EncounterId> = printed.map(|entry| &entry.encounter).collect();
    records
        .encounters
        .iter()
        .filter(|encounter| visits.contains(&encounter.id))
        .map(|encounter| encounter.patient.clone())
        .collect()
}

fn spoil(
    records: &mut Records,
    claim: usize,
    flaw: Flaw,
    seen: &HashSet<PatientId>,
) -> Result<bool, Vec<Finding>> {
    let entry = &records.claims[claim];
    // Visits, people and coverages stand in the order of their ids.
    let visit = records
        .encounters
        .binary_search_by(|one| one.id.cmp(&entry.encounter));
    let coverage = records
        .coverages
        .binary_search_by(|one| one.id.cmp(&entry.coverage));
    let (Ok(visit), Ok(coverage)) = (visit, coverage) else {
        return Ok(false);
    };
    let encounter = &records.encounters[visit];
    let patient = records
        .patients
        .binary_search_by(|one| one.id.cmp(&encounter.patient));
    let Ok(patient) = patient else {
        return Ok(false);
    };
    let mut subject = Subject {
        is_new: !seen.contains(&encounter.patient),
        visit: encounter.to_draft(),
        lines: encounter
            .lines
            .iter()
            .map(|line| line.to_draft(&encounter.id))
            .collect(),
        patient: records.patients[patient].to_draft(),
        coverage: records.coverages[coverage].to_draft(),
        is_medicare: records.coverages[coverage].payer.as_str() == "MCR",
    };
    let Some(note) = flaw(&mut subject) else {
        return Ok(false);
    };
    subject.visit.billing_note = format!("{NOTE} {note}");
    let mut encounter = subject.visit.build()?;
    for line in subject.lines {
        encounter.lines.push(line.build()?.1);
    }
    records.encounters[visit] = encounter;
    records.patients[patient] = subject.patient.build()?;
    records.coverages[coverage] = subject.coverage.build()?;
    Ok(true)
}

fn header_code(subject: &mut Subject) -> Option<&'static str> {
    let header = ["E11", "E78", "M25.56", "S93.40", "J02", "Z00"]
        .into_iter()
        .find(|header| subject.visit.dx_a.starts_with(header))?;
    subject.visit.dx_a = header.into();
    Some("the first diagnosis is a heading; one of the codes below it is meant.")
}

fn pointer_to_nothing(subject: &mut Subject) -> Option<&'static str> {
    if !subject.visit.dx_e.is_empty() {
        return None;
    }
    subject.lines.first_mut()?.pointers = "E".into();
    Some("the first line points to diagnosis E, which is empty.")
}

fn coverage_ended(subject: &mut Subject) -> Option<&'static str> {
    let first = crate::domain::date::parse(&subject.lines.first()?.from_on).ok()?;
    let begins = crate::domain::date::parse(&subject.coverage.effective_on).ok()?;
    let ended = first - Days::new(1);
    let is_running = subject.coverage.terminated_on.is_empty() && begins < ended;
    if !is_running || subject.coverage.rank != "1" || subject.is_medicare {
        return None;
    }
    subject.coverage.terminated_on = ended.to_string();
    Some("the coverage ended the day before the visit.")
}

fn missing_auto_state(subject: &mut Subject) -> Option<&'static str> {
    if subject.visit.auto_accident != "Y" {
        return None;
    }
    subject.visit.auto_state.clear();
    Some("the state of the auto accident is missing.")
}

fn wrong_npi(subject: &mut Subject) -> Option<&'static str> {
    if subject.visit.referring_qualifier != "DN" && !subject.visit.referring_provider_id.is_empty()
    {
        return None;
    }
    subject.visit.referring_provider_id = clinic::WRONG_NPI.into();
    subject.visit.referring_qualifier = "DN".into();
    Some("the referring provider's NPI fails its check digit.")
}

fn ten_digit_drug_code(subject: &mut Subject) -> Option<&'static str> {
    let line = subject.lines.iter_mut().find(|line| !line.ndc.is_empty())?;
    line.ndc = "9990342010".into();
    Some("the drug code has ten digits and no hyphens.")
}

fn missing_signature(subject: &mut Subject) -> Option<&'static str> {
    if !subject.is_new {
        return None;
    }
    subject.patient.signature_on_file = "N".into();
    subject.patient.signature_date.clear();
    Some("the patient's signature is not on file.")
}

fn missing_facility(subject: &mut Subject) -> Option<&'static str> {
    let is_elsewhere = matches!(subject.visit.place_of_service.as_str(), "21" | "32");
    if !is_elsewhere || !subject.is_medicare {
        return None;
    }
    subject.visit.facility_id.clear();
    Some("the facility is missing and Medicare wants it in box 32.")
}

fn malformed_member_number(subject: &mut Subject) -> Option<&'static str> {
    if !subject.is_medicare || !subject.is_new {
        return None;
    }
    // A letter O where Medicare prints only digits.
    subject.coverage.member_id.replace_range(3..4, "O");
    Some("the Medicare number has a letter O for a zero.")
}

fn terminated_procedure(subject: &mut Subject) -> Option<&'static str> {
    let line = subject
        .lines
        .iter_mut()
        .find(|line| line.code.starts_with('J'))?;
    line.code = "J0171".into();
    Some("the drug's procedure code ended on 06/30/2025.")
}

fn replacement_without_reference(subject: &mut Subject) -> Option<&'static str> {
    if subject.visit.resubmission_code != "7" {
        return None;
    }
    subject.visit.original_reference.clear();
    Some("the number of the claim that this one replaces is missing.")
}

fn backward_dates(subject: &mut Subject) -> Option<&'static str> {
    let line = subject.lines.last_mut()?;
    let from = crate::domain::date::parse(&line.from_on).ok()?;
    line.to_on = (from - Days::new(1)).to_string();
    Some("the last line ends before it begins.")
}

fn missing_accident_date(subject: &mut Subject) -> Option<&'static str> {
    if subject.visit.accident_on.is_empty() {
        return None;
    }
    subject.visit.accident_on.clear();
    Some("the accident's date is missing.")
}

fn onset_after_visit(subject: &mut Subject) -> Option<&'static str> {
    let first = crate::domain::date::parse(&subject.lines.first()?.from_on).ok()?;
    if subject.visit.illness_qualifier != "431" {
        return None;
    }
    subject.visit.illness_on = (first + Days::new(1)).to_string();
    Some("the illness began after the visit.")
}

fn missing_insured_birth_date(subject: &mut Subject) -> Option<&'static str> {
    if subject.coverage.relationship == "SELF" || !subject.is_new {
        return None;
    }
    subject.coverage.subscriber_birth_date.clear();
    Some("the insured's birth date is missing.")
}
