//! Work in progress: what is kept of it, what is dropped, and finding the way to a field and back.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use almoner::commands::Saving;
use almoner::commands::demo;
use almoner::commands::drafts::{self, DraftEntry};
use almoner::commands::sample::SampleOptions;
use almoner::commands::visits;
use almoner::domain::claim::ClaimStatus;
use almoner::domain::encounter::Encounter;
use almoner::domain::id::{EncounterId, PatientId};
use almoner::gui::action::Route;
use almoner::gui::app::{App, Message, Start};
use almoner::gui::context::{Preferences, author};
use almoner::gui::notice::Level;
use almoner::gui::theme::Appearance;
use almoner::store::{self, Database};
use chrono::NaiveDate;
use driver::{Drive, Driver};
use futures_executor::block_on;
use iced::keyboard::{Key, Modifiers, key::Named};
use iced::{Element, Task};
use tempfile::TempDir;

#[path = "gui/driver.rs"]
mod driver;

impl Drive for App {
    type Message = Message;

    fn drive_update(&mut self, message: Message) -> Task<Message> {
        self.update(message)
    }

    fn drive_view(&self) -> Element<'_, Message> {
        self.view()
    }
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 9, 14).unwrap()
}

/// The window on a sample practice of 40 patients, at the first place after opening.
fn sample() -> (TempDir, Driver<App>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sample.almoner");
    let options = SampleOptions {
        patients: 40,
        years: 1,
        seed: 7,
        today: today(),
    };
    let made = demo::make(&path, &options, &author(), Box::new(|_, _| {}));
    almoner::commands::practice::close(made.unwrap().0).unwrap();
    let (app, task) = App::new(Start {
        file: Some(path),
        today: today(),
        preferences: Preferences {
            appearance: Appearance::Light,
            ..Preferences::default()
        },
        folder: folder.path().to_owned(),
        remembers: false,
    });
    let mut window = Driver::new(app);
    window.run(task);
    window.type_text("sample");
    window.press(Key::Named(Named::Enter), Modifiers::COMMAND);
    (folder, window)
}

fn visits(window: &Driver<App>) -> Vec<Encounter> {
    let database = window.state.context().database().unwrap();
    database
        .call_blocking(|connection| store::encounter::all(connection))
        .unwrap()
}

fn database(window: &Driver<App>) -> Database {
    window.state.context().database().unwrap()
}

fn waiting(window: &Driver<App>) -> Vec<DraftEntry> {
    block_on(drafts::list(database(window))).unwrap()
}

fn save(window: &mut Driver<App>) {
    window.press(Key::Named(Named::Enter), Modifiers::COMMAND);
}

/// Back to Home, past whatever is open on the way.
fn leave(window: &mut Driver<App>) {
    for _ in 0..4 {
        if window.state.route() != Some(&Route::Home) {
            window.tap(Named::Escape);
        }
    }
    assert_eq!(window.state.route(), Some(&Route::Home));
}

fn go(window: &mut Driver<App>, route: Route) {
    window.message(Message::PlaceChosen(route));
}

/// A patient with a coverage and a visit whose claim was not printed.
fn unprinted(window: &Driver<App>) -> (PatientId, EncounterId) {
    let found = database(window).call_blocking(|connection| {
        let filter = store::claim::ClaimFilter {
            status: Some(ClaimStatus::Ready),
            ..store::claim::ClaimFilter::default()
        };
        store::claim::rows(connection, &filter)
    });
    let visit = found.unwrap().remove(0).entry.encounter;
    let of = visits(window).into_iter().find(|it| it.id == visit);
    (of.unwrap().patient, visit)
}

#[test]
fn a_visit_that_is_left_without_a_word_leaves_no_draft() {
    let (_folder, mut window) = sample();
    let (patient, _) = unprinted(&window);
    for preset in [None, Some(patient)] {
        let (patient, visit) = (preset, None);
        go(&mut window, Route::Visit { patient, visit });
        window.message(Message::KeepDue);
        leave(&mut window);
        assert_eq!(waiting(&window), []);
    }
}

#[test]
fn a_form_that_was_kept_and_then_emptied_is_dropped() {
    let (_folder, mut window) = sample();
    window.tap(Named::F3);
    window.tap(Named::Escape);
    window.type_text("x");
    window.message(Message::KeepDue);
    assert_eq!(waiting(&window).len(), 1);
    window.tap(Named::Backspace);
    assert_eq!(waiting(&window), []);
}

#[test]
fn dropping_a_form_over_a_card_leaves_the_card() {
    let (_folder, mut window) = sample();
    let (patient, _) = unprinted(&window);
    let card = Route::Patient(patient);
    go(&mut window, card.clone());
    window.type_text("c");
    window.go_to("coverage-member-id");
    window.type_text("HALF");
    window.message(Message::KeepDue);
    assert_eq!(waiting(&window).len(), 1);
    window.command("r");
    window.message(Message::QuestionAnswered(true));
    assert_eq!(window.state.route(), Some(&card));
    assert_eq!(waiting(&window), []);
    window.type_text("c");
    assert!(!window.shows("What you typed here before and did not save is back."));
}

