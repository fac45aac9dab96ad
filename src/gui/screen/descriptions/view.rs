//! The codes in use with their words, and beside them the words of one.

use iced::widget::{column, container, responsive, row, scrollable, text};
use iced::{Element, Length, Padding};

use super::listing::words_of;
use super::{Descriptions, LIST, Message, SAVE};
use crate::gui::screen::print::view::counted;
use crate::gui::widget::button::{Weight, action};
use crate::gui::widget::ellipsis::line;
use crate::gui::widget::window_list::{Cell, Column, Tone, Width, window_list};
use crate::gui::{font, size, theme};

const COLUMNS: &[Column] = &[
    Column::code("Code", Width::Fixed(72.0)),
    Column::text("English", Width::Share(1.0)),
    Column::text("Spanish", Width::Share(1.0)),
    Column::text("Words", Width::Fixed(72.0)),
    Column::number("Used", Width::Fixed(64.0)),
];

/// The width from which list and form stand side by side.
const ROOMY: f32 = 860.0;

impl Descriptions {
    pub(super) fn content(&self) -> Element<'_, Message> {
        responsive(move |room| {
            let padding = Padding::new(size::XL).top(size::S);
            if room.width < ROOMY {
                let list = container(self.list()).height((room.height * 0.5).max(200.0));
                let all = column![list, self.form_view()].spacing(size::L);
                return scrollable(container(all).padding(padding))
                    .style(theme::scroll)
                    .into();
            }
            row![
                container(self.list())
                    .width(Length::Fill)
                    .height(Length::Fill),
                container(self.form_view()).width(340)
            ]
            .spacing(size::XL)
            .padding(padding)
            .into()
        })
        .into()
    }

    fn list(&self) -> Element<'_, Message> {
        let empty = match (self.is_loaded, self.search.text().is_empty()) {
            (false, _) => "Reading the codes…",
            (true, true) => "No code was used yet. N gives one plain words before it is.",
            (true, false) => "No code in use has all these words.",
        };
        let list = window_list(
            LIST,
            COLUMNS,
            self.shown.len(),
            |row| {
                let it = &self.codes[self.shown[row]];
                let tone = if it.own.is_some() {
                    Tone::Accent
                } else {
                    Tone::Muted
                };
                vec![
                    Cell::from(it.code.as_str()),
                    Cell::from(it.english.as_str()),
                    Cell::from(it.spanish.as_str()),
                    Cell::toned(words_of(it), tone),
                    Cell::toned(it.n_uses.to_string(), Tone::Muted),
                ]
            },
            self.selection,
            Message::Listed,
        )
        .empty(empty);
        column![
            self.search.view(Length::Fill, Message::SearchEdited),
            container(list).height(Length::Fill),
            line(format!(
                "{} · Enter changes the words of the marked one · E exports",
                counted(self.shown.len(), "code")
            ))
            .size(size::CAPTION)
            .style(theme::muted),
        ]
        .spacing(size::XS)
        .into()
    }

    fn form_view(&self) -> Element<'_, Message> {
        let typed = self.typed();
        let title = if self.is_new {
            "Words for another code".to_owned()
        } else if typed.code.is_empty() {
            "Words for a code".to_owned()
        } else {
            format!("Words for {}", typed.code)
        };
        let restored = self.is_restored.then(|| {
            text("Draft restored: it was typed and not saved. Ctrl+R drops it.")
                .size(size::CAPTION)
                .style(theme::warning)
        });
        let code = if self.is_new {
            self.fields.view("code", Length::Fill, Message::Typed)
        } else {
            None
        };
        let problem = self
            .problem
            .as_ref()
            .map(|problem| text(problem.as_str()).size(size::TEXT).style(theme::danger));
        let save = action(
            "description-save",
            Weight::Secondary,
            "Save",
            Some(SAVE),
            (!self.is_saving).then_some(Message::SavePressed),
        );
        let content = column![
            line(title).font(font::SEMIBOLD),
            text("Patients read this beside the charge, never the code alone. In grey: what the program says where the practice says nothing.")
                .size(size::CAPTION)
                .style(theme::muted),
            column![restored],
            column![code],
            self.fields.view("english", Length::Fill, Message::Typed),
            self.fields.view("spanish", Length::Fill, Message::Typed),
            column![problem],
            save,
        ]
        .spacing(size::S);
        container(content)
            .padding(size::L)
            .width(Length::Fill)
            .style(theme::surface)
            .into()
    }
}
