//! The grid of one claim: its cells, what they come to, and what is suggested in grey.

mod kept;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use iced::advanced::widget::Id;

use super::amount::{CellKind, adjustment, shown};
use crate::commands::ledger::remittances::{ClaimToPost, LineToPost, Preview};
use crate::domain::coverage::Rank;
use crate::domain::date;
use crate::domain::finding::{Finding, Record};
use crate::domain::id::{ReceiptId, RemittanceLineId};
use crate::domain::money::Money;
use crate::domain::remittance::{AdjustmentEntry, AdjustmentGroup, LineEntry, RemittanceDraft};
use crate::gui::form::choice::Choice;
use crate::gui::form::date::{Date, Span};
use crate::gui::form::{Field, text::Text};

pub use kept::Kept;

pub const CONTROL: &str = "post-control";
pub const DECIDED: &str = "post-decided";
pub const RANK: &str = "post-rank";
pub const FORWARDED: &str = "post-forwarded";

const RANKS: &[(Rank, &str)] = &[
    (Rank::Primary, "Primary"),
    (Rank::Secondary, "Secondary"),
    (Rank::Tertiary, "Tertiary"),
];

/// The reasons of the patient's three shares: deductible, coinsurance, copay.
pub const SHARES: [&str; 3] = ["1", "2", "3"];

/// The least number of adjustment cells.
const LEAST: usize = 2;

/// The most, for findings know no more.
const MOST: usize = 8;

/// A cell of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Column {
    Allowed,
    Paid,
    Adjustment(usize),
    Share(usize),
    Remarks,
    Reason,
}

/// Where a cell stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Place {
    pub row: usize,
    pub column: Column,
}

impl Place {
    /// Its widget's id.
    pub fn id(self) -> Id {
        let row = self.row;
        match self.column {
            Column::Allowed => Id::from(format!("eob-{row}-allowed")),
            Column::Paid => Id::from(format!("eob-{row}-paid")),
            Column::Adjustment(at) => Id::from(format!("eob-{row}-adjustment-{at}")),
            Column::Share(at) => Id::from(format!("eob-{row}-share-{at}")),
            Column::Remarks => Id::from(format!("eob-{row}-remarks")),
            Column::Reason => Id::from(format!("eob-{row}-reason")),
        }
    }
}

/// One line as it is typed.
#[derive(Debug)]
pub struct GridLine {
    pub line: LineToPost,
    pub allowed: Field<CellKind>,
    pub paid: Field<CellKind>,
    pub adjustments: Vec<Field<CellKind>>,
    /// What she says the books do with each adjustment; empty: what the rules say.
    pub dispositions: BTreeMap<usize, String>,
    pub shares: [Field<CellKind>; 3],
    pub remarks: Field<CellKind>,
    pub has_remarks: bool,
    pub reason: Field<CellKind>,
    pub class: String,
    pub appeal_by: String,
    /// The earlier decision that this explanation takes back.
    pub takes_back: Option<RemittanceLineId>,
}

/// A claim on the grid.
#[derive(Debug)]
pub struct Grid {
    pub claim: ClaimToPost,
    pub control: Field<Text>,
    pub decided: Field<Date>,
    pub rank: Choice<Rank>,
    pub is_forwarded: bool,
    pub lines: Vec<GridLine>,
    /// The judgement of what was typed last.
    pub preview: Option<Preview>,
    /// What the judgement was asked for last, so that nothing is asked twice.
    pub judged: Option<RemittanceDraft>,
    pub is_judging: bool,
    /// Everything is to be said: it was to be posted.
    pub is_reviewed: bool,
    pub focused: Option<Place>,
    pub begun: String,
}

fn field(place: Place, label: &'static str, kind: CellKind) -> Field<CellKind> {
    Field::new(place.id(), label, kind)
}

/// The money of an amount cell; none while it is empty or cannot be read.
fn money(field: &Field<CellKind>) -> Option<Money> {
    field.value().and_then(|text| text.parse().ok())
}

impl GridLine {
    fn new(row: usize, line: LineToPost) -> Self {
        let cell = |column, label, kind| field(Place { row, column }, label, kind);
        let share = |at| cell(Column::Share(at), "Share", CellKind::Amount);
        let mut line = Self {
            line,
            allowed: cell(Column::Allowed, "Allowed", CellKind::Amount),
            paid: cell(Column::Paid, "Paid", CellKind::Amount),
            adjustments: Vec::new(),
            dispositions: BTreeMap::new(),
            shares: [share(0), share(1), share(2)],
            remarks: cell(Column::Remarks, "Remark codes", CellKind::Words),
            has_remarks: false,
            reason: cell(Column::Reason, "Why it is posted", CellKind::Words),
            class: String::new(),
            appeal_by: String::new(),
            takes_back: None,
        };
        line.stretch(row);
        line
    }

