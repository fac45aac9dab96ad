//! Random histories of all acts on the books: whatever is tried, they stay whole.
//!
//! Each part plays its histories from a seed of its own, the same every time. `ALMONER_HISTORIES`
//! plays more: the number of histories of each part.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "common/play.rs"]
mod play;

use std::collections::BTreeMap;

use play::act::{History, history};
use play::whole::Story;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// Histories of each part, unless the environment says otherwise.
const N_HISTORIES: u32 = 60;

fn tell(history: &History) {
    let mut story = Story::new(history);
    for step in &history.steps {
        let _ = story.play(step);
    }
    story.finish();
}

fn play_part(seed: u8, n_acts: std::ops::Range<usize>) {
    let cases = std::env::var("ALMONER_HISTORIES")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(N_HISTORIES);
    let config = Config {
        cases,
        failure_persistence: None,
        max_shrink_time: 12_000,
        max_shrink_iters: 4_000,
        ..Config::default()
    };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
    TestRunner::new_with_rng(config, rng)
        .run(&history(n_acts), |history| {
            tell(&history);
            Ok(())
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
}

#[test]
fn short_histories_leave_the_books_whole() {
    play_part(1, 8..30);
}

#[test]
fn histories_leave_the_books_whole() {
    play_part(2, 30..60);
}

#[test]
fn other_histories_leave_the_books_whole() {
    play_part(3, 30..60);
}

#[test]
fn long_histories_leave_the_books_whole() {
    play_part(4, 60..140);
}

/// Every kind of act that a history can hold.
const KINDS: [&str; 45] = [
    "ApplyCredits",
    "Capitation",
    "ChangeVisit",
    "Check",
    "CloseBatch",
    "CloseClaim",
    "CloseDay",
    "CloseMonth",
    "Correct",
    "Cover",
    "Deposit",
    "Eob",
    "Fee",
    "Give",
    "HandOver",
    "Item",
    "Judge",
    "Mail",
    "NextDay",
    "OtherMoney",
    "Pay",
    "PayRefund",
    "Print",
    "Recover",
    "Refund",
    "RefundPayer",
    "Reinstate",
    "RenamePayer",
    "Reopen",
    "Return",
    "SameCheck",
    "SameEob",
    "SettleSuspense",
    "SettleWithhold",
    "SmallBalances",
    "TakeBack",
    "Transfer",
    "Unapply",
    "Undo",
    "Visit",
    "VoidEob",
    "VoidItem",
    "VoidReceipt",
    "Waive",
    "WriteOff",
];

/// A suite that never gets anything done proves nothing.
#[test]
fn every_act_is_done_again_and_again() {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[5; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let mut counts: BTreeMap<String, [usize; 3]> = BTreeMap::new();
    for _ in 0..80 {
        let tree = proptest::strategy::Strategy::new_tree(&history(60..100), &mut runner).unwrap();
        let history = proptest::strategy::ValueTree::current(&tree);
        let mut story = Story::new(&history);
        for step in &history.steps {
            let _ = story.play(step);
        }
        for (act, [done, refused, nothing]) in story.counts {
            let all = counts.entry(act).or_default();
            all[0] += done;
            all[1] += refused;
            all[2] += nothing;
        }
    }
    for (act, [done, refused, nothing]) in &counts {
        println!("{act:16} {done:5} done {refused:5} refused {nothing:5} nothing to do");
    }
    let played: Vec<&str> = counts.keys().map(String::as_str).collect();
    assert_eq!(played, KINDS);
    for (act, [done, refused, _]) in &counts {
        // What is there already, and what is seldom in suspense, may be refused each time.
        let is_seldom = matches!(act.as_str(), "SameCheck" | "SameEob" | "SettleSuspense");
        let n_tried = if is_seldom { done + refused } else { *done };
        assert!(n_tried > 0, "{act}: {done} done, {refused} refused");
    }
}

/// Found by a history: the claim billed the first patient's coverage for ever, and nothing at all
/// could be printed any more.
#[test]
fn a_visit_given_to_a_patient_who_pays_herself_keeps_no_claim() {
    use play::act::{Act, Change, Step};
    use play::player::Outcome;
    let mut story = Story::new(&History {
        plans: [1, 0, 0, 0, 0, 0],
        steps: Vec::new(),
    });
    let mut play = |act| story.play(&Step { back: 0, act });
    let visit = |who| Act::Visit {
        who,
        ago: 0,
        charges: vec![15_000],
    };
    assert_eq!(play(visit(0)), Outcome::Done);
    let change = Act::ChangeVisit {
        visit: 0,
        line: 0,
        change: Change::Patient(5),
    };
    assert_eq!(play(change), Outcome::Done);
    assert_eq!(play(Act::Print), Outcome::Nothing);
    assert_eq!(play(visit(0)), Outcome::Done);
    assert_eq!(play(Act::Print), Outcome::Done);
    story.finish();
}
