//! Claims: what a payer is asked to pay, frozen as it was sent.

pub mod field;
pub mod form;
