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

fn frames(path: &Path) {
    let (practice, _) = open(path);
    let database = practice.database.clone();
    let (app, _) = App::new(start_of(path.parent().unwrap()));
    let mut window = Driver::new(app);
    window.message(Message::PracticeOpened(Some(Ok(practice))));
    window.command("2");
    let mut canvas = Canvas::new(window.size);
    println!("key press to finished frame, {FRAMES} frames of 1280 x 800 each:");

    window.go_to("codes-list");
    window.type_text("6");
    let empty = keys(&mut window, &mut canvas, |_| Key::Named(Named::Tab));
    report("the same window with an empty list, Tab", &empty);

    window.go_to("codes-list");
    window.type_text("2");
    let down = keys(&mut window, &mut canvas, |_| Key::Named(Named::ArrowDown));
    report("8,685 HCPCS codes, one row down", &down);
    let far = keys(&mut window, &mut canvas, |_| Key::Named(Named::PageDown));
    report("the same, one page down", &far);

    window.go_to("codes-search");
    let typed: Vec<char> = "type 2 diabetes mellitus with foot ulcer "
        .chars()
        .collect();
    let search = keys(&mut window, &mut canvas, |idx| {
        Key::Character(typed[idx % typed.len()].to_string().into())
    });
    report("a letter of a search over all sets", &search);

    let theme = theme::light();
    let whole: Vec<Duration> = (0..FRAMES)
        .map(|_| {
            let start = Instant::now();
            canvas.paint_all(window.draw(&theme));
            start.elapsed()
        })
        .collect();
    report("painting the whole window anew", &whole);

    let ratio = milliseconds(percentile(&down, 50)) / milliseconds(percentile(&empty, 50));
    let verdict = if milliseconds(percentile(&down, 99)) <= GOAL {
        "met"
    } else {
        "missed"
    };
    println!("list beside empty list, medians: {ratio:.2}; goal of {GOAL} ms at p99: {verdict}");
    drop(window);
    practice::close(database).unwrap();
}

/// The time from each key press to its finished frame.
fn keys(
    window: &mut Driver<App>,
    canvas: &mut Canvas,
    key: impl Fn(usize) -> Key,
) -> Vec<Duration> {
    let theme = theme::light();
    canvas.paint(window.draw(&theme));
    let mut times = Vec::new();
    for idx in 0..FRAMES {
        let key = key(idx);
        let text = match &key {
            Key::Character(text) => Some(text.clone()),
            _ => None,
        };
        let start = Instant::now();
        window.event(Event::Keyboard(keyboard::Event::KeyPressed {
            modified_key: key.clone(),
            key,
            physical_key: keyboard::key::Physical::Unidentified(
                keyboard::key::NativeCode::Unidentified,
            ),
            location: keyboard::Location::Standard,
            modifiers: Modifiers::empty(),
            text,
            repeat: false,
        }));
        canvas.paint(window.draw(&theme));
        times.push(start.elapsed());
    }
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
