//! What is typed for a new plan, and the schedule that follows from it.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use iced::advanced::widget::Id;
use iced::keyboard::key::Named;
use serde::{Deserialize, Serialize};

use crate::commands;
use crate::domain::id::{ChargeLineId, PatientId};
use crate::domain::plan::{Frequency, MOST_INSTALMENTS, Plan, PlanDraft};
use crate::gui::form::choice::Choice;
use crate::gui::form::date::{Date, Span};
use crate::gui::form::field_set::{Columns, FieldSet, Takes};
use crate::gui::form::{Edit, Field};
use crate::gui::notice::sentence;
use crate::gui::shortcut::Stroke;
use crate::gui::widget::window_list::{Act, Selection};

/// The key that agrees.
pub const SAVE: Stroke = Stroke::named(Named::Enter).with_command();

pub const AMOUNT: &str = "plan-amount";
const EVERY: &str = "plan-every";

const FREQUENCIES: &[(Frequency, &str)] = &[
    (Frequency::Monthly, "Monthly"),
    (Frequency::Biweekly, "2 weeks"),
    (Frequency::Weekly, "Weekly"),
];

/// The fields beside the lines.
#[derive(Debug)]
pub struct Form {
    pub marks: BTreeSet<ChargeLineId>,
    blank: BTreeSet<ChargeLineId>,
    pub fields: FieldSet,
    pub every: Choice<Frequency>,
    pub lines: Selection,
    pub schedule: Selection,
    /// The schedule of what is typed, or what keeps it from being one; None while too little is.
    pub looked: Option<Result<Plan, String>>,
    serial: u32,
    pub is_saving: bool,
    pub is_restored: bool,
    pub problem: Option<String>,
}

/// What was typed and not agreed, as the practice file keeps it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Kept {
    lines: Vec<ChargeLineId>,
    columns: Columns,
    every: String,
}

#[derive(Debug, Clone)]
pub enum Message {
    LineListed(Act),
    MarkPressed,
    AllPressed,
    Typed(&'static str, Edit),
    EveryChosen(Frequency),
    Looked(u32, Box<Result<Plan, commands::Error>>),
    ScheduleListed(Act),
    AgreePressed,
}

impl Form {
    /// An empty form with these lines marked, of so many in sight.
    pub fn new(today: NaiveDate, marks: BTreeSet<ChargeLineId>, n_lines: usize) -> Self {
        let day = Takes::Day(Date {
            today,
            span: Span::Around,
        });
        let first = Field::new("plan-first", "First due on", day).required();
        let fields = FieldSet::new(vec![
            (
                "amount",
                Field::new(AMOUNT, "Each installment", Takes::Amount),
            ),
            (
                "installments",
                Field::new("plan-count", "or how many", Takes::Number),
            ),
            ("first_due_on", first),
            (
                "down_payment",
                Field::new("plan-down", "Paid down today", Takes::Amount),
            ),
            ("note", Field::new("plan-note", "Note", Takes::Words)),
        ]);
        let mut every = Choice::new(EVERY, "Due every", FREQUENCIES);
        every.set(Some(Frequency::Monthly));
        Self {
            blank: marks.clone(),
            marks,
            fields,
            every,
            lines: Selection {
                row: (n_lines > 0).then_some(0),
                ..Selection::default()
            },
            schedule: Selection::default(),
            looked: None,
            serial: 0,
            is_saving: false,
            is_restored: false,
            problem: None,
        }
    }

    /// Whether anything differs from the empty form.
    pub fn is_changed(&self) -> bool {
        let mut columns = Columns::new();
        self.fields.write(&mut columns, true);
        self.is_restored
            || self.marks != self.blank
            || columns.values().any(|text| !text.is_empty())
            || self.every.value() != Some(Frequency::Monthly)
    }

    pub fn kept(&self) -> Kept {
        let mut columns = Columns::new();
        self.fields.write(&mut columns, true);
        Kept {
            lines: self.marks.iter().copied().collect(),
            columns,
            every: self.every_text(),
        }
    }

    fn every_text(&self) -> String {
        self.every
            .value()
            .map(|every| every.to_string())
            .unwrap_or_default()
    }

    /// Brings back what was typed; lines that are no longer free are left out.
    pub fn restore(&mut self, kept: Kept, free: &BTreeSet<ChargeLineId>) {
        self.fields.fill(&kept.columns);
        self.every.set(Some(kept.every.parse().unwrap_or_default()));
        let lines = kept.lines.into_iter();
        self.marks = lines.filter(|line| free.contains(line)).collect();
        self.is_restored = true;
    }

