//! The embedded faces and how wide their characters are.
//!
//! Embedded rather than left to the viewer's own Courier and Helvetica, so that a page prints the
//! same strokes from every machine; `assets/fonts/README.md` tells how the faces were made.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

/// A face that documents are set in.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub enum Face {
    /// The typewriter face of everything that fills a form: each advance is 0.6 em.
    #[default]
    #[serde(rename = "m")]
    Mono,
    #[serde(rename = "r")]
    Sans,
    #[serde(rename = "b")]
    SansBold,
    #[serde(rename = "i")]
    SansItalic,
    #[serde(rename = "x")]
    SansBoldItalic,
}

/// What a PDF must tell about a face, in 1/1000 em.
#[derive(Debug)]
pub struct Metrics {
    /// Left, bottom, right and top of the largest extents of any glyph.
    pub extents: [i16; 4],
    pub ascent: i16,
    pub descent: i16,
    pub cap_height: i16,
    /// Advances of the Windows-1252 codes 32 to 255; 0 where the face has no glyph.
    pub widths: Vec<i16>,
}

static METRICS: LazyLock<Vec<Metrics>> = LazyLock::new(|| {
    include_str!("../../assets/fonts/metrics.csv")
        .lines()
        .skip(1)
        .map(|row| {
            let figures: Vec<i16> = row
                .split(',')
                .skip(1)
                .map(|figure| figure.parse().unwrap_or_default())
                .collect();
            Metrics {
                extents: [figures[0], figures[1], figures[2], figures[3]],
                ascent: figures[4],
                descent: figures[5],
                cap_height: figures[6],
                widths: figures[7..].to_vec(),
            }
        })
        .collect()
});

impl Face {
    /// Every face, in the order of the metrics table.
    pub const ALL: [Self; 5] = [
        Self::Mono,
        Self::Sans,
        Self::SansBold,
        Self::SansItalic,
        Self::SansBoldItalic,
    ];

    /// The name under which a PDF embeds the face.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mono => "AlmonerMono",
            Self::Sans => "AlmonerSans",
            Self::SansBold => "AlmonerSans-Bold",
            Self::SansItalic => "AlmonerSans-Italic",
            Self::SansBoldItalic => "AlmonerSans-BoldItalic",
        }
    }

    /// The face as a TrueType file.
    pub const fn file(self) -> &'static [u8] {
        match self {
            Self::Mono => include_bytes!("../../assets/fonts/almoner-mono.ttf"),
            Self::Sans => include_bytes!("../../assets/fonts/almoner-sans-regular.ttf"),
            Self::SansBold => include_bytes!("../../assets/fonts/almoner-sans-bold.ttf"),
            Self::SansItalic => include_bytes!("../../assets/fonts/almoner-sans-italic.ttf"),
            Self::SansBoldItalic => {
                include_bytes!("../../assets/fonts/almoner-sans-bolditalic.ttf")
            }
        }
    }

    pub fn metrics(self) -> &'static Metrics {
        &METRICS[self as usize]
    }

    /// The advance of a character in em; none where the face has no glyph for it.
    pub fn advance(self, character: char) -> Option<f32> {
        let code = windows_1252(character)?;
        match self.metrics().widths.get(usize::from(code) - 32) {
            None | Some(0) => None,
            Some(&width) => Some(f32::from(width) / 1000.0),
        }
    }

    /// Whether the face can draw every character of a text.
    pub fn covers(self, text: &str) -> bool {
        // Nearly every text on a form is ASCII, which every face holds.
        text.bytes().all(|byte| (32..127).contains(&byte))
            || text.chars().all(|c| self.advance(c).is_some())
    }
}

/// The code of a character in Windows-1252, the encoding of the embedded faces.
fn windows_1252(character: char) -> Option<u8> {
    /// Codes 128 to 159; a space stands where the encoding has a hole.
    const UPPER: [char; 32] = [
        '€', ' ', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', ' ', 'Ž', ' ', ' ', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', ' ', 'ž', 'Ÿ',
    ];
    match u32::from(character) {
        code @ (32..=126 | 160..=255) => u8::try_from(code).ok(),
        _ => UPPER
            .iter()
            .position(|&upper| upper == character)
            .and_then(|idx| u8::try_from(128 + idx).ok()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_face_advances_six_tenths_of_an_em_whatever_the_character() {
        for character in ' '..='~' {
            assert_eq!(Face::Mono.advance(character), Some(0.6), "{character}");
        }
    }

    #[test]
    fn every_face_has_its_own_row_of_metrics() {
        assert_eq!(METRICS.len(), Face::ALL.len());
        for face in Face::ALL {
            assert_eq!(face.metrics().widths.len(), 224, "{face:?}");
            assert!(face.metrics().extents[3] > 600, "{face:?}");
        }
    }

    #[test]
    fn a_character_outside_a_face_is_told_apart() {
        let check = |face: Face, text: &str, expected| {
            assert_eq!(face.covers(text), expected, "{face:?} {text}");
        };
        check(Face::Mono, "O'BRIEN-SMITH #4", true);
        check(Face::Mono, "NU\u{d1}EZ", false);
        check(Face::Sans, "PATIENT’S Nuñez – €5", true);
        check(Face::Sans, "Łukasz", false);
        check(Face::Sans, "李", false);
        check(Face::Sans, "a\tb", false);
        check(Face::Sans, "a\u{81}b", false);
    }
}
