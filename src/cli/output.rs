//! What a sub-command prints: one table in three formats, and progress.

use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressStyle};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;

use crate::exchange::formula;
use crate::system::terminal;

/// How a table is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Format {
    /// Columns for the eye.
    #[default]
    Table,
    /// RFC 4180 with a header row.
    Csv,
    /// An array of objects.
    Json,
}

/// Rows under named columns.
///
/// A cell is a JSON value: texts stand left and numbers right; an amount is a text such as
/// `1234.56`, made a number's equal by [`Table::with_amounts`], for a JSON number would pass
/// through binary fractions. A list is joined by `; ` outside of JSON.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    columns: Vec<&'static str>,
    amounts: Vec<&'static str>,
    rows: Vec<Vec<Value>>,
}

impl Table {
    /// A table without rows; the column names are those of the contract.
    pub fn new(columns: &[&'static str]) -> Self {
        Self {
            columns: columns.to_vec(),
            amounts: Vec::new(),
            rows: Vec::new(),
        }
    }

    /// Names the columns that hold amounts: right-aligned, and never guarded as text.
    #[must_use]
    pub fn with_amounts(mut self, columns: &[&'static str]) -> Self {
        self.amounts = columns.to_vec();
        self
    }

    /// Adds a row: one cell for each column, in their order. Missing cells are empty, cells beyond
    /// the last column do not print.
    pub fn push(&mut self, cells: Vec<Value>) {
        self.rows.push(cells);
    }

    /// The table as text, ending in a line break.
    pub fn render(&self, format: Format) -> String {
        match format {
            Format::Table => self.to_columns(),
            Format::Csv => self.to_csv(),
            Format::Json => self.to_json(),
        }
    }

    fn to_columns(&self) -> String {
        let header = self.columns.iter().map(|&name| name.to_owned()).collect();
        let mut lines: Vec<Vec<String>> = vec![header];
        for row in &self.rows {
            let cells = (0..self.columns.len()).map(|at| visible(&cell_text(row.get(at))));
            lines.push(cells.collect());
        }
        let widths: Vec<usize> = (0..self.columns.len())
            .map(|at| lines.iter().map(|line| line[at].chars().count()).max())
            .map(Option::unwrap_or_default)
            .collect();
        let mut text = String::new();
        for line in &lines {
            let mut shown = String::new();
            for (at, cell) in line.iter().enumerate() {
                let width = widths[at];
                if at > 0 {
                    shown.push_str("  ");
                }
                if self.is_number(at) {
                    shown.push_str(&format!("{cell:>width$}"));
                } else {
                    shown.push_str(&format!("{cell:<width$}"));
                }
            }
            text.push_str(shown.trim_end());
            text.push('\n');
        }
        text
    }

    fn to_csv(&self) -> String {
        let mut writer = csv::Writer::from_writer(Vec::new());
        // Every record has one cell a column and memory takes what is written, so nothing fails.
        let _ = writer.write_record(&self.columns);
        for row in &self.rows {
            let _ = writer.write_record((0..self.columns.len()).map(|at| {
                let cell = cell_text(row.get(at));
                if self.is_number(at) {
                    cell
                } else {
                    formula::guard(&cell).into_owned()
                }
            }));
        }
        String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
    }

    fn to_json(&self) -> String {
        let records: Vec<_> = self
            .rows
            .iter()
            .map(|cells| Record {
                columns: &self.columns,
                cells,
            })
            .collect();
        // A record is made of texts and JSON values, none of which can fail to serialize.
        let mut text = serde_json::to_string_pretty(&records).unwrap_or_default();
        text.push('\n');
        text
    }

    fn is_number(&self, column: usize) -> bool {
        self.amounts.contains(&self.columns[column])
            || self
                .rows
                .iter()
                .any(|row| row.get(column).is_some_and(Value::is_number))
    }
}

/// One row as a JSON object whose keys keep the order of the columns.
struct Record<'a> {
    columns: &'a [&'static str],
    cells: &'a [Value],
}

impl Serialize for Record<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.columns.len()))?;
        for (at, column) in self.columns.iter().enumerate() {
            map.serialize_entry(column, self.cells.get(at).unwrap_or(&Value::Null))?;
        }
        map.end()
    }
}

fn cell_text(cell: Option<&Value>) -> String {
    match cell {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Bool(true)) => "Y".to_owned(),
        Some(Value::Bool(false)) => "N".to_owned(),
        Some(Value::Array(parts)) => {
            let parts: Vec<_> = parts.iter().map(|part| cell_text(Some(part))).collect();
            parts.join("; ")
        }
        Some(other) => other.to_string(),
    }
}

/// A text without control characters, which could otherwise steer the reader's terminal.
fn visible(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

/// A progress bar over `total` steps on standard error, or one that shows nothing when nobody
/// watches. Call `inc` for each step and `finish_and_clear` at the end.
pub fn progress(what: &'static str, total: u64) -> ProgressBar {
    if !terminal::is_watched() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(total).with_message(what);
    match ProgressStyle::with_template("{msg} {bar:40} {human_pos} of {human_len}, {eta} left") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn sample() -> Table {
        let mut table =
            Table::new(&["claim_id", "total", "forms", "findings"]).with_amounts(&["total"]);
        table.push(vec![
            json!("C-1"),
            json!("150.00"),
            json!(1),
            json!(["a, b", "c"]),
        ]);
        table.push(vec![json!("=C\x1b[31m"), json!("-5.00"), json!(12)]);
        table
    }

    #[test]
    fn columns_line_up_and_cannot_steer_the_terminal() {
        assert_eq!(
            sample().render(Format::Table),
            "claim_id   total  forms  findings\n\
             C-1       150.00      1  a, b; c\n\
             =C [31m    -5.00     12\n"
        );
    }

    #[test]
    fn csv_is_quoted_and_texts_are_guarded_but_not_amounts() {
        assert_eq!(
            sample().render(Format::Csv),
            "claim_id,total,forms,findings\nC-1,150.00,1,\"a, b; c\"\n'=C\x1b[31m,-5.00,12,\n"
        );
    }

    #[test]
    fn json_keeps_the_order_of_the_columns() {
        let text = sample().render(Format::Json);
        let parsed: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(parsed[0]["findings"], json!(["a, b", "c"]));
        assert_eq!(parsed[1]["findings"], Value::Null);
        let positions =
            ["claim_id", "total", "forms", "findings"].map(|column| text.find(column).unwrap());
        assert!(positions.is_sorted());
    }

    #[test]
    fn an_empty_table_is_still_a_table() {
        let table = Table::new(&["code", "description"]);
        assert_eq!(table.render(Format::Csv), "code,description\n");
        assert_eq!(table.render(Format::Table), "code  description\n");
        assert_eq!(table.render(Format::Json), "[]\n");
    }

    #[test]
    fn the_progress_template_is_valid() {
        assert!(
            ProgressStyle::with_template("{msg} {bar:40} {human_pos} of {human_len}, {eta} left")
                .is_ok()
        );
    }
}