    pub fn draft(&self, patient: &PatientId) -> PlanDraft {
        let mut columns = Columns::new();
        self.fields.write(&mut columns, false);
        let mut take = |column: &str| columns.remove(column).unwrap_or_default();
        PlanDraft {
            patient_id: patient.to_string(),
            lines: self.marks.iter().copied().collect(),
            first_due_on: take("first_due_on"),
            every: self.every_text(),
            amount: take("amount"),
            installments: take("installments"),
            down_payment: take("down_payment"),
            note: take("note"),
        }
    }

    /// What to compute the schedule from; nothing while too little is typed.
    pub fn question(&mut self, patient: &PatientId) -> Option<(u32, PlanDraft)> {
        self.serial = self.serial.wrapping_add(1);
        let draft = self.draft(patient);
        let has_parts = !draft.amount.is_empty() || !draft.installments.is_empty();
        let is_read = ["amount", "first_due_on", "down_payment"]
            .iter()
            .filter_map(|column| self.fields.field(column))
            .all(|field| field.problem().is_none());
        if draft.lines.is_empty() || !has_parts || !is_read {
            self.looked = None;
            return None;
        }
        Some((self.serial, draft))
    }

    /// Takes over what happened; whether the schedule is to be computed anew.
    pub fn update(&mut self, message: Message, lines: &[ChargeLineId]) -> bool {
        match message {
            Message::LineListed(act) => {
                self.lines.apply(act);
                if matches!(act, Act::Opened(_)) {
                    return self.update(Message::MarkPressed, lines);
                }
                return false;
            }
            Message::MarkPressed => {
                let Some(row) = self.lines.row else {
                    return false;
                };
                let Some(id) = lines.get(row).copied() else {
                    return false;
                };
                if !self.marks.remove(&id) {
                    let _ = self.marks.insert(id);
                }
                self.lines.row = Some((row + 1).min(lines.len() - 1));
            }
            Message::AllPressed => {
                if lines.iter().all(|line| self.marks.contains(line)) {
                    self.marks.clear();
                } else {
                    self.marks = lines.iter().copied().collect();
                }
            }
            Message::Typed(column, edit) => {
                let is_text = matches!(edit, Edit::Typed(_) | Edit::Left);
                self.fields.update(column, edit);
                if !is_text {
                    return false;
                }
            }
            Message::EveryChosen(every) => self.every.set(Some(every)),
            Message::Looked(serial, looked) => {
                if serial == self.serial {
                    self.looked = Some(looked.map_err(|error| said(&error)));
                }
                return false;
            }
            Message::ScheduleListed(act) => {
                self.schedule.apply(act);
                return false;
            }
            Message::AgreePressed => return false,
        }
        self.problem = None;
        true
    }

    /// Shows every problem; where the first one is.
    pub fn first_fault(&mut self) -> Option<Id> {
        self.fields.forget_refusals();
        if self.marks.is_empty() {
            self.problem = Some("Take at least one line in: Space marks it.".to_owned());
            return Some(super::LINES.into());
        }
        let amount = self.fields.text("amount").to_owned();
        let count = self.fields.text("installments").to_owned();
        if amount.is_empty() && count.is_empty() {
            return self.fields.refuse(
                "amount",
                "Type what an installment comes to, or how many there are.",
            );
        }
        let is_count = count
            .parse::<u16>()
            .is_ok_and(|count| (1..=MOST_INSTALMENTS).contains(&count));
        if !count.is_empty() && !is_count {
            let words = format!("Type a whole number from 1 to {MOST_INSTALMENTS}.");
            return self.fields.refuse("installments", &words);
        }
        self.fields.first_fault(|_| true)
    }

    /// Shows what was said against it, at its field where there is one; the field to go to.
    pub fn refuse(&mut self, error: &commands::Error) -> Option<Id> {
        self.is_saving = false;
        let commands::Error::Refused(findings) = error else {
            self.problem = Some(sentence(&error.to_string()));
            return None;
        };
        let mut place = None;
        let mut others = Vec::new();
        for finding in findings {
            match self.fields.refuse(finding.field.column, &finding.sentence) {
                Some(id) => place = place.or(Some(id)),
                None => others.push(finding.sentence.clone()),
            }
        }
        self.problem = (!others.is_empty()).then(|| others.join(" "));
        place
    }
}

/// What keeps a draft from being a plan, in its first sentence.
fn said(error: &commands::Error) -> String {
    match error {
        commands::Error::Refused(findings) => findings
            .first()
            .map(|finding| finding.sentence.clone())
            .unwrap_or_default(),
        other => sentence(&other.to_string()),
    }
}
