//! Statements over random histories of the books: whatever happened, what a statement asks for is
//! what the ledger says, to the cent, and making one changes nothing. Numbers are those of the
//! accounting model's invariants.
//!
//! `ALMONER_HISTORIES` plays more histories of each part.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "common/play.rs"]
mod play;

use std::collections::BTreeMap;

use almoner::domain::account::Account;
use almoner::domain::aging::Age;
use almoner::domain::id::PatientId;
use almoner::domain::money::Money;
use almoner::domain::statement::Statement;
use almoner::domain::statement::build::build;
use almoner::domain::statement::facts::AccountFacts;
use almoner::domain::statement::plain::PlainDescriptions;
use almoner::domain::statement::rules::Rules;
use almoner::store::statement::facts;
use almoner::store::{self, Database, balance};
use chrono::NaiveDate;
use play::act::{History, history};
use play::whole::{Story, digest};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

const N_HISTORIES: u32 = 40;
/// How many acts lie between two looks at all statements.
const LOOK: usize = 4;
const N_STEPS: usize = 3;

/// What the store says of one account.
struct Books {
    /// What is open with its patients (1140).
    owed: Money,
    /// Unapplied money of its patients (2010), and what of it is kept for a visit.
    credit: Money,
    kept: Money,
    /// What is open with payers and is owed to the practice.
    pending: Money,
}

fn books(database: &Database, account: &AccountFacts) -> Books {
    let members: Vec<PatientId> = account.members().map(|it| it.id.clone()).collect();
    database
        .call_blocking(move |connection| {
            let mut books = Books {
                owed: Money::ZERO,
                credit: Money::ZERO,
                kept: Money::ZERO,
                pending: Money::ZERO,
            };
            for member in &members {
                for it in balance::of_patient(connection, member)? {
                    if it.key.party.bucket.account() == Account::ReceivablePatient {
                        books.owed += it.open.amount;
                    } else if it.key.party.bucket.is_insurance() && it.open.amount.is_positive() {
                        books.pending += it.open.amount;
                    }
                }
                for it in balance::credits_of_patient(connection, member)? {
                    if it.key.account != Account::PatientCredits {
                        continue;
                    }
                    books.credit += it.open.amount;
                    let received = store::receipt::find(connection, it.key.receipt)?.unwrap();
                    if let Some(visit) = received.receipt.visit
                        && is_waiting(connection, &visit)?
                    {
                        books.kept += it.open.amount;
                    }
                }
            }
            Ok::<_, store::Error>(books)
        })
        .unwrap()
}

/// Told apart from the program's own query: a visit that nobody charged, or on which a payer owes.
fn is_waiting(
    connection: &store::Connection,
    visit: &almoner::domain::id::EncounterId,
) -> Result<bool, store::Error> {
    let charges = store::charge::in_force(connection, visit)?;
    let mut owes = charges.is_empty();
    for charged in charges {
        let open = balance::of_line(connection, charged.id)?;
        owes |= open
            .iter()
            .any(|it| it.key.party.bucket.is_insurance() && it.open.amount.is_positive());
    }
    Ok(owes)
}

fn accounts(database: &Database, as_of: NaiveDate) -> Vec<AccountFacts> {
    database
        .call_blocking(move |connection| {
            let guarantors = facts::guarantors(connection)?;
            let mut accounts = Vec::new();
            facts::each(connection, &guarantors, as_of, |account| {
                accounts.push(account);
                Ok::<_, store::Error>(())
            })?;
            Ok::<_, store::Error>(accounts)
        })
        .unwrap()
}

