//! What the user can do: one function is one transaction and one audit entry.

pub mod error;

pub mod practice;

pub mod exchange;

pub mod table;

pub mod codes;

pub mod descriptions;
pub mod drafts;
pub mod home;
pub mod patients;
pub mod registration;

pub mod favorites;
pub mod lists;
pub mod settings;

mod proof;
mod record;
mod standing;

pub mod claims;
pub mod print;
pub mod printer;
pub mod statements;
pub mod visits;

pub mod journal;
pub mod ledger;
pub mod papers;
pub mod plans;
pub mod reports;

pub mod find;

pub mod demo;
pub mod sample;

pub use crate::store::{Found, Version};
pub use error::Error;
pub use record::{Saving, Stored};
pub use standing::refresh;

use chrono::{DateTime, Utc};

/// Who acts, and when: what the record of actions says about every change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    pub user: String,
    pub at: DateTime<Utc>,
}
