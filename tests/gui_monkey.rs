//! The window under a monkey: thousands of keys, clicks and pastes on every screen, always the same
//! ones. It never panics, Tab always moves the focus, and Esc leads home from everywhere.
//!
//! The monkey plays in a process of its own, whose commands, folders and desktop are empty: what it
//! presses prints on no printer, opens no viewer and writes nothing outside of its folder.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::panic;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Mutex;

use almoner::gui::action::Route;
use almoner::gui::app::{App, Message};
use driver::Driver;
use iced::keyboard::{Key, Modifiers, key::Named};
use iced::{Event, Point, Size, mouse};
use whole::{asks, make_sample, routes, sample_window, start, stops, unlock};

#[path = "gui/driver.rs"]
mod driver;
#[path = "gui/whole.rs"]
mod whole;

/// Set in the monkey's process: what it plays on, and where.
const CAGE: &str = "ALMONER_MONKEY";

/// What it does on each screen.
const STEPS: usize = 1_500;

/// What it leaves after, where Esc has not led home.
const PATIENCE: usize = 60;

/// More boxes than a page of a claim has.
const BOXES: usize = 160;

/// Where each panic was, of any thread.
static PANICS: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// The numbers of a seed (SplitMix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.roll() % end as u64) as usize
    }

    fn of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }
}

const LETTERS: &[char] = &[
    'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o', 'p', 'q', 'r', 's',
    't', 'u', 'v', 'w', 'x', 'y', 'z', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', ' ', '.',
    '-', '+', ',', '?', '#', '\'', 'é', 'ß', '日', '🩺',
];

const KEYS: &[Named] = &[
    Named::Tab,
    Named::Tab,
    Named::Enter,
    Named::Enter,
    Named::Enter,
    Named::Space,
    Named::Escape,
    Named::Backspace,
    Named::Delete,
    Named::ArrowUp,
    Named::ArrowDown,
    Named::ArrowDown,
    Named::ArrowLeft,
    Named::ArrowRight,
    Named::PageUp,
    Named::PageDown,
    Named::Home,
    Named::End,
    Named::F1,
    Named::F2,
    Named::F3,
    Named::F4,
    Named::F5,
    Named::F6,
    Named::F7,
    Named::F8,
    Named::F9,
    Named::F10,
    Named::F11,
    Named::F12,
    Named::Insert,
];

/// Not Ctrl+L: each unlocking takes the time of a key.
const COMMANDS: &[&str] = &[
    "a", "c", "x", "v", "k", "k", "r", "+", "-", "0", "d", "b", "m", "h", "n", "s", "p", "1", "2",
    "5", ",", "z", "f", "g", "e",
];

const PASTES: &[&str] = &[
    "",
    " ",
    "03/14/1951",
    "99214",
    "E11.9",
    "(503) 555-0123",
    "12.345,67",
    "-1",
    "999999999999999999999999999999",
    "13/32/99999",
    "\u{0}\u{7}\u{1b}[31m",
    "two\nlines\r\nand a\ttab",
    "مرحبا بالعالم",
    "👩‍👩‍👧‍👦 e\u{301}\u{202e}gnirts",
    "'; DROP TABLE patient; --",
    "%_\"*^()NEAR",
];

/// Plays in a process of its own.
fn cage(what: &str) {
    let folder = tempfile::tempdir().unwrap();
    let empty = folder.path().join("empty");
    std::fs::create_dir(&empty).unwrap();
    let ended = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "the_monkey_in_its_cage", "--nocapture"])
        .env(CAGE, what)
        .env("CAGE_FOLDER", folder.path())
        .env("PATH", &empty)
        .env("HOME", folder.path())
        .env("XDG_DATA_HOME", folder.path())
        .env("XDG_CONFIG_HOME", folder.path())
        .env("XDG_RUNTIME_DIR", folder.path())
        .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .current_dir(folder.path())
        .status()
        .unwrap();
    assert!(ended.success(), "the monkey broke {what}; see above");
}

