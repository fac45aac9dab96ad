//! Any practice comes back from its folder as it went in, whatever its texts hold.

use almoner::domain::authorization::{AuthorizationDraft, EligibilityDraft};
use almoner::domain::coverage::CoverageDraft;
use almoner::domain::encounter::EncounterDraft;
use almoner::domain::encounter::line::LineDraft;
use almoner::domain::facility::FacilityDraft;
use almoner::domain::fee::FeeDraft;
use almoner::domain::patient::PatientDraft;
use almoner::domain::payer::PayerDraft;
use almoner::domain::practice::PracticeDraft;
use almoner::domain::provider::{PayerNumberDraft, ProviderDraft};
use almoner::domain::records::Records;
use almoner::exchange::folder::{self, Table};
use proptest::prelude::*;

use super::{read, read_files};

/// Texts that a format could stumble over: formulas, quotes, separators, line breaks, any script.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ '=+@\\-＝＠\t\r\n\",;a-zéł]{0,10}",
        "\\PC{0,16}",
        Just(String::new()),
    ]
}

/// Texts without line breaks, as ids are.
fn id_text() -> impl Strategy<Value = String> {
    prop_oneof!["['=+@\\-＝\",; a-z]{0,6}", "\\PC{0,6}"]
}

fn pick(choices: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::sample::select(choices).prop_map(str::to_owned)
}

const DAYS: &[&str] = &["", "2026-01-31", "2024-02-29"];
const YES_NO: &[&str] = &["", "Y", "N"];
const AMOUNTS: &[&str] = &["", "0", "12.5", "99999999.99"];

