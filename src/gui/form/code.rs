//! Fields of codes and numbers that identify: whatever the domain can read from a text.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use iced::Font;

use super::Kind;
use crate::domain::draft::Problem;
use crate::gui::font;

/// A code that the domain reads: an NPI, a tax id, a ZIP code, a procedure. Kept as typed.
#[derive(Debug, Clone, Copy)]
pub struct Code<T>(PhantomData<T>);

impl<T> Code<T> {
    pub const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<T> Default for Code<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: FromStr<Err: fmt::Display>> Kind for Code<T> {
    type Value = T;

    fn read(&self, text: &str) -> Result<T, Problem> {
        text.parse()
            .map_err(|error: T::Err| Problem::new(error.to_string()))
    }

    fn font(&self) -> Font {
        font::CODE
    }
}
