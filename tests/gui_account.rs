//! Accounts and patients' payments in the window, by keys alone.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use almoner::commands::drafts::{self, DraftKey, DraftKind};
use almoner::commands::ledger::account::{self, LineState};
use almoner::gui::action::{Request, Route};
use almoner::gui::context::{Context, Practice};
use almoner::gui::screen::Screen;
use almoner::store::Database;
use desk::{Desk, told};
use driver::Driver;
use futures_executor::block_on;
use iced::keyboard::{Key, Modifiers, key::Named};
use ledger::{card, charged, dollars, id, owing};
use office::{biller, today};

#[path = "gui/desk.rs"]
mod desk;

#[path = "gui/driver.rs"]
mod driver;

#[path = "common/office.rs"]
mod office;

#[path = "common/ledger.rs"]
mod ledger;

fn open(database: &Database, route: Route) -> Driver<Desk> {
    let context = Context {
        today: today(),
        practice: Some(Practice {
            path: "clinic.almoner".into(),
            database: database.clone(),
        }),
        ..Context::fixture()
    };
    desk::desk(route, context)
}

fn account(database: &Database) -> Driver<Desk> {
    open(database, Route::Account(Some(id("P1"))))
}

fn commit(window: &mut Driver<Desk>) {
    window.press(Key::Named(Named::Enter), Modifiers::COMMAND);
}

#[test]
fn a_whole_balance_is_paid_by_check_in_ten_keys_beside_name_and_number() {
    let database = owing(3);
    // F5 in the window: one key.
    let mut n_keys = 1;
    let mut window = open(&database, Route::Payment(None));
    window.type_text("doe ja");
    let before = window.n_keys;
    window.tap(Named::Enter);
    assert!(window.is_on("payment-amount"));
    // The balance stands there in grey; a check is what a paper office gets most.
    window.tap(Named::Enter);
    window.tap(Named::Tab);
    assert!(window.is_on("payment-number"));
    n_keys += window.n_keys - before;
    window.type_text("1204");
    let before = window.n_keys;
    window.tap(Named::Enter);
    window.type_text("=");
    commit(&mut window);
    n_keys += window.n_keys - before;
    assert!(n_keys <= 10, "{n_keys} keys");
    let card = card(&database);
    assert_eq!(
        card.totals.patient_owes,
        dollars("0.00"),
        "{}",
        told(&window)
    );
    assert_eq!(card.totals.credit, dollars("0.00"));
    assert_eq!(card.receipts.len(), 1);
    assert_eq!(told(&window), "Receipt 1: 252.10 applied to 3 lines.");
    // Ready for the next one.
    assert!(window.is_on("payment-patient"));
}

#[test]
fn a_proposal_is_taken_by_a_key_or_not_at_all() {
    let database = owing(2);
    let mut window = open(&database, Route::Payment(Some(id("P1"))));
    assert!(window.is_on("payment-amount"));
    window.type_text("100");
    window.go_to("payment-number");
    window.type_text("77");
    commit(&mut window);
    assert!(window.shows(
        "100.00 of it is not applied. = takes the proposal; Ctrl+Enter once more keeps it as credit."
    ));
    assert!(card(&database).receipts.is_empty());
    commit(&mut window);
    let card = card(&database);
    assert_eq!(card.totals.credit, dollars("100.00"));
    assert_eq!(card.totals.patient_owes, dollars("190.00"));
    assert!(window.state.requests.contains(&Request::Close));
}

#[test]
fn every_share_can_be_typed_and_the_rest_stays_as_credit() {
    let database = owing(2);
    let mut window = open(&database, Route::Payment(Some(id("P1"))));
    window.type_text("100");
    window.go_to("payment-number");
    window.type_text("77");
    window.tap(Named::Enter);
    // The second line first; the first one gets what is left and is left alone.
    window.tap(Named::ArrowDown);
    window.type_text("25.50");
    window.tap(Named::ArrowUp);
    window.type_text("80");
    commit(&mut window);
    assert!(window.shows("The lines get 5.50 more than was paid; lower an amount."));
    assert!(card(&database).receipts.is_empty());
    window.tap(Named::ArrowDown);
    window.press(Key::Character("a".into()), Modifiers::COMMAND);
    window.type_text("20");
    commit(&mut window);
    let card = card(&database);
    assert_eq!(card.totals.patient_owes, dollars("90.00"));
    assert_eq!(card.totals.credit, dollars("0.00"));
}

#[test]
fn a_check_without_its_number_and_a_check_that_came_twice_are_refused() {
    let database = owing(1);
    let pay = |number: &str| {
        let mut window = open(&database, Route::Payment(Some(id("P1"))));
        window.type_text("20");
        window.go_to("payment-number");
        window.type_text(number);
        commit(&mut window);
        window
    };
    let mut window = pay("");
    assert!(window.is_on("payment-number"));
    assert!(window.shows("A check has a number; type it as printed."));
    let mut window = pay("5");
    commit(&mut window);
    assert_eq!(card(&database).receipts.len(), 1);
    let mut window = pay("5");
    commit(&mut window);
    assert_eq!(card(&database).receipts.len(), 1);
    assert!(window.is_on("payment-again"));
    window.type_text("two checks of one number");
    commit(&mut window);
    assert_eq!(card(&database).receipts.len(), 2);
}

