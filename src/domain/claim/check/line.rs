//! Boxes 24A to 24G and the shaded line: what was done, when, where and for how much.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};

use super::diagnosis::not_in_force;
use super::rule::*;
use super::{Scrub, visit};
use crate::domain::code::known::CodeStatus;
use crate::domain::code::list;
use crate::domain::code::{CodeSystem, Modifier, ProcedureCode};
use crate::domain::coverage::Rank;
use crate::domain::date::spoken;
use crate::domain::encounter::line::{Pointers, ServiceLine};
use crate::domain::finding::{FieldRef, Record};
use crate::domain::payer::PayerKind;

/// Modifiers and diagnosis letters that a line of the form holds.
const MOST_ON_A_LINE: usize = 4;

/// From how many days before the filing limit a claim is worth a word.
const FILING_NOTICE_DAYS: i64 = 14;

/// Modifiers that say why a service stands on the claim twice.
const REPEAT_MODIFIERS: [&str; 8] = ["59", "76", "77", "91", "XE", "XP", "XS", "XU"];

const MODIFIER_COLUMNS: [&str; 4] = ["modifier1", "modifier2", "modifier3", "modifier4"];

const fn field(line: &ServiceLine, column: &'static str) -> FieldRef {
    FieldRef::on_line(line.number, column)
}

/// At least one line.
pub(super) fn presence(scrub: &mut Scrub<'_>) {
    if scrub.facts.encounter.lines.is_empty() {
        scrub.report(
            &NO_SERVICE_LINES,
            FieldRef::of(Record::ServiceLine, "line"),
            "The visit has no service lines; enter what was done.",
        );
    }
}

/// Box 24A.
pub(super) fn dates(scrub: &mut Scrub<'_>) {
    let facts = scrub.facts;
    let patient = &facts.patient;
    for line in &facts.encounter.lines {
        let (from, last) = (line.from_on, line.last_day());
        if last < from {
            scrub.report(
                &SERVICE_DATES_ORDER,
                field(line, "to_on"),
                format!(
                    "Line {} ends on {}, before it begins; correct one of the dates.",
                    line.number,
                    spoken(last)
                ),
            );
        }
        let latest = from.max(last);
        if latest > scrub.today {
            let column = if from > scrub.today {
                "from_on"
            } else {
                "to_on"
            };
            scrub.report(
                &SERVICE_DATE_FUTURE,
                field(line, column),
                format!(
                    "Line {} has the date {}, which lies in the future; correct it or wait.",
                    line.number,
                    spoken(latest)
                ),
            );
        }
        if from < patient.birth_date {
            scrub.report(
                &SERVICE_BEFORE_BIRTH,
                field(line, "from_on"),
                format!(
                    "Line {} is dated {}, before the patient's birth on {}; correct one of them.",
                    line.number,
                    spoken(from),
                    spoken(patient.birth_date)
                ),
            );
        }
        if let Some(died) = patient.deceased_on.filter(|died| latest > *died) {
            scrub.report(
                &SERVICE_AFTER_DEATH,
                field(line, "from_on"),
                format!(
                    "Line {} is dated {}, after the patient's death on {}; correct one of them.",
                    line.number,
                    spoken(latest),
                    spoken(died)
                ),
            );
        }
    }
}

/// The payer's limit for filing, while the claim is not on paper yet.
///
/// Replacements, and claims that follow another payer's decision, have other limits.
pub(super) fn filing(scrub: &mut Scrub<'_>) {
    let facts = scrub.facts;
    let follows_another = facts.coverage.rank > Rank::Primary && !facts.is_medicare();
    if !scrub.claim.status.is_unprinted()
        || facts.encounter.resubmission.is_some()
        || follows_another
    {
        return;
    }
    let Some(limit) = facts.payer.timely_filing_days else {
        return;
    };
    let earliest = facts.encounter.lines.iter().min_by_key(|line| line.from_on);
    let Some((line, last_day)) = earliest.and_then(|line| {
        Some((
            line,
            line.from_on.checked_add_days(Days::new(limit.into()))?,
        ))
    }) else {
        return;
    };
    let left = (last_day - scrub.today).num_days();
    if left < 0 {
        scrub.report(
            &FILING_PASSED,
            field(line, "from_on"),
            format!(
                "{} wanted this claim by {}; send proof of earlier filing with it or ask for an exception.",
                facts.payer.name,
                spoken(last_day)
            ),
        );
    } else if left <= FILING_NOTICE_DAYS {
        scrub.report(
            &FILING_NEAR,
            field(line, "from_on"),
            format!(
                "{} must have this claim by {}; mail it now.",
                facts.payer.name,
                spoken(last_day)
            ),
        );
    }
}

