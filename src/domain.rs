//! The words of the business: pure values and rules, without I/O or a clock.

pub mod code;

pub mod state;

pub mod claim;
