//! Code sets in their files: those shipped with the program and those that official sources publish.

pub mod shipped;

pub mod icd10cm;

pub mod hcpcs;

pub mod cpt;

use std::borrow::Cow;

/// Why a code file was refused. Nothing of a refused file is used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// One line is wrong (1-based).
    #[error("line {line}: {sentence}")]
    Line { line: usize, sentence: String },
    /// The file as a whole is wrong.
    #[error("{0}")]
    File(String),
}

impl Error {
    fn line(line: usize, sentence: impl Into<String>) -> Self {
        Self::Line {
            line,
            sentence: sentence.into(),
        }
    }
}

/// The file as text: UTF-8 with or without a byte order mark, else Windows-1252 as CMS writes it.
///
/// # Errors
/// When a byte is neither, which says that the file is no text: a zip archive, a spreadsheet.
fn text_of(bytes: &[u8]) -> Result<Cow<'_, str>, Error> {
    if bytes.starts_with(b"PK\x03\x04") {
        return Err(Error::File(
            "this is a zip archive or a spreadsheet; unpack it and load the text file inside"
                .into(),
        ));
    }
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Err(Error::File(
            "the file is UTF-16; save it as UTF-8 text and load it again".into(),
        ));
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if let Some(at) = bytes
        .iter()
        .position(|byte| *byte < b' ' && !matches!(byte, b'\t' | b'\r' | b'\n' | 0x0C | 0x1A))
    {
        let line = 1 + bytes[..at].iter().filter(|byte| **byte == b'\n').count();
        return Err(Error::line(
            line,
            "the file is not text; load the text file as it was published",
        ));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(_) => Ok(Cow::Owned(
            bytes.iter().map(|byte| windows_1252(*byte)).collect(),
        )),
    }
}

/// The punctuation that Windows-1252 puts where Latin-1 has controls, as far as code files use it.
fn windows_1252(byte: u8) -> char {
    match byte {
        0x85 => '…',
        0x91 | 0x92 => '\'',
        0x93 | 0x94 => '"',
        0x96 | 0x97 => '-',
        0x99 => '™',
        _ => char::from(byte),
    }
}

/// The lines of a text with their numbers (1-based), ends of line removed.
fn numbered(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split('\n')
        .enumerate()
        .map(|(idx, line)| (idx + 1, line.trim_end_matches(['\r', '\x1A'])))
}

/// The characters from one column to another (1-based, both included), without blanks around them;
/// columns behind the end of the line are blank.
fn columns(line: &str, from: usize, to: usize) -> String {
    let text: String = line.chars().skip(from - 1).take(to + 1 - from).collect();
    text.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_a_text_file_is_refused_with_what_to_do() {
        for (bytes, sentence) in [
            (
                &b"PK\x03\x04rest"[..],
                "this is a zip archive or a spreadsheet; unpack it and load the text file inside",
            ),
            (
                b"\xFF\xFE0\x000\x00",
                "the file is UTF-16; save it as UTF-8 text and load it again",
            ),
            (
                b"00001 A00\nabc\x00\x01",
                "line 2: the file is not text; load the text file as it was published",
            ),
        ] {
            assert_eq!(text_of(bytes).unwrap_err().to_string(), sentence);
        }
        assert_eq!(text_of(b"\xEF\xBB\xBFMeni\xC3\xA8re").unwrap(), "Menière");
        assert_eq!(text_of(b"Meni\xE8re \x93x\x94").unwrap(), "Menière \"x\"");
    }
}
