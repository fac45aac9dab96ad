//! Enter a new patient with her first coverage, or correct what is known of one.

use std::sync::Arc;

use iced::keyboard::key::Named;
use iced::{Element, Task};
use serde::{Deserialize, Serialize};

use super::{Draft, Screen};
use crate::commands::drafts::{self, DraftKey, DraftKind};
use crate::commands::patients::{self, Likeness, PatientCard, PatientRow};
use crate::commands::registration::register;
use crate::commands::{self, Error, Saving, Stored, Version, lists};
use crate::domain::coverage::Rank;
use crate::domain::finding::{FieldRef, Finding, Record};
use crate::domain::id::PatientId;
use crate::gui::action::{Action, Request, Route, Spot};
use crate::gui::app;
use crate::gui::context::{Context, author};
use crate::gui::form::field_set::{Columns, columns_of, draft_of};
use crate::gui::notice::Notice;
use crate::gui::shortcut::{Binding, Stroke};
use crate::gui::widget::travel::go_to;
use crate::gui::widget::typeahead::MOST;
use crate::gui::widget::window_list::{Act, Selection};
use crate::store::Database;

pub mod coverage;
pub mod payer;
pub mod person;
mod reason;

mod view;

use coverage::CoverageFields;
use payer::{PayerName, payer_names};
use person::Person;

const SAVE: Stroke = Stroke::named(Named::Enter).with_command();
const SAVE_NEXT: Stroke = Stroke::named(Named::F10);
#[derive(Debug)]
pub struct PatientForm {
    /// None while she is not in the file.
    id: Option<PatientId>,
    person: Person,
    coverage: CoverageFields,
    payers: Arc<[PayerName]>,
    /// The fields as they stood before anything was typed.
    blank: (Columns, Columns),
    seen: Option<Version>,
    name: String,
    likely: Vec<(Likeness, PatientRow)>,
    selection: Selection,
    asked: u32,
    state: State,
    has_conflict: bool,
    is_restored: bool,
    /// Whether the card of somebody who may be the same was opened from here.
    is_left: bool,
    /// The field that it was opened for, until it is there.
    pointed: Option<FieldRef>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Loading,
    Typing,
    Saving(Then),
    Done,
}

/// What follows when it is saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    Card,
    Next,
}

/// What was typed and not saved, as the practice file keeps it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
struct Kept {
    person: Columns,
    guarantor: String,
    coverage: Columns,
    seen: Option<i64>,
}

/// What the form starts from.
#[derive(Debug, Clone)]
pub struct Loaded {
    payers: Arc<[PayerName]>,
    number: String,
    card: Option<Box<PatientCard>>,
    kept: Option<Kept>,
}

#[derive(Debug, Clone)]
pub enum Message {
    Loaded(Result<Loaded, commands::Error>),
    Pointed(FieldRef),
    Person(person::Message),
    Coverage(coverage::Message),
    GuarantorsFound(u32, Result<Vec<PatientRow>, commands::Error>),
    LikelyFound(u32, Result<Vec<(Likeness, PatientRow)>, commands::Error>),
    LikelyListed(Act),
    Resumed,
    SavePressed(Then),
    Saved(Result<Stored<PatientId>, commands::Error>),
    NewerRead(Result<Box<PatientCard>, commands::Error>),
    DiscardPressed,
    Discarded(Result<(), commands::Error>),
}

/// Reads what the form starts from.
async fn load(
    database: Database,
    id: Option<PatientId>,
    key: DraftKey,
    today: chrono::NaiveDate,
) -> Result<Loaded, Error> {
    let kept = drafts::load(database.clone(), key).await?;
    let Some(id) = id else {
        let payers = lists::payers(database.clone()).await?;
        return Ok(Loaded {
            payers: payer_names(payers).into(),
            number: patients::next_number(database).await?,
            card: None,
            kept,
        });
    };
    let card = patients::card(database, id, today).await?;
    Ok(Loaded {
        payers: Arc::default(),
        number: String::new(),
        card: Some(Box::new(card)),
        kept,
    })
}

impl PatientForm {
    pub fn new(id: Option<PatientId>, context: &Context) -> (Self, Task<Message>) {
        let today = context.today;
        let person = Person::new(today, id.is_some());
        let coverage = CoverageFields::new(today, Rank::Primary, false);
        let blank = (person.columns(true), coverage.columns(true));
        let screen = Self {
            id,
            person,
            coverage,
            payers: Arc::default(),
            blank,
            seen: None,
            name: String::new(),
            likely: Vec::new(),
            selection: Selection::default(),
            asked: 0,
            state: State::Loading,
            has_conflict: false,
            is_restored: false,
            is_left: false,
            pointed: None,
        };
        let Some(database) = context.database() else {
            return (screen, Task::none());
        };
        let read = load(database, screen.id.clone(), screen.key(), today);
        let task = Task::batch([
            Task::perform(read, Message::Loaded),
            app::focus_on(person::LAST_NAME),
        ]);
        (screen, task)
    }

