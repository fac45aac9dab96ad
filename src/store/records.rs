//! All records of a practice at once, for import and export.

use std::collections::HashMap;

use rusqlite::{Connection, Transaction};

use crate::domain::claim::Facts;
use crate::domain::id::ClaimId;
use crate::domain::records::Records;
use crate::store::claim::ClaimFilter;
use crate::store::error::Error;
use crate::store::{
    authorization, claim, coverage, eligibility, encounter, facility, fee, patient, payer,
    payer_number, practice, print_record, provider,
};

/// Adds records, in an order in which each finds those it names. The practice takes the place of
/// the one that is there; all others must be new.
///
/// # Errors
/// [`Error::Constraint`] when an id is taken, [`Error::NotFound`] when a record names another that
/// is neither among them nor in the file.
pub fn insert(tx: &Transaction<'_>, records: &Records) -> Result<(), Error> {
    if let Some(value) = &records.practice {
        let seen = practice::load(tx)?.map(|found| found.version);
        let _ = practice::save(tx, value, seen)?;
    }
    for provider in &records.providers {
        let _ = provider::save(tx, provider, None)?;
    }
    for facility in &records.facilities {
        let _ = facility::save(tx, facility, None)?;
    }
    for payer in &records.payers {
        let _ = payer::save(tx, payer, None)?;
    }
    for number in &records.payer_numbers {
        payer_number::insert(tx, number)?;
    }
    patient::insert_all(tx, &records.patients)?;
    for coverage in &records.coverages {
        let _ = coverage::save(tx, coverage, None)?;
    }
    for authorization in &records.authorizations {
        let _ = authorization::save(tx, authorization, None)?;
    }
    for check in &records.eligibility_checks {
        let _ = eligibility::insert(tx, check)?;
    }
    for fee in &records.fees {
        let _ = fee::insert(tx, fee)?;
    }
    for encounter in &records.encounters {
        let _ = encounter::save(tx, encounter, None)?;
    }
    // A printed claim is listed as it was printed, whatever became of its visit.
    let printed: HashMap<&ClaimId, &Facts> = records
        .prints
        .iter()
        .map(|print| (&print.claim, &print.facts))
        .collect();
    for entry in &records.claims {
        let facts = printed
            .get(&entry.id)
            .copied()
            .filter(|_| !entry.status.is_unprinted());
        let _ = claim::insert(tx, entry, facts)?;
    }
    for print in &records.prints {
        print_record::insert(tx, print)?;
    }
    Ok(())
}

/// Every record but what was printed, which can be larger than all the rest together.
///
/// # Errors
/// The file cannot be read.
pub fn load_unprinted(connection: &Connection) -> Result<Records, Error> {
    Ok(Records {
        practice: practice::load(connection)?.map(|found| found.value),
        providers: provider::all(connection)?,
        facilities: facility::all(connection)?,
        payers: payer::all(connection)?,
        payer_numbers: payer_number::all(connection)?,
        patients: patient::all(connection)?,
        coverages: coverage::all(connection)?,
        authorizations: authorization::all(connection)?,
        eligibility_checks: eligibility::all(connection)?,
        fees: fee::all(connection)?,
        encounters: encounter::all(connection)?,
        claims: claim::rows(connection, &ClaimFilter::default())?
            .into_iter()
            .map(|row| row.entry)
            .collect(),
        ..Records::default()
    })
}

/// Every record, each kind in the order in which its records were added.
///
/// # Errors
/// The file cannot be read.
pub fn load(connection: &Connection) -> Result<Records, Error> {
    Ok(Records {
        prints: print_record::all(connection)?,
        ..load_unprinted(connection)?
    })
}
