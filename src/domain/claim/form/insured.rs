//! The carrier block and boxes 1 to 13: who is billed, for whom, under whose policy.

use chrono::NaiveDate;

use crate::domain::claim::OtherCoverage;
use crate::domain::claim::form::Subject;
use crate::domain::claim::form::address::{
    INSURED_ADDRESS_FIELDS, PATIENT_ADDRESS_FIELDS, city_line, fill_address, fill_phone,
};
use crate::domain::claim::form::entry::Boxes;
use crate::domain::claim::form::medicare::{fill_insured_for_medicare, fill_medigap, medigap};
use crate::domain::claim::text::{NAME, NameColumns, Wording};
use crate::domain::coverage::{Coverage, PlanKind, Relationship};
use crate::domain::finding::{FieldRef, Record};
use crate::domain::payer::{DateStyle, Payer, PayerKind};
use crate::domain::person::{ADDRESS, Sex};

const SUBSCRIBER_NAME: NameColumns = [
    "subscriber_last_name",
    "subscriber_first_name",
    "subscriber_middle_name",
    "subscriber_suffix",
];

const SUBSCRIBER_ADDRESS: [&str; 5] = [
    "subscriber_address1",
    "subscriber_address2",
    "subscriber_city",
    "subscriber_state",
    "subscriber_zip",
];

/// The words of boxes 12, 13 and 31 that stand for a signature kept by the practice.
pub(super) const SIGNATURE_ON_FILE: &str = "SIGNATURE ON FILE";

pub(super) const fn of_patient(column: &'static str) -> FieldRef {
    FieldRef::of(Record::Patient, column)
}

pub(super) const fn of_coverage(column: &'static str) -> FieldRef {
    FieldRef::of(Record::Coverage, column)
}

pub(super) const fn of_visit(column: &'static str) -> FieldRef {
    FieldRef::of(Record::Encounter, column)
}

/// A policy: the coverage, its payer, and what reasons call it.
pub(super) struct Policy<'a> {
    pub coverage: &'a Coverage,
    pub payer: &'a Payer,
    pub name: String,
}

impl<'a> Policy<'a> {
    pub fn of_other(other: &'a OtherCoverage) -> Self {
        Self {
            coverage: &other.coverage,
            payer: &other.payer,
            name: format!("coverage {} ({})", other.coverage.id, other.payer.name),
        }
    }

    /// The group number or, where there is none, the member id.
    pub fn group_or_member(&self) -> (&'static str, &'a str) {
        if self.coverage.group_number.is_empty() {
            ("member_id", &self.coverage.member_id)
        } else {
            ("group_number", &self.coverage.group_number)
        }
    }

    /// The plan's name or, where there is none, its payer's.
    pub fn plan_or_payer(&self) -> (FieldRef, &'a str) {
        if self.coverage.plan_name.is_empty() {
            (FieldRef::of(Record::Payer, "name"), &self.payer.name)
        } else {
            (of_coverage("plan_name"), &self.coverage.plan_name)
        }
    }
}

pub(super) fn fill(subject: &Subject<'_>, boxes: &mut Boxes) {
    fill_carrier(subject, boxes);
    fill_plan(subject, boxes);
    fill_patient(subject, boxes);
    if subject.is_medicare {
        fill_insured_for_medicare(subject, boxes);
        fill_medigap(subject, boxes);
    } else {
        fill_insured(subject, boxes);
        fill_other_insured(subject, boxes);
    }
    fill_signatures(subject, boxes);
}

/// The carrier block: the city always stands on the fourth line (NUCC manual, carrier block).
fn fill_carrier(subject: &Subject<'_>, boxes: &mut Boxes) {
    let payer = &subject.facts.payer;
    let of_payer = |column| FieldRef::of(Record::Payer, column);
    let reason = format!(
        "Name and mailing address of payer {}, who gets the claim.",
        payer.id
    );
    boxes.at("PAYER", "payer name").from(of_payer("name")).text(
        Wording::Address,
        &payer.name,
        reason.as_str(),
    );
    for (field, column, typed) in [
        ("payer address 1", "address1", &payer.address.line1),
        ("payer address 2", "address2", &payer.address.line2),
    ] {
        boxes.at("PAYER", field).from(of_payer(column)).text(
            Wording::Address,
            typed,
            reason.as_str(),
        );
    }
    city_line(
        boxes,
        ("PAYER", "payer city state zip"),
        of_payer("city"),
        &payer.address,
        subject.rules.zip_hyphen,
        &reason,
    );
}

