//! The scrubber: what a claim lacks on the form and what would make it bounce.
//!
//! `rule` lists every rule by its box; the other modules hold the functions that test them, one file
//! for each part of the form.

mod circumstance;
mod diagnosis;
mod insured;
mod line;
mod patient;
mod provider;
pub mod rule;

#[cfg(test)]
mod tests;

use chrono::NaiveDate;

use crate::domain::claim::form::fill;
use crate::domain::claim::{Claim, Facts};
use crate::domain::code::known::KnownCodes;
use crate::domain::finding::{FieldRef, Finding, Record, Severity};
use rule::Rule;

/// Everything that is wrong with a claim or worth a look, in the order of the form's boxes and,
/// within a box, of the service lines; nothing twice.
///
/// A finding that is an error keeps the claim from printing. `known` has to hold what the code sets
/// say about the claim's codes. `today` is the day on which the claim would be printed.
pub fn check(claim: &Claim, known: &KnownCodes, today: NaiveDate) -> Vec<Finding> {
    let mut scrub = Scrub {
        claim,
        facts: &claim.facts,
        known,
        today,
        findings: Vec::new(),
    };
    for group in GROUPS {
        group(&mut scrub);
    }
    let mut findings = scrub.findings;
    findings.sort_by_key(|finding| (place(finding.form_box), finding.field.line));
    findings
}

type Group = fn(&mut Scrub<'_>);

/// Every group of rules, roughly in the order of the form.
const GROUPS: &[Group] = &[
    insured::coverage,
    insured::member_id,
    insured::insured_person,
    insured::other_insurance,
    insured::policy,
    insured::medicare_secondary,
    insured::medigap,
    insured::benefits,
    patient::identity,
    patient::address,
    patient::signature,
    circumstance::accidents,
    circumstance::condition_codes,
    circumstance::illness,
    circumstance::other_date,
    circumstance::spans,
    circumstance::referral,
    circumstance::outside_lab,
    circumstance::resubmission,
    circumstance::authorization,
    diagnosis::presence,
    diagnosis::edition,
    diagnosis::validity,
    diagnosis::sequence,
    diagnosis::exclusions,
    diagnosis::patient_hints,
    line::presence,
    line::dates,
    line::filing,
    line::places,
    line::procedures,
    line::modifiers,
    line::pointers,
    line::charges,
    line::units,
    line::drugs,
    line::repeats,
    provider::rendering,
    provider::practice,
    provider::amounts,
    provider::earlier_payers,
    provider::signature,
    provider::facility,
    paper,
];

/// One pass over one claim: what the rules read, and the one way to report.
struct Scrub<'a> {
    claim: &'a Claim,
    facts: &'a Facts,
    known: &'a KnownCodes,
    today: NaiveDate,
    findings: Vec<Finding>,
}

impl Scrub<'_> {
    /// Reports that a rule is broken; `sentence` says what is wrong and what to do.
    fn report(&mut self, rule: &Rule, field: FieldRef, sentence: impl Into<String>) {
        let finding = Finding {
            severity: rule.severity,
            rule: rule.name,
            form_box: Some(rule.form_box),
            field,
            sentence: sentence.into(),
        };
        if !self.findings.contains(&finding) {
            self.findings.push(finding);
        }
    }

    /// Reports what a record's own advice says, as far as it is about this rule.
    fn adopt(&mut self, rule: &Rule, advice: Vec<Finding>) {
        for finding in advice {
            if finding.rule == rule.name {
                self.report(rule, finding.field, finding.sentence);
            }
        }
    }
}

/// What does not reach the paper as it stands in the records. It goes last, for where a rule has
/// spoken about the same field in the same box already, the paper's word would say less.
fn paper(scrub: &mut Scrub<'_>) {
    for finding in fill(scrub.claim).findings {
        let is_said = scrub.findings.iter().any(|said| {
            said.form_box == finding.form_box
                && said.field == finding.field
                && (said.severity == Severity::Error || finding.severity == Severity::Warning)
        });
        if !is_said {
            scrub.findings.push(finding);
        }
    }
}

/// A column of the visit.
const fn visit(column: &'static str) -> FieldRef {
    FieldRef::of(Record::Encounter, column)
}

/// Where a box stands among the others: its number, then its letter. The carrier block is first.
fn place(form_box: Option<&'static str>) -> (u8, &'static str) {
    let Some(form_box) = form_box else {
        return (u8::MAX, "");
    };
    let letters = form_box.trim_start_matches(|c: char| c.is_ascii_digit());
    let number = form_box[..form_box.len() - letters.len()]
        .parse()
        .unwrap_or(0);
    (number, letters)
}
