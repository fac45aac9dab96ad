//! How old what is owed is, and from which day its age counts.

use chrono::NaiveDate;

use crate::domain::account::Bucket;
use crate::domain::draft::choices;

choices! {
    /// From which day an open amount ages.
    Anchor: "anchor" {
        /// A payer's from the day it was first billed, a patient's from the day it became hers.
        Billed = "BILLED",
        /// The day of the service.
        Service = "SERVICE",
        /// The day on which whoever owes it now came to owe it.
        Responsibility = "RESPONSIBILITY",
    }
}

impl Anchor {
    /// What reports call it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Billed => "first bill to the payer; patients: responsibility date",
            Self::Service => "date of service",
            Self::Responsibility => "responsibility date",
        }
    }
}

/// How old an amount is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Age {
    /// Expected from a payer that was not billed yet.
    Unbilled,
    To30,
    To60,
    To90,
    To120,
    Over120,
}

impl Age {
    /// Every column of an aging, in order.
    pub const ALL: [Self; 6] = [
        Self::Unbilled,
        Self::To30,
        Self::To60,
        Self::To90,
        Self::To120,
        Self::Over120,
    ];

    /// What its column is called.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Unbilled => "Unbilled",
            Self::To30 => "0-30",
            Self::To60 => "31-60",
            Self::To90 => "61-90",
            Self::To120 => "91-120",
            Self::Over120 => "121+",
        }
    }

    /// The age of so many days, day 0 being the anchor's; a day before it counts as day 0.
    pub const fn of_days(days: i64) -> Self {
        match days {
            ..=30 => Self::To30,
            31..=60 => Self::To60,
            61..=90 => Self::To90,
            91..=120 => Self::To120,
            _ => Self::Over120,
        }
    }
}

/// The days from which an open amount can age.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    pub service: NaiveDate,
    /// When whoever owes it now came to owe it.
    pub responsibility: NaiveDate,
    /// When the payer that owes it was first billed, by us or by the payer before it; set for an
    /// opening balance, which was billed elsewhere, to its responsibility date.
    pub billed: Option<NaiveDate>,
}

impl Days {
    /// The day an amount of `bucket` ages from; `None` while its payer is not billed.
    pub const fn anchor(&self, bucket: Bucket, anchor: Anchor) -> Option<NaiveDate> {
        if !bucket.is_insurance() {
            return Some(match anchor {
                Anchor::Service => self.service,
                Anchor::Billed | Anchor::Responsibility => self.responsibility,
            });
        }
        match (self.billed, anchor) {
            (None, _) => None,
            (Some(billed), Anchor::Billed) => Some(billed),
            (Some(_), Anchor::Service) => Some(self.service),
            (Some(_), Anchor::Responsibility) => Some(self.responsibility),
        }
    }

    /// Its age on a day.
    pub fn age(&self, bucket: Bucket, anchor: Anchor, as_of: NaiveDate) -> Age {
        self.anchor(bucket, anchor).map_or(Age::Unbilled, |from| {
            Age::of_days((as_of - from).num_days())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boundaries_belong_to_the_younger_column() {
        for (days, age) in [
            (-3, Age::To30),
            (0, Age::To30),
            (30, Age::To30),
            (31, Age::To60),
            (60, Age::To60),
            (61, Age::To90),
            (90, Age::To90),
            (91, Age::To120),
            (120, Age::To120),
            (121, Age::Over120),
        ] {
            assert_eq!(Age::of_days(days), age, "{days}");
        }
    }

    #[test]
    fn what_no_payer_was_billed_for_is_unbilled_whatever_the_anchor() {
        let on = |text: &str| text.parse().unwrap();
        let days = Days {
            service: on("2026-01-05"),
            responsibility: on("2026-02-10"),
            billed: None,
        };
        for anchor in Anchor::ALL {
            assert_eq!(
                days.age(Bucket::Ins1, *anchor, on("2026-03-01")),
                Age::Unbilled
            );
        }
        let as_of = on("2026-03-20");
        assert_eq!(days.age(Bucket::Patient, Anchor::Billed, as_of), Age::To60);
        assert_eq!(days.age(Bucket::Patient, Anchor::Service, as_of), Age::To90);
    }
}
