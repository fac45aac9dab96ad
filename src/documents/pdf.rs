//! The page model as a PDF file; the only module that names printpdf.
//!
//! printpdf writes the page contents and the document's skeleton. What it has no word for is put
//! right on the object tree before that is written: faces (its own embedding writes each glyph as a
//! string of its own, at twice the time), pictures, `/PrintScaling /None`, art shared by pages, and
//! nothing that changes from one run to the next.

use std::collections::BTreeSet;
use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use lopdf::{Dictionary, Object, ObjectId, Stream, dictionary};
use printpdf::{
    BuiltinFont, Color as PdfColor, CurTransMat, DictItem, Line as PdfLine, LineDashPattern,
    LinePoint, Op, PaintMode, PdfDocument, PdfFontHandle, PdfPage, PdfSaveOptions, Point, Pt, Rect,
    Rgb, TextItem, TextMatrix, serialize::to_lopdf_doc,
};

use crate::documents::font::Face;
use crate::documents::page::{
    Backdrop, Color, Document, Item, LETTER, Line, Page, Picture, Rectangle, Text,
};

mod fonts;
mod pictures;

use fonts::{Fonts, Used};

/// Pages whose contents are in memory uncompressed at the same time.
const BATCH: usize = 32;

/// What the contents of the pages refer to.
struct Known {
    fonts: Fonts,
    pictures: pictures::Names,
}

/// Why a document has no PDF. Names pages, never what stands on them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error("Page {page}: a text holds a character that the document's face cannot draw.")]
    Character { page: usize },
    #[error("Page {page} shows a picture that the document does not hold.")]
    Picture { page: usize },
    #[error("The PDF could not be put together: {0}")]
    Writer(String),
    /// Nobody wants it any more.
    #[error("The PDF was given up.")]
    GivenUp,
}

impl From<lopdf::Error> for Error {
    fn from(error: lopdf::Error) -> Self {
        Self::Writer(error.to_string())
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::Writer(error.to_string())
    }
}

/// The document as the bytes of a PDF file; the same bytes for the same document, always.
///
/// # Errors
/// When a text holds a character that its face lacks.
pub fn bytes(document: &Document) -> Result<Vec<u8>, Error> {
    bytes_telling(document, &mut |_| true)
}

/// As [`bytes`]; `goes_on` is told how many pages are done and says whether to go on.
///
/// # Errors
/// As [`bytes`], and [`Error::GivenUp`] when it is not to go on.
pub fn bytes_telling(
    document: &Document,
    goes_on: &mut dyn FnMut(usize) -> bool,
) -> Result<Vec<u8>, Error> {
    let used = used(document)?;
    let mut pdf = skeleton(document);
    let known = Known {
        fonts: Fonts::embed(&mut pdf, &used, |face| handle(face).get_pdf_id())?,
        pictures: pictures::names(document)?,
    };
    let mut drawn = embed_backdrops(&mut pdf, document, &known)?;
    pictures::embed(&mut pdf, document, &known.pictures, &mut drawn)?;
    let resources = pdf.add_object(dictionary! {
        "Font" => known.fonts.resources.clone(),
        "XObject" => drawn,
    });

    let page_ids: Vec<ObjectId> = pdf.page_iter().collect();
    let mut ids = page_ids.into_iter();
    for (idx, batch) in document.pages.chunks(BATCH).enumerate() {
        if !goes_on(idx * BATCH) {
            return Err(Error::GivenUp);
        }
        for (page, mut content) in batch.iter().zip(contents(batch, &known)?) {
            if let Some(backdrop) = page.backdrop {
                let mut behind = format!("/{} Do\n", backdrop_name(backdrop)).into_bytes();
                behind.append(&mut content);
                content = behind;
            }
            let Some(id) = ids.next() else { break };
            let content = pdf.add_object(compressed(Dictionary::new(), &content)?);
            let mut entry = page_entry(&pdf, id, page)?;
            entry.set("Resources", resources);
            entry.set("Contents", content);
            pdf.set_object(id, entry);
        }
    }
    finish(pdf, document)
}

