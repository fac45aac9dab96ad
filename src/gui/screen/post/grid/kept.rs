//! A half-typed explanation as a draft keeps it, and how it comes back.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Grid, GridLine};
use crate::commands::ledger::remittances::Target;
use crate::domain::id::RemittanceLineId;
use crate::gui::form::Field;
use crate::gui::screen::post::amount::CellKind;

/// A line as a draft keeps it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct KeptLine {
    allowed: String,
    paid: String,
    adjustments: Vec<String>,
    dispositions: BTreeMap<usize, String>,
    shares: [String; 3],
    remarks: String,
    reason: String,
    class: String,
    appeal_by: String,
    takes_back: Option<i64>,
}

/// A half-typed explanation as a draft keeps it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Kept {
    claim: String,
    opening: Option<i64>,
    control: String,
    decided: String,
    rank: String,
    is_forwarded: bool,
    lines: Vec<KeptLine>,
}

impl Kept {
    /// The claim it is about.
    pub fn target(&self) -> Option<Target> {
        match self.opening {
            Some(line) => Some(Target::Opening(crate::domain::id::ChargeLineId::new(line))),
            None => self.claim.parse().ok().map(Target::Claim),
        }
    }
}

impl GridLine {
    fn keep(&self) -> KeptLine {
        let text = |field: &Field<CellKind>| field.text().to_owned();
        let filled = self
            .adjustments
            .iter()
            .rposition(|cell| !cell.text().is_empty())
            .map_or(0, |last| last + 1);
        KeptLine {
            allowed: text(&self.allowed),
            paid: text(&self.paid),
            adjustments: self.adjustments[..filled].iter().map(text).collect(),
            dispositions: self.dispositions.clone(),
            shares: [0, 1, 2].map(|at: usize| text(&self.shares[at])),
            remarks: text(&self.remarks),
            reason: text(&self.reason),
            class: self.class.clone(),
            appeal_by: self.appeal_by.clone(),
            takes_back: self.takes_back.map(|id| id.number()),
        }
    }

    fn restore(&mut self, row: usize, kept: KeptLine) {
        self.allowed.set_text(kept.allowed);
        self.paid.set_text(kept.paid);
        for text in kept.adjustments {
            let _ = self.put_adjustment(row, text);
        }
        self.dispositions = kept.dispositions;
        for (cell, text) in self.shares.iter_mut().zip(kept.shares) {
            cell.set_text(text);
        }
        self.has_remarks = !kept.remarks.is_empty();
        self.remarks.set_text(kept.remarks);
        self.reason.set_text(kept.reason);
        self.class = kept.class;
        self.appeal_by = kept.appeal_by;
        self.takes_back = kept.takes_back.map(RemittanceLineId::new);
    }
}

impl Grid {
    /// What is typed, as text.
    pub fn content(&self) -> String {
        let (claim, opening) = match &self.claim.target {
            Target::Claim(claim) => (claim.to_string(), None),
            Target::Opening(line) => (String::new(), Some(line.number())),
        };
        let kept = Kept {
            claim,
            opening,
            control: self.control.text().to_owned(),
            decided: self.decided.text().to_owned(),
            rank: self
                .rank
                .value()
                .map(|rank| rank.to_string())
                .unwrap_or_default(),
            is_forwarded: self.is_forwarded,
            lines: self.lines.iter().map(GridLine::keep).collect(),
        };
        // Texts and numbers: JSON always takes them.
        serde_json::to_string(&kept).unwrap_or_default()
    }

    /// Puts back what was typed before the window locked.
    pub fn restore(&mut self, kept: Kept) {
        self.control.set_text(kept.control);
        self.decided.set_text(kept.decided);
        self.rank.set(kept.rank.parse().ok());
        self.is_forwarded = kept.is_forwarded;
        for (row, (line, kept)) in self.lines.iter_mut().zip(kept.lines).enumerate() {
            line.restore(row, kept);
        }
        self.dress();
    }
}
