//! The upper third of the first page, which shows through the envelope: the addresses in their
//! windows, and letterhead, summary and telephone where nothing shows.

use crate::documents::image::Image;
use crate::documents::page::{Item, Page, Picture};
use crate::documents::words::width;
use crate::domain::statement::envelope::Area;
use crate::domain::statement::stationery::{Letterhead, Stationery};
use crate::domain::statement::wording::{call, day, dollars, past_due_since};
use crate::domain::statement::{Language, Statement};

use super::block::{Block, FAINT, Style, frame, in_window};
use super::{MARGIN, Place, Undrawable, WIDTH, points};

/// The first line of the page, from its top, in points.
const TOP: f32 = 34.0;
/// What is kept away from an area that shows, in points.
const APART: f32 = 10.0;
/// The least width of the column beside the windows, in points.
const NARROWEST: f32 = 165.0;
/// The largest width of the summary, in points.
const SUMMARY: f32 = 232.0;
/// The room of a logo, in points.
const LOGO: (f32, f32) = (120.0, 58.0);
/// The smallest type of an address that mail is delivered by, and its clearance, in points.
pub const DELIVERED: (f32, f32) = (8.5, 9.0);
/// The same of the sender, which machines need not read.
const SENDER: (f32, f32) = (7.5, 3.0);

/// What the panel leaves to the body.
pub struct Left {
    /// Where the body begins.
    pub y: f32,
    /// Whom to call and how to pay, where they found no room above.
    pub rest: Vec<Block>,
}

/// Fills the panel of the first page.
pub fn lay(
    page: &mut Page,
    statement: &Statement,
    stationery: &Stationery,
    logo: Option<&Image>,
) -> Result<Left, Undrawable> {
    windows(page, statement, stationery)?;
    let fold = points(i64::from(stationery.outer.panel));
    let exposed = stationery.outer.all_exposed();
    let right = exposed
        .iter()
        .map(|it| points(it.right))
        .fold(0.0, f32::max);
    let top = exposed.iter().map(|it| points(it.top)).fold(fold, f32::min);
    let column_left = (right + APART).max(MARGIN + WIDTH - SUMMARY);
    let column_width = MARGIN + WIDTH - column_left;
    let mut place = Places {
        column: (column_width >= NARROWEST).then_some((column_left, TOP)),
        column_width,
        fold,
        below: fold + 3.0,
    };
    let above_width = if place.column.is_some() {
        column_left - APART - MARGIN
    } else {
        WIDTH
    };
    let has_sender = stationery.outer.sender.is_some();
    let head = |most| letterhead(&stationery.letterhead, logo, most, has_sender);
    let above = head(above_width);
    if TOP + above.height <= top - APART {
        page.items.extend(above.at(MARGIN, TOP));
    } else {
        place.put(page, &head, WIDTH);
    }
    place.put(page, &|most| summary(statement, most), SUMMARY);
    let mut rest = Vec::new();
    let questions = |most| questions(statement, stationery, most);
    let ways = |most| ways_to_pay(statement, stationery, most);
    let blocks: [&dyn Fn(f32) -> Block; 2] = [&questions, &ways];
    for block in blocks {
        if place.takes(&block(column_width)) {
            place.put(page, block, WIDTH);
        } else {
            rest.push(block(WIDTH));
        }
    }
    rest.retain(|block| block.height > 0.0);
    Ok(Left {
        y: place.below,
        rest,
    })
}

/// Where the next block beside the windows goes, and the next under the fold.
struct Places {
    column: Option<(f32, f32)>,
    column_width: f32,
    fold: f32,
    below: f32,
}

impl Places {
    fn takes(&self, block: &Block) -> bool {
        self.column
            .is_some_and(|(_, y)| y + block.height <= self.fold)
    }

    /// The block in the column, or under the fold, no wider than `most`, where the column has no room.
    fn put(&mut self, page: &mut Page, block: &dyn Fn(f32) -> Block, most: f32) {
        let narrow = block(self.column_width);
        if narrow.height <= 0.0 {
            return;
        }
        if let Some((x, y)) = self.column.filter(|_| self.takes(&narrow)) {
            page.items.extend(narrow.at(x, y));
            self.column = Some((x, y + narrow.height + APART));
        } else {
            let wide = block(most);
            page.items.extend(wide.at(MARGIN, self.below));
            self.below += wide.height + APART;
        }
    }
}

/// The addresses in the windows.
fn windows(
    page: &mut Page,
    statement: &Statement,
    stationery: &Stationery,
) -> Result<(), Undrawable> {
    let outer = &stationery.outer;
    let mut lines = vec![statement.name.spoken()];
    lines.extend(statement.address.lines());
    let place = Place::Address;
    window(
        page,
        &lines,
        outer.safe(&outer.address),
        DELIVERED,
        place,
        &outer.name,
    )?;
    if let Some(sender) = &outer.sender {
        let mut lines = vec![stationery.letterhead.name.clone()];
        lines.extend(stationery.letterhead.address.lines());
        let place = Place::Letterhead;
        window(page, &lines, outer.safe(sender), SENDER, place, &outer.name)?;
    }
    Ok(())
}

