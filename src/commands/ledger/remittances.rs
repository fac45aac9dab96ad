//! Posts explanations of benefits: what payers decided, claim by claim, out of their checks.

mod books;
mod check;
mod find;
mod secondary;
mod settings;
mod void;

pub use books::Target;
pub use check::{
    CheckState, SuspenseDraft, add_item, check_state, close_batch, suspense_settle, void_item,
};
pub use find::{ClaimHit, ClaimToPost, LineToPost, Previous, claim_to_post, find_claims};
pub use secondary::waive_earlier_payers;
pub use settings::{
    PayerPosting, payer_posting, remove_rule, rules, save_rule, set_contract, set_style,
};
pub use void::void;

use super::{Done, Posting, act};
use crate::commands::{Error, standing};
use crate::domain::finding::Finding;
use crate::domain::id::{ClaimId, EntryId, RemittanceId, RemittanceLineId};
use crate::domain::remittance::RemittanceDraft;
use crate::domain::remittance::item::CheckTotals;
use crate::domain::remittance::plan::{Consequence, JudgedLine, Plan, plan};
use crate::store::{self, Connection, Database, Transaction, journal};

/// What would happen if an explanation were posted as it is typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// Each with row and column; an error keeps it from being posted.
    pub findings: Vec<Finding>,
    /// One for each row of the draft; empty while the claim or the receipt is not known.
    pub lines: Vec<JudgedLine>,
    /// What follows from it; empty while something is wrong.
    pub consequences: Vec<Consequence>,
    /// The check as it would stand afterwards; `None` while the receipt is not known.
    pub check: Option<CheckTotals>,
}

/// An explanation that was posted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostedEob {
    pub id: RemittanceId,
    pub lines: Vec<RemittanceLineId>,
    pub entries: Vec<EntryId>,
    /// What was worth a look.
    pub warnings: Vec<Finding>,
    pub consequences: Vec<Consequence>,
    /// The claims to later payers that wait now, made by this posting or there before.
    pub next_claims: Vec<ClaimId>,
    /// The check as it stands now.
    pub check: CheckTotals,
}

/// Says what posting a draft would do, and what is wrong with it. Nothing is changed.
///
/// # Errors
/// The practice file cannot be read; what is typed is never an error.
pub async fn preview(
    database: Database,
    draft: RemittanceDraft,
    posting: Posting,
) -> Result<Preview, Error> {
    database
        .call(move |connection| preview_in(connection, &draft, &posting))
        .await
}

fn preview_in(
    connection: &Connection,
    draft: &RemittanceDraft,
    posting: &Posting,
) -> Result<Preview, Error> {
    let loaded = super::refuse_day(connection, posting)
        .and_then(|()| books::load(connection, draft, posting.today, posting.on));
    let books = match loaded {
        Ok((books, _)) => books,
        Err(Error::Refused(findings)) => {
            return Ok(Preview {
                findings,
                lines: Vec::new(),
                consequences: Vec::new(),
                check: None,
            });
        }
        Err(error) => return Err(error),
    };
    let planned = plan(draft, &books);
    let mut totals = check::totals(connection, books.receipt.receipt)?;
    let consequences = match planned.plan {
        None => Vec::new(),
        Some(plan) => {
            for line in &plan.remittance.lines {
                if line.paid.is_negative() {
                    totals.offsets -= line.paid;
                } else {
                    totals.applied += line.paid;
                }
                totals.left -= line.paid;
            }
            plan.consequences
        }
    };
    Ok(Preview {
        findings: planned.findings,
        lines: planned.lines,
        consequences,
        check: Some(totals),
    })
}

/// Posts an explanation of benefits: the facts, what they move in the books, the claims to the next
/// payers, and the end of the claim where nothing more is expected.
///
/// # Errors
/// [`Error::Refused`] with everything that is wrong; [`Error::Store`] when the same decision is
/// there already or the disk does not take it. Nothing is posted then.
pub async fn post(
    database: Database,
    draft: RemittanceDraft,
    posting: Posting,
) -> Result<PostedEob, Error> {
    act(
        database,
        posting,
        "post",
        "remittance",
        move |tx, posting| {
            let posted = post_in(tx, &draft, posting)?;
            Ok(Done {
                entity_id: Some(posted.id.number()),
                details: format!(
                    "receipt {} claim {}",
                    draft.receipt_id.trim(),
                    draft.claim_id.trim()
                ),
                answer: posted,
            })
        },
    )
    .await
}

/// As [`post`], inside a step of the caller's.
pub(crate) fn post_in(
    tx: &Transaction<'_>,
    draft: &RemittanceDraft,
    posting: &Posting,
) -> Result<PostedEob, Error> {
    let (books, found) = books::load(tx, draft, posting.today, posting.on)?;
    let planned = plan(draft, &books);
    let Some(plan) = planned.plan else {
        return Err(Error::Refused(planned.findings));
    };
    let numbers = store::remittance::insert(tx, &plan.remittance, None)?;
    let entries: Vec<_> = plan
        .steps
        .iter()
        .filter_map(|step| Some((numbers.lines.get(step.line)?, &step.entries)))
        .flat_map(|(line, entries)| {
            entries
                .iter()
                .map(|entry| entry.clone().of_remittance(*line))
        })
        .collect();
    let entries = journal::post(tx, posting.stamp(), &entries)?;
    let next_claims = secondary::make(tx, &plan, &found, numbers.remittance, posting.today)?;
    close_claims(tx, &plan, &found, posting)?;
    standing::of_patient(tx, &found.patient, posting.today)?;
    Ok(PostedEob {
        id: numbers.remittance,
        lines: numbers.lines,
        entries,
        warnings: planned.findings,
        check: check::totals(tx, books.receipt.receipt)?,
        consequences: plan.consequences,
        next_claims,
    })
}

/// Closes the payer's claim of the visit where the plan says that nothing more is expected.
fn close_claims(
    tx: &Transaction<'_>,
    plan: &Plan,
    found: &books::Found,
    posting: &Posting,
) -> Result<(), Error> {
    let is_closed = plan
        .consequences
        .iter()
        .any(|it| matches!(it, Consequence::ClaimClosed { .. }));
    let Some(visit) = found.visit.as_ref().filter(|_| is_closed) else {
        return Ok(());
    };
    for mut row in secondary::claims_of(tx, visit)? {
        let is_decided = row.payer == plan.remittance.payer
            && row.entry.status != crate::domain::claim::ClaimStatus::Closed;
        if is_decided {
            row.entry.status = crate::domain::claim::ClaimStatus::Closed;
            row.entry.closed_on = Some(posting.on);
            let _ = store::claim::save(tx, &row.entry, row.version)?;
        }
    }
    Ok(())
}

/// A reason that must be given.
fn reason_of(text: &str, sentence: &'static str) -> Result<String, Error> {
    let reason = text.trim();
    if reason.is_empty() {
        return Err(super::refused("reason-missing", "reason", sentence));
    }
    Ok(reason.to_owned())
}
