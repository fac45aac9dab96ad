//! Files and folders that are written whole or not at all.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::{Error, read_error, write_error};

/// The prefix of unfinished output. A random rest follows; no name says whose it is.
const UNFINISHED: &str = ".almoner-";

/// The longest first line that [`first_line`] reads, in bytes.
const LINE_LIMIT: u64 = 4096;

/// Writes a file so that it holds either all of `bytes` or what it held before, readable by this
/// account only (0600).
///
/// # Errors
/// [`Error::NotAFile`] when something else stands there, [`Error::IsPractice`] when it is a practice
/// file, [`Error::Write`] when the folder or the disk does not take it; then nothing is left behind.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let target = match fs::metadata(path) {
        Ok(there) if !there.is_file() => return Err(Error::NotAFile(path.to_owned())),
        Ok(_) => fs::canonicalize(path).map_err(write_error(path))?,
        Err(_) => path.to_owned(),
    };
    if is_practice(&target) {
        return Err(Error::IsPractice(path.to_owned()));
    }
    let folder = folder_of(&target);
    let written = || -> io::Result<()> {
        let mut unfinished = tempfile::Builder::new()
            .prefix(UNFINISHED)
            .tempfile_in(&folder)?;
        unfinished.write_all(bytes)?;
        unfinished.as_file().sync_all()?;
        let _ = unfinished.persist(&target).map_err(|failed| failed.error)?;
        sync_folder(&folder)
    };
    written().map_err(write_error(path))
}

/// Whether a practice file stands there: by its name, or by the lock that stays beside every one that
/// was opened.
fn is_practice(path: &Path) -> bool {
    let is_named = path
        .extension()
        .is_some_and(|it| it.eq_ignore_ascii_case("almoner"));
    let mut lock = path.as_os_str().to_owned();
    lock.push(".lock");
    path.exists() && (is_named || Path::new(&lock).exists())
}

/// Adds to a file of a folder that [`write_folder`] is filling; it is made, readable by this account
/// only (0600), when it is missing.
///
/// # Errors
/// [`Error::Write`] when the disk does not take it; what stood there before may have grown.
pub fn append(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let mut options = fs::OpenOptions::new();
    let _ = options.append(true).create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        let _ = options.mode(0o600);
    }
    let appended = || -> io::Result<()> {
        let mut file = options.open(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    };
    appended().map_err(write_error(path))
}

/// Makes sure that a folder can be written at `target`: there is none, or an empty one.
///
/// # Errors
/// [`Error::NotEmpty`] or [`Error::NotAFolder`] when `target` is taken, [`Error::Write`] when that
/// cannot be told.
pub fn check_free_folder(target: &Path) -> Result<(), Error> {
    match fs::read_dir(target) {
        Ok(mut entries) => match entries.next() {
            Some(_) => Err(Error::NotEmpty(target.to_owned())),
            None => Ok(()),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            Err(Error::NotAFolder(target.to_owned()))
        }
        Err(error) => Err(write_error(target)(error)),
    }
}

/// Writes a folder so that it appears with everything in it or not at all, open to this account
/// only (0700). `fill` gets an empty folder beside `target` and writes into it.
///
/// # Errors
/// [`Error::NotEmpty`] or [`Error::NotAFolder`] when `target` is taken, [`Error::Write`] when it
/// cannot be made, and whatever `fill` fails with; then nothing is left behind.
pub fn write_folder<T, E: From<Error>>(
    target: &Path,
    fill: impl FnOnce(&Path) -> Result<T, E>,
) -> Result<T, E> {
    check_free_folder(target)?;
    let parent = folder_of(target);
    let mut builder = tempfile::Builder::new();
    let _ = builder.prefix(UNFINISHED);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let _ = builder.permissions(fs::Permissions::from_mode(0o700));
    }
    let mut unfinished = builder.tempdir_in(&parent).map_err(write_error(target))?;
    let result = fill(unfinished.path())?;
    // On Unix a rename replaces an empty folder but never a filled one, so what appeared meanwhile
    // is safe; Windows wants the place free.
    if cfg!(windows) {
        let _ = fs::remove_dir(target);
    }
    fs::rename(unfinished.path(), target).map_err(write_error(target))?;
    unfinished.disable_cleanup(true);
    sync_folder(&parent).map_err(write_error(target))?;
    Ok(result)
}

