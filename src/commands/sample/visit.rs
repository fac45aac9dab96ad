//! One person's visits over the years: when, why, and what the claim then says.

mod adult;
mod case;
mod child;
mod drug;
mod procedure;

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::Window;
use super::clinic;
use super::household::Person;
use super::plan::{self, Plan};
use super::random::Random;
use crate::domain::authorization::AuthorizationKind;
use crate::domain::coverage::{Coverage, Rank, coverage_on};
use crate::domain::money::Money;

/// A person's visits so far, for what is due once a year or once in life.
pub(super) struct Chart<'a> {
    person: &'a Person,
    patient: usize,
    window: Window,
    /// The plans that pay what no accident caused.
    health: Vec<Coverage>,
    last_checkup: Option<NaiveDate>,
    last_flu_shot: Option<NaiveDate>,
    /// The ages in months whose well-child visit was kept.
    well_visits: Vec<u32>,
    is_known: bool,
    has_had_annual_visit: bool,
}

/// Plans everything that brings the person to the clinic, by day; `mean` is the thousandths of a
/// visit that a person of average health makes in the window.
pub(super) fn visits(
    random: &mut Random,
    patient: usize,
    person: &Person,
    window: Window,
    mean: u64,
) -> Vec<Plan> {
    let cases: Vec<usize> = person.cases.iter().map(|case| case.coverage).collect();
    let mut chart = Chart {
        person,
        patient,
        window,
        health: person
            .coverages
            .iter()
            .enumerate()
            .filter(|(idx, _)| !cases.contains(idx))
            .map(|(_, coverage)| coverage.clone())
            .collect(),
        last_checkup: None,
        last_flu_shot: None,
        well_visits: Vec::new(),
        is_known: !person.is_new,
        has_had_annual_visit: person.age_on(window.start) > 66,
    };
    let mut plans = Vec::new();
    for day in days(random, person, window, mean) {
        let provider = plan::provider(random);
        let mut plan = Plan::new(patient, day, provider);
        if person.age_on(day) < 18 {
            child::plan(random, &mut chart, &mut plan);
        } else {
            adult::plan(random, &mut chart, &mut plan);
        }
        if plan.last_day() <= window.today {
            chart.is_known = true;
            finish(random, &chart, &mut plan);
            plans.push(plan);
        }
    }
    plans.extend(case::plans(random, &chart));
    plans
}

/// The days of a person's ordinary visits: spread over the time she can come.
fn days(random: &mut Random, person: &Person, window: Window, mean: u64) -> Vec<NaiveDate> {
    let first = window.start.max(person.birth + Days::new(4));
    let last = person.died_on.unwrap_or(window.today).min(window.today);
    let span = (last - first).num_days();
    let whole = (window.today - window.start).num_days().max(1);
    if span < 1 {
        return Vec::new();
    }
    let n_conditions = person.conditions.len().min(6) as u64;
    let need = match person.age_on(window.today) {
        0..2 => 1_900,
        2..18 => 600 + 200 * n_conditions,
        18..65 => 480 + 290 * n_conditions,
        _ if person.is_resident => 2_000,
        _ => 600 + 220 * n_conditions,
    };
    let expected = mean * need / 1_000 * random.between(400, 1_600) as u64 / 1_000;
    let expected = if span < whole / 2 && person.age_on(window.today) > 2 {
        expected * span as u64 / whole as u64
    } else {
        expected
    };
    let count = expected / 1_000 + u64::from(random.chance(expected % 1_000));
    let mut days: Vec<NaiveDate> = (0..count)
        .map(|idx| {
            let low = span * idx as i64 / count as i64;
            let high = (span * (idx as i64 + 1) / count as i64 - 1).max(low);
            open_day(
                first + Days::new(random.between(low, high) as u64),
                first,
                last,
            )
        })
        .filter(|day| is_open(*day))
        .collect();
    days.dedup();
    days
}

/// The day itself or the next on which the clinic is open, or else the one before.
fn open_day(day: NaiveDate, first: NaiveDate, last: NaiveDate) -> NaiveDate {
    let after = (0..4)
        .map(|idx| day + Days::new(idx))
        .find(|day| is_open(*day) && *day <= last);
    let before = (1..5)
        .map(|idx| day - Days::new(idx))
        .find(|day| is_open(*day) && *day >= first);
    after.or(before).unwrap_or(day)
}

/// Monday to Friday, without the holidays that fall on a fixed date.
pub(in crate::commands) fn is_open(day: NaiveDate) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
        && !matches!(
            (day.month(), day.day()),
            (1, 1) | (7, 4) | (11, 11) | (12, 25)
        )
}

