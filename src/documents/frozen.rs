//! Pages as they are kept with what was given out: JSON, deflated, to be printed again the same.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use serde_json::Value;

use crate::documents::page::Page;

/// No paper of ours comes near it; a record that unpacks to more is damaged. In bytes.
const MOST: u64 = 64 << 20;

/// Why pages cannot be kept or shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the pages kept with it cannot be read any more; run `almoner verify` on the file")]
pub struct Unreadable;

/// The pages in the form they are kept in.
///
/// # Errors
/// Never for pages that were laid out here.
pub fn pack(pages: &[Page]) -> Result<Vec<u8>, Unreadable> {
    let json = serde_json::to_vec(pages).map_err(|_| Unreadable)?;
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(&json).map_err(|_| Unreadable)?;
    encoder.finish().map_err(|_| Unreadable)
}

/// The pages that were kept.
///
/// # Errors
/// [`Unreadable`] when the record is damaged.
pub fn unpack(packed: &[u8]) -> Result<Vec<Page>, Unreadable> {
    let mut json = Vec::new();
    let _ = ZlibDecoder::new(packed)
        .take(MOST)
        .read_to_end(&mut json)
        .map_err(|_| Unreadable)?;
    serde_json::from_slice(&json).map_err(|_| Unreadable)
}

/// Whether pages that came with a file can be drawn at all: every length and place of them lies within
/// the largest sheet that PDF knows, 14,400 points a side.
pub fn is_sound(pages: &[Page]) -> bool {
    fn is_within(value: &Value) -> bool {
        match value {
            // A number that is none, or without bounds.
            Value::Null => false,
            Value::Number(number) => number.as_f64().is_some_and(|it| it.abs() <= 14_400.0),
            Value::Array(values) => values.iter().all(is_within),
            Value::Object(values) => values.values().all(is_within),
            Value::Bool(_) | Value::String(_) => true,
        }
    }
    serde_json::to_value(pages).is_ok_and(|value| is_within(&value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::font::Face;
    use crate::documents::page::{Item, Text};

    #[test]
    fn pages_come_back_as_they_were_and_damage_is_told() {
        let mut page = Page::letter();
        let text = Text::new(72.0, 90.5, Face::Sans, 10.0, "Łukasz owes 12.34");
        page.items.push(Item::Text(text));
        let pages = vec![page; 3];
        let packed = pack(&pages).unwrap();
        assert_eq!(unpack(&packed).unwrap(), pages);
        assert_eq!(unpack(&packed[..packed.len() / 2]), Err(Unreadable));
        assert_eq!(unpack(b"not packed"), Err(Unreadable));
    }
    #[test]
    fn pages_beyond_all_bounds_are_not_sound() {
        let page = |x: f32, size: f32| {
            let mut page = Page::letter();
            let text = Text::new(x, 90.5, Face::Sans, size, "A");
            page.items.push(Item::Text(text));
            page
        };
        assert!(is_sound(&[page(72.0, 10.0), page(-3.0, 1.0)]));
        for (x, size) in [(1e30, 10.0), (f32::INFINITY, 10.0), (0.0, f32::NAN)] {
            assert!(!is_sound(&[page(72.0, 10.0), page(x, size)]));
        }
    }
}
