//! Follow up accounts past their final notice: the list for the doctor, what she says, the way to
//! the agency and back.

use std::collections::BTreeSet;

use iced::keyboard::key::Named;
use iced::{Element, Task};

use super::Screen;
use super::ask::{self, Ask, Next};
use super::output::{self, Output};
use crate::commands;
use crate::commands::statements::dunning::{self, Debtor};
use crate::domain::id::PatientId;
use crate::domain::report::{About, Report, Row};
use crate::gui::action::{Action, Request, Route};
use crate::gui::context::Context;
use crate::gui::form::text::Text;
use crate::gui::form::{self, Field};
use crate::gui::shortcut::{Binding, Stroke};
use crate::gui::widget::travel::go_to;
use crate::gui::widget::window_list::{Act, Column, Selection};
use crate::store::Database;

mod act;
mod lists;
mod rows;
mod view;

pub const LIST: &str = "collections-list";
const SEARCH: &str = "collections-search";

/// Where an account is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tab {
    Waiting,
    Approved,
    Declined,
    Agency,
}

const TABS: [Tab; 4] = [Tab::Waiting, Tab::Approved, Tab::Declined, Tab::Agency];

#[derive(Debug)]
pub struct Collections {
    tab: Tab,
    loaded: Option<Loaded>,
    agency_columns: Vec<Column>,
    search: Field<Text>,
    /// The rows of the open list that fit the search, in their order, as places in what was read.
    shown: Vec<usize>,
    selection: Selection,
    marks: BTreeSet<PatientId>,
    /// Who decided last, to be offered again.
    reviewer: String,
    dialog: Option<Dialog>,
    serial: u32,
}

/// What was read.
#[derive(Debug, Clone)]
pub struct Loaded {
    waiting: Vec<Debtor>,
    approved: Vec<Debtor>,
    declined: Vec<Debtor>,
    agency: Report,
}

/// What is done to accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    Approve,
    Decline,
    Withdraw,
    HandOver,
    TakeBack,
}

#[derive(Debug)]
enum Dialog {
    Deed(Deed, Vec<PatientId>, Box<Ask>),
    Output(Box<Output>),
}

#[derive(Debug, Clone)]
pub enum Message {
    Read(u32, Box<Result<Loaded, commands::Error>>),
    Resumed,
    TabChosen(usize),
    TabStepped(bool),
    SearchWanted,
    SearchEdited(form::Edit),
    SearchCleared,
    Listed(Act),
    MarkPressed,
    AllPressed,
    DeedPressed(Deed),
    Done(Deed, act::Outcome),
    PrintPressed,
    ExportPressed,
    Listing(bool, Box<Result<Report, commands::Error>>),
    AccountPressed,
    Ask(ask::Message),
    Output(output::Message),
    DialogLeft,
}

async fn load(database: Database, today: chrono::NaiveDate) -> Result<Loaded, commands::Error> {
    Ok(Loaded {
        waiting: dunning::pre_collection(database.clone(), today).await?,
        approved: dunning::approved(database.clone(), today).await?,
        declined: dunning::declined(database.clone(), today).await?,
        agency: dunning::agency_list(database, Vec::new(), today).await?,
    })
}

/// Whose row of the agency's list it is.
fn account_of(row: &Row) -> Option<&PatientId> {
    match &row.about {
        Some(About::Patient(account)) => Some(account),
        _ => None,
    }
}

impl Loaded {
    /// How many accounts the agency has.
    fn with_agency(&self) -> usize {
        let accounts: BTreeSet<_> = self.agency.rows.iter().filter_map(account_of).collect();
        accounts.len()
    }
}

impl Collections {
    pub fn new(context: &Context) -> (Self, Task<Message>) {
        let mut screen = Self {
            tab: Tab::Waiting,
            loaded: None,
            agency_columns: Vec::new(),
            search: Field::new(SEARCH, "Search", Text::plain()).hint("Name, account, amount"),
            shown: Vec::new(),
            selection: Selection::default(),
            marks: BTreeSet::new(),
            reviewer: String::new(),
            dialog: None,
            serial: 0,
        };
        let task = Task::batch([screen.read(context), go_to(LIST)]);
        (screen, task)
    }

    fn read(&mut self, context: &Context) -> Task<Message> {
        let Some(database) = context.database() else {
            return Task::none();
        };
        self.serial += 1;
        let serial = self.serial;
        Task::perform(load(database, context.today), move |result| {
            Message::Read(serial, Box::new(result))
        })
    }

    fn go_to_tab(&mut self, tab: Tab) -> Action<Message> {
        if self.tab != tab {
            self.tab = tab;
            self.marks.clear();
            self.selection = Selection::default();
            self.fit();
        }
        Action::run(go_to(LIST))
    }
}

impl Screen for Collections {
    type Message = Message;

    fn title(&self) -> String {
        "Collections".to_owned()
    }

    fn primary(&self) -> Option<Binding<Message>> {
        let sign =
            |sign, word, deed| Binding::new(Stroke::sign(sign), word, Message::DeedPressed(deed));
        Some(match self.tab {
            Tab::Waiting => sign('a', "Approve…", Deed::Approve),
            Tab::Approved => sign('h', "Hand over…", Deed::HandOver),
            Tab::Declined => sign('w', "Withdraw…", Deed::Withdraw),
            Tab::Agency => sign('t', "Take back…", Deed::TakeBack),
        })
    }

