//! Codes as typed: which are well-formed, and how they come back.

use proptest::prelude::*;

use super::*;

#[test]
fn diagnosis_codes_lose_their_dot_and_get_capitals() {
    for (typed, bare, dotted) in [
        ("E11.9", "E119", "E11.9"),
        ("e119", "E119", "E11.9"),
        (" I10 ", "I10", "I10"),
        ("C4A.0", "C4A0", "C4A.0"),
        ("s72.001a", "S72001A", "S72.001A"),
        ("U07.1", "U071", "U07.1"),
        ("qa0.0101", "QA00101", "QA0.0101"),
        ("T36.0X1A", "T360X1A", "T36.0X1A"),
    ] {
        let code = DiagnosisCode::parse(typed).unwrap();
        assert_eq!((code.as_str(), code.dotted().as_str()), (bare, dotted));
    }
}

#[test]
fn malformed_diagnosis_codes_are_named() {
    for (typed, sentence) in [
        ("", "the code is missing"),
        ("  ", "the code is missing"),
        (
            "E1",
            "E1 is not the shape of an ICD-10-CM code, such as E11.9",
        ),
        (
            "E11.",
            "E11. is not the shape of an ICD-10-CM code, such as E11.9",
        ),
        (
            "E11.-",
            "E11.- is not the shape of an ICD-10-CM code, such as E11.9",
        ),
        (
            "250.00",
            "250.00 is not the shape of an ICD-10-CM code, such as E11.9",
        ),
        (
            "E11.65432",
            "E11.65432 is not the shape of an ICD-10-CM code, such as E11.9",
        ),
        (
            "COPD",
            "COPD is not the shape of an ICD-10-CM code, such as E11.9",
        ),
        (
            "Ö11",
            "Ö11 is not the shape of an ICD-10-CM code, such as E11.9",
        ),
        ("E1.19", "the dot in E1.19 stands after the wrong character"),
        (
            "E11.6.5",
            "E11.6.5 is not the shape of an ICD-10-CM code, such as E11.9",
        ),
    ] {
        assert_eq!(
            DiagnosisCode::parse(typed).unwrap_err().to_string(),
            sentence
        );
    }
}

#[test]
fn icd9_codes_have_their_own_shape() {
    let parse = |text| DiagnosisCode::parse_as(text, IcdIndicator::Icd9);
    for (typed, bare, dotted) in [
        ("250.00", "25000", "250.00"),
        ("V70.0", "V700", "V70.0"),
        ("E812.0", "E8120", "E812.0"),
        ("401", "401", "401"),
    ] {
        let code = parse(typed).unwrap();
        assert_eq!((code.as_str(), code.dotted().as_str()), (bare, dotted));
    }
    for typed in ["E11.9", "I10", "25", "250000", "25.000"] {
        assert!(parse(typed).is_err(), "{typed}");
    }
}

#[test]
fn procedure_codes_are_cpt_or_level_two_shapes() {
    for (typed, code, system) in [
        ("99213", "99213", CodeSystem::Cpt),
        ("0001f", "0001F", CodeSystem::Cpt),
        (" j3420", "J3420", CodeSystem::Hcpcs),
    ] {
        let procedure = ProcedureCode::parse(typed).unwrap();
        assert_eq!((procedure.as_str(), procedure.system()), (code, system));
    }
    for typed in [
        "", "9921", "992133", "9921-", "J342", "JJ420", "J342A", "é9213",
    ] {
        assert!(ProcedureCode::parse(typed).is_err(), "{typed}");
    }
}

#[test]
fn what_was_typed_is_held_for_the_scrubber_where_the_form_could_carry_it() {
    for (typed, indicator) in [
        ("250.00", IcdIndicator::Icd10),
        ("ABC", IcdIndicator::Icd10),
        ("I10", IcdIndicator::Icd9),
    ] {
        let code = DiagnosisCode::typed(typed, indicator).unwrap();
        assert!(!code.is_well_formed(), "{typed}");
        let again = DiagnosisCode::typed(&code.dotted(), indicator).unwrap();
        assert_eq!(again, code);
    }
    for typed in ["", "E1", "E1.19", "E11.", "E11.-", "E11.65432", "Ö11"] {
        assert!(
            DiagnosisCode::typed(typed, IcdIndicator::Icd10).is_err(),
            "{typed}"
        );
    }
    assert!(!"9921".parse::<ProcedureCode>().unwrap().is_well_formed());
    for typed in ["", "9921300", "9921-", "é9213"] {
        assert!(typed.parse::<ProcedureCode>().is_err(), "{typed}");
    }
}

#[test]
fn modifiers_and_places_have_two_characters() {
    assert_eq!(Modifier::parse("lt").unwrap().as_str(), "LT");
    assert!(Modifier::parse("L").is_err());
    assert!(Modifier::parse("2-").is_err());
    assert!(Modifier::parse("é").is_err());
    assert_eq!(PlaceOfService::parse("11").unwrap().name(), Some("Office"));
    assert_eq!(PlaceOfService::parse("98").unwrap().name(), None);
    assert!(PlaceOfService::parse("1").is_err());
    assert!(PlaceOfService::parse("1A").is_err());
}

#[test]
fn a_code_is_in_force_on_its_first_and_last_day() {
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    let mut entry = CodeEntry {
        system: CodeSystem::Icd10Cm,
        code: "G35".into(),
        billable: true,
        valid_from: Some(day("2024-10-01")),
        valid_to: Some(day("2025-09-30")),
        short: "Multiple sclerosis".into(),
        long: "Multiple sclerosis".into(),
    };
    for (on, expected) in [
        ("2024-09-30", false),
        ("2024-10-01", true),
        ("2025-09-30", true),
        ("2025-10-01", false),
    ] {
        assert_eq!(entry.in_force(day(on)), expected, "{on}");
    }
    entry.valid_from = None;
    entry.valid_to = None;
    assert!(entry.in_force(day("1990-01-01")));
}

#[test]
fn codes_survive_being_written_and_read_and_nonsense_does_not_get_in() {
    let code = DiagnosisCode::parse_as("V70.0", IcdIndicator::Icd9).unwrap();
    let text = serde_json::to_string(&code).unwrap();
    assert_eq!(text, r#"["9","V700"]"#);
    assert_eq!(serde_json::from_str::<DiagnosisCode>(&text).unwrap(), code);
    assert!(serde_json::from_str::<DiagnosisCode>(r#"["0","V7"]"#).is_err());
    assert!(serde_json::from_str::<Modifier>(r#""ABC""#).is_err());
}

proptest! {
    #[test]
    fn any_text_parses_or_is_refused_in_one_line(text in ".{0,40}") {
        let sentences = [
            DiagnosisCode::parse(&text).map(|code| code.dotted()),
            DiagnosisCode::parse_as(&text, IcdIndicator::Icd9).map(|code| code.dotted()),
            ProcedureCode::parse(&text).map(String::from),
            Modifier::parse(&text).map(String::from),
            PlaceOfService::parse(&text).map(String::from),
        ];
        for error in sentences.into_iter().filter_map(Result::err) {
            prop_assert!(!error.to_string().contains('\n') || text.contains('\n'));
        }
    }

    #[test]
    fn a_dotted_code_reads_back_as_itself(text in "[A-Z][0-9][0-9A-Z]{1,5}") {
        let code = DiagnosisCode::parse(&text).unwrap();
        prop_assert_eq!(DiagnosisCode::parse(&code.dotted()).unwrap(), code);
    }
}
