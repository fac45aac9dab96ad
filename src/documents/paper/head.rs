//! The top third of a first page: who writes, to whom, and what it is.

use super::words::address_lines;
use super::{Fact, Frame, MARGIN};
use crate::documents::font::Face;
use crate::documents::page::{INCH, Item, LETTER, Page, Picture, Text};
use crate::documents::words::{shortened, wrapped};

/// Where the letterhead begins, in points.
const TOP: f32 = 0.5 * INCH;
/// Where it ends at the latest.
const LETTERHEAD_BOTTOM: f32 = 2.25 * INCH;
/// How wide it may be.
const LETTERHEAD_WIDTH: f32 = 3.7 * INCH;
/// The most room for a logo.
const LOGO: (f32, f32) = (2.2 * INCH, 0.55 * INCH);

/// Where a #10 window envelope shows the sheet folded in three wherever it slides: left edge, upper
/// edge, width and height, in points.
pub const WINDOW: [f32; 4] = [0.9 * INCH, 2.5 * INCH, 3.45 * INCH, 0.67 * INCH];

/// Where title and facts stand.
const FACTS_LEFT: f32 = 4.75 * INCH;
const FACTS_WIDTH: f32 = LETTER.0 - MARGIN - FACTS_LEFT;
const FACT_LABEL: f32 = 1.3 * INCH;

/// Who writes: logo, name, address, telephone, tax number. Set smaller where there is much of it.
pub fn letterhead(page: &mut Page, frame: &Frame<'_>) {
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
        let label = super::words::say(frame.language, "Tax ID", "N.º de identificación fiscal");
        rest.push(format!("{label} {}", head.tax_id));
    }
    rest.retain(|line| !line.trim().is_empty());
    let mut set = Vec::new();
    for percent in [100_u8, 90, 80, 70, 60, 55] {
        let scale = f32::from(percent) / 100.0;
        set = lines_at(&head.name, &rest, scale);
        let height: f32 = set.iter().map(|(_, size, _)| size * 1.25).sum();
        if top + height <= LETTERHEAD_BOTTOM {
            break;
        }
    }
    let mut y = top;
    for (face, size, line) in set {
        y += size * 1.25;
        // Beyond this there would be no room for the address.
        if y > LETTERHEAD_BOTTOM {
            break;
        }
        let text = Text::new(MARGIN, y, face, size, line);
        page.items.push(Item::Text(text));
    }
}

fn lines_at(name: &str, rest: &[String], scale: f32) -> Vec<(Face, f32, String)> {
    let mut lines = Vec::new();
    let size = 13.0 * scale;
    for line in wrapped(Face::SansBold, size, LETTERHEAD_WIDTH, name) {
        lines.push((Face::SansBold, size, line));
    }
    let size = 9.0 * scale;
    for words in rest {
        for line in wrapped(Face::Sans, size, LETTERHEAD_WIDTH, words) {
            lines.push((Face::Sans, size, line));
        }
    }
    lines
}

/// Whom it goes to, within what the window shows. Set smaller where it is long.
pub fn address(page: &mut Page, frame: &Frame<'_>) {
    let [left, top, width, height] = WINDOW;
    let mut lines = vec![frame.to.to_owned()];
    lines.extend(address_lines(frame.address));
    let mut set = Vec::new();
    let mut size = 10.0;
    for tenths in [100_u8, 90, 80, 70, 60] {
        size = f32::from(tenths) / 10.0;
        set = lines
            .iter()
            .flat_map(|line| wrapped(Face::Sans, size, width, line))
            .collect();
        if set.len() as f32 * size * 1.18 <= height {
            break;
        }
    }
    let mut y = top;
    for line in set {
        y += size * 1.18;
        if y > top + height + size {
            break;
        }
        page.items
            .push(Item::Text(Text::new(left, y, Face::Sans, size, line)));
    }
}

/// What it is, and the facts under it; gives the last baseline.
pub fn title(page: &mut Page, title: &str, facts: &[Fact<'_>]) -> f32 {
    let mut y = TOP + 16.0;
    for line in wrapped(Face::SansBold, 15.0, FACTS_WIDTH, title) {
        let text = Text::new(FACTS_LEFT, y, Face::SansBold, 15.0, line);
        page.items.push(Item::Text(text));
        y += 19.0;
    }
    y += 3.0;
    let mut last = y;
    for (label, value) in facts.iter().filter(|(_, value)| !value.is_empty()) {
        let label = shortened(Face::Sans, 8.0, FACT_LABEL - 6.0, label);
        let text = Text::new(FACTS_LEFT, y, Face::Sans, 8.0, label);
        page.items.push(Item::Text(text));
        for line in wrapped(Face::SansBold, 9.5, FACTS_WIDTH - FACT_LABEL, value) {
            let text = Text::new(FACTS_LEFT + FACT_LABEL, y, Face::SansBold, 9.5, line);
            page.items.push(Item::Text(text));
            last = y;
            y += 12.5;
        }
    }
    last
}
