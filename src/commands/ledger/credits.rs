//! Money that is not applied: using it, taking it back from a line, giving it to another patient of
//! the family, and the list of all of it.

use chrono::{Days, NaiveDate};

use super::guard;
use super::{Done, Posting, act, payments, receipts, refused};
use crate::commands::Error;
use crate::domain::account::Account;
use crate::domain::allocation::{CreditUse, Share};
use crate::domain::charge::Charged;
use crate::domain::id::{EntryId, PatientId, PayerId, ReceiptId};
use crate::domain::journal::{EntryKind, Party, event};
use crate::domain::money::Money;
use crate::domain::receipt::Received;
use crate::store::{self, Connection, Database, balance, journal};

/// Days within which an identified overpayment of a payer is reported and returned (Medicare's
/// 60-day rule, taken for all payers).
pub const RETURN_WITHIN_DAYS: u64 = 60;

/// What one line is to get of a credit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreditShare {
    pub receipt: ReceiptId,
    /// The patient whose credit it is; nobody for money that came from others.
    pub owner: Option<PatientId>,
    pub share: Share,
}

/// A credit to be given to another patient of the family.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreditMove {
    pub receipt: ReceiptId,
    pub from: PatientId,
    pub to: PatientId,
    pub amount: Money,
    pub reason: String,
}

/// Where a credit stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CreditSource {
    /// Money of a receipt: unapplied (2010, 2020), promised back (2030) or in suspense (2040).
    Receipt(Box<Received>, Account),
    /// A line on which more was paid than owed.
    Line(Box<Charged>, Party),
}

/// One line of the list of credits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreditRow {
    pub source: CreditSource,
    pub patient: Option<PatientId>,
    pub payer: Option<PayerId>,
    /// The giver's; negative where a giver took more from a receipt than it held.
    pub amount: Money,
    /// The day on which it came to be.
    pub identified_on: NaiveDate,
    /// Days since then.
    pub age: i64,
    /// By when a payer's money goes back, for a payer's credit.
    pub return_by: Option<NaiveDate>,
    /// The last day on which anything was posted from the receipt, for a patient's: states count
    /// dormancy from there.
    pub last_moved_on: Option<NaiveDate>,
}

/// Pays lines with unapplied money, in one step.
///
/// # Errors
/// [`Error::Refused`] when a credit or a line does not have that much.
pub async fn apply(
    database: Database,
    shares: Vec<CreditShare>,
    posting: Posting,
) -> Result<Vec<EntryId>, Error> {
    act(database, posting, "apply", "credit", move |tx, posting| {
        if shares.is_empty() {
            return Err(refused(
                "nothing-chosen",
                "amount",
                "Choose at least one line to pay.",
            ));
        }
        let mut uses = Vec::new();
        for it in shares {
            let received = receipts::found(tx, it.receipt)?;
            if matches!(received.receipt.giver, event::Giver::Payer(_)) {
                return Err(refused(
                    "payer-money",
                    "receipt_id",
                    format!(
                        "Receipt {} came from a payer; post its EOB instead.",
                        received.id
                    ),
                ));
            }
            uses.push(CreditUse {
                credit: guard::credit(&received, it.owner.as_ref())?,
                share: it.share,
            });
        }
        let answer = payments::pay_lines(tx, posting, &uses)?;
        let total: Money = uses.iter().map(|it| it.share.amount).sum();
        Ok(Done {
            entity_id: None,
            details: format!("{total} to {} lines", uses.len()),
            answer,
        })
    })
    .await
}

