//! Addresses and telephone numbers in the boxes that hold them.

use crate::domain::claim::form::entry::Boxes;
use crate::domain::claim::text::{self, Wording};
use crate::domain::finding::{FieldRef, Record};
use crate::domain::identifier::{Phone, Zip};
use crate::domain::person::Address;

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

pub(super) struct AddressFields {
    form_box: &'static str,
    street: &'static str,
    city: &'static str,
    state: &'static str,
    zip: &'static str,
}

pub(super) const PATIENT_ADDRESS_FIELDS: AddressFields = AddressFields {
    form_box: "5",
    street: "patient street",
    city: "patient city",
    state: "patient state",
    zip: "patient zip",
};

pub(super) const INSURED_ADDRESS_FIELDS: AddressFields = AddressFields {
    form_box: "7",
    street: "insured street",
    city: "insured city",
    state: "insured state",
    zip: "insured zip",
};

pub(super) fn fill_address(
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

pub(super) fn fill_phone(
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
