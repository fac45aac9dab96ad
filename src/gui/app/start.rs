//! How the window starts and what it is made with.

use std::panic::{self, AssertUnwindSafe};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::NaiveDate;
use iced::{Size, Task, Theme, window};

use super::{App, Message};
use crate::commands::practice::Passphrase;
use crate::gui::context::Preferences;
use crate::gui::{font, size, theme};
use crate::system::{clock, path, preferences};

/// The window at first, and the smallest one, at a text size of 100 %.
const SIZE: Size = Size::new(1280.0, 800.0);
const SMALLEST: Size = Size::new(900.0, 600.0);

/// What a window starts from.
#[derive(Debug, Clone)]
pub struct Start {
    pub file: Option<PathBuf>,
    pub today: NaiveDate,
    pub preferences: Preferences,
    pub folder: PathBuf,
    /// Whether changed preferences are written down.
    pub remembers: bool,
}

/// Opens the window and returns when it is closed: on a practice file, if one is named, which it
/// opens at once where the passphrase is known. A `day` stands for today as long as it is open.
///
/// # Errors
/// A sentence when the desktop gives no window.
pub fn run(
    file: Option<PathBuf>,
    passphrase: Option<Passphrase>,
    day: Option<NaiveDate>,
) -> Result<(), String> {
    let start = Start {
        file,
        today: day.unwrap_or_else(clock::today),
        preferences: preferences::load(),
        folder: path::data_folder().unwrap_or_default(),
        remembers: true,
    };
    let scale = start.preferences.scale();
    let is_begun = Arc::new(AtomicBool::new(false));
    let begins = Arc::clone(&is_begun);
    let boot = move || {
        begins.store(true, Ordering::Relaxed);
        boot(start.clone(), passphrase.clone(), day.is_some())
    };
    silence_until(&is_begun);
    let run = panic::catch_unwind(AssertUnwindSafe(|| program(boot, scale).run()));
    let reason = match run {
        Ok(Ok(())) => return Ok(()),
        Ok(Err(error)) => error.to_string(),
        // iced gives up by a panic where there is no display.
        Err(_) if !is_begun.load(Ordering::Relaxed) => "there is no display".to_owned(),
        Err(panic) => panic::resume_unwind(panic),
    };
    Err(format!(
        "No window could be opened ({reason}). The command line works without one: `almoner --help`."
    ))
}

/// Keeps a panic from printing as long as the window has not begun.
fn silence_until(is_begun: &Arc<AtomicBool>) {
    let is_begun = Arc::clone(is_begun);
    let tell = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        if is_begun.load(Ordering::Relaxed) {
            tell(panic);
        }
    }));
}

fn boot(start: Start, passphrase: Option<Passphrase>, holds_day: bool) -> (App, Task<Message>) {
    let file = start.file.clone();
    let (mut app, task) = App::new(start);
    app.holds_day = holds_day;
    match file.zip(passphrase) {
        Some((file, passphrase)) => {
            let opened = app.unlock(file, passphrase);
            (app, Task::batch([task, opened]))
        }
        None => (app, task),
    }
}

/// The program that the window and the tests share.
pub fn application(
    start: Start,
) -> iced::Application<impl iced::Program<State = App, Message = Message, Theme = Theme>> {
    let scale = start.preferences.scale();
    program(move || App::new(start.clone()), scale)
}

fn program(
    boot: impl Fn() -> (App, Task<Message>) + 'static,
    scale: f32,
) -> iced::Application<impl iced::Program<State = App, Message = Message, Theme = Theme>> {
    iced::application(boot, App::update, App::view)
        .title(App::title)
        .theme(App::theme)
        .style(|_, theme| theme::base(theme))
        .scale_factor(App::scale)
        .subscription(App::subscription)
        .settings(settings())
        .window(window::Settings {
            // iced takes these at the text's size; a larger text wants no window beyond the screen.
            size: SIZE / scale,
            min_size: Some(SMALLEST / scale),
            exit_on_close_request: false,
            ..window::Settings::default()
        })
}

/// Faces and text size, for the window and for tests of single screens.
pub fn settings() -> iced::Settings {
    iced::Settings {
        id: Some("almoner".to_owned()),
        fonts: font::files(),
        default_font: font::TEXT,
        default_text_size: size::TEXT.into(),
        ..iced::Settings::default()
    }
}
