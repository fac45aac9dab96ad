//! The faces of a document in its PDF.
//!
//! The face of forms is embedded whole, for text of one byte a character. The faces of words are cut
//! down to the glyphs in use, for text of two bytes a glyph, with a map back to the characters so
//! that a viewer can search and copy.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use lopdf::{Dictionary, Object, ObjectId, dictionary};
use sha2::{Digest, Sha256};
use subsetter::GlyphRemapper;

use super::{Error, compressed};
use crate::documents::font::{self, Face, Metrics};
use crate::documents::page::Text;

/// The characters of the basic plane, and which of them a face draws in a document.
const PLANE: usize = 0x1_0000;

/// Which faces a document uses, and which characters of them.
#[derive(Default)]
pub(super) struct Used {
    faces: BTreeMap<Face, Vec<bool>>,
}

impl Used {
    /// Takes in a text; false when its face cannot draw all of it.
    pub(super) fn take(&mut self, text: &Text) -> bool {
        if !text.face.covers(&text.text) {
            return false;
        }
        // The face of forms is embedded whole, so its characters need not be told apart.
        let n_characters = if is_whole(text.face) { 0 } else { PLANE };
        let seen = self
            .faces
            .entry(text.face)
            .or_insert_with(|| vec![false; n_characters]);
        if !is_whole(text.face) {
            for character in font::drawn(&text.text).chars() {
                if let Some(seen) = seen.get_mut(character as usize) {
                    *seen = true;
                }
            }
        }
        true
    }
}

const fn is_whole(face: Face) -> bool {
    matches!(face, Face::Mono)
}

/// The fonts of a PDF, and how texts are written in them.
#[derive(Default)]
pub(super) struct Fonts {
    /// What the pages name them by.
    pub(super) resources: Dictionary,
    /// The number in the embedded file of each glyph of the face's own; none for a whole face.
    numbers: BTreeMap<Face, Vec<u16>>,
}

impl Fonts {
    /// Adds the used part of each used face under what `name` calls it.
    pub(super) fn embed(
        pdf: &mut lopdf::Document,
        used: &Used,
        name: fn(Face) -> &'static str,
    ) -> Result<Self, Error> {
        let mut fonts = Self::default();
        for (&face, seen) in &used.faces {
            let font = if is_whole(face) {
                embed_whole(pdf, face)?
            } else {
                let (font, numbers) = embed_part(pdf, face, seen)?;
                let _ = fonts.numbers.insert(face, numbers);
                font
            };
            fonts.resources.set(name(face), font);
        }
        Ok(fonts)
    }

    /// The text as two bytes a glyph; none for a face whose text is written one byte a character.
    pub(super) fn codes(&self, face: Face, text: &str) -> Option<Vec<u8>> {
        let numbers = self.numbers.get(&face)?;
        let text = font::drawn(text);
        let codes = text.chars().flat_map(|character| {
            let glyph = face.glyph(character).unwrap_or_default();
            let number = numbers.get(usize::from(glyph.id)).copied();
            number.unwrap_or_default().to_be_bytes()
        });
        Some(codes.collect())
    }
}

fn embed_whole(pdf: &mut lopdf::Document, face: Face) -> Result<ObjectId, Error> {
    let descriptor = embed_file(pdf, face, face.name(), face.file())?;
    let widths: Vec<Object> = (32..=255u8)
        .map(|code| match face.glyph(char::from(code)) {
            Some(glyph) => glyph.advance.into(),
            None => 0.into(),
        })
        .collect();
    let widths = pdf.add_object(Object::Array(widths));
    Ok(pdf.add_object(dictionary! {
        "Type" => "Font",
        "Subtype" => "TrueType",
        "BaseFont" => face.name(),
        "Encoding" => "WinAnsiEncoding",
        "FirstChar" => 32,
        "LastChar" => 255,
        "Widths" => widths,
        "FontDescriptor" => descriptor,
    }))
}

