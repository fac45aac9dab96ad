//! What waits today.

use chrono::{Days, NaiveDate};

use super::drafts::{self, DraftEntry, DraftKind};
use super::{Error, settings};
use crate::domain::claim::ClaimStatus;
use crate::domain::id::ClaimId;
use crate::store::{self, Database, waiting};

pub use crate::store::waiting::{CoverageToVerify, RunningOut};

/// Everything that waits; each tile's count is the length of its list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Waiting {
    /// Visits that were begun and not saved, the latest first.
    pub unfinished_visits: Vec<DraftEntry>,
    /// Claims that an error keeps from printing, without those on hold.
    pub claims_with_errors: Vec<ClaimId>,
    /// Claims that can be printed, without those on hold.
    pub ready_claims: Vec<ClaimId>,
    /// Claims that were printed and not mailed.
    pub claims_to_mail: Vec<ClaimId>,
    /// Coverages in force of patients seen within the settings' `seen_days` that no payer called
    /// active within `verify_days`; one of each rank, none of people who died.
    pub coverages_to_verify: Vec<CoverageToVerify>,
    /// Authorizations not ended yet that end within `authorization_days`, or of whose units at most
    /// `authorization_percent` per cent are left.
    pub authorizations_running_out: Vec<RunningOut>,
}

/// What waits on a day, as the file says; [`super::refresh`] brings the claims up to that day.
///
/// # Errors
/// [`Error::Store`] when the file cannot be read.
pub async fn waiting(database: Database, today: NaiveDate) -> Result<Waiting, Error> {
    Ok(database
        .call(move |connection| {
            let settings = settings::read(connection)?;
            let before = |days: u16| today - Days::new(days.into());
            Ok::<_, store::Error>(Waiting {
                unfinished_visits: drafts::waiting(connection)?
                    .into_iter()
                    .filter(|entry| entry.key.kind == DraftKind::Visit)
                    .collect(),
                claims_with_errors: waiting::claims(connection, ClaimStatus::Draft)?,
                ready_claims: waiting::claims(connection, ClaimStatus::Ready)?,
                claims_to_mail: waiting::claims(connection, ClaimStatus::Printed)?,
                coverages_to_verify: waiting::coverages_to_verify(
                    connection,
                    today,
                    before(settings.seen_days),
                    before(settings.verify_days),
                )?,
                authorizations_running_out: waiting::running_out(
                    connection,
                    today,
                    settings.authorization_days,
                    settings.authorization_percent,
                )?,
            })
        })
        .await?)
}