/// Boxes 1 and 1a.
fn fill_plan(subject: &Subject<'_>, boxes: &mut Boxes) {
    let (coverage, payer) = (&subject.facts.coverage, &subject.facts.payer);
    let (field, source, reason) = match coverage.plan_kind {
        Some(PlanKind::Group) => (
            "Group Health Plan",
            of_coverage("plan_kind"),
            format!("{} is marked as a group plan.", subject.coverage_name()),
        ),
        Some(PlanKind::Other) => (
            "Other",
            of_coverage("plan_kind"),
            format!(
                "{} is marked as another kind of plan.",
                subject.coverage_name()
            ),
        ),
        None => (
            match payer.kind {
                PayerKind::Medicare => "Medicare",
                PayerKind::Medicaid => "Medicaid",
                PayerKind::Tricare => "TRICARE",
                PayerKind::Champva => "CHAMPVA",
                PayerKind::Group => "Group Health Plan",
                PayerKind::Feca | PayerKind::BlackLung => "FECA Blk Lung",
                PayerKind::Bcbs
                | PayerKind::Commercial
                | PayerKind::Hmo
                | PayerKind::WorkersComp
                | PayerKind::Auto
                | PayerKind::Other => "Other",
            },
            FieldRef::of(Record::Payer, "kind"),
            format!("Payer {} is of the kind {}.", payer.id, payer.kind),
        ),
    };
    boxes.mark("1", field, source, capital(reason));
    boxes
        .at("1a", "insured ID")
        .from(of_coverage("member_id"))
        .number(
            &coverage.member_id,
            format!(
                "The member id of {}, without punctuation.",
                subject.coverage_name()
            ),
        );
}

fn capital(sentence: String) -> String {
    let mut letters = sentence.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

/// Boxes 2, 3 and 5.
fn fill_patient(subject: &Subject<'_>, boxes: &mut Boxes) {
    let patient = &subject.facts.patient;
    boxes
        .at("2", "patient name")
        .from(of_patient("last_name"))
        .last_first(
            &patient.name,
            NAME,
            format!(
                "The name of patient {}: last name, first name, middle initial.",
                patient.id
            ),
        );
    birth_date(
        boxes,
        ("3", ["birth MM", "birth DD", "birth YYYY"]),
        patient.birth_date,
        of_patient("birth_date"),
        &format!(
            "The birth date of patient {}, always eight digits.",
            patient.id
        ),
    );
    sex_mark(
        boxes,
        "3",
        Some(patient.sex),
        of_patient("sex"),
        &format!("The sex of patient {}.", patient.id),
    );
    fill_address(
        boxes,
        &PATIENT_ADDRESS_FIELDS,
        (&patient.address, ADDRESS, Record::Patient),
        subject.rules.zip_hyphen,
        &format!(
            "The address of patient {}, without punctuation.",
            patient.id
        ),
    );
    if subject.rules.phones {
        fill_phone(
            boxes,
            ("5", ["patient phone area", "patient phone number"]),
            patient.phone.as_ref(),
            of_patient("phone"),
        );
    }
}

fn birth_date(
    boxes: &mut Boxes,
    (form_box, fields): (&'static str, [&'static str; 3]),
    date: NaiveDate,
    source: FieldRef,
    reason: &str,
) {
    let style = DateStyle::EightDigits;
    boxes.date((form_box, None), fields, (date, style), source, reason);
}

fn sex_mark(
    boxes: &mut Boxes,
    form_box: &'static str,
    sex: Option<Sex>,
    source: FieldRef,
    reason: &str,
) {
    match sex {
        Some(Sex::Male) => boxes.mark(form_box, "sex M", source, reason),
        Some(Sex::Female) => boxes.mark(form_box, "sex F", source, reason),
        Some(Sex::Unknown) | None => {}
    }
}

/// Boxes 4, 6, 7 and 11 to 11c for every payer but Medicare (NUCC manual, items 4 to 11c).
fn fill_insured(subject: &Subject<'_>, boxes: &mut Boxes) {
    let facts = subject.facts;
    let policy = Policy {
        coverage: &facts.coverage,
        payer: &facts.payer,
        name: subject.coverage_name(),
    };
    let coverage = policy.coverage;
    let is_workers_comp = policy.payer.kind == PayerKind::WorkersComp;
    if is_workers_comp {
        fill_employer(subject, &policy, boxes);
    } else {
        insured_name(subject, &policy, ("4", "insured name"), boxes);
        insured_address(subject, &policy, boxes);
    }
    fill_relationship(&policy, is_workers_comp, boxes);

    let is_feca_without_group =
        policy.payer.kind == PayerKind::Feca && coverage.group_number.is_empty();
    let (column, number, reason) = if is_feca_without_group {
        (
            "member_id",
            &coverage.member_id,
            format!("The FECA number of {}.", policy.name),
        )
    } else {
        (
            "group_number",
            &coverage.group_number,
            format!(
                "The policy or group number of {}, without punctuation.",
                policy.name
            ),
        )
    };
    boxes
        .at("11", "insured policy/group/FECA")
        .from(of_coverage(column))
        .number(number, reason);
    if !(is_workers_comp && coverage.is_own()) {
        fill_insured_birth(subject, &policy, boxes);
    }
    fill_property_casualty(subject, boxes);
    let (source, plan) = policy.plan_or_payer();
    boxes
        .at("11c", "insurance plan/program name")
        .from(source)
        .text(
            Wording::Address,
            plan,
            format!("The plan of {}.", policy.name),
        );
}

