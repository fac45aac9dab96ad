//! Lengths and text sizes, in logical pixels at a text size of 100 %.
//!
//! The text-size setting scales the whole window, so these never change with it.

/// Between a sign and its word.
pub const XS: f32 = 4.0;
/// Between things that belong together.
pub const S: f32 = 8.0;
/// Between fields of one row, and the padding of a small surface.
pub const M: f32 = 12.0;
/// Between rows of fields, and the padding of a surface.
pub const L: f32 = 16.0;
/// Between the parts of a screen.
pub const XL: f32 = 24.0;

/// The height of a list row.
pub const ROW: f32 = 28.0;
/// The height of a field or a button.
pub const CONTROL: f32 = 30.0;
/// The height of a title bar.
pub const TITLE_BAR: f32 = 48.0;
/// The height of the status line.
pub const STATUS: f32 = 26.0;
/// The width of the navigation rail, open and collapsed.
pub const RAIL: f32 = 184.0;
pub const RAIL_COLLAPSED: f32 = 48.0;

/// Text.
pub const TEXT: f32 = 14.0;
/// Labels, hints, keys, the status line.
pub const CAPTION: f32 = 12.0;
/// The title of a part of a screen.
pub const HEADING: f32 = 16.0;
/// The title of a screen.
pub const TITLE: f32 = 20.0;

/// How round the corners of fields, buttons and surfaces are.
pub const RADIUS: f32 = 4.0;
/// The thickness of the focus ring.
pub const RING: f32 = 2.0;
