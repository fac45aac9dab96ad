//! Send statements: who is due one and who is not and why, print them and say when they were
//! mailed, and look at what was mailed before exactly as it was.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use iced::{Element, Task};

use super::Screen;
use super::ask::{self, Ask};
use super::mailing::{self, Mailing};
use super::output::{self, Output};
use super::paper::{self, Paper};
use crate::commands;
use crate::commands::print::{Progress, Stop};
use crate::commands::statements::settings;
use crate::commands::statements::{
    self, Cycle, Order, Preview, RunRow, RunShown, Selection as Whose,
};
use crate::domain::date::spoken;
use crate::domain::id::{PatientId, StatementId, StatementRunId};
use crate::gui::action::Action;
use crate::gui::context::Context;
use crate::gui::form::date::{Date, Span};
use crate::gui::form::text::Text;
use crate::gui::form::{self, Field};
use crate::gui::shortcut::{Binding, Stroke};
use crate::gui::widget::travel::go_to;
use crate::gui::widget::window_list::{Act, Selection};
use crate::store::Database;

pub mod act;
mod keys;
pub mod lists;
mod rows;
mod view;

pub const DUE: &str = "statements-due";
pub const SKIPPED: &str = "statements-skipped";
pub const RUNS: &str = "statements-runs";
pub const RUN: &str = "statements-run";
const SEARCH: &str = "statements-search";
const RUNS_SEARCH: &str = "statements-runs-search";
const AS_OF: &str = "statements-as-of";

/// The lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tab {
    Due,
    Skipped,
    Runs,
}

const TABS: [Tab; 3] = [Tab::Due, Tab::Skipped, Tab::Runs];

#[derive(Debug)]
pub struct Statements {
    tab: Tab,
    cycles: Vec<Cycle>,
    /// None is everybody.
    cycle: Option<Cycle>,
    as_of: Field<Date>,
    search: Field<Text>,
    preview: Option<Preview>,
    /// For which day and cycle it was asked.
    asked: (NaiveDate, Option<Cycle>),
    /// Of the accounts that are due, those that this run leaves out.
    left_out: BTreeSet<PatientId>,
    /// Of those that are not, those that it takes in.
    put_in: BTreeSet<PatientId>,
    due: List,
    skipped: List,
    runs: Option<Vec<RunRow>>,
    runs_search: Field<Text>,
    runs_list: List,
    run: Option<RunShown>,
    /// Whether the run's skipped accounts are listed and not its statements.
    shows_skips: bool,
    of_run: List,
    dialog: Option<Dialog>,
    /// An answer to an earlier question is dropped.
    serial: u32,
    /// How many per cent of the accounts are read; none while nothing is read.
    reading: Option<usize>,
    work: Stop,
}

/// The rows of a list that fit the search, in their order, as places in what was read.
#[derive(Debug, Default)]
struct List {
    shown: Vec<usize>,
    selection: Selection,
}

impl List {
    fn selected(&self) -> Option<usize> {
        self.shown.get(self.selection.row?).copied()
    }
}

/// What stands over the lists.
#[derive(Debug)]
enum Dialog {
    Mailing(Box<Mailing>),
    Paper(Box<Paper>),
    /// A statement, or with none of them the whole run, was never mailed.
    Void(StatementRunId, Option<StatementId>, Box<Ask>),
    Output(Box<Output>),
}

/// What was read for the due and the skipped.
#[derive(Debug, Clone)]
pub struct Loaded {
    preview: Preview,
    cycles: Vec<Cycle>,
}

#[derive(Debug, Clone)]
pub enum Message {
    Progressed(u32, usize),
    Read(u32, Box<Result<Loaded, commands::Error>>),
    RunsRead(u32, Result<Vec<RunRow>, commands::Error>),
    RunRead(u32, Box<Result<RunShown, commands::Error>>),
    Resumed,
    TabChosen(usize),
    TabStepped(bool),
    CycleChosen(usize),
    CycleStepped,
    AsOfWanted,
    AsOfEdited(form::Edit),
    SearchWanted,
    SearchEdited(form::Edit),
    SearchCleared,
    RunsSearchWanted,
    RunsSearchEdited(form::Edit),
    DueListed(Act),
    SkippedListed(Act),
    RunsListed(Act),
    RunListed(Act),
    LeaveOutPressed,
    PutInPressed,
    PrintPressed,
    ShowPressed,
    Shown(Box<Result<act::Opened, commands::Error>>),
    SkipsPressed,
    VoidPressed,
    VoidRunPressed,
    Voided(usize, Result<(), commands::Error>),
    AccountPressed,
    LabelsPressed,
    ExportPressed,
    RunsExportPressed,
    Mailing(mailing::Message),
    Paper(paper::Message),
    Ask(ask::Message),
    Output(output::Message),
    DialogLeft,
}

