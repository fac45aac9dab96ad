//! What the practice decides about its statements.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::domain::draft::{Problem, quoted};
use crate::domain::money::Money;
use crate::domain::search::{folded, squeezed};

/// Who is sent a statement, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rules {
    /// The least that is worth a letter.
    pub minimum: Money,
    /// The least a credit must be to be told by a letter.
    pub minimum_credit: Money,
    /// The fewest days between two statements for one account.
    pub days_between: u16,
    /// How many days she has to pay.
    pub days_to_pay: u16,
    /// How many days after the final notice an account comes on the pre-collection list.
    pub days_after_final: u16,
    /// Whether an account that keeps to its payment plan, and owes nothing else, is sent one too.
    pub mails_plans: bool,
    /// The name ranges that are mailed in turn; none mails everybody at once.
    pub cycles: Vec<Cycle>,
}

/// Guarantors whose last names begin within a range, by folded letters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cycle {
    /// The first letters in the range: `A`, `MC`.
    pub from: String,
    /// The last letters in the range, those that go on from them included: `F` takes Fuentes.
    pub to: String,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            minimum: Money::from_cents(500),
            minimum_credit: Money::from_cents(500),
            days_between: 27,
            days_to_pay: 21,
            days_after_final: 21,
            mails_plans: false,
            cycles: Vec::new(),
        }
    }
}

impl Cycle {
    /// Its name: `A-F`.
    pub fn name(&self) -> String {
        format!("{}-{}", self.from, self.to)
    }

    /// Whether a last name is within it, whatever its capitals, accents, blanks and apostrophes:
    /// `de la Cruz` is in D-D. What begins with no letter from A to Z goes with A before it and with
    /// Z after it, so that cycles from A to Z leave nobody out.
    pub fn holds(&self, last_name: &str) -> bool {
        let name = letters(last_name);
        let (from, to) = (letters(&self.from), letters(&self.to));
        let is_from = from == "a" || first(&name, &from) >= from.as_str();
        let is_to = to == "z" || first(&name, &to) <= to.as_str();
        is_from && is_to
    }

    /// Whether its letters are letters from A to Z, and in order.
    pub fn is_range(&self) -> bool {
        let is_letters =
            |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphabetic());
        let (from, to) = (letters(&self.from), letters(&self.to));
        is_letters(&self.from) && is_letters(&self.to) && (from <= to || from.starts_with(&to))
    }
}

fn letters(text: &str) -> String {
    squeezed(&folded(text))
}

/// The beginning of a name that is as long as a bound.
fn first<'a>(name: &'a str, bound: &str) -> &'a str {
    let end = name.char_indices().nth(bound.chars().count());
    end.map_or(name, |(idx, _)| &name[..idx])
}

impl FromStr for Cycle {
    type Err = Problem;

    /// `A-F`, or one letter for both.
    fn from_str(text: &str) -> Result<Self, Problem> {
        let upper = text.trim().to_uppercase();
        let (from, to) = upper.split_once('-').unwrap_or((&upper, &upper));
        let cycle = Self {
            from: from.trim().to_owned(),
            to: to.trim().to_owned(),
        };
        if cycle.is_range() {
            Ok(cycle)
        } else {
            Err(Problem::new(format!(
                "{} is no range of names; write the first and the last letter, like A-F.",
                quoted(text)
            )))
        }
    }
}

impl Rules {
    /// What is wrong with them, one sentence each, with the field it is about.
    pub fn problems(&self) -> Vec<(&'static str, String)> {
        let mut problems = Vec::new();
        for (field, amount) in [
            ("minimum", self.minimum),
            ("minimum_credit", self.minimum_credit),
        ] {
            if amount.is_negative() {
                problems.push((field, "This amount is 0.00 or more.".to_owned()));
            }
        }
        for (field, days) in [
            ("days_between", self.days_between),
            ("days_to_pay", self.days_to_pay),
            ("days_after_final", self.days_after_final),
        ] {
            if days > MOST_DAYS {
                problems.push((field, format!("This is at most {MOST_DAYS} days.")));
            }
        }
        problems.extend(cycle_problem(&self.cycles).map(|sentence| ("cycles", sentence)));
        problems
    }
}

