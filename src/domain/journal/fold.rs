//! Balances as folds over the journal: the one rule that the kept balances follow and that
//! `verify` checks them against.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{Entry, Leg, Party};
use crate::domain::account::Account;
use crate::domain::id::{ChargeLineId, PatientId, PayerId, ReceiptId};
use crate::domain::money::Money;

/// An amount that is open, and since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Open {
    /// Never zero. On a receivable positive = owed; on a credit positive = the giver's.
    pub amount: Money,
    /// The effective day on which it came to be open on this side: partial payments leave it as
    /// it is.
    pub since: NaiveDate,
}

impl Open {
    /// What is open after `change` more; `None` when nothing is.
    pub fn after(open: Option<Self>, change: Money, on: NaiveDate) -> Option<Self> {
        let before = open.map_or(Money::ZERO, |open| open.amount);
        let amount = before + change;
        if amount.is_zero() {
            return None;
        }
        let since = match open {
            Some(open) if before.is_negative() == amount.is_negative() => open.since,
            _ => on,
        };
        Some(Self { amount, since })
    }
}

/// On which line, and with whom, an amount is open.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OpenKey {
    pub line: ChargeLineId,
    pub party: Party,
}

/// Of which receipt, and where, a credit is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CreditKey {
    pub receipt: ReceiptId,
    pub account: Account,
    /// Whose credit it is, for a patient's.
    pub patient: Option<PatientId>,
}

/// The balance a leg changes, and by how much.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    Receivable(OpenKey, PatientId, Money),
    Credit(CreditKey, Option<PayerId>, Money),
}

/// Which kept balance a leg changes; `None` where its account keeps none.
pub fn change(leg: &Leg) -> Option<Change> {
    if let (Some(bucket), Some(line), Some(patient)) =
        (leg.account.bucket(), leg.line, leg.patient.as_ref())
    {
        let party = Party {
            bucket,
            payer: leg.payer.clone(),
        };
        let key = OpenKey { line, party };
        return Some(Change::Receivable(key, patient.clone(), leg.amount));
    }
    let receipt = leg.receipt.filter(|_| leg.account.is_credit())?;
    let key = CreditKey {
        receipt,
        account: leg.account,
        patient: leg.patient.clone(),
    };
    Some(Change::Credit(key, leg.payer.clone(), -leg.amount))
}

/// What is open after some entries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Balances {
    pub receivables: BTreeMap<OpenKey, Open>,
    pub credits: BTreeMap<CreditKey, Open>,
    /// Every account's balance, debits positive.
    pub accounts: BTreeMap<Account, Money>,
}

impl Balances {
    /// Takes one more entry.
    pub fn take(&mut self, entry: &Entry) {
        for leg in &entry.legs {
            *self.accounts.entry(leg.account).or_default() += leg.amount;
            match change(leg) {
                Some(Change::Receivable(key, _, amount)) => {
                    step(&mut self.receivables, key, amount, entry.effective_on);
                }
                Some(Change::Credit(key, _, amount)) => {
                    step(&mut self.credits, key, amount, entry.effective_on);
                }
                None => {}
            }
        }
    }

    /// What is open on a line with anybody.
    pub fn of_line(&self, line: ChargeLineId) -> Money {
        self.receivables
            .iter()
            .filter(|(key, _)| key.line == line)
            .map(|(_, open)| open.amount)
            .sum()
    }

    /// What is open on a line with one party.
    pub fn of(&self, line: ChargeLineId, party: &Party) -> Money {
        let key = OpenKey {
            line,
            party: party.clone(),
        };
        self.receivables
            .get(&key)
            .map_or(Money::ZERO, |open| open.amount)
    }
}

fn step<K: Ord>(open: &mut BTreeMap<K, Open>, key: K, amount: Money, on: NaiveDate) {
    match Open::after(open.get(&key).copied(), amount, on) {
        Some(after) => {
            let _ = open.insert(key, after);
        }
        None => {
            let _ = open.remove(&key);
        }
    }
}
