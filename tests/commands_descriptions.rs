//! What codes are called on papers for patients, as the practice sees and changes it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "common/office.rs"]
mod office;

use almoner::commands::descriptions::{self, DescribedCode, PlainDescriptionDraft};
use almoner::commands::{Error, Saving, visits};
use almoner::domain::code::CodeSystem;
use almoner::domain::statement::Language;
use almoner::domain::statement::plain;
use almoner::exchange::codes::shipped;
use almoner::store::{self, Database, audit};
use futures_executor::block_on;
use office::scene::Scene;
use office::{biller, office, today};

fn listed(database: &Database) -> Vec<DescribedCode> {
    block_on(descriptions::list(database.clone())).unwrap()
}

fn draft(code: &str, english: &str, spanish: &str) -> PlainDescriptionDraft {
    PlainDescriptionDraft {
        code: code.into(),
        english: english.into(),
        spanish: spanish.into(),
    }
}

fn actions(database: &Database) -> i64 {
    database
        .call_blocking(|connection| audit::newest(connection))
        .unwrap()
}

#[test]
fn the_practice_calls_a_code_what_it_likes_and_takes_it_back() {
    let scene = Scene::new("GROUP");
    let database = office(&scene);
    let saving = Saving::new(biller(), today());
    let visit = visits::save(database.clone(), scene.visit, scene.lines, saving);
    let _ = block_on(visit).unwrap();
    let before = listed(&database);
    assert_eq!(before.len(), 1);
    assert_eq!((before[0].code.as_str(), before[0].n_uses), ("99213", 1));
    assert_eq!(
        (before[0].english.as_str(), &before[0].own),
        ("Office visit", &None)
    );

    let n_actions = actions(&database);
    let save = |draft| block_on(descriptions::save(database.clone(), draft, biller()));
    let own = save(draft("99213", "Visit with Dr. Brown", "")).unwrap();
    // A code that no visit holds yet stands on the list once it has words.
    let _ = save(draft("j1885", "Pain shot", "Inyección para el dolor")).unwrap();
    assert_eq!(actions(&database), n_actions + 2, "recorded");
    let after = listed(&database);
    let codes: Vec<(&str, &str, &str)> = after
        .iter()
        .map(|it| (it.code.as_str(), it.english.as_str(), it.spanish.as_str()))
        .collect();
    assert_eq!(
        codes,
        [
            ("99213", "Visit with Dr. Brown", "Visit with Dr. Brown"),
            ("J1885", "Pain shot", "Inyección para el dolor"),
        ]
    );
    assert_eq!(after[0].own, Some(own));

    let refused = save(draft("992", "", "")).unwrap_err();
    let Error::Refused(findings) = refused else {
        panic!("{refused}");
    };
    assert_eq!(findings.len(), 2);
    let remove = |code: &str| {
        block_on(descriptions::remove(
            database.clone(),
            code.into(),
            biller(),
        ))
    };
    remove("99213").unwrap();
    assert_eq!(listed(&database)[0].english, "Office visit");
    let again = remove("99213").unwrap_err();
    assert!(
        matches!(again, Error::Store(store::Error::NotFound(_))),
        "{again}"
    );
    assert_eq!(
        actions(&database),
        n_actions + 3,
        "what was refused is no act"
    );
}

#[test]
fn every_code_that_comes_with_the_program_is_called_something_of_its_own() {
    let set = shipped::code_set().unwrap();
    let codes = set
        .entries
        .iter()
        .filter(|it| it.system == CodeSystem::Hcpcs);
    let mut n_codes = 0;
    for entry in codes.filter(|it| it.code.len() == 5) {
        n_codes += 1;
        let english = plain::shipped(&entry.code, Language::English);
        assert!(!english.is_empty());
        // The last resort is for codes that are none.
        let letter = entry.code.chars().next().unwrap();
        assert!(
            english != "Medical service" || "GMS".contains(letter),
            "{} is called nothing",
            entry.code
        );
    }
    assert!(n_codes > 8_000);
    for code in 0..100_000 {
        let code = format!("{code:05}");
        assert!(!plain::shipped(&code, Language::Spanish).is_empty());
    }
}
