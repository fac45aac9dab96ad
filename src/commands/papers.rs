//! Papers for patients: made to be looked at first, and kept as they were once they are given out.
//!
//! `prepare_*` stores nothing. A paper that was printed or handed over is kept with [`keep`]; from
//! then on [`shown`] gives the same pages again. A receipt that was kept once is never made anew.

mod agreement;
mod desk;
pub mod estimates;
pub mod labels;
pub mod letters;
mod receipt;
mod superbill;
mod walk_out;

use chrono::NaiveDate;

use self::desk::{Desk, refused};
use super::statements::history;
use super::{Author, Error};
use crate::documents::page::{Document, Page};
use crate::documents::paper as drawn;
use crate::documents::{frozen, pdf};
use crate::domain::finding::Record;
use crate::domain::id::{EncounterId, EstimateId, PaperId, PatientId, PlanId, ReceiptId};
use crate::store::{self, Change, Connection, Database};

pub use crate::domain::paper::{About, GivenPaper, PaperKind};

/// A paper to look at, to print and to keep.
#[derive(Debug, Clone, PartialEq)]
pub struct Paper {
    pub about: About,
    /// Whose it is.
    pub patient: PatientId,
    /// The day on which it was made.
    pub made_on: NaiveDate,
    /// Its pages, with the pictures on them.
    pub document: Document,
    /// The same as a PDF.
    pub pdf: Vec<u8>,
    /// Its number, where it was given out already.
    pub kept: Option<PaperId>,
}

impl Paper {
    pub const fn kind(&self) -> PaperKind {
        self.about.kind()
    }
}

/// The numbered receipt of a patient's payment: as it was given out first, else as the books stand.
///
/// # Errors
/// [`Error::Refused`] when the receipt was taken back or is not a patient's, or a letter of the
/// paper cannot be drawn; [`Error::Store`] when there is none of this number.
pub async fn prepare_receipt(
    database: Database,
    receipt: ReceiptId,
    today: NaiveDate,
) -> Result<Paper, Error> {
    make(
        database,
        move |connection| {
            let desk = Desk::read(connection)?;
            let (payment, recipient) = receipt::read(connection, &desk, receipt, today)?;
            if let Some(kept) = store::paper::of_receipt(connection, receipt)? {
                return Ok(Made::Kept(kept));
            }
            let to = payment.name.spoken();
            let pages = drawn::receipt::pages(&payment, desk.frame_to(&recipient.patient, &to)?);
            Ok(Made::New(
                About::Receipt(receipt),
                recipient.patient.id,
                pages,
            ))
        },
        today,
    )
    .await
}

/// The walk-out statement of a visit.
///
/// # Errors
/// [`Error::Refused`] when the visit has no charges; [`Error::Store`] when there is no such visit.
pub async fn prepare_walk_out(
    database: Database,
    visit: EncounterId,
    today: NaiveDate,
) -> Result<Paper, Error> {
    make(
        database,
        move |connection| {
            let desk = Desk::read(connection)?;
            let (walk_out, recipient) = walk_out::read(connection, &desk, &visit, today)?;
            let pages = drawn::walk_out::pages(&walk_out, desk.frame(&recipient)?);
            Ok(Made::New(
                About::WalkOut(visit),
                recipient.patient.id,
                pages,
            ))
        },
        today,
    )
    .await
}

/// The itemized superbill of a visit, for the patient to send to her own payer.
///
/// # Errors
/// As [`prepare_walk_out`].
pub async fn prepare_superbill(
    database: Database,
    visit: EncounterId,
    today: NaiveDate,
) -> Result<Paper, Error> {
    make(
        database,
        move |connection| {
            let desk = Desk::read(connection)?;
            let (bill, recipient) = superbill::read(connection, &desk, &visit, today)?;
            let pages = drawn::superbill::pages(&bill, desk.frame(&recipient)?);
            Ok(Made::New(
                About::Superbill(visit),
                recipient.patient.id,
                pages,
            ))
        },
        today,
    )
    .await
}

