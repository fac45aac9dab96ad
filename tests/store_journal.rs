//! The journal takes only whole entries, keeps its balances with them and lets nothing be changed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use almoner::domain::account::{Account, Bucket, WriteOff};
use almoner::domain::charge::ChargeLine;
use almoner::domain::id::ChargeLineId;
use almoner::domain::journal::event::{self, LineRef};
use almoner::domain::journal::{Entry, Party};
use almoner::domain::money::Money;
use almoner::store::journal::{self, Stamp};
use almoner::store::{self, Connection, Error, balance, check, migration};
use fixture::on;

#[allow(dead_code)] // Other tests use more of it.
#[path = "common/records.rs"]
mod fixture;

fn stamp() -> Stamp<'static> {
    Stamp {
        user: "biller",
        at: "2026-11-22T09:00:00Z".parse().unwrap(),
    }
}

fn cents(cents: i64) -> Money {
    Money::from_cents(cents)
}

fn practice() -> Connection {
    let mut connection = Connection::open_in_memory().unwrap();
    migration::upgrade(&mut connection).unwrap();
    connection
        .execute_batch("PRAGMA foreign_keys = ON")
        .unwrap();
    let tx = connection.transaction().unwrap();
    store::records::insert(&tx, &fixture::full_records()).unwrap();
    tx.commit().unwrap();
    connection
}

/// The first line of the fixture's visit, charged 150.00 to its first payer.
fn charged(connection: &mut Connection) -> (LineRef, Party) {
    let visit = fixture::full_encounter();
    let mut line = ChargeLine::of_service(&visit, &visit.lines[0]);
    line.charge = cents(15_000);
    let tx = connection.transaction().unwrap();
    let id = store::charge::insert(&tx, &line).unwrap();
    store::charge::put_in_force(&tx, id).unwrap();
    let line = LineRef {
        line: id,
        patient: visit.patient,
    };
    let payer = store::payer::all(&tx).unwrap()[0].id.clone();
    let party = Party {
        bucket: Bucket::Ins1,
        payer: Some(payer),
    };
    let entry = event::charged(&line, &party, cents(15_000), on("2026-11-01"));
    let _ = journal::post(&tx, stamp(), &[entry]).unwrap();
    tx.commit().unwrap();
    (line, party)
}

fn post(connection: &mut Connection, entries: &[Entry]) -> Result<(), Error> {
    let tx = connection.transaction()?;
    let _ = journal::post(&tx, stamp(), entries)?;
    Ok(tx.commit()?)
}

fn assert_sound(connection: &Connection) {
    for it in check::all(connection).unwrap() {
        assert_eq!(it.problems, Vec::<String>::new(), "{}", it.name);
    }
}

#[test]
fn balances_follow_each_entry_and_keep_the_day_on_which_they_began() {
    let mut connection = practice();
    let (line, payer) = charged(&mut connection);
    let entries = [
        event::written_off(
            &line,
            &payer,
            WriteOff::Contractual,
            cents(5_795),
            on("2026-11-10"),
        ),
        event::transferred(
            &line,
            &payer,
            &Party::PATIENT,
            cents(1_841),
            on("2026-11-11"),
        ),
    ];
    post(&mut connection, &entries).unwrap();
    let open = balance::of_line(&connection, line.line).unwrap();
    let shown: Vec<_> = open
        .iter()
        .map(|it| (it.key.party.bucket, it.open.amount, it.open.since))
        .collect();
    assert_eq!(
        shown,
        [
            (Bucket::Ins1, cents(7_364), on("2026-11-01")),
            (Bucket::Patient, cents(1_841), on("2026-11-11")),
        ]
    );
    assert_eq!(
        balance::folded(&connection).unwrap().accounts[&Account::GrossCharges],
        cents(-15_000)
    );
    assert_sound(&connection);
}