/// Looks at the statement of everybody.
fn look(database: &Database, as_of: NaiveDate) {
    let before = digest(database);
    let accounts = accounts(database, as_of);
    let mut owed = Money::ZERO;
    for account in &accounts {
        let statement = build(
            account,
            as_of,
            &Rules::default(),
            N_STEPS,
            &PlainDescriptions::shipped(),
        );
        owed += statement.owed();
        look_at(database, account, &statement);
        look_alone(database, account, as_of);
    }
    assert_eq!(digest(database), before, "34: a statement changes nothing");
    let all: BTreeMap<Account, Money> = database
        .call_blocking(|connection| balance::kept_accounts(connection))
        .unwrap();
    let receivable = all.get(&Account::ReceivablePatient).copied();
    assert_eq!(
        owed,
        receivable.unwrap_or_default(),
        "33: all statements together are 1140"
    );
}

fn look_at(database: &Database, account: &AccountFacts, statement: &Statement) {
    let books = books(database, account);
    let deferred = statement.deferred();
    assert_eq!(statement.owed(), books.owed, "33: the lines are the ledger");
    assert_eq!(statement.credit, books.credit - books.kept, "33: credits");
    assert_eq!(
        statement.due(),
        books.owed - (books.credit - books.kept) - deferred
    );
    assert!(!statement.credit.is_negative());
    assert_eq!(
        statement.pending_total(),
        books.pending,
        "payers' amounts stand apart"
    );
    for line in &statement.lines {
        let left = line.charged
            - line.insurance_paid
            - line.adjusted
            - line.patient_paid
            - line.pending
            - line.collections;
        assert_eq!(left, line.owes, "the identity of a line: {line:?}");
        assert!(!line.owes.is_zero() && !line.reasons.is_empty(), "{line:?}");
        assert!(!line.description.is_empty(), "{line:?}");
    }
    let aged: Money = statement.aging.iter().copied().sum();
    assert_eq!(aged, statement.owed(), "30: the aging is what is owed");
    for (idx, age) in Age::ALL.iter().skip(1).enumerate() {
        let of_age = statement
            .lines
            .iter()
            .filter(|line| Age::of_days((statement.as_of - line.since).num_days()) == *age);
        let of_age: Money = of_age.map(|line| line.owes).sum();
        assert_eq!(statement.aging[idx], of_age, "30: {age:?}");
    }
    assert!((1..=N_STEPS).contains(&usize::from(statement.step)));
    assert!(!statement.past_due.is_negative());
    assert!(statement.past_due <= statement.due().max(Money::ZERO));
    assert_eq!(
        statement.past_due.is_positive(),
        statement.past_due_since.is_some()
    );
    assert!(statement.activity.is_sorted_by_key(|it| it.on));
    assert!(statement.activity.iter().all(|it| !it.amount.is_zero()));
}

/// One account read alone is the same as among all, whomever of it one asks for.
fn look_alone(database: &Database, account: &AccountFacts, as_of: NaiveDate) {
    let member = account.members().last().unwrap().id.clone();
    let alone = database
        .call_blocking(move |connection| facts::of(connection, &member, as_of))
        .unwrap()
        .unwrap();
    let plain = PlainDescriptions::shipped();
    let rules = Rules::default();
    assert_eq!(
        build(&alone, as_of, &rules, N_STEPS, &plain),
        build(account, as_of, &rules, N_STEPS, &plain)
    );
}

fn tell(history: &History) {
    let mut story = Story::new(history);
    for (idx, step) in history.steps.iter().enumerate() {
        let _ = story.play(step);
        if idx % LOOK == 0 {
            look(&story.player.database, story.player.today);
        }
    }
    look(&story.player.database, story.player.today);
}

fn play_part(seed: u8, n_acts: std::ops::Range<usize>) {
    let cases = std::env::var("ALMONER_HISTORIES")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(N_HISTORIES);
    let config = Config {
        cases,
        failure_persistence: None,
        max_shrink_time: 12_000,
        max_shrink_iters: 4_000,
        ..Config::default()
    };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
    TestRunner::new_with_rng(config, rng)
        .run(&history(n_acts), |history| {
            tell(&history);
            Ok(())
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
}

#[test]
fn statements_of_histories_are_the_ledger() {
    play_part(21, 15..50);
}

#[test]
fn statements_of_long_histories_are_the_ledger() {
    play_part(22, 60..120);
}
