//! Boxes 10a to 10d, 11b, 14 to 20, 22 and 23: the circumstances of the visit.

use chrono::NaiveDate;

use super::rule::*;
use super::{Scrub, visit};
use crate::domain::authorization::{Authorization, AuthorizationKind};
use crate::domain::code::list::{self, ConditionGroup};
use crate::domain::date::spoken;
use crate::domain::encounter::{OtherDateQualifier, Resubmission, Span};
use crate::domain::finding::{FieldRef, Record};
use crate::domain::identifier::strip;
use crate::domain::money::Quantity;
use crate::domain::payer::PayerKind;

/// The places where a patient is an inpatient: hospital, its psychiatric and rehabilitation kinds.
const INPATIENT_PLACES: [&str; 3] = ["21", "51", "61"];

/// Boxes 10a to 10c, 11b and the accident date of box 14.
pub(super) fn accidents(scrub: &mut Scrub<'_>) {
    let facts = scrub.facts;
    let encounter = &facts.encounter;
    let kind = facts.payer.kind;
    if matches!(kind, PayerKind::WorkersComp | PayerKind::Feca) && !encounter.is_employment_related
    {
        scrub.report(
            &EMPLOYMENT_NOT_MARKED,
            visit("employment"),
            format!(
                "{} pays for work injuries only, but box 10a says NO; mark the visit as related to employment.",
                facts.payer.name
            ),
        );
    }
    if kind == PayerKind::Auto && !encounter.is_auto_accident {
        scrub.report(
            &AUTO_NOT_MARKED,
            visit("auto_accident"),
            format!(
                "{} is an auto insurer, but box 10b says NO; mark the auto accident and its state.",
                facts.payer.name
            ),
        );
    }
    match (encounter.is_auto_accident, encounter.auto_state) {
        (true, None) => scrub.report(
            &AUTO_STATE_MISSING,
            visit("auto_state"),
            "Box 10b says YES without the state of the accident; enter its two letters.",
        ),
        (false, Some(state)) => scrub.report(
            &AUTO_STATE_ALONE,
            visit("auto_state"),
            format!(
                "The state {state} of an auto accident is given, but box 10b says NO; mark the accident or drop the state."
            ),
        ),
        _ => {}
    }
    if kind.is_property_and_casualty() && encounter.property_casualty_claim_number.is_empty() {
        scrub.report(
            &PROPERTY_CLAIM_NUMBER,
            visit("property_casualty_claim_number"),
            format!(
                "{} has given no claim number for box 11b; ask for it, or the bill may not find its case.",
                facts.payer.name
            ),
        );
    }
    accident_date(scrub);
}

fn accident_date(scrub: &mut Scrub<'_>) {
    let facts = scrub.facts;
    let encounter = &facts.encounter;
    if encounter.accident_on.is_some() || encounter.illness_on.is_some() {
        return;
    }
    if facts.payer.kind.is_property_and_casualty() || encounter.is_auto_accident {
        scrub.report(
            &ACCIDENT_DATE_MISSING,
            visit("accident_on"),
            "The date of the accident for box 14 is missing; enter it.",
        );
    } else if encounter.is_employment_related || encounter.is_other_accident {
        scrub.report(
            &INJURY_DATE_MISSING,
            visit("accident_on"),
            "Box 10 speaks of an accident or of work, but box 14 has no date; enter when it happened.",
        );
    }
}

/// Box 10d.
pub(super) fn condition_codes(scrub: &mut Scrub<'_>) {
    let facts = scrub.facts;
    let encounter = &facts.encounter;
    let column = visit("claim_codes");
    // Medicare keeps the box for MCD and the patient's Medicaid number.
    if facts.is_medicare() && encounter.condition_codes().next() == Some("MCD") {
        return;
    }
    for code in encounter.condition_codes() {
        let Some(condition) = list::condition(&code.to_ascii_uppercase()) else {
            scrub.report(
                &CONDITION_CODE_UNKNOWN,
                column,
                format!("{code} is not in the list of condition codes for box 10d; check it."),
            );
            continue;
        };
        if condition.group != ConditionGroup::WorkersCompensation {
            continue;
        }
        if encounter.resubmission == Some(Resubmission::Replacement) {
            scrub.report(
                &CONDITION_CODE_ON_REPLACEMENT,
                column,
                format!(
                    "Condition code {code} is for duplicates and appeals and does not go with code 7 in box 22; drop one of them."
                ),
            );
        } else if strip(&encounter.original_reference).is_empty() {
            scrub.report(
                &CONDITION_WITHOUT_REFERENCE,
                visit("original_reference"),
                format!(
                    "Condition code {code} needs the payer's number of the first bill in box 22; enter it."
                ),
            );
        }
    }
}

