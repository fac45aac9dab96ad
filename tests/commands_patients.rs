//! Finding patients, their cards, and what entering facts about them does.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use almoner::commands::patients::{self, Likeness, PatientColumn, PatientOrder, PatientRow};
use almoner::commands::{Author, Error, Saving, demo, sample};
use almoner::domain::authorization::{AuthorizationDraft, EligibilityDraft};
use almoner::domain::claim::ClaimStatus;
use almoner::domain::coverage::CoverageDraft;
use almoner::domain::patient::PatientDraft;
use almoner::exchange::codes::shipped;
use almoner::store::{self, Database, audit};
use chrono::NaiveDate;
use futures_executor::block_on;

fn today() -> NaiveDate {
    "2026-11-20".parse().unwrap()
}

fn author() -> Author {
    Author {
        user: "tester".into(),
        at: "2026-11-20T08:30:00Z".parse().unwrap(),
    }
}

fn saving() -> Saving {
    Saving::new(author(), today())
}

fn person(id: &str, last: &str, first: &str, birth: &str, phone: &str) -> PatientDraft {
    PatientDraft {
        patient_id: id.into(),
        last_name: last.into(),
        first_name: first.into(),
        birth_date: birth.into(),
        sex: "F".into(),
        phone: phone.into(),
        ..PatientDraft::default()
    }
}

/// Five people who can be mixed up.
fn people() -> Database {
    let database = Database::in_memory().unwrap();
    for draft in [
        PatientDraft {
            middle_name: "Anne".into(),
            ..person("P-0007", "Smith", "Mary", "1951-03-14", "(503) 555-0123")
        },
        person("P-0008", "Smithson", "Zoe", "1980-12-01", "503.555.0199"),
        person("1007", "O'Brien-Łuk", "José María", "2019-03-14", ""),
        person("X9", "de la Cruz", "Ana", "1999-10-31", "1 971 555 0123"),
        person("10", "Mary", "Smith", "1965-01-02", ""),
    ] {
        let _ = block_on(patients::save_patient(database.clone(), draft, saving())).unwrap();
    }
    database
}

fn ids(rows: &[PatientRow]) -> Vec<&str> {
    rows.iter().map(|row| row.id.as_str()).collect()
}

fn found(database: &Database, text: &str) -> Vec<String> {
    let rows = block_on(patients::search(database.clone(), text.into(), 10, today())).unwrap();
    ids(&rows).into_iter().map(str::to_owned).collect()
}

