//! Fields of amounts.

use iced::alignment::Horizontal;

use super::Kind;
use crate::domain::draft::Problem;
use crate::domain::money::Money;

/// An amount in dollars, kept as typed: `9205` is 9,205 dollars, never 92.05. What it is read as
/// stands under the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amount;

impl Kind for Amount {
    type Value = Money;

    fn read(&self, text: &str) -> Result<Money, Problem> {
        text.parse()
    }

    fn meaning(&self, money: &Money) -> Option<String> {
        let exact = money.to_string();
        let grouped = grouped(*money);
        // Nothing to add where she wrote it out.
        Some(if exact == grouped { exact } else { grouped })
    }

    fn align(&self) -> Horizontal {
        Horizontal::Right
    }
}

/// An amount with commas, as screens show it: `-1,234.50`.
pub fn grouped(money: Money) -> String {
    let dollars = money.dollars_text();
    let mut shown = String::new();
    for (idx, digit) in dollars.chars().enumerate() {
        if idx > 0 && (dollars.len() - idx).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    let sign = if money.cents() < 0 { "-" } else { "" };
    format!("{sign}{shown}.{}", money.cents_text())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gui::form::{Edit, Field};

    #[test]
    fn amounts_are_shown_in_groups_of_three() {
        for (cents, shown) in [
            (0, "0.00"),
            (9_205, "92.05"),
            (100_000, "1,000.00"),
            (-123_456_789, "-1,234,567.89"),
        ] {
            assert_eq!(grouped(Money::from_cents(cents)), shown);
        }
    }

    #[test]
    fn a_typed_amount_is_never_altered() {
        for typed in ["9205", "92.05", "92", "92.5"] {
            let mut field = Field::new("amount", "Amount", Amount);
            field.update(Edit::Typed(typed.to_owned()));
            field.update(Edit::Left);
            assert_eq!(field.text(), typed);
            assert_eq!(field.problem(), None);
        }
    }
}