    fn key(&self) -> DraftKey {
        let key = self.id.as_ref().map_or("new", PatientId::as_str);
        DraftKey::new(DraftKind::Patient, key)
    }

    fn show(&mut self, loaded: Loaded) -> Task<Message> {
        self.payers = loaded.payers;
        self.person.offer_number(loaded.number);
        if let Some(card) = loaded.card {
            self.seen = Some(card.patient.version);
            let patient = &card.patient.value;
            self.name = patient.name.to_string();
            let guarantor = guarantor_text(&card);
            self.person
                .fill(&columns_of(&patient.to_draft()), &guarantor);
        }
        self.blank = (self.person.columns(true), self.coverage.columns(true));
        if let Some(kept) = loaded.kept {
            self.person.fill(&kept.person, &kept.guarantor);
            self.coverage.fill(&kept.coverage, &self.payers);
            // Its own version: what others saved since is a conflict, not a loss.
            if let Some(seen) = kept.seen.filter(|_| self.id.is_some()) {
                self.seen = Some(Version(seen));
            }
            self.is_restored = true;
        }
        self.state = State::Typing;
        let pointed = self.pointed.take();
        match pointed.and_then(|field| self.person.id(field.column)) {
            Some(id) => go_to(id),
            None => app::focus_on(person::LAST_NAME),
        }
    }

    fn is_changed(&self) -> bool {
        (self.person.columns(true), self.coverage.columns(true)) != self.blank
    }

    /// Whether a coverage is entered along with the patient.
    fn has_coverage(&self) -> bool {
        self.id.is_none() && self.coverage.is_begun()
    }

    fn look_for_likely(&mut self, context: &Context) -> Task<Message> {
        let Some(database) = context.database() else {
            return Task::none();
        };
        self.asked = self.asked.wrapping_add(1);
        let serial = self.asked;
        let mut columns = self.person.columns(false);
        if self.id.is_none() {
            // The number is offered, not hers yet: whoever has it is somebody else.
            let _ = columns.remove("patient_id");
        }
        let found = patients::duplicates(database, draft_of(&columns), context.today);
        Task::perform(found, move |found| Message::LikelyFound(serial, found))
    }

    fn save(&mut self, then: Then, context: &Context) -> Action<Message> {
        let Some(database) = context.database() else {
            return Action::none();
        };
        if self.state != State::Typing {
            return Action::none();
        }
        let fault = self.person.first_fault();
        let covered = if self.has_coverage() {
            self.coverage.first_fault()
        } else {
            None
        };
        if let Some(id) = fault.or(covered) {
            return Action::run(go_to(id));
        }
        self.state = State::Saving(then);
        let patient = draft_of(&self.person.columns(false));
        let first = self
            .has_coverage()
            .then(|| draft_of(&self.coverage.columns(false)));
        let (key, seen, today) = (self.key(), self.seen, context.today);
        let is_new = self.id.is_none();
        let save = async move {
            let saving = Saving::new(author(), today).ending(key);
            match seen {
                Some(seen) if !is_new => {
                    patients::save_patient(database, patient, saving.over(seen)).await
                }
                _ => register(database, patient, first, saving).await,
            }
        };
        Action::run(Task::perform(save, Message::Saved))
    }

    fn saved(
        &mut self,
        result: Result<Stored<PatientId>, Error>,
        context: &Context,
    ) -> Action<Message> {
        let then = match self.state {
            State::Saving(then) => then,
            _ => Then::Card,
        };
        match result {
            Ok(stored) => {
                self.state = State::Done;
                let next = match (then, self.id.is_some()) {
                    (Then::Next, _) => Request::Replace(Route::PatientForm(None)),
                    (Then::Card, true) => Request::Close,
                    (Then::Card, false) => Request::Replace(Route::Patient(stored.id)),
                };
                Action::request(next).and(Request::Notify(Notice::done("The patient was saved.")))
            }
            Err(Error::Refused(findings)) => {
                self.state = State::Typing;
                self.refuse(&findings)
            }
            Err(Error::Conflict(_)) if self.id.is_some() => {
                self.state = State::Typing;
                let (Some(database), Some(id)) = (context.database(), self.id.clone()) else {
                    return Action::none();
                };
                let read = patients::card(database, id, context.today);
                Action::run(Task::perform(read, |card| {
                    Message::NewerRead(card.map(Box::new))
                }))
            }
            Err(error) => {
                self.state = State::Typing;
                Action::failed(&error, context)
            }
        }
    }

