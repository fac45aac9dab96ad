//! From the bytes of a folder to its records, or to everything that is wrong with it.

use std::collections::{HashMap, HashSet};
use std::convert::Infallible;
use std::io::Read;
use std::ops::ControlFlow;

use csv::StringRecord;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::claim::{ClaimDraft, is_sound};
use super::lines::JsonLines;
use super::plain::{self, Column};
use super::problem::{FILE, Notes, ROW};
use super::reference::{self, Parsed};
use super::rows::{Row, Rows, Stop};
use super::write::columns;
use super::{Existing, Folder, Options, Placed, Problems, Source, Table};
use crate::domain::authorization::{AuthorizationDraft, EligibilityDraft};
use crate::domain::claim::print::PrintRecord;
use crate::domain::coverage::CoverageDraft;
use crate::domain::draft::quoted;
use crate::domain::encounter::EncounterDraft;
use crate::domain::encounter::line::LineDraft;
use crate::domain::facility::FacilityDraft;
use crate::domain::fee::FeeDraft;
use crate::domain::finding::Finding;
use crate::domain::patient::PatientDraft;
use crate::domain::payer::PayerDraft;
use crate::domain::practice::PracticeDraft;
use crate::domain::provider::{PayerNumberDraft, ProviderDraft};
use crate::domain::records::Records;
use crate::domain::row::Field;
use crate::exchange::formula;

/// Reads a folder; what is there already is what its rows may refer to and must not repeat.
///
/// # Errors
/// Everything that keeps the folder from being taken, by file and line.
pub fn read(
    sources: Vec<Source>,
    existing: &Existing,
    options: Options,
) -> Result<Folder, Problems> {
    let mut reading = Reading::new(existing, options, Notes::default());
    let parsed = reading.tables(sources);
    let Reading { mut notes, ids, .. } = reading;
    reference::check(&parsed, &ids, existing, &mut notes);
    let records = assemble(parsed, &mut notes);
    notes.errors.sort();
    notes.warnings.sort();
    if notes.errors.is_empty() {
        Ok(Folder {
            records,
            warnings: notes.warnings,
        })
    } else {
        Err(notes.errors)
    }
}

/// The ids that the folder's files give.
#[derive(Debug, Default)]
pub(super) struct Ids {
    /// The line of each id.
    lines: HashMap<Table, HashMap<String, u64>>,
    /// Files that could not be read to their end: nobody knows which ids they give.
    unknown: HashSet<Table>,
}

impl Ids {
    /// Whether a file gives this id, or may give it for all that is known.
    pub fn may_have(&self, table: Table, id: &str) -> bool {
        self.unknown.contains(&table)
            || self
                .lines
                .get(&table)
                .is_some_and(|ids| ids.contains_key(id))
    }
}

/// A folder while it is read.
pub(super) struct Reading<'a> {
    existing: &'a Existing,
    options: Options,
    notes: Notes,
    ids: Ids,
}

impl<'a> Reading<'a> {
    pub fn new(existing: &'a Existing, options: Options, notes: Notes) -> Self {
        Self {
            existing,
            options,
            notes,
            ids: Ids::default(),
        }
    }

    pub fn into_notes(self) -> Notes {
        self.notes
    }