async fn load(
    database: Database,
    order: Order,
    progress: Progress,
) -> Result<Loaded, commands::Error> {
    Ok(Loaded {
        cycles: settings::load(database.clone()).await?.rules.cycles,
        preview: statements::preview(database, order, progress).await?,
    })
}

impl Statements {
    pub fn new(context: &Context) -> (Self, Task<Message>) {
        let day = Date {
            today: context.today,
            span: Span::Around,
        };
        let mut screen = Self {
            tab: Tab::Due,
            cycles: Vec::new(),
            cycle: None,
            as_of: Field::new(AS_OF, "As of", day)
                .required()
                .with_text(spoken(context.today)),
            search: Field::new(SEARCH, "Search", Text::plain()).hint("Name, account, amount"),
            preview: None,
            asked: (context.today, None),
            left_out: BTreeSet::new(),
            put_in: BTreeSet::new(),
            due: List::default(),
            skipped: List::default(),
            runs: None,
            runs_search: Field::new(RUNS_SEARCH, "Find a run", Text::plain())
                .hint("Number, day, cycle, amount"),
            runs_list: List::default(),
            run: None,
            shows_skips: false,
            of_run: List::default(),
            dialog: None,
            serial: 0,
            reading: None,
            work: Stop::default(),
        };
        let task = Task::batch([screen.read(context), go_to(DUE)]);
        (screen, task)
    }

    /// What is to be sent, as it is chosen now.
    fn order(&self) -> Order {
        let (as_of, cycle) = self.asked.clone();
        Order {
            selection: Whose::Due { cycle },
            left_out: self.left_out.iter().cloned().collect(),
            put_in: self.put_in.iter().cloned().collect(),
            as_of,
        }
    }

    /// Reads who is due, and the runs.
    fn read(&mut self, context: &Context) -> Task<Message> {
        let Some(database) = context.database() else {
            return Task::none();
        };
        self.serial += 1;
        self.reading = Some(0);
        let serial = self.serial;
        // What was asked before is asked anew.
        self.work.give_up();
        let (progress, ear) = Progress::new();
        self.work = progress.stop();
        let told = Task::run(ear, move |percent| Message::Progressed(serial, percent));
        // Who is left out stays in the list, so that she can be taken in again.
        let order = Order {
            left_out: Vec::new(),
            ..self.order()
        };
        let due = Task::perform(load(database.clone(), order, progress), move |result| {
            Message::Read(serial, Box::new(result))
        });
        let runs = Task::perform(statements::runs(database), move |result| {
            Message::RunsRead(serial, result)
        });
        Task::batch([told, due, runs])
    }

    /// Reads anew where the day or the cycle is another now.
    fn read_if_changed(&mut self, context: &Context) -> Task<Message> {
        let Some(as_of) = self.as_of.value().copied() else {
            return Task::none();
        };
        let wanted = (as_of, self.cycle.clone());
        if wanted == self.asked {
            return Task::none();
        }
        self.asked = wanted;
        self.preview = None;
        self.fit();
        self.read(context)
    }

    fn read_run(&self, context: &Context) -> Task<Message> {
        let (Some(database), Some(row)) = (context.database(), self.selected_run()) else {
            return Task::none();
        };
        let serial = self.serial;
        Task::perform(statements::run(database, row.run.id), move |result| {
            Message::RunRead(serial, Box::new(result))
        })
    }

    /// Lists the runs by their search and order; reads the selected one where it is another now.
    fn list_runs(&mut self, context: &Context) -> Task<Message> {
        let before = self.selected_run().map(|row| row.run.id);
        self.fit_runs(before);
        match self.selected_run().map(|row| row.run.id) {
            after if after == before => return Task::none(),
            None => self.run = None,
            Some(_) => {}
        }
        self.of_run = List::default();
        self.read_run(context)
    }

