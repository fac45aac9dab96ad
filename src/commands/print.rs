//! Print claims: make the pages, hand them over, and once they are on paper, keep what was printed.

mod hand_over;
mod progress;

use chrono::NaiveDate;

pub use hand_over::{PrintJob, open_in_viewer, pdf_of, printers, save_pdf, start, sweep_shown};
pub use progress::{Progress, Stop};

use super::claims::{Judged, judge};
use super::{Author, Error, practice};
use crate::documents::{cms1500, pdf};
use crate::domain::claim::form::{FormPage, fill};
use crate::domain::claim::print::{FormStock, PrintRecord};
use crate::domain::claim::sheets::SheetNumbers;
use crate::domain::claim::{ClaimStatus, Facts};
use crate::domain::finding::{FieldRef, Finding, Record};
use crate::domain::id::ClaimId;
use crate::domain::printer::PrinterProfile;
use crate::store::claim::{ClaimFilter, ClaimRow};
use crate::store::{self, Change, Connection, Database, Transaction};

/// The share of the work, in per cent, that is reading and checking the claims.
const READING: usize = 50;

/// Claims that are checked between two words about how far it is.
const AT_A_TIME: usize = 100;

/// Which claims to print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection {
    /// Every claim that is not on hold and was not printed before.
    Ready,
    /// These, printed before or not.
    Claims(Vec<ClaimId>),
}

/// What to print, and how.
#[derive(Debug, Clone)]
pub struct Order {
    pub selection: Selection,
    pub stock: FormStock,
    pub profile: PrinterProfile,
    pub today: NaiveDate,
}

/// Pages that wait to be put on paper, and which claims they are of.
#[derive(Debug, Clone)]
pub struct Sheets {
    /// `None` when no claim could be printed.
    pub pdf: Option<Vec<u8>>,
    pub claims: Vec<Sheet>,
    pub refused: Vec<Refused>,
    stock: FormStock,
}

impl Sheets {
    /// How many forms the claims take.
    pub fn n_forms(&self) -> usize {
        self.claims.iter().map(|sheet| sheet.pages.len()).sum()
    }

    /// The claims that a sheet of paper is of: those whose pages have one of these numbers, counted
    /// from 1 through the whole PDF.
    pub fn claims_on(&self, sheets: &SheetNumbers) -> Vec<ClaimId> {
        let mut first = 1;
        let mut found = Vec::new();
        for claim in &self.claims {
            let after = first + claim.n_forms();
            if (first..after).any(|number| sheets.contains(number)) {
                found.push(claim.claim().clone());
            }
            first = after;
        }
        found
    }
}

/// What became of sheets that were put on paper.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kept {
    /// Claims that were kept as printed.
    pub printed: Vec<ClaimId>,
    /// Claims of spoiled sheets: they stand where they stood, to be printed again.
    pub spoiled: Vec<ClaimId>,
}

/// One claim's pages.
#[derive(Debug, Clone)]
pub struct Sheet {
    row: ClaimRow,
    facts: Facts,
    pages: Vec<FormPage>,
    /// Printed before: the pages are those of then.
    pub is_reprint: bool,
}

impl Sheet {
    pub fn claim(&self) -> &ClaimId {
        &self.row.entry.id
    }

    pub fn n_forms(&self) -> usize {
        self.pages.len()
    }
}

/// A claim that does not print, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    pub claim: ClaimId,
    pub reason: Reason,
}

/// Why a claim does not print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The practice file has no claim of this number.
    Unknown,
    OnHold,
    /// The errors that the scrubber found.
    Errors(Vec<Finding>),
}

/// Makes the pages of claims. Nothing is changed: what comes out is a proof until [`keep`] says it
/// is on paper.
///
/// A claim that was printed before comes out exactly as it was.
///
/// # Errors
/// [`Error::Store`] when the practice file cannot be read, [`Error::Page`] when a page cannot be
/// drawn.
pub fn prepare(database: &Database, order: Order) -> Result<Sheets, Error> {
    let wanted = order.clone();
    let gathered = database.call_blocking(move |connection| {
        gather_order(connection, wanted, &mut Progress::default())
    })?;
    lay_out(gathered, order, &mut Progress::default())
}

