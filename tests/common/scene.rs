//! One scene of records around a visit, which a test changes and makes a claim of.

#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use almoner::domain::authorization::AuthorizationDraft;
use almoner::domain::claim::field;
use almoner::domain::claim::form::{Filled, FormPage, fill};
use almoner::domain::claim::{
    Claim, ClaimStatus, EarlierPayers, Facts, OtherCoverage, billed_coverage, other_coverages,
};
use almoner::domain::coverage::{Coverage, CoverageDraft};
use almoner::domain::encounter::EncounterDraft;
use almoner::domain::encounter::line::LineDraft;
use almoner::domain::facility::FacilityDraft;
use almoner::domain::patient::PatientDraft;
use almoner::domain::payer::{Payer, PayerDraft};
use almoner::domain::practice::PracticeDraft;
use almoner::domain::provider::{PayerNumberDraft, ProviderDraft};

/// The records around one visit, as typed. The first coverage is the patient's rank-1 coverage
/// with payer `PAY1`; the visit has one line.
#[derive(Debug, Clone)]
pub struct Scene {
    pub practice: PracticeDraft,
    pub payers: Vec<PayerDraft>,
    pub patient: PatientDraft,
    pub coverages: Vec<CoverageDraft>,
    pub rendering: ProviderDraft,
    pub referring: Option<ProviderDraft>,
    pub facility: Option<FacilityDraft>,
    pub authorization: Option<AuthorizationDraft>,
    pub payer_numbers: Vec<PayerNumberDraft>,
    pub visit: EncounterDraft,
    pub lines: Vec<LineDraft>,
}

/// A payer with a full address.
pub fn payer(id: &str, name: &str, kind: &str) -> PayerDraft {
    PayerDraft {
        payer_id: id.into(),
        name: name.into(),
        address1: "PO Box 1500".into(),
        city: "Salem".into(),
        state: "OR".into(),
        zip: "97301-1500".into(),
        kind: kind.into(),
        ..PayerDraft::default()
    }
}

/// A coverage that the patient holds herself, in force since 2020.
pub fn coverage(id: &str, rank: &str, payer: &str, member_id: &str) -> CoverageDraft {
    CoverageDraft {
        coverage_id: id.into(),
        patient_id: "P1".into(),
        rank: rank.into(),
        payer_id: payer.into(),
        member_id: member_id.into(),
        relationship: "SELF".into(),
        effective_on: "2020-01-01".into(),
        ..CoverageDraft::default()
    }
}

/// A line of 2026-03-02: 99213 for 150.00, pointing to A.
pub fn line(number: usize) -> LineDraft {
    LineDraft {
        visit_id: "V1".into(),
        line: number.to_string(),
        from_on: "2026-03-02".into(),
        code: "99213".into(),
        pointers: "A".into(),
        charge: "150.00".into(),
        ..LineDraft::default()
    }
}

impl Scene {
    /// A visit of 2026-03-02 billed to one coverage with a payer of a kind.
    pub fn new(kind: &str) -> Self {
        Self {
            practice: PracticeDraft {
                name: "Oak Street Clinic, P.C.".into(),
                address1: "12 Oak St.".into(),
                address2: "Suite 3".into(),
                city: "Portland".into(),
                state: "OR".into(),
                zip: "97201-1234".into(),
                phone: "(503) 555-0100".into(),
                npi: "1234567893".into(),
                tax_id: "93-1234567".into(),
                tax_id_type: "EIN".into(),
                taxonomy: "207Q00000X".into(),
                ..PracticeDraft::default()
            },
            payers: vec![payer("PAY1", "First Mutual", kind)],
            patient: PatientDraft {
                patient_id: "P1".into(),
                last_name: "Doe".into(),
                first_name: "Jane".into(),
                middle_name: "Quinn".into(),
                birth_date: "1950-07-04".into(),
                sex: "F".into(),
                address1: "1 Elm Ave., #2".into(),
                city: "Portland".into(),
                state: "OR".into(),
                zip: "97202".into(),
                phone: "503-555-0111".into(),
                signature_on_file: "Y".into(),
                signature_date: "2026-01-05".into(),
                ..PatientDraft::default()
            },
            coverages: vec![CoverageDraft {
                group_number: "G-77".into(),
                plan_name: "Gold Plan".into(),
                assign_benefits: "Y".into(),
                ..coverage("C1", "1", "PAY1", "M-100 200")
            }],
            rendering: ProviderDraft {
                provider_id: "DR1".into(),
                last_name: "Brown".into(),
                first_name: "Amy".into(),
                credentials: "M.D.".into(),
                npi: "1245319599".into(),
                taxonomy: "207Q00000X".into(),
                signature_on_file: "Y".into(),
                ..ProviderDraft::default()
            },
            referring: None,
            facility: None,
            authorization: None,
            payer_numbers: Vec::new(),
            visit: EncounterDraft {
                visit_id: "V1".into(),
                patient_id: "P1".into(),
                rendering_provider_id: "DR1".into(),
                place_of_service: "11".into(),
                signed_on: "2026-03-03".into(),
                dx_a: "E11.9".into(),
                dx_b: "I10".into(),
                ..EncounterDraft::default()
            },
            lines: vec![line(1)],
        }
    }

