//! An explanation of benefits as it is typed.

use serde::{Deserialize, Serialize};

use super::{Adjustment, AdjustmentGroup, Disposition, RemittanceClass, RemittanceKind};
use crate::domain::draft::{quoted, text_of, yes_no_text};
use crate::domain::id::RemittanceLineId;
use crate::domain::money::Money;

/// What a payer says about one claim, as typed. Amounts of a takeback are positive here too; an
/// adjustment may begin with a minus where the payer prints one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RemittanceDraft {
    /// The number it had elsewhere; only imports fill it in.
    pub remittance_id: String,
    /// The receipt that it came with, which also says which payer decided.
    pub receipt_id: String,
    /// The claim's own number; empty for an open balance brought along.
    pub claim_id: String,
    pub patient_id: String,
    /// As which payer it decided: `1`, `2` or `3`.
    pub rank: String,
    /// The payer's own number of the claim.
    pub control_number: String,
    pub adjudicated_on: String,
    /// `Y` when the payer sent the claim on to the next one itself.
    pub is_forwarded: String,
    pub note: String,
    #[serde(skip)]
    pub lines: Vec<LineEntry>,
}

/// One line of it, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LineEntry {
    pub remittance_id: String,
    /// The charge line it decides on.
    pub charge_line_id: String,
    /// `ORIGINAL`, `REVERSAL` or `CORRECTION`; empty: a correction where this payer's earlier line
    /// was taken back, else an original.
    pub kind: String,
    /// Empty: the whole charge.
    pub submitted: String,
    pub allowed: String,
    /// Empty: nothing typed, which is not the same as 0.00.
    pub paid: String,
    /// The meaning of a payment of zero, where the codes do not say it.
    pub class: String,
    /// Remark codes separated by blanks.
    pub remarks: String,
    /// Empty: the payer's days after its decision.
    pub appeal_by_on: String,
    /// The remittance line that is taken back; then nothing else but the override is typed.
    pub reverses_id: String,
    /// Why it is posted although a gate stops it.
    pub override_reason: String,
    #[serde(skip)]
    pub adjustments: Vec<AdjustmentEntry>,
}

/// One adjustment, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AdjustmentEntry {
    pub group: String,
    pub reason: String,
    pub amount: String,
    /// Empty: what the rules say, unless that has to be confirmed.
    pub disposition: String,
}

impl LineEntry {
    /// The entry that takes an earlier line back whole.
    pub fn takeback(of: RemittanceLineId, charge_line: impl ToString) -> Self {
        Self {
            charge_line_id: charge_line.to_string(),
            kind: RemittanceKind::Reversal.to_string(),
            reverses_id: of.to_string(),
            ..Self::default()
        }
    }

    /// Whether nothing was typed on it, so that it says nothing about its charge.
    pub fn is_blank(&self) -> bool {
        [
            &self.allowed,
            &self.paid,
            &self.class,
            &self.remarks,
            &self.reverses_id,
        ]
        .iter()
        .all(|text| text.trim().is_empty())
            && self.adjustments.iter().all(AdjustmentEntry::is_blank)
    }

    /// What the charge is more than payment and adjustments typed so far (A1); `None` while one of
    /// them is no amount.
    pub fn residual(&self, charge: Money) -> Option<Money> {
        let amount = |text: &str| match text.trim() {
            "" => Some(Money::ZERO),
            text => signed(text),
        };
        let submitted = match self.submitted.trim() {
            "" => charge,
            text => signed(text)?,
        };
        let adjusted: Money = self
            .adjustments
            .iter()
            .map(|entry| amount(&entry.amount))
            .sum::<Option<Money>>()?;
        Some(submitted - amount(&self.paid)? - adjusted)
    }
}

impl AdjustmentEntry {
    /// `CO45 57.95` as three cells.
    pub fn new(group: AdjustmentGroup, reason: &str, amount: Money) -> Self {
        Self {
            group: group.to_string(),
            reason: reason.to_owned(),
            amount: amount.to_string(),
            disposition: String::new(),
        }
    }

    pub fn is_blank(&self) -> bool {
        [&self.group, &self.reason, &self.amount]
            .iter()
            .all(|text| text.trim().is_empty())
    }
}

