//! How posting looks: the check with what is left, the claim to find, its grid, and what follows.

mod lines;

use iced::alignment::Horizontal;
use iced::keyboard;
use iced::widget::{Row, column, container, responsive, row, scrollable, space, text};
use iced::{Alignment, Element, Length, Padding};

use super::check::PostedRow;
use super::grid::{FORWARDED, Grid};
use super::{ITEM, LISTED, Message, PICKS, POSTED, Post, keys};
use crate::commands::ledger::remittances::CheckState;
use crate::domain::date::spoken;
use crate::domain::money::Money;
use crate::gui::form::check::check;
use crate::gui::form::money::grouped;
use crate::gui::form::{Note, labeled};
use crate::gui::screen::print::view::counted;
use crate::gui::widget::ellipsis::line;
use crate::gui::widget::entry::Reaction;
use crate::gui::widget::window_list::{Cell, Column, Tone, Width, window_list};
use crate::gui::{font, size, theme};
use lines::{after, line_view, said_finding, titles};

const PICK_COLUMNS: &[Column] = &[
    Column::number("No.", Width::Fixed(64.0)),
    Column::text("Payer", Width::Share(3.0)),
    Column::code("Check", Width::Share(1.5)),
    Column::text("Check date", Width::Fixed(104.0)),
    Column::text("Received", Width::Fixed(104.0)),
    Column::number("Amount", Width::Fixed(112.0)),
    Column::number("Left", Width::Fixed(112.0)),
];

const POSTED_COLUMNS: &[Column] = &[
    Column::text("Posted", Width::Fixed(80.0)).unsorted(),
    Column::code("Claim", Width::Share(1.0)).unsorted(),
    Column::text("Patient", Width::Share(1.0)).unsorted(),
    Column::text("Decided", Width::Fixed(110.0)).unsorted(),
    Column::number("Paid", Width::Fixed(110.0)).unsorted(),
    Column::text("", Width::Share(1.4)).unsorted(),
];

/// Space between cells.
const GAP: f32 = 6.0;
const NUMBER: f32 = 18.0;
const DAY: f32 = 44.0;
const CODE: f32 = 104.0;
const CHARGE: f32 = 78.0;
const AMOUNT: f32 = 78.0;
const ADJUSTMENT: f32 = 122.0;
const SHARE: f32 = 68.0;
const RESIDUAL: f32 = 92.0;

/// What is left of a cell's width where the cells of a line stand below it.
const NARROWER: f32 = 0.88;

/// What a whole line of the grid needs; with less, its cells go on below.
const WIDE: f32 = NUMBER
    + DAY
    + CODE
    + CHARGE
    + 2.0 * AMOUNT
    + 2.0 * ADJUSTMENT
    + 3.0 * SHARE
    + RESIDUAL
    + 11.0 * GAP;

fn caption<'a>(words: impl Into<String>) -> crate::gui::widget::ellipsis::Line<'a> {
    line(words).size(size::CAPTION).style(theme::muted)
}

/// A small label with its figure.
fn figure<'a>(label: &'static str, amount: Money, is_main: bool) -> Element<'a, Message> {
    let words = text(grouped(amount)).font(font::SEMIBOLD).size(if is_main {
        size::TITLE
    } else {
        size::HEADING
    });
    let words = if is_main && !amount.is_zero() {
        words.style(theme::accent)
    } else if is_main {
        words.style(theme::success)
    } else {
        words
    };
    column![text(label).size(size::CAPTION).style(theme::muted), words]
        .spacing(0)
        .align_x(Alignment::End)
        .into()
}

