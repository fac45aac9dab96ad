//! A patient statement as pages: the address in the envelope's window, what is due and why, and the
//! slip that comes back with the payment.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::documents::font::Face;
use crate::documents::image::Image;
use crate::documents::page::{Document, ImageId, Item, Page, Text};
use crate::documents::words::undrawable;
use crate::domain::statement::Statement;
use crate::domain::statement::stationery::Stationery;

/// The title of the PDF: it names nobody.
pub const TITLE: &str = "Patient statements";

/// Why a statement cannot be printed. No sentence tells whose it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Undrawable {
    #[error(
        "{place} has the letter {letter:?}, which the printed face lacks; write it in Latin, Greek or \
         Cyrillic letters."
    )]
    Letter { letter: char, place: Place },
    #[error(
        "{place} is too long for the window of the envelope {envelope:?}; shorten it or choose an \
         envelope with a larger window."
    )]
    TooLong { place: Place, envelope: String },
}

/// Where on a statement a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The name of the guarantor or of a patient of the account.
    Name,
    /// The guarantor's address.
    Address,
    /// The account number.
    Account,
    /// The plain description of a service or a fee.
    Description,
    /// The name of a payer.
    Payer,
    /// What the practice says about itself.
    Letterhead,
    /// Title and message of the step.
    Message,
    /// Where payments are sent.
    RemitTo,
    /// The number of a check.
    CheckNumber,
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Name => "The name",
            Self::Address => "The address",
            Self::Account => "The account number",
            Self::Description => "The description of a service",
            Self::Payer => "The name of a payer",
            Self::Letterhead => "The letterhead",
            Self::Message => "The message",
            Self::RemitTo => "The address that payments are sent to",
            Self::CheckNumber => "The number of a check",
        })
    }
}

/// The pages of a statement; the return slip is on the first. `logo` is the picture that the letterhead
/// names, whose shape the page needs; `is_sample` prints SAMPLE over them.
///
/// # Errors
/// [`Undrawable`] when a text on it cannot be printed as it is written.
pub fn pages(
    statement: &Statement,
    stationery: &Stationery,
    logo: Option<&Image>,
    is_sample: bool,
) -> Result<Vec<Page>, Undrawable> {
    let _ = (stationery, logo, is_sample);
    let mut page = Page::letter();
    for (row, line) in statement.lines.iter().enumerate() {
        if let Some(letter) = undrawable(Face::Sans, &line.description) {
            return Err(Undrawable::Letter {
                letter,
                place: Place::Description,
            });
        }
        let y = 300.0 + 12.0 * row as f32;
        let text = Text::new(72.0, y, Face::Sans, 9.5, line.description.clone());
        page.items.push(Item::Text(text));
    }
    Ok(vec![page])
}

/// Statements that are printed together, with the pictures that their letterheads name.
pub fn document(statements: Vec<Vec<Page>>, images: BTreeMap<ImageId, Arc<Image>>) -> Document {
    Document {
        images,
        ..Document::new(TITLE, statements.into_iter().flatten().collect())
    }
}
