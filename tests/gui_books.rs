//! Deposits, credits, closing and reports in the window, by keys alone.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;

use almoner::commands::ledger::{closing, credits, deposits, payments};
use almoner::domain::receipt::ReceiptDraft;
use almoner::gui::action::Route;
use almoner::gui::context::{Context, Practice};
use almoner::gui::screen::Screen;
use almoner::store::Database;
use desk::{Desk, told};
use driver::Driver;
use futures_executor::block_on;
use iced::keyboard::{Key, Modifiers, key::Named};
use ledger::{card, dollars, id, owing, posting};
use office::today;

#[path = "gui/desk.rs"]
mod desk;

#[path = "gui/driver.rs"]
mod driver;

#[path = "common/office.rs"]
mod office;

#[path = "common/ledger.rs"]
mod ledger;

fn open_in(database: &Database, route: Route, folder: &Path) -> Driver<Desk> {
    let context = Context {
        today: today(),
        practice: Some(Practice {
            path: folder.join("clinic.almoner"),
            database: database.clone(),
        }),
        ..Context::fixture()
    };
    desk::desk(route, context)
}

fn open(database: &Database, route: Route) -> Driver<Desk> {
    open_in(database, route, Path::new("/nowhere"))
}

fn commit(window: &mut Driver<Desk>) {
    window.press(Key::Named(Named::Enter), Modifiers::COMMAND);
}

/// Jane pays so much; it pays her lines, or stays as credit.
fn pay(database: &Database, amount: &str, method: &str, number: &str, is_applied: bool) {
    let family = block_on(payments::family(database.clone(), id("P1"))).unwrap();
    let shares = if is_applied {
        family.proposal(dollars(amount), None)
    } else {
        Vec::new()
    };
    let draft = ReceiptDraft {
        kind: "PATIENT".into(),
        patient_id: "P1".into(),
        method: method.into(),
        check_number: number.into(),
        amount: amount.into(),
        received_on: today().to_string(),
        ..ReceiptDraft::default()
    };
    let _ = block_on(payments::take(database.clone(), draft, shares, posting())).unwrap();
}

#[test]
fn the_marked_receipts_go_to_the_bank_and_the_slip_is_offered() {
    let folder = tempfile::tempdir().unwrap();
    let database = owing(2);
    pay(&database, "40.00", "CHECK", "11", true);
    pay(&database, "15.00", "CASH", "", true);
    pay(&database, "20.00", "CHECK", "12", true);
    let mut window = open_in(&database, Route::Deposits, folder.path());
    assert!(window.shows("Drawer 3"));
    assert!(window.shows("Everything in the drawer"));
    assert!(window.shows("75.00"));
    // The first two.
    window.type_text("  ");
    assert!(window.shows("2 receipts marked"));
    assert!(window.shows("55.00"));
    window.type_text("d");
    assert!(window.shows("Deposit 2 receipts, 55.00"));
    commit(&mut window);
    assert_eq!(told(&window), "Deposit 1 is made; print its slip.");
    let drawer = block_on(deposits::drawer(database.clone())).unwrap();
    assert_eq!(drawer.total, dollars("20.00"));
    // The slip is offered at once; without a printer as a file.
    window.go_to("output-target");
    window.type_text("s");
    commit(&mut window);
    let made = folder.path().join(format!("deposit-slip-{}.pdf", today()));
    assert!(std::fs::read(made).unwrap().starts_with(b"%PDF"));
    assert!(window.shows("Past deposits 1"));
}

#[test]
fn a_returned_check_is_owed_again_with_its_fee() {
    let database = owing(1);
    pay(&database, "100.00", "CHECK", "11", true);
    assert_eq!(card(&database).totals.patient_owes, dollars("50.00"));
    let all = block_on(deposits::drawer(database.clone())).unwrap();
    let ids = all.receipts.iter().map(|row| row.received.id).collect();
    let make = deposits::make(database.clone(), ids, String::new(), posting());
    let _ = block_on(make).unwrap();
    let mut window = open(&database, Route::Deposits);
    assert!(window.shows(
        "Nothing waits in the drawer. Receipts come here as they are taken: F5 a patient’s payment."
    ));
    window.type_text("2");
    window.go_to("deposits-slip");
    window.type_text("n");
    assert!(window.is_on("deposits-reason"));
    commit(&mut window);
    assert_eq!(card(&database).totals.patient_owes, dollars("50.00"));
    window.type_text("insufficient funds");
    window.go_to("deposits-fee");
    window.type_text("25");
    commit(&mut window);
    assert_eq!(
        card(&database).totals.patient_owes,
        dollars("175.00"),
        "{}",
        told(&window)
    );
}

