//! What the doctor said to accounts, and the way to the agency and back.

use chrono::NaiveDate;
use iced::Task;

use super::{Collections, Deed, Dialog, LIST, Message};
use crate::commands;
use crate::commands::ledger::Posting;
use crate::commands::statements::dunning::{self, Decision, Verdict};
use crate::domain::id::PatientId;
use crate::domain::report::Report;
use crate::gui::action::{Action, Request};
use crate::gui::context::{Context, author};
use crate::gui::form::Field;
use crate::gui::form::field_set::Takes;
use crate::gui::form::money::grouped;
use crate::gui::notice::{Notice, sentence};
use crate::gui::screen::ask::{Ask, Posting as Shown, reason};
use crate::gui::screen::output::{self, Output};
use crate::gui::screen::print::view::counted;
use crate::gui::widget::travel::go_to;
use crate::store::Database;

const REVIEWER: &str = "collections-reviewer";
const NOTE: &str = "collections-note";
const REASON: &str = "collections-reason";

/// What became of a deed: how many accounts it was done to, and why no more.
#[derive(Debug, Clone)]
pub struct Outcome {
    count: usize,
    error: Option<commands::Error>,
}

impl Deed {
    /// What was done to accounts, after their number.
    const fn done_word(self) -> &'static str {
        match self {
            Self::Approve => "approved for the agency; H on the second list hands over.",
            Self::Decline => "left with the practice; statements go out again.",
            Self::Withdraw => "waiting for a decision again.",
            Self::HandOver => "with the agency now; print the list for it.",
            Self::TakeBack => "taken back: the patients owe it to the practice again.",
        }
    }
}

/// Takes accounts to the agency or back, one after the other.
async fn shift(
    database: Database,
    deed: Deed,
    accounts: Vec<PatientId>,
    why: String,
    today: NaiveDate,
) -> Outcome {
    let mut count = 0;
    for account in accounts {
        let posting = Posting::today(author(), today);
        let database = database.clone();
        let posted = if deed == Deed::HandOver {
            dunning::hand_over(database, account, why.clone(), posting).await
        } else {
            dunning::take_back(database, account, why.clone(), posting).await
        };
        if let Err(error) = posted {
            return Outcome {
                count,
                error: Some(error),
            };
        }
        count += 1;
    }
    Outcome { count, error: None }
}

/// Says that there is nobody to do something to.
pub(super) fn nobody() -> Action<Message> {
    Action::request(Request::Notify(Notice::warning(
        "No account is in this list; choose another list with ← →.",
    )))
}

impl Collections {
    /// Asks before a deed: whom it is about, who decided and why.
    pub(super) fn begin(&mut self, deed: Deed) -> Action<Message> {
        let accounts = self.chosen();
        if accounts.is_empty() {
            return nobody();
        }
        let count = counted(accounts.len(), "account");
        let owed = grouped(self.owed(&accounts));
        let ask = match deed {
            Deed::Approve => self.verdict(
                format!("Approve {count} for the agency"),
                "Approve",
                format!("{owed} together. Nothing is posted yet: the second list hands it over."),
            ),
            Deed::Decline => self.verdict(
                format!("Leave {count} with the practice"),
                "Decline",
                format!("{owed} together. It comes off the list, and statements go out again."),
            ),
            Deed::Withdraw => self.verdict(
                format!("Take back what was said to {count}"),
                "Withdraw",
                format!("{owed} together. It waits for a decision again."),
            ),
            Deed::HandOver => Self::shifting(
                format!("Hand {count} over to the agency"),
                "Hand over",
                format!(
                    "{owed} together moves from what patients owe to collections. It is still owed, but statements no longer ask for it. T on the fourth list takes it back."
                ),
                "Why it goes to the agency",
                "final notice not answered",
            ),
            Deed::TakeBack => Self::shifting(
                format!("Take {count} back from the agency"),
                "Take back",
                "All that is with the agency is owed to the practice again, and statements ask for it."
                    .to_owned(),
                "Why it comes back",
                "",
            ),
        };
        let mut ask = ask;
        ask.preview = self.preview(deed, &accounts);
        let first = match deed {
            Deed::HandOver | Deed::TakeBack => REASON,
            _ => REVIEWER,
        };
        self.dialog = Some(Dialog::Deed(deed, accounts, Box::new(ask)));
        Action::run(go_to(first))
    }

