//! Box 21: the diagnoses and their edition.

use chrono::NaiveDate;

use super::rule::*;
use super::{Scrub, visit};
use crate::domain::code::known::CodeStatus;
use crate::domain::code::list::{self, PatientRule};
use crate::domain::code::{DiagnosisCode, IcdIndicator};
use crate::domain::date::{age_on, spoken};
use crate::domain::encounter::line::Pointers;
use crate::domain::encounter::{DIAGNOSIS_COLUMNS, Encounter};
use crate::domain::person::Sex;

/// The first day of ICD-10-CM in the United States (45 CFR 162.1002).
const ICD10_FROM: NaiveDate = match NaiveDate::from_ymd_opt(2015, 10, 1) {
    Some(day) => day,
    None => NaiveDate::MAX,
};

/// The diagnoses that are there, with their positions.
fn given(encounter: &Encounter) -> impl Iterator<Item = (usize, &DiagnosisCode)> {
    encounter
        .diagnoses
        .iter()
        .enumerate()
        .filter_map(|(position, code)| Some((position, code.as_ref()?)))
}

/// At least one diagnosis, none twice, and each of use to some line.
pub(super) fn presence(scrub: &mut Scrub<'_>) {
    let encounter = &scrub.facts.encounter;
    if given(encounter).next().is_none() {
        scrub.report(
            &NO_DIAGNOSIS,
            visit("dx_a"),
            "The visit has no diagnosis; enter at least one.",
        );
    }
    for (position, code) in given(encounter) {
        if let Some((first, _)) =
            given(encounter).find(|(earlier, other)| *earlier < position && *other == code)
        {
            scrub.report(
                &DIAGNOSIS_REPEATED,
                visit(DIAGNOSIS_COLUMNS[position]),
                format!(
                    "{code} stands at {} already; drop it here and correct the pointers.",
                    Pointers::letter(first)
                ),
            );
        }
        let is_pointed = encounter
            .lines
            .iter()
            .any(|line| line.pointers.positions().any(|one| one == position));
        if !is_pointed && !encounter.lines.is_empty() {
            scrub.report(
                &DIAGNOSIS_NOT_POINTED,
                visit(DIAGNOSIS_COLUMNS[position]),
                format!(
                    "No service line points to {} ({code}); add it to a line or drop it.",
                    Pointers::letter(position)
                ),
            );
        }
    }
}

/// The ICD indicator against the dates of service.
pub(super) fn edition(scrub: &mut Scrub<'_>) {
    let encounter = &scrub.facts.encounter;
    let column = visit("icd_indicator");
    if encounter.icd == IcdIndicator::Icd9 {
        scrub.report(
            &DIAGNOSIS_NOT_CHECKED,
            column,
            "The ICD-9-CM codes are not at hand and were not checked; compare them with the book.",
        );
    }
    let Some((first, last)) = encounter.first_day().zip(encounter.last_day()) else {
        return;
    };
    match encounter.icd {
        IcdIndicator::Icd9 if last >= ICD10_FROM => scrub.report(
            &ICD_INDICATOR,
            column,
            "Services from 10/01/2015 on need ICD-10-CM codes; set the indicator to 0 and code anew.",
        ),
        IcdIndicator::Icd10 if first < ICD10_FROM => scrub.report(
            &ICD_INDICATOR,
            column,
            "Services before 10/01/2015 need ICD-9-CM codes; set the indicator to 9 and code anew.",
        ),
        _ => {}
    }
}

