//! The boxes of the CMS-1500 by payer and scenario, and what holds for every claim.
//!
//! Each case names the rule it stands for: an item of the NUCC manual, an item of the Medicare
//! Claims Processing Manual (MCPM), chapter 26, or a clause of the practice's import contract.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "common/claims.rs"]
mod claims;

use std::collections::HashMap;

use almoner::domain::authorization::AuthorizationDraft;
use almoner::domain::claim::Claim;
use almoner::domain::claim::field;
use almoner::domain::claim::form::{Filled, FormPage, fill};
use almoner::domain::coverage::CoverageDraft;
use almoner::domain::encounter::line::LineDraft;
use almoner::domain::facility::FacilityDraft;
use almoner::domain::finding::Severity;
use almoner::domain::money::Money;
use almoner::domain::payer::{AmountPaid, MultiPage};
use almoner::domain::provider::{PayerNumberDraft, ProviderDraft};
use claims::{Scene, any_claim, coverage, line, payer};
use proptest::prelude::*;

type Expected<'a> = (&'a str, Option<u8>, &'a str, &'a str);

/// Asserts the texts of fields on the first page; an empty text says that the field is empty.
fn assert_boxes(claim: &Claim, expected: &[Expected<'_>]) {
    assert_page(&fill(claim).pages[0], expected);
}

fn assert_page(page: &FormPage, expected: &[Expected<'_>]) {
    for (form_box, row, name, text) in expected {
        assert!(
            field::find(form_box, *row, name).is_some(),
            "{form_box} {name}"
        );
        let found = page.text(form_box, *row, name).unwrap_or_default();
        assert_eq!(found, *text, "box {form_box} {row:?} {name}");
    }
}

fn rules_of(filled: &Filled) -> Vec<(&str, String)> {
    filled
        .findings
        .iter()
        .map(|finding| (finding.rule, finding.field.to_string()))
        .collect()
}

const NO_11A: [Expected<'static>; 3] = [
    ("11a", None, "insured birth MM", ""),
    ("11a", None, "sex F", ""),
    ("11a", None, "sex M", ""),
];

// ---- header, every payer ---------------------------------------------------------------------

#[test]
fn box_1_follows_the_payers_kind() {
    // Import contract, "Box 1"; NUCC manual, item 1.
    for (kind, field) in [
        ("MEDICARE", "Medicare"),
        ("MEDICAID", "Medicaid"),
        ("TRICARE", "TRICARE"),
        ("CHAMPVA", "CHAMPVA"),
        ("GROUP", "Group Health Plan"),
        ("FECA", "FECA Blk Lung"),
        ("BLACK_LUNG", "FECA Blk Lung"),
        ("BCBS", "Other"),
        ("COMMERCIAL", "Other"),
        ("HMO", "Other"),
        ("WORKERS_COMP", "Other"),
        ("AUTO", "Other"),
        ("OTHER", "Other"),
    ] {
        let claim = Scene::new(kind).claim();
        assert_boxes(&claim, &[("1", None, field, "X")]);
        let filled = fill(&claim);
        let marks = filled.pages[0].boxes.iter().filter(|v| v.form_box == "1");
        assert_eq!(marks.count(), 1, "{kind}");
    }
    for (plan_kind, field) in [("GROUP", "Group Health Plan"), ("OTHER", "Other")] {
        let scene = Scene::new("BCBS").with(|s| s.coverages[0].plan_kind = plan_kind.into());
        assert_boxes(&scene.claim(), &[("1", None, field, "X")]);
    }
}

#[test]
fn a_commercial_claim_to_the_patients_own_coverage_fills_the_header() {
    // NUCC manual, carrier block and items 1a to 13, 25 to 33.
    let scene = Scene::new("COMMERCIAL").with(|s| s.visit.patient_paid = "20".into());
    assert_boxes(
        &scene.claim(),
        &[
            ("PAYER", None, "payer name", "FIRST MUTUAL"),
            ("PAYER", None, "payer address 1", "PO BOX 1500"),
            ("PAYER", None, "payer address 2", ""),
            ("PAYER", None, "payer city state zip", "SALEM OR 973011500"),
            ("1a", None, "insured ID", "M100200"),
            ("2", None, "patient name", "DOE, JANE, Q"),
            ("3", None, "birth MM", "07"),
            ("3", None, "birth DD", "04"),
            ("3", None, "birth YYYY", "1950"),
            ("3", None, "sex F", "X"),
            ("3", None, "sex M", ""),
            ("4", None, "insured name", "DOE, JANE, Q"),
            ("5", None, "patient street", "1 ELM AVE 2"),
            ("5", None, "patient city", "PORTLAND"),
            ("5", None, "patient state", "OR"),
            ("5", None, "patient zip", "97202"),
            ("5", None, "patient phone area", ""),
            ("6", None, "self", "X"),
            ("7", None, "insured street", "1 ELM AVE 2"),
            ("9", None, "other insured name", ""),
            ("10a", None, "employment NO", "X"),
            ("10b", None, "auto accident NO", "X"),
            ("10c", None, "other accident NO", "X"),
            ("11", None, "insured policy/group/FECA", "G77"),
            ("11a", None, "insured birth YYYY", "1950"),
            ("11a", None, "sex F", "X"),
            ("11b", None, "other claim ID qualifier", ""),
            ("11c", None, "insurance plan/program name", "GOLD PLAN"),
            ("11d", None, "another plan NO", "X"),
            ("12", None, "patient signature", "SIGNATURE ON FILE"),
            ("12", None, "patient signature date", ""),
            ("13", None, "insured signature", "SIGNATURE ON FILE"),
            ("25", None, "federal tax ID", "931234567"),
            ("25", None, "EIN", "X"),
            ("25", None, "SSN", ""),
            ("26", None, "patient account no.", "1000123"),
            ("27", None, "accept assignment YES", "X"),
            ("28", None, "total charge dollars", "150"),
            ("28", None, "total charge cents", "00"),
            ("29", None, "amount paid dollars", "20"),
            ("29", None, "amount paid cents", "00"),
            ("31", None, "provider signature", "SIGNATURE ON FILE"),
            ("31", None, "provider signature date", "03 03 26"),
            ("32", None, "facility name", ""),
            ("33", None, "billing phone area", "503"),
            ("33", None, "billing phone number", "5550100"),
            ("33", None, "billing name", "OAK STREET CLINIC PC"),
            ("33", None, "billing street", "12 OAK ST SUITE 3"),
            (
                "33",
                None,
                "billing city state zip",
                "PORTLAND OR 972011234",
            ),
            ("33a", None, "billing NPI", "1234567893"),
            ("33b", None, "billing other ID", ""),
        ],
    );
    assert_eq!(fill(&scene.claim()).findings, []);
}

#[test]
fn another_persons_policy_names_that_person() {
    // NUCC manual, items 4, 6, 7, 11a.
    let scene = Scene::new("GROUP").with(|s| {
        s.coverages[0] = CoverageDraft {
            relationship: "CHILD".into(),
            subscriber_last_name: "Doe-Smith".into(),
            subscriber_first_name: "Robert".into(),
            subscriber_suffix: "Sr.".into(),
            subscriber_birth_date: "1920-12-31".into(),
            subscriber_sex: "M".into(),
            subscriber_address1: "9 Pine Rd".into(),
            subscriber_city: "Bend".into(),
            subscriber_state: "OR".into(),
            subscriber_zip: "97701-0009".into(),
            subscriber_phone: "541-555-0199".into(),
            assign_benefits: "N".into(),
            ..s.coverages[0].clone()
        };
        s.payers[0].phones = "Y".into();
        s.payers[0].zip_hyphen = "Y".into();
    });
    assert_boxes(
        &scene.claim(),
        &[
            ("PAYER", None, "payer city state zip", "SALEM OR 97301-1500"),
            ("4", None, "insured name", "DOE-SMITH SR, ROBERT"),
            ("5", None, "patient phone area", "503"),
            ("5", None, "patient phone number", "5550111"),
            ("6", None, "child", "X"),
            ("6", None, "self", ""),
            ("7", None, "insured street", "9 PINE RD"),
            ("7", None, "insured zip", "97701-0009"),
            ("7", None, "insured phone area", "541"),
            ("11a", None, "insured birth MM", "12"),
            ("11a", None, "sex M", "X"),
            ("13", None, "insured signature", ""),
        ],
    );
}

#[test]
fn what_is_missing_stays_empty() {
    // Import contract: nothing is invented; box 31 stays empty without a signature on file.
    let scene = Scene::new("COMMERCIAL").with(|s| {
        s.patient.signature_on_file = String::new();
        s.patient.sex = "U".into();
        s.rendering.signature_on_file = "N".into();
        s.coverages[0].group_number = String::new();
        s.coverages[0].plan_name = String::new();
        s.payers[0].address1 = String::new();
        s.payers[0].city = String::new();
    });
    assert_boxes(
        &scene.claim(),
        &[
            ("PAYER", None, "payer address 1", ""),
            ("PAYER", None, "payer city state zip", "OR 973011500"),
            ("3", None, "sex F", ""),
            ("3", None, "sex M", ""),
            ("11", None, "insured policy/group/FECA", ""),
            ("11c", None, "insurance plan/program name", "FIRST MUTUAL"),
            ("12", None, "patient signature", ""),
            ("14", None, "date MM", ""),
            ("20", None, "outside lab YES", ""),
            ("20", None, "outside lab NO", ""),
            ("29", None, "amount paid dollars", ""),
            ("31", None, "provider signature", ""),
            ("31", None, "provider signature date", ""),
        ],
    );
}

// ---- several coverages -------------------------------------------------------------------------

fn two_commercial() -> Scene {
    Scene::new("COMMERCIAL").with(|s| {
        s.payers.push(payer("PAY2", "Second Life", "GROUP"));
        s.coverages.push(CoverageDraft {
            relationship: "SPOUSE".into(),
            subscriber_last_name: "Doe".into(),
            subscriber_first_name: "John".into(),
            ..coverage("C2", "2", "PAY2", "Z-9")
        });
    })
}

#[test]
fn a_claim_to_the_primary_names_the_secondary_in_9() {
    // NUCC manual, items 9, 9a, 9d, 11d; import contract: 9a falls back to the member id.
    assert_boxes(
        &two_commercial().claim(),
        &[
            ("1a", None, "insured ID", "M100200"),
            ("9", None, "other insured name", "DOE, JOHN"),
            ("9a", None, "other insured policy/group", "Z9"),
            ("9d", None, "other insurance plan name", "SECOND LIFE"),
            ("11d", None, "another plan YES", "X"),
            ("11d", None, "another plan NO", ""),
        ],
    );
}

#[test]
fn a_claim_to_the_secondary_turns_the_policies_round() {
    // `rules.md` §7: the header is the payer now billed, 9 to 9d the other one, 29 earlier payments.
    let scene = two_commercial().with(|s| {
        s.visit.bill_coverage_id = "C2".into();
        s.visit.patient_paid = "10".into();
        s.visit.prior_payer_paid = "80.25".into();
    });
    assert_boxes(
        &scene.claim(),
        &[
            ("PAYER", None, "payer name", "SECOND LIFE"),
            ("1", None, "Group Health Plan", "X"),
            ("1a", None, "insured ID", "Z9"),
            ("4", None, "insured name", "DOE, JOHN"),
            ("6", None, "spouse", "X"),
            ("9", None, "other insured name", "DOE, JANE, Q"),
            ("9a", None, "other insured policy/group", "G77"),
            ("9d", None, "other insurance plan name", "GOLD PLAN"),
            ("11d", None, "another plan YES", "X"),
            ("29", None, "amount paid dollars", "90"),
            ("29", None, "amount paid cents", "25"),
        ],
    );
    for (rule, dollars) in [
        ("PATIENT_PAID", "10"),
        ("PRIOR_PAYER_PAID", "80"),
        ("ALL_PAID", "90"),
    ] {
        let scene = scene.clone().with(|s| s.payers[1].box29 = rule.into());
        assert_boxes(
            &scene.claim(),
            &[("29", None, "amount paid dollars", dollars)],
        );
    }
}

// ---- Medicare ----------------------------------------------------------------------------------

#[test]
fn medicare_as_primary_says_none_and_leaves_the_insured_empty() {
    // MCPM chapter 26, items 4, 6, 7, 9, 11, 11d, 13, 14, 15, 17a, 22, 24E, 32, 32b, 33b.
    let scene = Scene::new("MEDICARE").with(|s| {
        s.coverages[0].member_id = "1EG4-TE5-MK73".into();
        s.visit.illness_on = "2026-02-20".into();
        s.visit.illness_qualifier = "431".into();
        s.visit.other_on = "2026-02-01".into();
        s.visit.other_qualifier = "454".into();
        s.visit.resubmission_code = "7".into();
        s.visit.original_reference = "X1".into();
        s.visit.referring_provider_id = "DR2".into();
        s.visit.referring_qualifier = "DN".into();
        s.visit.patient_paid = "5".into();
        s.visit.prior_payer_paid = "7".into();
        s.referring = Some(ProviderDraft {
            provider_id: "DR2".into(),
            last_name: "Green".into(),
            first_name: "Bo".into(),
            middle_name: "T".into(),
            credentials: "D.O.".into(),
            npi: "1992999882".into(),
            other_id_qualifier: "0B".into(),
            other_id: "OR123".into(),
            ..ProviderDraft::default()
        });
        s.rendering.other_id_qualifier = "G2".into();
        s.rendering.other_id = "RR1".into();
        s.payers[0].billing_id_qualifier = "G2".into();
        s.payers[0].billing_id = "B7".into();
        s.payers[0].dates = "MMDDYYYY".into();
        s.lines[0].pointers = "BA".into();
    });
    let claim = scene.claim();
    let mut expected: Vec<Expected<'_>> = vec![
        ("1", None, "Medicare", "X"),
        ("1a", None, "insured ID", "1EG4TE5MK73"),
        ("4", None, "insured name", ""),
        ("6", None, "self", ""),
        ("7", None, "insured street", ""),
        ("9", None, "other insured name", ""),
        ("11", None, "insured policy/group/FECA", "NONE"),
        ("11b", None, "other claim ID", ""),
        ("11c", None, "insurance plan/program name", ""),
        ("11d", None, "another plan NO", ""),
        ("11d", None, "another plan YES", ""),
        ("13", None, "insured signature", ""),
        ("14", None, "date MM", "02"),
        ("14", None, "date DD", "20"),
        // 24A holds six digits, and Medicare wants one style: item-by-item note before item 1.
        ("14", None, "date YY/YYYY", "26"),
        ("14", None, "qualifier", ""),
        ("15", None, "date MM", ""),
        ("15", None, "qualifier", ""),
        ("17", None, "qualifier", "DN"),
        ("17", None, "referring provider name", "BO T GREEN DO"),
        ("17a", None, "other ID", ""),
        ("17b", None, "NPI", "1992999882"),
        ("22", None, "resubmission code", ""),
        ("22", None, "original ref. no.", ""),
        ("24E", Some(1), "diagnosis pointer", "B"),
        ("24I", Some(1), "qualifier", ""),
        ("24J", Some(1), "other ID", ""),
        ("24J", Some(1), "NPI", "1245319599"),
        ("29", None, "amount paid dollars", "5"),
        ("31", None, "provider signature date", "03 03 2026"),
        ("32", None, "facility name", "OAK STREET CLINIC PC"),
        ("32", None, "facility street", "12 OAK ST SUITE 3"),
        (
            "32",
            None,
            "facility city state zip",
            "PORTLAND OR 972011234",
        ),
        ("32a", None, "facility NPI", "1234567893"),
        ("32b", None, "facility other ID", ""),
        ("33b", None, "billing other ID", ""),
    ];
    expected.extend(NO_11A);
    assert_boxes(&claim, &expected);
    assert_eq!(
        rules_of(&fill(&claim)),
        [
            ("left-out", "visit other_on".to_owned()),
            ("left-out", "visit resubmission_code".to_owned()),
        ]
    );
}

fn medicare_second(relationship: &str) -> Scene {
    Scene::new("GROUP").with(|s| {
        s.payers.push(payer("MCARE", "Medicare Part B", "MEDICARE"));
        s.coverages[0].relationship = relationship.into();
        if relationship != "SELF" {
            s.coverages[0].subscriber_last_name = "Doe".into();
            s.coverages[0].subscriber_first_name = "John".into();
            s.coverages[0].subscriber_birth_date = "1951-01-02".into();
            s.coverages[0].subscriber_sex = "M".into();
        }
        s.coverages[0].subscriber_employer = "Acme, Inc.".into();
        s.coverages
            .push(coverage("C2", "2", "MCARE", "1EG4TE5MK73"));
        s.visit.bill_coverage_id = "C2".into();
        s.visit.prior_payer_paid = "100".into();
    })
}

#[test]
fn medicare_as_secondary_describes_the_plan_that_paid_first() {
    // MCPM chapter 26, items 4, 6, 7, 11 to 11c; Novitas, Medicare secondary payer instructions.
    let own = medicare_second("SELF");
    assert_boxes(
        &own.claim(),
        &[
            ("1", None, "Medicare", "X"),
            ("1a", None, "insured ID", "1EG4TE5MK73"),
            ("4", None, "insured name", "SAME"),
            ("6", None, "self", "X"),
            ("7", None, "insured street", "SAME"),
            ("7", None, "insured city", ""),
            ("9", None, "other insured name", ""),
            ("11", None, "insured policy/group/FECA", "G77"),
            ("11a", None, "insured birth YYYY", "1950"),
            ("11b", None, "other claim ID qualifier", ""),
            ("11b", None, "other claim ID", "ACME INC"),
            ("11c", None, "insurance plan/program name", "GOLD PLAN"),
            ("11d", None, "another plan YES", ""),
            // The primary's payment stands on its attached notice, not in 29.
            ("29", None, "amount paid dollars", ""),
        ],
    );
    let spouse = medicare_second("SPOUSE").with(|s| {
        s.coverages[0].subscriber_address1 = "1 Elm Ave #2".into();
        s.coverages[0].subscriber_city = "PORTLAND".into();
        s.coverages[0].subscriber_state = "OR".into();
        s.coverages[0].subscriber_zip = "97202".into();
        s.coverages[0].subscriber_retired_on = "2024-06-30".into();
        s.coverages[0].group_number = String::new();
        s.payers[0].payer_code = "123456789".into();
    });
    assert_boxes(
        &spouse.claim(),
        &[
            ("4", None, "insured name", "DOE, JOHN"),
            ("6", None, "spouse", "X"),
            ("7", None, "insured street", "SAME"),
            ("11", None, "insured policy/group/FECA", "M100200"),
            ("11a", None, "insured birth YYYY", "1951"),
            ("11a", None, "sex M", "X"),
            ("11b", None, "other claim ID", "RETIRED 06 30 24"),
            ("11c", None, "insurance plan/program name", "123456789"),
        ],
    );
}

#[test]
fn medicare_after_retirement_says_none_and_the_date() {
    // MCPM chapter 26, items 11 and 11b.
    let scene =
        Scene::new("MEDICARE").with(|s| s.coverages[0].subscriber_retired_on = "2015-01-31".into());
    assert_boxes(
        &scene.claim(),
        &[
            ("11", None, "insured policy/group/FECA", "NONE"),
            ("11b", None, "other claim ID", "RETIRED 01 31 15"),
        ],
    );
}

#[test]
fn medigap_stands_in_9_of_a_participating_providers_medicare_claim() {
    // MCPM chapter 26, items 9, 9a, 9d, 13.
    let medigap = Scene::new("MEDICARE").with(|s| {
        s.payers.push(payer("GAP", "Gap Plan", "OTHER"));
        s.coverages.push(CoverageDraft {
            medigap_id: "55432".into(),
            assign_benefits: "Y".into(),
            ..coverage("C2", "2", "GAP", "GP-1 2")
        });
    });
    assert_boxes(
        &medigap.claim(),
        &[
            ("9", None, "other insured name", "SAME"),
            ("9a", None, "other insured policy/group", "MEDIGAP GP12"),
            ("9d", None, "other insurance plan name", "55432"),
            ("11", None, "insured policy/group/FECA", "NONE"),
            ("11d", None, "another plan YES", ""),
            ("13", None, "insured signature", "SIGNATURE ON FILE"),
        ],
    );
    let empty = [
        ("9", None, "other insured name", ""),
        ("9a", None, "other insured policy/group", ""),
        ("9d", None, "other insurance plan name", ""),
        ("13", None, "insured signature", ""),
    ];
    let not_participating = medigap
        .clone()
        .with(|s| s.payers[0].accept_assignment = "N".into());
    assert_boxes(&not_participating.claim(), &empty);
    assert_boxes(
        &not_participating.claim(),
        &[("27", None, "accept assignment NO", "X")],
    );
    let withheld = medigap
        .clone()
        .with(|s| s.coverages[1].assign_benefits = "N".into());
    assert_boxes(&withheld.claim(), &empty);
    let supplemental = medigap
        .clone()
        .with(|s| s.coverages[1].medigap_id = String::new());
    assert_boxes(&supplemental.claim(), &empty);
    // A policy number that leaves no room for the long word takes one of the shorter ones.
    let long = medigap.with(|s| s.coverages[1].member_id = "A".repeat(22));
    let text = format!("MGAP {}", "A".repeat(22));
    assert_boxes(
        &long.claim(),
        &[("9a", None, "other insured policy/group", &text)],
    );
}

#[test]
fn a_claim_to_the_medigap_insurer_is_an_ordinary_secondary_claim() {
    // `rules.md` §7.
    let scene = Scene::new("MEDICARE").with(|s| {
        s.payers.push(payer("GAP", "Gap Plan", "OTHER"));
        s.coverages.push(CoverageDraft {
            medigap_id: "55432".into(),
            ..coverage("C2", "2", "GAP", "GP12")
        });
        s.visit.bill_coverage_id = "C2".into();
    });
    assert_boxes(
        &scene.claim(),
        &[
            ("1", None, "Other", "X"),
            ("1a", None, "insured ID", "GP12"),
            ("9", None, "other insured name", "DOE, JANE, Q"),
            ("9a", None, "other insured policy/group", "G77"),
            ("11d", None, "another plan YES", "X"),
        ],
    );
}

#[test]
fn medicare_takes_the_medicaid_number_in_10d() {
    // MCPM chapter 26, item 10d.
    let scene = Scene::new("MEDICARE").with(|s| {
        s.payers.push(payer("MCAID", "State Plan", "MEDICAID"));
        s.coverages.push(coverage("C2", "2", "MCAID", "77-88"));
        s.visit.claim_codes = "AA".into();
    });
    assert_boxes(
        &scene.claim(),
        &[("10d", None, "claim codes (NUCC)", "MCD 7788")],
    );
    assert_eq!(
        rules_of(&fill(&scene.claim())),
        [("left-out", "visit claim_codes".to_owned())]
    );
}

#[test]
fn medicare_leaves_32_empty_for_a_visit_elsewhere_without_a_facility() {
    // MCPM chapter 26, item 32: the place where the service was given; the practice is not it.
    for place in ["12", "21"] {
        let scene = Scene::new("MEDICARE").with(|s| s.visit.place_of_service = place.into());
        assert_boxes(
            &scene.claim(),
            &[
                ("32", None, "facility name", ""),
                ("32a", None, "facility NPI", ""),
            ],
        );
    }
}

// ---- property and casualty ---------------------------------------------------------------------

#[test]
fn workers_compensation_names_the_employer_and_the_claim() {
    // NUCC manual, items 4, 6, 7, 10a, 10d, 11b, 14, 16; `rules.md` §8.
    let scene = Scene::new("WORKERS_COMP").with(|s| {
        s.coverages[0].relationship = "OTHER".into();
        s.coverages[0].subscriber_organization = "Acme & Sons, Inc.".into();
        s.coverages[0].subscriber_address1 = "5 Mill Rd".into();
        s.coverages[0].subscriber_city = "Bend".into();
        s.coverages[0].subscriber_state = "OR".into();
        s.coverages[0].subscriber_zip = "97701".into();
        s.visit.employment = "Y".into();
        s.visit.accident_on = "2026-02-27".into();
        s.visit.property_casualty_claim_number = "WC-55/1".into();
        s.visit.unable_to_work_from = "2026-02-28".into();
        s.visit.unable_to_work_to = "2026-03-20".into();
        s.visit.claim_codes = "W2".into();
        s.visit.original_reference = "OLD-1".into();
        s.payers[0].dates = "MMDDYYYY".into();
    });
    let mut expected: Vec<Expected<'_>> = vec![
        ("1", None, "Other", "X"),
        ("4", None, "insured name", "ACME AND SONS INC"),
        ("6", None, "other", "X"),
        ("7", None, "insured street", "5 MILL RD"),
        ("10a", None, "employment YES", "X"),
        ("10a", None, "employment NO", ""),
        ("10d", None, "claim codes (NUCC)", "W2"),
        ("11b", None, "other claim ID qualifier", "Y4"),
        ("11b", None, "other claim ID", "WC551"),
        ("14", None, "date MM", "02"),
        ("14", None, "date DD", "27"),
        ("14", None, "date YY/YYYY", "2026"),
        ("14", None, "qualifier", "431"),
        ("16", None, "unable to work from DD", "28"),
        ("16", None, "unable to work to YY/YYYY", "2026"),
        ("22", None, "resubmission code", ""),
        ("22", None, "original ref. no.", "OLD1"),
    ];
    expected.extend(NO_11A);
    assert_boxes(&scene.claim(), &expected);
}

