//! The books from the command line: reports by name, the checks, and the journal as hledger takes it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};

use almoner::commands::practice::{self, Passphrase};
use almoner::domain::account::Account;
use almoner::domain::money::Money;
use almoner::exchange::hledger::control;
use almoner::store::{self, balance};
use fixture::on;
use history::History;
use program::almoner;

#[allow(dead_code)] // Other tests use more of it.
#[path = "common/records.rs"]
mod fixture;
#[path = "common/history.rs"]
mod history;
#[path = "common/program.rs"]
mod program;
#[path = "common/skip.rs"]
mod skip;

fn said(output: &Output) -> String {
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// The sample, with its own postings and some days of a busy clinic's beside them.
fn sample(folder: &Path) {
    let _ = said(&almoner(
        folder,
        &[
            "demo",
            "--to",
            "s.almoner",
            "--patients",
            "40",
            "--no-window",
            "--today",
            "2026-11-20",
        ],
    ));
    let path = folder.join("busy.almoner");
    let passphrase = Passphrase::new(practice::SAMPLE_PASSPHRASE).unwrap();
    let author = almoner::commands::Author {
        user: "biller".into(),
        at: "2026-11-20T09:00:00Z".parse().unwrap(),
    };
    let database = practice::create(&path, &passphrase, &author).unwrap();
    let action = store::Action {
        user: "biller".into(),
        at: author.at,
        change: store::Change {
            verb: "import",
            entity: "file",
            entity_id: None,
            details: String::new(),
        },
    };
    database
        .call_blocking(move |connection| {
            store::write(connection, &action, |tx| {
                store::records::insert(tx, &history::practice(24))?;
                let mut history = History::new(24, 2, "2026-06-01", 5);
                history.settles = false;
                while history.day() < on("2026-10-15") {
                    history.live(tx);
                }
                Ok::<_, store::Error>(())
            })
        })
        .unwrap();
    practice::close(database).unwrap();
}

/// What hledger says each account comes to, with all below it.
fn hledger(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("hledger")
        .args(["-f", "books.journal"])
        .args(arguments)
        .current_dir(folder)
        .env("LANG", "C.UTF-8")
        .env("HOME", folder)
        .output()
        .unwrap();
    said(&output)
}

#[test]
fn hledger_accepts_the_journal_and_comes_to_the_same_balances() {
    if Command::new("hledger").arg("--version").output().is_err() {
        skip::for_want_of("hledger");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    sample(folder.path());
    for file in ["s.almoner", "busy.almoner"] {
        let told = said(&almoner(
            folder.path(),
            &["journal", file, "--out", "books.journal"],
        ));
        assert!(told.contains("entries"), "{told}");
        let text = std::fs::read_to_string(folder.path().join("books.journal")).unwrap();
        assert!(!text.contains("Doe"), "a name is in the journal");
        assert!(text.contains("(close)") && text.contains("(open)"));
        let arguments = ["balance", "--depth", "2", "--flat", "-E", "-O", "csv"];
        let mut theirs: BTreeMap<String, String> = BTreeMap::new();
        let mut reader = csv::Reader::from_reader(hledger_csv(folder.path(), &arguments));
        for record in reader.records() {
            let record = record.unwrap();
            let amount = record[1].trim_end_matches(" USD").to_owned();
            let _ = theirs.insert(record[0].to_owned(), amount);
        }
        let passphrase = Passphrase::new(practice::SAMPLE_PASSPHRASE).unwrap();
        let database = practice::open(&folder.path().join(file), &passphrase).unwrap();
        let ours = database
            .call_blocking(|connection| balance::folded(connection))
            .unwrap()
            .accounts;
        practice::close(database).unwrap();
        assert!(!ours.is_empty());
        for account in Account::ALL {
            let amount = ours.get(account).copied().unwrap_or(Money::ZERO);
            let their = theirs.get(&control(*account)).map_or("0", String::as_str);
            let their = if their == "0" { "0.00" } else { their };
            assert_eq!(their, amount.to_string(), "{file} {account:?}");
        }
        // A figure that is changed is found.
        let broken = text.replacen(" USD =* ", "1 USD =* 1", 1);
        std::fs::write(folder.path().join("books.journal"), broken).unwrap();
        let refused = Command::new("hledger")
            .args(["-f", "books.journal", "check"])
            .current_dir(folder.path())
            .output()
            .unwrap();
        assert!(!refused.status.success());
    }
}

fn hledger_csv(folder: &Path, arguments: &[&str]) -> std::io::Cursor<Vec<u8>> {
    let _ = hledger(folder, &["check"]);
    std::io::Cursor::new(hledger(folder, arguments).into_bytes())
}

#[test]
fn reports_come_by_name_in_every_format_and_the_books_verify() {
    let folder = tempfile::tempdir().unwrap();
    sample(folder.path());
    let list = said(&almoner(folder.path(), &["report", "--list"]));
    let names: Vec<&str> = list
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert!(names.len() >= 11, "{list}");
    for name in &names {
        let mut arguments = vec!["report", "busy.almoner", name, "--today", "2026-10-14"];
        arguments.extend(["--from", "2026-06-01"]);
        if *name == "account-ledger" {
            arguments.extend(["--patient", "p5"]);
        }
        let table = said(&almoner(folder.path(), &arguments));
        assert!(
            table.contains(": ok") && !table.contains("DIFFERS"),
            "{table}"
        );
        for (format, begins) in [("csv", "row,"), ("json", "{")] {
            let mut arguments = arguments.clone();
            arguments.extend(["--format", format]);
            let text = said(&almoner(folder.path(), &arguments));
            assert!(text.starts_with(begins), "{name} {format}");
        }
        arguments.extend(["--format", "pdf", "--out", "report.pdf"]);
        let _ = said(&almoner(folder.path(), &arguments));
        let pdf = std::fs::read(folder.path().join("report.pdf")).unwrap();
        assert!(pdf.starts_with(b"%PDF"), "{name}");
    }
    for file in ["s.almoner", "busy.almoner"] {
        let checked = said(&almoner(folder.path(), &["verify", file]));
        assert!(checked.lines().count() > 20, "{checked}");
        assert!(
            checked.lines().all(|line| line.ends_with(": ok")),
            "{checked}"
        );
    }
    let refused = almoner(folder.path(), &["report", "busy.almoner", "account-ledger"]);
    assert_eq!(refused.status.code(), Some(1));
    let unknown = almoner(folder.path(), &["report", "busy.almoner", "nothing"]);
    assert_eq!(unknown.status.code(), Some(2));
}
