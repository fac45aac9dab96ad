//! Where the things of a page stand, for tests of where they may.

#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::ops::Range;

use almoner::documents::page::{Item, Page, Text};
use almoner::domain::statement::envelope::{Area, Envelope, Window};

/// Left, top, right and bottom, in points.
pub type Extent = (f32, f32, f32, f32);

/// From the face's tallest letter to its lowest, as wide as it is drawn.
pub fn extent(text: &Text) -> Extent {
    let metrics = text.face.metrics();
    let up = f32::from(metrics.ascent) / 1000.0 * text.size;
    let down = -f32::from(metrics.descent) / 1000.0 * text.size;
    match text.turn {
        0 => (text.x, text.y - up, text.x + text.width(), text.y + down),
        90 => (text.x - up, text.y - text.width(), text.x + down, text.y),
        other => panic!("{other} degrees"),
    }
}

pub fn item_extent(item: &Item) -> Extent {
    match item {
        Item::Text(text) => extent(text),
        Item::Line(line) => {
            let [from, to] = line.ends;
            (
                from.0.min(to.0),
                from.1.min(to.1),
                from.0.max(to.0),
                from.1.max(to.1),
            )
        }
        Item::Rectangle(it) => (it.x, it.y, it.x + it.width, it.y + it.height),
        Item::Picture(it) => (it.x, it.y, it.x + it.width, it.y + it.height),
    }
}

/// Whether two share more than a rounding.
pub fn overlap(one: Extent, other: Extent) -> bool {
    let slack = 0.05;
    one.0 + slack < other.2
        && other.0 + slack < one.2
        && one.1 + slack < other.3
        && other.1 + slack < one.3
}

/// An area of the panel that begins at `top` points of the page, in points.
pub fn on_page(area: Area, top: f32) -> Extent {
    let points = |thousandths: i64| thousandths as f32 * 0.072;
    (
        points(area.left),
        top + points(area.top),
        points(area.right),
        top + points(area.bottom),
    )
}

/// What does not stand right on any page: over the edge, or over one another.
pub fn assert_tidy(page: &Page) {
    let texts: Vec<(&Text, Extent)> = page.texts().map(|text| (text, extent(text))).collect();
    for (text, (left, top, right, bottom)) in &texts {
        let is_inside = *left >= 17.9 && *top >= 17.9 && *right <= 594.1 && *bottom <= 774.1;
        assert!(is_inside, "{:?} leaves the page", text.text);
        assert!(text.size >= 7.0, "{:?} is {} points", text.text, text.size);
    }
    // By rows, so that long statements are checked in time.
    let mut rows = texts;
    rows.sort_by(|one, other| one.1.1.total_cmp(&other.1.1));
    for (idx, (text, place)) in rows.iter().enumerate() {
        for (other, other_place) in &rows[idx + 1..] {
            if other_place.1 >= place.3 {
                break;
            }
            assert!(
                !overlap(*place, *other_place),
                "{:?} over {:?}",
                text.text,
                other.text
            );
        }
    }
}

/// The words of a page, in the order in which they were put.
pub fn words(page: &Page) -> Vec<&str> {
    page.texts().map(|it| it.text.as_str()).collect()
}

/// Which texts of the page make these lines up, a line perhaps in several; none where one is missing.
pub fn block_of(page: &Page, lines: &[String]) -> Option<Range<usize>> {
    let texts = words(page);
    let squeezed = |text: &str| text.split_whitespace().collect::<String>();
    let wanted: String = lines.iter().map(|line| squeezed(line)).collect();
    (0..texts.len()).find_map(|from| {
        let mut found = String::new();
        for (idx, text) in texts.iter().enumerate().skip(from) {
            found.push_str(&squeezed(text));
            if found == wanted {
                return Some(from..idx + 1);
            }
            if !wanted.starts_with(&found) {
                return None;
            }
        }
        None
    })
}

/// Whether a thing lies inside another.
pub fn within(thing: Extent, place: Extent) -> bool {
    let slack = 0.05;
    thing.0 >= place.0 - slack
        && thing.1 >= place.1 - slack
        && thing.2 <= place.2 + slack
        && thing.3 <= place.3 + slack
}

/// Asserts for every place of the folded sheet, in steps of `step` thousandths of an inch, that a window
/// shows the block whole and nothing else. `block` are its texts by their number among the page's; `top`
/// is where the panel begins on the page.
pub fn assert_shows_only(
    page: &Page,
    top: f32,
    envelope: &Envelope,
    window: &Window,
    block: &Range<usize>,
    step: usize,
) {
    assert_shows_only_by(item_extent, page, top, envelope, window, block, step);
}

/// The same with another measure of things.
pub fn assert_shows_only_by(
    extent_of: fn(&Item) -> Extent,
    page: &Page,
    top: f32,
    envelope: &Envelope,
    window: &Window,
    block: &Range<usize>,
    step: usize,
) {
    let mut number = 0;
    let parts: Vec<(bool, Extent)> = page
        .items
        .iter()
        .map(|item| {
            let is_text = matches!(item, Item::Text(_));
            let is_block = is_text && block.contains(&number);
            number += usize::from(is_text);
            (is_block, extent_of(item))
        })
        .collect();
    let slide = envelope.slide().unwrap();
    let ends = |range: &std::ops::RangeInclusive<u32>| {
        range
            .clone()
            .step_by(step)
            .chain([*range.end()])
            .collect::<Vec<u32>>()
    };
    for left in ends(&slide.left) {
        for bottom in ends(&slide.bottom) {
            let shown = on_page(envelope.shown(window, left, bottom), top);
            for (is_block, part) in &parts {
                if *is_block {
                    assert!(
                        within(*part, shown),
                        "{}: hidden at {left}, {bottom}",
                        envelope.name
                    );
                } else {
                    assert!(
                        !overlap(*part, shown),
                        "{}: shows at {left}, {bottom}",
                        envelope.name
                    );
                }
            }
        }
    }
}
