//! The form of a new receipt: what is typed, kept and saved.

use chrono::NaiveDate;
use iced::Task;
use iced::advanced::widget::Id;
use serde::{Deserialize, Serialize};

use super::{Message, Receipts};
use crate::commands::drafts::{self, DraftKey, DraftKind};
use crate::commands::ledger::{Posting, receipts};
use crate::commands::{Error, lists, patients};
use crate::domain::date;
use crate::domain::finding::Finding;
use crate::domain::id::{PatientId, PayerId, ReceiptId};
use crate::domain::payer::Payer;
use crate::domain::receipt::{Method, ReceiptDraft, ReceiptKind};
use crate::gui::action::{Action, Request};
use crate::gui::context::{Context, author};
use crate::gui::form::choice::Choice;
use crate::gui::form::date::{Date, Span};
use crate::gui::form::field_set::{Columns, FieldSet, Takes, draft_of};
use crate::gui::form::{self, Field, money::Amount, money::grouped};
use crate::gui::notice::Notice;
use crate::gui::screen::Draft;
use crate::gui::widget::travel::go_to;
use crate::gui::widget::typeahead::{self, MOST, Match, Typeahead};
use crate::store::Database;

pub(super) const PAYER: &str = "receipts-payer";
pub(super) const PATIENT: &str = "receipts-patient";
pub(super) const METHOD: &str = "receipts-method";
pub(super) const CHECK: &str = "receipts-check";
pub(super) const AMOUNT: &str = "receipts-amount";
pub(super) const REASON: &str = "receipts-reason";

const KINDS: &[(ReceiptKind, &str)] = &[
    (ReceiptKind::Insurance, "Insurance"),
    (ReceiptKind::Patient, "Patient"),
    (ReceiptKind::Other, "Other"),
];

pub(super) const METHODS: &[(Method, &str)] = &[
    (Method::Check, "Check"),
    (Method::Cash, "Cash"),
    (Method::Card, "Card"),
    (Method::Eft, "EFT"),
    (Method::Other, "Other"),
    (Method::None, "None"),
];

/// The word of a method.
pub(super) fn method_word(method: Method) -> &'static str {
    METHODS
        .iter()
        .find(|(of, _)| *of == method)
        .map_or("", |(_, word)| word)
}

/// A new receipt as it is typed.
#[derive(Debug)]
pub(super) struct Entry {
    pub kind: Choice<ReceiptKind>,
    pub payer: Typeahead<PayerId>,
    pub patient: Typeahead<PatientId>,
    pub method: Choice<Method>,
    pub fields: FieldSet,
    pub amount: Field<Amount>,
    /// The check date that was kept from the receipt before, raw.
    dated_before: String,
    /// Whether the same check is there already, so that a reason is asked for.
    pub is_twin: bool,
}

/// What is kept of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Kept {
    kind: String,
    method: String,
    payer: Option<String>,
    payer_text: String,
    patient: Option<String>,
    patient_text: String,
    amount: String,
    columns: Columns,
}

/// What the practice file holds for a log that is opened.
#[derive(Debug, Clone)]
pub struct Start {
    payers: Vec<Payer>,
    kept: Option<Kept>,
}

fn key() -> DraftKey {
    DraftKey::new(DraftKind::Receipt, "new")
}

async fn read_start(database: Database) -> Result<Start, Error> {
    let payers = lists::payers(database.clone()).await?;
    let kept: Option<serde_json::Value> = drafts::load(database, key()).await?;
    Ok(Start {
        payers: payers.into_iter().map(|found| found.value).collect(),
        kept: kept.and_then(|kept| match kept {
            serde_json::Value::String(text) => serde_json::from_str(&text).ok(),
            value => serde_json::from_value(value).ok(),
        }),
    })
}

pub(super) fn begin(context: &Context) -> Task<Message> {
    match context.database() {
        Some(database) => Task::perform(read_start(database), |start| {
            Message::Begun(Box::new(start))
        }),
        None => Task::none(),
    }
}

