//! Statements of a family's account: its lines, credits, activity, steps and past due, where no
//! payer has a word in it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "common/books.rs"]
mod books;
#[path = "common/mailing.rs"]
mod mailing;

use almoner::commands::ledger::adjust::{self, WriteOffOrder};
use almoner::commands::ledger::agency;
use almoner::commands::ledger::correct::{self, Extent};
use almoner::commands::ledger::fees::{self, Fee};
use almoner::commands::ledger::refunds::{self, Refund};
use almoner::commands::ledger::returned::{self, Returned};
use almoner::commands::ledger::{deposits, payments, receipts};
use almoner::domain::account::WriteOff;
use almoner::domain::id::ReceiptId;
use almoner::domain::journal::Party;
use almoner::domain::journal::event::{self, LineRef};
use almoner::domain::money::Money;
use almoner::domain::receipt::Method;
use almoner::domain::statement::build::build;
use almoner::domain::statement::plain::PlainDescriptions;
use almoner::domain::statement::rules::Rules;
use almoner::domain::statement::{Activity, ActivityKind, Reason, Statement};
use almoner::store::statement::facts;
use books::{Books, cents, day, insurance, on, patient, patient_check, share};
use chrono::NaiveDate;
use futures_executor::block_on;
use mailing::{mail, visit};

fn statement(books: &Books, of: &str, as_of: &str) -> Statement {
    let (of, as_of) = (patient(of), day(as_of));
    let account = books.read(move |connection| facts::of(connection, &of, as_of));
    let plain = PlainDescriptions::shipped();
    build(&account.unwrap(), as_of, &Rules::default(), 3, &plain)
}

fn activity(statement: &Statement) -> Vec<(String, &ActivityKind, i64)> {
    let told = statement.activity.iter();
    told.map(|Activity { on, kind, amount }| (on.to_string(), kind, amount.cents()))
        .collect()
}

fn check(number: &str) -> ActivityKind {
    ActivityKind::Payment {
        method: Method::Check,
        check_number: number.into(),
    }
}

/// Moves all of a charge from First Mutual to her.
fn hers(books: &Books, line: &LineRef, amount: i64, when: &str) {
    let on_day = day(when);
    let payer = insurance("PAY1");
    let entry = event::transferred(line, &payer, &Party::PATIENT, cents(amount), on_day);
    let _ = books.post(&on(when), vec![entry]);
}

#[test]
fn v6_a_returned_check_is_owed_again_with_its_fee_and_says_so() {
    let books = Books::new();
    let first = visit(&books, "V1", "P3", "2026-02-02", "18.41");
    let second = visit(&books, "V2", "P3", "2026-02-10", "169.72");
    let shares = vec![share(first.line, 1_841), share(second.line, 8_159)];
    let taken = books.pay("P3", "100.00", shares, on("2026-03-01")).unwrap();
    let before = statement(&books, "P3", "2026-03-05");
    assert_eq!(before.due(), cents(8_813));
    assert_eq!(
        activity(&before),
        [("2026-03-01".into(), &check("260301"), -10_000)]
    );
    let _ = mail(&books, "2026-03-05");

    let slip = deposits::make(
        books.database.clone(),
        vec![taken.receipt],
        String::new(),
        on("2026-03-06"),
    );
    let _ = block_on(slip).unwrap();
    let bounced = Returned {
        receipt: taken.receipt,
        reason: "insufficient funds".into(),
        fee: Some(cents(2_500)),
    };
    let _ = block_on(returned::post(
        books.database.clone(),
        bounced,
        on("2026-03-12"),
    ))
    .unwrap();
    let after = statement(&books, "P3", "2026-03-20");
    assert_eq!(after.due(), cents(21_313));
    let returned = |amount| Reason::ReturnedPayment {
        amount: cents(amount),
        on: day("2026-03-12"),
    };
    let reasons: Vec<&[Reason]> = after.lines.iter().map(|it| it.reasons.as_slice()).collect();
    assert_eq!(
        reasons,
        [
            [returned(1_841), Reason::NoInsurance].as_slice(),
            [returned(8_159), Reason::NoInsurance].as_slice(),
            [Reason::Fee].as_slice(),
        ]
    );
    assert_eq!(after.lines[2].description, "Returned check");
    assert_eq!(
        activity(&after),
        [("2026-03-12".into(), &ActivityKind::ReturnedPayment, 10_000)]
    );
    // The bank's money was none: the debt is as old as it was.
    assert_eq!(after.lines[1].first_due_on, Some(day("2026-03-26")));
    assert_eq!(after.step, 2);
    // Once she has paid it again that is over.
    let shares = vec![share(first.line, 1_841), share(second.line, 9_000)];
    let _ = books.pay("P3", "108.41", shares, on("2026-03-21")).unwrap();
    let paid = statement(&books, "P3", "2026-03-22");
    assert_eq!(paid.lines[0].reasons, [Reason::NoInsurance]);
    assert_eq!(paid.step, 1, "she paid since the last one");
}

