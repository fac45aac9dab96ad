//! The account card: what a family owes and to whom it is open, line by line; and the story of each
//! line, told when somebody asks for it, so that a long history does not slow the card.

use std::cmp::Reverse;
use std::collections::HashMap;

use chrono::NaiveDate;

use super::receipts::{self, ReceiptRow};
use crate::commands::Error;
use crate::domain::account::{Account, Bucket};
use crate::domain::charge::{ChargeKind, Charged};
use crate::domain::id::{ChargeLineId, PatientId, PayerId};
use crate::domain::journal::story::story;
use crate::domain::journal::{EntryKind, Party, Posted};
use crate::domain::money::Money;
use crate::domain::remittance::{RemittanceClass, RemittanceKind};
use crate::domain::report::movement::Names;
use crate::store::balance::{self, OpenAmount, OpenCredit};
use crate::store::report::{Mentions, names};
use crate::store::{self, Connection, Database};

pub use crate::domain::journal::story::Happening;

/// The account card of a patient and all for whom the same person answers.
///
/// # Errors
/// [`Error::Store`] when there is no such patient or the practice file cannot be read.
pub async fn card(
    database: Database,
    patient: PatientId,
    today: NaiveDate,
) -> Result<AccountCard, Error> {
    database
        .call(move |connection| card_in(connection, &patient, today))
        .await
}

/// As [`card`], on the practice file's own thread.
///
/// # Errors
/// As [`card`].
pub fn card_in(
    connection: &Connection,
    patient: &PatientId,
    today: NaiveDate,
) -> Result<AccountCard, Error> {
    let family = store::patient::family(connection, patient)?;
    let guarantor = family
        .first()
        .cloned()
        .ok_or(store::Error::NotFound("patient"))?;
    let mut card = AccountCard {
        guarantor,
        members: Vec::new(),
        totals: Totals::default(),
        lines: Vec::new(),
        credits: Vec::new(),
        receipts: Vec::new(),
    };
    for member in family {
        let read = Read::of(connection, &member)?;
        let totals = read.totals();
        card.totals.add(totals);
        card.lines.extend(read.lines(connection, today)?);
        card.receipts.extend(receipts::rows(
            connection,
            store::receipt::of_patient(connection, &member)?,
        )?);
        card.members.push(Member {
            name: read.name(&member),
            patient: member,
            totals,
        });
        card.credits.extend(read.credits);
    }
    card.lines.sort_by_key(|line| {
        let is_done = line.state == LineState::Reversed;
        (is_done, Reverse(line.charged.line.from_on), line.charged.id)
    });
    card.credits
        .sort_by_key(|it| (it.open.since, it.key.receipt));
    card.receipts
        .sort_by_key(|it| Reverse((it.received.receipt.received_on, it.received.id)));
    Ok(card)
}

/// What happened to a charge line, oldest first.
///
/// # Errors
/// [`Error::Store`] when the practice file cannot be read.
pub async fn story_of(database: Database, line: ChargeLineId) -> Result<Vec<Happening>, Error> {
    database
        .call(move |connection| story_in(connection, line))
        .await
}

/// As [`story_of`], on the practice file's own thread.
///
/// # Errors
/// As [`story_of`].
pub fn story_in(connection: &Connection, line: ChargeLineId) -> Result<Vec<Happening>, Error> {
    let entries = store::journal::of_line(connection, line)?;
    let remittances = store::remittance::of_line(connection, line)?;
    let payers: Vec<&PayerId> = entries
        .iter()
        .flat_map(|posted| &posted.entry.legs)
        .filter_map(|leg| leg.payer.as_ref())
        .chain(remittances.iter().map(|it| &it.remittance.payer))
        .collect();
    let names = names(connection, payers.into_iter().map(|it| it as &dyn Mentions))?;
    let entries: Vec<&Posted> = entries.iter().collect();
    Ok(story(line, &entries, &remittances, &|id| names.payer(id)))
}

