//! One claim as its form shows it: its boxes with their reasons, and the pages as they print.

use chrono::NaiveDate;

use super::{Card, card, facts_in, pages};
use crate::commands::{Error, practice};
use crate::documents::cms1500;
use crate::documents::page::Page;
use crate::domain::claim::Facts;
use crate::domain::claim::form::FormPage;
use crate::domain::claim::print::FormStock;
use crate::domain::finding::{FieldRef, Record};
use crate::domain::id::ClaimId;
use crate::domain::printer::PrinterProfile;
use crate::store::Database;

/// A claim on its form.
#[derive(Debug, Clone, PartialEq)]
pub struct Look {
    pub card: Card,
    /// What stands in each box, and why.
    pub forms: Vec<FormPage>,
    /// The same pages on plain paper, one for each of `forms`.
    pub pages: Vec<Page>,
    pub sources: Sources,
}

/// The records that feed the boxes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sources(Box<Facts>);

impl Sources {
    /// Which record the field of a box is of, where the practice has several of its kind: its id;
    /// for a number that a payer gave, whose it is and the payer's id. `line` is the service line
    /// that the box stands on.
    pub fn record_of(&self, field: FieldRef, form_box: &str, line: Option<u16>) -> Vec<String> {
        let facts = &self.0;
        // Items 9 to 9d are of the other insured (NUCC manual, items 9 to 9d).
        let other = facts
            .other_coverages
            .first()
            .filter(|_| matches!(form_box, "9" | "9a" | "9d"));
        let provider = || {
            if form_box.starts_with("17") {
                return facts.referring_provider.as_ref();
            }
            let lines = &facts.encounter.lines;
            let line = line.and_then(|number| lines.iter().find(|it| it.number == number));
            line.and_then(|line| facts.rendering_of(line))
                .or_else(|| facts.signing_provider())
        };
        let facility = || facts.facility.as_ref().map(|it| it.id.to_string());
        match field.record {
            Record::Coverage => {
                let coverage = other.map_or(&facts.coverage, |it| &it.coverage);
                vec![coverage.id.to_string()]
            }
            Record::Payer => {
                let payer = other.map_or(&facts.payer, |it| &it.payer);
                vec![payer.id.to_string()]
            }
            Record::Provider => provider().map(|it| it.id.to_string()).into_iter().collect(),
            Record::ProviderNumber => {
                let holder = match form_box {
                    "32b" => facility(),
                    _ => provider().map(|it| it.id.to_string()),
                };
                let holder = holder.into_iter();
                holder.chain([facts.payer.id.to_string()]).collect()
            }
            Record::Facility => facility().into_iter().collect(),
            Record::Authorization => {
                let authorization = facts.authorization.as_ref();
                authorization
                    .map(|it| it.id.to_string())
                    .into_iter()
                    .collect()
            }
            _ => Vec::new(),
        }
    }
}

/// A claim as it would print today, or as it printed.
///
/// # Errors
/// [`Error::Store`] when there is no such claim or the practice file cannot be read,
/// [`Error::Page`] when a page cannot be drawn.
pub async fn look(database: Database, id: ClaimId, today: NaiveDate) -> Result<Look, Error> {
    let card = card(database.clone(), id.clone(), today).await?;
    let forms = pages(database.clone(), id.clone()).await?;
    let facts = database
        .call(move |connection| facts_in(connection, &id))
        .await?;
    let is_sample = database
        .call(|connection| practice::is_sample_in(connection))
        .await?;
    let exact = PrinterProfile::exact("");
    let pages = cms1500::pages(&forms, FormStock::Plain, &exact, is_sample)?;
    Ok(Look {
        card,
        forms,
        pages,
        sources: Sources(Box::new(facts)),
    })
}
