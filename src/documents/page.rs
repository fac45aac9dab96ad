//! The page model: what stands where on a sheet, in points from its top-left corner.
//!
//! A document is drawn from this by `pdf`, and shown on screen from the same items, so the preview
//! is the print. It is also the frozen record of what was printed, hence the short names in files.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::documents::cms1500;
use crate::documents::font::{self, Face};
use crate::documents::image::Image;

/// Points in an inch.
pub const INCH: f32 = 72.0;
/// US Letter, the sheet every form here is printed on, in points.
pub const LETTER: (f32, f32) = (8.5 * INCH, 11.0 * INCH);

/// A length or place in points from one in inches, to a thousandth of a point.
pub fn points(inches: f32) -> f32 {
    (inches * INCH * 1000.0).round() / 1000.0
}

/// Pages that are printed together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// What a viewer shows as the title; never anything about a patient.
    pub title: String,
    pub pages: Vec<Page>,
    /// The pictures that the pages name. A kept document only names them: whoever brings it back
    /// adds them from where pictures are kept.
    #[serde(skip)]
    pub images: BTreeMap<ImageId, Arc<Image>>,
}

impl Document {
    /// A document without pictures.
    pub fn new(title: impl Into<String>, pages: Vec<Page>) -> Self {
        Self {
            title: title.into(),
            pages,
            images: BTreeMap::new(),
        }
    }

    /// Adds a picture for the pages to name.
    #[must_use]
    pub fn with_image(mut self, image: Arc<Image>) -> Self {
        let _ = self.images.insert(image.id(), image);
        self
    }
}

/// One side of a sheet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// Width of the sheet in points.
    #[serde(rename = "w")]
    pub width: f32,
    /// Height of the sheet in points.
    #[serde(rename = "h")]
    pub height: f32,
    /// What stands behind the items, the same on many pages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backdrop: Option<Backdrop>,
    /// What stands on the page, in the order it is drawn.
    pub items: Vec<Item>,
}

impl Page {
    /// An empty sheet of US Letter paper.
    pub fn letter() -> Self {
        Self {
            width: LETTER.0,
            height: LETTER.1,
            backdrop: None,
            items: Vec::new(),
        }
    }

    /// The texts on the page, without those of the backdrop.
    pub fn texts(&self) -> impl Iterator<Item = &Text> {
        self.items.iter().filter_map(|item| match item {
            Item::Text(text) => Some(text),
            Item::Line(_) | Item::Rectangle(_) | Item::Picture(_) => None,
        })
    }

    /// The pictures on the page.
    pub fn pictures(&self) -> impl Iterator<Item = &Picture> {
        self.items.iter().filter_map(|item| match item {
            Item::Picture(picture) => Some(picture),
            Item::Text(_) | Item::Line(_) | Item::Rectangle(_) => None,
        })
    }
}

/// Art that many pages share and that belongs to the program, not to the record of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Backdrop {
    /// Our drawing of the CMS-1500 (02/12) for plain paper.
    #[serde(rename = "cms1500")]
    Cms1500,
    /// The same, over SAMPLE in large letters.
    #[serde(rename = "cms1500-sample")]
    Cms1500Sample,
}

impl Backdrop {
    /// What it consists of, on a sheet of US Letter paper.
    pub fn items(self) -> &'static [Item] {
        match self {
            Self::Cms1500 => cms1500::art::items(),
            Self::Cms1500Sample => cms1500::art::sample_items(),
        }
    }
}

/// One thing on a page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Item {
    #[serde(rename = "t")]
    Text(Text),
    #[serde(rename = "l")]
    Line(Line),
    #[serde(rename = "r")]
    Rectangle(Rectangle),
    #[serde(rename = "i")]
    Picture(Picture),
}

/// A run of characters on one baseline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Text {
    /// Where the first character's advance box starts.
    pub x: f32,
    /// The baseline.
    pub y: f32,
    #[serde(rename = "s")]
    pub text: String,
    #[serde(rename = "f", default, skip_serializing_if = "is_default")]
    pub face: Face,
    /// Size of the em in points.
    #[serde(rename = "z")]
    pub size: f32,
    /// Points added to each character's advance; negative ones draw characters together.
    #[serde(rename = "k", default, skip_serializing_if = "is_default")]
    pub tracking: f32,
    /// Width of the characters against their natural width, per cent.
    #[serde(rename = "p", default = "natural", skip_serializing_if = "is_natural")]
    pub stretch: f32,
    /// Degrees that the run is turned counterclockwise around its start.
    #[serde(rename = "a", default, skip_serializing_if = "is_default")]
    pub turn: i16,
    #[serde(rename = "c", default, skip_serializing_if = "is_default")]
    pub color: Color,
    /// The field of a form that the text fills.
    #[serde(rename = "o", default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
}

