//! Enter a visit from its superbill, or correct one, with what is wrong said while it is typed.

pub(in crate::gui::screen) mod choices;
mod entry;
mod findings;
mod follow;
mod grid;
mod keeping;
mod sheet;
mod slot;
mod stack;
mod view;

use std::collections::{BTreeMap, HashSet};

use chrono::NaiveDate;
use iced::keyboard::key::Named;
use iced::{Element, Task};

use super::{Draft, Screen};
use crate::commands::visits::offer::Offer;
use crate::commands::visits::{self, Judgement, Repeated, SavedVisit, StackMark};
use crate::commands::{Error, Version};
use crate::domain::encounter::EncounterDraft;
use crate::domain::encounter::line::LineDraft;
use crate::domain::finding::FieldRef;
use crate::domain::id::{EncounterId, PatientId};
use crate::domain::money::Money;
use crate::domain::stack::ControlTotal;
use crate::gui::action::{Action, Spot};
use crate::gui::context::Context;
use crate::gui::form;
use crate::gui::shortcut::{Binding, Stroke};
use crate::gui::widget::typeahead::{self, Match};
use crate::gui::widget::window_list::{Act, Selection};

use choices::Lists;
use findings::Placed;
use sheet::Sheet;
use slot::Place;
use stack::{Control, Stack};

/// Charge entry.
#[derive(Debug)]
pub struct Visit {
    /// The visit that is corrected; none while a new one is entered.
    visit: Option<EncounterId>,
    /// The patient whom a new visit was opened for.
    preset: Option<PatientId>,
    seen: Option<Version>,
    /// The edition of the diagnoses, where an opened visit states one.
    icd_indicator: String,
    phase: Phase,
    head: Sheet,
    lines: Vec<Line>,
    /// The number that the next line gets on this screen; never used twice.
    next_row: u32,
    lists: Lists,
    known: Known,
    judgement: Judgement,
    /// What it is time to say.
    findings: Vec<Placed>,
    /// What codes are called that were asked for; empty where nobody knows.
    named: BTreeMap<String, String>,
    selection: Selection,
    asked: Asked,
    focused: Option<Place>,
    /// The line that keys for lines act on.
    row: Option<u32>,
    touched: HashSet<Place>,
    /// Everything is to be said: a save was asked for, or the visit was not typed from nothing.
    is_reviewed: bool,
    has_circumstances: bool,
    /// The form as it was begun, to tell whether anything was typed.
    begun: String,
    is_restored: bool,
    last_used: LastUsed,
    stack: Option<Stack>,
    /// The field that it was opened for, until it is there.
    pointed: Option<FieldRef>,
}

/// One line of the grid.
#[derive(Debug)]
struct Line {
    row: u32,
    /// Its number in the saved visit; empty before.
    number: String,
    sheet: Sheet,
    has_details: bool,
    /// What the fee was asked for, and what one unit costs.
    priced: Option<(String, String, NaiveDate)>,
    fee: Option<Money>,
}

/// What the screen is at.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Phase {
    Loading,
    Typing,
    Saving,
    /// It cannot be opened: why, and whether a replacement would help.
    Closed {
        sentence: String,
        is_printed: bool,
    },
}

/// What is known about the patient on the day.
#[derive(Debug, Default)]
struct Known {
    context: Option<Box<visits::Context>>,
    /// Her last visit, for what is offered in grey.
    last_visit: Option<EncounterDraft>,
}

/// What was asked of the practice file last, so that nothing is asked twice.
#[derive(Debug, Default)]
struct Asked {
    context: Option<(PatientId, NaiveDate)>,
    judged: Option<(EncounterDraft, Vec<LineDraft>)>,
    is_judging: bool,
}

/// What the visit entered before this one had.
#[derive(Debug, Default)]
struct LastUsed {
    draft: EncounterDraft,
    /// The day of service, of this sitting only.
    day: Option<NaiveDate>,
}

/// What comes after saving.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum After {
    Leave,
    Next,
    /// What the patient is given on paper.
    Papers,
}

/// What the practice file holds for a screen that begins.
#[derive(Debug, Clone)]
pub struct Start {
    lists: Lists,
    last: Option<EncounterDraft>,
    kept: Option<keeping::Kept>,
    opened: Option<visits::Opened>,
    stack: Option<(visits::OpenStack, ControlTotal)>,
}

/// What is known about a patient, as a reply.
#[derive(Debug, Clone)]
pub struct Told {
    context: visits::Context,
    last_visit: Option<EncounterDraft>,
}

