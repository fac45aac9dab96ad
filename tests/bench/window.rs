//! How long a key press takes to a finished frame on the fullest list, beside the same window with
//! an empty one; and, where there is a display, how long the program takes to its first frame
//! beside an empty iced window, what memory it holds and what it does while idle.
//!
//! `ALMONER_BENCH_FILE` names a sample practice to start on; else a small one is made.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use almoner::commands::sample::SampleOptions;
use almoner::commands::{demo, practice};
use almoner::gui::action::Route;
use almoner::gui::app::{App, Message, Start};
use almoner::gui::context::{Practice, Preferences, author};
use almoner::gui::theme::{self, Appearance};
use canvas::Canvas;
use chrono::NaiveDate;
use driver::{Drive, Driver};
use iced::keyboard::{self, Key, Modifiers, key::Named};
use iced::{Element, Event, Task};

#[path = "../gui/driver.rs"]
mod driver;

#[path = "window/canvas.rs"]
mod canvas;

#[path = "window/start.rs"]
mod start;

const FRAMES: usize = 200;
/// What a key press may take, in milliseconds, 99 times in 100.
const GOAL: f64 = 8.0;

impl Drive for App {
    type Message = Message;

    fn drive_update(&mut self, message: Message) -> Task<Message> {
        self.update(message)
    }

    fn drive_view(&self) -> Element<'_, Message> {
        self.view()
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [start::CHILD, kind, path] = arguments
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .as_slice()
    {
        start::child(kind, Path::new(path));
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = match std::env::var_os("ALMONER_BENCH_FILE") {
        Some(path) => PathBuf::from(path),
        None => small_sample(folder.path()),
    };
    frames(&path);
    start::measure(&path);
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 9, 14).unwrap()
}

fn small_sample(folder: &Path) -> PathBuf {
    let path = folder.join("sample.almoner");
    let options = SampleOptions {
        patients: 300,
        years: 1,
        seed: 7,
        today: today(),
    };
    let watch = Box::new(|_, _| {});
    let (database, _) = demo::make(&path, &options, &author(), watch).unwrap();
    practice::close(database).unwrap();
    path
}

/// An open sample practice and how long it took to open it.
fn open(path: &Path) -> (Practice, Duration) {
    let passphrase = practice::new_passphrase(practice::SAMPLE_PASSPHRASE)
        .or_else(|_| almoner::store::Passphrase::new(practice::SAMPLE_PASSPHRASE))
        .unwrap();
    let start = Instant::now();
    let database = practice::open(path, &passphrase).unwrap();
    let practice = Practice {
        path: path.to_owned(),
        database,
    };
    (practice, start.elapsed())
}

fn start_of(folder: &Path) -> Start {
    Start {
        file: None,
        today: today(),
        preferences: Preferences {
            appearance: Appearance::Light,
            ..Preferences::default()
        },
        folder: folder.to_owned(),
        remembers: false,
    }
}

/// What is done on a screen, key by key.
struct Case<'a> {
    what: &'a str,
    route: Route,
    field: &'static str,
    before: &'a str,
    keys: &'a [Key],
}

