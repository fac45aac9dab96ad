//! Patients: found as they are typed, entered with their coverage, and kept while unfinished, by keys
//! alone.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use almoner::commands::patients::{self, PatientCard};
use almoner::commands::practice::{self, SAMPLE_PASSPHRASE};
use almoner::commands::sample::SampleOptions;
use almoner::commands::{Saving, demo};
use almoner::domain::coverage::{Rank, Relationship};
use almoner::domain::patient::PatientDraft;
use almoner::gui::action::Route;
use almoner::gui::app::{App, Message, Start};
use almoner::gui::context::{Preferences, author};
use almoner::gui::theme::Appearance;
use almoner::store::Database;
use chrono::NaiveDate;
use driver::{Drive, Driver};
use futures_executor::block_on;
use iced::keyboard::{Key, Modifiers, key::Named};
use iced::widget::Id;
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

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn today() -> NaiveDate {
    day("2026-09-14")
}

/// The list of patients of a small sample practice.
fn patients_screen() -> (TempDir, Driver<App>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sample.almoner");
    let options = SampleOptions {
        patients: 30,
        ..SampleOptions::small(today())
    };
    let (database, _) = demo::make(&path, &options, &author(), Box::new(|_, _| {})).unwrap();
    practice::close(database).unwrap();
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
    unlock(&mut window);
    (folder, window)
}

fn unlock(window: &mut Driver<App>) {
    window.type_text(SAMPLE_PASSPHRASE);
    command_enter(window);
    window.command("3");
    assert_eq!(window.state.route(), Some(&Route::Patients));
}

fn command_enter(window: &mut Driver<App>) {
    window.press(Key::Named(Named::Enter), Modifiers::COMMAND);
}

fn tabs(window: &mut Driver<App>, times: usize) {
    for _ in 0..times {
        window.tap(Named::Tab);
    }
}

fn database(window: &Driver<App>) -> Database {
    window.state.context().database().unwrap()
}

/// The card of the patient whose card is open.
fn open_card(window: &Driver<App>) -> PatientCard {
    let Some(Route::Patient(id)) = window.state.route() else {
        panic!("no card is open but {:?}", window.state.route());
    };
    block_on(patients::card(database(window), id.clone(), today())).unwrap()
}

fn new_form(window: &mut Driver<App>) {
    // Out of the search field, where a letter would be looked for.
    window.tap(Named::Tab);
    window.type_text("n");
    assert_eq!(window.state.route(), Some(&Route::PatientForm(None)));
    assert!(window.is_on("person-last-name"));
}

/// Jane Doe with Medicare, entered with nothing but typing, Tab and Enter.
fn enter_jane(window: &mut Driver<App>) {
    new_form(window);
    window.type_text("Doe");
    window.tap(Named::Enter);
    window.type_text("Jane");
    tabs(window, 3);
    window.type_text("03141951");
    window.tap(Named::Enter);
    window.type_text("f");
    tabs(window, 2);
    window.type_text("7185550142");
    window.tap(Named::Enter);
    window.type_text("12 Oak St");
    tabs(window, 2);
    window.type_text("Salem");
    window.tap(Named::Enter);
    window.type_text("or");
    window.tap(Named::Enter);
    window.type_text("97301");
    // E-mail, language, guarantor, signature, its day, release, note.
    tabs(window, 8);
    assert!(window.is_on("coverage-payer"));
    window.type_text("medicare p");
    window.tap(Named::Tab);
    window.type_text("1EG4TE5MK73");
    // Group, plan; she is the insured herself.
    tabs(window, 4);
    assert!(window.is_on("coverage-from"));
    window.type_text("010126");
    // Last day, copay, assignment, more, and the button.
    tabs(window, 5);
    assert!(window.is_on("patient-save"));
    window.tap(Named::Enter);
}

