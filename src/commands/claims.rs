//! Claims: list them with what is wrong, and see what stands in each box and why.

mod card;
mod export;
mod listing;
mod look;
mod step;
mod unprinted;

use chrono::NaiveDate;

pub use card::{Card, Event, card, pages};
pub use export::export_list;
pub use listing::{ClaimLine, ClaimSort, Listing, StatusCounts, counts, lines, listing};
pub use look::{Look, Sources, look};
pub use step::{Seen, close, hold, mark_mailed, retarget};
pub use unprinted::{Unprinted, unprinted};

use super::Error;
use crate::domain::claim::check::check;
use crate::domain::claim::form::{FormPage, fill};
use crate::domain::claim::{Claim, ClaimStatus, Facts};
use crate::domain::date;
use crate::domain::finding::Finding;
use crate::domain::id::ClaimId;
use crate::store::claim::FactsReader;
use crate::store::{self, Connection, Database};

pub use crate::store::claim::{ClaimFilter, ClaimRow};

/// A claim of a list with what the scrubber says of it today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its status is today's: an unprinted claim is ready while nothing keeps it from printing.
    pub row: ClaimRow,
    /// Empty once the claim is printed: its facts are frozen then.
    pub findings: Vec<Finding>,
}

/// A claim that has not been on paper, with its facts as they are and what is wrong with them.
#[derive(Debug, Clone)]
pub(super) struct Judged {
    pub row: ClaimRow,
    pub claim: Claim,
    pub findings: Vec<Finding>,
}

impl Judged {
    pub fn is_sound(&self) -> bool {
        !self.findings.iter().any(Finding::is_error)
    }
}

impl From<Judged> for Listed {
    fn from(judged: Judged) -> Self {
        let status = if judged.is_sound() {
            ClaimStatus::Ready
        } else {
            ClaimStatus::Draft
        };
        let mut row = judged.row;
        row.entry.status = status;
        Self {
            row,
            findings: judged.findings,
        }
    }
}

/// The claims that pass a filter, in the order in which they were made, with their findings as of
/// `today`.
///
/// # Errors
/// [`Error::Store`] when the practice file cannot be read.
pub fn list(
    database: &Database,
    filter: ClaimFilter,
    today: NaiveDate,
) -> Result<Vec<Listed>, Error> {
    Ok(database.call_blocking(move |connection| {
        let wanted = filter.status;
        let mut rows = Vec::new();
        // Draft and ready are told apart by today's findings, not by those of the last look.
        let statuses: &[Option<ClaimStatus>] = match wanted {
            Some(ClaimStatus::Draft | ClaimStatus::Ready) => {
                &[Some(ClaimStatus::Draft), Some(ClaimStatus::Ready)]
            }
            other => &[other],
        };
        for status in statuses {
            let filter = ClaimFilter {
                status: *status,
                ..filter.clone()
            };
            rows.extend(store::claim::rows(connection, &filter)?);
        }
        rows.sort_by_key(|row| row.row);
        let (unprinted, printed): (Vec<_>, Vec<_>) = rows
            .into_iter()
            .partition(|row| row.entry.status.is_unprinted());
        let mut listed: Vec<Listed> = judge(connection, unprinted, today)?
            .into_iter()
            .map(Listed::from)
            .collect();
        listed.extend(printed.into_iter().map(|row| Listed {
            row,
            findings: Vec::new(),
        }));
        listed.retain(|claim| wanted.is_none_or(|status| claim.row.entry.status == status));
        listed.sort_by_key(|claim| claim.row.row);
        Ok::<_, store::Error>(listed)
    })?)
}

/// Runs the scrubber over unprinted claims.
pub(super) fn judge(
    connection: &Connection,
    rows: Vec<ClaimRow>,
    today: NaiveDate,
) -> Result<Vec<Judged>, store::Error> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let reader = FactsReader::new(connection)?;
    let claims: Vec<Claim> = rows
        .iter()
        .map(|row| reader.claim(row))
        .collect::<Result<_, _>>()?;
    let known = store::code::known_of(connection, claims.iter().map(|it| &it.facts.encounter))?;
    Ok(rows
        .into_iter()
        .zip(claims)
        .map(|(row, claim)| Judged {
            findings: check(&claim, &known, today),
            row,
            claim,
        })
        .collect())
}

/// What the scrubber says of one claim; nothing once it is printed.
///
/// # Errors
/// [`Error::Store`] when there is no such claim or the practice file cannot be read.
pub fn one(database: &Database, id: ClaimId, today: NaiveDate) -> Result<Listed, Error> {
    Ok(database.call_blocking(move |connection| one_in(connection, &id, today))?)
}

fn one_in(connection: &Connection, id: &ClaimId, today: NaiveDate) -> Result<Listed, store::Error> {
    let row = store::claim::find(connection, id)?.ok_or(store::Error::NotFound("claim"))?;
    if !row.entry.status.is_unprinted() {
        return Ok(Listed {
            row,
            findings: Vec::new(),
        });
    }
    judge(connection, vec![row], today)?
        .into_iter()
        .next()
        .map(Listed::from)
        .ok_or(store::Error::NotFound("claim"))
}

/// What stands in each box of a claim's pages, and why: as it would print today, or as it printed.
///
/// # Errors
/// [`Error::Store`] when there is no such claim or the practice file cannot be read.
pub fn boxes(database: &Database, id: ClaimId) -> Result<Vec<FormPage>, Error> {
    Ok(database.call_blocking(move |connection| boxes_in(connection, &id))?)
}

fn boxes_in(connection: &Connection, id: &ClaimId) -> Result<Vec<FormPage>, store::Error> {
    let row = store::claim::find(connection, id)?.ok_or(store::Error::NotFound("claim"))?;
    let claim = FactsReader::new(connection)?.claim(&row)?;
    let filled = fill(&claim).pages;
    Ok(match store::print_record::of_claim(connection, id)?.pop() {
        Some(print) => with_reasons(print.pages, &filled, print.printed_on),
        None => filled,
    })
}

/// What a claim is made of: as it is now, or as it was when it was printed.
fn facts_in(connection: &Connection, id: &ClaimId) -> Result<Facts, store::Error> {
    let row = store::claim::find(connection, id)?.ok_or(store::Error::NotFound("claim"))?;
    Ok(FactsReader::new(connection)?.claim(&row)?.facts)
}

/// Pages as they were printed, with the reasons that their facts still tell.
fn with_reasons(
    mut printed: Vec<FormPage>,
    filled: &[FormPage],
    printed_on: NaiveDate,
) -> Vec<FormPage> {
    for (page_idx, page) in printed.iter_mut().enumerate() {
        for value in &mut page.boxes {
            let same = filled.get(page_idx).and_then(|page| {
                page.boxes.iter().find(|now| {
                    (now.form_box, now.row, now.field, &now.text)
                        == (value.form_box, value.row, value.field, &value.text)
                })
            });
            match same {
                Some(now) => value.clone_from(now),
                None => {
                    value.reason = format!("It was printed so on {}.", date::spoken(printed_on));
                }
            }
        }
    }
    printed
}