    fn tables(&mut self, sources: Vec<Source>) -> Parsed {
        let mut bytes: HashMap<Table, Box<dyn Read + Send>> = sources
            .into_iter()
            .map(|source| (source.table, source.bytes))
            .collect();
        let mut of = |table: Table| bytes.remove(&table).map(|bytes| Source { table, bytes });
        let today = self.options.today;
        let parsed = Parsed {
            practice: self.table(of(Table::Practice), PracticeDraft::build),
            providers: self.table(of(Table::Providers), ProviderDraft::build),
            facilities: self.table(of(Table::Facilities), FacilityDraft::build),
            payers: self.table(of(Table::Payers), PayerDraft::build),
            numbers: self.table(of(Table::ProviderIds), PayerNumberDraft::build),
            patients: self.table(of(Table::Patients), PatientDraft::build),
            coverages: self.table(of(Table::Coverages), CoverageDraft::build),
            authorizations: self.table(of(Table::Authorizations), AuthorizationDraft::build),
            eligibility: self.table(of(Table::Eligibility), EligibilityDraft::build),
            visits: self.table(of(Table::Visits), EncounterDraft::build),
            lines: self.table(of(Table::Lines), LineDraft::build),
            fees: self.table(of(Table::Fees), FeeDraft::build),
            claims: self.table(of(Table::Claims), ClaimDraft::build),
            prints: self.prints(of(Table::ClaimPrints)),
        };
        self.advise(Table::Practice, &parsed.practice, |it| it.advice());
        self.advise(Table::Providers, &parsed.providers, |it| it.advice());
        self.advise(Table::Facilities, &parsed.facilities, |it| it.advice());
        self.advise(Table::Payers, &parsed.payers, |it| it.advice());
        self.advise(Table::Patients, &parsed.patients, |it| it.advice(today));
        self.advise(Table::Coverages, &parsed.coverages, |it| it.advice());
        parsed
    }

    fn advise<T>(&mut self, table: Table, rows: &[Placed<T>], advice: impl Fn(&T) -> Vec<Finding>) {
        for row in rows {
            self.notes.advice((table, row.line), advice(&row.value));
        }
    }

    /// The values of one file; what is wrong with it goes to the notes.
    fn table<D, T>(
        &mut self,
        source: Option<Source>,
        build: impl Fn(&D) -> Result<T, Vec<Finding>>,
    ) -> Vec<Placed<T>>
    where
        D: DeserializeOwned + Serialize + Default,
    {
        let mut values = Vec::new();
        if let Some(source) = source {
            let read = self.stream(source, build, |_, row| {
                values.push(row);
                Ok::<_, Infallible>(())
            });
            match read {
                Ok(()) => {}
                Err(never) => match never {},
            }
        }
        values
    }

    /// Hands each value of one file to `take`; what is wrong with the others goes to the notes.
    ///
    /// # Errors
    /// What `take` says; the rest of the file is left unread then.
    pub fn stream<D, T, E>(
        &mut self,
        source: Source,
        build: impl Fn(&D) -> Result<T, Vec<Finding>>,
        mut take: impl FnMut(&mut Notes, Placed<T>) -> Result<(), E>,
    ) -> Result<(), E>
    where
        D: DeserializeOwned + Serialize + Default,
    {
        let Source { table, bytes } = source;
        let mut failed = Ok(());
        let required = table.required_columns();
        let known = columns::<D>();
        let read = self.rows(table, bytes, (&known, required), |notes, header, row| {
            let at = (table, row.line);
            let Ok(draft) = row.fields.deserialize::<D>(Some(header)) else {
                let sentence = "This row cannot be read; compare it with the header.";
                notes.error(at, ROW, sentence);
                return ControlFlow::Continue(());
            };
            let line = row.line;
            match build(&draft) {
                Ok(value) => failed = take(notes, Placed { line, value }),
                Err(findings) => notes.findings(at, findings),
            }
            match failed {
                Ok(()) => ControlFlow::Continue(()),
                Err(_) => ControlFlow::Break(()),
            }
        });
        if let Err(stop) = read {
            self.notes.error((table, stop.line), FILE, stop.sentence);
            let _ = self.ids.unknown.insert(table);
        }
        failed
    }

    /// As [`Self::stream`], for rows that are copied column by column.
    ///
    /// # Errors
    /// What `take` says; the rest of the file is left unread then.
    pub fn plain<E>(
        &mut self,
        Source { table, bytes }: Source,
        columns: &[Column],
        mut take: impl FnMut(&mut Notes, Placed<Vec<Field>>) -> Result<(), E>,
    ) -> Result<(), E> {
        let names = plain::header(columns);
        let required: Vec<&str> = names.iter().map(String::as_str).collect();
        let mut failed = Ok(());
        let read = self.rows(table, bytes, (&names, &required), |notes, header, row| {
            let line = row.line;
            match plain::read(columns, header, &row.fields) {
                Ok(value) => failed = take(notes, Placed { line, value }),
                Err(findings) => notes.findings((table, line), findings),
            }
            match failed {
                Ok(()) => ControlFlow::Continue(()),
                Err(_) => ControlFlow::Break(()),
            }
        });
        if let Err(stop) = read {
            self.notes.error((table, stop.line), FILE, stop.sentence);
        }
        failed
    }

