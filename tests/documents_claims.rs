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

use almoner::documents::cms1500;
use almoner::documents::page::Page;
use almoner::documents::pdf;
use almoner::domain::claim::Claim;
use almoner::domain::claim::field;
use almoner::domain::claim::form::{Filled, FormPage, fill};
use almoner::domain::claim::print::FormStock;
use almoner::domain::encounter::Encounter;
use almoner::domain::printer::PrinterProfile;
use claims::any_claim;
use proptest::prelude::*;

fn drawn(filled: &Filled) -> Vec<Page> {
    let profile = PrinterProfile::exact("exact");
    cms1500::pages(&filled.pages, FormStock::Red, &profile, false).unwrap()
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

/// Asserts what holds for the paper of every claim: each character's cell inside its field, no two
/// texts over one another, nothing on the page but fields, and as many forms as the lines need.
fn assert_on_paper(claim: &Claim) {
    let filled = fill(claim);
    let visit = &claim.facts.encounter;
    let pages = drawn(&filled);
    assert_eq!(pages.len(), n_forms(visit), "forms");
    let mut n_lines = 0;
    for (form, page) in filled.pages.iter().zip(&pages) {
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
    let document = almoner::documents::page::Document {
        title: cms1500::TITLE.to_owned(),
        pages,
    };
    let file = lopdf::Document::load_mem(&pdf::bytes(&document).unwrap()).unwrap();
    assert_eq!(file.get_pages().len(), n_forms(visit), "pages of the file");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_character_of_any_claim_stands_inside_its_field(claim in any_claim()) {
        assert_on_paper(&claim);
    }
}

#[test]
fn every_character_of_the_golden_claims_stands_inside_its_field() {
    for (_, scene) in golden::scenes() {
        assert_on_paper(&scene.claim());
    }
}

#[test]
fn golden_claims_look_as_reviewed() {
    for (name, scene) in golden::scenes() {
        let filled = fill(&scene.claim());
        let mut dump = String::new();
        for (form, page) in filled.pages.iter().zip(drawn(&filled)) {
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
