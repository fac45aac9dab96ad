//! Posting through kills, full disks and failing disks: what was acknowledged is there, what was not
//! is not there in part.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[allow(dead_code)] // Other tests use more of it.
#[path = "common/play/clinic.rs"]
mod clinic;
#[path = "common/scene.rs"]
mod scene;
#[path = "common/skip.rs"]
mod skip;

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use almoner::commands::ledger::{payments, receipts, remittances};
use almoner::commands::{Error, Saving, visits};
use almoner::domain::receipt::ReceiptDraft;
use almoner::domain::remittance::{AdjustmentEntry, LineEntry, RemittanceDraft};
use almoner::store::{self, Database, Passphrase, check};
use chrono::NaiveDate;
use clinic::{author, cents, day, furnish, posting, visit};
use futures_executor::block_on;

/// How long all points of one kind of fault may take together, beyond the first two that hit; what is
/// left is played where the machine is faster.
const BUDGET: Duration = Duration::from_secs(11);

fn passphrase() -> Passphrase {
    Passphrase::new("a long enough passphrase").unwrap()
}

fn today() -> NaiveDate {
    day("2026-03-04")
}

/// What the file holds: visits, receipts, explanations, entries, actions.
fn counts(database: &Database) -> [i64; 5] {
    database
        .call_blocking(|connection| {
            Ok::<_, store::Error>(connection.query_row(
                "SELECT (SELECT count(*) FROM encounter), (SELECT count(*) FROM receipt),
                    (SELECT count(*) FROM remittance), (SELECT count(*) FROM journal_entry),
                    (SELECT count(*) FROM audit)",
                [],
                |row| {
                    Ok([
                        row.get(0)?,
                        row.get(1)?,
                        row.get(2)?,
                        row.get(3)?,
                        row.get(4)?,
                    ])
                },
            )?)
        })
        .unwrap()
}

/// One round of a day's mail, each act on its own: a visit, a payer's check, its explanation, a
/// patient's payment.
fn round(database: &Database, told: &dyn Fn(&str)) -> Result<(), Error> {
    let number = counts(database)[0] + 1;
    let now = || posting(today(), 0);
    let (draft, lines) = visit(&format!("V{number}"), "P1", today(), &[15_000]);
    let saving = Saving::new(author(today()), today());
    let saved = block_on(visits::save(database.clone(), draft, lines, saving))?;
    told("visit");
    let id = saved.id.clone();
    let line = database
        .call_blocking(move |connection| store::charge::in_force(connection, &id))
        .map_err(Error::from)?[0]
        .id;
    let number = counts(database)[1] + 1;
    let money = |kind: &str, amount: i64| ReceiptDraft {
        kind: kind.into(),
        payer_id: if kind == "INSURANCE" { "PAY1" } else { "" }.into(),
        patient_id: if kind == "PATIENT" { "P1" } else { "" }.into(),
        method: "CHECK".into(),
        check_number: format!("{kind}-{number}"),
        amount: cents(amount).to_string(),
        received_on: today().to_string(),
        ..ReceiptDraft::default()
    };
    let receipt = block_on(receipts::log(
        database.clone(),
        money("INSURANCE", 7_217),
        now(),
    ))?;
    told("receipt");
    let adjusted = |group: &str, reason: &str, amount: i64| AdjustmentEntry {
        group: group.into(),
        reason: reason.into(),
        amount: cents(amount).to_string(),
        disposition: String::new(),
    };
    let draft = RemittanceDraft {
        receipt_id: receipt.to_string(),
        claim_id: saved.claim.unwrap().id.to_string(),
        adjudicated_on: today().to_string(),
        lines: vec![LineEntry {
            charge_line_id: line.to_string(),
            paid: "72.17".into(),
            adjustments: vec![
                adjusted("CO", "45", 5_795),
                adjusted("PR", "2", 1_841),
                adjusted("CO", "253", 147),
            ],
            ..LineEntry::default()
        }],
        ..RemittanceDraft::default()
    };
    let _ = block_on(remittances::post(database.clone(), draft, now()))?;
    told("explanation");
    let draft = money("PATIENT", 500);
    let _ = block_on(payments::take(database.clone(), draft, Vec::new(), now()))?;
    told("receipt");
    Ok(())
}

/// Not a test of its own: the process that the others start, which posts until it is killed or
/// refused. Without a file it has nothing to do.
#[test]
fn child_process() {
    let Some(path) = std::env::var_os("ALMONER_TEST_PATH") else {
        return;
    };
    let rounds = std::env::var("ALMONER_TEST_ROUNDS")
        .unwrap()
        .parse()
        .unwrap();
    let Ok(database) = Database::open(&PathBuf::from(path), &passphrase()) else {
        println!("REFUSED to open");
        return;
    };
    for _ in 0..rounds {
        if let Err(error) = round(&database, &|what| println!("ACK {what}")) {
            println!("REFUSED {error}");
            break;
        }
    }
    let _ = database.close();
}

fn file(folder: &Path) -> PathBuf {
    let path = folder.join("practice.almoner");
    let database = Database::create(&path, &passphrase()).unwrap();
    furnish(&database, [2; clinic::N_PATIENTS]);
    round(&database, &|_| {}).unwrap();
    database.close().unwrap();
    path
}