#[derive(Debug, Clone)]
pub enum Message {
    Started(Box<Result<Start, Error>>),
    Pointed(FieldRef),
    Typed(Place, form::Edit),
    Picked(Place, typeahead::Edit),
    Marked(Place),
    /// Enter in a cell of the grid.
    CellEntered(Place),
    Found(Place, u32, Result<Vec<Match<String>>, Error>),
    Offered(Place, u32, Result<Vec<Offer>, Error>),
    ContextTold((PatientId, NaiveDate), Box<Result<Told, Error>>),
    FeeTold(
        u32,
        (String, String, NaiveDate),
        Result<Option<Money>, Error>,
    ),
    WordsTold(Result<BTreeMap<String, String>, Error>),
    Judged(Box<Result<Judgement, Error>>),
    DetailsPressed,
    DoublePressed,
    RemovePressed,
    CircumstancesPressed,
    SameAsLastPressed,
    Repeated(Box<Result<Option<Repeated>, Error>>),
    ReplacementPressed,
    Replaced(Box<Result<Repeated, Error>>),
    SavePressed(After),
    Saved(After, Box<Result<SavedVisit, Error>>),
    StartOverPressed,
    Listed(Act),
    NextFindingPressed,
    StackPressed,
    StackEdited(Control, form::Edit),
    StackBegun(Result<StackMark, Error>),
    StackTold(Result<ControlTotal, Error>),
    StackKept(Result<(), Error>),
}

const SAVE: Stroke = Stroke::named(Named::Enter).with_command();
const SAVE_NEXT: Stroke = Stroke::named(Named::F10);
const SAME: Stroke = Stroke::named(Named::F9);
const FINDING: Stroke = Stroke::named(Named::F8);
const DETAILS: Stroke = Stroke::sign('i').with_command();
const REMOVE: Stroke = Stroke::sign('y').with_command();
const CIRCUMSTANCES: Stroke = Stroke::sign('o').with_command();
const PAPERS: Stroke = Stroke::sign('p').with_command();
const STACK: Stroke = Stroke::sign('t').with_command();

impl Visit {
    /// A visit to correct, or a new one, for this patient or for whoever is named on it.
    pub fn new(
        patient: Option<PatientId>,
        visit: Option<EncounterId>,
        context: &Context,
    ) -> (Self, Task<Message>) {
        let mut screen = Self {
            visit,
            preset: patient,
            seen: None,
            icd_indicator: String::new(),
            phase: Phase::Loading,
            head: Sheet::of_visit(context.today),
            lines: Vec::new(),
            next_row: 1,
            lists: Lists::default(),
            known: Known::default(),
            judgement: Judgement::default(),
            findings: Vec::new(),
            named: BTreeMap::new(),
            selection: Selection::default(),
            asked: Asked::default(),
            focused: None,
            row: None,
            touched: HashSet::new(),
            is_reviewed: false,
            has_circumstances: false,
            begun: String::new(),
            is_restored: false,
            last_used: LastUsed::default(),
            stack: None,
            pointed: None,
        };
        screen.add_line(context.today);
        screen.name_preset();
        screen.begun = screen.typed_text();
        let task = screen.start(context);
        (screen, task)
    }

    fn is_typing(&self) -> bool {
        self.phase == Phase::Typing
    }

    /// A field of the visit or of a line that is still there.
    fn slot_mut(&mut self, place: Place) -> Option<&mut slot::Slot> {
        match place.row {
            None => self.head.get_mut(place.column),
            Some(row) => self.line_mut(row)?.sheet.get_mut(place.column),
        }
    }

    fn line_mut(&mut self, row: u32) -> Option<&mut Line> {
        self.lines.iter_mut().find(|line| line.row == row)
    }
}

impl Screen for Visit {
    type Message = Message;

    fn title(&self) -> String {
        match &self.visit {
            Some(visit) => format!("Visit {visit}"),
            None => "New visit".to_owned(),
        }
    }

    fn primary(&self) -> Option<Binding<Message>> {
        match &self.phase {
            Phase::Typing if self.visit.is_none() => Some(Binding::new(
                SAVE_NEXT,
                "Save and next",
                Message::SavePressed(After::Next),
            )),
            Phase::Typing => Some(Binding::new(
                SAVE,
                "Save",
                Message::SavePressed(After::Leave),
            )),
            Phase::Closed {
                is_printed: true, ..
            } => Some(Binding::new(
                SAVE,
                "Make a replacement",
                Message::ReplacementPressed,
            )),
            Phase::Closed { .. } | Phase::Loading | Phase::Saving => None,
        }
    }

