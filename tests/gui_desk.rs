//! What the patient receives, from the desk: payment plans, papers, estimates, letters, labels, and
//! how all of it is set up; by keys alone.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;

use almoner::commands::drafts::{self, DraftKey, DraftKind};
use almoner::commands::ledger::payments;
use almoner::commands::papers::{self, estimates, letters};
use almoner::commands::plans::{self, Standing};
use almoner::commands::statements::settings;
use almoner::commands::{descriptions, patients};
use almoner::domain::plan::PlanEnd;
use almoner::domain::receipt::{Method, ReceiptDraft, ReceiptKind};
use almoner::domain::statement::Language;
use almoner::gui::action::{PaperWanted, Request, Route};
use almoner::gui::context::{Context, Practice};
use almoner::gui::screen::Screen;
use almoner::store::Database;
use desk::Desk;
use driver::Driver;
use futures_executor::block_on;
use iced::keyboard::{Key, Modifiers, key::Named};
use ledger::{card, dollars, id, owing, posting};
use office::{biller, today};

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
    open_in(database, route, Path::new("nowhere"))
}

fn commit(window: &mut Driver<Desk>) {
    window.press(Key::Named(Named::Enter), Modifiers::COMMAND);
}

/// Selects all that a field holds and types over it.
fn retype(window: &mut Driver<Desk>, text: &str) {
    window.command("a");
    window.type_text(text);
}

fn told(window: &Driver<Desk>) -> String {
    let notices = window.state.requests.iter().rev();
    notices
        .filter_map(|request| match request {
            Request::Notify(notice) => Some(notice.sentence.clone()),
            _ => None,
        })
        .next()
        .unwrap_or_default()
}

/// What the window would keep of the screen now.
fn keep(window: &Driver<Desk>, database: &Database, kind: DraftKind) {
    let draft = window.state.screen.draft().expect("a draft");
    assert_eq!(draft.kind, kind.as_str());
    let key = DraftKey::new(kind, draft.key);
    let form: serde_json::Value = serde_json::from_str(&draft.content).unwrap();
    block_on(drafts::keep(database.clone(), key, form, biller())).unwrap();
}

fn n_drafts(database: &Database) -> usize {
    block_on(drafts::list(database.clone())).unwrap().len()
}

/// Saves the pages of the open dialog as a PDF.
fn save_pdf(window: &mut Driver<Desk>, path: &Path) -> Vec<u8> {
    window.go_to("print-target");
    window.type_text("s");
    window.go_to("print-path");
    retype(window, path.to_str().unwrap());
    commit(window);
    std::fs::read(path).unwrap()
}

