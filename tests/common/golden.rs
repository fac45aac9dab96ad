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

fn medicare_primary() -> Scene {
    visit("MEDICARE")
        .with(|s| {
            named(s, "Whitfield", "Dorothy", "Mae");
            s.payers[0].name = "Medicare Part B".into();
            s.payers[0].address2 = "Claims Dept.".into();
            s.coverages[0] = coverage("C1", "1", "PAY1", "1EG4-TE5-MK73");
            s.visit.illness_on = "2026-02-20".into();
            s.visit.illness_qualifier = "431".into();
            s.visit.patient_paid = "20.50".into();
            s.visit.dx_b = "I10".into();
            s.lines[0].pointers = "B".into();
            s.lines.push(service(2, "36415", "A", "12"));
        })
        .with(referring("DN", ("0B", "OR-123")))
}

fn medicare_secondary_working_aged() -> Scene {
    visit("GROUP").with(|s| {
        named(s, "Okafor", "Grace", "");
        s.payers[0].name = "Cascade Health Trust".into();
        s.payers[0].payer_code = "123456789".into();
        s.payers.push(payer("PAY2", "Medicare Part B", "MEDICARE"));
        subscriber(s, 0, "SPOUSE", ["Okafor", "Samuel", "E"], "M");
        s.coverages[0].subscriber_birth_date = "1955-01-02".into();
        s.coverages[0].subscriber_employer = "Timber & Sons, Inc.".into();
        s.coverages[0].subscriber_address1 = "PO Box 12".into();
        s.coverages.push(CoverageDraft {
            medicare_secondary_reason: "12".into(),
            ..coverage("C2", "2", "PAY2", "2AB3-CD4-EF56")
        });
        s.coverages[1].member_id = "1EG4-TE5-MK72".into();
        s.visit.bill_coverage_id = "C2".into();
        s.visit.prior_payer_paid = "96.40".into();
        s.visit.patient_paid = "15".into();
        s.visit.dx_b = String::new();
        s.lines[0].pointers = "A".into();
    })
}

fn medicare_after_retirement() -> Scene {
    visit("MEDICARE").with(|s| {
        named(s, "Lindqvist", "Arne", "");
        s.patient.sex = "M".into();
        s.payers[0].name = "Medicare Part B".into();
        s.coverages[0] = CoverageDraft {
            subscriber_retired_on: "2015-06-30".into(),
            ..coverage("C1", "1", "PAY1", "1EG4TE5MK73")
        };
        s.visit.place_of_service = "12".into();
        s.lines[0].code = "99348".into();
    })
}

fn medicare_medigap() -> Scene {
    visit("MEDICARE").with(|s| {
        named(s, "Nuñez", "José", "A");
        s.patient.sex = "M".into();
        s.payers[0].name = "Medicare Part B".into();
        s.payers
            .push(payer("PAY2", "Evergreen Supplement", "COMMERCIAL"));
        s.coverages[0] = coverage("C1", "1", "PAY1", "1EG4TE5MK73");
        s.coverages.push(CoverageDraft {
            medigap_id: "55001".into(),
            group_number: "EV-7788.1".into(),
            assign_benefits: "Y".into(),
            ..coverage("C2", "2", "PAY2", "M55")
        });
    })
}

fn medicare_medicaid_crossover() -> Scene {
    visit("MEDICARE").with(|s| {
        named(s, "Tran", "Linh", "");
        s.payers[0].name = "Medicare Part B".into();
        s.payers
            .push(payer("PAY2", "Oregon Health Plan", "MEDICAID"));
        s.coverages[0] = coverage("C1", "1", "PAY1", "1EG4TE5MK73");
        s.coverages.push(coverage("C2", "2", "PAY2", "OHP-7720-11"));
        let nursing_home = FacilityDraft {
            name: "Willow Glen Nursing Center".into(),
            place_of_service: "31".into(),
            ..hospital()
        };
        s.at_facility(nursing_home, "31");
    })
}

