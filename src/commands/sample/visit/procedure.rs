//! What the hands do for adults: joints, therapy, small procedures, cuts and falls.

use chrono::Days;

use super::{Chart, adult, drug, office_visit};
use crate::commands::sample::clinic;
use crate::commands::sample::plan::Plan;
use crate::commands::sample::random::Random;

/// Diagnosis, film, brace, injection site and side.
const JOINTS: &[(&str, &str, &str, &str, &str)] = &[
    ("M25.561", "73562", "", "20610", "RT"),
    ("M25.562", "73562", "", "20610", "LT"),
    ("M75.41", "73030", "", "20610", "RT"),
    ("M75.42", "73030", "", "20610", "LT"),
    ("M17.11", "73562", "", "20610", "RT"),
    ("M17.12", "73562", "", "20610", "LT"),
    ("M77.11", "", "", "20550", "RT"),
    ("G56.01", "", "L3908", "", "RT"),
];

pub(super) fn joint(random: &mut Random, chart: &Chart<'_>, plan: &mut Plan) {
    if random.chance(250) {
        return manipulation(random, chart, plan);
    }
    let (code, film, brace, site, side) = random.pick(JOINTS);
    let main = plan.diagnosis(code);
    plan.add(office_visit(chart.is_known, 1), &[], main);
    if !film.is_empty() && random.chance(600) {
        plan.add(film, &[side], main);
    }
    if !brace.is_empty() && random.chance(700) {
        plan.add(brace, &[side], main);
    }
    if !site.is_empty() && random.chance(400) {
        plan.add(site, &[side], main);
        let drug = random.pick(&[&drug::TRIAMCINOLONE, &drug::METHYLPREDNISOLONE]);
        plan.drug(drug, main);
    }
    adult::separate(plan);
}

fn manipulation(random: &mut Random, chart: &Chart<'_>, plan: &mut Plan) {
    let pain = plan.diagnosis("M54.50");
    let spine = plan.diagnosis("M99.03");
    plan.add(office_visit(chart.is_known, 1), &["25"], pain);
    if random.chance(400) {
        let also = plan.diagnosis("M99.01");
        plan.add("98926", &[], format!("{spine}{also}"));
    } else {
        plan.add("98925", &[], spine);
    }
    if random.chance(300) {
        plan.add("72100", &[], pain);
    }
}

pub(super) fn therapy(random: &mut Random, chart: &Chart<'_>, plan: &mut Plan) {
    let code = random.pick(&["M54.50", "M25.511", "M25.561", "M54.2", "R26.89"]);
    let main = plan.diagnosis(code);
    let weak = plan.diagnosis("M62.81");
    plan.referring = Some((clinic::ORTHOPEDIST, "DN"));
    plan.line("97110", &["GP"], format!("{main}{weak}")).units = random.between(1, 3) as u32;
    plan.add("97140", &["GP"], main);
    if random.chance(400) {
        plan.line("97530", &["GP", "59"], weak).units = random.between(1, 2) as u32;
    }
    if random.chance(250) {
        plan.add("97035", &["GP"], main);
    }
    if !chart.has_medicare(plan) {
        let began = plan.day - Days::new(random.between(3, 30) as u64);
        plan.circumstances.other_on = began.to_string();
        plan.circumstances.other_qualifier = "454".into();
    }
}

pub(super) fn procedure(random: &mut Random, chart: &Chart<'_>, plan: &mut Plan) {
    let age = chart.age(plan);
    let choice = random.weighted(&[
        (0, if age > 30 { 8 } else { 0 }),
        (1, 5),
        (2, if age > 50 { 6 } else { 0 }),
        (3, 4),
        (4, if age > 60 { 5 } else { 0 }),
        (5, 6),
        (6, 4),
    ]);
    match choice {
        0 => {
            let (code, modifiers): (_, &[&'static str]) = random.pick(&[
                ("H61.21", &["RT"]),
                ("H61.22", &["LT"]),
                ("H61.23", &["50"]),
            ]);
            let main = plan.diagnosis(code);
            plan.add("69210", modifiers, main);
        }
        1 => {
            let main = plan.diagnosis("B07.9");
            plan.add("17110", &[], main);
        }
        2 => {
            let main = plan.diagnosis("L57.0");
            plan.add(office_visit(chart.is_known, 1), &["25"], main);
            plan.add("17000", &[], main);
            plan.line("17003", &[], main).units = random.between(1, 9) as u32;
        }
        3 => {
            let main = plan.diagnosis("L02.411");
            plan.add("10060", &[], main);
            plan.add("A4550", &[], main);
        }
        4 => {
            let main = plan.diagnosis("B35.1");
            plan.add("11721", &[], main);
        }
        _ => injury(random, chart, plan),
    }
}

/// A fall or a cut at home, the same day or the day before.
fn injury(random: &mut Random, chart: &Chart<'_>, plan: &mut Plan) {
    let accident_on = plan.day - Days::new(random.below(2));
    plan.circumstances.other_accident = "Y".into();
    plan.circumstances.accident_on = accident_on.to_string();
    if random.chance(450) {
        let cut = plan.diagnosis(random.pick(&["S61.210A", "S61.412A", "S81.811A"]));
        let knife = plan.diagnosis("W26.0XXA");
        plan.add(
            random.pick(&["12001", "12002"]),
            &[],
            format!("{cut}{knife}"),
        );
        if random.chance(500) {
            adult::vaccinate(chart, plan, "90715");
        }
        return;
    }
    let (code, film, brace, side) = random.pick(&[
        ("S93.401A", "73610", "L4360", "RT"),
        ("S93.402A", "73610", "L4360", "LT"),
        ("S63.501A", "73110", "L3908", "RT"),
        ("S63.502A", "73110", "L3908", "LT"),
        ("S80.01XA", "73562", "", "RT"),
    ]);
    let main = plan.diagnosis(code);
    let fall = plan.diagnosis("W18.30XA");
    plan.line(
        office_visit(chart.is_known, 1),
        &[],
        format!("{main}{fall}"),
    )
    .is_emergency = random.chance(80);
    plan.add(film, &[side], main);
    if !brace.is_empty() && random.chance(600) {
        plan.add(brace, &[side], main);
    }
    adult::separate(plan);
}