fn plan_route() -> Route {
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
    assert_eq!(given[0].about.words(), "Payment plan agreement");
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
    window.go_to("estimate-diagnoses");
    window.type_text("E11.9");
    window.go_to("estimate-code-0");
    window.type_text("99213");
    window.tap(Named::Tab);
    // What is offered in grey is in no field until a key takes it.
    commit(&mut window);
    let saved = || block_on(estimates::of_patient(database.clone(), id("P1"))).unwrap();
    assert!(saved().is_empty());
    window.tap(Named::F9);
    keep(&window, &database, DraftKind::Estimate);
    let mut window = open(&database, route(None));
    assert!(window.shows("Draft restored: it was typed and not saved. Ctrl+R drops it."));
    commit(&mut window);
    let rows = saved();
    assert_eq!(rows.len(), 1, "{}", told(&window));
    assert_eq!(rows[0].numbered.estimate.total(), dollars("150.00"));
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
    window.type_text("y");
    assert!(all().iter().all(|it| it.name != "Thanks"));
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

#[test]
fn rules_are_changed_by_keys_and_what_would_leave_somebody_out_is_refused_at_its_field() {
    let database = owing(1);
    let mut window = open(&database, Route::StatementSettings);
    window.go_to("rules-minimum");
    retype(&mut window, "10");
    window.go_to("rules-cycles");
    window.type_text("A-F, H-Z");
    commit(&mut window);
    assert!(window.is_on("rules-cycles"));
    let rules = || block_on(settings::load(database.clone())).unwrap().rules;
    assert!(rules().cycles.is_empty());
    retype(&mut window, "A-F, G-Z");
    keep(&window, &database, DraftKind::Statements);
    let mut window = open(&database, Route::StatementSettings);
    assert!(window.shows("Draft restored: it was typed and not saved. Ctrl+R drops it."));
    commit(&mut window);
    assert_eq!(told(&window), "The statement settings are saved.");
    assert_eq!(rules().minimum, dollars("10.00"));
    assert_eq!(rules().cycles.len(), 2);
    assert_eq!(n_drafts(&database), 0);
}

/// Goes to a part of the statement settings by its keys.
fn part(window: &mut Driver<Desk>, steps: usize) {
    for _ in 0..steps {
        window.press(Key::Named(Named::PageDown), Modifiers::COMMAND);
    }
}

#[test]
fn the_texts_of_the_steps_are_typed_in_an_editor_and_the_sample_follows() {
    let database = owing(1);
    let mut window = open(&database, Route::StatementSettings);
    part(&mut window, 3);
    window.go_to("steps-list");
    let steps = || {
        block_on(settings::load(database.clone()))
            .unwrap()
            .stationery
            .steps
    };
    let n_steps = steps().len();
    window.type_text("n");
    window.go_to("step-title");
    window.type_text("A word from us");
    window.go_to("step-message");
    window.type_text("One.");
    window.tap(Named::Enter);
    window.type_text("Two.");
    assert!(window.is_on("step-message"), "Enter begins a line");
    window.tap(Named::Tab);
    assert!(!window.is_on("step-message"), "Tab goes on");
    commit(&mut window);
    assert_eq!(told(&window), "The statement settings are saved.");
    assert_eq!(steps().len(), n_steps + 1);
    assert_eq!(steps()[1].english.title, "A word from us");
    assert_eq!(steps()[1].english.message, "One.\nTwo.");
    // Moved, and ours again after a question.
    window.go_to("steps-list");
    window.press(Key::Named(Named::ArrowUp), Modifiers::COMMAND);
    window.go_to("step-defaults");
    window.tap(Named::Enter);
    window.type_text("n");
    window.go_to("step-defaults");
    window.tap(Named::Enter);
    window.type_text("y");
    commit(&mut window);
    assert_eq!(steps().len(), n_steps);
}

#[test]
fn an_envelope_that_shows_too_little_is_refused_in_a_sentence() {
    let database = owing(1);
    let mut window = open(&database, Route::StatementSettings);
    part(&mut window, 2);
    let outer = || {
        block_on(settings::load(database.clone()))
            .unwrap()
            .stationery
            .outer
    };
    let usual = outer();
    window.go_to("outer-window_height");
    retype(&mut window, "1/2");
    commit(&mut window);
    assert_eq!(outer(), usual);
    assert!(window.state.screen.has_changes());
    window.go_to("outer-window_height");
    retype(&mut window, "1 1/4");
    commit(&mut window);
    assert_eq!(told(&window), "The statement settings are saved.");
    assert_eq!(outer().address.height, 1_250);
    assert_eq!(outer().source, "Measured by the practice.");
}

#[test]
fn a_logo_that_is_no_picture_is_refused_and_one_that_is_stands_on_the_letterhead() {
    let database = owing(1);
    let folder = tempfile::tempdir().unwrap();
    let wrong = folder.path().join("wrong.png");
    std::fs::write(&wrong, "no picture").unwrap();
    let mut window = open_in(&database, Route::StatementSettings, folder.path());
    part(&mut window, 1);
    window.go_to("stationery-logo");
    window.type_text(wrong.to_str().unwrap());
    window.go_to("logo-put");
    window.tap(Named::Enter);
    assert!(window.is_on("stationery-logo"));
    let logo = || block_on(settings::logo(database.clone())).unwrap();
    assert!(logo().is_none());
    let right = folder.path().join("right.png");
    std::fs::write(&right, png()).unwrap();
    retype(&mut window, right.to_str().unwrap());
    window.go_to("logo-put");
    window.tap(Named::Enter);
    assert_eq!(told(&window), "The logo is on the letterhead.");
    assert!(logo().is_some());
    window.go_to("logo-remove");
    window.tap(Named::Enter);
    window.type_text("y");
    assert!(logo().is_none());
}

/// A picture of one pixel.
fn png() -> Vec<u8> {
    vec![
        137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 0, 1, 0, 0, 0, 1, 8, 2,
        0, 0, 0, 144, 119, 83, 222, 0, 0, 0, 12, 73, 68, 65, 84, 120, 156, 99, 16, 80, 48, 0, 0, 0,
        164, 0, 97, 52, 102, 125, 114, 0, 0, 0, 0, 73, 69, 78, 68, 174, 66, 96, 130,
    ]
}

#[test]
fn a_code_gets_the_practices_own_words_and_ours_again() {
    let database = owing(2);
    let mut window = open(&database, Route::Descriptions);
    assert!(window.is_on("descriptions-list"));
    window.type_text("/");
    window.type_text("99213");
    window.go_to("descriptions-list");
    window.tap(Named::Enter);
    assert!(window.is_on("description-english"));
    window.type_text("Seen by the doctor");
    keep(&window, &database, DraftKind::Description);
    let mut window = open(&database, Route::Descriptions);
    assert!(window.shows("Draft restored: it was typed and not saved. Ctrl+R drops it."));
    commit(&mut window);
    assert_eq!(told(&window), "99213 has the practice’s own words now.");
    let own = || {
        let all = block_on(descriptions::list(database.clone())).unwrap();
        let found = all.into_iter().find(|it| it.code == "99213").unwrap();
        found.own.map(|own| own.english)
    };
    assert_eq!(own().as_deref(), Some("Seen by the doctor"));
    assert_eq!(n_drafts(&database), 0);
    window.go_to("descriptions-list");
    window.tap(Named::Delete);
    assert_eq!(own(), None);
}

#[test]
fn what_keeps_statements_from_a_patient_stands_in_her_form_and_on_her_card() {
    let database = owing(1);
    let mut window = open(&database, Route::PatientForm(Some(id("P1"))));
    window.go_to("person-language");
    window.type_text("s");
    window.go_to("person-bad-address");
    window.type_text(" ");
    window.go_to("person-dispute");
    window.type_text(" ");
    commit(&mut window);
    let card = block_on(patients::card(database.clone(), id("P1"), today())).unwrap();
    let patient = card.patient.value;
    assert_eq!(patient.language, Language::Spanish);
    assert!(patient.has_bad_address && patient.disputes_bill && !patient.holds_statements);
    let mut window = open(&database, Route::Patient(id("P1")));
    assert!(window.shows("⚠ Bad address: mail came back"));
    assert!(window.shows("⚠ Disputes the bill"));
    window.type_text("p");
    assert!(
        window
            .state
            .requests
            .contains(&Request::Open(Route::Papers {
                patient: id("P1"),
                wanted: None,
            }))
    );
}

#[test]
fn every_new_screen_is_empty_without_a_practice_behind_it_and_does_not_fall_over() {
    let database = Database::in_memory().unwrap();
    for route in [
        Route::StatementSettings,
        Route::Templates,
        Route::Descriptions,
        Route::Letter(None),
        Route::Labels(Vec::new()),
        Route::Estimate {
            patient: None,
            estimate: None,
        },
        plan_route(),
    ] {
        let mut window = open(&database, route.clone());
        for _ in 0..30 {
            window.tap(Named::Tab);
        }
        commit(&mut window);
        window.tap(Named::Escape);
    }
}
