//! What waits among the statements, for Home: judged by the rules of the run, a few accounts at a
//! time, so that nothing else that asks the practice file has to wait.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::reading::{self, Wanted};
use super::{Order, dunning, settings};
use crate::commands::Error;
use crate::domain::id::PatientId;
use crate::domain::period::Pending;
use crate::domain::statement::due;
use crate::store::statement::{dunning as kept, facts};
use crate::store::{Connection, Database};

/// Accounts that are judged in one go.
const AT_A_TIME: usize = 200;

/// What waits; each with its count and what it comes to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StatementsWaiting {
    /// Accounts that a run of today would mail.
    pub due: Pending,
    /// Accounts that wait for the doctor.
    pub pre_collection: Pending,
}

/// What waits on a day, as the run and the pre-collection list of that day have it.
///
/// # Errors
/// [`Error::Store`] when the practice file cannot be read.
pub async fn waiting(database: Database, today: NaiveDate) -> Result<StatementsWaiting, Error> {
    let candidates = database
        .call(move |connection| candidates(connection, today))
        .await?;
    let mut waiting = StatementsWaiting::default();
    for accounts in candidates.chunks(AT_A_TIME) {
        let accounts: BTreeSet<PatientId> = accounts.iter().cloned().collect();
        let some = database
            .call(move |connection| count(connection, accounts, today))
            .await?;
        add(&mut waiting.due, &some.due);
        add(&mut waiting.pre_collection, &some.pre_collection);
    }
    Ok(waiting)
}

/// Those who were not mailed of late, or whose final notice is out; nobody else can wait.
fn candidates(connection: &Connection, today: NaiveDate) -> Result<Vec<PatientId>, Error> {
    let rules = settings::read(connection)?.rules;
    let sent = kept::sent(connection, today)?;
    let mut candidates = facts::guarantors(connection, today)?;
    candidates.retain(|account| {
        sent.get(account).is_none_or(|sent| {
            sent.final_notice.is_some() || due::too_soon(today, sent, &rules).is_none()
        })
    });
    Ok(candidates)
}

fn count(
    connection: &Connection,
    accounts: BTreeSet<PatientId>,
    today: NaiveDate,
) -> Result<StatementsWaiting, Error> {
    let settings = settings::read(connection)?;
    let wanted = Wanted::These(accounts);
    let order = Order::due(today);
    let mut waiting = StatementsWaiting::default();
    for found in reading::find(connection, &wanted, today, &settings, &mut |_, _| Ok(()))? {
        if dunning::is_waiting(&found, today, &settings) {
            waiting.pre_collection.count += 1;
            waiting.pre_collection.amount += found.sent.final_debt(&found.statement);
        }
        let judged = reading::judge(found, &order, &settings);
        if judged.reasons.is_empty() {
            waiting.due.count += 1;
            waiting.due.amount += judged.statement.due();
        }
    }
    Ok(waiting)
}

fn add(sum: &mut Pending, more: &Pending) {
    sum.count += more.count;
    sum.amount += more.amount;
}
