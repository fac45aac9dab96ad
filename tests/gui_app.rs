//! The window as a whole: its screens, its keys, its lock.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::{Path, PathBuf};

use almoner::commands::practice;
use almoner::gui::action::Route;
use almoner::gui::app::{App, Message, Start};
use almoner::gui::context::{Preferences, author};
use almoner::gui::theme::Appearance;
use chrono::NaiveDate;
use driver::{Drive, Driver};
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

fn start(folder: &Path, file: Option<PathBuf>) -> Driver<App> {
    let (app, task) = App::new(Start {
        file,
        today: NaiveDate::from_ymd_opt(2026, 9, 14).unwrap(),
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

fn practice_in(folder: &Path) -> PathBuf {
    let path = folder.join("clinic.almoner");
    let passphrase = practice::new_passphrase(PASSPHRASE).unwrap();
    practice::close(practice::create(&path, &passphrase, &author()).unwrap()).unwrap();
    path
}

fn command_enter(window: &mut Driver<App>) {
    window.press(Key::Named(Named::Enter), Modifiers::COMMAND);
}

#[test]
fn a_practice_is_opened_proven_locked_and_opened_again_by_keys_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = practice_in(folder.path());
    let mut window = start(folder.path(), Some(path.clone()));
    window.type_text(PASSPHRASE);
    command_enter(&mut window);
    assert_eq!(window.state.route(), Some(&Route::Home));

    window.tap(Named::F12);
    window.type_text("v");
    assert!(window.shows("Every test of the practice file passed."));

    window.command("l");
    assert_eq!(window.state.route(), Some(&Route::Unlock(path.clone())));
    assert!(window.state.context().practice.is_none());
    // Closed for good: another program can open it now.
    let passphrase = practice::new_passphrase(PASSPHRASE).unwrap();
    practice::close(practice::open(&path, &passphrase).unwrap()).unwrap();

    window.type_text(PASSPHRASE);
    command_enter(&mut window);
    assert_eq!(window.state.route(), Some(&Route::Home));
}

#[test]
fn enter_in_the_passphrase_opens_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = practice_in(folder.path());
    let mut window = start(folder.path(), Some(path));
    // With nothing typed it says so, and she is still where she types.
    window.tap(Named::Enter);
    assert!(window.shows("Type the passphrase of this file."));
    assert!(window.is_on("unlock-passphrase"));
    window.type_text("wrong horse battery");
    window.tap(Named::Enter);
    assert!(window.is_on("unlock-passphrase"));
    window.type_text(PASSPHRASE);
    window.tap(Named::Enter);
    assert_eq!(window.state.route(), Some(&Route::Home));
}

#[test]
fn a_wrong_passphrase_opens_nothing_and_says_so_at_the_field() {
    let folder = tempfile::tempdir().unwrap();
    let path = practice_in(folder.path());
    let mut window = start(folder.path(), Some(path.clone()));
    assert!(window.is_on("unlock-passphrase"));
    window.type_text("wrong horse battery");
    command_enter(&mut window);
    assert!(
        window.shows("This passphrase does not open the file. Type it again; nothing was changed.")
    );
    assert!(window.is_on("unlock-passphrase"));
    // Its text is selected, so typing it again replaces it.
    window.type_text(PASSPHRASE);
    command_enter(&mut window);
    assert_eq!(window.state.route(), Some(&Route::Home));
}

#[test]
fn what_cannot_be_opened_says_so_and_leaves_the_way_back() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = start(folder.path(), Some(folder.path().join("none.almoner")));
    window.type_text(PASSPHRASE);
    command_enter(&mut window);
    assert!(window.state.context().practice.is_none());
    window.go_to("unlock-other");
    window.tap(Named::Enter);
    assert_eq!(window.state.route(), Some(&Route::Welcome));
}

#[test]
fn escape_asks_before_something_typed_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = start(folder.path(), None);
    window.tap(Named::Enter);
    window.type_text("Cedar");
    window.tap(Named::Escape);
    assert!(window.is_on("discard-stay"));
    window.tap(Named::Enter);
    assert!(window.is_on("new-practice-name"));
    window.type_text(" Clinic");
    window.tap(Named::Escape);
    window.tap(Named::Tab);
    window.tap(Named::Enter);
    assert_eq!(window.state.route(), Some(&Route::Welcome));
}

#[test]
fn the_sheet_shows_the_keys_of_the_screen_and_can_be_searched() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = start(folder.path(), None);
    window.type_text("?");
    assert!(window.is_on("keys-search"));
    assert!(window.shows("New practice"));
    assert!(window.shows("Smaller text"));
    window.type_text("smaller");
    assert!(window.shows("Smaller text"));
    assert!(!window.shows("Larger text"));
    window.tap(Named::Escape);
    assert!(!window.shows("Smaller text"));
    assert!(window.is_on("welcome-new"));
}

#[test]
fn the_window_locks_itself_when_nobody_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = practice_in(folder.path());
    let mut window = start(folder.path(), Some(path.clone()));
    window.type_text(PASSPHRASE);
    command_enter(&mut window);
    assert!(window.state.context().practice.is_some());
    window.frame_after(std::time::Duration::from_secs(9 * 60));
    assert!(window.state.context().practice.is_some());
    window.frame_after(std::time::Duration::from_secs(10 * 60 + 1));
    assert_eq!(window.state.route(), Some(&Route::Unlock(path)));
}

#[test]
fn the_text_and_the_colors_follow_their_keys() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = start(folder.path(), None);
    window.command("+");
    assert_eq!(window.state.context().preferences.text_size, 110);
    window.command("0");
    window.command("-");
    assert_eq!(window.state.context().preferences.text_size, 90);
    window.command("d");
    let appearance = window.state.context().preferences.appearance;
    assert_eq!(appearance, Appearance::Dark);
}
