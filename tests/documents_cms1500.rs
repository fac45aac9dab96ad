//! The CMS-1500 as pages and as a PDF: every character in its box, the file as printers need it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

#[path = "common/geometry.rs"]
mod geometry;

use std::collections::BTreeMap;

use almoner::documents::cms1500::{self, Error, calibration};
use almoner::documents::font::Face;
use almoner::documents::page::{Backdrop, Document, Item, Page, Text};
use almoner::documents::pdf;
use almoner::domain::claim::field::{self, Field};
use almoner::domain::claim::form::{BoxValue, FormPage};
use almoner::domain::claim::print::FormStock;
use almoner::domain::printer::PrinterProfile;
use geometry::{assert_no_overlap, field_of, ink, side_bearing, strays};
use lopdf::Object;
use lopdf::content::Content;
use proptest::prelude::*;

fn exact() -> PrinterProfile {
    PrinterProfile::exact("exact")
}

fn form_page(fields: impl IntoIterator<Item = (&'static Field, String)>) -> FormPage {
    FormPage {
        number: 1,
        of: 1,
        boxes: fields
            .into_iter()
            .map(|(field, text)| BoxValue {
                form_box: field.form_box,
                row: field.row,
                field: field.name,
                text,
                reason: String::new(),
                source: None,
            })
            .collect(),
    }
}

/// Every field filled to its last character. CONTINUED stands in box 28 instead of an amount, so
/// it fills a page of its own.
fn full_pages(character: char) -> [FormPage; 2] {
    let fill = |continued: bool| {
        form_page(
            field::all()
                .iter()
                .filter(|field| {
                    let amount = field.name.starts_with("total charge");
                    (field.name != "continued" || continued) && !(amount && continued)
                })
                .map(|field| (field, character.to_string().repeat(field.length))),
        )
    };
    [fill(false), fill(true)]
}

fn pages(form_pages: &[FormPage], form: FormStock) -> Vec<Page> {
    cms1500::pages(form_pages, form, &exact(), false).unwrap()
}

#[test]
fn every_character_of_full_fields_lies_inside_its_field() {
    assert!(side_bearing() >= 0.006, "{}", side_bearing());
    for character in ['W', '8', 'Q', '@'] {
        for page in pages(&full_pages(character), FormStock::Red) {
            let strays: Vec<String> = page.texts().flat_map(strays).collect();
            assert_eq!(strays, Vec::<String>::new(), "{character}");
        }
    }
}

#[test]
fn full_fields_do_not_overlap_and_stay_on_the_sheet() {
    let pages = pages(&full_pages('W'), FormStock::Red);
    let fields: usize = pages.iter().map(|page| page.texts().count()).sum();
    // Both pages hold every field but each other's part of box 28.
    assert_eq!(fields, 2 * field::all().len() - 3);
    for page in pages {
        assert_no_overlap(&page);
        for text in page.texts() {
            let (left, top, right, bottom) = ink(text);
            assert!(left >= 0.0 && top >= 0.0 && right <= page.width && bottom <= page.height);
        }
    }
}

#[test]
fn characters_stand_ten_and_lines_six_to_the_inch() {
    for page in pages(&full_pages('i'), FormStock::Red) {
        for text in page.texts() {
            assert_eq!(text.advance('i'), 7.2);
            assert_eq!(text.advance('W'), 7.2);
            let field = field_of(text);
            let x = 7.2 * (f32::from(field.column) - 1.0);
            let y = 12.0 * (f32::from(field.print_line) - 0.25);
            assert!((text.x - x).abs() < 0.001 && (text.y - y).abs() < 0.001);
        }
    }
}

#[test]
fn red_pages_hold_only_what_fills_the_boxes() {
    for page in pages(&full_pages('W'), FormStock::Red) {
        assert_eq!(page.backdrop, None);
        let texts = page.texts().filter(|text| text.origin.is_some()).count();
        assert_eq!(texts, page.items.len());
    }
}

#[test]
fn a_plain_copy_says_that_it_is_one_and_has_the_same_text_in_the_same_places() {
    let profile = PrinterProfile {
        offset_x: 40,
        ..exact()
    };
    let full = full_pages('W');
    let plain = cms1500::pages(&full, FormStock::Plain, &profile, false).unwrap();
    let red = pages(&full, FormStock::Red);
    for (plain, red) in plain.iter().zip(&red) {
        assert_eq!(plain.backdrop, Some(Backdrop::Cms1500));
        assert_eq!(plain.items, red.items);
    }
    let words: Vec<&str> = Backdrop::Cms1500
        .items()
        .iter()
        .filter_map(|item| match item {
            Item::Text(text) => Some(text.text.as_str()),
            Item::Line(_) | Item::Rectangle(_) | Item::Picture(_) => None,
        })
        .collect();
    assert!(words.contains(&"PLAIN-PAPER COPY FOR YOUR RECORDS"));
    assert!(words.contains(&"Not for submission to a payer that requires the red form."));
}

#[test]
fn pages_of_the_sample_practice_are_marked_on_either_form() {
    for form in [FormStock::Red, FormStock::Plain] {
        let pages = cms1500::pages(&full_pages('8'), form, &exact(), true).unwrap();
        for mut page in pages {
            let behind = page.backdrop.map(Backdrop::items).unwrap_or_default();
            page.items.extend_from_slice(behind);
            assert_eq!(page.texts().filter(|text| text.text == "SAMPLE").count(), 1);
        }
    }
}

#[test]
fn the_drawn_form_keeps_its_captions_on_the_sheet_and_apart() {
    let page = Page {
        items: Backdrop::Cms1500.items().to_vec(),
        ..Page::letter()
    };
    let level: Vec<&Text> = page.texts().filter(|text| text.turn == 0).collect();
    for (idx, text) in level.iter().enumerate() {
        assert!(text.face.covers(&text.text), "{}", text.text);
        // Between cap height and baseline, the part of a caption that has to stay legible.
        let area = |text: &Text| {
            let top = text.y - 0.66 * text.size;
            (text.x, top, text.x + text.width(), text.y)
        };
        let (left, top, right, bottom) = area(text);
        assert!(left >= 0.0 && right <= 612.0 && top >= 0.0 && bottom <= 792.0);
        for other in &level[idx + 1..] {
            let (other_left, other_top, other_right, other_bottom) = area(other);
            let apart = right <= other_left
                || other_right <= left
                || bottom <= other_top
                || other_bottom <= top;
            assert!(apart, "“{}” over “{}”", text.text, other.text);
        }
    }
}

#[test]
fn captions_do_not_stand_under_the_text_of_full_fields() {
    /// Captions that the real form prints in the way, all in its drop-out red: the large NPI.
    const UNDER: [&str; 1] = ["NPI"];
    let captions: Vec<&Text> = Backdrop::Cms1500
        .items()
        .iter()
        .filter_map(|item| match item {
            Item::Text(text) if text.turn == 0 => Some(text),
            _ => None,
        })
        .collect();
    let mut over = Vec::new();
    for page in pages(&full_pages('W'), FormStock::Red) {
        for text in page.texts() {
            let (left, top, right) = (
                text.x + 0.5,
                text.y - 12.0 * 0.58,
                text.x + text.width() - 0.6,
            );
            for caption in &captions {
                let apart = caption.x + caption.width() <= left
                    || caption.x >= right
                    || caption.y <= top
                    || caption.y - 0.66 * caption.size >= text.y;
                if !apart && !UNDER.contains(&caption.text.as_str()) {
                    over.push(format!("{} over {}", field_of(text).name, caption.text));
                }
            }
        }
    }
    assert_eq!(over, Vec::<String>::new());
}

/// Text that a form can carry, as long as `field` at most.
fn text_for(field: &'static Field) -> impl Strategy<Value = (&'static Field, String)> {
    proptest::collection::vec(prop::char::range(' ', '~'), 1..=field.length)
        .prop_map(move |characters| (field, characters.into_iter().collect()))
}

fn any_form_page() -> impl Strategy<Value = FormPage> {
    let fields: Vec<&'static Field> = field::all()
        .iter()
        .filter(|field| field.name != "continued")
        .collect();
    let n_fields = fields.len();
    proptest::sample::subsequence(fields, 0..=n_fields)
        .prop_flat_map(|fields| fields.into_iter().map(text_for).collect::<Vec<_>>())
        .prop_map(form_page)
}

fn any_profile() -> impl Strategy<Value = PrinterProfile> {
    (
        -100i16..=100,
        -100i16..=100,
        9_500u16..=10_500,
        9_500u16..=10_500,
    )
        .prop_map(|(offset_x, offset_y, scale_x, scale_y)| PrinterProfile {
            name: "any".to_owned(),
            offset_x,
            offset_y,
            scale_x,
            scale_y,
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_texts_stay_inside_their_fields_and_apart(page in any_form_page()) {
        let filled = page.boxes.iter().filter(|value| !value.text.trim().is_empty()).count();
        let pages = pages(&[page], FormStock::Red);
        prop_assert_eq!(pages[0].texts().count(), filled);
        for text in pages[0].texts() {
            prop_assert_eq!(strays(text), Vec::<String>::new());
        }
        assert_no_overlap(&pages[0]);
    }

    /// A profile moves the last character of a run exactly as it moves the first: the printer's
    /// error is undone across the whole sheet.
    #[test]
    fn a_profile_scales_and_moves_every_character(
        page in any_form_page(),
        profile in any_profile(),
    ) {
        let page = [page];
        let straight = pages(&page, FormStock::Red);
        let moved = cms1500::pages(&page, FormStock::Red, &profile, false).unwrap();
        for (from, to) in straight[0].texts().zip(moved[0].texts()) {
            let x = |x: f32| x * f32::from(profile.scale_x) / 10_000.0 + f32::from(profile.offset_x) * 0.72;
            let y = |y: f32| y * f32::from(profile.scale_y) / 10_000.0 + f32::from(profile.offset_y) * 0.72;
            prop_assert!((to.y - y(from.y)).abs() < 0.01);
            prop_assert!((to.x - x(from.x)).abs() < 0.01);
            let end = to.x + to.width();
            prop_assert!((end - x(from.x + from.width())).abs() < 0.05, "{} {}", end, from.x);
            prop_assert_eq!(&to.text, &from.text);
        }
    }

    #[test]
    fn a_text_beyond_its_field_is_refused_and_never_cut(
        field in proptest::sample::select(field::all()),
        more in 1usize..5,
    ) {
        let length = field.length;
        let page = form_page([(field::find(field.form_box, field.row, field.name).unwrap(), "8".repeat(length + more))]);
        let refused = cms1500::pages(&[page], FormStock::Red, &exact(), false);
        let expected = Error::TooLong {
            form_box: field.form_box,
            field: field.name,
            found: length + more,
            length,
        };
        prop_assert_eq!(refused, Err(expected));
    }

    #[test]
    fn the_file_shows_each_text_where_the_page_has_it(
        page in any_form_page(),
        profile in any_profile(),
    ) {
        let document = cms1500::document(&[page], FormStock::Red, &profile, false).unwrap();
        let bytes = pdf::bytes(&document).unwrap();
        assert_shown(&bytes, &document);
    }

    #[test]
    fn a_page_survives_being_kept_as_json(page in any_form_page()) {
        let document = cms1500::document(&[page], FormStock::Plain, &exact(), true).unwrap();
        let kept = serde_json::to_string(&document).unwrap();
        prop_assert_eq!(serde_json::from_str::<Document>(&kept).unwrap(), document);
    }
}

fn number(object: &Object) -> f32 {
    object.as_float().unwrap()
}

/// Reads the content streams back, as a viewer would, and compares with the page model.
fn assert_shown(bytes: &[u8], document: &Document) {
    let file = lopdf::Document::load_mem(bytes).unwrap();
    let sheets = file.get_pages();
    assert_eq!(sheets.len(), document.pages.len());
    for (page, id) in document.pages.iter().zip(sheets.into_values()) {
        let content = Content::decode(&file.get_page_content(id)).unwrap();
        let mut shown = Vec::new();
        let (mut size, mut tracking, mut at) = (0.0, 0.0, (0.0, 0.0));
        for operation in content.operations {
            let operands = &operation.operands;
            match operation.operator.as_str() {
                "Tf" => size = number(&operands[1]),
                "Tc" => tracking = number(&operands[0]),
                "Tm" | "Td" => {
                    let last = operands.len();
                    at = (number(&operands[last - 2]), number(&operands[last - 1]));
                }
                "Tj" => {
                    let text = String::from_utf8(operands[0].as_str().unwrap().to_vec()).unwrap();
                    shown.push((at, size, tracking, text));
                }
                _ => {}
            }
        }
        let expected: Vec<&Text> = page.texts().collect();
        assert_eq!(shown.len(), expected.len());
        for ((at, size, tracking, text), expected) in shown.into_iter().zip(expected) {
            assert_eq!(text, expected.text);
            assert_eq!((size, tracking), (expected.size, expected.tracking));
            let y = page.height - expected.y;
            assert!(
                (at.0 - expected.x).abs() < 0.002 && (at.1 - y).abs() < 0.002,
                "{at:?}"
            );
        }
    }
}

#[test]
fn the_file_asks_for_no_scaling_on_letter_paper() {
    for form in [FormStock::Red, FormStock::Plain] {
        let document = cms1500::document(&full_pages('W'), form, &exact(), false).unwrap();
        let file = lopdf::Document::load_mem(&pdf::bytes(&document).unwrap()).unwrap();
        let preferences = file.catalog().unwrap().get(b"ViewerPreferences").unwrap();
        let scaling = preferences.as_dict().unwrap().get(b"PrintScaling").unwrap();
        assert_eq!(scaling.as_name().unwrap(), b"None");
        for id in file.get_pages().into_values() {
            let paper = file.get_dictionary(id).unwrap().get(b"MediaBox").unwrap();
            let paper: Vec<f32> = paper.as_array().unwrap().iter().map(number).collect();
            assert_eq!(paper, [0.0, 0.0, 612.0, 792.0]);
        }
    }
}

#[test]
fn the_same_pages_give_the_same_bytes_even_in_one_process() {
    for (form, sample) in [(FormStock::Red, false), (FormStock::Plain, true)] {
        let bytes = || {
            let document = cms1500::document(&full_pages('W'), form, &exact(), sample).unwrap();
            pdf::bytes(&document).unwrap()
        };
        let first = bytes();
        let _ = pdf::bytes(&calibration::document(&exact())).unwrap();
        assert!(first == bytes());
    }
}

#[test]
fn the_file_tells_nothing_but_its_title_beside_its_pages() {
    let name = field::find("2", None, "patient name").unwrap();
    let page = form_page([(name, "ZYWICKI, QUENTIN".to_owned())]);
    let document = cms1500::document(&[page], FormStock::Plain, &exact(), false).unwrap();
    let bytes = pdf::bytes(&document).unwrap();
    let mut file = lopdf::Document::load_mem(&bytes).unwrap();
    let about = file.trailer.get(b"Info").unwrap().as_reference().unwrap();
    let about: BTreeMap<String, Vec<u8>> = file
        .get_dictionary(about)
        .unwrap()
        .iter()
        .map(|(key, value)| {
            (
                String::from_utf8(key.clone()).unwrap(),
                value.as_str().unwrap().to_vec(),
            )
        })
        .collect();
    let expected = [("Producer", "Almoner"), ("Title", "CMS-1500 claims")]
        .map(|(key, value)| (key.to_owned(), value.as_bytes().to_vec()));
    assert_eq!(about, BTreeMap::from(expected));
    let holds = |file: &mut lopdf::Document| {
        let mut bytes = Vec::new();
        file.save_to(&mut bytes).unwrap();
        bytes.windows(7).any(|window| window == b"ZYWICKI")
    };
    file.decompress();
    assert!(holds(&mut file));
    // It stands in the page's content and nowhere else.
    for id in file.get_pages().into_values() {
        for content in file.get_page_contents(id) {
            let content = file.get_object_mut(content).unwrap();
            content
                .as_stream_mut()
                .unwrap()
                .set_plain_content(Vec::new());
        }
    }
    assert!(!holds(&mut file));
}

#[test]
fn every_face_is_embedded() {
    let document = cms1500::document(&full_pages('W'), FormStock::Plain, &exact(), false).unwrap();
    let file = lopdf::Document::load_mem(&pdf::bytes(&document).unwrap()).unwrap();
    let fonts: Vec<&lopdf::Dictionary> = file
        .objects
        .values()
        .filter_map(|object| object.as_dict().ok())
        .filter(|dictionary| dictionary.has_type(b"Font") && dictionary.has(b"FontDescriptor"))
        .collect();
    assert_eq!(fonts.len(), Face::ALL.len());
    for font in fonts {
        let descriptor = font.get(b"FontDescriptor").unwrap().as_reference().unwrap();
        assert!(file.get_dictionary(descriptor).unwrap().has(b"FontFile2"));
    }
}

#[test]
fn a_thousand_plain_pages_share_one_drawing() {
    let page = full_pages('8')[0].clone();
    let size = |n_pages| {
        let document = cms1500::document(
            &vec![page.clone(); n_pages],
            FormStock::Plain,
            &exact(),
            false,
        );
        pdf::bytes(&document.unwrap()).unwrap().len()
    };
    let (one, many) = (size(1), size(101));
    assert!((many - one) / 100 < 4_000, "{one} {many}");
}

#[test]
fn a_character_that_a_face_lacks_is_named_by_its_page() {
    let mut page = Page::letter();
    page.items
        .push(Item::Text(Text::new(72.0, 72.0, Face::Sans, 9.0, "李")));
    let document = Document::new("Test", vec![Page::letter(), page]);
    let refused = pdf::bytes(&document);
    assert_eq!(refused, Err(pdf::Error::Character { page: 2 }));
}

#[test]
fn an_empty_document_is_still_a_file() {
    let document = cms1500::document(&[], FormStock::Red, &exact(), false).unwrap();
    let file = lopdf::Document::load_mem(&pdf::bytes(&document).unwrap()).unwrap();
    assert_eq!(file.get_pages().len(), 0);
}

#[test]
fn the_drawn_form_looks_as_reviewed() {
    common::assert_golden(
        "cms1500_form",
        &common::dump_items(Backdrop::Cms1500.items()),
    );
}

#[test]
fn a_full_page_looks_as_reviewed() {
    common::assert_golden(
        "cms1500_full",
        &common::dump(&pages(&full_pages('8'), FormStock::Red)[0]),
    );
}