/// What was acknowledged is there, nothing is there in part, and every check of the file passes.
/// Gives what the file holds now.
fn assert_whole(path: &Path, before: [i64; 5], acknowledged: &[String], fault: &str) -> [i64; 5] {
    let database = Database::open(path, &passphrase()).unwrap();
    let after = counts(&database);
    let [visits, receipts, explanations, entries, actions] = after;
    assert_eq!(entries, visits + receipts + 4 * explanations, "{fault}");
    let mut told = 0;
    for (at, what) in ["visit", "receipt", "explanation"].iter().enumerate() {
        let n = acknowledged.iter().filter(|it| it.ends_with(what)).count();
        let n = i64::try_from(n).unwrap();
        let kept = after[at] - before[at];
        assert!(
            (n..=n + 1).contains(&kept),
            "{fault}: {n} {what} acknowledged, {kept} kept"
        );
        told += n;
    }
    let kept = actions - before[4];
    assert!(
        (told..=told + 1).contains(&kept),
        "{fault}: {told} acknowledged, {kept} kept"
    );
    let checks = database
        .call_blocking(|connection| check::all(connection))
        .unwrap();
    for it in checks {
        assert_eq!(it.problems, Vec::<String>::new(), "{fault}: {}", it.name);
    }
    database.close().unwrap();
    after
}

fn acknowledged(text: &str) -> Vec<String> {
    text.lines()
        .filter_map(|line| line.split_once("ACK ").map(|(_, what)| what.to_owned()))
        .collect()
}

fn prepared(mut command: Command, path: &Path, rounds: usize) -> Command {
    let _ = command
        .args(["--exact", "child_process", "--nocapture"])
        .env("ALMONER_TEST_PATH", path)
        .env("ALMONER_TEST_ROUNDS", rounds.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

#[test]
fn a_kill_at_any_moment_of_posting_loses_nothing_that_was_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path());
    let mut before = counts(&Database::open(&path, &passphrase()).unwrap());
    for number in 0..12_u64 {
        let command = Command::new(std::env::current_exe().unwrap());
        let mut writer = prepared(command, &path, 1_000).spawn().unwrap();
        let mut lines = BufReader::new(writer.stdout.take().unwrap()).lines();
        let mut told = Vec::new();
        for line in lines.by_ref().map_while(Result::ok) {
            told.extend(acknowledged(&line));
            if told.len() as u64 > number % 5 {
                break;
            }
        }
        std::thread::sleep(Duration::from_micros(number * 733 % 4_000));
        writer.kill().unwrap();
        let _ = writer.wait().unwrap();
        for line in lines.map_while(Result::ok) {
            told.extend(acknowledged(&line));
        }
        before = assert_whole(&path, before, &told, &format!("kill {number}"));
    }
}

/// Runs a round with a fault at one call of the machine.
fn faulty(path: &Path, fault: &str) -> std::io::Result<Output> {
    let mut strace = Command::new("strace");
    let call = fault.split(':').next().unwrap();
    let _ = strace
        .args(["-f", "-qq", "-o", "/dev/null", "-e"])
        .arg(format!("trace={call}"))
        .arg("-e")
        .arg(format!("inject={fault}"))
        .arg(std::env::current_exe().unwrap());
    prepared(strace, path, 1).output()
}

/// Whether faults can be put in here; says so when not.
fn can_trace() -> bool {
    let tried = Command::new("strace")
        .args(["-f", "-qq", "-o", "/dev/null", "true"])
        .output();
    match tried {
        Ok(output) if output.status.success() => return true,
        Ok(_) => skip::because("strace may not trace here, so no fault was put in"),
        Err(_) => skip::for_want_of("strace"),
    }
    false
}

/// Puts a fault in at the first, second, third … call, until none is hit or the time is over.
fn fail_each(call: &str, fault: &str) {
    if !can_trace() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path());
    let mut before = counts(&Database::open(&path, &passphrase()).unwrap());
    let start = Instant::now();
    let mut number = 1;
    let mut n_hit = 0;
    while n_hit < 2 || start.elapsed() < BUDGET {
        let fault = format!("{call}:{fault}:when={number}");
        let output = faulty(&path, &fault).unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let told = acknowledged(&text);
        before = assert_whole(&path, before, &told, &fault);
        if told.len() < 4 {
            n_hit += 1;
        } else if number > 60 {
            break;
        }
        // Later calls lie close together in what they do.
        number += 1 + number / 12;
    }
    println!("{call} {fault}: {n_hit} acts broken off, up to call {number}");
    assert!(n_hit > 1, "{call} {fault} was hit {n_hit} times only");
}

#[test]
fn a_kill_at_each_write_leaves_whole_acts() {
    fail_each("pwrite64", "signal=SIGKILL");
}

#[test]
fn a_kill_at_each_sync_leaves_whole_acts() {
    fail_each("fdatasync,fsync", "signal=SIGKILL");
}

#[test]
fn a_full_disk_at_each_write_leaves_whole_acts() {
    fail_each("pwrite64", "error=ENOSPC");
}

#[test]
fn a_failing_disk_at_each_write_leaves_whole_acts() {
    fail_each("pwrite64", "error=EIO");
}

#[test]
fn a_failing_disk_at_each_sync_leaves_whole_acts() {
    fail_each("fdatasync,fsync", "error=EIO");
}