/// As [`prepare`], for a caller that has more to do meanwhile, is told how far it is, and may give
/// it up.
///
/// # Errors
/// As [`prepare`]; [`Error::Page`] when it was given up.
pub async fn prepare_soon(
    database: Database,
    order: Order,
    mut progress: Progress,
) -> Result<Sheets, Error> {
    let wanted = order.clone();
    let mut reading = progress.clone();
    let gathered = database
        .call(move |connection| gather_order(connection, wanted, &mut reading))
        .await?;
    lay_out(gathered, order, &mut progress)
}

/// The claims to print as the file holds them.
struct Gathered {
    claims: Vec<Sheet>,
    refused: Vec<Refused>,
    is_sample: bool,
}

fn gather_order(
    connection: &Connection,
    order: Order,
    progress: &mut Progress,
) -> Result<Gathered, store::Error> {
    let is_sample = practice::is_sample_in(connection)?;
    let (claims, refused) = gather(connection, order.selection, order.today, progress)?;
    Ok(Gathered {
        claims,
        refused,
        is_sample,
    })
}

/// Draws the pages, away from the practice file.
fn lay_out(gathered: Gathered, order: Order, progress: &mut Progress) -> Result<Sheets, Error> {
    let pages: Vec<FormPage> = gathered
        .claims
        .iter()
        .flat_map(|sheet| &sheet.pages)
        .cloned()
        .collect();
    let pdf = if pages.is_empty() {
        None
    } else {
        let Order { stock, profile, .. } = &order;
        let document = cms1500::document(&pages, *stock, profile, gathered.is_sample)?;
        let total = pages.len();
        Some(pdf::bytes_telling(&document, &mut |done| {
            progress.tell(READING + (100 - READING) * done / total)
        })?)
    };
    Ok(Sheets {
        pdf,
        claims: gathered.claims,
        refused: gathered.refused,
        stock: order.stock,
    })
}

fn gather(
    connection: &Connection,
    selection: Selection,
    today: NaiveDate,
    progress: &mut Progress,
) -> Result<(Vec<Sheet>, Vec<Refused>), store::Error> {
    let mut rows = Vec::new();
    let mut refused = Vec::new();
    match selection {
        Selection::Ready => {
            for status in [ClaimStatus::Draft, ClaimStatus::Ready] {
                let filter = ClaimFilter {
                    status: Some(status),
                    ..ClaimFilter::default()
                };
                rows.extend(store::claim::rows(connection, &filter)?);
            }
            rows.retain(|row| !row.entry.is_on_hold);
            rows.sort_by_key(|row| row.row);
        }
        Selection::Claims(ids) => {
            for id in ids {
                match store::claim::find(connection, &id)? {
                    None => refused.push(Refused {
                        claim: id,
                        reason: Reason::Unknown,
                    }),
                    Some(row) if row.entry.is_on_hold && row.entry.status.is_unprinted() => {
                        refused.push(Refused {
                            claim: id,
                            reason: Reason::OnHold,
                        });
                    }
                    Some(row) if rows.contains(&row) => {}
                    Some(row) => rows.push(row),
                }
            }
        }
    }
    let (unprinted, printed): (Vec<_>, Vec<_>) = rows
        .into_iter()
        .partition(|row| row.entry.status.is_unprinted());
    let mut sheets = Vec::new();
    let total = unprinted.len().max(1);
    let mut judged = Vec::with_capacity(unprinted.len());
    for (idx, rows) in unprinted.chunks(AT_A_TIME).enumerate() {
        if !progress.tell(READING * idx * AT_A_TIME / total) {
            return Err(store::Error::Worker);
        }
        judged.extend(judge(connection, rows.to_vec(), today)?);
    }
    for judged in judged {
        if judged.is_sound() {
            sheets.push(first_print(judged));
        } else {
            refused.push(Refused {
                claim: judged.row.entry.id,
                reason: Reason::Errors(
                    judged
                        .findings
                        .into_iter()
                        .filter(Finding::is_error)
                        .collect(),
                ),
            });
        }
    }
    for row in printed {
        sheets.push(reprint(connection, row)?);
    }
    sheets.sort_by_key(|sheet| sheet.row.row);
    Ok((sheets, refused))
}

