//! The account as it is seen: its four figures, its lines, the story of the selected line, and what
//! was paid.

use iced::widget::{column, container, responsive, row, scrollable, space, text};
use iced::{Alignment, Element, Length, Padding, Theme};

use super::order::{age, code, open};
use super::{Account, LINES, Message, RECEIPTS, STORY};
use crate::commands::ledger::account::{AccountCard, AccountLine, Happening, LineState, Totals};
use crate::commands::ledger::receipts::ReceiptRow;
use crate::domain::account::Bucket;
use crate::domain::date::spoken;
use crate::domain::id::ChargeLineId;
use crate::domain::money::Money;
use crate::gui::form::money::grouped;
use crate::gui::screen::ask::struck;
use crate::gui::screen::deposits::view::method_word;
use crate::gui::screen::print::view::counted;
use crate::gui::shortcut::{Shortcut, Stroke, stroke_of};
use crate::gui::widget::button::{Weight, action};
use crate::gui::widget::ellipsis::line;
use crate::gui::widget::window_list::{Cell, Column, Selection, Tone, Width, window_list};
use crate::gui::{font, size, theme};

const LINE_COLUMNS: &[Column] = &[
    Column::text("", Width::Fixed(28.0)).unsorted(),
    Column::number("#", Width::Fixed(40.0)).unsorted(),
    Column::text("Service", Width::Fixed(106.0)),
    Column::code("Code", Width::Share(1.0)),
    Column::number("Charge", Width::Fixed(98.0)),
    Column::number("Insurance", Width::Fixed(98.0)),
    Column::number("Patient", Width::Fixed(98.0)),
    Column::number("Collections", Width::Fixed(98.0)),
    Column::number("Days", Width::Fixed(58.0)),
    Column::text("State", Width::Fixed(126.0)),
];

/// The same where there is less room: what is open stands in one column.
const NARROW_COLUMNS: &[Column] = &[
    Column::text("", Width::Fixed(26.0)).unsorted(),
    Column::number("#", Width::Fixed(36.0)).unsorted(),
    Column::text("Service", Width::Fixed(104.0)).unsorted(),
    Column::code("Code", Width::Share(1.0)).unsorted(),
    Column::number("Open", Width::Fixed(88.0)).unsorted(),
    Column::text("State", Width::Fixed(126.0)).unsorted(),
];

const RECEIPT_COLUMNS: &[Column] = &[
    Column::number("Receipt", Width::Fixed(64.0)).unsorted(),
    Column::text("Received", Width::Fixed(106.0)).unsorted(),
    Column::text("How", Width::Share(1.0)).unsorted(),
    Column::number("Amount", Width::Fixed(88.0)).unsorted(),
    Column::number("Unapplied", Width::Fixed(84.0)).unsorted(),
];

const STORY_COLUMNS: &[Column] = &[
    Column::text("What happened", Width::Share(1.0)).unsorted(),
    Column::text("", Width::Fixed(100.0)).unsorted(),
];

/// Below this width what is below the list stands one under the other.
const NARROW: f32 = 760.0;
/// The least height of the screen; where there is less, it scrolls.
const LEAST: f32 = 480.0;

/// An amount, or nothing where it is zero: columns of zeros hide what matters.
fn shown(amount: Money) -> String {
    if amount.is_zero() {
        String::new()
    } else {
        grouped(amount)
    }
}

