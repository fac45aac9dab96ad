//! Boxes 10 and 14 to 23: the circumstances of the visit, its diagnoses and its references.

use crate::domain::claim::form::Subject;
use crate::domain::claim::form::entry::Boxes;
use crate::domain::claim::split::FormShare;
use crate::domain::claim::text::{self, NAME, Wording};
use crate::domain::encounter::line::Pointers;
use crate::domain::encounter::{DIAGNOSIS_COLUMNS, OtherDateQualifier, ReferringQualifier};
use crate::domain::finding::{FieldRef, Record};
use crate::domain::identifier::{IdQualifier, OtherId};
use crate::domain::payer::PayerKind;
use crate::domain::provider::Provider;

const fn of_visit(column: &'static str) -> FieldRef {
    FieldRef::of(Record::Encounter, column)
}

const fn of_provider(column: &'static str) -> FieldRef {
    FieldRef::of(Record::Provider, column)
}

/// The fields of the diagnoses, A to L.
const DIAGNOSIS_FIELDS: [&str; DIAGNOSIS_COLUMNS.len()] = [
    "diagnosis A",
    "diagnosis B",
    "diagnosis C",
    "diagnosis D",
    "diagnosis E",
    "diagnosis F",
    "diagnosis G",
    "diagnosis H",
    "diagnosis I",
    "diagnosis J",
    "diagnosis K",
    "diagnosis L",
];

pub(super) fn fill(subject: &Subject<'_>, boxes: &mut Boxes) {
    fill_causes(subject, boxes);
    fill_claim_codes(subject, boxes);
    fill_dates(subject, boxes);
    fill_spans(subject, boxes);
    fill_referring(subject, boxes);
    fill_additional_information(subject, boxes);
    fill_outside_lab(subject, boxes);
    fill_resubmission(subject, boxes);
    fill_authorization(subject, boxes);
}

/// Boxes 10a to 10c, each with exactly one mark.
fn fill_causes(subject: &Subject<'_>, boxes: &mut Boxes) {
    let visit = &subject.facts.encounter;
    let reason = |cause: &str| format!("Visit {} says whether it is due to {cause}.", visit.id);
    for (form_box, [yes, no], is_so, column, cause) in [
        (
            "10a",
            ["employment YES", "employment NO"],
            visit.is_employment_related,
            "employment",
            "employment",
        ),
        (
            "10b",
            ["auto accident YES", "auto accident NO"],
            visit.is_auto_accident,
            "auto_accident",
            "an auto accident",
        ),
        (
            "10c",
            ["other accident YES", "other accident NO"],
            visit.is_other_accident,
            "other_accident",
            "another accident",
        ),
    ] {
        let field = if is_so { yes } else { no };
        boxes.mark(form_box, field, of_visit(column), reason(cause));
    }
    if let Some(state) = visit.auto_state.filter(|_| visit.is_auto_accident) {
        boxes
            .at("10b", "place (state)")
            .from(of_visit("auto_state"))
            .exact(
                state.as_str(),
                "The state where the auto accident happened.",
            );
    }
}

/// Box 10d: condition codes three blanks apart (NUCC manual, item 10d); for Medicare MCD and the
/// Medicaid number (Medicare Claims Processing Manual, chapter 26, item 10d).
fn fill_claim_codes(subject: &Subject<'_>, boxes: &mut Boxes) {
    let visit = &subject.facts.encounter;
    let source = of_visit("claim_codes");
    let medicaid = subject
        .facts
        .other_coverages
        .iter()
        .find(|other| subject.is_medicare && other.payer.kind == PayerKind::Medicaid);
    if let Some(medicaid) = medicaid {
        let slot = boxes
            .at("10d", "claim codes (NUCC)")
            .from(FieldRef::of(Record::Coverage, "member_id"));
        let mut fitted = text::number(
            ("member_id", &medicaid.coverage.member_id),
            slot.length() - "MCD ".len(),
        );
        if !fitted.text.is_empty() {
            fitted.text.insert_str(0, "MCD ");
        }
        slot.fitted(
            fitted,
            format!(
                "Medicare: the Medicaid number of coverage {}.",
                medicaid.coverage.id
            ),
        );
        if !visit.claim_codes.is_empty() {
            boxes.left_out(
                "10d",
                source,
                "Medicare wants the Medicaid number alone in box 10d; the claim codes are left out.",
            );
        }
        return;
    }
    let is_workers_comp_code = |code: &str| matches!(code, "W2" | "W3" | "W4" | "W5");
    let mut codes = Vec::new();
    for typed in visit.condition_codes() {
        let code = text::number(("claim_codes", typed), usize::MAX).text;
        if visit.resubmission.is_some() && is_workers_comp_code(&code) {
            boxes.left_out(
                "10d",
                source,
                format!(
                    "A corrected or voided bill carries no condition code; {code} is left out."
                ),
            );
        } else {
            codes.push(code);
        }
    }
    let slot = boxes.at("10d", "claim codes (NUCC)").from(source);
    let parts: Vec<_> = codes
        .iter()
        .map(|code| ("claim_codes", code.as_str()))
        .collect();
    let fitted = text::joined(&parts, "   ", Wording::Number, slot.length());
    slot.fitted(
        fitted,
        format!("The condition codes of visit {}.", visit.id),
    );
}

