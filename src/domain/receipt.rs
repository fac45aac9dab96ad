//! Money that came in: who gave it, how, and how much.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::draft::{Reader, choices, text_of};
use crate::domain::finding::{FieldRef, Finding, Record};
use crate::domain::id::{DepositId, EncounterId, ReceiptId};
use crate::domain::journal::event::{Giver, ReceiptRef};
use crate::domain::money::Money;

choices! {
    /// Whom a receipt came from.
    ReceiptKind: "kind of receipt" {
        Insurance = "INSURANCE",
        Patient = "PATIENT",
        /// A collections agency, an estate, a court.
        Other = "OTHER",
    }
}

choices! {
    /// How money came.
    Method: "method" {
        Check = "CHECK",
        Cash = "CASH",
        Card = "CARD",
        Eft = "EFT",
        Other = "OTHER",
        /// An explanation of benefits without money.
        None = "NONE",
    }
}

/// Money received, or an explanation of benefits that came without any.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    pub kind: ReceiptKind,
    pub giver: Giver,
    pub method: Method,
    pub check_number: String,
    /// The date on the check.
    pub check_on: Option<NaiveDate>,
    /// Zero only with [`Method::None`].
    pub amount: Money,
    pub received_on: NaiveDate,
    /// The visit that a payment at the desk is meant for.
    pub visit: Option<EncounterId>,
    pub note: String,
    /// Why it was taken although the same check is there already.
    pub override_reason: String,
}

/// A receipt as it stands in the books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    pub id: ReceiptId,
    pub receipt: Receipt,
    /// The deposit it went to the bank with.
    pub deposit: Option<DepositId>,
    /// Why it was taken back, where it was.
    pub void: Option<String>,
}

impl Received {
    /// What legs on its money name.
    pub fn as_ref(&self) -> ReceiptRef {
        ReceiptRef {
            receipt: self.id,
            giver: self.receipt.giver.clone(),
        }
    }
}

/// A receipt as typed; the columns of `receipts.csv`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReceiptDraft {
    /// The number it had elsewhere; only imports fill it in.
    pub receipt_id: String,
    pub kind: String,
    pub payer_id: String,
    pub patient_id: String,
    pub method: String,
    pub check_number: String,
    pub check_on: String,
    pub amount: String,
    pub received_on: String,
    pub visit_id: String,
    pub note: String,
    pub override_reason: String,
}

impl ReceiptDraft {
    /// The receipt, or what is wrong with what was typed.
    ///
    /// # Errors
    /// A finding for each field that is missing or not what it should be.
    pub fn build(&self) -> Result<Receipt, Vec<Finding>> {
        let mut reader = Reader::new(Record::Receipt);
        let kind = reader.required("kind", &self.kind);
        let payer = reader.optional("payer_id", &self.payer_id);
        let patient = reader.optional("patient_id", &self.patient_id);
        let method = reader.required("method", &self.method);
        let amount: Option<Money> = reader.required("amount", &self.amount);
        let check_on = reader.date("check_on", &self.check_on);
        let received_on = reader.required_date("received_on", &self.received_on);
        let check_number = reader.text("check_number", &self.check_number);
        let visit = reader.optional("visit_id", &self.visit_id);
        let note = reader.text("note", &self.note);
        let override_reason = reader.text("override_reason", &self.override_reason);
        let giver = match (kind, payer, patient) {
            (Some(ReceiptKind::Insurance), Some(payer), None) => Some(Giver::Payer(payer)),
            (Some(ReceiptKind::Insurance), None, _) => {
                reader.problem("payer_id", "Which payer sent it? Choose the payer.");
                None
            }
            (Some(ReceiptKind::Patient), None, Some(patient)) => Some(Giver::Patient(patient)),
            (Some(ReceiptKind::Patient), _, None) => {
                reader.problem("patient_id", "Who paid? Choose the patient.");
                None
            }
            (Some(ReceiptKind::Other), None, None) => Some(Giver::Other),
            (None, _, _) => None,
            (Some(ReceiptKind::Insurance), _, Some(_)) => {
                reader.problem(
                    "patient_id",
                    "A payer's money names no patient; leave this empty.",
                );
                None
            }
            (Some(_), Some(_), _) => {
                reader.problem(
                    "payer_id",
                    "Only insurance money names a payer; leave this empty.",
                );
                None
            }
            (Some(_), _, Some(_)) => {
                reader.problem(
                    "patient_id",
                    "Only patients' money names a patient; leave this empty.",
                );
                None
            }
        };
        if let (Some(amount), Some(method)) = (amount, method)
            && amount.is_zero() != (method == Method::None)
        {
            reader.problem(
                "amount",
                if amount.is_zero() {
                    "A receipt of nothing has the method NONE; type the amount, or choose NONE."
                } else {
                    "The method NONE is for an EOB without money; choose how the money came."
                },
            );
        }
        if method == Some(Method::Check) && check_number.is_empty() {
            reader.problem("check_number", "A check has a number; type it as printed.");
        }
        match (kind, giver, method, amount, received_on) {
            (Some(kind), Some(giver), Some(method), Some(amount), Some(received_on))
                if reader.is_clean() =>
            {
                Ok(Receipt {
                    kind,
                    giver,
                    method,
                    check_number,
                    check_on,
                    amount,
                    received_on,
                    visit,
                    note,
                    override_reason,
                })
            }
            _ => Err(reader.into_findings()),
        }
    }
}

impl Receipt {
    /// The receipt as it would be typed.
    pub fn to_draft(&self) -> ReceiptDraft {
        let (payer, patient) = match &self.giver {
            Giver::Payer(payer) => (payer.to_string(), String::new()),
            Giver::Patient(patient) => (String::new(), patient.to_string()),
            Giver::Other => (String::new(), String::new()),
        };
        ReceiptDraft {
            receipt_id: String::new(),
            kind: self.kind.to_string(),
            payer_id: payer,
            patient_id: patient,
            method: self.method.to_string(),
            check_number: self.check_number.clone(),
            check_on: text_of(self.check_on.as_ref()),
            amount: self.amount.to_string(),
            received_on: self.received_on.to_string(),
            visit_id: text_of(self.visit.as_ref()),
            note: self.note.clone(),
            override_reason: self.override_reason.clone(),
        }
    }

    /// What is wrong with its days as of `today`; entry refuses such a receipt.
    pub fn advice(&self, today: NaiveDate) -> Vec<Finding> {
        let field = |column| FieldRef::of(Record::Receipt, column);
        let mut findings = Vec::new();
        if self.received_on > today {
            findings.push(Finding::error(
                "receipt-in-future",
                field("received_on"),
                "Money cannot have come in after today; correct the date.",
            ));
        }
        if self.check_on.is_some_and(|on| on > self.received_on) {
            findings.push(Finding::warning(
                "check-post-dated",
                field("check_on"),
                "The check is dated later than the day it came; look at its date again.",
            ));
        }
        findings
    }
}