#[test]
fn v5_v7_money_kept_for_a_visit_that_waits_does_not_count() {
    let books = Books::new();
    let line = books.visit("V1", "P1", "2026-03-02", "120.00", &on("2026-03-02"));
    let copay = almoner::domain::receipt::ReceiptDraft {
        visit_id: "V1".into(),
        ..patient_check("P1", "40.00", &on("2026-03-02"))
    };
    let take = payments::take(books.database.clone(), copay, Vec::new(), on("2026-03-02"));
    let _ = block_on(take).unwrap();
    let waiting = statement(&books, "P2", "2026-03-10");
    assert_eq!(waiting.account, patient("P1"));
    assert_eq!((waiting.credit, waiting.due()), (Money::ZERO, Money::ZERO));
    assert_eq!(waiting.pending_total(), cents(12_000));
    // First Mutual decides: 25.00 are hers, the rest is written off.
    let on_day = day("2026-03-11");
    let off = event::written_off(
        &line,
        &insurance("PAY1"),
        WriteOff::Contractual,
        cents(9_500),
        on_day,
    );
    let _ = books.post(&on("2026-03-11"), vec![off]);
    hers(&books, &line, 2_500, "2026-03-11");
    let decided = statement(&books, "P1", "2026-03-12");
    assert_eq!(
        (decided.owed(), decided.credit),
        (cents(2_500), cents(4_000))
    );
    assert_eq!(decided.due(), cents(-1_500), "the practice owes her");
    assert_eq!(
        decided.lines[0].reasons,
        [Reason::Moved {
            payer: "First Mutual".into()
        }]
    );
}

#[test]
fn lines_stand_by_member_and_age_since_they_are_hers() {
    let books = Books::new();
    let child = visit(&books, "V1", "P2", "2025-11-03", "50.00");
    let younger = books.visit("V2", "P1", "2026-02-20", "80.00", &on("2026-02-20"));
    let older = books.visit("V3", "P1", "2025-10-01", "70.00", &on("2025-10-01"));
    let comp = almoner::domain::journal::Party {
        bucket: almoner::domain::account::Bucket::Ins1,
        payer: Some("COMP".parse().unwrap()),
    };
    let moved = event::transferred(
        &child,
        &comp,
        &Party::PATIENT,
        cents(5_000),
        day("2026-01-05"),
    );
    let _ = books.post(&on("2026-01-05"), vec![moved]);
    hers(&books, &younger, 8_000, "2026-03-01");
    hers(&books, &older, 7_000, "2026-02-15");
    let statement = statement(&books, "P1", "2026-03-18");
    let lines: Vec<_> = statement
        .lines
        .iter()
        .map(|it| (it.charge, it.since))
        .collect();
    assert_eq!(
        lines,
        [
            (older.line, day("2026-02-15")),
            (younger.line, day("2026-03-01")),
            (child.line, day("2026-01-05")),
        ]
    );
    let names: Vec<&str> = statement
        .members
        .iter()
        .map(|it| it.patient.as_str())
        .collect();
    assert_eq!(names, ["P1", "P2"]);
    // 17 and 31 days, and 72 days for the child's.
    let aging = statement.aging.map(Money::cents);
    assert_eq!(aging, [8_000, 7_000, 5_000, 0, 0]);
    assert_eq!(statement.pay_by, day("2026-04-08"));
}

fn write_off(books: &Books, line: &LineRef, amount: i64, when: &str) {
    let order = WriteOffOrder {
        line: line.line,
        party: Party::PATIENT,
        kind: WriteOff::Discretionary,
        amount: cents(amount),
    };
    let off = adjust::write_off(
        books.database.clone(),
        vec![order],
        "hardship".into(),
        on(when),
    );
    let _ = block_on(off).unwrap();
}

