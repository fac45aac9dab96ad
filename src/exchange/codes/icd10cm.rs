//! The ICD-10-CM order file and its addenda, as CDC/NCHS and CMS publish them.
//!
//! Layout: the PDF in the official zip of 2026. Columns are 1-based and inclusive.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

use super::{Error, columns, numbered, text_of};
use crate::domain::code::DiagnosisCode;
use crate::domain::code::edition::Listing;

/// Fewer codes than this are no whole edition; every year has had over 90,000.
const FEWEST_CODES: usize = 90_000;

/// Reads `icd10cm_order_YYYY.txt`: every code of an edition, without dot.
///
/// # Errors
/// At the first line that is not an order line, and when the file is cut short.
pub fn read_order(bytes: &[u8]) -> Result<HashMap<String, Listing>, Error> {
    read_order_of(bytes, FEWEST_CODES)
}

fn read_order_of(bytes: &[u8], fewest: usize) -> Result<HashMap<String, Listing>, Error> {
    let text = text_of(bytes)?;
    let mut codes = HashMap::new();
    for (number, line) in numbered(&text).filter(|(_, line)| !line.trim().is_empty()) {
        let order = columns(line, 1, 5);
        if order.len() != 5 || !order.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Error::line(
                number,
                "this is not an order file; its lines begin with a five-digit number",
            ));
        }
        let (code, listing) = listed(line, number, 7)?;
        if codes.insert(code.clone(), listing).is_some() {
            return Err(Error::line(
                number,
                format!("the code {code} stands here a second time"),
            ));
        }
    }
    if codes.len() < fewest {
        return Err(Error::File(format!(
            "the file holds {} codes; a whole edition has over {fewest}, so it may be cut short",
            codes.len()
        )));
    }
    Ok(codes)
}

/// Reads the code, flag and wordings of a line whose code begins at a column: the order file has
/// code and flag, the addenda flag and code.
fn listed(line: &str, number: usize, code_at: usize) -> Result<(String, Listing), Error> {
    let in_order_file = code_at == 7;
    let (flag_at, short_at) = if in_order_file { (15, 17) } else { (14, 24) };
    let code = columns(line, code_at, code_at + 6);
    let code = DiagnosisCode::parse(&code)
        .map_err(|error| Error::line(number, error.to_string()))?
        .as_str()
        .to_owned();
    let billable = match columns(line, flag_at, flag_at).as_str() {
        "0" => false,
        "1" => true,
        _ => {
            return Err(Error::line(
                number,
                format!("column {flag_at} must hold 0 or 1"),
            ));
        }
    };
    let short = columns(line, short_at, short_at + 59);
    let long = columns(line, short_at + 61, 1000);
    if long.is_empty() {
        return Err(Error::line(
            number,
            format!("the description of {code} is missing"),
        ));
    }
    Ok((
        code,
        Listing {
            billable,
            short,
            long,
        },
    ))
}

/// Reads `icd10cm_order_addenda_YYYY.txt`: each code that changes, without dot, with what it
/// becomes; `None` when it ends.
///
/// # Errors
/// At the first line that is not a change, and when the counts at the end are missing, which says
/// that the file is cut short.
pub fn read_addenda(bytes: &[u8]) -> Result<Vec<(String, Option<Listing>)>, Error> {
    let text = text_of(bytes)?;
    let mut changes = BTreeMap::new();
    let mut ended = false;
    for (number, line) in numbered(&text).filter(|(_, line)| !line.trim().is_empty()) {
        if line.trim() == "Headers" {
            ended = true;
            break;
        }
        match columns(line, 1, 12).as_str() {
            "Add:" | "Revise to:" => {
                let (code, listing) = listed(line, number, 16)?;
                let _ended = changes.insert(code, Some(listing));
            }
            // A code that is deleted and added again changes its flag; either line may come first.
            "Delete:" => {
                let (code, _) = listed(line, number, 16)?;
                let _change = changes.entry(code).or_insert(None);
            }
            // The old wording is at hand already; another line has the new one.
            "Revise from:" => {
                let _old = listed(line, number, 16)?;
            }
            _ => {
                return Err(Error::line(
                    number,
                    "this is not an addenda file; its lines begin with Add:, Delete: or Revise",
                ));
            }
        }
    }
    if !ended {
        return Err(Error::File(
            "the counts at the end of the file are missing, so it may be cut short".into(),
        ));
    }
    Ok(changes.into_iter().collect())
}

