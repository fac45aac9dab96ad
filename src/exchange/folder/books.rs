//! The files of the books: charges, money, what payers decided and the journal.
//!
//! They can be far larger than the others, so they are read and written row by row. A folder with
//! `journal.csv` holds the books exactly; one without it brings what another system left open.

mod charge;
mod close;
mod elsewhere;
mod item;
mod journal;
mod money;
mod remittance;

use std::collections::HashMap;
use std::convert::Infallible;
use std::io::Read;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::lines::JsonLines;
use super::plain::Column;
use super::problem::Notes;
use super::read::Reading;
use super::write::columns;
use super::{Existing, Options, Problems, Source, Table};
use crate::domain::finding::Finding;
use crate::domain::row::Field;
use crate::exchange::formula;

pub use charge::{ChargeRow, ChargeRowDraft};
pub use close::{ContractDraft, DaySheetDraft, PeriodDraft, RuleDraft};
pub use elsewhere::{
    ForeignAdjustment, ForeignAdjustmentDraft, ForeignLine, ForeignLineDraft, ForeignRemittance,
    ForeignRemittanceDraft, OpeningBalance, OpeningBalanceDraft, ServiceRef,
};
pub use item::{BatchDraft, ItemRowDraft, LaterClaimDraft};
pub use journal::{EntryRows, LegRow, LegRowDraft, legs_of};
pub use money::{DepositDraft, ReceiptRow, ReceiptRowDraft};
pub use remittance::{
    AdjustmentRow, AdjustmentRowDraft, RemittanceLineRow, RemittanceLineRowDraft, RemittanceRow,
    RemittanceRowDraft,
};

/// Texts as they stand in the columns of one file, in its order.
pub trait RowDraft: Serialize + DeserializeOwned + Default {
    type Value;

    /// The value, or everything that keeps the row from being one.
    ///
    /// # Errors
    /// A finding for each column that is missing or not what it should be.
    fn build(&self) -> Result<Self::Value, Vec<Finding>>;
}

/// A draft of texts: its fields are the columns of a file.
macro_rules! row_draft {
    ($(#[$doc:meta])* $name:ident { $($field:ident),* $(,)? }) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize,
        )]
        #[serde(default)]
        pub struct $name {
            $(pub $field: String,)*
        }
    };
}
pub(crate) use row_draft;

/// A row's file and physical line.
pub type At = (Table, u64);

/// The files of the books while they are read, with what is wrong with them so far.
pub struct BookFiles {
    sources: HashMap<Table, Box<dyn Read + Send>>,
    tables: Vec<Table>,
    options: Options,
    notes: Notes,
    counts: Vec<(Table, usize)>,
}

impl BookFiles {
    /// Takes the files of the books out of a folder's.
    pub fn take(sources: Vec<Source>, options: Options) -> (Self, Vec<Source>) {
        let (books, others): (Vec<_>, Vec<_>) = sources
            .into_iter()
            .partition(|source| source.table.is_of_books());
        let files = Self {
            tables: books.iter().map(|source| source.table).collect(),
            sources: books
                .into_iter()
                .map(|source| (source.table, source.bytes))
                .collect(),
            options,
            notes: Notes::default(),
            counts: Vec::new(),
        };
        (files, others)
    }

    /// Whether the folder has a file.
    pub fn has(&self, table: Table) -> bool {
        self.tables.contains(&table)
    }

    /// Whether the folder has any of these files.
    pub fn is_empty(&self) -> bool {
        self.tables.is_empty()
    }