#[test]
fn a_new_patient_with_a_coverage_is_entered_by_typing_tab_and_enter() {
    let (_folder, mut window) = patients_screen();
    enter_jane(&mut window);
    let card = open_card(&window);
    let patient = &card.patient.value;
    assert_eq!(patient.name.to_string(), "Doe, Jane");
    assert_eq!(patient.birth_date, day("1951-03-14"));
    assert_eq!(patient.id.as_str(), "P000031");
    assert_eq!(patient.address.state.as_ref().unwrap().to_string(), "OR");
    let coverage = &card.coverages[0].coverage.value;
    assert_eq!(card.coverages.len(), 1);
    assert_eq!(card.coverages[0].payer_name, "Medicare Part B Oregon");
    assert_eq!(coverage.rank, Rank::Primary);
    assert_eq!(coverage.relationship, Relationship::Own);
    assert_eq!(coverage.member_id, "1EG4TE5MK73");
    assert_eq!(coverage.effective_on, day("2026-01-01"));
    // The list below knows her too.
    window.tap(Named::Escape);
    assert_eq!(window.state.route(), Some(&Route::Patients));
    assert!(window.shows("Doe, Jane"));
}

#[test]
fn a_patient_is_found_by_what_is_known_of_her() {
    let (_folder, mut window) = patients_screen();
    enter_jane(&mut window);
    window.tap(Named::Escape);
    for text in [
        "doe jane",
        "jane do",
        "03/14/1951",
        "3/14/51",
        "718-555-0142",
        "7185550142",
        "P000031",
    ] {
        window.go_to("patients-search");
        window.type_text(text);
        assert!(window.shows("Doe, Jane"), "{text}");
        assert!(
            window.shows("1 patient found. Enter opens the one that is marked."),
            "{text}"
        );
        window.tap(Named::Escape);
        assert!(window.is_on("patients-search"));
    }
    window.type_text("zzzz");
    assert!(!window.shows("Doe, Jane"));
    window.tap(Named::Escape);
    window.type_text("jane doe");
    window.tap(Named::Enter);
    assert_eq!(open_card(&window).patient.value.name.last, "Doe");
}

#[test]
fn the_list_is_sorted_by_a_column_and_keeps_the_marked_patient() {
    let (_folder, mut window) = patients_screen();
    window.tap(Named::ArrowDown);
    assert!(window.is_on("patients-list"));
    window.tap(Named::Enter);
    let marked = open_card(&window).patient.value.id;
    window.tap(Named::Escape);
    assert!(window.is_on("patients-list"));
    window.press(Key::Named(Named::ArrowRight), Modifiers::SHIFT);
    assert!(window.shows("30 patients"));
    window.tap(Named::Enter);
    assert_eq!(open_card(&window).patient.value.id, marked);
}

#[test]
fn whoever_may_be_the_same_is_shown_while_she_is_typed() {
    let (_folder, mut window) = patients_screen();
    enter_jane(&mut window);
    window.tap(Named::Escape);
    new_form(&mut window);
    window.type_text("doe");
    tabs(&mut window, 4);
    window.type_text("3/14/51");
    assert!(window.shows("The same last name and birth date"));
    window.go_to("patient-likely");
    window.tap(Named::Enter);
    assert_eq!(open_card(&window).patient.value.name.first, "Jane");
    window.tap(Named::Escape);
    assert_eq!(window.state.route(), Some(&Route::PatientForm(None)));
    assert!(window.shows("The same last name and birth date"));
    assert!(window.is_on("patient-likely"));
}

#[test]
fn what_is_missing_is_said_at_its_field_and_nothing_is_saved() {
    let (_folder, mut window) = patients_screen();
    new_form(&mut window);
    window.type_text("Doe");
    window.go_to("coverage-member-id");
    window.type_text("1EG4");
    command_enter(&mut window);
    assert_eq!(window.state.route(), Some(&Route::PatientForm(None)));
    assert!(window.is_on("person-first-name"));
    assert!(window.shows("First name is required."));
    assert!(window.shows("Birth date is required."));
    assert!(window.shows("Payer is required."));
    let found = patients::search(database(&window), "doe".to_owned(), 9, today());
    assert!(block_on(found).unwrap().is_empty());
}

