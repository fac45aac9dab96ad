//! Whether the rows of a folder fit together, and fit what the practice file holds.

use std::collections::HashMap;
use std::hash::Hash;

use super::problem::Notes;
use super::read::Ids;
use super::{Existing, Placed, Table};
use crate::domain::authorization::{Authorization, EligibilityCheck};
use crate::domain::claim::print::PrintRecord;
use crate::domain::coverage::Coverage;
use crate::domain::draft::quoted;
use crate::domain::encounter::Encounter;
use crate::domain::encounter::line::ServiceLine;
use crate::domain::facility::Facility;
use crate::domain::fee::Fee;
use crate::domain::id::EncounterId;
use crate::domain::patient::Patient;
use crate::domain::payer::Payer;
use crate::domain::practice::Practice;
use crate::domain::provider::{PayerNumber, Provider};
use crate::domain::records::ClaimEntry;

/// The values of all files with their lines, not yet known to fit together.
#[derive(Debug, Default)]
pub(super) struct Parsed {
    pub practice: Vec<Placed<Practice>>,
    pub providers: Vec<Placed<Provider>>,
    pub facilities: Vec<Placed<Facility>>,
    pub payers: Vec<Placed<Payer>>,
    pub numbers: Vec<Placed<PayerNumber>>,
    pub patients: Vec<Placed<Patient>>,
    pub coverages: Vec<Placed<Coverage>>,
    pub authorizations: Vec<Placed<Authorization>>,
    pub eligibility: Vec<Placed<EligibilityCheck>>,
    pub visits: Vec<Placed<Encounter>>,
    pub lines: Vec<Placed<(EncounterId, ServiceLine)>>,
    pub fees: Vec<Placed<Fee>>,
    pub claims: Vec<Placed<ClaimEntry>>,
    pub prints: Vec<Placed<PrintRecord>>,
}

/// Schedule, code, modifier and day: a schedule has one fee for each.
pub(super) type FeeKey = (String, String, String, String);

pub(super) fn fee_key(fee: &Fee) -> FeeKey {
    let draft = fee.to_draft();
    (
        draft.schedule,
        draft.code,
        draft.modifier,
        draft.effective_on,
    )
}

/// Holder, payer and qualifier: a holder has one number for each.
pub(super) type NumberKey = (String, String, String);

pub(super) fn number_key(number: &PayerNumber) -> NumberKey {
    (
        number.holder.clone(),
        number.payer.to_string(),
        number.id.qualifier.to_string(),
    )
}

/// Notes every reference to nothing, every record that belongs to somebody else, and every row
/// that says again what another says.
pub(super) fn check(parsed: &Parsed, ids: &Ids, existing: &Existing, notes: &mut Notes) {
    let mut check = Check {
        ids,
        existing,
        notes,
        patient_of_coverage: existing.patient_of_coverage.clone(),
        patient_of_authorization: existing.patient_of_authorization.clone(),
    };
    check.remember_owners(parsed);
    check.practice(&parsed.practice);
    check.numbers(&parsed.numbers);
    check.patients(&parsed.patients);
    check.coverages(&parsed.coverages);
    check.authorizations(&parsed.authorizations);
    check.eligibility(&parsed.eligibility);
    check.visits(&parsed.visits);
    check.lines(&parsed.lines);
    check.fees(&parsed.fees);
    check.claims(parsed);
    check.prints(&parsed.prints);
}

struct Check<'a> {
    ids: &'a Ids,
    existing: &'a Existing,
    notes: &'a mut Notes,
    patient_of_coverage: HashMap<String, String>,
    patient_of_authorization: HashMap<String, (String, String)>,
}

