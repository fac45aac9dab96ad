//! The carrier block and boxes 1 to 13: who is billed, for whom, under whose policy.

use chrono::NaiveDate;

use crate::domain::claim::OtherCoverage;
use crate::domain::claim::form::Subject;
use crate::domain::claim::form::entry::Boxes;
use crate::domain::claim::text::{self, NAME, NameColumns, Wording};
use crate::domain::coverage::{Coverage, PlanKind, Relationship};
use crate::domain::finding::{FieldRef, Record};
use crate::domain::identifier::{Phone, Zip};
use crate::domain::payer::{DateStyle, Payer, PayerKind};
use crate::domain::person::{ADDRESS, Address, PersonName, Sex};

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

const fn of_patient(column: &'static str) -> FieldRef {
    FieldRef::of(Record::Patient, column)
}

const fn of_coverage(column: &'static str) -> FieldRef {
    FieldRef::of(Record::Coverage, column)
}

const fn of_visit(column: &'static str) -> FieldRef {
    FieldRef::of(Record::Encounter, column)
}

/// A policy: the coverage, its payer, and what reasons call it.
struct Policy<'a> {
    coverage: &'a Coverage,
    payer: &'a Payer,
    name: String,
}

impl<'a> Policy<'a> {
    fn of_other(other: &'a OtherCoverage) -> Self {
        Self {
            coverage: &other.coverage,
            payer: &other.payer,
            name: format!("coverage {} ({})", other.coverage.id, other.payer.name),
        }
    }

    /// The group number or, where there is none, the member id.
    fn group_or_member(&self) -> (&'static str, &'a str) {
        if self.coverage.group_number.is_empty() {
            ("member_id", &self.coverage.member_id)
        } else {
            ("group_number", &self.coverage.group_number)
        }
    }

