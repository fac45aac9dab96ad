//! What is typed when a plan is agreed on, and the schedule that follows from it.

use chrono::{Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{Instalment, Plan, PlanLine};
use crate::domain::date;
use crate::domain::draft::{Reader, choices};
use crate::domain::finding::{Finding, Record};
use crate::domain::id::{ChargeLineId, PatientId};
use crate::domain::money::Money;

/// The most installments that a plan may have; a longer one is a loan, and no clinic tends it.
pub const MOST_INSTALMENTS: u16 = 60;

/// How late the first installment may fall due, in days from the day of the agreement.
pub const LATEST_FIRST: u64 = 366;

choices! {
    /// How often an installment falls due.
    #[derive(Default)]
    Frequency: "frequency" {
        Weekly = "WEEKLY",
        Biweekly = "BIWEEKLY",
        /// On the same day of each month, or on its last where it has no such day.
        #[default]
        Monthly = "MONTHLY",
    }
}

impl Frequency {
    /// What people call it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Weekly => "Every week",
            Self::Biweekly => "Every two weeks",
            Self::Monthly => "Every month",
        }
    }

    /// The day of an installment, counted from 0. Months are counted from the first day, so that
    /// the 31st comes back after a short month. `None` beyond the calendar.
    fn day(self, first: NaiveDate, number: u16) -> Option<NaiveDate> {
        match self {
            Self::Weekly => first.checked_add_days(Days::new(u64::from(number) * 7)),
            Self::Biweekly => first.checked_add_days(Days::new(u64::from(number) * 14)),
            Self::Monthly => first.checked_add_months(Months::new(number.into())),
        }
    }
}

/// A plan as it is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PlanDraft {
    pub patient_id: String,
    /// The lines it covers, each with all that the patient owes on it.
    pub lines: Vec<ChargeLineId>,
    pub first_due_on: String,
    /// [`Frequency`]; empty is monthly.
    pub every: String,
    /// What each installment comes to; the last takes what is left.
    pub amount: String,
    /// How many installments follow the down payment; given in place of `amount`.
    pub installments: String,
    /// What is paid on the day of the agreement. It is the plan's first installment; the receipt is
    /// taken like any other.
    pub down_payment: String,
    pub note: String,
}

/// How the part after the down payment is split.
#[derive(Clone, Copy)]
enum Split {
    Amount(Money),
    Count(u16),
}

impl PlanDraft {
    /// The plan as agreed on a day; `owed` is what the patient owes now on each line of the draft.
    ///
    /// # Errors
    /// A finding for each column that is missing or makes no plan.
    pub fn build(&self, owed: &[PlanLine], agreed_on: NaiveDate) -> Result<Plan, Vec<Finding>> {
        let mut reader = Reader::new(Record::PaymentPlan);
        let guarantor: Option<PatientId> = reader.required("patient_id", &self.patient_id);
        let every: Option<Frequency> = reader.optional("every", &self.every);
        let first = reader.required_date("first_due_on", &self.first_due_on);
        let note = reader.text("note", &self.note);
        let principal: Money = owed.iter().map(|line| line.amount).sum();
        if owed.is_empty() {
            reader.problem("lines", "Choose at least one line that the patient owes.");
        }
        let down = self.down_payment(&mut reader, principal);
        let split = self.split(&mut reader);
        if let Some(first) = first {
            refuse_first(&mut reader, first, agreed_on, down);
        }
        let (Some(guarantor), Some(first), Some(split), true) =
            (guarantor, first, split, reader.is_clean())
        else {
            return Err(reader.into_findings());
        };
        let rest = parts(&mut reader, principal - down, split, !down.is_zero());
        let every = every.unwrap_or_default();
        let days = (0..).map_while(|number| every.day(first, number));
        let down = Some((agreed_on, down)).filter(|(_, amount)| amount.is_positive());
        let instalments = down.into_iter().chain(days.zip(rest));
        if !reader.is_clean() {
            return Err(reader.into_findings());
        }
        Ok(Plan {
            guarantor,
            agreed_on,
            lines: owed.to_vec(),
            instalments: (1..)
                .zip(instalments)
                .map(|(number, (due_on, amount))| Instalment {
                    number,
                    due_on,
                    amount,
                })
                .collect(),
            note,
        })
    }

