//! A report on Letter paper: upright where its columns fit, else lengthwise.
//!
//! Figures are never shortened; names are, to the width that the figures leave them. A text with a
//! date or another figure in it, such as a line or the number of a check, goes on below instead.

use chrono::NaiveDate;

use crate::documents::font::Face;
use crate::documents::page::{Document, INCH, Item, LETTER, Line, Page, Text};
use crate::documents::words::{drawable, shortened, width, wrapped};
use crate::domain::date::spoken;
use crate::domain::report::{Cell, ColumnKind, Report, RowKind};

/// On each side, in points.
const MARGIN: f32 = 0.6 * INCH;
/// Between columns, in points.
const GAP: f32 = 7.0;
/// The least a column of texts is narrowed to, in points.
const NARROWEST: f32 = 42.0;
/// The widest a column of texts is kept for the figures in them, in points; wider ones are wrapped.
const MOST_FOR_FIGURES: f32 = 130.0;
/// The widest a column of texts gets where there is room, in points.
const WIDEST: f32 = 230.0;
/// Sizes of the type in points, tried in this order until the columns fit.
const SIZES: [f32; 4] = [8.5, 7.5, 6.5, 5.5];
/// From baseline to baseline, as a part of the size.
const LEADING: f32 = 1.42;

/// The report under the practice's name. The title of the document names the report and nobody.
pub fn document(practice: &str, report: &Report, printed_on: NaiveDate) -> Document {
    let layout = Layout::of(report);
    let mut sheets = Sheets::new(practice, report, layout);
    sheets.head();
    for row in &report.rows {
        sheets.row(row.kind, &row.cells);
    }
    sheets.closing();
    let mut pages = sheets.pages;
    let of = pages.len();
    for (idx, page) in pages.iter_mut().enumerate() {
        let y = page.height - MARGIN + 4.0;
        let printed = format!("Printed {}", spoken(printed_on));
        page.items.push(text(MARGIN, y, Face::Sans, 7.0, printed));
        let number = format!("Page {} of {of}", idx + 1);
        let x = page.width - MARGIN - width(Face::Sans, 7.0, &number);
        page.items.push(text(x, y, Face::Sans, 7.0, number));
    }
    Document::new(format!("Almoner {}", report.name), pages)
}

fn text(x: f32, y: f32, face: Face, size: f32, words: String) -> Item {
    Item::Text(Text::new(x, y, face, size, words))
}

/// How a cell is written on paper.
fn written(cell: &Cell) -> String {
    match cell {
        Cell::Date(on) => spoken(*on),
        other => other.to_string(),
    }
}

/// Where a text may be parted: it names several things.
const PARTED: &str = "; ";

/// Whether a text holds a date, a code or a number, of which no part may be missing.
fn has_figure(words: &str) -> bool {
    words.bytes().any(|byte| byte.is_ascii_digit())
}

/// A text of a column in lines: each thing it names whole where that fits, and figures always.
fn stacked(face: Face, size: f32, most: f32, words: &str) -> Vec<String> {
    if width(face, size, words) <= most {
        return vec![words.to_owned()];
    }
    if !has_figure(words) {
        return vec![shortened(face, size, most, words)];
    }
    // What is set in, as below a heading, stays so.
    let (indent, words) = words.split_at(words.len() - words.trim_start().len());
    let most = most - width(face, size, indent);
    let mut lines: Vec<String> = Vec::new();
    for part in words.split_inclusive(PARTED) {
        let joined = lines
            .last()
            .map(|line| format!("{line} {}", part.trim_end()));
        match joined.filter(|line| width(face, size, line) <= most) {
            Some(line) => {
                let _ = lines.pop();
                lines.push(line);
            }
            None => lines.extend(wrapped(face, size, most, part)),
        }
    }
    for line in &mut lines {
        line.insert_str(0, indent);
    }
    lines
}

/// The sheet, the size of the type and where each column stands.
struct Layout {
    sheet: (f32, f32),
    size: f32,
    /// Left edge and width of each column, in points.
    columns: Vec<(f32, f32)>,
}

impl Layout {
    /// The first of upright and lengthwise, large and small, on which figures stand whole and names
    /// keep their room; at worst names are narrowed as far as they go.
    fn of(report: &Report) -> Self {
        let upright = LETTER;
        let lengthwise = (LETTER.1, LETTER.0);
        let tries = [(upright, SIZES[0]), (upright, SIZES[1])]
            .into_iter()
            .chain(SIZES.map(|size| (lengthwise, size)));
        let mut last = (lengthwise, SIZES[3]);
        for (sheet, size) in tries {
            last = (sheet, size);
            let room = sheet.0 - 2.0 * MARGIN;
            let wants = wants(report, size);
            let gaps = GAP * wants.len().saturating_sub(1) as f32;
            let comfortable: f32 = wants.iter().map(|it| it.comfortable).sum();
            if comfortable + gaps <= room {
                break;
            }
        }
        let (sheet, size) = last;
        let room = sheet.0 - 2.0 * MARGIN;
        Self {
            sheet,
            size,
            columns: placed(&wants(report, size), room),
        }
    }
}

