//! The lines in sight and their order.

use std::cmp::Ordering;

use super::Account;
use crate::commands::ledger::account::AccountLine;
use crate::domain::account::Bucket;
use crate::domain::money::Money;

/// The columns of the lines, as they are sorted by.
pub(super) mod column {
    pub const DAY: usize = 2;
    pub const CODE: usize = 3;
    pub const CHARGE: usize = 4;
    pub const INSURANCE: usize = 5;
    pub const PATIENT: usize = 6;
    pub const COLLECTIONS: usize = 7;
    pub const AGE: usize = 8;
    pub const STATE: usize = 9;
}

/// What is open on a line with some of the parties.
pub(super) fn open(line: &AccountLine, is_meant: impl Fn(Bucket) -> bool) -> Money {
    line.open
        .iter()
        .filter(|part| is_meant(part.party.bucket))
        .map(|part| part.amount)
        .sum()
}

/// How long the oldest part has been open.
pub(super) fn age(line: &AccountLine) -> Option<i64> {
    line.open.iter().map(|part| part.age).max()
}

/// What a line is for, in the words of its code.
pub(super) fn code(line: &AccountLine) -> String {
    let charge = &line.charged.line;
    if charge.code.is_empty() {
        return charge.description.clone();
    }
    let mut words = vec![charge.code.as_str()];
    words.extend(charge.modifiers.iter().map(String::as_str));
    words.join(" ")
}

fn compare(one: &AccountLine, other: &AccountLine, by: usize) -> Ordering {
    let amount = |line: &AccountLine, bucket: Bucket| open(line, |it| it == bucket);
    match by {
        column::DAY => one.charged.line.from_on.cmp(&other.charged.line.from_on),
        column::CODE => code(one).cmp(&code(other)),
        column::CHARGE => one.charged.line.charge.cmp(&other.charged.line.charge),
        column::INSURANCE => {
            open(one, Bucket::is_insurance).cmp(&open(other, Bucket::is_insurance))
        }
        column::PATIENT => amount(one, Bucket::Patient).cmp(&amount(other, Bucket::Patient)),
        column::COLLECTIONS => {
            amount(one, Bucket::Collections).cmp(&amount(other, Bucket::Collections))
        }
        column::AGE => age(one).cmp(&age(other)),
        column::STATE => one.state.cmp(&other.state),
        _ => Ordering::Equal,
    }
}

impl Account {
    /// Brings the lines in sight into their order; the selected line stays selected.
    pub(super) fn fit(&mut self) {
        let selected = self.selected().map(|line| line.charged.id);
        let Some(card) = &self.card else {
            self.shown.clear();
            return;
        };
        let is_in_sight = |idx: &usize| {
            let whose = &card.lines[*idx].charged.line.patient;
            self.is_family || Some(whose) == self.patient.as_ref()
        };
        let mut shown: Vec<usize> = (0..card.lines.len()).filter(is_in_sight).collect();
        if let Some(sort) = self.selection.sort {
            shown.sort_by(|one, other| {
                let order = compare(&card.lines[*one], &card.lines[*other], sort.column);
                if sort.is_descending {
                    order.reverse()
                } else {
                    order
                }
            });
        }
        let place = shown
            .iter()
            .position(|idx| Some(card.lines[*idx].charged.id) == selected);
        let last = shown.len().checked_sub(1);
        self.shown = shown;
        self.selection.row =
            place.or_else(|| last.map(|last| self.selection.row.unwrap_or_default().min(last)));
    }
}
