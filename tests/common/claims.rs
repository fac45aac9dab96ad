//! Any legal claim as a strategy, for properties of what is made from claims. A test that takes it
//! has `scene` beside it.

#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use almoner::domain::authorization::AuthorizationDraft;
use almoner::domain::claim::Claim;
use almoner::domain::coverage::CoverageDraft;
use almoner::domain::encounter::EncounterDraft;
use almoner::domain::encounter::line::LineDraft;
use almoner::domain::facility::FacilityDraft;
use almoner::domain::patient::PatientDraft;
use almoner::domain::payer::PayerDraft;
use almoner::domain::provider::{PayerNumberDraft, ProviderDraft};
use proptest::prelude::*;
use proptest::sample::select;

use super::scene::{Scene, coverage, line, payer};

/// Text as people type it: ordinary, long, with accents, in other scripts, with any mark.
fn typed() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[A-Za-z][A-Za-z '.-]{0,14}",
        1 => "[A-Za-z0-9 ]{20,90}",
        1 => "[A-Za-zÀ-žłøßæÞ ]{1,30}",
        1 => "\\PC{0,40}",
        1 => Just(String::new()),
    ]
}

fn number() -> impl Strategy<Value = String> {
    prop_oneof![4 => "[A-Z0-9-]{1,16}", 1 => "[A-Z0-9]{17,40}", 1 => "\\PC{1,12}"]
}

fn maybe(options: &'static [&'static str]) -> impl Strategy<Value = String> {
    select(options).prop_map(String::from)
}

fn money() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => 0..100_000_u32,
        1 => 0..99_999_999_u32,
    ]
    .prop_map(|cents| format!("{}.{:02}", cents / 100, cents % 100))
}

fn day() -> impl Strategy<Value = String> {
    (2020..2027, 1..=12, 1..=28).prop_map(|(y, m, d)| format!("{y}-{m:02}-{d:02}"))
}

fn maybe_day() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), day()]
}

const YES_NO: &[&str] = &["", "Y", "N"];
const QUALIFIERS: &[&str] = &["0B", "1G", "G2", "LU", "ZZ"];

fn any_line() -> impl Strategy<Value = LineDraft> {
    let what = (
        maybe(&["99213", "J3420", "0001F", "A0425", "G0008"]),
        proptest::collection::vec("[A-Z0-9]{2}", 0..=4),
        "[A-L]{1,6}",
        money(),
        maybe(&["", "1", "2.5", "0.25", "100", "1500", "12.375"]),
    );
    let shaded = (
        maybe(&["", "59148-0016-65", "59148001665", "5914800166"]),
        maybe(&["", "UN", "ML", "F2"]),
        maybe(&["", "1", "2.5", "1234567.125"]),
        typed(),
    );
    let marks = (
        maybe(YES_NO),
        maybe(&["", "Y", "AV", "NU"]),
        maybe(YES_NO),
        maybe(&["", "21", "12"]),
    );
    (what, shaded, marks).prop_map(
        |((code, modifiers, pointers, charge, units), (ndc, unit, quantity, free), marks)| {
            let modifier = |idx: usize| modifiers.get(idx).cloned().unwrap_or_default();
            LineDraft {
                code,
                modifier1: modifier(0),
                modifier2: modifier(1),
                modifier3: modifier(2),
                modifier4: modifier(3),
                pointers,
                charge,
                units,
                ndc,
                ndc_unit: unit,
                ndc_quantity: quantity,
                supplemental: free,
                emergency: marks.0,
                epsdt: marks.1,
                family_plan: marks.2,
                place_of_service: marks.3,
                ..line(1)
            }
        },
    )
}

fn any_payer(id: &'static str) -> impl Strategy<Value = PayerDraft> {
    let kinds = maybe(&[
        "MEDICARE",
        "MEDICAID",
        "TRICARE",
        "CHAMPVA",
        "GROUP",
        "FECA",
        "BLACK_LUNG",
        "BCBS",
        "COMMERCIAL",
        "HMO",
        "WORKERS_COMP",
        "AUTO",
        "OTHER",
    ]);
    let rules = (
        maybe(&["", "PATIENT_PAID", "PRIOR_PAYER_PAID", "ALL_PAID"]),
        maybe(&["", "WHEN_DIFFERENT", "ALWAYS"]),
        maybe(&["", "SEPARATE", "CONTINUED"]),
        maybe(&["", "A", "B", "C"]),
        maybe(&["", "MMDDYY", "MMDDYYYY"]),
    );
    let flags = (maybe(YES_NO), maybe(YES_NO), maybe(YES_NO), maybe(YES_NO));
    let texts = (typed(), typed(), typed(), typed(), number());
    (kinds, rules, flags, texts).prop_map(
        move |(kind, rules, flags, (name, address1, address2, city, billing_id))| PayerDraft {
            name: format!("Plan {name}"),
            address1,
            address2,
            city,
            accept_assignment: flags.0,
            box29: rules.0,
            box32: rules.1,
            forms: rules.2,
            ndc_layout: rules.3,
            dates: rules.4,
            phones: flags.1,
            zip_hyphen: flags.2,
            taxonomy_boxes: flags.3,
            billing_id_qualifier: "G2".into(),
            billing_id: format!("7{billing_id}"),
            ..payer(id, "", &kind)
        },
    )
}

