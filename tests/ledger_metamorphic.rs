//! Books told in two ways that must come to the same.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "common/play.rs"]
mod play;

use almoner::commands::ledger::payments;
use almoner::commands::reports::{self, Parameters, ReportKind};
use almoner::domain::aging::{Age, Anchor};
use almoner::domain::receipt::ReceiptDraft;
use almoner::store::{Database, Passphrase, journal};
use chrono::Days;
use futures_executor::block_on;
use play::act::{Act, Decision, History, Step, history};
use play::clinic::{self, cents, day, posting};
use play::player::{Outcome, Player};
use play::whole::Story;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

const NEW: &str = "2026-01-12";

fn step(act: Act) -> Step {
    Step { back: 0, act }
}

fn visit(who: u8, charges: &[i64]) -> Act {
    Act::Visit {
        who,
        ago: 0,
        charges: charges.to_vec(),
    }
}

fn story(plan: u8, acts: Vec<Act>) -> Story {
    let mut story = Story::new(&History {
        plans: [plan; clinic::N_PATIENTS],
        steps: Vec::new(),
    });
    for act in acts {
        assert_eq!(story.play(&step(act.clone())), Outcome::Done, "{act:?}");
    }
    story
}

fn pay(story: &mut Story, amounts: &[i64]) {
    for amount in amounts {
        let database = story.player.database.clone();
        let of = "P1".parse().unwrap();
        let family = block_on(payments::family(database.clone(), of)).unwrap();
        let draft = ReceiptDraft {
            kind: "PATIENT".into(),
            patient_id: "P1".into(),
            method: "CASH".into(),
            amount: cents(*amount).to_string(),
            received_on: NEW.into(),
            ..ReceiptDraft::default()
        };
        let shares = family.proposal(cents(*amount), None);
        let now = posting(day(NEW), 0);
        let _ = block_on(payments::take(database, draft, shares, now)).unwrap();
    }
    assert_eq!(story.play(&step(Act::NextDay(1))), Outcome::Done);
}

#[test]
fn one_payment_in_two_parts_leaves_the_same_open() {
    for (first, second) in [
        (1, 9_999),
        (5_000, 5_000),
        (7_777, 2_223),
        (9_999, 1),
        (40_000, 9),
    ] {
        let tell = |amounts: &[i64]| {
            let mut story = story(0, vec![visit(0, &[1_841, 16_972]), visit(1, &[2_500])]);
            pay(&mut story, amounts);
            story
        };
        let (whole, parts) = (tell(&[first + second]), tell(&[first, second]));
        assert_eq!(whole.oracle.open, parts.oracle.open);
        assert_eq!(whole.oracle.accounts, parts.oracle.accounts);
    }
}

fn explanation(claim: u8, shares: [u8; 4]) -> Act {
    let decision = Decision {
        is_decided: true,
        takes_back: false,
        is_wild: false,
        shares,
        // CO-45, PR-1, CO-253.
        codes: [0, 2, 5],
        has_reason: false,
    };
    Act::Eob {
        claim,
        payer: 0,
        receipt: None,
        is_forwarded: false,
        decisions: vec![decision],
    }
}

#[test]
fn an_explanation_posted_and_voided_was_never_posted() {
    let visits = || vec![visit(0, &[15_000, 6_137])];
    let mut posted = story(2, visits());
    let never = posted.oracle.open.clone();
    assert_eq!(
        posted.play(&step(explanation(0, [72, 57, 18, 1]))),
        Outcome::Done
    );
    assert_ne!(posted.oracle.open, never);
    assert_eq!(posted.play(&step(Act::VoidEob(0))), Outcome::Done);
    let was = story(2, visits()).oracle;
    let of = |key: i64| posted.oracle.account(key) - was.account(key);
    let moved: Vec<i64> = posted
        .oracle
        .accounts
        .keys()
        .copied()
        .filter(|it| of(*it) != 0)
        .collect();
    // Its check is there still, wholly unapplied.
    assert_eq!(moved, [1010, 2020]);
    assert_eq!(posted.oracle.amounts().0, was.amounts().0);
    posted.finish();
}

