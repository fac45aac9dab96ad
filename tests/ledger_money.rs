//! Patients' money in the books: the accounting model's worked examples, to the cent.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "common/books.rs"]
mod books;

use almoner::commands::ledger::agency::{self, Recovery};
use almoner::commands::ledger::credits::{self, CreditShare};
use almoner::commands::ledger::refunds::{self, Refund};
use almoner::commands::ledger::returned::{self, Returned};
use almoner::commands::ledger::{adjust, capitation, closing, deposits, receipts};
use almoner::domain::account::{Account, WriteOff};
use almoner::domain::journal::Party;
use almoner::domain::journal::event::{self, LineRef};
use almoner::domain::period::day_sheet::Movement;
use almoner::domain::receipt::ReceiptDraft;
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
fn v5_a_payment_pays_the_oldest_responsibility_first() {
    let books = Books::new();
    let (first, second) = owing(&books);
    let family = books.family("P2");
    assert_eq!(family.members[0].id, patient("P1"));
    assert_eq!(family.owes(), cents(18_813));
    let proposal = family.proposal(cents(10_000), None);
    assert_eq!(
        proposal,
        [share(first.line, 1_841), share(second.line, 8_159)]
    );
    let taken = books
        .pay("P1", "100.00", proposal, on("2026-03-04"))
        .unwrap();
    assert_eq!((taken.applied, taken.unapplied), (cents(10_000), cents(0)));
    assert_eq!(books.open(&first, &Party::PATIENT), cents(0));
    assert_eq!(books.open(&second, &Party::PATIENT), cents(8_813));
    assert_eq!(books.account(Account::PatientCredits), cents(0));
    books.assert_sound();
}

#[test]
fn v6_a_returned_check_is_owed_again_with_its_fee_and_leaves_its_deposit() {
    let books = Books::new();
    let (first, second) = owing(&books);
    let proposal = books.family("P1").proposal(cents(10_000), None);
    let taken = books
        .pay("P1", "100.00", proposal, on("2026-03-04"))
        .unwrap();
    let deposit = block_on(deposits::make(
        books.database.clone(),
        vec![taken.receipt],
        String::new(),
        on("2026-03-05"),
    ))
    .unwrap();
    let slip = || block_on(deposits::slip(books.database.clone(), deposit)).unwrap();
    let logged = || {
        let (from, to) = (day("2026-03-04"), day("2026-03-04"));
        let rows = block_on(receipts::between(books.database.clone(), from, to)).unwrap();
        rows.into_iter().map(|row| row.received).collect::<Vec<_>>()
    };
    let (slip_before, logged_before) = (slip(), logged());
    assert_eq!(books.account(Account::Bank), cents(10_000));
    let order = closing::DayOrder::default();
    let _ = block_on(closing::close_day(
        books.database.clone(),
        order,
        on("2026-03-05"),
    ))
    .unwrap();

    let bounced = Returned {
        receipt: taken.receipt,
        reason: "insufficient funds".into(),
        fee: Some(cents(2_500)),
    };
    let _ = block_on(returned::post(
        books.database.clone(),
        bounced.clone(),
        on("2026-03-12"),
    ))
    .unwrap();
    assert_eq!(books.open(&first, &Party::PATIENT), cents(1_841));
    assert_eq!(books.open(&second, &Party::PATIENT), cents(16_972));
    assert_eq!(books.account(Account::ReceivablePatient), cents(21_313));
    assert_eq!(books.account(Account::Bank), cents(0));
    assert_eq!(books.account(Account::PatientCredits), cents(0));
    assert_eq!(books.account(Account::FeeIncome), cents(-2_500));
    assert_eq!((slip(), logged()), (slip_before.clone(), logged_before));
    assert!(slip_before.ties());

    let sheet = block_on(closing::preview_day(
        books.database.clone(),
        on("2026-03-12"),
    ))
    .unwrap()
    .sheet;
    assert_eq!(sheet.returned, cents(10_000));
    assert_eq!(sheet.moved(Movement::Fees), cents(2_500));
    assert_eq!(sheet.moved(Movement::Reversals), cents(10_000));
    assert!(sheet.is_tied(), "{:?}", sheet.ties);
    let again = block_on(returned::post(
        books.database.clone(),
        bounced,
        on("2026-03-13"),
    ));
    assert_eq!(rule(again), "receipt-is-returned");
    books.assert_sound();
}

