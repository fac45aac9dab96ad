//! A wrapper that keeps protected health information out of logs and error chains.

use std::fmt;

/// A value that identifies a patient. Printing it, by `Display` or by `Debug`, shows `‹hidden›`,
/// so that a log line or an error's `Debug` chain that carries it cannot tell who it is about.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Phi<T>(T);

impl<T> Phi<T> {
    /// Hides `value`.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value itself, for a place that may show it: a screen, a form, the practice file.
    pub const fn reveal(&self) -> &T {
        &self.0
    }

    /// Takes the value out.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> fmt::Debug for Phi<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("‹hidden›")
    }
}

impl<T> fmt::Display for Phi<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("‹hidden›")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_way_of_printing_shows_the_value() {
        #[derive(Debug)]
        #[allow(dead_code)]
        struct Note {
            visit: u32,
            name: Phi<&'static str>,
        }
        let note = Note {
            visit: 7,
            name: Phi::new("ZZQXV"),
        };
        for text in [
            format!("{note:?}"),
            format!("{note:#?}"),
            format!("{}", note.name),
            format!("{:>40}", note.name),
        ] {
            assert!(!text.contains("ZZQXV"), "{text}");
            assert!(text.contains("‹hidden›"), "{text}");
        }
        assert_eq!(*note.name.reveal(), "ZZQXV");
    }
}