/// Boxes 14 and 15 (NUCC manual, items 14 and 15).
fn fill_dates(subject: &Subject<'_>, boxes: &mut Boxes) {
    let visit = &subject.facts.encounter;
    let style = subject.date_style();
    let fields = ["date MM", "date DD", "date YY/YYYY"];
    let current = match (visit.illness_on, visit.accident_on) {
        (Some(on), _) => Some((
            on,
            of_visit("illness_on"),
            visit.illness_qualifier.map(|qualifier| qualifier.as_str()),
            "The date of the illness, injury or last menstrual period",
        )),
        (None, Some(on)) => Some((
            on,
            of_visit("accident_on"),
            Some("431"),
            "The date of the accident",
        )),
        (None, None) => None,
    };
    if let Some((on, source, qualifier, what)) = current {
        let reason = format!("{what} in visit {}.", visit.id);
        boxes.date(("14", None), fields, (on, style), source, &reason);
        if let Some(qualifier) = qualifier.filter(|_| !subject.is_medicare) {
            boxes
                .at("14", "qualifier")
                .from(of_visit("illness_qualifier"))
                .exact(
                    qualifier,
                    "431 is onset or injury, 484 last menstrual period.",
                );
        }
    }
    // An accident that gave way to an illness in box 14 still has its place in box 15.
    let accident = visit
        .accident_on
        .filter(|on| visit.illness_on.is_some_and(|illness| illness != *on));
    let other = match visit.other_on {
        Some(on) => Some((on, of_visit("other_on"), visit.other_qualifier)),
        None => accident.map(|on| {
            (
                on,
                of_visit("accident_on"),
                Some(OtherDateQualifier::Accident),
            )
        }),
    };
    if let Some((_, source, _)) = other.filter(|_| subject.is_medicare) {
        boxes.left_out(
            "15",
            source,
            "Medicare wants box 15 empty; the date is left out.",
        );
        return;
    }
    if visit.other_on.is_some() && accident.is_some_and(|on| Some(on) != visit.other_on) {
        boxes.left_out(
            "14",
            of_visit("accident_on"),
            "Boxes 14 and 15 hold two other dates; the date of the accident is left out.",
        );
    }
    if let Some((on, source, qualifier)) = other {
        let reason = format!("Another date of visit {}, with what it is.", visit.id);
        boxes.date(("15", None), fields, (on, style), source, &reason);
        if let Some(qualifier) = qualifier {
            boxes
                .at("15", "qualifier")
                .from(of_visit("other_qualifier"))
                .exact(qualifier.as_str(), reason);
        }
    }
}

/// Boxes 16 and 18: from and to; the end stays empty while it is not known.
fn fill_spans(subject: &Subject<'_>, boxes: &mut Boxes) {
    let visit = &subject.facts.encounter;
    let work = format!("Visit {}: the days the patient could not work.", visit.id);
    let hospital = format!("Visit {}: admission and discharge.", visit.id);
    for (form_box, fields, day, column, reason) in [
        (
            "16",
            [
                "unable to work from MM",
                "unable to work from DD",
                "unable to work from YY/YYYY",
            ],
            visit.unable_to_work.from,
            "unable_to_work_from",
            &work,
        ),
        (
            "16",
            [
                "unable to work to MM",
                "unable to work to DD",
                "unable to work to YY/YYYY",
            ],
            visit.unable_to_work.to,
            "unable_to_work_to",
            &work,
        ),
        (
            "18",
            [
                "hospitalization from MM",
                "hospitalization from DD",
                "hospitalization from YY/YYYY",
            ],
            visit.hospital.from,
            "hospital_from",
            &hospital,
        ),
        (
            "18",
            [
                "hospitalization to MM",
                "hospitalization to DD",
                "hospitalization to YY/YYYY",
            ],
            visit.hospital.to,
            "hospital_to",
            &hospital,
        ),
    ] {
        if let Some(day) = day {
            boxes.date(
                (form_box, None),
                fields,
                (day, subject.date_style()),
                of_visit(column),
                reason,
            );
        }
    }
}