/// Each diagnosis against the code set, on the days of the lines that point to it.
pub(super) fn validity(scrub: &mut Scrub<'_>) {
    let encounter = &scrub.facts.encounter;
    for (position, code) in given(encounter) {
        if !code.is_well_formed() {
            report_shape(scrub, position, code);
            continue;
        }
        if code.indicator() == IcdIndicator::Icd9 {
            continue;
        }
        let found: Vec<(NaiveDate, CodeStatus)> = days_of(encounter, position)
            .into_iter()
            .map(|day| (day, scrub.known.diagnosis(code, day)))
            .filter(|(_, status)| !matches!(status, CodeStatus::Valid { .. }))
            .collect();
        // A certain fault says more than a day that could not be checked.
        let worst = found
            .iter()
            .find(|(_, status)| !matches!(status, CodeStatus::BeforeSet { .. }))
            .or_else(|| found.first());
        if let Some((day, status)) = worst {
            report_status(scrub, position, code, *day, status);
        }
    }
}

/// The first and last days of the lines that point to a diagnosis; the visit's, where none does.
fn days_of(encounter: &Encounter, position: usize) -> Vec<NaiveDate> {
    let mut days: Vec<NaiveDate> = encounter
        .lines
        .iter()
        .filter(|line| line.pointers.positions().any(|one| one == position))
        .flat_map(|line| [line.from_on, line.last_day()])
        .collect();
    if days.is_empty() {
        days.extend(encounter.first_day());
        days.extend(encounter.last_day());
    }
    days.sort_unstable();
    days.dedup();
    days
}

/// A code that no edition could hold.
fn report_shape(scrub: &mut Scrub<'_>, position: usize, code: &DiagnosisCode) {
    let edition = match code.indicator() {
        IcdIndicator::Icd10 => "ICD-10-CM",
        IcdIndicator::Icd9 => "ICD-9-CM",
    };
    scrub.report(
        &DIAGNOSIS_FORMAT,
        visit(DIAGNOSIS_COLUMNS[position]),
        format!("{code} does not have the shape of an {edition} code; search for the right one."),
    );
}

fn report_status(
    scrub: &mut Scrub<'_>,
    position: usize,
    code: &DiagnosisCode,
    day: NaiveDate,
    status: &CodeStatus,
) {
    let column = visit(DIAGNOSIS_COLUMNS[position]);
    match status {
        CodeStatus::Valid { .. } => {}
        CodeStatus::Unknown => scrub.report(
            &DIAGNOSIS_UNKNOWN,
            column,
            format!("{code} is not an ICD-10-CM code; search for the right one."),
        ),
        CodeStatus::NotBillable { children, more, .. } => {
            let advice = match (children.is_empty(), more) {
                (true, _) => "search for a code in force".to_owned(),
                (false, false) => format!("choose one of {}", children.join(", ")),
                (false, true) => format!("choose one of {} or another below it", children.join(", ")),
            };
            scrub.report(
                &DIAGNOSIS_NOT_BILLABLE,
                column,
                format!("{code} is a heading on {}; {advice}.", spoken(day)),
            );
        }
        CodeStatus::NotInForce { from, to } => scrub.report(
            &DIAGNOSIS_NOT_IN_FORCE,
            column,
            not_in_force(&code.to_string(), day, *from, *to),
        ),
        CodeStatus::BeforeSet { set_from } => scrub.report(
            &DIAGNOSIS_NOT_CHECKED,
            column,
            format!(
                "The ICD-10-CM editions at hand begin on {}, so {code} was not checked for {}; compare it with that year's list.",
                spoken(*set_from),
                spoken(day)
            ),
        ),
    }
}

/// The sentence on a code that was not in force on a day, with the dates that are known.
pub(super) fn not_in_force(
    code: &str,
    day: NaiveDate,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
) -> String {
    let when = match (from.filter(|from| day < *from), to) {
        (Some(from), _) => format!("it begins on {}", spoken(from)),
        (None, Some(to)) => format!("it ended on {}", spoken(to)),
        (None, None) => "its dates are not known".to_owned(),
    };
    format!(
        "{code} was not in force on {}: {when}; choose a code of that day.",
        spoken(day)
    )
}

