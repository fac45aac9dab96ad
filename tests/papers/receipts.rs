//! Receipts of payments.

use almoner::commands::ledger::{self, receipts, refunds};
use almoner::commands::papers::letters::LetterDraft;
use almoner::commands::papers::{self, About, Paper};
use almoner::domain::id::ReceiptId;
use almoner::domain::money::Money;
use almoner::store::{self, Database};
use futures_executor::block_on;
use proptest::prelude::*;

use crate::desk::{Desk, author, day, patient, payment, posting};
use crate::{ANA, BERTA, reviewed, rule, text};

fn prepared(database: &Database, receipt: ReceiptId, today: &str) -> Paper {
    block_on(papers::prepare_receipt(
        database.clone(),
        receipt,
        day(today),
    ))
    .unwrap()
}

/// Ana's visit and her son's, hers charged to her because her plan was not billed.
fn family() -> (Desk, ReceiptId) {
    let desk = Desk::with(|records| records.coverages.clear());
    let anas = desk.visit(
        "V1",
        "ANA",
        "2026-03-02",
        &[
            ("99213", "25", "1", "150.00", "A", ""),
            ("87880", "QW", "2", "65.00", "A", ""),
        ],
    );
    let leos = desk.visit(
        "V2",
        "LEO",
        "2026-02-20",
        &[("99213", "", "1", "150.00", "A", "")],
    );
    let receipt = desk.pay(
        payment("ANA", "CHECK", "00104471", "1250.00", "2026-03-02"),
        &[(leos[0], 15_000), (anas[0], 15_000), (anas[1], 6_500)],
    );
    (desk, receipt)
}

fn refund_of(receipt: ReceiptId) -> refunds::Refund {
    refunds::Refund {
        receipt,
        owner: Some(patient("ANA")),
        amount: Money::from_cents(8_500),
        reason: "paid ahead".into(),
    }
}

#[test]
fn a_receipt_says_who_paid_what_how_and_for_which_services() {
    let (desk, receipt) = family();
    let paper = prepared(&desk.database, receipt, "2026-03-02");
    assert_eq!(paper.about, About::Receipt(receipt));
    reviewed(&desk.database, "receipt_en", &paper, &ANA);
    let text = text(&paper);
    for expected in [
        "Oak Street Clinic, P.C.",
        "(503) 555-0100",
        "93-1234567",
        "$1,250.00",
        "Check ...4471",
        "Leo Ruiz",
        "$365.00",
        "$885.00",
    ] {
        assert!(text.contains(expected), "{expected} in {text}");
    }
    assert!(!text.contains("00104471"));

    let line = desk.visit(
        "V3",
        "BERTA",
        "2026-03-02",
        &[("99213", "", "1", "150.00", "A", "")],
    );
    let cash = payment("BERTA", "CASH", "", "60.00", "2026-03-02");
    let receipt = desk.pay(cash, &[(line[0], 6_000)]);
    let paper = prepared(&desk.database, receipt, "2026-03-02");
    reviewed(&desk.database, "receipt_es", &paper, &BERTA);
}

#[test]
fn a_receipt_that_was_given_out_is_the_same_whatever_happens_later() {
    let (desk, receipt) = family();
    let database = &desk.database;
    let first = prepared(database, receipt, "2026-03-02");
    let keep = |paper: Paper, on: &str| {
        block_on(papers::keep(database.clone(), paper, author(on), day(on))).unwrap()
    };
    let kept = keep(first.clone(), "2026-03-02");
    // It is given out once: who had it open on another screen gets the one that was.
    assert_eq!(keep(first.clone(), "2026-03-02"), kept);

    let ana = patient("ANA");
    let refund = refunds::approve(database.clone(), refund_of(receipt), posting("2026-03-05"));
    let _ = block_on(refund).unwrap();
    let _ = desk.raw("2026-03-06", move |tx| {
        let found = store::patient::find(tx, &ana)?.unwrap();
        let mut moved = found.value;
        moved.address.line1 = "900 River Rd.".into();
        moved.name.last = "Ruiz-Ortiz".into();
        store::patient::save(tx, &moved, Some(found.version))
    });
    let again = prepared(database, receipt, "2026-04-01");
    assert_eq!(again.kept, Some(kept));
    assert_eq!(again.document, first.document);
    assert_eq!(again.pdf, first.pdf);
    let shown = block_on(papers::shown(database.clone(), kept)).unwrap();
    assert_eq!(shown.document, first.document);
    let history = block_on(papers::of_patient(database.clone(), patient("LEO"))).unwrap();
    assert_eq!(history.len(), 1);
    assert_eq!(history[0].about.words(), format!("Receipt {receipt}"));

    // The file itself lets nobody change or drop it.
    for change in ["UPDATE paper SET n_pages = 2", "DELETE FROM paper"] {
        let result = database.call_blocking(move |connection| {
            connection.execute(change, []).map_err(store::Error::from)
        });
        assert!(result.is_err(), "{change}");
    }
}

