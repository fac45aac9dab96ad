//! What every screen may look at: today, the open practice, the user's preferences.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::commands::Author;
use crate::commands::practice::About;
use crate::gui::theme::Appearance;
use crate::store::Database;
use crate::system::{clock, process};

/// The longest list of recent practice files.
const RECENT: usize = 6;

/// An open practice file.
#[derive(Debug, Clone)]
pub struct Practice {
    pub path: PathBuf,
    pub database: Database,
}

/// Two handles are the same practice when they are the same file.
impl PartialEq for Practice {
    fn eq(&self, other: &Self) -> bool {
        self.path == other.path
    }
}

impl Practice {
    /// The name to show: the file's, without its ending.
    pub fn name(&self) -> String {
        file_name(&self.path)
    }
}

/// A practice file's name without folder and ending.
pub fn file_name(path: &Path) -> String {
    path.file_stem()
        .map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default()
}

/// What the window remembers between two starts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// The practice files opened last, the latest first.
    pub recent: Vec<PathBuf>,
    pub appearance: Appearance,
    /// Per cent; always one of [`TEXT_SIZES`].
    pub text_size: u16,
    pub is_rail_collapsed: bool,
    /// Minutes without a key or a move of the mouse after which the practice is locked; 0 never.
    pub lock_minutes: u16,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            recent: Vec::new(),
            appearance: Appearance::System,
            text_size: 100,
            is_rail_collapsed: false,
            lock_minutes: 10,
        }
    }
}

/// The text sizes on offer, in per cent.
pub const TEXT_SIZES: [u16; 9] = [80, 90, 100, 110, 125, 140, 150, 175, 200];

impl Preferences {
    /// Puts a practice file in front of the recent ones.
    pub fn remember(&mut self, path: &Path) {
        self.recent.retain(|known| known != path);
        self.recent.insert(0, path.to_owned());
        self.recent.truncate(RECENT);
    }

    /// The next text size up or down; the end stays the end.
    pub fn step_text_size(&mut self, is_larger: bool) {
        let next = if is_larger {
            TEXT_SIZES.iter().find(|size| **size > self.text_size)
        } else {
            TEXT_SIZES.iter().rev().find(|size| **size < self.text_size)
        };
        self.text_size = next.copied().unwrap_or(self.text_size);
    }

    /// What the window multiplies every length with.
    pub fn scale(&self) -> f32 {
        f32::from(self.text_size.clamp(80, 200)) / 100.0
    }
}

/// What every screen may look at. Only the window changes it.
#[derive(Debug, Clone)]
pub struct Context {
    /// Read from the clock at the start and whenever the window gets the focus.
    pub today: NaiveDate,
    pub preferences: Preferences,
    /// None while locked.
    pub practice: Option<Practice>,
    /// What every screen says of the open practice.
    pub about: About,
    /// Where a new practice file is offered to lie.
    pub folder: PathBuf,
}

impl Context {
    /// For the tests of screens: a fixed day, no practice, nothing remembered.
    pub fn fixture() -> Self {
        Self {
            today: NaiveDate::from_ymd_opt(2026, 9, 14).unwrap_or_default(),
            preferences: Preferences {
                appearance: Appearance::Light,
                ..Preferences::default()
            },
            practice: None,
            about: About::default(),
            folder: PathBuf::from("practices"),
        }
    }

    /// Where files for the user are offered to go: beside the practice file.
    pub fn file_folder(&self) -> PathBuf {
        self.practice
            .as_ref()
            .and_then(|practice| practice.path.parent())
            .filter(|folder| folder.is_absolute())
            .map_or_else(|| self.folder.clone(), Path::to_owned)
    }

    /// The practice file, for a screen's commands. None while locked.
    pub fn database(&self) -> Option<Database> {
        self.practice
            .as_ref()
            .map(|practice| practice.database.clone())
    }
}

/// Who acts, now. It reads the clock, so a task calls it, never `update` or `view`.
pub fn author() -> Author {
    Author {
        user: process::user_name(),
        at: clock::now(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_practice_comes_first_and_once() {
        let mut preferences = Preferences::default();
        for name in ["a", "b", "a", "c", "d", "e", "f", "g"] {
            preferences.remember(Path::new(name));
        }
        let names: Vec<_> = preferences
            .recent
            .iter()
            .map(|path| path.to_str())
            .collect();
        assert_eq!(names, ["g", "f", "e", "d", "c", "a"].map(Some));
    }

    #[test]
    fn the_text_stays_between_80_and_200_per_cent() {
        let mut preferences = Preferences::default();
        for _ in 0..20 {
            preferences.step_text_size(true);
        }
        assert_eq!(preferences.text_size, 200);
        for _ in 0..20 {
            preferences.step_text_size(false);
        }
        assert_eq!(preferences.text_size, 80);
    }
}
