//! What the window remembers between two starts, in one small file of this account's own.
//!
//! It holds nothing of a patient: the paths of practice files, and how the window looks.

use std::path::PathBuf;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Error, Reason, file, path};

/// Where it lies.
fn place() -> Result<PathBuf, Error> {
    Ok(path::data_folder()?.join("window.json"))
}

/// What was remembered; the defaults where there is nothing or it is not readable, for no
/// preference is worth not starting.
pub fn load<T: DeserializeOwned + Default>() -> T {
    place()
        .ok()
        .and_then(|path| std::fs::read(path).ok())
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default()
}

/// Remembers.
///
/// # Errors
/// The folder or the disk does not take it; then the next start finds what it found this time.
pub fn save<T: Serialize>(preferences: &T) -> Result<(), Error> {
    let path = place()?;
    let bytes = serde_json::to_vec_pretty(preferences).map_err(|error| Error::Write {
        path: path.clone(),
        reason: Reason::from(&std::io::Error::other(error)),
    })?;
    file::write(&path, &bytes)
}
