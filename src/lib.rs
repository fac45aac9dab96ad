//! Almoner: offline billing for a small clinic.
//!
//! The layers, each allowed to name only those to its right (guarded by `tests/layers.rs`):
//!
//! ```text
//! main ─▶ cli ─┐
//! main ─▶ gui ─┴▶ commands ─▶ store ──▶ domain
//!                  │  └─────▶ exchange ▶ domain
//!                  └────────▶ documents ▶ domain
//! system stands beside them; only main, cli, gui and commands use it
//! ```
//!
//! Invariants that hold everywhere: money is integer cents; `domain` is pure (no I/O, no clock, it
//! fails only by value); a fact used by a printed claim is frozen in it; every write is one
//! transaction that also appends to the audit chain; no patient data reaches a log, a file name or
//! a PDF's metadata.

pub mod domain;

pub mod store;

pub mod exchange;

pub mod documents;

pub mod commands;

pub mod system;

pub mod cli;

#[cfg(feature = "gui")]
pub mod gui;
