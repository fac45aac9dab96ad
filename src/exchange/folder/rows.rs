//! Parts a CSV file into rows, strictly by RFC 4180, and knows on which line each one begins.
//!
//! The csv crate reads columns by name and writes for us, but its own splitting forgives what an
//! import must name: a quotation mark that is never closed, text after a closing one, bytes that
//! are not UTF-8.

use std::io::Read;

use csv::StringRecord;

use super::Limits;
use crate::exchange::formula;

/// The longest field in bytes.
pub const LONGEST_FIELD: usize = 4096;

/// The largest file in bytes: 512 MB.
pub const LARGEST_FILE: u64 = 512 * 1024 * 1024;

/// The most fields of a row that are kept; those beyond are only counted.
const MOST_FIELDS: usize = 1_000;

const CHUNK: usize = 64 * 1024;

/// One row of the file; line breaks inside quotation marks do not end it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The physical line on which it begins, from 1.
    pub line: u64,
    pub fields: StringRecord,
    /// How many fields it has, those beyond the limit included.
    pub n_fields: usize,
    pub flaws: Vec<Flaw>,
}

/// Something wrong with one field that does not keep the rest from being read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// The field's place in the row, from 0.
    pub field: usize,
    pub line: u64,
    pub sentence: &'static str,
}

/// Why a file cannot be read any further.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    pub line: u64,
    pub sentence: String,
}

/// The rows of a file, one after the other.
pub struct Rows<R> {
    input: R,
    limits: Limits,
    chunk: Vec<u8>,
    /// The next byte of `chunk`.
    at: usize,
    /// How many bytes were read before this chunk and in it.
    n_read: u64,
    /// The physical line of the next byte.
    line: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// At the first byte of a field.
    Start,
    /// Inside a field without quotation marks.
    Bare,
    /// Inside quotation marks.
    Quoted,
    /// After a quotation mark that closes the field or is the first of a pair.
    Closing,
}

impl<R: Read> Rows<R> {
    /// Looks at the beginning of the file: a byte order mark is skipped, what is no CSV is named.
    ///
    /// # Errors
    /// The file cannot be read, or it begins like one of another kind.
    pub fn open(input: R, limits: Limits) -> Result<Self, Stop> {
        let mut rows = Self {
            input,
            limits,
            chunk: Vec::new(),
            at: 0,
            n_read: 0,
            line: 1,
        };
        rows.fill()?;
        if rows.chunk.starts_with(b"\xEF\xBB\xBF") {
            rows.at = 3;
        } else if let Some(sentence) = foreign(&rows.chunk) {
            return Err(rows.stop(sentence));
        }
        Ok(rows)
    }

    /// The next row; empty lines are skipped. `None` at the end of the file.
    ///
    /// # Errors
    /// The file cannot be read any further: the disk, its size, its encoding, or a quotation mark
    /// that is never closed.
    pub fn next_row(&mut self) -> Result<Option<Row>, Stop> {
        loop {
            let line = self.line;
            match self.read_row(line)? {
                None => return Ok(None),
                Some(row) if row.n_fields == 0 => {}
                Some(row) => return Ok(Some(row)),
            }
        }
    }

    fn read_row(&mut self, line: u64) -> Result<Option<Row>, Stop> {
        let mut row = Row {
            line,
            fields: StringRecord::new(),
            n_fields: 0,
            flaws: Vec::new(),
        };
        let mut field = Field::new(line, self.limits.field);
        let mut is_empty = true;
        loop {
            let Some(byte) = self.next_byte()? else {
                if field.state == State::Quoted {
                    return Err(Stop {
                        line: field.line,
                        sentence:
                            "A quotation mark opens here and is never closed; the file may be \
                                   cut off. Close it, or get the file again."
                                .to_owned(),
                    });
                }
                if is_empty {
                    return Ok(None);
                }
                field.finish(&mut row)?;
                return Ok(Some(row));
            };
            let is_open = field.state == State::Quoted;
            match byte {
                b'\r' | b'\n' if !is_open => {
                    self.end_line(byte)?;
                    if !is_empty {
                        field.finish(&mut row)?;
                    }
                    return Ok(Some(row));
                }
                b',' if !is_open => {
                    field.finish(&mut row)?;
                    field = Field::new(self.line, self.limits.field);
                }
                _ => {
                    field.take(byte);
                    if byte == b'\n' || byte == b'\r' && self.peek()? != Some(b'\n') {
                        self.line += 1;
                    }
                }
            }
            is_empty = false;
        }
    }

