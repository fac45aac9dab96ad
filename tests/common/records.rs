//! A practice with every column of every record filled, and plain records beside it.

use almoner::domain::authorization::{AuthorizationDraft, EligibilityDraft};
use almoner::domain::claim::form::{BoxValue, FormPage};
use almoner::domain::claim::{ClaimStatus, field};
use almoner::domain::coverage::CoverageDraft;
use almoner::domain::encounter::line::LineDraft;
use almoner::domain::encounter::{Encounter, EncounterDraft};
use almoner::domain::facility::FacilityDraft;
use almoner::domain::fee::FeeDraft;
use almoner::domain::patient::PatientDraft;
use almoner::domain::payer::PayerDraft;
use almoner::domain::practice::PracticeDraft;
use almoner::domain::provider::{PayerNumberDraft, ProviderDraft};
use almoner::domain::records::{ClaimEntry, Records};
use chrono::NaiveDate;

/// Every field filled, so that a column that is mixed up or left out shows.
pub fn full_records() -> Records {
    Records {
        practice: Some(full_practice().build().unwrap()),
        providers: vec![
            full_provider().build().unwrap(),
            plain_provider("r2").build().unwrap(),
        ],
        facilities: vec![
            full_facility().build().unwrap(),
            FacilityDraft {
                facility_id: "f2".into(),
                address2: String::new(),
                npi: String::new(),
                other_id_qualifier: String::new(),
                other_id: String::new(),
                ..full_facility()
            }
            .build()
            .unwrap(),
        ],
        payers: vec![full_payer().build().unwrap(), plain_payer("y2")],
        payer_numbers: ["r1", "f1"]
            .map(|holder| {
                PayerNumberDraft {
                    provider_id: holder.into(),
                    payer_id: "y1".into(),
                    qualifier: "G2".into(),
                    id: format!("{holder}-77"),
                }
                .build()
                .unwrap()
            })
            .into(),
        patients: vec![
            full_patient().build().unwrap(),
            plain_patient("p2").build().unwrap(),
        ],
        coverages: vec![
            full_coverage().build().unwrap(),
            plain_coverage("c2", "p1", "2", "y2").build().unwrap(),
        ],
        authorizations: vec![
            full_authorization().build().unwrap(),
            AuthorizationDraft {
                authorization_id: "a2".into(),
                patient_id: "p1".into(),
                coverage_id: "c1".into(),
                number: "7".into(),
                ..AuthorizationDraft::default()
            }
            .build()
            .unwrap(),
        ],
        eligibility_checks: vec![
            full_check().build().unwrap(),
            EligibilityDraft {
                coverage_id: "c1".into(),
                checked_on: "2026-01-02".into(),
                ..EligibilityDraft::default()
            }
            .build()
            .unwrap(),
        ],
        fees: [("", "150"), ("25", "175.50")]
            .map(|(modifier, fee)| {
                FeeDraft {
                    schedule: "standard".into(),
                    code: "99213".into(),
                    modifier: modifier.into(),
                    effective_on: "2026-01-01".into(),
                    fee: fee.into(),
                }
                .build()
                .unwrap()
            })
            .into(),
        encounters: vec![full_encounter(), plain_encounter("v2")],
        claims: Vec::new(),
        prints: Vec::new(),
    }
}

pub fn full_practice() -> PracticeDraft {
    PracticeDraft {
        name: "Elm Street Clinic".into(),
        address1: "1 Elm St".into(),
        address2: "Suite 2".into(),
        city: "Salem".into(),
        state: "OR".into(),
        zip: "97301-1234".into(),
        phone: "(503) 555-0100".into(),
        npi: "1234567893".into(),
        tax_id: "12-3456789".into(),
        tax_id_type: "EIN".into(),
        taxonomy: "207Q00000X".into(),
        billing_note: "closed on Fridays,\n\"mostly\"".into(),
    }
}

pub fn full_provider() -> ProviderDraft {
    ProviderDraft {
        provider_id: "r1".into(),
        last_name: "Żółć".into(),
        first_name: "Ann".into(),
        middle_name: "B".into(),
        suffix: "JR".into(),
        credentials: "MD".into(),
        npi: "1245319599".into(),
        taxonomy: "207Q00000X".into(),
        can_render: "Y".into(),
        can_refer: "N".into(),
        signature_on_file: "Y".into(),
        signature: "A B".into(),
        other_id_qualifier: "0B".into(),
        other_id: "MD-12".into(),
    }
}

pub fn plain_provider(id: &str) -> ProviderDraft {
    ProviderDraft {
        provider_id: id.into(),
        last_name: "Lee".into(),
        first_name: "Kim".into(),
        npi: "1558598797".into(),
        ..ProviderDraft::default()
    }
}

