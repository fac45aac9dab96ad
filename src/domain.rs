//! The words of the business: pure values and rules, without I/O or a clock.

pub mod draft;
pub mod finding;

pub mod date;
pub mod id;
pub mod identifier;
pub mod money;
pub mod person;
pub mod stack;
pub mod state;

pub mod code;

pub mod facility;
pub mod fee;
pub mod payer;
pub mod practice;
pub mod provider;

pub mod authorization;
pub mod coverage;
pub mod patient;

pub mod encounter;

pub mod claim;

pub mod account;
pub mod aging;
pub mod allocation;
pub mod books;
pub mod charge;
pub mod deposit;
pub mod journal;
pub mod period;
pub mod plan;
pub mod receipt;
pub mod remittance;
pub mod report;
pub mod statement;

pub mod estimate;
pub mod label;
pub mod letter;
pub mod paper;

pub mod printer;

pub mod records;
pub mod row;

pub mod search;

pub mod phi;
