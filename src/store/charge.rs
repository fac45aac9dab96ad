//! What was charged, and which charge stands for a service line now.

use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use crate::domain::charge::{ChargeLine, Charged};
use crate::domain::id::{ChargeLineId, EncounterId, PatientId};
use crate::store::error::Error;
use crate::store::value::{Cells, Columns};

const INSERT: &str =
    "INSERT INTO charge_line (kind, patient_id, encounter_id, line, from_on, to_on,
        code, modifiers, units_thousandths, charge_cents, provider_id, description, reference, id)
    VALUES (?1, ifnull((SELECT id FROM patient WHERE reference = ?2), -1),
        iif(?3 IS NULL, NULL, ifnull((SELECT id FROM encounter WHERE reference = ?3), -1)),
        ?4, ?5, ?6, ?7, ?8, ?9, ?10,
        iif(?11 IS NULL, NULL, ifnull((SELECT id FROM provider WHERE reference = ?11), -1)),
        ?12, ?13, ?14)";

const SELECT: &str =
    "SELECT c.id, c.kind, p.reference, e.reference, c.line, c.from_on, c.to_on, c.code,
        c.modifiers, c.units_thousandths, c.charge_cents, r.reference, c.description, c.reference
    FROM charge_line c
    JOIN patient p ON p.id = c.patient_id
    LEFT JOIN encounter e ON e.id = c.encounter_id
    LEFT JOIN provider r ON r.id = c.provider_id";

const NAMES: [&str; 14] = [
    "charge line",
    "kind",
    "patient",
    "visit",
    "line",
    "from_on",
    "to_on",
    "code",
    "modifiers",
    "units_thousandths",
    "charge_cents",
    "provider",
    "description",
    "reference",
];

/// Adds a charge line with the next number.
///
/// # Errors
/// [`Error::Constraint`] when the service line has a charge that stands, or a record it names is
/// not there.
pub fn insert(tx: &Transaction<'_>, line: &ChargeLine) -> Result<ChargeLineId, Error> {
    insert_as(tx, line, None)
}

/// As [`insert`], with the number it had in another file.
///
/// # Errors
/// As [`insert`], or when the number is taken.
pub fn insert_as(
    tx: &Transaction<'_>,
    line: &ChargeLine,
    id: Option<ChargeLineId>,
) -> Result<ChargeLineId, Error> {
    let mut cells = Cells::default();
    cells.put(&line.kind);
    cells.put(&line.patient);
    cells.put(&line.service.as_ref().map(|(visit, _)| visit.clone()));
    cells.put(&line.service.as_ref().map(|(_, number)| *number));
    cells.put(&line.from_on);
    cells.put(&line.to_on);
    cells.put(&line.code);
    cells.put(&line.modifiers.join(" "));
    cells.put(&line.units);
    cells.put(&line.charge);
    cells.put(&line.provider);
    cells.put(&line.description);
    cells.put(&line.reference);
    cells.put(&id);
    let _ = tx
        .prepare_cached(INSERT)?
        .execute(rusqlite::params_from_iter(cells.into_values()))?;
    Ok(ChargeLineId::new(tx.last_insert_rowid()))
}

/// Makes a charge the one that stands for its service line.
///
/// # Errors
/// [`Error::Constraint`] when another stands.
pub fn put_in_force(tx: &Transaction<'_>, id: ChargeLineId) -> Result<(), Error> {
    let _ = tx
        .prepare_cached(
            "INSERT INTO charge_in_force
             SELECT id, encounter_id, line FROM charge_line WHERE id = ?1",
        )?
        .execute([id.number()])?;
    Ok(())
}

/// The charge stands for its service line no longer: it was reversed.
///
/// # Errors
/// The file cannot be written.
pub fn put_out_of_force(tx: &Transaction<'_>, id: ChargeLineId) -> Result<(), Error> {
    let _ = tx
        .prepare_cached("DELETE FROM charge_in_force WHERE charge_line_id = ?1")?
        .execute([id.number()])?;
    Ok(())
}