    fn verdict(&self, title: String, go: &'static str, explained: String) -> Ask {
        let reviewer = Field::new(REVIEWER, "Who decided", Takes::Words)
            .required()
            .hint("The doctor’s name")
            .with_text(self.reviewer.as_str());
        let note = Field::new(NOTE, "Note", Takes::Words);
        Ask::new(title, go).explain(explained).with_fields(
            vec![("reviewer", reviewer), ("note", note)],
            vec![vec![("reviewer", 0.0)], vec![("note", 0.0)]],
        )
    }

    fn shifting(
        title: String,
        go: &'static str,
        explained: String,
        label: &'static str,
        offered: &'static str,
    ) -> Ask {
        let (column, field) = reason(REASON, label);
        Ask::new(title, go)
            .explain(explained)
            .with_fields(
                vec![(column, field.with_text(offered))],
                vec![vec![("reason", 0.0)]],
            )
            .destructive()
    }

    /// What handing over would post, account by account.
    fn preview(&self, deed: Deed, accounts: &[PatientId]) -> Vec<Shown> {
        if deed != Deed::HandOver {
            return Vec::new();
        }
        let debtors = self.debtors().iter();
        let mut shown: Vec<Shown> = debtors
            .filter(|debtor| accounts.contains(&debtor.account))
            .map(|debtor| {
                let lines = counted(debtor.lines.len(), "line");
                Shown::new(
                    format!("{}: {lines}, patient to collections", debtor.name),
                    debtor.due,
                )
            })
            .collect();
        if shown.len() > 1 {
            shown.push(Shown::new("Together", self.owed(accounts)));
        }
        shown
    }

    /// Does what the dialog asks about.
    pub(super) fn go(&mut self, context: &Context) -> Action<Message> {
        let (Some(Dialog::Deed(deed, accounts, ask)), Some(database)) =
            (&mut self.dialog, context.database())
        else {
            return Action::none();
        };
        if let Err(place) = ask.begin() {
            return place.map_or_else(Action::none, |id| Action::run(go_to(id)));
        }
        let (deed, accounts, today) = (*deed, accounts.clone(), context.today);
        let decision = match deed {
            Deed::Approve => Decision::Approved,
            Deed::Decline => Decision::Declined,
            Deed::Withdraw => Decision::Withdrawn,
            Deed::HandOver | Deed::TakeBack => {
                let why = ask.fields.text("reason").to_owned();
                let shift = shift(database, deed, accounts, why, today);
                return Action::run(Task::perform(shift, move |outcome| {
                    Message::Done(deed, outcome)
                }));
            }
        };
        self.reviewer = ask.fields.text("reviewer").trim().to_owned();
        let verdict = Verdict {
            decision,
            reviewer: self.reviewer.clone(),
            note: ask.fields.text("note").trim().to_owned(),
            today,
            accounts,
        };
        let count = verdict.accounts.len();
        let review = async move { dunning::review(database, verdict, author()).await };
        Action::run(Task::perform(review, move |result| {
            let error = result.err();
            let count = if error.is_none() { count } else { 0 };
            Message::Done(deed, Outcome { count, error })
        }))
    }

    pub(super) fn done(
        &mut self,
        deed: Deed,
        outcome: Outcome,
        context: &Context,
    ) -> Action<Message> {
        let Outcome { count, error } = outcome;
        if count == 0
            && let Some(error) = &error
        {
            let place = match &mut self.dialog {
                Some(Dialog::Deed(_, _, ask)) => ask.refuse(error),
                _ => None,
            };
            return place.map_or_else(Action::none, |id| Action::run(go_to(id)));
        }
        self.dialog = None;
        self.marks.clear();
        let verb = if count == 1 { "is" } else { "are" };
        let words = format!("{} {verb} {}", counted(count, "account"), deed.done_word());
        let notice = match error {
            None => Notice::done(words),
            Some(error) => {
                Notice::warning(format!("{words} Then: {}", sentence(&error.to_string())))
            }
        };
        Action::run(self.read(context).chain(go_to(LIST)))
            .and(Request::Notify(notice))
            .and(Request::PracticeChanged)
    }

    /// Opens the dialog that prints a list or takes it out.
    pub(super) fn open_output(
        &mut self,
        report: Report,
        is_print: bool,
        context: &Context,
    ) -> Action<Message> {
        let (dialog, task) = Output::new(report, is_print, context);
        self.dialog = Some(Dialog::Output(Box::new(dialog)));
        Action::run(task.map(Message::Output))
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
        let action = Action::run(Task::batch([action.task, go_to(LIST)]));
        match end {
            output::End::Nothing => action,
            output::End::Done(notice) => action.and(Request::Notify(notice)),
        }
    }
}
