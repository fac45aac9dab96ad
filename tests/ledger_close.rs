//! Closing days and months: what ties, what is frozen, what is refused.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "common/books.rs"]
mod books;

use almoner::commands::Error;
use almoner::commands::ledger::closing::{self, DayOrder, month};
use almoner::commands::ledger::{Posting, deposits, pending};
use almoner::domain::account::{Account, WriteOff};
use almoner::domain::id::{DaySheetId, ReceiptId};
use almoner::domain::journal::Party;
use almoner::domain::journal::event;
use almoner::domain::payer::PayerKind;
use almoner::domain::period::day_sheet::{Movement, receivable};
use almoner::domain::period::{MonthCheck, PeriodEventKind, Waiver};
use almoner::domain::receipt::Method;
use almoner::store::{self, journal};
use books::{Books, cents, day, insurance, on, rule, share};
use futures_executor::block_on;

fn close_day(
    books: &Books,
    counted: &[(Method, i64)],
    note: &str,
    posting: Posting,
) -> Result<DaySheetId, Error> {
    let order = DayOrder {
        counted: counted
            .iter()
            .map(|(method, amount)| (*method, cents(*amount)))
            .collect(),
        note: note.into(),
    };
    block_on(closing::close_day(books.database.clone(), order, posting))
}

fn deposit_all(books: &Books, receipts: Vec<ReceiptId>, posting: Posting) {
    let _ = block_on(deposits::make(
        books.database.clone(),
        receipts,
        String::new(),
        posting,
    ))
    .unwrap();
}

fn close_month(
    books: &Books,
    through: &str,
    waived: &[MonthCheck],
    text: &str,
) -> Result<(), Error> {
    let waivers = waived
        .iter()
        .map(|check| Waiver {
            check: *check,
            reason: "known to the owner".into(),
        })
        .collect();
    block_on(month::close(
        books.database.clone(),
        day(through),
        waivers,
        on(text),
    ))
}

/// What does not hold before a month is closed.
fn failing(books: &Books, through: &str, text: &str) -> Vec<MonthCheck> {
    let month = block_on(month::preview(
        books.database.clone(),
        day(through),
        on(text),
    ))
    .unwrap();
    month
        .checks
        .iter()
        .filter(|checked| !checked.passes())
        .map(|checked| checked.check)
        .collect()
}

/// A day with a charge, an EOB, a patient's payment and a deposit.
fn busy_day(books: &Books, text: &str) {
    let line = books.visit(&format!("V{text}"), "P1", text, "150.00", &on(text));
    let check = books.check("PAY1", text, "80.00", on(text));
    let (payer, today) = (insurance("PAY1"), day(text));
    let _ = books.post(
        &on(text),
        vec![
            event::allocated(&check, &line, &payer, cents(8_000), today),
            event::written_off(&line, &payer, WriteOff::Contractual, cents(5_000), today),
            event::transferred(&line, &payer, &Party::PATIENT, cents(2_000), today),
        ],
    );
    let taken = books
        .pay("P1", "25.00", vec![share(line.line, 2_000)], on(text))
        .unwrap();
    deposit_all(books, vec![check.receipt, taken.receipt], on(text));
}

