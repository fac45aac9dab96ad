//! The service lines: one row of cells each, with what the code is called or what is wrong beside
//! them, and a row of details that a key opens.

use iced::alignment::Horizontal;
use iced::keyboard::{Key, Modifiers, key::Named};
use iced::widget::{Row, column, container, row, space};
use iced::{Alignment, Element, Length, Padding};

use super::sheet::details;
use super::slot::{Place, Slot, shown_date};
use super::{Line, Message, Visit};
use crate::gui::form::REQUIRED;
use crate::gui::form::money::grouped;
use crate::gui::widget::ellipsis::line;
use crate::gui::widget::entry::Reaction;
use crate::gui::{font, size, theme};

/// The cells with their titles and widths.
const CELLS: [(&str, &str, f32); 8] = [
    ("code", "Procedure", 112.0),
    ("modifier1", "M1", 44.0),
    ("modifier2", "M2", 44.0),
    ("modifier3", "M3", 44.0),
    ("modifier4", "M4", 44.0),
    ("pointers", "Pointers", 80.0),
    ("units", "Units", 60.0),
    ("charge", "Charge", 96.0),
];

/// Cells without which a line is not saved.
const NEEDED: [&str; 3] = ["code", "pointers", "charge"];

/// Cells whose figures stand at the right.
const NUMBERS: [&str; 2] = ["units", "charge"];

/// The width of a line's number.
const NUMBER: f32 = 22.0;

/// Space between cells.
const GAP: f32 = 6.0;

/// The least width at which a line's words stand beside its cells; else they stand under them.
const WIDE: f32 = 820.0;

/// The least width at which the cells of a line stand side by side; else each has its title and they
/// go on below.
const NARROW: f32 = 570.0;

