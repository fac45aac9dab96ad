//! The sample's books: every case a biller meets, and all of it provable.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, Mutex};

use almoner::commands::exchange::{self, Import};
use almoner::commands::sample::SampleOptions;
use almoner::commands::{Author, demo, practice};
use almoner::domain::account::Account;
use almoner::domain::journal::{EntryKind, Posted};
use almoner::domain::money::Money;
use almoner::domain::receipt::{Method, ReceiptKind};
use almoner::domain::remittance::{RemittanceClass, RemittanceKind};
use almoner::exchange::folder::{Source, Table};
use almoner::store::{self, Database, Error, balance, check, journal};
use chrono::{Datelike, NaiveDate};

const TODAY: &str = "2026-11-20";

fn today() -> NaiveDate {
    TODAY.parse().unwrap()
}

fn author() -> Author {
    Author {
        user: "biller".into(),
        at: "2026-11-20T18:00:00Z".parse().unwrap(),
    }
}

fn make(folder: &Path, patients: usize) -> Database {
    let options = SampleOptions {
        patients,
        years: 2,
        seed: 1500,
        today: today(),
    };
    let path = folder.join("sample.almoner");
    let watch = Box::new(|_, _| {});
    demo::make(&path, &options, &author(), watch).unwrap().0
}

fn read<T: Send + 'static>(
    database: &Database,
    work: impl FnOnce(&store::Connection) -> Result<T, Error> + Send + 'static,
) -> T {
    database
        .call_blocking(move |connection| work(connection))
        .unwrap()
}

fn export(database: &Database) -> BTreeMap<Table, Vec<u8>> {
    let written = Arc::new(Mutex::new(BTreeMap::<Table, Vec<u8>>::new()));
    let taken = Arc::clone(&written);
    let put = move |table: Table, bytes: &[u8]| {
        let mut files = taken.lock().unwrap();
        files.entry(table).or_default().extend_from_slice(bytes);
        Ok(())
    };
    let _ = exchange::export(database, &author(), put).unwrap();
    written.lock().unwrap().clone()
}

#[test]
fn the_sample_holds_every_case_and_all_of_it_ties() {
    let folder = tempfile::tempdir().unwrap();
    let database = make(folder.path(), 300);
    let checks = read(&database, check::all);
    assert!(checks.iter().all(|it| it.problems.is_empty()), "{checks:?}");
    let entries = read(&database, |connection| {
        journal::between(connection, 0, i64::MAX)
    });
    holds_every_kind(&entries);
    days_are_in_order(&entries);
    every_case_is_there(&database, &entries);
    checks_are_accounted_for(&database, &entries);
    receipts_went_to_the_bank(&database);
    days_and_months_are_closed(&database, &entries);
    database.close().unwrap();
}

fn holds_every_kind(entries: &[Posted]) {
    let kinds: BTreeSet<EntryKind> = entries.iter().map(|it| it.entry.kind).collect();
    for kind in [
        EntryKind::Charge,
        EntryKind::Receipt,
        EntryKind::Allocation,
        EntryKind::WriteOff,
        EntryKind::Transfer,
        EntryKind::Application,
        EntryKind::Deposit,
        EntryKind::ReturnedCheck,
        EntryKind::Fee,
        EntryKind::RefundApproved,
        EntryKind::RefundPaid,
        EntryKind::Recoupment,
        EntryKind::Interest,
        EntryKind::Capitation,
        EntryKind::Recovery,
        EntryKind::Reversal,
    ] {
        assert!(kinds.contains(&kind), "no {kind}");
    }
    let accounts: BTreeSet<Account> = entries
        .iter()
        .flat_map(|it| &it.entry.legs)
        .map(|leg| leg.account)
        .collect();
    for account in [
        Account::ReceivableIns2,
        Account::ReceivableCollections,
        Account::Sequestration,
        Account::Capitated,
        Account::Administrative,
        Account::SmallBalance,
        Account::AgencyFees,
    ] {
        assert!(
            accounts.contains(&account),
            "nothing on {}",
            account.title()
        );
    }
}