#[test]
fn a_day_sheet_ties_and_comes_out_the_same_after_later_entries() {
    let books = Books::new();
    busy_day(&books, "2026-03-02");
    let preview = block_on(closing::preview_day(
        books.database.clone(),
        on("2026-03-02"),
    ))
    .unwrap();
    assert!(
        preview.is_tied(),
        "{:?} {:?}",
        preview.sheet.ties,
        preview.ties
    );
    let sheet = &preview.sheet;
    for (movement, amount) in [
        (Movement::Charges, 15_000),
        (Movement::InsurancePayments, -8_000),
        (Movement::WriteOffs, -5_000),
        (Movement::PatientPayments, -2_000),
        (Movement::Transfers, 0),
        (Movement::Reversals, 0),
    ] {
        assert_eq!(sheet.moved(movement), cents(amount), "{movement}");
    }
    assert_eq!(receivable(&sheet.closing), cents(0));
    assert_eq!(sheet.write_offs[&WriteOff::Contractual], cents(5_000));
    assert_eq!(sheet.receipts.len(), 1);
    assert_eq!(
        (sheet.receipts[0].count, sheet.receipts[0].total),
        (2, cents(10_500))
    );
    assert_eq!(sheet.deposits[0].total, cents(10_500));

    let first = close_day(&books, &[(Method::Check, 10_500)], "", on("2026-03-02")).unwrap();
    let nothing = close_day(&books, &[], "", on("2026-03-02"));
    assert_eq!(rule(nothing), "day-close-refused");
    let frozen = block_on(closing::sheet(books.database.clone(), first)).unwrap();
    busy_day(&books, "2026-03-03");
    // Back-dated into the first day, and yet on the second sheet.
    let backdated = on("2026-03-03").on(day("2026-03-02"));
    let late = books.visit("late", "P3", "2026-03-02", "40.00", &backdated);
    let second = close_day(&books, &[], "", on("2026-03-03")).unwrap();
    assert_eq!((first.number(), second.number()), (1, 2));
    let again = block_on(closing::sheet(books.database.clone(), first)).unwrap();
    assert_eq!(again, frozen);
    let second = block_on(closing::sheet(books.database.clone(), second)).unwrap();
    assert_eq!(second.opening, frozen.closing);
    assert_eq!(second.moved(Movement::Charges), cents(19_000));
    assert_eq!(
        receivable(&second.closing),
        books.open(&late, &Party::PATIENT)
    );
    assert!(second.is_tied());
    let sheets = block_on(closing::sheets(books.database.clone())).unwrap();
    assert_eq!(sheets.len(), 2);
    assert_eq!(sheets[0].after, sheets[1].through);
    books.assert_sound();
}

#[test]
fn a_count_that_is_off_needs_a_note_and_a_clock_that_went_back_is_refused() {
    let books = Books::new();
    busy_day(&books, "2026-03-02");
    let off = close_day(&books, &[(Method::Check, 10_400)], " ", on("2026-03-02"));
    assert_eq!(rule(off), "day-does-not-tie");
    let mut early = on("2026-03-02");
    early.author.at = "2026-03-01T09:00:00Z".parse().unwrap();
    let refused = close_day(&books, &[], "", early.clone());
    assert_eq!(rule(refused), "day-close-refused");
    let shown = block_on(closing::preview_day(books.database.clone(), early)).unwrap();
    assert!(shown.refusal.unwrap().contains("clock"));
    let note = "a dollar is missing";
    let number = close_day(&books, &[(Method::Check, 10_400)], note, on("2026-03-02")).unwrap();
    let sheet = block_on(closing::sheet(books.database.clone(), number)).unwrap();
    assert_eq!(sheet.stretch.note, note);
    for sql in [
        "UPDATE day_sheet SET note = ''",
        "DELETE FROM day_sheet",
        "INSERT INTO day_sheet SELECT 7, business_on, closed_at, user, through_entry, head_hash, note FROM day_sheet",
    ] {
        refuse_sql(&books, sql);
    }
    books.assert_sound();
}

#[test]
fn a_receipt_taken_back_the_same_day_is_not_counted() {
    let books = Books::new();
    let taken = books
        .pay("P1", "25.00", Vec::new(), on("2026-03-02"))
        .unwrap();
    let _ = books
        .pay("P3", "5.00", Vec::new(), on("2026-03-02"))
        .unwrap();
    block_on(almoner::commands::ledger::receipts::void(
        books.database.clone(),
        taken.receipt,
        "typed twice".into(),
        on("2026-03-02"),
    ))
    .unwrap();
    let close = block_on(closing::preview_day(
        books.database.clone(),
        on("2026-03-02"),
    ))
    .unwrap();
    assert_eq!(close.sheet.receipts[0].total, cents(500));
    assert!(close.is_tied(), "{:?} {:?}", close.sheet.ties, close.ties);
    let _ = close_day(&books, &[(Method::Check, 500)], "", on("2026-03-02")).unwrap();
    books.assert_sound();
}