fn records() -> impl Strategy<Value = Records> {
    let texts = prop::collection::vec(text(), 24);
    let ids = prop::collection::vec(id_text(), 8);
    let typed = (
        pick(DAYS),
        pick(YES_NO),
        pick(AMOUNTS),
        pick(&["", "-503-555-0100", "1 (503) 555-0100", "5035550100"]),
        pick(&["97301", "97301-1234", "-97301"]),
    );
    (texts, ids, typed, 1..4_u16).prop_map(
        |(texts, ids, (day, yes_no, amount, phone, zip), n_lines)| {
            // Required texts get a letter, so that none is empty; ids a number, so that none repeats.
            let text = |idx: usize| texts[idx % texts.len()].clone();
            let filled = |idx: usize| format!("{}z", text(idx));
            let id = |idx: usize| format!("{}{idx}", ids[idx % ids.len()]);
            let (provider, facility, payer) = (id(0), id(1), id(2));
            let (patient, coverage, authorization, visit) = (id(3), id(4), id(5), id(6));
            let practice = PracticeDraft {
                name: filled(0),
                address1: filled(1),
                address2: text(2),
                city: filled(3),
                state: "OR".into(),
                zip: zip.clone(),
                phone: "-503-555-0100".into(),
                npi: "1234567893".into(),
                tax_id: "-12-3456789".into(),
                tax_id_type: "EIN".into(),
                taxonomy: String::new(),
                billing_note: text(4),
            };
            let provider_row = ProviderDraft {
                provider_id: provider.clone(),
                last_name: filled(5),
                first_name: filled(6),
                suffix: text(7),
                credentials: text(8),
                npi: "1245319599".into(),
                can_render: yes_no.clone(),
                signature: text(9),
                other_id_qualifier: "G2".into(),
                other_id: filled(10),
                ..ProviderDraft::default()
            };
            let facility_row = FacilityDraft {
                facility_id: facility.clone(),
                name: filled(11),
                address1: filled(12),
                city: filled(13),
                state: "WA".into(),
                zip,
                place_of_service: "11".into(),
                ..FacilityDraft::default()
            };
            let payer_row = PayerDraft {
                payer_id: payer.clone(),
                name: filled(14),
                address1: text(15),
                phone: phone.clone(),
                kind: "OTHER".into(),
                phones: yes_no.clone(),
                payer_code: text(16),
                ..PayerDraft::default()
            };
            let number = PayerNumberDraft {
                provider_id: facility.clone(),
                payer_id: payer.clone(),
                qualifier: "G2".into(),
                id: filled(17),
            };
            let patient_row = PatientDraft {
                patient_id: patient.clone(),
                last_name: filled(18),
                first_name: filled(19),
                middle_name: text(20),
                birth_date: "1980-02-29".into(),
                sex: "U".into(),
                address1: text(21),
                phone,
                email: text(22),
                signature_on_file: yes_no.clone(),
                signature_date: day.clone(),
                note: text(23),
                ..PatientDraft::default()
            };
            let coverage_row = CoverageDraft {
                coverage_id: coverage.clone(),
                patient_id: patient.clone(),
                rank: "1".into(),
                payer_id: payer.clone(),
                member_id: filled(0),
                group_number: text(1),
                plan_name: text(2),
                relationship: "OTHER".into(),
                subscriber_organization: filled(3),
                effective_on: "2020-01-01".into(),
                terminated_on: day.clone(),
                copay: amount.clone(),
                assign_benefits: yes_no.clone(),
                medigap_id: text(4),
                ..CoverageDraft::default()
            };
            let authorization_row = AuthorizationDraft {
                authorization_id: authorization.clone(),
                patient_id: patient.clone(),
                coverage_id: coverage.clone(),
                number: filled(5),
                from_on: day.clone(),
                ..AuthorizationDraft::default()
            };
            let check = EligibilityDraft {
                coverage_id: coverage.clone(),
                checked_on: "2026-01-01".into(),
                spoke_with: text(6),
                reference_number: text(7),
                active: yes_no.clone(),
                deductible_left: amount.clone(),
                note: text(8),
                ..EligibilityDraft::default()
            };
            let fee = FeeDraft {
                schedule: filled(9),
                code: "99213".into(),
                effective_on: "2026-01-01".into(),
                fee: "150".into(),
                ..FeeDraft::default()
            };
            let mut encounter = EncounterDraft {
                visit_id: visit.clone(),
                patient_id: patient,
                rendering_provider_id: provider.clone(),
                billing_note: text(10),
                facility_id: facility,
                place_of_service: "11".into(),
                claim_codes: text(11),
                additional_information: text(12),
                outside_lab: yes_no.clone(),
                outside_lab_charge: amount.clone(),
                authorization_id: authorization,
                original_reference: text(13),
                account_number: text(14),
                bill_coverage_id: coverage,
                signed_on: day.clone(),
                patient_paid: amount,
                dx_a: "e11.9".into(),
                dx_c: "I10".into(),
                ..EncounterDraft::default()
            }
            .build()
            .unwrap();
            encounter.lines = (1..=n_lines)
                .map(|number| {
                    LineDraft {
                        visit_id: visit.clone(),
                        line: number.to_string(),
                        from_on: "2026-03-02".into(),
                        to_on: day.clone(),
                        emergency: yes_no.clone(),
                        code: "99213".into(),
                        modifier1: "25".into(),
                        pointers: "CA".into(),
                        charge: "1.5".into(),
                        units: "0.125".into(),
                        rendering_provider_id: provider.clone(),
                        supplemental: text(number.into()),
                        ..LineDraft::default()
                    }
                    .build()
                    .unwrap()
                    .1
                })
                .collect();
            Records {
                practice: Some(practice.build().unwrap()),
                providers: vec![provider_row.build().unwrap()],
                facilities: vec![facility_row.build().unwrap()],
                payers: vec![payer_row.build().unwrap()],
                payer_numbers: vec![number.build().unwrap()],
                patients: vec![patient_row.build().unwrap()],
                coverages: vec![coverage_row.build().unwrap()],
                authorizations: vec![authorization_row.build().unwrap()],
                eligibility_checks: vec![check.build().unwrap()],
                fees: vec![fee.build().unwrap()],
                encounters: vec![encounter],
                ..Records::default()
            }
        },
    )
}

proptest! {
    #[test]
    fn any_practice_comes_back_and_none_of_its_cells_is_a_formula(records in records()) {
        let files = folder::write(&records);
        for file in &files {
            let mut reader = csv::ReaderBuilder::new()
                .has_headers(false)
                .from_reader(file.bytes.as_slice());
            for row in reader.records() {
                for cell in &row.unwrap() {
                    let start = cell.trim_start_matches(' ');
                    prop_assert!(!start.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']));
                }
            }
        }
        let again = read_files(&files);
        prop_assert_eq!(again.as_ref().map(|folder| &folder.records), Ok(&records));
        prop_assert_eq!(folder::write(&records), files);
    }

    #[test]
    fn any_bytes_are_a_file_or_a_list_of_problems(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
        cells in "(patient_id,last_name,first_name,birth_date,sex\n)?[\\PC\r\n\",']{0,200}",
    ) {
        for table in Table::ALL {
            for content in [bytes.as_slice(), cells.as_bytes()] {
                if let Err(problems) = read(&[(table, content)]) {
                    prop_assert!(problems.count() > 0);
                    for problem in &problems.shown {
                        prop_assert!(problem.line >= 1 && !problem.sentence.is_empty());
                    }
                }
            }
        }
    }
}
