//! What was mailed: by account and by run, shown again as it was, and marked as not mailed.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::NaiveDate;

use super::{Skip, SkippedRow, refused};
use crate::commands::{Author, Error};
use crate::documents::image::Image;
use crate::documents::page::{Document, ImageId, Page};
use crate::documents::statement::TITLE;
use crate::documents::{frozen, pdf};
use crate::domain::id::{PatientId, StatementId, StatementRunId};
use crate::domain::person::PersonName;
use crate::domain::statement::mailed::{Mailed, Run, Skipped};
use crate::store::statement::RunTotals;
use crate::store::{self, Change, Connection, Database, Transaction, statement};

/// A run among the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunRow {
    pub run: Run,
    pub totals: RunTotals,
}

/// A run with everybody in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunShown {
    pub row: RunRow,
    /// What was mailed, in the order in which it was printed.
    pub mailed: Vec<(PersonName, Mailed)>,
    /// Who was sent nothing, and why, as it was then.
    pub skipped: Vec<SkippedRow>,
}

/// A statement as it was printed.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    pub mailed: Mailed,
    pub document: Document,
    /// The same bytes every time.
    pub pdf: Vec<u8>,
}

/// The statements that an account was mailed, the newest first; those that were voided among them.
/// A patient for whom another answers has that one's.
///
/// # Errors
/// [`Error::Store`] when there is no such patient or the practice file cannot be read.
pub async fn history(database: Database, patient: PatientId) -> Result<Vec<Mailed>, Error> {
    Ok(database
        .call(move |connection| {
            let family = store::patient::family(connection, &patient)?;
            let guarantor = family.first().ok_or(store::Error::NotFound("patient"))?;
            statement::of_guarantor(connection, guarantor)
        })
        .await?)
}

/// A statement exactly as it was printed, whatever was changed since.
///
/// # Errors
/// [`Error::Store`] when there is no such statement or it cannot be read any more.
pub async fn shown(database: Database, id: StatementId) -> Result<Shown, Error> {
    let (mailed, document) = database
        .call(move |connection| {
            let mailed =
                statement::find(connection, id)?.ok_or(store::Error::NotFound("statement"))?;
            let pages = frozen::unpack(&statement::pages(connection, id)?)
                .map_err(|_| store::Error::Unreadable { column: "pages" })?;
            Ok::<_, store::Error>((mailed, document(connection, pages)?))
        })
        .await?;
    let pdf = pdf::bytes(&document)?;
    Ok(Shown {
        mailed,
        document,
        pdf,
    })
}

/// Pages with the pictures that they name.
pub(super) fn document(
    connection: &Connection,
    pages: Vec<Page>,
) -> Result<Document, store::Error> {
    let mut document = Document::new(TITLE, pages);
    document.images = images(connection, &document.pages)?;
    Ok(document)
}

pub(in crate::commands) fn images(
    connection: &Connection,
    pages: &[Page],
) -> Result<BTreeMap<ImageId, Arc<Image>>, store::Error> {
    let mut images = BTreeMap::new();
    for picture in pages.iter().flat_map(Page::pictures) {
        if !images.contains_key(&picture.image) {
            let image = super::settings::image(connection, picture.image.as_str())?;
            let image = image.ok_or(store::Error::NotFound("picture"))?;
            let _ = images.insert(picture.image.clone(), Arc::new(image));
        }
    }
    Ok(images)
}

/// Marks a statement as never mailed: it counts as not sent, so that the account's dunning step
/// falls back. The paper record of it stays.
///
/// # Errors
/// [`Error::Refused`] without a reason, or when it is marked already.
pub async fn void(
    database: Database,
    id: StatementId,
    reason: String,
    author: Author,
) -> Result<(), Error> {
    let reason = given(&reason)?;
    database
        .call(move |connection| {
            let Author { user, at } = author;
            store::write_as(connection, &user, at, |tx| {
                void_in(tx, id, &reason)?;
                let change = Change {
                    verb: "void",
                    entity: "statement",
                    entity_id: Some(id.number()),
                    details: String::new(),
                };
                Ok::<_, Error>((change, ()))
            })
        })
        .await
}

