//! What acts on the books refuse, each with its rule.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "common/books.rs"]
mod books;

use almoner::commands::ledger::adjust::{self, Transfer, WriteOffOrder};
use almoner::commands::ledger::agency;
use almoner::commands::ledger::correct::{self, Extent};
use almoner::commands::ledger::credits::{self, CreditShare};
use almoner::commands::ledger::deposits;
use almoner::commands::ledger::fees;
use almoner::commands::ledger::returned::{self, Returned};
use almoner::commands::{Error, ledger::receipts};
use almoner::domain::account::{Account, Bucket, WriteOff};
use almoner::domain::id::{EntryId, ReceiptId};
use almoner::domain::journal::Party;
use almoner::domain::journal::event::{self, LineRef};
use almoner::domain::receipt::ReceiptDraft;
use almoner::store::{self};
use books::{Books, cents, day, insurance, on, patient, patient_check, rule, share};
use futures_executor::block_on;

fn secondary() -> Party {
    Party {
        bucket: Bucket::Ins2,
        payer: Some("PAY2".parse().unwrap()),
    }
}

fn transfer(
    books: &Books,
    line: &LineRef,
    (from, to): (Party, Party),
    amount: i64,
    is_confirmed: bool,
    reason: &str,
) -> Result<Vec<EntryId>, Error> {
    let transfer = Transfer {
        line: line.line,
        from,
        to,
        amount: cents(amount),
    };
    block_on(adjust::transfer(
        books.database.clone(),
        vec![transfer],
        is_confirmed,
        reason.into(),
        on("2026-03-10"),
    ))
}

fn write_off(
    books: &Books,
    line: &LineRef,
    party: Party,
    kind: WriteOff,
    amount: i64,
) -> Result<Vec<EntryId>, Error> {
    let order = WriteOffOrder {
        line: line.line,
        party,
        kind,
        amount: cents(amount),
    };
    block_on(adjust::write_off(
        books.database.clone(),
        vec![order],
        "agreed".into(),
        on("2026-03-10"),
    ))
}

#[test]
fn who_is_to_pay_moves_only_within_what_is_open_and_to_whom_it_may() {
    let books = Books::new();
    let line = books.visit("V1", "P1", "2026-03-02", "150.00", &on("2026-03-02"));
    let hurt = books.visit("V2", "P2", "2026-03-02", "80.00", &on("2026-03-02"));
    let (first, comp) = (insurance("PAY1"), insurance("COMP"));
    let table = [
        (
            &line,
            (first.clone(), Party::PATIENT),
            15_001,
            "x",
            "more-than-open",
        ),
        (
            &line,
            (first.clone(), Party::PATIENT),
            0,
            "x",
            "amount-missing",
        ),
        (
            &line,
            (first.clone(), Party::PATIENT),
            -1,
            "x",
            "amount-missing",
        ),
        (
            &line,
            (first.clone(), Party::PATIENT),
            100,
            " ",
            "reason-missing",
        ),
        (
            &line,
            (first.clone(), first.clone()),
            100,
            "x",
            "same-party",
        ),
        (
            &line,
            (Party::PATIENT, secondary()),
            100,
            "x",
            "more-than-open",
        ),
        (
            &line,
            (first.clone(), comp.clone()),
            100,
            "x",
            "party-without-coverage",
        ),
        (
            &hurt,
            (comp.clone(), secondary()),
            100,
            "x",
            "party-without-coverage",
        ),
        (
            &hurt,
            (comp.clone(), Party::PATIENT),
            100,
            "x",
            "patient-not-billable",
        ),
        (
            &line,
            (first.clone(), Party::COLLECTIONS),
            100,
            "x",
            "agency-takes-patients-debts",
        ),
    ];
    for (line, parties, amount, reason, why) in table {
        let refused = transfer(&books, line, parties.clone(), amount, false, reason);
        assert_eq!(rule(refused), why, "{parties:?} {amount}");
    }
    assert_eq!(books.open(&line, &first), cents(15_000));
    let _ = transfer(
        &books,
        &line,
        (first, secondary()),
        1_841,
        false,
        "crossed over",
    )
    .unwrap();
    assert_eq!(books.open(&line, &secondary()), cents(1_841));
    let _ = transfer(
        &books,
        &hurt,
        (comp, Party::PATIENT),
        8_000,
        true,
        "not related",
    )
    .unwrap();
    assert_eq!(books.open(&hurt, &Party::PATIENT), cents(8_000));
    let choices = block_on(adjust::parties(books.database.clone(), hurt.line)).unwrap();
    let of_patient = choices
        .iter()
        .find(|choice| choice.party == Party::PATIENT)
        .unwrap();
    assert_eq!(of_patient.open, cents(8_000));
    assert!(of_patient.warning.is_some());
    books.assert_sound();
}

