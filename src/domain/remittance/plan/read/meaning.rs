//! What a line means, and how it stands beside what was posted before.

use super::Reading;
use crate::domain::coverage::Rank;
use crate::domain::date;
use crate::domain::money::Money;
use crate::domain::remittance::expected::derived_allowed;
use crate::domain::remittance::plan::{EarlierLine, LineState};
use crate::domain::remittance::rule;
use crate::domain::remittance::{
    Adjustment, AdjustmentGroup, Disposition, RemittanceClass, RemittanceLine,
};

impl Reading<'_> {
    /// What the line means. A payment of zero is classed by its codes, or she picks.
    pub(super) fn class(
        &mut self,
        paid: Money,
        adjustments: &mut [Adjustment],
    ) -> Option<RemittanceClass> {
        let typed = match self.entry.class.trim() {
            "" => None,
            text => match text.parse::<RemittanceClass>() {
                Ok(class) => Some(class),
                Err(problem) => {
                    self.error("field-format", "class", problem.to_string());
                    return None;
                }
            },
        };
        let derived = derived_class(paid, adjustments);
        match (derived, typed) {
            (Some(RemittanceClass::Paid), None | Some(RemittanceClass::Paid)) => {
                Some(RemittanceClass::Paid)
            }
            (_, Some(class @ (RemittanceClass::Denied | RemittanceClass::Duplicate)))
                if paid.is_zero() =>
            {
                deny_all(adjustments);
                Some(class)
            }
            (Some(class), None) => {
                if matches!(class, RemittanceClass::Denied | RemittanceClass::Duplicate) {
                    deny_all(adjustments);
                }
                Some(class)
            }
            (Some(class), Some(typed)) if class == typed => Some(class),
            (Some(class), Some(typed)) => {
                self.error(
                    "class-contradicts",
                    "class",
                    format!(
                        "The codes say {class} and you chose {typed}; empty the class, or change what the books do with the adjustments."
                    ),
                );
                None
            }
            (None, Some(RemittanceClass::Paid | RemittanceClass::Reversed)) => {
                self.error(
                    "class-contradicts",
                    "class",
                    "Nothing was paid and nothing taken back; choose what the zero means.",
                );
                None
            }
            (None, Some(typed)) => Some(typed),
            (None, None) => {
                self.error(
                    "zero-unclassified",
                    "class",
                    "Nothing was paid and the codes do not say why; choose what the zero means.",
                );
                None
            }
        }
    }

    /// What is worth a look once the line stands, and what was posted before.
    pub(super) fn compare(&mut self, state: &LineState, line: &RemittanceLine) {
        let payer = &self.books.payer.id;
        let is_replaced = |earlier: &EarlierLine| {
            let id = earlier.id.to_string();
            self.draft
                .lines
                .iter()
                .any(|other| other.reverses_id.trim() == id)
        };
        let is_duplicate = state.standing(payer).any(|earlier| {
            earlier.adjudicated_on == self.adjudicated_on
                && earlier.line.paid == line.paid
                && !is_replaced(earlier)
        });
        if is_duplicate {
            self.gate(
                "line-posted-twice",
                "paid",
                format!(
                    "This decision of {} on {} is posted already; leave it, or say why it counts twice.",
                    self.books.payer.name,
                    date::spoken(self.adjudicated_on)
                ),
            );
        } else if let Some(earlier) = state
            .standing(payer)
            .find(|it| !is_replaced(it) && !it.entries.is_empty())
        {
            let sentence = format!(
                "What {} decided on {} stands on this line; if it takes that back, post the takeback first.",
                self.books.payer.name,
                date::spoken(earlier.adjudicated_on)
            );
            self.warn("decision-stands", "paid", sentence);
        }
        if self.adjudicated_on < state.charged.line.from_on {
            self.warn(
                "decided-before-service",
                "adjudicated_on",
                "The payer decided before the day of service; look at the dates again.",
            );
        }
        let derived = derived_allowed(line);
        if let Some(allowed) = line
            .allowed
            .filter(|it| self.books.rank == Rank::Primary && *it != derived)
            && !line.is_denied()
        {
            self.warn(
                "allowed-differs",
                "allowed",
                format!("It prints {allowed} as allowed; paid, patient's part and reductions make {derived}."),
            );
        }
        self.compare_prior(state, line);
    }

    /// A2: what a later payer says the earlier ones did, against what they did.
    fn compare_prior(&mut self, state: &LineState, line: &RemittanceLine) {
        if self.books.rank == Rank::Primary {
            return;
        }
        let said: Money = line
            .adjustments
            .iter()
            .filter(|it| it.group == AdjustmentGroup::Other && it.reason == rule::PRIOR_PAYER)
            .map(|it| it.amount)
            .sum();
        match state.expected_prior(self.books.rank) {
            None => self.warn(
                "prior-payer-undecided",
                "paid",
                "No earlier payer's decision is posted on this line; post that explanation first.",
            ),
            Some(did) if said != did && !line.is_denied() => self.warn(
                "prior-payer-differs",
                "adjustment_1",
                format!("OA-23 says {said}; the earlier payers paid and wrote off {did}."),
            ),
            Some(_) => {}
        }
    }
}

/// A denial changes no balance, whatever else the payer prints beside its reason.
fn deny_all(adjustments: &mut [Adjustment]) {
    for adjustment in adjustments {
        if adjustment.disposition != Disposition::Information {
            adjustment.disposition = Disposition::Denied;
        }
    }
}

/// What amounts and dispositions mean; `None` where they leave it open.
fn derived_class(paid: Money, adjustments: &[Adjustment]) -> Option<RemittanceClass> {
    if !paid.is_zero() {
        return Some(RemittanceClass::Paid);
    }
    let has = |disposition| {
        adjustments
            .iter()
            .any(|it: &Adjustment| it.disposition == disposition)
    };
    if adjustments
        .iter()
        .any(|it| it.reason == rule::DUPLICATE && it.disposition == Disposition::Denied)
    {
        return Some(RemittanceClass::Duplicate);
    }
    if has(Disposition::Denied) {
        return Some(RemittanceClass::Denied);
    }
    if has(Disposition::Hold) {
        let is_bundled = adjustments
            .iter()
            .filter(|it| it.disposition == Disposition::Hold)
            .filter_map(|it| rule::reason(&it.reason))
            .any(|reason| reason.category == "BUNDLING");
        return is_bundled.then_some(RemittanceClass::Bundled);
    }
    if has(Disposition::Capitated) {
        return Some(RemittanceClass::Capitated);
    }
    if adjustments.iter().any(|it| it.disposition.is_transfer()) {
        return Some(RemittanceClass::Patient);
    }
    if has(Disposition::Information) {
        return Some(RemittanceClass::PriorPayer);
    }
    Some(RemittanceClass::Adjusted)
}
