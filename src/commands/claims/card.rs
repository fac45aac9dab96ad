//! One claim: where it stands, what is wrong with it, its pages and what happened to it.

use chrono::NaiveDate;

use super::{boxes_in, one_in};
use crate::commands::Error;
use crate::domain::claim::billed_coverage;
use crate::domain::claim::form::FormPage;
use crate::domain::claim::print::FormStock;
use crate::domain::finding::Finding;
use crate::domain::id::{ClaimId, CoverageId};
use crate::store::claim::listing::{self, ClaimLine};
use crate::store::encounter::history;
use crate::store::{self, Connection, Database};

/// A claim with its story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// Its status is today's: an unprinted claim is ready while nothing keeps it from printing.
    pub line: ClaimLine,
    /// Empty once the claim is printed: its facts are frozen then.
    pub findings: Vec<Finding>,
    /// Oldest first.
    pub history: Vec<Event>,
    /// The coverage that the visit would bill now, where it is not the one that this unprinted claim
    /// bills: [`super::retarget`] moves it.
    pub billed_now: Option<CoverageId>,
}

/// Something that happened to a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    Created(NaiveDate),
    /// Put on paper, the first time or again.
    Printed {
        on: NaiveDate,
        stock: FormStock,
        /// How many sheets it took.
        sheets: usize,
    },
    Mailed(NaiveDate),
    Closed(NaiveDate),
}

impl Event {
    /// The day on which it happened.
    pub const fn day(&self) -> NaiveDate {
        match self {
            Self::Created(on) | Self::Printed { on, .. } | Self::Mailed(on) | Self::Closed(on) => {
                *on
            }
        }
    }
}

/// A claim with what is wrong with it today and what happened to it.
///
/// # Errors
/// [`Error::Store`] when there is no such claim or the practice file cannot be read.
pub async fn card(database: Database, id: ClaimId, today: NaiveDate) -> Result<Card, Error> {
    database
        .call(move |connection| {
            let judged = one_in(connection, &id, today)?;
            let mut line =
                listing::line(connection, &id)?.ok_or(store::Error::NotFound("claim"))?;
            line.status = judged.row.entry.status;
            Ok(Card {
                history: events(connection, &line)?,
                billed_now: match line.status.is_unprinted() {
                    true => billed_now(connection, &line)?,
                    false => None,
                },
                line,
                findings: judged.findings,
            })
        })
        .await
}

/// What stands in each box of a claim's pages, and why: as it would print today, or as it printed.
///
/// # Errors
/// [`Error::Store`] when there is no such claim or the practice file cannot be read.
pub async fn pages(database: Database, id: ClaimId) -> Result<Vec<FormPage>, Error> {
    database
        .call(move |connection| Ok(boxes_in(connection, &id)?))
        .await
}

fn events(connection: &Connection, line: &ClaimLine) -> Result<Vec<Event>, store::Error> {
    let mut history = vec![Event::Created(line.created_on)];
    for (on, stock, sheets) in store::print_record::printings(connection, &line.id)? {
        history.push(Event::Printed { on, stock, sheets });
    }
    history.extend(line.mailed_on.map(Event::Mailed));
    history.extend(line.closed_on.map(Event::Closed));
    // A reprint may come after mailing; on one day the order of the steps stays.
    history.sort_by_key(Event::day);
    Ok(history)
}

/// The coverage that an unprinted claim's visit would bill now, where that is another one.
pub(super) fn billed_now(
    connection: &Connection,
    line: &ClaimLine,
) -> Result<Option<CoverageId>, store::Error> {
    let visit = store::encounter::find(connection, &line.visit)?
        .ok_or(store::Error::NotFound("visit"))?
        .value;
    let coverages = store::coverage::of_patient(connection, &visit.patient)?;
    let Some(now) = billed_coverage(&visit, &coverages).map(|coverage| coverage.id.clone()) else {
        return Ok(None);
    };
    // Another claim of the visit bills it already; this one is to the next payer.
    for claim in history::claims_of(connection, &line.visit)? {
        if store::claim::find(connection, &claim)?.is_some_and(|row| row.entry.coverage == now) {
            return Ok(None);
        }
    }
    Ok(Some(now))
}
