//! Payment plans, and the papers that are given out at the desk.

use almoner::commands;
use almoner::commands::ledger::payments;
use almoner::commands::papers::{self, estimates, letters};
use almoner::commands::plans::{self, Standing};
use almoner::domain::plan::PlanEnd;
use almoner::domain::receipt::{Method, ReceiptDraft, ReceiptKind};
use almoner::domain::statement::Language;
use almoner::gui::action::{PaperWanted, Request, Route};
use almoner::gui::screen::{AnyMessage, AnyScreen, Screen, estimate};
use almoner::store::Database;
use futures_executor::block_on;
use iced::keyboard::{Key, Modifiers, key::Named};

use crate::desk;
use crate::ledger::{card, dollars, id, owing, posting};
use crate::office::today;
use crate::{commit, keep, n_drafts, open, open_in, retype, save_pdf, told};
use almoner::commands::drafts::DraftKind;

pub fn plan_route() -> Route {
    Route::Plan {
        patient: id("P1"),
        lines: Vec::new(),
    }
}

fn plans_of(database: &Database) -> Vec<plans::PlanRow> {
    block_on(plans::of_guarantor(database.clone(), id("P1"), today())).unwrap()
}

#[test]
fn the_account_card_opens_a_plan_with_its_marked_lines_and_tells_how_it_stands() {
    let database = owing(3);
    let mut account = open(&database, Route::Account(Some(id("P1"))));
    account.type_text(" i");
    let lines = vec![card(&database).lines[0].charged.id];
    let route = Route::Plan {
        patient: id("P1"),
        lines,
    };
    assert!(
        account
            .state
            .requests
            .contains(&Request::Open(route.clone()))
    );
    let mut window = open(&database, route);
    assert!(window.is_on("plan-lines"));
    assert!(window.shows("1 line taken in, 150.00 together"));
    window.go_to("plan-amount");
    window.type_text("50");
    window.go_to("plan-first");
    window.type_text("0401");
    commit(&mut window);
    assert_eq!(
        told(&window),
        "Payment plan 1 is agreed; statements ask for its parts."
    );
    let mut account = open(&database, Route::Account(Some(id("P1"))));
    assert!(account.shows("Payment plan 1: 150.00 of 150.00 left, next 50.00 on 04/01/2026."));
}

#[test]
fn the_schedule_follows_what_is_typed_and_what_makes_none_is_said_in_a_sentence() {
    let database = owing(3);
    let mut window = open(&database, plan_route());
    assert!(window.shows("3 lines taken in, 252.10 together"));
    window.go_to("plan-count");
    window.type_text("4");
    window.go_to("plan-first");
    window.type_text("0401");
    assert!(window.shows("252.10 in 4 installments, the last on 07/01/2026"));
    // The list with the focus takes the signs.
    window.go_to("plan-lines");
    window.type_text(" ");
    assert!(window.shows("102.10 in 4 installments, the last on 07/01/2026"));
    window.go_to("plan-down");
    window.type_text("500");
    assert!(window.shows(
        "The down payment leaves nothing of the 102.10 for installments; take it as a payment, without a plan."
    ));
    commit(&mut window);
    assert!(plans_of(&database).is_empty());
    assert!(window.is_on("plan-down"));
    retype(&mut window, "2.10");
    commit(&mut window);
    let plans = plans_of(&database);
    assert_eq!(plans[0].kept.plan.principal(), dollars("102.10"));
    assert_eq!(plans[0].kept.plan.instalments.len(), 5);
    assert!(window.is_on("plan-list"));
}

