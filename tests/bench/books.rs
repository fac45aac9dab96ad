//! What the books cost beside a bare yardstick, in an encrypted file as the program keeps it:
//! a payment beside the same rows inserted raw (goal: at most 2.0), today's aging over 2 million
//! journal legs beside one grouped scan of them (0.1), an account card at 2 million beside one at
//! 20 thousand (1.2). `BOOKS_LEGS` asks for another size than 2 million.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;
use std::time::{Duration, Instant};

use almoner::commands::Author;
use almoner::commands::ledger::{Posting, account, payments};
use almoner::commands::practice::{self, Passphrase};
use almoner::commands::reports::{Parameters, ReportKind, run};
use almoner::domain::allocation::Share;
use almoner::domain::id::PatientId;
use almoner::domain::journal::Party;
use almoner::domain::money::Money;
use almoner::domain::receipt::ReceiptDraft;
use almoner::store::{self, Action, Change, Connection, Database, Error, Transaction, balance};
use chrono::NaiveDate;
use futures_executor::block_on;
use history::History;

#[allow(dead_code)] // The tests use more of it.
#[path = "../common/records.rs"]
mod fixture;
#[path = "../common/history.rs"]
mod history;

fn author() -> Author {
    Author {
        user: "bench".into(),
        at: "2026-11-20T09:00:00Z".parse().unwrap(),
    }
}

/// The median of several runs, after some to warm up.
fn median(rounds: usize, mut work: impl FnMut()) -> Duration {
    medians(rounds, &mut work, &mut || {}).0
}

/// The medians of two works that take turns, so that whatever else the machine does meets both.
fn medians(rounds: usize, one: &mut dyn FnMut(), other: &mut dyn FnMut()) -> (Duration, Duration) {
    let time = |work: &mut dyn FnMut()| {
        let start = Instant::now();
        work();
        start.elapsed()
    };
    let mut times = (Vec::new(), Vec::new());
    for round in 0..rounds + rounds.div_ceil(5) {
        let (first, second) = (time(one), time(other));
        if round >= rounds.div_ceil(5) {
            times.0.push(first);
            times.1.push(second);
        }
    }
    times.0.sort();
    times.1.sort();
    (times.0[rounds / 2], times.1[rounds / 2])
}

fn tell(what: &str, ours: Duration, yardstick: Duration, goal: f64) {
    let ratio = ours.as_secs_f64() / yardstick.as_secs_f64();
    println!("{what:44} {ours:>10.3?} / {yardstick:>10.3?} = {ratio:.3} (goal {goal})");
}

fn written(database: &Database, work: impl FnOnce(&Transaction<'_>) + Send + 'static) {
    let author = author();
    let action = Action {
        user: author.user,
        at: author.at,
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
                work(tx);
                Ok::<_, Error>(())
            })
        })
        .unwrap();
}

fn n_legs(database: &Database) -> i64 {
    database
        .call_blocking(|connection| {
            let count = "SELECT count(*) FROM journal_leg";
            Ok::<i64, Error>(connection.query_row(count, [], |row| row.get(0))?)
        })
        .unwrap()
}

/// A practice whose patients have about 28 visits each, with so many journal legs.
fn books(path: &Path, legs: i64) -> (Database, NaiveDate) {
    let start = Instant::now();
    let n_patients = usize::try_from(legs / 700).unwrap().max(24);
    let visits_a_day = (n_patients / 75).max(1);
    let passphrase = Passphrase::new("a bench of books").unwrap();
    let database = practice::create(path, &passphrase, &author()).unwrap();
    written(&database, move |tx| {
        store::records::insert(tx, &history::practice(n_patients)).unwrap();
    });
    let mut history = History::new(n_patients, visits_a_day, "2020-01-01", 7);
    loop {
        let (done, lived) = std::sync::mpsc::channel();
        written(&database, move |tx| {
            for _ in 0..20 {
                history.live(tx);
            }
            done.send(history).unwrap();
        });
        history = lived.recv().unwrap();
        if n_legs(&database) >= legs {
            break;
        }
    }
    println!(
        "{} legs for {n_patients} patients in {:.1?}",
        n_legs(&database),
        start.elapsed()
    );
    (database, history.day())
}

