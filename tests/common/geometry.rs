//! Where the characters of a page stand: inside their fields, and apart from one another.

#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use almoner::documents::font::Face;
use almoner::documents::page::{Page, Text};
use almoner::domain::claim::field::{self, Field};

pub fn field_of(text: &Text) -> &'static Field {
    let origin = text.origin.as_ref().unwrap();
    field::find(&origin.form_box, origin.row, &origin.field).unwrap()
}

/// How far ink stays from the sides of its cell, in inches: the least over all glyphs of the face,
/// which a test of the face holds.
pub fn side_bearing() -> f32 {
    60.0 / 1000.0 * 12.0 / 72.0
}

/// Top of capitals and digits above the baseline in inches; a round one reaches 10 units higher.
pub fn cap_height() -> f32 {
    f32::from(Face::Mono.metrics().cap_height + 10) / 1000.0 * 12.0 / 72.0
}

/// Where a character's ink leaves its field, in words; the tolerance is a rounding of the measures.
pub fn strays(text: &Text) -> Vec<String> {
    const ROUNDING: f32 = 0.0005;
    let field = field_of(text);
    let area = field.area;
    let mut strays = Vec::new();
    let baseline = text.y / 72.0;
    if baseline - cap_height() < area.y - ROUNDING || baseline > area.y + area.height + ROUNDING {
        strays.push(format!(
            "{} {} stands too high or low",
            field.form_box, field.name
        ));
    }
    let mut x = text.x / 72.0;
    for character in text.text.chars() {
        let end = x + text.advance(character) / 72.0;
        if x + side_bearing() < area.x - ROUNDING
            || end - side_bearing() > area.x + area.width + ROUNDING
        {
            strays.push(format!("{} {} at {x:.3}", field.form_box, field.name));
        }
        x = end;
    }
    strays
}

pub fn ink(text: &Text) -> (f32, f32, f32, f32) {
    (
        text.x,
        text.y - 0.6 * text.size,
        text.x + text.width(),
        text.y + 0.2 * text.size,
    )
}

pub fn assert_no_overlap(page: &Page) {
    let texts: Vec<&Text> = page.texts().collect();
    for (idx, text) in texts.iter().enumerate() {
        let (left, top, right, bottom) = ink(text);
        for other in &texts[idx + 1..] {
            let (other_left, other_top, other_right, other_bottom) = ink(other);
            let apart = right <= other_left + 0.01
                || other_right <= left + 0.01
                || bottom <= other_top
                || other_bottom <= top;
            assert!(apart, "{:?} over {:?}", text.origin, other.origin);
        }
    }
}
