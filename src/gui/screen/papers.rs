//! Give a patient what she asks for on paper: receipts, walk-out statements, superbills, estimates and
//! letters; and print again what she was given.

use iced::{Element, Task};

use super::Screen;
use super::give::{self, Give};
use crate::commands::ledger::account;
use crate::commands::ledger::receipts::ReceiptRow;
use crate::commands::papers::estimates::{self, EstimateRow};
use crate::commands::papers::{self, GivenPaper};
use crate::commands::patients::{self, CardVisit};
use crate::commands::{self};
use crate::domain::id::{EncounterId, EstimateId, PatientId, ReceiptId};
use crate::domain::receipt::ReceiptKind;
use crate::gui::action::{Action, PaperWanted, Request, Route};
use crate::gui::context::Context;
use crate::gui::shortcut::{Binding, Stroke};
use crate::gui::widget::travel::go_to;
use crate::gui::widget::window_list::{Act, Selection};
use crate::store::Database;

mod view;

pub const VISITS: &str = "papers-visits";
pub const RECEIPTS: &str = "papers-receipts";
pub const ESTIMATES: &str = "papers-estimates";
pub const GIVEN: &str = "papers-given";

#[derive(Debug)]
pub struct Papers {
    patient: PatientId,
    /// What it was opened for: with that it is left.
    errand: Option<PaperWanted>,
    facts: Option<Box<Facts>>,
    visits: Selection,
    receipts: Selection,
    estimates: Selection,
    given: Selection,
    dialog: Option<Give>,
    /// The list to go back to from a dialog.
    left: &'static str,
}

/// What papers are made of.
#[derive(Debug, Clone)]
pub struct Facts {
    name: String,
    visits: Vec<CardVisit>,
    /// The family's payments that stand, newest first.
    receipts: Vec<ReceiptRow>,
    estimates: Vec<EstimateRow>,
    given: Vec<GivenPaper>,
}

/// A list of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    Visits,
    Receipts,
    Estimates,
    Given,
}

#[derive(Debug, Clone)]
pub enum Message {
    Loaded(Result<Box<Facts>, commands::Error>),
    Resumed,
    Listed(List, Act),
    WalkOutPressed,
    SuperbillPressed,
    ReceiptPressed,
    EstimatePressed,
    PrintEstimatePressed,
    ComparePressed,
    LetterPressed,
    LabelPressed,
    Give(give::Message),
}

async fn load(
    database: Database,
    patient: PatientId,
    today: chrono::NaiveDate,
) -> Result<Box<Facts>, commands::Error> {
    let card = patients::card(database.clone(), patient.clone(), today).await?;
    let account = account::card(database.clone(), patient.clone(), today).await?;
    let mut receipts = account.receipts;
    receipts.retain(|row| {
        row.received.void.is_none() && row.received.receipt.kind == ReceiptKind::Patient
    });
    Ok(Box::new(Facts {
        name: card.patient.value.name.to_string(),
        visits: card.visits,
        receipts,
        estimates: estimates::of_patient(database.clone(), patient.clone()).await?,
        given: papers::of_patient(database, patient).await?,
    }))
}

impl Papers {
    pub fn new(
        patient: PatientId,
        wanted: Option<PaperWanted>,
        context: &Context,
    ) -> (Self, Task<Message>) {
        let mut screen = Self {
            patient,
            errand: wanted.clone(),
            facts: None,
            visits: Selection::default(),
            receipts: Selection::default(),
            estimates: Selection::default(),
            given: Selection::default(),
            dialog: None,
            left: VISITS,
        };
        let read = screen.read(context);
        let opened = match wanted {
            Some(PaperWanted::Receipt(id)) => screen.give_receipt(id, context),
            Some(PaperWanted::WalkOut(id)) => screen.give_walk_out(id, context),
            Some(PaperWanted::Superbill(id)) => screen.give_superbill(id, context),
            None => Task::none(),
        };
        (screen, Task::batch([read, opened]))
    }

    fn read(&self, context: &Context) -> Task<Message> {
        match context.database() {
            Some(database) => Task::perform(
                load(database, self.patient.clone(), context.today),
                Message::Loaded,
            ),
            None => Task::none(),
        }
    }

