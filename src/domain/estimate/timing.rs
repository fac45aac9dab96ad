//! By when a good-faith estimate must be in the patient's hands (45 CFR 149.610(b)(1)(vi)).

use chrono::{Datelike, NaiveDate, Weekday};

/// How soon an estimate is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// Within three business days: the service is at least ten business days off, or the patient
    /// asked without an appointment.
    WithinThree(NaiveDate),
    /// Within one business day: the service is three to nine business days off.
    WithinOne(NaiveDate),
    /// The service is less than three business days off, so that scheduling it asks for none.
    NotAsked,
}

/// By when an estimate is due for a service that was scheduled, or asked about, on a day.
///
/// Business days are Monday to Friday without federal holidays.
pub fn due(asked_on: NaiveDate, service_on: Option<NaiveDate>) -> Due {
    let three = || Due::WithinThree(business_day_after(asked_on, 3));
    let Some(service_on) = service_on else {
        return three();
    };
    match business_days_between(asked_on, service_on) {
        10.. => three(),
        3..=9 => Due::WithinOne(business_day_after(asked_on, 1)),
        _ => Due::NotAsked,
    }
}

impl Due {
    /// What to tell the person at the desk.
    pub fn sentence(self) -> String {
        let spoken = crate::domain::date::spoken;
        match self {
            Self::WithinThree(by) => {
                format!("Give the estimate to the patient within 3 business days, by {}.", spoken(by))
            }
            Self::WithinOne(by) => format!(
                "The service is less than 10 business days off: give the estimate to the patient within 1 business day, by {}.",
                spoken(by)
            ),
            Self::NotAsked => "The service is less than 3 business days off: the rule asks for an estimate only when the patient wants one.".to_owned(),
        }
    }
}

fn is_business_day(day: NaiveDate) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !is_federal_holiday(day)
}

/// Whether federal offices are closed on a weekday (5 U.S.C. 6103): holidays of a date are kept on
/// the Friday before a Saturday and the Monday after a Sunday.
fn is_federal_holiday(day: NaiveDate) -> bool {
    let kept_for = |date: NaiveDate| {
        matches!(
            (date.month(), date.day()),
            (1, 1) | (6, 19) | (7, 4) | (11, 11) | (12, 25)
        )
    };
    let weekday = day.weekday();
    let neighbor = match weekday {
        Weekday::Fri => day.succ_opt(),
        Weekday::Mon => day.pred_opt(),
        _ => None,
    };
    if kept_for(day) || neighbor.is_some_and(kept_for) {
        return true;
    }
    let of_month = (day.day() - 1) / 7 + 1;
    let is_last_week = day.day() > 24;
    match (day.month(), weekday) {
        (1 | 2, Weekday::Mon) => of_month == 3,
        (5, Weekday::Mon) => is_last_week,
        (9, Weekday::Mon) => of_month == 1,
        (10, Weekday::Mon) => of_month == 2,
        (11, Weekday::Thu) => of_month == 4,
        _ => false,
    }
}

/// The `count`-th business day after a day.
fn business_day_after(day: NaiveDate, count: usize) -> NaiveDate {
    day.iter_days()
        .skip(1)
        .filter(|day| is_business_day(*day))
        .nth(count.saturating_sub(1))
        .unwrap_or(day)
}

/// Business days from the day after one day through another; at most 10 are counted.
fn business_days_between(from: NaiveDate, to: NaiveDate) -> usize {
    from.iter_days()
        .skip(1)
        .take_while(|day| *day <= to)
        .filter(|day| is_business_day(*day))
        .take(10)
        .count()
}
