//! Day sheets and month closes.

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension};

use crate::domain::date;
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