/// Takes money back from a line: it is the patient's credit again.
///
/// # Errors
/// [`Error::Refused`] when the entry is none that applied patients' money, was taken back already,
/// or no reason is given.
pub async fn unapply(
    database: Database,
    entry: EntryId,
    reason: String,
    posting: Posting,
) -> Result<EntryId, Error> {
    act(
        database,
        posting,
        "unapply",
        "credit",
        move |tx, posting| {
            let reason =
                guard::reason(&reason, "Say why the payment is taken back from the line.")?;
            let posted =
                journal::find(tx, entry)?.ok_or(store::Error::NotFound("journal entry"))?;
            if posted.entry.kind != EntryKind::Application {
                return Err(refused(
                    "not-an-application",
                    "entry",
                    format!(
                        "Entry {entry} did not apply a patient's payment; choose one that did."
                    ),
                ));
            }
            if let Some(by) = journal::reversal_of(tx, entry)? {
                return Err(refused(
                    "entry-is-reversed",
                    "entry",
                    format!("Entry {entry} was taken back already by entry {by}."),
                ));
            }
            let reversal = posted.reversal(posting.on, reason);
            let ids = journal::post(tx, posting.stamp(), &[reversal])?;
            Ok(Done {
                entity_id: Some(entry.number()),
                details: String::new(),
                answer: guard::first(ids)?,
            })
        },
    )
    .await
}

/// Gives a credit to another patient of the family.
///
/// # Errors
/// [`Error::Refused`] when she is of another family or the credit is smaller.
pub async fn give(
    database: Database,
    order: CreditMove,
    posting: Posting,
) -> Result<Vec<EntryId>, Error> {
    act(database, posting, "move", "credit", move |tx, posting| {
        let reason = guard::reason(&order.reason, "Say why the credit is moved.")?;
        if order.from == order.to {
            return Err(refused(
                "same-patient",
                "patient_id",
                "The credit is this patient's already; choose another patient.",
            ));
        }
        if !store::patient::family(tx, &order.from)?.contains(&order.to) {
            return Err(refused(
                "other-family",
                "patient_id",
                "A credit moves only within the family of one guarantor; refund it instead.",
            ));
        }
        let received = receipts::found(tx, order.receipt)?;
        let credit = guard::credit(&received, Some(&order.from))?;
        guard::within_credit(tx, &credit, order.amount)?;
        let entry =
            event::credit_moved(&credit, &order.to, order.amount, posting.on).because(reason);
        let answer = journal::post(tx, posting.stamp(), &[entry])?;
        Ok(Done {
            entity_id: Some(order.receipt.number()),
            details: format!("{} to {}", order.amount, order.to),
            answer,
        })
    })
    .await
}

/// Every credit, the oldest first.
///
/// # Errors
/// The practice file cannot be read.
pub async fn list(database: Database, today: NaiveDate) -> Result<Vec<CreditRow>, Error> {
    database
        .call(move |connection| read_list(connection, today))
        .await
}

fn read_list(connection: &Connection, today: NaiveDate) -> Result<Vec<CreditRow>, Error> {
    let mut rows = Vec::new();
    for it in balance::all_credits(connection)? {
        let received = receipts::found(connection, it.key.receipt)?;
        let last_moved_on = match it.key.patient {
            Some(_) => journal::of_receipt(connection, received.id)?
                .iter()
                .map(|posted| posted.entry.effective_on)
                .max(),
            None => None,
        };
        rows.push(row(
            CreditSource::Receipt(Box::new(received), it.key.account),
            it.key.patient,
            it.payer,
            (it.open.amount, it.open.since),
            last_moved_on,
            today,
        ));
    }
    for it in balance::overpaid(connection)? {
        let charged = guard::line(connection, it.key.line)?;
        let payer = it.key.party.payer.clone();
        rows.push(row(
            CreditSource::Line(Box::new(charged), it.key.party),
            Some(it.patient),
            payer,
            (-it.open.amount, it.open.since),
            None,
            today,
        ));
    }
    rows.sort_by_key(|row| row.identified_on);
    Ok(rows)
}

fn row(
    source: CreditSource,
    patient: Option<PatientId>,
    payer: Option<PayerId>,
    (amount, identified_on): (Money, NaiveDate),
    last_moved_on: Option<NaiveDate>,
    today: NaiveDate,
) -> CreditRow {
    CreditRow {
        source,
        patient,
        amount,
        identified_on,
        age: (today - identified_on).num_days(),
        return_by: payer
            .as_ref()
            .and_then(|_| identified_on.checked_add_days(Days::new(RETURN_WITHIN_DAYS))),
        payer,
        last_moved_on,
    }
}
