//! Papers for patients beside statements, from one kit: letterhead, the address for a window
//! envelope, headings, paragraphs, tables, page numbers, SAMPLE where the practice is one.

pub mod agreement;
pub mod comparison;
pub mod estimate;
pub mod labels;
pub mod letter;
pub mod receipt;
pub mod superbill;
pub mod table;
pub mod walk_out;

mod head;
mod words;

use crate::documents::cms1500;
use crate::documents::font::Face;
use crate::documents::image::Image;
use crate::documents::page::{INCH, Item, LETTER, Line, Page, Text};
use crate::documents::words::{width, wrapped};
use crate::domain::person::Address;
use crate::domain::statement::Language;
use crate::domain::statement::envelope::Envelope;
use crate::domain::statement::stationery::Letterhead;

pub use head::{address_fits, letterhead_fits};
pub use words::{dollars, provider_name};

/// On the left and the right, in points.
pub const MARGIN: f32 = 0.75 * INCH;
/// Between the margins, in points.
pub const WIDTH: f32 = LETTER.0 - 2.0 * MARGIN;
/// The first baseline of the following pages.
const NEXT_TOP: f32 = 0.95 * INCH;
/// The last baseline of a body.
const BOTTOM: f32 = 10.2 * INCH;
/// Where the page's number stands.
const FOOT: f32 = 10.55 * INCH;

/// Size of running text and from baseline to baseline, in points.
pub const TEXT: (f32, f32) = (9.5, 12.5);
/// The same for small print.
pub const SMALL: (f32, f32) = (8.0, 10.4);

/// The room for a label before its value, in points.
const LABEL: f32 = 96.0;

/// What a paper carries whatever it is about.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'a> {
    pub letterhead: &'a Letterhead,
    /// In whose window the address stands.
    pub envelope: &'a Envelope,
    /// The picture that the letterhead names.
    pub logo: Option<&'a Image>,
    pub language: Language,
    /// Whom it goes to, as an envelope names her: `Ana M Ruiz Jr`.
    pub to: &'a str,
    pub address: &'a Address,
    /// Whether the practice is the sample.
    pub is_sample: bool,
}

/// A line of the block beside the address: what it is, and its value.
pub type Fact<'a> = (&'a str, String);

/// Pages in the making.
struct Sheets<'a> {
    frame: Frame<'a>,
    /// What stands small at the top of every page but the first.
    running_head: String,
    pages: Vec<Page>,
    page: Page,
    /// The baseline of the next line, in points.
    y: f32,
}

