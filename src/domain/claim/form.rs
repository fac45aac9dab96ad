//! A claim as the boxes of its CMS-1500 pages, each value with its reason.
//!
//! The rules are the NUCC's instructions for the form 02/12, and for Medicare chapter 26 of the
//! Medicare Claims Processing Manual. Each part of the form has its own module.

mod address;
mod billing;
mod condition;
mod entry;
mod insured;
mod lines;
mod medicare;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::domain::claim::form::entry::Boxes;
use crate::domain::claim::split::{FormShare, split};
use crate::domain::claim::{Claim, Facts, field};
use crate::domain::finding::{FieldRef, Finding};
use crate::domain::money::Money;
use crate::domain::payer::{DateStyle, MultiPage, PaperRules};

/// What stands in one field of one page, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoxValue {
    /// The box as the form numbers it: `1a`, `24F`, `PAYER`.
    pub form_box: &'static str,
    /// The line on this form (1 to 6) for the boxes of item 24.
    pub row: Option<u8>,
    /// The field inside the box, as `claim::field` names it.
    pub field: &'static str,
    /// The characters that print: upper case, no longer than the field.
    pub text: String,
    /// Why the field holds this, in one sentence for the biller.
    pub reason: String,
    /// The record's field that feeds it, where one does; not written.
    pub source: Option<FieldRef>,
}

/// Written as box, row, field and text; reason and source are not kept.
impl Serialize for BoxValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.form_box, self.row, self.field, &self.text).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for BoxValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (form_box, row, name, text) =
            <(String, Option<u8>, String, String)>::deserialize(deserializer)?;
        let field = field::find(&form_box, row, &name)
            .ok_or_else(|| serde::de::Error::custom(format!("box {form_box} has no {name}")))?;
        Ok(Self {
            form_box: field.form_box,
            row: field.row,
            field: field.name,
            text,
            reason: String::new(),
            source: None,
        })
    }
}

/// One CMS-1500 page as values, before it is drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormPage {
    /// 1-based page number within the claim.
    pub number: usize,
    /// How many pages the claim has.
    pub of: usize,
    /// The filled fields, in the order of the form.
    pub boxes: Vec<BoxValue>,
}

impl FormPage {
    /// The text of one field, where it is filled.
    pub fn text(&self, form_box: &str, row: Option<u8>, field: &str) -> Option<&str> {
        self.boxes
            .iter()
            .find(|value| value.form_box == form_box && value.row == row && value.field == field)
            .map(|value| value.text.as_str())
    }
}

/// A claim on paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    /// At least one.
    pub pages: Vec<FormPage>,
    /// What could not be carried onto the paper as it stands in the records: shortened, written in
    /// the form's letters, or left out. An error where the paper would be wrong without it.
    pub findings: Vec<Finding>,
}

/// What every part of the form looks at.
#[derive(Clone, Copy)]
struct Subject<'a> {
    claim: &'a Claim,
    facts: &'a Facts,
    rules: PaperRules,
    is_medicare: bool,
}

impl Subject<'_> {
    /// How the dates of boxes 11b, 14, 16 and 18 are written. Medicare wants them like those of
    /// 24A, whose cells hold six digits (Medicare Claims Processing Manual, chapter 26, section 10).
    fn date_style(&self) -> DateStyle {
        if self.is_medicare {
            DateStyle::SixDigits
        } else {
            self.rules.dates
        }
    }

    /// The name by which reasons call the billed coverage.
    fn coverage_name(&self) -> String {
        format!(
            "coverage {} ({})",
            self.facts.coverage.id, self.facts.payer.name
        )
    }
}

/// Fills the boxes of every page of a claim.
///
/// Nothing is invented: a fact that is missing leaves its box empty.
pub fn fill(claim: &Claim) -> Filled {
    let facts = &claim.facts;
    let subject = Subject {
        claim,
        facts,
        rules: facts.payer.rules(),
        is_medicare: facts.is_medicare(),
    };
    let mut header = Boxes::default();
    insured::fill(&subject, &mut header);
    condition::fill(&subject, &mut header);
    billing::fill(&subject, &mut header);

    let shares = split(&facts.encounter, subject.rules.multi_page);
    let paid = billing::paid_by_form(&subject, &shares);
    let mut findings = header.findings;
    let pages = shares
        .iter()
        .enumerate()
        .map(|(idx, share)| {
            let mut boxes = Boxes::default();
            fill_page(&subject, &shares, idx, share, paid[idx], &mut boxes);
            findings.append(&mut boxes.findings);
            let mut values = header.values.clone();
            values.append(&mut boxes.values);
            values.sort_by_cached_key(place_on_paper);
            FormPage {
                number: idx + 1,
                of: shares.len(),
                boxes: values,
            }
        })
        .collect();
    Filled {
        pages,
        findings: once_each(findings),
    }
}

/// A name stands in several boxes; what is to be said of its letters is said once.
fn once_each(findings: Vec<Finding>) -> Vec<Finding> {
    let mut told: Vec<Finding> = Vec::new();
    for finding in findings {
        let is_told = told.iter().any(|before| {
            let is_same_field = before.rule == finding.rule && before.field == finding.field;
            is_same_field
                && (finding.rule.starts_with("letters-") || before.sentence == finding.sentence)
        });
        if !is_told {
            told.push(finding);
        }
    }
    told
}

fn fill_page(
    subject: &Subject<'_>,
    shares: &[FormShare<'_>],
    idx: usize,
    share: &FormShare<'_>,
    paid: Option<Money>,
    boxes: &mut Boxes,
) {
    let of = shares.len();
    if of > 1 && subject.rules.multi_page == MultiPage::Continued {
        boxes.at("PAGE", "page of pages").exact(
            &format!("PAGE {} OF {of}", idx + 1),
            "The payer takes a claim over several forms as one, with its pages counted.",
        );
    }
    condition::fill_diagnoses(subject, share, of, boxes);
    lines::fill(subject, share, boxes);
    billing::fill_amounts(subject, shares, idx, paid, boxes);
}

/// Line by line, then from left to right.
fn place_on_paper(value: &BoxValue) -> (u8, u8) {
    field::find(value.form_box, value.row, value.field)
        .map_or((u8::MAX, u8::MAX), |field| (field.print_line, field.column))
}
