//! The list of reports, and one report as a table with what it must agree with.

use iced::alignment::Horizontal;
use iced::widget::scrollable::{Direction, Scrollbar};
use iced::widget::{column, container, responsive, row, scrollable, text};
use iced::{Element, Length, Padding};

use super::{Message, NAMES, Open, Reports, TABLE};
use crate::commands::reports::{Asks, ReportKind};
use crate::domain::date::spoken;
use crate::domain::report::{Cell as Value, ColumnKind, Report, RowKind, TieOut};
use crate::gui::form::money::grouped;
use crate::gui::screen::print::view::counted;
use crate::gui::widget::ellipsis::line;
use crate::gui::widget::window_list::{Cell, Column, Tone, Width, window_list};
use crate::gui::{font, size, theme};

const NAME_COLUMNS: &[Column] = &[
    Column::text("Report", Width::Fixed(300.0)).unsorted(),
    Column::text("What it is for", Width::Share(1.0)).unsorted(),
];

const DATE: f32 = 106.0;
const COUNT: f32 = 76.0;
/// The least height of a report; where there is less, the screen scrolls.
const LEAST: f32 = 460.0;
/// About the width of a letter or figure, with what a cell has beside it.
const LETTER: f32 = 7.8;
const BESIDE: f32 = 22.0;
/// The widths of a column of words.
const LEAST_WORDS: f32 = 110.0;
const MOST_WORDS: f32 = 280.0;

/// A cell as the screen shows it.
fn shown(value: &Value) -> String {
    match value {
        Value::Empty => String::new(),
        Value::Text(text) => text.clone(),
        Value::Date(on) => spoken(*on),
        Value::Money(amount) => grouped(*amount),
        Value::Count(count) => count.to_string(),
    }
}

/// The columns of a report, as wide as what stands in them; words share what is left.
pub fn columns(report: &Report) -> Vec<Column> {
    let longest = |at: usize, title: &str| {
        let cells = report.rows.iter().filter_map(|row| row.cells.get(at));
        let longest = cells.map(|cell| shown(cell).chars().count()).max();
        longest.unwrap_or_default().max(title.chars().count() + 2)
    };
    #[allow(clippy::cast_precision_loss, reason = "a cell has few letters")]
    let columns = report.columns.iter().enumerate().map(|(at, column)| {
        let width = longest(at, column.title) as f32 * LETTER + BESIDE;
        match column.kind {
            ColumnKind::Text => {
                let width = width.clamp(LEAST_WORDS, MOST_WORDS);
                Column::text(column.title, Width::Share(width))
            }
            ColumnKind::Date => Column::text(column.title, Width::Fixed(DATE)),
            ColumnKind::Money => Column::number(column.title, Width::Fixed(width)),
            ColumnKind::Count => Column::number(column.title, Width::Fixed(width.max(COUNT))),
        }
    });
    columns.collect()
}

/// The width that the columns need at least.
fn least_width(columns: &[Column]) -> f32 {
    let widths = columns.iter().map(|column| match column.width {
        Width::Fixed(width) => width,
        Width::Share(_) => LEAST_WORDS,
    });
    widths.sum::<f32>() + BESIDE
}

impl Reports {
    pub(super) fn names_view(&self) -> Element<'_, Message> {
        let list = window_list(
            NAMES,
            NAME_COLUMNS,
            ReportKind::ALL.len(),
            |row| {
                let kind = ReportKind::ALL[row];
                vec![
                    Cell::from(kind.title()),
                    Cell::toned(kind.purpose(), Tone::Muted),
                ]
            },
            self.names,
            Message::NameListed,
        );
        let foot = line("Enter opens the report")
            .size(size::CAPTION)
            .style(theme::muted);
        container(column![container(list).height(Length::Fill), foot].spacing(size::S))
            .padding(Padding::new(size::XL).top(size::M).bottom(size::M))
            .into()
    }
}