impl Account {
    pub(super) fn content(&self) -> Element<'_, Message> {
        if self.patient.is_none() {
            let asked = column![
                self.finder.view(Length::Fill, Message::PatientEdited),
                text("The account shows what the patient owes, what insurance owes, and every payment.")
                    .size(size::TEXT)
                    .style(theme::muted),
            ]
            .spacing(size::S)
            .max_width(520);
            return container(asked).padding(size::XL).into();
        }
        let Some(card) = &self.card else {
            return container(text("Reading the account…").style(theme::muted))
                .padding(size::XL)
                .into();
        };
        responsive(move |room| {
            let is_narrow = room.width < NARROW;
            let least = if is_narrow { LEAST + 200.0 } else { LEAST };
            let height = (room.height - 2.0 * size::M).max(least);
            let story = container(self.selected_story()).height(Length::Fill);
            let receipts = container(self.receipts(card)).height(Length::Fill);
            let below: Element<'_, Message> = if is_narrow {
                column![story, receipts].spacing(size::S).into()
            } else {
                row![
                    story.width(Length::FillPortion(5)),
                    receipts.width(Length::FillPortion(4))
                ]
                .spacing(size::L)
                .into()
            };
            let content = column![
                self.head(card, is_narrow),
                column![self.plan_line()],
                container(self.list(is_narrow)).height(Length::FillPortion(5)),
                self.foot(),
                container(below).height(Length::FillPortion(if is_narrow { 6 } else { 4 })),
            ]
            .spacing(size::S)
            .height(height);
            scrollable(
                container(content).padding(Padding::ZERO.horizontal(size::XL).vertical(size::M)),
            )
            .style(theme::scroll)
            .into()
        })
        .into()
    }

    /// Whose account it is, and its four figures.
    fn head(&self, card: &AccountCard, is_narrow: bool) -> Element<'_, Message> {
        let member = card
            .members
            .iter()
            .find(|member| Some(&member.patient) == self.patient.as_ref());
        let totals = if self.is_family {
            card.totals
        } else {
            member.map(|member| member.totals).unwrap_or_default()
        };
        let name = member.map(|member| member.name.clone()).unwrap_or_default();
        let number = self.patient.as_ref().map_or("", |id| id.as_str());
        let others = card.members.len().saturating_sub(1);
        let family = match (self.is_family, others) {
            (_, 0) => String::new(),
            (true, _) => {
                let names: Vec<&str> = card.members.iter().map(|it| it.name.as_str()).collect();
                format!(
                    "Whole family: {} · G shows the patient alone",
                    names.join("; ")
                )
            }
            (false, n) => format!("G shows the whole family, {} more", counted(n, "patient")),
        };
        column![
            row![
                line(name)
                    .font(font::SEMIBOLD)
                    .size(size::HEADING)
                    .width(Length::Shrink),
                line(number)
                    .font(font::CODE)
                    .style(theme::muted)
                    .width(Length::Shrink),
                container(self.letters.state().map(Message::Letters)).width(Length::Shrink),
                line(family).size(size::CAPTION).style(theme::muted),
            ]
            .spacing(size::M)
            .align_y(Alignment::Center),
            figures(totals, is_narrow),
        ]
        .spacing(size::S)
        .into()
    }

    fn list(&self, is_narrow: bool) -> Element<'_, Message> {
        let empty = if self.is_family {
            "Nothing was charged in this family yet. F3 enters a visit."
        } else {
            "Nothing was charged to this patient yet. F3 enters a visit."
        };
        window_list(
            LINES,
            if is_narrow {
                NARROW_COLUMNS
            } else {
                LINE_COLUMNS
            },
            self.shown.len(),
            move |row| self.cells(row, is_narrow),
            self.selection,
            Message::Listed,
        )
        .empty(empty)
        .into()
    }

    fn cells(&self, row: usize, is_narrow: bool) -> Vec<Cell> {
        let Some(line) = self.at(row) else {
            return Vec::new();
        };
        let mark = if self.marks.contains(&line.charged.id) {
            "✓"
        } else {
            ""
        };
        let tone = if line.open.is_empty() {
            Tone::Muted
        } else {
            Tone::Ink
        };
        let what = if self.is_family {
            let member = self
                .card
                .iter()
                .flat_map(|card| &card.members)
                .find(|member| member.patient == line.charged.line.patient);
            let name = member.map_or("", |member| member.name.as_str());
            format!("{}  {name}", code(line))
        } else {
            code(line)
        };
        let state = match line.state {
            LineState::Denied | LineState::Overpaid => Tone::Danger,
            LineState::Patient | LineState::Collections => Tone::Warning,
            LineState::Insurance => Tone::Accent,
            LineState::Settled | LineState::Reversed => Tone::Muted,
        };
        if is_narrow {
            return vec![
                Cell::toned(mark, Tone::Accent),
                Cell::toned((row + 1).to_string(), Tone::Muted),
                Cell::toned(spoken(line.charged.line.from_on), tone),
                Cell::toned(what, tone),
                Cell::toned(shown(line.balance), tone),
                Cell::toned(line.state.title(), state),
            ];
        }
        let days = age(line).map(|age| age.to_string()).unwrap_or_default();
        vec![
            Cell::toned(mark, Tone::Accent),
            Cell::toned((row + 1).to_string(), Tone::Muted),
            Cell::toned(spoken(line.charged.line.from_on), tone),
            Cell::toned(what, tone),
            Cell::toned(grouped(line.charged.line.charge), tone),
            Cell::toned(shown(open(line, Bucket::is_insurance)), tone),
            Cell::toned(shown(open(line, |it| it == Bucket::Patient)), tone),
            Cell::toned(shown(open(line, |it| it == Bucket::Collections)), tone),
            Cell::toned(days, tone),
            Cell::toned(line.state.title(), state),
        ]
    }

    fn foot(&self) -> Element<'_, Message> {
        let marked = self.chosen();
        let words = if self.marks.is_empty() {
            counted(self.shown.len(), "line")
        } else {
            format!("{} marked", counted(marked.len(), "line"))
        };
        row![
            line(words)
                .size(size::CAPTION)
                .style(theme::muted)
                .width(Length::Shrink),
            line("Enter or L story · S statements · B bad address · D disputed · H hold · I payment plan · Space, R, M mark · G family · P other · O card")
                .size(size::CAPTION)
                .style(theme::muted)
                .align(iced::alignment::Horizontal::Right),
        ]
        .spacing(size::L)
        .into()
    }

    /// The story of the selected line, and who owes what of it.
    fn selected_story(&self) -> Element<'_, Message> {
        let Some(selected) = self.selected() else {
            return text("Select a line to read what happened to it.")
                .size(size::TEXT)
                .style(theme::muted)
                .into();
        };
        let content = column![
            text(heading(selected))
                .font(font::SEMIBOLD)
                .size(size::TEXT),
            text(self.open_words(selected))
                .size(size::CAPTION)
                .style(theme::muted),
            scrollable(
                column(self.story(selected.charged.id).iter().map(told))
                    .spacing(size::XS)
                    .padding(Padding::ZERO.right(size::M))
            )
            .style(theme::scroll)
            .height(Length::Fill),
        ]
        .spacing(size::XS);
        container(content)
            .padding(size::M)
            .width(Length::Fill)
            .height(Length::Fill)
            .style(theme::surface)
            .into()
    }

    /// Who owes what of a line, and since when.
    fn open_words(&self, line: &AccountLine) -> String {
        if line.open.is_empty() {
            return "Nothing is open on it.".to_owned();
        }
        let parts: Vec<String> = line
            .open
            .iter()
            .map(|part| {
                format!(
                    "{} owes {} since {}",
                    self.party_word(&part.party),
                    grouped(part.amount),
                    spoken(part.since)
                )
            })
            .collect();
        format!("{}.", parts.join("; "))
    }

    fn receipts<'a>(&'a self, card: &'a AccountCard) -> Element<'a, Message> {
        let list = window_list(
            RECEIPTS,
            RECEIPT_COLUMNS,
            card.receipts.len(),
            |row| receipt_cells(&card.receipts[row]),
            self.receipts,
            Message::ReceiptListed,
        )
        .empty("The family paid nothing yet. F5 takes a payment.");
        column![
            row![
                line("Payments and credits")
                    .font(font::SEMIBOLD)
                    .width(Length::Shrink),
                line("Enter prints the receipt")
                    .size(size::CAPTION)
                    .style(theme::muted),
            ]
            .spacing(size::M)
            .align_y(Alignment::Center),
            container(list).height(Length::Fill)
        ]
        .spacing(size::XS)
        .into()
    }

    /// The whole story in a dialog, one thing of it chosen to be taken back.
    pub(super) fn story_view(
        &self,
        id: ChargeLineId,
        selection: Selection,
    ) -> Element<'_, Message> {
        let Some(of) = self.line(id) else {
            return space().into();
        };
        let story = self.story(id);
        let list = window_list(
            STORY,
            STORY_COLUMNS,
            story.len(),
            |row| happening_cells(&story[row]),
            selection,
            Message::StoryListed,
        );
        let chosen = selection.row.and_then(|row| story.get(row)).map(told);
        let buttons = row![
            text("↑ ↓ choose · X or Enter takes it back")
                .size(size::CAPTION)
                .style(theme::muted),
            space().width(Length::Fill),
            action(
                "account-story-close",
                Weight::Secondary,
                "Close",
                stroke_of(Shortcut::Back),
                Some(Message::DialogLeft),
            ),
            action(
                "account-story-correct",
                Weight::Destructive,
                "Take it back…",
                Some(Stroke::sign('x')),
                Some(Message::CorrectPressed),
            ),
        ]
        .spacing(size::S)
        .align_y(Alignment::Center);
        let rows = story.len().clamp(2, 9) + 1;
        #[allow(clippy::cast_precision_loss, reason = "ten rows at most")]
        let height = rows as f32 * size::ROW + 2.0;
        column![
            text(heading(of)).font(font::SEMIBOLD).size(size::HEADING),
            text(self.open_words(of))
                .size(size::TEXT)
                .style(theme::muted),
            container(list).height(height),
            container(column![chosen])
                .padding(size::S)
                .width(Length::Fill)
                .style(theme::surface),
            buttons,
        ]
        .spacing(size::M)
        .width(760)
        .into()
    }
}

