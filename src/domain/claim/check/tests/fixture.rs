//! Claims that have no findings, as typed, and what the code sets say about their codes.

use chrono::NaiveDate;

use crate::domain::authorization::AuthorizationDraft;
use crate::domain::claim::{Claim, ClaimStatus, EarlierPayers, Facts, OtherCoverage};
use crate::domain::code::known::{CodeRange, Exclusion, KnownCodes};
use crate::domain::code::{CodeEntry, CodeSystem};
use crate::domain::coverage::CoverageDraft;
use crate::domain::encounter::EncounterDraft;
use crate::domain::encounter::line::LineDraft;
use crate::domain::facility::FacilityDraft;
use crate::domain::finding::Finding;
use crate::domain::patient::PatientDraft;
use crate::domain::payer::PayerDraft;
use crate::domain::practice::PracticeDraft;
use crate::domain::provider::ProviderDraft;

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The day on which every fixture is checked.
pub(super) fn today() -> NaiveDate {
    day("2026-03-20")
}

/// A claim as typed.
#[derive(Clone)]
pub(super) struct Typed {
    pub practice: PracticeDraft,
    pub patient: PatientDraft,
    pub payer: PayerDraft,
    pub coverage: CoverageDraft,
    pub others: Vec<(CoverageDraft, PayerDraft)>,
    pub visit: EncounterDraft,
    pub lines: Vec<LineDraft>,
    pub providers: Vec<ProviderDraft>,
    pub referring: Option<ProviderDraft>,
    pub facility: Option<FacilityDraft>,
    pub authorization: Option<AuthorizationDraft>,
    pub status: ClaimStatus,
    /// What no draft can say: more modifiers than columns.
    pub more_modifiers: Vec<&'static str>,
    /// What the books say, which nobody types.
    pub earlier_payers: EarlierPayers,
}

impl Typed {
    pub fn build(&self) -> Result<Claim, Vec<Finding>> {
        let mut encounter = self.visit.build()?;
        for line in &self.lines {
            encounter.lines.push(line.build()?.1);
        }
        if let Some(line) = encounter.lines.first_mut() {
            line.modifiers
                .extend(self.more_modifiers.iter().map(|text| text.parse().unwrap()));
        }
        let others = self.others.iter().map(|(coverage, payer)| {
            Ok(OtherCoverage {
                coverage: coverage.build()?,
                payer: payer.build()?,
            })
        });
        Ok(Claim {
            id: "CL1".parse().unwrap(),
            status: self.status,
            is_on_hold: false,
            facts: Facts {
                practice: self.practice.build()?,
                patient: self.patient.build()?,
                coverage: self.coverage.build()?,
                payer: self.payer.build()?,
                other_coverages: others.collect::<Result<_, Vec<Finding>>>()?,
                encounter,
                rendering_providers: self
                    .providers
                    .iter()
                    .map(ProviderDraft::build)
                    .collect::<Result<_, _>>()?,
                referring_provider: self
                    .referring
                    .as_ref()
                    .map(ProviderDraft::build)
                    .transpose()?,
                facility: self
                    .facility
                    .as_ref()
                    .map(FacilityDraft::build)
                    .transpose()?,
                authorization: self
                    .authorization
                    .as_ref()
                    .map(AuthorizationDraft::build)
                    .transpose()?,
                payer_numbers: Vec::new(),
                earlier_payers: self.earlier_payers.clone(),
            },
        })
    }
}

fn provider(id: &str, last: &str, npi: &str) -> ProviderDraft {
    ProviderDraft {
        provider_id: id.into(),
        last_name: last.into(),
        first_name: "Ana".into(),
        credentials: "MD".into(),
        npi: npi.into(),
        signature_on_file: "Y".into(),
        ..ProviderDraft::default()
    }
}

pub(super) fn payer(id: &str, name: &str, kind: &str) -> PayerDraft {
    PayerDraft {
        payer_id: id.into(),
        name: name.into(),
        address1: "PO Box 7".into(),
        city: "Salem".into(),
        state: "OR".into(),
        zip: "97301".into(),
        kind: kind.into(),
        ..PayerDraft::default()
    }
}

pub(super) fn coverage(id: &str, rank: &str, payer: &str) -> CoverageDraft {
    CoverageDraft {
        coverage_id: id.into(),
        patient_id: "P1".into(),
        rank: rank.into(),
        payer_id: payer.into(),
        member_id: "W12-345".into(),
        relationship: "SELF".into(),
        effective_on: "2025-01-01".into(),
        assign_benefits: "Y".into(),
        ..CoverageDraft::default()
    }
}

