//! The four lists: what papers can be made of, and what was given out.

use iced::widget::{column, container, responsive, row, scrollable, text};
use iced::{Alignment, Element, Length, Padding};

use super::{ESTIMATES, Facts, GIVEN, List, Message, Papers, RECEIPTS, VISITS};
use crate::commands::papers::estimates::EstimateRow;
use crate::domain::date::spoken;
use crate::gui::form::money::grouped;
use crate::gui::screen::deposits::view::method_word;
use crate::gui::shortcut::Stroke;
use crate::gui::widget::button::{Weight, action};
use crate::gui::widget::ellipsis::line;
use crate::gui::widget::window_list::{Cell, Column, Tone, Width, window_list};
use crate::gui::{font, size, theme};

const VISIT_COLUMNS: &[Column] = &[
    Column::text("Date", Width::Fixed(100.0)).unsorted(),
    Column::code("Visit", Width::Share(1.0)).unsorted(),
    Column::number("Charges", Width::Fixed(100.0)).unsorted(),
];

const RECEIPT_COLUMNS: &[Column] = &[
    Column::text("Received", Width::Fixed(100.0)).unsorted(),
    Column::number("Receipt", Width::Fixed(72.0)).unsorted(),
    Column::text("How", Width::Share(1.0)).unsorted(),
    Column::number("Amount", Width::Fixed(100.0)).unsorted(),
];

const ESTIMATE_COLUMNS: &[Column] = &[
    Column::number("No.", Width::Fixed(48.0)).unsorted(),
    Column::text("Made on", Width::Fixed(100.0)).unsorted(),
    Column::number("Estimated", Width::Share(1.0)).unsorted(),
    Column::number("Billed", Width::Share(1.0)).unsorted(),
    Column::text("", Width::Fixed(120.0)).unsorted(),
];

const GIVEN_COLUMNS: &[Column] = &[
    Column::text("Given on", Width::Fixed(100.0)).unsorted(),
    Column::text("Paper", Width::Share(1.0)).unsorted(),
    Column::text("About", Width::Share(1.2)).unsorted(),
];

/// The width from which two lists stand side by side.
const ROOMY: f32 = 860.0;
/// The least height of a list with its heading.
const LEAST: f32 = 200.0;

