//! Our own widgets: what iced 0.14 lacks for work without a mouse. All `impl Widget` code is here.

pub mod travel;

pub mod focus;

pub mod keys;

pub mod button;

pub mod entry;

pub mod ellipsis;

pub mod dropdown;

pub mod typeahead;

pub mod window_list;

pub mod modal;

pub mod one_area;

pub mod page_view;

pub mod prose;
