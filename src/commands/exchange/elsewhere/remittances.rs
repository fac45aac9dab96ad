//! Posts another system's explanations of benefits as the biller would.

use std::collections::HashMap;

use super::open_day;
use crate::commands::Error;
use crate::commands::exchange::books::misfit;
use crate::commands::ledger::{Posting, remittances};
use crate::domain::draft::{quoted, text_of, yes_no_text};
use crate::domain::id::{EncounterId, ReceiptId};
use crate::domain::remittance::{AdjustmentEntry, LineEntry, RemittanceDraft};
use crate::exchange::folder::Table;
use crate::exchange::folder::books::{
    At, BookFiles, ForeignAdjustment, ForeignAdjustmentDraft, ForeignLine, ForeignLineDraft,
    ForeignRemittance, ForeignRemittanceDraft, ServiceRef,
};
use crate::store::{self, Transaction};

type Placed<T> = Vec<(At, T)>;

/// Posts each explanation through the same plan as the window, out of the folder's receipts.
///
/// # Errors
/// The practice file cannot be written; what is wrong with the rows is noted in `files`.
pub(super) fn post(
    tx: &Transaction<'_>,
    posting: &Posting,
    files: &mut BookFiles,
    receipts: &HashMap<String, ReceiptId>,
) -> Result<(), store::Error> {
    let heads = files.all::<ForeignRemittanceDraft>(Table::Remittances);
    let mut lines: HashMap<String, Placed<ForeignLine>> = HashMap::new();
    let mut owners: HashMap<String, String> = HashMap::new();
    for (at, line) in files.all::<ForeignLineDraft>(Table::RemittanceLines) {
        if !heads.iter().any(|(_, head)| head.id == line.remittance) {
            files.refuse(at, "remittance_id", missing("remittance", &line.remittance));
        } else if owners
            .insert(line.id.clone(), line.remittance.clone())
            .is_some()
        {
            let sentence = format!(
                "The line {} stands here twice; give each its own id.",
                quoted(&line.id)
            );
            files.refuse(at, "remittance_line_id", sentence);
        } else {
            lines
                .entry(line.remittance.clone())
                .or_default()
                .push((at, line));
        }
    }
    let mut adjustments: HashMap<String, Vec<ForeignAdjustment>> = HashMap::new();
    for (at, adjustment) in files.all::<ForeignAdjustmentDraft>(Table::RemittanceAdjustments) {
        if owners.contains_key(&adjustment.line) {
            adjustments
                .entry(adjustment.line.clone())
                .or_default()
                .push(adjustment);
        } else {
            files.refuse(
                at,
                "remittance_line_id",
                missing("remittance line", &adjustment.line),
            );
        }
    }
    let closed = store::period::closed_through(tx)?;
    for (at, head) in heads {
        let Some(receipt) = receipts.get(&head.receipt) else {
            files.refuse(at, "receipt_id", missing("receipt", &head.receipt));
            continue;
        };
        let own = lines.remove(&head.id).unwrap_or_default();
        let Some(draft) = draft(tx, files, &head, *receipt, &own, &mut adjustments)? else {
            continue;
        };
        let on = open_day(head.adjudicated_on, closed, posting.today);
        let received_on = store::receipt::find(tx, *receipt)?.map(|it| it.receipt.received_on);
        let on = received_on.map_or(on, |day| open_day(on.max(day), closed, posting.today));
        match remittances::post_in(tx, &draft, &posting.clone().on(on)) {
            Ok(_) => {}
            Err(Error::Refused(findings)) => {
                for finding in findings.into_iter().filter(|it| it.is_error()) {
                    let row = finding
                        .field
                        .line
                        .map(usize::from)
                        .and_then(|row| own.get(row - 1));
                    let at = row.map_or(at, |(at, _)| *at);
                    files.refuse(at, finding.field.column, finding.sentence);
                }
            }
            Err(Error::Store(error)) => {
                if let Err(sentence) = misfit::<()>(Err(error))? {
                    files.refuse(at, "row", sentence);
                }
            }
            Err(_) => return Err(store::Error::Worker),
        }
    }
    Ok(())
}

fn missing(what: &str, id: &str) -> String {
    format!(
        "There is no {what} {} in the folder; add it or correct the id.",
        quoted(id)
    )
}

/// The explanation as it would be typed; `None` when one of its lines is about nothing.
fn draft(
    tx: &Transaction<'_>,
    files: &mut BookFiles,
    head: &ForeignRemittance,
    receipt: ReceiptId,
    lines: &Placed<ForeignLine>,
    adjustments: &mut HashMap<String, Vec<ForeignAdjustment>>,
) -> Result<Option<RemittanceDraft>, store::Error> {
    let mut claim = text_of(head.claim.as_ref());
    let mut entries = Vec::with_capacity(lines.len());
    for (at, line) in lines {
        let charged = match &line.service {
            ServiceRef::Balance(id) => store::charge::of_reference(tx, id)?,
            ServiceRef::Line(visit, number) => {
                if claim.is_empty() {
                    claim = first_claim(tx, visit)?;
                }
                store::charge::in_force(tx, visit)?
                    .into_iter()
                    .find(|it| it.line.service.as_ref().is_some_and(|it| it.1 == *number))
            }
        };
        let Some(charged) = charged else {
            let sentence = "There is no such line or open balance; correct what it is about.";
            files.refuse(*at, "visit_id", sentence);
            return Ok(None);
        };
        let own = adjustments.remove(&line.id).unwrap_or_default();
        entries.push(LineEntry {
            charge_line_id: charged.id.to_string(),
            submitted: line.submitted.to_string(),
            allowed: text_of(line.allowed.as_ref()),
            paid: line.paid.to_string(),
            class: text_of(line.class.as_ref()),
            remarks: line.remarks.join(" "),
            appeal_by_on: text_of(line.appeal_by.as_ref()),
            override_reason: line.override_reason.clone(),
            adjustments: own
                .iter()
                .map(|it| AdjustmentEntry {
                    disposition: text_of(it.disposition.as_ref()),
                    ..AdjustmentEntry::new(it.group, &it.reason, it.amount)
                })
                .collect(),
            ..LineEntry::default()
        });
    }
    Ok(Some(RemittanceDraft {
        receipt_id: receipt.to_string(),
        claim_id: claim,
        patient_id: head.patient.to_string(),
        rank: head.rank.to_string(),
        control_number: head.control_number.clone(),
        adjudicated_on: head.adjudicated_on.to_string(),
        is_forwarded: yes_no_text(head.is_forwarded),
        note: head.note.clone(),
        lines: entries,
        ..RemittanceDraft::default()
    }))
}

fn first_claim(tx: &Transaction<'_>, visit: &EncounterId) -> Result<String, store::Error> {
    let claims = store::encounter::history::claims_of(tx, visit)?;
    Ok(text_of(claims.first()))
}