impl Papers {
    pub(super) fn content(&self) -> Element<'_, Message> {
        let Some(facts) = &self.facts else {
            return container(text("Reading…").style(theme::muted))
                .padding(size::XL)
                .into();
        };
        responsive(move |room| {
            let room_for_lists = room.height - 2.0 * size::L;
            let parts = [
                self.visits_part(facts),
                self.receipts_part(facts),
                self.estimates_part(facts),
                self.given_part(facts),
            ];
            let lists: Element<'_, Message> = if room.width >= ROOMY {
                let height = ((room_for_lists - size::L) / 2.0).max(LEAST);
                let [visits, receipts, estimates, given] = parts;
                let pair = |one, other| row![one, other].spacing(size::XL).height(height);
                column![pair(visits, estimates), pair(receipts, given)]
                    .spacing(size::L)
                    .into()
            } else {
                let parts = parts.map(|part| container(part).height(LEAST + 40.0).into());
                column(parts).spacing(size::L).into()
            };
            scrollable(
                container(lists)
                    .padding(Padding::ZERO.horizontal(size::XL).vertical(size::L))
                    .width(Length::Fill),
            )
            .style(theme::scroll)
            .into()
        })
        .into()
    }

    fn visits_part<'a>(&'a self, facts: &'a Facts) -> Element<'a, Message> {
        let list = window_list(
            VISITS,
            VISIT_COLUMNS,
            facts.visits.len(),
            |row| {
                let visit = &facts.visits[row];
                vec![
                    Cell::from(visit.from_on.map(spoken).unwrap_or_default()),
                    Cell::from(visit.id.to_string()),
                    Cell::from(grouped(visit.total)),
                ]
            },
            self.visits,
            |act| Message::Listed(List::Visits, act),
        )
        .empty("No visit was entered for this patient yet.");
        let has_one = self.visit().is_some();
        part(
            "Visits",
            vec![
                press(
                    "papers-walk-out",
                    "Walk-out statement",
                    'w',
                    has_one,
                    Message::WalkOutPressed,
                ),
                press(
                    "papers-superbill",
                    "Superbill",
                    's',
                    has_one,
                    Message::SuperbillPressed,
                ),
            ],
            list.into(),
        )
    }

    fn receipts_part<'a>(&'a self, facts: &'a Facts) -> Element<'a, Message> {
        let list = window_list(
            RECEIPTS,
            RECEIPT_COLUMNS,
            facts.receipts.len(),
            |row| {
                let received = &facts.receipts[row].received;
                let receipt = &received.receipt;
                let how = match receipt.check_number.as_str() {
                    "" => method_word(receipt.method).to_owned(),
                    number => format!("{} {number}", method_word(receipt.method)),
                };
                vec![
                    Cell::from(spoken(receipt.received_on)),
                    Cell::from(received.id.to_string()),
                    Cell::from(how),
                    Cell::from(grouped(receipt.amount)),
                ]
            },
            self.receipts,
            |act| Message::Listed(List::Receipts, act),
        )
        .empty("The family paid nothing yet. F5 takes a payment.");
        let has_one = self.receipt().is_some();
        part(
            "Payments of the family",
            vec![press(
                "papers-receipt",
                "Receipt",
                'r',
                has_one,
                Message::ReceiptPressed,
            )],
            list.into(),
        )
    }

    fn estimates_part<'a>(&'a self, facts: &'a Facts) -> Element<'a, Message> {
        let list = window_list(
            ESTIMATES,
            ESTIMATE_COLUMNS,
            facts.estimates.len(),
            |row| estimate_cells(&facts.estimates[row]),
            self.estimates,
            |act| Message::Listed(List::Estimates, act),
        )
        .empty("No estimate was made for this patient yet. E writes one.");
        let has_one = self.estimate().is_some();
        part(
            "Good-faith estimates",
            vec![
                press(
                    "papers-estimate",
                    "New",
                    'e',
                    true,
                    Message::EstimatePressed,
                ),
                press(
                    "papers-estimate-print",
                    "Print",
                    'p',
                    has_one,
                    Message::PrintEstimatePressed,
                ),
                press(
                    "papers-compare",
                    "Compare with the bill",
                    'c',
                    has_one,
                    Message::ComparePressed,
                ),
            ],
            list.into(),
        )
    }

    fn given_part<'a>(&'a self, facts: &'a Facts) -> Element<'a, Message> {
        let list = window_list(
            GIVEN,
            GIVEN_COLUMNS,
            facts.given.len(),
            |row| {
                let given = &facts.given[row];
                vec![
                    Cell::from(spoken(given.made_on)),
                    Cell::from(given.about.kind().title()),
                    Cell::toned(given.about.words(), Tone::Muted),
                ]
            },
            self.given,
            |act| Message::Listed(List::Given, act),
        )
        .empty("The family was given no paper yet.");
        let hint = line("Enter shows it again, as it was")
            .size(size::CAPTION)
            .style(theme::muted);
        part("Given out", vec![hint.into()], list.into())
    }
}

fn estimate_cells(row: &EstimateRow) -> Vec<Cell> {
    let estimate = &row.numbered.estimate;
    let (word, tone) = if row.may_dispute {
        ("⚠ may dispute", Tone::Danger)
    } else if row.visits.is_empty() {
        ("no visit yet", Tone::Muted)
    } else {
        ("", Tone::Ink)
    };
    vec![
        Cell::toned(row.numbered.id.to_string(), Tone::Muted),
        Cell::from(spoken(estimate.made_on)),
        Cell::from(grouped(estimate.total())),
        Cell::from(if row.visits.is_empty() {
            String::new()
        } else {
            grouped(row.billed)
        }),
        Cell::toned(word, tone),
    ]
}

/// A list under its name and what can be done with its marked row.
fn part<'a>(
    words: &'static str,
    buttons: Vec<Element<'a, Message>>,
    list: Element<'a, Message>,
) -> Element<'a, Message> {
    let heading = row![
        line(words).font(font::SEMIBOLD).width(Length::Shrink),
        row(buttons).spacing(size::XS).align_y(Alignment::Center),
    ]
    .spacing(size::M)
    .height(size::CONTROL)
    .align_y(Alignment::Center);
    column![heading, container(list).height(Length::Fill)]
        .spacing(size::XS)
        .width(Length::FillPortion(1))
        .height(Length::Fill)
        .into()
}

fn press<'a>(
    id: &'static str,
    words: &'static str,
    key: char,
    is_enabled: bool,
    message: Message,
) -> Element<'a, Message> {
    action(
        id,
        Weight::Quiet,
        words,
        Some(Stroke::sign(key)),
        is_enabled.then_some(message),
    )
}
