//! What is offered as she types: codes for a field, and anything for Ctrl+K; in time.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "common/office.rs"]
mod office;

use almoner::commands::codes::{self, CodeField, Offered, Standing};
use almoner::commands::find::{Hit, find};
use almoner::commands::{Saving, favorites, visits};
use almoner::domain::code::{CodeSystem, DiagnosisCode};
use almoner::domain::encounter::EncounterDraft;
use almoner::store::Database;
use futures_executor::block_on;
use office::scene::Scene;
use office::{biller, office, today};

fn with_a_visit() -> Database {
    let scene = Scene::new("GROUP");
    let database = office(&scene);
    let draft = EncounterDraft {
        dx_b: "E11.65".into(),
        ..scene.visit
    };
    let saving = Saving::new(biller(), today());
    let _ = block_on(visits::save(database.clone(), draft, scene.lines, saving)).unwrap();
    database
}

fn offered(database: &Database, field: CodeField, text: &str, patient: &str) -> Vec<Offered> {
    block_on(codes::type_ahead(
        database.clone(),
        field,
        text.into(),
        patient.parse().ok(),
        today(),
        12,
    ))
    .unwrap()
}

fn shown(offered: &[Offered]) -> Vec<String> {
    offered.iter().map(|it| it.entry.shown_code()).collect()
}

#[test]
fn a_patients_own_codes_come_first_then_favorites() {
    let database = with_a_visit();
    let set = |code: &str, slot| {
        block_on(favorites::set(
            database.clone(),
            CodeSystem::Icd10Cm,
            code.into(),
            slot,
        ))
        .unwrap();
    };
    set("I10", Some(3));
    let hers = offered(&database, CodeField::Diagnosis, "", "P1");
    assert_eq!(shown(&hers), ["E11.9", "E11.65", "I10"]);
    assert_eq!(hers[2].standing, Standing::Favorite(3));
    let another = offered(&database, CodeField::Diagnosis, "", "P2");
    assert_eq!(another[0].standing, Standing::Favorite(3));
    assert_eq!(another[1].standing, Standing::Used);

    assert_eq!(
        shown(&offered(&database, CodeField::Diagnosis, "/3", "P1")),
        ["I10"]
    );
    assert!(offered(&database, CodeField::Diagnosis, "/4", "P1").is_empty());

    let typed = offered(&database, CodeField::Diagnosis, "e11", "P1");
    assert_eq!(typed[0].entry.code, "E11");
    let standings: Vec<_> = typed.iter().map(|it| it.standing).collect();
    assert_eq!(
        &standings[..4],
        [
            Standing::Typed,
            Standing::Patient,
            Standing::Patient,
            Standing::Other
        ]
    );
    set("I10", None);
    assert!(offered(&database, CodeField::Diagnosis, "/3", "P1").is_empty());
}

#[test]
fn a_field_is_offered_only_what_it_takes() {
    let database = with_a_visit();
    let is_of = |field, text, system| {
        let found = offered(&database, field, text, "P1");
        assert!(!found.is_empty(), "{text}");
        assert!(found.iter().all(|it| it.entry.system == system), "{text}");
    };
    is_of(CodeField::Diagnosis, "diabetes", CodeSystem::Icd10Cm);
    is_of(
        CodeField::PlaceOfService,
        "office",
        CodeSystem::PlaceOfService,
    );
    is_of(CodeField::PlaceOfService, "11", CodeSystem::PlaceOfService);
    is_of(CodeField::Modifier, "25", CodeSystem::Modifier);
    is_of(CodeField::Procedure, "J1885", CodeSystem::Hcpcs);
    is_of(CodeField::Procedure, "992", CodeSystem::Cpt);
    assert_eq!(
        shown(&offered(&database, CodeField::Procedure, "", "P1")),
        ["99213"]
    );
}

#[test]
fn the_tree_goes_from_categories_to_codes_with_their_notes() {
    let database = with_a_visit();
    let branch = |code: Option<&str>| {
        let code = code.map(|code| DiagnosisCode::parse(code).unwrap());
        block_on(codes::branch(database.clone(), code, today()))
    };
    let listed = |entries: &[almoner::domain::code::CodeEntry]| -> Vec<String> {
        entries.iter().map(|entry| entry.shown_code()).collect()
    };
    let root = branch(None).unwrap();
    assert_eq!(listed(&root.children), ["E11", "I10", "S72"]);
    let diabetes = branch(Some("E11")).unwrap();
    assert!(listed(&diabetes.children).starts_with(&["E11.0".into(), "E11.1".into()]));
    assert!(!diabetes.notes.is_empty());
    let deep = branch(Some("S72.001")).unwrap();
    assert_eq!(listed(&deep.above), ["S72", "S72.0", "S72.00"]);
    assert!(
        deep.children
            .iter()
            .all(|entry| entry.billable && entry.code.len() == 7)
    );
    assert_eq!(deep.children.len(), 16);
    assert!(branch(Some("Z99")).is_err());
}

#[test]
fn one_box_finds_anything_best_first() {
    let database = with_a_visit();
    let places: Vec<String> = ["Claims", "New patient", "Print ready claims"]
        .map(str::to_owned)
        .to_vec();
    let hits = |text: &str| {
        block_on(find(
            database.clone(),
            text.into(),
            places.clone(),
            today(),
            20,
        ))
        .unwrap()
    };
    assert_eq!(hits(" ").len(), places.len());
    assert!(matches!(&hits("doe")[0], Hit::Patient(patient) if patient.id.as_str() == "P1"));
    assert!(matches!(&hits("1")[0], Hit::Claim(claim) if claim.id.as_str() == "1"));
    assert!(matches!(&hits("v1")[0], Hit::Visit(visit) if visit.patient_name.last == "Doe"));
    assert!(matches!(&hits("e11.9")[0], Hit::Code(code) if code.code == "E119"));
    assert_eq!(hits("claims pri")[0], Hit::Place(2));
    assert!(matches!(&hits("hypertension")[0], Hit::Code(code) if code.code == "I10"));
    assert!(hits("\"';--%_*").is_empty());
}