fn refuse_sql(books: &Books, sql: &'static str) {
    let result = books.database.call_blocking(move |connection| {
        let done = connection.execute_batch(sql);
        if !connection.is_autocommit() {
            connection.execute_batch("ROLLBACK").unwrap();
        }
        done.map_err(store::Error::from)
    });
    assert!(matches!(result, Err(store::Error::Constraint(_))), "{sql}");
}

#[test]
fn v11_a_service_of_a_closed_december_counts_in_january_and_keeps_its_day() {
    let books = Books::new();
    let _ = books.visit("V1", "P3", "2025-12-10", "50.00", &on("2025-12-10"));
    let _ = close_day(&books, &[], "", on("2025-12-31")).unwrap();
    close_month(&books, "2025-12-31", &[], "2026-01-02").unwrap();
    let backdated = on("2026-01-03").on(day("2025-12-30"));
    let pay = |posting| books.pay("P3", "10.00", Vec::new(), posting);
    assert_eq!(rule(pay(backdated)), "month-is-closed");
    let line = books.visit("V2", "P3", "2025-12-30", "120.00", &on("2026-01-03"));

    let charge = books.read(move |connection| {
        let entries = journal::of_line(connection, line.line)?;
        let charged = store::charge::find(connection, line.line)?.unwrap();
        Ok((entries[0].entry.effective_on, charged.line.from_on))
    });
    assert_eq!(charge, (day("2026-01-03"), day("2025-12-30")));
    let december = month_totals(&books, "2025-12-31");
    assert_eq!(december.of(Account::ReceivablePatient), cents(5_000));
    let january = month_totals(&books, "2026-01-31");
    assert_eq!(january.of(Account::ReceivablePatient), cents(17_000));
    assert_eq!(january.of(Account::GrossCharges), cents(-17_000));
    let sheet = block_on(closing::preview_day(
        books.database.clone(),
        on("2026-01-03"),
    ))
    .unwrap()
    .sheet;
    assert_eq!(sheet.moved(Movement::Charges), cents(12_000));
    assert_eq!(receivable(&sheet.opening), cents(5_000));
    assert!(sheet.is_tied());
    books.assert_sound();
}

fn month_totals(books: &Books, through: &str) -> almoner::domain::period::Totals {
    let through = day(through);
    books.read(move |connection| {
        let head = journal::head(connection)?;
        store::period::totals(connection, through, head.count)
    })
}