#[test]
fn the_monkey_in_its_cage() {
    let Ok(what) = std::env::var(CAGE) else {
        return;
    };
    let folder = PathBuf::from(std::env::var_os("CAGE_FOLDER").unwrap());
    let tell = panic::take_hook();
    panic::set_hook(Box::new(move |told| {
        PANICS.lock().unwrap().push(told.to_string());
        tell(told);
    }));
    match what.as_str() {
        "closed" => {
            let path = make_sample(&folder);
            for (seed, route) in [Route::Welcome, Route::NewPractice, Route::Unlock(path)]
                .into_iter()
                .enumerate()
            {
                let mut window = start(&folder, None);
                window.message(Message::PlaceChosen(route.clone()));
                let mut monkey = Monkey::new(seed as u64);
                // Few steps: it cannot know the passphrase, and each try takes the time of a key.
                monkey.play(&mut window, &route, STEPS / 2);
            }
        }
        part => {
            let part: usize = part.parse().unwrap();
            let mut window = sample_window(&folder);
            for (seed, route) in routes(&window).into_iter().enumerate() {
                if seed % PARTS != part {
                    continue;
                }
                window.message(Message::PlaceChosen(route.clone()));
                let mut monkey = Monkey::new(seed as u64);
                monkey.play(&mut window, &route, STEPS);
                monkey.go_home(&mut window, &route);
            }
        }
    }
    let panics = PANICS.lock().unwrap();
    assert!(panics.is_empty(), "{panics:#?}");
}

/// How many monkeys play at once.
const PARTS: usize = 4;

#[test]
fn the_first_screens_survive_a_monkey() {
    cage("0");
}

#[test]
fn the_second_screens_survive_a_monkey() {
    cage("1");
}

#[test]
fn the_third_screens_survive_a_monkey() {
    cage("2");
}

#[test]
fn the_fourth_screens_survive_a_monkey() {
    cage("3");
}

#[test]
fn the_screens_without_a_practice_survive_a_monkey() {
    cage("closed");
}

struct Monkey {
    dice: Dice,
    /// What it did, to be read when it broke something.
    done: Vec<String>,
}

impl Monkey {
    fn new(seed: u64) -> Self {
        Self {
            dice: Dice(seed),
            done: Vec::new(),
        }
    }

    fn play(&mut self, window: &mut Driver<App>, route: &Route, n_steps: usize) {
        let n_panics = || PANICS.lock().unwrap().len();
        let before = n_panics();
        for step in 0..n_steps {
            self.act(window);
            assert!(n_panics() == before, "{route:?}: {}", self.told());
            if step % 16 == 15 {
                self.walk(window, route);
            }
            // It wanders off; the screen is to be played on, though.
            let is_away = window.state.route() != Some(route);
            if step % 40 == 39 && is_away && window.state.context().practice.is_some() {
                window.message(Message::PlaceChosen(route.clone()));
            }
        }
    }

    fn told(&self) -> String {
        self.done[self.done.len().saturating_sub(40)..].join(" ")
    }

