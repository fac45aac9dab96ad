//! A practice in memory around one scene, with a few codes, for tests of commands.

#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::sync::OnceLock;

use almoner::commands::Author;
use almoner::domain::code::CodeSystem;
use almoner::domain::code::set::CodeSet;
use almoner::domain::fee::FeeDraft;
use almoner::domain::records::Records;
use almoner::exchange::codes::shipped;
use almoner::store::{self, Action, Change, Database};
use chrono::NaiveDate;

#[path = "scene.rs"]
pub mod scene;

use scene::Scene;

/// The day on which the tests play.
pub fn today() -> NaiveDate {
    "2026-03-04".parse().unwrap()
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Who acts in the tests.
pub fn biller() -> Author {
    Author {
        user: "biller".into(),
        at: "2026-03-04T09:00:00Z".parse().unwrap(),
    }
}

/// Diabetes, hypertension and fractures of the femur, with every place of service and modifier.
fn codes() -> &'static CodeSet {
    static CODES: OnceLock<CodeSet> = OnceLock::new();
    CODES.get_or_init(|| {
        let mut set = shipped::code_set().unwrap();
        set.entries.retain(|entry| match entry.system {
            CodeSystem::Icd10Cm => ["E11", "I10", "S72"]
                .iter()
                .any(|start| entry.code.starts_with(start)),
            CodeSystem::Hcpcs => entry.code.starts_with('J'),
            _ => true,
        });
        set
    })
}

/// A practice with the records of a scene, but without its visit, and a price of 150.00 for 99213.
pub fn office(scene: &Scene) -> Database {
    let records = records_of(scene);
    let database = Database::in_memory().unwrap();
    let action = Action {
        user: "test".into(),
        at: biller().at,
        change: Change {
            verb: "import",
            entity: "file",
            entity_id: None,
            details: String::new(),
        },
    };
    database
        .call_blocking(move |connection| {
            store::write(connection, &action, |tx| {
                store::code::load::fill(tx, codes())?;
                store::records::insert(tx, &records)
            })
        })
        .unwrap();
    database
}

fn records_of(scene: &Scene) -> Records {
    let fee = |modifier: &str, on: &str, amount: &str| {
        FeeDraft {
            schedule: "Standard".into(),
            code: "99213".into(),
            modifier: modifier.into(),
            effective_on: on.into(),
            fee: amount.into(),
        }
        .build()
        .unwrap()
    };
    let mut providers = vec![scene.rendering.build().unwrap()];
    providers.extend(scene.referring.iter().map(|it| it.build().unwrap()));
    Records {
        practice: Some(scene.practice.build().unwrap()),
        providers,
        facilities: scene
            .facility
            .iter()
            .map(|it| it.build().unwrap())
            .collect(),
        payers: scene.payers.iter().map(|it| it.build().unwrap()).collect(),
        payer_numbers: scene
            .payer_numbers
            .iter()
            .map(|it| it.build().unwrap())
            .collect(),
        patients: vec![scene.patient.build().unwrap()],
        coverages: scene
            .coverages
            .iter()
            .map(|it| it.build().unwrap())
            .collect(),
        authorizations: scene
            .authorization
            .iter()
            .map(|it| it.build().unwrap())
            .collect(),
        fees: vec![
            fee("", "2025-01-01", "140"),
            fee("", "2026-01-01", "150"),
            fee("25", "2026-01-01", "165"),
        ],
        ..Records::default()
    }
}
