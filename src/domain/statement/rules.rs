//! What the practice decides about its statements.

use serde::{Deserialize, Serialize};

use crate::domain::money::Money;

/// Who is sent a statement, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rules {
    /// The least that is worth a letter.
    pub minimum: Money,
    /// The least a credit must be to be told by a letter.
    pub minimum_credit: Money,
    /// The fewest days between two statements for one account.
    pub days_between: u16,
    /// How many days she has to pay.
    pub days_to_pay: u16,
    /// How many days after the final notice an account comes on the pre-collection list.
    pub days_after_final: u16,
    /// Whether an account that keeps to its payment plan, and owes nothing else, is sent one too.
    pub mails_plans: bool,
    /// The name ranges that are mailed in turn; none mails everybody at once.
    pub cycles: Vec<Cycle>,
}

/// Guarantors whose last names begin within a range, by folded letters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cycle {
    /// The first letters in the range: `A`, `MC`.
    pub from: String,
    /// The last letters in the range, those that go on from them included: `F` takes Fuentes.
    pub to: String,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            minimum: Money::from_cents(500),
            minimum_credit: Money::from_cents(500),
            days_between: 27,
            days_to_pay: 21,
            days_after_final: 21,
            mails_plans: false,
            cycles: Vec::new(),
        }
    }
}

impl Cycle {
    /// Its name: `A-F`.
    pub fn name(&self) -> String {
        format!("{}-{}", self.from, self.to)
    }
}
