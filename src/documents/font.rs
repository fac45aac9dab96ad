//! The embedded faces, what they can draw, and how wide their characters are.
//!
//! Embedded rather than left to the viewer's own Courier and Helvetica, so that a page prints the
//! same strokes from every machine; `assets/fonts/README.md` tells how the faces were made.

use std::borrow::Cow;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

mod table;

use table::Table;

/// A face that documents are set in.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub enum Face {
    /// The typewriter face of everything that fills a form: each advance is 0.6 em, and it holds
    /// the printable ASCII characters.
    #[default]
    #[serde(rename = "m")]
    Mono,
    /// The faces of words: Latin, Greek and Cyrillic letters.
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metrics {
    /// Left, bottom, right and top of the largest extents of any glyph.
    pub extents: [i16; 4],
    pub ascent: i16,
    pub descent: i16,
    pub cap_height: i16,
}

/// What draws a character.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Glyph {
    /// Its number in the face's file.
    pub id: u16,
    /// How far it moves the pen, in 1/1000 em.
    pub advance: i16,
}

static TABLES: LazyLock<[Table; 5]> =
    LazyLock::new(|| Face::ALL.map(|face| Table::of(face.file())));

impl Face {
    /// Every face, in the order of the enumeration.
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
        self.table().metrics()
    }

    fn table(self) -> &'static Table {
        &TABLES[self as usize]
    }

    /// The glyph of a character of what [`drawn`] gives; none where the face lacks it.
    pub fn glyph(self, character: char) -> Option<Glyph> {
        self.table().glyph(character)
    }

    /// The advance of a character in em; none where the face has no glyph for it.
    pub fn advance(self, character: char) -> Option<f32> {
        // Glyphs of letter and mark stand in the private use area, where a text has no business.
        if is_private(character) {
            return None;
        }
        Some(f32::from(self.glyph(character)?.advance) / 1000.0)
    }

    /// Whether the face can draw every character of a text.
    pub fn covers(self, text: &str) -> bool {
        // Nearly every text on a form is ASCII, which every face holds.
        text.bytes().all(|byte| (32..127).contains(&byte))
            || composed(text).chars().all(|c| self.advance(c).is_some())
    }
}

/// The text in composed letters (NFC), without the characters that are there to steer a screen and
/// draw nothing: soft hyphens, joiners, marks of direction.
pub fn composed(text: &str) -> Cow<'_, str> {
    let is_composed = |text: &str| is_nfc_quick(text.chars()) == IsNormalized::Yes;
    if text.is_ascii() || (is_composed(text) && !text.chars().any(draws_nothing)) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter(|&c| !draws_nothing(c)).nfc().collect())
}

/// The text as the faces draw it: composed, with one character of the private use area for each
/// letter and mark that have no character together. Its characters are for [`Face::glyph`].
pub fn drawn(text: &str) -> Cow<'_, str> {
    let text = composed(text);
    if text.is_ascii() || !text.chars().any(is_mark) {
        return text;
    }
    let mut drawn = String::with_capacity(text.len());
    for character in text.chars() {
        let cluster = drawn
            .chars()
            .next_back()
            .filter(|_| is_mark(character))
            .and_then(|letter| cluster(letter, character));
        match cluster {
            Some(cluster) => {
                let _ = drawn.pop();
                drawn.push(cluster);
            }
            None => drawn.push(character),
        }
    }
    Cow::Owned(drawn)
}

/// The letter and mark that a character of what [`drawn`] gives stands for.
pub fn letter_and_mark(character: char) -> Option<&'static str> {
    let at = u32::from(character).checked_sub(FIRST_CLUSTER)?;
    CLUSTERS.get(usize::try_from(at).ok()?).copied()
}

/// Whether a character stands on, in or below the letter before it and must stay with it.
pub fn is_mark(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36f}')
}

/// Where `assets/fonts/build.py` put the first letter with its mark.
const FIRST_CLUSTER: u32 = 0xe000;

