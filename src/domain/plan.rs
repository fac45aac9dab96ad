//! Payment plans: an agreement to pay what is owed on some lines in parts. A plan makes no debt and
//! settles none; what was paid on it is read from its lines.

mod draft;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::draft::choices;
use crate::domain::id::{ChargeLineId, PatientId, PlanId};
use crate::domain::money::Money;

pub use draft::{Frequency, LATEST_FIRST, MOST_INSTALMENTS, PlanDraft};

/// What was agreed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    pub guarantor: PatientId,
    pub agreed_on: NaiveDate,
    /// What of each line it covers; together the principal.
    pub lines: Vec<PlanLine>,
    /// Oldest first; together the principal (accounting.md, invariant 38).
    pub instalments: Vec<Instalment>,
    pub note: String,
}

/// What of a charge is paid by a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanLine {
    pub charge: ChargeLineId,
    /// What the patient owed on it when the plan was agreed; more than 0.00.
    pub amount: Money,
}

/// One part to pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instalment {
    /// From 1.
    pub number: u16,
    pub due_on: NaiveDate,
    /// More than 0.00.
    pub amount: Money,
}

choices! {
    /// Why a plan ended.
    PlanEnd: "cause for a plan's end" {
        Paid = "PAID",
        /// Instalments were missed and the practice called it off.
        Broken = "BROKEN",
        Canceled = "CANCELED",
    }
}

/// A plan with its number and, once it was called off or settled, its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptPlan {
    pub id: PlanId,
    pub plan: Plan,
    pub end: Option<Ended>,
}

/// How a plan ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    pub on: NaiveDate,
    pub cause: PlanEnd,
    pub reason: String,
}

/// Where a plan stands on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanState {
    pub id: PlanId,
    pub principal: Money,
    /// What is still to be paid by it: on each line what the patient owes now, at most what the plan
    /// covers.
    pub balance: Money,
    /// `principal - balance`.
    pub paid: Money,
    /// What of the instalments due before the day is not paid; at most the balance.
    pub overdue: Money,
    /// The instalments that are not paid in full and were due before the day.
    pub missed: Vec<Instalment>,
    /// What is asked for now: overdue and all that falls due through the horizon.
    pub due_now: Money,
    /// What is not asked for now: `balance - due_now`.
    pub deferred: Money,
    /// The next instalment from the day on, with what is still open of it.
    pub next: Option<Instalment>,
}

impl Plan {
    pub fn principal(&self) -> Money {
        self.lines.iter().map(|line| line.amount).sum()
    }

    /// What is paid after the day of the agreement and in how many payments, where these are more than
    /// four: whoever regularly takes payment by written agreement in more than four installments, a
    /// down payment apart, owes patients the disclosures of Regulation Z (12 CFR 1026.2(a)(17)).
    pub fn financed(&self) -> Option<(Money, usize)> {
        let later = self
            .instalments
            .iter()
            .filter(|it| it.due_on > self.agreed_on);
        let n_payments = later.clone().count();
        (n_payments > 4).then(|| (later.map(|it| it.amount).sum(), n_payments))
    }

    /// What the practice should know before it agrees on it.
    pub fn advice(&self) -> Option<&'static str> {
        self.financed().map(|_| {
            "More than four installments by written agreement: federal disclosure rules \
             (Regulation Z) may apply to practices that do so regularly. Ask the practice's adviser."
        })
    }

    /// What the plan covers of what a line owes now.
    pub fn covered(&self, charge: ChargeLineId, owes: Money) -> Money {
        self.lines
            .iter()
            .find(|line| line.charge == charge)
            .map_or(Money::ZERO, |line| line.amount.min(owes).max(Money::ZERO))
    }

    /// Where it stands on a day. `owes` gives what the patient owes on a line now; instalments due
    /// through `horizon`, such as the day by which a statement asks for payment, are asked for now.
    pub fn state(
        &self,
        id: PlanId,
        owes: &dyn Fn(ChargeLineId) -> Money,
        as_of: NaiveDate,
        horizon: NaiveDate,
    ) -> PlanState {
        let principal = self.principal();
        let balance: Money = self
            .lines
            .iter()
            .map(|line| self.covered(line.charge, owes(line.charge)))
            .sum();
        let paid = principal - balance;
        let open = self.open_instalments(paid);
        let due = |is_due: &dyn Fn(NaiveDate) -> bool| -> Money {
            let due = open.iter().filter(|it| is_due(it.due_on));
            due.map(|it| it.amount).sum()
        };
        let due_now = due(&|on| on < as_of || on <= horizon);
        PlanState {
            id,
            principal,
            balance,
            paid,
            overdue: due(&|on| on < as_of),
            missed: open
                .iter()
                .filter(|it| it.due_on < as_of)
                .copied()
                .collect(),
            due_now,
            deferred: balance - due_now,
            next: open.iter().find(|it| it.due_on >= as_of).copied(),
        }
    }

    /// What is open of each instalment when so much was paid, the oldest paid first; together the
    /// balance.
    fn open_instalments(&self, paid: Money) -> Vec<Instalment> {
        let mut left = paid;
        let mut open = Vec::new();
        for instalment in &self.instalments {
            let part = instalment.amount.min(left);
            left -= part;
            if part < instalment.amount {
                open.push(Instalment {
                    amount: instalment.amount - part,
                    ..*instalment
                });
            }
        }
        open
    }
}

