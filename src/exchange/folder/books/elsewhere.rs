//! What a practice brings from another system: balances that were open there, and explanations of
//! benefits that are posted here. Every id is the folder's own text.

use chrono::NaiveDate;

use super::remittance::signed;
use super::{RowDraft, row_draft};
use crate::domain::account::Bucket;
use crate::domain::coverage::Rank;
use crate::domain::draft::Reader;
use crate::domain::finding::{Finding, Record};
use crate::domain::id::{ClaimId, EncounterId, PatientId};
use crate::domain::journal::Party;
use crate::domain::money::Money;
use crate::domain::remittance::{AdjustmentGroup, Disposition, RemittanceClass};

/// What was open in another system with one party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpeningBalance {
    pub id: String,
    pub patient: PatientId,
    /// The day of the service; a balance of a visit's line has its own.
    pub service_on: Option<NaiveDate>,
    pub code: String,
    pub description: String,
    pub party: Party,
    /// Since when this party owes it; the day of the service when nothing is said.
    pub since_on: Option<NaiveDate>,
    /// Zero only on a visit's line: nothing is open there any more.
    pub amount: Money,
    /// The line of an imported visit whose charge it is what is left of.
    pub service: Option<(EncounterId, u16)>,
}

row_draft! {
    /// A row of `opening_balances.csv`.
    OpeningBalanceDraft {
        balance_id,
        patient_id,
        service_on,
        code,
        description,
        party,
        payer_id,
        since_on,
        amount,
        visit_id,
        line,
    }
}

impl RowDraft for OpeningBalanceDraft {
    type Value = OpeningBalance;

    fn build(&self) -> Result<OpeningBalance, Vec<Finding>> {
        let mut reader = Reader::new(Record::OpeningBalance);
        let id = reader.required_text("balance_id", &self.balance_id);
        let patient = reader.required("patient_id", &self.patient_id);
        let code = reader.text("code", &self.code);
        let bucket: Option<Bucket> = reader.required("party", &self.party);
        let payer = reader.optional("payer_id", &self.payer_id);
        let since_on = reader.date("since_on", &self.since_on);
        let amount: Option<Money> = reader.required("amount", &self.amount);
        let service = service(&mut reader, &self.visit_id, &self.line);
        let (service_on, description) = if service.is_some() {
            (
                reader.date("service_on", &self.service_on),
                reader.text("description", &self.description),
            )
        } else {
            (
                reader.required_date("service_on", &self.service_on),
                reader.required_text("description", &self.description),
            )
        };
        if let Some(bucket) = bucket
            && bucket.is_insurance() == self.payer_id.trim().is_empty()
        {
            reader.problem(
                "payer_id",
                if bucket.is_insurance() {
                    "Which payer owes it? Name the payer."
                } else {
                    "Only insurance names a payer; leave this empty."
                },
            );
        }
        if amount.is_some_and(Money::is_zero) && service.is_none() {
            reader.problem("amount", "Nothing is open here; leave this row out.");
        }
        match (patient, bucket, amount) {
            (Some(patient), Some(bucket), Some(amount)) if reader.is_clean() => {
                Ok(OpeningBalance {
                    id,
                    patient,
                    service_on,
                    code,
                    description,
                    party: Party { bucket, payer },
                    since_on,
                    amount,
                    service,
                })
            }
            _ => Err(reader.into_findings()),
        }
    }
}

/// A visit and its line, both or neither.
fn service(reader: &mut Reader, visit: &str, line: &str) -> Option<(EncounterId, u16)> {
    let is_whole = visit.trim().is_empty() == line.trim().is_empty();
    let visit = reader.optional("visit_id", visit);
    let line = reader.optional("line", line);
    if !is_whole {
        reader.problem(
            "line",
            "A visit's line is named by both; fill in visit_id and line.",
        );
    }
    visit.zip(line)
}

/// What a remittance line is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ServiceRef {
    Line(EncounterId, u16),
    /// An opening balance by its id.
    Balance(String),
}

/// An explanation of benefits of another system's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignRemittance {
    pub id: String,
    pub receipt: String,
    pub patient: PatientId,
    pub rank: Rank,
    pub claim: Option<ClaimId>,
    pub control_number: String,
    pub adjudicated_on: NaiveDate,
    pub is_forwarded: bool,
    pub note: String,
}

row_draft! {
    /// A row of `remittances.csv` in a folder without `journal.csv`.
    ForeignRemittanceDraft {
        remittance_id,
        receipt_id,
        patient_id,
        rank,
        claim_id,
        control_number,
        adjudicated_on,
        forwarded,
        note,
    }
}

impl RowDraft for ForeignRemittanceDraft {
    type Value = ForeignRemittance;

