//! Taking code sets into the practice file: the shipped ones, later editions, the user's own codes.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, params};

use super::super::error::Error;
use super::super::value::Day;
use super::{COLUMNS, CodeRow, read, terms_text};
use crate::domain::code::edition::{Listing, Span, amended};
use crate::domain::code::search::{Term, index_text, standing};
use crate::domain::code::set::CodeSet;
use crate::domain::code::{CodeEntry, CodeSystem, ProcedureCode};

/// Each standing has room for this many codes.
const ROOM_BITS: u32 = 20;

/// What taking in a file changed, in codes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Loaded {
    /// Codes that were not at hand before.
    pub added: usize,
    /// Codes whose wording, dates or flag changed.
    pub changed: usize,
    /// Codes that the file left as they were.
    pub same: usize,
}

/// Fills the empty code tables of a new practice with the shipped sets.
///
/// # Errors
/// When the file cannot be written, or holds these codes already.
pub fn fill(connection: &Connection, set: &CodeSet) -> Result<(), Error> {
    let none = Vec::new();
    let mut rows: Vec<(u8, &CodeEntry, &[Term])> = set
        .entries
        .iter()
        .map(|entry| {
            let terms = match entry.system {
                CodeSystem::Icd10Cm => set.terms.get(&entry.code).unwrap_or(&none),
                _ => &none,
            };
            (standing(entry, terms), entry, terms.as_slice())
        })
        .collect();
    // The word index is built fastest in the order of its rows.
    rows.sort_by(|(one, one_entry, _), (other, other_entry, _)| {
        (one, one_entry.code.as_str()).cmp(&(other, other_entry.code.as_str()))
    });
    let mut writer = Writer::new(connection)?;
    for (standing, entry, terms) in rows {
        writer.insert(standing, entry, terms, false)?;
    }
    for (system, starts_on) in &set.editions {
        add_edition(connection, *system, *starts_on)?;
    }
    let mut note = connection
        .prepare_cached("INSERT INTO code_note (code, kind, note) VALUES (?1, ?2, ?3)")?;
    for one in &set.notes {
        let _row = note.execute(params![one.code, one.kind.tag(), one.text])?;
    }
    let mut exclusion = connection.prepare_cached(
        "INSERT INTO code_exclusion (left_low, left_high, right_low, right_high, note) \
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for one in &set.exclusions {
        let _row = exclusion.execute(params![
            one.left.low(),
            one.left.high(),
            one.right.low(),
            one.right.high(),
            one.note
        ])?;
    }
    let mut manifestation =
        connection.prepare_cached("INSERT INTO code_manifestation (code) VALUES (?1)")?;
    for code in &set.manifestations {
        let _row = manifestation.execute([code])?;
    }
    Ok(())
}

/// Takes in a whole edition of a set: from `starts_on` until the next edition at hand begins,
/// exactly these codes are in force.
///
/// # Errors
/// When the file cannot be read or written.
pub fn apply_edition(
    connection: &Connection,
    system: CodeSystem,
    starts_on: NaiveDate,
    listings: &HashMap<String, Listing>,
) -> Result<Loaded, Error> {
    let mut codes: BTreeSet<String> = listings.keys().cloned().collect();
    let mut all = connection.prepare_cached("SELECT DISTINCT code FROM code WHERE system = ?1")?;
    for code in all.query_map([system.tag()], |row| row.get(0))? {
        let _new = codes.insert(code?);
    }
    let changes = codes
        .into_iter()
        .map(|code| {
            let listing = listings.get(&code).cloned();
            (code, listing)
        })
        .collect();
    apply_changes(connection, system, starts_on, changes)
}

/// Takes in the changes that an edition brings: from `starts_on` until the next edition at hand
/// begins, each code is listed as given, or not at all.
///
/// # Errors
/// When the file cannot be read or written.
pub fn apply_changes(
    connection: &Connection,
    system: CodeSystem,
    starts_on: NaiveDate,
    changes: Vec<(String, Option<Listing>)>,
) -> Result<Loaded, Error> {
    let until: Option<NaiveDate> = connection
        .prepare_cached(
            "SELECT min(starts_on) FROM code_edition WHERE system = ?1 AND starts_on > ?2",
        )?
        .query_row(params![system.tag(), Day(starts_on)], |row| {
            row.get::<_, Option<Day>>(0)
        })?
        .map(|day| day.0);
    let mut writer = Writer::new(connection)?;
    let mut loaded = Loaded::default();
    for (code, listing) in changes {
        let rows = writer.rows(system, &code)?;
        let before: Vec<Span> = rows.iter().map(|row| Span::of(&row.entry)).collect();
        let after = amended(&before, starts_on, until, listing.as_ref());
        let entries = after
            .into_iter()
            .map(|span| span.into_entry(system, &code))
            .collect();
        writer.replace(rows, entries, &mut loaded)?;
    }
    add_edition(connection, system, starts_on)?;
    Ok(loaded)
}

/// Takes in codes that carry their own dates: each replaces what was at hand of the same code.
/// Codes that are not among them stay.
///
/// # Errors
/// When the file cannot be read or written.
pub fn apply_dated(connection: &Connection, entries: Vec<CodeEntry>) -> Result<Loaded, Error> {
    let mut writer = Writer::new(connection)?;
    let mut loaded = Loaded::default();
    for entry in entries {
        let rows = writer.rows(entry.system, &entry.code)?;
        writer.replace(rows, vec![entry], &mut loaded)?;
    }
    Ok(loaded)
}

