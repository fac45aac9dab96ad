//! Statements over random histories of the books: whatever happened, what a statement asks for is
//! what the ledger says, to the cent, and making one changes nothing. Numbers are those of the
//! accounting model's invariants.
//!
//! `ALMONER_HISTORIES` plays more histories of each part.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "common/play.rs"]
mod play;

use std::collections::BTreeMap;
use std::sync::Mutex;

use almoner::commands::print::Progress;
use almoner::commands::statements::{Order, preview};
use almoner::domain::account::Account;
use almoner::domain::aging::Age;
use almoner::domain::id::{PatientId, StatementId, StatementRunId};
use almoner::domain::money::Money;
use almoner::domain::plan::{Instalment, Plan, PlanLine};
use almoner::domain::statement::Statement;
use almoner::domain::statement::build::build;
use almoner::domain::statement::facts::AccountFacts;
use almoner::domain::statement::mailed::{Asked, Mailed, Run};
use almoner::domain::statement::plain::PlainDescriptions;
use almoner::domain::statement::rules::Rules;
use almoner::store::statement::facts;
use almoner::store::{self, Change, Database, balance};
use chrono::{Days, NaiveDate};
use futures_executor::block_on;
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
            let shared = facts::Accounts::on(connection, as_of)?;
            let guarantors = shared.guarantors(connection)?;
            let mut accounts = Vec::new();
            shared.each(connection, &guarantors, |account| {
                accounts.push(account);
                Ok::<_, store::Error>(())
            })?;
            Ok::<_, store::Error>(accounts)
        })
        .unwrap()
}

