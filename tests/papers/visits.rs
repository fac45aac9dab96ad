//! Walk-out statements and superbills.

use almoner::commands::papers::{self, Paper};
use futures_executor::block_on;

use crate::desk::{Desk, day, payment, visit_id};
use crate::{ANA, BERTA, reviewed, rule, text};

const SERVICES: [crate::desk::Service<'static>; 2] = [
    ("99213", "25", "1", "150.00", "AB", ""),
    ("87880", "QW", "2", "65.00", "A", "DR2"),
];

fn walk_out(desk: &Desk, visit: &str, today: &str) -> Paper {
    let paper = papers::prepare_walk_out(desk.database.clone(), visit_id(visit), day(today));
    block_on(paper).unwrap()
}

fn superbill(desk: &Desk, visit: &str, today: &str) -> Paper {
    let paper = papers::prepare_superbill(desk.database.clone(), visit_id(visit), day(today));
    block_on(paper).unwrap()
}

#[test]
fn a_walk_out_statement_says_the_copay_is_an_estimate_and_what_insurance_decides() {
    let desk = Desk::new();
    let _ = desk.visit("V1", "ANA", "2026-03-02", &SERVICES);
    let mut copay = payment("ANA", "CARD", "", "10.00", "2026-03-02");
    copay.visit_id = "V1".into();
    let _ = desk.pay(copay, &[]);
    let paper = walk_out(&desk, "V1", "2026-03-02");
    reviewed(&desk.database, "walk_out_insured_en", &paper, &ANA);
    let text = text(&paper);
    for expected in [
        "an estimate",
        "Charges that First Mutual decides on $215.00",
        "Your share of this visit $25.00",
        "Still to pay for this visit $15.00",
    ] {
        assert!(text.contains(expected), "{expected} in {text}");
    }
}

#[test]
fn who_pays_herself_sees_what_is_left_and_what_was_owed_before() {
    let desk = Desk::new();
    let _ = desk.visit(
        "V0",
        "BERTA",
        "2026-01-10",
        &[("99213", "", "1", "80.00", "A", "")],
    );
    let lines = desk.visit("V1", "BERTA", "2026-03-02", &SERVICES);
    let _ = desk.pay(
        payment("BERTA", "CHECK", "5521", "100.00", "2026-03-02"),
        &[(lines[0], 10_000)],
    );
    let paper = walk_out(&desk, "V1", "2026-03-02");
    reviewed(&desk.database, "walk_out_self_pay_es", &paper, &BERTA);
    let text = text(&paper);
    for expected in [
        "Su parte de esta visita $215.00",
        "Falta pagar por esta visita $115.00",
        "Saldo anterior a esta visita $80.00",
    ] {
        assert!(text.contains(expected), "{expected} in {text}");
    }
    assert!(!text.contains("estimación"), "{text}");
}

#[test]
fn a_superbill_names_all_that_a_payer_asks_of_a_member() {
    let desk = Desk::new();
    let _ = desk.visit("V1", "ANA", "2026-03-02", &SERVICES);
    let mut paid = payment("ANA", "CARD", "", "215.00", "2026-03-02");
    paid.visit_id = "V1".into();
    let _ = desk.pay(paid, &[]);
    let paper = superbill(&desk, "V1", "2026-03-03");
    reviewed(&desk.database, "superbill_en", &paper, &ANA);
    let text = text(&paper);
    for expected in [
        "1234567893",
        "93-1234567",
        "03/09/1984",
        "M-100 200",
        "First Mutual",
        "Amy Brown, M.D., NPI 1245319599",
        "Chidi Okafor, PA-C, NPI 1992999882",
        "99213 25",
        "87880 QW",
        "J02.9",
        "E11.9",
        "SIGNATURE ON FILE",
        "Total charges $215.00",
        "Paid by the patient $215.00",
        "Balance $0.00",
    ] {
        assert!(text.contains(expected), "{expected} in {text}");
    }

    let _ = desk.visit("V2", "BERTA", "2026-03-02", &SERVICES);
    let paper = superbill(&desk, "V2", "2026-03-03");
    reviewed(&desk.database, "superbill_es", &paper, &BERTA);
}

#[test]
fn a_childs_papers_go_to_who_answers_for_the_bill() {
    let desk = Desk::new();
    let _ = desk.visit("V1", "LEO", "2026-03-02", &SERVICES);
    let paper = walk_out(&desk, "V1", "2026-03-02");
    reviewed(&desk.database, "walk_out_child_en", &paper, &ANA);
    assert!(
        text(&paper).contains("We have no copay on file"),
        "{}",
        text(&paper)
    );
    assert_eq!(paper.patient, crate::desk::patient("LEO"));
}

#[test]
fn a_visit_without_charges_has_no_papers() {
    let desk = Desk::new();
    let _ = desk.visit("V1", "ANA", "2026-03-02", &[]);
    let walk_out =
        papers::prepare_walk_out(desk.database.clone(), visit_id("V1"), day("2026-03-02"));
    assert_eq!(rule(block_on(walk_out)), "visit-not-charged");
    let bill = papers::prepare_superbill(desk.database.clone(), visit_id("V9"), day("2026-03-02"));
    assert!(block_on(bill).is_err());
}

#[test]
fn fifty_lines_go_over_to_further_pages_with_their_titles() {
    let desk = Desk::new();
    let services = vec![("99213", "25", "1", "150.00", "AB", ""); 50];
    let _ = desk.visit("V1", "BERTA", "2026-03-02", &services);
    let paper = superbill(&desk, "V1", "2026-03-02");
    let pages = &paper.document.pages;
    assert!(pages.len() > 1);
    crate::assert_laid_out(&desk.database, pages, &BERTA);
    for (idx, page) in pages.iter().enumerate() {
        let texts: Vec<&str> = page.texts().map(|it| it.text.as_str()).collect();
        let number = format!("Página {} de {}", idx + 1, pages.len());
        assert!(texts.contains(&number.as_str()), "{number}");
    }
    let n_charges = text(&paper).matches("$150.00").count();
    assert_eq!(n_charges, 50);
    assert!(text(&paper).contains("$7,500.00"));
}
