//! What the sample's patients do: copays at the desk, payments after the statement, checks that
//! come back, credits that are refunded, and accounts that nobody pays.

use chrono::{Datelike, Days};

use super::{Keeper, PATIENTS, Task, next_open};
use crate::commands::demo::End;
use crate::commands::sample::random::Random;
use crate::domain::account::{Account, WriteOff};
use crate::domain::allocation::{Owed, oldest_first};
use crate::domain::charge::ChargeLine;
use crate::domain::id::{ChargeLineId, ReceiptId};
use crate::domain::journal::event::{self, Giver, LineRef, ReceiptRef};
use crate::domain::journal::fold::CreditKey;
use crate::domain::journal::{Entry, EntryKind, Party};
use crate::domain::money::Money;
use crate::domain::receipt::{Method, Receipt, ReceiptKind};
use crate::store;

/// How a patient pays, the same all her life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Habit {
    InFull,
    Half,
    /// Leaves the cents.
    WholeDollars,
    Never,
}

/// The fee for a check that came back, in cents.
const RETURNED_FEE: i64 = 2_500;

/// The most that is written off as too small to ask for, in cents.
const SMALL: i64 = 400;

impl Keeper<'_> {
    fn habit(&self, patient: usize) -> (Habit, Random) {
        let mut random = Random::new(self.options.seed, PATIENTS + patient as u64);
        let habit = random.weighted(&[
            (Habit::InFull, 66),
            (Habit::Half, 14),
            (Habit::WholeDollars, 8),
            (Habit::Never, 12),
        ]);
        (habit, random)
    }

    /// Money at the desk, meant for a visit.
    pub(super) fn take_at_desk(
        &mut self,
        encounter: usize,
        patient: usize,
        amount: Money,
    ) -> Result<(), End> {
        let visit = self.records.encounters[encounter].id.clone();
        let method =
            self.random
                .weighted(&[(Method::Card, 6), (Method::Cash, 3), (Method::Check, 2)]);
        let receipt = self.patient_receipt(patient, amount, method);
        let of = self.receive(&Receipt {
            visit: Some(visit),
            ..receipt
        })?;
        self.credits.entry(patient).or_default().push(of);
        Ok(())
    }

    fn patient_receipt(&mut self, patient: usize, amount: Money, method: Method) -> Receipt {
        let check_number = if method == Method::Check {
            self.check_number()
        } else {
            String::new()
        };
        Receipt {
            kind: ReceiptKind::Patient,
            giver: Giver::Patient(self.records.patients[patient].id.clone()),
            method,
            check_on: (method == Method::Check).then_some(self.day),
            check_number,
            amount,
            received_on: self.day,
            visit: None,
            note: String::new(),
            override_reason: String::new(),
        }
    }

    /// She gets a statement and pays some weeks later, unless she never does.
    pub(super) fn expect_payment(&mut self, patient: usize) {
        if self.expected.contains(&patient) {
            return;
        }
        let (habit, _) = self.habit(patient);
        if habit == Habit::Never {
            return;
        }
        let _ = self.expected.insert(patient);
        let on = next_open(self.day + Days::new(self.random.between(18, 50) as u64));
        self.schedule(on, Task::Pay(patient));
    }

    /// What a patient owes herself, oldest first.
    pub(super) fn owes(&mut self, patient: usize) -> Vec<Owed> {
        let lines = self.owed.remove(&patient).unwrap_or_default();
        let mut owed: Vec<Owed> = lines
            .into_iter()
            .filter_map(|id| {
                let (amount, since) = self.open(id, &Party::PATIENT)?;
                Some(Owed {
                    line: self.line_ref(id).filter(|_| amount.is_positive())?,
                    visit: None,
                    amount,
                    since,
                })
            })
            .collect();
        if !owed.is_empty() {
            let lines = owed.iter().map(|it| it.line.line).collect();
            let _ = self.owed.insert(patient, lines);
        }
        owed.sort_by_key(|it| (it.since, it.line.line));
        owed
    }

    /// What is unapplied of one of her receipts.
    fn credit(&self, patient: usize, credit: &ReceiptRef) -> Money {
        let key = CreditKey {
            receipt: credit.receipt,
            account: Account::PatientCredits,
            patient: Some(self.records.patients[patient].id.clone()),
        };
        self.balances
            .credits
            .get(&key)
            .map_or(Money::ZERO, |open| open.amount)
    }

    /// Applies unapplied money to what she owes; what is used up is forgotten.
    fn use_credits(&mut self, patient: usize) -> Result<(), End> {
        let credits = self.credits.remove(&patient).unwrap_or_default();
        let mut left = Vec::new();
        for credit in credits {
            let amount = self.credit(patient, &credit);
            let owed = self.owes(patient);
            let entries: Vec<Entry> = oldest_first(amount, &owed, None)
                .iter()
                .filter_map(|share| {
                    let line = owed.iter().find(|it| it.line.line == share.line)?;
                    Some(event::applied(
                        &credit,
                        &line.line,
                        &Party::PATIENT,
                        share.amount,
                        self.day,
                    ))
                })
                .collect();
            self.post(&entries)?;
            if !self.credit(patient, &credit).is_zero() {
                left.push(credit);
            }
        }
        if !left.is_empty() {
            let _ = self.credits.insert(patient, left);
        }
        Ok(())
    }

    /// What she paid at the desk for a visit pays what the payer left to her; of what is too much,
    /// some goes back.
    pub(super) fn use_desk_money(&mut self, encounter: usize) -> Result<(), End> {
        let patient = &self.records.encounters[encounter].patient;
        let Some(patient) = self.patients.get(patient).copied() else {
            return Ok(());
        };
        if !self.credits.contains_key(&patient) {
            return Ok(());
        }
        self.use_credits(patient)?;
        if self.credits.contains_key(&patient) && self.random.chance(150) {
            let on = next_open(self.day + Days::new(self.random.between(20, 40) as u64));
            self.schedule(on, Task::Refund(patient));
        }
        Ok(())
    }

    /// A payment by mail or telephone.
    pub(super) fn pay(&mut self, patient: usize) -> Result<(), End> {
        let _ = self.expected.remove(&patient);
        self.use_credits(patient)?;
        let owed = self.owes(patient);
        let total: Money = owed.iter().map(|it| it.amount).sum();
        let (habit, _) = self.habit(patient);
        let amount = match habit {
            Habit::InFull => total,
            Habit::Half => Money::from_cents((total.cents() + 1) / 2),
            Habit::WholeDollars => Money::from_cents(total.cents() / 100 * 100),
            Habit::Never => Money::ZERO,
        };
        if !amount.is_positive() {
            return Ok(());
        }
        self.pay_amount(patient, amount)?;
        if habit == Habit::Half {
            self.expect_payment(patient);
        }
        Ok(())
    }

    /// A payment of so much, toward what she has owed longest.
    pub(super) fn pay_amount(&mut self, patient: usize, amount: Money) -> Result<(), End> {
        let method =
            self.random
                .weighted(&[(Method::Check, 6), (Method::Card, 5), (Method::Cash, 1)]);
        let receipt = self.patient_receipt(patient, amount, method);
        let credit = self.receive(&receipt)?;
        let id = credit.receipt;
        self.credits.entry(patient).or_default().push(credit);
        self.use_credits(patient)?;
        if method == Method::Check && self.random.chance(14) {
            let on = next_open(self.day + Days::new(9));
            self.schedule(on, Task::Return(id));
        }
        Ok(())
    }

    /// The bank gives a check back: what it had paid is owed again, and a fee with it.
    pub(super) fn return_check(&mut self, id: ReceiptId) -> Result<(), End> {
        let Some(received) = store::receipt::find(self.tx, id)? else {
            return Ok(());
        };
        let Giver::Patient(giver) = &received.receipt.giver else {
            return Ok(());
        };
        let posted = store::journal::of_receipt(self.tx, id)?;
        let is_plain = posted.iter().all(|it| {
            matches!(
                it.entry.kind,
                EntryKind::Receipt | EntryKind::Deposit | EntryKind::Application
            )
        });
        let Some(patient) = self.patients.get(giver).copied() else {
            return Ok(());
        };
        if !is_plain || received.deposit.is_none() {
            return Ok(());
        }
        let reason = "insufficient funds";
        let mut entries: Vec<Entry> = posted
            .iter()
            .rev()
            .filter(|it| it.entry.kind == EntryKind::Application)
            .map(|it| it.reversal(self.day, reason))
            .collect();
        let of = received.as_ref();
        entries.push(event::returned(&of, received.receipt.amount, self.day).because(reason));
        let amount = Money::from_cents(RETURNED_FEE);
        let fee = ChargeLine::fee(giver.clone(), self.day, amount, "Returned check");
        let line = LineRef {
            line: store::charge::insert(self.tx, &fee)?,
            patient: giver.clone(),
        };
        self.lines.push(super::LineOf {
            patient,
            provider: None,
        });
        entries.push(event::fee(&line, amount, self.day));
        self.post(&entries)?;
        if let Some(credits) = self.credits.get_mut(&patient) {
            credits.retain(|credit| credit.receipt != id);
        }
        Ok(())
    }

    /// What she paid too much goes back by our check.
    pub(super) fn refund(&mut self, patient: usize) -> Result<(), End> {
        if !self.owes(patient).is_empty() {
            return Ok(());
        }
        for credit in self.credits.remove(&patient).unwrap_or_default() {
            let amount = self.credit(patient, &credit);
            if !amount.is_positive() {
                continue;
            }
            let check = self.check_number();
            self.post(&[
                event::refund_approved(&credit, amount, self.day).because("paid too much"),
                event::refund_paid(&credit, amount, self.day).because(format!("our check {check}")),
            ])?;
        }
        Ok(())
    }

    /// Once a month: what is too small to ask for, and the account that goes to the agency.
    pub(super) fn look_after_accounts(&mut self) -> Result<(), End> {
        let is_first = |from: u32| {
            let day = self.day;
            next_open(day) == day
                && day.day() >= from
                && (from..day.day()).all(|earlier| {
                    day.with_day(earlier)
                        .is_some_and(|earlier| next_open(earlier) != earlier)
                })
        };
        let (is_first_day, is_middle, is_late) = (is_first(1), is_first(15), is_first(20));
        if is_first_day {
            self.capitation()?;
        }
        if is_middle {
            self.write_off_small()?;
        }
        if is_late {
            self.hand_over()?;
        }
        Ok(())
    }

    fn write_off_small(&mut self) -> Result<(), End> {
        let long_ago = self.day - Days::new(60);
        let entries: Vec<Entry> = self
            .balances
            .receivables
            .iter()
            .filter(|(key, open)| {
                key.party == Party::PATIENT
                    && (1..SMALL).contains(&open.amount.cents())
                    && open.since < long_ago
            })
            .filter_map(|(key, open)| {
                let line = self.line_ref(key.line)?;
                let kind = WriteOff::SmallBalance;
                let entry = event::written_off(&line, &Party::PATIENT, kind, open.amount, self.day);
                Some(entry.because("too small to ask for"))
            })
            .collect();
        self.post(&entries)
    }

    /// Hands one account over that nobody paid for half a year; one in two years, more in a large
    /// clinic.
    fn hand_over(&mut self) -> Result<(), End> {
        let is_due = match self.agency {
            None => true,
            Some(last) => self.records.patients.len() > 2_000 && last < self.day,
        };
        let long_ago = self.day - Days::new(180);
        if !is_due {
            return Ok(());
        }
        let mut never: Vec<usize> = self
            .owed
            .keys()
            .copied()
            .filter(|patient| self.habit(*patient).0 == Habit::Never)
            .collect();
        never.sort_unstable();
        for patient in never {
            let owed = self.owes(patient);
            let total: Money = owed.iter().map(|it| it.amount).sum();
            let is_old = owed.first().is_some_and(|it| it.since < long_ago);
            if !is_old || total.cents() < 8_000 {
                continue;
            }
            let entries: Vec<Entry> = owed
                .iter()
                .map(|it| {
                    let (from, to) = (&Party::PATIENT, &Party::COLLECTIONS);
                    event::transferred(&it.line, from, to, it.amount, self.day)
                        .because("no answer to three statements")
                })
                .collect();
            self.post(&entries)?;
            self.agency = Some(self.day);
            let largest = owed.iter().max_by_key(|it| it.amount);
            if let Some(largest) = largest {
                let on = next_open(self.day + Days::new(55));
                self.schedule(on, Task::Recover(largest.line.line));
            }
            break;
        }
        Ok(())
    }

    /// The agency pays half of a line and keeps two fifths of that.
    pub(super) fn recover(&mut self, id: ChargeLineId) -> Result<(), End> {
        let (Some((open, _)), Some(line)) = (self.open(id, &Party::COLLECTIONS), self.line_ref(id))
        else {
            return Ok(());
        };
        let gross = open.cents() / 2;
        let fee = gross * 2 / 5;
        let net = Money::from_cents(gross - fee);
        let receipt = Receipt {
            kind: ReceiptKind::Other,
            giver: Giver::Other,
            method: Method::Check,
            check_number: self.check_number(),
            check_on: Some(self.day),
            amount: net,
            received_on: self.day,
            visit: None,
            note: "Collections agency".to_owned(),
            override_reason: String::new(),
        };
        let of = self.receive(&receipt)?;
        self.post(&[event::collected(
            &of,
            &line,
            net,
            Money::from_cents(fee),
            self.day,
        )])
    }
}
