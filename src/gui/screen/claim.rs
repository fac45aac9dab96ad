//! See a claim on its form as it will print, walk its boxes, learn why each holds what it holds and
//! go to the field that feeds it.

use iced::keyboard::key::Named;
use iced::widget::operation;
use iced::{Element, Task};

use super::Screen;
use super::print::{self, Print};
use crate::commands::claims::{self, Card, Look, Seen, Sources};
use crate::commands::print::Selection as Sheets;
use crate::commands::{self};
use crate::documents::page::{Origin, Page};
use crate::domain::claim::form::FormPage;
use crate::domain::finding::{FieldRef, Finding, Record};
use crate::domain::id::ClaimId;
use crate::gui::action::{Action, Request, Route, Spot};
use crate::gui::app;
use crate::gui::context::{Context, author};
use crate::gui::notice::Notice;
use crate::gui::shortcut::{Binding, Stroke};
use crate::gui::widget::page_view::Area;

use walk::Place;

mod title;

mod view;

pub mod walk;

/// The form itself: one Tab stop, whose boxes Tab walks.
const FORM: &str = "claim-form";
const PANE: &str = "claim-pane";

/// How wide a page is shown against the room it has.
const ZOOMS: [f32; 4] = [1.0, 1.25, 1.6, 2.0];

/// One claim on its form.
#[derive(Debug)]
pub struct ClaimForm {
    id: ClaimId,
    card: Option<Card>,
    sources: Option<Sources>,
    forms: Vec<FormPage>,
    pages: Vec<Page>,
    areas: Vec<Area>,
    /// The boxes to walk, page by page.
    stops: Vec<Vec<Place>>,
    page: usize,
    stop: usize,
    /// The finding that F8 led to; Enter goes where it is put right.
    finding: Option<usize>,
    zoom: usize,
    is_busy: bool,
    print: Option<Box<Print>>,
}

#[derive(Debug, Clone)]
pub enum Message {
    Loaded(Box<Result<Look, commands::Error>>),
    Stepped(Step),
    Picked(Origin),
    Turned(bool),
    FindingWanted,
    JumpPressed,
    ValidatePressed,
    Validated(Result<usize, commands::Error>),
    HoldPressed,
    Held(bool, Result<(), commands::Error>),
    RetargetPressed,
    Retargeted(Result<(), commands::Error>),
    VisitPressed,
    PrintPressed,
    ZoomPressed,
    Print(print::Message),
    Resumed,
}

/// How the cursor moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Next,
    Previous,
    Up,
    Down,
    First,
    Last,
}

impl ClaimForm {
    pub fn new(id: ClaimId, context: &Context) -> (Self, Task<Message>) {
        let screen = Self {
            id,
            card: None,
            sources: None,
            forms: Vec::new(),
            pages: Vec::new(),
            areas: walk::areas(),
            stops: Vec::new(),
            page: 0,
            stop: 0,
            finding: None,
            zoom: 0,
            is_busy: false,
            print: None,
        };
        let read = screen.read(context);
        (screen, Task::batch([read, app::focus_on(FORM)]))
    }

    fn read(&self, context: &Context) -> Task<Message> {
        let Some(database) = context.database() else {
            return Task::none();
        };
        let look = claims::look(database, self.id.clone(), context.today);
        Task::perform(look, |result| Message::Loaded(Box::new(result)))
    }

    /// The box under the cursor.
    pub fn place(&self) -> Option<Place> {
        self.stops.get(self.page)?.get(self.stop).copied()
    }

    fn findings(&self) -> &[Finding] {
        self.card.as_ref().map_or(&[], |card| &card.findings)
    }

    /// What is wrong with the box under the cursor.
    fn findings_here(&self) -> Vec<&Finding> {
        let here = self.place().map(|place| (self.page, place));
        self.findings()
            .iter()
            .filter(|finding| here.is_some() && walk::place_of(finding, &self.forms) == here)
            .collect()
    }

    fn load(&mut self, look: Look) -> Task<Message> {
        let before = self.place();
        self.forms = look.forms;
        self.pages = look.pages;
        self.sources = Some(look.sources);
        self.card = Some(look.card);
        self.stops = (0..self.forms.len())
            .map(|page| walk::stops(page, &self.forms, self.findings()))
            .collect();
        self.finding = None;
        self.page = self.page.min(self.forms.len().saturating_sub(1));
        let stops = self.stops.get(self.page).map_or(&[][..], Vec::as_slice);
        self.stop = before
            .and_then(|place| stops.iter().position(|stop| *stop == place))
            .unwrap_or_else(|| self.stop.min(stops.len().saturating_sub(1)));
        self.reveal()
    }

