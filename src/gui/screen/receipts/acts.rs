//! The log's rows: reading, searching and sorting them; taking a receipt back; the CSV file.

use std::cmp::Ordering;
use std::path::PathBuf;

use iced::Task;

use super::dialog::{self, Dialog};
use super::entry::{METHODS, method_word};
use super::{Message, Receipts};
use crate::commands::Error;
use crate::commands::ledger::receipt_log::{self, LogRow};
use crate::commands::ledger::{Posting, receipts};
use crate::commands::table::{self, Exported, ListFile};
use crate::domain::date;
use crate::domain::money::Money;
use crate::gui::action::{Action, Request};
use crate::gui::app::focus_on;
use crate::gui::context::{Context, author};
use crate::gui::form::money::grouped;
use crate::gui::notice::{Notice, sentence};
use crate::gui::screen::print::view::counted;
use crate::gui::sought::Sought;

const TITLES: &[&str] = &[
    "Receipt",
    "Kind",
    "From",
    "Method",
    "Check number",
    "Check date",
    "Received",
    "Amount",
    "Unapplied",
    "Deposit",
    "Void",
    "Note",
];

impl Receipts {
    pub(super) fn read(&mut self, context: &Context) -> Task<Message> {
        let Some(database) = context.database() else {
            return Task::none();
        };
        self.serial += 1;
        let serial = self.serial;
        let read = receipt_log::between(database, self.on, self.on);
        Task::perform(read, move |rows| Message::Read(serial, rows))
    }

    pub(super) fn take(
        &mut self,
        rows: Result<Vec<LogRow>, Error>,
        context: &Context,
    ) -> Action<Message> {
        self.is_loaded = true;
        match rows {
            Ok(rows) => {
                let selected = self.selected().map(|row| row.received.id);
                self.rows = rows;
                self.fit();
                if let Some(id) = selected {
                    let place = |at: &usize| self.rows[*at].received.id == id;
                    self.selection.row = self.shown.iter().position(place);
                }
                Action::none()
            }
            Err(error) => Action::failed(&error, context),
        }
    }

    /// Shows the rows that fit the search in the order of the list; the newest come first.
    pub(super) fn fit(&mut self) {
        let selected = self.selected().map(|row| row.received.id);
        let rows = &self.rows;
        let mut shown = Sought::new(self.search.text()).places(rows, searched);
        match self.selection.sort {
            None => shown.reverse(),
            Some(sort) => shown.sort_by(|one, other| {
                let order = order(&rows[*one], &rows[*other], sort.column);
                if sort.is_descending {
                    order.reverse()
                } else {
                    order
                }
            }),
        }
        self.shown = shown;
        let place = selected.and_then(|id| {
            self.shown
                .iter()
                .position(|at| self.rows[*at].received.id == id)
        });
        self.selection.row = place.or((!self.shown.is_empty()).then_some(0));
    }

    /// Receipts that count: those that were not taken back.
    fn counting(&self) -> impl Iterator<Item = &LogRow> {
        self.rows.iter().filter(|row| row.received.void.is_none())
    }

    /// The tape of the day, and of each method with its count.
    pub(super) fn tape(&self) -> (String, Money, Vec<String>) {
        let total = self.counting().map(|row| row.received.receipt.amount).sum();
        let of_methods = METHODS.iter().filter_map(|(method, word)| {
            let of = || {
                self.counting()
                    .filter(|row| row.received.receipt.method == *method)
                    .map(|row| row.received.receipt.amount)
            };
            let count = of().count();
            (count > 0).then(|| format!("{count} {word} {}", grouped(of().sum())))
        });
        (
            counted(self.counting().count(), "receipt"),
            total,
            of_methods.collect(),
        )
    }

    pub(super) fn ask_to_void(&mut self) -> Action<Message> {
        let Some(row) = self.selected() else {
            return Action::none();
        };
        if row.received.void.is_some() {
            let told = format!("Receipt {} was taken back already.", row.received.id);
            return Action::request(Request::Notify(Notice::warning(told)));
        }
        self.dialog = Some(Dialog::void(row));
        Action::none()
    }

    pub(super) fn void(&mut self, context: &Context) -> Action<Message> {
        let (Some(Dialog::Void(void)), Some(database)) = (&mut self.dialog, context.database())
        else {
            return Action::none();
        };
        let typed = void.reason.text().trim().to_owned();
        void.reason.set_text(typed.clone());
        if !void.reason.touch() {
            return Action::run(focus_on(dialog::REASON));
        }
        if std::mem::replace(&mut void.is_busy, true) {
            return Action::none();
        }
        let (id, today) = (void.id, context.today);
        let work = async move {
            receipts::void(database, id, typed, Posting::today(author(), today)).await
        };
        Action::run(Task::perform(work, Message::Voided))
    }