#[test]
fn a_coverage_found_later_gives_the_patient_her_money_back() {
    let books = Books::new();
    let line = books.visit("V1", "P1", "2026-03-02", "150.00", &on("2026-03-02"));
    let parties = (insurance("PAY1"), Party::PATIENT);
    let _ = transfer(&books, &line, parties, 15_000, false, "no coverage").unwrap();
    let taken = books
        .pay(
            "P1",
            "60.00",
            vec![share(line.line, 6_000)],
            on("2026-03-12"),
        )
        .unwrap();
    let cover = || {
        block_on(adjust::cover(
            books.database.clone(),
            vec![line.line],
            secondary(),
            "card found".into(),
            on("2026-03-20"),
        ))
    };
    let _ = cover().unwrap();
    assert_eq!(books.open(&line, &Party::PATIENT), cents(0));
    assert_eq!(books.open(&line, &secondary()), cents(15_000));
    assert_eq!(books.unapplied(taken.receipt), cents(6_000));
    assert_eq!(rule(cover()), "more-than-open");
    books.assert_sound();
}

#[test]
fn a_write_off_fits_who_owes_and_is_never_more() {
    let books = Books::new();
    let line = books.visit("V1", "P1", "2026-03-02", "150.00", &on("2026-03-02"));
    let first = insurance("PAY1");
    let parties = (first.clone(), Party::PATIENT);
    let _ = transfer(&books, &line, parties, 5_000, false, "deductible").unwrap();
    let table = [
        (
            first.clone(),
            WriteOff::Contractual,
            10_001,
            "more-than-open",
        ),
        (
            first.clone(),
            WriteOff::BadDebt,
            100,
            "write-off-does-not-fit",
        ),
        (
            Party::PATIENT,
            WriteOff::Contractual,
            100,
            "write-off-does-not-fit",
        ),
        (
            Party::PATIENT,
            WriteOff::Capitated,
            100,
            "write-off-does-not-fit",
        ),
        (
            Party::PATIENT,
            WriteOff::Discretionary,
            5_001,
            "more-than-open",
        ),
        (Party::COLLECTIONS, WriteOff::BadDebt, 1, "more-than-open"),
        (Party::PATIENT, WriteOff::Discretionary, 0, "amount-missing"),
    ];
    for (party, kind, amount, why) in table {
        let refused = write_off(&books, &line, party, kind, amount);
        assert_eq!(rule(refused), why, "{kind} {amount}");
    }
    for (kind, account) in [
        (WriteOff::Discretionary, Account::Discretionary),
        (WriteOff::Administrative, Account::Administrative),
        (WriteOff::BadDebt, Account::BadDebt),
    ] {
        let _ = write_off(&books, &line, Party::PATIENT, kind, 1_000).unwrap();
        assert_eq!(books.account(account), cents(1_000));
    }
    assert_eq!(books.open(&line, &Party::PATIENT), cents(2_000));
    books.assert_sound();
}

#[test]
fn two_parts_of_one_order_are_counted_together() {
    let books = Books::new();
    let line = books.visit("V1", "P1", "2026-03-02", "150.00", &on("2026-03-02"));
    let order = WriteOffOrder {
        line: line.line,
        party: insurance("PAY1"),
        kind: WriteOff::Administrative,
        amount: cents(8_000),
    };
    let twice = block_on(adjust::write_off(
        books.database.clone(),
        vec![order.clone(), order],
        "late".into(),
        on("2026-03-10"),
    ));
    assert_eq!(rule(twice), "more-than-open");
    let parties = (insurance("PAY1"), Party::PATIENT);
    let _ = transfer(&books, &line, parties, 15_000, false, "no coverage").unwrap();
    let shares = vec![share(line.line, 8_000), share(line.line, 8_000)];
    let paid = books.pay("P1", "160.00", shares, on("2026-03-11"));
    assert_eq!(rule(paid), "more-than-open");
    let n_receipts = books.read(|connection| Ok(store::receipt::all(connection)?.len()));
    assert_eq!(n_receipts, 0);
    books.assert_sound();
}