impl Entry {
    pub fn new(today: NaiveDate) -> Self {
        let past = Takes::Day(Date {
            today,
            span: Span::Past,
        });
        let mut kind = Choice::new("receipts-kind", "Type", KINDS);
        kind.set(Some(ReceiptKind::Insurance));
        let mut method = Choice::new(METHOD, "Method", METHODS);
        method.set(Some(Method::Check));
        Self {
            kind,
            payer: Typeahead::new(PAYER, "From")
                .hint("Payer’s name or number")
                .list_width(420.0),
            patient: Typeahead::new(PATIENT, "From")
                .hint("Patient’s name or account")
                .list_width(420.0),
            method,
            fields: FieldSet::new(vec![
                (
                    "check_number",
                    Field::new(CHECK, "Check number", Takes::Number),
                ),
                (
                    "check_on",
                    Field::new("receipts-check-on", "Check date", past),
                ),
                ("note", Field::new("receipts-note", "Note", Takes::Words)),
                (
                    "override_reason",
                    Field::new(REASON, "Why it came again", Takes::Words),
                ),
            ]),
            amount: Field::new(AMOUNT, "Amount", Amount),
            dated_before: String::new(),
            is_twin: false,
        }
    }

    pub fn set_kind(&mut self, kind: ReceiptKind) {
        self.kind.set(Some(kind));
    }

    pub fn set_method(&mut self, method: Method) {
        self.method.set(Some(method));
    }

    /// Where a new receipt begins.
    pub fn first(&self) -> Id {
        match self.kind.value() {
            Some(ReceiptKind::Insurance) | None => self.payer.id(),
            Some(ReceiptKind::Patient) => self.patient.id(),
            Some(ReceiptKind::Other) => Id::new(METHOD),
        }
    }

    /// Empties it for the next; the kind, the method and the date stay.
    fn clear(&mut self) {
        self.payer.clear();
        self.patient.clear();
        self.amount.set_text("");
        for column in ["check_number", "note", "override_reason"] {
            if let Some(field) = self.fields.field_mut(column) {
                field.set_text("");
            }
        }
        self.dated_before = self.fields.text("check_on").to_owned();
        self.is_twin = false;
    }

    fn keep(&self) -> Kept {
        let mut columns = Columns::new();
        self.fields.write(&mut columns, true);
        columns.retain(|_, text| !text.is_empty());
        Kept {
            kind: self
                .kind
                .value()
                .map(|it| it.to_string())
                .unwrap_or_default(),
            method: self
                .method
                .value()
                .map(|it| it.to_string())
                .unwrap_or_default(),
            payer: self.payer.value().map(ToString::to_string),
            payer_text: self.payer.text().to_owned(),
            patient: self.patient.value().map(ToString::to_string),
            patient_text: self.patient.text().to_owned(),
            amount: self.amount.text().to_owned(),
            columns,
        }
    }

    fn restore(&mut self, kept: Kept) {
        self.kind.set(kept.kind.parse().ok());
        self.method.set(kept.method.parse().ok());
        match kept.payer.and_then(|id| id.parse().ok()) {
            Some(payer) => self.payer.set(payer, kept.payer_text),
            None => self.payer.set_text(kept.payer_text),
        }
        match kept.patient.and_then(|id| id.parse().ok()) {
            Some(patient) => self.patient.set(patient, kept.patient_text),
            None => self.patient.set_text(kept.patient_text),
        }
        self.amount.set_text(kept.amount);
        for (column, text) in kept.columns {
            if let Some(field) = self.fields.field_mut(&column) {
                field.set_text(text);
            }
        }
        self.is_twin = !self.fields.text("override_reason").is_empty();
    }

