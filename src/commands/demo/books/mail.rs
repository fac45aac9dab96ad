//! What the sample's practice mails in its last months: statements, by the same run as hers, and
//! payment plans with those who cannot pay at once.

use chrono::{Datelike, Days, Months, Weekday};

use super::{Keeper, Task, next_open};
use crate::commands::demo::End;
use crate::commands::statements::{self, Order};
use crate::domain::money::Money;
use crate::domain::plan::{Instalment, Plan, PlanLine};
use crate::store;

/// How many days back the first statements were mailed; before, another system did it.
const MAILED_DAYS: i64 = 125;

/// The least that is paid in parts, in cents.
const LARGE: i64 = 15_000;

/// Months over which a plan runs.
const PARTS: u16 = 6;

/// One plan for so many patients of the practice.
const PATIENTS_A_PLAN: usize = 60;

impl Keeper<'_> {
    /// Mails statements on a Thursday of each of the last months.
    pub(super) fn mail(&mut self) -> Result<(), End> {
        let is_mailing_day =
            self.day.weekday() == Weekday::Thu && (5..=11).contains(&self.day.day());
        if !is_mailing_day || (self.today - self.day).num_days() > MAILED_DAYS {
            return Ok(());
        }
        let _ = statements::mail(self.tx, Order::due(self.day), self.day)?;
        if !std::mem::replace(&mut self.has_plans, true) {
            self.agree_on_plans()?;
        }
        Ok(())
    }

    /// Agrees with some of those who owe much and do not pay.
    fn agree_on_plans(&mut self) -> Result<(), End> {
        let mut debtors: Vec<usize> = self.owed.keys().copied().collect();
        debtors.sort_unstable();
        let most = 1 + self.records.patients.len() / PATIENTS_A_PLAN;
        let mut n_plans = 0;
        for patient in debtors {
            let total: Money = self.owes(patient).iter().map(|it| it.amount).sum();
            let is_alone = self.records.patients[patient].guarantor.is_none();
            if n_plans < most
                && is_alone
                && !self.expected.contains(&patient)
                && total.cents() >= LARGE
            {
                self.agree(patient)?;
                n_plans += 1;
            }
        }
        Ok(())
    }

    fn agree(&mut self, patient: usize) -> Result<(), End> {
        let owed = self.owes(patient);
        let total: i64 = owed.iter().map(|it| it.amount.cents()).sum();
        let part = (total / i64::from(PARTS) + 99) / 100 * 100;
        let mut left = total;
        let mut instalments = Vec::new();
        for number in 1..=PARTS {
            let cents = if number == PARTS {
                left
            } else {
                part.min(left)
            };
            left -= cents;
            let due_on = self.day + Months::new(number.into());
            if cents > 0 {
                let amount = Money::from_cents(cents);
                instalments.push(Instalment {
                    number,
                    due_on,
                    amount,
                });
            }
        }
        // Two of three keep to it.
        if !patient.is_multiple_of(3) {
            for it in &instalments {
                let on = next_open(it.due_on - Days::new(3));
                self.schedule(on, Task::PayPart(patient, it.amount));
            }
        }
        let plan = Plan {
            guarantor: self.records.patients[patient].id.clone(),
            agreed_on: self.day,
            lines: owed
                .iter()
                .map(|it| PlanLine {
                    charge: it.line.line,
                    amount: it.amount,
                })
                .collect(),
            instalments,
            note: String::new(),
        };
        let _ = store::plan::insert(self.tx, &plan)?;
        Ok(())
    }
}
