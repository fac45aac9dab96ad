//! See what a patient owes, line by line, with each line's story, and post what is posted by hand:
//! transfers, write-offs, the agency, corrections.

use std::collections::{BTreeSet, HashMap};

use iced::keyboard::key::Named;
use iced::{Element, Task};

use super::ask::{self, Ask, Next};
use super::{Screen, who};
use crate::commands;
use crate::commands::ledger::account::{self, AccountCard, AccountLine, Happening};
use crate::commands::ledger::adjust::{self, PartyChoice};
use crate::commands::ledger::correct::Correction;
use crate::commands::plans::PlanRow;
use crate::domain::id::{ChargeLineId, EntryId, PatientId};
use crate::gui::action::{Action, Request, Route};
use crate::gui::context::Context;
use crate::gui::notice::Notice;
use crate::gui::shortcut::{Binding, Stroke};
use crate::gui::widget::travel::go_to;
use crate::gui::widget::typeahead::{self, Match, Typeahead};
use crate::gui::widget::window_list::{Act, Selection};
use crate::store::Database;

mod correction;
mod letters;
mod order;
mod plan;
mod verb;
mod view;

use correction::Correcting;
use letters::Letters;
use verb::Verb;

pub const PATIENT: &str = "account-patient";
pub const LINES: &str = "account-lines";
pub const RECEIPTS: &str = "account-receipts";
pub const STORY: &str = "account-story";

#[derive(Debug)]
pub struct Account {
    patient: Option<PatientId>,
    finder: Typeahead<PatientId>,
    card: Option<Box<AccountCard>>,
    /// Whether the whole family's lines are shown.
    is_family: bool,
    /// The lines in sight, in their order, as places in the card.
    shown: Vec<usize>,
    selection: Selection,
    receipts: Selection,
    marks: BTreeSet<ChargeLineId>,
    /// The row that was marked last, where a range begins.
    marked_last: Option<usize>,
    /// Who owes and who could, by line, as far as it was asked.
    parties: HashMap<ChargeLineId, Vec<PartyChoice>>,
    /// What happened to each line that was selected since the card was read; `None` until it is told.
    stories: HashMap<ChargeLineId, Option<Vec<Happening>>>,
    plans: Vec<PlanRow>,
    /// Whether the card was not seen yet.
    is_new: bool,
    dialog: Option<Dialog>,
    letters: Letters,
}

/// What stands over the card.
#[derive(Debug)]
enum Dialog {
    /// The story of a line; one thing of it is chosen.
    Story(ChargeLineId, Selection),
    Verb(Verb, Ask),
    Correct(Box<Correcting>),
}

#[derive(Debug, Clone)]
pub enum Message {
    PatientEdited(typeahead::Edit),
    PatientsFound(u32, Vec<Match<PatientId>>),
    Read(Result<Box<AccountCard>, commands::Error>),
    Resumed,
    Listed(Act),
    ReceiptListed(Act),
    FamilyPressed,
    OtherPressed,
    MarkPressed,
    RangePressed,
    AllPressed,
    StoryPressed,
    StoryRead(ChargeLineId, Result<Vec<Happening>, commands::Error>),
    StoryListed(Act),
    TransferPressed,
    WriteOffPressed,
    AgencyPressed,
    CorrectPressed,
    PartiesRead(Result<Vec<(ChargeLineId, Vec<PartyChoice>)>, commands::Error>),
    Ask(ask::Message),
    Looked(Result<Correction, commands::Error>),
    Posted(&'static str, Result<Vec<EntryId>, commands::Error>),
    PaymentPressed,
    PlanPressed,
    PlansRead(Result<Vec<PlanRow>, commands::Error>),
    CardPressed,
    Letters(letters::Message),
    DialogLeft,
}

async fn read(
    database: Database,
    patient: PatientId,
    today: chrono::NaiveDate,
) -> Result<Box<AccountCard>, commands::Error> {
    account::card(database, patient, today).await.map(Box::new)
}

/// Who owes on lines, and who could.
async fn parties_of(
    database: Database,
    lines: Vec<ChargeLineId>,
) -> Result<Vec<(ChargeLineId, Vec<PartyChoice>)>, commands::Error> {
    let mut found = Vec::new();
    for line in lines {
        found.push((line, adjust::parties(database.clone(), line).await?));
    }
    Ok(found)
}

impl Account {
    pub fn new(patient: Option<PatientId>, context: &Context) -> (Self, Task<Message>) {
        let screen = Self {
            patient,
            finder: Typeahead::new(PATIENT, "Whose account?")
                .hint("Name, number or birth date; Enter takes the match")
                .list_width(460.0),
            card: None,
            is_family: false,
            shown: Vec::new(),
            selection: Selection::default(),
            receipts: Selection::default(),
            marks: BTreeSet::new(),
            marked_last: None,
            parties: HashMap::new(),
            stories: HashMap::new(),
            plans: Vec::new(),
            is_new: true,
            dialog: None,
            letters: Letters::default(),
        };
        let first = if screen.patient.is_some() {
            LINES
        } else {
            PATIENT
        };
        let task = screen.read(context).chain(go_to(first));
        (screen, task)
    }