/// Makes a procedure code that the practice uses known, with the practice's own description
/// (perhaps empty). A code that a set holds already stays as it is.
///
/// # Errors
/// When the file cannot be read or written.
pub fn remember(
    connection: &Connection,
    code: &ProcedureCode,
    description: &str,
) -> Result<(), Error> {
    let mut writer = Writer::new(connection)?;
    let rows = writer.rows(code.system(), code.as_str())?;
    if rows.iter().any(|row| !row.own) {
        return Ok(());
    }
    if !rows.is_empty() && description.is_empty() {
        return Ok(());
    }
    for row in rows {
        writer.delete(row.id)?;
    }
    let entry = CodeEntry {
        system: code.system(),
        code: code.as_str().to_owned(),
        billable: true,
        valid_from: None,
        valid_to: None,
        short: description.to_owned(),
        long: description.to_owned(),
    };
    writer.insert(0, &entry, &[], true)?;
    Ok(())
}

/// The newest first day of a set's codes, which tells how new the set at hand is.
///
/// # Errors
/// When the file cannot be read.
pub fn newest(connection: &Connection, system: CodeSystem) -> Result<Option<NaiveDate>, Error> {
    let newest = connection.query_row(
        "SELECT max(valid_from) FROM code WHERE system = ?1",
        [system.tag()],
        |row| row.get::<_, Option<Day>>(0),
    )?;
    Ok(newest.map(|day| day.0))
}

fn add_edition(
    connection: &Connection,
    system: CodeSystem,
    starts_on: NaiveDate,
) -> rusqlite::Result<()> {
    let _rows = connection
        .prepare_cached("INSERT OR IGNORE INTO code_edition (system, starts_on) VALUES (?1, ?2)")?
        .execute(params![system.tag(), Day(starts_on)])?;
    Ok(())
}

/// Writes codes and their words together.
struct Writer<'c> {
    connection: &'c Connection,
    code: rusqlite::CachedStatement<'c>,
    word: rusqlite::CachedStatement<'c>,
    /// The last identifier given out, by standing.
    last: HashMap<u8, i64>,
}

impl<'c> Writer<'c> {
    fn new(connection: &'c Connection) -> rusqlite::Result<Self> {
        Ok(Self {
            connection,
            code: connection.prepare_cached(
                "INSERT INTO code \
                 (code_id, system, code, billable, valid_from, valid_to, short, long, terms, origin) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            )?,
            word: connection
                .prepare_cached("INSERT INTO code_word (rowid, words) VALUES (?1, ?2)")?,
            last: HashMap::new(),
        })
    }

    fn next_id(&mut self, standing: u8) -> rusqlite::Result<i64> {
        let first = i64::from(standing) << ROOM_BITS;
        let behind = (i64::from(standing) + 1) << ROOM_BITS;
        let last = match self.last.get(&standing) {
            Some(last) => *last,
            None => self
                .connection
                .prepare_cached(
                    "SELECT code_id FROM code WHERE code_id >= ?1 AND code_id < ?2 \
                     ORDER BY code_id DESC LIMIT 1",
                )?
                .query_row([first, behind], |row| row.get(0))
                .optional()?
                .unwrap_or(first),
        };
        let _before = self.last.insert(standing, last + 1);
        Ok(last + 1)
    }

    fn insert(
        &mut self,
        standing: u8,
        entry: &CodeEntry,
        terms: &[Term],
        own: bool,
    ) -> rusqlite::Result<()> {
        let id = self.next_id(standing)?;
        let _row = self.code.execute(params![
            id,
            entry.system.tag(),
            entry.code,
            entry.billable,
            entry.valid_from.map(Day),
            entry.valid_to.map(Day),
            (entry.short != entry.long).then_some(&entry.short),
            entry.long,
            terms_text(terms),
            if own { "OWN" } else { "SET" },
        ])?;
        let names = terms.iter().map(Term::text).chain([entry.long.as_str()]);
        let _row = self.word.execute(params![id, index_text(names)])?;
        Ok(())
    }

    fn delete(&self, id: i64) -> rusqlite::Result<()> {
        for table in [
            "DELETE FROM code WHERE code_id = ?1",
            "DELETE FROM code_word WHERE rowid = ?1",
        ] {
            let _rows = self.connection.prepare_cached(table)?.execute([id])?;
        }
        Ok(())
    }

    fn rows(&self, system: CodeSystem, code: &str) -> rusqlite::Result<Vec<CodeRow>> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM code WHERE code = ?1 AND system = ?2 \
             ORDER BY ifnull(valid_from, '')"
        ))?;
        read(&mut statement, params![code, system.tag()])
    }

    /// Puts `entries` in the place of `rows`, all of one code; the terms stay with the code.
    fn replace(
        &mut self,
        rows: Vec<CodeRow>,
        entries: Vec<CodeEntry>,
        loaded: &mut Loaded,
    ) -> rusqlite::Result<()> {
        if rows.is_empty() && entries.is_empty() {
            return Ok(());
        }
        let unchanged =
            rows.iter().map(|row| &row.entry).eq(entries.iter()) && rows.iter().all(|row| !row.own);
        if unchanged {
            loaded.same += 1;
            return Ok(());
        }
        if rows.is_empty() {
            loaded.added += 1;
        } else {
            loaded.changed += 1;
        }
        let terms = rows
            .first()
            .map(|row| row.terms.clone())
            .unwrap_or_default();
        for row in rows {
            self.delete(row.id)?;
        }
        for entry in entries {
            self.insert(standing(&entry, &terms), &entry, &terms, false)?;
        }
        Ok(())
    }
}
