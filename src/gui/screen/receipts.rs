//! Write down what money came in, one receipt after the other, before anything is posted from it.

mod acts;
mod dialog;
mod entry;
mod view;

use std::path::PathBuf;

use chrono::{Days, NaiveDate};
use iced::keyboard::key::Named;
use iced::{Element, Task};

use super::{Draft, Screen};
use crate::commands::Error;
use crate::commands::ledger::receipt_log::LogRow;
use crate::commands::table::Exported;
use crate::domain::date;
use crate::domain::id::{PatientId, ReceiptId};
use crate::domain::journal::event::Giver;
use crate::domain::payer::Payer;
use crate::domain::receipt::{Method, ReceiptKind};
use crate::gui::action::{Action, PaperWanted, Request, Route};
use crate::gui::app::focus_on;
use crate::gui::context::Context;
use crate::gui::form::date::{Date, Span};
use crate::gui::form::{self, Field, text::Text};
use crate::gui::notice::Notice;
use crate::gui::shortcut::{Binding, Stroke};
use crate::gui::widget::travel::go_to;
use crate::gui::widget::typeahead::{self, Match};
use crate::gui::widget::window_list::{Act, Selection};

use dialog::Dialog;
use entry::Entry;

pub const LIST: &str = "receipts-list";
const SEARCH: &str = "receipts-search";
const DAY: &str = "receipts-day";

const SAVE: Stroke = Stroke::named(Named::Enter).with_command();
const TO_LIST: Stroke = Stroke::sign('g').with_command();

/// The receipts log of one day.
#[derive(Debug)]
pub struct Receipts {
    /// Whose log is shown; new receipts came in on it.
    on: NaiveDate,
    day: Field<Date>,
    search: Field<Text>,
    rows: Vec<LogRow>,
    /// The rows of the list in its order, by their place in `rows`.
    shown: Vec<usize>,
    selection: Selection,
    is_loaded: bool,
    /// An answer to an earlier question is dropped.
    serial: u32,
    payers: Vec<Payer>,
    entry: Entry,
    is_saving: bool,
    is_restored: bool,
    dialog: Option<Dialog>,
}

#[derive(Debug, Clone)]
pub enum Message {
    Begun(Box<Result<entry::Start, Error>>),
    Read(u32, Result<Vec<LogRow>, Error>),
    KindChosen(ReceiptKind),
    MethodChosen(Method),
    PayerEdited(typeahead::Edit),
    PatientEdited(typeahead::Edit),
    PatientsFound(u32, Result<Vec<Match<PatientId>>, Error>),
    Typed(&'static str, form::Edit),
    AmountEdited(form::Edit),
    SavePressed,
    Saved(Box<Result<ReceiptId, Error>>),
    DayEdited(form::Edit),
    DayStepped(bool),
    SearchEdited(form::Edit),
    SearchWanted,
    SearchCleared,
    NewWanted,
    ListWanted,
    Listed(Act),
    VoidPressed,
    PrintPressed,
    ReasonEdited(form::Edit),
    VoidConfirmed,
    Voided(Result<(), Error>),
    ExportPressed,
    PathEdited(form::Edit),
    BrowsePressed,
    Browsed(Option<PathBuf>),
    ExportConfirmed,
    Exported(Result<Exported, Error>),
    DialogLeft,
    Resumed,
}

impl Receipts {
    pub fn new(context: &Context) -> (Self, Task<Message>) {
        let kind = Date {
            today: context.today,
            span: Span::Past,
        };
        let mut screen = Self {
            on: context.today,
            day: Field::new(DAY, "Log of", kind).with_text(date::spoken(context.today)),
            search: Field::new(SEARCH, "Search", Text::plain()).hint("Number, name, check, amount"),
            rows: Vec::new(),
            shown: Vec::new(),
            selection: Selection::default(),
            is_loaded: false,
            serial: 0,
            payers: Vec::new(),
            entry: Entry::new(context.today),
            is_saving: false,
            is_restored: false,
            dialog: None,
        };
        let read = screen.read(context);
        let begin = entry::begin(context);
        let first = focus_on(entry::PAYER);
        (screen, Task::batch([first.chain(begin), read]))
    }

    fn selected(&self) -> Option<&LogRow> {
        let place = self.shown.get(self.selection.row?)?;
        self.rows.get(*place)
    }

    fn go_to_day(&mut self, on: NaiveDate, context: &Context) -> Action<Message> {
        self.on = on;
        self.rows.clear();
        self.shown.clear();
        self.is_loaded = false;
        self.selection.row = None;
        Action::run(self.read(context))
    }

    fn step_day(&mut self, is_forward: bool, context: &Context) -> Action<Message> {
        let one = Days::new(1);
        let day = if is_forward {
            self.on.checked_add_days(one)
        } else {
            self.on.checked_sub_days(one)
        };
        let Some(day) = day.filter(|day| *day <= context.today) else {
            return Action::none();
        };
        self.day.set_text(date::spoken(day));
        self.go_to_day(day, context)
    }
}

impl Screen for Receipts {
    type Message = Message;

    fn title(&self) -> String {
        "Receipts log".to_owned()
    }

    fn primary(&self) -> Option<Binding<Message>> {
        let save = Binding::new(SAVE, "Save and next", Message::SavePressed);
        self.dialog.is_none().then_some(save)
    }