#[test]
fn a_plan_that_is_typed_comes_back_and_one_that_stands_is_ended_with_a_cause() {
    let database = owing(2);
    let mut window = open(&database, plan_route());
    window.go_to("plan-amount");
    window.type_text("95");
    keep(&window, &database, DraftKind::Plan);
    let mut window = open(&database, plan_route());
    assert!(window.shows("Draft restored: it was typed and not agreed yet."));
    window.go_to("plan-first");
    window.type_text("0401");
    commit(&mut window);
    assert_eq!(n_drafts(&database), 0);
    let folder = tempfile::tempdir().unwrap();
    window.type_text("p");
    let _ = save_pdf(&mut window, &folder.path().join("agreement.pdf"));
    let given = block_on(papers::of_patient(database.clone(), id("P1"))).unwrap();
    assert_eq!(given[0].about.words(), "Agreement on payment plan 1");
    window.type_text("e");
    assert!(window.is_on("plan-end-cause"));
    window.go_to("plan-end-reason");
    window.type_text("moved away");
    commit(&mut window);
    assert_eq!(told(&window), "Payment plan 1 has ended.");
    let plans = plans_of(&database);
    assert_eq!(plans[0].standing(), Standing::Ended(PlanEnd::Broken));
    assert!(window.shows("Broken"));
    // Nothing is lost by Back from an empty form: the plans are there again.
    window.type_text("n");
    assert!(window.is_on("plan-lines"));
    window.tap(Named::Escape);
    assert!(window.is_on("plan-list"));
}

fn pay(database: &Database) -> almoner::domain::id::ReceiptId {
    let draft = ReceiptDraft {
        kind: ReceiptKind::Patient.to_string(),
        patient_id: "P1".into(),
        method: Method::Cash.to_string(),
        amount: "20".into(),
        received_on: today().to_string(),
        ..ReceiptDraft::default()
    };
    let take = payments::take(database.clone(), draft, Vec::new(), posting());
    block_on(take).unwrap().receipt
}

#[test]
fn the_receipt_is_one_key_away_from_the_payment() {
    let database = owing(1);
    let mut window = open(&database, Route::Payment(Some(id("P1"))));
    window.type_text("20");
    window.go_to("payment-number");
    window.type_text("77");
    window.command("p");
    // The proposal was not taken: it is asked once, the wish for paper stands.
    window.command("p");
    let receipts = card(&database).receipts;
    assert_eq!(receipts.len(), 1, "{}", told(&window));
    let wanted = Some(PaperWanted::Receipt(receipts[0].received.id));
    let route = Route::Papers {
        patient: id("P1"),
        wanted,
    };
    assert!(window.state.requests.contains(&Request::Replace(route)));
}

#[test]
fn a_receipt_is_kept_once_it_is_out_and_comes_out_the_same_again() {
    let database = owing(1);
    let receipt = pay(&database);
    let folder = tempfile::tempdir().unwrap();
    let route = Route::Papers {
        patient: id("P1"),
        wanted: Some(PaperWanted::Receipt(receipt)),
    };
    let mut window = open_in(&database, route.clone(), folder.path());
    let first = save_pdf(&mut window, &folder.path().join("one.pdf"));
    assert!(window.state.requests.contains(&Request::Close));
    let given = block_on(papers::of_patient(database.clone(), id("P1"))).unwrap();
    assert_eq!(given.len(), 1);
    // From the list of what was given out, by keys alone.
    let all = Route::Papers {
        patient: id("P1"),
        wanted: None,
    };
    let mut window = open_in(&database, all, folder.path());
    window.go_to("papers-given");
    window.tap(Named::Enter);
    let again = save_pdf(&mut window, &folder.path().join("two.pdf"));
    assert_eq!(first, again);
    let given = block_on(papers::of_patient(database.clone(), id("P1"))).unwrap();
    assert_eq!(given.len(), 1, "a reprint is no second paper");
    assert!(window.is_on("papers-given"));
}

#[test]
fn walk_out_and_superbill_come_from_the_marked_visit_and_keep_nothing_when_put_away() {
    let database = owing(1);
    let folder = tempfile::tempdir().unwrap();
    let route = Route::Papers {
        patient: id("P1"),
        wanted: None,
    };
    let mut window = open_in(&database, route, folder.path());
    assert!(window.is_on("papers-visits"));
    window.type_text("w");
    assert!(window.shows("Walk-out statement"));
    window.tap(Named::Escape);
    let given = || block_on(papers::of_patient(database.clone(), id("P1"))).unwrap();
    assert!(given().is_empty());
    window.type_text("s");
    let _ = save_pdf(&mut window, &folder.path().join("superbill.pdf"));
    assert_eq!(given().len(), 1);
    assert_eq!(told(&window), "Superbill is saved.");
}

