//! Closing the day: the numbered day sheet, what must tie before it, and sheets made again from the
//! journal. Closing months is [`month`].

pub mod month;

use std::collections::BTreeMap;

use super::{Done, Posting, act, refused};
use crate::commands::Error;
use crate::domain::account::Account;
use crate::domain::date;
use crate::domain::deposit::by_method;
use crate::domain::id::{DaySheetId, EntryId};
use crate::domain::money::Money;
use crate::domain::period::day_sheet::{DaySheet, Stretch, Tie, credits, receivable};
use crate::domain::receipt::Method;
use crate::store::journal::Window;
use crate::store::{self, Connection, Database, balance, journal, total};

/// What closing the day would freeze, and what ties now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayClose {
    /// The sheet as it would be.
    pub sheet: DaySheet,
    /// What the kept balances must agree with, as of now.
    pub ties: Vec<Tie>,
    /// Why the day cannot be closed now, as one sentence with what to do.
    pub refusal: Option<String>,
}

impl DayClose {
    /// Whether everything ties.
    pub fn is_tied(&self) -> bool {
        self.sheet.is_tied() && self.ties.iter().all(Tie::passes)
    }
}

/// How the day is closed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DayOrder {
    /// What was counted by hand; ways that were not counted are left out.
    pub counted: Vec<(Method, Money)>,
    /// Needed where something does not tie.
    pub note: String,
}

impl DayOrder {
    /// What was counted against the receipts of a sheet.
    pub fn ties(&self, sheet: &DaySheet) -> Vec<Tie> {
        self.counted
            .iter()
            .map(|(method, counted)| {
                let logged = sheet
                    .receipts
                    .iter()
                    .find(|it| it.method == *method)
                    .map_or(Money::ZERO, |it| it.total);
                Tie::new(format!("Counted {method} = receipts log"), *counted, logged)
            })
            .collect()
    }
}

/// What closing the day would freeze. `posting` says who looks and when; nothing is posted.
///
/// # Errors
/// The practice file cannot be read.
pub async fn preview_day(database: Database, posting: Posting) -> Result<DayClose, Error> {
    database
        .call(move |connection| day(connection, &posting))
        .await
}

/// Freezes what was entered since the sheet before as the next day sheet.
///
/// # Errors
/// [`Error::Refused`] when nothing was entered since, the clock is before the newest entry, or
/// something does not tie and no note says why.
pub async fn close_day(
    database: Database,
    order: DayOrder,
    posting: Posting,
) -> Result<DaySheetId, Error> {
    act(
        database,
        posting,
        "close",
        "day_sheet",
        move |tx, posting| {
            let close = day(tx, posting)?;
            if let Some(sentence) = &close.refusal {
                return Err(refused("day-close-refused", "day_sheet", sentence.as_str()));
            }
            let note = order.note.trim();
            let counted = order.ties(&close.sheet);
            let failing = counted
                .iter()
                .chain(&close.sheet.ties)
                .chain(&close.ties)
                .find(|tie| !tie.passes());
            if let Some(tie) = failing
                && note.is_empty()
            {
                return Err(refused(
                    "day-does-not-tie",
                    "note",
                    format!(
                        "{} does not tie ({} and {}); find the difference, or say in the note why it stays.",
                        tie.name, tie.left, tie.right
                    ),
                ));
            }
            let stretch = Stretch {
                closed: Some((posting.author.at, posting.author.user.clone())),
                note: note.to_owned(),
                ..close.sheet.stretch
            };
            let number = store::period::insert_sheet(tx, &stretch)?;
            Ok(Done {
                entity_id: Some(number.number()),
                details: format!("entries {} to {}", stretch.after + 1, stretch.through),
                answer: number,
            })
        },
    )
    .await
}

