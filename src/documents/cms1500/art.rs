//! Our own drawing of the CMS-1500 (02/12), for copies on plain paper.
//!
//! Every rule, shade, check box and caption stands where it was measured on blank forms; the
//! measures are `assets/cms1500/rules.csv` and `captions.csv`. The six service lines repeat one
//! pattern, which stands here.

use std::sync::LazyLock;

use crate::documents::font::Face;
use crate::documents::page::{Color, Item, Line, Rectangle, Text, points};

/// The tone of the form: near the red it is printed in, dark enough for small type.
const INK: Color = Color(168, 44, 44);
/// The shaded halves and blocks.
const SHADE: Color = Color(247, 226, 224);
/// The large “NPI” under the numbers of boxes 32a and 33a.
const PALE: Color = Color(240, 205, 202);

/// Thickness of rules in points.
const RULE: f32 = 0.5;
/// Dash and gap of dashed rules in points.
const DASH: (f32, f32) = (2.4, 1.6);

/// Upper edge of each service line, inches; its shaded half is 0.168 high.
const SERVICE_LINES: [f32; 6] = [7.327, 7.666, 8.005, 8.328, 8.670, 8.998];
/// Lower edge of the last service line.
const SERVICE_END: f32 = 9.329;
const SHADED_HEIGHT: f32 = 0.168;
/// Solid rules between the parts of a service line, unshaded half only.
const SERVICE_RULES: [f32; 9] = [
    1.142, 2.039, 2.358, 2.660, 3.387, 4.648, 5.157, 6.043, 6.446,
];
/// Dashed rules inside dates, modifiers and charges, unshaded half only.
const SERVICE_DASHES: [f32; 8] = [0.542, 0.833, 1.433, 1.753, 3.742, 4.039, 4.342, 5.790];
/// Columns that carry nothing and are shaded through, left edges; one cell wide.
const SERVICE_GAPS: [f32; 3] = [2.610, 3.337, 5.107];

const LEFT: f32 = 0.272;
const RIGHT: f32 = 8.188;

/// What tells a reader that this is not the red form.
const NOTICE: [&str; 2] = [
    "PLAIN-PAPER COPY FOR YOUR RECORDS",
    "Not for submission to a payer that requires the red form.",
];

static ITEMS: LazyLock<Vec<Item>> = LazyLock::new(draw);

/// Everything of the form that is not data.
pub fn items() -> &'static [Item] {
    &ITEMS
}

/// The same over SAMPLE, which stands behind so that no rule or caption is lost.
pub fn sample_items() -> &'static [Item] {
    static ITEMS: LazyLock<Vec<Item>> = LazyLock::new(|| {
        let mut marked = vec![sample_mark()];
        marked.extend_from_slice(items());
        marked
    });
    &ITEMS
}

/// SAMPLE across the sheet, pale enough to read data over it.
pub fn sample_mark() -> Item {
    Item::Text(Text {
        turn: 52,
        color: Color(230, 230, 230),
        ..Text::new(points(2.35), points(8.9), Face::SansBold, 150.0, "SAMPLE")
    })
}

fn draw() -> Vec<Item> {
    let mut items = Vec::new();
    let rows: Vec<(&str, [f32; 4])> = include_str!("../../../assets/cms1500/rules.csv")
        .lines()
        .skip(1)
        .filter_map(|row| {
            let (kind, figures) = row.split_once(',')?;
            let figures: Vec<f32> = figures.split(',').filter_map(|f| f.parse().ok()).collect();
            Some((kind, figures.try_into().ok()?))
        })
        .collect();
    // Shades first, so that every rule stands on them.
    for (_, area) in rows.iter().filter(|(kind, _)| *kind == "shade") {
        items.push(shade(*area));
    }
    for line_idx in 0..SERVICE_LINES.len() {
        shade_service_line(&mut items, line_idx);
    }
    for (kind, [x, y, width, height]) in rows {
        match kind {
            "rule" => items.push(rule(x, y, width, height, None)),
            "dash" => items.push(rule(x, y, width, height, Some(DASH))),
            "bar" => items.push(bar(x, y, width, height)),
            "check" => items.push(check_box(x, y, width, height)),
            "arrow" => draw_arrow(&mut items, x, y, height),
            _ => {}
        }
    }
    for line_idx in 0..SERVICE_LINES.len() {
        rule_service_line(&mut items, line_idx);
    }
    items.extend(
        include_str!("../../../assets/cms1500/captions.csv")
            .lines()
            .skip(1)
            .filter_map(caption),
    );
    for (idx, (text, face)) in NOTICE
        .into_iter()
        .zip([Face::SansBold, Face::Sans])
        .enumerate()
    {
        let y = points(0.40 + 0.14 * idx as f32);
        let mut notice = Text::new(points(LEFT), y, face, 9.0, text);
        notice.color = INK;
        items.push(Item::Text(notice));
    }
    items
}

