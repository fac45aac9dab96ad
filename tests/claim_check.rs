//! The scrubber on any legal claim.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "common/claims.rs"]
mod claims;
#[path = "common/scene.rs"]
mod scene;

use almoner::domain::claim::check::check;
use almoner::domain::claim::field;
use almoner::domain::claim::form::fill;
use almoner::domain::code::known::KnownCodes;
use almoner::domain::finding::Finding;
use chrono::{NaiveDate, TimeDelta};
use claims::any_claim;
use proptest::prelude::*;

/// A box's number, then its letter; the carrier block counts as 0.
fn place(finding: &Finding) -> (u32, String) {
    let form_box = finding.form_box.unwrap_or_default();
    let digits: String = form_box.chars().take_while(char::is_ascii_digit).collect();
    let letter = form_box[digits.len()..].to_owned();
    (digits.parse().unwrap_or(0), letter)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn findings_stand_in_the_order_of_the_form_once_each(
        claim in any_claim().boxed(),
        days in -40_000_i64..40_000,
    ) {
        let day = NaiveDate::from_ymd_opt(2026, 3, 20).unwrap() + TimeDelta::days(days);
        let findings = check(&claim, &KnownCodes::default(), day);
        prop_assert!(findings.is_sorted_by_key(|finding| (place(finding), finding.field.line)));
        for (idx, finding) in findings.iter().enumerate() {
            prop_assert!(!findings[..idx].contains(finding), "twice {:?}", finding);
            prop_assert!(
                field::all().iter().any(|field| Some(field.form_box) == finding.form_box),
                "{:?}", finding
            );
        }
    }

    #[test]
    fn an_error_of_the_paper_keeps_the_claim_from_printing(claim in any_claim().boxed()) {
        let day = NaiveDate::from_ymd_opt(2026, 3, 20).unwrap();
        let findings = check(&claim, &KnownCodes::default(), day);
        for error in fill(&claim).findings.iter().filter(|finding| finding.is_error()) {
            let is_told = findings.iter().any(|finding| {
                finding.is_error()
                    && (finding.form_box, finding.field) == (error.form_box, error.field)
            });
            prop_assert!(is_told, "{:?}", error);
        }
    }
}
