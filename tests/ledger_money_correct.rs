//! Correcting: what is taken back, leg for leg, and what others stand on.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "common/books.rs"]
mod books;

use almoner::commands::Error;
use almoner::commands::ledger::adjust::{self, Transfer};
use almoner::commands::ledger::correct::{self, Extent};
use almoner::commands::ledger::deposits;
use almoner::commands::ledger::refunds::{self, Refund};
use almoner::commands::ledger::remittances::{add_item, void_item};
use almoner::commands::ledger::returned::{self, Returned};
use almoner::domain::account::Account;
use almoner::domain::id::{EntryId, ReceiptId, RemittanceLineId};
use almoner::domain::journal::Party;
use almoner::domain::journal::event::{self, LineRef};
use almoner::domain::remittance::item::ItemDraft;
use almoner::store::journal;
use books::{Books, cents, day, insurance, on, patient, rule, share};
use futures_executor::block_on;

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

#[test]
fn correcting_shows_what_it_takes_back_and_refuses_what_others_stand_on() {
    let books = Books::new();
    let line = books.visit("V1", "P1", "2026-03-02", "150.00", &on("2026-03-02"));
    let charge = EntryId::new(1);
    let parties = (insurance("PAY1"), Party::PATIENT);
    let moved = transfer(&books, &line, parties, 15_000, false, "no coverage").unwrap()[0];
    let taken = books
        .pay(
            "P1",
            "60.00",
            vec![share(line.line, 6_000)],
            on("2026-03-12"),
        )
        .unwrap();
    let received = EntryId::new(taken.entries[0].number() - 1);
    let deposit = block_on(deposits::make(
        books.database.clone(),
        vec![taken.receipt],
        String::new(),
        on("2026-03-12"),
    ))
    .unwrap();
    let deposited = books.read(move |connection| {
        let entries = journal::of_receipt(connection, ReceiptId::new(1))?;
        let found = entries.iter().find(|it| it.entry.deposit == Some(deposit));
        Ok(found.unwrap().id)
    });
    let look =
        |entry, extent| block_on(correct::preview(books.database.clone(), entry, extent)).unwrap();
    let undo = |entry, extent| {
        block_on(correct::correct(
            books.database.clone(),
            entry,
            extent,
            "entered by mistake".into(),
            on("2026-03-13"),
        ))
    };
    for entry in [charge, moved, received, deposited] {
        let sentence = look(entry, Extent::Entry).refusal.unwrap();
        assert!(sentence.ends_with('.'), "{sentence}");
        assert_eq!(rule(undo(entry, Extent::Entry)), "correction-refused");
    }
    let shown = look(taken.entries[0], Extent::Step);
    assert_eq!(shown.refusal, None);
    assert_eq!(shown.entries.len(), 1);
    let reversals = undo(taken.entries[0], Extent::Step).unwrap();
    assert_eq!(books.open(&line, &Party::PATIENT), cents(15_000));
    // Once only, and the reversal itself stays.
    assert!(look(taken.entries[0], Extent::Entry).refusal.is_some());
    assert!(look(reversals[0], Extent::Entry).refusal.is_some());
    // Nothing stands on the transfer any more.
    let _ = undo(moved, Extent::Entry).unwrap();
    assert_eq!(books.open(&line, &insurance("PAY1")), cents(15_000));
    books.assert_sound();
}

#[test]
fn a_refund_that_was_paid_keeps_its_approval() {
    let books = Books::new();
    let taken = books
        .pay("P1", "60.00", Vec::new(), on("2026-03-12"))
        .unwrap();
    let refund = Refund {
        receipt: taken.receipt,
        owner: Some(patient("P1")),
        amount: cents(6_000),
        reason: "moved away".into(),
    };
    let approved = block_on(refunds::approve(
        books.database.clone(),
        refund,
        on("2026-03-13"),
    ))
    .unwrap();
    let waiting = block_on(refunds::approved(books.database.clone())).unwrap();
    assert_eq!((waiting.len(), waiting[0].amount), (1, cents(6_000)));
    let paid = block_on(refunds::pay(
        books.database.clone(),
        taken.receipt,
        Some(patient("P1")),
        "2001".into(),
        on("2026-03-14"),
    ))
    .unwrap();
    let undo = |entry| {
        block_on(correct::correct(
            books.database.clone(),
            entry,
            Extent::Entry,
            "the check was lost".into(),
            on("2026-03-15"),
        ))
    };
    assert_eq!(rule(undo(approved)), "correction-refused");
    let _ = undo(paid).unwrap();
    let _ = undo(approved).unwrap();
    assert_eq!(books.unapplied(taken.receipt), cents(6_000));
    assert_eq!(books.account(Account::Bank), cents(0));
    books.assert_sound();
}

