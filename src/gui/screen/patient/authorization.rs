//! The fields of an authorization: its number, its days, how many units of what.

use chrono::NaiveDate;
use iced::advanced::widget::Id;
use iced::widget::{column, row};
use iced::{Element, Length};

use crate::domain::authorization::AuthorizationKind;
use crate::gui::form::choice::Choice;
use crate::gui::form::date::{Date, Span};
use crate::gui::form::field_set::{Columns, FieldSet, Takes};
use crate::gui::form::{Edit, Field};
use crate::gui::size;

const KINDS: &[(AuthorizationKind, &str)] = &[
    (AuthorizationKind::PriorAuthorization, "Prior authorization"),
    (AuthorizationKind::Referral, "Referral"),
    (AuthorizationKind::Clia, "CLIA number"),
];

#[derive(Debug, Clone)]
pub struct AuthorizationFields {
    texts: FieldSet,
    kind: Choice<AuthorizationKind>,
    /// What the fields cannot change: the ids.
    kept: Columns,
}

#[derive(Debug, Clone)]
pub enum Message {
    Edited(&'static str, Edit),
    KindChosen(AuthorizationKind),
}

impl AuthorizationFields {
    /// Empty fields for an authorization of a patient's coverage.
    pub fn new(today: NaiveDate, patient: &str, coverage: &str) -> Self {
        let around = Takes::Day(Date {
            today,
            span: Span::Around,
        });
        let field = |column, id, label, takes| (column, Field::new(id, label, takes));
        let texts = FieldSet::new(vec![
            (
                "number",
                Field::new("auth-number", "Number", Takes::Number).marked(),
            ),
            field("from_on", "auth-from", "From", around),
            field("to_on", "auth-to", "To", around),
            field("units", "auth-units", "Units", Takes::Units),
            field("code", "auth-code", "Procedure", Takes::Procedure),
        ]);
        let mut kind = Choice::new("auth-kind", "What it is", KINDS);
        kind.set(Some(AuthorizationKind::PriorAuthorization));
        let kept = [("patient_id", patient), ("coverage_id", coverage)]
            .map(|(column, text)| (column.to_owned(), text.to_owned()));
        Self {
            texts,
            kind,
            kept: kept.into(),
        }
    }

    /// The coverage that it belongs to.
    pub fn coverage(&self) -> &str {
        self.kept.get("coverage_id").map_or("", String::as_str)
    }

    /// Shows a record, or what was typed before.
    pub fn fill(&mut self, columns: &Columns) {
        self.texts.fill(columns);
        let kind = columns.get("kind").and_then(|kind| kind.parse().ok());
        if kind.is_some() {
            self.kind.set(kind);
        }
        for column in ["authorization_id", "patient_id", "coverage_id"] {
            if let Some(text) = columns.get(column) {
                let _ = self.kept.insert(column.to_owned(), text.clone());
            }
        }
    }

    /// The record's columns, read as a draft wants them or raw as they were typed.
    pub fn columns(&self, is_raw: bool) -> Columns {
        let mut columns = self.kept.clone();
        self.texts.write(&mut columns, is_raw);
        let kind = self.kind.value().map(|kind| kind.to_string());
        let _ = columns.insert("kind".to_owned(), kind.unwrap_or_default());
        columns
    }

    pub fn update(&mut self, message: Message) {
        match message {
            Message::Edited(column, edit) => self.texts.update(column, edit),
            Message::KindChosen(kind) => self.kind.set(Some(kind)),
        }
    }

    /// The widget of a column's field.
    pub fn id(&self, column: &str) -> Option<Id> {
        match column {
            "kind" => Some(Id::new(self.kind.id())),
            _ => self.texts.id(column),
        }
    }

    /// Shows what a refused save said about a column; the id of its field, where it is one of these.
    pub fn refuse(&mut self, column: &str, sentence: &str) -> Option<Id> {
        if column == "kind" {
            self.kind.refuse(sentence);
            return Some(Id::new(self.kind.id()));
        }
        self.texts.refuse(column, sentence)
    }

    /// Shows every problem; the id of the first field that has one.
    pub fn first_fault(&mut self) -> Option<Id> {
        self.texts.forget_refusals();
        if self.texts.text("number").is_empty() {
            let _ = self
                .texts
                .refuse("number", "The number that the payer gave is required.");
        }
        self.texts.first_fault(|_| true)
    }

    pub fn view<'a, M: Clone + 'a>(
        &'a self,
        on_message: impl Fn(Message) -> M + Copy + 'a,
    ) -> Element<'a, M> {
        let text = |column: &'static str| {
            self.texts.view(column, Length::Fill, move |column, edit| {
                on_message(Message::Edited(column, edit))
            })
        };
        let kind = self.kind.view(Length::Shrink, move |kind| {
            on_message(Message::KindChosen(kind))
        });
        column![
            kind,
            text("number"),
            row![text("from_on"), text("to_on")].spacing(size::M),
            row![text("units"), text("code")].spacing(size::M),
        ]
        .spacing(size::XS)
        .into()
    }
}
