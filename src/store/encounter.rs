//! Visits with their diagnoses and service lines.

pub mod history;

use std::sync::LazyLock;

use rusqlite::{Connection, OptionalExtension, Transaction};

use crate::domain::code::DiagnosisCode;
use crate::domain::encounter::Encounter;
use crate::domain::encounter::line::ServiceLine;
use crate::domain::id::{EncounterId, PatientId};
use crate::store::error::Error;
use crate::store::table::{self, Aggregate, Found, Saved, Table, Version};
use crate::store::value::{Cells, Columns};

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    Table::new(
        "encounter",
        "visit",
        "reference patient_id:patient from_on to_on total_cents rendering_provider_id:provider \
         billing_note icd_indicator property_casualty_claim_number accident_on \
         referring_provider_id:provider referring_qualifier facility_id:facility \
         place_of_service employment auto_accident auto_state other_accident claim_codes \
         illness_on illness_qualifier other_on other_qualifier unable_to_work_from_on \
         unable_to_work_to_on hospital_from_on hospital_to_on additional_information outside_lab \
         outside_lab_charge_cents authorization_id:authorization resubmission_code \
         original_reference account_number bill_coverage_id:coverage signed_on \
         patient_paid_cents prior_payer_paid_cents",
    )
});

impl Aggregate for Encounter {
    fn table() -> &'static LazyLock<Table> {
        &TABLE
    }

    fn write(&self, cells: &mut Cells) {
        cells.put(&self.id);
        cells.put(&self.patient);
        cells.put(&self.first_day());
        cells.put(&self.last_day());
        cells.put(&self.total_charge());
        cells.put(&self.rendering_provider);
        cells.put(&self.billing_note);
        cells.put(&self.icd);
        cells.put(&self.property_casualty_claim_number);
        cells.put(&self.accident_on);
        cells.put(&self.referring_provider);
        cells.put(&self.referring_qualifier);
        cells.put(&self.facility);
        cells.put(&self.place_of_service);
        cells.put(&self.is_employment_related);
        cells.put(&self.is_auto_accident);
        cells.put(&self.auto_state);
        cells.put(&self.is_other_accident);
        cells.put(&self.claim_codes);
        cells.put(&self.illness_on);
        cells.put(&self.illness_qualifier);
        cells.put(&self.other_on);
        cells.put(&self.other_qualifier);
        cells.span(self.unable_to_work);
        cells.span(self.hospital);
        cells.put(&self.additional_information);
        cells.put(&self.is_outside_lab);
        cells.put(&self.outside_lab_charge);
        cells.put(&self.authorization);
        cells.put(&self.resubmission);
        cells.put(&self.original_reference);
        cells.put(&self.account_number);
        cells.put(&self.bill_coverage);
        cells.put(&self.signed_on);
        cells.put(&self.patient_paid);
        cells.put(&self.prior_payer_paid);
    }

    /// Without diagnoses and lines, which stand in tables of their own.
    fn read(columns: &mut Columns<'_>) -> Result<Self, Error> {
        let (id, patient) = (columns.take()?, columns.take()?);
        // The span and the total follow from the lines.
        columns.skip(3);
        Ok(Self {
            id,
            patient,
            rendering_provider: columns.take()?,
            billing_note: columns.take()?,
            icd: columns.take()?,
            property_casualty_claim_number: columns.take()?,
            accident_on: columns.take()?,
            referring_provider: columns.take()?,
            referring_qualifier: columns.take()?,
            facility: columns.take()?,
            place_of_service: columns.take()?,
            is_employment_related: columns.take()?,
            is_auto_accident: columns.take()?,
            auto_state: columns.take()?,
            is_other_accident: columns.take()?,
            claim_codes: columns.take()?,
            illness_on: columns.take()?,
            illness_qualifier: columns.take()?,
            other_on: columns.take()?,
            other_qualifier: columns.take()?,
            unable_to_work: columns.span()?,
            hospital: columns.span()?,
            additional_information: columns.take()?,
            is_outside_lab: columns.take()?,
            outside_lab_charge: columns.take()?,
            authorization: columns.take()?,
            resubmission: columns.take()?,
            original_reference: columns.take()?,
            account_number: columns.take()?,
            bill_coverage: columns.take()?,
            signed_on: columns.take()?,
            patient_paid: columns.take()?,
            prior_payer_paid: columns.take()?,
            diagnoses: Default::default(),
            lines: Vec::new(),
        })
    }
}

static LINE_TABLE: LazyLock<Table> = LazyLock::new(|| {
    Table::new(
        "service_line",
        "line",
        "encounter_id:encounter line from_on to_on place_of_service emergency code modifier1 \
         modifier2 modifier3 modifier4 pointers charge_cents units_thousandths epsdt family_plan \
         rendering_provider_id:provider ndc ndc_unit ndc_quantity_thousandths supplemental",
    )
});

