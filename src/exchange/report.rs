//! Reports as text: columns for the eye, CSV for a spreadsheet, JSON for a program.

use serde_json::{Value, json};

use super::formula;
use crate::domain::report::{Cell, Report, Row, RowKind};

/// As columns for the eye, with the title above and the tie-outs below.
pub fn table(report: &Report) -> String {
    let titles: Vec<String> = report
        .columns
        .iter()
        .map(|it| it.title.to_owned())
        .collect();
    let rows: Vec<Vec<String>> = report.rows.iter().map(|row| shown(report, row)).collect();
    let widths: Vec<usize> = (0..report.columns.len())
        .map(|at| {
            let counted = report
                .rows
                .iter()
                .zip(&rows)
                .filter(|(row, _)| row.kind != RowKind::Heading)
                .map(|(_, cells)| cells[at].chars().count());
            counted.max().unwrap_or(0).max(titles[at].chars().count())
        })
        .collect();
    let mut text = format!("{}\n", report.title);
    for it in &report.parameters {
        text.push_str(&format!("{}: {}\n", it.label, it.value));
    }
    text.push('\n');
    line(&mut text, report, &titles, &widths);
    let rule: usize = widths.iter().sum::<usize>() + 2 * widths.len().saturating_sub(1);
    text.push_str(&"-".repeat(rule));
    text.push('\n');
    for (row, cells) in report.rows.iter().zip(&rows) {
        if row.kind == RowKind::Heading {
            text.push_str(&format!("{}\n", cells[0]));
        } else {
            line(&mut text, report, cells, &widths);
        }
    }
    text.push('\n');
    for tie in &report.ties {
        text.push_str(&format!("{}\n", visible(&tie.sentence())));
    }
    for note in &report.notes {
        text.push_str(&format!("{note}\n"));
    }
    text
}

fn shown(report: &Report, row: &Row) -> Vec<String> {
    let cell = |at: usize| row.cells.get(at).map(ToString::to_string);
    (0..report.columns.len())
        .map(|at| visible(&cell(at).unwrap_or_default()))
        .collect()
}

/// A text without control characters, which could otherwise steer the reader's terminal.
fn visible(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

fn line(text: &mut String, report: &Report, cells: &[String], widths: &[usize]) {
    let mut line = String::new();
    for ((cell, width), column) in cells.iter().zip(widths).zip(&report.columns) {
        if !line.is_empty() {
            line.push_str("  ");
        }
        if column.kind.is_right() {
            line.push_str(&format!("{cell:>width$}"));
        } else {
            line.push_str(&format!("{cell:<width$}"));
        }
    }
    text.push_str(line.trim_end());
    text.push('\n');
}

/// As a CSV file: a first column tells headings, details, subtotals and the total apart. Only texts
/// can be taken for formulas, so only they are guarded.
pub fn csv(report: &Report) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .flexible(true)
        .from_writer(Vec::new());
    // Memory takes what is written, so nothing here can fail.
    let titles = report.columns.iter().map(|it| it.title);
    let _ = writer.write_record(std::iter::once("row").chain(titles));
    for row in &report.rows {
        let _ = writer.write_field(kind(row.kind));
        for at in 0..report.columns.len() {
            let _ = match row.cells.get(at) {
                Some(Cell::Text(text)) => writer.write_field(formula::guard(text).as_bytes()),
                Some(cell) => writer.write_field(cell.to_string()),
                None => writer.write_field(""),
            };
        }
        let _ = writer.write_record(None::<&[u8]>);
    }
    writer.into_inner().unwrap_or_default()
}

const fn kind(kind: RowKind) -> &'static str {
    match kind {
        RowKind::Heading => "heading",
        RowKind::Detail => "detail",
        RowKind::Subtotal => "subtotal",
        RowKind::Total => "total",
    }
}

/// As one JSON object. Amounts are texts such as `1234.56`, for a JSON number would pass through
/// binary fractions.
pub fn json(report: &Report) -> String {
    let cell = |cell: &Cell| match cell {
        Cell::Empty => Value::Null,
        Cell::Count(count) => json!(count),
        other => json!(other.to_string()),
    };
    let value = json!({
        "name": report.name,
        "title": report.title,
        "parameters": report.parameters.iter()
            .map(|it| json!({"label": it.label, "value": it.value})).collect::<Vec<_>>(),
        "columns": report.columns,
        "rows": report.rows.iter().map(|row| json!({
            "kind": kind(row.kind),
            "cells": row.cells.iter().map(cell).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "ties": report.ties.iter().map(|tie| json!({
            "left": tie.left,
            "left_amount": tie.left_amount.to_string(),
            "right": tie.right,
            "right_amount": tie.right_amount.to_string(),
            "agrees": tie.agrees(),
        })).collect::<Vec<_>>(),
        "notes": report.notes,
    });
    // Texts and numbers cannot fail to serialize.
    let mut text = serde_json::to_string_pretty(&value).unwrap_or_default();
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::Money;
    use crate::domain::report::{Column, TieOut};

    fn sample() -> Report {
        Report {
            name: "sample",
            title: "A sample".to_owned(),
            columns: vec![Column::text("Who"), Column::money("Amount")],
            rows: vec![
                Row::heading("A group with a long name"),
                Row::detail(vec![
                    Cell::text("=Jo\u{1b}"),
                    Cell::Money(Money::from_cents(-5)),
                ]),
                Row::total(vec![Cell::Empty, Cell::Money(Money::from_cents(-5))]),
            ],
            ties: vec![TieOut::new("A", Money::ZERO, "B", Money::ZERO)],
            ..Report::default()
        }
    }

    #[test]
    fn columns_line_up_under_their_titles() {
        assert_eq!(
            table(&sample()),
            "A sample\n\nWho   Amount\n------------\nA group with a long name\n\
             =Jo    -0.05\n       -0.05\n\nA 0.00 = B 0.00: ok\n"
        );
    }

    #[test]
    fn texts_are_guarded_and_amounts_are_not() {
        let text = String::from_utf8(csv(&sample())).unwrap();
        assert_eq!(
            text,
            "row,Who,Amount\nheading,A group with a long name,\ndetail,'=Jo\u{1b},-0.05\ntotal,,-0.05\n"
        );
    }
}