    fn read(&self, context: &Context) -> Task<Message> {
        match (context.database(), &self.patient) {
            (Some(database), Some(patient)) => Task::batch([
                Task::perform(
                    read(database, patient.clone(), context.today),
                    Message::Read,
                ),
                Letters::read(patient.clone(), context).map(Message::Letters),
            ]),
            _ => Task::none(),
        }
    }

    fn lines(&self) -> &[AccountLine] {
        self.card.as_ref().map_or(&[], |card| &card.lines)
    }

    /// The line of a row in sight.
    fn at(&self, row: usize) -> Option<&AccountLine> {
        self.lines().get(*self.shown.get(row)?)
    }

    fn selected(&self) -> Option<&AccountLine> {
        self.at(self.selection.row?)
    }

    fn line(&self, id: ChargeLineId) -> Option<&AccountLine> {
        self.lines().iter().find(|line| line.charged.id == id)
    }

    /// The rows that an act is about, from 1: the marked ones, else the selected one.
    fn chosen(&self) -> Vec<usize> {
        let marked: Vec<usize> = (0..self.shown.len())
            .filter(|row| {
                self.at(*row)
                    .is_some_and(|line| self.marks.contains(&line.charged.id))
            })
            .map(|row| row + 1)
            .collect();
        if marked.is_empty() {
            self.selection.row.map(|row| row + 1).into_iter().collect()
        } else {
            marked
        }
    }

    fn open_patient(&mut self, patient: PatientId, context: &Context) -> Action<Message> {
        self.patient = Some(patient);
        self.card = None;
        self.plans.clear();
        self.is_new = true;
        self.letters = Letters::default();
        self.shown.clear();
        self.selection = Selection::default();
        self.marks.clear();
        Action::run(self.read(context).chain(go_to(LINES)))
    }

    fn taken(&mut self, context: &Context) -> Action<Message> {
        match self.finder.value().cloned() {
            Some(patient) if Some(&patient) != self.patient.as_ref() => {
                self.finder.clear();
                self.open_patient(patient, context)
            }
            _ => Action::none(),
        }
    }

    fn mark(&mut self) {
        let Some(row) = self.selection.row else {
            return;
        };
        let Some(id) = self.at(row).map(|line| line.charged.id) else {
            return;
        };
        if !self.marks.remove(&id) {
            let _ = self.marks.insert(id);
        }
        self.marked_last = Some(row);
        self.selection.row = Some((row + 1).min(self.shown.len() - 1));
    }

    fn mark_range(&mut self) {
        let Some(row) = self.selection.row else {
            return;
        };
        let last = self.marked_last.unwrap_or(0);
        for row in last.min(row)..=last.max(row) {
            if let Some(id) = self.at(row).map(|line| line.charged.id) {
                let _ = self.marks.insert(id);
            }
        }
        self.marked_last = Some(row);
    }

    fn mark_all(&mut self) {
        let ids: Vec<ChargeLineId> = (0..self.shown.len())
            .filter_map(|row| self.at(row))
            .map(|line| line.charged.id)
            .collect();
        if ids.iter().all(|id| self.marks.contains(id)) {
            self.marks.clear();
        } else {
            self.marks.extend(ids);
        }
    }

    fn show_story(&mut self) {
        if let Some(id) = self.selected().map(|line| line.charged.id) {
            self.dialog = Some(Dialog::Story(id, self.last_of_story(id)));
        }
    }

    fn last_of_story(&self, id: ChargeLineId) -> Selection {
        Selection {
            row: self.story(id).len().checked_sub(1),
            ..Selection::default()
        }
    }

    /// What happened to a line, as far as it was told.
    fn story(&self, id: ChargeLineId) -> &[Happening] {
        let told = self.stories.get(&id).and_then(Option::as_ref);
        told.map_or(&[], Vec::as_slice)
    }

    /// Asks for the story of the selected line, once.
    fn ask_story(&mut self, context: &Context) -> Task<Message> {
        let Some(id) = self.selected().map(|line| line.charged.id) else {
            return Task::none();
        };
        let Some(database) = context.database() else {
            return Task::none();
        };
        if self.stories.contains_key(&id) {
            return Task::none();
        }
        let _ = self.stories.insert(id, None);
        Task::perform(account::story_of(database, id), move |told| {
            Message::StoryRead(id, told)
        })
    }