#[test]
fn a_patient_is_found_by_whatever_of_her_is_typed() {
    let database = people();
    let mut wrong = Vec::new();
    for (text, expected) in [
        ("smi", &["P-0007", "P-0008", "10"][..]),
        ("smith mary", &["P-0007", "10"]),
        ("mary smith", &["10", "P-0007"]),
        ("anne sm", &["P-0007"]),
        ("Smith, M", &["P-0007", "10"]),
        ("jose", &["1007"]),
        ("JOSÉ", &["1007"]),
        ("obrien", &["1007"]),
        ("o'brien", &["1007"]),
        ("brien luk maria", &["1007"]),
        ("dela", &["X9"]),
        ("de la c", &["X9"]),
        ("delacruz", &["X9"]),
        ("3/14/51", &["P-0007"]),
        ("03/14/1951", &["P-0007"]),
        ("1951-03-14", &["P-0007"]),
        ("031451", &["P-0007"]),
        ("03141951", &["P-0007"]),
        ("3/14", &["1007", "P-0007"]),
        ("3/14/19", &["1007", "P-0007"]),
        ("smith 3/14", &["P-0007"]),
        ("10/31/1999", &["X9"]),
        ("5035550123", &["P-0007"]),
        ("503-555-0123", &["P-0007"]),
        ("(503) 555", &["P-0007", "P-0008"]),
        ("555-01", &["X9", "P-0007", "P-0008"]),
        ("0123", &["X9", "P-0007"]),
        ("1007", &["1007"]),
        ("#1007", &["1007"]),
        ("p-0008", &["P-0008"]),
        ("P0008", &["P-0008"]),
        ("8", &["P-0008"]),
        ("x9", &["X9"]),
        ("10", &["10", "X9", "1007"]),
        ("smith zzz", &[]),
        ("\" OR NEAR(*", &[]),
    ] {
        let found = found(&database, text);
        if found != expected {
            wrong.push(format!("{text:?} finds {found:?} instead of {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn an_answer_follows_every_change_of_the_patient() {
    let database = people();
    let card = |id: &str| {
        block_on(patients::card(
            database.clone(),
            id.parse().unwrap(),
            today(),
        ))
        .unwrap()
    };
    let zoe = card("P-0008").patient;
    let draft = PatientDraft {
        last_name: "Nguyễn".into(),
        phone: "212-555-7788".into(),
        ..zoe.value.to_draft()
    };
    let stored = block_on(patients::save_patient(
        database.clone(),
        draft.clone(),
        saving().over(zoe.version),
    ))
    .unwrap();
    assert_eq!(found(&database, "smithson"), [""; 0]);
    assert_eq!(found(&database, "nguyen"), ["P-0008"]);
    assert_eq!(found(&database, "7788"), ["P-0008"]);
    // Somebody who still sees the old version changes nothing.
    let error = block_on(patients::save_patient(
        database.clone(),
        draft,
        saving().over(zoe.version),
    ))
    .unwrap_err();
    assert!(matches!(error, Error::Conflict(_)), "{error}");
    assert_eq!(card("P-0008").patient.version, stored.version);
}

#[test]
fn without_a_text_the_patients_opened_last_come_first() {
    let database = people();
    for id in ["P-0007", "X9", "P-0007"] {
        block_on(patients::opened(database.clone(), id.parse().unwrap())).unwrap();
    }
    assert_eq!(
        found(&database, ""),
        ["P-0007", "X9", "10", "1007", "P-0008"]
    );
    assert_eq!(found(&database, " ' ) --"), found(&database, ""));
    let nobody = block_on(patients::opened(database, "nobody".parse().unwrap()));
    assert!(nobody.unwrap_err().to_string().contains("patient"));
}

#[test]
fn the_list_stands_in_any_order() {
    let database = people();
    let listed = |column, is_descending| {
        let order = PatientOrder {
            column,
            is_descending,
        };
        let rows = block_on(patients::list(database.clone(), order, today())).unwrap();
        ids(&rows).join(" ")
    };
    assert_eq!(
        listed(PatientColumn::Name, false),
        "X9 10 1007 P-0007 P-0008"
    );
    assert_eq!(
        listed(PatientColumn::Account, false),
        "10 1007 P-0007 P-0008 X9"
    );
    assert_eq!(
        listed(PatientColumn::BirthDate, true),
        "1007 X9 P-0008 10 P-0007"
    );
}

#[test]
fn somebody_who_may_be_there_already_is_named_with_the_reason() {
    let database = people();
    let likely = |draft: PatientDraft| {
        block_on(patients::duplicates(database.clone(), draft, today()))
            .unwrap()
            .into_iter()
            .map(|(likeness, row)| (likeness, row.id.to_string()))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        likely(person("", "SMITH", "M", "1951-03-14", "")),
        [(Likeness::NameAndBirthDate, "P-0007".to_owned())]
    );
    assert_eq!(
        likely(person("", "O Brien Luk", "JOSE-MARIA", "", "")),
        [(Likeness::FullName, "1007".to_owned())]
    );
    assert_eq!(
        likely(person(
            "",
            "Jones",
            "",
            "19",
            "+1 971-555-0123".trim_start_matches('+')
        )),
        [(Likeness::Phone, "X9".to_owned())]
    );
    assert_eq!(likely(person("", "Smit", "Mary", "1951-03-14", "")), []);
    assert_eq!(
        likely(person("P-0007", "Smith", "Mary", "1951-03-14", "")),
        []
    );
    assert_eq!(likely(PatientDraft::default()), []);
}

#[test]
fn the_next_account_number_follows_the_last() {
    let next = |database: &Database| block_on(patients::next_number(database.clone())).unwrap();
    let database = Database::in_memory().unwrap();
    assert_eq!(next(&database), "1001");
    for (given, expected) in [
        ("1001", "1002"),
        ("P-0099", "P-0100"),
        ("A9", "A10"),
        ("Smith", "Smith1"),
        // The next but one is taken already.
        ("1000", "1002"),
    ] {
        let draft = person(given, "A", "B", "2000-01-01", "");
        let _ = block_on(patients::save_patient(database.clone(), draft, saving())).unwrap();
        assert_eq!(next(&database), expected);
    }
}

#[test]
fn a_patient_who_cannot_be_is_refused_by_field() {
    let database = Database::in_memory().unwrap();
    let unborn = person("1", "A", "B", "2026-11-21", "");
    let error = block_on(patients::save_patient(database.clone(), unborn, saving())).unwrap_err();
    let Error::Refused(findings) = error else {
        panic!("{error}");
    };
    assert_eq!(findings[0].field.column, "birth_date");
    assert_eq!(found(&database, ""), [""; 0]);
}

/// The sample practice with its codes, in memory.
fn practice() -> Database {
    let database = Database::in_memory().unwrap();
    let codes = shipped::code_set().unwrap();
    database
        .call_blocking(move |connection| {
            store::remember(connection, |tx| store::code::load::fill(tx, &codes))
        })
        .unwrap();
    let options = sample::SampleOptions {
        patients: 300,
        years: 2,
        seed: 1500,
        today: today(),
    };
    let records = sample::generate(&options).unwrap();
    let _ = demo::fill(&database, records, &options, &author(), Box::new(|_, _| ())).unwrap();
    database
}

fn everyone(database: &Database) -> Vec<PatientRow> {
    let order = PatientOrder {
        column: PatientColumn::Name,
        is_descending: false,
    };
    block_on(patients::list(database.clone(), order, today())).unwrap()
}

#[test]
fn the_list_and_the_search_agree_about_visits_and_payers() {
    let database = practice();
    let all = everyone(&database);
    assert_eq!(all.len(), 300);
    assert!(all.iter().any(|row| row.payers.len() > 1));
    for row in all.iter().take(60) {
        let text = row.id.to_string();
        let rows = block_on(patients::search(database.clone(), text, 5, today())).unwrap();
        assert_eq!(&rows[0], row);
    }
}

#[test]
fn a_card_tells_coverages_units_and_claims() {
    let database = practice();
    let cards: Vec<_> = everyone(&database)
        .into_iter()
        .map(|row| block_on(patients::card(database.clone(), row.id, today())).unwrap())
        .collect();
    let authorization = cards
        .iter()
        .flat_map(|card| card.authorizations.iter().map(move |one| (card, one)))
        .find(|(_, one)| one.left.is_some() && one.used.thousandths() > 0)
        .unwrap();
    let (card, one) = authorization;
    let value = &one.authorization.value;
    let by_hand: i64 = database
        .call_blocking({
            let patient = card.patient.value.id.clone();
            move |connection| store::encounter::of_patient(connection, &patient)
        })
        .unwrap()
        .iter()
        .filter(|visit| visit.authorization.as_ref() == Some(&value.id))
        .flat_map(|visit| &visit.lines)
        .filter(|line| value.code.as_ref().is_none_or(|code| *code == line.code))
        .map(|line| line.units.thousandths())
        .sum();
    assert_eq!(one.used.thousandths(), by_hand);
    assert_eq!(
        one.left.unwrap().thousandths(),
        value.units.unwrap().thousandths() - by_hand
    );
    assert!(cards.iter().any(|card| card.guarantor.is_some()));
    assert!(cards.iter().any(|card| !card.guaranteed.is_empty()));
    for card in &cards {
        for rank in ["1", "2", "3"] {
            let in_force = card
                .coverages
                .iter()
                .filter(|one| one.is_in_force && one.coverage.value.rank.as_str() == rank);
            assert!(in_force.count() <= 1);
        }
    }
    let n_claims: usize = cards
        .iter()
        .flat_map(|card| &card.visits)
        .map(|visit| visit.claims.len())
        .sum();
    let listed = database
        .call_blocking(|connection| store::claim::rows(connection, &Default::default()))
        .unwrap();
    assert_eq!(n_claims, listed.len());
}

/// A patient with a ready claim.
fn with_ready_claim(
    database: &Database,
) -> (almoner::store::claim::ClaimRow, patients::PatientCard) {
    let row = database
        .call_blocking(|connection| store::claim::rows(connection, &Default::default()))
        .unwrap()
        .into_iter()
        .find(|row| row.entry.status == ClaimStatus::Ready)
        .unwrap();
    let card = block_on(patients::card(
        database.clone(),
        row.patient.clone(),
        today(),
    ))
    .unwrap();
    (row, card)
}

fn status(database: &Database, claim: &almoner::domain::id::ClaimId) -> ClaimStatus {
    let claim = claim.clone();
    database
        .call_blocking(move |connection| store::claim::find(connection, &claim))
        .unwrap()
        .unwrap()
        .entry
        .status
}

#[test]
fn a_changed_fact_changes_what_is_ready_at_once() {
    let database = practice();
    let (claim, card) = with_ready_claim(&database);
    let whole = card.patient.value.to_draft();
    let lacking = PatientDraft {
        address1: String::new(),
        city: String::new(),
        ..whole.clone()
    };
    let stored = block_on(patients::save_patient(
        database.clone(),
        lacking,
        saving().over(card.patient.version),
    ))
    .unwrap();
    assert_eq!(status(&database, &claim.entry.id), ClaimStatus::Draft);
    let _ = block_on(patients::save_patient(
        database.clone(),
        whole,
        saving().over(stored.version),
    ))
    .unwrap();
    assert_eq!(status(&database, &claim.entry.id), ClaimStatus::Ready);
    // The record of actions names ids and nobody.
    let entries = database
        .call_blocking(|connection| audit::entries(connection))
        .unwrap();
    let last = entries.last().unwrap();
    assert_eq!(
        (last.verb.as_str(), last.entity.as_str()),
        ("change", "patient")
    );
    assert_eq!(last.details, claim.patient.to_string());
}

#[test]
fn a_new_card_ends_the_old_one_the_day_before() {
    let database = practice();
    let (_, card) = with_ready_claim(&database);
    let old = card
        .coverages
        .iter()
        .find(|one| one.is_in_force && one.coverage.value.rank.as_str() == "1")
        .unwrap();
    let draft = CoverageDraft {
        coverage_id: String::new(),
        member_id: "NEW1234567".into(),
        effective_on: "2026-11-15".into(),
        terminated_on: String::new(),
        ..old.coverage.value.to_draft()
    };
    let stored = block_on(patients::save_coverage(
        database.clone(),
        draft.clone(),
        saving(),
    ))
    .unwrap();
    assert_eq!(stored.ended, std::slice::from_ref(&old.coverage.value.id));
    let after = block_on(patients::card(
        database.clone(),
        card.patient.value.id.clone(),
        today(),
    ))
    .unwrap();
    assert_eq!(after.coverages.len(), card.coverages.len() + 1);
    let ended = after
        .coverages
        .iter()
        .find(|one| one.coverage.value.id == old.coverage.value.id)
        .unwrap();
    assert!(!ended.is_in_force);
    assert_eq!(
        ended.coverage.value.terminated_on.unwrap().to_string(),
        "2026-11-14"
    );
    assert_ne!(ended.coverage.version, old.coverage.version);

    // A second card of the same day, and one that reaches into a later one, are refused.
    for (from, column) in [
        ("2026-11-15", "effective_on"),
        ("2019-01-01", "terminated_on"),
    ] {
        let draft = CoverageDraft {
            effective_on: from.into(),
            ..draft.clone()
        };
        let error = block_on(patients::save_coverage(database.clone(), draft, saving()));
        let Err(Error::Refused(findings)) = error else {
            panic!("{error:?}");
        };
        assert_eq!(findings[0].field.column, column);
    }
    let unchanged = block_on(patients::card(
        database,
        card.patient.value.id.clone(),
        today(),
    ))
    .unwrap();
    assert_eq!(unchanged.coverages, after.coverages);
}

#[test]
fn eligibility_authorizations_and_notes_are_kept() {
    let database = practice();
    let (_, card) = with_ready_claim(&database);
    let coverage = &card.coverages[0].coverage.value;
    let check = EligibilityDraft {
        coverage_id: coverage.id.to_string(),
        checked_on: "2026-11-20".into(),
        method: "PHONE".into(),
        active: "Y".into(),
        ..EligibilityDraft::default()
    };
    let later = EligibilityDraft {
        checked_on: "2026-11-21".into(),
        ..check.clone()
    };
    block_on(patients::add_eligibility(database.clone(), check, saving())).unwrap();
    assert!(block_on(patients::add_eligibility(database.clone(), later, saving())).is_err());

    let authorization = AuthorizationDraft {
        patient_id: card.patient.value.id.to_string(),
        coverage_id: coverage.id.to_string(),
        number: "AUTH-1".into(),
        units: "12".into(),
        ..AuthorizationDraft::default()
    };
    let foreign = AuthorizationDraft {
        patient_id: everyone(&database)
            .into_iter()
            .find(|row| row.id != card.patient.value.id)
            .unwrap()
            .id
            .to_string(),
        ..authorization.clone()
    };
    let stored = block_on(patients::save_authorization(
        database.clone(),
        authorization,
        saving(),
    ))
    .unwrap();
    assert!(
        block_on(patients::save_authorization(
            database.clone(),
            foreign,
            saving()
        ))
        .is_err()
    );

    let id = card.patient.value.id.clone();
    let _ = block_on(patients::save_note(
        database.clone(),
        id.clone(),
        "Calls in the morning.".into(),
        card.patient.version,
        saving(),
    ))
    .unwrap();
    let after = block_on(patients::card(database, id, today())).unwrap();
    assert_eq!(after.patient.value.note, "Calls in the morning.");
    assert_eq!(
        after.eligibility_checks.len(),
        card.eligibility_checks.len() + 1
    );
    let kept = after
        .authorizations
        .iter()
        .find(|one| one.authorization.value.id == stored.id)
        .unwrap();
    assert_eq!(kept.left.unwrap().thousandths(), 12_000);
}
