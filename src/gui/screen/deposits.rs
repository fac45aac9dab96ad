//! Take receipts to the bank: the drawer, the deposit with its slip, the deposits of before, and
//! checks that the bank gives back.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use iced::{Element, Task};

use super::Screen;
use super::ask::{self, Ask, Next, Posting as Shown, reason};
use super::output::{self, Output};
use crate::commands;
use crate::commands::ledger::Posting;
use crate::commands::ledger::called::{self, Names};
use crate::commands::ledger::deposits::{self, DepositRow, Drawer};
use crate::commands::ledger::receipts::ReceiptRow;
use crate::commands::ledger::returned::{self, Returned};
use crate::commands::reports::{self, Parameters, ReportKind};
use crate::domain::date::spoken;
use crate::domain::deposit::{MethodTotal, Slip, SlipLine, by_method};
use crate::domain::id::{DepositId, EntryId, ReceiptId};
use crate::domain::money::Money;
use crate::domain::report::Report;
use crate::gui::action::{Action, Request};
use crate::gui::context::{Context, author};
use crate::gui::form::Field;
use crate::gui::form::date::{Date, Span};
use crate::gui::form::field_set::Takes;
use crate::gui::form::money::grouped;
use crate::gui::notice::Notice;
use crate::gui::screen::print::view::counted;
use crate::gui::shortcut::{Binding, Stroke};
use crate::gui::widget::travel::go_to;
use crate::gui::widget::window_list::{Act, Selection};
use crate::store::Database;
use iced::keyboard::key::Named;

pub mod view;

pub const DRAWER: &str = "deposits-drawer";
pub const PAST: &str = "deposits-past";
pub const SLIP: &str = "deposits-slip";
const ON: &str = "deposits-on";
const NOTE: &str = "deposits-note";
const REASON: &str = "deposits-reason";
const FEE: &str = "deposits-fee";

/// How far back the list of deposits goes.
const YEARS_DAYS: u64 = 731;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tab {
    Drawer,
    Past,
}

#[derive(Debug)]
pub struct Deposits {
    tab: Tab,
    loaded: Option<Loaded>,
    marks: BTreeSet<ReceiptId>,
    drawer: Selection,
    past: Selection,
    slip: Option<Slip>,
    slip_row: Selection,
    dialog: Option<Dialog>,
}

/// What was read.
#[derive(Debug, Clone)]
pub struct Loaded {
    drawer: Drawer,
    names: Names,
    past: Vec<DepositRow>,
}

#[derive(Debug)]
enum Dialog {
    Make(Ask),
    Return(ReceiptId, Ask),
    Output(Box<Output>),
}

#[derive(Debug, Clone)]
pub enum Message {
    Read(Result<Box<Loaded>, commands::Error>),
    Resumed,
    TabChosen(usize),
    TabStepped,
    DrawerListed(Act),
    PastListed(Act),
    SlipListed(Act),
    SlipRead(Result<Slip, commands::Error>),
    MarkPressed,
    AllPressed,
    MakePressed,
    Made(Result<DepositId, commands::Error>),
    PrintPressed,
    Reported(Result<Report, commands::Error>),
    ReturnPressed,
    Returned(Result<Vec<EntryId>, commands::Error>),
    Ask(ask::Message),
    Output(output::Message),
    DialogLeft,
}

async fn read(database: Database, today: NaiveDate) -> Result<Box<Loaded>, commands::Error> {
    let drawer = deposits::drawer(database.clone()).await?;
    let ids = drawer.receipts.iter().map(|row| row.received.id).collect();
    let names = called::givers(database.clone(), ids).await?;
    let from = today
        .checked_sub_days(Days::new(YEARS_DAYS))
        .unwrap_or(today);
    let past = deposits::between(database, from, today).await?;
    Ok(Box::new(Loaded {
        drawer,
        names,
        past,
    }))
}

