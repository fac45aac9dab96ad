//! Patients' payments: a receipt and the lines it pays, oldest responsibility first.

use std::collections::HashMap;

use super::guard;
use super::{Done, Posting, act, receipts, refused};
use crate::commands::Error;
use crate::domain::allocation::{Available, CreditUse, Owed, Share, oldest_first, use_credits};
use crate::domain::charge::ChargeLine;
use crate::domain::id::{EncounterId, EntryId, PatientId, ReceiptId};
use crate::domain::journal::event::{self, Giver, ReceiptRef};
use crate::domain::journal::{Entry, Party};
use crate::domain::money::Money;
use crate::domain::patient::Patient;
use crate::domain::receipt::{ReceiptDraft, Received};
use crate::store::{self, Connection, Database, Transaction, balance, journal};

/// A line that somebody of the family owes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwedLine {
    pub owed: Owed,
    pub charge: ChargeLine,
}

/// A credit of the family, with the receipt it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FamilyCredit {
    pub available: Available,
    pub received: Received,
}

/// What a guarantor's family owes and has unapplied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Family {
    /// Everybody for whom the same person answers, that person first.
    pub members: Vec<Patient>,
    /// What they owe themselves, oldest responsibility first; what insurance owes is left out.
    pub owed: Vec<OwedLine>,
    /// Their unapplied money, oldest first.
    pub credits: Vec<FamilyCredit>,
}

impl Family {
    /// What they owe together.
    pub fn owes(&self) -> Money {
        self.owed.iter().map(|line| line.owed.amount).sum()
    }

    /// What they have unapplied together.
    pub fn credit(&self) -> Money {
        self.credits.iter().map(|it| it.available.amount).sum()
    }

    /// Which lines a payment would pay: those of the visit it is meant for, then the oldest.
    pub fn proposal(&self, payment: Money, meant_for: Option<&EncounterId>) -> Vec<Share> {
        oldest_first(payment, &self.open(), meant_for)
    }

    /// Which lines the unapplied money would pay.
    pub fn proposal_of_credits(&self) -> Vec<CreditUse> {
        let credits: Vec<Available> = self
            .credits
            .iter()
            .map(|credit| credit.available.clone())
            .collect();
        use_credits(&credits, &self.open())
    }

    fn open(&self) -> Vec<Owed> {
        self.owed.iter().map(|line| line.owed.clone()).collect()
    }
}

/// What a payment became.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    pub receipt: ReceiptId,
    pub applied: Money,
    /// What stays the patient's.
    pub unapplied: Money,
    pub entries: Vec<EntryId>,
}

/// What the family of a patient owes and has unapplied.
///
/// # Errors
/// [`store::Error::NotFound`] when there is no such patient; the practice file cannot be read.
pub async fn family(database: Database, patient: PatientId) -> Result<Family, Error> {
    database
        .call(move |connection| read_family(connection, &patient))
        .await
}

/// Takes a payment and pays lines with it; what the shares leave stays unapplied. A payment at the
/// desk names its visit in the draft and has no shares.
///
/// # Errors
/// [`Error::Refused`] when the receipt is not one of a patient, the shares come to more than it, or
/// a line is not the family's or owes less.
pub async fn take(
    database: Database,
    draft: ReceiptDraft,
    shares: Vec<Share>,
    posting: Posting,
) -> Result<Taken, Error> {
    act(
        database,
        posting,
        "create",
        "receipt",
        move |tx, posting| {
            let receipt = receipts::build(&draft, posting)?;
            let Giver::Patient(giver) = receipt.giver.clone() else {
                return Err(refused(
                    "payer-not-patient",
                    "patient_id",
                    "A patient's payment names the patient who paid; choose one.",
                ));
            };
            let id = receipts::take(tx, posting, &receipt)?;
            let credit = ReceiptRef {
                receipt: id,
                giver: Giver::Patient(giver.clone()),
            };
            let uses: Vec<CreditUse> = shares
                .into_iter()
                .map(|share| CreditUse {
                    credit: credit.clone(),
                    share,
                })
                .collect();
            let entries = pay_lines(tx, posting, &uses)?;
            let applied = uses.iter().map(|it| it.share.amount).sum();
            Ok(Done {
                entity_id: Some(id.number()),
                details: format!("{} {}, applied {applied}", receipt.kind, receipt.amount),
                answer: Taken {
                    receipt: id,
                    applied,
                    unapplied: receipt.amount - applied,
                    entries,
                },
            })
        },
    )
    .await
}

