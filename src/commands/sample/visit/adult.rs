//! Visits of adults: chronic care, checkups, acute illness, small procedures, hospital and home.

use chrono::{Datelike, Days};

use super::drug;
use super::procedure;
use super::{Chart, is_flu_season, office_visit};
use crate::commands::sample::clinic;
use crate::commands::sample::plan::{Drug, Plan};
use crate::commands::sample::random::Random;
use crate::domain::person::Sex;

/// What brings an adult in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reason {
    Checkup,
    Chronic,
    Acute,
    Joint,
    Therapy,
    Procedure,
    Injection,
    FluShot,
    Telehealth,
    Contraception,
    Hospital,
    Home,
    Management,
    OutsideLaboratory,
}

/// Fills in one visit.
pub(super) fn plan(random: &mut Random, chart: &mut Chart<'_>, plan: &mut Plan) {
    let age = chart.age(plan);
    if chart.person.is_resident {
        return nursing_home(random, chart, plan);
    }
    let is_due = chart
        .last_checkup
        .is_none_or(|last| (plan.day - last).num_days() > 366);
    let n_conditions = chart.person.conditions.len() as u64;
    let is_female = chart.person.sex == Sex::Female;
    let when = |condition: bool, weight: u64| if condition { weight } else { 0 };
    let reason = random.weighted(&[
        (Reason::Checkup, when(is_due, 34)),
        (Reason::Chronic, 16 * n_conditions.min(4)),
        (Reason::Acute, 24),
        (Reason::Joint, if age > 45 { 8 } else { 4 }),
        (Reason::Therapy, 4),
        (Reason::Procedure, 6),
        (Reason::Injection, when(chart.person.has("E53.8"), 30)),
        (
            Reason::FluShot,
            when(is_flu_season(plan.day) && chart.last_flu_shot.is_none(), 8),
        ),
        (Reason::Telehealth, 4),
        (
            Reason::Contraception,
            when(is_female && (18..46).contains(&age), 9),
        ),
        (Reason::Hospital, when(age > 60, n_conditions.min(3))),
        (Reason::Home, when(age > 84, 12)),
        (Reason::Management, when(age > 64 && n_conditions > 1, 3)),
        (
            Reason::OutsideLaboratory,
            when(!chart.has_medicare(plan), 2),
        ),
    ]);
    match reason {
        Reason::Checkup => checkup(random, chart, plan),
        Reason::Chronic => chronic(random, chart, plan),
        Reason::Acute => acute(random, chart, plan),
        Reason::Joint => procedure::joint(random, chart, plan),
        Reason::Therapy => procedure::therapy(random, chart, plan),
        Reason::Procedure => procedure::procedure(random, chart, plan),
        Reason::Injection => {
            let pointer = plan.diagnosis("E53.8");
            plan.add("96372", &[], pointer);
            plan.drug(&drug::CYANOCOBALAMIN, pointer);
        }
        Reason::FluShot => add_flu_shot(chart, plan),
        Reason::Telehealth => telehealth(random, chart, plan),
        Reason::Contraception => contraception(random, chart, plan),
        Reason::Hospital => hospital(random, chart, plan),
        Reason::Home => {
            list_conditions(chart, plan, 3);
            plan.place = "12";
            let pointers = plan.first_pointers();
            plan.add(random.pick(&["99347", "99348", "99349"]), &[], pointers);
        }
        Reason::Management => {
            list_conditions(chart, plan, 4);
            let pointers = plan.first_pointers();
            plan.add("99490", &[], pointers);
        }
        Reason::OutsideLaboratory => outside_laboratory(chart, plan),
    }
}

/// Puts the patient's conditions, at most so many, into box 21.
fn list_conditions(chart: &Chart<'_>, plan: &mut Plan, most: usize) {
    for condition in chart.person.conditions.iter().take(most) {
        let _ = plan.diagnosis(condition.code);
        for code in condition.with {
            let _ = plan.diagnosis(code);
        }
    }
    if plan.diagnoses.is_empty() {
        let _ = plan.diagnosis("R53.83");
    }
}

