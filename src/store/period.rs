//! Day sheets and month closes.

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension};

use crate::domain::date;
use crate::domain::id::DaySheetId;
use crate::store::error::Error;

/// Through which day the books are closed; `None` while no month was closed, or all were reopened.
///
/// # Errors
/// The file cannot be read.
pub fn closed_through(connection: &Connection) -> Result<Option<NaiveDate>, Error> {
    let newest: Option<Option<String>> = connection
        .prepare_cached("SELECT closed_through_on FROM period_event ORDER BY id DESC LIMIT 1")?
        .query_row([], |row| row.get(0))
        .optional()?;
    newest
        .flatten()
        .map(|on| {
            date::parse(&on).map_err(|_| Error::Unreadable {
                column: "closed_through_on",
            })
        })
        .transpose()
}

/// The entries of a day sheet: those after one number and up to another, and its business day.
///
/// # Errors
/// The file cannot be read.
pub fn sheet_span(
    connection: &Connection,
    id: DaySheetId,
) -> Result<Option<(i64, i64, NaiveDate)>, Error> {
    let found: Option<(i64, i64, String)> = connection
        .prepare_cached(
            "SELECT ifnull((SELECT through_entry FROM day_sheet WHERE id = s.id - 1), 0),
                s.through_entry, s.business_on
             FROM day_sheet s WHERE s.id = ?1",
        )?
        .query_row([id.number()], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?;
    found
        .map(|(after, through, on)| {
            let on = date::parse(&on).map_err(|_| Error::Unreadable {
                column: "business_on",
            })?;
            Ok((after, through, on))
        })
        .transpose()
}

/// The last entry that stands on a day sheet; 0 before the first sheet.
///
/// # Errors
/// The file cannot be read.
pub fn sheets_through(connection: &Connection) -> Result<i64, Error> {
    Ok(connection
        .prepare_cached("SELECT ifnull(max(through_entry), 0) FROM day_sheet")?
        .query_row([], |row| row.get(0))?)
}
