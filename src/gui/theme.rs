//! The colors of the window, light and dark, and how every kind of widget wears them.
//!
//! Only this file knows iced's palettes; a screen names a style, never a color.

use iced::border::{self, Border};
use iced::theme::{self, Mode};
use iced::widget::{button, container, scrollable, text, text_editor, text_input};
use iced::{Background, Color, Shadow, Theme};
use serde::{Deserialize, Serialize};

use crate::gui::size;

/// The colors that every screen draws with. Color carries meaning only together with a word or a
/// sign, so no rule of the program depends on telling two of them apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Palette {
    /// The ground of the window.
    pub paper: Color,
    /// The ground of what stands on the paper: lists, forms, dialogs.
    pub surface: Color,
    /// Text.
    pub ink: Color,
    /// Text of lesser weight: labels, captions, hints.
    pub muted: Color,
    /// Lines between things; carries no text.
    pub hairline: Color,
    /// The one primary action of a screen, links, and the focus ring.
    pub accent: Color,
    /// A finding that does not stop the work.
    pub warning: Color,
    /// A finding that stops the work.
    pub danger: Color,
    /// What is done and proven.
    pub success: Color,
}

/// Dark text on light paper.
pub const LIGHT: Palette = Palette {
    paper: Color::from_rgb8(0xFA, 0xFA, 0xF8),
    surface: Color::from_rgb8(0xFF, 0xFF, 0xFF),
    ink: Color::from_rgb8(0x1C, 0x1F, 0x23),
    muted: Color::from_rgb8(0x5F, 0x66, 0x72),
    hairline: Color::from_rgb8(0xE1, 0xE3, 0xE8),
    accent: Color::from_rgb8(0x0B, 0x6E, 0x6E),
    warning: Color::from_rgb8(0x8A, 0x5A, 0x00),
    danger: Color::from_rgb8(0xB3, 0x26, 0x1E),
    success: Color::from_rgb8(0x2E, 0x6B, 0x34),
};

/// Light text on dark paper.
pub const DARK: Palette = Palette {
    paper: Color::from_rgb8(0x14, 0x17, 0x1A),
    surface: Color::from_rgb8(0x1C, 0x20, 0x24),
    ink: Color::from_rgb8(0xE8, 0xEA, 0xED),
    muted: Color::from_rgb8(0x9A, 0xA3, 0xAF),
    hairline: Color::from_rgb8(0x2C, 0x32, 0x38),
    accent: Color::from_rgb8(0x4F, 0xB3, 0xB3),
    warning: Color::from_rgb8(0xE0, 0xB0, 0x50),
    danger: Color::from_rgb8(0xF2, 0x85, 0x7D),
    success: Color::from_rgb8(0x7F, 0xC4, 0x8A),
};

/// Which colors the user wants.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Appearance {
    /// As the desktop has it.
    #[default]
    System,
    Light,
    Dark,
}

impl Appearance {
    /// The theme to draw with, on a desktop in this mode.
    pub fn theme(self, system: Mode) -> Theme {
        match (self, system) {
            (Self::Dark, _) | (Self::System, Mode::Dark) => dark(),
            (Self::Light | Self::System, _) => light(),
        }
    }
}

/// The light theme.
pub fn light() -> Theme {
    Theme::custom("Almoner light", LIGHT.for_iced())
}

/// The dark theme.
pub fn dark() -> Theme {
    Theme::custom("Almoner dark", DARK.for_iced())
}

impl Palette {
    /// The colors that a theme draws with.
    pub fn of(theme: &Theme) -> &'static Self {
        if theme::Base::mode(theme) == Mode::Dark {
            &DARK
        } else {
            &LIGHT
        }
    }

    fn for_iced(&self) -> theme::Palette {
        theme::Palette {
            background: self.paper,
            text: self.ink,
            primary: self.accent,
            success: self.success,
            warning: self.warning,
            danger: self.danger,
        }
    }

    /// The ground of what the pointer is over or what is chosen: the accent, thinned.
    pub fn tint(&self, strength: f32) -> Color {
        mix(self.surface, self.accent, strength)
    }

    /// The ground of a finding: its color, thinned.
    pub fn wash(&self, color: Color) -> Color {
        mix(self.surface, color, 0.10)
    }
}

