//! The fields of an eligibility check: what the payer said of a coverage, when and through whom.

use chrono::NaiveDate;
use iced::advanced::widget::Id;
use iced::widget::{column, row};
use iced::{Element, Length};

use crate::domain::authorization::EligibilityMethod;
use crate::domain::date;
use crate::gui::form::choice::Choice;
use crate::gui::form::date::{Date, Span};
use crate::gui::form::field_set::{Columns, FieldSet, Takes};
use crate::gui::form::{Edit, Field};
use crate::gui::size;

const METHODS: &[(EligibilityMethod, &str)] = &[
    (EligibilityMethod::Phone, "By phone"),
    (EligibilityMethod::Portal, "Web portal"),
    (EligibilityMethod::Card, "Card seen"),
    (EligibilityMethod::Other, "Other"),
];

/// What the payer said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    Active,
    Inactive,
    Unclear,
}

const ANSWERS: &[(Answer, &str)] = &[
    (Answer::Active, "Active"),
    (Answer::Inactive, "Not active"),
    (Answer::Unclear, "Unclear"),
];

#[derive(Debug, Clone)]
pub struct CheckFields {
    texts: FieldSet,
    method: Choice<EligibilityMethod>,
    answer: Choice<Answer>,
    coverage: String,
}

#[derive(Debug, Clone)]
pub enum Message {
    Edited(&'static str, Edit),
    MethodChosen(EligibilityMethod),
    AnswerChosen(Answer),
}

impl CheckFields {
    /// Empty fields for a check of a coverage, made today.
    pub fn new(today: NaiveDate, coverage: &str) -> Self {
        let past = Date {
            today,
            span: Span::Past,
        };
        let field = |column, id, label, takes| (column, Field::new(id, label, takes));
        let mut texts = FieldSet::new(vec![
            field("checked_on", "check-on", "Checked on", Takes::Day(past)),
            field("spoke_with", "check-with", "Spoke with", Takes::Words),
            field(
                "reference_number",
                "check-reference",
                "Reference number",
                Takes::Number,
            ),
            field(
                "deductible_left",
                "check-deductible",
                "Deductible left",
                Takes::Amount,
            ),
            field("note", "check-note", "Note", Takes::Words),
        ]);
        if let Some(field) = texts.field_mut("checked_on") {
            field.set_text(date::spoken(today));
        }
        Self {
            texts,
            method: Choice::new("check-method", "How", METHODS),
            answer: Choice::new("check-answer", "The coverage is", ANSWERS),
            coverage: coverage.to_owned(),
        }
    }

    /// The coverage that was checked.
    pub fn coverage(&self) -> &str {
        &self.coverage
    }

    /// Shows what was typed before.
    pub fn fill(&mut self, columns: &Columns) {
        let text = |column: &str| columns.get(column).map_or("", String::as_str);
        self.texts.fill(columns);
        self.method.set(text("method").parse().ok());
        self.answer.set(match text("active") {
            "Y" => Some(Answer::Active),
            "N" => Some(Answer::Inactive),
            "?" => Some(Answer::Unclear),
            _ => None,
        });
        text("coverage_id").clone_into(&mut self.coverage);
    }

    /// The check's columns, read as a draft wants them or raw as they were typed.
    pub fn columns(&self, is_raw: bool) -> Columns {
        let mut columns = Columns::new();
        self.texts.write(&mut columns, is_raw);
        let mut put = |column: &str, text: &str| {
            drop(columns.insert(column.to_owned(), text.to_owned()));
        };
        put("coverage_id", &self.coverage);
        put(
            "method",
            self.method.value().map_or("", EligibilityMethod::as_str),
        );
        put(
            "active",
            match self.answer.value() {
                Some(Answer::Active) => "Y",
                Some(Answer::Inactive) => "N",
                Some(Answer::Unclear) if is_raw => "?",
                _ => "",
            },
        );
        columns
    }

    pub fn update(&mut self, message: Message) {
        match message {
            Message::Edited(column, edit) => self.texts.update(column, edit),
            Message::MethodChosen(method) => self.method.set(Some(method)),
            Message::AnswerChosen(answer) => self.answer.set(Some(answer)),
        }
    }

    /// Shows what a refused save said about a column; the id of its field, where it is one of these.
    pub fn refuse(&mut self, column: &str, sentence: &str) -> Option<Id> {
        match column {
            "method" => {
                self.method.refuse(sentence);
                Some(Id::new(self.method.id()))
            }
            "active" => {
                self.answer.refuse(sentence);
                Some(Id::new(self.answer.id()))
            }
            _ => self.texts.refuse(column, sentence),
        }
    }

    /// Shows every problem; the id of the first field that has one.
    pub fn first_fault(&mut self) -> Option<Id> {
        self.texts.forget_refusals();
        if self.texts.text("checked_on").is_empty() {
            let _ = self
                .texts
                .refuse("checked_on", "The day of the check is required.");
        }
        let has_answer = self.answer.value().is_some();
        if !has_answer {
            self.answer.refuse("Say what the payer answered.");
        }
        let first = self.texts.first_fault(|_| true);
        first.or_else(|| (!has_answer).then(|| Id::new(self.answer.id())))
    }

    pub fn view<'a, M: Clone + 'a>(
        &'a self,
        on_message: impl Fn(Message) -> M + Copy + 'a,
    ) -> Element<'a, M> {
        let text = |column: &'static str, width: Length| {
            self.texts.view(column, width, move |column, edit| {
                on_message(Message::Edited(column, edit))
            })
        };
        let fixed = |width: u16| Length::Fixed(f32::from(width));
        let answer = self.answer.view(Length::Shrink, move |answer| {
            on_message(Message::AnswerChosen(answer))
        });
        let method = self.method.view(Length::Shrink, move |method| {
            on_message(Message::MethodChosen(method))
        });
        column![
            row![text("checked_on", fixed(120)), answer].spacing(size::M),
            row![method, text("spoke_with", Length::Fill),].spacing(size::M),
            row![
                text("reference_number", Length::Fill),
                text("deductible_left", fixed(130)),
            ]
            .spacing(size::M),
            text("note", Length::Fill),
        ]
        .spacing(size::XS)
        .into()
    }
}