#[test]
fn an_auto_claim_names_state_and_policy_holder() {
    // NUCC manual, items 4, 10b, 11b.
    let scene = Scene::new("AUTO").with(|s| {
        s.visit.auto_accident = "Y".into();
        s.visit.auto_state = "wa".into();
        s.visit.property_casualty_claim_number = "A1".into();
    });
    assert_boxes(
        &scene.claim(),
        &[
            ("4", None, "insured name", "DOE, JANE, Q"),
            ("10b", None, "auto accident YES", "X"),
            ("10b", None, "place (state)", "WA"),
            ("11b", None, "other claim ID qualifier", "Y4"),
        ],
    );
    let not_auto = scene.with(|s| s.visit.auto_accident = "N".into());
    assert_boxes(&not_auto.claim(), &[("10b", None, "place (state)", "")]);
}

#[test]
fn a_feca_claim_gives_the_case_number_in_11() {
    // NUCC manual, item 11.
    let scene = Scene::new("FECA").with(|s| {
        s.coverages[0].group_number = String::new();
        s.coverages[0].member_id = "550-123456".into();
    });
    assert_boxes(
        &scene.claim(),
        &[("11", None, "insured policy/group/FECA", "550123456")],
    );
}

// ---- conditions and references -------------------------------------------------------------------

