//! Home, the drafts behind it, the set-up before it and the dialog that finds anything.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::{Path, PathBuf};

use almoner::commands::drafts::{self, DraftKey, DraftKind};
use almoner::commands::practice::{self, Passphrase};
use almoner::commands::sample::SampleOptions;
use almoner::commands::{demo, lists};
use almoner::domain::claim::ClaimStatus;
use almoner::gui::action::Route;
use almoner::gui::app::{App, Message, Start};
use almoner::gui::context::{Preferences, author};
use almoner::gui::theme::Appearance;
use almoner::store::Database;
use chrono::NaiveDate;
use driver::{Drive, Driver};
use futures_executor::block_on;
use iced::keyboard::{Key, Modifiers, key::Named};
use iced::{Element, Task};

#[path = "gui/driver.rs"]
mod driver;

const PASSPHRASE: &str = "correct horse battery";

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

fn start(folder: &Path, file: Option<PathBuf>) -> Driver<App> {
    let (app, task) = App::new(Start {
        file,
        today: today(),
        preferences: Preferences {
            appearance: Appearance::Light,
            ..Preferences::default()
        },
        folder: folder.to_owned(),
        remembers: false,
    });
    let mut window = Driver::new(app);
    window.run(task);
    window
}

fn command_enter(window: &mut Driver<App>) {
    window.press(Key::Named(Named::Enter), Modifiers::COMMAND);
}

/// The window on a small sample, unlocked.
fn sample_window(folder: &Path) -> Driver<App> {
    let path = folder.join("sample.almoner");
    let options = SampleOptions {
        patients: 40,
        ..SampleOptions::small(today())
    };
    let (database, _) = demo::make(&path, &options, &author(), Box::new(|_, _| {})).unwrap();
    practice::close(database).unwrap();
    let mut window = start(folder, Some(path));
    window.type_text(practice::SAMPLE_PASSPHRASE);
    command_enter(&mut window);
    window
}

fn database(window: &Driver<App>) -> Database {
    window.state.context().database().unwrap()
}

fn route(window: &Driver<App>) -> Route {
    window.state.route().unwrap().clone()
}

/// Types a name and a mark of a printer on the settings screen: a form with a draft.
fn type_a_printer(window: &mut Driver<App>) {
    window.command(",");
    assert_eq!(route(window), Route::Settings);
    window.go_to("settings-printer");
    window.type_text("Front desk");
    window.tap(Named::Tab);
    window.type_text("3");
}

#[test]
fn unlocking_lands_on_home_whose_tiles_count_what_waits() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = sample_window(folder.path());
    assert_eq!(route(&window), Route::Home);
    assert!(window.is_on("home-unfinished"));
    let waiting = block_on(almoner::commands::home::waiting(database(&window), today())).unwrap();
    assert!(!waiting.ready_claims.is_empty());
    assert!(!waiting.claims_with_errors.is_empty());
    for count in [
        waiting.ready_claims.len(),
        waiting.claims_with_errors.len(),
        waiting.coverages_to_verify.len(),
    ] {
        assert!(window.shows(&count.to_string()), "{count}");
    }
    // Nobody takes the sample for a real practice.
    assert!(window.shows("SAMPLE"));
}

#[test]
fn each_tile_opens_its_list_by_its_key() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = sample_window(folder.path());
    for (key, status) in [
        ("2", ClaimStatus::Draft),
        ("3", ClaimStatus::Ready),
        ("4", ClaimStatus::Printed),
    ] {
        window.type_text(key);
        assert_eq!(route(&window), Route::Claims(Some(status)), "{key}");
        window.command("h");
        assert_eq!(route(&window), Route::Home);
    }
    window.type_text("5");
    assert!(window.is_on("home-list"));
    assert!(window.shows("Last asked"));
    window.tap(Named::Enter);
    assert!(matches!(route(&window), Route::Patient(_)));
    window.command("h");
    window.type_text("6");
    assert!(window.shows("Units left"));
    window.tap(Named::Escape);
    assert!(window.is_on("home-list"));
    assert!(window.shows("Kept"));
}

#[test]
fn what_is_typed_survives_the_lock_and_is_offered_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = sample_window(folder.path());
    type_a_printer(&mut window);
    window.command("l");
    assert!(matches!(route(&window), Route::Unlock(_)));
    assert!(!window.shows("Front desk"));

    window.type_text(practice::SAMPLE_PASSPHRASE);
    command_enter(&mut window);
    assert_eq!(route(&window), Route::Home);
    window.type_text("1");
    window.tap(Named::Enter);
    assert_eq!(route(&window), Route::Settings);
    assert!(window.shows("Draft restored: what you typed here before was not saved yet."));
    window.go_to("settings-printer");
    let kept: Option<serde_json::Value> = block_on(drafts::load(
        database(&window),
        DraftKey::new(DraftKind::Printer, "new"),
    ))
    .unwrap();
    assert_eq!(kept.unwrap()["left"], "3");
}

