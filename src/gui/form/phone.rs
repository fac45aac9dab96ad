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
        let local = phone.local();
        Some(format!(
            "({}) {}-{}",
            phone.area(),
            &local[..3],
            &local[3..]
        ))
    }
}