/// Boxes 4 and 7 of a workers' compensation bill: the employer, as far as he is known.
fn fill_employer(subject: &Subject<'_>, policy: &Policy<'_>, boxes: &mut Boxes) {
    let subscriber = &policy.coverage.subscriber;
    let (column, employer) = if subscriber.organization.is_empty() {
        ("subscriber_employer", &policy.coverage.subscriber_employer)
    } else {
        ("subscriber_organization", &subscriber.organization)
    };
    boxes
        .at("4", "insured name")
        .from(of_coverage(column))
        .text(
            Wording::Address,
            employer,
            format!(
                "Workers' compensation: the employer named in {}.",
                policy.name
            ),
        );
    fill_address(
        boxes,
        &INSURED_ADDRESS_FIELDS,
        (&subscriber.address, SUBSCRIBER_ADDRESS, Record::Coverage),
        subject.rules.zip_hyphen,
        &format!(
            "Workers' compensation: the employer's address in {}.",
            policy.name
        ),
    );
    if subject.rules.phones {
        fill_insured_phone(policy, boxes);
    }
}

fn fill_insured_phone(policy: &Policy<'_>, boxes: &mut Boxes) {
    fill_phone(
        boxes,
        ("7", ["insured phone area", "insured phone number"]),
        policy.coverage.subscriber.phone.as_ref(),
        of_coverage("subscriber_phone"),
    );
}

/// The insured's name: the patient's own, an organization's or the subscriber's.
pub(super) fn insured_name(
    subject: &Subject<'_>,
    policy: &Policy<'_>,
    (form_box, field): (&'static str, &'static str),
    boxes: &mut Boxes,
) {
    let subscriber = &policy.coverage.subscriber;
    if policy.coverage.is_own() {
        boxes
            .at(form_box, field)
            .from(of_patient("last_name"))
            .last_first(
                &subject.facts.patient.name,
                NAME,
                format!("The patient is the insured of {}.", policy.name),
            );
    } else if subscriber.organization.is_empty() {
        boxes
            .at(form_box, field)
            .from(of_coverage("subscriber_last_name"))
            .last_first(
                &subscriber.name,
                SUBSCRIBER_NAME,
                format!("The subscriber of {}.", policy.name),
            );
    } else {
        boxes
            .at(form_box, field)
            .from(of_coverage("subscriber_organization"))
            .text(
                Wording::Address,
                &subscriber.organization,
                format!("The organization that is insured under {}.", policy.name),
            );
    }
}

/// Box 7: the patient's address where she is the insured, else the subscriber's.
pub(super) fn insured_address(subject: &Subject<'_>, policy: &Policy<'_>, boxes: &mut Boxes) {
    let patient = &subject.facts.patient;
    let zip_hyphen = subject.rules.zip_hyphen;
    if policy.coverage.is_own() {
        fill_address(
            boxes,
            &INSURED_ADDRESS_FIELDS,
            (&patient.address, ADDRESS, Record::Patient),
            zip_hyphen,
            &format!(
                "The patient is the insured of {}: her address.",
                policy.name
            ),
        );
        if subject.rules.phones {
            fill_phone(
                boxes,
                ("7", ["insured phone area", "insured phone number"]),
                patient.phone.as_ref(),
                of_patient("phone"),
            );
        }
    } else {
        fill_address(
            boxes,
            &INSURED_ADDRESS_FIELDS,
            (
                &policy.coverage.subscriber.address,
                SUBSCRIBER_ADDRESS,
                Record::Coverage,
            ),
            zip_hyphen,
            &format!("The subscriber's address in {}.", policy.name),
        );
        if subject.rules.phones {
            fill_insured_phone(policy, boxes);
        }
    }
}