fn chronic(random: &mut Random, chart: &mut Chart<'_>, plan: &mut Plan) {
    let conditions = &chart.person.conditions;
    let sees_all = conditions.len() < 4 || random.chance(400);
    let count = if sees_all {
        conditions.len()
    } else {
        random.between(1, 4) as usize
    };
    list_conditions(chart, plan, count);
    if sees_all && conditions.len() > 4 {
        let _ = plan.diagnosis("Z79.899");
    }
    let level = if count > 4 {
        2 + usize::from(random.chance(300))
    } else {
        1 + count / 2
    };
    let pointers = plan.first_pointers();
    plan.add(office_visit(chart.is_known, level.min(3)), &[], pointers);
    let draws_blood = random.chance(430);
    for condition in conditions.iter().take(count) {
        for &code in condition.labs {
            let is_blood = code.starts_with('8');
            if plan.lines.iter().all(|line| line.code != code)
                && (draws_blood && is_blood || !is_blood && random.chance(350))
            {
                let pointer = plan.diagnosis(condition.code);
                let modifiers: &[&str] = match code {
                    "83036" | "80061" | "85610" => &["QW"],
                    _ => &[],
                };
                plan.add(code, modifiers, pointer);
            }
        }
    }
    if plan.lines.iter().any(|line| line.code.starts_with('8')) {
        plan.add("36415", &[], 'A');
    }
    let has_medicare = chart.has_medicare(plan);
    if is_flu_season(plan.day) && chart.last_flu_shot.is_none() && random.chance(250) {
        add_flu_shot(chart, plan);
    }
    if plan.diagnoses.contains(&"F17.210") && random.chance(300) {
        let pointer = plan.diagnosis("F17.210");
        plan.add("99406", &[], pointer);
    }
    separate(plan);
    if has_medicare
        && plan.lines.len() < 6
        && plan.lines[0].modifiers.is_empty()
        && random.chance(300)
    {
        plan.add("G2211", &[], 'A');
    }
}

/// Marks the office visit as separate where something else than tests was done as well.
pub(super) fn separate(plan: &mut Plan) {
    let is_test = |code: &str| code.starts_with(['7', '8']) || matches!(code, "36415" | "36416");
    let has_more = plan.lines.iter().skip(1).any(|line| !is_test(line.code));
    if has_more
        && let Some(visit) = plan.lines.first_mut()
        && visit.modifiers.is_empty()
    {
        visit.modifiers.push("25");
    }
}

fn checkup(random: &mut Random, chart: &mut Chart<'_>, plan: &mut Plan) {
    chart.last_checkup = Some(plan.day);
    if chart.has_medicare(plan) {
        return annual_wellness_visit(random, chart, plan);
    }
    let age = chart.age(plan);
    let has_findings = chart.person.conditions.len() > 1;
    let main = plan.diagnosis(if has_findings { "Z00.01" } else { "Z00.00" });
    let code = match (chart.is_known, age) {
        (true, ..40) => "99395",
        (true, 40..65) => "99396",
        (true, _) => "99397",
        (false, ..40) => "99385",
        (false, 40..65) => "99386",
        (false, _) => "99387",
    };
    plan.add(code, &[], main);
    if has_findings && random.chance(450) {
        let count = random.between(1, 3) as usize;
        list_conditions(chart, plan, count);
        let pointers: String = plan.first_pointers().chars().skip(1).collect();
        plan.add("99213", &["25"], pointers);
    }
    screenings(random, chart, plan, main);
    if is_flu_season(plan.day) && chart.last_flu_shot.is_none() && random.chance(400) {
        add_flu_shot(chart, plan);
    }
    if age >= 50 && random.chance(150) {
        vaccinate(chart, plan, "90750");
    } else if random.chance(60) {
        vaccinate(chart, plan, "90715");
    }
    separate(plan);
}

