//! Lengths in inches, as they are read off a ruler: with a decimal point or in eighths.

use crate::domain::draft::{Problem, quoted};

/// The longest length that is taken, in thousandths.
const MOST: u32 = 20_000;

/// Thousandths of an inch from `4.125`, `4 1/8`, `7/8`, with or without the sign for inches.
///
/// # Errors
/// A sentence when it is no length, or longer than 20 inches.
pub fn read(text: &str) -> Result<u32, Problem> {
    let words = text.trim().trim_end_matches(['"', '”']);
    let words = words.strip_suffix("in").unwrap_or(words).trim();
    let unreadable = || {
        Problem::new(format!(
            "{} is no length; write inches like 4.125 or 4 1/8.",
            quoted(text)
        ))
    };
    let length = match words.rsplit_once(' ') {
        Some((whole, part)) => {
            let whole = decimal(whole.trim()).ok_or_else(unreadable)?;
            whole.checked_add(fraction(part).ok_or_else(unreadable)?)
        }
        None => fraction(words).or_else(|| decimal(words)),
    };
    length
        .filter(|length| *length <= MOST)
        .ok_or_else(unreadable)
}

fn fraction(text: &str) -> Option<u32> {
    let (above, below) = text.split_once('/')?;
    let (above, below): (u32, u32) = (above.parse().ok()?, below.parse().ok()?);
    if below == 0 || above >= below {
        return None;
    }
    Some((above.checked_mul(1000)? + below / 2) / below)
}

fn decimal(text: &str) -> Option<u32> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let is_digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    if whole.is_empty() && part.is_empty() || !is_digits(whole) || !is_digits(part) {
        return None;
    }
    if part.len() > 3 {
        return None;
    }
    let whole: u32 = if whole.is_empty() {
        0
    } else {
        whole.parse().ok()?
    };
    let part: u32 = format!("{part:0<3}").parse().ok()?;
    whole.checked_mul(1000)?.checked_add(part)
}

/// A length as fields show it: `4.125`.
pub fn shown(thousandths: u32) -> String {
    let text = format!("{}.{:03}", thousandths / 1000, thousandths % 1000);
    let text = text.trim_end_matches('0');
    text.trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rulers_are_read_in_decimals_and_in_eighths() {
        for (text, expected) in [
            ("4.125", Some(4125)),
            ("4 1/8", Some(4125)),
            ("7/8", Some(875)),
            (".5", Some(500)),
            ("9", Some(9000)),
            ("3 2/3 in", Some(3667)),
            ("1/2\"", Some(500)),
            ("", None),
            ("4,125", None),
            ("4.1255", None),
            ("9/8", None),
            ("1/0", None),
            ("-1", None),
            ("21", None),
        ] {
            assert_eq!(read(text).ok(), expected, "{text}");
        }
        for (thousandths, text) in [(4125, "4.125"), (9000, "9"), (500, "0.5")] {
            assert_eq!(shown(thousandths), text);
            assert_eq!(read(text).ok(), Some(thousandths));
        }
    }
}
