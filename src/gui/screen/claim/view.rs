//! The form with its cursor, and beside it what the box under the cursor says and why.

use iced::keyboard::key::Named;
use iced::keyboard::{Key, Modifiers};
use iced::widget::{column, container, responsive, row, scrollable, space, text};
use iced::{Alignment, Element, Length, Padding, Size};

use super::title::title;
use super::walk::Place;
use super::{ClaimForm, FORM, Message, PANE, Step, ZOOMS};
use crate::commands::claims::{Card, Event};
use crate::domain::claim::print::FormStock;
use crate::domain::date::spoken;
use crate::domain::finding::{FieldRef, Record};
use crate::gui::form::money::grouped;
use crate::gui::screen::claims::view::{fact, finding_box, standing, tally};
use crate::gui::screen::print::view::counted;
use crate::gui::shortcut::Stroke;
use crate::gui::widget::button::{Weight, action};
use crate::gui::widget::ellipsis::line;
use crate::gui::widget::focus::focus;
use crate::gui::widget::page_view::page_view;
use crate::gui::{font, size, theme};

/// The width of what stands beside the form.
const SIDE: f32 = 330.0;
/// Below this width it stands below the form.
const NARROW: f32 = 760.0;

impl ClaimForm {
    /// What stands below the title bar.
    pub(super) fn content(&self) -> Element<'_, Message> {
        let content = responsive(|room| {
            let side = scrollable(
                container(self.side())
                    .padding(Padding::ZERO.right(size::M))
                    .width(Length::Fill),
            )
            .style(theme::scroll);
            let form = container(self.form()).height(Length::FillPortion(3));
            if room.width < NARROW {
                let side = container(side).height(Length::FillPortion(2));
                column![form, side].spacing(size::M).into()
            } else {
                let side = container(side).width(SIDE).height(Length::Fill);
                row![form, side].spacing(size::L).into()
            }
        });
        container(content)
            .padding(Padding::new(size::XL).top(size::M).bottom(size::M))
            .into()
    }

    fn form(&self) -> Element<'_, Message> {
        let Some(page) = self.pages.get(self.page) else {
            let words = text("Reading the claim…").style(theme::muted);
            let room = container(words).width(Length::Fill).height(Length::Fill);
            // It has the focus from the start.
            return focus(FORM, room).into();
        };
        let can_step = (
            self.target(Step::Next).is_some(),
            self.target(Step::Previous).is_some(),
        );
        let highlight = self.place().map(Place::origin);
        let zoom = ZOOMS[self.zoom];
        let pane = responsive(move |room: Size| {
            let bar = 12.0;
            let sheet = page_view(page, 1.0)
                .areas(self.areas.clone())
                .highlight(highlight.clone())
                .on_pick(Message::Picked);
            let sheet = container(sheet).width(((room.width - bar) * zoom).max(1.0));
            let sheet = container(sheet).padding(Padding::ZERO.right(bar).bottom(bar));
            scrollable(sheet)
                .id(PANE)
                .direction(scrollable::Direction::Both {
                    vertical: scrollable::Scrollbar::default(),
                    horizontal: scrollable::Scrollbar::default(),
                })
                .width(Length::Fill)
                .height(Length::Fill)
                .style(theme::scroll)
                .into()
        });
        focus(FORM, pane)
            .on_key(move |key, modifiers| step_of(key, modifiers, can_step).map(Message::Stepped))
            .on_press(Message::JumpPressed)
            .into()
    }

    fn side(&self) -> Element<'_, Message> {
        let Some(card) = &self.card else {
            return space().into();
        };
        let findings = &card.findings;
        let all: Option<Element<'_, Message>> = (!findings.is_empty()).then(|| {
            let (words, _) = tally(findings);
            let head = row![
                text("All findings").font(font::SEMIBOLD).size(size::TEXT),
                line(words).size(size::TEXT).style(theme::muted),
            ]
            .spacing(size::S)
            .align_y(Alignment::Center);
            let list = findings.iter().enumerate().map(|(idx, finding)| {
                let is_here = self.finding == Some(idx);
                let mark = if is_here { "▶" } else { "" };
                row![
                    text(mark)
                        .size(size::CAPTION)
                        .style(theme::accent)
                        .width(10),
                    finding_box(finding)
                ]
                .spacing(size::XS)
                .into()
            });
            column![head, column(list).spacing(size::S)]
                .spacing(size::S)
                .into()
        });
        column![self.here(), summary(card), all]
            .spacing(size::L)
            .into()
    }

    /// The box under the cursor: what it holds, why, and what is wrong with it.
    fn here(&self) -> Element<'_, Message> {
        let (Some(place), Some(page)) = (self.place(), self.forms.get(self.page)) else {
            return space().into();
        };
        let head = column![
            text(place.name()).font(font::SEMIBOLD).size(size::HEADING),
            line(title(place.form_box))
                .size(size::TEXT)
                .style(theme::muted),
        ];
        let mut parts: Vec<Element<'_, Message>> = vec![head.into()];
        let mut reason = "";
        for value in place.values(page) {
            parts.push(
                row![
                    line(value.field)
                        .size(size::CAPTION)
                        .style(theme::muted)
                        .width(110),
                    line(value.text.as_str()).font(font::CODE).size(size::TEXT),
                ]
                .spacing(size::S)
                .align_y(Alignment::Center)
                .into(),
            );
            // Parts of one thing hold what they hold for one reason; it is said once.
            if value.reason != reason && !value.reason.is_empty() {
                reason = &value.reason;
                parts.push(text(reason).size(size::TEXT).into());
            }
        }
        if parts.len() == 1 {
            parts.push(text("Empty").size(size::TEXT).style(theme::muted).into());
        }
        parts.extend(self.findings_here().into_iter().map(finding_box));
        if let Some(field) = self.source().filter(|field| self.route(*field).is_some()) {
            parts.push(
                text(format!("Fed by {}.", spoken_field(field)))
                    .size(size::CAPTION)
                    .style(theme::muted)
                    .into(),
            );
            parts.push(action(
                "claim-jump",
                Weight::Secondary,
                "Go to the field",
                Some(Stroke::named(Named::Enter)),
                Some(Message::JumpPressed),
            ));
        }
        container(column(parts).spacing(size::S))
            .padding(size::M)
            .width(Length::Fill)
            .style(theme::surface)
            .into()
    }
}