    fn build(&self) -> Result<ForeignRemittance, Vec<Finding>> {
        let mut reader = Reader::new(Record::Remittance);
        let id = reader.required_text("remittance_id", &self.remittance_id);
        let receipt = reader.required_text("receipt_id", &self.receipt_id);
        let patient = reader.required("patient_id", &self.patient_id);
        let rank = reader.optional("rank", &self.rank).unwrap_or(Rank::Primary);
        let claim = reader.optional("claim_id", &self.claim_id);
        let control_number = reader.text("control_number", &self.control_number);
        let adjudicated_on = reader.required_date("adjudicated_on", &self.adjudicated_on);
        let is_forwarded = reader.yes_no("forwarded", &self.forwarded).unwrap_or(false);
        let note = reader.text("note", &self.note);
        match (patient, adjudicated_on) {
            (Some(patient), Some(adjudicated_on)) if reader.is_clean() => Ok(ForeignRemittance {
                id,
                receipt,
                patient,
                rank,
                claim,
                control_number,
                adjudicated_on,
                is_forwarded,
                note,
            }),
            _ => Err(reader.into_findings()),
        }
    }
}

/// A line of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignLine {
    pub id: String,
    pub remittance: String,
    pub service: ServiceRef,
    pub submitted: Money,
    pub allowed: Option<Money>,
    pub paid: Money,
    /// What it means; the poster derives it where nothing is said.
    pub class: Option<RemittanceClass>,
    pub remarks: Vec<String>,
    pub appeal_by: Option<NaiveDate>,
    pub override_reason: String,
}

row_draft! {
    /// A row of `remittance_lines.csv` in a folder without `journal.csv`.
    ForeignLineDraft {
        remittance_line_id,
        remittance_id,
        visit_id,
        line,
        balance_id,
        submitted,
        allowed,
        paid,
        class,
        remarks,
        appeal_by_on,
        override_reason,
    }
}

impl RowDraft for ForeignLineDraft {
    type Value = ForeignLine;

    fn build(&self) -> Result<ForeignLine, Vec<Finding>> {
        let mut reader = Reader::new(Record::RemittanceLine);
        let id = reader.required_text("remittance_line_id", &self.remittance_line_id);
        let remittance = reader.required_text("remittance_id", &self.remittance_id);
        let balance = reader.text("balance_id", &self.balance_id);
        let service = service(&mut reader, &self.visit_id, &self.line);
        let service = match (service, balance.is_empty()) {
            (Some((visit, line)), true) => Some(ServiceRef::Line(visit, line)),
            (None, false) => Some(ServiceRef::Balance(balance)),
            _ => {
                if reader.is_clean() {
                    reader.problem(
                        "visit_id",
                        "A line is about a visit's line or an opening balance; name one of the two.",
                    );
                }
                None
            }
        };
        let submitted = reader.required("submitted", &self.submitted);
        let allowed = reader.optional("allowed", &self.allowed);
        let paid = reader.required("paid", &self.paid);
        let class = reader.optional("class", &self.class);
        let appeal_by = reader.date("appeal_by_on", &self.appeal_by_on);
        let override_reason = reader.text("override_reason", &self.override_reason);
        match (service, submitted, paid) {
            (Some(service), Some(submitted), Some(paid)) if reader.is_clean() => Ok(ForeignLine {
                id,
                remittance,
                service,
                submitted,
                allowed,
                paid,
                class,
                remarks: self.remarks.split_whitespace().map(Into::into).collect(),
                appeal_by,
                override_reason,
            }),
            _ => Err(reader.into_findings()),
        }
    }
}

/// One reason for which a payer did not pay a part of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignAdjustment {
    pub line: String,
    pub group: AdjustmentGroup,
    pub reason: String,
    pub amount: Money,
    /// What the books do with it; the practice's rule where nothing is said.
    pub disposition: Option<Disposition>,
}

row_draft! {
    /// A row of `remittance_adjustments.csv` in a folder without `journal.csv`.
    ForeignAdjustmentDraft {
        remittance_line_id,
        group_code,
        reason_code,
        amount,
        negative,
        disposition,
    }
}

impl RowDraft for ForeignAdjustmentDraft {
    type Value = ForeignAdjustment;

    fn build(&self) -> Result<ForeignAdjustment, Vec<Finding>> {
        let mut reader = Reader::new(Record::RemittanceLine);
        let line = reader.required_text("remittance_line_id", &self.remittance_line_id);
        let group = reader.required("group_code", &self.group_code);
        let reason = reader.required_text("reason_code", &self.reason_code);
        let amount: Option<Money> = reader.required("amount", &self.amount);
        let is_negative = reader.yes_no("negative", &self.negative).unwrap_or(false);
        let disposition = reader.optional("disposition", &self.disposition);
        if amount.is_some_and(Money::is_zero) {
            reader.problem(
                "amount",
                "An adjustment of nothing says nothing; leave it out.",
            );
        }
        match (group, amount) {
            (Some(group), Some(amount)) if reader.is_clean() => Ok(ForeignAdjustment {
                line,
                group,
                reason,
                amount: signed(amount, is_negative),
                disposition,
            }),
            _ => Err(reader.into_findings()),
        }
    }
}
