//! The form of the next receipt, the day's list, and its tape.

use iced::alignment::Horizontal;
use iced::keyboard::{Key, Modifiers, key::Named};
use iced::widget::{Row, column, container, responsive, row, space, text};
use iced::{Element, Length, Padding};

use super::entry::method_word;
use super::{LIST, Message, Receipts, TO_LIST};
use crate::domain::date::spoken;
use crate::domain::receipt::{Method, ReceiptKind};
use crate::gui::form::money::grouped;
use crate::gui::form::{self, Field, Kind, Note, labeled};
use crate::gui::widget::button::{Weight, action};
use crate::gui::widget::ellipsis::line;
use crate::gui::widget::entry::Reaction;
use crate::gui::widget::window_list::{Act, Cell, Column, Sort, Tone, Width, window_list};
use crate::gui::{font, size, theme};

const COLUMNS: &[Column] = &[
    Column::number("No.", Width::Fixed(58.0)),
    Column::text("Type", Width::Fixed(88.0)),
    Column::text("From", Width::Share(3.0)),
    Column::text("Method", Width::Fixed(76.0)),
    Column::code("Check", Width::Share(1.4)),
    Column::text("Check date", Width::Fixed(100.0)),
    Column::number("Amount", Width::Fixed(104.0)),
    Column::number("Unapplied", Width::Fixed(104.0)),
    Column::text("Deposit", Width::Fixed(80.0)),
];

/// The columns that a narrow list shows, by their place among all of them.
const NARROW: [usize; 6] = [0, 2, 3, 4, 6, 7];

const NARROW_COLUMNS: &[Column] = &[
    COLUMNS[0], COLUMNS[2], COLUMNS[3], COLUMNS[4], COLUMNS[6], COLUMNS[7],
];

/// Below this width a list shows fewer columns.
const WIDE: f32 = 860.0;

/// A field in which Enter saves the form.
fn last<'a, K: Kind + 'a>(
    label: &'static str,
    field: &'a Field<K>,
    width: f32,
    on_edit: impl Fn(form::Edit) -> Message + Copy + 'a,
) -> Element<'a, Message> {
    let on_key = |key: &Key, modifiers: Modifiers| {
        let is_enter = *key == Key::Named(Named::Enter) && modifiers.is_empty();
        is_enter.then_some(Reaction::Take(Message::SavePressed))
    };
    let note = match field.remark() {
        Some(remark) => Note::Problem(remark.sentence),
        None => Note::Hint("Enter saves".to_owned()),
    };
    labeled(label, field.cell(on_edit, on_key), note, width)
}