    /// Counts a line end and takes the second byte of CR LF.
    fn end_line(&mut self, byte: u8) -> Result<(), Stop> {
        if byte == b'\r' && self.peek()? == Some(b'\n') {
            self.at += 1;
        }
        self.line += 1;
        Ok(())
    }

    fn next_byte(&mut self) -> Result<Option<u8>, Stop> {
        let byte = self.peek()?;
        self.at += usize::from(byte.is_some());
        Ok(byte)
    }

    fn peek(&mut self) -> Result<Option<u8>, Stop> {
        if self.at == self.chunk.len() {
            self.fill()?;
        }
        Ok(self.chunk.get(self.at).copied())
    }

    fn fill(&mut self) -> Result<(), Stop> {
        self.chunk.resize(CHUNK, 0);
        self.at = 0;
        let mut n_filled = 0;
        while n_filled < CHUNK {
            match self.input.read(&mut self.chunk[n_filled..]) {
                Ok(0) => break,
                Ok(count) => n_filled += count,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => {
                    return Err(self.stop(format!(
                        "The file cannot be read ({}); check the disk and try again.",
                        error.kind()
                    )));
                }
            }
        }
        self.chunk.truncate(n_filled);
        self.n_read += n_filled as u64;
        if self.n_read > self.limits.file {
            let most = self.limits.file / (1024 * 1024);
            return Err(self.stop(format!("The file is larger than {most} MB; split it.")));
        }
        Ok(())
    }

    fn stop(&self, sentence: impl Into<String>) -> Stop {
        Stop {
            line: self.line,
            sentence: sentence.into(),
        }
    }
}

/// A field while it is read.
struct Field {
    line: u64,
    /// The most bytes it may have.
    longest: usize,
    state: State,
    bytes: Vec<u8>,
    flaw: Option<&'static str>,
}

impl Field {
    fn new(line: u64, longest: usize) -> Self {
        Self {
            line,
            longest,
            state: State::Start,
            bytes: Vec::new(),
            flaw: None,
        }
    }

    fn take(&mut self, byte: u8) {
        match (self.state, byte) {
            (State::Start, b'"') => self.state = State::Quoted,
            (State::Quoted, b'"') => self.state = State::Closing,
            (State::Closing, b'"') => {
                self.state = State::Quoted;
                self.keep(byte);
            }
            (State::Closing, _) => {
                self.flaw = Some(
                    "Text follows a closing quotation mark; write a quotation mark inside quoted \
                     text twice.",
                );
                self.state = State::Bare;
            }
            (State::Bare, b'"') => {
                self.flaw = Some(
                    "A quotation mark stands inside a field that does not begin with one; put the \
                     field in quotation marks and write this one twice.",
                );
            }
            (State::Start | State::Bare, _) => {
                self.state = State::Bare;
                self.keep(byte);
            }
            (State::Quoted, _) => self.keep(byte),
        }
    }

    fn keep(&mut self, byte: u8) {
        // One byte more than a field may hold, for the apostrophe that guards a formula, and one
        // more to see that there were too many.
        if self.bytes.len() < self.longest + 2 {
            self.bytes.push(byte);
        }
    }

    fn finish(self, row: &mut Row) -> Result<(), Stop> {
        let place = row.n_fields;
        row.n_fields += 1;
        if place >= MOST_FIELDS {
            return Ok(());
        }
        let mut flaw = |sentence| {
            row.flaws.push(Flaw {
                field: place,
                line: self.line,
                sentence,
            });
        };
        if let Some(sentence) = self.flaw {
            flaw(sentence);
        }
        let text = match std::str::from_utf8(&self.bytes) {
            Ok(text) => text,
            // The limit may have cut a letter in two; the field is refused for its length anyway.
            Err(error) if error.error_len().is_none() && self.bytes.len() > self.longest => "",
            Err(error) => {
                let before = &self.bytes[..error.valid_up_to()];
                return Err(Stop {
                    line: self.line + count_line_ends(before),
                    sentence: not_utf8(&self.bytes).to_owned(),
                });
            }
        };
        if formula::unguard(text).len() > self.longest || self.bytes.len() > self.longest + 1 {
            flaw(
                "This field is longer than 4 KB; shorten it, or close the quotation mark that it \
                 begins with.",
            );
        } else if text.contains('\0') {
            flaw("This field holds a NUL character; remove it.");
        }
        row.fields.push_field(text);
        Ok(())
    }
}

fn count_line_ends(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .enumerate()
        .filter(|&(idx, &byte)| {
            byte == b'\n' || byte == b'\r' && bytes.get(idx + 1) != Some(&b'\n')
        })
        .count() as u64
}