/// A day sheet made again from the journal alone.
///
/// # Errors
/// [`store::Error::NotFound`] when there is no such sheet, [`store::Error::JournalBroken`] when the
/// journal is not the one it was closed over.
pub async fn sheet(database: Database, number: DaySheetId) -> Result<DaySheet, Error> {
    database
        .call(move |connection| {
            let stretch = store::period::sheet(connection, number)?
                .ok_or(store::Error::NotFound("day sheet"))?;
            if hash_at(connection, stretch.through)? != stretch.head_hash {
                return Err(store::Error::JournalBroken {
                    entry: stretch.through,
                    problem: "it is not the entry that a day sheet was closed over",
                }
                .into());
            }
            sheet_of(connection, stretch)
        })
        .await
}

/// Every day sheet that was closed, the newest first.
///
/// # Errors
/// The practice file cannot be read.
pub async fn sheets(database: Database) -> Result<Vec<Stretch>, Error> {
    database
        .call(move |connection| {
            let mut sheets = store::period::sheets(connection)?;
            sheets.reverse();
            Ok(sheets)
        })
        .await
}

fn day(connection: &Connection, posting: &Posting) -> Result<DayClose, Error> {
    let last = store::period::last_sheet(connection)?;
    let head = journal::head(connection)?;
    let after = last.as_ref().map_or(0, |sheet| sheet.through);
    let refusal = match clock(connection, posting)? {
        Some(sentence) => Some(sentence),
        None if head.count == after => {
            Some("Nothing was posted since the last day sheet; there is no day to close.".into())
        }
        None => None,
    };
    let stretch = Stretch {
        number: None,
        business_on: posting.today,
        closed: None,
        after,
        through: head.count,
        head_hash: head.hash,
        note: String::new(),
    };
    let sheet = sheet_of(connection, stretch)?;
    let ties = kept_ties(connection, &sheet.closing)?;
    Ok(DayClose {
        sheet,
        ties,
        refusal,
    })
}

fn sheet_of(connection: &Connection, stretch: Stretch) -> Result<DaySheet, Error> {
    let entries = journal::between(connection, stretch.after, stretch.through)?;
    let mut receipts = Vec::new();
    for id in DaySheet::receipts_of(&entries) {
        receipts.push(super::receipts::found(connection, id)?.receipt);
    }
    let opening = balance::accounts_through(connection, stretch.after)?;
    let within = Window::entered(stretch.after, stretch.through);
    let mut closing = opening.clone();
    for (account, amount) in total::accounts(connection, within)? {
        *closing.entry(account).or_default() += amount;
    }
    closing.retain(|_, amount| !amount.is_zero());
    let receipts = by_method(&receipts);
    Ok(DaySheet::of(stretch, opening, closing, &entries, receipts))
}

/// The kept balances against the accounts by the journal.
pub(super) fn kept_ties(
    connection: &Connection,
    accounts: &BTreeMap<Account, Money>,
) -> Result<Vec<Tie>, Error> {
    let kept = balance::kept_accounts(connection)?;
    let drawer: Money = store::receipt::undeposited(connection)?
        .iter()
        .map(|received| received.receipt.amount)
        .sum();
    Ok(vec![
        Tie::new(
            "Open balances = accounts 1110 to 1150",
            receivable(&kept),
            receivable(accounts),
        ),
        Tie::new(
            "Unapplied, promised and suspended money = accounts 2010 to 2040",
            credits(&kept),
            credits(accounts),
        ),
        Tie::new(
            "Receipts in the drawer = account 1010",
            drawer,
            accounts
                .get(&Account::UndepositedReceipts)
                .copied()
                .unwrap_or_default(),
        ),
    ])
}

/// Why the clock keeps books from being closed: it is before the newest entry.
pub(super) fn clock(connection: &Connection, posting: &Posting) -> Result<Option<String>, Error> {
    let head = journal::head(connection)?;
    let newest = journal::find(connection, EntryId::new(head.count))?;
    Ok(newest
        .filter(|newest| posting.author.at < newest.entered_at)
        .map(|newest| {
            format!(
                "The clock stands before the newest entry, which was made on {}; set the clock, then close.",
                date::spoken(newest.entered_at.date_naive())
            )
        }))
}

fn hash_at(connection: &Connection, entry: i64) -> Result<[u8; 32], Error> {
    Ok(journal::find(connection, EntryId::new(entry))?
        .map_or(journal::NO_HASH, |posted| posted.hash))
}