    fn go_to_tab(&mut self, tab: Tab) -> Action<Message> {
        self.tab = tab;
        self.fit();
        Action::run(go_to(self.list_id()))
    }

    /// The list that has the focus first.
    fn list_id(&self) -> &'static str {
        match self.tab {
            Tab::Due => DUE,
            Tab::Skipped => SKIPPED,
            Tab::Runs => RUNS,
        }
    }

    /// The place of the chosen cycle, 0 being everybody's.
    fn chosen_cycle(&self) -> usize {
        let place = |cycle: &Cycle| self.cycles.iter().position(|it| it == cycle);
        self.cycle.as_ref().and_then(place).map_or(0, |idx| idx + 1)
    }

    /// Chooses a cycle; 0 is everybody.
    fn choose_cycle(&mut self, idx: usize, context: &Context) -> Action<Message> {
        self.cycle = idx
            .checked_sub(1)
            .and_then(|idx| self.cycles.get(idx))
            .cloned();
        Action::run(self.read_if_changed(context))
    }
}

impl Screen for Statements {
    type Message = Message;

    fn title(&self) -> String {
        "Statements".to_owned()
    }

    fn primary(&self) -> Option<Binding<Message>> {
        Some(match self.tab {
            Tab::Due | Tab::Skipped => {
                Binding::new(Stroke::sign('p'), "Print…", Message::PrintPressed)
            }
            Tab::Runs => Binding::new(Stroke::sign('s'), "Show…", Message::ShowPressed),
        })
    }

    fn bindings(&self) -> Vec<Binding<Message>> {
        match &self.dialog {
            Some(Dialog::Mailing(dialog)) => {
                let bindings = dialog.bindings().into_iter();
                return bindings.map(|it| it.map(Message::Mailing)).collect();
            }
            Some(Dialog::Paper(dialog)) => {
                let bindings = dialog.bindings().into_iter();
                return bindings.map(|it| it.map(Message::Paper)).collect();
            }
            Some(Dialog::Void(_, _, ask)) => {
                let bindings = ask.bindings().into_iter();
                return bindings.map(|it| it.map(Message::Ask)).collect();
            }
            Some(Dialog::Output(dialog)) => {
                let bindings = dialog.bindings().into_iter();
                return bindings.map(|it| it.map(Message::Output)).collect();
            }
            None => {}
        }
        self.own_bindings()
    }

    fn back(&self) -> Option<Message> {
        match &self.dialog {
            Some(Dialog::Mailing(_)) => Some(Message::Mailing(mailing::Message::Canceled)),
            Some(Dialog::Paper(_)) => Some(Message::Paper(paper::Message::Left)),
            Some(Dialog::Output(_)) => Some(Message::Output(output::Message::Left)),
            Some(Dialog::Void(..)) => Some(Message::DialogLeft),
            None => {
                let is_searched = !self.search.text().is_empty();
                let is_run_sought = self.tab == Tab::Runs && !self.runs_search.text().is_empty();
                (is_searched || is_run_sought).then_some(Message::SearchCleared)
            }
        }
    }

    fn resumed(&self) -> Option<Message> {
        Some(Message::Resumed)
    }

    fn dialog<'a>(&'a self, _context: &'a Context) -> Option<Element<'a, Message>> {
        Some(match self.dialog.as_ref()? {
            Dialog::Mailing(dialog) => dialog.view().map(Message::Mailing),
            Dialog::Paper(dialog) => dialog.view().map(Message::Paper),
            Dialog::Void(_, _, ask) => ask.view().map(Message::Ask),
            Dialog::Output(dialog) => dialog.view().map(Message::Output),
        })
    }

