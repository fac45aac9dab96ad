//! How a visit's lines and diagnoses go over several forms.
//!
//! A form holds six lines and twelve diagnoses. A visit has at most twelve diagnoses, so only its
//! lines can need another form (`rules.md` §6).

use crate::domain::encounter::line::{Pointers, ServiceLine};
use crate::domain::encounter::{Encounter, MOST_DIAGNOSES};
use crate::domain::payer::MultiPage;

/// Service lines on one form.
pub const LINES_PER_FORM: usize = 6;

/// Pointers that box 24E holds (NUCC manual, item 24E).
pub const MOST_POINTERS: usize = 4;

/// What one form carries of a visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormShare<'a> {
    /// Positions in the visit (0 for A) of the diagnoses on this form, in the form's order.
    pub diagnoses: Vec<usize>,
    /// The visit's lines on this form, at most six.
    pub lines: &'a [ServiceLine],
}

impl FormShare<'_> {
    /// The letters of box 24E on this form; a pointer to a diagnosis that the visit does not have
    /// is left out.
    pub fn letters(&self, line: &ServiceLine) -> String {
        pointed(line)
            .filter_map(|position| self.diagnoses.iter().position(|held| *held == position))
            .map(Pointers::letter)
            .collect()
    }
}

/// The first four positions a line points to, each once.
fn pointed(line: &ServiceLine) -> impl Iterator<Item = usize> + '_ {
    let all: Vec<usize> = line.pointers.positions().collect();
    line.pointers
        .positions()
        .enumerate()
        .filter(move |(idx, position)| !all[..*idx].contains(position))
        .map(|(_, position)| position)
        .take(MOST_POINTERS)
}

/// The forms of a visit; one without lines still has a form.
///
/// One form, and every form of the mode with one total, lists all diagnoses of the visit without
/// gaps. Of several separate forms each lists, in the visit's order, those that its own lines point
/// to; the ones that no line points to go on the first.
pub fn split(encounter: &Encounter, mode: MultiPage) -> Vec<FormShare<'_>> {
    let all: Vec<usize> = (0..MOST_DIAGNOSES)
        .filter(|&position| encounter.diagnoses[position].is_some())
        .collect();
    if encounter.lines.len() <= LINES_PER_FORM {
        return vec![FormShare {
            diagnoses: all,
            lines: &encounter.lines,
        }];
    }
    let is_used = |position: &usize, lines: &[ServiceLine]| {
        lines
            .iter()
            .any(|line| pointed(line).any(|pointed| pointed == *position))
    };
    encounter
        .lines
        .chunks(LINES_PER_FORM)
        .enumerate()
        .map(|(idx, lines)| FormShare {
            diagnoses: match mode {
                MultiPage::Continued => all.clone(),
                MultiPage::Separate => all
                    .iter()
                    .copied()
                    .filter(|position| {
                        is_used(position, lines)
                            || (idx == 0 && !is_used(position, &encounter.lines))
                    })
                    .collect(),
            },
            lines,
        })
        .collect()
}