impl Chart<'_> {
    fn age(&self, plan: &Plan) -> u32 {
        self.person.age_on(plan.day)
    }

    /// The payer of ordinary visits on the day, empty where the patient pays herself.
    fn payer(&self, plan: &Plan) -> &str {
        coverage_on(&self.health, Rank::Primary, plan.day)
            .map_or("", |coverage| coverage.payer.as_str())
    }

    /// Whether Medicare's own codes apply, whoever pays first.
    fn has_medicare(&self, plan: &Plan) -> bool {
        self.health
            .iter()
            .any(|coverage| coverage.payer.as_str() == "MCR" && coverage.is_in_force(plan.day))
    }
}

/// Autumn, when everybody is offered the flu vaccine.
fn is_flu_season(day: NaiveDate) -> bool {
    (9..=12).contains(&day.month())
}

/// What the front desk and the biller add: who pays, what was paid, referrals and authorizations.
fn finish(random: &mut Random, chart: &Chart<'_>, plan: &mut Plan) {
    let person = chart.person;
    let primary = coverage_on(&chart.health, Rank::Primary, plan.day);
    let Some(primary) = primary else {
        let share = random.pick(&[0, 50, 100, 100]);
        plan.patient_paid = Money::from_cents(plan.total().cents() / 100 * share);
        return;
    };
    let has_open_case = person
        .cases
        .iter()
        .any(|case| person.coverages[case.coverage].is_in_force(plan.day));
    if has_open_case {
        plan.circumstances.bill_coverage_id = primary.id.to_string();
    }
    if let Some(copay) = primary.copay
        && plan
            .lines
            .first()
            .is_some_and(|line| line.code.starts_with("992"))
        && random.chance(850)
    {
        plan.patient_paid = copay.min(plan.total());
    }
    let billed = second_payer(random, chart, primary, plan)
        .unwrap_or(primary)
        .clone();
    plan.may_be_corrected =
        billed.payer.as_str() != "MCR" && plan.circumstances.bill_coverage_id.is_empty();
    refer(random, plan);
    authorize(person, &billed, plan);
    if !plan.circumstances.outside_lab.is_empty() || billed.payer.as_str() == "MCR" {
        return;
    }
    plan.circumstances.outside_lab = "N".into();
}

/// A few visits ask the second payer for the rest; of those whose spouse works, half are Medicare's.
fn second_payer<'a>(
    random: &mut Random,
    chart: &'a Chart<'_>,
    primary: &Coverage,
    plan: &mut Plan,
) -> Option<&'a Coverage> {
    let second = coverage_on(&chart.health, Rank::Secondary, plan.day)?;
    let often = match (primary.payer.as_str(), second.payer.as_str()) {
        (_, "MCR") => 450,
        // Medicare forwards the claim to the Medigap insurer by itself.
        ("MCR", "MDG") => 8,
        _ => 60,
    };
    if !random.chance(often) {
        return None;
    }
    let paid = plan.total().cents() * random.between(45, 75) / 100;
    plan.circumstances.bill_coverage_id = second.id.to_string();
    plan.circumstances.prior_payer_paid = Money::from_cents(paid).to_string();
    plan.patient_paid = Money::ZERO;
    Some(second)
}

/// Who ordered the tests or supervises the assistant.
fn refer(random: &mut Random, plan: &mut Plan) {
    if plan.referring.is_some() {
        return;
    }
    let is_test = |code: &str| code.starts_with(['7', '8']) || code.starts_with("930");
    if plan.lines.iter().any(|line| is_test(line.code)) {
        plan.referring = Some((plan.provider, "DK"));
    } else if plan.provider == clinic::ASSISTANT && random.chance(500) {
        plan.referring = Some((clinic::PHYSICIAN, "DQ"));
    }
}

/// Names the authorization that the billed plan asks for with these services.
fn authorize(person: &Person, billed: &Coverage, plan: &mut Plan) {
    let is_waived = plan.lines.iter().any(|line| line.modifiers.contains(&"QW"));
    let fitting = person.authorizations.iter().find(|authorization| {
        authorization.coverage == billed.id
            && authorization.is_in_force(plan.day)
            && match authorization.kind {
                AuthorizationKind::Clia => is_waived,
                AuthorizationKind::Referral => true,
                AuthorizationKind::PriorAuthorization => {
                    plan.lines.iter().any(|line| line.code == "97110")
                }
            }
    });
    if let Some(authorization) = fitting {
        plan.circumstances.authorization_id = authorization.id.to_string();
    }
}

/// The office visit's code by effort, for a new patient or one who is known.
fn office_visit(is_known: bool, level: usize) -> &'static str {
    let known = ["99212", "99213", "99214", "99215"];
    let new = ["99202", "99203", "99204", "99205"];
    let codes = if is_known { known } else { new };
    codes[level.min(3)]
}
