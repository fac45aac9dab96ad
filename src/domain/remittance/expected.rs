//! What a payer is expected to allow: suggestions that a screen shows and nothing posts by itself.

use chrono::NaiveDate;

use super::{AdjustmentEntry, AdjustmentGroup, RemittanceLine, rule};
use crate::domain::charge::ChargeLine;
use crate::domain::code::Modifier;
use crate::domain::draft::choices;
use crate::domain::fee::{Fee, charge_for, fee_on};
use crate::domain::money::Money;

/// Where an expectation comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExpectedSource {
    /// The fee schedule of the payer's contract.
    Contract { schedule: String },
    /// What this payer allowed last for the same code and modifiers.
    Before { adjudicated_on: NaiveDate },
    /// What is open with a later payer after the earlier ones.
    Open,
}

/// What a payer is expected to decide about a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    pub allowed: Money,
    pub source: ExpectedSource,
    pub paid: Money,
    /// How it would be typed; the line's charge is `paid` and these together.
    pub adjustments: Vec<AdjustmentEntry>,
}

choices! {
    /// In which order a payer's explanation prints its figures.
    PostingStyle: "posting style" {
        /// Allowed first; the contractual adjustment follows from it.
        AllowedFirst = "ALLOWED_FIRST",
        /// Each adjustment as printed.
        AdjustmentFirst = "ADJUSTMENT_FIRST",
    }
}

choices! {
    /// A column of the posting grid.
    GridColumn: "column" {
        Allowed = "ALLOWED",
        Paid = "PAID",
        Adjustments = "ADJUSTMENTS",
        Responsibility = "RESPONSIBILITY",
    }
}

/// How one payer's explanations are typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayerStyle {
    pub style: PostingStyle,
    /// Each column once, in the order in which they are typed.
    pub columns: Vec<GridColumn>,
}

impl Default for PayerStyle {
    fn default() -> Self {
        Self {
            style: PostingStyle::AllowedFirst,
            columns: GridColumn::ALL.to_vec(),
        }
    }
}

impl PayerStyle {
    /// How it stands in a setting.
    pub fn to_text(&self) -> String {
        let columns: Vec<&str> = self.columns.iter().map(|it| it.as_str()).collect();
        format!("{} {}", self.style, columns.join(" "))
    }

    /// The style of a setting; the usual one where it cannot be read.
    pub fn of_text(text: &str) -> Self {
        let mut words = text.split_whitespace();
        let style = words.next().and_then(|word| word.parse().ok());
        let columns: Option<Vec<GridColumn>> = words.map(|word| word.parse().ok()).collect();
        match (style, columns) {
            (Some(style), Some(columns)) => Self { style, columns }.whole(),
            _ => Self::default(),
        }
    }

    /// The same with each column once: those that are missing stand last.
    #[must_use]
    pub fn whole(self) -> Self {
        let mut columns = Vec::new();
        for column in self.columns.iter().chain(GridColumn::ALL) {
            if !columns.contains(column) {
                columns.push(*column);
            }
        }
        Self { columns, ..self }
    }
}

/// What the contract's fee schedule says a first payer allows. `fees` are those of the code in that
/// schedule.
pub fn by_contract(fees: &[Fee], charged: &ChargeLine) -> Option<Expected> {
    let code = charged.code.parse().ok()?;
    let priced = charged
        .modifiers
        .iter()
        .filter_map(|text| text.parse::<Modifier>().ok())
        .filter_map(|modifier| fee_on(fees, &code, Some(&modifier), charged.from_on))
        .find(|fee| fee.modifier.is_some());
    let fee = priced.or_else(|| fee_on(fees, &code, None, charged.from_on))?;
    let allowed = charge_for(fee.amount, charged.units)?.min(charged.charge);
    let source = ExpectedSource::Contract {
        schedule: fee.schedule.clone(),
    };
    Some(over_schedule(charged.charge, allowed, source))
}

/// What a first payer allowed last for the same service: the whole line again where it was charged
/// the same, else what it allowed for one unit.
pub fn by_line_before(
    before: &RemittanceLine,
    adjudicated_on: NaiveDate,
    units_before: crate::domain::money::Quantity,
    charged: &ChargeLine,
) -> Option<Expected> {
    let source = ExpectedSource::Before { adjudicated_on };
    let allowed = before.allowed.unwrap_or_else(|| derived_allowed(before));
    if !allowed.is_positive() {
        return None;
    }
    if units_before == charged.units && before.submitted == charged.charge {
        return Some(Expected {
            allowed,
            source,
            paid: before.paid,
            adjustments: before
                .adjustments
                .iter()
                .map(|it| AdjustmentEntry::new(it.group, &it.reason, it.amount))
                .collect(),
        });
    }
    if units_before != charged.units {
        return None;
    }
    Some(over_schedule(
        charged.charge,
        allowed.min(charged.charge),
        source,
    ))
}

/// What a later payer is asked for: all that is open with it.
pub fn by_open(open: Money, charged: &ChargeLine) -> Option<Expected> {
    if !open.is_positive() || open > charged.charge {
        return None;
    }
    let earlier = charged.charge - open;
    let adjustments = if earlier.is_zero() {
        Vec::new()
    } else {
        vec![AdjustmentEntry::new(
            AdjustmentGroup::Other,
            rule::PRIOR_PAYER,
            earlier,
        )]
    };
    Some(Expected {
        allowed: open,
        source: ExpectedSource::Open,
        paid: open,
        adjustments,
    })
}

fn over_schedule(charge: Money, allowed: Money, source: ExpectedSource) -> Expected {
    let over = charge - allowed;
    let adjustments = if over.is_zero() {
        Vec::new()
    } else {
        vec![AdjustmentEntry::new(
            AdjustmentGroup::Contractual,
            "45",
            over,
        )]
    };
    Expected {
        allowed,
        source,
        paid: allowed,
        adjustments,
    }
}

/// What a payer must have allowed, by its own figures: paid, the patient's part and what was taken
/// off after allowing (accounting model, §3).
pub fn derived_allowed(line: &RemittanceLine) -> Money {
    let after_allowing: Money = line
        .adjustments
        .iter()
        .filter(|it| {
            it.group == AdjustmentGroup::PatientResponsibility
                || (it.group == AdjustmentGroup::Contractual
                    && ["253", "104", "144", "237"].contains(&it.reason.as_str()))
        })
        .map(|it| it.amount)
        .sum();
    line.paid + after_allowing
}