/// A good-faith estimate on paper.
///
/// # Errors
/// [`Error::Store`] when there is none of this number.
pub async fn prepare_estimate(
    database: Database,
    estimate: EstimateId,
    today: NaiveDate,
) -> Result<Paper, Error> {
    make(
        database,
        move |connection| {
            let (patient, pages) = estimates::pages(connection, estimate)?;
            Ok(Made::New(About::Estimate(estimate), patient, pages))
        },
        today,
    )
    .await
}

/// An estimate beside what was billed, on paper.
///
/// # Errors
/// [`Error::Refused`] when no visit is linked to it; [`Error::Store`] when there is none of this
/// number.
pub async fn prepare_comparison(
    database: Database,
    estimate: EstimateId,
    today: NaiveDate,
) -> Result<Paper, Error> {
    make(
        database,
        move |connection| {
            let (patient, pages) = estimates::comparison_pages(connection, estimate)?;
            Ok(Made::New(About::Comparison(estimate), patient, pages))
        },
        today,
    )
    .await
}

/// The agreement on a payment plan, for its guarantor to sign. It is kept as a letter that names the
/// plan: the layout of the practice file knows no paper about a plan.
///
/// # Errors
/// [`Error::Refused`] when the practice is missing or a letter of the paper cannot be drawn;
/// [`Error::Store`] when there is no plan of this number.
pub async fn prepare_agreement(
    database: Database,
    plan: PlanId,
    today: NaiveDate,
) -> Result<Paper, Error> {
    make(
        database,
        move |connection| {
            let desk = Desk::read(connection)?;
            let (agreement, recipient) = agreement::read(connection, &desk, plan)?;
            let payer = &recipient.patient;
            let to = payer.name.spoken();
            let pages = drawn::agreement::pages(&agreement, desk.frame_to(payer, &to)?);
            let subject = format!("Agreement on payment plan {plan}");
            Ok(Made::New(
                About::Letter(subject),
                recipient.patient.id,
                pages,
            ))
        },
        today,
    )
    .await
}

/// A letter, filled in.
///
/// # Errors
/// [`Error::Refused`] with what is wrong: no subject or text, a field that does not exist or has
/// nothing to say.
pub async fn prepare_letter(
    database: Database,
    letter: letters::LetterDraft,
    today: NaiveDate,
) -> Result<Paper, Error> {
    make(
        database,
        move |connection| {
            let (subject, patient, pages) = letters::pages(connection, &letter, today)?;
            Ok(Made::New(About::Letter(subject), patient, pages))
        },
        today,
    )
    .await
}

/// Keeps a paper that was given out, as it is. A paper that is kept already stays as it is, and of a
/// payment whose receipt was given out meanwhile it is that one which stays.
///
/// # Errors
/// [`Error::Store`] when the disk does not take it.
pub async fn keep(
    database: Database,
    paper: Paper,
    author: Author,
    today: NaiveDate,
) -> Result<PaperId, Error> {
    if let Some(kept) = paper.kept {
        return Ok(kept);
    }
    let pages = &paper.document.pages;
    let n_pages = pages.len();
    let packed = frozen::pack(pages).map_err(|error| Error::Page(error.to_string()))?;
    let Paper { about, patient, .. } = paper;
    database
        .call(move |connection| {
            if let About::Receipt(receipt) = &about
                && let Some(kept) = store::paper::of_receipt(connection, *receipt)?
            {
                return Ok(kept);
            }
            let Author { user, at } = author;
            store::write_as(connection, &user, at, |tx| {
                let id = store::paper::insert(tx, &about, &patient, today, n_pages, &packed)?;
                let change = Change {
                    verb: "create",
                    entity: "paper",
                    entity_id: Some(id.number()),
                    details: about.kind().to_string(),
                };
                Ok((change, id))
            })
        })
        .await
}

