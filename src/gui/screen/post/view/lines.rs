//! The lines of the grid: their cells, what is left of each, and what is said of it.

use iced::alignment::Horizontal;
use iced::widget::{Row, column, container, row, space, text};
use iced::{Alignment, Element, Length, Padding};

use super::{
    ADJUSTMENT, AMOUNT, CHARGE, CODE, DAY, GAP, NARROWER, NUMBER, RESIDUAL, SHARE, caption,
};
use crate::domain::date::spoken;
use crate::domain::finding::Finding;
use crate::domain::money::Money;
use crate::domain::remittance::expected::{ExpectedSource, GridColumn};
use crate::gui::form::Field;
use crate::gui::form::money::grouped;
use crate::gui::screen::post::amount::CellKind;
use crate::gui::screen::post::grid::{Column as Cells, Grid, GridLine, Place};
use crate::gui::screen::post::{Message, keys};
use crate::gui::widget::ellipsis::line;
use crate::gui::{font, size, theme};

/// The columns in the order of the payer's own paper.
fn order(grid: &Grid, it: &GridLine) -> Vec<Cells> {
    let mut cells = Vec::new();
    for column in &grid.claim.style.columns {
        match column {
            GridColumn::Allowed => cells.push(Cells::Allowed),
            GridColumn::Paid => cells.push(Cells::Paid),
            GridColumn::Adjustments => {
                cells.extend((0..it.adjustments.len().min(2)).map(Cells::Adjustment));
            }
            GridColumn::Responsibility => cells.extend((0..3).map(Cells::Share)),
        }
    }
    cells
}

fn title_of(column: Cells) -> (String, f32) {
    match column {
        Cells::Allowed => ("ALLOWED".to_owned(), AMOUNT),
        Cells::Paid => ("PAID".to_owned(), AMOUNT),
        Cells::Adjustment(at) => (format!("ADJ {}", at + 1), ADJUSTMENT),
        Cells::Share(0) => ("DED".to_owned(), SHARE),
        Cells::Share(1) => ("COINS".to_owned(), SHARE),
        Cells::Share(_) => ("COPAY".to_owned(), SHARE),
        Cells::Remarks => ("REMARKS".to_owned(), ADJUSTMENT),
        Cells::Reason => ("WHY IT IS POSTED".to_owned(), 300.0),
    }
}

fn is_number(column: Cells) -> bool {
    matches!(column, Cells::Allowed | Cells::Paid | Cells::Share(_))
}

pub(super) fn titles(grid: &Grid) -> Element<'_, Message> {
    let cells = grid
        .lines
        .first()
        .map(|it| order(grid, it))
        .unwrap_or_default();
    let titles = cells.into_iter().map(|column| {
        let (words, width) = title_of(column);
        let align = if is_number(column) {
            Horizontal::Right
        } else {
            Horizontal::Left
        };
        container(caption(words).align(align))
            .padding(Padding::ZERO.horizontal(size::S))
            .width(width)
            .into()
    });
    row![
        caption("#").width(NUMBER),
        caption("DOS").width(DAY),
        caption("CODE").width(CODE),
        caption("CHARGE").align(Horizontal::Right).width(CHARGE),
    ]
    .extend(titles)
    .push(caption("RESID").align(Horizontal::Right).width(RESIDUAL))
    .spacing(GAP)
    .into()
}

fn cell<'a>(field: &'a Field<CellKind>, place: Place) -> Element<'a, Message> {
    let content = field.text();
    field.cell(
        move |edit| Message::CellEdited(place, edit),
        move |key, modifiers| keys::pressed(place, content, key, modifiers),
    )
}

fn field_of(it: &GridLine, column: Cells) -> Option<&Field<CellKind>> {
    Some(match column {
        Cells::Allowed => &it.allowed,
        Cells::Paid => &it.paid,
        Cells::Adjustment(at) => it.adjustments.get(at)?,
        Cells::Share(at) => it.shares.get(at)?,
        Cells::Remarks => &it.remarks,
        Cells::Reason => &it.reason,
    })
}

