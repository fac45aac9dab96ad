//! An envelope in small: its windows, the folded sheet in it, and where an address is safe.

use crate::documents::font::Face;
use crate::documents::page::{Color, Item, Line, Page, Rectangle, Text};
use crate::domain::statement::envelope::{Area, Envelope, PAPER_WIDTH, Window};

const PAPER: Color = Color(255, 255, 255);
const KRAFT: Color = Color(238, 232, 220);
const EDGE: Color = Color(120, 110, 95);
const SAFE: Color = Color(200, 226, 205);
const SHEET: Color = Color(150, 150, 150);

/// Points from thousandths of an inch, with a margin around the envelope.
const MARGIN: f32 = 8.0;

fn points(thousandths: i64) -> f32 {
    thousandths as f32 * 0.072
}

fn rectangle(place: Area, fill: Option<Color>, outline: Option<(f32, Color)>) -> Item {
    Item::Rectangle(Rectangle {
        x: MARGIN + points(place.left),
        y: MARGIN + points(place.top),
        width: points(place.right - place.left),
        height: points(place.bottom - place.top),
        fill,
        outline,
    })
}

/// The envelope seen from its face.
pub fn envelope(envelope: &Envelope) -> Page {
    let [width, height] = [envelope.width, envelope.height].map(i64::from);
    let mut page = Page {
        width: points(width) + 2.0 * MARGIN,
        height: points(height) + 2.0 * MARGIN,
        backdrop: None,
        items: Vec::new(),
    };
    let all = Area {
        left: 0,
        top: 0,
        right: width,
        bottom: height,
    };
    page.items
        .push(rectangle(all, Some(KRAFT), Some((1.0, EDGE))));
    let windows: Vec<&Window> = std::iter::once(&envelope.address)
        .chain(envelope.sender.as_ref())
        .collect();
    for window in &windows {
        page.items.push(rectangle(
            seen(window, height),
            Some(PAPER),
            Some((1.0, EDGE)),
        ));
    }
    let Some(slide) = envelope.slide() else {
        return page;
    };
    // The sheet in the middle of where it can lie.
    let middle = |low: u32, high: u32| i64::from(u32::midpoint(low, high));
    let left = middle(*slide.left.start(), *slide.left.end());
    let bottom = middle(*slide.bottom.start(), *slide.bottom.end());
    let top = height - bottom - i64::from(envelope.panel);
    let sheet = Area {
        left,
        top,
        right: left + i64::from(PAPER_WIDTH),
        bottom: height - bottom,
    };
    dashed(&mut page, sheet);
    for (idx, window) in windows.iter().enumerate() {
        let safe = envelope.safe(window);
        let placed = Area {
            left: left + safe.left,
            top: top + safe.top,
            right: left + safe.right,
            bottom: top + safe.bottom,
        };
        if safe.right > safe.left && safe.bottom > safe.top {
            page.items.push(rectangle(placed, Some(SAFE), None));
            let lines: &[&str] = if idx == 0 {
                &["Jordan Sample", "18 Orchard Street", "Springfield IL 62704"]
            } else {
                &["The practice", "Its street", "Its city"]
            };
            write(&mut page, placed, lines);
        }
    }
    page
}

/// Where a window is, from the top.
fn seen(window: &Window, height: i64) -> Area {
    let [left, bottom, width, tall] =
        [window.left, window.bottom, window.width, window.height].map(i64::from);
    Area {
        left,
        top: height - bottom - tall,
        right: left + width,
        bottom: height - bottom,
    }
}

fn dashed(page: &mut Page, place: Area) {
    let [x0, x1] = [place.left, place.right].map(|x| MARGIN + points(x));
    let [y0, y1] = [place.top, place.bottom].map(|y| MARGIN + points(y));
    for ends in [
        [(x0, y0), (x1, y0)],
        [(x1, y0), (x1, y1)],
        [(x1, y1), (x0, y1)],
        [(x0, y1), (x0, y0)],
    ] {
        page.items.push(Item::Line(Line {
            ends,
            width: 0.8,
            dash: Some((4.0, 3.0)),
            color: SHEET,
        }));
    }
}

/// Lines of an address, as far as they go in.
fn write(page: &mut Page, place: Area, lines: &[&str]) {
    let size = 10.0;
    let step = 12.0;
    let x = MARGIN + points(place.left) + 4.0;
    let mut y = MARGIN + points(place.top) + step;
    for words in lines {
        if y > MARGIN + points(place.bottom) {
            return;
        }
        let text = Text::new(x, y, Face::Sans, size, *words);
        page.items.push(Item::Text(text));
        y += step;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_shows_every_window_inside_the_envelope() {
        for shipped in Envelope::shipped()
            .into_iter()
            .chain(Envelope::shipped_reply())
        {
            let page = envelope(&shipped);
            let n_windows = 1 + usize::from(shipped.sender.is_some());
            let rectangles: Vec<&Rectangle> = page
                .items
                .iter()
                .filter_map(|item| match item {
                    Item::Rectangle(rectangle) => Some(rectangle),
                    _ => None,
                })
                .collect();
            // The envelope, its windows, and what is safe in each.
            assert_eq!(rectangles.len(), 1 + 2 * n_windows, "{}", shipped.name);
            for it in rectangles {
                assert!(it.x >= 0.0 && it.x + it.width <= page.width);
                assert!(it.y >= 0.0 && it.y + it.height <= page.height);
            }
        }
    }
}
