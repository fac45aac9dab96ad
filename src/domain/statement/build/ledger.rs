//! The journal of one account by charge: which entries stand, and what they come to.

use std::collections::HashMap;

use crate::domain::account::Bucket;
use crate::domain::id::{ChargeLineId, EntryId};
use crate::domain::journal::fold::Open;
use crate::domain::journal::{Entry, EntryKind, Party, Posted};
use crate::domain::money::Money;
use crate::domain::statement::facts::AccountFacts;

/// What the entries of one charge come to. With what is open on it,
/// `charged - insurance_paid - adjusted - patient_paid` is what is open with everybody.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Figures {
    pub charged: Money,
    /// Less what payers took back.
    pub insurance_paid: Money,
    /// Write-offs of every kind and what payers withhold until the year's end.
    pub adjusted: Money,
    /// With what the agency collected.
    pub patient_paid: Money,
}

pub(super) struct Ledger<'a> {
    by_line: HashMap<ChargeLineId, Vec<&'a Posted>>,
    by_id: HashMap<EntryId, &'a Posted>,
    /// The entry that took one back.
    reversal: HashMap<EntryId, &'a Posted>,
    open: HashMap<ChargeLineId, Vec<(&'a Party, Open)>>,
}

impl<'a> Ledger<'a> {
    pub fn of(account: &'a AccountFacts) -> Self {
        let mut ledger = Self {
            by_line: HashMap::new(),
            by_id: HashMap::new(),
            reversal: HashMap::new(),
            open: HashMap::new(),
        };
        for posted in &account.entries {
            let _ = ledger.by_id.insert(posted.id, posted);
            if let Some(of) = posted.entry.reverses {
                let _ = ledger.reversal.insert(of, posted);
            }
            for leg in &posted.entry.legs {
                let Some(line) = leg.line else { continue };
                let entries = ledger.by_line.entry(line).or_default();
                if entries.last().is_none_or(|last| last.id != posted.id) {
                    entries.push(posted);
                }
            }
        }
        for (key, open) in &account.open {
            let of_line = ledger.open.entry(key.line).or_default();
            of_line.push((&key.party, *open));
        }
        for of_line in ledger.open.values_mut() {
            of_line.sort_by_key(|(party, _)| *party);
        }
        ledger
    }

    /// What is open on a charge with one party.
    pub fn open(&self, line: ChargeLineId, party: &Party) -> Option<Open> {
        let mut of_line = self.open.get(&line)?.iter();
        of_line.find(|(of, _)| *of == party).map(|(_, open)| *open)
    }

    /// What payers owe on a charge.
    pub fn with_payers(&self, line: ChargeLineId) -> impl Iterator<Item = (&'a Party, Open)> {
        let of_line = self.open.get(&line).into_iter().flatten();
        of_line
            .copied()
            .filter(|(party, open)| party.bucket.is_insurance() && open.amount.is_positive())
    }

    /// What is open on a charge with payers, less what was paid too much.
    pub fn pending(&self, line: ChargeLineId) -> Money {
        let of_line = self.open.get(&line).into_iter().flatten();
        of_line
            .filter(|(party, _)| party.bucket.is_insurance())
            .map(|(_, open)| open.amount)
            .sum()
    }

    /// The entries on a charge, in order.
    pub fn on(&self, line: ChargeLineId) -> &[&'a Posted] {
        self.by_line.get(&line).map_or(&[], Vec::as_slice)
    }

    /// The entries on a charge that stand: neither taken back nor taking back.
    pub fn standing(&self, line: ChargeLineId) -> impl Iterator<Item = &'a Posted> {
        let entries = self.on(line).iter().copied();
        entries.filter(|posted| posted.entry.reverses.is_none() && self.stands(posted.id))
    }

    /// Whether an entry was not taken back, or what took it back was.
    pub fn stands(&self, entry: EntryId) -> bool {
        let reversal = self.reversal.get(&entry);
        reversal.is_none_or(|reversal| !self.stands(reversal.id))
    }

    /// The entry that took one back, where that stands.
    pub fn taken_back_by(&self, entry: EntryId) -> Option<&'a Posted> {
        let reversal = self.reversal.get(&entry).copied();
        reversal.filter(|reversal| self.stands(reversal.id))
    }

    /// The entry that an entry speaks of in the end: what it takes back, or itself.
    pub fn root(&self, posted: &'a Posted) -> &'a Posted {
        let reversed = posted.entry.reverses.and_then(|id| self.by_id.get(&id));
        reversed.map_or(posted, |reversed| self.root(reversed))
    }

    /// What the entries on a charge come to. Every leg on it falls into one of the four, whatever
    /// its kind, so that the identity of a line holds.
    pub fn figures(&self, line: ChargeLineId) -> Figures {
        let mut figures = Figures::default();
        for posted in self.on(line) {
            let change = change(&posted.entry, line, |_| true);
            match self.root(posted).entry.kind {
                EntryKind::Charge
                | EntryKind::Opening
                | EntryKind::Fee
                | EntryKind::FinanceCharge => figures.charged += change,
                EntryKind::Allocation
                | EntryKind::Recoupment
                | EntryKind::Suspense
                | EntryKind::PayerRefund => figures.insurance_paid -= change,
                EntryKind::Application | EntryKind::Recovery => figures.patient_paid -= change,
                _ => figures.adjusted -= change,
            }
        }
        figures
    }
}

/// What an entry changes on a charge with some parties.
pub(super) fn change(entry: &Entry, line: ChargeLineId, with: impl Fn(Bucket) -> bool) -> Money {
    let legs = entry.legs.iter().filter(|leg| leg.line == Some(line));
    legs.filter(|leg| leg.account.bucket().is_some_and(&with))
        .map(|leg| leg.amount)
        .sum()
}
