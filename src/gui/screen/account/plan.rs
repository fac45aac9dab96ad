//! Where the account's payment plans stand, in a line of its card.

use iced::widget::row;
use iced::{Alignment, Element, Length, Task};

use super::{Account, Message};
use crate::commands::plans::{self, PlanRow, Standing};
use crate::domain::date::spoken;
use crate::gui::action::{Action, PaperWanted, Request, Route};
use crate::gui::context::Context;
use crate::gui::form::money::grouped;
use crate::gui::shortcut::Stroke;
use crate::gui::widget::button::{Weight, action};
use crate::gui::widget::ellipsis::line;
use crate::gui::{size, theme};

/// The key that opens the plans.
pub(super) const KEY: Stroke = Stroke::sign('i');

impl Account {
    pub(super) fn read_plans(&self, context: &Context) -> Task<Message> {
        match (context.database(), &self.patient) {
            (Some(database), Some(patient)) => Task::perform(
                plans::of_guarantor(database, patient.clone(), context.today),
                Message::PlansRead,
            ),
            _ => Task::none(),
        }
    }

    /// The plans, with the marked lines for a new one.
    pub(super) fn open_plans(&self) -> Action<Message> {
        let Some(patient) = self.patient.clone() else {
            return Action::none();
        };
        let lines = self.marks.iter().copied().collect();
        Action::request(Request::Open(Route::Plan { patient, lines }))
    }

    /// The receipt of a payment, to print it; what came from a payer has none.
    pub(super) fn open_receipt(&self, row: usize) -> Action<Message> {
        let receipt = self.card.as_ref().and_then(|card| card.receipts.get(row));
        let (Some(receipt), Some(patient)) = (receipt, self.patient.clone()) else {
            return Action::none();
        };
        let wanted = Some(PaperWanted::Receipt(receipt.received.id));
        Action::request(Request::Open(Route::Papers { patient, wanted }))
    }

    /// The plans that stand; nothing where there is none.
    pub(super) fn plan_line(&self) -> Option<Element<'_, Message>> {
        let standing: Vec<&PlanRow> = self.plans.iter().filter(|row| stands(row)).collect();
        let first = standing.first()?;
        let is_behind = standing.iter().any(|it| it.standing() == Standing::Behind);
        let words = match standing.len() {
            1 => told(first),
            n => format!("{n} payment plans: {}", told(first)),
        };
        let words = line(words).size(size::TEXT).style(if is_behind {
            theme::danger
        } else {
            theme::muted
        });
        let open = action(
            "account-plan",
            Weight::Quiet,
            "Payment plan",
            Some(KEY),
            Some(Message::PlanPressed),
        );
        Some(
            row![words.width(Length::Fill), open]
                .spacing(size::M)
                .align_y(Alignment::Center)
                .into(),
        )
    }
}

fn stands(row: &PlanRow) -> bool {
    row.kept.end.is_none() && !row.state.is_paid()
}

/// A plan in a sentence.
fn told(row: &PlanRow) -> String {
    let state = &row.state;
    let mut words = format!(
        "Payment plan {}: {} of {} left",
        row.kept.id,
        grouped(state.balance),
        grouped(state.principal)
    );
    if let Some(missed) = state.missed.first() {
        words = format!(
            "{words}, ⚠ {} missed since {}",
            grouped(state.overdue),
            spoken(missed.due_on)
        );
    }
    if let Some(next) = state.next {
        words = format!(
            "{words}, next {} on {}",
            grouped(next.amount),
            spoken(next.due_on)
        );
    }
    format!("{words}.")
}
