//! What waits among the statements, for Home.

use chrono::{Days, NaiveDate};

use super::settings;
use crate::commands::Error;
use crate::domain::period::Pending;
use crate::store::Database;
use crate::store::statement::waiting as kept;

/// What waits; each with its count and what it comes to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StatementsWaiting {
    /// Accounts that seem due a statement: they owe enough, and were not written to of late.
    pub due: Pending,
    /// Accounts that wait for the doctor.
    pub pre_collection: Pending,
}

/// What waits on a day, counted from the kept balances without building a statement.
///
/// # Errors
/// [`Error::Store`] when the practice file cannot be read.
pub async fn waiting(database: Database, today: NaiveDate) -> Result<StatementsWaiting, Error> {
    database
        .call(move |connection| {
            let rules = settings::read(connection)?.rules;
            let before = |days: u16| {
                let days = Days::new(days.into());
                today.checked_sub_days(days).unwrap_or(NaiveDate::MIN)
            };
            Ok(StatementsWaiting {
                due: kept::due(
                    connection,
                    rules.minimum,
                    rules.minimum_credit,
                    before(rules.days_between),
                )?,
                pre_collection: kept::pre_collection(connection, before(rules.days_after_final))?,
            })
        })
        .await
}
