//! Words on a page: what a face can draw of them, in lines, within a width.

use crate::documents::font::{Face, composed, is_mark};

/// How wide a text is, in points.
pub fn width(face: Face, size: f32, text: &str) -> f32 {
    composed(text).chars().map(|c| advance(face, size, c)).sum()
}

fn advance(face: Face, size: f32, character: char) -> f32 {
    face.advance(character).unwrap_or_default() * size
}

/// The text with a question mark for each character that the face lacks.
pub fn drawable(face: Face, text: &str) -> String {
    composed(text)
        .chars()
        .map(|c| if face.advance(c).is_some() { c } else { '?' })
        .collect()
}

/// The first character of the text that the face lacks, for who must not print a question mark.
pub fn undrawable(face: Face, text: &str) -> Option<char> {
    composed(text).chars().find(|&c| face.advance(c).is_none())
}

/// The text in lines no wider than `most` points, broken at spaces; a word that is wider than a
/// line, such as a path, is broken where the line ends.
pub fn wrapped(face: Face, size: f32, most: f32, text: &str) -> Vec<String> {
    let text = composed(text);
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut taken = 0.0;
    for word in text.split_inclusive(' ') {
        let bare = word.trim_end();
        let wanted: f32 = bare.chars().map(|c| advance(face, size, c)).sum();
        if !line.is_empty() && taken + wanted > most {
            lines.push(std::mem::take(&mut line).trim_end().to_owned());
            taken = 0.0;
        }
        for character in word.chars() {
            let more = advance(face, size, character);
            let is_over = taken + more > most && !line.is_empty();
            if is_over && character != ' ' && !is_mark(character) {
                lines.push(std::mem::take(&mut line));
                taken = 0.0;
            }
            line.push(character);
            taken += more;
        }
    }
    if !line.trim_end().is_empty() {
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// The text cut to `most` points, with an ellipsis where something is missing.
pub fn shortened(face: Face, size: f32, most: f32, text: &str) -> String {
    let text = composed(text);
    if width(face, size, &text) <= most {
        return text.into_owned();
    }
    let room = most - width(face, size, "…");
    let mut taken = 0.0;
    let kept: String = text
        .chars()
        .take_while(|&character| {
            taken += advance(face, size, character);
            taken <= room
        })
        .collect();
    format!("{}…", kept.trim_end())
}