/// The papers that a patient and all for whom the same person answers were given, newest first.
///
/// # Errors
/// [`Error::Store`] when there is no such patient or the practice file cannot be read.
pub async fn of_patient(database: Database, patient: PatientId) -> Result<Vec<GivenPaper>, Error> {
    database
        .call(move |connection| {
            let mut papers = Vec::new();
            for member in store::patient::family(connection, &patient)? {
                papers.extend(store::paper::of_patient(connection, &member)?);
            }
            papers.sort_by_key(|it| std::cmp::Reverse((it.made_on, it.id)));
            Ok(papers)
        })
        .await
}

/// The receipt that was given out for a payment, where one was.
///
/// # Errors
/// [`Error::Store`] when the practice file cannot be read.
pub async fn of_receipt(database: Database, receipt: ReceiptId) -> Result<Option<PaperId>, Error> {
    Ok(database
        .call(move |connection| store::paper::of_receipt(connection, receipt))
        .await?)
}

/// A paper as it was given out.
///
/// # Errors
/// [`Error::Store`] when there is none of this number, or it cannot be read any more.
pub async fn shown(database: Database, paper: PaperId) -> Result<Paper, Error> {
    database
        .call(move |connection| shown_in(connection, paper))
        .await
}

fn shown_in(connection: &Connection, id: PaperId) -> Result<Paper, Error> {
    let found = store::paper::find(connection, id)?;
    let (given, packed) = found.ok_or(store::Error::NotFound("paper"))?;
    let pages =
        frozen::unpack(&packed).map_err(|_| store::Error::Unreadable { column: "pages" })?;
    let document = document(connection, given.about.kind(), pages)?;
    Ok(Paper {
        pdf: pdf::bytes(&document)?,
        about: given.about,
        patient: given.patient,
        made_on: given.made_on,
        document,
        kept: Some(id),
    })
}

/// What a paper came to.
enum Made {
    New(About, PatientId, Vec<Page>),
    /// It was given out already.
    Kept(PaperId),
}

async fn make(
    database: Database,
    work: impl FnOnce(&Connection) -> Result<Made, Error> + Send + 'static,
    today: NaiveDate,
) -> Result<Paper, Error> {
    database
        .call(move |connection| {
            let (about, patient, pages) = match work(connection)? {
                Made::New(about, patient, pages) => (about, patient, pages),
                Made::Kept(id) => return shown_in(connection, id),
            };
            refuse_undrawable(&about, &pages)?;
            let document = document(connection, about.kind(), pages)?;
            Ok(Paper {
                pdf: pdf::bytes(&document)?,
                about,
                patient,
                made_on: today,
                document,
                kept: None,
            })
        })
        .await
}

/// Refuses pages that would show a question mark in place of a letter.
fn refuse_undrawable(about: &About, pages: &[Page]) -> Result<(), Error> {
    let Some(letter) = drawn::undrawable(pages) else {
        return Ok(());
    };
    let (record, column) = match about {
        About::Receipt(_) => (Record::Receipt, "receipt_id"),
        About::WalkOut(_) | About::Superbill(_) => (Record::Encounter, "visit_id"),
        About::Estimate(_) | About::Comparison(_) => (Record::Estimate, "estimate_id"),
        About::Letter(subject) if subject.contains(letter) => (Record::Letter, "subject"),
        About::Letter(_) => (Record::Letter, "body"),
    };
    Err(refused(
        record,
        "letter-cannot-be-drawn",
        column,
        format!(
            "The {} has the letter {letter:?}, which the printed face lacks; write it in Latin, Greek or Cyrillic letters.",
            about.kind().title().to_lowercase()
        ),
    ))
}

/// Pages with the pictures that they name. The title names the kind of paper and nobody.
fn document(
    connection: &Connection,
    kind: PaperKind,
    pages: Vec<Page>,
) -> Result<Document, store::Error> {
    let mut document = Document::new(kind.title(), pages);
    document.images = history::images(connection, &document.pages)?;
    Ok(document)
}
