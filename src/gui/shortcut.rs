//! Keys: how they are named, which ones mean the same everywhere, and what a screen adds.
//!
//! This is the one table. The root widget looks pressed keys up in it, and the sheet of keys, the
//! hints on buttons and the rail are made from it, so a key that works is a key that is shown.

use std::fmt;

use iced::keyboard::key::{Named, Physical};
use iced::keyboard::{Key, Modifiers};

/// One key with what is held down beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Stroke {
    pub cap: Cap,
    pub command: bool,
    pub alt: bool,
}

/// What is printed on a key. A letter is lower case; a sign is what it types, so Shift is part of
/// it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cap {
    Named(Named),
    Sign(char),
}

impl Stroke {
    /// A letter, a digit or a sign alone. It reaches a screen only while no field has the focus.
    pub const fn sign(sign: char) -> Self {
        Self {
            cap: Cap::Sign(sign),
            command: false,
            alt: false,
        }
    }

    /// A key that types nothing.
    pub const fn named(named: Named) -> Self {
        Self {
            cap: Cap::Named(named),
            command: false,
            alt: false,
        }
    }

    /// The same with Ctrl (Cmd on a Mac).
    #[must_use]
    pub const fn with_command(self) -> Self {
        Self {
            command: true,
            ..self
        }
    }

    /// The same with Alt; never for a letter, which some systems type into the field.
    #[must_use]
    pub const fn with_alt(self) -> Self {
        Self { alt: true, ..self }
    }

    /// What was pressed, from the parts of iced's event.
    pub fn pressed(
        key: &Key,
        modified: &Key,
        physical: Physical,
        modifiers: Modifiers,
    ) -> Option<Self> {
        let command = modifiers.command();
        let cap = match (key, modified) {
            (Key::Named(Named::Space), _) => Cap::Sign(' '),
            (Key::Named(named), _) => Cap::Named(*named),
            _ if command => Cap::Sign(key.to_latin(physical)?.to_ascii_lowercase()),
            (_, Key::Character(typed)) => Cap::Sign(typed.chars().next()?.to_ascii_lowercase()),
            _ => return None,
        };
        Some(Self {
            cap,
            command,
            alt: modifiers.alt(),
        })
    }
}

/// As it is written on a key and in a hint.
impl fmt::Display for Stroke {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.command {
            f.write_str(if cfg!(target_os = "macos") {
                "Cmd+"
            } else {
                "Ctrl+"
            })?;
        }
        if self.alt {
            f.write_str("Alt+")?;
        }
        match self.cap {
            Cap::Sign(' ') => f.write_str("Space"),
            Cap::Sign(sign) => write!(f, "{}", sign.to_ascii_uppercase()),
            Cap::Named(named) => f.write_str(match named {
                Named::Escape => "Esc",
                Named::ArrowLeft => "←",
                Named::ArrowRight => "→",
                Named::ArrowUp => "↑",
                Named::ArrowDown => "↓",
                Named::PageUp => "PgUp",
                Named::PageDown => "PgDn",
                Named::Delete => "Del",
                other => return write!(f, "{other:?}"),
            }),
        }
    }
}

/// What a key does wherever one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shortcut {
    Help,
    Back,
    Find,
    Lock,
    DropDraft,
    LargerText,
    SmallerText,
    NormalText,
    Appearance,
    DismissNotice,
    CollapseRail,
}

/// The keys that mean the same everywhere, in the order in which the sheet lists them.
pub const EVERYWHERE: &[(Stroke, Shortcut, &str)] = &[
    (Stroke::named(Named::F1), Shortcut::Help, "Show the keys"),
    (Stroke::sign('?'), Shortcut::Help, "Show the keys"),
    (
        Stroke::named(Named::Escape),
        Shortcut::Back,
        "Back; what was typed is kept",
    ),
    (
        Stroke::named(Named::ArrowLeft).with_alt(),
        Shortcut::Back,
        "Back; what was typed is kept",
    ),
    (
        Stroke::sign('k').with_command(),
        Shortcut::Find,
        "Find a patient, claim, visit, code, place or command",
    ),
    (
        Stroke::sign('l').with_command(),
        Shortcut::Lock,
        "Lock: close the practice file",
    ),
    (
        Stroke::sign('r').with_command(),
        Shortcut::DropDraft,
        "Drop what is typed here",
    ),
    (
        Stroke::sign('+').with_command(),
        Shortcut::LargerText,
        "Larger text",
    ),
    (
        Stroke::sign('=').with_command(),
        Shortcut::LargerText,
        "Larger text",
    ),
    (
        Stroke::sign('-').with_command(),
        Shortcut::SmallerText,
        "Smaller text",
    ),
    (
        Stroke::sign('0').with_command(),
        Shortcut::NormalText,
        "Text at 100 %",
    ),
    (
        Stroke::sign('d').with_command(),
        Shortcut::Appearance,
        "Light, dark or as the desktop",
    ),
    (
        Stroke::sign('b').with_command(),
        Shortcut::CollapseRail,
        "Narrow or wide navigation",
    ),
    (
        Stroke::sign('m').with_command(),
        Shortcut::DismissNotice,
        "Put the message away",
    ),
];

