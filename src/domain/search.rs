//! How a typed text finds patients: by any order of the parts of the name, the birth date in several
//! shapes, the telephone number, the account number.
//!
//! The store keeps for each patient the words she is found by (see migration 3) and fetches a bounded
//! number of candidates; [`PatientQuery::rank`] puts them in order.

use std::cmp::Reverse;

use crate::domain::code::search::fold;
use crate::domain::person::PersonName;

const MOST_PIECES: usize = 8;
const LONGEST_WORD: usize = 40;

/// A typed text, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatientQuery {
    pieces: Vec<Piece>,
    /// The words that can be parts of a name.
    names: Vec<String>,
    /// The whole text in one piece, as an account number might be typed.
    whole: String,
}

/// One part of the text: a patient answers it when she answers one of its readings, and a reading
/// when each of its words begins one of hers.
type Piece = Vec<Vec<String>>;

impl PatientQuery {
    /// Takes a text apart; any text is a query.
    pub fn parse(text: &str) -> Self {
        let folded = folded(text);
        let mut pieces = Vec::new();
        let mut names = Vec::new();
        for chunk in folded
            .split(|c: char| c.is_whitespace() || c == ',' || c == ';')
            .filter(|chunk| chunk.chars().any(char::is_alphanumeric))
            .take(MOST_PIECES)
        {
            let words = words(chunk);
            if chunk.chars().any(char::is_alphabetic) {
                names.extend(words.iter().cloned());
                let joined = cut(&words.concat());
                let mut piece = vec![words];
                if piece[0].len() > 1 {
                    names.push(joined.clone());
                    piece.push(vec![joined]);
                }
                pieces.push(piece);
            } else {
                pieces.push(number_readings(chunk, &words));
            }
        }
        Self {
            pieces,
            names,
            whole: squeezed(&folded),
        }
    }

    /// Whether it asks for nothing in particular.
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// What must be answered, all of it: each piece by one of its readings, a reading by words that
    /// begin with its words. Lower-case letters and digits only.
    pub fn pieces(&self) -> &[Vec<Vec<String>>] {
        &self.pieces
    }

    /// The one word of a name that was typed, where nothing else was.
    pub fn only_name(&self) -> Option<&str> {
        match (self.pieces.as_slice(), self.names.as_slice()) {
            ([_], [name]) => Some(name),
            _ => None,
        }
    }

    /// Whether a patient who is found by these words answers.
    pub fn fits(&self, words: &str) -> bool {
        let folded = folded(words);
        let words: Vec<&str> = folded
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .collect();
        self.pieces.iter().all(|piece| {
            piece.iter().any(|reading| {
                reading
                    .iter()
                    .all(|typed| words.iter().any(|word| word.starts_with(typed.as_str())))
            })
        })
    }

    /// Where a patient stands among those who answer: the smaller, the better. `opened` tells how
    /// lately she was opened, the higher the later.
    pub fn rank(&self, account: &str, name: &PersonName, opened: Option<i64>) -> PatientRank {
        let last = folded(&name.last);
        let rest = folded(&format!("{} {}", name.first, name.middle));
        let mut own: Vec<String> = words(&last);
        let begins = self
            .names
            .first()
            .is_some_and(|first| squeezed(&last).starts_with(first.as_str()));
        own.push(squeezed(&last));
        own.extend(words(&rest));
        let n_whole = self.names.iter().filter(|name| own.contains(name)).count();
        PatientRank {
            is_other_account: self.whole.is_empty() || squeezed(&folded(account)) != self.whole,
            n_whole: Reverse(n_whole),
            opened: Reverse(opened.unwrap_or_default()),
            is_other_last_name: !begins,
            name: format!("{last}, {rest}"),
        }
    }
}

/// A patient's place among answers: the account number as typed, then most words in full, then
/// opened lately, then the last name before the others, then by name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PatientRank {
    is_other_account: bool,
    n_whole: Reverse<usize>,
    opened: Reverse<i64>,
    is_other_last_name: bool,
    name: String,
}

/// The text in small letters without accents, so that names compare as people type them.
///
/// Letters that have no accent to lose are spelled as in migration 3.
pub fn folded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    for char in fold(text).chars().flat_map(char::to_lowercase) {
        match char {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'þ' => folded.push_str("th"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' | 'ð' => folded.push('d'),
            'ı' => folded.push('i'),
            other => folded.push(other),
        }
    }
    folded
}