    fn bindings(&self) -> Vec<Binding<Message>> {
        if let Some(dialog) = &self.dialog {
            return dialog.bindings();
        }
        let sign = |sign, word, message| Binding::new(Stroke::sign(sign), word, message);
        let named = |key, word, message| Binding::new(Stroke::named(key), word, message);
        vec![
            sign('v', "Void…", Message::VoidPressed),
            sign('e', "Export…", Message::ExportPressed),
            sign('p', "Print receipt", Message::PrintPressed),
            Binding::new(TO_LIST, "Go to the log", Message::ListWanted).unshown(),
            sign('n', "New receipt", Message::NewWanted).unshown(),
            sign('/', "Search", Message::SearchWanted).unshown(),
            named(
                Named::ArrowLeft,
                "The day before",
                Message::DayStepped(false),
            )
            .unshown(),
            named(Named::ArrowRight, "The next day", Message::DayStepped(true)).unshown(),
        ]
    }

    fn back(&self) -> Option<Message> {
        if self.dialog.is_some() {
            return Some(Message::DialogLeft);
        }
        (!self.search.text().is_empty()).then_some(Message::SearchCleared)
    }

    fn resumed(&self) -> Option<Message> {
        Some(Message::Resumed)
    }

    fn draft(&self) -> Option<Draft> {
        self.entry.draft()
    }

    fn dialog<'a>(&'a self, _context: &'a Context) -> Option<Element<'a, Message>> {
        self.dialog.as_ref().map(Dialog::view)
    }

    fn update(&mut self, message: Message, context: &Context) -> Action<Message> {
        match message {
            Message::Begun(start) => return self.begun(*start, context),
            Message::Read(serial, rows) if serial == self.serial => {
                return self.take(rows, context);
            }
            Message::Read(..) => {}
            Message::KindChosen(kind) => self.entry.set_kind(kind),
            Message::MethodChosen(method) => self.entry.set_method(method),
            Message::PayerEdited(edit) => self.edit_payer(edit),
            Message::PatientEdited(edit) => return self.edit_patient(edit, context),
            Message::PatientsFound(serial, found) => {
                return self.patients_found(serial, found, context);
            }
            Message::Typed(column, edit) => self.entry.fields.update(column, edit),
            Message::AmountEdited(edit) => self.entry.amount.update(edit),
            Message::SavePressed => return self.save(context),
            Message::Saved(saved) => return self.saved(*saved, context),
            Message::DayEdited(edit) => {
                self.day.update(edit);
                if let Some(day) = self.day.value().copied()
                    && day <= context.today
                    && day != self.on
                {
                    return self.go_to_day(day, context);
                }
            }
            Message::DayStepped(is_forward) => return self.step_day(is_forward, context),
            Message::SearchEdited(edit) => {
                self.search.update(edit);
                self.fit();
            }
            Message::SearchWanted => return Action::run(go_to(SEARCH)),
            Message::SearchCleared => {
                self.search.set_text("");
                self.fit();
                return Action::run(focus_on(LIST));
            }
            Message::NewWanted => return Action::run(go_to(self.entry.first())),
            Message::ListWanted => return Action::run(focus_on(LIST)),
            Message::Listed(act) => {
                self.selection.apply(act);
                match act {
                    Act::Selected(_) => {}
                    Act::Sorted(_) => self.fit(),
                    Act::Opened(_) => return self.open(),
                }
            }
            Message::VoidPressed => return self.ask_to_void(),
            Message::PrintPressed => return self.print(),
            Message::ReasonEdited(edit) => {
                if let Some(Dialog::Void(void)) = &mut self.dialog {
                    void.reason.update(edit);
                }
            }
            Message::VoidConfirmed => return self.void(context),
            Message::Voided(result) => return self.voided(result, context),
            Message::ExportPressed => {
                self.dialog = Some(Dialog::export(self.shown.len(), self.on, context));
            }
            Message::PathEdited(edit) => {
                if let Some(Dialog::Export(export)) = &mut self.dialog {
                    export.path.update(edit);
                }
            }
            Message::BrowsePressed => {
                if let Some(Dialog::Export(export)) = &self.dialog {
                    return Action::run(export.browse());
                }
            }
            Message::Browsed(path) => {
                if let (Some(Dialog::Export(export)), Some(path)) = (&mut self.dialog, path) {
                    export.path.set_text(path.display().to_string());
                }
            }
            Message::ExportConfirmed => return self.export(context),
            Message::Exported(result) => return self.exported(result),
            Message::DialogLeft => self.dialog = None,
            Message::Resumed => return Action::run(self.read(context)),
        }
        Action::none()
    }

    fn view<'a>(&'a self, _context: &'a Context) -> Element<'a, Message> {
        self.content()
    }
}

impl Receipts {
    /// The receipt of a patient's payment, on paper.
    fn print(&self) -> Action<Message> {
        let Some(row) = self.selected() else {
            return Action::none();
        };
        match row.received.receipt.giver.clone() {
            Giver::Patient(patient) => {
                let wanted = Some(PaperWanted::Receipt(row.received.id));
                Action::request(Request::Open(Route::Papers { patient, wanted }))
            }
            _ => Action::request(Request::Notify(Notice::warning(
                "Receipts are printed for patients’ payments; this money came from somebody else.",
            ))),
        }
    }

    /// Enter on a row: what is left of a payer's receipt is posted.
    fn open(&self) -> Action<Message> {
        let Some(row) = self.selected() else {
            return Action::none();
        };
        if row.received.receipt.kind == ReceiptKind::Insurance && row.received.void.is_none() {
            return Action::request(Request::Open(Route::Post(Some(row.received.id))));
        }
        Action::none()
    }
}