#[test]
fn replacement_and_void_carry_code_and_original_number() {
    // NUCC manual, items 10d and 22; import contract: the account number before the claim's own.
    for code in ["7", "8"] {
        let scene = Scene::new("COMMERCIAL").with(|s| {
            s.visit.resubmission_code = code.into();
            s.visit.original_reference = "2026-0301-55".into();
            s.visit.account_number = "ACCT-9".into();
            s.visit.claim_codes = "W3, AA".into();
        });
        assert_boxes(
            &scene.claim(),
            &[
                ("22", None, "resubmission code", code),
                ("22", None, "original ref. no.", "2026030155"),
                ("26", None, "patient account no.", "ACCT9"),
                ("10d", None, "claim codes (NUCC)", "AA"),
            ],
        );
        assert_eq!(
            rules_of(&fill(&scene.claim())),
            [("left-out", "visit claim_codes".to_owned())]
        );
    }
    assert_boxes(
        &Scene::new("COMMERCIAL").claim(),
        &[
            ("22", None, "resubmission code", ""),
            ("22", None, "original ref. no.", ""),
        ],
    );
}

#[test]
fn dates_carry_their_qualifiers() {
    // NUCC manual, items 14, 15, 18; import contract: accident_on in 14 where illness_on is empty.
    let scene = Scene::new("COMMERCIAL").with(|s| {
        s.visit.illness_on = "2026-01-15".into();
        s.visit.illness_qualifier = "484".into();
        s.visit.accident_on = "2026-02-01".into();
        s.visit.hospital_from = "2026-03-01".into();
    });
    assert_boxes(
        &scene.claim(),
        &[
            ("14", None, "date MM", "01"),
            ("14", None, "qualifier", "484"),
            // The accident keeps its place: 439 in box 15.
            ("15", None, "qualifier", "439"),
            ("15", None, "date MM", "02"),
            ("15", None, "date YY/YYYY", "26"),
            ("18", None, "hospitalization from MM", "03"),
            ("18", None, "hospitalization to MM", ""),
        ],
    );
    let three = scene.with(|s| {
        s.visit.other_on = "2026-01-20".into();
        s.visit.other_qualifier = "454".into();
    });
    assert_boxes(
        &three.claim(),
        &[
            ("15", None, "qualifier", "454"),
            ("15", None, "date DD", "20"),
        ],
    );
    assert_eq!(
        rules_of(&fill(&three.claim())),
        [("left-out", "visit accident_on".to_owned())]
    );
}