fn medicaid_epsdt() -> Scene {
    visit("MEDICAID")
        .with(|s| {
            named(s, "Rivera", "Mateo", "L");
            s.patient.sex = "M".into();
            s.patient.birth_date = "2019-04-09".into();
            s.payers[0].name = "Oregon Health Plan".into();
            s.payers[0].taxonomy_boxes = "Y".into();
            s.coverages[0].member_id = "OHP-4471-09".into();
            s.visit.dx_a = "Z00.121".into();
            s.visit.dx_b = "H66.91".into();
            s.authorization = authorization("38D0123456", "CLIA");
            s.visit.authorization_id = "A1".into();
            s.lines = vec![
                LineDraft {
                    epsdt: "ST".into(),
                    ..service(1, "99392", "A", "140")
                },
                LineDraft {
                    epsdt: "Y".into(),
                    emergency: "Y".into(),
                    modifier1: "25".into(),
                    ..service(2, "99213", "BA", "95.25")
                },
                LineDraft {
                    family_plan: "Y".into(),
                    ..service(3, "87880", "B", "24")
                },
            ];
        })
        .with(referring("DK", ("ZZ", "208000000X")))
}

fn tricare_spouse() -> Scene {
    visit("TRICARE").with(|s| {
        named(s, "Sutton", "Elena", "");
        s.payers[0].name = "TRICARE West Region".into();
        s.payers[0].phones = "Y".into();
        s.payers[0].zip_hyphen = "Y".into();
        s.payers[0].dates = "MMDDYYYY".into();
        s.patient.zip = "97202-3344".into();
        s.coverages[0].member_id = "012 34567 890".into();
        subscriber(s, 0, "SPOUSE", ["Sutton", "Marcus", "D"], "M");
        s.coverages[0].subscriber_suffix = "Jr.".into();
        s.visit.unable_to_work_from = "2026-02-23".into();
        s.visit.unable_to_work_to = "2026-03-01".into();
        s.visit.illness_on = "2026-02-22".into();
        s.visit.illness_qualifier = "431".into();
        s.visit.other_on = "2026-02-16".into();
        s.visit.other_qualifier = "444".into();
    })
}

fn champva_not_assigned() -> Scene {
    visit("CHAMPVA").with(|s| {
        named(s, "Hale", "Rosemary", "");
        s.payers[0].name = "VHA Office of Community Care".into();
        s.payers[0].accept_assignment = "N".into();
        s.coverages[0].assign_benefits = "N".into();
        s.visit.other_accident = "Y".into();
        s.visit.accident_on = "2026-02-28".into();
        s.visit.dx_a = "S61.411A".into();
        s.visit.dx_b = String::new();
        s.lines[0].pointers = "A".into();
        s.lines[0].emergency = "Y".into();
    })
}

fn feca() -> Scene {
    visit("FECA").with(|s| {
        named(s, "Baker", "Tom", "");
        s.patient.sex = "M".into();
        s.patient.suffix = "III".into();
        s.payers[0].name = "U.S. Department of Labor, OWCP".into();
        s.coverages[0].member_id = "55-1234567".into();
        s.visit.employment = "Y".into();
        s.visit.accident_on = "2026-02-12".into();
        s.visit.unable_to_work_from = "2026-02-13".into();
        s.visit.dx_a = "S39.012A".into();
        s.visit.dx_b = String::new();
        s.lines[0].pointers = "A".into();
        s.practice.tax_id = "541-22-6789".into();
        s.practice.tax_id_type = "SSN".into();
    })
}

fn group_maternity() -> Scene {
    visit("GROUP").with(|s| {
        named(s, "Abara", "Ngozi", "");
        s.patient.birth_date = "1994-08-21".into();
        s.payers[0].phones = "Y".into();
        s.coverages[0].assign_benefits = "Y".into();
        s.visit.illness_on = "2025-12-15".into();
        s.visit.illness_qualifier = "484".into();
        s.visit.outside_lab = "N".into();
        s.visit.dx_a = "Z34.01".into();
        s.visit.dx_b = String::new();
        s.lines[0].pointers = "A".into();
        s.visit.patient_paid = "25".into();
    })
}