/// Where the claim stands and what happened to it.
fn summary(card: &Card) -> Element<'_, Message> {
    let line = &card.line;
    let (status, _) = standing(line);
    let events = card.history.iter().map(|event| match event {
        Event::Created(on) => fact("Made", spoken(*on)),
        Event::Printed { on, stock, sheets } => {
            let paper = match stock {
                FormStock::Red => "red",
                FormStock::Plain => "plain",
            };
            fact(
                "Printed",
                format!("{}, {} on {paper}", spoken(*on), counted(*sheets, "sheet")),
            )
        }
        Event::Mailed(on) => fact("Mailed", spoken(*on)),
        Event::Closed(on) => fact("Closed", spoken(*on)),
    });
    let retarget = card.billed_now.as_ref().map(|coverage| {
        column![
            text(format!(
                "The visit would bill coverage {coverage} now; this claim bills {}.",
                line.coverage
            ))
            .size(size::TEXT)
            .style(theme::warning),
            action(
                "claim-retarget",
                Weight::Secondary,
                "Bill the coverage in force",
                Some(Stroke::sign('b')),
                Some(Message::RetargetPressed),
            ),
        ]
        .spacing(size::S)
    });
    column![
        text("The claim").font(font::SEMIBOLD).size(size::TEXT),
        fact("Status", status),
        fact("Patient", line.patient_name.to_string()),
        fact("Payer", line.payer_name.as_str()),
        fact("Charge", grouped(line.total)),
        column(events).spacing(size::XS),
        retarget,
    ]
    .spacing(size::XS)
    .into()
}

/// What a key does to the cursor. Tab leaves the form after the last box, and before the first.
fn step_of(key: &Key, modifiers: Modifiers, can_step: (bool, bool)) -> Option<Step> {
    if modifiers.command() || modifiers.alt() {
        return None;
    }
    let Key::Named(named) = key else { return None };
    match (named, modifiers.shift()) {
        (Named::Tab, false) => can_step.0.then_some(Step::Next),
        (Named::Tab, true) => can_step.1.then_some(Step::Previous),
        (Named::ArrowRight, false) => Some(Step::Next),
        (Named::ArrowLeft, false) => Some(Step::Previous),
        (Named::ArrowDown, false) => Some(Step::Down),
        (Named::ArrowUp, false) => Some(Step::Up),
        (Named::Home, false) => Some(Step::First),
        (Named::End, false) => Some(Step::Last),
        _ => None,
    }
}

/// A field in words: `the coverage's member id`.
fn spoken_field(field: FieldRef) -> String {
    let record = match field.record {
        Record::Practice => "the practice",
        Record::Provider => "the provider",
        Record::ProviderNumber => "the provider's number with the payer",
        Record::Facility => "the facility",
        Record::Payer => "the payer",
        Record::Patient => "the patient",
        Record::Coverage => "the coverage",
        Record::Eligibility => "the eligibility check",
        Record::Authorization => "the authorization",
        Record::Encounter => "the visit",
        Record::ServiceLine => "the service line",
        Record::Fee => "the fee schedule",
        Record::Claim => "the claim",
        Record::Printer => "the printer",
        Record::Receipt => "the receipt",
        Record::Remittance | Record::RemittanceLine => "the EOB",
        Record::ProviderItem => "the check",
        Record::AdjustmentRule => "the rule",
        Record::OpeningBalance => "the opening balance",
        Record::Posting => "the posting",
        Record::Estimate => "the estimate",
        Record::Letter => "the letter",
        Record::Labels => "the labels",
        Record::Statement => "the statement",
        Record::PaymentPlan => "the payment plan",
    };
    let record = match field.line {
        Some(number) => format!("line {number} of the visit"),
        None => record.to_owned(),
    };
    format!("{record}: {}", field.column.replace('_', " "))
}
