//! Each rule with a claim that breaks it and one that comes near; and what holds for any claim.

mod circumstance;
mod diagnosis;
mod fixture;
mod insured;
mod line;
mod provider;

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::rule::{RULES, Rule};
use super::{check, place};
use crate::domain::claim::field;
use crate::domain::finding::{FieldRef, Finding, Record, Severity};
use fixture::{Typed, known, today};

/// A rule that is tested where the form is filled.
const fn paper(name: &'static str, severity: Severity, form_box: &'static str) -> Rule {
    Rule {
        name,
        severity,
        form_box,
        source: "",
    }
}

const fn too_large(form_box: &'static str) -> Rule {
    paper("amount-too-large", Severity::Error, form_box)
}

const fn too_long(form_box: &'static str) -> Rule {
    paper("number-too-long", Severity::Error, form_box)
}

/// A rule with the least change that breaks it and a change that does not.
struct Case {
    base: fn() -> Typed,
    /// The findings of the broken claim, by rule and field; the rule under test is the first.
    expected: &'static [(Rule, &'static str)],
    broken: fn(&mut Typed),
    near: fn(&mut Typed),
}

fn cases() -> Vec<Case> {
    [
        insured::cases(),
        circumstance::cases(),
        diagnosis::cases(),
        line::cases(),
        provider::cases(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn findings_after(base: fn() -> Typed, change: fn(&mut Typed)) -> Vec<Finding> {
    let mut typed = base();
    change(&mut typed);
    let claim = typed
        .build()
        .unwrap_or_else(|findings| panic!("{findings:?}"));
    check(&claim, &known(), today())
}

#[test]
fn clean_claims_of_every_kind_have_no_findings() {
    for base in [
        fixture::clean,
        fixture::medicare,
        fixture::medicare_secondary,
        fixture::medigap,
        fixture::secondary,
        fixture::workers_comp,
        fixture::auto,
        fixture::inpatient,
        fixture::referred,
        fixture::authorized,
    ] {
        assert_eq!(findings_after(base, |_| ()), []);
    }
}

#[test]
fn each_rule_finds_its_fault_and_lets_a_near_miss_pass() {
    let mut wrong = Vec::new();
    for case in cases() {
        let name = case.expected[0].0.name;
        let findings = findings_after(case.base, case.broken);
        assert_in_order(&findings);
        let found: BTreeSet<_> = findings
            .iter()
            .map(|f| {
                (
                    f.rule,
                    f.severity,
                    f.form_box.unwrap_or(""),
                    f.field.to_string(),
                )
            })
            .collect();
        let expected: BTreeSet<_> = case
            .expected
            .iter()
            .map(|(rule, field)| (rule.name, rule.severity, rule.form_box, (*field).to_owned()))
            .collect();
        if found != expected {
            wrong.push(format!("{name}: found {found:#?}"));
        }
        let near = findings_after(case.base, case.near);
        if !near.is_empty() {
            wrong.push(format!("near {name}: found {near:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_the_paper_cannot_carry_is_a_finding_of_the_check() {
    let found = findings_after(fixture::clean, |t| t.patient.first_name = "Zoë".into());
    let names: Vec<_> = found.iter().map(|f| (f.rule, f.form_box)).collect();
    assert_eq!(names, [("letters-rewritten", Some("2"))]);
}

#[test]
fn an_error_of_the_paper_is_not_hidden_by_a_warning_of_a_rule() {
    // The payment is a warning by its rule and, at the same field and box, an error of the paper.
    let found = findings_after(fixture::clean, |t| {
        t.visit.patient_paid = "1000000".into();
    });
    let names: Vec<_> = found.iter().map(|f| (f.rule, f.severity)).collect();
    assert_eq!(
        names,
        [
            ("amount-paid-over-total", Severity::Warning),
            ("amount-too-large", Severity::Error)
        ]
    );
}

#[test]
fn every_rule_has_a_case() {
    let tested: Vec<Rule> = cases().iter().map(|case| case.expected[0].0).collect();
    for rule in RULES {
        assert!(tested.contains(rule), "{} in {}", rule.name, rule.form_box);
    }
}

#[test]
fn rules_are_named_once_per_box_and_listed_in_the_order_of_the_form() {
    let mut seen = BTreeSet::new();
    for rule in RULES {
        assert!(
            seen.insert((rule.name, rule.form_box)),
            "{} twice",
            rule.name
        );
        assert!(
            rule.name
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'),
            "{}",
            rule.name
        );
    }
    assert!(RULES.is_sorted_by_key(|rule| place(Some(rule.form_box))));
}

#[test]
fn every_rule_shows_in_a_real_box() {
    for rule in RULES {
        assert!(
            field::all()
                .iter()
                .any(|field| field.form_box == rule.form_box),
            "{}",
            rule.form_box
        );
    }
}

/// The columns of a record's CSV file: a draft's fields are named like them.
fn columns(record: Record) -> Vec<String> {
    use crate::domain as d;
    match record {
        Record::Practice => fields(&d::practice::PracticeDraft::default()),
        Record::Provider => fields(&d::provider::ProviderDraft::default()),
        Record::ProviderNumber => fields(&d::provider::PayerNumberDraft::default()),
        Record::Facility => fields(&d::facility::FacilityDraft::default()),
        Record::Payer => fields(&d::payer::PayerDraft::default()),
        Record::Patient => fields(&d::patient::PatientDraft::default()),
        Record::Coverage => fields(&d::coverage::CoverageDraft::default()),
        Record::Authorization => fields(&d::authorization::AuthorizationDraft::default()),
        Record::Encounter => fields(&d::encounter::EncounterDraft::default()),
        Record::ServiceLine => fields(&d::encounter::line::LineDraft::default()),
        Record::Claim => vec!["claim_id".to_owned()],
        Record::Eligibility
        | Record::Fee
        | Record::Printer
        | Record::Receipt
        | Record::Remittance
        | Record::RemittanceLine
        | Record::ProviderItem
        | Record::AdjustmentRule
        | Record::OpeningBalance
        | Record::Posting
        | Record::Estimate
        | Record::Letter
        | Record::Labels
        | Record::Statement
        | Record::PaymentPlan => panic!("no rule is about a {record}"),
    }
}

/// The names of an empty draft's fields.
fn fields(draft: &impl std::fmt::Debug) -> Vec<String> {
    format!("{draft:?}")
        .split_whitespace()
        .filter_map(|word| word.strip_suffix(':'))
        .map(str::to_owned)
        .collect()
}

fn is_a_column(field: FieldRef) -> bool {
    columns(field.record)
        .iter()
        .any(|column| column == field.column)
}

fn assert_in_order(findings: &[Finding]) {
    assert!(findings.is_sorted_by_key(|f| (place(f.form_box), f.field.line)));
    for (idx, finding) in findings.iter().enumerate() {
        assert!(!findings[..idx].contains(finding), "{finding:?} twice");
        assert!(finding.form_box.is_some_and(|form_box| {
            field::all().iter().any(|field| field.form_box == form_box)
        }));
        assert!(is_a_column(finding.field), "{}", finding.field);
        assert!(finding.sentence.ends_with('.'), "{}", finding.sentence);
    }
}

#[test]
fn boxes_stand_in_the_order_of_the_form() {
    let boxes = [
        "PAYER", "1", "1a", "2", "9", "9a", "9d", "10a", "11", "24", "24A", "33b",
    ];
    assert!(boxes.is_sorted_by_key(|form_box| place(Some(form_box))));
}

/// Gives a claim the lines and the other coverage that the faults change.
fn fill_up(typed: &mut Typed) {
    let full = fixture::secondary();
    if typed.lines.len() < full.lines.len() {
        typed.lines = full.lines;
    }
    if typed.others.is_empty() {
        typed.others = full.others;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Many faults at once, with any text where the drafts take any.
    #[test]
    fn any_claim_gets_findings_in_order_without_repetition(
        base in any::<prop::sample::Index>(),
        faults in prop::collection::vec(any::<prop::sample::Index>(), 0..8),
        text in "\\PC{1,40}",
        days in -40_000_i64..40_000,
    ) {
        let cases = cases();
        let mut typed = (base.get(&cases).base)();
        for fault in &faults {
            fill_up(&mut typed);
            (fault.get(&cases).broken)(&mut typed);
        }
        typed.coverage.member_id = text.clone();
        typed.visit.claim_codes = text.clone();
        typed.visit.original_reference = text.clone();
        typed.practice.address1 = text;
        let claim = typed.build();
        prop_assume!(claim.is_ok());
        let today = today() + chrono::TimeDelta::days(days);
        assert_in_order(&check(&claim.unwrap(), &known(), today));
    }
}
