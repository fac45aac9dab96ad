//! What is owed, line by line: the columns, the sentence under each line, and the sum.

use crate::documents::page::Color;
use crate::documents::words::{width, wrapped};
use crate::domain::money::Money;
use crate::domain::statement::wording::{day, figure, line_sentences};
use crate::domain::statement::{Line, Statement};

use super::WIDTH;
use super::block::{Block, FAINT, SOFT, Style};
use super::flow::Flow;

/// Between columns, in points.
const GAP: f32 = 9.0;

/// The least width of a column of figures, in points.
const NARROWEST: f32 = 40.0;

/// Where the columns stand: the left edge of the day and of the service, the width of the service, and
/// the right edge of each figure.
struct Columns {
    service: f32,
    service_width: f32,
    rights: [f32; 5],
    widths: [f32; 5],
}

impl Columns {
    fn of(statement: &Statement) -> Self {
        let titles = statement.language.words().columns;
        let mut widths = [NARROWEST; 5];
        for (at, wide) in widths.iter_mut().enumerate() {
            let title = titles[at + 2]
                .split(' ')
                .map(|word| width(Style::COLUMN.face, Style::COLUMN.size, word));
            let face = if at == 4 { Style::BOLD } else { Style::TEXT };
            let totals = [
                statement.owed(),
                -statement.credit,
                -statement.deferred(),
                statement.due(),
            ];
            let figures = statement.lines.iter().map(|line| figures(line)[at]);
            let all = figures.chain(if at == 4 { totals } else { [Money::ZERO; 4] });
            let figures = all.map(|it| width(face.face, face.size, &figure(it)));
            *wide = title.chain(figures).fold(*wide, f32::max) + 0.5;
        }
        let mut rights = [0.0; 5];
        let mut right = WIDTH;
        for at in (0..5).rev() {
            rights[at] = right;
            right -= widths[at] + GAP;
        }
        let service = width(Style::TEXT.face, Style::TEXT.size, "00/00/0000 -") + 6.0;
        Self {
            service,
            service_width: right - service,
            rights,
            widths,
        }
    }
}

/// Charged, insurance paid, adjusted, she paid, she owes.
fn figures(line: &Line) -> [Money; 5] {
    [
        line.charged,
        line.insurance_paid,
        line.adjusted,
        line.patient_paid,
        line.owes,
    ]
}

/// What is owed on each line, by patient, and what it comes to.
pub fn lay(flow: &mut Flow, statement: &Statement) {
    let words = statement.language.words();
    if statement.lines.is_empty() {
        let mut block = Block::default();
        block.paragraph(0.0, WIDTH, Style::TEXT, words.no_charges);
        flow.put(block);
    } else {
        lines(flow, statement);
    }
    flow.put(totals(statement));
}

fn lines(flow: &mut Flow, statement: &Statement) {
    let columns = Columns::of(statement);
    let words = statement.language.words();
    let mut heading = Block::default();
    heading.line(0.0, Style::HEADING, words.what_you_owe);
    let titles = titles(statement, &columns);
    heading.under(titles.clone());
    let mut heading = Some(heading);
    let mut of = None;
    for line in &statement.lines {
        let mut block = self::line(statement, &columns, line);
        if of != Some(&line.patient) {
            of = Some(&line.patient);
            let name = statement.member(&line.patient).map(|it| it.name.spoken());
            let name = name.unwrap_or_default();
            let mut named = member(&name, "");
            named.under(block);
            block = named;
            let mut repeated = titles.clone();
            repeated.under(member(&name, words.continued));
            if let Some(heading) = heading.take() {
                flow.repeat(None);
                flow.put_before(heading, block.height);
            }
            // The page that a new patient begins on names her once.
            flow.repeat(Some(titles.clone()));
            flow.put(block);
            flow.repeat(Some(repeated));
        } else {
            flow.put(block);
        }
    }
    flow.repeat(None);
}

fn member(name: &str, continued: &str) -> Block {
    let mut block = Block::default();
    if !name.is_empty() {
        block.space(3.0);
        let name = match continued {
            "" => name.to_owned(),
            continued => format!("{name} ({continued})"),
        };
        block.paragraph(0.0, WIDTH, Style::BOLD, &name);
    }
    block
}

