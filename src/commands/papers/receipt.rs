//! What a receipt tells of a payment, from the books.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::desk::{Desk, Recipient, refused};
use crate::commands::Error;
use crate::commands::ledger::{guard, receipts};
use crate::domain::finding::Record;
use crate::domain::id::{ChargeLineId, ReceiptId};
use crate::domain::journal::event::Giver;
use crate::domain::journal::{EntryKind, Posted};
use crate::domain::money::Money;
use crate::domain::paper::ChargePart;
use crate::domain::paper::receipt::PaymentReceipt;
use crate::domain::receipt::Received;
use crate::store::{self, Connection, balance, journal};

/// The payment of a receipt with who answers for her account.
pub(super) fn read(
    connection: &Connection,
    desk: &Desk,
    id: ReceiptId,
    today: NaiveDate,
) -> Result<(PaymentReceipt, Recipient), Error> {
    let received = receipts::found(connection, id)?;
    let giver = allowed(&received)?;
    let recipient = Recipient::of(connection, &giver)?;
    let payer = &recipient.patient;
    let receipt = &received.receipt;
    Ok((
        PaymentReceipt {
            number: id,
            name: payer.name.clone(),
            address: payer.address.clone(),
            account: recipient.guarantor.id.to_string(),
            received_on: receipt.received_on,
            method: receipt.method,
            check_number: receipt.check_number.clone(),
            amount: receipt.amount,
            applied: applied(connection, desk, &received, &recipient)?,
            unapplied: balance::unapplied(connection, id)?,
            written_on: today,
            balance: recipient.balance(connection, today, &[], &[])?,
        },
        recipient,
    ))
}

/// Who gave it, where a receipt may be written for it.
fn allowed(received: &Received) -> Result<crate::domain::id::PatientId, Error> {
    let id = received.id;
    if received.void.is_some() {
        return Err(refused(
            Record::Receipt,
            "receipt-is-void",
            "receipt_id",
            format!("Receipt {id} was taken back, so nothing is printed for it."),
        ));
    }
    match &received.receipt.giver {
        Giver::Patient(patient) => Ok(patient.clone()),
        Giver::Payer(_) | Giver::Other => Err(refused(
            Record::Receipt,
            "receipt-not-patients",
            "receipt_id",
            format!(
                "Receipt {id} is not a patient's payment; only those are written for patients."
            ),
        )),
    }
}

fn applied(
    connection: &Connection,
    desk: &Desk,
    received: &Received,
    recipient: &Recipient,
) -> Result<Vec<ChargePart>, Error> {
    let entries = guard::live(journal::of_receipt(connection, received.id)?);
    let mut by_line: BTreeMap<ChargeLineId, Money> = BTreeMap::new();
    for (line, amount) in entries.iter().filter_map(|it| spent(it, received.id)) {
        *by_line.entry(line).or_default() += amount;
    }
    let mut applied = Vec::new();
    for (id, amount) in by_line {
        let charged = guard::line(connection, id)?;
        let line = charged.line;
        let patient = store::patient::find(connection, &line.patient)?;
        applied.push(ChargePart {
            patient: patient.map(|it| it.value.name.spoken()).unwrap_or_default(),
            on: line.from_on,
            description: desk.described(&line, recipient.language()),
            amount,
        });
    }
    applied.sort_by_key(|it| it.on);
    Ok(applied)
}

/// What an entry takes of a receipt's money for a line.
pub(super) fn spent(posted: &Posted, receipt: ReceiptId) -> Option<(ChargeLineId, Money)> {
    let entry = &posted.entry;
    if !matches!(entry.kind, EntryKind::Application | EntryKind::Recovery) {
        return None;
    }
    let line = entry.legs.iter().find_map(|leg| leg.line)?;
    let money = entry.legs.iter().filter(|leg| leg.receipt == Some(receipt));
    Some((line, money.map(|leg| leg.amount).sum()))
}
