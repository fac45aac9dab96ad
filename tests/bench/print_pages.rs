//! Form pages to PDF bytes, as a ratio to printpdf writing the same strings at the same places: the
//! sample practice's unprinted claims, and pages that are as full as a form gets.
//!
//! Run with `cargo bench --bench print_pages --no-default-features`. Rounds of both are
//! interleaved and compared pairwise, so that a busy machine disturbs both alike.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use almoner::commands::sample::{self, FactsIndex, SampleOptions};
use almoner::documents::cms1500;
use almoner::documents::page::Page;
use almoner::documents::pdf;
use almoner::domain::claim::field;
use almoner::domain::claim::form::{BoxValue, FormPage, fill};
use almoner::domain::claim::print::FormStock;
use almoner::domain::printer::PrinterProfile;
use printpdf::{
    BuiltinFont, Mm, Op, PdfDocument, PdfFontHandle, PdfPage, PdfSaveOptions, Pt, TextItem,
    TextMatrix,
};

const PAGES: usize = 1_000;
const FIELDS: usize = 110;
const ROUNDS: usize = 15;
/// Our time over printpdf's: the most that may be.
const GOAL: f64 = 1.5;

/// A filled form: every second or so field, text that differs from page to page.
fn form_page(number: usize) -> FormPage {
    const WORDS: [&str; 8] = [
        "RIVERA MARTINEZ, ANA, L",
        "1408 N MAPLE AVE APT 12",
        "SPRINGFIELD",
        "99213",
        "J45909",
        "1234567893",
        "BLUE RIVER HEALTH PLAN",
        "12",
    ];
    let fields = field::all()
        .iter()
        .filter(|field| field.name != "continued");
    let boxes = fields
        .enumerate()
        .filter(|(idx, _)| idx * FIELDS / 268 != (idx + 1) * FIELDS / 268)
        .map(|(idx, field)| {
            let word = WORDS[(idx * 7 + number) % WORDS.len()];
            let text = format!("{word} {:04}", (number * 31 + idx * 17) % 10_000);
            BoxValue {
                form_box: field.form_box,
                row: field.row,
                field: field.name,
                text: if field.length == 1 {
                    "X".to_owned()
                } else {
                    text[text.len() - field.length.min(text.len())..].to_owned()
                },
                reason: String::new(),
                source: None,
            }
        })
        .collect();
    FormPage {
        number: 1,
        of: 1,
        boxes,
    }
}

/// The pages of the first thousand unprinted claims of a sample practice.
fn sample_pages() -> Vec<FormPage> {
    let records = sample::generate(&SampleOptions {
        patients: 12_000,
        years: 2,
        seed: 1500,
        today: "2026-11-02".parse().unwrap(),
    })
    .unwrap();
    let index = FactsIndex::new(&records);
    let claims = records.claims.iter().filter(|it| it.status.is_unprinted());
    let pages: Vec<FormPage> = claims
        .filter_map(|entry| index.claim(entry))
        .take(PAGES)
        .flat_map(|claim| fill(&claim).pages)
        .collect();
    assert!(pages.len() >= PAGES, "{} pages", pages.len());
    pages
}

fn ours(form_pages: &[FormPage], form: FormStock) -> Vec<u8> {
    let profile = PrinterProfile::exact("bench");
    let document = cms1500::document(form_pages, form, &profile, false).unwrap();
    pdf::bytes(&document).unwrap()
}

/// What a program would write that calls printpdf with the strings and places at hand.
fn yardstick(pages: &[Vec<(f32, f32, &str)>]) -> Vec<u8> {
    let mut document = PdfDocument::new("CMS-1500 claims");
    document.pages = pages
        .iter()
        .map(|texts| {
            let mut ops = vec![
                Op::StartTextSection,
                Op::SetFont {
                    font: PdfFontHandle::Builtin(BuiltinFont::Courier),
                    size: Pt(12.0),
                },
            ];
            for &(x, y, text) in texts {
                ops.push(Op::SetTextMatrix {
                    matrix: TextMatrix::Translate(Pt(x), Pt(792.0 - y)),
                });
                ops.push(Op::ShowText {
                    items: vec![TextItem::Text(text.to_owned())],
                });
            }
            ops.push(Op::EndTextSection);
            PdfPage::new(Mm(215.9), Mm(279.4), ops)
        })
        .collect();
    document.save(&PdfSaveOptions::default(), &mut Vec::new())
}

