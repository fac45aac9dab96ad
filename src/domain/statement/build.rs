//! How an account becomes a statement: a reading of the books as they stand now, which moves
//! nothing in them.
//!
//! - A line stands on it while anything of the patient's is open on its charge (1140), above or below
//!   zero. Its figures are a fold of the charge's journal entries ([`ledger`]).
//! - Payers' open amounts stand apart ([`Statement::pending`]) and are no part of what is due.
//! - Her unapplied money (2010) goes toward the lines, but for what was paid at the desk for a visit
//!   on which a payer has not decided yet, or that is not charged yet: it is kept for her share of
//!   that visit, as it is when credits are applied.
//! - A payment plan puts off what of its lines falls due after the day by which the statement asks.

mod activity;
mod dunning;
mod ledger;
mod reasons;

use chrono::{Days, Months, NaiveDate};

use super::facts::{AccountFacts, PastStatement};
use super::plain::PlainDescriptions;
use super::rules::Rules;
use super::{Line, Member, PendingLine, Previous, Statement};
use crate::domain::aging::Age;
use crate::domain::charge::Charged;
use crate::domain::id::ChargeLineId;
use crate::domain::journal::fold::Open;
use crate::domain::journal::{Party, Posted};
use crate::domain::money::Money;
use crate::domain::plan::PlanState;
use dunning::Dunning;
use ledger::Ledger;

/// The statement of an account. `n_steps` is how many dunning steps the practice has, at least one.
pub fn build(
    account: &AccountFacts,
    as_of: NaiveDate,
    rules: &Rules,
    n_steps: usize,
    plain: &PlainDescriptions,
) -> Statement {
    let pay_by = as_of
        .checked_add_days(Days::new(rules.days_to_pay.into()))
        .unwrap_or(as_of);
    let ledger = Ledger::of(account);
    let plan = plan(account, &ledger, as_of, pay_by);
    let charges = in_order(account);
    let dunning = Dunning::new(account, &ledger);
    let lines = lines(account, &ledger, &dunning, &charges, plain);
    let owed: Money = lines.iter().map(|line| line.owes).sum();
    let credit = account.applicable().map(|it| it.open.amount).sum();
    let deferred = plan.as_ref().map_or(Money::ZERO, |plan| plan.deferred);
    let due = owed - credit - deferred;
    let past = dunning.past_due(&lines, plan.as_ref(), credit, due, as_of);
    Statement {
        account: account.guarantor.id.clone(),
        name: account.guarantor.name.clone(),
        address: account.guarantor.address.clone(),
        language: account.guarantor.language,
        as_of,
        step: dunning.step(&lines, n_steps),
        members: members(account),
        pending: pending(account, &ledger, &charges, plain),
        aging: aging(&lines, as_of),
        lines,
        previous: account.mailed.last().map(|mailed| Previous {
            mailed_on: mailed.mailed_on,
            due: mailed.due,
        }),
        activity: activity::of(account, &ledger, &News::of(&account.mailed, as_of)),
        credit,
        plan,
        past_due: past.amount,
        past_due_since: past.since,
        pay_by,
    }
}

/// Which entries are news to her: those entered since the statement mailed before was made, however
/// early the day they count on; without such a statement, those of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct News {
    /// The last entry that she knows.
    pub after: i64,
    /// The day from which they were entered.
    pub since: Option<NaiveDate>,
}

impl News {
    /// By the statements mailed before.
    pub fn of(mailed: &[PastStatement], as_of: NaiveDate) -> Self {
        match mailed.last() {
            Some(last) => Self {
                after: last.through,
                since: None,
            },
            None => Self {
                after: 0,
                since: as_of.checked_sub_months(Months::new(12)),
            },
        }
    }

    /// Whether an entry is news.
    pub fn has(&self, posted: &Posted) -> bool {
        posted.id.number() > self.after
            && self
                .since
                .is_none_or(|since| posted.entered_at.date_naive() >= since)
    }
}

fn members(account: &AccountFacts) -> Vec<Member> {
    let members = account.members();
    members
        .map(|patient| Member {
            patient: patient.id.clone(),
            name: patient.name.clone(),
        })
        .collect()
}

/// The charges by member and then oldest service first.
fn in_order(account: &AccountFacts) -> Vec<&Charged> {
    let place = |charged: &Charged| {
        let mut members = account.members();
        members.position(|it| it.id == charged.line.patient)
    };
    let mut charges: Vec<&Charged> = account.charges.iter().collect();
    charges.sort_by_cached_key(|it| (place(it), it.line.from_on, it.id));
    charges
}