/// The faces and characters on the pages and behind them.
fn used(document: &Document) -> Result<Used, Error> {
    let mut used = Used::default();
    for (idx, page) in document.pages.iter().enumerate() {
        if !page.texts().all(|text| used.take(text)) {
            return Err(Error::Character { page: idx + 1 });
        }
    }
    let behind = used_backdrops(document)
        .into_iter()
        .flat_map(|backdrop| backdrop.items());
    for item in behind {
        if let Item::Text(text) = item {
            let _ = used.take(text);
        }
    }
    Ok(used)
}

fn used_backdrops(document: &Document) -> BTreeSet<Backdrop> {
    document
        .pages
        .iter()
        .filter_map(|page| page.backdrop)
        .collect()
}

/// printpdf's document with empty pages, freed of what a run of the program leaves in it.
fn skeleton(document: &Document) -> lopdf::Document {
    let mut empty = PdfDocument::new(&document.title);
    empty.pages = document
        .pages
        .iter()
        .map(|page| sheet(page, Vec::new()))
        .collect();
    let mut pdf = to_lopdf_doc(&empty, &PdfSaveOptions::default(), &mut Vec::new());
    // The version that knows /PrintScaling.
    pdf.version = "1.6".to_owned();
    let _ = pdf.trailer.remove(b"ID");
    pdf
}

fn sheet(page: &Page, ops: Vec<Op>) -> PdfPage {
    let paper = Rect::from_wh(Pt(page.width), Pt(page.height));
    PdfPage {
        media_box: paper.clone(),
        trim_box: paper.clone(),
        crop_box: paper,
        ops,
    }
}

/// A page's dictionary without what printpdf referred it to.
fn page_entry(pdf: &lopdf::Document, id: ObjectId, page: &Page) -> Result<Dictionary, Error> {
    let mut entry = pdf.get_dictionary(id)?.clone();
    for key in ["TrimBox", "CropBox", "Annots"] {
        let _ = entry.remove(key.as_bytes());
    }
    entry.set(
        "MediaBox",
        vec![
            0.into(),
            0.into(),
            Object::Real(page.width),
            Object::Real(page.height),
        ],
    );
    Ok(entry)
}

/// Adds the art that pages share and returns the resources that name it.
fn embed_backdrops(
    pdf: &mut lopdf::Document,
    document: &Document,
    known: &Known,
) -> Result<Dictionary, Error> {
    let mut art = Dictionary::new();
    for backdrop in used_backdrops(document) {
        let page = Page {
            items: backdrop.items().to_vec(),
            ..Page::letter()
        };
        let (width, height) = LETTER;
        let form = dictionary! {
            "Type" => "XObject",
            "Subtype" => "Form",
            "BBox" => vec![0.into(), 0.into(), Object::Real(width), Object::Real(height)],
            "Resources" => dictionary! { "Font" => known.fonts.resources.clone() },
        };
        for content in contents(std::slice::from_ref(&page), known)? {
            let id = pdf.add_object(compressed(form.clone(), &content)?);
            art.set(backdrop_name(backdrop), id);
        }
    }
    Ok(art)
}

const fn backdrop_name(backdrop: Backdrop) -> &'static str {
    match backdrop {
        Backdrop::Cms1500 => "Cms1500",
        Backdrop::Cms1500Sample => "Cms1500Sample",
    }
}

/// The content streams of pages, as printpdf writes them.
fn contents(pages: &[Page], known: &Known) -> Result<Vec<Vec<u8>>, Error> {
    let mut batch = PdfDocument::new("");
    batch.pages = pages
        .iter()
        .map(|page| sheet(page, operations(page, known)))
        .collect();
    // Without this printpdf leaves out the operators that it has no word for.
    let options = PdfSaveOptions {
        secure: false,
        ..PdfSaveOptions::default()
    };
    let mut pdf = to_lopdf_doc(&batch, &options, &mut Vec::new());
    let ids: Vec<ObjectId> = pdf.page_iter().collect();
    ids.into_iter()
        .map(|id| {
            let content = pdf.get_dictionary(id)?.get(b"Contents")?.as_reference()?;
            let content = pdf.get_object_mut(content)?.as_stream_mut()?;
            Ok(std::mem::take(&mut content.content))
        })
        .collect()
}