    /// Hands each sound row of a file to `take`, with the header that names its fields.
    fn rows(
        &mut self,
        table: Table,
        bytes: Box<dyn Read + Send>,
        (known, required): (&[String], &[&str]),
        mut take: impl FnMut(&mut Notes, &StringRecord, &Row) -> ControlFlow<()>,
    ) -> Result<(), Stop> {
        let limits = table.limits();
        let mut rows = Rows::open(bytes, limits)?;
        let Some(first) = rows.next_row()? else {
            return Err(Stop {
                line: 1,
                sentence: "The file is empty; its first line must name the columns.".to_owned(),
            });
        };
        let header = Header::read(
            table,
            &first,
            (known, required),
            self.options,
            &mut self.notes,
        );
        if !header.is_usable {
            let _ = self.ids.unknown.insert(table);
        }
        let id_place = table
            .id_column()
            .and_then(|id| header.names.iter().position(|name| name == id));
        let mut n_rows = 0;
        while let Some(mut row) = rows.next_row()? {
            n_rows += 1;
            if n_rows > limits.rows {
                let most = limits.rows / 1_000_000;
                let sentence = format!("The file has more than {most},000,000 rows; split it.");
                self.notes.error((table, row.line), FILE, sentence);
                break;
            }
            row.fields = unguarded(row.fields);
            // An id is noted even when its row is refused, so that one mistake is told once.
            if let Some(id) = id_place.and_then(|place| row.fields.get(place)) {
                self.note_id(table, row.line, id.trim());
            }
            let at = (table, row.line);
            if row.n_fields != header.names.len() {
                self.notes.error(
                    at,
                    ROW,
                    format!(
                        "This row has {} and the header {}; put a field that holds commas in \
                         quotation marks, and leave no comma out.",
                        fields(row.n_fields),
                        header.names.len()
                    ),
                );
            }
            for flaw in &row.flaws {
                let column = header.names.get(flaw.field).unwrap_or(ROW);
                self.notes.error((table, flaw.line), column, flaw.sentence);
            }
            let is_whole = row.flaws.is_empty() && row.n_fields == header.names.len();
            if header.is_usable && is_whole && take(&mut self.notes, &header.names, &row).is_break()
            {
                break;
            }
        }
        Ok(())
    }

    fn note_id(&mut self, table: Table, line: u64, id: &str) {
        let Some(column) = table.id_column().filter(|_| !id.is_empty()) else {
            return;
        };
        if self.existing.has(table, id) {
            self.notes.error(
                (table, line),
                column,
                format!(
                    "The {} {} is already in the practice file; leave this row out or give it \
                     another id.",
                    table.noun(),
                    quoted(id)
                ),
            );
        }
        let ids = self.ids.lines.entry(table).or_default();
        if let Some(first) = ids.get(id) {
            self.notes.error(
                (table, line),
                column,
                format!(
                    "The {} {} stands in line {first} already; give each its own id.",
                    table.noun(),
                    quoted(id)
                ),
            );
        } else {
            let _ = ids.insert(id.to_owned(), line);
        }
    }

    /// The print records, one on each line.
    fn prints(&mut self, source: Option<Source>) -> Vec<Placed<PrintRecord>> {
        let mut prints = Vec::new();
        let Some(source) = source else {
            return prints;
        };
        let table = source.table;
        let mut lines = JsonLines::new(source);
        while let Some((line, record)) = lines.record() {
            match record {
                Ok(value) if is_sound(&value) => prints.push(Placed { line, value }),
                flawed => {
                    let (column, sentence) = flawed.err().unwrap_or_else(|| lines.foreign());
                    self.notes.error((table, line), column, sentence);
                }
            }
        }
        prints
    }
}

