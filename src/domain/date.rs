//! Dates as files and the form write them.

use chrono::{Datelike, NaiveDate};

use crate::domain::draft::{Problem, quoted};

/// Reads `YYYY-MM-DD`, years 1850 to 2199.
///
/// # Errors
/// A sentence when the text has another shape or names a day that does not exist.
pub fn parse(text: &str) -> Result<NaiveDate, Problem> {
    let shape_is_right = text.len() == 10
        && text.bytes().enumerate().all(|(idx, byte)| match idx {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if !shape_is_right {
        return Err(Problem::new(format!(
            "{} is not a date; write it as YYYY-MM-DD.",
            quoted(text)
        )));
    }
    NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .ok()
        .filter(|date| (1850..2200).contains(&date.year()))
        .ok_or_else(|| {
            Problem::new(format!(
                "{} is not a day of the calendar; correct it.",
                quoted(text)
            ))
        })
}

/// How a date that may be missing stands in a file.
pub fn text_of(date: Option<NaiveDate>) -> String {
    date.map(|date| date.to_string()).unwrap_or_default()
}

/// A date as `MM/DD/YYYY`, the way sentences for the biller show it.
pub fn spoken(date: NaiveDate) -> String {
    date.format("%m/%d/%Y").to_string()
}

/// Whole years lived on a day; 0 before the birth date.
pub fn age_on(birth_date: NaiveDate, on: NaiveDate) -> u32 {
    on.years_since(birth_date).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_real_days_in_the_iso_shape_are_dates() {
        assert!(parse("2024-02-29").is_ok());
        for text in [
            "2023-02-29",
            "2026-13-01",
            "2026-1-5",
            "01/05/2026",
            "0001-01-01",
            "9999-01-01",
            "２０２６-01-01",
            "",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_birthday_counts_on_its_day() {
        let birth = NaiveDate::from_ymd_opt(2000, 2, 29).unwrap();
        let before = NaiveDate::from_ymd_opt(2026, 2, 28).unwrap();
        let after = NaiveDate::from_ymd_opt(2026, 3, 1).unwrap();
        assert_eq!((age_on(birth, before), age_on(birth, after)), (25, 26));
    }
}
