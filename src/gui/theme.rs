//! The colors of the window, light and dark.

use iced::Color;

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

    #[test]
    fn the_measure_is_the_one_of_wcag() {
        let gray = Color::from_rgb8(0x77, 0x77, 0x77);
        let contrast = gray.relative_contrast(Color::WHITE);
        assert!((contrast - 4.48).abs() < 0.01, "{contrast}");
        assert!((Color::BLACK.relative_contrast(Color::WHITE) - 21.0).abs() < 0.01);
    }
}
