//! The drawer and the deposits as they are seen.

use iced::widget::{column, container, responsive, row, space, text};
use iced::{Alignment, Element, Length, Padding};

use super::{DRAWER, Deposits, Message, PAST, SLIP, Tab};
use crate::domain::date::spoken;
use crate::domain::receipt::Method;
use crate::gui::form::money::grouped;
use crate::gui::form::options::segments;
use crate::gui::screen::print::view::counted;
use crate::gui::widget::ellipsis::line;
use crate::gui::widget::window_list::{Cell, Column, Tone, Width, window_list};
use crate::gui::{font, size, theme};

const DRAWER_COLUMNS: &[Column] = &[
    Column::text("", Width::Fixed(28.0)).unsorted(),
    Column::number("Receipt", Width::Fixed(72.0)).unsorted(),
    Column::text("Received", Width::Fixed(106.0)).unsorted(),
    Column::text("From", Width::Share(2.0)).unsorted(),
    Column::text("Method", Width::Fixed(76.0)).unsorted(),
    Column::code("Check", Width::Share(1.0)).unsorted(),
    Column::number("Amount", Width::Fixed(104.0)).unsorted(),
];

const PAST_COLUMNS: &[Column] = &[
    Column::number("Deposit", Width::Fixed(72.0)).unsorted(),
    Column::text("On", Width::Fixed(106.0)).unsorted(),
    Column::number("Receipts", Width::Fixed(76.0)).unsorted(),
    Column::number("Total", Width::Fixed(104.0)).unsorted(),
    Column::text("Note", Width::Share(1.0)).unsorted(),
];

const SLIP_COLUMNS: &[Column] = &[
    Column::number("Receipt", Width::Fixed(72.0)).unsorted(),
    Column::text("Method", Width::Fixed(76.0)).unsorted(),
    Column::code("Check", Width::Fixed(104.0)).unsorted(),
    Column::text("From", Width::Share(1.0)).unsorted(),
    Column::number("Amount", Width::Fixed(104.0)).unsorted(),
];

const SIDE: f32 = 250.0;
const NARROW: f32 = 760.0;

/// How money came, in a word.
pub fn method_word(method: Method) -> &'static str {
    match method {
        Method::Check => "Check",
        Method::Cash => "Cash",
        Method::Card => "Card",
        Method::Eft => "Transfer",
        Method::Other => "Other",
        Method::None => "None",
    }
}