fn compressed(mut dictionary: Dictionary, content: &[u8]) -> Result<Stream, Error> {
    let mut encoder = ZlibEncoder::new(
        Vec::with_capacity(content.len() / 4),
        Compression::default(),
    );
    encoder.write_all(content)?;
    dictionary.set("Filter", "FlateDecode");
    Ok(Stream::new(dictionary, encoder.finish()?).with_compression(false))
}

/// Catalog and metadata, then the file.
fn finish(mut pdf: lopdf::Document, document: &Document) -> Result<Vec<u8>, Error> {
    let metadata = pdf.add_object(dictionary! {
        "Title" => lopdf::text_string(&document.title),
        "Producer" => lopdf::text_string("Almoner"),
    });
    pdf.trailer.set("Info", metadata);
    pdf.catalog_mut()?.set(
        "ViewerPreferences",
        dictionary! { "PrintScaling" => "None", "DisplayDocTitle" => true },
    );
    let _ = pdf.prune_objects();
    pdf.renumber_objects();
    let mut bytes = Vec::new();
    pdf.save_to(&mut bytes)?;
    Ok(bytes)
}

/// printpdf's name for a face; the file embeds ours under it.
const fn handle(face: Face) -> BuiltinFont {
    match face {
        Face::Mono => BuiltinFont::Courier,
        Face::Sans => BuiltinFont::Helvetica,
        Face::SansBold => BuiltinFont::HelveticaBold,
        Face::SansItalic => BuiltinFont::HelveticaOblique,
        Face::SansBoldItalic => BuiltinFont::HelveticaBoldOblique,
    }
}

/// What the operators of a page leave set, so that none is written twice.
struct Pen<'a> {
    known: &'a Known,
    ops: Vec<Op>,
    in_text: bool,
    font: Option<(Face, f32)>,
    tracking: f32,
    stretch: Option<f32>,
    fill: Option<Color>,
    outline: Option<Color>,
    thickness: Option<f32>,
    dash: Option<(f32, f32)>,
}

fn operations(page: &Page, known: &Known) -> Vec<Op> {
    let mut pen = Pen {
        known,
        ops: Vec::with_capacity(page.items.len() * 2 + 8),
        in_text: false,
        font: None,
        tracking: 0.0,
        stretch: None,
        fill: None,
        outline: None,
        thickness: None,
        dash: None,
    };
    for item in &page.items {
        match item {
            Item::Text(text) => pen.text(text, page.height),
            Item::Line(line) => pen.line(line, page.height),
            Item::Rectangle(rectangle) => pen.rectangle(rectangle, page.height),
            Item::Picture(picture) => pen.picture(picture, page.height),
        }
    }
    pen.leave_text();
    pen.ops
}