    /// The same scene with something changed.
    pub fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    /// The visit took place at a facility.
    pub fn at_facility(&mut self, facility: FacilityDraft, place: &str) {
        self.visit.facility_id.clone_from(&facility.facility_id);
        self.visit.place_of_service = place.into();
        self.facility = Some(facility);
    }

    /// The claim for the visit.
    pub fn claim(&self) -> Claim {
        let payers: Vec<Payer> = self.payers.iter().map(|p| p.build().unwrap()).collect();
        let payer_of = |coverage: &Coverage| {
            payers
                .iter()
                .find(|payer| payer.id == coverage.payer)
                .cloned()
                .unwrap()
        };
        let coverages: Vec<Coverage> = self.coverages.iter().map(|c| c.build().unwrap()).collect();
        let mut encounter = self.visit.build().unwrap();
        encounter.lines = self.lines.iter().map(|l| l.build().unwrap().1).collect();
        let billed = billed_coverage(&encounter, &coverages).unwrap().clone();
        let others = encounter
            .first_day()
            .map(|on| other_coverages(&billed, &coverages, on))
            .unwrap_or_default()
            .into_iter()
            .map(|coverage| OtherCoverage {
                coverage: coverage.clone(),
                payer: payer_of(coverage),
            })
            .collect();
        Claim {
            id: "1000123".parse().unwrap(),
            status: ClaimStatus::Draft,
            is_on_hold: false,
            facts: Facts {
                practice: self.practice.build().unwrap(),
                patient: self.patient.build().unwrap(),
                payer: payer_of(&billed),
                coverage: billed,
                other_coverages: others,
                encounter,
                rendering_providers: vec![self.rendering.build().unwrap()],
                referring_provider: self.referring.as_ref().map(|r| r.build().unwrap()),
                facility: self.facility.as_ref().map(|f| f.build().unwrap()),
                authorization: self.authorization.as_ref().map(|a| a.build().unwrap()),
                payer_numbers: self
                    .payer_numbers
                    .iter()
                    .map(|number| number.build().unwrap())
                    .collect(),
                earlier_payers: EarlierPayers::default(),
            },
        }
    }
}

/// Box, row of box 24, field, and the text it must have.
pub type Expected<'a> = (&'a str, Option<u8>, &'a str, &'a str);

/// Asserts the texts of fields on the first page; an empty text says that the field is empty.
pub fn assert_boxes(claim: &Claim, expected: &[Expected<'_>]) {
    assert_page(&fill(claim).pages[0], expected);
}

/// Asserts the texts of fields on a page; an empty text says that the field is empty.
pub fn assert_page(page: &FormPage, expected: &[Expected<'_>]) {
    for (form_box, row, name, text) in expected {
        assert!(
            field::find(form_box, *row, name).is_some(),
            "{form_box} {name}"
        );
        let found = page.text(form_box, *row, name).unwrap_or_default();
        assert_eq!(found, *text, "box {form_box} {row:?} {name}");
    }
}

/// The rule and the field of every finding.
pub fn rules_of(filled: &Filled) -> Vec<(&str, String)> {
    filled
        .findings
        .iter()
        .map(|finding| (finding.rule, finding.field.to_string()))
        .collect()
}
