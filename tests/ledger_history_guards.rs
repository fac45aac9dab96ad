//! SQL by hand against the history of a practice's books: every attempt is refused.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "common/play.rs"]
mod play;

use almoner::store::{self, Connection};
use play::act::{Act, Decision, History, Step};
use play::clinic::N_PATIENTS;
use play::player::Outcome;
use play::whole::{HISTORY, Story};

/// Books with a row in most tables of history.
fn books() -> Story {
    let mut story = Story::new(&History {
        plans: [2; N_PATIENTS],
        steps: Vec::new(),
    });
    let decision = Decision {
        is_decided: true,
        takes_back: false,
        is_wild: false,
        shares: [72, 57, 18, 1],
        codes: [0, 2, 5],
        has_reason: false,
    };
    let explanation = |claim| Act::Eob {
        claim,
        payer: 0,
        receipt: None,
        is_forwarded: false,
        decisions: vec![decision.clone()],
    };
    let visit = |who| Act::Visit {
        who,
        ago: 0,
        charges: vec![15_000, 6_137],
    };
    for act in [
        visit(0),
        visit(1),
        explanation(0),
        explanation(1),
        Act::VoidEob(1),
        Act::Check {
            payer: 0,
            amount: 4_000,
        },
        Act::VoidReceipt(2),
        Act::Item {
            receipt: 0,
            code: 1,
            effect: 3,
            amount: 85,
            line: None,
        },
        Act::VoidItem(0),
        Act::CloseBatch(0),
        Act::Deposit(1),
        Act::CloseDay,
        Act::NextDay(30),
        Act::CloseMonth,
    ] {
        let outcome = story.play(&Step {
            back: 0,
            act: act.clone(),
        });
        assert_eq!(outcome, Outcome::Done, "{act:?}");
    }
    story
}

fn rows(connection: &Connection, table: &str) -> Vec<String> {
    let mut statement = connection
        .prepare(&format!("SELECT * FROM {table}"))
        .unwrap();
    let width = statement.column_count();
    let rows = statement.query_map([], |row| {
        let cells: Vec<String> = (0..width)
            .map(|at| format!("{:?}", row.get_ref(at).unwrap()))
            .collect();
        Ok(cells.join(" "))
    });
    rows.unwrap().map(Result::unwrap).collect()
}

#[test]
fn no_column_of_history_can_be_changed_and_no_row_removed_or_replaced() {
    let story = books();
    let broken = story.player.database.call_blocking(|connection| {
        let mut broken = Vec::new();
        for table in HISTORY {
            let before = rows(connection, table);
            assert!(!before.is_empty(), "{table} has a row");
            let columns: Vec<String> = connection
                .prepare(&format!("SELECT name FROM pragma_table_info('{table}')"))?
                .query_map([], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            let mut attempts = vec![
                format!("DELETE FROM {table}"),
                format!("DELETE FROM {table} WHERE rowid = 1"),
            ];
            for column in &columns {
                let other = format!(
                    "CASE typeof({column}) WHEN 'integer' THEN {column} + 1
                        WHEN 'blob' THEN zeroblob(32) WHEN 'null' THEN 'x'
                        ELSE {column} || 'x' END"
                );
                let selected: Vec<&str> = columns
                    .iter()
                    .map(|it| {
                        if it == column {
                            other.as_str()
                        } else {
                            it.as_str()
                        }
                    })
                    .collect();
                let selected = selected.join(", ");
                attempts.extend([
                    format!("UPDATE {table} SET {column} = {other}"),
                    format!("UPDATE OR REPLACE {table} SET {column} = {other}"),
                    format!("UPDATE OR IGNORE {table} SET {column} = {other}"),
                    format!("INSERT OR REPLACE INTO {table} SELECT {selected} FROM {table}"),
                ]);
            }
            for attempt in attempts {
                let tx = connection.transaction()?;
                let _ = tx.execute_batch(&attempt);
                let after = rows(&tx, table);
                if before.iter().any(|row| !after.contains(row)) {
                    broken.push(attempt);
                }
                tx.rollback()?;
            }
        }
        Ok::<_, store::Error>(broken)
    });
    assert_eq!(broken.unwrap(), Vec::<String>::new());
}

#[test]
fn no_half_entry_and_nothing_out_of_its_place_can_be_put_in() {
    let story = books();
    let leg = "INSERT INTO journal_leg SELECT (SELECT max(id) + 1 FROM journal_entry),";
    let entry = "INSERT INTO journal_entry SELECT id + 1, 'CHARGE', '2026-02-10', entered_at, user, \
        id + 1, NULL, NULL, NULL, NULL, zeroblob(32) FROM journal_entry ORDER BY id DESC LIMIT 1;";
    let attempts = [
        // An entry without legs, with one, with legs that do not sum to zero.
        entry.to_owned(),
        format!("{leg} 1, 4000, 100, 1, 1, NULL, NULL; {entry}"),
        format!("{leg} 1, 4000, 100, 1, 1, NULL, NULL; {leg} 2, 1140, -99, 1, 1, NULL, NULL; {entry}"),
        // Legs without their entry.
        format!("{leg} 1, 4000, 100, 1, 1, NULL, NULL;"),
        // A leg more for an entry that stands.
        "INSERT INTO journal_leg VALUES (1, 9, 4000, 100, 1, 1, NULL, NULL);".to_owned(),
        // Nothing, no such account, a receivable without its line, insurance without its payer.
        format!("{leg} 1, 4000, 0, 1, 1, NULL, NULL;"),
        format!("{leg} 1, 4001, 1, 1, 1, NULL, NULL;"),
        format!("{leg} 1, 1140, 1, NULL, 1, NULL, NULL;"),
        format!("{leg} 1, 1110, 1, 1, 1, NULL, NULL;"),
        format!("{leg} 1, 2010, 1, NULL, 1, NULL, NULL;"),
        // Into the closed month, and with a number left out.
        format!(
            "{leg} 1, 4000, 1, 1, 1, NULL, NULL; {leg} 2, 4230, -1, 1, 1, NULL, NULL; {}",
            entry.replace("2026-02-10", "2026-01-12")
        ),
        entry.replace("id + 1", "id + 2"),
        // A receipt in a second deposit, a second void, a second close over the same stretch.
        "INSERT INTO deposit_receipt SELECT * FROM deposit_receipt;".to_owned(),
        "INSERT INTO receipt_void SELECT * FROM receipt_void;".to_owned(),
        "INSERT INTO remittance_void SELECT * FROM remittance_void;".to_owned(),
        "INSERT INTO day_sheet SELECT 9, business_on, closed_at, user, through_entry, head_hash, note
            FROM day_sheet;"
            .to_owned(),
    ];
    story
        .player
        .database
        .call_blocking(move |connection| {
            for attempt in attempts {
                let before = rows(connection, "journal_leg");
                let result = connection.execute_batch(&format!("BEGIN; {attempt} COMMIT;"));
                assert!(result.is_err(), "{attempt}");
                if !connection.is_autocommit() {
                    connection.execute_batch("ROLLBACK")?;
                }
                assert_eq!(rows(connection, "journal_leg"), before, "{attempt}");
            }
            Ok::<_, store::Error>(())
        })
        .unwrap();
}
