//! The sample practice as a file: the records of `sample`, their claims judged and the old ones
//! with what was put on paper.

mod books;

use std::path::Path;

use super::practice::{self, Passphrase, SAMPLE_PASSPHRASE};
use super::sample::{self, FactsIndex, SampleOptions};
use super::statements::settings;
use super::{Author, Error};
use crate::domain::claim::check::check;
use crate::domain::claim::{Claim, ClaimStatus};
use crate::domain::finding::Finding;
use crate::domain::records::{ClaimEntry, Records};
use crate::store::journal::Stamp;
use crate::store::{self, Action, Change, Database, Transaction};
use crate::system::file;

/// Claims whose pages are held in memory at once.
const CHUNK: usize = 4_000;

/// When somebody at the sample's clinic answers, in English and Spanish.
const HOURS: [&str; 2] = [
    "Monday to Friday, 9:00 a.m. to 4:00 p.m.",
    "Lunes a viernes, 9:00 a.m. a 4:00 p.m.",
];

/// What a sample practice holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DemoReport {
    pub n_patients: usize,
    pub n_visits: usize,
    pub n_claims: usize,
    /// Claims that could be printed at once; those on hold are not among them.
    pub n_ready: usize,
    /// Claims that something keeps from printing.
    pub n_refused: usize,
}

/// Hears how many of how many claims are done.
pub type Watch = Box<dyn Fn(usize, usize) + Send>;

/// Makes the sample practice in a new file and opens it; the passphrase is [`SAMPLE_PASSPHRASE`].
///
/// # Errors
/// The file exists, or its folder or the disk does not take it; then nothing is left behind.
pub fn make(
    path: &Path,
    options: &SampleOptions,
    author: &Author,
    watch: Watch,
) -> Result<(Database, DemoReport), Error> {
    let records = sample::generate(options).map_err(Error::Refused)?;
    let passphrase = Passphrase::new(SAMPLE_PASSPHRASE)?;
    let database = practice::create(path, &passphrase, author)?;
    match fill(&database, records, options, author, watch) {
        Ok(report) => Ok((database, report)),
        Err(error) => {
            // The first error is the one to tell.
            let _ = practice::close(database);
            let _ = file::remove_practice(path);
            Err(error)
        }
    }
}

/// Opens the sample that was made at `path`.
///
/// # Errors
/// The file is no sample, or as [`practice::open`].
pub fn open(path: &Path) -> Result<Database, Error> {
    let database = practice::open(path, &Passphrase::new(SAMPLE_PASSPHRASE)?)?;
    let refusal = match practice::is_sample(&database) {
        Ok(true) => return Ok(database),
        Ok(false) => Error::File(format!(
            "{} is a practice of its own, not the sample, and was left as it is",
            path.display()
        )),
        Err(error) => error,
    };
    // Nothing was changed, so there is nothing left to write.
    let _ = practice::close(database);
    Err(refusal)
}

/// Clears the way for a new sample: removes the practice file at `path`, if there is one and it
/// holds a sample. Any other file stays.
///
/// # Errors
/// The file is no sample, another program has it open, or the disk does not let it go.
pub fn clear(path: &Path) -> Result<(), Error> {
    if !file::is_taken(path) {
        return Ok(());
    }
    practice::close(open(path)?)?;
    file::remove_practice(path).map_err(|error| Error::File(error.to_string()))
}

/// Why the transaction ended without a sample.
enum End {
    Store(store::Error),
    /// The sample contradicts itself.
    Refused(Vec<Finding>),
    /// Its statements could not be made.
    Command(Error),
}

impl From<Error> for End {
    fn from(error: Error) -> Self {
        Self::Command(error)
    }
}

impl From<store::Error> for End {
    fn from(error: store::Error) -> Self {
        Self::Store(error)
    }
}

/// Puts the records of a sample into an empty practice file, all or nothing.
///
/// # Errors
/// [`Error::Store`] when the disk does not take them.
pub fn fill(
    database: &Database,
    records: Records,
    options: &SampleOptions,
    author: &Author,
    watch: Watch,
) -> Result<DemoReport, Error> {
    let options = *options;
    let action = Action {
        user: author.user.clone(),
        at: author.at,
        change: Change {
            verb: "sample",
            entity: "file",
            entity_id: None,
            details: format!(
                "patients {}, years {}, seed {}, today {}",
                options.patients, options.years, options.seed, options.today
            ),
        },
    };
    let ended = database.call_blocking(move |connection| {
        Ok::<_, store::Error>(store::write(connection, &action, |tx| {
            let stamp = Stamp {
                user: &action.user,
                at: action.at,
            };
            insert(tx, stamp, records, &options, &watch)
        }))
    });
    match ended.map_err(Error::from)? {
        Ok(report) => Ok(report),
        Err(End::Store(error)) => Err(error.into()),
        Err(End::Refused(findings)) => Err(Error::Refused(findings)),
        Err(End::Command(error)) => Err(error),
    }
}

fn insert(
    tx: &Transaction<'_>,
    stamp: Stamp<'_>,
    mut records: Records,
    options: &SampleOptions,
    watch: &Watch,
) -> Result<DemoReport, End> {
    store::setting::set(tx, practice::SAMPLE_SETTING, "yes")?;
    let claims = std::mem::take(&mut records.claims);
    store::records::insert(tx, &records)?;
    let [english, spanish] = HOURS;
    settings::set_hours(tx, english, spanish)?;
    let index = FactsIndex::new(&records);
    let mut report = DemoReport {
        n_patients: records.patients.len(),
        n_visits: records.encounters.len(),
        n_claims: claims.len(),
        ..DemoReport::default()
    };
    let drafts: Vec<Claim> = claims
        .iter()
        .filter(|entry| entry.status.is_unprinted())
        .filter_map(|entry| index.claim(entry))
        .collect();
    let known = store::code::known_of(tx, drafts.iter().map(|claim| &claim.facts.encounter))?;
    let mut drafts = drafts.iter();
    let mut n_done = 0;
    for chunk in claims.chunks(CHUNK) {
        let printed = sample::print_history(&index, chunk).map_err(End::Refused)?;
        let mut printed = printed.into_iter();
        for entry in chunk {
            if entry.status.is_unprinted() {
                let is_sound = drafts.next().is_some_and(|claim| {
                    !check(claim, &known, options.today)
                        .iter()
                        .any(Finding::is_error)
                });
                insert_draft(tx, entry, is_sound, &mut report)?;
            } else if let Some(print) = printed.next() {
                let _ = store::claim::insert(tx, entry, Some(&print.facts))?;
                store::print_record::insert(tx, &print)?;
            }
        }
        n_done += chunk.len();
        watch(n_done, 2 * claims.len());
    }
    let n_claims = claims.len();
    let days = |n_done: usize, n_days: usize| {
        watch(n_claims + n_claims * n_done / n_days, 2 * n_claims);
    };
    books::keep(tx, stamp, &records, &claims, &index, options, &days)?;
    Ok(report)
}

fn insert_draft(
    tx: &Transaction<'_>,
    entry: &ClaimEntry,
    is_sound: bool,
    report: &mut DemoReport,
) -> Result<(), store::Error> {
    let mut entry = entry.clone();
    if is_sound {
        entry.status = ClaimStatus::Ready;
        report.n_ready += usize::from(!entry.is_on_hold);
    } else {
        report.n_refused += 1;
    }
    let _ = store::claim::insert(tx, &entry, None)?;
    Ok(())
}