    /// Brings the box under the cursor into sight.
    fn reveal(&self) -> Task<Message> {
        let Some(place) = self.place() else {
            return Task::none();
        };
        let bounds = place.bounds();
        // A box in the outer eighth of the sheet needs its edge; between them the sheet moves along.
        let share = |middle: f32, sheet: f32| ((middle / sheet - 0.125) / 0.75).clamp(0.0, 1.0);
        let to = operation::RelativeOffset {
            x: share(bounds.center_x(), 8.5),
            y: share(bounds.center_y(), 11.0),
        };
        operation::snap_to(PANE, to)
    }

    /// Where a step leads: the page and the stop on it.
    fn target(&self, step: Step) -> Option<(usize, usize)> {
        let stops = self.stops.get(self.page)?;
        match step {
            Step::Next if self.stop + 1 < stops.len() => Some((self.page, self.stop + 1)),
            Step::Next => (self.page + 1 < self.stops.len()).then_some((self.page + 1, 0)),
            Step::Previous if self.stop > 0 => Some((self.page, self.stop - 1)),
            Step::Previous => {
                let page = self.page.checked_sub(1)?;
                Some((page, self.stops.get(page)?.len().saturating_sub(1)))
            }
            Step::Up | Step::Down => {
                walk::beside(stops, self.stop, step == Step::Down).map(|stop| (self.page, stop))
            }
            Step::First => Some((self.page, 0)),
            Step::Last => Some((self.page, stops.len().saturating_sub(1))),
        }
    }

    fn go(&mut self, page: usize, stop: usize) -> Task<Message> {
        self.page = page;
        self.stop = stop;
        self.finding = None;
        self.reveal()
    }

    fn turn(&mut self, is_forward: bool) -> Task<Message> {
        let page = if is_forward {
            (self.page + 1 < self.forms.len()).then_some(self.page + 1)
        } else {
            self.page.checked_sub(1)
        };
        match page {
            Some(page) => {
                // The same box of the other form, where it holds something.
                let place = self.place();
                let stops = self.stops.get(page);
                let same =
                    stops.and_then(|stops| stops.iter().position(|stop| Some(*stop) == place));
                self.go(page, same.unwrap_or_default())
            }
            None => Task::none(),
        }
    }

    /// The next finding, round and round, with the cursor in its box.
    fn next_finding(&mut self) -> Task<Message> {
        let total = self.findings().len();
        if total == 0 {
            return Task::none();
        }
        let next = self.finding.map_or(0, |finding| (finding + 1) % total);
        let place = self
            .findings()
            .get(next)
            .and_then(|finding| walk::place_of(finding, &self.forms));
        let task = match place {
            Some((page, place)) => {
                let stops = self.stops.get(page);
                let stop = stops.and_then(|stops| stops.iter().position(|stop| *stop == place));
                self.go(page, stop.unwrap_or_default())
            }
            None => Task::none(),
        };
        self.finding = Some(next);
        task
    }

    /// The field that feeds the box under the cursor, or the one that F8's finding is about.
    fn source(&self) -> Option<FieldRef> {
        if let Some(finding) = self.finding.and_then(|idx| self.findings().get(idx)) {
            return Some(finding.field);
        }
        let page = self.forms.get(self.page)?;
        let fed = self.place()?.values(page).find_map(|value| value.source);
        fed.or_else(|| self.findings_here().first().map(|finding| finding.field))
    }

    /// The screen on which a field is entered.
    fn route(&self, field: FieldRef) -> Option<Route> {
        let line = &self.card.as_ref()?.line;
        match field.record {
            Record::Patient => Some(Route::PatientForm(Some(line.patient.clone()))),
            Record::Coverage | Record::Eligibility | Record::Authorization => {
                Some(Route::Patient(line.patient.clone()))
            }
            Record::Encounter | Record::ServiceLine => Some(Route::Visit {
                patient: Some(line.patient.clone()),
                visit: Some(line.visit.clone()),
            }),
            Record::Practice
            | Record::Provider
            | Record::ProviderNumber
            | Record::Facility
            | Record::Payer
            | Record::Fee => Some(Route::Lists),
            Record::Printer => Some(Route::Settings),
            // No box of a form is fed by the books.
            Record::Claim
            | Record::Receipt
            | Record::Remittance
            | Record::RemittanceLine
            | Record::ProviderItem
            | Record::AdjustmentRule
            | Record::OpeningBalance
            | Record::Posting
            | Record::Estimate
            | Record::Letter
            | Record::Labels
            | Record::Statement
            | Record::PaymentPlan => None,
        }
    }

