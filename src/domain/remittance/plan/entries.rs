//! What the facts post, line by line over running balances.

use super::consequence::name_of;
use super::read::row_field;
use super::{Books, EarlierLine, LineState, Step};
use crate::domain::account::WriteOff;
use crate::domain::finding::Finding;
use crate::domain::journal::event::{self, LineRef};
use crate::domain::journal::fold::{Balances, Open, OpenKey};
use crate::domain::journal::{Entry, EntryKind, Party};
use crate::domain::money::Money;
use crate::domain::remittance::{
    Adjustment, Disposition, Remittance, RemittanceKind, RemittanceLine,
};

pub(super) struct Postings {
    pub findings: Vec<Finding>,
    pub steps: Vec<Step>,
    /// What is open on the lines afterwards.
    pub after: Balances,
}

/// Posts takebacks, then corrections, then payments, so that released money is there for what
/// follows and every gate looks at the balance it will find.
pub(super) fn post(remittance: &Remittance, rows: &[usize], books: &Books) -> Postings {
    let mut posting = Posting {
        books,
        balances: before(books),
        findings: Vec::new(),
    };
    let mut steps = Vec::new();
    for kind in [
        RemittanceKind::Reversal,
        RemittanceKind::Correction,
        RemittanceKind::Original,
    ] {
        for (idx, line) in remittance.lines.iter().enumerate() {
            if line.kind != kind {
                continue;
            }
            let row = rows.get(idx).copied().unwrap_or(idx);
            steps.push(Step {
                line: idx,
                entries: posting.line(line, row),
            });
        }
    }
    Postings {
        findings: posting.findings,
        steps,
        after: posting.balances,
    }
}

fn before(books: &Books) -> Balances {
    let mut balances = Balances::default();
    for line in &books.lines {
        for (party, amount) in &line.open {
            let key = OpenKey {
                line: line.charged.id,
                party: party.clone(),
            };
            let open = Open {
                amount: *amount,
                since: books.on,
            };
            let _ = balances.receivables.insert(key, open);
        }
    }
    balances
}

struct Posting<'a> {
    books: &'a Books,
    balances: Balances,
    findings: Vec<Finding>,
}