fn first_print(judged: Judged) -> Sheet {
    let pages = fill(&judged.claim).pages;
    Sheet {
        row: judged.row,
        facts: judged.claim.facts,
        pages,
        is_reprint: false,
    }
}

fn reprint(connection: &Connection, row: ClaimRow) -> Result<Sheet, store::Error> {
    let print = store::print_record::of_claim(connection, &row.entry.id)?
        .pop()
        .ok_or(store::Error::NotFound("printed claim"))?;
    Ok(Sheet {
        row,
        facts: print.facts,
        pages: print.pages,
        is_reprint: true,
    })
}

/// Keeps what was put on paper: the pages, the facts and the day. A claim that had not been printed
/// is *printed* from then on, and its facts are frozen.
///
/// # Errors
/// [`Error::Conflict`] when a claim was changed since the pages were made; then nothing is kept.
pub fn keep(
    database: &Database,
    sheets: Sheets,
    today: NaiveDate,
    author: &Author,
) -> Result<(), Error> {
    let author = author.clone();
    let none = SheetNumbers::default();
    let _ = database
        .call_blocking(move |connection| keep_in(connection, sheets, &none, today, author))?;
    Ok(())
}

/// Keeps what was put on paper but for spoiled sheets. A claim with a spoiled sheet is not kept: it
/// stands where it stood, so that all its sheets can be printed again.
///
/// # Errors
/// [`Error::Refused`] when there is no sheet of a spoiled number, and as [`keep`]; then nothing is
/// kept.
pub async fn keep_some(
    database: Database,
    sheets: Sheets,
    spoiled: SheetNumbers,
    today: NaiveDate,
    author: Author,
) -> Result<Kept, Error> {
    database
        .call(move |connection| keep_in(connection, sheets, &spoiled, today, author))
        .await
}

fn keep_in(
    connection: &mut Connection,
    sheets: Sheets,
    spoiled: &SheetNumbers,
    today: NaiveDate,
    author: Author,
) -> Result<Kept, Error> {
    let n_forms = sheets.n_forms();
    if let Some(number) = spoiled.last().filter(|number| *number > n_forms) {
        return Err(Error::Refused(vec![Finding::error(
            "sheet-number",
            FieldRef::of(Record::Claim, "sheets"),
            format!(
                "There is no sheet {number}: sheets 1 to {n_forms} were printed. Name the spoiled ones again."
            ),
        )]));
    }
    let spoiled = sheets.claims_on(spoiled);
    let stock = sheets.stock;
    let good: Vec<Sheet> = sheets
        .claims
        .into_iter()
        .filter(|sheet| !spoiled.contains(sheet.claim()))
        .collect();
    let kept = Kept {
        printed: good.iter().map(|sheet| sheet.claim().clone()).collect(),
        spoiled,
    };
    let Author { user, at } = author;
    store::write_as(connection, &user, at, |tx| {
        let change = Change {
            verb: "print",
            entity: "claim",
            entity_id: None,
            details: told(&kept, good.iter().map(Sheet::n_forms).sum()),
        };
        for sheet in good {
            keep_sheet(tx, sheet, stock, today)?;
        }
        Ok::<_, Error>((change, kept))
    })
}

fn told(kept: &Kept, n_forms: usize) -> String {
    let list = |claims: &[ClaimId]| {
        let ids: Vec<&str> = claims.iter().map(ClaimId::as_str).collect();
        ids.join(" ")
    };
    let mut told = format!("{n_forms} forms, claims {}", list(&kept.printed));
    if !kept.spoiled.is_empty() {
        told += &format!(", spoiled claims {}", list(&kept.spoiled));
    }
    told
}

fn keep_sheet(
    tx: &Transaction<'_>,
    sheet: Sheet,
    stock: FormStock,
    today: NaiveDate,
) -> Result<(), store::Error> {
    let mut entry = sheet.row.entry;
    if !sheet.is_reprint {
        entry.status = ClaimStatus::Printed;
        entry.printed_on = Some(today);
    }
    let record = PrintRecord {
        claim: entry.id.clone(),
        printed_on: today,
        stock,
        facts: sheet.facts,
        pages: sheet.pages,
    };
    store::print_record::insert(tx, &record)?;
    let _ = store::claim::save(tx, &entry, sheet.row.version)?;
    Ok(())
}
