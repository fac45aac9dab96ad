//! Take a patient's payment: who paid, how much and how, and which lines it pays.

use chrono::NaiveDate;
use iced::keyboard::key::Named;
use iced::{Element, Task};

use super::{Draft, Screen, who};
use crate::commands::drafts;
use crate::commands::ledger::Posting;
use crate::commands::ledger::payments::{self, Family, Taken};
use crate::commands::{self, patients};
use crate::domain::allocation::{Owed, Share, oldest_first};
use crate::domain::date::spoken;
use crate::domain::id::{EncounterId, PatientId, ReceiptId};
use crate::domain::money::Money;
use crate::domain::receipt::Method;
use crate::gui::action::{Action, Request, Route};
use crate::gui::context::{Context, author};
use crate::gui::form::choice::Choice;
use crate::gui::form::date::{Date, Span};
use crate::gui::form::money::{Amount, grouped};
use crate::gui::form::text::Text;
use crate::gui::form::{self, Field};
use crate::gui::notice::Notice;
use crate::gui::screen::print::view::counted;
use crate::gui::shortcut::{Binding, Stroke};
use crate::gui::widget::travel::go_to;
use crate::gui::widget::typeahead::{self, Match, Typeahead};
use crate::store::Database;

mod keeping;
mod paper;
mod refusal;
mod view;

use keeping::{KIND, Kept};

pub const PATIENT: &str = "payment-patient";
pub const AMOUNT: &str = "payment-amount";
const METHOD: &str = "payment-method";
const NUMBER: &str = "payment-number";
const VISIT: &str = "payment-visit";
const RECEIVED: &str = "payment-received";
const NOTE: &str = "payment-note";
const AGAIN: &str = "payment-again";

const METHODS: &[(Method, &str)] = &[
    (Method::Check, "Check"),
    (Method::Cash, "Cash"),
    (Method::Card, "Card"),
    (Method::Eft, "Transfer"),
    (Method::Other, "Other"),
];

#[derive(Debug)]
pub struct Payment {
    /// Whom it was opened for; it is left once that payment is saved.
    preset: Option<PatientId>,
    patient: Typeahead<PatientId>,
    amount: Field<Amount>,
    method: Choice<Method>,
    number: Field<Text>,
    visit: Typeahead<EncounterId>,
    received: Field<Date>,
    note: Field<Text>,
    /// Asked for once the same check is there already.
    again: Option<Field<Text>>,
    family: Option<Box<Family>>,
    /// The patient's latest visits, for money that is kept for one.
    visits: Vec<(EncounterId, Option<NaiveDate>, Money)>,
    /// What each owed line gets, in the order of the family's lines.
    shares: Vec<Field<Amount>>,
    /// She saved without taking the proposal and was told so.
    is_warned: bool,
    is_busy: bool,
    /// The receipt is wanted on paper once it is saved.
    wants_receipt: bool,
    /// The receipt that was saved last here, and whose it is.
    last: Option<(PatientId, ReceiptId)>,
    is_restored: bool,
    problem: Option<String>,
    /// What was typed for lines that are not read yet.
    waiting: Option<Kept>,
}

/// What is known of a patient who pays.
#[derive(Debug, Clone)]
pub struct Known {
    patient: PatientId,
    name: String,
    family: Box<Family>,
    visits: Vec<(EncounterId, Option<NaiveDate>, Money)>,
}

#[derive(Debug, Clone)]
pub enum Message {
    Kept(Result<Option<Kept>, commands::Error>),
    PatientEdited(typeahead::Edit),
    PatientsFound(u32, Vec<Match<PatientId>>),
    Known(Result<Known, commands::Error>),
    AmountEdited(form::Edit),
    MethodChosen(Method),
    NumberEdited(form::Edit),
    VisitEdited(typeahead::Edit),
    ReceivedEdited(form::Edit),
    NoteEdited(form::Edit),
    AgainEdited(form::Edit),
    ShareEdited(usize, form::Edit),
    RowStepped(usize, bool),
    ProposalTaken,
    SavePressed,
    /// Save with the receipt to print next, or print the one that was saved last.
    ReceiptPressed,
    Saved(Result<Taken, commands::Error>),
    AccountPressed,
    Dropped(Result<(), commands::Error>),
}

