//! Posts the charges of visits: each service line once, to whoever is to pay first.

use chrono::NaiveDate;

use super::{guard, refused};
use crate::commands::Error;
use crate::domain::charge::{ChargeLine, Charged, first_party};
use crate::domain::encounter::line::ServiceLine;
use crate::domain::encounter::{Encounter, Resubmission};
use crate::domain::id::{ChargeLineId, EntryId};
use crate::domain::journal::event::{self, LineRef};
use crate::domain::journal::{EntryKind, Party, Posted};
use crate::store::encounter::history;
use crate::store::journal::Stamp;
use crate::store::{self, Connection, Transaction};

/// Brings the charges of a visit in line with what it says now: lines that are new are charged,
/// lines that changed or went are reversed and charged anew. Gives how many entries were posted;
/// none when nothing changed.
///
/// # Errors
/// [`Error::Refused`] when a line changed on which a payer's money is posted; what the file says.
pub fn post(
    tx: &Transaction<'_>,
    stamp: Stamp<'_>,
    encounter: &Encounter,
    on: NaiveDate,
) -> Result<usize, Error> {
    if is_charged_elsewhere(tx, encounter)? {
        return Ok(0);
    }
    let party = party_of(tx, encounter)?;
    post_to(tx, stamp, encounter, &party, on)
}

/// As [`post`], when it is known who is to pay first.
fn post_to(
    tx: &Transaction<'_>,
    stamp: Stamp<'_>,
    encounter: &Encounter,
    party: &Party,
    on: NaiveDate,
) -> Result<usize, Error> {
    let standing = store::charge::in_force(tx, &encounter.id)?;
    let mut n_posted = 0;
    for charged in &standing {
        let is_kept = encounter
            .lines
            .iter()
            .any(|line| ChargeLine::of_service(encounter, line) == charged.line)
            && is_owed_by(tx, charged, party)?;
        if !is_kept {
            n_posted += reverse_all(tx, stamp, charged, on)?;
        }
    }
    let standing = store::charge::in_force(tx, &encounter.id)?;
    for line in &encounter.lines {
        let is_charged = standing
            .iter()
            .filter_map(|charged| charged.line.service.as_ref())
            .any(|(_, number)| *number == line.number);
        if !is_charged {
            n_posted += charge(tx, stamp, encounter, line, party, on)?;
        }
    }
    Ok(n_posted)
}

/// Whether what a visit bills is owed on another visit already: one that replaces or voids an
/// earlier claim (box 22) makes no new debt, unless that claim's visit is not in the file.
fn is_charged_elsewhere(
    connection: &Connection,
    encounter: &Encounter,
) -> Result<bool, store::Error> {
    match encounter.resubmission {
        None => Ok(false),
        Some(Resubmission::Void) => Ok(true),
        Some(Resubmission::Replacement) => history::has_original(connection, encounter),
    }
}

/// Charges every line of a visit that was never charged.
pub(crate) fn post_new(
    tx: &Transaction<'_>,
    stamp: Stamp<'_>,
    encounter: &Encounter,
    party: &Party,
    on: NaiveDate,
) -> Result<usize, store::Error> {
    if is_charged_elsewhere(tx, encounter)? {
        return Ok(0);
    }
    encounter.lines.iter().try_fold(0, |n_posted, line| {
        Ok(n_posted + charge(tx, stamp, encounter, line, party, on)?)
    })
}

/// The day on which a visit that comes from elsewhere is charged: its last day of service, unless
/// that month is closed or the day is not yet there.
pub(crate) fn day_of(
    encounter: &Encounter,
    closed_through: Option<NaiveDate>,
    today: NaiveDate,
) -> NaiveDate {
    let on = encounter.last_day().map_or(today, |last| last.min(today));
    match closed_through.and_then(|closed| closed.succ_opt()) {
        Some(first_open) => on.max(first_open),
        None => on,
    }
}

fn charge(
    tx: &Transaction<'_>,
    stamp: Stamp<'_>,
    encounter: &Encounter,
    line: &ServiceLine,
    party: &Party,
    on: NaiveDate,
) -> Result<usize, store::Error> {
    let line = ChargeLine::of_service(encounter, line);
    let id = store::charge::insert(tx, &line)?;
    store::charge::put_in_force(tx, id)?;
    // A line without a charge, such as a quality code, is listed but owed by nobody.
    if line.charge.is_zero() {
        return Ok(0);
    }
    let on_line = LineRef {
        line: id,
        patient: line.patient.clone(),
    };
    let entry = event::charged(&on_line, party, line.charge, on);
    Ok(store::journal::post(tx, stamp, &[entry])?.len())
}

/// Who is to pay a visit's charges first.
fn party_of(connection: &Connection, encounter: &Encounter) -> Result<Party, store::Error> {
    let coverages = store::coverage::of_patient(connection, &encounter.patient)?;
    let mut payers = Vec::new();
    for coverage in &coverages {
        payers.extend(store::payer::find(connection, &coverage.payer)?.map(|found| found.value));
    }
    Ok(first_party(encounter, &coverages, &payers))
}

/// Whether a charge was posted to this party. Once anything else was posted on the line, who owes
/// it is said by those entries and no longer by the visit.
fn is_owed_by(
    connection: &Connection,
    charged: &Charged,
    party: &Party,
) -> Result<bool, store::Error> {
    let live = live_entries(connection, charged.id)?;
    Ok(match live.as_slice() {
        [charge] if charge.entry.kind == EntryKind::Charge => charge
            .entry
            .legs
            .iter()
            .any(|leg| leg.account == party.bucket.account() && leg.payer == party.payer),
        _ => true,
    })
}

/// Reverses everything that stands on a line, the newest first: patients' money goes back to their
/// credits.
fn reverse_all(
    tx: &Transaction<'_>,
    stamp: Stamp<'_>,
    charged: &Charged,
    on: NaiveDate,
) -> Result<usize, Error> {
    let live = live_entries(tx, charged.id)?;
    let has_payers_money = live.iter().any(|posted| {
        posted.entry.remittance_line.is_some()
            || matches!(
                posted.entry.kind,
                EntryKind::Allocation
                    | EntryKind::Recoupment
                    | EntryKind::PayerRefund
                    | EntryKind::Recovery
                    | EntryKind::Withhold
            )
    });
    if has_payers_money {
        let (_, number) = charged.line.service.clone().unzip();
        return Err(refused(
            "line-has-payments",
            "line",
            format!(
                "A payer's decision is posted on line {}; void that posting first, or bill a replacement.",
                number.unwrap_or_default()
            ),
        ));
    }
    let entries: Vec<_> = live
        .iter()
        .rev()
        .map(|posted| posted.reversal(on, "the visit was changed"))
        .collect();
    let ids: Vec<EntryId> = store::journal::post(tx, stamp, &entries)?;
    store::charge::put_out_of_force(tx, charged.id)?;
    Ok(ids.len())
}

/// The entries of a line that were not reversed and are no reversals, oldest first.
pub(super) fn live_entries(
    connection: &Connection,
    line: ChargeLineId,
) -> Result<Vec<Posted>, store::Error> {
    Ok(guard::live(store::journal::of_line(connection, line)?))
}
