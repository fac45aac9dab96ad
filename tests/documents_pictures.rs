//! Pictures: which files are read and how, and where they are in a PDF.
//!
//! Where poppler's tools are installed they read the files as well; where they are not the test says
//! that it is skipped.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;
use std::io::Cursor;
use std::sync::Arc;

use almoner::documents::image::Image;
use almoner::documents::page::{Document, Item, Page, Picture};
use almoner::documents::pdf;
use lopdf::Object;
use lopdf::content::Content;
use poppler::said;
use proptest::prelude::*;

#[path = "common/poppler.rs"]
mod poppler;

fn encoded(image: &image::DynamicImage, format: image::ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn gradient(width: u32, height: u32) -> Image {
    let pixels = image::RgbImage::from_fn(width, height, |x, y| {
        image::Rgb([(x % 256) as u8, (y % 256) as u8, 90])
    });
    Image::read(&encoded(&pixels.into(), image::ImageFormat::Png)).unwrap()
}

/// Puts each picture of the document on one of its pages.
fn show(document: &mut Document, page: usize) {
    for image in document.images.values() {
        let picture = Picture::within(400.0, 40.0, 150.0, 75.0, image);
        document.pages[page].items.push(Item::Picture(picture));
    }
}

#[test]
fn a_transparent_picture_lies_on_white() {
    let pixels = image::RgbaImage::from_fn(4, 2, |x, _| match x {
        0 => image::Rgba([200, 0, 0, 255]),
        1 => image::Rgba([200, 0, 0, 0]),
        2 => image::Rgba([0, 0, 0, 128]),
        _ => image::Rgba([0, 100, 255, 255]),
    });
    let read = Image::read(&encoded(&pixels.into(), image::ImageFormat::Png)).unwrap();
    assert_eq!((read.width(), read.height()), (4, 2));
    let row = [200, 0, 0, 255, 255, 255, 127, 127, 127, 0, 100, 255];
    assert_eq!(read.rgb(), [row, row].concat());
    // What is kept is the same picture.
    let kept = read.png().unwrap();
    let again = Image::read(&kept).unwrap();
    assert_eq!(again, read);
    assert_eq!(again.id(), read.id());
}

#[test]
fn gray_pictures_and_pictures_of_16_bits_are_read_too() {
    let gray = image::GrayImage::from_pixel(3, 3, image::Luma([40]));
    let read = Image::read(&encoded(&gray.into(), image::ImageFormat::Png)).unwrap();
    assert_eq!(read.rgb(), [40; 27]);
    let deep = image::DynamicImage::ImageRgb16(image::ImageBuffer::from_pixel(
        2,
        2,
        image::Rgb([0xffff, 0x8080, 0]),
    ));
    let read = Image::read(&encoded(&deep, image::ImageFormat::Png)).unwrap();
    assert_eq!(read.rgb()[..3], [255, 128, 0]);
}

#[test]
fn a_photograph_is_turned_as_its_camera_noted() {
    let pixels = image::RgbImage::from_fn(64, 32, |x, _| {
        image::Rgb(if x < 32 {
            [250, 250, 250]
        } else {
            [10, 10, 10]
        })
    });
    let plain = encoded(&pixels.into(), image::ImageFormat::Jpeg);
    let read = Image::read(&plain).unwrap();
    assert_eq!((read.width(), read.height()), (64, 32));
    assert!(read.rgb()[0] > 200 && read.rgb()[63 * 3] < 60);
    // An APP1 segment that says: the top of the picture is at the right.
    let mut exif =
        b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0".to_vec();
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    let mut turned = vec![0xff, 0xd8, 0xff, 0xe1, length[0], length[1]];
    turned.append(&mut exif);
    turned.extend(&plain[2..]);
    let read = Image::read(&turned).unwrap();
    assert_eq!((read.width(), read.height()), (32, 64));
    assert!(read.rgb()[0] > 200 && read.rgb()[63 * 32 * 3] < 60);
}

#[test]
fn a_large_picture_is_scaled_to_what_a_letterhead_shows() {
    let check = |from: (u32, u32), to: (u32, u32)| {
        let read = gradient(from.0, from.1);
        assert_eq!((read.width(), read.height()), to, "{from:?}");
        assert_eq!(read.rgb().len(), (to.0 * to.1 * 3) as usize);
    };
    check((900, 450), (900, 450));
    check((1800, 450), (900, 225));
    check((450, 1800), (113, 450));
    check((3000, 1500), (900, 450));
    check((2000, 1), (900, 1));
    // Flat colors stay what they are.
    let flat = image::RgbImage::from_pixel(2000, 1000, image::Rgb([18, 52, 86]));
    let read = Image::read(&encoded(&flat.into(), image::ImageFormat::Png)).unwrap();
    assert!(read.rgb().chunks(3).all(|it| it == [18, 52, 86]));
}

#[test]
fn a_file_that_is_no_picture_is_refused_with_one_sentence() {
    let check = |bytes: &[u8], expected: &str| {
        let refused = Image::read(bytes).unwrap_err().to_string();
        assert!(refused.contains(expected), "{refused}");
    };
    let whole = gradient(200, 100).png().unwrap();
    check(&whole[..whole.len() / 2], "broken");
    check(&whole[..20], "broken");
    let photo = image::RgbImage::from_pixel(200, 100, image::Rgb([1, 2, 3]));
    let photo = encoded(&photo.into(), image::ImageFormat::Jpeg);
    check(&photo[..photo.len() / 2], "broken");
    check(b"This is a letter, saved as logo.png", "no PNG or JPEG");
    check(b"", "no PNG or JPEG");
    check(b"GIF89a\x01\x00\x01\x00\x00\x00\x00;", "no PNG or JPEG");
    check(&vec![0; 20 * 1024 * 1024 + 1], "20 MB");
    let wide = image::GrayImage::new(6_001, 1);
    let wide = encoded(&wide.into(), image::ImageFormat::Png);
    check(&wide, "6001 by 1 pixels");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_broken_file_does_harm(at in 8..2_000usize, byte: u8, is_photo: bool) {
        let pixels = image::RgbImage::from_fn(40, 20, |x, y| image::Rgb([(x * 6) as u8, (y * 9) as u8, 7]));
        let format = if is_photo { image::ImageFormat::Jpeg } else { image::ImageFormat::Png };
        let mut bytes = encoded(&pixels.into(), format);
        let at = 8 + at % (bytes.len() - 8);
        bytes[at] = byte;
        if let Ok(read) = Image::read(&bytes) {
            prop_assert_eq!(read.rgb().len(), (read.width() * read.height() * 3) as usize);
        }
    }
}

/// The pictures in a file: what they show, one byte a tone.
fn pictures(file: &lopdf::Document) -> Vec<(String, Vec<u8>)> {
    let streams = file.objects.values().filter_map(|it| it.as_stream().ok());
    let pictures = streams.filter(|it| {
        let kind = it.dict.get(b"Subtype").and_then(Object::as_name);
        kind.is_ok_and(|name| name == b"Image")
    });
    pictures
        .map(|it| {
            let space = it.dict.get(b"ColorSpace").unwrap().as_name().unwrap();
            let space = String::from_utf8(space.to_vec()).unwrap();
            (space, it.decompressed_content().unwrap())
        })
        .collect()
}

#[test]
fn a_picture_is_in_the_file_once_however_many_pages_show_it() {
    let logo = Arc::new(gradient(200, 80));
    let mut document =
        Document::new("Statements", vec![Page::letter(); 40]).with_image(logo.clone());
    (0..40).for_each(|page| show(&mut document, page));
    let bytes = pdf::bytes(&document).unwrap();
    assert_eq!(bytes, pdf::bytes(&document.clone()).unwrap());
    let file = lopdf::Document::load_mem(&bytes).unwrap();
    let found = pictures(&file);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0], ("DeviceRGB".to_owned(), logo.rgb().to_vec()));
    for page in file.page_iter() {
        let content = Content::decode(&file.get_page_content(page)).unwrap();
        let operators: Vec<_> = content
            .operations
            .iter()
            .map(|it| it.operator.as_str())
            .collect();
        assert_eq!(operators, ["q", "cm", "Do", "Q"]);
        let matrix: Vec<f32> = content.operations[1]
            .operands
            .iter()
            .map(|it| it.as_float().unwrap())
            .collect();
        assert_eq!(matrix, [150.0, 0.0, 0.0, 60.0, 400.0, 792.0 - 100.0]);
    }
    if let Some(told) = said("pdfimages", &["-list"], &bytes) {
        // pdfimages names a picture once for each page: all of them are the same object.
        let objects: BTreeSet<&str> = told
            .lines()
            .skip(2)
            .filter_map(|line| line.split_whitespace().nth(10))
            .collect();
        assert_eq!(objects.len(), 1, "{told}");
    }
}

