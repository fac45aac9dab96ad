//! The pictures of a document in its PDF: each once, however many pages show it.

use std::collections::{BTreeMap, BTreeSet};

use lopdf::{Dictionary, dictionary};

use super::{Error, compressed};
use crate::documents::image::Image;
use crate::documents::page::{Document, ImageId};

/// What the pages call each picture.
pub(super) type Names = BTreeMap<ImageId, String>;

/// The pictures that pages show, named by their order.
pub(super) fn names(document: &Document) -> Result<Names, Error> {
    let mut shown = BTreeSet::new();
    for (idx, page) in document.pages.iter().enumerate() {
        for picture in page.pictures() {
            if !document.images.contains_key(&picture.image) {
                return Err(Error::Picture { page: idx + 1 });
            }
            if !shown.contains(&picture.image) {
                let _ = shown.insert(picture.image.clone());
            }
        }
    }
    let numbered = shown.into_iter().zip(1..);
    Ok(numbered
        .map(|(id, number)| (id, format!("Picture{number}")))
        .collect())
}

/// Adds each picture that is named to the file and to the resources of the pages.
pub(super) fn embed(
    pdf: &mut lopdf::Document,
    document: &Document,
    names: &Names,
    resources: &mut Dictionary,
) -> Result<(), Error> {
    for (id, name) in names {
        let Some(image) = document.images.get(id) else {
            continue;
        };
        let (tones, samples) = samples(image);
        let dictionary = dictionary! {
            "Type" => "XObject",
            "Subtype" => "Image",
            "Width" => i64::from(image.width()),
            "Height" => i64::from(image.height()),
            "ColorSpace" => if tones == 1 { "DeviceGray" } else { "DeviceRGB" },
            "BitsPerComponent" => 8,
            "DecodeParms" => dictionary! {
                "Predictor" => 15,
                "Colors" => i64::from(tones),
                "Columns" => i64::from(image.width()),
            },
        };
        let across = image.width() as usize * usize::from(tones);
        let stream = compressed(dictionary, &predicted(&samples, across, usize::from(tones)))?;
        let stream = pdf.add_object(stream);
        resources.set(name.as_bytes(), stream);
    }
    Ok(())
}

/// How many bytes a pixel has, and the pixels: one byte each where the picture is all gray.
fn samples(image: &Image) -> (u8, Vec<u8>) {
    let pixels = image.rgb().chunks_exact(3);
    if pixels.clone().all(|it| it[0] == it[1] && it[1] == it[2]) {
        (1, pixels.map(|it| it[0]).collect())
    } else {
        (3, image.rgb().to_vec())
    }
}

/// Each row as what it adds to the pixel before, or to the row above where that is less, after a byte
/// that tells which (PNG's filters 1 and 2): a third of the size once it is deflated.
fn predicted(samples: &[u8], across: usize, tones: usize) -> Vec<u8> {
    let weight = |row: &[u8]| -> u64 {
        row.iter()
            .map(|&byte| u64::from(byte.min(byte.wrapping_neg())))
            .sum()
    };
    let mut above = vec![0; across];
    let mut coded = Vec::with_capacity(samples.len() + samples.len() / across.max(1));
    for row in samples.chunks_exact(across.max(1)) {
        let before = std::iter::repeat_n(&0, tones).chain(row);
        let minus = |(byte, other): (&u8, &u8)| byte.wrapping_sub(*other);
        let by_left: Vec<u8> = row.iter().zip(before).map(minus).collect();
        let by_above: Vec<u8> = row.iter().zip(&above).map(minus).collect();
        let (filter, best) = if weight(&by_left) <= weight(&by_above) {
            (1, by_left)
        } else {
            (2, by_above)
        };
        coded.push(filter);
        coded.extend(best);
        above.copy_from_slice(row);
    }
    coded
}