impl Posting<'_> {
    fn line(&mut self, line: &RemittanceLine, row: usize) -> Vec<Entry> {
        let Some(state) = self
            .books
            .lines
            .iter()
            .find(|state| state.charged.id == line.charge)
        else {
            return Vec::new();
        };
        let entries = match line.reverses {
            Some(of) => state
                .earlier
                .iter()
                .find(|earlier| earlier.id == of)
                .map(|earlier| self.takeback(state, earlier))
                .unwrap_or_default(),
            None => self.decision(state, line, row),
        };
        for entry in &entries {
            self.balances.take(entry);
        }
        entries
    }

    /// The mirror of what a decision posted, the newest first: its money comes out of the check
    /// that is being posted, the rest is reversed.
    fn takeback(&self, state: &LineState, earlier: &EarlierLine) -> Vec<Entry> {
        let on = self.books.on;
        earlier
            .entries
            .iter()
            .rev()
            .map(|posted| match posted.entry.kind {
                EntryKind::Allocation => event::recouped(
                    &self.books.receipt,
                    &line_ref(state),
                    &self.books.party(),
                    -posted.entry.receivable_change(),
                    on,
                ),
                _ => posted.reversal(on, format!("taken back by {}", self.books.payer.id)),
            })
            .collect()
    }

    /// What a decision posts.
    fn decision(&mut self, state: &LineState, line: &RemittanceLine, row: usize) -> Vec<Entry> {
        let (party, on, line_of) = (self.books.party(), self.books.on, line_ref(state));
        let mut entries = Vec::new();
        if !line.paid.is_zero() {
            entries.push(event::allocated(
                &self.books.receipt,
                &line_of,
                &party,
                line.paid,
                on,
            ));
        }
        for adjustment in &line.adjustments {
            entries.extend(self.adjusted(state, adjustment));
        }
        self.gate(state, line, row);
        entries
    }

    fn adjusted(&self, state: &LineState, adjustment: &Adjustment) -> Option<Entry> {
        let (party, on, line) = (self.books.party(), self.books.on, line_ref(state));
        let amount = adjustment.amount;
        let entry = if let Some(kind) = adjustment.disposition.write_off() {
            event::written_off(&line, &party, kind, amount, on)
        } else {
            match (adjustment.disposition, &state.next) {
                (Disposition::Withhold, _) => event::withheld(&line, &party, amount, on),
                (Disposition::NextParty | Disposition::NextPayer, Some(next)) => {
                    event::transferred(&line, &party, &next.party, amount, on)
                }
                (Disposition::NextPayer, None) => {
                    event::written_off(&line, &party, WriteOff::Contractual, amount, on)
                }
                (Disposition::NextParty, None) | (Disposition::Patient, _) => {
                    event::transferred(&line, &party, &Party::PATIENT, amount, on)
                }
                _ => return None,
            }
        };
        let said = format!("{}-{}", adjustment.group, adjustment.reason);
        Some(entry.because(said))
    }

    /// No more is written off or moved than what is open with the payer, unless a reason says why;
    /// a payer's money beyond it stands as a credit with its name.
    fn gate(&mut self, state: &LineState, line: &RemittanceLine, row: usize) {
        let party = self.books.party();
        let open = self.balances.of(state.charged.id, &party);
        let of = |wanted: fn(Disposition) -> bool| -> Money {
            line.adjustments
                .iter()
                .filter(|it| wanted(it.disposition))
                .map(|it| it.amount)
                .sum()
        };
        let moved = of(Disposition::is_transfer);
        let written_off = of(|it| it.moves_money() && !it.is_transfer());
        let left = open - line.paid;
        let name = name_of(&party, self.books);
        let is_overridden = !line.override_reason.is_empty();
        let mut finding = |is_error, rule, column, sentence| {
            let field = row_field(row, column);
            self.findings.push(if is_error {
                Finding::error(rule, field, sentence)
            } else {
                Finding::warning(rule, field, sentence)
            });
        };
        if line.paid > open.max(Money::ZERO) {
            finding(
                false,
                "paid-over-open",
                "paid",
                format!(
                    "Only {open} are open with {name}; what it paid beyond that stands as its credit."
                ),
            );
        }
        let left = left.max(Money::ZERO);
        if written_off.is_positive() && written_off > left {
            finding(
                !is_overridden,
                "write-off-over-open",
                "adjustment_1",
                format!(
                    "{written_off} would be written off and only {left} are open with {name} after its payment; choose INFORMATION for what an earlier payer wrote off, or say why."
                ),
            );
        } else if moved.is_positive() && written_off + moved > left {
            finding(
                !is_overridden,
                "responsibility-over-open",
                "adjustment_1",
                format!(
                    "{moved} would move on and only {} are open with {name}; correct the amounts, or say why.",
                    left - written_off
                ),
            );
        }
        self.guard_patient(state, line, row);
    }

    /// What a workers' compensation or accident payer leaves is not the patient's, unless somebody
    /// says why.
    fn guard_patient(&mut self, state: &LineState, line: &RemittanceLine, row: usize) {
        if !self.books.payer.kind.is_property_and_casualty() || !line.override_reason.is_empty() {
            return;
        }
        let reaches_patient = line.adjustments.iter().any(|it| match it.disposition {
            Disposition::Patient => true,
            Disposition::NextParty => state.next.is_none(),
            _ => false,
        });
        if reaches_patient {
            self.findings.push(Finding::error(
                "patient-locked",
                row_field(row, "disposition_1"),
                "After a work or accident claim the patient owes only what was denied as not related; choose another treatment, or say why.",
            ));
        }
    }
}

fn line_ref(state: &LineState) -> LineRef {
    LineRef {
        line: state.charged.id,
        patient: state.charged.line.patient.clone(),
    }
}
