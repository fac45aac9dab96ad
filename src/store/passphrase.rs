//! The passphrase that opens a practice file.

use std::fmt;

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use crate::store::error::{Error, OpenError};

/// A passphrase, wiped from memory when dropped and never shown.
///
/// It is brought to Unicode form NFC, so that the same letters open the file however a keyboard
/// composes them. Copies that the database engine and the terminal make are beyond its reach.
#[derive(Clone)]
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// Takes what the user typed. How strong it must be is for the caller to ask.
    ///
    /// # Errors
    /// An empty passphrase, which would leave the file unencrypted, or one with a NUL character.
    pub fn new(text: &str) -> Result<Self, Error> {
        // NFC can need more room than its source; three times is Unicode's bound, so that the
        // text is never moved and left behind half wiped.
        let mut normal = Zeroizing::new(String::with_capacity(text.len() * 3));
        normal.extend(text.nfc());
        if normal.is_empty() || normal.contains('\0') {
            return Err(OpenError::EmptyPassphrase.into());
        }
        Ok(Self(normal))
    }

    pub(crate) fn text(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Passphrase(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn composed_and_decomposed_letters_are_one_passphrase() {
        let composed = Passphrase::new("caf\u{e9} au lait").unwrap();
        let decomposed = Passphrase::new("cafe\u{301} au lait").unwrap();
        assert_eq!(composed.text(), decomposed.text());
    }

    #[test]
    fn an_empty_passphrase_is_refused() {
        assert!(Passphrase::new("").is_err());
        assert!(Passphrase::new("a\0b").is_err());
    }

    #[test]
    fn it_is_never_shown() {
        let shown = format!("{:?}", Passphrase::new("correct horse").unwrap());
        assert!(!shown.contains("horse"));
    }
}
