//! Day sheets and month closes.

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use crate::domain::account::Account;
use crate::domain::date;
use crate::domain::id::DaySheetId;
use crate::domain::period::day_sheet::Stretch;
use crate::domain::period::{PeriodEvent, PeriodEventKind, Total, Totals};
use crate::store::error::Error;
use crate::store::journal::Window;
use crate::store::total;
use crate::store::value::{Cell, Columns};

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

/// The first day on which anything counts; `None` while the journal is empty.
///
/// # Errors
/// The file cannot be read.
pub fn first_entry_day(connection: &Connection) -> Result<Option<NaiveDate>, Error> {
    let first: Option<String> = connection
        .prepare_cached("SELECT min(effective_on) FROM journal_entry")?
        .query_row([], |row| row.get(0))?;
    first
        .map(|on| {
            date::parse(&on).map_err(|_| Error::Unreadable {
                column: "effective_on",
            })
        })
        .transpose()
}

const SHEET_NAMES: [&str; 7] = [
    "day sheet",
    "business_on",
    "closed_at",
    "user",
    "after",
    "through_entry",
    "note",
];

/// Closes a stretch as the next day sheet. Its number is given out here.
///
/// # Errors
/// [`Error::Constraint`] when it does not follow the sheet before.
pub fn insert_sheet(tx: &Transaction<'_>, stretch: &Stretch) -> Result<DaySheetId, Error> {
    let (at, user) = stretch.closed.as_ref().ok_or(Error::Unreadable {
        column: "closed_at",
    })?;
    let _ = tx
        .prepare_cached(
            "INSERT INTO day_sheet
             VALUES ((SELECT ifnull(max(id), 0) + 1 FROM day_sheet), ?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            stretch.business_on.to_string(),
            at.to_rfc3339_opts(SecondsFormat::Secs, true),
            user,
            stretch.through,
            stretch.head_hash,
            stretch.note.to_value(),
        ])?;
    Ok(DaySheetId::new(tx.last_insert_rowid()))
}

/// Every day sheet, in the order of their numbers.
///
/// # Errors
/// The file cannot be read.
pub fn sheets(connection: &Connection) -> Result<Vec<Stretch>, Error> {
    select_sheets(connection, "ORDER BY s.id", params![])
}

/// The day sheet of a number.
///
/// # Errors
/// The file cannot be read.
pub fn sheet(connection: &Connection, id: DaySheetId) -> Result<Option<Stretch>, Error> {
    Ok(select_sheets(connection, "WHERE s.id = ?1", params![id.number()])?.pop())
}

/// The newest day sheet.
///
/// # Errors
/// The file cannot be read.
pub fn last_sheet(connection: &Connection) -> Result<Option<Stretch>, Error> {
    Ok(select_sheets(connection, "ORDER BY s.id DESC LIMIT 1", params![])?.pop())
}

fn select_sheets(
    connection: &Connection,
    condition: &str,
    params: &[&dyn rusqlite::ToSql],
) -> Result<Vec<Stretch>, Error> {
    let sql = format!(
        "SELECT s.id, s.business_on, s.closed_at, s.user, ifnull((SELECT b.through_entry
            FROM day_sheet b WHERE b.id = s.id - 1), 0), s.through_entry, s.note, s.head_hash
         FROM day_sheet s {condition}"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params)?;
    let mut sheets = Vec::new();
    while let Some(row) = rows.next()? {
        let mut columns = Columns::new(row, 0, &SHEET_NAMES);
        let number: DaySheetId = columns.take()?;
        let business_on = columns.take()?;
        let at = moment(&columns.take::<String>()?, "closed_at")?;
        let user: String = columns.take()?;
        sheets.push(Stretch {
            number: Some(number),
            business_on,
            closed: Some((at, user)),
            after: columns.take()?,
            through: columns.take()?,
            note: columns.take()?,
            head_hash: row.get(7)?,
        });
    }
    Ok(sheets)
}

