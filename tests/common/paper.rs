//! What holds for every paper: nothing leaves the sheet, no two texts stand over one another, the
//! address is in the envelope's window and nothing else shows there.

#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use almoner::documents::page::{Color, Page, Text};
use almoner::domain::statement::envelope::{Area, Envelope};

const LEAST_MARGIN: f32 = 0.25 * 72.0;

/// The texts of a page without SAMPLE behind them.
pub fn words(page: &Page) -> Vec<&Text> {
    page.texts()
        .filter(|text| text.color == Color::BLACK)
        .collect()
}

/// Left, top, right and bottom of a text's ink.
fn ink(text: &Text) -> [f32; 4] {
    [
        text.x,
        text.y - 0.72 * text.size,
        text.x + text.width(),
        text.y + 0.21 * text.size,
    ]
}

fn shared(one: [f32; 4], other: [f32; 4]) -> bool {
    const TOUCH: f32 = 0.05;
    one[0] + TOUCH < other[2]
        && other[0] + TOUCH < one[2]
        && one[1] + TOUCH < other[3]
        && other[1] + TOUCH < one[3]
}

fn in_points(area: &Area) -> [f32; 4] {
    [area.left, area.top, area.right, area.bottom].map(|it| it as f32 * 72.0 / 1000.0)
}

pub fn assert_laid_out(pages: &[Page], envelope: &Envelope, address: &[String]) {
    assert!(!pages.is_empty());
    for page in pages {
        let words = words(page);
        for text in &words {
            let [left, top, right, bottom] = ink(text);
            let is_inside = left >= LEAST_MARGIN
                && top >= LEAST_MARGIN
                && right <= page.width - LEAST_MARGIN
                && bottom <= page.height - LEAST_MARGIN;
            assert!(is_inside, "{:?} leaves the sheet", text.text);
        }
        for (idx, one) in words.iter().enumerate() {
            for other in &words[idx + 1..] {
                let is_over = shared(ink(one), ink(other));
                assert!(!is_over, "{:?} over {:?}", one.text, other.text);
            }
        }
    }
    assert_in_window(&pages[0], envelope, address);
}

fn assert_in_window(page: &Page, envelope: &Envelope, address: &[String]) {
    let safe = in_points(&envelope.safe(&envelope.address));
    let exposed = in_points(&envelope.exposed(&envelope.address));
    let mut found = Vec::new();
    for text in words(page) {
        let ink = ink(text);
        let is_safe = ink[0] >= safe[0] - 0.1
            && ink[1] >= safe[1] - 1.0
            && ink[2] <= safe[2] + 0.1
            && ink[3] <= safe[3] + 1.0;
        if is_safe {
            found.push(text.text.clone());
        } else {
            assert!(!shared(ink, exposed), "{:?} shows in the window", text.text);
        }
    }
    let joined = |lines: &[String]| lines.join(" ").split_whitespace().collect::<String>();
    assert_eq!(joined(&found), joined(address), "the address");
}
