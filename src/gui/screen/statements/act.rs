//! What is done to statements: leave one out, put one in, print them, show one as it was, mark one as
//! not mailed.

use iced::Task;

use super::{DUE, Dialog, List, Message, RUN, SKIPPED, Statements, Tab, lists};
use crate::commands;
use crate::commands::statements::{self, Skip};
use crate::documents::page::Document;
use crate::domain::date::spoken;
use crate::domain::id::{PatientId, StatementId};
use crate::domain::report::Report;
use crate::gui::action::{Action, Request, Route};
use crate::gui::context::{Context, author};
use crate::gui::form::money::grouped;
use crate::gui::notice::Notice;
use crate::gui::screen::ask::{self, Ask, Next, reason};
use crate::gui::screen::mailing::{self, Mailing, WORDING};
use crate::gui::screen::output::{self, Output};
use crate::gui::screen::paper::{self, Paper};
use crate::gui::screen::print::view::counted;
use crate::gui::widget::travel::go_to;
use crate::gui::widget::window_list::Act;
use crate::store::Database;

const REASON: &str = "statements-void-reason";

/// A statement's pages with what is said of it.
#[derive(Debug, Clone)]
pub struct Opened {
    title: String,
    told: Vec<String>,
    document: Document,
}

/// What a statement of an account would say on a day.
pub async fn proof(
    database: Database,
    account: PatientId,
    as_of: chrono::NaiveDate,
) -> Result<Opened, commands::Error> {
    let document = statements::proof(database, account, as_of).await?;
    Ok(Opened {
        title: "The statement, as a proof".to_owned(),
        told: vec![format!(
            "What it would say on {}. It does not count as mailed.",
            spoken(as_of)
        )],
        document,
    })
}

/// A statement as it was mailed.
pub async fn mailed(database: Database, id: StatementId) -> Result<Opened, commands::Error> {
    let shown = statements::shown(database, id).await?;
    let mailed = shown.mailed;
    let mut told = vec![format!(
        "Mailed {}, as of {}: {} due by {}.",
        spoken(mailed.mailed_on),
        spoken(mailed.as_of),
        grouped(mailed.due),
        spoken(mailed.pay_by)
    )];
    told.push(match &mailed.void {
        Some(reason) => format!("It counts as not mailed: {reason}"),
        None => "It prints exactly as it was, and counts once.".to_owned(),
    });
    Ok(Opened {
        title: format!("Statement {}", mailed.id),
        told,
        document: shown.document,
    })
}

impl Opened {
    /// The dialog that shows it.
    pub fn dialog(self, context: &Context) -> (Paper, Task<paper::Message>) {
        Paper::new(self.title, self.told, self.document, WORDING, context)
    }
}

fn nobody() -> Action<Message> {
    warn("No account is in this list; ← → lead to the others.")
}

pub(super) fn no_run() -> Action<Message> {
    warn("No run is chosen; R finds one, and P on the first list prints one.")
}

fn warn(sentence: &'static str) -> Action<Message> {
    Action::request(Request::Notify(Notice::warning(sentence)))
}

impl Statements {
    /// Leaves the selected account out of the run, or takes it in again.
    pub(super) fn leave_out(&mut self) -> Action<Message> {
        let Some(account) = self.selected_due().map(|row| row.account.clone()) else {
            return nobody();
        };
        if !self.left_out.remove(&account) {
            let _ = self.left_out.insert(account);
        }
        let last = self.due.shown.len().saturating_sub(1);
        let row = self.due.selection.row.unwrap_or_default();
        self.due.selection.row = Some((row + 1).min(last));
        Action::none()
    }

