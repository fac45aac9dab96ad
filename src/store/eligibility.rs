//! What payers said of coverages.

use std::sync::LazyLock;

use rusqlite::{Connection, Transaction};

use crate::domain::authorization::EligibilityCheck;
use crate::domain::id::CoverageId;
use crate::store::error::Error;
use crate::store::table::{self, Aggregate, Saved, Table};
use crate::store::value::{Cells, Columns};

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    Table::new(
        "eligibility_check",
        "eligibility check",
        "coverage_id:coverage checked_on method spoke_with reference_number active \
         deductible_left_cents note",
    )
});

impl Aggregate for EligibilityCheck {
    fn table() -> &'static LazyLock<Table> {
        &TABLE
    }

    fn write(&self, cells: &mut Cells) {
        cells.put(&self.coverage);
        cells.put(&self.checked_on);
        cells.put(&self.method);
        cells.put(&self.spoke_with);
        cells.put(&self.reference_number);
        cells.put(&self.is_active);
        cells.put(&self.deductible_left);
        cells.put(&self.note);
    }

    fn read(columns: &mut Columns<'_>) -> Result<Self, Error> {
        Ok(Self {
            coverage: columns.take()?,
            checked_on: columns.take()?,
            method: columns.take()?,
            spoke_with: columns.take()?,
            reference_number: columns.take()?,
            is_active: columns.take()?,
            deductible_left: columns.take()?,
            note: columns.take()?,
        })
    }
}

/// Adds a check.
///
/// # Errors
/// [`Error::NotFound`] when its coverage is not there.
pub fn insert(tx: &Transaction<'_>, check: &EligibilityCheck) -> Result<Saved, Error> {
    table::insert(tx, check)
}

/// The checks of a coverage, in the order in which they were added.
///
/// # Errors
/// The file cannot be read.
pub fn of_coverage(
    connection: &Connection,
    coverage: &CoverageId,
) -> Result<Vec<EligibilityCheck>, Error> {
    let found = table::select(
        connection,
        "WHERE coverage_id = (SELECT id FROM coverage WHERE reference = ?1)
         ORDER BY eligibility_check.id",
        &[&coverage.as_str()],
    )?;
    Ok(found.into_iter().map(|found| found.value).collect())
}

/// Every check, in the order in which they were added.
///
/// # Errors
/// The file cannot be read.
pub fn all(connection: &Connection) -> Result<Vec<EligibilityCheck>, Error> {
    table::all(connection)
}
