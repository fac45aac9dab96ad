//! SQLite: the only layer that names rusqlite.
//!
//! One encrypted file holds the practice. [`Database`] owns it; everything else here is a free
//! function on a connection or a transaction, so that a command can compose several into one
//! atomic step with [`write`].

pub mod error;

pub mod passphrase;

pub mod lock;

pub mod connection;

pub mod migration;

pub mod database;

pub mod audit;

pub mod check;

mod table;
mod value;

pub mod facility;
pub mod fee;
pub mod payer;
pub mod payer_number;
pub mod practice;
pub mod provider;

pub mod authorization;
pub mod coverage;
pub mod eligibility;
pub mod patient;

pub mod encounter;

pub mod draft;

pub mod waiting;

pub mod claim;
pub mod print_record;

pub mod balance;
pub mod books;
pub mod charge;
pub mod deposit;
pub mod journal;
pub mod pending;
pub mod period;
pub mod receipt;
pub mod remittance;
pub mod report;

pub mod estimate;
pub mod paper;
pub mod plain_description;
pub mod plan;

pub mod statement;

pub mod picture;
pub mod setting;
pub mod total;

pub mod records;
pub mod rows;

pub mod code;

pub use audit::{Action, Change, Moment, remember, write, write_as};
pub use database::Database;
pub use error::{Error, OpenError};
pub use passphrase::Passphrase;
pub use rusqlite::{Connection, Transaction};
pub use table::{Found, Saved, Version};
pub(crate) use table::{free_reference, list, next_reference};
