//! Why a command did not do what was asked.

use crate::documents::{cms1500, pdf};
use crate::domain::finding::Finding;
use crate::exchange;
use crate::store;
use crate::system;

/// What the window and the command line must tell apart, and nothing more.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// What was entered or asked for breaks rules; each finding names its field.
    #[error("{}", sentences(.0))]
    Refused(Vec<Finding>),
    /// Somebody else changed the record first.
    #[error("{0}")]
    Conflict(store::Error),
    /// Another passphrase may open the file.
    #[error("{0}")]
    WrongPassphrase(store::Error),
    /// A passphrase that a new practice file may not have.
    #[error(
        "the passphrase is too short: use at least {} characters, such as four unrelated words; whoever copies the file can try short ones by machine",
        super::practice::PASSPHRASE_LENGTH
    )]
    WeakPassphrase,
    /// A file that was handed in is not what it should be: where and why.
    #[error("{0}")]
    File(String),
    /// A page cannot be drawn: the forms' rules let something through that the page cannot carry.
    #[error("{0}")]
    Page(String),
    /// The machine did not do it.
    #[error("{0}")]
    System(#[from] system::Error),
    /// A printer did not take the pages; nothing was changed.
    #[error("{0}")]
    Printer(#[from] system::print::Error),
    /// All was saved and stays saved, but could not be moved from the log into the file itself.
    #[error(
        "everything was saved, but the disk did not let the practice file be closed properly: free some space and open it again; until then its -wal file belongs to it and must not be removed"
    )]
    LeftInLog(store::Error),
    /// The practice file did not do it.
    #[error("{0}")]
    Store(store::Error),
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::Conflict(_) => Self::Conflict(error),
            store::Error::Open(store::OpenError::WrongPassphrase(_)) => {
                Self::WrongPassphrase(error)
            }
            other => Self::Store(other),
        }
    }
}

impl From<cms1500::Error> for Error {
    fn from(error: cms1500::Error) -> Self {
        Self::Page(error.to_string())
    }
}

impl From<pdf::Error> for Error {
    fn from(error: pdf::Error) -> Self {
        Self::Page(error.to_string())
    }
}

impl From<exchange::codes::Error> for Error {
    fn from(error: exchange::codes::Error) -> Self {
        Self::File(error.to_string())
    }
}

fn sentences(findings: &[Finding]) -> String {
    let sentences: Vec<_> = findings
        .iter()
        .map(|finding| finding.sentence.as_str())
        .collect();
    sentences.join(" ")
}