/// Adds the glyphs of the characters that are `seen`; returns the font, and the new number of each
/// glyph of the face.
fn embed_part(
    pdf: &mut lopdf::Document,
    face: Face,
    seen: &[bool],
) -> Result<(ObjectId, Vec<u16>), Error> {
    let mut remapper = GlyphRemapper::new();
    let mut numbers = Vec::new();
    let mut meanings = BTreeMap::new();
    let mut widths: Vec<Object> = vec![missing_width(face).into()];
    let characters = (0u32..).zip(seen).filter(|(_, seen)| **seen);
    for character in characters.filter_map(|(code, _)| char::from_u32(code)) {
        let Some(glyph) = face.glyph(character) else {
            continue;
        };
        let number = remapper.remap(glyph.id);
        let at = usize::from(glyph.id);
        if numbers.len() <= at {
            numbers.resize(at + 1, 0);
        }
        numbers[at] = number;
        if usize::from(number) == widths.len() {
            widths.push(glyph.advance.into());
        }
        // Where characters share a glyph, such as space and no-break space, the first is meant.
        let _ = meanings.entry(number).or_insert(character);
    }
    let file = subsetter::subset(face.file(), 0, &remapper)
        .map_err(|error| Error::Writer(error.to_string()))?;
    let name = format!("{}+{}", tag(&file), face.name());
    let descriptor = embed_file(pdf, face, &name, &file)?;
    let to_unicode = pdf.add_object(compressed(
        Dictionary::new(),
        to_unicode(&meanings).as_bytes(),
    )?);
    let descendant = pdf.add_object(dictionary! {
        "Type" => "Font",
        "Subtype" => "CIDFontType2",
        "BaseFont" => name.as_str(),
        "CIDSystemInfo" => dictionary! {
            "Registry" => Object::string_literal("Adobe"),
            "Ordering" => Object::string_literal("Identity"),
            "Supplement" => 0,
        },
        "FontDescriptor" => descriptor,
        "CIDToGIDMap" => "Identity",
        "W" => vec![0.into(), Object::Array(widths)],
    });
    let font = pdf.add_object(dictionary! {
        "Type" => "Font",
        "Subtype" => "Type0",
        "BaseFont" => name,
        "Encoding" => "Identity-H",
        "DescendantFonts" => vec![descendant.into()],
        "ToUnicode" => to_unicode,
    });
    Ok((font, numbers))
}

/// What stands for a missing glyph is never drawn; its width only has to be there.
fn missing_width(face: Face) -> i16 {
    face.glyph(' ').unwrap_or_default().advance
}

fn embed_file(
    pdf: &mut lopdf::Document,
    face: Face,
    name: &str,
    file: &[u8],
) -> Result<ObjectId, Error> {
    let Metrics {
        extents,
        ascent,
        descent,
        cap_height,
    } = *face.metrics();
    let length = i64::try_from(file.len()).unwrap_or_default();
    let file = pdf.add_object(compressed(dictionary! { "Length1" => length }, file)?);
    let fixed_pitch = i64::from(face == Face::Mono);
    let italic = matches!(face, Face::SansItalic | Face::SansBoldItalic);
    let bold = matches!(face, Face::SansBold | Face::SansBoldItalic);
    // FontDescriptor flags: 1 fixed pitch, 32 non-symbolic, 64 italic.
    let flags = fixed_pitch + 32 + if italic { 64 } else { 0 };
    let extents: Vec<Object> = extents.iter().map(|&figure| figure.into()).collect();
    Ok(pdf.add_object(dictionary! {
        "Type" => "FontDescriptor",
        "FontName" => name,
        "Flags" => flags,
        "FontBBox" => extents,
        "ItalicAngle" => if italic { -12 } else { 0 },
        "Ascent" => ascent,
        "Descent" => descent,
        "CapHeight" => cap_height,
        "StemV" => if bold { 140 } else { 80 },
        "FontFile2" => file,
    }))
}

/// The six capitals that a PDF tells parts of a face apart by: the same for the same part.
fn tag(file: &[u8]) -> String {
    Sha256::digest(file)
        .iter()
        .take(6)
        .map(|byte| char::from(b'A' + byte % 26))
        .collect()
}

/// The map from glyph numbers to what they mean, for searching and copying.
fn to_unicode(meanings: &BTreeMap<u16, char>) -> String {
    /// The most that one operator may map.
    const MOST: usize = 100;
    let mut map = "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n\
         /CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n\
         /CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n\
         1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        .to_owned();
    let meanings: Vec<_> = meanings.iter().collect();
    for some in meanings.chunks(MOST) {
        let _ = writeln!(map, "{} beginbfchar", some.len());
        for (number, character) in some {
            let mut letter = [0; 4];
            let letter: &str = character.encode_utf8(&mut letter);
            let meaning = font::letter_and_mark(**character).unwrap_or(letter);
            let _ = write!(map, "<{number:04X}> <");
            for unit in meaning.encode_utf16() {
                let _ = write!(map, "{unit:04X}");
            }
            map.push_str(">\n");
        }
        map.push_str("endbfchar\n");
    }
    map.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
    map
}
