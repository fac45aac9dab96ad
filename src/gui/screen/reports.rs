//! Look at the reports by name, and print them or take them out.

use chrono::NaiveDate;
use iced::keyboard::key::Named;
use iced::{Element, Task};

use super::output::{self, Output};
use super::{Screen, who};
use crate::commands;
use crate::commands::reports::{self, Asks, Parameters, ReportKind};
use crate::domain::aging::Anchor;
use crate::domain::id::PatientId;
use crate::domain::report::{About, Cell as Value, Report, RowKind};
use crate::gui::action::{Action, Request, Route};
use crate::gui::context::Context;
use crate::gui::form::choice::Choice;
use crate::gui::form::code::Code;
use crate::gui::form::date::{Date, Span};
use crate::gui::form::{self, Field};
use crate::gui::notice::sentence;
use crate::gui::shortcut::{Binding, Stroke};
use crate::gui::widget::travel::go_to;
use crate::gui::widget::typeahead::{self, Match, Typeahead};
use crate::gui::widget::window_list::{Act, Column, Selection, Sort};

pub mod view;

pub const NAMES: &str = "reports-names";
pub const TABLE: &str = "reports-table";
const AS_OF: &str = "reports-as-of";
const FROM: &str = "reports-from";
const TO: &str = "reports-to";
const NUMBER: &str = "reports-number";
const PATIENT: &str = "reports-patient";
const ANCHOR: &str = "reports-anchor";

const ANCHORS: &[(Anchor, &str)] = &[
    (Anchor::Billed, "First bill"),
    (Anchor::Service, "Service"),
    (Anchor::Responsibility, "Responsibility"),
];

#[derive(Debug)]
pub struct Reports {
    names: Selection,
    open: Option<Open>,
    output: Option<Box<Output>>,
}

/// The report that is looked at.
#[derive(Debug)]
struct Open {
    kind: ReportKind,
    as_of: Field<Date>,
    from: Field<Date>,
    to: Field<Date>,
    /// A day sheet or a deposit by its number.
    number: Field<Code<u32>>,
    anchor: Choice<Anchor>,
    patient: Typeahead<PatientId>,
    report: Option<Report>,
    columns: Vec<Column>,
    selection: Selection,
    /// An answer to an earlier question is dropped.
    serial: u32,
    is_busy: bool,
    problem: Option<String>,
}

#[derive(Debug, Clone)]
pub enum Message {
    NameListed(Act),
    AsOfEdited(form::Edit),
    FromEdited(form::Edit),
    ToEdited(form::Edit),
    NumberEdited(form::Edit),
    AnchorChosen(Anchor),
    PatientEdited(typeahead::Edit),
    PatientsFound(u32, Vec<Match<PatientId>>),
    ShowPressed,
    Made(u32, Result<Report, commands::Error>),
    Listed(Act),
    PrintPressed,
    ExportPressed,
    Output(output::Message),
    Resumed,
    Left,
}

impl Open {
    fn new(kind: ReportKind, today: NaiveDate) -> Self {
        let date = |id, label| {
            let kind = Date {
                today,
                span: Span::Past,
            };
            Field::new(id, label, kind)
        };
        let mut anchor = Choice::new(ANCHOR, "Aged from", ANCHORS);
        anchor.set(Some(Anchor::Billed));
        let (label, hint) = if kind == ReportKind::DaySheet {
            ("Day sheet", "Empty: what no sheet holds yet")
        } else {
            ("Deposit", "Empty: the drawer")
        };
        Self {
            kind,
            as_of: date(AS_OF, "As of").hint("Empty: today"),
            from: date(FROM, "From").hint("Empty: first of month"),
            to: date(TO, "To").hint("Empty: today"),
            number: Field::new(NUMBER, label, Code::new()).hint(hint),
            anchor,
            patient: Typeahead::new(PATIENT, "Patient or guarantor")
                .required()
                .hint("Name, number or birth date")
                .list_width(460.0),
            report: None,
            columns: Vec::new(),
            selection: Selection::default(),
            serial: 0,
            is_busy: false,
            problem: None,
        }
    }

    fn asks(&self, asked: Asks) -> bool {
        self.kind.asks().contains(&asked)
    }

    /// What it is made for, where all that was typed is in order.
    fn parameters(&mut self, today: NaiveDate) -> Option<Parameters> {
        let is_sound = [
            self.as_of.touch(),
            self.from.touch(),
            self.to.touch(),
            self.number.touch(),
            !self.asks(Asks::Patient) || self.patient.touch(),
        ];
        if is_sound.contains(&false) {
            return None;
        }
        let number = self.number.value().map(|number| i64::from(*number));
        Some(Parameters {
            as_of: self.as_of.value().copied(),
            from: self.from.value().copied(),
            to: self.to.value().copied(),
            anchor: self.anchor.value().unwrap_or(Anchor::Billed),
            sheet: number
                .filter(|_| self.asks(Asks::Sheet))
                .map(crate::domain::id::DaySheetId::new),
            deposit: number
                .filter(|_| self.asks(Asks::Deposit))
                .map(crate::domain::id::DepositId::new),
            patient: self.patient.value().cloned(),
            ..Parameters::today(today)
        })
    }