/// Lines in an area of the panel, whose top is `0`.
pub fn window(
    page: &mut Page,
    lines: &[String],
    area: Area,
    readable: (f32, f32),
    place: Place,
    envelope: &str,
) -> Result<(), Undrawable> {
    let lines: Vec<String> = lines
        .iter()
        .filter(|it| !it.trim().is_empty())
        .cloned()
        .collect();
    if lines.is_empty() {
        return Ok(());
    }
    let [left, top, across, down] = [area.left, area.top, area.width(), area.height()].map(points);
    let (least, clearance) = readable;
    let block = in_window(&lines, (left, top, across, down), clearance, least);
    let block = block.ok_or_else(|| Undrawable::TooLong {
        place,
        envelope: envelope.to_owned(),
    })?;
    page.items.extend(block.at(0.0, 0.0));
    Ok(())
}

/// The practice, with its name and address where no window shows them.
fn letterhead(letterhead: &Letterhead, logo: Option<&Image>, most: f32, has_sender: bool) -> Block {
    let mut block = Block::default();
    let mut x = 0.0;
    if let Some(logo) = logo {
        let picture = Picture::within(0.0, 0.0, LOGO.0.min(most * 0.4), LOGO.1, logo);
        x = picture.width + 12.0;
        block.items.push(Item::Picture(picture));
    }
    let logo_height = block.items.iter().fold(0.0, |most, item| match item {
        Item::Picture(picture) => picture.height.max(most),
        _ => most,
    });
    if !has_sender {
        let name = Style {
            size: 14.0,
            leading: 17.0,
            ..Style::BOLD
        };
        block.paragraph(x, most - x, name, &letterhead.name);
        for line in letterhead.address.lines() {
            block.paragraph(x, most - x, Style::SOFT, &line);
        }
        block.paragraph(x, most - x, Style::SOFT, &letterhead.phone);
    }
    block.height = block.height.max(logo_height);
    block
}

/// What is due, and when.
fn summary(statement: &Statement, most: f32) -> Block {
    const PAD: f32 = 9.0;
    let words = statement.language.words();
    let inner = most - 2.0 * PAD;
    let due = statement.due();
    let plain = [Style::TEXT, Style::TEXT];
    let mut block = Block::default();
    block.space(6.0);
    block.pair(
        PAD,
        inner,
        plain,
        words.statement_date,
        &day(statement.as_of),
    );
    block.pair(PAD, inner, plain, words.account, statement.account.as_str());
    block.space(4.0);
    block.rule(PAD, most - PAD, block.height, 0.5, FAINT);
    block.space(3.0);
    let label = if due.is_negative() {
        words.credit_balance
    } else {
        words.amount_due
    };
    let amount = dollars(if due.is_negative() { -due } else { due });
    let large = Style {
        size: 19.0,
        leading: 23.0,
        ..Style::BOLD
    };
    let small = Style {
        size: 11.0,
        leading: 15.0,
        ..Style::BOLD
    };
    block.pair(PAD, inner, [small, large], label, &amount);
    if due.is_positive() {
        let bold = [Style::BOLD, Style::BOLD];
        block.pair(PAD, inner, bold, words.pay_by, &day(statement.pay_by));
    } else {
        let words = if due.is_negative() {
            words.owes_nothing
        } else {
            words.nothing_due_now
        };
        block.paragraph(PAD, inner, Style::TEXT, words);
    }
    if statement.past_due.is_positive() {
        block.pair(
            PAD,
            inner,
            plain,
            words.past_due,
            &dollars(statement.past_due),
        );
        if let Some(on) = statement.past_due_since {
            let since = past_due_since(statement.language, on);
            if width(Style::SOFT.face, Style::SOFT.size, &since) <= inner {
                block.line_right(PAD + inner, Style::SOFT, &since);
            } else {
                block.paragraph(PAD, inner, Style::SOFT, &since);
            }
        }
    }
    block.space(6.0);
    let ground = frame(most, block.height);
    block.items.insert(0, ground);
    block
}

/// Whom to call, and when.
fn questions(statement: &Statement, stationery: &Stationery, most: f32) -> Block {
    let letterhead = &stationery.letterhead;
    let mut block = Block::default();
    let call = call(statement.language, &letterhead.phone, &letterhead.contact);
    let hours = match statement.language {
        Language::Spanish if !letterhead.hours_spanish.is_empty() => &letterhead.hours_spanish,
        Language::Spanish | Language::English => &letterhead.hours,
    };
    if call.is_empty() {
        return block;
    }
    block.paragraph(0.0, most, Style::BOLD, statement.language.words().questions);
    block.paragraph(0.0, most, Style::TEXT, &call);
    block.paragraph(0.0, most, Style::TEXT, hours);
    block
}

/// How to pay, where there is something to pay.
fn ways_to_pay(statement: &Statement, stationery: &Stationery, most: f32) -> Block {
    let letterhead = &stationery.letterhead;
    let ways = match statement.language {
        Language::Spanish if !letterhead.ways_to_pay_spanish.is_empty() => {
            &letterhead.ways_to_pay_spanish
        }
        Language::Spanish | Language::English => &letterhead.ways_to_pay,
    };
    let mut block = Block::default();
    if statement.due().is_positive() && !ways.is_empty() {
        let words = statement.language.words();
        block.paragraph(0.0, most, Style::BOLD, words.ways_to_pay);
        block.paragraph(0.0, most, Style::TEXT, ways);
    }
    block
}