impl Open {
    pub(super) fn view(&self) -> Element<'_, Message> {
        responsive(move |room| {
            let problem = self
                .problem
                .as_ref()
                .map(|problem| text(problem.as_str()).size(size::TEXT).style(theme::danger));
            let content = column![
                self.parameters_view(),
                column![problem],
                container(self.table()).height(Length::Fill),
                self.foot(),
            ]
            .spacing(size::S)
            .padding(Padding::new(size::XL).top(size::M).bottom(size::M))
            .height(room.height.max(LEAST));
            scrollable(content).style(theme::scroll).into()
        })
        .into()
    }

    fn parameters_view(&self) -> Element<'_, Message> {
        let patient = self
            .asks(Asks::Patient)
            .then(|| self.patient.view(360, Message::PatientEdited));
        let as_of = self
            .asks(Asks::AsOf)
            .then(|| self.as_of.view(150, Message::AsOfEdited));
        let period = self.asks(Asks::Period);
        let from = period.then(|| self.from.view(170, Message::FromEdited));
        let to = period.then(|| self.to.view(150, Message::ToEdited));
        let anchor = self
            .asks(Asks::Anchor)
            .then(|| self.anchor.view(Length::Shrink, Message::AnchorChosen));
        let is_numbered = self.asks(Asks::Sheet) || self.asks(Asks::Deposit);
        let number = is_numbered.then(|| self.number.view(220, Message::NumberEdited));
        row![patient, as_of, from, to, anchor, number]
            .spacing(size::M)
            .wrap()
            .into()
    }

    fn table(&self) -> Element<'_, Message> {
        let Some(report) = &self.report else {
            let words = if self.is_busy {
                "Making the report…"
            } else if self.asks(Asks::Patient) {
                "Type a patient’s name and choose with Enter; everything posted for the family appears."
            } else {
                "Ctrl+Enter makes the report."
            };
            return text(words).size(size::TEXT).style(theme::muted).into();
        };
        let needed = least_width(&self.columns);
        responsive(move |room| {
            let list = window_list(
                TABLE,
                &self.columns,
                report.rows.len(),
                |row| cells(report, row),
                self.selection,
                Message::Listed,
            )
            .empty("Nothing of that kind is in the books. Try another day or period.");
            if needed <= room.width {
                return container(list).into();
            }
            scrollable(container(list).width(needed).height(room.height - size::M))
                .direction(Direction::Horizontal(Scrollbar::default()))
                .style(theme::scroll)
                .into()
        })
        .into()
    }

    /// What must agree, and what else the reader should know.
    fn foot(&self) -> Element<'_, Message> {
        let Some(report) = &self.report else {
            return line("").into();
        };
        let ties = report.ties.iter().map(tie);
        let notes = report.notes.iter().map(|note| {
            text(note.as_str())
                .size(size::CAPTION)
                .style(theme::muted)
                .into()
        });
        let keys = row![
            line(counted(report.rows.len(), "row"))
                .size(size::CAPTION)
                .style(theme::muted)
                .width(Length::Shrink),
            line("Shift+arrows sort · Enter opens what the row is about · P prints · E exports · Esc other reports")
                .size(size::CAPTION)
                .style(theme::muted)
                .align(Horizontal::Right),
        ]
        .spacing(size::L);
        let told = scrollable(
            column(ties.chain(notes))
                .spacing(2)
                .padding(Padding::ZERO.right(size::M)),
        )
        .style(theme::scroll);
        column![container(told).max_height(110), keys]
            .spacing(size::XS)
            .into()
    }
}

/// Two figures that must be the same, with whether they are.
fn tie<'a>(tie: &TieOut) -> Element<'a, Message> {
    let (word, style): (_, fn(&iced::Theme) -> text::Style) = if tie.agrees() {
        ("Ties", theme::success)
    } else {
        ("Differs", theme::danger)
    };
    let sign = if tie.agrees() { '=' } else { '≠' };
    let words = format!(
        "{} {} {sign} {} {}",
        tie.left,
        grouped(tie.left_amount),
        tie.right,
        grouped(tie.right_amount)
    );
    row![
        text(word)
            .font(font::SEMIBOLD)
            .size(size::CAPTION)
            .style(style)
            .width(52),
        text(words).size(size::CAPTION),
    ]
    .spacing(size::S)
    .into()
}

/// The cells of one of its rows.
pub fn cells(report: &Report, row: usize) -> Vec<Cell> {
    let Some(row) = report.rows.get(row) else {
        return Vec::new();
    };
    let tone = match row.kind {
        RowKind::Heading | RowKind::Total => Tone::Accent,
        RowKind::Subtotal => Tone::Muted,
        RowKind::Detail => Tone::Ink,
    };
    let cells = row.cells.iter().map(|value| match value {
        Value::Money(amount) if amount.is_negative() => Cell::toned(shown(value), Tone::Danger),
        _ => Cell::toned(shown(value), tone),
    });
    cells.collect()
}