/// An amount that may begin with a minus.
pub(super) fn signed(text: &str) -> Option<Money> {
    match text.trim().strip_prefix('-') {
        Some(rest) => rest.parse().ok().map(|amount: Money| -amount),
        None => text.parse().ok(),
    }
}

/// Group and reason as they are printed together: `CO45`, `CO-45`, `pr 1`. `None` when the text
/// names no group or no reason.
pub fn split_code(text: &str) -> Option<(AdjustmentGroup, String)> {
    let text = text.trim();
    let (group, reason) = text.split_at_checked(2)?;
    let group = group.parse().ok()?;
    let reason = reason
        .trim_start_matches(|c: char| c == '-' || c.is_whitespace())
        .to_uppercase();
    is_reason(&reason).then_some((group, reason))
}

/// Whether a text has the shape of a claim adjustment reason code: one to three letters and digits.
pub(super) fn is_reason(text: &str) -> bool {
    (1..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Why a text is not a reason code.
pub(super) fn not_a_reason(text: &str) -> String {
    format!(
        "{} is not an adjustment reason code; write it as printed, such as 45 or B7.",
        quoted(text)
    )
}

impl super::Remittance {
    /// The remittance as it would be typed.
    pub fn to_draft(&self) -> RemittanceDraft {
        RemittanceDraft {
            remittance_id: String::new(),
            receipt_id: self.receipt.to_string(),
            claim_id: text_of(self.claim.as_ref()),
            patient_id: self.patient.to_string(),
            rank: self.rank.to_string(),
            control_number: self.control_number.clone(),
            adjudicated_on: self.adjudicated_on.to_string(),
            is_forwarded: yes_no_text(self.is_forwarded),
            note: self.note.clone(),
            lines: self
                .lines
                .iter()
                .map(super::RemittanceLine::to_entry)
                .collect(),
        }
    }
}

impl super::RemittanceLine {
    /// The line as it would be typed.
    pub fn to_entry(&self) -> LineEntry {
        if let Some(of) = self.reverses {
            return LineEntry {
                override_reason: self.override_reason.clone(),
                ..LineEntry::takeback(of, self.charge)
            };
        }
        let class: &RemittanceClass = &self.class;
        LineEntry {
            remittance_id: String::new(),
            charge_line_id: self.charge.to_string(),
            kind: self.kind.to_string(),
            submitted: self.submitted.to_string(),
            allowed: text_of(self.allowed.as_ref()),
            paid: self.paid.to_string(),
            class: class.to_string(),
            remarks: self.remarks.join(" "),
            appeal_by_on: text_of(self.appeal_by.as_ref()),
            reverses_id: String::new(),
            override_reason: self.override_reason.clone(),
            adjustments: self.adjustments.iter().map(Adjustment::to_entry).collect(),
        }
    }
}

impl Adjustment {
    fn to_entry(&self) -> AdjustmentEntry {
        let disposition: &Disposition = &self.disposition;
        AdjustmentEntry {
            disposition: disposition.to_string(),
            ..AdjustmentEntry::new(self.group, &self.reason, self.amount)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_as_payers_print_them() {
        for (text, group, reason) in [
            ("CO45", AdjustmentGroup::Contractual, "45"),
            ("co-45", AdjustmentGroup::Contractual, "45"),
            ("PR 1", AdjustmentGroup::PatientResponsibility, "1"),
            ("oab7", AdjustmentGroup::Other, "B7"),
        ] {
            assert_eq!(split_code(text), Some((group, reason.to_owned())), "{text}");
        }
        for text in ["", "45", "CO", "XX45", "CO4555", "CO-", "é1"] {
            assert_eq!(split_code(text), None, "{text}");
        }
    }

    #[test]
    fn the_residual_follows_the_keys() {
        let mut entry = LineEntry {
            paid: "72.17".into(),
            ..LineEntry::default()
        };
        let charge = Money::from_cents(15_000);
        assert_eq!(entry.residual(charge), Some(Money::from_cents(7_783)));
        entry.adjustments.push(AdjustmentEntry {
            amount: "-1.0".into(),
            ..AdjustmentEntry::default()
        });
        assert_eq!(entry.residual(charge), Some(Money::from_cents(7_883)));
        entry.paid = "72,17".into();
        assert_eq!(entry.residual(charge), None);
    }
}
