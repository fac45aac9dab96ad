//! The pages of statements. Nothing is changed by making them.

use std::num::NonZero;
use std::sync::Arc;
use std::thread;

use super::reading::{self, Judged, Read};
use super::{Cause, DueRow, Order, Skip, SkippedRow, Unanswered, history, refused, settings};
use crate::commands::Error;
use crate::commands::print::Progress;
use crate::documents::image::Image;
use crate::documents::page::{Document, Page};
use crate::documents::pdf;
use crate::documents::statement as paper;
use crate::domain::claim::sheets::SheetNumbers;
use crate::domain::id::PatientId;
use crate::domain::money::Money;
use crate::domain::report::TieOut;
use crate::domain::statement::Statement;
use crate::store::{self, Connection, Database};

/// How many per cent of the work reading the accounts is, and laying out their pages; the rest is
/// the PDF.
const READING: usize = 40;
const LAYING_OUT: usize = 30;

/// Accounts that are laid out between two words about how far it is.
const AT_A_TIME: usize = 200;

/// Statements that wait to be put on paper.
#[derive(Debug, Clone)]
pub struct Sheets {
    /// `None` when no statement could be printed.
    pub pdf: Option<Vec<u8>>,
    /// All pages with their pictures, to be looked at.
    pub document: Document,
    /// In the order of the pages.
    pub statements: Vec<Sheet>,
    /// Who gets none, and why, by name.
    pub skipped: Vec<SkippedRow>,
    /// Those who were named and have none at all.
    pub unanswered: Vec<Unanswered>,
    /// What the amounts must agree with.
    pub ties: Vec<TieOut>,
    pub(super) order: Order,
    /// The last journal entry that the statements know.
    pub(super) through: i64,
    /// The last entry of the record of actions when they were made.
    pub(super) actions: i64,
}

/// One account's pages.
#[derive(Debug, Clone)]
pub struct Sheet {
    pub row: DueRow,
    /// The number of its first page, counted from 1 through the whole PDF.
    pub first: usize,
    pub n_pages: usize,
    pub(super) statement: Statement,
}

impl Sheets {
    /// How many sheets of paper the statements take.
    pub fn n_sheets(&self) -> usize {
        self.document.pages.len()
    }

    /// What is asked for together.
    pub fn total(&self) -> Money {
        self.statements.iter().map(|sheet| sheet.row.amount).sum()
    }

    /// The accounts whose pages have one of these numbers, counted from 1 through the whole PDF.
    pub fn statements_on(&self, sheets: &SheetNumbers) -> Vec<PatientId> {
        let mut found = self.statements.clone();
        found.retain(|it| it.numbers().any(|number| sheets.contains(number)));
        found.into_iter().map(|it| it.row.account).collect()
    }

    /// The pages of one of the statements.
    pub fn pages(&self, sheet: &Sheet) -> &[Page] {
        let first = sheet.first.saturating_sub(1);
        self.document
            .pages
            .get(first..first + sheet.n_pages)
            .unwrap_or_default()
    }
}

impl Sheet {
    /// The numbers of its pages.
    pub fn numbers(&self) -> std::ops::Range<usize> {
        self.first..self.first + self.n_pages
    }
}

/// Makes the pages of statements. Nothing is changed: what comes out is a proof until
/// [`super::keep`] says it was mailed.
///
/// # Errors
/// [`Error::Store`] when the practice file cannot be read, [`Error::Page`] when the practice's own
/// words cannot be drawn, or when it was given up.
pub async fn prepare_soon(
    database: Database,
    order: Order,
    mut progress: Progress,
) -> Result<Sheets, Error> {
    let mut reading = progress.clone();
    let wanted = order.clone();
    let gathered = database
        .call(move |connection| gather(connection, &wanted, &mut reading))
        .await?;
    let laid = lay_out(gathered, &mut progress)?;
    draw(laid, order, &mut progress)
}

/// As [`prepare_soon`], for a caller that has nothing else to do.
///
/// # Errors
/// As [`prepare_soon`].
pub fn prepare(database: &Database, order: Order) -> Result<Sheets, Error> {
    let wanted = order.clone();
    let gathered = database
        .call_blocking(move |connection| gather(connection, &wanted, &mut Progress::default()))?;
    let laid = lay_out(gathered, &mut Progress::default())?;
    draw(laid, order, &mut Progress::default())
}

/// One account's statement as it would be printed, whether it is due or not.
///
/// # Errors
/// [`Error::Refused`] when there is no such patient or nothing is open; [`Error::Page`] when it
/// cannot be drawn.
pub async fn proof(
    database: Database,
    patient: PatientId,
    as_of: chrono::NaiveDate,
) -> Result<Document, Error> {
    database
        .call(move |connection| {
            let order = Order::accounts(vec![patient], as_of);
            let read = reading::read(connection, &order, &mut Progress::default(), 100)?;
            let Some(account) = read.accounts.first() else {
                let cause = read.unanswered.first().map(|it| it.cause);
                let cause = cause.unwrap_or(Cause::NothingOpen);
                return Err(refused("no-statement", "account", cause.sentence()));
            };
            let logo = settings::logo_in(connection)?;
            match pages(account, &read, logo.as_ref())? {
                Ok(pages) => Ok(history::document(connection, pages)?),
                Err(skip) => Err(Error::Page(skip.sentence())),
            }
        })
        .await
}