    /// Puts what a refused save said beside its fields.
    fn refuse(&mut self, findings: &[Finding]) -> Action<Message> {
        let mut first = None;
        let mut others = Vec::new();
        for finding in findings {
            let column = finding.field.column;
            let id = match finding.field.record {
                Record::Coverage => self.coverage.refuse(column, &finding.sentence),
                _ => self.person.refuse(column, &finding.sentence),
            };
            if id.is_none() {
                others.push(finding.clone());
            }
            first = first.or(id);
        }
        let mut action = first.map_or_else(Action::none, |id| Action::run(go_to(id)));
        if !others.is_empty() {
            let error = Error::Refused(others);
            action = action.and(Request::Notify(Notice::error(&error)));
        }
        action
    }
}

fn guarantor_text(card: &PatientCard) -> String {
    card.guarantor
        .as_ref()
        .map(ToString::to_string)
        .unwrap_or_default()
}

impl Screen for PatientForm {
    type Message = Message;

    fn title(&self) -> String {
        match &self.id {
            None => "New patient".to_owned(),
            Some(id) if self.name.is_empty() => format!("Correct patient {id}"),
            Some(_) => format!("Correct {}", self.name),
        }
    }

    fn bindings(&self) -> Vec<Binding<Message>> {
        let save = Binding::new(SAVE, "Save", Message::SavePressed(Then::Card)).unshown();
        let next = Binding::new(
            SAVE_NEXT,
            "Save, then another new patient",
            Message::SavePressed(Then::Next),
        );
        if self.id.is_none() {
            vec![save, next.unshown()]
        } else {
            vec![save]
        }
    }

    fn point(&self, spot: Spot) -> Option<Message> {
        Some(Message::Pointed(spot.field))
    }

    fn resumed(&self) -> Option<Message> {
        Some(Message::Resumed)
    }

    fn draft(&self) -> Option<Draft> {
        if matches!(self.state, State::Loading | State::Done) || !self.is_changed() {
            return None;
        }
        let kept = Kept {
            person: self.person.columns(true),
            guarantor: self.person.guarantor_text().to_owned(),
            coverage: self.coverage.columns(true),
            seen: self.seen.map(|Version(seen)| seen),
        };
        Draft::new(self.key(), &kept)
    }

    fn update(&mut self, message: Message, context: &Context) -> Action<Message> {
        match message {
            Message::Loaded(Ok(loaded)) => return Action::run(self.show(loaded)),
            Message::Pointed(field) => self.pointed = Some(field),
            Message::Loaded(Err(error)) => {
                return Action::request(Request::Close).and(Request::Notify(Notice::error(&error)));
            }
            Message::Person(message) => {
                let names_her = Person::names_her(&message);
                let mut tasks = Vec::new();
                if let (Some(question), Some(database)) =
                    (self.person.update(message), context.database())
                {
                    let serial = question.serial;
                    let found = patients::search(database, question.text, MOST, context.today);
                    tasks.push(Task::perform(found, move |found| {
                        Message::GuarantorsFound(serial, found)
                    }));
                }
                if names_her {
                    tasks.push(self.look_for_likely(context));
                }
                return Action::run(Task::batch(tasks));
            }
            Message::Coverage(message) => {
                let address = self.person.address();
                self.coverage.update(message, &self.payers, &address);
            }
            Message::GuarantorsFound(serial, found) => {
                self.person.answer(serial, found.unwrap_or_default());
            }
            Message::LikelyFound(serial, found) => {
                if serial == self.asked {
                    self.likely = found.unwrap_or_default();
                    self.selection.row = (!self.likely.is_empty()).then_some(0);
                }
            }
            Message::LikelyListed(act) => {
                self.selection.apply(act);
                if let Act::Opened(row) = act
                    && let Some((_, patient)) = self.likely.get(row)
                {
                    let route = Route::Patient(patient.id.clone());
                    self.is_left = true;
                    return Action::request(Request::Open(route));
                }
            }
            Message::Resumed => {
                if std::mem::take(&mut self.is_left) {
                    return Action::run(go_to(view::LIKELY));
                }
            }
            Message::SavePressed(then) => return self.save(then, context),
            Message::Saved(result) => return self.saved(result, context),
            Message::NewerRead(Ok(card)) => {
                self.seen = Some(card.patient.version);
                self.has_conflict = true;
                self.person
                    .tell_saved(&columns_of(&card.patient.value.to_draft()));
            }
            Message::NewerRead(Err(error)) => return Action::failed(&error, context),
            Message::DiscardPressed => {
                if let Some(database) = context.database() {
                    self.state = State::Done;
                    let dropped = drafts::drop(database, self.key());
                    return Action::run(Task::perform(dropped, Message::Discarded));
                }
            }
            Message::Discarded(Ok(())) => return Action::request(Request::Close),
            Message::Discarded(Err(error)) => {
                self.state = State::Typing;
                return Action::failed(&error, context);
            }
        }
        Action::none()
    }

    fn view<'a>(&'a self, _context: &'a Context) -> Element<'a, Message> {
        self.content()
    }
}
