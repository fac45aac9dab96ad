//! Whatever the rules: everybody on whose account something is open is sent a statement or is
//! skipped for a reason, and every cent is told (accounting.md, invariants 33 to 35).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use almoner::commands::print::Progress;
use almoner::commands::sample::{self, SampleOptions};
use almoner::commands::statements::settings;
use almoner::commands::statements::{self, Cycle, Order, Preview, Selection};
use almoner::commands::{Author, demo};
use almoner::domain::account::Account;
use almoner::domain::id::PatientId;
use almoner::domain::journal::Party;
use almoner::domain::money::Money;
use almoner::domain::statement::rules::Rules;
use almoner::store::{self, Connection, Database, balance, journal};
use chrono::{Days, NaiveDate};
use futures_executor::block_on;
use proptest::prelude::*;

fn today() -> NaiveDate {
    "2026-11-20".parse().unwrap()
}

fn author() -> Author {
    Author {
        user: "biller".into(),
        at: "2026-11-20T18:00:00Z".parse().unwrap(),
    }
}

/// A sample practice of a year.
fn sample_practice(patients: usize, seed: u64) -> Database {
    let options = SampleOptions {
        patients,
        years: 1,
        seed,
        today: today(),
    };
    let database = Database::in_memory().unwrap();
    let records = sample::generate(&options).unwrap();
    let watch = Box::new(|_, _| {});
    let _ = demo::fill(&database, records, &options, &author(), watch).unwrap();
    database
}

/// One whose statements of two months were mailed.
fn practice() -> &'static Database {
    static PRACTICE: OnceLock<Database> = OnceLock::new();
    PRACTICE.get_or_init(|| {
        let database = sample_practice(120, 35);
        for days in [60, 30] {
            let on = today() - Days::new(days);
            let sheets = statements::prepare(&database, Order::due(on)).unwrap();
            let _ = statements::keep_now(&database, sheets, on, author()).unwrap();
        }
        database
    })
}

fn read<T: Send + 'static>(
    work: impl FnOnce(&Connection) -> Result<T, store::Error> + Send + 'static,
) -> T {
    practice()
        .call_blocking(move |connection| work(connection))
        .unwrap()
}

/// What is open on an account: what patients owe, what of theirs is unapplied, and what payment
/// plans put off.
type Open = (Money, Money, Money);

/// By account what is open, from the balances and the plans alone.
fn eligible() -> BTreeMap<PatientId, Open> {
    read(|connection| {
        let mut accounts: BTreeMap<PatientId, Open> = BTreeMap::new();
        let root = |patient: &PatientId| -> Result<PatientId, store::Error> {
            Ok(store::patient::family(connection, patient)?.remove(0))
        };
        for open in balance::all(connection)? {
            if open.key.party == Party::PATIENT {
                accounts.entry(root(&open.patient)?).or_default().0 += open.open.amount;
            }
        }
        for credit in balance::all_credits(connection)? {
            if credit.key.account == Account::PatientCredits {
                let patient = credit.key.patient.unwrap();
                accounts.entry(root(&patient)?).or_default().1 += credit.open.amount;
            }
        }
        for kept in store::plan::unpaid(connection)? {
            let mut owed = BTreeMap::new();
            for line in &kept.plan.lines {
                let owes = balance::of(connection, line.charge, &Party::PATIENT)?;
                let _ = owed.insert(line.charge, owes);
            }
            let pay_by = today() + Days::new(Rules::default().days_to_pay.into());
            let state = kept
                .plan
                .state(kept.id, &|line| owed[&line], today(), pay_by);
            if let Some(open) = accounts.get_mut(&root(&kept.plan.guarantor)?) {
                open.2 += state.deferred;
            }
        }
        Ok(accounts)
    })
}

fn preview(order: Order) -> Preview {
    block_on(statements::preview(
        practice().clone(),
        order,
        Progress::default(),
    ))
    .unwrap()
}

fn any_rules() -> impl Strategy<Value = Rules> {
    (0_i64..20_000, 0_i64..20_000, 0_u16..=90, any::<bool>()).prop_map(
        |(minimum, minimum_credit, days_between, mails_plans)| Rules {
            minimum: Money::from_cents(minimum),
            minimum_credit: Money::from_cents(minimum_credit),
            days_between,
            mails_plans,
            ..Rules::default()
        },
    )
}

