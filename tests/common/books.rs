//! A practice in memory with a family, a stranger and their payers, whose books tests write.

#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use almoner::commands::ledger::{Posting, charges, payments, receipts};
use almoner::commands::{Author, Error};
use almoner::domain::account::{Account, Bucket};
use almoner::domain::allocation::Share;
use almoner::domain::encounter::line::LineDraft;
use almoner::domain::encounter::{Encounter, EncounterDraft};
use almoner::domain::id::{ChargeLineId, EntryId, PatientId, ReceiptId};
use almoner::domain::journal::event::{Giver, LineRef, ReceiptRef};
use almoner::domain::journal::{Entry, Party};
use almoner::domain::money::Money;
use almoner::domain::patient::PatientDraft;
use almoner::domain::receipt::ReceiptDraft;
use almoner::domain::records::Records;
use almoner::store::{self, Action, Change, Database, Transaction, balance, check, journal};
use chrono::NaiveDate;
use futures_executor::block_on;

#[path = "scene.rs"]
pub mod scene;

use scene::{Scene, coverage, payer};

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn cents(cents: i64) -> Money {
    Money::from_cents(cents)
}

pub fn patient(id: &str) -> PatientId {
    id.parse().unwrap()
}

/// Somebody who acts at nine on a day.
pub fn on(text: &str) -> Posting {
    let author = Author {
        user: "biller".into(),
        at: format!("{text}T09:00:00Z").parse().unwrap(),
    };
    Posting::today(author, day(text))
}

pub fn insurance(payer: &str) -> Party {
    Party {
        bucket: Bucket::Ins1,
        payer: Some(payer.parse().unwrap()),
    }
}

/// The rule by which something was refused.
pub fn rule<T: std::fmt::Debug>(result: Result<T, Error>) -> String {
    match result {
        Err(Error::Refused(findings)) => {
            let sentence = &findings[0].sentence;
            assert!(sentence.ends_with('.'), "{sentence}");
            findings[0].rule.to_owned()
        }
        other => panic!("not refused: {other:?}"),
    }
}

pub struct Books {
    pub database: Database,
}

impl Books {
    /// P1 answers for P2; P3 stands alone. P1 has First Mutual (PAY1) first and Second Mutual (PAY2)
    /// second, P2 workers' compensation (COMP), P3 nobody.
    pub fn new() -> Self {
        let scene = Scene::new("GROUP");
        let person = |id: &str, guarantor: &str| PatientDraft {
            patient_id: id.into(),
            guarantor_patient_id: guarantor.into(),
            ..scene.patient.clone()
        };
        let mut second = coverage("C2", "1", "COMP", "W-1");
        second.patient_id = "P2".into();
        let records = Records {
            practice: Some(scene.practice.build().unwrap()),
            providers: vec![scene.rendering.build().unwrap()],
            payers: [
                payer("PAY1", "First Mutual", "GROUP"),
                payer("PAY2", "Second Mutual", "GROUP"),
                payer("COMP", "State Fund", "WORKERS_COMP"),
            ]
            .map(|payer| payer.build().unwrap())
            .into(),
            patients: [person("P1", ""), person("P2", "P1"), person("P3", "")]
                .map(|patient| patient.build().unwrap())
                .into(),
            coverages: [
                scene.coverages[0].clone(),
                coverage("C3", "2", "PAY2", "S-1"),
                second,
            ]
            .map(|coverage| coverage.build().unwrap())
            .into(),
            ..Records::default()
        };
        let books = Self {
            database: Database::in_memory().unwrap(),
        };
        books.raw(&on("2025-01-02"), move |tx| {
            store::records::insert(tx, &records)
        });
        books
    }

