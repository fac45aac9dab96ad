//! The estimate as it is seen: who and when, the lines, what they come to.

use iced::alignment::Horizontal;
use iced::widget::{Row, column, container, responsive, row, scrollable, space, text};
use iced::{Alignment, Element, Length, Padding};

use super::line::{Cell, Line};
use super::{Estimate, Message};
use crate::gui::form::money::grouped;
use crate::gui::widget::ellipsis::line;
use crate::gui::{font, size, theme};

const NUMBER: f32 = 22.0;
const CODE: f32 = 112.0;
const MODIFIERS: f32 = 96.0;
const UNITS: f32 = 60.0;
const AMOUNT: f32 = 104.0;
const GAP: f32 = 6.0;
/// Below this width the fields stand in more rows.
const NARROW: f32 = 820.0;

impl Estimate {
    pub(super) fn content(&self) -> Element<'_, Message> {
        responsive(|room| self.laid_out(room.width < NARROW)).into()
    }

    fn laid_out(&self, is_narrow: bool) -> Element<'_, Message> {
        let restored = self.is_restored.then(|| {
            text("Draft restored: it was typed and not saved. Ctrl+R drops it.")
                .size(size::CAPTION)
                .style(theme::warning)
        });
        let who = self
            .patient
            .view(Length::FillPortion(3), Message::PatientEdited);
        let service = self.service.view(180, Message::ServiceEdited);
        let provider = self
            .provider
            .view(Length::FillPortion(2), Message::ProviderEdited);
        let in_a_row = if is_narrow { 2 } else { 4 };
        let diagnoses = self.diagnoses.fields().chunks(in_a_row).enumerate();
        let diagnoses = diagnoses.map(|(at, fields)| {
            let cells = fields.iter().enumerate().map(|(idx, field)| {
                let place = at * in_a_row + idx;
                field.view(Length::FillPortion(1), move |edit| {
                    Message::DiagnosisEdited(place, edit)
                })
            });
            // As wide in a row that is not full.
            let missing = u16::try_from(in_a_row - fields.len()).unwrap_or(0);
            let rest = (missing > 0).then(|| space().width(Length::FillPortion(missing)));
            Row::with_children(cells).push(rest).spacing(size::M).into()
        });
        let diagnoses = column(diagnoses).spacing(size::XS);
        let note = self.note.view(Length::FillPortion(3), Message::NoteEdited);
        let head = if is_narrow {
            column![
                row![who].spacing(size::M),
                row![service, provider].spacing(size::M),
                row![note].spacing(size::M),
                row![diagnoses]
            ]
        } else {
            column![
                row![who, service, provider].spacing(size::M),
                row![diagnoses],
                row![note]
            ]
        };
        let problem = self
            .problem
            .as_ref()
            .map(|problem| text(problem.as_str()).size(size::TEXT).style(theme::danger));
        let content = column![
            column![restored],
            head.spacing(size::XS),
            self.grid(is_narrow),
            self.sums(),
            column![problem],
            self.said(),
        ]
        .spacing(size::M);
        scrollable(container(content).padding(Padding::new(size::XL).top(size::S)))
            .style(theme::scroll)
            .into()
    }

    fn grid(&self, is_narrow: bool) -> Element<'_, Message> {
        let title = |words: &'static str, width: Length, align| {
            container(
                line(words)
                    .size(size::CAPTION)
                    .style(theme::muted)
                    .align(align),
            )
            .padding(Padding::ZERO.horizontal(size::S))
            .width(width)
        };
        let heading = row![
            title("", Length::Fixed(NUMBER), Horizontal::Left),
            title("Procedure", Length::Fixed(CODE), Horizontal::Left),
            title("Modifiers", Length::Fixed(MODIFIERS), Horizontal::Left),
            title("Units", Length::Fixed(UNITS), Horizontal::Right),
            title("In plain words", Length::Fill, Horizontal::Left),
            title("Charge", Length::Fixed(AMOUNT), Horizontal::Right),
        ]
        .spacing(GAP);
        let rows = self
            .lines
            .iter()
            .enumerate()
            .map(|(at, it)| line_view(at, it, is_narrow));
        let keys = line(
            "Enter takes what is offered in grey · F9 takes all of it · Ctrl+Y removes the line",
        )
        .size(size::CAPTION)
        .style(theme::muted);
        container(
            column![
                (!is_narrow).then_some(heading),
                column(rows).spacing(size::XS),
                keys
            ]
            .spacing(size::S),
        )
        .padding(size::M)
        .width(Length::Fill)
        .style(theme::surface)
        .into()
    }

    /// What it comes to, and by when she must have it.
    fn sums(&self) -> Element<'_, Message> {
        let total = self
            .judgement
            .as_ref()
            .map(|it| it.total)
            .unwrap_or_default();
        let due = self
            .judgement
            .as_ref()
            .and_then(|it| it.due)
            .map(|due| due.sentence())
            .unwrap_or_default();
        row![
            text(due)
                .size(size::TEXT)
                .style(theme::muted)
                .width(Length::Fill),
            line("Expected charges")
                .width(Length::Shrink)
                .style(theme::muted),
            line(grouped(total))
                .font(font::SEMIBOLD)
                .size(size::HEADING)
                .width(Length::Shrink),
        ]
        .spacing(size::M)
        .padding(Padding::ZERO.right(size::M))
        .align_y(Alignment::Center)
        .into()
    }

    /// What is worth a look before it is saved.
    fn said(&self) -> Element<'_, Message> {
        let warnings = self
            .judgement
            .iter()
            .flat_map(|it| &it.findings)
            .filter(|finding| !finding.is_error())
            .filter(|_| self.lines.iter().any(|line| !line.is_blank()))
            .map(|finding| {
                text(finding.sentence.as_str())
                    .size(size::CAPTION)
                    .style(theme::warning)
                    .into()
            });
        column(warnings).spacing(size::XS).into()
    }
}

fn line_view(at: usize, it: &Line, is_narrow: bool) -> Element<'_, Message> {
    let row_id = it.row;
    let code = it
        .code
        .cell(move |edit| Message::CodeEdited(row_id, edit), |_, _| None);
    let typed = move |cell| move |edit| Message::CellEdited(row_id, cell, edit);
    let modifiers = it.modifiers.cell(typed(Cell::Modifiers), |_, _| None);
    let units = it.units.cell(typed(Cell::Units), |_, _| None);
    let description = it.description.cell(typed(Cell::Description), |_, _| None);
    let amount = it.amount.cell(typed(Cell::Amount), |_, _| None);
    let number = line((at + 1).to_string())
        .size(size::CAPTION)
        .style(theme::muted)
        .width(NUMBER);
    let first = row![
        number,
        container(code).width(CODE),
        container(modifiers).width(MODIFIERS),
        container(units).width(UNITS),
    ]
    .spacing(GAP)
    .align_y(Alignment::Center);
    let rest = row![
        container(description).width(Length::Fill),
        container(amount).width(AMOUNT),
    ]
    .spacing(GAP)
    .align_y(Alignment::Center);
    if is_narrow {
        return column![
            first,
            container(rest).padding(Padding::ZERO.left(NUMBER + GAP))
        ]
        .spacing(size::XS)
        .into();
    }
    row![first, rest].spacing(GAP).into()
}
