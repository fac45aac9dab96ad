//! What adjustments mean: the shipped lists of reasons and remarks, and what the books do with each
//! group and reason unless the practice decided otherwise for a payer.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::draft::{is_reason, not_a_reason};
use super::{AdjustmentGroup, Disposition};
use crate::domain::code::list::rows;
use crate::domain::draft::Reader;
use crate::domain::finding::{Finding, Record};
use crate::domain::id::PayerId;

/// A claim adjustment reason, in our own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    pub code: &'static str,
    /// The group that usually carries it.
    pub usual_group: AdjustmentGroup,
    /// What kind of problem it is, for the queue of denials: `AUTH`, `CODING`, `TIMELY`.
    pub category: &'static str,
    pub meaning: &'static str,
    pub next_step: &'static str,
}

/// A remittance remark, in our own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    pub code: &'static str,
    pub category: &'static str,
    pub meaning: &'static str,
}

/// What the books do with a group and a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Treatment {
    pub disposition: Disposition,
    /// Whether she must say so herself: money goes to the patient only after a second look.
    pub needs_confirmation: bool,
}

/// What the practice decided for itself about a group and a reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdjustmentRule {
    /// For which payer; `None`: for all that have no rule of their own.
    pub payer: Option<PayerId>,
    pub group: AdjustmentGroup,
    pub reason: String,
    pub disposition: Disposition,
}

/// A rule as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AdjustmentRuleDraft {
    pub payer_id: String,
    pub group_code: String,
    pub reason_code: String,
    pub disposition: String,
}

impl AdjustmentRuleDraft {
    /// The rule, or what is wrong with what was typed.
    ///
    /// # Errors
    /// A finding for each field that is missing or not what it should be, and where the rule would
    /// post what an earlier payer did once more.
    pub fn build(&self) -> Result<AdjustmentRule, Vec<Finding>> {
        let mut reader = Reader::new(Record::AdjustmentRule);
        let payer = reader.optional("payer_id", &self.payer_id);
        let group = reader.required("group_code", &self.group_code);
        let reason = reader
            .required_text("reason_code", &self.reason_code)
            .to_uppercase();
        if !reason.is_empty() && !is_reason(&reason) {
            reader.problem("reason_code", not_a_reason(&reason));
        }
        let disposition = reader.required("disposition", &self.disposition);
        if group == Some(AdjustmentGroup::Other)
            && reason == PRIOR_PAYER
            && disposition.is_some_and(|it| it != Disposition::Information)
        {
            reader.problem(
                "disposition",
                "OA-23 says what an earlier payer did and is posted from that payer; it stays INFORMATION.",
            );
        }
        match (group, disposition) {
            (Some(group), Some(disposition)) if reader.is_clean() => Ok(AdjustmentRule {
                payer,
                group,
                reason,
                disposition,
            }),
            _ => Err(reader.into_findings()),
        }
    }
}

impl AdjustmentRule {
    /// The rule as it would be typed.
    pub fn to_draft(&self) -> AdjustmentRuleDraft {
        AdjustmentRuleDraft {
            payer_id: crate::domain::draft::text_of(self.payer.as_ref()),
            group_code: self.group.to_string(),
            reason_code: self.reason.clone(),
            disposition: self.disposition.to_string(),
        }
    }
}

/// What an earlier payer paid or adjusted.
pub const PRIOR_PAYER: &str = "23";

/// An exact duplicate of a claim the payer has.
pub const DUPLICATE: &str = "18";

/// The claim came too late.
pub const TIMELY: &str = "29";

static REASONS: LazyLock<Vec<Reason>> = LazyLock::new(|| {
    rows(include_str!("../../../assets/codes/adjustment_reasons.tsv"))
        .into_iter()
        .filter_map(|[code, group, category, meaning, next_step]| {
            Some(Reason {
                code,
                usual_group: group.parse().ok()?,
                category,
                meaning,
                next_step,
            })
        })
        .collect()
});

static REMARKS: LazyLock<Vec<Remark>> = LazyLock::new(|| {
    rows(include_str!("../../../assets/codes/remarks.tsv"))
        .into_iter()
        .map(|[code, category, meaning]| Remark {
            code,
            category,
            meaning,
        })
        .collect()
});