    fn loaded(&mut self, facts: Facts) {
        for (selection, count) in [
            (&mut self.visits, facts.visits.len()),
            (&mut self.receipts, facts.receipts.len()),
            (&mut self.estimates, facts.estimates.len()),
            (&mut self.given, facts.given.len()),
        ] {
            let first = (count > 0).then_some(0);
            selection.row = selection.row.filter(|row| *row < count).or(first);
        }
        self.facts = Some(Box::new(facts));
    }

    fn visit(&self) -> Option<EncounterId> {
        let facts = self.facts.as_ref()?;
        Some(facts.visits.get(self.visits.row?)?.id.clone())
    }

    fn receipt(&self) -> Option<ReceiptId> {
        let facts = self.facts.as_ref()?;
        Some(facts.receipts.get(self.receipts.row?)?.received.id)
    }

    fn estimate(&self) -> Option<&EstimateRow> {
        self.facts.as_ref()?.estimates.get(self.estimates.row?)
    }

    fn open(&mut self, (dialog, task): (Give, Task<give::Message>)) -> Task<Message> {
        self.dialog = Some(dialog);
        task.map(Message::Give)
    }

    fn give_receipt(&mut self, id: ReceiptId, context: &Context) -> Task<Message> {
        let Some(database) = context.database() else {
            return Task::none();
        };
        self.left = RECEIPTS;
        let paper = papers::prepare_receipt(database, id, context.today);
        self.open(Give::new(format!("Receipt {id}"), paper))
    }

    fn give_walk_out(&mut self, id: EncounterId, context: &Context) -> Task<Message> {
        let Some(database) = context.database() else {
            return Task::none();
        };
        self.left = VISITS;
        let paper = papers::prepare_walk_out(database, id, context.today);
        self.open(Give::new("Walk-out statement", paper))
    }

    fn give_superbill(&mut self, id: EncounterId, context: &Context) -> Task<Message> {
        let Some(database) = context.database() else {
            return Task::none();
        };
        self.left = VISITS;
        let paper = papers::prepare_superbill(database, id, context.today);
        self.open(Give::new("Superbill", paper))
    }

    fn give_estimate(
        &mut self,
        id: EstimateId,
        is_compared: bool,
        context: &Context,
    ) -> Task<Message> {
        let Some(database) = context.database() else {
            return Task::none();
        };
        self.left = ESTIMATES;
        if is_compared {
            let paper = papers::prepare_comparison(database, id, context.today);
            self.open(Give::new("Estimate and bill", paper))
        } else {
            let paper = papers::prepare_estimate(database, id, context.today);
            self.open(Give::new("Good-faith estimate", paper))
        }
    }

    fn give_again(&mut self, context: &Context) -> Task<Message> {
        let given = self
            .given
            .row
            .and_then(|row| self.facts.as_ref()?.given.get(row));
        let (Some(given), Some(database)) = (given, context.database()) else {
            return Task::none();
        };
        let title = given.about.kind().title();
        let paper = papers::shown(database, given.id);
        self.left = GIVEN;
        self.open(Give::new(title, paper))
    }

    fn listed(&mut self, list: List, act: Act, context: &Context) -> Action<Message> {
        let selection = match list {
            List::Visits => &mut self.visits,
            List::Receipts => &mut self.receipts,
            List::Estimates => &mut self.estimates,
            List::Given => &mut self.given,
        };
        selection.apply(act);
        if !matches!(act, Act::Opened(_)) {
            return Action::none();
        }
        match list {
            List::Visits => self.update(Message::WalkOutPressed, context),
            List::Receipts => self.update(Message::ReceiptPressed, context),
            List::Estimates => self.open_estimate(),
            List::Given => Action::run(self.give_again(context)),
        }
    }

    fn open_estimate(&mut self) -> Action<Message> {
        let Some(row) = self.estimate() else {
            return Action::none();
        };
        let estimate = Some(row.numbered.id);
        let patient = Some(self.patient.clone());
        self.left = ESTIMATES;
        Action::request(Request::Open(Route::Estimate { patient, estimate }))
    }

