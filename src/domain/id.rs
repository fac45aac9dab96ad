//! The ids by which the practice knows its records: the user's own text, kept as typed.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::domain::draft::{Problem, quoted};

/// Characters an id may have at most.
const LONGEST: usize = 64;

fn check(text: &str) -> Result<String, Problem> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Problem::new("An id is missing; give one."));
    }
    if text.chars().count() > LONGEST {
        return Err(Problem::new(format!(
            "This id has more than {LONGEST} characters; shorten it."
        )));
    }
    if text.chars().any(char::is_control) {
        return Err(Problem::new(
            "This id holds a control character; remove it.",
        ));
    }
    Ok(text.to_owned())
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        ///
        /// 1 to 64 characters without control characters; surrounding blanks are dropped.
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = Problem;

            fn from_str(text: &str) -> Result<Self, Problem> {
                check(text).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

ids! {
    /// A provider's id (`provider_id`).
    ProviderId,
    /// A facility's id (`facility_id`).
    FacilityId,
    /// A payer's id (`payer_id`).
    PayerId,
    /// A patient's id (`patient_id`), her account or chart number.
    PatientId,
    /// A coverage's id (`coverage_id`).
    CoverageId,
    /// An authorization's id (`authorization_id`).
    AuthorizationId,
    /// An encounter's id (`visit_id`).
    EncounterId,
    /// A claim's own number (`claim_id`), which stands in box 26 unless the visit names another.
    ClaimId,
}

macro_rules! numbers {
    ($($(#[$doc:meta])* $name:ident: $what:literal),* $(,)?) => {$(
        $(#[$doc])*
        ///
        /// Given out by the books in order, from 1.
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(i64);

        impl $name {
            pub const fn new(number: i64) -> Self {
                Self(number)
            }

            pub const fn number(self) -> i64 {
                self.0
            }
        }

        impl FromStr for $name {
            type Err = Problem;

            fn from_str(text: &str) -> Result<Self, Problem> {
                let number = text.trim().parse().ok().filter(|number| *number >= 1);
                number.map(Self).ok_or_else(|| {
                    Problem::new(format!(
                        "{} is not the number of a {}; write a whole number from 1.",
                        quoted(text),
                        $what
                    ))
                })
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", self.0)
            }
        }
    )*};
}

numbers! {
    /// A line that somebody owes for.
    ChargeLineId: "charge line",
    /// An entry of the journal; entries have no gaps.
    EntryId: "journal entry",
    /// A receipt's number.
    ReceiptId: "receipt",
    /// A deposit slip's number.
    DepositId: "deposit",
    /// What a payer said about one claim.
    RemittanceId: "remittance",
    /// One line of a remittance.
    RemittanceLineId: "remittance line",
    /// An item of a payer's check beside its claims.
    ProviderItemId: "provider-level item",
    /// A day sheet's number.
    DaySheetId: "day sheet",
    /// A run's number.
    StatementRunId: "statement run",
    /// A mailed statement's number.
    StatementId: "statement",
    /// A payment plan's number.
    PlanId: "payment plan",
    /// A good-faith estimate's number.
    EstimateId: "estimate",
    /// The number of a paper that was given out.
    PaperId: "paper",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_kept_as_typed_within_limits() {
        assert_eq!(
            " P-7 ".parse::<PatientId>().map(|id| id.0),
            Ok("P-7".into())
        );
        for bad in ["", "  ", "a\u{0}b", &"x".repeat(65)] {
            assert!(bad.parse::<PatientId>().is_err(), "{bad:?}");
        }
    }
}