impl Deposits {
    pub fn new(context: &Context) -> (Self, Task<Message>) {
        let screen = Self {
            tab: Tab::Drawer,
            loaded: None,
            marks: BTreeSet::new(),
            drawer: Selection::default(),
            past: Selection::default(),
            slip: None,
            slip_row: Selection::default(),
            dialog: None,
        };
        let task = screen.read(context).chain(go_to(DRAWER));
        (screen, task)
    }

    fn read(&self, context: &Context) -> Task<Message> {
        match context.database() {
            Some(database) => Task::perform(read(database, context.today), Message::Read),
            None => Task::none(),
        }
    }

    fn receipts(&self) -> &[ReceiptRow] {
        self.loaded
            .as_ref()
            .map_or(&[], |loaded| &loaded.drawer.receipts)
    }

    fn past(&self) -> &[DepositRow] {
        self.loaded.as_ref().map_or(&[], |loaded| &loaded.past)
    }

    /// What goes to the bank: the marked receipts; without a mark all of the drawer.
    fn chosen(&self) -> Vec<&ReceiptRow> {
        let all = self.receipts().iter();
        all.filter(|row| self.marks.is_empty() || self.marks.contains(&row.received.id))
            .collect()
    }

    fn totals(&self) -> (Vec<MethodTotal>, Money) {
        let totals = by_method(self.chosen().iter().map(|row| &row.received.receipt));
        let sum = totals.iter().map(|it| it.total).sum();
        (totals, sum)
    }

    fn selected_deposit(&self) -> Option<&DepositRow> {
        self.past().get(self.past.row?)
    }

    fn read_slip(&mut self, context: &Context) -> Task<Message> {
        self.slip = None;
        match (self.selected_deposit(), context.database()) {
            (Some(row), Some(database)) => {
                Task::perform(deposits::slip(database, row.number), Message::SlipRead)
            }
            _ => Task::none(),
        }
    }

    fn go_to_tab(&mut self, tab: Tab, context: &Context) -> Action<Message> {
        self.tab = tab;
        match tab {
            Tab::Drawer => Action::run(go_to(DRAWER)),
            Tab::Past => {
                self.past.row = self.past.row.or((!self.past().is_empty()).then_some(0));
                let read = self.read_slip(context);
                Action::run(read.chain(go_to(PAST)))
            }
        }
    }

    fn make(&mut self, context: &Context) -> Action<Message> {
        let chosen = self.chosen();
        if chosen.is_empty() {
            return Action::request(Request::Notify(Notice::warning(
                "The drawer is empty; there is nothing to take to the bank.",
            )));
        }
        let kind = Takes::Day(Date {
            today: context.today,
            span: Span::Past,
        });
        let on = Field::new(ON, "Deposited on", kind)
            .required()
            .with_text(spoken(context.today));
        let note = Field::new(NOTE, "Note", Takes::Words).hint("Such as the number of the bag");
        let (totals, sum) = self.totals();
        let title = format!(
            "Deposit {}, {}",
            counted(chosen.len(), "receipt"),
            grouped(sum)
        );
        let mut ask = Ask::new(title, "Make the deposit")
            .explain("A deposit is locked: what it holds never changes afterwards.")
            .with_fields(
                vec![("effective_on", on), ("note", note)],
                vec![vec![("effective_on", 160.0), ("note", 0.0)]],
            );
        ask.preview = totals
            .iter()
            .map(|it| {
                let words = format!("{} {}", counted(it.count, "receipt"), it.method);
                Shown::new(words, it.total)
            })
            .collect();
        ask.preview.push(Shown::new("1020 Bank", sum));
        self.dialog = Some(Dialog::Make(ask));
        Action::run(go_to(NOTE))
    }

    fn selected_slip_line(&self) -> Option<&SlipLine> {
        self.slip.as_ref()?.lines.get(self.slip_row.row?)
    }