fn screenings(random: &mut Random, chart: &Chart<'_>, plan: &mut Plan, main: char) {
    let age = chart.age(plan);
    if random.chance(600) {
        plan.add("36415", &[], main);
        plan.add("80053", &[], main);
        plan.add("80061", &["QW"], main);
    }
    if random.chance(350) {
        let pointer = plan.diagnosis("Z13.31");
        plan.add("96127", &[], pointer);
    }
    if chart.person.sex == Sex::Male && age >= 55 && random.chance(400) {
        let pointer = plan.diagnosis("Z12.5");
        plan.add("84153", &[], pointer);
    }
    if age >= 45 && random.chance(250) {
        let pointer = plan.diagnosis("Z12.11");
        plan.add("82270", &["QW"], pointer);
    }
}

fn annual_wellness_visit(random: &mut Random, chart: &mut Chart<'_>, plan: &mut Plan) {
    let main = plan.diagnosis("Z00.00");
    let code = if chart.has_had_annual_visit {
        "G0439"
    } else {
        "G0438"
    };
    chart.has_had_annual_visit = true;
    plan.add(code, &[], main);
    if code == "G0439" && random.chance(500) {
        let pointer = plan.diagnosis("Z13.31");
        plan.add("G0444", &["59"], pointer);
    }
    if !chart.person.conditions.is_empty() && random.chance(500) {
        let count = random.between(1, 3) as usize;
        list_conditions(chart, plan, count);
        let pointers: String = plan.first_pointers().chars().skip(1).collect();
        plan.add("99213", &["25"], pointers);
        if random.chance(450) {
            let first = plan.diagnosis(chart.person.conditions[0].code);
            plan.add("36415", &[], first);
            plan.add("80053", &[], first);
            plan.add("80061", &["QW"], first);
        }
    }
    if chart.person.sex == Sex::Male && chart.age(plan) < 76 && random.chance(300) {
        let pointer = plan.diagnosis("Z12.5");
        plan.add("G0103", &[], pointer);
    }
    if chart.age(plan) < 76 && random.chance(200) {
        let pointer = plan.diagnosis("Z12.11");
        plan.add("G0328", &["QW"], pointer);
    }
    if is_flu_season(plan.day) && chart.last_flu_shot.is_none() {
        add_flu_shot(chart, plan);
    }
}

fn add_flu_shot(chart: &mut Chart<'_>, plan: &mut Plan) {
    chart.last_flu_shot = Some(plan.day);
    let product = if chart.age(plan) >= 65 {
        "90662"
    } else {
        "90656"
    };
    vaccinate(chart, plan, product);
}

/// Adds one vaccine and its administration.
pub(super) fn vaccinate(chart: &Chart<'_>, plan: &mut Plan, product: &'static str) {
    let pointer = plan.diagnosis("Z23");
    let is_flu = matches!(product, "90662" | "90656");
    let giving = if is_flu && chart.has_medicare(plan) {
        "G0008"
    } else if plan.lines.iter().any(|line| line.code == "90471") {
        "90472"
    } else {
        "90471"
    };
    plan.add(giving, &[], pointer);
    let drug = drug::VACCINES.iter().find(|drug| drug.code == product);
    let names_drug = matches!(chart.payer(plan), "MCD" | "HMO");
    let line = plan.line(product, &[], pointer);
    line.drug = drug.filter(|_| names_drug);
}

/// An illness of a few days: who gets it, what is tested, what is given.
struct Illness {
    code: &'static str,
    ages: (u32, u32),
    sex: Option<Sex>,
    weight: u64,
    tests: &'static [(&'static str, &'static str)],
    drug: Option<&'static Drug>,
}

const fn illness(
    code: &'static str,
    ages: (u32, u32),
    weight: u64,
    tests: &'static [(&'static str, &'static str)],
) -> Illness {
    Illness {
        code,
        ages,
        sex: None,
        weight,
        tests,
        drug: None,
    }
}

