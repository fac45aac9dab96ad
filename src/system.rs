//! The machine around us: paths, clock, files, terminal, log.

use std::io;
use std::path::{Path, PathBuf};

pub mod clock;
pub mod file;
pub mod log;
pub mod open;
pub mod path;
pub mod preferences;
pub mod print;
pub mod process;
pub mod terminal;

/// Why the machine did not do what was asked; each prints as one sentence for the user.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A file that should be read could not be.
    #[error("{} cannot be read: {reason}.", path.display())]
    Read { path: PathBuf, reason: Reason },
    /// A file or folder that should be written could not be; what stood there before still does.
    #[error("{} cannot be written: {reason}. What stood there before is unchanged.", path.display())]
    Write { path: PathBuf, reason: Reason },
    /// Something other than a plain file stands where a file should be written.
    #[error("{} is not a plain file; name a file to write instead.", .0.display())]
    NotAFile(PathBuf),
    /// A practice file stands where another file should be written.
    #[error("{} is a practice file and stays as it is; name another file to write.", .0.display())]
    IsPractice(PathBuf),
    /// Something other than a plain file stands where a file should be read.
    #[error("{} is not a plain file and cannot be read.", .0.display())]
    NotReadable(PathBuf),
    /// Something other than a folder stands where a folder should be written.
    #[error("{} is not a folder; name a new or empty folder instead.", .0.display())]
    NotAFolder(PathBuf),
    /// The folder to write holds something already.
    #[error("The folder {} is not empty; name a new or empty folder instead.", .0.display())]
    NotEmpty(PathBuf),
    /// Standard output goes to something that cannot take it.
    #[error("Standard output took only a part of what was printed: {0}. Print it again elsewhere.")]
    Print(Reason),
    /// Nothing on this computer shows a PDF.
    #[error("The pages could not be shown{}; save the PDF and open it yourself.", because(.0.as_ref()))]
    NoViewer(Option<Reason>),
    /// The system names no home folder to put the practice into.
    #[error("This account has no home folder; name the practice file on the command line.")]
    NoHome,
    /// A passphrase must be asked for and nobody can answer.
    #[error(
        "There is no terminal to ask for the passphrase; give it by --passphrase-file PATH or in \
         the variable ALMONER_PASSPHRASE."
    )]
    NoTerminal,
}

/// What kept a file from being read or written, in words that fit after a colon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    kind: io::ErrorKind,
    words: String,
}

impl Reason {
    /// The kind of failure, for a caller that treats one of them in its own way.
    pub fn kind(&self) -> io::ErrorKind {
        self.kind
    }
}

impl From<&io::Error> for Reason {
    fn from(error: &io::Error) -> Self {
        let words = match error.kind() {
            io::ErrorKind::NotFound => "it does not exist".to_owned(),
            io::ErrorKind::PermissionDenied => "this account may not do that".to_owned(),
            io::ErrorKind::StorageFull => "the disk is full".to_owned(),
            io::ErrorKind::FileTooLarge => "a size limit was reached".to_owned(),
            io::ErrorKind::QuotaExceeded => "this account's disk quota is used up".to_owned(),
            io::ErrorKind::ReadOnlyFilesystem => "the disk is read-only".to_owned(),
            io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
            io::ErrorKind::NotADirectory => "a part of its path is not a folder".to_owned(),
            io::ErrorKind::InvalidData => "it is not UTF-8 text".to_owned(),
            _ => error.to_string(),
        };
        Self {
            kind: error.kind(),
            words,
        }
    }
}

impl std::fmt::Display for Reason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.words)
    }
}

fn because(reason: Option<&Reason>) -> String {
    reason.map_or_else(
        || ": no program for PDF files was found".to_owned(),
        |reason| format!(": the system's opener did not start, because {reason}"),
    )
}

fn read_error(path: &Path) -> impl FnOnce(io::Error) -> Error + '_ {
    move |error| Error::Read {
        path: path.to_owned(),
        reason: Reason::from(&error),
    }
}

fn write_error(path: &Path) -> impl FnOnce(io::Error) -> Error + '_ {
    move |error| {
        let mut reason = Reason::from(&error);
        if reason.kind == io::ErrorKind::NotFound {
            "its folder does not exist".clone_into(&mut reason.words);
        }
        Error::Write {
            path: path.to_owned(),
            reason,
        }
    }
}
