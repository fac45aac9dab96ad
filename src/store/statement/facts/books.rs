//! What was open on the day of the statements: by the kept balances where everything posted counts by
//! that day, else by the journal's own fold.

use std::collections::HashMap;

use chrono::NaiveDate;
use rusqlite::Connection;

use super::family::Families;
use crate::domain::account::{Account, Bucket};
use crate::domain::id::PatientId;
use crate::store::balance::{self, OpenAmount, OpenCredit};
use crate::store::error::Error;
use crate::store::journal::{self, Window};

/// The open amounts and credits of a day.
pub(super) enum Books {
    /// As they are kept.
    Now,
    /// By patient, as they were: some entries count on a later day.
    Past(
        HashMap<PatientId, Vec<OpenAmount>>,
        HashMap<PatientId, Vec<OpenCredit>>,
    ),
}

impl Books {
    pub fn on(connection: &Connection, as_of: NaiveDate) -> Result<Self, Error> {
        if !journal::is_any_after(connection, as_of)? {
            return Ok(Self::Now);
        }
        let window = Window::through(as_of, journal::head(connection)?.count);
        let (amounts, credits) = balance::folded_at(connection, window)?;
        let (mut amounts_of, mut credits_of) = (HashMap::new(), HashMap::new());
        for it in amounts {
            let of: &mut Vec<OpenAmount> = amounts_of.entry(it.patient.clone()).or_default();
            of.push(it);
        }
        for it in credits {
            if let Some(patient) = it.key.patient.clone() {
                let of: &mut Vec<OpenCredit> = credits_of.entry(patient).or_default();
                of.push(it);
            }
        }
        Ok(Self::Past(amounts_of, credits_of))
    }

    /// The rows of patients of whom something is open (1140), or who have unapplied money (2010).
    pub fn in_question(
        &self,
        connection: &Connection,
        families: &Families,
    ) -> Result<Vec<i64>, Error> {
        let Self::Past(amounts, credits) = self else {
            let mut statement = connection.prepare_cached(
                "SELECT patient_id FROM open_amount WHERE account = 1140
                 UNION SELECT patient_id FROM open_credit WHERE account = 2010",
            )?;
            let rows = statement.query_map([], |row| row.get(0))?;
            return Ok(rows.collect::<Result<_, _>>()?);
        };
        let hers = amounts.iter().filter(|(_, open)| {
            let mut buckets = open.iter().map(|it| it.key.party.bucket);
            buckets.any(|bucket| bucket == Bucket::Patient)
        });
        let theirs = credits.iter().filter(|(_, open)| {
            let mut accounts = open.iter().map(|it| it.key.account);
            accounts.any(|account| account == Account::PatientCredits)
        });
        let patients = hers.map(|(it, _)| it).chain(theirs.map(|(it, _)| it));
        Ok(patients.filter_map(|it| families.row(it)).collect())
    }

    pub const fn is_past(&self) -> bool {
        matches!(self, Self::Past(..))
    }

    /// What is open on the lines of some patients; `rows` is a JSON array of theirs.
    pub fn amounts<'a>(
        &self,
        connection: &Connection,
        rows: &str,
        patients: impl Iterator<Item = &'a PatientId>,
    ) -> Result<Vec<OpenAmount>, Error> {
        match self {
            Self::Now => balance::of_patients(connection, rows),
            Self::Past(amounts, _) => {
                let mut found: Vec<OpenAmount> = patients
                    .filter_map(|patient| amounts.get(patient))
                    .flatten()
                    .cloned()
                    .collect();
                found.sort_by(|a, b| a.key.cmp(&b.key));
                Ok(found)
            }
        }
    }

    /// The unsettled money of some patients; `rows` is a JSON array of theirs.
    pub fn credits<'a>(
        &self,
        connection: &Connection,
        rows: &str,
        patients: impl Iterator<Item = &'a PatientId>,
    ) -> Result<Vec<OpenCredit>, Error> {
        match self {
            Self::Now => balance::credits_of_patients(connection, rows),
            Self::Past(_, credits) => {
                let mut found: Vec<OpenCredit> = patients
                    .filter_map(|patient| credits.get(patient))
                    .flatten()
                    .cloned()
                    .collect();
                found.sort_by(|a, b| a.key.cmp(&b.key));
                Ok(found)
            }
        }
    }
}