async fn know(
    database: Database,
    patient: PatientId,
    today: NaiveDate,
) -> Result<Known, commands::Error> {
    let family = payments::family(database.clone(), patient.clone()).await?;
    let card = patients::card(database, patient.clone(), today).await?;
    Ok(Known {
        patient,
        name: card.patient.value.name.to_string(),
        family: Box::new(family),
        visits: card
            .visits
            .into_iter()
            .map(|visit| (visit.id, visit.from_on, visit.total))
            .collect(),
    })
}

impl Payment {
    pub fn new(preset: Option<PatientId>, context: &Context) -> (Self, Task<Message>) {
        let kind = Date {
            today: context.today,
            span: Span::Past,
        };
        let mut method = Choice::new(METHOD, "Method", METHODS);
        method.set(Some(Method::Check));
        let screen = Self {
            patient: Typeahead::new(PATIENT, "Patient")
                .required()
                .hint("Name, number or birth date")
                .list_width(460.0),
            amount: Field::new(AMOUNT, "Amount", Amount)
                .required()
                .takes_ghost_on_enter(),
            method,
            number: Field::new(NUMBER, "Check number", Text::plain()),
            visit: Typeahead::new(VISIT, "Keep for the visit")
                .hint("Only for money taken before its payer answered")
                .list_width(360.0),
            received: Field::new(RECEIVED, "Received on", kind)
                .required()
                .with_text(spoken(context.today)),
            note: Field::new(NOTE, "Note", Text::plain()),
            again: None,
            family: None,
            visits: Vec::new(),
            shares: Vec::new(),
            is_warned: false,
            is_busy: false,
            wants_receipt: false,
            last: None,
            is_restored: false,
            problem: None,
            waiting: None,
            preset,
        };
        let kept = match context.database() {
            Some(database) => {
                Task::perform(drafts::load(database, screen.draft_key()), Message::Kept)
            }
            None => Task::none(),
        };
        let first = match &screen.preset {
            Some(_) => AMOUNT,
            None => PATIENT,
        };
        let known = match &screen.preset {
            Some(patient) => screen.know(patient.clone(), context),
            None => Task::none(),
        };
        // What was typed comes before what is known, so that it finds its lines.
        (screen, kept.chain(known).chain(go_to(first)))
    }

    fn know(&self, patient: PatientId, context: &Context) -> Task<Message> {
        match context.database() {
            Some(database) => Task::perform(know(database, patient, context.today), Message::Known),
            None => Task::none(),
        }
    }

    fn known(&mut self, known: Known) {
        self.patient.set(known.patient, known.name);
        self.visits = known.visits;
        self.shares = (0..known.family.owed.len())
            .map(|row| Field::new(view::share_id(row), "Pays", Amount))
            .collect();
        self.family = Some(known.family);
        if let Some(kept) = self.waiting.take() {
            self.fill_shares(&kept);
        }
        self.propose();
    }

    /// What the payment comes to, once it is typed.
    fn total(&self) -> Option<Money> {
        self.amount.value().copied()
    }

    /// What of it is applied, as typed or taken.
    fn applied(&self) -> Money {
        let typed = self.shares.iter().filter_map(Field::value).copied();
        typed.sum()
    }

    /// What stays the patient's credit; negative where more is applied than there is.
    fn rest(&self) -> Money {
        self.total().unwrap_or_default() - self.applied()
    }

    /// Offers the amount, and what each line would get of what is not given to lines yet.
    fn propose(&mut self) {
        let Some(family) = &self.family else { return };
        let owes = family.owes();
        self.amount
            .set_ghost(owes.is_positive().then(|| owes.to_string()));
        let open: Vec<Owed> = family
            .owed
            .iter()
            .zip(&self.shares)
            .filter(|(_, share)| share.text().trim().is_empty())
            .map(|(line, _)| line.owed.clone())
            .collect();
        let rest = self.rest();
        let proposed = if rest.is_positive() {
            oldest_first(rest, &open, self.visit.value())
        } else {
            Vec::new()
        };
        for (line, share) in family.owed.iter().zip(&mut self.shares) {
            let offer = proposed.iter().find(|it| it.line == line.owed.line.line);
            share.set_ghost(offer.map(|it| it.amount.to_string()));
        }
    }

    fn has_proposal(&self) -> bool {
        self.shares.iter().any(|share| share.ghost().is_some())
    }

    fn take_proposal(&mut self) {
        for share in &mut self.shares {
            share.update(form::Edit::GhostTaken);
        }
        self.is_warned = false;
        self.propose();
    }