fn bcbs_child_of_subscriber() -> Scene {
    visit("BCBS").with(|s| {
        named(s, "O'Neil-Park", "Ava", "June");
        s.patient.birth_date = "2012-05-30".into();
        s.payers[0].name = "Blue Cross Blue Shield".into();
        s.payers[0].billing_id_qualifier = "G2".into();
        s.payers[0].billing_id = "BC-00417".into();
        s.payers.push(payer("PAY2", "Summit Life", "COMMERCIAL"));
        subscriber(s, 0, "CHILD", ["O'Neil", "Kathleen", "R"], "F");
        s.coverages.push(CoverageDraft {
            group_number: "SL-20".into(),
            plan_name: "Summit Choice".into(),
            ..coverage("C2", "2", "PAY2", "SL99-1")
        });
        subscriber(s, 1, "CHILD", ["Park", "Daniel", ""], "M");
        s.payer_numbers = vec![PayerNumberDraft {
            provider_id: "DR1".into(),
            payer_id: "PAY1".into(),
            qualifier: "G2".into(),
            id: "BC-77120".into(),
        }];
        s.visit.dx_a = "J06.9".into();
        s.visit.dx_b = "H66.91".into();
        s.visit.patient_paid = "30".into();
        s.visit.account_number = "ONEIL-2012".into();
    })
}

fn commercial_secondary() -> Scene {
    visit("COMMERCIAL").with(|s| {
        named(s, "Marsh", "Kelly", "P");
        s.payers[0].name = "Harbor Mutual".into();
        s.payers.push(payer("PAY2", "Pacific Benefit", "HMO"));
        s.coverages.push(CoverageDraft {
            group_number: "PB 300".into(),
            plan_name: "Select HMO".into(),
            assign_benefits: "Y".into(),
            ..coverage("C2", "2", "PAY2", "PB-1001")
        });
        subscriber(s, 1, "SPOUSE", ["Marsh", "Robin", ""], "F");
        s.visit.bill_coverage_id = "C2".into();
        s.visit.prior_payer_paid = "88".into();
        s.visit.patient_paid = "12".into();
    })
}

fn workers_comp_appeal() -> Scene {
    visit("WORKERS_COMP")
        .with(|s| {
            named(s, "Fischer", "Uwe", "");
            s.patient.sex = "M".into();
            s.payers[0].name = "State Accident Fund".into();
            s.payers[0].phones = "Y".into();
            s.coverages[0] = CoverageDraft {
                relationship: "OTHER".into(),
                subscriber_organization: "Columbia Freight Co.".into(),
                subscriber_address1: "7 Dock St.".into(),
                subscriber_city: "Astoria".into(),
                subscriber_state: "OR".into(),
                subscriber_zip: "97103".into(),
                subscriber_phone: "503-555-0150".into(),
                ..s.coverages[0].clone()
            };
            s.visit.employment = "Y".into();
            s.visit.accident_on = "2026-01-19".into();
            s.visit.illness_on = "2026-01-21".into();
            s.visit.illness_qualifier = "431".into();
            s.visit.unable_to_work_from = "2026-01-20".into();
            s.visit.unable_to_work_to = "2026-02-15".into();
            s.visit.property_casualty_claim_number = "WC-2026/00451".into();
            s.visit.claim_codes = "W3".into();
            s.visit.original_reference = "SAF-88120-3".into();
            s.visit.dx_a = "S39.012A".into();
            s.visit.dx_b = String::new();
            s.lines[0].pointers = "A".into();
        })
        .with(referring("DQ", ("LU", "LOC-3")))
}

fn auto_accident() -> Scene {
    visit("AUTO").with(|s| {
        named(s, "Price", "Jordan", "");
        s.patient.sex = "U".into();
        s.payers[0].name = "Roadside Casualty".into();
        subscriber(s, 0, "OTHER", ["Price", "Harold", "W"], "M");
        s.coverages[0].group_number = "POL-5561".into();
        s.coverages[0].plan_name = "Personal auto".into();
        s.visit.auto_accident = "Y".into();
        s.visit.auto_state = "WA".into();
        s.visit.accident_on = "2026-02-26".into();
        s.visit.property_casualty_claim_number = "RC-99-3120".into();
        s.visit.dx_a = "S13.4XXA".into();
        s.visit.dx_b = "V43.52XA".into();
    })
}

