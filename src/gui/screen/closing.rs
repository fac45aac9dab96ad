//! Close the day: count the money, make the deposit, look through the day sheet and its tie-outs,
//! close it; and at the end of a month, close the month.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use iced::keyboard::key::Named;
use iced::{Element, Task};

use super::ask::{self, Ask, Next, reason};
use super::output::{self, Output};
use super::{Draft, Screen};
use crate::commands::ledger::Posting;
use crate::commands::ledger::closing::month::{self, MonthClose};
use crate::commands::ledger::closing::{self, DayClose, DayOrder};
use crate::commands::ledger::pending::{self, BooksWaiting};
use crate::commands::reports::{self, Parameters, ReportKind};
use crate::commands::{self, drafts};
use crate::domain::date::spoken;
use crate::domain::id::DaySheetId;
use crate::domain::money::Money;
use crate::domain::period::day_sheet::Tie;
use crate::domain::period::{MonthCheck, PeriodEvent, Waiver, month_end, month_end_before};
use crate::domain::receipt::Method;
use crate::domain::report::Report;
use crate::gui::action::{Action, Request, Route};
use crate::gui::context::{Context, author};
use crate::gui::form::date::{Date, Span};
use crate::gui::form::field_set::Takes;
use crate::gui::form::money::Amount;
use crate::gui::form::text::Text;
use crate::gui::form::{self, Field};
use crate::gui::notice::{Notice, sentence};
use crate::gui::shortcut::{Binding, Stroke};
use crate::gui::widget::travel::go_to;
use crate::store::Database;

mod keeping;
mod view;

use keeping::Kept;

pub const STEPS: &str = "closing-steps";
const NOTE: &str = "closing-note";
const REASON: &str = "closing-reason";
const MONTH: &str = "closing-month";

/// The ways that are counted by hand, with the field of each.
const COUNTED: [(Method, &str); 3] = [
    (Method::Cash, "closing-count-cash"),
    (Method::Check, "closing-count-check"),
    (Method::Card, "closing-count-card"),
];

/// Where the wizard is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Count,
    Deposit,
    Batches,
    Sheet,
    Close,
    Month,
}

const ALL: [Step; 6] = [
    Step::Count,
    Step::Deposit,
    Step::Batches,
    Step::Sheet,
    Step::Close,
    Step::Month,
];

#[derive(Debug)]
pub struct Closing {
    step: Step,
    loaded: Option<Box<Loaded>>,
    counts: Vec<Field<Amount>>,
    note: Field<Text>,
    /// Why a month is closed although a check does not pass.
    waivers: BTreeMap<MonthCheck, Field<Text>>,
    is_busy: bool,
    /// Whether what was typed before was put back: once, so that a close does not bring it back.
    is_restored: bool,
    problem: Option<String>,
    dialog: Option<Dialog>,
}

/// What was read.
#[derive(Debug, Clone)]
pub struct Loaded {
    day: DayClose,
    waiting: BooksWaiting,
    month: MonthClose,
    history: Vec<PeriodEvent>,
    /// What was typed before and not used.
    kept: Option<Kept>,
}

#[derive(Debug)]
enum Dialog {
    Reopen(Box<Ask>),
    Output(Box<Output>),
}

#[derive(Debug, Clone)]
pub enum Message {
    Read(Result<Box<Loaded>, commands::Error>),
    Resumed,
    StepChosen(usize),
    CountEdited(usize, form::Edit),
    NoteEdited(form::Edit),
    WaiverEdited(MonthCheck, form::Edit),
    NextPressed,
    DepositsPressed,
    DayClosed(Result<DaySheetId, commands::Error>),
    MonthClosed(Result<(), commands::Error>),
    PrintPressed,
    Reported(Result<Report, commands::Error>),
    ReopenPressed,
    Reopened(Result<(), commands::Error>),
    Ask(ask::Message),
    Output(output::Message),
    DialogLeft,
}

async fn read(database: Database, today: NaiveDate) -> Result<Box<Loaded>, commands::Error> {
    let posting = Posting::today(author(), today);
    let waiting = pending::waiting(database.clone(), today).await?;
    // The month to be closed; while none is over, the one before this.
    let through = waiting
        .month_to_close
        .unwrap_or_else(|| month_end_before(today));
    Ok(Box::new(Loaded {
        day: closing::preview_day(database.clone(), posting.clone()).await?,
        month: month::preview(database.clone(), through, posting).await?,
        history: month::history(database.clone()).await?,
        kept: drafts::load(database, keeping::key()).await?,
        waiting,
    }))
}