    pub fn charge(&self) -> Money {
        self.line.charged.line.charge
    }

    pub fn cell_mut(&mut self, column: Column) -> Option<&mut Field<CellKind>> {
        match column {
            Column::Allowed => Some(&mut self.allowed),
            Column::Paid => Some(&mut self.paid),
            Column::Adjustment(at) => self.adjustments.get_mut(at),
            Column::Share(at) => self.shares.get_mut(at),
            Column::Remarks => Some(&mut self.remarks),
            Column::Reason => Some(&mut self.reason),
        }
    }

    /// Keeps a free adjustment cell after those that are filled.
    pub fn stretch(&mut self, row: usize) {
        let filled = self
            .adjustments
            .iter()
            .rposition(|cell| !cell.text().is_empty())
            .map_or(0, |last| last + 1);
        let wanted = (filled + 1).clamp(LEAST, MOST);
        self.adjustments.truncate(wanted.max(filled));
        while self.adjustments.len() < wanted {
            let column = Column::Adjustment(self.adjustments.len());
            let cell = field(Place { row, column }, "Adjustment", CellKind::Adjustment);
            self.adjustments.push(cell);
        }
    }

    /// Whether nothing is typed on it.
    pub fn is_blank(&self) -> bool {
        self.allowed.text().is_empty()
            && self.paid.text().is_empty()
            && self.class.is_empty()
            && self.adjustments.iter().all(|cell| cell.text().is_empty())
            && self.shares.iter().all(|cell| cell.text().is_empty())
    }

    /// The patient's shares typed so far.
    fn shared(&self) -> Money {
        self.shares.iter().filter_map(money).sum()
    }

    /// What the charge is more than all that is typed; none while a cell cannot be read.
    pub fn residual(&self) -> Option<Money> {
        let is_unread =
            |cell: &Field<CellKind>| !cell.text().trim().is_empty() && cell.value().is_none();
        if is_unread(&self.paid)
            || self.adjustments.iter().any(is_unread)
            || self.shares.iter().any(is_unread)
        {
            return None;
        }
        let adjusted: Money = self
            .adjustments
            .iter()
            .filter_map(|cell| adjustment(cell.text()).ok())
            .map(|(.., amount)| amount)
            .sum();
        Some(self.charge() - money(&self.paid).unwrap_or_default() - adjusted - self.shared())
    }

    /// The expected adjustments that have no cell of their own.
    fn expected_adjustments(&self) -> Vec<&AdjustmentEntry> {
        let entries = self.line.expected.iter().flat_map(|it| &it.adjustments);
        entries.filter(|entry| share_of(entry).is_none()).collect()
    }

    fn expected_share(&self, at: usize) -> Option<&AdjustmentEntry> {
        let mut entries = self.line.expected.iter().flat_map(|it| &it.adjustments);
        entries.find(|entry| share_of(entry) == Some(at))
    }

    /// Puts what is suggested into the empty cells, in grey.
    pub fn dress(&mut self) {
        let expected = self.line.expected.clone();
        let is_blank = self.is_blank();
        let allowed = expected.as_ref().map(|it| it.allowed.to_string());
        self.allowed.set_ghost(allowed);
        let typed_allowed = money(&self.allowed);
        let is_as_expected = typed_allowed
            .is_none_or(|typed| expected.as_ref().is_some_and(|it| it.allowed == typed));
        let paid = expected.as_ref().filter(|_| is_as_expected);
        self.paid.set_ghost(paid.map(|it| it.paid.to_string()));
        let rest = self.rest_code();
        let mut suggested: Vec<String> = if is_as_expected && (is_blank || typed_allowed.is_some())
        {
            self.expected_adjustments().into_iter().map(shown).collect()
        } else {
            Vec::new()
        };
        if suggested.is_empty() {
            suggested.extend(rest);
        }
        let is_typed = self.adjustments.iter().any(|cell| !cell.text().is_empty());
        for (at, cell) in self.adjustments.iter_mut().enumerate() {
            cell.set_ghost(suggested.get(at).filter(|_| !is_typed).cloned());
        }
        let coinsurance = self.share_left();
        for at in 0..SHARES.len() {
            let ghost = match self.expected_share(at) {
                Some(entry) if is_as_expected => Some(entry.amount.clone()),
                _ if at == 1 => coinsurance.map(|left| left.to_string()),
                _ => None,
            };
            self.shares[at].set_ghost(ghost);
        }
    }

