//! What patients, payers and receipts are called, for the lists of the books.

use std::collections::{BTreeMap, BTreeSet};

use crate::commands::Error;
use crate::domain::id::{PatientId, PayerId, ReceiptId};
use crate::domain::journal::event::Giver;
use crate::domain::receipt::Received;
use crate::store::{self, Connection, Database};

/// Names by id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// `Last, First`.
    pub patients: BTreeMap<PatientId, String>,
    pub payers: BTreeMap<PayerId, String>,
}

impl Names {
    /// Who gave a receipt, by name; a note where it came from nobody that is known.
    pub fn giver(&self, received: &Received) -> String {
        match &received.receipt.giver {
            Giver::Payer(payer) => self.payer(payer),
            Giver::Patient(patient) => self.patient(patient),
            Giver::Other => received.receipt.note.clone(),
        }
    }

    pub fn patient(&self, id: &PatientId) -> String {
        let name = self.patients.get(id).cloned();
        name.unwrap_or_else(|| id.to_string())
    }

    pub fn payer(&self, id: &PayerId) -> String {
        let name = self.payers.get(id).cloned();
        name.unwrap_or_else(|| id.to_string())
    }
}

/// The names of patients and payers.
///
/// # Errors
/// The practice file cannot be read.
pub async fn names(
    database: Database,
    patients: BTreeSet<PatientId>,
    payers: BTreeSet<PayerId>,
) -> Result<Names, Error> {
    database
        .call(move |connection| read(connection, patients, payers))
        .await
}

/// The names of those who gave receipts.
///
/// # Errors
/// The practice file cannot be read.
pub async fn givers(database: Database, receipts: Vec<ReceiptId>) -> Result<Names, Error> {
    database
        .call(move |connection| {
            let (mut patients, mut payers) = (BTreeSet::new(), BTreeSet::new());
            for id in receipts {
                match store::receipt::find(connection, id)?.map(|it| it.receipt.giver) {
                    Some(Giver::Patient(patient)) => patients.extend([patient]),
                    Some(Giver::Payer(payer)) => payers.extend([payer]),
                    Some(Giver::Other) | None => {}
                }
            }
            read(connection, patients, payers)
        })
        .await
}

fn read(
    connection: &Connection,
    patients: BTreeSet<PatientId>,
    payers: BTreeSet<PayerId>,
) -> Result<Names, Error> {
    let mut names = Names::default();
    for id in patients {
        if let Some(found) = store::patient::find(connection, &id)? {
            let _ = names.patients.insert(id, found.value.name.to_string());
        }
    }
    for id in payers {
        if let Some(found) = store::payer::find(connection, &id)? {
            let _ = names.payers.insert(id, found.value.name);
        }
    }
    Ok(names)
}
