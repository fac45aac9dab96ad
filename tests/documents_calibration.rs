//! The calibration sheet and the printer profile that a user reads from it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use almoner::documents::cms1500::calibration;
use almoner::documents::page::Item;
use almoner::domain::printer::{PrinterProfile, PrinterProfileDraft, Readings};

mod common;

fn exact() -> PrinterProfile {
    PrinterProfile::exact("exact")
}

#[test]
fn the_calibration_sheet_says_what_was_reviewed() {
    let mut page = calibration::document(&exact()).pages.remove(0);
    page.items.retain(|item| matches!(item, Item::Text(_)));
    common::assert_golden("cms1500_calibration", &common::dump(&page));
}

/// The longest mark of a scale of 51 is its zero: it must stand on the form's own rule, and move
/// with the profile that the sheet is printed with.
#[test]
fn the_scales_of_the_calibration_sheet_have_their_zero_on_rules_of_the_form() {
    let profile = PrinterProfile {
        offset_x: 5,
        offset_y: -8,
        scale_x: 10_050,
        scale_y: 9_960,
        ..exact()
    };
    let zeros = |profile: &PrinterProfile| {
        let mut zeros: Vec<(f32, f32)> = calibration::document(profile).pages[0]
            .items
            .iter()
            .filter_map(|item| match item {
                Item::Line(line) => Some(line.ends),
                Item::Text(_) | Item::Rectangle(_) | Item::Picture(_) => None,
            })
            .filter(|[(x, y), (x_end, y_end)]| {
                let length = (x_end - x).abs() + (y_end - y).abs();
                (length - 0.16 * 72.0).abs() < 0.1
            })
            .map(|[start, _]| start)
            .collect();
        zeros.sort_by(|a, b| a.1.total_cmp(&b.1));
        zeros
    };
    let [top, left, right, bottom] = zeros(&exact()).try_into().unwrap();
    // The form's outer rules and the middles of its two bars, in inches.
    for (mark, rule) in [
        (left.0, 0.272),
        (right.0, 8.188),
        (top.1, 1.317 + 0.033 / 2.0),
        (bottom.1, 10.498 + 0.034 / 2.0),
    ] {
        assert!((mark - rule * 72.0).abs() < 0.01, "{mark} {rule}");
    }
    for (from, to) in zeros(&exact()).into_iter().zip(zeros(&profile)) {
        assert!((to.0 - (from.0 * 1.005 + 3.6)).abs() < 0.01);
        assert!((to.1 - (from.1 * 0.996 - 5.76)).abs() < 0.01);
    }
}

/// Undoes a printer that scales and shifts: what the user reads on its sheet must give the profile
/// that puts the print back where it belongs, to a hundredth of an inch and a half.
#[test]
fn readings_from_a_crooked_printer_bring_the_print_back() {
    let check = |printer_scale: f64, printer_offset: f64| {
        let printed = |place: f64| place * printer_scale + printer_offset;
        let nominal = |paper: f64| (paper - printer_offset) / printer_scale;
        let reading = |rule: f64| ((nominal(rule) - rule) * 100.0).round() as i16;
        let readings = Readings {
            left: reading(0.272),
            right: reading(8.188),
            top: reading(1.3335),
            bottom: reading(10.515),
        };
        let profile = PrinterProfileDraft::from_readings("crooked", readings)
            .build()
            .unwrap();
        for (scale, offset, places) in [
            (profile.scale_x, profile.offset_x, [0.3, 4.0, 8.1]),
            (profile.scale_y, profile.offset_y, [1.4, 6.0, 10.4]),
        ] {
            for place in places {
                let corrected = place * f64::from(scale) / 10_000.0 + f64::from(offset) / 100.0;
                assert!((printed(corrected) - place).abs() < 0.015, "{place}");
            }
        }
    };
    check(1.0, 0.0);
    check(1.0, 0.13);
    check(1.0, -0.2);
    check(0.99, 0.05);
    check(1.012, -0.08);
}
