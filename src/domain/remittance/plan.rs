//! What an explanation of benefits posts: from what was typed and what is open to findings, or to
//! the facts, the entries and what follows from them. Nothing here is done; it is only said.

mod consequence;
mod entries;
mod read;

use chrono::NaiveDate;

pub use consequence::Consequence;

use super::rule::Rules;
use super::{
    Disposition, Remittance, RemittanceClass, RemittanceDraft, RemittanceKind, RemittanceLine,
};
use crate::domain::charge::Charged;
use crate::domain::coverage::{Coverage, Rank, coverage_on};
use crate::domain::finding::Finding;
use crate::domain::id::{ClaimId, CoverageId, PatientId, PayerId, RemittanceId, RemittanceLineId};
use crate::domain::journal::event::ReceiptRef;
use crate::domain::journal::{Entry, Party, Posted};
use crate::domain::money::Money;
use crate::domain::payer::Payer;

/// Columns of a line's adjustments, for findings; what is beyond stands in the last.
pub const ADJUSTMENT_COLUMNS: [&str; 8] = [
    "adjustment_1",
    "adjustment_2",
    "adjustment_3",
    "adjustment_4",
    "adjustment_5",
    "adjustment_6",
    "adjustment_7",
    "adjustment_8",
];

/// Columns of what the books do with each of them.
pub const DISPOSITION_COLUMNS: [&str; 8] = [
    "disposition_1",
    "disposition_2",
    "disposition_3",
    "disposition_4",
    "disposition_5",
    "disposition_6",
    "disposition_7",
    "disposition_8",
];

/// What the books know before an explanation of benefits is posted.
#[derive(Debug, Clone)]
pub struct Books {
    /// The receipt it came with.
    pub receipt: ReceiptRef,
    pub payer: Payer,
    pub rank: Rank,
    pub claim: Option<ClaimId>,
    pub patient: PatientId,
    /// The lines that it can decide on.
    pub lines: Vec<LineState>,
    pub rules: Rules,
    pub today: NaiveDate,
    /// The day on which it counts.
    pub on: NaiveDate,
}

/// One line as the books know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineState {
    pub charged: Charged,
    /// What is open, by party.
    pub open: Vec<(Party, Money)>,
    /// Who pays after this payer, of those in force on the line's day.
    pub next: Option<NextCoverage>,
    /// What payers said of it before, oldest first; those that were voided are not there.
    pub earlier: Vec<EarlierLine>,
}

/// A coverage that pays later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextCoverage {
    pub coverage: CoverageId,
    pub party: Party,
    pub payer_name: String,
}

/// What a payer said of a line before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlierLine {
    pub id: RemittanceLineId,
    pub remittance: RemittanceId,
    pub payer: PayerId,
    pub rank: Rank,
    pub adjudicated_on: NaiveDate,
    pub line: RemittanceLine,
    /// Whether it was taken back since.
    pub is_taken_back: bool,
    /// What it posted and nobody reversed, oldest first.
    pub entries: Vec<Posted>,
}

/// What is typed on a line, judged as far as it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JudgedLine {
    /// The row of the draft, from 0.
    pub row: usize,
    /// What is not explained yet; `None` while an amount cannot be read.
    pub residual: Option<Money>,
    /// The kind it counts as.
    pub kind: RemittanceKind,
    /// What its codes and amounts mean, or what she picked; `None` where she has to.
    pub class: Option<RemittanceClass>,
    pub adjustments: Vec<JudgedAdjustment>,
}

/// What the books would do with an adjustment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JudgedAdjustment {
    /// By the rules; `None` while group or reason cannot be read.
    pub suggested: Option<Disposition>,
    /// Whether she has to say so herself.
    pub needs_confirmation: bool,
    /// What counts: hers, else the suggestion where that needs no confirmation.
    pub disposition: Option<Disposition>,
}

/// What is to be posted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    pub remittance: Remittance,
    /// In the order in which they are posted: takebacks, corrections, payments.
    pub steps: Vec<Step>,
    pub consequences: Vec<Consequence>,
    /// The coverages that owe something from now on.
    pub next: Vec<NextClaim>,
}

/// What one line posts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its place in the remittance, from 0.
    pub line: usize,
    pub entries: Vec<Entry>,
}

/// A claim to the next payer that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextClaim {
    pub next: NextCoverage,
    /// What moves to it; less than nothing when a takeback moves it away again.
    pub amount: Money,
    /// Whether the payer sent it on itself, so that nothing is printed.
    pub is_forwarded: bool,
}

/// Everything that can be said of a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// Each with its row and column; an error keeps the draft from being posted.
    pub findings: Vec<Finding>,
    /// One for each row of the draft.
    pub lines: Vec<JudgedLine>,
    /// Set when nothing is an error.
    pub plan: Option<Plan>,
}

impl Books {
    /// Whose receivable the payer's money pays.
    pub fn party(&self) -> Party {
        Party {
            bucket: self.rank.into(),
            payer: Some(self.payer.id.clone()),
        }
    }
}

impl LineState {
    /// What is open with one party.
    pub fn open_with(&self, party: &Party) -> Money {
        self.open
            .iter()
            .filter(|(of, _)| of == party)
            .map(|(_, amount)| *amount)
            .sum()
    }

    /// What stands of what this payer said before.
    pub fn standing<'a>(&'a self, payer: &'a PayerId) -> impl Iterator<Item = &'a EarlierLine> {
        self.earlier.iter().filter(move |earlier| {
            earlier.payer == *payer
                && !earlier.is_taken_back
                && earlier.line.kind != RemittanceKind::Reversal
        })
    }

    /// What earlier payers paid and wrote off, which a later payer prints as OA-23 (A2); `None` when
    /// none of them decided yet.
    pub fn expected_prior(&self, rank: Rank) -> Option<Money> {
        let mut standing = self
            .earlier
            .iter()
            .filter(|it| {
                it.rank < rank && !it.is_taken_back && it.line.kind != RemittanceKind::Reversal
            })
            .peekable();
        let _ = standing.peek()?;
        Some(
            standing
                .map(|it| {
                    let written_off: Money = it
                        .line
                        .adjustments
                        .iter()
                        .filter(|adjustment| {
                            adjustment.disposition.write_off().is_some()
                                || adjustment.disposition == Disposition::Withhold
                        })
                        .map(|adjustment| adjustment.amount)
                        .sum();
                    it.line.paid + written_off
                })
                .sum(),
        )
    }
}

/// Who pays after a rank on a day, of the patient's coverages.
pub fn next_coverage(coverages: &[Coverage], rank: Rank, on: NaiveDate) -> Option<&Coverage> {
    Rank::ALL
        .iter()
        .filter(|later| **later > rank)
        .find_map(|later| coverage_on(coverages, *later, on))
}

/// Judges a draft: findings for what is wrong, and the plan where nothing is.
pub fn plan(draft: &RemittanceDraft, books: &Books) -> Planned {
    let read = read::read(draft, books);
    let (mut findings, lines) = (read.findings, read.judged);
    let is_sound = !findings.iter().any(Finding::is_error);
    let plan = read.remittance.filter(|_| is_sound).and_then(|remittance| {
        let posted = entries::post(&remittance, &read.rows, books);
        findings.extend(posted.findings);
        let is_sound = !findings.iter().any(Finding::is_error);
        is_sound.then(|| Plan {
            consequences: consequence::of(&remittance, books, &posted.steps, &posted.after),
            next: consequence::next_claims(&remittance, books, &posted.steps),
            steps: posted.steps,
            remittance,
        })
    });
    Planned {
        findings,
        lines,
        plan,
    }
}
