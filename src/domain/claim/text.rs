//! Typed text as the form can carry it: capitals A to Z, digits, blanks and the few marks that a
//! box asks for.
//!
//! The rules, in this order (NUCC manual, general instructions; `rules.md` §0):
//!
//! 1. Capital letters.
//! 2. Accents are left off: `É` is E, `Å` is A. Letters that are no accented letter have a fixed
//!    reading: Ł L, Ø O, Đ and Ð D, Þ TH, ß SS, Æ AE, Œ OE, Ħ H, Ŧ T, Ŋ NG, Ə E. A letter of another
//!    script has no reading; it is left out and the claim may not print.
//! 3. Marks. `&` becomes AND and `%` PCT; apostrophes, periods and `# $ * "` are dropped (O'Brien
//!    is OBRIEN: the manual allows no mark in a name but the hyphen); every other mark becomes a
//!    blank. A hyphen stays in names; a point between two digits and the equals sign stay in free
//!    text (a dose, Medicare's `2=5159`). Numbers keep letters and digits only.
//! 4. One blank for several; in free text three or more stay three, for they part two items.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::domain::person::PersonName;

/// Which marks a text keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wording {
    /// A person's name: hyphens stay.
    Name,
    /// An organization or an address: no marks.
    Address,
    /// What the biller wrote for the payer: decimal points and equals signs stay.
    Free,
    /// An identifier: letters and digits only.
    Number,
}

/// What did not reach the paper as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// Letters were written in the form's letters.
    Transliterated,
    /// Letters without a reading were left out.
    Unreadable,
    /// The text was longer than its field; this was left out.
    Cut(String),
    /// A number was longer than its field and may not be cut.
    TooLong,
}

/// A text that fits its field, and what happened to it on the way.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Fitted {
    pub text: String,
    /// Each trouble with the column that it came from.
    pub troubles: Vec<(&'static str, Trouble)>,
}

/// A typed text and the column it stands in.
pub(crate) type Part<'a> = (&'static str, &'a str);