/// A plain file to read, or nothing when its name is free.
///
/// # Errors
/// [`Error::Read`] when something else stands there or the account may not read it.
pub fn open_if_there(path: &Path) -> Result<Option<File>, Error> {
    match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(read_error(path)(error)),
        Ok(there) if !there.is_file() => Err(Error::NotReadable(path.to_owned())),
        Ok(_) => File::open(path).map(Some).map_err(read_error(path)),
    }
}

/// The names of what stands in a folder, in order; a name that is no text is left out.
///
/// # Errors
/// [`Error::Read`] when it is no folder or the account may not read it.
pub fn names(folder: &Path) -> Result<Vec<String>, Error> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(read_error(folder))? {
        let name = entry.map_err(read_error(folder))?.file_name();
        names.extend(name.into_string());
    }
    names.sort();
    Ok(names)
}

/// The longest file that [`read`] takes, in bytes.
const FILE_LIMIT: u64 = 512 * 1024 * 1024;

/// The content of a file of at most 512 MB.
///
/// # Errors
/// [`Error::Read`] when it cannot be read or is longer.
pub fn read(path: &Path) -> Result<Vec<u8>, Error> {
    let file = File::open(path).map_err(read_error(path))?;
    let mut bytes = Vec::new();
    let length = file
        .take(FILE_LIMIT + 1)
        .read_to_end(&mut bytes)
        .map_err(read_error(path))?;
    if length as u64 > FILE_LIMIT {
        let error = io::Error::new(io::ErrorKind::FileTooLarge, "it is longer than 512 MB");
        return Err(read_error(path)(error));
    }
    Ok(bytes)
}

/// The first line of a text file without its line end, wiped from memory when dropped.
///
/// # Errors
/// [`Error::Read`] when the file cannot be read or is not UTF-8.
pub fn first_line(path: &Path) -> Result<Zeroizing<String>, Error> {
    let file = File::open(path).map_err(read_error(path))?;
    let mut line = Zeroizing::new(String::with_capacity(LINE_LIMIT as usize));
    let _ = BufReader::new(file.take(LINE_LIMIT))
        .read_line(&mut line)
        .map_err(read_error(path))?;
    let length = line.trim_end_matches(['\r', '\n']).len();
    line.truncate(length);
    Ok(line)
}

