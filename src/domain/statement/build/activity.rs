//! What happened on the account since the statement before.

use std::collections::BTreeMap;

use super::News;
use super::ledger::Ledger;
use crate::domain::account::{Account, Bucket};
use crate::domain::journal::{EntryKind, Leg, Posted};
use crate::domain::money::Money;
use crate::domain::receipt::Received;
use crate::domain::statement::facts::AccountFacts;
use crate::domain::statement::{Activity, ActivityKind};

/// What is news to her, oldest first. What was entered and taken back within it is nobody's news; a
/// returned check is, beside the payment.
pub(super) fn of(account: &AccountFacts, ledger: &Ledger<'_>, news: &News) -> Vec<Activity> {
    let mut told: BTreeMap<_, (i64, Activity)> = BTreeMap::new();
    for posted in account.entries.iter().filter(|it| news.has(it)) {
        if is_undone(ledger, news, posted) {
            continue;
        }
        let root = ledger.root(posted);
        for (kind, amount) in happened(account, root, posted) {
            // What one step posts of a kind is one thing; two payments are two.
            let own = matches!(kind, ActivityKind::Payment { .. }).then_some(posted.id);
            let key = (posted.batch, posted.entry.effective_on, order(&kind), own);
            let activity = told.entry(key).or_insert_with(|| {
                let on = posted.entry.effective_on;
                let amount = Money::ZERO;
                (posted.id.number(), Activity { on, kind, amount })
            });
            activity.1.amount += amount;
        }
    }
    let mut told: Vec<(i64, Activity)> = told
        .into_values()
        .filter(|(_, activity)| !activity.amount.is_zero())
        .collect();
    told.sort_by_key(|(entry, activity)| (activity.on, *entry));
    told.into_iter().map(|(_, activity)| activity).collect()
}

/// Whether an entry and what takes it back are both news.
fn is_undone(ledger: &Ledger<'_>, news: &News, posted: &Posted) -> bool {
    if !ledger.stands(posted.id) {
        return true;
    }
    posted.entry.reverses.is_some() && news.has(ledger.root(posted))
}

/// Tells kinds of one step apart.
fn order(kind: &ActivityKind) -> (u8, String) {
    match kind {
        ActivityKind::Payment { .. } => (0, String::new()),
        ActivityKind::InsurancePayment { payer } => (1, payer.clone()),
        ActivityKind::Adjustment => (2, String::new()),
        ActivityKind::ReturnedPayment => (3, String::new()),
        ActivityKind::Refund => (4, String::new()),
    }
}

/// What an entry means for the account; `root` says of which kind it is, be it that it takes that
/// back.
fn happened(account: &AccountFacts, root: &Posted, posted: &Posted) -> Vec<(ActivityKind, Money)> {
    let hers = |leg: &&Leg| leg.patient.as_ref().is_some_and(|it| account.has(it));
    let legs = posted.entry.legs.iter().filter(hers);
    let on = |accounts: fn(Account) -> bool| -> Money {
        let legs = legs.clone().filter(|leg| accounts(leg.account));
        legs.map(|leg| leg.amount).sum()
    };
    match root.entry.kind {
        EntryKind::Receipt => {
            let amount = on(|account| account == Account::PatientCredits);
            let received = legs.clone().find_map(|leg| leg.receipt);
            let received = received.and_then(|id| account.receipts.get(&id));
            received
                .map(|received| vec![(payment(received), amount)])
                .unwrap_or_default()
        }
        EntryKind::ReturnedCheck => {
            let amount = on(|account| account == Account::PatientCredits);
            vec![(ActivityKind::ReturnedPayment, amount)]
        }
        EntryKind::RefundPaid => {
            let amount = on(|account| account == Account::RefundsPayable);
            vec![(ActivityKind::Refund, amount)]
        }
        EntryKind::WriteOff => {
            let amount = on(|account| account == Bucket::Patient.account());
            vec![(ActivityKind::Adjustment, amount)]
        }
        EntryKind::Allocation
        | EntryKind::Recoupment
        | EntryKind::Suspense
        | EntryKind::PayerRefund => legs
            .clone()
            .filter(|leg| leg.account.is_receivable())
            .filter_map(|leg| Some((leg.payer.as_ref()?, leg.amount)))
            .map(|(payer, amount)| {
                let payer = account.payer(payer);
                (ActivityKind::InsurancePayment { payer }, amount)
            })
            .collect(),
        _ => Vec::new(),
    }
}

fn payment(received: &Received) -> ActivityKind {
    ActivityKind::Payment {
        method: received.receipt.method,
        check_number: received.receipt.check_number.clone(),
    }
}
