//! How long the answers take that a biller waits for at each key: live findings of a visit, codes,
//! anything. On a sample of 2,500 patients and its claims; goal: below 10 ms each once warm.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::time::{Duration, Instant};

use almoner::commands::claims::{self, ClaimFilter, ClaimSort};
use almoner::commands::codes::{self, CodeField};
use almoner::commands::find::find;
use almoner::commands::sample::{SampleOptions, generate};
use almoner::commands::{Author, demo, visits};
use almoner::exchange::codes::shipped;
use almoner::store::{self, Action, Change, Database};
use futures_executor::block_on;

const ROUNDS: usize = 50;

/// The median and the longest of several runs, after some to warm up.
fn time(name: &str, mut work: impl FnMut()) {
    for _ in 0..5 {
        work();
    }
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed()
        })
        .collect();
    times.sort();
    println!(
        "{name:40} median {:>9.3?}  longest {:>9.3?}",
        times[ROUNDS / 2],
        times[ROUNDS - 1]
    );
}

fn main() {
    let options = SampleOptions {
        patients: 2_500,
        years: 3,
        seed: 7,
        today: "2026-11-20".parse().unwrap(),
    };
    let today = options.today;
    let author = Author {
        user: "bench".into(),
        at: "2026-11-20T09:00:00Z".parse().unwrap(),
    };
    let database = Database::in_memory().unwrap();
    let action = Action {
        user: "bench".into(),
        at: author.at,
        change: Change {
            verb: "create",
            entity: "file",
            entity_id: None,
            details: String::new(),
        },
    };
    let codes = shipped::code_set().unwrap();
    database
        .call_blocking(move |connection| {
            store::write(connection, &action, |tx| {
                store::code::load::fill(tx, &codes)
            })
        })
        .unwrap();
    let records = generate(&options).unwrap();
    let visit = records.encounters.last().unwrap().clone();
    let report = demo::fill(&database, records, &options, &author, Box::new(|_, _| {})).unwrap();
    println!("{} patients, {} claims", report.n_patients, report.n_claims);

    let draft = visit.to_draft();
    let lines: Vec<_> = visit
        .lines
        .iter()
        .map(|line| line.to_draft(&visit.id))
        .collect();
    time("judge a visit while it is typed", || {
        let judged = visits::judge_draft(database.clone(), draft.clone(), lines.clone(), today);
        assert!(!block_on(judged).unwrap().pages.is_empty());
    });
    time("what charge entry shows of a patient", || {
        let context = visits::context(database.clone(), visit.patient.clone(), today, None);
        assert!(block_on(context).unwrap().last_visit.is_some());
    });
    for text in ["d", "di", "diab", "pain kn", "e11"] {
        time(&format!("diagnoses for {text:?}"), || {
            let patient = Some(visit.patient.clone());
            let field = CodeField::Diagnosis;
            let found = codes::type_ahead(database.clone(), field, text.into(), patient, today, 12);
            assert!(!block_on(found).unwrap().is_empty());
        });
    }
    for text in ["s", "sm", "smith", "1", "10"] {
        time(&format!("anything for {text:?}"), || {
            let _ = block_on(find(database.clone(), text.into(), Vec::new(), today, 20)).unwrap();
        });
    }
    for sort in [ClaimSort::Added, ClaimSort::Patient, ClaimSort::Total] {
        time(&format!("the list of claims by {sort:?}"), || {
            let filter = ClaimFilter::default();
            let listing = block_on(claims::listing(database.clone(), filter, sort, true)).unwrap();
            let window = listing.keys[..50].to_vec();
            assert_eq!(
                block_on(claims::lines(database.clone(), window))
                    .unwrap()
                    .len(),
                50
            );
        });
    }
}
