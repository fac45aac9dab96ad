//! Window envelopes: where their windows are, and so where an address must stand on the sheet.
//!
//! Lengths are thousandths of an inch. An envelope is measured as the makers do: its face toward the
//! reader, a window's place from its left and bottom edge.

use serde::{Deserialize, Serialize};

/// An envelope with one or two windows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    /// The practice's name for it: `#10 single window`.
    pub name: String,
    pub width: u32,
    pub height: u32,
    /// What is lost on each side, edge and glue, so that the folded sheet cannot slide there.
    pub seam: u32,
    /// The height of the folded sheet; its width is that of the paper.
    pub panel: u32,
    /// Shows whom it goes to.
    pub address: Window,
    /// Shows who sent it; without it the sender is printed on the envelope.
    pub sender: Option<Window>,
    /// Where the measures come from.
    pub source: String,
}

/// A window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// From the envelope's left edge.
    pub left: u32,
    /// From the envelope's bottom edge.
    pub bottom: u32,
    pub width: u32,
    pub height: u32,
}
