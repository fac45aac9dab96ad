//! A patient statement as pages: the address in the envelope's window, what is due and why, and the
//! slip that comes back with the payment.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::documents::font::Face;
use crate::documents::image::Image;
use crate::documents::page::{Document, INCH, ImageId, Item, LETTER, Page, Text};
use crate::documents::words::width;
use crate::domain::statement::Statement;
use crate::domain::statement::envelope::{Unfit, Use};
use crate::domain::statement::stationery::Stationery;
use crate::domain::statement::wording::{day, page_number};

mod block;
mod flow;
mod letters;
mod panel;
mod sections;
mod slip;
mod table;

use block::{Block, FAINT, Style, fitted};
use flow::Flow;

/// Left and right, in points.
const MARGIN: f32 = 45.0;
/// Between the margins, in points.
const WIDTH: f32 = LETTER.0 - 2.0 * MARGIN;
/// The top of the pages after the first.
const NEXT_TOP: f32 = 36.0;
/// Where the body of the pages after the first ends.
const NEXT_BOTTOM: f32 = LETTER.1 - 50.0;
/// What the page's number takes above the slip.
const FOOT: f32 = 16.0;

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
    #[error("{place} is too long for the return slip; shorten it.")]
    NoRoom { place: Place },
    /// An envelope of the stationery cannot be used.
    #[error(transparent)]
    Envelope(#[from] Unfit),
}

impl Undrawable {
    /// Whether the practice's own words are at fault, which stand on every statement.
    pub const fn is_of_practice(&self) -> bool {
        let place = match self {
            Self::Letter { place, .. } | Self::TooLong { place, .. } | Self::NoRoom { place } => {
                place
            }
            Self::Envelope(_) => return true,
        };
        match place {
            Place::Letterhead | Place::Message | Place::RemitTo => true,
            Place::Name
            | Place::Address
            | Place::Account
            | Place::Description
            | Place::Payer
            | Place::CheckNumber => false,
        }
    }
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

/// The pages of a statement; the return slip is on the first, unless nothing is due. `logo` is the
/// picture that the letterhead names, whose shape the page needs; `is_sample` prints SAMPLE beside
/// what they say.
///
/// # Errors
/// [`Undrawable`] when a text on it cannot be printed as it is written, or an envelope cannot be used.
pub fn pages(
    statement: &Statement,
    stationery: &Stationery,
    logo: Option<&Image>,
    is_sample: bool,
) -> Result<Vec<Page>, Undrawable> {
    stationery.outer.check(Use::Outer)?;
    if let Some(reply) = &stationery.reply {
        reply.check(Use::Reply)?;
    }
    letters::check(statement, stationery)?;
    let mut page = Page::letter();
    let left = panel::lay(&mut page, statement, stationery, logo)?;
    let has_slip = statement.due().is_positive();
    let mut bottom = NEXT_BOTTOM;
    if has_slip {
        slip::lay(&mut page, statement, stationery)?;
        bottom = slip::top(stationery) - FOOT;
    }
    let mut flow = Flow::new(page, left.y, bottom, head(statement, stationery));
    flow.put(sections::message(statement, stationery));
    table::lay(&mut flow, statement);
    sections::lay(&mut flow, statement, left.rest);
    let mut pages = flow.finish();
    number(&mut pages, statement, bottom);
    if is_sample {
        for (idx, page) in pages.iter_mut().enumerate() {
            let end = if idx == 0 { bottom } else { NEXT_BOTTOM };
            let begin = if idx == 0 {
                points(i64::from(stationery.outer.panel))
            } else {
                NEXT_TOP
            };
            sample(page, statement, begin, end);
        }
    }
    Ok(pages)
}

/// The head of the pages after the first.
fn head(statement: &Statement, stationery: &Stationery) -> Block {
    let words = statement.language.words();
    let mut block = Block::default();
    let practice = fitted(
        0.0,
        10.0,
        WIDTH * 0.6,
        Style::BOLD,
        &stationery.letterhead.name,
    );
    block.items.push(Item::Text(practice));
    let dated = format!("{} {}", words.statement, day(statement.as_of));
    block.put_right(WIDTH, 10.0, Style::TEXT, &dated);
    block.rule(0.0, WIDTH, 16.0, 0.5, FAINT);
    block.height = 24.0;
    block
}

/// `Page 2 of 4` and the account, at the foot of each page's body.
fn number(pages: &mut [Page], statement: &Statement, first_bottom: f32) {
    let of = pages.len();
    for (idx, page) in pages.iter_mut().enumerate() {
        let bottom = if idx == 0 { first_bottom } else { NEXT_BOTTOM };
        let number = page_number(statement.language, idx + 1, of);
        let account = format!(
            "{} {}",
            statement.language.words().account,
            statement.account
        );
        let mut block = Block::default();
        block.put_right(WIDTH, 0.0, Style::SMALL, &number);
        let room = WIDTH - width(Style::SMALL.face, Style::SMALL.size, &number) - 20.0;
        block
            .items
            .push(Item::Text(fitted(0.0, 0.0, room, Style::SMALL, &account)));
        page.items.extend(block.at(MARGIN, bottom + 11.0));
    }
}

/// SAMPLE along both edges, where nothing else stands and no window shows.
fn sample(page: &mut Page, statement: &Statement, begin: f32, end: f32) {
    let words = statement.language.words().sample;
    for x in [40.0, LETTER.0 - 23.0] {
        let mut text = Text::new(x, 0.0, Face::SansBold, 22.0, words);
        text.tracking = 6.0;
        text.turn = 90;
        text.color = FAINT;
        text.y = (begin + end + text.width()) / 2.0;
        page.items.push(Item::Text(text));
    }
}

/// Points from thousandths of an inch.
fn points(thousandths: i64) -> f32 {
    thousandths as f32 * INCH / 1_000.0
}

/// Statements that are printed together, with the pictures that their letterheads name.
pub fn document(statements: Vec<Vec<Page>>, images: BTreeMap<ImageId, Arc<Image>>) -> Document {
    Document {
        images,
        ..Document::new(TITLE, statements.into_iter().flatten().collect())
    }
}
