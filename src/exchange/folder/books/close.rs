//! `day_sheets.csv`, `period_events.csv`, `adjustment_rules.csv` and `payer_contracts.csv`.

use super::{Hex, Instant, RowDraft, row_draft};
use crate::domain::books::{ContractEntry, DaySheetEntry, PeriodEntry, PeriodStep, RuleEntry};
use crate::domain::draft::{Reader, text_of};
use crate::domain::finding::{Finding, Record};

row_draft! {
    /// A row of `day_sheets.csv`.
    DaySheetDraft { day_sheet_id, business_on, closed_at, user, through_entry, head_hash, note }
}

impl RowDraft for DaySheetDraft {
    type Value = DaySheetEntry;

    fn build(&self) -> Result<DaySheetEntry, Vec<Finding>> {
        let mut reader = Reader::new(Record::Posting);
        let id = reader.required("day_sheet_id", &self.day_sheet_id);
        let business_on = reader.required_date("business_on", &self.business_on);
        let closed_at: Option<Instant> = reader.required("closed_at", &self.closed_at);
        let _ = reader.required_text("user", &self.user);
        let through_entry = reader.required("through_entry", &self.through_entry);
        let hash: Option<Hex> = reader.required("head_hash", &self.head_hash);
        match (id, business_on, closed_at, through_entry, hash) {
            (Some(id), Some(business_on), Some(closed_at), Some(through_entry), Some(hash))
                if reader.is_clean() =>
            {
                Ok(DaySheetEntry {
                    id,
                    business_on,
                    closed_at: closed_at.0,
                    user: self.user.clone(),
                    through_entry,
                    head_hash: hash.0,
                    note: self.note.clone(),
                })
            }
            _ => Err(reader.into_findings()),
        }
    }
}

impl From<&DaySheetEntry> for DaySheetDraft {
    fn from(sheet: &DaySheetEntry) -> Self {
        Self {
            day_sheet_id: sheet.id.to_string(),
            business_on: sheet.business_on.to_string(),
            closed_at: Instant(sheet.closed_at).to_string(),
            user: sheet.user.clone(),
            through_entry: sheet.through_entry.to_string(),
            head_hash: Hex(sheet.head_hash).to_string(),
            note: sheet.note.clone(),
        }
    }
}

row_draft! {
    /// A row of `period_events.csv`.
    PeriodDraft {
        period_event_id,
        kind,
        closed_through_on,
        at,
        user,
        reason,
        through_entry,
        head_hash,
        totals,
    }
}

impl RowDraft for PeriodDraft {
    type Value = PeriodEntry;

    fn build(&self) -> Result<PeriodEntry, Vec<Finding>> {
        let mut reader = Reader::new(Record::Posting);
        let number = reader.required("period_event_id", &self.period_event_id);
        let step = reader.required("kind", &self.kind);
        let closed_through_on = reader.date("closed_through_on", &self.closed_through_on);
        let at: Option<Instant> = reader.required("at", &self.at);
        let _ = reader.required_text("user", &self.user);
        let through_entry = reader.required("through_entry", &self.through_entry);
        let hash: Option<Hex> = reader.required("head_hash", &self.head_hash);
        if step.is_some() && (step == Some(PeriodStep::Close)) == self.totals.is_empty() {
            reader.problem(
                "totals",
                "A close has its totals, and a reopening has none.",
            );
        }
        match (number, step, at, through_entry, hash) {
            (Some(number), Some(step), Some(at), Some(through_entry), Some(hash))
                if reader.is_clean() =>
            {
                Ok(PeriodEntry {
                    number,
                    step,
                    closed_through_on,
                    at: at.0,
                    user: self.user.clone(),
                    reason: self.reason.clone(),
                    through_entry,
                    head_hash: hash.0,
                    totals: self.totals.clone(),
                })
            }
            _ => Err(reader.into_findings()),
        }
    }
}

impl From<&PeriodEntry> for PeriodDraft {
    fn from(event: &PeriodEntry) -> Self {
        Self {
            period_event_id: event.number.to_string(),
            kind: event.step.to_string(),
            closed_through_on: text_of(event.closed_through_on.as_ref()),
            at: Instant(event.at).to_string(),
            user: event.user.clone(),
            reason: event.reason.clone(),
            through_entry: event.through_entry.to_string(),
            head_hash: Hex(event.head_hash).to_string(),
            totals: event.totals.clone(),
        }
    }
}

row_draft! {
    /// A row of `adjustment_rules.csv`.
    RuleDraft { payer_id, group_code, reason_code, disposition }
}

impl RowDraft for RuleDraft {
    type Value = RuleEntry;

    fn build(&self) -> Result<RuleEntry, Vec<Finding>> {
        let mut reader = Reader::new(Record::Posting);
        let payer = reader.optional("payer_id", &self.payer_id);
        let group = reader.required("group_code", &self.group_code);
        let reason = reader.required_text("reason_code", &self.reason_code);
        let disposition = reader.required("disposition", &self.disposition);
        match (group, disposition) {
            (Some(group), Some(disposition)) if reader.is_clean() => Ok(RuleEntry {
                payer,
                group,
                reason,
                disposition,
            }),
            _ => Err(reader.into_findings()),
        }
    }
}

impl From<&RuleEntry> for RuleDraft {
    fn from(rule: &RuleEntry) -> Self {
        Self {
            payer_id: text_of(rule.payer.as_ref()),
            group_code: rule.group.to_string(),
            reason_code: rule.reason.clone(),
            disposition: rule.disposition.to_string(),
        }
    }
}

row_draft! {
    /// A row of `payer_contracts.csv`.
    ContractDraft { payer_id, schedule }
}

impl RowDraft for ContractDraft {
    type Value = ContractEntry;

    fn build(&self) -> Result<ContractEntry, Vec<Finding>> {
        let mut reader = Reader::new(Record::Posting);
        let payer = reader.required("payer_id", &self.payer_id);
        let schedule = reader.required_text("schedule", &self.schedule);
        match payer {
            Some(payer) if reader.is_clean() => Ok(ContractEntry { payer, schedule }),
            _ => Err(reader.into_findings()),
        }
    }
}

impl From<&ContractEntry> for ContractDraft {
    fn from(contract: &ContractEntry) -> Self {
        Self {
            payer_id: contract.payer.to_string(),
            schedule: contract.schedule.clone(),
        }
    }
}