#[test]
fn a_reversal_brings_everything_back_and_happens_once() {
    let mut connection = practice();
    let (line, payer) = charged(&mut connection);
    let before = balance::kept(&connection).unwrap();
    let write_off = event::written_off(
        &line,
        &payer,
        WriteOff::SmallBalance,
        cents(15_000),
        on("2026-11-10"),
    );
    post(&mut connection, &[write_off]).unwrap();
    assert_eq!(balance::of_line(&connection, line.line).unwrap(), []);
    let posted = journal::of_line(&connection, line.line).unwrap();
    let reversal = posted[1].reversal(on("2026-11-12"), "wrong line");
    post(&mut connection, std::slice::from_ref(&reversal)).unwrap();
    let after = balance::kept(&connection).unwrap();
    let amounts = |it: &almoner::domain::journal::fold::Balances| {
        it.receivables
            .iter()
            .map(|(key, open)| (key.clone(), open.amount))
            .collect::<Vec<_>>()
    };
    assert_eq!(amounts(&after), amounts(&before));
    let again = post(&mut connection, &[reversal]).unwrap_err();
    assert!(matches!(again, Error::Constraint(_)), "{again}");
    assert_sound(&connection);
}

#[test]
fn an_entry_that_is_not_whole_is_refused() {
    let mut connection = practice();
    let (line, payer) = charged(&mut connection);
    let mut lopsided =
        event::transferred(&line, &payer, &Party::PATIENT, cents(100), on("2026-11-10"));
    lopsided.legs[0].amount = cents(101);
    let mut lonely = lopsided.clone();
    lonely.legs.clear();
    let mut nobodys = event::charged(&line, &payer, cents(100), on("2026-11-10"));
    nobodys.legs[0].line = Some(ChargeLineId::new(999));
    let mut payerless = event::charged(&line, &payer, cents(100), on("2026-11-10"));
    payerless.legs[0].payer = None;
    for wrong in [lopsided, lonely, nobodys, payerless] {
        let error = post(&mut connection, &[wrong]).unwrap_err();
        assert!(matches!(error, Error::Constraint(_)), "{error}");
    }
    assert_eq!(journal::head(&connection).unwrap().count, 1);
    assert_sound(&connection);
}

#[test]
fn history_cannot_be_changed_by_raw_sql() {
    let mut connection = practice();
    let (line, payer) = charged(&mut connection);
    let _ = (line, payer);
    for sql in [
        "UPDATE journal_entry SET effective_on = '2026-01-01'",
        "DELETE FROM journal_entry",
        "UPDATE journal_leg SET amount_cents = 1",
        "DELETE FROM journal_leg",
        "UPDATE charge_line SET charge_cents = 1",
        "DELETE FROM charge_line",
        // A leg for an entry that stands, and an entry out of order.
        "INSERT INTO journal_leg SELECT entry_id, position + 10, account, amount_cents, charge_line_id,
            patient_id, payer_id, receipt_id FROM journal_leg",
        "INSERT INTO journal_entry SELECT 99, kind, effective_on, entered_at, user, 99, NULL, NULL, NULL,
            NULL, hash FROM journal_entry",
        // A leg whose entry never comes.
        "BEGIN; INSERT INTO journal_leg SELECT 2, position, account, amount_cents, charge_line_id,
            patient_id, payer_id, receipt_id FROM journal_leg; COMMIT",
    ] {
        assert!(connection.execute_batch(sql).is_err(), "{sql}");
        if !connection.is_autocommit() {
            connection.execute_batch("ROLLBACK").unwrap();
        }
    }
    assert_sound(&connection);
}

#[test]
fn verify_names_what_does_not_agree() {
    let mut connection = practice();
    let (line, _) = charged(&mut connection);
    connection
        .execute_batch("UPDATE open_amount SET amount_cents = amount_cents + 1")
        .unwrap();
    let problems = |connection: &Connection| -> Vec<String> {
        let checks = check::all(connection).unwrap();
        checks.into_iter().flat_map(|it| it.problems).collect()
    };
    let found = problems(&connection);
    assert!(
        found[0].contains(&format!("charge line {}", line.line)),
        "{found:?}"
    );
    connection
        .execute_batch(
            "UPDATE open_amount SET amount_cents = amount_cents - 1;
             DROP TRIGGER journal_entry_is_never_changed;
             UPDATE journal_entry SET effective_on = '2026-11-02';",
        )
        .unwrap();
    let found = problems(&connection);
    assert!(found[0].contains("entry 1"), "{found:?}");
}