/// `share` of `over` on `under`, opaque.
fn mix(under: Color, over: Color, share: f32) -> Color {
    let part = |a: f32, b: f32| a + (b - a) * share;
    Color::from_rgb(
        part(under.r, over.r),
        part(under.g, over.g),
        part(under.b, over.b),
    )
}

/// The window itself.
pub fn base(theme: &Theme) -> theme::Style {
    let palette = Palette::of(theme);
    theme::Style {
        background_color: palette.paper,
        text_color: palette.ink,
    }
}

/// Text of lesser weight.
pub fn muted(theme: &Theme) -> text::Style {
    colored(Palette::of(theme).muted)
}

/// The text of an error.
pub fn danger(theme: &Theme) -> text::Style {
    colored(Palette::of(theme).danger)
}

/// The text of a warning.
pub fn warning(theme: &Theme) -> text::Style {
    colored(Palette::of(theme).warning)
}

/// The text of what is done and proven.
pub fn success(theme: &Theme) -> text::Style {
    colored(Palette::of(theme).success)
}

/// The text of what leads somewhere or is chosen.
pub fn accent(theme: &Theme) -> text::Style {
    colored(Palette::of(theme).accent)
}

fn colored(color: Color) -> text::Style {
    text::Style { color: Some(color) }
}

/// A form, a list, a part of a screen: stands on the paper.
pub fn surface(theme: &Theme) -> container::Style {
    let palette = Palette::of(theme);
    container::Style {
        background: Some(palette.surface.into()),
        border: outline(palette.hairline),
        ..container::Style::default()
    }
}

/// A bar along an edge of the window: rail, title, status.
pub fn bar(theme: &Theme) -> container::Style {
    container::Style {
        background: Some(Palette::of(theme).surface.into()),
        ..container::Style::default()
    }
}

/// A line between things, as a filled container one pixel thick.
pub fn hairline(theme: &Theme) -> container::Style {
    container::Style {
        background: Some(Palette::of(theme).hairline.into()),
        ..container::Style::default()
    }
}

/// What floats over the rest: a dialog, a list of matches.
///
/// No style here casts a shadow: iced_tiny_skia 0.14.1 draws a shadow without the clip of the part
/// of the window that is drawn anew, so each blink of a cursor in a dialog would darken all of it.
pub fn floating(theme: &Theme) -> container::Style {
    let palette = Palette::of(theme);
    container::Style {
        text_color: Some(palette.ink),
        background: Some(palette.surface.into()),
        border: outline(palette.muted),
        ..container::Style::default()
    }
}

/// The small frame around the name of a key.
pub fn key_cap(theme: &Theme) -> container::Style {
    let palette = Palette::of(theme);
    container::Style {
        text_color: Some(palette.muted),
        border: outline(palette.hairline),
        ..container::Style::default()
    }
}

/// A row of a list of matches, or an entry of the rail, that is the chosen one.
pub fn chosen(theme: &Theme) -> container::Style {
    let palette = Palette::of(theme);
    container::Style {
        text_color: Some(palette.ink),
        background: Some(palette.tint(0.14).into()),
        border: border::rounded(size::RADIUS),
        ..container::Style::default()
    }
}

/// The ground of a notice or a finding, in the color of its weight.
pub fn washed(color: fn(&Palette) -> Color) -> impl Fn(&Theme) -> container::Style {
    move |theme| {
        let palette = Palette::of(theme);
        container::Style {
            text_color: Some(palette.ink),
            background: Some(palette.wash(color(palette)).into()),
            border: outline(color(palette)),
            ..container::Style::default()
        }
    }
}

/// The one primary action of a screen.
pub fn primary(theme: &Theme, status: button::Status) -> button::Style {
    let palette = Palette::of(theme);
    let ground = match status {
        button::Status::Hovered => mix(palette.accent, palette.ink, 0.12),
        button::Status::Pressed => mix(palette.accent, palette.ink, 0.24),
        button::Status::Active => palette.accent,
        button::Status::Disabled => return disabled(palette),
    };
    button::Style {
        background: Some(ground.into()),
        text_color: palette.surface,
        border: border::rounded(size::RADIUS),
        ..button::Style::default()
    }
}