/// The coverage of a spouse who holds the policy.
pub(super) fn spouse(coverage: &mut CoverageDraft) {
    coverage.relationship = "SPOUSE".into();
    coverage.subscriber_last_name = "Doe".into();
    coverage.subscriber_first_name = "John".into();
    coverage.subscriber_birth_date = "1979-01-31".into();
    coverage.subscriber_sex = "M".into();
    coverage.subscriber_address1 = "4 Elm St".into();
    coverage.subscriber_city = "Portland".into();
    coverage.subscriber_state = "OR".into();
    coverage.subscriber_zip = "97202".into();
}

pub(super) fn line(number: &str, code: &str, pointers: &str, charge: &str) -> LineDraft {
    LineDraft {
        visit_id: "V1".into(),
        line: number.into(),
        from_on: "2026-03-02".into(),
        code: code.into(),
        pointers: pointers.into(),
        charge: charge.into(),
        ..LineDraft::default()
    }
}

/// An office visit of a woman with diabetes and hypertension, billed to a commercial plan.
pub(super) fn clean() -> Typed {
    Typed {
        practice: PracticeDraft {
            name: "Harbor Clinic".into(),
            address1: "12 Main St".into(),
            city: "Portland".into(),
            state: "OR".into(),
            zip: "97201".into(),
            phone: "503-555-0100".into(),
            npi: "1234567893".into(),
            tax_id: "12-3456789".into(),
            tax_id_type: "EIN".into(),
            ..PracticeDraft::default()
        },
        patient: PatientDraft {
            patient_id: "P1".into(),
            last_name: "Doe".into(),
            first_name: "Jane".into(),
            birth_date: "1980-05-05".into(),
            sex: "F".into(),
            address1: "4 Elm St".into(),
            city: "Portland".into(),
            state: "OR".into(),
            zip: "97202".into(),
            signature_on_file: "Y".into(),
            ..PatientDraft::default()
        },
        payer: payer("PAY1", "Evergreen Health", "COMMERCIAL"),
        coverage: coverage("C1", "1", "PAY1"),
        others: Vec::new(),
        visit: EncounterDraft {
            visit_id: "V1".into(),
            patient_id: "P1".into(),
            rendering_provider_id: "DR".into(),
            place_of_service: "11".into(),
            signed_on: "2026-03-03".into(),
            dx_a: "E11.9".into(),
            dx_b: "I10".into(),
            ..EncounterDraft::default()
        },
        lines: vec![
            line("1", "99213", "A", "150.00"),
            line("2", "J3420", "B", "30.00"),
        ],
        providers: vec![
            provider("DR", "Reyes", "1245319599"),
            provider("NP", "Okafor", "1558598797"),
        ],
        referring: None,
        facility: None,
        authorization: None,
        status: ClaimStatus::Draft,
        more_modifiers: Vec::new(),
        earlier_payers: EarlierPayers::default(),
    }
}

pub(super) fn medicare() -> Typed {
    let mut typed = clean();
    typed.payer.kind = "MEDICARE".into();
    typed.coverage.member_id = "1EG4-TE5-MK73".into();
    typed
}

/// Medicare after the group plan of the patient's employer.
pub(super) fn medicare_secondary() -> Typed {
    let mut typed = medicare();
    typed.coverage.rank = "2".into();
    typed.coverage.medicare_secondary_reason = "12".into();
    typed.visit.bill_coverage_id = "C1".into();
    let mut first = coverage("C2", "1", "PAY2");
    first.group_number = "G-77".into();
    first.subscriber_employer = "Acme".into();
    typed.others = vec![(first, payer("PAY2", "Union Group", "GROUP"))];
    typed
}

/// Medicare before a Medigap plan.
pub(super) fn medigap() -> Typed {
    let mut typed = medicare();
    let mut second = coverage("C2", "2", "PAY2");
    second.medigap_id = "55001".into();
    typed.others = vec![(second, payer("PAY2", "Silver Medigap", "OTHER"))];
    typed
}

/// A commercial plan after another.
pub(super) fn secondary() -> Typed {
    let mut typed = clean();
    typed.coverage.rank = "2".into();
    typed.visit.bill_coverage_id = "C1".into();
    typed.visit.prior_payer_paid = "60.00".into();
    typed.others = vec![(
        coverage("C2", "1", "PAY2"),
        payer("PAY2", "Union Group", "COMMERCIAL"),
    )];
    typed
}

