//! Where the program keeps what the user did not place herself.

use std::path::PathBuf;

use directories::ProjectDirs;

use super::Error;
use super::file;

/// The folder for the sample practice and for the program's own files, made when it is missing and
/// closed to other accounts (0700).
///
/// # Errors
/// [`Error::NoHome`] when the account has no home, [`Error::Write`] when it cannot be made.
pub fn data_folder() -> Result<PathBuf, Error> {
    let folders = ProjectDirs::from("", "", "almoner").ok_or(Error::NoHome)?;
    let folder = folders.data_local_dir().to_owned();
    file::make_private_folder(&folder)?;
    Ok(folder)
}
