//! Shows pages in the system's viewer through a file that nobody else can read and that goes away.
//!
//! The folder is private to the account and, where the system has one for the session, kept in
//! memory only; names tell nothing. What is left there is swept when the program starts, locks and
//! ends.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::{Error, Reason, file, path, read_error, write_error};

/// How long the system's opener is watched for failing at once; a viewer itself runs on.
const OPENER_TIME: Duration = Duration::from_secs(3);

/// Shows a PDF in the system's viewer and gives the file's place; [`sweep`] removes it.
///
/// # Errors
/// [`Error::Write`] when the file cannot be made, [`Error::NoViewer`] when nothing shows it; then no
/// file is left behind.
pub fn show(pdf: &[u8]) -> Result<PathBuf, Error> {
    let shown = lay_out(&folder()?, pdf)?;
    match start_viewer(&shown) {
        Ok(()) => Ok(shown),
        Err(error) => {
            // The first error is the one to tell.
            let _ = fs::remove_file(&shown);
            Err(error)
        }
    }
}

/// Removes every page that was shown.
///
/// # Errors
/// [`Error::Read`] or [`Error::Write`] when the folder does not let one go.
pub fn sweep() -> Result<(), Error> {
    sweep_folder(&folder()?)
}

fn sweep_folder(folder: &Path) -> Result<(), Error> {
    for entry in fs::read_dir(folder).map_err(read_error(folder))? {
        let shown = entry.map_err(read_error(folder))?.path();
        match fs::remove_file(&shown) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(write_error(&shown)(error));
            }
            _ => {}
        }
    }
    Ok(())
}

/// The private folder for pages that are shown: the session's own, in memory, where there is one.
fn folder() -> Result<PathBuf, Error> {
    let session = directories::ProjectDirs::from("", "", "almoner")
        .and_then(|folders| folders.runtime_dir().map(Path::to_owned));
    let folder = match session {
        Some(session) => session.join("shown"),
        None => path::data_folder()?.join("shown"),
    };
    file::make_private_folder(&folder)?;
    Ok(folder)
}

fn lay_out(folder: &Path, pdf: &[u8]) -> Result<PathBuf, Error> {
    // 0600 with a random name: tempfile makes it so.
    let mut target = tempfile::Builder::new()
        .prefix("pages-")
        .suffix(".pdf")
        .tempfile_in(folder)
        .map_err(write_error(folder))?;
    target.write_all(pdf).map_err(write_error(folder))?;
    let (_, shown) = target
        .keep()
        .map_err(|refused| write_error(folder)(refused.error))?;
    Ok(shown)
}

fn opener(shown: &Path) -> Command {
    let mut command = if cfg!(target_os = "macos") {
        Command::new("open")
    } else if cfg!(windows) {
        Command::new("explorer")
    } else {
        Command::new("xdg-open")
    };
    let _ = command
        .arg(shown)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

fn start_viewer(shown: &Path) -> Result<(), Error> {
    let mut child = opener(shown)
        .spawn()
        .map_err(|error| Error::NoViewer(Some(Reason::from(&error))))?;
    let start = Instant::now();
    while start.elapsed() < OPENER_TIME {
        match child.try_wait() {
            // The one of Windows never reports success.
            Ok(Some(status)) if status.success() || cfg!(windows) => return Ok(()),
            Ok(Some(_)) => return Err(Error::NoViewer(None)),
            Ok(None) => thread::sleep(Duration::from_millis(20)),
            Err(_) => return Ok(()),
        }
    }
    // Still there: it is the viewer itself. Somebody has to take its exit code.
    let _ = thread::spawn(move || child.wait());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_shown_is_private_and_is_swept() {
        let folder = tempfile::tempdir().unwrap();
        let one = lay_out(folder.path(), b"%PDF-one").unwrap();
        let other = lay_out(folder.path(), b"%PDF-other").unwrap();
        assert_ne!(one, other);
        assert_eq!(fs::read(&one).unwrap(), b"%PDF-one");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(&one).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        sweep_folder(folder.path()).unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