/// Box 14.
pub(super) fn illness(scrub: &mut Scrub<'_>) {
    let facts = scrub.facts;
    let encounter = &facts.encounter;
    match (encounter.illness_on, encounter.illness_qualifier) {
        (Some(_), None) if !facts.is_medicare() => scrub.report(
            &ILLNESS_WITHOUT_QUALIFIER,
            visit("illness_qualifier"),
            "The date in box 14 has no qualifier; choose 431 for onset or injury, 484 for the last menstrual period.",
        ),
        (None, Some(qualifier)) => scrub.report(
            &ILLNESS_QUALIFIER_ALONE,
            visit("illness_on"),
            format!("Qualifier {qualifier} in box 14 has no date; enter the date or drop the qualifier."),
        ),
        _ => {}
    }
    let today = scrub.today;
    for (rule, column, date) in [
        (&ILLNESS_FUTURE, "illness_on", encounter.illness_on),
        (&ACCIDENT_FUTURE, "accident_on", encounter.accident_on),
    ] {
        if let Some(date) = date.filter(|date| *date > today) {
            scrub.report(rule, visit(column), in_future("The date in box 14", date));
        }
    }
    let last = encounter.last_day();
    for (rule, column, date, name) in [
        (
            &ILLNESS_AFTER_SERVICE,
            "illness_on",
            encounter.illness_on,
            "onset",
        ),
        (
            &ACCIDENT_AFTER_SERVICE,
            "accident_on",
            encounter.accident_on,
            "accident",
        ),
    ] {
        if let Some((date, last)) = date.zip(last).filter(|(date, last)| date > last) {
            scrub.report(
                rule,
                visit(column),
                format!(
                    "The {name} on {} is after the last day of service {}; correct one of them.",
                    spoken(date),
                    spoken(last)
                ),
            );
        }
    }
    let birth = facts.patient.birth_date;
    if let Some(date) = encounter.illness_on.filter(|date| *date < birth) {
        scrub.report(
            &ILLNESS_BEFORE_BIRTH,
            visit("illness_on"),
            format!(
                "The date {} in box 14 is before the patient's birth; correct it.",
                spoken(date)
            ),
        );
    }
}

fn in_future(what: &str, date: NaiveDate) -> String {
    format!("{what}, {}, lies in the future; correct it.", spoken(date))
}

/// Box 15, which Medicare leaves blank.
pub(super) fn other_date(scrub: &mut Scrub<'_>) {
    let facts = scrub.facts;
    if facts.is_medicare() {
        return;
    }
    let encounter = &facts.encounter;
    match (encounter.other_on, encounter.other_qualifier) {
        (Some(_), None) => scrub.report(
            &OTHER_DATE_WITHOUT_QUALIFIER,
            visit("other_qualifier"),
            "The date in box 15 has no qualifier; say what the date is.",
        ),
        (None, Some(qualifier)) => scrub.report(
            &OTHER_QUALIFIER_ALONE,
            visit("other_on"),
            format!(
                "Qualifier {qualifier} in box 15 has no date; enter the date or drop the qualifier."
            ),
        ),
        (Some(date), Some(qualifier)) => {
            // Shared care may be planned to end.
            let may_lie_ahead = qualifier == OtherDateQualifier::RelinquishedCare;
            if date > scrub.today && !may_lie_ahead {
                scrub.report(
                    &OTHER_DATE_FUTURE,
                    visit("other_on"),
                    in_future("The date in box 15", date),
                );
            }
        }
        (None, None) => {}
    }
}

