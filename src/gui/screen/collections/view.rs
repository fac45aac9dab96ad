//! The lists, and beside them the selected account with what it owes.

use iced::alignment::Horizontal;
use iced::widget::{column, container, responsive, row, scrollable, text};
use iced::{Element, Length, Padding};

use super::{Collections, LIST, Message, TABS, Tab};
use crate::commands::statements::dunning::{Debtor, Decision};
use crate::domain::date::spoken;
use crate::domain::money::Money;
use crate::domain::report::Report;
use crate::gui::form::money::grouped;
use crate::gui::form::options::segments;
use crate::gui::screen::claims::view::fact;
use crate::gui::screen::print::view::counted;
use crate::gui::screen::reports::view::{cells as report_cells, columns as report_columns};
use crate::gui::widget::ellipsis::line;
use crate::gui::widget::window_list::{Cell, Column, Tone, Width, window_list};
use crate::gui::{font, size, theme};

pub(super) const ACCOUNT: usize = 1;
pub(super) const OWED: usize = 3;
pub(super) const NOTICE: usize = 4;
pub(super) const PAID: usize = 5;

/// The mark of a row.
const MARK: Column = Column {
    align: Horizontal::Center,
    ..Column::text("", Width::Fixed(34.0)).unsorted()
};

const COLUMNS: &[Column] = &[
    MARK,
    Column::code("Account", Width::Fixed(92.0)),
    Column::text("Guarantor", Width::Share(1.0)),
    Column::number("Still owed", Width::Fixed(104.0)),
    Column::text("Final notice", Width::Fixed(106.0)),
    Column::text("Last payment", Width::Fixed(112.0)),
];

/// The width of a phone number.
const PHONE: f32 = 136.0;
/// The width of what stands beside the list.
const SIDE: f32 = 300.0;
/// Below this width the selected account stands below the list.
const NARROW: f32 = 820.0;

/// The columns of the agency's list, with one for the mark.
pub(super) fn agency_columns(report: &Report) -> Vec<Column> {
    let columns = report_columns(report).into_iter().map(|column| Column {
        // What is dialed is never shortened.
        width: match column.title {
            "Phone" => Width::Fixed(PHONE),
            _ => column.width,
        },
        ..column
    });
    std::iter::once(MARK).chain(columns).collect()
}

impl Tab {
    const fn word(self) -> &'static str {
        match self {
            Self::Waiting => "Waiting",
            Self::Approved => "Approved",
            Self::Declined => "Declined",
            Self::Agency => "With the agency",
        }
    }

    const fn empty(self) -> &'static str {
        match self {
            Self::Waiting => {
                "No account waits: nobody’s final notice has gone unanswered for its time. Ctrl+8 sends statements."
            }
            Self::Approved => {
                "No account is approved. A on the first list enters what the doctor said."
            }
            Self::Declined => "The doctor has left no account with the practice.",
            Self::Agency => "Nothing is with the agency. H on the second list hands over.",
        }
    }

    const fn keys(self) -> &'static str {
        match self {
            Self::Waiting => {
                "A approves · D declines · P prints the list for the doctor · E exports · Space marks · M all · Enter account · / searches"
            }
            Self::Approved => {
                "H hands over · W withdraws · P prints · E exports · Space marks · M all · Enter account · / searches"
            }
            Self::Declined => {
                "W withdraws · P prints · E exports · Space marks · M all · Enter account · / searches"
            }
            Self::Agency => {
                "T takes back · P prints · E exports · Space marks · M all · Enter account · / searches"
            }
        }
    }
}