    fn down_payment(&self, reader: &mut Reader, principal: Money) -> Money {
        let down: Money = reader
            .optional("down_payment", &self.down_payment)
            .unwrap_or_default();
        if principal.is_positive() && down >= principal {
            reader.problem(
                "down_payment",
                format!(
                    "The down payment leaves nothing of the {principal} for installments; take \
                     it as a payment, without a plan."
                ),
            );
        }
        down
    }

    fn split(&self, reader: &mut Reader) -> Option<Split> {
        let amount: Option<Money> = reader.optional("amount", &self.amount);
        let count: Option<u16> = match self.installments.trim() {
            "" => None,
            text => {
                let count = text.parse().ok();
                if count.is_none_or(|count| count == 0 || count > MOST_INSTALMENTS) {
                    reader.problem(
                        "installments",
                        format!("Type a whole number from 1 to {MOST_INSTALMENTS}."),
                    );
                }
                count
            }
        };
        match (amount, count) {
            (Some(_), Some(_)) => {
                reader.problem(
                    "installments",
                    "Type what an installment comes to or how many there are, not both.",
                );
                None
            }
            (Some(amount), None) if !amount.is_positive() => {
                reader.problem("amount", "An installment is more than 0.00.");
                None
            }
            (Some(amount), None) => Some(Split::Amount(amount)),
            (None, Some(count)) => Some(Split::Count(count)),
            (None, None) => {
                if reader.is_clean() {
                    reader.problem(
                        "amount",
                        "Type what an installment comes to, or how many there are.",
                    );
                }
                None
            }
        }
    }
}

fn refuse_first(reader: &mut Reader, first: NaiveDate, agreed_on: NaiveDate, down: Money) {
    if first < agreed_on {
        reader.problem(
            "first_due_on",
            format!(
                "The first installment cannot fall due in the past; choose {} or later.",
                date::spoken(agreed_on)
            ),
        );
    } else if first == agreed_on && down.is_positive() {
        reader.problem(
            "first_due_on",
            "The down payment is due today; let the first installment fall due later.",
        );
    } else if (first - agreed_on).num_days().unsigned_abs() > LATEST_FIRST {
        reader.problem(
            "first_due_on",
            "The first installment falls due within a year of the agreement; choose an earlier day.",
        );
    }
}