#[test]
fn condition_codes_stand_three_blanks_apart() {
    // NUCC manual, item 10d.
    let scene = Scene::new("MEDICAID").with(|s| s.visit.claim_codes = "aa, AI  w2".into());
    assert_boxes(
        &scene.claim(),
        &[("10d", None, "claim codes (NUCC)", "AA   AI   W2")],
    );
}

#[test]
fn referring_ids_come_from_the_payer_first() {
    // NUCC manual, items 17 to 17b; import contract: provider_ids before other_id.
    let scene = Scene::new("MEDICAID").with(|s| {
        s.visit.referring_provider_id = "DR2".into();
        s.visit.referring_qualifier = "DK".into();
        s.referring = Some(ProviderDraft {
            provider_id: "DR2".into(),
            other_id_qualifier: "0B".into(),
            other_id: "OR-123".into(),
            ..s.rendering.clone()
        });
    });
    assert_boxes(
        &scene.claim(),
        &[
            ("17", None, "qualifier", "DK"),
            ("17", None, "referring provider name", "AMY BROWN MD"),
            ("17a", None, "qualifier", "0B"),
            ("17a", None, "other ID", "OR123"),
        ],
    );
    let numbered = |qualifier: &str| {
        let number = PayerNumberDraft {
            provider_id: "DR2".into(),
            payer_id: "PAY1".into(),
            qualifier: qualifier.into(),
            id: "77".into(),
        };
        scene.clone().with(|s| s.payer_numbers = vec![number])
    };
    assert_boxes(
        &numbered("G2").claim(),
        &[
            ("17a", None, "qualifier", "G2"),
            ("17a", None, "other ID", "77"),
        ],
    );
    // LU is for supervising providers only.
    let location = numbered("LU").claim();
    assert_boxes(
        &location,
        &[
            ("17a", None, "qualifier", ""),
            ("17a", None, "other ID", ""),
        ],
    );
    assert_eq!(
        rules_of(&fill(&location)),
        [("left-out", "provider_id id".to_owned())]
    );
    let supervising = numbered("LU").with(|s| s.visit.referring_qualifier = "DQ".into());
    assert_boxes(&supervising.claim(), &[("17a", None, "qualifier", "LU")]);
}