/// The reasons for which checks are waived.
fn waiver_id(check: MonthCheck) -> iced::advanced::widget::Id {
    iced::advanced::widget::Id::from(format!("closing-waive-{check}"))
}

impl Closing {
    pub fn new(context: &Context) -> (Self, Task<Message>) {
        let counts = COUNTED
            .iter()
            .map(|(_, id)| Field::new(*id, "Counted", Amount))
            .collect();
        let screen = Self {
            step: Step::Count,
            loaded: None,
            counts,
            note: Field::new(NOTE, "Note", Text::plain()),
            waivers: BTreeMap::new(),
            is_busy: false,
            is_restored: false,
            problem: None,
            dialog: None,
        };
        let task = screen.read(context).chain(go_to(COUNTED[0].1));
        (screen, task)
    }

    fn read(&self, context: &Context) -> Task<Message> {
        match context.database() {
            Some(database) => Task::perform(read(database, context.today), Message::Read),
            None => Task::none(),
        }
    }

    fn show(&mut self, mut loaded: Box<Loaded>) {
        for checked in loaded.month.checks.iter().filter(|it| !it.passes()) {
            let field = || {
                Field::new(
                    waiver_id(checked.check),
                    "Why the month is closed in spite of it",
                    Text::plain(),
                )
            };
            let _ = self.waivers.entry(checked.check).or_insert_with(field);
        }
        let kept = loaded.kept.take();
        self.loaded = Some(loaded);
        if let Some(kept) = kept.filter(|_| !self.is_restored) {
            self.restore(&kept);
        }
        self.is_restored = true;
    }

    /// What was counted by hand.
    fn order(&self) -> DayOrder {
        let counted = COUNTED.iter().zip(&self.counts);
        DayOrder {
            counted: counted
                .filter_map(|((method, _), field)| Some((*method, *field.value()?)))
                .collect(),
            note: self.note.text().trim().to_owned(),
        }
    }

    /// Every tie-out of the day: the counts, the sheet, the kept balances.
    fn ties(&self) -> Vec<Tie> {
        let Some(loaded) = &self.loaded else {
            return Vec::new();
        };
        let mut ties = self.order().ties(&loaded.day.sheet);
        ties.extend(loaded.day.sheet.ties.iter().cloned());
        ties.extend(loaded.day.ties.iter().cloned());
        ties
    }

    /// What the receipts log of the day holds in one way.
    fn logged(&self, method: Method) -> (usize, Money) {
        let receipts = self.loaded.iter().flat_map(|it| &it.day.sheet.receipts);
        receipts
            .into_iter()
            .find(|it| it.method == method)
            .map_or((0, Money::ZERO), |it| (it.count, it.total))
    }

    fn go_to_step(&mut self, step: Step) -> Action<Message> {
        self.step = step;
        self.problem = None;
        match step {
            Step::Count => Action::run(go_to(COUNTED[0].1)),
            Step::Close => Action::run(go_to(NOTE)),
            _ => Action::run(go_to(STEPS)),
        }
    }

    fn next(&mut self, context: &Context) -> Action<Message> {
        if self.step == Step::Count {
            let is_sound: Vec<bool> = self.counts.iter_mut().map(Field::touch).collect();
            if let Some(at) = is_sound.iter().position(|is_sound| !is_sound) {
                return Action::run(go_to(COUNTED[at].1));
            }
        }
        match self.step {
            Step::Count => self.go_to_step(Step::Deposit),
            Step::Deposit => self.go_to_step(Step::Batches),
            Step::Batches => self.go_to_step(Step::Sheet),
            Step::Sheet => self.go_to_step(Step::Close),
            Step::Close => self.close_day(context),
            Step::Month => self.close_month(context),
        }
    }

    fn close_day(&mut self, context: &Context) -> Action<Message> {
        let Some(database) = context.database().filter(|_| !self.is_busy) else {
            return Action::none();
        };
        let does_not_tie = self.ties().iter().any(|tie| !tie.passes());
        if does_not_tie && self.note.text().trim().is_empty() {
            self.note
                .refuse("Something does not tie; say here why it stays so.");
            return Action::run(go_to(NOTE));
        }
        self.is_busy = true;
        self.problem = None;
        let order = self.order();
        let today = context.today;
        let close = async move {
            closing::close_day(database, order, Posting::today(author(), today)).await
        };
        Action::run(Task::perform(close, Message::DayClosed))
    }

