//! Words on a page: what a face can draw of them, in lines, within a width.

use crate::documents::font::Face;
use crate::documents::page::Text;

/// How wide a text is, in points.
pub fn width(face: Face, size: f32, text: &str) -> f32 {
    Text::new(0.0, 0.0, face, size, text).width()
}

/// The text with a question mark for each character that the face lacks.
pub fn drawable(face: Face, text: &str) -> String {
    text.chars()
        .map(|c| if face.advance(c).is_some() { c } else { '?' })
        .collect()
}

/// The first character of the text that the face lacks, for who must not print a question mark.
pub fn undrawable(face: Face, text: &str) -> Option<char> {
    text.chars().find(|&c| face.advance(c).is_none())
}

/// The text in lines no wider than `most` points, broken at spaces; a word that is wider than a
/// line, such as a path, is broken where the line ends.
pub fn wrapped(face: Face, size: f32, most: f32, text: &str) -> Vec<String> {
    let fits = |line: &str| width(face, size, line) <= most;
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split_inclusive(' ') {
        if !line.is_empty() && !fits(format!("{line}{}", word.trim_end()).as_str()) {
            lines.push(std::mem::take(&mut line).trim_end().to_owned());
        }
        for character in word.chars() {
            if character != ' ' && !fits(&format!("{line}{character}")) {
                lines.push(std::mem::take(&mut line));
            }
            line.push(character);
        }
    }
    if !line.trim_end().is_empty() {
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// The text cut to `most` points, with an ellipsis where something is missing.
pub fn shortened(face: Face, size: f32, most: f32, text: &str) -> String {
    if width(face, size, text) <= most {
        return text.to_owned();
    }
    let room = most - width(face, size, "…");
    let mut kept = String::new();
    for character in text.chars() {
        kept.push(character);
        if width(face, size, &kept) > room {
            let _ = kept.pop();
            break;
        }
    }
    kept.truncate(kept.trim_end().len());
    kept.push('…');
    kept
}