/// Keys that widgets take themselves; the sheet lists them for whoever is new.
pub const IN_FIELDS: &[(&str, &str)] = &[
    ("Tab, Shift+Tab", "Next or previous field"),
    ("Enter", "In a field: next field"),
    ("Space", "Press the button, switch the box"),
    ("↑ ↓", "Move in a list or among choices"),
    ("PgUp PgDn Home End", "Move far in a list"),
    ("Shift+← Shift+→", "In a list: sort by another column"),
    ("Shift+↑ Shift+↓", "In a list: sort up or down"),
    ("T, +7, -1", "In a date: today, days from today"),
    ("→", "Take the suggestion shown in grey"),
    (
        "Ctrl+Z Ctrl+Y",
        "In a text of several lines: a step back, or forth again",
    ),
];

/// What a key does on one screen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Binding<Message> {
    pub stroke: Stroke,
    /// What it does, as a button would say it.
    pub word: &'static str,
    pub message: Message,
    /// Whether the title bar offers it too.
    pub is_shown: bool,
}

impl<Message> Binding<Message> {
    /// A key that the title bar shows.
    pub const fn new(stroke: Stroke, word: &'static str, message: Message) -> Self {
        Self {
            stroke,
            word,
            message,
            is_shown: true,
        }
    }

    /// The same key, which only the sheet of keys shows: the screen has a button for it itself.
    #[must_use]
    pub fn unshown(self) -> Self {
        Self {
            is_shown: false,
            ..self
        }
    }

    /// The same key with another message.
    pub fn map<Other>(self, f: impl FnOnce(Message) -> Other) -> Binding<Other> {
        Binding {
            stroke: self.stroke,
            word: self.word,
            message: f(self.message),
            is_shown: self.is_shown,
        }
    }
}

/// What a key does everywhere.
pub fn everywhere(stroke: Stroke) -> Option<Shortcut> {
    EVERYWHERE
        .iter()
        .find(|(candidate, ..)| *candidate == stroke)
        .map(|(_, shortcut, _)| *shortcut)
}

/// The key to show beside a word.
pub fn stroke_of(shortcut: Shortcut) -> Option<Stroke> {
    EVERYWHERE
        .iter()
        .find(|(_, candidate, _)| *candidate == shortcut)
        .map(|(stroke, ..)| *stroke)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn pressed(typed: &str, modifiers: Modifiers) -> Option<Stroke> {
        let key = Key::Character(typed.into());
        let nowhere = Physical::Unidentified(iced::keyboard::key::NativeCode::Unidentified);
        Stroke::pressed(&key, &key, nowhere, modifiers)
    }

    #[test]
    fn no_key_means_two_things() {
        let strokes: HashSet<_> = EVERYWHERE.iter().map(|(stroke, ..)| stroke).collect();
        assert_eq!(strokes.len(), EVERYWHERE.len());
    }

    #[test]
    fn keys_are_known_by_what_they_type() {
        assert_eq!(
            pressed("?", Modifiers::SHIFT).and_then(everywhere),
            Some(Shortcut::Help)
        );
        assert_eq!(
            pressed("L", Modifiers::COMMAND).and_then(everywhere),
            Some(Shortcut::Lock)
        );
        assert_eq!(pressed("l", Modifiers::empty()).and_then(everywhere), None);
    }

    #[test]
    fn keys_are_written_as_on_the_keyboard() {
        for (stroke, text) in [
            (Stroke::named(Named::F2), "F2"),
            (Stroke::named(Named::Escape), "Esc"),
            (Stroke::sign('p'), "P"),
            (Stroke::named(Named::ArrowLeft).with_alt(), "Alt+←"),
        ] {
            assert_eq!(stroke.to_string(), text);
        }
    }
}