/// Marks all statements of a run as never mailed but those that are marked already; how many.
///
/// # Errors
/// [`Error::Refused`] without a reason, or when all are marked already.
pub async fn void_run(
    database: Database,
    run: StatementRunId,
    reason: String,
    author: Author,
) -> Result<usize, Error> {
    let reason = given(&reason)?;
    database
        .call(move |connection| {
            let Author { user, at } = author;
            store::write_as(connection, &user, at, |tx| {
                let _ = statement::run(tx, run)?.ok_or(store::Error::NotFound("statement run"))?;
                let mut mailed = statement::of_run(tx, run)?;
                mailed.retain(|it| it.void.is_none());
                if mailed.is_empty() {
                    return Err(refused(
                        "run-is-void",
                        "run",
                        "All statements of this run are marked as not mailed already; leave it.",
                    ));
                }
                for it in &mailed {
                    statement::insert_void(tx, it.id, &reason)?;
                }
                let change = Change {
                    verb: "void",
                    entity: "statement_run",
                    entity_id: Some(run.number()),
                    details: format!("{} statements", mailed.len()),
                };
                Ok((change, mailed.len()))
            })
        })
        .await
}

fn given(reason: &str) -> Result<String, Error> {
    match reason.trim() {
        "" => Err(refused(
            "reason-missing",
            "reason",
            "Say why it counts as not mailed.",
        )),
        reason => Ok(reason.to_owned()),
    }
}

fn void_in(tx: &Transaction<'_>, id: StatementId, reason: &str) -> Result<(), Error> {
    let mailed = statement::find(tx, id)?.ok_or(store::Error::NotFound("statement"))?;
    if mailed.void.is_some() {
        return Err(refused(
            "statement-is-void",
            "statement",
            "This statement is marked as not mailed already; leave it.",
        ));
    }
    Ok(statement::insert_void(tx, id, reason)?)
}

/// Every run, the newest first.
///
/// # Errors
/// [`Error::Store`] when the practice file cannot be read.
pub async fn runs(database: Database) -> Result<Vec<RunRow>, Error> {
    Ok(database
        .call(|connection| {
            statement::runs(connection)?
                .into_iter()
                .map(|run| row(connection, run))
                .collect::<Result<_, store::Error>>()
        })
        .await?)
}

fn row(connection: &Connection, run: Run) -> Result<RunRow, store::Error> {
    Ok(RunRow {
        totals: statement::totals(connection, run.id)?,
        run,
    })
}

/// A run with everybody in it.
///
/// # Errors
/// [`Error::Store`] when there is no such run or the practice file cannot be read.
pub async fn run(database: Database, id: StatementRunId) -> Result<RunShown, Error> {
    Ok(database
        .call(move |connection| {
            let run =
                statement::run(connection, id)?.ok_or(store::Error::NotFound("statement run"))?;
            let mailed = statement::of_run(connection, id)?;
            let skipped = statement::skipped(connection, Some(id))?;
            let earlier = statement::mailed_before(connection, id)?;
            let accounts = mailed.iter().map(|it| &it.account);
            let accounts = accounts.chain(skipped.iter().map(|it| &it.account));
            let people = store::patient::of_ids(connection, accounts)?;
            let name = |account: &PatientId| {
                let found = people.get(account);
                found
                    .map(|it| it.name.clone())
                    .ok_or(store::Error::NotFound("patient"))
            };
            let mailed = mailed
                .into_iter()
                .map(|it| Ok((name(&it.account)?, it)))
                .collect::<Result<_, store::Error>>()?;
            let mut skipped = skipped
                .into_iter()
                .map(|it| {
                    Ok(SkippedRow {
                        name: name(&it.account)?,
                        amount: it.due,
                        last_mailed_on: last_mailed(&it, &earlier),
                        account: it.account,
                        reasons: it.reasons,
                    })
                })
                .collect::<Result<Vec<_>, store::Error>>()?;
            skipped.sort_by_cached_key(|row| super::reading::by_name(&row.name, &row.account));
            Ok::<_, store::Error>(RunShown {
                row: row(connection, run)?,
                mailed,
                skipped,
            })
        })
        .await?)
}

/// When an account that a run skipped had last been mailed a statement, as the run knew it. A reason
/// says it even where that statement was marked as not mailed since.
fn last_mailed(skipped: &Skipped, earlier: &HashMap<PatientId, NaiveDate>) -> Option<NaiveDate> {
    let told = skipped.reasons.iter().find_map(|reason| match reason {
        Skip::MailedRecently { mailed_on, .. } => Some(*mailed_on),
        _ => None,
    });
    told.or_else(|| earlier.get(&skipped.account).copied())
}
