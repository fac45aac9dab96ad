//! Books of any length, written through the journal's one door: visits that are charged, decided,
//! paid, taken back, returned, refunded and now and then left open.

#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use almoner::domain::account::{Bucket, WriteOff};
use almoner::domain::charge::ChargeLine;
use almoner::domain::claim::ClaimStatus;
use almoner::domain::deposit::Deposit;
use almoner::domain::id::{ChargeLineId, ReceiptId};
use almoner::domain::journal::event::{self, Giver, LineRef, ReceiptRef};
use almoner::domain::journal::{Entry, EntryKind, Party};
use almoner::domain::money::Money;
use almoner::domain::receipt::{Method, Receipt, ReceiptKind};
use almoner::domain::records::Records;
use almoner::store::journal::Stamp;
use almoner::store::{self, Transaction, balance, journal};
use chrono::{Duration, NaiveDate, NaiveTime};

use crate::fixture;

pub const PAYERS: [&str; 3] = ["y1", "y2", "y3"];

/// A practice with so many patients, every fourth of whom answers for the three after her.
pub fn practice(n_patients: usize) -> Records {
    let mut records = Records {
        practice: Some(fixture::full_practice().build().unwrap()),
        providers: ["r1", "r2"]
            .map(|id| fixture::plain_provider(id).build().unwrap())
            .into(),
        payers: PAYERS.map(fixture::plain_payer).into(),
        ..Records::default()
    };
    for idx in 0..n_patients {
        let mut patient = fixture::plain_patient(&format!("p{idx}"));
        patient.last_name = format!("Doe{idx}");
        if idx % 4 != 0 {
            patient.guarantor_patient_id = format!("p{}", idx / 4 * 4);
        }
        let coverage = fixture::plain_coverage(
            &format!("c{idx}"),
            &format!("p{idx}"),
            "1",
            PAYERS[idx % PAYERS.len()],
        );
        records.patients.push(patient.build().unwrap());
        records.coverages.push(coverage.build().unwrap());
    }
    records
}

/// A history that grows visit by visit.
pub struct History {
    pub n_patients: usize,
    pub first: NaiveDate,
    pub visits_a_day: usize,
    seed: u64,
    /// The charge lines of each visit, and its patient.
    visits: Vec<(usize, Vec<ChargeLineId>)>,
    drawer: Vec<(ReceiptRef, Money)>,
    /// Whether what is older than its turn gets settled, whatever came before.
    pub settles: bool,
}

/// Days between service, decision, payment and the last look.
const LAG: [i64; 3] = [20, 45, 90];

impl History {
    pub fn new(n_patients: usize, visits_a_day: usize, first: &str, seed: u64) -> Self {
        Self {
            n_patients,
            first: fixture::on(first),
            visits_a_day,
            seed,
            visits: Vec::new(),
            drawer: Vec::new(),
            settles: true,
        }
    }

