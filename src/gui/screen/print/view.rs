//! The dialog as it is seen, step by step.

use iced::widget::{column, container, row, scrollable, space, text};
use iced::{Alignment, Element, Length};

use super::{CANCEL, GO, GO_BUTTON, Message, Print, STOCKS, Step, YES};
use crate::commands::print::{Reason, Refused, Sheets};
use crate::gui::form::Note;
use crate::gui::form::options::options;
use crate::gui::screen::hand_over::beside_field;
use crate::gui::shortcut::{Shortcut, Stroke, stroke_of};
use crate::gui::widget::button::{Weight, action};
use crate::gui::widget::ellipsis::line;
use crate::gui::{font, size, theme};

/// The width of the dialog.
const WIDTH: f32 = 600.0;
/// The most room that the claims which are left out take.
const REFUSED_HEIGHT: f32 = 132.0;

/// A number with its noun.
pub fn counted(count: usize, noun: &str) -> String {
    match count {
        1 => format!("1 {noun}"),
        _ => format!("{count} {noun}s"),
    }
}

impl Print {
    /// The dialog.
    pub fn view(&self) -> Element<'_, Message> {
        let content = match self.step {
            Step::Gathering | Step::Choosing => self.choosing(),
            Step::Handing => self.handing(),
            Step::Asking | Step::Keeping => self.asking(),
        };
        scrollable(container(content).width(WIDTH))
            .style(theme::scroll)
            .into()
    }

    fn choosing(&self) -> Element<'_, Message> {
        let claims = self.sheets.as_ref().map_or(0, |sheets| sheets.claims.len());
        let heading = match &self.sheets {
            None => "Print claims".to_owned(),
            Some(_) if claims == 0 => "Nothing to print".to_owned(),
            Some(_) => format!("Print {}", counted(claims, "claim")),
        };
        let can_go = self.step == Step::Gathering || claims > 0;
        let left_out = self
            .sheets
            .as_ref()
            .and_then(|sheets| refused(&sheets.refused));
        // Parts that come and go stand in columns of their own, so that the others keep the focus.
        let told = column![
            title(heading),
            text(self.summary()).size(size::TEXT).style(theme::muted),
            left_out,
        ]
        .spacing(size::S);
        let fields = can_go.then(|| {
            column![
                row![
                    self.place.target_view().map(Message::Place),
                    self.stock.view(Length::Shrink, Message::StockChosen),
                ]
                .spacing(size::XL),
                column![self.profiles()],
                column![self.place.place_view().map(Message::Place)],
            ]
            .spacing(size::S)
        });
        column![
            told,
            column![fields],
            column![self.problem()],
            row![
                space().width(Length::Fill),
                action(
                    CANCEL,
                    Weight::Secondary,
                    "Cancel",
                    stroke_of(Shortcut::Back),
                    Some(Message::Canceled),
                ),
                action(
                    GO_BUTTON,
                    Weight::Primary,
                    self.place.go_word(),
                    Some(GO),
                    can_go.then_some(Message::GoPressed),
                ),
            ]
            .spacing(size::S),
        ]
        .spacing(size::S)
        .into()
    }

    /// How much there is to print, in one sentence.
    fn summary(&self) -> String {
        let Some(sheets) = &self.sheets else {
            return match self.percent {
                0 => "Reading the claims…".to_owned(),
                percent => format!("Making the forms: {percent} %"),
            };
        };
        let n_forms = sheets.n_forms();
        if n_forms == 0 {
            return "None of these claims can be printed; put right what is named below first."
                .to_owned();
        }
        let forms = counted(n_forms, "form");
        let again = sheets
            .claims
            .iter()
            .filter(|sheet| sheet.is_reprint)
            .count();
        match again {
            0 if n_forms == 1 => "It takes 1 form.".to_owned(),
            0 => format!("They take {forms}, in the order in which the claims were made."),
            _ if again == sheets.claims.len() => {
                format!("{forms}, exactly as printed before.")
            }
            _ => {
                format!("They take {forms}; {again} were printed before and come out as they were.")
            }
        }
    }

    /// Where the red form is met by a printer's profile; plain paper has no form to meet.
    fn profiles(&self) -> Option<Element<'_, Message>> {
        let is_red = self.stock.value() == STOCKS.first().map(|(stock, _)| *stock);
        is_red.then(|| {
            let words = std::iter::once("Exact, without a profile".to_owned())
                .chain(self.profiles.iter().map(|profile| profile.name.clone()))
                .collect();
            let note = match (self.profile, self.profiles.is_empty()) {
                (_, true) => Note::Hint(
                    "Where the print misses the boxes, calibrate the printer in the settings"
                        .to_owned(),
                ),
                _ => Note::None,
            };
            let chosen = self.profile.map_or(0, |idx| idx + 1);
            options(
                "print-profile",
                "Printer profile",
                words,
                Some(chosen),
                note,
                Message::ProfileChosen,
            )
        })
    }

    fn handing(&self) -> Element<'_, Message> {
        let forms = counted(self.sheets.as_ref().map_or(0, Sheets::n_forms), "form");
        let words = self.place.on_its_way(&forms);
        column![
            title("Printing".to_owned()),
            text(words).size(size::TEXT),
            text("Nothing is marked as printed until you say that the sheets are right.")
                .size(size::TEXT)
                .style(theme::muted),
            action(
                CANCEL,
                Weight::Secondary,
                "Cancel",
                stroke_of(Shortcut::Back),
                Some(Message::Canceled),
            ),
        ]
        .spacing(size::M)
        .into()
    }

    fn asking(&self) -> Element<'_, Message> {
        let n_forms = self.sheets.as_ref().map_or(0, Sheets::n_forms);
        let is_free = self.step == Step::Asking;
        let sheets = match n_forms {
            1 => "the sheet".to_owned(),
            _ => format!("sheets 1 to {n_forms}"),
        };
        let done = self.place.where_it_is();
        let answer = |id, weight, words, key, message| {
            let message = is_free.then_some(message);
            action(id, weight, words, Some(Stroke::sign(key)), message)
        };
        let has_spoiled = !self.spoiled.text().trim().is_empty();
        column![
            title("Printed correctly?".to_owned()),
            text(done)
                .size(size::TEXT)
                .wrapping(text::Wrapping::WordOrGlyph)
                .style(theme::muted),
            text(format!(
                "Look at {sheets}: does every character stand in its box?"
            ))
            .size(size::TEXT),
            row![
                answer(
                    YES,
                    Weight::Primary,
                    "Yes, mark them printed",
                    'y',
                    Message::AllRight
                ),
                answer(
                    "print-no",
                    Weight::Secondary,
                    "No, mark none",
                    'n',
                    Message::NoneRight
                ),
            ]
            .spacing(size::S),
            row![
                self.spoiled.view(Length::Fill, Message::SpoiledEdited),
                beside_field(action(
                    "print-rest",
                    Weight::Secondary,
                    "Mark the rest printed",
                    Some(GO),
                    (is_free && has_spoiled).then_some(Message::SomeRight),
                )),
            ]
            .spacing(size::S)
            .align_y(Alignment::Start),
            text("A claim with a spoiled sheet stays ready, to be printed again. S goes to the field.")
                .size(size::CAPTION)
                .style(theme::muted),
            self.problem(),
        ]
        .spacing(size::M)
        .into()
    }

    fn problem(&self) -> Option<Element<'_, Message>> {
        self.problem.as_ref().map(|problem| {
            container(text(problem.as_str()).size(size::TEXT))
                .padding(size::S)
                .width(Length::Fill)
                .style(theme::washed(|palette| palette.danger))
                .into()
        })
    }
}