impl Check<'_> {
    fn remember_owners(&mut self, parsed: &Parsed) {
        for Placed { value, .. } in &parsed.coverages {
            let _ = self
                .patient_of_coverage
                .insert(value.id.to_string(), value.patient.to_string());
        }
        for Placed { value, .. } in &parsed.authorizations {
            let _ = self.patient_of_authorization.insert(
                value.id.to_string(),
                (value.patient.to_string(), value.coverage.to_string()),
            );
        }
    }

    fn practice(&mut self, rows: &[Placed<Practice>]) {
        for row in rows.iter().skip(1) {
            let sentence = "The practice has one row; remove the others.";
            self.notes
                .error((Table::Practice, row.line), "row", sentence);
        }
    }

    fn numbers(&mut self, rows: &[Placed<PayerNumber>]) {
        let mut seen = HashMap::new();
        for Placed { line, value } in rows {
            let at = (Table::ProviderIds, *line);
            let holder = value.holder.as_str();
            let is_provider = self.knows(Table::Providers, holder);
            let is_facility = self.knows(Table::Facilities, holder);
            if !is_provider && !is_facility {
                self.notes.error(
                    at,
                    "provider_id",
                    format!(
                        "There is no provider or facility {}; add it or correct the id.",
                        quoted(holder)
                    ),
                );
            } else if is_provider && is_facility {
                self.notes.warning(
                    at,
                    "provider_id",
                    format!(
                        "A provider and a facility have the id {}; the number is taken for the \
                         provider's.",
                        quoted(holder)
                    ),
                );
            }
            self.refer(at, "payer_id", Table::Payers, value.payer.as_str());
            let key = number_key(value);
            self.once(at, "qualifier", &mut seen, key, |existing, key| {
                existing.provider_numbers.contains(key)
            });
        }
    }

    fn patients(&mut self, rows: &[Placed<Patient>]) {
        for Placed { line, value } in rows {
            if let Some(guarantor) = &value.guarantor {
                let at = (Table::Patients, *line);
                self.refer(
                    at,
                    "guarantor_patient_id",
                    Table::Patients,
                    guarantor.as_str(),
                );
            }
        }
    }

    fn coverages(&mut self, rows: &[Placed<Coverage>]) {
        for Placed { line, value } in rows {
            let at = (Table::Coverages, *line);
            self.refer(at, "patient_id", Table::Patients, value.patient.as_str());
            self.refer(at, "payer_id", Table::Payers, value.payer.as_str());
        }
    }

    fn authorizations(&mut self, rows: &[Placed<Authorization>]) {
        for Placed { line, value } in rows {
            let at = (Table::Authorizations, *line);
            self.refer(at, "patient_id", Table::Patients, value.patient.as_str());
            let coverage = value.coverage.as_str();
            self.refer(at, "coverage_id", Table::Coverages, coverage);
            self.coverage_of(at, "coverage_id", coverage, value.patient.as_str());
        }
    }

    fn eligibility(&mut self, rows: &[Placed<EligibilityCheck>]) {
        for Placed { line, value } in rows {
            let at = (Table::Eligibility, *line);
            self.refer(at, "coverage_id", Table::Coverages, value.coverage.as_str());
        }
    }

    fn visits(&mut self, rows: &[Placed<Encounter>]) {
        for Placed { line, value } in rows {
            let at = (Table::Visits, *line);
            let patient = value.patient.as_str();
            self.refer(at, "patient_id", Table::Patients, patient);
            let rendering = value.rendering_provider.as_str();
            self.refer(at, "rendering_provider_id", Table::Providers, rendering);
            if let Some(id) = &value.referring_provider {
                self.refer(at, "referring_provider_id", Table::Providers, id.as_str());
            }
            if let Some(id) = &value.facility {
                self.refer(at, "facility_id", Table::Facilities, id.as_str());
            }
            if let Some(id) = &value.authorization {
                self.refer(at, "authorization_id", Table::Authorizations, id.as_str());
                self.authorization_of(at, id.as_str(), value);
            }
            if let Some(id) = &value.bill_coverage {
                self.refer(at, "bill_coverage_id", Table::Coverages, id.as_str());
                self.coverage_of(at, "bill_coverage_id", id.as_str(), patient);
            }
        }
    }

    fn lines(&mut self, rows: &[Placed<(EncounterId, ServiceLine)>]) {
        let mut seen = HashMap::new();
        for Placed { line, value } in rows {
            let at = (Table::Lines, *line);
            let (visit, service) = value;
            self.arrives(at, Table::Visits, "visit_id", visit.as_str());
            if let Some(id) = &service.rendering_provider {
                self.refer(at, "rendering_provider_id", Table::Providers, id.as_str());
            }
            let key = (visit.as_str(), service.number);
            self.once(at, "line", &mut seen, key, |_, _| false);
        }
    }

    fn fees(&mut self, rows: &[Placed<Fee>]) {
        let mut seen = HashMap::new();
        for Placed { line, value } in rows {
            let at = (Table::Fees, *line);
            self.once(at, "code", &mut seen, fee_key(value), |existing, key| {
                existing.fees.contains(key)
            });
        }
    }

    fn claims(&mut self, parsed: &Parsed) {
        let visits: HashMap<&str, &Encounter> = parsed
            .visits
            .iter()
            .map(|visit| (visit.value.id.as_str(), &visit.value))
            .collect();
        let mut seen = HashMap::new();
        for Placed { line, value } in &parsed.claims {
            let at = (Table::Claims, *line);
            let (visit, coverage) = (value.encounter.as_str(), value.coverage.as_str());
            self.arrives(at, Table::Visits, "visit_id", visit);
            self.refer(at, "coverage_id", Table::Coverages, coverage);
            if let Some(encounter) = visits.get(visit) {
                self.coverage_of(at, "coverage_id", coverage, encounter.patient.as_str());
            }
            self.once(at, "coverage_id", &mut seen, (visit, coverage), |_, _| {
                false
            });
        }
    }

    fn prints(&mut self, rows: &[Placed<PrintRecord>]) {
        for Placed { line, value } in rows {
            let at = (Table::ClaimPrints, *line);
            self.arrives(at, Table::Claims, "claim", value.claim.as_str());
        }
    }

    fn knows(&self, table: Table, id: &str) -> bool {
        self.ids.may_have(table, id) || self.existing.has(table, id)
    }

    /// A reference to a row of the folder or to a record of the practice file.
    fn refer(&mut self, at: (Table, u64), column: &str, table: Table, id: &str) {
        if !self.knows(table, id) {
            self.notes.error(
                at,
                column,
                format!(
                    "There is no {} {} in {} or in the practice file; add it or correct the id.",
                    table.noun(),
                    quoted(id),
                    table.file_name()
                ),
            );
        }
    }

    /// A reference to a row that must come with this folder.
    fn arrives(&mut self, at: (Table, u64), table: Table, column: &str, id: &str) {
        if self.ids.may_have(table, id) {
            return;
        }
        let sentence = if self.existing.has(table, id) {
            format!(
                "The {0} {1} is in the practice file already; an import brings a {0} together \
                 with all that belongs to it.",
                table.noun(),
                quoted(id)
            )
        } else {
            format!(
                "There is no {} {} in {}; add it or correct the id.",
                table.noun(),
                quoted(id),
                table.file_name()
            )
        };
        self.notes.error(at, column, sentence);
    }

    /// A coverage that must be the patient's own.
    fn coverage_of(&mut self, at: (Table, u64), column: &str, coverage: &str, patient: &str) {
        if let Some(owner) = self.patient_of_coverage.get(coverage)
            && owner != patient
        {
            let sentence = format!(
                "The coverage {} belongs to patient {}, not to {}; name one of that patient's own.",
                quoted(coverage),
                quoted(owner),
                quoted(patient)
            );
            self.notes.error(at, column, sentence);
        }
    }

    fn authorization_of(&mut self, at: (Table, u64), id: &str, encounter: &Encounter) {
        let Some((owner, coverage)) = self.patient_of_authorization.get(id) else {
            return;
        };
        if owner != encounter.patient.as_str() {
            let sentence = format!(
                "The authorization {} belongs to patient {}, not to {}; name one of that patient's own.",
                quoted(id),
                quoted(owner),
                quoted(encounter.patient.as_str())
            );
            self.notes.error(at, "authorization_id", sentence);
        } else if let Some(billed) = &encounter.bill_coverage
            && billed.as_str() != coverage
        {
            let sentence = format!(
                "The authorization {} is for coverage {}, but the visit bills {}; check both.",
                quoted(id),
                quoted(coverage),
                quoted(billed.as_str())
            );
            self.notes.warning(at, "authorization_id", sentence);
        }
    }

    /// A row that may stand only once, in the folder and the practice file together.
    fn once<K: Hash + Eq>(
        &mut self,
        at: (Table, u64),
        column: &str,
        seen: &mut HashMap<K, u64>,
        key: K,
        exists: impl Fn(&Existing, &K) -> bool,
    ) {
        let noun = at.0.noun();
        if exists(self.existing, &key) {
            let sentence =
                format!("The practice file has this {noun} already; leave this row out.");
            self.notes.error(at, column, sentence);
        }
        match seen.get(&key) {
            Some(first) => {
                let sentence =
                    format!("The same {noun} stands in line {first} already; remove one of them.");
                self.notes.error(at, column, sentence);
            }
            None => {
                let _ = seen.insert(key, at.1);
            }
        }
    }
}