/// A line keeps its row when the visit is corrected, for money will be posted to it.
static SAVE_LINE: LazyLock<String> = LazyLock::new(|| LINE_TABLE.upsert(&["encounter_id", "line"]));

/// A service line with its visit.
struct VisitLine {
    visit: EncounterId,
    line: ServiceLine,
}

impl Aggregate for VisitLine {
    fn table() -> &'static LazyLock<Table> {
        &LINE_TABLE
    }

    fn write(&self, cells: &mut Cells) {
        let line = &self.line;
        cells.put(&self.visit);
        cells.put(&line.number);
        cells.put(&line.from_on);
        cells.put(&line.to_on);
        cells.put(&line.place_of_service);
        cells.put(&line.is_emergency);
        cells.put(&line.code);
        for idx in 0..4 {
            cells.put(&line.modifiers.get(idx).cloned());
        }
        cells.put(&line.pointers);
        cells.put(&line.charge);
        cells.put(&line.units);
        cells.put(&line.epsdt);
        cells.put(&line.is_family_planning);
        cells.put(&line.rendering_provider);
        cells.put(&line.ndc);
        cells.put(&line.ndc_unit);
        cells.put(&line.ndc_quantity);
        cells.put(&line.supplemental);
    }

    fn read(columns: &mut Columns<'_>) -> Result<Self, Error> {
        Ok(Self {
            visit: columns.take()?,
            line: ServiceLine {
                number: columns.take()?,
                from_on: columns.take()?,
                to_on: columns.take()?,
                place_of_service: columns.take()?,
                is_emergency: columns.take()?,
                code: columns.take()?,
                modifiers: (0..4)
                    .filter_map(|_| columns.take().transpose())
                    .collect::<Result<_, _>>()?,
                pointers: columns.take()?,
                charge: columns.take()?,
                units: columns.take()?,
                epsdt: columns.take()?,
                is_family_planning: columns.take()?,
                rendering_provider: columns.take()?,
                ndc: columns.take()?,
                ndc_unit: columns.take()?,
                ndc_quantity: columns.take()?,
                supplemental: columns.take()?,
            },
        })
    }
}

/// Saves a visit with its diagnoses and lines: a new one when none was `seen`, else the one seen.
///
/// # Errors
/// [`Error::Conflict`] when it was changed since, [`Error::Constraint`] when its id is taken,
/// [`Error::NotFound`] when it names a record that is not there.
pub fn save(
    tx: &Transaction<'_>,
    encounter: &Encounter,
    seen: Option<Version>,
) -> Result<Saved, Error> {
    let saved = table::save(tx, encounter, seen)?;
    if seen.is_some() {
        let _ = tx
            .prepare_cached("DELETE FROM encounter_diagnosis WHERE encounter_id = ?1")?
            .execute([saved.row])?;
        remove_other_lines(tx, saved.row, &encounter.lines)?;
    }
    let mut statement = tx.prepare_cached("INSERT INTO encounter_diagnosis VALUES (?1, ?2, ?3)")?;
    for (position, code) in (1_i64..).zip(&encounter.diagnoses) {
        if let Some(code) = code {
            let _ = statement.execute((saved.row, position, code.dotted()))?;
        }
    }
    for line in &encounter.lines {
        let line = VisitLine {
            visit: encounter.id.clone(),
            line: line.clone(),
        };
        if seen.is_some() {
            table::execute(tx, &SAVE_LINE, &line)?;
        } else {
            let _ = table::insert(tx, &line)?;
        }
    }
    Ok(saved)
}

/// The visit of an id.
///
/// # Errors
/// The file cannot be read.
pub fn find(connection: &Connection, id: &EncounterId) -> Result<Option<Found<Encounter>>, Error> {
    let Some(mut found) = table::find::<Encounter>(connection, id.as_str())? else {
        return Ok(None);
    };
    let lines = table::select::<VisitLine>(
        connection,
        "WHERE encounter_id = ?1 ORDER BY line",
        &[&found.row],
    )?;
    found.value.lines = lines.into_iter().map(|found| found.value.line).collect();
    let mut statement = connection.prepare_cached(
        "SELECT encounter_id, position, code FROM encounter_diagnosis WHERE encounter_id = ?1",
    )?;
    let mut rows = statement.query([found.row])?;
    while let Some(row) = rows.next()? {
        set_diagnosis(&mut found.value, row)?;
    }
    Ok(Some(found))
}

