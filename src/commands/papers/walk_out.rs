//! What a walk-out statement tells of a visit, from the books.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::desk::{Desk, Recipient, provider, refused};
use super::receipt::spent;
use crate::commands::Error;
use crate::commands::ledger::{guard, receipts};
use crate::documents::paper::provider_name;
use crate::domain::account::Bucket;
use crate::domain::charge::Charged;
use crate::domain::claim::billed_coverage;
use crate::domain::encounter::Encounter;
use crate::domain::finding::Record;
use crate::domain::id::{ChargeLineId, EncounterId, PayerId, ReceiptId};
use crate::domain::journal::EntryKind;
use crate::domain::journal::event::Giver;
use crate::domain::money::Money;
use crate::domain::paper::walk_out::{Paid, Service, WalkOut};
use crate::domain::receipt::Received;
use crate::store::{self, Connection, balance, journal};

/// A visit with what stands in the books about it.
pub(super) struct ChargedVisit {
    pub encounter: Encounter,
    /// Its charges that stand, by line; at least one.
    pub charges: Vec<Charged>,
    /// What each receipt of a patient pays of them.
    pub applied: BTreeMap<ReceiptId, Money>,
    /// What payers paid on them.
    pub paid_by_insurance: Money,
    /// What is open on them with the patient.
    pub hers: Money,
    /// What is open on them with payers.
    pub with_insurance: Money,
    /// What is open on them with anybody.
    pub open: Money,
    /// The first payer that something is open with.
    pub payer: Option<PayerId>,
    /// Whether a payer decided on any of them.
    pub is_decided: bool,
}

impl ChargedVisit {
    pub fn read(connection: &Connection, visit: &EncounterId) -> Result<Self, Error> {
        let encounter = store::encounter::find(connection, visit)?;
        let charges = store::charge::in_force(connection, visit)?;
        let mut read = Self {
            encounter: encounter.ok_or(store::Error::NotFound("visit"))?.value,
            applied: BTreeMap::new(),
            paid_by_insurance: Money::ZERO,
            hers: Money::ZERO,
            with_insurance: Money::ZERO,
            open: Money::ZERO,
            payer: None,
            is_decided: false,
            charges: Vec::new(),
        };
        if charges.is_empty() {
            return Err(refused(
                Record::Encounter,
                "visit-not-charged",
                "visit_id",
                format!("Visit {visit} has no charges; enter its services first."),
            ));
        }
        for charged in &charges {
            read.take_line(connection, charged.id)?;
        }
        read.charges = charges;
        Ok(read)
    }

    fn take_line(&mut self, connection: &Connection, line: ChargeLineId) -> Result<(), Error> {
        for it in balance::of_line(connection, line)? {
            self.open += it.open.amount;
            if it.key.party.bucket == Bucket::Patient {
                self.hers += it.open.amount;
            } else if it.key.party.bucket.is_insurance() {
                self.with_insurance += it.open.amount;
                if self.payer.is_none() {
                    self.payer.clone_from(&it.key.party.payer);
                }
            }
        }
        for posted in guard::live(journal::of_line(connection, line)?) {
            let receipt = posted.entry.legs.iter().find_map(|leg| leg.receipt);
            match (posted.entry.kind, receipt) {
                (EntryKind::Application, Some(receipt)) => {
                    if let Some((_, amount)) = spent(&posted, receipt) {
                        *self.applied.entry(receipt).or_default() += amount;
                    }
                }
                (EntryKind::Allocation | EntryKind::Recoupment | EntryKind::PayerRefund, _) => {
                    let on_line = posted
                        .entry
                        .legs
                        .iter()
                        .filter(|leg| leg.line == Some(line) && leg.account.is_receivable());
                    self.paid_by_insurance -= on_line.map(|leg| leg.amount).sum();
                }
                _ => {}
            }
        }
        let decisions = store::remittance::of_line(connection, line)?;
        self.is_decided |= decisions.iter().any(|it| it.void.is_none());
        Ok(())
    }

    pub fn lines(&self) -> Vec<ChargeLineId> {
        self.charges.iter().map(|it| it.id).collect()
    }

    pub fn charged(&self) -> Money {
        self.charges.iter().map(|it| it.line.charge).sum()
    }

    /// What patients' money pays of it.
    pub fn applied_total(&self) -> Money {
        self.applied.values().copied().sum()
    }
}

