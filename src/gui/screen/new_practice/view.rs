//! How the steps of the set-up look.

use iced::widget::{column, container, row, scrollable, space, text};
use iced::{Alignment, Element, Length};

use super::{GO_ON, Message, NEXT, NewPractice, SIGNATURE, STEPS, Step};
use crate::domain::finding::Record;
use crate::gui::form::check::check;
use crate::gui::form::required_key;
use crate::gui::shortcut::{Shortcut, stroke_of};
use crate::gui::widget::button::{Weight, action};
use crate::gui::widget::ellipsis::line;
use crate::gui::{font, size, theme};

/// A part of the set-up: what it is and why.
fn part<'a>(title: &'a str, sentence: &'a str) -> Element<'a, Message> {
    column![
        text(title).font(font::SEMIBOLD).size(size::HEADING),
        text(sentence).size(size::TEXT).style(theme::muted),
    ]
    .spacing(size::XS)
    .into()
}

impl NewPractice {
    /// The step that she is at.
    pub(super) fn show_step(&self) -> Element<'_, Message> {
        let body = match self.step {
            Step::Practice => self.practice_step(),
            Step::Provider => self.provider_step(),
            Step::File => self.file_step(),
            Step::Sheet => self.sheet_step(),
        };
        // The sheet comes first as long as it is not made.
        let weight = if self.step == Step::Sheet && !self.is_sheet_done {
            Weight::Secondary
        } else {
            Weight::Primary
        };
        let next = action(
            NEXT,
            weight,
            self.next_word(),
            Some(GO_ON),
            (!self.is_making).then_some(Message::GoOnPressed),
        );
        let back = matches!(self.step, Step::Provider | Step::File).then(|| {
            action(
                "new-back",
                Weight::Secondary,
                "Back",
                stroke_of(Shortcut::Back),
                Some(Message::BackPressed),
            )
        });
        let key = (self.step != Step::Sheet).then(required_key);
        let buttons = row![next, back, space().width(Length::Fill), key]
            .align_y(Alignment::Center)
            .spacing(size::S);
        let content = column![self.progress(), body, buttons]
            .spacing(size::L)
            .width(620);
        scrollable(container(content).padding(size::XL).center_x(Length::Fill))
            .height(Length::Fill)
            .style(theme::scroll)
            .into()
    }

    pub(super) fn next_word(&self) -> &'static str {
        match self.step {
            Step::Practice | Step::Provider => "Next",
            Step::File if self.is_making => "Making the practice…",
            Step::File => "Make the practice",
            Step::Sheet if self.is_sheet_done => "Start working",
            Step::Sheet => "Start without the sheet",
        }
    }

    /// Where in the steps she is.
    fn progress<'a>(&self) -> Element<'a, Message> {
        let at = STEPS.iter().position(|(step, _)| *step == self.step);
        let steps = STEPS.iter().enumerate().map(|(idx, (step, word))| {
            let sign = match at {
                Some(at) if idx < at => "✓".to_owned(),
                _ => (idx + 1).to_string(),
            };
            let words = line(format!("{sign}  {word}"))
                .size(size::CAPTION)
                .width(Length::Shrink);
            if *step == self.step {
                container(words.font(font::SEMIBOLD))
                    .padding([size::XS, size::S])
                    .style(theme::chosen)
                    .into()
            } else {
                container(words.style(theme::muted))
                    .padding([size::XS, size::S])
                    .into()
            }
        });
        row(steps)
            .spacing(size::S)
            .align_y(Alignment::Center)
            .into()
    }

    /// The fields of a record in their rows; `last` joins the last row.
    fn fields<'a>(
        &'a self,
        record: Record,
        last: Option<Element<'a, Message>>,
    ) -> Element<'a, Message> {
        let mut rows: Vec<Vec<Element<'a, Message>>> = Vec::new();
        for (idx, entry) in self.entries.iter().enumerate() {
            if entry.record != record {
                continue;
            }
            let width = Length::FillPortion(entry.share);
            let field = entry
                .field
                .view(width, move |edit| Message::Edited(idx, edit));
            match rows.last_mut().filter(|_| !entry.begins) {
                Some(row) => row.push(field),
                None => rows.push(vec![field]),
            }
        }
        if let (Some(row), Some(last)) = (rows.last_mut(), last) {
            row.push(last);
        }
        column(
            rows.into_iter()
                .map(|fields| row(fields).spacing(size::M).into()),
        )
        .spacing(size::S)
        .into()
    }

    fn practice_step(&self) -> Element<'_, Message> {
        let kind = self
            .tax_id_type
            .view(Length::FillPortion(3), Message::TaxIdTypeChosen);
        column![
            part(
                "The practice",
                "Who bills: what stands here prints in boxes 25 and 33 of every claim.",
            ),
            self.fields(Record::Practice, Some(kind)),
        ]
        .spacing(size::M)
        .into()
    }

    fn provider_step(&self) -> Element<'_, Message> {
        let signature = check(
            SIGNATURE,
            "A signature is on file: box 31 may say so",
            self.is_signature_on_file,
            Message::SignatureSwitched,
        );
        column![
            part(
                "The first provider",
                "Who renders the services. Others can be added later under Lists.",
            ),
            self.fields(Record::Provider, None),
            signature,
        ]
        .spacing(size::M)
        .into()
    }

    fn file_step(&self) -> Element<'_, Message> {
        column![
            part(
                "The practice file",
                "Everything is kept in this one encrypted file. To move the practice, move the file.",
            ),
            self.path.view(Length::Fill, Message::PathEdited),
            part(
                "The passphrase",
                "Nobody can open the file without it, and nobody can bring it back. The next step makes a sheet to write it on.",
            ),
            self.first.view(Length::Fill, Message::FirstEdited),
            self.again.view(Length::Fill, Message::AgainEdited),
        ]
        .spacing(size::M)
        .into()
    }

    fn sheet_step(&self) -> Element<'_, Message> {
        let save = if self.is_sheet_done {
            Weight::Secondary
        } else {
            Weight::Primary
        };
        let buttons = row![
            action(
                "new-sheet-save",
                save,
                "Save the sheet as PDF",
                None,
                Some(Message::SaveSheetPressed),
            ),
            action(
                "new-sheet-open",
                Weight::Secondary,
                "Open it to print",
                None,
                Some(Message::OpenSheetPressed),
            ),
        ]
        .spacing(size::S);
        column![
            part(
                "The practice is made",
                "Print the recovery sheet. It says where the file lies and has a line for the passphrase, which you write on it by hand. The passphrase itself is not printed and stands nowhere on this computer.",
            ),
            self.sheet.view(Length::Fill, Message::SheetEdited),
            buttons,
        ]
        .spacing(size::M)
        .into()
    }
}
