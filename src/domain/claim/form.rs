//! A claim as the boxes of its CMS-1500 pages, each value with its reason.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::domain::claim::field;

/// What stands in one field of one page, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoxValue {
    /// The box as the form numbers it: `1a`, `24F`, `PAYER`.
    pub form_box: &'static str,
    /// The line on this form (1 to 6) for the boxes of item 24.
    pub row: Option<u8>,
    /// The field inside the box, as `claim::field` names it.
    pub field: &'static str,
    /// The characters that print: upper case, no longer than the field.
    pub text: String,
    /// Why the field holds this, in one sentence for the biller.
    pub reason: String,
}

/// Written as box, row, field and text; the reason is not kept.
impl Serialize for BoxValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.form_box, self.row, self.field, &self.text).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for BoxValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (form_box, row, name, text) =
            <(String, Option<u8>, String, String)>::deserialize(deserializer)?;
        let field = field::find(&form_box, row, &name)
            .ok_or_else(|| serde::de::Error::custom(format!("box {form_box} has no {name}")))?;
        Ok(Self {
            form_box: field.form_box,
            row: field.row,
            field: field.name,
            text,
            reason: String::new(),
        })
    }
}

/// One CMS-1500 page as values, before it is drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormPage {
    /// 1-based page number within the claim.
    pub number: usize,
    /// How many pages the claim has.
    pub of: usize,
    /// The filled fields, in the order of the form.
    pub boxes: Vec<BoxValue>,
}

impl FormPage {
    /// The text of one field, where it is filled.
    pub fn text(&self, form_box: &str, row: Option<u8>, field: &str) -> Option<&str> {
        self.boxes
            .iter()
            .find(|value| value.form_box == form_box && value.row == row && value.field == field)
            .map(|value| value.text.as_str())
    }
}