    fn story_read(&mut self, id: ChargeLineId, story: Vec<Happening>) {
        let _ = self.stories.insert(id, Some(story));
        if matches!(&self.dialog, Some(Dialog::Story(line, shown)) if *line == id && shown.row.is_none())
        {
            self.dialog = Some(Dialog::Story(id, self.last_of_story(id)));
        }
    }

    fn posted(
        &mut self,
        words: &'static str,
        result: Result<Vec<EntryId>, commands::Error>,
        context: &Context,
    ) -> Action<Message> {
        match result {
            Ok(entries) => {
                self.dialog = None;
                self.marks.clear();
                self.parties.clear();
                let numbers: Vec<String> = entries.iter().map(ToString::to_string).collect();
                let told = match numbers.as_slice() {
                    [one] => format!("{words} Entry {one} is in the journal."),
                    [first, .., last] => {
                        format!("{words} Entries {first} to {last} are in the journal.")
                    }
                    [] => words.to_owned(),
                };
                Action::run(self.read(context).chain(go_to(LINES)))
                    .and(Request::Notify(Notice::done(told)))
                    .and(Request::PracticeChanged)
            }
            Err(error) => {
                let ask = match &mut self.dialog {
                    Some(Dialog::Verb(_, ask)) => ask,
                    Some(Dialog::Correct(correcting)) => &mut correcting.ask,
                    _ => return Action::failed(&error, context),
                };
                match ask.refuse(&error) {
                    Some(id) => Action::run(go_to(id)),
                    None => Action::none(),
                }
            }
        }
    }

    fn ask(&mut self, message: ask::Message, context: &Context) -> Action<Message> {
        let next = match &mut self.dialog {
            Some(Dialog::Verb(_, ask)) => ask.update(message),
            Some(Dialog::Correct(correcting)) => correcting.ask.update(message),
            _ => None,
        };
        match next {
            Some(Next::Leave) => {
                self.dialog = None;
                Action::run(go_to(LINES))
            }
            Some(Next::Look) => self.look(context),
            Some(Next::Go) => self.go(context),
            None => Action::none(),
        }
    }
}

impl Screen for Account {
    type Message = Message;

    fn title(&self) -> String {
        "Account".to_owned()
    }

    fn primary(&self) -> Option<Binding<Message>> {
        self.patient.as_ref().map(|_| {
            Binding::new(
                Stroke::named(Named::F5),
                "Take a payment",
                Message::PaymentPressed,
            )
        })
    }

    fn bindings(&self) -> Vec<Binding<Message>> {
        if self.letters.is_open() {
            let bindings = self.letters.dialog_bindings().into_iter();
            return bindings.map(|it| it.map(Message::Letters)).collect();
        }
        match &self.dialog {
            Some(Dialog::Verb(_, ask)) => {
                let bindings = ask.bindings().into_iter();
                return bindings.map(|it| it.map(Message::Ask)).collect();
            }
            Some(Dialog::Correct(correcting)) => {
                let bindings = correcting.ask.bindings().into_iter();
                return bindings.map(|it| it.map(Message::Ask)).collect();
            }
            Some(Dialog::Story(..)) => {
                return vec![
                    Binding::new(Stroke::sign('x'), "Take it back", Message::CorrectPressed)
                        .unshown(),
                ];
            }
            None => {}
        }
        let sign = |sign, word, message| Binding::new(Stroke::sign(sign), word, message);
        let other = sign('p', "Other patient", Message::OtherPressed);
        if self.patient.is_none() {
            return vec![other.unshown()];
        }
        let mut bindings = vec![
            sign('t', "Transfer", Message::TransferPressed),
            sign('w', "Write off", Message::WriteOffPressed),
            sign('a', "To agency", Message::AgencyPressed),
            sign('l', "Story", Message::StoryPressed),
            sign('x', "Correct this", Message::CorrectPressed),
            Binding::new(plan::KEY, "Payment plan", Message::PlanPressed).unshown(),
            sign('g', "Whole family, or the patient", Message::FamilyPressed).unshown(),
            sign('o', "Patient’s card", Message::CardPressed).unshown(),
            other.unshown(),
            sign(' ', "Mark the line", Message::MarkPressed).unshown(),
            sign(
                'r',
                "Mark from the last mark to here",
                Message::RangePressed,
            )
            .unshown(),
            sign('m', "Mark all, or none", Message::AllPressed).unshown(),
        ];
        let letters = Letters::bindings().into_iter();
        bindings.extend(letters.map(|it| it.map(Message::Letters)));
        bindings
    }

    fn back(&self) -> Option<Message> {
        let letters = self.letters.back().map(Message::Letters);
        letters.or_else(|| self.dialog.as_ref().map(|_| Message::DialogLeft))
    }

    fn resumed(&self) -> Option<Message> {
        Some(Message::Resumed)
    }