    fn begin_return(&mut self, context: &Context) -> Action<Message> {
        let Some(line) = self.selected_slip_line() else {
            return Action::request(Request::Notify(Notice::warning(
                "Choose the receipt on its deposit’s slip first: Tab leads there.",
            )));
        };
        let (id, amount) = (line.receipt, line.amount);
        let kind = Takes::Day(Date {
            today: context.today,
            span: Span::Past,
        });
        let on = Field::new(ON, "The bank took it back on", kind)
            .required()
            .with_text(spoken(context.today));
        let fee = Field::new(FEE, "Fee to the patient", Takes::Amount)
            .hint("Empty: the patient pays no fee");
        let title = format!("Returned: {} of {}", grouped(amount), line.giver);
        let mut ask = Ask::new(title, "Enter the return")
            .explain("What the check had paid is owed again. The receipt and its deposit stay as they were.")
            .with_fields(
                vec![
                    ("effective_on", on),
                    ("fee", fee),
                    reason(REASON, "What the bank says"),
                ],
                vec![
                    vec![("reason", 0.0)],
                    vec![("effective_on", 200.0), ("fee", 180.0)],
                ],
            )
            .destructive();
        preview_return(&mut ask, amount);
        self.dialog = Some(Dialog::Return(id, ask));
        Action::run(go_to(REASON))
    }

    fn ask(&mut self, message: ask::Message, context: &Context) -> Action<Message> {
        let amount = self.selected_slip_line().map(|line| line.amount);
        let next = match &mut self.dialog {
            Some(Dialog::Make(ask)) => ask.update(message),
            Some(Dialog::Return(_, ask)) => {
                let next = ask.update(message);
                preview_return(ask, amount.unwrap_or_default());
                next
            }
            _ => None,
        };
        match next {
            Some(Next::Leave) => {
                self.dialog = None;
                Action::none()
            }
            Some(Next::Go) => self.go(context),
            _ => Action::none(),
        }
    }

    fn go(&mut self, context: &Context) -> Action<Message> {
        let Some(database) = context.database() else {
            return Action::none();
        };
        let chosen: Vec<ReceiptId> = self.chosen().iter().map(|row| row.received.id).collect();
        let today = context.today;
        let ask = match &mut self.dialog {
            Some(Dialog::Make(ask) | Dialog::Return(_, ask)) => ask,
            _ => return Action::none(),
        };
        if let Err(place) = ask.begin() {
            return place.map_or_else(Action::none, |id| Action::run(go_to(id)));
        }
        let on = ask.fields.day("effective_on").unwrap_or(today);
        let note = ask.fields.text("note").to_owned();
        let why = ask.fields.text("reason").to_owned();
        let fee = ask.fields.value("fee").and_then(|fee| fee.parse().ok());
        match &self.dialog {
            Some(Dialog::Make(_)) => {
                let make = async move {
                    let posting = Posting::today(author(), today).on(on);
                    deposits::make(database, chosen, note, posting).await
                };
                Action::run(Task::perform(make, Message::Made))
            }
            Some(Dialog::Return(receipt, _)) => {
                let order = Returned {
                    receipt: *receipt,
                    reason: why,
                    fee,
                };
                let post = async move {
                    let posting = Posting::today(author(), today).on(on);
                    returned::post(database, order, posting).await
                };
                Action::run(Task::perform(post, Message::Returned))
            }
            _ => Action::none(),
        }
    }

    fn refused(&mut self, error: &commands::Error, context: &Context) -> Action<Message> {
        match &mut self.dialog {
            Some(Dialog::Make(ask) | Dialog::Return(_, ask)) => match ask.refuse(error) {
                Some(id) => Action::run(go_to(id)),
                None => Action::none(),
            },
            _ => Action::failed(error, context),
        }
    }

    /// Makes the slip of a deposit as a report, to be printed.
    fn report(number: Option<DepositId>, context: &Context) -> Task<Message> {
        let Some(database) = context.database() else {
            return Task::none();
        };
        let parameters = Parameters {
            deposit: number,
            ..Parameters::today(context.today)
        };
        Task::perform(
            reports::make(database, ReportKind::DepositSlip, parameters),
            Message::Reported,
        )
    }
}

