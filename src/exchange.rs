//! Text formats in and out, without a database.

pub mod folder;

pub mod formula;

pub mod table;

pub mod codes;
