//! The words of the business: pure values and rules, without I/O or a clock.

pub mod claim;
