//! The top third of a first page: who writes, to whom, and what it is. Nothing but the addresses
//! shows through the windows of the practice's envelope, wherever the sheet slides in it.

use super::words::say;
use super::{Fact, Frame, MARGIN};
use crate::documents::font::Face;
use crate::documents::page::{INCH, Item, LETTER, Page, Picture, Text};
use crate::documents::words::wrapped;
use crate::domain::statement::envelope::{Area, CLEARANCE};

/// Where the letterhead begins where the envelope has no window for it, in points.
const TOP: f32 = 0.5 * INCH;
/// The most room for a logo.
const LOGO: (f32, f32) = (2.2 * INCH, 0.55 * INCH);
/// From baseline to baseline, as a part of the size.
const LEADING: f32 = 1.15;
/// What a line takes above its baseline and below, as parts of the size.
const LINE: (f32, f32) = (0.79, 0.24);
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
    letterhead(page, frame);
    address(page, frame);
    let mut facts: Vec<Fact<'_>> = facts.to_vec();
    if envelope.sender.is_some() {
        facts.extend(numbers(frame));
    }
    let below = beside(page, title, &facts, facts_left(&exposed));
    let panel = envelope.panel as f32 * INCH / 1000.0;
    let windows = exposed.iter().map(|it| it.bottom).fold(0.0, f32::max);
    (panel + 0.14 * INCH)
        .max(windows + 0.2 * INCH)
        .max(below + 16.0)
}

/// Where title and facts begin: beside all that windows show. Windows as wide as the sheet leave no
/// room beside them.
fn facts_left(exposed: &[Room]) -> f32 {
    let edges = exposed.iter().map(|it| it.right + APART);
    let right = edges.fold(0.0, f32::max);
    right.clamp(4.6 * INCH, LETTER.0 - MARGIN - FACTS_LEAST)
}

/// Telephone and tax number.
fn numbers<'a>(frame: &Frame<'a>) -> [Fact<'a>; 2] {
    let (head, language) = (frame.letterhead, frame.language);
    [
        (say(language, "Telephone", "Teléfono"), head.phone.clone()),
        (say(language, "Tax ID", "N.º fiscal"), head.tax_id.clone()),
    ]
}

/// Sizes of the name and of what stands under it.
const LETTERHEAD_SIZES: [(f32, f32); 5] = [
    (13.0, 9.0),
    (11.5, 8.5),
    (10.0, 8.0),
    (9.0, 7.0),
    (7.0, 5.5),
];
/// The same in a window for it.
const SENDER_SIZES: [(f32, f32); 5] = [(10.0, 9.0), (9.0, 8.0), (8.0, 7.0), (7.0, 6.0), (6.0, 5.0)];
/// Sizes of an address, the usual one first.
const ADDRESS_SIZES: [f32; 7] = [10.0, 9.5, 9.0, 8.5, 7.5, 6.5, 5.5];

/// Where the letterhead stands, its sizes, and what stands under the name: in a window of its own
/// only the address.
fn sender(frame: &Frame<'_>) -> (Room, &'static [(f32, f32)], Vec<String>) {
    let (envelope, head) = (frame.envelope, frame.letterhead);
    let mut rest = head.address.lines();
    if let Some(window) = &envelope.sender {
        return (Room::of(&envelope.safe(window)), &SENDER_SIZES, rest);
    }
    rest.push(head.phone.clone());
    if !head.tax_id.is_empty() {
        let label = say(frame.language, "Tax ID", "N.º de identificación fiscal");
        rest.push(format!("{label} {}", head.tax_id));
    }
    let exposed: Vec<Room> = envelope.all_exposed().iter().map(Room::of).collect();
    let logo = logo(frame).map_or(0.0, |logo| logo.height + 4.0);
    let room = Room {
        left: MARGIN,
        top: TOP + logo,
        right: facts_left(&exposed) - 0.2 * INCH,
        bottom: exposed.iter().map(|it| it.top).fold(2.4 * INCH, f32::min) - APART,
    };
    (room, &LETTERHEAD_SIZES, rest)
}