fn days_are_in_order(entries: &[Posted]) {
    for pair in entries.windows(2) {
        assert!(pair[0].entry.effective_on <= pair[1].entry.effective_on);
        assert!(pair[0].entered_at <= pair[1].entered_at);
    }
    for posted in entries {
        assert_eq!(posted.entered_at.date_naive(), posted.entry.effective_on);
    }
}

fn every_case_is_there(database: &Database, entries: &[Posted]) {
    let (remittances, open, credits) = read(database, |connection| {
        Ok((
            store::remittance::all(connection)?,
            balance::all(connection)?,
            balance::all_credits(connection)?,
        ))
    });
    let lines: Vec<_> = remittances
        .iter()
        .flat_map(|it| it.remittance.lines.iter().map(move |line| (it, line)))
        .collect();
    for (_, line) in &lines {
        assert!(line.residual().is_zero(), "A1");
    }
    // Deductibles are used up early in the year.
    let used = |months: std::ops::RangeInclusive<u32>| {
        let of_deductible = lines.iter().filter(|(it, line)| {
            let on = it.remittance.adjudicated_on;
            let has_one = line.adjustments.iter().any(|it| it.reason == "1");
            has_one && on.year() == 2025 && months.contains(&on.month())
        });
        of_deductible.count()
    };
    let (early, late) = (used(1..=4), used(9..=12));
    assert!(2 * early > 3 * late, "{early} early, {late} late");
    // A denial that was appealed and paid, and one that stands.
    let denied: BTreeSet<_> = lines
        .iter()
        .filter(|(_, line)| line.class == RemittanceClass::Denied)
        .map(|(_, line)| line.charge)
        .collect();
    let paid: BTreeSet<_> = lines
        .iter()
        .filter(|(_, line)| line.class == RemittanceClass::Paid)
        .map(|(_, line)| line.charge)
        .collect();
    assert!(denied.intersection(&paid).next().is_some());
    assert!(denied.difference(&paid).next().is_some());
    // A takeback with its correction, and claims sent on by the payer.
    let kinds: BTreeSet<_> = lines.iter().map(|(_, line)| line.kind).collect();
    assert!(kinds.contains(&RemittanceKind::Reversal));
    assert!(kinds.contains(&RemittanceKind::Correction));
    assert!(remittances.iter().any(|it| it.remittance.is_forwarded));
    // Old balances, with patients and with payers, and credits.
    let old = today() - chrono::Days::new(120);
    let is_old = |is_insurance: bool| {
        open.iter()
            .any(|it| it.open.since < old && it.key.party.bucket.is_insurance() == is_insurance)
    };
    assert!(is_old(true) && is_old(false));
    assert!(
        credits
            .iter()
            .any(|it| it.key.account == Account::PatientCredits)
    );
    let receivable: Money = open.iter().map(|it| it.open.amount).sum();
    let change: Money = entries.iter().map(|it| it.entry.receivable_change()).sum();
    assert_eq!(receivable, change);
}