/// The first day of the edition that a file's name speaks of: `icd10cm_order_2026.txt` begins on
/// 2025-10-01, `icd10cm-order-April-1-2026.txt` on 2026-04-01.
pub fn starts_on(file_name: &str) -> Option<NaiveDate> {
    let name = file_name.to_ascii_lowercase();
    let year: i32 = name
        .split(|char: char| !char.is_ascii_digit())
        .rfind(|digits| digits.len() == 4)?
        .parse()
        .ok()?;
    if name.contains("april") {
        NaiveDate::from_ymd_opt(year, 4, 1)
    } else {
        NaiveDate::from_ymd_opt(year - 1, 10, 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORDER: &str = "\
00001 A00     0 Cholera                                                      Cholera\r
00002 A000    1 Cholera due to Vibrio cholerae 01, biovar cholerae           Cholera due to Vibrio cholerae 01, biovar cholerae\r
";

    const ADDENDA: &str = "\
Delete:      1 D691    Qualitative platelet defects                                 Qualitative platelet defects\r
Add:         0 D691    Qualitative platelet defects                                 Qualitative platelet defects\r
Revise from: 1 A000    Cholera due to                                               Cholera due to\r
Revise to:   1 A000    Cholera due to Vibrio                                        Cholera due to Vibrio\r
\r
Delete:      1 M722    Plantar fascial fibromatosis                                 Plantar fascial fibromatosis\r
Headers\r
  23467 headers in the file before\r
";

    fn listing(billable: bool, text: &str) -> Listing {
        Listing {
            billable,
            short: text.into(),
            long: text.into(),
        }
    }

    #[test]
    fn order_lines_become_codes() {
        let codes = read_order_of(ORDER.as_bytes(), 2).unwrap();
        assert_eq!(codes.len(), 2);
        assert_eq!(codes["A00"], listing(false, "Cholera"));
        assert_eq!(
            codes["A000"],
            listing(true, "Cholera due to Vibrio cholerae 01, biovar cholerae")
        );
    }

    #[test]
    fn damaged_order_files_are_refused_with_their_line() {
        let cut = &ORDER[..ORDER.len() - 62];
        let twice = format!("{ORDER}{ORDER}");
        for (text, sentence) in [
            (
                ORDER,
                "the file holds 2 codes; a whole edition has over 90000, so it may be cut short",
            ),
            (cut, "line 2: the description of A000 is missing"),
            (&twice, "line 3: the code A00 stands here a second time"),
            (
                "A00 Cholera",
                "line 1: this is not an order file; its lines begin with a five-digit number",
            ),
            (
                "00001 1234    0 Cholera",
                "line 1: 1234 is not the shape of an ICD-10-CM code, such as E11.9",
            ),
            (
                "00001 A00     2 Cholera",
                "line 1: column 15 must hold 0 or 1",
            ),
        ] {
            assert_eq!(
                read_order(text.as_bytes()).unwrap_err().to_string(),
                sentence
            );
        }
    }

    #[test]
    fn addenda_lines_become_changes() {
        assert_eq!(
            read_addenda(ADDENDA.as_bytes()).unwrap(),
            [
                ("A000".into(), Some(listing(true, "Cholera due to Vibrio"))),
                (
                    "D691".into(),
                    Some(listing(false, "Qualitative platelet defects"))
                ),
                ("M722".into(), None),
            ]
        );
    }

    #[test]
    fn damaged_addenda_are_refused() {
        let (cut, _) = ADDENDA.split_once("Headers").unwrap();
        assert_eq!(
            read_addenda(cut.as_bytes()).unwrap_err().to_string(),
            "the counts at the end of the file are missing, so it may be cut short"
        );
        assert_eq!(
            read_addenda(ORDER.as_bytes()).unwrap_err().to_string(),
            "line 1: this is not an addenda file; its lines begin with Add:, Delete: or Revise"
        );
    }

    #[test]
    fn a_file_name_tells_when_its_edition_begins() {
        for (name, day) in [
            ("icd10cm_order_2026.txt", Some("2025-10-01")),
            ("icd10cm-order-2026.txt", Some("2025-10-01")),
            ("icd10cm-order-April-1-2026.txt", Some("2026-04-01")),
            ("icd10cm_order_addenda_2027.txt", Some("2026-10-01")),
            ("codes.txt", None),
        ] {
            let day = day.map(|day| day.parse().unwrap());
            assert_eq!(starts_on(name), day, "{name}");
        }
    }
}
