//! Boxes 24J to 33b: who rendered and who bills, and the sums of the form.

use super::rule::*;
use super::{Scrub, visit};
use crate::domain::code::list;
use crate::domain::coverage::Rank;
use crate::domain::date::spoken;
use crate::domain::finding::{FieldRef, Record};
use crate::domain::identifier::TaxIdKind;
use crate::domain::money::Money;
use crate::domain::payer::{AmountPaid, PayerKind};
use crate::domain::person::Address;

/// Two-digit beginnings that the IRS has given to no employer so far.
const UNASSIGNED_EIN: [&str; 17] = [
    "00", "07", "08", "09", "17", "18", "19", "28", "29", "49", "69", "70", "78", "79", "89", "96",
    "97",
];

/// Places of service that are another house than the practice's: hospitals, surgical centers,
/// nursing, custodial and hospice care, residential treatment.
const INSTITUTIONS: [&str; 16] = [
    "13", "19", "21", "22", "23", "24", "31", "32", "33", "34", "51", "52", "54", "55", "56", "61",
];

/// Box 24J.
pub(super) fn rendering(scrub: &mut Scrub<'_>) {
    let facts = scrub.facts;
    let encounter = &facts.encounter;
    for line in &encounter.lines {
        let Some(provider) = facts.rendering_of(line) else {
            let column = match line.rendering_provider {
                Some(_) => FieldRef::on_line(line.number, "rendering_provider_id"),
                None => visit("rendering_provider_id"),
            };
            scrub.report(
                &RENDERING_UNKNOWN,
                column,
                format!(
                    "There is no provider {} for box 24J; enter the provider or name another.",
                    encounter.rendering_of(line)
                ),
            );
            continue;
        };
        let field = |column| FieldRef::of(Record::Provider, column);
        scrub.adopt(&NPI_RENDERING, provider.advice());
        if !provider.can_render {
            scrub.report(
                &RENDERING_NOT_ALLOWED,
                field("can_render"),
                format!(
                    "{} is not marked as one who renders services; name another provider or change the mark.",
                    provider.name
                ),
            );
        }
        if facts.payer.rules().taxonomy_boxes && provider.taxonomy.is_none() {
            scrub.report(
                &RENDERING_TAXONOMY,
                field("taxonomy"),
                format!(
                    "{} wants the taxonomy in 24J, but {} has none; enter it.",
                    facts.payer.name, provider.name
                ),
            );
        }
    }
}

/// Boxes 25, 27 and 33 to 33b.
pub(super) fn practice(scrub: &mut Scrub<'_>) {
    let facts = scrub.facts;
    let practice = &facts.practice;
    let field = |column| FieldRef::of(Record::Practice, column);
    let number = practice.tax_id.digits();
    let is_unassigned = match practice.tax_id_kind {
        TaxIdKind::Ein => UNASSIGNED_EIN.iter().any(|start| number.starts_with(start)),
        TaxIdKind::Ssn => !is_issued_ssn(&number),
    };
    if is_unassigned {
        scrub.report(
            &TAX_ID_UNASSIGNED,
            field("tax_id"),
            format!(
                "The tax id is in no range of {} numbers; compare it with the letter that assigned it.",
                practice.tax_id_kind
            ),
        );
    }
    if facts.payer.kind == PayerKind::Medicaid && !facts.payer.rules().accept_assignment {
        scrub.report(
            &MEDICAID_ASSIGNMENT,
            FieldRef::of(Record::Payer, "accept_assignment"),
            "Medicaid pays only providers who accept its payment in full, but box 27 says NO; set the payer to accept assignment.",
        );
    }
    if is_po_box(&practice.address) {
        scrub.report(
            &PRACTICE_PO_BOX,
            field("address1"),
            "Box 33 wants a street address, not a P.O. box; enter the street.",
        );
    }
    scrub.adopt(&NPI_PRACTICE, practice.advice());
    if facts.payer.rules().taxonomy_boxes && practice.taxonomy.is_none() {
        scrub.report(
            &PRACTICE_TAXONOMY,
            field("taxonomy"),
            format!(
                "{} wants the practice's taxonomy in 33b, but it has none; enter it.",
                facts.payer.name
            ),
        );
    }
}

/// Numbers that were never issued: area 000, 666 or 900 up, group 00, serial 0000. Numbers from 900
/// are individual taxpayers' and stand in the same box.
fn is_issued_ssn(number: &str) -> bool {
    match (number.get(..3), number.get(3..5), number.get(5..)) {
        (Some(area), Some(group), Some(serial)) => {
            area != "000" && area != "666" && group != "00" && serial != "0000"
        }
        _ => false,
    }
}

/// Whether an address is a post office box.
fn is_po_box(address: &Address) -> bool {
    [&address.line1, &address.line2].iter().any(|line| {
        let letters: String = line
            .chars()
            .filter(|c| c.is_ascii_alphanumeric())
            .map(|c| c.to_ascii_uppercase())
            .collect();
        letters.starts_with("POBOX") || letters.starts_with("POSTOFFICEBOX")
    })
}

