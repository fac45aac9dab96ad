//! Text formats in and out, without a database.

pub mod formula;

pub mod codes;