/// The columns of a person's name: last, first, middle, suffix.
pub(crate) type NameColumns = [&'static str; 4];

/// The name columns without a prefix.
pub(crate) const NAME: NameColumns = ["last_name", "first_name", "middle_name", "suffix"];

impl Fitted {
    fn clean(&mut self, (column, typed): Part<'_>, wording: Wording) -> String {
        let (text, is_transliterated, is_unreadable) = clean(typed, wording);
        if is_unreadable {
            self.troubles.push((column, Trouble::Unreadable));
        } else if is_transliterated {
            self.troubles.push((column, Trouble::Transliterated));
        }
        text
    }

    fn lose(&mut self, column: &'static str, lost: &str) {
        let lost = lost.trim();
        if !lost.is_empty() {
            self.troubles.push((column, Trouble::Cut(lost.to_owned())));
        }
    }
}

/// An identifier: letters and digits only, whole or not at all, for a cut number is a wrong number.
pub(crate) fn number(part: Part<'_>, length: usize) -> Fitted {
    let mut fitted = Fitted::default();
    let text = fitted.clean(part, Wording::Number);
    if text.len() > length {
        fitted.troubles.push((part.0, Trouble::TooLong));
    } else {
        fitted.text = text;
    }
    fitted
}

/// Texts one after the other with `between` between them, cut at the end.
pub(crate) fn joined(parts: &[Part<'_>], between: &str, wording: Wording, length: usize) -> Fitted {
    let mut fitted = Fitted::default();
    let mut whole = String::new();
    for part in parts {
        let text = fitted.clean(*part, wording);
        if text.is_empty() {
            continue;
        }
        if !whole.is_empty() {
            whole.push_str(between);
        }
        let begin = whole.len();
        whole.push_str(&text);
        if whole.len() > length {
            fitted.lose(part.0, &whole[begin.max(length)..]);
        }
    }
    whole.truncate(length);
    fitted.text = whole.trim_end().to_owned();
    fitted
}

/// One text, cut at the end.
pub(crate) fn line(part: Part<'_>, wording: Wording, length: usize) -> Fitted {
    joined(&[part], " ", wording, length)
}

/// `CITY ST ZIP`: a city that is too long is cut so that state and ZIP stay.
pub(crate) fn city_line(city: Part<'_>, state_and_zip: &str, length: usize) -> Fitted {
    let mut fitted = Fitted::default();
    let mut text = fitted.clean(city, Wording::Address);
    let room = match state_and_zip.len() {
        0 => length,
        rest => length.saturating_sub(rest + 1),
    };
    if text.len() > room {
        fitted.lose(city.0, &text[room..]);
        text.truncate(room);
    }
    fitted.text = format!("{} {state_and_zip}", text.trim_end())
        .trim()
        .to_owned();
    fitted
}

struct NameParts {
    last: String,
    first: String,
    initial: String,
    suffix: String,
}

fn name_parts(name: &PersonName, columns: NameColumns, fitted: &mut Fitted) -> NameParts {
    let [last, first, middle, suffix] = columns;
    let mut part = |column, typed: &str| {
        fitted
            .clean((column, typed), Wording::Name)
            .trim_matches(['-', ' '])
            .to_owned()
    };
    NameParts {
        last: part(last, &name.last),
        first: part(first, &name.first),
        initial: part(middle, &name.middle).chars().take(1).collect(),
        suffix: part(suffix, &name.suffix),
    }
}

/// `LAST SUFFIX, FIRST, M` (NUCC manual, items 2, 4 and 9: the middle name is its initial).
///
/// Where it is too long the middle initial goes first, then the end of the first name down to its
/// initial, then the suffix, then the end of the last name.
pub(crate) fn last_first(name: &PersonName, columns: NameColumns, length: usize) -> Fitted {
    let mut fitted = Fitted::default();
    let mut parts = name_parts(name, columns, &mut fitted);
    let compose = |parts: &NameParts| {
        let last = [parts.last.as_str(), &parts.suffix]
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join(" ");
        [last.as_str(), &parts.first, &parts.initial]
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join(", ")
    };
    shorten(&mut parts, columns, length, &mut fitted, compose);
    fitted
}

/// `FIRST M LAST SUFFIX CREDENTIALS` (NUCC manual, item 17).
///
/// Where it is too long the middle initial goes first, then the credentials, then the end of the
/// first name down to its initial, then the suffix, then the end of the last name.
pub(crate) fn first_last(
    name: &PersonName,
    credentials: Part<'_>,
    columns: NameColumns,
    length: usize,
) -> Fitted {
    let mut fitted = Fitted::default();
    let mut parts = name_parts(name, columns, &mut fitted);
    let mut degree = fitted.clean(credentials, Wording::Name);
    let compose = |parts: &NameParts, degree: &str| {
        [
            parts.first.as_str(),
            &parts.initial,
            &parts.last,
            &parts.suffix,
            degree,
        ]
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
    };
    if compose(&parts, &degree).len() > length && !parts.initial.is_empty() {
        fitted.lose(columns[2], &std::mem::take(&mut parts.initial));
    }
    if compose(&parts, &degree).len() > length {
        fitted.lose(credentials.0, &std::mem::take(&mut degree));
    }
    shorten(&mut parts, columns, length, &mut fitted, |parts| {
        compose(parts, &degree)
    });
    fitted
}

fn shorten(
    parts: &mut NameParts,
    columns: NameColumns,
    length: usize,
    fitted: &mut Fitted,
    compose: impl Fn(&NameParts) -> String,
) {
    let excess = |parts: &NameParts| compose(parts).len().saturating_sub(length);
    if excess(parts) > 0 {
        fitted.lose(columns[2], &std::mem::take(&mut parts.initial));
    }
    let over = excess(parts);
    if over > 0 && parts.first.len() > 1 {
        let keep = parts.first.len().saturating_sub(over).max(1);
        fitted.lose(columns[1], &parts.first.split_off(keep));
        let kept = parts.first.trim_end_matches(['-', ' ']).len();
        parts.first.truncate(kept);
    }
    if excess(parts) > 0 {
        fitted.lose(columns[3], &std::mem::take(&mut parts.suffix));
    }
    let over = excess(parts);
    if over > 0 {
        let keep = parts.last.len().saturating_sub(over);
        fitted.lose(columns[0], &parts.last.split_off(keep));
        let kept = parts.last.trim_end_matches(['-', ' ']).len();
        parts.last.truncate(kept);
    }
    fitted.text = compose(parts);
}

/// Breaks a text over an upper and a lower line, at a blank where there is one near the end of the
/// upper line and the rest still fits.
pub(crate) fn two_lines(text: &str, upper: usize, lower: usize) -> (String, String) {
    if text.len() <= lower {
        return (String::new(), text.to_owned());
    }
    let latest = upper.min(text.len());
    let at = text[..=latest.min(text.len() - 1)]
        .rfind(' ')
        .filter(|&at| at > 0 && text[at..].trim_start().len() <= lower)
        .unwrap_or(latest);
    (
        text[..at].trim_end().to_owned(),
        text[at..].trim_start().to_owned(),
    )
}

/// The text in the form's letters, whether letters were rewritten, and whether any had no reading.
fn clean(typed: &str, wording: Wording) -> (String, bool, bool) {
    let (mut is_transliterated, mut is_unreadable) = (false, false);
    let mut out = Spaced::new(wording);
    let letters: Vec<char> = typed.chars().flat_map(char::to_uppercase).nfd().collect();
    for (idx, &letter) in letters.iter().enumerate() {
        match letter {
            'A'..='Z' | '0'..='9' => out.push(letter),
            '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' if wording == Wording::Name => out.push('-'),
            '=' if wording == Wording::Free => out.push('='),
            '.' if wording == Wording::Free
                && idx > 0
                && letters[idx - 1].is_ascii_digit()
                && letters.get(idx + 1).is_some_and(char::is_ascii_digit) =>
            {
                out.push('.');
            }
            '.' | '\'' | '"' | '`' | '#' | '$' | '*' => {}
            '\u{2018}'..='\u{201f}' | '\u{2b9}'..='\u{2bf}' | '\u{b4}' => {}
            '&' if wording != Wording::Number => out.push_word("AND"),
            '%' if wording != Wording::Number => out.push_word("PCT"),
            '\n' | '\r' => out.blanks(3),
            _ if letter.is_whitespace() => out.blanks(1),
            _ if letter.is_ascii() || matches!(letter, '\u{2010}'..='\u{2015}' | '\u{2212}') => {
                out.blanks(0);
            }
            _ if is_combining_mark(letter) => is_transliterated = true,
            _ => {
                is_transliterated = true;
                match reading(letter) {
                    Some(latin) => latin.chars().for_each(|latin| out.push(latin)),
                    None => is_unreadable |= letter.is_alphanumeric(),
                }
            }
        }
    }
    (out.text, is_transliterated, is_unreadable)
}

/// The reading of a capital that is not a letter with an accent.
fn reading(letter: char) -> Option<&'static str> {
    Some(match letter {
        'Ł' | 'Ŀ' => "L",
        'Ø' => "O",
        'Đ' | 'Ð' => "D",
        'Þ' => "TH",
        'ẞ' => "SS",
        'Æ' => "AE",
        'Œ' => "OE",
        'Ħ' => "H",
        'Ŧ' => "T",
        'Ŋ' => "NG",
        'Ə' | 'Ɛ' => "E",
        'Ĳ' => "IJ",
        'Ɖ' => "D",
        'Ɵ' => "O",
        'Ƙ' => "K",
        'Ɓ' => "B",
        _ => return None,
    })
}

/// A text under way that keeps count of the blanks before its next character.
struct Spaced {
    wording: Wording,
    text: String,
    /// Blanks typed since the last character; `None` where the next follows directly.
    pending: Option<usize>,
}

impl Spaced {
    fn new(wording: Wording) -> Self {
        Self {
            wording,
            text: String::new(),
            pending: None,
        }
    }

    fn blanks(&mut self, typed: usize) {
        self.pending = Some(self.pending.unwrap_or(0) + typed);
    }

    fn push(&mut self, letter: char) {
        if let Some(typed) = self.pending.take()
            && !self.text.is_empty()
        {
            self.text.push_str(match self.wording {
                Wording::Number => "",
                Wording::Free if typed >= 3 => "   ",
                _ => " ",
            });
        }
        self.text.push(letter);
    }

    fn push_word(&mut self, word: &str) {
        self.blanks(0);
        word.chars().for_each(|letter| self.push(letter));
        self.blanks(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleaned(typed: &str, wording: Wording) -> String {
        clean(typed, wording).0
    }

    fn person(last: &str, first: &str, middle: &str, suffix: &str) -> PersonName {
        PersonName {
            last: last.into(),
            first: first.into(),
            middle: middle.into(),
            suffix: suffix.into(),
        }
    }

    #[test]
    fn marks_go_as_the_manual_asks() {
        // NUCC manual, items 2, 4, 5, 7, 9: its own example is "123 N Main Street 101".
        for (typed, wording, text) in [
            (
                "123 N. Main Street, #101",
                Wording::Address,
                "123 N MAIN STREET 101",
            ),
            ("P.O. Box 12-34", Wording::Address, "PO BOX 12 34"),
            ("Smith & Sons", Wording::Address, "SMITH AND SONS"),
            ("O'Brien-Smith", Wording::Name, "OBRIEN-SMITH"),
            ("O’Brien–Smith", Wording::Name, "OBRIEN-SMITH"),
            ("St. John", Wording::Name, "ST JOHN"),
            ("1EG4-TE5 MK73", Wording::Number, "1EG4TE5MK73"),
            (
                "Drug 5.5 mg/ml. 2=51.59",
                Wording::Free,
                "DRUG 5.5 MG ML 2=51.59",
            ),
            ("a - b", Wording::Free, "A B"),
            ("one   two\nthree", Wording::Free, "ONE   TWO   THREE"),
            ("one   two", Wording::Address, "ONE TWO"),
        ] {
            assert_eq!(cleaned(typed, wording), text, "{typed}");
            assert!(!clean(typed, wording).1, "{typed}");
        }
    }

    #[test]
    fn accents_and_strokes_have_a_reading_and_are_told() {
        for (typed, text) in [
            ("Peña", "PENA"),
            ("Łukasz", "LUKASZ"),
            ("Sørensen", "SORENSEN"),
            ("Đorđević", "DORDEVIC"),
            ("Þór", "THOR"),
            ("Æsir Œuvre", "AESIR OEUVRE"),
            ("Nguyễn", "NGUYEN"),
            ("İnci", "INCI"),
        ] {
            assert_eq!(
                clean(typed, Wording::Name),
                (text.into(), true, false),
                "{typed}"
            );
        }
        // ß and the dotless i reach A to Z by capital letters alone.
        assert_eq!(cleaned("Groß", Wording::Name), "GROSS");
        assert_eq!(cleaned("Işık", Wording::Name), "ISIK");
    }

    #[test]
    fn other_scripts_have_no_reading() {
        for typed in ["Иванов", "山田", "Ωmega", "١٢"] {
            assert!(clean(typed, Wording::Name).2, "{typed}");
        }
        assert_eq!(clean("Ann ☺", Wording::Name), ("ANN".into(), true, false));
    }

    #[test]
    fn a_name_gives_up_its_middle_initial_first_and_its_last_name_last() {
        // `rules.md` §2, names in 2, 4 and 9.
        let fit = |name: &PersonName, length| last_first(name, NAME, length).text;
        let name = person("Doe", "Jonathan", "Quincy", "Jr.");
        assert_eq!(fit(&name, 28), "DOE JR, JONATHAN, Q");
        assert_eq!(fit(&name, 18), "DOE JR, JONATHAN");
        assert_eq!(fit(&name, 12), "DOE JR, JONA");
        assert_eq!(fit(&name, 9), "DOE JR, J");
        assert_eq!(fit(&name, 8), "DOE, J");
        assert_eq!(fit(&name, 5), "DO, J");
        let troubles = last_first(&name, NAME, 12).troubles;
        assert_eq!(
            troubles,
            [
                ("middle_name", Trouble::Cut("Q".into())),
                ("first_name", Trouble::Cut("THAN".into())),
            ]
        );
    }

    #[test]
    fn a_referring_name_gives_up_middle_initial_then_credentials() {
        // `rules.md` §0, names in 17.
        let name = person("Featherstone", "Maximilian", "B", "");
        let fit = |length| first_last(&name, ("credentials", "M.D."), NAME, length).text;
        assert_eq!(fit(40), "MAXIMILIAN B FEATHERSTONE MD");
        assert_eq!(fit(26), "MAXIMILIAN FEATHERSTONE MD");
        assert_eq!(fit(23), "MAXIMILIAN FEATHERSTONE");
        assert_eq!(fit(15), "MA FEATHERSTONE");
        assert_eq!(fit(10), "M FEATHERS");
    }

    #[test]
    fn numbers_are_whole_or_not_there() {
        assert_eq!(number(("member_id", "ab 12-3"), 5).text, "AB123");
        let long = number(("member_id", "123456"), 5);
        assert_eq!(long.text, "");
        assert_eq!(long.troubles, [("member_id", Trouble::TooLong)]);
    }

    #[test]
    fn a_cut_text_tells_what_is_lost_and_from_which_column() {
        let street = joined(
            &[("address1", "1 Long Street"), ("address2", "Suite 400")],
            " ",
            Wording::Address,
            17,
        );
        assert_eq!(street.text, "1 LONG STREET SUI");
        assert_eq!(
            street.troubles,
            [("address2", Trouble::Cut("TE 400".into()))]
        );
        let city = city_line(("city", "Rancho Cucamonga"), "CA 91730", 20);
        assert_eq!(city.text, "RANCHO CUCA CA 91730");
    }

    #[test]
    fn two_lines_break_at_a_blank() {
        // Box 19: 23 characters above, 48 below; `fields.csv`.
        assert_eq!(two_lines("SHORT", 23, 48), (String::new(), "SHORT".into()));
        let text = "DISCONTINUED DRUG NAMED ALPHA AND ANOTHER ONE NAMED BETA 20 MG";
        let (upper, lower) = two_lines(text, 23, 48);
        assert_eq!(upper, "DISCONTINUED DRUG NAMED");
        assert_eq!(lower, "ALPHA AND ANOTHER ONE NAMED BETA 20 MG");
        let solid = "X".repeat(71);
        let (upper, lower) = two_lines(&solid, 23, 48);
        assert_eq!((upper.len(), lower.len()), (23, 48));
        let (upper, lower) = two_lines(&format!("A {}", "X".repeat(69)), 23, 48);
        assert_eq!((upper.len(), lower.len()), (23, 48));
    }
}