/// What a line is, in its own words.
fn heading(line: &AccountLine) -> String {
    format!(
        "{} of {}, charged {}",
        code(line),
        spoken(line.charged.line.from_on),
        grouped(line.charged.line.charge)
    )
}

/// One thing that happened, struck through where it was taken back.
fn told<'a>(happening: &'a Happening) -> Element<'a, Message> {
    if happening.is_reversed {
        struck(happening.sentence.as_str())
    } else {
        text(happening.sentence.as_str()).size(size::TEXT).into()
    }
}

fn happening_cells(happening: &Happening) -> Vec<Cell> {
    let (tone, word) = if happening.is_reversed {
        (Tone::Muted, "Taken back")
    } else {
        (Tone::Ink, "")
    };
    vec![
        Cell::toned(happening.sentence.as_str(), tone),
        Cell::toned(word, Tone::Warning),
    ]
}

fn receipt_cells(row: &ReceiptRow) -> Vec<Cell> {
    let receipt = &row.received.receipt;
    let how = match (receipt.check_number.as_str(), &row.received.void) {
        (_, Some(_)) => "Taken back".to_owned(),
        ("", None) => method_word(receipt.method).to_owned(),
        (number, None) => format!("{} {number}", method_word(receipt.method)),
    };
    let tone = if row.received.void.is_some() {
        Tone::Muted
    } else {
        Tone::Ink
    };
    vec![
        Cell::toned(row.received.id.to_string(), tone),
        Cell::toned(spoken(receipt.received_on), tone),
        Cell::toned(how, tone),
        Cell::toned(grouped(receipt.amount), tone),
        Cell::toned(shown(row.unapplied), Tone::Accent),
    ]
}

