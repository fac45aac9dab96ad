//! How the lists and their forms look.

use iced::widget::{column, container, responsive, row, scrollable, space, text};
use iced::{Alignment, Element, Length, Padding};

use super::ask::{Dialog, Purpose};
use super::catalog::{List, Room};
use super::edit::{Open, Remark};
use super::{LIST, Lists, Message, SAVE};
use crate::gui::form::required_key;
use crate::gui::shortcut::{Shortcut, stroke_of};
use crate::gui::widget::button::{Weight, action};
use crate::gui::widget::ellipsis::line;
use crate::gui::widget::window_list::{Cell, Selection, Tone, window_list};
use crate::gui::{font, size, theme};

/// The width of the list beside an open form.
const BESIDE: f32 = 372.0;
/// The width from which list and form stand side by side.
const ROOMY: f32 = 960.0;
/// The widest that a form gets.
const FORM: f32 = 820.0;

pub(super) fn screen(lists: &Lists) -> Element<'_, Message> {
    responsive(|room| parts(lists, room.width < ROOMY)).into()
}

fn parts(lists: &Lists, is_small: bool) -> Element<'_, Message> {
    let is_practice = lists.list == List::Practice;
    // In a small window the form takes the place of the list.
    let is_alone = is_practice || is_small && lists.open.is_some();
    let has_table = !is_alone;
    let tabs = lists.tabs.view(Length::Shrink, Message::ListChosen);
    let search = has_table.then(|| lists.search.view(Length::Fill, Message::SearchEdited));
    let head: Element<'_, Message> = if is_small {
        column![tabs, search].into()
    } else {
        row![tabs, search].spacing(size::L).into()
    };
    let panel = lists.open.as_ref().map(|open| form(lists.list, open));
    let (room, width) = match (is_small, panel.is_some()) {
        (true, _) => (Room::Narrow, Length::Fill),
        (false, true) => (Room::Beside, Length::Fixed(BESIDE)),
        (false, false) => (Room::Wide, Length::Fill),
    };
    // A place is kept for the list, so that the form keeps the focus when the window is resized.
    let table: Element<'_, Message> = if has_table {
        container(table(lists, room))
            .width(width)
            .height(Length::Fill)
            .into()
    } else {
        // Shrunk to nothing, for a row drops what is nothing by its length.
        container(space()).into()
    };
    let body = row![table, panel]
        .spacing(if has_table { size::L } else { 0.0 })
        .height(Length::Fill);
    container(column![head, body].spacing(size::S))
        .padding(Padding::new(size::XL).top(size::L))
        .into()
}

fn table(lists: &Lists, room: Room) -> Element<'_, Message> {
    let entries = lists
        .catalog
        .as_ref()
        .map_or(&[][..], |catalog| catalog.of(lists.list));
    let empty = match (&lists.catalog, lists.search.text().is_empty()) {
        (None, _) => "Reading the lists…",
        (Some(_), true) if lists.open.is_some() => "None yet.",
        (Some(_), true) => lists.list.empty(),
        (Some(_), false) => "Nothing here has all these words.",
    };
    // No row is meant while a record is new.
    let is_new = lists.open.as_ref().is_some_and(|open| open.seen.is_none());
    let selection = Selection {
        row: lists.selection.row.filter(|_| !is_new),
        ..lists.selection
    };
    window_list(
        LIST,
        lists.list.columns(room),
        lists.shown.len(),
        |row| {
            let cells = lists
                .shown
                .get(row)
                .and_then(|place| entries.get(*place))
                .map_or(&[][..], |entry| &entry.cells);
            cells
                .iter()
                .map(|cell| Cell::toned(cell.clone(), tone(cell)))
                .collect()
        },
        selection,
        Message::Listed,
    )
    .empty(empty)
    .into()
}

/// What is the rule or the past steps back.
fn tone(cell: &str) -> Tone {
    match cell {
        "Defaults" | "Replaced" | "By hand" => Tone::Muted,
        "On no claim" => Tone::Warning,
        "In effect" => Tone::Success,
        "Later" => Tone::Accent,
        _ => Tone::Ink,
    }
}

