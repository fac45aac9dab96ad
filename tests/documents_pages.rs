//! Words and pictures in a PDF: what viewers find in it, that widths are those of the faces, and that
//! nothing is in it which no page shows.
//!
//! Where poppler's tools are installed they read the files as well; where they are not the test says
//! that it is skipped.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;
use std::io::Write;
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

use almoner::documents::font::{Face, composed, drawn};
use almoner::documents::image::Image;
use almoner::documents::page::{Document, Item, Page, Picture, Text};
use almoner::documents::{pdf, report, words};
use almoner::domain::report::{Cell, Column, Report, Row};
use lopdf::content::Content;
use lopdf::{Dictionary, Object};
use proptest::prelude::*;

const WORDS: [Face; 4] = [
    Face::Sans,
    Face::SansBold,
    Face::SansItalic,
    Face::SansBoldItalic,
];

const NAMES: [&str; 10] = [
    "Łukasz Żółć",
    "Ștefan Țurcanu",
    "Nguyễn Thị Ngọc Ánh",
    "Adébáyọ\u{300} Ẹniọlá",
    "Παπαδόπουλος Γιώργος",
    "Шевченко Їжакевич",
    "Çiğdem Işık",
    "Dvořák",
    "M\u{327}ajuro Ą\u{301}",
    "(a\\b) – €5 “so”",
];

/// A page with texts one below the other.
fn page(texts: impl IntoIterator<Item = (Face, String)>) -> Page {
    let mut page = Page::letter();
    for (idx, (face, text)) in texts.into_iter().enumerate() {
        let y = 60.0 + 14.0 * idx as f32;
        page.items
            .push(Item::Text(Text::new(54.0, y, face, 10.0, text)));
    }
    page
}

fn names() -> Document {
    let texts = WORDS
        .into_iter()
        .flat_map(|face| NAMES.map(|name| (face, name.to_owned())));
    Document::new("Names", vec![page(texts)])
}

/// What a tool of poppler's says of a file; none where it is not installed.
fn said(tool: &str, arguments: &[&str], bytes: &[u8]) -> Option<String> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    let mut command = Command::new(tool);
    let _ = command.arg(file.path()).args(arguments);
    match command.output() {
        Ok(output) => {
            assert!(output.status.success(), "{tool}");
            assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{tool}");
            Some(String::from_utf8(output.stdout).unwrap())
        }
        Err(_) => {
            println!("skipped: {tool} is not installed");
            None
        }
    }
}

/// The fonts that pages refer to, by the names they use.
fn fonts(file: &lopdf::Document) -> BTreeMap<Vec<u8>, Dictionary> {
    let page = file.page_iter().next().unwrap();
    let resources = file
        .get_dictionary(page)
        .unwrap()
        .get(b"Resources")
        .unwrap();
    let resources = file.dereference(resources).unwrap().1.as_dict().unwrap();
    let fonts = resources.get(b"Font").unwrap().as_dict().unwrap();
    fonts
        .iter()
        .map(|(name, font)| {
            let font = file.dereference(font).unwrap().1.as_dict().unwrap();
            (name.clone(), font.clone())
        })
        .collect()
}

/// One font of words as a viewer reads it: what each code means and how wide it is.
struct Read {
    meanings: BTreeMap<u16, String>,
    widths: Vec<f32>,
    n_glyphs: u16,
}

