//! Rows as they stand, for an export and an import that copy a table without knowing what it means.

use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, OptionalExtension, Transaction, params_from_iter};

use crate::domain::row::Field;
use crate::store::error::Error;

/// A column of a table.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    pub name: &'static str,
    /// The table whose row it names: it goes out and comes in as that row's own id.
    pub of: Option<&'static str>,
}

/// Hands every row of a table to `take`, in the order of its first two columns; only one is in
/// memory.
///
/// # Errors
/// The file cannot be read, or what `take` says.
pub fn each<E: From<Error>>(
    connection: &Connection,
    table: &'static str,
    columns: &[Column],
    mut take: impl FnMut(Vec<Field>) -> Result<(), E>,
) -> Result<(), E> {
    let cells: Vec<String> = columns
        .iter()
        .map(|Column { name, of }| match of {
            None => format!("t.{name}"),
            Some(of) => format!("(SELECT reference FROM {of} WHERE id = t.{name})"),
        })
        .collect();
    let order = if columns.len() > 1 { "1, 2" } else { "1" };
    let sql = format!(
        "SELECT {} FROM {table} t ORDER BY {order}",
        cells.join(", ")
    );
    let mut statement = connection.prepare(&sql).map_err(Error::from)?;
    let mut rows = statement.query([]).map_err(Error::from)?;
    while let Some(row) = rows.next().map_err(Error::from)? {
        let mut fields = Vec::with_capacity(columns.len());
        for (place, column) in columns.iter().enumerate() {
            let cell = row.get_ref(place).map_err(Error::from)?;
            fields.push(field(cell).ok_or(Error::Unreadable {
                column: column.name,
            })?);
        }
        take(fields)?;
    }
    Ok(())
}

fn field(cell: ValueRef<'_>) -> Option<Field> {
    Some(match cell {
        ValueRef::Null => Field::Nothing,
        ValueRef::Integer(number) => Field::Number(number),
        ValueRef::Text(_) => Field::Text(cell.as_str().ok()?.to_owned()),
        ValueRef::Blob(bytes) => Field::Bytes(bytes.to_owned()),
        ValueRef::Real(_) => return None,
    })
}

/// Adds a row; `fields` stand in the order of `columns`.
///
/// # Errors
/// [`Error::NotFound`] when a record that it names by id is not there, [`Error::Constraint`] when
/// the table does not take it.
pub fn insert(
    tx: &Transaction<'_>,
    table: &'static str,
    columns: &[Column],
    fields: Vec<Field>,
) -> Result<(), Error> {
    let mut values = Vec::with_capacity(columns.len());
    for (column, field) in columns.iter().zip(fields) {
        values.push(match (field, column.of) {
            (Field::Text(reference), Some(of)) => row_of(tx, of, &reference)?,
            (Field::Text(text), None) => Value::Text(text),
            (Field::Nothing, _) => Value::Null,
            (Field::Number(number), _) => Value::Integer(number),
            (Field::Bytes(bytes), _) => Value::Blob(bytes),
        });
    }
    let names: Vec<&str> = columns.iter().map(|column| column.name).collect();
    let places = vec!["?"; columns.len()];
    let sql = format!(
        "INSERT INTO {table} ({}) VALUES ({})",
        names.join(", "),
        places.join(", ")
    );
    let _ = tx.prepare_cached(&sql)?.execute(params_from_iter(values))?;
    Ok(())
}

fn row_of(tx: &Transaction<'_>, table: &'static str, reference: &str) -> Result<Value, Error> {
    let what = match table {
        "encounter" => "visit",
        other => other,
    };
    let id: Option<i64> = tx
        .prepare_cached(&format!("SELECT id FROM {table} WHERE reference = ?1"))?
        .query_row([reference], |row| row.get(0))
        .optional()?;
    id.map(Value::Integer).ok_or(Error::NotFound(what))
}