    /// Hands each sound row of a file to `take`; what is wrong with the others is noted. A file
    /// that is not there has no rows.
    ///
    /// # Errors
    /// What `take` says.
    pub fn each<D: RowDraft, E>(
        &mut self,
        table: Table,
        mut take: impl FnMut(&mut Notes, At, D::Value) -> Result<(), E>,
    ) -> Result<(), E> {
        let Some(bytes) = self.sources.remove(&table) else {
            return Ok(());
        };
        let existing = Existing::default();
        let notes = std::mem::take(&mut self.notes);
        let mut reading = Reading::new(&existing, self.options, notes);
        let mut n_rows = 0;
        let source = Source { table, bytes };
        let read = reading.stream(source, D::build, |notes, row| {
            n_rows += 1;
            take(notes, (table, row.line), row.value)
        });
        self.notes = reading.into_notes();
        self.counts.push((table, n_rows));
        read
    }

    /// As [`Self::each`], for rows that are copied column by column.
    ///
    /// # Errors
    /// What `take` says.
    pub fn each_plain<E>(
        &mut self,
        table: Table,
        columns: &[Column],
        mut take: impl FnMut(&mut Notes, At, Vec<Field>) -> Result<(), E>,
    ) -> Result<(), E> {
        let Some(bytes) = self.sources.remove(&table) else {
            return Ok(());
        };
        let existing = Existing::default();
        let notes = std::mem::take(&mut self.notes);
        let mut reading = Reading::new(&existing, self.options, notes);
        let mut n_rows = 0;
        let read = reading.plain(Source { table, bytes }, columns, |notes, row| {
            n_rows += 1;
            take(notes, (table, row.line), row.value)
        });
        self.notes = reading.into_notes();
        self.counts.push((table, n_rows));
        read
    }

    /// The lines of a file with a JSON text on each; `None` when it is not there.
    pub fn json_lines(&mut self, table: Table) -> Option<JsonLines> {
        let bytes = self.sources.remove(&table)?;
        Some(JsonLines::new(Source { table, bytes }))
    }

    /// Says how many sound rows a file had that was read line by line.
    pub fn count(&mut self, table: Table, n_rows: usize) {
        self.counts.push((table, n_rows));
    }

    /// As [`Self::each`], with all rows at once, for files that fit into memory.
    pub fn all<D: RowDraft>(&mut self, table: Table) -> Vec<(At, D::Value)> {
        let mut rows = Vec::new();
        let read = self.each::<D, Infallible>(table, |_, at, value| {
            rows.push((at, value));
            Ok(())
        });
        match read {
            Ok(()) => rows,
            Err(never) => match never {},
        }
    }

    /// Only looks for what is wrong with the rows of a file.
    pub fn look<D: RowDraft>(&mut self, table: Table) {
        let read = self.each::<D, Infallible>(table, |_, _, _| Ok(()));
        match read {
            Ok(()) => {}
            Err(never) => match never {},
        }
    }

    /// Notes that a row cannot be taken.
    pub fn refuse(&mut self, at: At, column: &str, sentence: impl Into<String>) {
        self.notes.error(at, column, sentence);
    }

    /// Notes what is wrong with a row, column by column.
    pub fn refuse_all(&mut self, at: At, findings: Vec<Finding>) {
        self.notes.findings(at, findings);
    }

    /// Notes that a whole file cannot be taken.
    pub fn refuse_file(&mut self, table: Table, sentence: impl Into<String>) {
        self.notes.error((table, 1), super::problem::FILE, sentence);
    }

    /// Whether nothing was wrong so far.
    pub fn is_sound(&self) -> bool {
        self.notes.errors.is_empty()
    }

    /// How many sound rows each file had that was read.
    pub fn counts(&self) -> &[(Table, usize)] {
        &self.counts
    }

    /// What was wrong, after what was wrong with the other files; and what is worth a look.
    pub fn into_problems(self, before: Problems, warnings: Problems) -> (Problems, Problems) {
        let Notes {
            mut errors,
            warnings: mut more,
        } = self.notes;
        errors.precede(before);
        errors.sort();
        more.precede(warnings);
        more.sort();
        (errors, more)
    }
}

impl Notes {
    /// Notes that a whole row does not fit what is there.
    pub fn misfit(&mut self, at: At, sentence: impl Into<String>) {
        self.error(at, super::problem::ROW, sentence);
    }
}

