//! What a claim says: the practice's records as they are, or as they were when it was printed.

use std::collections::HashMap;

use rusqlite::Connection;

use crate::domain::claim::{Claim, Facts, OtherCoverage, other_coverages};
use crate::domain::coverage::Coverage;
use crate::domain::encounter::Encounter;
use crate::domain::facility::Facility;
use crate::domain::id::{FacilityId, PayerId, ProviderId};
use crate::domain::payer::Payer;
use crate::domain::practice::Practice;
use crate::domain::provider::{PayerNumber, Provider};
use crate::store::claim::ClaimRow;
use crate::store::error::Error;
use crate::store::{
    authorization, coverage, encounter, facility, patient, payer, payer_number, practice,
    print_record, provider,
};

/// Reads the facts of claims one after another; what many claims share is read once.
#[derive(Debug)]
pub struct FactsReader<'c> {
    connection: &'c Connection,
    practice: Practice,
    providers: HashMap<ProviderId, Provider>,
    facilities: HashMap<FacilityId, Facility>,
    payers: HashMap<PayerId, Payer>,
    payer_numbers: Vec<PayerNumber>,
}

impl<'c> FactsReader<'c> {
    /// Reads the practice, its providers, its facilities and its payers.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the file has no practice yet.
    pub fn new(connection: &'c Connection) -> Result<Self, Error> {
        Ok(Self {
            connection,
            practice: practice::load(connection)?
                .ok_or(Error::NotFound("practice"))?
                .value,
            providers: by_id(provider::all(connection)?, |provider| &provider.id),
            facilities: by_id(facility::all(connection)?, |facility| &facility.id),
            payers: by_id(payer::all(connection)?, |payer| &payer.id),
            payer_numbers: payer_number::all(connection)?,
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
        let other_coverages = encounter
            .first_day()
            .map(|on| other_coverages(billed, coverages, on))
            .unwrap_or_default()
            .into_iter()
            .map(|coverage| {
                Ok(OtherCoverage {
                    coverage: coverage.clone(),
                    payer: self.payer(&coverage.payer)?,
                })
            })
            .collect::<Result<_, Error>>()?;
        let rendering_providers = self.rendering_providers(&encounter)?;
        let referring_provider = encounter
            .referring_provider
            .as_ref()
            .map(|id| self.provider(id))
            .transpose()?;
        let facility = encounter
            .facility
            .as_ref()
            .map(|id| {
                self.facilities
                    .get(id)
                    .cloned()
                    .ok_or(Error::NotFound("facility"))
            })
            .transpose()?;
        let authorization = encounter
            .authorization
            .as_ref()
            .map(|id| {
                authorization::find(self.connection, id)?
                    .map(|found| found.value)
                    .ok_or(Error::NotFound("authorization"))
            })
            .transpose()?;
        let holders: Vec<&str> = rendering_providers
            .iter()
            .chain(&referring_provider)
            .map(|provider| provider.id.as_str())
            .chain(facility.iter().map(|facility| facility.id.as_str()))
            .collect();
        let payer_numbers = self
            .payer_numbers
            .iter()
            .filter(|number| number.payer == billed.payer)
            .filter(|number| holders.contains(&number.holder.as_str()))
            .cloned()
            .collect();
        Ok(Facts {
            practice: self.practice.clone(),
            patient,
            coverage: billed.clone(),
            payer: self.payer(&billed.payer)?,
            other_coverages,
            encounter,
            rendering_providers,
            referring_provider,
            facility,
            authorization,
            payer_numbers,
        })
    }

    fn rendering_providers(&self, encounter: &Encounter) -> Result<Vec<Provider>, Error> {
        let mut ids = vec![&encounter.rendering_provider];
        for line in &encounter.lines {
            let id = encounter.rendering_of(line);
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        ids.into_iter().map(|id| self.provider(id)).collect()
    }

    fn provider(&self, id: &ProviderId) -> Result<Provider, Error> {
        self.providers
            .get(id)
            .cloned()
            .ok_or(Error::NotFound("provider"))
    }

    fn payer(&self, id: &PayerId) -> Result<Payer, Error> {
        self.payers.get(id).cloned().ok_or(Error::NotFound("payer"))
    }
}

fn by_id<I, T>(values: Vec<T>, id: impl Fn(&T) -> &I) -> HashMap<I, T>
where
    I: Clone + Eq + std::hash::Hash,
{
    values
        .into_iter()
        .map(|value| (id(&value).clone(), value))
        .collect()
}
