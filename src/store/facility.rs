//! Places of service.

use std::sync::LazyLock;

use rusqlite::{Connection, Transaction};

use crate::domain::facility::Facility;
use crate::domain::id::FacilityId;
use crate::store::error::Error;
use crate::store::table::{self, Aggregate, Found, Saved, Table, Version};
use crate::store::value::{Cells, Columns};

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    Table::new(
        "facility",
        "facility",
        "reference name address1 address2 city state zip npi place_of_service other_id_qualifier \
         other_id",
    )
});

impl Aggregate for Facility {
    fn table() -> &'static LazyLock<Table> {
        &TABLE
    }

    fn write(&self, cells: &mut Cells) {
        cells.put(&self.id);
        cells.put(&self.name);
        cells.address(&self.address);
        cells.put(&self.npi);
        cells.put(&self.place_of_service);
        cells.other_id(self.other_id.as_ref());
    }

    fn read(columns: &mut Columns<'_>) -> Result<Self, Error> {
        Ok(Self {
            id: columns.take()?,
            name: columns.take()?,
            address: columns.address()?,
            npi: columns.take()?,
            place_of_service: columns.take()?,
            other_id: columns.other_id()?,
        })
    }
}

/// Saves a facility: a new one when none was `seen`, else the one seen.
///
/// # Errors
/// [`Error::Conflict`] when it was changed since, [`Error::Constraint`] when its id is taken,
/// [`Error::NotFound`] when it names a record that is not there.
pub fn save(
    tx: &Transaction<'_>,
    facility: &Facility,
    seen: Option<Version>,
) -> Result<Saved, Error> {
    table::save(tx, facility, seen)
}

/// The facility of an id.
///
/// # Errors
/// The file cannot be read.
pub fn find(connection: &Connection, id: &FacilityId) -> Result<Option<Found<Facility>>, Error> {
    table::find(connection, id.as_str())
}

/// Every facility, in the order in which they were added.
///
/// # Errors
/// The file cannot be read.
pub fn all(connection: &Connection) -> Result<Vec<Facility>, Error> {
    table::all(connection)
}