fn seven_lines_separate() -> Scene {
    visit("COMMERCIAL").with(|s| {
        named(s, "Vance", "Irene", "");
        s.visit.dx_c = "E78.5".into();
        s.visit.dx_d = "K21.9".into();
        s.visit.patient_paid = "405".into();
        s.lines = vec![
            service(1, "99214", "AB", "210"),
            service(2, "36415", "AD", "12"),
            service(3, "80053", "AB", "48.50"),
            service(4, "83036", "A", "31"),
            service(5, "80061", "C", "42.75"),
            service(6, "93000", "B", "55"),
            service(7, "81003", "CB", "14"),
        ];
    })
}

fn fourteen_lines_continued() -> Scene {
    visit("HMO").with(|s| {
        named(s, "Castellano", "Peter", "J");
        s.patient.sex = "M".into();
        s.payers[0].name = "Island Health Plan".into();
        s.payers[0].forms = "CONTINUED".into();
        s.payers[0].dates = "MMDDYYYY".into();
        s.visit.dx_a = "M17.11".into();
        s.visit.dx_b = "M54.50".into();
        s.visit.patient_paid = "40".into();
        s.visit.prior_payer_paid = "125.10".into();
        s.lines = (1..=14)
            .map(|number| LineDraft {
                from_on: format!("2026-02-{:02}", number + 2),
                units: "2".into(),
                modifier1: "GP".into(),
                ..service(
                    number,
                    "97110",
                    if number % 2 == 0 { "BA" } else { "A" },
                    "64",
                )
            })
            .collect();
    })
}

fn ndc_layout(kind: &str, layout: &str) -> Scene {
    visit(kind).with(|s| {
        named(s, "Moss", "Adele", "");
        if kind == "MEDICARE" {
            s.coverages[0] = coverage("C1", "1", "PAY1", "1EG4TE5MK73");
        }
        s.payers[0].ndc_layout = layout.into();
        s.visit.dx_a = "D51.0".into();
        s.visit.dx_b = "M17.11".into();
        s.lines = vec![
            service(1, "99213", "A", "150"),
            LineDraft {
                ndc: "0517-0031-25".into(),
                ndc_unit: "ML".into(),
                ndc_quantity: "1".into(),
                ..service(2, "J3420", "A", "8.40")
            },
            LineDraft {
                ndc: "00003029305".into(),
                ndc_unit: "UN".into(),
                ndc_quantity: "0.5".into(),
                units: "4".into(),
                supplemental: "Left knee".into(),
                ..service(3, "J3301", "B", "66")
            },
        ];
    })
}

fn inpatient_stay() -> Scene {
    visit("COMMERCIAL").with(|s| {
        named(s, "Ferro", "Lucia", "");
        s.at_facility(hospital(), "21");
        s.visit.hospital_from = "2026-02-25".into();
        s.visit.hospital_to = "2026-02-28".into();
        s.visit.other_on = "2026-02-24".into();
        s.visit.other_qualifier = "453".into();
        s.visit.additional_information =
            "PWKOZFX0042317   Discharge summary follows by fax, seen daily by covering partner"
                .into();
        s.visit.dx_a = "J18.9".into();
        s.authorization = authorization("PA-2026-00771", "PRIOR_AUTH");
        s.visit.authorization_id = "A1".into();
        s.rendering.signature = "Amy Brown MD".into();
        s.lines = vec![
            LineDraft {
                from_on: "2026-02-25".into(),
                ..service(1, "99222", "AB", "310")
            },
            LineDraft {
                from_on: "2026-02-26".into(),
                to_on: "2026-02-27".into(),
                units: "2".into(),
                ..service(2, "99232", "A", "280")
            },
            LineDraft {
                from_on: "2026-02-28".into(),
                ..service(3, "99238", "A", "165")
            },
        ];
    })
}

