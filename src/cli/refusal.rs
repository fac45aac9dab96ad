//! Why a sub-command did not do what was asked, and the exit code that says so.

use std::path::Path;
use std::process::ExitCode;

use crate::commands;
use crate::system;
use crate::system::terminal;

/// The end of a sub-command that did not succeed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// Something was refused: one plain sentence for each reason (what, where, what to do).
    /// Exit code 1.
    Refused(Vec<String>),
    /// The command line itself makes no sense, in a way the parser cannot see. Exit code 2.
    Usage(String),
}

impl Refusal {
    /// A refusal for one reason.
    pub fn because(sentence: impl Into<String>) -> Self {
        Self::Refused(vec![sentence.into()])
    }

    /// A command's refusal to do something with the file at `path`, whose name it may begin with.
    pub fn about(path: &Path, error: &commands::Error) -> Self {
        match error {
            commands::Error::Refused(findings) => Self::Refused(
                findings
                    .iter()
                    .map(|finding| format!("{}: {}", finding.field, finding.sentence))
                    .collect(),
            ),
            other => Self::because(sentence(&other.to_string(), path)),
        }
    }

    /// A command's refusal of what a handed-in file at `path` holds: `FILE: line 3: …`.
    pub fn in_file(path: &Path, error: &commands::Error) -> Self {
        match error {
            commands::Error::File(words) => {
                let words = words.strip_suffix('.').unwrap_or(words);
                Self::because(format!("{}: {words}; nothing was changed.", path.display()))
            }
            other => Self::from(other.clone()),
        }
    }

    /// Writes the sentences to standard error and gives the exit code.
    pub fn report(&self) -> ExitCode {
        match self {
            Self::Refused(sentences) => {
                for sentence in sentences {
                    terminal::complain(sentence);
                }
                ExitCode::from(1)
            }
            Self::Usage(sentence) => {
                terminal::complain(sentence);
                ExitCode::from(2)
            }
        }
    }
}

impl From<commands::Error> for Refusal {
    fn from(error: commands::Error) -> Self {
        Self::about(Path::new(""), &error)
    }
}

impl From<system::Error> for Refusal {
    fn from(error: system::Error) -> Self {
        Self::because(error.to_string())
    }
}

/// An error's text as a sentence of its own; a path that it begins with stays as it is.
pub(super) fn sentence(text: &str, path: &Path) -> String {
    let path = path.display().to_string();
    let mut chars = text.chars();
    let mut sentence = match chars.next() {
        Some(first) if path.is_empty() || !text.starts_with(&path) => {
            first.to_uppercase().chain(chars).collect()
        }
        _ => text.to_owned(),
    };
    if !sentence.ends_with('.') {
        sentence.push('.');
    }
    sentence
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::finding::{FieldRef, Finding, Record};

    #[test]
    fn each_finding_is_a_reason_of_its_own() {
        let finding = |column, sentence| {
            Finding::error("rule", FieldRef::of(Record::Patient, column), sentence)
        };
        let refused = commands::Error::Refused(vec![
            finding("sex", "Say M, F or U."),
            finding("zip", "A ZIP has five or nine digits."),
        ]);
        assert_eq!(
            Refusal::from(refused),
            Refusal::Refused(vec![
                "patient sex: Say M, F or U.".to_owned(),
                "patient zip: A ZIP has five or nine digits.".to_owned(),
            ])
        );
    }

    #[test]
    fn an_error_reads_as_a_sentence_and_a_path_as_it_was_typed() {
        for (text, path, expected) in [
            (
                "the disk is full: free some",
                "",
                "The disk is full: free some.",
            ),
            ("clinic exists already", "clinic", "clinic exists already."),
            ("there is no clinic", "clinic", "There is no clinic."),
            ("A sentence.", "", "A sentence."),
        ] {
            assert_eq!(sentence(text, Path::new(path)), expected);
        }
    }
}
