//! Opens and makes practice files: key, settings, file mode, and what kind of wrong a file is.
//!
//! The live file is never opened with `std::fs` once SQLite has it: closing any other descriptor
//! of a file drops all locks this process holds on it. The look at a file's first bytes happens
//! under the [`FileLock`], before SQLite opens it.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::store::error::{Error, OpenError};
use crate::store::lock::{self, FileLock};
use crate::store::migration;
use crate::store::passphrase::Passphrase;

/// `ALMR`: what the file says it is, in SQLite's application id.
pub const APPLICATION_ID: i32 = i32::from_be_bytes(*b"ALMR");

/// SQLCipher's page size in bytes, the default of its version 4.
const PAGE_SIZE: u64 = 4096;

/// The first bytes of a database that is not encrypted.
const PLAIN_HEADER: &[u8; 16] = b"SQLite format 3\0";

/// An open practice file with the lock that keeps others out.
#[derive(Debug)]
pub struct Opened {
    pub connection: Connection,
    /// Released after the connection closed; absent in memory.
    pub lock: Option<FileLock>,
}

/// Makes an empty practice file, readable by its owner alone, and opens it.
///
/// # Errors
/// The file exists already, its folder is missing or cannot be written, or the disk is full. What
/// was begun is removed again.
pub fn create(path: &Path, passphrase: &Passphrase) -> Result<Opened, Error> {
    let folder = folder_of(path);
    let Some(name) = path.file_name() else {
        return Err(OpenError::IsFolder(path.to_path_buf()).into());
    };
    if !folder.is_dir() {
        return Err(OpenError::NoFolder(folder.to_path_buf()).into());
    }
    if fs::symlink_metadata(path).is_ok() {
        return Err(OpenError::Exists(path.to_path_buf()).into());
    }
    let path = folder.canonicalize()?.join(name);
    let lock = FileLock::acquire(&path)?;
    let mut options = OpenOptions::new();
    let _ = options.write(true).create_new(true);
    lock::private(&mut options);
    drop(options.open(&path).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => OpenError::Exists(path.clone()).into(),
        io::ErrorKind::PermissionDenied => OpenError::ReadOnlyFolder(path.clone()).into(),
        _ => Error::from(error),
    })?);
    match fill(&path, passphrase) {
        Ok(connection) => Ok(Opened {
            connection,
            lock: Some(lock),
        }),
        Err(error) => {
            for suffix in ["", "-journal", "-wal", "-shm", ".lock"] {
                // What is not there need not be removed; the first error is the one to tell.
                let _ = fs::remove_file(beside(&path, suffix));
            }
            Err(error)
        }
    }
}

/// Opens a practice file, brings its layout up to date and makes it ready for work.
///
/// # Errors
/// Each way in which a file can be missing, locked, damaged, foreign or newer is told apart in
/// [`OpenError`] and [`Error`].
pub fn open(path: &Path, passphrase: &Passphrase) -> Result<Opened, Error> {
    let metadata = fs::metadata(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound if !folder_of(path).is_dir() => {
            OpenError::NoFolder(folder_of(path).to_path_buf()).into()
        }
        io::ErrorKind::NotFound => OpenError::Missing(path.to_path_buf()).into(),
        io::ErrorKind::NotADirectory => OpenError::NoFolder(folder_of(path).to_path_buf()).into(),
        io::ErrorKind::PermissionDenied => OpenError::NoPermission(path.to_path_buf()).into(),
        _ => Error::from(error),
    })?;
    if metadata.is_dir() {
        return Err(OpenError::IsFolder(path.to_path_buf()).into());
    }
    // One file reached by two names must have one lock.
    let path = path.canonicalize()?;
    let lock = FileLock::acquire(&path)?;
    let unclean = fs::metadata(beside(&path, "-wal")).is_ok_and(|wal| wal.len() > 0);
    inspect(&path, unclean)?;

    let mut connection = connect(&path, passphrase)?;
    let application_id: i32 = read_first_page(&connection, &path, passphrase)?;
    if application_id != APPLICATION_ID {
        // A program killed while it made the file leaves one without any table.
        let is_empty = !connection
            .prepare("SELECT 1 FROM sqlite_schema")?
            .exists([])?;
        return Err(if is_empty {
            OpenError::Empty(path).into()
        } else {
            OpenError::NotPractice(path).into()
        });
    }
    // From here on a page that does not read is damage, whatever SQLite calls it.
    let ready = (|| {
        configure(&connection)?;
        write_ahead(&connection)?;
        if unclean {
            quick_check(&connection)?;
        }
        migration::upgrade_file(&mut connection, &path, passphrase)?;
        harden(&connection)
    })();
    ready.map_err(|error| match error {
        Error::Corrupt => OpenError::Damaged(path).into(),
        other => other,
    })?;
    Ok(Opened {
        connection,
        lock: Some(lock),
    })
}

/// An empty practice in memory, for tests and try-outs; not encrypted, for it is never written.
///
/// # Errors
/// None but a fault of the program.
pub fn in_memory() -> Result<Opened, Error> {
    let mut connection = Connection::open_in_memory()?;
    configure(&connection)?;
    connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    migration::upgrade(&mut connection)?;
    harden(&connection)?;
    Ok(Opened {
        connection,
        lock: None,
    })
}

static KEYING: Mutex<()> = Mutex::new(());

/// Opens an existing encrypted file and gives it the key; nothing is read yet.
pub(crate) fn connect(path: &Path, passphrase: &Passphrase) -> Result<Connection, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    // SQLCipher sets itself up for the whole process at the first key and is not safe to do that
    // for two files at once.
    let _keying = KEYING.lock().unwrap_or_else(PoisonError::into_inner);
    // SQLCipher prints to standard error unless told not to; this must come before the key.
    connection.pragma_update(None, "cipher_log_level", "NONE")?;
    connection.pragma_update(None, "key", passphrase.text())?;
    Ok(connection)
}

