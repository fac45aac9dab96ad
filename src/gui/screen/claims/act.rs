//! What is done to claims: print, hold, mail, close, export.

use iced::Task;

use super::dialog::{self, Dialog, Mail};
use super::{Claims, Deed, Message, Tab, counted, ids, seen};
use crate::commands;
use crate::commands::claims::{self, ClaimLine};
use crate::commands::print::Selection as Sheets;
use crate::domain::claim::ClaimStatus;
use crate::gui::action::{Action, Request};
use crate::gui::app;
use crate::gui::context::{Context, author};
use crate::gui::notice::Notice;
use crate::gui::screen::print;

impl Claims {
    /// What P prints: the marked claims; without a mark all that are ready where those are listed,
    /// else the selected one.
    pub(super) fn to_print(&self) -> Option<Sheets> {
        let marked = self.marked();
        if !marked.is_empty() {
            return Some(Sheets::Claims(ids(&marked)));
        }
        if self.tab == Tab::Ready {
            let is_searched = !self.search.text().trim().is_empty();
            return Some(if is_searched {
                Sheets::Claims(ids(&self.marked_or_all()))
            } else {
                Sheets::Ready
            });
        }
        self.selected()
            .map(|line| Sheets::Claims(vec![line.id.clone()]))
    }

    pub(super) fn hold(&mut self, context: &Context) -> Action<Message> {
        let chosen = self.chosen();
        let Some(database) = context.database().filter(|_| !chosen.is_empty()) else {
            return Action::none();
        };
        // Together they go the way of the first.
        let is_hold = chosen.first().is_some_and(|line| !line.is_on_hold);
        let seen = seen(&chosen);
        let count = seen.len();
        let deed = if is_hold { Deed::Held } else { Deed::Released };
        let hold = async move { claims::hold(database, seen, is_hold, author()).await };
        Action::run(Task::perform(hold, move |result| {
            Message::Done(deed, count, result)
        }))
    }

    pub(super) fn mail(&mut self, context: &Context) -> Action<Message> {
        let claims: Vec<&ClaimLine> = match self.tab {
            Tab::Printed => self.marked_or_all(),
            _ => self.chosen(),
        };
        if claims.is_empty() {
            return Action::none();
        }
        if let Some(line) = claims
            .iter()
            .find(|line| line.status != ClaimStatus::Printed)
        {
            return Action::request(Request::Notify(Notice::warning(format!(
                "Claim {} is {}; only a printed claim can be marked as mailed.",
                line.id, line.status
            ))));
        }
        self.dialog = Some(Dialog::Mail(Mail::new(&claims, context.today)));
        Action::none()
    }

    pub(super) fn close(&mut self) -> Action<Message> {
        let chosen = self.chosen();
        if chosen.is_empty() {
            return Action::none();
        }
        if let Some(line) = chosen
            .iter()
            .find(|line| line.status.is_unprinted() || line.status == ClaimStatus::Closed)
        {
            return Action::request(Request::Notify(Notice::warning(format!(
                "Claim {} is {}; only a printed or mailed claim can be closed.",
                line.id, line.status
            ))));
        }
        self.dialog = Some(Dialog::Close(seen(&chosen)));
        Action::none()
    }

    pub(super) fn confirm_mail(&mut self, context: &Context) -> Action<Message> {
        let (Some(Dialog::Mail(mail)), Some(database)) = (&mut self.dialog, context.database())
        else {
            return Action::none();
        };
        let Some(on) = mail.day() else {
            return Action::run(app::focus_on(dialog::MAILED_ON));
        };
        if std::mem::replace(&mut mail.is_busy, true) {
            return Action::none();
        }
        let seen = mail.claims.clone();
        let count = seen.len();
        let today = context.today;
        let work = async move { claims::mark_mailed(database, seen, on, today, author()).await };
        Action::run(Task::perform(work, move |result| {
            Message::Done(Deed::Mailed, count, result)
        }))
    }

    pub(super) fn confirm_close(&mut self, context: &Context) -> Action<Message> {
        let (Some(Dialog::Close(seen)), Some(database)) = (&self.dialog, context.database()) else {
            return Action::none();
        };
        let seen = seen.clone();
        let count = seen.len();
        let today = context.today;
        let work = async move { claims::close(database, seen, today, author()).await };
        Action::run(Task::perform(work, move |result| {
            Message::Done(Deed::Closed, count, result)
        }))
    }

    pub(super) fn done(
        &mut self,
        deed: Deed,
        count: usize,
        result: Result<(), commands::Error>,
        context: &Context,
    ) -> Action<Message> {
        match result {
            Ok(()) => {
                self.dialog = None;
                self.marks.clear();
                let (what, rest) = match deed {
                    Deed::Held => ("held back", "They print once they are released."),
                    Deed::Released => ("released", ""),
                    Deed::Mailed => ("marked as mailed", ""),
                    Deed::Closed => ("closed", ""),
                };
                let verb = if count == 1 { "was" } else { "were" };
                let rest = if rest.is_empty() {
                    String::new()
                } else {
                    format!(" {rest}")
                };
                let told = format!("{} {verb} {what}.{rest}", counted(count, "claim"));
                Action::run(self.read(context)).and(Request::Notify(Notice::done(told)))
            }
            Err(error) => match &mut self.dialog {
                Some(Dialog::Mail(mail)) => {
                    mail.refuse(&error);
                    Action::run(app::focus_on(dialog::MAILED_ON))
                }
                _ => {
                    self.dialog = None;
                    Action::run(self.read(context)).and(Request::Notify(Notice::error(&error)))
                }
            },
        }
    }

    pub(super) fn confirm_export(&mut self, context: &Context) -> Action<Message> {
        let (Some(Dialog::Export(export)), Some(database)) = (&mut self.dialog, context.database())
        else {
            return Action::none();
        };
        let Some(path) = export.path() else {
            return Action::run(app::focus_on(dialog::PATH));
        };
        if std::mem::replace(&mut export.is_busy, true) {
            return Action::none();
        }
        let keys = self.shown.clone();
        let findings = self.findings.clone();
        let found = move |key: i64| findings.get(&key).cloned().unwrap_or_default();
        let work = claims::export_list(database, keys, found, path);
        Action::run(Task::perform(work, Message::Exported))
    }

    pub(super) fn print_update(
        &mut self,
        message: print::Message,
        context: &Context,
    ) -> Action<Message> {
        let Some(Dialog::Print(dialog)) = &mut self.dialog else {
            return Action::none();
        };
        let (task, end) = dialog.update(message, context);
        let action = Action::run(task.map(Message::Print));
        match end {
            None => action,
            Some(print::End::Nothing) => {
                self.dialog = None;
                action
            }
            Some(print::End::Kept(kept)) => {
                self.dialog = None;
                self.marks.clear();
                // What was spoiled is marked, so that P prints it again.
                self.marks.extend(
                    self.lines
                        .values()
                        .filter(|line| kept.spoiled.contains(&line.id))
                        .map(|line| line.row),
                );
                let notice = print::told(&kept);
                Action::run(Task::batch([action.task, self.read(context)]))
                    .and(Request::Notify(notice))
            }
        }
    }
}
