//! The lists and the codes, by keys alone.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use almoner::commands::sample::SampleOptions;
use almoner::commands::{codes, demo, lists, practice};
use almoner::domain::code::CodeSystem;
use almoner::gui::action::Route;
use almoner::gui::app::{App, Message, Start};
use almoner::gui::context::{Preferences, author};
use almoner::gui::theme::{self, Appearance};
use almoner::store::Database;
use chrono::NaiveDate;
use driver::{Drive, Driver};
use futures_executor::block_on;
use iced::keyboard::{Key, Modifiers, key::Named};
use iced::{Element, Task};

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

/// The sample practice, made once.
fn sample() -> &'static Path {
    static SAMPLE: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let (_, path) = SAMPLE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sample.almoner");
        let options = SampleOptions {
            patients: 20,
            years: 1,
            seed: 7,
            today: today(),
        };
        let watch = Box::new(|_, _| {});
        let (database, _) = demo::make(&path, &options, &author(), watch).unwrap();
        practice::close(database).unwrap();
        (folder, path)
    });
    path
}

/// A window on a sample practice of its own, at the lists or the codes.
struct Desk {
    window: Driver<App>,
    folder: tempfile::TempDir,
}

impl Desk {
    fn at(place: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("clinic.almoner");
        let _ = std::fs::copy(sample(), &path).unwrap();
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
        window.type_text(practice::SAMPLE_PASSPHRASE);
        let mut desk = Self { window, folder };
        desk.save();
        desk.window.command(place);
        desk
    }

    fn database(&self) -> Database {
        self.window.state.context().database().unwrap()
    }

    fn save(&mut self) {
        self.window
            .press(Key::Named(Named::Enter), Modifiers::COMMAND);
    }

    /// Types into the field that has the focus and goes on to the next.
    fn fill(&mut self, text: &str) {
        self.window.type_text(text);
        self.window.tap(Named::Tab);
    }

    /// Keeps the window as a picture where somebody wants to look at it.
    fn picture(&mut self, name: &str) {
        if let Ok(folder) = std::env::var("ALMONER_PICTURES") {
            for (look, theme) in [("light", theme::light()), ("dark", theme::dark())] {
                let path = format!("{folder}/{name}-{look}.ppm");
                self.window.write_picture(&theme, &path);
            }
            // What is left of 1280 x 800 at a text size of 150 %.
            let whole = self.window.size;
            self.window.size = iced::Size::new(853.0, 533.0);
            let path = format!("{folder}/{name}-large.ppm");
            self.window.write_picture(&theme::light(), &path);
            self.window.size = whole;
        }
    }

    fn notice(&self) -> String {
        let notice = self.window.state.notice();
        notice.map(|it| it.sentence.clone()).unwrap_or_default()
    }
}

#[test]
fn a_new_payer_is_entered_by_keys_alone() {
    let mut desk = Desk::at("1");
    assert_eq!(desk.window.state.route(), Some(&Route::Lists));
    assert!(desk.window.is_on("lists-list"));
    desk.picture("lists-payers");
    desk.window.type_text("n");
    assert!(desk.window.is_on("payer-name"));
    desk.fill("Acme Mutual");
    // The next free id stands there in grey; one key takes it.
    desk.window.tap(Named::ArrowRight);
    desk.window.tap(Named::Tab);
    desk.fill("medicare");
    desk.picture("lists-new-payer");
    // What holds when nothing is said stands under each rule.
    assert!(
        desk.window
            .shows("Default by Medicare's manual: box 32 is always filled.")
    );
    desk.window.go_to("payer-box32");
    desk.window.type_text("w");
    assert!(
        desk.window
            .shows("Box 32 is filled only where it is another place than box 33.")
    );
    desk.picture("lists-payer-rules");
    desk.save();
    assert_eq!(desk.notice(), "The payer is saved.");
    assert!(desk.window.is_on("lists-list"));
    let payers = block_on(lists::payers(desk.database())).unwrap();
    let payer = &payers.last().unwrap().value;
    assert_eq!(payer.name, "Acme Mutual");
    assert!(!payer.id.as_str().is_empty());
    assert_eq!(payer.wishes.multi_page, None);
    assert!(payer.wishes.service_facility.is_some());
}