/// The file beside a practice file whose name ends in `suffix`, such as `-wal`.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    PathBuf::from(name)
}

/// The folder a file lies in; the present folder for a bare name.
pub(crate) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Makes sure that a new name in `folder` survives a power cut.
pub(crate) fn sync_folder(folder: &Path) -> Result<(), Error> {
    // Only Unix has folders that can be opened and synced; elsewhere the file system sees to it.
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// Reads every page of a database in the cheap way: structure, not indexes against tables.
pub(crate) fn quick_check(connection: &Connection) -> Result<(), Error> {
    let answer: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if answer == "ok" {
        Ok(())
    } else {
        Err(Error::Corrupt)
    }
}

fn fill(path: &Path, passphrase: &Passphrase) -> Result<Connection, Error> {
    let mut connection = connect(path, passphrase)?;
    configure(&connection)?;
    connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    migration::upgrade(&mut connection)?;
    write_ahead(&connection)?;
    harden(&connection)?;
    sync_folder(folder_of(path))?;
    Ok(connection)
}

/// What the first bytes and the length of a file tell before a key is tried.
fn inspect(path: &Path, has_wal: bool) -> Result<(), Error> {
    let mut file = match OpenOptions::new().read(true).write(true).open(path) {
        Ok(file) => file,
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem
            ) =>
        {
            return Err(match File::open(path) {
                Ok(_) => OpenError::ReadOnlyFile(path.to_path_buf()).into(),
                Err(_) => OpenError::NoPermission(path.to_path_buf()).into(),
            });
        }
        Err(error) => return Err(error.into()),
    };
    let length = file.metadata()?.len();
    if length == 0 {
        return Err(OpenError::Empty(path.to_path_buf()).into());
    }
    let mut header = [0; 16];
    let whole_header = file.read_exact(&mut header).is_ok();
    if whole_header && &header == PLAIN_HEADER {
        return Err(OpenError::Plain(path.to_path_buf()).into());
    }
    // A power cut can leave the last page half written while the write-ahead log still has it.
    if length < PAGE_SIZE || (length % PAGE_SIZE != 0 && !has_wal) {
        let path = path.to_path_buf();
        return Err(OpenError::CutShort { path, length }.into());
    }
    Ok(())
}

/// Reads the application id, which lies on the first page: the proof of the key.
fn read_first_page(
    connection: &Connection,
    path: &Path,
    passphrase: &Passphrase,
) -> Result<i32, Error> {
    let read = connection
        .pragma_query_value(None, "application_id", |row| row.get(0))
        .map_err(Error::from);
    match read {
        Err(Error::Corrupt) => Err(tell_key_from_damage(path, passphrase)?.into()),
        other => other,
    }
}

/// A first page that does not read means a wrong passphrase or damage. Each page carries its own
/// keyed hash: when any other page agrees with the passphrase, it is damage.
fn tell_key_from_damage(path: &Path, passphrase: &Passphrase) -> Result<OpenError, Error> {
    let pages = fs::metadata(path)?.len() / PAGE_SIZE;
    // The first connection remembers its failure, so this takes a fresh one.
    let connection = connect(path, passphrase)?;
    let mut statement = connection.prepare("PRAGMA cipher_integrity_check")?;
    let mut rows = statement.query([])?;
    let mut refused: u64 = 0;
    while rows.next()?.is_some() {
        refused += 1;
    }
    Ok(if refused < pages {
        OpenError::Damaged(path.to_path_buf())
    } else {
        OpenError::WrongPassphrase(path.to_path_buf())
    })
}

/// The settings every connection works with.
fn configure(connection: &Connection) -> Result<(), Error> {
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // A posted payment must survive a power cut, so each commit waits for the disk.
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.pragma_update(None, "secure_delete", true)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    // 64 MB: a full scan is nearly three times slower with SQLite's 2 MB.
    connection.pragma_update(None, "cache_size", -65536)?;
    // Makes INSERT OR REPLACE fire the triggers that keep rows from being deleted.
    connection.pragma_update(None, "recursive_triggers", true)?;
    connection.set_prepared_statement_cache_capacity(256);
    Ok(())
}

/// Turns on the write-ahead log, which SQLite may answer with another mode instead of an error.
fn write_ahead(connection: &Connection) -> Result<(), Error> {
    let mode: String =
        connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
    if mode == "wal" {
        Ok(())
    } else {
        Err(Error::ReadOnly)
    }
}

/// Shuts the doors that only migrations may need: writing the schema table or shadow tables.
fn harden(connection: &Connection) -> Result<(), Error> {
    let _ = connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_engine_has_no_wal_reset_fault() {
        // SQLite up to 3.51.2 can corrupt a file when two connections reset its log at once.
        assert!(rusqlite::version_number() >= 3_051_003);
    }

    #[test]
    fn settings_hold() {
        let opened = in_memory().unwrap();
        let number = |name: &str| -> i64 {
            opened
                .connection
                .pragma_query_value(None, name, |row| row.get(0))
                .unwrap()
        };
        for (name, value) in [
            ("foreign_keys", 1),
            ("synchronous", 2),
            ("trusted_schema", 0),
            ("cell_size_check", 1),
            ("secure_delete", 1),
            ("temp_store", 2),
            ("cache_size", -65536),
            ("recursive_triggers", 1),
            ("busy_timeout", 5000),
            ("application_id", i64::from(APPLICATION_ID)),
        ] {
            assert_eq!(number(name), value, "{name}");
        }
    }
}
