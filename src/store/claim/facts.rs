//! What a claim says: the practice's records as they are, or as they were when it was printed.

use rusqlite::Connection;

use crate::domain::claim::directory::{Directory, Insured, Missing};
use crate::domain::claim::{Claim, Facts};
use crate::domain::coverage::Coverage;
use crate::domain::encounter::Encounter;
use crate::store::claim::ClaimRow;
use crate::store::claim::paid;
use crate::store::error::Error;
use crate::store::remittance::item;
use crate::store::{
    authorization, coverage, encounter, facility, patient, payer, payer_number, practice,
    print_record, provider,
};

/// Reads the facts of claims one after another; what many claims share is read once.
#[derive(Debug)]
pub struct FactsReader<'c> {
    connection: &'c Connection,
    directory: Directory,
}

impl From<Missing> for Error {
    fn from(missing: Missing) -> Self {
        Self::NotFound(missing.0)
    }
}

impl<'c> FactsReader<'c> {
    /// Reads the practice, its providers, its facilities and its payers.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the file has no practice yet.
    pub fn new(connection: &'c Connection) -> Result<Self, Error> {
        let practice = practice::load(connection)?.ok_or(Error::NotFound("practice"))?;
        Ok(Self {
            connection,
            directory: Directory::new(
                practice.value,
                provider::all(connection)?,
                facility::all(connection)?,
                payer::all(connection)?,
                payer_number::all(connection)?,
            ),
        })
    }

    /// A claim with its facts: as they were on its last printing, else as they are now.
    ///
    /// # Errors
    /// [`Error::NotFound`] when a record it names is not there.
    pub fn claim(&self, row: &ClaimRow) -> Result<Claim, Error> {
        let printed = if row.entry.status.is_unprinted() {
            None
        } else {
            print_record::last_facts(self.connection, &row.entry.id)?
        };
        let facts = match printed {
            Some(facts) => facts,
            None => {
                let encounter = encounter::find(self.connection, &row.entry.encounter)?
                    .ok_or(Error::NotFound("visit"))?
                    .value;
                let coverages = coverage::of_patient(self.connection, &encounter.patient)?;
                let billed = coverages
                    .iter()
                    .find(|coverage| coverage.id == row.entry.coverage)
                    .ok_or(Error::NotFound("coverage"))?;
                self.facts(encounter, billed, &coverages)?
            }
        };
        let mut facts = facts;
        if row.entry.status.is_unprinted() {
            let earlier = &mut facts.earlier_payers;
            earlier.is_forwarded = item::is_forwarded(self.connection, &row.entry.id)?;
            earlier.waiver = item::waiver(self.connection, &row.entry.id)?.unwrap_or_default();
        }
        Ok(Claim {
            id: row.entry.id.clone(),
            status: row.entry.status,
            is_on_hold: row.entry.is_on_hold,
            facts,
        })
    }

    /// The facts of a visit billed to one of the patient's `coverages`, as they are now.
    ///
    /// # Errors
    /// [`Error::NotFound`] when a record it names is not there.
    pub fn facts(
        &self,
        encounter: Encounter,
        billed: &Coverage,
        coverages: &[Coverage],
    ) -> Result<Facts, Error> {
        let patient = patient::find(self.connection, &encounter.patient)?
            .ok_or(Error::NotFound("patient"))?
            .value;
        let authorization = encounter
            .authorization
            .as_ref()
            .map(|id| {
                authorization::find(self.connection, id)?
                    .map(|found| found.value)
                    .ok_or(Error::NotFound("authorization"))
            })
            .transpose()?;
        let insured = Insured {
            patient: &patient,
            coverages,
            billed,
            authorization: authorization.as_ref(),
        };
        let mut facts = self.directory.facts(encounter, &insured)?;
        paid::tell(self.connection, &mut facts)?;
        Ok(facts)
    }
}
