//! A practice with a family that owes money, for tests of the screens of the books.

#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use almoner::commands::ledger::Posting;
use almoner::commands::ledger::account::{self, AccountCard};
use almoner::commands::ledger::adjust::{self, Transfer};
use almoner::commands::{Saving, patients, visits};
use almoner::domain::encounter::EncounterDraft;
use almoner::domain::encounter::line::LineDraft;
use almoner::domain::id::PatientId;
use almoner::domain::journal::Party;
use almoner::domain::money::Money;
use almoner::domain::patient::PatientDraft;
use almoner::store::Database;
use futures_executor::block_on;

use crate::office::scene::{Scene, line};
use crate::office::{biller, office, today};

pub fn posting() -> Posting {
    Posting::today(biller(), today())
}

pub fn id(text: &str) -> PatientId {
    text.parse().unwrap()
}

pub fn dollars(text: &str) -> Money {
    text.parse().unwrap()
}

pub fn card(database: &Database) -> AccountCard {
    block_on(account::card(database.clone(), id("P1"), today())).unwrap()
}

/// Jane Doe with one visit of so many lines, charged to her insurance, and Tim, whose bills she
/// answers for.
pub fn charged(n_lines: usize) -> Database {
    let scene = Scene::new("GROUP");
    let database = office(&scene);
    let tim = PatientDraft {
        patient_id: "P2".into(),
        first_name: "Tim".into(),
        middle_name: String::new(),
        birth_date: "2015-05-05".into(),
        guarantor_patient_id: "P1".into(),
        ..scene.patient.clone()
    };
    let saving = || Saving::new(biller(), today());
    let _ = block_on(patients::save_patient(database.clone(), tim, saving())).unwrap();
    let draft = EncounterDraft {
        visit_id: String::new(),
        ..scene.visit.clone()
    };
    let codes = ["99213", "J1885", "J0696"];
    let charges = ["150.00", "40.00", "62.10"];
    let lines: Vec<LineDraft> = (1..=n_lines)
        .map(|number| LineDraft {
            code: codes[number - 1].into(),
            charge: charges[number - 1].into(),
            ..line(number)
        })
        .collect();
    let _ = block_on(visits::save(database.clone(), draft, lines, saving())).unwrap();
    database
}

/// The same, all of it hers to pay.
pub fn owing(n_lines: usize) -> Database {
    let database = charged(n_lines);
    let transfers = card(&database)
        .lines
        .iter()
        .map(|line| Transfer {
            line: line.charged.id,
            from: line.open[0].party.clone(),
            to: Party::PATIENT,
            amount: line.balance,
        })
        .collect();
    let moved = adjust::transfer(
        database.clone(),
        transfers,
        true,
        "no coverage that day".into(),
        posting(),
    );
    let _ = block_on(moved).unwrap();
    database
}
