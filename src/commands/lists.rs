//! The practice itself and its lists: payers, providers, facilities, their numbers with payers, fee
//! schedules.
//!
//! What stands in a list prints on claims, so saving judges the unprinted claims again.

pub mod export;

pub mod schedule;

use super::record::{Saving, Stored, save, sound};
use super::{Error, standing};
use crate::domain::facility::{Facility, FacilityDraft};
use crate::domain::fee::{Fee, FeeDraft};
use crate::domain::id::{FacilityId, PayerId, ProviderId};
use crate::domain::payer::{Payer, PayerDraft};
use crate::domain::practice::{Practice, PracticeDraft};
use crate::domain::provider::{PayerNumber, PayerNumberDraft, Provider, ProviderDraft};
use crate::store::{self, Database, Found, Saved};

/// The practice, once there is one.
///
/// # Errors
/// [`Error::Store`] when the file cannot be read.
pub async fn practice(database: Database) -> Result<Option<Found<Practice>>, Error> {
    Ok(database
        .call(|connection| store::practice::load(connection))
        .await?)
}

/// The payers, in the order in which they were added.
///
/// # Errors
/// [`Error::Store`] when the file cannot be read.
pub async fn payers(database: Database) -> Result<Vec<Found<Payer>>, Error> {
    Ok(database.call(|connection| store::list(connection)).await?)
}

/// The providers, those who render and those who refer, in the order in which they were added.
///
/// # Errors
/// [`Error::Store`] when the file cannot be read.
pub async fn providers(database: Database) -> Result<Vec<Found<Provider>>, Error> {
    Ok(database.call(|connection| store::list(connection)).await?)
}

/// The facilities, in the order in which they were added.
///
/// # Errors
/// [`Error::Store`] when the file cannot be read.
pub async fn facilities(database: Database) -> Result<Vec<Found<Facility>>, Error> {
    Ok(database.call(|connection| store::list(connection)).await?)
}

/// The numbers by which payers know providers and facilities, in the order in which they were added.
///
/// # Errors
/// [`Error::Store`] when the file cannot be read.
pub async fn payer_numbers(database: Database) -> Result<Vec<Found<PayerNumber>>, Error> {
    Ok(database
        .call(|connection| store::payer_number::list(connection))
        .await?)
}

/// The fees of all schedules, in the order in which they were added.
///
/// # Errors
/// [`Error::Store`] when the file cannot be read.
pub async fn fees(database: Database) -> Result<Vec<Found<Fee>>, Error> {
    Ok(database.call(|connection| store::list(connection)).await?)
}

/// Saves the practice.
///
/// # Errors
/// [`Error::Refused`] with what is wrong, field by field; [`Error::Conflict`] when it was changed
/// since it was seen. Nothing is saved then.
pub async fn save_practice(
    database: Database,
    draft: PracticeDraft,
    saving: Saving,
) -> Result<Stored<()>, Error> {
    let practice = sound(draft.build(), Practice::advice)?;
    save(database, saving, "practice", move |tx, saving| {
        let saved = store::practice::save(tx, &practice, saving.seen)?;
        standing::of_all(tx, saving.today)?;
        let version = saved.version;
        Ok((saved, String::new(), Stored { id: (), version }))
    })
    .await
}

/// Saves a payer.
///
/// # Errors
/// As [`save_practice`].
pub async fn save_payer(
    database: Database,
    draft: PayerDraft,
    saving: Saving,
) -> Result<Stored<PayerId>, Error> {
    let payer = sound(draft.build(), Payer::advice)?;
    save(database, saving, "payer", move |tx, saving| {
        let saved = store::payer::save(tx, &payer, saving.seen)?;
        // It may also stand on a claim to another payer, as the one who pays before or after.
        standing::of_all(tx, saving.today)?;
        Ok(stored(saved, payer.id))
    })
    .await
}

/// Saves a provider.
///
/// # Errors
/// As [`save_practice`].
pub async fn save_provider(
    database: Database,
    draft: ProviderDraft,
    saving: Saving,
) -> Result<Stored<ProviderId>, Error> {
    let provider = sound(draft.build(), Provider::advice)?;
    save(database, saving, "provider", move |tx, saving| {
        let saved = store::provider::save(tx, &provider, saving.seen)?;
        standing::of_all(tx, saving.today)?;
        Ok(stored(saved, provider.id))
    })
    .await
}

/// Saves a facility.
///
/// # Errors
/// As [`save_practice`].
pub async fn save_facility(
    database: Database,
    draft: FacilityDraft,
    saving: Saving,
) -> Result<Stored<FacilityId>, Error> {
    let facility = sound(draft.build(), Facility::advice)?;
    save(database, saving, "facility", move |tx, saving| {
        let saved = store::facility::save(tx, &facility, saving.seen)?;
        standing::of_all(tx, saving.today)?;
        Ok(stored(saved, facility.id))
    })
    .await
}

/// Saves a provider's or a facility's number with a payer: a new one, or over the row that was
/// seen, which `row` names.
///
/// # Errors
/// As [`save_practice`]; [`Error::Store`] when the holder has a number of this kind with this payer.
pub async fn save_payer_number(
    database: Database,
    draft: PayerNumberDraft,
    row: Option<i64>,
    saving: Saving,
) -> Result<Saved, Error> {
    let number = draft.build().map_err(Error::Refused)?;
    save(database, saving, "provider_payer_id", move |tx, saving| {
        let saved = match row.zip(saving.seen) {
            Some((row, seen)) => store::payer_number::change(tx, row, &number, seen)?,
            None => store::payer_number::add(tx, &number)?,
        };
        standing::of_all(tx, saving.today)?;
        let details = format!("{} with {}", number.holder, number.payer);
        Ok((saved, details, saved))
    })
    .await
}

/// Saves a fee: a new one, or over the row that was seen, which `row` names. A schedule that is new
/// is made with it.
///
/// # Errors
/// As [`save_practice`]; [`Error::Store`] when the schedule has a fee for this code, modifier and
/// day.
pub async fn save_fee(
    database: Database,
    draft: FeeDraft,
    row: Option<i64>,
    saving: Saving,
) -> Result<Saved, Error> {
    let fee = draft.build().map_err(Error::Refused)?;
    save(database, saving, "fee", move |tx, saving| {
        let saved = match row.zip(saving.seen) {
            Some((row, seen)) => store::fee::change(tx, row, &fee, seen)?,
            None => store::fee::insert(tx, &fee)?,
        };
        // A fee makes its CPT code known.
        standing::of_all(tx, saving.today)?;
        let details = format!("{} in {}", fee.code, fee.schedule);
        Ok((saved, details, saved))
    })
    .await
}

fn stored<I: std::fmt::Display>(saved: Saved, id: I) -> (Saved, String, Stored<I>) {
    let version = saved.version;
    (saved, id.to_string(), Stored { id, version })
}
