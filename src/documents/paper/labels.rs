//! Sheets of mailing labels.

use crate::documents::font::Face;
use crate::documents::page::{Item, Page, Text, points};
use crate::documents::words::{undrawable, width};
use crate::domain::label::LabelSheet;
use crate::domain::person::{Address, PersonName};

/// What is left free at the edges of a label, in thousandths of an inch: printers do not hold a
/// sheet of labels more exactly than a sixteenth.
const EDGE: (u32, u32) = (125, 75);
/// Sizes that are tried, in half points; smaller type is not read by sorting machines.
const SIZES: [u8; 9] = [22, 21, 20, 19, 18, 17, 16, 15, 14];
/// From baseline to baseline, as a part of the size.
const LEADING: f32 = 1.2;

/// Whom a label is for.
#[derive(Debug, Clone, Copy)]
pub struct Addressee<'a> {
    pub name: &'a PersonName,
    pub address: &'a Address,
}

/// Why a label cannot be printed as its address is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The line does not fit in 7 points.
    TooLong(String),
    /// There are more lines than fit in 7 points.
    TooMany,
    /// The face cannot draw the character.
    Undrawable(char),
}

/// The sheets; the first label of them stands at place `first`, from 1.
///
/// # Errors
/// Which of the addressees does not fit, by position, and why.
pub fn pages(
    sheet: &LabelSheet,
    first: u16,
    addressees: &[Addressee<'_>],
) -> Result<Vec<Page>, (usize, Fault)> {
    let on_sheet = usize::from(sheet.count().max(1));
    let skipped = usize::from(first.saturating_sub(1));
    let mut pages: Vec<Page> = Vec::new();
    for (idx, addressee) in addressees.iter().enumerate() {
        let at = skipped + idx;
        while pages.len() <= at / on_sheet {
            pages.push(Page::letter());
        }
        let number = u16::try_from(at % on_sheet + 1).unwrap_or(1);
        let items = label(sheet, number, addressee).map_err(|fault| (idx, fault))?;
        if let Some(page) = pages.last_mut() {
            page.items.extend(items);
        }
    }
    Ok(pages)
}

fn label(sheet: &LabelSheet, number: u16, addressee: &Addressee<'_>) -> Result<Vec<Item>, Fault> {
    let mut lines = vec![addressee.name.spoken()];
    lines.extend(addressee.address.lines());
    if let Some(letter) = lines.iter().find_map(|it| undrawable(Face::Sans, it)) {
        return Err(Fault::Undrawable(letter));
    }
    let inches = |thousandths: u32| points(thousandths as f32 / 1000.0);
    let room = inches(sheet.width - 2 * EDGE.0);
    let height = inches(sheet.height - 2 * EDGE.1);
    let tall = |size: f32| size * LEADING * lines.len() as f32;
    let widest = |size: f32| {
        let widths = lines.iter().map(|line| width(Face::Sans, size, line));
        widths.fold(0.0, f32::max)
    };
    let smallest = f32::from(SIZES[SIZES.len() - 1]) / 2.0;
    let size = SIZES
        .iter()
        .map(|half_points| f32::from(*half_points) / 2.0)
        .find(|size| widest(*size) <= room && tall(*size) <= height);
    let Some(size) = size else {
        let too_long = |line: &&String| width(Face::Sans, smallest, line) > room;
        return Err(match lines.iter().find(too_long) {
            Some(line) => Fault::TooLong(line.clone()),
            None => Fault::TooMany,
        });
    };
    let (left, top) = sheet.place(number);
    let x = inches(left + EDGE.0);
    // The block stands in the middle of the label's height.
    let mut y = inches(top + EDGE.1) + (height - tall(size)) / 2.0 - 0.2 * size;
    Ok(lines
        .into_iter()
        .map(|line| {
            y += size * LEADING;
            Item::Text(Text::new(x, y, Face::Sans, size, line))
        })
        .collect())
}
