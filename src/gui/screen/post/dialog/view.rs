//! How the dialogs of the posting screen look.

use iced::widget::{Column as Stack, column, container, row, space, text};
use iced::{Element, Length};

use super::{
    CLASSES, Close, Consequences, Deny, Dialog, Edit, Item, Message, POST, Takeback, Void, choices,
    disposition_words, is_work,
};
use crate::domain::date::spoken;
use crate::domain::remittance::Disposition;
use crate::gui::form::money::grouped;
use crate::gui::shortcut::{Shortcut, stroke_of};
use crate::gui::widget::button::{Weight, action};
use crate::gui::widget::ellipsis::line;
use crate::gui::widget::window_list::{Cell, Column, Selection, Tone, Width, window_list};
use crate::gui::{font, size, theme};

const WIDTH: f32 = 620.0;

const MEANINGS: &[Column] = &[Column::text("Meaning", Width::Share(1.0)).unsorted()];

const EARLIER: &[Column] = &[
    Column::text("Decided", Width::Fixed(100.0)).unsorted(),
    Column::number("Paid", Width::Fixed(90.0)).unsorted(),
    Column::text("Adjusted", Width::Share(1.0)).unsorted(),
];

/// A list to choose from: all of it is in sight.
fn list<'a>(
    columns: &'a [Column],
    rows: Vec<Vec<Cell>>,
    selection: Selection,
) -> Element<'a, Message> {
    let count = rows.len();
    let shown = u16::try_from(count.clamp(2, 12)).unwrap_or(12);
    let list = window_list(
        choices(),
        columns,
        count,
        move |row| rows[row].clone(),
        selection,
        |act| Message::Dialog(Edit::Listed(act)),
    );
    container(list)
        .height(size::ROW * (f32::from(shown) + 1.0) + 4.0)
        .into()
}

fn said<'a>(words: impl text::IntoFragment<'a>) -> Element<'a, Message> {
    text(words).size(size::TEXT).style(theme::muted).into()
}

impl Dialog {
    pub(in crate::gui::screen::post) fn view(&self) -> Element<'_, Message> {
        let (title, content) = match self {
            Self::Deny(deny) => (format!("Line {} is denied", deny.row + 1), deny.view()),
            Self::Zero(zero) => (
                format!(
                    "Nothing was paid on line {}: what does it mean?",
                    zero.row + 1
                ),
                list(
                    MEANINGS,
                    CLASSES.iter().map(|it| vec![it.title().into()]).collect(),
                    zero.selection,
                ),
            ),
            Self::Takeback(takeback) => (
                format!("What is taken back on line {}?", takeback.row + 1),
                takeback.view(),
            ),
            Self::Books(books) => (
                format!("What do the books do with {}?", books.what),
                list(
                    MEANINGS,
                    Disposition::ALL
                        .iter()
                        .map(|it| vec![disposition_words(*it).into()])
                        .collect(),
                    books.selection,
                ),
            ),
            Self::Item(item) => ("An item of the check itself".to_owned(), item.view()),
            Self::Close(close) => ("Close the check".to_owned(), close.view()),
            Self::Void(void) => (void.title.clone(), void.view()),
            Self::Consequences(it) => ("What follows".to_owned(), it.view()),
            Self::Leave => (
                "Drop what is typed on this claim?".to_owned(),
                said(
                    "Nothing of it is posted. To keep it for later, cancel and press Esc: it stays as a draft.",
                ),
            ),
        };
        let (weight, word, message) = match self {
            Self::Deny(_) => (Weight::Primary, "Deny", Message::DialogConfirmed),
            Self::Zero(_) | Self::Takeback(_) | Self::Books(_) => {
                (Weight::Primary, "Choose", Message::DialogConfirmed)
            }
            Self::Item(_) => (Weight::Primary, "Post the item", Message::DialogConfirmed),
            Self::Close(_) => (Weight::Primary, "Close the check", Message::DialogConfirmed),
            Self::Void(_) => (Weight::Destructive, "Void", Message::DialogConfirmed),
            Self::Consequences(_) => (Weight::Primary, "Post the claim", Message::PostConfirmed),
            Self::Leave => (Weight::Destructive, "Drop", Message::DialogConfirmed),
        };
        let cancel = action(
            "post-dialog-cancel",
            Weight::Secondary,
            "Cancel",
            stroke_of(Shortcut::Back),
            Some(Message::DialogLeft),
        );
        let go = action("post-dialog-go", weight, word, Some(POST), Some(message));
        // Where there is nothing to type, Enter does it at once.
        let buttons = if matches!(self, Self::Consequences(_)) {
            row![go, cancel, space().width(Length::Fill)]
        } else {
            row![space().width(Length::Fill), cancel, go]
        };
        let heading = text(title).font(font::SEMIBOLD).size(size::HEADING);
        container(column![heading, content, buttons.spacing(size::S)].spacing(size::M))
            .width(WIDTH)
            .into()
    }
}