#[test]
fn boxes_19_20_and_23_carry_what_the_visit_says() {
    // NUCC manual, items 19, 20, 23.
    let scene = Scene::new("COMMERCIAL").with(|s| {
        s.visit.additional_information = "PWKOBAA123   Dose 5.5 mg/ml".into();
        s.visit.outside_lab = "Y".into();
        s.visit.outside_lab_charge = "45.5".into();
        s.authorization = Some(AuthorizationDraft {
            authorization_id: "A1".into(),
            patient_id: "P1".into(),
            coverage_id: "C1".into(),
            number: "PA 12-34".into(),
            ..AuthorizationDraft::default()
        });
    });
    assert_boxes(
        &scene.claim(),
        &[
            ("19", None, "additional claim info: upper line", ""),
            (
                "19",
                None,
                "additional claim info: lower line",
                "PWKOBAA123   DOSE 5.5 MG ML",
            ),
            ("20", None, "outside lab YES", "X"),
            ("20", None, "charges", "4550"),
            ("23", None, "prior authorization", "PA1234"),
        ],
    );
    let no_lab = scene.with(|s| s.visit.outside_lab = "N".into());
    assert_boxes(
        &no_lab.claim(),
        &[
            ("20", None, "outside lab NO", "X"),
            ("20", None, "charges", ""),
        ],
    );
}

