//! Statements to patients.

pub mod facts;