#[test]
fn a_gray_picture_takes_one_byte_a_pixel_and_one_that_no_page_shows_none() {
    let gray = image::GrayImage::from_fn(50, 20, |x, y| image::Luma([(x * 3 + y) as u8]));
    let gray = Image::read(&encoded(&gray.into(), image::ImageFormat::Png)).unwrap();
    let tones: Vec<u8> = gray.rgb().iter().step_by(3).copied().collect();
    let mut document = Document::new("Test", vec![Page::letter()]).with_image(Arc::new(gray));
    let file = lopdf::Document::load_mem(&pdf::bytes(&document).unwrap()).unwrap();
    assert_eq!(pictures(&file), []);
    show(&mut document, 0);
    let file = lopdf::Document::load_mem(&pdf::bytes(&document).unwrap()).unwrap();
    assert_eq!(pictures(&file), [("DeviceGray".to_owned(), tones)]);
}

#[test]
fn a_kept_page_names_its_picture_and_needs_it_again() {
    let logo = Arc::new(gradient(200, 80));
    let mut document = Document::new("Test", vec![Page::letter()]).with_image(logo.clone());
    show(&mut document, 0);
    let kept = serde_json::to_string(&document).unwrap();
    assert!(
        kept.contains(logo.id().as_str()) && kept.len() < 400,
        "{kept}"
    );
    let back: Document = serde_json::from_str(&kept).unwrap();
    assert_eq!(pdf::bytes(&back), Err(pdf::Error::Picture { page: 1 }));
    let back = back.with_image(logo);
    assert_eq!(back, document);
    assert_eq!(pdf::bytes(&back), pdf::bytes(&document));
}