    fn update(&mut self, message: Message, context: &Context) -> Action<Message> {
        match message {
            Message::Read(serial, result) if serial == self.serial => {
                self.reading = None;
                match *result {
                    Ok(loaded) => {
                        self.cycles = loaded.cycles;
                        self.preview = Some(loaded.preview);
                        self.fit();
                        // The practice gave the cycle up meanwhile: everybody is shown again.
                        if self.chosen_cycle() == 0 && self.cycle.take().is_some() {
                            return Action::run(self.read_if_changed(context));
                        }
                    }
                    Err(error) => return Action::failed(&error, context),
                }
            }
            Message::RunsRead(serial, Ok(runs)) if serial == self.serial => {
                let selected = self.selected_run().map(|row| row.run.id);
                self.runs = Some(runs);
                self.fit_runs(selected);
                return Action::run(self.read_run(context));
            }
            Message::RunRead(serial, result) if serial == self.serial => match *result {
                Ok(run) if self.selected_run().map(|it| it.run.id) == Some(run.row.run.id) => {
                    self.run = Some(run);
                    self.fit();
                }
                Ok(_) => {}
                Err(error) => return Action::failed(&error, context),
            },
            Message::RunsRead(serial, Err(error)) if serial == self.serial => {
                return Action::failed(&error, context);
            }
            // An answer to an earlier question.
            Message::Read(..) | Message::RunsRead(..) | Message::RunRead(..) => {}
            Message::Progressed(serial, percent) => {
                if let Some(told) = self.reading.as_mut().filter(|_| serial == self.serial) {
                    *told = percent;
                }
            }
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
            Message::CycleChosen(idx) => return self.choose_cycle(idx, context),
            Message::CycleStepped => {
                let next = self.chosen_cycle() + 1;
                return self.choose_cycle(next % (self.cycles.len() + 1), context);
            }
            Message::AsOfWanted => return Action::run(go_to(AS_OF)),
            Message::AsOfEdited(edit) => {
                let is_left = matches!(edit, form::Edit::Left);
                self.as_of.update(edit);
                if is_left {
                    return Action::run(self.read_if_changed(context));
                }
            }
            Message::SearchWanted => return Action::run(go_to(SEARCH)),
            Message::SearchEdited(edit) => {
                self.search.update(edit);
                self.fit();
            }
            Message::SearchCleared => {
                self.search.set_text("");
                self.runs_search.set_text("");
                self.fit();
                let read = self.list_runs(context);
                return Action::run(Task::batch([read, go_to(self.list_id())]));
            }
            Message::RunsSearchWanted => return Action::run(go_to(RUNS_SEARCH)),
            Message::RunsSearchEdited(edit) => {
                self.runs_search.update(edit);
                return Action::run(self.list_runs(context));
            }
            Message::DueListed(act) => return self.listed(Tab::Due, act),
            Message::SkippedListed(act) => return self.listed(Tab::Skipped, act),
            Message::RunsListed(act) => {
                self.runs_list.selection.apply(act);
                match act {
                    Act::Opened(_) => return Action::run(go_to(RUN)),
                    Act::Selected(_) => {
                        self.of_run = List::default();
                        return Action::run(self.read_run(context));
                    }
                    Act::Sorted(_) => return Action::run(self.list_runs(context)),
                }
            }
            Message::RunListed(act) => {
                self.of_run.selection.apply(act);
                match act {
                    Act::Opened(_) if self.shows_skips => return self.open_account(),
                    Act::Opened(_) => return self.show(context),
                    Act::Sorted(_) => self.fit(),
                    Act::Selected(_) => {}
                }
            }
            Message::AccountPressed => return self.open_account(),
            Message::LeaveOutPressed => return self.leave_out(),
            Message::PutInPressed => return self.put_in(context),
            Message::PrintPressed => return self.print(context),
            Message::ShowPressed => return self.show(context),
            Message::Shown(result) => return self.shown(*result, context),
            Message::SkipsPressed if self.run.is_none() => return act::no_run(),
            Message::SkipsPressed => {
                self.shows_skips = !self.shows_skips;
                self.of_run = List::default();
                self.fit();
                return Action::run(go_to(RUN));
            }
            Message::VoidPressed => return self.begin_void(false),
            Message::VoidRunPressed => return self.begin_void(true),
            Message::Voided(count, result) => return self.voided(count, result, context),
            Message::LabelsPressed => return self.labels(),
            Message::ExportPressed => return self.export(context),
            Message::RunsExportPressed => return self.export_runs(context),
            Message::Mailing(message) => return self.mailing(message, context),
            Message::Paper(message) => return self.paper(message),
            Message::Ask(message) => return self.ask(message, context),
            Message::Output(message) => return self.output(message, context),
            Message::DialogLeft => self.dialog = None,
        }
        Action::none()
    }

    fn view<'a>(&'a self, _context: &'a Context) -> Element<'a, Message> {
        self.content()
    }
}
