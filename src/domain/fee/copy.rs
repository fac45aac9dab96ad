//! A fee schedule made from another: the prices of a day, raised or lowered by a percentage.

use chrono::NaiveDate;
use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

use super::Fee;
use crate::domain::draft::{Problem, Reader, quoted};
use crate::domain::finding::{Finding, Record};
use crate::domain::money::Money;

/// The percentages that can be typed.
const SMALLEST: Decimal = Decimal::from_parts(100, 0, 0, true, 0);
const LARGEST: Decimal = Decimal::from_parts(1_000, 0, 0, false, 0);

/// Which schedule is copied, to which, and how much more its prices are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScheduleCopy {
    pub from: String,
    /// May be the same: then the new prices follow the old ones on `effective_on`.
    pub to: String,
    pub percent: Percent,
    pub effective_on: NaiveDate,
}

/// A change in per cent: `3`, `2.5`, `-10`, `+4`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Percent(Decimal);

impl std::str::FromStr for Percent {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let typed = text.trim().trim_end_matches('%').trim();
        typed
            .strip_prefix('+')
            .unwrap_or(typed)
            .parse()
            .ok()
            .filter(|percent| (SMALLEST..=LARGEST).contains(percent))
            .map(Self)
            .ok_or_else(|| {
                Problem::new(format!(
                    "{} is not a change in per cent; write it like 3, 2.5 or -10.",
                    quoted(text)
                ))
            })
    }
}

impl Percent {
    /// The amount changed by this, to the nearest cent, half a cent away from zero. `None` when
    /// that is more than can be typed.
    pub fn of(self, amount: Money) -> Option<Money> {
        let hundred = Decimal::ONE_HUNDRED;
        let cents = Decimal::from(amount.cents()) * (hundred + self.0) / hundred;
        cents
            .round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero)
            .to_i64()
            .map(Money::from_cents)
            .filter(|amount| *amount <= Money::LARGEST)
    }
}

/// A copy as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ScheduleCopyDraft {
    pub from: String,
    pub to: String,
    pub percent: String,
    pub effective_on: String,
}

impl ScheduleCopyDraft {
    /// The copy, or everything that keeps the draft from being one.
    ///
    /// # Errors
    /// One finding for each field that is missing or not of its kind.
    pub fn build(&self) -> Result<ScheduleCopy, Vec<Finding>> {
        let mut reader = Reader::new(Record::Fee);
        let from = reader.required_text("from", &self.from);
        let to = reader.required_text("to", &self.to);
        let percent = reader.required("percent", &self.percent);
        let effective_on = reader.required_date("effective_on", &self.effective_on);
        match (percent, effective_on) {
            (Some(percent), Some(effective_on)) if reader.is_clean() => Ok(ScheduleCopy {
                from,
                to,
                percent,
                effective_on,
            }),
            _ => Err(reader.into_findings()),
        }
    }
}

