//! How the settings look: one part under the other.

use iced::widget::{column, container, row, scrollable, text};
use iced::{Alignment, Element, Length};

use super::{At, Message, Settings};
use crate::gui::action::Route;
use crate::gui::form::check::check;
use crate::gui::shortcut::Stroke;
use crate::gui::widget::button::{Weight, action};
use crate::gui::widget::window_list::{Column, Width, window_list};
use crate::gui::{font, size, theme};

const COLUMNS: &[Column] = &[
    Column::text("Printer and tray", Width::Share(1.0)).unsorted(),
    Column::number("Right by", Width::Fixed(100.0)).unsorted(),
    Column::number("Down by", Width::Fixed(100.0)).unsorted(),
    Column::number("Across", Width::Fixed(100.0)).unsorted(),
    Column::number("Down", Width::Fixed(100.0)).unsorted(),
];

/// The height of the list of printers: its header and four of them.
const PRINTERS: f32 = 5.0 * size::ROW + 4.0;

fn part<'a>(
    title: &'a str,
    sentence: &'a str,
    content: impl Into<Element<'a, Message>>,
) -> Element<'a, Message> {
    column![
        column![
            text(title).font(font::SEMIBOLD).size(size::HEADING),
            text(sentence).size(size::CAPTION).style(theme::muted),
        ]
        .spacing(2),
        content.into(),
    ]
    .spacing(size::S)
    .into()
}

/// The screens of what patients receive.
fn statements<'a>() -> Element<'a, Message> {
    let open = |id, words, key: char, route| {
        let stroke = Stroke::sign(key).with_command();
        let message = Some(Message::Opened(route));
        action(id, Weight::Secondary, words, Some(stroke), message)
    };
    let buttons = row![
        open(
            "settings-statements",
            "Statement settings",
            's',
            Route::StatementSettings
        ),
        open(
            "settings-descriptions",
            "Plain descriptions",
            'e',
            Route::Descriptions
        ),
        open(
            "settings-templates",
            "Letter templates",
            't',
            Route::Templates
        ),
    ]
    .spacing(size::S)
    .wrap();
    part(
        "What patients receive",
        "Rules, letterhead with the logo, envelopes and dunning texts; what services are called; letters.",
        buttons,
    )
}

impl Settings {
    pub(super) fn show(&self) -> Element<'_, Message> {
        let restored = self.is_restored.then(|| {
            text("Draft restored: what you typed here before was not saved yet.")
                .size(size::TEXT)
                .style(theme::warning)
        });
        let content = column![
            restored,
            self.window(),
            self.home(),
            statements(),
            self.printers(),
            self.calibration(),
        ]
        .spacing(size::XL)
        .width(760);
        scrollable(container(content).padding(size::XL).center_x(Length::Fill))
            .height(Length::Fill)
            .style(theme::scroll)
            .into()
    }

    fn window(&self) -> Element<'_, Message> {
        let choices = column![
            self.appearance
                .view(Length::Fill, Message::AppearanceChosen),
            self.text_size.view(Length::Fill, Message::TextSizeChosen),
            self.lock_minutes.view(Length::Fill, Message::LockChosen),
        ];
        part(
            "This window",
            "Kept at once, for this account on this computer.",
            choices,
        )
    }

    fn home(&self) -> Element<'_, Message> {
        let share = Length::FillPortion(1);
        let fields = row![
            self.fields
                .seen
                .view(share, |edit| Message::Edited(At::Seen, edit)),
            self.fields
                .verify
                .view(share, |edit| Message::Edited(At::Verify, edit)),
            self.fields
                .days
                .view(share, |edit| Message::Edited(At::Days, edit)),
            self.fields
                .percent
                .view(share, |edit| Message::Edited(At::Percent, edit)),
        ]
        .spacing(size::M);
        part(
            "What Home counts",
            "Coverage to verify: of patients seen lately, not verified for long. Authorizations: ending soon or nearly used up.",
            fields,
        )
    }

    fn printers(&self) -> Element<'_, Message> {
        let list = window_list(
            "settings-printers",
            COLUMNS,
            self.profiles.len(),
            |row| {
                let draft = self.profiles[row].to_draft();
                vec![
                    draft.name.into(),
                    draft.offset_x.into(),
                    draft.offset_y.into(),
                    draft.scale_x.into(),
                    draft.scale_y.into(),
                ]
            },
            self.selection,
            Message::Listed,
        )
        .empty("No printer is calibrated yet; a printer that meets the form needs no profile.");
        let mark = Length::Fixed(90.0);
        let fields = row![
            self.printer
                .name
                .view(Length::Fill, |edit| Message::Edited(At::Printer, edit)),
            self.printer
                .left
                .view(mark, |edit| Message::Edited(At::Left, edit)),
            self.printer
                .right
                .view(mark, |edit| Message::Edited(At::Right, edit)),
            self.printer
                .top
                .view(mark, |edit| Message::Edited(At::Top, edit)),
            self.printer
                .bottom
                .view(mark, |edit| Message::Edited(At::Bottom, edit)),
        ]
        .spacing(size::M);
        part(
            "Printers",
            "Of this computer. Type a name and the four marks that the form's rules meet on the calibration sheet, in 1/100 inch: right of 0 and below 0 are plus. Save keeps the profile.",
            column![container(list).height(PRINTERS), fields].spacing(size::M),
        )
    }

    fn calibration(&self) -> Element<'_, Message> {
        let through = check(
            "settings-through",
            "Through the printer that is selected above, to prove its profile",
            self.is_through_profile,
            Message::ThroughProfileSwitched,
        );
        let buttons = row![
            action(
                "settings-sheet-save",
                Weight::Secondary,
                "Save the sheet",
                None,
                Some(Message::SaveSheetPressed),
            ),
            action(
                "settings-sheet-open",
                Weight::Secondary,
                "Open it to print",
                None,
                Some(Message::OpenSheetPressed),
            ),
        ]
        .spacing(size::S)
        .align_y(Alignment::Center);
        part(
            "Calibration sheet",
            "Print it without a profile first, read the marks, type them above; then print it through the profile: every scale reads 0.",
            column![
                self.sheet
                    .view(Length::Fill, |edit| Message::Edited(At::Sheet, edit)),
                through,
                buttons,
            ]
            .spacing(size::S),
        )
    }
}