/// What a column asks for, in points.
struct Wants {
    natural: f32,
    /// Nothing of it is wrapped, and names keep most of their room.
    comfortable: f32,
    least: f32,
}

/// What each column asks for.
fn wants(report: &Report, size: f32) -> Vec<Wants> {
    let face = Face::SansBold;
    let mut wants = Vec::new();
    for (at, column) in report.columns.iter().enumerate() {
        let title = column
            .title
            .split(' ')
            .map(|word| width(face, size, word))
            .fold(0.0, f32::max);
        let (mut cells, mut figures) = (0.0f32, 0.0f32);
        let rows = report
            .rows
            .iter()
            .filter(|row| row.kind != RowKind::Heading);
        for cell in rows.filter_map(|row| row.cells.get(at)) {
            for part in written(cell).split_inclusive(PARTED) {
                let wide = width(face, size, &drawable(face, part.trim_end()));
                cells = cells.max(wide);
                if has_figure(part) {
                    figures = figures.max(wide);
                }
            }
        }
        let is_text = column.kind == ColumnKind::Text;
        let wanted = if is_text { cells.min(WIDEST) } else { cells };
        let wanted = wanted.max(title) + 0.5;
        let with = |figures: f32| wanted.min((figures + 0.5).max(NARROWEST));
        wants.push(Wants {
            natural: wanted,
            comfortable: with(figures).max(wanted * 0.75),
            least: if is_text {
                with(figures.min(MOST_FOR_FIGURES))
            } else {
                wanted
            },
        });
    }
    wants
}

/// The columns side by side: what is missing is taken from those that can give, each its share; what
/// is left goes to the gaps.
fn placed(wants: &[Wants], room: f32) -> Vec<(f32, f32)> {
    let n_gaps = wants.len().saturating_sub(1) as f32;
    let wanted: f32 = wants.iter().map(|it| it.natural).sum();
    let given: f32 = wants.iter().map(|it| it.natural - it.least).sum();
    let missing = (wanted + GAP * n_gaps - room).max(0.0);
    let share = if given > 0.0 {
        (missing / given).min(1.0)
    } else {
        0.0
    };
    let widths: Vec<f32> = wants
        .iter()
        .map(|it| it.natural - (it.natural - it.least) * share)
        .collect();
    let left = room - widths.iter().sum::<f32>() - GAP * n_gaps;
    let gap = if n_gaps > 0.0 {
        GAP + (left / n_gaps).clamp(0.0, 18.0)
    } else {
        GAP
    };
    let mut x = MARGIN;
    widths
        .into_iter()
        .map(|width| {
            let at = (x, width);
            x += width + gap;
            at
        })
        .collect()
}

struct Sheets<'a> {
    practice: &'a str,
    report: &'a Report,
    layout: Layout,
    pages: Vec<Page>,
    page: Page,
    /// The baseline of the next line, in points.
    y: f32,
}

impl<'a> Sheets<'a> {
    fn new(practice: &'a str, report: &'a Report, layout: Layout) -> Self {
        let page = blank(&layout);
        Self {
            practice,
            report,
            layout,
            pages: Vec::new(),
            page,
            y: MARGIN + 10.0,
        }
    }

    fn leading(&self) -> f32 {
        self.layout.size * LEADING
    }

    fn room(&self) -> f32 {
        self.layout.sheet.0 - 2.0 * MARGIN
    }

    fn put(&mut self, x: f32, face: Face, size: f32, words: String) {
        let item = text(x, self.y, face, size, words);
        self.page.items.push(item);
    }

    fn paragraph(&mut self, face: Face, size: f32, words: &str) {
        for line in wrapped(face, size, self.room(), &drawable(face, words)) {
            self.need(size * LEADING);
            self.put(MARGIN, face, size, line);
            self.y += size * LEADING;
        }
    }

    /// The practice, the title, what was asked for, and the titles of the columns.
    fn head(&mut self) {
        let room = self.room();
        let practice = drawable(Face::Sans, self.practice);
        let practice = shortened(Face::Sans, 9.0, room, &practice);
        self.put(MARGIN, Face::Sans, 9.0, practice);
        self.y += 16.0;
        let title = shortened(Face::SansBold, 14.0, room, &self.report.title);
        self.put(MARGIN, Face::SansBold, 14.0, title);
        self.y += 13.0;
        let asked: Vec<String> = self
            .report
            .parameters
            .iter()
            .map(|it| format!("{}: {}", it.label, it.value))
            .collect();
        for line in wrapped(
            Face::Sans,
            8.0,
            room,
            &drawable(Face::Sans, &asked.join("   ")),
        ) {
            self.put(MARGIN, Face::Sans, 8.0, line);
            self.y += 11.0;
        }
        self.y += 5.0;
        self.titles();
    }

