//! Where the sample's claims stand, and what was put on paper for the old ones.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};

use super::Window;
use super::plan::Plan;
use super::random::Random;
use super::visit::is_open;
use crate::domain::authorization::Authorization;
use crate::domain::claim::directory::{Directory, Insured};
use crate::domain::claim::form::fill;
use crate::domain::claim::print::{FormStock, PrintRecord};
use crate::domain::claim::{Claim, ClaimStatus, billed_coverage};
use crate::domain::coverage::Coverage;
use crate::domain::encounter::Encounter;
use crate::domain::finding::{FieldRef, Finding, Record};
use crate::domain::id::{AuthorizationId, EncounterId, PatientId};
use crate::domain::patient::Patient;
use crate::domain::records::{ClaimEntry, Records};

/// Adds a claim for each visit that a coverage pays, in the order of the visits.
pub(super) fn add_claims(
    random: &mut Random,
    plans: &[Plan],
    window: Window,
    records: &mut Records,
) -> Result<(), Vec<Finding>> {
    let coverages = by_patient(&records.coverages);
    for (encounter, plan) in records.encounters.iter().zip(plans) {
        let own = coverages
            .get(&encounter.patient)
            .map_or(&[][..], Vec::as_slice);
        let Some(coverage) = billed_coverage(encounter, own) else {
            continue;
        };
        let number = (records.claims.len() + 1).to_string();
        let mut entry = ClaimEntry {
            id: number.parse().map_err(|_| wrong("claim_id"))?,
            encounter: encounter.id.clone(),
            coverage: coverage.id.clone(),
            status: ClaimStatus::Draft,
            is_on_hold: false,
            created_on: next_open(plan.last_day() + Days::new(random.below(3))).min(window.today),
            printed_on: None,
            mailed_on: None,
            closed_on: None,
        };
        if plan.corrects.is_some() {
            entry.created_on = window.today - Days::new(random.below(5));
        } else if plan.last_day() < window.cutoff {
            mail(random, &mut entry, window);
        } else {
            entry.is_on_hold = random.chance(15);
        }
        records.claims.push(entry);
    }
    Ok(())
}

/// Prints the claim within days, mails it on the next working day and, mostly, sees it paid.
fn mail(random: &mut Random, entry: &mut ClaimEntry, window: Window) {
    let printed_on = next_open(entry.created_on + Days::new(random.below(4)));
    let mailed_on = next_open(printed_on + Days::new(1));
    let closed_on = next_open(mailed_on + Days::new(random.between(12, 48) as u64));
    entry.printed_on = Some(printed_on);
    entry.mailed_on = Some(mailed_on);
    entry.status = ClaimStatus::Mailed;
    if closed_on <= window.today && !random.chance(25) {
        entry.status = ClaimStatus::Closed;
        entry.closed_on = Some(closed_on);
    }
}

fn next_open(day: NaiveDate) -> NaiveDate {
    let mut day = day;
    while !is_open(day) {
        day = day + Days::new(1);
    }
    day
}

fn wrong(column: &'static str) -> Vec<Finding> {
    vec![Finding::error(
        "sample-reference",
        FieldRef::of(Record::Claim, column),
        "The sample names a record that it does not hold; this is a fault of the program.",
    )]
}

fn by_patient(coverages: &[Coverage]) -> HashMap<PatientId, Vec<Coverage>> {
    let mut sorted: HashMap<PatientId, Vec<Coverage>> = HashMap::new();
    for coverage in coverages {
        sorted
            .entry(coverage.patient.clone())
            .or_default()
            .push(coverage.clone());
    }
    sorted
}

/// Finds records by their ids, to gather what a claim is made of.
#[derive(Debug)]
pub struct FactsIndex<'a> {
    directory: Option<Directory>,
    patients: HashMap<&'a PatientId, &'a Patient>,
    authorizations: HashMap<&'a AuthorizationId, &'a Authorization>,
    encounters: HashMap<&'a EncounterId, &'a Encounter>,
    coverages: HashMap<PatientId, Vec<Coverage>>,
}

impl<'a> FactsIndex<'a> {
    pub fn new(records: &'a Records) -> Self {
        Self {
            directory: records.practice.clone().map(|practice| {
                Directory::new(
                    practice,
                    records.providers.iter().cloned(),
                    records.facilities.iter().cloned(),
                    records.payers.iter().cloned(),
                    records.payer_numbers.clone(),
                )
            }),
            patients: records.patients.iter().map(|one| (&one.id, one)).collect(),
            authorizations: records
                .authorizations
                .iter()
                .map(|one| (&one.id, one))
                .collect(),
            encounters: records
                .encounters
                .iter()
                .map(|one| (&one.id, one))
                .collect(),
            coverages: by_patient(&records.coverages),
        }
    }

    /// A claim with everything its paper is made of; `None` where a record it names is missing.
    pub fn claim(&self, entry: &ClaimEntry) -> Option<Claim> {
        let encounter = *self.encounters.get(&entry.encounter)?;
        let coverages = self.coverages.get(&encounter.patient)?;
        let insured = Insured {
            patient: self.patients.get(&encounter.patient)?,
            coverages,
            billed: coverages.iter().find(|one| one.id == entry.coverage)?,
            authorization: match &encounter.authorization {
                Some(id) => Some(*self.authorizations.get(id)?),
                None => None,
            },
        };
        let directory = self.directory.as_ref()?;
        Some(Claim {
            id: entry.id.clone(),
            status: entry.status,
            is_on_hold: entry.is_on_hold,
            facts: directory.facts(encounter.clone(), &insured).ok()?,
        })
    }
}

/// What was put on paper for the printed ones among some claims, in their order.
///
/// The work is shared among the machine's processors. The pages of 100,000 claims would fill the
/// memory, so ask for some thousands at a time.
///
/// # Errors
/// A claim names a record that is not there.
pub fn print_history(
    index: &FactsIndex<'_>,
    claims: &[ClaimEntry],
) -> Result<Vec<PrintRecord>, Vec<Finding>> {
    let n_threads = std::thread::available_parallelism().map_or(1, usize::from);
    let share = claims.len().div_ceil(n_threads).max(1);
    std::thread::scope(|scope| {
        let workers: Vec<_> = claims
            .chunks(share)
            .map(|part| {
                scope.spawn(move || {
                    part.iter()
                        .filter_map(|entry| Some((entry, entry.printed_on?)))
                        .map(|(entry, printed_on)| print(index, entry, printed_on))
                        .collect::<Result<Vec<_>, _>>()
                })
            })
            .collect();
        let mut records = Vec::with_capacity(claims.len());
        for worker in workers {
            let part = worker
                .join()
                .unwrap_or_else(|cause| std::panic::resume_unwind(cause));
            records.extend(part?);
        }
        Ok(records)
    })
}

fn print(
    index: &FactsIndex<'_>,
    entry: &ClaimEntry,
    printed_on: NaiveDate,
) -> Result<PrintRecord, Vec<Finding>> {
    let claim = index.claim(entry).ok_or_else(|| wrong("claim_id"))?;
    let mut pages = fill(&claim).pages;
    for value in pages.iter_mut().flat_map(|page| &mut page.boxes) {
        value.reason.clear();
    }
    Ok(PrintRecord {
        claim: claim.id,
        printed_on,
        stock: FormStock::Red,
        facts: claim.facts,
        pages,
    })
}
