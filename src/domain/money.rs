//! Money as whole cents, and quantities as thousandths.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::domain::draft::{Problem, quoted};

/// An amount in US cents.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Money(i64);

impl Money {
    pub const ZERO: Self = Self(0);

    /// The largest amount that can be typed: 99,999,999.99.
    pub const LARGEST: Self = Self(9_999_999_999);

    pub const fn from_cents(cents: i64) -> Self {
        Self(cents)
    }

    pub const fn cents(self) -> i64 {
        self.0
    }

    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Whether it is less than nothing: a credit where a debit is expected, or the reverse.
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    pub const fn is_positive(self) -> bool {
        self.0 > 0
    }

    /// The whole dollars, without sign, separators or leading zeros, as a form's left part.
    pub fn dollars_text(self) -> String {
        (self.0.unsigned_abs() / 100).to_string()
    }

    /// The two digits of cents, as a form's right part.
    pub fn cents_text(self) -> String {
        format!("{:02}", self.0.unsigned_abs() % 100)
    }
}

impl Add for Money {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl AddAssign for Money {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl Sub for Money {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl SubAssign for Money {
    fn sub_assign(&mut self, other: Self) {
        self.0 -= other.0;
    }
}

impl Neg for Money {
    type Output = Self;

    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

/// `1234.56`: no dollar sign, no separators, always two decimals.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 < 0 {
            f.write_str("-")?;
        }
        write!(f, "{}.{}", self.dollars_text(), self.cents_text())
    }
}

/// Reads `1234.56`, `1234.5` or `1234`; no sign, no `$`, no separators, at most 99999999.99.
impl FromStr for Money {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        decimal(text.trim(), 8, 2).map(Self).ok_or_else(|| {
            Problem::new(format!(
                "{} is not an amount; write it like 1234.56, without sign, $ or comma.",
                quoted(text)
            ))
        })
    }
}

/// A quantity in thousandths: the units of a service line, the quantity of a drug.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Quantity(i64);

impl Quantity {
    /// One unit.
    pub const ONE: Self = Self(1_000);

    /// From thousandths of a unit.
    pub const fn from_thousandths(thousandths: i64) -> Self {
        Self(thousandths)
    }

    pub const fn thousandths(self) -> i64 {
        self.0
    }

    /// The whole units, where there is no fraction.
    pub const fn whole(self) -> Option<i64> {
        if self.0 % 1_000 == 0 {
            Some(self.0 / 1_000)
        } else {
            None
        }
    }
}

/// `2`, `1.5`, `0.125`: no trailing zeros and no point where there is no fraction.
impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let whole = self.0.unsigned_abs() / 1_000;
        let fraction = format!("{:03}", self.0.unsigned_abs() % 1_000);
        match fraction.trim_end_matches('0') {
            "" => write!(f, "{sign}{whole}"),
            digits => write!(f, "{sign}{whole}.{digits}"),
        }
    }
}

/// Reads up to eight digits before and three after the point (NUCC manual, item 24: NDC quantity).
impl FromStr for Quantity {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        decimal(text.trim(), 8, 3).map(Self).ok_or_else(|| {
            Problem::new(format!(
                "{} is not a quantity; write it like 2 or 1.5, with at most three decimals.",
                quoted(text)
            ))
        })
    }
}

/// An unsigned decimal scaled to `places` digits after the point, exactly.
fn decimal(text: &str, longest_whole: usize, places: usize) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let has_point_without_digits = text.contains('.') && fraction.is_empty();
    if whole.is_empty()
        || has_point_without_digits
        || whole.len() > longest_whole
        || fraction.len() > places
        || !digits(whole)
        || !digits(fraction)
    {
        return None;
    }
    format!("{whole}{fraction:0<places$}").parse().ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn amounts_read_exactly_or_not_at_all() {
        for (text, cents) in [
            ("0", 0),
            ("1", 100),
            ("1.5", 150),
            ("0.01", 1),
            ("150.00", 15_000),
            ("99999999.99", 9_999_999_999),
        ] {
            assert_eq!(text.parse(), Ok(Money(cents)), "{text}");
        }
        for text in [
            "",
            ".",
            "1.",
            ".5",
            "-1",
            "+1",
            "$1",
            "1,000",
            "1.234",
            "1e3",
            "１",
            "999999999",
        ] {
            assert!(text.parse::<Money>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_form_shows_dollars_and_cents_apart() {
        let money = Money(123_405);
        assert_eq!(
            (money.dollars_text(), money.cents_text()),
            ("1234".into(), "05".into())
        );
        assert_eq!(Money(-5).to_string(), "-0.05");
    }

    #[test]
    fn quantities_keep_no_trailing_zeros() {
        for (text, shown) in [
            ("1", "1"),
            ("1.50", "1.5"),
            ("0.125", "0.125"),
            ("10", "10"),
        ] {
            assert_eq!(
                text.parse::<Quantity>().map(|q| q.to_string()),
                Ok(shown.into())
            );
        }
        assert_eq!(Quantity(1_500).whole(), None);
        assert_eq!(Quantity(3_000).whole(), Some(3));
        for (thousandths, text) in [
            (-500, "-0.5"),
            (-1_000, "-1"),
            (-1_250, "-1.25"),
            (-3, "-0.003"),
        ] {
            assert_eq!(Quantity(thousandths).to_string(), text);
        }
        assert!("1.2345".parse::<Quantity>().is_err());
    }

    proptest! {
        #[test]
        fn every_amount_reads_back(cents in 0..=9_999_999_999_i64) {
            prop_assert_eq!(Money(cents).to_string().parse(), Ok(Money(cents)));
        }

        #[test]
        fn every_quantity_reads_back(thousandths in 0..=99_999_999_999_i64) {
            let quantity = Quantity(thousandths);
            prop_assert_eq!(quantity.to_string().parse(), Ok(quantity));
        }

        #[test]
        fn any_text_is_an_amount_or_a_sentence(text in "\\PC{0,20}") {
            let _ = text.parse::<Money>();
        }
    }
}
