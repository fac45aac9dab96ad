//! Practice files of every layout that was ever released still open and hold what they held.
//!
//! `tests/fixtures/layout_N.almoner` was made by the program whose layout was N, with
//! `MAKE_LAYOUT=1 cargo test --test store_layouts`; one that stands is never made again. They hold the
//! records of a practice and neither books nor statements: a file of the newest layout
//! with both is made here.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use almoner::commands::exchange::export;
use almoner::commands::sample::{self, SampleOptions};
use almoner::commands::statements::{self, Order};
use almoner::commands::{Author, demo};
use almoner::domain::records::Records;
use almoner::domain::statement::Language;
use almoner::exchange::folder::Table;
use almoner::store::{self, Action, Change, Database, Error, Passphrase, check, migration};

#[allow(dead_code)] // Other tests use more of it.
#[path = "common/records.rs"]
mod fixture;

const PASSPHRASE: &str = "kept for every layout";

fn passphrase() -> Passphrase {
    Passphrase::new(PASSPHRASE).unwrap()
}

fn kept_file(layout: i32) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/layout_{layout}.almoner"))
}

fn make(path: &Path) {
    let database = Database::create(path, &passphrase()).unwrap();
    let action = Action {
        user: "biller".to_owned(),
        at: "2026-11-21T12:00:00Z".parse().unwrap(),
        change: Change {
            verb: "import",
            entity: "file",
            entity_id: None,
            details: String::new(),
        },
    };
    database
        .call_blocking(move |connection| {
            store::write(connection, &action, |tx| {
                store::records::insert(tx, &fixture::full_records())
            })
        })
        .unwrap();
    database.close().unwrap();
}

/// What a file of a layout held: what came later stands at what it means when nothing was said.
fn records_of(layout: i32) -> Records {
    let mut records = fixture::full_records();
    if layout < 5 {
        for patient in &mut records.patients {
            patient.language = Language::English;
            patient.has_bad_address = false;
            patient.disputes_bill = false;
        }
    }
    records
}

#[test]
fn every_released_layout_opens_with_all_it_held() {
    let newest = kept_file(migration::known());
    if std::env::var_os("MAKE_LAYOUT").is_some() && !newest.exists() {
        fs::create_dir_all(newest.parent().unwrap()).unwrap();
        make(&newest);
        let _ = fs::remove_file(newest.with_extension("almoner.lock"));
    }
    assert!(
        newest.exists(),
        "make a file of the newest layout and keep it"
    );
    let folder = tempfile::tempdir().unwrap();
    let mut n_opened = 0;
    for layout in 1..=migration::known() {
        let kept = kept_file(layout);
        if !kept.exists() {
            continue; // It was never released.
        }
        let path = folder.path().join(format!("{layout}.almoner"));
        let _ = fs::copy(&kept, &path).unwrap();
        let database = Database::open(&path, &passphrase()).unwrap();
        let (records, checks) = database
            .call_blocking(|connection| {
                let tx = connection.transaction()?;
                let records = store::records::load(&tx)?;
                drop(tx);
                Ok::<_, Error>((records, check::all(connection)?))
            })
            .unwrap();
        assert_eq!(records, records_of(layout), "layout {layout}");
        assert!(checks.iter().all(|it| it.problems.is_empty()), "{checks:?}");
        database.close().unwrap();
        n_opened += 1;
    }
    assert!(n_opened > 0);
}

fn author() -> Author {
    Author {
        user: "biller".into(),
        at: "2026-11-20T18:00:00Z".parse().unwrap(),
    }
}

/// All that a file holds, table by table, as it is exported.
fn content(database: &Database) -> BTreeMap<Table, Vec<u8>> {
    let files = Arc::new(Mutex::new(BTreeMap::<Table, Vec<u8>>::new()));
    let kept = files.clone();
    let put = move |table: Table, bytes: &[u8]| {
        let mut files = kept.lock().unwrap();
        files.entry(table).or_default().extend(bytes);
        Ok(())
    };
    let _ = export(database, &author(), put).unwrap();
    let files = files.lock().unwrap();
    files.clone()
}

#[test]
fn a_file_of_the_newest_layout_opens_with_its_books_and_statements() {
    let options = SampleOptions {
        patients: 60,
        years: 1,
        seed: 35,
        today: "2026-11-20".parse().unwrap(),
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("practice.almoner");
    let database = Database::create(&path, &passphrase()).unwrap();
    let records = sample::generate(&options).unwrap();
    let watch = Box::new(|_, _| {});
    let _ = demo::fill(&database, records, &options, &author(), watch).unwrap();
    let sheets = statements::prepare(&database, Order::due(options.today)).unwrap();
    let _ = statements::keep_now(&database, sheets, options.today, author()).unwrap();
    let before = content(&database);
    for table in [
        Table::Journal,
        Table::Statements,
        Table::StatementPages,
        Table::StatementLines,
    ] {
        assert!(
            before[&table].iter().filter(|it| **it == b'\n').count() > 5,
            "{table:?}"
        );
    }
    database.close().unwrap();

    let database = Database::open(&path, &passphrase()).unwrap();
    let checks = database
        .call_blocking(|connection| check::all(connection))
        .unwrap();
    assert!(checks.iter().all(|it| it.problems.is_empty()), "{checks:?}");
    for (table, bytes) in content(&database) {
        assert!(before[&table] == bytes, "{table:?} came back otherwise");
    }
    database.close().unwrap();
}
