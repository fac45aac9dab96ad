//! What a biller changes by hand on a line: who is to pay, and what will never be paid.

use super::guard;
use super::{Done, Posting, act, refused};
use crate::commands::Error;
use crate::domain::account::{Bucket, WriteOff};
use crate::domain::charge::{ChargeKind, ChargeLine, Charged};
use crate::domain::id::{ChargeLineId, EntryId, PatientId};
use crate::domain::journal::{Entry, EntryKind, Party, event};
use crate::domain::money::Money;
use crate::domain::payer::PayerKind;
use crate::store::{self, Connection, Database, Transaction, balance, journal};

/// Somebody else is to pay a part of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    pub line: ChargeLineId,
    pub from: Party,
    pub to: Party,
    pub amount: Money,
}

/// A part of a line will never be paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WriteOffOrder {
    pub line: ChargeLineId,
    pub party: Party,
    pub kind: WriteOff,
    pub amount: Money,
}

/// Somebody who owes, or could be made to owe, on a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartyChoice {
    pub party: Party,
    /// What it owes now; nothing for those who could be asked.
    pub open: Money,
    /// Why money may be moved to it only after a confirmation.
    pub warning: Option<String>,
}

/// A small amount that is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmallBalance {
    pub charge: ChargeLine,
    pub patient: PatientId,
    pub order: WriteOffOrder,
}

/// Who owes on a line and who could: the payers of her coverages on the day of service, and the
/// patient.
///
/// # Errors
/// The practice file cannot be read.
pub async fn parties(database: Database, line: ChargeLineId) -> Result<Vec<PartyChoice>, Error> {
    database
        .call(move |connection| {
            let charged = guard::line(connection, line)?;
            choices(connection, &charged)
        })
        .await
}

/// Moves who is to pay. `is_confirmed` says that she saw the warning of every party it goes to.
///
/// # Errors
/// [`Error::Refused`] when more would be moved than is open, the party has no coverage that day, a
/// warning was not confirmed, or no reason is given.
pub async fn transfer(
    database: Database,
    transfers: Vec<Transfer>,
    is_confirmed: bool,
    reason: String,
    posting: Posting,
) -> Result<Vec<EntryId>, Error> {
    act(
        database,
        posting,
        "transfer",
        "charge_line",
        move |tx, posting| {
            let reason = guard::reason(&reason, "Say why somebody else is to pay.")?;
            let mut ids = Vec::new();
            let mut entries = Vec::new();
            for it in &transfers {
                let charged = guard::line(tx, it.line)?;
                refuse_target(tx, &charged, it, is_confirmed)?;
                let of_line: Money = transfers
                    .iter()
                    .filter(|other| other.line == it.line && other.from == it.from)
                    .map(|other| other.amount)
                    .sum();
                guard::positive(it.amount)?;
                guard::within_open(tx, &charged, &it.from, of_line)?;
                let line = guard::on_line(&charged);
                entries.push(
                    event::transferred(&line, &it.from, &it.to, it.amount, posting.on)
                        .because(reason.as_str()),
                );
            }
            refuse_none(&entries)?;
            ids.extend(journal::post(tx, posting.stamp(), &entries)?);
            Ok(Done {
                entity_id: transfers.first().map(|it| it.line.number()),
                details: format!("{} lines", transfers.len()),
                answer: ids,
            })
        },
    )
    .await
}

/// A coverage was found after the patient was asked to pay: what she paid on the lines is her
/// credit again, and all she owed on them is the payer's.
///
/// # Errors
/// [`Error::Refused`] as [`transfer`], or when she neither owes nor paid anything on a line.
pub async fn cover(
    database: Database,
    lines: Vec<ChargeLineId>,
    to: Party,
    reason: String,
    posting: Posting,
) -> Result<Vec<EntryId>, Error> {
    act(
        database,
        posting,
        "cover",
        "charge_line",
        move |tx, posting| {
            let reason = guard::reason(&reason, "Say which coverage was found, and how.")?;
            let mut entries = Vec::new();
            for line in &lines {
                entries.extend(covered(tx, *line, &to, &reason, posting)?);
            }
            refuse_none(&entries)?;
            Ok(Done {
                entity_id: lines.first().map(|line| line.number()),
                details: format!("{} lines", lines.len()),
                answer: journal::post(tx, posting.stamp(), &entries)?,
            })
        },
    )
    .await
}