    pub(super) fn voided(
        &mut self,
        result: Result<(), Error>,
        context: &Context,
    ) -> Action<Message> {
        match (result, &mut self.dialog) {
            (Ok(()), dialog) => {
                let told = match dialog.take() {
                    Some(Dialog::Void(void)) => format!("Receipt {} is void.", void.id),
                    _ => "The receipt is void.".to_owned(),
                };
                let read = self.read(context);
                Action::run(Task::batch([read, focus_on(super::LIST)]))
                    .and(Request::Notify(Notice::done(told)))
                    .and(Request::PracticeChanged)
            }
            (Err(error), Some(Dialog::Void(void))) => {
                void.is_busy = false;
                void.reason.refuse(sentence(&error.to_string()));
                Action::run(focus_on(dialog::REASON))
            }
            (Err(error), _) => Action::failed(&error, context),
        }
    }

    pub(super) fn export(&mut self, context: &Context) -> Action<Message> {
        let rows: Vec<Vec<String>> = self
            .shown
            .iter()
            .map(|at| exported(&self.rows[*at]))
            .collect();
        let (Some(Dialog::Export(export)), Some(database)) = (&mut self.dialog, context.database())
        else {
            return Action::none();
        };
        let typed = export.path.text().trim().to_owned();
        export.path.set_text(typed.clone());
        if !export.path.touch() {
            return Action::run(focus_on(dialog::PATH));
        }
        let replaces = export.taken.as_deref() == Some(typed.as_str());
        if std::mem::replace(&mut export.is_busy, true) {
            return Action::none();
        }
        let write = async move {
            let list = ListFile {
                name: "receipts",
                titles: TITLES,
                rows,
            };
            table::export(database, PathBuf::from(typed), list, replaces, author()).await
        };
        Action::run(Task::perform(write, Message::Exported))
    }

    pub(super) fn exported(&mut self, result: Result<Exported, Error>) -> Action<Message> {
        let Some(Dialog::Export(export)) = &mut self.dialog else {
            return Action::none();
        };
        export.is_busy = false;
        let words = match result {
            Ok(Exported::Written(count)) => {
                self.dialog = None;
                let verb = if count == 1 { "was" } else { "were" };
                let told = format!("{} {verb} written to the file.", counted(count, "receipt"));
                return Action::run(focus_on(super::LIST)).and(Request::Notify(Notice::done(told)));
            }
            Ok(Exported::IsTaken) => {
                export.taken = Some(export.path.text().trim().to_owned());
                "A file with this name is there already. Export again to replace it, or choose another name.".to_owned()
            }
            Err(error) => sentence(&error.to_string()),
        };
        export.path.refuse(words);
        Action::run(focus_on(dialog::PATH))
    }
}

/// What a search looks through.
fn searched(row: &LogRow) -> String {
    let receipt = &row.received.receipt;
    format!(
        "{} {} {} {} {} {} {}",
        row.received.id,
        row.from,
        method_word(receipt.method),
        receipt.check_number,
        receipt.amount,
        grouped(receipt.amount),
        receipt.note
    )
}

fn order(one: &LogRow, other: &LogRow, column: usize) -> Ordering {
    let (a, b) = (&one.received.receipt, &other.received.receipt);
    let order = match column {
        0 => Ordering::Equal,
        1 => a.kind.as_str().cmp(b.kind.as_str()),
        2 => one.from.to_lowercase().cmp(&other.from.to_lowercase()),
        3 => a.method.as_str().cmp(b.method.as_str()),
        4 => a.check_number.cmp(&b.check_number),
        5 => a.check_on.cmp(&b.check_on),
        6 => a.amount.cmp(&b.amount),
        7 => one.unapplied.cmp(&other.unapplied),
        _ => one.received.deposit.cmp(&other.received.deposit),
    };
    order.then(one.received.id.cmp(&other.received.id))
}

fn exported(row: &LogRow) -> Vec<String> {
    let receipt = &row.received.receipt;
    vec![
        row.received.id.to_string(),
        receipt.kind.to_string(),
        row.from.clone(),
        receipt.method.to_string(),
        receipt.check_number.clone(),
        date::text_of(receipt.check_on),
        receipt.received_on.to_string(),
        receipt.amount.to_string(),
        row.unapplied.to_string(),
        row.received
            .deposit
            .map(|deposit| deposit.to_string())
            .unwrap_or_default(),
        row.received.void.clone().unwrap_or_default(),
        receipt.note.clone(),
    ]
}
