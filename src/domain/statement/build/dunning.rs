//! How often she was asked for what she owes, and by when first.
//!
//! Asked is what was mailed, and only that: an office that is late with its statements does not make
//! its patients later, so days are not counted but statements. Asking again never moves the first
//! day. A debt that she settled in between begins anew, but a payment that the bank took back did not
//! settle it; nor does it begin anew when its visit is corrected and so charged again.

use chrono::NaiveDate;

use super::ledger::{Ledger, change};
use crate::domain::account::Bucket;
use crate::domain::charge::Charged;
use crate::domain::id::{ChargeLineId, EncounterId, ReceiptId};
use crate::domain::journal::{EntryKind, Posted};
use crate::domain::money::Money;
use crate::domain::plan::PlanState;
use crate::domain::statement::Line;
use crate::domain::statement::facts::{AccountFacts, PastLine, PastStatement};

pub(super) struct Dunning<'a> {
    account: &'a AccountFacts,
    ledger: &'a Ledger<'a>,
}

/// What was asked for before, and should be there by now.
pub(super) struct PastDue {
    pub amount: Money,
    /// The first day by which the oldest of it was asked for.
    pub since: Option<NaiveDate>,
}

impl<'a> Dunning<'a> {
    pub fn new(account: &'a AccountFacts, ledger: &'a Ledger<'a>) -> Self {
        Self { account, ledger }
    }

    /// The day by which the first statement asked for a charge.
    pub fn first_due_on(&self, charged: &Charged) -> Option<NaiveDate> {
        let asked = self.asked(charged);
        asked.map(|(mailed, _)| mailed.pay_by).min()
    }

    /// The statements that asked for a charge since it was last settled, oldest first, with how much.
    fn asked(&self, charged: &'a Charged) -> impl Iterator<Item = (&'a PastStatement, Money)> {
        let settled = self.settled(charged.id);
        let mailed = self.account.mailed.iter();
        mailed
            .filter(move |mailed| mailed.through >= settled)
            .filter_map(|mailed| Some((mailed, amount(mailed, charged)?)))
    }

    /// The last entry after which she owed nothing on a charge, be it through the agency, at the end
    /// of the day; 0 when there is none. Entries that were taken back never were.
    fn settled(&self, line: ChargeLineId) -> i64 {
        let is_hers = |it| matches!(it, Bucket::Patient | Bucket::Collections);
        let standing = self.ledger.standing(line);
        let mut entries = standing
            .map(|posted| (posted, change(&posted.entry, line, is_hers)))
            .filter(|(_, hers)| !hers.is_zero())
            .peekable();
        let day = |posted: &Posted| posted.entered_at.date_naive();
        let (mut owes, mut settled) = (Money::ZERO, 0);
        while let Some((posted, hers)) = entries.next() {
            owes += hers;
            let next = entries.peek();
            let is_days_last = next.is_none_or(|(next, _)| day(next) != day(posted));
            if is_days_last && !owes.is_positive() {
                settled = posted.id.number();
            }
        }
        settled
    }

    /// The step of the statement that is being made: one more than statements asked for the oldest
    /// of what is owed and not on the plan. It rises by one at most above the last of them, so that
    /// no step is passed over, and not at all when she paid since the statement before.
    pub fn step(&self, lines: &[Line], n_steps: usize) -> u8 {
        let mut n_asked = 0;
        let mut last: Option<&PastStatement> = None;
        for line in lines.iter().filter(|line| line.owes > line.on_plan) {
            let charged = self.account.charges.iter().find(|it| it.id == line.charge);
            let Some(charged) = charged else { continue };
            let asked: Vec<&PastStatement> =
                self.asked(charged).map(|(mailed, _)| mailed).collect();
            n_asked = n_asked.max(asked.len());
            last = last
                .into_iter()
                .chain(asked)
                .max_by_key(|mailed| (mailed.through, mailed.id));
        }
        let counted = u8::try_from(n_asked).unwrap_or(u8::MAX).saturating_add(1);
        let step = last.map_or(1, |last| {
            let rise = u8::from(!self.has_paid());
            counted.min(last.step.saturating_add(rise))
        });
        step.clamp(1, u8::try_from(n_steps.max(1)).unwrap_or(u8::MAX))
    }

    /// Whether she paid since the statement before was made: not at the desk for a visit that it did
    /// not ask for, and so that the bank did not take it back.
    fn has_paid(&self) -> bool {
        let Some(before) = self.account.mailed.last() else {
            return false;
        };
        let is_asked = |visit: &EncounterId| {
            let mut services = before.lines.iter().filter_map(|it| it.service.as_ref());
            services.any(|(of, _)| of == visit)
        };
        let mut paid = self.receipts(EntryKind::Receipt, before.through);
        paid.any(|id| {
            let received = self.account.receipts.get(&id);
            let visit = received.and_then(|it| it.receipt.visit.as_ref());
            let mut returned = self.receipts(EntryKind::ReturnedCheck, before.through);
            visit.is_none_or(is_asked) && !returned.any(|it| it == id)
        })
    }

    /// The members' receipts with an entry of a kind that stands and is later than another.
    fn receipts(&self, kind: EntryKind, after: i64) -> impl Iterator<Item = ReceiptId> {
        let entries = self.account.entries.iter();
        entries
            .filter(move |posted| posted.id.number() > after && posted.entry.kind == kind)
            .filter(|posted| self.ledger.stands(posted.id))
            .flat_map(|posted| &posted.entry.legs)
            .filter(|leg| {
                let patient = leg.patient.as_ref();
                patient.is_some_and(|it| self.account.has(it))
            })
            .filter_map(|leg| leg.receipt)
    }

    /// What of the amount due was asked for by a day that is over; on a plan only what was missed.
    /// Her unapplied money goes toward the oldest.
    pub fn past_due(
        &self,
        lines: &[Line],
        plan: Option<&PlanState>,
        credit: Money,
        due: Money,
        as_of: NaiveDate,
    ) -> PastDue {
        let mut past = plan.map_or(Money::ZERO, |plan| plan.overdue);
        let missed = plan.and_then(|plan| plan.missed.first());
        let mut since = missed.map(|it| it.due_on);
        for line in lines {
            let charged = self.account.charges.iter().find(|it| it.id == line.charge);
            let asked = charged.into_iter().flat_map(|charged| self.asked(charged));
            let over = asked.filter(|(mailed, _)| mailed.pay_by < as_of);
            let most = over.map(|(_, amount)| amount).max();
            let part = most.unwrap_or(Money::ZERO).min(line.owes - line.on_plan);
            if part.is_positive() {
                past += part;
                since = since.into_iter().chain(line.first_due_on).min();
            }
        }
        let amount = (past - credit).min(due).max(Money::ZERO);
        PastDue {
            amount,
            since: since.filter(|_| amount.is_positive()),
        }
    }
}

/// What a statement asked for on a charge, or on the one that stood for its service before.
fn amount(mailed: &PastStatement, charged: &Charged) -> Option<Money> {
    let is_same = |line: &&PastLine| {
        line.charge == charged.id
            || (line.service.is_some() && line.service == charged.line.service)
    };
    let line = mailed.lines.iter().find(is_same)?;
    line.amount.is_positive().then_some(line.amount)
}