    /// Puts the selected account in although it would be skipped.
    pub(super) fn put_in(&mut self, context: &Context) -> Action<Message> {
        let (Some(row), Some(preview)) = (self.selected_skipped(), &self.preview) else {
            return nobody();
        };
        if !preview.can_put_in(&row.account) {
            let stays = row.reasons.iter().find(|it| !it.is_overridable());
            let why = stays.map_or_else(String::new, Skip::sentence);
            let words = format!("{why} No statement can be mailed before that is put right.");
            return Action::request(Request::Notify(Notice::warning(words)));
        }
        let (account, name) = (row.account.clone(), row.name.to_string());
        let _ = self.left_out.remove(&account);
        let _ = self.put_in.insert(account);
        let words = format!("{name} is put in; the statement is among the due.");
        Action::run(self.read(context)).and(Request::Notify(Notice::done(words)))
    }

    /// Opens the dialog that prints what is due.
    pub(super) fn print(&mut self, context: &Context) -> Action<Message> {
        if !self.as_of.touch() {
            return Action::run(go_to(super::AS_OF));
        }
        // The day may have been typed and not left yet.
        let reading = self.read_if_changed(context);
        if self.preview.is_some() && self.to_mail().0 == 0 {
            return warn(
                "Nobody is due a statement. The second list says why; I puts somebody in.",
            );
        }
        let (dialog, task) = Mailing::new(self.order(), context);
        self.dialog = Some(Dialog::Mailing(Box::new(dialog)));
        Action::run(Task::batch([reading, task.map(Message::Mailing)]))
    }

    /// Shows the selected account's statement: as it was mailed, or as it would be.
    pub(super) fn show(&self, context: &Context) -> Action<Message> {
        let Some(database) = context.database() else {
            return Action::none();
        };
        let shown = |result| Message::Shown(Box::new(result));
        match self.tab {
            Tab::Runs if self.run.is_none() => no_run(),
            Tab::Runs if self.shows_skips => {
                warn("Nobody on this list was mailed anything; K goes back to what was mailed.")
            }
            Tab::Runs => match self.selected_mailed() {
                Some((_, it)) => Action::run(Task::perform(mailed(database, it.id), shown)),
                None => warn("Choose a statement of the run first: Tab leads there."),
            },
            Tab::Due | Tab::Skipped => match self.selected_account() {
                Some(account) => {
                    let proof = proof(database, account.clone(), self.asked.0);
                    Action::run(Task::perform(proof, shown))
                }
                None => nobody(),
            },
        }
    }

    pub(super) fn shown(
        &mut self,
        result: Result<Opened, commands::Error>,
        context: &Context,
    ) -> Action<Message> {
        match result {
            Ok(opened) => {
                let (dialog, task) = opened.dialog(context);
                self.dialog = Some(Dialog::Paper(Box::new(dialog)));
                Action::run(task.map(Message::Paper))
            }
            Err(error) => Action::failed(&error, context),
        }
    }

    /// Asks why the selected statement, or the whole run, was not mailed.
    pub(super) fn begin_void(&mut self, is_run: bool) -> Action<Message> {
        let Some(run) = self.selected_run().map(|row| (row.run.id, row.totals)) else {
            return no_run();
        };
        let selected = self.selected_mailed().map(|(name, it)| (name.clone(), it));
        let (statement, title) = match (is_run, selected) {
            (true, _) if run.1.n_mailed == run.1.n_voided => {
                return warn("Every statement of this run is marked as not mailed already.");
            }
            (true, _) => {
                let standing = run.1.n_mailed - run.1.n_voided;
                let what = counted(standing, "statement");
                (None, format!("Run {} was not mailed: {what}", run.0))
            }
            (false, None) => {
                return warn("Choose a statement of the run first: Tab leads there.");
            }
            (false, Some((_, mailed))) if mailed.void.is_some() => {
                return warn("This statement is marked as not mailed already.");
            }
            (false, Some((name, mailed))) => (
                Some(mailed.id),
                format!("Statement {} to {name} was not mailed", mailed.id),
            ),
        };
        let ask = Ask::new(title, "Not mailed")
            .explain("It counts as not sent: the account is due again at the step before. What was printed stays to be seen.")
            .with_fields(
                vec![reason(REASON, "Why it was not mailed")],
                vec![vec![("reason", 0.0)]],
            )
            .destructive();
        self.dialog = Some(Dialog::Void(run.0, statement, Box::new(ask)));
        Action::run(go_to(REASON))
    }

