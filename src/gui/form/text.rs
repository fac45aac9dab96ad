//! Fields of plain text.

use super::Kind;
use crate::domain::draft::{LONGEST_TEXT, Problem};

/// Any text on one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text {
    is_secret: bool,
}

impl Text {
    /// A text that is shown.
    pub const fn plain() -> Self {
        Self { is_secret: false }
    }

    /// A passphrase: dots are shown.
    pub const fn secret() -> Self {
        Self { is_secret: true }
    }
}

impl Kind for Text {
    type Value = String;

    fn read(&self, text: &str) -> Result<String, Problem> {
        if text.len() > LONGEST_TEXT {
            return Err(Problem::new(format!(
                "This is too long; keep it under {LONGEST_TEXT} characters."
            )));
        }
        Ok(text.to_owned())
    }

    fn is_secret(&self) -> bool {
        self.is_secret
    }
}
