//! See what waits among the claims: with errors, ready, printed, mailed; print and mail them.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;

use iced::keyboard::key::Named;
use iced::{Element, Task};

use super::Screen;
use super::print::{self, Print};
use crate::commands::claims::{ClaimLine, Listing, Seen, StatusCounts, Unprinted};
use crate::commands::{self};
use crate::domain::claim::ClaimStatus;
use crate::domain::finding::Finding;
use crate::domain::id::ClaimId;
use crate::domain::money::Money;
use crate::gui::action::{Action, Request, Route};
use crate::gui::app;
use crate::gui::context::{Context, author};
use crate::gui::form::text::Text;
use crate::gui::form::{Edit, Field};
use crate::gui::notice::Notice;
use crate::gui::shortcut::{Binding, Stroke};
use crate::gui::widget::window_list::{Act, Selection};

use dialog::{Dialog, Export};
use print::view::counted;
use tab::Tab;

mod act;

mod dialog;

mod rows;

mod tab;

pub mod view;

const LIST: &str = "claims-list";
const SEARCH: &str = "claims-search";

/// The lists of claims.
#[derive(Debug)]
pub struct Claims {
    tab: Tab,
    /// As they were found last.
    counts: Option<StatusCounts>,
    /// Every claim that was read, by its key, and which of them were read since the last look.
    lines: HashMap<i64, ClaimLine>,
    fresh: HashSet<i64>,
    /// What a search looks through, by the claim's key.
    texts: HashMap<i64, Box<str>>,
    /// What is wrong with the unprinted ones today; all of these are in `lines`.
    findings: HashMap<i64, Vec<Finding>>,
    /// The claims of the list in its order, and those of them that fit the search.
    keys: Arc<[i64]>,
    shown: Vec<i64>,
    /// What those come to; nothing while some of them are not read yet.
    sum: Option<Money>,
    search: Field<Text>,
    selection: Selection,
    marks: HashSet<i64>,
    /// The row that was marked last, where a range begins.
    marked_last: Option<usize>,
    /// An answer to an earlier question is dropped.
    serial: u32,
    is_loaded: bool,
    dialog: Option<Dialog>,
}

/// What is done to claims at once, for the notice afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    Held,
    Released,
    Mailed,
    Closed,
}

#[derive(Debug, Clone)]
pub enum Message {
    Unprinted(u32, Result<(Vec<Unprinted>, StatusCounts), commands::Error>),
    Counted(u32, Result<StatusCounts, commands::Error>),
    Ordered(u32, Result<Listing, commands::Error>),
    LinesRead(u32, Result<Vec<ClaimLine>, commands::Error>),
    TabChosen(usize),
    TabStepped(bool),
    SearchEdited(Edit),
    SearchWanted,
    SearchCleared,
    Listed(Act),
    MarkPressed,
    RangePressed,
    AllPressed,
    ValidatePressed,
    Validated(Result<usize, commands::Error>),
    PrintPressed,
    HoldPressed,
    MailPressed,
    ClosePressed,
    VisitPressed,
    ExportPressed,
    Done(Deed, usize, Result<(), commands::Error>),
    Print(print::Message),
    MailEdited(Edit),
    MailConfirmed,
    CloseConfirmed,
    ExportEdited(Edit),
    BrowsePressed,
    Browsed(Option<PathBuf>),
    ExportConfirmed,
    Exported(Result<usize, commands::Error>),
    DialogLeft,
    Resumed,
}

impl Claims {
    /// Opens the list of a status; without one, every claim.
    pub fn new(status: Option<ClaimStatus>, context: &Context) -> (Self, Task<Message>) {
        let mut screen = Self {
            tab: Tab::of(status),
            counts: None,
            lines: HashMap::new(),
            fresh: HashSet::new(),
            texts: HashMap::new(),
            findings: HashMap::new(),
            keys: Arc::new([]),
            shown: Vec::new(),
            sum: None,
            search: Field::new(SEARCH, "Search", Text::plain())
                .hint("Number, patient, payer, visit, date"),
            selection: Selection::default(),
            marks: HashSet::new(),
            marked_last: None,
            serial: 0,
            is_loaded: false,
            dialog: None,
        };
        let read = screen.read(context);
        (screen, Task::batch([read, app::focus_on(LIST)]))
    }

    fn go_to(&mut self, tab: Tab, context: &Context) -> Task<Message> {
        if tab == self.tab {
            return Task::none();
        }
        self.tab = tab;
        self.selection = Selection::default();
        self.marks.clear();
        self.marked_last = None;
        self.keys = Arc::new([]);
        self.shown.clear();
        self.order(context)
    }
}

fn ids(lines: &[&ClaimLine]) -> Vec<ClaimId> {
    lines.iter().map(|line| line.id.clone()).collect()
}

