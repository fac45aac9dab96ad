//! Say in plain words what services are called on papers for patients: our words, or the practice's
//! own.

use iced::keyboard::key::Named;
use iced::{Element, Task};
use serde::{Deserialize, Serialize};

use super::ask::{self, Ask, Next};
use super::output::{self, Output};
use super::{Draft, Screen};
use crate::commands::descriptions::{
    self, DescribedCode, PlainDescription, PlainDescriptionDraft, usual,
};
use crate::commands::drafts::{self, DraftKey, DraftKind};
use crate::commands::{self};
use crate::gui::action::{Action, Request};
use crate::gui::context::{Context, author};
use crate::gui::form::field_set::{FieldSet, Takes, columns_of, draft_of};
use crate::gui::form::text::Text;
use crate::gui::form::{self, Field};
use crate::gui::notice::{Notice, sentence};
use crate::gui::shortcut::{Binding, Stroke};
use crate::gui::sought::Sought;
use crate::gui::widget::travel::go_to;
use crate::gui::widget::window_list::{Act, Selection};
use crate::store::Database;

mod listing;
mod view;

pub const LIST: &str = "descriptions-list";
pub const SEARCH: &str = "descriptions-search";
const CODE: &str = "description-code";
pub const ENGLISH: &str = "description-english";
const SPANISH: &str = "description-spanish";

const SAVE: Stroke = Stroke::named(Named::Enter).with_command();

#[derive(Debug)]
pub struct Descriptions {
    codes: Vec<DescribedCode>,
    is_loaded: bool,
    search: Field<Text>,
    shown: Vec<usize>,
    selection: Selection,
    fields: FieldSet,
    /// What the fields held before anything was typed.
    blank: PlainDescriptionDraft,
    /// Whether the code is typed too.
    is_new: bool,
    is_restored: bool,
    is_saving: bool,
    problem: Option<String>,
    /// Whether the practice's own words of the marked code go.
    asked: Option<Ask>,
    /// The codes in sight are taken out.
    output: Option<Box<Output>>,
}

/// What was typed, as the practice file keeps it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Kept {
    is_new: bool,
    draft: PlainDescriptionDraft,
}

#[derive(Debug, Clone)]
pub enum Message {
    Loaded(Result<(Vec<DescribedCode>, Option<Kept>), commands::Error>),
    SearchEdited(form::Edit),
    SearchPressed,
    SearchCleared,
    Listed(Act),
    NewPressed,
    Typed(&'static str, form::Edit),
    SavePressed,
    Saved(Result<PlainDescription, commands::Error>),
    UsualPressed,
    Ask(ask::Message),
    Removed(Result<(), commands::Error>),
    DiscardPressed,
    Dropped(Result<(), commands::Error>),
    ExportPressed,
    Output(output::Message),
}

fn draft_key() -> DraftKey {
    DraftKey::new(DraftKind::Description, "new")
}

async fn load(database: Database) -> Result<(Vec<DescribedCode>, Option<Kept>), commands::Error> {
    let codes = descriptions::list(database.clone()).await?;
    Ok((codes, drafts::load(database, draft_key()).await?))
}

impl Descriptions {
    pub fn new(context: &Context) -> (Self, Task<Message>) {
        let fields = FieldSet::new(vec![
            ("code", Field::new(CODE, "Code", Takes::Procedure)),
            (
                "english",
                Field::new(ENGLISH, "English", Takes::Words).marked(),
            ),
            (
                "spanish",
                Field::new(SPANISH, "Spanish", Takes::Words)
                    .hint("Empty: the English words serve for both"),
            ),
        ]);
        let screen = Self {
            codes: Vec::new(),
            is_loaded: false,
            search: Field::new(SEARCH, "Search", Text::plain()).hint("A code or words"),
            shown: Vec::new(),
            selection: Selection::default(),
            fields,
            blank: PlainDescriptionDraft::default(),
            is_new: false,
            is_restored: false,
            is_saving: false,
            problem: None,
            asked: None,
            output: None,
        };
        (screen, Task::batch([read(context), go_to(LIST)]))
    }

    fn typed(&self) -> PlainDescriptionDraft {
        let mut columns = form::field_set::Columns::new();
        self.fields.write(&mut columns, true);
        draft_of(&columns)
    }

    fn is_changed(&self) -> bool {
        self.typed() != self.blank
    }

    fn selected(&self) -> Option<&DescribedCode> {
        self.codes.get(*self.shown.get(self.selection.row?)?)
    }

    fn loaded(&mut self, codes: Vec<DescribedCode>, kept: Option<Kept>) {
        let code = self.typed().code;
        self.codes = codes;
        self.is_loaded = true;
        self.fit(&code);
        match kept.filter(|_| !self.is_changed()) {
            Some(kept) => {
                self.fit(&kept.draft.code);
                self.show();
                self.is_new = kept.is_new;
                self.fields.fill(&columns_of(&kept.draft));
                self.is_restored = true;
            }
            None if !self.is_changed() => self.show(),
            None => {}
        }
    }