const ILLNESSES: &[Illness] = &[
    illness("J06.9", (18, 120), 20, &[]),
    illness("J02.0", (18, 45), 6, &[("87880", "QW")]),
    illness("J02.9", (18, 60), 8, &[("87880", "QW")]),
    illness("J01.90", (18, 120), 10, &[]),
    illness("J20.9", (18, 120), 8, &[("94760", "")]),
    illness("J11.1", (18, 120), 5, &[("87804", "QW"), ("87804", "59")]),
    illness("U07.1", (18, 120), 6, &[("87426", "QW")]),
    illness(
        "J18.9",
        (45, 120),
        4,
        &[("71046", ""), ("85025", ""), ("36415", "")],
    ),
    Illness {
        sex: Some(Sex::Female),
        ..illness("N39.0", (18, 120), 12, &[("81003", "QW")])
    },
    Illness {
        sex: Some(Sex::Female),
        ..illness("B37.31", (18, 60), 4, &[("87210", "")])
    },
    Illness {
        drug: Some(&drug::ONDANSETRON),
        ..illness("K52.9", (18, 120), 6, &[])
    },
    Illness {
        drug: Some(&drug::CEFTRIAXONE),
        ..illness("L03.115", (25, 120), 3, &[("85025", ""), ("36415", "")])
    },
    Illness {
        drug: Some(&drug::CEFTRIAXONE),
        ..illness("L03.116", (25, 120), 3, &[])
    },
    Illness {
        drug: Some(&drug::DEXAMETHASONE),
        ..illness("L23.7", (18, 80), 4, &[])
    },
    Illness {
        drug: Some(&drug::KETOROLAC),
        ..illness("G43.909", (18, 60), 4, &[])
    },
    illness("R51.9", (18, 120), 4, &[]),
    illness("R07.9", (38, 120), 4, &[("93000", ""), ("71046", "")]),
    illness(
        "R42",
        (50, 120),
        5,
        &[("93000", ""), ("85025", ""), ("36415", "")],
    ),
    illness(
        "R53.83",
        (18, 120),
        5,
        &[("85025", ""), ("84443", ""), ("80053", ""), ("36415", "")],
    ),
    illness(
        "R10.9",
        (18, 120),
        5,
        &[("81003", "QW"), ("85025", ""), ("36415", "")],
    ),
];

fn acute(random: &mut Random, chart: &Chart<'_>, plan: &mut Plan) {
    let age = chart.age(plan);
    let choices: Vec<(&Illness, u64)> = ILLNESSES
        .iter()
        .filter(|illness| (illness.ages.0..=illness.ages.1).contains(&age))
        .filter(|illness| illness.sex.is_none_or(|sex| sex == chart.person.sex))
        .map(|illness| (illness, illness.weight))
        .collect();
    let illness = random.weighted(&choices);
    let main = plan.diagnosis(illness.code);
    let level = if illness.tests.len() > 2 {
        2
    } else {
        usize::from(random.chance(850))
    };
    plan.add(office_visit(chart.is_known, level), &[], main);
    for (code, modifier) in illness.tests {
        let modifiers: &[&str] = match *modifier {
            "" => &[],
            // The second strain of a kit is read apart.
            "59" => &["QW", "59"],
            _ => &["QW"],
        };
        plan.add(code, modifiers, main);
    }
    if let Some(drug) = illness.drug
        && random.chance(600)
    {
        plan.add("96372", &[], main);
        plan.drug(drug, main);
    } else if illness.code == "J20.9" && random.chance(300) {
        plan.add("94640", &[], main);
        plan.drug(&drug::ALBUTEROL, main);
    }
    separate(plan);
    if random.chance(350) {
        let onset = plan.day - Days::new(random.between(1, 9) as u64);
        plan.circumstances.illness_on = onset.to_string();
        plan.circumstances.illness_qualifier = "431".into();
    }
}

fn telehealth(random: &mut Random, chart: &Chart<'_>, plan: &mut Plan) {
    plan.place = "10";
    list_conditions(chart, plan, 2);
    let pointers = plan.first_pointers();
    plan.add(
        random.pick(&["99212", "99213", "99213", "99214"]),
        &["95"],
        pointers,
    );
}