    fn show(&mut self, context: &Context) -> Task<Message> {
        let Some(database) = context.database() else {
            return Task::none();
        };
        let Some(parameters) = self.parameters(context.today) else {
            return Task::none();
        };
        self.serial += 1;
        self.is_busy = true;
        self.problem = None;
        let serial = self.serial;
        Task::perform(
            reports::make(database, self.kind, parameters),
            move |result| Message::Made(serial, result),
        )
    }

    fn made(&mut self, report: Report) {
        self.columns = view::columns(&report);
        self.selection = Selection {
            row: (!report.rows.is_empty()).then_some(0),
            sort: None,
        };
        self.report = Some(report);
    }

    /// Sorts the rows of every group within it; headings and sums keep their places.
    fn sort(&mut self, sort: Sort) {
        let Some(report) = &mut self.report else {
            return;
        };
        let is_detail = |kind: RowKind| kind == RowKind::Detail;
        let mut at = 0;
        while at < report.rows.len() {
            let length = report.rows[at..]
                .iter()
                .take_while(|row| is_detail(row.kind))
                .count();
            let group = &mut report.rows[at..at + length];
            group.sort_by(|one, other| {
                let order = compare(one.cells.get(sort.column), other.cells.get(sort.column));
                if sort.is_descending {
                    order.reverse()
                } else {
                    order
                }
            });
            at += length.max(1);
        }
    }
}

/// The order of two cells of one column; empty ones first.
pub fn compare(one: Option<&Value>, other: Option<&Value>) -> std::cmp::Ordering {
    match (one, other) {
        (Some(Value::Money(one)), Some(Value::Money(other))) => one.cmp(other),
        (Some(Value::Count(one)), Some(Value::Count(other))) => one.cmp(other),
        (Some(Value::Date(one)), Some(Value::Date(other))) => one.cmp(other),
        (Some(Value::Text(one)), Some(Value::Text(other))) => {
            one.to_lowercase().cmp(&other.to_lowercase())
        }
        (one, other) => rank(one).cmp(&rank(other)),
    }
}

const fn rank(cell: Option<&Value>) -> u8 {
    match cell {
        None | Some(Value::Empty) => 0,
        Some(_) => 1,
    }
}

impl Reports {
    pub fn new(_context: &Context) -> (Self, Task<Message>) {
        let screen = Self {
            names: Selection {
                row: Some(0),
                sort: None,
            },
            open: None,
            output: None,
        };
        (screen, go_to(NAMES))
    }

    fn open_report(&mut self, kind: ReportKind, context: &Context) -> Action<Message> {
        let mut open = Open::new(kind, context.today);
        let task = if open.asks(Asks::Patient) {
            go_to(PATIENT)
        } else {
            open.show(context).chain(go_to(TABLE))
        };
        self.open = Some(open);
        Action::run(task)
    }

    fn output(&mut self, is_print: bool, context: &Context) -> Action<Message> {
        let report = self.open.as_ref().and_then(|open| open.report.clone());
        let Some(report) = report else {
            return Action::none();
        };
        let (output, task) = Output::new(report, is_print, context);
        self.output = Some(Box::new(output));
        Action::run(task.map(Message::Output))
    }

    /// Where a row of the report leads.
    fn open_row(&self, row: usize) -> Action<Message> {
        let about = self
            .open
            .as_ref()
            .and_then(|open| open.report.as_ref())
            .and_then(|report| report.rows.get(row))
            .and_then(|row| row.about.clone());
        match about {
            Some(About::Patient(patient)) => {
                Action::request(Request::Open(Route::Account(Some(patient))))
            }
            Some(About::Deposit(_)) => Action::request(Request::Open(Route::Deposits)),
            Some(About::Payer(_)) => Action::request(Request::Open(Route::Lists)),
            _ => Action::none(),
        }
    }

    fn edited(&mut self, edit: impl FnOnce(&mut Open)) -> Action<Message> {
        if let Some(open) = &mut self.open {
            edit(open);
        }
        Action::none()
    }

    /// A patient was taken: her report is made at once.
    fn taken(&mut self, before: Option<&PatientId>, context: &Context) -> Action<Message> {
        let Some(open) = &mut self.open else {
            return Action::none();
        };
        if open.patient.value().is_some() && open.patient.value() != before {
            return Action::run(open.show(context));
        }
        Action::none()
    }
}

impl Screen for Reports {
    type Message = Message;

    fn title(&self) -> String {
        match &self.open {
            Some(open) => open.kind.title().to_owned(),
            None => "Reports".to_owned(),
        }
    }

