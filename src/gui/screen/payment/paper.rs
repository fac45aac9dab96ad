//! The receipt on paper, right after a payment was taken.

use super::{Message, Payment};
use crate::gui::action::{Action, PaperWanted, Request, Route};
use crate::gui::context::Context;
use crate::gui::shortcut::Stroke;

/// The key that prints the receipt.
pub(super) const KEY: Stroke = Stroke::sign('p').with_command();

impl Payment {
    /// Where the receipt that was saved last is printed.
    pub(super) fn receipt_route(&self) -> Option<Route> {
        let (patient, receipt) = self.last.clone()?;
        let wanted = Some(PaperWanted::Receipt(receipt));
        Some(Route::Papers { patient, wanted })
    }

    pub(super) fn receipt_word(&self) -> &'static str {
        if self.last.is_some() && self.amount.text().trim().is_empty() {
            "Print the last receipt"
        } else {
            "Save and print the receipt"
        }
    }

    pub(super) fn print_receipt(&mut self, context: &Context) -> Action<Message> {
        let is_typed = !self.amount.text().trim().is_empty() || self.last.is_none();
        if !is_typed {
            let route = self.receipt_route().map(Request::Open);
            return route.map_or_else(Action::none, Action::request);
        }
        self.wants_receipt = true;
        self.save(context)
    }
}