fn aging(database: &Database, as_of: u64, anchor: Anchor) -> Vec<(String, i64)> {
    let as_of = day(NEW) + Days::new(as_of);
    let parameters = Parameters {
        anchor,
        ..Parameters::today(as_of)
    };
    let made = reports::make(database.clone(), ReportKind::Aging, parameters);
    let report = block_on(made).unwrap();
    let ages = Age::ALL.iter().map(|age| age.title());
    ages.chain(["Owed", "Credits"])
        .map(|title| (title.to_owned(), report.total(title).cents()))
        .collect()
}

fn trial_balance(database: &Database) -> Vec<String> {
    let parameters = Parameters::today(day(NEW) + Days::new(50));
    let made = reports::make(database.clone(), ReportKind::TrialBalance, parameters);
    let rows = block_on(made).unwrap().rows;
    rows.iter().map(|row| format!("{:?}", row.cells)).collect()
}

#[test]
fn the_day_of_mailing_moves_insurance_aging_at_most() {
    let tell = |later: u8| {
        let acts = vec![
            visit(0, &[15_000]),
            visit(1, &[2_500]),
            Act::Print,
            Act::NextDay(30),
            explanation(0, [50, 20, 30, 0]),
        ];
        let mut story = story(1, acts);
        let mail = Step {
            back: later,
            act: Act::Mail(1),
        };
        assert_eq!(story.play(&mail), Outcome::Done);
        story
    };
    let (early, late) = (tell(20), tell(0));
    assert_eq!(early.oracle.open, late.oracle.open);
    assert_eq!(
        trial_balance(&early.player.database),
        trial_balance(&late.player.database)
    );
    for anchor in [Anchor::Service, Anchor::Responsibility] {
        assert_eq!(
            aging(&early.player.database, 50, anchor),
            aging(&late.player.database, 50, anchor)
        );
    }
}

#[test]
fn a_payer_of_another_name_changes_no_number() {
    let acts = vec![
        visit(0, &[15_000]),
        Act::Print,
        explanation(0, [50, 20, 30, 0]),
    ];
    let story = story(3, acts);
    let figures = || {
        let database = &story.player.database;
        let all = Anchor::ALL.iter().map(|it| aging(database, 40, *it));
        let hash = database
            .call_blocking(|connection| journal::head(connection))
            .unwrap();
        (all.collect::<Vec<_>>(), trial_balance(database), hash)
    };
    let before = figures();
    story.player.rename("PAY1").unwrap();
    story.player.rename("PAY2").unwrap();
    assert_eq!(figures(), before);
}

/// Acts on different families, whose order is nothing to the books.
#[test]
fn acts_on_different_lines_come_to_the_same_in_any_order() {
    let acts = [
        explanation(0, [72, 57, 18, 1]),
        explanation(1, [10, 20, 30, 0]),
        explanation(2, [0, 0, 90, 0]),
    ];
    let tell = |order: [usize; 3]| {
        let visits = vec![
            visit(0, &[15_000]),
            visit(3, &[7_000]),
            visit(5, &[9_001, 40]),
        ];
        let mut story = story(2, visits);
        for at in order {
            assert_eq!(story.play(&step(acts[at].clone())), Outcome::Done);
        }
        story
    };
    let first = tell([0, 1, 2]);
    for order in [[0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let other = tell(order);
        assert_eq!(other.oracle.open, first.oracle.open);
        assert_eq!(other.oracle.accounts, first.oracle.accounts);
    }
}

/// In memory and in an encrypted file, which share nothing but the script.
#[test]
fn the_same_script_gives_the_same_journal_on_two_machines() {
    let folder = tempfile::tempdir().unwrap();
    let passphrase = Passphrase::new("a long enough passphrase").unwrap();
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[9; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    for number in 0..4 {
        let script = history(40..60).new_tree(&mut runner).unwrap().current();
        let path = folder.path().join(format!("{number}.almoner"));
        let file = Database::create(&path, &passphrase).unwrap();
        clinic::furnish(&file, script.plans);
        let heads = [clinic::open(script.plans), file].map(|database| {
            let mut player = Player::new(database, day(NEW));
            let outcomes: Vec<Outcome> = script.steps.iter().map(|it| player.play(it)).collect();
            let head = player
                .database
                .call_blocking(|connection| journal::head(connection))
                .unwrap();
            assert!(head.count > 5);
            (outcomes, head)
        });
        assert_eq!(heads[0], heads[1]);
    }
}
