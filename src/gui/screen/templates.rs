//! Change the texts that letters begin from, in English and in Spanish.

use iced::keyboard::key::Named;
use iced::widget::{column, container, responsive, row, scrollable, text};
use iced::{Element, Length, Padding, Task};
use serde::{Deserialize, Serialize};

use super::ask::{self, Ask, Next};
use super::letter::fields::{self, Fields};
use super::{Draft, Screen};
use crate::commands::drafts::{self, DraftKey, DraftKind};
use crate::commands::papers::letters::{self, LetterText, Template};
use crate::commands::{self};
use crate::gui::action::{Action, Request};
use crate::gui::context::{Context, author};
use crate::gui::form::text::Text;
use crate::gui::form::{self, Field, prose};
use crate::gui::notice::{Notice, sentence};
use crate::gui::shortcut::{Binding, Stroke};
use crate::gui::widget::travel::go_to;
use crate::gui::widget::window_list::{Act, Cell, Column, Selection, Tone, Width, window_list};
use crate::gui::{size, theme};
use crate::store::Database;

pub const LIST: &str = "templates-list";
pub const NAME: &str = "template-name";
const SUBJECTS: [&str; 2] = ["template-subject", "template-subject-spanish"];
pub const BODIES: [&str; 2] = ["template-body", "template-body-spanish"];

const SAVE: Stroke = Stroke::named(Named::Enter).with_command();

const COLUMNS: &[Column] = &[
    Column::text("Template", Width::Share(1.0)).unsorted(),
    Column::text("", Width::Fixed(64.0)).unsorted(),
];

/// The width from which list and form stand side by side.
const ROOMY: f32 = 900.0;

#[derive(Debug)]
pub struct Templates {
    templates: Vec<Template>,
    selection: Selection,
    /// What is written; the template that it takes the place of, where it is not new.
    form: Form,
    is_restored: bool,
    is_saving: bool,
    problem: Option<String>,
    fields: Option<(Fields, usize)>,
    /// The text that had the focus last, for a field to be put in: English or Spanish.
    side: usize,
    /// Whether the template goes.
    asked: Option<Ask>,
}

#[derive(Debug)]
struct Form {
    replaces: Option<String>,
    name: Field<Text>,
    subjects: [Field<Text>; 2],
    bodies: [prose::Prose; 2],
    blank: Template,
}

/// What was typed, as the practice file keeps it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Kept {
    replaces: Option<String>,
    template: Template,
}

#[derive(Debug, Clone)]
pub enum Message {
    Loaded(Result<(Vec<Template>, Option<Kept>), commands::Error>),
    Listed(Act),
    NewPressed,
    NameEdited(form::Edit),
    SubjectEdited(usize, form::Edit),
    BodyEdited(usize, prose::Edit),
    FieldsPressed,
    Fields(fields::Message),
    SavePressed,
    Saved(String, Result<(), commands::Error>),
    RemovePressed,
    Ask(ask::Message),
    Removed(Result<(), commands::Error>),
    Dropped(Result<(), commands::Error>),
    DiscardPressed,
}

fn draft_key() -> DraftKey {
    DraftKey::new(DraftKind::Template, "new")
}

async fn load(database: Database) -> Result<(Vec<Template>, Option<Kept>), commands::Error> {
    let templates = letters::templates(database.clone()).await?;
    Ok((templates, drafts::load(database, draft_key()).await?))
}

impl Form {
    fn new() -> Self {
        let subject = |id, label| Field::new(id, label, Text::plain());
        let [english, spanish] = SUBJECTS;
        Self {
            replaces: None,
            name: Field::new(NAME, "Name of the template", Text::plain()).required(),
            subjects: [
                subject(english, "Subject, English").required(),
                subject(spanish, "Subject, Spanish"),
            ],
            bodies: [
                prose::Prose::new(BODIES[0], "Text, English").required(),
                prose::Prose::new(BODIES[1], "Text, Spanish")
                    .hint("Empty: the English text serves"),
            ],
            blank: Template::default(),
        }
    }

    fn of(template: &Template) -> Self {
        let mut form = Self::new();
        form.fill(template);
        form.replaces = Some(template.name.clone());
        form.blank = form.template();
        form
    }

    fn fill(&mut self, template: &Template) {
        self.name.set_text(template.name.as_str());
        for (side, text) in [&template.english, &template.spanish]
            .into_iter()
            .enumerate()
        {
            self.subjects[side].set_text(text.subject.as_str());
            self.bodies[side].set_text(&text.body);
        }
    }