    fn dialog<'a>(&'a self, _context: &'a Context) -> Option<Element<'a, Message>> {
        if let Some(dialog) = self.letters.dialog() {
            return Some(dialog.map(Message::Letters));
        }
        Some(match self.dialog.as_ref()? {
            Dialog::Story(line, selection) => self.story_view(*line, *selection),
            Dialog::Verb(_, ask) => ask.view().map(Message::Ask),
            Dialog::Correct(correcting) => correcting.ask.view().map(Message::Ask),
        })
    }

    fn update(&mut self, message: Message, context: &Context) -> Action<Message> {
        let Action { requests, task } = self.take(message, context);
        let story = self.ask_story(context);
        Action {
            requests,
            task: Task::batch([task, story]),
        }
    }

    fn view<'a>(&'a self, _context: &'a Context) -> Element<'a, Message> {
        self.content()
    }
}

impl Account {
    fn take(&mut self, message: Message, context: &Context) -> Action<Message> {
        match message {
            Message::PatientEdited(edit) => {
                let question = self.finder.update(edit);
                if let (Some(question), Some(database)) = (question, context.database()) {
                    let serial = question.serial;
                    let found = who::find(database, question.text, context.today);
                    return Action::run(Task::perform(found, move |matches| {
                        Message::PatientsFound(serial, matches)
                    }));
                }
                return self.taken(context);
            }
            Message::PatientsFound(serial, matches) => {
                self.finder.answer(serial, matches);
                return self.taken(context);
            }
            Message::Read(Ok(card)) => {
                self.card = Some(card);
                self.stories.clear();
                self.fit();
                let plans = self.read_plans(context);
                // The list is there once the card is read.
                let focus = if std::mem::take(&mut self.is_new) {
                    go_to(LINES)
                } else {
                    Task::none()
                };
                return Action::run(Task::batch([plans, focus]));
            }
            Message::PlanPressed => return self.open_plans(),
            Message::PlansRead(Ok(plans)) => self.plans = plans,
            Message::Read(Err(error)) | Message::PlansRead(Err(error)) => {
                return Action::failed(&error, context);
            }
            Message::Resumed => return Action::run(self.read(context)),
            Message::Listed(act) => {
                self.selection.apply(act);
                match act {
                    Act::Selected(_) => {}
                    Act::Opened(_) => self.show_story(),
                    Act::Sorted(_) => self.fit(),
                }
            }
            Message::ReceiptListed(act) => {
                self.receipts.apply(act);
                if let Act::Opened(row) = act {
                    return self.open_receipt(row);
                }
            }
            Message::FamilyPressed => {
                self.is_family = !self.is_family;
                self.marks.clear();
                self.fit();
            }
            Message::OtherPressed => {
                self.patient = None;
                self.card = None;
                self.shown.clear();
                return Action::run(go_to(PATIENT));
            }
            Message::MarkPressed => self.mark(),
            Message::RangePressed => self.mark_range(),
            Message::AllPressed => self.mark_all(),
            Message::StoryPressed => self.show_story(),
            Message::StoryRead(id, Ok(story)) => self.story_read(id, story),
            Message::StoryRead(_, Err(error)) => return Action::failed(&error, context),
            Message::StoryListed(act) => {
                if let Some(Dialog::Story(_, selection)) = &mut self.dialog {
                    selection.apply(act);
                    if matches!(act, Act::Opened(_)) {
                        return self.begin_correction(context);
                    }
                }
            }
            Message::TransferPressed => return self.begin(Verb::Transfer, context),
            Message::WriteOffPressed => return self.begin(Verb::WriteOff, context),
            Message::AgencyPressed => return self.begin(Verb::Agency, context),
            Message::CorrectPressed => match &self.dialog {
                Some(Dialog::Story(..)) => return self.begin_correction(context),
                _ => self.show_story(),
            },
            Message::PartiesRead(Ok(found)) => {
                self.parties.extend(found);
                self.show_parties();
            }
            Message::PartiesRead(Err(error)) => {
                self.dialog = None;
                return Action::failed(&error, context);
            }
            Message::Ask(message) => return self.ask(message, context),
            Message::Looked(result) => self.looked(result),
            Message::Posted(words, result) => return self.posted(words, result, context),
            Message::PaymentPressed => {
                return Action::request(Request::Open(Route::Payment(self.patient.clone())));
            }
            Message::CardPressed => {
                if let Some(patient) = &self.patient {
                    return Action::request(Request::Open(Route::Patient(patient.clone())));
                }
            }
            Message::Letters(message) => {
                if let Some(patient) = self.patient.clone() {
                    let action = self.letters.update(message, &patient, context);
                    return action.map(Message::Letters);
                }
            }
            Message::DialogLeft => {
                self.dialog = None;
                return Action::run(go_to(LINES));
            }
        }
        Action::none()
    }
}
