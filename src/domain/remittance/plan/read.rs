//! From what was typed to the facts, with a finding for everything that cannot stand.

mod adjustment;
mod meaning;

use chrono::{Days, NaiveDate};

use super::{Books, EarlierLine, JudgedLine, LineState};
use crate::domain::date;
use crate::domain::draft::Reader;
use crate::domain::finding::{FieldRef, Finding, Record};
use crate::domain::money::Money;
use crate::domain::remittance::{
    Adjustment, LineEntry, Remittance, RemittanceClass, RemittanceDraft, RemittanceKind,
    RemittanceLine,
};

/// Remarks that say that the payer sent the claim on itself.
const FORWARDED: [&str; 2] = ["MA18", "N89"];

/// What a draft says.
pub(super) struct Read {
    pub findings: Vec<Finding>,
    pub judged: Vec<JudgedLine>,
    /// Set when header and lines could be read.
    pub remittance: Option<Remittance>,
    /// The row of the draft, from 0, of each line of the remittance.
    pub rows: Vec<usize>,
}

pub(super) fn read(draft: &RemittanceDraft, books: &Books) -> Read {
    let mut header = Reader::new(Record::Remittance);
    let adjudicated_on = header.required_date("adjudicated_on", &draft.adjudicated_on);
    let is_forwarded = header.yes_no("is_forwarded", &draft.is_forwarded);
    let control_number = header.text("control_number", &draft.control_number);
    let note = header.text("note", &draft.note);
    if adjudicated_on.is_some_and(|on| on > books.today) {
        header.problem(
            "adjudicated_on",
            "The payer cannot have decided after today; correct the date.",
        );
    }
    let mut findings = header.into_findings();
    let on = adjudicated_on.unwrap_or(books.today);
    let mut judged = Vec::new();
    let mut lines = Vec::new();
    let mut rows = Vec::new();
    for (row, entry) in draft.lines.iter().enumerate() {
        let mut reading = Reading::new(row, entry, draft, books, on);
        let line = reading.line();
        judged.push(reading.judged);
        findings.append(&mut reading.findings);
        if let Some(line) = line {
            lines.push(line);
            rows.push(row);
        }
    }
    if draft.lines.iter().all(LineEntry::is_blank) {
        findings.push(Finding::error(
            "remittance-empty",
            FieldRef::of(Record::Remittance, "lines"),
            "Nothing is typed on any line; type what the payer decided.",
        ));
    }
    let says_forwarded = |line: &RemittanceLine| {
        let mut remarks = line.remarks.iter();
        remarks.any(|remark| FORWARDED.contains(&remark.as_str()))
    };
    if is_forwarded != Some(true) && lines.iter().any(says_forwarded) {
        findings.push(Finding::warning(
            "remark-says-forwarded",
            FieldRef::of(Record::Remittance, "is_forwarded"),
            "A remark says that the payer sent the claim on itself; mark it as forwarded, or the next claim is printed twice.",
        ));
    }
    let is_sound = !findings.iter().any(Finding::is_error);
    let remittance = adjudicated_on
        .filter(|_| is_sound)
        .map(|adjudicated_on| Remittance {
            receipt: books.receipt.receipt,
            payer: books.payer.id.clone(),
            rank: books.rank,
            patient: books.patient.clone(),
            claim: books.claim.clone(),
            control_number,
            adjudicated_on,
            is_forwarded: is_forwarded.unwrap_or(false),
            note,
            lines,
        });
    Read {
        findings,
        judged,
        remittance,
        rows,
    }
}

/// The reading of one row.
struct Reading<'a> {
    row: usize,
    entry: &'a LineEntry,
    draft: &'a RemittanceDraft,
    books: &'a Books,
    adjudicated_on: NaiveDate,
    judged: JudgedLine,
    findings: Vec<Finding>,
}

impl<'a> Reading<'a> {
    fn new(
        row: usize,
        entry: &'a LineEntry,
        draft: &'a RemittanceDraft,
        books: &'a Books,
        adjudicated_on: NaiveDate,
    ) -> Self {
        Self {
            row,
            entry,
            draft,
            books,
            adjudicated_on,
            judged: JudgedLine {
                row,
                residual: None,
                kind: RemittanceKind::Original,
                class: None,
                adjustments: Vec::new(),
            },
            findings: Vec::new(),
        }
    }

    fn field(&self, column: &'static str) -> FieldRef {
        row_field(self.row, column)
    }

    fn error(&mut self, rule: &'static str, column: &'static str, sentence: impl Into<String>) {
        self.findings
            .push(Finding::error(rule, self.field(column), sentence));
    }

