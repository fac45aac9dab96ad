//! The shipped code sets in a practice file: what is found, known and changed by later editions.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, OnceLock};

use almoner::domain::code::edition::Listing;
use almoner::domain::code::known::CodeStatus;
use almoner::domain::code::set::NoteKind;
use almoner::domain::code::{CodeEntry, CodeSystem, DiagnosisCode, Modifier, ProcedureCode};
use almoner::exchange::codes::shipped;
use almoner::store::code::load::{self, Loaded};
use almoner::store::code::{known, notes, search::search};
use chrono::NaiveDate;
use proptest::prelude::*;
use rusqlite::{Connection, Transaction};

/// The full sets, loaded once. Tests that change them do so in a transaction that is rolled back.
fn full() -> MutexGuard<'static, Connection> {
    static FULL: OnceLock<Mutex<Connection>> = OnceLock::new();
    FULL.get_or_init(|| {
        let mut connection = Connection::open_in_memory().unwrap();
        connection
            .execute_batch(include_str!("../migrations/V2__codes.sql"))
            .unwrap();
        let transaction = connection.transaction().unwrap();
        load::fill(&transaction, &shipped::code_set().unwrap()).unwrap();
        transaction.commit().unwrap();
        Mutex::new(connection)
    })
    .lock()
    .unwrap_or_else(|poisoned| poisoned.into_inner())
}