pub fn full_facility() -> FacilityDraft {
    FacilityDraft {
        facility_id: "f1".into(),
        name: "Hospital".into(),
        address1: "9 Oak".into(),
        address2: "West".into(),
        city: "Salem".into(),
        state: "OR".into(),
        zip: "97301".into(),
        npi: "1992999882".into(),
        place_of_service: "22".into(),
        other_id_qualifier: "LU".into(),
        other_id: "L-1".into(),
    }
}

pub fn full_payer() -> PayerDraft {
    PayerDraft {
        payer_id: "y1".into(),
        name: "Plan".into(),
        address1: "PO Box 1".into(),
        address2: "Dept 2".into(),
        city: "Boise".into(),
        state: "ID".into(),
        zip: "83701".into(),
        phone: "208-555-0100".into(),
        kind: "HMO".into(),
        accept_assignment: "N".into(),
        timely_filing_days: "90".into(),
        appeal_days: "60".into(),
        box29: "PRIOR_PAYER_PAID".into(),
        box32: "ALWAYS".into(),
        forms: "CONTINUED".into(),
        ndc_layout: "C".into(),
        dates: "MMDDYYYY".into(),
        phones: "Y".into(),
        zip_hyphen: "N".into(),
        taxonomy_boxes: "Y".into(),
        forwards_to_secondary: "N".into(),
        payer_code: "XY1".into(),
        billing_id_qualifier: "G2".into(),
        billing_id: "B-1".into(),
    }
}

pub fn plain_payer(id: &str) -> almoner::domain::payer::Payer {
    PayerDraft {
        payer_id: id.into(),
        name: "Other plan".into(),
        kind: "MEDICARE".into(),
        ..PayerDraft::default()
    }
    .build()
    .unwrap()
}

pub fn full_patient() -> PatientDraft {
    PatientDraft {
        patient_id: "p1".into(),
        last_name: "O'Neil-Smith".into(),
        first_name: "Jo".into(),
        middle_name: "Q".into(),
        suffix: "III".into(),
        birth_date: "1951-03-14".into(),
        sex: "F".into(),
        address1: "3 Fir".into(),
        address2: "Apt 4".into(),
        city: "Salem".into(),
        state: "OR".into(),
        zip: "97302".into(),
        phone: "503.555.0199".into(),
        email: "jo@example.com".into(),
        // She comes after the patient who names her.
        guarantor_patient_id: "p2".into(),
        signature_on_file: "Y".into(),
        signature_date: "2025-12-31".into(),
        release_of_information: "N".into(),
        deceased_on: "2026-06-01".into(),
        statement_hold: "Y".into(),
        note: "=1+1; 'quoted' \u{1F600}".into(),
        language: "ES".into(),
        bad_address: "Y".into(),
        disputes_bill: "Y".into(),
    }
}

pub fn plain_patient(id: &str) -> PatientDraft {
    PatientDraft {
        patient_id: id.into(),
        last_name: "Doe".into(),
        first_name: "Sam".into(),
        birth_date: "1980-02-29".into(),
        sex: "U".into(),
        ..PatientDraft::default()
    }
}

pub fn full_coverage() -> CoverageDraft {
    CoverageDraft {
        coverage_id: "c1".into(),
        patient_id: "p1".into(),
        rank: "1".into(),
        payer_id: "y1".into(),
        member_id: "1EG4-TE5-MK73".into(),
        group_number: "G 1".into(),
        plan_name: "Gold".into(),
        relationship: "CHILD".into(),
        subscriber_last_name: "Smith".into(),
        subscriber_first_name: "Al".into(),
        subscriber_middle_name: "M".into(),
        subscriber_suffix: "SR".into(),
        subscriber_birth_date: "1930-01-01".into(),
        subscriber_sex: "M".into(),
        subscriber_address1: "5 Ash".into(),
        subscriber_address2: "Rear".into(),
        subscriber_city: "Bend".into(),
        subscriber_state: "WA".into(),
        subscriber_zip: "97701".into(),
        subscriber_phone: "541-555-0111".into(),
        subscriber_organization: String::new(),
        subscriber_employer: "Mill Co".into(),
        subscriber_retired_on: "1995-05-05".into(),
        plan_kind: "GROUP".into(),
        effective_on: "2020-01-01".into(),
        terminated_on: "2027-12-31".into(),
        copay: "25".into(),
        assign_benefits: "N".into(),
        medigap_id: "55001".into(),
        medicare_secondary_reason: "43".into(),
    }
}

pub fn plain_coverage(id: &str, patient: &str, rank: &str, payer: &str) -> CoverageDraft {
    CoverageDraft {
        coverage_id: id.into(),
        patient_id: patient.into(),
        rank: rank.into(),
        payer_id: payer.into(),
        member_id: "M1".into(),
        relationship: "SELF".into(),
        effective_on: "2020-01-01".into(),
        ..CoverageDraft::default()
    }
}

pub fn full_authorization() -> AuthorizationDraft {
    AuthorizationDraft {
        authorization_id: "a1".into(),
        patient_id: "p1".into(),
        coverage_id: "c1".into(),
        number: "AUTH-1".into(),
        kind: "REFERRAL".into(),
        from_on: "2026-01-01".into(),
        to_on: "2026-06-30".into(),
        units: "12.5".into(),
        code: "97110".into(),
    }
}