/// A visit as its walk-out statement tells it, with whom it goes to.
pub(super) fn read(
    connection: &Connection,
    desk: &Desk,
    visit: &EncounterId,
    today: NaiveDate,
) -> Result<(WalkOut, Recipient), Error> {
    let charged = ChargedVisit::read(connection, visit)?;
    let encounter = &charged.encounter;
    let recipient = Recipient::of(connection, &encounter.patient)?;
    let language = recipient.language();
    let paid = payments(connection, &charged, &recipient, today)?;
    let receipts: Vec<ReceiptId> = paid.iter().map(|it| it.receipt).collect();
    let lines = charged.lines();
    let services = charged.charges.iter().map(|it| Service {
        on: it.line.from_on,
        code: it.line.code.clone(),
        description: desk.described(&it.line, language),
        units: it.line.units,
        charge: it.line.charge,
    });
    let seen_by = provider(connection, &encounter.rendering_provider)?;
    let walk_out = WalkOut {
        visit: visit.clone(),
        guarantor: recipient.guarantor.name.clone(),
        address: recipient.guarantor.address.clone(),
        account: recipient.guarantor.id.to_string(),
        patient: recipient.patient.name.clone(),
        on: encounter.first_day().unwrap_or(today),
        written_on: today,
        provider: provider_name(&seen_by),
        services: services.collect(),
        settled: charged.charged() - charged.open - charged.applied_total(),
        with_insurance: charged.with_insurance,
        payer: payer_name(connection, charged.payer.as_ref())?,
        hers: charged.hers,
        copay: copay(connection, &charged)?,
        previous_balance: recipient.balance(connection, today, &lines, &receipts)?,
        paid,
    };
    Ok((walk_out, recipient))
}

fn payer_name(connection: &Connection, payer: Option<&PayerId>) -> Result<String, Error> {
    let Some(payer) = payer else {
        return Ok(String::new());
    };
    let found = store::payer::find(connection, payer)?;
    Ok(found.map_or_else(|| payer.to_string(), |found| found.value.name))
}

/// What the card of the plan says she pays for a visit, while no payer has decided on any of it.
fn copay(connection: &Connection, charged: &ChargedVisit) -> Result<Option<Money>, Error> {
    if charged.is_decided || !charged.with_insurance.is_positive() {
        return Ok(None);
    }
    let coverages = store::coverage::of_patient(connection, &charged.encounter.patient)?;
    Ok(billed_coverage(&charged.encounter, &coverages).and_then(|coverage| coverage.copay))
}

/// What the family paid for the visit, and today for no other visit; oldest first.
fn payments(
    connection: &Connection,
    charged: &ChargedVisit,
    recipient: &Recipient,
    today: NaiveDate,
) -> Result<Vec<Paid>, Error> {
    let visit = &charged.encounter.id;
    let mut found: BTreeMap<ReceiptId, Received> = BTreeMap::new();
    for member in &recipient.family {
        for received in store::receipt::of_patient(connection, member)? {
            let meant_for = received.receipt.visit.as_ref();
            let is_todays = received.receipt.received_on == today;
            if meant_for == Some(visit) || meant_for.is_none() && is_todays {
                let _ = found.insert(received.id, received);
            }
        }
    }
    for id in charged.applied.keys() {
        if !found.contains_key(id) {
            let _ = found.insert(*id, receipts::found(connection, *id)?);
        }
    }
    let mut paid = Vec::new();
    for (id, received) in found {
        let is_patients = matches!(received.receipt.giver, Giver::Patient(_));
        if received.void.is_some() || !is_patients || is_returned(connection, id)? {
            continue;
        }
        paid.push(Paid {
            receipt: id,
            on: received.receipt.received_on,
            method: received.receipt.method,
            check_number: received.receipt.check_number,
            amount: received.receipt.amount,
            applied_here: charged.applied.get(&id).copied().unwrap_or_default(),
            unapplied: balance::unapplied(connection, id)?,
        });
    }
    paid.sort_by_key(|it| (it.on, it.receipt));
    Ok(paid)
}

/// Whether the bank gave the money back.
fn is_returned(connection: &Connection, receipt: ReceiptId) -> Result<bool, Error> {
    let entries = guard::live(journal::of_receipt(connection, receipt)?);
    let mut kinds = entries.iter().map(|it| it.entry.kind);
    Ok(kinds.any(|kind| kind == EntryKind::ReturnedCheck))
}