fn seen(lines: &[&ClaimLine]) -> Vec<Seen> {
    let seen = lines.iter().map(|line| Seen {
        claim: line.id.clone(),
        version: line.version,
    });
    seen.collect()
}

impl Screen for Claims {
    type Message = Message;

    fn title(&self) -> String {
        "Claims".to_owned()
    }

    fn primary(&self) -> Option<Binding<Message>> {
        Some(match self.tab {
            Tab::Printed => Binding::new(Stroke::sign('m'), "Mailed…", Message::MailPressed),
            _ => Binding::new(Stroke::sign('p'), "Print…", Message::PrintPressed),
        })
    }

    fn bindings(&self) -> Vec<Binding<Message>> {
        match &self.dialog {
            Some(Dialog::Print(dialog)) => {
                let bindings = dialog.bindings().into_iter();
                return bindings.map(|it| it.map(Message::Print)).collect();
            }
            Some(dialog) => return dialog.bindings(),
            None => {}
        }
        let sign = |sign, word, message| Binding::new(Stroke::sign(sign), word, message);
        let named = |key, word, message| Binding::new(Stroke::named(key), word, message);
        let mut bindings = vec![
            sign('v', "Validate", Message::ValidatePressed),
            sign('h', "Hold, release", Message::HoldPressed),
            sign('o', "Visit", Message::VisitPressed),
            sign('e', "Export", Message::ExportPressed),
        ];
        match self.tab {
            Tab::Printed => {
                bindings.push(sign('p', "Print again", Message::PrintPressed).unshown());
                bindings.push(sign('c', "Close", Message::ClosePressed).unshown());
            }
            Tab::Mailed => {
                bindings.push(sign('c', "Close", Message::ClosePressed));
                bindings.push(sign('m', "Mailed", Message::MailPressed).unshown());
            }
            _ => {
                bindings.push(sign('m', "Mailed", Message::MailPressed).unshown());
                bindings.push(sign('c', "Close", Message::ClosePressed).unshown());
            }
        }
        bindings.extend(
            [
                sign(' ', "Mark the claim", Message::MarkPressed),
                sign(
                    'r',
                    "Mark from the last mark to here",
                    Message::RangePressed,
                ),
                sign('a', "Mark all, or none", Message::AllPressed),
                sign('/', "Search", Message::SearchWanted),
                named(Named::ArrowRight, "Next list", Message::TabStepped(true)),
                named(
                    Named::ArrowLeft,
                    "Previous list",
                    Message::TabStepped(false),
                ),
                sign('1', "With errors", Message::TabChosen(0)),
                sign('2', "Ready", Message::TabChosen(1)),
                sign('3', "Printed", Message::TabChosen(2)),
                sign('4', "Mailed", Message::TabChosen(3)),
                sign('5', "Closed", Message::TabChosen(4)),
                sign('6', "On hold", Message::TabChosen(5)),
                sign('7', "All claims", Message::TabChosen(6)),
            ]
            .map(Binding::unshown),
        );
        bindings
    }

    fn back(&self) -> Option<Message> {
        match &self.dialog {
            Some(Dialog::Print(_)) => Some(Message::Print(print::Message::Canceled)),
            Some(_) => Some(Message::DialogLeft),
            None if !self.search.text().is_empty() => Some(Message::SearchCleared),
            None => None,
        }
    }

    fn resumed(&self) -> Option<Message> {
        Some(Message::Resumed)
    }

    fn dialog<'a>(&'a self, _context: &'a Context) -> Option<Element<'a, Message>> {
        self.dialog.as_ref().map(|dialog| match dialog {
            Dialog::Print(print) => print.view().map(Message::Print),
            other => other.view(),
        })
    }

