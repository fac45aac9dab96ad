//! What stands beside the lines: the message, what happened, how old it is, the plan, what is pending.

use crate::documents::page::{Color, Item, Rectangle};
use crate::documents::words::width;
use crate::domain::statement::Statement;
use crate::domain::statement::stationery::Stationery;
use crate::domain::statement::wording::{activity, activity_title, day, figure, plan};

use super::WIDTH;
use super::block::{Block, FAINT, SHADE, Style};
use super::flow::Flow;

/// Between sections, in points.
const APART: f32 = 7.0;

/// The step's title and message; other words where nothing is asked for.
pub fn message(statement: &Statement, stationery: &Stationery) -> Block {
    let words = statement.language.words();
    let due = statement.due();
    let step = stationery
        .step(statement.step)
        .map(|step| step.text(statement.language));
    let (title, message) = match step {
        _ if due.is_negative() => words.credit_message,
        _ if due.is_zero() => words.nothing_message,
        Some(text) => (text.title.as_str(), text.message.as_str()),
        None => ("", ""),
    };
    let mut block = Block::default();
    block.paragraph(0.0, WIDTH, Style::HEADING, title);
    block.paragraph(0.0, WIDTH, Style::TEXT, message);
    if block.height > 0.0 {
        block.space(APART - 1.0);
    }
    block
}

/// Everything after the lines; `rest` found no room in the first page's head.
pub fn lay(flow: &mut Flow, statement: &Statement, rest: Vec<Block>) {
    aging(flow, statement);
    payment_plan(flow, statement);
    pending(flow, statement);
    happened(flow, statement);
    for it in rest {
        let mut block = Block::default();
        block.space(APART);
        block.under(it);
        flow.put(block);
    }
}

fn happened(flow: &mut Flow, statement: &Statement) {
    if statement.activity.is_empty() {
        return;
    }
    let words = statement.language.words();
    let mut heading = Block::default();
    heading.space(APART);
    let title = activity_title(statement.language, statement.previous.as_ref());
    heading.paragraph(0.0, WIDTH, Style::HEADING, &title);
    let mut rows = Vec::new();
    if let Some(previous) = &statement.previous {
        rows.push((
            previous.mailed_on,
            words.last_statement.to_owned(),
            previous.due,
        ));
    }
    rows.extend(statement.activity.iter().map(|it| {
        let what = activity(statement.language, &it.kind, it.amount);
        (it.on, what, it.amount)
    }));
    let rows = rows
        .into_iter()
        .map(|(on, what, amount)| row(&day(on), &what, &figure(amount)));
    with_heading(flow, heading, rows);
}

fn pending(flow: &mut Flow, statement: &Statement) {
    if statement.pending.is_empty() {
        return;
    }
    let words = statement.language.words();
    let mut heading = Block::default();
    heading.space(APART);
    heading.paragraph(0.0, WIDTH, Style::HEADING, words.pending);
    heading.paragraph(0.0, WIDTH, Style::SOFT, words.pending_explained);
    let names_patients = statement.members.len() > 1;
    let rows = statement.pending.iter().map(|line| {
        let mut what = line.description.clone();
        if names_patients && let Some(member) = statement.member(&line.patient) {
            what = format!("{}: {what}", member.name.spoken());
        }
        if !line.payer.is_empty() {
            what = format!("{what} - {}", line.payer);
        }
        row(&day(line.from_on), &what, &figure(line.amount))
    });
    with_heading(flow, heading, rows);
    if statement.pending.len() > 1 {
        let mut total = Block::default();
        let styles = [Style::BOLD, Style::BOLD];
        let sum = figure(statement.pending_total());
        total.pair(WIDTH - 300.0, 300.0, styles, words.pending_total, &sum);
        flow.put(total);
    }
}

/// A heading with its first row, then the others.
fn with_heading(flow: &mut Flow, heading: Block, rows: impl Iterator<Item = Block>) {
    let mut heading = Some(heading);
    for row in rows {
        if let Some(mut first) = heading.take() {
            first.under(row);
            flow.put(first);
        } else {
            flow.put(row);
        }
    }
}

/// A day, words in as many lines as they take, and an amount.
fn row(on: &str, what: &str, amount: &str) -> Block {
    let mut block = Block::default();
    let left = 60.0;
    let amount_width = width(Style::TEXT.face, Style::TEXT.size, amount);
    let top = Style::TEXT.baseline();
    block.put(0.0, top, Style::TEXT, on);
    block.put_right(WIDTH, top, Style::TEXT, amount);
    block.paragraph(left, WIDTH - left - amount_width - 12.0, Style::TEXT, what);
    block.height = block.height.max(Style::TEXT.leading);
    block
}

fn aging(flow: &mut Flow, statement: &Statement) {
    if !statement.owed().is_positive() {
        return;
    }
    let words = statement.language.words();
    let mut block = Block::default();
    block.space(APART);
    block.paragraph(0.0, WIDTH, Style::BOLD, words.aging);
    block.space(2.0);
    let share = WIDTH / 5.0;
    let top = block.height;
    let strip = Rectangle {
        x: 0.0,
        y: top,
        width: WIDTH,
        height: 29.0,
        fill: Some(SHADE),
        outline: Some((0.4, FAINT)),
    };
    block.items.push(Item::Rectangle(strip));
    for (at, (label, amount)) in words.ages.iter().zip(statement.aging).enumerate() {
        let right = share * (at as f32 + 1.0) - 10.0;
        block.put_right(
            right,
            top + 11.5,
            Style {
                color: Color::BLACK,
                ..Style::SMALL
            },
            label,
        );
        block.put_right(right, top + 24.0, Style::TEXT, &figure(amount));
    }
    block.space(29.0);
    block.space(1.0);
    flow.put(block);
}

fn payment_plan(flow: &mut Flow, statement: &Statement) {
    let Some(state) = &statement.plan else {
        return;
    };
    let words = statement.language.words();
    let mut block = Block::default();
    block.space(APART);
    block.paragraph(0.0, WIDTH, Style::HEADING, words.plan);
    for sentence in plan(statement.language, state, statement.pay_by) {
        block.paragraph(0.0, WIDTH, Style::TEXT, &sentence);
    }
    flow.put(block);
}