impl Receipts {
    pub(super) fn content(&self) -> Element<'_, Message> {
        let list = responsive(move |room| {
            let is_narrow = room.width < WIDE;
            let columns = if is_narrow { NARROW_COLUMNS } else { COLUMNS };
            let mut selection = self.selection;
            if is_narrow {
                selection.sort = selection.sort.and_then(|sort| {
                    let column = NARROW.iter().position(|at| *at == sort.column)?;
                    Some(Sort { column, ..sort })
                });
            }
            window_list(
                LIST,
                columns,
                self.shown.len(),
                move |row| {
                    let cells = self.cells(row);
                    if is_narrow {
                        NARROW.iter().map(|at| cells[*at].clone()).collect()
                    } else {
                        cells
                    }
                },
                selection,
                move |act| {
                    Message::Listed(match act {
                        Act::Sorted(sort) if is_narrow => Act::Sorted(Sort {
                            column: NARROW[sort.column],
                            ..sort
                        }),
                        other => other,
                    })
                },
            )
            .empty(self.empty())
            .into()
        });
        let content = column![
            self.form(),
            self.head(),
            container(list).height(Length::Fill),
            self.foot()
        ]
        .spacing(size::S);
        container(content)
            .padding(Padding::new(size::XL).top(size::M).bottom(size::M))
            .into()
    }

    fn empty(&self) -> &'static str {
        if !self.is_loaded {
            "Reading the log…"
        } else if self.rows.is_empty() {
            "No money came in on this day yet. Type the first receipt above; Enter in its amount saves it."
        } else {
            "No receipt of this day fits the search. Esc clears it."
        }
    }

    /// The next receipt.
    fn form(&self) -> Element<'_, Message> {
        let entry = &self.entry;
        let from: Element<'_, Message> = match entry.kind.value() {
            Some(ReceiptKind::Insurance) | None => {
                entry.payer.view(Length::Fill, Message::PayerEdited)
            }
            Some(ReceiptKind::Patient) => entry.patient.view(Length::Fill, Message::PatientEdited),
            Some(ReceiptKind::Other) => entry
                .fields
                .view("note", Length::Fill, Message::Typed)
                .unwrap_or_else(|| space().into()),
        };
        let method = entry.method.value();
        let hint = match method {
            Some(Method::None) => "An EOB that came without money",
            _ => "",
        };
        let field = |column, width: f32| entry.fields.view(column, width, Message::Typed);
        let has_money = method != Some(Method::None);
        let first =
            row![entry.kind.view(Length::Shrink, Message::KindChosen), from,].spacing(size::M);
        let amount: Element<'_, Message> =
            last("Amount", &entry.amount, 130.0, Message::AmountEdited);
        let twin = entry
            .is_twin
            .then(|| entry.fields.field("override_reason"))
            .flatten();
        let second = Row::new()
            .push(column![
                entry.method.view(Length::Shrink, Message::MethodChosen),
            ])
            .push(field("check_number", 150.0))
            .push(field("check_on", 130.0))
            .push(has_money.then_some(amount))
            .push(twin.map(|field| {
                last(
                    "Why it came again",
                    field,
                    280.0,
                    Self::edit_of("override_reason"),
                )
            }))
            .push(
                container(action(
                    "receipts-save",
                    Weight::Secondary,
                    if self.is_saving {
                        "Saving…"
                    } else {
                        "Save and next"
                    },
                    None,
                    (!self.is_saving).then_some(Message::SavePressed),
                ))
                .padding(Padding::ZERO.top(18.0)),
            )
            .spacing(size::M)
            .wrap()
            .vertical_spacing(size::XS);
        let restored = self.is_restored.then(|| {
            line("Draft restored. Ctrl+R drops it.")
                .size(size::CAPTION)
                .style(theme::muted)
        });
        let heading = row![
            text(format!("Next receipt, of {}", spoken(self.on)))
                .font(font::SEMIBOLD)
                .size(size::TEXT),
            line(hint).size(size::CAPTION).style(theme::muted),
        ]
        .spacing(size::M)
        .align_y(iced::Alignment::Center);
        container(column![heading, restored, first, second].spacing(size::XS))
            .padding(Padding::new(size::M).bottom(size::XS))
            .width(Length::Fill)
            .style(theme::surface)
            .into()
    }

    fn head(&self) -> Element<'_, Message> {
        let (count, total, of_methods) = self.tape();
        let tape = column![
            line("Tape").size(size::CAPTION).style(theme::muted),
            row![
                text(grouped(total)).font(font::SEMIBOLD).size(size::TITLE),
                text(count).size(size::TEXT).style(theme::muted),
            ]
            .spacing(size::S)
            .align_y(iced::Alignment::End),
            line(of_methods.join(" · "))
                .size(size::CAPTION)
                .style(theme::muted),
        ]
        .spacing(2)
        .width(Length::FillPortion(3));
        row![
            self.day.view(140, Message::DayEdited),
            self.search
                .view(Length::FillPortion(2), Message::SearchEdited),
            tape,
        ]
        .spacing(size::L)
        .into()
    }

    fn foot(&self) -> Element<'_, Message> {
        let keys = format!(
            "{TO_LIST} log · Enter posts the EOB · N new · V void · E export · ←→ other day · / searches"
        );
        line(keys)
            .size(size::CAPTION)
            .style(theme::muted)
            .align(Horizontal::Right)
            .into()
    }

    fn cells(&self, row: usize) -> Vec<Cell> {
        let row = &self.rows[self.shown[row]];
        let (received, receipt) = (&row.received, &row.received.receipt);
        let tone = if received.void.is_some() {
            Tone::Muted
        } else {
            Tone::Ink
        };
        let cell = |text: String| Cell::toned(text, tone);
        let kind = match receipt.kind {
            ReceiptKind::Insurance => "Insurance",
            ReceiptKind::Patient => "Patient",
            ReceiptKind::Other => "Other",
        };
        let unapplied = match &received.void {
            Some(_) => Cell::toned("void", Tone::Muted),
            None if row.unapplied.is_zero() => Cell::toned("0.00", Tone::Muted),
            None => Cell::toned(grouped(row.unapplied), Tone::Accent),
        };
        vec![
            cell(received.id.to_string()),
            cell(kind.to_owned()),
            cell(row.from.clone()),
            cell(method_word(receipt.method).to_owned()),
            cell(receipt.check_number.clone()),
            cell(receipt.check_on.map(spoken).unwrap_or_default()),
            cell(grouped(receipt.amount)),
            unapplied,
            cell(
                received
                    .deposit
                    .map(|deposit| deposit.to_string())
                    .unwrap_or_default(),
            ),
        ]
    }
}