/// A3: a payer's check is what it pays, less what it keeps back, with interest, and the rest.
fn checks_are_accounted_for(database: &Database, entries: &[Posted]) {
    let (receipts, remittances, unapplied) = read(database, |connection| {
        let receipts = store::receipt::all(connection)?;
        let unapplied: Result<BTreeMap<_, _>, Error> = receipts
            .iter()
            .map(|it| Ok((it.id, balance::unapplied(connection, it.id)?)))
            .collect();
        Ok((receipts, store::remittance::all(connection)?, unapplied?))
    });
    let mut paid: BTreeMap<_, Money> = BTreeMap::new();
    for remittance in &remittances {
        let sum: Money = remittance.remittance.lines.iter().map(|it| it.paid).sum();
        *paid.entry(remittance.remittance.receipt).or_default() += sum;
    }
    for posted in entries {
        if matches!(
            posted.entry.kind,
            EntryKind::Interest | EntryKind::Capitation
        ) {
            let receipt = posted.entry.legs[0].receipt.unwrap();
            *paid.entry(receipt).or_default() += posted.entry.legs[0].amount;
        }
    }
    let mut n_waiting = 0;
    for received in receipts
        .iter()
        .filter(|it| it.receipt.kind == ReceiptKind::Insurance)
    {
        let posted = paid.get(&received.id).copied().unwrap_or_default();
        assert_eq!(received.receipt.amount, posted + unapplied[&received.id]);
        if received.receipt.received_on == today() {
            assert!(posted.is_zero(), "today's checks wait for the biller");
            n_waiting += 1;
        } else {
            assert!(unapplied[&received.id].is_zero());
        }
    }
    assert!((3..=4).contains(&n_waiting), "{n_waiting} checks wait");
}

fn receipts_went_to_the_bank(database: &Database) {
    let receipts = read(database, store::receipt::all);
    let methods: BTreeSet<Method> = receipts.iter().map(|it| it.receipt.method).collect();
    for method in [
        Method::Check,
        Method::Cash,
        Method::Card,
        Method::Eft,
        Method::None,
    ] {
        assert!(methods.contains(&method), "no {method}");
    }
    for received in receipts {
        let is_money = !received.receipt.amount.is_zero();
        let is_today = received.receipt.received_on == today();
        assert_eq!(
            received.deposit.is_some(),
            is_money && !is_today,
            "{}",
            received.id
        );
    }
}

fn days_and_months_are_closed(database: &Database, entries: &[Posted]) {
    let (sheets, events) = read(database, |connection| {
        let events = store::period::events(connection)?;
        for event in &events {
            let through = event.closed_through.unwrap();
            let again = store::period::totals(connection, through, event.through_entry)?;
            assert_eq!(event.totals.as_ref().unwrap().rows, again.rows, "{through}");
        }
        Ok((store::period::sheets(connection)?, events))
    });
    let days: BTreeSet<NaiveDate> = entries
        .iter()
        .map(|it| it.entry.effective_on)
        .filter(|day| *day < today())
        .collect();
    let closed: Vec<NaiveDate> = sheets.iter().map(|it| it.business_on).collect();
    assert_eq!(closed, days.into_iter().collect::<Vec<_>>());
    let months: Vec<String> = events
        .iter()
        .map(|it| it.closed_through.unwrap().to_string())
        .collect();
    assert_eq!(months.last().unwrap(), "2026-09-30");
    assert_eq!(months.len(), months.iter().collect::<BTreeSet<_>>().len());
    assert!(months.len() >= 22, "{months:?}");
}

#[test]
fn a_seed_gives_the_same_books_and_they_come_in_again_the_same() {
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let first = make(folders[0].path(), 60);
    let second = make(folders[1].path(), 60);
    assert_eq!(read(&first, journal::head), read(&second, journal::head));
    let folder = export(&first);
    assert!(
        folder == export(&second),
        "the same seed gives the same folder"
    );

    let other = tempfile::tempdir().unwrap();
    let passphrase = practice::Passphrase::new("seven gray herons").unwrap();
    let path = other.path().join("other.almoner");
    let other = practice::create(&path, &passphrase, &author()).unwrap();
    let sources = folder
        .iter()
        .map(|(table, bytes)| Source {
            table: *table,
            bytes: Box::new(std::io::Cursor::new(bytes.clone())),
        })
        .collect();
    let import = Import {
        today: today(),
        ignore_unknown: false,
        is_trial: false,
    };
    let _ = exchange::import(&other, sources, import, &author()).unwrap();
    let checks = read(&other, check::all);
    assert!(checks.iter().all(|it| it.problems.is_empty()), "{checks:?}");
    let again = export(&other);
    for (table, bytes) in &folder {
        assert!(again.get(table) == Some(bytes), "{table:?} differs");
    }
}