impl Read {
    fn of(file: &lopdf::Document, font: &Dictionary) -> Self {
        let stream = |of: &Dictionary, key: &[u8]| {
            let stream = file.dereference(of.get(key).unwrap()).unwrap().1;
            stream.as_stream().unwrap().decompressed_content().unwrap()
        };
        assert_eq!(
            font.get(b"Encoding").unwrap().as_name().unwrap(),
            b"Identity-H"
        );
        let map = String::from_utf8(stream(font, b"ToUnicode")).unwrap();
        let meanings = map.lines().filter_map(|line| {
            let (code, meaning) = line.strip_prefix('<')?.split_once("> <")?;
            let meaning = meaning.strip_suffix('>')?;
            let hex = |text: &str| u16::from_str_radix(text, 16).unwrap();
            let units: Vec<u16> = meaning
                .as_bytes()
                .chunks(4)
                .map(|unit| hex(std::str::from_utf8(unit).unwrap()))
                .collect();
            Some((hex(code), String::from_utf16(&units).unwrap()))
        });
        let meanings = meanings.filter(|(_, it)| it != "\u{ffff}").collect();
        let below = &font.get(b"DescendantFonts").unwrap().as_array().unwrap()[0];
        let below = file.dereference(below).unwrap().1.as_dict().unwrap();
        let widths = below.get(b"W").unwrap().as_array().unwrap()[1]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it.as_float().unwrap())
            .collect();
        let descriptor = file.dereference(below.get(b"FontDescriptor").unwrap());
        let program = stream(descriptor.unwrap().1.as_dict().unwrap(), b"FontFile2");
        let program = ttf_parser::RawFace::parse(&program, 0).unwrap();
        let maxp = program.table(ttf_parser::Tag::from_bytes(b"maxp")).unwrap();
        Self {
            meanings,
            widths,
            n_glyphs: u16::from_be_bytes([maxp[4], maxp[5]]),
        }
    }
}

/// The texts of the words on a file's first page, with their widths in 1/1000 em, as a viewer reads
/// them.
fn shown(bytes: &[u8]) -> Vec<(String, f32)> {
    let file = lopdf::Document::load_mem(bytes).unwrap();
    let fonts: BTreeMap<Vec<u8>, Read> = fonts(&file)
        .into_iter()
        .filter(|(_, font)| font.has(b"ToUnicode"))
        .map(|(name, font)| (name, Read::of(&file, &font)))
        .collect();
    let page = file.page_iter().next().unwrap();
    let content = Content::decode(&file.get_page_content(page)).unwrap();
    let mut font = None;
    let mut shown = Vec::new();
    for operation in content.operations {
        match operation.operator.as_str() {
            "Tf" => font = fonts.get(operation.operands[0].as_name().unwrap()),
            "Tj" => {
                let (Some(font), Object::String(codes, _)) = (font, &operation.operands[0]) else {
                    panic!("{operation:?}");
                };
                let codes = codes.chunks(2).map(|it| u16::from_be_bytes([it[0], it[1]]));
                let text = codes
                    .clone()
                    .map(|it| font.meanings[&it].as_str())
                    .collect();
                let width = codes.map(|it| font.widths[usize::from(it)]).sum();
                shown.push((text, width));
            }
            _ => {}
        }
    }
    shown
}

#[test]
fn names_from_everywhere_are_shown_searched_and_copied_as_they_are_written() {
    let document = names();
    let bytes = pdf::bytes(&document).unwrap();
    let shown = shown(&bytes);
    for (text, (read, width)) in document.pages[0].texts().zip(&shown) {
        assert_eq!(read, &text.text);
        assert!((width / 100.0 - text.width()).abs() < 0.001, "{read}");
    }
    assert_eq!(shown.len(), WORDS.len() * NAMES.len());
    if let Some(text) = said("pdftotext", &["-layout", "-"], &bytes) {
        // Poppler gives letter and mark in an order of its own choosing, composed where it can be.
        let text = composed(&text).into_owned();
        for name in NAMES {
            let n_times = text.lines().filter(|line| line.trim() == name).count();
            assert_eq!(n_times, WORDS.len(), "{name} in\n{text}");
        }
    }
}

#[test]
fn a_mark_is_composed_with_its_letter_before_it_is_drawn() {
    let drawn_apart = page([(Face::Sans, "Rene\u{301} Nun\u{303}ez".to_owned())]);
    let composed = page([(Face::Sans, "René Nuñez".to_owned())]);
    let bytes = |page: Page| pdf::bytes(&Document::new("Names", vec![page])).unwrap();
    assert_eq!(bytes(drawn_apart.clone()), bytes(composed));
    assert_eq!(shown(&bytes(drawn_apart))[0].0, "René Nuñez");
}