#[test]
fn a_payment_that_was_left_is_there_again() {
    let database = owing(2);
    let mut window = open(&database, Route::Payment(None));
    window.type_text("doe ja");
    window.tap(Named::Enter);
    window.type_text("40");
    window.go_to("payment-number");
    window.type_text("9");
    window.tap(Named::Enter);
    window.type_text("12.25");
    let draft = window.state.screen.draft().unwrap();
    assert_eq!((draft.kind, draft.key.as_str()), ("payment", "new"));
    let key = DraftKey::new(DraftKind::Payment, "new");
    let content: serde_json::Value = serde_json::from_str(&draft.content).unwrap();
    block_on(drafts::keep(
        database.clone(),
        key.clone(),
        content,
        biller(),
    ))
    .unwrap();
    let mut window = open(&database, Route::Payment(None));
    assert!(window.shows("Draft restored: it was typed and not saved. Ctrl+R drops it."));
    assert_eq!(window.state.screen.draft().unwrap().content, draft.content);
    commit(&mut window);
    commit(&mut window);
    assert_eq!(card(&database).totals.patient_owes, dollars("177.75"));
    let kept: Option<serde_json::Value> = block_on(drafts::load(database, key)).unwrap();
    assert_eq!(kept, None);
}

#[test]
fn several_lines_move_to_the_patient_by_their_numbers_and_with_a_reason() {
    let database = charged(3);
    let mut window = account(&database);
    assert!(window.shows("Insurance pending"));
    assert!(window.shows("252.10"));
    window.type_text("t");
    assert!(window.is_on("account-ask-to"));
    window.type_text("p");
    window.go_to("account-ask-lines");
    window.press(Key::Character("a".into()), Modifiers::COMMAND);
    window.type_text("1-2");
    assert!(window.shows("Together"));
    commit(&mut window);
    assert!(window.is_on("account-ask-reason"));
    assert_eq!(card(&database).totals.patient_owes, dollars("0.00"));
    window.type_text("deductible");
    commit(&mut window);
    let card = card(&database);
    let moved = card
        .lines
        .iter()
        .filter(|line| line.state == LineState::Patient);
    assert_eq!(moved.count(), 2, "{}", told(&window));
    assert!(told(&window).starts_with("Transferred."));
}

#[test]
fn a_line_that_is_not_there_is_refused() {
    let database = charged(2);
    let mut window = account(&database);
    window.type_text("t");
    window.go_to("account-ask-lines");
    window.press(Key::Character("a".into()), Modifiers::COMMAND);
    window.type_text("1-7");
    window.tap(Named::Tab);
    assert!(window.shows("There is no line 7; the last one is 2."));
}

#[test]
fn an_amount_is_written_off_by_type_and_taken_back_with_a_reason() {
    let database = owing(1);
    let mut window = account(&database);
    window.type_text("w");
    // Bad debt is that of people.
    window.type_text("b");
    window.go_to("account-ask-amount");
    window.type_text("30");
    window.go_to("account-ask-reason");
    window.type_text("moved away");
    commit(&mut window);
    assert_eq!(
        card(&database).totals.patient_owes,
        dollars("120.00"),
        "{}",
        told(&window)
    );
    window.type_text("x");
    window.tap(Named::End);
    window.type_text("x");
    assert!(window.is_on("account-correct-reason"));
    assert!(window.shows("This will be posted"));
    commit(&mut window);
    assert_eq!(card(&database).totals.patient_owes, dollars("120.00"));
    window.type_text("she is back");
    commit(&mut window);
    let card = card(&database);
    assert_eq!(
        card.totals.patient_owes,
        dollars("150.00"),
        "{}",
        told(&window)
    );
    let line = card.lines[0].charged.id;
    let story = block_on(account::story_of(database.clone(), line)).unwrap();
    assert!(story.iter().any(|it| it.is_reversed));
}

#[test]
fn a_contract_takes_nothing_off_what_a_patient_owes() {
    let database = owing(1);
    let mut window = account(&database);
    window.type_text("w");
    window.type_text("c");
    window.go_to("account-ask-reason");
    window.type_text("contract");
    commit(&mut window);
    assert!(
        window.shows(
            "A payer's contract takes nothing off what the patient owes; choose another type."
        )
    );
    assert_eq!(card(&database).totals.patient_owes, dollars("150.00"));
}

#[test]
fn what_she_owes_goes_to_the_agency() {
    let database = owing(2);
    let mut window = account(&database);
    window.type_text("m");
    window.type_text("a");
    assert!(window.is_on("account-ask-reason"));
    window.type_text("four letters");
    commit(&mut window);
    let card = card(&database);
    assert_eq!(
        card.totals.collections,
        dollars("190.00"),
        "{}",
        told(&window)
    );
    assert_eq!(card.totals.patient_owes, dollars("0.00"));
}

#[test]
fn the_story_is_read_and_the_family_is_one_key_away() {
    let database = owing(1);
    let mut window = account(&database);
    window.type_text("l");
    assert!(window.shows("↑ ↓ choose · X or Enter takes it back"));
    window.tap(Named::Escape);
    assert!(!window.shows("↑ ↓ choose · X or Enter takes it back"));
    assert!(window.shows("G shows the whole family, 1 patient more"));
    window.type_text("g");
    let names: Vec<String> = card(&database)
        .members
        .into_iter()
        .map(|it| it.name)
        .collect();
    assert_eq!(names.len(), 2);
    let words = format!(
        "Whole family: {} · G shows the patient alone",
        names.join("; ")
    );
    assert!(window.shows(&words), "{words}");
    window.tap(Named::F5);
    let payment = Request::Open(Route::Payment(Some(id("P1"))));
    assert!(window.state.requests.contains(&payment));
}

#[test]
fn an_account_is_found_by_name() {
    let database = owing(1);
    let mut window = open(&database, Route::Account(None));
    assert!(window.is_on("account-patient"));
    window.type_text("doe ja");
    window.tap(Named::Enter);
    assert!(window.shows("Patient owes"));
    assert!(window.is_on("account-lines"));
}
