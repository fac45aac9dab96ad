//! The pages of claims: what holds for those of every claim, and the reviewed pages of one claim of
//! each kind.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

#[path = "common/claims.rs"]
mod claims;
#[path = "common/geometry.rs"]
mod geometry;
#[path = "common/golden.rs"]
mod golden;
#[path = "common/scene.rs"]
mod scene;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use almoner::commands::sample::{self, FactsIndex, SampleOptions};
use almoner::documents::cms1500;
use almoner::documents::page::{Document, Page, Text};
use almoner::documents::pdf;
use almoner::domain::claim::field;
use almoner::domain::claim::form::{FormPage, fill};
use almoner::domain::claim::print::FormStock;
use almoner::domain::encounter::Encounter;
use almoner::domain::printer::PrinterProfile;
use claims::any_claim;
use proptest::prelude::*;

fn drawn(form_pages: &[FormPage]) -> Vec<Page> {
    let profile = PrinterProfile::exact("exact");
    cms1500::pages(form_pages, FormStock::Red, &profile, false).unwrap()
}

/// How many forms a visit takes, counted one line at a time.
fn n_forms(visit: &Encounter) -> usize {
    let mut forms = 1;
    let mut on_form = 0;
    for _ in &visit.lines {
        if on_form == 6 {
            forms += 1;
            on_form = 0;
        }
        on_form += 1;
    }
    forms
}

fn count(page: &FormPage, form_box: &str, name: &str) -> usize {
    page.boxes
        .iter()
        .filter(|value| value.form_box == form_box && value.field.starts_with(name))
        .count()
}

/// Asserts what holds for the paper of every claim, and gives its pages: each character's cell
/// inside its field, no two texts over one another, nothing on the page but fields, and as many
/// forms as the lines need, with at most six lines and twelve diagnoses each.
fn assert_on_paper(form_pages: &[FormPage], visit: &Encounter) -> Vec<Page> {
    let pages = drawn(form_pages);
    assert_eq!(pages.len(), n_forms(visit), "forms");
    let mut n_lines = 0;
    for (form, page) in form_pages.iter().zip(&pages) {
        // `strays` looks each text's field up, so every text is a field's.
        assert_eq!(page.texts().count(), page.items.len());
        assert_eq!(page.texts().count(), form.boxes.len());
        let strays: Vec<String> = page.texts().flat_map(geometry::strays).collect();
        assert_eq!(strays, Vec::<String>::new());
        geometry::assert_no_overlap(page);
        let on_form = count(form, "24D", "CPT/HCPCS");
        assert!(on_form <= 6 && count(form, "21", "diagnosis") <= 12);
        n_lines += on_form;
    }
    assert_eq!(n_lines, visit.lines.len(), "lines");
    pages
}

/// Asserts that a file of these pages has as many.
fn assert_file(pages: Vec<Page>) {
    let n_pages = pages.len();
    let document = Document::new(cms1500::TITLE, pages);
    let file = lopdf::Document::load_mem(&pdf::bytes(&document).unwrap()).unwrap();
    assert_eq!(file.get_pages().len(), n_pages);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_character_of_any_claim_stands_inside_its_field(claim in any_claim()) {
        assert_file(assert_on_paper(&fill(&claim).pages, &claim.facts.encounter));
    }
}

/// The two checks see what they are for: a text moved by a tenth of an inch, and one set twice.
#[test]
fn a_text_out_of_its_place_is_seen() {
    let claim = golden::scenes()[0].1.claim();
    let mut page = drawn(&fill(&claim).pages).remove(0);
    let is_mark = |text: &&Text| geometry::field_of(text).form_box == "1";
    let mark = page.texts().find(is_mark).unwrap().clone();
    for (x, y) in [(-7.2, 0.0), (7.2, 0.0), (0.0, -7.2), (0.0, 7.2)] {
        let mut text = mark.clone();
        text.x += x;
        text.y += y;
        assert!(!geometry::strays(&text).is_empty(), "{x} {y}");
    }
    let again = page.items[0].clone();
    page.items.push(again);
    let seen = std::panic::catch_unwind(|| geometry::assert_no_overlap(&page));
    assert!(seen.is_err());
}

#[test]
fn every_character_of_the_golden_claims_stands_inside_its_field() {
    for (_, scene) in golden::scenes() {
        let claim = scene.claim();
        assert_file(assert_on_paper(&fill(&claim).pages, &claim.facts.encounter));
    }
}

#[test]
fn every_character_of_the_sample_practice_stands_inside_its_field() {
    let options = SampleOptions {
        patients: 300,
        years: 2,
        seed: 1500,
        today: "2026-11-20".parse().unwrap(),
    };
    let records = sample::generate(&options).unwrap();
    let index = FactsIndex::new(&records);
    let mut pages = Vec::new();
    for entry in records.claims.iter().filter(|it| it.status.is_unprinted()) {
        let claim = index.claim(entry).unwrap();
        pages.extend(assert_on_paper(&fill(&claim).pages, &claim.facts.encounter));
    }
    assert!(pages.len() > 50, "{}", pages.len());
    let prints = sample::print_history(&index, &records.claims).unwrap();
    assert!(prints.len() > 500, "{}", prints.len());
    for print in &prints {
        pages.extend(assert_on_paper(&print.pages, &print.facts.encounter));
    }
    assert_file(pages);
}

#[test]
fn golden_claims_look_as_reviewed() {
    for (name, scene) in golden::scenes() {
        let filled = fill(&scene.claim());
        let mut dump = String::new();
        for (form, page) in filled.pages.iter().zip(drawn(&filled.pages)) {
            writeln!(dump, "Form {} of {}", form.number, form.of).unwrap();
            dump += &common::dump_form(&page);
        }
        for finding in &filled.findings {
            let severity = finding.severity.as_str();
            writeln!(dump, "{severity} {}: {}", finding.field, finding.sentence).unwrap();
        }
        common::assert_golden(&format!("claims/{name}"), &dump);
    }
}

#[test]
fn the_golden_claims_fill_every_field_of_the_form() {
    let name = |form_box: &str, row: Option<u8>, field: &str| {
        let row = row.map(|row| format!(" line {row}")).unwrap_or_default();
        format!("{form_box}{row} {field}")
    };
    let every: BTreeSet<String> = field::all()
        .iter()
        .map(|field| name(field.form_box, field.row, field.name))
        .collect();
    let filled: BTreeSet<String> = golden::scenes()
        .iter()
        .flat_map(|(_, scene)| fill(&scene.claim()).pages)
        .flat_map(|page| page.boxes)
        .map(|value| name(value.form_box, value.row, value.field))
        .collect();
    // Words for a signature on file carry no date, and no signature is written by hand.
    let never = BTreeSet::from(["12 patient signature date".to_owned()]);
    let missing: BTreeSet<String> = every.difference(&filled).cloned().collect();
    assert_eq!(missing, never);
}
