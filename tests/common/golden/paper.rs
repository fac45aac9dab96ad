//! Claims that show what the paper does with many lines, drugs, places, corrections and long texts.

use super::{FacilityDraft, LineDraft, Scene, authorization, coverage, hospital, named, payer};
use super::{referring, service, visit};

pub fn seven_lines_separate() -> Scene {
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

pub fn fourteen_lines_continued() -> Scene {
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

pub fn ndc_layout(kind: &str, layout: &str) -> Scene {
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

pub fn inpatient_stay() -> Scene {
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

pub fn outside_laboratory() -> Scene {
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
pub fn six_full_lines() -> Scene {
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

pub fn resubmission(code: &str) -> Scene {
    visit("COMMERCIAL").with(|s| {
        named(s, "Bell", "Oscar", "");
        s.patient.sex = "M".into();
        s.visit.resubmission_code = code.into();
        s.visit.original_reference = "2026-0455-8812".into();
        s.lines[0].units = "1.5".into();
    })
}

/// Texts that the form has no room or no letters for: shortened and written in its letters.
pub fn names_beyond_the_form() -> Scene {
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