    fn update(&mut self, message: Message, context: &Context) -> Action<Message> {
        match message {
            Message::Unprinted(serial, result) if serial == self.serial => {
                return self.unprinted(result, context);
            }
            Message::Counted(serial, Ok(counts)) if serial == self.serial => {
                let _ = self.counts.get_or_insert(counts);
            }
            Message::Ordered(serial, Ok(listing)) if serial == self.serial => {
                if !self.tab.is_unprinted() {
                    self.keys = listing.keys;
                    self.counts = Some(listing.counts);
                    self.fit();
                    return Action::run(self.read_lines(context));
                }
            }
            Message::LinesRead(serial, Ok(lines)) if serial == self.serial => {
                let is_any = !lines.is_empty();
                for line in lines {
                    // What is unprinted is known already, with the status of today.
                    if self.findings.contains_key(&line.row) {
                        let _ = self.fresh.insert(line.row);
                    } else {
                        self.know(line);
                    }
                }
                self.fit();
                if is_any {
                    return Action::run(self.read_lines(context));
                }
            }
            Message::Counted(serial, Err(error))
            | Message::Ordered(serial, Err(error))
            | Message::LinesRead(serial, Err(error))
                if serial == self.serial =>
            {
                return Action::failed(&error, context);
            }
            // An answer to an earlier question.
            Message::Unprinted(..)
            | Message::Counted(..)
            | Message::Ordered(..)
            | Message::LinesRead(..) => {}
            Message::TabChosen(idx) => {
                if let Some(tab) = Tab::ALL.get(idx) {
                    return Action::run(self.go_to(*tab, context));
                }
            }
            Message::TabStepped(is_forward) => {
                let total = Tab::ALL.len();
                let idx = Tab::ALL.iter().position(|tab| *tab == self.tab);
                let step = if is_forward { 1 } else { total - 1 };
                let idx = (idx.unwrap_or_default() + step) % total;
                return Action::run(self.go_to(Tab::ALL[idx], context));
            }
            Message::SearchEdited(edit) => {
                self.search.update(edit);
                self.fit();
            }
            Message::SearchWanted => return Action::run(app::focus_on(SEARCH)),
            Message::SearchCleared => {
                self.search.set_text("");
                self.fit();
                return Action::run(app::focus_on(LIST));
            }
            Message::Listed(act) => {
                self.selection.apply(act);
                match act {
                    Act::Selected(_) => {}
                    Act::Opened(_) => {
                        if let Some(line) = self.selected() {
                            let route = Route::Claim(line.id.clone());
                            return Action::request(Request::Open(route));
                        }
                    }
                    Act::Sorted(_) => return Action::run(self.order(context)),
                }
            }
            Message::MarkPressed => self.mark(),
            Message::RangePressed => self.mark_range(),
            Message::AllPressed => self.mark_all(),
            Message::ValidatePressed => {
                if let Some(database) = context.database() {
                    let today = context.today;
                    let check = async move { commands::refresh(database, today, author()).await };
                    return Action::run(Task::perform(check, Message::Validated));
                }
            }
            Message::Validated(result) => {
                let notice = match result {
                    Ok(0) => Notice::done("Every claim was checked; none has changed."),
                    Ok(changed) => Notice::done(format!(
                        "Every claim was checked; {} now elsewhere.",
                        match changed {
                            1 => "1 claim stands".to_owned(),
                            _ => format!("{changed} claims stand"),
                        }
                    )),
                    Err(error) => Notice::error(&error),
                };
                return Action::run(self.read(context)).and(Request::Notify(notice));
            }
            Message::PrintPressed => {
                if let Some(selection) = self.to_print() {
                    let (dialog, task) = Print::new(selection, context);
                    self.dialog = Some(Dialog::Print(Box::new(dialog)));
                    return Action::run(task.map(Message::Print));
                }
            }
            Message::HoldPressed => return self.hold(context),
            Message::MailPressed => return self.mail(context),
            Message::ClosePressed => return self.close(),
            Message::VisitPressed => {
                if let Some(line) = self.selected() {
                    let route = Route::Visit {
                        patient: Some(line.patient.clone()),
                        visit: Some(line.visit.clone()),
                    };
                    return Action::request(Request::Open(route));
                }
            }
            Message::ExportPressed => {
                let export = Export::new(self.tab, self.shown.len(), context);
                self.dialog = Some(Dialog::Export(export));
            }
            Message::Done(deed, count, result) => return self.done(deed, count, result, context),
            Message::Print(message) => return self.print_update(message, context),
            Message::MailEdited(edit) => {
                if let Some(Dialog::Mail(mail)) = &mut self.dialog {
                    mail.on.update(edit);
                }
            }
            Message::MailConfirmed => return self.confirm_mail(context),
            Message::CloseConfirmed => return self.confirm_close(context),
            Message::ExportEdited(edit) => {
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
                return Action::run(app::focus_on(dialog::PATH));
            }
            Message::ExportConfirmed => return self.confirm_export(context),
            Message::Exported(Ok(count)) => {
                self.dialog = None;
                return Action::request(Request::Notify(Notice::done(format!(
                    "{} exported. The file is not encrypted: whoever can read it can read the patients' names.",
                    match count {
                        1 => "1 claim was".to_owned(),
                        _ => format!("{count} claims were"),
                    }
                ))));
            }
            Message::Exported(Err(error)) => {
                if let Some(Dialog::Export(export)) = &mut self.dialog {
                    export.refuse(&error);
                    return Action::run(app::focus_on(dialog::PATH));
                }
            }
            Message::DialogLeft => self.dialog = None,
            Message::Resumed => {
                return Action::run(Task::batch([self.read(context), app::focus_on(LIST)]));
            }
        }
        Action::none()
    }

    fn view<'a>(&'a self, _context: &'a Context) -> Element<'a, Message> {
        self.content()
    }
}