    /// What is typed and not saved; kind, method and date are kept from the receipt before.
    pub fn draft(&self) -> Option<Draft> {
        let is_begun = !self.amount.text().is_empty()
            || !self.payer.text().is_empty()
            || !self.patient.text().is_empty()
            || self.fields.text("check_on") != self.dated_before
            || ["check_number", "note", "override_reason"]
                .iter()
                .any(|column| !self.fields.text(column).is_empty());
        if !is_begun {
            return None;
        }
        Draft::new(key(), &self.keep())
    }

    /// The receipt as its CSV columns.
    fn receipt(&self, on: NaiveDate) -> ReceiptDraft {
        let mut columns = Columns::new();
        self.fields.write(&mut columns, false);
        let kind = self.kind.value();
        let text = |of, text: Option<String>| {
            if kind == Some(of) {
                text.unwrap_or_default()
            } else {
                String::new()
            }
        };
        let is_without_money = self.method.value() == Some(Method::None);
        let amount = self.amount.text().trim();
        ReceiptDraft {
            kind: kind.map(|it| it.to_string()).unwrap_or_default(),
            payer_id: text(
                ReceiptKind::Insurance,
                self.payer.value().map(ToString::to_string),
            ),
            patient_id: text(
                ReceiptKind::Patient,
                self.patient.value().map(ToString::to_string),
            ),
            method: self
                .method
                .value()
                .map(|it| it.to_string())
                .unwrap_or_default(),
            amount: if is_without_money && amount.is_empty() {
                "0.00".to_owned()
            } else {
                amount.to_owned()
            },
            received_on: on.to_string(),
            ..draft_of(&columns)
        }
    }

    /// The first field whose own text cannot be read.
    fn first_fault(&mut self) -> Option<Id> {
        let giver = match self.kind.value() {
            Some(ReceiptKind::Insurance) => (!self.payer.touch()).then(|| self.payer.id()),
            Some(ReceiptKind::Patient) => (!self.patient.touch()).then(|| self.patient.id()),
            _ => None,
        };
        let fields = self.fields.first_fault(|_| true);
        let amount = (!self.amount.touch()).then(|| self.amount.id());
        giver.or(fields).or(amount)
    }

    /// Shows what a refused save said; where the focus should go.
    fn refuse(&mut self, findings: &[Finding]) -> (Option<Id>, Option<String>) {
        let mut first = None;
        let mut rest = None;
        for finding in findings.iter().filter(|finding| finding.is_error()) {
            let sentence = finding.sentence.as_str();
            let id = match finding.field.column {
                "payer_id" => {
                    self.payer.refuse(sentence);
                    Some(self.payer.id())
                }
                "patient_id" => {
                    self.patient.refuse(sentence);
                    Some(self.patient.id())
                }
                "amount" => {
                    self.amount.refuse(sentence);
                    Some(self.amount.id())
                }
                "kind" => {
                    self.kind.refuse(sentence);
                    Some(Id::new(self.kind.id()))
                }
                "method" => {
                    self.method.refuse(sentence);
                    Some(Id::new(self.method.id()))
                }
                column => {
                    self.is_twin |= column == "override_reason";
                    self.fields.refuse(column, sentence)
                }
            };
            if id.is_none() && rest.is_none() {
                rest = Some(sentence.to_owned());
            }
            first = first.or(id);
        }
        (first, rest)
    }
}

impl Receipts {
    pub(super) fn begun(
        &mut self,
        start: Result<Start, Error>,
        context: &Context,
    ) -> Action<Message> {
        match start {
            Ok(start) => {
                self.payers = start.payers;
                if let Some(kept) = start.kept {
                    self.entry.restore(kept);
                    self.is_restored = true;
                }
                Action::none()
            }
            Err(error) => Action::failed(&error, context),
        }
    }

