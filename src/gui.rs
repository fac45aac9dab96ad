//! The window: everything that names iced or rfd.

pub mod theme;

pub mod size;

pub mod font;

pub mod shortcut;

pub mod widget;

pub mod form;

pub mod work;

pub mod context;

pub mod action;

pub mod notice;

pub mod sought;

pub mod screen;

pub mod rail;

pub mod sheet;

pub mod finder;

pub mod app;
