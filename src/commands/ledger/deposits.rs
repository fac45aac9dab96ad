//! Deposits: what lies in the drawer, what goes to the bank together, and its slip.

use chrono::NaiveDate;

use super::receipts::{self, ReceiptRow};
use super::{Done, Posting, act, refused};
use crate::commands::Error;
use crate::domain::date;
use crate::domain::deposit::{Deposit, MethodTotal, Slip, by_method, slip as slip_of};
use crate::domain::id::{DepositId, ReceiptId};
use crate::domain::journal::event::{self, Giver, ReceiptRef};
use crate::domain::money::Money;
use crate::domain::receipt::Received;
use crate::store::{self, Connection, Database, journal};

/// What is not at the bank yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawer {
    /// In the order of their numbers.
    pub receipts: Vec<ReceiptRow>,
    pub by_method: Vec<MethodTotal>,
    pub total: Money,
}

/// A deposit in the list of deposits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DepositRow {
    pub number: DepositId,
    pub deposit: Deposit,
    pub count: usize,
}

/// What lies in the drawer.
///
/// # Errors
/// The practice file cannot be read.
pub async fn drawer(database: Database) -> Result<Drawer, Error> {
    database
        .call(move |connection| {
            let receipts = receipts::rows(connection, store::receipt::undeposited(connection)?)?;
            let by_method = by_method(receipts.iter().map(|row| &row.received.receipt));
            Ok(Drawer {
                total: by_method.iter().map(|it| it.total).sum(),
                by_method,
                receipts,
            })
        })
        .await
}

/// Takes receipts to the bank on the day of the posting; the deposit never changes afterwards.
///
/// # Errors
/// [`Error::Refused`] when none is chosen, one was deposited or taken back already, holds no money,
/// or came in after that day.
pub async fn make(
    database: Database,
    chosen: Vec<ReceiptId>,
    note: String,
    posting: Posting,
) -> Result<DepositId, Error> {
    act(
        database,
        posting,
        "create",
        "deposit",
        move |tx, posting| {
            let mut chosen = chosen;
            chosen.sort();
            chosen.dedup();
            if chosen.is_empty() {
                return Err(refused(
                    "nothing-chosen",
                    "receipt_id",
                    "Choose at least one receipt to take to the bank.",
                ));
            }
            let mut parts: Vec<(ReceiptRef, Money)> = Vec::new();
            for id in &chosen {
                let received = receipts::found(tx, *id)?;
                refuse_receipt(tx, &received, posting.on)?;
                parts.push((received.as_ref(), received.receipt.amount));
            }
            let deposit = Deposit {
                deposited_on: posting.on,
                total: parts.iter().map(|(_, amount)| *amount).sum(),
                note: note.trim().to_owned(),
            };
            let number = store::deposit::insert(tx, &deposit, &chosen, None)?;
            let entry = event::deposited(number, &parts, posting.on);
            let _ = journal::post(tx, posting.stamp(), &[entry])?;
            Ok(Done {
                entity_id: Some(number.number()),
                details: format!("{} of {} receipts", deposit.total, chosen.len()),
                answer: number,
            })
        },
    )
    .await
}

/// The slip of a deposit.
///
/// # Errors
/// [`store::Error::NotFound`] when there is no such deposit; the practice file cannot be read.
pub async fn slip(database: Database, number: DepositId) -> Result<Slip, Error> {
    database
        .call(move |connection| {
            let deposit = store::deposit::find(connection, number)?
                .ok_or(store::Error::NotFound("deposit"))?;
            let receipts = store::receipt::of_deposit(connection, number)?;
            let mut names = std::collections::HashMap::new();
            for received in &receipts {
                let _ = names.insert(received.id, giver(connection, received)?);
            }
            Ok(slip_of(number, &deposit, &receipts, |received| {
                names.get(&received.id).cloned().unwrap_or_default()
            }))
        })
        .await
}

/// The deposits from one day to another, the newest first.
///
/// # Errors
/// The practice file cannot be read.
pub async fn between(
    database: Database,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<DepositRow>, Error> {
    database
        .call(move |connection| {
            let mut rows = Vec::new();
            for (number, deposit) in store::deposit::between(connection, from, to)? {
                rows.push(DepositRow {
                    count: store::receipt::of_deposit(connection, number)?.len(),
                    number,
                    deposit,
                });
            }
            rows.reverse();
            Ok(rows)
        })
        .await
}

/// Who gave a receipt, by name.
fn giver(connection: &Connection, received: &Received) -> Result<String, Error> {
    Ok(match &received.receipt.giver {
        Giver::Payer(payer) => store::payer::find(connection, payer)?
            .map(|found| found.value.name)
            .unwrap_or_default(),
        Giver::Patient(patient) => store::patient::find(connection, patient)?
            .map(|found| found.value.name.to_string())
            .unwrap_or_default(),
        Giver::Other => received.receipt.note.clone(),
    })
}

fn refuse_receipt(
    connection: &Connection,
    received: &Received,
    on: NaiveDate,
) -> Result<(), Error> {
    let id = received.id;
    let no = |rule, sentence: String| Err(refused(rule, "receipt_id", sentence));
    if let Some(deposit) = received.deposit {
        return no(
            "receipt-is-deposited",
            format!("Receipt {id} went to the bank with deposit {deposit} already; leave it out."),
        );
    }
    if received.void.is_some() {
        return no(
            "receipt-is-void",
            format!("Receipt {id} was taken back; leave it out."),
        );
    }
    if received.receipt.amount.is_zero() {
        return no(
            "receipt-without-money",
            format!("Receipt {id} is an EOB without money; leave it out."),
        );
    }
    let came_on = journal::of_receipt(connection, id)?
        .iter()
        .map(|posted| posted.entry.effective_on)
        .min();
    if let Some(came_on) = came_on.filter(|came_on| on < *came_on) {
        return no(
            "deposit-before-receipt",
            format!(
                "Receipt {id} came in on {}; it cannot be at the bank before.",
                date::spoken(came_on)
            ),
        );
    }
    Ok(())
}
