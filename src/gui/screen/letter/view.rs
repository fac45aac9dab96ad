//! The letter as it is written, with its page beside it.

use iced::widget::{column, container, responsive, row, scrollable, text};
use iced::{Element, Length, Padding};

use super::{Letter, Message, TEMPLATE};
use crate::gui::form::Note;
use crate::gui::form::options::options;
use crate::gui::{size, theme};

/// The width from which the page stands beside the text.
const ROOMY: f32 = 900.0;
/// The height of the text where the page stands below it.
const TEXT: f32 = 280.0;
/// The height of the page there.
const PAGE: f32 = 620.0;

impl Letter {
    pub(super) fn content(&self) -> Element<'_, Message> {
        responsive(move |room| {
            let padding = Padding::new(size::XL).top(size::S);
            if room.width < ROOMY {
                let all = column![
                    self.fields_view(Length::Fixed(TEXT)),
                    container(self.page()).height(PAGE)
                ]
                .spacing(size::L);
                return scrollable(container(all).padding(padding))
                    .style(theme::scroll)
                    .into();
            }
            row![
                container(self.fields_view(Length::Fill)).width(Length::FillPortion(1)),
                container(self.page())
                    .width(Length::FillPortion(1))
                    .height(Length::Fill)
            ]
            .spacing(size::XL)
            .padding(padding)
            .into()
        })
        .into()
    }

    fn fields_view(&self, height: Length) -> Element<'_, Message> {
        let restored = self.is_restored.then(|| {
            text("Draft restored: it was typed and not printed. Ctrl+R drops it.")
                .size(size::CAPTION)
                .style(theme::warning)
        });
        let words = self.templates.iter().map(|it| it.name.clone()).collect();
        let templates = options(
            TEMPLATE,
            "Begin from",
            words,
            self.template,
            Note::None,
            Message::TemplateChosen,
        );
        let problem = self.problem.as_ref().map(|problem| {
            text(problem.as_str())
                .size(size::TEXT)
                .style(theme::warning)
        });
        let content = column![
            column![restored],
            row![
                self.patient.view(Length::Fill, Message::PatientEdited),
                self.language.view(Length::Shrink, Message::LanguageChosen),
            ]
            .spacing(size::M),
            templates,
            column![problem],
            self.subject.view(Length::Fill, Message::SubjectEdited),
            self.body.view(Length::Fill, height, Message::BodyEdited),
        ]
        .spacing(size::XS);
        content.into()
    }

    fn page(&self) -> Element<'_, Message> {
        self.preview
            .view("Choose whom it is about and a template, or type a subject and a text; the page appears here.")
            .map(Message::Sheaf)
    }
}
