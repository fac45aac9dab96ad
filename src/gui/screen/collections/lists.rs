//! The lists as reports, to be printed or taken out: as they are in sight, or those that are marked.

use chrono::NaiveDate;
use iced::Task;

use super::{Collections, Message, Tab};
use crate::commands::statements::dunning::{self, Debtor};
use crate::domain::date::spoken;
use crate::domain::id::PatientId;
use crate::domain::money::Money;
use crate::domain::report::collections::pre_collection;
use crate::domain::report::{About, Cell, Column, Parameter, Report, Row};
use crate::gui::action::Action;
use crate::gui::context::Context;
use crate::gui::sought::Sought;

impl Collections {
    /// Makes the open list to be printed or taken out.
    pub(super) fn listing(&mut self, is_print: bool, context: &Context) -> Action<Message> {
        let accounts = if self.marks.is_empty() {
            self.in_sight()
        } else {
            self.chosen()
        };
        if accounts.is_empty() {
            return super::act::nobody();
        }
        let today = context.today;
        let debtor = |account: &PatientId| {
            let mut debtors = self.debtors().iter();
            debtors.find(|it| it.account == *account).cloned()
        };
        let debtors: Vec<Debtor> = accounts.iter().filter_map(debtor).collect();
        let report = match self.tab {
            Tab::Waiting => pre_collection(&debtors),
            Tab::Approved => decided("collections-approved", "Approved for the agency", &debtors),
            Tab::Declined => decided("collections-declined", "Left with the practice", &debtors),
            Tab::Agency => {
                let Some(database) = context.database() else {
                    return Action::none();
                };
                // Of all of them it is shown that they agree with the books.
                let is_all = self.marks.is_empty() && Sought::new(self.search.text()).is_nothing();
                let accounts = if is_all { Vec::new() } else { accounts };
                let made = dunning::agency_list(database, accounts, today);
                return Action::run(Task::perform(made, move |result| {
                    Message::Listing(is_print, Box::new(result))
                }));
            }
        };
        self.open_output(as_of(report, today), is_print, context)
    }
}

fn as_of(report: Report, today: NaiveDate) -> Report {
    let parameter = Parameter {
        label: "As of",
        value: spoken(today),
    };
    Report {
        parameters: vec![parameter],
        ..report
    }
}

/// Accounts with what was said of them.
fn decided(name: &'static str, title: &str, debtors: &[Debtor]) -> Report {
    let mut rows: Vec<Row> = debtors.iter().map(decided_row).collect();
    let due: Money = debtors.iter().map(|it| it.due).sum();
    let mut total = vec![Cell::text("Together")];
    total.extend(std::iter::repeat_n(Cell::Empty, 4));
    total.push(Cell::Money(due));
    rows.push(Row::total(total));
    Report {
        name,
        title: title.to_owned(),
        columns: vec![
            Column::text("Name"),
            Column::text("Account"),
            Column::text("Phone"),
            Column::date("Final notice"),
            Column::date("Last payment"),
            Column::money("Owes"),
            Column::text("Decided by"),
            Column::date("On"),
            Column::text("Note"),
        ],
        rows,
        ..Report::default()
    }
}

fn decided_row(it: &Debtor) -> Row {
    let review = it.review.as_ref();
    let said = |text: Option<&String>| text.map_or(Cell::Empty, |text| Cell::text(text.as_str()));
    Row::detail(vec![
        Cell::text(it.name.to_string()),
        Cell::text(it.account.as_str()),
        Cell::text(it.phone.as_str()),
        Cell::Date(it.notice_mailed_on),
        Cell::date(it.last_payment.map(|(on, _)| on)),
        Cell::Money(it.due),
        said(review.map(|it| &it.reviewer)),
        Cell::date(review.map(|it| it.on)),
        said(review.map(|it| &it.note)),
    ])
    .about(About::Patient(it.account.clone()))
}
