//! People's names, sexes and addresses.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::domain::draft::{Reader, choices};
use crate::domain::identifier::Zip;
use crate::domain::state::StateCode;

/// A person's name in its parts, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PersonName {
    pub last: String,
    pub first: String,
    pub middle: String,
    /// Generation suffix: JR, SR, III.
    pub suffix: String,
}

impl PersonName {
    pub fn is_empty(&self) -> bool {
        self.last.is_empty() && self.first.is_empty()
    }

    /// `First Middle Last Suffix`, as letters and envelopes call a person.
    pub fn spoken(&self) -> String {
        let parts = [&self.first, &self.middle, &self.last, &self.suffix];
        let parts: Vec<&str> = parts
            .iter()
            .map(|it| it.trim())
            .filter(|it| !it.is_empty())
            .collect();
        parts.join(" ")
    }
}

/// `Last Suffix, First Middle`, as lists show it.
impl fmt::Display for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.last)?;
        if !self.suffix.is_empty() {
            write!(f, " {}", self.suffix)?;
        }
        if !self.first.is_empty() {
            write!(f, ", {}", self.first)?;
        }
        if !self.middle.is_empty() {
            write!(f, " {}", self.middle)?;
        }
        Ok(())
    }
}

choices! {
    /// Sex as box 3 asks for it; unknown leaves both marks empty.
    Sex: "sex" {
        Male = "M",
        Female = "F",
        Unknown = "U",
    }
}

/// A postal address in the United States; parts that are not known are empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Address {
    pub line1: String,
    pub line2: String,
    pub city: String,
    pub state: Option<StateCode>,
    pub zip: Option<Zip>,
}

impl Address {
    /// Whether a letter could be sent there.
    pub fn is_complete(&self) -> bool {
        !self.line1.is_empty()
            && !self.city.is_empty()
            && self.state.is_some()
            && self.zip.is_some()
    }

    /// Its lines on an envelope: the street's, then city, state and ZIP; what is not known is left out.
    pub fn lines(&self) -> Vec<String> {
        let region = [
            self.state.as_ref().map(ToString::to_string),
            self.zip.as_ref().map(ToString::to_string),
        ];
        let region: Vec<String> = region.into_iter().flatten().collect();
        let place = [self.city.trim(), &region.join("  ")];
        let place: Vec<&str> = place.into_iter().filter(|it| !it.is_empty()).collect();
        [self.line1.trim(), self.line2.trim(), &place.join(", ")]
            .into_iter()
            .filter(|line| !line.is_empty())
            .map(str::to_owned)
            .collect()
    }

    /// Whether nothing at all is known of it.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Reads an address whose parts may be empty, or must be there apart from the second line.
    ///
    /// `columns` are the names of street, second line, city, state and ZIP.
    pub(crate) fn read(
        reader: &mut Reader,
        columns: [&'static str; 5],
        texts: [&str; 5],
        is_required: bool,
    ) -> Self {
        let [line1, line2, city, state, zip] = columns;
        let line2 = reader.text(line2, texts[1]);
        if is_required {
            Self {
                line1: reader.required_text(line1, texts[0]),
                line2,
                city: reader.required_text(city, texts[2]),
                state: reader.required(state, texts[3]),
                zip: reader.required(zip, texts[4]),
            }
        } else {
            Self {
                line1: reader.text(line1, texts[0]),
                line2,
                city: reader.text(city, texts[2]),
                state: reader.optional(state, texts[3]),
                zip: reader.optional(zip, texts[4]),
            }
        }
    }
}

/// The column names of an address without a prefix.
pub(crate) const ADDRESS: [&str; 5] = ["address1", "address2", "city", "state", "zip"];
