//! What the patient receives, from the desk: payment plans, papers, estimates, letters, labels, and
//! how all of it is set up; by keys alone.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;

use almoner::commands::drafts::{self, DraftKey, DraftKind};
use almoner::commands::statements::settings;
use almoner::commands::{descriptions, patients};
use almoner::domain::statement::Language;
use almoner::gui::action::{Request, Route};
use almoner::gui::context::{Context, Practice};
use almoner::gui::screen::Screen;
use almoner::store::Database;
use desk::{Desk, told};
use driver::Driver;
use futures_executor::block_on;
use iced::keyboard::{Key, Modifiers, key::Named};
use ledger::{dollars, id, owing};
use office::{biller, today};

#[path = "gui/desk.rs"]
mod desk;

#[path = "gui/driver.rs"]
mod driver;

#[path = "common/office.rs"]
mod office;

#[path = "common/ledger.rs"]
mod ledger;

#[path = "gui_desk/papers.rs"]
mod given;

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

#[test]
fn dropping_what_is_typed_brings_back_what_was_last_saved() {
    let database = owing(1);
    let mut window = open(&database, Route::StatementSettings);
    window.go_to("rules-minimum");
    retype(&mut window, "10");
    commit(&mut window);
    window.go_to("rules-minimum");
    retype(&mut window, "75");
    let discard = window.state.screen.drop_typed().unwrap();
    window.message(desk::Message::Screen(discard));
    assert!(window.state.screen.draft().is_none());
    window.go_to("rules-cycles");
    window.type_text("A-M, N-Z");
    commit(&mut window);
    let rules = block_on(settings::load(database.clone())).unwrap().rules;
    assert_eq!(rules.minimum, dollars("10.00"));
    assert_eq!(rules.cycles.len(), 2);
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
    window.type_text(" Three.");
    window.command("z");
    window.type_text(" Four.");
    window.command("z");
    window.command("z");
    window.command("z");
    assert!(window.is_on("step-message"));
    window.command("y");
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
    window.tap(Named::Escape);
    window.go_to("step-defaults");
    window.tap(Named::Enter);
    assert!(window.shows("Put our steps and texts in place of yours?"));
    commit(&mut window);
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
    assert!(logo().is_some(), "nothing goes before it is asked");
    commit(&mut window);
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
    assert!(window.shows("Delete the practice’s own words for 99213"));
    assert!(own().is_some(), "nothing goes before it is asked");
    window.tap(Named::Escape);
    assert!(own().is_some());
    window.tap(Named::Delete);
    commit(&mut window);
    assert_eq!(own(), None);
    assert_eq!(told(&window), "99213 has our words again.");
}

#[test]
fn the_codes_are_sorted_and_taken_out_as_they_are_in_sight() {
    let folder = tempfile::tempdir().unwrap();
    let database = owing(2);
    let mut window = open(&database, Route::Descriptions);
    let csv = |window: &mut Driver<Desk>, name: &str| {
        window.type_text("e");
        window.go_to("output-target");
        window.type_text("c");
        window.go_to("output-path");
        let path = folder.path().join(name);
        retype(window, path.to_str().unwrap());
        commit(window);
        let text = std::fs::read_to_string(path).unwrap();
        let rows = text.lines().filter(|line| line.starts_with("detail,"));
        let codes = rows.filter_map(|line| line.split(',').nth(1));
        codes.map(str::to_owned).collect::<Vec<String>>()
    };
    // Sorts by the code, then the other way round.
    window.press(Key::Named(Named::ArrowRight), Modifiers::SHIFT);
    let up = csv(&mut window, "up.csv");
    assert!(up.len() > 1 && up.is_sorted(), "{up:?}");
    window.press(Key::Named(Named::ArrowDown), Modifiers::SHIFT);
    let mut down = csv(&mut window, "down.csv");
    down.reverse();
    assert_eq!(down, up);
    window.type_text("/no such words");
    window.go_to("descriptions-list");
    window.type_text("e");
    assert_eq!(told(&window), "There is no code in sight to take out.");
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
        given::plan_route(),
    ] {
        let mut window = open(&database, route.clone());
        for _ in 0..30 {
            window.tap(Named::Tab);
        }
        commit(&mut window);
        window.tap(Named::Escape);
    }
}
