//! Visits post their charges: each line once, to whoever is to pay first, and anew when it changes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "common/office.rs"]
mod office;

use almoner::commands::ledger::Posting;
use almoner::commands::ledger::receipts;
use almoner::commands::visits::{self, SavedVisit};
use almoner::commands::{Error, Saving};
use almoner::domain::account::Bucket;
use almoner::domain::encounter::EncounterDraft;
use almoner::domain::encounter::line::LineDraft;
use almoner::domain::id::PatientId;
use almoner::domain::journal::EntryKind;
use almoner::domain::journal::event::{self, LineRef};
use almoner::domain::money::Money;
use almoner::domain::receipt::ReceiptDraft;
use almoner::store::{self, Database, balance, check, journal};
use futures_executor::block_on;
use office::scene::{Scene, line};
use office::{biller, office, today};

fn patient() -> PatientId {
    Scene::new("GROUP").visit.patient_id.parse().unwrap()
}

fn typed(scene: Scene, charges: &[&str]) -> (EncounterDraft, Vec<LineDraft>) {
    let lines = (1..)
        .zip(charges)
        .map(|(number, charge)| LineDraft {
            visit_id: String::new(),
            charge: (*charge).to_owned(),
            ..line(number)
        })
        .collect();
    let draft = EncounterDraft {
        visit_id: String::new(),
        ..scene.visit
    };
    (draft, lines)
}

fn save(
    database: &Database,
    (draft, lines): (EncounterDraft, Vec<LineDraft>),
    before: Option<&SavedVisit>,
) -> Result<SavedVisit, Error> {
    let draft = EncounterDraft {
        visit_id: before.map(|it| it.id.to_string()).unwrap_or_default(),
        ..draft
    };
    let saving = Saving {
        seen: before.map(|it| it.version),
        ..Saving::new(biller(), today())
    };
    block_on(visits::save(database.clone(), draft, lines, saving))
}

/// Whom the patient's lines are open with, and how much.
fn open(database: &Database) -> Vec<(Bucket, i64)> {
    database
        .call_blocking(|connection| balance::of_patient(connection, &patient()))
        .unwrap()
        .into_iter()
        .map(|it| (it.key.party.bucket, it.open.amount.cents()))
        .collect()
}

fn kinds(database: &Database) -> Vec<EntryKind> {
    database
        .call_blocking(|connection| journal::of_patient(connection, &patient()))
        .unwrap()
        .into_iter()
        .map(|it| it.entry.kind)
        .collect()
}

fn assert_sound(database: &Database) {
    for it in database.call_blocking(|c| check::all(c)).unwrap() {
        assert_eq!(it.problems, Vec::<String>::new(), "{}", it.name);
    }
}

#[test]
fn each_line_is_charged_once_to_the_coverage_that_is_billed() {
    let database = office(&Scene::new("GROUP"));
    let visit = typed(Scene::new("GROUP"), &["150.00", "40.00", "0.00"]);
    let saved = save(&database, visit.clone(), None).unwrap();
    assert_eq!(
        open(&database),
        [(Bucket::Ins1, 15_000), (Bucket::Ins1, 4_000)]
    );
    let again = save(&database, visit, Some(&saved)).unwrap();
    assert_eq!(kinds(&database), [EntryKind::Charge; 2]);
    // The line without a charge is listed all the same.
    let lines = database
        .call_blocking(move |connection| store::charge::in_force(connection, &again.id))
        .unwrap();
    assert_eq!(lines.len(), 3);
    assert_sound(&database);
}

#[test]
fn a_changed_line_is_reversed_and_charged_anew_and_the_others_stay() {
    let database = office(&Scene::new("GROUP"));
    let scene = || Scene::new("GROUP");
    let saved = save(&database, typed(scene(), &["150.00", "40.00"]), None).unwrap();
    let saved = save(
        &database,
        typed(scene(), &["150.00", "45.00"]),
        Some(&saved),
    )
    .unwrap();
    assert_eq!(
        open(&database),
        [(Bucket::Ins1, 15_000), (Bucket::Ins1, 4_500)]
    );
    let _ = save(&database, typed(scene(), &["150.00"]), Some(&saved)).unwrap();
    assert_eq!(open(&database), [(Bucket::Ins1, 15_000)]);
    use EntryKind::{Charge, Reversal};
    assert_eq!(
        kinds(&database),
        [Charge, Charge, Reversal, Charge, Reversal]
    );
    assert_sound(&database);
}