impl ScheduleCopy {
    /// The new prices: for each code and modifier of the schedule the one in effect on the day, in
    /// the order of codes.
    ///
    /// # Errors
    /// A finding when nothing is in effect, a price comes out too large, or the new schedule has a
    /// price of that day already.
    pub fn fees(&self, fees: &[Fee]) -> Result<Vec<Fee>, Vec<Finding>> {
        let refuse = |column, sentence: String| {
            let mut reader = Reader::new(Record::Fee);
            reader.problem(column, sentence);
            Err(reader.into_findings())
        };
        let mut latest: Vec<&Fee> = fees
            .iter()
            .filter(|fee| fee.schedule == self.from && fee.effective_on <= self.effective_on)
            .collect();
        latest.sort_by(|one, other| {
            (&one.code, &one.modifier, other.effective_on).cmp(&(
                &other.code,
                &other.modifier,
                one.effective_on,
            ))
        });
        latest.dedup_by(|next, kept| (&next.code, &next.modifier) == (&kept.code, &kept.modifier));
        if latest.is_empty() {
            return refuse(
                "from",
                format!(
                    "“{}” has no fee in effect on {}; choose another schedule or a later day.",
                    self.from,
                    crate::domain::date::spoken(self.effective_on)
                ),
            );
        }
        let mut copied = Vec::new();
        for fee in latest {
            let Some(amount) = self.percent.of(fee.amount) else {
                return refuse(
                    "percent",
                    format!("The fee for {} would be too large.", fee.code),
                );
            };
            copied.push(Fee {
                schedule: self.to.clone(),
                effective_on: self.effective_on,
                amount,
                ..fee.clone()
            });
        }
        let is_there = |new: &&Fee| {
            fees.iter().any(|old| {
                (&old.schedule, &old.code, &old.modifier, old.effective_on)
                    == (&new.schedule, &new.code, &new.modifier, new.effective_on)
            })
        };
        if let Some(there) = copied.iter().find(is_there) {
            return refuse(
                "effective_on",
                format!(
                    "“{}” has a fee for {} of that day already; choose another day or another name.",
                    self.to, there.code
                ),
            );
        }
        Ok(copied)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::fee::FeeDraft;

    fn fee(code: &str, modifier: &str, on: &str, amount: &str) -> Fee {
        FeeDraft {
            schedule: "Standard".into(),
            code: code.into(),
            modifier: modifier.into(),
            effective_on: on.into(),
            fee: amount.into(),
        }
        .build()
        .unwrap()
    }

    fn copy(to: &str, percent: &str, on: &str) -> ScheduleCopy {
        ScheduleCopyDraft {
            from: "Standard".into(),
            to: to.into(),
            percent: percent.into(),
            effective_on: on.into(),
        }
        .build()
        .unwrap()
    }

    #[test]
    fn a_change_is_rounded_to_the_cent_half_up() {
        for (percent, cents, expected) in [
            ("3", 10_000, 10_300),
            ("2.5", 9_999, 10_249),
            ("-10", 125, 113),
            ("+0.5%", 100, 101),
            ("0", 7, 7),
            ("-100", 500, 0),
        ] {
            let percent: Percent = percent.parse().unwrap();
            let changed = percent.of(Money::from_cents(cents)).unwrap();
            assert_eq!(changed.cents(), expected, "{percent:?} of {cents}");
        }
        for wrong in ["", "three", "-101", "1001", "3 4"] {
            assert!(wrong.parse::<Percent>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_prices_of_the_day_are_copied_and_no_others() {
        let fees = [
            fee("99213", "", "2024-01-01", "100"),
            fee("99213", "", "2026-01-01", "120"),
            fee("99213", "", "2027-06-01", "150"),
            fee("93000", "26", "2025-01-01", "15"),
            fee("93000", "", "2025-01-01", "40"),
        ];
        let copied = copy("Cash", "10", "2027-01-01").fees(&fees).unwrap();
        let shown: Vec<_> = copied
            .iter()
            .map(|fee| {
                (
                    fee.code.as_str(),
                    fee.modifier.is_some(),
                    fee.amount.cents(),
                )
            })
            .collect();
        assert_eq!(
            shown,
            [
                ("93000", false, 4_400),
                ("93000", true, 1_650),
                ("99213", false, 13_200)
            ]
        );
        assert!(copied.iter().all(|fee| fee.schedule == "Cash"));
    }

    #[test]
    fn a_day_that_has_prices_is_refused() {
        let fees = [fee("99213", "", "2026-01-01", "120")];
        let column = |copy: ScheduleCopy| copy.fees(&fees).unwrap_err()[0].field.column;
        assert_eq!(column(copy("Standard", "3", "2026-01-01")), "effective_on");
        assert_eq!(column(copy("Cash", "3", "2025-12-31")), "from");
        assert!(copy("Standard", "3", "2027-01-01").fees(&fees).is_ok());
    }
}
