//! A screen with one of every control, for the tests of the controls.
#![allow(dead_code)]

use std::cell::Cell;

use almoner::documents::font::Face;
use almoner::documents::page::{self, Origin, Page};
use almoner::domain::identifier::Npi;
use almoner::gui::form::check::check_field;
use almoner::gui::form::choice::Choice;
use almoner::gui::form::code::Code;
use almoner::gui::form::date::{Date, Span};
use almoner::gui::form::money::Amount;
use almoner::gui::form::phone::PhoneNumber;
use almoner::gui::form::text::Text;
use almoner::gui::form::{Edit, Field};
use almoner::gui::shortcut::{Shortcut, Stroke, everywhere};
use almoner::gui::widget::button::{Weight, action};
use almoner::gui::widget::keys::keys;
use almoner::gui::widget::modal::modal;
use almoner::gui::widget::page_view::page_view;
use almoner::gui::widget::typeahead::{self, Match, Question, Typeahead};
use almoner::gui::widget::window_list::{Act, Column, Selection, Width, window_list};
use almoner::gui::{size, theme};
use chrono::NaiveDate;
use iced::widget::{column, container, row, scrollable, text};
use iced::{Element, Length, Task};

use crate::driver::Drive;

/// The ids of the controls in reading order.
pub const ORDER: [&str; 12] = [
    "g-name", "g-date", "g-amount", "g-phone", "g-npi", "g-sex", "g-assign", "g-code", "g-open",
    "g-delete", "g-list", "g-last",
];

pub const ROWS: usize = 100_000;

const SEXES: &[(char, &str)] = &[('F', "Female"), ('M', "Male"), ('U', "Unknown")];

const COLUMNS: &[Column] = &[
    Column::code("Account", Width::Fixed(90.0)),
    Column::text("Name", Width::Share(2.0)),
    Column::text("City", Width::Share(1.0)).unsorted(),
    Column::number("Balance", Width::Fixed(100.0)),
];

pub struct Gallery {
    pub name: Field<Text>,
    pub date: Field<Date>,
    pub amount: Field<Amount>,
    pub phone: Field<PhoneNumber>,
    pub npi: Field<Code<Npi>>,
    pub sex: Choice<char>,
    pub is_assigned: bool,
    pub code: Typeahead<String>,
    /// Questions that were asked and not answered, for a test that answers late.
    pub question: Option<Question>,
    pub answers_at_once: bool,
    pub selection: Selection,
    pub is_modal: bool,
    pub in_modal: Field<Text>,
    pub last: Field<Text>,
    pub n_rows_made: Cell<usize>,
    pub log: Vec<Message>,
    pub page: Page,
    pub picked: Option<Origin>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    Name(Edit),
    Date(Edit),
    Amount(Edit),
    Phone(Edit),
    Npi(Edit),
    Sex(char),
    Assigned(bool),
    Code(typeahead::Edit),
    Opened,
    Deleted,
    List(Act),
    InModal(Edit),
    ModalClosed,
    Last(Edit),
    Picked(Origin),
    Pressed(Shortcut),
    Verb(char),
}

pub fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 9, 14).unwrap()
}

impl Gallery {
    pub fn new() -> Self {
        let date = Date {
            today: today(),
            span: Span::Around,
        };
        let mut page = Page::letter();
        let origin = Origin {
            form_box: "2".into(),
            row: None,
            field: "name".into(),
        };
        page.items.push(page::Item::Text(page::Text {
            origin: Some(origin),
            ..page::Text::new(72.0, 72.0, Face::Mono, 12.0, "DOE, JANE")
        }));
        page.items.push(page::Item::Text(page::Text {
            stretch: 60.0,
            ..page::Text::new(72.0, 100.0, Face::Sans, 14.0, "A caption drawn narrow")
        }));
        Self {
            name: Field::new("g-name", "Last name", Text::plain()).required(),
            date: Field::new("g-date", "Date of service", date),
            amount: Field::new("g-amount", "Charge", Amount),
            phone: Field::new("g-phone", "Phone", PhoneNumber),
            npi: Field::new("g-npi", "NPI", Code::new()),
            sex: Choice::new("g-sex", "Sex", SEXES),
            is_assigned: false,
            code: Typeahead::new("g-code", "Diagnosis").list_width(420.0),
            question: None,
            answers_at_once: true,
            selection: Selection::default(),
            is_modal: false,
            in_modal: Field::new("g-modal-field", "Reason", Text::plain()),
            last: Field::new("g-last", "Note", Text::plain()),
            n_rows_made: Cell::new(0),
            log: Vec::new(),
            page,
            picked: None,
        }
    }

