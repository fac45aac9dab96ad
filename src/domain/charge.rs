//! What somebody owes for: a service line as it was charged, a fee, an open balance brought along.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::claim::billed_coverage;
use crate::domain::coverage::Coverage;
use crate::domain::draft::choices;
use crate::domain::encounter::Encounter;
use crate::domain::encounter::line::ServiceLine;
use crate::domain::id::{ChargeLineId, EncounterId, PatientId, ProviderId};
use crate::domain::journal::Party;
use crate::domain::money::{Money, Quantity};
use crate::domain::payer::Payer;

choices! {
    /// What a charge line is for.
    ChargeKind: "kind of charge" {
        Service = "SERVICE",
        Fee = "FEE",
        /// What was open in another system.
        Opening = "OPENING",
    }
}

/// One thing that somebody owes for, frozen when it was charged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChargeLine {
    pub kind: ChargeKind,
    pub patient: PatientId,
    /// The service line it charges, by visit and number; set for a service and only there.
    pub service: Option<(EncounterId, u16)>,
    pub from_on: NaiveDate,
    pub to_on: Option<NaiveDate>,
    /// Procedure code; empty for a fee.
    pub code: String,
    pub modifiers: Vec<String>,
    pub units: Quantity,
    pub charge: Money,
    pub provider: Option<ProviderId>,
    /// What a fee or an open balance is for.
    pub description: String,
    /// The number of an open balance in the system it comes from.
    pub reference: String,
}

/// A charge line with its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charged {
    pub id: ChargeLineId,
    pub line: ChargeLine,
}

impl ChargeLine {
    /// The charge of a service line of a visit.
    pub fn of_service(encounter: &Encounter, line: &ServiceLine) -> Self {
        Self {
            kind: ChargeKind::Service,
            patient: encounter.patient.clone(),
            service: Some((encounter.id.clone(), line.number)),
            from_on: line.from_on,
            to_on: line.to_on,
            code: line.code.to_string(),
            modifiers: line.modifiers.iter().map(ToString::to_string).collect(),
            units: line.units,
            charge: line.charge,
            provider: Some(
                line.rendering_provider
                    .clone()
                    .unwrap_or_else(|| encounter.rendering_provider.clone()),
            ),
            description: String::new(),
            reference: String::new(),
        }
    }

    /// A fee of the patient.
    pub fn fee(patient: PatientId, on: NaiveDate, amount: Money, description: &str) -> Self {
        Self {
            kind: ChargeKind::Fee,
            patient,
            service: None,
            from_on: on,
            to_on: None,
            code: String::new(),
            modifiers: Vec::new(),
            units: Quantity::ONE,
            charge: amount,
            provider: None,
            description: description.to_owned(),
            reference: String::new(),
        }
    }
}

/// Who is expected to pay a visit's charges first: the coverage it bills, or the patient where
/// there is none or its payer pays her (box 27 No).
pub fn first_party(encounter: &Encounter, coverages: &[Coverage], payers: &[Payer]) -> Party {
    let Some(coverage) = billed_coverage(encounter, coverages) else {
        return Party::PATIENT;
    };
    let is_assigned = payers
        .iter()
        .find(|payer| payer.id == coverage.payer)
        .is_none_or(|payer| payer.rules().accept_assignment);
    if !is_assigned {
        return Party::PATIENT;
    }
    Party {
        bucket: coverage.rank.into(),
        payer: Some(coverage.payer.clone()),
    }
}