#[test]
fn without_coverage_or_assignment_the_patient_owes_from_the_start() {
    let mut alone = Scene::new("GROUP");
    alone.coverages.clear();
    let database = office(&alone);
    let _ = save(&database, typed(alone, &["150.00"]), None).unwrap();
    assert_eq!(open(&database), [(Bucket::Patient, 15_000)]);

    let mut unassigned = Scene::new("GROUP");
    for payer in &mut unassigned.payers {
        payer.accept_assignment = "N".to_owned();
    }
    let database = office(&unassigned);
    let _ = save(&database, typed(unassigned, &["150.00"]), None).unwrap();
    assert_eq!(open(&database), [(Bucket::Patient, 15_000)]);
}

#[test]
fn what_replaces_an_earlier_claim_makes_no_new_debt() {
    let database = office(&Scene::new("GROUP"));
    let replacement = || {
        let (draft, lines) = typed(Scene::new("GROUP"), &["160.00"]);
        let draft = EncounterDraft {
            resubmission_code: "7".to_owned(),
            original_reference: "ICN-1".to_owned(),
            ..draft
        };
        (draft, lines)
    };
    // What it replaces was billed from another system: this is the only record of the debt.
    let lone = save(&database, replacement(), None).unwrap();
    assert_eq!(open(&database), [(Bucket::Ins1, 16_000)]);
    assert!(lone.claim.is_some());

    let database = office(&Scene::new("GROUP"));
    let _ = save(&database, typed(Scene::new("GROUP"), &["150.00"]), None).unwrap();
    let _ = save(&database, replacement(), None).unwrap();
    assert_eq!(open(&database), [(Bucket::Ins1, 15_000)]);
}

#[test]
fn a_payers_money_on_a_line_keeps_the_line_as_it_is() {
    let database = office(&Scene::new("GROUP"));
    let scene = || Scene::new("GROUP");
    let saved = save(&database, typed(scene(), &["150.00"]), None).unwrap();
    let draft = ReceiptDraft {
        kind: "INSURANCE".to_owned(),
        payer_id: scene().payers[0].payer_id.clone(),
        method: "CHECK".to_owned(),
        check_number: "4417".to_owned(),
        amount: "80.00".to_owned(),
        received_on: today().to_string(),
        ..ReceiptDraft::default()
    };
    let posting = Posting::today(biller(), today());
    let receipt = block_on(receipts::log(
        database.clone(),
        draft.clone(),
        posting.clone(),
    ))
    .unwrap();
    let again = block_on(receipts::log(database.clone(), draft, posting.clone())).unwrap_err();
    assert!(again.to_string().contains("already"), "{again}");
    database
        .call_blocking(move |connection| {
            let received = store::receipt::find(connection, receipt)?.unwrap();
            let open = balance::of_patient(connection, &patient())?.remove(0);
            let line = LineRef {
                line: open.key.line,
                patient: patient(),
            };
            let entry = event::allocated(
                &received.as_ref(),
                &line,
                &open.key.party,
                Money::from_cents(8_000),
                today(),
            );
            let tx = connection.transaction()?;
            let _ = journal::post(&tx, posting.stamp(), &[entry])?;
            Ok::<_, store::Error>(tx.commit()?)
        })
        .unwrap();
    let refused = save(&database, typed(scene(), &["160.00"]), Some(&saved)).unwrap_err();
    assert!(refused.to_string().contains("line 1"), "{refused}");
    let applied = block_on(receipts::void(
        database.clone(),
        receipt,
        "typed twice".to_owned(),
        Posting::today(biller(), today()),
    ))
    .unwrap_err();
    assert!(applied.to_string().contains("receipt 1"), "{applied}");
    assert_eq!(open(&database), [(Bucket::Ins1, 7_000)]);
    assert_sound(&database);
}