    fn primary(&self) -> Option<Binding<Message>> {
        let go = Stroke::named(Named::Enter).with_command();
        self.open
            .as_ref()
            .map(|_| Binding::new(go, "Show", Message::ShowPressed))
    }

    fn bindings(&self) -> Vec<Binding<Message>> {
        if let Some(output) = &self.output {
            let bindings = output.bindings().into_iter();
            return bindings.map(|it| it.map(Message::Output)).collect();
        }
        let has_report = self.open.as_ref().is_some_and(|open| open.report.is_some());
        if !has_report {
            return Vec::new();
        }
        let sign = |sign, word, message| Binding::new(Stroke::sign(sign), word, message);
        vec![
            sign('p', "Print…", Message::PrintPressed),
            sign('e', "Export…", Message::ExportPressed),
        ]
    }

    fn back(&self) -> Option<Message> {
        match (&self.output, &self.open) {
            (Some(_), _) => Some(Message::Output(output::Message::Left)),
            (None, Some(_)) => Some(Message::Left),
            (None, None) => None,
        }
    }

    fn resumed(&self) -> Option<Message> {
        Some(Message::Resumed)
    }

    fn dialog<'a>(&'a self, _context: &'a Context) -> Option<Element<'a, Message>> {
        let output = self.output.as_ref()?;
        Some(output.view().map(Message::Output))
    }

    fn update(&mut self, message: Message, context: &Context) -> Action<Message> {
        match message {
            Message::NameListed(act) => {
                self.names.apply(act);
                if let Act::Opened(row) = act
                    && let Some(kind) = ReportKind::ALL.get(row)
                {
                    return self.open_report(*kind, context);
                }
                Action::none()
            }
            Message::AsOfEdited(edit) => self.edited(|open| open.as_of.update(edit)),
            Message::FromEdited(edit) => self.edited(|open| open.from.update(edit)),
            Message::ToEdited(edit) => self.edited(|open| open.to.update(edit)),
            Message::NumberEdited(edit) => self.edited(|open| open.number.update(edit)),
            Message::AnchorChosen(anchor) => {
                let Some(open) = &mut self.open else {
                    return Action::none();
                };
                open.anchor.set(Some(anchor));
                Action::run(open.show(context))
            }
            Message::PatientEdited(edit) => {
                let Some(open) = &mut self.open else {
                    return Action::none();
                };
                let before = open.patient.value().cloned();
                if let (Some(question), Some(database)) =
                    (open.patient.update(edit), context.database())
                {
                    let serial = question.serial;
                    let found = who::find(database, question.text, context.today);
                    return Action::run(Task::perform(found, move |matches| {
                        Message::PatientsFound(serial, matches)
                    }));
                }
                self.taken(before.as_ref(), context)
            }
            Message::PatientsFound(serial, matches) => {
                let Some(open) = &mut self.open else {
                    return Action::none();
                };
                let before = open.patient.value().cloned();
                open.patient.answer(serial, matches);
                self.taken(before.as_ref(), context)
            }
            Message::ShowPressed => {
                let Some(open) = &mut self.open else {
                    return Action::none();
                };
                let task = open.show(context);
                Action::run(task.chain(go_to(TABLE)))
            }
            Message::Made(serial, result) => {
                let Some(open) = self.open.as_mut().filter(|open| open.serial == serial) else {
                    return Action::none();
                };
                open.is_busy = false;
                match result {
                    Ok(report) => open.made(report),
                    Err(error) => {
                        open.report = None;
                        open.problem = Some(sentence(&error.to_string()));
                    }
                }
                Action::none()
            }
            Message::Listed(act) => {
                if let Some(open) = &mut self.open {
                    open.selection.apply(act);
                    match act {
                        Act::Selected(_) => {}
                        Act::Sorted(sort) => open.sort(sort),
                        Act::Opened(row) => return self.open_row(row),
                    }
                }
                Action::none()
            }
            Message::PrintPressed => self.output(true, context),
            Message::ExportPressed => self.output(false, context),
            Message::Output(message) => {
                let Some(output) = &mut self.output else {
                    return Action::none();
                };
                let (task, end) = output.update(message, context);
                let action = Action::run(task.map(Message::Output));
                match end {
                    None => action,
                    Some(end) => {
                        self.output = None;
                        let action = Action::run(Task::batch([action.task, go_to(TABLE)]));
                        match end {
                            output::End::Nothing => action,
                            output::End::Done(notice) => action.and(Request::Notify(notice)),
                        }
                    }
                }
            }
            Message::Resumed => match &mut self.open {
                Some(open) if open.report.is_some() => Action::run(open.show(context)),
                _ => Action::none(),
            },
            Message::Left => {
                self.open = None;
                Action::run(go_to(NAMES))
            }
        }
    }

    fn view<'a>(&'a self, _context: &'a Context) -> Element<'a, Message> {
        match &self.open {
            Some(open) => open.view(),
            None => self.names_view(),
        }
    }
}
