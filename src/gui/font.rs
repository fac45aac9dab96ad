//! The faces of the window, bundled so that it looks and measures the same on every machine.

use std::borrow::Cow;

use iced::Font;
use iced::font::{Family, Weight};

/// What everything is set in. Its figures are all of one width, so numbers stand in columns.
pub const TEXT: Font = Font::with_name("Almoner Text");

/// Titles and totals, and nothing else.
pub const SEMIBOLD: Font = Font {
    family: Family::Name("Almoner Text"),
    weight: Weight::Semibold,
    ..Font::DEFAULT
};

/// Codes, keys and passphrases, where each character counts.
pub const CODE: Font = Font::with_name("Almoner Code");

/// The files of the faces.
pub fn files() -> Vec<Cow<'static, [u8]>> {
    let files: [&'static [u8]; 3] = [
        include_bytes!("../../assets/fonts/screen/almoner-text-regular.otf"),
        include_bytes!("../../assets/fonts/screen/almoner-text-semibold.otf"),
        include_bytes!("../../assets/fonts/screen/almoner-code-regular.ttf"),
    ];
    files.map(Cow::Borrowed).to_vec()
}
