//! How fast type-ahead over the full code sets answers, beside the bare FTS5 query on the same
//! encrypted file, and how long a new practice takes to receive the sets.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::time::{Duration, Instant};

use almoner::domain::code::search::Query;
use almoner::exchange::codes::shipped;
use almoner::store::code::{load, search::search};
use rusqlite::Connection;

/// What people type; every beginning of each is asked.
const TYPED: [&str; 30] = [
    "E11.9",
    "m54.5",
    "J3420",
    "99213",
    "s72.001a",
    "hypertension",
    "diabetes type 2",
    "low back pain",
    "fracture of femur",
    "fracture left wrist initial",
    "initial encounter",
    "other specified disorder",
    "unspecified",
    "urinary tract infection",
    "malignant neoplasm of breast",
    "pain in right knee",
    "personal history of",
    "encounter for screening",
    "acute bronchitis",
    "anxiety",
    "depression major recurrent",
    "vitamin b12 injection",
    "wheelchair",
    "office",
    "left side",
    "injury of nerve",
    "pregnancy third trimester",
    "crohn's disease",
    "sprain ankle",
    "with complications",
];

const ROUNDS: usize = 5;

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let mut connection = Connection::open(folder.path().join("bench.almoner")).unwrap();
    connection
        .execute_batch(
            "PRAGMA key = 'a passphrase for a bench'; PRAGMA journal_mode = WAL; \
             PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536;",
        )
        .unwrap();
    connection
        .execute_batch(include_str!("../../migrations/V2__codes.sql"))
        .unwrap();

    let start = Instant::now();
    let set = shipped::code_set().unwrap();
    let unpacked = start.elapsed();
    let transaction = connection.transaction().unwrap();
    load::fill(&transaction, &set).unwrap();
    transaction.commit().unwrap();
    println!(
        "fill: {:.2} s, of which unpacking {:.2} s",
        start.elapsed().as_secs_f64(),
        unpacked.as_secs_f64()
    );
    let pages: i64 = connection
        .query_row(
            "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size",
            [],
            |row| row.get(0),
        )
        .unwrap();
    println!("file: {:.1} MB", pages as f64 / 1e6);

    let texts: Vec<&str> = TYPED
        .iter()
        .flat_map(|typed| (1..=typed.len()).map(|end| &typed[..end]))
        .collect();
    let on = "2026-03-02".parse().unwrap();
    let start = Instant::now();
    let _first = search(&connection, "d", on, 12).unwrap();
    println!("first answer: {:.2} ms", millis(start.elapsed()));

    let mut ours = Vec::new();
    let mut raw = Vec::new();
    let mut slowest = (Duration::ZERO, "");
    for _round in 0..ROUNDS {
        for &text in &texts {
            let start = Instant::now();
            let found = search(&connection, text, on, 12).unwrap();
            let took = start.elapsed();
            assert!(found.len() <= 12);
            slowest = slowest.max((took, text));
            ours.push(took);

            let words = Query::parse(text)
                .words()
                .iter()
                .map(|word| format!("\"{word}\"*"))
                .collect::<Vec<_>>()
                .join(" ");
            let start = Instant::now();
            let mut statement = connection
                .prepare_cached("SELECT rowid FROM code_word WHERE code_word MATCH ?1 LIMIT 12")
                .unwrap();
            let rows: Vec<i64> = statement
                .query_map([words], |row| row.get(0))
                .unwrap()
                .map(Result::unwrap)
                .collect();
            raw.push(start.elapsed());
            assert!(rows.len() <= 12);
        }
    }
    let [ours_p50, ours_p99] = percentiles(ours);
    let [raw_p50, raw_p99] = percentiles(raw);
    println!("texts: {} x {ROUNDS}", texts.len());
    println!("search:   p50 {ours_p50:.3} ms, p99 {ours_p99:.3} ms");
    println!("raw FTS5: p50 {raw_p50:.3} ms, p99 {raw_p99:.3} ms");
    println!(
        "ratio:    p50 {:.1}, p99 {:.1}",
        ours_p50 / raw_p50,
        ours_p99 / raw_p99
    );
    println!("slowest:  {:.3} ms for {:?}", millis(slowest.0), slowest.1);
}

fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

fn percentiles(mut times: Vec<Duration>) -> [f64; 2] {
    times.sort_unstable();
    [50, 99].map(|percent| millis(times[(times.len() - 1) * percent / 100]))
}
