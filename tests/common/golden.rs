//! Claims whose pages are kept as reviewed: one of each kind that a small practice bills, which
//! between them fill every field of the form. A test that takes them has `scene` beside it.

#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use almoner::domain::authorization::AuthorizationDraft;
use almoner::domain::coverage::CoverageDraft;
use almoner::domain::encounter::line::LineDraft;
use almoner::domain::facility::FacilityDraft;
use almoner::domain::provider::{PayerNumberDraft, ProviderDraft};

use almoner::domain::fee::FeeDraft;
use almoner::domain::records::{ClaimEntry, Records};

use super::scene::{Scene, coverage, line, payer};

#[path = "golden/medicare.rs"]
mod medicare;
#[path = "golden/paper.rs"]
mod paper;
#[path = "golden/payer_kind.rs"]
mod payer_kind;

use medicare::*;
use paper::*;
use payer_kind::*;

/// Every golden claim with the name of its file.
pub fn scenes() -> Vec<(&'static str, Scene)> {
    vec![
        ("medicare_primary", medicare_primary()),
        (
            "medicare_secondary_working_aged",
            medicare_secondary_working_aged(),
        ),
        ("medicare_after_retirement", medicare_after_retirement()),
        ("medicare_medigap", medicare_medigap()),
        ("medicare_medicaid_crossover", medicare_medicaid_crossover()),
        ("medicaid_epsdt", medicaid_epsdt()),
        ("tricare_spouse", tricare_spouse()),
        ("champva_not_assigned", champva_not_assigned()),
        ("feca", feca()),
        ("group_maternity", group_maternity()),
        ("bcbs_child_of_subscriber", bcbs_child_of_subscriber()),
        ("commercial_secondary", commercial_secondary()),
        ("workers_comp_appeal", workers_comp_appeal()),
        ("auto_accident", auto_accident()),
        ("seven_lines_separate", seven_lines_separate()),
        ("fourteen_lines_continued", fourteen_lines_continued()),
        ("ndc_layout_a", ndc_layout("COMMERCIAL", "A")),
        ("ndc_layout_b", ndc_layout("MEDICARE", "")),
        ("ndc_layout_c", ndc_layout("MEDICAID", "C")),
        ("inpatient_stay", inpatient_stay()),
        ("outside_laboratory", outside_laboratory()),
        ("six_full_lines", six_full_lines()),
        ("replacement", resubmission("7")),
        ("void", resubmission("8")),
        ("names_beyond_the_form", names_beyond_the_form()),
    ]
}

/// The number that a golden claim has in a practice of all of them.
pub fn number(idx: usize) -> String {
    format!("{}", 1001 + idx)
}

