//! Patients and their guarantors.

pub mod card;
pub mod search;

use std::collections::HashMap;
use std::sync::LazyLock;

use rusqlite::{Connection, Transaction};

use crate::domain::id::PatientId;
use crate::domain::patient::Patient;
use crate::store::error::Error;
use crate::store::table::{self, Aggregate, Found, Saved, Table, Version};
use crate::store::value::{Cells, Columns};

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    Table::new(
        "patient",
        "patient",
        "reference last_name first_name middle_name suffix birth_on sex address1 address2 city \
         state zip phone email guarantor_patient_id:patient signature_on_file signature_on \
         release_of_information deceased_on statement_hold note language bad_address disputes_bill",
    )
});

impl Aggregate for Patient {
    fn table() -> &'static LazyLock<Table> {
        &TABLE
    }

    fn write(&self, cells: &mut Cells) {
        cells.put(&self.id);
        cells.name(&self.name);
        cells.put(&self.birth_date);
        cells.put(&self.sex);
        cells.address(&self.address);
        cells.put(&self.phone);
        cells.put(&self.email);
        cells.put(&self.guarantor);
        cells.put(&self.is_signature_on_file);
        cells.put(&self.signature_date);
        cells.put(&self.releases_information);
        cells.put(&self.deceased_on);
        cells.put(&self.holds_statements);
        cells.put(&self.note);
        cells.put(&self.language);
        cells.put(&self.has_bad_address);
        cells.put(&self.disputes_bill);
    }

    fn read(columns: &mut Columns<'_>) -> Result<Self, Error> {
        Ok(Self {
            id: columns.take()?,
            name: columns.name()?,
            birth_date: columns.take()?,
            sex: columns.take()?,
            address: columns.address()?,
            phone: columns.take()?,
            email: columns.take()?,
            guarantor: columns.take()?,
            is_signature_on_file: columns.take()?,
            signature_date: columns.take()?,
            releases_information: columns.take()?,
            deceased_on: columns.take()?,
            holds_statements: columns.take()?,
            note: columns.take()?,
            language: columns.take()?,
            has_bad_address: columns.take()?,
            disputes_bill: columns.take()?,
        })
    }
}

/// Saves a patient: a new one when none was `seen`, else the one seen.
///
/// # Errors
/// [`Error::Conflict`] when it was changed since, [`Error::Constraint`] when its id is taken,
/// [`Error::NotFound`] when it names a record that is not there.
pub fn save(
    tx: &Transaction<'_>,
    patient: &Patient,
    seen: Option<Version>,
) -> Result<Saved, Error> {
    table::save(tx, patient, seen)
}

/// Whether there is any patient.
///
/// # Errors
/// The file cannot be read.
pub fn is_any(connection: &Connection) -> Result<bool, Error> {
    Ok(connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM patient)")?
        .query_row([], |row| row.get(0))?)
}

/// The patient of an id.
///
/// # Errors
/// The file cannot be read.
pub fn find(connection: &Connection, id: &PatientId) -> Result<Option<Found<Patient>>, Error> {
    table::find(connection, id.as_str())
}

/// The patients of some ids; who is not there is left out.
///
/// # Errors
/// The file cannot be read.
pub fn of_ids<'a>(
    connection: &Connection,
    ids: impl IntoIterator<Item = &'a PatientId>,
) -> Result<HashMap<PatientId, Patient>, Error> {
    let ids: Vec<&PatientId> = ids.into_iter().collect();
    let ids = serde_json::to_string(&ids).map_err(|_| Error::Worker)?;
    let condition = "WHERE patient.reference IN (SELECT value FROM json_each(?1))";
    let found = table::select::<Patient>(connection, condition, &[&ids])?;
    let patients = found.into_iter().map(|it| (it.value.id.clone(), it.value));
    Ok(patients.collect())
}

/// Every patient, in the order in which they were added.
///
/// # Errors
/// The file cannot be read.
pub fn all(connection: &Connection) -> Result<Vec<Patient>, Error> {
    table::all(connection)
}

/// Everybody for whom the same person answers, that person first, then by row; the patient herself
/// is among them. Nobody when there is no such patient.
///
/// # Errors
/// The file cannot be read.
pub fn family(connection: &Connection, patient: &PatientId) -> Result<Vec<PatientId>, Error> {
    let mut statement = connection.prepare_cached(
        "WITH RECURSIVE kin (id) AS (
            SELECT id FROM patient WHERE reference = ?1
            UNION SELECT p.guarantor_patient_id FROM kin JOIN patient p ON p.id = kin.id
                WHERE p.guarantor_patient_id IS NOT NULL
            UNION SELECT p.id FROM kin JOIN patient p ON p.guarantor_patient_id = kin.id)
         SELECT p.reference FROM kin JOIN patient p ON p.id = kin.id
         ORDER BY p.guarantor_patient_id IS NOT NULL, p.id",
    )?;
    let references = statement.query_map([patient.as_str()], |row| row.get::<_, String>(0))?;
    references
        .map(|reference| {
            reference?.parse().map_err(|_| Error::Unreadable {
                column: "reference",
            })
        })
        .collect()
}

/// Adds new patients, whose guarantors may stand anywhere among them or in the file already.
///
/// # Errors
/// As [`save`].
pub fn insert_all(tx: &Transaction<'_>, patients: &[Patient]) -> Result<(), Error> {
    for patient in patients {
        let alone = Patient {
            guarantor: None,
            ..patient.clone()
        };
        let _ = table::insert(tx, &alone)?;
    }
    let mut statement = tx.prepare_cached(
        "UPDATE patient SET guarantor_patient_id = (SELECT id FROM patient WHERE reference = ?2)
         WHERE reference = ?1 AND EXISTS (SELECT 1 FROM patient WHERE reference = ?2)",
    )?;
    for patient in patients {
        if let Some(guarantor) = &patient.guarantor
            && statement.execute([patient.id.as_str(), guarantor.as_str()])? == 0
        {
            return Err(Error::NotFound("patient"));
        }
    }
    Ok(())
}
