//! The parts as they are seen, with the sample statement or the envelope beside them.

use iced::widget::{column, container, responsive, row, scrollable, space, text};
use iced::{Alignment, Element, Length, Padding};

use super::forms::EnvelopeForm;
use super::{Asked, Message, Part, STEPS, Stationery, steps};
use crate::gui::form::Note;
use crate::gui::form::check::check;
use crate::gui::form::field_set::FieldSet;
use crate::gui::form::options::options;
use crate::gui::screen::hand_over::beside_field;
use crate::gui::shortcut::Stroke;
use crate::gui::widget::button::{Weight, action};
use crate::gui::widget::ellipsis::line;
use crate::gui::widget::page_view::page_view;
use crate::gui::widget::window_list::{Cell, Column, Tone, Width, window_list};
use crate::gui::{font, form, size, theme};

const STEP_COLUMNS: &[Column] = &[
    Column::number("", Width::Fixed(34.0)).unsorted(),
    Column::text("Step", Width::Share(1.0)).unsorted(),
    Column::text("", Width::Fixed(64.0)).unsorted(),
];

/// The width from which the sample stands beside what is typed.
const ROOMY: f32 = 900.0;
/// The height of the sample where it stands below.
const BELOW: f32 = 640.0;
/// The height of a message where the screen scrolls.
const MESSAGE: f32 = 170.0;
/// The widest that an envelope is drawn.
const DRAWING: f32 = 560.0;