    fn close_month(&mut self, context: &Context) -> Action<Message> {
        let (Some(loaded), Some(database)) =
            (&self.loaded, context.database().filter(|_| !self.is_busy))
        else {
            return Action::none();
        };
        let through = loaded.month.through;
        let waivers: Vec<Waiver> = self
            .waivers
            .iter()
            .filter(|(_, field)| !field.text().trim().is_empty())
            .map(|(check, field)| Waiver {
                check: *check,
                reason: field.text().trim().to_owned(),
            })
            .collect();
        self.is_busy = true;
        self.problem = None;
        let today = context.today;
        let close = async move {
            month::close(database, through, waivers, Posting::today(author(), today)).await
        };
        Action::run(Task::perform(close, Message::MonthClosed))
    }

    fn begin_reopen(&mut self, context: &Context) -> Action<Message> {
        let closed = self
            .loaded
            .as_ref()
            .and_then(|loaded| loaded.history.first())
            .and_then(|event| event.closed_through);
        let Some(closed) = closed else {
            return Action::request(Request::Notify(Notice::warning("No month is closed.")));
        };
        let kind = Takes::Day(Date {
            today: context.today,
            span: Span::Past,
        });
        let of = Field::new(MONTH, "Any day of the month", kind)
            .required()
            .with_text(spoken(closed));
        let ask = Ask::new("Open a month again", "Reopen")
            .explain("That month and all after it take entries again. Who reopened it, when and why stays in the history.")
            .with_fields(
                vec![
                    ("effective_on", of),
                    reason(REASON, "Why it is opened again"),
                ],
                vec![vec![("effective_on", 180.0)], vec![("reason", 0.0)]],
            )
            .destructive();
        self.dialog = Some(Dialog::Reopen(Box::new(ask)));
        Action::run(go_to(REASON))
    }

    fn reopen(&mut self, context: &Context) -> Action<Message> {
        let (Some(Dialog::Reopen(ask)), Some(database)) = (&mut self.dialog, context.database())
        else {
            return Action::none();
        };
        if let Err(place) = ask.begin() {
            return place.map_or_else(Action::none, |id| Action::run(go_to(id)));
        }
        let of = ask.fields.day("effective_on").unwrap_or(context.today);
        let why = ask.fields.text("reason").to_owned();
        let today = context.today;
        let reopen = async move {
            let posting = Posting::today(author(), today);
            month::reopen(database, month_end(of), why, posting).await
        };
        Action::run(Task::perform(reopen, Message::Reopened))
    }

    /// Makes a day sheet as a report, to be printed.
    fn report(number: Option<DaySheetId>, context: &Context) -> Task<Message> {
        let Some(database) = context.database() else {
            return Task::none();
        };
        let parameters = Parameters {
            sheet: number,
            ..Parameters::today(context.today)
        };
        Task::perform(
            reports::make(database, ReportKind::DaySheet, parameters),
            Message::Reported,
        )
    }

    fn refused(&mut self, error: &commands::Error) -> Action<Message> {
        self.is_busy = false;
        if let Some(Dialog::Reopen(ask)) = &mut self.dialog {
            return match ask.refuse(error) {
                Some(id) => Action::run(go_to(id)),
                None => Action::none(),
            };
        }
        self.problem = Some(sentence(&error.to_string()));
        Action::none()
    }

    fn done(&mut self, words: String, context: &Context) -> Action<Message> {
        self.is_busy = false;
        self.problem = None;
        Action::run(self.read(context))
            .and(Request::Notify(Notice::done(words)))
            .and(Request::PracticeChanged)
    }
}

impl Screen for Closing {
    type Message = Message;

    fn title(&self) -> String {
        match self.step {
            Step::Month => "Close the month".to_owned(),
            _ => "Close the day".to_owned(),
        }
    }

    fn primary(&self) -> Option<Binding<Message>> {
        let word = match self.step {
            Step::Close => "Close the day",
            Step::Month => "Close the month",
            _ => "Next step",
        };
        let go = Stroke::named(Named::Enter).with_command();
        Some(Binding::new(go, word, Message::NextPressed))
    }

