//! The window: everything that names iced or rfd.

pub mod theme;
