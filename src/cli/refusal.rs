//! Why a sub-command did not do what was asked, and the exit code that says so.

use std::process::ExitCode;

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

impl From<system::Error> for Refusal {
    fn from(error: system::Error) -> Self {
        Self::because(error.to_string())
    }
}
