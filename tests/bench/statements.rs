//! A statement run as a ratio to claim pages, in one process: read the accounts, build the
//! statements, lay them out and write the PDF, beside reading, checking, filling and writing as many
//! claims. Goal: at least 0.5 statements for each claim page in the same time.
//!
//! Run with `cargo bench --bench statements`; `STATEMENTS_PATIENTS` asks for
//! another size of the sample practice than one with about 2,000 guarantors who owe.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;
use std::time::{Duration, Instant};

use almoner::commands::print::{self, Progress};
use almoner::commands::sample::SampleOptions;
use almoner::commands::statements::settings;
use almoner::commands::statements::{self, Order};
use almoner::commands::{Author, demo};
use almoner::documents::{frozen, pdf};
use almoner::domain::claim::print::FormStock;
use almoner::domain::money::Money;
use almoner::domain::printer::PrinterProfile;
use almoner::domain::statement::rules::Rules;
use almoner::store::Database;
use chrono::NaiveDate;
use futures_executor::block_on;

const PATIENTS: usize = 11_700;
const ROUNDS: usize = 5;
/// Statements a second over claim pages a second: the least that may be.
const GOAL: f64 = 0.5;

fn today() -> NaiveDate {
    "2026-11-20".parse().unwrap()
}

fn author() -> Author {
    Author {
        user: "bench".into(),
        at: "2026-11-20T18:00:00Z".parse().unwrap(),
    }
}

fn practice(folder: &Path, patients: usize) -> Database {
    let options = SampleOptions {
        patients,
        years: 1,
        seed: 1500,
        today: today(),
    };
    let watch = Box::new(|_, _| {});
    let path = folder.join("bench.almoner");
    let database = demo::make(&path, &options, &author(), watch).unwrap().0;
    // Everybody who owes anything is written to.
    let rules = Rules {
        minimum: Money::from_cents(1),
        minimum_credit: Money::from_cents(1),
        days_between: 0,
        ..Rules::default()
    };
    block_on(settings::save(
        database.clone(),
        Some(rules),
        None,
        author(),
    ))
    .unwrap();
    database
}

fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let start = Instant::now();
    let done = work();
    (start.elapsed(), done)
}

fn median(figures: &mut [f64]) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

fn claims(database: &Database) -> print::Sheets {
    let order = print::Order {
        selection: print::Selection::Ready,
        stock: FormStock::Plain,
        profile: PrinterProfile::exact("bench"),
        today: today(),
    };
    print::prepare(database, order).unwrap()
}

fn rate(n: usize, took: Duration) -> f64 {
    n as f64 / took.as_secs_f64()
}

fn main() {
    let patients = std::env::var("STATEMENTS_PATIENTS").ok();
    let patients = patients.map_or(PATIENTS, |text| text.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let (took, database) = timed(|| practice(folder.path(), patients));
    println!("a sample practice of {patients} patients, made in {took:.1?}");
    let (mut ratios, mut statement_rates, mut page_rates) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let (claims_took, printed) = timed(|| claims(&database));
        let (run_took, sheets) =
            timed(|| statements::prepare(&database, Order::due(today())).unwrap());
        let (n_statements, n_forms) = (sheets.statements.len(), printed.n_forms());
        if round == 0 {
            println!(
                "{n_statements} statements on {} sheets, {n_forms} claim pages",
                sheets.n_sheets()
            );
            continue;
        }
        let (statements, pages) = (rate(n_statements, run_took), rate(n_forms, claims_took));
        statement_rates.push(statements);
        page_rates.push(pages);
        ratios.push(statements / pages);
    }
    let ratio = median(&mut ratios);
    println!(
        "statements a second {:.0}, claim pages a second {:.0}: ratio {ratio:.2}; goal {GOAL} {}",
        median(&mut statement_rates),
        median(&mut page_rates),
        if ratio >= GOAL { "met" } else { "missed" }
    );
    where_the_time_goes(&database);
}

/// Each part of a run on its own.
fn where_the_time_goes(database: &Database) {
    let order = || Order::due(today());
    let (reading, _) = timed(|| {
        let preview = statements::preview(database.clone(), order(), Progress::default());
        block_on(preview).unwrap()
    });
    let (all, sheets) = timed(|| statements::prepare(database, order()).unwrap());
    let (drawing, _) = timed(|| pdf::bytes(&sheets.document).unwrap());
    let (packing, _) = timed(|| {
        for sheet in &sheets.statements {
            let _ = frozen::pack(sheets.pages(sheet)).unwrap();
        }
    });
    println!(
        "reading and building {reading:.2?}, laying out {:.2?}, PDF {drawing:.2?}; packing to keep {packing:.2?}",
        all.saturating_sub(reading + drawing)
    );
    let (keeping, kept) =
        timed(|| statements::keep_now(database, sheets, today(), author()).unwrap());
    println!("keeping {} as mailed: {keeping:.2?}", kept.mailed.len());
}
