//! Fields of dates, typed the short way.

use chrono::{Datelike, Days, NaiveDate};

use super::Kind;
use crate::domain::date;
use crate::domain::draft::{Problem, quoted};

/// What a two-figure year or none at all means for a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// Visits, letters, cards: without a year, this year; with two figures, from 79 years ago to
    /// 20 years ahead.
    Around,
    /// Births and what else cannot lie ahead: the latest such day up to today.
    Past,
}

/// A date. Short forms are read against `today`; the full date stands under the field as it is
/// typed and takes the place of the text when the field is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date {
    pub today: NaiveDate,
    pub span: Span,
}

impl Kind for Date {
    type Value = NaiveDate;

    fn read(&self, text: &str) -> Result<NaiveDate, Problem> {
        read(text, self.today, self.span)
    }

    fn normal(&self, date: &NaiveDate) -> Option<String> {
        Some(date::spoken(*date))
    }

    fn meaning(&self, date: &NaiveDate) -> Option<String> {
        Some(date.format("%a %m/%d/%Y").to_string())
    }
}

/// Reads `t`, `+7`, `-1`, `0914`, `091426`, `09142026`, `9/14`, `9/14/26`, `9-14-2026` and
/// `2026-09-14`.
///
/// # Errors
/// A sentence when it is none of these or no day of the calendar.
pub fn read(text: &str, today: NaiveDate, span: Span) -> Result<NaiveDate, Problem> {
    let text = text.trim();
    let unreadable = || {
        Problem::new(format!(
            "{} is not a date; write it like 9/14/2026, 0914, t or +7.",
            quoted(text)
        ))
    };
    if text.eq_ignore_ascii_case("t") {
        return Ok(today);
    }
    if let Some(days) = text.strip_prefix('+').and_then(count) {
        return today.checked_add_days(days).ok_or_else(unreadable);
    }
    if let Some(days) = text.strip_prefix('-').and_then(count) {
        return today.checked_sub_days(days).ok_or_else(unreadable);
    }
    if text.len() == 10 && text.as_bytes().get(4) == Some(&b'-') {
        return date::parse(text);
    }
    let (month, day, year) = parts(text).ok_or_else(unreadable)?;
    let number = |part: &str| part.parse::<i32>().ok();
    let (Some(month), Some(day)) = (month.parse().ok(), day.parse().ok()) else {
        return Err(unreadable());
    };
    let dated = |year: i32| NaiveDate::from_ymd_opt(year, month, day);
    let found = match year.len() {
        0 => match span {
            Span::Around => dated(today.year()),
            Span::Past => latest(today, dated),
        },
        2 => {
            let short = number(year).ok_or_else(unreadable)?;
            let limit = match span {
                Span::Around => today.year() + 20,
                Span::Past => today.year(),
            };
            // The latest year with these two figures up to the limit.
            let year = limit - (limit - short).rem_euclid(100);
            match span {
                Span::Around => dated(year),
                Span::Past => dated(year)
                    .filter(|date| *date <= today)
                    .or_else(|| dated(year - 100)),
            }
        }
        4 => number(year)
            .filter(|year| (1850..2200).contains(year))
            .and_then(dated),
        _ => return Err(unreadable()),
    };
    found.ok_or_else(|| {
        Problem::new(format!(
            "{} is not a day of the calendar; correct it.",
            quoted(text)
        ))
    })
}

fn count(days: &str) -> Option<Days> {
    let is_number = !days.is_empty() && days.len() <= 4 && days.bytes().all(|b| b.is_ascii_digit());
    days.parse().ok().filter(|_| is_number).map(Days::new)
}

/// The latest day up to today, looking back over a leap-year's distance.
fn latest(today: NaiveDate, dated: impl Fn(i32) -> Option<NaiveDate>) -> Option<NaiveDate> {
    (today.year() - 8..=today.year())
        .rev()
        .filter_map(dated)
        .find(|date| *date <= today)
}

/// Month, day and year (which may be empty) as they were typed.
fn parts(text: &str) -> Option<(&str, &str, &str)> {
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if is_digits(text) && matches!(text.len(), 4 | 6 | 8) {
        return Some((&text[..2], &text[2..4], &text[4..]));
    }
    let mut pieces = text.split(['/', '-', '.']);
    let found = (
        pieces.next()?,
        pieces.next()?,
        pieces.next().unwrap_or_default(),
    );
    let fits = |part: &str| matches!(part.len(), 1 | 2) && is_digits(part);
    (pieces.next().is_none() && fits(found.0) && fits(found.1) && is_digits(found.2))
        .then_some(found)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::gui::form::{Edit, Field};

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 9, 14).unwrap()
    }

    fn around(text: &str) -> Option<String> {
        read(text, today(), Span::Around)
            .ok()
            .map(|date| date.to_string())
    }

    #[test]
    fn short_forms_mean_one_day_each() {
        for (text, day) in [
            ("t", "2026-09-14"),
            ("T", "2026-09-14"),
            ("-1", "2026-09-13"),
            ("+7", "2026-09-21"),
            ("0914", "2026-09-14"),
            ("1231", "2026-12-31"),
            ("09142026", "2026-09-14"),
            ("091426", "2026-09-14"),
            ("9/14/26", "2026-09-14"),
            ("9/4", "2026-09-04"),
            ("9-14-2026", "2026-09-14"),
            ("1/2/46", "2046-01-02"),
            ("1/2/47", "1947-01-02"),
            ("2026-09-14", "2026-09-14"),
        ] {
            assert_eq!(around(text).as_deref(), Some(day), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "",
            "x",
            "tt",
            "+",
            "914",
            "13/1/26",
            "2/30/26",
            "0230",
            "9/14/026",
            "9//26",
            "9/14/26/1",
            "+99999",
            "2026-9-14",
            "９/14/26",
        ] {
            assert_eq!(around(text), None, "{text}");
        }
    }

    #[test]
    fn a_birth_never_lies_ahead() {
        for (text, day) in [
            ("9/14/26", "2026-09-14"),
            ("9/15/26", "1926-09-15"),
            ("9/14/51", "1951-09-14"),
            ("1231", "2025-12-31"),
            ("0229", "2024-02-29"),
        ] {
            let read = read(text, today(), Span::Past).map(|date| date.to_string());
            assert_eq!(read.as_deref(), Ok(day), "{text}");
        }
    }

    #[test]
    fn leaving_the_field_writes_the_date_out_and_typing_does_not() {
        let kind = Date {
            today: today(),
            span: Span::Around,
        };
        let mut field = Field::new("dos", "Date of service", kind);
        field.update(Edit::Typed("-1".to_owned()));
        assert_eq!(field.text(), "-1");
        field.update(Edit::Left);
        assert_eq!(field.text(), "09/13/2026");
        field.update(Edit::Typed("13/13".to_owned()));
        field.update(Edit::Left);
        assert_eq!(field.text(), "13/13");
        assert!(field.problem().is_some());
    }

    proptest! {
        #[test]
        fn any_text_is_a_date_or_a_sentence(text in "\\PC{0,12}") {
            let _ = read(&text, today(), Span::Around);
            let _ = read(&text, today(), Span::Past);
        }

        #[test]
        fn what_a_field_writes_out_it_reads_back(days in 0_u64..100_000) {
            let date = NaiveDate::from_ymd_opt(1900, 1, 1).unwrap() + Days::new(days);
            prop_assert_eq!(read(&date::spoken(date), today(), Span::Around), Ok(date));
        }
    }
}
