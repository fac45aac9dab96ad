//! The clock: the only place that asks what time it is.

use chrono::{DateTime, Local, NaiveDate, Utc};

/// Today's date where the user sits.
pub fn today() -> NaiveDate {
    Local::now().date_naive()
}

/// This moment, for the audit trail.
pub fn now() -> DateTime<Utc> {
    Utc::now()
}