    pub(super) fn void(&mut self, context: &Context) -> Action<Message> {
        let (Some(Dialog::Void(run, statement, ask)), Some(database)) =
            (&mut self.dialog, context.database())
        else {
            return Action::none();
        };
        if let Err(place) = ask.begin() {
            return place.map_or_else(Action::none, |id| Action::run(go_to(id)));
        }
        let why = ask.fields.text("reason").to_owned();
        let (run, statement) = (*run, *statement);
        let void = async move {
            match statement {
                Some(id) => statements::void(database, id, why, author())
                    .await
                    .map(|()| 1),
                None => statements::void_run(database, run, why, author()).await,
            }
        };
        Action::run(Task::perform(void, |result| {
            let count = *result.as_ref().unwrap_or(&0);
            Message::Voided(count, result.map(|_| ()))
        }))
    }

    pub(super) fn voided(
        &mut self,
        count: usize,
        result: Result<(), commands::Error>,
        context: &Context,
    ) -> Action<Message> {
        match result {
            Ok(()) => {
                self.dialog = None;
                let verb = if count == 1 { "counts" } else { "count" };
                let words = format!("{} {verb} as not mailed.", counted(count, "statement"));
                Action::run(self.read(context).chain(go_to(RUN)))
                    .and(Request::Notify(Notice::done(words)))
            }
            Err(error) => {
                let place = match &mut self.dialog {
                    Some(Dialog::Void(_, _, ask)) => ask.refuse(&error),
                    _ => None,
                };
                place.map_or_else(Action::none, |id| Action::run(go_to(id)))
            }
        }
    }

    pub(super) fn mailing(
        &mut self,
        message: mailing::Message,
        context: &Context,
    ) -> Action<Message> {
        let Some(Dialog::Mailing(dialog)) = &mut self.dialog else {
            return Action::none();
        };
        let (task, end) = dialog.update(message, context);
        let action = Action::run(task.map(Message::Mailing));
        match end {
            None => action,
            Some(mailing::End::Nothing) => {
                self.dialog = None;
                action
            }
            Some(mailing::End::Kept(kept)) => {
                self.dialog = None;
                self.left_out.clear();
                self.put_in.clear();
                self.runs_search.set_text("");
                self.runs_list = List::default();
                self.of_run = List::default();
                Action::run(Task::batch([action.task, self.read(context)]))
                    .and(Request::Notify(mailing::told(&kept)))
                    .and(Request::PracticeChanged)
            }
        }
    }

    pub(super) fn paper(&mut self, message: paper::Message) -> Action<Message> {
        let Some(Dialog::Paper(dialog)) = &mut self.dialog else {
            return Action::none();
        };
        let (task, end) = dialog.update(message);
        let action = Action::run(task.map(Message::Paper));
        match end {
            None => action,
            Some(end) => {
                self.dialog = None;
                match end {
                    paper::End::Nothing => action,
                    paper::End::Done(notice) => action.and(Request::Notify(notice)),
                }
            }
        }
    }

    /// Opens the dialog that prints the list in sight or takes it out.
    pub(super) fn export(&mut self, context: &Context) -> Action<Message> {
        let as_of = self.asked.0;
        let report = match self.tab {
            Tab::Due => {
                let rows = self.due_rows();
                let rows: Vec<_> = self.due.shown.iter().map(|idx| &rows[*idx]).collect();
                lists::due(&rows, &self.left_out, as_of)
            }
            Tab::Skipped => {
                let rows = self.skipped_rows();
                let rows: Vec<_> = self.skipped.shown.iter().map(|idx| &rows[*idx]).collect();
                lists::skipped(&rows, as_of)
            }
            Tab::Runs => {
                let Some(run) = &self.run else {
                    return no_run();
                };
                let shown = self.of_run.shown.iter();
                if self.shows_skips {
                    let rows: Vec<_> = shown.map(|idx| &run.skipped[*idx]).collect();
                    lists::skipped(&rows, run.row.run.as_of)
                } else {
                    let rows: Vec<_> = shown.map(|idx| &run.mailed[*idx]).collect();
                    lists::mailed(run, &rows)
                }
            }
        };
        self.open_output(report, context)
    }