    /// What the allowed amount leaves to the patient after the payment, where both are typed.
    fn share_left(&self) -> Option<Money> {
        let left = money(&self.allowed)? - money(&self.paid)? - self.shared();
        let is_explained = self.residual().is_some_and(|residual| residual < left);
        (left.is_positive() && !is_explained).then_some(left)
    }

    /// The rest as a contractual allowance: what the charge is over what is allowed where that is
    /// typed and nothing adjusted yet, else all that is not explained.
    fn rest_code(&self) -> Option<String> {
        let is_adjusted = self.adjustments.iter().any(|cell| !cell.text().is_empty());
        let over = match money(&self.allowed) {
            Some(allowed) if !is_adjusted => self.charge() - allowed,
            _ if self.is_blank() => return None,
            _ => self.residual()?,
        };
        over.is_positive().then(|| format!("CO45 {over}"))
    }

    /// Takes the rest into the next free adjustment cell.
    pub fn take_rest(&mut self, row: usize) -> bool {
        let Some(rest) = self.rest_code() else {
            return false;
        };
        self.put_adjustment(row, rest)
    }

    fn put_adjustment(&mut self, row: usize, text: String) -> bool {
        self.stretch(row);
        let free = self
            .adjustments
            .iter_mut()
            .find(|cell| cell.text().is_empty());
        let Some(cell) = free else { return false };
        cell.set_text(text);
        self.stretch(row);
        true
    }

    /// Takes everything that is expected into the cells that are empty; nothing typed changes.
    pub fn take_expected(&mut self, row: usize) -> bool {
        let Some(expected) = self.line.expected.clone() else {
            return false;
        };
        let may_adjust = self.adjustments.iter().all(|cell| cell.text().is_empty())
            && self.shares.iter().all(|cell| cell.text().is_empty());
        if self.allowed.text().is_empty() {
            self.allowed.set_text(expected.allowed.to_string());
        }
        if self.paid.text().is_empty() {
            self.paid.set_text(expected.paid.to_string());
        }
        if may_adjust {
            for entry in &expected.adjustments {
                match share_of(entry) {
                    Some(at) => self.shares[at].set_text(entry.amount.clone()),
                    None => {
                        let _ = self.put_adjustment(row, shown(entry));
                    }
                }
            }
        }
        true
    }

    /// Takes the suggested shares of the patient; whether there was one.
    pub fn take_shares(&mut self) -> bool {
        let mut is_any = false;
        for cell in &mut self.shares {
            if let Some(ghost) = cell.ghost().map(str::to_owned) {
                cell.set_text(ghost);
                is_any = true;
            }
        }
        is_any
    }

    /// Denies what is not explained yet, for a reason.
    pub fn deny(&mut self, row: usize, group: AdjustmentGroup, reason: &str, class: &str) {
        if self.paid.text().is_empty() {
            self.paid.set_text("0.00");
        }
        if let Some(residual) = self.residual().filter(|it| !it.is_zero()) {
            let _ = self.put_adjustment(row, format!("{group}{reason} {residual}"));
        }
        class.clone_into(&mut self.class);
    }

    /// The line as the books take it.
    fn entry(&self) -> LineEntry {
        let text = |field: &Field<CellKind>| {
            field
                .value()
                .cloned()
                .unwrap_or_else(|| field.text().trim().to_owned())
        };
        let mut adjustments: Vec<AdjustmentEntry> = self
            .adjustments
            .iter()
            .enumerate()
            .map(|(at, cell)| {
                let disposition = self.dispositions.get(&at).cloned().unwrap_or_default();
                match adjustment(cell.text()) {
                    Ok((group, reason, amount)) => AdjustmentEntry {
                        disposition,
                        ..AdjustmentEntry::new(group, &reason, amount)
                    },
                    Err(_) => AdjustmentEntry {
                        reason: cell.text().trim().to_owned(),
                        ..AdjustmentEntry::default()
                    },
                }
            })
            .collect();
        // The shares stand at the end, so that the numbers of the cells are those of findings.
        for (at, cell) in self.shares.iter().enumerate() {
            if money(cell).is_some_and(|amount| !amount.is_zero()) || cell.problem().is_some() {
                adjustments.push(AdjustmentEntry {
                    group: AdjustmentGroup::PatientResponsibility.to_string(),
                    reason: SHARES[at].to_owned(),
                    amount: text(cell),
                    disposition: String::new(),
                });
            }
        }
        LineEntry {
            charge_line_id: self.line.charged.id.to_string(),
            allowed: text(&self.allowed),
            paid: text(&self.paid),
            class: self.class.clone(),
            remarks: text(&self.remarks),
            appeal_by_on: self.appeal_by.clone(),
            override_reason: text(&self.reason),
            adjustments,
            ..LineEntry::default()
        }
    }
}