/// All that the card needs of one patient's account.
struct Read {
    charges: Vec<Charged>,
    open: Vec<OpenAmount>,
    credits: Vec<OpenCredit>,
    names: Names,
}

impl Read {
    fn of(connection: &Connection, patient: &PatientId) -> Result<Self, store::Error> {
        let open = balance::of_patient(connection, patient)?;
        let payers = open.iter().filter_map(|it| it.key.party.payer.as_ref());
        let mentions = payers.map(|it| it as &dyn Mentions);
        let itself: [&dyn Mentions; 1] = [patient];
        Ok(Self {
            charges: store::charge::of_patient(connection, patient)?,
            credits: balance::credits_of_patient(connection, patient)?,
            names: names(connection, mentions.chain(itself))?,
            open,
        })
    }

    fn name(&self, patient: &PatientId) -> String {
        let named = self.names.patients.get(patient);
        named.map_or_else(|| patient.to_string(), |it| it.name.clone())
    }

    fn totals(&self) -> Totals {
        let mut totals = Totals::default();
        for it in &self.open {
            match it.key.party.bucket {
                Bucket::Patient => totals.patient_owes += it.open.amount,
                Bucket::Collections => totals.collections += it.open.amount,
                Bucket::Ins1 | Bucket::Ins2 | Bucket::Ins3 => {
                    totals.insurance_pending += it.open.amount;
                }
            }
        }
        totals.credit = self
            .credits
            .iter()
            .filter(|it| it.key.account == Account::PatientCredits)
            .map(|it| it.open.amount)
            .sum();
        totals
    }

    fn lines(&self, connection: &Connection, today: NaiveDate) -> Result<Vec<AccountLine>, Error> {
        let mut open: HashMap<ChargeLineId, Vec<&OpenAmount>> = HashMap::new();
        for it in &self.open {
            open.entry(it.key.line).or_default().push(it);
        }
        self.charges
            .iter()
            .map(|charged| {
                let open = open.remove(&charged.id).unwrap_or_default();
                self.line(connection, charged, &open, today)
            })
            .collect()
    }

    fn line(
        &self,
        connection: &Connection,
        charged: &Charged,
        open: &[&OpenAmount],
        today: NaiveDate,
    ) -> Result<AccountLine, Error> {
        let open: Vec<OpenPart> = open
            .iter()
            .map(|it| OpenPart {
                payer_name: it
                    .key
                    .party
                    .payer
                    .as_ref()
                    .map(|payer| self.names.payer(payer))
                    .unwrap_or_default(),
                party: it.key.party.clone(),
                amount: it.open.amount,
                since: it.open.since,
                age: (today - it.open.since).num_days().max(0),
            })
            .collect();
        let is_in_force = match charged.line.kind {
            ChargeKind::Service => store::charge::is_in_force(connection, charged.id)?,
            ChargeKind::Fee | ChargeKind::Opening => {
                is_standing(&store::journal::of_line(connection, charged.id)?)
            }
        };
        let balance = open.iter().map(|part| part.amount).sum();
        Ok(AccountLine {
            state: state(connection, charged.id, &open, balance, is_in_force)?,
            charged: charged.clone(),
            is_in_force,
            open,
            balance,
        })
    }
}

fn state(
    connection: &Connection,
    line: ChargeLineId,
    open: &[OpenPart],
    balance: Money,
    is_in_force: bool,
) -> Result<LineState, store::Error> {
    if open.is_empty() {
        return Ok(if is_in_force {
            LineState::Settled
        } else {
            LineState::Reversed
        });
    }
    if balance.is_negative() {
        return Ok(LineState::Overpaid);
    }
    let owes = |bucket: fn(Bucket) -> bool| {
        let mut parts = open.iter().filter(|it| it.amount.is_positive());
        parts.find(|part| bucket(part.party.bucket))
    };
    if let Some(part) = owes(Bucket::is_insurance) {
        let is_denied = is_denied(connection, line, part.party.payer.as_ref())?;
        return Ok(if is_denied {
            LineState::Denied
        } else {
            LineState::Insurance
        });
    }
    Ok(if owes(|it| it == Bucket::Patient).is_some() {
        LineState::Patient
    } else if owes(|it| it == Bucket::Collections).is_some() {
        LineState::Collections
    } else {
        LineState::Overpaid
    })
}

