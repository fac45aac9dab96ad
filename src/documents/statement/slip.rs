//! The lower third of the first page: it is cut off and comes back with the payment, its address in
//! the window of the reply envelope.

use crate::documents::font::Face;
use crate::documents::page::{Color, Item, LETTER, Line, Page, Rectangle};
use crate::documents::words::{shortened, width, wrapped};
use crate::domain::statement::envelope::SLIP_HEAD;
use crate::domain::statement::scan_line::ScanLine;
use crate::domain::statement::stationery::{Letterhead, Stationery};
use crate::domain::statement::wording::{day, dollars};
use crate::domain::statement::{Language, Statement};

use super::block::{Block, SOFT, Style, fitted};
use super::panel::{DELIVERED, window};
use super::{MARGIN, Place, Undrawable, WIDTH, points};

/// A third of the sheet, where no reply envelope says otherwise, in thousandths of an inch.
const THIRD: u32 = 3_667;
/// Width of the left half, in points.
const HALF: f32 = 262.0;
/// Where the right half begins.
const RIGHT: f32 = 282.0;
/// The least room for a new address beside the window, in points.
const NEW_ADDRESS: f32 = 150.0;
/// The last baseline that printers reach.
const LAST: f32 = LETTER.1 - 30.0;

/// Where the slip begins on the page.
pub fn top(stationery: &Stationery) -> f32 {
    let height = stationery.reply.as_ref().map_or(THIRD, |reply| reply.panel);
    LETTER.1 - points(i64::from(height))
}

/// Fills the slip of the first page.
pub fn lay(
    page: &mut Page,
    statement: &Statement,
    stationery: &Stationery,
) -> Result<(), Undrawable> {
    let top = top(stationery);
    page.items.push(Item::Line(Line {
        ends: [(18.0, top), (LETTER.0 - 18.0, top)],
        width: 0.7,
        dash: Some((4.0, 3.0)),
        color: SOFT,
    }));
    let words = statement.language.words();
    let mut head = Block::default();
    head.put(0.0, 9.0, Style::SMALL, words.detach);
    page.items.extend(head.at(MARGIN, top + 2.0));
    what_is_due(page, statement, top);
    what_is_sent(page, statement, stationery, top);
    scan_line(page, statement, top);
    let (right, below) = remit_to(page, statement, stationery, top)?;
    let left = right + 14.0;
    let room = MARGIN + WIDTH - left;
    if room >= NEW_ADDRESS {
        new_address(page, statement.language, left, below, room);
    } else {
        let mut block = Block::default();
        check_box(&mut block, 0.0, 0.0);
        let text = fitted(
            14.0,
            8.0,
            WIDTH - RIGHT - 14.0,
            Style::SMALL,
            words.new_address_behind,
        );
        block.items.push(Item::Text(text));
        page.items.extend(block.at(MARGIN + RIGHT, top + 106.0));
    }
    Ok(())
}

/// Whose slip it is, and what it asks for.
fn what_is_due(page: &mut Page, statement: &Statement, top: f32) {
    let words = statement.language.words();
    let from = label_width(statement.language);
    let room = HALF - from;
    // A long name may be cut here: the account tells whose it is.
    let name = statement.name.spoken();
    let name = shortened(Style::BOLD.face, Style::BOLD.size, room, &name);
    let large = Style {
        size: 16.0,
        leading: 23.0,
        ..Style::BOLD
    };
    let plain = Style {
        leading: 15.0,
        ..Style::TEXT
    };
    let rows = [
        (Style::BOLD, words.name, name),
        (plain, words.account, statement.account.to_string()),
        (plain, words.statement_date, day(statement.as_of)),
        (plain, words.pay_by, day(statement.pay_by)),
        (large, words.amount_due, dollars(statement.due())),
    ];
    let mut block = Block::default();
    let mut y = 0.0;
    for (row, (style, label, value)) in rows.into_iter().enumerate() {
        y += if row == 0 { 0.0 } else { style.leading };
        block.put(0.0, y, Style::SOFT, label);
        let value = fitted(from, y, room, style, &value);
        block.items.push(Item::Text(value));
    }
    page.items.extend(block.at(MARGIN, top + 29.0));
}

/// How far the values stand from their labels.
fn label_width(language: Language) -> f32 {
    let words = language.words();
    let labels = [
        words.name,
        words.account,
        words.statement_date,
        words.pay_by,
        words.amount_due,
    ];
    let widest = labels
        .iter()
        .map(|label| width(Style::TEXT.face, Style::TEXT.size, label))
        .fold(0.0, f32::max);
    widest + 12.0
}