/// Every other action.
pub fn secondary(theme: &Theme, status: button::Status) -> button::Style {
    let palette = Palette::of(theme);
    let ground = match status {
        button::Status::Hovered => palette.tint(0.08),
        button::Status::Pressed => palette.tint(0.16),
        button::Status::Active => palette.surface,
        button::Status::Disabled => return disabled(palette),
    };
    button::Style {
        background: Some(ground.into()),
        text_color: palette.ink,
        border: outline(control_line(palette)),
        ..button::Style::default()
    }
}

/// An action that cannot be taken back.
pub fn destructive(theme: &Theme, status: button::Status) -> button::Style {
    let palette = Palette::of(theme);
    match status {
        button::Status::Disabled => disabled(palette),
        _ => button::Style {
            text_color: palette.danger,
            border: outline(palette.danger),
            ..secondary(theme, status)
        },
    }
}

/// An action that needs no frame: an entry of the rail, a row of a list, a link.
pub fn quiet(theme: &Theme, status: button::Status) -> button::Style {
    let palette = Palette::of(theme);
    let ground = match status {
        button::Status::Hovered => Some(palette.tint(0.08).into()),
        button::Status::Pressed => Some(palette.tint(0.16).into()),
        button::Status::Active | button::Status::Disabled => None,
    };
    button::Style {
        background: ground,
        text_color: if status == button::Status::Disabled {
            palette.muted
        } else {
            palette.ink
        },
        border: border::rounded(size::RADIUS),
        ..button::Style::default()
    }
}

fn disabled(palette: &Palette) -> button::Style {
    button::Style {
        background: Some(palette.paper.into()),
        text_color: palette.muted,
        border: outline(palette.hairline),
        ..button::Style::default()
    }
}

/// A field whose text is as it should be.
pub fn field(theme: &Theme, status: text_input::Status) -> text_input::Style {
    let palette = Palette::of(theme);
    let is_disabled = status == text_input::Status::Disabled;
    text_input::Style {
        background: Background::Color(if is_disabled {
            palette.paper
        } else {
            palette.surface
        }),
        border: match status {
            text_input::Status::Focused { .. } => ring(palette),
            text_input::Status::Hovered => outline(palette.muted),
            text_input::Status::Active => outline(control_line(palette)),
            text_input::Status::Disabled => outline(palette.hairline),
        },
        icon: palette.muted,
        placeholder: palette.muted,
        value: if is_disabled {
            palette.muted
        } else {
            palette.ink
        },
        selection: palette.tint(0.30),
    }
}

/// A field with a problem; while it has the focus it looks like any other, for she is at it.
pub fn field_with_problem(theme: &Theme, status: text_input::Status) -> text_input::Style {
    let palette = Palette::of(theme);
    let style = field(theme, status);
    match status {
        text_input::Status::Focused { .. } => style,
        _ => text_input::Style {
            border: outline(palette.danger),
            ..style
        },
    }
}

/// A text field of several lines, as one of a single line.
pub fn prose(theme: &Theme, status: text_editor::Status) -> text_editor::Style {
    let style = field(theme, single(status));
    text_editor::Style {
        background: style.background,
        border: style.border,
        placeholder: style.placeholder,
        value: style.value,
        selection: style.selection,
    }
}

/// The same with a problem.
pub fn prose_with_problem(theme: &Theme, status: text_editor::Status) -> text_editor::Style {
    text_editor::Style {
        border: field_with_problem(theme, single(status)).border,
        ..prose(theme, status)
    }
}

/// The status of a field of one line that is as this one.
fn single(status: text_editor::Status) -> text_input::Status {
    match status {
        text_editor::Status::Active => text_input::Status::Active,
        text_editor::Status::Hovered => text_input::Status::Hovered,
        text_editor::Status::Focused { is_hovered } => text_input::Status::Focused { is_hovered },
        text_editor::Status::Disabled => text_input::Status::Disabled,
    }
}

/// The bars of what scrolls.
pub fn scroll(theme: &Theme, status: scrollable::Status) -> scrollable::Style {
    let palette = Palette::of(theme);
    let is_held = matches!(
        status,
        scrollable::Status::Dragged { .. }
            | scrollable::Status::Hovered {
                is_vertical_scrollbar_hovered: true,
                ..
            }
    );
    let rail = scrollable::Rail {
        background: None,
        border: Border::default(),
        scroller: scrollable::Scroller {
            background: scroller(palette, is_held).into(),
            border: border::rounded(size::RADIUS),
        },
    };
    scrollable::Style {
        container: container::Style::default(),
        vertical_rail: rail,
        horizontal_rail: rail,
        gap: None,
        auto_scroll: scrollable::AutoScroll {
            background: palette.surface.into(),
            border: outline(palette.muted),
            shadow: Shadow::default(),
            icon: palette.ink,
        },
    }
}