impl Post {
    pub(super) fn content(&self) -> Element<'_, Message> {
        let content = match (&self.check, self.receipt) {
            (Some(check), _) => column![self.header(check), self.below(check)].spacing(size::S),
            (None, Some(_)) => column![space()],
            (None, None) => column![self.choosing()],
        };
        container(content)
            .padding(Padding::new(size::XL).top(size::M).bottom(size::M))
            .width(Length::Fill)
            .height(Length::Fill)
            .into()
    }

    /// The receipts from which something is still to be posted.
    fn choosing(&self) -> Element<'_, Message> {
        let total: Money = self.picks.iter().map(|pick| pick.unapplied).sum();
        let list = window_list(
            PICKS,
            PICK_COLUMNS,
            self.picks.len(),
            |row| {
                let pick = &self.picks[row];
                let receipt = &pick.received.receipt;
                let left = if pick.unapplied.is_negative() {
                    Tone::Danger
                } else {
                    Tone::Accent
                };
                vec![
                    pick.received.id.to_string().into(),
                    pick.from.as_str().into(),
                    receipt.check_number.as_str().into(),
                    receipt.check_on.map(spoken).unwrap_or_default().into(),
                    spoken(receipt.received_on).into(),
                    grouped(receipt.amount).into(),
                    Cell::toned(grouped(pick.unapplied), left),
                ]
            },
            self.picked,
            Message::Picked,
        )
        .empty(if self.is_loaded {
            "Every payer’s receipt is posted. F2 writes a new one down; an EOB without money gets the method None."
        } else {
            "Reading the receipts…"
        });
        let told = format!(
            "{} to post, {} left of them",
            counted(self.picks.len(), "receipt"),
            grouped(total)
        );
        let foot = row![
            caption(told).width(Length::Shrink),
            caption("Enter posts from it · N writes a new receipt down").align(Horizontal::Right),
        ]
        .spacing(size::L);
        column![container(list).height(Length::Fill), foot]
            .spacing(size::S)
            .into()
    }

    /// The check with what is left of it, running.
    fn header<'a>(&'a self, check: &'a CheckState) -> Element<'a, Message> {
        let receipt = &check.received.receipt;
        // While a claim is typed, the check stands as it would after it.
        let totals = self
            .grid
            .as_ref()
            .and_then(|grid| grid.preview.as_ref()?.check)
            .unwrap_or(check.totals);
        let mut parts = vec![format!("Receipt {}", check.received.id)];
        if !receipt.check_number.is_empty() {
            parts.push(format!("check {}", receipt.check_number));
        }
        if let Some(on) = receipt.check_on {
            parts.push(spoken(on));
        }
        if check.is_closed {
            parts.push("closed".to_owned());
        }
        let who = column![
            line(check.payer_name.as_str())
                .font(font::SEMIBOLD)
                .size(size::HEADING),
            caption(parts.join(" · ")),
        ]
        .spacing(2)
        .width(Length::Fill);
        let other = totals.other + totals.capitation;
        let figures = Row::new()
            .push(figure("Check", totals.amount, false))
            .push(figure("Applied", totals.applied, false))
            .push(figure("Offsets", -totals.offsets, false))
            .push(figure("Interest", totals.interest, false))
            .push((!other.is_zero()).then(|| figure("Other", other, false)))
            .push(figure("LEFT", totals.left, true))
            .spacing(size::L)
            .align_y(Alignment::End);
        container(
            row![who, figures]
                .spacing(size::L)
                .align_y(Alignment::Center),
        )
        .padding(size::S)
        .width(Length::Fill)
        .style(theme::surface)
        .into()
    }

    fn below<'a>(&'a self, check: &'a CheckState) -> Element<'a, Message> {
        match &self.grid {
            Some(grid) => self.claim(grid),
            None => column![
                self.find.view(Length::Fill, Message::FindEdited),
                self.posted_list(check),
            ]
            .spacing(size::S)
            .into(),
        }
    }

    /// What was posted from the check.
    fn posted_list<'a>(&'a self, check: &'a CheckState) -> Element<'a, Message> {
        let rows = self.posted_rows();
        let count = rows.len();
        let list = window_list(
            POSTED,
            POSTED_COLUMNS,
            count,
            move |row| posted_cells(check, rows[row]),
            self.posted,
            Message::PostedListed,
        )
        .empty("Nothing is posted from this check yet. Find its first claim above.");
        let foot = row![
            caption(match self.n_posted {
                0 => counted(check.remittances.len(), "claim") + " posted",
                here => format!(
                    "{} posted, {here} of them now",
                    counted(check.remittances.len(), "claim")
                ),
            })
            .width(Length::Shrink),
            caption(format!(
                "{ITEM} interest, recoupment · {LISTED} what is posted · V voids"
            ))
            .align(Horizontal::Right),
        ]
        .spacing(size::L);
        column![container(list).height(Length::Fill), foot]
            .spacing(size::S)
            .height(Length::Fill)
            .into()
    }

    fn claim<'a>(&'a self, grid: &'a Grid) -> Element<'a, Message> {
        let claim = &grid.claim;
        let name = match &claim.claim {
            Some(number) => format!("Claim {number}"),
            None => "Balance brought along".to_owned(),
        };
        let title = row![
            line(name)
                .font(font::SEMIBOLD)
                .size(size::HEADING)
                .width(Length::Shrink),
            line(claim.patient_name.to_string())
                .size(size::HEADING)
                .width(Length::Shrink),
            self.is_restored
                .then(|| caption("Draft restored. Ctrl+R drops it.")),
        ]
        .spacing(size::M)
        .align_y(Alignment::Center);
        let forwarded = claim.next.as_ref().map(|next| {
            let switch = check(
                FORWARDED,
                "Sent on by the payer",
                grid.is_forwarded,
                Message::ForwardedSwitched,
            );
            let note = Note::Hint(format!("Next pays {}", next.payer_name));
            labeled("", switch, note, 200.0)
        });
        let take_all = |key: &keyboard::Key| match key {
            keyboard::Key::Character(sign) if sign.as_str() == "=" => {
                Some(Reaction::Take(Message::AllExpected))
            }
            _ => None,
        };
        let control = labeled(
            "Payer’s claim number",
            grid.control
                .cell(Message::ControlEdited, move |key, _| take_all(key)),
            Note::Hint("= takes all as expected".to_owned()),
            190.0,
        );
        let decided = {
            let note = match grid.decided.remark() {
                Some(remark) => Note::Problem(remark.sentence),
                None => Note::Hint("Enter takes the check’s date".to_owned()),
            };
            labeled(
                "Decided on",
                grid.decided
                    .cell(Message::DecidedEdited, move |key, _| take_all(key)),
                note,
                170.0,
            )
        };
        let head = Row::new()
            .push(control)
            .push(decided)
            .push(grid.rank.view(Length::Shrink, Message::RankChosen))
            .push(forwarded)
            .spacing(size::M)
            .wrap()
            .vertical_spacing(size::XS);
        let body = responsive(move |room| {
            let is_wide = room.width >= WIDE;
            let lines = grid
                .lines
                .iter()
                .enumerate()
                .map(|(row, it)| line_view(grid, row, it, is_wide));
            let titles = is_wide.then(|| titles(grid));
            let others = grid
                .other_findings()
                .filter(|_| grid.is_reviewed)
                .map(said_finding);
            let content = column![
                titles,
                column(lines).spacing(size::XS),
                column(others).spacing(2),
                after(grid),
            ]
            .spacing(size::S);
            scrollable(container(content).padding(Padding::ZERO.right(size::M)))
                .style(theme::scroll)
                .height(Length::Fill)
                .into()
        });
        column![title, head, body, caption(hints())]
            .spacing(size::S)
            .into()
    }
}