/// What a returned check posts.
fn preview_return(ask: &mut Ask, amount: Money) {
    let fee: Option<Money> = ask.fields.value("fee").and_then(|fee| fee.parse().ok());
    ask.preview = vec![
        Shown::new("1020 Bank: the bank takes it back", -amount),
        Shown::said("What the check had paid is owed again, line by line"),
    ];
    if let Some(fee) = fee {
        ask.preview
            .push(Shown::new("1140 Receivable, patients: a fee", fee));
    }
}

impl Screen for Deposits {
    type Message = Message;

    fn title(&self) -> String {
        "Deposits".to_owned()
    }

    fn primary(&self) -> Option<Binding<Message>> {
        Some(match self.tab {
            Tab::Drawer => Binding::new(Stroke::sign('d'), "Deposit…", Message::MakePressed),
            Tab::Past => Binding::new(Stroke::sign('p'), "Print the slip…", Message::PrintPressed),
        })
    }

    fn bindings(&self) -> Vec<Binding<Message>> {
        match &self.dialog {
            Some(Dialog::Make(ask) | Dialog::Return(_, ask)) => {
                let bindings = ask.bindings().into_iter();
                return bindings.map(|it| it.map(Message::Ask)).collect();
            }
            Some(Dialog::Output(output)) => {
                let bindings = output.bindings().into_iter();
                return bindings.map(|it| it.map(Message::Output)).collect();
            }
            None => {}
        }
        let sign = |sign, word, message| Binding::new(Stroke::sign(sign), word, message);
        let named = |named, message| {
            Binding::new(Stroke::named(named), "The other list", message).unshown()
        };
        let mut bindings = match self.tab {
            Tab::Drawer => vec![
                sign('p', "Print the list", Message::PrintPressed),
                sign(' ', "Mark the receipt", Message::MarkPressed).unshown(),
                sign('a', "Mark all, or none", Message::AllPressed).unshown(),
            ],
            Tab::Past => vec![sign('n', "Returned check…", Message::ReturnPressed)],
        };
        bindings.extend([
            sign('1', "The drawer", Message::TabChosen(0)).unshown(),
            sign('2', "Past deposits", Message::TabChosen(1)).unshown(),
            named(Named::ArrowRight, Message::TabStepped),
            named(Named::ArrowLeft, Message::TabStepped),
        ]);
        bindings
    }

    fn back(&self) -> Option<Message> {
        self.dialog.as_ref().map(|dialog| match dialog {
            Dialog::Output(_) => Message::Output(output::Message::Left),
            _ => Message::DialogLeft,
        })
    }

    fn resumed(&self) -> Option<Message> {
        Some(Message::Resumed)
    }

    fn dialog<'a>(&'a self, _context: &'a Context) -> Option<Element<'a, Message>> {
        Some(match self.dialog.as_ref()? {
            Dialog::Make(ask) | Dialog::Return(_, ask) => ask.view().map(Message::Ask),
            Dialog::Output(output) => output.view().map(Message::Output),
        })
    }