// ---- lines ---------------------------------------------------------------------------------------

#[test]
fn a_line_fills_every_part_of_24() {
    // NUCC manual, items 24A to 24J.
    let scene = Scene::new("COMMERCIAL").with(|s| {
        s.lines[0] = LineDraft {
            from_on: "2026-03-02".into(),
            to_on: "2026-03-04".into(),
            place_of_service: "22".into(),
            emergency: "Y".into(),
            modifier1: "25".into(),
            modifier2: "LT".into(),
            pointers: "BA".into(),
            charge: "1234.5".into(),
            units: "0.5".into(),
            epsdt: "AV".into(),
            ..line(1)
        };
        s.lines.push(LineDraft {
            family_plan: "Y".into(),
            ..line(2)
        });
        s.rendering.other_id_qualifier = "0B".into();
        s.rendering.other_id = "MD-55".into();
    });
    assert_boxes(
        &scene.claim(),
        &[
            ("24A", Some(1), "from MM", "03"),
            ("24A", Some(1), "from DD", "02"),
            ("24A", Some(1), "from YY", "26"),
            ("24A", Some(1), "to DD", "04"),
            ("24B", Some(1), "place of service", "22"),
            ("24C", Some(1), "EMG", "Y"),
            ("24D", Some(1), "CPT/HCPCS", "99213"),
            ("24D", Some(1), "modifier 1", "25"),
            ("24D", Some(1), "modifier 2", "LT"),
            ("24D", Some(1), "modifier 3", ""),
            ("24E", Some(1), "diagnosis pointer", "BA"),
            ("24F", Some(1), "charges dollars", "1234"),
            ("24F", Some(1), "charges cents", "50"),
            ("24G", Some(1), "days/units", ".5"),
            ("24H", Some(1), "EPSDT reason", "AV"),
            ("24H", Some(1), "EPSDT/family plan", "Y"),
            ("24I", Some(1), "qualifier", "0B"),
            ("24J", Some(1), "other ID", "MD55"),
            ("24J", Some(1), "NPI", "1245319599"),
            ("24A", Some(2), "to DD", "02"),
            ("24B", Some(2), "place of service", "11"),
            ("24C", Some(2), "EMG", ""),
            ("24G", Some(2), "days/units", "1"),
            ("24H", Some(2), "EPSDT reason", ""),
            ("24H", Some(2), "EPSDT/family plan", "Y"),
            ("28", None, "total charge dollars", "1384"),
            ("28", None, "total charge cents", "50"),
        ],
    );
}

#[test]
fn other_ids_go_payers_number_then_taxonomy_then_general() {
    // Import contract: taxonomy_boxes, provider_ids, billing_id. NUCC manual, items 24I and 33b.
    let scene = Scene::new("MEDICAID").with(|s| {
        s.payers[0].taxonomy_boxes = "Y".into();
        s.rendering.other_id_qualifier = "0B".into();
        s.rendering.other_id = "MD55".into();
    });
    assert_boxes(
        &scene.claim(),
        &[
            ("24I", Some(1), "qualifier", "ZZ"),
            ("24J", Some(1), "other ID", "207Q00000X"),
            ("33b", None, "billing other ID", "ZZ207Q00000X"),
        ],
    );
    let numbered = scene.with(|s| {
        s.payer_numbers = vec![PayerNumberDraft {
            provider_id: "DR1".into(),
            payer_id: "PAY1".into(),
            qualifier: "G2".into(),
            id: "500-1".into(),
        }];
        s.payers[0].billing_id_qualifier = "G2".into();
        s.payers[0].billing_id = "900-1".into();
    });
    assert_boxes(
        &numbered.claim(),
        &[
            ("24I", Some(1), "qualifier", "G2"),
            ("24J", Some(1), "other ID", "5001"),
            ("33b", None, "billing other ID", "G29001"),
        ],
    );
}

#[test]
fn drug_codes_stand_in_the_payers_layout() {
    // NUCC manual, item 24 (A); Medicare rebate text (B); Medi-Cal (C): `rules.md` §4.
    for (layout, text) in [
        ("A", "N459148001665 ML2.5   LOT 7"),
        ("B", "N459148001665   ML2.5   LOT 7"),
        ("C", "N459148001665           ML0000002500   LOT 7"),
    ] {
        let scene = Scene::new("COMMERCIAL").with(|s| {
            s.payers[0].ndc_layout = layout.into();
            s.lines[0].ndc = "59148-016-65".into();
            s.lines[0].ndc_unit = "ML".into();
            s.lines[0].ndc_quantity = "2.5".into();
            s.lines[0].supplemental = "Lot #7".into();
        });
        assert_boxes(&scene.claim(), &[("24", Some(1), "supplemental", text)]);
    }
    let ten = Scene::new("COMMERCIAL").with(|s| s.lines[0].ndc = "5914800166".into());
    assert_boxes(&ten.claim(), &[("24", Some(1), "supplemental", "")]);
    assert_eq!(
        rules_of(&fill(&ten.claim())),
        [("ndc-ten-digits", "line 1 ndc".to_owned())]
    );
}

#[test]
fn box_32_names_another_place_or_always() {
    // NUCC manual, items 32 to 32b; import contract: box32.
    let hospital = FacilityDraft {
        facility_id: "F1".into(),
        name: "St. Mary's Hospital".into(),
        address1: "100 Main St".into(),
        city: "Salem".into(),
        state: "OR".into(),
        zip: "97301".into(),
        npi: "1558598797".into(),
        place_of_service: "21".into(),
        other_id_qualifier: "LU".into(),
        other_id: "L-9".into(),
        ..FacilityDraft::default()
    };
    let scene = Scene::new("COMMERCIAL").with(|s| s.facility = Some(hospital));
    assert_boxes(
        &scene.claim(),
        &[
            ("32", None, "facility name", "ST MARYS HOSPITAL"),
            ("32", None, "facility street", "100 MAIN ST"),
            ("32", None, "facility city state zip", "SALEM OR 97301"),
            ("32a", None, "facility NPI", "1558598797"),
            ("32b", None, "facility other ID", "LUL9"),
        ],
    );
    let own = FacilityDraft {
        facility_id: "F2".into(),
        name: "OAK STREET CLINIC PC".into(),
        address1: "12 Oak St".into(),
        address2: "Suite 3".into(),
        city: "Portland".into(),
        state: "OR".into(),
        zip: "97201".into(),
        place_of_service: "11".into(),
        ..FacilityDraft::default()
    };
    let same = scene.with(|s| s.facility = Some(own));
    assert_boxes(&same.claim(), &[("32", None, "facility name", "")]);
    let always = same.with(|s| s.payers[0].box32 = "ALWAYS".into());
    assert_boxes(
        &always.claim(),
        &[("32", None, "facility name", "OAK STREET CLINIC PC")],
    );
}

