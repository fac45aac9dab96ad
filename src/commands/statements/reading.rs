//! Reads the accounts and judges who is due.

mod accounts;

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::settings::{self, StatementSettings};
use super::{Cause, DueRow, Order, Preview, Selection, SkippedRow, Unanswered};
use crate::commands::print::Progress;
use crate::commands::{Error, practice};
use crate::documents::font::Face;
use crate::documents::{pdf, words};
use crate::domain::account::Account;
use crate::domain::id::PatientId;
use crate::domain::journal::Party;
use crate::domain::money::Money;
use crate::domain::person::PersonName;
use crate::domain::report::TieOut;
use crate::domain::search::folded;
use crate::domain::statement::Statement;
use crate::domain::statement::due::{self, Judging, Sent, Skip};
use crate::store::{self, Connection, Database, audit, balance, journal};

pub(super) use accounts::{Found, Reader, Wanted, find};

/// Who is due a statement, and why the others are not.
///
/// # Errors
/// [`Error::Store`] when the practice file cannot be read; [`Error::Page`] when it was given up.
pub async fn preview(
    database: Database,
    order: Order,
    mut progress: Progress,
) -> Result<Preview, Error> {
    database
        .call(move |connection| Ok(read(connection, &order, &mut progress, 100)?.into_preview()))
        .await
}

/// Accounts as the file holds them, judged.
#[derive(Debug, Clone)]
pub(super) struct Read {
    /// By name.
    pub accounts: Vec<Judged>,
    pub unanswered: Vec<Unanswered>,
    pub ties: Vec<TieOut>,
    pub settings: StatementSettings,
    pub is_sample: bool,
    /// The last journal entry that the accounts know.
    pub through: i64,
    /// The last entry of the record of actions: nothing was done since as long as it stays.
    pub actions: i64,
}

/// An account with its statement.
#[derive(Debug, Clone)]
pub(super) struct Judged {
    pub statement: Statement,
    pub is_final: bool,
    pub sent: Sent,
    /// Why it is not mailed; empty when it is.
    pub reasons: Vec<Skip>,
    /// What would keep it out had the user not named it.
    pub overridden: Vec<Skip>,
}

/// Reads and judges; `share` is how many per cent of the whole work that is.
pub(super) fn read(
    connection: &Connection,
    order: &Order,
    progress: &mut Progress,
    share: usize,
) -> Result<Read, Error> {
    let settings = settings::read(connection)?;
    let (wanted, mut unanswered) = wanted(connection, &order.selection)?;
    let mut tell = |done: usize, all: usize| {
        if progress.tell(share * done / all.max(1)) {
            Ok(())
        } else {
            Err(Error::from(pdf::Error::GivenUp))
        }
    };
    let found = find(connection, &wanted, order.as_of, &settings, &mut tell)?;
    if let Wanted::These(accounts) = &wanted {
        let has = |id: &PatientId| found.iter().any(|it| it.statement.account == *id);
        unanswered.extend(accounts.iter().filter(|id| !has(id)).map(|id| Unanswered {
            patient: id.clone(),
            cause: Cause::NothingOpen,
        }));
    }
    let ties = ties(connection, &wanted, order.as_of, &found)?;
    let mut accounts: Vec<Judged> = found
        .into_iter()
        .map(|it| judge(it, order, &settings))
        .collect();
    accounts.sort_by_cached_key(|it| by_name(&it.statement.name, &it.statement.account));
    Ok(Read {
        accounts,
        unanswered,
        ties,
        settings,
        is_sample: practice::is_sample_in(connection)?,
        through: journal::known_on(connection, order.as_of)?,
        actions: audit::newest(connection)?,
    })
}

/// What lists of accounts are sorted by.
pub(super) fn by_name(name: &PersonName, account: &PatientId) -> (String, String, PatientId) {
    (folded(&name.last), folded(&name.first), account.clone())
}