fn title<'a>(words: String) -> Element<'a, Message> {
    text(words).font(font::SEMIBOLD).size(size::HEADING).into()
}

/// The claims that are left out, each with why.
fn refused(refused: &[Refused]) -> Option<Element<'_, Message>> {
    if refused.is_empty() {
        return None;
    }
    let heading = format!("{} left out", counted(refused.len(), "claim"));
    let claims = refused.iter().map(|refused| {
        row![
            line(refused.claim.to_string())
                .font(font::CODE)
                .width(size::TEXT * 6.0),
            text(why(&refused.reason))
                .size(size::TEXT)
                .width(Length::Fill),
        ]
        .spacing(size::S)
        .into()
    });
    let list = container(
        scrollable(
            column(claims)
                .spacing(size::XS)
                .padding(iced::Padding::ZERO.right(size::L)),
        )
        .style(theme::scroll),
    )
    .max_height(REFUSED_HEIGHT);
    Some(
        container(
            column![text(heading).font(font::SEMIBOLD).size(size::TEXT), list].spacing(size::XS),
        )
        .padding(size::S)
        .width(Length::Fill)
        .style(theme::washed(|palette| palette.warning))
        .into(),
    )
}

fn why(reason: &Reason) -> String {
    match reason {
        Reason::Unknown => "The practice file has no such claim.".to_owned(),
        Reason::OnHold => "On hold; release it first.".to_owned(),
        Reason::Errors(findings) => {
            let first = findings
                .first()
                .map_or("", |finding| finding.sentence.as_str());
            match findings.len() {
                0 | 1 => first.to_owned(),
                more => format!("{first} And {} more.", counted(more - 1, "error")),
            }
        }
    }
}
