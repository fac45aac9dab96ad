//! The window: everything that names iced or rfd.

pub mod theme;

pub mod size;

pub mod font;

pub mod shortcut;

pub mod widget;

pub mod form;
