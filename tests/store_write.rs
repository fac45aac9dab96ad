//! Writing: each action whole or not at all, and on record, through panics, full disks and kills.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use almoner::store::audit::{self, AuditHead};
use almoner::store::{Action, Change, Database, Error, Moment, Passphrase, check, write, write_as};
use rusqlite::Connection;

/// How many rows one action of the fault tests writes.
const ROWS: i64 = 150;

fn passphrase() -> Passphrase {
    Passphrase::new("a long enough passphrase").unwrap()
}

fn moment() -> Moment {
    Moment::from_timestamp(1_790_000_000, 0).unwrap()
}

fn action(details: &str) -> Action {
    Action {
        user: "biller".to_owned(),
        at: moment(),
        change: Change {
            verb: "change",
            entity: "setting",
            entity_id: Some(7),
            details: details.to_owned(),
        },
    }
}

/// Writes `ROWS` rows of two kilobytes as one action.
fn write_rows(connection: &mut Connection, number: i64) -> Result<(), Error> {
    write(connection, &action(&format!("round {number}")), |tx| {
        for row in 0..ROWS {
            let _ = tx.execute(
                "INSERT INTO setting VALUES (?1, ?2)",
                [format!("{number}-{row}"), "x".repeat(2000)],
            )?;
        }
        Ok(())
    })
}

