//! `provider_items.csv`, `batch_closes.csv` and `later_claims.csv`: what stands beside remittances.

use super::remittance::{signed, unsigned};
use super::{RowDraft, row_draft};
use crate::domain::books::{BatchEntry, ItemEntry, LaterClaimEntry};
use crate::domain::draft::{Reader, text_of};
use crate::domain::finding::{Finding, Record};
use crate::domain::money::Money;
use crate::domain::remittance::item::ProviderItem;

row_draft! {
    /// A row of `provider_items.csv`.
    ItemRowDraft {
        provider_item_id,
        receipt_id,
        code,
        effect,
        amount,
        charge_line_id,
        reference,
        note,
        entry_id,
        void_reason,
    }
}

impl RowDraft for ItemRowDraft {
    type Value = ItemEntry;

    fn build(&self) -> Result<ItemEntry, Vec<Finding>> {
        let mut reader = Reader::new(Record::ProviderItem);
        let id = reader.required("provider_item_id", &self.provider_item_id);
        let receipt = reader.required("receipt_id", &self.receipt_id);
        let code = reader.required("code", &self.code);
        let effect = reader.required("effect", &self.effect);
        let amount = reader.required("amount", &self.amount);
        let line = reader.optional("charge_line_id", &self.charge_line_id);
        let entry = reader.optional("entry_id", &self.entry_id);
        match (id, receipt, code, effect, amount) {
            (Some(id), Some(receipt), Some(code), Some(effect), Some(amount))
                if reader.is_clean() =>
            {
                Ok(ItemEntry {
                    id,
                    item: ProviderItem {
                        receipt,
                        code,
                        effect,
                        amount,
                        line,
                        reference: self.reference.clone(),
                        note: self.note.clone(),
                    },
                    entry,
                    void: Some(self.void_reason.clone()).filter(|reason| !reason.is_empty()),
                })
            }
            _ => Err(reader.into_findings()),
        }
    }
}

impl From<&ItemEntry> for ItemRowDraft {
    fn from(row: &ItemEntry) -> Self {
        Self {
            provider_item_id: row.id.to_string(),
            receipt_id: row.item.receipt.to_string(),
            code: row.item.code.to_string(),
            effect: row.item.effect.to_string(),
            amount: row.item.amount.to_string(),
            charge_line_id: text_of(row.item.line.as_ref()),
            reference: row.item.reference.clone(),
            note: row.item.note.clone(),
            entry_id: text_of(row.entry.as_ref()),
            void_reason: row.void.clone().unwrap_or_default(),
        }
    }
}

row_draft! {
    /// A row of `batch_closes.csv`. What is left carries no sign; `negative` does.
    BatchDraft { batch_close_id, receipt_id, left, negative, reason }
}

impl RowDraft for BatchDraft {
    type Value = BatchEntry;

    fn build(&self) -> Result<BatchEntry, Vec<Finding>> {
        let mut reader = Reader::new(Record::Receipt);
        let number = reader.required("batch_close_id", &self.batch_close_id);
        let receipt = reader.required("receipt_id", &self.receipt_id);
        let left: Option<Money> = reader.required("left", &self.left);
        let is_negative = reader.yes_no("negative", &self.negative).unwrap_or(false);
        match (number, receipt, left) {
            (Some(number), Some(receipt), Some(left)) if reader.is_clean() => Ok(BatchEntry {
                number,
                receipt,
                left: signed(left, is_negative),
                reason: self.reason.clone(),
            }),
            _ => Err(reader.into_findings()),
        }
    }
}

impl From<&BatchEntry> for BatchDraft {
    fn from(row: &BatchEntry) -> Self {
        Self {
            batch_close_id: row.number.to_string(),
            receipt_id: row.receipt.to_string(),
            left: unsigned(row.left),
            negative: if row.left.is_negative() { "Y" } else { "" }.to_owned(),
            reason: row.reason.clone(),
        }
    }
}

row_draft! {
    /// A row of `later_claims.csv`: by which remittance a claim was sent on, or why it may go out.
    LaterClaimDraft { claim_id, forwarded_by_remittance_id, waiver_reason }
}

impl RowDraft for LaterClaimDraft {
    type Value = LaterClaimEntry;

    fn build(&self) -> Result<LaterClaimEntry, Vec<Finding>> {
        let mut reader = Reader::new(Record::Claim);
        let claim = reader.required("claim_id", &self.claim_id);
        let column = "forwarded_by_remittance_id";
        let forwarded_by = reader.optional(column, &self.forwarded_by_remittance_id);
        if self.forwarded_by_remittance_id.is_empty() == self.waiver_reason.is_empty() {
            reader.problem(
                column,
                "A row names a remittance or a reason, one of the two.",
            );
        }
        match claim {
            Some(claim) if reader.is_clean() => Ok(LaterClaimEntry {
                claim,
                forwarded_by,
                waiver: self.waiver_reason.clone(),
            }),
            _ => Err(reader.into_findings()),
        }
    }
}

impl From<&LaterClaimEntry> for LaterClaimDraft {
    fn from(row: &LaterClaimEntry) -> Self {
        Self {
            claim_id: row.claim.to_string(),
            forwarded_by_remittance_id: text_of(row.forwarded_by.as_ref()),
            waiver_reason: row.waiver.clone(),
        }
    }
}