#[test]
fn an_unfinished_visit_is_offered_after_the_lock() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = sample_window(folder.path());
    window.type_text("n");
    window.type_text("smith");
    window.tap(Named::Tab);
    assert!(matches!(route(&window), Route::Visit { .. }));
    window.command("l");
    window.type_text(practice::SAMPLE_PASSPHRASE);
    command_enter(&mut window);
    let waiting = block_on(drafts::list(database(&window))).unwrap();
    assert_eq!(waiting.len(), 1);
    assert_eq!(waiting[0].key.kind, DraftKind::Visit);
    window.type_text("1");
    window.tap(Named::Enter);
    assert!(matches!(route(&window), Route::Visit { visit: None, .. }));
    assert!(window.shows("Drop draft"));
}

#[test]
fn a_form_that_was_saved_while_it_was_being_kept_is_not_offered_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = sample_window(folder.path());
    window.message(Message::PlaceChosen(Route::PatientForm(None)));
    let patient = [
        ("person-last-name", "Quill"),
        ("person-first-name", "Ada"),
        ("person-birth-date", "03/14/1951"),
        ("person-sex", "f"),
    ];
    for (id, text) in patient {
        window.go_to(id);
        window.type_text(text);
    }
    // On its way, and slower than the save.
    let keeping = window.state.update(Message::KeepDue);
    command_enter(&mut window);
    assert!(matches!(route(&window), Route::Patient(_)));
    window.run(keeping);
    assert!(
        block_on(drafts::list(database(&window)))
            .unwrap()
            .is_empty()
    );
}

#[test]
fn what_is_typed_is_kept_while_it_changes() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = sample_window(folder.path());
    type_a_printer(&mut window);
    assert!(
        block_on(drafts::list(database(&window)))
            .unwrap()
            .is_empty()
    );
    window.message(Message::KeepDue);
    assert_eq!(block_on(drafts::list(database(&window))).unwrap().len(), 1);
    assert!(window.shows("Draft kept"));
    // Emptied again by hand, it is no draft any more.
    window.press(Key::Named(Named::Backspace), Modifiers::empty());
    window.back_tab();
    window.press(Key::Character("a".into()), Modifiers::COMMAND);
    window.press(Key::Named(Named::Backspace), Modifiers::empty());
    assert!(
        block_on(drafts::list(database(&window)))
            .unwrap()
            .is_empty()
    );
}

#[test]
fn an_idle_lock_keeps_what_is_typed() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = sample_window(folder.path());
    type_a_printer(&mut window);
    window.frame_after(std::time::Duration::from_secs(10 * 60 + 1));
    assert!(matches!(route(&window), Route::Unlock(_)));
    let passphrase = Passphrase::new(practice::SAMPLE_PASSPHRASE).unwrap();
    let file = practice::open(&folder.path().join("sample.almoner"), &passphrase).unwrap();
    assert_eq!(block_on(drafts::list(file.clone())).unwrap().len(), 1);
    practice::close(file).unwrap();
}

#[test]
fn escape_keeps_the_draft_and_only_a_deliberate_key_drops_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = sample_window(folder.path());
    type_a_printer(&mut window);
    window.tap(Named::Escape);
    assert_eq!(route(&window), Route::Home);
    assert_eq!(block_on(drafts::list(database(&window))).unwrap().len(), 1);

    // From the form itself.
    window.type_text("1");
    window.tap(Named::Enter);
    assert_eq!(route(&window), Route::Settings);
    window.command("r");
    assert!(window.is_on("drop-keep"));
    window.tap(Named::Escape);
    assert_eq!(route(&window), Route::Settings);
    window.command("r");
    window.go_to("drop-drop");
    window.tap(Named::Enter);
    assert_eq!(route(&window), Route::Home);
    assert!(
        block_on(drafts::list(database(&window)))
            .unwrap()
            .is_empty()
    );

    // From the list on Home.
    type_a_printer(&mut window);
    window.tap(Named::Escape);
    window.type_text("1");
    window.tap(Named::Delete);
    assert!(window.is_on("home-drop-keep"));
    window.go_to("home-drop-drop");
    window.tap(Named::Enter);
    assert!(
        block_on(drafts::list(database(&window)))
            .unwrap()
            .is_empty()
    );
}

