//! Boxes 14 to 24 and 32 of the CMS-1500, the split over forms, and what the paper cannot carry.
//!
//! Each case names the rule it stands for: an item of the NUCC manual, an item of the Medicare
//! Claims Processing Manual (MCPM), chapter 26, or a clause of the practice's import contract.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "common/scene.rs"]
mod scene;

use almoner::domain::authorization::AuthorizationDraft;
use almoner::domain::claim::form::{FormPage, fill};
use almoner::domain::encounter::line::LineDraft;
use almoner::domain::facility::FacilityDraft;
use almoner::domain::finding::Severity;
use almoner::domain::provider::{PayerNumberDraft, ProviderDraft};
use scene::{Scene, assert_boxes, assert_page, line, rules_of};

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