    /// Shows the codes that fit the search, with this one marked.
    fn fit(&mut self, code: &str) {
        let sought = Sought::new(self.search.text());
        self.shown = sought.places(&self.codes, |it| {
            format!("{} {} {}", it.code, it.english, it.spanish)
        });
        self.sort();
        let place = self
            .shown
            .iter()
            .position(|idx| self.codes[*idx].code.eq_ignore_ascii_case(code));
        self.selection.row = place.or((!self.shown.is_empty()).then_some(0));
    }

    /// Shows the words of the marked code in the fields.
    fn show(&mut self) {
        self.is_new = false;
        self.problem = None;
        self.blank = self
            .selected()
            .map_or_else(PlainDescriptionDraft::default, |it| match &it.own {
                Some(own) => own.to_draft(),
                None => PlainDescriptionDraft {
                    code: it.code.clone(),
                    ..PlainDescriptionDraft::default()
                },
            });
        let blank = self.blank.clone();
        self.fields.fill(&columns_of(&blank));
        self.offer(&blank.code);
    }

    /// Offers our words in grey.
    fn offer(&mut self, code: &str) {
        let ghosts = usual(code);
        for (column, ghost) in ["english", "spanish"].into_iter().zip(ghosts) {
            if let Some(field) = self.fields.field_mut(column) {
                field.set_ghost(Some(ghost.to_owned()).filter(|_| !code.is_empty()));
            }
        }
    }

    fn must_save(&mut self) -> bool {
        if self.is_changed() {
            self.problem = Some(
                "What you typed is not saved. Ctrl+Enter saves it, Ctrl+R drops it.".to_owned(),
            );
        }
        self.is_changed()
    }

    fn listed(&mut self, act: Act) -> Action<Message> {
        if let Act::Sorted(_) = act {
            self.selection.apply(act);
            let code = self.typed().code;
            self.fit(&code);
            return Action::none();
        }
        if self.must_save() {
            return Action::none();
        }
        self.selection.apply(act);
        self.show();
        match act {
            Act::Opened(_) => Action::run(go_to(ENGLISH)),
            _ => Action::none(),
        }
    }

    fn save(&mut self, context: &Context) -> Action<Message> {
        let Some(database) = context.database() else {
            return Action::none();
        };
        if self.is_saving {
            return Action::none();
        }
        self.fields.forget_refusals();
        if let Some(fault) = self.fields.first_fault(|_| true) {
            return Action::run(go_to(fault));
        }
        if !self.is_changed() {
            return Action::request(Request::Notify(Notice::done(
                "Nothing is typed that is not saved.",
            )));
        }
        self.is_saving = true;
        self.problem = None;
        let draft = self.typed();
        let save = async move { descriptions::save(database, draft, author()).await };
        Action::run(Task::perform(save, Message::Saved))
    }

    fn saved(
        &mut self,
        saved: Result<PlainDescription, commands::Error>,
        context: &Context,
    ) -> Action<Message> {
        self.is_saving = false;
        match saved {
            Ok(own) => {
                self.blank = own.to_draft();
                let blank = self.blank.clone();
                self.fields.fill(&columns_of(&blank));
                self.is_new = false;
                self.is_restored = false;
                let words = format!("{} has the practice’s own words now.", own.code);
                Action::run(Task::batch([
                    dropped(context).chain(read(context)),
                    go_to(LIST),
                ]))
                .and(Request::Notify(Notice::done(words)))
            }
            Err(commands::Error::Refused(findings)) => {
                let mut place = None;
                for finding in findings {
                    let id = self.fields.refuse(finding.field.column, &finding.sentence);
                    if id.is_none() {
                        self.problem = Some(finding.sentence);
                    }
                    place = place.or(id);
                }
                place.map_or_else(Action::none, |id| Action::run(go_to(id)))
            }
            Err(error) => {
                self.problem = Some(sentence(&error.to_string()));
                Action::none()
            }
        }
    }

    /// Asks before the practice's own words go.
    fn ask_usual(&mut self) -> Action<Message> {
        if self.must_save() {
            return Action::none();
        }
        let Some(code) = self.selected().map(|it| it.code.as_str()) else {
            return Action::none();
        };
        let [english, _] = usual(code);
        let ask = Ask::new(
            format!("Delete the practice’s own words for {code}"),
            "Delete",
        )
        .explain(format!(
            "Papers for patients say “{english}” again. It is done at once."
        ))
        .destructive();
        self.asked = Some(ask);
        Action::none()
    }

    fn asked(&mut self, message: ask::Message, context: &Context) -> Action<Message> {
        match self.asked.as_mut().and_then(|ask| ask.update(message)) {
            Some(Next::Leave) => self.asked = None,
            Some(Next::Go) => return self.use_usual(context),
            Some(Next::Look) | None => {}
        }
        Action::none()
    }