impl Stationery {
    pub(super) fn content(&self) -> Element<'_, Message> {
        responsive(move |room| {
            let is_wide = room.width >= ROOMY;
            let body = match self.part() {
                Part::Rules => scrolled(self.rules_part()),
                Part::Envelopes => scrolled(self.envelopes_part(is_wide)),
                Part::Letterhead => self.beside_sample(self.head_part(is_wide), is_wide),
                Part::Texts => self.texts_part(is_wide),
            };
            column![self.head_row(), container(body).height(Length::Fill)]
                .spacing(size::S)
                .padding(Padding::new(size::XL).top(size::S).bottom(size::M))
                .into()
        })
        .into()
    }

    /// Which part is in sight, and what is to be said of all.
    fn head_row(&self) -> Element<'_, Message> {
        let restored = self.is_restored.then(|| {
            text("Draft restored: it was typed and not saved. Ctrl+R drops it.")
                .size(size::CAPTION)
                .style(theme::warning)
        });
        let problem = self
            .problem
            .as_ref()
            .map(|problem| text(problem.as_str()).size(size::TEXT).style(theme::danger));
        let parts = self.part.view(Length::Shrink, Message::PartChosen);
        let keys = line("Ctrl+PgDn, Ctrl+PgUp go from part to part; Ctrl+Enter saves all of them")
            .size(size::CAPTION)
            .style(theme::muted);
        column![
            row![parts, keys]
                .spacing(size::L)
                .align_y(Alignment::Center),
            column![restored],
            column![problem],
        ]
        .spacing(2)
        .into()
    }

    fn rules_part(&self) -> Element<'_, Message> {
        let field = |column: &'static str, width: f32| {
            self.rules
                .fields
                .view(column, Length::Fixed(width), Message::RulesEdited)
        };
        let plans = check(
            "rules-plans",
            "Mail a statement to an account that keeps to its payment plan and owes nothing else",
            self.rules.mails_plans,
            Message::PlansSwitched,
        );
        column![
            part(
                "Who is sent a statement",
                "An account below the least amount, or one that was mailed lately, is skipped; the run says so.",
                row![field("minimum", 176.0), field("minimum_credit", 176.0), field("days_between", 176.0)]
                    .spacing(size::L),
            ),
            part(
                "How long it is waited",
                "Sending again never moves the day on which a part was first due.",
                row![field("days_to_pay", 176.0), field("days_after_final", 240.0)]
                    .spacing(size::L),
            ),
            part(
                "In turn",
                "With cycles each run takes the accounts of one range of last names; together they must take everybody from A to Z.",
                field("cycles", 420.0).unwrap_or_else(|| space().into()),
            ),
            part("Payment plans", "", plans),
        ]
        .spacing(size::L)
        .max_width(760)
        .into()
    }

    fn head_part(&self, is_wide: bool) -> Element<'_, Message> {
        let field = |column: &'static str, share: u16| {
            self.head
                .view(column, Length::FillPortion(share), Message::HeadEdited)
        };
        let place = |start: &'static [&'static str; 5]| {
            let [street, suite, city, state, zip] = *start;
            column![
                row![field(street, 3), field(suite, 2)].spacing(size::M),
                row![field(city, 4), field(state, 2), field(zip, 3)].spacing(size::M),
            ]
            .spacing(size::XS)
        };
        let has_logo = self.logo.is_some();
        let remove = action(
            "logo-remove",
            Weight::Quiet,
            "Take it off",
            None,
            has_logo.then_some(Message::AskPressed(Asked::RemoveLogo)),
        );
        let logo = row![
            self.logo_path.view(Length::Fill, Message::LogoEdited),
            beside_field(action(
                "logo-browse",
                Weight::Secondary,
                "Choose…",
                None,
                Some(Message::BrowsePressed),
            )),
            beside_field(action(
                "logo-put",
                Weight::Secondary,
                "Put it on",
                None,
                Some(Message::LogoPressed),
            )),
            beside_field(remove),
        ]
        .spacing(size::S);
        let told = match &self.logo {
            Some(logo) => format!(
                "The logo is on: {} by {} pixels.",
                logo.width(),
                logo.height()
            ),
            None => "No logo yet; the name stands alone.".to_owned(),
        };
        let content = column![
            row![field("name", 1)].spacing(size::M),
            place(&["address1", "address2", "city", "state", "zip"]),
            row![field("phone", 2), field("contact", 3), field("tax_id", 2)].spacing(size::M),
            row![field("hours", 1), field("hours_spanish", 1)].spacing(size::M),
            row![field("ways_to_pay", 1)].spacing(size::M),
            row![field("ways_to_pay_spanish", 1)].spacing(size::M),
            logo,
            text(told).size(size::CAPTION).style(theme::muted),
            row![field("remit_name", 1)].spacing(size::M),
            place(&[
                "remit_address1",
                "remit_address2",
                "remit_city",
                "remit_state",
                "remit_zip"
            ]),
        ]
        .spacing(size::XS);
        if is_wide {
            scrolled(container(content).padding(Padding::ZERO.right(size::L)))
        } else {
            content.into()
        }
    }

    /// What is typed, with the sample statement beside it.
    fn beside_sample<'a>(
        &'a self,
        typed: Element<'a, Message>,
        is_wide: bool,
    ) -> Element<'a, Message> {
        if is_wide {
            return row![
                container(typed).width(Length::FillPortion(6)),
                container(self.sample()).width(Length::FillPortion(5))
            ]
            .spacing(size::L)
            .into();
        }
        scrolled(column![typed, container(self.sample()).height(BELOW)].spacing(size::L))
    }

    fn sample(&self) -> Element<'_, Message> {
        column![
            self.language.view(Length::Shrink, Message::LanguageChosen),
            container(
                self.preview
                    .view("The sample statement appears here.")
                    .map(Message::Sheaf)
            )
            .height(Length::Fill),
        ]
        .spacing(2)
        .into()
    }

    fn texts_part(&self, is_wide: bool) -> Element<'_, Message> {
        let height = if is_wide {
            Length::Fill
        } else {
            Length::Fixed(MESSAGE)
        };
        let side = |side: usize| {
            column![
                self.steps.titles[side].view(Length::Fill, move |edit| {
                    Message::Steps(steps::Message::TitleEdited(side, edit))
                }),
                self.steps.messages[side].view(Length::Fill, height, move |edit| {
                    Message::Steps(steps::Message::WordsEdited(side, edit))
                }),
            ]
            .width(Length::FillPortion(1))
            .spacing(2)
        };
        let texts: Element<'_, Message> = if is_wide {
            row![side(0), side(1)].spacing(size::M).into()
        } else {
            column![side(0), side(1)].spacing(size::S).into()
        };
        let hint =
            text("A line end begins a paragraph · Tab goes on · the last step is the final notice")
                .size(size::CAPTION)
                .style(theme::muted);
        let typed = column![
            self.step_list(),
            container(texts).height(height_of(is_wide)),
            hint
        ]
        .spacing(size::S)
        .into();
        self.beside_sample(typed, is_wide)
    }

    fn step_list(&self) -> Element<'_, Message> {
        let count = self.steps.steps().len();
        let list = window_list(
            STEPS,
            STEP_COLUMNS,
            count,
            move |row| {
                let step = &self.steps.steps()[row];
                let languages = if step.spanish.message.is_empty() {
                    "EN"
                } else {
                    "EN ES"
                };
                let name = self.steps.name(row);
                let name = if row + 1 == count {
                    format!("{name}  (final)")
                } else {
                    name
                };
                vec![
                    Cell::toned((row + 1).to_string(), Tone::Muted),
                    Cell::from(name),
                    Cell::toned(languages, Tone::Muted),
                ]
            },
            self.steps.selection,
            |act| Message::Steps(steps::Message::Listed(act)),
        );
        let button = |id, words, stroke, message, is_enabled: bool| {
            let message = is_enabled.then_some(Message::Steps(message));
            action(id, Weight::Quiet, words, stroke, message)
        };
        let delete = Stroke::named(iced::keyboard::key::Named::Delete);
        let buttons = column![
            button(
                "step-add",
                "Add",
                Some(Stroke::sign('n')),
                steps::Message::AddPressed,
                count < steps::MOST
            ),
            button(
                "step-remove",
                "Remove",
                Some(delete),
                steps::Message::RemovePressed,
                count > 1
            ),
            button(
                "step-up",
                "Up",
                Some(steps::UP),
                steps::Message::Moved(true),
                self.steps.at() > 0
            ),
            button(
                "step-down",
                "Down",
                Some(steps::DOWN),
                steps::Message::Moved(false),
                self.steps.at() + 1 < count
            ),
            button(
                "step-defaults",
                "Our texts again…",
                None,
                steps::Message::DefaultsPressed,
                true
            ),
        ];
        row![
            container(list).width(Length::Fill).height(150),
            buttons.width(Length::Shrink)
        ]
        .spacing(size::S)
        .into()
    }

    fn envelopes_part(&self, is_wide: bool) -> Element<'_, Message> {
        let which = options(
            "stationery-envelope",
            "Which envelope",
            vec![
                "Statements go out in".to_owned(),
                "Slips come back in".to_owned(),
            ],
            Some(self.envelope),
            Note::None,
            Message::EnvelopeChosen,
        );
        let form = &self.envelopes[self.envelope];
        let used = (self.envelope == 1).then(|| {
            check(
                "reply-used",
                "A window envelope for the slip goes with each statement",
                form.is_used,
                Message::UsedSwitched,
            )
        });
        let typed = form.is_used.then(|| measures(form, is_wide));
        let drawn = self.drawings[self.envelope].as_ref().map(|page| {
            column![
                container(page_view(page, 1.0))
                    .padding(2)
                    .max_width(DRAWING)
                    .style(theme::surface),
                text("Green: where the text is inside the window wherever the folded sheet slides. Dashed: the folded sheet.")
                    .size(size::CAPTION)
                    .style(theme::muted),
            ]
            .spacing(size::XS)
        });
        let refusal = form.refusal().map(|words| {
            container(text(words).size(size::TEXT))
                .padding(size::S)
                .width(Length::Fill)
                .style(theme::washed(|palette| palette.danger))
        });
        let source = form
            .is_used
            .then(|| text(form.source()).size(size::CAPTION).style(theme::muted));
        let left = column![which, column![used], column![typed]].spacing(size::S);
        let right = column![column![refusal], column![drawn], column![source]].spacing(size::S);
        if is_wide {
            row![
                left.width(Length::FillPortion(5)),
                right.width(Length::FillPortion(5))
            ]
            .spacing(size::XL)
            .into()
        } else {
            column![left, right].spacing(size::L).into()
        }
    }
}