/// The handle of a scroll bar.
pub fn scroller(palette: &Palette, is_held: bool) -> Color {
    mix(
        palette.surface,
        palette.muted,
        if is_held { 0.9 } else { 0.5 },
    )
}

/// The edge of a field or button: WCAG 2.2, criterion 1.4.11, asks 3 : 1 against the ground for
/// what tells a control from its surroundings.
pub fn control_line(palette: &Palette) -> Color {
    mix(palette.surface, palette.muted, 0.8)
}

/// A thin edge with rounded corners.
pub fn outline(color: Color) -> Border {
    border::rounded(size::RADIUS).color(color).width(1.0)
}

/// The focus ring.
pub fn ring(palette: &Palette) -> Border {
    border::rounded(size::RADIUS)
        .color(palette.accent)
        .width(size::RING)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// WCAG 2.2, success criterion 1.4.3: text against its ground at least 4.5 : 1.
    #[test]
    fn text_stands_out_from_every_ground() {
        for (name, palette) in [("light", LIGHT), ("dark", DARK)] {
            for (role, text) in [
                ("ink", palette.ink),
                ("muted", palette.muted),
                ("accent", palette.accent),
                ("warning", palette.warning),
                ("danger", palette.danger),
                ("success", palette.success),
            ] {
                for (ground, color) in [("paper", palette.paper), ("surface", palette.surface)] {
                    let contrast = text.relative_contrast(color);
                    assert!(
                        contrast >= 4.5,
                        "{name}: {role} on {ground} is {contrast:.2} : 1"
                    );
                }
            }
        }
    }

    /// The same criterion for text on the grounds that styles mix.
    #[test]
    fn text_stands_out_from_chosen_and_washed_grounds() {
        for theme in [light(), dark()] {
            let palette = Palette::of(&theme);
            let pressed = primary(&theme, button::Status::Pressed);
            let Some(Background::Color(pressed_ground)) = pressed.background else {
                panic!("a pressed button has a ground");
            };
            for (what, text, ground) in [
                ("chosen", palette.ink, palette.tint(0.16)),
                ("selected text", palette.ink, palette.tint(0.30)),
                ("muted on chosen", palette.muted, palette.tint(0.08)),
                ("danger wash", palette.ink, palette.wash(palette.danger)),
                ("primary", palette.surface, palette.accent),
                ("primary pressed", pressed.text_color, pressed_ground),
            ] {
                let contrast = text.relative_contrast(ground);
                assert!(contrast >= 4.5, "{theme}: {what} is {contrast:.2} : 1");
            }
        }
    }

    /// WCAG 2.2, success criterion 1.4.11: edges of controls and the focus ring at least 3 : 1.
    #[test]
    fn controls_and_the_ring_stand_out_from_every_ground() {
        for palette in [LIGHT, DARK] {
            for ground in [palette.paper, palette.surface] {
                assert!(control_line(&palette).relative_contrast(ground) >= 3.0);
                assert!(palette.accent.relative_contrast(ground) >= 3.0);
            }
        }
    }

    #[test]
    fn the_desktop_decides_only_when_asked() {
        let is_dark = |appearance: Appearance, mode| Palette::of(&appearance.theme(mode)) == &DARK;
        assert!(is_dark(Appearance::System, Mode::Dark));
        assert!(!is_dark(Appearance::System, Mode::None));
        assert!(!is_dark(Appearance::Light, Mode::Dark));
        assert!(is_dark(Appearance::Dark, Mode::Light));
    }

    #[test]
    fn the_measure_is_the_one_of_wcag() {
        let gray = Color::from_rgb8(0x77, 0x77, 0x77);
        let contrast = gray.relative_contrast(Color::WHITE);
        assert!((contrast - 4.48).abs() < 0.01, "{contrast}");
        assert!((Color::BLACK.relative_contrast(Color::WHITE) - 21.0).abs() < 0.01);
    }
}
