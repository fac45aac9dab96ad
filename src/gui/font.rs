//! The faces of the window, bundled so that it looks and measures the same on every machine.

use std::borrow::Cow;

use iced::Font;
use iced::font::{Family, Style, Weight};

use crate::documents::font::Face;

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

/// The face that a document's text is shown in: the one that it is printed in.
pub const fn of_document(face: Face) -> Font {
    let (name, weight, style) = match face {
        Face::Mono => ("Almoner Mono", Weight::Normal, Style::Normal),
        Face::Sans => ("Almoner Sans Regular", Weight::Normal, Style::Normal),
        Face::SansBold => ("Almoner Sans Bold", Weight::Bold, Style::Normal),
        Face::SansItalic => ("Almoner Sans Italic", Weight::Normal, Style::Italic),
        Face::SansBoldItalic => ("Almoner Sans BoldItalic", Weight::Bold, Style::Italic),
    };
    Font {
        family: Family::Name(name),
        weight,
        style,
        ..Font::DEFAULT
    }
}

/// The files of the faces, those of documents included.
pub fn files() -> Vec<Cow<'static, [u8]>> {
    let own: [&'static [u8]; 3] = [
        include_bytes!("../../assets/fonts/screen/almoner-text-regular.otf"),
        include_bytes!("../../assets/fonts/screen/almoner-text-semibold.otf"),
        include_bytes!("../../assets/fonts/screen/almoner-code-regular.ttf"),
    ];
    own.into_iter()
        .chain(Face::ALL.into_iter().map(Face::file))
        .map(Cow::Borrowed)
        .collect()
}
