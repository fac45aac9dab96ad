//! A state by its two-letter code.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

use super::code::list;

/// Why a text is not a state.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseStateError {
    #[error("the state is missing")]
    Empty,
    #[error("{0} is not a state; use its two letters, such as OR")]
    Unknown(String),
}

/// The two letters of a state, district or territory of the United States.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct StateCode(&'static str);

impl StateCode {
    /// Reads two letters in any case.
    ///
    /// # Errors
    /// When the text is empty or not in the list.
    pub fn parse(text: &str) -> Result<Self, ParseStateError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(ParseStateError::Empty);
        }
        list::states()
            .iter()
            .find(|state| state.code.eq_ignore_ascii_case(text))
            .map(|state| Self(state.code))
            .ok_or_else(|| ParseStateError::Unknown(text.chars().take(20).collect()))
    }

    /// The two letters.
    pub fn as_str(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for StateCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::str::FromStr for StateCode {
    type Err = ParseStateError;
    fn from_str(text: &str) -> Result<Self, ParseStateError> {
        Self::parse(text)
    }
}

// Written out because the derived one would ask its input to live as long as the program.
impl<'de> Deserialize<'de> for StateCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_listed_states_are_states() {
        for (typed, code) in [("or", "OR"), (" PR ", "PR"), ("AE", "AE")] {
            assert_eq!(StateCode::parse(typed).unwrap().as_str(), code);
        }
        for (typed, sentence) in [
            (" ", "the state is missing"),
            ("XX", "XX is not a state; use its two letters, such as OR"),
            (
                "Oregon",
                "Oregon is not a state; use its two letters, such as OR",
            ),
        ] {
            assert_eq!(StateCode::parse(typed).unwrap_err().to_string(), sentence);
        }
    }
}
