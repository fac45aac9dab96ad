//! Bring a practice in from a folder of CSV files, and take it out again.

mod books;
mod elsewhere;
mod given;

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use super::ledger::{Posting, charges};
use super::{Author, Error};
use crate::domain::charge::first_party;
use crate::domain::claim::check::check;
use crate::domain::claim::{Claim, ClaimStatus, billed_coverage};
use crate::domain::coverage::Coverage;
use crate::domain::encounter::Encounter;
use crate::domain::finding::Finding;
use crate::domain::id::{ClaimId, EncounterId, PatientId};
use crate::domain::payer::Payer;
use crate::domain::records::{ClaimEntry, Records};
use crate::exchange::folder::books::BookFiles;
use crate::exchange::folder::{self, Existing, Folder, Problems, Source, Table};
use crate::store::claim::FactsReader;
use crate::store::journal::Stamp;
use crate::store::{self, Action, Change, Database};
use crate::system;
use elsewhere::Opened;

/// How a folder is brought in.
#[derive(Debug, Clone, Copy)]
pub struct Import {
    pub today: NaiveDate,
    /// Whether columns that are not of the contract are skipped instead of refused.
    pub ignore_unknown: bool,
    /// Whether everything is done and then undone: the practice file stays as it is.
    pub is_trial: bool,
}

/// What an import brought, or would have brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportReport {
    /// The rows of each file that was there.
    pub counts: Vec<(Table, usize)>,
    /// Claims that were made for visits which had none.
    pub n_claims: usize,
    /// Those of them that could be printed at once.
    pub n_ready: usize,
    pub warnings: Problems,
}

/// Why an import changed nothing.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ImportError {
    /// The folder is not as it should be; each problem names its file and line.
    #[error("the folder was refused")]
    Folder(Problems),
    #[error(transparent)]
    Command(#[from] Error),
}

/// What ends the transaction of an import without a change.
enum End {
    Refused(Problems),
    /// The trial is over.
    Tried(ImportReport),
    Store(store::Error),
}

impl From<store::Error> for End {
    fn from(error: store::Error) -> Self {
        Self::Store(error)
    }
}

/// Reads a folder into the practice file as one action, and makes a claim for each new visit that
/// comes without one and whose patient has a coverage.
///
/// # Errors
/// [`ImportError::Folder`] with all that is wrong with it; what the practice file did not take. In
/// both cases nothing was changed.
pub fn import(
    database: &Database,
    sources: Vec<Source>,
    import: Import,
    author: &Author,
) -> Result<ImportReport, ImportError> {
    let Author { user, at } = author.clone();
    let ended = database.call_blocking(move |connection| {
        let author = user.clone();
        Ok::<_, store::Error>(store::write_as(connection, &user, at, |tx| {
            let tables: Vec<Table> = sources.iter().map(|source| source.table).collect();
            let known = store::records::load_unprinted(tx)?;
            let options = folder::Options {
                today: import.today,
                ignore_unknown: import.ignore_unknown,
            };
            let (mut files, sources) = BookFiles::take(sources, options);
            books::check_files(tx, &mut files)?;
            let Folder { records, warnings } =
                match folder::read(sources, &Existing::of(&known), options) {
                    Ok(folder) => folder,
                    Err(problems) => {
                        books::look(&mut files);
                        given::look(&mut files);
                        let (problems, _) = files.into_problems(problems, Problems::default());
                        return Err(End::Refused(problems));
                    }
                };
            let posting = Posting::today(Author { user: author, at }, import.today);
            let claims = bring(tx, &posting, &known, &records, &mut files)?;
            let mut counts = counts(&tables, &records);
            counts.extend_from_slice(files.counts());
            let (problems, warnings) = files.into_problems(Problems::default(), warnings);
            if !problems.is_empty() {
                return Err(End::Refused(problems));
            }
            let report = ImportReport {
                counts,
                n_claims: claims.len(),
                n_ready: claims
                    .iter()
                    .filter(|claim| claim.status == ClaimStatus::Ready)
                    .count(),
                warnings,
            };
            if import.is_trial {
                return Err(End::Tried(report));
            }
            Ok((change(&report), report))
        }))
    });
    match ended.map_err(Error::from)? {
        Ok(report) | Err(End::Tried(report)) => Ok(report),
        Err(End::Refused(problems)) => Err(ImportError::Folder(problems)),
        Err(End::Store(error)) => Err(ImportError::Command(error.into())),
    }
}

