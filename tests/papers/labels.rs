//! Mailing labels.

use almoner::commands::papers::labels::{LabelOrder, Labels, prepare};
use almoner::documents::page::Text;
use almoner::domain::label::{SHEET, SHEETS};
use futures_executor::block_on;

use crate::desk::{Desk, patient};
use crate::rule;

fn labels(desk: &Desk, order: LabelOrder) -> Result<Labels, almoner::commands::Error> {
    block_on(prepare(desk.database.clone(), order))
}

fn order(sheet: &str, first: u16, patients: &[&str]) -> LabelOrder {
    LabelOrder {
        sheet: sheet.into(),
        first,
        patients: patients.iter().map(|id| patient(id)).collect(),
        to_guarantors: false,
    }
}

#[test]
fn labels_lie_on_their_sheet_and_apart() {
    for sheet in &SHEETS {
        for number in 1..=sheet.count() {
            let (left, top) = sheet.place(number);
            assert!(left + sheet.width <= SHEET.0, "{} {number}", sheet.name);
            assert!(top + sheet.height <= SHEET.1, "{} {number}", sheet.name);
            for other in number + 1..=sheet.count() {
                let (x, y) = sheet.place(other);
                let is_apart = left + sheet.width <= x
                    || x + sheet.width <= left
                    || top + sheet.height <= y
                    || y + sheet.height <= top;
                assert!(is_apart, "{} {number} {other}", sheet.name);
            }
        }
        // The sheet is the same from both sides, to a thousandth.
        let right =
            SHEET.0 - (sheet.left + u32::from(sheet.columns - 1) * sheet.across + sheet.width);
        assert!(right.abs_diff(sheet.left) <= 1, "{}", sheet.name);
        let bottom = SHEET.1 - (sheet.top + u32::from(sheet.rows - 1) * sheet.down + sheet.height);
        assert_eq!(bottom, sheet.top, "{}", sheet.name);
    }
}

#[test]
fn each_label_holds_its_address_whole_beginning_with_the_one_that_is_free() {
    let desk = Desk::new();
    for sheet in &SHEETS {
        let last = sheet.count();
        let made = labels(&desk, order(sheet.name, last, &["ANA", "LEO", "BERTA"])).unwrap();
        assert_eq!(made.n_labels, 3);
        assert_eq!(made.document.pages.len(), 2);
        if let Some(folder) = std::env::var_os("ALMONER_PICTURES") {
            let path = std::path::Path::new(&folder).join(format!("labels_{}.pdf", sheet.name));
            std::fs::write(path, &made.pdf).unwrap();
        }
        let expected = [
            (0, last, "Ana M Ruiz", 3),
            (1, 1, "Leo Ruiz", 3),
            (1, 2, "Berta Núñez Peña", 4),
        ];
        for (page, number, name, n_lines) in expected {
            let (left, top) = sheet.place(number);
            let points = |thousandths: u32| thousandths as f32 * 72.0 / 1000.0;
            let inside: Vec<&Text> = made.document.pages[page]
                .texts()
                .filter(|text| {
                    text.x >= points(left)
                        && text.x + text.width() <= points(left + sheet.width)
                        && text.y - text.size >= points(top)
                        && text.y + 0.25 * text.size <= points(top + sheet.height)
                })
                .collect();
            assert_eq!(inside.len(), n_lines, "{name} on {}", sheet.name);
            assert_eq!(inside[0].text, name);
            assert!(inside.iter().all(|text| text.size >= 7.0));
        }
    }
}

#[test]
fn one_label_goes_to_each_guarantor_when_asked() {
    let desk = Desk::new();
    let asked = LabelOrder {
        to_guarantors: true,
        ..order("30", 1, &["LEO", "ANA", "BERTA"])
    };
    let made = labels(&desk, asked).unwrap();
    assert_eq!(made.n_labels, 2);
    let names: Vec<&str> = made.document.pages[0]
        .texts()
        .map(|it| it.text.as_str())
        .collect();
    assert_eq!((names[0], names[3]), ("Ana M Ruiz", "Berta Núñez Peña"));
}

#[test]
fn an_address_is_never_shortened() {
    let long = "The Very Long Name of a Street That Nobody Would Believe Exists Boulevard North";
    let desk = Desk::with(|records| {
        records.patients[0].address.line1 = long.into();
        records.patients[2].address.city = String::new();
    });
    let made = |sheet: &str, who: &[&str]| labels(&desk, order(sheet, 1, who));
    assert_eq!(rule(made("30", &["ANA"])), "labels-too-small");
    let sentence = made("30", &["ANA"]).unwrap_err().to_string();
    assert!(
        sentence.contains("Ana M Ruiz (ANA)") && sentence.contains(long),
        "{sentence}"
    );
    // It fits on the larger one.
    assert_eq!(made("10", &["ANA"]).unwrap().n_labels, 1);
    assert_eq!(rule(made("30", &["BERTA"])), "labels-address");
    assert_eq!(rule(made("30", &[])), "labels-nobody");
    assert_eq!(rule(made("80", &["ANA"])), "labels-sheet");
    for first in [0, 31] {
        let order = order("30", first, &["LEO"]);
        assert_eq!(rule(labels(&desk, order)), "labels-first");
    }
}
