//! A practice in memory whose patients are given papers: Ana reads English and has insurance with a
//! copay, her son Leo is insured with her, Berta reads Spanish and pays herself.

#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use almoner::commands::Author;
use almoner::commands::ledger::{Posting, charges, payments};
use almoner::domain::allocation::Share;
use almoner::domain::coverage::CoverageDraft;
use almoner::domain::encounter::EncounterDraft;
use almoner::domain::encounter::line::LineDraft;
use almoner::domain::fee::FeeDraft;
use almoner::domain::id::{ChargeLineId, EncounterId, PatientId, ReceiptId};
use almoner::domain::money::Money;
use almoner::domain::patient::PatientDraft;
use almoner::domain::provider::ProviderDraft;
use almoner::domain::receipt::ReceiptDraft;
use almoner::domain::records::Records;
use almoner::store::{self, Action, Change, Database, Transaction};
use chrono::NaiveDate;
use futures_executor::block_on;

use super::scene::{Scene, coverage, payer};

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Somebody who acts at nine on a day.
pub fn author(on: &str) -> Author {
    Author {
        user: "desk".into(),
        at: format!("{on}T09:00:00Z").parse().unwrap(),
    }
}

pub fn posting(on: &str) -> Posting {
    Posting::today(author(on), day(on))
}

pub fn patient(id: &str) -> PatientId {
    id.parse().unwrap()
}

pub fn visit_id(id: &str) -> EncounterId {
    id.parse().unwrap()
}

/// A service of a visit: code, modifiers, units, charge, pointers, who rendered it.
pub type Service<'a> = (&'a str, &'a str, &'a str, &'a str, &'a str, &'a str);

pub struct Desk {
    pub database: Database,
}

impl Desk {
    pub fn new() -> Self {
        Self::with(|_| {})
    }

    /// The practice with its records changed before they are stored.
    pub fn with(change: impl FnOnce(&mut Records)) -> Self {
        let scene = Scene::new("GROUP");
        let second = ProviderDraft {
            provider_id: "DR2".into(),
            last_name: "Okafor".into(),
            first_name: "Chidi".into(),
            credentials: "PA-C".into(),
            npi: "1992999882".into(),
            ..scene.rendering.clone()
        };
        let fee = |code: &str, amount: &str| FeeDraft {
            schedule: "Standard".into(),
            code: code.into(),
            effective_on: "2025-01-01".into(),
            fee: amount.into(),
            ..FeeDraft::default()
        };
        let sons = CoverageDraft {
            relationship: "CHILD".into(),
            subscriber_last_name: "Ruiz".into(),
            subscriber_first_name: "Ana".into(),
            patient_id: "LEO".into(),
            ..coverage("C2", "1", "PAY1", "M-100 200")
        };
        let anas = CoverageDraft {
            patient_id: "ANA".into(),
            copay: "25.00".into(),
            ..scene.coverages[0].clone()
        };
        let mut records = Records {
            practice: Some(scene.practice.build().unwrap()),
            providers: vec![scene.rendering.build().unwrap(), second.build().unwrap()],
            payers: vec![payer("PAY1", "First Mutual", "GROUP").build().unwrap()],
            patients: people(&scene.patient),
            coverages: vec![anas.build().unwrap(), sons.build().unwrap()],
            fees: vec![
                fee("99213", "150.00").build().unwrap(),
                fee("87880", "32.50").build().unwrap(),
            ],
            ..Records::default()
        };
        change(&mut records);
        let desk = Self {
            database: Database::in_memory().unwrap(),
        };
        desk.raw("2026-01-02", move |tx| store::records::insert(tx, &records));
        desk
    }

    /// Writes behind the commands' back.
    pub fn raw<T: Send + 'static>(
        &self,
        on: &str,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, store::Error> + Send + 'static,
    ) -> T {
        let Author { user, at } = author(on);
        let change = Change {
            verb: "import",
            entity: "file",
            entity_id: None,
            details: String::new(),
        };
        let action = Action { user, at, change };
        self.database
            .call_blocking(move |connection| store::write(connection, &action, work))
            .unwrap()
    }

    /// A visit of a day, charged; its charges by line.
    pub fn visit(
        &self,
        id: &str,
        of: &str,
        on: &str,
        services: &[Service<'_>],
    ) -> Vec<ChargeLineId> {
        let draft = EncounterDraft {
            visit_id: id.into(),
            patient_id: of.into(),
            rendering_provider_id: "DR1".into(),
            place_of_service: "11".into(),
            dx_a: "J02.9".into(),
            dx_b: "E11.9".into(),
            ..EncounterDraft::default()
        };
        let mut visit = draft.build().unwrap();
        for (idx, (code, modifiers, units, charge, pointers, by)) in services.iter().enumerate() {
            let mut modifiers = modifiers.split_whitespace().map(String::from);
            let line = LineDraft {
                visit_id: id.into(),
                line: (idx + 1).to_string(),
                from_on: on.into(),
                code: (*code).into(),
                modifier1: modifiers.next().unwrap_or_default(),
                modifier2: modifiers.next().unwrap_or_default(),
                units: (*units).into(),
                charge: (*charge).into(),
                pointers: (*pointers).into(),
                rendering_provider_id: (*by).into(),
                ..LineDraft::default()
            };
            visit.lines.push(line.build().unwrap().1);
        }
        let at = posting(on);
        let lines = self.raw(on, move |tx| {
            let _ = store::encounter::save(tx, &visit, None)?;
            let _ = charges::post(tx, at.stamp(), &visit, at.on).unwrap();
            store::charge::in_force(tx, &visit.id)
        });
        lines.iter().map(|it| it.id).collect()
    }

    /// Takes a patient's payment with what it pays, in cents.
    pub fn pay(&self, draft: ReceiptDraft, shares: &[(ChargeLineId, i64)]) -> ReceiptId {
        let on = draft.received_on.clone();
        let shares = shares.iter().map(|(line, amount)| Share {
            line: *line,
            amount: Money::from_cents(*amount),
        });
        let taken = payments::take(self.database.clone(), draft, shares.collect(), posting(&on));
        block_on(taken).unwrap().receipt
    }
}

/// A payment of a day.
pub fn payment(of: &str, method: &str, number: &str, amount: &str, on: &str) -> ReceiptDraft {
    ReceiptDraft {
        kind: "PATIENT".into(),
        patient_id: of.into(),
        method: method.into(),
        check_number: number.into(),
        amount: amount.into(),
        received_on: on.into(),
        ..ReceiptDraft::default()
    }
}

fn people(like: &PatientDraft) -> Vec<almoner::domain::patient::Patient> {
    let ana = PatientDraft {
        patient_id: "ANA".into(),
        last_name: "Ruiz".into(),
        first_name: "Ana".into(),
        middle_name: "M".into(),
        birth_date: "1984-03-09".into(),
        ..like.clone()
    };
    let leo = PatientDraft {
        patient_id: "LEO".into(),
        first_name: "Leo".into(),
        middle_name: String::new(),
        birth_date: "2015-06-30".into(),
        sex: "M".into(),
        guarantor_patient_id: "ANA".into(),
        ..ana.clone()
    };
    let berta = PatientDraft {
        patient_id: "BERTA".into(),
        last_name: "Núñez Peña".into(),
        first_name: "Berta".into(),
        middle_name: String::new(),
        birth_date: "1971-12-24".into(),
        address1: "2210 Avenida Ñuñoa".into(),
        address2: "Apt. 4".into(),
        language: "ES".into(),
        ..like.clone()
    };
    [ana, leo, berta].map(|it| it.build().unwrap()).into()
}
