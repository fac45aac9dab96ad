//! The sheet from which a user reads how a printer misses the red form.
//!
//! Everything on it goes through the profile it is printed with: without one it shows the
//! printer's own error, with the right one every reading is zero.

use crate::documents::font::Face;
use crate::documents::page::{Document, INCH, Item, Line, Page, Text, points};
use crate::domain::claim::field;
use crate::domain::printer::PrinterProfile;

use super::layout::Placement;

/// The title of the PDF.
pub const TITLE: &str = "CMS-1500 calibration sheet";

/// Length of the two rulers, in 1/100 inch.
const RULER: i16 = 600;
/// How far a scale reaches on each side of its zero, in 1/100 inch.
const REACH: i16 = 25;

/// The alignment blocks of the form: print line, first column. Its notes call for XXX in each.
const ALIGNMENT_BLOCKS: [(u8, usize); 2] = [(8, 4), (8, 80)];

/// Steps for the user, each with its lines.
const STEPS: [&[&str]; 5] = [
    &[
        "1. Print this sheet at 100 % (“actual size”), without a printer profile, on a blank red form from the tray",
        "    that you print claims from. Or print it on plain paper and hold it behind a red form against a window.",
    ],
    &[
        "2. Measure the two 6-inch rulers. If one is much too short or too long, the print window still scales the page:",
        "    switch “fit to page” off and start again.",
    ],
    &[
        "3. Each of the four scales crosses a rule of the form: LEFT and RIGHT its outer rules, TOP the thick bar above",
        "    box 1, BOTTOM the thick bar under box 33. Read the mark that the rule (of a bar: its middle) meets. One mark",
        "    is 1/100 inch; marks to the right of 0 or below 0 count as plus, marks to the left or above as minus.",
    ],
    &[
        "4. Tell Almoner the four marks and a name for the printer and tray, for example",
        "    almoner calibrate --printer-profile \"Front desk\" --readings 3,-2,1,4   (LEFT, RIGHT, TOP, BOTTOM).",
        "    It works out the offsets and scales and keeps them under that name.",
    ],
    &[
        "5. Print this sheet with the profile (--printer-profile NAME --out PDF) on a red form: each X now stands in its",
        "    box (in the three blocks at the top left, a little right of the middle), and each scale reads 0, give or take 2.",
    ],
];

/// The calibration sheet as a document of one page.
pub fn document(profile: &PrinterProfile) -> Document {
    Document::new(TITLE, vec![page(profile)])
}

fn page(profile: &PrinterProfile) -> Page {
    let mut sheet = Sheet {
        placement: Placement::of(profile),
        page: Page::letter(),
    };
    sheet.sentence(
        1.0,
        0.36,
        Face::SansBold,
        12.0,
        "CMS-1500 calibration sheet",
    );
    sheet.sentence(3.75, 0.36, Face::Sans, 9.0, &printed_with(profile));
    sheet.ruler(1.0, 0.62, Axis::Across);
    sheet.ruler(7.36, 2.0, Axis::Down);
    sheet.scale("LEFT", 0.272, 3.86, Axis::Across);
    sheet.scale("RIGHT", 8.188, 4.2, Axis::Across);
    sheet.scale("TOP", 6.5, 1.3335, Axis::Down);
    sheet.scale("BOTTOM", 5.04, 10.515, Axis::Down);
    sheet.crosses();
    let mut y = 7.42;
    for step in STEPS {
        for line in step {
            sheet.sentence(0.4, y, Face::Sans, 9.0, line);
            y += 0.15;
        }
        y += 0.04;
    }
    sheet.page
}

fn printed_with(profile: &PrinterProfile) -> String {
    let draft = profile.to_draft();
    let exact = PrinterProfile::exact(profile.name.clone());
    if *profile == exact {
        return "Printed without a printer profile.".to_owned();
    }
    let name = if Face::Sans.covers(&profile.name) && profile.name.chars().count() <= 30 {
        format!("profile “{}”", profile.name)
    } else {
        "a profile".to_owned()
    };
    format!(
        "Printed with {name}: offset {} and {}, scale {} and {}.",
        draft.offset_x, draft.offset_y, draft.scale_x, draft.scale_y
    )
}

/// The direction along which marks follow each other.
#[derive(Clone, Copy)]
enum Axis {
    Across,
    Down,
}

/// A page that is drawn through a placement; places in inches.
struct Sheet {
    placement: Placement,
    page: Page,
}

impl Sheet {
    fn sentence(&mut self, x: f32, y: f32, face: Face, size: f32, text: &str) {
        let (x, y) = self.placement.point(x * INCH, y * INCH);
        self.page
            .items
            .push(Item::Text(Text::new(x, y, face, size, text)));
    }

    /// A short text whose middle is at x.
    fn label(&mut self, x: f32, y: f32, size: f32, text: &str) {
        let width = Text::new(0.0, 0.0, Face::Sans, size, text).width() / INCH;
        self.sentence(x - width / 2.0, y, Face::Sans, size, text);
    }