#[test]
fn an_estimate_is_typed_with_what_is_offered_saved_and_held_against_its_visit() {
    let database = owing(1);
    let route = |estimate| Route::Estimate {
        patient: Some(id("P1")),
        estimate,
    };
    let mut window = open(&database, route(None));
    assert!(window.is_on("estimate-service"));
    window.type_text("0401");
    commit(&mut window);
    assert!(
        window
            .shows("An estimate names at least one service; add a line with its code and charge.")
    );
    // By its words, or by a code that is typed whole.
    window.go_to("estimate-diagnosis-0");
    window.type_text("E11");
    window.tap(Named::ArrowDown);
    window.tap(Named::ArrowUp);
    window.tap(Named::Enter);
    window.go_to("estimate-diagnosis-1");
    window.type_text("i10");
    window.go_to("estimate-code-0");
    window.type_text("99213");
    window.tap(Named::Tab);
    // What is offered in grey is in no field until a key takes it.
    commit(&mut window);
    // An answer to what was typed before, though it is an error, is of no interest any more.
    let before = window.state.requests.len();
    let late = estimate::Message::Judged(0, Err(commands::Error::Refused(Vec::new())));
    window.message(desk::Message::Screen(AnyMessage::Estimate(late)));
    assert_eq!(window.state.requests.len(), before);
    let saved = || block_on(estimates::of_patient(database.clone(), id("P1"))).unwrap();
    assert!(saved().is_empty());
    window.tap(Named::F9);
    keep(&window, &database, DraftKind::Estimate);
    let mut window = open(&database, route(None));
    assert!(window.shows("Draft restored: it was typed and not saved. Ctrl+R drops it."));
    commit(&mut window);
    let rows = saved();
    assert_eq!(rows.len(), 1, "{}", told(&window));
    let estimate = &rows[0].numbered.estimate;
    assert_eq!(estimate.total(), dollars("150.00"));
    let diagnoses: Vec<&str> = estimate.diagnoses.iter().map(|it| it.as_str()).collect();
    assert!(
        diagnoses.len() == 2 && diagnoses[0].starts_with("E11"),
        "{diagnoses:?}"
    );
    assert_eq!(diagnoses[1], "I10");
    assert_eq!(n_drafts(&database), 0);
    let number = rows[0].numbered.id;
    assert!(
        window
            .state
            .requests
            .contains(&Request::Replace(route(Some(number))))
    );
    let mut window = open(&database, route(Some(number)));
    assert!(window.is_on("estimated-visits"));
    window.type_text(" ");
    assert_eq!(saved()[0].visits.len(), 1);
    assert!(window.shows("The bill is within what the patient must expect."));
    window.type_text(" ");
    assert!(saved()[0].visits.is_empty());
}

#[test]
fn a_letter_begins_from_a_template_is_edited_and_given_out() {
    let database = owing(1);
    let folder = tempfile::tempdir().unwrap();
    let mut window = open_in(&database, Route::Letter(Some(id("P1"))), folder.path());
    assert!(window.is_on("letter-template"));
    window.type_text("f");
    window.go_to("letter-subject");
    retype(&mut window, "Your question");
    window.go_to("letter-body");
    window.press(Key::Named(Named::End), Modifiers::COMMAND);
    window.type_text("We looked it up.");
    // Enter is a line of the text, and Tab goes on.
    window.tap(Named::Enter);
    window.type_text("You owe ");
    window.command("i");
    assert!(window.is_on("letter-fields"));
    for _ in 0..3 {
        window.tap(Named::ArrowDown);
    }
    window.tap(Named::Enter);
    assert!(window.is_on("letter-body"));
    keep(&window, &database, DraftKind::Letter);
    window.tap(Named::Tab);
    assert!(!window.is_on("letter-body"));
    let mut window = open_in(&database, Route::Letter(Some(id("P1"))), folder.path());
    assert!(window.shows("Draft restored: it was typed and not printed. Ctrl+R drops it."));
    commit(&mut window);
    let _ = save_pdf(&mut window, &folder.path().join("letter.pdf"));
    let given = block_on(papers::of_patient(database.clone(), id("P1"))).unwrap();
    assert_eq!(given[0].about.words(), "Your question");
    assert_eq!(n_drafts(&database), 0);
    assert!(window.state.requests.contains(&Request::Close));
}