    fn roll(&mut self, of: u64) -> u64 {
        self.seed = self
            .seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.seed >> 33) % of
    }

    /// The day after the last that was lived.
    pub fn day(&self) -> NaiveDate {
        self.first + Duration::days((self.visits.len() / self.visits_a_day) as i64)
    }

    /// Lives one day: visits, then what is due of earlier ones, then the bank.
    pub fn live(&mut self, tx: &Transaction<'_>) {
        let on = self.day();
        for _ in 0..self.visits_a_day {
            self.visit(tx, on);
        }
        let today = (on - self.first).num_days();
        for (which, lag) in LAG.into_iter().enumerate() {
            let Ok(day) = usize::try_from(today - lag) else {
                continue;
            };
            for idx in day * self.visits_a_day..(day + 1) * self.visits_a_day {
                let (patient, lines) = self.visits[idx].clone();
                for line in lines {
                    match which {
                        0 => self.decide(tx, patient, line, on),
                        1 => self.pay(tx, patient, line, on),
                        _ => self.finish(tx, patient, line, on),
                    }
                }
            }
        }
        if today % 5 == 4 {
            self.deposit(tx, on);
        }
    }

    fn post(&self, tx: &Transaction<'_>, on: NaiveDate, entries: &[Entry]) {
        let stamp = Stamp {
            user: "biller",
            at: on
                .and_time(NaiveTime::from_hms_opt(17, 0, 0).unwrap())
                .and_utc(),
        };
        let _ = journal::post(tx, stamp, entries).unwrap();
    }

    fn visit(&mut self, tx: &Transaction<'_>, on: NaiveDate) {
        let number = self.visits.len();
        let patient = usize::try_from(self.roll(self.n_patients as u64)).unwrap();
        let mut visit = fixture::plain_encounter(&format!("v{number}"));
        visit.patient = format!("p{patient}").parse().unwrap();
        visit.rendering_provider = ["r1", "r2"][number % 2].parse().unwrap();
        for line in &mut visit.lines {
            line.from_on = on;
            line.charge = Money::from_cents(4_000 + self.roll(20_000) as i64);
        }
        let _ = store::encounter::save(tx, &visit, None).unwrap();
        let is_self_pay = patient % 5 == 0;
        let party = if is_self_pay {
            Party::PATIENT
        } else {
            let mut claim = fixture::entry(
                &format!("k{number}"),
                visit.id.as_str(),
                &format!("c{patient}"),
            );
            if self.roll(12) != 0 {
                claim.status = ClaimStatus::Printed;
                claim.printed_on = Some(on + Duration::days(1));
            }
            let _ = store::claim::insert(tx, &claim, None).unwrap();
            insurance(patient)
        };
        let mut lines = Vec::new();
        for line in &visit.lines {
            let line = ChargeLine::of_service(&visit, line);
            let id = store::charge::insert(tx, &line).unwrap();
            store::charge::put_in_force(tx, id).unwrap();
            let entry = event::charged(&line_ref(patient, id), &party, line.charge, on);
            self.post(tx, on, &[entry]);
            lines.push(id);
        }
        self.visits.push((patient, lines));
    }

    /// What a payer decides: it pays most, writes a part off and leaves a part to the patient.
    fn decide(&mut self, tx: &Transaction<'_>, patient: usize, line: ChargeLineId, on: NaiveDate) {
        let party = insurance(patient);
        let open = open_of(tx, line, Bucket::Ins1);
        if open.is_zero() || self.roll(15) == 0 {
            return;
        }
        let part = |per_cent: i64| Money::from_cents(open.cents() * per_cent / 100);
        let (paid, off) = (part(50), part(30));
        let receipt = self.receive(tx, Giver::Payer(party.payer.clone().unwrap()), paid, on);
        let of = line_ref(patient, line);
        let entries = [
            event::allocated(&receipt, &of, &party, paid, on),
            event::written_off(&of, &party, WriteOff::Contractual, off, on).because("CO-45"),
            event::transferred(&of, &party, &Party::PATIENT, open - paid - off, on),
        ];
        self.post(tx, on, &entries);
        if self.roll(25) == 0 {
            self.take_back(tx, patient, line, paid, on);
        }
    }

    /// The payer takes its payment back in its next check and decides anew.
    fn take_back(
        &mut self,
        tx: &Transaction<'_>,
        patient: usize,
        line: ChargeLineId,
        paid: Money,
        on: NaiveDate,
    ) {
        let party = insurance(patient);
        let payer = Giver::Payer(party.payer.clone().unwrap());
        let more = paid + Money::from_cents(1_085);
        let receipt = self.receive(tx, payer, Money::from_cents(1_085), on);
        let of = line_ref(patient, line);
        let written_off = journal::of_line(tx, line)
            .unwrap()
            .into_iter()
            .find(|it| it.entry.kind == EntryKind::WriteOff)
            .unwrap();
        let entries = [
            event::recouped(&receipt, &of, &party, paid, on),
            written_off.reversal(on, "decided anew"),
            event::allocated(&receipt, &of, &party, more - Money::from_cents(85), on),
            event::interest(&receipt, Money::from_cents(85), on),
        ];
        self.post(tx, on, &entries);
    }

    fn pay(&mut self, tx: &Transaction<'_>, patient: usize, line: ChargeLineId, on: NaiveDate) {
        let owed = open_of(tx, line, Bucket::Patient);
        if !owed.is_positive() || self.roll(10) == 0 {
            return;
        }
        let too_much = match self.roll(20) {
            0 => Money::from_cents(1_500),
            _ => Money::ZERO,
        };
        let giver = format!("p{patient}").parse().unwrap();
        let receipt = self.receive(tx, Giver::Patient(giver), owed + too_much, on);
        let of = line_ref(patient, line);
        let applied = event::applied(&receipt, &of, &Party::PATIENT, owed, on);
        self.post(tx, on, &[applied]);
        if too_much.is_positive() && self.roll(2) == 0 {
            let refund = [
                event::refund_approved(&receipt, too_much, on),
                event::refund_paid(&receipt, too_much, on),
            ];
            self.post(tx, on, &refund);
        }
        if too_much.is_zero() && self.roll(30) == 0 {
            self.deposit(tx, on);
            let posted = journal::of_receipt(tx, receipt.receipt).unwrap();
            let applied = posted
                .iter()
                .find(|it| it.entry.kind == EntryKind::Application)
                .unwrap();
            let entries = [
                applied.reversal(on, "returned check"),
                event::returned(&receipt, owed, on),
            ];
            self.post(tx, on, &entries);
        }
    }

    /// What is open by then is written off or goes to the agency; one in fifty stays.
    fn finish(&mut self, tx: &Transaction<'_>, patient: usize, line: ChargeLineId, on: NaiveDate) {
        let choice = self.roll(50);
        if choice == 0 && !self.settles {
            return;
        }
        let of = line_ref(patient, line);
        for open in balance::of_line(tx, line).unwrap() {
            let (party, amount) = (open.key.party, open.open.amount);
            if amount.is_negative() {
                continue;
            }
            let entry = if party.bucket == Bucket::Patient && choice == 1 {
                event::transferred(&of, &party, &Party::COLLECTIONS, amount, on)
            } else {
                event::written_off(&of, &party, WriteOff::Administrative, amount, on)
                    .because("too late")
            };
            self.post(tx, on, &[entry]);
        }
    }

    fn receive(
        &mut self,
        tx: &Transaction<'_>,
        giver: Giver,
        amount: Money,
        on: NaiveDate,
    ) -> ReceiptRef {
        let receipt = Receipt {
            kind: match giver {
                Giver::Payer(_) => ReceiptKind::Insurance,
                Giver::Patient(_) => ReceiptKind::Patient,
                Giver::Other => ReceiptKind::Other,
            },
            giver,
            method: Method::Cash,
            check_number: String::new(),
            check_on: None,
            amount,
            received_on: on,
            visit: None,
            note: String::new(),
            override_reason: String::new(),
        };
        let id: ReceiptId = store::receipt::insert(tx, &receipt, None).unwrap();
        let receipt = ReceiptRef {
            receipt: id,
            giver: receipt.giver,
        };
        self.post(tx, on, &[event::received(&receipt, amount, on)]);
        self.drawer.push((receipt.clone(), amount));
        receipt
    }

    fn deposit(&mut self, tx: &Transaction<'_>, on: NaiveDate) {
        let receipts = std::mem::take(&mut self.drawer);
        if receipts.is_empty() {
            return;
        }
        let deposit = Deposit {
            deposited_on: on,
            total: receipts.iter().map(|(_, amount)| *amount).sum(),
            note: String::new(),
        };
        let ids: Vec<ReceiptId> = receipts
            .iter()
            .map(|(receipt, _)| receipt.receipt)
            .collect();
        let id = store::deposit::insert(tx, &deposit, &ids, None).unwrap();
        self.post(tx, on, &[event::deposited(id, &receipts, on)]);
    }
}

pub fn insurance(patient: usize) -> Party {
    Party {
        bucket: Bucket::Ins1,
        payer: Some(PAYERS[patient % PAYERS.len()].parse().unwrap()),
    }
}

pub fn line_ref(patient: usize, line: ChargeLineId) -> LineRef {
    LineRef {
        line,
        patient: format!("p{patient}").parse().unwrap(),
    }
}

fn open_of(tx: &Transaction<'_>, line: ChargeLineId, bucket: Bucket) -> Money {
    balance::of_line(tx, line)
        .unwrap()
        .iter()
        .filter(|it| it.key.party.bucket == bucket)
        .map(|it| it.open.amount)
        .sum()
}