    fn stroke(&mut self, from: (f32, f32), to: (f32, f32), width: f32) {
        let end = |(x, y): (f32, f32)| self.placement.point(x * INCH, y * INCH);
        self.page.items.push(Item::Line(Line {
            ends: [end(from), end(to)],
            width,
            dash: None,
            color: Default::default(),
        }));
    }

    /// A stroke across the axis at `at`, from `start` to `end` inches beside it.
    fn mark(&mut self, axis: Axis, origin: (f32, f32), at: f32, start: f32, end: f32, width: f32) {
        let place = |aside: f32| match axis {
            Axis::Across => (origin.0 + at, origin.1 - aside),
            Axis::Down => (origin.0 + aside, origin.1 + at),
        };
        self.stroke(place(start), place(end), width);
    }

    /// A ruler of six inches with a mark each 1/100 inch.
    fn ruler(&mut self, x: f32, y: f32, axis: Axis) {
        let (length, label) = match axis {
            Axis::Across => ((x + 6.0, y), "6 inches across"),
            Axis::Down => ((x, y + 6.0), "6 inches down"),
        };
        self.stroke((x, y), length, 0.5);
        for hundredth in 0..=RULER {
            let (height, width) = match hundredth {
                h if h % 100 == 0 => (0.14, 0.6),
                h if h % 50 == 0 => (0.11, 0.4),
                h if h % 10 == 0 => (0.09, 0.4),
                h if h % 5 == 0 => (0.06, 0.2),
                _ => (0.035, 0.15),
            };
            let at = f32::from(hundredth) / 100.0;
            self.mark(axis, (x, y), at, 0.0, height, width);
            if hundredth % 100 == 0 {
                let number = (hundredth / 100).to_string();
                match axis {
                    Axis::Across => self.label(x + at, y + 0.10, 7.0, &number),
                    Axis::Down => self.label(x - 0.06, y + at + 0.033, 7.0, &number),
                }
            }
        }
        match axis {
            Axis::Across => self.label(x + 3.0, y + 0.2, 7.0, label),
            Axis::Down => self.label(x - 0.1, y + 6.16, 7.0, label),
        }
    }

    /// A scale of 1/100 inch marks whose zero stands where the form has the rule `name`.
    fn scale(&mut self, name: &str, x: f32, y: f32, axis: Axis) {
        for hundredth in -REACH..=REACH {
            let (height, width) = match hundredth {
                0 => (0.16, 0.5),
                h if h % 10 == 0 => (0.12, 0.3),
                h if h % 5 == 0 => (0.09, 0.3),
                _ => (0.06, 0.2),
            };
            let at = f32::from(hundredth) / 100.0;
            self.mark(axis, (x, y), at, 0.0, height, width);
            if hundredth % 20 == 0 {
                let number = match hundredth {
                    0 => "0".to_owned(),
                    h => format!("{h:+}"),
                };
                match axis {
                    Axis::Across => self.label(x + at, y + 0.07, 5.0, &number),
                    Axis::Down => self.label(x - 0.07, y + at + 0.024, 5.0, &number),
                }
            }
        }
        match axis {
            Axis::Across => self.label(x, y + 0.16, 6.0, name),
            Axis::Down => self.sentence(x + 0.19, y + 0.03, Face::Sans, 6.0, name),
        }
    }

    /// XXX in the alignment blocks and an X in every check box.
    fn crosses(&mut self) {
        for (print_line, column) in ALIGNMENT_BLOCKS {
            let text = self.placement.text(print_line, column, "XXX");
            self.page.items.push(Item::Text(text));
        }
        for field in field::all().iter().filter(|field| is_check_box(field)) {
            let text = self
                .placement
                .text(field.print_line, usize::from(field.column), "X");
            self.page.items.push(Item::Text(text));
        }
    }
}

/// The form's check boxes are its only fields of one character in a square.
fn is_check_box(field: &field::Field) -> bool {
    field.length == 1 && points(field.area.width - field.area.height).abs() < 1.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_29_check_boxes() {
        assert_eq!(
            field::all()
                .iter()
                .filter(|field| is_check_box(field))
                .count(),
            29
        );
    }

    #[test]
    fn the_sheet_says_what_it_was_printed_with() {
        let exact = PrinterProfile::exact("none");
        assert_eq!(printed_with(&exact), "Printed without a printer profile.");
        let moved = PrinterProfile {
            offset_x: -3,
            scale_y: 9_975,
            ..PrinterProfile::exact("Front desk")
        };
        assert_eq!(
            printed_with(&moved),
            "Printed with profile “Front desk”: offset -3 and 0, scale 1 and 0.9975."
        );
        let foreign = PrinterProfile {
            name: "打印机".to_owned(),
            ..moved
        };
        assert!(printed_with(&foreign).starts_with("Printed with a profile:"));
    }
}