/// Upper edge, end of the shaded half and lower edge of a service line, inches.
fn service_line(line_idx: usize) -> (f32, f32, f32) {
    let top = SERVICE_LINES[line_idx];
    let end = SERVICE_LINES
        .get(line_idx + 1)
        .copied()
        .unwrap_or(SERVICE_END);
    (top, top + SHADED_HEIGHT, end)
}

fn shade_service_line(items: &mut Vec<Item>, line_idx: usize) {
    let (top, middle, end) = service_line(line_idx);
    items.push(shade([LEFT, top, RIGHT - LEFT, SHADED_HEIGHT]));
    for x in SERVICE_GAPS {
        items.push(shade([x, middle, 0.1, end - middle]));
    }
}

fn rule_service_line(items: &mut Vec<Item>, line_idx: usize) {
    let (top, middle, end) = service_line(line_idx);
    items.push(rule(LEFT, end, RIGHT - LEFT, 0.0, None));
    for x in SERVICE_RULES {
        items.push(rule(x, middle, 0.0, end - middle, None));
    }
    for x in SERVICE_DASHES {
        items.push(rule(x, middle, 0.0, end - middle, Some(DASH)));
    }
    for x in [6.653, 6.948] {
        items.push(rule(x, top, 0.0, end - top, None));
    }
    items.push(rule(6.653, middle, RIGHT - 6.653, 0.0, Some(DASH)));
}

fn shade([x, y, width, height]: [f32; 4]) -> Item {
    fill(x, y, width, height, SHADE)
}

fn bar(x: f32, y: f32, width: f32, height: f32) -> Item {
    fill(x, y, width, height, INK)
}

fn fill(x: f32, y: f32, width: f32, height: f32, color: Color) -> Item {
    Item::Rectangle(Rectangle {
        x: points(x),
        y: points(y),
        width: points(width),
        height: points(height),
        fill: Some(color),
        outline: None,
    })
}

fn check_box(x: f32, y: f32, width: f32, height: f32) -> Item {
    Item::Rectangle(Rectangle {
        x: points(x),
        y: points(y),
        width: points(width),
        height: points(height),
        fill: None,
        outline: Some((RULE, INK)),
    })
}

fn rule(x: f32, y: f32, width: f32, height: f32, dash: Option<(f32, f32)>) -> Item {
    Item::Line(Line {
        ends: [
            (points(x), points(y)),
            (points(x + width), points(y + height)),
        ],
        width: RULE,
        dash,
        color: INK,
    })
}

/// A shaft from y, `height` down (or up when negative), with its head at the far end.
fn draw_arrow(items: &mut Vec<Item>, x: f32, y: f32, height: f32) {
    let tip = y + height;
    let back = tip - 0.06 * height.signum();
    items.push(rule(x, y, 0.0, height, None));
    for side in [-0.035, 0.035] {
        items.push(Item::Line(Line {
            ends: [(points(x + side), points(back)), (points(x), points(tip))],
            width: 0.9,
            dash: None,
            color: INK,
        }));
    }
}

fn caption(row: &'static str) -> Option<Item> {
    let [y, x, x_end, size, face, turn, text] =
        row.splitn(7, '|').collect::<Vec<_>>().try_into().ok()?;
    let face = match face {
        "bold" => Face::SansBold,
        "italic" => Face::SansItalic,
        "bolditalic" => Face::SansBoldItalic,
        _ => Face::Sans,
    };
    let (x, x_end): (f32, f32) = (x.parse().ok()?, x_end.parse().ok()?);
    let mut caption = Text::new(
        points(x),
        points(y.parse().ok()?),
        face,
        size.parse().ok()?,
        text,
    );
    caption.turn = turn.parse().ok()?;
    caption.color = if caption.size == 14.0 { PALE } else { INK };
    if caption.turn == 0 {
        let room = points(x_end) - points(x);
        // Never wider than the face draws it: loose type looks worse than a little air.
        let stretch = (room / caption.width() * 100.0).min(100.0);
        caption.stretch = (stretch * 10.0).floor() / 10.0;
    }
    Some(Item::Text(caption))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_measures_is_drawn() {
        let rows = |text: &str| text.lines().count() - 1;
        let rules = rows(include_str!("../../../assets/cms1500/rules.csv"));
        let captions = rows(include_str!("../../../assets/cms1500/captions.csv"));
        let arrows = include_str!("../../../assets/cms1500/rules.csv")
            .lines()
            .filter(|row| row.starts_with("arrow"))
            .count();
        let per_line =
            1 + SERVICE_GAPS.len() + 1 + SERVICE_RULES.len() + SERVICE_DASHES.len() + 2 + 1;
        assert_eq!(
            items().len(),
            rules + 2 * arrows + captions + 6 * per_line + NOTICE.len()
        );
    }
}