/// Pays lines with unapplied money, in one step.
pub(super) fn pay_lines(
    tx: &Transaction<'_>,
    posting: &Posting,
    uses: &[CreditUse],
) -> Result<Vec<EntryId>, Error> {
    let mut families: HashMap<PatientId, Vec<PatientId>> = HashMap::new();
    let mut entries: Vec<Entry> = Vec::new();
    for it in uses {
        let charged = guard::line(tx, it.share.line)?;
        if let Giver::Patient(giver) = &it.credit.giver {
            let family = match families.get(giver) {
                Some(family) => family,
                None => families
                    .entry(giver.clone())
                    .or_insert(store::patient::family(tx, giver)?),
            };
            if !family.contains(&charged.line.patient) {
                return Err(refused(
                    "line-of-others",
                    "line",
                    format!(
                        "{} belongs to another family; this payment cannot pay it.",
                        guard::called(&charged.line)
                    ),
                ));
            }
        }
        guard::positive(it.share.amount)?;
        entries.push(event::applied(
            &it.credit,
            &guard::on_line(&charged),
            &Party::PATIENT,
            it.share.amount,
            posting.on,
        ));
    }
    within_all(tx, uses)?;
    Ok(journal::post(tx, posting.stamp(), &entries)?)
}

/// Refuses uses that together take more from a credit than it has, or pay more on a line than is
/// owed there.
fn within_all(connection: &Connection, uses: &[CreditUse]) -> Result<(), Error> {
    for it in uses {
        let of_line: Money = uses
            .iter()
            .filter(|other| other.share.line == it.share.line)
            .map(|other| other.share.amount)
            .sum();
        let charged = guard::line(connection, it.share.line)?;
        guard::within_open(connection, &charged, &Party::PATIENT, of_line)?;
        let of_credit: Money = uses
            .iter()
            .filter(|other| other.credit == it.credit)
            .map(|other| other.share.amount)
            .sum();
        guard::within_credit(connection, &it.credit, of_credit)?;
    }
    Ok(())
}

pub(in crate::commands) fn read_family(
    connection: &Connection,
    patient: &PatientId,
) -> Result<Family, Error> {
    let mut members = Vec::new();
    for id in store::patient::family(connection, patient)? {
        members.extend(store::patient::find(connection, &id)?.map(|found| found.value));
    }
    if members.is_empty() {
        return Err(store::Error::NotFound("patient").into());
    }
    let (mut owed, mut credits) = (Vec::new(), Vec::new());
    for member in &members {
        let open = balance::of_patient(connection, &member.id)?;
        for it in &open {
            if it.key.party != Party::PATIENT || !it.open.amount.is_positive() {
                continue;
            }
            let charged = guard::line(connection, it.key.line)?;
            owed.push(OwedLine {
                owed: Owed {
                    line: guard::on_line(&charged),
                    visit: charged
                        .line
                        .service
                        .as_ref()
                        .map(|(visit, _)| visit.clone()),
                    amount: it.open.amount,
                    since: it.open.since,
                },
                charge: charged.line,
            });
        }
        credits.extend(credits_of(connection, &member.id)?);
    }
    owed.sort_by_key(|line| (line.owed.since, line.owed.line.line));
    credits.sort_by_key(|credit| (credit.available.since, credit.received.id));
    Ok(Family {
        members,
        owed,
        credits,
    })
}

fn credits_of(connection: &Connection, patient: &PatientId) -> Result<Vec<FamilyCredit>, Error> {
    let mut credits = Vec::new();
    for it in balance::credits_of_patient(connection, patient)? {
        if it.key.account != crate::domain::account::Account::PatientCredits {
            continue;
        }
        let received = receipts::found(connection, it.key.receipt)?;
        let visit = received.receipt.visit.clone();
        let is_reserved = match &visit {
            Some(visit) => balance::waits_for_payer(connection, visit)?,
            None => false,
        };
        credits.push(FamilyCredit {
            available: Available {
                credit: guard::credit(&received, Some(patient))?,
                amount: it.open.amount,
                since: it.open.since,
                visit,
                is_reserved,
            },
            received,
        });
    }
    Ok(credits)
}