#[test]
fn a_wrong_npi_is_refused_at_its_field() {
    let mut desk = Desk::at("1");
    desk.window.type_text("2");
    desk.picture("lists-providers");
    desk.window.type_text("n");
    desk.fill("Quill");
    desk.fill("Ada");
    desk.window.go_to("provider-npi");
    desk.fill("1234567890");
    let refusal =
        "NPI 1234567890 fails its check digit; compare it with the NPI registry's letter.";
    assert!(desk.window.shows(refusal));
    desk.window.go_to("provider-provider_id");
    desk.fill("ADA");
    desk.save();
    assert!(desk.window.is_on("provider-npi"));
    assert!(desk.window.shows(refusal));
    desk.picture("lists-npi-refused");
    let known = |desk: &Desk| {
        let providers = block_on(lists::providers(desk.database())).unwrap();
        providers
            .iter()
            .any(|found| found.value.id.as_str() == "ADA")
    };
    assert!(!known(&desk));
    desk.window.type_text("1234567893");
    desk.save();
    assert_eq!(desk.notice(), "The provider is saved.");
    assert!(known(&desk));
}

#[test]
fn a_fee_is_corrected_and_its_schedule_rolled_to_a_new_year() {
    let mut desk = Desk::at("1");
    desk.window.type_text("5");
    desk.window.go_to("lists-search");
    desk.window.type_text("99213");
    desk.window.tap(Named::Enter);
    assert!(desk.window.is_on("lists-list"));
    desk.picture("lists-fees");
    let before = block_on(lists::fees(desk.database())).unwrap();
    desk.window.tap(Named::Enter);
    assert!(desk.window.is_on("fee-schedule"));
    desk.window.go_to("fee-fee");
    desk.window.type_text("133.5");
    desk.picture("lists-fee");
    desk.save();
    assert_eq!(desk.notice(), "The fee is saved.");
    let after = block_on(lists::fees(desk.database())).unwrap();
    assert_eq!(after.len(), before.len());
    let changed: Vec<_> = after
        .iter()
        .filter(|fee| !before.contains(fee))
        .map(|fee| (fee.value.code.to_string(), fee.value.amount.cents()))
        .collect();
    assert_eq!(changed, [("99213".to_owned(), 13_350)]);

    desk.window.go_to("lists-list");
    desk.window.type_text("c");
    assert!(desk.window.is_on("copy-from"));
    desk.window.go_to("copy-to");
    desk.fill("Cash 2027");
    desk.fill("-10");
    desk.fill("010127");
    desk.picture("lists-copy");
    desk.save();
    let copied = block_on(lists::fees(desk.database())).unwrap();
    let cash: Vec<_> = copied
        .iter()
        .filter(|fee| fee.value.schedule == "Cash 2027")
        .collect();
    assert_eq!(desk.notice(), format!("{} fees are copied.", cash.len()));
    let visit = cash
        .iter()
        .find(|fee| fee.value.code.as_str() == "99213" && fee.value.modifier.is_none())
        .unwrap();
    assert_eq!(visit.value.amount.cents(), 12_015);
    // The same again is refused at the field that says why, and changes nothing.
    desk.window.type_text("c");
    desk.window.go_to("copy-to");
    desk.fill("Cash 2027");
    desk.fill("3");
    desk.fill("010127");
    desk.save();
    assert!(desk.window.is_on("copy-effective_on"));
    assert_eq!(
        block_on(lists::fees(desk.database())).unwrap().len(),
        copied.len()
    );
}

#[test]
fn what_is_typed_and_not_saved_is_there_again() {
    let mut desk = Desk::at("1");
    desk.window.type_text("3");
    desk.window.type_text("n");
    desk.fill("North clinic");
    // The window keeps it of itself after a while; closing the form must not take that away.
    desk.window.message(Message::KeepDue);
    desk.window.tap(Named::Escape);
    assert!(desk.window.is_on("lists-list"));
    assert!(!desk.window.shows("North clinic"));
    desk.window.type_text("n");
    assert!(desk.window.shows("Draft restored"));
    desk.window.go_to("lists-discard");
    desk.window.tap(Named::Enter);
    assert!(!desk.window.shows("Draft restored"));
    desk.window.tap(Named::Escape);
    desk.window.type_text("n");
    assert!(!desk.window.shows("Draft restored"));
}

#[test]
fn a_record_that_somebody_else_changed_is_read_again_under_what_was_typed() {
    let mut desk = Desk::at("1");
    desk.window.tap(Named::Enter);
    assert!(desk.window.is_on("payer-name"));
    desk.window.type_text("Renamed");
    let first = block_on(lists::payers(desk.database())).unwrap().remove(0);
    let mut draft = first.value.to_draft();
    draft.appeal_days = "77".into();
    let saving = almoner::commands::Saving::new(author(), today()).over(first.version);
    let _ = block_on(lists::save_payer(desk.database(), draft, saving)).unwrap();
    desk.save();
    assert!(desk.window.is_on("lists-reload"));
    desk.picture("lists-conflict");
    desk.window.tap(Named::Enter);
    desk.save();
    assert_eq!(desk.notice(), "The payer is saved.");
    let payer = block_on(lists::payers(desk.database())).unwrap().remove(0);
    assert_eq!(payer.value.name, "Renamed");
    assert_eq!(payer.value.appeal_days, Some(77));
}