    fn use_usual(&mut self, context: &Context) -> Action<Message> {
        let own = self.selected().filter(|it| it.own.is_some());
        let (Some(code), Some(database)) = (own.map(|it| it.code.clone()), context.database())
        else {
            return Action::none();
        };
        if self.asked.as_mut().is_none_or(|ask| ask.begin().is_err()) {
            return Action::none();
        }
        let remove = async move { descriptions::remove(database, code, author()).await };
        Action::run(Task::perform(remove, Message::Removed))
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

impl Screen for Descriptions {
    type Message = Message;

    fn title(&self) -> String {
        "Plain descriptions".to_owned()
    }

    fn primary(&self) -> Option<Binding<Message>> {
        let is_free = self.asked.is_none() && self.output.is_none();
        is_free.then(|| Binding::new(SAVE, "Save", Message::SavePressed))
    }

    fn bindings(&self) -> Vec<Binding<Message>> {
        if let Some(ask) = &self.asked {
            let bindings = ask.bindings().into_iter();
            return bindings.map(|it| it.map(Message::Ask)).collect();
        }
        if let Some(dialog) = &self.output {
            let bindings = dialog.bindings().into_iter();
            return bindings.map(|it| it.map(Message::Output)).collect();
        }
        let mut bindings = vec![
            Binding::new(Stroke::sign('/'), "Search", Message::SearchPressed).unshown(),
            Binding::new(Stroke::sign('n'), "Another code", Message::NewPressed),
            Binding::new(Stroke::sign('e'), "Export…", Message::ExportPressed),
        ];
        if self.selected().is_some_and(|it| it.own.is_some()) && !self.is_new {
            let delete = Stroke::named(Named::Delete);
            bindings.push(Binding::new(
                delete,
                "Use our words again…",
                Message::UsualPressed,
            ));
        }
        bindings
    }

    fn back(&self) -> Option<Message> {
        if self.asked.is_some() {
            return Some(Message::Ask(ask::Message::Left));
        }
        if self.output.is_some() {
            return Some(Message::Output(output::Message::Left));
        }
        (!self.search.text().is_empty()).then_some(Message::SearchCleared)
    }

    fn drop_typed(&self) -> Option<Message> {
        Some(Message::DiscardPressed)
    }

    fn draft(&self) -> Option<Draft> {
        if !self.is_loaded || !self.is_changed() {
            return None;
        }
        let kept = Kept {
            is_new: self.is_new,
            draft: self.typed(),
        };
        Draft::new(draft_key(), &kept)
    }

    fn dialog<'a>(&'a self, _context: &'a Context) -> Option<Element<'a, Message>> {
        if let Some(dialog) = &self.output {
            return Some(dialog.view().map(Message::Output));
        }
        Some(self.asked.as_ref()?.view().map(Message::Ask))
    }

    fn update(&mut self, message: Message, context: &Context) -> Action<Message> {
        match message {
            Message::Loaded(Ok((codes, kept))) => self.loaded(codes, kept),
            Message::Loaded(Err(error)) => return Action::failed(&error, context),
            Message::SearchEdited(edit) => {
                self.search.update(edit);
                let code = self.typed().code;
                self.fit(&code);
                if !self.is_changed() {
                    self.show();
                }
            }
            Message::SearchPressed => return Action::run(go_to(SEARCH)),
            Message::SearchCleared => {
                self.search.set_text("");
                let code = self.typed().code;
                self.fit(&code);
                return Action::run(go_to(LIST));
            }
            Message::Listed(act) => return self.listed(act),
            Message::NewPressed => {
                if self.must_save() {
                    return Action::none();
                }
                self.is_new = true;
                self.blank = PlainDescriptionDraft::default();
                let blank = self.blank.clone();
                self.fields.fill(&columns_of(&blank));
                self.offer("");
                return Action::run(go_to(CODE));
            }
            Message::Typed(column, edit) => {
                self.fields.update(column, edit);
                self.problem = None;
                if column == "code" {
                    let code = self.typed().code;
                    self.offer(&code);
                }
            }
            Message::SavePressed => return self.save(context),
            Message::Saved(saved) => return self.saved(saved, context),
            Message::UsualPressed => return self.ask_usual(),
            Message::Ask(message) => return self.asked(message, context),
            Message::Removed(Ok(())) => {
                self.asked = None;
                self.blank = PlainDescriptionDraft {
                    code: self.blank.code.clone(),
                    ..PlainDescriptionDraft::default()
                };
                let blank = self.blank.clone();
                self.fields.fill(&columns_of(&blank));
                let words = format!("{} has our words again.", blank.code);
                return Action::run(read(context)).and(Request::Notify(Notice::done(words)));
            }
            Message::Removed(Err(error)) => {
                if let Some(ask) = &mut self.asked {
                    let _ = ask.refuse(&error);
                }
            }
            Message::Dropped(Err(error)) => return Action::failed(&error, context),
            Message::DiscardPressed => {
                self.is_restored = false;
                self.show();
                return Action::run(Task::batch([dropped(context), go_to(LIST)]));
            }
            Message::Dropped(Ok(())) => {}
            Message::ExportPressed => return self.export(context),
            Message::Output(message) => return self.take_out(message, context),
        }
        Action::none()
    }

    fn view<'a>(&'a self, _context: &'a Context) -> Element<'a, Message> {
        self.content()
    }
}