#[test]
fn small_balances_are_listed_and_written_off_together() {
    let books = Books::new();
    let first = books.visit("V1", "P1", "2026-03-02", "4.99", &on("2026-03-02"));
    let _ = books.visit("V2", "P1", "2026-03-02", "5.01", &on("2026-03-02"));
    let small = |buckets: &[Bucket]| {
        block_on(adjust::small_balances(
            books.database.clone(),
            cents(500),
            buckets.to_vec(),
        ))
        .unwrap()
    };
    assert_eq!(small(&[Bucket::Patient]), []);
    let rows = small(&[Bucket::Ins1]);
    assert_eq!(rows.len(), 1);
    let orders = rows.into_iter().map(|row| row.order).collect();
    let _ = block_on(adjust::write_off(
        books.database.clone(),
        orders,
        "not worth a stamp".into(),
        on("2026-03-10"),
    ))
    .unwrap();
    assert_eq!(books.open(&first, &insurance("PAY1")), cents(0));
    assert_eq!(books.account(Account::SmallBalance), cents(499));
    assert_eq!(small(&[Bucket::Ins1]), []);
    books.assert_sound();
}

#[test]
fn a_payment_pays_only_its_own_family_and_never_more_than_it_is() {
    let books = Books::new();
    let line = books.visit("V1", "P3", "2026-03-02", "150.00", &on("2026-03-02"));
    assert_eq!(books.open(&line, &Party::PATIENT), cents(15_000));
    let pay = |of: &str, amount: &str, of_line| {
        books.pay(
            of,
            amount,
            vec![share(line.line, of_line)],
            on("2026-03-04"),
        )
    };
    assert_eq!(rule(pay("P1", "20.00", 2_000)), "line-of-others");
    assert_eq!(rule(pay("P3", "20.00", 2_001)), "more-than-credit");
    assert_eq!(rule(pay("P3", "20.00", 0)), "amount-missing");
    let payer = ReceiptDraft {
        kind: "OTHER".into(),
        patient_id: String::new(),
        ..patient_check("", "20.00", &on("2026-03-04"))
    };
    let taken = block_on(almoner::commands::ledger::payments::take(
        books.database.clone(),
        payer,
        Vec::new(),
        on("2026-03-04"),
    ));
    assert_eq!(rule(taken), "payer-not-patient");
    assert_eq!(books.account(Account::UndepositedReceipts), cents(0));
    let _ = pay("P3", "20.00", 2_000).unwrap();
    // Money of an estate pays anybody's line.
    let estate = ReceiptDraft {
        kind: "OTHER".into(),
        patient_id: String::new(),
        check_number: "9".into(),
        ..patient_check("", "20.00", &on("2026-03-05"))
    };
    let estate = block_on(receipts::log(
        books.database.clone(),
        estate,
        on("2026-03-05"),
    ))
    .unwrap();
    let payers = books.check("PAY1", "904", "20.00", on("2026-03-05"));
    let apply = |receipt: ReceiptId, owner: Option<&str>| {
        let it = CreditShare {
            receipt,
            owner: owner.map(patient),
            share: share(line.line, 500),
        };
        block_on(credits::apply(
            books.database.clone(),
            vec![it],
            on("2026-03-05"),
        ))
    };
    assert_eq!(rule(apply(payers.receipt, None)), "payer-money");
    assert_eq!(rule(apply(estate, Some("P3"))), "credit-has-no-patient");
    let _ = apply(estate, None).unwrap();
    assert_eq!(books.open(&line, &Party::PATIENT), cents(12_500));
    books.assert_sound();
}

