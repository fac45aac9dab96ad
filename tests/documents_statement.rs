//! Statements as pages: what they say, and where it stands.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

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

/// What a person looks at. With `STATEMENT_PICTURES` naming a folder, the PDFs are written there.
#[test]
fn every_scene_becomes_a_pdf() {
    let plain = stationery();
    let double = with_outer(Envelope::number_10_double());
    let nine = Stationery {
        reply: None,
        ..with_outer(Envelope::number_9_double())
    };
    let logo = logo();
    let scenes: Vec<(&str, Statement, &Stationery, Option<&Image>, bool, usize)> = vec![
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
        let found = pages.len();
        let images = logo.map(|it| (it.id(), Arc::new(it.clone())));
        let document = statement::document(vec![pages], BTreeMap::from_iter(images));
        let bytes = pdf::bytes(&document).unwrap();
        assert!(bytes.starts_with(b"%PDF"));
        if let Ok(folder) = std::env::var("STATEMENT_PICTURES") {
            std::fs::write(format!("{folder}/{name}.pdf"), bytes).unwrap();
        } else {
            assert_eq!(found, of, "{name}");
        }
    }
}
