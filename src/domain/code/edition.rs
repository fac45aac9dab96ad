//! How the dates of a code change when another edition of its set comes to hand.

use chrono::NaiveDate;

use super::{CodeEntry, CodeSystem};

/// A code as an edition lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    pub billable: bool,
    pub short: String,
    pub long: String,
}

/// A listing over the days on which it holds, both included; `None` is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
    pub listing: Listing,
}

impl Span {
    /// The span of a code entry.
    pub fn of(entry: &CodeEntry) -> Self {
        Self {
            from: entry.valid_from,
            to: entry.valid_to,
            listing: Listing {
                billable: entry.billable,
                short: entry.short.clone(),
                long: entry.long.clone(),
            },
        }
    }

    /// The span as an entry of a set.
    pub fn into_entry(self, system: CodeSystem, code: &str) -> CodeEntry {
        CodeEntry {
            system,
            code: code.to_owned(),
            billable: self.listing.billable,
            valid_from: self.from,
            valid_to: self.to,
            short: self.listing.short,
            long: self.listing.long,
        }
    }
}

/// The spans of a code once an edition says how it is listed from `starts_on` until the day
/// before `until`, where the next edition at hand begins. What held before and behind stays.
///
/// `spans` are in order and do not overlap; so are the returned ones, and two that touch differ.
pub fn amended(
    spans: &[Span],
    starts_on: NaiveDate,
    until: Option<NaiveDate>,
    listing: Option<&Listing>,
) -> Vec<Span> {
    let mut pieces: Vec<Span> = Vec::new();
    for span in spans {
        if span.from.is_none_or(|from| from < starts_on) {
            let last = starts_on.pred_opt();
            pieces.push(Span {
                to: match (span.to, last) {
                    (Some(to), Some(last)) => Some(to.min(last)),
                    (to, last) => to.or(last),
                },
                ..span.clone()
            });
        }
    }
    if let Some(listing) = listing {
        pieces.push(Span {
            from: Some(starts_on),
            to: until.and_then(|until| until.pred_opt()),
            listing: listing.clone(),
        });
    }
    if let Some(until) = until {
        for span in spans {
            if span.to.is_none_or(|to| to >= until) {
                pieces.push(Span {
                    from: span.from.max(Some(until)),
                    ..span.clone()
                });
            }
        }
    }
    joined(pieces)
}

/// One span where the same listing goes on without a gap.
fn joined(pieces: Vec<Span>) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        match spans.last_mut() {
            Some(before)
                if before.listing == piece.listing
                    && before.to.and_then(|to| to.succ_opt()) == piece.from =>
            {
                before.to = piece.to;
            }
            _ => spans.push(piece),
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn listing(text: &str) -> Listing {
        Listing {
            billable: true,
            short: text.into(),
            long: text.into(),
        }
    }

    fn told(spans: &[Span]) -> Vec<String> {
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        spans
            .iter()
            .map(|span| format!("{} {}..{}", span.listing.long, day(span.from), day(span.to)))
            .collect()
    }

    fn span(text: &str, from: &str, to: &str) -> Span {
        Span {
            from: from.parse().ok(),
            to: to.parse().ok(),
            listing: listing(text),
        }
    }

    #[test]
    fn an_edition_ends_adds_and_rewords_codes_from_its_first_day() {
        let open = [span("a", "2024-10-01", "")];
        let until = Some(day("2026-10-01"));
        for (spans, until, text, expected) in [
            (&open[..], None, Some("a"), vec!["a 2024-10-01.."]),
            (&open, None, None, vec!["a 2024-10-01..2025-09-30"]),
            (
                &open,
                None,
                Some("b"),
                vec!["a 2024-10-01..2025-09-30", "b 2025-10-01.."],
            ),
            (&[], None, Some("a"), vec!["a 2025-10-01.."]),
            (&[], None, None, vec![]),
            (
                &open,
                until,
                Some("b"),
                vec![
                    "a 2024-10-01..2025-09-30",
                    "b 2025-10-01..2026-09-30",
                    "a 2026-10-01..",
                ],
            ),
            (&open, until, Some("a"), vec!["a 2024-10-01.."]),
            (
                &[span("a", "2026-10-01", "")],
                until,
                Some("a"),
                vec!["a 2025-10-01.."],
            ),
        ] {
            let text = text.map(listing);
            assert_eq!(
                told(&amended(spans, day("2025-10-01"), until, text.as_ref())),
                expected
            );
        }
    }

    proptest! {
        /// Whatever editions come in whatever order, each day tells what its edition told last.
        #[test]
        fn every_day_follows_the_latest_word_of_its_edition(
            loads in proptest::collection::vec((0usize..4, proptest::option::of("[ab]")), 1..12)
        ) {
            let starts = ["2024-10-01", "2025-10-01", "2026-04-01", "2026-10-01"].map(day);
            let mut known: std::collections::BTreeMap<usize, Option<String>> = Default::default();
            let mut spans = Vec::new();
            for (edition, text) in loads {
                let until = known.keys().find(|other| **other > edition).map(|other| starts[*other]);
                let text_listing = text.as_deref().map(listing);
                spans = amended(&spans, starts[edition], until, text_listing.as_ref());
                let _before = known.insert(edition, text);
            }
            for (edition, text) in &known {
                let on = starts[*edition];
                let found: Vec<_> = spans
                    .iter()
                    .filter(|span| {
                        span.from.is_none_or(|from| from <= on) && span.to.is_none_or(|to| on <= to)
                    })
                    .map(|span| span.listing.long.clone())
                    .collect();
                let expected: Vec<String> = text.iter().cloned().collect();
                prop_assert_eq!(found, expected);
            }
            for pair in spans.windows(2) {
                prop_assert!(pair[0].to < pair[1].from);
            }
        }
    }
}