#[test]
fn activity_is_what_was_entered_since_the_last_statement_however_it_is_dated() {
    let books = Books::new();
    let line = visit(&books, "V1", "P3", "2026-01-05", "300.00");
    let _ = books
        .pay(
            "P3",
            "20.00",
            vec![share(line.line, 2_000)],
            on("2026-01-20"),
        )
        .unwrap();
    let _ = mail(&books, "2026-02-01");
    let nothing = statement(&books, "P3", "2026-02-02");
    assert!(nothing.activity.is_empty());
    let previous = nothing.previous.unwrap();
    assert_eq!(
        (previous.mailed_on, previous.due),
        (day("2026-02-01"), cents(28_000))
    );
    // Came on January 30 and was entered on February 3.
    let late = on("2026-02-03").on(day("2026-01-30"));
    let _ = books
        .pay("P3", "30.00", vec![share(line.line, 3_000)], late)
        .unwrap();
    // Two equal payments of a day are two.
    let _ = books
        .pay("P3", "10.00", Vec::new(), on("2026-02-04"))
        .unwrap();
    let twin = almoner::domain::receipt::ReceiptDraft {
        check_number: "9".into(),
        ..patient_check("P3", "10.00", &on("2026-02-04"))
    };
    let log = receipts::log(books.database.clone(), twin, on("2026-02-04"));
    let twin = block_on(log).unwrap();
    write_off(&books, &line, 1_500, "2026-02-05");
    let told = statement(&books, "P3", "2026-02-06");
    assert_eq!(
        activity(&told),
        [
            ("2026-01-30".into(), &check("260130"), -3_000),
            ("2026-02-04".into(), &check("260204"), -1_000),
            ("2026-02-04".into(), &check("9"), -1_000),
            ("2026-02-05".into(), &ActivityKind::Adjustment, -1_500),
        ]
    );
    assert_eq!(told.credit, cents(2_000));
    assert_eq!(told.due(), cents(28_000 - 3_000 - 2_000 - 1_500));
    // A payment that was typed by mistake and taken back is nobody's news.
    let void = receipts::void(
        books.database.clone(),
        twin,
        "typed twice".into(),
        on("2026-02-06"),
    );
    block_on(void).unwrap();
    assert_eq!(activity(&statement(&books, "P3", "2026-02-06")).len(), 3);
    // Once she was told of a payment, taking it back is news.
    let _ = mail(&books, "2026-03-05");
    take_back_write_off(&books, &line);
    let told = statement(&books, "P3", "2026-03-07");
    assert_eq!(
        activity(&told),
        [("2026-03-06".into(), &ActivityKind::Adjustment, 1_500)]
    );
}

fn take_back_write_off(books: &Books, line: &LineRef) {
    let number = line.line;
    let entries =
        books.read(move |connection| almoner::store::journal::of_line(connection, number));
    let off = entries
        .iter()
        .find(|it| it.entry.kind == almoner::domain::journal::EntryKind::WriteOff)
        .unwrap();
    let reversed = correct::correct(
        books.database.clone(),
        off.id,
        Extent::Entry,
        "not hers".into(),
        on("2026-03-06"),
    );
    let _ = block_on(reversed).unwrap();
}

#[test]
fn without_a_statement_before_the_activity_is_that_of_a_year() {
    let books = Books::new();
    let line = visit(&books, "V1", "P3", "2025-01-06", "300.00");
    for (amount, when) in [("10.00", "2025-02-10"), ("20.00", "2025-06-10")] {
        let cents = amount.replace('.', "").parse().unwrap();
        let _ = books
            .pay("P3", amount, vec![share(line.line, cents)], on(when))
            .unwrap();
    }
    let told = statement(&books, "P3", "2026-03-01");
    assert_eq!(
        activity(&told),
        [("2025-06-10".into(), &check("250610"), -2_000)]
    );
    assert_eq!(told.previous, None);
}

#[test]
fn a_refund_is_news_when_its_check_goes_out() {
    let books = Books::new();
    let taken = books
        .pay("P3", "50.00", Vec::new(), on("2026-03-01"))
        .unwrap();
    assert_eq!(statement(&books, "P3", "2026-03-02").due(), cents(-5_000));
    let refund = Refund {
        receipt: taken.receipt,
        owner: Some(patient("P3")),
        amount: cents(5_000),
        reason: "paid too much".into(),
    };
    let approved = refunds::approve(books.database.clone(), refund, on("2026-03-03"));
    let _ = block_on(approved).unwrap();
    let promised = statement(&books, "P3", "2026-03-04");
    assert_eq!((promised.due(), promised.activity.len()), (Money::ZERO, 1));
    pay_refund(&books, taken.receipt);
    let told = statement(&books, "P3", "2026-03-06");
    assert_eq!(
        activity(&told)[1],
        ("2026-03-05".into(), &ActivityKind::Refund, 5_000)
    );
}

fn pay_refund(books: &Books, receipt: ReceiptId) {
    let paid = refunds::pay(
        books.database.clone(),
        receipt,
        Some(patient("P3")),
        "501".into(),
        on("2026-03-05"),
    );
    let _ = block_on(paid).unwrap();
}