    fn bindings(&self) -> Vec<Binding<Message>> {
        match &self.dialog {
            Some(Dialog::Reopen(ask)) => {
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
        let mut bindings = match self.step {
            Step::Deposit => vec![sign('d', "Deposits", Message::DepositsPressed)],
            Step::Sheet | Step::Close => vec![sign('p', "Print…", Message::PrintPressed)],
            Step::Month => vec![sign('r', "Reopen…", Message::ReopenPressed)],
            Step::Count | Step::Batches => Vec::new(),
        };
        let words = [
            ('1', "Count"),
            ('2', "Deposit"),
            ('3', "Batches"),
            ('4', "Day sheet"),
            ('5', "Close the day"),
            ('6', "Month"),
        ];
        bindings.extend(
            words
                .iter()
                .enumerate()
                .map(|(idx, (key, word))| sign(*key, word, Message::StepChosen(idx)).unshown()),
        );
        bindings
    }

    fn back(&self) -> Option<Message> {
        match &self.dialog {
            Some(Dialog::Output(_)) => Some(Message::Output(output::Message::Left)),
            Some(Dialog::Reopen(_)) => Some(Message::DialogLeft),
            None => None,
        }
    }

    fn resumed(&self) -> Option<Message> {
        Some(Message::Resumed)
    }

    fn draft(&self) -> Option<Draft> {
        self.kept()
    }

    fn dialog<'a>(&'a self, _context: &'a Context) -> Option<Element<'a, Message>> {
        Some(match self.dialog.as_ref()? {
            Dialog::Reopen(ask) => ask.view().map(Message::Ask),
            Dialog::Output(output) => output.view().map(Message::Output),
        })
    }

    fn update(&mut self, message: Message, context: &Context) -> Action<Message> {
        match message {
            Message::Read(Ok(loaded)) => self.show(loaded),
            Message::Read(Err(error)) => return Action::failed(&error, context),
            Message::Resumed => return Action::run(self.read(context)),
            Message::StepChosen(idx) => {
                if let Some(step) = ALL.get(idx) {
                    return self.go_to_step(*step);
                }
            }
            Message::CountEdited(row, edit) => {
                if let Some(field) = self.counts.get_mut(row) {
                    field.update(edit);
                }
            }
            Message::NoteEdited(edit) => self.note.update(edit),
            Message::WaiverEdited(check, edit) => {
                if let Some(field) = self.waivers.get_mut(&check) {
                    field.update(edit);
                }
            }
            Message::NextPressed => return self.next(context),
            Message::DepositsPressed => {
                return Action::request(Request::Open(Route::Deposits));
            }
            Message::DayClosed(Ok(number)) => {
                self.note.set_text("");
                for field in &mut self.counts {
                    field.set_text("");
                }
                let done = self.done(format!("Day sheet {number} is closed; print it."), context);
                return Action {
                    requests: done.requests,
                    task: done.task.chain(Self::report(Some(number), context)),
                };
            }
            Message::MonthClosed(Ok(())) => {
                self.waivers.clear();
                return self.done("The month is closed.".to_owned(), context);
            }
            Message::PrintPressed => return Action::run(Self::report(None, context)),
            Message::Reported(Ok(report)) => {
                let (output, task) = Output::new(report, true, context);
                self.dialog = Some(Dialog::Output(Box::new(output)));
                return Action::run(task.map(Message::Output));
            }
            Message::ReopenPressed => return self.begin_reopen(context),
            Message::Reopened(Ok(())) => {
                self.dialog = None;
                return self.done("The month is open again.".to_owned(), context);
            }
            Message::DayClosed(Err(error))
            | Message::MonthClosed(Err(error))
            | Message::Reported(Err(error))
            | Message::Reopened(Err(error)) => return self.refused(&error),
            Message::Ask(message) => {
                let Some(Dialog::Reopen(ask)) = &mut self.dialog else {
                    return Action::none();
                };
                match ask.update(message) {
                    Some(Next::Go) => return self.reopen(context),
                    Some(Next::Leave) => self.dialog = None,
                    Some(Next::Look) | None => {}
                }
            }
            Message::Output(message) => {
                let Some(Dialog::Output(output)) = &mut self.dialog else {
                    return Action::none();
                };
                let (task, end) = output.update(message, context);
                let action = Action::run(task.map(Message::Output));
                let Some(end) = end else { return action };
                self.dialog = None;
                return match end {
                    output::End::Nothing => action,
                    output::End::Done(notice) => action.and(Request::Notify(notice)),
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