    fn template(&self) -> Template {
        let [english, spanish] = [0, 1].map(|side| LetterText {
            subject: self.subjects[side].text().trim().to_owned(),
            body: self.bodies[side].text(),
        });
        Template {
            name: self.name.text().trim().to_owned(),
            english,
            spanish,
        }
    }

    fn is_changed(&self) -> bool {
        self.template() != self.blank
    }

    /// Shows what a refused save said about a column; its place in reading order.
    fn refuse(&mut self, column: &str, words: &str) -> Option<usize> {
        match column {
            "name" => self.name.refuse(words),
            "english_subject" => self.subjects[0].refuse(words),
            "english_body" => self.bodies[0].refuse(words),
            "spanish_subject" => self.subjects[1].refuse(words),
            "spanish_body" => self.bodies[1].refuse(words),
            _ => return None,
        }
        let columns = ["name", "english_subject", "english_body", "spanish_subject"];
        Some(columns.iter().position(|it| *it == column).unwrap_or(4))
    }
}

impl Templates {
    pub fn new(context: &Context) -> (Self, Task<Message>) {
        let screen = Self {
            templates: Vec::new(),
            selection: Selection::default(),
            form: Form::new(),
            is_restored: false,
            is_saving: false,
            problem: None,
            fields: None,
            side: 0,
            asked: None,
        };
        (screen, Task::batch([read(context), go_to(LIST)]))
    }

    fn loaded(&mut self, templates: Vec<Template>, kept: Option<Kept>) {
        self.templates = templates;
        if let Some(kept) = kept.filter(|_| !self.form.is_changed()) {
            let shipped = self.templates.iter();
            let replaced = shipped
                .clone()
                .find(|it| Some(&it.name) == kept.replaces.as_ref());
            self.form = replaced.map_or_else(Form::new, Form::of);
            self.form.replaces = kept.replaces;
            self.form.fill(&kept.template);
            self.is_restored = true;
        }
        let name = self.form.replaces.clone();
        let place = self
            .templates
            .iter()
            .position(|it| Some(&it.name) == name.as_ref());
        self.selection.row = place.or((!self.templates.is_empty()).then_some(0));
        if !self.form.is_changed() && !self.is_restored {
            self.show();
        }
    }

    /// Shows the marked template in the form.
    fn show(&mut self) {
        let marked = self.selection.row.and_then(|row| self.templates.get(row));
        self.form = marked.map_or_else(Form::new, Form::of);
        self.problem = None;
    }

    fn listed(&mut self, act: Act) -> Action<Message> {
        if self.form.is_changed() {
            self.problem = Some(
                "What you changed is not saved. Ctrl+Enter saves it, Ctrl+R drops it.".to_owned(),
            );
            return Action::none();
        }
        self.selection.apply(act);
        self.show();
        match act {
            Act::Opened(_) => Action::run(go_to(BODIES[0])),
            _ => Action::none(),
        }
    }

    fn save(&mut self, context: &Context) -> Action<Message> {
        if self.is_saving {
            return Action::none();
        }
        let faults = [
            (!self.form.name.touch()).then_some(NAME),
            (!self.form.subjects[0].touch()).then_some(SUBJECTS[0]),
            (!self.form.bodies[0].touch()).then_some(BODIES[0]),
        ];
        if let Some(first) = faults.into_iter().flatten().next() {
            return Action::run(go_to(first));
        }
        let Some(database) = context.database() else {
            return Action::none();
        };
        self.is_saving = true;
        self.problem = None;
        let template = self.form.template();
        let name = template.name.clone();
        let replaces = self.form.replaces.clone();
        let save =
            async move { letters::save_template(database, template, replaces, author()).await };
        Action::run(Task::perform(save, move |saved| {
            Message::Saved(name.clone(), saved)
        }))
    }

    fn saved(
        &mut self,
        name: String,
        saved: Result<(), commands::Error>,
        context: &Context,
    ) -> Action<Message> {
        self.is_saving = false;
        match saved {
            Ok(()) => {
                let words = format!("The template {name} is saved.");
                self.form.replaces = Some(name);
                self.form.blank = self.form.template();
                self.is_restored = false;
                Action::run(dropped(context).chain(read(context)))
                    .and(Request::Notify(Notice::done(words)))
            }
            Err(commands::Error::Refused(findings)) => {
                let order = [NAME, SUBJECTS[0], BODIES[0], SUBJECTS[1], BODIES[1]];
                let mut place = None;
                let mut others = Vec::new();
                for finding in findings {
                    match self.form.refuse(finding.field.column, &finding.sentence) {
                        Some(at) => place = Some(place.map_or(at, |place: usize| place.min(at))),
                        None => others.push(finding.sentence),
                    }
                }
                let place = place.and_then(|place| order.get(place).copied());
                self.problem = (!others.is_empty()).then(|| others.join(" "));
                place.map_or_else(Action::none, |id| Action::run(go_to(id)))
            }
            Err(error) => {
                self.problem = Some(sentence(&error.to_string()));
                Action::none()
            }
        }
    }

