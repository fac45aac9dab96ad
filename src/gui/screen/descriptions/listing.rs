//! The codes in the order that was chosen, and taken out as they are in sight.

use iced::Task;

use super::{Descriptions, LIST, Message};
use crate::commands::descriptions::DescribedCode;
use crate::domain::report::{Cell, Column, Report, Row};
use crate::gui::action::{Action, Request};
use crate::gui::context::Context;
use crate::gui::notice::Notice;
use crate::gui::screen::output::{self, Output};
use crate::gui::widget::travel::go_to;

/// Whose words these are.
pub(super) const fn words_of(code: &DescribedCode) -> &'static str {
    if code.own.is_some() { "own" } else { "ours" }
}

impl Descriptions {
    /// Puts the codes in sight in the order of the column that was chosen; else the most used come
    /// first.
    pub(super) fn sort(&mut self) {
        let Some(sort) = self.selection.sort else {
            return;
        };
        let codes = &self.codes;
        self.shown.sort_by(|one, other| {
            let (one, other) = (&codes[*one], &codes[*other]);
            let order = match sort.column {
                1 => one
                    .english
                    .to_lowercase()
                    .cmp(&other.english.to_lowercase()),
                2 => one
                    .spanish
                    .to_lowercase()
                    .cmp(&other.spanish.to_lowercase()),
                3 => words_of(one).cmp(words_of(other)),
                4 => one.n_uses.cmp(&other.n_uses),
                _ => one.code.cmp(&other.code),
            };
            if sort.is_descending {
                order.reverse()
            } else {
                order
            }
        });
    }

    /// Opens the dialog that takes the codes in sight out.
    pub(super) fn export(&mut self, context: &Context) -> Action<Message> {
        if self.shown.is_empty() {
            return Action::request(Request::Notify(Notice::warning(
                "There is no code in sight to take out.",
            )));
        }
        let row = |idx: &usize| {
            let it = &self.codes[*idx];
            Row::detail(vec![
                Cell::text(it.code.as_str()),
                Cell::text(it.english.as_str()),
                Cell::text(it.spanish.as_str()),
                Cell::text(words_of(it)),
                Cell::Count(it.n_uses),
            ])
        };
        let report = Report {
            name: "plain-descriptions",
            title: "Plain descriptions".to_owned(),
            columns: vec![
                Column::text("Code"),
                Column::text("English"),
                Column::text("Spanish"),
                Column::text("Words"),
                Column::count("Used"),
            ],
            rows: self.shown.iter().map(row).collect(),
            ..Report::default()
        };
        let (dialog, task) = Output::new(report, false, context);
        self.output = Some(Box::new(dialog));
        Action::run(task.map(Message::Output))
    }

    pub(super) fn take_out(
        &mut self,
        message: output::Message,
        context: &Context,
    ) -> Action<Message> {
        let Some(dialog) = &mut self.output else {
            return Action::none();
        };
        let (task, end) = dialog.update(message, context);
        let task = task.map(Message::Output);
        let Some(end) = end else {
            return Action::run(task);
        };
        self.output = None;
        let action = Action::run(Task::batch([task, go_to(LIST)]));
        match end {
            output::End::Nothing => action,
            output::End::Done(notice) => action.and(Request::Notify(notice)),
        }
    }
}