#[test]
fn a_new_card_ends_the_old_one_which_stays_in_the_history() {
    let (_folder, mut window) = patients_screen();
    enter_jane(&mut window);
    window.type_text("c");
    assert!(window.is_on("coverage-rank"));
    window.tap(Named::Tab);
    window.type_text("medicaid");
    window.tap(Named::Tab);
    window.type_text("XZ-77");
    tabs(&mut window, 4);
    window.type_text("100126");
    window.tap(Named::Tab);
    assert!(
        window
            .shows("Ends Medicare Part B Oregon (primary) on 09/30/2026; it stays in the history.")
    );
    command_enter(&mut window);
    let card = open_card(&window);
    assert_eq!(card.coverages.len(), 2);
    let [new, old] = [0, 1].map(|idx| &card.coverages[idx].coverage.value);
    assert_eq!((new.member_id.as_str(), new.terminated_on), ("XZ-77", None));
    assert_eq!(old.member_id, "1EG4TE5MK73");
    assert_eq!(old.terminated_on, Some(day("2026-09-30")));
    assert!(window.shows("09/30/2026"));
}

#[test]
fn another_insured_is_asked_for_only_where_there_is_one() {
    let (_folder, mut window) = patients_screen();
    new_form(&mut window);
    window.go_to("coverage-relationship");
    window.tap(Named::Tab);
    assert!(window.is_on("coverage-from"));
    window.back_tab();
    window.type_text("c");
    tabs(&mut window, 4);
    assert!(window.is_on("coverage-last-name"));
}

#[test]
fn checks_and_authorizations_are_logged_for_the_marked_card() {
    let (_folder, mut window) = patients_screen();
    enter_jane(&mut window);
    window.type_text("l");
    window.tap(Named::Tab);
    window.type_text("a");
    window.tap(Named::Tab);
    window.type_text("b");
    window.tap(Named::Tab);
    window.type_text("Kim");
    command_enter(&mut window);
    assert!(window.shows("spoke with Kim"));

    window.type_text("a");
    window.go_to("auth-number");
    window.type_text("AUTH-1");
    window.go_to("auth-units");
    window.type_text("12");
    command_enter(&mut window);
    let card = open_card(&window);
    assert_eq!(card.eligibility_checks[0].value.is_active, Some(true));
    assert_eq!(card.eligibility_checks[0].value.checked_on, today());
    let authorization = &card.authorizations[0];
    assert_eq!(authorization.authorization.value.number, "AUTH-1");
    assert_eq!(authorization.left.unwrap().to_string(), "12");
    assert!(window.shows("AUTH-1"));
}

#[test]
fn escape_and_the_lock_keep_what_was_typed() {
    let (_folder, mut window) = patients_screen();
    new_form(&mut window);
    window.type_text("Unfinished");
    window.tap(Named::Tab);
    window.tap(Named::Escape);
    assert_eq!(window.state.route(), Some(&Route::Patients));
    window.command("l");
    unlock(&mut window);
    new_form(&mut window);
    assert!(window.shows("What you typed here before and did not save is back."));
    window.go_to("person-first-name");
    window.type_text("Una");
    window.go_to("person-birth-date");
    window.type_text("010180");
    window.tap(Named::Tab);
    window.type_text("u");
    command_enter(&mut window);
    let card = open_card(&window);
    assert_eq!(card.patient.value.name.to_string(), "Unfinished, Una");
    window.tap(Named::Escape);
    new_form(&mut window);
    assert!(!window.shows("What you typed here before and did not save is back."));
}

#[test]
fn a_card_that_is_not_saved_waits_on_the_patients_card() {
    let (_folder, mut window) = patients_screen();
    enter_jane(&mut window);
    window.type_text("c");
    window.go_to("coverage-member-id");
    window.type_text("HALF");
    window.tap(Named::Escape);
    assert!(window.shows("New card: not saved yet."));
    window.command("l");
    unlock(&mut window);
    window.type_text("doe jane");
    window.tap(Named::Enter);
    assert!(window.shows("New card: not saved yet."));
    window.type_text("c");
    assert!(window.shows("What you typed here before and did not save is back."));
    window.go_to("card-form-discard");
    window.tap(Named::Enter);
    assert!(!window.shows("New card: not saved yet."));
    assert_eq!(open_card(&window).coverages.len(), 1);
}