    fn warn(&mut self, rule: &'static str, column: &'static str, sentence: impl Into<String>) {
        self.findings
            .push(Finding::warning(rule, self.field(column), sentence));
    }

    fn is_overridden(&self) -> bool {
        !self.entry.override_reason.trim().is_empty()
    }

    /// A gate that a reason opens.
    fn gate(&mut self, rule: &'static str, column: &'static str, sentence: impl Into<String>) {
        if !self.is_overridden() {
            self.error(rule, column, sentence);
        }
    }

    /// The line as a fact; `None` where nothing was typed or something is wrong.
    fn line(&mut self) -> Option<RemittanceLine> {
        let state = self.state()?;
        if let Some(kind) = self.kind(state) {
            self.judged.kind = kind;
        }
        if self.judged.kind == RemittanceKind::Reversal {
            return self.takeback(state);
        }
        if !self.entry.reverses_id.trim().is_empty() {
            self.error(
                "line-kind",
                "kind",
                "A line that takes another back is a REVERSAL; choose that, or empty what it takes back.",
            );
            return None;
        }
        self.judged.residual = self.entry.residual(state.charged.line.charge);
        if self.entry.is_blank() {
            return None;
        }
        self.decision(state)
    }

    /// The line of the books that the row is about.
    fn state(&mut self) -> Option<&'a LineState> {
        let id = self.entry.charge_line_id.trim();
        let found = self
            .books
            .lines
            .iter()
            .find(|line| line.charged.id.to_string() == id);
        if found.is_none() {
            self.error(
                "line-unknown",
                "charge_line_id",
                "This is none of the lines that the claim charges; find the claim again.",
            );
        }
        found
    }

    fn kind(&mut self, state: &LineState) -> Option<RemittanceKind> {
        match self.entry.kind.trim() {
            "" => {
                let is_taken_back_here = self.draft.lines.iter().any(|other| {
                    !other.reverses_id.trim().is_empty()
                        && other.charge_line_id.trim() == self.entry.charge_line_id.trim()
                });
                let was_taken_back = state.earlier.iter().any(|earlier| {
                    earlier.payer == self.books.payer.id
                        && earlier.is_taken_back
                        && earlier.line.kind != RemittanceKind::Reversal
                });
                Some(if !self.entry.reverses_id.trim().is_empty() {
                    RemittanceKind::Reversal
                } else if is_taken_back_here || was_taken_back {
                    RemittanceKind::Correction
                } else {
                    RemittanceKind::Original
                })
            }
            text => match text.parse::<RemittanceKind>() {
                Ok(kind) => Some(kind),
                Err(problem) => {
                    self.error("field-format", "kind", problem.to_string());
                    None
                }
            },
        }
    }

    /// A line that takes an earlier one back: its mirror, whatever else stands in the row.
    fn takeback(&mut self, state: &LineState) -> Option<RemittanceLine> {
        self.judged.residual = Some(Money::ZERO);
        self.judged.class = Some(RemittanceClass::Reversed);
        let Some(earlier) = self.earlier_taken_back(state) else {
            self.error(
                "takeback-unknown",
                "reverses_id",
                format!(
                    "{} has no earlier decision on this line that could be taken back; choose one that stands.",
                    self.books.payer.name
                ),
            );
            return None;
        };
        let is_twice = self
            .draft
            .lines
            .iter()
            .filter(|other| other.reverses_id.trim() == earlier.id.to_string())
            .count()
            > 1;
        if is_twice {
            self.error(
                "takeback-twice",
                "reverses_id",
                "The same decision is taken back twice; remove one of the two lines.",
            );
        }
        Some(RemittanceLine {
            charge: state.charged.id,
            kind: RemittanceKind::Reversal,
            submitted: -earlier.line.submitted,
            allowed: earlier.line.allowed.map(|allowed| -allowed),
            paid: -earlier.line.paid,
            adjustments: earlier
                .line
                .adjustments
                .iter()
                .map(|it| Adjustment {
                    amount: -it.amount,
                    ..it.clone()
                })
                .collect(),
            class: RemittanceClass::Reversed,
            remarks: words(&self.entry.remarks),
            appeal_by: None,
            reverses: Some(earlier.id),
            override_reason: self.entry.override_reason.trim().to_owned(),
        })
    }

    fn earlier_taken_back<'s>(&self, state: &'s LineState) -> Option<&'s EarlierLine> {
        let id = self.entry.reverses_id.trim();
        state.earlier.iter().find(|earlier| {
            earlier.id.to_string() == id
                && earlier.payer == self.books.payer.id
                && !earlier.is_taken_back
                && earlier.line.kind != RemittanceKind::Reversal
        })
    }

    /// A line on which the payer decides.
    fn decision(&mut self, state: &LineState) -> Option<RemittanceLine> {
        let n_findings = self.findings.len();
        let charge = state.charged.line.charge;
        let submitted = self.submitted(charge);
        let allowed = self.money("allowed", &self.entry.allowed);
        let paid = self.paid();
        let remarks = words(&self.entry.remarks);
        let mut adjustments = self.adjustments(&remarks);
        let appeal_by = self.appeal_by();
        self.refuse_second_row();
        let (submitted, paid) = (submitted?, paid?);
        if self.findings[n_findings..].iter().any(Finding::is_error) {
            return None;
        }
        self.balance(submitted, paid, &adjustments);
        let class = self.class(paid, &mut adjustments)?;
        self.judged.class = Some(class);
        let mut line = RemittanceLine {
            charge: state.charged.id,
            kind: self.judged.kind,
            submitted,
            allowed,
            paid,
            adjustments,
            class,
            remarks,
            appeal_by: None,
            reverses: None,
            override_reason: self.entry.override_reason.trim().to_owned(),
        };
        line.appeal_by = appeal_by.or_else(|| {
            let days = self.books.payer.appeal_days.filter(|_| line.is_denied())?;
            self.adjudicated_on.checked_add_days(Days::new(days.into()))
        });
        self.compare(state, &line);
        Some(line)
    }

    fn submitted(&mut self, charge: Money) -> Option<Money> {
        if self.entry.submitted.trim().is_empty() {
            return Some(charge);
        }
        let submitted = self.money("submitted", &self.entry.submitted)?;
        if submitted != charge {
            self.gate(
                "submitted-is-charge",
                "submitted",
                format!(
                    "The payer says {submitted} were charged and the books say {charge}; correct one of them, or say why they differ."
                ),
            );
        }
        Some(submitted)
    }

    fn paid(&mut self) -> Option<Money> {
        if self.entry.paid.trim().is_empty() {
            self.error(
                "paid-missing",
                "paid",
                "What was paid is missing; type it, 0.00 included.",
            );
            return None;
        }
        self.money("paid", &self.entry.paid)
    }

    fn money(&mut self, column: &'static str, text: &str) -> Option<Money> {
        if text.trim().is_empty() {
            return None;
        }
        match text.parse() {
            Ok(amount) => Some(amount),
            Err(problem) => {
                let problem: crate::domain::draft::Problem = problem;
                self.error("field-format", column, problem.to_string());
                None
            }
        }
    }

    fn appeal_by(&mut self) -> Option<NaiveDate> {
        let text = self.entry.appeal_by_on.trim();
        if text.is_empty() {
            return None;
        }
        match date::parse(text) {
            Ok(on) => Some(on),
            Err(problem) => {
                self.error("field-format", "appeal_by_on", problem.to_string());
                None
            }
        }
    }

    /// Refuses a second decision on the same line in one remittance.
    fn refuse_second_row(&mut self) {
        let is_second = self.draft.lines[..self.row].iter().any(|other| {
            other.charge_line_id.trim() == self.entry.charge_line_id.trim()
                && other.reverses_id.trim().is_empty()
                && !other.is_blank()
        });
        if is_second {
            self.error(
                "line-twice",
                "charge_line_id",
                "This line stands here twice; put all that the payer says of it in one row.",
            );
        }
    }

    /// A1: charge = paid + adjustments, to the cent.
    fn balance(&mut self, submitted: Money, paid: Money, adjustments: &[Adjustment]) {
        let adjusted: Money = adjustments.iter().map(|it| it.amount).sum();
        let residual = submitted - paid - adjusted;
        self.judged.residual = Some(residual);
        if !residual.is_zero() {
            self.error(
                "line-does-not-balance",
                "paid",
                format!(
                    "{submitted} were charged; {paid} paid and {adjusted} adjusted leave {residual} unexplained."
                ),
            );
        }
    }
}

/// The field of a row of the draft, counted from 0.
pub(super) fn row_field(row: usize, column: &'static str) -> FieldRef {
    FieldRef {
        record: Record::RemittanceLine,
        line: u16::try_from(row + 1).ok(),
        column,
    }
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| c.is_whitespace() || c == ',' || c == ';')
        .filter(|word| !word.is_empty())
        .map(str::to_uppercase)
        .collect()
}
