//! The HCPCS Level II file (`*ANWEB*.txt`), as CMS publishes it each quarter.
//!
//! Layout: CMS record layout 2019, 1-based columns. Lines in practice are shorter than the 320
//! columns of the layout.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::{Error, columns, numbered, text_of};
use crate::domain::code::{CodeEntry, CodeSystem, Modifier, ProcedureCode};

/// Reads the procedures and modifiers of a file with their dates.
///
/// # Errors
/// At the first record that is damaged, and when the file has no records.
pub fn read(bytes: &[u8]) -> Result<Vec<CodeEntry>, Error> {
    let text = text_of(bytes)?;
    let mut entries: Vec<CodeEntry> = Vec::new();
    let mut places: HashMap<(CodeSystem, String), usize> = HashMap::new();
    for (number, line) in numbered(&text) {
        // Title and disclaimer lines have other characters in the column of the record's kind.
        let kind = columns(line, 11, 11);
        let (system, first) = match kind.as_str() {
            "3" => (CodeSystem::Hcpcs, true),
            "4" => (CodeSystem::Hcpcs, false),
            "7" => (CodeSystem::Modifier, true),
            "8" => (CodeSystem::Modifier, false),
            _ => continue,
        };
        let sequence = columns(line, 6, 10);
        if sequence.len() != 5 || !sequence.bytes().all(|byte| byte.is_ascii_digit()) {
            continue;
        }
        let code = code_of(line, system).map_err(|error| Error::line(number, error))?;
        let text = columns(line, 12, 91);
        if text.is_empty() {
            return Err(Error::line(
                number,
                format!("the description of {code} is missing"),
            ));
        }
        if first {
            let entry = first_record(line, number, system, code, text)?;
            let key = (system, entry.code.clone());
            if places.insert(key, entries.len()).is_some() {
                return Err(Error::line(
                    number,
                    format!("the code {} stands here a second time", entry.code),
                ));
            }
            entries.push(entry);
        } else {
            let entry = entries
                .last_mut()
                .filter(|entry| entry.system == system && entry.code == code)
                .ok_or_else(|| {
                    Error::line(number, format!("{code} goes on without having begun"))
                })?;
            entry.long.push(' ');
            entry.long.push_str(&text);
        }
    }
    if entries.is_empty() {
        return Err(Error::File(
            "the file holds no HCPCS records; load the text file with ANWEB in its name".into(),
        ));
    }
    Ok(entries)
}

fn code_of(line: &str, system: CodeSystem) -> Result<String, String> {
    let code = columns(line, 1, 5);
    match system {
        CodeSystem::Modifier => Modifier::parse(&code).map(String::from),
        _ => ProcedureCode::parse(&code).map(String::from),
    }
    .map_err(|error| error.to_string())
}

fn first_record(
    line: &str,
    number: usize,
    system: CodeSystem,
    code: String,
    long: String,
) -> Result<CodeEntry, Error> {
    // The layout's last dates end at 292; what is shorter was cut.
    if line.chars().count() < 284 {
        return Err(Error::line(
            number,
            format!("the record of {code} is cut short"),
        ));
    }
    let date = |from: usize, what: &str| -> Result<Option<NaiveDate>, Error> {
        let text = columns(line, from, from + 7);
        if text.is_empty() {
            return Ok(None);
        }
        NaiveDate::parse_from_str(&text, "%Y%m%d")
            .map(Some)
            .map_err(|_| {
                Error::line(
                    number,
                    format!("the {what} date of {code} is not a date: {text}"),
                )
            })
    };
    let valid_from = date(269, "first")?;
    let valid_to = date(285, "last")?;
    if let (Some(from), Some(to)) = (valid_from, valid_to)
        && to < from
    {
        return Err(Error::line(
            number,
            format!("{code} ends on {to}, before it begins on {from}"),
        ));
    }
    Ok(CodeEntry {
        system,
        code,
        billable: true,
        valid_from,
        valid_to,
        short: columns(line, 92, 119),
        long,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(code: &str, kind: char, long: &str, short: &str, dates: [&str; 3]) -> String {
        let [added, action, ended] = dates;
        format!(
            "{code:>5}00100{kind}{long:<80}{short:<28}{blank:<149}{added:<8}{action:<8}{ended:<8}N",
            blank = ""
        )
    }

    fn file() -> String {
        [
            "***Disclaimers".to_owned(),
            record(
                "J3420",
                '3',
                "Injection, vitamin b-12 cyanocobalamin,",
                "Vitamin b12 injection",
                ["19860101", "19860101", ""],
            ),
            format!("{:>5}001104{}", "J3420", "up to 1000 mcg"),
            record(
                "K0001",
                '3',
                "Standard wheelchair",
                "Wheelchair",
                ["20040101", "20040101", "20251231"],
            ),
            record("   LT", '7', "Left side", "Left side", ["", "20040101", ""]),
            String::new(),
        ]
        .join("\r\n")
    }

    #[test]
    fn records_and_their_continuations_become_codes_with_dates() {
        let entries = read(file().as_bytes()).unwrap();
        let told: Vec<_> = entries
            .iter()
            .map(|entry| {
                (
                    entry.system,
                    entry.code.as_str(),
                    entry.valid_from.map(|day| day.to_string()),
                    entry.valid_to.map(|day| day.to_string()),
                    entry.long.as_str(),
                )
            })
            .collect();
        let day = |text: &str| Some(text.to_owned());
        assert_eq!(
            told,
            [
                (
                    CodeSystem::Hcpcs,
                    "J3420",
                    day("1986-01-01"),
                    None,
                    "Injection, vitamin b-12 cyanocobalamin, up to 1000 mcg"
                ),
                (
                    CodeSystem::Hcpcs,
                    "K0001",
                    day("2004-01-01"),
                    day("2025-12-31"),
                    "Standard wheelchair"
                ),
                (CodeSystem::Modifier, "LT", None, None, "Left side"),
            ]
        );
        assert_eq!(entries[0].short, "Vitamin b12 injection");
    }

    #[test]
    fn damaged_files_are_refused_with_their_line() {
        let good = file();
        for (from, to, sentence) in [
            (
                "20251231",
                "20251331",
                "line 4: the last date of K0001 is not a date: 20251331",
            ),
            (
                "20251231",
                "19991231",
                "line 4: K0001 ends on 1999-12-31, before it begins on 2004-01-01",
            ),
            (
                "J3420001104",
                "J3421001104",
                "line 3: J3421 goes on without having begun",
            ),
            (
                "K000100100",
                "K00X100100",
                "line 4: K00X1 is not the shape of a procedure code, such as 99213, 0001F or J3420",
            ),
            (
                "K000100100",
                "J342000100",
                "line 4: the code J3420 stands here a second time",
            ),
        ] {
            let bad = good.replace(from, to);
            assert_ne!(bad, good);
            assert_eq!(read(bad.as_bytes()).unwrap_err().to_string(), sentence);
        }
        let cut = &good[..good.find("Standard").unwrap() + 20];
        assert_eq!(
            read(cut.as_bytes()).unwrap_err().to_string(),
            "line 4: the record of K0001 is cut short"
        );
        assert_eq!(
            read(b"hello\n").unwrap_err().to_string(),
            "the file holds no HCPCS records; load the text file with ANWEB in its name"
        );
    }
}
