//! The fields about the patient herself: name, birth, address, who answers for the bill.

use chrono::NaiveDate;
use iced::advanced::widget::Id;
use iced::widget::{column, row};
use iced::{Alignment, Element, Length};

use crate::commands::patients::PatientRow;
use crate::domain::date;
use crate::domain::draft::yes_no_text;
use crate::domain::id::PatientId;
use crate::domain::person::Sex;
use crate::domain::statement::Language;
use crate::gui::form::check::check_field;
use crate::gui::form::choice::Choice;
use crate::gui::form::date::{Date, Span};
use crate::gui::form::field_set::{Columns, FieldSet, Takes};
use crate::gui::form::{Edit, Field};
use crate::gui::size;
use crate::gui::widget::typeahead::{self, Match, Question, Typeahead};

pub const LAST_NAME: &str = "person-last-name";
pub const SEX: &str = "person-sex";

/// What a draft calls a guarantor who is half typed, beside the record's own columns.
const GUARANTOR_TYPED: &str = "guarantor_typed";

pub const SEXES: &[(Sex, &str)] = &[
    (Sex::Female, "Female"),
    (Sex::Male, "Male"),
    (Sex::Unknown, "Unknown"),
];

const LANGUAGE: &str = "person-language";

const LANGUAGES: &[(Language, &str)] = &[
    (Language::English, "English"),
    (Language::Spanish, "Spanish"),
];

/// The columns that only matter once she is in the file.
const LATER: [&str; 1] = ["deceased_on"];

#[derive(Debug, Clone)]
pub struct Person {
    texts: FieldSet,
    sex: Choice<Sex>,
    guarantor: Typeahead<PatientId>,
    is_signature_on_file: bool,
    releases_information: bool,
    holds_statements: bool,
    language: Choice<Language>,
    has_bad_address: bool,
    disputes_bill: bool,
    /// Whether she is in the file, so that what happens later can be entered.
    is_known: bool,
}

#[derive(Debug, Clone)]
pub enum Message {
    Edited(&'static str, Edit),
    SexChosen(Sex),
    GuarantorEdited(typeahead::Edit),
    SignatureSwitched(bool),
    ReleaseSwitched(bool),
    HoldSwitched(bool),
    LanguageChosen(Language),
    BadAddressSwitched(bool),
    DisputeSwitched(bool),
}

impl Person {
    /// Empty fields.
    pub fn new(today: NaiveDate, is_known: bool) -> Self {
        let past = Date {
            today,
            span: Span::Past,
        };
        let field = |column, id, label, takes| (column, Field::new(id, label, takes));
        let needed = |(column, field): (_, Field<Takes>)| (column, field.required());
        let words = Takes::Words;
        let account = field("patient_id", "person-account", "Account", Takes::Number);
        let texts = FieldSet::new(vec![
            needed(field("last_name", LAST_NAME, "Last name", words)),
            needed(field(
                "first_name",
                "person-first-name",
                "First name",
                words,
            )),
            field("middle_name", "person-middle-name", "Middle", words),
            field("suffix", "person-suffix", "Suffix", words),
            needed(field(
                "birth_date",
                "person-birth-date",
                "Birth date",
                Takes::Birth(past),
            )),
            needed(account),
            field("phone", "person-phone", "Phone", Takes::Phone),
            field("email", "person-email", "E-mail", words),
            field("address1", "person-street", "Street", words),
            field("address2", "person-street-2", "Apartment", words),
            field("city", "person-city", "City", words),
            field("state", "person-state", "State", Takes::State),
            field("zip", "person-zip", "ZIP", Takes::Zip),
            field(
                "signature_date",
                "person-signature-date",
                "Signed on",
                Takes::Day(past),
            ),
            field(
                "deceased_on",
                "person-deceased-on",
                "Deceased on",
                Takes::Day(past),
            ),
            field("note", "person-note", "Note", words),
        ]);
        let mut language = Choice::new(LANGUAGE, "Statements in", LANGUAGES);
        language.set(Some(Language::English));
        Self {
            texts,
            sex: Choice::new(SEX, "Sex", SEXES).required(),
            guarantor: Typeahead::new("person-guarantor", "Guarantor")
                .hint("Empty: the patient herself")
                .list_width(420.0),
            is_signature_on_file: false,
            releases_information: false,
            holds_statements: false,
            language,
            has_bad_address: false,
            disputes_bill: false,
            is_known,
        }
    }

    /// Shows a record, or what was typed before.
    pub fn fill(&mut self, columns: &Columns, guarantor: &str) {
        let text = |column: &str| columns.get(column).map_or("", String::as_str);
        let is_yes = |column: &str| text(column).eq_ignore_ascii_case("y");
        self.texts.fill(columns);
        self.sex.set(text("sex").parse().ok());
        match text("guarantor_patient_id").parse() {
            Ok(id) => self.guarantor.set(id, guarantor),
            Err(_) => self.guarantor.set_text(text(GUARANTOR_TYPED)),
        }
        self.is_signature_on_file = is_yes("signature_on_file");
        self.releases_information = is_yes("release_of_information");
        self.holds_statements = is_yes("statement_hold");
        self.language
            .set(Some(text("language").parse().unwrap_or_default()));
        self.has_bad_address = is_yes("bad_address");
        self.disputes_bill = is_yes("disputes_bill");
    }

