//! What several integration tests share.

use std::fmt::Write as _;
use std::path::PathBuf;

use almoner::documents::page::{Item, Page, Picture, Text};

/// A page as text, one line for each text run in reading order: baseline y and x in points, face
/// and size, then the characters.
#[allow(dead_code)]
pub fn dump(page: &Page) -> String {
    dump_items(&page.items)
}

/// A filled form as text, line by line and from left to right: print line and column of the first
/// character, the box and its field, then the characters.
#[allow(dead_code)]
pub fn dump_form(page: &Page) -> String {
    let mut texts: Vec<&Text> = page.texts().collect();
    texts.sort_by(|a, b| (a.y, a.x).partial_cmp(&(b.y, b.x)).unwrap());
    let mut dump = String::new();
    for text in texts {
        let origin = text.origin.as_ref().unwrap();
        let row = origin.row.map(|row| format!(" line {row}"));
        writeln!(
            dump,
            "{:5.2} {:4.1}  {:34} | {}",
            text.y / 12.0 + 0.25,
            text.x / 7.2 + 1.0,
            format!(
                "{}{} {}",
                origin.form_box,
                row.unwrap_or_default(),
                origin.field
            ),
            text.text
        )
        .unwrap();
    }
    dump
}

/// Items as text, as `dump`; strokes and rectangles follow the texts.
#[allow(dead_code)]
pub fn dump_items(items: &[Item]) -> String {
    let mut texts = Vec::new();
    let mut shapes = String::new();
    for item in items {
        match item {
            Item::Text(text) => texts.push(text),
            Item::Line(line) => {
                let [(x, y), (x_end, y_end)] = line.ends;
                let dashed = if line.dash.is_some() { " dashed" } else { "" };
                writeln!(
                    shapes,
                    "line {x:.2} {y:.2} to {x_end:.2} {y_end:.2}{dashed}"
                )
                .unwrap();
            }
            Item::Rectangle(rectangle) => {
                let kind = if rectangle.fill.is_some() {
                    "fill"
                } else {
                    "box"
                };
                writeln!(
                    shapes,
                    "{kind} {:.2} {:.2} {:.2} x {:.2}",
                    rectangle.x, rectangle.y, rectangle.width, rectangle.height
                )
                .unwrap();
            }
            Item::Picture(picture) => {
                let Picture {
                    x,
                    y,
                    width,
                    height,
                    image,
                } = picture;
                writeln!(
                    shapes,
                    "picture {x:.2} {y:.2} {width:.2} x {height:.2} {image}"
                )
                .unwrap();
            }
        }
    }
    texts.sort_by(|a, b| (a.y, a.x).partial_cmp(&(b.y, b.x)).unwrap());
    let mut dump = String::new();
    for text in texts {
        writeln!(
            dump,
            "{:7.2} {:7.2} {:?} {} | {}",
            text.y, text.x, text.face, text.size, text.text
        )
        .unwrap();
    }
    dump + &shapes
}

/// Compares with `tests/golden/NAME.txt`; `UPDATE_GOLDEN=1` writes it instead.
#[allow(dead_code)]
pub fn assert_golden(name: &str, found: &str) {
    let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests", "golden", name]
        .iter()
        .collect::<PathBuf>()
        .with_extension("txt");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, found).unwrap();
        return;
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    if expected == found {
        return;
    }
    let first = expected
        .lines()
        .zip(found.lines())
        .position(|(a, b)| a != b)
        .unwrap_or_else(|| expected.lines().count().min(found.lines().count()));
    panic!(
        "{name} differs from its golden file at line {}:\n  golden: {}\n  found:  {}\n\
         If the change is meant, run with UPDATE_GOLDEN=1 and review the difference.",
        first + 1,
        expected.lines().nth(first).unwrap_or("(nothing)"),
        found.lines().nth(first).unwrap_or("(nothing)"),
    );
}