#[test]
fn a_refund_stands_apart_from_what_was_applied() {
    let (desk, receipt) = family();
    let refund = refunds::approve(
        desk.database.clone(),
        refund_of(receipt),
        posting("2026-03-05"),
    );
    let _ = block_on(refund).unwrap();
    let text = text(&prepared(&desk.database, receipt, "2026-03-05"));
    assert!(text.contains("$800.00"), "{text}");
    assert!(
        text.contains("Paid back, returned by the bank or moved to another account"),
        "{text}"
    );
    assert!(text.contains("$85.00"), "{text}");
}

/// What is kept for her share of a visit pays nothing else, on a receipt as on a statement.
#[test]
fn a_receipt_says_the_balance_that_a_letter_asks_for() {
    let desk = Desk::new();
    let service = ("99213", "", "1", "150.00", "A", "");
    let _ = desk.visit("V1", "ANA", "2026-03-02", &[service]);
    let fee = ledger::fees::Fee {
        patient: patient("ANA"),
        amount: Money::from_cents(10_000),
        description: "Missed appointment".into(),
    };
    let on = posting("2026-03-02");
    let _ = block_on(ledger::fees::charge(desk.database.clone(), fee, on)).unwrap();
    let mut copay = payment("ANA", "CARD", "", "10.00", "2026-03-02");
    copay.visit_id = "V1".into();
    let receipt = text(&prepared(
        &desk.database,
        desk.pay(copay, &[]),
        "2026-03-02",
    ));
    let balance = "Balance of your account on 03/02/2026: $100.00.";
    assert!(receipt.contains(balance), "{receipt}");
    let letter = LetterDraft {
        patient_id: "ANA".into(),
        subject: "Balance".into(),
        body: "You owe {amount due}.".into(),
        ..LetterDraft::default()
    };
    let letter = papers::prepare_letter(desk.database.clone(), letter, day("2026-03-02"));
    let letter = text(&block_on(letter).unwrap());
    assert!(letter.contains("You owe $100.00."), "{letter}");
}

#[test]
fn two_equal_payments_of_one_day_are_two_receipts() {
    let desk = Desk::new();
    let pay = || desk.pay(payment("BERTA", "CASH", "", "20.00", "2026-03-02"), &[]);
    let (one, other) = (pay(), pay());
    assert_ne!(one, other);
    for receipt in [one, other] {
        let text = text(&prepared(&desk.database, receipt, "2026-03-02"));
        assert!(text.contains(&format!("Recibo número {receipt}")), "{text}");
        assert!(text.contains("$20.00"), "{text}");
    }
}

#[test]
fn nothing_is_printed_for_a_receipt_that_was_taken_back_or_is_a_payers() {
    let desk = Desk::new();
    let receipt = desk.pay(payment("BERTA", "CASH", "", "20.00", "2026-03-02"), &[]);
    let reason = "typed twice".to_owned();
    block_on(receipts::void(
        desk.database.clone(),
        receipt,
        reason,
        posting("2026-03-02"),
    ))
    .unwrap();
    let prepare = |id| {
        block_on(papers::prepare_receipt(
            desk.database.clone(),
            id,
            day("2026-03-02"),
        ))
    };
    assert_eq!(rule(prepare(receipt)), "receipt-is-void");

    let check = almoner::domain::receipt::ReceiptDraft {
        kind: "INSURANCE".into(),
        payer_id: "PAY1".into(),
        patient_id: String::new(),
        ..payment("", "CHECK", "77", "20.00", "2026-03-02")
    };
    let payers = ledger::receipts::log(desk.database.clone(), check, posting("2026-03-02"));
    assert_eq!(
        rule(prepare(block_on(payers).unwrap())),
        "receipt-not-patients"
    );
    let none = prepare(ReceiptId::new(999));
    assert!(none.unwrap_err().to_string().contains("receipt"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn what_a_receipt_lists_comes_to_what_was_paid(
        charges in prop::collection::vec(1_i64..90_000, 1..30),
        extra in 0_i64..50_000,
    ) {
        let desk = Desk::new();
        let charge = |cents: i64| Money::from_cents(cents).to_string();
        let texts: Vec<String> = charges.iter().map(|it| charge(*it)).collect();
        let services: Vec<_> = texts.iter().map(|it| ("99213", "", "1", it.as_str(), "A", "")).collect();
        let lines = desk.visit("V1", "BERTA", "2026-03-02", &services);
        let shares: Vec<_> = lines.iter().copied().zip(charges.iter().copied()).collect();
        let total: i64 = charges.iter().sum::<i64>() + extra;
        let draft = payment("BERTA", "CARD", "", &charge(total), "2026-03-02");
        let receipt = desk.pay(draft, &shares);
        let paper = prepared(&desk.database, receipt, "2026-03-02");
        let pages = &paper.document.pages;
        let words: Vec<&str> = pages.iter().flat_map(|page| crate::paper::words(page)).map(|it| it.text.as_str()).collect();
        let amounts = |cents: i64| {
            let shown = almoner::domain::statement::wording::dollars(Money::from_cents(cents));
            words.iter().filter(|it| **it == shown).count()
        };
        for cents in &charges {
            prop_assert!(amounts(*cents) >= charges.iter().filter(|it| *it == cents).count());
        }
        // At the top and at the end of the list.
        prop_assert!(amounts(total) >= 2);
        if extra > 0 {
            prop_assert!(amounts(extra) >= 1);
        }
        crate::assert_laid_out(&desk.database, pages, &BERTA);
    }
}
