//! Fee schedules: what the practice charges for a code from a day on.

pub mod copy;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::code::{Modifier, ProcedureCode};
use crate::domain::draft::{Reader, text_of};
use crate::domain::finding::{Finding, Record};
use crate::domain::money::{Money, Quantity};

/// One price of one schedule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fee {
    /// The schedule's name.
    pub schedule: String,
    pub code: ProcedureCode,
    /// The price with this modifier; `None` for the code as such.
    pub modifier: Option<Modifier>,
    pub effective_on: NaiveDate,
    pub amount: Money,
}

/// The price of a code on a day: the latest that is in effect, and the one for the modifier before
/// the one for the code as such.
pub fn fee_on<'a>(
    fees: &'a [Fee],
    code: &ProcedureCode,
    modifier: Option<&Modifier>,
    on: NaiveDate,
) -> Option<&'a Fee> {
    fees.iter()
        .filter(|fee| fee.code == *code && fee.effective_on <= on)
        .filter(|fee| fee.modifier.is_none() || fee.modifier.as_ref() == modifier)
        .max_by_key(|fee| (fee.modifier.is_some(), fee.effective_on))
}

/// What so many units of a fee come to, rounded to the nearest cent, half a cent up; `None` when that
/// is more than can be typed.
pub fn charge_for(fee: Money, units: Quantity) -> Option<Money> {
    let thousandths = i128::from(fee.cents()) * i128::from(units.thousandths());
    let cents = (thousandths + 500).div_euclid(1_000);
    i64::try_from(cents)
        .ok()
        .map(Money::from_cents)
        .filter(|charge| *charge <= Money::LARGEST)
}

/// A fee as typed; the columns of `fees.csv`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FeeDraft {
    pub schedule: String,
    pub code: String,
    pub modifier: String,
    pub effective_on: String,
    pub fee: String,
}

impl FeeDraft {
    /// The fee, or everything that keeps the draft from being one.
    ///
    /// # Errors
    /// One finding for each field that is missing or not of its kind.
    pub fn build(&self) -> Result<Fee, Vec<Finding>> {
        let mut reader = Reader::new(Record::Fee);
        let schedule = reader.required_text("schedule", &self.schedule);
        let code = reader.required("code", &self.code);
        let modifier = reader.optional("modifier", &self.modifier);
        let effective_on = reader.required_date("effective_on", &self.effective_on);
        let amount = reader.required("fee", &self.fee);
        match (code, effective_on, amount) {
            (Some(code), Some(effective_on), Some(amount)) if reader.is_clean() => Ok(Fee {
                schedule,
                code,
                modifier,
                effective_on,
                amount,
            }),
            _ => Err(reader.into_findings()),
        }
    }
}

impl Fee {
    /// The fee as it would be typed.
    pub fn to_draft(&self) -> FeeDraft {
        FeeDraft {
            schedule: self.schedule.clone(),
            code: self.code.to_string(),
            modifier: text_of(self.modifier.as_ref()),
            effective_on: self.effective_on.to_string(),
            fee: self.amount.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_charge_is_the_fee_times_the_units_to_the_nearest_cent() {
        let charge = |cents, thousandths| {
            charge_for(
                Money::from_cents(cents),
                Quantity::from_thousandths(thousandths),
            )
            .map(Money::cents)
        };
        assert_eq!(charge(15_000, 1_000), Some(15_000));
        assert_eq!(charge(3_333, 2_500), Some(8_333));
        assert_eq!(charge(1, 500), Some(1));
        assert_eq!(charge(1, 499), Some(0));
        assert_eq!(charge(Money::LARGEST.cents(), 1_001), None);
    }

    #[test]
    fn the_latest_fee_in_effect_counts_and_the_modifiers_own_first() {
        let fee = |modifier: &str, on: &str, amount: &str| {
            FeeDraft {
                schedule: "Standard".into(),
                code: "93000".into(),
                modifier: modifier.into(),
                effective_on: on.into(),
                fee: amount.into(),
            }
            .build()
            .unwrap()
        };
        let fees = [
            fee("", "2025-01-01", "40"),
            fee("", "2026-01-01", "45"),
            fee("26", "2025-01-01", "15"),
        ];
        let code = "93000".parse().unwrap();
        let with: Modifier = "26".parse().unwrap();
        let on = |text: &str| crate::domain::date::parse(text).unwrap();
        let cents = |modifier, day| fee_on(&fees, &code, modifier, day).map(|f| f.amount.cents());
        assert_eq!(cents(None, on("2024-12-31")), None);
        assert_eq!(cents(None, on("2025-12-31")), Some(4_000));
        assert_eq!(cents(None, on("2026-01-01")), Some(4_500));
        assert_eq!(cents(Some(&with), on("2026-01-01")), Some(1_500));
    }
}
