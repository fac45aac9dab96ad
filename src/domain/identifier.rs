//! The numbers that identify people and companies, kept as typed and checked.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::domain::draft::{Problem, choices, quoted};

/// A typed number without its punctuation: blanks, dots, hyphens, slashes and brackets.
pub fn strip(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !"-./()".contains(*c))
        .collect()
}

fn digits_only(text: &str) -> Option<String> {
    let stripped = strip(text);
    (!stripped.is_empty() && stripped.bytes().all(|byte| byte.is_ascii_digit())).then_some(stripped)
}

/// A National Provider Identifier: ten digits.
///
/// Files of other systems often carry numbers that fail the check digit, so the type holds any ten
/// digits; `is_valid` tells whether a payer would accept it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Npi(String);

impl Npi {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it starts with 1 or 2 and its check digit is right: the Luhn sum with the prefix
    /// 80840, which adds 24 (45 CFR 162.406).
    pub fn is_valid(&self) -> bool {
        let sum: u32 = self
            .0
            .bytes()
            .rev()
            .enumerate()
            .map(|(idx, byte)| {
                let digit = u32::from(byte - b'0');
                if idx % 2 == 0 {
                    digit
                } else {
                    (digit * 2) / 10 + (digit * 2) % 10
                }
            })
            .sum();
        self.0.starts_with(['1', '2']) && (sum + 24).is_multiple_of(10)
    }
}

impl FromStr for Npi {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        match digits_only(text) {
            Some(digits) if digits.len() == 10 => Ok(Self(digits)),
            _ => Err(Problem::new(format!(
                "{} is not an NPI; write its ten digits.",
                quoted(text)
            ))),
        }
    }
}

impl fmt::Display for Npi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

choices! {
    /// Whose number a tax id is (box 25).
    TaxIdKind: "tax id type" {
        Ein = "EIN",
        Ssn = "SSN",
    }
}

