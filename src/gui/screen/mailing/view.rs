//! The dialog as it is seen, step by step, with the pages beside it.

use iced::widget::{column, container, progress_bar, row, space, text};
use iced::{Element, Length};

use super::{CANCEL, GO, GO_BUTTON, Mailing, Message, Step, YES};
use crate::commands::statements::Sheets;
use crate::gui::form::money::grouped;
use crate::gui::screen::paper::{SIDE, beside_pages, heading, problem};
use crate::gui::screen::print::view::counted;
use crate::gui::shortcut::{Shortcut, Stroke, stroke_of};
use crate::gui::widget::button::{Weight, action};
use crate::gui::{size, theme};

impl Mailing {
    /// The dialog.
    pub fn view(&self) -> Element<'_, Message> {
        match &self.sheaf {
            None => container(self.side()).width(SIDE + 160.0).into(),
            Some(sheaf) => beside_pages(|| self.side(), || sheaf.view().map(Message::Sheaf)),
        }
    }

    fn side(&self) -> Element<'_, Message> {
        match self.step {
            Step::Preparing | Step::Choosing => self.choosing(),
            Step::Handing => self.handing(),
            Step::Asking | Step::Keeping => self.asking(),
        }
    }

    fn n_statements(&self) -> usize {
        self.sheets.as_ref().map_or(0, |it| it.statements.len())
    }

    fn n_sheets(&self) -> usize {
        self.sheets.as_ref().map_or(0, Sheets::n_sheets)
    }

    fn choosing(&self) -> Element<'_, Message> {
        let count = self.n_statements();
        let is_preparing = self.step == Step::Preparing;
        let title = match count {
            _ if is_preparing => "Making the statements".to_owned(),
            0 => "Nothing to mail".to_owned(),
            _ => format!("Print {}", counted(count, "statement")),
        };
        let bar = is_preparing.then(|| {
            let done = u16::try_from(self.percent.min(100)).unwrap_or(100);
            progress_bar(0.0..=100.0, f32::from(done)).girth(6)
        });
        let fields = self.sheaf.as_ref().map(|_| {
            column![
                self.place.target_view().map(Message::Place),
                column![self.place.place_view().map(Message::Place)],
            ]
            .spacing(size::S)
        });
        column![
            heading(title),
            text(self.summary()).size(size::TEXT).style(theme::muted),
            column![bar],
            column![fields],
            column![self.problem.as_deref().map(problem)],
            row![
                space().width(Length::Fill),
                self.cancel_button(),
                action(
                    GO_BUTTON,
                    Weight::Primary,
                    self.place.go_word(),
                    Some(GO),
                    (is_preparing || count > 0).then_some(Message::GoPressed),
                ),
            ]
            .spacing(size::S),
        ]
        .spacing(size::M)
        .into()
    }

    /// How much there is to print, in one sentence.
    fn summary(&self) -> String {
        let Some(sheets) = &self.sheets else {
            return match self.step {
                Step::Preparing => format!(
                    "{} % done. Esc gives it up; nothing is marked.",
                    self.percent
                ),
                _ => "Nothing was made and nothing is marked.".to_owned(),
            };
        };
        if sheets.statements.is_empty() {
            return "Nobody is due a statement as it was asked for.".to_owned();
        }
        let due = grouped(sheets.total());
        let sheets = counted(sheets.n_sheets(), "sheet");
        format!("{sheets}, {due} together. They count as mailed once you say so.")
    }

    fn cancel_button(&self) -> Element<'_, Message> {
        action(
            CANCEL,
            Weight::Secondary,
            "Cancel",
            stroke_of(Shortcut::Back),
            Some(Message::Canceled),
        )
    }

    fn handing(&self) -> Element<'_, Message> {
        let sheets = counted(self.n_sheets(), "sheet");
        column![
            heading("Printing"),
            text(self.place.on_its_way(&sheets)).size(size::TEXT),
            text("Nothing counts as mailed until you say that the sheets are right.")
                .size(size::TEXT)
                .style(theme::muted),
            row![self.cancel_button()],
        ]
        .spacing(size::M)
        .into()
    }

    fn asking(&self) -> Element<'_, Message> {
        let is_free = self.step == Step::Asking;
        let sheets = match self.n_sheets() {
            1 => "the sheet".to_owned(),
            n_sheets => format!("sheets 1 to {n_sheets}"),
        };
        let has_spoiled = !self.spoiled.text().trim().is_empty();
        let answer = |id, weight, words, stroke, message| {
            action(id, weight, words, Some(stroke), is_free.then_some(message))
        };
        let rest = if has_spoiled && is_free {
            Some(Message::SomeRight)
        } else {
            None
        };
        column![
            heading("Printed correctly?"),
            text(self.place.where_it_is())
                .size(size::TEXT)
                .wrapping(text::Wrapping::WordOrGlyph)
                .style(theme::muted),
            text(format!(
                "Look at {sheets}: is every address in its window and every line readable?"
            ))
            .size(size::TEXT),
            self.mailed_on.view(Length::Fill, Message::DayEdited),
            row![
                answer(
                    YES,
                    Weight::Primary,
                    "Yes, all mailed",
                    Stroke::sign('y'),
                    Message::AllRight
                ),
                answer(
                    "mailing-no",
                    Weight::Secondary,
                    "No, none",
                    Stroke::sign('n'),
                    Message::NoneRight
                ),
            ]
            .spacing(size::S),
            self.spoiled.view(Length::Fill, Message::SpoiledEdited),
            row![action(
                "mailing-rest",
                Weight::Secondary,
                "The rest is mailed",
                Some(GO),
                rest,
            )],
            text("A statement with a spoiled sheet stays due, to be printed again. S goes to the field.")
                .size(size::CAPTION)
                .style(theme::muted),
            column![self.problem.as_deref().map(problem)],
        ]
        .spacing(size::M)
        .into()
    }
}