fn contraception(random: &mut Random, chart: &Chart<'_>, plan: &mut Plan) {
    let is_medicaid = chart.payer(plan) == "MCD";
    match random.weighted(&[(0, 50), (1, 10), (2, 25), (3, 15)]) {
        0 => {
            let main = plan.diagnosis("Z30.42");
            plan.add("96372", &[], main);
            plan.drug(&drug::MEDROXYPROGESTERONE, main);
            if random.chance(300) {
                plan.add("81025", &["QW"], main);
            }
        }
        1 => {
            let main = plan.diagnosis("Z30.430");
            plan.add("58300", &[], main);
            plan.drug(&drug::INTRAUTERINE_SYSTEM, main);
        }
        2 => {
            let main = plan.diagnosis("Z01.419");
            plan.add("S0612", &[], main);
            plan.add("Q0091", &[], main);
        }
        _ => {
            let main = plan.diagnosis("Z32.01");
            plan.add(office_visit(chart.is_known, 1), &[], main);
            plan.add("81025", &["QW"], main);
            let period = plan.day - Days::new(random.between(33, 60) as u64);
            plan.circumstances.illness_on = period.to_string();
            plan.circumstances.illness_qualifier = "484".into();
        }
    }
    let is_planning = plan.diagnoses[0].starts_with("Z30");
    for line in &mut plan.lines {
        line.is_family_planning = is_medicaid && is_planning;
    }
}

fn hospital(random: &mut Random, chart: &Chart<'_>, plan: &mut Plan) {
    let (code, also) = random.pick(&[("J18.9", "J44.9"), ("A41.9", "N39.0"), ("I50.33", "N17.9")]);
    let main = plan.diagnosis(code);
    let second = plan.diagnosis(also);
    for condition in chart.person.conditions.iter().take(7) {
        // Heart failure is coded with the disease behind it, not beside it.
        if !matches!(condition.code, "I11.0" | "J45.40" | "J45.909" | "I10") {
            let _ = plan.diagnosis(condition.code);
        }
    }
    plan.place = "21";
    plan.facility = clinic::HOSPITAL;
    plan.referring = Some((clinic::HOSPITALIST, "DN"));
    let nights = random.between(2, 5) as u32;
    let pointers = plan.first_pointers();
    plan.add(random.pick(&["99222", "99223"]), &[], pointers.clone());
    if nights > 2 {
        let days = nights - 1;
        let line = plan.line("99232", &[], pointers);
        line.offset = 1;
        line.days = days;
        line.units = days;
    }
    plan.line("99238", &[], format!("{main}{second}")).offset = nights;
    plan.circumstances.hospital_from = plan.day.to_string();
    plan.circumstances.hospital_to = (plan.day + Days::new(u64::from(nights))).to_string();
    plan.circumstances.signed_on = plan.circumstances.hospital_to.clone();
}

fn nursing_home(random: &mut Random, chart: &Chart<'_>, plan: &mut Plan) {
    plan.place = "32";
    plan.facility = clinic::NURSING_HOME;
    let _ = plan.diagnosis(random.pick(&["R26.89", "M62.81", "I69.351", "L89.152"]));
    list_conditions(chart, plan, random.between(2, 9) as usize);
    let code = if chart.is_known {
        random.pick(&["99308", "99308", "99309", "99307", "99310"])
    } else {
        "99305"
    };
    let pointers = plan.first_pointers();
    plan.add(code, &[], pointers);
    if plan.day.month() == 10 && random.chance(300) {
        let pointer = plan.diagnosis("Z23");
        let giving = if chart.has_medicare(plan) {
            "G0008"
        } else {
            "90471"
        };
        plan.add(giving, &[], pointer);
        plan.add("90662", &[], pointer);
    }
    if random.chance(80) {
        let nails = plan.diagnosis("B35.1");
        plan.add("11721", &["59"], nails);
    }
}

/// A test that the reference laboratory made and the clinic bills (box 20).
fn outside_laboratory(chart: &Chart<'_>, plan: &mut Plan) {
    let main = plan.diagnosis(if chart.person.has("E03.9") {
        "E03.9"
    } else {
        "R53.83"
    });
    plan.facility = clinic::LABORATORY;
    plan.circumstances.outside_lab = "Y".into();
    plan.circumstances.outside_lab_charge = "22.50".into();
    plan.add("84443", &["90"], main);
}
