//! Visits of children: well-child visits with vaccines by age, and what children catch.

use chrono::{Datelike, Days};

use super::drug;
use super::{Chart, is_flu_season, office_visit};
use crate::commands::sample::plan::Plan;
use crate::commands::sample::random::Random;

/// Ages in months at which a well-child visit is due, then yearly.
const WELL_VISITS: &[u32] = &[0, 1, 2, 4, 6, 9, 12, 15, 18, 24, 30];

/// Vaccines by age in months at the well-child visit.
const VACCINES: &[(u32, &[&str])] = &[
    (2, &["90698", "90677", "90744", "90680"]),
    (4, &["90698", "90677", "90680"]),
    (6, &["90698", "90677", "90744", "90680"]),
    (12, &["90707", "90716", "90633"]),
    (15, &["90700", "90647", "90677"]),
    (18, &["90633"]),
    (48, &["90696", "90710"]),
    (132, &["90715", "90734", "90651"]),
    (144, &["90651"]),
    (192, &["90734", "90620"]),
];

/// Fills in one visit.
pub(super) fn plan(random: &mut Random, chart: &mut Chart<'_>, plan: &mut Plan) {
    let months = age_in_months(chart, plan);
    let due = if months < 36 {
        WELL_VISITS
            .iter()
            .rev()
            .find(|age| **age <= months)
            .copied()
            .unwrap_or(0)
    } else {
        months / 12 * 12
    };
    let is_due = !chart.well_visits.contains(&due);
    let share = if months < 36 { 800 } else { 420 };
    if is_due && random.chance(share) {
        chart.well_visits.push(due);
        return well_visit(random, chart, plan, due);
    }
    let n_conditions = chart.person.conditions.len() as u64;
    match random.weighted(&[
        (0, 60),
        (1, 25 * n_conditions),
        (2, if months > 30 { 10 } else { 0 }),
    ]) {
        0 => illness(random, chart, plan, months),
        1 => {
            for condition in &chart.person.conditions {
                let _ = plan.diagnosis(condition.code);
            }
            let pointers = plan.first_pointers();
            plan.add(office_visit(chart.is_known, 2), &[], pointers);
            if plan.diagnoses.contains(&"F90.2") {
                let pointer = plan.diagnosis("F90.2");
                plan.line("96127", &[], pointer).units = 2;
                plan.lines[0].modifiers.push("25");
            }
        }
        _ => injury(random, chart, plan),
    }
}

fn age_in_months(chart: &Chart<'_>, plan: &Plan) -> u32 {
    let (birth, day) = (chart.person.birth, plan.day);
    let months = (day.year() - birth.year()) * 12 + day.month() as i32 - birth.month() as i32;
    let has_turned = day.day() >= birth.day();
    (months - i32::from(!has_turned)).max(0) as u32
}

fn well_visit(random: &mut Random, chart: &mut Chart<'_>, plan: &mut Plan, due: u32) {
    let age = chart.age(plan);
    let days_old = (plan.day - chart.person.birth).num_days();
    let is_medicaid = chart.payer(plan) == "MCD";
    let has_otitis = (6..72).contains(&due) && random.chance(90);
    let main = plan.diagnosis(match days_old {
        ..8 => "Z00.110",
        8..29 => "Z00.111",
        _ if has_otitis => "Z00.121",
        _ => "Z00.129",
    });
    let code = match (chart.is_known, age) {
        (true, 0) => "99391",
        (true, 1..5) => "99392",
        (true, 5..12) => "99393",
        (true, _) => "99394",
        (false, 0) => "99381",
        (false, 1..5) => "99382",
        (false, 5..12) => "99383",
        (false, _) => "99384",
    };
    let visit = plan.line(code, if is_medicaid { &["EP"] } else { &[] }, main);
    if is_medicaid {
        visit.epsdt = random.weighted(&[("Y", 20), ("NU", 4), ("S2", 2), ("ST", 2), ("AV", 1)]);
    }
    if has_otitis {
        let ear = plan.diagnosis(random.pick(&["H66.91", "H66.92"]));
        plan.add("99213", &["25"], ear);
    }
    screenings(chart, plan, due, main);
    let mut products: Vec<&'static str> = VACCINES
        .iter()
        .filter(|(month, _)| *month == due)
        .flat_map(|(_, products)| products.iter().copied())
        .collect();
    if due >= 6 && is_flu_season(plan.day) && chart.last_flu_shot.is_none() && random.chance(600) {
        chart.last_flu_shot = Some(plan.day);
        products.push("90656");
    }
    vaccinate(plan, &products, is_medicaid);
    let has_vaccines = plan.lines.iter().any(|line| line.code == "90471");
    if has_vaccines {
        plan.lines[0].modifiers.push("25");
    }
}

