//! Decide how statements look and when they are sent: rules, letterhead with the logo, envelopes, and
//! the texts of the dunning steps, with a sample statement beside them.

use std::path::PathBuf;
use std::sync::Arc;

use iced::keyboard::key::Named;
use iced::{Element, Task};
use serde::{Deserialize, Serialize};

use super::ask::{self, Ask, Next};
use super::preview::Preview;
use super::{Draft, Screen, sheaf};
use crate::commands::drafts::{self, DraftKey, DraftKind};
use crate::commands::statements::settings::{self, StatementSettings};
use crate::commands::{self};
use crate::documents::image::Image;
use crate::documents::page::Page;
use crate::domain::statement::Language;
use crate::domain::statement::envelope::Use;
use crate::domain::statement::rules::Rules;
use crate::domain::statement::stationery::{Letterhead, Stationery as Value, Step};
use crate::gui::action::{Action, Request, Route};
use crate::gui::context::{Context, author};
use crate::gui::form::choice::Choice;
use crate::gui::form::field_set::{Columns, FieldSet};
use crate::gui::form::text::Text;
use crate::gui::form::{self, Field};
use crate::gui::notice::{Notice, sentence};
use crate::gui::shortcut::{Binding, Stroke};
use crate::gui::widget::travel::go_to;
use crate::gui::work;
use crate::store::Database;
use crate::system::file;

mod acts;
mod drawing;
mod forms;
mod keeping;
mod steps;
mod view;

use forms::{EnvelopeForm, RulesForm};
use keeping::Kept;
use steps::StepsForm;
pub use steps::{LIST as STEPS, MESSAGES};

pub const PARTS: &str = "stationery-parts";
pub const LOGO: &str = "stationery-logo";
const LANGUAGE: &str = "stationery-language";

const SAVE: Stroke = Stroke::named(Named::Enter).with_command();
const NEXT: Stroke = Stroke::named(Named::PageDown).with_command();
const PREVIOUS: Stroke = Stroke::named(Named::PageUp).with_command();

/// A part of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Rules,
    Letterhead,
    Envelopes,
    Texts,
}

const CHOICES: &[(Part, &str)] = &[
    (Part::Rules, "Rules"),
    (Part::Letterhead, "Letterhead"),
    (Part::Envelopes, "Envelopes"),
    (Part::Texts, "Texts by step"),
];

const LANGUAGES: &[(Language, &str)] = &[
    (Language::English, "English"),
    (Language::Spanish, "Spanish"),
];

#[derive(Debug)]
pub struct Stationery {
    part: Choice<Part>,
    /// What the practice file holds; None until it is read.
    saved: Option<Box<StatementSettings>>,
    /// The same as the fields show it.
    blank: Kept,
    rules: RulesForm,
    head: FieldSet,
    logo_path: Field<Text>,
    logo: Option<Arc<Image>>,
    envelopes: [EnvelopeForm; 2],
    /// The outer envelope or the reply envelope.
    envelope: usize,
    drawings: [Option<Page>; 2],
    steps: StepsForm,
    language: Choice<Language>,
    preview: Preview,
    is_restored: bool,
    /// What is being written, as values and as the fields showed it.
    saving: Option<(StatementSettings, Kept)>,
    problem: Option<String>,
    /// What is asked before it is done.
    asked: Option<(Asked, Ask)>,
}

/// What is asked first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// The steps that come with the program in place of hers.
    Defaults,
    RemoveLogo,
}

/// What the screen starts from.
#[derive(Debug, Clone)]
pub struct Loaded {
    settings: StatementSettings,
    logo: Option<Image>,
    kept: Option<Kept>,
}

