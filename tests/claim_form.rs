//! Boxes 1 to 13 and 25 to 33 of the CMS-1500 by kind of payer and coverage.
//!
//! Each case names the rule it stands for: an item of the NUCC manual, an item of the Medicare
//! Claims Processing Manual (MCPM), chapter 26, or a clause of the practice's import contract.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "common/scene.rs"]
mod scene;

use almoner::domain::claim::form::fill;
use almoner::domain::coverage::CoverageDraft;
use scene::{Expected, Scene, assert_boxes, coverage, payer};

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