#[test]
fn a_return_posted_by_mistake_is_taken_back_and_an_eob_is_not() {
    let books = Books::new();
    let taken = books
        .pay("P1", "60.00", Vec::new(), on("2026-03-04"))
        .unwrap();
    let _ = block_on(deposits::make(
        books.database.clone(),
        vec![taken.receipt],
        String::new(),
        on("2026-03-05"),
    ))
    .unwrap();
    let give_back = || {
        let bounced = Returned {
            receipt: taken.receipt,
            reason: "insufficient funds".into(),
            fee: None,
        };
        block_on(returned::post(
            books.database.clone(),
            bounced,
            on("2026-03-09"),
        ))
    };
    let undo = |entry| {
        block_on(correct::correct(
            books.database.clone(),
            entry,
            Extent::Entry,
            "it was another check".into(),
            on("2026-03-10"),
        ))
    };
    let entries = give_back().unwrap();
    assert_eq!(books.account(Account::Bank), cents(0));
    let _ = undo(*entries.last().unwrap()).unwrap();
    assert_eq!(books.account(Account::Bank), cents(6_000));
    assert_eq!(books.unapplied(taken.receipt), cents(6_000));
    let _ = give_back().unwrap();

    let line = books.visit("V1", "P1", "2026-03-02", "150.00", &on("2026-03-02"));
    let check = books.check("PAY1", "906", "20.00", on("2026-03-10"));
    let payer = insurance("PAY1");
    let of_eob = books.raw(&on("2026-03-10"), move |tx| {
        tx.execute_batch(
            "INSERT INTO remittance SELECT 1, 2, id, '1', 1, NULL, NULL, '2026-03-09', 0, NULL
                FROM payer WHERE reference = 'PAY1';
             INSERT INTO remittance_line SELECT 1, 1, 1, 'ORIGINAL', payer_id, adjudicated_on, 2000,
                NULL, 2000, 'PAID', NULL, NULL, NULL, NULL FROM remittance;",
        )?;
        let entry = event::allocated(&check, &line, &payer, cents(2_000), day("2026-03-10"))
            .of_remittance(RemittanceLineId::new(1));
        journal::post(tx, on("2026-03-10").stamp(), &[entry])
    });
    let shown = block_on(correct::preview(
        books.database.clone(),
        of_eob[0],
        Extent::Step,
    ))
    .unwrap();
    assert!(shown.refusal.unwrap().contains("EOB"));
    assert_eq!(rule(undo(of_eob[0])), "correction-refused");
    books.assert_sound();
}

/// Its item would stand on the check as if it were posted still.
#[test]
fn what_an_item_of_a_check_posted_goes_back_with_the_item_only() {
    let books = Books::new();
    let check = books.check("PAY1", "906", "20.00", on("2026-03-10"));
    for (code, effect) in [("L6", "MORE"), ("WO", "LESS")] {
        let draft = ItemDraft {
            receipt_id: check.receipt.to_string(),
            code: code.into(),
            effect: effect.into(),
            amount: "0.85".into(),
            ..ItemDraft::default()
        };
        let item = block_on(add_item(books.database.clone(), draft, on("2026-03-10"))).unwrap();
        let newest = books.read(|connection| Ok(journal::head(connection)?.count));
        let shown = block_on(correct::preview(
            books.database.clone(),
            EntryId::new(newest),
            Extent::Step,
        ))
        .unwrap();
        assert!(shown.refusal.unwrap().contains("take that item back"));
        let deposited = [check.receipt].into();
        if code == "L6" {
            let make = deposits::make(
                books.database.clone(),
                deposited,
                String::new(),
                on("2026-03-10"),
            );
            let _ = block_on(make).unwrap();
        }
        let returned = Returned {
            receipt: check.receipt,
            reason: "stopped".into(),
            fee: None,
        };
        let returned = returned::post(books.database.clone(), returned, on("2026-03-10"));
        assert_eq!(rule(block_on(returned)), "receipt-has-remittances");
        let void = void_item(
            books.database.clone(),
            item,
            "misread".into(),
            on("2026-03-10"),
        );
        block_on(void).unwrap();
    }
    assert_eq!(books.unapplied(check.receipt), cents(2_000));
    books.assert_sound();
}
