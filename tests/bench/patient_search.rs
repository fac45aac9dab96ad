//! How fast each keystroke of a patient search answers at 25,000 patients, beside the bare FTS5
//! query on the same encrypted file, and how long the list of all patients and a card take.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::time::{Duration, Instant};

use almoner::commands::sample::{SampleOptions, generate};
use almoner::domain::search::PatientQuery;
use almoner::store::patient::card::card;
use almoner::store::patient::search::{all_rows, search};
use almoner::store::{Connection, Database, Error, Passphrase, records, remember, waiting};
use chrono::{Days, NaiveDate};

/// What people type; every beginning of each is asked.
const TYPED: [&str; 14] = [
    "smith",
    "mary smith",
    "garcia maria",
    "s j",
    "o'brien",
    "martinez jose",
    "a",
    "03/14/1951",
    "3/14/51",
    "1951-03-14",
    "031451",
    "(503) 555-0123",
    "5550123",
    "P010000",
];

const PATIENTS: usize = 25_000;
const ROUNDS: usize = 5;

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let passphrase = Passphrase::new("a passphrase for a bench").unwrap();
    let database = Database::create(&folder.path().join("bench.almoner"), &passphrase).unwrap();
    let today: NaiveDate = "2026-11-20".parse().unwrap();
    let mut sample = generate(&SampleOptions {
        patients: PATIENTS,
        years: 2,
        seed: 1500,
        today,
    })
    .unwrap();
    sample.claims.clear();
    sample.fees.clear();
    database
        .call_blocking(move |connection| {
            let start = Instant::now();
            remember(connection, |tx| records::insert(tx, &sample))?;
            println!("fill: {:.2} s", start.elapsed().as_secs_f64());
            measure(connection, today)
        })
        .unwrap();
    database.close().unwrap();
}

fn measure(connection: &Connection, today: NaiveDate) -> Result<(), Error> {
    let start = Instant::now();
    let all = all_rows(connection, today)?;
    assert_eq!(all.len(), PATIENTS);
    println!("list of all, first time: {:.1} ms", millis(start.elapsed()));
    let start = Instant::now();
    let _again = all_rows(connection, today)?;
    println!("list of all, again:      {:.1} ms", millis(start.elapsed()));

    let mut cards = Vec::new();
    for patient in all.iter().step_by(250) {
        let start = Instant::now();
        let _card = card(connection, &patient.id, today)?;
        cards.push(start.elapsed());
    }
    let [p50, p99] = percentiles(cards);
    println!("card:     p50 {p50:.3} ms, p99 {p99:.3} ms");

    let start = Instant::now();
    let since = |days| today - Days::new(days);
    let n_verify = waiting::coverages_to_verify(connection, today, since(30), since(90))?.len();
    let n_ending = waiting::running_out(connection, today, 30, 20)?.len();
    println!(
        "home:     {:.1} ms for {n_verify} coverages and {n_ending} authorizations",
        millis(start.elapsed())
    );
    keystrokes(connection, today)
}

fn keystrokes(connection: &Connection, today: NaiveDate) -> Result<(), Error> {
    let texts: Vec<&str> = TYPED
        .iter()
        .flat_map(|text| (1..=text.len()).map(|end| &text[..end]))
        .filter(|text| !PatientQuery::parse(text).is_empty())
        .collect();
    let mut ours = Vec::new();
    let mut bare = Vec::new();
    let mut slowest = (Duration::ZERO, "");
    for _round in 0..ROUNDS {
        for &text in &texts {
            let start = Instant::now();
            let found = search(connection, text, 20, today)?;
            let took = start.elapsed();
            assert!(found.len() <= 20);
            slowest = slowest.max((took, text));
            ours.push(took);

            let words = PatientQuery::parse(text)
                .pieces()
                .iter()
                .map(|piece| format!("\"{}\"*", piece[0].join("")))
                .collect::<Vec<_>>()
                .join(" AND ");
            let start = Instant::now();
            let mut statement = connection
                .prepare_cached(
                    "SELECT rowid FROM patient_search WHERE patient_search MATCH ?1 LIMIT 20",
                )
                .unwrap();
            let rows: Vec<i64> = statement
                .query_map([words], |row| row.get(0))
                .unwrap()
                .map(Result::unwrap)
                .collect();
            bare.push(start.elapsed());
            assert!(rows.len() <= 20);
        }
    }
    let [ours_p50, ours_p99] = percentiles(ours);
    let [bare_p50, bare_p99] = percentiles(bare);
    println!("texts: {} x {ROUNDS}", texts.len());
    println!("search:    p50 {ours_p50:.3} ms, p99 {ours_p99:.3} ms (budget 10 ms)");
    println!("bare FTS5: p50 {bare_p50:.3} ms, p99 {bare_p99:.3} ms");
    println!(
        "ratio:     p50 {:.1}, p99 {:.1}",
        ours_p50 / bare_p50,
        ours_p99 / bare_p99
    );
    println!("slowest:   {:.3} ms for {:?}", millis(slowest.0), slowest.1);
    Ok(())
}

fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

fn percentiles(mut times: Vec<Duration>) -> [f64; 2] {
    times.sort_unstable();
    [50, 99].map(|percent| millis(times[(times.len() - 1) * percent / 100]))
}
