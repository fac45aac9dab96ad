//! The columns of the lists. Where there is less room the last ones go, so the first say most.

use crate::gui::widget::window_list::{Column, Width};

pub const PAYER: &[Column] = &[
    Column::text("Payer", Width::Share(2.0)),
    Column::text("Kind", Width::Fixed(172.0)),
    Column::text("Paper rules", Width::Fixed(106.0)),
    Column::text("Phone", Width::Fixed(128.0)),
    Column::number("File within", Width::Fixed(96.0)),
    Column::text("City", Width::Share(1.0)),
    Column::text("Id", Width::Fixed(104.0)),
];
pub const PROVIDER: &[Column] = &[
    Column::text("Provider", Width::Share(2.0)),
    Column::code("NPI", Width::Fixed(112.0)),
    Column::text("On claims", Width::Fixed(150.0)),
    Column::code("Taxonomy", Width::Fixed(112.0)),
    Column::text("Box 31", Width::Share(1.0)),
    Column::text("Id", Width::Fixed(110.0)),
];
pub const FACILITY: &[Column] = &[
    Column::text("Facility", Width::Share(2.0)),
    Column::text("Place of service", Width::Share(1.0)),
    Column::code("NPI", Width::Fixed(112.0)),
    Column::text("City", Width::Share(1.0)),
    Column::text("Id", Width::Fixed(110.0)),
];
pub const NUMBER: &[Column] = &[
    Column::text("Provider or facility", Width::Share(1.0)),
    Column::text("Payer", Width::Share(1.0)),
    Column::code("Qualifier", Width::Fixed(86.0)),
    Column::code("Number", Width::Fixed(150.0)),
];
pub const FEE: &[Column] = &[
    Column::code("Code", Width::Fixed(76.0)),
    Column::number("Fee", Width::Fixed(96.0)),
    Column::code("Mod.", Width::Fixed(58.0)),
    Column::text("In effect from", Width::Fixed(108.0)),
    Column::text("Standing", Width::Fixed(100.0)),
    Column::text("Schedule", Width::Share(1.0)),
];
/// Beside an open form.
pub const FEE_BESIDE: &[Column] = &[
    Column::code("Code", Width::Fixed(76.0)),
    Column::number("Fee", Width::Share(1.0)),
    Column::code("Mod.", Width::Fixed(58.0)),
    Column::text("From", Width::Fixed(108.0)),
];
