//! Fee schedules.

use std::sync::LazyLock;

use rusqlite::{Connection, Transaction};

use crate::domain::code::{CodeSystem, ProcedureCode};
use crate::domain::fee::Fee;
use crate::store::code;
use crate::store::error::Error;
use crate::store::table::{self, Aggregate, Saved, Table, Version};
use crate::store::value::{Cells, Columns};

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    Table::new(
        "fee",
        "fee",
        "fee_schedule_id:fee_schedule code modifier effective_on fee_cents",
    )
});

/// Adds a fee, or changes the one for the same schedule, code, modifier and day.
static SAVE: LazyLock<String> = LazyLock::new(|| {
    TABLE.upsert(&[
        "fee_schedule_id",
        "code",
        "ifnull(modifier, '')",
        "effective_on",
    ])
});

impl Aggregate for Fee {
    fn table() -> &'static LazyLock<Table> {
        &TABLE
    }

    fn write(&self, cells: &mut Cells) {
        cells.put(&self.schedule);
        cells.put(&self.code);
        cells.put(&self.modifier);
        cells.put(&self.effective_on);
        cells.put(&self.amount);
    }

    fn read(columns: &mut Columns<'_>) -> Result<Self, Error> {
        Ok(Self {
            schedule: columns.take()?,
            code: columns.take()?,
            modifier: columns.take()?,
            effective_on: columns.take()?,
            amount: columns.take()?,
        })
    }
}

/// Adds a fee, and its schedule where that is new.
///
/// # Errors
/// [`Error::Constraint`] when there is a fee for this code, modifier and day already.
pub fn insert(tx: &Transaction<'_>, fee: &Fee) -> Result<Saved, Error> {
    ensure_schedule(tx, fee)?;
    make_code_known(tx, fee)?;
    table::insert(tx, fee)
}

/// Adds a fee, or changes the amount of the one for this schedule, code, modifier and day.
///
/// # Errors
/// The disk did not take it.
pub fn save(tx: &Transaction<'_>, fee: &Fee) -> Result<(), Error> {
    ensure_schedule(tx, fee)?;
    make_code_known(tx, fee)?;
    table::execute(tx, &SAVE, fee)
}

/// Changes the fee of a row that was seen at `seen`.
///
/// # Errors
/// [`Error::Conflict`] when it was changed since, [`Error::NotFound`] when the row is not there,
/// [`Error::Constraint`] when there is another fee for this code, modifier and day.
pub fn change(tx: &Transaction<'_>, row: i64, fee: &Fee, seen: Version) -> Result<Saved, Error> {
    ensure_schedule(tx, fee)?;
    make_code_known(tx, fee)?;
    table::change(tx, row, fee, seen)
}

/// Every fee, in the order in which they were added.
///
/// # Errors
/// The file cannot be read.
pub fn all(connection: &Connection) -> Result<Vec<Fee>, Error> {
    table::all(connection)
}

/// The fees of a procedure in one schedule, by day and modifier as they were added.
///
/// # Errors
/// The file cannot be read.
pub fn of_code(
    connection: &Connection,
    schedule: &str,
    code: &ProcedureCode,
) -> Result<Vec<Fee>, Error> {
    let found = table::select(
        connection,
        "WHERE fee.fee_schedule_id = (SELECT id FROM fee_schedule WHERE reference = ?1)
             AND fee.code = ?2 ORDER BY fee.id",
        &[&schedule, &code.as_str()],
    )?;
    Ok(found.into_iter().map(|found| found.value).collect())
}

/// The names of the fee schedules, the oldest first.
///
/// # Errors
/// The file cannot be read.
pub fn schedules(connection: &Connection) -> Result<Vec<String>, Error> {
    let mut statement =
        connection.prepare_cached("SELECT reference FROM fee_schedule ORDER BY id")?;
    let names = statement
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    Ok(names)
}

/// CPT does not ship, so a fee is how the practice says that such a code exists. The HCPCS set is
/// whole: a fee for a code that is not in it is more likely a slip than news.
fn make_code_known(tx: &Transaction<'_>, fee: &Fee) -> Result<(), Error> {
    if fee.code.system() == CodeSystem::Cpt {
        code::load::remember(tx, &fee.code, "")?;
    }
    Ok(())
}

fn ensure_schedule(tx: &Transaction<'_>, fee: &Fee) -> Result<(), Error> {
    let _ = tx
        .prepare_cached("INSERT INTO fee_schedule (reference) VALUES (?1) ON CONFLICT DO NOTHING")?
        .execute([&fee.schedule])?;
    Ok(())
}
