//! The print grid: 10 characters and 6 lines to the inch.
//!
//! The cell of column c on line n covers x = (c-1)/10 .. c/10 inch; its character stands on the
//! baseline y = (n-0.25)/6 inch (assets/cms1500/README.md).

use std::borrow::Cow;

use crate::documents::font::Face;
use crate::documents::page::{INCH, Origin, Text, points};
use crate::domain::claim::field::{self, Align};
use crate::domain::claim::form::BoxValue;
use crate::domain::printer::{PrinterProfile, TRUE_SCALE};

use super::Error;

/// Points from one character to the next: 10 to the inch.
pub const PITCH: f32 = INCH / 10.0;
/// Points from one line to the next: 6 to the inch.
pub const LEADING: f32 = INCH / 6.0;
/// The size at which the form's face advances by exactly one pitch.
pub const SIZE: f32 = 12.0;

/// Where a printer has to be told to print so that it meets the paper: a profile in points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Placement {
    scale: (f32, f32),
    offset: (f32, f32),
}

impl Placement {
    /// Print exactly where the form has its boxes.
    pub const EXACT: Self = Self {
        scale: (1.0, 1.0),
        offset: (0.0, 0.0),
    };

    pub fn of(profile: &PrinterProfile) -> Self {
        let scale = |scale: u16| f32::from(scale) / f32::from(TRUE_SCALE);
        let offset = |offset: i16| f32::from(offset) / 100.0 * INCH;
        Self {
            scale: (scale(profile.scale_x), scale(profile.scale_y)),
            offset: (offset(profile.offset_x), offset(profile.offset_y)),
        }
    }

    /// A place on the form, given and returned in points.
    pub fn point(&self, x: f32, y: f32) -> (f32, f32) {
        (
            thousandth(self.scale.0 * x + self.offset.0),
            thousandth(self.scale.1 * y + self.offset.1),
        )
    }

    /// The text whose first character stands in a cell of the grid.
    pub fn text(&self, print_line: u8, column: usize, text: impl Into<String>) -> Text {
        let (x, y) = self.point(
            PITCH * (column as f32 - 1.0),
            LEADING * (f32::from(print_line) - 0.25),
        );
        let mut placed = Text::new(x, y, Face::Mono, SIZE, text);
        placed.tracking = thousandth(PITCH * (self.scale.0 - 1.0));
        placed
    }
}

/// One value of a form page where it prints; none when it is blank.
///
/// # Errors
/// When the form has no such field or the text does not fit into it.
pub fn place(value: &BoxValue, placement: &Placement) -> Result<Option<Text>, Error> {
    let (form_box, name) = (value.form_box, value.field);
    let text = value.text.as_str();
    if text.trim().is_empty() {
        return Ok(None);
    }
    let field = field::find(form_box, value.row, name).ok_or(Error::UnknownField {
        form_box,
        field: name,
    })?;
    if !Face::Mono.covers(text) {
        return Err(Error::Character {
            form_box,
            field: name,
        });
    }
    // Every character the face covers is one byte.
    let found = text.len();
    if found > field.length {
        return Err(Error::TooLong {
            form_box,
            field: name,
            found,
            length: field.length,
        });
    }
    let indent = match field.align {
        Align::Left => 0,
        Align::Right => field.length - found,
    };
    let mut placed = placement.text(field.print_line, usize::from(field.column) + indent, text);
    placed.origin = Some(Origin {
        form_box: Cow::Borrowed(form_box),
        row: value.row,
        field: Cow::Borrowed(name),
    });
    Ok(Some(placed))
}

fn thousandth(length: f32) -> f32 {
    points(length / INCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(form_box: &'static str, field: &'static str, text: &str) -> BoxValue {
        BoxValue {
            form_box,
            row: None,
            field,
            text: text.to_owned(),
            reason: String::new(),
            source: None,
        }
    }

    #[test]
    fn a_field_starts_at_its_column_and_ends_at_its_last_cell_when_right_aligned() {
        let place = |value| place(&value, &Placement::EXACT).unwrap().unwrap();
        let name = place(value("2", "patient name", "DOE, JANE"));
        assert_eq!((name.x, name.y), (21.6, 141.0));
        let charge = place(value("28", "total charge dollars", "120"));
        assert_eq!(charge.x + charge.width(), 432.0);
    }

    #[test]
    fn what_does_not_fit_is_named_without_its_content() {
        let check = |value: BoxValue, expected: &str| {
            let error = place(&value, &Placement::EXACT).unwrap_err();
            assert_eq!(error.to_string(), expected);
        };
        check(
            value("2", "patient name", &"W".repeat(29)),
            "Box 2, patient name: the text has 29 characters, but the field holds 28; shorten it.",
        );
        check(
            value("2", "patient name", "NUÑEZ"),
            "Box 2, patient name: the text holds a character that the form cannot carry; use \
             letters without accents, digits and punctuation.",
        );
        check(
            value("2", "maiden name", "DOE"),
            "The CMS-1500 has no field “maiden name” in box 2.",
        );
    }

    #[test]
    fn a_blank_value_prints_nothing() {
        assert_eq!(
            place(&value("2", "patient name", "  "), &Placement::EXACT),
            Ok(None)
        );
    }

    #[test]
    fn a_profile_scales_from_the_corner_and_then_moves() {
        let placement = Placement::of(&PrinterProfile {
            offset_x: -10,
            offset_y: 25,
            scale_x: 10_100,
            scale_y: 9_900,
            ..PrinterProfile::exact("crooked")
        });
        let name = place(&value("2", "patient name", "DOE"), &placement)
            .unwrap()
            .unwrap();
        assert_eq!(
            (name.x, name.y),
            (points(0.203), points(1.958_333_4 * 0.99 + 0.25))
        );
        assert!((name.advance('D') - 7.272).abs() < 0.0001);
    }
}