fn form(list: List, open: &Open) -> Element<'_, Message> {
    let title = match (list, &open.seen) {
        (List::Practice, _) => "The practice bills under this name and these numbers.".to_owned(),
        (_, None) => format!("A new {}", list.noun()),
        (_, Some(_)) => format!("Correct this {}", list.noun()),
    };
    let has_changes = open.form.has_changes();
    let words = if open.is_saving { "Saving…" } else { "Save" };
    let buttons = row![
        action(
            "lists-save",
            Weight::Secondary,
            words,
            Some(SAVE),
            (!open.is_saving).then_some(Message::SavePressed),
        ),
        action(
            "lists-discard",
            Weight::Quiet,
            "Discard what I typed",
            None,
            has_changes.then_some(Message::DiscardPressed),
        ),
        action(
            "lists-close",
            Weight::Quiet,
            "Close",
            stroke_of(Shortcut::Back),
            Some(Message::FormClosed),
        ),
    ]
    .spacing(size::S);
    let content = column![
        row![line(title).style(theme::muted), required_key()].align_y(Alignment::Center),
        open.remark.as_ref().map(remark),
        open.form.view(Message::FormTouched),
        buttons,
    ]
    .spacing(size::M)
    .max_width(FORM);
    container(
        scrollable(container(content).padding(size::L).width(Length::Fill))
            .height(Length::Fill)
            .style(theme::scroll),
    )
    .width(Length::Fill)
    .style(theme::surface)
    .into()
}

fn remark(remark: &Remark) -> Element<'_, Message> {
    let (word, sentence) = match remark {
        Remark::Restored => (
            "Draft restored",
            "This was typed before and is not saved yet.",
        ),
        Remark::Reloaded => (
            "Read again",
            "What you had changed still stands here; the rest is as it is now. Save again.",
        ),
        Remark::Conflict(sentence) | Remark::Problem(sentence) => ("Not saved", sentence.as_str()),
    };
    let reload = matches!(remark, Remark::Conflict(_)).then(|| {
        action(
            "lists-reload",
            Weight::Secondary,
            "Read it again and keep what I typed",
            None,
            Some(Message::ReloadPressed),
        )
    });
    let color: fn(&theme::Palette) -> iced::Color = match remark {
        Remark::Restored | Remark::Reloaded => |palette| palette.accent,
        Remark::Conflict(_) | Remark::Problem(_) => |palette| palette.danger,
    };
    container(
        column![
            row![
                text(word).font(font::SEMIBOLD).size(size::TEXT),
                text(sentence).size(size::TEXT).width(Length::Fill),
            ]
            .spacing(size::M),
            reload,
        ]
        .spacing(size::S),
    )
    .padding(size::S)
    .width(Length::Fill)
    .style(theme::washed(color))
    .into()
}

pub(super) fn dialog(dialog: &Dialog) -> Element<'_, Message> {
    let words = match (dialog.purpose, dialog.is_busy) {
        (Purpose::Export, false) => "Write the file",
        (Purpose::Export, true) => "Writing…",
        (Purpose::Copy, false) => "Copy the schedule",
        (Purpose::Copy, true) => "Copying…",
    };
    let problem = dialog.problem.as_ref().map(|sentence| {
        text(sentence.as_str())
            .size(size::TEXT)
            .style(theme::danger)
    });
    column![
        dialog.form.view(Message::DialogTouched),
        problem,
        row![
            action(
                "lists-confirm",
                Weight::Primary,
                words,
                Some(SAVE),
                (!dialog.is_busy).then_some(Message::DialogConfirmed),
            ),
            action(
                "lists-cancel",
                Weight::Secondary,
                "Cancel",
                stroke_of(Shortcut::Back),
                Some(Message::DialogClosed),
            ),
        ]
        .spacing(size::S),
    ]
    .spacing(size::M)
    .width(560)
    .into()
}
