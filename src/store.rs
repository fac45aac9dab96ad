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

pub mod value;

pub mod code;

pub use audit::{Action, Change, Moment, write, write_as};
pub use database::Database;
pub use error::{Error, OpenError};
pub use passphrase::Passphrase;