// ---- splitting -----------------------------------------------------------------------------------

fn eight_lines(forms: &str) -> Scene {
    Scene::new("COMMERCIAL").with(|s| {
        s.payers[0].forms = forms.into();
        s.visit.dx_c = "Z23".into();
        s.visit.dx_e = "J45.909".into();
        s.visit.patient_paid = "1000".into();
        s.lines = (1..=8).map(line).collect();
        s.lines[6].pointers = "EB".into();
        s.lines[7].pointers = "B".into();
    })
}

#[test]
fn separate_forms_stand_alone() {
    // NUCC manual, item 24: at most six lines a form; `rules.md` §6, mode separate.
    let filled = fill(&eight_lines("").claim());
    assert_eq!(filled.pages.len(), 2);
    assert_page(
        &filled.pages[0],
        &[
            ("PAGE", None, "page of pages", ""),
            ("21", None, "diagnosis A", "E119"),
            // Z23 is pointed to by no line and finds its place on the first form.
            ("21", None, "diagnosis B", "Z23"),
            ("21", None, "diagnosis C", ""),
            ("24E", Some(6), "diagnosis pointer", "A"),
            ("28", None, "total charge dollars", "900"),
            ("29", None, "amount paid dollars", "900"),
        ],
    );
    assert_page(
        &filled.pages[1],
        &[
            ("2", None, "patient name", "DOE, JANE, Q"),
            ("21", None, "ICD indicator", "0"),
            ("21", None, "diagnosis A", "I10"),
            ("21", None, "diagnosis B", "J45909"),
            ("24E", Some(1), "diagnosis pointer", "BA"),
            ("24E", Some(2), "diagnosis pointer", "A"),
            ("24D", Some(3), "CPT/HCPCS", ""),
            ("28", None, "total charge dollars", "300"),
            ("29", None, "amount paid dollars", "100"),
        ],
    );
}

#[test]
fn continued_forms_share_diagnoses_and_total() {
    // `rules.md` §6, mode continued (HMSA, TMHP).
    let filled = fill(&eight_lines("CONTINUED").claim());
    assert_page(
        &filled.pages[0],
        &[
            ("PAGE", None, "page of pages", "PAGE 1 OF 2"),
            ("21", None, "diagnosis D", "J45909"),
            ("28", None, "continued", "CONTINUED"),
            ("28", None, "total charge dollars", ""),
            ("29", None, "amount paid dollars", ""),
        ],
    );
    assert_page(
        &filled.pages[1],
        &[
            ("PAGE", None, "page of pages", "PAGE 2 OF 2"),
            ("21", None, "diagnosis A", "E119"),
            ("21", None, "diagnosis D", "J45909"),
            ("24E", Some(1), "diagnosis pointer", "DB"),
            ("28", None, "continued", ""),
            ("28", None, "total charge dollars", "1200"),
            ("29", None, "amount paid dollars", "1000"),
        ],
    );
}

#[test]
fn gaps_in_21_close_and_pointers_follow() {
    // NUCC manual, items 21 and 24E; a pointer to nothing is left out.
    let scene = Scene::new("COMMERCIAL").with(|s| {
        s.visit.dx_b = String::new();
        s.visit.dx_c = "Z23".into();
        s.lines[0].pointers = "CBA".into();
    });
    let filled = fill(&scene.claim());
    assert_page(
        &filled.pages[0],
        &[
            ("21", None, "diagnosis A", "E119"),
            ("21", None, "diagnosis B", "Z23"),
            ("21", None, "diagnosis C", ""),
            ("24E", Some(1), "diagnosis pointer", "BA"),
        ],
    );
    let moved = filled.pages[0]
        .boxes
        .iter()
        .find(|value| value.field == "diagnosis B")
        .unwrap();
    assert!(moved.reason.contains("Diagnosis C"), "{}", moved.reason);
    assert_eq!(moved.source.unwrap().column, "dx_c");
}

// ---- what the paper cannot carry -------------------------------------------------------------------

#[test]
fn long_and_foreign_text_is_told() {
    // `rules.md` §0, overflow: cut and warn; a number is never cut.
    let scene = Scene::new("COMMERCIAL").with(|s| {
        s.patient.last_name = "Łopez-Fernandez de la Vega".into();
        s.patient.address1 = "12345 North Very Long Boulevard Name".into();
        s.coverages[0].member_id = "9".repeat(30);
        s.coverages[0].plan_name = "План".into();
        s.lines[0].charge = "1000000.00".into();
        s.lines[0].units = "12.5".into();
    });
    let filled = fill(&scene.claim());
    assert_page(
        &filled.pages[0],
        &[
            ("1a", None, "insured ID", ""),
            ("2", None, "patient name", "LOPEZ-FERNANDEZ DE LA VEG, J"),
            ("5", None, "patient street", "12345 NORTH VERY LONG BOULEV"),
            ("11c", None, "insurance plan/program name", ""),
            ("24F", Some(1), "charges dollars", ""),
            ("24G", Some(1), "days/units", ""),
        ],
    );
    let found: Vec<_> = filled
        .findings
        .iter()
        .map(|f| (f.severity, f.rule, f.form_box.unwrap(), f.field.to_string()))
        .collect();
    for (severity, rule, form_box, column) in [
        (
            Severity::Error,
            "number-too-long",
            "1a",
            "coverage member_id",
        ),
        (
            Severity::Warning,
            "letters-rewritten",
            "2",
            "patient last_name",
        ),
        (
            Severity::Warning,
            "text-shortened",
            "2",
            "patient middle_name",
        ),
        (
            Severity::Warning,
            "text-shortened",
            "2",
            "patient last_name",
        ),
        (Severity::Warning, "text-shortened", "5", "patient address1"),
        (
            Severity::Error,
            "letters-unreadable",
            "11c",
            "coverage plan_name",
        ),
        (Severity::Error, "amount-too-large", "24F", "line 1 charge"),
        (Severity::Error, "number-too-long", "24G", "line 1 units"),
    ] {
        assert!(
            found.contains(&(severity, rule, form_box, column.to_owned())),
            "{rule} {form_box} in {found:?}"
        );
    }
    let rewritten = found.iter().filter(|f| f.1 == "letters-rewritten").count();
    assert_eq!(
        rewritten, 1,
        "said once though the name stands in boxes 2 and 4"
    );
}