    fn given(&mut self, message: give::Message, context: &Context) -> Action<Message> {
        let Some(dialog) = &mut self.dialog else {
            return Action::none();
        };
        let (task, end) = dialog.update(message, context);
        let task = task.map(Message::Give);
        let Some(end) = end else {
            return Action::run(task);
        };
        self.dialog = None;
        let mut action = if self.errand.take().is_some() {
            Action::request(Request::Close)
        } else {
            Action::run(Task::batch([self.read(context), go_to(self.left)]))
        };
        if let give::End::Given(notice) = end {
            action = action.and(Request::Notify(notice));
        }
        action.task = Task::batch([task, action.task]);
        action
    }
}

impl Screen for Papers {
    type Message = Message;

    fn title(&self) -> String {
        match &self.facts {
            Some(facts) => format!("Papers for {}", facts.name),
            None => "Papers".to_owned(),
        }
    }

    fn bindings(&self) -> Vec<Binding<Message>> {
        if let Some(dialog) = &self.dialog {
            let bindings = dialog.bindings().into_iter();
            return bindings.map(|it| it.map(Message::Give)).collect();
        }
        let sign = |sign, word, message| Binding::new(Stroke::sign(sign), word, message);
        let mut bindings = vec![
            sign('l', "Write a letter", Message::LetterPressed),
            sign('b', "Mailing label", Message::LabelPressed),
            sign('e', "New estimate", Message::EstimatePressed).unshown(),
        ];
        if self.visit().is_some() {
            bindings.push(sign('w', "Walk-out statement", Message::WalkOutPressed).unshown());
            bindings.push(sign('s', "Superbill", Message::SuperbillPressed).unshown());
        }
        if self.receipt().is_some() {
            bindings.push(sign('r', "Receipt of the payment", Message::ReceiptPressed).unshown());
        }
        if self.estimate().is_some() {
            bindings.push(sign('p', "Print the estimate", Message::PrintEstimatePressed).unshown());
            bindings.push(
                sign(
                    'c',
                    "Compare the estimate with the bill",
                    Message::ComparePressed,
                )
                .unshown(),
            );
        }
        bindings
    }

    fn back(&self) -> Option<Message> {
        let dialog = self.dialog.as_ref()?;
        Some(Message::Give(dialog.back()))
    }

    fn resumed(&self) -> Option<Message> {
        Some(Message::Resumed)
    }

    fn dialog<'a>(&'a self, _context: &'a Context) -> Option<Element<'a, Message>> {
        Some(self.dialog.as_ref()?.view().map(Message::Give))
    }

    fn update(&mut self, message: Message, context: &Context) -> Action<Message> {
        let task = match message {
            Message::Loaded(Ok(facts)) => {
                // The lists are there once they are read.
                let is_first = self.facts.is_none();
                self.loaded(*facts);
                if is_first && self.dialog.is_none() {
                    go_to(VISITS)
                } else {
                    Task::none()
                }
            }
            Message::Loaded(Err(error)) => return Action::failed(&error, context),
            Message::Resumed => Task::batch([self.read(context), go_to(self.left)]),
            Message::Listed(list, act) => return self.listed(list, act, context),
            Message::WalkOutPressed => match self.visit() {
                Some(id) => self.give_walk_out(id, context),
                None => Task::none(),
            },
            Message::SuperbillPressed => match self.visit() {
                Some(id) => self.give_superbill(id, context),
                None => Task::none(),
            },
            Message::ReceiptPressed => match self.receipt() {
                Some(id) => self.give_receipt(id, context),
                None => Task::none(),
            },
            Message::EstimatePressed => {
                self.left = ESTIMATES;
                return Action::request(Request::Open(Route::Estimate {
                    patient: Some(self.patient.clone()),
                    estimate: None,
                }));
            }
            Message::PrintEstimatePressed => match self.estimate().map(|row| row.numbered.id) {
                Some(id) => self.give_estimate(id, false, context),
                None => Task::none(),
            },
            Message::ComparePressed => match self.estimate().map(|row| row.numbered.id) {
                Some(id) => self.give_estimate(id, true, context),
                None => Task::none(),
            },
            Message::LetterPressed => {
                let route = Route::Letter(Some(self.patient.clone()));
                return Action::request(Request::Open(route));
            }
            Message::LabelPressed => {
                let route = Route::Labels(vec![self.patient.clone()]);
                return Action::request(Request::Open(route));
            }
            Message::Give(message) => return self.given(message, context),
        };
        Action::run(task)
    }

    fn view<'a>(&'a self, _context: &'a Context) -> Element<'a, Message> {
        self.content()
    }
}
