//! Charge entry: a visit from its superbill to its claim, by keys alone.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use almoner::commands::demo;
use almoner::commands::sample::SampleOptions;
use almoner::domain::encounter::Encounter;
use almoner::domain::id::EncounterId;
use almoner::gui::action::Route;
use almoner::gui::app::{App, Message, Start};
use almoner::gui::context::{Preferences, author};
use almoner::gui::theme::Appearance;
use almoner::store;
use chrono::NaiveDate;
use driver::{Drive, Driver};
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

fn newest(window: &Driver<App>) -> Encounter {
    visits(window).pop().unwrap()
}

fn enter(window: &mut Driver<App>, times: usize) {
    for _ in 0..times {
        window.tap(Named::Enter);
    }
}

/// From the rail to the first diagnosis of a patient with coverage, the suggestions taken.
fn begin(window: &mut Driver<App>) {
    window.tap(Named::F3);
    window.type_text("smith p");
    enter(window, 2);
    window.tap(Named::Tab);
    enter(window, 2);
    window.tap(Named::Tab);
    window.tap(Named::Tab);
    assert!(window.is_on("visit-dx_a"), "{:?}", window.focused());
}

/// A line through its procedure, its pointers, its units and the fee of the schedule.
fn line(window: &mut Driver<App>, code: &str, pointers: &str) {
    window.type_text(code);
    enter(window, 1);
    window.type_text(pointers);
    enter(window, 3);
}

#[test]
fn an_established_patients_two_line_visit_takes_45_keys() {
    let (_folder, mut window) = sample();
    let n_before = visits(&window).len();
    window.n_keys = 0;
    begin(&mut window);
    window.type_text("e119");
    enter(&mut window, 1);
    window.type_text("i10");
    enter(&mut window, 2);
    line(&mut window, "99214", "");
    line(&mut window, "83036", "a");
    // On an empty line.
    enter(&mut window, 1);
    assert!(window.n_keys <= 45, "{} keys", window.n_keys);

    assert_eq!(visits(&window).len(), n_before + 1);
    let saved = newest(&window);
    assert_eq!(saved.patient.as_str(), "P000020");
    assert_eq!(saved.place_of_service.to_string(), "11");
    let codes: Vec<String> = saved
        .diagnoses
        .iter()
        .flatten()
        .map(ToString::to_string)
        .collect();
    assert_eq!(codes, ["E11.9", "I10"]);
    let lines: Vec<String> = saved
        .lines
        .iter()
        .map(|it| {
            format!(
                "{} {} {} {} {}",
                it.from_on, it.code, it.pointers, it.units, it.charge
            )
        })
        .collect();
    assert_eq!(
        lines,
        ["2026-09-14 99214 AB 1 227.00", "2026-09-14 83036 A 1 37.00"]
    );
    // Ready for the next one, with what this one had in grey.
    assert!(window.is_on("visit-patient_id"));
    assert!(
        window
            .state
            .notice()
            .unwrap()
            .sentence
            .contains(saved.id.as_str())
    );
}

#[test]
fn errors_stand_at_their_fields_and_do_not_keep_the_visit_from_being_saved() {
    let (_folder, mut window) = sample();
    begin(&mut window);
    window.type_text("e119");
    enter(&mut window, 2);
    // A pointer to nothing, and a charge that is none.
    line(&mut window, "99214", "c");
    assert!(window.is_on("line-2-code"));
    assert!(window.shows("Line 1, Pointers"));
    window.tap(Named::F8);
    assert!(window.is_on("line-1-pointers"));
    let n_before = visits(&window).len();
    window.press(Key::Named(Named::Enter), Modifiers::COMMAND);
    assert_eq!(visits(&window).len(), n_before + 1);
    assert!(
        window
            .state
            .notice()
            .unwrap()
            .sentence
            .contains("keeps claim")
    );
    assert!(!matches!(window.state.route(), Some(Route::Visit { .. })));
}

#[test]
fn what_cannot_be_read_is_not_saved_and_gets_the_focus() {
    let (_folder, mut window) = sample();
    let n_before = visits(&window).len();
    begin(&mut window);
    window.type_text("e119");
    enter(&mut window, 2);
    window.type_text("99214");
    enter(&mut window, 3);
    window.type_text("12.345");
    enter(&mut window, 1);
    window.tap(Named::F10);
    assert_eq!(visits(&window).len(), n_before);
    assert!(window.is_on("line-1-charge"), "{:?}", window.focused());
}

#[test]
fn same_as_last_copies_the_visit_to_the_new_day() {
    let (_folder, mut window) = sample();
    window.tap(Named::F3);
    window.type_text("smith p");
    enter(&mut window, 1);
    window.tap(Named::F9);
    let last = visits(&window)
        .into_iter()
        .filter(|it| it.patient.as_str() == "P000020")
        .max_by_key(Encounter::first_day)
        .unwrap();
    window.tap(Named::F10);
    let again = newest(&window);
    assert_ne!(again.id, last.id);
    assert_eq!(again.first_day(), Some(today()));
    assert_eq!(again.diagnoses, last.diagnoses);
    assert_eq!(again.rendering_provider, last.rendering_provider);
    assert_eq!(again.total_charge(), last.total_charge());
}