    fn update(&mut self, message: Message, context: &Context) -> Action<Message> {
        match message {
            Message::Read(Ok(loaded)) => {
                let ids: BTreeSet<ReceiptId> = loaded
                    .drawer
                    .receipts
                    .iter()
                    .map(|row| row.received.id)
                    .collect();
                self.marks.retain(|id| ids.contains(id));
                let last = ids.len().checked_sub(1);
                self.drawer.row = last.map(|last| self.drawer.row.unwrap_or_default().min(last));
                self.loaded = Some(*loaded);
            }
            Message::Read(Err(error)) | Message::SlipRead(Err(error)) => {
                return Action::failed(&error, context);
            }
            Message::Resumed => return Action::run(self.read(context)),
            Message::TabChosen(idx) => {
                let tab = if idx == 0 { Tab::Drawer } else { Tab::Past };
                return self.go_to_tab(tab, context);
            }
            Message::TabStepped => {
                let tab = match self.tab {
                    Tab::Drawer => Tab::Past,
                    Tab::Past => Tab::Drawer,
                };
                return self.go_to_tab(tab, context);
            }
            Message::DrawerListed(act) => {
                self.drawer.apply(act);
                if matches!(act, Act::Opened(_)) {
                    self.mark();
                }
            }
            Message::PastListed(act) => {
                self.past.apply(act);
                if matches!(act, Act::Opened(_)) {
                    return Action::run(go_to(SLIP));
                }
                return Action::run(self.read_slip(context));
            }
            Message::SlipListed(act) => self.slip_row.apply(act),
            Message::SlipRead(Ok(slip)) => {
                self.slip_row.row = (!slip.lines.is_empty()).then_some(0);
                self.slip = Some(slip);
            }
            Message::MarkPressed => self.mark(),
            Message::AllPressed => {
                let ids: BTreeSet<ReceiptId> =
                    self.receipts().iter().map(|row| row.received.id).collect();
                if self.marks == ids {
                    self.marks.clear();
                } else {
                    self.marks = ids;
                }
            }
            Message::MakePressed => return self.make(context),
            Message::Made(Ok(number)) => {
                self.dialog = None;
                self.marks.clear();
                self.tab = Tab::Past;
                self.past.row = Some(0);
                let notice = Notice::done(format!("Deposit {number} is made; print its slip."));
                let tasks = self
                    .read(context)
                    .chain(Self::report(Some(number), context));
                return Action::run(tasks)
                    .and(Request::Notify(notice))
                    .and(Request::PracticeChanged);
            }
            Message::PrintPressed => {
                let number = match self.tab {
                    Tab::Drawer => None,
                    Tab::Past => match self.selected_deposit() {
                        Some(row) => Some(row.number),
                        None => return Action::none(),
                    },
                };
                return Action::run(Self::report(number, context));
            }
            Message::Reported(Ok(report)) => {
                let (output, task) = Output::new(report, true, context);
                self.dialog = Some(Dialog::Output(Box::new(output)));
                return Action::run(task.map(Message::Output));
            }
            Message::ReturnPressed => return self.begin_return(context),
            Message::Returned(Ok(_)) => {
                self.dialog = None;
                let notice = Notice::done("The return is entered; what it had paid is owed again.");
                return Action::run(self.read(context))
                    .and(Request::Notify(notice))
                    .and(Request::PracticeChanged);
            }
            Message::Made(Err(error))
            | Message::Returned(Err(error))
            | Message::Reported(Err(error)) => return self.refused(&error, context),
            Message::Ask(message) => return self.ask(message, context),
            Message::Output(message) => {
                let Some(Dialog::Output(output)) = &mut self.dialog else {
                    return Action::none();
                };
                let (task, end) = output.update(message, context);
                let action = Action::run(task.map(Message::Output));
                return match end {
                    None => action,
                    Some(end) => {
                        self.dialog = None;
                        let place = match self.tab {
                            Tab::Drawer => DRAWER,
                            Tab::Past => PAST,
                        };
                        let read = self.read_slip(context);
                        let action = Action::run(Task::batch([action.task, read, go_to(place)]));
                        match end {
                            output::End::Nothing => action,
                            output::End::Done(notice) => action.and(Request::Notify(notice)),
                        }
                    }
                };
            }
            Message::DialogLeft => self.dialog = None,
        }
        Action::none()
    }

    fn view<'a>(&'a self, _context: &'a Context) -> Element<'a, Message> {
        self.content()
    }
}

impl Deposits {
    fn mark(&mut self) {
        let Some(row) = self.drawer.row else { return };
        let Some(id) = self.receipts().get(row).map(|row| row.received.id) else {
            return;
        };
        if !self.marks.remove(&id) {
            let _ = self.marks.insert(id);
        }
        let last = self.receipts().len() - 1;
        self.drawer.row = Some((row + 1).min(last));
    }
}
