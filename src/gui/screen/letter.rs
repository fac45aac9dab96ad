//! Write a letter to who answers for a patient's account: from a template, in her language, with the
//! page beside it as it prints.

use iced::keyboard::key::Named;
use iced::{Element, Task};
use serde::{Deserialize, Serialize};

use super::give::{self, Give};
use super::preview::Preview;
use super::{Draft, Screen, sheaf, who};
use crate::commands::drafts::{self, DraftKey, DraftKind};
use crate::commands::papers::letters::{self, LetterDraft, Template};
use crate::commands::papers::{self, Paper};
use crate::commands::{self, patients};
use crate::domain::finding::Record;
use crate::domain::id::PatientId;
use crate::domain::statement::Language;
use crate::gui::action::{Action, Request, Route};
use crate::gui::context::Context;
use crate::gui::form::choice::Choice;
use crate::gui::form::text::Text;
use crate::gui::form::{self, Field, prose};
use crate::gui::notice::sentence;
use crate::gui::shortcut::{Binding, Stroke};
use crate::gui::widget::travel::go_to;
use crate::gui::widget::typeahead::{self, Match, Typeahead};
use crate::store::Database;

pub mod fields;

mod view;

use fields::Fields;

pub const PATIENT: &str = "letter-patient";
pub const TEMPLATE: &str = "letter-template";
pub const SUBJECT: &str = "letter-subject";
pub const BODY: &str = "letter-body";
const LANGUAGE: &str = "letter-language";

const PRINT: Stroke = Stroke::named(Named::Enter).with_command();

const LANGUAGES: &[(Language, &str)] = &[
    (Language::English, "English"),
    (Language::Spanish, "Spanish"),
];

#[derive(Debug)]
pub struct Letter {
    preset: Option<PatientId>,
    patient: Typeahead<PatientId>,
    templates: Vec<Template>,
    template: Option<usize>,
    /// A template that would take the place of what is typed, chosen once.
    asked: Option<usize>,
    language: Choice<Language>,
    subject: Field<Text>,
    body: prose::Prose,
    /// The subject and text as the template gave them.
    begun: (String, String),
    preview: Preview,
    is_restored: bool,
    problem: Option<String>,
    fields: Option<Fields>,
    dialog: Option<Give>,
}

/// What was typed, as the practice file keeps it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Kept {
    patient_text: String,
    letter: LetterDraft,
}

/// What the screen starts from.
#[derive(Debug, Clone)]
pub struct Loaded {
    templates: Vec<Template>,
    name: Option<String>,
    kept: Option<Kept>,
}

#[derive(Debug, Clone)]
pub enum Message {
    Loaded(Result<Loaded, commands::Error>),
    PatientEdited(typeahead::Edit),
    PatientsFound(u32, Vec<Match<PatientId>>),
    TemplateChosen(usize),
    Begun(Result<LetterDraft, commands::Error>),
    LanguageChosen(Language),
    SubjectEdited(form::Edit),
    BodyEdited(prose::Edit),
    FieldsPressed,
    Fields(fields::Message),
    Made(Result<Box<Paper>, commands::Error>),
    Sheaf(sheaf::Message),
    PrintPressed,
    TemplatesPressed,
    Give(give::Message),
    Dropped(Result<(), commands::Error>),
}

async fn load(
    database: Database,
    preset: Option<PatientId>,
    key: DraftKey,
    today: chrono::NaiveDate,
) -> Result<Loaded, commands::Error> {
    let name = match preset {
        Some(patient) => {
            let card = patients::card(database.clone(), patient, today).await?;
            Some(card.patient.value.name.to_string())
        }
        None => None,
    };
    Ok(Loaded {
        templates: letters::templates(database.clone()).await?,
        name,
        kept: drafts::load(database, key).await?,
    })
}

impl Letter {
    pub fn new(preset: Option<PatientId>, context: &Context) -> (Self, Task<Message>) {
        let mut language = Choice::new(LANGUAGE, "Language", LANGUAGES);
        language.set(Some(Language::English));
        let screen = Self {
            patient: Typeahead::new(PATIENT, "About the patient")
                .required()
                .hint("It goes to who answers for the account")
                .list_width(460.0),
            templates: Vec::new(),
            template: None,
            asked: None,
            language,
            subject: Field::new(SUBJECT, "Subject", Text::plain()).required(),
            body: prose::Prose::new(BODY, "Text")
                .required()
                .hint("An empty line begins a paragraph · Ctrl+I puts a field in · Tab goes on"),
            begun: (String::new(), String::new()),
            preview: Preview::default(),
            is_restored: false,
            problem: None,
            fields: None,
            dialog: None,
            preset,
        };
        let read = match context.database() {
            Some(database) => Task::perform(
                load(database, screen.preset.clone(), screen.key(), context.today),
                Message::Loaded,
            ),
            None => Task::none(),
        };
        let first = if screen.preset.is_some() {
            TEMPLATE
        } else {
            PATIENT
        };
        (screen, read.chain(go_to(first)))
    }