#[test]
fn a_payer_who_is_half_typed_comes_back() {
    let (_folder, mut window) = sample();
    let (patient, _) = unprinted(&window);
    go(&mut window, Route::Patient(patient.clone()));
    window.type_text("c");
    window.go_to("coverage-payer");
    window.type_text("blue cro");
    window.message(Message::KeepDue);
    leave(&mut window);
    go(&mut window, Route::Patient(patient));
    window.type_text("c");
    save(&mut window);
    assert!(window.shows("“blue cro” was not taken from the list; type on and take a match."));
}

#[test]
fn control_totals_outlive_the_screen() {
    let (_folder, mut window) = sample();
    window.tap(Named::F3);
    window.command("t");
    window.type_text("12");
    window.tap(Named::Tab);
    window.type_text("1500");
    for _ in 0..2 {
        leave(&mut window);
        window.tap(Named::F3);
        assert!(window.shows("12 to go, 1,500.00"));
    }
    window.command("t");
    leave(&mut window);
    window.tap(Named::F3);
    assert!(!window.shows("12 to go, 1,500.00"));
}

#[test]
fn a_draft_is_not_saved_over_what_others_saved_since() {
    let (_folder, mut window) = sample();
    let (patient, visit) = unprinted(&window);
    let route = Route::Visit {
        patient: Some(patient),
        visit: Some(visit.clone()),
    };
    go(&mut window, route.clone());
    if !window.shows("Further circumstances") {
        window.command("o");
    }
    window.go_to("visit-billing_note");
    window.type_text("mine");
    window.message(Message::KeepDue);
    leave(&mut window);

    let opened = block_on(visits::open(database(&window), visit.clone())).unwrap();
    let mut draft = opened.draft;
    draft.billing_note = "theirs".to_owned();
    let saving = Saving::new(author(), today()).over(opened.seen);
    let _ = block_on(visits::save(database(&window), draft, opened.lines, saving)).unwrap();

    go(&mut window, route);
    assert_eq!(window.state.notice().unwrap().level, Level::Warning);
    save(&mut window);
    let note = || {
        let saved = visits(&window).into_iter().find(|it| it.id == visit);
        saved.unwrap().billing_note
    };
    assert_eq!(note(), "theirs");
    assert_eq!(waiting(&window).len(), 1);
}

#[test]
fn enter_on_a_line_that_is_the_first_saves_no_empty_visit() {
    let (_folder, mut window) = sample();
    let (patient, _) = unprinted(&window);
    let n_before = visits(&window).len();
    let (patient, visit) = (Some(patient), None);
    go(&mut window, Route::Visit { patient, visit });
    window.go_to("line-1-code");
    window.tap(Named::Enter);
    assert_eq!(visits(&window).len(), n_before);
    assert_eq!(window.state.notice().unwrap().level, Level::Warning);
}

#[test]
fn enter_on_a_box_leads_to_the_field_that_feeds_it_and_back() {
    let (_folder, mut window) = sample();
    let (_, visit) = unprinted(&window);
    let claim = database(&window)
        .call_blocking(move |connection| store::encounter::history::claims_of(connection, &visit))
        .unwrap()
        .remove(0);
    let form = Route::Claim(claim);
    go(&mut window, form.clone());
    for (name, field) in [
        ("Payer's address", "payer-name"),
        ("Box 1a", "coverage-member-id"),
        ("Box 2", "person-last-name"),
        ("Box 3", "person-birth-date"),
        ("Box 21", "visit-dx_a"),
        ("Box 24B, line 1", "visit-place_of_service"),
        ("Box 24D, line 1", "line-1-code"),
        ("Box 24F, line 1", "line-1-charge"),
        ("Box 33a", "practice-npi"),
    ] {
        window.tap(Named::Home);
        for _ in 0..200 {
            if window.shows(name) {
                break;
            }
            window.tap(Named::ArrowRight);
        }
        assert!(window.shows(name), "{name}");
        window.tap(Named::Enter);
        assert!(window.is_on(field), "{name}: {:?}", window.focused());
        window.tap(Named::Escape);
        assert_eq!(window.state.route(), Some(&form), "{name}");
    }
    assert_eq!(waiting(&window), []);
}

#[test]
fn an_id_that_is_offered_is_taken_when_its_record_is_saved() {
    let (_folder, mut window) = sample();
    go(&mut window, Route::Lists);
    window.type_text("n");
    window.type_text("Payer of no id");
    window.tap(Named::Tab);
    window.tap(Named::Tab);
    assert!(!window.shows("Id is required."));
    save(&mut window);
    assert!(window.is_on("payer-kind"), "{:?}", window.focused());
}