/// Box 6.
pub(super) fn fill_relationship(policy: &Policy<'_>, is_workers_comp: bool, boxes: &mut Boxes) {
    let source = of_coverage("relationship");
    if is_workers_comp {
        boxes.mark(
            "6",
            "other",
            source,
            "Workers' compensation: the insured is the employer, so the relation is Other.",
        );
        return;
    }
    let field = match policy.coverage.relationship {
        Relationship::Own => "self",
        Relationship::Spouse => "spouse",
        Relationship::Child => "child",
        Relationship::Other => "other",
    };
    boxes.mark(
        "6",
        field,
        source,
        format!("What the patient is to the insured of {}.", policy.name),
    );
}

/// Box 11a.
pub(super) fn fill_insured_birth(subject: &Subject<'_>, policy: &Policy<'_>, boxes: &mut Boxes) {
    let patient = &subject.facts.patient;
    let subscriber = &policy.coverage.subscriber;
    let reason = format!("Birth date and sex of the insured of {}.", policy.name);
    let (birth, birth_source, sex, sex_source) = if policy.coverage.is_own() {
        (
            Some(patient.birth_date),
            of_patient("birth_date"),
            Some(patient.sex),
            of_patient("sex"),
        )
    } else {
        (
            subscriber.birth_date,
            of_coverage("subscriber_birth_date"),
            subscriber.sex,
            of_coverage("subscriber_sex"),
        )
    };
    if let Some(birth) = birth {
        let fields = ["insured birth MM", "insured birth DD", "insured birth YYYY"];
        birth_date(boxes, ("11a", fields), birth, birth_source, &reason);
    }
    sex_mark(boxes, "11a", sex, sex_source, &reason);
}

/// Box 11b: Y4 and the property and casualty claim number (NUCC manual, item 11b).
fn fill_property_casualty(subject: &Subject<'_>, boxes: &mut Boxes) {
    let visit = &subject.facts.encounter;
    let source = of_visit("property_casualty_claim_number");
    let before = boxes.values.len();
    boxes.at("11b", "other claim ID").from(source).number(
        &visit.property_casualty_claim_number,
        format!(
            "The property and casualty claim number of visit {}.",
            visit.id
        ),
    );
    if boxes.values.len() > before {
        boxes
            .at("11b", "other claim ID qualifier")
            .from(source)
            .exact(
                "Y4",
                "Y4 says that this is a property and casualty claim number.",
            );
    }
}

/// Boxes 9, 9a, 9d and 11d for every payer but Medicare (NUCC manual, items 9 and 11d).
fn fill_other_insured(subject: &Subject<'_>, boxes: &mut Boxes) {
    let facts = subject.facts;
    let other = facts.earlier_coverage().or_else(|| facts.later_coverage());
    let Some(policy) = other.map(Policy::of_other) else {
        boxes.mark(
            "11d",
            "another plan NO",
            of_coverage("rank"),
            "The patient has no other coverage in force on the first day of service.",
        );
        return;
    };
    boxes.mark(
        "11d",
        "another plan YES",
        of_coverage("rank"),
        format!("The patient also has {}.", policy.name),
    );
    insured_name(subject, &policy, ("9", "other insured name"), boxes);
    let (column, number) = policy.group_or_member();
    boxes
        .at("9a", "other insured policy/group")
        .from(of_coverage(column))
        .number(
            number,
            format!(
                "The group number, or without one the member id, of {}.",
                policy.name
            ),
        );
    let (source, plan) = policy.plan_or_payer();
    boxes
        .at("9d", "other insurance plan name")
        .from(source)
        .text(
            Wording::Address,
            plan,
            format!("The plan of {}.", policy.name),
        );
}

/// Boxes 12 and 13: words for signatures on file carry no date.
fn fill_signatures(subject: &Subject<'_>, boxes: &mut Boxes) {
    let (patient, coverage) = (&subject.facts.patient, &subject.facts.coverage);
    if patient.is_signature_on_file {
        boxes
            .at("12", "patient signature")
            .from(of_patient("signature_on_file"))
            .exact(
                SIGNATURE_ON_FILE,
                format!(
                    "The signature of patient {} is on file; no date is wanted then.",
                    patient.id
                ),
            );
    }
    let assigning = if subject.is_medicare {
        medigap(subject)
            .filter(|policy| policy.coverage.assigns_benefits == Some(true))
            .map(|policy| {
                format!(
                    "Medicare: Medigap benefits of {} are assigned.",
                    policy.name
                )
            })
    } else {
        (coverage.assigns_benefits == Some(true)).then(|| {
            format!(
                "The benefits of {} are assigned to the practice.",
                subject.coverage_name()
            )
        })
    };
    if let Some(reason) = assigning {
        boxes
            .at("13", "insured signature")
            .from(of_coverage("assign_benefits"))
            .exact(SIGNATURE_ON_FILE, reason);
    }
}