/// A practice with these visits, each with a claim of its own under `number`. Ids that scenes share
/// get the scene's name in front.
pub fn records(scenes: &[(&'static str, Scene)]) -> Records {
    let mut records = Records {
        practice: Some(Scene::new("OTHER").practice.build().unwrap()),
        ..Records::default()
    };
    for (idx, (name, scene)) in scenes.iter().enumerate() {
        let scene = apart(name, scene);
        let mut claim = scene.claim();
        let facts = &mut claim.facts;
        records.patients.push(facts.patient.clone());
        records
            .payers
            .extend(scene.payers.iter().map(|payer| payer.build().unwrap()));
        records
            .coverages
            .extend(scene.coverages.iter().map(|held| held.build().unwrap()));
        records.providers.append(&mut facts.rendering_providers);
        records.providers.extend(facts.referring_provider.take());
        records.facilities.extend(facts.facility.take());
        records.authorizations.extend(facts.authorization.take());
        records.payer_numbers.append(&mut facts.payer_numbers);
        records.claims.push(ClaimEntry {
            id: number(idx).parse().unwrap(),
            encounter: facts.encounter.id.clone(),
            coverage: facts.coverage.id.clone(),
            status: claim.status,
            is_on_hold: false,
            created_on: "2026-03-03".parse().unwrap(),
            printed_on: None,
            mailed_on: None,
            closed_on: None,
        });
        for line in &facts.encounter.lines {
            if !records.fees.iter().any(|fee| fee.code == line.code) {
                let fee = FeeDraft {
                    schedule: "standard".into(),
                    code: line.code.to_string(),
                    effective_on: "2026-01-01".into(),
                    fee: line.charge.to_string(),
                    ..FeeDraft::default()
                };
                records.fees.push(fee.build().unwrap());
            }
        }
        records.encounters.push(facts.encounter.clone());
    }
    records
}

/// The scene with ids of its own.
pub fn apart(name: &str, scene: &Scene) -> Scene {
    let mut scene = scene.clone();
    let own = |id: &mut String| {
        if !id.is_empty() {
            *id = format!("{name}-{id}");
        }
    };
    own(&mut scene.patient.patient_id);
    scene.payers.iter_mut().for_each(|it| own(&mut it.payer_id));
    for held in &mut scene.coverages {
        own(&mut held.coverage_id);
        own(&mut held.patient_id);
        own(&mut held.payer_id);
    }
    own(&mut scene.rendering.provider_id);
    if let Some(it) = &mut scene.referring {
        own(&mut it.provider_id);
    }
    if let Some(it) = &mut scene.facility {
        own(&mut it.facility_id);
    }
    if let Some(it) = &mut scene.authorization {
        own(&mut it.authorization_id);
        own(&mut it.patient_id);
        own(&mut it.coverage_id);
    }
    for it in &mut scene.payer_numbers {
        own(&mut it.provider_id);
        own(&mut it.payer_id);
    }
    for id in [
        &mut scene.visit.visit_id,
        &mut scene.visit.patient_id,
        &mut scene.visit.rendering_provider_id,
        &mut scene.visit.referring_provider_id,
        &mut scene.visit.facility_id,
        &mut scene.visit.authorization_id,
        &mut scene.visit.bill_coverage_id,
    ] {
        own(id);
    }
    for line in &mut scene.lines {
        own(&mut line.visit_id);
        own(&mut line.rendering_provider_id);
    }
    scene
}

/// A visit whose one line points to both diagnoses, or for Medicare, which takes one pointer a line,
/// to the only one. Only a plan of its own has a group and a name.
fn visit(kind: &str) -> Scene {
    Scene::new(kind).with(|s| {
        if kind == "MEDICARE" {
            s.visit.dx_b = String::new();
        } else {
            s.lines[0].pointers = "AB".into();
        }
        if !["BCBS", "COMMERCIAL", "GROUP", "HMO", "OTHER"].contains(&kind) {
            s.coverages[0].group_number = String::new();
            s.coverages[0].plan_name = String::new();
        }
    })
}

fn named(scene: &mut Scene, last: &str, first: &str, middle: &str) {
    scene.patient.last_name = last.into();
    scene.patient.first_name = first.into();
    scene.patient.middle_name = middle.into();
}

fn subscriber(scene: &mut Scene, coverage: usize, relationship: &str, name: [&str; 3], sex: &str) {
    let [last, first, middle] = name.map(String::from);
    let held = &mut scene.coverages[coverage];
    *held = CoverageDraft {
        relationship: relationship.into(),
        subscriber_last_name: last,
        subscriber_first_name: first,
        subscriber_middle_name: middle,
        subscriber_birth_date: "1979-11-05".into(),
        subscriber_sex: sex.into(),
        subscriber_address1: "44 Cedar Ct.".into(),
        subscriber_address2: "Apt. 5-B".into(),
        subscriber_city: "Lake Oswego".into(),
        subscriber_state: "OR".into(),
        subscriber_zip: "97034-2211".into(),
        subscriber_phone: "(503) 555-0177".into(),
        ..held.clone()
    };
}

fn referring(qualifier: &str, other_id: (&str, &str)) -> impl FnOnce(&mut Scene) {
    move |scene: &mut Scene| {
        scene.visit.referring_provider_id = "DR2".into();
        scene.visit.referring_qualifier = qualifier.into();
        scene.referring = Some(ProviderDraft {
            provider_id: "DR2".into(),
            last_name: "Green-Ortiz".into(),
            first_name: "Bo".into(),
            middle_name: "T".into(),
            credentials: "D.O.".into(),
            npi: "1992999882".into(),
            other_id_qualifier: other_id.0.into(),
            other_id: other_id.1.into(),
            ..ProviderDraft::default()
        });
    }
}

fn hospital() -> FacilityDraft {
    FacilityDraft {
        facility_id: "F1".into(),
        name: "St. Mary's Hospital".into(),
        address1: "900 River Rd.".into(),
        city: "Salem".into(),
        state: "OR".into(),
        zip: "97301-0900".into(),
        npi: "1558598797".into(),
        place_of_service: "21".into(),
        other_id_qualifier: "LU".into(),
        other_id: "LOC-9".into(),
        ..FacilityDraft::default()
    }
}

fn authorization(number: &str, kind: &str) -> Option<AuthorizationDraft> {
    Some(AuthorizationDraft {
        authorization_id: "A1".into(),
        patient_id: "P1".into(),
        coverage_id: "C1".into(),
        number: number.into(),
        kind: kind.into(),
        ..AuthorizationDraft::default()
    })
}

fn service(number: usize, code: &str, pointers: &str, charge: &str) -> LineDraft {
    LineDraft {
        code: code.into(),
        pointers: pointers.into(),
        charge: charge.into(),
        ..line(number)
    }
}