impl Pen<'_> {
    fn leave_text(&mut self) {
        if std::mem::take(&mut self.in_text) {
            self.ops.push(Op::EndTextSection);
        }
    }

    fn fill(&mut self, color: Color) {
        // PDF starts out with black.
        if self.fill.unwrap_or(Color::BLACK) != color {
            self.ops.push(Op::SetFillColor { col: tone(color) });
        }
        self.fill = Some(color);
    }

    fn outline(&mut self, thickness: f32, color: Color, dash: Option<(f32, f32)>) {
        if self.outline.unwrap_or(Color::BLACK) != color {
            self.ops.push(Op::SetOutlineColor { col: tone(color) });
        }
        self.outline = Some(color);
        if self.thickness != Some(thickness) {
            self.thickness = Some(thickness);
            self.ops.push(Op::SetOutlineThickness { pt: Pt(thickness) });
        }
        if self.dash != dash {
            self.dash = dash;
            let pattern = dash.map(|(on, off)| vec![on, off]).unwrap_or_default();
            self.ops.push(Op::SetLineDashPattern {
                dash: LineDashPattern::new(0.0, &pattern),
            });
        }
    }

    fn text(&mut self, text: &Text, height: f32) {
        self.fill(text.color);
        if !std::mem::replace(&mut self.in_text, true) {
            self.ops.push(Op::StartTextSection);
        }
        if self.font != Some((text.face, text.size)) {
            self.font = Some((text.face, text.size));
            self.ops.push(Op::SetFont {
                font: PdfFontHandle::Builtin(handle(text.face)),
                size: Pt(text.size),
            });
        }
        if self.tracking != text.tracking {
            self.tracking = text.tracking;
            self.ops.push(Op::SetCharacterSpacing {
                multiplier: text.tracking,
            });
        }
        if self.stretch.unwrap_or(100.0) != text.stretch {
            self.stretch = Some(text.stretch);
            self.ops.push(Op::SetHorizontalScaling {
                percent: text.stretch,
            });
        }
        let (x, y) = (text.x, from_bottom(text.y, height));
        let matrix = if text.turn == 0 {
            TextMatrix::Translate(Pt(x), Pt(y))
        } else {
            let (sin, cos) = f32::from(text.turn).to_radians().sin_cos();
            TextMatrix::Raw([cos, sin, -sin, cos, x, y])
        };
        self.ops.push(Op::SetTextMatrix { matrix });
        self.ops
            .push(match self.known.fonts.codes(text.face, &text.text) {
                Some(data) => Op::Unknown {
                    key: "Tj".to_owned(),
                    value: vec![DictItem::String {
                        data,
                        literal: true,
                    }],
                },
                None => Op::ShowText {
                    items: vec![TextItem::Text(text.text.clone())],
                },
            });
    }

    fn line(&mut self, line: &Line, height: f32) {
        self.leave_text();
        self.outline(line.width, line.color, line.dash);
        let points = line.ends.map(|(x, y)| LinePoint {
            p: Point {
                x: Pt(x),
                y: Pt(from_bottom(y, height)),
            },
            bezier: false,
        });
        self.ops.push(Op::DrawLine {
            line: PdfLine {
                points: points.to_vec(),
                is_closed: false,
            },
        });
    }

    fn rectangle(&mut self, rectangle: &Rectangle, height: f32) {
        self.leave_text();
        if let Some(color) = rectangle.fill {
            self.fill(color);
        }
        if let Some((thickness, color)) = rectangle.outline {
            self.outline(thickness, color, None);
        }
        let mode = match (rectangle.fill, rectangle.outline) {
            (None, None) => return,
            (Some(_), None) => PaintMode::Fill,
            (None, Some(_)) => PaintMode::Stroke,
            (Some(_), Some(_)) => PaintMode::FillStroke,
        };
        let mut drawn = Rect::from_xywh(
            Pt(rectangle.x),
            Pt(from_bottom(rectangle.y + rectangle.height, height)),
            Pt(rectangle.width),
            Pt(rectangle.height),
        );
        drawn.mode = Some(mode);
        self.ops.push(Op::DrawRectangle { rectangle: drawn });
    }
}

impl Pen<'_> {
    /// A picture fills the unit square, which is drawn out to its place.
    fn picture(&mut self, picture: &Picture, height: f32) {
        let Some(name) = self.known.pictures.get(&picture.image) else {
            return;
        };
        self.leave_text();
        let bottom = from_bottom(picture.y + picture.height, height);
        self.ops.push(Op::SaveGraphicsState);
        self.ops.push(Op::SetTransformationMatrix {
            matrix: CurTransMat::Raw([picture.width, 0.0, 0.0, picture.height, picture.x, bottom]),
        });
        self.ops.push(Op::Unknown {
            key: "Do".to_owned(),
            value: vec![DictItem::Name(name.clone().into_bytes())],
        });
        self.ops.push(Op::RestoreGraphicsState);
    }
}

/// PDF measures from the bottom edge; to a thousandth of a point, so that files stay small.
fn from_bottom(y: f32, height: f32) -> f32 {
    ((height - y) * 1000.0).round() / 1000.0
}

fn tone(Color(r, g, b): Color) -> PdfColor {
    let part = |value: u8| (f32::from(value) / 255.0 * 1000.0).round() / 1000.0;
    PdfColor::Rgb(Rgb {
        r: part(r),
        g: part(g),
        b: part(b),
        icc_profile: None,
    })
}