impl Deposits {
    pub(super) fn content(&self) -> Element<'_, Message> {
        let words = match &self.loaded {
            Some(loaded) => vec![
                format!("Drawer {}", loaded.drawer.receipts.len()),
                format!("Past deposits {}", loaded.past.len()),
            ],
            None => vec!["Drawer".to_owned(), "Past deposits".to_owned()],
        };
        let chosen = match self.tab {
            Tab::Drawer => 0,
            Tab::Past => 1,
        };
        let tabs = segments("deposits-tabs", words, Some(chosen), Message::TabChosen);
        let body = responsive(move |room| match self.tab {
            Tab::Drawer => self.drawer_view(room.width < NARROW),
            Tab::Past => self.past_view(room.width < NARROW),
        });
        container(column![tabs, body].spacing(size::M))
            .padding(Padding::new(size::XL).top(size::M).bottom(size::M))
            .into()
    }

    fn drawer_view(&self, is_narrow: bool) -> Element<'_, Message> {
        let empty = if self.loaded.is_some() {
            "Nothing waits in the drawer. Receipts come here as they are taken: F5 a patient’s payment."
        } else {
            "Reading the drawer…"
        };
        let list = window_list(
            DRAWER,
            DRAWER_COLUMNS,
            self.receipts().len(),
            |row| self.drawer_cells(row),
            self.drawer,
            Message::DrawerListed,
        )
        .empty(empty);
        let foot = line(
            "Space marks · A all or none · D deposits the marked ones, or all · → past deposits",
        )
        .size(size::CAPTION)
        .style(theme::muted);
        let list = column![container(list).height(Length::Fill), foot].spacing(size::S);
        if is_narrow {
            column![list.height(Length::Fill), self.totals_view(true)]
                .spacing(size::S)
                .into()
        } else {
            row![list.width(Length::Fill), self.totals_view(false)]
                .spacing(size::L)
                .into()
        }
    }

    fn drawer_cells(&self, row: usize) -> Vec<Cell> {
        let received = &self.receipts()[row].received;
        let mark = if self.marks.contains(&received.id) {
            "✓"
        } else {
            ""
        };
        let from = self
            .loaded
            .as_ref()
            .map(|loaded| loaded.names.giver(received))
            .unwrap_or_default();
        vec![
            Cell::toned(mark, Tone::Accent),
            Cell::toned(received.id.to_string(), Tone::Muted),
            Cell::from(spoken(received.receipt.received_on)),
            Cell::from(from),
            Cell::from(method_word(received.receipt.method)),
            Cell::from(received.receipt.check_number.as_str()),
            Cell::from(grouped(received.receipt.amount)),
        ]
    }

    /// What the marked receipts come to, by how they came.
    fn totals_view(&self, is_narrow: bool) -> Element<'_, Message> {
        let (totals, sum) = self.totals();
        let heading = if self.marks.is_empty() {
            "Everything in the drawer".to_owned()
        } else {
            format!("{} marked", counted(self.marks.len(), "receipt"))
        };
        let entry = |words: String, amount: String, is_sum: bool| {
            let font = if is_sum { font::SEMIBOLD } else { font::TEXT };
            row![
                line(words).font(font),
                line(amount)
                    .font(font)
                    .width(104)
                    .align(iced::alignment::Horizontal::Right),
            ]
            .spacing(size::S)
            .align_y(Alignment::Center)
            .into()
        };
        let mut rows: Vec<Element<'_, Message>> = totals
            .iter()
            .map(|it| {
                let words = format!("{} ({})", method_word(it.method), it.count);
                entry(words, grouped(it.total), false)
            })
            .collect();
        rows.push(entry("Together".to_owned(), grouped(sum), true));
        let content = column![
            text(heading).font(font::SEMIBOLD).size(size::TEXT),
            column(rows).spacing(size::XS),
        ]
        .spacing(size::S);
        container(content)
            .padding(size::M)
            .width(if is_narrow {
                Length::Fill
            } else {
                Length::Fixed(SIDE)
            })
            .style(theme::surface)
            .into()
    }

    fn past_view(&self, is_narrow: bool) -> Element<'_, Message> {
        let past = window_list(
            PAST,
            PAST_COLUMNS,
            self.past().len(),
            |row| {
                let it = &self.past()[row];
                vec![
                    Cell::from(it.number.to_string()),
                    Cell::from(spoken(it.deposit.deposited_on)),
                    Cell::from(it.count.to_string()),
                    Cell::from(grouped(it.deposit.total)),
                    Cell::toned(it.deposit.note.as_str(), Tone::Muted),
                ]
            },
            self.past,
            Message::PastListed,
        )
        .empty("Nothing went to the bank yet. D in the drawer makes the first deposit.");
        let lines = self.slip.as_ref().map_or(0, |slip| slip.lines.len());
        let slip = window_list(
            SLIP,
            SLIP_COLUMNS,
            lines,
            |row| {
                let Some(it) = self.slip.as_ref().and_then(|slip| slip.lines.get(row)) else {
                    return Vec::new();
                };
                vec![
                    Cell::toned(it.receipt.to_string(), Tone::Muted),
                    Cell::from(method_word(it.method)),
                    Cell::from(it.check_number.as_str()),
                    Cell::from(it.giver.as_str()),
                    Cell::from(grouped(it.amount)),
                ]
            },
            self.slip_row,
            Message::SlipListed,
        )
        .empty("Select a deposit to see what went with it.");
        let title = match &self.slip {
            Some(slip) => format!(
                "Slip {} of {}: {}",
                slip.number,
                spoken(slip.deposited_on),
                grouped(slip.total)
            ),
            None => "Slip".to_owned(),
        };
        let slip = column![
            text(title).font(font::SEMIBOLD).size(size::TEXT),
            container(slip).height(Length::Fill),
            line("Tab leads to the slip · N enters a returned check · P prints")
                .size(size::CAPTION)
                .style(theme::muted),
        ]
        .spacing(size::S);
        let past = column![
            text("Deposits, the newest first")
                .font(font::SEMIBOLD)
                .size(size::TEXT),
            container(past).height(Length::Fill),
            space().height(size::L),
        ]
        .spacing(size::S);
        if is_narrow {
            column![past.height(Length::Fill), slip.height(Length::Fill)]
                .spacing(size::S)
                .into()
        } else {
            row![past.width(Length::Fill), slip.width(Length::Fill)]
                .spacing(size::L)
                .into()
        }
    }
}