/// The columns of a file as its first row names them.
struct Header {
    names: StringRecord,
    /// Whether rows can be read by it.
    is_usable: bool,
}

impl Header {
    fn read(
        table: Table,
        row: &Row,
        (known, required): (&[String], &[&str]),
        options: Options,
        notes: &mut Notes,
    ) -> Self {
        let at = (table, row.line);
        let before = notes.errors.count();
        let names: StringRecord = row.fields.iter().map(str::trim).collect();
        let known: HashSet<&str> = known.iter().map(String::as_str).collect();
        let mut seen = HashSet::new();
        for flaw in &row.flaws {
            notes.error((table, flaw.line), FILE, flaw.sentence);
        }
        if names.len() == 1 && names.iter().any(|name| name.contains([';', '\t'])) {
            let sentence =
                "The columns are parted by semicolons or tabs; save the file with commas.";
            notes.error(at, FILE, sentence);
            return Self {
                names,
                is_usable: false,
            };
        }
        for (idx, name) in names.iter().enumerate() {
            let shown = if name.is_empty() { FILE } else { name };
            if !known.contains(name) && !options.ignore_unknown {
                let sentence = if name.is_empty() {
                    format!("Column {} has no name; name it or remove it.", idx + 1)
                } else {
                    format!(
                        "{} has no such column; correct the name, remove the column, or use \
                         --ignore-unknown.",
                        table.file_name()
                    )
                };
                notes.error(at, shown_column(shown), sentence);
            } else if known.contains(name) && !seen.insert(name) {
                notes.error(at, name, "The header names this column twice; remove one.");
            }
        }
        for &required in required {
            if !seen.contains(required) && !names.iter().any(|name| name == required) {
                let sentence = "The header lacks this column, which must be there; add it.";
                notes.error(at, required, sentence);
            }
        }
        let is_usable = notes.errors.count() == before;
        Self { names, is_usable }
    }
}

/// A column's name that came with the file, short and without anything that steers a terminal.
fn shown_column(name: &str) -> String {
    name.chars()
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .take(40)
        .collect()
}

fn fields(count: usize) -> String {
    if count == 1 {
        "1 field".to_owned()
    } else {
        format!("{count} fields")
    }
}

/// The fields without the apostrophes that an export puts before texts like formulas.
fn unguarded(fields: StringRecord) -> StringRecord {
    if fields.iter().any(|field| field.starts_with('\'')) {
        fields.iter().map(formula::unguard).collect()
    } else {
        fields
    }
}

/// Puts the values together: lines into their visits, in the order of their numbers.
fn assemble(parsed: Parsed, notes: &mut Notes) -> Records {
    fn values<T>(rows: Vec<Placed<T>>) -> Vec<T> {
        rows.into_iter().map(|row| row.value).collect()
    }
    let mut visits = parsed.visits;
    let place: HashMap<String, usize> = visits
        .iter()
        .enumerate()
        .map(|(idx, visit)| (visit.value.id.to_string(), idx))
        .collect();
    for line in parsed.lines {
        let (visit, line) = line.value;
        if let Some(visit) = place
            .get(visit.as_str())
            .and_then(|&idx| visits.get_mut(idx))
        {
            visit.value.lines.push(line);
        }
    }
    for visit in &mut visits {
        visit.value.lines.sort_by_key(|line| line.number);
        if visit.value.lines.is_empty() {
            let sentence = "This visit has no service lines, so it cannot be billed; add them.";
            notes.warning((Table::Visits, visit.line), "visit_id", sentence);
        }
    }
    Records {
        practice: parsed.practice.into_iter().next().map(|row| row.value),
        providers: values(parsed.providers),
        facilities: values(parsed.facilities),
        payers: values(parsed.payers),
        payer_numbers: values(parsed.numbers),
        patients: values(parsed.patients),
        coverages: values(parsed.coverages),
        authorizations: values(parsed.authorizations),
        eligibility_checks: values(parsed.eligibility),
        fees: values(parsed.fees),
        encounters: values(visits),
        claims: values(parsed.claims),
        prints: values(parsed.prints),
    }
}