/// The four figures side by side.
fn figures<'a>(totals: Totals, is_narrow: bool) -> Element<'a, Message> {
    let owes = figure("Patient owes", totals.patient_owes, theme::warning);
    let pending = figure("Insurance pending", totals.insurance_pending, theme::accent);
    let collections = figure("Collections", totals.collections, theme::danger);
    let credit = figure("Credit", totals.credit, theme::success);
    if is_narrow {
        return column![
            row![owes, pending].spacing(size::S),
            row![collections, credit].spacing(size::S)
        ]
        .spacing(size::S)
        .into();
    }
    row![owes, pending, collections, credit]
        .spacing(size::S)
        .into()
}

fn figure<'a>(
    label: &'static str,
    amount: Money,
    style: fn(&Theme) -> text::Style,
) -> Element<'a, Message> {
    let style = if amount.is_zero() {
        theme::muted
    } else {
        style
    };
    let amount = text(grouped(amount))
        .font(font::SEMIBOLD)
        .size(size::HEADING)
        .line_height(1.2)
        .style(style);
    container(
        row![line(label).size(size::CAPTION).style(theme::muted), amount]
            .spacing(size::S)
            .align_y(Alignment::Center),
    )
    .padding([size::S, size::M])
    .width(Length::FillPortion(1))
    .style(theme::surface)
    .into()
}