fn screenings(chart: &Chart<'_>, plan: &mut Plan, due: u32, main: char) {
    match due {
        9 | 18 | 30 => {
            let pointer = plan.diagnosis("Z13.42");
            plan.add("96110", &[], pointer);
        }
        12 => {
            let pointer = plan.diagnosis("Z13.88");
            plan.add("36416", &[], main);
            plan.add("85018", &["QW"], main);
            plan.add("83655", &["QW"], pointer);
        }
        48.. if chart.age(plan) >= 12 => {
            let pointer = plan.diagnosis("Z13.31");
            plan.add("96127", &[], pointer);
        }
        48.. => {
            plan.add("92551", &[], main);
            plan.add("99173", &[], main);
        }
        _ => {}
    }
}

/// The vaccines and giving them: the first, each further one, and those by mouth.
fn vaccinate(plan: &mut Plan, products: &[&'static str], names_drug: bool) {
    if products.is_empty() {
        return;
    }
    let pointer = plan.diagnosis("Z23");
    let n_oral = products.iter().filter(|code| **code == "90680").count() as u32;
    let n_injected = products.len() as u32 - n_oral;
    plan.add("90471", &[], pointer);
    if n_injected > 1 {
        plan.line("90472", &[], pointer).units = n_injected - 1;
    }
    if n_oral > 0 {
        plan.add("90474", &[], pointer);
    }
    for product in products {
        let drug = drug::VACCINES.iter().find(|drug| drug.code == *product);
        let line = plan.line(product, &[], pointer);
        line.drug = drug.filter(|_| names_drug);
    }
}

/// Diagnosis, from and to age in years, weight, tests.
type Illness = (&'static str, u32, u32, u64, &'static [&'static str]);

const ILLNESSES: &[Illness] = &[
    ("J06.9", 0, 17, 24, &[]),
    ("B34.9", 0, 12, 10, &[]),
    ("H66.91", 0, 9, 12, &[]),
    ("H66.92", 0, 9, 12, &[]),
    ("J02.0", 3, 17, 14, &["87880"]),
    ("J02.9", 3, 17, 12, &["87880"]),
    ("J05.0", 0, 5, 4, &[]),
    ("J11.1", 2, 17, 6, &["87804"]),
    ("U07.1", 2, 17, 4, &["87426"]),
    ("K52.9", 1, 17, 6, &[]),
    ("R11.10", 0, 10, 4, &[]),
    ("H10.31", 1, 12, 4, &[]),
    ("R21", 0, 17, 6, &[]),
    ("L30.9", 0, 17, 5, &[]),
    ("L70.0", 13, 17, 5, &[]),
    ("B07.9", 5, 17, 3, &["17110"]),
    ("R51.9", 8, 17, 3, &[]),
];

fn illness(random: &mut Random, chart: &Chart<'_>, plan: &mut Plan, months: u32) {
    let age = months / 12;
    let choices: Vec<(&Illness, u64)> = ILLNESSES
        .iter()
        .filter(|(_, from, to, ..)| (*from..=*to).contains(&age))
        .map(|illness| (illness, illness.3))
        .collect();
    let (code, .., tests) = random.weighted(&choices);
    let main = plan.diagnosis(code);
    let has_procedure = tests.contains(&"17110");
    let modifiers: &[&str] = if has_procedure { &["25"] } else { &[] };
    let level = usize::from(random.chance(800));
    plan.add(office_visit(chart.is_known, level), modifiers, main);
    for test in *tests {
        let modifiers: &[&str] = if has_procedure { &[] } else { &["QW"] };
        plan.add(test, modifiers, main);
        if *test == "87804" {
            plan.add(test, &["QW", "59"], main);
        }
    }
    if random.chance(250) {
        let onset = plan.day - Days::new(random.between(1, 4) as u64);
        plan.circumstances.illness_on = onset.max(chart.person.birth).to_string();
        plan.circumstances.illness_qualifier = "431".into();
    }
}

fn injury(random: &mut Random, chart: &Chart<'_>, plan: &mut Plan) {
    plan.circumstances.other_accident = "Y".into();
    plan.circumstances.accident_on = (plan.day - Days::new(random.below(2))).to_string();
    let (code, cause) = random.pick(&[
        ("S01.81XA", "W22.8XXA"),
        ("S00.83XA", "W09.0XXA"),
        ("S52.521A", "W09.0XXA"),
        ("S93.401A", "W18.30XA"),
    ]);
    let main = plan.diagnosis(code);
    let cause = plan.diagnosis(cause);
    match code {
        "S01.81XA" => {
            plan.add("12011", &[], format!("{main}{cause}"));
        }
        "S52.521A" => {
            plan.add(
                office_visit(chart.is_known, 1),
                &["25"],
                format!("{main}{cause}"),
            );
            plan.add("73110", &["RT"], main);
            plan.add("29125", &["RT"], main);
        }
        _ => {
            plan.add(
                office_visit(chart.is_known, 1),
                &[],
                format!("{main}{cause}"),
            );
            if code == "S93.401A" {
                plan.add("73610", &["RT"], main);
            }
        }
    }
}
