//! Prior authorizations, referrals and CLIA numbers.

use std::sync::LazyLock;

use rusqlite::{Connection, Transaction};

use crate::domain::authorization::Authorization;
use crate::domain::id::{AuthorizationId, EncounterId, PatientId};
use crate::domain::money::Quantity;
use crate::store::error::Error;
use crate::store::table::{self, Aggregate, Found, Saved, Table, Version};
use crate::store::value::{Cells, Columns};

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    Table::new(
        "authorization",
        "authorization",
        "reference patient_id:patient coverage_id:coverage number kind from_on to_on \
         units_thousandths code",
    )
});

impl Aggregate for Authorization {
    fn table() -> &'static LazyLock<Table> {
        &TABLE
    }

    fn write(&self, cells: &mut Cells) {
        cells.put(&self.id);
        cells.put(&self.patient);
        cells.put(&self.coverage);
        cells.put(&self.number);
        cells.put(&self.kind);
        cells.put(&self.from_on);
        cells.put(&self.to_on);
        cells.put(&self.units);
        cells.put(&self.code);
    }

    fn read(columns: &mut Columns<'_>) -> Result<Self, Error> {
        Ok(Self {
            id: columns.take()?,
            patient: columns.take()?,
            coverage: columns.take()?,
            number: columns.take()?,
            kind: columns.take()?,
            from_on: columns.take()?,
            to_on: columns.take()?,
            units: columns.take()?,
            code: columns.take()?,
        })
    }
}

/// Saves an authorization: a new one when none was `seen`, else the one seen.
///
/// # Errors
/// [`Error::Conflict`] when it was changed since, [`Error::Constraint`] when its id is taken,
/// [`Error::NotFound`] when it names a record that is not there.
pub fn save(
    tx: &Transaction<'_>,
    authorization: &Authorization,
    seen: Option<Version>,
) -> Result<Saved, Error> {
    table::save(tx, authorization, seen)
}

/// The authorization of an id.
///
/// # Errors
/// The file cannot be read.
pub fn find(
    connection: &Connection,
    id: &AuthorizationId,
) -> Result<Option<Found<Authorization>>, Error> {
    table::find(connection, id.as_str())
}

/// Every authorization, in the order in which they were added.
///
/// # Errors
/// The file cannot be read.
pub fn all(connection: &Connection) -> Result<Vec<Authorization>, Error> {
    table::all(connection)
}

/// A patient's authorizations, in the order in which they were added.
///
/// # Errors
/// The file cannot be read.
pub fn of_patient(
    connection: &Connection,
    patient: &PatientId,
) -> Result<Vec<Authorization>, Error> {
    let found = table::select(
        connection,
        "WHERE authorization.patient_id = (SELECT id FROM patient WHERE reference = ?1)
         ORDER BY authorization.id",
        &[&patient.as_str()],
    )?;
    Ok(found.into_iter().map(|found| found.value).collect())
}

/// The units of the service lines that use an authorization (`authorization` is its row): those of
/// its own procedure, or of every line where it names none. `except` is the expression of the
/// reference of a visit that does not count; `NULL` counts all.
pub(crate) fn used_units_sql(except: &str) -> String {
    format!(
        "(SELECT ifnull(sum(service_line.units_thousandths), 0)
          FROM encounter JOIN service_line ON service_line.encounter_id = encounter.id
          WHERE encounter.authorization_id = authorization.id
              AND encounter.reference IS NOT {except}
              AND (authorization.code IS NULL
                  OR upper(authorization.code) = upper(service_line.code)))"
    )
}

/// The units that visits have used of an authorization: those of its own procedure, or of every
/// line where it names none. `except` is a visit that does not count, since it is being changed.
///
/// # Errors
/// The file cannot be read.
pub fn used_units(
    connection: &Connection,
    authorization: &AuthorizationId,
    except: Option<&EncounterId>,
) -> Result<Quantity, Error> {
    let used_units = used_units_sql("?2");
    let thousandths = connection
        .prepare_cached(&format!(
            "SELECT {used_units} FROM authorization WHERE authorization.reference = ?1"
        ))?
        .query_row(
            (authorization.as_str(), except.map(EncounterId::as_str)),
            |row| row.get(0),
        )?;
    Ok(Quantity::from_thousandths(thousandths))
}