/// A patient's visits, oldest first.
///
/// # Errors
/// The file cannot be read.
pub fn of_patient(connection: &Connection, patient: &PatientId) -> Result<Vec<Encounter>, Error> {
    let condition = "FROM encounter
        WHERE patient_id = (SELECT id FROM patient WHERE reference = ?1)";
    let mut encounters = load(connection, condition, &[&patient.as_str()])?;
    encounters.sort_by_key(Encounter::first_day);
    Ok(encounters)
}

/// The visits that no claim was made of, in the order in which they were added.
///
/// # Errors
/// The file cannot be read.
pub fn without_claim(connection: &Connection) -> Result<Vec<Encounter>, Error> {
    let condition = "FROM encounter
        WHERE NOT EXISTS (SELECT 1 FROM claim WHERE claim.encounter_id = encounter.id)";
    load(connection, condition, &[])
}

/// The visits with lines of which none was ever charged, in the order in which they were added:
/// those of a file from before the books. As all are charged together, the oldest visit tells
/// whether there are any.
///
/// # Errors
/// The file cannot be read.
pub fn uncharged(connection: &Connection) -> Result<Vec<EncounterId>, Error> {
    const UNCHARGED: &str = "NOT EXISTS (SELECT 1 FROM charge_line c WHERE c.encounter_id = e.id)";
    const WITH_LINES: &str = "EXISTS (SELECT 1 FROM service_line s WHERE s.encounter_id = e.id)";
    let is_first: Option<bool> = connection
        .prepare_cached(&format!(
            "SELECT {UNCHARGED} FROM encounter e WHERE {WITH_LINES} ORDER BY e.id LIMIT 1"
        ))?
        .query_row([], |row| row.get(0))
        .optional()?;
    if is_first != Some(true) {
        return Ok(Vec::new());
    }
    let mut statement = connection.prepare_cached(&format!(
        "SELECT e.reference FROM encounter e WHERE {WITH_LINES} AND {UNCHARGED} ORDER BY e.id"
    ))?;
    let mut rows = statement.query([])?;
    let mut ids = Vec::new();
    while let Some(row) = rows.next()? {
        ids.push(Columns::new(row, 0, &["visit"]).take()?);
    }
    Ok(ids)
}

/// Every visit, in the order in which they were added.
///
/// # Errors
/// The file cannot be read.
pub fn all(connection: &Connection) -> Result<Vec<Encounter>, Error> {
    load(connection, "FROM encounter", &[])
}

/// The visits that `source` (a FROM with its conditions) gives, each part read in one go.
fn load(
    connection: &Connection,
    source: &str,
    params: &[&dyn rusqlite::ToSql],
) -> Result<Vec<Encounter>, Error> {
    let within = format!("IN (SELECT encounter.id {source})");
    let order = format!("WHERE encounter.id {within} ORDER BY encounter.id");
    let mut found = table::select::<Encounter>(connection, &order, params)?;

    let order = format!("WHERE encounter_id {within} ORDER BY encounter_id, line");
    let mut lines = table::select::<VisitLine>(connection, &order, params)?
        .into_iter()
        .map(|found| found.value)
        .peekable();
    let sql = format!(
        "SELECT encounter_id, position, code FROM encounter_diagnosis
         WHERE encounter_id {within} ORDER BY encounter_id"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params)?;
    let mut diagnosis = rows.next()?;
    for encounter in &mut found {
        while let Some(line) = lines.next_if(|line| line.visit == encounter.value.id) {
            encounter.value.lines.push(line.line);
        }
        while let Some(row) = diagnosis {
            if row.get::<_, i64>(0)? != encounter.row {
                break;
            }
            set_diagnosis(&mut encounter.value, row)?;
            diagnosis = rows.next()?;
        }
    }
    Ok(found.into_iter().map(|found| found.value).collect())
}

fn set_diagnosis(encounter: &mut Encounter, row: &rusqlite::Row<'_>) -> Result<(), Error> {
    let unreadable = Error::Unreadable {
        column: "diagnosis",
    };
    let (position, code): (u8, String) = (row.get(1)?, row.get(2)?);
    let code = DiagnosisCode::typed(&code, encounter.icd).map_err(|_| unreadable.clone())?;
    let place = usize::from(position)
        .checked_sub(1)
        .and_then(|idx| encounter.diagnoses.get_mut(idx));
    *place.ok_or(unreadable)? = Some(code);
    Ok(())
}

fn remove_other_lines(tx: &Transaction<'_>, row: i64, lines: &[ServiceLine]) -> Result<(), Error> {
    let numbers: Vec<i64> = tx
        .prepare_cached("SELECT line FROM service_line WHERE encounter_id = ?1")?
        .query_map([row], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for number in numbers {
        if !lines.iter().any(|line| i64::from(line.number) == number) {
            let _ = tx
                .prepare_cached("DELETE FROM service_line WHERE encounter_id = ?1 AND line = ?2")?
                .execute([row, number])?;
        }
    }
    Ok(())
}
