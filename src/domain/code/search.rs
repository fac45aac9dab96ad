//! How a typed text finds codes: its words, and which of two answers is the better one.
//!
//! The store fetches a bounded number of candidates; `Query::rank` puts them in order.

use std::borrow::Cow;

use chrono::NaiveDate;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::{CodeEntry, CodeSystem};

/// Words too common to tell codes apart; neither indexed nor asked for.
const COMMON: [&str; 14] = [
    "a", "an", "and", "as", "at", "by", "for", "in", "of", "on", "or", "the", "to", "with",
];

/// Words of a description that hardly narrow it: the plain code is the likelier answer.
const PLAIN: [&str; 6] = [
    "unspecified",
    "nos",
    "uncomplicated",
    "without",
    "complications",
    "mellitus",
];

/// Words of a description that make it a rarer answer.
const RARE: [&str; 4] = ["subsequent", "sequela", "nonunion", "malunion"];

const MOST_WORDS: usize = 8;
const LONGEST_WORD: usize = 32;

/// Longest code of any set, without the dot.
const LONGEST_CODE: usize = 7;

/// A name that a code is found by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Term {
    /// An inclusion term of the official list.
    Official(String),
    /// A word that people use, from our own list.
    Common(String),
}

impl Term {
    /// The wording.
    pub fn text(&self) -> &str {
        match self {
            Self::Official(text) | Self::Common(text) => text,
        }
    }
}

/// A typed text, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    words: Vec<String>,
    code: Option<String>,
    dotted: bool,
}

impl Query {
    /// Takes a text apart; any text is a query, if perhaps one without answers.
    pub fn parse(text: &str) -> Self {
        let mut words: Vec<String> = index_words(text)
            .into_iter()
            .filter(|word| !word.joined)
            .map(|word| word.text.chars().take(LONGEST_WORD).collect())
            .take(MOST_WORDS)
            .collect();
        if words.iter().any(|word| !is_common(word)) {
            words.retain(|word| !is_common(word));
        }
        words.iter_mut().for_each(drop_plural);
        let code: String = text
            .chars()
            .filter(|char| !char.is_whitespace() && *char != '.')
            .take(LONGEST_CODE + 1)
            .collect();
        let is_code = !code.is_empty()
            && code.len() <= LONGEST_CODE
            && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
        Self {
            words,
            code: is_code.then(|| code.to_ascii_uppercase()),
            dotted: text.contains('.'),
        }
    }

    /// The beginnings of words that an answer must hold: lower-case ASCII letters and digits only.
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// The text as the beginning of a code, in capitals without dot, where it can be one.
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    /// Whether the text, taken as a code, can belong to a set: only diagnoses are written with a dot.
    pub fn may_mean(&self, system: CodeSystem) -> bool {
        !self.dotted || system == CodeSystem::Icd10Cm
    }

    /// Where an answer stands among others on a day: the smaller, the better.
    ///
    /// `own` marks a code that the practice entered itself.
    pub fn rank(&self, entry: &CodeEntry, terms: &[Term], own: bool, on: NaiveDate) -> Rank {
        let usable = match (entry.in_force(on), entry.billable) {
            (true, true) => 0,
            (true, false) => 1,
            (false, _) => 2,
        };
        if let Some(code) = self.code.as_deref().filter(|_| self.may_mean(entry.system)) {
            // G0439 stands in HCPCS as typed; among the diagnoses it would be read as G04.39.
            let as_typed = self.dotted || entry.system != CodeSystem::Icd10Cm || code.len() == 3;
            if entry.code == code {
                return Rank(0, u8::from(!as_typed), 0);
            }
            if entry.code.starts_with(code) {
                return Rank(1, usable, 0);
            }
        }
        let mut best = self.fit(&entry.long, Weight::Description);
        for term in terms {
            best = best.max(self.fit(
                term.text(),
                match term {
                    Term::Official(_) => Weight::Official,
                    Term::Common(_) => Weight::Common,
                },
            ));
        }
        if own {
            best += 30;
        }
        // Places and modifiers are short lists whose few words otherwise crowd out diagnoses.
        if entry.system == CodeSystem::Modifier {
            best -= 20;
        }
        Rank(2, usable, -best)
    }

