//! Text cells that a spreadsheet would take for a formula (CWE-1236).
//!
//! A spreadsheet that opens a CSV file runs a cell that begins with `=` and its like. Such a text
//! is written with an apostrophe before it, and read back without. Amounts, counts and dates do
//! not come through here: they come from typed columns and are written as they are.

use std::borrow::Cow;

/// Puts an apostrophe before a text that a spreadsheet would run.
pub fn guard(text: &str) -> Cow<'_, str> {
    if is_risky(text) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Takes away the apostrophe that [`guard`] put there; `unguard(guard(text)) == text` for any text.
pub fn unguard(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if is_risky(rest) => rest,
        _ => text,
    }
}

/// Whether the text begins like a formula, after spaces of any kind and apostrophes: the apostrophes
/// count so that a text which carries one of its own comes back with it.
fn is_risky(text: &str) -> bool {
    const BREAKS: [char; 4] = ['\t', '\r', '\n', '\0'];
    let is_before = |c: char| c == '\'' || c.is_whitespace() && !BREAKS.contains(&c);
    let rest = text.trim_start_matches(is_before);
    rest.starts_with(BREAKS) || rest.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_a_spreadsheet_would_run_is_guarded() {
        for (text, guarded) in [
            ("=1+1", "'=1+1"),
            ("  =1+1", "'  =1+1"),
            ("+1 555 010 0100", "'+1 555 010 0100"),
            ("-A1", "'-A1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("\u{a0}=1", "'\u{a0}=1"),
            ("\u{2000}-A1", "'\u{2000}-A1"),
            (" '\u{3000}＝1", "' '\u{3000}＝1"),
            ("＝1", "'＝1"),
            ("'=1", "''=1"),
            ("", ""),
            ("O'Neil", "O'Neil"),
            ("'t Hooft", "'t Hooft"),
            ("Smith-Jones", "Smith-Jones"),
        ] {
            assert_eq!(guard(text), guarded);
            assert_eq!(unguard(guarded), text);
        }
    }

    proptest! {
        #[test]
        fn guarding_is_undone_by_reading(text in "[ '=+@\\-＝\t\u{a0}\u{2000}a-c]{0,8}|\\PC*") {
            let guarded = guard(&text);
            prop_assert!(!guarded.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']));
            prop_assert_eq!(unguard(&guarded), text.as_str());
        }
    }
}