/// What a file is that cannot be a CSV file in UTF-8, by its first bytes.
fn foreign(start: &[u8]) -> Option<&'static str> {
    if start.starts_with(b"\xFF\xFE") || start.starts_with(b"\xFE\xFF") {
        Some("The file is in UTF-16; save it as CSV in UTF-8.")
    } else if start.starts_with(b"PK\x03\x04") || start.starts_with(b"\xD0\xCF\x11\xE0") {
        Some("The file is a workbook or an archive, not text; save it as CSV in UTF-8.")
    } else if start.iter().take(64).any(|&byte| byte == 0) {
        Some("The file holds NUL bytes: it is in UTF-16 or no text; save it as CSV in UTF-8.")
    } else {
        None
    }
}

/// Why these bytes are not UTF-8: text of another encoding, or no text.
fn not_utf8(bytes: &[u8]) -> &'static str {
    let is_text = bytes
        .iter()
        .all(|byte| !byte.is_ascii_control() || matches!(byte, b'\t' | b'\r' | b'\n'));
    if is_text {
        "This line is not UTF-8; the file may be in Windows-1252 or Latin-1. Save it as CSV in UTF-8."
    } else {
        "This line holds bytes that are no text; the file is binary or damaged. Get it again as CSV \
         in UTF-8."
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(bytes: &[u8]) -> Result<Vec<Row>, Stop> {
        let mut rows = Rows::open(bytes, Limits::CONTRACT)?;
        let mut all = Vec::new();
        while let Some(row) = rows.next_row()? {
            all.push(row);
        }
        Ok(all)
    }

    fn cells(bytes: &[u8]) -> Vec<(u64, Vec<String>)> {
        rows(bytes)
            .unwrap()
            .iter()
            .map(|row| (row.line, row.fields.iter().map(str::to_owned).collect()))
            .collect()
    }

    #[test]
    fn rows_begin_on_their_physical_lines() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["\u{feff}a,b", "1,\"x", "y\"", "", "2,\"\"\"q\"\"\"", "3,"].join(end);
            let read = cells(text.as_bytes());
            let lines: Vec<u64> = read.iter().map(|(line, _)| *line).collect();
            assert_eq!(lines, [1, 2, 5, 6], "{end:?}");
            assert_eq!(read[0].1, ["a", "b"]);
            assert_eq!(read[1].1, ["1", &format!("x{end}y")]);
            assert_eq!(read[2].1, ["2", "\"q\""]);
            assert_eq!(read[3].1, ["3", ""]);
            assert_eq!(cells(format!("{text}{end}").as_bytes()), read);
        }
    }

    #[test]
    fn a_file_that_cannot_be_read_on_names_the_line_and_the_reason() {
        for (bytes, line, words) in [
            (&b"a,b\n1,\"open\nand on\n"[..], 2, "never closed"),
            (b"a,b\n1,Mu\xF1oz\n", 2, "Windows-1252"),
            (b"a,b\n1,\"x\ny\nMu\xF1oz\"\n", 4, "Windows-1252"),
            (b"a,b\n1,\x01\xFE\x02\n", 2, "no text"),
            (b"\xFF\xFEa\0,\0", 1, "UTF-16"),
            (b"a\0,\0b\0\n\0", 1, "UTF-16"),
            (b"PK\x03\x04\x14\x00", 1, "workbook"),
        ] {
            let stop = rows(bytes).unwrap_err();
            assert_eq!(stop.line, line, "{stop:?}");
            assert!(stop.sentence.contains(words), "{stop:?}");
        }
    }

    #[test]
    fn a_field_that_is_wrong_leaves_the_others_readable() {
        let long = "x".repeat(LONGEST_FIELD + 1);
        for (cell, words) in [
            ("5\" tall", "inside a field"),
            ("\"a\"b", "closing quotation mark"),
            ("a\0b", "NUL"),
            (long.as_str(), "4 KB"),
        ] {
            let padding = "y".repeat(64);
            let text = format!("id,{padding}\n1,{cell},z\n2,fine\n");
            let read = rows(text.as_bytes()).unwrap();
            assert_eq!((read[1].flaws[0].field, read[1].flaws[0].line), (1, 2));
            assert!(read[1].flaws[0].sentence.contains(words), "{words}");
            assert_eq!((read[1].n_fields, read[2].n_fields), (3, 2));
            assert!(read[2].flaws.is_empty());
        }
    }

    #[test]
    fn exactly_four_kilobytes_fit_even_when_guarded() {
        let text = format!("a\n{}\n'={}\n", "x".repeat(4096), "x".repeat(4095));
        assert!(
            rows(text.as_bytes())
                .unwrap()
                .iter()
                .all(|row| row.flaws.is_empty())
        );
    }
}