impl Text {
    /// A level run in black, as wide as its face draws it.
    pub fn new(x: f32, y: f32, face: Face, size: f32, text: impl Into<String>) -> Self {
        Self {
            x,
            y,
            text: text.into(),
            face,
            size,
            tracking: 0.0,
            stretch: natural(),
            turn: 0,
            color: Color::BLACK,
            origin: None,
        }
    }

    /// How far one character of the text as `drawn` moves the pen, in points.
    pub fn advance(&self, character: char) -> f32 {
        let glyph = self.face.glyph(character).unwrap_or_default();
        (f32::from(glyph.advance) / 1000.0 * self.size + self.tracking) * self.stretch / 100.0
    }

    /// How far the whole run moves the pen, in points.
    pub fn width(&self) -> f32 {
        self.drawn().chars().map(|c| self.advance(c)).sum()
    }

    /// The text as its face draws it: see [`font::drawn`].
    pub fn drawn(&self) -> Cow<'_, str> {
        font::drawn(&self.text)
    }
}

/// A straight stroke.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// Start and end, each x and y.
    #[serde(rename = "at")]
    pub ends: [(f32, f32); 2],
    /// Thickness in points.
    #[serde(rename = "w")]
    pub width: f32,
    /// Dash and gap in points; none is a solid stroke.
    #[serde(rename = "d", default, skip_serializing_if = "Option::is_none")]
    pub dash: Option<(f32, f32)>,
    #[serde(rename = "c", default, skip_serializing_if = "is_default")]
    pub color: Color,
}

/// An upright rectangle, filled, outlined or both.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rectangle {
    /// The left edge.
    pub x: f32,
    /// The top edge.
    pub y: f32,
    #[serde(rename = "w")]
    pub width: f32,
    #[serde(rename = "h")]
    pub height: f32,
    #[serde(rename = "c", default, skip_serializing_if = "Option::is_none")]
    pub fill: Option<Color>,
    /// Thickness in points and color of the outline, centered on the edges.
    #[serde(rename = "e", default, skip_serializing_if = "Option::is_none")]
    pub outline: Option<(f32, Color)>,
}

/// A picture, drawn out to fill its place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Picture {
    /// The left edge.
    pub x: f32,
    /// The top edge.
    pub y: f32,
    #[serde(rename = "w")]
    pub width: f32,
    #[serde(rename = "h")]
    pub height: f32,
    /// Which one, of the document's `images`.
    #[serde(rename = "n")]
    pub image: ImageId,
}

impl Picture {
    /// The picture with its top-left corner at a place, as large as fits into `width` by `height`
    /// points without being drawn out one way.
    pub fn within(x: f32, y: f32, width: f32, height: f32, image: &Image) -> Self {
        let (across, down) = (image.width().max(1) as f32, image.height().max(1) as f32);
        let scale = (width / across).min(height / down);
        Self {
            x,
            y,
            width: across * scale,
            height: down * scale,
            image: image.id(),
        }
    }
}

/// Names a picture by what it shows: the SHA-256 of its size and pixels, 64 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ImageId(String);

impl ImageId {
    /// From what `as_str` gave; none when it is no such name.
    pub fn parse(text: &str) -> Option<Self> {
        let is_hex = |byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        (text.len() == 64 && text.bytes().all(is_hex)).then(|| Self(text.to_owned()))
    }

    pub(super) fn of_digest(digest: &[u8]) -> Self {
        Self(digest.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ImageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Red, green and blue, 0 to 255.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Color(pub u8, pub u8, pub u8);

impl Color {
    pub const BLACK: Self = Self(0, 0, 0);
}

/// The field of a form that a text stands in, named as `domain::claim::field` names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    #[serde(rename = "b")]
    pub form_box: Cow<'static, str>,
    #[serde(rename = "r", default, skip_serializing_if = "Option::is_none")]
    pub row: Option<u8>,
    #[serde(rename = "f")]
    pub field: Cow<'static, str>,
}

const fn natural() -> f32 {
    100.0
}

fn is_natural(stretch: &f32) -> bool {
    *stretch == natural()
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