    /// How well one name of a code answers: points, more is better.
    fn fit(&self, name: &str, weight: Weight) -> i32 {
        let name = fold(name);
        let mut points = match weight {
            Weight::Description => 0,
            Weight::Official => -8,
            Weight::Common => 40,
        };
        let mut found = [None::<usize>; MOST_WORDS];
        let mut unmatched = 0;
        let mut open = false;
        let mut position = 0;
        for (word, aside) in Words::of(&name) {
            let mut hit = false;
            for (query_word, place) in self.words.iter().zip(found.iter_mut()) {
                if place.is_none()
                    && let Some(whole) = begins_with(word, query_word)
                {
                    *place = Some(position);
                    points += if whole { 20 } else { 0 };
                    hit = true;
                    break;
                }
            }
            if !hit && !aside {
                unmatched += cost(word_of(word));
                open |= word_of(word).eq_ignore_ascii_case("unspecified");
            }
            if !aside || hit {
                position += 1;
            }
        }
        let found = &found[..self.words.len().min(MOST_WORDS)];
        if found.iter().all(Option::is_some) {
            points += 1000;
        }
        if found.first() == Some(&Some(0)) {
            points += 30;
        }
        let in_order = found
            .windows(2)
            .all(|pair| matches!(pair, [Some(one), Some(next)] if one + 1 == *next));
        if found.len() > 1 && in_order {
            points += 25;
        }
        if open {
            points += 5;
        }
        points - unmatched
    }
}

/// An answer's place: kind of match, then whether it can be billed on the day, then the wording.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank(u8, u8, i32);

#[derive(Clone, Copy)]
enum Weight {
    Description,
    Official,
    Common,
}

/// What an unasked word of a name costs it.
fn cost(word: &str) -> i32 {
    let among = |words: &[&str]| words.iter().any(|other| word.eq_ignore_ascii_case(other));
    if among(&COMMON) {
        0
    } else if among(&PLAIN) {
        1
    } else if among(&RARE) {
        26
    } else {
        6
    }
}

/// A number from 0 (best) to 63 by which codes are stored, so that the likelier answers to any
/// text are met first: fewest telling words in the shortest name.
pub fn standing(entry: &CodeEntry, terms: &[Term]) -> u8 {
    let words = |name: &str| -> i32 {
        Words::of(&fold(name))
            .filter(|(_, aside)| !aside)
            .map(|(word, _)| cost(word_of(word)))
            .sum()
    };
    let shortest = terms
        .iter()
        .map(|term| words(term.text()))
        .chain([words(&entry.long)])
        .min()
        .unwrap_or_default();
    let heading = if entry.billable { 0 } else { 3 };
    let ended = if entry.valid_to.is_some() { 20 } else { 0 };
    u8::try_from((shortest / 3 + heading + ended).clamp(0, 63)).unwrap_or(63)
}

/// A word of the search index.
struct IndexWord {
    text: String,
    /// Written with a hyphen in the source, here without: `b12` beside `b` and `12`.
    joined: bool,
}

fn index_words(text: &str) -> Vec<IndexWord> {
    let folded = fold(text);
    let mut words = Vec::new();
    let bare = |word: &str| -> String {
        word.chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|char| char.to_ascii_lowercase())
            .collect()
    };
    for compound in folded.split(|char: char| !is_inner(char) && char != '-') {
        for part in compound.split('-') {
            let text = bare(part);
            if !text.is_empty() {
                words.push(IndexWord {
                    text,
                    joined: false,
                });
            }
        }
        if compound.trim_matches('-').contains('-') {
            words.push(IndexWord {
                text: bare(compound),
                joined: true,
            });
        }
    }
    words
}

/// The words that a code with these names is found by: each once, separated by blanks.
pub fn index_text<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let mut words: Vec<String> = names
        .into_iter()
        .flat_map(index_words)
        .map(|word| word.text)
        .filter(|word| !is_common(word))
        .collect();
    words.sort_unstable();
    words.dedup();
    words.join(" ")
}

fn is_common(word: &str) -> bool {
    COMMON.contains(&word)
}

/// `fractures` should find `fracture`; the shorter beginning finds both.
fn drop_plural(word: &mut String) {
    if word.len() > 4 && word.ends_with('s') && !word.ends_with("ss") {
        let _s = word.pop();
    }
}

/// The text without accents (`Ménière` is typed `meniere`); borrowed where it has none.
pub(in crate::domain) fn fold(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(
        text.nfd()
            .filter(|char| !is_combining_mark(*char))
            .map(|char| if char == '’' { '\'' } else { char })
            .collect(),
    )
}

/// Whether a character belongs inside a word: `Crohn's` is one word.
fn is_inner(char: char) -> bool {
    char.is_ascii_alphanumeric() || char == '\''
}

/// The places in a name where words begin, each with the rest of the name, and whether the word
/// stands aside: in round brackets (may be present or absent in the diagnosis, ICD-10-CM
/// conventions I.A.7) or square ones (another wording).
struct Words<'a> {
    rest: &'a str,
    depth: usize,
}

impl<'a> Words<'a> {
    fn of(name: &'a str) -> Self {
        Self {
            rest: name,
            depth: 0,
        }
    }
}