fn timed(work: impl FnOnce() -> Vec<u8>) -> (Duration, usize) {
    let start = Instant::now();
    let bytes = black_box(work());
    (start.elapsed(), bytes.len())
}

/// The most memory the process has held so far, in MB; Linux only.
fn peak_memory() -> String {
    std::fs::read_to_string("/proc/self/status")
        .ok()
        .and_then(|status| {
            let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
            let kilobytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
            Some(format!("{} MB", kilobytes / 1024))
        })
        .unwrap_or_else(|| "not known here".to_owned())
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

fn main() {
    measure("the sample practice", &sample_pages());
    let full: Vec<FormPage> = (0..PAGES).map(form_page).collect();
    measure("pages as full as a form gets", &full);
}

fn measure(name: &str, form_pages: &[FormPage]) {
    let n_pages = form_pages.len();
    let n_texts: usize = form_pages.iter().map(|page| page.boxes.len()).sum();
    println!(
        "\n{name}: {n_pages} form pages with {} texts each",
        n_texts / n_pages
    );
    println!("memory held for the input: {}", peak_memory());
    let (first, red_size) = timed(|| ours(form_pages, FormStock::Red));
    println!(
        "peak after printing red: {} (first run {first:.1?})",
        peak_memory()
    );
    let (_, plain_size) = timed(|| ours(form_pages, FormStock::Plain));
    println!("peak after printing plain: {}", peak_memory());

    let profile = PrinterProfile::exact("bench");
    let pages: Vec<Page> = cms1500::pages(form_pages, FormStock::Red, &profile, false).unwrap();
    let strings: Vec<Vec<(f32, f32, &str)>> = pages
        .iter()
        .map(|page| {
            page.texts()
                .map(|text| (text.x, text.y, text.text.as_str()))
                .collect()
        })
        .collect();
    let (_, yard_size) = timed(|| yardstick(&strings));
    println!("peak after printpdf alone: {}", peak_memory());
    println!("sizes: red {red_size}, plain {plain_size}, printpdf {yard_size} bytes");

    let (mut red_ratios, mut plain_ratios) = (Vec::new(), Vec::new());
    let (mut red_times, mut plain_times, mut yard_times) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let yard_first = round % 2 == 0;
        let before = yard_first.then(|| timed(|| yardstick(&strings)).0);
        let red = timed(|| ours(form_pages, FormStock::Red)).0;
        let yard = before.unwrap_or_else(|| timed(|| yardstick(&strings)).0);
        let plain = timed(|| ours(form_pages, FormStock::Plain)).0;
        red_ratios.push(red.as_secs_f64() / yard.as_secs_f64());
        plain_ratios.push(plain.as_secs_f64() / yard.as_secs_f64());
        red_times.push(red.as_secs_f64());
        plain_times.push(plain.as_secs_f64());
        yard_times.push(yard.as_secs_f64());
    }
    let rate = |times: &[f64]| n_pages as f64 / median(times.to_vec());
    println!(
        "pages a second: red {:.0}, plain {:.0}, printpdf {:.0}",
        rate(&red_times),
        rate(&plain_times),
        rate(&yard_times)
    );
    let least = |times: &[f64]| times.iter().copied().fold(f64::INFINITY, f64::min);
    for (name, ratios, times) in [
        ("red", red_ratios, &red_times),
        ("plain", plain_ratios, &plain_times),
    ] {
        let low = ratios.iter().copied().fold(f64::INFINITY, f64::min);
        let high = ratios.iter().copied().fold(0.0, f64::max);
        let minima = least(times) / least(&yard_times);
        let median = median(ratios);
        let verdict = if median <= GOAL || minima <= GOAL {
            "met"
        } else {
            "missed"
        };
        println!(
            "{name} / printpdf: median {median:.2} ({low:.2} to {high:.2}), of minima {minima:.2}; \
             goal {GOAL} {verdict}"
        );
    }
}