/// A line for every charge on which anything of the patient's is open.
fn lines(
    account: &AccountFacts,
    ledger: &Ledger<'_>,
    dunning: &Dunning<'_>,
    charges: &[&Charged],
    plain: &PlainDescriptions,
) -> Vec<Line> {
    let mut lines = Vec::new();
    for charged in charges {
        if let Some(open) = ledger.open(charged.id, &Party::PATIENT) {
            lines.push(Line {
                reasons: reasons::of(account, ledger, charged, open.amount),
                on_plan: on_plan(account, charged.id, open.amount),
                first_due_on: dunning.first_due_on(charged),
                ..line(ledger, charged, open, account, plain)
            });
        }
    }
    lines
}

fn line(
    ledger: &Ledger<'_>,
    charged: &Charged,
    open: Open,
    account: &AccountFacts,
    plain: &PlainDescriptions,
) -> Line {
    let figures = ledger.figures(charged.id);
    Line {
        charge: charged.id,
        patient: charged.line.patient.clone(),
        kind: charged.line.kind,
        from_on: charged.line.from_on,
        to_on: charged.line.to_on,
        code: charged.line.code.clone(),
        description: plain.charge(&charged.line, account.guarantor.language),
        charged: figures.charged,
        insurance_paid: figures.insurance_paid,
        adjusted: figures.adjusted,
        patient_paid: figures.patient_paid,
        pending: ledger.pending(charged.id),
        collections: ledger
            .open(charged.id, &Party::COLLECTIONS)
            .map_or(Money::ZERO, |open| open.amount),
        owes: open.amount,
        since: open.since,
        reasons: Vec::new(),
        first_due_on: None,
        on_plan: Money::ZERO,
    }
}

/// What payers are expected to pay; where one paid too much there is nothing to expect.
fn pending(
    account: &AccountFacts,
    ledger: &Ledger<'_>,
    charges: &[&Charged],
    plain: &PlainDescriptions,
) -> Vec<PendingLine> {
    let mut pending = Vec::new();
    for charged in charges {
        for (party, open) in ledger.with_payers(charged.id) {
            let payer = party.payer.as_ref().map(|payer| account.payer(payer));
            pending.push(PendingLine {
                charge: charged.id,
                patient: charged.line.patient.clone(),
                from_on: charged.line.from_on,
                code: charged.line.code.clone(),
                description: plain.charge(&charged.line, account.guarantor.language),
                payer: payer.unwrap_or_default(),
                amount: open.amount,
            });
        }
    }
    pending
}

/// Where the plans in force stand, as one: somebody may have agreed on a second one for what came
/// later. None when all are paid.
fn plan(
    account: &AccountFacts,
    ledger: &Ledger<'_>,
    as_of: NaiveDate,
    pay_by: NaiveDate,
) -> Option<PlanState> {
    let owes = |charge: ChargeLineId| {
        let open = ledger.open(charge, &Party::PATIENT);
        open.map_or(Money::ZERO, |open| open.amount)
    };
    let states = account.plans.iter();
    states
        .map(|(id, plan)| plan.state(*id, &owes, as_of, pay_by))
        .filter(|state| !state.balance.is_zero())
        .reduce(together)
}

fn together(mut first: PlanState, second: PlanState) -> PlanState {
    first.principal += second.principal;
    first.balance += second.balance;
    first.paid += second.paid;
    first.overdue += second.overdue;
    first.due_now += second.due_now;
    first.deferred += second.deferred;
    first.missed.extend(second.missed);
    first.missed.sort_by_key(|it| it.due_on);
    first.next = match (first.next, second.next) {
        (Some(a), Some(b)) if b.due_on < a.due_on => Some(b),
        (Some(a), _) => Some(a),
        (None, b) => b,
    };
    first
}

fn on_plan(account: &AccountFacts, charge: ChargeLineId, owes: Money) -> Money {
    let plans = account.plans.iter();
    plans.map(|(_, plan)| plan.covered(charge, owes)).sum()
}

/// What they owe by age since it became the patient's.
fn aging(lines: &[Line], as_of: NaiveDate) -> [Money; 5] {
    [Age::To30, Age::To60, Age::To90, Age::To120, Age::Over120].map(|age| {
        let of_age = lines.iter().filter(|line| {
            let days = (as_of - line.since).num_days();
            Age::of_days(days) == age
        });
        of_age.map(|line| line.owes).sum()
    })
}
