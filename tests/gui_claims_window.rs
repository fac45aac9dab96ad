//! Claims from the whole window: the keys from Home to printed, and the keys that screens and rail
//! share.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::{Path, PathBuf};

use almoner::commands::practice::{self, SAMPLE_PASSPHRASE};
use almoner::commands::sample::SampleOptions;
use almoner::commands::{claims, demo};
use almoner::domain::claim::ClaimStatus;
use almoner::gui::action::Route;
use almoner::gui::app::{App, Message, Start};
use almoner::gui::context::{Preferences, author};
use chrono::NaiveDate;
use driver::{Drive, Driver};
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

/// A small sample practice with ready claims and some with errors.
fn sample_in(folder: &Path) -> PathBuf {
    let path = folder.join("sample.almoner");
    let options = SampleOptions {
        patients: 80,
        ..SampleOptions::small(today())
    };
    let (database, report) = demo::make(&path, &options, &author(), Box::new(|_, _| ())).unwrap();
    assert!(report.n_ready >= 10, "{} ready", report.n_ready);
    practice::close(database).unwrap();
    path
}

fn commit(window: &mut Driver<App>) {
    window.press(Key::Named(Named::Enter), Modifiers::COMMAND);
}

/// The window on Home of the practice.
fn at_home(path: PathBuf) -> Driver<App> {
    let (app, task) = App::new(Start {
        folder: path.parent().unwrap().to_owned(),
        file: Some(path),
        today: today(),
        preferences: Preferences::default(),
        remembers: false,
    });
    let mut window = Driver::new(app);
    window.run(task);
    window.type_text(SAMPLE_PASSPHRASE);
    commit(&mut window);
    assert_eq!(window.state.route(), Some(&Route::Home));
    window
}

fn count(window: &Driver<App>, status: ClaimStatus) -> usize {
    let filter = claims::ClaimFilter {
        status: Some(status),
        ..claims::ClaimFilter::default()
    };
    let database = window.state.context().database().unwrap();
    claims::list(&database, filter, today()).unwrap().len()
}

/// One key.
type Press = fn(&mut Driver<App>);

#[test]
fn every_ready_claim_is_printed_from_home_in_few_keys() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = at_home(sample_in(folder.path()));
    let n_ready = count(&window, ClaimStatus::Ready);
    // The third saves the PDF, whether this computer has printers or not.
    let keys: [Press; 5] = [
        |window| window.tap(Named::F6),
        |window| window.type_text("p"),
        |window| window.type_text("s"),
        commit,
        |window| window.type_text("y"),
    ];
    assert!(keys.len() <= 8);
    for press in keys {
        press(&mut window);
    }
    assert_eq!(count(&window, ClaimStatus::Ready), 0);
    assert_eq!(count(&window, ClaimStatus::Printed), n_ready);
    let told = window.state.notice().unwrap().sentence.clone();
    assert_eq!(told, format!("{n_ready} claims are printed."));
}

#[test]
fn f8_on_a_form_walks_findings_and_escape_leads_back_to_the_list() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = at_home(sample_in(folder.path()));
    window.tap(Named::F6);
    window.type_text("1");
    window.tap(Named::Enter);
    let form = window.state.route().cloned();
    assert!(matches!(form, Some(Route::Claim(_))), "{form:?}");
    window.tap(Named::F8);
    assert_eq!(window.state.route(), form.as_ref());
    // To the field that is wrong, and back to the box.
    window.tap(Named::Enter);
    assert_ne!(window.state.route(), form.as_ref());
    window.tap(Named::Escape);
    assert_eq!(window.state.route(), form.as_ref());
    assert!(window.is_on("claim-form"));
    window.tap(Named::Escape);
    assert!(matches!(window.state.route(), Some(Route::Claims(_))));
    assert!(window.is_on("claims-list"));
}