/// The amount by hand, and the check.
fn what_is_sent(page: &mut Page, statement: &Statement, stationery: &Stationery, top: f32) {
    let words = statement.language.words();
    let room = WIDTH - RIGHT;
    let mut block = Block::default();
    let box_width = 104.0;
    block.items.push(Item::Rectangle(Rectangle {
        x: room - box_width,
        y: 0.0,
        width: box_width,
        height: 26.0,
        fill: None,
        outline: Some((0.9, Color::BLACK)),
    }));
    let label = Style {
        size: 10.5,
        ..Style::BOLD
    };
    let text = fitted(
        0.0,
        17.0,
        room - box_width - 6.0,
        label,
        words.amount_enclosed,
    );
    block.items.push(Item::Text(text));
    block.height = 36.0;
    block.line(0.0, Style::SOFT, words.check_payable_to);
    let payee = payee(&stationery.letterhead);
    for line in wrapped(Face::SansBold, Style::BOLD.size, room, payee)
        .into_iter()
        .take(2)
    {
        block.line(0.0, Style::BOLD, &line);
    }
    block.paragraph(
        0.0,
        room,
        Style {
            leading: 11.0,
            ..Style::SOFT
        },
        words.write_account,
    );
    page.items.extend(block.at(MARGIN + RIGHT, top + 12.0));
}

fn payee(letterhead: &Letterhead) -> &str {
    match &letterhead.remit_to {
        Some(remit_to) if !remit_to.name.is_empty() => &remit_to.name,
        _ => &letterhead.name,
    }
}

/// The line that is read back, left out where the account's number would not let it fit.
fn scan_line(page: &mut Page, statement: &Statement, top: f32) {
    let line = ScanLine {
        account: statement.account.clone(),
        as_of: statement.as_of,
        amount: statement.due(),
    };
    let line = line.to_string();
    let style = Style {
        face: Face::Mono,
        size: 10.0,
        ..Style::TEXT
    };
    let sizes = [10.0, 9.0, 8.0, 7.0];
    if let Some(size) = sizes
        .into_iter()
        .find(|size| width(Face::Mono, *size, &line) <= WIDTH)
    {
        let mut block = Block::default();
        block.put(0.0, 0.0, Style { size, ..style }, &line);
        page.items
            .extend(block.at(MARGIN, top + points(i64::from(SLIP_HEAD)) - 11.0));
    }
}

/// Where the payment goes: in the window of the reply envelope, or plainly. Gives where its room ends
/// to the right, and from where on down nothing else stands beside it.
fn remit_to(
    page: &mut Page,
    statement: &Statement,
    stationery: &Stationery,
    top: f32,
) -> Result<(f32, f32), Undrawable> {
    let letterhead = &stationery.letterhead;
    let mut lines = vec![payee(letterhead).to_owned()];
    let address = letterhead
        .remit_to
        .as_ref()
        .map(|it| &it.address)
        .filter(|it| !it.is_empty());
    lines.extend(address.unwrap_or(&letterhead.address).lines());
    let head = top + points(i64::from(SLIP_HEAD));
    if let Some(reply) = &stationery.reply {
        let mut inside = Page::letter();
        let safe = reply.safe(&reply.address);
        window(
            &mut inside,
            &lines,
            safe,
            DELIVERED,
            Place::RemitTo,
            &reply.name,
        )?;
        let block = Block {
            items: inside.items,
            height: 0.0,
        };
        page.items.extend(block.at(0.0, top));
        return Ok((points(reply.exposed(&reply.address).right), head + 4.0));
    }
    let mut block = Block::default();
    block.line(0.0, Style::SOFT, statement.language.words().mail_to);
    for line in &lines {
        block.paragraph(
            0.0,
            HALF,
            Style {
                size: 10.5,
                leading: 13.0,
                ..Style::TEXT
            },
            line,
        );
    }
    if head + 4.0 + block.height > LAST {
        return Err(Undrawable::NoRoom {
            place: Place::RemitTo,
        });
    }
    page.items.extend(block.at(MARGIN, head + 4.0));
    Ok((MARGIN + HALF, head + 4.0))
}

fn new_address(page: &mut Page, language: Language, left: f32, top: f32, room: f32) {
    let words = language.words();
    let mut block = Block::default();
    check_box(&mut block, 0.0, 1.5);
    block.paragraph(14.0, room - 14.0, Style::SMALL, words.new_address);
    let bottom = LAST - top;
    let pitch = ((bottom - block.height) / words.new_address_lines.len() as f32).min(24.0);
    for label in words.new_address_lines {
        block.height += pitch;
        let from = width(Style::SMALL.face, Style::SMALL.size, label) + 4.0;
        block.put(0.0, block.height, Style::SMALL, label);
        block.rule(from, room, block.height + 1.0, 0.5, SOFT);
    }
    page.items.extend(block.at(left, top));
}

fn check_box(block: &mut Block, x: f32, y: f32) {
    block.items.push(Item::Rectangle(Rectangle {
        x,
        y,
        width: 8.0,
        height: 8.0,
        fill: None,
        outline: Some((0.7, Color::BLACK)),
    }));
}