    /// Writes behind the commands' back: what other parts of the program post.
    pub fn raw<T: Send + 'static>(
        &self,
        posting: &Posting,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, store::Error> + Send + 'static,
    ) -> T {
        let action = Action {
            user: posting.author.user.clone(),
            at: posting.author.at,
            change: Change {
                verb: "import",
                entity: "file",
                entity_id: None,
                details: String::new(),
            },
        };
        self.database
            .call_blocking(move |connection| store::write(connection, &action, work))
            .unwrap()
    }

    pub fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&store::Connection) -> Result<T, store::Error> + Send + 'static,
    ) -> T {
        self.database
            .call_blocking(move |connection| work(connection))
            .unwrap()
    }

    pub fn post(&self, posting: &Posting, entries: Vec<Entry>) -> Vec<EntryId> {
        let stamped = posting.clone();
        self.raw(posting, move |tx| {
            journal::post(tx, stamped.stamp(), &entries)
        })
    }

    /// A visit of one service for an amount, charged to whoever pays first.
    pub fn visit(
        &self,
        id: &str,
        of: &str,
        served_on: &str,
        amount: &str,
        posting: &Posting,
    ) -> LineRef {
        let visit = encounter(id, of, served_on, amount);
        let (stamped, charged) = (posting.clone(), visit.clone());
        let line = self.raw(posting, move |tx| {
            let _ = store::encounter::save(tx, &visit, None)?;
            let _ = charges::post(tx, stamped.stamp(), &visit, stamped.on).unwrap();
            store::charge::in_force(tx, &visit.id)
        });
        LineRef {
            line: line[0].id,
            patient: charged.patient,
        }
    }

    /// Logs a receipt of a payer.
    pub fn check(&self, from: &str, number: &str, amount: &str, posting: Posting) -> ReceiptRef {
        let draft = ReceiptDraft {
            kind: "INSURANCE".into(),
            payer_id: from.into(),
            method: "CHECK".into(),
            check_number: number.into(),
            amount: amount.into(),
            received_on: posting.on.to_string(),
            ..ReceiptDraft::default()
        };
        let receipt = block_on(receipts::log(self.database.clone(), draft, posting)).unwrap();
        ReceiptRef {
            receipt,
            giver: Giver::Payer(from.parse().unwrap()),
        }
    }

    /// Takes a patient's check with what it pays.
    pub fn pay(
        &self,
        of: &str,
        amount: &str,
        shares: Vec<Share>,
        posting: Posting,
    ) -> Result<payments::Taken, Error> {
        let draft = patient_check(of, amount, &posting);
        block_on(payments::take(
            self.database.clone(),
            draft,
            shares,
            posting,
        ))
    }

    pub fn family(&self, of: &str) -> payments::Family {
        block_on(payments::family(self.database.clone(), patient(of))).unwrap()
    }

    pub fn open(&self, line: &LineRef, party: &Party) -> Money {
        let (line, party) = (line.line, party.clone());
        self.read(move |connection| balance::of(connection, line, &party))
    }

    /// What an account holds, debits positive.
    pub fn account(&self, account: Account) -> Money {
        self.read(move |connection| {
            let head = journal::head(connection)?;
            let accounts = balance::accounts_through(connection, head.count)?;
            Ok(accounts.get(&account).copied().unwrap_or_default())
        })
    }

    /// What is unapplied of a receipt.
    pub fn unapplied(&self, receipt: ReceiptId) -> Money {
        self.read(move |connection| balance::unapplied(connection, receipt))
    }

    /// Every test of the file passes.
    pub fn assert_sound(&self) {
        for it in self.read(check::all) {
            assert_eq!(it.problems, Vec::<String>::new(), "{}", it.name);
        }
    }
}

pub fn patient_check(of: &str, amount: &str, posting: &Posting) -> ReceiptDraft {
    ReceiptDraft {
        kind: "PATIENT".into(),
        patient_id: of.into(),
        method: "CHECK".into(),
        check_number: posting.on.format("%y%m%d").to_string(),
        amount: amount.into(),
        received_on: posting.on.to_string(),
        ..ReceiptDraft::default()
    }
}

pub fn share(line: ChargeLineId, amount: i64) -> Share {
    Share {
        line,
        amount: cents(amount),
    }
}

fn encounter(id: &str, of: &str, served_on: &str, amount: &str) -> Encounter {
    let draft = EncounterDraft {
        visit_id: id.into(),
        patient_id: of.into(),
        rendering_provider_id: "DR1".into(),
        place_of_service: "11".into(),
        dx_a: "I10".into(),
        ..EncounterDraft::default()
    };
    let line = LineDraft {
        visit_id: id.into(),
        line: "1".into(),
        from_on: served_on.into(),
        code: "99213".into(),
        pointers: "A".into(),
        charge: amount.into(),
        ..LineDraft::default()
    };
    let mut visit = draft.build().unwrap();
    visit.lines = vec![line.build().unwrap().1];
    visit
}