fn changing(test: impl FnOnce(&Transaction<'_>)) {
    let mut connection = full();
    let transaction = connection.transaction().unwrap();
    test(&transaction);
    transaction.rollback().unwrap();
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn shown_in(connection: &Connection, text: &str, on: &str) -> Vec<String> {
    search(connection, text, day(on), 12)
        .unwrap()
        .iter()
        .map(|entry| format!("{} {}", entry.system, entry.shown_code()))
        .collect()
}

fn shown(text: &str) -> Vec<String> {
    shown_in(&full(), text, "2026-03-02")
}

fn diagnosis(text: &str) -> DiagnosisCode {
    DiagnosisCode::parse(text).unwrap()
}

fn status(code: &str, on: &str) -> CodeStatus {
    let code = diagnosis(code);
    known(&full(), std::slice::from_ref(&code), &[], &[])
        .unwrap()
        .diagnosis(&code, day(on))
}

#[test]
fn the_best_answer_comes_first() {
    for (text, answer) in [
        ("E11.9", "ICD10CM E11.9"),
        ("e119", "ICD10CM E11.9"),
        (" e11.9 ", "ICD10CM E11.9"),
        ("e11", "ICD10CM E11"),
        ("hypertension", "ICD10CM I10"),
        ("HYPERTENS", "ICD10CM I10"),
        ("high blood pressure", "ICD10CM I10"),
        ("pressure blood high", "ICD10CM I10"),
        ("diabetes type 2", "ICD10CM E11.9"),
        ("type 2 diab", "ICD10CM E11.9"),
        ("diab neur", "ICD10CM E11.40"),
        ("low back pain", "ICD10CM M54.50"),
        ("uti", "ICD10CM N39.0"),
        ("flu", "ICD10CM J11.1"),
        ("ckd stage 3", "ICD10CM N18.30"),
        ("depression", "ICD10CM F32.A"),
        ("sore throat", "ICD10CM J02.9"),
        ("crohn's", "ICD10CM K50.90"),
        ("crohns", "ICD10CM K50.90"),
        ("Ménière", "ICD10CM H81.09"),
        ("meniere", "ICD10CM H81.09"),
        ("J3420", "HCPCS J3420"),
        ("j3420", "HCPCS J3420"),
        ("vitamin b12 injection", "HCPCS J3420"),
        ("vitamin b-12 inj", "HCPCS J3420"),
        ("G0439", "HCPCS G0439"),
        ("G04.39", "ICD10CM G04.39"),
        ("25", "MODIFIER 25"),
        ("LT", "MODIFIER LT"),
        ("office", "POS 11"),
        ("11", "POS 11"),
        ("standard wheelchair", "HCPCS K0001"),
    ] {
        let answers = shown(text);
        assert_eq!(
            answers.first().map(String::as_str),
            Some(answer),
            "{text}: {answers:?}"
        );
    }
}

#[test]
fn billable_codes_come_before_their_heading() {
    let answers = shown("low back pain");
    assert_eq!(
        answers[..3],
        ["ICD10CM M54.50", "ICD10CM M54.51", "ICD10CM M54.59"]
    );
    assert_eq!(answers.last().unwrap(), "ICD10CM M54.5");
}

#[test]
fn a_dot_means_a_diagnosis() {
    assert_eq!(shown("E11.9"), ["ICD10CM E11.9"]);
    assert!(shown("E119").contains(&"HCPCS E1190".to_owned()));
}

#[test]
fn what_is_nowhere_has_no_answer() {
    for text in ["", "   ", "…", "\"", "zzzzz", "low back qqqqq", "E11.99999"] {
        assert_eq!(shown(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn the_day_decides_between_old_and_new_codes() {
    let connection = full();
    let first = |on| shown_in(&connection, "multiple sclerosis", on).remove(0);
    assert_eq!(first("2025-09-30"), "ICD10CM G35");
    assert_eq!(first("2025-10-01"), "ICD10CM G35.D");
    // One line for a code, however many spans it has.
    let answers = shown_in(&connection, "G35", "2025-10-01");
    let count = |code: &str| answers.iter().filter(|answer| *answer == code).count();
    assert_eq!(count("ICD10CM G35"), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_text_is_an_error(text in any::<String>(), limit in 0usize..40) {
        let found = search(&full(), &text, day("2026-03-02"), limit).unwrap();
        prop_assert!(found.len() <= limit);
    }

    #[test]
    fn no_mixture_of_query_syntax_is_an_error(
        text in r#"([a-z0-9]{0,4}|["'*^:(){}+.,-]|AND|OR|NOT|NEAR\(|words:| ){0,12}"#
    ) {
        let _found = search(&full(), &text, day("2026-03-02"), 12).unwrap();
    }
}

#[test]
fn a_heading_names_its_billable_codes() {
    assert_eq!(
        status("M54.5", "2026-03-02"),
        CodeStatus::NotBillable {
            description: "Low back pain".into(),
            children: vec!["M54.50".into(), "M54.51".into(), "M54.59".into()],
            more: false,
        }
    );
    let CodeStatus::NotBillable { children, more, .. } = status("E11", "2026-03-02") else {
        panic!("E11 is a heading");
    };
    assert_eq!(children[0], "E11.00");
    assert!(more);
}

#[test]
fn october_changes_what_may_be_billed() {
    let valid = |text: &str| CodeStatus::Valid {
        description: text.into(),
    };
    assert_eq!(status("G35", "2025-09-30"), valid("Multiple sclerosis"));
    let CodeStatus::NotBillable { children, .. } = status("G35", "2025-10-01") else {
        panic!("G35 became a heading");
    };
    assert_eq!(children[0], "G35.A");
    assert_eq!(
        status("G35.D", "2025-09-30"),
        CodeStatus::NotInForce {
            from: Some(day("2025-10-01")),
            to: None
        }
    );
    assert_eq!(
        status("I10", "2024-09-30"),
        CodeStatus::BeforeSet {
            set_from: day("2024-10-01")
        }
    );
    assert_eq!(status("Q99.99", "2026-03-02"), CodeStatus::Unknown);
}

#[test]
fn procedures_and_modifiers_have_their_own_dates() {
    let procedure = |text| ProcedureCode::parse(text).unwrap();
    let modifier = |text| Modifier::parse(text).unwrap();
    let procedures = [procedure("J3420"), procedure("99213"), procedure("A2040")];
    let modifiers = [
        modifier("25"),
        modifier("LT"),
        modifier("QQ"),
        modifier("0Z"),
    ];
    let facts = known(&full(), &[], &procedures, &modifiers).unwrap();
    let on = day("2026-03-02");
    assert!(matches!(
        facts.procedure(&procedures[0], on),
        CodeStatus::Valid { .. }
    ));
    assert_eq!(facts.procedure(&procedures[1], on), CodeStatus::Unknown);
    assert_eq!(
        facts.procedure(&procedures[2], on),
        CodeStatus::NotInForce {
            from: Some(day("2026-04-01")),
            to: None
        }
    );
    assert!(matches!(
        facts.procedure(&procedures[2], day("2026-04-01")),
        CodeStatus::Valid { .. }
    ));
    assert!(matches!(
        facts.modifier(&modifiers[0], on),
        CodeStatus::Valid { .. }
    ));
    assert!(matches!(
        facts.modifier(&modifiers[1], on),
        CodeStatus::Valid { .. }
    ));
    assert_eq!(facts.modifier(&modifiers[3], on), CodeStatus::Unknown);
}

#[test]
fn exclusions_manifestations_and_notes_are_at_hand() {
    let codes = ["A04.0", "A05.1", "I10", "D63.8"].map(diagnosis);
    let facts = known(&full(), &codes, &[], &[]).unwrap();
    let note = |one, other| {
        facts
            .excluded_together(one, other)
            .map(|exclusion| exclusion.note.as_str())
    };
    let expected = Some("bacterial foodborne intoxications, NEC (A05.-)");
    assert_eq!(note(&codes[0], &codes[1]), expected);
    assert_eq!(note(&codes[1], &codes[0]), expected);
    assert_eq!(note(&codes[0], &codes[2]), None);
    assert!(facts.is_manifestation(&codes[3]));
    assert!(!facts.is_manifestation(&codes[2]));
    // The left side of this one is the range A15-A19.
    let codes = ["A15.0", "P37.0"].map(diagnosis);
    let facts = known(&full(), &codes, &[], &[]).unwrap();
    assert!(facts.excluded_together(&codes[1], &codes[0]).is_some());

    let notes = notes(&full(), &diagnosis("I10")).unwrap();
    assert!(notes.iter().any(|note| note.kind == NoteKind::Excludes1));
}

#[test]
fn the_practice_s_own_codes_are_found_and_known() {
    changing(|transaction| {
        let code = ProcedureCode::parse("99213").unwrap();
        load::remember(transaction, &code, "").unwrap();
        assert_eq!(shown_in(transaction, "9921", "2026-03-02")[0], "CPT 99213");
        load::remember(transaction, &code, "Returning guest, twenty minutes").unwrap();
        // A code met again without a description keeps the one it has.
        load::remember(transaction, &code, "").unwrap();
        assert_eq!(
            shown_in(transaction, "twenty guest", "2026-03-02"),
            ["CPT 99213"]
        );
        let facts = known(transaction, &[], std::slice::from_ref(&code), &[]).unwrap();
        assert_eq!(
            facts.procedure(&code, day("2026-03-02")),
            CodeStatus::Valid {
                description: "Returning guest, twenty minutes".into()
            }
        );
        // What a set holds already stays as the set has it.
        let b12 = ProcedureCode::parse("J3420").unwrap();
        load::remember(transaction, &b12, "shot").unwrap();
        assert!(!shown_in(transaction, "shot", "2026-03-02").contains(&"HCPCS J3420".into()));
    });
}

fn all_diagnoses(connection: &Connection, on: &str) -> HashMap<String, Listing> {
    connection
        .prepare(
            "SELECT code, billable, ifnull(short, long), long FROM code WHERE system = 'ICD10CM' \
             AND valid_from <= ?1 AND ifnull(valid_to, '9999') >= ?1",
        )
        .unwrap()
        .query_map([on], |row| {
            Ok((
                row.get(0)?,
                Listing {
                    billable: row.get(1)?,
                    short: row.get(2)?,
                    long: row.get(3)?,
                },
            ))
        })
        .unwrap()
        .map(Result::unwrap)
        .collect()
}

#[test]
fn an_edition_already_at_hand_changes_nothing() {
    changing(|transaction| {
        let listings = all_diagnoses(transaction, "2025-10-01");
        let loaded = load::apply_edition(
            transaction,
            CodeSystem::Icd10Cm,
            day("2025-10-01"),
            &listings,
        )
        .unwrap();
        assert_eq!((loaded.added, loaded.changed), (0, 0));
        assert_eq!(loaded.same, 98_436);
    });
}

#[test]
fn a_later_edition_ends_adds_and_splits_codes_from_its_day() {
    changing(|transaction| {
        let mut listings = all_diagnoses(transaction, "2026-10-01");
        let gone = listings.remove("J029").unwrap();
        listings.get_mut("I10").unwrap().billable = false;
        let child = Listing {
            billable: true,
            short: "Salty hypertension".into(),
            long: "Salty hypertension".into(),
        };
        let _none = listings.insert("I10A".into(), child);
        let loaded = load::apply_edition(
            transaction,
            CodeSystem::Icd10Cm,
            day("2027-10-01"),
            &listings,
        )
        .unwrap();
        assert_eq!((loaded.added, loaded.changed), (1, 2));
        assert_eq!(gone.long, "Acute pharyngitis, unspecified");

        let first = |text, on| shown_in(transaction, text, on).remove(0);
        assert_eq!(first("sore throat", "2027-09-30"), "ICD10CM J02.9");
        assert_eq!(first("sore throat", "2027-10-01"), "ICD10CM J02.0");
        assert_eq!(first("salty hyper", "2027-10-01"), "ICD10CM I10.A");
        // Terms stay with their code through editions.
        assert!(shown_in(transaction, "htn", "2027-10-01").contains(&"ICD10CM I10".into()));
        let code = diagnosis("I10");
        let facts = known(transaction, std::slice::from_ref(&code), &[], &[]).unwrap();
        assert_eq!(
            facts.diagnosis(&code, day("2027-10-01")),
            CodeStatus::NotBillable {
                description: "Essential (primary) hypertension".into(),
                children: vec!["I10.A".into()],
                more: false,
            }
        );
    });
}

#[test]
fn codes_with_dates_replace_what_was_at_hand() {
    changing(|transaction| {
        let entry = |code: &str, to: &str| CodeEntry {
            system: CodeSystem::Hcpcs,
            code: code.into(),
            billable: true,
            valid_from: Some(day("2004-01-01")),
            valid_to: to.parse().ok(),
            short: "Standard wheelchair".into(),
            long: "Standard wheelchair".into(),
        };
        let entries = vec![entry("K0001", "2026-06-30"), entry("K9999", "")];
        let loaded = load::apply_dated(transaction, entries.clone()).unwrap();
        let expected = Loaded {
            added: 1,
            changed: 1,
            same: 0,
        };
        assert_eq!(loaded, expected);
        assert_eq!(load::apply_dated(transaction, entries).unwrap().same, 2);
        let code = ProcedureCode::parse("K0001").unwrap();
        let facts = known(transaction, &[], std::slice::from_ref(&code), &[]).unwrap();
        assert_eq!(
            facts.procedure(&code, day("2026-07-01")),
            CodeStatus::NotInForce {
                from: Some(day("2004-01-01")),
                to: Some(day("2026-06-30"))
            }
        );
        let answers = shown_in(transaction, "standard wheelchair", "2026-07-01");
        assert_eq!(answers[0], "HCPCS K9999");
    });
}
