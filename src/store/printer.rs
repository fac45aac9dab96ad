//! Printer profiles, by name.

use std::sync::LazyLock;

use rusqlite::{Connection, Transaction};

use crate::domain::printer::PrinterProfile;
use crate::store::error::Error;
use crate::store::table::{self, Aggregate, Found, Saved, Table, Version};
use crate::store::value::{Cells, Columns};

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    Table::new(
        "printer_profile",
        "printer profile",
        "reference offset_x_hundredths offset_y_hundredths scale_x_ten_thousandths \
         scale_y_ten_thousandths",
    )
});

impl Aggregate for PrinterProfile {
    fn table() -> &'static LazyLock<Table> {
        &TABLE
    }

    fn write(&self, cells: &mut Cells) {
        cells.put(&self.name);
        cells.put(&self.offset_x);
        cells.put(&self.offset_y);
        cells.put(&self.scale_x);
        cells.put(&self.scale_y);
    }

    fn read(columns: &mut Columns<'_>) -> Result<Self, Error> {
        Ok(Self {
            name: columns.take()?,
            offset_x: columns.take()?,
            offset_y: columns.take()?,
            scale_x: columns.take()?,
            scale_y: columns.take()?,
        })
    }
}

/// Saves a profile: a new one when none was `seen`, else the one seen.
///
/// # Errors
/// [`Error::Conflict`] when it was changed since, [`Error::Constraint`] when its name is taken,
/// [`Error::NotFound`] when it is not there.
pub fn save(
    tx: &Transaction<'_>,
    profile: &PrinterProfile,
    seen: Option<Version>,
) -> Result<Saved, Error> {
    table::save(tx, profile, seen)
}

/// The profile of a name.
///
/// # Errors
/// The file cannot be read.
pub fn find(connection: &Connection, name: &str) -> Result<Option<Found<PrinterProfile>>, Error> {
    table::find(connection, name)
}

/// Every profile, in the order in which they were added.
///
/// # Errors
/// The file cannot be read.
pub fn all(connection: &Connection) -> Result<Vec<PrinterProfile>, Error> {
    table::all(connection)
}