#[test]
fn a_credit_is_applied_moved_and_refunded() {
    let database = owing(1);
    pay(&database, "200.00", "CHECK", "11", false);
    let mut window = open(&database, Route::Credits);
    assert!(window.shows("1 credit, 200.00"));
    window.type_text("a");
    assert!(window.is_on("credits-to"));
    commit(&mut window);
    assert_eq!(card(&database).totals.patient_owes, dollars("0.00"));
    assert_eq!(card(&database).totals.credit, dollars("50.00"));
    // Ten for the boy, of her own family.
    window.type_text("m");
    window.go_to("credits-amount");
    window.press(Key::Character("a".into()), Modifiers::COMMAND);
    window.type_text("10");
    commit(&mut window);
    assert!(window.is_on("credits-reason"));
    window.type_text("his copay");
    commit(&mut window);
    assert!(window.shows("2 credits, 50.00"), "{}", told(&window));
    // More than there is cannot go back.
    window.tap(Named::Home);
    window.type_text("r");
    window.go_to("credits-amount");
    window.press(Key::Character("a".into()), Modifiers::COMMAND);
    window.type_text("400");
    window.go_to("credits-reason");
    window.type_text("overpaid");
    commit(&mut window);
    assert!(window.is_on("credits-amount"));
    window.press(Key::Character("a".into()), Modifiers::COMMAND);
    window.type_text("5");
    commit(&mut window);
    let rows = block_on(credits::list(database.clone(), today())).unwrap();
    assert_eq!(rows.len(), 3, "{}", told(&window));
    window.type_text("m");
    let is_promised = |row: &credits::CreditRow| matches!(&row.source, credits::CreditSource::Receipt(_, account) if account.number() == 2030);
    let place = rows.iter().position(is_promised).unwrap();
    window.tap(Named::Escape);
    window.tap(Named::Home);
    for _ in 0..place {
        window.tap(Named::ArrowDown);
    }
    window.type_text("p");
    window.type_text("9001");
    commit(&mut window);
    assert_eq!(told(&window), "The refund is paid.");
    let rows = block_on(credits::list(database, today())).unwrap();
    assert_eq!(rows.len(), 2);
}

#[test]
fn the_day_is_closed_once_what_was_counted_ties_or_a_note_says_why_not() {
    let database = owing(1);
    pay(&database, "40.00", "CHECK", "11", true);
    pay(&database, "15.00", "CASH", "", true);
    let mut window = open(&database, Route::Closing);
    assert!(window.is_on("closing-count-cash"));
    window.type_text("14");
    window.tap(Named::Enter);
    window.type_text("40");
    assert!(window.shows("Differs by -1.00"));
    assert!(window.shows("Ties"));
    for _ in 0..4 {
        commit(&mut window);
    }
    assert!(window.is_on("closing-note"));
    assert!(
        window.shows("1 line does not tie. Find the difference, or say in the note why it stays.")
    );
    commit(&mut window);
    assert!(
        block_on(closing::sheets(database.clone()))
            .unwrap()
            .is_empty()
    );
    window.type_text("one dollar short in the box");
    commit(&mut window);
    assert_eq!(told(&window), "Day sheet 1 is closed; print it.");
    let sheets = block_on(closing::sheets(database.clone())).unwrap();
    assert_eq!(sheets[0].note, "one dollar short in the box");
    // Nothing was entered since, so there is nothing to close.
    window.tap(Named::Escape);
    window.type_text("ignored");
    let before = sheets.len();
    commit(&mut window);
    assert_eq!(block_on(closing::sheets(database)).unwrap().len(), before);
}

#[test]
fn a_month_is_closed_with_its_waivers_and_opened_again_with_a_reason() {
    let database = owing(1);
    let mut window = open(&database, Route::Closing);
    window.go_to("closing-steps");
    window.type_text("6");
    assert!(window.shows("Close the books through 02/28/2026"));
    commit(&mut window);
    let history = || block_on(closing::month::history(database.clone())).unwrap();
    let n_waivers = |window: &mut Driver<Desk>| {
        [
            "closing-waive-UNBILLED_CHARGES",
            "closing-waive-OPEN_DAY_SHEET",
            "closing-waive-UNDEPOSITED_RECEIPTS",
        ]
        .into_iter()
        .filter(|id| {
            window.go_to("closing-steps");
            (0..20).any(|_| {
                window.tap(Named::Tab);
                window.is_on(id)
            })
        })
        .collect::<Vec<_>>()
    };
    for id in n_waivers(&mut window) {
        window.go_to(id);
        window.type_text("comes next week");
    }
    if history().is_empty() {
        commit(&mut window);
    }
    assert_eq!(history().len(), 1, "{}", told(&window));
    window.go_to("closing-steps");
    window.type_text("r");
    commit(&mut window);
    assert_eq!(history().len(), 1);
    window.go_to("closing-reason");
    window.type_text("a late EOB");
    commit(&mut window);
    assert_eq!(history().len(), 2, "{}", told(&window));
}

#[test]
fn a_report_is_opened_by_name_sorted_and_exported() {
    let folder = tempfile::tempdir().unwrap();
    let database = owing(2);
    pay(&database, "40.00", "CHECK", "11", true);
    pay(&database, "15.00", "CASH", "", true);
    let mut window = open_in(&database, Route::Reports, folder.path());
    assert!(window.shows("Trial balance"));
    // Receipts journal is the third.
    window.tap(Named::ArrowDown);
    window.tap(Named::ArrowDown);
    window.tap(Named::Enter);
    assert!(window.is_on("reports-table"));
    assert!(window.shows("40.00"));
    assert!(window.shows("55.00"));
    window.type_text("e");
    commit(&mut window);
    let path = folder.path().join(format!("receipts-{}.csv", today()));
    let csv = std::fs::read_to_string(&path).unwrap();
    assert!(csv.contains("40.00"), "{csv}");
    // What stands there is not replaced without being asked.
    std::fs::write(&path, "mine").unwrap();
    window.type_text("e");
    commit(&mut window);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "mine");
    assert!(
        window.shows("A file of this name is there already. Ctrl+Enter once more replaces it.")
    );
    commit(&mut window);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), csv);
    // A period that is backwards says so.
    window.go_to("reports-from");
    window.type_text("3/3/26");
    window.go_to("reports-to");
    window.type_text("3/1/26");
    commit(&mut window);
    assert!(!window.shows("40.00"));
    window.tap(Named::Escape);
    assert!(window.shows("Trial balance"));
    assert_eq!(window.state.screen.title(), "Reports");
}
