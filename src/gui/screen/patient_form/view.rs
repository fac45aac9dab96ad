//! How the form looks: the fields, what is told above them, who may be the same beside them.

use iced::widget::{column, container, responsive, row, scrollable, space, text};
use iced::{Color, Element, Length};

use super::{Message, PatientForm, SAVE, SAVE_NEXT, State, Then};
use crate::commands::patients::Likeness;
use crate::domain::date;
use crate::gui::form::{phone, required_key};
use crate::gui::widget::button::{Weight, action};
use crate::gui::widget::window_list::{Cell, Column, Width, window_list};
use crate::gui::{font, size, theme};

/// A color of the palette.
type Tint = fn(&theme::Palette) -> Color;

/// The list of patients who may be the same.
pub const LIKELY: &str = "patient-likely";
/// The width of what stands beside the fields, and the width that leaves room for it.
const SIDE: f32 = 328.0;
const ROOM_FOR_SIDE: f32 = 980.0;
/// The width in which the longest row of fields has room.
const ROOM_FOR_ROWS: f32 = 660.0;

const LIKELY_COLUMNS: &[Column] = &[
    Column::text("Patient", Width::Share(1.0)).unsorted(),
    Column::text("Born", Width::Fixed(112.0)).unsorted(),
];

impl PatientForm {
    /// Everything below the title bar.
    pub(super) fn content(&self) -> Element<'_, Message> {
        responsive(move |room| {
            let is_wide = room.width >= ROOM_FOR_SIDE;
            let inside = if is_wide {
                room.width - SIDE
            } else {
                room.width
            };
            let fields = self.fields(inside - 2.0 * size::XL >= ROOM_FOR_ROWS);
            let fields = if is_wide {
                fields
            } else {
                column![fields, container(self.side()).height(190)]
                    .spacing(size::M)
                    .into()
            };
            let fields = scrollable(container(fields).padding(size::XL).width(Length::Fill))
                .height(Length::Fill)
                .style(theme::scroll);
            let work = column![fields, self.footer()].width(Length::Fill);
            if is_wide {
                let side = container(self.side())
                    .width(SIDE)
                    .height(Length::Fill)
                    .padding([size::XL, size::L])
                    .style(theme::bar);
                let edge = container(space().width(1).height(Length::Fill)).style(theme::hairline);
                row![work, edge, side].into()
            } else {
                work.into()
            }
        })
        .into()
    }

    fn fields(&self, has_long_rows: bool) -> Element<'_, Message> {
        let heading = |words: &'static str| text(words).font(font::SEMIBOLD).size(size::HEADING);
        let told = self.told().map(|(color, sentence)| {
            container(text(sentence).size(size::TEXT))
                .padding([size::S, size::M])
                .width(Length::Fill)
                .style(theme::washed(color))
        });
        let first = self.id.is_none().then(|| {
            column![
                row![
                    heading("First coverage"),
                    text("Leave the payer empty for a patient without insurance.")
                        .size(size::CAPTION)
                        .style(theme::muted)
                ]
                .spacing(size::M)
                .align_y(iced::Alignment::Center),
                self.coverage.view(has_long_rows, Message::Coverage),
            ]
            .spacing(size::S)
        });
        column![
            told,
            self.person.view(has_long_rows, Message::Person),
            first
        ]
        .spacing(size::M)
        .into()
    }

    /// What must be known before anything is typed on.
    fn told(&self) -> Option<(Tint, &'static str)> {
        if self.has_conflict {
            return Some((
                |palette| palette.danger,
                "This patient was changed elsewhere while you typed; nothing of yours was saved yet. What was saved meanwhile stands under each field that differs. Save again to put yours in its place, or discard yours.",
            ));
        }
        self.is_restored.then_some((
            (|palette: &theme::Palette| palette.warning) as Tint,
            "What you typed here before and did not save is back.",
        ))
    }

    fn footer(&self) -> Element<'_, Message> {
        let is_typing = self.state == State::Typing;
        let press = |message: Message| is_typing.then_some(message);
        let words = match self.state {
            State::Saving(_) => "Saving…",
            _ => "Save",
        };
        let next = self.id.is_none().then(|| {
            action(
                "patient-save-next",
                Weight::Secondary,
                "Save, then another",
                Some(SAVE_NEXT),
                press(Message::SavePressed(Then::Next)),
            )
        });
        let discard = self.is_changed().then(|| {
            action(
                "patient-discard",
                Weight::Quiet,
                "Discard",
                None,
                press(Message::DiscardPressed),
            )
        });
        let bar = row![
            action(
                "patient-save",
                Weight::Primary,
                words,
                Some(SAVE),
                press(Message::SavePressed(Then::Card)),
            ),
            next,
            required_key(),
            space().width(Length::Fill),
            discard,
        ]
        .align_y(iced::Alignment::Center)
        .spacing(size::S);
        column![
            container(space().width(Length::Fill).height(1)).style(theme::hairline),
            container(bar)
                .padding([size::S, size::XL])
                .style(theme::bar),
        ]
        .into()
    }

    /// The patients who may be the same.
    fn side(&self) -> Element<'_, Message> {
        let title = text("In the file already?")
            .font(font::SEMIBOLD)
            .size(size::HEADING);
        if self.likely.is_empty() {
            let sentence = if self.asked == 0 {
                "Patients with the same name, birth date or phone appear here while you type."
            } else {
                "Nobody in the file has this name, birth date or phone."
            };
            return column![
                title,
                text(sentence).size(size::CAPTION).style(theme::muted)
            ]
            .spacing(size::S)
            .into();
        }
        let count = self.likely.len();
        let sentence = match count {
            1 => "⚠ 1 patient may be the same. Enter opens the card; what you typed stays."
                .to_owned(),
            _ => format!(
                "⚠ {count} patients may be the same. Enter opens the card; what you typed stays."
            ),
        };
        let list = window_list(
            LIKELY,
            LIKELY_COLUMNS,
            count,
            |row| {
                let (_, patient) = &self.likely[row];
                vec![
                    Cell::from(patient.name.to_string()),
                    Cell::from(date::spoken(patient.birth_date)),
                ]
            },
            self.selection,
            Message::LikelyListed,
        );
        let marked = self.selection.row.and_then(|row| self.likely.get(row));
        let why = marked.map(|(likeness, patient)| {
            let same = match likeness {
                Likeness::NameAndBirthDate => "The same last name and birth date",
                Likeness::FullName => "The same first and last name",
                Likeness::Phone => "The same phone, as in one household",
            };
            let account = format!("Account {}", patient.id);
            let phone = patient.phone.as_ref().map(phone::spoken);
            let last = patient
                .last_visit_on
                .map(|day| format!("Last visit {}", date::spoken(day)));
            let known = [Some(account), phone, last];
            let known: Vec<String> = known.into_iter().flatten().collect();
            column![
                text(same).size(size::CAPTION),
                text(known.join(" · "))
                    .size(size::CAPTION)
                    .style(theme::muted),
            ]
        });
        // The header and a row for each, as far as there is room.
        let height = size::ROW * (count.min(12) as f32 + 1.0) + 4.0;
        column![
            title,
            text(sentence).size(size::CAPTION).style(theme::warning),
            container(list).height(height),
            why,
        ]
        .spacing(size::S)
        .into()
    }
}