    /// The record's columns, read as a draft wants them or raw as they were typed.
    pub fn columns(&self, is_raw: bool) -> Columns {
        let mut columns = Columns::new();
        self.texts.write(&mut columns, is_raw);
        let mut put = |column: &str, text: String| drop(columns.insert(column.to_owned(), text));
        put(
            "sex",
            self.sex
                .value()
                .map(|sex| sex.to_string())
                .unwrap_or_default(),
        );
        if is_raw && self.guarantor.value().is_none() {
            put(GUARANTOR_TYPED, self.guarantor.text().to_owned());
        }
        let guarantor = self.guarantor.value().map(PatientId::to_string);
        put("guarantor_patient_id", guarantor.unwrap_or_default());
        put("signature_on_file", yes_no_text(self.is_signature_on_file));
        put(
            "release_of_information",
            yes_no_text(self.releases_information),
        );
        put("statement_hold", yes_no_text(self.holds_statements));
        put(
            "language",
            self.language.value().unwrap_or_default().to_string(),
        );
        put("bad_address", yes_no_text(self.has_bad_address));
        put("disputes_bill", yes_no_text(self.disputes_bill));
        columns
    }

    /// What the guarantor's field shows.
    pub fn guarantor_text(&self) -> &str {
        self.guarantor.text()
    }

    /// Puts the next account number in, where none was typed.
    pub fn offer_number(&mut self, number: String) {
        if self.texts.text("patient_id").is_empty()
            && let Some(field) = self.texts.field_mut("patient_id")
        {
            field.set_text(number);
        }
    }

    /// Her address: street, second line, city, state, ZIP.
    pub fn address(&self) -> [String; 5] {
        ["address1", "address2", "city", "state", "zip"]
            .map(|column| self.texts.text(column).to_owned())
    }

    /// Whether what happened is one that changes who else may be her.
    pub fn names_her(message: &Message) -> bool {
        let names = ["last_name", "first_name", "birth_date", "phone"];
        matches!(message, Message::Edited(column, Edit::Typed(_)) if names.contains(column))
    }

    /// Takes over what happened; a question is for patients to choose a guarantor from.
    #[must_use]
    pub fn update(&mut self, message: Message) -> Option<Question> {
        match message {
            Message::Edited(column, edit) => self.texts.update(column, edit),
            Message::SexChosen(sex) => self.sex.set(Some(sex)),
            Message::GuarantorEdited(edit) => return self.guarantor.update(edit),
            Message::SignatureSwitched(is_on) => self.is_signature_on_file = is_on,
            Message::ReleaseSwitched(is_on) => self.releases_information = is_on,
            Message::HoldSwitched(is_on) => self.holds_statements = is_on,
            Message::LanguageChosen(language) => self.language.set(Some(language)),
            Message::BadAddressSwitched(is_on) => self.has_bad_address = is_on,
            Message::DisputeSwitched(is_on) => self.disputes_bill = is_on,
        }
        None
    }

    /// Brings the patients who may be the guarantor.
    pub fn answer(&mut self, serial: u32, patients: Vec<PatientRow>) {
        let own = self.texts.text("patient_id").to_owned();
        let is_known = self.is_known;
        let matches = patients
            .into_iter()
            .filter(|patient| !is_known || patient.id.as_str() != own)
            .map(|patient| Match {
                text: patient.name.to_string(),
                code: patient.id.to_string(),
                words: patient.name.to_string(),
                note: format!("born {}", date::spoken(patient.birth_date)),
                value: patient.id,
            });
        self.guarantor.answer(serial, matches.collect());
    }

    /// The widget of a column's field.
    pub fn id(&self, column: &str) -> Option<Id> {
        match column {
            "sex" => Some(Id::new(SEX)),
            "guarantor_patient_id" => Some(self.guarantor.id()),
            "signature_on_file" => Some(Id::new("person-signature")),
            "release_of_information" => Some(Id::new("person-release")),
            "language" => Some(Id::new(LANGUAGE)),
            _ => self.texts.id(column),
        }
    }

    /// Shows what a refused save said about a column; the id of its field, where it is one of these.
    pub fn refuse(&mut self, column: &str, sentence: &str) -> Option<Id> {
        match column {
            "sex" => {
                self.sex.refuse(sentence);
                Some(Id::new(SEX))
            }
            "guarantor_patient_id" => {
                self.guarantor.refuse(sentence);
                Some(self.guarantor.id())
            }
            _ => self.texts.refuse(column, sentence),
        }
    }