    /// Asks before the template goes.
    fn ask_remove(&mut self) {
        let Some(name) = &self.form.replaces else {
            return;
        };
        let ask = Ask::new(format!("Delete the template {name}"), "Delete")
            .explain("Letters that were written from it stay as they are. It is done at once.")
            .destructive();
        self.asked = Some(ask);
    }

    fn asked(&mut self, message: ask::Message, context: &Context) -> Action<Message> {
        match self.asked.as_mut().and_then(|ask| ask.update(message)) {
            Some(Next::Leave) => self.asked = None,
            Some(Next::Go) => return self.remove(context),
            Some(Next::Look) | None => {}
        }
        Action::none()
    }

    fn remove(&mut self, context: &Context) -> Action<Message> {
        let name = self.form.replaces.clone();
        let (Some(name), Some(database)) = (name, context.database()) else {
            return Action::none();
        };
        if self.asked.as_mut().is_none_or(|ask| ask.begin().is_err()) {
            return Action::none();
        }
        let remove = async move { letters::remove_template(database, name, author()).await };
        Action::run(Task::perform(remove, Message::Removed))
    }

    fn discard(&mut self, context: &Context) -> Action<Message> {
        self.is_restored = false;
        self.show();
        Action::run(Task::batch([dropped(context), go_to(LIST)]))
    }

    fn picked(&mut self, message: fields::Message) -> Action<Message> {
        let Some((fields, side)) = &mut self.fields else {
            return Action::none();
        };
        let side = *side;
        let Some(end) = fields.update(message) else {
            return Action::none();
        };
        self.fields = None;
        if let fields::End::Chosen(words) = end {
            self.form.bodies[side].insert(&words);
        }
        Action::run(go_to(BODIES[side]))
    }
}

fn read(context: &Context) -> Task<Message> {
    match context.database() {
        Some(database) => Task::perform(load(database), Message::Loaded),
        None => Task::none(),
    }
}

fn dropped(context: &Context) -> Task<Message> {
    Draft::drop(draft_key(), context, Message::Dropped)
}

impl Screen for Templates {
    type Message = Message;

    fn title(&self) -> String {
        "Letter templates".to_owned()
    }

    fn primary(&self) -> Option<Binding<Message>> {
        let is_free = self.fields.is_none() && self.asked.is_none();
        is_free.then(|| Binding::new(SAVE, "Save", Message::SavePressed))
    }

    fn bindings(&self) -> Vec<Binding<Message>> {
        if let Some(ask) = &self.asked {
            let bindings = ask.bindings().into_iter();
            return bindings.map(|it| it.map(Message::Ask)).collect();
        }
        if self.fields.is_some() {
            return Vec::new();
        }
        let mut bindings = vec![
            Binding::new(fields::KEY, "Put a field in", Message::FieldsPressed),
            Binding::new(Stroke::sign('n'), "New template", Message::NewPressed),
        ];
        if self.form.replaces.is_some() {
            let delete = Stroke::named(Named::Delete);
            bindings.push(Binding::new(delete, "Delete…", Message::RemovePressed));
        }
        bindings
    }

    fn back(&self) -> Option<Message> {
        if self.asked.is_some() {
            return Some(Message::Ask(ask::Message::Left));
        }
        self.fields
            .as_ref()
            .map(|_| Message::Fields(fields::Message::Left))
    }

    fn drop_typed(&self) -> Option<Message> {
        Some(Message::DiscardPressed)
    }

    fn draft(&self) -> Option<Draft> {
        if !self.form.is_changed() {
            return None;
        }
        let kept = Kept {
            replaces: self.form.replaces.clone(),
            template: self.form.template(),
        };
        Draft::new(draft_key(), &kept)
    }

    fn dialog<'a>(&'a self, _context: &'a Context) -> Option<Element<'a, Message>> {
        if let Some(ask) = &self.asked {
            return Some(ask.view().map(Message::Ask));
        }
        let (fields, _) = self.fields.as_ref()?;
        Some(fields.view().map(Message::Fields))
    }