    /// Opens the dialog that takes the list of runs out.
    pub(super) fn export_runs(&mut self, context: &Context) -> Action<Message> {
        let runs = self.runs.as_deref().unwrap_or_default();
        let rows = self.runs_list.shown.iter();
        let rows: Vec<_> = rows.filter_map(|at| runs.get(*at)).collect();
        if rows.is_empty() {
            return no_run();
        }
        let report = lists::runs(&rows);
        self.open_output(report, context)
    }

    fn open_output(&mut self, report: Report, context: &Context) -> Action<Message> {
        let (dialog, task) = Output::new(report, false, context);
        self.dialog = Some(Dialog::Output(Box::new(dialog)));
        Action::run(task.map(Message::Output))
    }

    /// Opens the labels for whom a statement goes to, in the order of the list.
    pub(super) fn labels(&self) -> Action<Message> {
        let accounts: Vec<PatientId> = match (self.tab, &self.run) {
            (Tab::Runs, Some(run)) if !self.shows_skips => {
                let mailed = self
                    .of_run
                    .shown
                    .iter()
                    .filter_map(|at| run.mailed.get(*at));
                let mailed = mailed.filter(|(_, it)| it.void.is_none());
                mailed.map(|(_, it)| it.account.clone()).collect()
            }
            (Tab::Due, _) => {
                let rows = self.due_rows();
                let due = self.due.shown.iter().filter_map(|at| rows.get(*at));
                let due = due.map(|row| row.account.clone());
                due.filter(|account| !self.left_out.contains(account))
                    .collect()
            }
            _ => Vec::new(),
        };
        if accounts.is_empty() {
            return warn("No statement is in this list that a label could be for.");
        }
        Action::request(Request::Open(Route::Labels(accounts)))
    }

    pub(super) fn output(
        &mut self,
        message: output::Message,
        context: &Context,
    ) -> Action<Message> {
        let Some(Dialog::Output(dialog)) = &mut self.dialog else {
            return Action::none();
        };
        let (task, end) = dialog.update(message, context);
        let action = Action::run(task.map(Message::Output));
        let Some(end) = end else { return action };
        self.dialog = None;
        let place = match self.tab {
            Tab::Due => DUE,
            Tab::Skipped => SKIPPED,
            Tab::Runs => RUN,
        };
        let action = Action::run(Task::batch([action.task, go_to(place)]));
        match end {
            output::End::Nothing => action,
            output::End::Done(notice) => action.and(Request::Notify(notice)),
        }
    }

    pub(super) fn listed(&mut self, tab: Tab, act: Act) -> Action<Message> {
        let list = match tab {
            Tab::Skipped => &mut self.skipped,
            _ => &mut self.due,
        };
        list.selection.apply(act);
        match act {
            Act::Selected(_) => Action::none(),
            Act::Sorted(_) => {
                self.fit();
                Action::none()
            }
            Act::Opened(_) => self.open_account(),
        }
    }

    pub(super) fn open_account(&self) -> Action<Message> {
        match self.selected_account() {
            Some(account) => Action::request(Request::Open(Route::Account(Some(account.clone())))),
            None => Action::none(),
        }
    }

    pub(super) fn ask(&mut self, message: ask::Message, context: &Context) -> Action<Message> {
        let next = match &mut self.dialog {
            Some(Dialog::Void(_, _, ask)) => ask.update(message),
            _ => None,
        };
        match next {
            Some(Next::Leave) => {
                self.dialog = None;
                Action::none()
            }
            Some(Next::Go) => self.void(context),
            _ => Action::none(),
        }
    }
}