    pub(super) fn edit_payer(&mut self, edit: typeahead::Edit) {
        if let Some(question) = self.entry.payer.update(edit) {
            let sought = question.text.to_lowercase();
            let fits = |payer: &&Payer| {
                let name = payer.name.to_lowercase();
                let begins = name
                    .split_whitespace()
                    .any(|word| word.starts_with(&sought));
                begins
                    || name.contains(&sought)
                    || payer.id.as_str().to_lowercase().starts_with(&sought)
            };
            let mut found: Vec<&Payer> = self.payers.iter().filter(fits).collect();
            found.sort_by_key(|payer| {
                let name = payer.name.to_lowercase();
                (!name.starts_with(&sought), name)
            });
            let matches = found.into_iter().take(MOST).map(|payer| Match {
                value: payer.id.clone(),
                text: payer.name.clone(),
                code: String::new(),
                words: payer.name.clone(),
                note: payer.id.to_string(),
            });
            self.entry.payer.answer(question.serial, matches.collect());
        }
    }

    pub(super) fn edit_patient(
        &mut self,
        edit: typeahead::Edit,
        context: &Context,
    ) -> Action<Message> {
        let question = self.entry.patient.update(edit);
        let (Some(question), Some(database)) = (question, context.database()) else {
            return Action::none();
        };
        let today = context.today;
        let find = async move {
            let found = patients::search(database, question.text, MOST, today).await?;
            let matches = found.into_iter().map(|row| Match {
                value: row.id.clone(),
                text: row.name.to_string(),
                code: row.id.to_string(),
                words: row.name.to_string(),
                note: date::spoken(row.birth_date),
            });
            Ok(matches.collect())
        };
        Action::run(Task::perform(find, move |found| {
            Message::PatientsFound(question.serial, found)
        }))
    }

    pub(super) fn patients_found(
        &mut self,
        serial: u32,
        found: Result<Vec<Match<PatientId>>, Error>,
        context: &Context,
    ) -> Action<Message> {
        match found {
            Ok(found) => {
                self.entry.patient.answer(serial, found);
                Action::none()
            }
            Err(error) => Action::failed(&error, context),
        }
    }

    pub(super) fn save(&mut self, context: &Context) -> Action<Message> {
        let Some(database) = context.database().filter(|_| !self.is_saving) else {
            return Action::none();
        };
        // What the last try said is answered by trying again.
        self.entry.fields.forget_refusals();
        let typed = self.entry.amount.text().to_owned();
        self.entry.amount.set_text(typed);
        if let Some(fault) = self.entry.first_fault() {
            return Action::run(go_to(fault));
        }
        self.is_saving = true;
        let draft = self.entry.receipt(self.on);
        let (today, on) = (context.today, self.on);
        let save = async move {
            let posting = Posting::today(author(), today).on(on);
            let id = receipts::log(database.clone(), draft, posting).await?;
            drafts::drop(database, key()).await?;
            Ok(id)
        };
        Action::run(Task::perform(save, |saved| Message::Saved(Box::new(saved))))
    }

    pub(super) fn saved(
        &mut self,
        saved: Result<ReceiptId, Error>,
        context: &Context,
    ) -> Action<Message> {
        self.is_saving = false;
        match saved {
            Ok(id) => {
                let amount = self.entry.amount.value().copied().unwrap_or_default();
                self.entry.clear();
                self.is_restored = false;
                let told = format!("Receipt {id} of {} is written down.", grouped(amount));
                let first = go_to(self.entry.first());
                Action::run(Task::batch([self.read(context), first]))
                    .and(Request::Notify(Notice::done(told)))
                    .and(Request::PracticeChanged)
            }
            Err(Error::Refused(findings)) => {
                let (first, rest) = self.entry.refuse(&findings);
                let action = Action::run(first.map_or_else(Task::none, go_to));
                match rest {
                    Some(sentence) => action.and(Request::Notify(Notice::failed(sentence))),
                    None => action,
                }
            }
            Err(error) => Action::failed(&error, context),
        }
    }

    /// A field of the form by its column.
    pub(super) fn edit_of(column: &'static str) -> impl Fn(form::Edit) -> Message + Copy {
        move |edit| Message::Typed(column, edit)
    }
}
