//! A new patient is taken in together with her first coverage.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use almoner::commands::registration::register;
use almoner::commands::{Author, Error, Saving, lists, patients};
use almoner::domain::coverage::CoverageDraft;
use almoner::domain::id::PatientId;
use almoner::domain::patient::PatientDraft;
use almoner::domain::payer::PayerDraft;
use almoner::store::Database;
use chrono::NaiveDate;
use futures_executor::block_on;

fn today() -> NaiveDate {
    "2026-11-20".parse().unwrap()
}

fn saving() -> Saving {
    let author = Author {
        user: "tester".into(),
        at: "2026-11-20T08:30:00Z".parse().unwrap(),
    };
    Saving::new(author, today())
}

#[test]
fn both_are_saved_or_neither_is() {
    let database = Database::in_memory().unwrap();
    let payer = PayerDraft {
        payer_id: "MCR".into(),
        name: "Medicare".into(),
        kind: "MEDICARE".into(),
        ..PayerDraft::default()
    };
    let _ = block_on(lists::save_payer(database.clone(), payer, saving())).unwrap();
    let enter = |id: &str, member: &str, payer: &str| {
        let patient = PatientDraft {
            patient_id: id.into(),
            last_name: "Young".into(),
            first_name: "Una".into(),
            birth_date: "1990-05-05".into(),
            sex: "F".into(),
            ..PatientDraft::default()
        };
        let first = CoverageDraft {
            rank: "1".into(),
            payer_id: payer.into(),
            member_id: member.into(),
            relationship: "SELF".into(),
            effective_on: "2026-01-01".into(),
            ..CoverageDraft::default()
        };
        block_on(register(database.clone(), patient, Some(first), saving()))
    };
    let id: PatientId = "N-1".parse().unwrap();
    let card = || block_on(patients::card(database.clone(), id.clone(), today()));
    let refused = |result: Result<_, Error>| match result {
        Err(Error::Refused(findings)) => findings[0].field.column,
        _ => panic!("not refused"),
    };

    assert_eq!(refused(enter("N-1", "", "MCR")), "member_id");
    assert!(card().is_err());
    // The payer is missed only when the patient stands in the transaction already.
    assert!(enter("N-1", "M1", "nobody").is_err());
    assert!(card().is_err());

    assert_eq!(enter("N-1", "M1", "MCR").unwrap().id, id);
    let saved = card().unwrap();
    assert_eq!(saved.coverages.len(), 1);
    assert!(saved.coverages[0].is_in_force);
    assert_eq!(refused(enter("N-1", "M2", "MCR")), "patient_id");
    assert_eq!(card().unwrap(), saved);
}
