//! Find anything by a few letters or digits: patients, claims, visits, codes, and where the window
//! can go.

use chrono::NaiveDate;

use super::Error;
use crate::domain::code::CodeEntry;
use crate::store::claim::listing::{self, ClaimLine};
use crate::store::code::search::search;
use crate::store::encounter::history;
use crate::store::patient::search as patients;
use crate::store::{self, Connection, Database};

pub use crate::store::encounter::history::VisitLine;
pub use crate::store::patient::search::PatientRow;

/// Answers of one kind at most, so that none crowds out the others.
const OF_ONE_KIND: usize = 8;

/// Something that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hit {
    /// One of the places that were handed in, by its position.
    Place(usize),
    Patient(PatientRow),
    Claim(ClaimLine),
    Visit(VisitLine),
    Code(CodeEntry),
}

/// What a text means, best first: what bears it as its whole number or code, then places whose
/// words begin so, then patients, then numbers that begin with it, then codes by their words.
///
/// `places` are the names of what the window offers: screens and commands.
///
/// # Errors
/// [`Error::Store`] when the practice file cannot be read; no text is an error.
pub async fn find(
    database: Database,
    text: String,
    places: Vec<String>,
    today: NaiveDate,
    limit: usize,
) -> Result<Vec<Hit>, Error> {
    database
        .call(move |connection| Ok(find_in(connection, text.trim(), &places, today, limit)?))
        .await
}

fn find_in(
    connection: &Connection,
    text: &str,
    places: &[String],
    today: NaiveDate,
    limit: usize,
) -> Result<Vec<Hit>, store::Error> {
    if text.is_empty() {
        return Ok((0..places.len()).take(limit).map(Hit::Place).collect());
    }
    if !text.contains(char::is_alphanumeric) {
        // The search for patients answers no words with those who were opened last.
        return Ok(Vec::new());
    }
    let mut ranked: Vec<(u8, Hit)> = Vec::new();
    for (idx, place) in places.iter().enumerate() {
        if is_begun(place, text) {
            ranked.push((1, Hit::Place(idx)));
        }
    }
    for patient in patients::search(connection, text, OF_ONE_KIND, today)? {
        ranked.push((2, Hit::Patient(patient)));
    }
    let whole = |id: &str, rank| {
        if id.eq_ignore_ascii_case(text) {
            0
        } else {
            rank
        }
    };
    for claim in listing::numbered(connection, text, OF_ONE_KIND)? {
        ranked.push((whole(claim.id.as_str(), 3), Hit::Claim(claim)));
    }
    for visit in visits(connection, text)? {
        ranked.push((whole(visit.id.as_str(), 4), Hit::Visit(visit)));
    }
    let bare = text.replace('.', "");
    for entry in search(connection, text, today, OF_ONE_KIND)? {
        let rank = if entry.code.eq_ignore_ascii_case(&bare) {
            0
        } else {
            5
        };
        ranked.push((rank, Hit::Code(entry)));
    }
    // Stable: each kind keeps its own order.
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.truncate(limit);
    Ok(ranked.into_iter().map(|(_, hit)| hit).collect())
}

/// Ids stand as typed, so one that is not there is looked for in capitals, too: `v12` is `V12`.
fn visits(connection: &Connection, text: &str) -> Result<Vec<VisitLine>, store::Error> {
    let found = history::numbered(connection, text, OF_ONE_KIND)?;
    let upper = text.to_ascii_uppercase();
    if found.is_empty() && upper != text {
        return history::numbered(connection, &upper, OF_ONE_KIND);
    }
    Ok(found)
}

/// Whether each word of `text` begins a word of `name`, in any order and case.
fn is_begun(name: &str, text: &str) -> bool {
    let name = name.to_lowercase();
    text.to_lowercase().split_whitespace().all(|typed| {
        name.split(|c: char| !c.is_alphanumeric())
            .any(|word| word.starts_with(typed))
    })
}
