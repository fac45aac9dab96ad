//! A practice whose mail is posted: visits, checks, and explanations as they are typed.

#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use almoner::commands::ledger::remittances::{
    self, CheckState, ClaimToPost, PostedEob, Preview, Target,
};
use almoner::commands::ledger::{Posting, receipts};
use almoner::commands::{Error, Saving, visits};
use almoner::domain::account::{Account, Bucket};
use almoner::domain::charge::{ChargeKind, ChargeLine};
use almoner::domain::encounter::EncounterDraft;
use almoner::domain::encounter::line::LineDraft;
use almoner::domain::finding::Finding;
use almoner::domain::id::{ChargeLineId, ClaimId, ReceiptId, RemittanceId};
use almoner::domain::journal::Party;
use almoner::domain::journal::event::{self, LineRef};
use almoner::domain::money::Money;
use almoner::domain::receipt::ReceiptDraft;
use almoner::domain::remittance::draft::split_code;
use almoner::domain::remittance::plan::Consequence;
use almoner::domain::remittance::{AdjustmentEntry, LineEntry, RemittanceDraft};
use almoner::store::{self, Change, Database, Transaction, balance, check, journal};
use futures_executor::block_on;

use crate::office::scene::{Scene, coverage, line, payer};
use crate::office::{biller, day, office, today};

pub fn cents(text: &str) -> Money {
    match text.strip_prefix('-') {
        Some(rest) => -rest.parse::<Money>().unwrap(),
        None => text.parse().unwrap(),
    }
}

pub fn posting() -> Posting {
    Posting::today(biller(), day("2026-06-30"))
}

/// A practice with mail to post.
pub struct Mail {
    pub database: Database,
}

/// A claim and its charge lines.
pub struct Billed {
    pub claim: ClaimId,
    pub visit: String,
    pub lines: Vec<ChargeLineId>,
}

impl Mail {
    /// Payer `PAY1` of a kind pays first, and `PAY2`, Silver Medigap, second where there is one.
    pub fn new(kind: &str, second: Option<&str>) -> Self {
        Self::with(kind, second, |_| {})
    }

    pub fn with(kind: &str, second: Option<&str>, change: impl FnOnce(&mut Scene)) -> Self {
        let mut scene = Scene::new(kind);
        scene.payers[0].appeal_days = "120".into();
        if let Some(kind) = second {
            scene.payers.push(payer("PAY2", "Silver Medigap", kind));
            scene.coverages.push(coverage("C2", "2", "PAY2", "S-200"));
        }
        change(&mut scene);
        Self {
            database: office(&scene),
        }
    }

    /// A visit of lines with these charges, and the claim that it makes.
    pub fn visit(&self, charges: &[&str]) -> Billed {
        let draft = EncounterDraft {
            visit_id: String::new(),
            ..Scene::new("GROUP").visit
        };
        let lines: Vec<LineDraft> = charges
            .iter()
            .enumerate()
            .map(|(idx, charge)| LineDraft {
                visit_id: String::new(),
                line: (idx + 1).to_string(),
                charge: (*charge).to_owned(),
                ..line(idx + 1)
            })
            .collect();
        let saving = Saving::new(biller(), today());
        let saved = block_on(visits::save(self.database.clone(), draft, lines, saving)).unwrap();
        let visit = saved.id.clone();
        let charged = self
            .database
            .call_blocking(move |connection| store::charge::in_force(connection, &visit))
            .unwrap();
        Billed {
            claim: saved.claim.unwrap().id,
            visit: saved.id.to_string(),
            lines: charged.iter().map(|it| it.id).collect(),
        }
    }

    pub fn check(&self, payer: &str, number: &str, amount: &str) -> ReceiptId {
        let method = if cents(amount).is_zero() {
            "NONE"
        } else {
            "CHECK"
        };
        let draft = ReceiptDraft {
            kind: "INSURANCE".into(),
            payer_id: payer.into(),
            method: method.into(),
            check_number: number.into(),
            check_on: "2026-06-01".into(),
            amount: amount.into(),
            received_on: "2026-06-05".into(),
            ..ReceiptDraft::default()
        };
        block_on(receipts::log(self.database.clone(), draft, posting())).unwrap()
    }

    pub fn post(&self, draft: &RemittanceDraft) -> Result<PostedEob, Error> {
        block_on(remittances::post(
            self.database.clone(),
            draft.clone(),
            posting(),
        ))
    }

    pub fn preview(&self, draft: &RemittanceDraft) -> Preview {
        block_on(remittances::preview(
            self.database.clone(),
            draft.clone(),
            posting(),
        ))
        .unwrap()
    }

    pub fn void(&self, id: RemittanceId) -> Result<(), Error> {
        block_on(remittances::void(
            self.database.clone(),
            id,
            "posted on the wrong claim".into(),
            posting(),
        ))
    }

    pub fn claim(&self, receipt: ReceiptId, claim: &ClaimId) -> ClaimToPost {
        block_on(remittances::claim_to_post(
            self.database.clone(),
            receipt,
            Target::Claim(claim.clone()),
        ))
        .unwrap()
    }

    pub fn state(&self, receipt: ReceiptId) -> CheckState {
        block_on(remittances::check_state(self.database.clone(), receipt)).unwrap()
    }

