//! Boxes 25 to 33: the practice, its numbers, what is charged and what was paid.

use crate::domain::claim::form::Subject;
use crate::domain::claim::form::address::{city_line, is_same_place};
use crate::domain::claim::form::condition::other_id_source;
use crate::domain::claim::form::entry::Boxes;
use crate::domain::claim::form::insured::SIGNATURE_ON_FILE;
use crate::domain::claim::split::FormShare;
use crate::domain::claim::text::{self, Wording};
use crate::domain::code::PlaceOfService;
use crate::domain::facility::Facility;
use crate::domain::finding::{FieldRef, Record};
use crate::domain::identifier::{IdQualifier, OtherId, TaxIdKind};
use crate::domain::money::Money;
use crate::domain::payer::{AmountPaid, DateStyle, MultiPage, ServiceFacility};
use crate::domain::person::Address;

const fn of_practice(column: &'static str) -> FieldRef {
    FieldRef::of(Record::Practice, column)
}

const fn of_visit(column: &'static str) -> FieldRef {
    FieldRef::of(Record::Encounter, column)
}

/// Places of service that are never the practice's own address: homes, hospitals, nursing and
/// hospice facilities, ambulances.
const ELSEWHERE: [&str; 19] = [
    "12", "13", "14", "16", "19", "21", "22", "23", "24", "31", "32", "33", "34", "41", "42", "51",
    "52", "56", "61",
];

pub(super) fn fill(subject: &Subject<'_>, boxes: &mut Boxes) {
    fill_accounts(subject, boxes);
    fill_provider_signature(subject, boxes);
    fill_service_facility(subject, boxes);
    fill_billing_provider(subject, boxes);
}

/// Boxes 25 to 27.
fn fill_accounts(subject: &Subject<'_>, boxes: &mut Boxes) {
    let (practice, visit) = (&subject.facts.practice, &subject.facts.encounter);
    boxes
        .at("25", "federal tax ID")
        .from(of_practice("tax_id"))
        .exact(
            &practice.tax_id.digits(),
            "The practice's tax number, without its hyphen.",
        );
    let field = match practice.tax_id_kind {
        TaxIdKind::Ein => "EIN",
        TaxIdKind::Ssn => "SSN",
    };
    boxes.mark(
        "25",
        field,
        of_practice("tax_id_type"),
        "Whose number the practice's tax number is.",
    );
    let (source, account, reason) = if visit.account_number.is_empty() {
        (
            FieldRef::of(Record::Claim, "claim_id"),
            subject.claim.id.as_str(),
            "The claim's own number, as the visit names no account number.".to_owned(),
        )
    } else {
        (
            of_visit("account_number"),
            visit.account_number.as_str(),
            format!("The account number of visit {}.", visit.id),
        )
    };
    boxes
        .at("26", "patient account no.")
        .from(source)
        .number(account, reason);
    let field = if subject.rules.accept_assignment {
        "accept assignment YES"
    } else {
        "accept assignment NO"
    };
    boxes.mark(
        "27",
        field,
        FieldRef::of(Record::Payer, "accept_assignment"),
        format!(
            "Whether the practice accepts assignment from payer {}; yes unless said otherwise.",
            subject.facts.payer.id
        ),
    );
}

/// What box 29 has to tell, by the payer's rule; `None` where nothing was said.
fn amount_paid(subject: &Subject<'_>) -> Option<Money> {
    let visit = &subject.facts.encounter;
    let (patient, prior) = (visit.patient_paid, visit.prior_payer_paid);
    match subject.rules.amount_paid {
        AmountPaid::PatientPaid => patient,
        AmountPaid::PriorPayerPaid => prior,
        AmountPaid::AllPaid => match (patient, prior) {
            (None, None) => None,
            _ => Some(patient.unwrap_or_default() + prior.unwrap_or_default()),
        },
    }
}

fn charge_of(share: &FormShare<'_>) -> Money {
    share.lines.iter().map(|line| line.charge).sum()
}

/// Box 29 of each form. Separate forms take what was paid in their order, each up to its total; what
/// goes beyond all totals stands on the last. A claim with one total has it on the last form.
pub(super) fn paid_by_form(subject: &Subject<'_>, shares: &[FormShare<'_>]) -> Vec<Option<Money>> {
    let last = shares.len().saturating_sub(1);
    let mut rest = amount_paid(subject);
    let is_continued = subject.rules.multi_page == MultiPage::Continued;
    shares
        .iter()
        .enumerate()
        .map(|(idx, share)| {
            let left = rest?;
            if idx == last {
                return rest.filter(|left| last == 0 || is_continued || !left.is_zero());
            }
            if is_continued {
                return None;
            }
            let here = left.min(charge_of(share));
            rest = Some(left - here);
            Some(here).filter(|here| idx == 0 || !here.is_zero())
        })
        .collect()
}

