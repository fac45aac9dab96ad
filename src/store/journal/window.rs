//! Which part of the journal a report looks at.

use chrono::NaiveDate;
use rusqlite::Connection;

use super::{query, select};
use crate::domain::date;
use crate::domain::journal::{EntryKind, Posted};
use crate::store::error::Error;

/// Which entries count: their effective day from one to another, their number after one and up to
/// another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
    pub after: i64,
    pub through: i64,
}

impl Window {
    /// All that counts by a day, as the books were kept up to an entry.
    pub const fn through(as_of: NaiveDate, through: i64) -> Self {
        Self {
            from: None,
            to: Some(as_of),
            after: 0,
            through,
        }
    }

    /// What was entered after one entry and up to another, whatever day it counts on.
    pub const fn entered(after: i64, through: i64) -> Self {
        Self {
            from: None,
            to: None,
            after,
            through,
        }
    }

    /// The condition on `e`, with the parameters of [`Window::params`]. A window that begins on a
    /// day is found by its days, another by its numbers; the plus signs keep SQLite to it.
    pub(in crate::store) const fn condition(self) -> &'static str {
        if self.from.is_some() {
            "e.effective_on BETWEEN ?1 AND ?2 AND +e.id > ?3 AND +e.id <= ?4"
        } else {
            "+e.effective_on BETWEEN ?1 AND ?2 AND e.id > ?3 AND e.id <= ?4"
        }
    }

    /// Whether an entry is in it.
    pub fn holds(self, posted: &Posted) -> bool {
        let on = posted.entry.effective_on;
        let id = posted.id.number();
        self.from.is_none_or(|from| on >= from)
            && self.to.is_none_or(|to| on <= to)
            && id > self.after
            && id <= self.through
    }

    pub(in crate::store) fn params(self) -> [rusqlite::types::Value; 4] {
        let day = |on: Option<NaiveDate>, otherwise: &str| {
            on.map_or_else(|| otherwise.to_owned(), |on| on.to_string())
        };
        [
            day(self.from, "0000").into(),
            day(self.to, "9999").into(),
            self.after.into(),
            self.through.into(),
        ]
    }
}

/// As [`walk`], for the entries of a window.
///
/// # Errors
/// As [`walk`].
pub fn walk_window(
    connection: &Connection,
    window: Window,
    mut each: impl FnMut(Posted) -> Result<(), Error>,
) -> Result<(), Error> {
    let condition = format!("WHERE {}", window.condition());
    let params = window.params();
    let params: Vec<&dyn rusqlite::ToSql> = params.iter().map(|it| it as _).collect();
    query(connection, &condition, &params, &mut each)
}

/// The entries of a window that did one of some things, or took it back, by the day they count.
///
/// # Errors
/// The file cannot be read.
pub fn in_window(
    connection: &Connection,
    window: Window,
    does: impl Fn(EntryKind) -> bool,
) -> Result<Vec<Posted>, Error> {
    let kinds: Vec<String> = EntryKind::ALL
        .iter()
        .filter(|kind| does(**kind))
        .map(|kind| format!("'{}'", kind.as_str()))
        .collect();
    let condition = format!(
        "WHERE {} AND ifnull((SELECT o.kind FROM journal_entry o WHERE o.id = e.reverses_id),
            e.kind) IN ({})",
        window.condition(),
        kinds.join(", ")
    );
    let params = window.params();
    let params: Vec<&dyn rusqlite::ToSql> = params.iter().map(|it| it as _).collect();
    let mut entries = select(connection, &condition, &params)?;
    entries.sort_by_key(|posted| (posted.entry.effective_on, posted.id));
    Ok(entries)
}

/// The days on which anything counts, in order.
///
/// # Errors
/// The file cannot be read.
pub fn days(connection: &Connection) -> Result<Vec<NaiveDate>, Error> {
    let mut statement = connection
        .prepare_cached("SELECT DISTINCT effective_on FROM journal_entry ORDER BY effective_on")?;
    let mut rows = statement.query([])?;
    let mut days = Vec::new();
    while let Some(row) = rows.next()? {
        let on: String = row.get(0)?;
        days.push(date::parse(&on).map_err(|_| Error::Unreadable {
            column: "effective_on",
        })?);
    }
    Ok(days)
}

/// The number of the last entry that was entered before a day; 0 where there is none.
///
/// # Errors
/// The file cannot be read.
pub fn entered_before(connection: &Connection, day: NaiveDate) -> Result<i64, Error> {
    // Entries are numbered as they are entered, so that the place is found by halving.
    let mut statement =
        connection.prepare_cached("SELECT entered_at < ?2 FROM journal_entry WHERE id = ?1")?;
    let day = day.to_string();
    let (mut before, mut after) = (0, super::head(connection)?.count + 1);
    while before + 1 < after {
        let middle = i64::midpoint(before, after);
        if statement.query_row((middle, &day), |row| row.get(0))? {
            before = middle;
        } else {
            after = middle;
        }
    }
    Ok(before)
}

/// The number of the last entry that a paper of a day knows: the newest, unless entries count on a
/// later day; then the last that was entered by the end of that day.
///
/// # Errors
/// The file cannot be read.
pub fn known_on(connection: &Connection, day: NaiveDate) -> Result<i64, Error> {
    match day.succ_opt() {
        Some(next) if is_any_after(connection, day)? => entered_before(connection, next),
        _ => Ok(super::head(connection)?.count),
    }
}

/// Whether anything counts on a later day.
///
/// # Errors
/// The file cannot be read.
pub fn is_any_after(connection: &Connection, day: NaiveDate) -> Result<bool, Error> {
    Ok(connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM journal_entry WHERE effective_on > ?1)")?
        .query_row([day.to_string()], |row| row.get(0))?)
}

/// The entries after one number and up to another, in order.
///
/// # Errors
/// The file cannot be read.
pub fn between(connection: &Connection, after: i64, through: i64) -> Result<Vec<Posted>, Error> {
    select(
        connection,
        "WHERE e.id > ?1 AND e.id <= ?2",
        &[&after, &through],
    )
}
