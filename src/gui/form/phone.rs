//! Fields of telephone numbers.

use super::Kind;
use crate::domain::draft::Problem;
use crate::domain::identifier::Phone;

/// A US telephone number, kept as typed; how it is read stands under the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PhoneNumber;

impl Kind for PhoneNumber {
    type Value = Phone;

    fn read(&self, text: &str) -> Result<Phone, Problem> {
        text.parse()
    }

    fn meaning(&self, phone: &Phone) -> Option<String> {
        Some(spoken(phone))
    }
}

/// A number as lists show it, however it was typed.
pub fn spoken(phone: &Phone) -> String {
    let local = phone.local();
    let (exchange, line) = local.split_at(local.len().min(3));
    format!("({}) {exchange}-{line}", phone.area())
}