fn frames(path: &Path) {
    let (practice, _) = open(path);
    let database = practice.database.clone();
    let (app, _) = App::new(start_of(path.parent().unwrap()));
    let mut window = Driver::new(app);
    window.message(Message::PracticeOpened(Some(Ok(practice))));
    let mut canvas = Canvas::new(window.size);
    println!("key press to finished frame, {FRAMES} frames of 1280 x 800 each:");

    let down = [Key::Named(Named::ArrowDown)];
    let page = [Key::Named(Named::PageDown)];
    let tab = [Key::Named(Named::Tab)];
    let typed: Vec<Key> = "type 2 diabetes mellitus with foot ulcer "
        .chars()
        .map(|letter| Key::Character(letter.to_string().into()))
        .collect();
    let name: Vec<Key> = "smith maria garcia "
        .chars()
        .map(|letter| Key::Character(letter.to_string().into()))
        .collect();
    let visit = database
        .call_blocking(|connection| almoner::store::encounter::all(connection))
        .unwrap()
        .into_iter()
        .max_by_key(|visit| visit.lines.len())
        .unwrap()
        .id;
    let visit = Route::Visit {
        patient: None,
        visit: Some(visit),
    };
    let claim = Route::Claim("1".parse().unwrap());
    let mut case = |what, route: &Route, field, before, keys: &[Key]| {
        measure(
            &mut window,
            &mut canvas,
            &Case {
                what,
                route: route.clone(),
                field,
                before,
                keys,
            },
        )
    };
    let codes = Route::Codes;
    let empty = case(
        "yardstick: an empty list, Tab",
        &codes,
        "codes-list",
        "6",
        &tab,
    );
    let all = [
        case("HCPCS codes, a row down", &codes, "codes-list", "2", &down),
        case("HCPCS codes, a page down", &codes, "codes-list", "2", &page),
        case(
            "codes, a letter of a search",
            &codes,
            "codes-search",
            "",
            &typed,
        ),
        case(
            "patients, a row down",
            &Route::Patients,
            "patients-list",
            "",
            &down,
        ),
        case(
            "patients, a page down",
            &Route::Patients,
            "patients-list",
            "",
            &page,
        ),
        case(
            "patients, a letter of a search",
            &Route::Patients,
            "patients-search",
            "",
            &name,
        ),
        case(
            "claims, a row down",
            &Route::Claims(None),
            "claims-list",
            "",
            &down,
        ),
        case(
            "claims, a page down",
            &Route::Claims(None),
            "claims-list",
            "",
            &page,
        ),
        case(
            "a visit, from field to field",
            &visit,
            "visit-dx_a",
            "",
            &tab,
        ),
        case(
            "a visit, a letter of a diagnosis",
            &visit,
            "visit-dx_a",
            "",
            &typed,
        ),
        case("a claim, from box to box", &claim, "claim-form", "", &tab),
    ];
    let worst = all
        .iter()
        .max_by_key(|times| percentile(times, 99))
        .map(|times| milliseconds(percentile(times, 99)))
        .unwrap();
    let verdict = if worst <= GOAL { "met" } else { "missed" };
    println!("  slowest p99 {worst:.2} ms; goal {GOAL} ms: {verdict}");
    let ratio = milliseconds(percentile(&all[0], 50)) / milliseconds(percentile(&empty, 50));
    println!("  a row of the list beside the empty list, medians: {ratio:.2}");

    let theme = theme::light();
    let whole: Vec<Duration> = (0..FRAMES)
        .map(|_| {
            let start = Instant::now();
            canvas.paint_all(window.draw(&theme));
            start.elapsed()
        })
        .collect();
    report("painting the whole window anew", &whole);
    drop(window);
    practice::close(database).unwrap();
}

/// An event that does nothing, for a frame without a key.
fn nothing() -> Event {
    Event::Keyboard(keyboard::Event::ModifiersChanged(Modifiers::empty()))
}

/// The time from each key press to its finished frame.
fn measure(window: &mut Driver<App>, canvas: &mut Canvas, case: &Case<'_>) -> Vec<Duration> {
    let theme = theme::light();
    window.message(Message::PlaceChosen(case.route.clone()));
    if !case.before.is_empty() {
        window.go_to(case.field);
        window.type_text(case.before);
    }
    window.go_to(case.field);
    let _ = window.frame_time(nothing(), &theme, |renderer| canvas.paint(renderer));
    let mut times = Vec::new();
    for key in case.keys.iter().cycle().take(FRAMES) {
        let text = match key {
            Key::Character(text) => Some(text.clone()),
            _ => None,
        };
        let pressed = Event::Keyboard(keyboard::Event::KeyPressed {
            modified_key: key.clone(),
            key: key.clone(),
            physical_key: keyboard::key::Physical::Unidentified(
                keyboard::key::NativeCode::Unidentified,
            ),
            location: keyboard::Location::Standard,
            modifiers: Modifiers::empty(),
            text,
            repeat: false,
        });
        times.push(window.frame_time(pressed, &theme, |renderer| canvas.paint(renderer)));
        // What an answer brought is on the screen before the next key.
        let _ = window.frame_time(nothing(), &theme, |renderer| canvas.paint(renderer));
    }
    report(case.what, &times);
    times
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

fn percentile(times: &[Duration], percent: usize) -> Duration {
    let mut sorted = times.to_vec();
    sorted.sort();
    sorted[(sorted.len() * percent / 100).min(sorted.len() - 1)]
}

fn report(what: &str, times: &[Duration]) {
    println!(
        "  {what}: p50 {:.2} ms, p99 {:.2} ms",
        milliseconds(percentile(times, 50)),
        milliseconds(percentile(times, 99)),
    );
}