fn hints() -> String {
    let keys = keys::WORDS
        .iter()
        .map(|(sign, word, _)| format!("{} {word}", sign.to_ascii_uppercase()));
    let short: Vec<String> = std::iter::once("= As expected".to_owned())
        .chain(keys)
        .collect();
    short.join(" · ")
}

fn posted_cells(check: &CheckState, row: PostedRow) -> Vec<Cell> {
    match row {
        PostedRow::Eob(id) => {
            let Some(posted) = check.remittances.iter().find(|it| it.id == id) else {
                return Vec::new();
            };
            let tone = if posted.void.is_some() {
                Tone::Muted
            } else {
                Tone::Ink
            };
            let remittance = &posted.remittance;
            let paid: Money = remittance.lines.iter().map(|line| line.paid).sum();
            let claim = remittance.claim.as_ref().map(ToString::to_string);
            let note = match &posted.void {
                Some(reason) => format!("Void: {reason}"),
                None => counted(remittance.lines.len(), "line"),
            };
            vec![
                Cell::toned(format!("EOB {id}"), tone),
                Cell::toned(claim.unwrap_or_default(), tone),
                Cell::toned(remittance.patient.to_string(), tone),
                Cell::toned(spoken(remittance.adjudicated_on), tone),
                Cell::toned(grouped(paid), tone),
                Cell::toned(note, Tone::Muted),
            ]
        }
        PostedRow::Item(id) => {
            let Some(posted) = check.items.iter().find(|it| it.id == id) else {
                return Vec::new();
            };
            let item = &posted.item;
            let note = match &posted.void {
                Some(reason) => format!("Void: {reason}"),
                None => [item.effect.as_str(), &item.reference, &item.note]
                    .into_iter()
                    .filter(|it| !it.is_empty())
                    .collect::<Vec<_>>()
                    .join(" · "),
            };
            vec![
                Cell::from(format!("Item {}", item.code)),
                Cell::default(),
                Cell::default(),
                Cell::default(),
                grouped(item.amount).into(),
                Cell::toned(note, Tone::Muted),
            ]
        }
    }
}