    fn bindings(&self) -> Vec<Binding<Message>> {
        if !self.is_typing() {
            return Vec::new();
        }
        let mut bindings = Vec::new();
        if self.visit.is_none() {
            let save = Message::SavePressed(After::Leave);
            bindings.extend([
                Binding::new(SAVE, "Save", save).unshown(),
                Binding::new(SAME, "Same as last", Message::SameAsLastPressed).unshown(),
                Binding::new(
                    PAPERS,
                    "Save, then walk-out statement or superbill",
                    Message::SavePressed(After::Papers),
                )
                .unshown(),
            ]);
        }
        let unshown = [
            (
                FINDING,
                "Go to the next finding",
                Message::NextFindingPressed,
            ),
            (DETAILS, "Details of the line", Message::DetailsPressed),
            (REMOVE, "Remove the line", Message::RemovePressed),
            (
                CIRCUMSTANCES,
                "Further circumstances",
                Message::CircumstancesPressed,
            ),
            (STACK, "Control totals", Message::StackPressed),
        ];
        bindings.extend(
            unshown.map(|(stroke, word, message)| Binding::new(stroke, word, message).unshown()),
        );
        // In a cell the sign itself does it; elsewhere the key does.
        bindings.push(
            Binding::new(
                Stroke::sign('+'),
                "In a line: double it, or the one above an empty one",
                Message::DoublePressed,
            )
            .unshown(),
        );
        bindings
    }

    fn point(&self, spot: Spot) -> Option<Message> {
        Some(Message::Pointed(spot.field))
    }

    fn draft(&self) -> Option<Draft> {
        let is_open = matches!(self.phase, Phase::Typing | Phase::Saving);
        (is_open && self.typed_text() != self.begun).then(|| Draft {
            kind: keeping::KIND.as_str(),
            key: self.draft_key(),
            content: self.content(),
        })
    }

    fn update(&mut self, message: Message, context: &Context) -> Action<Message> {
        let action = self.take(message, context);
        let followed = self.follow(context);
        Action {
            requests: action.requests,
            // What is asked for comes first: a list that opens, the focus that moves.
            task: Task::batch([action.task, followed]),
        }
    }

    fn view<'a>(&'a self, context: &'a Context) -> Element<'a, Message> {
        self.body(context)
    }
}

impl Visit {
    fn take(&mut self, message: Message, context: &Context) -> Action<Message> {
        match message {
            Message::Started(started) => self.started(*started, context),
            Message::Pointed(field) => {
                self.pointed = Some(field);
                Action::none()
            }
            Message::Typed(place, edit) => self.typed(place, edit, context),
            Message::Picked(place, edit) => self.picked(place, edit, context),
            Message::Marked(place) => self.marked(place),
            Message::CellEntered(place) => self.cell_entered(place, context),
            Message::Found(place, serial, found) => self.found(place, serial, found, context),
            Message::Offered(place, serial, offers) => {
                let found = offers.map(|it| it.into_iter().map(choices::offered).collect());
                self.found(place, serial, found, context)
            }
            Message::ContextTold(asked, told) => self.context_told(asked, *told, context),
            Message::FeeTold(row, asked, fee) => self.fee_told(row, &asked, fee, context),
            Message::WordsTold(words) => self.words_told(words, context),
            Message::Judged(judged) => self.judged(*judged, context),
            Message::DetailsPressed => self.details_pressed(),
            Message::DoublePressed => self.double(self.row, context),
            Message::RemovePressed => self.remove(context),
            Message::CircumstancesPressed => self.circumstances_pressed(),
            Message::SameAsLastPressed => self.same_as_last(context),
            Message::Repeated(repeated) => self.repeated(*repeated, context),
            Message::ReplacementPressed => self.replacement(context),
            Message::Replaced(replaced) => self.replaced(*replaced, context),
            Message::SavePressed(after) => self.save(after, context),
            Message::Saved(after, saved) => self.saved(after, *saved, context),
            Message::StartOverPressed => self.start_over(context),
            Message::Listed(act) => self.listed(act),
            Message::NextFindingPressed => self.next_finding(),
            Message::StackPressed => self.stack_pressed(context),
            Message::StackEdited(control, edit) => self.stack_edited(control, edit, context),
            Message::StackBegun(mark) => self.stack_begun(mark, context),
            Message::StackTold(entered) => self.stack_told(entered, context),
            Message::StackKept(Ok(())) => Action::none(),
            Message::StackKept(Err(error)) => Action::failed(&error, context),
        }
    }
}
