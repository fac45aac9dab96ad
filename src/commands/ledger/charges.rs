//! Posts the charges of visits: each service line once, to whoever is to pay first.

use chrono::NaiveDate;

use super::{guard, refused};
use crate::commands::{Author, Error};
use crate::domain::charge::{ChargeLine, Charged, first_party};
use crate::domain::encounter::line::ServiceLine;
use crate::domain::encounter::{Encounter, Resubmission};
use crate::domain::id::{ChargeLineId, EntryId};
use crate::domain::journal::event::{self, LineRef};
use crate::domain::journal::{EntryKind, Party, Posted};
use crate::domain::money::Money;
use crate::store::encounter::history;
use crate::store::journal::Stamp;
use crate::store::{self, Change, Connection, Transaction};

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
pub(crate) fn is_charged_elsewhere(
    connection: &Connection,
    encounter: &Encounter,
) -> Result<bool, store::Error> {
    match encounter.resubmission {
        None => Ok(false),
        Some(Resubmission::Void) => Ok(true),
        Some(Resubmission::Replacement) => history::has_original(connection, encounter),
    }
}

/// Charges every line of a visit that was never charged; lines of which `left` says what is left
/// of them elsewhere are opened with that instead.
pub(crate) fn post_new(
    tx: &Transaction<'_>,
    stamp: Stamp<'_>,
    encounter: &Encounter,
    party: &Party,
    on: NaiveDate,
    left: impl Fn(u16) -> Option<Vec<Left>>,
) -> Result<usize, store::Error> {
    if is_charged_elsewhere(tx, encounter)? {
        return Ok(0);
    }
    encounter.lines.iter().try_fold(0, |n_posted, line| {
        let n_more = match left(line.number) {
            Some(left) => open(tx, stamp, encounter, line, &left)?,
            None => charge(tx, stamp, encounter, line, party, on)?,
        };
        Ok(n_posted + n_more)
    })
}

/// The day on which a visit that comes from elsewhere is charged: its last day of service, unless
/// that month is closed or the day is not yet there.
pub(crate) fn day_of(
    encounter: &Encounter,
    closed_through: Option<NaiveDate>,
    today: NaiveDate,
) -> NaiveDate {
    open_day(encounter.last_day().unwrap_or(today), closed_through, today)
}

/// A day on which something of earlier can be posted: its own, unless that month is closed or the
/// day is not yet there.
pub(crate) fn open_day(
    on: NaiveDate,
    closed_through: Option<NaiveDate>,
    today: NaiveDate,
) -> NaiveDate {
    let on = on.min(today);
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
    let on_line = put(tx, encounter, line)?;
    // A line without a charge, such as a quality code, is listed but owed by nobody.
    if line.charge.is_zero() {
        return Ok(0);
    }
    let entry = event::charged(&on_line, party, line.charge, on);
    Ok(store::journal::post(tx, stamp, &[entry])?.len())
}

/// Hears how many of how many visits are charged.
pub type Watch<'a> = &'a dyn Fn(usize, usize);

/// Charges the visits of a file from before the books, all of them or none; where there are none,
/// nothing is written. Gives how many there were.
///
/// # Errors
/// [`Error::Store`] when the practice file cannot be read or written.
pub fn post_missing(
    connection: &mut Connection,
    today: NaiveDate,
    author: &Author,
    watch: Watch<'_>,
) -> Result<usize, store::Error> {
    let mut visits = Vec::new();
    for id in store::encounter::uncharged(connection)? {
        let visit = store::encounter::find(connection, &id)?
            .ok_or(store::Error::NotFound("visit"))?
            .value;
        if !is_charged_elsewhere(connection, &visit)? {
            visits.push(id);
        }
    }
    if visits.is_empty() {
        return Ok(0);
    }
    let stamp = Stamp {
        user: &author.user,
        at: author.at,
    };
    store::write_as(connection, &author.user, author.at, |tx| {
        let closed = store::period::closed_through(tx)?;
        for (idx, visit) in visits.iter().enumerate() {
            let encounter = store::encounter::find(tx, visit)?
                .ok_or(store::Error::NotFound("visit"))?
                .value;
            let party = party_of(tx, &encounter)?;
            let on = day_of(&encounter, closed, today);
            let _ = post_new(tx, stamp, &encounter, &party, on, |_| None)?;
            watch(idx + 1, visits.len());
        }
        let change = Change {
            verb: "charge",
            entity: "visit",
            entity_id: None,
            details: format!("{} visits from before the books", visits.len()),
        };
        Ok((change, visits.len()))
    })
}

/// What is left of a charge with one party, and since when.
pub(crate) type Left = (Party, Money, NaiveDate);

/// Opens a line that another system charged with what is left of it there.
pub(crate) fn open(
    tx: &Transaction<'_>,
    stamp: Stamp<'_>,
    encounter: &Encounter,
    line: &ServiceLine,
    left: &[Left],
) -> Result<usize, store::Error> {
    let on_line = put(tx, encounter, line)?;
    let entries: Vec<_> = left
        .iter()
        .filter(|(_, amount, _)| !amount.is_zero())
        .map(|(party, amount, since)| event::opened(&on_line, party, *amount, *since))
        .collect();
    match left.first() {
        Some((party, _, since)) if entries.is_empty() && !line.charge.is_zero() => {
            // Settled there: what the line came to is opened and taken back, so that the journal
            // says why nothing of it is open.
            let entry = event::opened(&on_line, party, line.charge, *since);
            let ids = store::journal::post(tx, stamp, &[entry])?;
            for id in ids {
                let opened = store::journal::find(tx, id)?;
                let opened = opened.ok_or(store::Error::NotFound("journal entry"))?;
                let taken_back = opened.reversal(*since, "settled in the system it comes from");
                let _ = store::journal::post(tx, stamp, &[taken_back])?;
            }
            Ok(2)
        }
        _ => Ok(store::journal::post(tx, stamp, &entries)?.len()),
    }
}

/// Adds the charge line of a service line as the one that stands for it.
pub(crate) fn put(
    tx: &Transaction<'_>,
    encounter: &Encounter,
    line: &ServiceLine,
) -> Result<LineRef, store::Error> {
    let line = ChargeLine::of_service(encounter, line);
    let id = store::charge::insert(tx, &line)?;
    store::charge::put_in_force(tx, id)?;
    Ok(LineRef {
        line: id,
        patient: line.patient,
    })
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