#[test]
fn a_template_is_written_in_two_languages_and_a_field_that_is_none_is_refused() {
    let database = owing(1);
    let mut window = open(&database, Route::Templates);
    assert!(window.is_on("templates-list"));
    window.type_text("n");
    assert!(window.is_on("template-name"));
    window.type_text("Thanks");
    window.go_to("template-subject");
    window.type_text("Thank you");
    window.go_to("template-body");
    window.type_text("Dear {nobody},");
    window.go_to("template-body-spanish");
    window.type_text("Gracias");
    commit(&mut window);
    assert!(window.is_on("template-body"));
    let all = || block_on(letters::templates(database.clone())).unwrap();
    assert!(all().iter().all(|it| it.name != "Thanks"));
    retype(&mut window, "Dear {guarantor},");
    window.go_to("template-subject-spanish");
    window.type_text("Gracias");
    commit(&mut window);
    assert_eq!(told(&window), "The template Thanks is saved.");
    let found = all().into_iter().find(|it| it.name == "Thanks").unwrap();
    assert_eq!(found.text(Language::Spanish).body, "Gracias");
    window.go_to("templates-list");
    window.tap(Named::Delete);
    assert!(window.shows("Delete the template Thanks"));
    commit(&mut window);
    assert!(all().iter().all(|it| it.name != "Thanks"));
}

#[test]
fn labels_keep_the_order_they_were_put_in_and_what_is_not_printed_is_there_again() {
    let database = owing(1);
    let mut window = open(&database, Route::Labels(vec![id("P2"), id("P1")]));
    let listed = |window: &crate::Driver<crate::Desk>| {
        let AnyScreen::Labels(labels) = &window.state.screen else {
            panic!("labels are open");
        };
        labels.listed_ids()
    };
    assert_eq!(listed(&window), [id("P2"), id("P1")]);
    // As another screen brought them they need no draft; changed since, they do.
    assert!(window.state.screen.draft().is_none());
    window.tap(Named::Delete);
    assert!(
        window
            .state
            .screen
            .draft()
            .is_some_and(|it| it.key == "list")
    );
    let mut window = open(&database, Route::Labels(Vec::new()));
    assert!(window.is_on("labels-add"));
    assert!(window.state.screen.draft().is_none());
    for patient in ["P2", "P1"] {
        window.type_text(patient);
        window.tap(Named::Enter);
    }
    assert_eq!(listed(&window), [id("P2"), id("P1")]);
    window.go_to("labels-first");
    retype(&mut window, "7");
    keep(&window, &database, DraftKind::Labels);
    let mut window = open(&database, Route::Labels(Vec::new()));
    assert!(window.shows("Draft restored: it was put together and not printed. Ctrl+R drops it."));
    assert_eq!(listed(&window), [id("P2"), id("P1")]);
    let folder = tempfile::tempdir().unwrap();
    commit(&mut window);
    let _ = save_pdf(&mut window, &folder.path().join("labels.pdf"));
    assert_eq!(told(&window), "Mailing labels is saved.");
    assert_eq!(n_drafts(&database), 0);
}

#[test]
fn the_page_of_a_letter_goes_with_its_text() {
    let database = owing(1);
    let mut window = open(&database, Route::Letter(Some(id("P1"))));
    window.go_to("letter-subject");
    window.type_text("Your question");
    window.go_to("letter-body");
    window.type_text("We looked it up.");
    assert!(window.shows("Page 1 of 1"));
    retype(&mut window, "x");
    window.tap(Named::Backspace);
    assert!(!window.shows("Page 1 of 1"));
}

#[test]
fn labels_are_made_for_those_who_are_listed_from_the_first_free_label_on() {
    let database = owing(1);
    let folder = tempfile::tempdir().unwrap();
    let route = Route::Labels(vec![id("P1"), id("P2")]);
    let mut window = open_in(&database, route, folder.path());
    assert!(window.is_on("labels-list"));
    assert!(window.shows("2 patients"));
    window.tap(Named::Delete);
    assert!(window.shows("1 patient"));
    window.go_to("labels-first");
    retype(&mut window, "31");
    commit(&mut window);
    assert!(window.shows("Write a whole number from 1 to 30."));
    retype(&mut window, "4");
    commit(&mut window);
    let pdf = save_pdf(&mut window, &folder.path().join("labels.pdf"));
    assert!(pdf.starts_with(b"%PDF"));
    assert_eq!(told(&window), "Mailing labels is saved.");
}