    fn jump(&self) -> Action<Message> {
        let Some(place) = self.place() else {
            return Action::none();
        };
        let target = self
            .source()
            .and_then(|field| Some((field, self.route(field)?)));
        match target {
            Some((field, route)) => {
                let line = self
                    .forms
                    .get(self.page)
                    .and_then(|page| walk::line_at(place, page));
                let sources = self.sources.as_ref();
                let of = sources.map(|it| it.record_of(field, place.form_box, line));
                let of = of.unwrap_or_default();
                Action::request(Request::OpenAt(route, Spot { field, of }))
            }
            None => Action::request(Request::Notify(Notice::warning(format!(
                "No field feeds {}; the form's own rules fill it.",
                place.name().to_lowercase()
            )))),
        }
    }

    fn seen(&self) -> Option<Seen> {
        self.card.as_ref().map(|card| Seen {
            claim: card.line.id.clone(),
            version: card.line.version,
        })
    }

    fn hold(&mut self, context: &Context) -> Action<Message> {
        let (Some(card), Some(seen), Some(database)) =
            (&self.card, self.seen(), context.database())
        else {
            return Action::none();
        };
        if std::mem::replace(&mut self.is_busy, true) {
            return Action::none();
        }
        let is_hold = !card.line.is_on_hold;
        let hold = async move { claims::hold(database, vec![seen], is_hold, author()).await };
        Action::run(Task::perform(hold, move |result| {
            Message::Held(is_hold, result)
        }))
    }

    fn retarget(&mut self, context: &Context) -> Action<Message> {
        let (Some(seen), Some(database)) = (self.seen(), context.database()) else {
            return Action::none();
        };
        if std::mem::replace(&mut self.is_busy, true) {
            return Action::none();
        }
        let today = context.today;
        let retarget = async move {
            claims::retarget(database, seen, today, author())
                .await
                .map(|_| ())
        };
        Action::run(Task::perform(retarget, Message::Retargeted))
    }

    /// Reads the claim anew and tells what became of an act.
    fn after(&mut self, notice: Notice, context: &Context) -> Action<Message> {
        self.is_busy = false;
        Action::run(self.read(context)).and(Request::Notify(notice))
    }

    fn print_update(&mut self, message: print::Message, context: &Context) -> Action<Message> {
        let Some(dialog) = &mut self.print else {
            return Action::none();
        };
        let (task, end) = dialog.update(message, context);
        let action = Action::run(task.map(Message::Print));
        match end {
            None => action,
            Some(end) => {
                self.print = None;
                match end {
                    print::End::Nothing => action,
                    print::End::Kept(kept) => self.after(print::told(&kept), context),
                }
            }
        }
    }
}

impl Screen for ClaimForm {
    type Message = Message;

    fn title(&self) -> String {
        match self.forms.len() {
            0 | 1 => format!("Claim {}", self.id),
            total => format!("Claim {}, form {} of {total}", self.id, self.page + 1),
        }
    }

    fn primary(&self) -> Option<Binding<Message>> {
        Some(Binding::new(
            Stroke::sign('p'),
            "Print…",
            Message::PrintPressed,
        ))
    }

