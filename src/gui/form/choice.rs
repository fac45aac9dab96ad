//! One of a few choices, all in sight: one Tab stop, chosen by arrow keys or first letter.

use std::borrow::Cow;

use iced::keyboard::{Key, key::Named};
use iced::widget::{container, mouse_area, row, text};
use iced::{Element, Length, Padding};

use super::{Note, with_label};
use crate::gui::widget::focus::focus;
use crate::gui::{size, theme};

/// A field that holds one of a few values, or none yet.
#[derive(Debug, Clone)]
pub struct Choice<T: 'static> {
    id: &'static str,
    label: &'static str,
    options: &'static [(T, &'static str)],
    chosen: Option<T>,
    hint: Cow<'static, str>,
    refusal: Option<String>,
    is_required: bool,
}

impl<T: Copy + PartialEq + 'static> Choice<T> {
    /// A field with nothing chosen. No two words should start with the same letter.
    pub const fn new(
        id: &'static str,
        label: &'static str,
        options: &'static [(T, &'static str)],
    ) -> Self {
        Self {
            id,
            label,
            options,
            chosen: None,
            hint: Cow::Borrowed(""),
            refusal: None,
            is_required: false,
        }
    }

    /// The same field, marked as one in which something must be chosen.
    #[must_use]
    pub fn required(self) -> Self {
        Self {
            is_required: true,
            ..self
        }
    }

    pub const fn id(&self) -> &'static str {
        self.id
    }

    pub const fn value(&self) -> Option<T> {
        self.chosen
    }

    pub fn set(&mut self, value: Option<T>) {
        self.chosen = value;
        self.refusal = None;
    }

    /// Puts a sentence under it: what the choice means.
    pub fn set_hint(&mut self, hint: impl Into<Cow<'static, str>>) {
        self.hint = hint.into();
    }

    /// Shows what a refused save said about it; choosing takes it away.
    pub fn refuse(&mut self, sentence: impl Into<String>) {
        self.refusal = Some(sentence.into());
    }

    /// What a key chooses.
    fn key(&self, key: &Key) -> Option<T> {
        let total = self.options.len();
        let place = self
            .options
            .iter()
            .position(|(value, _)| Some(*value) == self.chosen);
        let target = match (key, place) {
            (Key::Named(Named::ArrowRight | Named::ArrowDown), None) => 0,
            (Key::Named(Named::ArrowRight | Named::ArrowDown), Some(place)) => (place + 1) % total,
            (Key::Named(Named::ArrowLeft | Named::ArrowUp), None) => total.checked_sub(1)?,
            (Key::Named(Named::ArrowLeft | Named::ArrowUp), Some(place)) => {
                (place + total - 1) % total
            }
            (Key::Character(typed), _) => {
                let letter = typed.chars().next()?.to_ascii_lowercase();
                let starts = |(_, word): &(T, &str)| {
                    word.chars().next().map(|first| first.to_ascii_lowercase()) == Some(letter)
                };
                // The next one with that letter, round and round.
                let after = place.map_or(0, |place| place + 1);
                (after..after + total)
                    .map(|idx| idx % total)
                    .find(|idx| starts(&self.options[*idx]))?
            }
            _ => return None,
        };
        self.options.get(target).map(|(value, _)| *value)
    }

    /// The choices in a row, with label and note.
    pub fn view<'a, Message: Clone + 'a>(
        &'a self,
        width: impl Into<Length>,
        on_choice: impl Fn(T) -> Message + Copy + 'a,
    ) -> Element<'a, Message> {
        let segments = self.options.iter().map(|(value, word)| {
            let is_chosen = self.chosen == Some(*value);
            let sign = if is_chosen { "●" } else { "○" };
            let signs = text(sign)
                .size(size::CAPTION)
                .line_height(1.0)
                .style(if is_chosen {
                    theme::accent
                } else {
                    theme::muted
                });
            let words = text(*word).size(size::TEXT).line_height(1.2);
            let segment = container(
                row![signs, words]
                    .spacing(6)
                    .align_y(iced::Alignment::Center),
            )
            .padding(Padding::ZERO.horizontal(size::S))
            .center_y(size::CONTROL - 2.0);
            let segment = if is_chosen {
                segment.style(theme::chosen)
            } else {
                segment
            };
            mouse_area(segment)
                .interaction(iced::mouse::Interaction::Pointer)
                .on_release(on_choice(*value))
                .into()
        });
        let group = container(row(segments).spacing(2))
            .padding(1)
            .style(theme::surface);
        let control = focus(self.id, group).on_key(move |key, modifiers| {
            let is_plain = !modifiers.command() && !modifiers.alt();
            self.key(key).filter(|_| is_plain).map(on_choice)
        });
        let note = match &self.refusal {
            Some(refusal) => Note::Problem(refusal.clone()),
            None if self.hint.is_empty() => Note::None,
            None => Note::Hint(self.hint.clone().into_owned()),
        };
        with_label(self.label, self.is_required, control, note, width)
    }
}