impl PlanState {
    /// Whether nothing is left to pay. Should money that was paid go back, it is open again.
    pub fn is_paid(&self) -> bool {
        self.balance.is_zero()
    }

    /// Whether nothing that was due before the day is open.
    pub fn is_on_track(&self) -> bool {
        self.overdue.is_zero()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn plan() -> Plan {
        let line = |number, cents| PlanLine {
            charge: ChargeLineId::new(number),
            amount: Money::from_cents(cents),
        };
        let instalment = |number, due_on, cents| Instalment {
            number,
            due_on: on(due_on),
            amount: Money::from_cents(cents),
        };
        Plan {
            guarantor: "P1".parse().unwrap(),
            agreed_on: on("2026-01-10"),
            lines: vec![line(1, 10_000), line(2, 5_000)],
            instalments: vec![
                instalment(1, "2026-02-01", 5_000),
                instalment(2, "2026-03-01", 5_000),
                instalment(3, "2026-04-01", 5_000),
            ],
            note: String::new(),
        }
    }

    #[test]
    fn more_than_four_installments_are_worth_a_word() {
        let mut plan = plan();
        let instalment = |number: u16| Instalment {
            number,
            due_on: plan.agreed_on + chrono::Days::new(30 * u64::from(number - 1)),
            amount: Money::from_cents(3_000),
        };
        let (four, five): (Vec<_>, Vec<_>) = (
            (1..=5).map(instalment).collect(),
            (1..=6).map(instalment).collect(),
        );
        plan.instalments = four;
        assert_eq!(plan.advice(), None, "the first is paid down at once");
        plan.instalments = five;
        assert!(plan.advice().is_some());
        let financed = (Money::from_cents(15_000), 5);
        assert_eq!(plan.financed(), Some(financed), "without what is paid down");
    }

    #[test]
    fn what_is_due_follows_from_the_lines_and_the_days() {
        // Owed on the two lines, day, horizon: paid, overdue, due now, deferred, number of the next.
        for (owed, day, horizon, paid, overdue, due_now, deferred, next) in [
            (
                [10_000, 5000],
                "2026-01-15",
                "2026-01-20",
                0,
                0,
                0,
                15_000,
                Some(1),
            ),
            (
                [10_000, 5000],
                "2026-01-15",
                "2026-02-05",
                0,
                0,
                5000,
                10_000,
                Some(1),
            ),
            (
                [10_000, 5000],
                "2026-02-01",
                "2026-02-01",
                0,
                0,
                5000,
                10_000,
                Some(1),
            ),
            (
                [10_000, 5000],
                "2026-02-02",
                "2026-02-02",
                0,
                5000,
                5000,
                10_000,
                Some(2),
            ),
            (
                [7000, 5000],
                "2026-02-02",
                "2026-03-01",
                3000,
                2000,
                7000,
                5000,
                Some(2),
            ),
            // More is owed on the first line than the plan covers.
            (
                [14_000, 0],
                "2026-03-02",
                "2026-03-02",
                5000,
                5000,
                5000,
                5000,
                Some(3),
            ),
            ([0, 0], "2026-05-01", "2026-05-01", 15_000, 0, 0, 0, None),
        ] {
            let owes = |charge: ChargeLineId| {
                Money::from_cents(owed[usize::try_from(charge.number()).unwrap() - 1])
            };
            let state = plan().state(PlanId::new(1), &owes, on(day), on(horizon));
            let cents =
                [state.paid, state.overdue, state.due_now, state.deferred].map(Money::cents);
            assert_eq!(cents, [paid, overdue, due_now, deferred], "{owed:?} {day}");
            assert_eq!(state.next.map(|it| it.number), next, "{owed:?} {day}");
            assert_eq!(state.is_on_track(), overdue == 0);
        }
    }
}