fn any_coverage(rank: usize) -> impl Strategy<Value = CoverageDraft> {
    let choice = (
        maybe(&["SELF", "SPOUSE", "CHILD", "OTHER"]),
        maybe(&["", "GROUP", "OTHER"]),
        maybe(YES_NO),
        maybe(&["", "M", "F", "U"]),
        any::<bool>(),
    );
    let texts = (typed(), typed(), typed(), typed(), typed(), typed());
    let numbers = (
        number(),
        number(),
        prop_oneof![Just(String::new()), number()],
    );
    (choice, texts, numbers, maybe_day(), maybe_day()).prop_map(
        move |(choice, texts, (member, group, medigap), birth, retired)| {
            let id = ["C1", "C2", "C3"][rank];
            let is_organization = choice.4;
            let person = |text: String| {
                if is_organization { String::new() } else { text }
            };
            CoverageDraft {
                relationship: choice.0,
                plan_kind: choice.1,
                assign_benefits: choice.2,
                subscriber_sex: choice.3,
                subscriber_last_name: person(format!("X{}", texts.0)),
                subscriber_first_name: person(format!("Y{}", texts.1)),
                subscriber_middle_name: person(texts.2),
                subscriber_organization: if is_organization {
                    format!("Org {}", texts.3)
                } else {
                    String::new()
                },
                subscriber_address1: texts.3,
                subscriber_city: texts.4,
                subscriber_state: "WA".into(),
                subscriber_zip: "981011234".into(),
                subscriber_phone: "2065550123".into(),
                subscriber_employer: texts.5.clone(),
                plan_name: texts.5,
                group_number: group,
                medigap_id: medigap,
                subscriber_birth_date: birth,
                subscriber_retired_on: retired,
                effective_on: "2010-01-01".into(),
                ..coverage(
                    id,
                    &(rank + 1).to_string(),
                    ["PAY1", "PAY2", "PAY3"][rank],
                    &format!("M{member}"),
                )
            }
        },
    )
}

fn any_provider(id: &'static str) -> impl Strategy<Value = ProviderDraft> {
    (
        (typed(), typed(), typed(), typed(), typed(), typed()),
        (number(), maybe(QUALIFIERS), maybe(YES_NO)),
    )
        .prop_map(move |(names, (other, qualifier, signed))| ProviderDraft {
            provider_id: id.into(),
            last_name: format!("L{}", names.0),
            first_name: format!("F{}", names.1),
            middle_name: names.2,
            suffix: names.3,
            credentials: names.4,
            npi: "1245319599".into(),
            taxonomy: "207Q00000X".into(),
            signature_on_file: signed,
            signature: names.5,
            other_id_qualifier: qualifier,
            other_id: format!("9{other}"),
            ..ProviderDraft::default()
        })
}

fn any_patient() -> impl Strategy<Value = PatientDraft> {
    (
        (
            typed(),
            typed(),
            typed(),
            typed(),
            typed(),
            typed(),
            typed(),
        ),
        maybe(&["M", "F", "U"]),
        maybe(YES_NO),
    )
        .prop_map(|(texts, sex, signed)| PatientDraft {
            last_name: format!("N{}", texts.0),
            first_name: format!("G{}", texts.1),
            middle_name: texts.2,
            suffix: texts.3,
            address1: texts.4,
            address2: texts.5,
            city: texts.6,
            sex,
            signature_on_file: signed,
            ..Scene::new("OTHER").patient
        })
}

fn any_facility() -> impl Strategy<Value = FacilityDraft> {
    (
        typed(),
        typed(),
        typed(),
        typed(),
        number(),
        maybe(QUALIFIERS),
    )
        .prop_map(
            |(name, address1, address2, city, other_id, qualifier)| FacilityDraft {
                facility_id: "F1".into(),
                name: format!("Place {name}"),
                address1: format!("3 {address1}"),
                address2,
                city: format!("At {city}"),
                state: "OR".into(),
                zip: "97203".into(),
                npi: "1558598797".into(),
                place_of_service: "22".into(),
                other_id_qualifier: qualifier,
                other_id: format!("5{other_id}"),
            },
        )
}

