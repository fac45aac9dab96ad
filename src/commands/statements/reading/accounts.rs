//! The accounts on which something is open, with their statements.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;

use crate::commands::Error;
use crate::commands::statements::settings::StatementSettings;
use crate::domain::id::PatientId;
use crate::domain::patient::Patient;
use crate::domain::statement::Statement;
use crate::domain::statement::build::build;
use crate::domain::statement::due::Sent;
use crate::domain::statement::facts::AccountFacts;
use crate::domain::statement::plain::PlainDescriptions;
use crate::store::statement::dunning;
use crate::store::statement::facts::Accounts;
use crate::store::{Connection, plain_description};

/// Accounts that are read between two words about how far it is.
const AT_A_TIME: usize = 50;

/// Which accounts are read.
#[derive(Debug, Clone)]
pub enum Wanted {
    /// Every account on which something is open.
    All,
    /// Of these guarantors those on whose account something is open.
    These(BTreeSet<PatientId>),
}

/// An account on which something is open.
#[derive(Debug, Clone)]
pub struct Found {
    pub guarantor: Patient,
    pub statement: Statement,
    pub sent: Sent,
}

/// Reads accounts with their statements of a day; what they share is read once.
pub struct Reader {
    as_of: NaiveDate,
    accounts: Accounts,
    guarantors: Vec<PatientId>,
    sent: HashMap<PatientId, Sent>,
    plain: PlainDescriptions,
}

impl Reader {
    /// # Errors
    /// [`Error::Store`] when the practice file cannot be read.
    pub fn on(connection: &Connection, wanted: &Wanted, as_of: NaiveDate) -> Result<Self, Error> {
        let accounts = Accounts::on(connection, as_of)?;
        let guarantors = match wanted {
            Wanted::All => accounts.guarantors(connection)?,
            Wanted::These(accounts) => accounts.iter().cloned().collect(),
        };
        Ok(Self {
            as_of,
            accounts,
            sent: dunning::sent(connection, as_of, &guarantors)?,
            guarantors,
            plain: plain_description::descriptions(connection)?,
        })
    }

    /// Whose accounts these are, with what became of their statements by the day.
    pub fn guarantors(&self) -> impl Iterator<Item = (&PatientId, Option<&Sent>)> {
        let guarantors = self.guarantors.iter();
        guarantors.map(|account| (account, self.sent.get(account)))
    }

    /// Of some of the guarantors those on whose account something is open.
    ///
    /// # Errors
    /// [`Error::Store`] when the practice file cannot be read, and what `tell` says.
    pub fn find(
        &self,
        connection: &Connection,
        guarantors: &[PatientId],
        settings: &StatementSettings,
        tell: &mut dyn FnMut(usize, usize) -> Result<(), Error>,
    ) -> Result<Vec<Found>, Error> {
        let n_steps = settings.stationery.steps.len();
        let mut found = Vec::with_capacity(guarantors.len());
        self.accounts.each(connection, guarantors, |account| {
            if found.len() % AT_A_TIME == 0 {
                tell(found.len(), guarantors.len())?;
            }
            if !account.is_in_question() {
                return Ok(());
            }
            let statement = build(&account, self.as_of, &settings.rules, n_steps, &self.plain);
            found.push(Found {
                statement,
                sent: known(&account, &self.sent),
                guarantor: account.guarantor,
            });
            Ok::<_, Error>(())
        })?;
        Ok(found)
    }
}

/// As [`Reader::find`], for a caller that reads once.
///
/// # Errors
/// As [`Reader::find`].
pub fn find(
    connection: &Connection,
    wanted: &Wanted,
    as_of: NaiveDate,
    settings: &StatementSettings,
    tell: &mut dyn FnMut(usize, usize) -> Result<(), Error>,
) -> Result<Vec<Found>, Error> {
    let reader = Reader::on(connection, wanted, as_of)?;
    reader.find(connection, &reader.guarantors, settings, tell)
}

/// What became of an account's statements. A charge that was made anew when its visit was corrected
/// is the debt that the final notice asked for.
fn known(account: &AccountFacts, sent: &HashMap<PatientId, Sent>) -> Sent {
    let sent = sent.get(&account.guarantor.id);
    let mut sent = sent.cloned().unwrap_or_default();
    if let Some(notice) = &mut sent.final_notice {
        let past = account.mailed.iter().filter(|it| it.id == notice.id);
        let services: BTreeSet<_> = past
            .flat_map(|it| &it.lines)
            .filter_map(|line| line.service.clone())
            .collect();
        let anew = account.charges.iter().filter(|it| {
            let service = it.line.service.clone();
            service.is_some_and(|service| services.contains(&service))
        });
        notice.lines.extend(anew.map(|it| it.id));
        notice.lines.sort_unstable();
        notice.lines.dedup();
    }
    sent
}
