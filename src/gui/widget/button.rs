//! Buttons with their words and keys, each a Tab stop.

use iced::widget::{button, container, row};
use iced::{Alignment, Element, Length, Padding, Theme, alignment};

use super::ellipsis::line;
use super::focus::focus;
use crate::gui::shortcut::Stroke;
use crate::gui::{font, size, theme};

/// How much a button weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// The one primary action of a screen.
    Primary,
    /// Any other action.
    Secondary,
    /// One that cannot be taken back.
    Destructive,
    /// One without a frame.
    Quiet,
}

/// A button, its key beside its words. Without a message it is shown but cannot be pressed.
pub fn action<'a, Message: Clone + 'a>(
    id: &'static str,
    weight: Weight,
    words: &'a str,
    stroke: Option<Stroke>,
    message: Option<Message>,
) -> Element<'a, Message> {
    let style: fn(&Theme, button::Status) -> button::Style = match weight {
        Weight::Primary => theme::primary,
        Weight::Secondary => theme::secondary,
        Weight::Destructive => theme::destructive,
        Weight::Quiet => theme::quiet,
    };
    let key = stroke.map(|stroke| {
        // No color of its own: it wears the button's, on whatever ground that has.
        line(stroke.to_string())
            .size(size::CAPTION)
            .font(font::CODE)
            .width(Length::Shrink)
    });
    let words = line(words).width(Length::Shrink);
    let content = row![words, key].spacing(size::S).align_y(Alignment::Center);
    let is_enabled = message.is_some();
    let pressable = button(container(content).center_y(Length::Fill))
        .height(size::CONTROL)
        .padding(Padding::ZERO.horizontal(size::M))
        .style(style)
        .on_press_maybe(message.clone());
    let wrapped = focus(id, pressable).enabled(is_enabled);
    match message {
        Some(message) => wrapped.on_press(message).into(),
        None => wrapped.into(),
    }
}

/// The name of a key in a small frame.
pub fn key_cap<'a, Message: 'a>(name: impl Into<String>) -> Element<'a, Message> {
    container(
        line(name)
            .size(size::CAPTION)
            .font(font::CODE)
            .width(Length::Shrink),
    )
    .padding(Padding::ZERO.horizontal(5.0).vertical(2.0))
    .align_y(alignment::Vertical::Center)
    .style(theme::key_cap)
    .into()
}