    fn key(&self) -> DraftKey {
        let key = self.preset.as_ref().map_or("new", |id| id.as_str());
        DraftKey::new(DraftKind::Letter, key)
    }

    fn letter(&self) -> LetterDraft {
        LetterDraft {
            patient_id: self
                .patient
                .value()
                .map(ToString::to_string)
                .unwrap_or_default(),
            language: self.language.value().unwrap_or_default(),
            subject: self.subject.text().trim().to_owned(),
            body: self.body.text(),
        }
    }

    /// Whether something is typed that would be lost.
    fn is_begun(&self) -> bool {
        let is_named = self.preset.is_none() && !self.patient.text().trim().is_empty();
        is_named || self.is_changed()
    }

    fn is_changed(&self) -> bool {
        (self.subject.text().trim(), self.body.text().as_str())
            != (self.begun.0.trim(), self.begun.1.trim_end())
    }

    fn loaded(&mut self, loaded: Loaded, context: &Context) -> Task<Message> {
        self.templates = loaded.templates;
        if let (Some(patient), Some(name)) = (self.preset.clone(), loaded.name) {
            self.patient.set(patient, name);
        }
        if let Some(kept) = loaded.kept {
            match kept.letter.patient_id.parse() {
                Ok(patient) => self.patient.set(patient, kept.patient_text),
                Err(_) => self.patient.set_text(kept.patient_text),
            }
            self.language.set(Some(kept.letter.language));
            self.subject.set_text(kept.letter.subject);
            self.body.set_text(&kept.letter.body);
            self.is_restored = true;
        }
        self.look(context)
    }

    /// Makes the pages anew from what is typed.
    fn look(&mut self, context: &Context) -> Task<Message> {
        let letter = self.letter();
        let Some(database) = context.database() else {
            return Task::none();
        };
        if letter.patient_id.is_empty() || letter.subject.is_empty() || letter.body.is_empty() {
            self.preview.clear();
            return Task::none();
        }
        if !self.preview.begin() {
            return Task::none();
        }
        let made = papers::prepare_letter(database, letter, context.today);
        Task::perform(made, |made| Message::Made(made.map(Box::new)))
    }

    fn choose(&mut self, idx: usize, context: &Context) -> Action<Message> {
        let Some(patient) = self.patient.value().cloned() else {
            self.patient.refuse("Say first whom the letter is about.");
            return Action::run(go_to(PATIENT));
        };
        let (Some(template), Some(database)) = (self.templates.get(idx), context.database()) else {
            return Action::none();
        };
        if self.is_changed() && self.asked != Some(idx) {
            self.asked = Some(idx);
            self.problem = Some(format!(
                "What you typed is in the letter. Choose {} once more to put its text in place of yours.",
                template.name
            ));
            return Action::none();
        }
        self.asked = None;
        self.problem = None;
        self.template = Some(idx);
        let begun = letters::begin(database, patient, template.name.clone());
        Action::run(Task::perform(begun, Message::Begun))
    }

    fn begun(&mut self, letter: LetterDraft, context: &Context) -> Task<Message> {
        self.language.set(Some(letter.language));
        self.subject.set_text(letter.subject.as_str());
        self.body.set_text(&letter.body);
        self.begun = (letter.subject, letter.body);
        self.look(context)
    }

    fn patient_edited(&mut self, edit: typeahead::Edit, context: &Context) -> Task<Message> {
        let question = self.patient.update(edit);
        if let (Some(question), Some(database)) = (question, context.database()) {
            let serial = question.serial;
            let found = who::find(database, question.text, context.today);
            let found = Task::perform(found, move |matches| {
                Message::PatientsFound(serial, matches)
            });
            return Task::batch([found, self.look(context)]);
        }
        self.look(context)
    }

    fn print(&mut self, context: &Context) -> Action<Message> {
        let faults = [
            (!self.patient.touch()).then_some(PATIENT),
            (!self.subject.touch()).then_some(SUBJECT),
            (!self.body.touch()).then_some(BODY),
        ];
        if let Some(first) = faults.into_iter().flatten().next() {
            return Action::run(go_to(first));
        }
        let Some(database) = context.database() else {
            return Action::none();
        };
        let paper = papers::prepare_letter(database, self.letter(), context.today);
        let (dialog, task) = Give::new("Letter", paper);
        self.dialog = Some(dialog);
        Action::run(task.map(Message::Give))
    }

    fn given(&mut self, message: give::Message, context: &Context) -> Action<Message> {
        let Some(dialog) = &mut self.dialog else {
            return Action::none();
        };
        let (task, end) = dialog.update(message, context);
        let task = task.map(Message::Give);
        match end {
            None => Action::run(task),
            Some(give::End::Nothing) => {
                self.dialog = None;
                Action::run(Task::batch([task, go_to(BODY)]))
            }
            Some(give::End::Given(notice)) => {
                self.dialog = None;
                self.begun = (self.subject.text().to_owned(), self.body.text());
                self.patient.clear();
                let dropped = Draft::drop(self.key(), context, Message::Dropped);
                Action::run(Task::batch([task, dropped]))
                    .and(Request::Close)
                    .and(Request::Notify(notice))
            }
        }
    }