/// Whether the last that a payer said of a line, and that stands, is that it does not pay.
fn is_denied(
    connection: &Connection,
    line: ChargeLineId,
    payer: Option<&PayerId>,
) -> Result<bool, store::Error> {
    Ok(store::remittance::of_line(connection, line)?
        .iter()
        .filter(|it| it.void.is_none() && Some(&it.remittance.payer) == payer)
        .flat_map(|it| &it.remittance.lines)
        .rfind(|it| it.charge == line && it.kind != RemittanceKind::Reversal)
        .is_some_and(|it| it.class == RemittanceClass::Denied))
}

/// Whether the entry that made a fee or an opening balance was not taken back.
fn is_standing(entries: &[Posted]) -> bool {
    let is_taken_back = |id| entries.iter().any(|it| it.entry.reverses == Some(id));
    entries.iter().any(|posted| {
        matches!(
            posted.entry.kind,
            EntryKind::Fee | EntryKind::FinanceCharge | EntryKind::Opening
        ) && !is_taken_back(posted.id)
    })
}

impl Totals {
    fn add(&mut self, other: Self) {
        self.patient_owes += other.patient_owes;
        self.insurance_pending += other.insurance_pending;
        self.collections += other.collections;
        self.credit += other.credit;
    }
}

/// What a guarantor answers for: her own bills and those of the patients she guarantees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountCard {
    pub guarantor: PatientId,
    /// The guarantor first, then the others by name.
    pub members: Vec<Member>,
    /// What the members' come to.
    pub totals: Totals,
    /// Every charge that stands or is still open, the newest service first; those that were
    /// reversed and owe nothing come last.
    pub lines: Vec<AccountLine>,
    /// Money that is not applied, oldest first: unapplied, promised back.
    pub credits: Vec<OpenCredit>,
    /// What the members paid, the newest first.
    pub receipts: Vec<ReceiptRow>,
}

/// One patient of the family.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub patient: PatientId,
    /// `Last, First`.
    pub name: String,
    pub totals: Totals,
}

/// The four figures of an account.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    pub patient_owes: Money,
    pub insurance_pending: Money,
    pub collections: Money,
    /// Unapplied money of the patients (2010); positive = theirs.
    pub credit: Money,
}

/// One charge with what is open on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountLine {
    pub charged: Charged,
    /// Whether the charge stands: false once it was reversed, as when its visit was changed.
    pub is_in_force: bool,
    pub state: LineState,
    /// What is open, by who owes it; empty when the line is settled.
    pub open: Vec<OpenPart>,
    /// What is open with everybody together; negative = paid too much.
    pub balance: Money,
}

/// An amount that one party owes on a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenPart {
    pub party: Party,
    /// The payer's name; empty for the patient and the agency.
    pub payer_name: String,
    pub amount: Money,
    /// The day on which this party came to owe it.
    pub since: NaiveDate,
    /// Days since then, 0 on the day itself.
    pub age: i64,
}

/// Where a line stands, for its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LineState {
    /// Nothing is open.
    Settled,
    /// A payer is expected to pay.
    Insurance,
    /// A payer denied it and it is still with that payer.
    Denied,
    Patient,
    Collections,
    /// More was paid than charged.
    Overpaid,
    /// The charge was taken back and nothing is open.
    Reversed,
}

impl LineState {
    /// What its row shows.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Settled => "Settled",
            Self::Insurance => "With insurance",
            Self::Denied => "Denied",
            Self::Patient => "Patient owes",
            Self::Collections => "In collections",
            Self::Overpaid => "Overpaid",
            Self::Reversed => "Taken back",
        }
    }
}
