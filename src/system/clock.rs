//! The clock: the only place that asks what time it is.

use chrono::{DateTime, Local, NaiveDate, NaiveTime, TimeZone, Utc};

/// Today's date where the user sits.
pub fn today() -> NaiveDate {
    Local::now().date_naive()
}

/// This moment, for the audit trail.
pub fn now() -> DateTime<Utc> {
    Utc::now()
}

/// The first moment after a day where the user sits.
pub fn end_of(day: NaiveDate) -> DateTime<Utc> {
    let midnight = day
        .succ_opt()
        .unwrap_or(NaiveDate::MAX)
        .and_time(NaiveTime::MIN);
    // Where clocks are set at midnight, that moment may be there twice or not at all.
    Local
        .from_local_datetime(&midnight)
        .earliest()
        .map_or_else(|| midnight.and_utc(), |moment| moment.with_timezone(&Utc))
}
