//! A box to check: Space or a click switches it.

use iced::advanced::widget::Id;
use iced::widget::{container, row, text};
use iced::{Alignment, Element, Length, alignment};

use super::{Note, labeled};

use crate::gui::theme::{self, Palette};
use crate::gui::widget::focus::focus;
use crate::gui::{font, size};

/// The side of the box.
const SIDE: f32 = 16.0;

/// The same in a row of fields, in line with them.
pub fn check_field<'a, Message: Clone + 'a>(
    id: impl Into<Id>,
    words: &'a str,
    is_checked: bool,
    width: impl Into<Length>,
    on_switch: impl FnOnce(bool) -> Message,
) -> Element<'a, Message> {
    labeled(
        "",
        check(id, words, is_checked, on_switch),
        Note::None,
        width,
    )
}

/// A box with its words, switched by Space, Enter or a click; `on_switch` gets what it becomes.
pub fn check<'a, Message: Clone + 'a>(
    id: impl Into<Id>,
    words: &'a str,
    is_checked: bool,
    on_switch: impl FnOnce(bool) -> Message,
) -> Element<'a, Message> {
    let sign = if is_checked { "✓" } else { "" };
    let square = container(
        text(sign)
            .size(size::CAPTION)
            .font(font::TEXT)
            .line_height(1.0)
            .style(|theme| iced::widget::text::Style {
                color: Some(Palette::of(theme).surface),
            }),
    )
    .width(SIDE)
    .height(SIDE)
    .align_x(alignment::Horizontal::Center)
    .align_y(alignment::Vertical::Center)
    .style(move |theme| {
        let palette = Palette::of(theme);
        let (ground, line) = if is_checked {
            (palette.accent, palette.accent)
        } else {
            (palette.surface, theme::control_line(palette))
        };
        container::Style {
            background: Some(ground.into()),
            border: theme::outline(line),
            ..container::Style::default()
        }
    });
    let content = row![square, text(words).size(size::TEXT).line_height(1.2)]
        .spacing(size::S)
        .align_y(Alignment::Center);
    let message = on_switch(!is_checked);
    focus(id, container(content).center_y(size::CONTROL))
        .on_press(message.clone())
        .on_click(message)
        .into()
}