/// One payment on two lines, through the command and as bare rows.
fn payment(database: &Database, today: NaiveDate) {
    let (patient, shares) = database
        .call_blocking(|connection| {
            let mut owed: Vec<_> = balance::all(connection)?
                .into_iter()
                .filter(|it| it.key.party == Party::PATIENT && it.open.amount.cents() > 1_000)
                .collect();
            owed.sort_by_key(|it| it.patient.clone());
            let pair = owed
                .chunk_by(|a, b| a.patient == b.patient)
                .find(|same| same.len() >= 2)
                .unwrap();
            let share = |line| Share {
                line,
                amount: Money::from_cents(1),
            };
            let shares = vec![share(pair[0].key.line), share(pair[1].key.line)];
            Ok::<_, Error>((pair[0].patient.clone(), shares))
        })
        .unwrap();
    make_bare(database);
    let mut ours = || {
        let draft = ReceiptDraft {
            kind: "PATIENT".into(),
            patient_id: patient.to_string(),
            method: "CASH".into(),
            amount: "0.02".into(),
            received_on: today.to_string(),
            ..ReceiptDraft::default()
        };
        let posting = Posting::today(author(), today);
        let _ = block_on(payments::take(
            database.clone(),
            draft,
            shares.clone(),
            posting,
        ))
        .unwrap();
    };
    let mut round = 0;
    let mut bare = || {
        round += 1;
        let id = 100_000_000 + round * 10;
        database
            .call_blocking(move |connection| {
                let tx = connection.transaction()?;
                bare_rows(&tx, id)?;
                Ok::<_, Error>(tx.commit()?)
            })
            .unwrap();
    };
    let (ours, yardstick) = medians(300, &mut ours, &mut bare);
    tell("post a payment on two lines", ours, yardstick, 2.0);
}

/// Makes tables of the same columns and indexes as those a payment writes to, without triggers.
fn make_bare(database: &Database) {
    const TABLES: [&str; 5] = [
        "receipt",
        "journal_entry",
        "journal_leg",
        "open_amount",
        "audit",
    ];
    database
        .call_blocking(|connection| {
            let mut copies = String::new();
            for table in TABLES {
                copies.push_str(&bare_copy(connection, table)?);
            }
            copies.push_str(
                "INSERT INTO bare_open_amount VALUES
                    (1, 1140, 1, NULL, 100000, '2026-01-01'), (2, 1140, 1, NULL, 100000, '2026-01-01');",
            );
            connection.execute_batch(&copies)?;
            Ok::<_, Error>(())
        })
        .unwrap();
}

/// What makes `bare_NAME` with the columns, keys and indexes of a table.
fn bare_copy(connection: &Connection, table: &str) -> Result<String, Error> {
    let mut sql = String::new();
    let mut statement = connection.prepare(
        "SELECT name, type, sql FROM sqlite_master WHERE tbl_name = ?1 AND sql IS NOT NULL
            AND type IN ('table', 'index') ORDER BY type = 'index'",
    )?;
    let mut rows = statement.query([table])?;
    while let Some(row) = rows.next()? {
        let (name, made): (String, String) = (row.get(0)?, row.get(2)?);
        let made = made
            .replacen(&name, &format!("bare_{name}"), 1)
            .replace(&format!(" ON {table} "), &format!(" ON bare_{table} "));
        sql.push_str(&without_references(&made));
        sql.push_str(";\n");
    }
    Ok(sql)
}

/// A table's definition without its foreign keys: a bare row is not compared with others.
fn without_references(sql: &str) -> String {
    let mut text = String::new();
    let mut rest = sql;
    while let Some(at) = rest.find(" REFERENCES ") {
        text.push_str(&rest[..at]);
        let tail = &rest[at..];
        rest = &tail[tail.find(')').map_or(tail.len(), |end| end + 1)..];
        for word in [" ON DELETE RESTRICT", " DEFERRABLE INITIALLY DEFERRED"] {
            rest = rest.strip_prefix(word).unwrap_or(rest);
        }
    }
    text + rest
}

