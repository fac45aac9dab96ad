//! Printer profiles: kept for this computer, since they belong to its printers and not to a
//! practice, and the sheet to find them with.

use std::path::PathBuf;

use super::Error;
use crate::documents::cms1500::calibration;
use crate::documents::pdf;
use crate::domain::printer::{PrinterProfile, PrinterProfileDraft};
use crate::system::{file, path};

const FILE_NAME: &str = "printers.json";

/// The profiles of this computer's printers, by name.
///
/// # Errors
/// [`Error::File`] when the list is there and cannot be read.
pub fn profiles() -> Result<Vec<PrinterProfile>, Error> {
    let list = list()?;
    if !file::is_taken(&list) {
        return Ok(Vec::new());
    }
    let bytes = file::read(&list)?;
    let unreadable = || {
        Error::File(format!(
            "{} is no list of printer profiles any more; remove it and calibrate again",
            list.display()
        ))
    };
    let drafts: Vec<PrinterProfileDraft> =
        serde_json::from_slice(&bytes).map_err(|_| unreadable())?;
    drafts
        .iter()
        .map(|draft| draft.build().map_err(|_| unreadable()))
        .collect()
}

/// The profile of a name; without one, that of a printer which meets the paper as it should.
///
/// # Errors
/// [`Error::File`] when there is no profile of this name, and as [`profiles`].
pub fn profile(name: Option<&str>) -> Result<PrinterProfile, Error> {
    let Some(name) = name else {
        return Ok(PrinterProfile::exact(""));
    };
    let known = profiles()?;
    let names: Vec<&str> = known.iter().map(|profile| profile.name.as_str()).collect();
    let hint = if names.is_empty() {
        "none was made yet; `almoner calibrate` makes one".to_owned()
    } else {
        format!("there are {}", names.join(", "))
    };
    let missing = Error::File(format!("there is no printer profile {name}: {hint}"));
    known
        .into_iter()
        .find(|profile| profile.name == name)
        .ok_or(missing)
}

/// Keeps a profile, in place of one of the same name.
///
/// # Errors
/// [`Error::Refused`] with what is wrong with the draft, [`Error::File`] as [`profiles`], and when
/// the disk does not take it.
pub fn keep(draft: &PrinterProfileDraft) -> Result<PrinterProfile, Error> {
    let profile = draft.build().map_err(Error::Refused)?;
    let mut known = profiles()?;
    known.retain(|other| other.name != profile.name);
    known.push(profile.clone());
    known.sort_by(|one, other| one.name.cmp(&other.name));
    let drafts: Vec<_> = known.iter().map(PrinterProfile::to_draft).collect();
    let bytes = serde_json::to_vec_pretty(&drafts)
        .map_err(|error| Error::File(format!("the printer profile was not kept: {error}")))?;
    file::write(&list()?, &bytes)?;
    Ok(profile)
}

/// The calibration sheet as a PDF, moved and scaled by a profile.
///
/// # Errors
/// [`Error::Page`] when it cannot be drawn.
pub fn sheet(profile: &PrinterProfile) -> Result<Vec<u8>, Error> {
    Ok(pdf::bytes(&calibration::document(profile))?)
}

fn list() -> Result<PathBuf, Error> {
    Ok(path::data_folder()?.join(FILE_NAME))
}
