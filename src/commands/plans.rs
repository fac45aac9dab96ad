//! Payment plans: what is agreed, how far it is paid, and what was missed. A plan posts nothing; a
//! payment on one of its lines is a payment like any other. Where a line of it is written off or
//! handed to an agency, the patient owes that much less and the plan's balance falls with it.

use chrono::NaiveDate;

use super::ledger::payments::{self, OwedLine};
use super::ledger::{Done, Posting, act};
use super::{Author, Error};
use crate::domain::finding::{FieldRef, Finding, Record};
use crate::domain::id::{ChargeLineId, PatientId, PlanId};
use crate::domain::money::Money;
use crate::domain::plan::{Instalment, KeptPlan, Plan, PlanDraft, PlanEnd, PlanLine, PlanState};
use crate::store::{self, Connection, Database, balance};

/// A plan and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanRow {
    pub kept: KeptPlan,
    pub state: PlanState,
}

/// Where a plan stands, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// Nothing that was due is open.
    OnTrack,
    /// An installment was missed.
    Behind,
    /// Nothing is left to pay.
    Paid,
    Ended(PlanEnd),
}

/// A plan of which installments were missed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissedPlan {
    pub plan: PlanId,
    /// The guarantor, whose id is the account number.
    pub account: PatientId,
    /// `Last, First`.
    pub name: String,
    /// What was due and is not paid.
    pub overdue: Money,
    /// The day on which the oldest of it was due.
    pub since: NaiveDate,
    /// How many installments are not paid in full.
    pub missed: usize,
    /// What is left to pay on the whole plan.
    pub balance: Money,
    /// The next installment.
    pub next: Option<Instalment>,
}

impl PlanRow {
    /// Where it stands; the end, where it was ended, says more than the balance.
    pub fn standing(&self) -> Standing {
        match &self.kept.end {
            Some(end) => Standing::Ended(end.cause),
            None if self.state.is_paid() => Standing::Paid,
            None if self.state.is_on_track() => Standing::OnTrack,
            None => Standing::Behind,
        }
    }
}

impl Standing {
    /// What its row shows.
    pub const fn title(self) -> &'static str {
        match self {
            Self::OnTrack => "On track",
            Self::Behind => "Behind",
            Self::Paid | Self::Ended(PlanEnd::Paid) => "Paid",
            Self::Ended(PlanEnd::Broken) => "Broken",
            Self::Ended(PlanEnd::Canceled) => "Canceled",
        }
    }
}

/// What the family of a patient owes and has on no plan yet, oldest responsibility first: the lines
/// that a plan can cover.
///
/// # Errors
/// [`Error::Store`] when there is no such patient or the practice file cannot be read.
pub async fn open_lines(database: Database, patient: PatientId) -> Result<Vec<OwedLine>, Error> {
    database
        .call(move |connection| free_lines(connection, &patient))
        .await
}

/// The plan that a draft makes today, its schedule in it; nothing is kept.
///
/// # Errors
/// [`Error::Refused`] when a line is not the family's, owes nothing, or is on another plan, or the
/// draft makes no schedule.
pub async fn preview(
    database: Database,
    draft: PlanDraft,
    today: NaiveDate,
) -> Result<Plan, Error> {
    database
        .call(move |connection| build(connection, &draft, today))
        .await
}

/// Agrees on a plan as of today; no account changes.
///
/// # Errors
/// As [`preview`].
pub async fn agree(
    database: Database,
    draft: PlanDraft,
    author: Author,
    today: NaiveDate,
) -> Result<PlanId, Error> {
    let posting = Posting::today(author, today);
    act(
        database,
        posting,
        "create",
        "payment_plan",
        move |tx, posting| {
            let plan = build(tx, &draft, posting.today)?;
            let id = store::plan::insert(tx, &plan)?;
            Ok(Done {
                entity_id: Some(id.number()),
                details: format!(
                    "{} in {} installments, {} lines",
                    plan.principal(),
                    plan.instalments.len(),
                    plan.lines.len()
                ),
                answer: id,
            })
        },
    )
    .await
}