/// Gives the patient back what she paid on a line and moves all she owed on it.
fn covered(
    tx: &Transaction<'_>,
    line: ChargeLineId,
    to: &Party,
    reason: &str,
    posting: &Posting,
) -> Result<Vec<Entry>, Error> {
    let charged = guard::line(tx, line)?;
    let mut open = balance::of(tx, line, &Party::PATIENT)?;
    let mut entries = Vec::new();
    for posted in super::charges::live_entries(tx, line)?.iter().rev() {
        if posted.entry.kind == EntryKind::Application {
            open -= posted.entry.on(Bucket::Patient.account());
            entries.push(posted.reversal(posting.on, reason));
        }
    }
    if !open.is_positive() {
        return Err(refused(
            "more-than-open",
            "line",
            format!(
                "Patient owes nothing on {}; leave the line out.",
                guard::called(&charged.line)
            ),
        ));
    }
    let order = Transfer {
        line,
        from: Party::PATIENT,
        to: to.clone(),
        amount: open,
    };
    refuse_target(tx, &charged, &order, true)?;
    let line = guard::on_line(&charged);
    entries.push(event::transferred(&line, &order.from, to, open, posting.on).because(reason));
    Ok(entries)
}

/// Writes amounts off.
///
/// # Errors
/// [`Error::Refused`] when more would be written off than is open, the type does not fit who owes
/// it, or no reason is given.
pub async fn write_off(
    database: Database,
    orders: Vec<WriteOffOrder>,
    reason: String,
    posting: Posting,
) -> Result<Vec<EntryId>, Error> {
    act(
        database,
        posting,
        "write_off",
        "charge_line",
        move |tx, posting| {
            let reason = guard::reason(&reason, "Say why it is written off.")?;
            let mut entries = Vec::new();
            for it in &orders {
                let charged = guard::line(tx, it.line)?;
                refuse_kind(it)?;
                let of_party: Money = orders
                    .iter()
                    .filter(|other| other.line == it.line && other.party == it.party)
                    .map(|other| other.amount)
                    .sum();
                guard::positive(it.amount)?;
                guard::within_open(tx, &charged, &it.party, of_party)?;
                let line = guard::on_line(&charged);
                entries.push(
                    event::written_off(&line, &it.party, it.kind, it.amount, posting.on)
                        .because(reason.as_str()),
                );
            }
            refuse_none(&entries)?;
            let total: Money = orders.iter().map(|it| it.amount).sum();
            Ok(Done {
                entity_id: orders.first().map(|it| it.line.number()),
                details: format!("{total} on {} lines", orders.len()),
                answer: journal::post(tx, posting.stamp(), &entries)?,
            })
        },
    )
    .await
}

/// Lines on which somebody owes something, but no more than `limit`; all of them are written off by
/// handing their orders to [`write_off`].
///
/// # Errors
/// The practice file cannot be read.
pub async fn small_balances(
    database: Database,
    limit: Money,
    buckets: Vec<Bucket>,
) -> Result<Vec<SmallBalance>, Error> {
    database
        .call(move |connection| {
            let mut rows = Vec::new();
            for it in balance::up_to(connection, limit)? {
                if !buckets.contains(&it.key.party.bucket) {
                    continue;
                }
                rows.push(SmallBalance {
                    charge: guard::line(connection, it.key.line)?.line,
                    patient: it.patient,
                    order: WriteOffOrder {
                        line: it.key.line,
                        party: it.key.party,
                        kind: WriteOff::SmallBalance,
                        amount: it.open.amount,
                    },
                });
            }
            Ok(rows)
        })
        .await
}

