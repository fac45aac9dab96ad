//! Saving, finding and loading rows the same way for every aggregate.
//!
//! An aggregate names its columns once, in order, and says how its value fills them and how it is
//! read back; the statements follow from that.

use std::sync::LazyLock;

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Transaction, params_from_iter};

use crate::store::error::Error;
use crate::store::value::{Cells, Columns};

/// How often a row was changed: given out with it, and asked for when it is saved again, so that
/// nobody overwrites what she has not seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Version(pub(crate) i64);

/// A value as it stands in the practice file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found<T> {
    /// The row's key, by which the record of actions names it.
    pub row: i64,
    pub version: Version,
    pub value: T,
}

/// Where a saved value stands now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Saved {
    /// The row's key, by which the record of actions names it.
    pub row: i64,
    pub version: Version,
}

/// What a column holds.
#[derive(Debug, Clone, Copy)]
enum Column {
    Plain(&'static str),
    /// The key of a row of another table, which values know by its reference.
    Reference(&'static str, &'static str),
}

impl Column {
    /// From `column` or, for a reference, `column:table`.
    fn parse(text: &'static str) -> Self {
        match text.split_once(':') {
            Some((name, table)) => Self::Reference(name, table),
            None => Self::Plain(text),
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Plain(name) | Self::Reference(name, _) => name,
        }
    }
}

/// A table of aggregates with its statements. The first column is the key that users know.
pub(crate) struct Table {
    name: &'static str,
    /// What a row is, for sentences.
    entity: &'static str,
    columns: Vec<Column>,
    pub names: Vec<&'static str>,
    insert: String,
    update: String,
    /// As `update`, by the row and with the first column too.
    change: String,
    select: String,
}

/// A value that stands in one row of a table of its own.
pub(crate) trait Aggregate: Sized {
    fn table() -> &'static LazyLock<Table>;
    /// Fills the columns in order.
    fn write(&self, cells: &mut Cells);
    /// Reads the columns in order.
    fn read(columns: &mut Columns<'_>) -> Result<Self, Error>;
}

impl Table {
    /// `columns` are the names with blanks between them, the key first; a column that refers to
    /// another table is `column:table`.
    pub fn new(name: &'static str, entity: &'static str, columns: &'static str) -> Self {
        let columns: Vec<Column> = columns.split_whitespace().map(Column::parse).collect();
        let names: Vec<&'static str> = columns.iter().map(|column| column.name()).collect();
        let given = |idx: usize, column: &Column| match column {
            Column::Plain(_) => format!("?{idx}"),
            // A reference to nothing becomes a key that no row has, which the foreign key refuses.
            Column::Reference(_, table) => format!(
                "iif(?{idx} IS NULL, NULL, ifnull((SELECT id FROM {table} WHERE reference = ?{idx}), -1))"
            ),
        };
        let values: Vec<String> = (1..).zip(&columns).map(|(i, c)| given(i, c)).collect();
        let changes: Vec<String> = names
            .iter()
            .zip(&values)
            .map(|(name, value)| format!("{name} = {value}"))
            .collect();
        let shown: Vec<String> = columns
            .iter()
            .map(|column| match column {
                Column::Plain(column) => format!("{name}.{column}"),
                Column::Reference(column, table) => {
                    format!("(SELECT r.reference FROM {table} r WHERE r.id = {name}.{column})")
                }
            })
            .collect();
        let key = names.first().copied().unwrap_or("id");
        Self {
            name,
            entity,
            insert: format!(
                "INSERT INTO {name} ({}) VALUES ({})",
                names.join(", "),
                values.join(", ")
            ),
            update: format!(
                "UPDATE {name} SET version = version + 1, {} WHERE {key} = ?1 AND version = ?{}
                 RETURNING id",
                changes.get(1..).unwrap_or_default().join(", "),
                names.len() + 1
            ),
            change: format!(
                "UPDATE {name} SET version = version + 1, {} WHERE id = ?{} AND version = ?{}",
                changes.join(", "),
                names.len() + 1,
                names.len() + 2
            ),
            select: format!(
                "SELECT {name}.id, {name}.version, {} FROM {name}",
                shown.join(", ")
            ),
            names,
            columns,
        }
    }