    /// The plan's name or, where there is none, its payer's.
    fn plan_or_payer(&self) -> (FieldRef, &'a str) {
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

/// `CITY ST ZIP` on one line, as the carrier block and boxes 32 and 33 have it.
pub(super) fn city_line(
    boxes: &mut Boxes,
    (form_box, field): (&'static str, &'static str),
    source: FieldRef,
    address: &Address,
    zip_hyphen: bool,
    reason: &str,
) {
    let state = address.state.map(|state| state.to_string());
    let zip = address.zip.as_ref().map(|zip| zip_text(zip, zip_hyphen));
    let rest: Vec<String> = state.into_iter().chain(zip).collect();
    let slot = boxes.at(form_box, field).from(source);
    let fitted = text::city_line(
        (source.column, &address.city),
        &rest.join(" "),
        slot.length(),
    );
    slot.fitted(fitted, reason);
}

/// Whether two addresses read the same on the form.
pub(super) fn is_same_place(one: &Address, other: &Address) -> bool {
    let fold = |address: &Address| {
        let street = [
            ("", address.line1.as_str()),
            ("", &address.line2),
            ("", &address.city),
        ];
        let text = text::joined(&street, " ", Wording::Address, usize::MAX).text;
        let five = address.zip.as_ref().map(|zip| zip.digits()[..5].to_owned());
        (text, address.state, five)
    };
    fold(one) == fold(other)
}

/// Nine digits stand without their hyphen unless the payer wants it (`rules.md` §0, ZIP+4).
pub(super) fn zip_text(zip: &Zip, with_hyphen: bool) -> String {
    let digits = zip.digits();
    match digits.split_at_checked(5) {
        Some((five, four)) if with_hyphen && !four.is_empty() => format!("{five}-{four}"),
        _ => digits,
    }
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

struct AddressFields {
    form_box: &'static str,
    street: &'static str,
    city: &'static str,
    state: &'static str,
    zip: &'static str,
}

const PATIENT_ADDRESS_FIELDS: AddressFields = AddressFields {
    form_box: "5",
    street: "patient street",
    city: "patient city",
    state: "patient state",
    zip: "patient zip",
};

const INSURED_ADDRESS_FIELDS: AddressFields = AddressFields {
    form_box: "7",
    street: "insured street",
    city: "insured city",
    state: "insured state",
    zip: "insured zip",
};

fn fill_address(
    boxes: &mut Boxes,
    fields: &AddressFields,
    (address, columns, record): (&Address, [&'static str; 5], Record),
    zip_hyphen: bool,
    reason: &str,
) {
    let [line1, line2, city, state, zip] = columns;
    let from = |column| FieldRef::of(record, column);
    boxes
        .at(fields.form_box, fields.street)
        .from(from(line1))
        .joined(
            &[(line1, &address.line1), (line2, &address.line2)],
            Wording::Address,
            reason,
        );
    boxes
        .at(fields.form_box, fields.city)
        .from(from(city))
        .text(Wording::Address, &address.city, reason);
    if let Some(code) = address.state {
        boxes
            .at(fields.form_box, fields.state)
            .from(from(state))
            .exact(code.as_str(), reason);
    }
    if let Some(typed) = &address.zip {
        boxes
            .at(fields.form_box, fields.zip)
            .from(from(zip))
            .exact(&zip_text(typed, zip_hyphen), reason);
    }
}

fn fill_phone(
    boxes: &mut Boxes,
    (form_box, [area, number]): (&'static str, [&'static str; 2]),
    phone: Option<&Phone>,
    source: FieldRef,
) {
    if let Some(phone) = phone {
        let reason = "This payer wants telephone numbers printed.";
        boxes
            .at(form_box, area)
            .from(source)
            .exact(&phone.area(), reason);
        boxes
            .at(form_box, number)
            .from(source)
            .exact(&phone.local(), reason);
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
fn insured_name(
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
fn insured_address(subject: &Subject<'_>, policy: &Policy<'_>, boxes: &mut Boxes) {
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
fn fill_relationship(policy: &Policy<'_>, is_workers_comp: bool, boxes: &mut Boxes) {
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
fn fill_insured_birth(subject: &Subject<'_>, policy: &Policy<'_>, boxes: &mut Boxes) {
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

/// Boxes 4, 6, 7 and 11 to 11c of a Medicare claim: the plan that pays before Medicare, or NONE
/// (Medicare Claims Processing Manual, chapter 26, items 4, 6, 7, 11 to 11c).
fn fill_insured_for_medicare(subject: &Subject<'_>, boxes: &mut Boxes) {
    let facts = subject.facts;
    if !facts.encounter.property_casualty_claim_number.is_empty() {
        boxes.left_out(
            "11b",
            of_visit("property_casualty_claim_number"),
            "Medicare takes no property and casualty claim number in box 11b; it is left out.",
        );
    }
    let Some(policy) = facts.earlier_coverage().map(Policy::of_other) else {
        boxes
            .at("11", "insured policy/group/FECA")
            .from(of_coverage("rank"))
            .exact("NONE", "Medicare: no coverage pays before it.");
        fill_employment(subject, &facts.coverage, boxes);
        return;
    };
    if policy.coverage.is_own() {
        boxes
            .at("4", "insured name")
            .from(of_coverage("relationship"))
            .exact(
                "SAME",
                format!("Medicare: the patient is the insured of {}.", policy.name),
            );
    } else {
        insured_name(subject, &policy, ("4", "insured name"), boxes);
    }
    fill_relationship(&policy, false, boxes);
    let subscriber = &policy.coverage.subscriber;
    if policy.coverage.is_own() || is_same_place(&subscriber.address, &facts.patient.address) {
        boxes
            .at("7", "insured street")
            .from(of_coverage("subscriber_address1"))
            .exact("SAME", "Medicare: the insured's address is the patient's.");
    } else {
        insured_address(subject, &policy, boxes);
    }
    let (column, number) = policy.group_or_member();
    boxes
        .at("11", "insured policy/group/FECA")
        .from(of_coverage(column))
        .number(
            number,
            format!(
                "Medicare: the policy or group number of {}, which pays first.",
                policy.name
            ),
        );
    fill_insured_birth(subject, &policy, boxes);
    fill_employment(subject, policy.coverage, boxes);
    let (source, plan) = if policy.payer.payer_code.is_empty() {
        policy.plan_or_payer()
    } else {
        (
            FieldRef::of(Record::Payer, "payer_code"),
            policy.payer.payer_code.as_str(),
        )
    };
    boxes
        .at("11c", "insurance plan/program name")
        .from(source)
        .text(
            Wording::Address,
            plan,
            format!(
                "Medicare: payer id or name of {}, which pays first.",
                policy.name
            ),
        );
}

/// Box 11b of a Medicare claim: RETIRED and the date, or the employer (Medicare Claims Processing
/// Manual, chapter 26, item 11b).
fn fill_employment(subject: &Subject<'_>, coverage: &Coverage, boxes: &mut Boxes) {
    if let Some(retired_on) = coverage.subscriber_retired_on {
        let format = match subject.date_style() {
            DateStyle::SixDigits => "RETIRED %m %d %y",
            DateStyle::EightDigits => "RETIRED %m %d %Y",
        };
        boxes
            .at("11b", "other claim ID")
            .from(of_coverage("subscriber_retired_on"))
            .exact(
                &retired_on.format(format).to_string(),
                format!(
                    "Medicare: the day of retirement in coverage {}.",
                    coverage.id
                ),
            );
    } else if coverage.rank < subject.facts.coverage.rank {
        boxes
            .at("11b", "other claim ID")
            .from(of_coverage("subscriber_employer"))
            .text(
                Wording::Address,
                &coverage.subscriber_employer,
                format!(
                    "Medicare: the insured's employer in coverage {}.",
                    coverage.id
                ),
            );
    }
}

/// The Medigap policy of a Medicare claim, where the provider participates and the benefits were
/// not withheld (Medicare Claims Processing Manual, chapter 26, item 9).
fn medigap<'a>(subject: &Subject<'a>) -> Option<Policy<'a>> {
    subject
        .facts
        .other_coverages
        .iter()
        .filter(|other| other.coverage.rank > subject.facts.coverage.rank)
        .filter(|other| !other.coverage.medigap_id.is_empty())
        .find(|other| other.coverage.assigns_benefits != Some(false))
        .filter(|_| subject.is_medicare && subject.rules.accept_assignment)
        .map(Policy::of_other)
}

/// Boxes 9, 9a and 9d of a Medicare claim.
fn fill_medigap(subject: &Subject<'_>, boxes: &mut Boxes) {
    let Some(policy) = medigap(subject) else {
        return;
    };
    let has_same_name = policy.coverage.is_own()
        || is_same_name(
            &policy.coverage.subscriber.name,
            &subject.facts.patient.name,
        );
    if has_same_name {
        boxes
            .at("9", "other insured name")
            .from(of_coverage("relationship"))
            .exact(
                "SAME",
                format!("The Medigap insured of {} is the patient.", policy.name),
            );
    } else {
        insured_name(subject, &policy, ("9", "other insured name"), boxes);
    }
    let (column, typed) = policy.group_or_member();
    let slot = boxes
        .at("9a", "other insured policy/group")
        .from(of_coverage(column));
    // The manual takes any of the three words; a shorter one is better than a cut number.
    let word = ["MEDIGAP", "MGAP", "MG"]
        .into_iter()
        .find(|word| {
            let room = slot.length() - word.len() - 1;
            text::number((column, typed), usize::MAX).text.len() <= room
        })
        .unwrap_or("MG");
    let mut fitted = text::number((column, typed), slot.length() - word.len() - 1);
    if !fitted.text.is_empty() {
        fitted.text = format!("{word} {}", fitted.text);
    }
    slot.fitted(
        fitted,
        format!("Medicare: the Medigap policy number of {}.", policy.name),
    );
    boxes
        .at("9d", "other insurance plan name")
        .from(of_coverage("medigap_id"))
        .number(
            &policy.coverage.medigap_id,
            format!("Medicare: the COBA Medigap id of {}.", policy.name),
        );
}

fn is_same_name(one: &PersonName, other: &PersonName) -> bool {
    let fold = |name: &PersonName| text::last_first(name, NAME, usize::MAX).text;
    fold(one) == fold(other)
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
