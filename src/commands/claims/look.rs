//! One claim as its form shows it: its boxes with their reasons, and the pages as they print.

use chrono::NaiveDate;

use super::{Card, card, pages};
use crate::commands::{Error, practice};
use crate::documents::cms1500;
use crate::documents::page::Page;
use crate::domain::claim::form::FormPage;
use crate::domain::claim::print::FormStock;
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
}

/// A claim as it would print today, or as it printed.
///
/// # Errors
/// [`Error::Store`] when there is no such claim or the practice file cannot be read,
/// [`Error::Page`] when a page cannot be drawn.
pub async fn look(database: Database, id: ClaimId, today: NaiveDate) -> Result<Look, Error> {
    let card = card(database.clone(), id.clone(), today).await?;
    let forms = pages(database.clone(), id).await?;
    let is_sample = database
        .call(|connection| practice::is_sample_in(connection))
        .await?;
    let exact = PrinterProfile::exact("");
    let pages = cms1500::pages(&forms, FormStock::Plain, &exact, is_sample)?;
    Ok(Look { card, forms, pages })
}
