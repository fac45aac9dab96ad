//! The top third of a first page: who writes, to whom, and what it is. Nothing but the addresses
//! shows through the windows of the practice's envelope, wherever the sheet slides in it.

use super::words::{address_lines, say};
use super::{Fact, Frame, MARGIN};
use crate::documents::font::Face;
use crate::documents::page::{INCH, Item, LETTER, Page, Picture, Text};
use crate::documents::words::{shortened, wrapped};
use crate::domain::statement::envelope::{Area, CLEARANCE};

/// Where the letterhead begins where the envelope has no window for it, in points.
const TOP: f32 = 0.5 * INCH;
/// The most room for a logo.
const LOGO: (f32, f32) = (2.2 * INCH, 0.55 * INCH);
/// From baseline to baseline, as a part of the size.
const LEADING: f32 = 1.2;
/// Between what shows through a window and what must not.
const APART: f32 = 0.08 * INCH;
/// The least width of title and facts.
const FACTS_LEAST: f32 = 2.1 * INCH;

/// A part of the page, in points.
#[derive(Debug, Clone, Copy)]
struct Room {
    left: f32,
    top: f32,
    right: f32,
    bottom: f32,
}

impl Room {
    fn of(area: &Area) -> Self {
        let points = |thousandths: i64| thousandths as f32 * INCH / 1000.0;
        Self {
            left: points(area.left),
            top: points(area.top),
            right: points(area.right),
            bottom: points(area.bottom),
        }
    }

    fn within(self, edge: f32) -> Self {
        Self {
            left: self.left + edge,
            top: self.top + edge,
            right: self.right - edge,
            bottom: self.bottom - edge,
        }
    }

    fn width(self) -> f32 {
        self.right - self.left
    }
}

/// Lines of a block with their faces and sizes.
type Block = Vec<(Face, f32, String)>;

/// Draws the head of a first page; gives where the body may begin.
pub fn draw(page: &mut Page, frame: &Frame<'_>, title: &str, facts: &[Fact<'_>]) -> f32 {
    let envelope = frame.envelope;
    let exposed: Vec<Room> = envelope.all_exposed().iter().map(Room::of).collect();
    let safe = Room::of(&envelope.safe(&envelope.address));
    address(page, frame, safe);
    let mut facts_left = exposed
        .iter()
        .map(|it| it.right + APART)
        .fold(0.0, f32::max);
    // Windows as wide as the sheet leave no room beside them.
    facts_left = facts_left.clamp(4.6 * INCH, LETTER.0 - MARGIN - FACTS_LEAST);
    let mut facts: Vec<Fact<'_>> = facts.to_vec();
    match &envelope.sender {
        Some(sender) => {
            let room = Room::of(&envelope.safe(sender));
            sender_block(page, frame, room);
            facts.extend(numbers(frame));
        }
        None => letterhead(page, frame, safe_top(&exposed), facts_left),
    }
    let below = beside(page, title, &facts, facts_left);
    let panel = envelope.panel as f32 * INCH / 1000.0;
    let windows = exposed.iter().map(|it| it.bottom).fold(0.0, f32::max);
    (panel + 0.14 * INCH)
        .max(windows + 0.2 * INCH)
        .max(below + 16.0)
}

/// The upper edge of what windows show.
fn safe_top(exposed: &[Room]) -> f32 {
    let tops = exposed.iter().map(|it| it.top);
    tops.fold(2.4 * INCH, f32::min) - APART
}

/// Telephone and tax number.
fn numbers<'a>(frame: &Frame<'a>) -> [Fact<'a>; 2] {
    let head = frame.letterhead;
    [
        (
            say(frame.language, "Telephone", "Teléfono"),
            head.phone.clone(),
        ),
        (
            say(frame.language, "Tax ID", "N.º fiscal"),
            head.tax_id.clone(),
        ),
    ]
}