impl<'a> Sheets<'a> {
    /// Begins a paper: its letterhead, address, title and the facts beside the address.
    fn new(frame: Frame<'a>, title: &str, facts: &[Fact<'_>]) -> Self {
        let page = blank(&frame);
        let mut sheets = Self {
            frame,
            running_head: format!("{} - {title}", frame.letterhead.name),
            pages: Vec::new(),
            page,
            y: NEXT_TOP,
        };
        sheets.y = head::draw(&mut sheets.page, &frame, title, facts);
        sheets
    }

    /// English or Spanish, as the paper is.
    fn say<'w>(&self, english: &'w str, spanish: &'w str) -> &'w str {
        words::say(self.frame.language, english, spanish)
    }

    fn put(&mut self, x: f32, face: Face, size: f32, words: impl Into<String>) {
        let text = Text::new(x, self.y, face, size, words);
        self.page.items.push(Item::Text(text));
    }

    /// Begins the next page where there is no room for `height` points from this baseline on.
    fn need(&mut self, height: f32) {
        if self.y + height > BOTTOM {
            self.turn();
        }
    }

    fn turn(&mut self) {
        let next = blank(&self.frame);
        self.pages.push(std::mem::replace(&mut self.page, next));
        self.y = 0.6 * INCH;
        let line = wrapped(Face::Sans, SMALL.0, WIDTH, &self.running_head);
        if let Some(line) = line.into_iter().next() {
            self.put(MARGIN, Face::Sans, SMALL.0, line);
        }
        self.y = NEXT_TOP;
    }

    fn space(&mut self, height: f32) {
        self.y += height;
    }

    /// A heading that stays with what follows it.
    fn heading(&mut self, words: &str) {
        self.space(7.0);
        self.need(44.0);
        for line in wrapped(Face::SansBold, 11.0, WIDTH, words) {
            self.put(MARGIN, Face::SansBold, 11.0, line);
            self.y += 15.0;
        }
    }

    /// A paragraph with room after it.
    fn paragraph(&mut self, words: &str) {
        self.lines(Face::Sans, TEXT, words);
        self.space(5.0);
    }

    /// A paragraph that must be seen.
    fn strong(&mut self, words: &str) {
        self.lines(Face::SansBold, TEXT, words);
        self.space(5.0);
    }

    fn small(&mut self, words: &str) {
        self.lines(Face::Sans, SMALL, words);
        self.space(3.5);
    }

    fn lines(&mut self, face: Face, (size, leading): (f32, f32), words: &str) {
        for line in words.lines() {
            for line in wrapped(face, size, WIDTH, line) {
                self.need(0.0);
                self.put(MARGIN, face, size, line);
                self.y += leading;
            }
        }
    }

    /// Paragraphs behind a dash each.
    fn points_small(&mut self, points: &[&str]) {
        const INDENT: f32 = 10.0;
        let (size, leading) = SMALL;
        for point in points {
            for (idx, line) in wrapped(Face::Sans, size, WIDTH - INDENT, point)
                .into_iter()
                .enumerate()
            {
                self.need(0.0);
                if idx == 0 {
                    self.put(MARGIN, Face::Sans, size, "-");
                }
                self.put(MARGIN + INDENT, Face::Sans, size, line);
                self.y += leading;
            }
            self.space(2.0);
        }
    }

    /// Labels with their values: two short ones share a row, a long one has its own.
    fn pairs(&mut self, pairs: &[(&str, String)]) {
        let fits = |value: &str| {
            let room = WIDTH / 2.0 - LABEL - 12.0;
            !value.contains('\n') && width(Face::Sans, TEXT.0, value) <= room
        };
        let mut pairs = pairs
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .peekable();
        while let Some(pair) = pairs.next() {
            let is_short = fits(&pair.1);
            let second = pairs.next_if(|(_, value)| is_short && fits(value));
            let row: Vec<_> = std::iter::once(pair).chain(second).collect();
            let room = if is_short { WIDTH / 2.0 } else { WIDTH };
            self.pair_row(&row, room);
        }
        self.space(4.0);
    }

    fn pair_row(&mut self, row: &[&(&str, String)], room: f32) {
        let (size, leading) = TEXT;
        let cells: Vec<(Vec<String>, Vec<String>)> = row
            .iter()
            .map(|(label, value)| {
                let lines = value.lines();
                let lines = lines.flat_map(|it| wrapped(Face::Sans, size, room - LABEL - 12.0, it));
                (
                    wrapped(Face::Sans, SMALL.0, LABEL - 6.0, label),
                    lines.collect(),
                )
            })
            .collect();
        let lengths = cells
            .iter()
            .map(|(label, value)| label.len().max(value.len()));
        let n_lines = lengths.max().unwrap_or(0);
        self.need(leading * n_lines.saturating_sub(1).min(40) as f32);
        for idx in 0..n_lines {
            self.need(0.0);
            for (at, (label, value)) in cells.iter().enumerate() {
                let x = MARGIN + WIDTH / 2.0 * at as f32;
                if let Some(line) = label.get(idx) {
                    self.put(x, Face::Sans, SMALL.0, line.as_str());
                }
                if let Some(line) = value.get(idx) {
                    self.put(x + LABEL, Face::Sans, size, line.as_str());
                }
            }
            self.y += leading;
        }
    }

    /// A line to write on with words under it, and what is written on it already.
    fn signature(&mut self, places: &[(&str, &str)]) {
        self.need(40.0);
        self.y += 22.0;
        let share = WIDTH / places.len().max(1) as f32;
        for (idx, (under, written)) in places.iter().enumerate() {
            let x = MARGIN + share * idx as f32;
            if !written.is_empty() {
                let room = share - 20.0;
                let line = wrapped(Face::Sans, TEXT.0, room, written);
                self.put(x, Face::Sans, TEXT.0, line.join(" "));
            }
            self.rule(x, x + share - 18.0, self.y + 4.0, 0.5);
            let text = Text::new(x, self.y + 14.0, Face::Sans, SMALL.0, *under);
            self.page.items.push(Item::Text(text));
        }
        self.y += 28.0;
    }

    fn rule(&mut self, from: f32, to: f32, y: f32, thickness: f32) {
        self.page.items.push(Item::Line(Line {
            ends: [(from, y), (to, y)],
            width: thickness,
            dash: None,
            color: Default::default(),
        }));
    }

    /// All pages, numbered where there are several.
    fn finish(mut self) -> Vec<Page> {
        self.pages.push(self.page);
        let of = self.pages.len();
        if of > 1 {
            for (idx, page) in self.pages.iter_mut().enumerate() {
                let number = words::page_number(self.frame.language, idx + 1, of);
                let x = LETTER.0 - MARGIN - width(Face::Sans, SMALL.0, &number);
                let text = Text::new(x, FOOT, Face::Sans, SMALL.0, number);
                page.items.push(Item::Text(text));
            }
        }
        self.pages
    }
}

fn blank(frame: &Frame<'_>) -> Page {
    let mut page = Page::letter();
    if frame.is_sample {
        page.items.push(cms1500::art::sample_mark());
    }
    page
}

/// The first character on pages that their faces cannot draw, for who must not print a question
/// mark in its place.
pub fn undrawable(pages: &[Page]) -> Option<char> {
    let texts = pages.iter().flat_map(Page::texts);
    texts
        .filter_map(|text| crate::documents::words::undrawable(text.face, &text.text))
        .next()
}
