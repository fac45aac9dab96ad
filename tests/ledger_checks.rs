//! Whatever is altered behind the program's back, `verify` names the rule and the row.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use almoner::store::{self, Connection, check, migration};
use fixture::on;
use history::History;

#[allow(dead_code)] // Other tests use more of it.
#[path = "common/records.rs"]
mod fixture;
#[path = "common/history.rs"]
mod history;

fn books() -> Connection {
    let mut connection = Connection::open_in_memory().unwrap();
    migration::upgrade(&mut connection).unwrap();
    let tx = connection.transaction().unwrap();
    store::records::insert(&tx, &history::practice(24)).unwrap();
    let mut history = History::new(24, 2, "2026-06-01", 5);
    while history.day() < on("2026-09-30") {
        history.live(&tx);
    }
    tx.commit().unwrap();
    connection
}

/// Alters the books without their guards, which are put back, and gives the names of the rules that
/// then fail, with what they say.
fn broken(connection: &Connection, sql: &str) -> Vec<(&'static str, Vec<String>)> {
    let mut guards = Vec::new();
    {
        let mut statement = connection
            .prepare("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            .unwrap();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let (name, sql): (String, String) = (row.get(0).unwrap(), row.get(1).unwrap());
            guards.push((name, sql));
        }
    }
    connection
        .execute_batch("PRAGMA foreign_keys = OFF; SAVEPOINT before")
        .unwrap();
    for (name, _) in &guards {
        connection
            .execute_batch(&format!("DROP TRIGGER {name}"))
            .unwrap();
    }
    connection.execute_batch(sql).unwrap();
    for (_, sql) in &guards {
        connection.execute_batch(sql).unwrap();
    }
    let failing = check::all(connection)
        .unwrap()
        .into_iter()
        .filter(|it| !it.problems.is_empty())
        .map(|it| (it.name, it.problems))
        .collect();
    connection
        .execute_batch("ROLLBACK TO before; RELEASE before")
        .unwrap();
    failing
}

#[test]
fn each_rule_finds_the_row_that_breaks_it() {
    let connection = books();
    assert_eq!(broken(&connection, ""), []);
    let leg = "(SELECT min(entry_id) FROM journal_leg l JOIN journal_entry e ON e.id = l.entry_id";
    for (sql, rule) in [
        (
            format!(
                "UPDATE journal_leg SET amount_cents = amount_cents + 7
                 WHERE position = 1 AND entry_id = {leg})"
            ),
            "all accounts together come to zero",
        ),
        (
            "UPDATE charge_line SET charge_cents = charge_cents + 1 WHERE id = 3".to_owned(),
            "each service line is charged with its charge, once, while it stands",
        ),
        (
            "UPDATE charge_line SET patient_id = patient_id % 24 + 1 WHERE id = 3".to_owned(),
            "what is owed is owed by the patient of its line",
        ),
        (
            "UPDATE open_amount SET amount_cents = amount_cents + 1
             WHERE rowid = (SELECT min(rowid) FROM open_amount)"
                .to_owned(),
            "open amounts and credits agree with their accounts",
        ),
        (
            "UPDATE receipt SET amount_cents = amount_cents + 1 WHERE id = 2".to_owned(),
            "each receipt is in the journal with its amount, unless it was taken back",
        ),
        (
            "UPDATE open_credit SET amount_cents = -1 WHERE account = 2010".to_owned(),
            "no patient's receipt is applied beyond what it holds",
        ),
        (
            format!(
                "UPDATE journal_leg SET account = 4110 WHERE position = 1
                 AND entry_id = {leg} WHERE e.kind = 'TRANSFER')"
            ),
            "a transfer changes who owes and not how much",
        ),
        (
            "DELETE FROM journal_leg WHERE entry_id = 5 AND position = 2".to_owned(),
            "each entry has two legs or more",
        ),
        (
            format!(
                "UPDATE journal_leg SET patient_id = patient_id % 24 + 1
                 WHERE patient_id IS NOT NULL AND entry_id = {leg} WHERE e.kind = 'REVERSAL')"
            ),
            "each reversal mirrors its entry leg for leg",
        ),
        (
            "UPDATE deposit SET total_cents = total_cents + 1 WHERE id = 1".to_owned(),
            "each deposit is the sum of its receipts",
        ),
        (
            "UPDATE deposit SET total_cents = total_cents + 1 WHERE id = 1".to_owned(),
            "each deposit is what the journal took to the bank",
        ),
        (
            "INSERT INTO receipt_void SELECT receipt_id, 'x' FROM deposit_receipt LIMIT 1"
                .to_owned(),
            "no receipt was deposited that was taken back",
        ),
        (
            "DELETE FROM deposit_receipt
             WHERE receipt_id = (SELECT min(receipt_id) FROM deposit_receipt)"
                .to_owned(),
            "what is in the drawer is what was received and not deposited",
        ),
        (
            "INSERT INTO open_credit VALUES (1, 2030, NULL, NULL, -5, '2026-09-01')".to_owned(),
            "no refund is larger than its credit",
        ),
        (
            "INSERT INTO period_event VALUES (1, 'CLOSE', '2026-06-30', '2026-07-01T00:00:00Z', 'b',
                NULL, 10, (SELECT hash FROM journal_entry WHERE id = 10),
                '{\"rows\":[],\"waived\":[]}')"
                .to_owned(),
            "nothing was posted into a closed month",
        ),
        (
            "UPDATE open_amount SET amount_cents = amount_cents + 1
             WHERE rowid = (SELECT min(rowid) FROM open_amount)"
                .to_owned(),
            "aging holds all that is open, from whichever day it counts",
        ),
        (
            "INSERT INTO day_sheet VALUES (1, '2026-06-30', '2026-07-01T00:00:00Z', 'b', 10,
                zeroblob(32), NULL)"
                .to_owned(),
            "closes are as they were",
        ),
    ] {
        let found = broken(&connection, &sql);
        let told = found.iter().find(|(name, _)| *name == rule);
        assert!(told.is_some(), "{rule}: {found:?}");
    }
    connection
        .execute_batch("DROP TRIGGER journal_leg_is_never_changed")
        .unwrap();
    let checks = check::all(&connection).unwrap();
    let guard = checks
        .iter()
        .find(|it| it.name == "history is guarded against change")
        .unwrap();
    assert_eq!(
        guard.problems,
        ["the guard journal_leg_is_never_changed is missing"]
    );
}
