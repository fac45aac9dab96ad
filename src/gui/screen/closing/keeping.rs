//! Keeping what was counted and noted until the day is closed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Closing;
use crate::commands::drafts::{DraftKey, DraftKind};
use crate::domain::period::MonthCheck;
use crate::gui::screen::Draft;

/// A close as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Kept {
    /// In the order of the counted ways.
    counts: Vec<String>,
    note: String,
    /// By the check that is waived.
    waivers: BTreeMap<String, String>,
}

pub(super) fn key() -> DraftKey {
    DraftKey::new(DraftKind::Closing, "new")
}

impl Closing {
    /// What is typed; nothing while nothing is.
    pub(super) fn kept(&self) -> Option<Draft> {
        let waivers = self.waivers.iter();
        let kept = Kept {
            counts: self.counts.iter().map(|it| it.text().to_owned()).collect(),
            note: self.note.text().to_owned(),
            waivers: waivers
                .map(|(check, field)| (check.to_string(), field.text().to_owned()))
                .filter(|(_, text)| !text.is_empty())
                .collect(),
        };
        let is_begun = kept.counts.iter().any(|text| !text.is_empty())
            || !kept.note.is_empty()
            || !kept.waivers.is_empty();
        if !is_begun {
            return None;
        }
        Draft::new(key(), &kept)
    }

    /// Puts back what was typed before, where nothing was typed since.
    pub(super) fn restore(&mut self, kept: &Kept) {
        if self.kept().is_some() {
            return;
        }
        for (field, text) in self.counts.iter_mut().zip(&kept.counts) {
            field.set_text(text.as_str());
        }
        self.note.set_text(kept.note.as_str());
        for (check, text) in &kept.waivers {
            if let Some(field) = check
                .parse::<MonthCheck>()
                .ok()
                .and_then(|check| self.waivers.get_mut(&check))
            {
                field.set_text(text.as_str());
            }
        }
    }
}
