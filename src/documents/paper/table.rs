//! Tables on papers: columns of fixed shares, cells that break into lines, rows that stay whole and
//! titles that come again on every page.

use super::words::dollars;
use super::{BOTTOM, MARGIN, NEXT_TOP, Sheets, WIDTH};
use crate::documents::font::Face;
use crate::documents::page::{Item, Text};
use crate::documents::words::{width, wrapped};
use crate::domain::date::spoken;
use crate::domain::paper::ChargePart;

/// Between columns, in points.
const GAP: f32 = 8.0;
const SIZE: f32 = 8.8;
const LEADING: f32 = 11.2;

/// A column.
#[derive(Debug, Clone, Copy)]
pub struct Column<'a> {
    pub title: &'a str,
    /// Its part of the width, against those of the others.
    pub share: f32,
    /// Whether its cells stand at the right: amounts and counts.
    pub is_right: bool,
}

/// A column of words.
pub const fn words(title: &str, share: f32) -> Column<'_> {
    Column {
        title,
        share,
        is_right: false,
    }
}

/// A column of figures.
pub const fn figures(title: &str, share: f32) -> Column<'_> {
    Column {
        title,
        share,
        is_right: true,
    }
}

/// A row of a table.
#[derive(Debug, Clone)]
pub enum Row {
    Line(Vec<String>),
    /// A sum: what it is, and the amount at the right edge.
    Sum(String, String),
}

impl From<&ChargePart> for Row {
    /// Day, patient, service, amount.
    fn from(part: &ChargePart) -> Self {
        Self::Line(vec![
            spoken(part.on),
            part.patient.clone(),
            part.description.clone(),
            dollars(part.amount),
        ])
    }
}

impl Sheets<'_> {
    /// A table with room after it; columns without titles have no rule above them.
    pub(super) fn table(&mut self, columns: &[Column<'_>], rows: &[Row]) {
        let places = places(columns);
        self.need(3.0 * LEADING + 8.0);
        self.titles(columns, &places);
        let last_line = rows.iter().rposition(|row| matches!(row, Row::Line(_)));
        for (idx, row) in rows.iter().enumerate() {
            match row {
                Row::Line(cells) => {
                    // The last line takes the sums after it along.
                    let n_sums = rows.len() - idx - 1;
                    let sums = if Some(idx) == last_line { n_sums } else { 0 };
                    self.line(columns, &places, cells, sums);
                }
                Row::Sum(label, amount) => self.sum(label, amount),
            }
        }
        self.space(9.0);
    }

    fn titles(&mut self, columns: &[Column<'_>], places: &[(f32, f32)]) {
        let stacked: Vec<Vec<String>> = columns
            .iter()
            .zip(places)
            .map(|(column, (_, wide))| wrapped(Face::SansBold, 7.8, *wide, column.title))
            .collect();
        let n_lines = stacked.iter().map(Vec::len).max().unwrap_or(0);
        if n_lines == 0 {
            return;
        }
        for idx in 0..n_lines {
            for (at, lines) in stacked.iter().enumerate() {
                // Titles stand on the rule: short ones begin further down.
                let skipped = n_lines - lines.len();
                let Some(line) = idx.checked_sub(skipped).and_then(|idx| lines.get(idx)) else {
                    continue;
                };
                self.cell(places[at], columns[at].is_right, Face::SansBold, 7.8, line);
            }
            self.y += 9.6;
        }
        self.rule(MARGIN, MARGIN + WIDTH, self.y - 6.4, 0.8);
        self.y += 5.6;
    }

    fn line(
        &mut self,
        columns: &[Column<'_>],
        places: &[(f32, f32)],
        cells: &[String],
        sums: usize,
    ) {
        let set: Vec<Vec<String>> = cells
            .iter()
            .zip(places)
            .map(|(cell, (_, wide))| {
                let lines = cell.lines();
                lines
                    .flat_map(|line| wrapped(Face::Sans, SIZE, *wide, line))
                    .collect()
            })
            .collect();
        let n_lines = set.iter().map(Vec::len).max().unwrap_or(0);
        let height = LEADING * n_lines.saturating_sub(1) as f32;
        let wanted = height + sums as f32 * (LEADING + 4.0);
        // A row that no page could hold whole is broken where the page ends.
        let is_whole = wanted < BOTTOM - NEXT_TOP - 3.0 * LEADING;
        if is_whole && self.y + wanted > BOTTOM {
            self.turn();
            self.titles(columns, places);
        }
        for idx in 0..n_lines {
            if self.y > BOTTOM {
                self.turn();
                self.titles(columns, places);
            }
            for (at, lines) in set.iter().enumerate() {
                if let Some(line) = lines.get(idx) {
                    self.cell(places[at], columns[at].is_right, Face::Sans, SIZE, line);
                }
            }
            self.y += LEADING;
        }
        self.y += 1.6;
    }

    fn sum(&mut self, label: &str, amount: &str) {
        self.need(LEADING);
        self.rule(MARGIN, MARGIN + WIDTH, self.y - SIZE, 0.4);
        self.y += 1.2;
        let taken = width(Face::SansBold, SIZE, amount);
        let x = MARGIN + WIDTH - taken;
        self.put(x, Face::SansBold, SIZE, amount);
        for line in wrapped(Face::SansBold, SIZE, WIDTH - taken - 12.0, label) {
            self.put(MARGIN, Face::SansBold, SIZE, line);
            self.y += LEADING;
        }
        self.y += 1.6;
    }

    fn cell(&mut self, (x, wide): (f32, f32), is_right: bool, face: Face, size: f32, line: &str) {
        let x = if is_right {
            x + wide - width(face, size, line)
        } else {
            x
        };
        let text = Text::new(x, self.y, face, size, line);
        self.page.items.push(Item::Text(text));
    }
}

/// Left edge and width of each column.
fn places(columns: &[Column<'_>]) -> Vec<(f32, f32)> {
    let shares: f32 = columns.iter().map(|column| column.share).sum();
    let room = WIDTH - GAP * columns.len().saturating_sub(1) as f32;
    let mut x = MARGIN;
    columns
        .iter()
        .map(|column| {
            let wide = room * column.share / shares.max(1.0);
            let place = (x, wide);
            x += wide + GAP;
            place
        })
        .collect()
}