/// Boxes 16 and 18.
pub(super) fn spans(scrub: &mut Scrub<'_>) {
    let encounter = &scrub.facts.encounter;
    let today = scrub.today;
    let is_reversed =
        |span: Span| matches!((span.from, span.to), (Some(from), Some(to)) if to < from);
    let work = encounter.unable_to_work;
    if is_reversed(work) {
        scrub.report(
            &UNABLE_TO_WORK_ORDER,
            visit("unable_to_work_to"),
            "Box 16 ends before it begins; correct one of the dates.",
        );
    }
    if work.from.is_none() && work.to.is_some() {
        scrub.report(
            &UNABLE_TO_WORK_FROM,
            visit("unable_to_work_from"),
            "Box 16 has an end but no beginning; enter since when the patient has been unable to work.",
        );
    }
    if let Some(from) = work.from.filter(|from| *from > today) {
        scrub.report(
            &UNABLE_TO_WORK_FUTURE,
            visit("unable_to_work_from"),
            in_future("The first day in box 16", from),
        );
    }
    let hospital = encounter.hospital;
    if is_reversed(hospital) {
        scrub.report(
            &HOSPITAL_ORDER,
            visit("hospital_to"),
            "The discharge in box 18 is before the admission; correct one of the dates.",
        );
    }
    if hospital.from.is_none() && hospital.to.is_some() {
        scrub.report(
            &HOSPITAL_FROM,
            visit("hospital_from"),
            "Box 18 has a discharge but no admission; enter the admission date.",
        );
    }
    for (column, date) in [
        ("hospital_from", hospital.from),
        ("hospital_to", hospital.to),
    ] {
        if let Some(date) = date.filter(|date| *date > today) {
            scrub.report(
                &HOSPITAL_FUTURE,
                visit(column),
                in_future("The date in box 18", date),
            );
        }
    }
    let is_inpatient = encounter
        .lines
        .iter()
        .any(|line| INPATIENT_PLACES.contains(&encounter.place_of(line).as_str()));
    if is_inpatient && hospital.from.is_none() && hospital.to.is_none() {
        scrub.report(
            &HOSPITAL_MISSING,
            visit("hospital_from"),
            "A service was given to an inpatient, but box 18 has no admission date; enter it.",
        );
    }
}

/// Boxes 17 and 17b.
pub(super) fn referral(scrub: &mut Scrub<'_>) {
    let facts = scrub.facts;
    let encounter = &facts.encounter;
    let Some(id) = &encounter.referring_provider else {
        if let Some(qualifier) = encounter.referring_qualifier {
            scrub.report(
                &REFERRING_QUALIFIER_ALONE,
                visit("referring_provider_id"),
                format!("Box 17 has the qualifier {qualifier} but no provider; name the provider or drop the qualifier."),
            );
        }
        return;
    };
    if encounter.referring_qualifier.is_none() {
        scrub.report(
            &REFERRING_WITHOUT_QUALIFIER,
            visit("referring_qualifier"),
            "The provider in box 17 has no qualifier; choose DN referring, DK ordering or DQ supervising.",
        );
    }
    let Some(provider) = &facts.referring_provider else {
        scrub.report(
            &REFERRING_UNKNOWN,
            visit("referring_provider_id"),
            format!("There is no provider {id} for box 17; enter the provider or name another."),
        );
        return;
    };
    if !provider.can_refer {
        scrub.report(
            &REFERRING_NOT_ALLOWED,
            FieldRef::of(Record::Provider, "can_refer"),
            format!(
                "{} is not marked as one who refers; name another provider in box 17 or change the mark.",
                provider.name
            ),
        );
    }
    scrub.adopt(&NPI_REFERRING, provider.advice());
}

/// Boxes 19 and 20.
pub(super) fn outside_lab(scrub: &mut Scrub<'_>) {
    let facts = scrub.facts;
    let encounter = &facts.encounter;
    let has_modifier_99 = encounter
        .lines
        .iter()
        .any(|line| line.modifiers.iter().any(|one| one.as_str() == "99"));
    if facts.is_medicare() && has_modifier_99 && encounter.additional_information.is_empty() {
        scrub.report(
            &MODIFIER_99,
            visit("additional_information"),
            "Modifier 99 says that there are more modifiers, but box 19 does not name them; write them there, such as 1=50 LT RT.",
        );
    }
    let charge = encounter
        .outside_lab_charge
        .filter(|charge| !charge.is_zero());
    match (encounter.is_outside_lab == Some(true), charge) {
        (true, None) => scrub.report(
            &LAB_CHARGE_MISSING,
            visit("outside_lab_charge"),
            "Box 20 says YES without what the laboratory charged; enter the amount.",
        ),
        (false, Some(_)) => scrub.report(
            &LAB_CHARGE_ALONE,
            visit("outside_lab"),
            "An outside laboratory's charge is given, but box 20 does not say YES; mark it or drop the charge.",
        ),
        _ => {}
    }
    if encounter.is_outside_lab == Some(true) && encounter.facility.is_none() {
        scrub.report(
            &LAB_FACILITY,
            visit("facility_id"),
            "Box 20 says YES, so box 32 must name the laboratory; choose it as the visit's facility.",
        );
    }
}