#[test]
fn of_a_face_of_words_only_the_glyphs_in_use_are_embedded() {
    let text = "Łukasz";
    let document = Document::new(
        "Test",
        vec![page(WORDS.map(|face| (face, text.to_owned())))],
    );
    let bytes = pdf::bytes(&document).unwrap();
    let file = lopdf::Document::load_mem(&bytes).unwrap();
    let fonts = fonts(&file);
    assert_eq!(fonts.len(), WORDS.len());
    for font in fonts.values() {
        let name = font.get(b"BaseFont").unwrap().as_name().unwrap();
        assert_eq!(name[6], b'+', "{}", String::from_utf8_lossy(name));
        let read = Read::of(&file, font);
        assert_eq!(read.meanings.len(), 6);
        // The letters, what stands for a missing one, and what a letter is composed of.
        assert!((7..=9).contains(&read.n_glyphs), "{}", read.n_glyphs);
    }
    if let Some(told) = said("pdffonts", &[], &bytes) {
        let rows: Vec<&str> = told.lines().skip(2).collect();
        assert_eq!(rows.len(), WORDS.len());
        for row in rows {
            assert!(
                row.contains("CID TrueType      Identity-H       yes yes yes"),
                "{row}"
            );
        }
    }
}

#[test]
fn a_face_of_forms_stays_whole_with_a_byte_a_character() {
    let texts = [(Face::Mono, "DOE, JANE".to_owned())];
    let bytes = pdf::bytes(&Document::new("Test", vec![page(texts)])).unwrap();
    let file = lopdf::Document::load_mem(&bytes).unwrap();
    let fonts = fonts(&file);
    let font = fonts.values().next().unwrap();
    assert_eq!(
        font.get(b"Encoding").unwrap().as_name().unwrap(),
        b"WinAnsiEncoding"
    );
    assert_eq!(
        font.get(b"BaseFont").unwrap().as_name().unwrap(),
        b"AlmonerMono"
    );
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    let mut document = names().with_image(Arc::new(gradient(300, 100)));
    show(&mut document, 0);
    let first = pdf::bytes(&document).unwrap();
    assert_eq!(first, pdf::bytes(&document.clone()).unwrap());
}

#[test]
fn a_page_of_a_statement_takes_no_more_than_20_kilobytes() {
    let lines = (0..48).map(|idx| {
        let text = format!(
            "{:02}/{:02}/2026  Office visit, established patient, level {} ... charged {}.{:02}, \
             Zażółć {idx}",
            idx % 12 + 1,
            idx % 28 + 1,
            idx % 5 + 1,
            idx * 37 + 20,
            idx * 13 % 100
        );
        (WORDS[idx % 3], text)
    });
    let document = Document::new("Statement", vec![page(lines)]);
    let bytes = pdf::bytes(&document).unwrap();
    assert!(bytes.len() <= 20_000, "{}", bytes.len());
}

#[test]
fn two_thousand_pages_are_written_in_one_pass_that_tells_how_far_it_is() {
    let of_page = |number: usize| {
        page((0..50).map(|idx| {
            let text = format!(
                "{number}.{idx} {} and a sentence of some words more.",
                NAMES[idx % 8]
            );
            (WORDS[idx % 2], text)
        }))
    };
    let document = Document::new("Statements", (0..2_000).map(of_page).collect());
    let mut told = Vec::new();
    let start = Instant::now();
    let bytes = pdf::bytes_telling(&document, &mut |done| {
        told.push(done);
        true
    });
    let n_bytes = bytes.unwrap().len();
    println!("2,000 pages: {:.1?}, {n_bytes} bytes", start.elapsed());
    assert!(n_bytes < 2_000 * 4_000, "{n_bytes}");
    assert!(told.len() > 20 && told.is_sorted());
    let given_up = pdf::bytes_telling(&document, &mut |done| done < 500);
    assert_eq!(given_up, Err(pdf::Error::GivenUp));
}

#[test]
fn a_report_prints_a_name_as_it_is_written_and_what_no_face_has_as_a_question_mark() {
    let row = |name: &str| Row::detail(vec![Cell::text(name)]);
    let asked = Report {
        name: "test",
        title: "Receipts of Łódź".to_owned(),
        columns: vec![Column::text("Whose")],
        rows: vec![row("Łukasz Żółć"), row("Adébáyọ\u{300}"), row("李 Wei")],
        notes: vec!["Für Ștefan".to_owned()],
        ..Report::default()
    };
    let on = "2026-09-14".parse().unwrap();
    let document = report::document("Przychodnia Zdrowie w Gdańsku", &asked, on);
    let bytes = pdf::bytes(&document).unwrap();
    let shown: Vec<String> = shown(&bytes).into_iter().map(|(text, _)| text).collect();
    for expected in [
        "Przychodnia Zdrowie w Gdańsku",
        "Receipts of Łódź",
        "Łukasz Żółć",
        "Adébáyọ\u{300}",
        "? Wei",
        "Für Ștefan",
    ] {
        assert!(
            shown.iter().any(|it| it == expected),
            "{expected} in {shown:?}"
        );
    }
}

