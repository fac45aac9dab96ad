//! The CMS-1500 (02/12): claim forms as pages, and the sheet that a printer is calibrated with.

use crate::documents::page::{Backdrop, Document, Item, Page};
use crate::domain::claim::form::FormPage;
use crate::domain::claim::print::FormStock;
use crate::domain::printer::PrinterProfile;

pub mod layout;

pub mod art;

pub mod calibration;

/// The title of every PDF of claims; it names no patient.
pub const TITLE: &str = "CMS-1500 claims";

/// Why form pages cannot be drawn. Names boxes, never what stands in them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error("The CMS-1500 has no field “{field}” in box {form_box}.")]
    UnknownField {
        form_box: &'static str,
        field: &'static str,
    },
    #[error(
        "Box {form_box}, {field}: the text has {found} characters, but the field holds {length}; \
         shorten it."
    )]
    TooLong {
        form_box: &'static str,
        field: &'static str,
        found: usize,
        length: usize,
    },
    #[error(
        "Box {form_box}, {field}: the text holds a character that the form cannot carry; use \
         letters without accents, digits and punctuation."
    )]
    Character {
        form_box: &'static str,
        field: &'static str,
    },
}

/// The claim forms as pages, in the order given.
///
/// `profile` places the print on red forms; a plain copy has no form to meet and is drawn at true
/// size. `sample` marks every page as one of the sample practice.
///
/// # Errors
/// When a value names no field of the form, is longer than its field, or holds a character that
/// the form's face lacks.
pub fn pages(
    form_pages: &[FormPage],
    stock: FormStock,
    profile: &PrinterProfile,
    sample: bool,
) -> Result<Vec<Page>, Error> {
    let placement = match stock {
        FormStock::Red => layout::Placement::of(profile),
        FormStock::Plain => layout::Placement::EXACT,
    };
    form_pages
        .iter()
        .map(|form_page| {
            let mut page = Page::letter();
            page.items.reserve(form_page.boxes.len() + 1);
            match (stock, sample) {
                (FormStock::Red, false) => {}
                (FormStock::Red, true) => page.items.push(art::sample_mark()),
                (FormStock::Plain, false) => page.backdrop = Some(Backdrop::Cms1500),
                (FormStock::Plain, true) => page.backdrop = Some(Backdrop::Cms1500Sample),
            }
            for value in &form_page.boxes {
                if let Some(text) = layout::place(value, &placement)? {
                    page.items.push(Item::Text(text));
                }
            }
            Ok(page)
        })
        .collect()
}

/// The claim forms as one document.
///
/// # Errors
/// As `pages`.
pub fn document(
    form_pages: &[FormPage],
    stock: FormStock,
    profile: &PrinterProfile,
    sample: bool,
) -> Result<Document, Error> {
    let pages = pages(form_pages, stock, profile, sample)?;
    Ok(Document::new(TITLE, pages))
}
