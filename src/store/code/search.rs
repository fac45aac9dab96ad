//! Type-ahead over all code sets.

use std::collections::HashMap;

use chrono::NaiveDate;
use rusqlite::{Connection, params};

use super::super::error::Error;
use super::{COLUMNS, CodeRow, behind, read};
use crate::domain::code::search::Query;
use crate::domain::code::{CodeEntry, CodeSystem};

/// Rows that are weighed for one answer. They come likeliest first, so more would cost time and
/// change little.
const CANDIDATES: usize = 256;

/// The codes that a text means, best first: the code itself, codes that begin so, then codes
/// whose descriptions and terms hold words beginning with each of its words, in any order. Codes
/// that a claim can carry on the day come before headings and codes not in force.
///
/// # Errors
/// When the file cannot be read; no text is an error.
pub fn search(
    connection: &Connection,
    text: &str,
    on: NaiveDate,
    limit: usize,
) -> Result<Vec<CodeEntry>, Error> {
    search_in(connection, text, &CodeSystem::ALL, on, limit)
}

/// As [`search`], in some of the code sets only.
///
/// # Errors
/// As [`search`].
pub fn search_in(
    connection: &Connection,
    text: &str,
    systems: &[CodeSystem],
    on: NaiveDate,
    limit: usize,
) -> Result<Vec<CodeEntry>, Error> {
    let query = Query::parse(text);
    let bound = CANDIDATES.max(limit);
    // Those of other sets are passed over, so more of them have to be looked at.
    let looked_at = match systems.len() == CodeSystem::ALL.len() {
        true => bound,
        false => bound * 4,
    };
    let mut rows = Vec::new();
    if let Some(code) = query.code() {
        let mut by_code = connection.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM code WHERE code >= ?1 AND code < ?2 ORDER BY code LIMIT ?3"
        ))?;
        rows = read(
            &mut by_code,
            params![code, behind(code), sql_limit(looked_at)],
        )?;
        rows.retain(|row| query.may_mean(row.entry.system));
    }
    let n_wanted = rows
        .iter()
        .filter(|row| systems.contains(&row.entry.system))
        .count();
    if !query.words().is_empty() && n_wanted < limit {
        let mut by_words = connection.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM code WHERE code_id IN \
             (SELECT rowid FROM code_word WHERE code_word MATCH ?1 ORDER BY rowid LIMIT ?2)"
        ))?;
        rows.extend(read(
            &mut by_words,
            params![match_text(&query), sql_limit(looked_at)],
        )?);
    }
    rows.retain(|row| systems.contains(&row.entry.system));
    let mut ranked: Vec<_> = one_per_code(rows, on)
        .into_iter()
        .map(|row| {
            let rank = query.rank(&row.entry, &row.terms, row.own, on);
            (rank, row.entry)
        })
        .collect();
    ranked.sort_by(|(one_rank, one), (other_rank, other)| {
        (one_rank, one.system, &one.code).cmp(&(other_rank, other.system, &other.code))
    });
    ranked.truncate(limit);
    Ok(ranked.into_iter().map(|(_, entry)| entry).collect())
}

fn sql_limit(rows: usize) -> i64 {
    i64::try_from(rows).unwrap_or(i64::MAX)
}

/// Each word as the beginning of an indexed word. The words are letters and digits only, so that
/// quoting them is all the syntax there is.
fn match_text(query: &Query) -> String {
    let words: Vec<String> = query
        .words()
        .iter()
        .map(|word| format!("\"{word}\"*"))
        .collect();
    words.join(" ")
}

/// Of the spans of one code, that in force on the day, else the latest.
pub(super) fn one_per_code(rows: Vec<CodeRow>, on: NaiveDate) -> Vec<CodeRow> {
    let mut places: HashMap<(CodeSystem, String), usize> = HashMap::with_capacity(rows.len());
    let mut kept: Vec<CodeRow> = Vec::with_capacity(rows.len());
    for row in rows {
        let place = *places
            .entry((row.entry.system, row.entry.code.clone()))
            .or_insert(kept.len());
        match kept.get_mut(place) {
            None => kept.push(row),
            Some(before) => {
                let standing = |row: &CodeRow| (row.entry.in_force(on), row.entry.valid_from);
                if standing(before) < standing(&row) {
                    *before = row;
                }
            }
        }
    }
    kept
}