fn any_visit() -> impl Strategy<Value = EncounterDraft> {
    let dates = (
        maybe_day(),
        maybe_day(),
        maybe_day(),
        maybe_day(),
        maybe_day(),
        maybe_day(),
        maybe_day(),
    );
    let marks = (
        maybe(YES_NO),
        maybe(YES_NO),
        maybe(YES_NO),
        maybe(YES_NO),
        maybe(&["", "431", "484"]),
        maybe(&["", "454", "439", "090"]),
        maybe(&["", "DN", "DK", "DQ"]),
        maybe(&["", "7", "8"]),
    );
    let texts = (
        typed(),
        typed(),
        number(),
        number(),
        prop_oneof![Just(String::new()), number()],
    );
    let amounts = (
        prop_oneof![Just(String::new()), money()],
        prop_oneof![Just(String::new()), money()],
        prop_oneof![Just(String::new()), money()],
    );
    let diagnoses =
        proptest::collection::vec(maybe(&["", "E11.9", "I10", "S72.001A", "Z00.00"]), 12);
    let codes = maybe(&["", "W2", "AA AB AC", "W3 AI AH AA AB"]);
    (dates, marks, texts, amounts, diagnoses, codes).prop_map(
        |(dates, marks, texts, amounts, dx, claim_codes)| EncounterDraft {
            accident_on: dates.0,
            illness_on: dates.1,
            other_on: dates.2,
            unable_to_work_from: dates.3,
            unable_to_work_to: dates.4,
            hospital_from: dates.5,
            hospital_to: dates.6,
            employment: marks.0,
            auto_accident: marks.1,
            auto_state: "OR".into(),
            other_accident: marks.2,
            outside_lab: marks.3,
            illness_qualifier: marks.4,
            other_qualifier: marks.5,
            referring_qualifier: marks.6,
            resubmission_code: marks.7,
            additional_information: format!("{} {}", texts.0, texts.1),
            original_reference: texts.2,
            property_casualty_claim_number: texts.3,
            account_number: texts.4,
            outside_lab_charge: amounts.0,
            patient_paid: amounts.1,
            prior_payer_paid: amounts.2,
            claim_codes,
            dx_a: dx[0].clone(),
            dx_b: dx[1].clone(),
            dx_c: dx[2].clone(),
            dx_d: dx[3].clone(),
            dx_e: dx[4].clone(),
            dx_f: dx[5].clone(),
            dx_g: dx[6].clone(),
            dx_h: dx[7].clone(),
            dx_i: dx[8].clone(),
            dx_j: dx[9].clone(),
            dx_k: dx[10].clone(),
            dx_l: dx[11].clone(),
            ..Scene::new("OTHER").visit
        },
    )
}

/// Any claim that the records can hold: every payer kind and paper rule, one to three coverages of
/// which any is billed, no line to a hundred, texts of any script and length.
pub fn any_claim() -> impl Strategy<Value = Claim> {
    let people = (
        any_patient(),
        any_provider("DR1"),
        proptest::option::of(any_provider("DR2")),
        proptest::option::of(any_facility()),
    );
    let payers = (any_payer("PAY1"), any_payer("PAY2"), any_payer("PAY3"));
    let coverages = (any_coverage(0), any_coverage(1), any_coverage(2));
    let lines = prop_oneof![
        6 => proptest::collection::vec(any_line(), 0..=20),
        1 => proptest::collection::vec(any_line(), 21..=100),
    ];
    let numbers = proptest::option::of((maybe(&["DR1", "DR2", "F1"]), maybe(QUALIFIERS), number()));
    (
        people,
        payers,
        coverages,
        (any_visit(), lines, numbers),
        1..=3_usize,
        0..3_usize,
        number(),
    )
        .prop_map(
            |(people, payers, coverages, (visit, lines, numbers), held, billed, authorization)| {
                let mut scene = Scene::new("OTHER");
                (
                    scene.patient,
                    scene.rendering,
                    scene.referring,
                    scene.facility,
                ) = people;
                scene.payers = vec![payers.0, payers.1, payers.2];
                scene.coverages = vec![coverages.0, coverages.1, coverages.2];
                scene.coverages.truncate(held);
                scene.visit = visit;
                scene.visit.bill_coverage_id = scene.coverages[billed % held].coverage_id.clone();
                scene.lines = lines;
                for (line, number) in scene.lines.iter_mut().zip(1..) {
                    line.line = format!("{number}");
                }
                scene.authorization = Some(AuthorizationDraft {
                    authorization_id: "A1".into(),
                    patient_id: "P1".into(),
                    coverage_id: "C1".into(),
                    number: format!("1{authorization}"),
                    ..AuthorizationDraft::default()
                });
                scene.payer_numbers = numbers
                    .into_iter()
                    .map(|(holder, qualifier, id)| PayerNumberDraft {
                        provider_id: holder,
                        payer_id: "PAY1".into(),
                        qualifier,
                        id: format!("8{id}"),
                    })
                    .collect();
                scene.claim()
            },
        )
}