/// The rows of the newest payment again.
fn bare_rows(tx: &Transaction<'_>, id: i64) -> Result<(), Error> {
    let run = |sql: &str, values: &[i64]| -> Result<(), Error> {
        let mut statement = tx.prepare_cached(sql)?;
        let _ = statement.execute(rusqlite::params_from_iter(values))?;
        Ok(())
    };
    run(
        "INSERT INTO bare_receipt SELECT ?1, kind, payer_id, patient_id, method, check_number,
            check_on, amount_cents, received_on, encounter_id, note, override_reason
         FROM receipt WHERE id = (SELECT max(id) FROM receipt)",
        &[id],
    )?;
    for entry in 0..3 {
        for leg in 0..2 {
            run(
                "INSERT INTO bare_journal_leg VALUES (?1, ?2, 1140, 1, ?3, 1, NULL, ?1)",
                &[id + entry, leg + 1, id],
            )?;
        }
        run(
            "INSERT INTO bare_journal_entry SELECT ?1, kind, effective_on, entered_at, user, ?1,
                remittance_line_id, deposit_id, NULL, reason, hash
             FROM journal_entry WHERE id = (SELECT max(id) FROM journal_entry)",
            &[id + entry],
        )?;
    }
    for line in 1..=2 {
        run(
            "UPDATE bare_open_amount SET amount_cents = amount_cents - 1
             WHERE charge_line_id = ?1 AND account = 1140 AND ifnull(payer_id, 0) = 0",
            &[line],
        )?;
    }
    run(
        "INSERT INTO bare_audit SELECT ?1, at, user, verb, entity, ?1, details, previous_hash, hash
         FROM audit WHERE seq = (SELECT max(seq) FROM audit)",
        &[id],
    )
}

fn aging(database: &Database, today: NaiveDate) {
    let parameters = Parameters::today(today);
    let ours = median(9, || {
        let parameters = parameters.clone();
        let report = database
            .call_blocking(move |connection| run(connection, ReportKind::Aging, &parameters))
            .unwrap();
        assert!(report.ties() && report.total("Owed").is_positive());
    });
    let yardstick = median(5, || {
        database
            .call_blocking(|connection| {
                let scan = "SELECT count(*) FROM (SELECT charge_line_id, account, payer_id,
                    sum(amount_cents) FROM journal_leg GROUP BY 1, 2, 3)";
                let n: i64 = connection.query_row(scan, [], |row| row.get(0))?;
                assert!(n > 0);
                Ok::<_, Error>(())
            })
            .unwrap();
    });
    tell("today's aging", ours, yardstick, 0.1);
}

/// The card of a family whose pages were read before, and the first look at it.
fn card(database: &Database, today: NaiveDate) -> (Duration, Duration) {
    // Several families, for their histories differ in length.
    let patients: Vec<PatientId> = (0..24)
        .step_by(4)
        .map(|idx| format!("p{idx}").parse().unwrap())
        .collect();
    let look = |patient: &PatientId| {
        let card = block_on(account::card(database.clone(), patient.clone(), today)).unwrap();
        assert!(!card.lines.is_empty());
    };
    let start = Instant::now();
    patients.iter().for_each(look);
    let first = start.elapsed() / 6;
    let warm: Duration = patients
        .iter()
        .map(|patient| median(15, || look(patient)))
        .sum();
    (warm / 6, first)
}

fn main() {
    let legs = std::env::var("BOOKS_LEGS").map_or(2_000_000, |text| text.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let (small, small_day) = books(&folder.path().join("small.almoner"), legs / 100);
    let (large, large_day) = books(&folder.path().join("large.almoner"), legs);
    let (small_card, _) = card(&small, small_day);
    let (large_card, first) = card(&large, large_day);
    tell(
        "an account card, large and small",
        large_card,
        small_card,
        1.2,
    );
    println!("the first look at it, from the disk: {first:.3?}");
    aging(&large, large_day);
    payment(&large, large_day);
    practice::close(small).unwrap();
    practice::close(large).unwrap();
}
