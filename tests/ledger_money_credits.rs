//! Credits, refunds and deposits: where money stands until it is applied, and how it goes back.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "common/books.rs"]
mod books;

use almoner::commands::ledger::credits::{self, CreditSource};
use almoner::commands::ledger::refunds::{self, Refund};
use almoner::commands::ledger::returned::{self, Returned};
use almoner::commands::ledger::{closing, deposits, receipts};
use almoner::domain::account::{Account, WriteOff};
use almoner::domain::journal::event::{self, LineRef};
use almoner::domain::journal::{EntryKind, Party};
use almoner::domain::period::day_sheet::CreditMovement;
use almoner::domain::receipt::Method;
use almoner::store::journal;
use books::{Books, cents, day, insurance, on, patient, rule, share};
use futures_executor::block_on;

/// Two lines that P1 owes 18.41 and 169.72 on, the first for longer (V1's and V2's patient parts).
fn owing(books: &Books) -> (LineRef, LineRef) {
    let payer = insurance("PAY1");
    let first = books.visit("V1", "P1", "2026-01-05", "150.00", &on("2026-01-05"));
    let check = books.check("PAY1", "501", "72.17", on("2026-01-20"));
    let january = day("2026-01-20");
    let _ = books.post(
        &on("2026-01-20"),
        vec![
            event::allocated(&check, &first, &payer, cents(7_217), january),
            event::written_off(&first, &payer, WriteOff::Contractual, cents(5_795), january),
            event::written_off(&first, &payer, WriteOff::Sequestration, cents(147), january),
            event::transferred(&first, &payer, &Party::PATIENT, cents(1_841), january),
        ],
    );
    let second = books.visit("V2", "P1", "2026-01-08", "280.00", &on("2026-01-20"));
    let february = day("2026-02-10");
    let _ = books.post(
        &on("2026-02-10"),
        vec![
            event::written_off(
                &second,
                &payer,
                WriteOff::Contractual,
                cents(11_028),
                february,
            ),
            event::transferred(&second, &payer, &Party::PATIENT, cents(16_972), february),
        ],
    );
    (first, second)
}

#[test]
fn a_refund_of_a_check_that_then_comes_back_is_owed_again() {
    let books = Books::new();
    let taken = books
        .pay("P1", "50.00", Vec::new(), on("2026-03-04"))
        .unwrap();
    let _ = block_on(deposits::make(
        books.database.clone(),
        vec![taken.receipt],
        String::new(),
        on("2026-03-05"),
    ))
    .unwrap();
    let give = credits::CreditMove {
        receipt: taken.receipt,
        from: patient("P1"),
        to: patient("P2"),
        amount: cents(2_000),
        reason: "it was for the child".into(),
    };
    let _ = block_on(credits::give(
        books.database.clone(),
        give,
        on("2026-03-05"),
    ))
    .unwrap();
    let refund = Refund {
        receipt: taken.receipt,
        owner: Some(patient("P2")),
        amount: cents(2_000),
        reason: "nothing owed".into(),
    };
    let _ = block_on(refunds::approve(
        books.database.clone(),
        refund,
        on("2026-03-06"),
    ))
    .unwrap();
    let _ = block_on(refunds::pay(
        books.database.clone(),
        taken.receipt,
        Some(patient("P2")),
        "2002".into(),
        on("2026-03-06"),
    ))
    .unwrap();
    let bounced = Returned {
        receipt: taken.receipt,
        reason: "account closed".into(),
        fee: None,
    };
    let _ = block_on(returned::post(
        books.database.clone(),
        bounced,
        on("2026-03-12"),
    ))
    .unwrap();
    // The bank took 50.00 back and 20.00 had gone out: the child owes those.
    assert_eq!(books.account(Account::Bank), cents(-2_000));
    assert_eq!(books.account(Account::PatientCredits), cents(0));
    assert_eq!(books.family("P1").owes(), cents(2_000));
    let close = block_on(closing::preview_day(
        books.database.clone(),
        on("2026-03-12"),
    ))
    .unwrap();
    assert!(close.is_tied(), "{:?} {:?}", close.sheet.ties, close.ties);
    assert_eq!(
        close.sheet.credit_movements[&CreditMovement::Refunded],
        cents(-2_000)
    );
    books.assert_sound();
}

#[test]
fn credits_move_within_the_family_and_come_back_from_lines() {
    let books = Books::new();
    let (first, _) = owing(&books);
    let taken = books
        .pay(
            "P1",
            "30.00",
            vec![share(first.line, 1_841)],
            on("2026-03-04"),
        )
        .unwrap();
    assert_eq!(books.unapplied(taken.receipt), cents(1_159));
    let undo = |reason: &str| {
        block_on(credits::unapply(
            books.database.clone(),
            taken.entries[0],
            reason.into(),
            on("2026-03-05"),
        ))
    };
    assert_eq!(rule(undo("  ")), "reason-missing");
    let _ = undo("wrong line").unwrap();
    assert_eq!(rule(undo("wrong line")), "entry-is-reversed");
    assert_eq!(books.unapplied(taken.receipt), cents(3_000));
    let give = |to: &str, amount| {
        let order = credits::CreditMove {
            receipt: taken.receipt,
            from: patient("P1"),
            to: patient(to),
            amount: cents(amount),
            reason: "paid for the child".into(),
        };
        block_on(credits::give(
            books.database.clone(),
            order,
            on("2026-03-05"),
        ))
    };
    for (to, amount, why) in [
        ("P1", 100, "same-patient"),
        ("P3", 100, "other-family"),
        ("P2", 3_001, "more-than-credit"),
        ("P2", 0, "amount-missing"),
    ] {
        assert_eq!(rule(give(to, amount)), why);
    }
    let _ = give("P2", 1_000).unwrap();
    let void = receipts::void(
        books.database.clone(),
        taken.receipt,
        "typed twice".into(),
        on("2026-03-05"),
    );
    assert_eq!(rule(block_on(void)), "receipt-is-applied");
    let rows = block_on(credits::list(books.database.clone(), day("2026-05-05"))).unwrap();
    let shown: Vec<_> = rows
        .iter()
        .map(|row| (row.patient.clone().unwrap(), row.amount, row.age))
        .collect();
    assert_eq!(
        shown,
        [
            (patient("P1"), cents(2_000), 62),
            (patient("P2"), cents(1_000), 61)
        ]
    );
    assert_eq!(rows[0].last_moved_on, Some(day("2026-03-05")));
    assert_eq!(rows[0].return_by, None);
    books.assert_sound();
}

