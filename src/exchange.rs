//! Text formats in and out, without a database.

pub mod folder;

pub mod formula;

pub mod hledger;

pub mod report;
pub mod table;

pub mod codes;