/// Box 22.
pub(super) fn resubmission(scrub: &mut Scrub<'_>) {
    let facts = scrub.facts;
    let encounter = &facts.encounter;
    let has_reference = !strip(&encounter.original_reference).is_empty();
    let has_appeal_code = encounter.condition_codes().any(|code| {
        list::condition(&code.to_ascii_uppercase())
            .is_some_and(|found| found.group == ConditionGroup::WorkersCompensation)
    });
    if facts.is_medicare() {
        if encounter.resubmission.is_some() {
            scrub.report(
                &MEDICARE_RESUBMISSION,
                visit("resubmission_code"),
                "Medicare leaves box 22 blank and takes this for a new claim; ask for a reopening instead.",
            );
        }
        return;
    }
    match encounter.resubmission {
        Some(code) if !has_reference => scrub.report(
            &RESUBMISSION_WITHOUT_REFERENCE,
            visit("original_reference"),
            format!("Code {code} in box 22 needs the payer's number of the first claim; copy it from the remittance."),
        ),
        None if has_reference && !has_appeal_code => scrub.report(
            &REFERENCE_WITHOUT_CODE,
            visit("resubmission_code"),
            "Box 22 names an earlier claim but not what becomes of it; choose 7 to replace it or 8 to void it.",
        ),
        _ => {}
    }
}

/// Box 23.
pub(super) fn authorization(scrub: &mut Scrub<'_>) {
    let facts = scrub.facts;
    let encounter = &facts.encounter;
    let Some(id) = &encounter.authorization else {
        return;
    };
    let Some(authorization) = &facts.authorization else {
        scrub.report(
            &AUTHORIZATION_UNKNOWN,
            visit("authorization_id"),
            format!(
                "There is no authorization {id} for box 23; enter it or drop it from the visit."
            ),
        );
        return;
    };
    // A laboratory's certificate belongs to the practice, not to one patient's plan.
    if authorization.kind == AuthorizationKind::Clia {
        if !is_clia_number(&authorization.number) {
            scrub.report(
                &CLIA_FORMAT,
                FieldRef::of(Record::Authorization, "number"),
                "A CLIA number is two digits, a D and seven digits; compare it with the certificate.",
            );
        }
    } else {
        if authorization.patient != encounter.patient {
            scrub.report(
                &AUTHORIZATION_PATIENT,
                visit("authorization_id"),
                format!(
                    "Authorization {id} belongs to another patient; choose one of this patient's."
                ),
            );
        }
        if authorization.coverage != facts.coverage.id {
            scrub.report(
                &AUTHORIZATION_COVERAGE,
                visit("authorization_id"),
                format!("Authorization {id} was given for another coverage than the one billed; choose another or none."),
            );
        }
    }
    authorization_dates(scrub, authorization);
    authorization_extent(scrub, authorization);
}

fn is_clia_number(text: &str) -> bool {
    let number = strip(text).to_ascii_uppercase();
    number.len() == 10
        && number.bytes().enumerate().all(|(idx, byte)| match idx {
            2 => byte == b'D',
            _ => byte.is_ascii_digit(),
        })
}

fn authorization_dates(scrub: &mut Scrub<'_>, authorization: &Authorization) {
    let encounter = &scrub.facts.encounter;
    let out_of_force = [encounter.first_day(), encounter.last_day()]
        .into_iter()
        .flatten()
        .find(|day| !authorization.is_in_force(*day));
    if let Some(day) = out_of_force {
        let column = if authorization.from_on.is_some_and(|from| day < from) {
            "from_on"
        } else {
            "to_on"
        };
        scrub.report(
            &AUTHORIZATION_DATES,
            FieldRef::of(Record::Authorization, column),
            format!(
                "Authorization {} does not cover {}; ask the payer for one that does.",
                authorization.id,
                spoken(day)
            ),
        );
    }
}

fn authorization_extent(scrub: &mut Scrub<'_>, authorization: &Authorization) {
    let encounter = &scrub.facts.encounter;
    let concerned: Vec<_> = encounter
        .lines
        .iter()
        .filter(|line| {
            authorization
                .code
                .as_ref()
                .is_none_or(|code| *code == line.code)
        })
        .collect();
    if let (Some(code), true) = (&authorization.code, concerned.is_empty()) {
        scrub.report(
            &AUTHORIZATION_CODE,
            FieldRef::of(Record::Authorization, "code"),
            format!(
                "Authorization {} is for {code}, which the visit does not bill; check that it is the right one.",
                authorization.id
            ),
        );
    }
    let billed = concerned
        .iter()
        .map(|line| line.units.thousandths())
        .fold(0_i64, i64::saturating_add);
    if let Some(allowed) = authorization
        .units
        .filter(|allowed| billed > allowed.thousandths())
    {
        scrub.report(
            &AUTHORIZATION_UNITS,
            FieldRef::of(Record::Authorization, "units"),
            format!(
                "The visit bills {} units and authorization {} allows {allowed}; ask the payer for more.",
                Quantity::from_thousandths(billed),
                authorization.id
            ),
        );
    }
}