/// Boxes 28 and 29 of one form (NUCC manual, items 28 and 29; `rules.md` §6).
pub(super) fn fill_amounts(
    subject: &Subject<'_>,
    shares: &[FormShare<'_>],
    idx: usize,
    paid: Option<Money>,
    boxes: &mut Boxes,
) {
    let is_continued = subject.rules.multi_page == MultiPage::Continued && shares.len() > 1;
    let charge = shares[idx]
        .lines
        .first()
        .map_or(of_visit("visit_id"), |line| {
            FieldRef::on_line(line.number, "charge")
        });
    if is_continued && idx + 1 < shares.len() {
        boxes.at("28", "continued").from(charge).exact(
            "CONTINUED",
            "The payer wants one total, on the claim's last form.",
        );
    } else {
        let (total, reason) = if is_continued {
            (
                subject.facts.encounter.total_charge(),
                "The sum of box 24F of all forms of this claim.",
            )
        } else {
            (charge_of(&shares[idx]), "The sum of box 24F of this form.")
        };
        boxes.money(
            ("28", None),
            ["total charge dollars", "total charge cents"],
            total,
            charge,
            reason,
        );
    }
    if let Some(paid) = paid {
        let (column, reason) = match subject.rules.amount_paid {
            AmountPaid::PatientPaid => (
                "patient_paid",
                "What the patient paid, by this payer's rule.",
            ),
            AmountPaid::PriorPayerPaid => (
                "prior_payer_paid",
                "What earlier payers paid, by this payer's rule.",
            ),
            AmountPaid::AllPaid => (
                "patient_paid",
                "What the patient and earlier payers paid, by this payer's rule.",
            ),
        };
        boxes.money(
            ("29", None),
            ["amount paid dollars", "amount paid cents"],
            paid,
            of_visit(column),
            reason,
        );
    }
}

/// Box 31: empty unless the rendering provider's signature is on file.
fn fill_provider_signature(subject: &Subject<'_>, boxes: &mut Boxes) {
    let visit = &subject.facts.encounter;
    let Some(provider) = subject
        .facts
        .signing_provider()
        .filter(|provider| provider.is_signature_on_file)
    else {
        return;
    };
    let reason = format!("The signature of provider {} is on file.", provider.id);
    let before = boxes.values.len();
    if provider.signature.is_empty() {
        boxes
            .at("31", "provider signature")
            .from(FieldRef::of(Record::Provider, "signature_on_file"))
            .exact(SIGNATURE_ON_FILE, reason);
    } else {
        boxes
            .at("31", "provider signature")
            .from(FieldRef::of(Record::Provider, "signature"))
            .text(Wording::Name, &provider.signature, reason);
    }
    if let Some(on) = visit.signed_on.filter(|_| boxes.values.len() > before) {
        let format = match subject.rules.dates {
            DateStyle::SixDigits => "%m %d %y",
            DateStyle::EightDigits => "%m %d %Y",
        };
        boxes
            .at("31", "provider signature date")
            .from(of_visit("signed_on"))
            .exact(
                &on.format(format).to_string(),
                format!("The day on which visit {} was signed.", visit.id),
            );
    }
}

/// Box 32 (NUCC manual, item 32; for Medicare always, Medicare Claims Processing Manual, chapter 26,
/// item 32).
fn fill_service_facility(subject: &Subject<'_>, boxes: &mut Boxes) {
    let facts = subject.facts;
    let is_always = subject.rules.service_facility == ServiceFacility::Always;
    match &facts.facility {
        Some(facility) => {
            let is_practice = is_same_place(&facility.address, &facts.practice.address)
                && folded(&facility.name) == folded(&facts.practice.name);
            if is_always || !is_practice {
                fill_facility(subject, facility, boxes);
            }
        }
        // The practice stands in for a facility only where its own address can be the place.
        None if is_always && !is_elsewhere(&facts.encounter.place_of_service) => {
            let practice = &facts.practice;
            let reason = "This payer always wants box 32; the services were given at the practice.";
            fill_organization(
                subject,
                boxes,
                (
                    "32",
                    [
                        "facility name",
                        "facility street",
                        "facility city state zip",
                    ],
                ),
                (Record::Practice, &practice.name, &practice.address),
                reason,
            );
            boxes
                .at("32a", "facility NPI")
                .from(of_practice("npi"))
                .exact(practice.npi.as_str(), reason);
        }
        None => {}
    }
}

fn is_elsewhere(place: &PlaceOfService) -> bool {
    ELSEWHERE.contains(&place.as_str())
}

fn folded(name: &str) -> String {
    text::line(("", name), Wording::Address, usize::MAX).text
}

fn fill_facility(subject: &Subject<'_>, facility: &Facility, boxes: &mut Boxes) {
    let facts = subject.facts;
    let reason = format!(
        "Facility {}, where visit {} took place.",
        facility.id, facts.encounter.id
    );
    fill_organization(
        subject,
        boxes,
        (
            "32",
            [
                "facility name",
                "facility street",
                "facility city state zip",
            ],
        ),
        (Record::Facility, &facility.name, &facility.address),
        &reason,
    );
    if let Some(npi) = &facility.npi {
        boxes
            .at("32a", "facility NPI")
            .from(FieldRef::of(Record::Facility, "npi"))
            .exact(
                npi.as_str(),
                format!("The NPI of facility {}.", facility.id),
            );
    }
    let id = facts.other_id(facility.id.as_str(), facility.other_id.as_ref());
    let Some(id) = id.filter(|_| !subject.is_medicare) else {
        return;
    };
    let source = match other_id_source(subject, facility.id.as_str()) {
        source if source.record == Record::ProviderNumber => source,
        _ => FieldRef::of(Record::Facility, "other_id"),
    };
    let is_taken = matches!(
        id.qualifier,
        IdQualifier::StateLicense | IdQualifier::PayerAssigned | IdQualifier::Location
    );
    if is_taken {
        fill_joined_id(
            boxes,
            ("32b", "facility other ID"),
            id,
            source,
            &format!(
                "The other id of facility {}, directly after its kind.",
                facility.id
            ),
        );
    } else {
        boxes.left_out(
            "32b",
            source,
            format!(
                "Box 32b does not take an id of the kind {}; it is left out.",
                id.qualifier
            ),
        );
    }
}

/// Boxes 33, 33a and 33b.
fn fill_billing_provider(subject: &Subject<'_>, boxes: &mut Boxes) {
    let (practice, payer) = (&subject.facts.practice, &subject.facts.payer);
    for (field, digits) in [
        ("billing phone area", practice.phone.area()),
        ("billing phone number", practice.phone.local()),
    ] {
        boxes
            .at("33", field)
            .from(of_practice("phone"))
            .exact(&digits, "The practice's telephone number.");
    }
    fill_organization(
        subject,
        boxes,
        (
            "33",
            ["billing name", "billing street", "billing city state zip"],
        ),
        (Record::Practice, &practice.name, &practice.address),
        "The practice, which bills.",
    );
    boxes
        .at("33a", "billing NPI")
        .from(of_practice("npi"))
        .exact(practice.npi.as_str(), "The practice's NPI.");
    if subject.is_medicare {
        return;
    }
    let taxonomy = practice
        .taxonomy
        .as_ref()
        .filter(|_| subject.rules.taxonomy_boxes)
        .map(|taxonomy| OtherId {
            qualifier: IdQualifier::Taxonomy,
            number: taxonomy.to_string(),
        });
    if let Some(id) = &payer.billing_id {
        fill_joined_id(
            boxes,
            ("33b", "billing other ID"),
            id,
            FieldRef::of(Record::Payer, "billing_id"),
            &format!("The practice's own number with payer {}.", payer.id),
        );
    } else if let Some(id) = &taxonomy {
        fill_joined_id(
            boxes,
            ("33b", "billing other ID"),
            id,
            of_practice("taxonomy"),
            "The practice's taxonomy, as this payer wants it.",
        );
    }
}

/// Name, street and city of an organization on three lines.
fn fill_organization(
    subject: &Subject<'_>,
    boxes: &mut Boxes,
    (form_box, [name_field, street_field, city_field]): (&'static str, [&'static str; 3]),
    (record, name, address): (Record, &str, &Address),
    reason: &str,
) {
    boxes
        .at(form_box, name_field)
        .from(FieldRef::of(record, "name"))
        .text(Wording::Address, name, reason);
    boxes
        .at(form_box, street_field)
        .from(FieldRef::of(record, "address1"))
        .joined(
            &[("address1", &address.line1), ("address2", &address.line2)],
            Wording::Address,
            reason,
        );
    city_line(
        boxes,
        (form_box, city_field),
        FieldRef::of(record, "city"),
        address,
        subject.rules.zip_hyphen,
        reason,
    );
}

/// A qualifier with its id directly behind it.
fn fill_joined_id(
    boxes: &mut Boxes,
    (form_box, field): (&'static str, &'static str),
    id: &OtherId,
    source: FieldRef,
    reason: &str,
) {
    let qualifier = id.qualifier.as_str();
    let slot = boxes.at(form_box, field).from(source);
    let mut fitted = text::number((source.column, &id.number), slot.length() - qualifier.len());
    if !fitted.text.is_empty() {
        fitted.text.insert_str(0, qualifier);
    }
    slot.fitted(fitted, reason);
}
