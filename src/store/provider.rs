//! Providers who render or refer.

use std::sync::LazyLock;

use rusqlite::{Connection, Transaction};

use crate::domain::id::ProviderId;
use crate::domain::provider::Provider;
use crate::store::error::Error;
use crate::store::table::{self, Aggregate, Found, Saved, Table, Version};
use crate::store::value::{Cells, Columns};

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    Table::new(
        "provider",
        "provider",
        "reference last_name first_name middle_name suffix credentials npi taxonomy can_render \
         can_refer signature_on_file signature other_id_qualifier other_id",
    )
});

impl Aggregate for Provider {
    fn table() -> &'static LazyLock<Table> {
        &TABLE
    }

    fn write(&self, cells: &mut Cells) {
        cells.put(&self.id);
        cells.name(&self.name);
        cells.put(&self.credentials);
        cells.put(&self.npi);
        cells.put(&self.taxonomy);
        cells.put(&self.can_render);
        cells.put(&self.can_refer);
        cells.put(&self.is_signature_on_file);
        cells.put(&self.signature);
        cells.other_id(self.other_id.as_ref());
    }

    fn read(columns: &mut Columns<'_>) -> Result<Self, Error> {
        Ok(Self {
            id: columns.take()?,
            name: columns.name()?,
            credentials: columns.take()?,
            npi: columns.take()?,
            taxonomy: columns.take()?,
            can_render: columns.take()?,
            can_refer: columns.take()?,
            is_signature_on_file: columns.take()?,
            signature: columns.take()?,
            other_id: columns.other_id()?,
        })
    }
}

/// Saves a provider: a new one when none was `seen`, else the one seen.
///
/// # Errors
/// [`Error::Conflict`] when it was changed since, [`Error::Constraint`] when its id is taken,
/// [`Error::NotFound`] when it names a record that is not there.
pub fn save(
    tx: &Transaction<'_>,
    provider: &Provider,
    seen: Option<Version>,
) -> Result<Saved, Error> {
    table::save(tx, provider, seen)
}

/// The provider of an id.
///
/// # Errors
/// The file cannot be read.
pub fn find(connection: &Connection, id: &ProviderId) -> Result<Option<Found<Provider>>, Error> {
    table::find(connection, id.as_str())
}

/// Every provider, in the order in which they were added.
///
/// # Errors
/// The file cannot be read.
pub fn all(connection: &Connection) -> Result<Vec<Provider>, Error> {
    table::all(connection)
}
