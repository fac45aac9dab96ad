//! The acts of a history. Their numbers are picked from whatever there is when they are played, so
//! that any part of a history is a history.

use almoner::domain::account::WriteOff;
use proptest::prelude::*;

use super::clinic::{N_PATIENTS, N_PLANS};

/// A history: who is insured how, and what is done.
#[derive(Debug, Clone)]
pub struct History {
    pub plans: [u8; N_PATIENTS],
    pub steps: Vec<Step>,
}

/// An act as of some days before the day on which it is done.
#[derive(Debug, Clone)]
pub struct Step {
    pub back: u8,
    pub act: Act,
}

/// What a payer says of one line: how it is shared, and by which codes.
#[derive(Debug, Clone)]
pub struct Decision {
    /// Whether it says anything of the line at all.
    pub is_decided: bool,
    pub takes_back: bool,
    /// Shares the whole charge although less is open with the payer.
    pub is_wild: bool,
    /// What is paid and what each code takes, in parts of their sum.
    pub shares: [u8; 4],
    pub codes: [u8; 3],
    pub has_reason: bool,
}

/// What is changed in a visit that was saved.
#[derive(Debug, Clone, Copy)]
pub enum Change {
    Charge(i64),
    Remove,
    Add(i64),
    Patient(u8),
    Nothing,
}

#[derive(Debug, Clone)]
pub enum Act {
    Visit {
        who: u8,
        ago: u8,
        charges: Vec<i64>,
    },
    ChangeVisit {
        visit: u8,
        line: u8,
        change: Change,
    },
    Print,
    Mail(u8),
    CloseClaim(u8),
    Waive(u8),
    Judge,
    RenamePayer(u8),
    Check {
        payer: u8,
        amount: i64,
    },
    OtherMoney(i64),
    SameCheck(u8),
    VoidReceipt(u8),
    Eob {
        claim: u8,
        /// 0 to 5: whom the claim bills; else somebody who owes, or any payer at all.
        payer: u8,
        /// A receipt that is there, instead of one of the amount.
        receipt: Option<u8>,
        is_forwarded: bool,
        decisions: Vec<Decision>,
    },
    SameEob,
    VoidEob(u8),
    Item {
        receipt: u8,
        code: u8,
        effect: u8,
        amount: i64,
        line: Option<u8>,
    },
    VoidItem(u8),
    SettleSuspense {
        receipt: u8,
        line: u8,
        amount: i64,
    },
    CloseBatch(u8),
    Pay {
        who: u8,
        amount: i64,
        for_visit: Option<u8>,
        applies: bool,
    },
    ApplyCredits(u8),
    Unapply(u8),
    Give(u8, u8, i64),
    Transfer(u8, u8, i64),
    Cover(u8),
    WriteOff(u8, WriteOff, i64),
    SmallBalances(i64),
    HandOver(u8),
    TakeBack(u8),
    Reinstate(u8),
    Recover(u8, u8, i64),
    Refund(u8, i64),
    PayRefund(u8),
    RefundPayer(u8, i64),
    Fee(u8, i64),
    Return(u8, bool),
    Deposit(u8),
    Capitation(u8, i64),
    SettleWithhold(u8, i64, i64),
    Correct(u8, bool),
    /// Takes the last step back at once, which must leave everything as it was before it.
    Undo,
    CloseDay,
    CloseMonth,
    /// Months ago.
    Reopen(u8),
    NextDay(u8),
}

fn money() -> impl Strategy<Value = i64> {
    prop_oneof![
        6 => 1_i64..9_000,
        3 => 100_i64..40_000,
        1 => Just(1_i64),
    ]
}

fn charges() -> impl Strategy<Value = Vec<i64>> {
    let one = prop_oneof![9 => 100_i64..30_000, 1 => Just(0_i64)];
    prop_oneof![
        5 => prop::collection::vec(one.clone(), 1..3),
        2 => prop::collection::vec(one, 3..9),
    ]
}

fn decision() -> impl Strategy<Value = Decision> {
    (
        prop::bool::weighted(0.85),
        prop::bool::weighted(0.2),
        prop::bool::weighted(0.1),
        any::<[u8; 4]>(),
        any::<[u8; 3]>(),
        prop::bool::weighted(0.1),
    )
        .prop_map(
            |(is_decided, takes_back, is_wild, shares, codes, has_reason)| Decision {
                is_decided,
                takes_back,
                is_wild,
                // Each part is nothing half of the time: plain payments, pure deductibles, denials.
                shares: shares.map(|share| share.saturating_sub(128)),
                codes,
                has_reason,
            },
        )
}

fn eob() -> impl Strategy<Value = Act> {
    (
        any::<u8>(),
        0_u8..8,
        prop::option::weighted(0.3, any::<u8>()),
        prop::bool::weighted(0.2),
        prop::collection::vec(decision(), 1..9),
    )
        .prop_map(
            |(claim, payer, receipt, is_forwarded, decisions)| Act::Eob {
                claim,
                payer,
                receipt,
                is_forwarded,
                decisions,
            },
        )
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        4 => (0_i64..30_000).prop_map(Change::Charge),
        2 => Just(Change::Remove),
        2 => (0_i64..30_000).prop_map(Change::Add),
        1 => any::<u8>().prop_map(Change::Patient),
        1 => Just(Change::Nothing),
    ]
}

