//! What a practice decides about its own work. What belongs to this computer or account (looks, lock
//! time, recent files, printers) does not stand in the practice file.

use super::{Author, Error};
use crate::store::{self, Action, Change, Connection, Database};

/// A practice's settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PracticeSettings {
    /// A patient's coverages are worth verifying when she was seen within so many days.
    pub seen_days: u16,
    /// A coverage is to be verified when no payer called it active for so many days.
    pub verify_days: u16,
    /// An authorization runs out when it ends within so many days.
    pub authorization_days: u16,
    /// An authorization runs out when at most so many per cent of its units are left.
    pub authorization_percent: u8,
}

impl Default for PracticeSettings {
    fn default() -> Self {
        Self {
            seen_days: 30,
            verify_days: 90,
            authorization_days: 30,
            authorization_percent: 20,
        }
    }
}

const SEEN_DAYS: &str = "verify.seen_days";
const VERIFY_DAYS: &str = "verify.days";
const AUTHORIZATION_DAYS: &str = "authorization.days";
const AUTHORIZATION_PERCENT: &str = "authorization.percent";

/// The practice's settings; what was never set, or cannot be read, is the default.
///
/// # Errors
/// [`Error::Store`] when the file cannot be read.
pub async fn load(database: Database) -> Result<PracticeSettings, Error> {
    Ok(database.call(|connection| read(connection)).await?)
}

/// Keeps settings. Days are at most 3660 and per cent at most 100; more is taken as that.
///
/// # Errors
/// [`Error::Store`] when the disk does not take it.
pub async fn save(
    database: Database,
    settings: PracticeSettings,
    author: Author,
) -> Result<(), Error> {
    let values = [
        (SEEN_DAYS, settings.seen_days.min(MOST_DAYS)),
        (VERIFY_DAYS, settings.verify_days.min(MOST_DAYS)),
        (
            AUTHORIZATION_DAYS,
            settings.authorization_days.min(MOST_DAYS),
        ),
        (
            AUTHORIZATION_PERCENT,
            settings.authorization_percent.min(100).into(),
        ),
    ];
    let details: Vec<String> = values
        .iter()
        .map(|(key, value)| format!("{key} {value}"))
        .collect();
    let action = Action {
        user: author.user,
        at: author.at,
        change: Change {
            verb: "change",
            entity: "setting",
            entity_id: None,
            details: details.join(", "),
        },
    };
    Ok(database
        .call(move |connection| {
            store::write(connection, &action, |tx| {
                for (key, value) in values {
                    store::setting::set(tx, key, &value.to_string())?;
                }
                Ok::<_, store::Error>(())
            })
        })
        .await?)
}

const MOST_DAYS: u16 = 3660;

pub(super) fn read(connection: &Connection) -> Result<PracticeSettings, store::Error> {
    let usual = PracticeSettings::default();
    let days = |key, usual: u16| -> Result<u16, store::Error> {
        let text = store::setting::get(connection, key)?;
        let days = text.and_then(|text| text.parse().ok());
        Ok(days.filter(|days| *days <= MOST_DAYS).unwrap_or(usual))
    };
    let percent = days(AUTHORIZATION_PERCENT, usual.authorization_percent.into())?;
    Ok(PracticeSettings {
        seen_days: days(SEEN_DAYS, usual.seen_days)?,
        verify_days: days(VERIFY_DAYS, usual.verify_days)?,
        authorization_days: days(AUTHORIZATION_DAYS, usual.authorization_days)?,
        authorization_percent: u8::try_from(percent.min(100))
            .unwrap_or(usual.authorization_percent),
    })
}
