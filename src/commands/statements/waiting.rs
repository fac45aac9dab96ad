//! What waits among the statements, for Home: judged by the rules of the run, a few accounts at a
//! time, so that nothing else that asks the practice file has to wait.

use chrono::NaiveDate;

use super::reading::{self, Reader, Wanted};
use super::settings::{self, StatementSettings};
use super::{Order, dunning};
use crate::commands::Error;
use crate::domain::id::PatientId;
use crate::domain::period::Pending;
use crate::domain::statement::due::{self, Sent};
use crate::store::{Connection, Database, audit};

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
    let (mut known, candidates) = database
        .call(move |connection| {
            let known = Known::on(connection, today)?;
            let candidates = known.candidates();
            Ok::<_, Error>((known, candidates))
        })
        .await?;
    let mut waiting = StatementsWaiting::default();
    for accounts in candidates.chunks(AT_A_TIME) {
        let accounts = accounts.to_vec();
        (known, waiting) = database
            .call(move |connection| {
                let known = known.renewed(connection)?;
                known.count(connection, &accounts, &mut waiting)?;
                Ok::<_, Error>((known, waiting))
            })
            .await?;
    }
    Ok(waiting)
}

/// What all accounts are judged by.
struct Known {
    today: NaiveDate,
    settings: StatementSettings,
    reader: Reader,
    /// The last entry of the record of actions: all of it stands as long as that stays.
    actions: i64,
}

impl Known {
    fn on(connection: &Connection, today: NaiveDate) -> Result<Self, Error> {
        Ok(Self {
            today,
            settings: settings::read(connection)?,
            reader: Reader::on(connection, &Wanted::All, today)?,
            actions: audit::newest(connection)?,
        })
    }

    /// Read anew when anything was done meanwhile.
    fn renewed(self, connection: &Connection) -> Result<Self, Error> {
        if audit::newest(connection)? == self.actions {
            Ok(self)
        } else {
            Self::on(connection, self.today)
        }
    }

    /// Those who were not mailed of late, or whose final notice is out; nobody else can wait.
    fn candidates(&self) -> Vec<PatientId> {
        let can_wait = |sent: &Sent| {
            sent.final_notice.is_some()
                || due::too_soon(self.today, sent, &self.settings.rules).is_none()
        };
        let candidates = self.reader.guarantors();
        let candidates = candidates.filter(|(_, sent)| sent.is_none_or(can_wait));
        candidates.map(|(account, _)| account.clone()).collect()
    }

    /// Adds those of some accounts that wait.
    fn count(
        &self,
        connection: &Connection,
        accounts: &[PatientId],
        waiting: &mut StatementsWaiting,
    ) -> Result<(), Error> {
        let order = Order::due(self.today);
        let found = self
            .reader
            .find(connection, accounts, &self.settings, &mut |_, _| Ok(()))?;
        for found in found {
            if dunning::is_waiting(&found, self.today, &self.settings) {
                waiting.pre_collection.count += 1;
                waiting.pre_collection.amount += found.sent.final_debt(&found.statement);
            }
            let judged = reading::judge(found, &order, &self.settings);
            if judged.reasons.is_empty() {
                waiting.due.count += 1;
                waiting.due.amount += judged.statement.due();
            }
        }
        Ok(())
    }
}