/// Rows on their way into one file.
pub struct RowWriter {
    header: Vec<String>,
    plain: csv::Writer<Vec<u8>>,
    bytes: csv::Writer<Vec<u8>>,
    n_rows: usize,
}

fn plain_writer() -> csv::Writer<Vec<u8>> {
    csv::WriterBuilder::new()
        .has_headers(false)
        .from_writer(Vec::new())
}

/// Rows between two looks at what they come to.
const BLOCK: usize = 1_000;

impl RowWriter {
    /// A file of these columns.
    pub fn new(header: Vec<String>) -> Self {
        Self {
            header,
            plain: plain_writer(),
            bytes: csv::Writer::from_writer(Vec::new()),
            n_rows: 0,
        }
    }

    /// A file of the columns of a draft.
    pub fn of<D: RowDraft>() -> Self {
        Self::new(columns::<D>())
    }

    /// Adds a row: a draft, or a text for each column.
    pub fn add(&mut self, row: &impl Serialize) {
        if self.n_rows == 0 {
            // Memory takes what is written, and drafts are made of texts only, so nothing here
            // and below can fail.
            let _ = self.bytes.write_record(&self.header);
        }
        let _ = self.plain.serialize(row);
        self.n_rows += 1;
        if self.n_rows.is_multiple_of(BLOCK) {
            self.guard();
        }
    }

    /// How many rows were added.
    pub fn n_rows(&self) -> usize {
        self.n_rows
    }

    /// The bytes so far, when they are at least so many; the next begin after them.
    pub fn piece(&mut self, least: usize) -> Option<Vec<u8>> {
        if least > 0 && !self.n_rows.is_multiple_of(BLOCK) {
            return None;
        }
        self.guard();
        let writer = std::mem::replace(&mut self.bytes, csv::Writer::from_writer(Vec::new()));
        let bytes = writer.into_inner().unwrap_or_default();
        if bytes.len() < least.max(1) {
            // Too little: it goes back to the front of what comes.
            self.bytes = csv::Writer::from_writer(bytes);
            return None;
        }
        Some(bytes)
    }

    /// Moves the plain rows to the others, texts like formulas guarded.
    fn guard(&mut self) {
        let plain = std::mem::replace(&mut self.plain, plain_writer());
        let plain = plain.into_inner().unwrap_or_default();
        let mut rows = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(plain.as_slice());
        let mut row = csv::StringRecord::new();
        while let Ok(true) = rows.read_record(&mut row) {
            for cell in &row {
                let _ = self.bytes.write_field(formula::guard(cell).as_bytes());
            }
            let _ = self.bytes.write_record(None::<&[u8]>);
        }
    }
}

/// The hash of an entry as it stands in files: 64 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hex(pub [u8; 32]);

impl std::fmt::Display for Hex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl std::str::FromStr for Hex {
    type Err = crate::domain::draft::Problem;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || {
            crate::domain::draft::Problem::new(
                "A hash has 64 hexadecimal digits; get the file again.",
            )
        };
        if text.len() != 64 || !text.is_ascii() {
            return Err(wrong());
        }
        let mut hash = [0; 32];
        for (byte, at) in hash.iter_mut().zip((0..64).step_by(2)) {
            *byte = u8::from_str_radix(&text[at..at + 2], 16).map_err(|_| wrong())?;
        }
        Ok(Self(hash))
    }
}

/// A moment as it stands in files: `2026-11-21T14:05:00Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Instant(pub chrono::DateTime<chrono::Utc>);

impl std::fmt::Display for Instant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.to_rfc3339_opts(chrono::SecondsFormat::Secs, true))
    }
}

impl std::str::FromStr for Instant {
    type Err = crate::domain::draft::Problem;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%SZ")
            .map(|at| Self(at.and_utc()))
            .map_err(|_| {
                crate::domain::draft::Problem::new(
                    "A moment is written like 2026-11-21T14:05:00Z; get the file again.",
                )
            })
    }
}