/// Boxes 28 and 29.
pub(super) fn amounts(scrub: &mut Scrub<'_>) {
    let facts = scrub.facts;
    let encounter = &facts.encounter;
    let total = encounter.total_charge();
    if total.is_zero() && !encounter.lines.is_empty() {
        scrub.report(
            &TOTAL_ZERO,
            FieldRef::of(Record::ServiceLine, "charge"),
            "The claim charges nothing; enter the charges of its lines.",
        );
    }
    let rules = facts.payer.rules();
    let patient = encounter.patient_paid.unwrap_or(Money::ZERO);
    let prior = encounter.prior_payer_paid.unwrap_or(Money::ZERO);
    let (paid, column) = match rules.amount_paid {
        AmountPaid::PatientPaid => (patient, "patient_paid"),
        AmountPaid::PriorPayerPaid => (prior, "prior_payer_paid"),
        AmountPaid::AllPaid => (patient + prior, "patient_paid"),
    };
    if paid > total {
        scrub.report(
            &AMOUNT_PAID_OVER_TOTAL,
            visit(column),
            format!("Box 29 says {paid} were paid of {total} charged; correct one of them."),
        );
    }
    if facts.coverage.rank > Rank::Primary
        && rules.amount_paid != AmountPaid::PatientPaid
        && encounter.prior_payer_paid.is_none()
    {
        scrub.report(
            &PRIOR_PAYMENT_UNSAID,
            visit("prior_payer_paid"),
            "Nothing says what the earlier payer paid; enter it, 0.00 included, and attach its explanation of benefits.",
        );
    }
}

/// What the books say of the payers before the billed one.
pub(super) fn earlier_payers(scrub: &mut Scrub<'_>) {
    let facts = scrub.facts;
    let earlier = &facts.earlier_payers;
    if earlier.is_forwarded {
        scrub.report(
            &CLAIM_FORWARDED,
            visit("prior_payer_paid"),
            format!(
                "The earlier payer sent this claim to {} itself; printing it would be a duplicate.",
                facts.payer.name
            ),
        );
    } else if earlier.waiver.is_empty() && !earlier.undecided_lines.is_empty() {
        let lines: Vec<String> = earlier.undecided_lines.iter().map(u16::to_string).collect();
        scrub.report(
            &EARLIER_PAYER_UNDECIDED,
            visit("prior_payer_paid"),
            format!(
                "The earlier payer has not decided on line {} yet; post its explanation of benefits first, or say why the claim goes out without it.",
                lines.join(", ")
            ),
        );
    }
}

/// Box 31.
pub(super) fn signature(scrub: &mut Scrub<'_>) {
    let facts = scrub.facts;
    if let Some(provider) = facts
        .signing_provider()
        .filter(|provider| !provider.is_signature_on_file)
    {
        scrub.report(
            &PROVIDER_SIGNATURE,
            FieldRef::of(Record::Provider, "signature_on_file"),
            format!(
                "The signature of {} is not on file and box 31 stays empty; sign by hand or enter that it is on file.",
                provider.name
            ),
        );
    }
    let Some(signed) = facts.encounter.signed_on else {
        return;
    };
    if signed > scrub.today {
        scrub.report(
            &SIGNED_FUTURE,
            visit("signed_on"),
            format!(
                "The date in box 31, {}, lies in the future; correct it.",
                spoken(signed)
            ),
        );
    } else if let Some(last) = facts.encounter.last_day().filter(|last| signed < *last) {
        scrub.report(
            &SIGNED_BEFORE_SERVICE,
            visit("signed_on"),
            format!(
                "Box 31 is dated {}, before the last day of service {}; correct it.",
                spoken(signed),
                spoken(last)
            ),
        );
    }
}

/// Boxes 32 and 32a.
pub(super) fn facility(scrub: &mut Scrub<'_>) {
    let facts = scrub.facts;
    let encounter = &facts.encounter;
    let Some(id) = &encounter.facility else {
        let elsewhere = encounter
            .lines
            .iter()
            .map(|line| encounter.place_of(line).as_str())
            .find(|place| INSTITUTIONS.contains(place))
            .and_then(list::place_of_service);
        if let Some(place) = elsewhere {
            scrub.report(
                &FACILITY_MISSING,
                visit("facility_id"),
                format!(
                    "Services were given at place {} ({}), but no facility is named for box 32; choose it.",
                    place.code, place.name
                ),
            );
        }
        return;
    };
    let Some(facility) = &facts.facility else {
        scrub.report(
            &FACILITY_UNKNOWN,
            visit("facility_id"),
            format!("There is no facility {id} for box 32; enter the facility or name another."),
        );
        return;
    };
    let field = |column| FieldRef::of(Record::Facility, column);
    if is_po_box(&facility.address) {
        scrub.report(
            &FACILITY_PO_BOX,
            field("address1"),
            format!(
                "Box 32 wants the street where {} stands, not a P.O. box; enter the street.",
                facility.name
            ),
        );
    }
    if facility.npi.is_none() {
        scrub.report(
            &FACILITY_NPI,
            field("npi"),
            format!(
                "{} has no NPI for box 32a; enter it if it has one.",
                facility.name
            ),
        );
    }
    scrub.adopt(&NPI_FACILITY, facility.advice());
}