fn refuse_none(entries: &[Entry]) -> Result<(), Error> {
    if entries.is_empty() {
        return Err(refused(
            "nothing-chosen",
            "line",
            "Choose at least one line.",
        ));
    }
    Ok(())
}

/// Refuses a write-off whose type does not fit who owes: contracts bind payers, bad debt is that of
/// people.
fn refuse_kind(order: &WriteOffOrder) -> Result<(), Error> {
    if order.kind.fits(order.party.bucket) {
        return Ok(());
    }
    Err(refused(
        "write-off-does-not-fit",
        "kind",
        if order.party.bucket.is_insurance() {
            "Only what a patient owes becomes bad debt; choose another type, or transfer it first."
        } else {
            "A payer's contract takes nothing off what the patient owes; choose another type."
        },
    ))
}

fn refuse_target(
    connection: &Connection,
    charged: &Charged,
    transfer: &Transfer,
    is_confirmed: bool,
) -> Result<(), Error> {
    if transfer.from == transfer.to {
        return Err(refused(
            "same-party",
            "to",
            "It is expected from there already; choose who is to pay instead.",
        ));
    }
    if transfer.to == Party::COLLECTIONS {
        return if transfer.from == Party::PATIENT {
            Ok(())
        } else {
            Err(refused(
                "agency-takes-patients-debts",
                "to",
                "Only what a patient owes goes to the agency; transfer it to the patient first.",
            ))
        };
    }
    let choices = choices(connection, charged)?;
    let Some(choice) = choices.iter().find(|choice| choice.party == transfer.to) else {
        return Err(refused(
            "party-without-coverage",
            "to",
            format!(
                "The patient has no such coverage on the day of {}; add the coverage first.",
                guard::called(&charged.line)
            ),
        ));
    };
    match &choice.warning {
        Some(warning) if !is_confirmed => {
            Err(refused("patient-not-billable", "to", warning.as_str()))
        }
        _ => Ok(()),
    }
}

fn choices(connection: &Connection, charged: &Charged) -> Result<Vec<PartyChoice>, Error> {
    let on = charged.line.from_on;
    let (mut parties, mut warning) = (Vec::new(), None);
    for coverage in store::coverage::of_patient(connection, &charged.line.patient)? {
        // A fee is for no service, so no payer owes it.
        if charged.line.kind == ChargeKind::Fee || !coverage.is_in_force(on) {
            continue;
        }
        let kind = store::payer::find(connection, &coverage.payer)?.map(|found| found.value.kind);
        warning = warning.or(kind.and_then(why_not_patient));
        parties.push(Party {
            bucket: coverage.rank.into(),
            payer: Some(coverage.payer),
        });
    }
    for it in balance::of_line(connection, charged.id)? {
        if let Some(payer) = &it.key.party.payer {
            let kind = store::payer::find(connection, payer)?.map(|found| found.value.kind);
            warning = warning.or(kind.and_then(why_not_patient));
        }
        if !parties.contains(&it.key.party) {
            parties.push(it.key.party);
        }
    }
    if !parties.contains(&Party::PATIENT) {
        parties.push(Party::PATIENT);
    }
    parties.sort();
    parties
        .into_iter()
        .map(|party| {
            Ok(PartyChoice {
                open: balance::of(connection, charged.id, &party)?,
                warning: warning
                    .filter(|_| party == Party::PATIENT)
                    .map(ToOwned::to_owned),
                party,
            })
        })
        .collect()
}

/// Why a patient of such a payer is asked to pay only after somebody said yes to it.
const fn why_not_patient(kind: PayerKind) -> Option<&'static str> {
    match kind {
        PayerKind::WorkersComp | PayerKind::Auto => Some(
            "Workers' compensation and auto claims are not billed to the patient unless they were denied as not related; confirm that this one was.",
        ),
        PayerKind::Medicaid => Some(
            "A patient with Medicaid, or a qualified Medicare beneficiary, may not be billed for what the plans leave; confirm that the patient agreed to pay this.",
        ),
        _ => None,
    }
}
