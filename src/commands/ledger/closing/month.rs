//! Closing months: the checklist, the totals that are kept, and reopening with a reason.

use chrono::NaiveDate;

use super::{clock, kept_ties};
use crate::commands::Error;
use crate::commands::drafts::{self, DraftKind};
use crate::commands::ledger::{Done, Posting, act, guard, refused};
use crate::domain::account::Account;
use crate::domain::date;
use crate::domain::money::Money;
use crate::domain::period::day_sheet::Tie;
use crate::domain::period::{
    Checked, MonthCheck, Pending, PeriodEvent, PeriodEventKind, Totals, Waiver, is_month_end,
    month_end, month_end_before,
};
use crate::store::{self, Connection, Database, balance, journal, pending};

/// What closing a month would find and keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthClose {
    /// The last day of the month.
    pub through: NaiveDate,
    pub checks: Vec<Checked>,
    pub totals: Totals,
    /// Why the month cannot be closed at all now, as one sentence.
    pub refusal: Option<String>,
}

/// What closing through the last day of a month would find and keep; nothing is changed.
///
/// # Errors
/// The practice file cannot be read.
pub async fn preview(
    database: Database,
    through: NaiveDate,
    posting: Posting,
) -> Result<MonthClose, Error> {
    database
        .call(move |connection| look(connection, through, &posting))
        .await
}

/// Closes the books through the last day of a month: nothing is posted on a day up to it any more.
///
/// # Errors
/// [`Error::Refused`] when the month is not over or closed already, the clock is before the newest
/// entry, or a check does not pass and is not waived with a reason.
pub async fn close(
    database: Database,
    through: NaiveDate,
    waivers: Vec<Waiver>,
    posting: Posting,
) -> Result<(), Error> {
    act(database, posting, "close", "month", move |tx, posting| {
        let month = look(tx, through, posting)?;
        if let Some(sentence) = month.refusal {
            return Err(refused("month-close-refused", "effective_on", sentence));
        }
        let mut totals = month.totals;
        for checked in month.checks.iter().filter(|checked| !checked.passes()) {
            totals.waived.push(waived(*checked, &waivers)?);
        }
        let head = journal::head(tx)?;
        let event = PeriodEvent {
            kind: PeriodEventKind::Close,
            closed_through: Some(through),
            at: posting.author.at,
            user: posting.author.user.clone(),
            reason: String::new(),
            through_entry: head.count,
            head_hash: head.hash,
            totals: Some(totals),
        };
        store::period::insert_event(tx, &event)?;
        Ok(Done {
            entity_id: None,
            details: format!("through {through}"),
            answer: (),
        })
    })
    .await
}

/// Opens the month of a day and all after it again; the months before stay closed.
///
/// # Errors
/// [`Error::Refused`] when that month is not closed, or no reason is given.
pub async fn reopen(
    database: Database,
    month: NaiveDate,
    reason: String,
    posting: Posting,
) -> Result<(), Error> {
    act(database, posting, "reopen", "month", move |tx, posting| {
        let reason = guard::reason(&reason, "Say why the month is opened again.")?;
        let closed = store::period::closed_through(tx)?;
        if closed.is_none_or(|closed| closed < month_end(month)) {
            return Err(refused(
                "month-is-open",
                "effective_on",
                format!("The month of {} is open.", date::spoken(month)),
            ));
        }
        let stays_closed = month_end_before(month);
        let head = journal::head(tx)?;
        let event = PeriodEvent {
            kind: PeriodEventKind::Reopen,
            closed_through: Some(stays_closed),
            at: posting.author.at,
            user: posting.author.user.clone(),
            reason,
            through_entry: head.count,
            head_hash: head.hash,
            totals: None,
        };
        store::period::insert_event(tx, &event)?;
        Ok(Done {
            entity_id: None,
            details: format!("closed through {stays_closed}"),
            answer: (),
        })
    })
    .await
}

/// Every close and reopening, the newest first.
///
/// # Errors
/// The practice file cannot be read.
pub async fn history(database: Database) -> Result<Vec<PeriodEvent>, Error> {
    database
        .call(move |connection| {
            let mut events = store::period::events(connection)?;
            events.reverse();
            Ok(events)
        })
        .await
}

