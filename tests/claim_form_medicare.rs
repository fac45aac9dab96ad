//! The boxes of the CMS-1500 that Medicare wants otherwise: first payer, second payer, Medigap.
//!
//! Each case names the item of the Medicare Claims Processing Manual (MCPM), chapter 26, or the
//! instruction of a Medicare contractor that it stands for.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "common/scene.rs"]
mod scene;

use almoner::domain::claim::form::fill;
use almoner::domain::coverage::CoverageDraft;
use almoner::domain::provider::ProviderDraft;
use scene::{Expected, Scene, assert_boxes, coverage, payer, rules_of};

const NO_11A: [Expected<'static>; 3] = [
    ("11a", None, "insured birth MM", ""),
    ("11a", None, "sex F", ""),
    ("11a", None, "sex M", ""),
];

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