    pub fn answer(&mut self) {
        const CODES: [(&str, &str); 4] = [
            ("E10.9", "Type 1 diabetes mellitus without complications"),
            ("E11.65", "Type 2 diabetes mellitus with hyperglycemia"),
            ("E11.9", "Type 2 diabetes mellitus without complications"),
            ("I10", "Essential (primary) hypertension"),
        ];
        if let Some(Question { serial, text }) = self.question.take() {
            let text = text.to_uppercase();
            let matches = CODES
                .into_iter()
                .filter(|(code, _)| code.starts_with(&text))
                .map(|(code, words)| Match {
                    value: code.to_owned(),
                    text: code.to_owned(),
                    code: code.to_owned(),
                    words: words.to_owned(),
                    note: String::new(),
                })
                .collect();
            self.code.answer(serial, matches);
        }
    }

    fn lookup(&self, stroke: Stroke) -> Option<Message> {
        if let Some(shortcut) = everywhere(stroke) {
            return Some(Message::Pressed(shortcut));
        }
        ['p', 'v']
            .into_iter()
            .find(|letter| !self.is_modal && stroke == Stroke::sign(*letter))
            .map(Message::Verb)
    }
}

impl Drive for Gallery {
    type Message = Message;

    fn drive_update(&mut self, message: Message) -> Task<Message> {
        self.log.push(message.clone());
        match message {
            Message::Name(edit) => self.name.update(edit),
            Message::Date(edit) => self.date.update(edit),
            Message::Amount(edit) => self.amount.update(edit),
            Message::Phone(edit) => self.phone.update(edit),
            Message::Npi(edit) => self.npi.update(edit),
            Message::Last(edit) => self.last.update(edit),
            Message::InModal(edit) => self.in_modal.update(edit),
            Message::Sex(sex) => self.sex.set(Some(sex)),
            Message::Assigned(is_assigned) => self.is_assigned = is_assigned,
            Message::Code(edit) => {
                if let Some(question) = self.code.update(edit) {
                    self.question = Some(question);
                    if self.answers_at_once {
                        self.answer();
                    }
                }
            }
            Message::Opened => self.is_modal = true,
            Message::ModalClosed => self.is_modal = false,
            Message::Pressed(Shortcut::Back) if self.is_modal => self.is_modal = false,
            Message::List(act) => self.selection.apply(act),
            Message::Picked(origin) => self.picked = Some(origin),
            Message::Deleted | Message::Pressed(_) | Message::Verb(_) => {}
        }
        Task::none()
    }

    fn drive_view(&self) -> Element<'_, Message> {
        let list = window_list(
            "g-list",
            COLUMNS,
            ROWS,
            |row| {
                self.n_rows_made.set(self.n_rows_made.get() + 1);
                let name = if row == 3 {
                    "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh, Maximiliana Alexandrina Theodora"
                } else {
                    "Doe, Jane"
                };
                vec![
                    format!("{:05}", row + 1).into(),
                    format!("{name} {row}").into(),
                    "Portland".into(),
                    format!("{}.{:02}", row * 7 % 900, row % 100).into(),
                ]
            },
            self.selection,
            Message::List,
        );
        let fields = row![
            self.name.view(Length::FillPortion(2), Message::Name),
            self.date.view(Length::Fixed(140.0), Message::Date),
            self.amount.view(Length::Fixed(110.0), Message::Amount),
            self.phone.view(Length::Fixed(150.0), Message::Phone),
            self.npi.view(Length::Fixed(150.0), Message::Npi),
        ]
        .spacing(size::M);
        let choices = row![
            self.sex.view(Length::Fixed(300.0), Message::Sex),
            check_field(
                "g-assign",
                "Accept assignment",
                self.is_assigned,
                Length::Shrink,
                Message::Assigned
            ),
            self.code.view(Length::Fixed(220.0), Message::Code),
        ]
        .spacing(size::L);
        let buttons = row![
            action(
                "g-open",
                Weight::Primary,
                "Open",
                Some(Stroke::sign('o')),
                Some(Message::Opened)
            ),
            action(
                "g-delete",
                Weight::Destructive,
                "Delete",
                None,
                Some(Message::Deleted)
            ),
            action::<Message>("g-disabled", Weight::Secondary, "Disabled", None, None),
        ]
        .spacing(size::S);
        let sheet = page_view(&self.page, 1.0)
            .highlight(self.picked.clone())
            .on_pick(Message::Picked);
        let content = column![
            fields,
            choices,
            buttons,
            container(list).height(300),
            container(sheet).width(300).height(140).clip(true),
            self.last.view(Length::Fixed(300.0), Message::Last),
        ]
        .spacing(size::M)
        .padding(size::XL);
        let base = scrollable(content)
            .height(Length::Fill)
            .style(theme::scroll);
        let dialog = self.is_modal.then(|| {
            column![
                text("Delete the visit?").size(size::HEADING),
                self.in_modal.view(Length::Fixed(320.0), Message::InModal),
                action(
                    "g-modal-close",
                    Weight::Primary,
                    "Keep it",
                    None,
                    Some(Message::ModalClosed)
                ),
            ]
            .spacing(size::M)
            .into()
        });
        keys(modal(base, dialog), |stroke| self.lookup(stroke)).into()
    }
}