macro_rules! typed_numbers {
    ($($(#[$doc:meta])* $name:ident: $allowed:pat, $sentence:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The digits without the punctuation that was typed.
            pub fn digits(&self) -> String {
                strip(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = Problem;

            fn from_str(text: &str) -> Result<Self, Problem> {
                let text = text.trim();
                match digits_only(text).map(|digits| digits.len()) {
                    Some($allowed) => Ok(Self(text.to_owned())),
                    _ => Err(Problem::new(format!(concat!("{} ", $sentence), quoted(text)))),
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

typed_numbers! {
    /// A federal tax id, an EIN or a Social Security number: nine digits, kept as typed.
    TaxNumber: 9, "is not a tax id; write its nine digits.";
    /// A ZIP code of five or nine digits, kept as typed.
    Zip: 5 | 9, "is not a ZIP code; write five digits or nine.";
    /// A US telephone number, ten digits (a leading 1 is dropped), kept as typed.
    TypedPhone: 10 | 11, "is not a telephone number; write area code and number, ten digits.";
}

/// A US telephone number, kept as typed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Phone(TypedPhone);

impl Phone {
    /// Its ten digits.
    pub fn digits(&self) -> String {
        let digits = self.0.digits();
        if digits.len() == 11 {
            digits[1..].to_owned()
        } else {
            digits
        }
    }

    /// The three digits of the area code.
    pub fn area(&self) -> String {
        self.digits()[..3].to_owned()
    }

    /// The seven digits after the area code.
    pub fn local(&self) -> String {
        self.digits()[3..].to_owned()
    }
}

impl FromStr for Phone {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let typed: TypedPhone = text.parse()?;
        let digits = typed.digits();
        if digits.len() == 11 && !digits.starts_with('1') {
            return Err(Problem::new(format!(
                "{} has eleven digits; write area code and number, ten digits.",
                quoted(text)
            )));
        }
        Ok(Self(typed))
    }
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A provider taxonomy code: ten letters and digits (NUCC code set).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Taxonomy(String);

impl Taxonomy {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Taxonomy {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let text = text.trim().to_ascii_uppercase();
        if text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            Ok(Self(text))
        } else {
            Err(Problem::new(format!(
                "{} is not a taxonomy code; write its ten letters and digits.",
                quoted(&text)
            )))
        }
    }
}

impl fmt::Display for Taxonomy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A National Drug Code, kept as typed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Ndc(String);

impl Ndc {
    /// The eleven digits, 5-4-2, each part of a hyphened label padded with zeros on its left.
    ///
    /// `None` for ten digits without hyphens: where the zero belongs cannot be known.
    pub fn eleven_digits(&self) -> Option<String> {
        let parts: Vec<&str> = self.0.split('-').map(str::trim).collect();
        match parts[..] {
            [labeler, product, package] => Some(format!("{labeler:0>5}{product:0>4}{package:0>2}")),
            _ => Some(strip(&self.0)).filter(|digits| digits.len() == 11),
        }
    }
}

impl FromStr for Ndc {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let text = text.trim();
        let parts: Vec<&str> = text.split('-').map(str::trim).collect();
        let is_number =
            |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let fits = parts.iter().all(is_number)
            && match parts[..] {
                [labeler, product, package] => {
                    labeler.len() <= 5 && product.len() <= 4 && package.len() <= 2
                }
                [digits] => digits.len() == 10 || digits.len() == 11,
                _ => false,
            };
        if fits {
            Ok(Self(text.to_owned()))
        } else {
            Err(Problem::new(format!(
                "{} is not a drug code; write it as on the label, like 12345-6789-01, or its eleven digits.",
                quoted(text)
            )))
        }
    }
}

impl fmt::Display for Ndc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

choices! {
    /// What kind of number an id other than the NPI is (NUCC manual, items 17a, 24I, 32b, 33b).
    IdQualifier: "qualifier" {
        /// State license number.
        StateLicense = "0B",
        /// The retired UPIN.
        Upin = "1G",
        /// A number that the payer gave.
        PayerAssigned = "G2",
        /// Location number.
        Location = "LU",
        /// Provider taxonomy.
        Taxonomy = "ZZ",
    }
}

/// A qualified id other than the NPI.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct OtherId {
    pub qualifier: IdQualifier,
    /// As typed; the form leaves the punctuation out.
    pub number: String,
}

/// Whether this is a Medicare Beneficiary Identifier: eleven characters in CMS's pattern, hyphens
/// and case apart (CMS, "Understanding the MBI format").
pub fn is_medicare_beneficiary_id(text: &str) -> bool {
    let number = strip(text).to_ascii_uppercase();
    let letter = |byte: u8| byte.is_ascii_uppercase() && !b"SLOIBZ".contains(&byte);
    number.len() == 11
        && number.bytes().enumerate().all(|(idx, byte)| match idx {
            0 => (b'1'..=b'9').contains(&byte),
            1 | 4 | 7 | 8 => letter(byte),
            2 | 5 => letter(byte) || byte.is_ascii_digit(),
            _ => byte.is_ascii_digit(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn npi_check_digits() {
        for valid in [
            "1234567893",
            "1245319599",
            "1558598797",
            "1992999882",
            "2000000002",
        ] {
            assert!(valid.parse::<Npi>().unwrap().is_valid(), "{valid}");
        }
        for invalid in ["1234567890", "1234567894", "3234567893", "0000000000"] {
            assert!(!invalid.parse::<Npi>().unwrap().is_valid(), "{invalid}");
        }
        for malformed in ["123456789", "12345678933", "1234567B93", ""] {
            assert!(malformed.parse::<Npi>().is_err(), "{malformed}");
        }
    }

    #[test]
    fn medicare_ids_follow_the_pattern() {
        for valid in ["1EG4TE5MK73", "1EG4-TE5-MK73", "1eg4te5mk73", "9AA9AA9AA99"] {
            assert!(is_medicare_beneficiary_id(valid), "{valid}");
        }
        for invalid in [
            "0EG4TE5MK73",
            "1SG4TE5MK73",
            "1EG4TE5MK7",
            "1EGATE5MK73",
            "1EG4TE5M173",
            "1BG4TE5MK73",
            "123456789A",
        ] {
            assert!(!is_medicare_beneficiary_id(invalid), "{invalid}");
        }
    }

    #[test]
    fn zip_phone_and_tax_number_keep_what_was_typed() {
        let zip: Zip = "02138-1234".parse().unwrap();
        assert_eq!(
            (zip.to_string(), zip.digits()),
            ("02138-1234".into(), "021381234".into())
        );
        for bad in ["2138", "02138-12", "0213a"] {
            assert!(bad.parse::<Zip>().is_err(), "{bad}");
        }
        let phone: Phone = "1 (617) 555-0123".parse().unwrap();
        assert_eq!(
            (phone.area(), phone.local()),
            ("617".into(), "5550123".into())
        );
        for bad in ["617555012", "61755501234", "phone"] {
            assert!(bad.parse::<Phone>().is_err(), "{bad}");
        }
        let tax: TaxNumber = "12-3456789".parse().unwrap();
        assert_eq!(tax.digits(), "123456789");
    }

    #[test]
    fn drug_codes_grow_to_eleven_digits() {
        for (typed, digits) in [
            ("1234-1234-12", Some("01234123412")),
            ("12345-123-12", Some("12345012312")),
            ("2-22-2", Some("00002002202")),
            ("59148001665", Some("59148001665")),
            ("5914800166", None),
        ] {
            let ndc: Ndc = typed.parse().unwrap();
            assert_eq!(ndc.eleven_digits().as_deref(), digits, "{typed}");
        }
        for bad in ["123456-1-1", "abc", "1-2", "--"] {
            assert!(bad.parse::<Ndc>().is_err(), "{bad}");
        }
    }
}