/// Looks at the statement of everybody.
fn look(database: &Database, as_of: NaiveDate, desk: &mut Desk) {
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
        desk.count(&statement);
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
    let on_plan: Money = statement.lines.iter().map(|line| line.on_plan).sum();
    let balance = statement
        .plan
        .as_ref()
        .map_or(Money::ZERO, |plan| plan.balance);
    assert_eq!(on_plan, balance, "38: what is on the plan is of its lines");
    assert!(Money::ZERO <= deferred && deferred <= balance);
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

/// What a test keeps of a history beside the books.
#[derive(Default)]
struct Desk {
    n_runs: i64,
    n_statements: i64,
    n_plans: usize,
    /// How often each reason was told.
    reasons: BTreeMap<String, usize>,
}

impl Desk {
    /// Mails everybody who owes, takes some of it back, and looks at what the next ones say.
    fn mail(&mut self, database: &Database, today: NaiveDate) {
        let before = statements(database, today);
        self.n_runs += 1;
        let run = Run {
            id: StatementRunId::new(self.n_runs),
            as_of: today,
            mailed_on: today,
            through: before.first().map_or(0, |(account, _)| account.through),
            cycle: None,
        };
        let mut mailed = Vec::new();
        for (_, statement) in before.iter().filter(|(_, it)| it.due().is_positive()) {
            self.n_statements += 1;
            mailed.push(self.mailed(statement, run.id));
        }
        let posting = play::clinic::posting(today, 0);
        let kept = mailed.clone();
        database
            .call_blocking(move |connection| {
                let change = Change {
                    verb: "mail",
                    entity: "statement_run",
                    entity_id: None,
                    details: String::new(),
                };
                store::write_as(connection, "biller", posting.author.at, |tx| {
                    store::statement::insert_run(tx, &run)?;
                    for it in &kept {
                        store::statement::insert(tx, it, b"pages")?;
                    }
                    Ok::<_, store::Error>((change, ()))
                })
            })
            .unwrap();
        let after = statements(database, today);
        for ((_, was), (account, is)) in before.iter().zip(&after) {
            let counted = mailed
                .iter()
                .find(|it| it.account == is.account && it.void.is_none());
            look_at_mailed(was, is, account, counted);
        }
    }

    fn mailed(&self, statement: &Statement, run: StatementRunId) -> Mailed {
        let lines = statement.lines.iter();
        Mailed {
            id: StatementId::new(self.n_statements),
            run,
            account: statement.account.clone(),
            as_of: statement.as_of,
            mailed_on: statement.as_of,
            step: statement.step,
            is_final: usize::from(statement.step) == N_STEPS,
            language: statement.language,
            due: statement.due(),
            pay_by: statement.pay_by,
            n_pages: 1,
            lines: lines
                .map(|line| Asked {
                    charge: line.charge,
                    amount: line.owes,
                })
                .collect(),
            void: (self.n_statements % 5 == 0).then(|| "left in the drawer".to_owned()),
        }
    }

    /// Agrees on a plan with the first who owes and has none, over half of each of her lines.
    fn agree(&mut self, database: &Database, today: NaiveDate) {
        let all = statements(database, today);
        let Some((_, statement)) = all.iter().find(|(account, it)| {
            account.plans.is_empty() && it.lines.iter().any(|line| line.owes.cents() > 1)
        }) else {
            return;
        };
        let owing = statement.lines.iter().filter(|line| line.owes.cents() > 1);
        let lines: Vec<PlanLine> = owing
            .map(|line| PlanLine {
                charge: line.charge,
                amount: Money::from_cents(line.owes.cents() / 2),
            })
            .collect();
        let principal: i64 = lines.iter().map(|line| line.amount.cents()).sum();
        let first = (principal + 1) / 2;
        let parts = [(20, first), (50, principal - first)];
        let instalments = (1..).zip(parts.into_iter().filter(|(_, amount)| *amount > 0));
        let plan = Plan {
            guarantor: statement.account.clone(),
            agreed_on: today,
            lines,
            instalments: instalments
                .map(|(number, (days, amount))| Instalment {
                    number,
                    due_on: today + Days::new(days),
                    amount: Money::from_cents(amount),
                })
                .collect(),
            note: String::new(),
        };
        self.n_plans += 1;
        let posting = play::clinic::posting(today, 0);
        database
            .call_blocking(move |connection| {
                let change = Change {
                    verb: "create",
                    entity: "payment_plan",
                    entity_id: None,
                    details: String::new(),
                };
                store::write_as(connection, "biller", posting.author.at, |tx| {
                    let _ = store::plan::insert(tx, &plan)?;
                    Ok::<_, store::Error>((change, ()))
                })
            })
            .unwrap();
    }

    fn count(&mut self, statement: &Statement) {
        for reason in statement.lines.iter().flat_map(|line| &line.reasons) {
            let text = format!("{reason:?}");
            let end = text.find(|c: char| !c.is_alphanumeric());
            let name = text[..end.unwrap_or(text.len())].to_owned();
            *self.reasons.entry(name).or_default() += 1;
        }
    }
}

/// What mailing changes: the step and what is asked for by when, and nothing else.
fn look_at_mailed(
    was: &Statement,
    is: &Statement,
    account: &AccountFacts,
    counted: Option<&Mailed>,
) {
    assert_eq!(
        (was.due(), was.owed(), was.credit),
        (is.due(), is.owed(), is.credit)
    );
    let Some(mailed) = counted else {
        assert_eq!(
            was, is,
            "who was not mailed, or by mistake, is where she was"
        );
        return;
    };
    assert!(is.activity.is_empty(), "all that happened is told");
    let previous = is.previous.unwrap();
    assert_eq!(
        (previous.mailed_on, previous.due),
        (mailed.mailed_on, mailed.due)
    );
    let rises = usize::from(was.step) < N_STEPS && is.lines.iter().any(|it| it.owes > it.on_plan);
    assert_eq!(
        is.step,
        was.step + u8::from(rises),
        "she was asked once more"
    );
    for (was, is) in was.lines.iter().zip(&is.lines) {
        let first = was
            .first_due_on
            .or(was.owes.is_positive().then_some(mailed.pay_by));
        assert_eq!(is.first_due_on, first, "asking again does not move the day");
    }
    let newest = account.mailed.last().unwrap();
    assert_eq!(newest.through, account.through);
}

fn statements(database: &Database, as_of: NaiveDate) -> Vec<(AccountFacts, Statement)> {
    let plain = PlainDescriptions::shipped();
    let rules = Rules::default();
    let all = accounts(database, as_of).into_iter();
    all.map(|account| {
        let statement = build(&account, as_of, &rules, N_STEPS, &plain);
        (account, statement)
    })
    .collect()
}

fn tell(history: &History, desk: &mut Desk) {
    let mut story = Story::new(history);
    for (idx, step) in history.steps.iter().enumerate() {
        let _ = story.play(step);
        let (database, today) = (story.player.database.clone(), story.player.today);
        if idx % 11 == 10 {
            desk.mail(&database, today);
        }
        if idx % 13 == 12 {
            desk.agree(&database, today);
        }
        if idx % LOOK == 0 {
            look(&database, today, desk);
        }
    }
    let (database, today) = (story.player.database.clone(), story.player.today);
    look(&database, today, desk);
    // Home counts what a run would mail.
    let waiting = block_on(almoner::commands::statements::waiting(
        database.clone(),
        today,
    ));
    let preview = preview(database, Order::due(today), Progress::default());
    let (waiting, preview) = (waiting.unwrap().due, block_on(preview).unwrap());
    let asked: Money = preview.due.iter().map(|it| it.amount).sum();
    assert_eq!((waiting.count, waiting.amount), (preview.due.len(), asked));
}

/// Gives how often each reason was told.
fn play_part(seed: u8, n_acts: std::ops::Range<usize>) -> BTreeMap<String, usize> {
    let told = Mutex::new(BTreeMap::new());
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
            let mut desk = Desk::default();
            tell(&history, &mut desk);
            let mut told = told.lock().unwrap();
            for (reason, times) in desk.reasons {
                *told.entry(reason).or_default() += times;
            }
            *told.entry("plan".to_owned()).or_default() += desk.n_plans;
            Ok(())
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
    told.into_inner().unwrap()
}

#[test]
fn statements_of_histories_are_the_ledger() {
    let _ = play_part(21, 15..50);
}

#[test]
fn statements_of_long_histories_are_the_ledger() {
    let told = play_part(22, 60..120);
    // A suite that tells nothing proves nothing.
    for reason in [
        "Shared",
        "NotCovered",
        "NoInsurance",
        "Moved",
        "Fee",
        "BackFromCollections",
        "StillPending",
        "Overpaid",
        "plan",
    ] {
        assert!(
            told.contains_key(reason),
            "{reason} was never told: {told:?}"
        );
    }
}