#[test]
fn a_payers_overpayment_runs_its_sixty_days_and_goes_back_by_our_check() {
    let books = Books::new();
    let line = books.visit("V7", "P1", "2026-03-02", "100.00", &on("2026-03-02"));
    let payer = insurance("PAY1");
    let check = books.check("PAY1", "902", "110.00", on("2026-03-10"));
    let _ = books.post(
        &on("2026-03-10"),
        vec![event::allocated(
            &check,
            &line,
            &payer,
            cents(11_000),
            day("2026-03-10"),
        )],
    );
    let rows = block_on(credits::list(books.database.clone(), day("2026-03-20"))).unwrap();
    assert_eq!(rows.len(), 1);
    assert!(matches!(&rows[0].source, CreditSource::Line(_, party) if *party == payer));
    assert_eq!(rows[0].amount, cents(1_000));
    assert_eq!(rows[0].return_by, Some(day("2026-05-09")));
    let refund = |amount| {
        let refund = refunds::PayerRefund {
            line: line.line,
            party: payer.clone(),
            amount: cents(amount),
            check_number: "2003".into(),
            reason: "paid twice".into(),
        };
        block_on(refunds::refund_payer(
            books.database.clone(),
            refund,
            on("2026-04-01"),
        ))
    };
    assert_eq!(rule(refund(11_001)), "more-than-paid");
    let _ = refund(1_000).unwrap();
    assert_eq!(books.open(&line, &payer), cents(0));
    let _ = refund(10_000).unwrap();
    assert_eq!(rule(refund(1)), "more-than-paid");
    assert_eq!(books.open(&line, &payer), cents(10_000));
    assert_eq!(books.account(Account::Bank), cents(-11_000));
    books.assert_sound();
}

#[test]
fn a_deposit_is_what_its_receipts_come_to_and_stays_so() {
    let books = Books::new();
    let taken = books
        .pay("P1", "30.00", Vec::new(), on("2026-03-04"))
        .unwrap();
    let check = books.check("PAY1", "903", "70.00", on("2026-03-05"));
    let drawer = block_on(deposits::drawer(books.database.clone())).unwrap();
    assert_eq!(drawer.total, cents(10_000));
    assert_eq!(drawer.by_method[0].method, Method::Check);
    assert_eq!(drawer.by_method[0].count, 2);
    let both = vec![taken.receipt, check.receipt, taken.receipt];
    let make = |receipts, text: &str| {
        block_on(deposits::make(
            books.database.clone(),
            receipts,
            String::new(),
            on(text),
        ))
    };
    assert_eq!(rule(make(Vec::new(), "2026-03-05")), "nothing-chosen");
    assert_eq!(
        rule(make(both.clone(), "2026-03-04")),
        "deposit-before-receipt"
    );
    let ahead = on("2026-03-05").on(day("2026-03-06"));
    let tomorrow = deposits::make(books.database.clone(), both.clone(), String::new(), ahead);
    assert_eq!(rule(block_on(tomorrow)), "posting-in-future");
    let number = make(both.clone(), "2026-03-05").unwrap();
    assert_eq!(rule(make(both, "2026-03-06")), "receipt-is-deposited");
    let slip = block_on(deposits::slip(books.database.clone(), number)).unwrap();
    assert!(slip.ties());
    assert_eq!(slip.total, cents(10_000));
    assert_eq!(slip.lines[0].giver, "Doe, Jane Quinn");
    assert_eq!(books.account(Account::Bank), cents(10_000));
    assert_eq!(books.account(Account::UndepositedReceipts), cents(0));
    let list = block_on(deposits::between(
        books.database.clone(),
        day("2026-03-01"),
        day("2026-03-31"),
    ))
    .unwrap();
    assert_eq!((list[0].number, list[0].count), (number, 2));
    for sql in [
        "UPDATE deposit SET total_cents = 1",
        "DELETE FROM deposit_receipt",
        "INSERT INTO deposit_receipt VALUES (1, 1)",
    ] {
        let refused = books.database.call_blocking(move |connection| {
            connection
                .execute_batch(sql)
                .map_err(almoner::store::Error::from)
        });
        assert!(refused.is_err(), "{sql}");
    }
    let kinds: Vec<EntryKind> = books.read(|connection| {
        Ok(journal::between(connection, 0, 99)?
            .iter()
            .map(|posted| posted.entry.kind)
            .collect())
    });
    assert_eq!(
        kinds,
        [EntryKind::Receipt, EntryKind::Receipt, EntryKind::Deposit]
    );
    books.assert_sound();
}
