//! SQLite: the only layer that names rusqlite.

pub mod value;

pub mod code;