#[test]
fn the_bank_gives_back_only_what_it_had() {
    let books = Books::new();
    let give_back = |receipt: ReceiptId, text: &str, fee: Option<i64>| {
        let returned = Returned {
            receipt,
            reason: "insufficient funds".into(),
            fee: fee.map(cents),
        };
        block_on(returned::post(books.database.clone(), returned, on(text)))
    };
    let cash = ReceiptDraft {
        method: "CASH".into(),
        check_number: String::new(),
        ..patient_check("P1", "5.00", &on("2026-03-04"))
    };
    let cash = block_on(receipts::log(
        books.database.clone(),
        cash,
        on("2026-03-04"),
    ))
    .unwrap();
    let check = books
        .pay("P1", "10.00", Vec::new(), on("2026-03-04"))
        .unwrap();
    let payers = books.check("PAY1", "905", "20.00", on("2026-03-04"));
    assert_eq!(
        rule(give_back(cash, "2026-03-09", None)),
        "cash-is-not-returned"
    );
    assert_eq!(
        rule(give_back(check.receipt, "2026-03-09", None)),
        "receipt-not-deposited"
    );
    let _ = block_on(deposits::make(
        books.database.clone(),
        vec![cash, check.receipt, payers.receipt],
        String::new(),
        on("2026-03-05"),
    ))
    .unwrap();
    assert_eq!(
        rule(give_back(check.receipt, "2026-03-04", None)),
        "returned-before-deposit"
    );
    assert_eq!(
        rule(give_back(payers.receipt, "2026-03-09", Some(2_500))),
        "fee-without-patient"
    );
    assert_eq!(
        rule(give_back(check.receipt, "2026-03-09", Some(0))),
        "amount-missing"
    );
    let _ = give_back(payers.receipt, "2026-03-09", None).unwrap();
    assert_eq!(books.account(Account::Bank), cents(1_500));
    assert_eq!(books.account(Account::UnappliedReceipts), cents(0));
    books.assert_sound();
}

#[test]
fn the_agency_gets_what_is_owed_once() {
    let books = Books::new();
    let line = books.visit("V1", "P3", "2026-03-02", "150.00", &on("2026-03-02"));
    let lines = || vec![line.line];
    let hand_over = |lines, reason: &str| {
        block_on(agency::hand_over(
            books.database.clone(),
            lines,
            reason.into(),
            on("2026-03-10"),
        ))
    };
    assert_eq!(rule(hand_over(Vec::new(), "x")), "nothing-chosen");
    assert_eq!(rule(hand_over(lines(), "")), "reason-missing");
    let _ = hand_over(lines(), "three statements").unwrap();
    assert_eq!(rule(hand_over(lines(), "again")), "more-than-open");
    let back = block_on(correct::preview(
        books.database.clone(),
        EntryId::new(99),
        Extent::Entry,
    ));
    assert!(matches!(
        back,
        Err(Error::Store(store::Error::NotFound("journal entry")))
    ));
    let _ = books.post(
        &on("2026-03-11"),
        vec![event::written_off(
            &line,
            &Party::COLLECTIONS,
            WriteOff::BadDebt,
            cents(15_000),
            day("2026-03-11"),
        )],
    );
    let handed = block_on(correct::preview(
        books.database.clone(),
        EntryId::new(2),
        Extent::Step,
    ))
    .unwrap();
    assert!(handed.refusal.unwrap().contains("Collections"));
    books.assert_sound();
}

#[test]
fn a_fee_is_the_patients_alone() {
    let books = Books::new();
    let charge = |of: &str, amount, what: &str| {
        let fee = fees::Fee {
            patient: patient(of),
            amount: cents(amount),
            description: what.into(),
        };
        block_on(fees::charge(books.database.clone(), fee, on("2026-03-04")))
    };
    assert_eq!(rule(charge("P1", 0, "missed visit")), "amount-missing");
    assert_eq!(rule(charge("P1", 2_500, " ")), "description-missing");
    assert!(charge("P9", 2_500, "missed visit").is_err());
    let line = LineRef {
        line: charge("P1", 2_500, "missed visit").unwrap(),
        patient: patient("P1"),
    };
    assert_eq!(books.open(&line, &Party::PATIENT), cents(2_500));
    assert_eq!(books.account(Account::FeeIncome), cents(-2_500));
    let parties = (Party::PATIENT, insurance("PAY1"));
    let moved = transfer(&books, &line, parties, 2_500, true, "try");
    assert_eq!(rule(moved), "party-without-coverage");
    books.assert_sound();
}