    fn titles(&mut self) {
        let size = self.layout.size;
        let leading = self.leading();
        let stacked: Vec<Vec<String>> = self
            .report
            .columns
            .iter()
            .zip(&self.layout.columns)
            .map(|(column, (_, width))| wrapped(Face::SansBold, size, *width, column.title))
            .collect();
        let n_lines = stacked.iter().map(Vec::len).max().unwrap_or(0);
        let columns = self.layout.columns.clone();
        for idx in 0..n_lines {
            for (at, lines) in stacked.iter().enumerate() {
                // Titles stand on the rule: short ones begin further down.
                let skipped = n_lines - lines.len();
                if let Some(words) = idx.checked_sub(skipped).and_then(|idx| lines.get(idx)) {
                    let (x, wide) = columns[at];
                    let x = if self.report.columns[at].kind.is_right() {
                        x + wide - width(Face::SansBold, size, words)
                    } else {
                        x
                    };
                    self.put(x, Face::SansBold, size, words.clone());
                }
            }
            self.y += leading;
        }
        self.rule(self.y - leading + 0.32 * size, 0.8);
        self.y += 0.25 * size;
    }

    fn rule(&mut self, y: f32, thickness: f32) {
        let end = self.layout.sheet.0 - MARGIN;
        self.page.items.push(Item::Line(Line {
            ends: [(MARGIN, y), (end, y)],
            width: thickness,
            dash: None,
            color: Default::default(),
        }));
    }

    /// Begins the next page where there is no room for `height` points more.
    fn need(&mut self, height: f32) {
        let bottom = self.layout.sheet.1 - MARGIN - 10.0;
        if self.y + height - self.leading() > bottom {
            self.turn();
        }
    }

    fn turn(&mut self) {
        let full = std::mem::replace(&mut self.page, blank(&self.layout));
        self.pages.push(full);
        self.y = MARGIN + 10.0;
        self.head();
    }

    fn row(&mut self, kind: RowKind, cells: &[Cell]) {
        let size = self.layout.size;
        let leading = self.leading();
        let face = match kind {
            RowKind::Detail => Face::Sans,
            RowKind::Heading | RowKind::Subtotal | RowKind::Total => Face::SansBold,
        };
        let lines = self.lines(kind, face, cells);
        let n_lines = lines.iter().map(|(_, lines)| lines.len()).max();
        let height = n_lines.unwrap_or(1).max(1) as f32 * leading;
        // A heading stays with the row after it, a sum with its rule.
        self.need(match kind {
            RowKind::Heading => 2.0 * leading + height,
            RowKind::Subtotal | RowKind::Total => 0.4 * leading + height,
            RowKind::Detail => height,
        });
        match kind {
            RowKind::Heading => self.y += 0.5 * leading,
            RowKind::Subtotal => self.rule(self.y - 0.98 * size, 0.3),
            RowKind::Total => {
                self.y += 0.3 * leading;
                self.rule(self.y - 0.98 * size, 0.8);
            }
            RowKind::Detail => {}
        }
        for idx in 0..n_lines.unwrap_or(1).max(1) {
            // A row that is taller than a sheet goes on overleaf.
            self.need(leading);
            for (at, lines) in &lines {
                if let Some(words) = lines.get(idx) {
                    let (x, wide) = self.layout.columns[*at];
                    let x = if self.report.columns[*at].kind.is_right() && kind != RowKind::Heading
                    {
                        x + wide - width(face, size, words)
                    } else {
                        x
                    };
                    self.put(x, face, size, words.clone());
                }
            }
            self.y += leading;
        }
    }

    /// What stands in each column that is not empty, line by line.
    fn lines(&self, kind: RowKind, face: Face, cells: &[Cell]) -> Vec<(usize, Vec<String>)> {
        let size = self.layout.size;
        let columns = self.layout.columns.iter().zip(&self.report.columns);
        cells
            .iter()
            .zip(columns)
            .enumerate()
            .map(|(at, (cell, ((_, wide), column)))| {
                let words = drawable(face, &written(cell));
                let lines = if words.is_empty() {
                    Vec::new()
                } else if kind == RowKind::Heading {
                    vec![shortened(face, size, self.room(), &words)]
                } else if column.kind == ColumnKind::Text {
                    stacked(face, size, *wide, &words)
                } else {
                    vec![words]
                };
                (at, lines)
            })
            .collect()
    }

    /// What must agree, and what the reader should know.
    fn closing(&mut self) {
        self.y += 8.0;
        for tie in &self.report.ties {
            let face = if tie.agrees() {
                Face::Sans
            } else {
                Face::SansBold
            };
            self.paragraph(face, 8.0, &tie.sentence());
        }
        self.y += 4.0;
        for note in &self.report.notes {
            self.paragraph(Face::SansItalic, 7.5, note);
        }
        let full = std::mem::replace(&mut self.page, blank(&self.layout));
        self.pages.push(full);
    }
}

fn blank(layout: &Layout) -> Page {
    Page {
        width: layout.sheet.0,
        height: layout.sheet.1,
        ..Page::letter()
    }
}
