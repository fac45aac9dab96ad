//! The page on the screen is the print: every letter, where the print has it, and every picture.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::io::Cursor;
use std::sync::Arc;

use almoner::documents::font::Face;
use almoner::documents::image::Image;
use almoner::documents::page::{Document, Item, Page, Picture, Text};
use almoner::gui::theme;
use almoner::gui::widget::page_view::page_view;
use driver::{Drive, Driver};
use iced::{Element, Size, Task, Theme};

#[path = "gui/driver.rs"]
mod driver;

struct Sheet {
    document: Document,
    has_pictures: bool,
}

impl Drive for Sheet {
    type Message = ();

    fn drive_update(&mut self, (): ()) -> Task<()> {
        Task::none()
    }

    fn drive_view(&self) -> Element<'_, ()> {
        let view = page_view(&self.document.pages[0], 1.0);
        let view = if self.has_pictures {
            view.images(&self.document.images)
        } else {
            view
        };
        view.into()
    }
}

/// Logical pixels a point in these tests.
const ZOOM: f32 = 2.0;

/// The screen with one page on it, two pixels a point.
struct Screen {
    pixels: Vec<u8>,
    width: usize,
}

impl Screen {
    fn of(document: Document, has_pictures: bool, picture: &str) -> Self {
        let (width, height) = (document.pages[0].width, document.pages[0].height);
        let mut window = Driver::new(Sheet {
            document,
            has_pictures,
        });
        window.size = Size::new(width * ZOOM, height * ZOOM);
        let theme: Theme = theme::light();
        if let Ok(folder) = std::env::var("ALMONER_PICTURES") {
            window.write_picture(&theme, &format!("{folder}/{picture}.ppm"));
        }
        Self {
            pixels: window.picture(&theme),
            width: (width * ZOOM) as usize,
        }
    }

    /// Red, green and blue at a place in points.
    fn at(&self, x: f32, y: f32) -> [u8; 3] {
        let (x, y) = ((x * ZOOM) as usize, (y * ZOOM) as usize);
        let start = (y * self.width + x) * 4;
        self.pixels[start..start + 3].try_into().unwrap()
    }

    /// The first and last place with ink in a band between two heights, in points.
    fn ink(&self, top: f32, bottom: f32) -> (f32, f32) {
        let rows = (top * ZOOM) as usize..(bottom * ZOOM) as usize;
        // The border of the sheet is none.
        let columns = (4..self.width - 4).filter(|x| {
            rows.clone()
                .any(|y| self.pixels[(y * self.width + x) * 4] < 128)
        });
        let columns: Vec<usize> = columns.collect();
        let place = |at: Option<&usize>| *at.unwrap() as f32 / ZOOM;
        (place(columns.first()), place(columns.last()))
    }
}

#[test]
fn each_letter_stands_on_the_screen_where_the_print_has_it() {
    let names = [
        "Łukasz Żółć, Zażółć gęślą jaźń",
        "Nguyễn Thị Ngọc Ánh, Ștefan Țurcanu",
        "Adébáyọ\u{300} Ẹ\u{301}niọlá, Ą\u{301}",
        "Παπαδόπουλος Γιώργος",
        "Шевченко Їжакевич Ґалаґан",
        "Rene\u{301} x\u{301} “so” – €5",
    ];
    let mut page = Page::letter();
    let mut rows = Vec::new();
    let mut y = 40.0;
    for face in Face::ALL.into_iter().skip(1) {
        for name in names {
            let text = Text::new(40.0, y, face, 16.0, name);
            let end = text.x + text.width();
            page.items.push(Item::Text(text));
            // A bar where the print has the end of the text, and below it one after the text itself.
            let bar = Text::new(end, y + 24.0, face, 16.0, "|");
            page.items.push(Item::Text(bar));
            let followed = Text::new(40.0, y + 48.0, face, 16.0, format!("{name}|"));
            page.items.push(Item::Text(followed));
            rows.push((face, name, y));
            y += 72.0;
        }
    }
    page.height = y + 20.0;
    let screen = Screen::of(Document::new("Test", vec![page]), false, "names");
    for (face, name, y) in rows {
        let (start, end) = screen.ink(y - 16.0, y + 6.0);
        assert!((38.0..44.0).contains(&start), "{face:?} {name}: {start}");
        let (_, bar) = screen.ink(y + 8.0, y + 30.0);
        assert!(
            (bar - 8.0..bar + 3.0).contains(&end),
            "{face:?} {name}: {end} {bar}"
        );
        // To a pixel.
        let (_, after) = screen.ink(y + 32.0, y + 54.0);
        assert!(
            (after - bar).abs() <= 1.0 / ZOOM,
            "{face:?} {name}: {after} {bar}"
        );
    }
}

fn logo() -> Image {
    let pixels = image::RgbImage::from_fn(600, 200, |x, _| {
        image::Rgb(if x < 300 {
            [200, 30, 40]
        } else {
            [20, 60, 160]
        })
    });
    let mut bytes = Cursor::new(Vec::new());
    pixels
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
    Image::read(&bytes.into_inner()).unwrap()
}

#[test]
fn a_picture_fills_its_place_and_nothing_else() {
    let logo = Arc::new(logo());
    let mut page = Page::letter();
    let picture = Picture::within(300.3, 50.7, 150.0, 75.0, &logo);
    assert_eq!((picture.width, picture.height), (150.0, 50.0));
    page.items.push(Item::Picture(picture));
    let document = Document::new("Test", vec![page]).with_image(logo);
    let screen = Screen::of(document.clone(), true, "picture");
    let (red, blue, white) = ([200, 30, 40], [20, 60, 160], [255, 255, 255]);
    for (x, y, expected) in [
        (302.5, 53.0, red),
        (302.5, 98.5, red),
        (373.0, 75.0, red),
        (378.0, 75.0, blue),
        (448.0, 53.0, blue),
        (448.0, 98.5, blue),
        (298.5, 75.0, white),
        (452.0, 75.0, white),
        (375.0, 48.5, white),
        (375.0, 102.5, white),
    ] {
        assert_eq!(screen.at(x, y), expected, "{x} {y}");
    }
    let without = Screen::of(document, false, "without");
    assert_eq!(without.at(373.0, 75.0), white);
}