    fn update(&mut self, message: Message, context: &Context) -> Action<Message> {
        match message {
            Message::Loaded(Ok((templates, kept))) => self.loaded(templates, kept),
            Message::Loaded(Err(error)) => return Action::failed(&error, context),
            Message::Listed(act) => return self.listed(act),
            Message::NewPressed => {
                if self.form.is_changed() {
                    return self.listed(Act::Selected(0));
                }
                self.form = Form::new();
                self.problem = None;
                return Action::run(go_to(NAME));
            }
            Message::NameEdited(edit) => self.form.name.update(edit),
            Message::SubjectEdited(side, edit) => self.form.subjects[side].update(edit),
            Message::BodyEdited(side, edit) => {
                self.side = side;
                self.form.bodies[side].update(edit);
            }
            Message::FieldsPressed => self.fields = Some((Fields::new(), self.side)),
            Message::Fields(message) => return self.picked(message),
            Message::SavePressed => return self.save(context),
            Message::Saved(name, saved) => return self.saved(name, saved, context),
            Message::RemovePressed => self.ask_remove(),
            Message::Ask(message) => return self.asked(message, context),
            Message::Removed(Ok(())) => {
                self.asked = None;
                self.form = Form::new();
                self.is_restored = false;
                return Action::run(Task::batch([
                    dropped(context).chain(read(context)),
                    go_to(LIST),
                ]))
                .and(Request::Notify(Notice::done("The template is deleted.")));
            }
            Message::Removed(Err(error)) => {
                if let Some(ask) = &mut self.asked {
                    let _ = ask.refuse(&error);
                }
            }
            Message::Dropped(Err(error)) => return Action::failed(&error, context),
            Message::Dropped(Ok(())) => {}
            Message::DiscardPressed => return self.discard(context),
        }
        Action::none()
    }

    fn view<'a>(&'a self, _context: &'a Context) -> Element<'a, Message> {
        responsive(move |room| {
            let padding = Padding::new(size::XL).top(size::S);
            if room.width < ROOMY {
                let all = column![
                    container(self.list()).height(220),
                    self.form_view(Length::Fixed(220.0), true)
                ]
                .spacing(size::L);
                return scrollable(container(all).padding(padding))
                    .style(theme::scroll)
                    .into();
            }
            row![
                container(self.list()).width(250).height(Length::Fill),
                self.form_view(Length::Fill, false)
            ]
            .spacing(size::XL)
            .padding(padding)
            .into()
        })
        .into()
    }
}

impl Templates {
    fn list(&self) -> Element<'_, Message> {
        // No row is meant while a template is new.
        let selection = Selection {
            row: self.selection.row.filter(|_| self.form.replaces.is_some()),
            ..self.selection
        };
        window_list(
            LIST,
            COLUMNS,
            self.templates.len(),
            |row| {
                let template = &self.templates[row];
                let languages = if template.spanish.is_empty() {
                    "EN"
                } else {
                    "EN ES"
                };
                vec![
                    Cell::from(template.name.as_str()),
                    Cell::toned(languages, Tone::Muted),
                ]
            },
            selection,
            Message::Listed,
        )
        .empty("No template yet. N writes one.")
        .into()
    }

    fn form_view(&self, height: Length, is_narrow: bool) -> Element<'_, Message> {
        let restored = self.is_restored.then(|| {
            text("Draft restored: it was typed and not saved. Ctrl+R drops it.")
                .size(size::CAPTION)
                .style(theme::warning)
        });
        let problem = self
            .problem
            .as_ref()
            .map(|problem| text(problem.as_str()).size(size::TEXT).style(theme::danger));
        let side = |side: usize| {
            column![
                self.form.subjects[side]
                    .view(Length::Fill, move |edit| Message::SubjectEdited(side, edit)),
                self.form.bodies[side].view(Length::Fill, height, move |edit| {
                    Message::BodyEdited(side, edit)
                }),
            ]
            .spacing(size::XS)
        };
        let sides: Element<'_, Message> = if is_narrow {
            column![side(0), side(1)].spacing(size::S).into()
        } else {
            row![
                side(0).width(Length::FillPortion(1)),
                side(1).width(Length::FillPortion(1))
            ]
            .spacing(size::L)
            .into()
        };
        column![
            column![restored],
            self.form.name.view(Length::Fill, Message::NameEdited),
            sides,
            column![problem],
            text("Words in braces are filled in for each letter; Ctrl+I lists them. An empty line begins a paragraph.")
                .size(size::CAPTION)
                .style(theme::muted),
        ]
        .spacing(size::XS)
        .into()
    }
}