#[derive(Debug, Clone)]
pub enum Message {
    Loaded(Result<Box<Loaded>, commands::Error>),
    PartChosen(Part),
    PartStepped(bool),
    RulesEdited(&'static str, form::Edit),
    PlansSwitched(bool),
    HeadEdited(&'static str, form::Edit),
    LogoEdited(form::Edit),
    BrowsePressed,
    Browsed(Option<PathBuf>),
    LogoPressed,
    LogoPut(Result<Option<Image>, String>),
    EnvelopeChosen(usize),
    ShippedChosen(usize),
    UsedSwitched(bool),
    SenderSwitched(bool),
    MeasureEdited(&'static str, form::Edit),
    Steps(steps::Message),
    LanguageChosen(Language),
    AskPressed(Asked),
    Ask(ask::Message),
    Sheaf(sheaf::Message),
    Made(Result<crate::documents::page::Document, String>),
    SavePressed,
    Saved(Result<(), commands::Error>),
    DescriptionsPressed,
    TemplatesPressed,
    DiscardPressed,
    Dropped(Result<(), commands::Error>),
}

fn draft_key() -> DraftKey {
    DraftKey::new(DraftKind::Statements, "new")
}

async fn load(database: Database) -> Result<Box<Loaded>, commands::Error> {
    Ok(Box::new(Loaded {
        settings: settings::load(database.clone()).await?,
        logo: settings::logo(database.clone()).await?,
        kept: drafts::load(database, draft_key()).await?,
    }))
}

impl Stationery {
    pub fn new(context: &Context) -> (Self, Task<Message>) {
        let mut part = Choice::new(PARTS, "Part", CHOICES);
        part.set(Some(Part::Rules));
        let mut language = Choice::new(LANGUAGE, "Sample in", LANGUAGES);
        language.set(Some(Language::English));
        let screen = Self {
            part,
            saved: None,
            blank: Kept::default(),
            rules: RulesForm::new(),
            head: forms::letterhead_fields(),
            logo_path: Field::new(LOGO, "Picture file", Text::plain())
                .hint("PNG or JPEG; dark on white prints best"),
            logo: None,
            envelopes: [EnvelopeForm::new(Use::Outer), EnvelopeForm::new(Use::Reply)],
            envelope: 0,
            drawings: [None, None],
            steps: StepsForm::new(),
            language,
            preview: Preview::default(),
            is_restored: false,
            saving: None,
            problem: None,
            asked: None,
        };
        let read = match context.database() {
            Some(database) => Task::perform(load(database), Message::Loaded),
            None => Task::none(),
        };
        (screen, Task::batch([read, go_to(PARTS)]))
    }

    fn part(&self) -> Part {
        self.part.value().unwrap_or(Part::Rules)
    }

    fn loaded(&mut self, loaded: Loaded, context: &Context) -> Task<Message> {
        self.logo = loaded.logo.map(Arc::new);
        self.show(&loaded.settings);
        self.saved = Some(Box::new(loaded.settings));
        self.blank = self.kept();
        if let Some(kept) = loaded.kept {
            self.restore(kept);
            self.is_restored = true;
        }
        self.draw();
        self.look(context)
    }

    /// Shows what the practice decided.
    fn show(&mut self, settings: &StatementSettings) {
        let Value {
            letterhead,
            steps,
            outer,
            reply,
        } = &settings.stationery;
        self.rules.fill(&settings.rules);
        forms::fill_letterhead(&mut self.head, letterhead);
        self.envelopes[0].fill(Some(outer));
        self.envelopes[1].fill(reply.as_ref());
        self.steps.fill(steps.clone());
    }

    /// Everything as it is typed; what cannot be read is as it was saved.
    fn value(&self) -> Option<Value> {
        let saved = self.saved.as_ref()?;
        let logo = saved.stationery.letterhead.logo.clone();
        let letterhead: Letterhead = forms::letterhead(&self.head, logo);
        let steps: Vec<Step> = self.steps.steps().to_vec();
        let outer = self.envelopes[0].envelope();
        Some(Value {
            letterhead,
            steps,
            outer: outer.unwrap_or_else(|| saved.stationery.outer.clone()),
            reply: if self.envelopes[1].is_used {
                let typed = self.envelopes[1].envelope();
                typed.or_else(|| saved.stationery.reply.clone())
            } else {
                None
            },
        })
    }

    /// Draws the envelopes as they are measured.
    fn draw(&mut self) {
        self.drawings = [0, 1].map(|idx: usize| {
            let form = &self.envelopes[idx];
            form.envelope().as_ref().map(drawing::envelope)
        });
    }
}

impl Screen for Stationery {
    type Message = Message;

    fn title(&self) -> String {
        "Statement settings".to_owned()
    }

    fn primary(&self) -> Option<Binding<Message>> {
        let is_free = self.asked.is_none();
        is_free.then(|| Binding::new(SAVE, "Save", Message::SavePressed))
    }

    fn bindings(&self) -> Vec<Binding<Message>> {
        if let Some((_, ask)) = &self.asked {
            let bindings = ask.bindings().into_iter();
            return bindings.map(|it| it.map(Message::Ask)).collect();
        }
        let sign = |sign| Stroke::sign(sign).with_command();
        let mut bindings = vec![
            Binding::new(
                sign('e'),
                "Plain descriptions",
                Message::DescriptionsPressed,
            ),
            Binding::new(sign('t'), "Letter templates", Message::TemplatesPressed),
            Binding::new(NEXT, "The next part", Message::PartStepped(true)).unshown(),
            Binding::new(PREVIOUS, "The part before", Message::PartStepped(false)).unshown(),
        ];
        if self.part() == Part::Texts {
            let step = |stroke, word, message| {
                Binding::new(stroke, word, Message::Steps(message)).unshown()
            };
            bindings.extend([
                step(
                    Stroke::sign('n'),
                    "Add a step after this one",
                    steps::Message::AddPressed,
                ),
                step(
                    Stroke::named(Named::Delete),
                    "Remove the step",
                    steps::Message::RemovePressed,
                ),
                step(steps::UP, "Move the step up", steps::Message::Moved(true)),
                step(
                    steps::DOWN,
                    "Move the step down",
                    steps::Message::Moved(false),
                ),
            ]);
        }
        if matches!(self.part(), Part::Letterhead | Part::Texts) {
            let leaf = self.preview.bindings().into_iter();
            bindings.extend(leaf.map(|it| it.map(Message::Sheaf)));
        }
        bindings
    }

    fn back(&self) -> Option<Message> {
        let is_asked = self.asked.is_some();
        is_asked.then_some(Message::Ask(ask::Message::Left))
    }

    fn drop_typed(&self) -> Option<Message> {
        Some(Message::DiscardPressed)
    }

    fn draft(&self) -> Option<Draft> {
        if !self.is_changed() {
            return None;
        }
        Draft::new(draft_key(), &self.kept())
    }

    fn dialog<'a>(&'a self, _context: &'a Context) -> Option<Element<'a, Message>> {
        let (_, ask) = self.asked.as_ref()?;
        Some(ask.view().map(Message::Ask))
    }

    fn update(&mut self, message: Message, context: &Context) -> Action<Message> {
        self.take(message, context)
    }

    fn view<'a>(&'a self, _context: &'a Context) -> Element<'a, Message> {
        self.content()
    }
}
