//! Papers for patients, from the books to the printed page.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

#[path = "common/desk.rs"]
mod desk;
#[path = "common/paper.rs"]
mod paper;
#[path = "common/scene.rs"]
mod scene;

#[path = "papers/estimates.rs"]
mod estimates;
#[path = "papers/labels.rs"]
mod labels;
#[path = "papers/layout.rs"]
mod layout;
#[path = "papers/letters.rs"]
mod letters;
#[path = "papers/receipts.rs"]
mod receipts;
#[path = "papers/visits.rs"]
mod visits;

use almoner::commands::Error;
use almoner::commands::papers::{self, Paper};
use almoner::commands::statements::settings;
use almoner::documents::page::Page;
use almoner::store::Database;
use futures_executor::block_on;

/// The rule by which something was refused, in one sentence.
fn rule<T: std::fmt::Debug>(result: Result<T, Error>) -> &'static str {
    match result {
        Err(Error::Refused(findings)) => {
            assert!(
                findings[0].sentence.ends_with('.'),
                "{}",
                findings[0].sentence
            );
            findings[0].rule
        }
        other => panic!("not refused: {other:?}"),
    }
}

/// All words of a paper in reading order.
fn text(paper: &Paper) -> String {
    let mut texts = Vec::new();
    for (page, it) in paper.document.pages.iter().enumerate() {
        texts.extend(paper::words(it).into_iter().map(|text| (page, text)));
    }
    texts
        .sort_by(|(page, a), (other, b)| (page, a.y, a.x).partial_cmp(&(other, b.y, b.x)).unwrap());
    let words: Vec<&str> = texts.iter().map(|(_, it)| it.text.as_str()).collect();
    words.join(" ")
}

/// Asserts how a paper is laid out and that its pages are the reviewed ones. With a folder in
/// `ALMONER_PICTURES` its PDF is put there, to be looked at.
fn reviewed(database: &Database, name: &str, paper: &Paper, address: &[&str]) {
    assert_laid_out(database, &paper.document.pages, address);
    assert!(paper.pdf.starts_with(b"%PDF"));
    let dumps: Vec<String> = paper.document.pages.iter().map(common::dump).collect();
    if let Some(folder) = std::env::var_os("ALMONER_PICTURES") {
        let path = std::path::Path::new(&folder).join(format!("{name}.pdf"));
        std::fs::write(path, &paper.pdf).unwrap();
    }
    common::assert_golden(&format!("papers/{name}"), &dumps.join("\n"));
}

/// Asserts how pages are laid out on the stationery of the practice.
fn assert_laid_out(database: &Database, pages: &[Page], address: &[&str]) {
    let stationery = block_on(settings::load(database.clone()))
        .unwrap()
        .stationery;
    let address: Vec<String> = address.iter().map(|it| (*it).to_owned()).collect();
    paper::assert_laid_out(pages, &stationery, &address);
}

const ANA: [&str; 3] = ["Ana M Ruiz", "1 Elm Ave., #2", "Portland, OR  97202"];
const BERTA: [&str; 4] = [
    "Berta Núñez Peña",
    "2210 Avenida Ñuñoa",
    "Apt. 4",
    "Portland, OR  97202",
];

#[test]
fn a_paper_needs_the_practice() {
    let desk = desk::Desk::with(|records| records.practice = None);
    let _ = desk.visit(
        "V1",
        "BERTA",
        "2026-03-02",
        &[("99213", "", "1", "150.00", "A", "")],
    );
    let paper = papers::prepare_walk_out(
        desk.database.clone(),
        desk::visit_id("V1"),
        desk::day("2026-03-02"),
    );
    assert_eq!(rule(block_on(paper)), "practice-missing");
}