static USUAL: LazyLock<Vec<(AdjustmentGroup, &'static str, Treatment)>> = LazyLock::new(|| {
    rows(include_str!("../../../assets/codes/adjustment_rules.tsv"))
        .into_iter()
        .filter_map(|[group, reason, disposition, confirm]| {
            let treatment = Treatment {
                disposition: disposition.parse().ok()?,
                needs_confirmation: confirm == "Y",
            };
            Some((group.parse().ok()?, reason, treatment))
        })
        .collect()
});

/// The reason of a code.
pub fn reason(code: &str) -> Option<&'static Reason> {
    let code = code.trim();
    REASONS
        .iter()
        .find(|reason| reason.code.eq_ignore_ascii_case(code))
}

/// The remark of a code.
pub fn remark(code: &str) -> Option<&'static Remark> {
    let code = code.trim();
    REMARKS
        .iter()
        .find(|remark| remark.code.eq_ignore_ascii_case(code))
}

/// The reasons whose code begins with a text, then those whose meaning holds it.
pub fn reasons_like(text: &str) -> Vec<&'static Reason> {
    like(&REASONS, text, |it| (it.code, it.meaning))
}

/// The remarks whose code begins with a text, then those whose meaning holds it.
pub fn remarks_like(text: &str) -> Vec<&'static Remark> {
    like(&REMARKS, text, |it| (it.code, it.meaning))
}

fn like<T>(
    all: &'static [T],
    text: &str,
    words: impl Fn(&T) -> (&'static str, &'static str),
) -> Vec<&'static T> {
    let text = text.trim().to_lowercase();
    let begins = |it: &&T| words(it).0.to_lowercase().starts_with(&text);
    let mut found: Vec<&T> = all.iter().filter(begins).collect();
    found.sort_by_key(|it| words(it).0.len());
    found.extend(
        all.iter()
            .filter(|it| !begins(it) && words(it).1.to_lowercase().contains(&text)),
    );
    found
}

/// What the books do with a group and a reason unless the practice decided otherwise: the default
/// table of the accounting model, and beyond it nothing that could not be undone by a decision.
pub fn usual(group: AdjustmentGroup, code: &str) -> Treatment {
    let exact = USUAL
        .iter()
        .find(|(of, reason, _)| *of == group && reason.eq_ignore_ascii_case(code))
        .map(|(.., treatment)| *treatment);
    if let Some(treatment) = exact {
        return treatment;
    }
    let category = reason(code).map_or("", |reason| reason.category);
    let plain = |disposition| Treatment {
        disposition,
        needs_confirmation: false,
    };
    match (group, category) {
        (AdjustmentGroup::PatientResponsibility, "PATIENT") => plain(Disposition::NextParty),
        (AdjustmentGroup::PatientResponsibility, _) => Treatment {
            disposition: Disposition::Patient,
            needs_confirmation: true,
        },
        (AdjustmentGroup::PayerInitiated, _) => plain(Disposition::Denied),
        (AdjustmentGroup::Correction, _)
        | (_, "" | "CONTRACT" | "BUNDLING" | "INFO" | "PENDING" | "PATIENT") => {
            plain(Disposition::Hold)
        }
        (AdjustmentGroup::Contractual | AdjustmentGroup::Other, _) => plain(Disposition::Denied),
    }
}

/// The practice's own rules over the usual ones.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rules {
    own: Vec<AdjustmentRule>,
}

impl Rules {
    pub fn new(own: Vec<AdjustmentRule>) -> Self {
        Self { own }
    }

    /// What the books do with a payer's adjustment: its own rule, else the practice's for all
    /// payers, else the usual one. OA-23 always only says something.
    pub fn of(&self, payer: &PayerId, group: AdjustmentGroup, reason: &str) -> Treatment {
        let matching = |of: Option<&PayerId>| {
            self.own.iter().find(|rule| {
                rule.payer.as_ref() == of
                    && rule.group == group
                    && rule.reason.eq_ignore_ascii_case(reason)
            })
        };
        match matching(Some(payer)).or_else(|| matching(None)) {
            Some(rule) => Treatment {
                disposition: rule.disposition,
                needs_confirmation: false,
            },
            None => usual(group, reason),
        }
    }
}
