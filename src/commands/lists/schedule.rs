//! Make a fee schedule from another: the yearly roll, a cash schedule, a payer's percentage.

use super::super::record::{Saving, save};
use super::super::{Error, standing};
use crate::domain::fee::copy::ScheduleCopyDraft;
use crate::store;
use crate::store::{Database, Saved, Version};

/// Copies the prices in effect on a day, changed by a percentage. Gives how many there are.
///
/// # Errors
/// [`Error::Refused`] with what is wrong, field by field; nothing is copied then.
pub async fn copy(
    database: Database,
    draft: ScheduleCopyDraft,
    saving: Saving,
) -> Result<usize, Error> {
    let copy = draft.build().map_err(Error::Refused)?;
    save(database, saving, "fee", move |tx, saving| {
        let fees = copy.fees(&store::fee::all(tx)?).map_err(Error::Refused)?;
        let mut last = Saved {
            row: 0,
            version: Version(1),
        };
        for fee in &fees {
            last = store::fee::insert(tx, fee)?;
        }
        standing::of_all(tx, saving.today)?;
        let details = format!("{} copied to {}: {} fees", copy.from, copy.to, fees.len());
        Ok((last, details, fees.len()))
    })
    .await
}