fn titles(statement: &Statement, columns: &Columns) -> Block {
    let titles = statement.language.words().columns;
    let style = Style::COLUMN;
    let mut block = Block::default();
    let stacked: Vec<Vec<String>> = (0..5)
        .map(|at| wrapped(style.face, style.size, columns.widths[at], titles[at + 2]))
        .collect();
    let rows = stacked.iter().map(Vec::len).max().unwrap_or(1);
    for row in 0..rows {
        let baseline = 8.5 + style.leading * row as f32;
        if row + 1 == rows {
            block.put(0.0, baseline, style, titles[0]);
            block.put(columns.service, baseline, style, titles[1]);
        }
        for (at, lines) in stacked.iter().enumerate() {
            // Short titles stand on the rule.
            let skipped = rows - lines.len();
            if let Some(words) = row.checked_sub(skipped).and_then(|row| lines.get(row)) {
                block.put_right(columns.rights[at], baseline, style, words);
            }
        }
    }
    block.height = style.leading * rows as f32 + 2.0;
    block.rule(0.0, WIDTH, block.height, 0.8, SOFT);
    block.space(2.0);
    block
}

fn line(statement: &Statement, columns: &Columns, line: &Line) -> Block {
    let mut block = Block::default();
    block.space(1.5);
    let top = block.height + Style::TEXT.baseline();
    let range = line.to_on.filter(|to| *to != line.from_on);
    let from = day(line.from_on);
    let from = if range.is_some() {
        format!("{from} -")
    } else {
        from
    };
    block.put(0.0, top, Style::TEXT, &from);
    if let Some(to) = range {
        block.put(0.0, top + Style::TEXT.leading, Style::TEXT, &day(to));
    }
    for (at, amount) in figures(line).into_iter().enumerate() {
        let style = if at == 4 { Style::BOLD } else { Style::TEXT };
        block.put_right(columns.rights[at], top, style, &figure(amount));
    }
    block.paragraph(
        columns.service,
        columns.service_width,
        Style::TEXT,
        &line.description,
    );
    // Room for the figures of a service that nobody described.
    block.height = block.height.max(1.5 + Style::TEXT.leading);
    block.paragraph(
        columns.service,
        WIDTH - columns.service,
        Style::SOFT,
        &line_sentences(statement.language, line, statement.as_of).join(" "),
    );
    let rows = if range.is_some() { 2.0 } else { 1.0 };
    block.height = block.height.max(1.5 + Style::TEXT.leading * rows);
    block.space(2.0);
    block.rule(0.0, WIDTH, block.height, 0.3, FAINT);
    block.space(0.5);
    block
}

/// What the lines come to, what is taken off, and what is due.
fn totals(statement: &Statement) -> Block {
    let words = statement.language.words();
    let mut block = Block::default();
    block.space(2.0);
    let plain = [Style::TEXT, Style::TEXT];
    let mut row = |label: &str, amount: Money| {
        let x = WIDTH - 300.0;
        block.pair(x, 300.0, plain, label, &figure(amount));
    };
    let deferred = statement.deferred();
    if !statement.credit.is_zero() || !deferred.is_zero() {
        row(words.total_of_lines, statement.owed());
        if !statement.credit.is_zero() {
            row(words.credit, -statement.credit);
        }
        if !deferred.is_zero() {
            row(words.deferred, -deferred);
        }
    }
    let due = statement.due();
    let label = if due.is_negative() {
        format!("{} - {}", words.credit_balance, words.owes_nothing)
    } else {
        words.amount_due.to_owned()
    };
    block.rule(WIDTH - 300.0, WIDTH, block.height + 2.0, 0.8, Color::BLACK);
    block.space(3.0);
    let sum = Style {
        size: 11.5,
        leading: 15.0,
        ..Style::BOLD
    };
    block.pair(WIDTH - 300.0, 300.0, [sum, sum], &label, &figure(due));
    block.space(2.0);
    block
}