/// Removes a practice file with what its database keeps beside it. The lock's own file stays: see
/// `store::lock`.
///
/// # Errors
/// [`Error::Write`] when the folder does not let it go.
pub fn remove_practice(path: &Path) -> Result<(), Error> {
    for suffix in ["-wal", "-shm", "-journal", ""] {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        match fs::remove_file(name) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(write_error(path)(error));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Whether anything, a dangling link included, stands at `path`.
pub fn is_taken(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// Makes a folder and those above it when missing; the folder itself is closed to other accounts.
pub(super) fn make_private_folder(path: &Path) -> Result<(), Error> {
    if path.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(folder_of(path)).map_err(write_error(path))?;
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        let _ = builder.mode(0o700);
    }
    builder.create(path).map_err(write_error(path))
}

fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// Makes a rename inside `folder` survive a power cut. Only Unix can open a folder for that.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[cfg(unix)]
    fn mode(path: &Path) -> u32 {
        use std::os::unix::fs::PermissionsExt;
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn a_file_is_replaced_whole_and_private() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("claims.pdf");
        write(&path, b"first").unwrap();
        write(&path, b"second").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"second");
        assert_eq!(names(folder.path()), ["claims.pdf"]);
        #[cfg(unix)]
        assert_eq!(mode(&path), 0o600);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_keeps_pointing_at_what_is_rewritten() {
        let folder = tempfile::tempdir().unwrap();
        let real = folder.path().join("real.pdf");
        let link = folder.path().join("link.pdf");
        fs::write(&real, "old").unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        write(&link, b"new").unwrap();
        assert_eq!(fs::read(&real).unwrap(), b"new");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    }

    #[test]
    fn a_refused_file_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let taken = folder.path().join("taken");
        fs::create_dir(&taken).unwrap();
        assert_eq!(write(&taken, b"x"), Err(Error::NotAFile(taken.clone())));
        for (name, lock) in [
            ("a.almoner", None),
            ("b", Some("b.lock")),
            ("c.Almoner", None),
        ] {
            let practice = tempfile::tempdir().unwrap();
            let file = practice.path().join(name);
            fs::write(&file, "books").unwrap();
            if let Some(lock) = lock {
                fs::write(practice.path().join(lock), "").unwrap();
            }
            assert_eq!(write(&file, b"x"), Err(Error::IsPractice(file.clone())));
            assert_eq!(fs::read(&file).unwrap(), b"books");
        }
        let missing = folder.path().join("no").join("such.pdf");
        let error = write(&missing, b"x").unwrap_err();
        assert!(
            error.to_string().contains("its folder does not exist"),
            "{error}"
        );
        assert_eq!(names(folder.path()), ["taken"]);
        assert!(names(&taken).is_empty());
    }

    #[test]
    fn a_folder_appears_with_everything_in_it() {
        let parent = tempfile::tempdir().unwrap();
        for (name, exists) in [("new", false), ("empty", true)] {
            let target = parent.path().join(name);
            if exists {
                fs::create_dir(&target).unwrap();
            }
            let count = write_folder(&target, |folder| {
                write(&folder.join("patients.csv"), b"patient_id\n")?;
                assert!(!is_taken(&target.join("patients.csv")));
                Ok::<_, Error>(1)
            });
            assert_eq!(count, Ok(1));
            assert_eq!(names(&target), ["patients.csv"]);
            #[cfg(unix)]
            assert_eq!(mode(&target), 0o700);
        }
        assert_eq!(names(parent.path()), ["empty", "new"]);
    }

    #[test]
    fn a_folder_that_fails_or_is_taken_changes_nothing() {
        let parent = tempfile::tempdir().unwrap();
        let target = parent.path().join("out");
        let failed = write_folder(&target, |folder| {
            write(&folder.join("patients.csv"), b"half")?;
            Err::<(), _>(Error::NoHome)
        });
        assert_eq!(failed, Err(Error::NoHome));
        assert!(names(parent.path()).is_empty());

        fs::create_dir(&target).unwrap();
        fs::write(target.join("mine"), "kept").unwrap();
        let refused = write_folder(&target, |_| Ok::<_, Error>(()));
        assert_eq!(refused, Err(Error::NotEmpty(target.clone())));
        let file = target.join("mine");
        let refused = write_folder(&file, |_| Ok::<_, Error>(()));
        assert_eq!(refused, Err(Error::NotAFolder(file)));
        assert_eq!(names(&target), ["mine"]);
    }

    #[test]
    fn the_programs_own_folder_is_closed_to_others() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("share").join("almoner");
        for _ in 0..2 {
            make_private_folder(&folder).unwrap();
            assert!(folder.is_dir());
            #[cfg(unix)]
            assert_eq!(mode(&folder), 0o700);
        }
    }

    #[test]
    fn the_first_line_comes_without_its_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("passphrase");
        for (content, expected) in [
            ("correct horse battery\r\nrest", "correct horse battery"),
            (" kept spaces \n", " kept spaces "),
            ("no end", "no end"),
            ("", ""),
        ] {
            fs::write(&path, content).unwrap();
            assert_eq!(first_line(&path).unwrap().as_str(), expected);
        }
        fs::write(&path, [0xFF, 0xFE, b'\n']).unwrap();
        assert!(first_line(&path).is_err());
    }
}
