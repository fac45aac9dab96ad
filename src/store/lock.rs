//! One program at a time: an operating-system lock beside the practice file.
//!
//! The lock sits on its own small file, `NAME.almoner.lock`, and dies with the process that holds
//! it, so a crash leaves nothing to clean up. The file stays behind empty: removing it while
//! another process is about to lock it would let two of them in.

use std::ffi::OsString;
use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use crate::store::error::{Error, OpenError};

/// The lock on one practice file; released when dropped.
#[derive(Debug)]
pub struct FileLock {
    _file: File,
}

impl FileLock {
    /// Takes the lock of the practice file at `path`, or turns away within a blink.
    ///
    /// # Errors
    /// [`OpenError::Locked`] when another program holds it; [`OpenError::ReadOnlyFolder`] when the
    /// folder cannot be written.
    pub fn acquire(path: &Path) -> Result<Self, Error> {
        let mut options = OpenOptions::new();
        let _ = options.read(true).write(true).create(true).truncate(false);
        private(&mut options);
        let lock_path = lock_path(path);
        let file = options
            .open(lock_path)
            .map_err(|error| match error.kind() {
                io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                    OpenError::ReadOnlyFolder(path.to_path_buf()).into()
                }
                _ => Error::from(error),
            })?;
        for _ in 0..TRIES {
            match file.try_lock() {
                Ok(()) => return Ok(Self { _file: file }),
                Err(TryLockError::WouldBlock) => thread::sleep(PAUSE),
                Err(TryLockError::Error(error)) => return Err(error.into()),
            }
        }
        Err(OpenError::Locked(path.to_path_buf()).into())
    }
}

/// A program that starts another one, to print, holds a copy of each of its open files for the
/// blink until that one runs; a lock that was just given up may seem held as long.
const TRIES: u32 = 10;
const PAUSE: Duration = Duration::from_millis(20);

/// Where the lock of a practice file lies.
pub fn lock_path(path: &Path) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(".lock");
    PathBuf::from(name)
}

/// Makes a file that is about to be created readable by its owner alone.
pub(crate) fn private(options: &mut OpenOptions) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        let _ = options.mode(0o600);
    }
    #[cfg(not(unix))]
    let _ = options;
}