#[test]
fn a_list_is_written_to_a_file_and_never_over_another() {
    let mut desk = Desk::at("1");
    desk.window.type_text("e");
    assert!(desk.window.is_on("export-path"));
    desk.picture("lists-export");
    desk.save();
    let path = desk.folder.path().join("payers.csv");
    let written = std::fs::read_to_string(&path).unwrap();
    assert!(written.starts_with("payer_id,name,"));
    let n_payers = block_on(lists::payers(desk.database())).unwrap().len();
    assert_eq!(written.lines().count(), n_payers + 1);
    desk.window.type_text("e");
    desk.save();
    assert!(desk.window.is_on("export-path") || desk.window.shows("Write the file"));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), written);
}

#[test]
fn every_control_of_the_lists_is_reached_by_tab() {
    let mut desk = Desk::at("1");
    for digit in ["1", "2", "3", "4", "5", "6"] {
        desk.window.go_to("lists-tabs");
        desk.window.type_text(digit);
        walk(&mut desk.window);
        if digit != "6" {
            desk.window.go_to("lists-list");
            desk.window.type_text("n");
            walk(&mut desk.window);
            desk.window.tap(Named::Escape);
        }
    }
    desk.picture("lists-practice");
    let mut desk = Desk::at("2");
    walk(&mut desk.window);
    desk.window.go_to("codes-panel");
}

/// Goes round by Tab: as many stops as there are controls, each once.
fn walk(window: &mut Driver<App>) {
    let total = window.count().total;
    let mut seen = std::collections::HashSet::new();
    for _ in 0..total {
        window.tap(Named::Tab);
        assert!(seen.insert(window.focused().unwrap()), "a stop came twice");
    }
}

#[test]
fn the_tree_of_diagnoses_is_walked_and_a_code_made_a_favorite() {
    let mut desk = Desk::at("2");
    assert!(desk.window.is_on("codes-search"));
    desk.window.go_to("codes-list");
    for _ in 0..3 {
        desk.window.tap(Named::ArrowDown);
    }
    assert!(desk.window.shows("Chapter 4, E00-E89"));
    // Chapter 4, its second block, diabetes of type 2, the last code below it.
    desk.window.tap(Named::ArrowRight);
    for _ in 0..2 {
        desk.window.tap(Named::ArrowDown);
    }
    desk.window.tap(Named::ArrowRight);
    while !desk.window.shows("Type 2 diabetes mellitus") {
        desk.window.tap(Named::ArrowDown);
    }
    let selected =
        |window: &mut Driver<App>| window.shows("A heading: a claim needs a code below it.");
    while !selected(&mut desk.window) || !desk.window.shows("E11") {
        desk.window.tap(Named::ArrowDown);
    }
    desk.picture("codes-tree");
    desk.window.tap(Named::ArrowRight);
    desk.window.tap(Named::ArrowLeft);
    desk.window.go_to("codes-search");
    desk.window.type_text("type 2 diabetes foot ulcer");
    desk.picture("codes-found");
    desk.window.go_to("codes-list");
    desk.window.tap(Named::Enter);
    assert!(desk.window.shows("E11.621"));
    assert!(desk.window.shows("Excludes 1: never together"));
    desk.picture("codes-in-tree");
    desk.window.type_text("f");
    assert!(desk.notice().starts_with("E11.621 is favorite "));
    let favorites = block_on(codes::favorites(desk.database(), today())).unwrap();
    let is_there = |(_, entry): &(i64, almoner::domain::code::CodeEntry)| {
        entry.system == CodeSystem::Icd10Cm && entry.code == "E11621"
    };
    assert!(favorites.iter().any(is_there));
    desk.window.type_text("6");
    assert!(desk.window.shows("E11.621"));
    desk.picture("codes-favorites");
    desk.window.type_text("f");
    assert!(desk.notice().ends_with("is no favorite any more."));
    let favorites = block_on(codes::favorites(desk.database(), today())).unwrap();
    assert!(!favorites.iter().any(is_there));
    desk.window.type_text("2");
    desk.picture("codes-hcpcs");
}

#[test]
fn a_small_window_shows_the_form_alone_and_keeps_the_focus() {
    let mut desk = Desk::at("1");
    desk.window.type_text("2n");
    desk.window.go_to("provider-npi");
    let whole = desk.window.size;
    desk.window.size = iced::Size::new(900.0, 600.0);
    assert!(desk.window.is_on("provider-npi"));
    walk(&mut desk.window);
    assert!(desk.window.is_on("provider-npi"));
    desk.window.size = whole;
    assert!(desk.window.is_on("provider-npi"));
    desk.window.go_to("lists-search");
}