/// A cell with its title above it, where the titles do not stand over all lines.
fn titled<'a>(it: &'a GridLine, row: usize, column: Cells) -> Option<Element<'a, Message>> {
    let field = field_of(it, column)?;
    let (words, width) = title_of(column);
    Some(
        column![caption(words), cell(field, Place { row, column })]
            .spacing(2)
            .width(width * NARROWER)
            .into(),
    )
}

/// What is not explained yet; a tick where it is nothing.
fn residual<'a>(it: &GridLine) -> Element<'a, Message> {
    let (words, style): (String, fn(&iced::Theme) -> text::Style) = match it.residual() {
        _ if it.is_blank() => (grouped(it.charge()), theme::muted),
        Some(residual) if residual.is_zero() => ("0.00 ✔".to_owned(), theme::success),
        Some(residual) => (grouped(residual), theme::danger),
        None => ("?".to_owned(), theme::danger),
    };
    line(words)
        .size(size::TEXT)
        .font(font::SEMIBOLD)
        .style(style)
        .align(Horizontal::Right)
        .width(RESIDUAL)
        .into()
}

pub(super) fn line_view<'a>(
    grid: &'a Grid,
    row: usize,
    it: &'a GridLine,
    is_wide: bool,
) -> Element<'a, Message> {
    let charged = &it.line.charged.line;
    let code = if charged.modifiers.is_empty() {
        charged.code.clone()
    } else {
        format!("{} {}", charged.code, charged.modifiers.join(" "))
    };
    let code = if code.is_empty() {
        charged.description.clone()
    } else {
        code
    };
    let facts = Row::new()
        .push(caption((row + 1).to_string()).width(NUMBER))
        .push(
            line(charged.from_on.format("%m/%d").to_string())
                .size(size::TEXT)
                .width(DAY),
        )
        .push(line(code).size(size::TEXT).font(font::CODE).width(CODE))
        .push(
            line(grouped(it.charge()))
                .size(size::TEXT)
                .align(Horizontal::Right)
                .width(CHARGE),
        )
        .spacing(GAP)
        .align_y(Alignment::Center);
    let content: Element<'a, Message> = if is_wide {
        let cells = order(grid, it).into_iter().filter_map(|column| {
            let field = field_of(it, column)?;
            let (_, width) = title_of(column);
            Some(
                container(cell(field, Place { row, column }))
                    .width(width)
                    .into(),
            )
        });
        facts.extend(cells).push(residual(it)).into()
    } else {
        let cells = order(grid, it)
            .into_iter()
            .filter_map(|column| titled(it, row, column));
        let cells = Row::with_children(cells)
            .spacing(GAP)
            .wrap()
            .vertical_spacing(size::XS);
        let facts = facts.push(space().width(Length::Fill)).push(residual(it));
        column![facts, cells].spacing(2).into()
    };
    column![
        taken_back(it),
        content,
        further(grid, row, it),
        words(grid, row, it)
    ]
    .spacing(2)
    .into()
}

/// The earlier decision that is reversed, mirrored.
fn taken_back<'a>(it: &'a GridLine) -> Option<Element<'a, Message>> {
    let of = it.takes_back?;
    let earlier = it.line.previous.iter().find(|previous| previous.id == of)?;
    let adjusted: Vec<String> = earlier
        .line
        .adjustments
        .iter()
        .map(|it| format!("{}{} {}", it.group, it.reason, grouped(-it.amount)))
        .collect();
    let told = format!(
        "Taken back, decided {}: paid {} · {}",
        spoken(earlier.adjudicated_on),
        grouped(-earlier.line.paid),
        adjusted.join(" · ")
    );
    Some(
        container(line(told).size(size::CAPTION))
            .padding(Padding::ZERO.horizontal(size::S).vertical(2.0))
            .width(Length::Fill)
            .style(theme::washed(|palette| palette.warning))
            .into(),
    )
}