/// Boxes 17, 17a and 17b (NUCC manual, item 17).
fn fill_referring(subject: &Subject<'_>, boxes: &mut Boxes) {
    let visit = &subject.facts.encounter;
    let Some(provider) = &subject.facts.referring_provider else {
        return;
    };
    if let Some(qualifier) = visit.referring_qualifier {
        boxes
            .at("17", "qualifier")
            .from(of_visit("referring_qualifier"))
            .exact(
                qualifier.as_str(),
                "DN is referring, DK ordering, DQ supervising.",
            );
    }
    let slot = boxes
        .at("17", "referring provider name")
        .from(of_provider("last_name"));
    let fitted = text::first_last(
        &provider.name,
        ("credentials", &provider.credentials),
        NAME,
        slot.length(),
    );
    slot.fitted(
        fitted,
        format!("Provider {}, whom visit {} names.", provider.id, visit.id),
    );
    fill_referring_id(subject, provider, boxes);
    boxes.at("17b", "NPI").from(of_provider("npi")).exact(
        provider.npi.as_str(),
        format!("The NPI of provider {}.", provider.id),
    );
}

/// Box 17a: the payer's own number before the one that serves every payer; Medicare takes none.
fn fill_referring_id(subject: &Subject<'_>, provider: &Provider, boxes: &mut Boxes) {
    let facts = subject.facts;
    if subject.is_medicare {
        return;
    }
    let Some(id) = facts.other_id(provider.id.as_str(), provider.other_id.as_ref()) else {
        return;
    };
    let is_supervising =
        facts.encounter.referring_qualifier == Some(ReferringQualifier::Supervising);
    let is_taken = match id.qualifier {
        IdQualifier::StateLicense | IdQualifier::Upin | IdQualifier::PayerAssigned => true,
        IdQualifier::Location => is_supervising,
        IdQualifier::Taxonomy => facts.payer.kind == PayerKind::Medicaid,
    };
    let source = other_id_source(subject, provider.id.as_str());
    if !is_taken {
        boxes.left_out(
            "17a",
            source,
            format!(
                "Box 17a does not take an id of the kind {}; it is left out.",
                id.qualifier
            ),
        );
        return;
    }
    fill_pair(
        boxes,
        [("17a", "qualifier"), ("17a", "other ID")],
        None,
        id,
        source,
        &format!("The other id of provider {}, with its kind.", provider.id),
    );
}

/// Where the number that `Facts::other_id` gives comes from.
pub(super) fn other_id_source(subject: &Subject<'_>, holder: &str) -> FieldRef {
    let is_payers = subject
        .facts
        .payer_numbers
        .iter()
        .any(|number| number.holder == holder && number.payer == subject.facts.payer.id);
    if is_payers {
        FieldRef::of(Record::ProviderNumber, "id")
    } else {
        of_provider("other_id")
    }
}

/// A qualifier and its id in fields of their own; no qualifier without an id.
pub(super) fn fill_pair(
    boxes: &mut Boxes,
    [qualifier, number]: [(&'static str, &'static str); 2],
    row: Option<u8>,
    id: &OtherId,
    source: FieldRef,
    reason: &str,
) {
    let before = boxes.values.len();
    boxes
        .on(number.0, row, number.1)
        .from(source)
        .number(&id.number, reason);
    if boxes.values.len() > before {
        boxes
            .on(qualifier.0, row, qualifier.1)
            .from(source)
            .exact(id.qualifier.as_str(), reason);
    }
}

