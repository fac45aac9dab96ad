//! A payment plan as a paper to sign.

use super::desk::{Desk, Recipient};
use super::refuse_undrawable;
use crate::commands::Error;
use crate::commands::statements::history;
use crate::documents::page::Document;
use crate::documents::paper as drawn;
use crate::documents::pdf;
use crate::domain::id::PlanId;
use crate::domain::paper::agreement::Agreement;
use crate::store::{self, Connection, Database};

/// The agreement to look at and to print. Nothing is kept of it: the plan never changes.
#[derive(Debug, Clone, PartialEq)]
pub struct AgreementPaper {
    /// Its pages, with the pictures on them.
    pub document: Document,
    /// The same as a PDF.
    pub pdf: Vec<u8>,
}

/// A payment plan on paper, for its guarantor in her language.
///
/// # Errors
/// [`Error::Refused`] when the practice is missing or a letter of the paper cannot be drawn;
/// [`Error::Store`] when there is no plan of this number.
pub async fn prepare_agreement(database: Database, plan: PlanId) -> Result<AgreementPaper, Error> {
    database
        .call(move |connection| make(connection, plan))
        .await
}

fn make(connection: &Connection, plan: PlanId) -> Result<AgreementPaper, Error> {
    let kept = store::plan::find(connection, plan)?;
    let kept = kept.ok_or(store::Error::NotFound("payment plan"))?;
    let desk = Desk::read(connection)?;
    let recipient = Recipient::of(connection, &kept.plan.guarantor)?;
    let mut days = Vec::with_capacity(kept.plan.lines.len());
    for line in &kept.plan.lines {
        let charged = store::charge::find(connection, line.charge)?;
        days.extend(charged.map(|it| it.line.from_on));
    }
    let first = days.iter().min().copied();
    let last = days.iter().max().copied();
    let agreed_on = kept.plan.agreed_on;
    let agreement = Agreement {
        number: kept.id,
        account: kept.plan.guarantor.to_string(),
        served: (first.unwrap_or(agreed_on), last.unwrap_or(agreed_on)),
        plan: kept.plan,
    };
    let who = &recipient.patient;
    let to = who.name.spoken();
    let pages = drawn::agreement::pages(&agreement, desk.frame_to(who, &to)?);
    refuse_undrawable(&pages)?;
    let mut document = Document::new("Payment plan", pages);
    document.images = history::images(connection, &document.pages)?;
    Ok(AgreementPaper {
        pdf: pdf::bytes(&document)?,
        document,
    })
}