pub(super) fn workers_comp() -> Typed {
    let mut typed = clean();
    typed.payer.kind = "WORKERS_COMP".into();
    spouse(&mut typed.coverage);
    typed.coverage.relationship = "OTHER".into();
    typed.coverage.subscriber_last_name = String::new();
    typed.coverage.subscriber_first_name = String::new();
    typed.coverage.subscriber_organization = "Acme".into();
    typed.visit.employment = "Y".into();
    typed.visit.accident_on = "2026-02-27".into();
    typed.visit.property_casualty_claim_number = "WC-1".into();
    typed
}

pub(super) fn auto() -> Typed {
    let mut typed = clean();
    typed.payer.kind = "AUTO".into();
    typed.visit.auto_accident = "Y".into();
    typed.visit.auto_state = "OR".into();
    typed.visit.accident_on = "2026-02-27".into();
    typed.visit.property_casualty_claim_number = "A-1".into();
    typed
}

/// Two days of care in a hospital.
pub(super) fn inpatient() -> Typed {
    let mut typed = clean();
    typed.visit.place_of_service = "21".into();
    typed.visit.facility_id = "H".into();
    typed.visit.hospital_from = "2026-03-01".into();
    typed.facility = Some(FacilityDraft {
        facility_id: "H".into(),
        name: "Harbor Hospital".into(),
        address1: "1 Hill Rd".into(),
        city: "Portland".into(),
        state: "OR".into(),
        zip: "97201".into(),
        npi: "1992999882".into(),
        place_of_service: "21".into(),
        ..FacilityDraft::default()
    });
    typed
}

/// A referred visit.
pub(super) fn referred() -> Typed {
    let mut typed = clean();
    typed.visit.referring_provider_id = "RF".into();
    typed.visit.referring_qualifier = "DN".into();
    typed.referring = Some(provider("RF", "Silva", "2000000002"));
    typed
}

/// A visit with a prior authorization.
pub(super) fn authorized() -> Typed {
    let mut typed = clean();
    typed.visit.authorization_id = "AU".into();
    typed.authorization = Some(AuthorizationDraft {
        authorization_id: "AU".into(),
        patient_id: "P1".into(),
        coverage_id: "C1".into(),
        number: "PA 1".into(),
        from_on: "2026-03-01".into(),
        to_on: "2026-03-31".into(),
        units: "1".into(),
        code: "99213".into(),
        ..AuthorizationDraft::default()
    });
    typed
}

fn entry(system: CodeSystem, code: &str, billable: bool, from: &str, to: &str) -> CodeEntry {
    CodeEntry {
        system,
        code: code.into(),
        billable,
        valid_from: from.parse().ok(),
        valid_to: to.parse().ok(),
        short: code.into(),
        long: code.into(),
    }
}

/// What the code sets say about the codes of the fixtures.
pub(super) fn known() -> KnownCodes {
    let mut known = KnownCodes::default();
    let set = "2024-10-01";
    known.set_starts(CodeSystem::Icd10Cm, day(set));
    for code in [
        "E119", "I10", "A040", "A051", "D638", "W010XXA", "N401", "O80", "Z00129", "P073", "C4A0",
    ] {
        known.add(entry(CodeSystem::Icd10Cm, code, true, set, ""));
    }
    known.add(entry(CodeSystem::Icd10Cm, "G35", true, set, "2025-09-30"));
    known.add(entry(CodeSystem::Icd10Cm, "G35", false, "2025-10-01", ""));
    for code in ["G35A", "G35D"] {
        known.add(entry(CodeSystem::Icd10Cm, code, true, "2025-10-01", ""));
    }
    known.add(entry(CodeSystem::Icd10Cm, "F50", true, set, "2026-03-01"));
    known.set_starts(CodeSystem::Hcpcs, day("2025-01-01"));
    known.add(entry(CodeSystem::Hcpcs, "J3420", true, "2025-01-01", ""));
    known.add(entry(CodeSystem::Hcpcs, "G0008", true, "2026-03-03", ""));
    known.add(entry(CodeSystem::Hcpcs, "G0009", false, "2025-01-01", ""));
    for code in ["99213", "93000", "0001F"] {
        known.add(entry(CodeSystem::Cpt, code, true, "", ""));
    }
    for code in ["25", "59", "76", "99", "LT", "RT"] {
        known.add(entry(CodeSystem::Modifier, code, true, "", ""));
    }
    known.add(entry(CodeSystem::Modifier, "CG", true, "", "2026-01-31"));
    known.add_exclusion(Exclusion {
        left: CodeRange::parse("A04"),
        right: CodeRange::parse("A05"),
        note: "bacterial foodborne intoxications (A05.-)".into(),
    });
    known.add_manifestation("D638");
    known
}
