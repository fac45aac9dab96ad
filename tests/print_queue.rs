//! A page through a real print queue: it has to arrive where ours put it, neither moved nor scaled.
//!
//! `.ci/run` sets up a queue that prints into a folder (CUPS with cups-pdf) and names both in
//! `ALMONER_QUEUE` and `ALMONER_QUEUE_OUT`. Without them the test says that it is skipped: it must
//! not print on a developer's own printer.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![cfg(unix)]

#[path = "common/office.rs"]
mod office;
#[path = "common/skip.rs"]
mod skip;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant, SystemTime};

use almoner::commands::print;
use almoner::documents::cms1500;
use almoner::documents::pdf;
use almoner::domain::claim::form::fill;
use almoner::domain::claim::print::FormStock;
use almoner::domain::printer::PrinterProfile;
use futures_executor::block_on;
use office::scene::{Scene, line};

/// How far a word may stand from its place, in points: 0.01 inch.
const NEAR: f64 = 0.72;

/// How long the queue may take to print a page.
const PATIENCE: Duration = Duration::from_secs(120);

/// A word of a page: left, top, right, bottom in points from the page's upper left corner, and text.
#[derive(Debug)]
struct Word {
    edges: [f64; 4],
    text: String,
}

/// The page's size and its words, as pdftotext sees them.
fn words(path: &Path) -> ([f64; 2], Vec<Word>) {
    let said = Command::new("pdftotext")
        .arg("-bbox")
        .arg(path)
        .arg("-")
        .output()
        .expect("pdftotext reads what was printed (poppler-utils)");
    assert!(said.status.success());
    let text = String::from_utf8(said.stdout).unwrap();
    let number = |line: &str, name: &str| -> f64 {
        let (_, rest) = line.split_once(&format!("{name}=\"")).unwrap();
        rest.split('"').next().unwrap().parse().unwrap()
    };
    let page = text.lines().find(|line| line.contains("<page ")).unwrap();
    let words = text
        .lines()
        .filter(|line| line.contains("<word "))
        .map(|line| Word {
            edges: ["xMin", "yMin", "xMax", "yMax"].map(|name| number(line, name)),
            text: line.split(['<', '>']).nth(2).unwrap().to_owned(),
        })
        .collect();
    ([number(page, "width"), number(page, "height")], words)
}

/// The newest PDF in a folder that was written since, once it stops growing.
fn arrived(folder: &Path, since: SystemTime) -> PathBuf {
    let start = Instant::now();
    let newest = || {
        fs::read_dir(folder)
            .ok()?
            .filter_map(Result::ok)
            .filter(|entry| entry.path().extension().is_some_and(|it| it == "pdf"))
            .filter_map(|entry| Some((entry.metadata().ok()?, entry.path())))
            .filter(|(about, _)| about.modified().is_ok_and(|at| at >= since) && about.len() > 0)
            .max_by_key(|(about, _)| about.modified().ok())
            .map(|(about, path)| (about.len(), path))
    };
    let mut before = None;
    loop {
        assert!(start.elapsed() < PATIENCE, "nothing came out of the queue");
        std::thread::sleep(Duration::from_millis(500));
        let now = newest();
        match now {
            Some((_, path)) if before == newest() => return path,
            now => before = now,
        }
    }
}

#[test]
fn a_page_comes_out_of_a_real_queue_where_ours_put_it() {
    let (Ok(queue), Ok(out)) = (
        std::env::var("ALMONER_QUEUE"),
        std::env::var("ALMONER_QUEUE_OUT"),
    ) else {
        skip::because("no test queue (ALMONER_QUEUE is not set); .ci/run sets one up");
        return;
    };
    let out = PathBuf::from(out);
    let printers = block_on(print::printers()).unwrap();
    assert!(printers.names.contains(&queue), "{printers:?}");

    let claim = Scene::new("GROUP")
        .with(|scene| scene.lines = (1..=6).map(line).collect())
        .claim();
    let document = cms1500::document(
        &fill(&claim).pages,
        FormStock::Red,
        &PrinterProfile::exact(""),
        false,
    )
    .unwrap();
    let bytes = pdf::bytes(&document).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let ours = folder.path().join("ours.pdf");
    fs::write(&ours, &bytes).unwrap();
    let (size, expected) = words(&ours);
    assert!(
        expected.len() > 60,
        "the page holds {} words",
        expected.len()
    );

    // File systems keep whole seconds at worst.
    let since = SystemTime::now() - Duration::from_secs(2);
    let (_, done) = print::start(bytes, queue);
    block_on(done).unwrap();
    let printed = arrived(&out, since);
    let (printed_size, found) = words(&printed);
    fs::remove_file(&printed).unwrap();

    for (ours, theirs) in size.iter().zip(printed_size) {
        assert!(
            (ours - theirs).abs() < NEAR,
            "{size:?} became {printed_size:?}"
        );
    }
    assert_eq!(found.len(), expected.len(), "words were lost or cut");
    for word in &expected {
        // The boxes of words are as tall as the face says, which the queue may say otherwise: where
        // a word begins and ends, and on which line its middle lies, is what the paper shows.
        let place = |word: &Word| {
            let [left, top, right, bottom] = word.edges;
            [left, right, f64::midpoint(top, bottom)]
        };
        let nearest = found
            .iter()
            .filter(|other| other.text == word.text)
            .map(|other| {
                let far = place(word)
                    .into_iter()
                    .zip(place(other))
                    .map(|(a, b)| (a - b).abs());
                far.fold(0.0, f64::max)
            })
            .fold(f64::INFINITY, f64::min);
        assert!(
            nearest <= NEAR,
            "{} came out {nearest:.2} points away",
            word.text
        );
    }
}