/// Adds the records of a folder and its books: as they stood where it has their journal, else what
/// another system left open.
fn bring(
    tx: &store::Transaction<'_>,
    posting: &Posting,
    known: &Records,
    records: &Records,
    files: &mut BookFiles,
) -> Result<Vec<ClaimEntry>, store::Error> {
    let (stamp, today) = (posting.stamp(), posting.today);
    if files.has(Table::Journal) {
        let claims = add(tx, stamp, known, records, today, None)?;
        books::rules(tx, files)?;
        books::restore(tx, files)?;
        given::restore(tx, files)?;
        return Ok(claims);
    }
    let closed = store::period::closed_through(tx)?;
    let opened = elsewhere::Opened::read(files, records, closed, today);
    let claims = add(tx, stamp, known, records, today, Some(&opened))?;
    books::rules(tx, files)?;
    elsewhere::bring(tx, posting, files, opened)?;
    given::restore(tx, files)?;
    Ok(claims)
}

/// How much of a large file is handed over at once, in bytes.
const PIECE: usize = 4 * 1024 * 1024;

/// Why an export did not come to its end.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ExportError {
    /// The folder's disk did not take a file.
    #[error(transparent)]
    Write(#[from] system::Error),
    #[error(transparent)]
    Command(#[from] Error),
}

impl From<store::Error> for ExportError {
    fn from(error: store::Error) -> Self {
        Self::Command(error.into())
    }
}

/// Hands the files of a folder that holds the whole practice to `put`, one after the other; a large
/// one comes in several pieces. Gives the number of rows of each.
///
/// Taking a practice out is noted in the record of actions, for what leaves the practice file is no
/// longer guarded by its passphrase.
///
/// # Errors
/// [`ExportError::Write`] with what `put` says, [`ExportError::Command`] when the practice file
/// cannot be read or does not take the note.
pub fn export(
    database: &Database,
    author: &Author,
    mut put: impl FnMut(Table, &[u8]) -> Result<(), system::Error> + Send + 'static,
) -> Result<Vec<(Table, usize)>, ExportError> {
    let action = Action {
        user: author.user.clone(),
        at: author.at,
        change: Change {
            verb: "export",
            entity: "file",
            entity_id: None,
            details: "csv folder".to_owned(),
        },
    };
    database.call_blocking(move |connection| {
        store::write(connection, &action, |tx| {
            let mut counts = Vec::new();
            for file in folder::write(&store::records::load_unprinted(tx)?) {
                put(file.table, &file.bytes)?;
                counts.push((file.table, file.n_rows));
            }
            let mut piece = Vec::new();
            let mut n_prints = 0;
            store::print_record::each(tx, |print| {
                folder::add_json(&mut piece, &print);
                n_prints += 1;
                if piece.len() >= PIECE {
                    put(Table::ClaimPrints, &piece)?;
                    piece.clear();
                }
                Ok::<_, ExportError>(())
            })?;
            if !piece.is_empty() {
                put(Table::ClaimPrints, &piece)?;
            }
            if n_prints > 0 {
                counts.push((Table::ClaimPrints, n_prints));
            }
            books::export(tx, &mut put, &mut counts)?;
            given::export(tx, &mut put, &mut counts)?;
            Ok(counts)
        })
    })
}

/// Adds records to the practice file, charges the visits among them unless their charges come with
/// a journal, and makes a claim for each visit among them that has none and whose patient has a
/// coverage: ready when the scrubber finds no error, else a draft. `known` is what the file holds
/// already. Gives the new claims in the order of their visits.
///
/// # Errors
/// The practice file does not take them.
fn add(
    tx: &store::Transaction<'_>,
    stamp: Stamp<'_>,
    known: &Records,
    records: &Records,
    today: NaiveDate,
    opened: Option<&Opened>,
) -> Result<Vec<ClaimEntry>, store::Error> {
    store::records::insert(tx, records)?;
    for fee in &records.fees {
        // A procedure that the practice has a price for is known from then on.
        store::code::load::remember(tx, &fee.code, "")?;
    }
    let mut coverages: HashMap<&PatientId, Vec<Coverage>> = HashMap::new();
    for coverage in known.coverages.iter().chain(&records.coverages) {
        let own = coverages.entry(&coverage.patient).or_default();
        own.push(coverage.clone());
    }
    if let Some(opened) = opened {
        let payers: Vec<Payer> = known
            .payers
            .iter()
            .chain(&records.payers)
            .cloned()
            .collect();
        let closed = store::period::closed_through(tx)?;
        for encounter in &records.encounters {
            let own = coverages
                .get(&encounter.patient)
                .map_or(&[][..], Vec::as_slice);
            let party = first_party(encounter, own, &payers);
            let on = charges::day_of(encounter, closed, today);
            let left = |line| opened.left(&encounter.id, line);
            let _ = charges::post_new(tx, stamp, encounter, &party, on, left)?;
        }
    }
    let with_claim: HashSet<&EncounterId> = records.claims.iter().map(|it| &it.encounter).collect();
    let without_claim: Vec<&Encounter> = records
        .encounters
        .iter()
        .filter(|encounter| !with_claim.contains(&encounter.id))
        .collect();
    let codes = store::code::known_of(tx, without_claim.iter().copied())?;
    // Without a practice there is nobody who bills, so nothing can be ready.
    let facts = match FactsReader::new(tx) {
        Ok(reader) => Some(reader),
        Err(store::Error::NotFound(_)) => None,
        Err(error) => return Err(error),
    };
    let mut numbers = Numbers::new(tx, known, records)?;
    let mut claims = Vec::new();
    for encounter in without_claim {
        let own = coverages
            .get(&encounter.patient)
            .map_or(&[][..], Vec::as_slice);
        let Some(coverage) = billed_coverage(encounter, own) else {
            continue;
        };
        let mut entry = ClaimEntry {
            id: numbers.take()?,
            encounter: encounter.id.clone(),
            coverage: coverage.id.clone(),
            status: ClaimStatus::Draft,
            is_on_hold: false,
            created_on: today,
            printed_on: None,
            mailed_on: None,
            closed_on: None,
        };
        if let Some(reader) = &facts {
            let claim = Claim {
                id: entry.id.clone(),
                status: entry.status,
                is_on_hold: entry.is_on_hold,
                facts: reader.facts(encounter.clone(), coverage, own)?,
            };
            if !check(&claim, &codes, today).iter().any(Finding::is_error) {
                entry.status = ClaimStatus::Ready;
            }
        }
        let _ = store::claim::insert(tx, &entry, None)?;
        claims.push(entry);
    }
    Ok(claims)
}

/// Claim numbers that nobody has yet: 1, 2, 3 and so on.
struct Numbers {
    last: i64,
    taken: HashSet<String>,
}

impl Numbers {
    fn new(
        tx: &store::Transaction<'_>,
        known: &Records,
        records: &Records,
    ) -> Result<Self, store::Error> {
        Ok(Self {
            last: store::claim::last_row(tx)?,
            taken: known
                .claims
                .iter()
                .chain(&records.claims)
                .map(|claim| claim.id.to_string())
                .collect(),
        })
    }

    fn take(&mut self) -> Result<ClaimId, store::Error> {
        loop {
            self.last += 1;
            let text = self.last.to_string();
            if !self.taken.contains(&text) {
                return text.parse().map_err(|_| store::Error::Worker);
            }
        }
    }
}

fn counts(tables: &[Table], records: &Records) -> Vec<(Table, usize)> {
    Table::ALL
        .into_iter()
        .filter(|table| tables.contains(table) && !table.is_of_books())
        .map(|table| (table, table.count(records)))
        .collect()
}

fn change(report: &ImportReport) -> Change {
    let mut details: Vec<String> = report
        .counts
        .iter()
        .map(|(table, count)| format!("{} {count}", table.file_name()))
        .collect();
    details.push(format!("new claims {}", report.n_claims));
    Change {
        verb: "import",
        entity: "file",
        entity_id: None,
        details: details.join(", "),
    }
}
