//! `remittances.csv`, `remittance_lines.csv` and `remittance_adjustments.csv` as an export writes
//! them: what payers decided, exactly.

use super::{RowDraft, row_draft};
use crate::domain::draft::{Reader, text_of, yes_no_text};
use crate::domain::finding::{Finding, Record};
use crate::domain::id::{RemittanceId, RemittanceLineId};
use crate::domain::money::Money;
use crate::domain::remittance::{Adjustment, Remittance, RemittanceKind, RemittanceLine};

/// A remittance without its lines, with its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemittanceRow {
    pub id: RemittanceId,
    pub remittance: Remittance,
    /// Why it was voided, where it was.
    pub void: Option<String>,
}

row_draft! {
    /// A row of `remittances.csv`.
    RemittanceRowDraft {
        remittance_id,
        receipt_id,
        payer_id,
        rank,
        patient_id,
        claim_id,
        control_number,
        adjudicated_on,
        forwarded,
        note,
        void_reason,
    }
}

impl RowDraft for RemittanceRowDraft {
    type Value = RemittanceRow;

    fn build(&self) -> Result<RemittanceRow, Vec<Finding>> {
        let mut reader = Reader::new(Record::Remittance);
        let id = reader.required("remittance_id", &self.remittance_id);
        let receipt = reader.required("receipt_id", &self.receipt_id);
        let payer = reader.required("payer_id", &self.payer_id);
        let rank = reader.required("rank", &self.rank);
        let patient = reader.required("patient_id", &self.patient_id);
        let claim = reader.optional("claim_id", &self.claim_id);
        let adjudicated_on = reader.required_date("adjudicated_on", &self.adjudicated_on);
        let is_forwarded = reader.yes_no("forwarded", &self.forwarded).unwrap_or(false);
        match (id, receipt, payer, rank, patient, adjudicated_on) {
            (Some(id), Some(receipt), Some(payer), Some(rank), Some(patient), Some(on))
                if reader.is_clean() =>
            {
                Ok(RemittanceRow {
                    id,
                    remittance: Remittance {
                        receipt,
                        payer,
                        rank,
                        patient,
                        claim,
                        control_number: self.control_number.clone(),
                        adjudicated_on: on,
                        is_forwarded,
                        note: self.note.clone(),
                        lines: Vec::new(),
                    },
                    void: Some(self.void_reason.clone()).filter(|reason| !reason.is_empty()),
                })
            }
            _ => Err(reader.into_findings()),
        }
    }
}

impl From<&RemittanceRow> for RemittanceRowDraft {
    fn from(row: &RemittanceRow) -> Self {
        let remittance = &row.remittance;
        Self {
            remittance_id: row.id.to_string(),
            receipt_id: remittance.receipt.to_string(),
            payer_id: remittance.payer.to_string(),
            rank: remittance.rank.to_string(),
            patient_id: remittance.patient.to_string(),
            claim_id: text_of(remittance.claim.as_ref()),
            control_number: remittance.control_number.clone(),
            adjudicated_on: remittance.adjudicated_on.to_string(),
            forwarded: yes_no_text(remittance.is_forwarded),
            note: remittance.note.clone(),
            void_reason: row.void.clone().unwrap_or_default(),
        }
    }
}

/// A line of a remittance without its adjustments, with the numbers of both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemittanceLineRow {
    pub id: RemittanceLineId,
    pub remittance: RemittanceId,
    pub line: RemittanceLine,
}

row_draft! {
    /// A row of `remittance_lines.csv`. Amounts carry no sign: submitted and paid of a reversal
    /// are negative, and so is what is allowed where the next column says so.
    RemittanceLineRowDraft {
        remittance_line_id,
        remittance_id,
        charge_line_id,
        kind,
        submitted,
        allowed,
        allowed_negative,
        paid,
        class,
        remarks,
        appeal_by_on,
        reverses_id,
        override_reason,
    }
}

impl RowDraft for RemittanceLineRowDraft {
    type Value = RemittanceLineRow;