#[test]
fn v7_an_overpaid_copay_waits_for_its_visit_and_the_rest_goes_back() {
    let books = Books::new();
    let line = books.visit("V3", "P1", "2026-03-02", "120.00", &on("2026-03-02"));
    let draft = ReceiptDraft {
        visit_id: "V3".into(),
        ..books::patient_check("P1", "40.00", &on("2026-03-02"))
    };
    let taken = block_on(almoner::commands::ledger::payments::take(
        books.database.clone(),
        draft,
        Vec::new(),
        on("2026-03-02"),
    ))
    .unwrap();
    assert_eq!(books.account(Account::PatientCredits), cents(-4_000));
    // An older fee does not get what is kept for the visit.
    let fee = books.visit("V4", "P2", "2026-01-02", "10.00", &on("2026-01-02"));
    let _ = books.post(
        &on("2026-01-02"),
        vec![event::transferred(
            &fee,
            &insurance("COMP"),
            &Party::PATIENT,
            cents(1_000),
            day("2026-01-02"),
        )],
    );
    assert_eq!(books.family("P1").proposal_of_credits(), []);
    assert!(books.family("P1").credits[0].available.is_reserved);

    let payer = insurance("PAY1");
    let _ = books.post(
        &on("2026-03-20"),
        vec![
            event::written_off(
                &line,
                &payer,
                WriteOff::Contractual,
                cents(9_500),
                day("2026-03-20"),
            ),
            event::transferred(
                &line,
                &payer,
                &Party::PATIENT,
                cents(2_500),
                day("2026-03-20"),
            ),
        ],
    );
    let uses = books.family("P1").proposal_of_credits();
    // The visit first, although the other line is older.
    assert_eq!(uses[0].share, share(line.line, 2_500));
    assert_eq!(uses[1].share, share(fee.line, 1_000));
    let apply = CreditShare {
        receipt: taken.receipt,
        owner: Some(patient("P1")),
        share: uses[0].share.clone(),
    };
    let _ = block_on(credits::apply(
        books.database.clone(),
        vec![apply],
        on("2026-03-20"),
    ))
    .unwrap();
    assert_eq!(books.unapplied(taken.receipt), cents(1_500));
    let refund = |amount| {
        let refund = Refund {
            receipt: taken.receipt,
            owner: Some(patient("P1")),
            amount: cents(amount),
            reason: "copay was 25.00".into(),
        };
        block_on(refunds::approve(
            books.database.clone(),
            refund,
            on("2026-03-21"),
        ))
    };
    assert_eq!(rule(refund(1_501)), "more-than-credit");
    let _ = refund(1_500).unwrap();
    assert_eq!(rule(refund(1)), "more-than-credit");
    assert_eq!(books.account(Account::PatientCredits), cents(0));
    assert_eq!(books.account(Account::RefundsPayable), cents(-1_500));
    let pay = || {
        block_on(refunds::pay(
            books.database.clone(),
            taken.receipt,
            Some(patient("P1")),
            "2001".into(),
            on("2026-03-22"),
        ))
    };
    let _ = pay().unwrap();
    assert_eq!(rule(pay()), "refund-not-approved");
    assert_eq!(books.account(Account::RefundsPayable), cents(0));
    assert_eq!(books.account(Account::Bank), cents(-1_500));
    books.assert_sound();
}

#[test]
fn v9_a_capitation_check_is_revenue_and_pays_no_line() {
    let books = Books::new();
    let line = books.visit("V5", "P1", "2026-03-02", "120.00", &on("2026-03-02"));
    let payer = insurance("PAY1");
    let _ = books.post(
        &on("2026-03-10"),
        vec![
            event::written_off(
                &line,
                &payer,
                WriteOff::Capitated,
                cents(10_000),
                day("2026-03-10"),
            ),
            event::transferred(
                &line,
                &payer,
                &Party::PATIENT,
                cents(2_000),
                day("2026-03-10"),
            ),
        ],
    );
    let check = books.check("PAY1", "900", "1850.00", on("2026-03-11"));
    let post = |amount| {
        block_on(capitation::post(
            books.database.clone(),
            check.receipt,
            cents(amount),
            on("2026-03-11"),
        ))
    };
    assert_eq!(rule(post(185_001)), "more-than-credit");
    let _ = post(185_000).unwrap();
    assert_eq!(books.account(Account::CapitationRevenue), cents(-185_000));
    assert_eq!(books.account(Account::Capitated), cents(10_000));
    assert_eq!(books.account(Account::UnappliedReceipts), cents(0));
    assert_eq!(books.account(Account::ReceivableIns1), cents(0));
    assert_eq!(books.account(Account::ReceivablePatient), cents(2_000));
    books.assert_sound();
}

#[test]
fn v10_a_withhold_is_settled_at_the_years_end() {
    let books = Books::new();
    let line = books.visit("V6", "P1", "2026-03-02", "100.00", &on("2026-03-02"));
    let _ = books.post(
        &on("2026-03-10"),
        vec![event::withheld(
            &line,
            &insurance("PAY1"),
            cents(600),
            day("2026-03-10"),
        )],
    );
    let check = books.check("PAY1", "901", "4.00", on("2027-01-11"));
    let settle = |paid, lost| {
        let settlement = capitation::Settlement {
            receipt: check.receipt,
            paid: cents(paid),
            lost: cents(lost),
            reason: "2026".into(),
        };
        block_on(capitation::settle(
            books.database.clone(),
            settlement,
            on("2027-01-11"),
        ))
    };
    assert_eq!(rule(settle(400, 201)), "more-than-withheld");
    assert_eq!(rule(settle(500, 100)), "more-than-credit");
    let _ = settle(400, 200).unwrap();
    assert_eq!(books.account(Account::Withhold), cents(0));
    assert_eq!(books.account(Account::Contractual), cents(200));
    assert_eq!(books.account(Account::UnappliedReceipts), cents(0));
    books.assert_sound();
}

