//! What holds for every paper: nothing leaves the sheet, no two texts stand over one another, and the
//! windows of the envelope show the address and the sender whole and nothing else, however the sheet
//! slides in it.

#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use almoner::documents::page::{Color, Item, Page, Text};
use almoner::domain::statement::stationery::Stationery;

use sheet::{Extent, assert_shows_only_by, block_of, item_extent, overlap, within};

#[path = "sheet.rs"]
mod sheet;

const LEAST_MARGIN: f32 = 0.25 * 72.0;

/// The texts of a page without SAMPLE behind them.
pub fn words(page: &Page) -> Vec<&Text> {
    page.texts()
        .filter(|text| text.color == Color::BLACK)
        .collect()
}

/// Left, top, right and bottom of a text's ink: lines of a paper may stand closer than the face's tallest
/// and lowest letters.
fn ink(text: &Text) -> Extent {
    (
        text.x,
        text.y - 0.72 * text.size,
        text.x + text.width(),
        text.y + 0.21 * text.size,
    )
}

fn item_ink(item: &Item) -> Extent {
    match item {
        Item::Text(text) => ink(text),
        other => item_extent(other),
    }
}

fn assert_tidy(page: &Page) {
    let sheet = (
        LEAST_MARGIN,
        LEAST_MARGIN,
        page.width - LEAST_MARGIN,
        page.height - LEAST_MARGIN,
    );
    let words = words(page);
    for (idx, one) in words.iter().enumerate() {
        assert!(within(ink(one), sheet), "{:?} leaves the sheet", one.text);
        for other in &words[idx + 1..] {
            let is_over = overlap(ink(one), ink(other));
            assert!(!is_over, "{:?} over {:?}", one.text, other.text);
        }
    }
}

/// `address` are the lines of whom it goes to; the sender shows in an envelope with a window for it.
pub fn assert_laid_out(pages: &[Page], stationery: &Stationery, address: &[String]) {
    assert!(!pages.is_empty());
    pages.iter().for_each(assert_tidy);
    let envelope = &stationery.outer;
    let mut sender = vec![stationery.letterhead.name.clone()];
    sender.extend(stationery.letterhead.address.lines());
    let mut windows = vec![(&envelope.address, address)];
    windows.extend(envelope.sender.as_ref().map(|it| (it, sender.as_slice())));
    for (window, lines) in windows {
        let block = block_of(&pages[0], lines)
            .unwrap_or_else(|| panic!("{lines:?} do not stand on the page"));
        assert_shows_only_by(item_ink, &pages[0], 0.0, envelope, window, &block, 125);
    }
}
