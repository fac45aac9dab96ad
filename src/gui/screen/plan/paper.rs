//! The agreement on a plan, on paper.

use chrono::NaiveDate;
use iced::Task;

use super::{Message, PLANS, Plan, line_of};
use crate::commands::papers;
use crate::commands::papers::letters::LetterDraft;
use crate::domain::money::Money;
use crate::domain::plan::agreement;
use crate::gui::action::{Action, Request};
use crate::gui::context::Context;
use crate::gui::screen::give::{self, Give};
use crate::gui::widget::travel::go_to;

impl Plan {
    /// The days of what the marked plan covers; nothing where one of them is no longer known here.
    fn covered(&self) -> Vec<(NaiveDate, Money)> {
        let (Some(facts), Some(row)) = (&self.facts, self.selected()) else {
            return Vec::new();
        };
        let mut days: Vec<(NaiveDate, Money)> = Vec::new();
        for covered in &row.kept.plan.lines {
            let owed = &facts.family.owed;
            let Some(line) = owed.iter().find(|it| line_of(it) == covered.charge) else {
                return Vec::new();
            };
            let day = line.charge.from_on;
            match days.iter_mut().find(|(known, _)| *known == day) {
                Some((_, amount)) => *amount += covered.amount,
                None => days.push((day, covered.amount)),
            }
        }
        days.sort_by_key(|(day, _)| *day);
        days
    }

    pub(super) fn print(&mut self, context: &Context) -> Action<Message> {
        let (Some(facts), Some(row), Some(database)) =
            (&self.facts, self.selected(), context.database())
        else {
            return Action::none();
        };
        let guarantor = &row.kept.plan.guarantor;
        let mut members = facts.family.members.iter();
        let language = members
            .find(|member| member.id == *guarantor)
            .map(|member| member.language)
            .unwrap_or_default();
        let (subject, body) = agreement::letter(&row.kept.plan, &self.covered(), language);
        let letter = LetterDraft {
            patient_id: guarantor.to_string(),
            language,
            subject: subject.to_owned(),
            body,
        };
        let paper = papers::prepare_letter(database, letter, context.today);
        let (give, task) = Give::new(format!("Agreement on plan {}", row.kept.id), paper);
        self.give = Some(give);
        Action::run(task.map(Message::Give))
    }

    pub(super) fn given(&mut self, message: give::Message, context: &Context) -> Action<Message> {
        let Some(give) = &mut self.give else {
            return Action::none();
        };
        let (task, end) = give.update(message, context);
        let task = task.map(Message::Give);
        let Some(end) = end else {
            return Action::run(task);
        };
        self.give = None;
        let action = Action::run(Task::batch([task, go_to(PLANS)]));
        match end {
            give::End::Given(notice) => action.and(Request::Notify(notice)),
            give::End::Nothing => action,
        }
    }
}
