//! Coverages of patients.

use std::sync::LazyLock;

use rusqlite::{Connection, Transaction};

use crate::domain::coverage::{Coverage, Subscriber};
use crate::domain::id::{CoverageId, PatientId};
use crate::store::error::Error;
use crate::store::table::{self, Aggregate, Found, Saved, Table, Version};
use crate::store::value::{Cells, Columns};

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    Table::new(
        "coverage",
        "coverage",
        "reference patient_id:patient rank payer_id:payer member_id group_number plan_name \
         relationship subscriber_last_name subscriber_first_name subscriber_middle_name \
         subscriber_suffix subscriber_birth_on subscriber_sex subscriber_address1 \
         subscriber_address2 subscriber_city subscriber_state subscriber_zip subscriber_phone \
         subscriber_organization subscriber_employer subscriber_retired_on plan_kind effective_on \
         terminated_on copay_cents assign_benefits medigap_id medicare_secondary_reason",
    )
});

impl Aggregate for Coverage {
    fn table() -> &'static LazyLock<Table> {
        &TABLE
    }

    fn write(&self, cells: &mut Cells) {
        cells.put(&self.id);
        cells.put(&self.patient);
        cells.put(&self.rank);
        cells.put(&self.payer);
        cells.put(&self.member_id);
        cells.put(&self.group_number);
        cells.put(&self.plan_name);
        cells.put(&self.relationship);
        let subscriber = &self.subscriber;
        cells.name(&subscriber.name);
        cells.put(&subscriber.birth_date);
        cells.put(&subscriber.sex);
        cells.address(&subscriber.address);
        cells.put(&subscriber.phone);
        cells.put(&subscriber.organization);
        cells.put(&self.subscriber_employer);
        cells.put(&self.subscriber_retired_on);
        cells.put(&self.plan_kind);
        cells.put(&self.effective_on);
        cells.put(&self.terminated_on);
        cells.put(&self.copay);
        cells.put(&self.assigns_benefits);
        cells.put(&self.medigap_id);
        cells.put(&self.medicare_secondary_reason);
    }

    fn read(columns: &mut Columns<'_>) -> Result<Self, Error> {
        Ok(Self {
            id: columns.take()?,
            patient: columns.take()?,
            rank: columns.take()?,
            payer: columns.take()?,
            member_id: columns.take()?,
            group_number: columns.take()?,
            plan_name: columns.take()?,
            relationship: columns.take()?,
            subscriber: Subscriber {
                name: columns.name()?,
                birth_date: columns.take()?,
                sex: columns.take()?,
                address: columns.address()?,
                phone: columns.take()?,
                organization: columns.take()?,
            },
            subscriber_employer: columns.take()?,
            subscriber_retired_on: columns.take()?,
            plan_kind: columns.take()?,
            effective_on: columns.take()?,
            terminated_on: columns.take()?,
            copay: columns.take()?,
            assigns_benefits: columns.take()?,
            medigap_id: columns.take()?,
            medicare_secondary_reason: columns.take()?,
        })
    }
}

/// Saves a coverage: a new one when none was `seen`, else the one seen.
///
/// # Errors
/// [`Error::Conflict`] when it was changed since, [`Error::Constraint`] when its id is taken,
/// [`Error::NotFound`] when it names a record that is not there.
pub fn save(
    tx: &Transaction<'_>,
    coverage: &Coverage,
    seen: Option<Version>,
) -> Result<Saved, Error> {
    table::save(tx, coverage, seen)
}

/// The coverage of an id.
///
/// # Errors
/// The file cannot be read.
pub fn find(connection: &Connection, id: &CoverageId) -> Result<Option<Found<Coverage>>, Error> {
    table::find(connection, id.as_str())
}

/// Every coverage, in the order in which they were added.
///
/// # Errors
/// The file cannot be read.
pub fn all(connection: &Connection) -> Result<Vec<Coverage>, Error> {
    table::all(connection)
}

/// A patient's coverages, in the order in which they were added.
///
/// # Errors
/// The file cannot be read.
pub fn of_patient(connection: &Connection, patient: &PatientId) -> Result<Vec<Coverage>, Error> {
    let found = table::select(
        connection,
        "WHERE coverage.patient_id = (SELECT id FROM patient WHERE reference = ?1)
         ORDER BY coverage.id",
        &[&patient.as_str()],
    )?;
    Ok(found.into_iter().map(|found| found.value).collect())
}