/// Ends a plan: all that is owed on its lines is asked for again at once. No account changes.
///
/// # Errors
/// [`Error::Refused`] when it was ended already, is called paid while something is left, or another
/// cause has no reason.
pub async fn end(
    database: Database,
    plan: PlanId,
    cause: PlanEnd,
    reason: String,
    author: Author,
    today: NaiveDate,
) -> Result<(), Error> {
    let posting = Posting::today(author, today);
    act(database, posting, "end", "payment_plan", move |tx, posting| {
        let row = numbered(tx, plan, posting.today)?;
        let reason = reason.trim();
        if row.kept.end.is_some() {
            return Err(refused("plan-ended", "plan", "This plan was ended already; leave it."));
        }
        if cause == PlanEnd::Paid && !row.state.is_paid() {
            return Err(refused(
                "plan-not-paid",
                "cause",
                format!(
                    "{} of this plan is not paid; end it for another cause, or take the payment \
                     first.",
                    row.state.balance
                ),
            ));
        }
        if cause != PlanEnd::Paid && reason.is_empty() {
            return Err(refused("reason-missing", "reason", "Say why the plan ends."));
        }
        store::plan::end(tx, plan, posting.on, cause, reason)?;
        Ok(Done {
            entity_id: Some(plan.number()),
            details: cause.to_string(),
            answer: (),
        })
    })
    .await
}

/// The plans of a patient's family, those that stand first and the newest of each first.
///
/// # Errors
/// [`Error::Store`] when there is no such patient or the practice file cannot be read.
pub async fn of_guarantor(
    database: Database,
    patient: PatientId,
    today: NaiveDate,
) -> Result<Vec<PlanRow>, Error> {
    database
        .call(move |connection| of_family(connection, &patient, today))
        .await
}

/// The plan of a number and where it stands.
///
/// # Errors
/// [`Error::Store`] when there is none or the practice file cannot be read.
pub async fn find(database: Database, plan: PlanId, today: NaiveDate) -> Result<PlanRow, Error> {
    database
        .call(move |connection| numbered(connection, plan, today))
        .await
}

/// The plans that stand of which installments were missed, those that wait longest first.
///
/// # Errors
/// [`Error::Store`] when the practice file cannot be read.
pub async fn missed(database: Database, today: NaiveDate) -> Result<Vec<MissedPlan>, Error> {
    database
        .call(move |connection| missed_now(connection, today))
        .await
}

fn missed_now(connection: &Connection, today: NaiveDate) -> Result<Vec<MissedPlan>, Error> {
    let mut missed = Vec::new();
    let unpaid = store::plan::unpaid(connection)?;
    for PlanRow { kept, state } in stand(connection, unpaid, today)? {
        if let Some(first) = state.missed.first() {
            missed.push(MissedPlan {
                plan: kept.id,
                name: name(connection, &kept.plan.guarantor)?,
                account: kept.plan.guarantor,
                overdue: state.overdue,
                since: first.due_on,
                missed: state.missed.len(),
                balance: state.balance,
                next: state.next,
            });
        }
    }
    missed.sort_by_key(|it| (it.since, it.plan));
    Ok(missed)
}

/// What the plans of a patient's family ask for through today: what a payment at the desk may be
/// meant for when no amount was typed. `None` when nothing is due on a plan that stands.
///
/// # Errors
/// [`Error::Store`] when there is no such patient or the practice file cannot be read.
pub async fn due_now(
    database: Database,
    patient: PatientId,
    today: NaiveDate,
) -> Result<Option<Money>, Error> {
    let rows = of_guarantor(database, patient, today).await?;
    let standing = rows.iter().filter(|row| row.kept.end.is_none());
    let due: Money = standing.map(|row| row.state.due_now).sum();
    Ok(Some(due).filter(|due| due.is_positive()))
}