/// Box 24B.
pub(super) fn places(scrub: &mut Scrub<'_>) {
    let facts = scrub.facts;
    let encounter = &facts.encounter;
    // Box 32 then names the laboratory, wherever the patient was.
    let is_outside_lab = encounter.is_outside_lab == Some(true);
    for line in &encounter.lines {
        let place = encounter.place_of(line);
        let column = match line.place_of_service {
            Some(_) => field(line, "place_of_service"),
            None => visit("place_of_service"),
        };
        if list::place_of_service(place.as_str()).is_none() {
            scrub.report(
                &PLACE_UNKNOWN,
                column,
                format!("{place} is not a place of service; choose one such as 11 for the office."),
            );
        } else if let Some(facility) = facts
            .facility
            .as_ref()
            .filter(|facility| facility.place_of_service != *place && !is_outside_lab)
        {
            scrub.report(
                &PLACE_OF_FACILITY,
                column,
                format!(
                    "Box 24B says place {place}, but {} in box 32 is a place {}; correct one of them.",
                    facility.name, facility.place_of_service
                ),
            );
        }
    }
}

/// Box 24D: the procedure against its code set, on the first day and the last.
pub(super) fn procedures(scrub: &mut Scrub<'_>) {
    let known = scrub.known;
    for line in &scrub.facts.encounter.lines {
        let code = &line.code;
        if !code.is_well_formed() {
            scrub.report(
                &PROCEDURE_FORMAT,
                field(line, "code"),
                format!("{code} does not have the shape of a CPT or HCPCS code, such as 99213 or J3420; correct it."),
            );
            continue;
        }
        let fault = [line.from_on, line.last_day()]
            .into_iter()
            .map(|day| (day, known.procedure(code, day)))
            .find(|(_, status)| !matches!(status, CodeStatus::Valid { .. }));
        if let Some((day, status)) = fault {
            report_procedure(scrub, line, day, status);
        }
    }
}

fn report_procedure(scrub: &mut Scrub<'_>, line: &ServiceLine, day: NaiveDate, status: CodeStatus) {
    let code = &line.code;
    let column = field(line, "code");
    match status {
        CodeStatus::Valid { .. } => {}
        CodeStatus::Unknown if is_from_a_shipped_set(code) => scrub.report(
            &HCPCS_UNKNOWN,
            column,
            format!("{code} is not in the HCPCS Level II list; correct it, or load CMS's newer list."),
        ),
        CodeStatus::Unknown => scrub.report(
            &CPT_UNKNOWN,
            column,
            format!("{code} has no fee and is in no list that was loaded; check it for a slip of the finger."),
        ),
        CodeStatus::NotBillable { .. } => scrub.report(
            &PROCEDURE_NOT_BILLABLE,
            column,
            format!("{code} is a heading and cannot be billed; choose a code below it."),
        ),
        CodeStatus::NotInForce { from, to } => scrub.report(
            &PROCEDURE_NOT_IN_FORCE,
            column,
            not_in_force(code.as_str(), day, from, to),
        ),
        CodeStatus::BeforeSet { set_from } => scrub.report(
            &PROCEDURE_NOT_CHECKED,
            column,
            format!(
                "The list at hand begins on {}, so {code} was not checked for {}; compare it with that year's list.",
                spoken(set_from),
                spoken(day)
            ),
        ),
    }
}

/// HCPCS Level II without the dental codes, which are the American Dental Association's.
fn is_from_a_shipped_set(code: &ProcedureCode) -> bool {
    code.system() == CodeSystem::Hcpcs && !code.as_str().starts_with('D')
}

/// Box 24D: the modifiers.
pub(super) fn modifiers(scrub: &mut Scrub<'_>) {
    let known = scrub.known;
    for line in &scrub.facts.encounter.lines {
        if line.modifiers.len() > MOST_ON_A_LINE {
            scrub.report(
                &MODIFIERS_TOO_MANY,
                field(line, "modifier4"),
                format!(
                    "Line {} has more than four modifiers; use 99 and name the others in box 19.",
                    line.number
                ),
            );
        }
        for (idx, modifier) in line.modifiers.iter().enumerate() {
            let column = field(line, MODIFIER_COLUMNS[idx.min(MOST_ON_A_LINE - 1)]);
            if line.modifiers[..idx].contains(modifier) {
                scrub.report(
                    &MODIFIER_REPEATED,
                    column,
                    format!(
                        "Modifier {modifier} stands twice on line {}; drop one.",
                        line.number
                    ),
                );
                continue;
            }
            match known.modifier(modifier, line.from_on) {
                CodeStatus::Unknown | CodeStatus::NotBillable { .. } => scrub.report(
                    &MODIFIER_UNKNOWN,
                    column,
                    format!("Modifier {modifier} is in no list; check it."),
                ),
                CodeStatus::NotInForce { from, to } => scrub.report(
                    &MODIFIER_NOT_IN_FORCE,
                    column,
                    not_in_force(&format!("Modifier {modifier}"), line.from_on, from, to),
                ),
                // The lists carry no history, so an early day says nothing about a modifier.
                CodeStatus::Valid { .. } | CodeStatus::BeforeSet { .. } => {}
            }
        }
    }
}

