//! `receipts.csv` and `deposits.csv`: the money that came in and went to the bank.

use super::{RowDraft, row_draft};
use crate::domain::books::DepositEntry;
use crate::domain::draft::{Reader, text_of};
use crate::domain::finding::{Finding, Record};
use crate::domain::id::DepositId;
use crate::domain::receipt::{Receipt, ReceiptDraft, Received};

/// A receipt with the id it has in its folder, which is its number when the folder holds the books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptRow {
    pub id: String,
    pub receipt: Receipt,
    pub deposit: Option<DepositId>,
    pub void: Option<String>,
}

row_draft! {
    /// A row of `receipts.csv`: the columns of a receipt, and what became of it.
    ReceiptRowDraft {
        receipt_id,
        kind,
        payer_id,
        patient_id,
        method,
        check_number,
        check_on,
        amount,
        received_on,
        visit_id,
        note,
        override_reason,
        deposit_id,
        void_reason,
    }
}

impl RowDraft for ReceiptRowDraft {
    type Value = ReceiptRow;

    fn build(&self) -> Result<ReceiptRow, Vec<Finding>> {
        let mut reader = Reader::new(Record::Receipt);
        let id = reader.required_text("receipt_id", &self.receipt_id);
        let deposit = reader.optional("deposit_id", &self.deposit_id);
        let draft = ReceiptDraft {
            receipt_id: self.receipt_id.clone(),
            kind: self.kind.clone(),
            payer_id: self.payer_id.clone(),
            patient_id: self.patient_id.clone(),
            method: self.method.clone(),
            check_number: self.check_number.clone(),
            check_on: self.check_on.clone(),
            amount: self.amount.clone(),
            received_on: self.received_on.clone(),
            visit_id: self.visit_id.clone(),
            note: self.note.clone(),
            override_reason: self.override_reason.clone(),
        };
        match (draft.build(), reader.is_clean()) {
            (Ok(receipt), true) => Ok(ReceiptRow {
                id,
                receipt,
                deposit,
                void: Some(self.void_reason.clone()).filter(|reason| !reason.is_empty()),
            }),
            (built, _) => {
                let mut findings = reader.into_findings();
                findings.extend(built.err().unwrap_or_default());
                Err(findings)
            }
        }
    }
}

impl From<&Received> for ReceiptRowDraft {
    fn from(received: &Received) -> Self {
        let draft = received.receipt.to_draft();
        Self {
            receipt_id: received.id.to_string(),
            kind: draft.kind,
            payer_id: draft.payer_id,
            patient_id: draft.patient_id,
            method: draft.method,
            check_number: draft.check_number,
            check_on: draft.check_on,
            amount: draft.amount,
            received_on: draft.received_on,
            visit_id: draft.visit_id,
            note: draft.note,
            override_reason: draft.override_reason,
            deposit_id: text_of(received.deposit.as_ref()),
            void_reason: received.void.clone().unwrap_or_default(),
        }
    }
}

row_draft! {
    /// A row of `deposits.csv`.
    DepositDraft { deposit_id, deposited_on, total, note }
}

impl RowDraft for DepositDraft {
    type Value = DepositEntry;

    fn build(&self) -> Result<DepositEntry, Vec<Finding>> {
        let mut reader = Reader::new(Record::Posting);
        let id = reader.required("deposit_id", &self.deposit_id);
        let deposited_on = reader.required_date("deposited_on", &self.deposited_on);
        let total = reader.required("total", &self.total);
        match (id, deposited_on, total) {
            (Some(id), Some(deposited_on), Some(total)) if reader.is_clean() => Ok(DepositEntry {
                id,
                deposited_on,
                total,
                note: self.note.clone(),
            }),
            _ => Err(reader.into_findings()),
        }
    }
}

impl From<&DepositEntry> for DepositDraft {
    fn from(deposit: &DepositEntry) -> Self {
        Self {
            deposit_id: deposit.id.to_string(),
            deposited_on: deposit.deposited_on.to_string(),
            total: deposit.total.to_string(),
            note: deposit.note.clone(),
        }
    }
}