/// Adds a close or a reopening.
///
/// # Errors
/// The file cannot be written.
pub fn insert_event(tx: &Transaction<'_>, event: &PeriodEvent) -> Result<(), Error> {
    let totals = event
        .totals
        .as_ref()
        .map(serde_json::to_string)
        .transpose()
        .map_err(|_| Error::Worker)?;
    let _ = tx
        .prepare_cached(
            "INSERT INTO period_event (kind, closed_through_on, at, user, reason, through_entry,
                head_hash, totals)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(params![
            event.kind.as_str(),
            event.closed_through.map(|on| on.to_string()),
            event.at.to_rfc3339_opts(SecondsFormat::Secs, true),
            event.user,
            event.reason.to_value(),
            event.through_entry,
            event.head_hash,
            totals,
        ])?;
    Ok(())
}

/// Every close and reopening, in their order.
///
/// # Errors
/// The file cannot be read.
pub fn events(connection: &Connection) -> Result<Vec<PeriodEvent>, Error> {
    let mut statement = connection.prepare_cached(&format!("{EVENT} ORDER BY id"))?;
    let mut rows = statement.query([])?;
    let mut events = Vec::new();
    while let Some(row) = rows.next()? {
        events.push(read_event(row)?);
    }
    Ok(events)
}

const EVENT: &str = "SELECT kind, closed_through_on, at, user, reason, through_entry, totals,
    head_hash FROM period_event";

/// The close or reopening of a number.
///
/// # Errors
/// [`Error::NotFound`] when there is none, [`Error::Unreadable`] when something in it cannot be
/// read.
pub fn event(connection: &Connection, id: i64) -> Result<PeriodEvent, Error> {
    let mut statement = connection.prepare_cached(&format!("{EVENT} WHERE id = ?1"))?;
    let mut rows = statement.query([id])?;
    let row = rows.next()?.ok_or(Error::NotFound("close"))?;
    read_event(row)
}

fn read_event(row: &Row<'_>) -> Result<PeriodEvent, Error> {
    const NAMES: [&str; 7] = [
        "kind",
        "closed_through_on",
        "at",
        "user",
        "reason",
        "through_entry",
        "totals",
    ];
    let mut columns = Columns::new(row, 0, &NAMES);
    let kind: PeriodEventKind = columns
        .take::<String>()?
        .parse()
        .map_err(|_| Error::Unreadable { column: "kind" })?;
    let closed_through = columns.take()?;
    let at = moment(&columns.take::<String>()?, "at")?;
    let (user, reason, through_entry) = (columns.take()?, columns.take()?, columns.take()?);
    let totals: String = columns.take()?;
    Ok(PeriodEvent {
        kind,
        closed_through,
        at,
        user,
        reason,
        through_entry,
        head_hash: row.get(7)?,
        totals: Some(totals)
            .filter(|json| !json.is_empty())
            .map(|json| serde_json::from_str(&json))
            .transpose()
            .map_err(|_| Error::Unreadable { column: "totals" })?,
    })
}

/// What every account holds by entries up to one of them that count on a day up to `through`, by
/// kind of payer and by provider; rows of zero are left out.
///
/// # Errors
/// The file cannot be read.
pub fn totals(
    connection: &Connection,
    through: NaiveDate,
    through_entry: i64,
) -> Result<Totals, Error> {
    let window = Window::through(through, through_entry);
    let sql = format!(
        "SELECT m.account, y.kind, p.reference, sum(m.amount) AS total
         FROM (SELECT account, payer_id, provider_id, sum(amount) AS amount
            FROM ({}) GROUP BY 1, 2, 3) m
         LEFT JOIN payer y ON y.id = m.payer_id
         LEFT JOIN provider p ON p.id = m.provider_id
         GROUP BY 1, 2, 3 HAVING total <> 0",
        total::moved(connection, window)?
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(window.params())?;
    let mut totals = Totals::default();
    while let Some(row) = rows.next()? {
        let mut columns = Columns::new(row, 1, &["kind", "provider", "total"]);
        totals.rows.push(Total {
            account: Account::of_number(row.get(0)?)
                .ok_or(Error::Unreadable { column: "account" })?,
            payer_kind: columns.take()?,
            provider: columns.take()?,
            amount: columns.take()?,
        });
    }
    totals.rows.sort();
    Ok(totals)
}

fn moment(text: &str, column: &'static str) -> Result<DateTime<Utc>, Error> {
    DateTime::parse_from_rfc3339(text)
        .map(|at| at.with_timezone(&Utc))
        .map_err(|_| Error::Unreadable { column })
}