/// Which of the patient's shares an adjustment is.
fn share_of(entry: &AdjustmentEntry) -> Option<usize> {
    let is_hers = entry.group == AdjustmentGroup::PatientResponsibility.as_str();
    SHARES
        .iter()
        .position(|reason| is_hers && entry.reason == *reason)
}

impl Grid {
    pub fn new(claim: ClaimToPost, check_on: NaiveDate, today: NaiveDate) -> Self {
        let mut rank = Choice::new(RANK, "Processed as", RANKS);
        rank.set(Some(claim.rank));
        let past = Date {
            today,
            span: Span::Past,
        };
        let mut decided = Field::new(DECIDED, "Decided on", past)
            .required()
            .takes_ghost_on_enter();
        decided.set_ghost(Some(date::spoken(check_on)));
        let lines = claim.lines.iter().cloned().enumerate();
        let mut grid = Self {
            control: Field::new(CONTROL, "Payer’s claim number", Text::plain()),
            decided,
            rank,
            is_forwarded: claim.is_forwarded,
            lines: lines.map(|(row, line)| GridLine::new(row, line)).collect(),
            claim,
            preview: None,
            judged: None,
            is_judging: false,
            is_reviewed: false,
            focused: None,
            begun: String::new(),
        };
        grid.dress();
        grid.begun = grid.content();
        grid
    }

    /// Suggests anew what fits what is typed.
    pub fn dress(&mut self) {
        for line in &mut self.lines {
            line.dress();
        }
    }

    /// The rows of the draft: the takebacks come first, then the lines.
    pub fn draft(&self, receipt: ReceiptId) -> RemittanceDraft {
        let takebacks = self.lines.iter().filter_map(|line| {
            line.takes_back
                .map(|of| LineEntry::takeback(of, line.line.charged.id))
        });
        let decided = self.decided.value().map(ToString::to_string);
        RemittanceDraft {
            receipt_id: receipt.to_string(),
            claim_id: self
                .claim
                .claim
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
            patient_id: self.claim.patient.to_string(),
            rank: self
                .rank
                .value()
                .map(|rank| rank.to_string())
                .unwrap_or_default(),
            control_number: self.control.text().trim().to_owned(),
            adjudicated_on: decided.unwrap_or_else(|| self.decided.text().trim().to_owned()),
            is_forwarded: if self.is_forwarded { "Y" } else { "N" }.to_owned(),
            lines: takebacks
                .chain(self.lines.iter().map(GridLine::entry))
                .collect(),
            ..RemittanceDraft::default()
        }
    }

    /// The line that a row of the draft, counted from 1, is of, and whether it takes one back.
    pub fn row_of(&self, number: u16) -> Option<usize> {
        let number = usize::from(number).checked_sub(1)?;
        let mut takebacks = Vec::new();
        for (row, line) in self.lines.iter().enumerate() {
            if line.takes_back.is_some() {
                takebacks.push(row);
            }
        }
        match takebacks.get(number) {
            Some(row) => Some(*row),
            None => Some(number - takebacks.len()).filter(|row| *row < self.lines.len()),
        }
    }

    /// What is wrong with a line, by the last judgement.
    pub fn findings_of(&self, row: usize) -> impl Iterator<Item = &Finding> {
        let findings = self.preview.iter().flat_map(|preview| &preview.findings);
        findings.filter(move |finding| {
            finding.field.record == Record::RemittanceLine
                && finding.field.line.and_then(|line| self.row_of(line)) == Some(row)
        })
    }

    /// What is wrong with the explanation as a whole.
    pub fn other_findings(&self) -> impl Iterator<Item = &Finding> {
        let findings = self.preview.iter().flat_map(|preview| &preview.findings);
        findings.filter(|finding| {
            finding.field.record != Record::RemittanceLine || finding.field.line.is_none()
        })
    }

    /// Whether a gate asks why a line is posted.
    pub fn asks_why(&self, row: usize) -> bool {
        !self.lines[row].reason.text().is_empty()
            || self.findings_of(row).any(|finding| {
                finding.is_error()
                    && [
                        "submitted-is-charge",
                        "line-posted-twice",
                        "paid-over-open",
                        "responsibility-over-open",
                        "write-off-over-open",
                    ]
                    .contains(&finding.rule)
            })
    }
}
