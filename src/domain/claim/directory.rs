//! The practice's shared records by their ids, and the one way to gather a claim's facts from them.

use std::collections::HashMap;
use std::hash::Hash;

use crate::domain::authorization::Authorization;
use crate::domain::claim::{EarlierPayers, Facts, OtherCoverage, other_coverages};
use crate::domain::coverage::Coverage;
use crate::domain::encounter::Encounter;
use crate::domain::facility::Facility;
use crate::domain::id::{FacilityId, PayerId, ProviderId};
use crate::domain::patient::Patient;
use crate::domain::payer::Payer;
use crate::domain::practice::Practice;
use crate::domain::provider::{PayerNumber, Provider};

/// What many claims share: the practice, its providers, its facilities, its payers.
#[derive(Debug, Clone)]
pub struct Directory {
    practice: Practice,
    providers: HashMap<ProviderId, Provider>,
    facilities: HashMap<FacilityId, Facility>,
    payers: HashMap<PayerId, Payer>,
    payer_numbers: Vec<PayerNumber>,
}

/// The kind of record that a visit or a coverage names and that is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Missing(pub &'static str);

/// What belongs to one patient: everything but the visit that a claim is made of.
#[derive(Debug, Clone)]
pub struct Insured<'a> {
    pub patient: &'a Patient,
    /// All of the patient's coverages.
    pub coverages: &'a [Coverage],
    /// The one that is billed, among them.
    pub billed: &'a Coverage,
    /// The one that the visit names.
    pub authorization: Option<&'a Authorization>,
}

impl Directory {
    pub fn new(
        practice: Practice,
        providers: impl IntoIterator<Item = Provider>,
        facilities: impl IntoIterator<Item = Facility>,
        payers: impl IntoIterator<Item = Payer>,
        payer_numbers: Vec<PayerNumber>,
    ) -> Self {
        Self {
            practice,
            providers: by_id(providers, |provider| &provider.id),
            facilities: by_id(facilities, |facility| &facility.id),
            payers: by_id(payers, |payer| &payer.id),
            payer_numbers,
        }
    }

    /// Everything the paper of a visit's claim is made of.
    ///
    /// # Errors
    /// The kind of the first record that is named and not there.
    pub fn facts(&self, encounter: Encounter, insured: &Insured<'_>) -> Result<Facts, Missing> {
        let billed = insured.billed;
        let other_coverages = encounter
            .first_day()
            .map(|on| other_coverages(billed, insured.coverages, on))
            .unwrap_or_default()
            .into_iter()
            .map(|coverage| {
                Ok(OtherCoverage {
                    coverage: coverage.clone(),
                    payer: self.payer(&coverage.payer)?,
                })
            })
            .collect::<Result<_, Missing>>()?;
        let rendering_providers = self.rendering_providers(&encounter)?;
        let referring_provider = encounter
            .referring_provider
            .as_ref()
            .map(|id| self.provider(id))
            .transpose()?;
        let facility = encounter
            .facility
            .as_ref()
            .map(|id| self.facilities.get(id).cloned().ok_or(Missing("facility")))
            .transpose()?;
        if encounter.authorization.is_some() && insured.authorization.is_none() {
            return Err(Missing("authorization"));
        }
        let is_named = |holder: &str| {
            rendering_providers
                .iter()
                .chain(&referring_provider)
                .any(|provider| provider.id.as_str() == holder)
                || facility
                    .as_ref()
                    .is_some_and(|facility| facility.id.as_str() == holder)
        };
        let payer_numbers = self
            .payer_numbers
            .iter()
            .filter(|number| number.payer == billed.payer && is_named(&number.holder))
            .cloned()
            .collect();
        Ok(Facts {
            practice: self.practice.clone(),
            patient: insured.patient.clone(),
            coverage: billed.clone(),
            payer: self.payer(&billed.payer)?,
            other_coverages,
            encounter,
            rendering_providers,
            referring_provider,
            facility,
            authorization: insured.authorization.cloned(),
            payer_numbers,
            earlier_payers: EarlierPayers::default(),
        })
    }

    fn rendering_providers(&self, encounter: &Encounter) -> Result<Vec<Provider>, Missing> {
        let mut ids = vec![&encounter.rendering_provider];
        for line in &encounter.lines {
            let id = encounter.rendering_of(line);
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        ids.into_iter().map(|id| self.provider(id)).collect()
    }

    fn provider(&self, id: &ProviderId) -> Result<Provider, Missing> {
        self.providers.get(id).cloned().ok_or(Missing("provider"))
    }

    fn payer(&self, id: &PayerId) -> Result<Payer, Missing> {
        self.payers.get(id).cloned().ok_or(Missing("payer"))
    }
}

fn by_id<I, T>(values: impl IntoIterator<Item = T>, id: impl Fn(&T) -> &I) -> HashMap<I, T>
where
    I: Clone + Eq + Hash,
{
    values
        .into_iter()
        .map(|value| (id(&value).clone(), value))
        .collect()
}
