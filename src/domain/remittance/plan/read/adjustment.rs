//! The adjustments of a line: what each is, and what the books do with it.

use super::Reading;
use crate::domain::account::WriteOff;
use crate::domain::coverage::Rank;
use crate::domain::draft::Problem;
use crate::domain::payer::PayerKind;
use crate::domain::remittance::draft::{is_reason, not_a_reason, signed};
use crate::domain::remittance::plan::{ADJUSTMENT_COLUMNS, DISPOSITION_COLUMNS, JudgedAdjustment};
use crate::domain::remittance::rule::{self, Treatment};
use crate::domain::remittance::{Adjustment, AdjustmentEntry, AdjustmentGroup, Disposition};

/// Remarks that say that the patient is not liable: a Qualified Medicare Beneficiary's deductible,
/// coinsurance and copay, and two without that word.
const PATIENT_NOT_LIABLE: [&str; 5] = ["N781", "N782", "N783", "M27", "M39"];

impl Reading<'_> {
    pub(super) fn adjustments(&mut self, remarks: &[String]) -> Vec<Adjustment> {
        let entry = self.entry;
        let mut adjustments = Vec::new();
        for (idx, typed) in entry.adjustments.iter().enumerate() {
            let mut judged = JudgedAdjustment {
                suggested: None,
                needs_confirmation: false,
                disposition: None,
            };
            if !typed.is_blank() {
                adjustments.extend(self.adjustment(idx, typed, remarks, &mut judged));
            }
            self.judged.adjustments.push(judged);
        }
        adjustments
    }

    fn adjustment(
        &mut self,
        idx: usize,
        typed: &AdjustmentEntry,
        remarks: &[String],
        judged: &mut JudgedAdjustment,
    ) -> Option<Adjustment> {
        let column = ADJUSTMENT_COLUMNS[idx.min(ADJUSTMENT_COLUMNS.len() - 1)];
        let (group, reason) = (self.group(typed, column), self.reason(typed, column));
        let amount = signed(&typed.amount).filter(|amount| !amount.is_zero());
        if amount.is_none() {
            self.error(
                "field-format",
                column,
                "The adjustment's amount is missing or no amount; write it like 57.95.",
            );
        }
        let (group, reason) = (group?, reason?);
        let treatment = self.treatment(group, &reason, remarks);
        judged.suggested = Some(treatment.disposition);
        judged.needs_confirmation = treatment.needs_confirmation;
        judged.disposition = self.disposition(idx, group, &reason, treatment, remarks);
        let (amount, disposition) = (amount?, judged.disposition?);
        if amount.is_negative() && disposition.is_transfer() {
            self.error(
                "transfer-negative",
                column,
                "Nobody can owe less than nothing; take the earlier decision back instead.",
            );
        }
        Some(Adjustment {
            group,
            reason,
            amount,
            disposition,
        })
    }

    fn group(&mut self, typed: &AdjustmentEntry, column: &'static str) -> Option<AdjustmentGroup> {
        let text = typed.group.trim();
        let problem = if text.is_empty() {
            "The adjustment's group is missing; write CO, PR, OA or PI as printed.".to_owned()
        } else {
            match text.parse::<AdjustmentGroup>() {
                Ok(group) => return Some(group),
                Err(problem) => problem.to_string(),
            }
        };
        self.error("field-format", column, problem);
        None
    }

    fn reason(&mut self, typed: &AdjustmentEntry, column: &'static str) -> Option<String> {
        let reason = typed.reason.trim().to_uppercase();
        if !is_reason(&reason) {
            self.error("field-format", column, not_a_reason(&typed.reason));
            return None;
        }
        if rule::reason(&reason).is_none() {
            self.warn(
                "reason-unknown",
                column,
                format!("The lists do not know reason {reason}; compare it with the explanation."),
            );
        }
        Some(reason)
    }

    /// What the rules say, with what keeps money away from the patient over them.
    fn treatment(&self, group: AdjustmentGroup, reason: &str, remarks: &[String]) -> Treatment {
        let treatment = self.books.rules.of(&self.books.payer.id, group, reason);
        let may_go_to_patient = matches!(
            treatment.disposition,
            Disposition::NextParty | Disposition::Patient
        );
        if may_go_to_patient && self.spares_patient(remarks) {
            return Treatment {
                disposition: Disposition::NextPayer,
                needs_confirmation: false,
            };
        }
        treatment
    }

    /// Whether the patient may not be billed what this payer leaves: a Qualified Medicare
    /// Beneficiary, and what Medicaid leaves after another payer (accounting model, §9).
    fn spares_patient(&self, remarks: &[String]) -> bool {
        remarks
            .iter()
            .any(|remark| PATIENT_NOT_LIABLE.contains(&remark.as_str()))
            || (self.books.payer.kind == PayerKind::Medicaid && self.books.rank > Rank::Primary)
    }

    /// Hers, else the rules'.
    fn disposition(
        &mut self,
        idx: usize,
        group: AdjustmentGroup,
        reason: &str,
        treatment: Treatment,
        remarks: &[String],
    ) -> Option<Disposition> {
        let column = DISPOSITION_COLUMNS[idx.min(DISPOSITION_COLUMNS.len() - 1)];
        let typed = self.entry.adjustments[idx].disposition.trim();
        if typed.is_empty() {
            if treatment.needs_confirmation {
                self.error(
                    "confirm-patient",
                    column,
                    format!(
                        "{group}-{reason} would make the patient owe it; check for other coverage, then choose what the books do with it."
                    ),
                );
                return None;
            }
            return Some(treatment.disposition);
        }
        let disposition: Disposition = match typed.parse() {
            Ok(disposition) => disposition,
            Err(problem) => {
                let problem: Problem = problem;
                self.error("field-format", column, problem.to_string());
                return None;
            }
        };
        self.refuse_disposition(column, (group, reason), disposition, remarks);
        Some(disposition)
    }

    fn refuse_disposition(
        &mut self,
        column: &'static str,
        (group, reason): (AdjustmentGroup, &str),
        disposition: Disposition,
        remarks: &[String],
    ) {
        if group == AdjustmentGroup::Other
            && reason == rule::PRIOR_PAYER
            && disposition != Disposition::Information
        {
            self.error(
                "prior-payer-posted-twice",
                column,
                "OA-23 says what the earlier payer did and was posted from that payer; it posts nothing here.",
            );
        }
        let is_never_hers =
            (group == AdjustmentGroup::Other && reason == "209") || self.spares_patient(remarks);
        if is_never_hers && matches!(disposition, Disposition::Patient | Disposition::NextParty) {
            self.error(
                "patient-not-liable",
                column,
                "The patient may not be billed this; choose the next payer (NEXT_PAYER), or write it off.",
            );
        }
        if reason == rule::TIMELY
            && disposition
                .write_off()
                .is_some_and(|kind| kind != WriteOff::Administrative)
        {
            self.error(
                "timely-is-administrative",
                column,
                "What was filed too late is written off as ADMINISTRATIVE, for it measures the billing.",
            );
        }
    }
}