fn any_cycle() -> impl Strategy<Value = Option<Cycle>> {
    let letters = (b'A'..=b'Z', b'A'..=b'Z').prop_map(|(one, other)| Cycle {
        from: char::from(one.min(other)).to_string(),
        to: char::from(one.max(other)).to_string(),
    });
    proptest::option::of(letters)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn everybody_is_mailed_or_skipped_for_a_reason(
        rules in any_rules(),
        cycle in any_cycle(),
        put_in in proptest::collection::vec(any::<prop::sample::Index>(), 0..4),
        left_out in proptest::collection::vec(any::<prop::sample::Index>(), 0..4),
    ) {
        let eligible = eligible();
        let ids: Vec<PatientId> = eligible.keys().cloned().collect();
        let some = |chosen: Vec<prop::sample::Index>| -> Vec<PatientId> {
            chosen.iter().map(|idx| idx.get(&ids).clone()).collect()
        };
        let before = read(journal::head);
        block_on(settings::save(practice().clone(), Some(rules), None, author())).unwrap();
        let order = Order {
            selection: Selection::Due { cycle },
            put_in: some(put_in),
            left_out: some(left_out),
            as_of: today(),
        };
        let preview = preview(order.clone());
        let due: BTreeSet<&PatientId> = preview.due.iter().map(|it| &it.account).collect();
        let skipped: BTreeSet<&PatientId> =
            preview.skipped.iter().map(|it| &it.account).collect();
        prop_assert_eq!(due.len(), preview.due.len());
        prop_assert_eq!(skipped.len(), preview.skipped.len());
        prop_assert!(due.is_disjoint(&skipped));
        let all: BTreeSet<&PatientId> = due.union(&skipped).copied().collect();
        prop_assert_eq!(all, eligible.keys().collect::<BTreeSet<_>>());
        for row in &preview.skipped {
            prop_assert!(!row.reasons.is_empty());
            prop_assert!(row.reasons.iter().all(|it| it.sentence().ends_with('.')));
        }
        for row in &preview.due {
            prop_assert!(!order.left_out.contains(&row.account));
            prop_assert!(row.overridden.is_empty() || order.put_in.contains(&row.account));
            let (owed, credit, deferred) = eligible[&row.account];
            let most = owed - deferred;
            prop_assert!(row.amount <= most && row.amount >= most - credit, "{:?} {owed} {credit} {deferred}", row);
        }
        // Each cent is asked for, is her own money, or is put off by a plan.
        let due = preview.due.iter().map(|row| row.amount);
        let asked: Money = due.chain(preview.skipped.iter().map(|row| row.amount)).sum();
        let owed: Money = eligible.values().map(|(owed, _, deferred)| *owed - *deferred).sum();
        let credits: Money = eligible.values().map(|(_, credit, _)| *credit).sum();
        prop_assert!(owed - credits <= asked && asked <= owed);
        prop_assert!(preview.ties.iter().all(|it| it.agrees()), "{:?}", preview.ties);
        prop_assert_eq!(read(journal::head), before);
    }
}

#[test]
fn what_a_run_keeps_is_what_it_previewed() {
    // A practice of its own, for what is mailed here would change the others'.
    let database = sample_practice(40, 7);
    let seen = statements::preview(database.clone(), Order::due(today()), Progress::default());
    let preview = block_on(seen).unwrap();
    assert!(!preview.due.is_empty() && !preview.skipped.is_empty());
    let sheets = statements::prepare(&database, Order::due(today())).unwrap();
    let n_pages: usize = sheets.statements.iter().map(|it| it.n_pages).sum();
    assert_eq!(n_pages, sheets.n_sheets());
    let kept = statements::keep_now(&database, sheets, today(), author()).unwrap();
    let run = block_on(statements::run(database.clone(), kept.run.unwrap())).unwrap();
    let mailed: Vec<(&PatientId, Money)> = run
        .mailed
        .iter()
        .map(|(_, it)| (&it.account, it.due))
        .collect();
    let due: Vec<(&PatientId, Money)> = preview
        .due
        .iter()
        .map(|row| (&row.account, row.amount))
        .collect();
    assert_eq!(mailed, due);
    let told = |rows: &[statements::SkippedRow]| -> Vec<_> {
        let rows = rows.iter();
        rows.map(|row| (row.account.clone(), row.amount, row.reasons.clone()))
            .collect()
    };
    assert_eq!(told(&run.skipped), told(&preview.skipped));
}
