//! Control totals: what a stack of superbills should come to, and what was entered of it.

use serde::{Deserialize, Serialize};

use crate::domain::money::Money;

/// How many visits, and what they charge together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ControlTotal {
    pub visits: usize,
    pub charges: Money,
}

/// A stack of superbills: counted and added up by hand before it is entered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stack {
    pub expected: ControlTotal,
    pub entered: ControlTotal,
}

impl Stack {
    /// Whether what was entered is what was counted, to the visit and to the cent.
    pub fn is_balanced(&self) -> bool {
        self.expected == self.entered
    }

    /// Visits still to enter; negative when there are more than were counted.
    pub fn visits_left(&self) -> i64 {
        let count = |visits| i64::try_from(visits).unwrap_or(i64::MAX);
        count(self.expected.visits).saturating_sub(count(self.entered.visits))
    }

    /// Charges still to enter; negative when they come to more than was added up.
    pub fn charges_left(&self) -> Money {
        self.expected.charges - self.entered.charges
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn total(visits: usize, cents: i64) -> ControlTotal {
        ControlTotal {
            visits,
            charges: Money::from_cents(cents),
        }
    }

    #[test]
    fn a_stack_balances_only_to_the_visit_and_to_the_cent() {
        let stack = |visits, cents| Stack {
            expected: total(3, 45_000),
            entered: total(visits, cents),
        };
        assert!(stack(3, 45_000).is_balanced());
        assert!(!stack(3, 44_999).is_balanced());
        assert!(!stack(2, 45_000).is_balanced());
        assert_eq!(stack(1, 15_000).visits_left(), 2);
        assert_eq!(stack(1, 15_000).charges_left().cents(), 30_000);
        assert_eq!(stack(4, 45_001).visits_left(), -1);
        assert_eq!(stack(4, 45_001).charges_left().cents(), -1);
    }
}
