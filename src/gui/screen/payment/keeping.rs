//! Keeping a payment as it was typed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Message, Payment};
use crate::commands::drafts::{DraftKey, DraftKind};
use crate::domain::receipt::{Method, ReceiptDraft, ReceiptKind};
use crate::gui::action::Action;
use crate::gui::context::Context;

/// The kind of this form among the drafts.
pub(super) const KIND: DraftKind = DraftKind::Payment;

/// A payment as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Kept {
    patient: String,
    patient_text: String,
    amount: String,
    method: Option<Method>,
    number: String,
    visit: String,
    visit_text: String,
    received: String,
    note: String,
    /// What was typed for lines, by their numbers.
    shares: BTreeMap<i64, String>,
}

impl Payment {
    pub(super) fn draft_key(&self) -> DraftKey {
        let key = self.preset.as_ref().map_or("new", |id| id.as_str());
        DraftKey::new(KIND, key)
    }

    /// What is typed, as JSON; nothing while nothing is.
    pub(super) fn content(&self) -> Option<String> {
        let is_begun = !self.amount.text().trim().is_empty()
            || !self.number.text().trim().is_empty()
            || !self.note.text().trim().is_empty();
        if !is_begun {
            return None;
        }
        let owed = self.family.iter().flat_map(|family| &family.owed);
        let shares = owed.zip(&self.shares);
        let kept = Kept {
            patient: self
                .patient
                .value()
                .map(ToString::to_string)
                .unwrap_or_default(),
            patient_text: self.patient.text().to_owned(),
            amount: self.amount.text().to_owned(),
            method: self.method.value(),
            number: self.number.text().to_owned(),
            visit: self
                .visit
                .value()
                .map(ToString::to_string)
                .unwrap_or_default(),
            visit_text: self.visit.text().to_owned(),
            received: self.received.text().to_owned(),
            note: self.note.text().to_owned(),
            shares: shares
                .filter(|(_, share)| !share.text().is_empty())
                .map(|(line, share)| (line.owed.line.line.number(), share.text().to_owned()))
                .collect(),
        };
        serde_json::to_string(&kept).ok()
    }

    pub(super) fn restore(&mut self, kept: Kept, context: &Context) -> Action<Message> {
        self.is_restored = true;
        self.amount.set_text(kept.amount.as_str());
        self.method.set(kept.method);
        self.number.set_text(kept.number.as_str());
        self.received.set_text(kept.received.as_str());
        self.note.set_text(kept.note.as_str());
        match kept.visit.parse() {
            Ok(visit) => self.visit.set(visit, kept.visit_text.as_str()),
            Err(_) => self.visit.set_text(kept.visit_text.as_str()),
        }
        let patient = kept.patient.parse();
        let text = kept.patient_text.clone();
        self.waiting = Some(kept);
        match patient {
            Ok(patient) => {
                let known = self.know(patient, context);
                Action::run(known)
            }
            Err(_) => {
                self.patient.set_text(text);
                Action::none()
            }
        }
    }

    pub(super) fn fill_shares(&mut self, kept: &Kept) {
        let owed = self.family.iter().flat_map(|family| &family.owed);
        for (line, share) in owed.zip(&mut self.shares) {
            if let Some(text) = kept.shares.get(&line.owed.line.line.number()) {
                share.set_text(text.as_str());
            }
        }
    }

    /// What is typed, as a receipt is written down.
    pub(super) fn receipt(&self) -> ReceiptDraft {
        let text = |text: &str| text.trim().to_owned();
        ReceiptDraft {
            kind: ReceiptKind::Patient.to_string(),
            patient_id: self
                .patient
                .value()
                .map(ToString::to_string)
                .unwrap_or_default(),
            method: self
                .method
                .value()
                .map(|method| method.to_string())
                .unwrap_or_default(),
            check_number: text(self.number.text()),
            amount: text(self.amount.text()),
            received_on: self
                .received
                .value()
                .map(ToString::to_string)
                .unwrap_or_default(),
            visit_id: self
                .visit
                .value()
                .map(ToString::to_string)
                .unwrap_or_default(),
            note: text(self.note.text()),
            override_reason: self
                .again
                .as_ref()
                .map(|again| text(again.text()))
                .unwrap_or_default(),
            ..ReceiptDraft::default()
        }
    }
}
