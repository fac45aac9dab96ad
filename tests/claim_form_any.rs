//! What holds for the pages of every claim.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "common/claims.rs"]
mod claims;
#[path = "common/scene.rs"]
mod scene;

use std::collections::HashMap;

use almoner::domain::claim::field;
use almoner::domain::claim::form::{Filled, FormPage, fill};
use almoner::domain::money::Money;
use almoner::domain::payer::{AmountPaid, MultiPage};
use claims::any_claim;
use proptest::prelude::*;

// ---- every claim -----------------------------------------------------------------------------------

fn amount(page: &FormPage, form_box: &str, row: Option<u8>, name: &str) -> Option<Money> {
    let dollars = page.text(form_box, row, &format!("{name} dollars"))?;
    let cents = page.text(form_box, row, &format!("{name} cents"))?;
    format!("{dollars}.{cents}").parse().ok()
}

/// Whether every amount has a place on the form: six digits of dollars in 24F and 29, seven in 28.
fn has_small_amounts(filled: &Filled) -> bool {
    filled.findings.iter().all(|f| f.rule != "amount-too-large")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn every_text_fits_its_field_and_the_forms_letters(claim in any_claim()) {
        let filled = fill(&claim);
        for page in &filled.pages {
            let mut seen = HashMap::new();
            for value in &page.boxes {
                let field = field::find(value.form_box, value.row, value.field);
                prop_assert!(field.is_some(), "{} {}", value.form_box, value.field);
                let length = field.unwrap().length;
                prop_assert!((1..=length).contains(&value.text.len()), "{:?}", value);
                prop_assert_eq!(value.text.trim(), &value.text);
                for letter in value.text.chars() {
                    let is_plain = matches!(letter, 'A'..='Z' | '0'..='9' | ' ');
                    let is_asked_for = match letter {
                        ',' => matches!(value.form_box, "2" | "4" | "9"),
                        '-' => !value.form_box.starts_with("24") && value.form_box != "1a",
                        '.' | '=' => matches!(value.form_box, "19" | "24" | "24G"),
                        _ => false,
                    };
                    prop_assert!(is_plain || is_asked_for, "{:?}", value);
                }
                let key = (value.form_box, value.row, value.field);
                prop_assert!(seen.insert(key, ()).is_none(), "twice {:?}", key);
                prop_assert!(!value.reason.is_empty());
            }
        }
    }

    #[test]
    fn pages_and_lines_follow_the_split(claim in any_claim()) {
        let lines = &claim.facts.encounter.lines;
        let filled = fill(&claim);
        prop_assert_eq!(filled.pages.len(), lines.len().div_ceil(6).max(1));
        for (idx, page) in filled.pages.iter().enumerate() {
            prop_assert_eq!((page.number, page.of), (idx + 1, filled.pages.len()));
            for row in 1..=6_u8 {
                let expected = lines.get(idx * 6 + usize::from(row) - 1);
                prop_assert_eq!(
                    page.text("24D", Some(row), "CPT/HCPCS"),
                    expected.map(|line| line.code.as_str())
                );
                // Every letter on the form names a diagnosis on the same form: the visit's own.
                let letters = page.text("24E", Some(row), "diagnosis pointer").unwrap_or_default();
                let pointed = expected.map(|line| line.pointers.positions().collect::<Vec<_>>());
                for letter in letters.chars() {
                    let printed = page.text("21", None, &format!("diagnosis {letter}"));
                    prop_assert!(printed.is_some());
                    let is_meant = pointed.iter().flatten().any(|&position| {
                        let code = claim.facts.encounter.diagnoses[position].as_ref();
                        code.map(|code| code.as_str()) == printed
                    });
                    prop_assert!(is_meant, "{letter} {printed:?}");
                }
            }
        }
    }

    #[test]
    fn totals_and_payments_add_up_over_the_forms(claim in any_claim()) {
        let filled = fill(&claim);
        prop_assume!(has_small_amounts(&filled));
        let visit = &claim.facts.encounter;
        let rules = claim.facts.payer.rules();
        let totals: Vec<Option<Money>> = filled
            .pages
            .iter()
            .map(|page| amount(page, "28", None, "total charge"))
            .collect();
        prop_assert_eq!(totals.iter().flatten().copied().sum::<Money>(), visit.total_charge());
        let paid: Money = filled
            .pages
            .iter()
            .filter_map(|page| amount(page, "29", None, "amount paid"))
            .sum();
        let patient = visit.patient_paid.unwrap_or_default();
        let prior = visit.prior_payer_paid.unwrap_or_default();
        prop_assert_eq!(paid, match rules.amount_paid {
            AmountPaid::PatientPaid => patient,
            AmountPaid::PriorPayerPaid => prior,
            AmountPaid::AllPaid => patient + prior,
        });
        for (idx, page) in filled.pages.iter().enumerate() {
            let is_last = idx + 1 == filled.pages.len();
            match rules.multi_page {
                MultiPage::Separate => {
                    let lines: Money = (1..=6)
                        .filter_map(|row| amount(page, "24F", Some(row), "charges"))
                        .sum();
                    prop_assert_eq!(totals[idx], Some(lines));
                    let here = amount(page, "29", None, "amount paid").unwrap_or_default();
                    prop_assert!(is_last || here <= lines);
                }
                MultiPage::Continued => {
                    prop_assert_eq!(totals[idx].is_some(), is_last);
                    let word = page.text("28", None, "continued");
                    prop_assert_eq!(word, (!is_last).then_some("CONTINUED"));
                }
            }
        }
    }

    #[test]
    fn the_same_claim_gives_the_same_pages(claim in any_claim()) {
        prop_assert_eq!(fill(&claim), fill(&claim));
    }
}