    fn build(&self) -> Result<RemittanceLineRow, Vec<Finding>> {
        let mut reader = Reader::new(Record::RemittanceLine);
        let id = reader.required("remittance_line_id", &self.remittance_line_id);
        let remittance = reader.required("remittance_id", &self.remittance_id);
        let charge = reader.required("charge_line_id", &self.charge_line_id);
        let kind = reader.required("kind", &self.kind);
        let submitted: Option<Money> = reader.required("submitted", &self.submitted);
        let allowed: Option<Money> = reader.optional("allowed", &self.allowed);
        let paid: Option<Money> = reader.required("paid", &self.paid);
        let class = reader.required("class", &self.class);
        let appeal_by = reader.date("appeal_by_on", &self.appeal_by_on);
        let reverses = reader.optional("reverses_id", &self.reverses_id);
        let takes_allowed_back = reader
            .yes_no("allowed_negative", &self.allowed_negative)
            .unwrap_or(false);
        match (id, remittance, charge, kind, submitted, paid, class) {
            (
                Some(id),
                Some(remittance),
                Some(charge),
                Some(kind),
                Some(submitted),
                Some(paid),
                Some(class),
            ) if reader.is_clean() => {
                let is_reversal = kind == RemittanceKind::Reversal;
                Ok(RemittanceLineRow {
                    id,
                    remittance,
                    line: RemittanceLine {
                        charge,
                        kind,
                        submitted: signed(submitted, is_reversal),
                        allowed: allowed.map(|amount| signed(amount, takes_allowed_back)),
                        paid: signed(paid, is_reversal),
                        adjustments: Vec::new(),
                        class,
                        remarks: self.remarks.split_whitespace().map(Into::into).collect(),
                        appeal_by,
                        reverses,
                        override_reason: self.override_reason.clone(),
                    },
                })
            }
            _ => Err(reader.into_findings()),
        }
    }
}

impl From<&RemittanceLineRow> for RemittanceLineRowDraft {
    fn from(row: &RemittanceLineRow) -> Self {
        let line = &row.line;
        let is_negative = line.allowed.is_some_and(Money::is_negative);
        Self {
            remittance_line_id: row.id.to_string(),
            remittance_id: row.remittance.to_string(),
            charge_line_id: line.charge.to_string(),
            kind: line.kind.to_string(),
            submitted: unsigned(line.submitted),
            allowed: line.allowed.map(unsigned).unwrap_or_default(),
            allowed_negative: if is_negative { "Y" } else { "" }.to_owned(),
            paid: unsigned(line.paid),
            class: line.class.to_string(),
            remarks: line.remarks.join(" "),
            appeal_by_on: text_of(line.appeal_by.as_ref()),
            reverses_id: text_of(line.reverses.as_ref()),
            override_reason: line.override_reason.clone(),
        }
    }
}

/// An adjustment with its place on its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdjustmentRow {
    pub line: RemittanceLineId,
    /// From 1.
    pub position: u16,
    pub adjustment: Adjustment,
}

row_draft! {
    /// A row of `remittance_adjustments.csv`. The amount carries no sign; `negative` does.
    AdjustmentRowDraft {
        remittance_line_id,
        position,
        group_code,
        reason_code,
        amount,
        negative,
        disposition,
    }
}

impl RowDraft for AdjustmentRowDraft {
    type Value = AdjustmentRow;

    fn build(&self) -> Result<AdjustmentRow, Vec<Finding>> {
        let mut reader = Reader::new(Record::RemittanceLine);
        let line = reader.required("remittance_line_id", &self.remittance_line_id);
        let position = reader.required("position", &self.position);
        let group = reader.required("group_code", &self.group_code);
        let reason = reader.required_text("reason_code", &self.reason_code);
        let amount: Option<Money> = reader.required("amount", &self.amount);
        let is_negative = reader.yes_no("negative", &self.negative).unwrap_or(false);
        let disposition = reader.required("disposition", &self.disposition);
        match (line, position, group, amount, disposition) {
            (Some(line), Some(position), Some(group), Some(amount), Some(disposition))
                if reader.is_clean() =>
            {
                Ok(AdjustmentRow {
                    line,
                    position,
                    adjustment: Adjustment {
                        group,
                        reason,
                        amount: signed(amount, is_negative),
                        disposition,
                    },
                })
            }
            _ => Err(reader.into_findings()),
        }
    }
}

impl From<&AdjustmentRow> for AdjustmentRowDraft {
    fn from(row: &AdjustmentRow) -> Self {
        let adjustment = &row.adjustment;
        Self {
            remittance_line_id: row.line.to_string(),
            position: row.position.to_string(),
            group_code: adjustment.group.to_string(),
            reason_code: adjustment.reason.clone(),
            amount: unsigned(adjustment.amount),
            negative: if adjustment.amount.is_negative() {
                "Y"
            } else {
                ""
            }
            .to_owned(),
            disposition: adjustment.disposition.to_string(),
        }
    }
}

pub(super) fn signed(amount: Money, is_negative: bool) -> Money {
    if is_negative { -amount } else { amount }
}

pub(super) fn unsigned(amount: Money) -> String {
    Money::from_cents(amount.cents().abs()).to_string()
}