fn waived(checked: Checked, waivers: &[Waiver]) -> Result<Waiver, Error> {
    let title = checked.check.title();
    let waiver = waivers
        .iter()
        .find(|waiver| waiver.check == checked.check)
        .filter(|_| checked.check.is_waivable());
    let reason = waiver.map(|waiver| waiver.reason.trim());
    match reason {
        Some(reason) if !reason.is_empty() => Ok(Waiver {
            check: checked.check,
            reason: reason.to_owned(),
        }),
        _ => Err(refused(
            "month-not-ready",
            "reason",
            if checked.check.is_waivable() {
                format!(
                    "“{title}” does not hold ({} left); clear it, or say why the month is closed in spite of it.",
                    checked.found.count
                )
            } else {
                format!("“{title}” does not hold; run `almoner verify` before the month is closed.")
            },
        )),
    }
}

fn look(
    connection: &Connection,
    through: NaiveDate,
    posting: &Posting,
) -> Result<MonthClose, Error> {
    let head = journal::head(connection)?;
    Ok(MonthClose {
        through,
        checks: checks(connection, through)?,
        totals: store::period::totals(connection, through, head.count)?,
        refusal: refusal(connection, through, posting)?,
    })
}

fn refusal(
    connection: &Connection,
    through: NaiveDate,
    posting: &Posting,
) -> Result<Option<String>, Error> {
    if !is_month_end(through) {
        return Ok(Some(format!(
            "{} does not end a month; close through {}.",
            date::spoken(through),
            date::spoken(month_end(through))
        )));
    }
    if through >= posting.today {
        return Ok(Some(format!(
            "The month is not over; close it after {}.",
            date::spoken(through)
        )));
    }
    if let Some(closed) = store::period::closed_through(connection)?
        && through <= closed
    {
        return Ok(Some(format!(
            "The books are closed through {} already.",
            date::spoken(closed)
        )));
    }
    clock(connection, posting)
}

fn checks(connection: &Connection, through: NaiveDate) -> Result<Vec<Checked>, Error> {
    let accounts = balance::accounts_through(connection, journal::head(connection)?.count)?;
    let kept = kept_ties(connection, &accounts)?;
    let trial = Tie::new("", accounts.values().copied().sum(), Money::ZERO);
    MonthCheck::ALL
        .iter()
        .map(|check| {
            let found = match check {
                MonthCheck::UnbalancedReceipts => {
                    pending::unbalanced_receipts(connection, through)?
                }
                MonthCheck::UnpostedRemittances => {
                    pending::unposted_remittances(connection, through)?
                }
                MonthCheck::UndepositedReceipts => pending::undeposited(connection, through)?,
                MonthCheck::Suspense => {
                    pending::credits(connection, Account::RecoupmentSuspense, through)?
                }
                MonthCheck::RefundsPayable => {
                    pending::credits(connection, Account::RefundsPayable, through)?
                }
                MonthCheck::OverpaidLines => pending::overpaid(connection, through)?,
                MonthCheck::UnbilledCharges => pending::unbilled(connection, through)?,
                MonthCheck::IncompleteCharges => incomplete(connection)?,
                MonthCheck::OpenDaySheet => pending::off_sheet(connection, through)?,
                MonthCheck::BalancesTie => failing(&kept),
                MonthCheck::TrialBalance => failing(std::slice::from_ref(&trial)),
            };
            Ok(Checked {
                check: *check,
                found,
            })
        })
        .collect()
}

/// Visits that were begun and not saved.
fn incomplete(connection: &Connection) -> Result<Pending, Error> {
    let count = drafts::waiting(connection)?
        .iter()
        .filter(|entry| entry.key.kind == DraftKind::Visit)
        .count();
    Ok(Pending {
        count,
        amount: Money::ZERO,
    })
}

fn failing(ties: &[Tie]) -> Pending {
    let failing = ties.iter().filter(|tie| !tie.passes());
    Pending {
        count: failing.clone().count(),
        amount: failing.map(|tie| tie.left - tie.right).sum(),
    }
}
