//! The payment as it is seen: its fields, and the lines it can pay.

use iced::advanced::widget::Id;
use iced::alignment::Horizontal;
use iced::keyboard::{Key, key::Named};
use iced::widget::{column, container, responsive, row, scrollable, space, text};
use iced::{Alignment, Element, Length, Padding};

use super::{Message, Payment};
use crate::commands::ledger::payments::OwedLine;
use crate::domain::date::spoken;
use crate::gui::form::money::grouped;
use crate::gui::shortcut::Stroke;
use crate::gui::widget::button::{Weight, action};
use crate::gui::widget::ellipsis::line;
use crate::gui::widget::entry::Reaction;
use crate::gui::{font, size, theme};

const DAY: f32 = 92.0;
const MONEY: f32 = 88.0;
const SHARE: f32 = 104.0;
/// Below this width the fields stand in more rows.
const NARROW: f32 = 860.0;

/// The field of what a line gets.
pub(super) fn share_id(row: usize) -> Id {
    Id::from(format!("payment-share-{row}"))
}

impl Payment {
    pub(super) fn content_view(&self) -> Element<'_, Message> {
        responsive(|room| self.laid_out(room.width < NARROW)).into()
    }

    fn laid_out(&self, is_narrow: bool) -> Element<'_, Message> {
        let restored = self.is_restored.then(|| {
            text("Draft restored: it was typed and not saved. Ctrl+R drops it.")
                .size(size::CAPTION)
                .style(theme::warning)
        });
        let who = self.patient.view(Length::Fill, Message::PatientEdited);
        let amount = self.amount.view(130, Message::AmountEdited);
        let method = self.method.view(Length::Shrink, Message::MethodChosen);
        let number = self.number.view(150, Message::NumberEdited);
        let first = if is_narrow {
            column![
                row![who, amount].spacing(size::M),
                row![method, number].spacing(size::M).wrap()
            ]
        } else {
            column![row![who, amount, method, number].spacing(size::M)]
        };
        let last = row![
            self.visit
                .view(Length::FillPortion(2), Message::VisitEdited),
            self.received.view(120, Message::ReceivedEdited),
            self.note.view(Length::FillPortion(3), Message::NoteEdited),
        ]
        .spacing(size::M);
        let again = self
            .again
            .as_ref()
            .map(|again| again.view(Length::Fill, Message::AgainEdited));
        let problem = self
            .problem
            .as_ref()
            .map(|problem| text(problem.as_str()).size(size::TEXT).style(theme::danger));
        let content = column![
            column![restored],
            first,
            self.lines(is_narrow),
            self.sums(),
            column![problem],
            last,
            column![again],
        ]
        .spacing(size::M);
        scrollable(container(content).padding(Padding::new(size::XL).top(size::S)))
            .style(theme::scroll)
            .into()
    }

    /// The lines that the family owes on, with what each gets.
    fn lines(&self, is_narrow: bool) -> Element<'_, Message> {
        let Some(family) = &self.family else {
            return hint(
                "Type who paid and choose with Enter; the lines that are owed appear here, the oldest first.",
            );
        };
        if family.owed.is_empty() {
            return hint(
                "The family owes nothing itself. What is paid stays as credit until it is applied.",
            );
        }
        let is_family = family.members.len() > 1;
        let head = |words: &'static str, width: f32, align| {
            line(words)
                .size(size::CAPTION)
                .style(theme::muted)
                .width(width)
                .align(align)
        };
        let who = is_family.then(|| {
            line("Patient")
                .size(size::CAPTION)
                .style(theme::muted)
                .width(Length::FillPortion(2))
        });
        let heading = row![
            head("Service", DAY, Horizontal::Left),
            who,
            line("Code")
                .size(size::CAPTION)
                .style(theme::muted)
                .width(Length::FillPortion(2)),
            (!is_narrow).then(|| head("Hers since", DAY, Horizontal::Left)),
            head("Owes", MONEY, Horizontal::Right),
            head("Pays", SHARE, Horizontal::Right),
        ]
        .spacing(size::M);
        let rows = family
            .owed
            .iter()
            .enumerate()
            .map(|(idx, owed)| self.line(idx, owed, is_family, is_narrow));
        let take = self.has_proposal().then(|| {
            action(
                "payment-take",
                Weight::Secondary,
                "Take the proposal",
                Some(Stroke::sign('=')),
                Some(Message::ProposalTaken),
            )
        });
        container(
            column![
                heading,
                column(rows).spacing(size::XS),
                row![space().width(Length::Fill), take],
            ]
            .spacing(size::S),
        )
        .padding(size::M)
        .style(theme::surface)
        .into()
    }

    fn line<'a>(
        &'a self,
        idx: usize,
        owed: &'a OwedLine,
        is_family: bool,
        is_narrow: bool,
    ) -> Element<'a, Message> {
        let charge = &owed.charge;
        let what = if charge.code.is_empty() {
            charge.description.clone()
        } else {
            let mut code = vec![charge.code.clone()];
            code.extend(charge.modifiers.iter().cloned());
            code.join(" ")
        };
        let who = is_family.then(|| line(self.name_of(owed)).width(Length::FillPortion(2)));
        let share = self.shares.get(idx).map(|share| {
            share.cell(
                move |edit| Message::ShareEdited(idx, edit),
                move |key, modifiers| {
                    if !modifiers.is_empty() {
                        return None;
                    }
                    match key {
                        Key::Character(sign) if sign.as_str() == "=" => {
                            Some(Reaction::Take(Message::ProposalTaken))
                        }
                        Key::Named(Named::ArrowDown) => {
                            Some(Reaction::Take(Message::RowStepped(idx, true)))
                        }
                        Key::Named(Named::ArrowUp) => {
                            Some(Reaction::Take(Message::RowStepped(idx, false)))
                        }
                        _ => None,
                    }
                },
            )
        });
        row![
            line(spoken(charge.from_on)).width(DAY),
            who,
            line(what).font(font::CODE).width(Length::FillPortion(2)),
            (!is_narrow).then(|| line(spoken(owed.owed.since)).width(DAY)),
            line(grouped(owed.owed.amount))
                .width(MONEY)
                .align(Horizontal::Right),
            container(column![share]).width(SHARE),
        ]
        .spacing(size::M)
        .align_y(Alignment::Center)
        .into()
    }

    fn name_of(&self, owed: &OwedLine) -> String {
        let members = self.family.iter().flat_map(|family| &family.members);
        members
            .into_iter()
            .find(|member| member.id == owed.charge.patient)
            .map(|member| member.name.to_string())
            .unwrap_or_default()
    }

    /// What they owe, and what becomes of the payment.
    fn sums(&self) -> Element<'_, Message> {
        let Some(family) = &self.family else {
            return space().into();
        };
        let sum = |label: &'static str, amount: String, is_wrong: bool| {
            let style: fn(&iced::Theme) -> text::Style = if is_wrong {
                theme::danger
            } else {
                text::default
            };
            column![
                text(label).size(size::CAPTION).style(theme::muted),
                text(amount)
                    .font(font::SEMIBOLD)
                    .size(size::HEADING)
                    .style(style),
            ]
            .align_x(Alignment::End)
        };
        let rest = self.rest();
        let members = line(format!(
            "{} {}, unapplied credit {}",
            if family.members.len() == 1 {
                "The patient owes"
            } else {
                "The family owes"
            },
            grouped(family.owes()),
            grouped(family.credit())
        ))
        .size(size::TEXT)
        .style(theme::muted);
        row![
            members,
            sum("Paid", grouped(self.total().unwrap_or_default()), false),
            sum("Applied", grouped(self.applied()), false),
            sum("Stays as credit", grouped(rest), rest.is_negative()),
        ]
        .spacing(size::XL)
        .align_y(Alignment::Center)
        .padding(Padding::ZERO.right(size::M))
        .into()
    }
}

fn hint<'a>(words: &'static str) -> Element<'a, Message> {
    container(text(words).size(size::TEXT).style(theme::muted))
        .padding(size::L)
        .width(Length::Fill)
        .style(theme::surface)
        .into()
}
