//! The practice itself: one row.

use std::sync::LazyLock;

use rusqlite::{Connection, Transaction};

use crate::domain::practice::Practice;
use crate::store::error::Error;
use crate::store::table::{self, Aggregate, Found, Saved, Table, Version};
use crate::store::value::{Cells, Columns};

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    Table::new(
        "practice",
        "practice",
        "id name address1 address2 city state zip phone npi tax_id tax_id_type taxonomy \
         billing_note",
    )
});

impl Aggregate for Practice {
    fn table() -> &'static LazyLock<Table> {
        &TABLE
    }

    fn write(&self, cells: &mut Cells) {
        // A file holds one practice, whose key is always 1.
        cells.put(&1_i64);
        cells.put(&self.name);
        cells.address(&self.address);
        cells.put(&self.phone);
        cells.put(&self.npi);
        cells.put(&self.tax_id);
        cells.put(&self.tax_id_kind);
        cells.put(&self.taxonomy);
        cells.put(&self.billing_note);
    }

    fn read(columns: &mut Columns<'_>) -> Result<Self, Error> {
        let _: i64 = columns.take()?;
        Ok(Self {
            name: columns.take()?,
            address: columns.address()?,
            phone: columns.take()?,
            npi: columns.take()?,
            tax_id: columns.take()?,
            tax_id_kind: columns.take()?,
            taxonomy: columns.take()?,
            billing_note: columns.take()?,
        })
    }
}

/// Saves the practice: for the first time when none was `seen`, else the one seen.
///
/// # Errors
/// [`Error::Conflict`] when it was changed since.
pub fn save(
    tx: &Transaction<'_>,
    practice: &Practice,
    seen: Option<Version>,
) -> Result<Saved, Error> {
    table::save(tx, practice, seen)
}

/// The practice, once there is one.
///
/// # Errors
/// The file cannot be read.
pub fn load(connection: &Connection) -> Result<Option<Found<Practice>>, Error> {
    Ok(table::select(connection, "", &[])?.pop())
}