#[test]
fn the_plus_sign_doubles_a_line_and_a_key_removes_it() {
    let (_folder, mut window) = sample();
    begin(&mut window);
    window.type_text("e119");
    enter(&mut window, 2);
    // The modifier may be typed after its code.
    line(&mut window, "99214-25", "");
    window.type_text("+");
    assert!(window.is_on("line-2-code"));
    window.press(Key::Character("y".into()), Modifiers::COMMAND);
    window.go_to("line-1-units");
    window.type_text("+");
    window.tap(Named::F10);
    let saved = newest(&window);
    let lines: Vec<String> = saved
        .lines
        .iter()
        .map(|it| format!("{} {}", it.code, it.modifiers[0]))
        .collect();
    assert_eq!(lines, ["99214 25", "99214 25"]);
}

#[test]
fn every_control_is_reached_by_tab() {
    let (_folder, mut window) = sample();
    begin(&mut window);
    window.press(Key::Character("o".into()), Modifiers::COMMAND);
    window.press(Key::Character("t".into()), Modifiers::COMMAND);
    window.go_to("line-1-code");
    window.press(Key::Character("i".into()), Modifiers::COMMAND);
    let total = window.count().total;
    let mut seen = std::collections::HashSet::new();
    for _ in 0..total {
        window.tap(Named::Tab);
        let _ = seen.insert(window.focused().unwrap());
    }
    assert_eq!(seen.len(), total);
    for id in [
        "visit-billing_note",
        "line-1-supplemental",
        "stack-charges",
        "visit-stack",
    ] {
        window.go_to(id);
    }
}

#[test]
fn control_totals_run_along_with_a_stack_of_superbills() {
    let (_folder, mut window) = sample();
    window.tap(Named::F3);
    window.press(Key::Character("t".into()), Modifiers::COMMAND);
    assert!(window.is_on("stack-visits"));
    window.type_text("2");
    enter(&mut window, 1);
    window.type_text("454");
    window.go_to("visit-patient_id");
    for left in ["1 to go, 227.00", "✓ The stack balances"] {
        window.type_text("smith p");
        enter(&mut window, 2);
        window.tap(Named::Tab);
        enter(&mut window, 2);
        window.tap(Named::Tab);
        window.tap(Named::Tab);
        window.type_text("e119");
        enter(&mut window, 2);
        line(&mut window, "99214", "");
        enter(&mut window, 1);
        assert!(window.shows(left), "{left}");
    }
}

#[test]
fn a_printed_visit_is_not_opened_for_changes_but_replaced() {
    let (_folder, mut window) = sample();
    let database = window.state.context().database().unwrap();
    let printed = database
        .call_blocking(|connection| {
            let rows = store::claim::rows(connection, &store::claim::ClaimFilter::default())?;
            Ok::<_, store::Error>(
                rows.into_iter()
                    .find(|row| !row.entry.status.is_unprinted())
                    .map(|row| row.entry.encounter),
            )
        })
        .unwrap()
        .unwrap();
    open(&mut window, printed.clone());
    assert!(window.shows("Make a replacement"));
    window.press(Key::Named(Named::Enter), Modifiers::COMMAND);
    assert!(window.is_on("visit-original_reference"));
    window.type_text("ICN1");
    window.tap(Named::F10);
    let saved = newest(&window);
    assert_ne!(saved.id, printed);
    assert_eq!(saved.original_reference, "ICN1");
    assert_eq!(saved.resubmission.unwrap().as_str(), "7");
}

#[test]
fn what_was_typed_is_there_again_after_the_screen_was_left() {
    let (_folder, mut window) = sample();
    let n_before = visits(&window).len();
    let left = window.state.route().cloned();
    begin(&mut window);
    window.type_text("e119");
    enter(&mut window, 2);
    window.type_text("99214");
    enter(&mut window, 2);
    window.tap(Named::Escape);
    assert_eq!(window.state.route(), left.as_ref());
    window.tap(Named::F3);
    assert!(window.shows("Draft restored: this is what was typed here and not saved."));
    window.go_to("line-1-charge");
    enter(&mut window, 1);
    window.tap(Named::F10);
    assert_eq!(visits(&window).len(), n_before + 1);
    let saved = newest(&window);
    assert_eq!(saved.patient.as_str(), "P000020");
    assert_eq!(saved.lines[0].code.as_str(), "99214");
    // Saved, so that there is no draft any more.
    window.tap(Named::Escape);
    window.tap(Named::F3);
    assert!(!window.shows("Draft restored: this is what was typed here and not saved."));
}

fn open(window: &mut Driver<App>, visit: EncounterId) {
    window.message(Message::PlaceChosen(Route::Visit {
        patient: None,
        visit: Some(visit),
    }));
}

#[test]
fn a_saved_visit_is_opened_and_corrected() {
    let (_folder, mut window) = sample();
    begin(&mut window);
    window.type_text("e119");
    enter(&mut window, 2);
    line(&mut window, "99214", "");
    window.press(Key::Named(Named::Enter), Modifiers::COMMAND);
    let saved = newest(&window);
    let n_visits = visits(&window).len();
    open(&mut window, saved.id.clone());
    assert!(window.is_on("visit-dos"));
    window.go_to("line-1-units");
    window.type_text("2");
    window.press(Key::Named(Named::Enter), Modifiers::COMMAND);
    assert_eq!(visits(&window).len(), n_visits);
    let corrected = newest(&window);
    assert_eq!(corrected.lines[0].units.to_string(), "2");
    assert_eq!(corrected.lines[0].number, saved.lines[0].number);
}
