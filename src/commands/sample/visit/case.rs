//! Visits that an accident or an occupational disease caused, billed to its own payer.

use chrono::{Days, NaiveDate};

use super::{Chart, open_day};
use crate::commands::sample::clinic;
use crate::commands::sample::household::{Case, CaseKind};
use crate::commands::sample::plan::{self, Plan};
use crate::commands::sample::random::Random;

/// Days after the accident on which the patient is seen.
const SEEN_AFTER: &[u64] = &[1, 8, 15, 22, 30, 43];

/// An injury: codes of the first and of later visits, its cause, the film and its side.
type Injury = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static [&'static str],
);

const AT_WORK: &[Injury] = &[
    ("S39.012A", "S39.012D", "X50.0XXA", "72100", &[]),
    ("S63.501A", "S63.501D", "W18.30XA", "73110", &["RT"]),
    ("S61.210A", "S61.210D", "W26.0XXA", "", &[]),
];

/// The visits of all the person's cases.
pub(super) fn plans(random: &mut Random, chart: &Chart<'_>) -> Vec<Plan> {
    let mut plans = Vec::new();
    for case in &chart.person.cases {
        let injury = random.pick(AT_WORK);
        let provider = plan::provider(random);
        for (number, after) in SEEN_AFTER.iter().enumerate() {
            let day = case.began_on + Days::new(*after);
            let day = open_day(day, case.began_on, chart.window.today);
            let comes = number == 0 || random.chance(900 - 130 * number as u64);
            if day > chart.window.today || !super::is_open(day) || !comes {
                continue;
            }
            let mut plan = Plan::new(chart.patient, day, provider);
            match case.kind {
                CaseKind::BlackLung => black_lung(random, case, &mut plan, number),
                CaseKind::Auto => whiplash(case, &mut plan, number),
                _ => at_work(case, injury, &mut plan, number),
            }
            bill(chart, case, &mut plan);
            plans.push(plan);
        }
    }
    plans
}

fn bill(chart: &Chart<'_>, case: &Case, plan: &mut Plan) {
    let coverage = &chart.person.coverages[case.coverage];
    plan.circumstances.bill_coverage_id = coverage.id.to_string();
    let authorization = chart.person.authorizations.iter().find(|authorization| {
        authorization.coverage == coverage.id && plan.lines.iter().any(|line| line.code == "97110")
    });
    if let Some(authorization) = authorization {
        plan.circumstances.authorization_id = authorization.id.to_string();
    }
}

fn off_work(plan: &mut Plan, from: NaiveDate, days: u64) {
    plan.circumstances.unable_to_work_from = from.to_string();
    plan.circumstances.unable_to_work_to = (from + Days::new(days)).to_string();
}

fn at_work(case: &Case, injury: Injury, plan: &mut Plan, number: usize) {
    let (first, later, cause, film, side) = injury;
    plan.circumstances.employment = "Y".into();
    plan.circumstances.accident_on = case.began_on.to_string();
    if case.kind == CaseKind::Work {
        plan.circumstances.property_casualty_claim_number = case.claim_number.clone();
    }
    off_work(plan, case.began_on, 10);
    if number > 0 {
        return follow_up(plan, later, number);
    }
    let main = plan.diagnosis(first);
    let cause = plan.diagnosis(cause);
    let place = plan.diagnosis("Y99.0");
    plan.add("99203", &["25"], format!("{main}{cause}{place}"));
    if film.is_empty() {
        plan.add("12001", &[], main);
    } else {
        plan.add(film, side, main);
    }
    if case.kind == CaseKind::Work {
        plan.line("99080", &[], main).supplemental = "ZZWORK STATUS REPORT";
    }
}

fn follow_up(plan: &mut Plan, code: &'static str, number: usize) {
    let main = plan.diagnosis(code);
    plan.add("99213", &[], main);
    if number.is_multiple_of(2) {
        plan.lines[0].modifiers.push("25");
        plan.referring = Some((clinic::PHYSICIAN, "DN"));
        plan.line("97110", &["GP"], main).units = 2;
        plan.add("97140", &["GP"], main);
    }
}

fn whiplash(case: &Case, plan: &mut Plan, number: usize) {
    plan.circumstances.auto_accident = "Y".into();
    plan.circumstances.auto_state = clinic::STATE.into();
    plan.circumstances.accident_on = case.began_on.to_string();
    plan.circumstances.property_casualty_claim_number = case.claim_number.clone();
    if number > 0 {
        return follow_up(plan, "S13.4XXD", number);
    }
    off_work(plan, case.began_on, 5);
    let main = plan.diagnosis("S13.4XXA");
    let also = plan.diagnosis("S16.1XXA");
    let cause = plan.diagnosis("V43.52XA");
    plan.add("99203", &[], format!("{main}{also}{cause}"));
    plan.add("72040", &[], main);
}

fn black_lung(random: &mut Random, case: &Case, plan: &mut Plan, number: usize) {
    let main = plan.diagnosis("J60");
    plan.circumstances.illness_on = case.began_on.to_string();
    plan.circumstances.illness_qualifier = "431".into();
    plan.circumstances.employment = "Y".into();
    plan.add("99214", &[], main);
    if number == 0 {
        plan.add("94060", &[], main);
        plan.add("71046", &[], main);
    } else if random.chance(400) {
        plan.add("94010", &[], main);
    }
}
