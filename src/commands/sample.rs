//! A believable small family clinic, made up from a seed: its people, insurance, visits and claims.
//!
//! Pure: the same options give the same records on every machine, for ever. The day counted as
//! today is an option; there is no clock here.

mod clinic;
mod correction;
mod fees;
mod flaw;
mod history;
mod household;
mod insurance;
mod name;
mod plan;
pub(super) mod random;
pub(super) mod visit;

use chrono::{Datelike, Days, Months, NaiveDate};

pub use history::{FactsIndex, print_history};

use crate::domain::finding::Finding;
use crate::domain::records::Records;
use plan::Plan;
use random::Random;

/// What sample to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SampleOptions {
    pub patients: usize,
    /// How many years the visits go back from today; at least 1.
    pub years: u32,
    pub seed: u64,
    pub today: NaiveDate,
}

impl SampleOptions {
    /// The sample that a newcomer gets: a small clinic with two years behind it.
    pub fn small(today: NaiveDate) -> Self {
        Self {
            patients: 300,
            years: 2,
            seed: 1500,
            today,
        }
    }
}

/// Visits of the last so many days are not printed yet.
const UNPRINTED_DAYS: u64 = 14;

/// The span of the visits.
#[derive(Debug, Clone, Copy)]
struct Window {
    start: NaiveDate,
    today: NaiveDate,
    /// Claims of earlier visits were printed and mailed.
    cutoff: NaiveDate,
}

/// Streams of chance, one for each part.
const HOUSEHOLDS: u64 = 1;
const CORRECTIONS: u64 = 2;
const FLAWS: u64 = 3;
const HISTORY: u64 = 4;
const PEOPLE: u64 = 1_000;

/// Makes the sample's records, with a claim for each visit that somebody is billed for.
///
/// Claims of visits that are older than about two weeks are mailed or closed, the others drafts;
/// about 3.5 % of the drafts, at least six, have something wrong on purpose, which the visit's
/// billing note tells.
///
/// # Errors
/// One of the sample's own tables is wrong; the tests rule it out.
pub fn generate(options: &SampleOptions) -> Result<Records, Vec<Finding>> {
    let today = options.today;
    let years = options.years.max(1);
    let window = Window {
        start: today - Months::new(12 * years),
        today,
        cutoff: today - Days::new(UNPRINTED_DAYS),
    };
    let mut records = Records::default();
    clinic::add(&mut records)?;
    fees::add(&mut records, window.start.year(), today.year())?;
    let mut plans = people(options, window, &mut records)?;
    let mut random = Random::new(options.seed, CORRECTIONS);
    correction::add(&mut random, &mut plans, window);
    plans.sort_by_key(|plan| (plan.day, plan.patient, plan.corrects.is_some()));
    for (idx, plan) in plans.iter().enumerate() {
        let patient = &records.patients[plan.patient].id;
        let (draft, lines) = plan.drafts(&format!("V{:06}", idx + 1), patient.as_str());
        let mut encounter = draft.build()?;
        for line in lines {
            encounter.lines.push(line.build()?.1);
        }
        records.encounters.push(encounter);
    }
    let mut random = Random::new(options.seed, HISTORY);
    history::add_claims(&mut random, &plans, window, &mut records)?;
    drop(plans);
    let mut random = Random::new(options.seed, FLAWS);
    flaw::add(&mut random, &mut records)?;
    Ok(records)
}

/// Adds the patients with their insurance and plans their visits.
fn people(
    options: &SampleOptions,
    window: Window,
    records: &mut Records,
) -> Result<Vec<Plan>, Vec<Finding>> {
    let mean = mean_visits(options);
    let mut plans = Vec::new();
    let mut random = Random::new(options.seed, HOUSEHOLDS);
    let mut number = 0;
    while records.patients.len() < options.patients {
        let first_id = records.patients.len();
        let room = options.patients - first_id;
        let mut household = household::household(&mut random, number, window, first_id, room);
        insurance::insure(&mut random, &mut household, window)?;
        for person in household.people {
            let patient = records.patients.len();
            let mut own = Random::new(options.seed, PEOPLE + patient as u64);
            plans.extend(visit::visits(&mut own, patient, &person, window, mean));
            records.patients.push(person.draft.build()?);
            for coverage in &person.coverages {
                let check = insurance::eligibility(&mut own, coverage, window)?;
                records.eligibility_checks.extend(check);
            }
            records.coverages.extend(person.coverages);
            records.authorizations.extend(person.authorizations);
        }
        number += 1;
    }
    Ok(plans)
}

/// Thousandths of a visit that a person makes in the window: 3.75 a year in a clinic that sees
/// everybody on file, some 2 a year where, after many years, half the people on file stay away.
fn mean_visits(options: &SampleOptions) -> u64 {
    let on_file = options.patients.clamp(1_000, 10_000) as u64;
    let a_year = 3_750 - 1_580 * (on_file - 1_000) / 9_000;
    a_year * u64::from(options.years.max(1))
}
