//! Boxes 2, 3, 5 and 12: the patient.

use super::Scrub;
use super::insured::has_letters;
use super::rule::*;
use crate::domain::finding::{FieldRef, Record};
use crate::domain::person::Sex;

const fn field(column: &'static str) -> FieldRef {
    FieldRef::of(Record::Patient, column)
}

/// Boxes 2 and 3.
pub(super) fn identity(scrub: &mut Scrub<'_>) {
    let patient = &scrub.facts.patient;
    if !has_letters(&patient.name) {
        scrub.report(
            &PATIENT_NAME,
            field("last_name"),
            "The patient's name holds no letters; enter it as on the card.",
        );
    }
    scrub.adopt(&BIRTH_DATE_FUTURE, patient.advice(scrub.today));
    if patient.sex == Sex::Unknown {
        scrub.report(
            &PATIENT_SEX,
            field("sex"),
            "The patient's sex is unknown and box 3 stays empty, which some payers return; enter it if you can.",
        );
    }
}

/// Box 5: every part but the second line.
pub(super) fn address(scrub: &mut Scrub<'_>) {
    let address = &scrub.facts.patient.address;
    let missing: Vec<(&'static str, &str)> = [
        (address.line1.is_empty(), "address1", "street"),
        (address.city.is_empty(), "city", "city"),
        (address.state.is_none(), "state", "state"),
        (address.zip.is_none(), "zip", "ZIP code"),
    ]
    .into_iter()
    .filter(|(is_missing, ..)| *is_missing)
    .map(|(_, column, name)| (column, name))
    .collect();
    let Some(&(column, _)) = missing.first() else {
        return;
    };
    let names: Vec<&str> = missing.iter().map(|(_, name)| *name).collect();
    scrub.report(
        &PATIENT_ADDRESS,
        field(column),
        format!(
            "The patient's address lacks the {}; fill it in.",
            names.join(", ")
        ),
    );
}

/// Box 12.
pub(super) fn signature(scrub: &mut Scrub<'_>) {
    if !scrub.facts.patient.is_signature_on_file {
        scrub.report(
            &PATIENT_SIGNATURE,
            field("signature_on_file"),
            "The patient's signature is not on file and box 12 stays empty; have the patient sign, then enter it.",
        );
    }
}