/// Who writes: logo, name, address, telephone, tax number; set smaller where there is much of it.
fn letterhead(page: &mut Page, frame: &Frame<'_>, bottom: f32, right: f32) {
    let head = frame.letterhead;
    let mut top = TOP;
    if let Some(logo) = frame.logo {
        let picture = Picture::within(MARGIN, top, LOGO.0, LOGO.1, logo);
        top += picture.height + 4.0;
        page.items.push(Item::Picture(picture));
    }
    let mut rest = address_lines(&head.address);
    rest.push(head.phone.clone());
    if !head.tax_id.is_empty() {
        let label = say(frame.language, "Tax ID", "N.º de identificación fiscal");
        rest.push(format!("{label} {}", head.tax_id));
    }
    let room = Room {
        left: MARGIN,
        top,
        right: right - 0.2 * INCH,
        bottom,
    };
    let sizes = [
        (13.0, 9.0),
        (11.5, 8.5),
        (10.0, 8.0),
        (9.0, 7.0),
        (7.0, 5.5),
    ];
    place(page, room, &sizes, |(name, size)| {
        set(&head.name, name, &rest, size, room.width())
    });
}

/// Who writes, within the window for it.
fn sender_block(page: &mut Page, frame: &Frame<'_>, room: Room) {
    let head = frame.letterhead;
    let rest = address_lines(&head.address);
    let sizes = [(10.0, 9.0), (9.0, 8.0), (8.0, 7.0), (7.0, 6.0), (6.0, 5.0)];
    place(page, room, &sizes, |(name, size)| {
        set(&head.name, name, &rest, size, room.width())
    });
}

/// Whom it goes to, within what the window shows; away from its edges where that can be
/// (USPS Publication 25, 3-9).
fn address(page: &mut Page, frame: &Frame<'_>, safe: Room) {
    let lines = address_lines(frame.address);
    let inner = safe.within(CLEARANCE as f32 * INCH / 1000.0);
    let set_at = |size: f32, room: Room| -> Block {
        let all = std::iter::once(frame.to).chain(lines.iter().map(String::as_str));
        all.flat_map(|line| wrapped(Face::Sans, size, room.width(), line))
            .map(|line| (Face::Sans, size, line))
            .collect()
    };
    let is_clear = set_at(8.5, inner).len() as f32 * 8.5 * LEADING <= inner.bottom - inner.top;
    let room = if is_clear { inner } else { safe };
    let sizes = [10.0, 9.5, 9.0, 8.5, 7.5, 6.5, 5.5];
    place(page, room, &sizes, |size| set_at(size, room));
}

fn set(name: &str, name_size: f32, rest: &[String], size: f32, width: f32) -> Block {
    let mut lines = Vec::new();
    for line in wrapped(Face::SansBold, name_size, width, name) {
        lines.push((Face::SansBold, name_size, line));
    }
    for words in rest {
        for line in wrapped(Face::Sans, size, width, words) {
            lines.push((Face::Sans, size, line));
        }
    }
    lines
}

/// Draws a block at the first size at which it fits its room; at the last, what fits of it.
fn place<S: Copy>(page: &mut Page, room: Room, sizes: &[S], set: impl Fn(S) -> Block) {
    let mut block = Vec::new();
    for size in sizes {
        block = set(*size);
        let height: f32 = block.iter().map(|(_, size, _)| size * LEADING).sum();
        if height <= room.bottom - room.top {
            break;
        }
    }
    let mut y = room.top;
    for (face, size, line) in block {
        // The baseline stands above the foot of the line by what letters reach below it.
        y += size * LEADING;
        if y > room.bottom + 0.5 {
            break;
        }
        let text = Text::new(room.left, y - 0.24 * size, face, size, line);
        page.items.push(Item::Text(text));
    }
}

/// What it is, and the facts under it; gives the last baseline.
fn beside(page: &mut Page, title: &str, facts: &[Fact<'_>], left: f32) -> f32 {
    let width = LETTER.0 - MARGIN - left;
    let label_width = width * 0.44;
    let mut y = TOP + 14.0;
    for line in wrapped(Face::SansBold, 15.0, width, title) {
        let text = Text::new(left, y, Face::SansBold, 15.0, line);
        page.items.push(Item::Text(text));
        y += 19.0;
    }
    y += 3.0;
    let mut last = y;
    for (label, value) in facts.iter().filter(|(_, value)| !value.is_empty()) {
        let label = shortened(Face::Sans, 8.0, label_width - 5.0, label);
        let text = Text::new(left, y, Face::Sans, 8.0, label);
        page.items.push(Item::Text(text));
        for line in wrapped(Face::SansBold, 9.0, width - label_width, value) {
            let text = Text::new(left + label_width, y, Face::SansBold, 9.0, line);
            page.items.push(Item::Text(text));
            last = y;
            y += 12.0;
        }
    }
    last
}
