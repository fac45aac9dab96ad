//! Words in a PDF: what viewers find in it, that widths are those of the faces, and that nothing is in
//! it which no page shows.
//!
//! Where poppler's tools are installed they read the files as well; where they are not the test says
//! that it is skipped.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;

use almoner::documents::font::{Face, composed, drawn};
use almoner::documents::page::{Document, Item, Page, Text};
use almoner::documents::{pdf, report, words};
use almoner::domain::report::{Cell, Column, Report, Row};
use lopdf::content::Content;
use lopdf::{Dictionary, Object};
use poppler::said;
use proptest::prelude::*;

#[path = "common/poppler.rs"]
mod poppler;

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
    let document = names();
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
    let bytes = pdf::bytes_telling(&document, &mut |done| {
        told.push(done);
        true
    });
    let n_bytes = bytes.unwrap().len();
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
            // A letter is not parted from its marks, however wide it is.
            let n_letters = line.chars().filter(|c| !matches!(c, '\u{300}'..='\u{36f}')).count();
            prop_assert!(wide <= most + 0.001 || n_letters == 1, "{line}: {wide}");
        }
        let bare = |text: &str| composed(&composed(text).replace(char::is_whitespace, "")).into_owned();
        prop_assert_eq!(bare(&lines.concat()), bare(&text));
        let short = words::shortened(Face::Sans, 10.0, most, &text);
        prop_assert!(words::width(Face::Sans, 10.0, &short) <= most + 0.001);
    }
}