#[test]
fn every_value_has_a_reason_and_facts_have_a_source() {
    let filled = fill(&eight_lines("CONTINUED").claim());
    for value in filled.pages.iter().flat_map(|page| &page.boxes) {
        assert!(
            value.reason.ends_with('.'),
            "{} {}",
            value.form_box,
            value.reason
        );
        let is_ours = value.form_box == "PAGE";
        assert_eq!(
            value.source.is_none(),
            is_ours,
            "{} {}",
            value.form_box,
            value.field
        );
    }
}

#[test]
fn pages_are_written_without_reasons_and_read_back() {
    let mut page = fill(&eight_lines("").claim()).pages.remove(1);
    let text = serde_json::to_string(&page).unwrap();
    for value in &mut page.boxes {
        value.reason.clear();
        value.source = None;
    }
    assert_eq!(serde_json::from_str::<FormPage>(&text).unwrap(), page);
}

// ---- every claim -----------------------------------------------------------------------------------

fn amount(page: &FormPage, form_box: &str, row: Option<u8>, name: &str) -> Option<Money> {
    let dollars = page.text(form_box, row, &format!("{name} dollars"))?;
    let cents = page.text(form_box, row, &format!("{name} cents"))?;
    format!("{dollars}.{cents}").parse().ok()
}

/// Whether every amount has a place on the form: six digits of dollars in 24F and 29, seven in 28.
fn has_small_amounts(filled: &Filled) -> bool {
    filled.findings.iter().all(|f| f.rule != "amount-too-large")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn every_text_fits_its_field_and_the_forms_letters(claim in any_claim()) {
        let filled = fill(&claim);
        for page in &filled.pages {
            let mut seen = HashMap::new();
            for value in &page.boxes {
                let field = field::find(value.form_box, value.row, value.field);
                prop_assert!(field.is_some(), "{} {}", value.form_box, value.field);
                let length = field.unwrap().length;
                prop_assert!((1..=length).contains(&value.text.len()), "{:?}", value);
                prop_assert_eq!(value.text.trim(), &value.text);
                for letter in value.text.chars() {
                    let is_plain = matches!(letter, 'A'..='Z' | '0'..='9' | ' ');
                    let is_asked_for = match letter {
                        ',' => matches!(value.form_box, "2" | "4" | "9"),
                        '-' => !value.form_box.starts_with("24") && value.form_box != "1a",
                        '.' | '=' => matches!(value.form_box, "19" | "24" | "24G"),
                        _ => false,
                    };
                    prop_assert!(is_plain || is_asked_for, "{:?}", value);
                }
                let key = (value.form_box, value.row, value.field);
                prop_assert!(seen.insert(key, ()).is_none(), "twice {:?}", key);
                prop_assert!(!value.reason.is_empty());
            }
        }
    }

    #[test]
    fn pages_and_lines_follow_the_split(claim in any_claim()) {
        let lines = &claim.facts.encounter.lines;
        let filled = fill(&claim);
        prop_assert_eq!(filled.pages.len(), lines.len().div_ceil(6).max(1));
        for (idx, page) in filled.pages.iter().enumerate() {
            prop_assert_eq!((page.number, page.of), (idx + 1, filled.pages.len()));
            for row in 1..=6_u8 {
                let expected = lines.get(idx * 6 + usize::from(row) - 1);
                prop_assert_eq!(
                    page.text("24D", Some(row), "CPT/HCPCS"),
                    expected.map(|line| line.code.as_str())
                );
                // Every letter on the form names a diagnosis on the same form: the visit's own.
                let letters = page.text("24E", Some(row), "diagnosis pointer").unwrap_or_default();
                let pointed = expected.map(|line| line.pointers.positions().collect::<Vec<_>>());
                for letter in letters.chars() {
                    let printed = page.text("21", None, &format!("diagnosis {letter}"));
                    prop_assert!(printed.is_some());
                    let is_meant = pointed.iter().flatten().any(|&position| {
                        let code = claim.facts.encounter.diagnoses[position].as_ref();
                        code.map(|code| code.as_str()) == printed
                    });
                    prop_assert!(is_meant, "{letter} {printed:?}");
                }
            }
        }
    }

    #[test]
    fn totals_and_payments_add_up_over_the_forms(claim in any_claim()) {
        let filled = fill(&claim);
        prop_assume!(has_small_amounts(&filled));
        let visit = &claim.facts.encounter;
        let rules = claim.facts.payer.rules();
        let totals: Vec<Option<Money>> = filled
            .pages
            .iter()
            .map(|page| amount(page, "28", None, "total charge"))
            .collect();
        prop_assert_eq!(totals.iter().flatten().copied().sum::<Money>(), visit.total_charge());
        let paid: Money = filled
            .pages
            .iter()
            .filter_map(|page| amount(page, "29", None, "amount paid"))
            .sum();
        let patient = visit.patient_paid.unwrap_or_default();
        let prior = visit.prior_payer_paid.unwrap_or_default();
        prop_assert_eq!(paid, match rules.amount_paid {
            AmountPaid::PatientPaid => patient,
            AmountPaid::PriorPayerPaid => prior,
            AmountPaid::AllPaid => patient + prior,
        });
        for (idx, page) in filled.pages.iter().enumerate() {
            let is_last = idx + 1 == filled.pages.len();
            match rules.multi_page {
                MultiPage::Separate => {
                    let lines: Money = (1..=6)
                        .filter_map(|row| amount(page, "24F", Some(row), "charges"))
                        .sum();
                    prop_assert_eq!(totals[idx], Some(lines));
                    let here = amount(page, "29", None, "amount paid").unwrap_or_default();
                    prop_assert!(is_last || here <= lines);
                }
                MultiPage::Continued => {
                    prop_assert_eq!(totals[idx].is_some(), is_last);
                    let word = page.text("28", None, "continued");
                    prop_assert_eq!(word, (!is_last).then_some("CONTINUED"));
                }
            }
        }
    }

    #[test]
    fn the_same_claim_gives_the_same_pages(claim in any_claim()) {
        prop_assert_eq!(fill(&claim), fill(&claim));
    }
}