fn wanted(
    connection: &Connection,
    selection: &Selection,
) -> Result<(Wanted, Vec<Unanswered>), Error> {
    let Selection::Accounts(named) = selection else {
        return Ok((Wanted::All, Vec::new()));
    };
    let mut accounts = BTreeSet::new();
    let mut unanswered = Vec::new();
    for patient in named.iter().collect::<BTreeSet<_>>() {
        match store::patient::family(connection, patient)?
            .into_iter()
            .next()
        {
            Some(guarantor) => {
                let _ = accounts.insert(guarantor);
            }
            None => unanswered.push(Unanswered {
                patient: patient.clone(),
                cause: Cause::Unknown,
            }),
        }
    }
    Ok((Wanted::These(accounts), unanswered))
}

/// What a run says of an account.
pub(super) fn judge(found: Found, order: &Order, settings: &StatementSettings) -> Judged {
    let Found {
        guarantor,
        statement,
        sent,
    } = found;
    let judging = Judging {
        rules: &settings.rules,
        cycle: order.cycle(),
        undrawable: &|text| words::undrawable(Face::Sans, text),
    };
    let reasons = due::judge(&guarantor, &statement, &sent, judging);
    let (overridden, mut reasons): (Vec<_>, Vec<_>) = reasons
        .into_iter()
        .partition(|it| it.is_overridable() && order.names(&statement.account));
    if order.left_out.contains(&statement.account) {
        reasons.push(Skip::LeftOut);
    }
    Judged {
        is_final: settings.stationery.is_final(statement.step),
        statement,
        sent,
        reasons,
        overridden,
    }
}

/// Everything that patients owe is asked for, skipped for a reason, covered by their own money or
/// put off by a plan.
fn ties(
    connection: &Connection,
    wanted: &Wanted,
    as_of: NaiveDate,
    found: &[Found],
) -> Result<Vec<TieOut>, Error> {
    let accounted: Money = found
        .iter()
        .map(|it| it.statement.due() + it.statement.credit + it.statement.deferred())
        .sum();
    let receivable = match wanted {
        Wanted::All => balance::accounts_on(connection, as_of)?
            .get(&Account::ReceivablePatient)
            .copied()
            .unwrap_or_default(),
        // What single accounts owed on an earlier day is read from the journal itself, by them.
        Wanted::These(_) if journal::is_any_after(connection, as_of)? => return Ok(Vec::new()),
        Wanted::These(accounts) => {
            let mut sum = Money::ZERO;
            for patient in accounts {
                for member in store::patient::family(connection, patient)? {
                    let open = balance::of_patient(connection, &member)?;
                    let hers = open.iter().filter(|it| it.key.party == Party::PATIENT);
                    sum += hers.map(|it| it.open.amount).sum::<Money>();
                }
            }
            sum
        }
    };
    Ok(vec![TieOut::new(
        "Asked for, skipped, credits and plans",
        accounted,
        "account 1140 Receivable, patients",
        receivable,
    )])
}

impl Read {
    pub fn into_preview(self) -> Preview {
        let (due, skipped): (Vec<_>, Vec<_>) = self
            .accounts
            .into_iter()
            .partition(|it| it.reasons.is_empty());
        Preview {
            due: due.iter().map(Judged::due_row).collect(),
            skipped: skipped.into_iter().map(Judged::into_skipped).collect(),
            unanswered: self.unanswered,
            ties: self.ties,
        }
    }
}

impl Judged {
    pub fn due_row(&self) -> DueRow {
        let statement = &self.statement;
        DueRow {
            account: statement.account.clone(),
            name: statement.name.clone(),
            amount: statement.due(),
            past_due: statement.past_due,
            step: statement.step,
            is_final: self.is_final,
            language: statement.language,
            last_mailed_on: self.sent.last_mailed_on,
            overridden: self.overridden.clone(),
        }
    }

    /// The row of an account that is not mailed.
    pub fn into_skipped(self) -> SkippedRow {
        SkippedRow {
            amount: self.statement.due(),
            account: self.statement.account,
            name: self.statement.name,
            last_mailed_on: self.sent.last_mailed_on,
            reasons: self.reasons,
        }
    }
}