    /// The first field that is not in order.
    fn fault(&mut self) -> Option<iced::advanced::widget::Id> {
        let mut faults = Vec::new();
        if !self.patient.touch() {
            faults.push(self.patient.id());
        }
        if !self.amount.touch() {
            faults.push(self.amount.id());
        }
        let is_check = self.method.value() == Some(Method::Check);
        if is_check && self.number.text().trim().is_empty() {
            self.number
                .refuse("A check has a number; type it as printed.");
            faults.push(self.number.id());
        }
        let rest = self.rest();
        for share in &mut self.shares {
            if !share.touch() {
                faults.push(share.id());
            }
        }
        if rest.is_negative()
            && let Some(share) = self.shares.iter_mut().rev().find(|it| it.value().is_some())
        {
            share.refuse(format!(
                "The lines get {} more than was paid; lower an amount.",
                grouped(-rest)
            ));
            faults.push(share.id());
        }
        if !self.visit.touch() {
            faults.push(self.visit.id());
        }
        if !self.received.touch() {
            faults.push(self.received.id());
        }
        faults.into_iter().next()
    }

    fn shares(&self) -> Vec<Share> {
        let Some(family) = &self.family else {
            return Vec::new();
        };
        let typed = family.owed.iter().zip(&self.shares);
        typed
            .filter_map(|(line, share)| {
                let amount = share.value().copied().filter(|it| it.is_positive())?;
                Some(Share {
                    line: line.owed.line.line,
                    amount,
                })
            })
            .collect()
    }

    fn save(&mut self, context: &Context) -> Action<Message> {
        if self.is_busy {
            return Action::none();
        }
        if let Some(fault) = self.fault() {
            return Action::run(go_to(fault));
        }
        if self.has_proposal() && !self.is_warned {
            self.is_warned = true;
            self.problem = Some(format!(
                "{} of it is not applied. = takes the proposal; Ctrl+Enter once more keeps it as credit.",
                grouped(self.rest())
            ));
            return Action::none();
        }
        let Some(database) = context.database() else {
            return Action::none();
        };
        self.is_busy = true;
        self.problem = None;
        let draft = self.receipt();
        let shares = self.shares();
        let today = context.today;
        let take = async move {
            payments::take(database, draft, shares, Posting::today(author(), today)).await
        };
        Action::run(Task::perform(take, Message::Saved))
    }

    fn saved(&mut self, taken: &Taken, context: &Context) -> Action<Message> {
        let lines = counted(self.shares().len(), "line");
        let mut words = format!(
            "Receipt {}: {} applied to {lines}.",
            taken.receipt,
            grouped(taken.applied)
        );
        if taken.unapplied.is_positive() {
            words = format!("{words} {} stays as credit.", grouped(taken.unapplied));
        }
        let dropped = Draft::drop(self.draft_key(), context, Message::Dropped);
        let is_preset = self.preset.is_some();
        let wants_receipt = self.wants_receipt;
        let last = self.patient.value().cloned();
        let last = last.map(|patient| (patient, taken.receipt));
        let (fresh, _) = Self::new(None, context);
        *self = fresh;
        self.last = last;
        let receipt = self.receipt_route().filter(|_| wants_receipt);
        let action = Action::run(Task::batch([dropped, go_to(PATIENT)]))
            .and(Request::Notify(Notice::done(words)))
            .and(Request::PracticeChanged);
        match (receipt, is_preset) {
            (Some(route), true) => action.and(Request::Replace(route)),
            (Some(route), false) => action.and(Request::Open(route)),
            (None, true) => action.and(Request::Close),
            (None, false) => action,
        }
    }

    /// The visits that a text means: its number or its day begins so.
    fn visit_matches(&self, text: &str) -> Vec<Match<EncounterId>> {
        let text = text.trim().to_lowercase();
        let shown = self.visits.iter().filter_map(|(id, on, total)| {
            let day = on.map(spoken).unwrap_or_default();
            let is_meant = id.as_str().to_lowercase().starts_with(&text) || day.starts_with(&text);
            is_meant.then(|| Match {
                value: id.clone(),
                text: format!("{id} of {day}"),
                code: id.to_string(),
                words: day,
                note: grouped(*total),
            })
        });
        shown.collect()
    }
}

impl Screen for Payment {
    type Message = Message;

    fn title(&self) -> String {
        "Patient payment".to_owned()
    }

    fn primary(&self) -> Option<Binding<Message>> {
        let commit = Stroke::named(Named::Enter).with_command();
        Some(Binding::new(commit, "Save", Message::SavePressed))
    }