/// The logo above the name; a letterhead in a window of its own has none.
fn logo(frame: &Frame<'_>) -> Option<Picture> {
    let logo = frame.logo.filter(|_| frame.envelope.sender.is_none())?;
    Some(Picture::within(MARGIN, TOP, LOGO.0, LOGO.1, logo))
}

/// Who writes: logo, name, address, telephone, tax number; set smaller where there is much of it.
fn letterhead(page: &mut Page, frame: &Frame<'_>) {
    page.items.extend(logo(frame).map(Item::Picture));
    let (room, sizes, rest) = sender(frame);
    place(page, room, sizes, |(name, size)| {
        set(&frame.letterhead.name, name, &rest, size, room.width())
    });
}

/// Whether the letterhead stands whole where it belongs, at least at the smallest size.
pub fn letterhead_fits(frame: &Frame<'_>) -> bool {
    let (room, sizes, rest) = sender(frame);
    sizes.last().is_none_or(|(name, size)| {
        let block = set(&frame.letterhead.name, *name, &rest, *size, room.width());
        tall(&block) <= room.bottom - room.top
    })
}

/// Whom it goes to, within what the window shows; away from its edges where that can be
/// (USPS Publication 25, 3-9).
fn address(page: &mut Page, frame: &Frame<'_>) {
    let safe = Room::of(&frame.envelope.safe(&frame.envelope.address));
    let inner = safe.within(CLEARANCE as f32 * INCH / 1000.0);
    let is_clear = tall(&addressee(frame, 8.5, inner)) <= inner.bottom - inner.top;
    let room = if is_clear { inner } else { safe };
    place(page, room, &ADDRESS_SIZES, |size| {
        addressee(frame, size, room)
    });
}

fn addressee(frame: &Frame<'_>, size: f32, room: Room) -> Block {
    let lines = frame.address.lines();
    std::iter::once(frame.to)
        .chain(lines.iter().map(String::as_str))
        .flat_map(|line| wrapped(Face::Sans, size, room.width(), line))
        .map(|line| (Face::Sans, size, line))
        .collect()
}

/// Whether the address stands whole in the window, at least at the smallest size.
pub fn address_fits(frame: &Frame<'_>) -> bool {
    let room = Room::of(&frame.envelope.safe(&frame.envelope.address));
    let smallest = ADDRESS_SIZES[ADDRESS_SIZES.len() - 1];
    tall(&addressee(frame, smallest, room)) <= room.bottom - room.top
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
        if tall(&block) <= room.bottom - room.top {
            break;
        }
    }
    let mut y = room.top;
    for (idx, (face, size, line)) in block.into_iter().enumerate() {
        y += size * if idx == 0 { LINE.0 } else { LEADING };
        if y + size * LINE.1 > room.bottom + 0.5 {
            break;
        }
        let text = Text::new(room.left, y, face, size, line);
        page.items.push(Item::Text(text));
    }
}

/// How much a block takes from its upper to its lower edge.
fn tall(block: &Block) -> f32 {
    let below_first: f32 = block
        .iter()
        .skip(1)
        .map(|(_, size, _)| size * LEADING)
        .sum();
    let first = block.first().map_or(0.0, |(_, size, _)| size * LINE.0);
    let last = block.last().map_or(0.0, |(_, size, _)| size * LINE.1);
    first + below_first + last
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
        let labels = wrapped(Face::Sans, 8.0, label_width - 5.0, label);
        let values = wrapped(Face::SansBold, 9.0, width - label_width, value);
        for idx in 0..labels.len().max(values.len()) {
            if let Some(line) = labels.get(idx) {
                let text = Text::new(left, y, Face::Sans, 8.0, line.as_str());
                page.items.push(Item::Text(text));
            }
            if let Some(line) = values.get(idx) {
                let text = Text::new(left + label_width, y, Face::SansBold, 9.0, line.as_str());
                page.items.push(Item::Text(text));
            }
            last = y;
            y += 12.0;
        }
    }
    last
}
