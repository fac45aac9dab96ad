//! Numbers of printed sheets, as a biller names the spoiled ones: `3`, `1-4, 7`.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use crate::domain::draft::{Problem, quoted};

/// The highest number that can be named: far more than a printer takes in one go.
const HIGHEST: usize = 9_999;

/// Sheets by their numbers, from 1; none by default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SheetNumbers(BTreeSet<usize>);

impl SheetNumbers {
    pub fn contains(&self, number: usize) -> bool {
        self.0.contains(&number)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The highest of them.
    pub fn last(&self) -> Option<usize> {
        self.0.last().copied()
    }
}

impl FromStr for SheetNumbers {
    type Err = Problem;

    /// Numbers and ranges with commas or blanks between them; an empty text names none.
    fn from_str(text: &str) -> Result<Self, Problem> {
        let refused = |part: &str| {
            Problem::new(format!(
                "{} names no sheet; write numbers and ranges, like 1-4, 7.",
                quoted(part)
            ))
        };
        let number = |part: &str, digits: &str| {
            digits
                .parse::<usize>()
                .ok()
                .filter(|number| (1..=HIGHEST).contains(number))
                .ok_or_else(|| refused(part))
        };
        let mut numbers = BTreeSet::new();
        for part in text.split([',', ';', ' ']).filter(|part| !part.is_empty()) {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            let (first, last) = (number(part, first)?, number(part, last)?);
            if first > last {
                return Err(refused(part));
            }
            numbers.extend(first..=last);
        }
        Ok(Self(numbers))
    }
}

impl fmt::Display for SheetNumbers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (idx, number) in self.0.iter().enumerate() {
            if idx > 0 {
                f.write_str(", ")?;
            }
            write!(f, "{number}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheets_are_named_by_numbers_and_ranges() {
        for (text, expected) in [
            ("", ""),
            ("3", "3"),
            ("1-4, 7", "1, 2, 3, 4, 7"),
            ("7 2,2-3", "2, 3, 7"),
        ] {
            let numbers: SheetNumbers = text.parse().unwrap();
            assert_eq!(numbers.to_string(), expected, "{text}");
        }
        for bad in ["0", "4-1", "a", "1-", "-2", "1-2-3", "10000", "1.5"] {
            assert!(bad.parse::<SheetNumbers>().is_err(), "{bad}");
        }
    }
}