    /// What is open on a line with a bucket.
    pub fn open(&self, line: ChargeLineId, bucket: Bucket) -> Money {
        self.database
            .call_blocking(move |connection| balance::of_line(connection, line))
            .unwrap()
            .into_iter()
            .filter(|it| it.key.party.bucket == bucket)
            .map(|it| it.open.amount)
            .sum()
    }

    /// An account's balance, debits positive.
    pub fn account(&self, account: Account) -> Money {
        self.database
            .call_blocking(|connection| balance::folded(connection))
            .unwrap()
            .accounts
            .get(&account)
            .copied()
            .unwrap_or_default()
    }

    /// The patient pays an amount and it is applied to a line.
    pub fn patient_pays(&self, line: ChargeLineId, amount: &str) {
        let draft = ReceiptDraft {
            kind: "PATIENT".into(),
            patient_id: "P1".into(),
            method: "CASH".into(),
            amount: amount.into(),
            received_on: "2026-06-10".into(),
            ..ReceiptDraft::default()
        };
        let id = block_on(receipts::log(self.database.clone(), draft, posting())).unwrap();
        let amount = cents(amount);
        self.write(move |tx| {
            let credit = store::receipt::find(tx, id)?.unwrap().as_ref();
            let line = of_patient(line);
            let on = day("2026-06-10");
            let entry = event::applied(&credit, &line, &Party::PATIENT, amount, on);
            journal::post(tx, posting().stamp(), &[entry]).map(|_| ())
        });
    }

    /// A balance that was open with the first payer in another system.
    pub fn brings_along(&self, amount: &str) -> ChargeLineId {
        let amount = cents(amount);
        self.write(move |tx| {
            let on = day("2026-01-15");
            let fee = ChargeLine::fee(of_patient(ChargeLineId::new(1)).patient, on, amount, "old");
            let line = ChargeLine {
                kind: ChargeKind::Opening,
                reference: "OLD-1".into(),
                ..fee
            };
            let id = store::charge::insert(tx, &line)?;
            let party = Party {
                bucket: Bucket::Ins1,
                payer: Some("PAY1".parse().unwrap()),
            };
            let entry = event::opened(&of_patient(id), &party, amount, on);
            let _ = journal::post(tx, posting().stamp(), &[entry])?;
            Ok(id)
        })
    }

    fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, store::Error> + Send + 'static,
    ) -> T {
        self.database
            .call_blocking(move |connection| {
                let author = biller();
                store::write_as(connection, &author.user, author.at, |tx| {
                    let change = Change {
                        verb: "test",
                        entity: "books",
                        entity_id: None,
                        details: String::new(),
                    };
                    Ok::<_, store::Error>((change, work(tx)?))
                })
            })
            .unwrap()
    }

    /// The journal holds together and the balances are its fold.
    pub fn assert_sound(&self) {
        let checks = self
            .database
            .call_blocking(|connection| check::all(connection))
            .unwrap();
        for it in checks {
            assert_eq!(it.problems, Vec::<String>::new(), "{}", it.name);
        }
    }
}

fn of_patient(line: ChargeLineId) -> LineRef {
    LineRef {
        line,
        patient: "P1".parse().unwrap(),
    }
}

/// An explanation of a claim, decided on 2026-06-01.
pub fn eob(receipt: ReceiptId, claim: &ClaimId) -> RemittanceDraft {
    RemittanceDraft {
        receipt_id: receipt.to_string(),
        claim_id: claim.to_string(),
        adjudicated_on: "2026-06-01".into(),
        ..RemittanceDraft::default()
    }
}

/// A line with what was paid and adjustments such as `CO45 57.95` or `PR96 10.00 PATIENT`.
pub fn decided(line: ChargeLineId, paid: &str, adjustments: &[&str]) -> LineEntry {
    LineEntry {
        charge_line_id: line.to_string(),
        paid: paid.into(),
        adjustments: adjustments
            .iter()
            .map(|text| {
                let words: Vec<&str> = text.split(' ').collect();
                let (group, reason) = split_code(words[0]).unwrap();
                AdjustmentEntry {
                    disposition: words.get(2).copied().unwrap_or_default().to_owned(),
                    ..AdjustmentEntry::new(group, &reason, cents(words[1]))
                }
            })
            .collect(),
        ..LineEntry::default()
    }
}

pub trait With {
    #[must_use]
    fn with(self, line: LineEntry) -> Self;
}

impl With for RemittanceDraft {
    fn with(mut self, line: LineEntry) -> Self {
        self.lines.push(line);
        self
    }
}

/// The rules that findings break, errors only.
pub fn errors(findings: &[Finding]) -> Vec<&'static str> {
    findings
        .iter()
        .filter(|it| it.is_error())
        .map(|it| it.rule)
        .collect()
}

pub fn warnings(findings: &[Finding]) -> Vec<&'static str> {
    findings
        .iter()
        .filter(|it| !it.is_error())
        .map(|it| it.rule)
        .collect()
}

pub fn sentences(consequences: &[Consequence]) -> Vec<String> {
    consequences.iter().map(ToString::to_string).collect()
}

pub fn refused(error: Error) -> Vec<&'static str> {
    match error {
        Error::Refused(findings) => errors(&findings),
        other => panic!("{other}"),
    }
}