impl Deny {
    fn view(&self) -> Element<'_, Message> {
        let told: Element<'_, Message> = match self.chosen() {
            Some(reason) => column![
                row![
                    text("Category").size(size::TEXT).style(theme::muted),
                    text(reason.category).size(size::TEXT),
                ]
                .spacing(size::S),
                text(reason.next_step).size(size::TEXT),
            ]
            .spacing(2)
            .into(),
            None => said(
                "The money stays with the payer; the line goes to the denials with its category and the last day to appeal.",
            ),
        };
        column![
            self.reason
                .view(Length::Fill, |edit| Message::Dialog(Edit::Sought(edit))),
            row![
                self.group
                    .view(Length::Shrink, |group| Message::Dialog(Edit::Group(group))),
                self.appeal_by
                    .view(Length::Fill, |edit| Message::Dialog(Edit::AppealBy(edit))),
            ]
            .spacing(size::L),
            told,
        ]
        .spacing(size::S)
        .into()
    }
}

impl Takeback {
    fn view(&self) -> Element<'_, Message> {
        let rows = self.earlier.iter().map(|it| {
            vec![
                spoken(it.on).into(),
                grouped(it.paid).into(),
                it.adjusted.as_str().into(),
            ]
        });
        column![
            said("It is reversed as it was posted; then type the corrected line as printed."),
            list(EARLIER, rows.collect(), self.selection),
        ]
        .spacing(size::S)
        .into()
    }
}

impl Item {
    fn view(&self) -> Element<'_, Message> {
        let refusal = (!self.refusal.is_empty()).then(|| {
            text(self.refusal.as_str())
                .size(size::TEXT)
                .style(theme::danger)
        });
        column![
            self.code
                .view(Length::Fill, |code| Message::Dialog(Edit::Code(code))),
            row![
                self.effect
                    .view(Length::Shrink, |it| Message::Dialog(Edit::Effect(it))),
                self.amount
                    .view(Length::Fill, |edit| Message::Dialog(Edit::Amount(edit))),
            ]
            .spacing(size::M),
            row![
                self.reference
                    .view(Length::FillPortion(1), |edit| Message::Dialog(
                        Edit::Reference(edit)
                    )),
                self.note
                    .view(Length::FillPortion(2), |edit| Message::Dialog(Edit::Note(
                        edit
                    ))),
            ]
            .spacing(size::M),
            refusal,
        ]
        .spacing(size::XS)
        .into()
    }
}

impl Close {
    fn view(&self) -> Element<'_, Message> {
        if self.left.is_zero() {
            return said("Nothing is left of it: every cent is posted.");
        }
        column![
            text(format!(
                "{} of the check are not posted.",
                grouped(self.left)
            ))
            .size(size::TEXT)
            .style(theme::warning),
            self.reason
                .view(Length::Fill, |edit| Message::Dialog(Edit::Reason(edit))),
        ]
        .spacing(size::S)
        .into()
    }
}

impl Void {
    fn view(&self) -> Element<'_, Message> {
        let reversed = self
            .reversed
            .iter()
            .map(|it| line(it.as_str()).size(size::TEXT).into());
        column![
            said("It stays on file, marked as void. This is reversed:"),
            Stack::with_children(reversed).spacing(2),
            self.reason
                .view(Length::Fill, |edit| Message::Dialog(Edit::Reason(edit))),
        ]
        .spacing(size::S)
        .into()
    }
}

impl Consequences {
    fn view(&self) -> Element<'_, Message> {
        let lines = self.lines.iter().map(|it| {
            let (sign, tone) = if is_work(it) {
                ("!", Tone::Warning)
            } else {
                ("✓", Tone::Success)
            };
            let sign = text(sign).font(font::SEMIBOLD).size(size::TEXT).style(
                move |theme: &iced::Theme| text::Style {
                    color: Some(tone.color(theme::Palette::of(theme))),
                },
            );
            row![
                container(sign).width(16),
                text(it.to_string()).size(size::TEXT)
            ]
            .spacing(size::S)
            .into()
        });
        let warnings = self.warnings.iter().map(|it| {
            text(it.as_str())
                .size(size::CAPTION)
                .style(theme::warning)
                .into()
        });
        let left = self.left.map(|left| {
            text(format!("{} of the check are left then.", grouped(left)))
                .size(size::TEXT)
                .style(theme::muted)
        });
        column![
            Stack::with_children(lines).spacing(size::XS),
            Stack::with_children(warnings).spacing(2),
            left,
        ]
        .spacing(size::S)
        .into()
    }
}
