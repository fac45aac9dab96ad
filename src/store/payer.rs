//! Payers with their paper rules.

use std::sync::LazyLock;

use rusqlite::{Connection, Transaction};

use crate::domain::id::PayerId;
use crate::domain::payer::{PaperWishes, Payer};
use crate::store::error::Error;
use crate::store::table::{self, Aggregate, Found, Saved, Table, Version};
use crate::store::value::{Cells, Columns};

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    Table::new(
        "payer",
        "payer",
        "reference name address1 address2 city state zip phone kind accept_assignment box29 box32 \
         forms ndc_layout dates phones zip_hyphen taxonomy_boxes timely_filing_days appeal_days \
         forwards_to_secondary payer_code billing_id_qualifier billing_id",
    )
});

impl Aggregate for Payer {
    fn table() -> &'static LazyLock<Table> {
        &TABLE
    }

    fn write(&self, cells: &mut Cells) {
        cells.put(&self.id);
        cells.put(&self.name);
        cells.address(&self.address);
        cells.put(&self.phone);
        cells.put(&self.kind);
        cells.put(&self.wishes.accept_assignment);
        cells.put(&self.wishes.amount_paid);
        cells.put(&self.wishes.service_facility);
        cells.put(&self.wishes.multi_page);
        cells.put(&self.wishes.ndc_layout);
        cells.put(&self.wishes.dates);
        cells.put(&self.wishes.phones);
        cells.put(&self.wishes.zip_hyphen);
        cells.put(&self.wishes.taxonomy_boxes);
        cells.put(&self.timely_filing_days);
        cells.put(&self.appeal_days);
        cells.put(&self.forwards_to_secondary);
        cells.put(&self.payer_code);
        cells.other_id(self.billing_id.as_ref());
    }

    fn read(columns: &mut Columns<'_>) -> Result<Self, Error> {
        Ok(Self {
            id: columns.take()?,
            name: columns.take()?,
            address: columns.address()?,
            phone: columns.take()?,
            kind: columns.take()?,
            wishes: PaperWishes {
                accept_assignment: columns.take()?,
                amount_paid: columns.take()?,
                service_facility: columns.take()?,
                multi_page: columns.take()?,
                ndc_layout: columns.take()?,
                dates: columns.take()?,
                phones: columns.take()?,
                zip_hyphen: columns.take()?,
                taxonomy_boxes: columns.take()?,
            },
            timely_filing_days: columns.take()?,
            appeal_days: columns.take()?,
            forwards_to_secondary: columns.take()?,
            payer_code: columns.take()?,
            billing_id: columns.other_id()?,
        })
    }
}

/// Saves a payer: a new one when none was `seen`, else the one seen.
///
/// # Errors
/// [`Error::Conflict`] when it was changed since, [`Error::Constraint`] when its id is taken,
/// [`Error::NotFound`] when it names a record that is not there.
pub fn save(tx: &Transaction<'_>, payer: &Payer, seen: Option<Version>) -> Result<Saved, Error> {
    table::save(tx, payer, seen)
}

/// The payer of an id.
///
/// # Errors
/// The file cannot be read.
pub fn find(connection: &Connection, id: &PayerId) -> Result<Option<Found<Payer>>, Error> {
    table::find(connection, id.as_str())
}

/// Every payer, in the order in which they were added.
///
/// # Errors
/// The file cannot be read.
pub fn all(connection: &Connection) -> Result<Vec<Payer>, Error> {
    table::all(connection)
}