/// The letters and digits of a folded text in one piece.
pub fn squeezed(folded: &str) -> String {
    folded.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn words(folded: &str) -> Vec<String> {
    folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(cut)
        .collect()
}

fn cut(word: &str) -> String {
    word.chars().take(LONGEST_WORD).collect()
}

/// What digits with marks between them can be: an account or telephone number, and a birth date
/// where the parts allow it.
fn number_readings(chunk: &str, parts: &[String]) -> Piece {
    let digits = cut(&parts.concat());
    let mut readings = vec![digits.clone()];
    // A long-distance 1 is not kept with the number.
    if digits.len() == 11 && digits.starts_with('1') {
        readings.push(digits[1..].to_owned());
    }
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    match parts.as_slice() {
        [month] if chunk.contains('/') => readings.extend(two_digits(month, 12)),
        [year, rest @ ..] if year.len() == 4 && !rest.is_empty() && rest.len() <= 2 => {
            readings.extend(month_and_day(rest).map(|rest| format!("{year}{rest}")));
        }
        [month, day] => readings.extend(month_and_day(&[month, day])),
        [month, day, year] if year.len() <= 4 => {
            if let (Some(month), Some(day)) = (whole_two(month, 12), whole_two(day, 31)) {
                readings.push(format!("{month}{day}{year}"));
            }
        }
        _ => {}
    }
    let mut piece: Piece = Vec::new();
    for reading in readings {
        let reading = vec![reading];
        if !piece.contains(&reading) {
            piece.push(reading);
        }
    }
    piece
}

/// The beginnings that a month, or a month and a day of which more may follow, can stand for.
fn month_and_day(parts: &[&str]) -> impl Iterator<Item = String> {
    let readings = match parts {
        [month] => two_digits(month, 12),
        [month, day] => match whole_two(month, 12) {
            Some(month) => two_digits(day, 31)
                .into_iter()
                .map(|day| format!("{month}{day}"))
                .collect(),
            None => Vec::new(),
        },
        _ => Vec::new(),
    };
    readings.into_iter()
}

/// `1` is 01 or the beginning of 10, 11, 12; `9` can only be 09 among months.
fn two_digits(part: &str, most: u8) -> Vec<String> {
    let mut readings: Vec<String> = whole_two(part, most).into_iter().collect();
    if part.len() == 1 && part.parse::<u8>().is_ok_and(|digit| digit * 10 <= most) {
        readings.push(part.to_owned());
    }
    readings
}

fn whole_two(part: &str, most: u8) -> Option<String> {
    let number: u8 = part.parse().ok().filter(|_| part.len() <= 2)?;
    (1..=most).contains(&number).then(|| format!("{number:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn readings(text: &str) -> String {
        let query = PatientQuery::parse(text);
        let pieces: Vec<String> = query
            .pieces()
            .iter()
            .map(|piece| {
                let readings: Vec<String> = piece.iter().map(|reading| reading.join("+")).collect();
                readings.join("|")
            })
            .collect();
        pieces.join(" ")
    }

    #[test]
    fn a_text_falls_into_pieces_with_their_readings() {
        for (text, expected) in [
            ("", ""),
            ("  ,; ", ""),
            ("Smith, John", "smith john"),
            ("O'Brien", "o+brien|obrien"),
            ("García ŁUK", "garcia luk"),
            ("Weiß", "weiss"),
            ("#1007", "1007"),
            ("P-00300", "p+00300|p00300"),
            ("3/14/51", "31451|031451"),
            ("03/14/1951", "03141951"),
            ("1951-03-14", "19510314"),
            ("1951-3", "19513|195103"),
            ("1951-1", "19511|195101"),
            ("3/1", "31|0301|031"),
            ("3/4", "34|0304"),
            ("3/", "3|03"),
            ("13/14/51", "131451"),
            ("503-555-0123", "5035550123"),
            ("(503) 555-0123", "503 5550123"),
            ("1-503-555-0123", "15035550123|5035550123"),
        ] {
            assert_eq!(readings(text), expected, "{text}");
        }
    }

    #[test]
    fn the_better_answer_comes_first() {
        let name = |last: &str, first: &str| PersonName {
            last: last.into(),
            first: first.into(),
            ..PersonName::default()
        };
        let query = PatientQuery::parse("smith");
        let mut ranked = [
            ("opened", query.rank("4", &name("Smithson", "A"), Some(9))),
            ("whole", query.rank("2", &name("Smith", "Zoe"), None)),
            ("account", query.rank("SMITH", &name("Young", "Al"), None)),
            (
                "first name",
                query.rank("5", &name("Adams", "Smithy"), None),
            ),
            ("begins", query.rank("6", &name("Smithers", "Bea"), None)),
            (
                "whole, opened",
                query.rank("3", &name("Smith", "Zoe"), Some(1)),
            ),
        ];
        ranked.sort_by(|one, other| one.1.cmp(&other.1));
        assert_eq!(
            ranked.map(|(what, _)| what),
            [
                "account",
                "whole, opened",
                "whole",
                "opened",
                "begins",
                "first name"
            ]
        );
    }
}
