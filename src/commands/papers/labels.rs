//! Mailing labels. Nothing of them is stored.

use super::desk::refused;
use crate::commands::Error;
use crate::documents::page::Document;
use crate::documents::paper::labels::{Addressee, Fault, pages};
use crate::documents::pdf;
use crate::domain::finding::Record;
use crate::domain::id::PatientId;
use crate::domain::patient::Patient;
use crate::domain::person::PersonName;
use crate::store::{self, Connection, Database};

pub use crate::domain::label::{LabelSheet, SHEETS};

/// Which labels are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelOrder {
    /// The name of the sheet, one of [`SHEETS`].
    pub sheet: String,
    /// The first label that is free on the first sheet, from 1.
    pub first: u16,
    pub patients: Vec<PatientId>,
    /// One label for the guarantor of each account instead of one for each patient.
    pub to_guarantors: bool,
}

/// Labels to look at and print.
#[derive(Debug, Clone, PartialEq)]
pub struct Labels {
    pub document: Document,
    /// The same as a PDF.
    pub pdf: Vec<u8>,
    pub n_labels: usize,
}

/// The names of patients, in their order; whoever is not there any more is left out.
///
/// # Errors
/// [`Error::Store`] when the practice file cannot be read.
pub async fn names(
    database: Database,
    patients: Vec<PatientId>,
) -> Result<Vec<(PatientId, PersonName)>, Error> {
    database
        .call(move |connection| {
            let mut named = Vec::new();
            for id in patients {
                let found = store::patient::find(connection, &id)?;
                named.extend(found.map(|it| (id, it.value.name)));
            }
            Ok(named)
        })
        .await
}

/// The labels.
///
/// # Errors
/// [`Error::Refused`] when there is no such sheet or label on it, nobody was chosen, somebody has no
/// complete address, or an address does not fit: nothing is ever shortened.
pub async fn prepare(database: Database, order: LabelOrder) -> Result<Labels, Error> {
    database
        .call(move |connection| make(connection, &order))
        .await
}

fn make(connection: &Connection, order: &LabelOrder) -> Result<Labels, Error> {
    let no = |rule, column, sentence: String| refused(Record::Labels, rule, column, sentence);
    let sheet = LabelSheet::named(&order.sheet).ok_or_else(|| {
        let sentence = "There is no such sheet of labels; choose one of the list.".to_owned();
        no("labels-sheet", "sheet", sentence)
    })?;
    if !(1..=sheet.count()).contains(&order.first) {
        let sentence = format!(
            "The sheet has labels 1 to {}; choose the first one that is free.",
            sheet.count()
        );
        return Err(no("labels-first", "first", sentence));
    }
    let people = people(connection, order)?;
    if people.is_empty() {
        let sentence = "Nobody is chosen; choose whom the labels are for.".to_owned();
        return Err(no("labels-nobody", "patients", sentence));
    }
    if let Some(person) = people.iter().find(|it| !it.address.is_complete()) {
        let sentence = format!(
            "{} has no complete address; fill it in or leave the label out.",
            called(person)
        );
        return Err(no("labels-address", "patients", sentence));
    }
    let addressees: Vec<Addressee<'_>> = people
        .iter()
        .map(|person| Addressee {
            name: &person.name,
            address: &person.address,
        })
        .collect();
    let pages = pages(sheet, order.first, &addressees).map_err(|(idx, fault)| {
        let who = people.get(idx).map(called).unwrap_or_default();
        no("labels-too-small", "patients", sentence(&who, &fault))
    })?;
    let document = Document::new("Mailing labels", pages);
    Ok(Labels {
        pdf: pdf::bytes(&document)?,
        document,
        n_labels: people.len(),
    })
}

/// Whom the labels are for, in the order asked for; each guarantor once.
fn people(connection: &Connection, order: &LabelOrder) -> Result<Vec<Patient>, Error> {
    let mut ids: Vec<PatientId> = Vec::new();
    for patient in &order.patients {
        let family = store::patient::family(connection, patient)?;
        let whom = match family.first() {
            Some(guarantor) if order.to_guarantors => guarantor,
            _ => patient,
        };
        if !ids.contains(whom) {
            ids.push(whom.clone());
        }
    }
    ids.iter()
        .map(|id| {
            let found = store::patient::find(connection, id)?;
            Ok(found.ok_or(store::Error::NotFound("patient"))?.value)
        })
        .collect()
}

fn called(person: &Patient) -> String {
    format!("{} ({})", person.name.spoken(), person.id)
}

fn sentence(who: &str, fault: &Fault) -> String {
    match fault {
        Fault::TooLong(line) => format!(
            "The address of {who} does not fit on the label: {line:?} is too long. Shorten it or choose larger labels."
        ),
        Fault::TooMany => {
            format!("The address of {who} has too many lines for the label; choose larger labels.")
        }
        Fault::Undrawable(letter) => format!(
            "The address of {who} has the letter {letter:?}, which the printed face lacks; write it in Latin, Greek or Cyrillic letters."
        ),
    }
}
