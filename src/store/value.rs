//! How values stand in columns: dates as ISO text.

use chrono::NaiveDate;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

/// A date as `YYYY-MM-DD`, which sorts as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day(pub NaiveDate);

impl ToSql for Day {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(self.0.to_string()))
    }
}

impl FromSql for Day {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value
            .as_str()?
            .parse()
            .map(Self)
            .map_err(|error| FromSqlError::Other(Box::new(error)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_comes_back_as_it_was_and_nonsense_is_refused() {
        let connection = rusqlite::Connection::open_in_memory().unwrap();
        let day = Day("2024-02-29".parse().unwrap());
        let (back, text): (Day, String) = connection
            .query_row("SELECT ?1, ?1", [day], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap();
        assert_eq!((back, text.as_str()), (day, "2024-02-29"));
        let nonsense = connection.query_row("SELECT '2024-02-30'", [], |row| row.get::<_, Day>(0));
        assert!(nonsense.is_err());
    }
}