#[test]
fn v12_an_agency_recovers_a_bad_debt_net_of_its_fee() {
    let books = Books::new();
    let (_, second) = owing(&books);
    let _ = books
        .pay(
            "P1",
            "81.59",
            vec![share(second.line, 8_159)],
            on("2026-03-04"),
        )
        .unwrap();
    assert_eq!(books.open(&second, &Party::PATIENT), cents(8_813));
    let _ = block_on(agency::hand_over(
        books.database.clone(),
        vec![second.line],
        "three statements".into(),
        on("2026-06-01"),
    ))
    .unwrap();
    assert_eq!(books.account(Account::ReceivableCollections), cents(8_813));
    let order = adjust::WriteOffOrder {
        line: second.line,
        party: Party::COLLECTIONS,
        kind: WriteOff::BadDebt,
        amount: cents(8_813),
    };
    let _ = block_on(adjust::write_off(
        books.database.clone(),
        vec![order],
        "a year without payment".into(),
        on("2026-07-01"),
    ))
    .unwrap();
    assert_eq!(books.account(Account::BadDebt), cents(8_813));

    let draft = ReceiptDraft {
        kind: "OTHER".into(),
        method: "CHECK".into(),
        check_number: "77".into(),
        amount: "52.88".into(),
        received_on: "2026-09-01".into(),
        ..ReceiptDraft::default()
    };
    let receipt = block_on(receipts::log(
        books.database.clone(),
        draft,
        on("2026-09-01"),
    ))
    .unwrap();
    let recover = |net, fee| {
        let recovery = Recovery {
            receipt,
            line: second.line,
            net: cents(net),
            fee: cents(fee),
        };
        block_on(agency::recover(
            books.database.clone(),
            recovery,
            on("2026-09-01"),
        ))
    };
    assert_eq!(rule(recover(5_288, 3_526)), "more-than-given-up");
    assert_eq!(rule(recover(5_289, 0)), "more-than-credit");
    let _ = recover(5_288, 3_525).unwrap();
    assert_eq!(books.account(Account::BadDebtRecovery), cents(-8_813));
    assert_eq!(books.account(Account::AgencyFees), cents(3_525));
    assert_eq!(books.unapplied(receipt), cents(0));
    let reinstated = block_on(agency::reinstate(
        books.database.clone(),
        second.line,
        "she calls".into(),
        on("2026-09-02"),
    ));
    assert_eq!(rule(reinstated), "bad-debt-recovered");
    books.assert_sound();
}

#[test]
fn a_bad_debt_is_reinstated_and_an_agency_pays_on_what_is_with_it() {
    let books = Books::new();
    let (first, _) = owing(&books);
    let bad_debt = adjust::WriteOffOrder {
        line: first.line,
        party: Party::PATIENT,
        kind: WriteOff::BadDebt,
        amount: cents(1_841),
    };
    let give_up = |text: &str| {
        block_on(adjust::write_off(
            books.database.clone(),
            vec![bad_debt.clone()],
            "unknown address".into(),
            on(text),
        ))
    };
    let _ = give_up("2026-07-01").unwrap();
    let reinstate = || {
        block_on(agency::reinstate(
            books.database.clone(),
            first.line,
            "address found".into(),
            on("2026-08-01"),
        ))
    };
    let _ = reinstate().unwrap();
    assert_eq!(books.open(&first, &Party::PATIENT), cents(1_841));
    assert_eq!(rule(reinstate()), "nothing-given-up");
    let lines = || vec![first.line];
    let _ = block_on(agency::hand_over(
        books.database.clone(),
        lines(),
        "again".into(),
        on("2026-08-02"),
    ))
    .unwrap();
    let taken = books
        .pay("P1", "10.00", Vec::new(), on("2026-08-03"))
        .unwrap();
    let recovery = Recovery {
        receipt: taken.receipt,
        line: first.line,
        net: cents(1_000),
        fee: cents(0),
    };
    let _ = block_on(agency::recover(
        books.database.clone(),
        recovery,
        on("2026-08-03"),
    ))
    .unwrap();
    assert_eq!(books.open(&first, &Party::COLLECTIONS), cents(841));
    let _ = block_on(agency::take_back(
        books.database.clone(),
        lines(),
        "settled with her".into(),
        on("2026-08-04"),
    ))
    .unwrap();
    assert_eq!(books.open(&first, &Party::PATIENT), cents(841));
    books.assert_sound();
}
