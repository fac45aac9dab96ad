//! What is done to claims one by one or many at once: hold, release, mail, close, bill another
//! coverage. All or none of them are done.

use chrono::NaiveDate;

use super::card::billed_now;
use super::one_in;
use crate::commands::{Author, Error, Version};
use crate::domain::claim::ClaimStatus;
use crate::domain::date;
use crate::domain::finding::{FieldRef, Finding, Record};
use crate::domain::id::{ClaimId, CoverageId};
use crate::domain::records::ClaimEntry;
use crate::store::claim::listing;
use crate::store::{self, Change, Connection, Database};

/// A claim as it was seen: it must not have changed since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    pub claim: ClaimId,
    pub version: Version,
}

/// Holds claims back from printing, or releases them.
///
/// # Errors
/// [`Error::Refused`] when one was printed already, [`Error::Conflict`] when one was changed since
/// it was seen; then nothing is changed.
pub async fn hold(
    database: Database,
    claims: Vec<Seen>,
    is_on_hold: bool,
    author: Author,
) -> Result<(), Error> {
    let verb = if is_on_hold { "hold" } else { "release" };
    step(
        database,
        claims,
        verb,
        String::new(),
        author,
        move |entry| {
            if !entry.status.is_unprinted() {
                return Err(format!(
                    "Claim {} was printed already, so it cannot be held back.",
                    entry.id
                ));
            }
            entry.is_on_hold = is_on_hold;
            Ok(())
        },
    )
    .await
}

/// Marks printed claims as mailed on a day.
///
/// # Errors
/// [`Error::Refused`] when one is not printed, is mailed already, or the day is before its printing
/// or after `today`; [`Error::Conflict`] when one was changed since it was seen; then nothing is
/// changed.
pub async fn mark_mailed(
    database: Database,
    claims: Vec<Seen>,
    on: NaiveDate,
    today: NaiveDate,
    author: Author,
) -> Result<(), Error> {
    let told = format!(" on {on}");
    step(database, claims, "mail", told, author, move |entry| {
        let id = &entry.id;
        match entry.status {
            ClaimStatus::Draft | ClaimStatus::Ready => {
                return Err(format!("Claim {id} is not printed yet; print it first."));
            }
            ClaimStatus::Mailed | ClaimStatus::Closed => {
                return Err(format!("Claim {id} is {} already.", entry.status));
            }
            ClaimStatus::Printed => {}
        }
        if on > today {
            return Err(format!(
                "{} is not yet here; give the day on which the claims went out.",
                date::spoken(on)
            ));
        }
        if let Some(printed_on) = entry.printed_on.filter(|printed_on| on < *printed_on) {
            return Err(format!(
                "Claim {id} was printed on {}, so it cannot have been mailed on {}; correct the day.",
                date::spoken(printed_on),
                date::spoken(on)
            ));
        }
        entry.status = ClaimStatus::Mailed;
        entry.mailed_on = Some(on);
        Ok(())
    })
    .await
}

/// Closes claims of which nothing more is expected.
///
/// # Errors
/// [`Error::Refused`] when one was never printed or is closed already, [`Error::Conflict`] when one
/// was changed since it was seen; then nothing is changed.
pub async fn close(
    database: Database,
    claims: Vec<Seen>,
    today: NaiveDate,
    author: Author,
) -> Result<(), Error> {
    step(
        database,
        claims,
        "close",
        String::new(),
        author,
        move |entry| {
            let id = &entry.id;
            match entry.status {
                ClaimStatus::Draft | ClaimStatus::Ready => Err(format!(
                    "Claim {id} was never printed; hold it back instead of closing it."
                )),
                ClaimStatus::Closed => Err(format!("Claim {id} is closed already.")),
                ClaimStatus::Printed | ClaimStatus::Mailed => {
                    entry.status = ClaimStatus::Closed;
                    entry.closed_on = Some(today);
                    Ok(())
                }
            }
        },
    )
    .await
}

/// Lets an unprinted claim bill the coverage that its visit bills now, after the patient's coverages
/// changed. Gives that coverage.
///
/// # Errors
/// [`Error::Refused`] when the claim was printed or bills that coverage already,
/// [`Error::Conflict`] when it was changed since it was seen, [`Error::Store`] when another claim
/// bills the visit to that coverage; then nothing is changed.
pub async fn retarget(
    database: Database,
    seen: Seen,
    today: NaiveDate,
    author: Author,
) -> Result<CoverageId, Error> {
    database
        .call(move |connection| {
            store::write_as(connection, &author.user, author.at, |tx| {
                let (row, mut entry) = seen_entry(tx, &seen)?;
                if !entry.status.is_unprinted() {
                    return Err(refused(format!(
                        "Claim {} was printed, so what it bills stays; make a replacement visit instead.",
                        entry.id
                    )));
                }
                let line = listing::line(tx, &entry.id)?.ok_or(store::Error::NotFound("claim"))?;
                let Some(coverage) = billed_now(tx, &line)? else {
                    return Err(refused(format!(
                        "Claim {} bills the right coverage already.",
                        entry.id
                    )));
                };
                let change = Change {
                    verb: "retarget",
                    entity: "claim",
                    entity_id: Some(row),
                    details: format!("claim {}: {} to {coverage}", entry.id, entry.coverage),
                };
                entry.coverage = coverage.clone();
                let saved = store::claim::save(tx, &entry, seen.version)?;
                // The other payer's rules say anew whether it is ready.
                let status = one_in(tx, &entry.id, today)?.row.entry.status;
                if status != entry.status {
                    entry.status = status;
                    let _ = store::claim::save(tx, &entry, saved.version)?;
                }
                Ok((change, coverage))
            })
        })
        .await
}

/// Does one step to each claim in one transaction; `change` says why one cannot take it.
async fn step(
    database: Database,
    claims: Vec<Seen>,
    verb: &'static str,
    told: String,
    author: Author,
    change: impl Fn(&mut ClaimEntry) -> Result<(), String> + Send + 'static,
) -> Result<(), Error> {
    database
        .call(move |connection| {
            store::write_as(connection, &author.user, author.at, |tx| {
                let mut findings = Vec::new();
                let mut rows = Vec::new();
                for seen in &claims {
                    let (row, mut entry) = seen_entry(tx, seen)?;
                    rows.push(row);
                    match change(&mut entry) {
                        Err(sentence) => findings.push(finding(sentence)),
                        Ok(()) => {
                            let _ = store::claim::save(tx, &entry, seen.version)?;
                        }
                    }
                }
                if !findings.is_empty() {
                    return Err(Error::Refused(findings));
                }
                let ids: Vec<&str> = claims.iter().map(|seen| seen.claim.as_str()).collect();
                let change = Change {
                    verb,
                    entity: "claim",
                    entity_id: match rows.as_slice() {
                        [row] => Some(*row),
                        _ => None,
                    },
                    details: format!("claims {}{told}", ids.join(" ")),
                };
                Ok((change, ()))
            })
        })
        .await
}

/// A claim that still stands as it was seen.
fn seen_entry(connection: &Connection, seen: &Seen) -> Result<(i64, ClaimEntry), store::Error> {
    let found =
        store::claim::find(connection, &seen.claim)?.ok_or(store::Error::NotFound("claim"))?;
    if found.version != seen.version {
        return Err(store::Error::Conflict("claim"));
    }
    Ok((found.row, found.entry))
}

fn finding(sentence: String) -> Finding {
    Finding::error(
        "claim-status",
        FieldRef::of(Record::Claim, "status"),
        sentence,
    )
}

fn refused(sentence: String) -> Error {
    Error::Refused(vec![finding(sentence)])
}