    /// Under each field, what was saved by somebody else meanwhile.
    pub fn tell_saved(&mut self, saved: &Columns) {
        let mut own = Columns::new();
        self.texts.write(&mut own, false);
        for (column, text) in own {
            let other = saved.get(&column).map_or("", String::as_str);
            if other != text
                && let Some(field) = self.texts.field_mut(&column)
            {
                let shown = date::parse(other).map_or_else(|_| other.to_owned(), date::spoken);
                field.set_hint(match shown.as_str() {
                    "" => "Saved meanwhile: empty".to_owned(),
                    shown => format!("Saved meanwhile: {shown}"),
                });
            }
        }
    }

    /// Shows every problem; the id of the first field in reading order that has one.
    pub fn first_fault(&mut self) -> Option<Id> {
        self.texts.forget_refusals();
        let is_known = self.is_known;
        let first = self
            .texts
            .first_fault(|column| is_known || !LATER.contains(&column));
        let has_sex = self.sex.value().is_some();
        if !has_sex {
            self.sex.refuse("Sex is required.");
        }
        let is_guaranteed = self.guarantor.touch();
        let early = ["person-birth-date", LAST_NAME, "person-first-name"].map(Id::new);
        match first {
            Some(id) if early.contains(&id) => Some(id),
            _ if !has_sex => Some(Id::new(SEX)),
            Some(id) => Some(id),
            None => (!is_guaranteed).then(|| self.guarantor.id()),
        }
    }

    /// The fields, row by row; where it is not wide, some rows are two.
    pub fn view<'a, M: Clone + 'a>(
        &'a self,
        is_wide: bool,
        on_message: impl Fn(Message) -> M + Copy + 'a,
    ) -> Element<'a, M> {
        let text = |column: &'static str, width: Length| {
            self.texts.view(column, width, move |column, edit| {
                on_message(Message::Edited(column, edit))
            })
        };
        let share = Length::FillPortion;
        let fixed = |width: u16| Length::Fixed(f32::from(width));
        let line = |fields: Vec<Option<Element<'a, M>>>| {
            row(fields.into_iter().flatten())
                .spacing(size::M)
                .align_y(Alignment::Start)
        };
        let lines = |mut one: Vec<Option<Element<'a, M>>>, other, is_long: bool| {
            if is_long {
                return column![line(one), line(other)].spacing(size::XS);
            }
            one.extend(other);
            column![line(one)]
        };
        let sex = self.sex.view(Length::Shrink, move |sex| {
            on_message(Message::SexChosen(sex))
        });
        let guarantor = self.guarantor.view(share(3), move |edit| {
            on_message(Message::GuarantorEdited(edit))
        });
        let signature = check_field(
            "person-signature",
            "Signature on file",
            self.is_signature_on_file,
            Length::Shrink,
            |is_on| on_message(Message::SignatureSwitched(is_on)),
        );
        let release = check_field(
            "person-release",
            "Releases records to payers",
            self.releases_information,
            Length::Shrink,
            |is_on| on_message(Message::ReleaseSwitched(is_on)),
        );
        let language = self.language.view(Length::Shrink, move |language| {
            on_message(Message::LanguageChosen(language))
        });
        let deceased = if self.is_known {
            text("deceased_on", fixed(112))
        } else {
            None
        };
        let born = vec![text("birth_date", fixed(120)), Some(sex)];
        let reached = vec![text("patient_id", share(1)), text("phone", share(1))];
        let signed = vec![
            Some(signature),
            text("signature_date", fixed(112)),
            Some(release),
        ];
        let later = vec![deceased, text("note", Length::Fill)];
        // What is known later needs a row of its own.
        let is_long = self.is_known || !is_wide;
        column![
            line(vec![
                text("last_name", share(4)),
                text("first_name", share(4)),
                text("middle_name", share(2)),
                text("suffix", fixed(72)),
            ]),
            lines(born, reached, !is_wide),
            line(vec![
                text("address1", share(4)),
                text("address2", share(2)),
                text("city", share(3)),
                text("state", fixed(56)),
                text("zip", fixed(96)),
            ]),
            line(vec![
                text("email", share(2)),
                Some(language),
                Some(guarantor)
            ]),
            lines(signed, later, is_long),
            self.is_known.then(|| self.mailing(on_message)),
        ]
        .spacing(size::XS)
        .into()
    }

    /// What keeps statements from being mailed to her.
    fn mailing<'a, M: Clone + 'a>(
        &self,
        on_message: impl Fn(Message) -> M + Copy + 'a,
    ) -> Element<'a, M> {
        let hold = check_field(
            "person-hold",
            "Hold statements",
            self.holds_statements,
            Length::Shrink,
            |is_on| on_message(Message::HoldSwitched(is_on)),
        );
        let bad_address = check_field(
            "person-bad-address",
            "Bad address: mail came back",
            self.has_bad_address,
            Length::Shrink,
            |is_on| on_message(Message::BadAddressSwitched(is_on)),
        );
        let dispute = check_field(
            "person-dispute",
            "Disputes the bill",
            self.disputes_bill,
            Length::Shrink,
            |is_on| on_message(Message::DisputeSwitched(is_on)),
        );
        row![hold, bad_address, dispute]
            .spacing(size::M)
            .align_y(Alignment::Start)
            .into()
    }
}