/// The charge line of a number.
///
/// # Errors
/// The file cannot be read.
pub fn find(connection: &Connection, id: ChargeLineId) -> Result<Option<Charged>, Error> {
    Ok(select(connection, "WHERE c.id = ?1", params![id.number()])?.pop())
}

/// The open balance that was brought along under a number of its own.
///
/// # Errors
/// The file cannot be read.
pub fn of_reference(connection: &Connection, reference: &str) -> Result<Option<Charged>, Error> {
    Ok(select(connection, "WHERE c.reference = ?1", params![reference])?.pop())
}

/// The charges that stand for a visit's lines, by line.
///
/// # Errors
/// The file cannot be read.
pub fn in_force(connection: &Connection, visit: &EncounterId) -> Result<Vec<Charged>, Error> {
    select(
        connection,
        "JOIN charge_in_force f ON f.charge_line_id = c.id
         WHERE e.reference = ?1 ORDER BY c.line",
        params![visit.as_str()],
    )
}

/// Every charge line of a patient, oldest service first, those that were reversed included.
///
/// # Errors
/// The file cannot be read.
pub fn of_patient(connection: &Connection, patient: &PatientId) -> Result<Vec<Charged>, Error> {
    select(
        connection,
        "WHERE p.reference = ?1 ORDER BY c.from_on, c.id",
        params![patient.as_str()],
    )
}

/// The charge lines of numbers in a JSON array, in order.
pub(super) fn of_numbers(connection: &Connection, numbers: &str) -> Result<Vec<Charged>, Error> {
    select(
        connection,
        "WHERE c.id IN (SELECT value FROM json_each(?1)) ORDER BY c.id",
        params![numbers],
    )
}

/// Hands every charge line to `take`, in the order of their numbers, with whether it is the one
/// that stands for its service line; only one is in memory.
///
/// # Errors
/// The file cannot be read, or what `take` says.
pub fn each<E: From<Error>>(
    connection: &Connection,
    mut take: impl FnMut(Charged, bool) -> Result<(), E>,
) -> Result<(), E> {
    let sql = format!("{SELECT} ORDER BY c.id");
    let mut statement = connection.prepare(&sql).map_err(Error::from)?;
    let mut rows = statement.query([]).map_err(Error::from)?;
    while let Some(row) = rows.next().map_err(Error::from)? {
        let charged = read(row)?;
        let is_in_force = is_in_force(connection, charged.id)?;
        take(charged, is_in_force)?;
    }
    Ok(())
}

/// Whether a charge stands for its service line.
///
/// # Errors
/// The file cannot be read.
pub fn is_in_force(connection: &Connection, id: ChargeLineId) -> Result<bool, Error> {
    Ok(connection
        .prepare_cached("SELECT 1 FROM charge_in_force WHERE charge_line_id = ?1")?
        .query_row([id.number()], |_| Ok(()))
        .optional()?
        .is_some())
}

fn select(
    connection: &Connection,
    condition: &str,
    params: &[&dyn rusqlite::ToSql],
) -> Result<Vec<Charged>, Error> {
    let mut statement = connection.prepare_cached(&format!("{SELECT} {condition}"))?;
    let mut rows = statement.query(params)?;
    let mut lines = Vec::new();
    while let Some(row) = rows.next()? {
        lines.push(read(row)?);
    }
    Ok(lines)
}

fn read(row: &Row<'_>) -> Result<Charged, Error> {
    let mut columns = Columns::new(row, 0, &NAMES);
    let (id, kind, patient) = (columns.take()?, columns.take()?, columns.take()?);
    let (visit, number): (Option<EncounterId>, Option<u16>) = (columns.take()?, columns.take()?);
    Ok(Charged {
        id,
        line: ChargeLine {
            kind,
            patient,
            service: visit.zip(number),
            from_on: columns.take()?,
            to_on: columns.take()?,
            code: columns.take()?,
            modifiers: columns
                .take::<String>()?
                .split_whitespace()
                .map(ToOwned::to_owned)
                .collect(),
            units: columns.take()?,
            charge: columns.take()?,
            provider: columns.take()?,
            description: columns.take()?,
            reference: columns.take()?,
        },
    })
}