    fn bindings(&self) -> Vec<Binding<Message>> {
        match &self.dialog {
            Some(Dialog::Deed(_, _, ask)) => {
                let bindings = ask.bindings().into_iter();
                return bindings.map(|it| it.map(Message::Ask)).collect();
            }
            Some(Dialog::Output(dialog)) => {
                let bindings = dialog.bindings().into_iter();
                return bindings.map(|it| it.map(Message::Output)).collect();
            }
            None => {}
        }
        let sign = |sign, word, message| Binding::new(Stroke::sign(sign), word, message);
        let named = |key, word, message| Binding::new(Stroke::named(key), word, message);
        let mut bindings = match self.tab {
            Tab::Waiting => vec![sign('d', "Decline…", Message::DeedPressed(Deed::Decline))],
            Tab::Approved => vec![sign('w', "Withdraw…", Message::DeedPressed(Deed::Withdraw))],
            Tab::Declined | Tab::Agency => Vec::new(),
        };
        bindings.push(sign('p', "Print the list…", Message::PrintPressed));
        bindings.push(sign('e', "Export…", Message::ExportPressed));
        bindings.extend(
            [
                sign('/', "Search", Message::SearchWanted),
                sign(' ', "Mark the account", Message::MarkPressed),
                sign('m', "Mark all, or none", Message::AllPressed),
                named(Named::ArrowRight, "Next list", Message::TabStepped(true)),
                named(
                    Named::ArrowLeft,
                    "Previous list",
                    Message::TabStepped(false),
                ),
                sign('1', "Waiting", Message::TabChosen(0)),
                sign('2', "Approved", Message::TabChosen(1)),
                sign('3', "Declined", Message::TabChosen(2)),
                sign('4', "With the agency", Message::TabChosen(3)),
            ]
            .map(Binding::unshown),
        );
        if self.count() > 0 {
            bindings.push(named(Named::F8, "Account", Message::AccountPressed).unshown());
        }
        bindings
    }

    fn back(&self) -> Option<Message> {
        match &self.dialog {
            Some(Dialog::Output(_)) => Some(Message::Output(output::Message::Left)),
            Some(Dialog::Deed(..)) => Some(Message::DialogLeft),
            None if !self.search.text().is_empty() => Some(Message::SearchCleared),
            None => None,
        }
    }

    fn resumed(&self) -> Option<Message> {
        Some(Message::Resumed)
    }

    fn dialog<'a>(&'a self, _context: &'a Context) -> Option<Element<'a, Message>> {
        Some(match self.dialog.as_ref()? {
            Dialog::Deed(_, _, ask) => ask.view().map(Message::Ask),
            Dialog::Output(dialog) => dialog.view().map(Message::Output),
        })
    }

    fn update(&mut self, message: Message, context: &Context) -> Action<Message> {
        match message {
            Message::Read(serial, result) if serial == self.serial => match *result {
                Ok(loaded) => self.take(loaded),
                Err(error) => return Action::failed(&error, context),
            },
            // An answer to an earlier question.
            Message::Read(..) => {}
            Message::Resumed => return Action::run(self.read(context)),
            Message::TabChosen(idx) => {
                if let Some(tab) = TABS.get(idx) {
                    return self.go_to_tab(*tab);
                }
            }
            Message::TabStepped(is_forward) => {
                let idx = TABS.iter().position(|tab| *tab == self.tab);
                let step = if is_forward { 1 } else { TABS.len() - 1 };
                let idx = (idx.unwrap_or_default() + step) % TABS.len();
                return self.go_to_tab(TABS[idx]);
            }
            Message::SearchWanted => return Action::run(go_to(SEARCH)),
            Message::SearchEdited(edit) => {
                self.search.update(edit);
                self.fit();
            }
            Message::SearchCleared => {
                self.search.set_text("");
                self.fit();
                return Action::run(go_to(LIST));
            }
            Message::Listed(act) => {
                self.selection.apply(act);
                match act {
                    Act::Selected(_) => {}
                    Act::Sorted(_) => self.fit(),
                    Act::Opened(_) => return self.open_account(),
                }
            }
            Message::MarkPressed | Message::AllPressed if self.count() == 0 => {
                return act::nobody();
            }
            Message::MarkPressed => self.mark(),
            Message::AllPressed => self.mark_all(),
            Message::DeedPressed(deed) => return self.begin(deed),
            Message::Done(deed, outcome) => return self.done(deed, outcome, context),
            Message::PrintPressed => return self.listing(true, context),
            Message::ExportPressed => return self.listing(false, context),
            Message::Listing(is_print, result) => match *result {
                Ok(report) => return self.open_output(report, is_print, context),
                Err(error) => return Action::failed(&error, context),
            },
            Message::AccountPressed => return self.open_account(),
            Message::Ask(message) => {
                let next = match &mut self.dialog {
                    Some(Dialog::Deed(_, _, ask)) => ask.update(message),
                    _ => None,
                };
                match next {
                    Some(Next::Leave) => self.dialog = None,
                    Some(Next::Go) => return self.go(context),
                    _ => {}
                }
            }
            Message::Output(message) => return self.output(message, context),
            Message::DialogLeft => self.dialog = None,
        }
        Action::none()
    }

    fn view<'a>(&'a self, _context: &'a Context) -> Element<'a, Message> {
        self.content()
    }
}

impl Collections {
    fn open_account(&self) -> Action<Message> {
        let account = self.selection.row.and_then(|row| self.account_at(row));
        match account {
            Some(account) => Action::request(Request::Open(Route::Account(Some(account.clone())))),
            None => Action::none(),
        }
    }
}