static CLUSTERS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    include_str!("../../assets/fonts/clusters.txt")
        .lines()
        .collect()
});

fn cluster(letter: char, mark: char) -> Option<char> {
    let at = CLUSTERS
        .iter()
        .position(|cluster| cluster.chars().eq([letter, mark]))?;
    char::from_u32(FIRST_CLUSTER + u32::try_from(at).ok()?)
}

fn is_private(character: char) -> bool {
    matches!(character, '\u{e000}'..='\u{f8ff}')
}

fn draws_nothing(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{34f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{fe0e}' | '\u{fe0f}' | '\u{feff}'
    )
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
    fn every_face_tells_its_extents() {
        for face in Face::ALL {
            let metrics = face.metrics();
            assert!(metrics.extents[3] > 600, "{face:?}");
            assert!(metrics.cap_height > 500, "{face:?}");
            assert!(metrics.descent < 0, "{face:?}");
        }
    }

    /// Points along an outline: the ends of its strokes and what lies between.
    struct Ink {
        pen: (f32, f32),
        left: f32,
        right: f32,
    }

    impl ttf_parser::OutlineBuilder for Ink {
        fn move_to(&mut self, x: f32, y: f32) {
            self.line_to(x, y);
        }

        fn line_to(&mut self, x: f32, y: f32) {
            self.pen = (x, y);
            self.left = self.left.min(x);
            self.right = self.right.max(x);
        }

        fn quad_to(&mut self, x1: f32, _: f32, x: f32, y: f32) {
            let start = self.pen.0;
            for step in 0..=16u8 {
                let t = f32::from(step) / 16.0;
                let at = (1.0 - t) * (1.0 - t) * start + 2.0 * t * (1.0 - t) * x1 + t * t * x;
                self.line_to(at, y);
            }
        }

        fn curve_to(&mut self, _: f32, _: f32, _: f32, _: f32, _: f32, _: f32) {
            panic!("TrueType has none");
        }

        fn close(&mut self) {}
    }

    #[test]
    fn the_form_face_leaves_a_hundredth_of_an_inch_free_on_each_side() {
        let file = ttf_parser::Face::parse(Face::Mono.file(), 0).unwrap();
        for character in '!'..='~' {
            let mut ink = Ink {
                pen: (0.0, 0.0),
                left: f32::MAX,
                right: f32::MIN,
            };
            let id = file.glyph_index(character).unwrap();
            let _ = file.outline_glyph(id, &mut ink).unwrap();
            assert!(
                ink.left >= 60.0 && ink.right <= 540.0,
                "{character} {} {}",
                ink.left,
                ink.right
            );
        }
    }

    #[test]
    fn the_faces_of_words_hold_the_names_of_many_peoples() {
        let names = [
            "PATIENT’S Nuñez – €5 × 3½",
            "Łukasz Żółć, Zażółć gęślą jaźń",
            "Ștefan Țurcanu, Şerban Ţepeş",
            "Đặng Thị Ngọc Ánh, Nguyễn Phước",
            "Adébáyọ̀ Ẹniọlá Ọ̀ṣun Ṣadé",
            "İbrahim Ağaoğlu, Çiğdem Ünlüsoy, Işık",
            "Þórður Guðmundsdóttir, Øyvind Åsgård",
            "Dvořák Čeněk, Ľubomír, Győző Erdős",
            "Kaʻiulani, ʻŌpūnui, Tāmāhine",
            "Παπαδόπουλος Γιώργος, Έλλη Ψώμου",
            "Шевченко Їжакевич Ґалаґан, Щербаков Ёж, Ђорђевић Љиљана Ў",
            "Ɔsɛɛ Kɔ́fi Ŋutsu, Məmmədov",
            "M̧ajeļ, Bezawodá, Tł’ízí Ą́ą́",
            "“quoted” ‘so’ … • § ¶ † № ™ © ° ± − ≤ ≥ ≠ → ■ □ ◊",
        ];
        for name in names {
            for face in Face::ALL.into_iter().skip(1) {
                let lacking = composed(name).chars().find(|&c| face.advance(c).is_none());
                assert_eq!(lacking, None, "{face:?} {name}");
                assert!(face.covers(name), "{face:?} {name}");
            }
        }
    }

    #[test]
    fn a_character_outside_a_face_is_told_apart() {
        let check = |face: Face, text: &str, expected| {
            assert_eq!(face.covers(text), expected, "{face:?} {text}");
        };
        check(Face::Mono, "O'BRIEN-SMITH #4", true);
        check(Face::Mono, "NU\u{d1}EZ", false);
        check(Face::Mono, "NUN\u{303}EZ", false);
        check(Face::Sans, "李", false);
        check(Face::Sans, "فاطمة", false);
        check(Face::Sans, "दीपिका", false);
        check(Face::Sans, "a\tb", false);
        check(Face::Sans, "a\nb", false);
        check(Face::Sans, "a\u{81}b", false);
        check(Face::Sans, "\u{e000}", false);
        check(Face::Sans, "😀", false);
        // Draws nothing, and is no reason to refuse a name.
        check(Face::Sans, "Ana\u{200b}\u{feff}", true);
    }

    #[test]
    fn letters_are_composed_before_they_are_drawn() {
        let check = |text: &str, expected: &str| assert_eq!(composed(text), expected, "{text}");
        check("Rene\u{301}", "René");
        check("Nguye\u{302}\u{303}n", "Nguyễn");
        check("o\u{323}\u{300}", "ọ\u{300}");
        check("co\u{ad}op\u{200b}", "coop");
        check("plain", "plain");
    }

    #[test]
    fn a_letter_and_a_mark_without_a_character_of_their_own_have_a_glyph_together() {
        let name = drawn("Adébáyo\u{323}\u{300}");
        assert_eq!(name.chars().count(), 7);
        let last = name.chars().next_back().unwrap();
        assert_eq!(letter_and_mark(last), Some("ọ\u{300}"));
        for face in Face::ALL.into_iter().skip(1) {
            assert_eq!(
                face.glyph(last).unwrap().advance,
                face.glyph('ọ').unwrap().advance,
                "{face:?}"
            );
            // Every one in the list has its glyph, as wide as its letter.
            for (at, cluster) in CLUSTERS.iter().enumerate() {
                let at = u32::try_from(at).unwrap();
                let stands_for = char::from_u32(FIRST_CLUSTER + at).unwrap();
                assert_eq!(drawn(cluster), stands_for.to_string());
                let letter = cluster.chars().next().unwrap();
                assert_eq!(
                    face.glyph(stands_for).map(|it| it.advance),
                    face.glyph(letter).map(|it| it.advance),
                    "{cluster}"
                );
            }
        }
        // What is not in the list keeps its mark, which takes no room.
        assert_eq!(drawn("x\u{301}"), "x\u{301}");
        assert_eq!(Face::Sans.advance('\u{301}'), Some(0.0));
        assert_eq!(drawn("\u{301}x"), "\u{301}x");
    }

    #[test]
    fn the_table_of_a_face_agrees_with_its_file_for_every_character() {
        for face in Face::ALL {
            let file = ttf_parser::Face::parse(face.file(), 0).unwrap();
            let unit = f64::from(file.units_per_em());
            for character in (0..=0x1_ffff).filter_map(char::from_u32) {
                let id = file.glyph_index(character).filter(|id| id.0 != 0);
                let expected = id.map(|id| {
                    let units = f64::from(file.glyph_hor_advance(id).unwrap());
                    (id.0, (units * 1000.0 / unit).round())
                });
                let found = face.glyph(character);
                let found = found.map(|it| (it.id, f64::from(it.advance)));
                assert_eq!(found, expected, "{face:?} {character:?}");
            }
        }
    }
}