    fn picked(&mut self, message: fields::Message, context: &Context) -> Action<Message> {
        let end = self.fields.as_mut().and_then(|it| it.update(message));
        let Some(end) = end else {
            return Action::none();
        };
        self.fields = None;
        let looked = match end {
            fields::End::Nothing => Task::none(),
            fields::End::Chosen(words) => {
                self.body.insert(&words);
                self.look(context)
            }
        };
        Action::run(Task::batch([looked, go_to(BODY)]))
    }
}

/// What keeps a letter from being made, in its sentences.
fn said(error: &commands::Error) -> String {
    match error {
        commands::Error::Refused(findings) => {
            let of_letter = findings
                .iter()
                .filter(|it| it.field.record == Record::Letter || it.is_error());
            let words: Vec<&str> = of_letter.map(|it| it.sentence.as_str()).collect();
            words.join(" ")
        }
        other => sentence(&other.to_string()),
    }
}

impl Screen for Letter {
    type Message = Message;

    fn title(&self) -> String {
        "Letter".to_owned()
    }

    fn primary(&self) -> Option<Binding<Message>> {
        let is_free = self.dialog.is_none() && self.fields.is_none();
        is_free.then(|| Binding::new(PRINT, "Print", Message::PrintPressed))
    }

    fn bindings(&self) -> Vec<Binding<Message>> {
        if let Some(dialog) = &self.dialog {
            let bindings = dialog.bindings().into_iter();
            return bindings.map(|it| it.map(Message::Give)).collect();
        }
        if self.fields.is_some() {
            return Vec::new();
        }
        let mut bindings = vec![
            Binding::new(fields::KEY, "Put a field in", Message::FieldsPressed),
            Binding::new(
                Stroke::sign('t').with_command(),
                "Templates",
                Message::TemplatesPressed,
            ),
        ];
        let leaf = self.preview.bindings().into_iter();
        bindings.extend(leaf.map(|it| it.map(Message::Sheaf)));
        bindings
    }

    fn back(&self) -> Option<Message> {
        if self.fields.is_some() {
            return Some(Message::Fields(fields::Message::Left));
        }
        let dialog = self.dialog.as_ref()?;
        Some(Message::Give(dialog.back()))
    }

    fn draft(&self) -> Option<Draft> {
        if !self.is_begun() {
            return None;
        }
        let kept = Kept {
            patient_text: self.patient.text().to_owned(),
            letter: self.letter(),
        };
        Draft::new(self.key(), &kept)
    }

    fn dialog<'a>(&'a self, _context: &'a Context) -> Option<Element<'a, Message>> {
        if let Some(fields) = &self.fields {
            return Some(fields.view().map(Message::Fields));
        }
        Some(self.dialog.as_ref()?.view().map(Message::Give))
    }

    fn update(&mut self, message: Message, context: &Context) -> Action<Message> {
        let task = match message {
            Message::Loaded(Ok(loaded)) => self.loaded(loaded, context),
            Message::Loaded(Err(error)) => return Action::failed(&error, context),
            Message::PatientEdited(edit) => self.patient_edited(edit, context),
            Message::PatientsFound(serial, matches) => {
                self.patient.answer(serial, matches);
                self.look(context)
            }
            Message::TemplateChosen(idx) => return self.choose(idx, context),
            Message::Begun(Ok(letter)) => self.begun(letter, context),
            Message::Begun(Err(error)) | Message::Dropped(Err(error)) => {
                return Action::failed(&error, context);
            }
            Message::Dropped(Ok(())) => Task::none(),
            Message::LanguageChosen(language) => {
                self.language.set(Some(language));
                self.look(context)
            }
            Message::SubjectEdited(edit) => {
                self.subject.update(edit);
                self.look(context)
            }
            Message::BodyEdited(edit) => {
                let before = self.body.text();
                self.body.update(edit);
                if self.body.text() == before {
                    Task::none()
                } else {
                    self.asked = None;
                    self.look(context)
                }
            }
            Message::FieldsPressed => {
                self.fields = Some(Fields::new());
                Task::none()
            }
            Message::Fields(message) => return self.picked(message, context),
            Message::Made(made) => {
                let made = made
                    .map(|paper| paper.document)
                    .map_err(|error| said(&error));
                if self.preview.take(made) {
                    self.look(context)
                } else {
                    Task::none()
                }
            }
            Message::Sheaf(message) => self.preview.update(message).map(Message::Sheaf),
            Message::PrintPressed => return self.print(context),
            Message::TemplatesPressed => {
                return Action::request(Request::Open(Route::Templates));
            }
            Message::Give(message) => return self.given(message, context),
        };
        Action::run(task)
    }

    fn view<'a>(&'a self, _context: &'a Context) -> Element<'a, Message> {
        self.content()
    }
}
