//! The line of a return slip that a scanner or a hurried person reads back: account, day of the
//! statement, amount in cents and a check character, as `P-7-20260305-12345-K`.
//!
//! The check character is that of ISO/IEC 7064, MOD 37-2: it tells every single wrong character and
//! every swap of two neighbors. The standard's digits and letters stand for 0 to 35; the hyphen stands for
//! 36, which as a check character is written `*`. An account number may hold any character: one that the
//! line lacks is written as `Z`, its code in hexadecimal and `Z`, and the letter `Z` as `ZZ`.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;

use crate::domain::draft::Problem;
use crate::domain::id::PatientId;
use crate::domain::money::Money;

/// What a scan line says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScanLine {
    pub account: PatientId,
    /// The day of the statement.
    pub as_of: NaiveDate,
    /// 0.00 or more.
    pub amount: Money,
}

impl fmt::Display for ScanLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let amount = self.amount.cents().max(0);
        let text = format!(
            "{}-{}-{amount}-",
            written(self.account.as_str()),
            self.as_of.format("%Y%m%d")
        );
        let weighed = text
            .chars()
            .fold(0, |sum, c| (sum + value(c).unwrap_or(0)) * 2 % 37);
        let check = (38 - weighed) % 37;
        let check = if check == 36 { '*' } else { character(check) };
        write!(f, "{text}{check}")
    }
}

impl FromStr for ScanLine {
    type Err = Problem;

    /// Reads what was printed; small letters and spaces that a keyboard adds do no harm.
    fn from_str(text: &str) -> Result<Self, Problem> {
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        parsed(&text.to_ascii_uppercase()).ok_or_else(|| {
            Problem::new(
                "The line does not agree with its check character; read it again from the slip, with \
                 all its hyphens."
                    .to_owned(),
            )
        })
    }
}

fn parsed(text: &str) -> Option<ScanLine> {
    let check = text.chars().next_back()?;
    let body = text.strip_suffix(check)?;
    let check = match check {
        '*' => 36,
        '-' => return None,
        other => value(other)?,
    };
    let mut weighed = 0;
    for c in body.chars() {
        weighed = (weighed + value(c)?) * 2 % 37;
    }
    if (weighed + check) % 37 != 1 {
        return None;
    }
    let mut parts = body.strip_suffix('-')?.rsplitn(3, '-');
    let (amount, as_of, account) = (parts.next()?, parts.next()?, parts.next()?);
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(amount) || !is_number(as_of) || as_of.len() != 8 {
        return None;
    }
    Some(ScanLine {
        account: read(account)?.parse().ok()?,
        as_of: NaiveDate::parse_from_str(as_of, "%Y%m%d").ok()?,
        amount: Money::from_cents(amount.parse().ok()?),
    })
}

/// What a character counts: 0 to 36.
fn value(character: char) -> Option<u32> {
    match character {
        '-' => Some(36),
        '0'..='9' | 'A'..='Z' => character.to_digit(36),
        _ => None,
    }
}

fn character(value: u32) -> char {
    char::from_digit(value, 36).map_or('-', |c| c.to_ascii_uppercase())
}

fn written(account: &str) -> String {
    let mut text = String::new();
    for c in account.chars() {
        match c {
            'Z' => text.push_str("ZZ"),
            _ if value(c).is_some() => text.push(c),
            _ => text.push_str(&format!("Z{:X}Z", u32::from(c))),
        }
    }
    text
}

fn read(text: &str) -> Option<String> {
    let mut account = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('Z') {
        let (code, after) = after.split_once('Z')?;
        account.push_str(before);
        account.push(match code {
            "" => 'Z',
            code => char::from_u32(u32::from_str_radix(code, 16).ok()?)?,
        });
        rest = after;
    }
    account.push_str(rest);
    Some(account)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn line(account: &str, cents: i64) -> ScanLine {
        ScanLine {
            account: account.parse().unwrap(),
            as_of: "2026-03-05".parse().unwrap(),
            amount: Money::from_cents(cents),
        }
    }

    #[test]
    fn lines_are_written_as_people_and_machines_read_them() {
        for (account, cents, expected) in [
            ("P-7", 12_345, "P-7-20260305-12345-"),
            ("10423", 1, "10423-20260305-1-"),
            ("ZOE.1", 0, "ZZOEZ2EZ1-20260305-0-"),
        ] {
            let text = line(account, cents).to_string();
            assert!(text.starts_with(expected), "{text}");
            assert_eq!(text.len(), expected.len() + 1);
        }
        // A credit asks for nothing.
        assert!(line("P-7", -500).to_string().contains("-0-"));
        // The example that blood banks print for MOD 37-2 (ISBT 128): donation number and H.
        let sum = "G123498654321"
            .chars()
            .fold(0, |sum, c| (sum + value(c).unwrap()) * 2 % 37);
        assert_eq!(character((38 - sum) % 37), 'H');
    }

    #[test]
    fn what_is_no_scan_line_is_refused_in_a_sentence() {
        for text in [
            "",
            "-",
            "*",
            "P-7",
            "P-7-20260305-12345-",
            "P-7-20261399-1-X",
            "李-1-1-1",
        ] {
            let problem = text.parse::<ScanLine>().unwrap_err();
            assert!(problem.to_string().contains("check character"), "{text}");
        }
    }

    fn any_line() -> impl Strategy<Value = ScanLine> {
        (
            "[A-Za-z0-9ñ._/-]{1,20}",
            0..=9_999_999_999_i64,
            0..20_000_i32,
        )
            .prop_map(|(account, cents, days)| ScanLine {
                account: account.parse().unwrap(),
                as_of: NaiveDate::from_num_days_from_ce_opt(730_000 + days).unwrap(),
                amount: Money::from_cents(cents),
            })
    }

    proptest! {
        #[test]
        fn every_line_reads_back(line in any_line(), is_small in any::<bool>()) {
            let mut text = line.to_string();
            prop_assert!(text.is_ascii());
            if is_small {
                text = format!(" {} ", text.to_lowercase());
            }
            prop_assert_eq!(text.parse::<ScanLine>().ok(), Some(line));
        }

        #[test]
        fn one_wrong_character_and_one_swap_are_noticed(
            line in any_line(), at in any::<prop::sample::Index>(), other in "[0-9A-Z*-]",
        ) {
            let text: Vec<char> = line.to_string().chars().collect();
            let mut wrong = text.clone();
            let place = at.index(text.len());
            wrong[place] = other.chars().next().unwrap();
            if wrong != text {
                let wrong: String = wrong.into_iter().collect();
                prop_assert!(wrong.parse::<ScanLine>().is_err(), "{}", wrong);
            }
            let mut swapped = text.clone();
            let place = at.index(text.len() - 1);
            swapped.swap(place, place + 1);
            if swapped != text {
                let swapped: String = swapped.into_iter().collect();
                prop_assert!(swapped.parse::<ScanLine>().is_err(), "{}", swapped);
            }
        }

        #[test]
        fn any_text_is_a_line_or_a_sentence(text in "\\PC{0,40}") {
            let _ = text.parse::<ScanLine>();
        }
    }
}