    fn bindings(&self) -> Vec<Binding<Message>> {
        let mut bindings = vec![
            Binding::new(paper::KEY, self.receipt_word(), Message::ReceiptPressed),
            Binding::new(
                Stroke::sign('='),
                "Take the proposal",
                Message::ProposalTaken,
            )
            .unshown(),
        ];
        if self.patient.value().is_some() {
            bindings.push(Binding::new(
                Stroke::named(Named::F8),
                "Account",
                Message::AccountPressed,
            ));
        }
        bindings
    }

    fn draft(&self) -> Option<Draft> {
        self.content().map(|content| Draft {
            kind: KIND.as_str(),
            key: self.draft_key().key,
            content,
        })
    }

    fn update(&mut self, message: Message, context: &Context) -> Action<Message> {
        match message {
            Message::Kept(Ok(Some(kept))) => return self.restore(kept, context),
            Message::Kept(Ok(None)) => {}
            Message::Kept(Err(error)) | Message::Known(Err(error)) => {
                return Action::failed(&error, context);
            }
            Message::PatientEdited(edit) => {
                let before = self.patient.value().cloned();
                let question = self.patient.update(edit);
                let now = self.patient.value().cloned();
                if now != before {
                    self.family = None;
                    self.shares.clear();
                    self.visits.clear();
                    self.visit.clear();
                    self.amount.set_ghost(None);
                    if let Some(patient) = now {
                        return Action::run(self.know(patient, context));
                    }
                }
                if let (Some(question), Some(database)) = (question, context.database()) {
                    let serial = question.serial;
                    let found = who::find(database, question.text, context.today);
                    return Action::run(Task::perform(found, move |matches| {
                        Message::PatientsFound(serial, matches)
                    }));
                }
            }
            Message::PatientsFound(serial, matches) => {
                let before = self.patient.value().cloned();
                self.patient.answer(serial, matches);
                let now = self.patient.value().cloned();
                if let Some(patient) = now.filter(|now| Some(now) != before.as_ref()) {
                    return Action::run(self.know(patient, context));
                }
            }
            Message::Known(Ok(known)) => {
                let is_still_wanted = self
                    .patient
                    .value()
                    .is_none_or(|patient| *patient == known.patient);
                if is_still_wanted {
                    self.known(known);
                }
            }
            Message::AmountEdited(edit) => {
                self.amount.update(edit);
                self.is_warned = false;
                self.problem = None;
                self.propose();
            }
            Message::MethodChosen(method) => self.method.set(Some(method)),
            Message::NumberEdited(edit) => self.number.update(edit),
            Message::VisitEdited(edit) => {
                if let Some(question) = self.visit.update(edit) {
                    let matches = self.visit_matches(&question.text);
                    self.visit.answer(question.serial, matches);
                }
                self.propose();
            }
            Message::ReceivedEdited(edit) => self.received.update(edit),
            Message::NoteEdited(edit) => self.note.update(edit),
            Message::AgainEdited(edit) => {
                if let Some(again) = &mut self.again {
                    again.update(edit);
                }
            }
            Message::ShareEdited(row, edit) => {
                if let Some(share) = self.shares.get_mut(row) {
                    share.update(edit);
                }
                self.problem = None;
                self.propose();
            }
            Message::RowStepped(row, is_down) => {
                let target = if is_down {
                    row + 1
                } else {
                    row.saturating_sub(1)
                };
                if target < self.shares.len() {
                    return Action::run(go_to(view::share_id(target)));
                }
            }
            Message::ProposalTaken => {
                self.problem = None;
                self.take_proposal();
            }
            Message::SavePressed => {
                self.wants_receipt = false;
                return self.save(context);
            }
            Message::ReceiptPressed => return self.print_receipt(context),
            Message::Saved(Ok(taken)) => return self.saved(&taken, context),
            Message::Saved(Err(error)) => return self.refused(&error),
            Message::AccountPressed => {
                if let Some(patient) = self.patient.value() {
                    let route = Route::Account(Some(patient.clone()));
                    return Action::request(Request::Open(route));
                }
            }
            Message::Dropped(Ok(())) => {}
            Message::Dropped(Err(error)) => return Action::failed(&error, context),
        }
        Action::none()
    }

    fn view<'a>(&'a self, _context: &'a Context) -> Element<'a, Message> {
        self.content_view()
    }
}