    /// The statement that adds a row, or changes the one that has the same `key` columns.
    pub fn upsert(&self, key: &[&str]) -> String {
        let changes: Vec<String> = self
            .names
            .iter()
            .filter(|name| !key.contains(name))
            .map(|name| format!("{name} = excluded.{name}"))
            .collect();
        format!(
            "{} ON CONFLICT ({}) DO UPDATE SET version = version + 1, {}",
            self.insert,
            key.join(", "),
            changes.join(", ")
        )
    }

    fn key(&self) -> &'static str {
        self.names.first().copied().unwrap_or("id")
    }
}

/// Adds a new row.
pub(crate) fn insert<T: Aggregate>(tx: &Transaction<'_>, value: &T) -> Result<Saved, Error> {
    execute(tx, &T::table().insert, value)?;
    Ok(Saved {
        row: tx.last_insert_rowid(),
        version: Version(1),
    })
}

/// Runs a statement with a value's columns, in order, as its parameters.
pub(crate) fn execute<T: Aggregate>(
    tx: &Transaction<'_>,
    sql: &str,
    value: &T,
) -> Result<(), Error> {
    let values = cells(value);
    let _ = tx
        .prepare_cached(sql)?
        .execute(params_from_iter(&values))
        .map_err(|error| explained(tx, T::table(), &values, error.into()))?;
    Ok(())
}

/// Changes the row that was seen at `seen`, or adds a new one when none was.
pub(crate) fn save<T: Aggregate>(
    tx: &Transaction<'_>,
    value: &T,
    seen: Option<Version>,
) -> Result<Saved, Error> {
    let Some(Version(seen)) = seen else {
        return insert(tx, value);
    };
    let table = T::table();
    let mut values = cells(value);
    values.push(Value::Integer(seen));
    let changed = tx
        .prepare_cached(&table.update)?
        .query_row(params_from_iter(&values), |row| row.get(0));
    match changed {
        Ok(row) => Ok(Saved {
            row,
            version: Version(seen + 1),
        }),
        Err(rusqlite::Error::QueryReturnedNoRows) => {
            let sql = format!("SELECT 1 FROM {} WHERE {} = ?1", table.name, table.key());
            Err(if tx.prepare_cached(&sql)?.exists([&values[0]])? {
                Error::Conflict(table.entity)
            } else {
                Error::NotFound(table.entity)
            })
        }
        Err(error) => Err(explained(tx, table, &values, error.into())),
    }
}

/// Changes the row of a table whose rows are known by several columns together.
pub(crate) fn change<T: Aggregate>(
    tx: &Transaction<'_>,
    row: i64,
    value: &T,
    Version(seen): Version,
) -> Result<Saved, Error> {
    let table = T::table();
    let mut values = cells(value);
    values.extend([row, seen].map(Value::Integer));
    let n_changed = tx
        .prepare_cached(&table.change)?
        .execute(params_from_iter(&values))
        .map_err(|error| explained(tx, table, &values, error.into()))?;
    if n_changed == 1 {
        return Ok(Saved {
            row,
            version: Version(seen + 1),
        });
    }
    Err(missed(tx, table.name, row, table.entity)?)
}

/// Why a row was not changed at the version that was seen.
pub(crate) fn missed(
    connection: &Connection,
    table: &'static str,
    row: i64,
    entity: &'static str,
) -> Result<Error, Error> {
    let sql = format!("SELECT 1 FROM {table} WHERE id = ?1");
    Ok(if connection.prepare_cached(&sql)?.exists([row])? {
        Error::Conflict(entity)
    } else {
        Error::NotFound(entity)
    })
}

/// The row with the key that users know.
pub(crate) fn find<T: Aggregate>(
    connection: &Connection,
    key: &str,
) -> Result<Option<Found<T>>, Error> {
    let table = T::table();
    let condition = format!("WHERE {}.{} = ?1", table.name, table.key());
    Ok(select(connection, &condition, &[&key])?.pop())
}

/// Every row, in the order in which they were added.
pub(crate) fn all<T: Aggregate>(connection: &Connection) -> Result<Vec<T>, Error> {
    let order = format!("ORDER BY {}.id", T::table().name);
    Ok(select(connection, &order, &[])?
        .into_iter()
        .map(|found| found.value)
        .collect())
}

/// Every row with its version, in the order in which they were added.
pub(crate) fn list<T: Aggregate>(connection: &Connection) -> Result<Vec<Found<T>>, Error> {
    select(connection, &format!("ORDER BY {}.id", T::table().name), &[])
}

/// The id that would follow the one given last: its number raised by one, its letters and its
/// leading zeros kept; `first` in an empty table.
pub(crate) fn next_reference(
    connection: &Connection,
    table: &'static str,
    first: &str,
) -> Result<String, Error> {
    let latest: Option<String> = connection
        .prepare_cached(&format!(
            "SELECT reference FROM {table} ORDER BY id DESC LIMIT 1"
        ))?
        .query_row([], |row| row.get(0))
        .optional()?;
    let mut next = latest.map_or_else(|| first.to_owned(), |latest| raised(&latest));
    let sql = format!("SELECT 1 FROM {table} WHERE reference = ?1");
    let mut taken = connection.prepare_cached(&sql)?;
    while taken.exists([&next])? {
        next = raised(&next);
    }
    Ok(next)
}

/// The first of `before1`, `before2` … that no row has.
pub(crate) fn free_reference(
    connection: &Connection,
    table: &'static str,
    before: &str,
) -> Result<String, Error> {
    let sql = format!("SELECT 1 FROM {table} WHERE reference = ?1");
    let mut taken = connection.prepare_cached(&sql)?;
    let mut next = format!("{before}1");
    while taken.exists([&next])? {
        next = raised(&next);
    }
    Ok(next)
}

/// `P-0099` becomes `P-0100`, `P-99` becomes `P-100`, `Smith` becomes `Smith1`.
fn raised(reference: &str) -> String {
    let letters = reference.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits: Vec<u8> = reference.bytes().skip(letters.len()).collect();
    let mut number = digits.clone();
    for digit in number.iter_mut().rev() {
        if *digit == b'9' {
            *digit = b'0';
        } else {
            *digit += 1;
            break;
        }
    }
    let grows = digits.iter().all(|digit| *digit == b'9');
    let number: String = number.into_iter().map(char::from).collect();
    format!("{letters}{}{number}", if grows { "1" } else { "" })
}

/// The rows that `condition` (the statement from its WHERE on) leaves.
pub(crate) fn select<T: Aggregate>(
    connection: &Connection,
    condition: &str,
    params: &[&dyn rusqlite::ToSql],
) -> Result<Vec<Found<T>>, Error> {
    let table = T::table();
    let mut statement = connection.prepare_cached(&format!("{} {condition}", table.select))?;
    let mut rows = statement.query(params)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(Found {
            row: row.get(0)?,
            version: Version(row.get(1)?),
            value: T::read(&mut Columns::new(row, 2, &table.names))?,
        });
    }
    Ok(found)
}

fn cells<T: Aggregate>(value: &T) -> Vec<Value> {
    let mut cells = Cells::default();
    value.write(&mut cells);
    let values = cells.into_values();
    debug_assert_eq!(
        values.len(),
        T::table().columns.len(),
        "{}",
        T::table().name
    );
    values
}

/// Says which reference leads nowhere when that is why a row was refused.
fn explained(tx: &Transaction<'_>, table: &Table, values: &[Value], error: Error) -> Error {
    if !matches!(error, Error::Constraint(_)) {
        return error;
    }
    for (column, value) in table.columns.iter().zip(values) {
        let Column::Reference(_, other) = column else {
            continue;
        };
        let sql = format!("SELECT 1 FROM {other} WHERE reference = ?1");
        let leads = tx
            .prepare_cached(&sql)
            .and_then(|mut statement| statement.exists([value]));
        if *value != Value::Null && matches!(leads, Ok(false)) {
            return Error::NotFound(spoken(other));
        }
    }
    error
}

/// What users call a row of a table.
fn spoken(table: &'static str) -> &'static str {
    match table {
        "encounter" => "visit",
        other => other,
    }
}
