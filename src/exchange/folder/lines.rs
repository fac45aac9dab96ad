//! Files with a JSON text on each line.

use std::io::{BufRead, BufReader, Read};

use serde::de::DeserializeOwned;

use super::Source;
use super::problem::{FILE, ROW};

/// The longest line, in bytes: a claim of a thousand lines fits.
const LONGEST: u64 = 4 * 1024 * 1024;

/// The most that is read of a file, in bytes. It may be far larger than a file of the contract: the
/// facts and pages of 100,000 claims take about 800 MB.
const LARGEST: u64 = 16 * 1024 * 1024 * 1024;

/// The lines of one file, one after the other.
pub struct JsonLines {
    input: BufReader<std::io::Take<Box<dyn Read + Send>>>,
    /// The number of the last line read.
    line: u64,
    is_over: bool,
    /// What a line is called.
    noun: &'static str,
}

/// Why a line is not a record: column and sentence.
pub type Flaw = (&'static str, String);

impl JsonLines {
    pub(super) fn new(Source { table, bytes }: Source) -> Self {
        Self {
            input: BufReader::new(bytes.take(LARGEST)),
            line: 0,
            is_over: false,
            noun: table.noun(),
        }
    }

    /// What is said of a line that no export wrote.
    pub fn foreign(&self) -> Flaw {
        let noun = self.noun;
        let sentence = format!(
            "This is not a {noun} as an export writes it; get the file again or leave it out."
        );
        (ROW, sentence)
    }

    /// The record of the next line that is not empty, with the line's number.
    pub fn record<T: DeserializeOwned>(&mut self) -> Option<(u64, Result<T, Flaw>)> {
        let mut text = Vec::new();
        while !self.is_over {
            self.line += 1;
            text.clear();
            match (&mut self.input).take(LONGEST).read_until(b'\n', &mut text) {
                Ok(0) => self.is_over = true,
                Ok(_) if text.trim_ascii().is_empty() => {}
                Ok(_) => {
                    let record = serde_json::from_slice(&text).map_err(|_| {
                        // What follows a line that is cut off is no line of its own.
                        self.is_over |= !text.ends_with(b"\n");
                        self.foreign()
                    });
                    return Some((self.line, record));
                }
                Err(error) => {
                    self.is_over = true;
                    let kind = error.kind();
                    let sentence = format!("The file cannot be read ({kind}); check the disk.");
                    return Some((self.line, Err((FILE, sentence))));
                }
            }
        }
        None
    }
}