fn height_of(is_wide: bool) -> Length {
    if is_wide {
        Length::Fill
    } else {
        Length::Shrink
    }
}

fn scrolled<'a>(content: impl Into<Element<'a, Message>>) -> Element<'a, Message> {
    scrollable(container(content).width(Length::Fill))
        .height(Length::Fill)
        .style(theme::scroll)
        .into()
}

/// A part of a form under its title.
fn part<'a>(
    title: &'a str,
    sentence: &'a str,
    content: impl Into<Element<'a, Message>>,
) -> Element<'a, Message> {
    let sentence =
        (!sentence.is_empty()).then(|| text(sentence).size(size::CAPTION).style(theme::muted));
    column![
        column![text(title).font(font::SEMIBOLD), column![sentence]].spacing(2),
        content.into(),
    ]
    .spacing(size::S)
    .into()
}

/// The measures of an envelope.
fn measures(form: &EnvelopeForm, is_wide: bool) -> Element<'_, Message> {
    let shipped = form.shipped();
    let chosen = form.envelope();
    let words = shipped.iter().map(|it| it.name.clone()).collect();
    let chosen = shipped.iter().position(|it| Some(it) == chosen.as_ref());
    let known = options(
        "envelope-shipped",
        "One that we know",
        words,
        chosen,
        Note::Hint("Makers differ by an eighth of an inch: measure yours".to_owned()),
        Message::ShippedChosen,
    );
    let fields = |columns: [&'static str; 4], title: &'static str| {
        let row_of = |columns: &[&'static str]| {
            let fields = columns
                .iter()
                .filter_map(|column| field_of(&form.fields, column));
            row(fields).spacing(size::M)
        };
        let cells = if is_wide {
            column![row_of(&columns)]
        } else {
            column![row_of(&columns[..2]), row_of(&columns[2..])]
        };
        column![text(title).font(font::SEMIBOLD).size(size::TEXT), cells].spacing(2)
    };
    let sender = form.has_sender.then(|| {
        fields(
            [
                "sender_left",
                "sender_bottom",
                "sender_width",
                "sender_height",
            ],
            "Window with the sender, in inches",
        )
    });
    let has_sender = (form.used_as == crate::domain::statement::envelope::Use::Outer).then(|| {
        check(
            "envelope-sender",
            "It has a second window, which shows who sent it",
            form.has_sender,
            Message::SenderSwitched,
        )
    });
    column![
        known,
        form.fields
            .view("name", Length::Fill, Message::MeasureEdited),
        fields(["width", "height", "seam", "panel"], "Envelope, in inches"),
        fields(
            ["left", "bottom", "window_width", "window_height"],
            "Window with the address, in inches",
        ),
        column![has_sender],
        column![sender],
    ]
    .spacing(size::S)
    .into()
}

fn field_of<'a>(fields: &'a FieldSet, column: &'static str) -> Option<Element<'a, Message>> {
    fields.view(
        column,
        Length::FillPortion(1),
        |column, edit: form::Edit| Message::MeasureEdited(column, edit),
    )
}