#[test]
fn a_month_closes_when_it_is_over_and_its_checklist_is_empty_or_waived() {
    let books = Books::new();
    // A day's business with everything undone: no claim, no deposit, no day sheet, suspense.
    let line = books.visit("V1", "P1", "2026-03-02", "150.00", &on("2026-03-02"));
    let check = books.check("PAY1", "600", "20.00", on("2026-03-05"));
    let _ = books.post(
        &on("2026-03-05"),
        vec![event::suspended(&check, cents(500), day("2026-03-05"))],
    );
    assert_eq!(
        failing(&books, "2026-03-31", "2026-04-02"),
        [
            MonthCheck::UnbalancedReceipts,
            MonthCheck::UndepositedReceipts,
            MonthCheck::Suspense,
            MonthCheck::UnbilledCharges,
            MonthCheck::OpenDaySheet,
        ]
    );
    for (through, today) in [
        ("2026-03-30", "2026-04-02"),
        ("2026-03-31", "2026-03-31"),
        ("2026-04-30", "2026-04-02"),
    ] {
        let refused = close_month(&books, through, MonthCheck::ALL, today);
        assert_eq!(rule(refused), "month-close-refused", "{through}");
    }
    let early = {
        let mut early = on("2026-04-02");
        early.author.at = "2026-03-04T09:00:00Z".parse().unwrap();
        block_on(month::close(
            books.database.clone(),
            day("2026-03-31"),
            Vec::new(),
            early,
        ))
    };
    assert_eq!(rule(early), "month-close-refused");
    let unready = close_month(&books, "2026-03-31", &[MonthCheck::Suspense], "2026-04-02");
    assert_eq!(rule(unready), "month-not-ready");

    let _ = books.post(
        &on("2026-03-06"),
        vec![
            event::suspense_settled(
                &check,
                &line,
                &insurance("PAY1"),
                cents(500),
                day("2026-03-06"),
            ),
            event::allocated(
                &check,
                &line,
                &insurance("PAY1"),
                cents(2_500),
                day("2026-03-06"),
            ),
        ],
    );
    deposit_all(&books, vec![check.receipt], on("2026-03-06"));
    let _ = close_day(&books, &[], "", on("2026-04-01")).unwrap();
    assert_eq!(
        failing(&books, "2026-03-31", "2026-04-02"),
        [MonthCheck::UnbilledCharges]
    );
    let blank = Waiver {
        check: MonthCheck::UnbilledCharges,
        reason: " ".into(),
    };
    let blank = month::close(
        books.database.clone(),
        day("2026-03-31"),
        vec![blank],
        on("2026-04-02"),
    );
    assert_eq!(rule(block_on(blank)), "month-not-ready");
    let waived = [MonthCheck::UnbilledCharges];
    close_month(&books, "2026-03-31", &waived, "2026-04-02").unwrap();
    let again = close_month(&books, "2026-03-31", &waived, "2026-04-02");
    assert_eq!(rule(again), "month-close-refused");
    let history = block_on(month::history(books.database.clone())).unwrap();
    let totals = history[0].totals.as_ref().unwrap();
    assert_eq!(totals.waived.len(), 1);
    assert_eq!(totals.of(Account::ReceivableIns1), cents(13_000));
    let group = totals
        .rows
        .iter()
        .find(|row| row.account == Account::ReceivableIns1)
        .unwrap();
    assert_eq!(group.payer_kind, Some(PayerKind::Group));
    assert_eq!(group.provider.as_ref().unwrap().as_str(), "DR1");
    books.assert_sound();
}

#[test]
fn a_closed_month_refuses_commands_and_raw_sql_until_it_is_reopened_with_a_reason() {
    let books = Books::new();
    busy_day(&books, "2026-02-10");
    busy_day(&books, "2026-03-10");
    let _ = close_day(&books, &[], "", on("2026-03-31")).unwrap();
    close_month(&books, "2026-03-31", &[], "2026-04-02").unwrap();
    let into = |text: &str| {
        let backdated = on("2026-04-02").on(day(text));
        books.pay("P3", "10.00", Vec::new(), backdated)
    };
    assert_eq!(rule(into("2026-03-31")), "month-is-closed");
    for sql in [
        "BEGIN; INSERT INTO journal_leg SELECT (SELECT max(id) + 1 FROM journal_entry), position, account,
            amount_cents, charge_line_id, patient_id, payer_id, receipt_id FROM journal_leg WHERE entry_id = 1;
         INSERT INTO journal_entry SELECT (SELECT max(id) + 1 FROM journal_entry), kind, '2026-03-31',
            entered_at, user, 1, NULL, NULL, NULL, NULL, hash FROM journal_entry WHERE id = 1; COMMIT",
        "UPDATE period_event SET closed_through_on = '2026-01-31'",
        "DELETE FROM period_event",
        "INSERT INTO period_event SELECT id + 1, 'REOPEN', '2026-01-31', at, user, NULL, through_entry,
            head_hash, NULL FROM period_event",
    ] {
        refuse_sql(&books, sql);
    }
    let reopen = |text: &str, reason: &str| {
        block_on(month::reopen(
            books.database.clone(),
            day(text),
            reason.into(),
            on("2026-04-03"),
        ))
    };
    assert_eq!(rule(reopen("2026-03-10", " ")), "reason-missing");
    assert_eq!(rule(reopen("2026-04-10", "look again")), "month-is-open");
    let stored = || {
        let history = block_on(month::history(books.database.clone())).unwrap();
        history[0].clone()
    };
    let before = stored();
    reopen("2026-03-10", "a check was forgotten").unwrap();
    assert_eq!(stored().kind, PeriodEventKind::Reopen);
    assert_eq!(stored().closed_through, Some(day("2026-02-28")));
    assert_eq!(rule(into("2026-02-28")), "month-is-closed");
    // Closed again without an entry, everything is as it was.
    close_month(&books, "2026-03-31", &[], "2026-04-03").unwrap();
    assert_eq!(stored().totals, before.totals);
    assert_eq!(stored().head_hash, before.head_hash);
    let (through, entry) = (day("2026-03-31"), stored().through_entry);
    let recomputed =
        books.read(move |connection| store::period::totals(connection, through, entry));
    assert_eq!(Some(recomputed), stored().totals);
    reopen("2026-03-01", "a check was forgotten").unwrap();
    let _ = into("2026-03-31").unwrap();
    books.assert_sound();
}

