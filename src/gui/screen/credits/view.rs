//! The list of credits as it is seen.

use iced::alignment::Horizontal;
use iced::widget::{column, container, row};
use iced::{Element, Length, Padding};

use super::{Credits, LIST, Message};
use crate::commands::ledger::credits::{CreditRow, CreditSource};
use crate::domain::account::Account;
use crate::domain::date::spoken;
use crate::domain::money::Money;
use crate::gui::form::money::grouped;
use crate::gui::screen::print::view::counted;
use crate::gui::widget::ellipsis::line;
use crate::gui::widget::window_list::{Cell, Column, Tone, Width, window_list};
use crate::gui::{size, theme};

pub(super) const OWNER: usize = 2;
pub(super) const AMOUNT: usize = 4;

const COLUMNS: &[Column] = &[
    Column::text("Since", Width::Fixed(106.0)),
    Column::number("Days", Width::Fixed(64.0)).unsorted(),
    Column::text("Whose", Width::Share(3.0)),
    Column::text("What", Width::Share(4.0)).unsorted(),
    Column::number("Amount", Width::Fixed(108.0)),
    Column::text("Return by", Width::Fixed(106.0)).unsorted(),
];

/// Days before the end of a payer's time in which a credit is pressing.
const PRESSING: i64 = 14;

fn what(row: &CreditRow) -> String {
    match &row.source {
        CreditSource::Receipt(received, account) => {
            let state = match account {
                Account::RefundsPayable => "refund approved, check to be written",
                Account::RecoupmentSuspense => "in suspense: the line is not known",
                _ if received.receipt.visit.is_some() => "unapplied, kept for its visit",
                _ => "unapplied",
            };
            let number = &received.receipt.check_number;
            let check = if number.is_empty() {
                String::new()
            } else {
                format!(" (check {number})")
            };
            format!("Receipt {}{check}: {state}", received.id)
        }
        CreditSource::Line(charged, _) => {
            let charge = &charged.line;
            format!(
                "{}{} of {}: paid too much",
                charge.code,
                charge.description,
                spoken(charge.from_on)
            )
        }
    }
}

impl Credits {
    pub(super) fn content(&self) -> Element<'_, Message> {
        let empty = if self.rows.is_some() {
            "No credit is open: all money that came in is applied."
        } else {
            "Reading the credits…"
        };
        let list = window_list(
            LIST,
            COLUMNS,
            self.rows().len(),
            |row| self.cells(&self.rows()[row]),
            self.selection,
            Message::Listed,
        )
        .empty(empty);
        let total: Money = self.rows().iter().map(|row| row.amount).sum();
        let sums = format!(
            "{}, {}",
            counted(self.rows().len(), "credit"),
            grouped(total)
        );
        let foot = row![
            line(sums)
                .size(size::CAPTION)
                .style(theme::muted)
                .width(Length::Shrink),
            line("Enter or F8 opens the account · A applies · M moves · R approves a refund · P its check · B back to a payer")
                .size(size::CAPTION)
                .style(theme::muted)
                .align(Horizontal::Right),
        ]
        .spacing(size::L);
        container(column![container(list).height(Length::Fill), foot].spacing(size::S))
            .padding(Padding::new(size::XL).top(size::M).bottom(size::M))
            .into()
    }

    fn cells(&self, row: &CreditRow) -> Vec<Cell> {
        let by = match row.return_by {
            None => Cell::from(""),
            Some(by) => {
                let left = (by - row.identified_on).num_days() - row.age;
                let tone = match left {
                    i64::MIN..0 => Tone::Danger,
                    0..=PRESSING => Tone::Warning,
                    _ => Tone::Ink,
                };
                Cell::toned(spoken(by), tone)
            }
        };
        vec![
            Cell::from(spoken(row.identified_on)),
            Cell::from(row.age.to_string()),
            Cell::from(self.owner(row)),
            Cell::from(what(row)),
            Cell::from(grouped(row.amount)),
            by,
        ]
    }
}