    fn act(&mut self, window: &mut Driver<App>) {
        let kind = self.dice.below(100);
        match kind {
            0..35 => {
                let letter = self.dice.of(LETTERS);
                self.done.push(letter.to_string());
                window.type_text(&letter.to_string());
            }
            35..62 => {
                let key = self.dice.of(KEYS);
                self.done.push(format!("{key:?}"));
                window.tap(key);
            }
            62..66 => {
                let key = self.dice.of(&[
                    Named::Tab,
                    Named::ArrowLeft,
                    Named::ArrowRight,
                    Named::ArrowUp,
                    Named::ArrowDown,
                    Named::Home,
                    Named::End,
                ]);
                self.done.push(format!("Shift+{key:?}"));
                window.press(Key::Named(key), Modifiers::SHIFT);
            }
            66..68 => {
                let key = self.dice.of(&[Named::ArrowLeft, Named::ArrowRight]);
                self.done.push(format!("Alt+{key:?}"));
                window.press(Key::Named(key), Modifiers::ALT);
            }
            68..70 => {
                let key = self.dice.of(&[Named::Enter, Named::Backspace, Named::Home]);
                self.done.push(format!("Ctrl+{key:?}"));
                window.press(Key::Named(key), Modifiers::COMMAND);
            }
            70..77 => {
                let key = self.dice.of(COMMANDS);
                self.done.push(format!("Ctrl+{key}"));
                window.command(key);
            }
            77..83 => self.paste(window),
            83..92 => {
                // What can be pressed is clicked more often than what lies between.
                let all = stops(window).all;
                let at = if all.is_empty() || self.dice.below(4) == 0 {
                    Point::new(self.dice.below(1280) as f32, self.dice.below(800) as f32)
                } else {
                    all[self.dice.below(all.len())].shown.center()
                };
                self.done.push(format!("click{at}"));
                window.click(at);
            }
            92..95 => {
                let down = self.dice.below(2) == 0;
                self.done.push(format!("wheel {down}"));
                window.event(Event::Mouse(mouse::Event::WheelScrolled {
                    delta: mouse::ScrollDelta::Lines {
                        x: 0.0,
                        y: if down { -3.0 } else { 3.0 },
                    },
                }));
            }
            95..97 => {
                window.size = self.dice.of(&[
                    Size::new(1280.0, 800.0),
                    Size::new(900.0, 600.0),
                    Size::new(1920.0, 1080.0),
                    Size::new(450.0, 300.0),
                ]);
                self.done.push(format!("size{:?}", window.size));
            }
            97..99 => {
                self.done.push("keep".into());
                window.message(Message::KeepDue);
            }
            _ => {
                self.done.push("shift click".into());
                window.event(Event::Mouse(mouse::Event::ButtonPressed(
                    mouse::Button::Right,
                )));
                window.event(Event::Mouse(mouse::Event::ButtonReleased(
                    mouse::Button::Right,
                )));
            }
        }
        // Whoever was locked out comes back in.
        let is_locked = matches!(window.state.route(), Some(Route::Unlock(_)));
        if is_locked && self.dice.below(4) == 0 {
            self.done.push("unlock".into());
            if window.is_on("unlock-passphrase") && !asks(window) {
                window.command("a");
                window.type_text("sample");
                window.tap(Named::Enter);
            }
        }
    }

    fn paste(&mut self, window: &mut Driver<App>) {
        let text = match self.dice.below(PASTES.len() + 1) {
            place if place < PASTES.len() => PASTES[place].to_owned(),
            _ => "long ".repeat(2_000),
        };
        self.done.push(format!(
            "paste{:?}",
            text.chars().take(12).collect::<String>()
        ));
        window.clipboard.0 = Some(text);
        window.command("v");
    }

    /// Wherever it is: Tab moves the focus.
    fn walk(&mut self, window: &mut Driver<App>, route: &Route) {
        for _ in 0..3 {
            let before = stops(window);
            window.tap(Named::Tab);
            let mut after = stops(window);
            // The form of a claim is one stop, in which Tab walks the boxes.
            for _ in 0..BOXES {
                if after.place() != before.place() || !window.is_on("claim-form") {
                    break;
                }
                window.tap(Named::Tab);
                after = stops(window);
            }
            // Tab took what the finder offered and led to another place: the next one enters it.
            if after.focused.is_none() && after.all.len() != before.all.len() {
                window.tap(Named::Tab);
                after = stops(window);
            }
            assert!(
                after.all.len() < 2 || (after.focused.is_some() && after.place() != before.place()),
                "{route:?}: on {:?} Tab leads from {:?} of {} to {:?} of {}: {}",
                window.state.route(),
                before.focused,
                before.all.len(),
                after.focused,
                after.all.len(),
                self.told(),
            );
        }
    }

    /// Esc leads home from wherever it is, once every question is answered.
    fn go_home(&mut self, window: &mut Driver<App>, route: &Route) {
        window.size = Size::new(1280.0, 800.0);
        if window.state.context().practice.is_none() {
            return self.unlock_again(window);
        }
        for _ in 0..PATIENCE {
            if window.state.route() == Some(&Route::Home) && !asks(window) {
                let at = stops(window);
                window.tap(Named::Escape);
                if window.state.route() == Some(&Route::Home) && stops(window).all == at.all {
                    return;
                }
                continue;
            }
            window.tap(Named::Escape);
            if asks(window) {
                window.go_to("discard-leave");
                window.tap(Named::Enter);
            }
        }
        panic!(
            "{route:?}: Esc does not lead home from {:?}: {}",
            window.state.route(),
            self.told()
        );
    }

    fn unlock_again(&mut self, window: &mut Driver<App>) {
        let folder = PathBuf::from(std::env::var_os("CAGE_FOLDER").unwrap());
        *window = start(&folder, Some(folder.join("sample.almoner")));
        unlock(window);
    }
}