/// Further adjustments, remark codes and the reason of an override, where there are any.
fn further<'a>(grid: &Grid, row: usize, it: &'a GridLine) -> Option<Element<'a, Message>> {
    let mut cells: Vec<Cells> = (2..it.adjustments.len()).map(Cells::Adjustment).collect();
    if it.has_remarks {
        cells.push(Cells::Remarks);
    }
    if grid.asks_why(row) {
        cells.push(Cells::Reason);
    }
    if cells.is_empty() {
        return None;
    }
    let cells = cells
        .into_iter()
        .filter_map(|column| titled(it, row, column));
    let cells = Row::with_children(cells)
        .spacing(GAP)
        .wrap()
        .vertical_spacing(size::XS);
    Some(
        container(cells)
            .padding(Padding::ZERO.left(NUMBER + GAP))
            .into(),
    )
}

/// What is wrong with a line, else what was expected of it and what it means.
fn words<'a>(grid: &'a Grid, row: usize, it: &'a GridLine) -> Element<'a, Message> {
    let is_in_it = grid.focused.is_some_and(|place| place.row == row);
    let may_say = grid.is_reviewed || (!is_in_it && !it.is_blank());
    let worst = grid
        .findings_of(row)
        .filter(|_| may_say)
        .max_by_key(|finding| finding.is_error());
    let padding = Padding::ZERO.left(NUMBER + GAP).bottom(size::XS);
    if let Some(finding) = worst {
        return container(said_finding(finding)).padding(padding).into();
    }
    let mut parts: Vec<String> = Vec::new();
    let mut is_under = false;
    if let Some(expected) = &it.line.expected {
        let typed: Option<Money> = it.allowed.value().and_then(|text| text.parse().ok());
        let by = match &expected.source {
            ExpectedSource::Contract { schedule } => format!("by the contract {schedule}"),
            ExpectedSource::Before { adjudicated_on } => {
                format!("as on {}", spoken(*adjudicated_on))
            }
            ExpectedSource::Open => "as is open with this payer".to_owned(),
        };
        parts.push(match typed {
            Some(typed) if typed == expected.allowed => {
                format!("Expected {} ✔", grouped(expected.allowed))
            }
            Some(typed) if typed < expected.allowed => {
                is_under = true;
                format!(
                    "Expected {} {by}: {} less ⚠",
                    grouped(expected.allowed),
                    grouped(expected.allowed - typed)
                )
            }
            Some(typed) => format!(
                "Expected {} {by}: {} more",
                grouped(expected.allowed),
                grouped(typed - expected.allowed)
            ),
            None => format!("Expected {} {by}", grouped(expected.allowed)),
        });
    }
    if let Ok(class) = it
        .class
        .parse::<crate::domain::remittance::RemittanceClass>()
    {
        parts.push(class.title().to_owned());
    }
    for (at, disposition) in &it.dispositions {
        parts.push(format!("ADJ {}: {disposition}", at + 1));
    }
    let style: fn(&iced::Theme) -> text::Style = if is_under {
        theme::warning
    } else {
        theme::muted
    };
    container(line(parts.join(" · ")).size(size::CAPTION).style(style))
        .padding(padding)
        .into()
}

pub(super) fn said_finding<'a>(finding: &'a Finding) -> Element<'a, Message> {
    let style: fn(&iced::Theme) -> text::Style = if finding.is_error() {
        theme::danger
    } else {
        theme::warning
    };
    text(finding.sentence.as_str())
        .size(size::CAPTION)
        .style(style)
        .into()
}

/// What follows, as far as it is typed.
pub(super) fn after(grid: &Grid) -> Option<Element<'_, Message>> {
    let preview = grid.preview.as_ref()?;
    if preview.consequences.is_empty() {
        return None;
    }
    let told: Vec<String> = preview
        .consequences
        .iter()
        .map(ToString::to_string)
        .collect();
    Some(
        container(text(format!("After: {}", told.join(" · "))).size(size::TEXT))
            .padding(size::S)
            .width(Length::Fill)
            .style(theme::surface)
            .into(),
    )
}