/// What may not stand first: in box 21, and as a line's first pointer.
pub(super) fn sequence(scrub: &mut Scrub<'_>) {
    let encounter = &scrub.facts.encounter;
    let known = scrub.known;
    let Some((position, first)) = given(encounter).next() else {
        return;
    };
    if known.is_manifestation(first) {
        scrub.report(
            &MANIFESTATION_FIRST,
            visit(DIAGNOSIS_COLUMNS[position]),
            format!("{first} is a manifestation of another disease and never stands first; put the disease itself before it."),
        );
    }
    if is_external_cause(first) {
        scrub.report(
            &EXTERNAL_CAUSE_FIRST,
            visit(DIAGNOSIS_COLUMNS[position]),
            format!("{first} tells how an injury happened and never stands first; put the injury before it."),
        );
    }
    for line in &encounter.lines {
        let pointed = line
            .pointers
            .positions()
            .next()
            .filter(|pointed| *pointed != position)
            .and_then(|pointed| encounter.diagnoses.get(pointed)?.as_ref());
        if let Some(code) = pointed.filter(|code| known.is_manifestation(code)) {
            scrub.report(
                &MANIFESTATION_POINTED_FIRST,
                crate::domain::finding::FieldRef::on_line(line.number, "pointers"),
                format!(
                    "Line {} points first to {code}, a manifestation of another disease; point to the disease first.",
                    line.number
                ),
            );
        }
    }
}

/// Chapter 20 of ICD-10-CM: V00 to Y99.
fn is_external_cause(code: &DiagnosisCode) -> bool {
    code.indicator() == IcdIndicator::Icd10 && code.as_str().starts_with(['V', 'W', 'X', 'Y'])
}

/// Pairs that the tabular list says are not coded together.
pub(super) fn exclusions(scrub: &mut Scrub<'_>) {
    let encounter = &scrub.facts.encounter;
    let known = scrub.known;
    for (position, code) in given(encounter) {
        for (_, earlier) in given(encounter).filter(|(before, _)| *before < position) {
            if let Some(exclusion) = known.excluded_together(earlier, code) {
                scrub.report(
                    &EXCLUDES1,
                    visit(DIAGNOSIS_COLUMNS[position]),
                    format!(
                        "{earlier} and {code} are not coded together unless they are unrelated (Excludes1: {}); keep both only if they are.",
                        exclusion.note
                    ),
                );
            }
        }
    }
}

/// Diagnoses that usually belong to another sex or age.
pub(super) fn patient_hints(scrub: &mut Scrub<'_>) {
    let facts = scrub.facts;
    let encounter = &facts.encounter;
    let Some(day) = encounter.first_day() else {
        return;
    };
    let sex = facts.patient.sex;
    let age = age_on(facts.patient.birth_date, day);
    for (position, code) in given(encounter) {
        for hint in list::patient_hints(code) {
            let column = visit(DIAGNOSIS_COLUMNS[position]);
            let (rule, who) = match hint.rule {
                PatientRule::Female if sex == Sex::Male => (&DIAGNOSIS_SEX, "women".to_owned()),
                PatientRule::Male if sex == Sex::Female => (&DIAGNOSIS_SEX, "men".to_owned()),
                PatientRule::Age(low, high)
                    if !(u32::from(low)..=u32::from(high)).contains(&age) =>
                {
                    let who = match (low, high) {
                        (0, 0) => "children under 1 year".to_owned(),
                        (low, 124) => format!("patients of {low} years and more"),
                        (low, high) => format!("patients of {low} to {high} years"),
                    };
                    (&DIAGNOSIS_AGE, who)
                }
                PatientRule::Newborn if age > 0 => (
                    &DIAGNOSIS_AGE,
                    "newborns, or a condition from birth".to_owned(),
                ),
                _ => continue,
            };
            scrub.report(
                rule,
                column,
                format!(
                    "{code} is usually for {who} ({}); check the code and the patient's sex and birth date.",
                    hint.detail
                ),
            );
        }
    }
}