impl Visit {
    /// All lines, under the titles of their cells.
    pub(super) fn grid(&self, width: f32) -> Element<'_, Message> {
        if width < NARROW {
            let lines = self.lines.iter().enumerate();
            return column(lines.map(|(at, line)| self.narrow_line(at, line)))
                .spacing(size::M)
                .into();
        }
        let is_wide = width >= WIDE;
        let titles = CELLS.map(|(column, title, width)| {
            let align = if NUMBERS.contains(&column) {
                Horizontal::Right
            } else {
                Horizontal::Left
            };
            let mark = NEEDED.contains(&column).then(|| {
                line(REQUIRED)
                    .size(size::CAPTION)
                    .style(theme::accent)
                    .width(Length::Shrink)
            });
            let width_of_title = if mark.is_some() {
                Length::Shrink
            } else {
                Length::Fill
            };
            let title = caption(title).align(align).width(width_of_title);
            let title = container(row![title, mark].spacing(4))
                .width(Length::Fill)
                .align_x(align);
            container(title)
                .padding(Padding::ZERO.horizontal(size::S))
                .width(width)
                .into()
        });
        let words = is_wide.then(|| caption("Description"));
        let head = row![caption("#").width(NUMBER)]
            .extend(titles)
            .push(words)
            .spacing(GAP);
        let lines = self
            .lines
            .iter()
            .enumerate()
            .map(|(at, line)| self.line_view(at, line, is_wide));
        column![head, column(lines).spacing(size::XS)]
            .spacing(2)
            .into()
    }

    fn line_view<'a>(&'a self, at: usize, it: &'a Line, is_wide: bool) -> Element<'a, Message> {
        let cells = CELLS.map(|(column, _, width)| {
            container(cell(it, Place::line(it.row, column)))
                .width(width)
                .into()
        });
        let number = caption((at + 1).to_string()).width(NUMBER);
        let words = container(self.words(it)).center_y(size::CONTROL);
        let cells = row![number]
            .extend(cells)
            .spacing(GAP)
            .align_y(Alignment::Center);
        let content: Element<'a, Message> = if is_wide {
            cells.push(words).into()
        } else {
            let under = row![space().width(NUMBER + GAP), self.words(it)];
            column![cells, under].into()
        };
        let details = it.has_details.then(|| self.details(it));
        column![content, details].spacing(size::XS).into()
    }

    fn narrow_line<'a>(&'a self, at: usize, it: &'a Line) -> Element<'a, Message> {
        let cells = CELLS.map(|(column, title, width)| {
            let cell = cell(it, Place::line(it.row, column));
            column![caption(title), cell].spacing(2).width(width).into()
        });
        let cells = Row::with_children(cells)
            .spacing(GAP)
            .wrap()
            .vertical_spacing(size::XS);
        let number = caption((at + 1).to_string()).width(NUMBER);
        let details = it.has_details.then(|| self.details(it));
        let content = column![row![number, cells], self.words(it)];
        column![content, details].spacing(size::XS).into()
    }

    /// What is wrong with a line, or what its code is called and what its details say.
    fn words<'a>(&self, it: &'a Line) -> Element<'a, Message> {
        let of_line =
            |found: &&super::Placed| found.place.is_some_and(|place| place.row == Some(it.row));
        if let Some(found) = self.findings.iter().find(of_line) {
            let style = if found.is_error {
                theme::danger
            } else {
                theme::warning
            };
            return line(found.sentence.as_str())
                .size(size::CAPTION)
                .style(style)
                .into();
        }
        let name = match it.sheet.get("code") {
            Some(Slot::Picked(field)) => field.caption(),
            _ => "",
        };
        let mut parts: Vec<String> = Vec::new();
        if !name.is_empty() {
            parts.push(name.to_owned());
        }
        if let Some(fee) = it.fee {
            parts.push(format!("fee {}", grouped(fee)));
        }
        if !it.has_details {
            parts.extend(details().filter_map(|column| detail_words(it, column)));
        }
        caption(parts.join(" · ")).into()
    }

    fn details<'a>(&'a self, it: &'a Line) -> Element<'a, Message> {
        let view = |column: &'static str, width: Length| {
            it.sheet
                .get(column)
                .map(|slot| super::view::field(slot, Place::line(it.row, column), width))
        };
        let fields = |columns: &[(&'static str, f32)]| {
            let fields = columns.iter().map(|(column, width)| {
                let width = if *width > 0.0 {
                    Length::Fixed(*width)
                } else {
                    Length::Fill
                };
                view(column, width)
            });
            Row::with_children(fields.flatten()).spacing(size::S)
        };
        let rows = column![
            fields(&[
                ("from_on", 120.0),
                ("to_on", 120.0),
                ("place_of_service", 90.0),
                ("rendering_provider_id", 0.0),
                ("emergency", 120.0),
            ]),
            fields(&[
                ("ndc", 140.0),
                ("ndc_quantity", 100.0),
                ("ndc_unit", 80.0),
                ("epsdt", 80.0),
                ("family_plan", 150.0),
            ]),
            fields(&[("supplemental", 0.0)]),
        ];
        container(rows)
            .padding(Padding::new(size::S).left(size::M))
            .style(theme::surface)
            .width(Length::Fill)
            .into()
    }
}

/// What a filled detail says while the details are closed.
fn detail_words(it: &Line, column: &'static str) -> Option<String> {
    if it.sheet.is_blank(column) {
        return None;
    }
    let value = it.sheet.value(column);
    Some(match column {
        "from_on" => format!("from {}", shown_date(&value)),
        "to_on" => format!("to {}", shown_date(&value)),
        "place_of_service" => format!("place {value}"),
        "rendering_provider_id" => format!("provider {value}"),
        "emergency" => "emergency".to_owned(),
        "ndc" => format!("NDC {value}"),
        "epsdt" => format!("EPSDT {value}"),
        "family_plan" => "family planning".to_owned(),
        "supplemental" => value,
        _ => return None,
    })
}

fn caption<'a>(text: impl Into<String>) -> crate::gui::widget::ellipsis::Line<'a> {
    line(text)
        .size(size::CAPTION)
        .font(font::TEXT)
        .style(theme::muted)
}

/// One cell. Enter in it goes on to the cell that is usually filled next.
fn cell(it: &Line, place: Place) -> Option<Element<'_, Message>> {
    let on_key = move |key: &Key, modifiers: Modifiers| {
        let is_enter = *key == Key::Named(Named::Enter) && modifiers.is_empty();
        is_enter.then_some(Reaction::Take(Message::CellEntered(place)))
    };
    Some(match it.sheet.get(place.column)? {
        Slot::Typed(field) => field.cell(move |edit| Message::Typed(place, edit), on_key),
        Slot::Picked(field) => field.cell(move |edit| Message::Picked(place, edit), on_key),
        Slot::Marked(_) => return None,
    })
}