#[test]
fn what_a_face_lacks_is_named() {
    let check =
        |text: &str, expected| assert_eq!(words::undrawable(Face::Sans, text), expected, "{text}");
    check("Łukasz O’Brien, Ọ̀ṣun", None);
    check("Rene\u{301}", None);
    check("李 Wei", Some('李'));
    check("Ana 😀", Some('😀'));
    check("a\u{e000}", Some('\u{e000}'));
    assert_eq!(words::undrawable(Face::Mono, "NUN\u{303}EZ"), Some('Ñ'));
    assert_eq!(
        words::drawable(Face::Sans, "a\u{e000} 李 e\u{301}"),
        "a? ? é"
    );
}

/// Words of letters that the faces of words hold, some of them with marks that stand alone.
fn any_words() -> impl Strategy<Value = String> {
    let letters: Vec<char> = (0x20..0x24f)
        .chain(0x300..0x330)
        .chain(0x386..0x3ce)
        .chain(0x400..0x460)
        .chain(0x1ea0..0x1ef9)
        .filter_map(char::from_u32)
        .filter(|&c| Face::Sans.advance(c).is_some())
        .collect();
    let letter = prop_oneof![4 => prop::sample::select(letters), 1 => Just(' ')];
    prop::collection::vec(letter, 0..60).prop_map(String::from_iter)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_text_is_as_wide_as_the_file_of_its_face_says(text in any_words(), face in 0..4usize) {
        let face = WORDS[face];
        prop_assert!(face.covers(&text));
        let file = ttf_parser::Face::parse(face.file(), 0).unwrap();
        let units: u32 = drawn(&text)
            .chars()
            .map(|c| u32::from(file.glyph_hor_advance(file.glyph_index(c).unwrap()).unwrap()))
            .sum();
        let expected = units as f32 / f32::from(file.units_per_em()) * 10.0;
        let run = Text::new(0.0, 0.0, face, 10.0, text.as_str());
        // Widths are kept to the thousandth of an em.
        let rounding = 0.01 + text.chars().count() as f32 * 0.005;
        prop_assert!((run.width() - expected).abs() < rounding, "{} {expected}", run.width());
        prop_assert!((words::width(face, 10.0, &text) - run.width()).abs() < 0.01);
    }

    #[test]
    fn what_is_drawn_is_what_is_read(text in any_words(), face in 0..4usize) {
        let document = Document::new("Test", vec![page([(WORDS[face], text.clone())])]);
        let bytes = pdf::bytes(&document).unwrap();
        let read = &shown(&bytes)[0].0;
        // A no-break space and a space are the same glyph.
        let spaced = |text: &str| composed(text).replace('\u{a0}', " ");
        prop_assert_eq!(spaced(read), spaced(&text));
    }

    #[test]
    fn wrapped_words_keep_within_their_width_and_none_is_lost(
        text in any_words(),
        most in 12.0..200.0f32,
    ) {
        let lines = words::wrapped(Face::Sans, 10.0, most, &text);
        for line in &lines {
            let wide = words::width(Face::Sans, 10.0, line);
            prop_assert!(wide <= most + 0.001 || line.chars().count() == 1, "{line}: {wide}");
        }
        let bare = |text: &str| composed(&composed(text).replace(' ', "")).into_owned();
        prop_assert_eq!(bare(&lines.concat()), bare(&text));
        let short = words::shortened(Face::Sans, 10.0, most, &text);
        prop_assert!(words::width(Face::Sans, 10.0, &short) <= most + 0.001);
    }
}

fn encoded(image: &image::DynamicImage, format: image::ImageFormat) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
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
    let wide = image::GrayImage::new(12_001, 1);
    let wide = encoded(&wide.into(), image::ImageFormat::Png);
    check(&wide, "12001 by 1 pixels");
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
        let objects: std::collections::BTreeSet<&str> = told
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
