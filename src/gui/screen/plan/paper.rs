//! The agreement on a plan, on paper.

use iced::Task;

use super::{Message, PLANS, Plan};
use crate::commands::papers;
use crate::gui::action::{Action, Request};
use crate::gui::context::Context;
use crate::gui::screen::give::{self, Give};
use crate::gui::widget::travel::go_to;

impl Plan {
    pub(super) fn print(&mut self, context: &Context) -> Action<Message> {
        let (Some(row), Some(database)) = (self.selected(), context.database()) else {
            return Action::none();
        };
        let plan = row.kept.id;
        let paper = papers::prepare_agreement(database, plan, context.today);
        let (give, task) = Give::new(format!("Agreement on plan {plan}"), paper);
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