fn outside_laboratory() -> Scene {
    visit("OTHER").with(|s| {
        named(s, "Dunn", "Teresa", "");
        s.at_facility(
            FacilityDraft {
                name: "North Coast Pathology, LLC".into(),
                place_of_service: "81".into(),
                other_id_qualifier: "G2".into(),
                ..hospital()
            },
            "11",
        );
        s.visit.outside_lab = "Y".into();
        s.visit.outside_lab_charge = "1042.50".into();
        s.lines = vec![LineDraft {
            modifier1: "90".into(),
            ..service(1, "88305", "AB", "1180")
        }];
    })
}

/// Six lines with all that a line can hold, and all twelve diagnoses.
fn six_full_lines() -> Scene {
    visit("COMMERCIAL")
        .with(|s| {
            named(s, "Yamamoto", "Keiko", "");
            s.payers.push(payer("PAY2", "Second Plan", "COMMERCIAL"));
            s.coverages.push(coverage("C2", "2", "PAY2", "ZX-1"));
            s.rendering.other_id_qualifier = "1G".into();
            s.rendering.other_id = "UP1234567".into();
            s.visit.claim_codes = "AA AB AC".into();
            let codes = [
                "E11.9", "I10", "E78.5", "K21.9", "M17.11", "J45.909", "N18.31", "F32.A", "G47.33",
                "Z79.4", "I25.10", "D51.0",
            ];
            let columns = [
                &mut s.visit.dx_a,
                &mut s.visit.dx_b,
                &mut s.visit.dx_c,
                &mut s.visit.dx_d,
                &mut s.visit.dx_e,
                &mut s.visit.dx_f,
                &mut s.visit.dx_g,
                &mut s.visit.dx_h,
                &mut s.visit.dx_i,
                &mut s.visit.dx_j,
                &mut s.visit.dx_k,
                &mut s.visit.dx_l,
            ];
            for (column, code) in columns.into_iter().zip(codes) {
                *column = code.into();
            }
            let pointers = ["ABCD", "EFGH", "IJKL", "ACEG", "BDFH", "LKJI"];
            s.lines = (1..=6)
                .zip(pointers)
                .map(|(number, pointers)| LineDraft {
                    from_on: format!("2026-02-{:02}", 10 + number),
                    to_on: format!("2026-02-{:02}", 16 + number),
                    units: "7".into(),
                    place_of_service: ["11", "12"][number % 2].into(),
                    emergency: "Y".into(),
                    modifier1: "25".into(),
                    modifier2: "GP".into(),
                    modifier3: "KX".into(),
                    modifier4: "LT".into(),
                    epsdt: ["AV", "S2", "ST", "NU"][number % 4].into(),
                    ndc: "0517-0031-25".into(),
                    ndc_unit: ["UN", "ML", "F2", "GR", "ME"][number % 5].into(),
                    ndc_quantity: "1234.125".into(),
                    supplemental: "Given by the visiting nurse twice".into(),
                    ..service(number, "J3420", pointers, "123456.78")
                })
                .collect();
        })
        .with(referring("DN", ("G2", "HM-4410")))
}

fn resubmission(code: &str) -> Scene {
    visit("COMMERCIAL").with(|s| {
        named(s, "Bell", "Oscar", "");
        s.patient.sex = "M".into();
        s.visit.resubmission_code = code.into();
        s.visit.original_reference = "2026-0455-8812".into();
        s.lines[0].units = "1.5".into();
    })
}

/// Texts that the form has no room or no letters for: shortened and written in its letters.
fn names_beyond_the_form() -> Scene {
    visit("COMMERCIAL").with(|s| {
        named(s, "Brzęczyszczykiewicz-Łukaszewska", "Małgorzata", "Ż");
        s.payers[0].name =
            "The Amalgamated Brotherhood of Lumber and Sawmill Workers Health Fund".into();
        s.payers[0].address1 = "100 Hausmannstraße, Gebäude 7 / Étage 12".into();
        s.patient.address1 = "1450 Old Stagecoach Mountain Road Northwest #1204".into();
        s.patient.city = "Saint-Rémy-de-Provence".into();
        s.at_facility(
            FacilityDraft {
                name: "Our Lady of Perpetual Help Rehabilitation Center".into(),
                city: "Llanfairpwllgwyngyll Springs".into(),
                place_of_service: "31".into(),
                ..hospital()
            },
            "31",
        );
    })
}