impl<'a> Iterator for Words<'a> {
    type Item = (&'a str, bool);

    fn next(&mut self) -> Option<Self::Item> {
        let start = self.rest.char_indices().find_map(|(at, char)| {
            match char {
                '(' | '[' => self.depth += 1,
                ')' | ']' => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
            char.is_ascii_alphanumeric().then_some(at)
        })?;
        let word = &self.rest[start..];
        self.rest = &word[word_of(word).len()..];
        Some((word, self.depth > 0))
    }
}

/// The first word of a text that begins with one.
fn word_of(text: &str) -> &str {
    let end = text
        .find(|char: char| !is_inner(char))
        .unwrap_or(text.len());
    &text[..end]
}

/// Whether a name at this place begins with a typed word, hyphens and apostrophes aside;
/// `Some(true)` when the word is typed in full, but for a plural s.
fn begins_with(name: &str, typed: &str) -> Option<bool> {
    let mut rest = name.bytes().filter(|byte| !matches!(byte, b'-' | b'\''));
    for byte in typed.bytes() {
        if !rest.next()?.eq_ignore_ascii_case(&byte) {
            return None;
        }
    }
    let ends = |byte: Option<u8>| byte.is_none_or(|byte| !byte.is_ascii_alphanumeric());
    Some(match rest.next() {
        Some(b's' | b'S') => ends(rest.next()),
        other => ends(other),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn entry(code: &str, long: &str) -> CodeEntry {
        CodeEntry {
            system: CodeSystem::Icd10Cm,
            code: code.into(),
            billable: true,
            valid_from: None,
            valid_to: None,
            short: long.into(),
            long: long.into(),
        }
    }

    fn first<'a>(text: &str, entries: &'a [(CodeEntry, Vec<Term>)]) -> &'a str {
        let query = Query::parse(text);
        let on = "2026-03-01".parse().unwrap();
        let (entry, _) = entries
            .iter()
            .min_by_key(|(entry, terms)| query.rank(entry, terms, false, on))
            .unwrap();
        &entry.code
    }

    #[test]
    fn a_text_falls_into_words_and_perhaps_a_code() {
        for (text, words, code) in [
            ("E11.9", &["e11", "9"][..], Some("E119")),
            ("  e119", &["e119"], Some("E119")),
            ("low back pain", &["low", "back", "pain"], None),
            ("diabetes of the", &["diabete"], None),
            ("of", &["of"], Some("OF")),
            ("Crohn's", &["crohn"], None),
            ("Ménière", &["meniere"], None),
            ("b-12", &["b", "12"], None),
            ("\" OR * ( NEAR", &["near"], None),
            ("", &[], None),
            ("…", &[], None),
        ] {
            let query = Query::parse(text);
            assert_eq!(query.words(), words, "{text}");
            assert_eq!(query.code(), code, "{text}");
        }
    }

    #[test]
    fn the_index_holds_each_telling_word_once() {
        assert_eq!(
            index_text(["Pain of the back, back pain", "B-12 Crohn's Ménière"]),
            "12 b b12 back crohns meniere pain"
        );
    }

    #[test]
    fn whole_words_and_shorter_wordings_come_first() {
        let entries = [
            (entry("R520", "Painful hand of a worker"), vec![]),
            (
                entry("R521", "Chronic pain syndrome of the left hand"),
                vec![],
            ),
            (entry("R529", "Pain, unspecified"), vec![]),
        ];
        assert_eq!(first("pain", &entries), "R529");
        assert_eq!(first("hand pain", &entries), "R521");
        assert_eq!(first("R521", &entries), "R521");
    }

    #[test]
    fn words_in_brackets_do_not_count_against_a_name() {
        let entries = [
            (entry("I1A0", "Resistant hypertension"), vec![]),
            (
                entry("I10", "Essential (primary) hypertension"),
                vec![Term::Official(
                    "hypertension (arterial) (benign) (systemic)".into(),
                )],
            ),
        ];
        assert_eq!(first("hypertension", &entries), "I10");
        assert_eq!(first("hyperten", &entries), "I10");
        assert_eq!(first("resistant hypert", &entries), "I1A0");
    }

    #[test]
    fn codes_that_can_be_billed_come_before_headings_and_ended_ones() {
        let mut heading = entry("M545", "Low back pain");
        heading.billable = false;
        let mut ended = entry("M544", "Low back pain");
        ended.valid_to = "2025-09-30".parse().ok();
        let entries = [
            (ended, vec![]),
            (heading, vec![]),
            (entry("M5450", "Low back pain, unspecified"), vec![]),
        ];
        assert_eq!(first("low back pain", &entries), "M5450");
        assert_eq!(first("low back pain", &entries[..2]), "M545");
    }

    proptest! {
        #[test]
        fn query_words_are_plain_letters_and_digits(text in any::<String>()) {
            let query = Query::parse(&text);
            prop_assert!(query.words().len() <= MOST_WORDS);
            for word in query.words() {
                prop_assert!(!word.is_empty() && word.len() <= LONGEST_WORD);
                prop_assert!(word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()));
            }
        }

        #[test]
        fn any_name_can_be_ranked(text in any::<String>(), name in any::<String>()) {
            let on = "2026-03-01".parse().unwrap();
            let _rank = Query::parse(&text).rank(&entry("X", &name), &[], false, on);
        }
    }
}