fn of_family(
    connection: &Connection,
    patient: &PatientId,
    today: NaiveDate,
) -> Result<Vec<PlanRow>, Error> {
    let family = store::patient::family(connection, patient)?;
    if family.is_empty() {
        return Err(store::Error::NotFound("patient").into());
    }
    let mut plans = Vec::new();
    for member in &family {
        plans.extend(store::plan::of_guarantor(connection, member)?);
    }
    let mut rows = stand(connection, plans, today)?;
    rows.sort_by_key(|row| (row.kept.end.is_some(), std::cmp::Reverse(row.kept.id)));
    Ok(rows)
}

/// The plan of a number and where it stands today.
fn numbered(connection: &Connection, plan: PlanId, today: NaiveDate) -> Result<PlanRow, Error> {
    let kept = store::plan::find(connection, plan)?;
    let row = stand(connection, kept.into_iter().collect(), today)?.pop();
    Ok(row.ok_or(store::Error::NotFound("payment plan"))?)
}

/// Where plans stand today, by what the patients owe on their lines now.
fn stand(
    connection: &Connection,
    plans: Vec<KeptPlan>,
    today: NaiveDate,
) -> Result<Vec<PlanRow>, Error> {
    let lines = plans.iter().flat_map(|kept| &kept.plan.lines);
    let owed = balance::owed_on(connection, lines.map(|line| line.charge))?;
    let owes = |charge: ChargeLineId| owed.get(&charge).copied().unwrap_or_default();
    let row = |kept: KeptPlan| PlanRow {
        state: kept.plan.state(kept.id, &owes, today, today),
        kept,
    };
    Ok(plans.into_iter().map(row).collect())
}

fn free_lines(connection: &Connection, patient: &PatientId) -> Result<Vec<OwedLine>, Error> {
    let mut free = Vec::new();
    for line in payments::read_family(connection, patient)?.owed {
        if store::plan::of_line(connection, line.owed.line.line)?.is_none() {
            free.push(line);
        }
    }
    Ok(free)
}

fn build(connection: &Connection, draft: &PlanDraft, today: NaiveDate) -> Result<Plan, Error> {
    let Ok(patient) = draft.patient_id.parse::<PatientId>() else {
        // The draft's own rules say what is missing.
        return draft.build(&[], today).map_err(Error::Refused);
    };
    let family = payments::read_family(connection, &patient)?;
    let mut chosen = draft.lines.clone();
    chosen.sort();
    chosen.dedup();
    let mut lines = Vec::new();
    for charge in chosen {
        let owed = family.owed.iter().find(|it| it.owed.line.line == charge);
        let Some(owed) = owed else {
            return Err(refused(
                "line-not-owed",
                "lines",
                format!(
                    "Nobody of this account owes anything on charge {charge} now; leave it out."
                ),
            ));
        };
        if let Some(plan) = store::plan::of_line(connection, charge)? {
            return Err(refused(
                "line-on-plan",
                "lines",
                format!(
                    "{} is on payment plan {plan} already; end that plan first, or leave the line \
                     out.",
                    super::ledger::line_called(&owed.charge)
                ),
            ));
        }
        lines.push(PlanLine {
            charge,
            amount: owed.owed.amount,
        });
    }
    // The account's guarantor agrees, whoever of the family was named.
    let draft = PlanDraft {
        patient_id: family
            .members
            .first()
            .map_or_else(String::new, |member| member.id.to_string()),
        ..draft.clone()
    };
    draft.build(&lines, today).map_err(Error::Refused)
}

fn name(connection: &Connection, patient: &PatientId) -> Result<String, Error> {
    let found = store::patient::find(connection, patient)?;
    Ok(found.map_or_else(|| patient.to_string(), |it| it.value.name.to_string()))
}

fn refused(rule: &'static str, column: &'static str, sentence: impl Into<String>) -> Error {
    let field = FieldRef::of(Record::PaymentPlan, column);
    Error::Refused(vec![Finding::error(rule, field, sentence)])
}
