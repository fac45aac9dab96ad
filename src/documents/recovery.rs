//! The recovery sheet: where the practice file lies, and room to write its passphrase by hand.
//!
//! It goes into an envelope in a safe. The passphrase is never handed to this module.

use chrono::NaiveDate;

use crate::documents::font::Face;
use crate::documents::page::{Document, INCH, Item, LETTER, Line, Page, Rectangle, Text};
use crate::documents::words::{drawable, wrapped};
use crate::domain::date::spoken;

/// The title of the PDF.
pub const TITLE: &str = "Almoner recovery sheet";

/// The left and right margin, in points.
const MARGIN: f32 = 1.0 * INCH;
const WIDTH: f32 = LETTER.0 - 2.0 * MARGIN;
/// From baseline to baseline of running text, in points.
const LEADING: f32 = 15.0;
const TEXT_SIZE: f32 = 10.5;

const WHY: &str = "Everything Almoner knows about this practice is kept in one encrypted file on your \
computer. Only its passphrase opens the file. Nobody can bring a lost passphrase back, neither the \
makers of Almoner nor anybody else.";

const STEPS: [&str; 4] = [
    "1. Write the passphrase on the lines below, in capitals and small letters exactly as you type it.",
    "2. Put this sheet into a sealed envelope and keep it in a safe place away from the computer: a \
safe, a bank box, with the owner of the practice.",
    "3. Copy the practice file regularly to a disk that is kept elsewhere. The passphrase opens every \
copy.",
    "4. When the passphrase is changed, write a new sheet and destroy this one.",
];

/// The sheet as a document of one page.
pub fn document(practice_name: &str, place: &str, made_on: NaiveDate) -> Document {
    Document::new(TITLE, vec![page(practice_name, place, made_on)])
}

fn page(practice_name: &str, place: &str, made_on: NaiveDate) -> Page {
    let mut sheet = Sheet {
        page: Page::letter(),
        y: 1.1 * INCH,
    };
    sheet.paragraph(Face::SansBold, 20.0, 26.0, "Recovery sheet");
    sheet.y += 4.0;
    sheet.paragraph(Face::SansBold, 13.0, 18.0, practice_name);
    let made = format!("Made on {}", spoken(made_on));
    sheet.paragraph(Face::Sans, TEXT_SIZE, LEADING, &made);
    sheet.y += 14.0;
    sheet.paragraph(Face::Sans, TEXT_SIZE, LEADING, WHY);
    sheet.heading("The practice file");
    sheet.paragraph(Face::Mono, TEXT_SIZE, LEADING, place);
    sheet.heading("What to do with this sheet");
    for step in STEPS {
        sheet.paragraph(Face::Sans, TEXT_SIZE, LEADING, step);
        sheet.y += 3.0;
    }
    sheet.heading("The passphrase, by hand");
    sheet.writing_box(3);
    sheet.heading("Who holds this sheet");
    sheet.blanks(&["Name", "Date"]);
    sheet.page
}

struct Sheet {
    page: Page,
    /// The baseline of the next line, in points.
    y: f32,
}

impl Sheet {
    fn heading(&mut self, words: &str) {
        self.y += 16.0;
        self.paragraph(Face::SansBold, 12.0, 18.0, words);
    }

    fn paragraph(&mut self, face: Face, size: f32, leading: f32, words: &str) {
        for line in wrapped(face, size, WIDTH, &drawable(face, words)) {
            let text = Text::new(MARGIN, self.y, face, size, line);
            self.page.items.push(Item::Text(text));
            self.y += leading;
        }
    }

    /// A frame with lines to write on.
    fn writing_box(&mut self, n_lines: u8) {
        const LINE: f32 = 34.0;
        let height = LINE * f32::from(n_lines) + 8.0;
        let top = self.y - 8.0;
        self.page.items.push(Item::Rectangle(Rectangle {
            x: MARGIN,
            y: top,
            width: WIDTH,
            height,
            fill: None,
            outline: Some((0.8, Default::default())),
        }));
        for number in 1..=n_lines {
            let y = top + LINE * f32::from(number);
            self.stroke(MARGIN + 12.0, LETTER.0 - MARGIN - 12.0, y);
        }
        self.y = top + height + 12.0;
    }

    /// Words side by side, each with a line after it.
    fn blanks(&mut self, words: &[&str]) {
        self.y += 12.0;
        let share = WIDTH / words.len().max(1) as f32;
        let mut x = MARGIN;
        for word in words {
            let text = Text::new(x, self.y, Face::Sans, TEXT_SIZE, *word);
            let start = x + text.width() + 8.0;
            self.page.items.push(Item::Text(text));
            self.stroke(start, x + share - 16.0, self.y + 2.0);
            x += share;
        }
        self.y += LEADING;
    }

    fn stroke(&mut self, from: f32, to: f32, y: f32) {
        self.page.items.push(Item::Line(Line {
            ends: [(from, y), (to, y)],
            width: 0.5,
            dash: None,
            color: Default::default(),
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::pdf;

    fn day() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 9, 14).unwrap()
    }

    #[test]
    fn the_sheet_says_which_practice_and_where_its_file_lies() {
        let document = document("Cedar Clinic", "C:\\Practice\\cedar.almoner", day());
        let texts: Vec<_> = document.pages[0].texts().map(|it| &it.text).collect();
        for expected in [
            "Cedar Clinic",
            "C:\\Practice\\cedar.almoner",
            "Made on 09/14/2026",
        ] {
            assert!(texts.iter().any(|text| *text == expected), "{expected}");
        }
    }

    #[test]
    fn nothing_leaves_the_page_however_long_the_place_is() {
        let place = format!("/srv/{}/諾.almoner", "very-long-folder-name".repeat(30));
        let document = document(&"Long Name ".repeat(40), &place, day());
        for text in document.pages[0].texts() {
            assert!(text.x + text.width() <= LETTER.0 - MARGIN + 0.1);
        }
        // Everything can be drawn.
        assert!(!pdf::bytes(&document).unwrap().is_empty());
        let rows: String = document.pages[0]
            .texts()
            .map(|it| it.text.as_str())
            .collect();
        assert!(rows.contains(&"very-long-folder-name".repeat(30)));
    }
}
