//! Opening the forms over the card: a card, a check, an authorization, or the field that the card was
//! opened for.

use chrono::NaiveDate;
use iced::Task;

use super::Patient;
use super::authorization::AuthorizationFields;
use super::check::CheckFields;
use super::dialog::{Dialog, Form};
use crate::commands::Version;
use crate::domain::coverage::Rank;
use crate::domain::finding::Record;
use crate::gui::action::{Action, Request, Spot};
use crate::gui::context::Context;
use crate::gui::form::field_set::columns_of;
use crate::gui::notice::Notice;
use crate::gui::screen::patient_form::coverage::CoverageFields;
use crate::gui::widget::travel::go_to;

use super::Message;

impl Patient {
    /// Opens a form, unless another one holds something that is not saved.
    pub(super) fn open_form(
        &mut self,
        make: impl FnOnce(&Self) -> Option<(Form, Option<Version>)>,
    ) -> Action<Message> {
        if self.card.is_none() {
            return Action::none();
        }
        if let Some(dialog) = self.dialog.as_mut().filter(|dialog| dialog.is_changed()) {
            // It says itself that it was left unsaved.
            dialog.is_restored = true;
            self.is_open = true;
            return Action::none();
        }
        let Some((form, seen)) = make(self) else {
            return Action::request(Request::Notify(Notice::warning(
                "This needs a coverage. Press C to enter the patient's card first.",
            )));
        };
        self.dialog = Some(Dialog::new(form, seen));
        self.is_open = true;
        Action::none()
    }

    pub(super) fn new_card(&mut self, today: NaiveDate) -> Action<Message> {
        self.open_form(|screen| {
            let marked = screen.selected_coverage().map(|it| it.coverage.value.rank);
            let fields = CoverageFields::new(today, marked.unwrap_or(Rank::Primary), true);
            Some((Form::Coverage(Box::new(fields)), None))
        })
    }

    pub(super) fn edit_card(&mut self, today: NaiveDate) -> Action<Message> {
        self.open_form(|screen| {
            let found = &screen.selected_coverage()?.coverage;
            let mut fields = CoverageFields::new(today, found.value.rank, true);
            fields.fill(&columns_of(&found.value.to_draft()), &screen.payers);
            Some((Form::Coverage(Box::new(fields)), Some(found.version)))
        })
    }

    /// Opens the form with the field that the card was opened for.
    pub(super) fn go_to_spot(&mut self, spot: &Spot, context: &Context) -> Action<Message> {
        let Some(card) = &self.card else {
            return Action::none();
        };
        let of = spot.of.first().map_or("", String::as_str);
        let opened = match spot.field.record {
            Record::Authorization => {
                let row = card
                    .authorizations
                    .iter()
                    .position(|it| it.authorization.value.id.as_str() == of);
                match row {
                    Some(row) => {
                        self.authorizations.row = Some(row);
                        self.edit_authorization(row, context.today)
                    }
                    None => Action::none(),
                }
            }
            Record::Coverage => {
                let row = card
                    .coverages
                    .iter()
                    .position(|it| it.coverage.value.id.as_str() == of);
                self.coverages.row = row.or(self.coverages.row);
                self.edit_card(context.today)
            }
            _ => Action::none(),
        };
        let id = match self.dialog.as_mut().map(|dialog| &mut dialog.form) {
            Some(Form::Coverage(fields)) => fields.bring(spot.field.column),
            Some(Form::Authorization(fields)) => fields.id(spot.field.column),
            _ => None,
        };
        self.is_errand = self.is_open;
        Action {
            requests: opened.requests,
            task: opened.task.chain(id.map_or_else(Task::none, go_to)),
        }
    }

    pub(super) fn log_check(&mut self, today: NaiveDate) -> Action<Message> {
        self.open_form(|screen| {
            let coverage = &screen.selected_coverage()?.coverage.value.id;
            let fields = CheckFields::new(today, coverage.as_str());
            Some((Form::Check(fields), None))
        })
    }

    pub(super) fn new_authorization(&mut self, today: NaiveDate) -> Action<Message> {
        self.open_form(|screen| {
            let coverage = &screen.selected_coverage()?.coverage.value.id;
            let fields = AuthorizationFields::new(today, screen.id.as_str(), coverage.as_str());
            Some((Form::Authorization(fields), None))
        })
    }

    pub(super) fn edit_authorization(&mut self, row: usize, today: NaiveDate) -> Action<Message> {
        self.open_form(|screen| {
            let found = &screen.card.as_ref()?.authorizations.get(row)?.authorization;
            let coverage = found.value.coverage.as_str();
            let mut fields = AuthorizationFields::new(today, screen.id.as_str(), coverage);
            fields.fill(&columns_of(&found.value.to_draft()));
            Some((Form::Authorization(fields), Some(found.version)))
        })
    }
}
