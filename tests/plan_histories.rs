//! Payment plans within random histories of the books (accounting.md, invariant 38).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "common/play.rs"]
mod play;

use almoner::commands::plans::{self, PlanRow, Standing};
use almoner::domain::id::PatientId;
use almoner::domain::journal::Party;
use almoner::domain::money::Money;
use almoner::domain::plan::{Frequency, PlanDraft, PlanEnd};
use almoner::store::{self, balance, journal};
use chrono::Days;
use futures_executor::block_on;
use play::act::{History, history};
use play::clinic::{N_PATIENTS, author};
use play::whole::Story;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// What is done about plans between two acts on the books.
#[derive(Debug, Clone)]
enum Act {
    Nothing,
    Agree {
        who: u8,
        which: u8,
        every: u8,
        by: i64,
        down: i64,
        ahead: u8,
    },
    End {
        which: u8,
        cause: u8,
    },
}

fn act() -> impl Strategy<Value = Act> {
    let n = any::<u8>;
    prop_oneof![
        3 => Just(Act::Nothing),
        3 => (n(), n(), n(), 1_i64..9_000, 0_i64..400, n()).prop_map(
            |(who, which, every, by, down, ahead)| Act::Agree { who, which, every, by, down, ahead }),
        1 => (n(), n()).prop_map(|(which, cause)| Act::End { which, cause }),
    ]
}

fn ledger(story: &Story) -> (journal::Head, Vec<balance::OpenAmount>) {
    story
        .player
        .database
        .call_blocking(|connection| {
            Ok::<_, store::Error>((journal::head(connection)?, balance::all(connection)?))
        })
        .unwrap()
}

fn all_plans(story: &Story) -> Vec<PlanRow> {
    let (database, today) = (&story.player.database, story.player.today);
    let mut rows = Vec::new();
    for who in 1..=N_PATIENTS {
        let who: PatientId = format!("P{who}").parse().unwrap();
        for row in block_on(plans::of_guarantor(database.clone(), who, today)).unwrap() {
            if rows.iter().all(|it: &PlanRow| it.kept.id != row.kept.id) {
                rows.push(row);
            }
        }
    }
    rows
}

/// Tries one act; whatever comes of it, no account changes.
fn try_act(story: &Story, act: &Act, done: &mut [usize; 2]) {
    let (database, today) = (story.player.database.clone(), story.player.today);
    let before = ledger(story);
    match act {
        Act::Nothing => {}
        Act::Agree {
            who,
            which,
            every,
            by,
            down,
            ahead,
        } => {
            let who = usize::from(*who) % N_PATIENTS + 1;
            let of: PatientId = format!("P{who}").parse().unwrap();
            let lines = block_on(plans::open_lines(database.clone(), of)).unwrap();
            let lines = lines.iter().zip(0..8);
            let chosen = lines.filter(|(_, at)| which >> at & 1 == 1);
            let (amount, installments) = match by % 3 {
                0 => (String::new(), (by % 60 + 1).to_string()),
                _ => (Money::from_cents(*by).to_string(), String::new()),
            };
            let draft = PlanDraft {
                patient_id: format!("P{who}"),
                lines: chosen.map(|(line, _)| line.owed.line.line).collect(),
                first_due_on: (today + Days::new((*ahead).into())).to_string(),
                every: Frequency::ALL[usize::from(*every) % 3].to_string(),
                amount,
                installments,
                down_payment: Money::from_cents(*down).to_string(),
                note: String::new(),
            };
            let agreed = block_on(plans::agree(database, draft, author(today), today));
            done[0] += usize::from(agreed.is_ok());
        }
        Act::End { which, cause } => {
            let plans = all_plans(story);
            if let Some(row) = plans.get(usize::from(*which) % plans.len().max(1)) {
                let cause = PlanEnd::ALL[usize::from(*cause) % 3];
                let (plan, by) = (row.kept.id, author(today));
                let ended = plans::end(database, plan, cause, "agreed".into(), by, today);
                done[1] += usize::from(block_on(ended).is_ok());
            }
        }
    }
    assert_eq!(ledger(story), before, "a plan posts nothing: {act:?}");
}

fn judge(story: &Story) {
    for PlanRow { kept, state } in all_plans(story) {
        let of_instalments: Money = kept.plan.instalments.iter().map(|it| it.amount).sum();
        assert_eq!(of_instalments, kept.plan.principal(), "{kept:?}");
        assert!(state.overdue <= state.balance, "{state:?}");
        assert!(
            !state.overdue.is_negative() && !state.paid.is_negative(),
            "{state:?}"
        );
        assert_eq!(state.paid, state.principal - state.balance, "{state:?}");
        assert_eq!(state.due_now + state.deferred, state.balance, "{state:?}");
        let lines = kept.plan.lines.clone();
        let owed: Money = story
            .player
            .database
            .call_blocking(move |connection| {
                let mut owed = Money::ZERO;
                for line in &lines {
                    owed += balance::of(connection, line.charge, &Party::PATIENT)?.max(Money::ZERO);
                }
                Ok::<_, store::Error>(owed)
            })
            .unwrap();
        assert!(state.balance <= owed, "{state:?} of {owed}");
        let row = PlanRow { kept, state };
        if row.standing() == Standing::OnTrack {
            assert!(row.state.missed.is_empty(), "{row:?}");
        }
    }
}

#[test]
fn plans_stay_within_what_is_owed_whatever_happens() {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[38; 32]);
    let config = Config {
        cases: 60,
        failure_persistence: None,
        ..Config::default()
    };
    let done = std::cell::Cell::new([0; 2]);
    let strategy = (history(30..60), prop::collection::vec(act(), 60));
    TestRunner::new_with_rng(config, rng)
        .run(&strategy, |(history, acts): (History, Vec<Act>)| {
            let mut story = Story::new(&history);
            let mut counts = done.get();
            for (step, act) in history.steps.iter().zip(&acts) {
                let _ = story.play(step);
                try_act(&story, act, &mut counts);
                judge(&story);
            }
            story.finish();
            done.set(counts);
            Ok(())
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
    let [agreed, ended] = done.get();
    assert!(agreed > 100 && ended > 20, "{agreed} agreed, {ended} ended");
}
