//! What the records are called that reports speak of.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension};

use crate::domain::id::{ChargeLineId, EntryId, PatientId, PayerId, ReceiptId};
use crate::domain::journal::Posted;
use crate::domain::journal::event::Giver;
use crate::domain::report::aging::{CreditRow, OpenRow};
use crate::domain::report::credits::Unsettled;
use crate::domain::report::movement::{Movement, Names, PatientName, PayerName};
use crate::store::error::Error;
use crate::store::value::Columns;
use crate::store::{charge, receipt};

/// What reports speak of, whose names they need.
#[derive(Debug, Default)]
pub struct Mentioned {
    patients: BTreeSet<PatientId>,
    payers: BTreeSet<PayerId>,
    lines: BTreeSet<ChargeLineId>,
    receipts: BTreeSet<ReceiptId>,
    reversed: BTreeSet<EntryId>,
    has_providers: bool,
}

/// What mentions records by their ids.
pub trait Mentions {
    fn mention(&self, mentioned: &mut Mentioned);
}

impl Mentions for Posted {
    fn mention(&self, mentioned: &mut Mentioned) {
        mentioned.reversed.extend(self.entry.reverses);
        for leg in &self.entry.legs {
            mentioned.patients.extend(leg.patient.clone());
            mentioned.payers.extend(leg.payer.clone());
            mentioned.lines.extend(leg.line);
            mentioned.receipts.extend(leg.receipt);
        }
    }
}

impl Mentions for Movement {
    fn mention(&self, mentioned: &mut Mentioned) {
        mentioned.payers.extend(self.payer.clone());
        mentioned.has_providers |= self.provider.is_some();
    }
}

impl Mentions for OpenRow {
    fn mention(&self, mentioned: &mut Mentioned) {
        mentioned.payers.extend(self.party.payer.clone());
        if self.party.payer.is_none() {
            let _ = mentioned.patients.insert(self.patient.clone());
        }
    }
}

impl Mentions for CreditRow {
    fn mention(&self, mentioned: &mut Mentioned) {
        mentioned.patients.extend(self.patient.clone());
        mentioned.payers.extend(self.payer.clone());
    }
}

impl Mentions for Unsettled {
    fn mention(&self, mentioned: &mut Mentioned) {
        mentioned.patients.extend(self.patient.clone());
        let _ = mentioned.receipts.insert(self.receipt);
    }
}

impl Mentions for ReceiptId {
    fn mention(&self, mentioned: &mut Mentioned) {
        let _ = mentioned.receipts.insert(*self);
    }
}

impl Mentions for PayerId {
    fn mention(&self, mentioned: &mut Mentioned) {
        let _ = mentioned.payers.insert(self.clone());
    }
}

impl Mentions for PatientId {
    fn mention(&self, mentioned: &mut Mentioned) {
        let _ = mentioned.patients.insert(self.clone());
    }
}

/// An open amount together with the patient and the service it is for.
pub struct WithLine<'a>(pub &'a OpenRow);

impl Mentions for WithLine<'_> {
    fn mention(&self, mentioned: &mut Mentioned) {
        self.0.mention(mentioned);
        let _ = mentioned.patients.insert(self.0.patient.clone());
        let _ = mentioned.lines.insert(self.0.line);
    }
}

/// Looks up what everything is called that is mentioned.
///
/// # Errors
/// The file cannot be read.
pub fn names<'a>(
    connection: &Connection,
    mentions: impl IntoIterator<Item = &'a dyn Mentions>,
) -> Result<Names, Error> {
    let mut mentioned = Mentioned::default();
    for it in mentions {
        it.mention(&mut mentioned);
    }
    let mut names = Names::default();
    for id in std::mem::take(&mut mentioned.receipts) {
        if let Some(received) = receipt::find(connection, id)? {
            match &received.receipt.giver {
                Giver::Payer(payer) => mentioned.payers.extend([payer.clone()]),
                Giver::Patient(patient) => mentioned.patients.extend([patient.clone()]),
                Giver::Other => {}
            }
            let _ = names.receipts.insert(id, received);
        }
    }
    for id in mentioned.lines {
        if let Some(charged) = charge::find(connection, id)? {
            let line = charged.line;
            let text = if line.code.is_empty() {
                line.description
            } else {
                format!("{} on {}", line.code, line.from_on)
            };
            let _ = names.lines.insert(id, text);
        }
    }
    patients(connection, &mut names, mentioned.patients)?;
    payers(connection, &mut names, mentioned.payers)?;
    for id in mentioned.reversed {
        if let Some(kind) = connection
            .prepare_cached("SELECT kind FROM journal_entry WHERE id = ?1")?
            .query_row([id.number()], |row| row.get::<_, String>(0))
            .optional()?
            .and_then(|kind| kind.parse().ok())
        {
            let _ = names.reversed.insert(id, kind);
        }
    }
    if mentioned.has_providers {
        for provider in crate::store::provider::all(connection)? {
            let _ = names
                .providers
                .insert(provider.id, provider.name.to_string());
        }
    }
    Ok(names)
}

/// The patients and, for each who does not answer for her own bill, who does.
fn patients(
    connection: &Connection,
    names: &mut Names,
    wanted: BTreeSet<PatientId>,
) -> Result<(), Error> {
    const NAMES: [&str; 5] = [
        "last_name",
        "first_name",
        "middle_name",
        "suffix",
        "guarantor",
    ];
    let mut statement = connection.prepare_cached(
        "SELECT p.last_name, p.first_name, p.middle_name, p.suffix, g.reference
         FROM patient p LEFT JOIN patient g ON g.id = p.guarantor_patient_id
         WHERE p.reference = ?1",
    )?;
    let mut waiting: Vec<PatientId> = wanted.into_iter().collect();
    while let Some(id) = waiting.pop() {
        if names.patients.contains_key(&id) {
            continue;
        }
        let mut rows = statement.query([id.as_str()])?;
        if let Some(row) = rows.next()? {
            let mut columns = Columns::new(row, 0, &NAMES);
            let name = columns.name()?.to_string();
            let guarantor: Option<PatientId> = columns.take()?;
            waiting.extend(guarantor.clone());
            let guarantor = guarantor.unwrap_or_else(|| id.clone());
            let _ = names.patients.insert(id, PatientName { name, guarantor });
        }
    }
    Ok(())
}

fn payers(
    connection: &Connection,
    names: &mut Names,
    wanted: BTreeSet<PayerId>,
) -> Result<(), Error> {
    const NAMES: [&str; 2] = ["name", "kind"];
    let mut statement =
        connection.prepare_cached("SELECT name, kind FROM payer WHERE reference = ?1")?;
    for id in wanted {
        let mut rows = statement.query([id.as_str()])?;
        if let Some(row) = rows.next()? {
            let mut columns = Columns::new(row, 0, &NAMES);
            let payer = PayerName {
                name: columns.take()?,
                kind: columns.take()?,
            };
            let _ = names.payers.insert(id, payer);
        }
    }
    Ok(())
}
