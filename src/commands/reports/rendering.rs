//! A report as text, as a file for a spreadsheet or a program, and on paper.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use crate::commands::table::Exported;
use crate::commands::{Author, Error};
use crate::documents::{pdf, report as paper};
use crate::domain::report::Report;
use crate::exchange::report as written;
use crate::store::{self, Action, Change, Connection, Database};
use crate::system::file;

/// How a report is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportFormat {
    /// Columns for the eye.
    Table,
    /// The rows for a spreadsheet, without tie-outs and notes.
    Csv,
    /// Everything that is in it, as one object.
    Json,
    /// Letter pages.
    Pdf,
}

/// The report as text; a table in place of pages.
pub fn text(report: &Report, format: ReportFormat) -> String {
    match format {
        ReportFormat::Table | ReportFormat::Pdf => written::table(report),
        ReportFormat::Csv => String::from_utf8_lossy(&written::csv(report)).into_owned(),
        ReportFormat::Json => written::json(report),
    }
}

/// The report as the bytes of a file; pages carry the practice's name.
///
/// # Errors
/// [`Error::Page`] when it cannot be drawn, [`Error::Store`] when the practice cannot be read.
pub fn bytes(
    connection: &Connection,
    report: &Report,
    format: ReportFormat,
    printed_on: NaiveDate,
) -> Result<Vec<u8>, Error> {
    if format != ReportFormat::Pdf {
        return Ok(text(report, format).into_bytes());
    }
    let practice = store::practice::load(connection)?
        .map(|found| found.value.name)
        .unwrap_or_default();
    Ok(pdf::bytes(&paper::document(&practice, report, printed_on))?)
}

/// The pages of a report, for a printer or a viewer.
///
/// # Errors
/// As [`bytes`].
pub async fn pages(
    database: Database,
    report: Report,
    printed_on: NaiveDate,
) -> Result<Vec<u8>, Error> {
    database
        .call(move |connection| bytes(connection, &report, ReportFormat::Pdf, printed_on))
        .await
}

/// Writes a report to a file, over what stands there.
///
/// # Errors
/// As [`export`].
pub fn write(
    database: &Database,
    path: &Path,
    report: &Report,
    format: ReportFormat,
    printed_on: NaiveDate,
    author: &Author,
) -> Result<(), Error> {
    let (path, report, author) = (path.to_owned(), report.clone(), author.clone());
    let _ = database.call_blocking(move |connection| {
        put(connection, path, &report, format, true, printed_on, author)
    })?;
    Ok(())
}

/// As [`write`], while a screen waits; what stands at the path is only replaced where `replaces`
/// says so. Taking it out is noted in the record of actions.
///
/// # Errors
/// [`Error::System`] when the file cannot be written, [`Error::Store`] when the practice file does
/// not take the note; then what stood at the path still does.
pub async fn export(
    database: Database,
    path: PathBuf,
    report: Report,
    format: ReportFormat,
    replaces: bool,
    printed_on: NaiveDate,
    author: Author,
) -> Result<Exported, Error> {
    database
        .call(move |connection| {
            put(
                connection, path, &report, format, replaces, printed_on, author,
            )
        })
        .await
}

fn put(
    connection: &mut Connection,
    path: PathBuf,
    report: &Report,
    format: ReportFormat,
    replaces: bool,
    printed_on: NaiveDate,
    author: Author,
) -> Result<Exported, Error> {
    if !replaces && file::is_taken(&path) {
        return Ok(Exported::IsTaken);
    }
    let bytes = bytes(connection, report, format, printed_on)?;
    let action = Action {
        user: author.user,
        at: author.at,
        change: Change {
            verb: "export",
            entity: "report",
            entity_id: None,
            details: report.name.to_owned(),
        },
    };
    store::write(connection, &action, |_| {
        file::write(&path, &bytes)?;
        Ok(Exported::Written(report.rows.len()))
    })
}