/// Box 19: one text over two lines (NUCC manual, item 19: 71 characters).
fn fill_additional_information(subject: &Subject<'_>, boxes: &mut Boxes) {
    let visit = &subject.facts.encounter;
    let source = of_visit("additional_information");
    let reason = format!("What visit {} adds for the payer.", visit.id);
    let upper_slot = boxes
        .at("19", "additional claim info: upper line")
        .from(source);
    let upper_length = upper_slot.length();
    let lower_length = boxes.at("19", "additional claim info: lower line").length();
    let mut fitted = text::line(
        (source.column, &visit.additional_information),
        Wording::Free,
        upper_length + lower_length,
    );
    let (upper, lower) = text::two_lines(&fitted.text, upper_length, lower_length);
    fitted.text = lower;
    boxes
        .at("19", "additional claim info: upper line")
        .from(source)
        .exact(&upper, reason.as_str());
    boxes
        .at("19", "additional claim info: lower line")
        .from(source)
        .after(upper_length)
        .fitted(fitted, reason);
}

/// Box 20: the amount stands with its cents left of the second rule (`rules.md` §3).
fn fill_outside_lab(subject: &Subject<'_>, boxes: &mut Boxes) {
    let visit = &subject.facts.encounter;
    let Some(is_outside) = visit.is_outside_lab else {
        return;
    };
    let field = if is_outside {
        "outside lab YES"
    } else {
        "outside lab NO"
    };
    boxes.mark(
        "20",
        field,
        of_visit("outside_lab"),
        format!(
            "Visit {} says whether services were purchased outside.",
            visit.id
        ),
    );
    let source = of_visit("outside_lab_charge");
    let Some(charge) = visit.outside_lab_charge.filter(|_| is_outside) else {
        return;
    };
    let digits = format!("{}{}", charge.dollars_text(), charge.cents_text());
    let slot = boxes.at("20", "charges").from(source);
    if digits.len() > slot.length() {
        boxes.too_large("20", charge, source);
    } else {
        slot.exact(
            &digits,
            "What the outside laboratory charged, dollars and cents.",
        );
    }
}

/// Box 22 (NUCC manual, item 22). Workers' compensation appeals give the original number without a
/// code (item 10d).
fn fill_resubmission(subject: &Subject<'_>, boxes: &mut Boxes) {
    let visit = &subject.facts.encounter;
    if subject.is_medicare {
        if visit.resubmission.is_some() || !visit.original_reference.is_empty() {
            boxes.left_out(
                "22",
                of_visit("resubmission_code"),
                "Medicare wants box 22 empty; code and original number are left out.",
            );
        }
        return;
    }
    if let Some(code) = visit.resubmission {
        boxes
            .at("22", "resubmission code")
            .from(of_visit("resubmission_code"))
            .exact(code.as_str(), "7 replaces an earlier claim, 8 voids it.");
    }
    boxes
        .at("22", "original ref. no.")
        .from(of_visit("original_reference"))
        .number(
            &visit.original_reference,
            format!(
                "The payer's number of the earlier claim, in visit {}.",
                visit.id
            ),
        );
}

/// Box 23.
fn fill_authorization(subject: &Subject<'_>, boxes: &mut Boxes) {
    if let Some(authorization) = &subject.facts.authorization {
        boxes
            .at("23", "prior authorization")
            .from(FieldRef::of(Record::Authorization, "number"))
            .number(
                &authorization.number,
                format!(
                    "The number of authorization {}, without hyphens.",
                    authorization.id
                ),
            );
    }
}

/// Box 21 of one form (NUCC manual, item 21).
pub(super) fn fill_diagnoses(
    subject: &Subject<'_>,
    share: &FormShare<'_>,
    forms: usize,
    boxes: &mut Boxes,
) {
    let visit = &subject.facts.encounter;
    if share.diagnoses.is_empty() {
        return;
    }
    boxes
        .at("21", "ICD indicator")
        .from(of_visit("icd_indicator"))
        .exact(
            &visit.icd.digit().to_string(),
            "0 is ICD-10-CM, 9 is ICD-9-CM.",
        );
    for (idx, &position) in share.diagnoses.iter().enumerate() {
        let Some(code) = &visit.diagnoses[position] else {
            continue;
        };
        let reason = if idx == position {
            format!(
                "Diagnosis {} of visit {}.",
                Pointers::letter(position),
                visit.id
            )
        } else if forms > 1 {
            format!(
                "Diagnosis {} of visit {}; each form lists what its own lines point to.",
                Pointers::letter(position),
                visit.id
            )
        } else {
            format!(
                "Diagnosis {} of visit {}, moved up because a box before it was empty.",
                Pointers::letter(position),
                visit.id
            )
        };
        boxes
            .at("21", DIAGNOSIS_FIELDS[idx])
            .from(of_visit(DIAGNOSIS_COLUMNS[position]))
            .exact(code.as_str(), reason);
    }
}