#[test]
fn control_k_finds_patients_claims_places_and_commands() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = sample_window(folder.path());
    let waiting = block_on(almoner::commands::home::waiting(database(&window), today())).unwrap();
    let claim = waiting.ready_claims[0].clone();
    window.command("k");
    assert!(window.is_on("find-text"));
    window.type_text(claim.as_str());
    window.tap(Named::Enter);
    assert_eq!(route(&window), Route::Claim(claim));

    let patient = waiting.coverages_to_verify[0].clone();
    window.command("k");
    window.type_text(&patient.name.last);
    window.type_text(" ");
    window.type_text(&patient.name.first);
    window.tap(Named::Enter);
    assert_eq!(route(&window), Route::Patient(patient.patient));

    window.command("k");
    assert!(window.is_on("find-text"));
    window.type_text("sett");
    window.tap(Named::Enter);
    assert_eq!(route(&window), Route::Settings);

    window.command("k");
    window.type_text("larger");
    window.tap(Named::Enter);
    assert_eq!(window.state.context().preferences.text_size, 110);

    window.command("k");
    window.tap(Named::Escape);
    window.tap(Named::Escape);
    assert!(!window.shows("Find anything"));
}

#[test]
fn a_practice_is_set_up_by_keys_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("practice.almoner");
    let mut window = start(folder.path(), None);
    assert!(window.is_on("welcome-new"));
    window.tap(Named::Enter);
    assert!(window.is_on("new-practice-name"));
    let practice_fields = [
        "Cedar Clinic",
        "1 Main St",
        "",
        "Salem",
        "or",
        "97301",
        "5035550100",
        "1234567893",
        "12-3456789",
    ];
    for text in practice_fields {
        window.type_text(text);
        window.tap(Named::Enter);
    }
    assert!(window.is_on("new-practice-tax_id_type"));
    window.type_text("e");
    command_enter(&mut window);
    assert!(window.is_on("new-provider-last_name"));
    // A digit of the NPI is wrong: the check digit tells, at the field.
    for text in ["Doe", "Ann", "MD", "1234567894", "", "AD"] {
        window.type_text(text);
        window.tap(Named::Enter);
    }
    window.tap(Named::Space);
    command_enter(&mut window);
    assert!(window.is_on("new-provider-npi"));
    window.press(Key::Character("a".into()), Modifiers::COMMAND);
    window.type_text("1234567893");
    command_enter(&mut window);
    assert!(window.is_on("new-passphrase"));
    window.type_text(PASSPHRASE);
    window.tap(Named::Enter);
    window.type_text(PASSPHRASE);
    command_enter(&mut window);
    assert!(path.exists());
    assert!(window.is_on("new-sheet-save"));
    window.tap(Named::Enter);
    let sheet = std::fs::read(folder.path().join("recovery-sheet.pdf")).unwrap();
    assert!(sheet.starts_with(b"%PDF-"));
    assert!(window.is_on("new-next"));
    window.tap(Named::Enter);

    assert_eq!(route(&window), Route::Home);
    let practice = block_on(lists::practice(database(&window)))
        .unwrap()
        .unwrap();
    assert_eq!(practice.value.name, "Cedar Clinic");
    let providers = block_on(lists::providers(database(&window))).unwrap();
    assert_eq!(providers.len(), 1);
    assert!(providers[0].value.is_signature_on_file);
    assert!(!window.shows("SAMPLE"));

    // The file is sound, which the status line says from then on.
    window.tap(Named::F12);
    window.type_text("v");
    assert!(window.shows("Last verified 09/14/2026"));
}

#[test]
fn the_sample_is_made_when_it_is_missing_and_opened_when_it_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = start(folder.path(), None);
    window.command("e");
    assert_eq!(route(&window), Route::Home);
    assert!(window.shows("SAMPLE"));
    let path = folder.path().join("sample.almoner");
    let made = std::fs::metadata(&path).unwrap().created().unwrap();
    window.command("l");
    window.go_to("unlock-other");
    window.tap(Named::Enter);
    window.command("e");
    assert_eq!(route(&window), Route::Home);
    assert_eq!(std::fs::metadata(&path).unwrap().created().unwrap(), made);
}

#[test]
fn settings_change_the_window_at_once_and_follow_the_keys() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = sample_window(folder.path());
    window.command(",");
    assert!(window.is_on("settings-appearance"));
    window.type_text("d");
    let preferences = |window: &Driver<App>| window.state.context().preferences.clone();
    assert_eq!(preferences(&window).appearance, Appearance::Dark);
    window.tap(Named::Tab);
    window.tap(Named::ArrowRight);
    assert_eq!(preferences(&window).text_size, 110);
    // The choice follows the key of everywhere.
    window.command("+");
    window.tap(Named::ArrowRight);
    assert_eq!(preferences(&window).text_size, 140);
    window.tap(Named::Tab);
    window.type_text("n");
    assert_eq!(preferences(&window).lock_minutes, 0);

    window.go_to("settings-verify");
    window.press(Key::Character("a".into()), Modifiers::COMMAND);
    window.type_text("45");
    command_enter(&mut window);
    let saved = block_on(almoner::commands::settings::load(database(&window))).unwrap();
    assert_eq!(saved.verify_days, 45);
}