/// The longest time between two steps, in days.
pub const MOST_DAYS: u16 = 366;

/// Cycles that leave somebody out would never mail to her, and she would not be missed.
fn cycle_problem(cycles: &[Cycle]) -> Option<String> {
    if let Some(cycle) = cycles.iter().find(|it| !it.is_range()) {
        return Some(format!(
            "{} is no range of names; write letters from A to Z, the first before the last.",
            cycle.name()
        ));
    }
    let mut sorted: Vec<&Cycle> = cycles.iter().collect();
    sorted.sort_by_key(|it| letters(&it.from));
    let mut next = Some("a".to_owned());
    for cycle in sorted {
        let from = letters(&cycle.from);
        match &next {
            Some(next) if *next == from => {}
            Some(next) if *next < from => {
                return Some(format!(
                    "No cycle takes the names from {} on, so they would never be mailed; begin {} there.",
                    next.to_uppercase(),
                    cycle.name()
                ));
            }
            _ => {
                return Some(format!(
                    "{} takes names that another cycle takes too; let it begin where that one ends.",
                    cycle.name()
                ));
            }
        }
        next = after(&letters(&cycle.to));
    }
    match next {
        Some(next) if !cycles.is_empty() => Some(format!(
            "No cycle takes the names from {} on, so they would never be mailed; let the last end with Z.",
            next.to_uppercase()
        )),
        _ => None,
    }
}

/// The first letters after all names that begin with some; none after Z.
fn after(letters: &str) -> Option<String> {
    let kept = letters.trim_end_matches('z');
    let last = kept.bytes().last()?;
    let mut next = kept[..kept.len() - 1].to_owned();
    next.push(char::from(last + 1));
    Some(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cycles(text: &str) -> Vec<Cycle> {
        text.split_whitespace()
            .map(|it| it.parse().unwrap())
            .collect()
    }

    #[test]
    fn names_fall_into_their_range_whatever_their_spelling() {
        for (range, name, expected) in [
            ("A-F", "Fuentes", true),
            ("A-F", "Garcia", false),
            ("D-D", "de la Cruz", true),
            ("A-C", "de la Cruz", false),
            ("C-C", "Çelik", true),
            ("O-O", "Ölmez", true),
            ("O-O", "O'Brien", true),
            ("L-L", "Łukasz", true),
            ("A-MB", "Mbeki", true),
            ("A-MB", "McDonald", false),
            ("MC-Z", "McDonald", true),
            ("MC-Z", "Mbeki", false),
            ("LI-LZ", "Li", true),
            ("LI-LZ", "L", false),
            ("A-F", "", true),
            ("A-F", "3M Household", true),
            ("G-Z", "李", true),
            ("A-F", "李", false),
        ] {
            let cycle: Cycle = range.parse().unwrap();
            assert_eq!(cycle.holds(name), expected, "{name} in {range}");
        }
        for bad in ["", "-", "F-A", "1-9", "Ä-Z", "A-"] {
            assert!(bad.parse::<Cycle>().is_err(), "{bad}");
        }
    }

    #[test]
    fn cycles_take_everybody_exactly_once() {
        for (text, word) in [
            ("", None),
            ("A-Z", None),
            ("A-F G-MB MC-Z", None),
            ("MC-Z A-F G-MB", None),
            ("A-MZ N-Z", None),
            ("A-F H-Z", Some("from G on")),
            ("B-Z", Some("from A on")),
            ("A-Y", Some("from Z on")),
            ("A-G F-Z", Some("another cycle")),
            ("A-Z Z-Z", Some("another cycle")),
            ("A-L MA-Z", Some("from M on")),
        ] {
            let rules = Rules {
                cycles: cycles(text),
                ..Rules::default()
            };
            let problems = rules.problems();
            match word {
                None => assert_eq!(problems, [], "{text}"),
                Some(word) => assert!(problems[0].1.contains(word), "{text}: {problems:?}"),
            }
            if word.is_none() && !text.is_empty() {
                for name in ["Abel", "Fzz", "Ga", "M", "Mb", "Mc", "Nz", "Zoë", "李", "7"] {
                    let n = rules.cycles.iter().filter(|it| it.holds(name)).count();
                    assert_eq!(n, 1, "{name} in {text}");
                }
            }
        }
    }
}