impl Collections {
    pub(super) fn content(&self) -> Element<'_, Message> {
        let content = responsive(move |room| {
            let is_narrow = room.width < NARROW;
            let list = container(self.list()).height(Length::FillPortion(5));
            // The list keeps its place, and so the focus, whether somebody is selected or not.
            let selected = self.selected();
            let told = column![selected.map(side)].padding(Padding::ZERO.right(size::M));
            let told = container(scrollable(told).style(theme::scroll));
            let parts: Element<'_, Message> = if is_narrow {
                let told = match selected {
                    Some(_) => told.height(Length::FillPortion(3)),
                    None => told.height(0),
                };
                column![list, told].spacing(size::S).into()
            } else {
                let width = if selected.is_some() { SIDE } else { 0.0 };
                let gap = if selected.is_some() { size::L } else { 0.0 };
                row![list, told.width(width).height(Length::Fill)]
                    .spacing(gap)
                    .into()
            };
            column![self.head(is_narrow), parts, self.foot()]
                .spacing(size::S)
                .into()
        });
        container(content)
            .padding(Padding::new(size::XL).top(size::M).bottom(size::M))
            .into()
    }

    fn head(&self, is_narrow: bool) -> Element<'_, Message> {
        let words = TABS
            .iter()
            .map(|tab| {
                let count = self.loaded.as_ref().map(|loaded| match tab {
                    Tab::Waiting => loaded.waiting.len(),
                    Tab::Approved => loaded.approved.len(),
                    Tab::Declined => loaded.declined.len(),
                    Tab::Agency => loaded.with_agency(),
                });
                count.map_or_else(
                    || tab.word().to_owned(),
                    |count| format!("{} {count}", tab.word()),
                )
            })
            .collect();
        let chosen = TABS.iter().position(|tab| *tab == self.tab);
        // In line with the field, which has a label above.
        let tabs = segments("collections-tabs", words, chosen, Message::TabChosen);
        let search = self.search.view(Length::Fill, Message::SearchEdited);
        if is_narrow {
            column![tabs, search].spacing(size::XS).into()
        } else {
            row![container(tabs).padding(Padding::ZERO.top(18.0)), search]
                .spacing(size::L)
                .into()
        }
    }

    fn list(&self) -> Element<'_, Message> {
        let empty = if self.loaded.is_none() {
            "Reading the accounts…"
        } else if self.search.text().trim().is_empty() {
            self.tab.empty()
        } else {
            "No account fits the search. Esc clears it."
        };
        let columns = match self.tab {
            Tab::Agency => &self.agency_columns,
            _ => COLUMNS,
        };
        window_list(
            LIST,
            columns,
            self.count(),
            |row| self.cells(row),
            self.selection,
            Message::Listed,
        )
        .empty(empty)
        .into()
    }

    fn cells(&self, at: usize) -> Vec<Cell> {
        let is_marked = self
            .account_at(at)
            .is_some_and(|it| self.marks.contains(it));
        let mark = Cell::toned(if is_marked { "✓" } else { "" }, Tone::Accent);
        if self.tab == Tab::Agency {
            let report = self.loaded.as_ref().map(|loaded| &loaded.agency);
            let cells = report
                .zip(self.shown.get(at))
                .map(|(report, at)| report_cells(report, *at));
            let cells = cells.into_iter().flatten();
            return std::iter::once(mark).chain(cells).collect();
        }
        let Some(debtor) = self.debtor_at(at) else {
            return Vec::new();
        };
        let payment = debtor.last_payment.map(|(on, _)| spoken(on));
        vec![
            mark,
            Cell::from(debtor.account.as_str()),
            Cell::from(debtor.name.to_string()),
            Cell::from(grouped(debtor.due)),
            Cell::from(spoken(debtor.notice_mailed_on)),
            match payment {
                Some(on) => Cell::from(on),
                None => Cell::toned("never", Tone::Muted),
            },
        ]
    }

    fn foot(&self) -> Element<'_, Message> {
        let sums = if self.marks.is_empty() {
            let debtors = self.debtors();
            let total: Money = self
                .shown
                .iter()
                .filter_map(|at| debtors.get(*at))
                .map(|it| it.due)
                .sum();
            match self.tab {
                Tab::Agency => String::new(),
                _ => format!("{}, {}", counted(self.count(), "account"), grouped(total)),
            }
        } else {
            let chosen = self.chosen();
            let marked = counted(chosen.len(), "account");
            match self.tab {
                Tab::Agency => format!("{marked} marked"),
                _ => format!("{marked} marked, {}", grouped(self.owed(&chosen))),
            }
        };
        row![
            line(sums)
                .size(size::TEXT)
                .font(font::SEMIBOLD)
                .width(Length::Shrink),
            line(self.tab.keys())
                .size(size::CAPTION)
                .style(theme::muted)
                .align(Horizontal::Right),
        ]
        .spacing(size::L)
        .align_y(iced::Alignment::Center)
        .into()
    }
}

/// An account with what is owed on it, and what was said.
fn side(debtor: &Debtor) -> Element<'_, Message> {
    let payment = debtor
        .last_payment
        .map(|(on, amount)| format!("{}, {}", grouped(amount), spoken(on)));
    let lines = debtor.lines.iter().map(|debt| {
        row![
            line(format!("Service of {}", spoken(debt.service_on))).size(size::TEXT),
            line(grouped(debt.amount))
                .size(size::TEXT)
                .width(92)
                .align(Horizontal::Right),
        ]
        .spacing(size::S)
        .into()
    });
    let review = debtor.review.as_ref().map(|review| {
        let said = match review.decision {
            Decision::Approved => "Approved",
            Decision::Declined => "Left with the practice",
            Decision::Withdrawn => "Taken back",
        };
        let words = format!("{said} by {} on {}", review.reviewer, spoken(review.on));
        let note = (!review.note.is_empty()).then(|| {
            text(review.note.as_str())
                .size(size::TEXT)
                .style(theme::muted)
        });
        column![text(words).size(size::TEXT), column![note]].spacing(2)
    });
    let address = &debtor.address;
    let phone = if debtor.phone.is_empty() {
        "none".to_owned()
    } else {
        debtor.phone.clone()
    };
    column![
        line(debtor.name.to_string())
            .font(font::SEMIBOLD)
            .size(size::HEADING),
        column![
            fact("Account", debtor.account.as_str()),
            fact("Phone", phone),
            fact("Street", address.line1.as_str()),
            fact("City", address.city.as_str()),
            fact("Paid last", payment.unwrap_or_else(|| "never".to_owned())),
            fact("Notice", format!("statement {}", debtor.notice)),
        ]
        .spacing(size::XS),
        text("Still owed of the final notice")
            .font(font::SEMIBOLD)
            .size(size::TEXT),
        column(lines).spacing(2),
        column![review],
    ]
    .spacing(size::S)
    .into()
}