#[test]
fn home_counts_what_waits() {
    let books = Books::new();
    let waits = |text: &str| block_on(pending::waiting(books.database.clone(), day(text))).unwrap();
    assert_eq!(waits("2026-03-02"), pending::BooksWaiting::default());
    let check = books.check("PAY1", "700", "80.00", on("2026-03-02"));
    let taken = books
        .pay("P1", "25.00", Vec::new(), on("2026-03-02"))
        .unwrap();
    let found = waits("2026-03-02");
    let shown = |it: almoner::domain::period::Pending| (it.count, it.amount);
    assert_eq!(shown(found.receipts_to_post), (1, cents(8_000)));
    assert_eq!(shown(found.undeposited), (2, cents(10_500)));
    assert_eq!(shown(found.patient_credits), (1, cents(2_500)));
    assert_eq!(found.off_sheet.count, 2);
    assert_eq!(found.month_to_close, None);
    assert_eq!(waits("2026-04-01").month_to_close, Some(day("2026-03-31")));
    deposit_all(&books, vec![check.receipt, taken.receipt], on("2026-03-02"));
    let _ = close_day(&books, &[], "", on("2026-03-02")).unwrap();
    let found = waits("2026-04-01");
    assert!(found.undeposited.is_none());
    assert!(found.off_sheet.is_none());
    let waived = [MonthCheck::UnbalancedReceipts];
    close_month(&books, "2026-03-31", &waived, "2026-04-01").unwrap();
    assert_eq!(waits("2026-04-01").month_to_close, None);
}

#[test]
fn verify_names_a_close_or_a_deposit_that_was_altered() {
    let books = Books::new();
    busy_day(&books, "2026-02-10");
    let _ = close_day(&books, &[], "", on("2026-02-10")).unwrap();
    close_month(&books, "2026-02-28", &[], "2026-03-02").unwrap();
    books.assert_sound();
    let zeros = "head_hash = zeroblob(32)";
    let table = [
        ("day_sheet", zeros, "closes are as they were"),
        ("period_event", zeros, "closes are as they were"),
        (
            "period_event",
            r#"totals = '{"rows":[],"waived":[]}'"#,
            "closes are as they were",
        ),
        (
            "deposit",
            "total_cents = 1",
            "each deposit is the sum of its receipts",
        ),
    ];
    for (name, change, check) in table {
        let failing: Vec<&str> = books
            .database
            .call_blocking(move |connection| {
                connection.execute_batch(&format!(
                    "SAVEPOINT tamper; DROP TRIGGER {name}_is_never_changed; UPDATE {name} SET {change}"
                ))?;
                let found = store::check::all(connection)?;
                connection.execute_batch("ROLLBACK TO tamper; RELEASE tamper")?;
                Ok::<_, store::Error>(
                    found
                        .into_iter()
                        .filter(|it| !it.problems.is_empty())
                        .map(|it| it.name)
                        .collect(),
                )
            })
            .unwrap();
        assert!(failing.contains(&check), "{name} {change}: {failing:?}");
    }
    books.assert_sound();
}
