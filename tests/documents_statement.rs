//! Statements as pages: what they say, and where it stands.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;
#[path = "common/statements.rs"]
mod statements;

use std::collections::BTreeMap;
use std::sync::Arc;

use almoner::documents::image::Image;
use almoner::documents::{pdf, statement};
use almoner::domain::statement::envelope::Envelope;
use almoner::domain::statement::stationery::Stationery;
use almoner::domain::statement::{Language, Statement};
use statements::*;

fn logo() -> Image {
    let mut pixels = Vec::new();
    for y in 0..120_u32 {
        for x in 0..240_u32 {
            let inside = (i64::from(x) - 60).pow(2) + (i64::from(y) - 60).pow(2) < 55_i64.pow(2);
            let stem = (100..230).contains(&x) && (48..72).contains(&y);
            pixels.extend(if inside || stem {
                [30, 95, 80]
            } else {
                [255, 255, 255]
            });
        }
    }
    let mut png = Vec::new();
    let encoder = image::codecs::png::PngEncoder::new(&mut png);
    image::ImageEncoder::write_image(encoder, &pixels, 240, 120, image::ExtendedColorType::Rgb8)
        .unwrap();
    Image::read(&png).unwrap()
}

fn with_outer(outer: Envelope) -> Stationery {
    Stationery {
        outer,
        ..stationery()
    }
}

/// Its name, what is laid out on what, whether it is a sample, and how many pages it takes.
type Scene<'a> = (
    &'a str,
    Statement,
    &'a Stationery,
    Option<&'a Image>,
    bool,
    usize,
);

/// What a person looks at. With `ALMONER_PICTURES` naming a folder, the PDFs are written there.
#[test]
fn every_scene_becomes_a_pdf() {
    let plain = stationery();
    let double = with_outer(Envelope::number_10_double());
    let nine = Stationery {
        reply: None,
        ..with_outer(Envelope::number_9_double())
    };
    let logo = logo();
    let scenes: [Scene<'_>; 11] = [
        ("one", simple(), &plain, None, false, 1),
        ("four", long(), &plain, None, false, 4),
        ("plan", full(Language::English), &plain, None, false, 2),
        ("credit", credit(), &plain, None, false, 1),
        ("spanish", full(Language::Spanish), &plain, None, true, 2),
        ("wordy", wordy(), &plain, None, false, 2),
        ("cent", single(1), &plain, None, false, 1),
        ("much", single(9_999_999), &plain, None, true, 1),
        ("logo", simple(), &plain, Some(&logo), false, 1),
        (
            "double",
            full(Language::English),
            &double,
            Some(&logo),
            false,
            2,
        ),
        ("nine", simple(), &nine, None, false, 1),
    ];
    for (name, scene, stationery, logo, is_sample, of) in scenes {
        let pages = statement::pages(&scene, stationery, logo, is_sample).unwrap();
        assert_eq!(pages.len(), of, "{name}");
        let images = logo.map(|it| (it.id(), Arc::new(it.clone())));
        let document = statement::document(vec![pages], BTreeMap::from_iter(images));
        let bytes = pdf::bytes(&document).unwrap();
        assert!(bytes.starts_with(b"%PDF"));
        if let Ok(folder) = std::env::var("ALMONER_PICTURES") {
            std::fs::write(format!("{folder}/{name}.pdf"), bytes).unwrap();
        }
    }
}

#[test]
fn a_letter_that_no_face_has_is_refused_with_its_place_and_nobody_s_name() {
    let check = |change: &dyn Fn(&mut Statement), expected: &str| {
        let mut statement = full(Language::English);
        change(&mut statement);
        let refused = statement::pages(&statement, &stationery(), None, false).unwrap_err();
        let sentence = refused.to_string();
        assert!(sentence.starts_with(expected), "{sentence}");
        assert!(
            sentence.contains('李') && !sentence.contains("Whitfield"),
            "{sentence}"
        );
    };
    check(&|it| it.name.first = "李".into(), "The name has the letter");
    check(
        &|it| it.members[1].name.last = "Whitfield 李".into(),
        "The name has the letter",
    );
    check(
        &|it| it.address.line1 = "1 李 St".into(),
        "The address has the letter",
    );
    check(
        &|it| it.lines[0].description = "李".into(),
        "The description of a service",
    );
    check(
        &|it| it.pending[0].payer = "李".into(),
        "The name of a payer",
    );
    let mut stationery = stationery();
    stationery.steps[2].english.message = "One\n李".into();
    let refused = statement::pages(&full(Language::English), &stationery, None, false).unwrap_err();
    assert!(
        refused
            .to_string()
            .starts_with("The message has the letter"),
        "{refused}"
    );
}

#[test]
fn an_envelope_that_cannot_work_is_refused_before_anything_is_laid_out() {
    let mut stationery = stationery();
    stationery.outer.address.height = 300;
    let refused = statement::pages(&simple(), &stationery, None, false).unwrap_err();
    assert!(
        refused
            .to_string()
            .contains("Use an envelope with a larger window"),
        "{refused}"
    );
}

#[test]
fn letters_beyond_western_europe_are_printed_as_they_are_written() {
    let mut statement = simple();
    statement.name = name("Łukasz", "", "Nguyễn-Шевченко");
    let page = &statement::pages(&statement, &stationery(), None, false).unwrap()[0];
    let times = page
        .texts()
        .filter(|it| it.text == "Łukasz Nguyễn-Шевченко")
        .count();
    assert_eq!(times, 2, "in the window and on the slip");
}

#[test]
fn the_title_of_the_document_names_nobody() {
    let pages = statement::pages(&full(Language::English), &stationery(), None, false).unwrap();
    let document = statement::document(vec![pages.clone(), pages], BTreeMap::new());
    assert_eq!(document.title, "Patient statements");
    assert_eq!(document.pages.len(), 4);
}

/// The pages of both languages as they were read and found right.
#[test]
fn a_full_statement_is_what_it_was_reviewed_to_be() {
    for (language, name) in [
        (Language::English, "statement_english"),
        (Language::Spanish, "statement_spanish"),
    ] {
        let pages = statement::pages(&full(language), &stationery(), None, false).unwrap();
        let dumps: Vec<String> = pages.iter().map(common::dump).collect();
        common::assert_golden(name, &dumps.join("\n"));
    }
}