    fn bindings(&self) -> Vec<Binding<Message>> {
        if let Some(dialog) = &self.print {
            let bindings = dialog.bindings().into_iter();
            return bindings.map(|it| it.map(Message::Print)).collect();
        }
        let sign = |sign, word, message| Binding::new(Stroke::sign(sign), word, message);
        let named = |key, word, message| Binding::new(Stroke::named(key), word, message);
        let is_unprinted = self
            .card
            .as_ref()
            .is_some_and(|card| card.line.status.is_unprinted());
        let mut bindings = Vec::new();
        if !self.findings().is_empty() {
            bindings.push(named(Named::F8, "Next finding", Message::FindingWanted));
        }
        if is_unprinted {
            bindings.push(sign('v', "Validate", Message::ValidatePressed));
            bindings.push(sign('h', "Hold, release", Message::HoldPressed));
        }
        bindings.push(sign('o', "Visit", Message::VisitPressed));
        bindings.push(sign('z', "Zoom", Message::ZoomPressed).unshown());
        if self
            .card
            .as_ref()
            .is_some_and(|card| card.billed_now.is_some())
        {
            let word = "Bill the coverage in force";
            bindings.push(sign('b', word, Message::RetargetPressed).unshown());
        }
        bindings.extend(
            [
                named(Named::PageDown, "Next form", Message::Turned(true)),
                named(Named::PageUp, "Previous form", Message::Turned(false)),
                named(Named::ArrowRight, "Next box", Message::Stepped(Step::Next)),
                named(
                    Named::ArrowLeft,
                    "Previous box",
                    Message::Stepped(Step::Previous),
                ),
                named(Named::ArrowDown, "Box below", Message::Stepped(Step::Down)),
                named(Named::ArrowUp, "Box above", Message::Stepped(Step::Up)),
                named(Named::Home, "First box", Message::Stepped(Step::First)),
                named(Named::End, "Last box", Message::Stepped(Step::Last)),
                named(
                    Named::Enter,
                    "Go to the field that feeds the box",
                    Message::JumpPressed,
                ),
            ]
            .map(Binding::unshown),
        );
        bindings
    }

    fn back(&self) -> Option<Message> {
        self.print
            .is_some()
            .then_some(Message::Print(print::Message::Canceled))
    }

    fn resumed(&self) -> Option<Message> {
        Some(Message::Resumed)
    }

    fn dialog<'a>(&'a self, _context: &'a Context) -> Option<Element<'a, Message>> {
        self.print
            .as_ref()
            .map(|dialog| dialog.view().map(Message::Print))
    }

    fn update(&mut self, message: Message, context: &Context) -> Action<Message> {
        match message {
            Message::Loaded(result) => match *result {
                Ok(look) => return Action::run(self.load(look)),
                Err(error) => return Action::failed(&error, context),
            },
            Message::Stepped(step) => {
                if let Some((page, stop)) = self.target(step) {
                    return Action::run(self.go(page, stop));
                }
            }
            Message::Picked(origin) => {
                let stops = self.stops.get(self.page);
                let stop = Place::from_origin(&origin).and_then(|place| {
                    stops.and_then(|stops| stops.iter().position(|stop| *stop == place))
                });
                if let Some(stop) = stop {
                    self.stop = stop;
                    self.finding = None;
                }
            }
            Message::Turned(is_forward) => return Action::run(self.turn(is_forward)),
            Message::FindingWanted => return Action::run(self.next_finding()),
            Message::JumpPressed => return self.jump(),
            Message::ValidatePressed => {
                if let Some(database) = context.database() {
                    let today = context.today;
                    let check = async move { commands::refresh(database, today, author()).await };
                    return Action::run(Task::perform(check, Message::Validated));
                }
            }
            Message::Validated(Ok(_)) => {
                return self.after(Notice::done("The claim was checked again."), context);
            }
            Message::HoldPressed => return self.hold(context),
            Message::Held(is_hold, Ok(())) => {
                let told = if is_hold {
                    "The claim is held back. It prints once it is released."
                } else {
                    "The claim is released."
                };
                return self.after(Notice::done(told), context);
            }
            Message::RetargetPressed => return self.retarget(context),
            Message::Retargeted(Ok(())) => {
                let told = "The claim bills the coverage in force now.";
                return self.after(Notice::done(told), context);
            }
            Message::Validated(Err(error))
            | Message::Held(_, Err(error))
            | Message::Retargeted(Err(error)) => {
                return self.after(Notice::error(&error), context);
            }
            Message::VisitPressed => {
                if let Some(card) = &self.card {
                    let route = Route::Visit {
                        patient: Some(card.line.patient.clone()),
                        visit: Some(card.line.visit.clone()),
                    };
                    return Action::request(Request::Open(route));
                }
            }
            Message::PrintPressed => {
                let selection = Sheets::Claims(vec![self.id.clone()]);
                let (dialog, task) = Print::new(selection, context);
                self.print = Some(Box::new(dialog));
                return Action::run(task.map(Message::Print));
            }
            Message::ZoomPressed => {
                self.zoom = (self.zoom + 1) % ZOOMS.len();
                return Action::run(self.reveal());
            }
            Message::Print(message) => return self.print_update(message, context),
            Message::Resumed => {
                return Action::run(Task::batch([self.read(context), app::focus_on(FORM)]));
            }
        }
        Action::none()
    }

    fn view<'a>(&'a self, _context: &'a Context) -> Element<'a, Message> {
        self.content()
    }
}