pub fn full_check() -> EligibilityDraft {
    EligibilityDraft {
        coverage_id: "c1".into(),
        checked_on: "2026-01-02".into(),
        method: "PHONE".into(),
        spoke_with: "Pat".into(),
        reference_number: "R-9".into(),
        active: "N".into(),
        deductible_left: "100.01".into(),
        note: "call again".into(),
    }
}

pub fn full_encounter() -> Encounter {
    let draft = EncounterDraft {
        visit_id: "v1".into(),
        patient_id: "p1".into(),
        rendering_provider_id: "r1".into(),
        billing_note: "first".into(),
        icd_indicator: "0".into(),
        property_casualty_claim_number: "PC1".into(),
        accident_on: "2026-02-01".into(),
        referring_provider_id: "r2".into(),
        referring_qualifier: "DK".into(),
        facility_id: "f1".into(),
        place_of_service: "11".into(),
        employment: "Y".into(),
        auto_accident: "N".into(),
        auto_state: "NV".into(),
        other_accident: "Y".into(),
        claim_codes: "W2 W3".into(),
        illness_on: "2026-02-02".into(),
        illness_qualifier: "484".into(),
        other_on: "2026-02-03".into(),
        other_qualifier: "090".into(),
        unable_to_work_from: "2026-02-04".into(),
        unable_to_work_to: "2026-02-05".into(),
        hospital_from: "2026-02-06".into(),
        hospital_to: "2026-02-07".into(),
        additional_information: "more".into(),
        outside_lab: "Y".into(),
        outside_lab_charge: "12.34".into(),
        authorization_id: "a1".into(),
        resubmission_code: "7".into(),
        original_reference: "ICN1".into(),
        account_number: "ACC-1".into(),
        bill_coverage_id: "c2".into(),
        signed_on: "2026-03-03".into(),
        patient_paid: "10".into(),
        prior_payer_paid: "20.02".into(),
        dx_a: "E11.9".into(),
        // B stays empty.
        dx_c: "I10".into(),
        dx_d: "z00.00".into(),
        dx_l: "M54.50".into(),
        ..EncounterDraft::default()
    };
    let mut encounter = draft.build().unwrap();
    let line = LineDraft {
        visit_id: "v1".into(),
        line: "1".into(),
        from_on: "2026-03-01".into(),
        to_on: "2026-03-02".into(),
        place_of_service: "22".into(),
        emergency: "Y".into(),
        code: "99213".into(),
        modifier1: "25".into(),
        modifier2: "LT".into(),
        modifier3: "GP".into(),
        modifier4: "KX".into(),
        pointers: "CA".into(),
        charge: "150.05".into(),
        units: "1.125".into(),
        epsdt: "S2".into(),
        family_plan: "N".into(),
        rendering_provider_id: "r2".into(),
        ndc: "12345-678-90".into(),
        ndc_unit: "ML".into(),
        ndc_quantity: "2.5".into(),
        supplemental: "text".into(),
    };
    encounter.lines = vec![line.build().unwrap().1, plain_line("v1", 4)];
    encounter
}

pub fn plain_line(visit: &str, number: u16) -> almoner::domain::encounter::line::ServiceLine {
    let draft = LineDraft {
        visit_id: visit.into(),
        line: number.to_string(),
        from_on: "2026-02-28".into(),
        code: "J1885".into(),
        pointers: "A".into(),
        charge: "40".into(),
        ..LineDraft::default()
    };
    draft.build().unwrap().1
}

pub fn plain_encounter(id: &str) -> Encounter {
    let draft = EncounterDraft {
        visit_id: id.into(),
        patient_id: "p1".into(),
        rendering_provider_id: "r1".into(),
        place_of_service: "11".into(),
        icd_indicator: "9".into(),
        dx_a: "V70.0".into(),
        ..EncounterDraft::default()
    };
    let mut encounter = draft.build().unwrap();
    encounter.lines = vec![plain_line(id, 1), plain_line(id, 2)];
    encounter
}

pub fn on(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn entry(id: &str, visit: &str, coverage: &str) -> ClaimEntry {
    ClaimEntry {
        id: id.parse().unwrap(),
        encounter: visit.parse().unwrap(),
        coverage: coverage.parse().unwrap(),
        status: ClaimStatus::Ready,
        is_on_hold: false,
        created_on: on("2026-03-05"),
        printed_on: None,
        mailed_on: None,
        closed_on: None,
    }
}

/// One page with every field of the form filled.
pub fn page() -> FormPage {
    FormPage {
        number: 1,
        of: 1,
        boxes: field::all()
            .iter()
            .map(|field| BoxValue {
                form_box: field.form_box,
                row: field.row,
                field: field.name,
                text: "X".into(),
                reason: String::new(),
                source: None,
            })
            .collect(),
    }
}