/// Box 24E.
pub(super) fn pointers(scrub: &mut Scrub<'_>) {
    let facts = scrub.facts;
    for line in &facts.encounter.lines {
        let positions: Vec<usize> = line.pointers.positions().collect();
        let column = field(line, "pointers");
        for (idx, &position) in positions.iter().enumerate() {
            let letter = Pointers::letter(position);
            if positions[..idx].contains(&position) {
                scrub.report(
                    &POINTER_REPEATED,
                    column,
                    format!("Line {} points to {letter} twice; drop one.", line.number),
                );
            } else if facts
                .encounter
                .diagnoses
                .get(position)
                .is_none_or(Option::is_none)
            {
                scrub.report(
                    &POINTER_TO_NOTHING,
                    column,
                    format!(
                        "Line {} points to {letter}, but box 21 has no diagnosis there; enter it or correct the pointer.",
                        line.number
                    ),
                );
            }
        }
        if facts.is_medicare() {
            if positions.len() > 1 {
                scrub.report(
                    &MEDICARE_ONE_POINTER,
                    column,
                    format!(
                        "Medicare takes one diagnosis a line and only {} of {} will print; put the one that counts first.",
                        Pointers::letter(positions[0]),
                        line.pointers
                    ),
                );
            }
        } else if positions.len() > MOST_ON_A_LINE {
            scrub.report(
                &POINTERS_TOO_MANY,
                column,
                format!(
                    "Line {} points to {} diagnoses and box 24E holds four; keep the four that count.",
                    line.number,
                    positions.len()
                ),
            );
        }
    }
}

/// Box 24F.
pub(super) fn charges(scrub: &mut Scrub<'_>) {
    for line in &scrub.facts.encounter.lines {
        let column = field(line, "charge");
        if line.charge.is_zero() && !is_quality_code(&line.code) {
            scrub.report(
                &CHARGE_ZERO,
                column,
                format!(
                    "Line {} charges nothing, which many payers return; enter the charge, or leave it if the service is only reported.",
                    line.number
                ),
            );
        }
    }
}

/// CPT category II: codes that report quality and carry no charge.
fn is_quality_code(code: &ProcedureCode) -> bool {
    code.as_str().ends_with('F')
}

/// Box 24G.
pub(super) fn units(scrub: &mut Scrub<'_>) {
    for line in &scrub.facts.encounter.lines {
        let column = field(line, "units");
        if line.units.thousandths() <= 0 {
            scrub.report(
                &UNITS_ZERO,
                column,
                format!("Line {} has no units; enter at least one.", line.number),
            );
            continue;
        }
        let days = (line.last_day() - line.from_on).num_days() + 1;
        if days > 1 && line.units.whole() != Some(days) {
            scrub.report(
                &SPAN_UNITS,
                column,
                format!(
                    "Line {} spans {days} days but has {} units; a span stands for one unit a day, so correct one of them.",
                    line.number, line.units
                ),
            );
        }
    }
}

/// The drug in the shaded line.
pub(super) fn drugs(scrub: &mut Scrub<'_>) {
    let facts = scrub.facts;
    for line in &facts.encounter.lines {
        let quantity = line
            .ndc_quantity
            .filter(|quantity| quantity.thousandths() > 0);
        let Some(ndc) = &line.ndc else {
            if line.ndc_unit.is_some() || line.ndc_quantity.is_some() {
                scrub.report(
                    &NDC_MISSING,
                    field(line, "ndc"),
                    format!(
                        "Line {} has a drug's unit or quantity but no drug code; enter the NDC or drop them.",
                        line.number
                    ),
                );
            } else if facts.payer.kind == PayerKind::Medicaid && line.code.as_str().starts_with('J')
            {
                scrub.report(
                    &NDC_EXPECTED,
                    field(line, "ndc"),
                    format!(
                        "Medicaid wants the NDC of the drug on line {}; copy it from the package.",
                        line.number
                    ),
                );
            }
            continue;
        };
        if line.ndc_unit.is_none() {
            scrub.report(
                &NDC_UNIT_MISSING,
                field(line, "ndc_unit"),
                format!("Drug code {ndc} has no unit; choose F2, GR, ME, ML or UN."),
            );
        }
        if quantity.is_none() {
            scrub.report(
                &NDC_QUANTITY_MISSING,
                field(line, "ndc_quantity"),
                format!("Drug code {ndc} has no quantity; enter how much was given."),
            );
        }
    }
}

/// The same service twice without a modifier that says why.
pub(super) fn repeats(scrub: &mut Scrub<'_>) {
    let encounter = &scrub.facts.encounter;
    let mut seen = HashMap::new();
    for line in &encounter.lines {
        let says_why = |modifier: &Modifier| REPEAT_MODIFIERS.contains(&modifier.as_str());
        if line.modifiers.iter().any(says_why) {
            continue;
        }
        let mut modifiers: Vec<&Modifier> = line.modifiers.iter().collect();
        modifiers.sort_unstable();
        let service = (
            line.from_on,
            line.last_day(),
            &line.code,
            modifiers,
            encounter.rendering_of(line),
        );
        if let Some(first) = seen.get(&service) {
            scrub.report(
                &LINE_REPEATED,
                field(line, "code"),
                format!(
                    "Line {} bills {} again like line {first}; drop it, join the units, or add a modifier such as 76 or 59.",
                    line.number, line.code
                ),
            );
        } else {
            let _none = seen.insert(service, line.number);
        }
    }
}
