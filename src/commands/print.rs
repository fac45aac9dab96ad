//! Print claims: make the pages, and once they are on paper, keep what was printed.

use chrono::NaiveDate;

use super::claims::{Judged, judge};
use super::{Author, Error, practice};
use crate::documents::{cms1500, pdf};
use crate::domain::claim::form::{FormPage, fill};
use crate::domain::claim::print::{FormStock, PrintRecord};
use crate::domain::claim::{ClaimStatus, Facts};
use crate::domain::finding::Finding;
use crate::domain::id::ClaimId;
use crate::domain::printer::PrinterProfile;
use crate::store::claim::{ClaimFilter, ClaimRow};
use crate::store::{self, Action, Change, Connection, Database};

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
    let is_sample = practice::is_sample(database)?;
    let Order {
        selection,
        stock,
        profile,
        today,
    } = order;
    let (claims, refused) =
        database.call_blocking(move |connection| gather(connection, selection, today))?;
    let pages: Vec<&FormPage> = claims.iter().flat_map(|sheet| &sheet.pages).collect();
    let pdf = if pages.is_empty() {
        None
    } else {
        let pages: Vec<FormPage> = pages.into_iter().cloned().collect();
        let document = cms1500::document(&pages, stock, &profile, is_sample)?;
        Some(pdf::bytes(&document)?)
    };
    Ok(Sheets {
        pdf,
        claims,
        refused,
        stock,
    })
}

fn gather(
    connection: &Connection,
    selection: Selection,
    today: NaiveDate,
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
    for judged in judge(connection, unprinted, today)? {
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
    let claims: Vec<&str> = sheets.claims.iter().map(|it| it.claim().as_str()).collect();
    let action = Action {
        user: author.user.clone(),
        at: author.at,
        change: Change {
            verb: "print",
            entity: "claim",
            entity_id: None,
            details: format!("{} forms, claims {}", sheets.n_forms(), claims.join(" ")),
        },
    };
    Ok(database.call_blocking(move |connection| {
        store::write(connection, &action, |tx| {
            for sheet in sheets.claims {
                let mut entry = sheet.row.entry;
                if !sheet.is_reprint {
                    entry.status = ClaimStatus::Printed;
                    entry.printed_on = Some(today);
                }
                let record = PrintRecord {
                    claim: entry.id.clone(),
                    printed_on: today,
                    stock: sheets.stock,
                    facts: sheet.facts,
                    pages: sheet.pages,
                };
                store::print_record::insert(tx, &record)?;
                let _ = store::claim::save(tx, &entry, sheet.row.version)?;
            }
            Ok::<_, store::Error>(())
        })
    })?)
}
