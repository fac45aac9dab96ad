//! The cells of the grid: amounts typed without their point, sums, and adjustments with their codes.

use iced::alignment::Horizontal;

use crate::domain::draft::{Problem, quoted};
use crate::domain::money::Money;
use crate::domain::remittance::draft::split_code;
use crate::domain::remittance::{AdjustmentEntry, AdjustmentGroup};
use crate::gui::form::Kind;

/// What one cell takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellKind {
    /// `9205` is 92.05 here, and `150-57.95` is worked out.
    Amount,
    /// Group, reason and amount as printed: `CO45 57.95`.
    Adjustment,
    Words,
}

/// The value is the text as the cell shows it once it is left.
impl Kind for CellKind {
    type Value = String;

    fn read(&self, text: &str) -> Result<String, Problem> {
        match self {
            Self::Amount => amount(text).map(|money| money.to_string()),
            Self::Adjustment => {
                let (group, reason, money) = adjustment(text)?;
                Ok(format!("{group}{reason} {money}"))
            }
            Self::Words => Ok(text.to_owned()),
        }
    }

    fn normal(&self, value: &String) -> Option<String> {
        (*self != Self::Words).then(|| value.clone())
    }

    fn align(&self) -> Horizontal {
        match self {
            Self::Amount => Horizontal::Right,
            Self::Adjustment | Self::Words => Horizontal::Left,
        }
    }
}

/// Reads an amount of the grid: figures alone are cents, `9205` is 92.05; with a point, or in a sum
/// such as `150-57.95`, they are dollars. A sum may be below zero, an amount begins with no minus.
///
/// # Errors
/// A sentence when it is neither an amount nor a sum of some.
pub fn amount(text: &str) -> Result<Money, Problem> {
    let text = text.trim();
    let unreadable = || {
        Problem::new(format!(
            "{} is not an amount; write it like 92.05, 9205 or 150-57.95.",
            quoted(text)
        ))
    };
    let is_figures = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_figures {
        // A padded number has at least one figure before its point.
        let padded = format!("{text:0>3}");
        let (dollars, cents) = padded.split_at(padded.len() - 2);
        return format!("{dollars}.{cents}")
            .parse()
            .map_err(|_| unreadable());
    }
    let mut sum = Money::ZERO;
    let mut rest = text;
    let mut is_less = false;
    loop {
        let end = rest.find(['+', '-']).unwrap_or(rest.len());
        let part: Money = rest[..end].trim().parse().map_err(|_| unreadable())?;
        if is_less {
            sum -= part;
        } else {
            sum += part;
        }
        let Some(sign) = rest[end..].chars().next() else {
            return Ok(sum);
        };
        is_less = sign == '-';
        rest = &rest[end + 1..];
    }
}

/// Reads an adjustment: its code as printed, then its amount, which may begin with a minus.
///
/// # Errors
/// A sentence when a part is missing or is not what it should be.
pub fn adjustment(text: &str) -> Result<(AdjustmentGroup, String, Money), Problem> {
    let text = text.trim();
    let Some((code, figures)) = text.rsplit_once(char::is_whitespace) else {
        return Err(Problem::new(
            "Write group and reason as printed, then the amount, like CO45 57.95.",
        ));
    };
    let Some((group, reason)) = split_code(code) else {
        return Err(Problem::new(format!(
            "{} is no group with a reason; write it as printed, like CO45, PR2 or OA23.",
            quoted(code.trim())
        )));
    };
    let money = match figures.strip_prefix('-') {
        Some(rest) => -amount(rest)?,
        None => amount(figures)?,
    };
    Ok((group, reason, money))
}

/// An adjustment as its cell shows it.
pub fn shown(entry: &AdjustmentEntry) -> String {
    format!("{}{} {}", entry.group, entry.reason, entry.amount)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_alone_are_cents_and_sums_are_worked_out() {
        for (text, cents) in [
            ("9205", 9_205),
            ("0", 0),
            ("5", 5),
            ("92.05", 9_205),
            ("150-57.95", 9_205),
            ("150 - 57.95 + 1.47", 9_352),
            ("10+5", 1_500),
        ] {
            assert_eq!(amount(text), Ok(Money::from_cents(cents)), "{text}");
        }
        for text in ["", "x", "1-", "-5", "1--2", "92,05"] {
            assert!(amount(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_adjustment_is_read_as_it_is_printed() {
        for (text, expected) in [
            ("CO45 57.95", "CO45 57.95"),
            ("co-45 5795", "CO45 57.95"),
            ("PR 2 18.41", "PR2 18.41"),
            ("OAB7 150-92.05", "OAB7 57.95"),
            ("CO45 -1.00", "CO45 -1.00"),
        ] {
            assert_eq!(
                CellKind::Adjustment.read(text),
                Ok(expected.to_owned()),
                "{text}"
            );
        }
        for text in ["57.95", "CO45", "XX45 57.95", "CO45 x"] {
            assert!(CellKind::Adjustment.read(text).is_err(), "{text}");
        }
    }
}