/// Mails on every day given and tells each statement's step, then that of the day after the last.
fn steps(books: &Books, days: &[&str]) -> Vec<u8> {
    let mut steps: Vec<u8> = Vec::new();
    for mailed_on in days {
        steps.push(statement(books, "P3", mailed_on).step);
        assert_eq!(mail(books, mailed_on).mailed.len(), 1, "{mailed_on}");
    }
    let last: NaiveDate = day(days.last().unwrap());
    let next = last + chrono::Days::new(1);
    steps.push(statement(books, "P3", &next.to_string()).step);
    steps
}

#[test]
fn steps_count_mailed_statements_and_the_first_day_stays() {
    let books = Books::new();
    let line = visit(&books, "V1", "P3", "2026-01-05", "60.00");
    assert_eq!(steps(&books, &["2026-02-01", "2026-03-01"]), [1, 2, 3]);
    // A newer service is asked for along with the oldest; her step is that of the oldest.
    let newer = visit(&books, "V2", "P3", "2026-03-10", "40.00");
    let told = statement(&books, "P3", "2026-03-29");
    assert_eq!(told.step, 3);
    let first_due = |line: &LineRef| {
        let found = told.lines.iter().find(|it| it.charge == line.line);
        found.unwrap().first_due_on
    };
    assert_eq!(first_due(&line), Some(day("2026-02-22")));
    assert_eq!(first_due(&newer), None);
    assert_eq!(
        (told.past_due, told.past_due_since),
        (cents(6_000), Some(day("2026-02-22")))
    );
    // Beyond the last step it stays there.
    assert_eq!(steps(&books, &["2026-03-29"]), [3, 3]);
    // What she settled and owes anew is a new debt.
    let shares = vec![share(line.line, 6_000)];
    let _ = books.pay("P3", "60.00", shares, on("2026-04-02")).unwrap();
    let told = statement(&books, "P3", "2026-04-03");
    assert_eq!((told.owed(), told.past_due), (cents(4_000), Money::ZERO));
    assert_eq!(
        told.step, 2,
        "the newer one was asked for once, and by the last step's statement"
    );
}

#[test]
fn a_payment_holds_the_step_where_it_is() {
    let books = Books::new();
    let line = visit(&books, "V1", "P3", "2026-01-05", "60.00");
    let _ = mail(&books, "2026-02-01");
    let _ = books
        .pay(
            "P3",
            "10.00",
            vec![share(line.line, 1_000)],
            on("2026-02-10"),
        )
        .unwrap();
    assert_eq!(steps(&books, &["2026-03-01"]), [1, 2]);
    // Then it rises by one, though three were mailed.
    assert_eq!(steps(&books, &["2026-03-29"]), [2, 3]);
    // What she pays at the desk for another visit is no payment on this.
    let books = Books::new();
    let _ = visit(&books, "V1", "P3", "2026-01-05", "60.00");
    let _ = mail(&books, "2026-02-01");
    let _ = visit(&books, "V2", "P3", "2026-02-10", "25.00");
    let copay = almoner::domain::receipt::ReceiptDraft {
        visit_id: "V2".into(),
        ..patient_check("P3", "25.00", &on("2026-02-10"))
    };
    let take = payments::take(books.database.clone(), copay, Vec::new(), on("2026-02-10"));
    let _ = block_on(take).unwrap();
    assert_eq!(statement(&books, "P3", "2026-03-01").step, 2);
}

#[test]
fn what_was_with_the_agency_says_so_and_what_is_there_is_not_asked_for() {
    let books = Books::new();
    let line = visit(&books, "V1", "P3", "2026-01-05", "60.00");
    let lines = || vec![line.line];
    let there = agency::hand_over(
        books.database.clone(),
        lines(),
        "no answer".into(),
        on("2026-02-01"),
    );
    let _ = block_on(there).unwrap();
    let away = statement(&books, "P3", "2026-02-02");
    assert!(away.lines.is_empty() && away.due().is_zero());
    let back = agency::take_back(
        books.database.clone(),
        lines(),
        "she called".into(),
        on("2026-02-05"),
    );
    let _ = block_on(back).unwrap();
    let reasons = statement(&books, "P3", "2026-02-06")
        .lines
        .remove(0)
        .reasons;
    assert_eq!(reasons, [Reason::NoInsurance, Reason::BackFromCollections]);
}

#[test]
fn fees_are_told_by_their_own_words() {
    let books = Books::new();
    let fee = Fee {
        patient: patient("P2"),
        amount: cents(3_000),
        description: "Missed appointment".into(),
    };
    let charged = fees::charge(books.database.clone(), fee, on("2026-03-01"));
    let _ = block_on(charged).unwrap();
    let statement = statement(&books, "P1", "2026-03-02");
    let line = &statement.lines[0];
    assert_eq!(
        (line.description.as_str(), line.code.as_str()),
        ("Missed appointment", "")
    );
    assert_eq!(line.reasons, [Reason::Fee]);
    assert_eq!(line.patient, patient("P2"));
}