#[test]
fn what_was_saved_elsewhere_meanwhile_is_told_before_it_is_replaced() {
    let (_folder, mut window) = patients_screen();
    enter_jane(&mut window);
    let card = open_card(&window);
    window.type_text("d");
    window.go_to("person-city");
    window.type_text("Bend");
    let other = PatientDraft {
        city: "Eugene".into(),
        ..card.patient.value.to_draft()
    };
    let saving = Saving::new(author(), today()).over(card.patient.version);
    let _ = block_on(patients::save_patient(database(&window), other, saving)).unwrap();
    command_enter(&mut window);
    assert!(window.shows("Saved meanwhile: Eugene"));
    assert!(matches!(
        window.state.route(),
        Some(Route::PatientForm(Some(_)))
    ));
    command_enter(&mut window);
    assert_eq!(open_card(&window).patient.value.address.city, "Bend");
    assert!(window.shows("Bend OR 97301"));
}

#[test]
fn the_list_is_written_to_a_file_that_is_not_replaced_unasked() {
    let (folder, mut window) = patients_screen();
    let path = folder.path().join("patients-2026-09-14.csv");
    window.tap(Named::Tab);
    window.type_text("e");
    assert!(window.is_on("patients-export-path"));
    command_enter(&mut window);
    let written = std::fs::read_to_string(&path).unwrap();
    assert_eq!(written.lines().count(), 31);
    assert!(written.starts_with("Account,Last name,First name,"));
    std::fs::write(&path, "mine").unwrap();
    window.type_text("e");
    command_enter(&mut window);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "mine");
    assert!(window.is_on("patients-export-path"));
    command_enter(&mut window);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), written);
}

/// The ids in the order of Tab, from the first of them round to it again.
fn tab_order(window: &mut Driver<App>, first: &'static str) -> Vec<Id> {
    let total = window.count().total;
    window.go_to(first);
    let mut order = Vec::new();
    for _ in 0..total {
        order.push(window.focused().expect("something has the focus"));
        window.tap(Named::Tab);
    }
    assert!(window.is_on(first), "Tab goes round");
    order
}

#[test]
fn every_control_is_reached_by_tab_in_reading_order() {
    let (_folder, mut window) = patients_screen();
    let order = tab_order(&mut window, "patients-search");
    assert_eq!(
        order[..2],
        ["patients-search", "patients-list"].map(Id::new)
    );

    new_form(&mut window);
    let form = [
        "person-last-name",
        "person-first-name",
        "person-middle-name",
        "person-suffix",
        "person-birth-date",
        "person-sex",
        "person-account",
        "person-phone",
        "person-street",
        "person-street-2",
        "person-city",
        "person-state",
        "person-zip",
        "person-email",
        "person-language",
        "person-guarantor",
        "person-signature",
        "person-signature-date",
        "person-release",
        "person-note",
        "coverage-payer",
        "coverage-member-id",
        "coverage-group",
        "coverage-plan",
        "coverage-relationship",
        "coverage-from",
        "coverage-to",
        "coverage-copay",
        "coverage-assigns",
        "coverage-more",
        "patient-save",
        "patient-save-next",
    ];
    let order = tab_order(&mut window, form[0]);
    assert_eq!(order[..form.len()], form.map(Id::new));
    window.tap(Named::Escape);

    enter_jane(&mut window);
    let card = [
        "card-new-card",
        "card-edit",
        "card-coverages",
        "card-visit",
        "card-visits",
        "card-authorize",
        "card-authorizations",
        "card-check",
        "card-checks",
    ];
    let order = tab_order(&mut window, card[0]);
    assert_eq!(order[..card.len()], card.map(Id::new));
}