fn of_visits() -> impl Strategy<Value = Act> {
    let n = any::<u8>;
    prop_oneof![
        6 => (n(), 0_u8..70, charges())
            .prop_map(|(who, ago, charges)| Act::Visit { who, ago, charges }),
        2 => (n(), n(), change())
            .prop_map(|(visit, line, change)| Act::ChangeVisit { visit, line, change }),
        1 => Just(Act::Print),
        1 => n().prop_map(Act::Mail),
        1 => n().prop_map(Act::CloseClaim),
        1 => n().prop_map(Act::Waive),
        1 => Just(Act::Judge),
        1 => n().prop_map(Act::RenamePayer),
    ]
}

fn of_payers() -> impl Strategy<Value = Act> {
    let n = any::<u8>;
    prop_oneof![
        2 => (n(), money()).prop_map(|(payer, amount)| Act::Check { payer, amount }),
        1 => n().prop_map(Act::SameCheck),
        1 => n().prop_map(Act::VoidReceipt),
        12 => eob(),
        1 => Just(Act::SameEob),
        3 => n().prop_map(Act::VoidEob),
        3 => (n(), n(), n(), money(), prop::option::weighted(0.4, n())).prop_map(
            |(receipt, code, effect, amount, line)| Act::Item { receipt, code, effect, amount, line }
        ),
        1 => n().prop_map(Act::VoidItem),
        2 => (n(), n(), money()).prop_map(
            |(receipt, line, amount)| Act::SettleSuspense { receipt, line, amount }
        ),
        1 => n().prop_map(Act::CloseBatch),
        2 => (n(), money()).prop_map(|(line, amount)| Act::RefundPayer(line, amount)),
        1 => (n(), money()).prop_map(|(receipt, amount)| Act::Capitation(receipt, amount)),
        1 => (n(), money(), money())
            .prop_map(|(receipt, paid, lost)| Act::SettleWithhold(receipt, paid, lost)),
    ]
}

fn of_patients() -> impl Strategy<Value = Act> {
    let n = any::<u8>;
    prop_oneof![
        5 => (n(), money(), prop::option::weighted(0.3, n()), any::<bool>()).prop_map(
            |(who, amount, for_visit, applies)| Act::Pay { who, amount, for_visit, applies }
        ),
        1 => money().prop_map(Act::OtherMoney),
        2 => n().prop_map(Act::ApplyCredits),
        2 => n().prop_map(Act::Unapply),
        1 => (n(), n(), money()).prop_map(|(from, to, amount)| Act::Give(from, to, amount)),
        2 => (n(), money()).prop_map(|(credit, amount)| Act::Refund(credit, amount)),
        2 => n().prop_map(Act::PayRefund),
        1 => (n(), money()).prop_map(|(who, amount)| Act::Fee(who, amount)),
        2 => (n(), any::<bool>()).prop_map(|(receipt, fee)| Act::Return(receipt, fee)),
        2 => n().prop_map(Act::Deposit),
    ]
}

fn of_lines() -> impl Strategy<Value = Act> {
    let n = any::<u8>;
    let kind = prop::sample::select(WriteOff::ALL);
    prop_oneof![
        4 => (n(), n(), money()).prop_map(|(line, to, amount)| Act::Transfer(line, to, amount)),
        1 => n().prop_map(Act::Cover),
        3 => (n(), kind, money())
            .prop_map(|(line, kind, amount)| Act::WriteOff(line, kind, amount)),
        1 => (1_i64..2_000).prop_map(Act::SmallBalances),
        2 => n().prop_map(Act::HandOver),
        1 => n().prop_map(Act::TakeBack),
        3 => n().prop_map(Act::Reinstate),
        2 => (n(), n(), money())
            .prop_map(|(receipt, line, amount)| Act::Recover(receipt, line, amount)),
    ]
}

fn of_periods() -> impl Strategy<Value = Act> {
    prop_oneof![
        3 => (any::<u8>(), any::<bool>()).prop_map(|(entry, step)| Act::Correct(entry, step)),
        2 => Just(Act::Undo),
        1 => Just(Act::CloseDay),
        1 => Just(Act::CloseMonth),
        1 => (0_u8..3).prop_map(Act::Reopen),
        3 => (1_u8..14).prop_map(Act::NextDay),
    ]
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        4 => of_visits(),
        7 => of_payers(),
        5 => of_patients(),
        4 => of_lines(),
        4 => of_periods(),
    ]
}

/// Any history; it begins with visits, so that there is something to do.
pub fn history(n_acts: std::ops::Range<usize>) -> impl Strategy<Value = History> {
    let back = prop_oneof![8 => Just(0_u8), 2 => 1_u8..40];
    let step = (back, act()).prop_map(|(back, act)| Step { back, act });
    let first = (any::<u8>(), 0_u8..60, charges()).prop_map(|(who, ago, charges)| Step {
        back: 0,
        act: Act::Visit { who, ago, charges },
    });
    (
        any::<[u8; N_PATIENTS]>(),
        prop::collection::vec(first, 2..5),
        prop::collection::vec(step, n_acts),
    )
        .prop_map(|(plans, mut steps, more)| {
            steps.extend(more);
            History {
                plans: plans.map(|plan| plan % N_PLANS),
                steps,
            }
        })
}