fn counts(connection: &Connection) -> (i64, i64) {
    connection
        .query_row(
            "SELECT (SELECT count(*) FROM setting), (SELECT count(*) FROM audit)",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .unwrap()
}

fn assert_whole(database: &Database, acknowledged: i64) -> i64 {
    database
        .call_blocking(move |connection| -> Result<i64, Error> {
            let (rows, actions) = counts(connection);
            assert_eq!(rows, actions * ROWS, "no action is half done");
            assert!(actions >= acknowledged, "{actions} of {acknowledged} kept");
            for check in check::all(connection)? {
                assert!(check.problems.is_empty(), "{check:?}");
            }
            Ok(actions)
        })
        .unwrap()
}

fn child(path: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    let _ = command
        .args(["--exact", "child_process", "--nocapture"])
        .env("ALMONER_TEST_PATH", path)
        .stdout(Stdio::piped());
    command
}

/// Not a test of its own: the process that the fault tests start, which writes until it is killed
/// or refused. Without a file it has nothing to do.
#[test]
fn child_process() {
    let Some(path) = std::env::var_os("ALMONER_TEST_PATH") else {
        return;
    };
    let database = Database::open(&PathBuf::from(path), &passphrase()).unwrap();
    let first = database
        .call_blocking(|connection| -> Result<i64, Error> { Ok(counts(connection).1 + 1) })
        .unwrap();
    for number in first..first + 500 {
        match database.call_blocking(move |connection| write_rows(connection, number)) {
            Ok(()) => println!("ACK {number}"),
            Err(error) => {
                println!("REFUSED {error}");
                break;
            }
        }
    }
}

#[test]
fn an_action_and_its_entry_are_saved_together() {
    let database = Database::in_memory().unwrap();
    database
        .call_blocking(|connection| -> Result<(), Error> {
            let id = write_as(connection, "biller", moment(), |tx| -> Result<_, Error> {
                let _ = tx.execute(
                    "INSERT INTO fee_schedule (reference) VALUES ('standard')",
                    [],
                )?;
                let id = tx.last_insert_rowid();
                let change = Change {
                    verb: "create",
                    entity: "fee_schedule",
                    entity_id: Some(id),
                    details: String::new(),
                };
                Ok((change, id))
            })?;
            let entries = audit::entries(connection)?;
            assert_eq!(entries.len(), 1);
            assert_eq!(entries[0].entity_id, Some(id));
            assert_eq!(entries[0].at, "2026-09-21T14:13:20Z");
            assert_eq!(
                (entries[0].user.as_str(), entries[0].verb.as_str()),
                ("biller", "create")
            );
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_refused_action_leaves_no_row_and_no_entry() {
    let database = Database::in_memory().unwrap();
    let refused: Result<(), Error> = database.call_blocking(|connection| {
        write(connection, &action(""), |tx| {
            let _ = tx.execute("INSERT INTO setting VALUES ('a', 'b')", [])?;
            Err(Error::NotFound("patient"))
        })
    });
    assert!(matches!(refused, Err(Error::NotFound("patient"))));
    // An entry that the record itself refuses takes the work back as well.
    let nobody = Action {
        user: String::new(),
        ..action("")
    };
    let refused: Result<(), Error> = database.call_blocking(move |connection| {
        write(connection, &nobody, |tx| {
            let _ = tx.execute("INSERT INTO setting VALUES ('a', 'b')", [])?;
            Ok(())
        })
    });
    assert!(matches!(refused, Err(Error::Constraint(_))));
    let left = database.call_blocking(|c| -> Result<_, Error> { Ok(counts(c)) });
    assert_eq!(left.unwrap(), (0, 0));
}

#[test]
fn a_panic_within_an_action_leaves_nothing() {
    let database = Database::in_memory().unwrap();
    let result: Result<(), Error> = database.call_blocking(|connection| {
        write(connection, &action(""), |tx| {
            let _ = tx.execute("INSERT INTO setting VALUES ('a', 'b')", [])?;
            panic!("on purpose")
        })
    });
    assert!(matches!(result, Err(Error::Worker)));
    let left = database.call_blocking(|c| -> Result<_, Error> { Ok(counts(c)) });
    assert_eq!(left.unwrap(), (0, 0));
}

#[test]
fn sql_cannot_change_the_record_or_the_secret() {
    let database = Database::in_memory().unwrap();
    database
        .call_blocking(|connection| -> Result<(), Error> {
            write(connection, &action("first"), |_| Ok::<_, Error>(()))?;
            for sql in [
                "UPDATE audit SET user = 'somebody else'",
                "DELETE FROM audit",
                "INSERT OR REPLACE INTO audit SELECT seq, at, 'x', verb, entity, entity_id, details,
                     previous_hash, hash FROM audit",
                "INSERT INTO audit SELECT seq + 2, at, user, verb, entity, entity_id, details,
                     previous_hash, hash FROM audit",
                "UPDATE secret SET value = zeroblob(32)",
                "DELETE FROM secret",
                "INSERT OR REPLACE INTO secret VALUES ('audit', zeroblob(32))",
            ] {
                let error = Error::from(connection.execute_batch(sql).unwrap_err());
                assert!(
                    matches!(error, Error::Constraint(text) if text.contains("leave")),
                    "{sql}: {error}"
                );
            }
            assert_eq!(audit::verify(connection)?.count, 1);
            Ok(())
        })
        .unwrap();
}

#[test]
fn the_chain_shows_every_change_made_behind_its_back() {
    const OPEN: &str = "DROP TRIGGER audit_is_never_changed; DROP TRIGGER audit_is_never_deleted;
        DROP TRIGGER audit_has_no_gap; DROP TRIGGER secret_is_never_changed;";
    let database = Database::in_memory().unwrap();
    database
        .call_blocking(|connection| -> Result<(), Error> {
            let empty = audit::verify(connection)?;
            assert_eq!((empty.count, empty.hash), (0, [0; 32]));
            for n in 1..=5 {
                write(connection, &action(&format!("entry {n}")), |_| {
                    Ok::<_, Error>(())
                })?;
            }
            let head: AuditHead = audit::verify(connection)?;
            assert_eq!(head.count, 5);
            for (sql, first_broken) in [
                (
                    "UPDATE audit SET at = '2020-01-01T00:00:00Z' WHERE seq = 2",
                    2,
                ),
                ("UPDATE audit SET user = 'x' WHERE seq = 1", 1),
                ("UPDATE audit SET verb = 'view' WHERE seq = 5", 5),
                ("UPDATE audit SET entity = 'x' WHERE seq = 3", 3),
                ("UPDATE audit SET entity_id = NULL WHERE seq = 3", 3),
                ("UPDATE audit SET details = '' WHERE seq = 4", 4),
                // Text moved from one field to the next: the lengths differ.
                (
                    "UPDATE audit SET user = 'bille', verb = 'rchange' WHERE seq = 4",
                    4,
                ),
                ("UPDATE audit SET hash = zeroblob(32) WHERE seq = 4", 4),
                (
                    "UPDATE audit SET previous_hash = zeroblob(32) WHERE seq = 4",
                    4,
                ),
                ("DELETE FROM audit WHERE seq = 1", 2),
                ("DELETE FROM audit WHERE seq = 3", 4),
                (
                    "DELETE FROM audit WHERE seq = 3;
                     UPDATE audit SET seq = seq - 1 WHERE seq > 3",
                    3,
                ),
                (
                    "INSERT INTO audit SELECT 6, at, user, verb, entity, entity_id, details,
                         hash, zeroblob(32) FROM audit WHERE seq = 5",
                    6,
                ),
                ("UPDATE secret SET value = zeroblob(32)", 1),
            ] {
                let tx = connection.transaction()?;
                tx.execute_batch(OPEN)?;
                tx.execute_batch(sql)?;
                match audit::verify(&tx) {
                    Err(Error::AuditBroken { seq, .. }) => assert_eq!(seq, first_broken, "{sql}"),
                    other => panic!("{sql}: {other:?}"),
                }
                tx.rollback()?;
                assert_eq!(audit::verify(connection)?, head, "rolled back");
            }
            // What a chain alone cannot show: its end cut off. The head kept elsewhere does.
            let tx = connection.transaction()?;
            tx.execute_batch(OPEN)?;
            tx.execute_batch("DELETE FROM audit WHERE seq = 5")?;
            assert_ne!(audit::verify(&tx)?, head);
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_full_disk_refuses_the_action_whole_and_takes_it_when_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("practice.almoner");
    let database = Database::create(&path, &passphrase()).unwrap();
    let limit = |pages: i64| {
        database
            .call_blocking(move |connection| -> Result<(), Error> {
                Ok(connection.pragma_update(None, "max_page_count", pages)?)
            })
            .unwrap();
    };
    limit(250);
    let mut done = 0;
    let refused = loop {
        let number = done + 1;
        match database.call_blocking(move |connection| write_rows(connection, number)) {
            Ok(()) => done += 1,
            Err(error) => break error,
        }
        assert!(done < 20, "the limit holds");
    };
    assert!(matches!(refused, Error::DiskFull), "{refused}");
    assert_eq!(assert_whole(&database, done), done);
    limit(100_000);
    database
        .call_blocking(move |connection| write_rows(connection, done + 1))
        .unwrap();
    assert_eq!(assert_whole(&database, done + 1), done + 1);
}

#[cfg(unix)]
#[test]
fn a_file_size_limit_refuses_the_action_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("practice.almoner");
    Database::create(&path, &passphrase())
        .unwrap()
        .close()
        .unwrap();
    let mut command = Command::new("sh");
    // Blocks of 512 bytes or, in some shells, 1024: two to four megabytes.
    let output = command
        .args([
            "-c",
            "trap '' XFSZ; ulimit -f 4000; exec \"$0\" --exact child_process --nocapture",
        ])
        .arg(std::env::current_exe().unwrap())
        .env("ALMONER_TEST_PATH", &path)
        .output()
        .unwrap();
    let out = String::from_utf8(output.stdout).unwrap();
    assert!(out.contains("REFUSED the disk is full"), "{out}");
    let acknowledged = i64::try_from(out.matches("ACK ").count()).unwrap();
    assert!(acknowledged > 0);
    let database = Database::open(&path, &passphrase()).unwrap();
    assert_eq!(assert_whole(&database, acknowledged), acknowledged);
}

#[test]
fn a_kill_at_any_time_loses_nothing_that_was_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("practice.almoner");
    Database::create(&path, &passphrase())
        .unwrap()
        .close()
        .unwrap();
    let mut kept = 0;
    for round in 0..8 {
        let mut writer = child(&path).spawn().unwrap();
        let mut lines = BufReader::new(writer.stdout.take().unwrap()).lines();
        let mut acknowledged = kept;
        for line in lines.by_ref().map_while(Result::ok) {
            if line.contains("ACK ") {
                acknowledged += 1;
            }
            if acknowledged >= kept + 2 + round % 3 {
                break;
            }
        }
        std::thread::sleep(Duration::from_micros(u64::try_from(round).unwrap() * 1300));
        writer.kill().unwrap();
        let _ = writer.wait().unwrap();
        acknowledged += i64::try_from(
            lines
                .map_while(Result::ok)
                .filter(|line| line.contains("ACK "))
                .count(),
        )
        .unwrap();
        let database = Database::open(&path, &passphrase()).unwrap();
        kept = assert_whole(&database, acknowledged);
        database.close().unwrap();
    }
    assert!(kept >= 16);
}
