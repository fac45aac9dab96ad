//! Why a command did not do what was asked.

use crate::domain::finding::Finding;
use crate::exchange;
use crate::store;

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
