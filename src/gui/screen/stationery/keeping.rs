//! What is typed and not saved, as the practice file keeps it.

use super::{Columns, Deserialize, Serialize, Stationery, Step};

/// The raw texts of all parts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Kept {
    rules: Columns,
    mails_plans: bool,
    head: Columns,
    envelopes: [Columns; 2],
    has_sender: [bool; 2],
    has_reply: bool,
    steps: Vec<Step>,
    /// Where a logo lies that is not put on yet.
    logo_path: String,
}

impl Stationery {
    pub(super) fn kept(&self) -> Kept {
        let mut rules = Columns::new();
        self.rules.fields.write(&mut rules, true);
        let mut head = Columns::new();
        self.head.write(&mut head, true);
        Kept {
            rules,
            mails_plans: self.rules.mails_plans,
            head,
            envelopes: [self.envelopes[0].columns(), self.envelopes[1].columns()],
            has_sender: [self.envelopes[0].has_sender, self.envelopes[1].has_sender],
            has_reply: self.envelopes[1].is_used,
            steps: self.steps.steps().to_vec(),
            logo_path: self.logo_path.text().to_owned(),
        }
    }

    /// Whether something typed is not saved.
    pub(super) fn is_changed(&self) -> bool {
        self.saved.is_some() && self.kept() != self.blank
    }

    /// Whether the rules are; they are saved by themselves.
    pub(super) fn has_new_rules(&self) -> bool {
        let kept = self.kept();
        (kept.rules, kept.mails_plans) != (self.blank.rules.clone(), self.blank.mails_plans)
    }

    pub(super) fn restore(&mut self, kept: Kept) {
        self.rules.fields.fill(&kept.rules);
        self.rules.mails_plans = kept.mails_plans;
        self.head.fill(&kept.head);
        for ((form, columns), has_sender) in self
            .envelopes
            .iter_mut()
            .zip(&kept.envelopes)
            .zip(kept.has_sender)
        {
            form.fields.fill(columns);
            form.has_sender = has_sender;
        }
        self.envelopes[1].is_used = kept.has_reply;
        self.steps.fill(kept.steps);
        self.logo_path.set_text(kept.logo_path);
    }
}