/// Accounts as the file holds them.
struct Gathered {
    read: Read,
    logo: Option<Image>,
}

/// Accounts with their pages.
struct Laid {
    sheets: Vec<Sheet>,
    document: Document,
    read: Read,
}

fn gather(
    connection: &Connection,
    order: &Order,
    progress: &mut Progress,
) -> Result<Gathered, Error> {
    Ok(Gathered {
        read: reading::read(connection, order, progress, READING)?,
        logo: settings::logo_in(connection)?,
    })
}

/// Lays the statements out, away from the practice file and on several threads.
fn lay_out(gathered: Gathered, progress: &mut Progress) -> Result<Laid, Error> {
    let Gathered { mut read, logo } = gathered;
    let total = read.accounts.len().max(1);
    let mut sheets = Vec::new();
    let mut all_pages = Vec::new();
    let mut unprintable = Vec::new();
    for (nth, accounts) in read.accounts.chunks(AT_A_TIME).enumerate() {
        if !progress.tell(READING + LAYING_OUT * nth * AT_A_TIME / total) {
            return Err(pdf::Error::GivenUp.into());
        }
        let made = side_by_side(accounts, &|account| {
            account
                .reasons
                .is_empty()
                .then(|| pages(account, &read, logo.as_ref()))
                .transpose()
        })?;
        for (account, made) in accounts.iter().zip(made) {
            match made {
                None => {}
                Some(Err(skip)) => unprintable.push((account.statement.account.clone(), skip)),
                Some(Ok(pages)) => {
                    sheets.push(Sheet {
                        row: account.due_row(),
                        first: all_pages.len() + 1,
                        n_pages: pages.len(),
                        statement: account.statement.clone(),
                    });
                    all_pages.extend(pages);
                }
            }
        }
    }
    for (id, skip) in unprintable {
        let mut accounts = read.accounts.iter_mut();
        if let Some(account) = accounts.find(|it| it.statement.account == id) {
            account.reasons.push(skip);
        }
    }
    read.accounts.retain(|it| !it.reasons.is_empty());
    let document = Document::new(paper::TITLE, all_pages);
    Ok(Laid {
        sheets,
        document: match logo {
            Some(logo) => document.with_image(Arc::new(logo)),
            None => document,
        },
        read,
    })
}

/// Does the same with each, on as many threads as the machine has cores; the answers in their order.
fn side_by_side<T: Sync, A: Send>(
    all: &[T],
    work: &(dyn Fn(&T) -> Result<A, Error> + Sync),
) -> Result<Vec<A>, Error> {
    let n_threads = thread::available_parallelism().map_or(1, NonZero::get);
    let part = all.len().div_ceil(n_threads).max(1);
    thread::scope(|scope| {
        let parts: Vec<_> = all
            .chunks(part)
            .map(|part| {
                scope.spawn(move || part.iter().map(work).collect::<Result<Vec<A>, Error>>())
            })
            .collect();
        let mut answers = Vec::with_capacity(all.len());
        for part in parts {
            answers.extend(part.join().map_err(|_| store::Error::Worker)??);
        }
        Ok(answers)
    })
}

/// The pages of an account; or why they cannot be printed.
fn pages(
    account: &Judged,
    read: &Read,
    logo: Option<&Image>,
) -> Result<Result<Vec<Page>, Skip>, Error> {
    let Read {
        settings,
        is_sample,
        ..
    } = read;
    let made = paper::pages(&account.statement, &settings.stationery, logo, *is_sample);
    made.map(Ok).or_else(|undrawable| {
        let sentence = undrawable.to_string();
        if undrawable.is_of_practice() {
            Err(Error::Page(sentence))
        } else {
            Ok(Err(Skip::Undrawable { sentence }))
        }
    })
}

/// As [`prepare_soon`], in the midst of a step of the caller's and without a PDF.
pub(super) fn sheets(connection: &Connection, order: Order) -> Result<Sheets, Error> {
    let progress = &mut Progress::default();
    let laid = lay_out(gather(connection, &order, progress)?, progress)?;
    Ok(laid.into_sheets(order))
}

/// Draws the pages, away from the practice file.
fn draw(laid: Laid, order: Order, progress: &mut Progress) -> Result<Sheets, Error> {
    let mut sheets = laid.into_sheets(order);
    let before = READING + LAYING_OUT;
    let total = sheets.document.pages.len().max(1);
    if !sheets.statements.is_empty() {
        sheets.pdf = Some(pdf::bytes_telling(&sheets.document, &mut |done| {
            progress.tell(before + (100 - before) * done / total)
        })?);
    }
    Ok(sheets)
}

impl Laid {
    fn into_sheets(self, order: Order) -> Sheets {
        let Self {
            sheets,
            document,
            read,
        } = self;
        Sheets {
            pdf: None,
            document,
            statements: sheets,
            skipped: read
                .accounts
                .into_iter()
                .map(Judged::into_skipped)
                .collect(),
            unanswered: read.unanswered,
            ties: read.ties,
            order,
            through: read.through,
            actions: read.actions,
        }
    }
}