/// The installments that `rest` is paid in: all alike, but the last takes the remainder.
fn parts(reader: &mut Reader, rest: Money, split: Split, is_after_down: bool) -> Vec<Money> {
    let (each, count) = match split {
        Split::Amount(each) if each > rest => {
            let what = if is_after_down {
                "what the down payment leaves"
            } else {
                "what the lines owe"
            };
            reader.problem(
                "amount",
                format!("{each} is more than {what}, {rest}; type {rest} or less."),
            );
            return Vec::new();
        }
        Split::Amount(each) => {
            let (whole, over) = (rest.cents() / each.cents(), rest.cents() % each.cents());
            (each.cents(), whole + i64::from(over > 0))
        }
        Split::Count(count) => (rest.cents() / i64::from(count), count.into()),
    };
    if count > MOST_INSTALMENTS.into() {
        let least = Money::from_cents((rest.cents() - 1) / i64::from(MOST_INSTALMENTS) + 1);
        reader.problem(
            "amount",
            format!(
                "This makes {count} installments and a plan has at most {MOST_INSTALMENTS}; type \
                 {least} or more."
            ),
        );
        return Vec::new();
    }
    if each == 0 {
        reader.problem(
            "installments",
            format!("{rest} cannot be paid in {count} parts; type a smaller number."),
        );
        return Vec::new();
    }
    let last = rest.cents() - each * (count - 1);
    let alike = (1..count).map(|_| each);
    alike.chain([last]).map(Money::from_cents).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn lines(cents: &[i64]) -> Vec<PlanLine> {
        (1..)
            .zip(cents)
            .map(|(number, cents)| PlanLine {
                charge: ChargeLineId::new(number),
                amount: Money::from_cents(*cents),
            })
            .collect()
    }

    fn draft(first: &str, every: &str, amount: &str, count: &str, down: &str) -> PlanDraft {
        PlanDraft {
            patient_id: "P1".to_owned(),
            first_due_on: first.to_owned(),
            every: every.to_owned(),
            amount: amount.to_owned(),
            installments: count.to_owned(),
            down_payment: down.to_owned(),
            ..PlanDraft::default()
        }
    }

    fn schedule(draft: &PlanDraft, cents: i64) -> Vec<(String, i64)> {
        let plan = draft.build(&lines(&[cents]), on("2026-01-31")).unwrap();
        let pairs = plan.instalments.iter();
        pairs
            .map(|it| (it.due_on.to_string(), it.amount.cents()))
            .collect()
    }

    #[test]
    fn schedules_follow_the_calendar_and_the_last_takes_the_rest() {
        for (draft, cents, wanted) in [
            (
                draft("2026-01-31", "MONTHLY", "", "4", ""),
                10_001,
                vec![
                    ("2026-01-31", 2500),
                    ("2026-02-28", 2500),
                    ("2026-03-31", 2500),
                    ("2026-04-30", 2501),
                ],
            ),
            (
                draft("2026-02-28", "", "40", "", ""),
                10_000,
                vec![
                    ("2026-02-28", 4000),
                    ("2026-03-28", 4000),
                    ("2026-04-28", 2000),
                ],
            ),
            (
                draft("2026-02-06", "WEEKLY", "50.00", "", ""),
                10_000,
                vec![("2026-02-06", 5000), ("2026-02-13", 5000)],
            ),
            (
                draft("2026-02-23", "BIWEEKLY", "", "2", "20.00"),
                10_000,
                vec![
                    ("2026-01-31", 2000),
                    ("2026-02-23", 4000),
                    ("2026-03-09", 4000),
                ],
            ),
            (
                draft("2026-02-01", "", "100", "", ""),
                10_000,
                vec![("2026-02-01", 10_000)],
            ),
            (
                draft("2026-02-01", "", "", "1", ""),
                1,
                vec![("2026-02-01", 1)],
            ),
        ] {
            let wanted: Vec<(String, i64)> = wanted
                .iter()
                .map(|(day, cents): &(&str, i64)| ((*day).to_owned(), *cents))
                .collect();
            assert_eq!(schedule(&draft, cents), wanted, "{draft:?}");
        }
    }

    #[test]
    fn leap_years_have_a_29th() {
        let plan = draft("2028-01-30", "MONTHLY", "", "3", "")
            .build(&lines(&[300]), on("2028-01-30"))
            .unwrap();
        let days: Vec<String> = plan
            .instalments
            .iter()
            .map(|it| it.due_on.to_string())
            .collect();
        assert_eq!(days, ["2028-01-30", "2028-02-29", "2028-03-30"]);
    }

    #[test]
    fn what_makes_no_plan_is_said_in_one_sentence() {
        let first = "2026-03-01";
        for (draft, cents, column, words) in [
            (
                draft("", "", "50", "", ""),
                10_000,
                "first_due_on",
                "missing",
            ),
            (
                draft("2026-01-30", "", "50", "", ""),
                10_000,
                "first_due_on",
                "in the past; choose 01/31/2026 or later",
            ),
            (
                draft("2027-03-01", "", "50", "", ""),
                10_000,
                "first_due_on",
                "within a year",
            ),
            (
                draft("2026-01-31", "", "50", "", "10"),
                10_000,
                "first_due_on",
                "fall due later",
            ),
            (
                draft(first, "DAILY", "50", "", ""),
                10_000,
                "every",
                "WEEKLY",
            ),
            (
                draft(first, "", "", "", ""),
                10_000,
                "amount",
                "or how many",
            ),
            (
                draft(first, "", "50", "2", ""),
                10_000,
                "installments",
                "not both",
            ),
            (
                draft(first, "", "0", "", ""),
                10_000,
                "amount",
                "more than 0.00",
            ),
            (draft(first, "", "x", "", ""), 10_000, "amount", "“x”"),
            (
                draft(first, "", "100.01", "", ""),
                10_000,
                "amount",
                "more than what the lines owe, 100.00; type 100.00 or less",
            ),
            (
                draft(first, "", "90", "", "20"),
                10_000,
                "amount",
                "what the down payment leaves, 80.00",
            ),
            (
                draft(first, "", "", "0", ""),
                10_000,
                "installments",
                "1 to 60",
            ),
            (
                draft(first, "", "", "61", ""),
                10_000,
                "installments",
                "1 to 60",
            ),
            (
                draft(first, "", "", "2.5", ""),
                10_000,
                "installments",
                "1 to 60",
            ),
            (
                draft(first, "", "1", "", ""),
                10_000,
                "amount",
                "100 installments and a plan has at most 60; type 1.67 or more",
            ),
            (
                draft(first, "", "", "3", ""),
                2,
                "installments",
                "in 3 parts",
            ),
            (
                draft(first, "", "50", "", "100"),
                10_000,
                "down_payment",
                "without a plan",
            ),
        ] {
            let owed = lines(&[cents]);
            let findings = draft.build(&owed, on("2026-01-31")).unwrap_err();
            assert_eq!(findings.len(), 1, "{findings:?}");
            assert_eq!(findings[0].field.column, column, "{findings:?}");
            assert!(findings[0].sentence.contains(words), "{findings:?}");
        }
        let findings = draft(first, "", "50", "", "")
            .build(&[], on("2026-01-31"))
            .unwrap_err();
        assert_eq!(findings[0].field.column, "lines");
    }

    proptest! {
        /// Accounting.md, invariant 38: whatever is typed, installments come to the principal.
        #[test]
        fn installments_come_to_the_principal(
            cents in proptest::collection::vec(1_i64..5_000_000, 1..6),
            by in prop_oneof![
                (1_i64..500_000).prop_map(|cents| (Money::from_cents(cents).to_string(), String::new())),
                (1_u16..70).prop_map(|count| (String::new(), count.to_string())),
            ],
            down in 0_i64..100_000,
            every in proptest::sample::select(Frequency::ALL),
            ahead in 1_u64..366,
        ) {
            let agreed = on("2026-01-31");
            let first = agreed + Days::new(ahead);
            let down = Money::from_cents(down).to_string();
            let draft = draft(&first.to_string(), every.as_str(), &by.0, &by.1, &down);
            let owed = lines(&cents);
            match draft.build(&owed, agreed) {
                Ok(plan) => {
                    let sum: Money = plan.instalments.iter().map(|it| it.amount).sum();
                    prop_assert_eq!(sum, plan.principal());
                    prop_assert!(plan.instalments.iter().all(|it| it.amount.is_positive()));
                    prop_assert!(plan.instalments.len() <= 61);
                    prop_assert!(plan.instalments.windows(2).all(|it| it[0].due_on < it[1].due_on));
                    let numbers = plan.instalments.iter().map(|it| usize::from(it.number));
                    prop_assert!(numbers.eq(1..=plan.instalments.len()));
                }
                Err(findings) => {
                    let mut columns: Vec<_> = findings.iter().map(|it| it.field.column).collect();
                    columns.sort_unstable();
                    columns.dedup();
                    prop_assert_eq!(columns.len(), findings.len(), "{:?}", findings);
                    prop_assert!(!columns.is_empty());
                }
            }
        }
    }
}
